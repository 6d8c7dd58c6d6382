//! The window over an engine that is not there: what it would send waits to be looked at, what it says is made up.

mod moving;
mod pictures;

use iced_test::Simulator;
use time::macros::offset;

use super::*;
use crate::engine::Event;
use crate::engine::command::{Aim, Request, Ticket};
use crate::engine::event::{Facts, Listing, Outcome, Recognised, Service, Totals};
use crate::entry::{Entry, Kind as EntryKind};
use crate::error::{Error, Kind, Reply, Stage};
use crate::path::RemotePath;
use crate::site::{Logon, Protocol, Security, Site, TlsVersion};
use crate::transfer::Direction;
use crate::ui::screen::failure::{self, Act};
use crate::ui::screen::tab::State;
use crate::ui::widget::completed::Stroke;
use crate::url::Scheme;

/// A window, and the folder that it keeps everything in.
struct Rig {
    app: App,
    folder: tempfile::TempDir,
    next: u64,
}

impl Rig {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let app = window(folder.path());
        Self { app, folder, next: 0 }
    }

    /// The same person starts it again.
    fn again(&mut self) {
        self.app.keep();
        self.app = window(self.folder.path());
    }

    fn tab(&self) -> &Tab {
        self.app.tab().unwrap()
    }

    fn says(&mut self, message: tab::Message) {
        let id = self.tab().id;
        let _ = self.app.update(Message::Tab(id, message));
    }

    /// Types an address and goes there.
    fn go(&mut self, address: &str) {
        self.says(tab::Message::Address(address.to_owned()));
        self.says(tab::Message::Go { here: false });
    }

    fn hears(&mut self, event: Event) {
        let events = Arc::new(vec![event]);
        let _ = self.app.update(Message::Engine(stream::Message::Happened(events)));
    }

    fn answers(&mut self, ticket: Ticket, result: Result<Outcome, Error>) {
        self.hears(Event::Answered { ticket, result });
    }

    /// What was sent since the last look.
    fn sent(&mut self) -> Vec<Command> {
        self.app.waiting.drain(..).collect()
    }

    /// The listing of a server's folder that was asked for last.
    fn asked(&mut self) -> (Ticket, Arc<Site>, RemotePath) {
        let sent = self.sent();
        let list = sent.iter().rev().find_map(|command| match command {
            Command::Browse {
                ticket,
                site,
                request: Request::List { folder },
            } => Some((*ticket, site.clone(), folder.clone())),
            _ => None,
        });
        list.unwrap_or_else(|| panic!("no listing in {sent:?}"))
    }

    fn recognising(&mut self) -> (Ticket, String, Option<u16>) {
        let sent = self.sent();
        let found = sent.iter().rev().find_map(|command| match command {
            Command::Recognise { ticket, host, port } => Some((*ticket, host.clone(), *port)),
            _ => None,
        });
        found.unwrap_or_else(|| panic!("nothing to recognise in {sent:?}"))
    }

    fn recognised(&mut self, service: Service, port: u16) {
        let (ticket, ..) = self.recognising();
        let found = Recognised { service, port };
        self.answers(ticket, Ok(Outcome::Recognised(found)));
    }

    /// The server lists the folder that was asked for.
    fn lists(&mut self, names: &[&str]) {
        let (ticket, site, folder) = self.asked();
        self.next += 1;
        self.hears(Event::Connection {
            connection: self.next,
            server: site.address(),
            browsing: true,
        });
        let entries = names
            .iter()
            .map(|name| Entry::new((*name).into(), EntryKind::File))
            .collect();
        self.hears(Event::Page { ticket, entries });
        let folder = folder.within(&"/home/me".into());
        let listing = Listing {
            entries: names.len() as u64,
            unknown: 0,
            unknown_lines: Vec::new(),
            doubt: None,
        };
        self.answers(ticket, Ok(Outcome::Listed { folder, listing }));
        let facts = self.sent().into_iter().find_map(|command| match command {
            Command::Browse {
                ticket,
                request: Request::Facts,
                ..
            } => Some(ticket),
            _ => None,
        });
        let tls = site.ftp().filter(|ftp| ftp.security != Security::Plain);
        let facts_of = Facts {
            home: "/home/me".into(),
            tls: tls.map(|_| (TlsVersion::Tls13, String::new())),
            ..Facts::default()
        };
        self.answers(facts.unwrap(), Ok(Outcome::Facts(Box::new(facts_of))));
    }

    fn fails(&mut self, error: Error) {
        let (ticket, ..) = self.asked();
        self.answers(ticket, Err(error));
    }

    fn act(&mut self, act: Act) {
        self.says(tab::Message::Failure(failure::Message::Act(act)));
    }

    /// A job with this server that runs.
    fn transfers(&mut self, server: &str) {
        self.hears(Event::Job(Totals {
            server: server.to_owned(),
            ..totals()
        }));
    }

    fn shows(&self, words: &str) -> bool {
        let size = self.app.room();
        let settings = iced::Settings {
            default_font: super::super::look::font::TEXT,
            ..iced::Settings::default()
        };
        let mut simulator = Simulator::with_size(settings, size, self.app.view());
        simulator.find(words).is_ok()
    }
}

fn window(profile: &std::path::Path) -> App {
    let launch = Launch {
        profile: Some(profile.to_owned()),
        ..Launch::default()
    };
    let mut app = App::new(launch, offset!(+1)).0;
    app.words = Words::of(Language::English);
    app
}

fn totals() -> Totals {
    Totals {
        job: JobId(7),
        direction: Direction::Upload,
        server: String::new(),
        source: "site".to_owned(),
        sources: 1,
        destination: "/www".to_owned(),
        priority: 0,
        planned: true,
        finished: false,
        files: 4,
        bytes: 4_000_000,
        moved: 1_000_000,
        waiting: 3,
        paused: 0,
        asking: 0,
        running: 1,
        done: 0,
        failed: 0,
        skipped: 0,
        left: 0,
        folders: 0,
        blocked: 0,
        problems: Vec::new(),
    }
}

fn no_encryption() -> Error {
    Error::new(Stage::Tls, Kind::NoEncryption, "AUTH TLS").with_reply(Reply {
        code: 530,
        text: b"530 Please login with USER and PASS.".to_vec(),
    })
}

#[test]
fn another_host_opens_a_new_tab_and_another_folder_does_not() {
    let mut rig = Rig::new();
    rig.go("ftp://me@one.example/www");
    rig.lists(&["a"]);
    assert_eq!(rig.app.tabs.len(), 1);
    rig.go("me@one.example/www/deep");
    assert_eq!(rig.asked().2, "/www/deep".into());
    assert_eq!(rig.app.tabs.len(), 1);
    // Whoever is logged in is meant where nobody is named.
    rig.go("one.example/other");
    assert_eq!(rig.asked().2, "/other".into());

    rig.go("two.example");
    assert_eq!((rig.app.tabs.len(), rig.app.active), (2, 1));
    assert_eq!(rig.recognising().1, "two.example");
    assert!(
        rig.app.tabs[0].address.contains("one.example"),
        "it shows again where it is"
    );

    // With Ctrl it is this one.
    rig.says(tab::Message::Address("sftp://three.example".into()));
    rig.says(tab::Message::Stroke(Stroke::CtrlEnter));
    assert_eq!(rig.app.tabs.len(), 2);
    assert_eq!(rig.asked().1.host, "three.example");
    // What did not come to be is no loss.
    rig.answers(Ticket(u64::MAX), Ok(Outcome::Free(None)));
    rig.says(tab::Message::Disconnect);
    rig.go("sftp://four.example");
    assert_eq!(rig.app.tabs.len(), 2);
}

#[test]
fn an_address_that_cannot_be_read_goes_nowhere() {
    let mut rig = Rig::new();
    rig.sent();
    rig.go("a b");
    assert!(rig.tab().mistake.is_some() && rig.sent().is_empty());
}

#[test]
fn a_bare_host_is_what_it_says_it_is() {
    for (service, port, scheme) in [
        (Service::Ssh, 22, Scheme::Sftp),
        (Service::Ssh, 2222, Scheme::Sftp),
        (Service::Ftp, 21, Scheme::Ftp(Security::Explicit)),
        (Service::Silent, 990, Scheme::Ftp(Security::Implicit)),
    ] {
        let mut rig = Rig::new();
        rig.go("me@host.example/srv");
        assert!(matches!(rig.tab().state, State::Connecting(_)));
        rig.recognised(service, port);
        let (_, site, folder) = rig.asked();
        assert_eq!((site.port, &folder), (port, &"/srv".into()), "{service:?}");
        assert_eq!(rig.tab().scheme, scheme);
        assert_eq!(site.logon.user(), "me");
    }
    // A port that was named is the one.
    let mut rig = Rig::new();
    rig.go("host.example:2121");
    assert_eq!(rig.recognising().2, Some(2121));
    // What was named needs no look.
    rig.go("ftps://host.example");
    assert_eq!(rig.asked().1.port, 990);
}

#[test]
fn what_cannot_be_recognised_is_a_page_and_tried_again_as_a_whole() {
    let mut rig = Rig::new();
    rig.go("host.example");
    let (ticket, ..) = rig.recognising();
    rig.answers(
        ticket,
        Err(Error::new(Stage::Resolve, Kind::Offline, "find the address")),
    );
    assert_eq!(rig.tab().state, State::Failed);
    assert!(rig.shows("This computer is offline"));
    rig.act(Act::TryAgain);
    rig.recognised(Service::Ssh, 22);
    assert_eq!(rig.tab().scheme, Scheme::Sftp);
}

#[test]
fn clear_text_is_offered_after_sftp_and_remembered_for_that_server_only() {
    let mut rig = Rig::new();
    rig.go("me@old.example:2121");
    rig.recognised(Service::Ftp, 2121);
    rig.fails(no_encryption());
    let (ticket, host, port) = rig.recognising();
    assert_eq!((host.as_str(), port), ("old.example", Some(22)));
    assert!(!rig.shows("Try SFTP"));
    let ssh = Recognised {
        service: Service::Ssh,
        port: 22,
    };
    rig.answers(ticket, Ok(Outcome::Recognised(ssh)));
    assert!(rig.shows("Try SFTP") && rig.shows("Connect without encryption"));

    rig.act(Act::ConnectWithoutEncryption);
    let (ticket, site, _) = rig.asked();
    assert_eq!((site.ftp().unwrap().security, site.port), (Security::Plain, 2121));
    rig.app.waiting.push(Command::Browse {
        ticket,
        site,
        request: Request::List {
            folder: RemotePath::home(),
        },
    });
    rig.lists(&["a"]);
    assert!(rig.shows("Not encrypted"));
    assert_eq!(rig.app.state.in_clear, ["old.example:2121"]);

    // The next time it is known, also after a start; another port is another server.
    rig.again();
    assert_eq!(rig.app.state.in_clear, ["old.example:2121"]);
    rig.app.open_tab();
    rig.go("old.example:2121");
    rig.recognised(Service::Ftp, 2121);
    assert_eq!(rig.asked().1.ftp().unwrap().security, Security::Plain);
    rig.app.open_tab();
    rig.go("old.example:21");
    rig.recognised(Service::Ftp, 21);
    assert_eq!(rig.asked().1.ftp().unwrap().security, Security::Explicit);
    // Who names encryption gets it or nothing.
    rig.app.open_tab();
    rig.go("ftp://old.example:2121");
    assert_eq!(rig.asked().1.ftp().unwrap().security, Security::Explicit);
    rig.app.allow_clear("old.example:2121", false);
    rig.app.open_tab();
    rig.go("old.example:2121");
    rig.recognised(Service::Ftp, 2121);
    assert_eq!(rig.asked().1.ftp().unwrap().security, Security::Explicit);
}

#[test]
fn sftp_is_looked_for_where_it_usually_is() {
    let mut rig = Rig::new();
    rig.go("ftp://me@old.example:2121");
    rig.fails(no_encryption());
    rig.act(Act::UseSftp);
    assert_eq!(rig.asked().1.port, 22);
    // Where SSH was heard, there it is.
    let mut rig = Rig::new();
    rig.go("ftp://me@old.example:2121");
    let heard = Kind::WrongProtocol(crate::error::Speech::Ssh);
    rig.fails(Error::new(Stage::Greeting, heard, "read greeting"));
    rig.act(Act::UseSftp);
    assert_eq!(rig.asked().1.port, 2121);
}

#[test]
fn a_server_that_is_busy_is_left_after_a_question() {
    let mut rig = Rig::new();
    rig.go("ftp://me@one.example");
    rig.lists(&["a"]);
    rig.says(tab::Message::Disconnect);
    assert_eq!(rig.tab().state, State::Disconnected, "nothing to ask");

    let mut rig = Rig::new();
    rig.go("ftp://me@one.example");
    rig.lists(&["a"]);
    rig.transfers("other.example:21");
    let _ = rig.app.ask_before_parting(1, false);
    assert!(rig.app.parting.is_none(), "another server's transfers");
    rig.transfers("one.example:21");
    rig.sent();
    let id = rig.tab().id;
    let _ = rig.app.update(Message::CloseTab(id));
    assert!(rig.shows("Keep transferring") && rig.shows("Pause them"));
    let _ = rig.app.update(Message::Parting(parting::Message::Stay));
    assert_eq!((rig.app.tabs.len(), rig.tab().state), (1, State::Connected));
    assert!(rig.sent().is_empty());

    rig.says(tab::Message::Disconnect);
    let _ = rig.app.update(Message::Parting(parting::Message::KeepTransferring));
    assert_eq!(rig.tab().state, State::Disconnected);
    let sent = rig.sent();
    assert!(matches!(sent[..], [Command::Disconnect(_)]), "{sent:?}");

    rig.says(tab::Message::Reconnect);
    rig.lists(&["a"]);
    let _ = rig.app.update(Message::CloseTab(id));
    let _ = rig.app.update(Message::Parting(parting::Message::Pause));
    let sent = rig.sent();
    let pauses = |command: &Command| matches!(command, Command::Pause(Aim::Job(JobId(7))));
    assert!(sent.iter().any(pauses), "{sent:?}");
    assert!(rig.tab().site.is_none(), "a new, empty tab");
}

#[test]
fn a_connection_that_two_tabs_share_outlives_one_of_them() {
    let mut rig = Rig::new();
    for _ in 0..2 {
        rig.app.open_tab();
        rig.go("ftp://me@one.example");
        rig.lists(&["a"]);
    }
    let goodbyes = |sent: Vec<Command>| {
        sent.iter()
            .filter(|command| matches!(command, Command::Disconnect(_)))
            .count()
    };
    let id = rig.tab().id;
    let _ = rig.app.update(Message::CloseTab(id));
    assert_eq!(goodbyes(rig.sent()), 0);
    let id = rig.tab().id;
    let _ = rig.app.update(Message::CloseTab(id));
    assert_eq!(goodbyes(rig.sent()), 1);
}

#[test]
fn a_connection_that_died_idle_leaves_what_it_showed_and_comes_back_with_the_next_wish() {
    let mut rig = Rig::new();
    rig.go("ftp://me@one.example");
    rig.lists(&["a"]);
    rig.hears(Event::Connection {
        connection: 99,
        server: "one.example:21".into(),
        browsing: false,
    });
    rig.hears(Event::ConnectionGone { connection: 1 });
    assert!(!rig.tab().asleep, "another one is left");
    rig.hears(Event::ConnectionGone { connection: 99 });
    assert!(rig.tab().asleep);
    assert_eq!(rig.tab().state, State::Connected);
    assert!(rig.sent().is_empty(), "nobody asked for anything");
    rig.says(tab::Message::Remote(crate::ui::screen::pane::Message::Refresh));
    rig.lists(&["a", "b"]);
    assert!(!rig.tab().asleep);
}

#[test]
fn what_fails_without_a_connection_is_not_connected() {
    let mut rig = Rig::new();
    rig.go("ftp://me@one.example");
    rig.lists(&["a"]);
    rig.hears(Event::ConnectionGone { connection: 1 });
    rig.says(tab::Message::Remote(crate::ui::screen::pane::Message::Refresh));
    rig.fails(Error::new(Stage::Connect, Kind::Offline, "open connection"));
    assert_eq!(rig.tab().state, State::Failed);
    assert!(rig.shows("This computer is offline"));
}

#[test]
fn tabs_come_back_unconnected_and_connect_when_they_are_looked_at() {
    let mut rig = Rig::new();
    rig.go("sftp://me:hunter2@one.example:2222/srv");
    rig.lists(&["a"]);
    rig.app.open_tab();
    rig.go("ftp://two.example/~/pub");
    rig.lists(&["b"]);
    rig.app.open_tab();
    rig.again();
    let kept = std::fs::read_to_string(rig.folder.path().join("window.toml")).unwrap();
    assert!(!kept.contains("hunter2"), "{kept}");
    assert_eq!(rig.app.tabs.len(), 2, "nothing of an empty one");
    let remote = |sent: Vec<Command>| {
        sent.iter()
            .filter(|command| !matches!(command, Command::Local { .. }))
            .count()
    };
    assert_eq!(remote(rig.sent()), 0);
    assert!(rig.app.tabs.iter().all(|tab| tab.state == State::Kept));
    assert!(rig.shows("Not connected") && rig.shows("sftp://me@one.example:2222/srv"));
    let second = rig.app.tabs[1].id;
    let _ = rig.app.update(Message::ChooseTab(second));
    let (_, site, folder) = rig.asked();
    assert_eq!((site.host.as_str(), folder), ("two.example", "/home/me/pub".into()));
    let first = rig.app.tabs[0].id;
    let _ = rig.app.update(Message::ChooseTab(first));
    let (_, site, folder) = rig.asked();
    assert_eq!((site.port, folder), (2222, "/srv".into()));
    assert!(matches!(site.logon, Logon::Ask { .. }));
}

#[test]
fn every_way_on_does_what_it_says() {
    let failed = || {
        let mut rig = Rig::new();
        rig.go("ftp://me:hunter2@one.example:2121/www");
        rig.fails(Error::new(Stage::Connect, Kind::Refused, "open connection"));
        rig
    };
    let security = |rig: &mut Rig| {
        let (_, site, folder) = rig.asked();
        assert_eq!(folder, "/www".into());
        (site.ftp().map(|ftp| (ftp.security, ftp.mode)), site.port)
    };
    let (auto, active, passive) = (
        crate::site::Mode::Auto,
        crate::site::Mode::Active,
        crate::site::Mode::Passive,
    );
    for (act, ftp, port) in [
        (Act::TryActive, Some((Security::Explicit, active)), 2121),
        (Act::TryPassive, Some((Security::Explicit, passive)), 2121),
        (Act::TryAgain, Some((Security::Explicit, auto)), 2121),
        (Act::TryPort(21), Some((Security::Explicit, auto)), 21),
        (Act::UseSftp, None, 22),
        (Act::UseImplicitTls, Some((Security::Implicit, auto)), 2121),
        (Act::UseExplicitTls, Some((Security::Explicit, auto)), 2121),
        (Act::ConnectWithoutEncryption, Some((Security::Plain, auto)), 2121),
        (Act::TypePassword, Some((Security::Explicit, auto)), 2121),
    ] {
        let mut rig = failed();
        rig.act(act);
        assert_eq!(security(&mut rig), (ftp, port), "{act:?}");
    }
    let mut rig = failed();
    rig.act(Act::TypePassword);
    assert!(matches!(rig.asked().1.logon, Logon::Ask { .. }), "it is asked for anew");
    let mut rig = failed();
    rig.act(Act::GoUp);
    assert_eq!(rig.asked().2, "/".into());
    let mut rig = failed();
    rig.act(Act::ShowLog);
    assert_eq!(rig.app.area, Area::Log);
    let mut rig = failed();
    rig.act(Act::EditSite);
    assert!(rig.tab().site.is_none() && rig.shows("Connect to a server"));
    rig.sent();
    rig.says(tab::Message::Form(crate::ui::screen::connect::Message::Connect));
    let (_, site, folder) = rig.asked();
    assert_eq!(
        (site.host.as_str(), site.port, folder),
        ("one.example", 2121, "/www".into())
    );
    assert!(
        matches!(&site.logon, Logon::Password { user, .. } if user == "me"),
        "nothing is typed twice"
    );
}

#[test]
fn what_the_server_showed_is_shown() {
    let mut rig = Rig::new();
    rig.go("ftp://me@one.example");
    let certificate = failure::tests::certificate();
    let kind = Kind::NotTrusted {
        certificate,
        reason: crate::trust::Distrust::UnknownIssuer,
    };
    rig.fails(Error::new(Stage::Trust, kind, "check the certificate"));
    assert!(rig.shows("Show what the server showed"));
    rig.act(Act::ShowCertificate);
    assert!(rig.app.dialog.is_some());
    assert!(rig.shows("CN=nas.local, O=Home"));
}

#[test]
fn addresses_are_completed() {
    let mut rig = Rig::new();
    rig.app.state.visited("sftp://mei@backup-nas");
    rig.app.tell_tabs();
    rig.sent();
    rig.says(tab::Message::Address("backup".into()));
    assert!(rig.shows("sftp://mei@backup-nas"));
    rig.says(tab::Message::Stroke(Stroke::Down));
    rig.says(tab::Message::Stroke(Stroke::Enter));
    assert_eq!(rig.asked().1.host, "backup-nas");
    assert!(!rig.tab().typing);
    // Esc takes away the list first, then what was typed.
    rig.says(tab::Message::Address("b".into()));
    rig.says(tab::Message::Stroke(Stroke::Close));
    assert!(rig.tab().address == "b" && !rig.shows("sftp://mei@backup-nas"));
    rig.says(tab::Message::Stroke(Stroke::Close));
    assert_eq!(rig.tab().address, "mei@backup-nas");
}

#[test]
fn everything_can_be_reached_in_a_small_window() {
    let mut rig = Rig::new();
    rig.go("ftp://me@one.example");
    rig.lists(&["there.txt"]);
    let sized = |rig: &mut Rig, width: f32, height: f32| {
        let _ = rig.app.update(Message::Sized(iced::Size::new(width, height)));
    };
    sized(&mut rig, 1280.0, 800.0);
    assert!(rig.shows("Connection log") && rig.shows("Passive"));
    sized(&mut rig, 800.0, 560.0);
    assert!(rig.shows("Log") && !rig.shows("Passive"), "a tab, and a drop-down");
    sized(&mut rig, 650.0, 560.0);
    assert!(rig.shows("Local") && rig.shows("Remote"));
    let _ = rig.app.update(Message::Show(Area::Local));
    assert_eq!(rig.app.shown_in(Area::Remote), Area::Local);
    let _ = rig.app.update(Message::Show(Area::Log));
    assert_eq!(rig.app.shown_in(Area::Queue), Area::Log);
    assert_eq!(rig.app.shown_in(Area::Remote), Area::Local, "the pane stays");
    sized(&mut rig, 640.0, 400.0);
    assert_eq!(rig.app.shown_in(Area::Remote), Area::Log, "there is room for one");
    let _ = rig.app.update(Message::Show(Area::Remote));
    assert_eq!(rig.app.shown_in(Area::Remote), Area::Remote);
    // Twice as large, the same window is as wide as half of it.
    rig.app.state.scale = 2.0;
    let _ = rig.app.update(Message::Redraw);
    assert_eq!(rig.app.room(), iced::Size::new(320.0, 200.0));
    rig.app.state.scale = 1.0;
    sized(&mut rig, 1280.0, 800.0);
    assert!(rig.app.shape.both_panes);
}

#[test]
fn a_protocol_of_ssh_needs_no_user_to_be_named() {
    let mut rig = Rig::new();
    rig.go("host.example");
    rig.recognised(Service::Ssh, 22);
    let (_, site, _) = rig.asked();
    assert!(matches!(site.protocol, Protocol::Sftp(_)));
    assert!(
        !site.logon.user().is_empty(),
        "the name of whoever runs this, as ssh does"
    );
}
