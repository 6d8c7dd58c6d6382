//! Widgets that the toolkit does not have.

mod scroll_bar;
pub mod table;
