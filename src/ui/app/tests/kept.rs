//! What the window does about sites of other programs, about trust and about private data.

use super::*;
use crate::engine::command::{Aim, Order, ProfileRequest};
use crate::engine::profile::{Private, Tidied};
use crate::transfer::{Errand, Landing};
use crate::ui::app::dialog::Message as Inside;
use crate::ui::keys::Shortcut;
use crate::ui::screen::{exchange, private, trusted};

impl Rig {
    fn does(&mut self, shortcut: Shortcut) {
        let _ = self.app.update(Message::Do(shortcut));
    }

    fn inside(&mut self, message: Inside) {
        let _ = self.app.update(Message::Dialog(message));
    }

    /// The request about what is kept that was sent last, and what else was sent.
    fn requested(&mut self) -> (Ticket, ProfileRequest) {
        let sent = self.sent();
        let request = sent.into_iter().rev().find_map(|command| match command {
            Command::Profile { ticket, request } => Some((ticket, request)),
            _ => None,
        });
        request.expect("nothing was asked")
    }
}

#[test]
fn sites_of_another_program_come_and_its_queue_waits() {
    let mut rig = Rig::new();
    rig.does(Shortcut::Import);
    let (ticket, request) = rig.requested();
    assert!(matches!(request, ProfileRequest::Sources));
    rig.answers(ticket, Ok(Outcome::Sources(exchange::samples::sources())));
    assert!(rig.shows("FileZilla"));
    rig.inside(Inside::Exchange(exchange::Message::Browse));
    let _ = rig.app.update(Message::Picked(Pick::Source, Some("/f.xml".into())));
    let (ticket, request) = rig.requested();
    assert!(matches!(request, ProfileRequest::Preview(path, None) if path == std::path::Path::new("/f.xml")));
    rig.answers(ticket, Ok(Outcome::Preview(Box::new(exchange::samples::preview()))));
    rig.inside(Inside::Exchange(exchange::Message::Import));
    let (ticket, request) = rig.requested();
    assert!(matches!(request, ProfileRequest::Import(items) if items.len() == 5));
    rig.hears(Event::ProfileProgress { ticket, done: 2, of: 4 });
    assert!(rig.shows("Passwords in the keychain: 2 of 4"));
    rig.answers(ticket, Ok(Outcome::Imported(Box::new(exchange::samples::imported()))));
    assert!(rig.shows("5 sites were added."));
    let sent = rig.sent();
    let asks = |command: &Command| {
        matches!(
            command,
            Command::Profile {
                request: ProfileRequest::Sites,
                ..
            }
        )
    };
    assert!(sent.iter().any(asks), "the window looks at the sites again");
    let orders: Vec<&Order> = sent
        .iter()
        .filter_map(|command| match command {
            Command::Start(order) => Some(order),
            _ => None,
        })
        .collect();
    let [up, down] = orders[..] else {
        panic!("two ways: {orders:?}");
    };
    assert!(matches!(&up.errand, Errand::Upload { sources, .. } if sources.len() == 3));
    assert!(matches!(&down.errand, Errand::Download { sources, .. } if sources.len() == 2));
    assert_eq!((up.landing, up.priority), (Landing::Into, 0));
    let at = |wanted: fn(&Command) -> bool| sent.iter().position(wanted).expect("it is sent");
    let held = at(|command| matches!(command, Command::Hold(true)));
    let started = at(|command| matches!(command, Command::Start(_)));
    assert!(held < started, "no server is connected to before somebody says so");
    rig.inside(Inside::Exchange(exchange::Message::ShowQueue));
    assert!(rig.app.dialog.is_none());
    assert_eq!(rig.app.area, Area::Queue);
}

#[test]
fn beside_what_runs_a_queue_of_another_program_waits_by_itself() {
    let mut rig = Rig::new();
    rig.transfers("other.example:21");
    rig.does(Shortcut::Import);
    rig.inside(Inside::Exchange(exchange::Message::Read("/q.xml".into())));
    let (ticket, _) = rig.requested();
    let queue = crate::import::Preview {
        items: Vec::new(),
        ..exchange::samples::preview()
    };
    rig.answers(ticket, Ok(Outcome::Preview(Box::new(queue))));
    rig.inside(Inside::Exchange(exchange::Message::Import));
    let sent = rig.sent();
    assert!(
        !sent.iter().any(|command| matches!(command, Command::Hold(_))),
        "{sent:?}"
    );
    for command in &sent {
        let Command::Start(order) = command else { continue };
        let waits = |command: &Command| matches!(command, Command::Pause(Aim::Job(job)) if *job == order.job);
        assert!(sent.iter().any(waits), "{order:?}");
    }
}

#[test]
fn an_answer_without_its_screen_changes_nothing() {
    let mut rig = Rig::new();
    rig.does(Shortcut::Import);
    let (ticket, _) = rig.requested();
    rig.inside(Inside::Exchange(exchange::Message::Close));
    rig.answers(ticket, Ok(Outcome::Sources(exchange::samples::sources())));
    assert!(rig.app.dialog.is_none());
    let _ = rig.app.update(Message::Picked(Pick::Source, Some("/f.xml".into())));
    assert!(rig.sent().is_empty());
}

#[test]
fn what_the_window_trusts_is_forgotten_in_the_window() {
    let mut rig = Rig::new();
    rig.app.allow_clear("nas:21", true);
    rig.app
        .choose_charset("old:21".to_owned(), crate::path::Charset::named("GB18030").unwrap());
    rig.does(Shortcut::Trusted);
    let (ticket, request) = rig.requested();
    assert!(matches!(request, ProfileRequest::Trust));
    rig.answers(ticket, Ok(Outcome::Trust(Box::new(trusted::samples::trust()))));
    for (server, what) in [
        ("nas:21", trusted::What::InClear),
        ("old:21", trusted::What::Charset("GB18030".to_owned())),
    ] {
        let entry = trusted::Entry {
            server: server.to_owned(),
            what,
        };
        rig.inside(Inside::Trusted(trusted::Message::Choose(Box::new(entry))));
        rig.inside(Inside::Trusted(trusted::Message::Forget));
        rig.inside(Inside::Trusted(trusted::Message::Confirm));
    }
    rig.again();
    assert!(rig.app.state.in_clear.is_empty() && rig.app.state.charsets.is_empty());
}

#[test]
fn cleared_history_does_not_come_back_with_the_tabs_that_are_open() {
    let mut rig = Rig::new();
    rig.go("ftp://me@one.example");
    rig.lists(&["a"]);
    rig.app.keep();
    assert!(!rig.app.state.recent.is_empty() && !rig.app.state.tabs.is_empty());
    rig.does(Shortcut::Private);
    let (ticket, request) = rig.requested();
    assert!(matches!(request, ProfileRequest::CountPrivate));
    let tidied = |kind, count| Tidied {
        kind,
        count,
        trouble: None,
    };
    rig.answers(ticket, Ok(Outcome::Private(vec![tidied(Private::Recent, 2)])));
    for message in [
        private::Message::Tick(private::Kind::Kept(Private::Recent)),
        private::Message::Remove,
        private::Message::Confirm,
    ] {
        rig.inside(Inside::Private(message));
    }
    let (ticket, request) = rig.requested();
    assert!(matches!(request, ProfileRequest::ClearPrivate(kinds) if kinds == [Private::Recent]));
    rig.answers(ticket, Ok(Outcome::Private(vec![tidied(Private::Recent, 2)])));
    assert!(rig.shows("2 addresses of the history"));
    assert_eq!(rig.tab().state, State::Connected, "what is open stays open");
    rig.again();
    assert!(rig.app.state.recent.is_empty() && rig.tab().site.is_none());
}

#[test]
fn what_has_ended_in_the_queue_is_counted_and_goes() {
    let mut rig = Rig::new();
    rig.hears(Event::Job(totals()));
    let ended = Totals {
        job: JobId(8),
        finished: true,
        ..totals()
    };
    rig.hears(Event::Job(ended));
    rig.does(Shortcut::Private);
    let (ticket, _) = rig.requested();
    rig.answers(ticket, Ok(Outcome::Private(Vec::new())));
    for message in [
        private::Message::Tick(private::Kind::Finished),
        private::Message::Remove,
        private::Message::Confirm,
    ] {
        rig.inside(Inside::Private(message));
    }
    let sent = rig.sent();
    let forgotten = |command: &&Command| matches!(command, Command::Forget(Aim::Everything));
    assert_eq!(sent.iter().filter(forgotten).count(), 1);
    let cleared = sent.iter().find_map(|command| match command {
        Command::Profile { ticket, .. } => Some(*ticket),
        _ => None,
    });
    rig.answers(cleared.expect("nothing was asked"), Ok(Outcome::Private(Vec::new())));
    assert!(rig.shows("1 finished job"));
}

#[test]
fn that_the_queue_cannot_be_saved_is_said_with_the_cause() {
    let mut rig = Rig::new();
    let error = Error::new(Stage::LocalDisk, Kind::NoSpace, "write journal.db");
    rig.hears(Event::NotWritten(Box::new(error)));
    let said = rig.app.said.take().unwrap();
    assert!(
        said.starts_with("The queue cannot be saved: The disk here is full"),
        "{said}"
    );
}
