//! Saved sites in the address bar, in the list beside the tabs, and in tabs that come back; connections that become sites.

use super::*;
use crate::ask::Question;
use crate::engine::command::{LocalRequest, ProfileRequest, QuestionId};
use crate::engine::event::Step;
use crate::engine::profile::Changed;
use crate::path::Charset;
use crate::secret::{Secret, SecretName, Trouble};
use crate::site::{Book, Change, Colour, FtpOptions, Login, Mode, Saved, SiteId};
use crate::ui::app::site_menu::{self, Item};
use crate::ui::keys::Shortcut;
use crate::ui::screen::pane::{self, Place};
use crate::ui::screen::tab::{Amendment, Known, NoteMessage};
use crate::ui::screen::{keep, question, trial};
use crate::ui::widget::popup::Key;
use crate::wire::Milestone;

fn saved(number: u64, name: &str, url: &str, folder: &[&str]) -> Saved {
    let options = FtpOptions {
        mode: Mode::Passive,
        active_ports: Some(50_000..=50_100),
        ..FtpOptions::default()
    };
    let site = crate::url::Url::parse(url).unwrap().site(options);
    let mut saved = Saved::new(SiteId::new(number), name, &site);
    saved.folder = folder.iter().map(|&name| name.to_owned()).collect();
    saved
}

fn book() -> Book {
    let mut shop = saved(1, "Shop", "ftp://deploy@ftp.shop.example.org:2221", &["Work"]);
    shop.remote_folder = Some("/www".into());
    shop.local_folder = Some("/srv/site".into());
    shop.colour = Colour::Orange;
    shop.login = Login::Password {
        user: "deploy".to_owned(),
    };
    Book {
        sites: vec![
            shop,
            saved(2, "nas", "sftp://mei@10.0.0.7", &[]),
            saved(3, "twin", "sftp://mei@one", &["Work"]),
            saved(4, "twin", "sftp://mei@two", &["Home"]),
        ],
        ..Book::default()
    }
}

fn with_sites() -> Rig {
    let mut rig = Rig::new();
    knows(&mut rig, book());
    rig.sent();
    rig
}

fn knows(rig: &mut Rig, book: Book) {
    let known = Known {
        book: Arc::new(book),
        ..rig.app.known.as_ref().clone()
    };
    rig.app.know(Arc::new(known));
}

/// What was asked of what is kept, with its ticket.
fn kept(rig: &mut Rig) -> (Ticket, ProfileRequest) {
    let sent = rig.sent();
    let found = sent.into_iter().rev().find_map(|command| match command {
        Command::Profile { ticket, request } => Some((ticket, request)),
        _ => None,
    });
    found.expect("nothing was asked of what is kept")
}

#[test]
fn a_site_is_connected_to_by_its_name_in_its_folders() {
    for text in ["Shop", " shop ", "site:Shop", "site:Work%2FShop"] {
        let mut rig = with_sites();
        rig.go(text);
        let local = rig.app.waiting.iter().any(|command| match command {
            Command::Local {
                request: LocalRequest::List { folder },
                ..
            } => folder == std::path::Path::new("/srv/site"),
            _ => false,
        });
        assert!(local, "{text}");
        let (_, site, folder) = rig.asked();
        assert_eq!(
            (site.host.as_str(), site.port, folder),
            ("ftp.shop.example.org", 2221, "/www".into()),
            "{text}"
        );
        assert_eq!(site.terms.kept_as, Some(SiteId::new(1)));
        assert_eq!(rig.app.tabs.len(), 1, "an empty tab is room enough");
    }
    let mut rig = with_sites();
    rig.go("site:Shop/other");
    rig.lists(&["a"]);
    assert_eq!(rig.tab().remote.place(), Some(&Place::Remote("/other".into())));
    // Here it is another folder, not another tab.
    rig.go("site:Shop/third");
    assert_eq!((rig.asked().2, rig.app.tabs.len()), ("/third".into(), 1));
    rig.go("nas");
    assert_eq!((rig.asked().1.host.as_str(), rig.app.tabs.len()), ("10.0.0.7", 2));
    assert!(
        rig.shows("Shop") && rig.shows("nas"),
        "tabs are called as their sites are"
    );
}

#[test]
fn a_name_that_means_no_site_or_several_says_so() {
    let mut rig = with_sites();
    rig.go("site:gone");
    assert!(rig.shows("There is no saved site of this name."));
    rig.go("twin");
    assert!(rig.sent().is_empty());
    assert!(rig.shows("Several saved sites are called so: Work/twin, Home/twin. The arrow down lists them."));
    rig.says(tab::Message::Stroke(Stroke::Down));
    assert!(
        rig.shows("mei@two  ·  Home"),
        "those that are meant, not everything from before"
    );
    // What is no name of a site is a host, as ever.
    rig.go("elsewhere");
    assert_eq!(rig.recognising().1, "elsewhere");
}

#[test]
fn the_list_below_the_address_offers_sites_first() {
    let mut rig = with_sites();
    rig.says(tab::Message::Address("sho".to_owned()));
    rig.says(tab::Message::Stroke(Stroke::Down));
    rig.says(tab::Message::Stroke(Stroke::Enter));
    assert_eq!(rig.asked().1.host, "ftp.shop.example.org");
}

#[test]
fn the_list_beside_the_tabs_goes_to_sites_by_keys() {
    let mut rig = with_sites();
    let tell = |rig: &mut Rig, message| {
        let _ = rig.app.update(Message::Sites(message));
    };
    tell(&mut rig, site_menu::Message::Toggle);
    // Above the sites in no folder are a new tab and the screen of all sites.
    for key in [Key::Down, Key::Down, Key::Down, Key::Enter] {
        tell(&mut rig, site_menu::Message::Key(key));
    }
    assert_eq!(rig.asked().1.host, "10.0.0.7");
    assert!(rig.app.menu.is_none());
    tell(&mut rig, site_menu::Message::Toggle);
    tell(&mut rig, site_menu::Message::Chosen(Item::Site(SiteId::new(3))));
    assert_eq!((rig.asked().1.host.as_str(), rig.app.tabs.len()), ("one", 2));
    tell(&mut rig, site_menu::Message::Toggle);
    tell(&mut rig, site_menu::Message::Key(Key::Close));
    assert!(rig.app.menu.is_none() && rig.sent().is_empty());
}

#[test]
fn tabs_that_come_back_are_of_their_sites() {
    let mut rig = with_sites();
    rig.go("Shop");
    rig.lists(&["a"]);
    rig.again();
    assert_eq!(rig.tab().state, State::Kept);
    rig.sent();
    // The site has another port now.
    let mut changed = book();
    changed.sites[0].port = 2222;
    knows(&mut rig, changed);
    assert!(rig.shows("Shop"));
    let id = rig.tab().id;
    let _ = rig.app.update(Message::ChooseTab(id));
    let (_, site, folder) = rig.asked();
    assert_eq!((site.port, folder), (2222, "/www".into()));
    assert_eq!(site.terms.kept_as, Some(SiteId::new(1)));
    // One that is gone is an address like any other.
    rig.again();
    rig.sent();
    let id = rig.tab().id;
    let _ = rig.app.update(Message::ChooseTab(id));
    assert_eq!(rig.asked().1.terms.kept_as, None);
}

#[test]
fn a_connection_becomes_a_site_with_its_password_where_that_is_ticked() {
    let mut rig = with_sites();
    rig.go("ftp://anna@new.example/pub");
    rig.lists(&["a"]);
    let _ = rig.app.update(Message::Do(Shortcut::Keep));
    assert!(rig.shows("Save this connection as a site"));
    let said = |rig: &mut Rig, message| {
        let _ = rig
            .app
            .update(Message::Dialog(super::super::dialog::Message::Keep(message)));
    };
    said(&mut rig, keep::Message::Password(true));
    said(&mut rig, keep::Message::Save);
    assert!(rig.app.dialog.is_none());
    let (ticket, request) = kept(&mut rig);
    let ProfileRequest::ChangeSites(changes) = request else {
        panic!("{request:?}")
    };
    let [Change::Put(new)] = &changes[..] else {
        panic!("{changes:?}")
    };
    assert_eq!((new.name.as_str(), new.host.as_str()), ("new.example", "new.example"));
    assert_eq!(new.remote_folder, Some("/pub".into()));
    assert!(matches!(&new.login, Login::Password { user } if user == "anna"));
    let mut all = book();
    all.sites.push((**new).clone());
    let changed = Changed {
        book: all,
        trouble: None,
        touched: Vec::new(),
    };
    rig.answers(ticket, Ok(Outcome::SitesChanged(Box::new(changed))));
    assert_eq!(rig.tab().saved, Some(new.id.clone()));
    assert!(rig.shows("Saved as “new.example”."));
    let (ticket, request) = kept(&mut rig);
    let ProfileRequest::KeepGiven { name, server, user } = request else {
        panic!("{request:?}")
    };
    assert_eq!(name, SecretName::password(&new.id));
    assert_eq!((server.as_str(), user.as_str()), ("new.example:21", "anna"));
    rig.answers(ticket, Ok(Outcome::Secrets(Err(Trouble::Locked))));
    assert!(
        rig.app
            .said
            .as_deref()
            .unwrap()
            .starts_with("The password was not saved")
    );
    // It is one already.
    let _ = rig.app.update(Message::Do(Shortcut::Keep));
    assert!(rig.app.dialog.is_none());
}

#[test]
fn a_site_that_cannot_be_written_is_said_to_be_not_saved() {
    let mut rig = with_sites();
    rig.go("ftp://anna@new.example/pub");
    rig.lists(&["a"]);
    let _ = rig.app.update(Message::Do(Shortcut::Keep));
    let _ = rig.app.update(Message::Dialog(super::super::dialog::Message::Keep(
        keep::Message::Save,
    )));
    let (ticket, _) = kept(&mut rig);
    let error = Error::new(Stage::LocalDisk, Kind::NotPermitted, "write sites.toml").with_cause("read-only");
    rig.answers(ticket, Err(error));
    assert_eq!(rig.app.said.as_deref(), Some("The site was not saved: read-only"));
    assert_eq!(rig.tab().saved, None);
}

#[test]
fn what_is_chosen_for_now_may_be_saved_in_the_site() {
    let mut rig = with_sites();
    rig.go("Shop");
    rig.lists(&["a"]);
    assert_eq!(rig.tab().mode, Mode::Passive, "the site's own mode, not the window's");
    rig.says(tab::Message::Mode(Mode::Active));
    let (_, site, _) = rig.asked();
    assert_eq!(site.ftp().unwrap().mode, Mode::Active);
    assert!(rig.shows("Save in the site"));
    rig.says(tab::Message::Note(NoteMessage::Amend(Amendment::Mode(Mode::Active))));
    let (ticket, request) = kept(&mut rig);
    let ProfileRequest::ChangeSites(changes) = request else {
        panic!("{request:?}")
    };
    assert!(matches!(&changes[..], [Change::Put(saved)] if matches!(&saved.protocol,
        Protocol::Ftp(ftp) if ftp.mode == Mode::Active && ftp.active_ports == Some(50_000..=50_100))));
    let changed = Changed {
        book: book(),
        trouble: None,
        touched: Vec::new(),
    };
    rig.answers(ticket, Ok(Outcome::SitesChanged(Box::new(changed))));
    // Back to what the site says: nothing is offered.
    rig.says(tab::Message::Mode(Mode::Active));
    assert!(rig.shows("Save in the site"));
    rig.says(tab::Message::Mode(Mode::Passive));
    assert!(!rig.shows("Save in the site"));
}

#[test]
fn a_charset_of_the_site_goes_before_one_of_the_host_and_yields_to_a_choice() {
    let mut rig = with_sites();
    let mut all = book();
    all.sites[1].terms.charset = Charset::Gb18030;
    knows(&mut rig, all);
    rig.app.choose_charset("10.0.0.7:22".to_owned(), Charset::ShiftJis);
    rig.go("nas");
    let (_, site, _) = rig.asked();
    assert_eq!(site.terms.charset, Charset::Gb18030);
    rig.go("nas");
    rig.lists(&["a"]);
    rig.says(tab::Message::Remote(pane::Message::Charset(Charset::Utf8)));
    assert_eq!(rig.tab().site.as_ref().unwrap().terms.charset, Charset::Utf8);
    assert!(rig.shows("Save in the site"));
}

#[test]
fn settings_of_the_window_leave_what_a_site_says_itself() {
    let mut rig = with_sites();
    rig.go("Shop");
    rig.lists(&["a"]);
    rig.app.state.active_ports = Some((40_000, 40_010));
    rig.app.use_ftp();
    assert_eq!(
        rig.tab().site.as_ref().unwrap().ftp().unwrap().active_ports,
        Some(50_000..=50_100)
    );
    assert!(
        !rig.sent()
            .iter()
            .any(|command| matches!(command, Command::Disconnect(_))),
        "nothing has changed for it"
    );
}

#[test]
fn a_trial_is_shown_step_by_step_and_stopped_with_its_dialog() {
    let mut rig = with_sites();
    rig.go("Shop");
    rig.lists(&["a"]);
    let _ = rig.app.update(Message::Do(Shortcut::Test));
    let ticket = rig.sent().into_iter().find_map(|command| match command {
        Command::Try { ticket, folder, .. } => Some((ticket, folder)),
        _ => None,
    });
    let (ticket, folder) = ticket.unwrap();
    assert_eq!(folder, Some("/www".into()));
    let step = Step {
        result: Ok(Milestone::Greeted("220 hello".to_owned())),
        took: Duration::from_millis(40),
    };
    rig.hears(Event::Tried {
        ticket,
        step: Box::new(step),
    });
    assert!(rig.shows("220 hello"));
    let close = super::super::dialog::Message::Trial(trial::Message::Close);
    let _ = rig.app.update(Message::Dialog(close));
    assert!(rig.app.dialog.is_none());
    assert!(matches!(rig.sent()[..], [Command::Cancel(Aim::Request(of))] if of == ticket));
    // What comes late belongs to nobody.
    rig.answers(ticket, Ok(Outcome::Tried));
}

#[test]
fn troubles_of_the_keychain_are_told_once_and_what_to_do() {
    let mut rig = with_sites();
    let trouble = |rig: &mut Rig, trouble| {
        rig.hears(Event::Keychain {
            server: "ftp.shop.example.org:2221".to_owned(),
            trouble,
        });
        rig.app.said.take()
    };
    let said = trouble(&mut rig, Trouble::NoService).unwrap();
    assert!(said.contains("without a restart"), "{said}");
    assert_eq!(trouble(&mut rig, Trouble::NoService), None);
    assert!(trouble(&mut rig, Trouble::Locked).is_some(), "another trouble is news");
}

#[test]
fn the_question_for_a_password_offers_the_keychain_where_there_is_one() {
    let ask = |rig: &mut Rig, number: u64, may_keep: bool| {
        let id = QuestionId(number);
        let question = Question::Password {
            server: "a:21".to_owned(),
            user: "anna".to_owned(),
        };
        rig.hears(Event::Question {
            id,
            job: None,
            question,
        });
        if may_keep {
            rig.hears(Event::MayKeep(id));
        }
    };
    let mut rig = with_sites();
    ask(&mut rig, 1, false);
    assert!(!rig.shows("Save in the keychain"));
    rig.hears(Event::QuestionGone(QuestionId(1)));
    ask(&mut rig, 2, true);
    assert!(rig.shows("Save in the keychain"));
    std::thread::sleep(Duration::from_millis(550));
    let say = |rig: &mut Rig, message| {
        let _ = rig.app.update(Message::Question(message));
    };
    say(&mut rig, question::Message::Typed(0, Secret::new("pw")));
    say(&mut rig, question::Message::Accept);
    assert!(matches!(rig.sent()[..], [Command::Answer { .. }]), "off until ticked");
    ask(&mut rig, 3, true);
    std::thread::sleep(Duration::from_millis(550));
    say(&mut rig, question::Message::Typed(0, Secret::new("pw")));
    say(&mut rig, question::Message::Keep(true));
    say(&mut rig, question::Message::Accept);
    assert!(matches!(
        rig.sent()[..],
        [
            Command::KeepAnswer(QuestionId(3)),
            Command::Answer {
                question: QuestionId(3),
                ..
            }
        ]
    ));
}

#[test]
fn a_tab_without_connection_lists_the_sites() {
    let mut rig = with_sites();
    assert!(rig.shows("Saved sites") && rig.shows("Shop"));
    let id = SiteId::new(2);
    rig.says(tab::Message::Form(crate::ui::screen::connect::Message::Site(id)));
    assert_eq!(rig.asked().1.host, "10.0.0.7");
    assert!(matches!(rig.tab().local.place(), Some(Place::Local(_)) | None));
}
