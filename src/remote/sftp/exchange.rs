//! How requests and answers stand in the log: `OPEN "a/b" r -> handle 3`.

use std::time::Duration;

use super::attributes::Attributes;
use super::link::Arrived;
use super::status::{OK, Status};
use crate::error::Error;

/// A request with what became of it. The log makes the names visible.
pub(super) fn answered(line: &[u8], arrived: &Arrived) -> Vec<u8> {
    let outcome = match arrived {
        Arrived::Status(status) => words(status),
        Arrived::Handle(handle) => format!("handle {}", handle.number).into_bytes(),
        Arrived::Data(bytes) => format!("{} bytes", bytes.len()).into_bytes(),
        Arrived::Names(names) => match &names[..] {
            [only] => [b"\"", &only.name[..], b"\""].concat(),
            names => format!("{} names", names.len()).into_bytes(),
        },
        Arrived::Attributes(attributes) => attributes_of(attributes).into_bytes(),
        Arrived::Extended(bytes) => format!("{} bytes", bytes.len()).into_bytes(),
    };
    [line, b" -> ", &outcome].concat()
}

/// The server's words, with the number of anything but "done".
pub(super) fn words(status: &Status) -> Vec<u8> {
    match status.code {
        OK => b"OK".to_vec(),
        code => [status.text(), format!(" ({code})").as_bytes()].concat(),
    }
}

/// Many requests in one line: `READ handle 3, 128 times: 33554432 bytes in 1.234 s`.
pub(super) fn run(verb: &str, handle: u32, times: u64, bytes: u64, took: Duration) -> String {
    let times = if times == 1 {
        String::new()
    } else {
        format!(", {times} times")
    };
    format!(
        "{verb} handle {handle}{times}: {bytes} bytes in {:.3} s",
        took.as_secs_f64()
    )
}

/// How a run ended: with `well`, or with the server's words.
pub(super) fn ending(error: Option<&Error>, well: &str) -> String {
    match error {
        None => well.to_owned(),
        Some(error) => match &error.reply {
            Some(reply) => format!("{reply} ({})", reply.code),
            None => "not to the end".to_owned(),
        },
    }
}

fn attributes_of(attributes: &Attributes) -> String {
    let words = super::packet::set_words(attributes);
    if words.is_empty() {
        "nothing".into()
    } else {
        words.trim_start().into()
    }
}
