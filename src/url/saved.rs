//! `site:NAME/path`: a place on a saved site.

use super::write::encoded;
use super::{Error, Part, Place, decode};
use crate::path::RemotePath;

/// What stands before the name of a saved site.
const START: &str = "site:";

/// A place on a saved site.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SavedUrl {
    /// The name of the site, the last, and of the folders of the site tree that it is in.
    pub place: Vec<String>,
    /// The path, by the rules of every other URL; `None` where none is written: the site's own start folder.
    pub path: Option<SavedPath>,
}

/// A path on a saved site.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct SavedPath {
    /// The path without its pattern.
    pub path: RemotePath,
    /// It can only mean a folder.
    pub folder: bool,
    /// Selects names in `path`.
    pub pattern: Option<Vec<u8>>,
}

impl SavedUrl {
    /// Reads it; `None` for text that means no saved site.
    ///
    /// # Errors
    /// Says which part cannot be used, and why.
    pub fn parse(text: &str) -> Option<Result<Self, Error>> {
        Some(Self::rest(text.strip_prefix(START)?))
    }

    /// Reads the name of a site as it stands behind `site:`: folders of the site tree come first, with `%2F` behind each.
    ///
    /// # Errors
    /// As [`SavedUrl::parse`].
    pub fn name(text: &str) -> Result<Vec<String>, Error> {
        let bytes = decode(text, Part::Site)?;
        let name = String::from_utf8(bytes).map_err(|_| Error::NotText(Part::Site))?;
        let place: Vec<String> = name.split('/').map(str::to_owned).collect();
        if place.iter().any(|name| name.trim().is_empty()) {
            return Err(Error::NoSite);
        }
        Ok(place)
    }

    /// `site:` with the name of a site behind the folders of the site tree that it is in: it reads back to the same.
    pub fn written<'a>(place: impl Iterator<Item = &'a str>) -> String {
        let names: Vec<String> = place.map(|name| encoded(name.as_bytes(), false)).collect();
        format!("{START}{}", names.join("%2F"))
    }

    fn rest(text: &str) -> Result<Self, Error> {
        let (name, path) = match text.find('/') {
            Some(at) => (&text[..at], Some(&text[at..])),
            None => (text, None),
        };
        let path = path.map(Place::parse).transpose()?.map(|place| SavedPath {
            path: place.path,
            folder: place.folder,
            pattern: place.pattern,
        });
        Ok(Self {
            place: Self::name(name)?,
            path,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_folders_and_paths_come_apart() {
        let parsed = |text| SavedUrl::parse(text).unwrap();
        let place = |text| parsed(text).map(|url| url.place.join("|"));
        assert_eq!(place("site:web"), Ok("web".into()));
        assert_eq!(
            place("site:Work%2FDeep%2Fmy%20web/a%20b"),
            Ok("Work|Deep|my web".into())
        );
        assert_eq!(parsed("site:web").unwrap().path, None);
        let path = |text| {
            parsed(text)
                .unwrap()
                .path
                .map(|path| (path.path.visible(), path.folder))
        };
        assert_eq!(path("site:web/"), Some(("/".into(), true)));
        assert_eq!(path("site:web/a%20b/"), Some(("/a b".into(), true)));
        assert_eq!(path("site:web/~/x"), Some(("x".into(), false)));
        assert_eq!(
            parsed("site:web/*.txt").unwrap().path.unwrap().pattern,
            Some(b"*.txt".to_vec())
        );
        assert_eq!(SavedUrl::parse("ftp://h"), None);
        let written = SavedUrl::written(["Work", "a/b, 站点"].into_iter());
        assert_eq!(written, "site:Work%2Fa%2Fb,%20%E7%AB%99%E7%82%B9");
        assert_eq!(
            place(&SavedUrl::written(["Work", "my web"].into_iter())),
            Ok("Work|my web".into())
        );
        for (wrong, error) in [
            ("site:", Error::NoSite),
            ("site:/x", Error::NoSite),
            ("site:a%2F", Error::NoSite),
            ("site:a%", Error::Escape(Part::Site)),
            ("site:a%FF", Error::NotText(Part::Site)),
            ("site:a/b%2Fc", Error::Slash),
        ] {
            assert_eq!(SavedUrl::parse(wrong), Some(Err(error)), "{wrong}");
        }
    }
}
