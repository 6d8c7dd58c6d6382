//! Which connection a line belongs to, and the short tag that it has.

use std::collections::HashMap;
use std::fmt;

/// The tag of a connection: `B` for the one that somebody looks through, else a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Tag {
    /// For browsing.
    Browsing,
    /// For transfers, counted for each server.
    Transfer(u32),
}

impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Browsing => f.write_str("B"),
            Self::Transfer(number) => number.fmt(f),
        }
    }
}

/// What is known of a connection.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Known {
    /// `host:port`.
    pub server: String,
    /// Its tag.
    pub tag: Tag,
    open: bool,
}

/// All connections of this run.
#[derive(Clone, Debug, Default)]
pub struct Connections {
    known: HashMap<u64, Known>,
}

impl Connections {
    /// A connection is being opened, or is used for something else now.
    pub fn open(&mut self, connection: u64, server: String, browsing: bool) {
        let tag = if browsing {
            Tag::Browsing
        } else {
            let taken = |number: u32| {
                let mut others = self.known.iter().filter(|(id, _)| **id != connection);
                others.any(|(_, known)| known.open && known.server == server && known.tag == Tag::Transfer(number))
            };
            Tag::Transfer((1..).find(|number| !taken(*number)).unwrap_or(1))
        };
        let open = true;
        self.known.insert(connection, Known { server, tag, open });
    }

    /// It is closed. Its lines keep their tag; its number may go to the next one.
    pub fn close(&mut self, connection: u64) {
        if let Some(known) = self.known.get_mut(&connection) {
            known.open = false;
        }
    }

    /// What is known of it.
    pub fn get(&self, connection: u64) -> Option<&Known> {
        self.known.get(&connection)
    }

    /// The tags of a server, each once; of all servers if none is named.
    pub fn tags(&self, server: Option<&str>) -> Vec<Tag> {
        let of_server = self
            .known
            .values()
            .filter(|known| server.is_none_or(|server| server == known.server));
        let mut tags: Vec<Tag> = of_server.map(|known| known.tag).collect();
        tags.sort_unstable();
        tags.dedup();
        tags
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_counted_for_each_server_and_used_again() {
        let mut all = Connections::default();
        let tag = |all: &Connections, id| all.get(id).unwrap().tag.to_string();
        all.open(1, "a:21".to_owned(), true);
        all.open(2, "a:21".to_owned(), false);
        all.open(3, "a:21".to_owned(), false);
        all.open(4, "b:21".to_owned(), false);
        assert_eq!([1, 2, 3, 4].map(|id| tag(&all, id)), ["B", "1", "2", "1"]);
        all.close(2);
        all.open(5, "a:21".to_owned(), false);
        assert_eq!((tag(&all, 5), tag(&all, 2)), ("1".to_owned(), "1".to_owned()));
        all.open(3, "a:21".to_owned(), true);
        assert_eq!(tag(&all, 3), "B", "it is used for something else now");
        assert_eq!(all.tags(Some("a:21")), [Tag::Browsing, Tag::Transfer(1)]);
    }
}
