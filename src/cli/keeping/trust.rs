//! `trust list|forget`.

use serde_json::json;

use super::Desk;
use crate::cli::arguments::TrustTask;
use crate::cli::words::day;
use crate::error::{Error, Kind, Stage};
use crate::path::visible;
use crate::site::Learned;

impl Desk<'_> {
    pub(super) fn trust(&mut self, task: &TrustTask) -> Result<(), Error> {
        match task {
            TrustTask::List => {
                self.certificates();
                self.host_keys();
                self.in_clear();
                self.lessons();
                Ok(())
            }
            TrustTask::Forget { server } => self.forget(server),
        }
    }

    fn certificates(&mut self) {
        for pinned in self.profile.certificates() {
            let print = pinned.fingerprint.map(|print| print.to_string());
            let (at, until) = (pinned.at.map(day), pinned.until.map(day));
            if self.printer.is_json() {
                let object = json!({
                    "kind": "certificate", "server": pinned.server, "fingerprint": print, "since": at,
                    "subject": pinned.subject, "until": until, "vouched_for": pinned.once_verified,
                });
                self.printer.object(&object);
                continue;
            }
            let until = until.map_or_else(String::new, |until| format!(", valid until {until}"));
            let words = match (print, at) {
                (Some(print), Some(at)) => format!("{print} accepted on {at}{until}"),
                (Some(print), None) => format!("{print} accepted"),
                (None, _) => "this system vouched for it".to_owned(),
            };
            self.printer
                .result(&format!("certificate\t{}\t{words}", visible(pinned.server.as_bytes())));
        }
    }

    fn host_keys(&mut self) {
        for key in self.profile.host_keys() {
            if self.printer.is_json() {
                let object = json!({
                    "kind": "host_key", "server": key.host, "algorithm": key.algorithm,
                    "fingerprint": key.fingerprint, "about": key.comment,
                });
                self.printer.object(&object);
                continue;
            }
            let words = format!(
                "{} {} {}",
                key.algorithm,
                key.fingerprint,
                visible(key.comment.as_bytes())
            );
            self.printer.result(&format!(
                "host key\t{}\t{}",
                visible(key.host.as_bytes()),
                words.trim_end()
            ));
        }
    }

    fn in_clear(&mut self) {
        for server in self.profile.in_clear() {
            if self.printer.is_json() {
                self.printer.object(&json!({ "kind": "in_clear", "server": server }));
            } else {
                let server = visible(server.as_bytes());
                self.printer
                    .result(&format!("not encrypted\t{server}\tagreed to in the window"));
            }
        }
    }

    fn lessons(&mut self) {
        for (server, learned) in self.profile.learned() {
            let words = lessons(&learned);
            if self.printer.is_json() {
                self.printer
                    .object(&json!({ "kind": "learned", "server": server, "about": words }));
            } else {
                self.printer.result(&format!(
                    "learned\t{}\t{}",
                    visible(server.as_bytes()),
                    words.join(", ")
                ));
            }
        }
    }

    /// Forgets everything under this name.
    fn forget(&mut self, server: &str) -> Result<(), Error> {
        let mut found = false;
        if self.profile.certificates().iter().any(|pinned| pinned.server == server) {
            self.profile.forget_certificate(server)?;
            found = true;
        }
        // Port 22 is not written with a host key.
        let plain = server.strip_suffix(":22").unwrap_or(server);
        let bracketed = server
            .rsplit_once(':')
            .map(|(host, port)| format!("[{}]:{port}", host.trim_matches(['[', ']'])));
        for key in self.profile.host_keys() {
            let names = [Some(server), Some(plain), bracketed.as_deref()];
            if names.contains(&Some(key.host.as_str())) {
                self.profile.forget_host_key(&key)?;
                found = true;
            }
        }
        if self.profile.in_clear().iter().any(|known| known == server) {
            self.profile.forget_clear(server)?;
            found = true;
        }
        if self.profile.learned().iter().any(|(known, _)| known == server) {
            self.profile.forget_learned(Some(server))?;
            found = true;
        }
        if found {
            return Ok(());
        }
        let attempted = format!("forget {}", visible(server.as_bytes()));
        let cause = "nothing is known of it; packetboat-cli trust list shows what is";
        Err(Error::new(Stage::Plan, Kind::NotFound, attempted).with_cause(cause))
    }
}

fn lessons(learned: &Learned) -> Vec<String> {
    let mode = learned.active.map(|active| {
        if active {
            "active mode works"
        } else {
            "passive mode works"
        }
    });
    let mut words: Vec<String> = mode.into_iter().map(str::to_owned).collect();
    for (is_so, text) in [
        (learned.no_epsv, "no EPSV"),
        (learned.tls12, "TLS 1.2"),
        (learned.no_noop, "no NOOP during transfers"),
        (learned.lists_no_file, "no LIST of one file"),
    ] {
        words.extend(is_so.then(|| text.to_owned()));
    }
    words.extend(
        learned
            .list_offset
            .map(|seconds| format!("times in lists are {seconds} s off")),
    );
    words
}
