//! What an SSH login asks for: passphrases of key files, and whatever the server wants to know.

use super::Answers;
use crate::ask::{Answer, Prompt};
use crate::cli::printer::Printer;
use crate::path::visible;
use crate::secret::Secret;

impl Answers {
    /// The passphrase from standard input opens any key file; where it is wrong, only a person knows better.
    pub(super) fn passphrase(&self, (server, file): (&str, &str), wrong: bool, printer: &mut Printer) -> Answer {
        if let (false, Some(passphrase)) = (wrong, &self.given.passphrase) {
            return Answer::Password(passphrase.clone());
        }
        let Some(terminal) = &self.terminal else {
            return Answer::No;
        };
        let file = visible(file.as_bytes());
        if wrong {
            printer.remark(&format!("{file}: that passphrase does not open it"));
        }
        let typed = terminal.ask_secret(&format!("Passphrase of {file} for {server}: "));
        typed
            .filter(|typed| !typed.is_empty())
            .map_or(Answer::No, Answer::Password)
    }

    /// The password answers prompts that ask for one; all others take the further lines of standard input, in order. Where there
    /// are none, a single prompt that shows nothing takes the password too, and a person is asked for what is left.
    pub(super) fn prompts(
        &mut self,
        (server, user): (&str, &str),
        instructions: &str,
        prompts: &[Prompt],
        printer: &mut Printer,
    ) -> Answer {
        if self.terminal.is_some() {
            printer.remark(&format!("{server} asks {}:", visible(user.as_bytes())));
            for line in instructions.lines() {
                printer.remark(&format!("  {line}"));
            }
        }
        let single = prompts.len() == 1;
        let texts: Option<Vec<Secret>> = prompts.iter().map(|prompt| self.text(prompt, single)).collect();
        texts.map_or(Answer::No, Answer::Texts)
    }

    fn text(&mut self, prompt: &Prompt, single: bool) -> Option<Secret> {
        let password = self.given.password.as_ref().filter(|_| !prompt.echo);
        if let Some(password) = password.filter(|_| prompt.text.to_lowercase().contains("password")) {
            return Some(password.clone());
        }
        if let Some(line) = self.given.more.and_then(|next| next()) {
            return Some(line);
        }
        if let Some(password) = password.filter(|_| single) {
            return Some(password.clone());
        }
        let question = format!("{} ", prompt.text.trim_end());
        let terminal = self.terminal.as_ref()?;
        if prompt.echo {
            terminal.ask(&question).map(Secret::new)
        } else {
            terminal.ask_secret(&question)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ask::Question;
    use crate::cli::answers::{Given, Rules};

    fn answers(given: Given) -> Answers {
        Answers {
            rules: Rules::default(),
            given,
            terminal: None,
        }
    }

    fn asked(answers: &mut Answers, question: &Question) -> Option<Vec<String>> {
        let mut printer = Printer::new(Box::new(Vec::new()), Box::new(Vec::new()), false);
        match answers.answer(question, &mut printer) {
            Answer::Password(secret) => Some(vec![secret.expose().to_owned()]),
            Answer::Texts(texts) => Some(texts.iter().map(|text| text.expose().to_owned()).collect()),
            _ => None,
        }
    }

    fn prompts(prompts: &[(&str, bool)]) -> Question {
        let prompt = |(text, echo): &(&str, bool)| Prompt {
            text: (*text).to_owned(),
            echo: *echo,
        };
        Question::Prompts {
            server: "h:22".into(),
            user: "me".into(),
            instructions: String::new(),
            prompts: prompts.iter().map(prompt).collect(),
        }
    }

    fn passphrase(wrong: bool) -> Question {
        Question::Passphrase {
            server: "h:22".into(),
            file: "key".into(),
            wrong,
        }
    }

    #[test]
    fn a_passphrase_from_input_is_tried_once() {
        let mut given = answers(Given {
            passphrase: Some(Secret::new("open")),
            ..Given::default()
        });
        assert_eq!(asked(&mut given, &passphrase(false)).unwrap(), ["open"]);
        assert_eq!(asked(&mut given, &passphrase(true)), None);
        assert_eq!(asked(&mut answers(Given::default()), &passphrase(false)), None);
    }

    #[test]
    fn prompts_take_the_password_and_then_the_lines() {
        let password = || Some(Secret::new("pw"));
        let two = prompts(&[("Password: ", false), ("Code: ", true)]);
        let single = prompts(&[("Kennwort: ", false)]);
        let mut lines = answers(Given {
            password: password(),
            more: Some(|| Some(Secret::new("123"))),
            ..Given::default()
        });
        assert_eq!(asked(&mut lines, &two).unwrap(), ["pw", "123"]);
        assert_eq!(asked(&mut lines, &single).unwrap(), ["123"]);
        let mut alone = answers(Given {
            password: password(),
            more: Some(|| None),
            ..Given::default()
        });
        assert_eq!(asked(&mut alone, &single).unwrap(), ["pw"]);
        assert_eq!(asked(&mut alone, &two), None, "nobody knows the code");
        assert_eq!(
            asked(&mut alone, &prompts(&[("Code: ", true)])),
            None,
            "it would be shown"
        );
        assert_eq!(asked(&mut answers(Given::default()), &single), None);
    }
}
