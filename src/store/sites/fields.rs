//! Reading the keys of one table, with the place of whatever is wrong.

use toml_edit::{Item, Table, Value};

use super::blocks::Block;
use crate::site::{Fault, Flaw, Takes};

/// A table and the block that it stands in.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    pub table: &'a Table,
    pub block: &'a Block,
}

impl<'a> Fields<'a> {
    /// The text of a key.
    pub fn text(&self, key: &str) -> Result<Option<String>, Fault> {
        self.read(key, Takes::Text, |item| item.as_str().map(str::to_owned))
    }

    /// The text of a key that must be there.
    pub fn needed(&self, key: &'static str) -> Result<String, Fault> {
        self.text(key)?
            .ok_or_else(|| self.block.fault(self.block.header(), Flaw::Missing(key)))
    }

    /// `true` or `false`; false where there is nothing.
    pub fn flag(&self, key: &str) -> Result<bool, Fault> {
        Ok(self.read(key, Takes::Flag, Item::as_bool)?.unwrap_or_default())
    }

    /// A whole number that fits.
    pub fn number<T: TryFrom<i64>>(&self, key: &str, wanted: Takes) -> Result<Option<T>, Fault> {
        self.read(key, wanted, |item| {
            item.as_integer().and_then(|number| T::try_from(number).ok())
        })
    }

    /// A text that means something.
    pub fn named<T>(&self, key: &str, wanted: Takes, read: impl Fn(&str) -> Option<T>) -> Result<Option<T>, Fault> {
        self.read(key, wanted, |item| item.as_str().and_then(&read))
    }

    /// A list of texts; one alone may stand without brackets.
    pub fn texts(&self, key: &str) -> Result<Vec<String>, Fault> {
        let all = self.read(key, Takes::Texts, |item| match item.as_value()? {
            Value::String(one) => Some(vec![one.value().clone()]),
            Value::Array(list) => list.iter().map(|one| one.as_str().map(str::to_owned)).collect(),
            _ => None,
        })?;
        Ok(all.unwrap_or_default())
    }

    /// The tables of `[[site.KEY]]`.
    pub fn tables(&self, key: &'static str) -> Result<Vec<Fields<'a>>, Fault> {
        match self.table.get(key) {
            None | Some(Item::None) => Ok(Vec::new()),
            Some(Item::ArrayOfTables(tables)) => Ok(tables
                .iter()
                .map(|table| Fields {
                    table,
                    block: self.block,
                })
                .collect()),
            Some(_) => Err(self.wrong(key, Takes::Blocks)),
        }
    }

    /// The fault of a key that has no meaning here.
    pub fn refuse(&self, keys: &[&str], protocol: &str) -> Result<(), Fault> {
        match keys.iter().find(|key| self.table.contains_key(key)) {
            None => Ok(()),
            Some(key) => {
                let flaw = Flaw::NotOfProtocol {
                    key: (*key).to_owned(),
                    protocol: protocol.to_owned(),
                };
                Err(self.fault(key, flaw))
            }
        }
    }

    /// The fault of a key whose value is of another kind.
    pub fn wrong(&self, key: &str, wanted: Takes) -> Fault {
        let flaw = Flaw::Expected {
            key: key.to_owned(),
            wanted,
        };
        self.fault(key, flaw)
    }

    fn fault(&self, key: &str, flaw: Flaw) -> Fault {
        let value = self.table.get(key).and_then(Item::span);
        let name = self.table.key(key).and_then(toml_edit::Key::span);
        let about_key = matches!(flaw, Flaw::NotOfProtocol { .. });
        let at = if about_key { name.or(value) } else { value.or(name) };
        self.block.fault(at, flaw)
    }

    fn read<T>(&self, key: &str, wanted: Takes, read: impl Fn(&Item) -> Option<T>) -> Result<Option<T>, Fault> {
        match self.table.get(key) {
            None | Some(Item::None) => Ok(None),
            Some(item) => read(item).map(Some).ok_or_else(|| self.wrong(key, wanted)),
        }
    }
}
