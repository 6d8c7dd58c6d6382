//! What is typed is tried out before it is saved.

use std::time::Duration;

use super::*;
use crate::engine::command::{Aim, Command};
use crate::engine::event::Step;
use crate::site::Logon;
use crate::wire::Milestone;

#[test]
fn a_site_is_tried_out_as_it_stands_in_the_form() {
    let mut desk = desk();
    desk.says(Message::NewSite);
    desk.says(Message::Pasted(field::Field::Host, "ftp://anna@new.example/".into()));
    desk.says(Message::Password(Secret::new("typed")));
    desk.click("Test…");
    let (ticket, site) = match desk.sent.pop() {
        Some(Command::Try { ticket, site, .. }) => (ticket, site),
        other => panic!("{other:?}"),
    };
    assert_eq!(site.host, "new.example");
    assert!(
        matches!(&site.logon, Logon::Password { user, password } if user == "anna" && password.expose() == "typed")
    );
    assert_eq!(
        site.terms.kept_as, None,
        "the keychain keeps nothing for what is not saved"
    );
    let trial = desk.sites.trial().unwrap();
    assert!(trial.asked(ticket));
    trial.heard(Step {
        result: Ok(Milestone::Greeted("220 hello".to_owned())),
        took: Duration::from_millis(30),
    });
    assert!(desk.sees("220 hello"));
    // It goes by Esc, and is stopped; what was typed stays.
    desk.presses(iced::keyboard::key::Named::Escape);
    assert!(matches!(desk.sent.pop(), Some(Command::Cancel(Aim::Request(of))) if of == ticket));
    assert!(desk.sites.trial().is_none() && !desk.closed);
    assert_eq!(desk.form().saved().host, "new.example");
}

#[test]
fn what_cannot_be_connected_to_is_not_tried() {
    let mut desk = desk();
    desk.says(Message::NewSite);
    desk.click("Test…");
    assert!(desk.sent.is_empty() && desk.sites.trial().is_none());
}
