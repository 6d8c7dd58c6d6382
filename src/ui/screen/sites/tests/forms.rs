//! What the form shows and makes of it.

use super::super::field::{self, Fault, Field};
use super::super::form::Mark;
use super::*;
use crate::path::Charset;
use crate::site::{Bookmark, Misfit, Mode, Protocol, Security, SftpOptions, Terms, TlsVersion};
use crate::transfer::Resolution;
use crate::ui::screen::drop_down::Step;
use crate::url::Scheme;

/// A site that has everything.
fn whole(sftp: bool) -> Saved {
    let mut saved = site(
        9,
        "A/B/whole",
        if sftp { "sftp://me@h:2200/" } else { "ftps://me@h:991/" },
    );
    saved.colour = Colour::Cyan;
    saved.notes = "one\ntwo".into();
    saved.protocol = if sftp {
        Protocol::Sftp(SftpOptions {
            identities: vec!["/k/one".into(), "/k/two".into()],
            certificates: vec!["/k/one-cert.pub".into()],
            key_alias: Some("alias".into()),
            jump: Some(Box::new(
                Url::parse("sftp://j@bastion/").unwrap().site(FtpOptions::default()),
            )),
            old_algorithms: true,
            ..SftpOptions::default()
        })
    } else {
        Protocol::Ftp(FtpOptions {
            security: Security::Implicit,
            mode: Mode::Active,
            active_ports: Some(50000..=50100),
            active_address: "203.0.113.9".parse().ok(),
            highest_tls: TlsVersion::Tls12,
            accepts_missing_goodbye: true,
            time_offset: Some(-90),
        })
    };
    saved.login = if sftp {
        Login::Key { user: "me".into() }
    } else {
        Login::Password { user: "me".into() }
    };
    saved.terms = Terms {
        kept_as: None,
        connections: std::num::NonZeroUsize::new(4),
        download_limit: Some(1000),
        upload_limit: Some(2048),
        charset: Charset::named("gbk").unwrap(),
    };
    saved.local_folder = Some("/home/me".into());
    saved.remote_folder = Some("/www/图片".into());
    saved.synchronised = true;
    saved.on_conflict = Some(Resolution::Rename);
    saved.bookmarks = vec![Bookmark {
        name: "m".into(),
        local: Some("/l".into()),
        remote: None,
        synchronised: true,
    }];
    saved
}

#[test]
fn what_is_shown_and_not_touched_is_what_was_saved() {
    for saved in [whole(true), whole(false), site(1, "x", "ftp://h/")] {
        let form = Form::of(&saved);
        assert_eq!(form.saved(), saved);
        assert_eq!(form.faults(&Book::default()), []);
    }
}

#[test]
fn numbers_and_times_are_read_as_they_are_written() {
    for bytes in [1, 999, 1000, 1024, 1_000_000, 123_456_789] {
        assert_eq!(field::read_rate(&field::rate(bytes)), Some(Some(bytes)), "{bytes}");
    }
    for minutes in [0, 60, -60, 90, -90, 1440, -5] {
        assert_eq!(
            field::read_offset(&field::offset(minutes)),
            Some(Some(minutes)),
            "{minutes}"
        );
    }
    assert_eq!(field::read_offset("-5:30"), Some(Some(-330)));
    assert_eq!(field::read_offset("8"), Some(Some(480)));
    for wrong in ["25", "1:60", "x", "24:01", "--1", ":"] {
        assert_eq!(field::read_offset(wrong), None, "{wrong}");
    }
    for wrong in ["0", "-1", "x", "inf", "NaN", "0.0001"] {
        assert_eq!(field::read_rate(wrong), None, "{wrong}");
    }
    for wrong in ["0", "65", "x", "-1"] {
        assert_eq!(field::read_count(wrong), None, "{wrong}");
    }
    assert_eq!(field::read_ports("50000 - 50100"), Some(Some(50000..=50100)));
    for wrong in ["0-5", "9-5", "x", "70000"] {
        assert_eq!(field::read_ports(wrong), None, "{wrong}");
    }
}

#[test]
fn a_mistake_is_told_beside_its_field_as_it_is_typed() {
    let faults = |edit: &dyn Fn(&mut Form)| {
        let mut form = Form::of(&site(1, "x", "ftp://me@h/"));
        edit(&mut form);
        form.faults(&Book::default())
    };
    let typed = |field: Field, text: &'static str| faults(&move |form: &mut Form| form.put(field, text.into()));
    let misfit = |field, misfit| vec![(field, Fault::Misfit(misfit))];
    assert_eq!(typed(Field::Name, " "), misfit(Field::Name, Misfit::NoName));
    assert_eq!(typed(Field::Host, ""), misfit(Field::Host, Misfit::NoHost));
    assert_eq!(typed(Field::Host, "a/b"), misfit(Field::Host, Misfit::BadHost));
    assert_eq!(typed(Field::Port, "x"), misfit(Field::Port, Misfit::NoPort));
    assert_eq!(typed(Field::Port, "65536"), misfit(Field::Port, Misfit::NoPort));
    assert_eq!(typed(Field::User, ""), misfit(Field::User, Misfit::NoUser));
    assert_eq!(typed(Field::Ports, "9-5"), [(Field::Ports, Fault::Ports)]);
    assert_eq!(typed(Field::Announced, "example"), [(Field::Announced, Fault::Address)]);
    assert_eq!(typed(Field::Offset, "x"), [(Field::Offset, Fault::Offset)]);
    assert_eq!(typed(Field::Connections, "99"), [(Field::Connections, Fault::Count)]);
    assert_eq!(typed(Field::Up, "fast"), [(Field::Up, Fault::Rate)]);
    let unnamed = faults(&|form: &mut Form| form.marks.push(Mark::default()));
    assert_eq!(unnamed, [(Field::Marks, Fault::Unnamed)]);
    let no_key = faults(&|form: &mut Form| {
        form.speak(Scheme::Sftp);
        form.log_in(Who::Key);
    });
    assert_eq!(no_key, misfit(Field::Keys, Misfit::NoKeyFile));
    let sftp = faults(&|form: &mut Form| {
        form.put(Field::Ports, "9-5".into());
        form.speak(Scheme::Sftp);
    });
    assert_eq!(sftp, [], "SFTP has no such ports");
    let mut book = Book::default();
    book.sites.push(site(2, "x", "ftp://h/"));
    let form = Form::of(&site(1, "x", "ftp://h/"));
    assert_eq!(form.faults(&book), [(Field::Name, Fault::Taken)]);
}

#[test]
fn another_protocol_has_other_fields_and_the_old_ones_come_back() {
    let mut form = Form::of(&whole(false));
    form.put(Field::Port, "990".into());
    form.speak(Scheme::Sftp);
    assert_eq!(form.saved().port, 22, "the usual port goes with its protocol");
    assert!(matches!(form.saved().protocol, Protocol::Sftp(_)));
    form.speak(Scheme::Ftp(Security::Implicit));
    let expected = Saved {
        port: 990,
        ..whole(false)
    };
    assert_eq!(form.saved(), expected);
    let mut form = Form::of(&site(1, "x", "ftp://h/"));
    assert_eq!(form.who, Who::Anonymous);
    form.speak(Scheme::Sftp);
    assert_eq!(form.who, Who::Password, "SFTP has no anonymous login");
    form.log_in(Who::Agent);
    assert_eq!(form.saved().login, Login::Agent { user: String::new() });
    form.speak(Scheme::Ftp(Security::Explicit));
    assert_eq!(form.who, Who::Password, "FTP has no agent");
}

#[test]
fn a_pasted_address_fills_the_form_and_its_password_is_not_seen() {
    let mut desk = desk();
    desk.says(Message::NewSite);
    desk.says(Message::Pasted(
        Field::Host,
        "sftp://mei:s3cret@backup-nas:2222/srv".into(),
    ));
    let saved = desk.form().saved();
    assert_eq!((saved.host.as_str(), saved.port), ("backup-nas", 2222));
    assert_eq!(saved.remote_folder, Some("/srv".into()));
    assert!(!format!("{:?}", desk.sites).contains("s3cret"));
    assert!(!desk.sees("s3cret"));
    // A port behind the host counts too.
    desk.types(Field::Port, "");
    desk.types(Field::Host, "nas:2201");
    let saved = desk.form().saved();
    assert_eq!((saved.host.as_str(), saved.port), ("nas", 2201));
    desk.types(Field::Host, "[2001:db8::1]");
    assert_eq!(desk.form().saved().host, "2001:db8::1");
}

#[test]
fn the_form_shows_what_the_protocol_has() {
    let mut desk = desk();
    desk.selects("Harbour shop");
    desk.says(Message::Section(Section::Connection));
    assert!(desk.sees("Data connections") && desk.sees("Time offset") && !desk.sees("Host key name"));
    desk.click("Passive");
    assert!(!desk.sees("Active ports"), "nobody connects to us");
    desk.says(Message::Discard);
    desk.selects("NAS");
    assert!(desk.sees("Host key name") && !desk.sees("Data connections") && !desk.sees("Time offset"));
    desk.says(Message::Section(Section::General));
    desk.click("Key file");
    desk.says(Message::KeyPath("/home/mei/.ssh/id_ed25519".into()));
    desk.click("Add");
    assert!(desk.sees("/home/mei/.ssh/id_ed25519"));
    desk.says(Message::Save);
    let saved = desk.book.site(&SiteId::new(3)).unwrap();
    assert_eq!(saved.login, Login::Key { user: "mei".into() });
}

#[test]
fn bookmarks_notes_and_colours_are_saved() {
    let mut desk = desk();
    desk.selects("NAS");
    desk.says(Message::Section(Section::Folders));
    desk.click("Add bookmark");
    desk.chooses(Edit::MarkName(0, "photos".into()));
    desk.chooses(Edit::MarkRemote(0, "/srv/photos".into()));
    desk.chooses(Edit::AddMark);
    desk.says(Message::Save);
    assert!(desk.sees("Give each bookmark a name."));
    desk.chooses(Edit::RemoveMark(1));
    desk.chooses(Edit::Colour(Colour::Blue));
    desk.says(Message::Notes(iced::widget::text_editor::Action::Edit(
        iced::widget::text_editor::Edit::Insert('!'),
    )));
    desk.says(Message::Save);
    let saved = desk.book.site(&SiteId::new(3)).unwrap();
    assert_eq!((saved.colour, saved.notes.as_str()), (Colour::Blue, "!"));
    assert_eq!(saved.bookmarks[0].remote, Some("/srv/photos".into()));
    assert!(!desk.sites.is_changed(), "it is as it is saved");
}

#[test]
fn the_folder_is_chosen_by_keys() {
    use crate::ui::widget::completed::Stroke;
    use iced::keyboard::key::Named;
    let mut desk = desk();
    desk.selects("Old archive");
    desk.says(Message::Choice(Which::Folder, Step::Toggle));
    assert!(desk.sees("Customers"));
    for stroke in [Stroke::Down, Stroke::Down, Stroke::Enter] {
        desk.says(Message::Choice(Which::Folder, Step::Stroke(stroke)));
    }
    assert_eq!(desk.form().folder, ["Home"]);
    desk.says(Message::Choice(Which::Folder, Step::Toggle));
    desk.presses(Named::Escape);
    assert!(!desk.closed, "Esc takes the list away, not the screen");
    desk.says(Message::Save);
    assert_eq!(desk.order()[3], "Home/Old archive");
}
