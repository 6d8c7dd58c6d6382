//! Where addresses lead, and what is found out on the way.

use super::*;

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
