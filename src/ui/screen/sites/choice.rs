//! Lists that open below a button and offer choices: the folder of a site, what is done about existing targets.

use iced::widget::{button, column, container, row, text};
use iced::{Alignment, Element, Length};

use super::message::Message;
use super::{Page, Sites};
use crate::site::{Book, FolderPath};
use crate::transfer::Resolution;
use crate::ui::look::{Palette, font, icon, measure, style};
use crate::ui::screen::parts;
use crate::ui::widget::completed::{Completed, Stroke};
use crate::ui::widget::press::Press;

/// One of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// The folder that the site is in.
    Folder,
    /// What is done about existing targets.
    Conflict,
}

/// What happened in one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// It was pressed.
    Toggle,
    /// A key.
    Stroke(Stroke),
    /// The choice with this number was pressed.
    Choose(usize),
}

/// What can be done about existing targets; nothing is what the settings say.
pub const CONFLICTS: [Option<Resolution>; 6] = [
    None,
    Some(Resolution::Overwrite),
    Some(Resolution::OverwriteIfNewer),
    Some(Resolution::OverwriteIfSizeDiffers),
    Some(Resolution::Rename),
    Some(Resolution::Skip),
];

/// Every folder that a site can be in; the first is none.
pub fn folders(book: &Book) -> Vec<FolderPath> {
    let mut all = book.all_folders();
    all.sort_by_cached_key(|path| path.iter().map(|name| name.to_lowercase()).collect::<Vec<_>>());
    all.insert(0, FolderPath::new());
    all
}

impl Sites {
    pub(super) fn choice_made(&mut self, which: Which, step: Step, book: &Book) {
        let Page::Site(shown) = &mut self.page else { return };
        let form = &mut shown.form;
        let folders = folders(book);
        let (current, count) = match which {
            Which::Folder => (folders.iter().position(|path| *path == form.folder), folders.len()),
            Which::Conflict => (
                CONFLICTS.iter().position(|choice| *choice == form.on_conflict),
                CONFLICTS.len(),
            ),
        };
        let at = self.open.filter(|(open, _)| *open == which).map(|(_, at)| at);
        self.open = match (step, at) {
            (Step::Toggle | Step::Stroke(Stroke::Down), None) => Some((which, current.unwrap_or_default())),
            (Step::Stroke(Stroke::Down), Some(at)) => Some((which, (at + 1).min(count - 1))),
            (Step::Stroke(Stroke::Up), Some(at)) => Some((which, at.saturating_sub(1))),
            _ => None,
        };
        let chosen = match step {
            Step::Choose(at) => Some(at),
            Step::Stroke(Stroke::Enter | Stroke::CtrlEnter) => at,
            _ => None,
        };
        match (which, chosen) {
            (Which::Folder, Some(at)) => {
                if let Some(path) = folders.get(at) {
                    form.folder.clone_from(path);
                }
            }
            (Which::Conflict, Some(at)) => form.on_conflict = CONFLICTS.get(at).copied().flatten(),
            (_, None) => {}
        }
    }

    /// A button that shows what is chosen of these, and the list if it is open.
    pub(super) fn choice<'a>(
        &self,
        which: Which,
        names: Vec<String>,
        chosen: usize,
        palette: Palette,
    ) -> Element<'a, Message> {
        let toggle = Message::Choice(which, Step::Toggle);
        let name = names.get(chosen).cloned().unwrap_or_default();
        let label = container(parts::paragraph(name, palette.text).wrapping(text::Wrapping::None))
            .width(Length::Fill)
            .clip(true);
        let arrow = parts::glyph(icon::CHEVRON_DOWN, 13.0, palette.muted);
        let face = button(row![label, arrow].spacing(measure::GAP).align_y(Alignment::Center))
            .width(Length::Fill)
            .height(measure::CONTROL)
            .padding([5, 10])
            .style(style::plain(palette))
            .on_press(toggle.clone());
        let press = Press::new(face, Some(toggle), palette.accent);
        let at = self.open.filter(|(open, _)| *open == which).map(|(_, at)| at);
        let is_open = at.is_some();
        let struck = move |stroke| {
            let meant = is_open || stroke == Stroke::Down;
            meant.then_some(Message::Choice(which, Step::Stroke(stroke)))
        };
        let all = Completed::new(press, struck);
        let Some(at) = at else { return all.into() };
        let rows = names.into_iter().enumerate().map(|(number, name)| {
            let weight = if number == chosen { font::STRONG } else { font::TEXT };
            let label = parts::paragraph(name, palette.text).font(weight);
            let pointed = number == at;
            button(label)
                .width(Length::Fill)
                .padding([4, 10])
                .on_press(Message::Choice(which, Step::Choose(number)))
                .style(move |theme, status| {
                    let mut style = style::quiet(palette)(theme, status);
                    if pointed {
                        style.background = Some(palette.selection.into());
                    }
                    style
                })
                .into()
        });
        let rows = parts::scrolling(column(rows), palette);
        all.list(container(rows).padding(4).style(style::card(palette))).into()
    }
}
