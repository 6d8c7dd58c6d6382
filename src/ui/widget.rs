//! Widgets that the toolkit does not have.

pub mod graph;
pub mod log_view;
mod one_layer;
pub mod popup;
mod scroll_bar;
pub mod table;
