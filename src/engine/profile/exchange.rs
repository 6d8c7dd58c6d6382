//! Sites from other programs, and for them.

use std::collections::HashSet;
use std::io::Read;
use std::path::Path;

use super::{Profile, fresh_id, keeps, label};
use crate::credential::Labelled;
use crate::error::{Error, Kind, Result, Stage};
use crate::import::{self, Format, Item, Preview, Reader, Unreadable};
use crate::secret::{Secret, SecretName, Trouble};
use crate::site::{Book, Change, Login, Saved, SiteId};
use crate::store::{SiteFile, SshConfig};

/// No honest file is longer.
const LONGEST: u64 = 64 << 20;

/// What an import has done.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imported {
    /// The sites that were added, under the names that they have now.
    pub added: Vec<Saved>,
    /// Secrets that are in the keychain now.
    pub secrets: usize,
    /// Secrets that are not, and will be asked for.
    pub lost: usize,
    /// Why.
    pub trouble: Option<Trouble>,
}

/// How far an import is: secrets that are done, and all of them.
pub type Shown<'a> = &'a mut dyn FnMut(usize, usize);

impl Profile {
    /// What an import of a file would add. Nothing is changed.
    ///
    /// # Errors
    /// If the file cannot be read, or nothing in it can.
    pub fn preview(&self, path: &Path, format: Option<Format>) -> Result<Preview> {
        let attempted = || format!("import {}", path.display());
        let bytes = content(path).map_err(|error| Error::io(Stage::LocalDisk, attempted(), &error))?;
        // WinSCP and others may write in the system's old character set.
        let text =
            String::from_utf8(bytes).unwrap_or_else(|error| error.into_bytes().into_iter().map(char::from).collect());
        let there = self.book()?;
        let unreadable = |why: Unreadable| Error::new(Stage::LocalDisk, Kind::Unsupported, attempted()).with_cause(why);
        let format = format
            .or_else(|| Format::of(path, &text))
            .ok_or_else(|| unreadable(Unreadable::Unknown))?;
        match format {
            Format::Packetboat => {
                let book = SiteFile::parse(&text)?;
                let items = book.sites.into_iter().map(Item::of).collect();
                Ok(Preview::of(format, items, &book.faults, &there))
            }
            Format::Ssh => Ok(self.preview_ssh(&SshConfig::of_file(path), &there)),
            _ => {
                let config = SshConfig::of_this_user();
                let reader = Reader {
                    local_user: config.local_user(),
                    home: config.home(),
                };
                import::read(format, &text, reader, &there).map_err(unreadable)
            }
        }
    }

    /// What an import of OpenSSH's configuration would add: each host that has a name of its own.
    pub fn preview_ssh(&self, config: &SshConfig, there: &Book) -> Preview {
        let mut items = Vec::new();
        for (name, site) in config.hosts() {
            items.push(Item::of(Saved::new(fresh_id(), &name, &site)));
        }
        Preview::of(Format::Ssh, items, &[], there)
    }

    /// Adds sites. Names that are taken get a number; nothing is overwritten. Secrets go into the keychain first: where it
    /// does not take them, the site asks for its password.
    ///
    /// # Errors
    /// If the file of sites cannot be written; then nothing was added, and no secret stays behind.
    pub fn import(&self, items: &[Item], progress: Shown<'_>) -> Result<Imported> {
        let mut there = self.book()?;
        let mut done = Imported {
            added: Vec::new(),
            secrets: 0,
            lost: 0,
            trouble: None,
        };
        let mut wanted: Vec<Labelled> = Vec::new();
        for item in items {
            let mut site = item.site.clone();
            site.id = fresh_id();
            site.name = there.free_name(&site.folder, &site.name);
            for (file, secret) in secrets(item) {
                let name = SecretName {
                    site: site.id.clone(),
                    key_file: file,
                };
                wanted.push(Labelled {
                    label: label(&site, &name),
                    secret: secret.clone(),
                    name,
                });
            }
            there.sites.push(site.clone());
            done.added.push(site);
        }
        let all = wanted.len();
        let results = self.vault.set_new(&wanted, &mut |count| progress(count, all));
        let mut kept = Vec::new();
        for (secret, result) in wanted.into_iter().zip(results) {
            match result {
                Ok(()) => kept.push(secret.name),
                Err(trouble) => {
                    done.trouble = Some(trouble);
                    done.lost += 1;
                }
            }
        }
        if done.trouble.is_some() {
            let has_one: HashSet<&SiteId> = kept.iter().map(|name| &name.site).collect();
            for site in done.added.iter_mut().filter(|site| !has_one.contains(&site.id)) {
                if let Login::Password { user } = &site.login {
                    site.login = Login::Ask { user: user.clone() };
                }
            }
        }
        let changes: Vec<Change> = done
            .added
            .iter()
            .map(|site| Change::Put(Box::new(site.clone())))
            .collect();
        if let Err(error) = self.sites.change(&changes) {
            for name in &kept {
                let _ = self.vault.remove(name);
            }
            return Err(error);
        }
        done.secrets = kept.len();
        Ok(done)
    }

    /// All sites as a text without secrets, for another computer or for FileZilla.
    ///
    /// # Errors
    /// If the sites cannot be read, or the format cannot be written.
    pub fn export(&self, format: Format) -> Result<String> {
        let book = self.book()?;
        match format {
            Format::Packetboat => Ok(SiteFile::written(&book)),
            Format::FileZilla => Ok(import::filezilla_xml(&book)),
            _ => {
                let attempted = format!("export for {}", format.name());
                Err(Error::new(Stage::Plan, Kind::Unsupported, attempted))
            }
        }
    }

    /// The same into a file that only its owner can read. One that exists is replaced only where that was said.
    ///
    /// # Errors
    /// As [`Profile::export`]; if the file exists already or cannot be written.
    pub fn export_to(&self, path: &Path, format: Format, replace: bool) -> Result<()> {
        let text = self.export(format)?;
        let write = if replace {
            crate::store::replace
        } else {
            crate::store::write_new
        };
        write(path, text.as_bytes())
            .map_err(|error| Error::io(Stage::LocalDisk, format!("write {}", path.display()), &error))
    }
}

/// The secrets of an item, each with the key file that it opens.
fn secrets(item: &Item) -> Vec<(Option<String>, &Secret)> {
    if !keeps(&item.site) {
        return Vec::new();
    }
    let key = item
        .site
        .site()
        .sftp()
        .and_then(|options| options.identities.first().cloned());
    let passphrase = item.passphrase.as_ref().zip(key);
    let passphrase =
        passphrase.map(|(secret, key)| (Some(crate::path::visible(key.as_os_str().as_encoded_bytes())), secret));
    item.password
        .as_ref()
        .map(|secret| (None, secret))
        .into_iter()
        .chain(passphrase)
        .collect()
}

fn content(path: &Path) -> std::io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    std::fs::File::open(path)?.take(LONGEST).read_to_end(&mut bytes)?;
    Ok(bytes)
}
