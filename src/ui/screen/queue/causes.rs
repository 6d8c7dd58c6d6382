//! Failed rows by their cause: a thousand files that one permission stopped are one thing to understand.

use crate::engine::command::TransferId;
use crate::engine::event::Row;
use crate::error::Error;
use crate::path::visible;
use crate::transfer::State;

/// Rows that failed for one reason.
#[derive(Clone, Debug, PartialEq)]
pub struct Group {
    /// Their error; of the first one where they differ in more than the name of the file.
    pub error: Error,
    /// The server's words, without what is each file's own; empty where the server said nothing.
    pub reply: String,
    /// Where they are among the rows, in their order.
    pub rows: Vec<usize>,
    /// Their ids, to try them again.
    pub ids: Vec<TransferId>,
    /// Its rows are not shown.
    pub closed: bool,
}

/// The groups of these rows, the largest first. A group that was closed before stays so.
pub fn grouped(rows: &[Row], before: &[Group]) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    for (at, row) in rows.iter().enumerate() {
        let State::Failed(error) = &row.state else { continue };
        let reply = reply(error, row);
        match groups.iter_mut().find(|group| group.is_like(error, &reply)) {
            Some(group) => {
                group.rows.push(at);
                group.ids.push(row.id);
            }
            None => groups.push(Group {
                closed: before.iter().any(|group| group.closed && group.is_like(error, &reply)),
                error: (**error).clone(),
                reply,
                rows: vec![at],
                ids: vec![row.id],
            }),
        }
    }
    groups.sort_by_key(|group| std::cmp::Reverse(group.rows.len()));
    groups
}

/// What the server said, on one line, with its code once.
pub fn said(error: &Error) -> String {
    let Some(reply) = &error.reply else {
        return String::new();
    };
    let text = visible(&one_line(&reply.text));
    let code = reply.code.to_string();
    if reply.code == 0 || text.starts_with(&code) {
        text
    } else {
        format!("{code} {text}")
    }
}

impl Group {
    fn is_like(&self, error: &Error, reply: &str) -> bool {
        (self.error.stage, self.reply.as_str()) == (error.stage, reply)
            && std::mem::discriminant(&self.error.kind) == std::mem::discriminant(&error.kind)
    }
}

/// The server's words with the file's own names taken out, so that equal causes are equal.
fn reply(error: &Error, row: &Row) -> String {
    let mut text = said(error);
    let path = row.remote.visible();
    let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
    for own in [path.as_str(), path.trim_start_matches('/'), name.as_str()] {
        if own.len() > 1 {
            text = text.replace(own, "…");
        }
    }
    // What is left of "'name': " and "name: ".
    for empty in ["'…': ", "\"…\": ", "…: ", "'…' ", "\"…\" "] {
        text = text.replace(empty, "");
    }
    text
}

/// Line ends as spaces.
fn one_line(text: &[u8]) -> Vec<u8> {
    let lines = text.split(|byte| matches!(byte, b'\r' | b'\n'));
    lines.filter(|line| !line.is_empty()).collect::<Vec<_>>().join(&b' ')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Kind, Reply, Stage};
    use crate::ui::screen::queue::samples;

    fn failed(name: &str, error: Error) -> Row {
        let mut row = samples::row(1, name, Some(10), 0);
        row.state = State::Failed(Box::new(error));
        row
    }

    fn refused(code: u16, text: &str) -> Error {
        Error::new(Stage::Command, Kind::Rejected, "STOR x").with_reply(Reply {
            code,
            text: text.as_bytes().to_vec(),
        })
    }

    #[test]
    fn a_name_in_the_reply_does_not_make_a_cause_of_its_own() {
        let rows = [
            failed("/www/a.txt", refused(550, "550 a.txt: Permission denied")),
            failed("/www/b.txt", refused(553, "553 Could not create file.")),
            failed(
                "/www/dist/c.txt",
                refused(550, "550 /www/dist/c.txt: Permission denied"),
            ),
            failed("/www/d.txt", refused(550, "550 Permission denied")),
        ];
        let groups = grouped(&rows, &[]);
        let told: Vec<(usize, &str)> = groups
            .iter()
            .map(|group| (group.rows.len(), group.reply.as_str()))
            .collect();
        assert_eq!(told, [(3, "550 Permission denied"), (1, "553 Could not create file.")]);
        assert_eq!(groups[0].rows, [0, 2, 3]);
    }

    #[test]
    fn failures_without_a_reply_are_told_apart_by_their_kind() {
        let timed_out = Error::new(Stage::Transfer, Kind::TimedOut, "send");
        let rows = [
            failed("/a", timed_out.clone()),
            failed("/b", Error::new(Stage::Transfer, Kind::Closed, "send")),
            failed("/c", timed_out),
        ];
        let groups = grouped(&rows, &[]);
        assert_eq!(groups.iter().map(|group| group.rows.len()).collect::<Vec<_>>(), [2, 1]);
    }

    #[test]
    fn a_closed_group_stays_closed_when_it_grows() {
        let rows = [
            failed("/a", refused(550, "550 No")),
            failed("/b", refused(550, "550 No")),
        ];
        let mut groups = grouped(&rows[..1], &[]);
        groups[0].closed = true;
        let groups = grouped(&rows, &groups);
        assert!(groups[0].closed);
        assert_eq!(groups[0].ids.len(), 2);
    }

    #[test]
    fn a_reply_is_one_line_and_has_its_code_once() {
        assert_eq!(said(&refused(550, "550-No\r\n550 Never")), "550-No 550 Never");
        assert_eq!(said(&refused(3, "Permission denied")), "3 Permission denied");
        assert_eq!(said(&refused(0, "so")), "so");
    }
}
