//! Drags between tables, and files of the desktop.

use std::path::PathBuf;

use iced::keyboard::key::Named;
use iced::widget::row;

use super::*;

const LEFT: usize = 0;
const RIGHT: usize = 1;

/// These tables are told of a drag before it begins; in the window it comes with the view after `DragBegan`.
const OVER_ITSELF: (usize, Happening) = (LEFT, Happening::DragOver(None));

fn drag() -> Drag {
    Drag {
        ghost: "Upload 2 to /www".to_owned(),
        on_ground: true,
        on_rows: true,
    }
}

fn two<'a>(
    left: &'a Files,
    right: &'a Files,
    columns: &'a [Column],
    drag: Option<Drag>,
) -> Element<'a, (usize, Happening)> {
    let side = |side: usize, files: &'a Files| {
        Table::new(files, columns, files.palette, move |happening| (side, happening))
            .focused(side == LEFT)
            .drag(drag.clone())
    };
    row![side(LEFT, left), side(RIGHT, right)].into()
}

fn narrow() -> Vec<Column> {
    let mut columns = columns();
    columns.truncate(2);
    columns
}

/// A row of the right table.
fn right(row: usize) -> Point {
    Point::new(340.0, name(row).y)
}

fn told(hand: Hand<'_, (usize, Happening)>) -> Vec<(usize, Happening)> {
    hand.messages()
        .into_iter()
        .filter(|(_, happening)| !matches!(happening, Happening::Focused | Cursor(_) | Happening::Select(_)))
        .collect()
}

#[test]
fn a_drag_from_a_name_moves_files_and_from_elsewhere_does_not() {
    let (files, columns) = (Files::usual(&[3, 4]), columns());
    let happened = after(&files, &columns, |hand| {
        hand.to(name(4)).down(Button::Left).to(name(5));
    });
    assert_eq!(happened, [Cursor(4), Happening::DragBegan]);
    let unselected = after(&files, &columns, |hand| {
        hand.to(name(6)).down(Button::Left).to(name(7));
    });
    assert_eq!(unselected, [only(6), Cursor(6), Happening::DragBegan]);
    for not_there in [beside(4), name(0)] {
        let band = after(&files, &columns, |hand| {
            hand.to(not_there).down(Button::Left).to(beside(8));
        });
        assert!(!band.contains(&Happening::DragBegan), "{band:?}");
    }
}

#[test]
fn a_drop_lands_on_the_right_row_before_the_drag_ends() {
    let (left, right_files) = (Files::usual(&[3]), Files::usual(&[]));
    let columns = narrow();
    let mut hand = Hand::on(two(&left, &right_files, &columns, Some(drag())));
    hand.to(name(3)).down(Button::Left).to(name(5));
    hand.to(right(6)).to(right(7)).to(right(2)).up();
    hand.frame(Duration::ZERO).frame(Duration::ZERO);
    assert_eq!(
        told(hand),
        [
            OVER_ITSELF,
            (LEFT, Happening::DragBegan),
            (RIGHT, Happening::DragOver(None)),
            (RIGHT, Happening::DragOver(Some(2))),
            (RIGHT, Happening::Dropped(Some(2))),
            (LEFT, Happening::DragEnded),
        ]
    );
}

/// The order must not depend on which of the two comes first in the window.
#[test]
fn from_the_right_to_the_left_it_is_the_same() {
    let (left, right_files) = (Files::usual(&[]), Files::usual(&[3]));
    let columns = narrow();
    let mut hand = Hand::on(two(&left, &right_files, &columns, Some(drag())));
    hand.to(Point::new(365.0, name(3).y))
        .down(Button::Left)
        .to(name(7))
        .up();
    hand.frame(Duration::ZERO);
    assert_eq!(
        told(hand),
        [
            (RIGHT, Happening::DragOver(None)),
            (LEFT, Happening::DragOver(None)),
            (RIGHT, Happening::DragBegan),
            (LEFT, Happening::Dropped(None)),
            (RIGHT, Happening::DragEnded),
        ]
    );
}

#[test]
fn what_takes_no_drop_gets_none() {
    let (left, right_files) = (Files::usual(&[3]), Files::usual(&[]));
    let columns = narrow();
    let rows_only = Drag {
        on_ground: false,
        ..drag()
    };
    let mut hand = Hand::on(two(&left, &right_files, &columns, Some(rows_only)));
    hand.to(name(3))
        .down(Button::Left)
        .to(right(7))
        .up()
        .frame(Duration::ZERO);
    assert_eq!(
        told(hand),
        [
            OVER_ITSELF,
            (LEFT, Happening::DragBegan),
            (RIGHT, Happening::DragOver(None)),
            (LEFT, Happening::DragEnded)
        ]
    );
    let ground_only = Drag {
        on_rows: false,
        ..drag()
    };
    let mut hand = Hand::on(two(&left, &right_files, &columns, Some(ground_only)));
    hand.to(name(3))
        .down(Button::Left)
        .to(right(2))
        .up()
        .frame(Duration::ZERO);
    assert!(told(hand).contains(&(RIGHT, Happening::Dropped(None))));
}

#[test]
fn a_drag_that_rests_on_a_folder_says_so_once_and_elsewhere_not_at_all() {
    let (left, right_files) = (Files::usual(&[3]), Files::usual(&[]));
    let columns = narrow();
    let mut hand = Hand::on(two(&left, &right_files, &columns, Some(drag())));
    hand.to(name(3)).down(Button::Left).to(right(7));
    let late = Duration::from_millis(800);
    hand.frame(late).to(right(2)).frame(Duration::from_millis(100));
    hand.frame(late).frame(late);
    let rested: Vec<_> = told(hand)
        .into_iter()
        .filter(|(_, happening)| matches!(happening, Happening::Rested(_)))
        .collect();
    assert_eq!(rested, [(RIGHT, Happening::Rested(2))]);
}

#[test]
fn escape_ends_a_drag_without_a_drop() {
    let (left, right_files) = (Files::usual(&[3]), Files::usual(&[]));
    let columns = narrow();
    let mut hand = Hand::on(two(&left, &right_files, &columns, Some(drag())));
    hand.to(name(3)).down(Button::Left).to(right(1));
    assert_eq!(hand.0.tap_key(Named::Escape), iced::event::Status::Captured);
    let before = hand.messages();
    assert_eq!(before.last(), Some(&(LEFT, Happening::DragEnded)));
    assert!(
        !before
            .iter()
            .any(|(_, happening)| matches!(happening, Happening::Dropped(_)))
    );
}

#[test]
fn a_drag_at_the_edge_scrolls_what_is_below_it() {
    let (left, right_files) = (Files::usual(&[3]), Files::usual(&[]));
    let columns = narrow();
    let mut hand = Hand::on(two(&left, &right_files, &columns, Some(drag())));
    hand.to(name(3)).down(Button::Left);
    hand.to(Point::new(340.0, WINDOW.height - 5.0));
    for step in 0..40 {
        hand.frame(Duration::from_millis(step * 100));
    }
    assert!(hand.0.find("file-39.txt").is_ok());
}

fn dropped(count: usize) -> impl Iterator<Item = Event> {
    (0..count).map(|at| Event::Window(window::Event::FileDropped(PathBuf::from(format!("/home/mei/{at}")))))
}

#[test]
fn three_thousand_files_in_one_batch_all_arrive_on_the_row() {
    let (left, right_files) = (Files::usual(&[]), Files::usual(&[]));
    let columns = narrow();
    let mut hand = Hand::on(two(&left, &right_files, &columns, None));
    let hovered = (0..3000).map(|at| Event::Window(window::Event::FileHovered(PathBuf::from(format!("/{at}")))));
    hand.0.simulate(hovered);
    hand.to(right(2));
    hand.0.simulate(dropped(3000));
    let told = told(hand);
    let hover = |side, on| (side, Happening::FilesHover(on));
    // Before the pointer is known both sides may be meant.
    assert_eq!(
        told[..4],
        [
            hover(LEFT, true),
            hover(RIGHT, true),
            hover(LEFT, false),
            hover(RIGHT, false)
        ]
    );
    let files = told[4..].iter().enumerate().filter(|(at, told)| {
        **told
            == (
                RIGHT,
                Happening::File {
                    path: PathBuf::from(format!("/home/mei/{at}")),
                    row: Some(2),
                },
            )
    });
    assert_eq!((files.count(), told.len()), (3000, 3004));
}

#[test]
fn a_file_on_a_row_that_takes_nothing_is_for_the_ground() {
    let (files, columns) = (Files::usual(&[]), columns());
    let happened = after(&files, &columns, |hand| {
        hand.to(name(5));
        hand.0.simulate(dropped(1));
    });
    let path = PathBuf::from("/home/mei/0");
    assert_eq!(happened, [Happening::File { path, row: None }]);
}

#[test]
fn a_place_that_comes_after_the_drop_is_taken_too() {
    let (left, right_files) = (Files::usual(&[]), Files::usual(&[]));
    let columns = narrow();
    let mut hand = Hand::on(two(&left, &right_files, &columns, None));
    hand.0.simulate(dropped(2));
    hand.to(right(1)).to(name(1));
    let told = told(hand);
    assert_eq!(told.len(), 2);
    assert!(
        told.iter()
            .all(|(side, happening)| *side == RIGHT && matches!(happening, Happening::File { row: Some(1), .. }))
    );
}

#[test]
fn files_that_leave_again_and_tables_that_take_none() {
    let (files, columns) = (Files::usual(&[]), columns());
    let hovered = Event::Window(window::Event::FileHovered(PathBuf::from("/x")));
    let left = Event::Window(window::Event::FilesHoveredLeft);
    let happened = after(&files, &columns, |hand| {
        hand.send(hovered.clone())
            .send(hovered.clone())
            .send(left.clone())
            .send(left);
    });
    assert_eq!(happened, [Happening::FilesHover(true), Happening::FilesHover(false)]);
    let mut hand = Hand::on(table(&files, &columns).takes_files(false));
    hand.to(name(2)).send(hovered);
    hand.0.simulate(dropped(3));
    assert_eq!(hand.messages(), []);
}
