//! One tab: a connection with its two folders.
//!
//! It turns what a person does in the panes into wishes for the engine, and hands the engine's answers to whoever asked.

mod acts;
mod answers;
mod bar;
mod changes;
mod names;
mod places;
mod wishes;

pub use bar::FIELD as ADDRESS;
pub use names::Charsets;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use time::OffsetDateTime;

use super::connect::{self, Connect};
use super::failure::{self, Failure, Scene};
use super::pane::{self, Pane, Place, Reveal, Side, Typing};
use crate::engine::SshConfig;
use crate::engine::command::{Command, Ticket};
use crate::engine::event::Facts;
use crate::entry::Entry;
use crate::error::Error;
use crate::path::{Charset, RemotePath};
use crate::secret::Secret;
use crate::site::{Mode, Site};
use crate::transfer::Errand;
use crate::url::Scheme;

/// One tab.
#[derive(Debug)]
pub struct Tab {
    /// Its number, never used again in this window.
    pub id: u64,
    /// The connection.
    pub state: State,
    /// The server, once one was named.
    pub site: Option<Arc<Site>>,
    /// What stands in the address bar.
    pub address: String,
    /// A password that was in it; it leaves the visible text at once.
    password: Option<Secret>,
    /// Somebody types there.
    pub typing: bool,
    /// Why what stands there cannot be used.
    pub mistake: Option<String>,
    /// The protocol for addresses that name none.
    pub scheme: Scheme,
    /// Who opens data connections (FTP).
    pub mode: Mode,
    /// What the connection is like.
    pub facts: Option<Facts>,
    /// This computer.
    pub local: Pane,
    /// The server.
    pub remote: Pane,
    /// The fields of a tab without connection.
    pub form: Connect,
    /// Which pane has the keyboard.
    pub focus: Side,
    /// Why the remote pane shows no list.
    pub failed: Option<Failure>,
    /// What was seen of the connection that a failure page may tell.
    scene: Option<Scene>,
    /// Why the local pane shows no list.
    local_failed: Option<Failure>,
    /// What OpenSSH is set to: aliases, keys, jump hosts.
    ssh: Arc<SshConfig>,
    /// In which charsets servers write names.
    charsets: Charsets,
    /// What was asked of the engine.
    asked: HashMap<Ticket, Asked>,
    /// Where this tab wanted to go when it failed.
    wanted: RemotePath,
    /// Something changed in a folder that is shown.
    pub stale: (bool, bool),
}

/// The connection of a tab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// None, and none was wanted.
    Empty,
    /// Under way since this time of the window's clock.
    Connecting(OffsetDateTime),
    /// It stands.
    Connected,
    /// It did not come to be.
    Failed,
    /// It was given up by wish.
    Disconnected,
}

/// Why the engine was asked.
#[derive(Clone, Debug, PartialEq)]
enum Asked {
    /// A list for this side.
    List(Side, Place, OffsetDateTime),
    /// What the connection is like.
    Facts,
    /// A change on this side; the new name that a pane waits for.
    Change(Side, Option<crate::path::RemoteName>),
    /// What a link leads to.
    Link(Entry),
    /// The folders of this computer that people go to.
    Landmarks,
    /// What is in a folder of the tree of this side.
    Branch(Side, Place),
    /// A line typed by hand.
    Raw,
}

/// What a tab understands.
#[derive(Clone, Debug)]
pub enum Message {
    /// The local pane.
    Local(pane::Message),
    /// The remote pane.
    Remote(pane::Message),
    /// The fields.
    Form(connect::Message),
    /// The failure page.
    Failure(failure::Message),
    /// The failure page of the local pane.
    LocalFailure(failure::Message),
    /// The address bar.
    Address(String),
    /// Enter in the address bar.
    Go,
    /// The drop-down beside it.
    Scheme(Scheme),
    /// Who opens data connections.
    Mode(Mode),
    /// Connect again.
    Reconnect,
    /// Give the connection up.
    Disconnect,
    /// The chip that tells what is encrypted.
    Facts,
}

/// What a tab asks of the root.
#[derive(Debug)]
pub enum Action {
    /// Hand these to the engine.
    Send(Vec<Command>),
    /// Move files.
    Move(Errand),
    /// Put them into the queue, where they wait.
    Queue(Errand),
    /// Start the demo and connect to it.
    Demo,
    /// Choose a key file for the form.
    PickKey,
    /// Put this on the clipboard.
    Copy(String),
    /// Ask before this is deleted.
    AskDelete(Side, Vec<Entry>, bool),
    /// Ask for permissions.
    AskPermissions(Side, Vec<Entry>),
    /// Show everything about an entry.
    Properties(Entry),
    /// Show what the connection is like.
    ShowFacts,
    /// Show the raw lines.
    ShowLog,
    /// The favourite folders of this side are wanted.
    AskPlaces(Side),
    /// A folder becomes a favourite, or is one no longer.
    Favour(Place, bool),
    /// How a side looks is to be remembered.
    Remember(Side),
    /// The panes are to change places.
    SwapPanes,
    /// A server (`host:port`) writes names in this charset.
    Charset(String, Charset),
    /// This side has the keyboard now.
    Focus(Side),
    /// A drag began on this side.
    DragBegan(Side, Vec<Entry>),
    /// The drag is over this folder; `None`: over nothing that takes it.
    DragOver(Option<Place>),
    /// The drag was let go over this folder.
    Dropped(Place),
    /// The drag is over.
    DragEnded,
    /// A file of the desktop was dropped into this folder.
    DesktopFile(PathBuf, Place),
    /// Give a field the keyboard.
    Type(Typing),
    /// Scroll a menu.
    Reveal(Reveal),
    /// Something to remember: an address that worked.
    Recent(String),
    /// A change did not work.
    Failed(Box<Error>),
}
