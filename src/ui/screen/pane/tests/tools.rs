//! Places, columns, the tree and charsets, through the whole view.

use iced::keyboard::{Key, key::Named};
use iced::{Event, Point, mouse};

use super::gestures::{hand, press};
use super::stock::{Stock, entry, file, folder, list, names, pane, remote, site};
use super::*;
use crate::engine::event::{Landmark, LandmarkKind};

/// What the pane makes of everything that a hand did.
fn acts(pane: &mut Pane, messages: Vec<Message>) -> Vec<Action> {
    let actions: Vec<Action> = messages.into_iter().map(|message| pane.update(message)).collect();
    let idle = [Action::None, Action::Focus, Action::Remember];
    let is_idle = |action: &Action| idle.contains(action) || matches!(action, Action::Reveal(_));
    actions.into_iter().filter(|action| !is_idle(action)).collect()
}

fn drag(pane: &mut Pane, stock: &Stock, from: Point, to: Point) -> Vec<Action> {
    let messages = hand(pane, stock, |ui| {
        let moved = |position| Event::Mouse(mouse::Event::CursorMoved { position });
        ui.point_at(from);
        ui.simulate([
            moved(from),
            Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Left)),
        ]);
        ui.point_at(to);
        ui.simulate([
            moved(to),
            Event::Mouse(mouse::Event::ButtonReleased(mouse::Button::Left)),
        ]);
    });
    acts(pane, messages)
}

fn shown_columns(pane: &Pane) -> Vec<Column> {
    pane.sheet.columns.chosen().collect()
}

#[test]
fn places_lead_home_to_favourites_and_where_one_was() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/srv/www", site());
    list(&mut pane, &stock, remote("/srv/logs"), vec![]);
    let messages = hand(&mut pane, &stock, |ui| press(ui, Point::new(92.0, 19.0)));
    assert_eq!(acts(&mut pane, messages), [Action::AskPlaces]);
    pane.show_places(vec![remote("/srv/backup"), remote("/gone")], None);
    for (line, place) in [
        ("Login folder", "/home/mei"),
        ("Top folder", "/"),
        ("/srv/backup", "/srv/backup"),
        ("/srv/www", "/srv/www"),
    ] {
        let messages = hand(&mut pane, &stock, |ui| {
            ui.click(line).unwrap();
        });
        assert_eq!(acts(&mut pane, messages), [Action::Open(remote(place))]);
        assert!(pane.menu.is_none());
        pane.show_places(vec![remote("/srv/backup"), remote("/gone")], None);
    }
}

#[test]
fn favourites_come_and_go() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/srv/www", site());
    pane.show_places(vec![remote("/gone")], None);
    let favour = |place: &str, keep| Action::Favour {
        place: remote(place),
        keep,
    };
    let messages = hand(&mut pane, &stock, |ui| {
        ui.click("Add this folder").unwrap();
    });
    assert_eq!(acts(&mut pane, messages), [favour("/srv/www", true)]);
    pane.show_places(vec![remote("/gone"), remote("/srv/www")], None);
    // One line after the other: login folder, top folder, the favourite.
    let messages = hand(&mut pane, &stock, |ui| {
        for _ in 0..3 {
            ui.tap_key(Key::Named(Named::ArrowDown));
        }
        ui.tap_key(Key::Named(Named::Delete));
    });
    assert_eq!(acts(&mut pane, messages), [favour("/gone", false)]);
    pane.set_favourites(vec![remote("/srv/www")]);
    let messages = hand(&mut pane, &stock, |ui| {
        ui.click("Remove this folder").unwrap();
    });
    assert_eq!(acts(&mut pane, messages), [favour("/srv/www", false)]);
}

#[test]
fn what_is_on_this_computer_comes_into_the_open_menu() {
    let stock = Stock::new();
    let here = |path: &str| Place::Local(path.into());
    let mut pane = Pane::new(Side::Local, here(""));
    list(&mut pane, &stock, here("/home/mei"), vec![]);
    pane.show_places(Vec::new(), None);
    let landmark = |kind, path: &str| Landmark {
        kind,
        path: path.into(),
    };
    pane.set_landmarks(vec![
        landmark(LandmarkKind::Downloads, "/home/mei/Downloads"),
        landmark(LandmarkKind::Drive, "/media/mei/STICK"),
    ]);
    let messages = hand(&mut pane, &stock, |ui| {
        ui.find("Downloads").unwrap();
        ui.click("/media/mei/STICK").unwrap();
    });
    assert_eq!(acts(&mut pane, messages), [Action::Open(here("/media/mei/STICK"))]);
}

#[test]
fn columns_are_moved_fitted_hidden_and_remembered() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/srv/www", site());
    // Permissions stand at the right, 104 wide; size begins 336 from the right.
    let y = 38.0 + 13.0;
    assert_eq!(drag(&mut pane, &stock, Point::new(590.0, y), Point::new(320.0, y)), []);
    let order = [Column::Name, Column::Permissions, Column::Size, Column::Modified];
    assert_eq!(shown_columns(&pane), order);
    let edge = Point::new(640.0 - 140.0, y);
    let messages = hand(&mut pane, &stock, |ui| {
        press(ui, edge);
        press(ui, edge);
    });
    acts(&mut pane, messages);
    let fitted = pane.sheet.columns.width(Column::Modified);
    assert!(fitted < 140.0 && fitted > 80.0, "{fitted}");
    let messages = hand(&mut pane, &stock, |ui| {
        let at = Point::new(590.0, y);
        ui.point_at(at);
        ui.simulate([Event::Mouse(mouse::Event::ButtonPressed(mouse::Button::Right))]);
    });
    acts(&mut pane, messages);
    let messages = hand(&mut pane, &stock, |ui| {
        ui.click("Owner").unwrap();
    });
    acts(&mut pane, messages);
    assert!(shown_columns(&pane).contains(&Column::Owner));
    let mut another = Pane::new(Side::Remote, remote("/"));
    another.set_look(&pane.look());
    assert_eq!(another.look(), pane.look());
    assert_eq!(another.sheet.columns, pane.sheet.columns);
    // Without a mouse: the menu in the head leads to the same.
    pane.update(Message::HeadMenu);
    let messages = hand(&mut pane, &stock, |ui| {
        ui.click("Columns\u{2026}").unwrap();
    });
    acts(&mut pane, messages);
    let messages = hand(&mut pane, &stock, |ui| {
        ui.click("Usual columns").unwrap();
    });
    acts(&mut pane, messages);
    assert_eq!(pane.sheet.columns, Columns::default());
}

#[test]
fn the_tree_follows_the_list_and_leads_it() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/srv/www", site());
    pane.update(Message::ToggleTree);
    hand(&mut pane, &stock, |ui| {
        ui.find("Folders").unwrap();
    });
    let row = |row: usize| Point::new(120.0, 38.0 + 27.0 + 26.0 * row as f32 + 13.0);
    let messages = hand(&mut pane, &stock, |ui| press(ui, row(1)));
    assert_eq!(acts(&mut pane, messages), [Action::Open(remote("/srv"))]);
    // The sign before the shown folder: what is in it is known for nothing.
    let sign = Point::new(50.0, row(2).y);
    let messages = hand(&mut pane, &stock, |ui| press(ui, sign));
    assert_eq!(acts(&mut pane, messages), []);
    let messages = hand(&mut pane, &stock, |ui| press(ui, row(3)));
    assert_eq!(acts(&mut pane, messages), [Action::Open(remote("/srv/www/assets"))]);
    // What is not known is asked for.
    let sign = Point::new(66.0, row(3).y);
    let messages = hand(&mut pane, &stock, |ui| press(ui, sign));
    let asked = vec![remote("/srv/www/assets")];
    assert_eq!(acts(&mut pane, messages), [Action::ReadFolders(asked)]);
    pane.branch_page(&remote("/srv/www/assets"), &[folder("fonts"), file("a.css")]);
    pane.branch_read(&remote("/srv/www/assets"), true);
    hand(&mut pane, &stock, |ui| {
        ui.find("fonts").unwrap();
    });
}

#[test]
fn the_tree_has_the_keyboard_when_it_is_called_and_takes_drops() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/srv/www", site());
    pane.update(Message::TreeKey);
    assert!(pane.tree.is_shown() && pane.tree.focused);
    let messages = hand(&mut pane, &stock, |ui| {
        ui.tap_key(Key::Named(Named::ArrowUp));
        ui.tap_key(Key::Named(Named::Enter));
    });
    assert_eq!(acts(&mut pane, messages), [Action::Open(remote("/srv"))]);
    // Left closes a folder, and from one that is closed it leads to the folder above.
    let messages = hand(&mut pane, &stock, |ui| {
        ui.tap_key(Key::Named(Named::ArrowLeft));
        ui.tap_key(Key::Named(Named::ArrowLeft));
        ui.tap_key(Key::Named(Named::Enter));
    });
    assert!(
        matches!(messages[0], Message::Tree(Happening::Cursor(1))),
        "{messages:?}"
    );
    assert!(matches!(messages[1], Message::TreeUnfold(1)), "{messages:?}");
    pane.update(Message::TreeKey);
    assert!(pane.tree.is_shown() && !pane.tree.focused);
    let dropped = pane.update(Message::Tree(Happening::Dropped(Some(1))));
    assert_eq!(dropped, Action::Dropped { into: remote("/srv") });
    assert_eq!(pane.update(Message::Tree(Happening::Dropped(None))), Action::None);
    pane.update(Message::TreeResized(5.0));
    assert!(pane.look().tree && pane.look().tree_width >= 96.0);
}

/// "图片.txt" and "说明" in GB18030.
fn chinese() -> Vec<Entry> {
    let named = |bytes: &[u8]| Entry::new(RemoteName::new(bytes.to_vec()), Kind::File);
    vec![
        file("index.html"),
        named(b"\xcd\xbc\xc6\xac.txt"),
        named(b"\xcb\xb5\xc3\xf7"),
    ]
}

#[test]
fn names_in_gb18030_are_offered_and_taken() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/srv/www", chinese());
    let messages = hand(&mut pane, &stock, |ui| {
        ui.click("Read as GB18030").unwrap();
    });
    assert_eq!(acts(&mut pane, messages), [Action::Charset(Charset::Gb18030)]);
    assert!(names(&pane).contains(&"\u{56fe}\u{7247}.txt".to_owned()));
    hand(&mut pane, &stock, |ui| {
        assert!(ui.find("Read as GB18030").is_err());
    });
    // The server's bytes go back to it, and what is typed becomes its bytes.
    let row = 1 + names(&pane).iter().position(|name| name.ends_with(".txt")).unwrap();
    pane.update(Message::Table(Happening::Select(Select::Only(row))));
    pane.update(Message::Table(Happening::Cursor(row)));
    pane.update(Message::Rename);
    pane.update(Message::RenameTyped("\u{8bf4}\u{660e}.txt".to_owned()));
    let renamed = Action::Rename {
        from: RemoteName::new(b"\xcd\xbc\xc6\xac.txt".to_vec()),
        to: RemoteName::new(b"\xcb\xb5\xc3\xf7.txt".to_vec()),
    };
    assert_eq!(pane.update(Message::RenameDone), renamed);
}

#[test]
fn the_bar_leaves_when_names_are_right_as_they_are() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/srv/www", chinese());
    hand(&mut pane, &stock, |ui| {
        ui.find("Read as GB18030").unwrap();
    });
    pane.update(Message::KeepNames);
    hand(&mut pane, &stock, |ui| {
        assert!(ui.find("Read as GB18030").is_err());
    });
    assert!(!pane.offers_chinese());
    let mut mixed = chinese();
    mixed.push(Entry::new(RemoteName::new(b"caf\xe9".to_vec()), Kind::File));
    let pane = stock::pane(&stock, "/srv/www", mixed);
    assert!(!pane.offers_chinese(), "one of them is no GB18030");
}

#[test]
fn charsets_are_tried_out_on_the_list_before_one_is_chosen() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/srv/www", chinese());
    let before = names(&pane);
    pane.update(Message::HeadMenu);
    let messages = hand(&mut pane, &stock, |ui| {
        ui.click("Names look wrong?").unwrap();
    });
    acts(&mut pane, messages);
    // From UTF-8, which it is now, one down.
    let down = |pane: &mut Pane, key: Named| {
        let messages = hand(pane, &stock, |ui| {
            ui.tap_key(Key::Named(key));
        });
        acts(pane, messages)
    };
    assert_eq!(down(&mut pane, Named::ArrowDown), []);
    assert!(names(&pane).contains(&"\u{8bf4}\u{660e}".to_owned()));
    assert_eq!(down(&mut pane, Named::Escape), []);
    assert_eq!(names(&pane), before);
    assert_eq!(pane.charset(), Charset::Utf8);
    pane.update(Message::NamesMenu);
    down(&mut pane, Named::ArrowDown);
    assert_eq!(down(&mut pane, Named::Enter), [Action::Charset(Charset::Gb18030)]);
}

#[test]
fn a_path_keeps_the_bytes_of_what_was_not_retyped() {
    let stock = Stock::new();
    let mut pane = Pane::new(Side::Remote, remote("/"));
    let place = |bytes: &[u8]| Place::Remote(crate::path::RemotePath::new(bytes));
    pane.set_charset(Charset::Gb18030);
    // The second name is no GB18030: it is shown by escapes.
    list(
        &mut pane,
        &stock,
        place(b"/\xcd\xbc/\xff\xff/x"),
        vec![entry("a", Kind::File)],
    );
    let shown = pane.shown(pane.place().unwrap());
    assert_eq!(shown, "/\u{56fe}/\\xff\\xff/x");
    pane.update(Message::EditPath);
    pane.update(Message::PathTyped("/\u{56fe}/\\xff\\xff/\u{7247}".to_owned()));
    let action = pane.update(Message::PathSubmitted);
    assert_eq!(action, Action::Open(place(b"/\xcd\xbc/\xff\xff/\xc6\xac")));
}

#[test]
fn the_arrow_of_the_button_shows_to_the_other_pane() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/srv/www", site());
    pane.update(Message::Table(Happening::Select(Select::Only(2))));
    let glyph = |pane: &mut Pane, glyph: char| {
        let mut found = 0;
        hand(pane, &stock, |ui| {
            found = usize::from(ui.find(glyph.to_string()).is_ok());
        });
        found == 1
    };
    assert!(!glyph(&mut pane, crate::ui::look::icon::ARROW_RIGHT));
    pane.set_swapped(true);
    assert!(glyph(&mut pane, crate::ui::look::icon::ARROW_RIGHT));
}
