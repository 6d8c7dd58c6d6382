//! Text that fits: shaped once, cut in the middle where it is too long, kept while it is on screen.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

use iced::advanced::text::{self, Alignment, Difference, LineHeight, Paragraph as _, Shaping, Text, Wrapping};
use iced::{Font, Pixels, Renderer, Size, alignment};

use crate::ui::look::{font, measure};

/// What the renderer draws.
pub(super) type Paragraph = <Renderer as text::Renderer>::Paragraph;

/// More than what any screen shows at once.
const KEPT: usize = 1500;
/// Nobody reads more of a name, and shaping takes time with length.
const LONGEST: usize = 1000;
const ELLIPSIS: char = '…';

/// A face in a size.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(super) enum Face {
    /// Rows.
    Text,
    /// Rows that stand out.
    Strong,
    /// Heads of columns.
    Small,
    /// Icons of rows.
    Icon,
    /// The sign of the order.
    SmallIcon,
}

impl Face {
    fn font(self) -> Font {
        match self {
            Self::Text | Self::Small => font::TEXT,
            Self::Strong => font::STRONG,
            Self::Icon | Self::SmallIcon => font::ICONS,
        }
    }

    fn size(self) -> f32 {
        match self {
            Self::Text | Self::Strong => measure::TEXT,
            Self::Small | Self::SmallIcon => measure::SMALL,
            Self::Icon => measure::ICON,
        }
    }
}

/// A text as it is drawn.
#[derive(Clone, Debug)]
pub(super) struct Fitted {
    /// What to draw.
    pub paragraph: Paragraph,
    /// How wide it came out.
    pub width: f32,
    /// How much higher than its line it must stand: a face that stands in for missing letters moves the base line.
    pub lift: f32,
    /// Something was left out.
    pub cut: bool,
}

impl Fitted {
    fn of(text: &str, paragraph: Paragraph, face: Face, line: f32, cut: bool) -> Self {
        let lift = if text.is_ascii() {
            0.0
        } else {
            let usual = base_line(&shape("x", face, line));
            base_line(&paragraph).zip(usual).map_or(0.0, |(own, usual)| own - usual)
        };
        Self {
            width: paragraph.min_width().ceil(),
            lift,
            paragraph,
            cut,
        }
    }
}

fn base_line(paragraph: &Paragraph) -> Option<f32> {
    paragraph.buffer().layout_runs().next().map(|run| run.line_y)
}

/// The texts on screen.
#[derive(Debug, Default)]
pub(super) struct Texts {
    kept: HashMap<u64, Kept>,
    frame: u64,
}

#[derive(Debug)]
struct Kept {
    text: String,
    fitted: Fitted,
    frame: u64,
}

impl Texts {
    /// A new frame is drawn: what the last one did not show may go, and everything if the fonts changed.
    pub fn begin(&mut self) {
        self.frame += 1;
        if self.kept.len() > KEPT {
            let frame = self.frame;
            self.kept.retain(|_, kept| kept.frame + 2 > frame);
        }
        let stale = self.kept.values().next().is_some_and(|kept| {
            let paragraph = &kept.fitted.paragraph;
            let same = Text {
                content: (),
                bounds: paragraph.bounds(),
                size: paragraph.size(),
                line_height: paragraph.line_height(),
                font: paragraph.font(),
                align_x: paragraph.align_x(),
                align_y: paragraph.align_y(),
                shaping: paragraph.shaping(),
                wrapping: paragraph.wrapping(),
            };
            paragraph.compare(same) == Difference::Shape
        });
        if stale {
            self.kept.clear();
        }
    }

    /// The text in a line of this height, no wider than `room`.
    pub fn fit(&mut self, text: &str, face: Face, room: f32, line: f32) -> Fitted {
        let whole = self.keep(text, face, None, line);
        if whole.width <= room.max(0.0) {
            return whole;
        }
        self.keep(text, face, Some(room.max(0.0)), line)
    }

    fn keep(&mut self, text: &str, face: Face, room: Option<f32>, line: f32) -> Fitted {
        let mut key = DefaultHasher::new();
        (text, face, room.map(f32::to_bits), line.to_bits()).hash(&mut key);
        let key = key.finish();
        let frame = self.frame;
        if let Some(kept) = self.kept.get_mut(&key)
            && kept.text == text
        {
            kept.frame = frame;
            return kept.fitted.clone();
        }
        let fitted = match room {
            None => whole(text, face, line),
            Some(room) => cut_to(text, face, room, line),
        };
        let kept = Kept {
            text: text.to_owned(),
            fitted: fitted.clone(),
            frame,
        };
        self.kept.insert(key, kept);
        fitted
    }
}

fn whole(text: &str, face: Face, line: f32) -> Fitted {
    let (text, cut) = match text.char_indices().nth(LONGEST) {
        Some(_) => (middle_cut(text, LONGEST), true),
        None => (text.to_owned(), false),
    };
    Fitted::of(&text, shape(&text, face, line), face, line, cut)
}

fn cut_to(text: &str, face: Face, room: f32, line: f32) -> Fitted {
    let measured = |keep: usize| {
        let paragraph = shape(&middle_cut(text, keep), face, line);
        let width = paragraph.min_width().ceil();
        (paragraph, width)
    };
    let all = text.chars().count().min(LONGEST);
    let full = whole(text, face, line).width.max(1.0);
    // The widest cut that fits lies between `low` and `high`; letters of like width make the first guess a good one.
    let (mut low, mut high) = (0, all);
    let mut probe = (all as f32 * room / full) as usize;
    let mut best = None;
    let mut near = 2;
    while low < high {
        let keep = probe.clamp(low, high - 1);
        let (paragraph, width) = measured(keep);
        if width <= room {
            best = Some(paragraph);
            low = keep + 1;
            probe = keep + near;
        } else {
            high = keep;
            probe = keep.saturating_sub(near);
        }
        near *= 2;
        if near > 16 {
            probe = low.midpoint(high);
        }
    }
    let paragraph = best.unwrap_or_else(|| shape("", face, line));
    Fitted::of(text, paragraph, face, line, true)
}

fn shape(text: &str, face: Face, line: f32) -> Paragraph {
    // A line break or another control character in a name must not make a second line.
    let plain: String;
    let text = if text.chars().any(char::is_control) {
        plain = text.replace(char::is_control, "\u{fffd}");
        &plain
    } else {
        text
    };
    let mut hash = DefaultHasher::new();
    text.hash(&mut hash);
    Paragraph::with_text(Text {
        content: text,
        // The renderer takes two paragraphs for the same one if their measures are, whatever they say: "14:31" would stay
        // on screen when it became "14:32". A height of its own for every text tells them apart.
        bounds: Size::new(f32::INFINITY, 1_000_000.0 + (hash.finish() % 1_000_000) as f32),
        size: Pixels(face.size()),
        line_height: LineHeight::Absolute(Pixels(line)),
        font: face.font(),
        align_x: Alignment::Left,
        align_y: alignment::Vertical::Top,
        shaping: Shaping::default(),
        wrapping: Wrapping::None,
    })
}

/// `keep` characters of a text with an ellipsis in place of the others: its end stays, with the whole extension if it is short.
pub(super) fn middle_cut(text: &str, keep: usize) -> String {
    let letters: Vec<char> = text.chars().collect();
    if keep >= letters.len() {
        return text.to_owned();
    }
    if keep == 0 {
        return ELLIPSIS.to_string();
    }
    let extension = extension(&letters);
    let mut tail = (keep / 3).max((extension + 2).min(keep / 2 + 1)).min(keep - 1);
    let mut head = keep - tail;
    while head > 0 && joins(letters[head]) {
        head -= 1;
    }
    while tail > 0 && joins(letters[letters.len() - tail]) {
        tail -= 1;
    }
    let start = letters[..head].iter().collect::<String>();
    let end: String = letters[letters.len() - tail..].iter().collect();
    format!("{}{ELLIPSIS}{}", start.trim_end_matches([' ', '.']), end.trim_start())
}

/// How many letters at the end are an extension: with `.tar` before it, and none if there is nothing else.
fn extension(letters: &[char]) -> usize {
    let Some(dot) = letters.iter().rposition(|letter| *letter == '.') else {
        return 0;
    };
    let dot = if letters[..dot].ends_with(&['.', 't', 'a', 'r']) {
        dot - 4
    } else {
        dot
    };
    let length = letters.len() - dot;
    if dot > 0 && length <= 10 { length } else { 0 }
}

/// Belongs to the letter before it.
fn joins(letter: char) -> bool {
    matches!(letter,
        '\u{300}'..='\u{36f}' | '\u{1ab0}'..='\u{1aff}' | '\u{20d0}'..='\u{20ff}' | '\u{200d}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{1f3fb}'..='\u{1f3ff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_extension_stays() {
        let cut = middle_cut;
        assert_eq!(cut("holiday-pictures-2025.jpeg", 15), "holiday-…25.jpeg");
        assert_eq!(cut("holiday-pictures-2025.tar.zst", 17), "holiday-…5.tar.zst");
        assert_eq!(cut("holiday-pictures-2025", 9), "holida…025");
        assert_eq!(
            cut("a name. It has a sentence in it", 9),
            "a name…it",
            "that is no extension"
        );
    }

    #[test]
    fn nothing_is_cut_that_fits_and_little_is_left_of_what_does_not() {
        assert_eq!(middle_cut("a.txt", 5), "a.txt");
        assert_eq!(middle_cut("abcdef", 0), "…");
        assert_eq!(middle_cut("abcdef", 1), "a…");
        for keep in 0..40 {
            let cut = middle_cut("an ordinary name with no extension at all", keep);
            assert!(cut.chars().count() <= keep + 1, "{cut}");
        }
    }

    #[test]
    fn a_letter_and_its_accent_stay_together() {
        let text = "e\u{301}".repeat(10);
        for keep in 1..19 {
            let cut = middle_cut(&text, keep);
            let (head, tail) = cut.split_once('…').unwrap();
            assert_eq!(head.chars().count() % 2, 0, "{cut}");
            assert_eq!(tail.chars().count() % 2, 0, "{cut}");
        }
    }

    #[test]
    fn what_is_drawn_fits_its_room() {
        let mut texts = Texts::default();
        let name = "a-rather-long-name-of-a-file-that-nobody-can-read-in-one-glance.tar.gz";
        for room in [0.0, 3.0, 20.0, 77.0, 150.0, 260.0] {
            let fitted = texts.fit(name, Face::Text, room, 26.0);
            assert!(fitted.cut);
            assert!(fitted.width <= room, "{} in {room}", fitted.width);
            assert!(room < 60.0 || fitted.width > room - 14.0, "{} in {room}", fitted.width);
        }
        assert!(!texts.fit(name, Face::Text, 2000.0, 26.0).cut);
    }

    #[test]
    fn a_line_break_in_a_name_makes_no_second_line() {
        let mut texts = Texts::default();
        let fitted = texts.fit("one\ntwo\r\n", Face::Text, 500.0, 26.0);
        assert!(fitted.paragraph.min_height() <= 26.0);
    }

    /// The renderer compares measures, not words.
    #[test]
    fn two_texts_of_one_width_are_not_the_same() {
        let mut texts = Texts::default();
        let one = texts.fit("14:31", Face::Text, 500.0, 26.0);
        let other = texts.fit("14:37", Face::Text, 500.0, 26.0);
        assert_ne!(one.paragraph, other.paragraph);
        assert_eq!(one.paragraph, texts.fit("14:31", Face::Text, 500.0, 26.0).paragraph);
    }
}
