//! The local disk: reading folders, writing part files and putting them in place. Blocking; called off the runtime.

pub mod change;
pub mod copies;
pub mod count;
pub mod departure;
pub mod folder;
pub mod landmarks;
pub mod listing;
pub mod open_folder;
pub mod part;
pub mod positioned;
pub mod removal;
pub mod space;

pub use folder::{Found, read_folder};
pub use open_folder::OpenFolder;
pub use part::{Part, Place};
