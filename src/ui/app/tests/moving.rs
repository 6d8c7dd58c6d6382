//! The window without an engine: what it would ask of one, and what it makes of the answers.

mod across;
mod drawn;
mod refused;

use std::path::PathBuf;
use std::sync::Arc;

use time::UtcOffset;

use super::super::clipboard::Clip;
use super::super::*;
use crate::engine::event::{Event, Listing, Outcome, Totals};
use crate::engine::{DoubleClick, command::LocalRequest, command::Order, command::Request, command::Ticket};
use crate::entry::{Entry, Kind};
use crate::transfer::{Direction, Errand, LocalEnd, Selected};
use crate::ui::screen::pane::{Message as PaneMessage, Place, Way};
use crate::ui::screen::tab::Note;
use crate::ui::widget::table::{Happening, Select};

/// A window, and the folder that it keeps things in.
struct Rig {
    app: App,
    _folder: tempfile::TempDir,
}

fn file(name: &str, size: u64) -> Entry {
    let mut entry = Entry::new(name.into(), Kind::File);
    entry.size = Some(size);
    entry
}

fn folder(name: &str) -> Entry {
    Entry::new(name.into(), Kind::Directory)
}

impl Rig {
    /// A window that shows `/home/mei` here and nothing else.
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let launch = Launch {
            profile: Some(folder.path().to_owned()),
            ..Launch::default()
        };
        let (app, _) = App::new(launch, UtcOffset::UTC);
        let mut rig = Self { app, _folder: folder };
        rig.app.state.language = Some("en".to_owned());
        let _ = rig.app.update(Message::Speak(Language::English));
        rig.answer_lists(&[]);
        rig
    }

    /// With a folder `site` and a file here, connected to a server that has the same.
    fn connected() -> Self {
        let mut rig = Self::new();
        rig.open(Place::Local("/home/mei".into()));
        let _ = rig.app.go_to("ftp+plain://mei:secret@shop.example.org/www");
        rig.answer_lists(&[folder("site"), file("a.txt", 5)]);
        assert_eq!(rig.tab().state, crate::ui::screen::tab::State::Connected);
        rig
    }

    fn tab(&self) -> &Tab {
        self.app.tab().unwrap()
    }

    fn open(&mut self, place: Place) {
        let (now, active) = (self.app.now(), self.app.active);
        let commands = self.app.tabs[active].open(place, now);
        self.app.hand_over(commands);
        self.answer_lists(&[folder("site"), file("a.txt", 5)]);
    }

    /// The commands since the last look.
    fn asked(&mut self) -> Vec<Command> {
        std::mem::take(&mut self.app.waiting)
    }

    fn happened(&mut self, events: Vec<Event>) {
        let message = stream::Message::Happened(Arc::new(events));
        let _ = self.app.update(Message::Engine(message));
    }

    /// Answers every list that was asked for.
    fn answer_lists(&mut self, entries: &[Entry]) {
        for command in self.asked() {
            let (ticket, outcome): (Ticket, Outcome) = match command {
                Command::Local {
                    ticket,
                    request: LocalRequest::List { folder },
                } => (ticket, Outcome::LocalListed { folder, free: None }),
                Command::Browse {
                    ticket,
                    request: Request::List { folder },
                    ..
                } => {
                    let listing = Listing {
                        entries: entries.len() as u64,
                        ..Listing::default()
                    };
                    (ticket, Outcome::Listed { folder, listing })
                }
                _ => continue,
            };
            let entries = entries.to_vec();
            let result = Ok(outcome);
            self.happened(vec![
                Event::Page { ticket, entries },
                Event::Answered { ticket, result },
            ]);
        }
    }

    fn pane(&mut self, side: Side, message: PaneMessage) {
        let id = self.tab().id;
        let message = match side {
            Side::Local => tab::Message::Local(message),
            Side::Remote => tab::Message::Remote(message),
        };
        let _ = self.app.update(Message::Tab(id, message));
    }

    fn table(&mut self, side: Side, happening: Happening) {
        self.pane(side, PaneMessage::Table(happening));
    }

    /// Selects a row (`..` is 0) and begins to drag it.
    fn drag(&mut self, side: Side, row: usize) {
        self.table(side, Happening::Select(Select::Only(row)));
        self.table(side, Happening::DragBegan);
    }

    /// The jobs that were started since the last look.
    fn started(&mut self) -> Vec<Order> {
        let commands = self.asked().into_iter();
        commands
            .filter_map(|command| match command {
                Command::Start(order) => Some(order),
                _ => None,
            })
            .collect()
    }

    fn ghost(&self, side: Side) -> String {
        self.app.drag_for(side).unwrap().ghost
    }
}

fn upload(names: &[&str], into: &str) -> Errand {
    let source = |name: &&str| Selected::whole(LocalEnd::Path(PathBuf::from(name)));
    Errand::Upload {
        sources: names.iter().map(source).collect(),
        destination: into.into(),
    }
}

fn download(name: &str, into: &str) -> Errand {
    Errand::Download {
        sources: vec![Selected::whole(name.into())],
        destination: LocalEnd::Path(into.into()),
    }
}

fn totals(job: JobId) -> Totals {
    Totals {
        server: "shop.example.org:21".to_owned(),
        sources: 1,
        planned: true,
        files: 1,
        bytes: 5,
        moved: 5,
        done: 1,
        ..Totals::new(job, Direction::Upload)
    }
}

#[test]
fn a_drop_on_the_queue_goes_to_the_folder_that_is_shown() {
    let mut rig = Rig::connected();
    rig.drag(Side::Local, 2);
    assert_eq!(rig.ghost(Side::Local), "Upload 1 to /www");
    let _ = rig.app.update(Message::Drag(drags::Message::Entered));
    let _ = rig.app.update(Message::Drag(drags::Message::Dropped(Area::Queue)));
    assert_eq!(rig.started()[0].errand, upload(&["/home/mei/a.txt"], "/www"));
    rig.drag(Side::Remote, 2);
    let _ = rig.app.update(Message::Drag(drags::Message::Dropped(Area::Queue)));
    assert_eq!(rig.started()[0].errand, download("/www/a.txt", "/home/mei"));
}

#[test]
fn what_a_list_has_taken_is_not_taken_again() {
    let mut rig = Rig::connected();
    rig.drag(Side::Local, 2);
    rig.table(Side::Remote, Happening::Dropped(Some(1)));
    let _ = rig.app.update(Message::Drag(drags::Message::Dropped(Area::Remote)));
    let started = rig.started();
    assert_eq!(started.len(), 1);
    assert_eq!(started[0].errand, upload(&["/home/mei/a.txt"], "/www/site"));
    assert_eq!(rig.app.said, None);
}

/// A busy window hears of Esc and of the button at once.
#[test]
fn what_was_cancelled_is_not_dropped() {
    let mut rig = Rig::connected();
    rig.drag(Side::Local, 2);
    rig.table(Side::Local, Happening::DragEnded);
    rig.table(Side::Remote, Happening::Dropped(None));
    let _ = rig.app.update(Message::Drag(drags::Message::Dropped(Area::Remote)));
    assert!(rig.started().is_empty());
}

#[test]
fn a_folder_that_opened_under_a_drag_changes_nothing_about_what_is_dragged() {
    let mut rig = Rig::connected();
    rig.drag(Side::Remote, 2);
    rig.table(Side::Remote, Happening::Rested(1));
    rig.answer_lists(&[file("b.txt", 1)]);
    rig.table(Side::Remote, Happening::DragOver(None));
    assert_eq!(rig.ghost(Side::Remote), "Move 1 to /www/site");
    rig.pane(Side::Remote, PaneMessage::CrumbDropped(0));
    rig.app.dialog_was_seen();
    let _ = rig.app.update(Message::Dialog(dialog::Message::Confirm));
    let renames: Vec<_> = rig
        .asked()
        .into_iter()
        .filter_map(|command| match command {
            Command::Browse {
                request: Request::Rename { from, to, overwrite },
                ..
            } => Some((from.visible(), to.visible(), overwrite)),
            _ => None,
        })
        .collect();
    assert_eq!(renames, [("/www/a.txt".to_owned(), "/a.txt".to_owned(), false)]);
}

#[test]
fn a_refused_drop_says_why() {
    let mut rig = Rig::connected();
    // A folder into what is in it.
    rig.drag(Side::Remote, 1);
    let id = rig.tab().id;
    let inside = Place::Remote("/www/site/deeper".into());
    rig.app.drag_over(Some(inside.clone()));
    assert_eq!(rig.ghost(Side::Remote), "A folder cannot go into itself");
    let _ = rig.app.drag_dropped(id, inside);
    assert_eq!(rig.app.said.take().as_deref(), Some("A folder cannot go into itself"));
    // To where it is.
    rig.drag(Side::Remote, 1);
    let _ = rig.app.drag_dropped(id, Place::Remote("/www".into()));
    assert!(rig.app.said.is_none() && rig.app.dialog.is_none());
    // From a server to a tab without one.
    rig.drag(Side::Local, 2);
    let _ = rig.app.update(Message::NewTab);
    assert_eq!(rig.ghost(Side::Local), "Connect first");
    let _ = rig.app.update(Message::Drag(drags::Message::Dropped(Area::Remote)));
    assert_eq!(rig.app.said.take().as_deref(), Some("Connect first"));
    assert!(rig.app.drag.is_none() && rig.started().is_empty());
}

#[test]
fn files_of_the_desktop_become_one_job_and_elsewhere_a_reason() {
    let mut rig = Rig::connected();
    let _ = rig.app.update(Message::Drag(drags::Message::Coming(3)));
    for name in ["/d/1", "/d/2", "/d/3"] {
        let happening = Happening::File {
            path: name.into(),
            row: Some(1),
        };
        rig.table(Side::Remote, happening);
    }
    // With the last one, and without a wait.
    assert_eq!(rig.started()[0].errand, upload(&["/d/1", "/d/2", "/d/3"], "/www/site"));
    let _ = rig.app.update(Message::DropSettled);
    assert!(rig.started().is_empty());
    let file = |area| Message::Drag(drags::Message::File(area, "/d/4".into()));
    let _ = rig.app.update(file(Area::Local));
    assert!(
        rig.app
            .said
            .take()
            .unwrap()
            .starts_with("These files are on this computer")
    );
    let _ = rig.app.update(Message::Drag(drags::Message::Coming(1)));
    let _ = rig.app.update(file(Area::Queue));
    let _ = rig.app.update(Message::DropSettled);
    assert_eq!(rig.started()[0].errand, upload(&["/d/4"], "/www"));
    let _ = rig.app.update(Message::Drag(drags::Message::Unread));
    assert!(
        rig.app
            .said
            .take()
            .unwrap()
            .starts_with("What was dropped could not be read")
    );
}

#[test]
fn a_double_click_does_what_is_set() {
    let mut rig = Rig::connected();
    let open = |rig: &mut Rig, side| rig.table(side, Happening::Open(2));
    open(&mut rig, Side::Local);
    assert_eq!(rig.started()[0].errand, upload(&["/home/mei/a.txt"], "/www"));
    rig.app.state.double_click = DoubleClick::Queue;
    open(&mut rig, Side::Remote);
    let asked = rig.asked();
    assert!(matches!(asked[..], [Command::Start(_), Command::Pause(_)]), "{asked:?}");
    rig.app.state.double_click = DoubleClick::Nothing;
    open(&mut rig, Side::Remote);
    assert!(rig.asked().is_empty());
    rig.app.state.double_click = DoubleClick::View;
    open(&mut rig, Side::Remote);
    assert!(matches!(rig.tab().note, Some(Note::Fetching(..))));
}

#[test]
fn a_copy_to_look_at_goes_to_a_folder_of_its_own_and_leaves_the_queue() {
    let mut rig = Rig::connected();
    rig.table(Side::Remote, Happening::Select(Select::Only(2)));
    rig.pane(Side::Remote, PaneMessage::Way(Way::View));
    let order = rig.started().remove(0);
    let Errand::Download {
        sources,
        destination: LocalEnd::Path(room),
    } = order.errand
    else {
        panic!("no download");
    };
    assert_eq!(sources, [Selected::whole("/www/a.txt".into())]);
    assert!(room.is_dir() && room.starts_with(rig._folder.path()));
    std::fs::write(room.join("a.txt"), "hello").unwrap();
    let finished = Totals {
        finished: true,
        ..totals(order.job)
    };
    rig.happened(vec![Event::Job(finished)]);
    let sealed = ways::Message::Sealed(order.job, Ok(room.join("a.txt")));
    let _ = rig.app.update(Message::Way(sealed));
    assert_eq!(rig.tab().note, Some(Note::Copy("a.txt".to_owned())));
    let asked = rig.asked();
    assert!(matches!(asked[..], [Command::Forget(_)]), "{asked:?}");
    let _ = rig.app.quit();
    assert!(!room.exists());
}

#[test]
fn what_is_large_is_asked_about_and_programs_are_not_opened() {
    let mut rig = Rig::connected();
    let _ = rig.app.look_at(rig.tab().id, Side::Remote, file("film.mp4", 1 << 30));
    assert!(matches!(rig.app.dialog, Some(Dialog::View { .. })));
    assert!(rig.started().is_empty());
    let _ = rig.app.update(Message::Dialog(dialog::Message::Confirm));
    assert_eq!(rig.started().len(), 1);
    let _ = rig.app.look_at(rig.tab().id, Side::Remote, file("setup.exe", 10));
    assert!(rig.started().is_empty() && rig.app.said.is_some());
}

#[test]
fn a_tab_that_is_closed_finishes_what_was_agreed_to() {
    let mut rig = Rig::connected();
    let entries: Vec<Entry> = (0..10).map(|at| file(&at.to_string(), 1)).collect();
    let (now, id) = (rig.app.now(), rig.tab().id);
    let actions = rig.app.tabs[0].delete(Side::Remote, &entries, true, now);
    let _ = rig.app.obey_all(id, actions);
    let removals = |rig: &mut Rig| {
        let asked = rig.asked().into_iter();
        let is_removal = |command: &Command| {
            matches!(
                command,
                Command::Browse {
                    request: Request::Remove { .. },
                    ..
                }
            )
        };
        asked.filter(is_removal).count()
    };
    let first = removals(&mut rig);
    assert!((1..10).contains(&first), "{first}");
    let _ = rig.app.update(Message::CloseTab(id));
    assert_eq!(first + removals(&mut rig), 10);
}

#[test]
fn what_is_pasted_goes_to_the_other_side() {
    let mut rig = Rig::connected();
    let id = rig.tab().id;
    let paste = |rig: &mut Rig, side, clip: Clip| {
        let pasted = ways::Message::Pasted(id, side, Some(clip));
        let _ = rig.app.update(Message::Way(pasted));
        (rig.started().pop().map(|order| order.errand), rig.app.said.take())
    };
    let files = || Clip {
        files: vec!["/d/1".into()],
        text: None,
    };
    assert_eq!(
        paste(&mut rig, Side::Remote, files()).0,
        Some(upload(&["/d/1"], "/www"))
    );
    assert!(paste(&mut rig, Side::Local, files()).1.is_some());
    rig.table(Side::Remote, Happening::Select(Select::Only(2)));
    rig.pane(Side::Remote, PaneMessage::Way(Way::Copy));
    let text = rig.app.copied.as_ref().map(|copied| copied.text.clone()).unwrap();
    assert!(
        text.ends_with("shop.example.org/www/a.txt") && !text.contains("secret"),
        "{text}"
    );
    let addresses = || Clip::of_text(Some(text.clone()));
    assert_eq!(
        paste(&mut rig, Side::Local, addresses()).0,
        Some(download("/www/a.txt", "/home/mei"))
    );
    assert!(paste(&mut rig, Side::Remote, addresses()).1.is_some());
    assert!(
        paste(&mut rig, Side::Remote, Clip::of_text(Some("hello".into())))
            .1
            .is_some()
    );
}

#[test]
fn a_pane_that_shows_the_target_is_read_again_once_and_never_while_it_is_being_read() {
    let mut rig = Rig::connected();
    rig.drag(Side::Local, 2);
    let _ = rig.app.drag_dropped(rig.tab().id, Place::Remote("/www".into()));
    let job = rig.started()[0].job;
    let lists = |rig: &Rig| {
        let is_list = |command: &&Command| {
            matches!(
                command,
                Command::Browse {
                    request: Request::List { .. },
                    ..
                }
            )
        };
        rig.app.waiting.iter().filter(is_list).count()
    };
    assert!(!rig.app.ticks());
    rig.happened(vec![Event::Job(totals(job))]);
    assert!(rig.app.ticks());
    assert_eq!(lists(&rig), 0, "not at once");
    let _ = rig.app.update(Message::Tick);
    assert_eq!(lists(&rig), 1);
    let more = Totals { done: 2, ..totals(job) };
    rig.happened(vec![Event::Job(more)]);
    let _ = rig.app.update(Message::Tick);
    assert_eq!(lists(&rig), 1, "the first list is still under way");
    rig.answer_lists(&[file("a.txt", 5)]);
    rig.asked();
    let _ = rig.app.update(Message::Tick);
    assert_eq!(lists(&rig), 1, "and then it is read again");
    rig.answer_lists(&[file("a.txt", 5)]);
    assert!(!rig.app.ticks(), "nothing ticks while nothing happens");
    let again = Totals {
        done: 3,
        finished: true,
        ..totals(job)
    };
    rig.happened(vec![Event::Job(again.clone()), Event::Job(again.clone())]);
    let _ = rig.app.update(Message::Tick);
    rig.answer_lists(&[file("a.txt", 5)]);
    rig.happened(vec![Event::Job(Totals { done: 4, ..again })]);
    assert!(rig.app.ticks(), "a finished job was tried again");
}
