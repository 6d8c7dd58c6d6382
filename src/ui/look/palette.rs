//! The colours of `look.md`'s table, light and dark, each under the name of its job.

use iced::Color;

use crate::site::Colour;

/// Light or dark.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Shade {
    /// Dark text on light ground.
    #[default]
    Light,
    /// Light text on dark ground.
    Dark,
}

/// The colours of one shade.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Palette {
    /// Which shade it is.
    pub shade: Shade,
    /// Window ground, tab strip, count badges.
    pub chrome: Color,
    /// Panes, panels, bars.
    pub surface: Color,
    /// Cards, menus, dialogs, plain buttons.
    pub raised: Color,
    /// Hairlines between areas; the other pane's selection.
    pub border: Color,
    /// Hairlines around cards and of splitters.
    pub strong: Color,
    /// Outlines of inputs and buttons: three to one on every ground.
    pub outline: Color,
    /// Names, values, the server's replies.
    pub text: Color,
    /// Secondary columns, labels, times.
    pub muted: Color,
    /// Icons of files, hints.
    pub faint: Color,
    /// The one accent.
    pub accent: Color,
    /// Text on the accent.
    pub on_accent: Color,
    /// Chosen segments, the area under the graph.
    pub accent_ground: Color,
    /// Selected rows.
    pub selection: Color,
    /// Checked, connected, encrypted.
    pub ok: Color,
    /// Its ground.
    pub ok_ground: Color,
    /// Needs attention.
    pub warn: Color,
    /// Its ground.
    pub warn_ground: Color,
    /// Failed, refused, in clear.
    pub bad: Color,
    /// Its ground.
    pub bad_ground: Color,
    /// Folder icons.
    pub folder: Color,
}

impl Palette {
    /// The colours of `shade`.
    pub const fn of(shade: Shade) -> Self {
        match shade {
            Shade::Light => LIGHT,
            Shade::Dark => DARK,
        }
    }

    /// The colour that marks a site, if one does.
    pub fn mark(&self, colour: Colour) -> Option<Color> {
        let (light, dark) = match colour {
            Colour::None => return None,
            Colour::Red => (hex(0xC8322B), hex(0xFF7B72)),
            Colour::Orange => (hex(0xC25A00), hex(0xFFA657)),
            Colour::Yellow => (hex(0x9C7C00), hex(0xE3C341)),
            Colour::Green => (hex(0x2E7D32), hex(0x6FCF75)),
            Colour::Cyan => (hex(0x0B7F8C), hex(0x4FC9D6)),
            Colour::Blue => (hex(0x2A62D9), hex(0x8AB4FF)),
            Colour::Magenta => (hex(0xA3339B), hex(0xE78BE0)),
        };
        Some(match self.shade {
            Shade::Light => light,
            Shade::Dark => dark,
        })
    }
}

const LIGHT: Palette = Palette {
    shade: Shade::Light,
    chrome: hex(0xF3F5F7),
    surface: hex(0xFFFFFF),
    raised: hex(0xFFFFFF),
    border: hex(0xDFE4E9),
    strong: hex(0xC6CED6),
    outline: hex(0x818C97),
    text: hex(0x18222D),
    muted: hex(0x576473),
    faint: hex(0x7F8B98),
    accent: hex(0x0A66C2),
    on_accent: hex(0xFFFFFF),
    accent_ground: hex(0xE6F0FB),
    selection: hex(0xD6E7FA),
    ok: hex(0x137547),
    ok_ground: hex(0xE3F4EA),
    warn: hex(0x9A5B00),
    warn_ground: hex(0xFFF3DC),
    bad: hex(0xB3261E),
    bad_ground: hex(0xFCE8E6),
    folder: hex(0xB87A08),
};

const DARK: Palette = Palette {
    shade: Shade::Dark,
    chrome: hex(0x14191F),
    surface: hex(0x1A2027),
    raised: hex(0x212830),
    border: hex(0x2C343D),
    strong: hex(0x3D4751),
    outline: hex(0x6D7985),
    text: hex(0xE7ECF1),
    muted: hex(0xA3AFBB),
    faint: hex(0x7D8995),
    accent: hex(0x5EB0FF),
    on_accent: hex(0x14191F),
    accent_ground: hex(0x16304A),
    selection: hex(0x1F4163),
    ok: hex(0x5CC98D),
    ok_ground: hex(0x15301F),
    warn: hex(0xF0B354),
    warn_ground: hex(0x33270F),
    bad: hex(0xFF8A80),
    bad_ground: hex(0x3A1A1A),
    folder: hex(0xE0AE4A),
};

const fn hex(rgb: u32) -> Color {
    Color::from_rgb8((rgb >> 16) as u8, (rgb >> 8) as u8, rgb as u8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// WCAG 2.1: relative luminance.
    fn luminance(color: Color) -> f32 {
        let linear = |part: f32| {
            if part <= 0.040_45 {
                part / 12.92
            } else {
                ((part + 0.055) / 1.055).powf(2.4)
            }
        };
        0.2126 * linear(color.r) + 0.7152 * linear(color.g) + 0.0722 * linear(color.b)
    }

    fn contrast(one: Color, other: Color) -> f32 {
        let (one, other) = (luminance(one) + 0.05, luminance(other) + 0.05);
        if one > other { one / other } else { other / one }
    }

    /// AA: 4.5 to 1 for text on every ground that it stands on, 3 to 1 for outlines, icons and focus marks.
    #[test]
    fn what_must_be_read_can_be_read() {
        for palette in [LIGHT, DARK] {
            let grounds = [palette.chrome, palette.surface, palette.raised];
            let chosen = [palette.selection, palette.accent_ground, palette.border];
            let mut pairs = Vec::new();
            for ground in grounds {
                for (name, color) in [
                    ("text", palette.text),
                    ("muted", palette.muted),
                    ("accent", palette.accent),
                    ("ok", palette.ok),
                    ("warn", palette.warn),
                    ("bad", palette.bad),
                ] {
                    pairs.push((name, color, ground, 4.5));
                }
                for (name, color) in [
                    ("outline", palette.outline),
                    ("faint", palette.faint),
                    ("folder", palette.folder),
                    ("accent", palette.accent),
                ] {
                    pairs.push((name, color, ground, 3.0));
                }
                let marks = Colour::ALL.into_iter().filter_map(|colour| palette.mark(colour));
                pairs.extend(marks.map(|mark| ("mark of a site", mark, ground, 3.0)));
            }
            for ground in chosen {
                pairs.push(("text on chosen", palette.text, ground, 4.5));
                pairs.push(("muted on chosen", palette.muted, ground, 4.5));
                pairs.push(("accent edge on chosen", palette.accent, ground, 3.0));
            }
            pairs.push(("on accent", palette.on_accent, palette.accent, 4.5));
            pairs.push(("on bad", palette.on_accent, palette.bad, 4.5));
            pairs.push(("ok chip", palette.ok, palette.ok_ground, 4.5));
            pairs.push(("warn chip", palette.warn, palette.warn_ground, 4.5));
            pairs.push(("bad chip", palette.bad, palette.bad_ground, 4.5));
            for (name, color, ground, least) in pairs {
                let found = contrast(color, ground);
                assert!(
                    found >= least,
                    "{:?}: {name} reaches {found:.2} of {least}",
                    palette.shade
                );
            }
        }
    }
}
