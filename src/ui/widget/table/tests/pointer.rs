//! Clicks, the rubber band, the head, the scroll bar and the wheel.

use iced::mouse::ScrollDelta;

use super::*;

#[test]
fn a_click_selects_one() {
    let (files, columns) = (Files::usual(&[]), columns());
    assert_eq!(
        after(&files, &columns, |hand| {
            hand.click(name(3)).click(beside(5));
        }),
        [only(3), Cursor(3), only(5), Cursor(5)]
    );
}

#[test]
fn every_press_brings_the_focus() {
    let (files, columns) = (Files::usual(&[]), columns());
    let mut hand = Hand::on(table(&files, &columns).focused(false));
    hand.click(name(3));
    assert_eq!(hand.messages(), [Happening::Focused, only(3), Cursor(3)]);
}

#[test]
fn ctrl_toggles() {
    let (files, columns) = (Files::usual(&[4]), columns());
    let happened = after(&files, &columns, |hand| {
        hand.hold(Modifiers::CTRL).click(name(3)).click(name(4));
    });
    assert_eq!(happened, [toggle(3), Cursor(3), Cursor(4), toggle(4)]);
}

#[test]
fn shift_extends_from_the_anchor_and_ctrl_keeps() {
    let (files, columns) = (Files::usual(&[]), columns());
    let happened = after(&files, &columns, |hand| {
        hand.click(name(4)).hold(Modifiers::SHIFT).click(name(7)).click(name(2));
        hand.hold(Modifiers::SHIFT | Modifiers::CTRL).click(name(6));
    });
    assert_eq!(
        happened,
        [
            only(4),
            Cursor(4),
            range(4, 7, false),
            Cursor(7),
            range(2, 4, false),
            Cursor(2),
            range(4, 6, true),
            Cursor(6),
        ]
    );
}

#[test]
fn a_press_on_what_is_selected_keeps_it_until_the_release() {
    let (files, columns) = (Files::usual(&[3, 4, 5]), columns());
    let mut hand = Hand::on(table(&files, &columns));
    hand.to(name(4)).down(Button::Left);
    assert_eq!(hand.messages(), [Happening::Focused, Cursor(4)]);
    let whole = after(&files, &columns, |hand| {
        hand.click(name(4));
    });
    assert_eq!(whole, [Cursor(4), only(4)]);
}

#[test]
fn the_parent_gets_the_cursor_and_is_never_selected() {
    let (files, columns) = (Files::usual(&[3]), columns());
    let happened = after(&files, &columns, |hand| {
        hand.click(name(0)).hold(Modifiers::SHIFT).click(name(3));
    });
    assert_eq!(happened, [nothing(), Cursor(0), range(1, 3, false), Cursor(3)]);
}

#[test]
fn a_double_click_opens() {
    let (files, columns) = (Files::usual(&[]), columns());
    let happened = after(&files, &columns, |hand| {
        hand.click(name(2)).click(name(2));
    });
    assert_eq!(happened, [only(2), Cursor(2), Happening::Open(2)]);
    let two_rows = after(&files, &columns, |hand| {
        hand.click(name(2)).click(name(3));
    });
    assert!(!two_rows.contains(&Happening::Open(3)), "{two_rows:?}");
    let toggled = after(&files, &columns, |hand| {
        hand.hold(Modifiers::CTRL).click(name(2)).click(name(2));
    });
    assert_eq!(toggled, [toggle(2), Cursor(2), toggle(2)]);
}

#[test]
fn a_right_press_selects_what_is_not_selected_and_asks_for_a_menu() {
    let (files, columns) = (Files::usual(&[4, 5]), columns());
    let menu = |row, at| Happening::Menu { row, at };
    let happened = after(&files, &columns, |hand| {
        hand.to(name(5)).down(Button::Right);
        hand.to(name(7)).down(Button::Right);
    });
    assert_eq!(
        happened,
        [
            Cursor(5),
            menu(Some(5), name(5)),
            only(7),
            Cursor(7),
            menu(Some(7), name(7))
        ]
    );
    let few = Files::new(&["one"], &[]);
    let ground = after(&few, &columns, |hand| {
        hand.to(name(6)).down(Button::Right);
    });
    assert_eq!(ground, [menu(None, name(6))]);
}

#[test]
fn a_press_on_the_ground_selects_nothing_unless_ctrl_is_held() {
    let (files, columns) = (Files::new(&["one", "two"], &[0]), columns());
    assert_eq!(
        after(&files, &columns, |hand| {
            hand.click(name(5));
        }),
        [nothing()]
    );
    assert_eq!(
        after(&files, &columns, |hand| {
            hand.hold(Modifiers::CTRL).click(name(5));
        }),
        []
    );
}

#[test]
fn the_rubber_band_selects_what_it_touches() {
    let (files, columns) = (Files::usual(&[]), columns());
    let happened = after(&files, &columns, |hand| {
        hand.to(beside(3)).down(Button::Left).to(beside(4)).to(beside(6));
        hand.to(beside(2)).up();
    });
    assert_eq!(
        happened,
        [
            only(3),
            Cursor(3),
            Cursor(4),
            range(3, 4, false),
            Cursor(6),
            range(3, 6, false),
            Cursor(2),
            range(2, 3, false),
        ]
    );
}

#[test]
fn a_rubber_band_from_the_ground_can_let_everything_go_again() {
    let (files, columns) = (Files::new(&["one", "two", "three"], &[]), columns());
    let happened = after(&files, &columns, |hand| {
        hand.to(name(7)).down(Button::Left).to(name(1)).to(name(6)).up();
    });
    assert_eq!(happened, [nothing(), Cursor(1), range(1, 2, false), nothing()]);
}

/// What the band has left again must not stay selected beside what was.
#[test]
fn a_rubber_band_with_ctrl_says_what_it_means_at_its_end() {
    let (files, columns) = (Files::usual(&[9]), columns());
    let happened = after(&files, &columns, |hand| {
        hand.hold(Modifiers::CTRL).to(beside(3)).down(Button::Left);
        hand.to(beside(6)).to(beside(4)).up();
    });
    assert_eq!(
        happened,
        [toggle(3), Cursor(3), Cursor(6), Cursor(4), range(3, 4, true)]
    );
}

#[test]
fn a_press_that_hardly_moves_is_a_click() {
    let (files, columns) = (Files::usual(&[3, 4]), columns());
    let happened = after(&files, &columns, |hand| {
        let near = Point::new(name(4).x + 5.0, name(4).y + 3.0);
        hand.to(name(4)).down(Button::Left).to(near).up();
    });
    assert_eq!(happened, [Cursor(4), only(4)]);
}

#[test]
fn a_press_on_a_head_sorts_and_its_edge_resizes() {
    let (files, columns) = (Files::usual(&[]), columns());
    let happened = after(&files, &columns, |hand| {
        hand.click(Point::new(450.0, 13.0));
        hand.to(Point::new(410.0, 13.0))
            .down(Button::Left)
            .to(Point::new(380.0, 13.0))
            .up();
        hand.to(Point::new(300.0, 13.0));
    });
    let resized = Happening::Resized {
        column: 1,
        width: 120.0,
    };
    assert_eq!(happened, [Happening::Sort(1), resized]);
    let mut fixed = self::columns();
    fixed[0].sortable = false;
    let happened = after(&files, &fixed, |hand| {
        hand.click(Point::new(50.0, 13.0));
    });
    assert_eq!(happened, []);
}

#[test]
fn the_wheel_scrolls_and_a_click_finds_the_row_that_is_there() {
    let (files, columns) = (Files::usual(&[]), columns());
    let wheel = |y| {
        Event::Mouse(mouse::Event::WheelScrolled {
            delta: ScrollDelta::Lines { x: 0.0, y },
        })
    };
    let pixels = |y| {
        Event::Mouse(mouse::Event::WheelScrolled {
            delta: ScrollDelta::Pixels { x: 0.0, y },
        })
    };
    let happened = after(&files, &columns, |hand| {
        hand.to(name(0)).send(wheel(-2.0)).click(name(0));
        hand.send(pixels(-52.0)).click(name(1));
        hand.send(wheel(500.0)).click(name(2));
        hand.send(wheel(-500.0)).click(name(9));
    });
    let rows: Vec<_> = happened
        .into_iter()
        .filter(|happening| matches!(happening, Cursor(_)))
        .collect();
    assert_eq!(rows, [Cursor(6), Cursor(9), Cursor(2), Cursor(39)]);
}

#[test]
fn the_scroll_bar_pages_and_drags() {
    let (files, columns) = (Files::usual(&[]), columns());
    let bar = |y| Point::new(WINDOW.width - 4.0, y);
    let happened = after(&files, &columns, |hand| {
        hand.click(bar(200.0)).click(name(0));
        hand.to(bar(100.0)).down(Button::Left).to(bar(1000.0)).up();
        hand.click(name(9));
    });
    assert_eq!(happened, [only(9), Cursor(9), only(39), Cursor(39)]);
}

#[test]
fn a_band_at_the_edge_scrolls() {
    let (files, columns) = (Files::usual(&[]), columns());
    let happened = after(&files, &columns, |hand| {
        let bottom = Point::new(300.0, WINDOW.height + 60.0);
        hand.to(beside(8)).down(Button::Left).to(bottom);
        for step in 0..40 {
            hand.frame(Duration::from_millis(step * 100));
        }
        hand.up();
    });
    assert_eq!(happened.last(), Some(&range(8, 39, false)));
}

#[test]
fn rows_are_found_by_their_text() {
    let (files, columns) = (Files::usual(&[]), columns());
    let mut hand = Hand::on(table(&files, &columns));
    hand.0.click("file-05.txt").unwrap();
    assert!(hand.0.find("file-25.txt").is_err(), "it is not in view");
    assert!(hand.0.find("Modified").is_ok());
    assert_eq!(hand.messages(), [Happening::Focused, only(5), Cursor(5)]);
}

/// 26 million pixels are more than `f32` counts one by one.
#[test]
fn a_million_rows_are_hit_where_they_are() {
    let mut files = Files::new(&[], &[]);
    files.names = (0..1_000_000).map(|row| row.to_string()).collect();
    let columns = columns();
    let happened = after(&files, &columns, |hand| {
        hand.click(name(0)).key(keyboard::key::Named::End);
        for row in 0..10 {
            hand.click(name(row));
        }
    });
    let rows: Vec<_> = happened
        .into_iter()
        .filter(|happening| matches!(happening, Cursor(_)))
        .collect();
    let wanted: Vec<_> = [0, 999_999].into_iter().chain(999_990..1_000_000).map(Cursor).collect();
    assert_eq!(rows, wanted);
}
