//! Files of `[sections]` with `key = value`.

use std::collections::BTreeMap;

/// A section and its keys, in lower case.
#[derive(Debug, Default)]
pub struct Section<'a> {
    pub name: &'a str,
    keys: BTreeMap<String, &'a str>,
}

impl<'a> Section<'a> {
    /// The value of a key, if it has one that is not empty.
    pub fn get(&self, key: &str) -> Option<&'a str> {
        self.keys.get(key).copied().filter(|value| !value.is_empty())
    }

    /// Whether a key is switched on.
    pub fn is_on(&self, key: &str) -> bool {
        self.get(key)
            .is_some_and(|value| matches!(value.to_ascii_lowercase().as_str(), "1" | "true" | "yes"))
    }
}

/// All sections, in the order of the file. Lines that are neither are passed over.
pub fn sections(text: &str) -> Vec<Section<'_>> {
    let mut sections = Vec::new();
    for line in text.trim_start_matches('\u{feff}').lines().map(str::trim) {
        if let Some(name) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) {
            sections.push(Section {
                name,
                ..Section::default()
            });
        } else if let (Some((key, value)), Some(section)) = (line.split_once('='), sections.last_mut())
            && !line.starts_with([';', '#'])
        {
            let section: &mut Section<'_> = section;
            section.keys.insert(key.trim().to_ascii_lowercase(), value.trim());
        }
    }
    sections
}
