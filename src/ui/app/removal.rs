//! Before something is deleted: what it is, how much is in it, and a second question where that is not known for sure.

use iced::Task;

use super::amount::Amount;
use super::dialog::moving::names;
use super::dialog::{Message, act, way_out};
use super::{App, Dialog, Message as Root};
use crate::entry::Entry;
use crate::ui::context::Context;
use crate::ui::look::icon;
use crate::ui::screen::modal::{self, FIRST};
use crate::ui::screen::pane::Side;
use crate::ui::screen::parts::{self, Weight};
use crate::ui::screen::tab::Tab;
#[cfg(test)]
use crate::{engine::command::Ticket, entry::Kind, path::Charset};

/// What is to be deleted.
#[derive(Debug, Clone)]
pub struct Removal {
    tab: u64,
    pub(super) amount: Amount,
    /// Without the trash.
    for_good: bool,
    /// The list that it was chosen from may lack something.
    doubted: bool,
    /// The second question is being asked.
    warned: bool,
}

impl Removal {
    /// Two files of this computer.
    #[cfg(test)]
    pub fn of_two(for_good: bool) -> Self {
        let entries: Vec<Entry> = ["a", "b"].map(|name| Entry::new(name.into(), Kind::File)).into();
        Self {
            tab: 1,
            amount: Amount::new(Side::Local, entries, Charset::default()),
            for_good,
            doubted: false,
            warned: false,
        }
    }

    fn new(tab: &Tab, side: Side, entries: Vec<Entry>, for_good: bool) -> Self {
        // A server has no trash.
        let for_good = for_good || side == Side::Remote;
        Self {
            tab: tab.id,
            doubted: tab.pane(side).is_doubted(),
            amount: Amount::new(side, entries, tab.pane(side).charset()),
            for_good,
            warned: false,
        }
    }

    /// It goes for good with everything in it, and nobody knows for sure what that is.
    fn is_unsure(&self) -> bool {
        self.for_good && self.amount.chosen.folders > 0 && (self.doubted || self.amount.inside.unread > 0)
    }

    /// What counts its folders, as long as it does.
    #[cfg(test)]
    pub fn ticket(&self) -> Option<Ticket> {
        self.amount.counting
    }

    /// The card. Whoever asked for it may agree by Enter, once it has been seen; the second question is answered by more.
    pub fn view(&self, context: &Context<'_>) -> modal::Dialog<'static, Message> {
        let (words, palette) = (context.words, context.palette);
        let cancel = way_out(words.say("app-cancel"), palette);
        let names = names(context, &self.amount.entries, self.amount.charset);
        if self.warned {
            let everything = act(words.say("app-delete-everything"), Weight::Destructive, palette);
            return modal::Dialog::new(icon::TRIANGLE_ALERT, palette.bad, words.say("app-delete-unsure-title"))
                .push(names)
                .push(parts::paragraph(words.say("app-delete-unsure"), palette.warn))
                .button(cancel.id(FIRST))
                .button(everything);
        }
        let count = [("count", self.amount.entries.len().into())];
        let (color, title, explained, agree, weight) = if self.for_good {
            (
                palette.bad,
                words.with("app-delete-title", &count),
                words.say("app-delete-explained"),
                words.say("app-delete"),
                Weight::Destructive,
            )
        } else {
            (
                palette.muted,
                words.with("app-trash-title", &count),
                words.say("app-trash-explained"),
                words.say("app-trash"),
                Weight::Primary,
            )
        };
        let mut dialog = modal::Dialog::new(icon::TRASH_2, color, title).push(names);
        if self.amount.chosen.folders > 0 {
            dialog = dialog.push(parts::paragraph(self.amount.sum(context), palette.text));
        }
        dialog
            .push(parts::paragraph(explained, palette.muted))
            .button(cancel)
            .button(act(agree, weight, palette).id(FIRST))
    }
}

impl App {
    /// Asks before something is deleted. What is in folders is counted meanwhile.
    pub(super) fn ask_delete(&mut self, id: u64, side: Side, entries: Vec<Entry>, for_good: bool) {
        let Some(tab) = self.tabs.iter().find(|tab| tab.id == id) else {
            return;
        };
        let for_good = for_good || !self.state.trash;
        let mut removal = Removal::new(tab, side, entries, for_good);
        let command = removal.amount.count(tab);
        self.close_dialog();
        self.dialog = Some(Dialog::Delete(Box::new(removal)));
        self.hand_over(command.into_iter().collect());
    }

    /// Agreed to: it goes, unless there is a second question.
    pub(super) fn delete_agreed(&mut self, mut removal: Box<Removal>) -> Task<Root> {
        if removal.is_unsure() && !removal.warned {
            removal.warned = true;
            self.opened.anew(self.clock());
            self.dialog = Some(Dialog::Delete(removal));
            return Task::none();
        }
        self.hand_over(removal.amount.stop().into_iter().collect());
        let Removal {
            tab: id,
            amount,
            for_good,
            ..
        } = *removal;
        let now = self.now();
        let actions = match self.tabs.iter_mut().find(|tab| tab.id == id) {
            Some(tab) => tab.delete(amount.side, &amount.entries, for_good, now),
            None => return Task::none(),
        };
        self.obey_all(id, actions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::engine::command::{Aim, Command, LocalRequest};
    use crate::engine::event::Outcome;
    use crate::entry::Count;
    use crate::ui::app::ticket;
    use crate::ui::launch::Launch;
    use crate::ui::screen::pane::Place;

    /// A window without an engine: what it asks for waits.
    fn app() -> App {
        let launch = Launch {
            profile: Some(std::env::temp_dir().join("packetboat-none")),
            ..Launch::default()
        };
        let (mut app, _) = App::new(launch, time::UtcOffset::UTC);
        app.waiting.clear();
        let now = app.now();
        let list = ticket();
        let tab = &mut app.tabs[0];
        let here = Place::Local("/home/mei".into());
        tab.local.begin(here.clone(), list, now);
        tab.local.page(list, entries(), now);
        tab.local.listed(list, here, None, now);
        app
    }

    fn entries() -> Vec<Entry> {
        let mut file = Entry::new("a".into(), Kind::File);
        file.size = Some(5);
        vec![file, Entry::new("tree".into(), Kind::Directory)]
    }

    fn counting(app: &App) -> Ticket {
        match app.waiting.last() {
            Some(Command::Local {
                ticket,
                request: LocalRequest::Count { folders },
            }) => {
                assert_eq!(folders, &[std::path::PathBuf::from("/home/mei/tree")]);
                *ticket
            }
            other => panic!("{other:?}"),
        }
    }

    fn removal(app: &App) -> &Removal {
        match &app.dialog {
            Some(Dialog::Delete(removal)) => removal,
            other => panic!("{other:?}"),
        }
    }

    fn deletes(app: &App) -> usize {
        let is_delete = |command: &&Command| {
            matches!(
                command,
                Command::Local {
                    request: LocalRequest::Delete { .. },
                    ..
                }
            )
        };
        app.waiting.iter().filter(is_delete).count()
    }

    #[test]
    fn folders_are_counted_while_the_question_stands() {
        let mut app = app();
        app.ask_delete(1, Side::Local, entries(), true);
        let ticket = counting(&app);
        let some = Count {
            files: 7,
            folders: 2,
            bytes: 100,
            unread: 0,
        };
        app.counted(Ticket(0), some);
        assert_eq!(removal(&app).amount.inside, Count::default(), "another one's");
        app.counted(ticket, some);
        let context = app.context();
        assert_eq!(
            removal(&app).amount.sum(&context),
            "Counting: 8 files in 3 folders, 105 B so far\u{2026}"
        );
        assert!(app.count_ended(ticket, &Ok(Outcome::Counted(some))));
        assert_eq!(
            removal(&app).amount.sum(&app.context()),
            "In all 8 files and 3 folders, 105 B."
        );
        let _ = app.dialog_said(Message::Confirm);
        assert!(app.dialog.is_none());
        assert_eq!(deletes(&app), 1);
    }

    #[test]
    fn what_could_not_be_read_asks_a_second_time() {
        let mut app = app();
        app.ask_delete(1, Side::Local, entries(), true);
        let ticket = counting(&app);
        let lacking = Count {
            unread: 1,
            ..Count::default()
        };
        app.count_ended(ticket, &Ok(Outcome::Counted(lacking)));
        let _ = app.dialog_said(Message::Confirm);
        assert!(removal(&app).warned);
        // What said yes to the first question says nothing to the second, before that was seen.
        let _ = app.dialog_said(Message::Confirm);
        assert_eq!(deletes(&app), 0);
        app.dialog_was_seen();
        let _ = app.dialog_said(Message::Confirm);
        assert_eq!(deletes(&app), 1);
    }

    #[test]
    fn the_trash_gives_things_back_and_asks_once() {
        let mut app = app();
        app.ask_delete(1, Side::Local, entries(), false);
        let ticket = counting(&app);
        app.count_ended(
            ticket,
            &Err(crate::error::Error::new(
                crate::error::Stage::LocalDisk,
                crate::error::Kind::System,
                "count",
            )),
        );
        let _ = app.dialog_said(Message::Confirm);
        assert!(app.dialog.is_none());
    }

    #[test]
    fn a_dialog_that_is_closed_stops_counting() {
        let mut app = app();
        app.ask_delete(1, Side::Local, entries(), true);
        let ticket = counting(&app);
        let _ = app.dialog_said(Message::Close);
        assert!(app.dialog.is_none());
        let stops = |command: &Command| matches!(command, Command::Cancel(Aim::Request(stopped)) if *stopped == ticket);
        assert!(app.waiting.iter().any(stops));
        assert!(!app.count_ended(ticket, &Ok(Outcome::Counted(Count::default()))));
    }

    #[test]
    fn a_list_that_may_lack_something_is_no_base_for_deleting_folders() {
        let mut app = app();
        let now = app.now();
        let list = ticket();
        let there = Place::Remote("/www".into());
        let tab = &mut app.tabs[0];
        tab.remote.begin(there.clone(), list, now);
        tab.remote
            .listed(list, there, Some(crate::engine::event::Doubt::UnknownLines), now);
        app.ask_delete(1, Side::Remote, entries(), true);
        let _ = app.dialog_said(Message::Confirm);
        assert!(removal(&app).warned);
        app.close_dialog();
        // A file is only itself.
        app.ask_delete(1, Side::Remote, entries()[..1].to_vec(), true);
        app.dialog_was_seen();
        let _ = app.dialog_said(Message::Confirm);
        assert!(app.dialog.is_none());
    }
}
