//! What the server says it can do (FEAT, RFC 2389), read leniently.

use crate::error::Reply;

use super::reply::lines;

/// The offers of a server. Names are compared without regard to case.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Features(Vec<String>);

impl Features {
    /// Reads a reply to FEAT in any of its styles: lines with a blank before them, lines that each repeat `211-`, and lines
    /// deep indented.
    pub(super) fn read(reply: &Reply) -> Self {
        if !reply.is_done() {
            return Self::default();
        }
        let last = lines(reply).count().saturating_sub(1);
        let features = lines(reply)
            .enumerate()
            .filter(|(at, _)| *at > 0 && *at < last)
            .filter_map(|(_, line)| {
                let line = match line {
                    [b'2', b'1', b'1', b'-' | b' ', rest @ ..] => rest,
                    line => line,
                };
                let text = String::from_utf8_lossy(line).trim().to_owned();
                (!text.is_empty()).then_some(text)
            });
        Self(features.collect())
    }

    /// The lines for people, made harmless.
    pub(super) fn visible(&self) -> Vec<String> {
        self.0
            .iter()
            .map(|line| crate::path::visible(line.as_bytes()))
            .collect()
    }

    /// Whether the command or extension is offered.
    pub(super) fn has(&self, name: &str) -> bool {
        self.line(name).is_some()
    }

    /// What stands behind a name: `SHA-256*;MD5;` for `HASH`.
    pub(super) fn line(&self, name: &str) -> Option<&str> {
        self.0.iter().find_map(|line| {
            let (word, rest) = line.split_once(' ').unwrap_or((line, ""));
            word.eq_ignore_ascii_case(name).then_some(rest.trim())
        })
    }

    /// `OPTS MLST` with the facts that matter here, if any of those is offered but not switched on (no `*`).
    pub(super) fn facts_to_ask_for(&self) -> Option<String> {
        let offered: Vec<&str> = self
            .line("MLST")?
            .split(';')
            .map(str::trim)
            .filter(|fact| !fact.is_empty())
            .collect();
        let wanted = |fact: &str| {
            [
                "type",
                "size",
                "modify",
                "unix.mode",
                "unix.owner",
                "unix.group",
                "unix.ownername",
                "unix.groupname",
                "perm",
            ]
            .iter()
            .any(|name| name.eq_ignore_ascii_case(fact))
        };
        offered
            .iter()
            .any(|fact| !fact.ends_with('*') && wanted(fact))
            .then(|| {
                let facts = offered
                    .iter()
                    .map(|fact| fact.trim_end_matches('*'))
                    .filter(|fact| wanted(fact));
                facts.fold("OPTS MLST ".to_owned(), |line, fact| line + fact + ";")
            })
    }
}

#[cfg(test)]
mod tests {
    use super::super::reply;
    use super::*;

    #[test]
    fn all_three_styles_are_read() {
        for text in [
            "211-Features:\r\n MDTM\r\n SIZE\r\n MLST type*;size*;\r\n211 End\r\n",
            "211-Features:\r\n211-MDTM\r\n211-SIZE\r\n211-MLST type*;size*;\r\n211 End\r\n",
            "211-Extended features supported:\r\n     mdtm\r\n     SIZE\r\n     MLST type*;size*;\r\n211 END\r\n",
        ] {
            let features = Features::read(&reply::read(text.as_bytes()));
            assert!(features.has("MDTM") && features.has("size"), "{text}");
            assert_eq!(features.line("MLST"), Some("type*;size*;"));
            assert!(!features.has("End"));
        }
        assert_eq!(
            Features::read(&reply::read(b"211 no features\r\n")),
            Features::default()
        );
        assert_eq!(
            Features::read(&reply::read(b"530 log in first\r\n")),
            Features::default()
        );
    }

    #[test]
    fn facts_are_asked_for_only_where_they_are_off() {
        let of = |facts: &str| Features(vec![format!("MLST {facts}")]).facts_to_ask_for();
        assert_eq!(of("type*;size*;modify*;"), None);
        assert_eq!(
            of("type*;size*;modify*;UNIX.mode;"),
            Some("OPTS MLST type;size;modify;UNIX.mode;".to_owned())
        );
        assert_eq!(of("type*;size*;modify*;media-type;"), None);
        assert_eq!(Features::default().facts_to_ask_for(), None);
    }
}
