//! `sites list|add|remove|export|import`.

use std::io::Write;
use std::path::Path;

use serde_json::json;

use super::Desk;
use crate::cli::address::{self, Address};
use crate::cli::arguments::{LoginName, Place, SitesTask};
use crate::cli::work::{self, Misuse};
use crate::engine::SshConfig;
use crate::engine::profile::{Imported, fresh_id};
use crate::error::Error;
use crate::import::{Format, Item, Preview};
use crate::path::visible;
use crate::secret::{Secret, SecretName};
use crate::site::{Change, Login, Protocol, Saved, Security};

impl Desk<'_> {
    /// Carries out the command. The outer error is wrong usage, the inner one a failure.
    pub(super) fn sites(&mut self, task: SitesTask) -> Result<Result<(), Error>, Misuse> {
        Ok(match task {
            SitesTask::List => self.list(),
            SitesTask::Add { name, url, login } => return self.add(name, &url, login),
            SitesTask::Remove { names } => return self.remove(&names),
            SitesTask::Export { file, program } => self.export(&file, program.into()),
            SitesTask::Import {
                file,
                from,
                dry_run,
                all,
            } => self.import(&file, from.map(Format::from), (dry_run, all)),
        })
    }

    fn list(&mut self) -> Result<(), Error> {
        let book = self.profile.book()?;
        for site in &book.sites {
            if self.printer.is_json() {
                self.printer.object(&object(site));
            } else {
                self.printer.result(&format!("{}\t{}", full_name(site), account(site)));
            }
        }
        for fault in &book.faults {
            self.warn(&format!("{}: {fault}", self.profile.sites_path().display()));
        }
        Ok(())
    }

    fn add(&mut self, name: Place, url: &Address, login: Option<LoginName>) -> Result<Result<(), Error>, Misuse> {
        let (site, notes) = work::site_of(self.options, url, &SshConfig::of_this_user())?;
        for note in notes {
            self.printer.remark(&format!("note: {note}"));
        }
        let mut place = name.0;
        let name = place.pop().unwrap_or_default();
        let mut saved = Saved::new(fresh_id(), &name, &site);
        saved.folder = place;
        saved.on_conflict = self.options.resolution();
        if url.path.segments().next().is_some() || url.path.is_absolute() {
            saved.remote_folder = Some(url.path.clone());
        }
        let user = saved.login.user().to_owned();
        let mut password = self.password.take().or_else(|| url.password.clone());
        saved.login = match login {
            None if password.is_some() => Login::Password { user },
            None => saved.login,
            Some(LoginName::Anonymous) => Login::Anonymous,
            Some(LoginName::Ask) => Login::Ask { user },
            Some(LoginName::Password) => Login::Password { user },
            Some(LoginName::Key) => Login::Key { user },
            Some(LoginName::Agent) => Login::Agent { user },
            Some(LoginName::Interactive) => Login::Interactive { user },
        };
        if let (Login::Password { user }, None) = (&saved.login, &password) {
            let prompt = format!("Password of {} at {}: ", visible(user.as_bytes()), site.address());
            password = self.terminal.as_ref().and_then(|terminal| terminal.ask_secret(&prompt));
        }
        if let Some(misfit) = saved.misfit() {
            return Err(Misuse(format!("this is no site: {misfit}")));
        }
        let password = password.filter(|_| matches!(saved.login, Login::Password { .. }));
        Ok(self.save(saved, password.as_ref()))
    }

    fn save(&mut self, saved: Saved, password: Option<&Secret>) -> Result<(), Error> {
        self.profile.change(&[Change::Put(Box::new(saved.clone()))])?;
        let Some(password) = password else { return Ok(()) };
        let Err(trouble) = self.profile.keep(&SecretName::password(&saved.id), password) else {
            return Ok(());
        };
        let asks = Saved {
            login: Login::Ask {
                user: saved.login.user().to_owned(),
            },
            ..saved
        };
        self.profile.change(&[Change::Put(Box::new(asks))])?;
        self.warn(&format!(
            "the site is saved, its password is not: {trouble}. The password is asked for at every run"
        ));
        Ok(())
    }

    fn remove(&mut self, names: &[Place]) -> Result<Result<(), Error>, Misuse> {
        let book = match self.profile.book() {
            Ok(book) => book,
            Err(error) => return Ok(Err(error)),
        };
        let found: Result<Vec<&Saved>, Misuse> = names.iter().map(|place| address::find(&book, &place.0)).collect();
        let mut changes: Vec<Change> = Vec::new();
        for site in found? {
            let change = Change::Remove(site.id.clone());
            if !changes.contains(&change) {
                changes.push(change);
            }
        }
        Ok(self.profile.change(&changes).map(|changed| {
            if let Some(trouble) = changed.trouble {
                self.warn(&format!("passwords may be left in the keychain: {trouble}"));
            }
        }))
    }

    fn export(&mut self, file: &Path, format: Format) -> Result<(), Error> {
        if file != Path::new("-") {
            return self.profile.export_to(file, format, false);
        }
        let text = self.profile.export(format)?;
        self.failed |= crate::cli::written(text.as_bytes()) != 0;
        let _ = std::io::stdout().flush();
        Ok(())
    }

    fn import(&mut self, file: &Path, format: Option<Format>, (dry_run, all): (bool, bool)) -> Result<(), Error> {
        let preview = self.profile.preview(file, format)?;
        for refused in &preview.refused {
            self.line("refused", &visible(refused.name.as_bytes()), &refused.why.to_string());
        }
        let (chosen, known): (Vec<&Item>, Vec<&Item>) =
            preview.items.iter().partition(|item| all || item.twin.is_none());
        for item in known {
            let twin = item.twin.as_deref().unwrap_or_default();
            let words = format!("there already as {}; --all adds it again", visible(twin.as_bytes()));
            self.line("known", &full_name(&item.site), &words);
        }
        let chosen: Vec<Item> = chosen.into_iter().cloned().collect();
        if dry_run {
            for item in &chosen {
                self.line("new", &full_name(&item.site), &about(item));
            }
            return Ok(());
        }
        let watched = crate::cli::printer::is_watched();
        let imported = self.profile.import(&chosen, &mut |done, of| {
            if watched {
                let end = if done == of { "\n" } else { "" };
                let _ = write!(std::io::stderr(), "\r{done} of {of} passwords{end}");
            }
        })?;
        for (item, site) in chosen.iter().zip(&imported.added) {
            let about = about(&Item {
                site: site.clone(),
                ..item.clone()
            });
            self.line("added", &full_name(site), &about);
        }
        self.told(&preview, &imported);
        Ok(())
    }

    fn told(&mut self, preview: &Preview, imported: &Imported) {
        if !self.printer.is_json() {
            let (sites, secrets) = (imported.added.len(), imported.secrets);
            self.printer
                .result(&format!("{sites} sites added, {secrets} passwords in the keychain"));
        }
        if let Some(trouble) = &imported.trouble {
            let lost = imported.lost;
            self.warn(&format!(
                "{lost} passwords were not taken: {trouble}. They are asked for when they are needed"
            ));
        }
        if !preview.queue.is_empty() {
            let count: usize = preview.queue.iter().map(|server| server.files.len()).sum();
            self.printer.remark(&format!(
                "note: {count} files of its queue were not taken; the import of the window takes them"
            ));
        }
    }

    fn line(&mut self, what: &str, name: &str, about: &str) {
        if self.printer.is_json() {
            self.printer
                .object(&json!({ "status": what, "name": name, "about": about }));
        } else {
            let about = if about.is_empty() {
                String::new()
            } else {
                format!(": {about}")
            };
            self.printer.result(&format!("{what}\t{name}{about}"));
        }
    }
}

/// The name as it stands behind `site:`.
fn full_name(site: &Saved) -> String {
    let encoded = |name: &str| name.replace('%', "%25").replace('/', "%2F");
    let names: Vec<String> = site.place().map(encoded).collect();
    visible(names.join("%2F").as_bytes())
}

/// Where a site leads, as a URL shows it.
fn account(site: &Saved) -> String {
    let address = site.site().address();
    let user = match &site.login {
        Login::Anonymous => String::new(),
        login => format!("{}@", login.user()),
    };
    visible(format!("{}://{user}{address}", scheme(site)).as_bytes())
}

fn scheme(site: &Saved) -> &'static str {
    match &site.protocol {
        Protocol::Sftp(_) | Protocol::Memory => "sftp",
        Protocol::Ftp(options) => match options.security {
            Security::Explicit => "ftp",
            Security::Implicit => "ftps",
            Security::Plain => "ftp+plain",
        },
    }
}

fn about(item: &Item) -> String {
    let secret = item.password.is_some() || item.passphrase.is_some();
    let mut words = vec![account(&item.site)];
    words.extend(secret.then(|| "with its password".to_owned()));
    words.extend(item.notes.iter().map(|note| visible(note.to_string().as_bytes())));
    words.join("; ")
}

fn object(site: &Saved) -> serde_json::Value {
    json!({
        "name": site.name,
        "folder": site.folder,
        "protocol": scheme(site),
        "host": site.host,
        "port": site.port,
        "login": site.login.name(),
        "user": site.login.user(),
        "path": site.remote_folder.as_ref().map(crate::path::RemotePath::visible),
        "notes": site.notes,
    })
}
