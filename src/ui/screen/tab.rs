//! One tab: a connection with its two folders.
//!
//! It turns what a person does in the panes into wishes for the engine, and hands the engine's answers to whoever asked.

mod acts;
mod amendment;
mod answers;
mod bar;
mod by_name;
mod changes;
mod completion;
mod drop_down;
mod errand;
mod going;
mod kept;
mod names;
mod note;
mod of_site;
mod places;
mod together;
mod wishes;
mod works;

pub use super::drop_down::Step;
pub use amendment::Amendment;
pub use bar::{FIELD as ADDRESS, TWO_LINES};
pub use completion::Known;
pub use drop_down::Which;
pub use errand::errand;
pub use going::Goal;
pub use names::Charsets;
#[cfg(test)]
pub use note::Message as NoteMessage;
pub use note::Note;
use together::Together;
pub use works::Unchanged;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use time::OffsetDateTime;

use self::completion::Completion;
use super::address;

use super::connect::{self, Connect};
use super::failure::{self, Failure, Scene};
use super::pane::{self, Pane, Place, Reveal, Side, Typing, Way};
use crate::engine::SshConfig;
use crate::engine::command::{Command, JobId, Ticket};
use crate::engine::event::Facts;
use crate::entry::Entry;
use crate::error::Error;
use crate::path::{Charset, RemotePath};
use crate::secret::Secret;
use crate::site::{Bookmark, FtpOptions, Mode, Site, SiteId};
use crate::transfer::Errand;
use crate::ui::widget::completed::Stroke;
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
    pub mistake: Option<address::Mistake>,
    /// The protocol for addresses that name none.
    pub scheme: Scheme,
    /// It is found out from what the server says first.
    pub auto: bool,
    /// Addresses that may be meant by what is being typed.
    completion: Completion,
    /// Which drop-down of the address bar is open, and which choice the keys are at.
    open: Option<(Which, usize)>,
    /// What the window knows about addresses.
    known: Arc<Known>,
    /// As the server was named, before OpenSSH's configuration was asked about it.
    named: Option<Site>,
    /// The saved site that it is a tab of.
    pub saved: Option<SiteId>,
    /// Both panes go from folder to folder together.
    together: Together,
    /// Where it is to go once it is clear what speaks there.
    goal: Option<Goal>,
    /// The server hung up while nothing happened: the next wish connects again.
    pub asleep: bool,
    /// Who opens data connections (FTP).
    pub mode: Mode,
    /// How FTP is spoken where nothing else is said.
    usual: FtpOptions,
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
    /// The one that was chosen in this tab against what its saved site says.
    chosen_charset: Option<Charset>,
    /// What was asked of the engine.
    asked: HashMap<Ticket, Asked>,
    /// Where this tab wanted to go when it failed.
    wanted: RemotePath,
    /// Something worth knowing about a file that somebody looks at.
    pub note: Option<Note>,
    /// Changes of many items.
    works: Vec<works::Work>,
    next_work: u64,
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
    /// It was there when the window was closed; it comes back when it is looked at.
    Kept,
}

/// Why the engine was asked.
#[derive(Clone, Debug, PartialEq)]
enum Asked {
    /// A list for this side.
    List(Side, Place, OffsetDateTime),
    /// What the connection is like.
    Facts,
    /// A name on this side, which a pane waits for.
    Change(Side, crate::path::RemoteName),
    /// A part of the work with this number.
    Part(u64),
    /// What a link leads to.
    Link(Entry),
    /// The folders of this computer that people go to.
    Landmarks,
    /// What is in a folder of the tree of this side.
    Branch(Side, Place),
    /// A line typed by hand.
    Raw,
    /// What speaks at a host, to go there.
    Recognised(Box<Goal>, OffsetDateTime),
    /// Whether SFTP answers where FTP offers no encryption.
    Sftp,
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
    /// Enter in the address bar; `here`: in this tab, wherever it leads.
    Go {
        /// Ctrl was held.
        here: bool,
    },
    /// Something happened in a drop-down of the address bar.
    DropDown(Which, Step),
    /// A key for the list below the address bar.
    Stroke(Stroke),
    /// One of that list was pressed.
    Complete(String),
    /// Who opens data connections.
    Mode(Mode),
    /// Both panes go from folder to folder together, or no longer.
    Together(bool),
    /// Connect again.
    Reconnect,
    /// Give the connection up.
    Disconnect,
    /// The chip that tells what is encrypted.
    Facts,
    /// The connection is to be saved as a site.
    Keep,
    /// A bar about a change of many items.
    Work(works::Message),
    /// The bar about a file that somebody looks at.
    Note(note::Message),
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
    /// Enter or a double click on a file of this side.
    Activate(Side, Entry),
    /// Another way for these of this side than to the other pane.
    Way(Side, Way, Vec<Entry>),
    /// No longer fetch the copy that is this job.
    StopFetching(JobId),
    /// Show what could not be changed.
    Unchanged(Vec<Unchanged>),
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
    Properties(Side, Entry),
    /// Keep this bookmark of a saved site.
    AddMark(SiteId, Bookmark),
    /// Show the saved site that this is a tab of, to change it.
    EditSite(SiteId),
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
    /// Another tab is to go there.
    Elsewhere(Box<Goal>),
    /// The connection is to be saved as a site.
    Keep,
    /// Something that was chosen for the connection is to become a part of its saved site.
    Amend(SiteId, Amendment),
    /// A saved site is to be connected to, in its folders or this one of the server.
    Visit {
        /// Which.
        id: SiteId,
        /// The folder there.
        folder: Option<RemotePath>,
        /// In this tab, whatever it shows.
        here: bool,
    },
    /// This server (`host:port`) may be spoken to without encryption from now on.
    InClear(String),
    /// A change did not work.
    Failed(Box<Error>),
}
