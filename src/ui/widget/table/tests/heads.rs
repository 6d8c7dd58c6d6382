//! The heads of the columns: order, fit, menu.

use super::*;

/// The middle of a head: name, size, modified.
const HEADS: [Point; 3] = [
    Point::new(200.0, 13.0),
    Point::new(455.0, 13.0),
    Point::new(570.0, 13.0),
];

fn arranged<'a>(files: &'a Files, columns: &'a [Column], gesture: impl FnOnce(&mut Hand<'a>)) -> Vec<Happening> {
    let mut hand = Hand::on(table(files, columns).arranged());
    gesture(&mut hand);
    hand.messages()
        .into_iter()
        .filter(|happening| *happening != Happening::Focused)
        .collect()
}

#[test]
fn a_head_that_is_dragged_moves_its_column_and_does_not_sort() {
    let (files, columns) = (Files::usual(&[]), columns());
    let drag = |from: Point, to: Point| {
        arranged(&files, &columns, |hand| {
            hand.to(from).down(Button::Left).to(to).up();
        })
    };
    let right = Point::new(635.0, 13.0);
    assert_eq!(drag(HEADS[1], right), [Happening::Moved { column: 1, to: 3 }]);
    assert_eq!(drag(HEADS[2], HEADS[0]), [Happening::Moved { column: 2, to: 1 }]);
    assert_eq!(drag(HEADS[2], Point::new(630.0, 13.0)), [], "it is there already");
    assert_eq!(drag(HEADS[0], right), [Happening::Sort(0)], "the first one stays");
    let near = Point::new(HEADS[1].x + 3.0, HEADS[1].y + 2.0);
    assert_eq!(drag(HEADS[1], near), [Happening::Sort(1)]);
}

#[test]
fn esc_leaves_a_head_where_it_was() {
    let (files, columns) = (Files::usual(&[]), columns());
    let happened = arranged(&files, &columns, |hand| {
        hand.to(HEADS[1]).down(Button::Left).to(HEADS[2]);
        hand.key(keyboard::key::Named::Escape).up();
    });
    assert_eq!(happened, []);
}

#[test]
fn a_double_click_on_an_edge_fits_the_column_to_what_is_seen_in_it() {
    let (files, columns) = (Files::usual(&[]), columns());
    let edge = Point::new(640.0 - 140.0, 13.0);
    let happened = arranged(&files, &columns, |hand| {
        hand.click(edge).click(edge);
    });
    let [Happening::Resized { column: 2, width }] = happened[..] else {
        panic!("{happened:?}");
    };
    // "Today 14:31" with its sides.
    assert!((70.0..120.0).contains(&width), "{width}");
}

#[test]
fn the_heads_have_a_menu_and_other_tables_have_none() {
    let (files, columns) = (Files::usual(&[]), columns());
    let press = |hand: &mut Hand<'_>| {
        hand.to(HEADS[1]).down(Button::Right);
    };
    assert_eq!(
        arranged(&files, &columns, |hand| press(hand)),
        [Happening::HeadMenu(HEADS[1])]
    );
    assert_eq!(after(&files, &columns, |hand| press(hand)), []);
}
