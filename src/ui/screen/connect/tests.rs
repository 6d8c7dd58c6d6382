//! What comes of what is typed and pasted.

use super::*;
use crate::site::{Logon, Protocol};

fn type_into(form: &mut Connect, field: Field, text: &str) {
    form.update(Message::Typed(field, Secret::new(text)));
}

fn paste(form: &mut Connect, field: Field, text: &str) {
    form.update(Message::Pasted(field, Secret::new(text)));
}

fn connected(form: &mut Connect) -> (Site, String, String) {
    match form.update(Message::Connect) {
        Action::Connect {
            site, path, address, ..
        } => (*site, path.visible(), address),
        other => panic!("{other:?}: {:?}", form.fault),
    }
}

#[test]
fn a_pasted_address_fills_every_field_wherever_it_lands() {
    for field in [Field::Host, Field::Port, Field::User, Field::Password] {
        let mut form = Connect::default();
        paste(&mut form, field, " sftp://me:s%40crt@[2001:db8::1]:2222/var/www ");
        assert_eq!(form.scheme, Scheme::Sftp);
        assert_eq!((form.host.as_str(), form.port.as_str()), ("2001:db8::1", "2222"));
        assert_eq!((form.user.as_str(), form.password.expose()), ("me", "s@crt"));
        let (site, path, address) = connected(&mut form);
        assert_eq!((site.port, path.as_str()), (2222, "/var/www"));
        assert_eq!(address, "sftp://me@[2001:db8::1]:2222/var/www");
        assert!(matches!(site.logon, Logon::Password { .. }));
    }
}

#[test]
fn a_password_leaves_the_visible_text_at_once() {
    let mut form = Connect::default();
    type_into(&mut form, Field::Host, "ftp://me:hunter2@");
    assert!(!form.host.contains("hunter2"), "{}", form.host);
    assert_eq!(form.password.expose(), "hunter2");
    let mut form = Connect::default();
    type_into(&mut form, Field::Host, "me:hunter2@h");
    assert_eq!((form.host.as_str(), form.user.as_str()), ("h", "me"));
    assert_eq!(form.password.expose(), "hunter2");
}

#[test]
fn what_is_being_typed_is_left_alone_until_it_is_meant() {
    let mut form = Connect::default();
    type_into(&mut form, Field::Host, "me@host:2222/www");
    assert_eq!(form.host, "me@host:2222/www");
    let (site, path, _) = connected(&mut form);
    assert_eq!((site.host.as_str(), site.port, path.as_str()), ("host", 2222, "/www"));
    assert_eq!(site.logon, Logon::Ask { user: "me".to_owned() });
}

#[test]
fn a_bare_host_is_encrypted_ftp_without_a_user() {
    let mut form = Connect::default();
    type_into(&mut form, Field::Host, "ftp.example.org");
    let (site, _, address) = connected(&mut form);
    assert_eq!((site.port, site.logon.clone()), (21, Logon::Anonymous));
    assert_eq!(site.ftp().unwrap().security, Security::Explicit);
    assert_eq!(address, "ftp://ftp.example.org");
    let mut form = Connect::default();
    type_into(&mut form, Field::Host, "::1");
    assert_eq!(connected(&mut form).0.host, "::1");
}

#[test]
fn a_protocol_that_nobody_named_is_found_out() {
    let recognised = |form: &mut Connect| match form.update(Message::Connect) {
        Action::Connect { recognise, .. } => recognise,
        other => panic!("{other:?}"),
    };
    let mut form = Connect::default();
    type_into(&mut form, Field::Host, "example.org");
    assert_eq!(recognised(&mut form), Some(None));
    type_into(&mut form, Field::Port, "2222");
    assert_eq!(recognised(&mut form), Some(Some(2222)));
    form.update(Message::Scheme(Some(Scheme::Ftp(Security::Explicit))));
    assert_eq!(recognised(&mut form), None);
    let mut form = Connect::default();
    paste(&mut form, Field::Host, "me@example.org:2222/www");
    assert_eq!(recognised(&mut form), Some(Some(2222)));
    paste(&mut form, Field::Host, "sftp://example.org");
    assert_eq!((form.scheme, form.auto), (Scheme::Sftp, false));
}

#[test]
fn what_cannot_be_connected_to_is_said_in_words() {
    for (host, port, user, password, fault) in [
        ("", "", "", "", url::Error::NoHost),
        ("a b", "", "", "", url::Error::Host),
        ("h", "0", "", "", url::Error::Port),
        ("h", "+21", "", "", url::Error::Port),
        ("h", "", "", "secret", url::Error::NoUser),
    ] {
        let mut form = Connect::default();
        type_into(&mut form, Field::Host, host);
        type_into(&mut form, Field::Port, port);
        type_into(&mut form, Field::User, user);
        type_into(&mut form, Field::Password, password);
        assert_eq!(form.update(Message::Connect), Action::None, "{host}:{port}");
        assert_eq!(form.fault, Some(fault), "{host}:{port}");
    }
}

#[test]
fn a_key_file_goes_with_sftp_only() {
    let mut form = Connect::default();
    type_into(&mut form, Field::Host, "h");
    type_into(&mut form, Field::User, "u");
    assert_eq!(form.update(Message::Key(true)), Action::PickKey);
    form.picked(PathBuf::from("/home/u/.ssh/id_ed25519"));
    assert!(matches!(connected(&mut form).0.protocol, Protocol::Ftp(_)));
    form.update(Message::Scheme(Some(Scheme::Sftp)));
    let site = connected(&mut form).0;
    assert_eq!(
        site.sftp().unwrap().identities,
        [PathBuf::from("/home/u/.ssh/id_ed25519")]
    );
}

#[test]
fn nothing_of_a_secret_shows_in_debug_output() {
    let mut form = Connect::default();
    type_into(&mut form, Field::Password, "hunter2");
    let message = Message::Typed(Field::Password, Secret::new("hunter2"));
    assert!(!format!("{form:?}{message:?}").contains("hunter2"));
}

#[test]
fn an_address_from_before_connects() {
    let mut form = Connect::default();
    let recent = Message::Recent("ftps://me@h:2990/a/".to_owned());
    match form.update(recent) {
        Action::Connect { site, .. } => {
            assert_eq!((site.port, site.ftp().unwrap().security), (2990, Security::Implicit));
        }
        other => panic!("{other:?}"),
    }
}
