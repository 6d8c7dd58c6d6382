//! What a key of the file of saved sites takes.

use std::fmt;

/// A kind of value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Takes {
    /// Text in quotes.
    Text,
    /// `true` or `false`.
    Flag,
    /// A list of texts.
    Texts,
    /// Any whole number.
    Whole,
    /// A whole number within these bounds.
    Number(i64, i64),
    /// Bytes a second, at least 1.
    Rate,
    /// Minutes, a day forwards or backwards.
    Minutes,
    /// One of these words.
    OneOf(&'static [&'static str]),
    /// Letters, digits and hyphens, at most 64.
    Id,
    /// The names of a folder and of those that it is in.
    FolderNames,
    /// `utf-8` or the name of a character set.
    Charset,
    /// The first and the last port of a range.
    Ports,
    /// An IP address.
    Address,
    /// Blocks of their own.
    Blocks,
}

impl fmt::Display for Takes {
    /// In words for logs and the command line; the window has its own.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text => f.write_str("text in quotes"),
            Self::Flag => f.write_str("true or false"),
            Self::Texts => f.write_str("a list of texts"),
            Self::Whole => f.write_str("a whole number"),
            Self::Number(from, to) => write!(f, "a number from {from} to {to}"),
            Self::Rate => f.write_str("bytes a second, at least 1"),
            Self::Minutes => f.write_str("minutes from -1440 to 1440"),
            Self::OneOf(names) => match names.split_last() {
                Some((last, [])) => f.write_str(last),
                Some((last, others)) => write!(f, "{} or {last}", others.join(", ")),
                None => Ok(()),
            },
            Self::Id => f.write_str("letters, digits and hyphens, at most 64"),
            Self::FolderNames => f.write_str("the names of the folder and of those that it is in"),
            Self::Charset => f.write_str("utf-8 or the name of a character set, such as gbk or windows-1251"),
            Self::Ports => f.write_str("two ports, such as 50000-50100"),
            Self::Address => f.write_str("an IP address"),
            Self::Blocks => f.write_str("blocks of their own: [[site.bookmark]], [[site.jump]]"),
        }
    }
}
