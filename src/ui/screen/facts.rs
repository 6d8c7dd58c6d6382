//! What a connection is like: versions, ciphers, the certificate or host key, and what is encrypted.

use iced::Element;
use iced::widget::Column;

use crate::engine::event::Facts;
use crate::error::{Error, Kind};
use crate::path::visible;
use crate::site::{Security, Site};
use crate::trust::{Certificate, HostKey, KnownKey};
use crate::ui::context::Context;
use crate::ui::look::icon;
use crate::ui::screen::failure::version_name;
use crate::ui::screen::modal::{Dialog, FIRST, modal};
use crate::ui::screen::parts::{self, Weight};
use crate::ui::screen::question::{certificate_facts, host_key_facts};
use crate::ui::words::{Value, Words};

/// What the dialog is about.
#[derive(Clone, Debug)]
pub enum Subject {
    /// A connection that stands.
    Session {
        /// Where.
        server: String,
        /// What it is like.
        facts: Box<Facts>,
        /// How safe it is.
        safety: Safety,
    },
    /// A certificate that was not accepted.
    Certificate {
        /// Where.
        server: String,
        /// What the server showed.
        certificate: Box<Certificate>,
    },
    /// A host key that was not accepted.
    HostKey {
        /// Where.
        server: String,
        /// What the server showed.
        key: Box<HostKey>,
        /// What is known instead.
        known: Vec<KnownKey>,
    },
}

/// The dialog.
#[derive(Clone, Debug)]
pub struct Info {
    subject: Subject,
    /// Somebody agreed to this server's being spoken to without encryption, and may take that back.
    agreed: bool,
}

/// What a person did in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// Is done with it.
    Close,
    /// Wants this on the clipboard.
    Copy(String),
    /// Wants encryption again.
    Forget,
}

/// What it asks of the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Take it away.
    Close,
    /// Put this on the clipboard.
    Copy(String),
    /// Forget that this server (`host:port`) may be spoken to without encryption, and take the dialog away.
    Forget(String),
}

/// What is encrypted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Safety {
    /// Everything.
    Sealed,
    /// Nothing.
    Clear,
}

impl Safety {
    /// How safe a connection to this site is: what was not encrypted as asked is not connected.
    pub fn of(site: &Site) -> Self {
        match site.ftp() {
            Some(options) if options.security == Security::Plain => Self::Clear,
            _ => Self::Sealed,
        }
    }

    /// The words of its chip: what is encrypted, and with what.
    pub fn chip(self, words: &Words, facts: Option<&Facts>) -> String {
        let ssh = facts.is_some_and(|facts| facts.ssh.is_some());
        let tls = facts.and_then(|facts| facts.tls.as_ref());
        match (self, tls) {
            (Self::Clear, _) => words.say("facts-chip-clear"),
            (Self::Sealed, Some((version, _))) => {
                words.with("facts-chip-tls", &[("version", Value::from(version_name(*version)))])
            }
            (Self::Sealed, None) if ssh => words.say("facts-chip-ssh"),
            (Self::Sealed, None) => words.say("facts-chip-sealed"),
        }
    }
}

impl Info {
    /// The dialog about a connection.
    pub fn session(site: &Site, facts: Facts) -> Self {
        Self {
            subject: Subject::Session {
                server: site.address(),
                facts: Box::new(facts),
                safety: Safety::of(site),
            },
            agreed: false,
        }
    }

    /// The dialog about what a failed connection was shown; `None` if it was shown nothing.
    pub fn of_failure(site: &Site, error: &Error) -> Option<Self> {
        let server = site.address();
        let subject = match &error.kind {
            Kind::NotTrusted { certificate, .. } | Kind::Changed { certificate, .. } => Subject::Certificate {
                server,
                certificate: certificate.clone(),
            },
            Kind::UnknownHostKey { key, others: known } | Kind::HostKeyChanged { key, before: known } => {
                Subject::HostKey {
                    server,
                    key: key.clone(),
                    known: known.clone(),
                }
            }
            Kind::HostKeyRevoked { key, .. } => Subject::HostKey {
                server,
                key: key.clone(),
                known: Vec::new(),
            },
            _ => return None,
        };
        Some(Self { subject, agreed: false })
    }

    /// Somebody agreed to the server's being spoken to without encryption, in this run or before.
    #[must_use]
    pub fn agreed(mut self, agreed: bool) -> Self {
        self.agreed = agreed;
        self
    }

    /// Takes what a person did.
    pub fn update(&mut self, message: Message) -> Action {
        match message {
            Message::Close => Action::Close,
            Message::Copy(text) => Action::Copy(text),
            Message::Forget => match &self.subject {
                Subject::Session { server, .. }
                | Subject::Certificate { server, .. }
                | Subject::HostKey { server, .. } => Action::Forget(server.clone()),
            },
        }
    }

    /// The dialog over the window.
    pub fn view<'a>(&self, context: &Context<'_>) -> Element<'a, Message> {
        let (words, palette) = (context.words, context.palette);
        let (server, content, copy) = match &self.subject {
            Subject::Session { server, facts, safety } => (server, session(facts, *safety, context), print(facts)),
            Subject::Certificate { server, certificate } => (
                server,
                vec![certificate_facts(context, certificate)],
                Some(certificate.fingerprint.to_string()),
            ),
            Subject::HostKey { server, key, known } => (
                server,
                vec![host_key_facts(context, key, known)],
                Some(key.fingerprint().to_string()),
            ),
        };
        let server = visible(server.as_bytes());
        let heading = words.with("facts-title", &[("server", server.into())]);
        let mut dialog = Dialog::new(icon::INFO, palette.muted, heading);
        for part in content {
            dialog = dialog.push(part);
        }
        if let Some(print) = copy {
            dialog = dialog.button(parts::press(
                words.say("facts-copy"),
                Weight::Plain,
                Some(Message::Copy(print)),
                palette,
            ));
        }
        if self.agreed {
            dialog = dialog.button(parts::press(
                words.say("facts-forget-clear"),
                Weight::Plain,
                Some(Message::Forget),
                palette,
            ));
        }
        let close = parts::press(words.say("facts-close"), Weight::Primary, Some(Message::Close), palette);
        modal(dialog.button(close.id(FIRST)), 0, Message::Close, None, palette)
    }
}

/// The fingerprint that is worth copying.
fn print(facts: &Facts) -> Option<String> {
    let certificate = facts.certificate.as_ref().map(|it| it.fingerprint.to_string());
    certificate.or_else(|| facts.ssh.as_ref().map(|ssh| ssh.host_key.fingerprint().to_string()))
}

/// Rows of facts; those that are not known are not there.
struct Rows<'a, 'b> {
    rows: Vec<Element<'a, Message>>,
    context: &'b Context<'b>,
}

impl Rows<'_, '_> {
    fn add(&mut self, key: &str, value: String) {
        let (words, palette) = (self.context.words, self.context.palette);
        if !value.is_empty() {
            let value = parts::small(value, palette.text);
            self.rows.push(parts::fact(words.say(key), value, palette).into());
        }
    }
}

fn session<'a>(facts: &Facts, safety: Safety, context: &Context<'_>) -> Vec<Element<'a, Message>> {
    let (words, palette) = (context.words, context.palette);
    let mut rows = Rows {
        rows: Vec::new(),
        context,
    };
    rows.add("facts-encryption", safety.chip(words, Some(facts)));
    if let Some((_, suite)) = &facts.tls {
        rows.add("facts-cipher", visible(suite.as_bytes()));
        let (resumed, whole) = facts.resumed;
        if resumed + whole > 0 {
            let values = [("resumed", resumed.into()), ("all", (resumed + whole).into())];
            rows.add("facts-resumed", words.with("facts-resumed-of", &values));
        }
    }
    if let Some(active) = facts.active {
        let mode = if active {
            "facts-mode-active"
        } else {
            "facts-mode-passive"
        };
        rows.add("facts-mode", words.say(mode));
    }
    if let Some(ssh) = &facts.ssh {
        let both = |ours: &str, theirs: &str| {
            let text = if ours == theirs {
                ours.to_owned()
            } else {
                format!("{ours} / {theirs}")
            };
            visible(text.as_bytes())
        };
        rows.add("facts-server", visible(ssh.server.as_bytes()));
        rows.add("facts-key-exchange", visible(ssh.key_exchange.as_bytes()));
        rows.add("facts-cipher", both(&ssh.ciphers.0, &ssh.ciphers.1));
        if let (Some(ours), Some(theirs)) = &ssh.macs {
            rows.add("facts-mac", both(ours, theirs));
        }
        rows.add("facts-login", visible(ssh.login.join(", ").as_bytes()));
    }
    rows.add("facts-greeting", facts.greeting.trim_end().to_owned());
    let mut content: Vec<Element<'a, Message>> = vec![Column::with_children(rows.rows).spacing(5).into()];
    if let Some(certificate) = &facts.certificate {
        let vouched = if facts.verified {
            "facts-certificate-verified"
        } else {
            "facts-certificate-pinned"
        };
        content.push(parts::subheading(words.say(vouched), palette).into());
        content.push(certificate_facts(context, certificate));
    }
    if let Some(ssh) = &facts.ssh {
        content.push(parts::subheading(words.say("facts-host-key"), palette).into());
        content.push(host_key_facts(context, &ssh.host_key, &[]));
    }
    if !facts.features.is_empty() {
        content.push(parts::subheading(words.say("facts-features"), palette).into());
        let features: Vec<String> = facts
            .features
            .iter()
            .map(|line| visible(line.trim().as_bytes()))
            .collect();
        content.push(parts::block(parts::mono(features.join(", "), palette.text), palette).into());
    }
    content
}
