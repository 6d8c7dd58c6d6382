//! Where rows, columns and grips are. Numbers only: no renderer, no state.

use std::ops::Range;

use iced::{Point, Rectangle, Size};

use super::Column;
use crate::ui::look::measure;

/// The gap between a cell's edge and what stands in it.
pub(super) const SIDE: f32 = 10.0;
/// One step of an indented row.
pub(super) const INDENT: f32 = 16.0;
/// Between an icon and its text.
pub(super) const AFTER_ICON: f32 = 8.0;
/// Where a column's edge takes the pointer.
const GRIP: f32 = 8.0;
const NARROWEST: f32 = 40.0;
const NARROWEST_FIRST: f32 = 80.0;

/// The table as it stands in the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Frame {
    /// All of it.
    pub bounds: Rectangle,
    /// Of one row.
    pub row_height: f32,
    /// Of rows.
    pub count: usize,
    /// What is scrolled away above, in pixels.
    pub offset: f64,
}

impl Frame {
    /// The head of the columns.
    pub fn head(&self) -> Rectangle {
        Rectangle {
            height: measure::COLUMN_HEAD.min(self.bounds.height),
            ..self.bounds
        }
    }

    /// Where the rows are seen.
    pub fn body(&self) -> Rectangle {
        let head = self.head().height;
        Rectangle {
            y: self.bounds.y + head,
            height: self.bounds.height - head,
            ..self.bounds
        }
    }

    /// The height of all rows.
    pub fn content(&self) -> f64 {
        self.count as f64 * f64::from(self.row_height)
    }

    /// The nearest offset that shows no more than what is there.
    pub fn clamped(&self, offset: f64) -> f64 {
        offset.clamp(0.0, (self.content() - f64::from(self.body().height)).max(0.0))
    }

    /// The offset that brings a row into view with the least movement.
    pub fn revealing(&self, row: usize) -> f64 {
        let top = row as f64 * f64::from(self.row_height);
        let bottom = top + f64::from(self.row_height);
        let height = f64::from(self.body().height);
        let offset = if top < self.offset {
            top
        } else if bottom > self.offset + height {
            bottom - height
        } else {
            self.offset
        };
        self.clamped(offset)
    }

    /// The rows that are seen, also in part.
    pub fn visible(&self) -> Range<usize> {
        let height = f64::from(self.row_height);
        let offset = self.offset.round();
        let first = (offset / height).floor() as usize;
        let end = ((offset + f64::from(self.body().height)) / height).ceil() as usize;
        first.min(self.count)..end.min(self.count)
    }

    /// Where a row is drawn. Whole pixels, so that text and grounds move together.
    pub fn row(&self, row: usize) -> Rectangle {
        let body = self.body();
        let y = row as f64 * f64::from(self.row_height) - self.offset.round();
        Rectangle::new(
            Point::new(body.x, body.y + y as f32),
            Size::new(body.width, self.row_height),
        )
    }

    /// The row at this height of the window, if the body has one there.
    pub fn row_at(&self, point: Point) -> Option<usize> {
        self.body().contains(point).then_some(())?;
        let row = (self.depth(point.y) / f64::from(self.row_height)).floor();
        (row >= 0.0 && row < self.count as f64).then_some(row as usize)
    }

    /// How deep a height of the window is in the content.
    pub fn depth(&self, y: f32) -> f64 {
        f64::from(y - self.body().y) + self.offset.round()
    }

    /// The rows that a stretch of the content touches.
    pub fn touched(&self, one: f64, other: f64) -> Option<(usize, usize)> {
        let (top, bottom) = if one < other { (one, other) } else { (other, one) };
        let height = f64::from(self.row_height);
        if self.count == 0 || bottom < 0.0 || top >= self.content() {
            return None;
        }
        let first = (top.max(0.0) / height) as usize;
        let last = ((bottom / height) as usize).min(self.count - 1);
        Some((first, last))
    }

    /// How many rows a page has.
    pub fn page(&self) -> usize {
        ((self.body().height / self.row_height) as usize)
            .saturating_sub(1)
            .max(1)
    }
}

/// Where a column is: its left edge in the window, and its width.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Lane {
    /// The left edge.
    pub x: f32,
    /// The width.
    pub width: f32,
}

impl Lane {
    /// The right edge.
    pub fn right(&self) -> f32 {
        self.x + self.width
    }
}

/// The first column takes what the others leave; they keep to the right.
pub(super) fn lanes(bounds: Rectangle, columns: &[Column]) -> Vec<Lane> {
    let others: f32 = columns.iter().skip(1).map(|column| column.width).sum();
    let first = (bounds.width - others).max(NARROWEST_FIRST);
    let mut x = bounds.x;
    let mut lanes = Vec::with_capacity(columns.len());
    for (at, column) in columns.iter().enumerate() {
        let width = if at == 0 { first } else { column.width };
        // What no longer fits is cut at the table's edge.
        let width = width.min((bounds.x + bounds.width - x).max(0.0));
        lanes.push(Lane { x, width });
        x += width;
    }
    lanes
}

/// The column whose left edge is under the pointer: it is the one that grows to the left.
pub(super) fn grip(lanes: &[Lane], x: f32) -> Option<usize> {
    (1..lanes.len()).find(|at| (lanes[*at].x - x).abs() <= GRIP / 2.0)
}

/// The column at this place.
pub(super) fn column_at(lanes: &[Lane], x: f32) -> Option<usize> {
    lanes.iter().position(|lane| x >= lane.x && x < lane.right())
}

/// Where a column goes whose head is let go here: before this one. Never before the first.
pub(super) fn slot(lanes: &[Lane], x: f32) -> usize {
    (1..lanes.len())
        .find(|at| x < lanes[*at].x + lanes[*at].width / 2.0)
        .unwrap_or(lanes.len())
}

/// How wide a column becomes when its left edge is dragged `by` pixels to the right.
pub(super) fn resized(lanes: &[Lane], column: usize, width: f32, by: f32) -> f32 {
    let others: f32 = (1..lanes.len())
        .filter(|at| *at != column)
        .map(|at| lanes[at].width)
        .sum();
    let all: f32 = lanes.iter().map(|lane| lane.width).sum();
    let most = (all - others - NARROWEST_FIRST).max(NARROWEST);
    (width - by).clamp(NARROWEST, most).round()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(count: usize, offset: f64) -> Frame {
        Frame {
            bounds: Rectangle {
                x: 10.0,
                y: 20.0,
                width: 600.0,
                height: 27.0 + 260.0,
            },
            row_height: 26.0,
            count,
            offset,
        }
    }

    fn columns(widths: &[f32]) -> Vec<Column> {
        widths
            .iter()
            .map(|width| Column {
                title: String::new(),
                width: *width,
                right: false,
                sortable: true,
            })
            .collect()
    }

    #[test]
    fn only_rows_in_view_are_visible() {
        assert_eq!(frame(100, 0.0).visible(), 0..10);
        assert_eq!(frame(100, 13.0).visible(), 0..11);
        assert_eq!(frame(4, 0.0).visible(), 0..4);
        assert_eq!(frame(0, 0.0).visible(), 0..0);
        assert_eq!(frame(1_000_000, 25_999_740.0).visible(), 999_990..1_000_000);
    }

    /// In `f32` neighbours near the end of a million rows are 26 px apart only on average.
    #[test]
    fn rows_stay_even_at_the_end_of_a_million() {
        let frame = frame(1_000_000, 25_999_739.6);
        for row in frame.visible() {
            let (this, next) = (frame.row(row), frame.row(row + 1));
            assert_eq!(next.y - this.y, 26.0, "row {row}");
            assert_eq!(this.y.fract(), 0.0);
        }
        assert_eq!(
            frame.row_at(Point::new(50.0, frame.row(999_993).center_y())),
            Some(999_993)
        );
    }

    #[test]
    fn a_point_finds_its_row_and_the_ground_none() {
        let frame = frame(3, 0.0);
        assert_eq!(frame.row_at(Point::new(50.0, 47.0)), Some(0));
        assert_eq!(frame.row_at(Point::new(50.0, 47.0 + 26.0 * 2.5)), Some(2));
        assert_eq!(frame.row_at(Point::new(50.0, 47.0 + 26.0 * 3.0)), None);
        assert_eq!(frame.row_at(Point::new(50.0, 30.0)), None, "the head is no row");
        assert_eq!(frame.row_at(Point::new(5.0, 50.0)), None);
    }

    #[test]
    fn revealing_moves_no_more_than_needed() {
        assert_eq!(frame(100, 260.0).revealing(15), 260.0);
        assert_eq!(frame(100, 260.0).revealing(5), 130.0);
        assert_eq!(frame(100, 0.0).revealing(10), 26.0);
        assert_eq!(frame(100, 0.0).revealing(99), 2340.0);
    }

    #[test]
    fn a_band_touches_rows_and_nothing_below_them() {
        let frame = frame(10, 0.0);
        assert_eq!(frame.touched(30.0, 80.0), Some((1, 3)));
        assert_eq!(frame.touched(80.0, 30.0), Some((1, 3)));
        assert_eq!(frame.touched(-50.0, 5.0), Some((0, 0)));
        assert_eq!(frame.touched(200.0, 9000.0), Some((7, 9)));
        assert_eq!(frame.touched(261.0, 300.0), None);
        assert_eq!(frame.touched(-50.0, -5.0), None);
    }

    #[test]
    fn the_first_column_takes_what_the_others_leave() {
        let bounds = frame(0, 0.0).bounds;
        let lanes = lanes(bounds, &columns(&[1.0, 90.0, 140.0]));
        assert_eq!(lanes[0], Lane { x: 10.0, width: 370.0 });
        assert_eq!(lanes[2].right(), 610.0);
        let narrow = super::lanes(bounds, &columns(&[1.0, 400.0, 400.0]));
        assert_eq!(narrow[0].width, 80.0);
        assert_eq!(narrow[2].right(), 610.0, "nothing stands beyond the edge");
    }

    #[test]
    fn a_head_goes_before_the_column_on_whose_near_half_it_is_let_go() {
        let lanes = lanes(frame(0, 0.0).bounds, &columns(&[1.0, 90.0, 140.0]));
        assert_eq!(
            [20.0, 390.0, 430.0, 500.0, 560.0, 900.0].map(|x| slot(&lanes, x)),
            [1, 1, 2, 2, 3, 3]
        );
    }

    #[test]
    fn an_edge_is_dragged_within_limits() {
        let lanes = lanes(frame(0, 0.0).bounds, &columns(&[1.0, 90.0, 140.0]));
        assert_eq!(grip(&lanes, 383.0), Some(1));
        assert_eq!(grip(&lanes, 390.0), None);
        assert_eq!(resized(&lanes, 1, 90.0, -30.0), 120.0);
        assert_eq!(resized(&lanes, 1, 90.0, 500.0), 40.0);
        assert_eq!(resized(&lanes, 1, 90.0, -5000.0), 380.0);
    }
}
