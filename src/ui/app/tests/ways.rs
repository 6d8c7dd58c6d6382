//! What buttons do, and that there is room for all of them.

use super::*;

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
    // So low that hardly a row would be seen: the address bar has its second line only while it has the keyboard.
    sized(&mut rig, 427.0, 267.0);
    assert!(!rig.shows("FTP with TLS"));
    let _ = rig.app.update(Message::Do(Shortcut::Address));
    assert!(rig.shows("FTP with TLS"));
    let _ = rig.app.update(Message::Show(Area::Remote));
    assert!(!rig.shows("FTP with TLS"));
    sized(&mut rig, 640.0, 400.0);
    // Twice as large, the same window is as wide as half of it.
    rig.app.state.scale = 2.0;
    let _ = rig.app.update(Message::Redraw);
    assert_eq!(rig.app.room(), iced::Size::new(320.0, 200.0));
    rig.app.state.scale = 1.0;
    sized(&mut rig, 1280.0, 800.0);
    assert!(rig.app.shape.both_panes);
}
