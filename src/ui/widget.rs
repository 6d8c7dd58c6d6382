//! Widgets that the toolkit does not have.

pub mod graph;
mod scroll_bar;
pub mod table;
