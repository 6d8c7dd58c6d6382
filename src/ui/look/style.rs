//! How the toolkit's own widgets look here. Each function takes the palette and gives what `.style()` wants.

use iced::widget::{button, container, scrollable, text_input};
use iced::{Background, Border, Color, Theme};

use super::{Palette, measure};

/// A plain ground.
pub fn ground(color: Color) -> impl Fn(&Theme) -> container::Style {
    move |_| container::Style {
        background: Some(Background::Color(color)),
        ..container::Style::default()
    }
}

/// A card or a dialog: raised, with a hairline around it. No shadow: partial redraws leave marks of it.
pub fn card(palette: Palette) -> impl Fn(&Theme) -> container::Style {
    move |_| container::Style {
        background: Some(palette.raised.into()),
        text_color: Some(palette.text),
        border: line(palette.strong, measure::CARD_RADIUS),
        ..container::Style::default()
    }
}

/// A small coloured mark with text.
pub fn chip(color: Color, ground: Color) -> impl Fn(&Theme) -> container::Style {
    move |_| container::Style {
        background: Some(ground.into()),
        text_color: Some(color),
        border: Border {
            radius: (measure::CHIP / 2.0).into(),
            ..Border::default()
        },
        ..container::Style::default()
    }
}

/// The one button that is meant.
pub fn primary(palette: Palette) -> impl Fn(&Theme, button::Status) -> button::Style {
    move |_, status| button::Style {
        background: Some(match status {
            button::Status::Active => palette.accent.into(),
            button::Status::Hovered | button::Status::Pressed => mix(palette.accent, palette.text, 0.15).into(),
            button::Status::Disabled => palette.border.into(),
        }),
        text_color: if status == button::Status::Disabled {
            palette.muted
        } else {
            palette.on_accent
        },
        border: line(Color::TRANSPARENT, measure::RADIUS),
        ..button::Style::default()
    }
}

/// The one button that is meant, where it cannot be undone.
pub fn destructive(palette: Palette) -> impl Fn(&Theme, button::Status) -> button::Style {
    move |theme, status| button::Style {
        background: Some(match status {
            button::Status::Hovered | button::Status::Pressed => mix(palette.bad, palette.text, 0.15).into(),
            button::Status::Active | button::Status::Disabled => palette.bad.into(),
        }),
        ..primary(palette)(theme, status)
    }
}

/// Any other button with an outline.
pub fn plain(palette: Palette) -> impl Fn(&Theme, button::Status) -> button::Style {
    move |_, status| button::Style {
        background: Some(match status {
            button::Status::Hovered | button::Status::Pressed => palette.chrome.into(),
            _ => palette.raised.into(),
        }),
        text_color: if status == button::Status::Disabled {
            palette.faint
        } else {
            palette.text
        },
        border: line(palette.outline, measure::RADIUS),
        ..button::Style::default()
    }
}

/// A button without outline: icons, tabs, links.
pub fn quiet(palette: Palette) -> impl Fn(&Theme, button::Status) -> button::Style {
    move |_, status| button::Style {
        background: match status {
            button::Status::Hovered | button::Status::Pressed => Some(palette.border.into()),
            _ => None,
        },
        text_color: if status == button::Status::Disabled {
            palette.faint
        } else {
            palette.text
        },
        border: line(Color::TRANSPARENT, measure::RADIUS),
        ..button::Style::default()
    }
}

/// One of several choices side by side; `chosen` stands out.
pub fn segment(palette: Palette, chosen: bool) -> impl Fn(&Theme, button::Status) -> button::Style {
    move |_, status| button::Style {
        background: if chosen {
            Some(palette.accent_ground.into())
        } else if matches!(status, button::Status::Hovered | button::Status::Pressed) {
            Some(palette.chrome.into())
        } else {
            None
        },
        text_color: if chosen { palette.accent } else { palette.text },
        border: line(Color::TRANSPARENT, measure::RADIUS - 1.0),
        ..button::Style::default()
    }
}

/// A field to type in.
pub fn input(palette: Palette) -> impl Fn(&Theme, text_input::Status) -> text_input::Style {
    move |_, status| text_input::Style {
        background: palette.surface.into(),
        border: Border {
            color: match status {
                text_input::Status::Focused { .. } => palette.accent,
                _ => palette.outline,
            },
            width: match status {
                text_input::Status::Focused { .. } => measure::EDGE,
                _ => measure::LINE,
            },
            radius: measure::RADIUS.into(),
        },
        icon: palette.muted,
        placeholder: palette.muted,
        value: palette.text,
        selection: palette.selection,
    }
}

/// A narrow scroll bar without a track.
pub fn scroll(palette: Palette) -> impl Fn(&Theme, scrollable::Status) -> scrollable::Style {
    move |theme, status| {
        let mut style = scrollable::default(theme, status);
        for rail in [&mut style.vertical_rail, &mut style.horizontal_rail] {
            rail.background = None;
            rail.scroller.background = palette.strong.into();
            rail.scroller.border = line(Color::TRANSPARENT, 3.0);
        }
        style
    }
}

/// A hairline with rounded corners.
pub fn line(color: Color, radius: f32) -> Border {
    Border {
        color,
        width: measure::LINE,
        radius: radius.into(),
    }
}

/// `share` of `other` in `one`.
pub fn mix(one: Color, other: Color, share: f32) -> Color {
    let part = |one: f32, other: f32| one + (other - one) * share;
    Color::from_rgb(part(one.r, other.r), part(one.g, other.g), part(one.b, other.b))
}
