//! Widgets that the toolkit does not have.

pub mod graph;
pub mod popup;
mod scroll_bar;
pub mod table;
