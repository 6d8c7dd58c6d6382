//! Who answers the engine's questions: the options first, then standard input, then the person at the terminal, else nobody.

mod host_key;
mod prompts;

use std::time::{SystemTime, UNIX_EPOCH};

use super::printer::Printer;
use super::terminal::Terminal;
use super::words::{day, distrust};
use crate::ask::{Answer, Question};
use crate::path::visible;
use crate::secret::Secret;
use crate::transfer::Resolution;
use crate::trust::{Certificate, Distrust, Fingerprint, KeyPrint};

/// A walk that nobody watches ends when it has met this many entries.
const MOST_ENTRIES: u64 = 10_000_000;

/// What the options say about trust.
#[derive(Clone, Debug, Default)]
pub struct Rules {
    /// `--accept-certificate`.
    pub certificate: Option<Fingerprint>,
    /// `--accept-host-key`, once for each.
    pub host_keys: Vec<KeyPrint>,
    /// `--accept-new`.
    pub new: bool,
}

/// What was given on standard input.
#[derive(Debug, Default)]
pub struct Given {
    /// `--password-stdin`.
    pub password: Option<Secret>,
    /// The account of the queue that the password is for: user, and `host:port`.
    pub account: Option<(String, String)>,
    /// `--passphrase-stdin`.
    pub passphrase: Option<Secret>,
    /// Where the next line comes from; `None` where the rest of standard input is something else.
    pub more: Option<fn() -> Option<Secret>>,
}

/// Answers questions.
pub struct Answers {
    /// What the options say.
    pub rules: Rules,
    /// What standard input says.
    pub given: Given,
    /// Where a person can be asked.
    pub terminal: Option<Terminal>,
}

impl Answers {
    /// Answers; waits for the person if there is one.
    pub fn answer(&mut self, question: &Question, printer: &mut Printer) -> Answer {
        match question {
            Question::Certificate {
                server,
                certificate,
                reason,
            } => self.trust(server, certificate, *reason, printer),
            Question::Password { server, user } => {
                let account = self.given.account.as_ref();
                let is_its = account.is_some_and(|(of, at)| of == user && at == server);
                if let Some(password) = self.given.password.as_ref().filter(|_| is_its) {
                    return Answer::Password(password.clone());
                }
                let prompt = format!("Password of {} at {server}: ", visible(user.as_bytes()));
                let typed = self.terminal.as_ref().and_then(|terminal| terminal.ask_secret(&prompt));
                typed.map_or(Answer::No, Answer::Password)
            }
            Question::HostKey { server, key, others } => self.trust_key(server, key, others, printer),
            Question::Passphrase { server, file, wrong } => self.passphrase((server, file), *wrong, printer),
            Question::Prompts {
                server,
                user,
                instructions,
                prompts,
            } => self.prompts((server, user), instructions, prompts, printer),
            // The policy of a job from the command line is never to ask.
            Question::Conflict { .. } => Answer::Conflict(Resolution::Skip),
            Question::ManyEntries { subject, count } => match &self.terminal {
                Some(terminal) => yes(terminal, &format!("{subject}: {count} entries so far. Go on? [y/N] ")),
                None if *count < MOST_ENTRIES => Answer::Yes,
                None => Answer::No,
            },
            // Whoever minds it stops the program; what does not fit any more fails by itself.
            Question::NoRoom { folder, needed, free } => {
                printer.remark(&format!(
                    "warning: {}: {needed} bytes are to come, and the disk has room for {free}",
                    visible(folder.as_os_str().as_encoded_bytes())
                ));
                Answer::Yes
            }
            // Each failure is told by itself; whoever minds them stops the program.
            Question::ManyFailures { .. } => Answer::Yes,
        }
    }

    fn trust(&self, server: &str, certificate: &Certificate, reason: Distrust, printer: &mut Printer) -> Answer {
        match decide(&self.rules, certificate, reason, now()) {
            Verdict::Accept => Answer::Yes,
            Verdict::Refuse(why) => {
                printer.remark(&format!("{server}: {why}"));
                Answer::No
            }
            Verdict::Ask => match &self.terminal {
                Some(terminal) => {
                    for line in facts(server, certificate, reason) {
                        printer.remark(&line);
                    }
                    yes(terminal, "Trust this certificate from now on? [y/N] ")
                }
                None => Answer::No,
            },
        }
    }
}

/// What the options make of a certificate that the system does not vouch for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Verdict {
    Accept,
    Refuse(&'static str),
    Ask,
}

/// `--accept-certificate` names one certificate, whatever is wrong with it otherwise, and excludes all others.
/// `--accept-new` takes what is merely unknown. A certificate for another host is more: the verifier looks at the name last,
/// so somebody vouches for that other host. `now` is Unix time.
fn decide(rules: &Rules, certificate: &Certificate, reason: Distrust, now: i64) -> Verdict {
    match rules.certificate {
        Some(expected) if expected == certificate.fingerprint => return Verdict::Accept,
        Some(_) => return Verdict::Refuse("this is not the certificate of --accept-certificate"),
        None => {}
    }
    // A certificate can have more than one fault, and the verifier names only the first.
    let out_of_date = certificate.not_after < now || certificate.not_before > now;
    let unknown = reason == Distrust::UnknownIssuer;
    match (rules.new, unknown && !out_of_date) {
        (true, true) => Verdict::Accept,
        (true, false) => Verdict::Refuse("--accept-new does not accept this certificate: it is more than unknown"),
        (false, _) => Verdict::Ask,
    }
}

/// What a person compares before saying yes.
fn facts(server: &str, certificate: &Certificate, reason: Distrust) -> Vec<String> {
    let names: Vec<String> = certificate.names.iter().map(|name| visible(name.as_bytes())).collect();
    vec![
        format!("{server}: {}.", distrust(reason)),
        format!("  for:         {}", visible(certificate.subject.as_bytes())),
        format!("  signed by:   {}", visible(certificate.issuer.as_bytes())),
        format!("  names:       {}", names.join(", ")),
        format!(
            "  valid:       {} to {}",
            day(certificate.not_before),
            day(certificate.not_after)
        ),
        format!("  fingerprint: {}", certificate.fingerprint),
    ]
}

fn yes(terminal: &Terminal, prompt: &str) -> Answer {
    match terminal.ask(prompt).map(|line| line.trim().to_lowercase()).as_deref() {
        Some("y" | "yes") => Answer::Yes,
        _ => Answer::No,
    }
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn certificate(not_before: i64, not_after: i64) -> Certificate {
        Certificate {
            fingerprint: Fingerprint::of(b"this"),
            subject: "CN=test".into(),
            issuer: "CN=test".into(),
            names: vec!["localhost".into()],
            not_before,
            not_after,
        }
    }

    #[test]
    fn what_the_options_accept() {
        let good = certificate(0, 1000);
        let old = certificate(0, 10);
        let early = certificate(900, 1000);
        let new = Rules {
            new: true,
            ..Rules::default()
        };
        let pinned = |der: &[u8], new| Rules {
            certificate: Some(Fingerprint::of(der)),
            new,
            ..Rules::default()
        };
        let table = [
            (Rules::default(), &good, Distrust::UnknownIssuer, "ask"),
            (new.clone(), &good, Distrust::UnknownIssuer, "accept"),
            (new.clone(), &good, Distrust::WrongName, "refuse"),
            (new.clone(), &good, Distrust::Expired, "refuse"),
            (new.clone(), &old, Distrust::UnknownIssuer, "refuse"),
            (new.clone(), &early, Distrust::UnknownIssuer, "refuse"),
            (new.clone(), &good, Distrust::Revoked, "refuse"),
            (new.clone(), &good, Distrust::Malformed, "refuse"),
            (pinned(b"this", false), &good, Distrust::UnknownIssuer, "accept"),
            (pinned(b"this", false), &old, Distrust::Expired, "accept"),
            (pinned(b"other", false), &good, Distrust::UnknownIssuer, "refuse"),
            (pinned(b"other", true), &good, Distrust::UnknownIssuer, "refuse"),
        ];
        for (rules, certificate, reason, expected) in table {
            let verdict = match decide(&rules, certificate, reason, 500) {
                Verdict::Accept => "accept",
                Verdict::Refuse(_) => "refuse",
                Verdict::Ask => "ask",
            };
            assert_eq!(verdict, expected, "{rules:?} {reason:?} {certificate:?}");
        }
    }

    #[test]
    fn off_a_terminal_nobody_says_yes() {
        let mut answers = Answers {
            rules: Rules::default(),
            given: Given::default(),
            terminal: None,
        };
        let mut printer = Printer::new(Box::new(Vec::new()), Box::new(Vec::new()), false);
        let question = Question::Certificate {
            server: "h:21".into(),
            certificate: Box::new(certificate(0, 1000)),
            reason: Distrust::UnknownIssuer,
        };
        assert!(matches!(answers.answer(&question, &mut printer), Answer::No));
        let question = Question::Password {
            server: "h:21".into(),
            user: "me".into(),
        };
        assert!(matches!(answers.answer(&question, &mut printer), Answer::No));
    }
}
