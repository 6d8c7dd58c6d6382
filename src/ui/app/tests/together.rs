//! Both panes go from folder to folder together.

use super::sites::shop;
use super::*;
use crate::site::SiteId;
use crate::ui::screen::pane::{self, Place, Side};

/// A window with a tab of a site whose panes go together, both at their first folders.
fn rig() -> Rig {
    let mut saved = shop();
    saved.synchronised = true;
    let mut rig = Rig::with_sites(&[saved]);
    let _ = rig.app.visit(&SiteId::new(1), None);
    let (ticket, folder) = first_here(&mut rig);
    rig.lists(&["css"]);
    rig.answers(ticket, Ok(Outcome::LocalListed { folder, free: None }));
    rig.sent();
    assert!(rig.tab().is_together());
    rig
}

/// The request for the first folder here; what was sent beside it stays.
fn first_here(rig: &mut Rig) -> (Ticket, PathBuf) {
    let sent = rig.sent();
    let there: Vec<Command> = sent
        .into_iter()
        .filter_map(|command| match command {
            Command::Local { .. } => {
                rig.app.waiting.push(command);
                None
            }
            other => Some(other),
        })
        .collect();
    let here = rig.asked_here().unwrap();
    rig.app.waiting = there;
    here
}

/// The server lists what was asked for; what comes of it waits.
fn arrives(rig: &mut Rig) {
    let (ticket, _, folder) = rig.asked();
    let listing = Listing::default();
    rig.answers(ticket, Ok(Outcome::Listed { folder, listing }));
}

fn place(rig: &Rig, side: Side) -> String {
    rig.tab().pane(side).place().map(Place::visible).unwrap_or_default()
}

fn opens(rig: &mut Rig, side: Side, message: pane::Message) {
    rig.says(match side {
        Side::Local => tab::Message::Local(message),
        Side::Remote => tab::Message::Remote(message),
    });
}

#[test]
fn what_one_side_does_the_other_does_too() {
    let mut rig = rig();
    opens(&mut rig, Side::Remote, pane::Message::Up);
    arrives(&mut rig);
    let (ticket, folder) = rig.asked_here().expect("the pane of this computer follows");
    assert_eq!(folder, PathBuf::from("/home/mei"));
    rig.answers(ticket, Ok(Outcome::LocalListed { folder, free: None }));
    assert_eq!(
        (place(&rig, Side::Local), place(&rig, Side::Remote)),
        ("/home/mei".into(), "/".into())
    );
    // And from this computer to the server.
    opens(&mut rig, Side::Local, pane::Message::Up);
    let (ticket, folder) = rig.asked_here().unwrap();
    rig.answers(ticket, Ok(Outcome::LocalListed { folder, free: None }));
    assert!(
        rig.tab().note.is_some(),
        "there is nothing above the root of the server"
    );
    assert!(!rig.tab().is_together());
}

#[test]
fn it_ends_with_a_word_where_one_side_has_no_such_folder() {
    let mut rig = rig();
    opens(&mut rig, Side::Remote, pane::Message::PathTyped("css".into()));
    opens(&mut rig, Side::Remote, pane::Message::PathSubmitted);
    arrives(&mut rig);
    let (ticket, folder) = rig.asked_here().unwrap();
    assert_eq!(folder, PathBuf::from("/home/mei/site/css"));
    rig.answers(
        ticket,
        Err(Error::new(Stage::LocalDisk, Kind::NotFound, "read the folder")),
    );
    assert!(!rig.tab().is_together());
    let said = "Synchronised browsing has ended: “css” is not on this computer.";
    assert!(rig.shows(said));
    let (_, folder) = rig.asked_here().expect("it goes back to where it was");
    assert_eq!(folder, PathBuf::from("/home/mei/site"));
    assert_eq!(place(&rig, Side::Remote), "/www/css");
    // It can be begun again, here.
    rig.says(tab::Message::Together(true));
    assert!(rig.tab().is_together() && !rig.shows(said));
}

#[test]
fn the_leader_that_fails_takes_nobody_along() {
    let mut rig = rig();
    opens(&mut rig, Side::Remote, pane::Message::Up);
    rig.fails(Error::new(Stage::Listing, Kind::Rejected, "LIST"));
    assert!(rig.asked_here().is_none());
    assert_eq!(place(&rig, Side::Local), "/home/mei/site");
}

#[test]
fn a_bookmark_leads_both_sides() {
    let mut rig = rig();
    rig.says(tab::Message::Together(false));
    opens(&mut rig, Side::Remote, pane::Message::Places);
    assert!(rig.shows("Theme"));
    // Home, the top, then the bookmark.
    opens(&mut rig, Side::Remote, pane::Message::Goal(2));
    let sent = rig.sent();
    let (mut here, mut there) = (None, None);
    for command in sent {
        match command {
            Command::Local { request, .. } => here = Some(request),
            Command::Browse { request, .. } => there = Some(request),
            _ => {}
        }
    }
    assert!(
        matches!(here, Some(crate::engine::command::LocalRequest::List { folder }) if folder.to_str() == Some("/home/mei/theme"))
    );
    assert!(matches!(there, Some(Request::List { folder }) if folder == "/www/theme".into()));
    assert!(rig.tab().is_together());
}

#[test]
fn both_folders_become_a_bookmark_of_the_site() {
    let mut rig = rig();
    opens(&mut rig, Side::Remote, pane::Message::Places);
    assert!(rig.shows("Bookmark both folders"));
    opens(&mut rig, Side::Remote, pane::Message::AddMark);
    rig.serves();
    let marks = rig.tab().marks();
    let last = marks.last().unwrap();
    assert_eq!((marks.len(), last.name.as_str()), (2, "www"));
    assert_eq!(last.local, Some("/home/mei/site".into()));
    assert!(
        last.synchronised && !rig.tab().asleep,
        "it is the same way to the same server"
    );
    // A tab of no saved site has none.
    rig.app.open_tab();
    rig.go("sftp://me@h.example.org");
    rig.lists(&["a"]);
    opens(&mut rig, Side::Remote, pane::Message::Places);
    assert!(!rig.shows("Bookmark both folders"));
}
