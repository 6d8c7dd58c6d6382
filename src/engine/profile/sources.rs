//! Files of other programs at their usual places on this computer.

use std::path::{Path, PathBuf};

use directories::BaseDirs;

use super::Profile;
use crate::import::Format;

/// A file of another program with sites in it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Source {
    /// Whose it is.
    pub format: Format,
    /// Where it is.
    pub path: PathBuf,
    /// How many sites could be added.
    pub sites: usize,
    /// Of these, how many are not there yet.
    pub new: usize,
}

impl Profile {
    /// What other programs keep on this computer. A file without sites, or one that cannot be read, is none of them: whoever
    /// chooses it by hand is told why.
    pub fn sources(&self) -> Vec<Source> {
        let Some(folders) = BaseDirs::new() else {
            return Vec::new();
        };
        self.sources_among(places(folders.home_dir(), folders.config_dir(), folders.data_dir()))
    }

    fn sources_among(&self, places: Vec<(Format, PathBuf)>) -> Vec<Source> {
        let found = places.into_iter().filter(|(_, path)| path.is_file());
        let sources = found.filter_map(|(format, path)| {
            let preview = self.preview(&path, Some(format)).ok()?;
            let new = preview.items.iter().filter(|item| item.twin.is_none()).count();
            let sites = preview.items.len();
            (sites > 0).then_some(Source {
                format,
                path,
                sites,
                new,
            })
        });
        sources.collect()
    }
}

/// The usual places, for a home folder and the folders for configuration and data that belong to it.
fn places(home: &Path, config: &Path, data: &Path) -> Vec<(Format, PathBuf)> {
    let flatpak = home.join(".var/app/org.filezillaproject.Filezilla/config/filezilla");
    let mut places = vec![
        (Format::FileZilla, config.join("filezilla/sitemanager.xml")),
        (Format::FileZilla, home.join(".config/filezilla/sitemanager.xml")),
        (Format::FileZilla, home.join(".filezilla/sitemanager.xml")),
        (Format::FileZilla, flatpak.join("sitemanager.xml")),
        (Format::FileZilla, config.join("FileZilla/sitemanager.xml")),
        (Format::WinScp, config.join("WinSCP.ini")),
        (Format::Ssh, home.join(".ssh/config")),
        (Format::Rclone, config.join("rclone/rclone.conf")),
        (Format::Rclone, home.join(".config/rclone/rclone.conf")),
        (Format::Rclone, home.join(".rclone.conf")),
        (Format::Lftp, data.join("lftp/bookmarks")),
        (Format::Lftp, home.join(".local/share/lftp/bookmarks")),
        (Format::Lftp, home.join(".lftp/bookmarks")),
    ];
    // The folder for configuration is often the one below the home folder; some disks do not tell capitals.
    let mut seen: Vec<String> = Vec::new();
    places.retain(|(_, path)| {
        let real = std::fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        let real = real.to_string_lossy().to_lowercase();
        let is_new = !seen.contains(&real);
        seen.push(real);
        is_new
    });
    places
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Mutex};

    use super::*;
    use crate::credential::Memory;
    use crate::store::Store;

    #[test]
    fn what_other_programs_keep_is_found_where_they_keep_it() {
        let home = tempfile::tempdir().unwrap();
        let write = |path: &str, text: &str| {
            let path = home.path().join(path);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        };
        let server = |host: &str| {
            format!("<Server><Host>{host}</Host><Protocol>4</Protocol><User>u</User><Logontype>2</Logontype></Server>")
        };
        let sites = [server("a"), server("b")].concat();
        write(
            ".config/filezilla/sitemanager.xml",
            &format!("<FileZilla3><Servers>{sites}</Servers></FileZilla3>"),
        );
        write(".ssh/config", "Host nas\n  HostName nas.example\n  User me\n");
        write(".rclone.conf", "# nothing in it\n");
        write(".lftp/bookmarks", "broken \u{0}");
        let inside = home.path().join("profile");
        let store = Arc::new(Mutex::new(Store::open_at_home(&inside, None).unwrap()));
        let profile = Profile::new(&inside, store, Arc::new(Memory::default()));
        let look = || {
            let (config, data) = (home.path().join(".config"), home.path().join(".local/share"));
            let found = profile.sources_among(places(home.path(), &config, &data));
            found
                .into_iter()
                .map(|source| (source.format, source.sites, source.new))
                .collect::<Vec<_>>()
        };
        assert_eq!(look(), [(Format::FileZilla, 2, 2), (Format::Ssh, 1, 1)]);
        let path = home.path().join(".config/filezilla/sitemanager.xml");
        let items = profile.preview(&path, None).unwrap().items;
        profile.import(&items[..1], &mut |_, _| {}).unwrap();
        assert_eq!(look()[0], (Format::FileZilla, 2, 1), "one is there already");
    }
}
