//! Widgets that the toolkit does not have.

pub mod around;
pub mod completed;
pub mod deck;
pub mod desktop;
pub mod divider;
pub mod drop_zone;
pub mod early;
pub mod graph;
pub mod lane;
pub mod log_view;
mod one_layer;
pub mod popup;
pub mod press;
pub mod reach;
pub mod reorder;
mod reveal;
mod scroll_bar;
pub mod table;
pub mod touched;
pub mod trap;
