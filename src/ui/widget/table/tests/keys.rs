//! Keys: cursor, selection, type-ahead, menu.

use iced::keyboard::key::Named;

use super::*;

fn keys(files: &Files, gesture: impl FnOnce(&mut Hand<'_>)) -> Vec<Happening> {
    let columns = columns();
    let mut hand = Hand::on(table(files, &columns));
    gesture(&mut hand);
    hand.messages()
}

fn press(key: Named) -> Event {
    iced_test::simulator::press_key(key, None)
}

#[test]
fn two_quick_keys_in_one_batch_move_two_rows() {
    let files = Files::usual(&[]);
    let happened = keys(&files, |hand| {
        hand.0.simulate([
            press(Named::ArrowDown),
            press(Named::ArrowDown),
            press(Named::ArrowDown),
        ]);
    });
    assert_eq!(happened, [nothing(), Cursor(0), only(1), Cursor(1), only(2), Cursor(2)]);
}

#[test]
fn shift_extends_and_ctrl_only_walks() {
    let files = Files::usual(&[]);
    let happened = keys(&files, |hand| {
        hand.key(Named::ArrowDown).key(Named::ArrowDown).hold(Modifiers::SHIFT);
        hand.key(Named::ArrowDown).key(Named::ArrowDown).hold(Modifiers::CTRL);
        hand.key(Named::ArrowDown)
            .key(Named::Space)
            .hold(Modifiers::SHIFT)
            .key(Named::ArrowUp);
    });
    assert_eq!(
        happened[4..],
        [
            range(1, 2, false),
            Cursor(2),
            range(1, 3, false),
            Cursor(3),
            Cursor(4),
            toggle(4),
            range(3, 4, false),
            Cursor(3),
        ]
    );
}

#[test]
fn pages_and_ends() {
    let files = Files::usual(&[]);
    let happened = keys(&files, |hand| {
        hand.key(Named::End)
            .key(Named::Home)
            .key(Named::PageDown)
            .key(Named::PageUp);
    });
    let rows: Vec<_> = happened
        .into_iter()
        .filter(|happening| matches!(happening, Cursor(_)))
        .collect();
    assert_eq!(rows, [Cursor(39), Cursor(0), Cursor(9), Cursor(0)]);
}

#[test]
fn ctrl_a_is_all_and_escape_is_not_the_tables() {
    let files = Files::usual(&[]);
    let happened = keys(&files, |hand| {
        hand.hold(Modifiers::CTRL)
            .key(Key::Character("a".into()))
            .hold(Modifiers::NONE);
        assert_eq!(hand.0.tap_key(Named::Escape), iced::event::Status::Ignored);
        assert_eq!(hand.0.tap_key(Named::F5), iced::event::Status::Ignored);
    });
    assert_eq!(happened, [Happening::Select(Select::All)]);
}

#[test]
fn enter_opens_the_cursor_row() {
    let files = Files::usual(&[]);
    let happened = keys(&files, |hand| {
        hand.key(Named::Enter).key(Named::ArrowDown).key(Named::Enter);
        hand.hold(Modifiers::CTRL).key(Named::Enter);
    });
    assert_eq!(happened, [nothing(), Cursor(0), Happening::Open(0)]);
}

#[test]
fn space_opens_where_a_click_does() {
    let files = Files::usual(&[]);
    let columns = columns();
    for (at_once, opened) in [(true, vec![Happening::Open(2)]), (false, Vec::new())] {
        let mut shown = table(&files, &columns).reveal(Some((1, 2)));
        if at_once {
            shown = shown.opens_at_once();
        }
        let mut hand = Hand::on(shown);
        hand.key(Named::Space);
        assert_eq!(hand.messages(), opened);
    }
}

#[test]
fn the_menu_key_asks_for_a_menu_below_the_cursor_row() {
    let files = Files::usual(&[2]);
    let columns = columns();
    let mut hand = Hand::on(table(&files, &columns).reveal(Some((1, 2))));
    hand.key(Named::ContextMenu).hold(Modifiers::SHIFT).key(Named::F10);
    let menu = Happening::Menu {
        row: Some(2),
        at: Point::new(32.0, 27.0 + 3.0 * 26.0),
    };
    assert_eq!(hand.messages(), [menu.clone(), menu]);
}

#[test]
fn letters_are_type_ahead() {
    let files = Files::usual(&[]);
    let happened = keys(&files, |hand| {
        hand.letters("file-1").letters("7");
    });
    assert_eq!(happened.last(), Some(&Cursor(17)));
    let happened = keys(&files, |hand| {
        hand.letters("D");
    });
    assert_eq!(happened, [only(2), Cursor(2)]);
    let shortcut = keys(&files, |hand| {
        hand.hold(Modifiers::ALT)
            .letters("d")
            .hold(Modifiers::CTRL)
            .letters("d");
    });
    assert_eq!(shortcut, []);
}

#[test]
fn without_the_focus_no_key_is_taken() {
    let files = Files::usual(&[]);
    let columns = columns();
    let mut hand = Hand::on(table(&files, &columns).focused(false));
    hand.key(Named::ArrowDown)
        .letters("d")
        .key(Named::Enter)
        .key(Named::ContextMenu);
    assert_eq!(hand.messages(), []);
}

#[derive(Clone, Debug, PartialEq)]
enum Typed {
    Table(Happening),
    Text(String),
}

#[test]
fn what_an_input_takes_is_not_type_ahead() {
    let files = Files::usual(&[]);
    let columns = columns();
    let input = iced::widget::text_input("", "").id("filter").on_input(Typed::Text);
    let table = Table::new(&files, &columns, files.palette, Typed::Table).focused(true);
    let mut hand = Hand::on(iced::widget::column![input, table]);
    hand.0.click(iced_test::selector::id("filter")).unwrap();
    hand.letters("d");
    assert_eq!(hand.messages(), [Typed::Text("d".into())]);
}

#[test]
fn an_editor_in_a_row_takes_the_keys() {
    let files = Files::usual(&[]);
    let columns = columns();
    let input = iced::widget::text_input("", "x")
        .id("name")
        .on_input(Typed::Text)
        .padding(2);
    let table = Table::new(&files, &columns, files.palette, Typed::Table)
        .focused(true)
        .reveal(Some((1, 4)))
        .editor(4, input.into());
    let mut hand = Hand::on(table);
    let found = hand.0.click(iced_test::selector::id("name")).unwrap();
    let bounds = iced_test::selector::Bounded::bounds(&found);
    assert!((bounds.center_y() - name(4).y).abs() < 1.0, "{bounds:?}");
    assert!(bounds.x > 20.0 && bounds.x + bounds.width < 410.0, "{bounds:?}");
    hand.letters("d").key(Named::ArrowDown);
    assert_eq!(hand.messages(), [Typed::Text("xd".into())]);
}

#[test]
fn reveal_puts_the_cursor_there_once() {
    let files = Files::usual(&[]);
    let columns = columns();
    let mut hand = Hand::on(table(&files, &columns).reveal(Some((7, 30))));
    assert!(hand.0.find("file-30.txt").is_ok());
    hand.key(Named::Enter).key(Named::ArrowDown);
    assert_eq!(hand.messages(), [Happening::Open(30), only(31), Cursor(31)]);
}
