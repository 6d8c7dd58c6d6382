//! How connections end, and how tabs come back.

use super::*;

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
fn tabs_of_one_host_are_told_apart() {
    let mut rig = Rig::new();
    rig.go("ftp://me@one.example:2121");
    rig.lists(&["a"]);
    assert!(rig.shows("one.example"));
    rig.go("ftp://me@one.example:2122");
    assert_eq!(rig.app.tabs.len(), 2);
    assert!(rig.shows("me@one.example:2121") && rig.shows("me@one.example:2122"));
}
