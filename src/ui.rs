//! The window. It holds no decision about a transfer: it sends [`Command`](crate::engine::Command)s and shows what comes back.
//!
//! `app` is the root: it alone holds the engine. Screens are values with a `Message` that they understand and an `Action` that
//! they ask of the root. Widgets are what the toolkit does not have. `keys` is the one table of commands; `look` is colours,
//! measures, icons and type; `words` is language: no view holds a sentence.

mod app;
mod background;
mod context;
mod desktop;
mod humane;
mod keys;
mod launch;
mod look;
mod screen;
mod stream;
mod widget;
mod words;

#[cfg(feature = "tour")]
pub use app::tour;
pub use launch::{Launch, Start, prefer_x11, run};
