//! The words and colours of the cells. Cells are asked for one by one while a frame is drawn, without the context, so what
//! they say is taken out of it before.

use time::{OffsetDateTime, UtcOffset};

use super::column::Column;
use super::listing::Item;
use crate::entry::Kind;
use crate::path::{Blocked, visible};
use crate::ui::context::Context;
use crate::ui::humane::{self, Dates};
use crate::ui::look::{Palette, Shade};
use crate::ui::words::Words;

/// What cells say, and in which colours.
#[derive(Clone, Debug)]
pub struct Speech {
    /// The colours.
    pub palette: Palette,
    /// The forms of dates.
    pub dates: Dates,
    /// The time of this frame.
    pub now: OffsetDateTime,
    /// The person's zone.
    pub zone: UtcOffset,
    titles: [String; Column::ALL.len()],
    kinds: Kinds,
    reasons: Reasons,
    bytes: String,
}

#[derive(Clone, Debug, Default)]
struct Kinds {
    folder: String,
    link: String,
    file: String,
    other: String,
}

#[derive(Clone, Debug, Default)]
struct Reasons {
    empty: String,
    dots: String,
    separator: String,
    nul: String,
    line_break: String,
}

impl Default for Speech {
    fn default() -> Self {
        Self {
            palette: Palette::of(Shade::default()),
            dates: Dates::default(),
            now: OffsetDateTime::UNIX_EPOCH,
            zone: UtcOffset::UTC,
            titles: Default::default(),
            kinds: Kinds::default(),
            reasons: Reasons::default(),
            bytes: String::new(),
        }
    }
}

impl Speech {
    /// What the cells of this frame say.
    pub fn of(context: &Context<'_>) -> Self {
        let words = context.words;
        Self {
            palette: context.palette,
            dates: Dates::of(words),
            now: context.now,
            zone: context.zone,
            titles: titles(words),
            kinds: Kinds {
                folder: words.say("pane-kind-folder"),
                link: words.say("pane-kind-link"),
                file: words.say("pane-kind-file"),
                other: words.say("pane-kind-other"),
            },
            reasons: Reasons {
                empty: words.say("pane-blocked-empty"),
                dots: words.say("pane-blocked-dots"),
                separator: words.say("pane-blocked-separator"),
                nul: words.say("pane-blocked-nul"),
                line_break: words.say("pane-blocked-line-break"),
            },
            bytes: words.with("pane-bytes", &[("count", COUNT.into())]),
        }
    }

    /// The title of a column.
    pub fn title(&self, column: Column) -> &str {
        &self.titles[column as usize]
    }

    /// What an item is, in a word.
    pub fn kind(&self, item: &Item) -> String {
        match item.kind {
            Kind::Directory => self.kinds.folder.clone(),
            Kind::Link => self.kinds.link.clone(),
            Kind::Other => self.kinds.other.clone(),
            Kind::File => match item.extension() {
                "" => self.kinds.file.clone(),
                extension if extension.len() > 8 => self.kinds.file.clone(),
                extension => extension.to_uppercase(),
            },
        }
    }

    /// What more there is to say about a cell.
    pub fn tip(&self, item: &Item, column: Column) -> Option<String> {
        match column {
            Column::Name => match (item.blocked, item.target()) {
                (Some(blocked), _) => Some(format!("{}\n{}", item.shown(), self.reason(blocked))),
                (None, Some(target)) => Some(format!("{} \u{2192} {}", item.shown(), visible(target))),
                (None, None) => (item.shown().chars().count() > LONG).then(|| item.shown().to_owned()),
            },
            Column::Size => {
                let size = item.size.filter(|size| item.kind == Kind::File && *size >= 1000)?;
                Some(self.bytes.replace(COUNT, &humane::grouped(size)))
            }
            Column::Modified => Some(self.dates.exact(item.modified.as_ref()?, self.zone)),
            Column::Permissions => Some(format!("{:04o}", item.permissions?.bits())),
            Column::Owner | Column::Type => None,
        }
    }

    fn reason(&self, blocked: Blocked) -> &str {
        match blocked {
            Blocked::Empty => &self.reasons.empty,
            Blocked::Dots => &self.reasons.dots,
            Blocked::Separator => &self.reasons.separator,
            Blocked::Nul => &self.reasons.nul,
            Blocked::LineBreak => &self.reasons.line_break,
        }
    }
}

/// A name of more characters may be cut, so the tooltip shows it whole.
const LONG: usize = 24;
/// A mark that no sentence contains, where a number goes later.
const COUNT: &str = "\u{1}";

fn titles(words: &Words) -> [String; Column::ALL.len()] {
    Column::ALL.map(|column| title(words, column))
}

/// The title of a column, also in the menu that shows and hides columns.
pub fn title(words: &Words, column: Column) -> String {
    match column {
        Column::Name => words.say("pane-column-name"),
        Column::Size => words.say("pane-column-size"),
        Column::Modified => words.say("pane-column-modified"),
        Column::Permissions => words.say("pane-column-permissions"),
        Column::Owner => words.say("pane-column-owner"),
        Column::Type => words.say("pane-column-type"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entry::{Entry, Permissions};
    use crate::ui::words::Language;

    fn speech() -> Speech {
        let words = Words::of(Language::English);
        Speech::of(&Context {
            words: &words,
            palette: Palette::of(Shade::Light),
            now: OffsetDateTime::UNIX_EPOCH,
            zone: UtcOffset::UTC,
            keys: crate::settings::KeyPreset::Standard,
        })
    }

    #[test]
    fn tooltips_tell_what_the_cell_leaves_out() {
        let speech = speech();
        let mut entry = Entry::new("release.tar".into(), Kind::File);
        entry.size = Some(1_310_000_000);
        entry.permissions = Some(Permissions::new(0o644));
        let item = Item::new(entry, false);
        assert_eq!(speech.tip(&item, Column::Size).as_deref(), Some("1,310,000,000 bytes"));
        assert_eq!(speech.tip(&item, Column::Permissions).as_deref(), Some("0644"));
        assert_eq!(speech.tip(&item, Column::Name), None);
        assert_eq!(speech.kind(&item), "TAR");
        let bad = Item::new(Entry::new("../evil".into(), Kind::File), false);
        let tip = speech.tip(&bad, Column::Name).unwrap();
        assert!(tip.starts_with("../evil\n") && tip.len() > 12, "{tip}");
    }
}
