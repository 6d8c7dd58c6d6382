//! Whether an unknown host key is accepted.

use super::{Answers, Rules, Verdict, yes};
use crate::ask::Answer;
use crate::cli::printer::Printer;
use crate::cli::words::{host_key, known_key};
use crate::trust::{HostKey, KnownKey};

impl Answers {
    pub(super) fn trust_key(&self, server: &str, key: &HostKey, others: &[KnownKey], printer: &mut Printer) -> Answer {
        match decide(&self.rules, key, others) {
            Verdict::Accept => Answer::Yes,
            Verdict::Refuse(why) => {
                printer.remark(&format!("{server}: {why}"));
                Answer::No
            }
            Verdict::Ask => match &self.terminal {
                Some(terminal) => {
                    for line in facts(server, key, others) {
                        printer.remark(&line);
                    }
                    yes(terminal, "Trust this host key from now on? [y/N] ")
                }
                None => Answer::No,
            },
        }
    }
}

/// `--accept-host-key` names the keys that may be accepted, and excludes all others. `--accept-new` takes the first key of a
/// host; one beside keys of other types is for a person, or for its fingerprint. A changed or withdrawn key never gets here.
fn decide(rules: &Rules, key: &HostKey, others: &[KnownKey]) -> Verdict {
    if rules.host_keys.contains(&key.fingerprint()) {
        return Verdict::Accept;
    }
    match (rules.host_keys.is_empty(), rules.new, others.is_empty()) {
        (false, _, _) => Verdict::Refuse("this is not the key of --accept-host-key"),
        (true, true, true) => Verdict::Accept,
        (true, true, false) => {
            Verdict::Refuse("--accept-new does not accept this host key: keys of other types are known for the host")
        }
        (true, false, _) => Verdict::Ask,
    }
}

/// What a person compares before saying yes.
fn facts(server: &str, key: &HostKey, others: &[KnownKey]) -> Vec<String> {
    let mut lines = vec![
        format!("{server}: The host key is not known."),
        format!("  now:         {}", host_key(key)),
    ];
    if !others.is_empty() {
        lines.push("  Look twice: keys of other types are known for this host.".to_owned());
    }
    lines.extend(
        others
            .iter()
            .map(|other| format!("  known:       {}", known_key(other))),
    );
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(number: u8) -> HostKey {
        HostKey::from_blob(vec![0, 0, 0, 1, b'k', number]).unwrap()
    }

    #[test]
    fn what_the_options_accept() {
        let others = [KnownKey {
            key: key(9),
            at: "/home/me/.ssh/known_hosts:3".into(),
        }];
        let rules = |named: &[u8], new| Rules {
            host_keys: named.iter().map(|number| key(*number).fingerprint()).collect(),
            new,
            ..Rules::default()
        };
        let table = [
            (rules(&[], false), &[][..], "ask"),
            (rules(&[], true), &[], "accept"),
            (rules(&[], true), &others, "refuse"),
            (rules(&[1], false), &others, "accept"),
            (rules(&[2, 1], true), &[], "accept"),
            (rules(&[2], true), &[], "refuse"),
            (rules(&[2], false), &[], "refuse"),
        ];
        for (rules, others, expected) in table {
            let verdict = match decide(&rules, &key(1), others) {
                Verdict::Accept => "accept",
                Verdict::Refuse(_) => "refuse",
                Verdict::Ask => "ask",
            };
            assert_eq!(verdict, expected, "{rules:?} {others:?}");
        }
        let shown = facts("h:22", &key(1), &others).join("\n");
        for part in [
            &key(1).fingerprint().to_string(),
            &key(9).fingerprint().to_string(),
            "known_hosts:3",
        ] {
            assert!(shown.contains(part), "{part}: {shown}");
        }
    }
}
