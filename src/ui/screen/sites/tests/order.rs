//! The tree: its order, and what moves where.

use super::*;

fn drags(desk: &mut Desk, name: &str, over: Option<&str>) {
    desk.selects(name);
    desk.says(Message::Tree(Happening::DragBegan));
    let over = over.map(|over| desk.row(over));
    desk.says(Message::Tree(Happening::DragOver(over)));
    let ghost = desk.sites.ghost(&desk.book, &desk.words);
    assert!(ghost.starts_with(name) && over.is_none() == (ghost == name), "{ghost}");
    desk.says(Message::Tree(Happening::Dropped(over)));
    desk.says(Message::Tree(Happening::DragEnded));
}

#[test]
fn sites_are_dragged_among_each_other_and_into_folders() {
    let mut desk = desk();
    drags(&mut desk, "图片服务器", Some("Old archive"));
    assert_eq!(desk.order()[3..], ["图片服务器", "Old archive"]);
    drags(&mut desk, "NAS", Some("Customers"));
    assert_eq!(desk.order()[4], "Customers/NAS");
    assert!(
        desk.book.all_folders().contains(&vec!["Home".to_owned()]),
        "the folder stays though nothing is in it"
    );
    drags(&mut desk, "NAS", Some("Staging"));
    let inside: Vec<String> = desk
        .order()
        .into_iter()
        .filter(|name| name.starts_with("Cust"))
        .collect();
    assert_eq!(inside, ["Customers/Harbour shop", "Customers/NAS", "Customers/Staging"]);
    drags(&mut desk, "Staging", None);
    assert_eq!(desk.order().last().map(String::as_str), Some("Staging"));
    assert_eq!(desk.form().saved().name, "Staging", "it is still shown");
}

#[test]
fn a_folder_moves_with_all_that_is_in_it_but_not_into_itself() {
    let mut desk = desk();
    drags(&mut desk, "Home", Some("Customers"));
    assert_eq!(desk.order()[2], "Customers/Home/NAS");
    assert_eq!(
        desk.sites.tree.selected(),
        Some(&Node::Folder(vec!["Customers".into(), "Home".into()]))
    );
    desk.selects("Customers");
    desk.says(Message::Tree(Happening::DragBegan));
    let sheet = tree::Sheet {
        tree: &desk.sites.tree,
        palette: Palette::of(Shade::Light),
    };
    use crate::ui::widget::table::Rows;
    assert!(!sheet.takes_drops(desk.row("Home")) && !sheet.takes_drops(desk.row("NAS")));
    drags(&mut desk, "Home", None);
    assert_eq!(desk.order()[2], "Home/NAS");
}

#[test]
fn keys_move_a_site_among_its_neighbours() {
    let mut desk = desk();
    desk.selects("Old archive");
    desk.says(Message::Step(-1));
    assert_eq!(desk.order()[3..], ["Old archive", "图片服务器"], "it is the first");
    desk.says(Message::Step(1));
    assert_eq!(desk.order()[3..], ["图片服务器", "Old archive"]);
    desk.says(Message::Step(1));
    assert_eq!(desk.order()[3..], ["图片服务器", "Old archive"], "it is the last");
    desk.says(Message::Step(-1));
    assert_eq!(desk.order()[3..], ["Old archive", "图片服务器"]);
}

#[test]
fn folders_are_made_and_renamed_with_all_that_is_in_them() {
    let mut desk = desk();
    desk.selects("Customers");
    desk.says(Message::NewFolder);
    assert!(
        desk.book
            .all_folders()
            .contains(&vec!["Customers".into(), "New folder".into()])
    );
    desk.says(Message::FolderName("Large".into()));
    desk.says(Message::Save);
    desk.says(Message::NewFolder);
    let path = ["Customers", "Large", "New folder"].map(str::to_owned).to_vec();
    assert!(desk.book.all_folders().contains(&path), "in the one that is selected");
    desk.selects("Customers");
    desk.says(Message::FolderName("Home".into()));
    assert!(desk.sees("There is such a folder already, or no name."));
    desk.says(Message::Save);
    assert_eq!(desk.order()[0], "Customers/Harbour shop");
    desk.says(Message::FolderName("Clients".into()));
    desk.says(Message::Save);
    assert_eq!(desk.order()[..2], ["Clients/Harbour shop", "Clients/Staging"]);
    assert_eq!(desk.sites.tree.selected(), Some(&Node::Folder(vec!["Clients".into()])));
}

#[test]
fn a_copy_stands_behind_its_original_and_has_secrets_of_its_own() {
    let mut desk = desk();
    desk.kept.push(SecretName::password(&SiteId::new(1)));
    desk.selects("Harbour shop");
    desk.says(Message::Duplicate);
    assert_eq!(
        desk.order()[..3],
        [
            "Customers/Harbour shop",
            "Customers/Harbour shop (2)",
            "Customers/Staging"
        ]
    );
    let (one, two) = (desk.book.sites[0].clone(), desk.book.sites[1].clone());
    assert_ne!(one.id, two.id);
    assert_eq!(
        (one.host, one.colour, one.remote_folder),
        (two.host, two.colour, two.remote_folder)
    );
    assert!(matches!(&desk.sites.secrets, Some(Ok(names)) if names.is_empty()));
    assert_eq!(desk.form().saved().name, "Harbour shop (2)");
}

#[test]
fn arrows_walk_through_the_tree_and_enter_connects() {
    use iced::keyboard::key::Named;
    let mut desk = desk();
    desk.selects("NAS");
    desk.says(Message::Tree(Happening::Open(desk.row("NAS"))));
    assert_eq!(desk.visited, [SiteId::new(3)]);
    desk.closed = false;
    // The tree has the keyboard when the screen opens.
    desk.presses(Named::ArrowDown);
    assert_eq!(desk.form().saved().name, "Old archive");
    desk.presses(Named::ArrowUp);
    desk.presses(Named::ArrowUp);
    assert_eq!(desk.sites.tree.selected(), Some(&Node::Folder(vec!["Home".into()])));
    desk.presses(Named::ArrowLeft);
    assert!(!desk.sees("NAS"), "the folder is closed");
    desk.presses(Named::ArrowRight);
    assert!(desk.sees("NAS"));
    assert_eq!(desk.visited.len(), 1);
}

#[test]
fn what_the_file_refuses_is_told_and_nothing_is_lost() {
    let mut desk = desk();
    desk.selects("NAS");
    desk.types(field::Field::Name, "Renamed");
    // Somebody else deleted it meanwhile, and gave another one this name.
    desk.profile.change(&[Change::Remove(SiteId::new(3))]).unwrap();
    let twin = site(7, "Home/Renamed", "sftp://mei@other/");
    desk.profile.change(&[Change::Put(Box::new(twin))]).unwrap();
    desk.says(Message::Save);
    assert!(desk.sites.failed.is_some());
    assert_eq!(desk.form().saved().name, "Renamed");
    desk.says(Message::ReadAgain);
    assert!(desk.sees("Another site in this folder has this name."));
}

#[test]
fn the_menu_does_what_keys_and_buttons_do() {
    use iced::keyboard::key::Named;
    let mut desk = desk();
    desk.selects("NAS");
    let open = Happening::Menu {
        row: Some(desk.row("NAS")),
        at: iced::Point::new(300.0, 200.0),
    };
    desk.says(Message::Tree(open.clone()));
    assert!(desk.sees("Move down"));
    desk.presses(Named::Escape);
    assert!(!desk.sees("Move down") && !desk.closed);
    desk.says(Message::Tree(open.clone()));
    desk.click("Duplicate");
    assert_eq!(desk.order()[3], "Home/NAS (2)");
    // The first item is to connect.
    desk.says(Message::Tree(open));
    desk.presses(Named::ArrowDown);
    desk.presses(Named::Enter);
    assert_eq!(desk.visited.len(), 1);
    // A folder has no such items.
    desk.selects("Home");
    desk.says(Message::Menu(menu::Step::Open(iced::Point::new(300.0, 200.0))));
    assert!(desk.sees("Ctrl+Shift+N") && !desk.sees("Move down"));
}
