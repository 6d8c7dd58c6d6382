//! Shaped lines, kept while they are on screen.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use iced::advanced::text::{self, Alignment, LineHeight, Paragraph as _, Shaping, Text, Wrapping};
use iced::{Pixels, Renderer, Size, alignment};

use super::Line;
use crate::ui::look::{font, measure};

/// What the renderer draws.
pub(super) type Paragraph = <Renderer as text::Renderer>::Paragraph;

/// More than what any screen shows at once.
const KEPT: usize = 500;
/// Servers send lines of any length; shaping takes time with it.
const LONGEST: usize = 2000;

/// The lines on screen.
#[derive(Debug, Default)]
pub(super) struct Sheet {
    kept: HashMap<u64, (Paragraph, u64)>,
    frame: u64,
}

impl Sheet {
    /// A new frame is drawn: what the last one did not show may go.
    pub fn begin(&mut self) {
        self.frame += 1;
        if self.kept.len() > KEPT {
            let frame = self.frame;
            self.kept.retain(|_, (_, last)| *last + 2 > frame);
        }
    }

    /// A line as it is drawn, and a number that no other line has.
    pub fn shape(&mut self, line: &Line<'_>) -> (Paragraph, u64) {
        let mut hash = DefaultHasher::new();
        for span in &line.spans {
            span.text.hash(&mut hash);
            span.color.into_rgba8().hash(&mut hash);
        }
        let key = hash.finish();
        let (paragraph, frame) = self.kept.entry(key).or_insert_with(|| (shaped(line, key), 0));
        *frame = self.frame;
        (paragraph.clone(), key)
    }
}

fn shaped(line: &Line<'_>, key: u64) -> Paragraph {
    let mut left = LONGEST;
    let spans: Vec<text::Span<'_>> = line
        .spans
        .iter()
        .map(|span| {
            let text = plain(&span.text, left);
            left -= text.chars().count().min(left);
            text::Span::new(text).color(span.color)
        })
        .collect();
    Paragraph::with_spans(Text {
        content: &spans[..],
        // The renderer takes lines of one length for the same: a height of its own for each tells them apart.
        bounds: Size::new(f32::INFINITY, 1_000_000.0 + (key % 1_000_000) as f32),
        size: Pixels(measure::SMALL),
        line_height: LineHeight::Absolute(Pixels(measure::LOG_LINE)),
        font: font::MONO,
        align_x: Alignment::Left,
        align_y: alignment::Vertical::Top,
        shaping: Shaping::default(),
        wrapping: Wrapping::None,
    })
}

/// At most `most` characters, none of which controls anything.
fn plain(text: &str, most: usize) -> String {
    text.chars()
        .take(most)
        .map(|letter| if letter.is_control() { '\u{fffd}' } else { letter })
        .collect()
}

#[cfg(test)]
mod tests {
    use iced::Color;

    use super::*;

    #[test]
    fn lines_of_one_length_and_lines_of_other_colours_are_not_the_same() {
        let mut sheet = Sheet::default();
        let mut shape = |text: &'static str, color| sheet.shape(&Line::default().with(text, color)).0;
        let first = shape("> PASV", Color::BLACK);
        assert_ne!(first, shape("> QUIT", Color::BLACK));
        assert_ne!(first, shape("> PASV", Color::WHITE));
        assert_eq!(first, shape("> PASV", Color::BLACK));
    }

    #[test]
    fn a_line_break_makes_no_second_line_and_a_long_line_ends() {
        let mut sheet = Sheet::default();
        let long = "x".repeat(100_000);
        let (shaped, _) = sheet.shape(
            &Line::default()
                .with("one\r\ntwo", Color::BLACK)
                .with(long, Color::BLACK),
        );
        assert!(shaped.min_height() <= measure::LOG_LINE);
        assert!(shaped.min_width() < 20_000.0);
    }

    #[test]
    fn no_more_is_kept_than_what_was_seen_last() {
        let mut sheet = Sheet::default();
        for at in 0..10_000 {
            sheet.begin();
            sheet.shape(&Line::default().with(at.to_string(), Color::BLACK));
        }
        assert!(sheet.kept.len() <= KEPT + 2);
    }
}
