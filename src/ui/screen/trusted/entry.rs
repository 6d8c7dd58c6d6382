//! One thing that is known about a server, and what is said about it.

use std::collections::BTreeMap;

use time::UtcOffset;

use crate::engine::event::Trust;
use crate::engine::profile::{Pinned, TrustedKey};
use crate::path::visible;
use crate::site::Learned;
use crate::ui::humane::Dates;
use crate::ui::words::Words;

/// Something that is known about a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// `host:port`, as it is kept.
    pub server: String,
    /// What.
    pub what: What,
}

/// What is known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum What {
    /// Its certificate was accepted, or this system vouched for one.
    Certificate(Pinned),
    /// Its host key was accepted.
    HostKey(TrustedKey),
    /// It may be spoken to in clear.
    InClear,
    /// What was found out about it.
    Learned(Learned),
    /// It writes names in this charset.
    Charset(String),
}

/// Everything, by server.
pub fn all(trust: Option<&Trust>, in_clear: &[String], charsets: &BTreeMap<String, String>) -> Vec<Entry> {
    let entry = |server: &str, what| Entry {
        server: server.to_owned(),
        what,
    };
    let mut all = Vec::new();
    if let Some(trust) = trust {
        let pinned = trust.certificates.iter();
        all.extend(pinned.map(|pinned| entry(&pinned.server, What::Certificate(pinned.clone()))));
        let keys = trust.host_keys.iter();
        all.extend(keys.map(|key| entry(&key.server(), What::HostKey(key.clone()))));
        let learned = trust.learned.iter();
        all.extend(learned.map(|(server, learned)| entry(server, What::Learned(learned.clone()))));
    }
    all.extend(in_clear.iter().map(|server| entry(server, What::InClear)));
    all.extend(
        charsets
            .iter()
            .map(|(server, charset)| entry(server, What::Charset(charset.clone()))),
    );
    all.sort_by_cached_key(|entry| entry.server.to_lowercase());
    all
}

impl Entry {
    /// The server, for people.
    pub fn server(&self) -> String {
        visible(self.server.as_bytes())
    }

    /// What it is, in a few words.
    pub fn kind(&self, words: &Words) -> String {
        match &self.what {
            What::Certificate(pinned) if pinned.fingerprint.is_none() => words.say("trusted-kind-vouched"),
            What::Certificate(_) => words.say("trusted-kind-certificate"),
            What::HostKey(key) => words.with("trusted-kind-host-key", &[("algorithm", short(&key.algorithm).into())]),
            What::InClear => words.say("trusted-kind-in-clear"),
            What::Learned(_) => words.say("trusted-kind-learned"),
            What::Charset(charset) => words.with("trusted-kind-charset", &[("charset", charset.into())]),
        }
    }

    /// The day since which it is known, where that was written down.
    pub fn since(&self, dates: &Dates, zone: UtcOffset) -> String {
        match &self.what {
            What::Certificate(pinned) => pinned.at.map_or_else(String::new, |at| dates.day(at, zone)),
            // It is a day, and no time of it.
            What::HostKey(key) => key.since().map_or_else(String::new, |at| dates.day(at, UtcOffset::UTC)),
            What::InClear | What::Learned(_) | What::Charset(_) => String::new(),
        }
    }

    /// The last second of its validity, if it ends.
    pub fn until(&self) -> Option<i64> {
        match &self.what {
            What::Certificate(pinned) => pinned.until,
            _ => None,
        }
    }

    /// What people compare.
    pub fn fingerprint(&self) -> Option<String> {
        match &self.what {
            What::Certificate(pinned) => pinned.fingerprint.map(|print| print.to_string()),
            What::HostKey(key) => Some(key.fingerprint.clone()),
            _ => None,
        }
    }

    /// What it is for, or what was found out, line by line.
    pub fn details(&self, words: &Words) -> Vec<String> {
        match &self.what {
            What::Certificate(pinned) if pinned.fingerprint.is_none() => vec![words.say("trusted-about-vouched")],
            What::Certificate(pinned) => {
                let subject = pinned.subject.as_ref().filter(|subject| !subject.is_empty());
                let subject = subject.map(|subject| {
                    let subject = visible(subject.as_bytes());
                    words.with("trusted-about-subject", &[("subject", subject.into())])
                });
                let vouched = pinned.once_verified.then(|| words.say("trusted-about-vouched"));
                subject.into_iter().chain(vouched).collect()
            }
            What::HostKey(key) => {
                let mut details = vec![visible(key.algorithm.as_bytes())];
                // What somebody wrote by hand behind a key.
                let comment = Some(&key.comment).filter(|comment| key.since().is_none() && !comment.is_empty());
                details.extend(comment.map(|comment| visible(comment.as_bytes())));
                details
            }
            What::InClear => vec![words.say("trusted-about-in-clear")],
            What::Learned(learned) => lessons(learned, words),
            What::Charset(charset) => vec![words.with("trusted-about-charset", &[("charset", charset.into())])],
        }
    }

    /// What is asked before it is forgotten.
    pub fn question(&self, words: &Words) -> String {
        let server = [("server", self.server().into())];
        match &self.what {
            What::Certificate(_) => words.with("trusted-forget-certificate", &server),
            What::HostKey(_) => words.with("trusted-forget-host-key", &server),
            What::InClear => words.with("trusted-forget-in-clear", &server),
            What::Learned(_) => words.with("trusted-forget-learned", &server),
            What::Charset(_) => words.with("trusted-forget-charset", &server),
        }
    }

    /// Everything that can be looked for.
    pub fn text(&self, words: &Words) -> String {
        let mut text = vec![self.server(), self.kind(words)];
        text.extend(self.fingerprint());
        text.extend(self.details(words));
        text.join(" ")
    }
}

/// The algorithm of a key as people call it.
fn short(algorithm: &str) -> String {
    let name = algorithm.strip_prefix("ssh-").unwrap_or(algorithm);
    visible(name.as_bytes())
}

fn lessons(learned: &Learned, words: &Words) -> Vec<String> {
    let mut lessons = Vec::new();
    if let Some(active) = learned.active {
        lessons.push(words.say(if active {
            "trusted-lesson-active"
        } else {
            "trusted-lesson-passive"
        }));
    }
    for (is_so, key) in [
        (learned.no_epsv, "trusted-lesson-no-epsv"),
        (learned.tls12, "trusted-lesson-tls12"),
        (learned.no_noop, "trusted-lesson-no-noop"),
        (learned.lists_no_file, "trusted-lesson-lists-no-file"),
    ] {
        if is_so {
            lessons.push(words.say(key));
        }
    }
    if let Some(seconds) = learned.list_offset {
        let minutes = (f64::from(seconds) / 60.0).round();
        lessons.push(words.with("trusted-lesson-offset", &[("minutes", minutes.into())]));
    }
    lessons
}
