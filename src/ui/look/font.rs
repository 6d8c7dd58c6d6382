//! The faces that come with the program: nothing depends on what the system has.

use iced::Font;
use iced::font::{Family, Weight};

/// Text.
pub const TEXT: Font = Font {
    family: Family::Name("Inter"),
    ..Font::DEFAULT
};

/// Headings, folders' names in the path, totals.
pub const STRONG: Font = Font {
    family: Family::Name("Inter"),
    weight: Weight::Semibold,
    ..Font::DEFAULT
};

/// The log and commands.
pub const MONO: Font = Font {
    family: Family::Name("JetBrains Mono"),
    ..Font::DEFAULT
};

/// Icons, as glyphs.
pub const ICONS: Font = Font {
    family: Family::Name("packetboat-icons"),
    ..Font::DEFAULT
};

/// The files of all faces.
pub const FILES: &[&[u8]] = &[
    include_bytes!("../../../assets/fonts/Inter-Regular.ttf"),
    include_bytes!("../../../assets/fonts/Inter-SemiBold.ttf"),
    include_bytes!("../../../assets/fonts/JetBrainsMono-Regular.ttf"),
    include_bytes!("../../../assets/fonts/packetboat-icons.ttf"),
    include_bytes!("../../../assets/fonts/PacketboatSansSC-Regular.otf"),
];
