//! Logging in (RFC 4252): keys first, then what the server asks for by itself, then a password.
//!
//! A server may want several methods, one after the other. The library tells a refusal and a first half apart for keys
//! only; elsewhere the list of methods is asked for anew, and what is gone from it was accepted.

mod agent;
mod conversation;
mod password;
mod publickey;
mod verdict;

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use ssh2::ErrorCode;

use self::publickey::Keys;
use self::verdict::Verdict;
use super::key::Public;
use super::link::Link;
use crate::error::{Error, Kind, Result, Stage};
use crate::path::visible;
use crate::secret::Secret;
use crate::site::{Logon, Site};

const PUBLIC_KEY: &str = "publickey";
const CONVERSATION: &str = "keyboard-interactive";
const PASSWORD: &str = "password";
/// Servers hang up at the sixth refusal; the attempts that are left belong to the methods that come after the keys.
const REFUSALS_OF_KEYS: usize = 4;
/// Somebody may have to press a button elsewhere before the server answers.
const SHORTEST_LIMIT: Duration = Duration::from_secs(60);
/// Lines of a banner that are shown.
const BANNER_LINES: usize = 100;

/// A login that succeeded.
#[derive(Debug)]
pub(super) struct Done {
    /// How it was done, step by step.
    pub(super) steps: Vec<String>,
    /// It took an answer that cannot be given again by itself.
    pub(super) once: bool,
}

/// Logs in with whatever the site has and the server takes. Nothing is tried that the server does not offer.
///
/// # Errors
/// `LoginRefused` with what was tried, `NoPassword` if nobody gave one, `BadKeyFile` or `WrongPassphrase` if a key that the
/// site names could not be used and nothing else worked; the connection is of no use then.
pub(super) fn log_in(link: &mut Link, site: &Site) -> Result<Done> {
    let mut login = Login {
        user: site.logon.user().to_owned(),
        link,
        site,
        offered: Vec::new(),
        spent: HashSet::new(),
        steps: Vec::new(),
        refused: Vec::new(),
        bad: None,
        password: None,
        refused_password: false,
        once: false,
    };
    match login.run() {
        Ok(()) => {
            let way = login.steps.join(", ");
            login
                .link
                .tap()
                .note(format!("logged in as {}: {way}", visible(login.user.as_bytes())));
            Ok(Done {
                steps: login.steps,
                once: login.once,
            })
        }
        Err(error) => Err(login.explain(error)),
    }
}

/// A login under way.
struct Login<'a> {
    link: &'a mut Link,
    site: &'a Site,
    user: String,
    /// The methods with which the server would go on.
    offered: Vec<String>,
    /// Keys and certificates that were offered to the server already.
    spent: HashSet<Public>,
    /// What the server accepted.
    steps: Vec<String>,
    /// What it refused.
    refused: Vec<String>,
    /// The first key that the site names and that could not be used.
    bad: Option<Error>,
    /// The password, once there is one.
    password: Option<Secret>,
    /// That password was refused; it is not sent a second time.
    refused_password: bool,
    once: bool,
}

impl Login<'_> {
    fn run(&mut self) -> Result<()> {
        self.look()?;
        self.show_banner();
        if self.is_in() {
            self.steps.push("none".into());
        }
        if let Logon::Password { password, .. } = &self.site.logon {
            self.password = Some(password.clone());
        }
        let only_talks = self.site.sftp().is_some_and(|options| options.interactive);
        let (mut keys, mut talked, mut gave_password) = (None, false, only_talks);
        while !self.is_in() {
            if self.offers(PUBLIC_KEY) && !only_talks {
                let keys = keys.get_or_insert_with(|| Keys::of(self));
                if let Some(source) = keys.next(self) {
                    keys.attempt(self, source)?;
                    continue;
                }
            }
            if self.offers(CONVERSATION) && !talked {
                talked = true;
                conversation::attempt(self)?;
            } else if self.offers(PASSWORD) && !gave_password && !self.refused_password {
                gave_password = true;
                password::attempt(self)?;
            } else {
                return Err(self.error(Kind::LoginRefused));
            }
        }
        Ok(())
    }

    fn is_in(&self) -> bool {
        self.link.session.authenticated()
    }

    fn offers(&self, method: &str) -> bool {
        self.offered.iter().any(|offered| offered == method)
    }

    /// Asks for the methods with which the server would go on, by an attempt without any credential.
    fn look(&mut self) -> Result<()> {
        let user = self.user.clone();
        let methods = self.drive("ask for the ways to log in", |session| {
            // The binding panics where the names are not UTF-8.
            let asked = catch_unwind(AssertUnwindSafe(|| session.auth_methods(&user).map(str::to_owned)));
            asked.unwrap_or_else(|_| {
                let code = ErrorCode::Session(libssh2_sys::LIBSSH2_ERROR_PROTO);
                Err(ssh2::Error::new(code, "the names of the methods are not text"))
            })
        })?;
        let methods: Vec<String> = methods
            .split(',')
            .filter(|name| !name.is_empty())
            .map(str::to_owned)
            .collect();
        if !self.is_in() && methods != self.offered {
            let shown = visible(methods.join(", ").as_bytes());
            self.link.tap().note(format!("the server offers: {shown}"));
        }
        self.offered = methods;
        Ok(())
    }

    fn show_banner(&self) {
        if let Ok(Some(banner)) = self.link.session.userauth_banner() {
            for line in banner.trim_end().lines().take(BANNER_LINES) {
                self.link.tap().server(line.as_bytes());
            }
        }
    }

    /// One attempt, until the server has decided.
    fn drive<T>(&mut self, what: &str, op: impl FnMut(&ssh2::Session) -> Result<T, ssh2::Error>) -> Result<T> {
        let limit = self.link.patience().reply.max(SHORTEST_LIMIT);
        self.link.drive(Stage::Login, what, limit, op)
    }

    /// Notes that the server took `step`.
    fn accepted(&mut self, step: String) {
        let more = if self.is_in() { "" } else { "; the server wants more" };
        self.link.tap().note(format!("{step}: accepted{more}"));
        self.steps.push(step);
    }

    /// Notes that the server did not take `step`.
    fn refused(&mut self, step: String, why: &str) {
        self.link.tap().note(format!("{step}: refused{why}"));
        self.refused.push(step);
    }

    /// What an attempt with `method` came to, where the library cannot tell a first half from a refusal. `true`: the server
    /// took it.
    fn decide(&mut self, verdict: Verdict, method: &str) -> Result<bool> {
        match verdict {
            Verdict::Accepted | Verdict::Signed => self.accepted(method.into()),
            Verdict::Expired => {
                self.refused(
                    method.into(),
                    ": the password has expired and must be changed on the server",
                );
                return Err(self.error(Kind::LoginRefused).with_cause("the password has expired"));
            }
            Verdict::Unusable(words) => self.refused(method.into(), &format!(": {words}")),
            Verdict::Refused => {
                let last = self.refused.len() + 1 > REFUSALS_OF_KEYS;
                if !last {
                    self.look()?;
                }
                if last || self.is_in() || self.offers(method) || self.offered.is_empty() {
                    self.refused(method.into(), "");
                    return Ok(false);
                }
                self.accepted(method.into());
            }
        }
        Ok(true)
    }

    /// A key that the site names cannot be used. Something else may still work.
    fn set_aside(&mut self, error: Error) {
        self.link.tap().note(error.to_string());
        self.bad.get_or_insert(error);
    }

    fn error(&self, kind: Kind) -> Error {
        let user = visible(self.user.as_bytes());
        self.link.broken(Stage::Login, kind, &format!("log in as {user}"))
    }

    /// Adds what was tried to the reason why it failed.
    fn explain(&mut self, error: Error) -> Error {
        let only_keys = self.refused.iter().all(|step| step.starts_with(PUBLIC_KEY));
        let mut error = match (error.kind.clone(), self.bad.take()) {
            // Nobody gave a password because a key was meant.
            (Kind::NoPassword, Some(bad)) => bad.between(error.local, error.peer).breaking(),
            (Kind::LoginRefused, Some(bad)) if only_keys => bad.between(error.local, error.peer).breaking(),
            // A server that hangs up in the middle has had enough of it.
            (Kind::Closed | Kind::Reset, _) if !self.refused.is_empty() => Error {
                kind: Kind::LoginRefused,
                ..error
            },
            _ => error,
        };
        if matches!(
            error.kind,
            Kind::LoginRefused | Kind::NoPassword | Kind::Closed | Kind::Reset
        ) {
            let list = |words: &[String]| {
                if words.is_empty() {
                    "nothing".into()
                } else {
                    words.join(", ")
                }
            };
            let mut parts: Vec<String> = error.cause.take().into_iter().collect();
            if !self.steps.is_empty() {
                parts.push(format!("accepted: {}", list(&self.steps)));
            }
            parts.push(format!("refused: {}", list(&self.refused)));
            parts.push(format!(
                "the server offers: {}",
                visible(list(&self.offered).as_bytes())
            ));
            error.cause = Some(parts.join("; "));
        }
        error
    }
}
