//! Language. Every sentence that a person reads stands in `i18n/LANGUAGE/*.ftl`; views name it by its key.
//!
//! A key stands written out wherever it is used, never put together: a test reads the sources and finds keys that have no
//! sentence, and sentences that nobody says.

mod grouped;
mod language;

use std::fmt;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentError, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

pub use language::Language;

/// The sentences of one language. Built once, then only read, from any thread.
pub struct Words {
    language: Language,
    bundle: FluentBundle<FluentResource>,
}

impl Words {
    /// The sentences of `language`. They are part of the program: nothing is read from the disk.
    pub fn of(language: Language) -> Self {
        // What is wrong with a file is found by a test; here the rest of it still serves.
        Self {
            language,
            bundle: bundle(language).0,
        }
    }

    /// Which language it is.
    pub fn language(&self) -> Language {
        self.language
    }

    /// The sentence `key`. One that is missing shows its key.
    pub fn say(&self, key: &str) -> String {
        self.with(key, &[])
    }

    /// The sentence `key` with values in their places. One that is missing shows its key.
    pub fn with(&self, key: &str, values: &[(&str, Value)]) -> String {
        let Some(pattern) = self.bundle.get_message(key).and_then(|message| message.value()) else {
            return key.to_owned();
        };
        let mut arguments = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            arguments.set(*name, FluentValue::from(value));
        }
        let mut errors = Vec::new();
        self.bundle
            .format_pattern(pattern, Some(&arguments), &mut errors)
            .into_owned()
    }
}

impl fmt::Debug for Words {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Words({:?})", self.language)
    }
}

/// Something to put into a sentence.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// A quantity: digits are grouped (1,204), and it may choose between one and many.
    Number(f64),
    /// Text as it stands. What comes from a peer has been made visible before.
    Text(String),
}

impl From<u64> for Value {
    #[expect(
        clippy::cast_precision_loss,
        reason = "a count above 2^53 may be off by one in a sentence"
    )]
    fn from(number: u64) -> Self {
        Self::Number(number as f64)
    }
}

impl From<usize> for Value {
    fn from(number: usize) -> Self {
        Self::from(number as u64)
    }
}

impl From<f64> for Value {
    fn from(number: f64) -> Self {
        Self::Number(number)
    }
}

/// A port or a reply code: a name made of digits, so they are not grouped.
impl From<u16> for Value {
    fn from(name: u16) -> Self {
        Self::Text(name.to_string())
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::Text(text.to_owned())
    }
}

impl From<&String> for Value {
    fn from(text: &String) -> Self {
        Self::Text(text.clone())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::Text(text)
    }
}

impl<'a> From<&'a Value> for FluentValue<'a> {
    fn from(value: &'a Value) -> Self {
        match value {
            Value::Number(number) => FluentValue::from(*number),
            Value::Text(text) => FluentValue::from(text.as_str()),
        }
    }
}

/// The bundle of a language, and everything that is wrong with its files.
fn bundle(language: Language) -> (FluentBundle<FluentResource>, Vec<String>) {
    let tag: LanguageIdentifier = language.tag().parse().unwrap_or_default();
    let mut bundle = FluentBundle::new_concurrent(vec![tag]);
    let mut faults = Vec::new();
    // The marks keep directions apart where languages of both mix; without such languages they only show as boxes.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(|value, _| match value {
        FluentValue::Number(number) => Some(grouped::grouped(number.value)),
        _ => None,
    }));
    for text in language.files() {
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, errors)| {
            faults.extend(errors.iter().map(ToString::to_string));
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            faults.extend(errors.iter().map(FluentError::to_string));
        }
    }
    (bundle, faults)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_of_every_language_are_without_fault() {
        for language in Language::ALL {
            assert_eq!(bundle(language).1, Vec::<String>::new(), "{language:?}");
        }
    }

    #[test]
    fn words_can_be_said_from_any_thread() {
        fn shared<T: Send + Sync>() {}
        shared::<Words>();
    }

    /// Words that stand in no file of the program.
    fn made_up(text: &str) -> Words {
        let mut bundle = bundle(Language::English).0;
        let resource = FluentResource::try_new(text.to_owned()).unwrap();
        bundle.add_resource(resource).unwrap();
        Words {
            language: Language::English,
            bundle,
        }
    }

    #[test]
    fn numbers_are_grouped_and_choose_the_form_and_ports_do_not() {
        let words = made_up("x-files = { $count ->\n    [one] { $count } file\n   *[other] { $count } files\n}\n");
        let count = |count: u64| words.with("x-files", &[("count", count.into())]);
        assert_eq!(count(1), "1 file");
        assert_eq!(count(1204), "1,204 files");
        assert_eq!(Value::from(49153_u16), Value::Text("49153".to_owned()));
    }

    #[test]
    fn a_missing_sentence_shows_its_key() {
        assert_eq!(Words::of(Language::English).say("no-such-key"), "no-such-key");
    }

    #[test]
    fn values_get_no_marks_around_them_and_are_not_read_as_sentences() {
        let words = made_up("x-quoted = “{ $text }”\n");
        let said = words.with("x-quoted", &[("text", "{ $count } \u{6587}".into())]);
        assert_eq!(said, "“{ $count } \u{6587}”");
    }
}
