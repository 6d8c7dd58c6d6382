//! Moving to the other side: a question first, then a job that takes the sources away.

use iced::keyboard::{Key, Modifiers, key::Named};

use super::*;
use crate::engine::command::{Aim, JobId};
use crate::entry::Count;
use crate::settings::KeyPreset;
use crate::transfer::Source;

impl Rig {
    /// Selects a row of this side (`..` is 0) and asks to move it across.
    fn ask_across(&mut self, side: Side, row: usize) {
        self.table(side, Happening::Select(Select::Only(row)));
        self.pane(side, PaneMessage::Way(Way::Across));
    }

    fn agree(&mut self) {
        self.app.dialog_was_seen();
        let _ = self.app.update(Message::Dialog(dialog::Message::Confirm));
    }

    /// Which sides are read anew at the next tick.
    fn stale_after(&mut self, totals: Totals) -> (bool, bool) {
        self.app.tabs[0].stale = (false, false);
        self.happened(vec![Event::Job(totals)]);
        self.tab().stale
    }
}

#[test]
fn what_is_moved_across_is_asked_about_first() {
    let mut rig = Rig::connected();
    rig.ask_across(Side::Local, 2);
    assert!(rig.started().is_empty(), "nothing is sent before somebody agrees");
    assert!(matches!(rig.app.dialog, Some(Dialog::Across(_))));
    let _ = rig.app.update(Message::Dialog(dialog::Message::Close));
    assert!(rig.app.dialog.is_none() && rig.started().is_empty());
    rig.ask_across(Side::Local, 2);
    // What comes at once was not meant for it.
    let _ = rig.app.update(Message::Dialog(dialog::Message::Confirm));
    assert!(rig.started().is_empty());
    rig.agree();
    let order = rig.started().remove(0);
    assert_eq!(order.errand, upload(&["/home/mei/a.txt"], "/www"));
    assert_eq!(order.afterwards, Source::Remove);
    rig.ask_across(Side::Remote, 2);
    rig.agree();
    let order = rig.started().remove(0);
    assert_eq!(order.errand, download("/www/a.txt", "/home/mei"));
    assert_eq!(order.afterwards, Source::Remove);
}

#[test]
fn both_sides_are_read_anew_when_something_has_moved() {
    let mut rig = Rig::connected();
    rig.ask_across(Side::Local, 2);
    rig.agree();
    let job = rig.started()[0].job;
    let moves = Totals {
        moves: true,
        ..totals(job)
    };
    assert_eq!(rig.stale_after(moves.clone()), (true, true));
    assert_eq!(rig.stale_after(moves.clone()), (false, false), "nothing more has moved");
    let end = Totals {
        finished: true,
        ..moves
    };
    assert_eq!(rig.stale_after(end), (true, true), "emptied folders have gone");
    // Of a copy only the target changes.
    rig.drag(Side::Local, 2);
    let _ = rig.app.update(Message::Drag(drags::Message::Dropped(Area::Queue)));
    let job = rig.started()[0].job;
    assert_eq!(rig.stale_after(totals(job)), (false, true));
}

#[test]
fn a_folder_is_counted_while_the_question_stands() {
    let mut rig = Rig::connected();
    rig.ask_across(Side::Local, 1);
    let counting = rig.asked().into_iter().find_map(|command| match command {
        Command::Local {
            ticket,
            request: LocalRequest::Count { folders },
        } => {
            assert_eq!(folders, [PathBuf::from("/home/mei/site")]);
            Some(ticket)
        }
        _ => None,
    });
    let ticket = counting.unwrap();
    let count = Count {
        files: 12,
        folders: 2,
        bytes: 2048,
        unread: 0,
    };
    let result = Ok(Outcome::Counted(count));
    rig.happened(vec![
        Event::Counted { ticket, count },
        Event::Answered { ticket, result },
    ]);
    let Some(Dialog::Across(across)) = &rig.app.dialog else {
        panic!("no question");
    };
    let context = rig.app.context();
    assert_eq!(across.amount.sum(&context), "In all 12 files and 3 folders, 2 KB.");
    // One that is not counted to its end stops when the question goes.
    let _ = rig.app.update(Message::Dialog(dialog::Message::Close));
    rig.ask_across(Side::Local, 1);
    let _ = rig.asked();
    let _ = rig.app.update(Message::Dialog(dialog::Message::Close));
    assert!(matches!(rig.asked()[..], [Command::Cancel(Aim::Request(_))]));
}

#[test]
fn without_a_server_nothing_moves() {
    let mut rig = Rig::new();
    rig.open(Place::Local("/home/mei".into()));
    rig.ask_across(Side::Local, 2);
    assert_eq!(rig.app.said.take().as_deref(), Some("Connect first"));
    assert!(rig.app.dialog.is_none());
}

#[test]
fn the_commander_moves_with_f6_and_filezilla_does_not() {
    let mut rig = Rig::connected();
    let _ = rig.app.update(Message::Touched(Area::Local));
    rig.table(Side::Local, Happening::Select(Select::Only(2)));
    let press = |rig: &mut Rig| {
        let _ = rig.app.update(Message::Key(Key::Named(Named::F6), Modifiers::empty()));
    };
    press(&mut rig);
    assert!(rig.app.dialog.is_none());
    rig.app.state.keys = KeyPreset::Commander;
    press(&mut rig);
    assert!(matches!(rig.app.dialog, Some(Dialog::Across(_))));
}

#[test]
fn a_job_that_is_gone_is_followed_no_more() {
    let mut rig = Rig::connected();
    rig.ask_across(Side::Local, 2);
    rig.agree();
    let job: JobId = rig.started()[0].job;
    rig.happened(vec![Event::JobGone(job)]);
    assert!(!rig.app.targets.contains_key(&job));
}
