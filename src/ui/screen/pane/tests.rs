//! The pane as its tab uses it: messages and listings in, actions out.

mod drawn;
mod gestures;
mod stock;
mod tools;
mod ways;

use super::menu::Anchor;
use super::naming::Fault;
use super::*;
use crate::entry::Kind;
use crate::ui::widget::table::{Happening, Rows, Select};
use stock::{Stock, entry, file, folder, names, pane, remote};

#[test]
fn a_listing_arrives_page_by_page_and_is_sorted_now_and_then() {
    let stock = Stock::new();
    let mut pane = Pane::new(Side::Remote, remote("/"));
    pane.begin(remote("/www"), Ticket(1), stock.now);
    pane.page(Ticket(1), vec![file("b")], stock.now);
    assert_eq!(names(&pane), ["b"]);
    let soon = stock.now + Duration::milliseconds(50);
    pane.page(Ticket(1), vec![file("a")], soon);
    assert_eq!(names(&pane), ["b"], "not sorted for every page");
    pane.page(Ticket(9), vec![file("stranger")], soon);
    pane.page(Ticket(1), vec![folder("z")], stock.now + PLACING);
    assert_eq!(names(&pane), ["z", "a", "b"]);
    pane.page(Ticket(1), vec![file("c")], stock.now + PLACING);
    assert!(pane.is_loading());
    pane.listed(Ticket(1), remote("/www"), None, soon);
    assert_eq!(names(&pane), ["z", "a", "b", "c"]);
    assert!(!pane.is_loading());
}

#[test]
fn a_hundred_thousand_names_are_sorted_at_once_and_found_again() {
    let mut listing = Listing::default();
    listing.push((0..100_000_u32).map(|at| file(&format!("IMG_{}.jpg", at.wrapping_mul(2_654_435_761) % 1_000_003))));
    listing.place();
    assert_eq!(listing.len(), 100_000);
    let name = |row: usize| listing.get(row).unwrap().shown().to_owned();
    let number = |row: usize| name(row)[4..name(row).len() - 4].parse::<u32>().unwrap();
    assert!((1..100_000).all(|row| number(row - 1) <= number(row)));
}

#[test]
fn a_refresh_keeps_selection_cursor_and_rows_until_it_is_complete() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/www", vec![file("a"), file("c"), file("d")]);
    pane.update(Message::Table(Happening::Select(Select::Only(2))));
    pane.update(Message::Table(Happening::Cursor(2)));
    let reveal = pane.reveal;
    pane.begin(remote("/www"), Ticket(2), stock.now);
    pane.page(Ticket(2), vec![file("b"), file("c"), file("a")], stock.now);
    assert_eq!(names(&pane), ["a", "c", "d"]);
    pane.listed(Ticket(2), remote("/www"), None, stock.now);
    assert_eq!(names(&pane), ["a", "b", "c"]);
    assert_eq!(pane.selected(), [file("c")]);
    assert_eq!(pane.reveal, (reveal.0 + 1, 3), "the cursor follows its name");
    pane.begin(remote("/www"), Ticket(3), stock.now);
    pane.page(Ticket(3), vec![file("c"), file("b"), file("a")], stock.now);
    pane.listed(Ticket(3), remote("/www"), None, stock.now);
    assert_eq!(pane.reveal.0, reveal.0 + 1, "what did not move is not scrolled to");
}

#[test]
fn a_refresh_that_fails_leaves_what_was_there_and_another_folder_does_not() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/www", vec![file("a")]);
    pane.begin(remote("/www"), Ticket(2), stock.now);
    pane.page(Ticket(2), vec![file("b")], stock.now);
    pane.failed(Ticket(2));
    assert_eq!(names(&pane), ["a"]);
    pane.begin(remote("/etc"), Ticket(3), stock.now);
    pane.failed(Ticket(2));
    assert!(pane.is_loading());
    pane.failed(Ticket(3));
    assert_eq!(names(&pane), [""; 0]);
}

#[test]
fn rows_of_the_folder_that_is_left_are_seen_but_not_touched() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/www", vec![file("a"), folder("dist")]);
    pane.update(Message::Table(Happening::Select(Select::Only(2))));
    pane.begin(remote("/www/dist"), Ticket(2), stock.now);
    assert_eq!(names(&pane), ["dist", "a"]);
    assert_eq!(pane.update(Message::Table(Happening::Open(1))), Action::None);
    assert_eq!(pane.update(Message::Delete { for_good: true }), Action::None);
    assert_eq!(pane.update(Message::Rename), Action::None);
    assert!(!pane.sheet.is_selectable(1));
    pane.listed(Ticket(2), remote("/www/dist"), None, stock.now);
    assert_eq!(names(&pane), [""; 0]);
    assert!(pane.selected().is_empty());
}

#[test]
fn going_up_puts_the_cursor_on_the_folder_that_was_left_and_back_where_it_stood() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/www", vec![folder("dist"), folder("logs"), file("x")]);
    pane.update(Message::Table(Happening::Cursor(3)));
    assert_eq!(pane.update(Message::Up), Action::Open(remote("/")));
    pane.begin(remote("/"), Ticket(2), stock.now);
    pane.page(Ticket(2), vec![folder("etc"), folder("www")], stock.now);
    pane.listed(Ticket(2), remote("/"), None, stock.now);
    assert_eq!(pane.reveal.1, 1, "no way up at the top, and the cursor on www");
    assert_eq!(
        pane.update(Message::Table(Happening::Open(1))),
        Action::Open(remote("/www"))
    );
    assert_eq!(pane.update(Message::Back), Action::Open(remote("/www")));
    pane.begin(remote("/www"), Ticket(3), stock.now);
    pane.page(Ticket(3), vec![folder("dist"), folder("logs"), file("x")], stock.now);
    pane.listed(Ticket(3), remote("/www"), None, stock.now);
    assert_eq!(pane.reveal.1, 3);
    assert_eq!(pane.update(Message::Forward), Action::Open(remote("/")));
}

#[test]
fn the_other_side_may_call_a_folder_otherwise() {
    let stock = Stock::new();
    let mut pane = Pane::new(Side::Remote, remote(""));
    pane.begin(remote(""), Ticket(1), stock.now);
    pane.listed(Ticket(1), remote("/home/mei"), None, stock.now);
    assert_eq!(pane.place(), Some(&remote("/home/mei")));
    assert_eq!(pane.update(Message::Up), Action::Open(remote("/home")));
    assert!(!pane.history.can_go_back());
}

#[test]
fn a_name_is_checked_sent_and_answered() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/www", vec![file("a.txt"), file("b.txt")]);
    pane.update(Message::Table(Happening::Select(Select::Only(1))));
    pane.update(Message::Table(Happening::Cursor(1)));
    assert_eq!(
        pane.update(Message::Rename),
        Action::Type(Typing {
            field: pane.field("name"),
            characters: 1
        })
    );
    pane.update(Message::RenameTyped("b.txt".to_owned()));
    assert!(matches!(pane.update(Message::RenameDone), Action::Type(_)));
    assert_eq!(pane.sheet.naming.as_ref().unwrap().fault, Some(Fault::Taken));
    pane.update(Message::RenameTyped("c.txt".to_owned()));
    let sent = Action::Rename {
        from: "a.txt".into(),
        to: "c.txt".into(),
    };
    assert_eq!(pane.update(Message::RenameDone), sent);
    assert_eq!(pane.update(Message::RenameDone), Action::None, "sent once");
    assert!(matches!(pane.named(Err(Fault::Taken)), Action::Type(_)));
    assert_eq!(
        pane.update(Message::RenameDone),
        Action::Rename {
            from: "a.txt".into(),
            to: "c.txt".into()
        }
    );
    assert_eq!(pane.named(Ok(())), Action::Reload);
    pane.begin(remote("/www"), Ticket(2), stock.now);
    pane.page(Ticket(2), vec![file("b.txt"), file("c.txt")], stock.now);
    pane.listed(Ticket(2), remote("/www"), None, stock.now);
    assert_eq!(pane.reveal.1, 2, "the cursor follows the renamed row");
}

#[test]
fn a_refresh_waits_while_a_name_is_typed() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/www", vec![file("a")]);
    pane.update(Message::NewFolder);
    assert_eq!(pane.sheet.count(), 3);
    pane.begin(remote("/www"), Ticket(2), stock.now);
    pane.page(Ticket(2), vec![file("z")], stock.now);
    pane.listed(Ticket(2), remote("/www"), None, stock.now);
    assert_eq!(names(&pane), ["a"]);
    assert_eq!(pane.update(Message::Refresh), Action::None);
    assert_eq!(pane.update(Message::RenameCancelled), Action::Reload);
    assert_eq!(names(&pane), ["z"]);
    pane.update(Message::NewFolder);
    assert_eq!(pane.update(Message::RenameDone), Action::Focus, "nothing was typed");
    assert!(pane.sheet.naming.is_none());
    pane.update(Message::NewFile);
    pane.update(Message::RenameTyped("new".to_owned()));
    assert_eq!(pane.update(Message::RenameDone), Action::MakeFile("new".into()));
}

#[test]
fn actions_are_about_what_is_selected_and_can_be_used() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/www", vec![file("a"), file("b/c"), folder("d")]);
    assert_eq!(pane.update(Message::Transfer), Action::None);
    pane.update(Message::Table(Happening::Select(Select::All)));
    let both = vec![folder("d"), file("a")];
    assert_eq!(pane.update(Message::Transfer), Action::Transfer(both.clone()));
    assert_eq!(pane.update(Message::AddToQueue), Action::Queue(both.clone()));
    let asked = Action::AskDelete {
        entries: both,
        for_good: true,
    };
    assert_eq!(
        pane.update(Message::Delete { for_good: false }),
        asked,
        "there is no trash on a server"
    );
    assert_eq!(
        pane.update(Message::CopyPath),
        Action::Copy("/www/d\n/www/a".to_owned())
    );
    pane.update(Message::Filter("d".to_owned()));
    assert_eq!(pane.update(Message::Transfer), Action::Transfer(vec![folder("d")]));
    assert_eq!(pane.update(Message::Table(Happening::Open(3))), Action::None);
}

#[test]
fn a_double_click_enters_folders_and_leaves_files_and_links_to_the_tab() {
    let stock = Stock::new();
    let link = entry("latest", Kind::Link);
    let mut pane = pane(&stock, "/www", vec![folder("d"), link.clone(), file("x/y")]);
    let open = |pane: &mut Pane, row| pane.update(Message::Table(Happening::Open(row)));
    assert_eq!(open(&mut pane, 0), Action::Open(remote("/")));
    assert_eq!(open(&mut pane, 1), Action::Open(remote("/www/d")));
    assert_eq!(open(&mut pane, 2), Action::Activate(link));
    assert_eq!(open(&mut pane, 3), Action::None, "a bad name leads nowhere");
}

#[test]
fn drops_name_the_folder_that_they_mean() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/www", vec![folder("d"), file("a")]);
    let drop = |pane: &mut Pane, row| pane.update(Message::Table(Happening::Dropped(row)));
    let into = |path: &str| Action::Dropped { into: remote(path) };
    assert_eq!(drop(&mut pane, None), into("/www"));
    assert_eq!(drop(&mut pane, Some(0)), into("/"));
    assert_eq!(drop(&mut pane, Some(1)), into("/www/d"));
    assert_eq!(pane.update(Message::CrumbDropped(0)), into("/"));
    assert_eq!(pane.update(Message::CrumbOver(0)), Action::DragOver(Some(remote("/"))));
    let rested = Message::Table(Happening::Rested(1));
    assert_eq!(pane.update(rested), Action::Open(remote("/www/d")));
    assert_eq!(pane.update(Message::CrumbRested(0)), Action::Open(remote("/")));
    assert_eq!(pane.update(Message::CrumbRested(1)), Action::None, "it is open already");
    let happening = Happening::File {
        path: "/tmp/x".into(),
        row: Some(1),
    };
    let file = Action::DesktopFile {
        path: "/tmp/x".into(),
        into: remote("/www/d"),
    };
    assert_eq!(pane.update(Message::Table(happening)), file);
}

#[test]
fn a_path_is_typed_and_untouched_bytes_stay_as_they_are() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/caf", Vec::new());
    assert!(matches!(pane.update(Message::EditPath), Action::Type(_)));
    assert!(pane.is_typing());
    assert_eq!(pane.update(Message::PathSubmitted), Action::Reload);
    pane.update(Message::EditPath);
    pane.update(Message::PathTyped("sub".to_owned()));
    assert_eq!(pane.update(Message::PathSubmitted), Action::Open(remote("/caf/sub")));
    pane.update(Message::EditPath);
    pane.update(Message::PathLeft);
    assert!(!pane.is_typing());
}

#[test]
fn a_menu_offers_what_can_be_done_with_what_is_selected() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/www", vec![folder("d"), file("a"), file("x/y")]);
    let at = iced::Point::new(10.0, 10.0);
    let open = |pane: &mut Pane, row| {
        pane.update(Message::Table(Happening::Menu { row, at }));
        format!("{:?}", pane.menu)
    };
    pane.update(Message::Table(Happening::Select(Select::Only(2))));
    let one = open(&mut pane, Some(2));
    assert!(one.contains("Rename") && one.contains("Transfer") && one.contains("Properties"));
    pane.update(Message::Table(Happening::Select(Select::All)));
    let many = open(&mut pane, Some(2));
    assert!(!many.contains("Rename") && many.contains("Delete"));
    for ground in [None, Some(0), Some(3)] {
        let ground = open(&mut pane, ground);
        assert!(!ground.contains("Delete") && ground.contains("NewFolder"));
    }
    pane.update(Message::MenuStep(1));
    assert!(
        matches!(pane.update(Message::MenuAccepted), Action::Type(_)),
        "a new folder"
    );
    assert!(pane.menu_at(|anchor| matches!(anchor, Anchor::Pointer(_))).is_none());
}
