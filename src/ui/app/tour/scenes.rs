//! What is toured: each screen and state, and how one gets there.

use iced::keyboard::Modifiers;
use iced::keyboard::key::Named;
use iced::{Point, Size};

use super::super::Message;
use super::super::book::Asker;
use super::super::dialog::Message as Dialog;
use super::stage::Stage;
use super::{links, samples};
use crate::engine::command::{ProfileRequest, Shown};
use crate::engine::profile::Private;
use crate::error::{Error, Kind, Speech, Stage as At};
use crate::ui::keys::Shortcut;
use crate::ui::screen::pane::{self, Side};
use crate::ui::screen::sites::{self, Section};
use crate::ui::screen::{exchange, private, queue};
use crate::ui::widget::table::Happening;

/// One picture.
pub struct Scene {
    /// The name of its file.
    pub name: &'static str,
    /// How large the window is.
    pub size: Size,
    /// How one gets there from the first start.
    pub play: fn(&mut Stage),
}

const USUAL: Size = Size::new(1280.0, 800.0);
const SMALLEST: Size = Size::new(800.0, 560.0);

const fn scene(name: &'static str, play: fn(&mut Stage)) -> Scene {
    Scene {
        name,
        size: USUAL,
        play,
    }
}

const fn tight(name: &'static str, play: fn(&mut Stage)) -> Scene {
    Scene {
        name,
        size: SMALLEST,
        play,
    }
}

/// All of them, in the order in which somebody would meet them.
pub const SCENES: &[Scene] = &[
    scene("01-welcome", |_| ()),
    tight("01-welcome-small", |_| ()),
    scene("01-welcome-sites", links::with_sites),
    scene("01-address-sites", links::address),
    scene("02-question-certificate", |stage| {
        asked(stage, samples::ask_certificate());
    }),
    scene("02-question-host-key", |stage| {
        if let Some(question) = samples::ask_host_key() {
            asked(stage, question);
        }
    }),
    scene("02-question-password", |stage| asked(stage, samples::ask_password())),
    scene("02-question-password-keychain", links::password),
    scene("02-question-prompts", |stage| asked(stage, samples::ask_prompts())),
    scene("02-question-conflict", |stage| asked(stage, samples::ask_conflict())),
    scene("03-panes", Stage::connect),
    tight("03-panes-small", Stage::connect),
    scene("03-selection", selected),
    scene("03-hidden-files", |stage| {
        stage.connect();
        stage.select(Side::Local, 1..=1);
        stage.ctrl("h");
    }),
    scene("03-filter", |stage| {
        stage.connect();
        stage.pane(Side::Local, pane::Message::ToggleFilter);
        stage.pane(Side::Local, pane::Message::Filter("a".to_owned()));
    }),
    scene("03-path-as-text", |stage| {
        stage.connect();
        stage.pane(Side::Remote, pane::Message::EditPath);
    }),
    scene("04-menu", menu),
    scene("04-menu-head", |stage| {
        stage.connect();
        stage.pane(Side::Remote, pane::Message::HeadMenu);
    }),
    scene("04-rename", |stage| {
        stage.connect();
        stage.select(Side::Local, 6..=6);
        stage.press(Named::F2, Modifiers::empty());
    }),
    scene("04-new-folder", |stage| {
        stage.connect();
        stage.pane(Side::Remote, pane::Message::NewFolder);
    }),
    scene("05-delete-here", |stage| {
        selected(stage);
        stage.press(Named::Delete, Modifiers::empty());
    }),
    scene("05-delete-there", |stage| {
        stage.connect();
        stage.select(Side::Remote, 1..=3);
        stage.press(Named::Delete, Modifiers::empty());
    }),
    scene("05-move-here", |stage| across(stage, Side::Local)),
    tight("05-move-here-small", |stage| across(stage, Side::Local)),
    scene("05-move-there", |stage| across(stage, Side::Remote)),
    scene("05-permissions", |stage| {
        stage.connect();
        stage.select(Side::Remote, 2..=3);
        stage.pane(Side::Remote, pane::Message::Permissions);
    }),
    scene("05-properties", |stage| {
        stage.connect();
        stage.select(Side::Remote, 4..=4);
        stage.pane(Side::Remote, pane::Message::Properties);
    }),
    scene("05-session", |stage| {
        stage.connect();
        stage.ctrl("i");
    }),
    scene("05-shortcuts", |stage| {
        stage.connect();
        stage.press(Named::F1, Modifiers::empty());
    }),
    scene("08-sites", |stage| stage.sites(Some(1))),
    tight("08-sites-small", |stage| stage.sites(Some(1))),
    scene("08-sites-folders", |stage| section(stage, Section::Folders)),
    scene("08-sites-connection", |stage| section(stage, Section::Connection)),
    scene("08-sites-notes", |stage| section(stage, Section::Notes)),
    scene("08-sites-unsaved", |stage| {
        stage.sites(Some(1));
        tell_sites(stage, sites::Message::NewSite);
        tell_sites(stage, sites::Message::KeyPath(String::new()));
        tell_sites(stage, sites::Message::Save);
    }),
    scene("08-site", |stage| stage.visit(1)),
    tight("08-site-small", |stage| stage.visit(1)),
    scene("05-sites-menu", links::menu),
    tight("05-sites-menu-small", links::menu),
    scene("05-keep", links::keep),
    scene("05-trial", links::passed),
    tight("05-trial-small", links::passed),
    scene("05-trial-failed", links::refused),
    scene("09-import", |stage| stage.tell(Message::Do(Shortcut::Import))),
    scene("09-import-preview", import),
    tight("09-import-preview-small", import),
    scene("09-import-ended", |stage| {
        import(stage);
        stage.tell(dialog(Dialog::Exchange(exchange::Message::Import)));
    }),
    scene("09-export", |stage| {
        stage.app.ask_kept(Asker::Window, ProfileRequest::Sites);
        stage.tell(Message::Do(Shortcut::Export));
    }),
    scene("09-trusted", |stage| stage.tell(Message::Do(Shortcut::Trusted))),
    tight("09-trusted-small", |stage| stage.tell(Message::Do(Shortcut::Trusted))),
    scene("09-private", |stage| stage.tell(Message::Do(Shortcut::Private))),
    scene("09-private-question", |stage| {
        stage.tell(Message::Do(Shortcut::Private));
        let secrets = private::Kind::Kept(Private::Secrets);
        for message in [private::Message::Tick(secrets), private::Message::Remove] {
            stage.tell(dialog(Dialog::Private(message)));
        }
    }),
    scene("06-queue", |stage| queue(stage, samples::moving, Shown::Running)),
    tight("06-queue-small", |stage| queue(stage, samples::moving, Shown::Running)),
    scene("06-queue-failed", |stage| {
        queue(stage, samples::failed, Shown::Failed);
        stage.tell(Message::Queue(queue::Message::Unfold(1)));
    }),
    scene("06-queue-done", |stage| queue(stage, samples::done, Shown::Done)),
    scene("06-queue-moving", |stage| {
        queue(stage, samples::leaving, Shown::Running);
    }),
    scene("06-queue-moved", |stage| queue(stage, samples::moved, Shown::Done)),
    scene("07-failed-name", |stage| {
        stage.fail(Error::new(
            At::Resolve,
            Kind::NotFound,
            "find the address of ftp.shop.example.org",
        ));
    }),
    scene("07-failed-port-refused", |stage| {
        stage.fail(reached(Error::new(At::Connect, Kind::Refused, "open connection")));
    }),
    scene("07-failed-port-silent", |stage| {
        stage.fail(reached(Error::new(At::Connect, Kind::TimedOut, "open connection")));
    }),
    scene("07-failed-not-ftp", |stage| {
        let kind = Kind::WrongProtocol(Speech::Ssh);
        stage.fail(reached(Error::new(At::Greeting, kind, "read greeting")));
    }),
    scene("07-failed-no-tls", |stage| {
        let error = Error::new(At::Tls, Kind::NoEncryption, "AUTH TLS");
        stage.fail(reached(samples::replied(
            error,
            530,
            "530 Please login with USER and PASS.",
        )));
    }),
    scene("07-failed-login", |stage| {
        let error = Error::new(At::Login, Kind::LoginRefused, "log in");
        stage.fail(reached(samples::replied(error, 530, "530 Login incorrect.")));
    }),
    scene("07-failed-data-silent", |stage| stage.fail(samples::silent_port())),
    tight("07-failed-data-silent-small", |stage| {
        stage.fail(samples::silent_port());
    }),
    scene("07-failed-data-refused", |stage| {
        let error = Error::new(At::DataConnection, Kind::Refused, "open data connection");
        let here = samples::address([192, 0, 2, 14], 51322);
        stage.fail(error.between(here, samples::address([203, 0, 113, 9], 49153)));
    }),
    scene("07-failed-list", |stage| {
        let error = Error::new(At::Listing, Kind::Rejected, "MLSD /www");
        stage.fail(samples::replied(error, 550, "550 /www: Permission denied"));
    }),
];

fn section(stage: &mut Stage, section: Section) {
    stage.sites(Some(1));
    tell_sites(stage, sites::Message::Section(section));
}

fn tell_sites(stage: &mut Stage, message: sites::Message) {
    stage.tell(dialog(Dialog::Sites(message)));
}

/// What would be taken over of a file.
fn import(stage: &mut Stage) {
    stage.tell(Message::Do(Shortcut::Import));
    let path = "/home/mei/.config/filezilla/sitemanager.xml".into();
    stage.tell(dialog(Dialog::Exchange(exchange::Message::Read(path))));
}

fn dialog(message: Dialog) -> Message {
    Message::Dialog(message)
}

fn asked(stage: &mut Stage, question: crate::ask::Question) {
    stage.connect();
    stage.ask(question);
}

/// A folder and some files on this side.
fn selected(stage: &mut Stage) {
    stage.connect();
    stage.select(Side::Local, 2..=5);
}

/// The question before what is selected goes to the other side.
fn across(stage: &mut Stage, side: Side) {
    stage.connect();
    stage.select(side, 2..=5);
    stage.pane(side, pane::Message::Way(pane::Way::Across));
}

fn menu(stage: &mut Stage) {
    selected(stage);
    let happening = Happening::Menu {
        row: Some(4),
        at: Point::new(180.0, 260.0),
    };
    stage.pane(Side::Local, pane::Message::Table(happening));
}

fn queue(stage: &mut Stage, happens: fn() -> Vec<crate::engine::Event>, shown: Shown) {
    stage.connect();
    stage.say(happens());
    stage.tell(Message::Queue(queue::Message::Tab(shown)));
    // The rows of a tab are asked for when it is opened.
    stage.say(happens());
}

/// With the addresses of the control connection.
fn reached(error: Error) -> Error {
    error.between(
        samples::address([192, 0, 2, 14], 51322),
        samples::address([203, 0, 113, 9], 2221),
    )
}
