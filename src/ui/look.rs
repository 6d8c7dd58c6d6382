//! How it looks: colours, measures, icons, type. No widget chooses a colour or a length of its own.

pub mod font;
pub mod icon;
pub mod measure;
mod palette;
pub mod style;

pub use palette::{Palette, Shade};
