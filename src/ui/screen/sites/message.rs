//! What the screen of saved sites understands, and what it asks of the root.

use iced::widget::{Id, text_editor};

use super::choice::Which;
use super::field::Field;
use super::form::Who;
use super::menu;
use crate::engine::command::{Command, ProfileRequest};
use crate::path::Charset;
use crate::secret::Secret;
use crate::site::{Colour, Mode, SiteId};
use crate::ui::keys::Shortcut;
use crate::ui::screen::drop_down::Step;
use crate::ui::screen::trial;
use crate::ui::widget::table::Happening;
use crate::url::Scheme;

/// What a person did.
#[derive(Clone, Debug)]
pub enum Message {
    /// Looks for something.
    Search(String),
    /// Something happened in the tree.
    Tree(Happening),
    /// Opens or closes the folder in this row.
    Unfold(usize),
    /// Wants a new site.
    NewSite,
    /// Wants a new folder.
    NewFolder,
    /// Wants another screen in this place: sites of other programs, or for them.
    Elsewhere(Shortcut),
    /// Wants the same site once more.
    Duplicate,
    /// Wants to delete what is selected.
    Delete,
    /// Wants to give what is selected another name.
    Rename,
    /// Wants to move what is selected so many places down.
    Step(isize),
    /// To the field that looks for something.
    Find,
    /// Wants to see a section of the form.
    Section(Section),
    /// Typed into a field.
    Typed(Field, String),
    /// Pasted into a field; this is all of it now.
    Pasted(Field, String),
    /// Chose something in the form.
    Edit(Edit),
    /// Typed a password.
    Password(Secret),
    /// Shows the password, or hides it.
    ShowPassword(bool),
    /// Wants the kept password gone from the keychain.
    ForgetPassword,
    /// Wants the kept passphrase of this key file gone.
    ForgetPassphrase(String),
    /// Typed the path of a key file.
    KeyPath(String),
    /// Something happened in the notes.
    Notes(text_editor::Action),
    /// Typed the name of the folder.
    FolderName(String),
    /// Wants to choose a key file.
    PickKey,
    /// Wants to choose the first folder here.
    PickFolder,
    /// Something happened in a list of choices.
    Choice(Which, Step),
    /// Something happened in the menu of the tree.
    Menu(menu::Step),
    /// Wants what was learned about the server forgotten.
    ForgetLearned,
    /// Wants the file of sites read again.
    ReadAgain,
    /// Wants the path of the file of sites.
    CopyPath,
    /// Wants to save.
    Save,
    /// Wants everything back as it was.
    Discard,
    /// Wants to connect to the site that is shown.
    Connect,
    /// Wants to know whether what is typed works.
    Test,
    /// Something about the trial over the form.
    Trial(trial::Message),
    /// Wants to leave the innermost thing.
    Close,
    /// Answers what was asked.
    Answer(Answer),
}

/// A section of the form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Section {
    /// Where, and who.
    General,
    /// Folders and bookmarks.
    Folders,
    /// How it is connected to.
    Connection,
    /// Colour and notes.
    Notes,
    /// What was learned about the server.
    Learned,
}

/// Something that is chosen rather than typed.
#[derive(Clone, Debug, PartialEq)]
pub enum Edit {
    /// What is spoken.
    Scheme(Scheme),
    /// How it logs in.
    Who(Who),
    /// Whether the password is kept.
    Keeps(bool),
    /// The colour.
    Colour(Colour),
    /// Who opens data connections.
    Mode(Mode),
    /// The charset.
    Charset(Charset),
    /// TLS 1.2 at most.
    OldTls(bool),
    /// The server never says goodbye.
    NoGoodbye(bool),
    /// Also algorithms of the past.
    OldAlgorithms(bool),
    /// Both panes go together.
    Synchronised(bool),
    /// One more key file: the one whose path is typed.
    AddKey,
    /// This key file is not used any more.
    RemoveKey(usize),
    /// Not by way of another host any more.
    NoJump,
    /// One more bookmark.
    AddMark,
    /// Without this one.
    RemoveMark(usize),
    /// Its name.
    MarkName(usize, String),
    /// Its folder here.
    MarkLocal(usize, String),
    /// Its folder there.
    MarkRemote(usize, String),
    /// Both panes go together from it on.
    MarkSynchronised(usize, bool),
}

/// What is done about what was asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Answer {
    /// Save, and go on.
    Save,
    /// Do not save, and go on.
    Discard,
    /// Delete.
    Delete,
    /// Leave everything as it is.
    Stay,
}

/// What is asked of the root.
#[derive(Debug)]
pub enum Action {
    /// Take the screen away.
    Close,
    /// Ask the engine; the answer goes to [`super::Sites::answered`].
    Ask(ProfileRequest),
    /// Hand these to the engine.
    Send(Vec<Command>),
    /// Connect to a site in a tab of its own.
    Visit(SiteId),
    /// Give a field the keyboard, and select what stands in it.
    Focus(Id),
    /// Let a key file be chosen.
    PickKey,
    /// Let a folder of this computer be chosen.
    PickFolder,
    /// Put this on the clipboard.
    Copy(String),
    /// Do this, the screen being taken away.
    Elsewhere(Shortcut),
}
