//! The method `keyboard-interactive` (RFC 4256): the server asks, as often and as much as it likes.

use ssh2::KeyboardInteractivePrompt;

use super::verdict::Verdict;
use super::{CONVERSATION, Login};
use crate::ask::{Answer, Prompt, Question};
use crate::error::{Error, Kind, Result};
use crate::path::visible;
use crate::remote::ssh::asker::Asker;
use crate::secret::Secret;
use crate::wire::Tap;

/// No honest server asks more often.
const MOST_ROUNDS: usize = 20;
/// Characters of a prompt or an instruction that are shown.
const LONGEST: usize = 2000;

/// Answers what the server asks.
///
/// # Errors
/// `NoPassword` if somebody was asked and did not answer; what breaks the connection.
pub(super) fn attempt(login: &mut Login<'_>) -> Result<()> {
    let mut talk = Conversation {
        asker: login.link.asker(),
        tap: login.link.tap().clone(),
        server: login.site.address(),
        user: login.user.clone(),
        password: login.password.clone(),
        keeps: login.site.terms.kept_as.is_some(),
        rounds: 0,
        prompts: 0,
        gave_password: false,
        once: false,
        failed: None,
    };
    let user = login.user.clone();
    let verdict = login.drive("log in with keyboard-interactive", |session| {
        let result = session.userauth_keyboard_interactive(&user, &mut talk);
        if talk.failed.is_some() {
            // There is nothing to wait for: the server got empty answers.
            return Ok(Verdict::Refused);
        }
        Verdict::of(result)
    })?;
    if let Some(kind) = talk.failed.take() {
        return Err(Error {
            kind,
            ..login.error(Kind::NoPassword)
        });
    }
    login.once |= talk.once;
    let only_password = talk.gave_password && talk.prompts == 1;
    login.password = talk.password.take().or(login.password.take());
    let accepted = login.decide(verdict, CONVERSATION)?;
    login.refused_password |= !accepted && only_password;
    Ok(())
}

/// One conversation. The library calls back in the middle of its work: nothing here may touch the session.
struct Conversation {
    asker: Asker,
    tap: Tap,
    server: String,
    user: String,
    /// The password, if it is at hand.
    password: Option<Secret>,
    /// The keychain may hold the password: then it is asked for as one in whatever words.
    keeps: bool,
    rounds: usize,
    /// Prompts of all rounds.
    prompts: usize,
    gave_password: bool,
    once: bool,
    failed: Option<Kind>,
}

impl KeyboardInteractivePrompt for Conversation {
    fn prompt<'a>(&mut self, name: &str, instructions: &str, prompts: &[ssh2::Prompt<'a>]) -> Vec<String> {
        if self.failed.is_some() {
            return Vec::new();
        }
        self.rounds += 1;
        self.prompts += prompts.len();
        if self.rounds > MOST_ROUNDS {
            self.failed = Some(Kind::TooLarge);
            return Vec::new();
        }
        let prompts: Vec<Prompt> = prompts
            .iter()
            .map(|prompt| Prompt {
                text: shown(&prompt.text),
                echo: prompt.echo,
            })
            .collect();
        let instructions = [name, instructions].map(str::trim).map(shown);
        let instructions: Vec<String> = instructions.into_iter().filter(|part| !part.is_empty()).collect();
        let instructions = instructions.join("\n");
        self.log(&instructions, &prompts);
        match self.answers(instructions, prompts) {
            Ok(answers) => answers.iter().map(|answer| answer.expose().to_owned()).collect(),
            Err(kind) => {
                self.failed = Some(kind);
                Vec::new()
            }
        }
    }
}

impl Conversation {
    fn log(&self, instructions: &str, prompts: &[Prompt]) {
        for line in instructions.lines() {
            self.tap.server(line.as_bytes());
        }
        for prompt in prompts {
            self.tap.server(prompt.text.as_bytes());
        }
        let plural = if prompts.len() == 1 { "" } else { "s" };
        self.tap
            .note(format!("{CONVERSATION}: {} prompt{plural}", prompts.len()));
    }

    fn answers(&mut self, instructions: String, prompts: Vec<Prompt>) -> Result<Vec<Secret>, Kind> {
        if prompts.is_empty() {
            return Ok(Vec::new());
        }
        if self.rounds == 1
            && let [prompt] = prompts.as_slice()
            && let Some(answer) = self.password_for(prompt)?
        {
            self.gave_password = true;
            return Ok(vec![answer]);
        }
        let expected = prompts.len();
        let question = Question::Prompts {
            server: self.server.clone(),
            user: self.user.clone(),
            instructions,
            prompts,
        };
        self.once = true;
        match self.asker.ask(question) {
            Answer::Texts(texts) if texts.len() == expected => Ok(texts),
            // Whoever answers with another number of texts has answered something else.
            _ => Err(Kind::NoPassword),
        }
    }

    /// The password, if that is what a lone prompt asks for. It is asked for as a password, so that the answer can serve the
    /// next connection too, only where the words leave no doubt.
    fn password_for(&mut self, prompt: &Prompt) -> Result<Option<Secret>, Kind> {
        if prompt.echo || !looks_like_password(&prompt.text) {
            return Ok(None);
        }
        if self.password.is_none() && (self.keeps || is_plain_password(&prompt.text)) {
            let question = Question::Password {
                server: self.server.clone(),
                user: self.user.clone(),
            };
            match self.asker.ask(question) {
                Answer::Password(password) => self.password = Some(password),
                _ => return Err(Kind::NoPassword),
            }
        }
        Ok(self.password.clone())
    }
}

/// A server's text, line by line, safe to show.
fn shown(text: &str) -> String {
    let text: String = text.chars().take(LONGEST).collect();
    let lines: Vec<String> = text.lines().map(|line| visible(line.as_bytes())).collect();
    lines.join("\n")
}

/// Whether the words ask for the account's password and not for something that changes.
fn looks_like_password(prompt: &str) -> bool {
    const NAMES: [&str; 8] = [
        "password",
        "passwort",
        "mot de passe",
        "contraseña",
        "senha",
        "hasło",
        "пароль",
        "密码",
    ];
    const OTHERS: [&str; 10] = [
        "one-time", "one time", "onetime", "otp", "code", "token", "new ", "again", "passcode", "2fa",
    ];
    let prompt = prompt.to_lowercase();
    NAMES.iter().any(|name| prompt.contains(name)) && !OTHERS.iter().any(|other| prompt.contains(other))
}

/// Whether it is one of the prompts that PAM and its like use for the account's password.
fn is_plain_password(prompt: &str) -> bool {
    let prompt = prompt.trim().trim_end_matches(':').trim_end().to_lowercase();
    // OpenSSH may put the user in front, in brackets.
    let prompt = match prompt.split_once(") ") {
        Some((front, rest)) if front.starts_with('(') => rest,
        _ => prompt.as_str(),
    };
    prompt == "password" || prompt.starts_with("password for ") || prompt.ends_with("'s password")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn passwords_are_told_from_codes() {
        for prompt in [
            "Password: ",
            "password:",
            "anna's password:",
            "(anna@host) Password:",
            "Password for anna@host:",
        ] {
            assert!(looks_like_password(prompt) && is_plain_password(prompt), "{prompt}");
        }
        for prompt in ["Passwort: ", "Enter your SSH password:"] {
            assert!(looks_like_password(prompt) && !is_plain_password(prompt), "{prompt}");
        }
        for prompt in [
            "One-time password (OATH) for `anna': ",
            "Verification code: ",
            "New password: ",
            "PIN:",
            "",
        ] {
            assert!(!looks_like_password(prompt), "{prompt}");
        }
    }

    #[test]
    fn what_a_server_says_cannot_act_on_the_terminal() {
        assert_eq!(shown("Hello\r\nyou\x1b[2J\u{202e}"), "Hello\nyou\\x1b[2J\\u{202e}");
        assert_eq!(shown(&"x".repeat(10_000)).len(), LONGEST);
    }
}
