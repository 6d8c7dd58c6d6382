//! What a person does in a tab, as wishes for the engine.

use std::path::PathBuf;
use std::sync::Arc;

use super::{Action, Asked, Message, State, Tab, note};
use time::OffsetDateTime;

use crate::engine::command::{Command, LocalRequest, Request};
use crate::engine::{SshConfig, Wanted};
use crate::entry::{Entry, Kind};
use crate::path::RemotePath;
use crate::site::{FtpOptions, Logon, Mode, Protocol, Security, Site};
use crate::ui::app::ticket;
use crate::ui::screen::address::{self, Destination, Mistake};
use crate::ui::screen::connect::{self, Connect};
use crate::ui::screen::failure::{self, Scene};
use crate::ui::screen::pane::{self, Pane, Place, Side};
use crate::url::Scheme;

impl Tab {
    /// An empty tab that shows `folder` of this computer.
    pub fn new(id: u64, folder: PathBuf, ssh: Arc<SshConfig>, now: OffsetDateTime) -> (Self, Vec<Command>) {
        let mut tab = Self {
            id,
            state: State::Empty,
            site: None,
            address: String::new(),
            password: None,
            typing: false,
            mistake: None,
            scheme: Scheme::Ftp(Security::Explicit),
            auto: true,
            completion: super::Completion::default(),
            open: None,
            known: Arc::default(),
            named: None,
            saved: None,
            together: super::Together::default(),
            goal: None,
            asleep: false,
            mode: Mode::Auto,
            usual: FtpOptions::default(),
            facts: None,
            local: Pane::new(Side::Local, Place::Local(PathBuf::new())),
            remote: Pane::new(Side::Remote, Place::Remote(RemotePath::home())),
            form: Connect::default(),
            focus: Side::Remote,
            failed: None,
            scene: None,
            local_failed: None,
            ssh,
            charsets: Arc::default(),
            asked: std::collections::HashMap::new(),
            wanted: RemotePath::home(),
            note: None,
            works: Vec::new(),
            next_work: 0,
            stale: (false, false),
        };
        let commands = tab.open(Place::Local(folder), now);
        (tab, commands)
    }

    /// Does what was asked for.
    pub fn update(&mut self, message: Message, now: OffsetDateTime) -> Vec<Action> {
        match message {
            Message::Local(message) => {
                let action = self.local.update(message);
                self.pane_wants(Side::Local, action, now)
            }
            Message::Remote(message) => {
                let action = self.remote.update(message);
                self.pane_wants(Side::Remote, action, now)
            }
            Message::Form(message) => match self.form.update(message) {
                connect::Action::None => Vec::new(),
                connect::Action::Connect {
                    site, path, recognise, ..
                } => {
                    let destination = Destination {
                        site: self.in_mode(*site),
                        folder: path,
                    };
                    let goal = super::Goal { destination, recognise };
                    vec![Action::Send(self.set_out(goal, now))]
                }
                connect::Action::Demo => vec![Action::Demo],
                connect::Action::PickKey => vec![Action::PickKey],
            },
            Message::Failure(failure::Message::Act(act)) => self.act(act, now),
            Message::LocalFailure(failure::Message::Act(act)) => self.local_act(act, now),
            Message::Failure(failure::Message::Copy(text)) | Message::LocalFailure(failure::Message::Copy(text)) => {
                vec![Action::Copy(text)]
            }
            Message::Address(text) => {
                let (text, password) = address::without_password(text);
                self.address = text;
                if password.is_some() || self.address.is_empty() {
                    self.password = password;
                }
                self.typing = true;
                self.mistake = None;
                self.completion.typed(&self.address, &self.known);
                Vec::new()
            }
            Message::Go { here } => self.go(here, now),
            Message::DropDown(which, step) => self.drop_down(which, step, now),
            Message::Stroke(stroke) => self.struck(stroke, now),
            Message::Complete(address) => self.complete(address, now),
            Message::Reconnect => self.reconnect(now),
            Message::Mode(mode) => self.change_mode(mode, now),
            Message::Together(on) => {
                self.go_together(on);
                Vec::new()
            }
            Message::Disconnect => vec![Action::Send(self.disconnect())],
            Message::Facts => vec![Action::ShowFacts],
            Message::Work(message) => self.work_said(message),
            Message::Note(note::Message::Close) => {
                self.note = None;
                Vec::new()
            }
            Message::Note(note::Message::Stop(job)) => vec![Action::StopFetching(job)],
        }
    }

    /// Connects to a server and lists a folder there.
    pub fn connect(&mut self, destination: Destination, now: OffsetDateTime) -> Vec<Command> {
        let Destination { site, folder } = destination;
        self.leave_saved(&site);
        let named = site.clone();
        // A saved site says everything by itself.
        let configured = match self.saved {
            Some(_) => Ok(site),
            None => self.configured(site),
        };
        let site = match configured {
            Ok(site) => self.with_usual(site),
            Err(mistake) => {
                self.mistake = Some(Mistake::Settings(mistake));
                self.show_fields();
                return Vec::new();
            }
        };
        let mut commands = self.forget(Side::Remote);
        self.goal = None;
        self.auto = false;
        self.named = Some(named);
        self.take_up(site, &folder, now);
        commands.extend(self.open(Place::Remote(folder), now));
        commands
    }

    /// Shows another server, of which nothing is known yet.
    pub(super) fn take_up(&mut self, mut site: Site, folder: &RemotePath, now: OffsetDateTime) {
        let names = self.charset_of(&site);
        site.terms.charset = names;
        self.scheme = address::scheme_of(&site);
        if let Some(ftp) = site.ftp() {
            self.mode = ftp.mode;
        }
        self.address = address::write(&site, folder);
        self.typing = false;
        self.completion.close();
        self.facts = None;
        self.failed = None;
        self.asleep = false;
        self.state = State::Connecting(now);
        let site = Arc::new(site);
        self.scene = Some(Scene::new(site.clone()));
        self.site = Some(site);
        self.clear_remote();
        self.remote.set_charset(names);
        self.remote.speak_ftp(matches!(self.scheme, Scheme::Ftp(_)));
    }

    /// Back to the fields for a connection.
    pub(super) fn show_fields(&mut self) {
        self.state = State::Empty;
        self.failed = None;
        self.site = None;
        self.named = None;
        self.saved = None;
        self.go_together(false);
        self.goal = None;
        self.clear_remote();
    }

    /// A remote pane that shows nothing yet.
    pub(super) fn clear_remote(&mut self) {
        let (look, charset) = (self.remote.look(), self.remote.charset());
        self.remote = Pane::new(Side::Remote, Place::Remote(RemotePath::home()));
        self.remote.set_look(&look);
        self.remote.set_charset(charset);
    }

    /// An SFTP site with what OpenSSH's configuration says about its host. What was typed goes before it.
    pub(super) fn configured(&self, site: Site) -> Result<Site, String> {
        let Some(typed) = site.sftp() else { return Ok(site) };
        let (found, _) = self.ssh.site(Wanted {
            host: &site.host,
            port: (site.port != Scheme::Sftp.usual_port()).then_some(site.port),
            user: Some(site.logon.user()).filter(|user| !user.is_empty()),
            agent: false,
        })?;
        let mut options = found.sftp().cloned().unwrap_or_default();
        options.identities.splice(0..0, typed.identities.iter().cloned());
        options.agent = typed.agent.clone();
        let logon = match site.logon {
            Logon::Password { password, .. } => Logon::Password {
                user: found.logon.user().to_owned(),
                password,
            },
            _ => found.logon.clone(),
        };
        Ok(Site {
            protocol: Protocol::Sftp(options),
            logon,
            terms: site.terms,
            ..found
        })
    }

    /// Gives the connection up. What is shown stays.
    pub fn disconnect(&mut self) -> Vec<Command> {
        let mut commands = self.forget(Side::Remote);
        if let Some(site) = &self.site {
            commands.push(Command::Disconnect(site.clone()));
        }
        self.state = State::Disconnected;
        self.asleep = false;
        self.remote.set_stale(true);
        self.facts = None;
        commands
    }

    /// Everything that a tab that is closed leaves behind.
    pub fn close(&mut self) -> Vec<Command> {
        let mut commands = self.forget(Side::Local);
        commands.extend(self.finish_works());
        if self.state == State::Connected || matches!(self.state, State::Connecting(_)) {
            commands.extend(self.disconnect());
        }
        commands
    }

    /// Lists a folder.
    pub fn open(&mut self, place: Place, now: OffsetDateTime) -> Vec<Command> {
        let side = place.side();
        let mut commands = self.forget(side);
        let ticket = ticket();
        let command = match (&place, &self.site) {
            (Place::Local(folder), _) => {
                self.local_failed = None;
                Command::Local {
                    ticket,
                    request: LocalRequest::List { folder: folder.clone() },
                }
            }
            (Place::Remote(folder), Some(site)) => {
                self.wanted = folder.clone();
                self.failed = None;
                if self.state != State::Connected {
                    self.state = State::Connecting(now);
                }
                Command::Browse {
                    ticket,
                    site: site.clone(),
                    request: Request::List { folder: folder.clone() },
                }
            }
            (Place::Remote(_), None) => return commands,
        };
        self.pane_mut(side).begin(place.clone(), ticket, now);
        self.asked.insert(ticket, Asked::List(side, place, now));
        commands.push(command);
        commands
    }

    /// Reads the folder of a side again.
    pub fn reload(&mut self, side: Side, now: OffsetDateTime) -> Vec<Command> {
        match self.pane(side).place().cloned() {
            Some(place) => self.open(place, now),
            None if side == Side::Remote && self.site.is_some() => self.open(Place::Remote(self.wanted.clone()), now),
            None => Vec::new(),
        }
    }

    /// No answer about the list of this side is wanted any more.
    pub(super) fn forget(&mut self, side: Side) -> Vec<Command> {
        let old: Vec<_> = (self.asked.iter())
            .filter(|(_, asked)| match asked {
                Asked::List(of, ..) => *of == side,
                Asked::Recognised(..) => side == Side::Remote,
                _ => false,
            })
            .map(|(ticket, _)| *ticket)
            .collect();
        old.into_iter()
            .map(|ticket| {
                self.asked.remove(&ticket);
                Command::Cancel(crate::engine::command::Aim::Request(ticket))
            })
            .collect()
    }

    /// What the panes ask for.
    pub(super) fn pane_wants(&mut self, side: Side, action: pane::Action, now: OffsetDateTime) -> Vec<Action> {
        match action {
            pane::Action::None => Vec::new(),
            pane::Action::Focus => {
                self.focus = side;
                vec![Action::Focus(side)]
            }
            pane::Action::Open(place) => vec![Action::Send(self.open_together(side, place, now))],
            pane::Action::Mark(number) => self.go_to_mark(number, now),
            pane::Action::AddMark => self.mark_here(),
            pane::Action::Reload => vec![Action::Send(self.reload(side, now))],
            pane::Action::Activate(entry) if entry.kind == Kind::Link => self.follow(side, entry, now),
            pane::Action::Activate(entry) => vec![Action::Activate(side, entry)],
            pane::Action::Way(way, entries) => vec![Action::Way(side, way, entries)],
            pane::Action::Transfer(entries) => self.transfer(side, &entries),
            pane::Action::Queue(entries) => {
                let errand = self.errand(side, &entries);
                errand.map(Action::Queue).into_iter().collect()
            }
            pane::Action::Rename { from, to } => self.rename(side, &from, &to),
            pane::Action::MakeFolder(name) => self.make_folder(side, name),
            pane::Action::MakeFile(name) => self.make_file(side, name),
            pane::Action::AskDelete { entries, for_good } => vec![Action::AskDelete(side, entries, for_good)],
            pane::Action::AskPermissions(entries) => vec![Action::AskPermissions(side, entries)],
            pane::Action::Properties(entry) => vec![Action::Properties(entry)],
            pane::Action::Copy(text) => vec![Action::Copy(text)],
            pane::Action::CopyUrls(places) => vec![Action::Copy(self.urls(&places))],
            pane::Action::DragBegan(entries) => vec![Action::DragBegan(side, entries)],
            pane::Action::DragOver(place) => vec![Action::DragOver(place)],
            pane::Action::Dropped { into } => vec![Action::Dropped(into)],
            pane::Action::DragEnded => vec![Action::DragEnded],
            pane::Action::DesktopFile { path, into } => vec![Action::DesktopFile(path, into)],
            pane::Action::FilesHover(_) => Vec::new(),
            pane::Action::AskPlaces => self.ask_places(side),
            pane::Action::Favour { place, keep } => vec![Action::Favour(place, keep)],
            pane::Action::ReadFolders(places) => {
                let mut actions = self.read_branches(side, places);
                actions.push(Action::Remember(side));
                actions
            }
            pane::Action::Remember => vec![Action::Remember(side)],
            pane::Action::Swap => vec![Action::SwapPanes],
            pane::Action::Charset(charset) => self.choose_charset(charset),
            pane::Action::Reveal(reveal) => vec![Action::Reveal(reveal)],
            pane::Action::Type(typing) => vec![Action::Type(typing)],
        }
    }

    /// A link: only the other side knows whether it leads to a folder.
    fn follow(&mut self, side: Side, entry: Entry, now: OffsetDateTime) -> Vec<Action> {
        match (self.pane(side).place().cloned(), self.site.clone()) {
            (Some(Place::Remote(folder)), Some(site)) => {
                let ticket = ticket();
                let request = Request::Stat {
                    path: folder.join(&entry.name),
                    follow: true,
                };
                self.asked.insert(ticket, Asked::Link(entry));
                vec![Action::Send(vec![Command::Browse { ticket, site, request }])]
            }
            (Some(place), _) => match place.join(&entry.name) {
                Some(place) => vec![Action::Send(self.open(place, now))],
                None => Vec::new(),
            },
            (None, _) => Vec::new(),
        }
    }

    /// A raw line for the server.
    pub fn raw(&mut self, line: &str) -> Vec<Command> {
        let Some(site) = self.site.clone() else {
            return Vec::new();
        };
        let ticket = ticket();
        self.asked.insert(ticket, Asked::Raw);
        vec![Command::Browse {
            ticket,
            site,
            request: Request::Raw {
                line: line.as_bytes().to_vec(),
            },
        }]
    }

    /// Addresses of places on the server, one a line.
    pub fn urls(&self, places: &[Place]) -> String {
        let Some(site) = &self.site else { return String::new() };
        let scheme = address::name(address::scheme_of(site));
        let urls = places.iter().filter_map(|place| match place {
            Place::Remote(path) => Some(format!("{scheme}://{}", address::write(site, path))),
            Place::Local(_) => None,
        });
        urls.collect::<Vec<_>>().join("\n")
    }

    /// A side.
    pub fn pane(&self, side: Side) -> &Pane {
        match side {
            Side::Local => &self.local,
            Side::Remote => &self.remote,
        }
    }

    /// The same, to change it.
    pub fn pane_mut(&mut self, side: Side) -> &mut Pane {
        match side {
            Side::Local => &mut self.local,
            Side::Remote => &mut self.remote,
        }
    }
}
