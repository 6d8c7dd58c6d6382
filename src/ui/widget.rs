//! Widgets that the toolkit does not have.

pub mod log_view;
mod one_layer;
mod scroll_bar;
pub mod table;
