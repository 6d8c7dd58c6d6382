//! The path as folders that can be pressed. Where there is no room, the first ones go into a menu.

use iced::advanced::graphics::text::Paragraph;
use iced::advanced::text::{self as shaping, Paragraph as _};
use iced::widget::{button, container, mouse_area, row, text};
use iced::{Center, Element, Fill, Font, Pixels, Size, alignment};

use super::menu::{Anchor, Menu};
use super::{Message, Pane, Place, Side};
use crate::ui::context::Context;
use crate::ui::look::{font, icon, measure, style};
use crate::ui::widget::drop_zone::DropZone;
use crate::ui::widget::press::Press;

impl Pane {
    /// The title of a folder of the path, counted from the top.
    pub(super) fn crumb_title(&self, at: usize) -> String {
        let trail = self.place().map(Place::trail).unwrap_or_default();
        trail.get(at).map(|place| self.title(place)).unwrap_or_default()
    }

    fn title(&self, place: &Place) -> String {
        match place.name() {
            Some(name) => self.charset().visible(name.as_bytes()),
            None if place.visible().is_empty() => "~".to_owned(),
            None => place.visible(),
        }
    }

    /// The path in a row of this width. `drops`: a drag may be let go on its folders.
    pub(super) fn crumbs<'a>(&self, context: &Context<'_>, width: f32, drops: bool) -> Element<'a, Message> {
        let palette = context.palette;
        let trail = self.place().map(Place::trail).unwrap_or_default();
        let last = trail.len().saturating_sub(1);
        // The drive's icon stands for the top here, as long as something follows.
        let top = usize::from(self.side() == Side::Local && last > 0);
        let titles: Vec<String> = trail.iter().map(|place| self.title(place)).collect();
        let widths: Vec<f32> = titles
            .iter()
            .enumerate()
            .map(|(at, title)| wide(title, face(at == last)) + 2.0 * PAD)
            .collect();
        let first = top + first_that_fits(&widths[top.min(widths.len())..], width);
        let mut line = row![].align_y(Center);
        if first > top {
            let dots = text(icon::ELLIPSIS)
                .font(font::ICONS)
                .size(measure::ICON)
                .color(palette.muted);
            let dots = button(dots)
                .padding([4.0, PAD])
                .style(style::quiet(palette))
                .on_press(Message::CrumbMenu(first));
            let dots = Press::new(dots, Some(Message::CrumbMenu(first)), palette.accent).inside();
            let menu = self.menu_at(|anchor| *anchor == Anchor::Trail);
            line = line.push(Menu::over(menu, dots.into(), self, context));
            line = line.push(slash(context));
        }
        for (at, title) in titles.into_iter().enumerate().skip(first) {
            // The root is a slash already.
            let is_slash = title == "/";
            let shown = if at == last {
                cut(&title, face(true), (width - 2.0 * PAD).max(24.0))
            } else {
                title
            };
            let color = if at == last { palette.text } else { palette.muted };
            let crumb = button(
                text(shown)
                    .font(face(at == last))
                    .size(measure::TEXT)
                    .color(color)
                    .wrapping(text::Wrapping::None),
            )
            .padding([4.0, PAD])
            .style(style::quiet(palette))
            .on_press(Message::Crumb(at));
            // The keyboard has no need to go where one is.
            let reached = (at != last).then_some(Message::Crumb(at));
            let crumb = Press::new(crumb, reached, palette.accent).inside();
            let zone = DropZone::new(crumb, drops)
                .outline(Some(palette.accent))
                .on_enter(Message::CrumbOver(at))
                .on_rest(Message::CrumbRested(at))
                .on_drop(Message::CrumbDropped(at));
            line = line.push(zone);
            if at != last && !is_slash {
                line = line.push(slash(context));
            }
        }
        let ground = container(line).width(Fill).height(Fill).align_y(Center).clip(true);
        mouse_area(ground).on_press(Message::EditPath).into()
    }
}

/// Left and right of a folder's name.
const PAD: f32 = 4.0;
/// A slash with its gaps.
const SLASH: f32 = 9.0;
/// The button for folders without room, with its slash.
const DOTS: f32 = measure::ICON + 2.0 * PAD + SLASH;

fn face(last: bool) -> Font {
    if last { font::STRONG } else { font::TEXT }
}

fn slash<'a>(context: &Context<'_>) -> Element<'a, Message> {
    container(text("/").size(measure::TEXT).color(context.palette.faint))
        .width(SLASH)
        .center_x(SLASH)
        .into()
}

/// Which crumb is the first that there is room for. The last one always stays.
fn first_that_fits(widths: &[f32], width: f32) -> usize {
    let all: f32 = widths.iter().map(|width| width + SLASH).sum();
    if all <= width {
        return 0;
    }
    let mut left = width - DOTS;
    let mut first = widths.len();
    for (at, crumb) in widths.iter().enumerate().rev() {
        left -= crumb + SLASH;
        if left < 0.0 && at + 1 < widths.len() {
            break;
        }
        first = at;
    }
    first
}

/// The text with its middle left out, if it is wider than this.
pub fn cut(text: &str, font: Font, width: f32) -> String {
    if wide(text, font) <= width {
        return text.to_owned();
    }
    let characters: Vec<char> = text.chars().collect();
    let shortened = |keep: usize| {
        let (head, tail) = (keep.div_ceil(2), keep / 2);
        let mut short: String = characters[..head].iter().collect();
        short.push('\u{2026}');
        short.extend(&characters[characters.len() - tail..]);
        short
    };
    let (mut fits, mut too_long) = (1, characters.len());
    while too_long - fits > 1 {
        let middle = usize::midpoint(fits, too_long);
        if wide(&shortened(middle), font) <= width {
            fits = middle;
        } else {
            too_long = middle;
        }
    }
    shortened(fits)
}

/// The width of a line of text.
fn wide(text: &str, font: Font) -> f32 {
    Paragraph::with_text(shaping::Text {
        content: text,
        bounds: Size::INFINITE,
        size: Pixels(measure::TEXT),
        line_height: shaping::LineHeight::default(),
        font,
        align_x: shaping::Alignment::Default,
        align_y: alignment::Vertical::Top,
        shaping: shaping::Shaping::Advanced,
        wrapping: shaping::Wrapping::None,
    })
    .min_width()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_folders_go_where_there_is_no_room_and_the_last_stays() {
        let widths = [40.0, 60.0, 50.0];
        assert_eq!(first_that_fits(&widths, 200.0), 0);
        assert_eq!(first_that_fits(&widths, 170.0), 1);
        assert_eq!(first_that_fits(&widths, 100.0), 2);
        assert_eq!(first_that_fits(&widths, 10.0), 2);
        assert_eq!(first_that_fits(&[], 10.0), 0);
    }

    #[test]
    fn a_long_name_is_cut_in_the_middle() {
        let name = "a very long name of a folder that nobody can read";
        let short = cut(name, font::TEXT, 120.0);
        assert!(
            short.starts_with("a very") && short.ends_with("read") && short.contains('\u{2026}'),
            "{short}"
        );
        assert!(wide(&short, font::TEXT) <= 120.0);
        assert_eq!(cut("short", font::TEXT, 120.0), "short");
    }
}
