//! The table of what would be taken over.

use std::borrow::Cow;

use super::choice::{Choice, Line};
use super::said;
use crate::import::QueuedServer;
use crate::path::visible;
use crate::site::Book;
use crate::ui::context::Context;
use crate::ui::look::icon;
use crate::ui::widget::table::{Cell, Column, Rows, Tick};
use crate::ui::words::Words;

/// The rows of a choice. The saved sites tell which of them a queue would use.
pub struct Sheet<'a> {
    choice: &'a Choice,
    book: &'a Book,
    context: Context<'a>,
    /// There is room for protocol and login.
    wide: bool,
}

/// Below this width protocol and login have no columns: the lines beneath the table have them.
const WIDE: f32 = 820.0;

/// Its columns.
pub fn columns(words: &Words, width: f32) -> Vec<Column> {
    let mut columns = vec![
        Column::of_words(words.say("exchange-column-name"), 240.0),
        Column::of_words(words.say("exchange-column-server"), 212.0),
    ];
    if width >= WIDE {
        columns.push(Column::of_words(words.say("exchange-column-protocol"), 104.0));
        columns.push(Column::of_words(words.say("exchange-column-login"), 140.0));
    }
    columns.push(Column::of_words(words.say("exchange-column-remarks"), 236.0));
    columns
}

impl<'a> Sheet<'a> {
    /// Of this choice, as wide as this.
    pub fn new(choice: &'a Choice, book: &'a Book, context: &Context<'a>, width: f32) -> Self {
        Self {
            choice,
            book,
            context: *context,
            wide: width >= WIDE,
        }
    }

    fn line(&self, row: usize) -> Option<Line> {
        self.choice.lines().get(row).copied()
    }

    fn name(&self, line: Line) -> String {
        let preview = self.choice.preview();
        match line {
            Line::Folder(at) => self
                .choice
                .folder(at)
                .map_or_else(String::new, |(name, ..)| visible(name.as_bytes())),
            Line::Item(at) => item_name(preview.items.get(at).map(|item| item.site.name.as_str())),
            Line::Queue => self.context.words.say("exchange-queue-head"),
            Line::Queued(at) => item_name(preview.queue.get(at).map(|server| server.item.site.host.as_str())),
            Line::RefusedHead => self.context.words.say("exchange-refused-head"),
            Line::Refused(at) => {
                let name = item_name(preview.refused.get(at).map(|refused| refused.name.as_str()));
                if name.is_empty() {
                    self.context.words.say("exchange-no-name")
                } else {
                    name
                }
            }
        }
    }

    fn first(&self, line: Line) -> Cell<'a> {
        let (preview, palette) = (self.choice.preview(), self.context.palette);
        let depth = match line {
            Line::Folder(at) => self.choice.folder(at).map_or(0, |(_, depth, ..)| depth),
            Line::Item(at) => preview.items.get(at).map_or(0, |item| item.site.folder.len()),
            Line::Queue | Line::RefusedHead | Line::Queued(_) | Line::Refused(_) => 0,
        };
        let glyph = match line {
            Line::Folder(_) => Some((icon::FOLDER, palette.folder)),
            Line::Item(_) | Line::Queued(_) => Some((icon::SERVER, palette.faint)),
            Line::Refused(_) => Some((icon::BAN, palette.warn)),
            Line::Queue | Line::RefusedHead => None,
        };
        let boxed = self.choice.tick(line);
        let tick = match line {
            Line::Queue | Line::RefusedHead => None,
            _ => Some(boxed.unwrap_or(Tick::Blank)),
        };
        Cell {
            // The step before it is the room for the sign of a folder.
            indent: u8::try_from(depth + 1).unwrap_or(u8::MAX),
            tick,
            icon: glyph,
            text: self.name(line).into(),
            strong: matches!(line, Line::Folder(_) | Line::Queue | Line::RefusedHead),
            color: (boxed == Some(Tick::Off) || tick == Some(Tick::Blank)).then_some(palette.muted),
            ..Cell::default()
        }
    }

    fn server(&self, line: Line) -> String {
        let preview = self.choice.preview();
        let words = self.context.words;
        match line {
            Line::Folder(at) => self.choice.folder(at).map_or_else(String::new, |(.., count)| {
                words.with("exchange-sites", &[("count", count.into())])
            }),
            Line::Item(at) => preview.items.get(at).map_or_else(String::new, said::account),
            Line::Queued(at) => preview
                .queue
                .get(at)
                .map_or_else(String::new, |server| said::account(&server.item)),
            Line::Queue | Line::RefusedHead | Line::Refused(_) => String::new(),
        }
    }

    /// A protocol that encrypts nothing stands out.
    fn protocol(&self, line: Line) -> Cell<'a> {
        let preview = self.choice.preview();
        let item = match line {
            Line::Item(at) => preview.items.get(at),
            Line::Queued(at) => preview.queue.get(at).map(|server| &server.item),
            Line::Folder(_) | Line::Queue | Line::RefusedHead | Line::Refused(_) => None,
        };
        item.map_or_else(Cell::default, |item| Cell {
            text: said::protocol(item, self.context.words).into(),
            color: said::is_plain(item).then_some(self.context.palette.bad),
            ..Cell::default()
        })
    }

    fn login(&self, line: Line) -> String {
        let preview = self.choice.preview();
        let words = self.context.words;
        match line {
            Line::Item(at) => preview
                .items
                .get(at)
                .map_or_else(String::new, |item| said::login(item, words)),
            Line::Queued(at) => self
                .queued(at)
                .map_or_else(String::new, |server| said::waiting(server, words)),
            Line::Folder(_) | Line::Queue | Line::RefusedHead | Line::Refused(_) => String::new(),
        }
    }

    fn remarks(&self, line: Line) -> Cell<'a> {
        let palette = self.context.palette;
        let preview = self.choice.preview();
        let warns = match line {
            Line::Item(at) => preview.items.get(at).is_some_and(said::warns),
            Line::Queued(at) => self.queued(at).is_some_and(|server| !server.unusable.is_empty()),
            Line::Refused(_) => true,
            Line::Folder(_) | Line::Queue | Line::RefusedHead => false,
        };
        Cell {
            text: self.short(line).join(" · ").into(),
            color: Some(if warns { palette.warn } else { palette.muted }),
            ..Cell::default()
        }
    }

    /// The remarks as short as a cell.
    fn short(&self, line: Line) -> Vec<String> {
        match line {
            Line::Item(at) => {
                let item = self.choice.preview().items.get(at);
                item.map_or_else(Vec::new, |item| said::briefly(item, self.context.words))
            }
            _ => remarks(self.choice, self.book, line, self.context.words),
        }
    }

    fn queued(&self, at: usize) -> Option<&'a QueuedServer> {
        self.choice.preview().queue.get(at)
    }
}

/// Everything that is worth knowing about a line.
pub fn remarks(choice: &Choice, book: &Book, line: Line, words: &Words) -> Vec<String> {
    let preview = choice.preview();
    match line {
        Line::Item(at) => preview
            .items
            .get(at)
            .map_or_else(Vec::new, |item| said::remarks(item, words)),
        Line::Queued(at) => preview
            .queue
            .get(at)
            .map_or_else(Vec::new, |server| said::queued(server, book, words)),
        Line::Refused(at) => preview
            .refused
            .get(at)
            .map_or_else(Vec::new, |refused| vec![said::why(&refused.why, words)]),
        Line::Folder(_) | Line::Queue | Line::RefusedHead => Vec::new(),
    }
}

impl Rows for Sheet<'_> {
    fn count(&self) -> usize {
        self.choice.lines().len()
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        let Some(line) = self.line(row) else {
            return Cell::default();
        };
        let plain = |text: String| Cell {
            text: text.into(),
            ..Cell::default()
        };
        match column {
            0 => self.first(line),
            1 => plain(self.server(line)),
            2 if self.wide => self.protocol(line),
            3 if self.wide => plain(self.login(line)),
            _ => self.remarks(line),
        }
    }

    fn key(&self, row: usize) -> Cow<'_, str> {
        self.line(row).map_or_else(String::new, |line| self.name(line)).into()
    }

    fn is_selected(&self, _: usize) -> bool {
        false
    }

    fn is_selectable(&self, _: usize) -> bool {
        false
    }

    fn is_open(&self, row: usize) -> Option<bool> {
        match self.line(row)? {
            Line::Folder(at) => self.choice.folder(at).map(|(_, _, open, _)| open),
            _ => None,
        }
    }

    fn tip(&self, row: usize, column: usize) -> Option<String> {
        // What is cut shows whole by itself.
        let all = remarks(self.choice, self.book, self.line(row)?, self.context.words);
        (column == if self.wide { 4 } else { 2 } && all.len() > 1).then(|| all.join("\n"))
    }
}

fn item_name(name: Option<&str>) -> String {
    name.map_or_else(String::new, |name| visible(name.as_bytes()))
}
