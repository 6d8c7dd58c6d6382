//! Counting what is in folders here, before something is done to all of it.

use std::path::Path;

use crate::entry::Count;

/// Counts everything below a folder; the folder itself is not counted. Links are counted and never followed. After each folder
/// `goes_on` hears what was found so far and says whether to go on.
pub fn count(folder: &Path, count: &mut Count, mut goes_on: impl FnMut(&Count) -> bool) {
    let mut left = vec![folder.to_path_buf()];
    while let Some(folder) = left.pop() {
        let Ok(found) = std::fs::read_dir(&folder) else {
            count.unread += 1;
            continue;
        };
        for found in found {
            let Ok((found, metadata)) = found.and_then(|found| Ok((found.path(), found.metadata()?))) else {
                count.unread += 1;
                continue;
            };
            if metadata.is_dir() {
                count.folders += 1;
                left.push(found);
            } else {
                count.files += 1;
                count.bytes += if metadata.is_file() { metadata.len() } else { 0 };
            }
        }
        if !goes_on(count) {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn everything_below_is_counted_and_links_are_not_followed() {
        let folder = tempfile::tempdir().unwrap();
        let at = |name: &str| folder.path().join(name);
        std::fs::create_dir_all(at("tree/a/b")).unwrap();
        std::fs::create_dir(at("outside")).unwrap();
        for name in ["tree/1", "tree/a/2", "outside/3"] {
            std::fs::write(at(name), b"12345").unwrap();
        }
        std::os::unix::fs::symlink(at("outside"), at("tree/a/link")).unwrap();
        let mut found = Count::default();
        count(&at("tree"), &mut found, |_| true);
        let expected = Count {
            files: 3,
            folders: 2,
            bytes: 10,
            unread: 0,
        };
        assert_eq!(found, expected);
        count(&at("nothing"), &mut found, |_| true);
        assert_eq!(found.unread, 1);
        let mut found = Count::default();
        count(&at("tree"), &mut found, |_| false);
        assert_eq!((found.files, found.folders), (1, 1), "it stops when it is told to");
    }
}
