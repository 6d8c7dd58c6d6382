//! Packetboat: a client for FTP, FTPS and SFTP that proves its transfers and says why when one fails.
//!
//! The modules in reading order. Values know only each other and do no IO; the engine knows no screen.

// Values.
pub mod ask;
pub mod entry;
pub mod error;
pub mod import;
pub mod path;
pub mod pipe;
pub mod secret;
pub mod settings;
pub mod site;
pub mod transfer;
pub mod trust;
pub mod url;
pub mod wire;

// One connection to a server; the local disk; what outlives a run; the keychain.
pub mod credential;
pub mod local;
pub mod remote;
pub mod store;

// The work.
pub mod engine;

// What people see.
pub mod cli;
#[cfg(feature = "demo")]
pub mod demo;
#[cfg(feature = "gui")]
pub mod ui;
