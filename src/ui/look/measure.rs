//! Lengths in logical pixels. Everything is a multiple of four, except hairlines and what must line up with text.

/// The strip of connection tabs.
pub const TAB_STRIP: f32 = 38.0;
/// The address bar.
pub const ADDRESS_BAR: f32 = 46.0;
/// The head of a pane or panel.
pub const HEAD: f32 = 38.0;
/// The head of columns.
pub const COLUMN_HEAD: f32 = 27.0;
/// A row of a list.
pub const ROW: f32 = 26.0;
/// A line of the log.
pub const LOG_LINE: f32 = 19.0;
/// The status line of a pane.
pub const STATUS: f32 = 27.0;
/// Buttons and inputs.
pub const CONTROL: f32 = 30.0;
/// Chips.
pub const CHIP: f32 = 24.0;
/// A hairline.
pub const LINE: f32 = 1.0;
/// The mark of focus and of selected rows.
pub const EDGE: f32 = 2.0;
/// Corners of controls.
pub const RADIUS: f32 = 6.0;
/// Corners of cards.
pub const CARD_RADIUS: f32 = 10.0;
/// The line in the colour of a site.
pub const MARK: f32 = 3.0;
/// The usual gap between neighbours.
pub const GAP: f32 = 8.0;
/// The gap between a thing and its edge.
pub const PAD: f32 = 12.0;
/// Text.
pub const TEXT: f32 = 13.0;
/// Column heads, status lines, chips, the log.
pub const SMALL: f32 = 12.0;
/// Headings of pages and dialogs.
pub const TITLE: f32 = 15.0;
/// Icons.
pub const ICON: f32 = 15.0;
