//! From arguments to what the engine is asked to do. Nothing is sent or opened here.

mod fitting;

use std::cell::RefCell;
use std::ffi::{OsStr, OsString};
use std::path::PathBuf;
use std::sync::Arc;

use super::address::Address;
use super::arguments::{Options, Task};
use super::queue::Duty;
use crate::engine::command::{JobId, Order, Request};
use crate::engine::{SshConfig, Wanted};
use crate::path::RemotePath;
use crate::secret::Secret;
use crate::site::{Agent, FtpOptions, Logon, Mode, Protocol, Saved, Site};
use crate::transfer::{Errand, Landing, LocalEnd, Policy, Selected, Source, Verify};
use crate::url::{Scheme, Url};

pub use fitting::{account, fits, look_up};

/// What a command comes to.
#[derive(Debug)]
pub enum Work {
    /// Requests, one after the other.
    Ask(Vec<Inquiry>),
    /// Jobs, all at once.
    Move(Vec<Order>),
    /// A server that is tried out, and the folder that is listed there.
    Try(Arc<Site>, RemotePath),
    /// The queue of the profile.
    Queue(Duty),
}

/// One request, and how its answer is shown.
#[derive(Debug)]
pub struct Inquiry {
    /// The server.
    pub site: Arc<Site>,
    /// The request.
    pub request: Request,
    /// What of the answer people want to see.
    pub show: Show,
}

/// How an answer is shown.
#[derive(Debug, PartialEq, Eq)]
pub enum Show {
    /// As entries, those that the pattern selects.
    Entries(Option<Vec<u8>>),
    /// Only if it failed.
    Nothing,
    /// As a number of items.
    Count,
}

/// Why arguments that were understood make no sense together. A sentence for people, without a password in it.
#[derive(Debug, PartialEq, Eq)]
pub struct Misuse(pub String);

impl Misuse {
    fn says<T>(text: impl Into<String>) -> Result<T, Self> {
        Err(Self(text.into()))
    }
}

/// Decides what is to be done. `password` is the one from standard input; `ssh` tells about SFTP hosts. The second value are
/// notes for people.
///
/// # Errors
/// [`Misuse`] for everything that can be seen to be wrong before anything is sent.
pub fn prepare(
    options: &Options,
    task: Task,
    password: Option<&Secret>,
    ssh: &SshConfig,
) -> Result<(Work, Vec<String>), Misuse> {
    let desk = Desk {
        options,
        password,
        ssh,
        notes: RefCell::default(),
    };
    let work = desk.work(task)?;
    Ok((work, desk.notes.into_inner()))
}

/// The site that an address means, with what the options say about it, and notes for people.
///
/// # Errors
/// If ssh's configuration makes no sense.
pub fn site_of(options: &Options, url: &Address, ssh: &SshConfig) -> Result<(Site, Vec<String>), Misuse> {
    let desk = Desk {
        options,
        password: None,
        ssh,
        notes: RefCell::default(),
    };
    let mut site = Arc::unwrap_or_clone(desk.site(url)?);
    site.terms.connections = options.jobs.or(site.terms.connections);
    Ok((site, desk.notes.into_inner()))
}

/// What all commands need to turn URLs into sites.
struct Desk<'a> {
    options: &'a Options,
    password: Option<&'a Secret>,
    ssh: &'a SshConfig,
    notes: RefCell<Vec<String>>,
}

impl Desk<'_> {
    fn work(&self, task: Task) -> Result<Work, Misuse> {
        match task {
            Task::Ls { url } => {
                let folder = url.path.clone();
                self.ask(&url, Request::List { folder }, Show::Entries(url.pattern.clone()))
            }
            Task::Get { urls, destination } => self.get(&urls, destination),
            Task::Put { files, url } => self.put(files, &url),
            Task::Rm { urls } => self.remove(&urls),
            Task::Mkdir { parents, url } => {
                let path = one(&url)?.path.clone();
                self.ask(&url, Request::MakeDirectory { path, parents }, Show::Nothing)
            }
            Task::Mv { url, new_path } => self.rename(&url, &new_path),
            Task::Chmod { permissions, url } => {
                let request = Request::SetPermissions {
                    path: one(&url)?.path.clone(),
                    mode: permissions,
                    recursive: self.options.recursive,
                    keeps: 0,
                };
                self.ask(
                    &url,
                    request,
                    if self.options.recursive {
                        Show::Count
                    } else {
                        Show::Nothing
                    },
                )
            }
            Task::Stat { url } => {
                let path = one(&url)?.path.clone();
                self.ask(&url, Request::Stat { path, follow: false }, Show::Entries(None))
            }
            Task::Test { url } => Ok(Work::Try(self.site(&url)?, one(&url)?.path.clone())),
            Task::Raw { url, line } => {
                if url.scheme == Scheme::Sftp {
                    return Misuse::says("raw sends a line of FTP; SFTP has no lines");
                }
                if line.contains(['\r', '\n', '\0']) {
                    return Misuse::says("a raw line cannot hold a line break or a NUL");
                }
                let line = line.into_bytes();
                self.ask(&url, Request::Raw { line }, Show::Nothing)
            }
            Task::Queue { task } => Ok(Duty::of(task).map_or(Work::Ask(Vec::new()), Work::Queue)),
            Task::Sites { .. } | Task::Trust { .. } | Task::Clear { .. } => Ok(Work::Ask(Vec::new())),
            Task::Demo { .. } | Task::Completions { .. } | Task::Man => Ok(Work::Ask(Vec::new())),
        }
    }

    fn site(&self, url: &Address) -> Result<Arc<Site>, Misuse> {
        let mut site = match (url.saved(), url.scheme) {
            (Some(saved), _) => self.saved_site(saved),
            (None, Scheme::Ftp(_)) => url.site(FtpOptions {
                mode: self.options.mode.map_or(Mode::Auto, Mode::from),
                active_ports: self.options.active_ports.clone(),
                active_address: self.options.active_address,
                ..FtpOptions::default()
            }),
            (None, Scheme::Sftp) => self.sftp_site(url)?,
        };
        if let (Some(password), Logon::Ask { user }) = (self.password, &site.logon) {
            site.logon = Logon::Password {
                user: user.clone(),
                password: password.clone(),
            };
        }
        Ok(Arc::new(site))
    }

    /// What the options say goes before what was saved.
    fn saved_site(&self, saved: &Saved) -> Site {
        let options = self.options;
        let mut site = saved.site();
        site.terms.connections = options.jobs.or(site.terms.connections);
        match &mut site.protocol {
            Protocol::Ftp(ftp) => {
                ftp.mode = options.mode.map_or(ftp.mode, Mode::from);
                ftp.active_ports = options.active_ports.clone().or(ftp.active_ports.take());
                ftp.active_address = options.active_address.or(ftp.active_address);
            }
            Protocol::Sftp(sftp) => {
                sftp.identities.splice(0..0, options.identity.iter().cloned());
                sftp.old_algorithms |= options.old_algorithms;
                if options.agent {
                    sftp.agent = if options.identity.is_empty() {
                        Agent::Any
                    } else {
                        Agent::Named
                    };
                }
            }
            Protocol::Memory => {}
        }
        site
    }

    /// What the URL says goes before ssh's configuration, and so do the options, which count for the hosts on the way too.
    fn sftp_site(&self, url: &Url) -> Result<Site, Misuse> {
        let wanted = Wanted {
            host: &url.host,
            port: url.port,
            user: url.user.as_deref(),
            agent: self.options.agent,
        };
        let (mut site, notes) = self.ssh.site(wanted).map_err(Misuse)?;
        self.notes.borrow_mut().extend(notes);
        if url.password.is_some() {
            site.logon = url.logon();
        }
        let mut next = Some(&mut site);
        while let Some(Site {
            protocol: Protocol::Sftp(options),
            ..
        }) = next
        {
            options.identities.splice(0..0, self.options.identity.iter().cloned());
            options.old_algorithms = self.options.old_algorithms;
            if options.agent == Agent::Any && !self.options.identity.is_empty() {
                options.agent = Agent::Named;
            }
            next = options.jump.as_deref_mut();
        }
        Ok(site)
    }

    fn ask(&self, url: &Address, request: Request, show: Show) -> Result<Work, Misuse> {
        let site = self.site(url)?;
        Ok(Work::Ask(vec![Inquiry { site, request, show }]))
    }

    fn get(&self, urls: &[Address], destination: OsString) -> Result<Work, Misuse> {
        let several = urls.len() > 1 || urls.iter().any(|url| url.pattern.is_some());
        let (destination, landing) = if destination == "-" {
            if several || urls.iter().any(|url| url.folder) {
                return Misuse::says("standard output takes one file");
            }
            if self.options.moves {
                return Misuse::says("what went to standard output cannot be checked, so it is not moved");
            }
            if self.options.json {
                return Misuse::says("--json and a file on standard output would be mixed up");
            }
            (LocalEnd::Standard, Landing::Decide)
        } else {
            let landing = landing(several || ends_in_separator(&destination));
            (LocalEnd::Path(PathBuf::from(destination)), landing)
        };
        let mut orders: Vec<Order> = Vec::new();
        for url in urls {
            let site = self.site(url)?;
            let source = Selected {
                path: url.path.clone(),
                contents: url.folder,
                pattern: url.pattern.clone(),
            };
            if let Some(Errand::Download { sources, .. }) = orders
                .iter_mut()
                .find(|order| order.site == site)
                .map(|order| &mut order.errand)
            {
                sources.push(source);
                continue;
            }
            let errand = Errand::Download {
                sources: vec![source],
                destination: destination.clone(),
            };
            let policy = self.policy(url);
            orders.push(self.order(orders.len(), site, (errand, landing), policy));
        }
        Ok(Work::Move(orders))
    }

    fn put(&self, files: Vec<OsString>, url: &Address) -> Result<Work, Misuse> {
        one(url)?;
        if files.iter().any(|file| file == "-") && (files.len() > 1 || url.folder) {
            return Misuse::says("standard input is one file, and it needs a name: put - URL/NAME");
        }
        if self.options.moves && files.iter().any(|file| file == "-") {
            return Misuse::says("standard input cannot be moved away");
        }
        let landing = landing(files.len() > 1 || url.folder);
        let errand = Errand::Upload {
            sources: files.into_iter().map(local_source).collect(),
            destination: url.path.clone(),
        };
        let policy = self.policy(url);
        Ok(Work::Move(vec![self.order(
            0,
            self.site(url)?,
            (errand, landing),
            policy,
        )]))
    }

    /// The option, else what the site has, else to leave what is there.
    fn policy(&self, url: &Address) -> Policy {
        let kept = url.saved().and_then(|saved| saved.on_conflict).map(Policy::Always);
        self.options
            .on_conflict
            .map(Policy::from)
            .or(kept)
            .unwrap_or(Policy::Leave)
    }

    fn order(&self, number: usize, site: Arc<Site>, (errand, landing): (Errand, Landing), policy: Policy) -> Order {
        Order {
            job: JobId(number as u64 + 1),
            site,
            errand,
            landing,
            policy,
            verify: self.options.verify.map_or(Verify::Size, Verify::from),
            afterwards: if self.options.moves {
                Source::Remove
            } else {
                Source::Keep
            },
            priority: 0,
        }
    }

    fn remove(&self, urls: &[Address]) -> Result<Work, Misuse> {
        let recursive = self.options.recursive;
        let mut inquiries = Vec::new();
        for url in urls {
            if url.pattern.is_none() && url.path.name().is_none() {
                return Misuse::says("the root and the login folder are not removed");
            }
            if url.folder && !recursive {
                return Misuse::says(format!("{url} is a folder; removing it takes --recursive"));
            }
            inquiries.push(Inquiry {
                site: self.site(url)?,
                request: Request::Remove {
                    path: url.path.clone(),
                    pattern: url.pattern.clone(),
                    recursive,
                },
                show: Show::Count,
            });
        }
        Ok(Work::Ask(inquiries))
    }

    fn rename(&self, url: &Address, new_path: &str) -> Result<Work, Misuse> {
        let from = one(url)?.path.clone();
        let Some(name) = from.name() else {
            return Misuse::says("the root and the login folder cannot be moved");
        };
        let target = url
            .with_path(new_path)
            .map_err(|error| Misuse(format!("NEWPATH: {error}")))?;
        let path = url.charset().typed_path(&target.path);
        let to = if one(&target)?.folder { path.join(&name) } else { path };
        let overwrite = self.options.on_conflict.is_some();
        self.ask(url, Request::Rename { from, to, overwrite }, Show::Nothing)
    }
}

/// A URL that must mean one thing.
fn one(url: &Url) -> Result<&Url, Misuse> {
    if url.pattern.is_some() {
        return Misuse::says("a pattern has no meaning here; write *, ? and [ as %2A, %3F and %5B");
    }
    Ok(url)
}

fn landing(folder: bool) -> Landing {
    if folder { Landing::Into } else { Landing::Decide }
}

fn local_source(file: OsString) -> Selected<LocalEnd> {
    if file == "-" {
        return Selected::whole(LocalEnd::Standard);
    }
    let path = PathBuf::from(&file);
    Selected {
        // `.`, `..` and `/` have no name of their own that could be made over there.
        contents: ends_in_separator(&file) || path.file_name().is_none() || file == ".",
        path: LocalEnd::Path(path),
        pattern: None,
    }
}

fn ends_in_separator(path: &OsStr) -> bool {
    path.as_encoded_bytes()
        .last()
        .is_some_and(|byte| std::path::is_separator(char::from(*byte)))
}

#[cfg(test)]
mod tests;
