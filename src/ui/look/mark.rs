//! The colours that mark sites: a line on a tab, a dot in a list. Never the only sign of anything.

use iced::Color;

use super::palette::{Palette, Shade};
use crate::site::Colour;

impl Palette {
    /// The colour of a site's mark; `None` where it has none.
    pub fn mark(&self, colour: Colour) -> Option<Color> {
        let (light, dark) = match colour {
            Colour::None => return None,
            Colour::Red => (0x00C4_2B1C, 0x00FF_8A80),
            Colour::Orange => (0x00C2_5100, 0x00FF_A45C),
            Colour::Yellow => (0x0096_7100, 0x00E8_C547),
            Colour::Green => (0x0013_7547, 0x005C_C98D),
            Colour::Cyan => (0x000B_7A8C, 0x004E_C9DC),
            Colour::Blue => (0x000A_66C2, 0x005E_B0FF),
            Colour::Magenta => (0x00A8_2F97, 0x00F0_8BDF),
        };
        let [_, red, green, blue] = u32::to_be_bytes(match self.shade {
            Shade::Light => light,
            Shade::Dark => dark,
        });
        Some(Color::from_rgb8(red, green, blue))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::look::palette::tests::contrast;

    #[test]
    fn every_mark_is_seen_on_every_ground() {
        for shade in [Shade::Light, Shade::Dark] {
            let palette = Palette::of(shade);
            for colour in Colour::ALL {
                let Some(mark) = palette.mark(colour) else { continue };
                for ground in [palette.chrome, palette.surface, palette.raised, palette.selection] {
                    let contrast = contrast(mark, ground);
                    assert!(contrast >= 3.0, "{shade:?} {colour:?}: {contrast}");
                }
            }
        }
    }
}
