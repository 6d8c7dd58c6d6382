//! Widgets that the toolkit does not have.

pub mod divider;
pub mod graph;
pub mod lane;
pub mod log_view;
mod one_layer;
pub mod popup;
pub mod press;
mod scroll_bar;
pub mod table;
pub mod touched;
pub mod trap;
