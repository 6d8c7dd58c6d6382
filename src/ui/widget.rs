//! Widgets that the toolkit does not have.

pub mod lane;
pub mod press;
pub mod table;
pub mod trap;
