//! The sentences of the window: every language has them all, every one is said, and none stands in a view.
#![allow(clippy::expect_used, reason = "a test that cannot read its files has to stop")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// What a key begins with: the name of its file.
const AREAS: [&str; 15] = [
    "app", "pane", "queue", "log", "question", "failure", "connect", "exchange", "facts", "keep", "private",
    "settings", "sites", "trial", "trusted",
];

/// What makes something readable out of a literal.
const MAKERS: [&str; 12] = [
    "text",
    "text_input",
    "placeholder",
    "button",
    "label",
    "tooltip",
    "heading",
    "subheading",
    "paragraph",
    "small",
    "span",
    "press",
];

/// The keys of a language's files, each with its variables.
type Sentences = BTreeMap<String, BTreeSet<String>>;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The keys in a file, each with its variables. Its form is checked by the program that reads it.
fn read(text: &str) -> Sentences {
    let mut sentences = Sentences::new();
    let mut current: Option<String> = None;
    for line in text.lines() {
        if line.starts_with('#') || line.trim().is_empty() {
            continue;
        }
        if line.starts_with(|first: char| first.is_ascii_alphabetic())
            && let Some((key, _)) = line.split_once('=')
        {
            current = Some(key.trim().to_owned());
        }
        if let Some(key) = &current {
            let variables = sentences.entry(key.clone()).or_default();
            for piece in line.split('$').skip(1) {
                let end = piece.find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_');
                variables.insert(piece[..end.unwrap_or(piece.len())].to_owned());
            }
        }
    }
    sentences
}

fn language(tag: &str) -> Sentences {
    let folder = root().join("i18n").join(tag);
    let mut sentences = Sentences::new();
    for area in AREAS {
        let text = fs::read_to_string(folder.join(format!("{area}.ftl"))).expect("a file of sentences");
        for (key, variables) in read(&text) {
            assert!(
                key.starts_with(&format!("{area}-")),
                "{key} stands in {area}.ftl of {tag}"
            );
            assert!(sentences.insert(key.clone(), variables).is_none(), "{key} stands twice");
        }
    }
    sentences
}

/// What two languages do not have in common.
fn differences(one: &Sentences, other: &Sentences) -> Vec<String> {
    let mut found = Vec::new();
    for key in one.keys().chain(other.keys()).collect::<BTreeSet<_>>() {
        match (one.get(key), other.get(key)) {
            (Some(ours), Some(theirs)) if ours != theirs => found.push(format!("{key}: {ours:?} and {theirs:?}")),
            (Some(_), Some(_)) => {}
            _ => found.push(format!("{key} is missing in one language")),
        }
    }
    found
}

/// The sources below a folder without their tests.
fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let mut waiting = vec![folder.to_owned(), folder.with_extension("rs")];
    while let Some(path) = waiting.pop() {
        if path.is_dir() {
            let inside = fs::read_dir(&path).expect("a folder of sources");
            waiting.extend(inside.map(|entry| entry.expect("an entry").path()));
            continue;
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let is_test =
            name == "tests.rs" || name == "drawn.rs" || path.components().any(|part| part.as_os_str() == "tests");
        if path.extension().is_some_and(|ending| ending == "rs") && !is_test && path.exists() {
            let text = fs::read_to_string(&path).expect("a source");
            found.push((path, without_tests(&text)));
        }
    }
    found
}

/// A source up to its tests, without comments.
fn without_tests(text: &str) -> String {
    let tests = text.find("#[cfg(test)]\nmod tests {").unwrap_or(text.len());
    let lines = text[..tests]
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    lines.collect::<Vec<_>>().join("\n")
}

/// The string literals of a source, each with what stands before it.
fn literals(source: &str) -> Vec<(&str, &str)> {
    let mut found = Vec::new();
    let bytes = source.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        match bytes[at] {
            // A character: '"' opens no string.
            b'\'' if bytes.get(at + 2) == Some(&b'\'') => at += 3,
            b'\'' if bytes.get(at + 1) == Some(&b'\\') && bytes.get(at + 3) == Some(&b'\'') => at += 4,
            b'"' => {
                let start = at + 1;
                let mut end = start;
                while end < bytes.len() && bytes[end] != b'"' {
                    end += if bytes[end] == b'\\' { 2 } else { 1 };
                }
                let end = end.min(bytes.len());
                found.push((&source[..at], &source[start..end]));
                at = end + 1;
            }
            _ => at += 1,
        }
    }
    found
}

fn is_key(literal: &str) -> bool {
    let shaped = literal
        .bytes()
        .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    shaped
        && AREAS
            .iter()
            .any(|area| literal.strip_prefix(area).is_some_and(|rest| rest.starts_with('-')))
}

/// The keys that a source names. A name of a widget is none.
fn keys(source: &str) -> BTreeSet<String> {
    let named = literals(source).into_iter().filter(|(before, literal)| {
        let before = before.trim_end();
        let said = before.ends_with(".say(") || before.ends_with(".with(");
        (said || is_key(literal)) && !before.ends_with("Id::new(") && !before.ends_with("Id::from(")
    });
    named.map(|(_, literal)| literal.to_owned()).collect()
}

/// Literals that a person would read.
fn sentences_in(source: &str) -> Vec<String> {
    let mut found = Vec::new();
    for (before, literal) in literals(source) {
        let before = before.trim_end();
        let before = before.strip_suffix("format!(").unwrap_or(before).trim_end();
        let Some(before) = before.strip_suffix('(') else {
            continue;
        };
        let maker = before.rsplit(|c: char| !c.is_ascii_alphanumeric() && c != '_').next();
        let mut outside = true;
        let readable = literal.chars().any(|c| {
            match c {
                '{' => outside = false,
                '}' => outside = true,
                _ => {}
            }
            outside && c.is_alphabetic()
        });
        if readable && maker.is_some_and(|maker| MAKERS.contains(&maker)) {
            found.push(literal.to_owned());
        }
    }
    found
}

#[test]
fn both_languages_say_the_same() {
    let found = differences(&language("en"), &language("zh-CN"));
    assert!(found.is_empty(), "{found:#?}");
}

#[test]
fn every_key_that_is_said_has_a_sentence_and_every_sentence_is_said() {
    let known: BTreeSet<String> = language("en").into_keys().collect();
    let (mut said, mut missing) = (BTreeSet::new(), Vec::new());
    for (path, source) in sources(&root().join("src/ui")) {
        for key in keys(&source) {
            if !known.contains(&key) {
                missing.push(format!("{key} in {}", path.display()));
            }
            said.insert(key);
        }
    }
    assert!(missing.is_empty(), "no sentence for {missing:#?}");
    let unsaid: Vec<&String> = known.difference(&said).collect();
    assert!(unsaid.is_empty(), "nobody says {unsaid:#?}");
}

#[test]
fn no_sentence_stands_in_a_view() {
    let mut all = Vec::new();
    for (path, source) in sources(&root().join("src/ui")) {
        let found = sentences_in(&source);
        if !found.is_empty() {
            all.push(format!("{}: {found:?}", path.display()));
        }
    }
    assert!(all.is_empty(), "{all:#?}");
}

/// The tests above would pass over a tree in which they see nothing: here they have something to find.
#[test]
fn what_is_wrong_is_found() {
    let english =
        read("# note\na-one = Hello { $name }\na-two = { $count ->\n    [one] x\n   *[other] { $count } y\n}\n");
    assert_eq!(english.len(), 2);
    assert_eq!(english["a-two"], BTreeSet::from(["count".to_owned()]));
    let chinese = read("a-one = 你好\n");
    assert_eq!(differences(&english, &chinese).len(), 2);
    assert!(differences(&english, &english).is_empty());

    let source = r#"
        words.say("pane-up");
        words
            .with(
                "queue-count", &[("count", 1.into())]);
        let key = if x { "failure-a" } else { "failure-b" };
        words.say("nonsense"); Id::new("pane-table"); let c = '"'; text("\"log-not-a-key");
    "#;
    let expected = ["failure-a", "failure-b", "nonsense", "pane-up", "queue-count"];
    assert_eq!(keys(source), expected.map(str::to_owned).into());

    let source = r#"text("Hello"); text( format!("{x} of {y}")); field("", v); text("→"); x.placeholder("名称");
        parts::small("a b", c); text(words.say("pane-up")); note("for the log"); "#;
    assert_eq!(sentences_in(source), ["Hello", "{x} of {y}", "名称", "a b"]);

    let tested = without_tests("a\n// words.say(\"pane-x\")\n#[cfg(test)]\nmod tests {\n\"pane-y\"\n}");
    assert!(keys(&tested).is_empty());
}
