//! The screen over a file of sites, with an engine that is a function call away.

mod drawn;
mod forms;
mod order;
mod trying;

use std::borrow::Cow;
use std::path::Path;

use iced::keyboard::Key;
use iced_test::Simulator;
use time::{OffsetDateTime, UtcOffset};

use super::form::Who;
use super::message::{Answer, Edit};
use super::*;
use crate::engine::Profile;
use crate::engine::command::ProfileRequest;
use crate::engine::event::Outcome;
use crate::settings::{KeyPreset, Patience};
use crate::site::{Change, Colour, FtpOptions, Login, Saved};
use crate::ui::look::{Palette, Shade, font};
use crate::ui::widget::table::Happening;
use crate::ui::words::Language;
use crate::url::Url;

/// The screen, and whom it asks.
struct Desk {
    sites: Sites,
    book: Book,
    profile: Profile,
    #[expect(dead_code, reason = "removes the folder at the end")]
    folder: tempfile::TempDir,
    words: Words,
    shade: Shade,
    size: iced::Size,
    /// What the keychain has.
    kept: Vec<SecretName>,
    learned: Vec<(String, Learned)>,
    visited: Vec<SiteId>,
    copied: Vec<String>,
    /// What was handed to the engine as it is.
    sent: Vec<crate::engine::Command>,
    closed: bool,
}

impl Desk {
    fn new(sites: &[Saved]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let profile = Profile::open(folder.path(), &Patience::default()).unwrap();
        let all: Vec<Change> = sites.iter().map(|site| Change::Put(Box::new(site.clone()))).collect();
        let book = profile.change(&all).unwrap().book;
        Self {
            sites: Sites::new(&book, profile.sites_path().to_owned(), None),
            book,
            profile,
            folder,
            words: Words::of(Language::English),
            shade: Shade::Light,
            size: iced::Size::new(1280.0, 800.0),
            kept: Vec::new(),
            learned: Vec::new(),
            visited: Vec::new(),
            copied: Vec::new(),
            sent: Vec::new(),
            closed: false,
        }
    }

    fn says(&mut self, message: Message) {
        let actions = self.sites.update(message, &self.book, &self.words);
        self.obey(actions);
    }

    fn obey(&mut self, actions: Vec<Action>) {
        for action in actions {
            match action {
                Action::Ask(request) => self.answer(request),
                Action::Visit(id) => self.visited.push(id),
                Action::Send(commands) => self.sent.extend(commands),
                Action::Close => self.closed = true,
                Action::Copy(text) => self.copied.push(text),
                Action::Focus(_) | Action::PickKey | Action::PickFolder => {}
            }
        }
    }

    /// What the engine would say.
    fn answer(&mut self, request: ProfileRequest) {
        let result = match request {
            ProfileRequest::ChangeSites(changes) => self.profile.change(&changes).map(|changed| {
                self.book = changed.book.clone();
                Outcome::SitesChanged(Box::new(changed))
            }),
            ProfileRequest::Sites => self.profile.book().map(|book| {
                self.book = book.clone();
                Outcome::Book(Box::new(book))
            }),
            ProfileRequest::Keep(name, _) => {
                self.kept.push(name.clone());
                Ok(self.secrets(&name.site))
            }
            ProfileRequest::ForgetSecret(name) => {
                self.kept.retain(|kept| *kept != name);
                Ok(self.secrets(&name.site))
            }
            ProfileRequest::SecretsOf(site) => Ok(self.secrets(&site)),
            ProfileRequest::Trust => Ok(self.trust()),
            ProfileRequest::ForgetLearned(server) => {
                self.learned.retain(|(of, _)| *of != server);
                Ok(self.trust())
            }
            other => panic!("{other:?} is not asked here"),
        };
        self.sites.refresh(&self.book, None);
        let actions = self.sites.answered(result, &self.book);
        self.obey(actions);
    }

    fn trust(&self) -> Outcome {
        Outcome::Trust(Box::new(crate::engine::event::Trust {
            certificates: Vec::new(),
            host_keys: Vec::new(),
            learned: self.learned.clone(),
        }))
    }

    fn secrets(&self, site: &SiteId) -> Outcome {
        let of_site = self.kept.iter().filter(|name| name.site == *site);
        Outcome::Secrets(Ok(of_site.cloned().collect()))
    }

    /// A person does something, and the screen hears of it.
    fn act(&mut self, hand: impl FnOnce(&mut Simulator<'_, Message>)) {
        let context = context(&self.words, self.shade);
        let view = self.sites.view(&context, &self.book, 1);
        let mut simulator = Simulator::with_size(settings(), self.size, view);
        // The dialog gives the focus away with the first event that it hears.
        let _ = simulator.simulate([iced::Event::Window(iced::window::Event::Focused)]);
        hand(&mut simulator);
        let messages: Vec<Message> = simulator.into_messages().collect();
        for message in messages {
            self.says(message);
        }
    }

    fn click(&mut self, words: &str) {
        self.act(|hand| {
            hand.click(words).unwrap_or_else(|_| panic!("{words} is not there"));
        });
    }

    fn presses(&mut self, key: impl Into<Key>) {
        let key = key.into();
        self.act(|hand| {
            let _ = hand.tap_key(key);
        });
    }

    fn sees(&mut self, words: &str) -> bool {
        let mut seen = false;
        self.act(|hand| seen = hand.find(words).is_ok());
        seen
    }

    /// Draws what is seen into a file.
    fn draw(&self, path: &Path) -> Vec<u8> {
        let context = context(&self.words, self.shade);
        let view = self.sites.view(&context, &self.book, 1);
        let mut simulator = Simulator::with_size(settings(), self.size, view);
        let _ = simulator.simulate([iced::Event::Window(iced::window::Event::Focused)]);
        let theme = match self.shade {
            Shade::Light => iced::Theme::Light,
            Shade::Dark => iced::Theme::Dark,
        };
        let snapshot = simulator.snapshot(&theme).unwrap();
        let written = path.with_file_name(format!("{}-tiny-skia.png", path.file_stem().unwrap().to_string_lossy()));
        let _ = std::fs::remove_file(&written);
        assert!(snapshot.matches_image(path).unwrap());
        std::fs::read(written).unwrap()
    }

    fn form(&mut self) -> &mut Form {
        match &mut self.sites.page {
            Page::Site(shown) => &mut shown.form,
            other => panic!("no site is shown: {other:?}"),
        }
    }

    fn types(&mut self, field: field::Field, text: &str) {
        self.says(Message::Typed(field, text.to_owned()));
    }

    fn chooses(&mut self, edit: Edit) {
        self.says(Message::Edit(edit));
    }

    /// The row of the tree that is called so.
    fn row(&self, name: &str) -> usize {
        let mut rows = (0..).map_while(|row| self.sites.tree.name(row).map(|name| (row, name)));
        let found = rows.find(|(_, other)| *other == name);
        found.unwrap_or_else(|| panic!("{name} is not in the tree")).0
    }

    fn selects(&mut self, name: &str) {
        let row = self.row(name);
        self.says(Message::Tree(Happening::Cursor(row)));
    }

    /// The names of sites in their order, each behind its folders.
    fn order(&self) -> Vec<String> {
        let full = |site: &Saved| site.place().collect::<Vec<_>>().join("/");
        self.book.sites.iter().map(full).collect()
    }
}

fn settings() -> iced::Settings {
    iced::Settings {
        fonts: font::FILES.iter().map(|file| Cow::Borrowed(*file)).collect(),
        default_font: font::TEXT,
        ..iced::Settings::default()
    }
}

fn context(words: &Words, shade: Shade) -> Context<'_> {
    Context {
        words,
        palette: Palette::of(shade),
        now: OffsetDateTime::UNIX_EPOCH,
        zone: UtcOffset::UTC,
        keys: KeyPreset::Standard,
    }
}

fn site(number: u64, place: &str, url: &str) -> Saved {
    let there = Url::parse(url).unwrap().site(FtpOptions::default());
    let mut names: Vec<String> = place.split('/').map(str::to_owned).collect();
    let name = names.pop().unwrap();
    let mut saved = Saved::new(SiteId::new(number), &name, &there);
    saved.folder = names;
    saved
}

/// Some sites, as somebody might have them.
fn some() -> Vec<Saved> {
    let mut all = vec![
        site(1, "Customers/Harbour shop", "ftp://deploy@ftp.shop.example.org/"),
        site(2, "Customers/Staging", "sftp://deploy@staging.shop.example.org/"),
        site(3, "Home/NAS", "sftp://mei@backup-nas/"),
        site(4, "Old archive", "ftp+plain://old.example.org/"),
        site(5, "图片服务器", "sftp://mei@img.example.cn:2222/"),
    ];
    all[0].colour = Colour::Green;
    all[0].remote_folder = Some("/www".into());
    all[1].colour = Colour::Orange;
    all[3].colour = Colour::Red;
    all
}

fn desk() -> Desk {
    Desk::new(&some())
}

#[test]
fn a_site_is_made_filled_in_saved_and_connected_to() {
    let mut desk = Desk::new(&[]);
    assert!(desk.sees("No saved sites yet"));
    desk.click("New site");
    assert!(!desk.sees("Name a host, or paste a whole address."), "not yet");
    desk.says(Message::Save);
    assert!(desk.sees("Name a host, or paste a whole address."));
    assert!(desk.book.sites.is_empty());
    desk.types(field::Field::Name, "Shop");
    desk.says(Message::Pasted(
        field::Field::Host,
        "ftp://deploy@shop.example.org:2121/www".into(),
    ));
    desk.click("Save and connect");
    let [saved] = &desk.book.sites[..] else {
        panic!("{:?}", desk.book)
    };
    assert_eq!(
        (saved.name.as_str(), saved.host.as_str(), saved.port),
        ("Shop", "shop.example.org", 2121)
    );
    assert_eq!(saved.login, Login::Ask { user: "deploy".into() });
    assert_eq!(saved.remote_folder, Some("/www".into()));
    assert_eq!(desk.visited, std::slice::from_ref(&saved.id));
    assert!(desk.closed);
}

#[test]
fn what_was_typed_is_never_thrown_away_unasked() {
    let mut desk = desk();
    desk.selects("NAS");
    desk.types(field::Field::Host, "other-nas");
    for leave in [
        Message::Close,
        Message::NewSite,
        Message::NewFolder,
        Message::Duplicate,
        Message::Tree(Happening::Cursor(0)),
    ] {
        desk.says(leave.clone());
        assert!(desk.sees("Save the changes?"), "{leave:?}");
        desk.presses(iced::keyboard::key::Named::Escape);
        assert!(!desk.sees("Save the changes?") && !desk.closed);
        assert_eq!(desk.form().saved().host, "other-nas");
    }
    // Thrown away by wish.
    desk.says(Message::Close);
    desk.says(Message::Answer(Answer::Discard));
    assert!(desk.closed);
    assert_eq!(desk.book.sites[2].host, "backup-nas");
    // Saved, and gone on.
    desk.closed = false;
    desk.types(field::Field::Host, "third-nas");
    desk.selects("Staging");
    desk.presses(iced::keyboard::key::Named::Enter);
    assert_eq!(desk.book.sites[2].host, "third-nas");
    assert_eq!(desk.form().saved().name, "Staging");
    // What cannot be saved stays, and is told.
    desk.types(field::Field::Host, "a b");
    desk.says(Message::Close);
    desk.says(Message::Answer(Answer::Save));
    assert!(!desk.closed && desk.sees("A host has no blanks, slashes or @ in it."));
    // A new site of which nothing was typed is nothing to lose.
    desk.says(Message::Discard);
    desk.says(Message::NewSite);
    desk.says(Message::Close);
    assert!(desk.closed && desk.book.sites.len() == 5);
}

#[test]
fn deleting_asks_and_says_what_goes_with_it() {
    let mut desk = desk();
    desk.selects("Staging");
    desk.presses(iced::keyboard::key::Named::Delete);
    assert!(desk.sees("Delete “Staging”?"));
    assert!(desk.sees("Its passwords and passphrases in the keychain are removed too. This cannot be undone."));
    desk.presses(iced::keyboard::key::Named::Enter);
    assert_eq!(desk.book.sites.len(), 5, "Enter deletes nothing");
    desk.says(Message::Delete);
    desk.says(Message::Answer(Answer::Delete));
    assert_eq!(desk.book.sites.len(), 4);
    desk.selects("Customers");
    desk.says(Message::Delete);
    assert!(desk.sees("Delete the folder “Customers”?"));
    desk.says(Message::Answer(Answer::Delete));
    assert_eq!(desk.order(), ["Home/NAS", "Old archive", "图片服务器"]);
    // The last site of a folder leaves the folder.
    desk.selects("NAS");
    desk.says(Message::Delete);
    desk.says(Message::Answer(Answer::Delete));
    assert_eq!(desk.book.all_folders(), [["Home".to_owned()]]);
}

#[test]
fn the_search_finds_by_host_user_folder_and_notes() {
    let mut desk = desk();
    let found = |desk: &mut Desk, text: &str| {
        desk.says(Message::Search(text.to_owned()));
        (0..)
            .map_while(|row| desk.sites.tree.name(row).map(str::to_owned))
            .collect::<Vec<_>>()
    };
    assert_eq!(found(&mut desk, "staging.shop"), ["Customers", "Staging"]);
    assert_eq!(found(&mut desk, "MEI nas"), ["Home", "NAS"]);
    assert_eq!(found(&mut desk, "customers").len(), 3);
    assert!(found(&mut desk, "xyzzy").is_empty());
    assert!(desk.sees("Nothing is called “xyzzy”"));
    assert_eq!(found(&mut desk, "").len(), 7);
}

#[test]
fn a_password_goes_into_the_keychain_and_is_forgotten_there() {
    let mut desk = desk();
    desk.selects("NAS");
    assert!(desk.sees("It is asked for once in each run, when you connect."));
    desk.click("Save in keychain");
    assert!(desk.sees("Nothing is kept yet. It goes into the system’s keychain, and into no file."));
    desk.says(Message::Password(Secret::new("pa55word")));
    desk.click("Save");
    let id = SiteId::new(3);
    assert_eq!(desk.kept, [SecretName::password(&id)]);
    assert!(desk.sees("Kept in the system’s keychain"));
    assert_eq!(
        desk.book.site(&id).unwrap().login,
        Login::Password { user: "mei".into() }
    );
    let file = std::fs::read_to_string(desk.profile.sites_path()).unwrap();
    assert!(!file.contains("pa55word"));
    assert!(!format!("{:?}", desk.sites).contains("pa55word"));
    desk.click("Forget");
    assert_eq!(desk.kept, []);
    assert!(!desk.sees("Kept in the system’s keychain"));
}

#[test]
fn what_was_learned_is_told_and_can_be_forgotten() {
    let mut desk = desk();
    let learned = Learned {
        no_epsv: true,
        list_offset: Some(-5400),
        ..Learned::default()
    };
    desk.learned = vec![
        ("other.example.org:21".into(), Learned::default()),
        ("ftp.shop.example.org:21".into(), learned),
    ];
    desk.selects("Harbour shop");
    desk.says(Message::Section(Section::Learned));
    assert!(desk.sees("It does not understand EPSV; PASV is asked at once."));
    assert!(desk.sees("Times in its lists are -1:30 away from UTC."));
    desk.click("Forget all of it");
    assert!(desk.sees("Nothing was learned about ftp.shop.example.org:21 yet."));
    assert_eq!(desk.learned.len(), 1, "of this server only");
    desk.selects("NAS");
    assert!(desk.sees("Nothing was learned about backup-nas:22 yet."));
}

#[test]
fn what_is_wrong_in_the_file_is_told_with_its_place() {
    let mut desk = desk();
    let path = desk.profile.sites_path().to_owned();
    let text = std::fs::read_to_string(&path).unwrap();
    // The digits of a line are not grouped.
    let text = format!("{text}{}", "# a remark\n".repeat(1200));
    let bad = "\n[[site]]\nname = \"Bad\"\nprotocol = \"ftp\"\nhost = \"h\"\nport = \"x\"\n";
    std::fs::write(&path, format!("{text}{bad}")).unwrap();
    desk.says(Message::ReadAgain);
    let line = text.lines().count() + 6;
    let said = format!("Line {line}, column 8, site “Bad”: port takes a number from 1 to 65535");
    assert!(desk.sees(&said), "{:?}", desk.book.faults);
    // The rest works, and what is wrong stays as it is.
    desk.selects("NAS");
    desk.types(field::Field::Host, "other-nas");
    desk.says(Message::Save);
    assert!(std::fs::read_to_string(&path).unwrap().contains("port = \"x\""));
    desk.click("Copy path");
    assert_eq!(desk.copied, [path.display().to_string()]);
}
