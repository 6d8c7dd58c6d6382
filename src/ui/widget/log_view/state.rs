//! What the log itself remembers between frames.

use std::cell::RefCell;
use std::ops::RangeInclusive;
use std::time::{Duration, Instant};

use iced::keyboard::Modifiers;
use iced::{Point, Rectangle, Size};

use super::sheet::Sheet;
use crate::ui::look::measure;
use crate::ui::widget::one_layer::OneLayer;

/// Two presses within this time are a double click.
const DOUBLE: Duration = Duration::from_millis(450);
/// Between the edge and the text.
pub(super) const SIDE: f32 = 12.0;
const ABOVE: f32 = 4.0;
const LINE: f64 = measure::LOG_LINE as f64;

/// The state of one log.
#[derive(Debug, Default)]
pub(super) struct State {
    /// What is scrolled away above, in pixels.
    pub offset: f64,
    /// What is scrolled away at the left.
    pub aside: f32,
    /// It stays at its end.
    pub following: bool,
    /// What the application said last about it.
    pub told: Option<bool>,
    /// The number of the last line that was revealed.
    pub revealed: Option<u64>,
    /// How many lines had been dropped when it was last looked.
    pub dropped: u64,
    /// The chosen lines: where it began and where it ends.
    pub chosen: Option<(usize, usize)>,
    /// What the left button is doing.
    pub press: Press,
    /// The last press on a line, to know a double click.
    pub clicked: Option<(usize, Instant)>,
    /// The keys that are held.
    pub modifiers: Modifiers,
    /// Where the pointer was last seen.
    pub pointer: Option<Point>,
    /// The pointer is over the scroll bar.
    pub bar: bool,
    /// When an edge last scrolled.
    pub rolled: Option<Instant>,
    /// Shaped lines.
    pub sheet: RefCell<Sheet>,
    /// What was drawn last.
    pub layer: OneLayer,
}

/// What the left button is doing.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) enum Press {
    /// Nothing.
    #[default]
    Idle,
    /// It chooses lines.
    Choosing,
    /// The scroll bar's thumb is being dragged.
    Thumb {
        /// How far below its top.
        grab: f32,
    },
}

impl State {
    /// The chosen lines, in order.
    pub fn range(&self) -> Option<RangeInclusive<usize>> {
        self.chosen.map(|(one, other)| one.min(other)..=one.max(other))
    }

    /// Lines came, went or were filtered since the last frame; the log may have another size.
    pub fn settle(&mut self, size: Size, count: usize, dropped: u64, follow: bool) {
        let gone = dropped.saturating_sub(self.dropped);
        self.dropped = dropped;
        if gone > 0 {
            self.offset -= gone as f64 * LINE;
            let gone = usize::try_from(gone).unwrap_or(usize::MAX);
            self.chosen = self
                .chosen
                .filter(|(one, other)| *one.max(other) >= gone)
                .map(|(one, other)| (one.saturating_sub(gone), other.saturating_sub(gone)));
        }
        self.chosen = self.chosen.filter(|(one, other)| *one.max(other) < count);
        if self.told != Some(follow) {
            self.told = Some(follow);
            self.following = follow;
        }
        let view = View {
            bounds: Rectangle::with_size(size),
            count,
            offset: self.offset,
        };
        self.offset = view.clamped(if self.following { f64::MAX } else { self.offset });
    }

    /// A press on this line; whether it makes a double click.
    pub fn double(&mut self, line: usize, now: Instant) -> bool {
        let double = self
            .clicked
            .is_some_and(|(last, at)| last == line && now.saturating_duration_since(at) <= DOUBLE);
        self.clicked = (!double).then_some((line, now));
        double
    }
}

/// The log as it stands in the window.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct View {
    /// All of it.
    pub bounds: Rectangle,
    /// Of lines.
    pub count: usize,
    /// What is scrolled away above.
    pub offset: f64,
}

impl View {
    /// The height of everything.
    pub fn content(&self) -> f64 {
        self.count as f64 * LINE + 2.0 * f64::from(ABOVE)
    }

    /// The nearest offset that shows no more than what is there.
    pub fn clamped(&self, offset: f64) -> f64 {
        offset.clamp(0.0, self.most())
    }

    /// Whether this offset is the end.
    pub fn is_end(&self, offset: f64) -> bool {
        offset >= self.most() - 1.0
    }

    /// The lines that are seen, also in part.
    pub fn visible(&self) -> std::ops::Range<usize> {
        let top = self.offset.round() - f64::from(ABOVE);
        let first = (top / LINE).floor().max(0.0) as usize;
        let end = ((top + f64::from(self.bounds.height)) / LINE).ceil().max(0.0) as usize;
        first.min(self.count)..end.min(self.count)
    }

    /// Where a line is drawn.
    pub fn line(&self, line: usize) -> Rectangle {
        let y = line as f64 * LINE + f64::from(ABOVE) - self.offset.round();
        Rectangle {
            y: self.bounds.y + y as f32,
            height: measure::LOG_LINE,
            ..self.bounds
        }
    }

    /// The line at this height, the nearest one if it is above or below all.
    pub fn nearest(&self, y: f32) -> Option<usize> {
        let last = self.count.checked_sub(1)?;
        let depth = f64::from(y - self.bounds.y - ABOVE) + self.offset.round();
        Some(((depth / LINE).floor().max(0.0) as usize).min(last))
    }

    /// The line at this point, if there is one.
    pub fn at(&self, point: Point) -> Option<usize> {
        self.nearest(point.y)
            .filter(|line| self.bounds.contains(point) && self.line(*line).contains(point))
    }

    fn most(&self) -> f64 {
        (self.content() - f64::from(self.bounds.height)).max(0.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIZE: Size = Size::new(300.0, 19.0 * 10.0 + 8.0);

    fn settled(state: &mut State, count: usize, dropped: u64) -> f64 {
        state.settle(SIZE, count, dropped, true);
        state.offset
    }

    #[test]
    fn it_follows_its_end() {
        let mut state = State::default();
        assert_eq!(settled(&mut state, 5, 0), 0.0);
        assert_eq!(settled(&mut state, 20, 0), 190.0);
        assert_eq!(settled(&mut state, 30, 0), 380.0);
    }

    #[test]
    fn when_it_does_not_follow_it_stays_and_so_do_its_lines_when_old_ones_are_dropped() {
        let mut state = State::default();
        settled(&mut state, 100, 0);
        state.following = false;
        state.offset = 500.0;
        state.chosen = Some((30, 28));
        assert_eq!(settled(&mut state, 110, 0), 500.0);
        assert_eq!(settled(&mut state, 100, 10), 310.0);
        assert_eq!(state.range(), Some(18..=20));
        settled(&mut state, 100, 29);
        assert_eq!(state.range(), Some(0..=1));
        settled(&mut state, 100, 31);
        assert_eq!(state.range(), None);
    }

    #[test]
    fn what_the_application_says_counts_when_it_changes() {
        let mut state = State::default();
        state.settle(SIZE, 100, 0, false);
        assert!(!state.following);
        state.following = true;
        state.settle(SIZE, 100, 0, false);
        assert!(state.following, "the application has not yet heard of it");
        state.settle(SIZE, 100, 0, true);
        state.settle(SIZE, 100, 0, false);
        assert!(!state.following);
    }

    #[test]
    fn lines_are_found_where_they_are_drawn() {
        let view = View {
            bounds: Rectangle::with_size(SIZE),
            count: 2_000_000,
            offset: 30_000_011.0,
        };
        for line in view.visible() {
            assert_eq!(view.nearest(view.line(line).center_y()), Some(line));
            assert_eq!(view.line(line + 1).y - view.line(line).y, 19.0);
        }
        assert_eq!(view.visible().count(), 12);
    }
}
