//! Cutting the text into blocks, so that a mistake in one stays in one.

use std::ops::Range;

use crate::site::{Fault, Flaw};

/// What a block is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What stands before the first `[[site]]` or `[[folder]]`.
    Head,
    /// One `[[site]]`, with the comments above it.
    Site,
    /// One `[[folder]]`, with the comments above it.
    Folder,
}

/// A piece of the file. All pieces in a row are the file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    pub part: Part,
    pub text: String,
    /// The line of the file on which it begins, from 1.
    pub line: usize,
}

impl Block {
    /// A fault at these bytes of the text.
    pub fn fault(&self, at: Option<Range<usize>>, flaw: Flaw) -> Fault {
        let at = at.map_or(0, |range| range.start).min(self.text.len());
        let before = self.text.get(..at).unwrap_or_default();
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        Fault {
            line: self.line + before.matches('\n').count(),
            column: before[start..].chars().count() + 1,
            site: None,
            flaw,
        }
    }

    /// Where its header stands.
    pub fn header(&self) -> Option<Range<usize>> {
        let mut at = 0;
        for line in self.text.split_inclusive('\n') {
            if header(line).is_some() {
                return Some(at..at + line.trim_end().len());
            }
            at += line.len();
        }
        None
    }
}

/// Cuts a text. A header inside a text of several lines is none.
pub fn split(text: &str) -> Vec<Block> {
    let mut blocks = vec![Block {
        part: Part::Head,
        text: String::new(),
        line: 1,
    }];
    let mut inside = None;
    for (number, line) in text.split_inclusive('\n').enumerate() {
        if inside.is_none()
            && let Some(part) = header(line)
        {
            let above = blocks.last_mut().map(take_comments).unwrap_or_default();
            blocks.push(Block {
                part,
                line: number + 1 - above.matches('\n').count(),
                text: above,
            });
        }
        inside = after(line, inside);
        if let Some(block) = blocks.last_mut() {
            block.text += line;
        }
    }
    blocks
}

/// Whether a text ends inside quotes, which would swallow whatever comes behind it.
pub fn is_open(text: &str) -> bool {
    text.split_inclusive('\n')
        .fold(None, |inside, line| after(line, inside))
        .is_some()
}

/// Which kind of block begins with this line.
fn header(line: &str) -> Option<Part> {
    let inner = line.trim_start().strip_prefix("[[")?;
    let (name, _) = inner.split_once("]]")?;
    match name.trim().trim_matches(['"', '\'']) {
        "site" => Some(Part::Site),
        "folder" => Some(Part::Folder),
        _ => None,
    }
}

/// Takes the comments at the end of a block, which stand above the next one without a blank line between.
fn take_comments(block: &mut Block) -> String {
    let lines: Vec<&str> = block.text.split_inclusive('\n').collect();
    let comments = lines
        .iter()
        .rev()
        .take_while(|line| line.trim_start().starts_with('#'))
        .count();
    // A file that is nothing but comments so far introduces itself, not its first site.
    if comments == lines.len() && block.part == Part::Head {
        return String::new();
    }
    let length: usize = lines[lines.len() - comments..].iter().map(|line| line.len()).sum();
    let at = block.text.len() - length;
    block.text.split_off(at)
}

/// The quotes of the text of several lines in which the next line begins, if this one begins in `inside`.
fn after(line: &str, mut inside: Option<&'static str>) -> Option<&'static str> {
    let mut rest = line;
    loop {
        match inside {
            Some("'''") => match rest.split_once("'''") {
                Some((_, after)) => rest = after.trim_start_matches('\''),
                None => return inside,
            },
            Some(quotes) => match beyond(rest, quotes) {
                Some(after) => rest = after,
                None => return inside,
            },
            None => {
                let at = rest.find(['"', '\'', '#'])?;
                let (quote, more) = (&rest[at..=at], &rest[at + 1..]);
                if quote == "#" {
                    return None;
                }
                let long = if quote == "'" { "'''" } else { "\"\"\"" };
                if let Some(after) = rest[at..].strip_prefix(long) {
                    (inside, rest) = (Some(long), after);
                    continue;
                }
                rest = match quote {
                    "'" => more.split_once('\'')?.1,
                    _ => beyond(more, "\"")?,
                };
                continue;
            }
        }
        inside = None;
    }
}

/// What comes behind the closing quotes, which no backslash stands before.
fn beyond<'a>(text: &'a str, quotes: &str) -> Option<&'a str> {
    let mut at = 0;
    while let Some(rest) = text.get(at..) {
        if let Some(after) = rest.strip_prefix(quotes) {
            // One or two more quotes belong to the text itself.
            return Some(if quotes.len() == 3 {
                after.trim_start_matches('"')
            } else {
                after
            });
        }
        let mut letters = rest.chars();
        let step = match letters.next()? {
            '\\' => 1 + letters.next().map_or(0, char::len_utf8),
            letter => letter.len_utf8(),
        };
        at += step;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<(Part, usize, usize)> {
        let blocks = split(text);
        let whole: String = blocks.iter().map(|block| block.text.as_str()).collect();
        assert_eq!(whole, text);
        let lines = |block: &Block| block.text.lines().count();
        blocks
            .iter()
            .map(|block| (block.part, block.line, lines(block)))
            .collect()
    }

    #[test]
    fn every_site_has_its_block_with_the_comments_above_it() {
        let text = "# head\nversion = 1\n\n# about a\n[[site]]\nname = \"a\"\n[[site.bookmark]]\nname = \"m\"\n\n# lost\n\n  [[ site ]] # b\nx = 1\n[[folder]]\n";
        let expected = [
            (Part::Head, 1, 3),
            (Part::Site, 4, 8),
            (Part::Site, 12, 2),
            (Part::Folder, 14, 1),
        ];
        assert_eq!(parts(text), expected);
        assert_eq!(parts(""), [(Part::Head, 1, 0)]);
        assert_eq!(parts("# only\n[[site]]\n"), [(Part::Head, 1, 1), (Part::Site, 2, 1)]);
    }

    #[test]
    fn a_header_inside_a_text_is_none() {
        for notes in [
            "\"\"\"\n[[site]]\n\"\"\"",
            "'''\n[[site]]\n'''",
            "\"\"\"a \\\"\"\"\n[[site]]\n\"\"\"\"\"",
            "'''a\"\"\"\n[[site]]\n'''",
        ] {
            let text = format!("[[site]]\nnotes = {notes}\n[[site]]\n");
            assert_eq!(parts(&text).len(), 3, "{text}");
        }
        for line in [
            "a = 'x'' # '''",
            "a = \"\\\"\" # \"\"\"",
            "a = '''b''' ",
            "# '''",
            "a = 'it''s'",
        ] {
            let text = format!("[[site]]\n{line}\n[[site]]\n");
            assert_eq!(parts(&text).len(), 3, "{text}");
        }
    }

    #[test]
    fn a_fault_names_its_place_in_the_file() {
        let block = Block {
            part: Part::Site,
            text: "[[site]]\nname = \"ä\" x\n".into(),
            line: 7,
        };
        let at = block.text.find('x').unwrap();
        let fault = block.fault(Some(at..at + 1), Flaw::Twice);
        assert_eq!((fault.line, fault.column), (8, 12));
        assert_eq!(block.header(), Some(0..8));
    }
}
