//! Finds what a file imports, by reading its tokens: good enough for code that rustfmt has formatted.

/// Something that a file names.
#[derive(Debug)]
pub struct Import {
    pub line: usize,
    pub target: Target,
}

/// What is named.
#[derive(Debug)]
pub enum Target {
    /// A top-level module of this crate.
    Module(String),
    /// Another crate, or anything else before a `::`.
    Crate(String),
    /// The root of this crate as a whole.
    Everything,
    /// The keyword.
    Unsafe,
}

/// All imports of the file at `path`, wherever they stand.
pub fn imports(path: &str, text: &str) -> Vec<Import> {
    let tokens = tokens(text);
    let depth = path.trim_start_matches("src/").split('/').count();
    let binary = path.starts_with("src/bin/") || path == "src/main.rs";
    let mut reader = Reader {
        tokens: &tokens,
        file_depth: if binary { 0 } else { depth },
        inline: Vec::new(),
        braces: 0,
        found: Vec::new(),
    };
    for at in 0..tokens.len() {
        reader.look_at(at);
    }
    reader.found
}

struct Reader<'a> {
    tokens: &'a [(usize, String)],
    /// How many modules deep the file itself is.
    file_depth: usize,
    /// The brace depths at which inline modules began.
    inline: Vec<usize>,
    braces: usize,
    found: Vec<Import>,
}

impl Reader<'_> {
    fn token(&self, at: usize) -> &str {
        self.tokens.get(at).map_or("", |(_, token)| token)
    }

    fn look_at(&mut self, at: usize) {
        let before = at.checked_sub(1).map_or("", |before| self.token(before)).to_owned();
        match self.token(at) {
            "mod" if self.token(at + 2) == "{" => self.inline.push(self.braces),
            "{" => self.braces += 1,
            "}" => {
                self.braces = self.braces.saturating_sub(1);
                self.inline.retain(|depth| *depth < self.braces);
            }
            "unsafe" => self.add(at, Target::Unsafe),
            // A climb is read from its first step; `self::super` is one too.
            "super" if before == "::" && self.token(at.saturating_sub(2)) == "super" => {}
            "super" => self.climb(at),
            "crate" | "packetboat" if matches!(self.token(at + 1), "::" | "as") && before != "$" => self.root(at + 1),
            name if self.token(at + 1) == "::" && before != "::" && is_name(name) => {
                let name = name.to_owned();
                self.add(at, Target::Crate(name));
            }
            name if before == "use" && is_name(name) => {
                let name = name.to_owned();
                self.add(at, Target::Crate(name));
            }
            _ => {}
        }
    }

    /// `super::super::...`: leads somewhere inside the module, or to the root of the crate.
    fn climb(&mut self, at: usize) {
        let mut end = at;
        let mut steps = 1;
        while self.token(end + 1) == "::" && self.token(end + 2) == "super" {
            end += 2;
            steps += 1;
        }
        if steps >= self.file_depth + self.inline.len() {
            self.root(end + 1);
        }
    }

    /// What follows the root of the crate: `::name`, `::{...}`, `::*`, `as name`.
    fn root(&mut self, at: usize) {
        if self.token(at) == "as" {
            self.add(at, Target::Everything);
        } else if self.token(at) == "::" {
            if self.token(at + 1) == "{" {
                self.group(at + 2);
            } else {
                self.name(at + 1);
            }
        }
    }

    /// The first names of a `{a::b, c::{d, e}}`.
    fn group(&mut self, start: usize) {
        let mut depth = 0;
        let mut first = true;
        for at in start..self.tokens.len() {
            match self.token(at) {
                "{" => depth += 1,
                "}" if depth == 0 => return,
                "}" => depth -= 1,
                "," if depth == 0 => first = true,
                _ if first => {
                    first = false;
                    self.name(at);
                }
                _ => {}
            }
        }
    }

    fn name(&mut self, at: usize) {
        let name = self.token(at).to_owned();
        let target = match name.as_str() {
            "*" | "self" => Target::Everything,
            _ => Target::Module(name),
        };
        self.add(at, target);
    }

    fn add(&mut self, at: usize, target: Target) {
        let line = self.tokens.get(at).map_or(0, |(line, _)| *line);
        self.found.push(Import { line, target });
    }
}

fn is_name(token: &str) -> bool {
    token.starts_with(|c: char| c.is_alphabetic() || c == '_')
}

/// Names, `::` and single characters, with their lines; without comments, texts and characters.
fn tokens(text: &str) -> Vec<(usize, String)> {
    let text: Vec<char> = text.chars().collect();
    let mut tokens = Vec::new();
    let mut line = 1;
    let mut at = 0;
    while at < text.len() {
        let end = match text[at] {
            c if c.is_whitespace() => at + 1,
            '/' if text.get(at + 1) == Some(&'/') => until(&text, at, |at| text[at] == '\n'),
            '/' if text.get(at + 1) == Some(&'*') => end_of_comment(&text, at),
            '"' => end_of_text(&text, at),
            'r' if is_raw(&text, at) => end_of_raw(&text, at),
            '\'' => end_of_character(&text, at),
            c if c.is_alphanumeric() || c == '_' => {
                let end = until(&text, at, |at| !(text[at].is_alphanumeric() || text[at] == '_'));
                tokens.push((line, text[at..end].iter().collect()));
                end
            }
            ':' if text.get(at + 1) == Some(&':') => {
                tokens.push((line, "::".to_owned()));
                at + 2
            }
            c => {
                tokens.push((line, c.to_string()));
                at + 1
            }
        };
        line += text[at..end].iter().filter(|c| **c == '\n').count();
        at = end;
    }
    tokens
}

fn until(text: &[char], from: usize, ends: impl Fn(usize) -> bool) -> usize {
    (from..text.len()).find(|at| ends(*at)).unwrap_or(text.len())
}

fn end_of_comment(text: &[char], from: usize) -> usize {
    let (mut at, mut depth) = (from, 0);
    while at < text.len() {
        match (text[at], text.get(at + 1)) {
            ('/', Some('*')) => (at, depth) = (at + 2, depth + 1),
            ('*', Some('/')) if depth == 1 => return at + 2,
            ('*', Some('/')) => (at, depth) = (at + 2, depth - 1),
            _ => at += 1,
        }
    }
    text.len()
}

fn end_of_text(text: &[char], from: usize) -> usize {
    let mut at = from + 1;
    while at < text.len() && text[at] != '"' {
        at += if text[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(text.len())
}

fn is_raw(text: &[char], at: usize) -> bool {
    let starts = at == 0 || !(text[at - 1].is_alphanumeric() || text[at - 1] == '_') || text[at - 1] == 'b';
    let quote = until(text, at + 1, |at| text[at] != '#');
    starts && text.get(quote) == Some(&'"')
}

fn end_of_raw(text: &[char], from: usize) -> usize {
    let quote = until(text, from + 1, |at| text[at] != '#');
    let signs = quote - from - 1;
    let closes = |at: usize| text[at] == '"' && text[at + 1..].iter().take_while(|c| **c == '#').count() >= signs;
    (until(text, quote + 1, closes) + 1 + signs).min(text.len())
}

/// A character, or the quote of a lifetime.
fn end_of_character(text: &[char], from: usize) -> usize {
    match (text.get(from + 1), text.get(from + 2)) {
        (Some('\\'), _) => (until(text, from + 3, |at| text[at] == '\'') + 1).min(text.len()),
        (Some(_), Some('\'')) => from + 3,
        _ => from + 1,
    }
}
