//! One side of one tab: a folder with its path, its list and its status line. The same code here and on the server.
//!
//! The tab carries out [`Action`]s and feeds back what comes of them: [`Pane::begin`] when a listing is asked for,
//! [`Pane::page`] and [`Pane::listed`] or [`Pane::failed`] as it arrives, [`Pane::named`] after a new name. It calls
//! [`Pane::dress`] before a view.

mod branches;
mod column;
mod crumbs;
mod field;
mod fitted;
mod glyph;
mod goals;
mod head;
mod history;
mod item;
mod list;
mod listing;
mod menu;
mod message;
mod names;
mod naming;
mod order;
mod place;
mod sheet;
mod speech;
mod status;
#[cfg(test)]
mod tests;
mod tree;
mod update;
mod view;
mod way;

use time::{Duration, OffsetDateTime};

use self::goals::Goals;
use self::history::{History, Visit};
use self::listing::Listing;
use self::menu::Menu;
use self::order::Sort;
use self::sheet::{Sheet, Spot};
use self::speech::Speech;
use self::tree::Tree;
use super::super::context::Context;
use crate::engine::PaneLook;
use crate::engine::command::Ticket;
use crate::engine::event::Doubt;
use crate::entry::Entry;
use crate::path::{Charset, RemoteName};
use crate::ui::widget::table::Select;

pub use self::column::Column;
use self::column::Columns;
pub use self::crumbs::cut;
pub use self::menu::Item as MenuItem;
pub use self::message::{Action, Message, Reveal, Typing};
pub use self::naming::Fault;
pub use self::place::{Place, Side};
pub use self::view::Frame;
pub use self::way::Way;

/// One side of one tab.
#[derive(Debug)]
pub struct Pane {
    side: Side,
    home: Place,
    place: Option<Place>,
    sheet: Sheet,
    arrival: Option<Arrival>,
    listed_at: Option<OffsetDateTime>,
    free: Option<u64>,
    doubt: Option<Doubt>,
    history: History,
    cursor: Cursor,
    reveal: (u64, usize),
    path: Option<String>,
    filtering: bool,
    menu: Option<Menu>,
    reload_wanted: bool,
    /// Places to go to at once.
    goals: Goals,
    tree: Tree,
    /// In which the server writes names.
    charset: Charset,
    /// Nobody wants to hear of other charsets.
    keeps_names: bool,
    /// The other pane is at the left of this computer's, or at the right of the server's.
    swapped: bool,
}

/// Where the cursor is.
#[derive(Debug, Default)]
struct Cursor {
    /// The row, as the table knows it.
    row: usize,
    /// The name in it.
    name: Option<RemoteName>,
    /// A name to go to as soon as it is there.
    wanted: Option<RemoteName>,
    /// It is also to be selected: it has just got its name.
    chosen: bool,
}

/// A listing that is under way.
#[derive(Debug)]
struct Arrival {
    ticket: Ticket,
    since: OffsetDateTime,
    /// When rows were sorted in last.
    placed: Option<OffsetDateTime>,
    /// The same folder again: the old rows stay until the new ones are complete.
    again: Option<Listing>,
    /// It is complete and only waits for a name that is being typed.
    complete: bool,
}

/// While pages come, they are sorted in no more often than this.
const PLACING: Duration = Duration::milliseconds(200);

impl Pane {
    /// A pane that shows nothing yet. `home` may be relative, which the engine understands.
    pub fn new(side: Side, home: Place) -> Self {
        Self {
            side,
            home,
            place: None,
            sheet: Sheet::new(),
            arrival: None,
            listed_at: None,
            free: None,
            doubt: None,
            history: History::default(),
            cursor: Cursor::default(),
            reveal: (0, 0),
            path: None,
            filtering: false,
            menu: None,
            reload_wanted: false,
            goals: Goals::default(),
            tree: Tree::default(),
            charset: Charset::default(),
            keeps_names: false,
            swapped: false,
        }
    }

    /// Takes the words, colours and the time of the next frame. To be called before [`Pane::view`].
    pub fn dress(&mut self, context: &Context<'_>) {
        self.sheet.dress(Speech::of(context));
        let hidden = self.sheet.listing.shows_hidden();
        self.tree.dress(context.palette, self.charset, hidden);
    }

    /// A listing of `place` was asked for under `ticket`.
    pub fn begin(&mut self, place: Place, ticket: Ticket, now: OffsetDateTime) {
        let again = self.place.as_ref() == Some(&place) && self.listed_at.is_some();
        if !again {
            self.leave_for(&place);
        }
        self.sheet.has_up = place.parent().is_some();
        self.place = Some(place);
        self.arrival = Some(Arrival {
            ticket,
            since: now,
            placed: None,
            again: again.then(|| self.sheet.listing.empty_like()),
            complete: false,
        });
    }

    /// Entries of the listing came.
    pub fn page(&mut self, ticket: Ticket, entries: Vec<Entry>, now: OffsetDateTime) {
        let Some(arrival) = self.arrival.as_mut().filter(|arrival| arrival.ticket == ticket) else {
            return;
        };
        if let Some(fresh) = &mut arrival.again {
            fresh.push(entries);
            return;
        }
        let due = arrival.placed.is_none_or(|placed| now - placed >= PLACING);
        self.arrive();
        self.sheet.listing.push(entries);
        if due {
            self.sheet.listing.place();
            self.keep_cursor();
            if let Some(arrival) = &mut self.arrival {
                arrival.placed = Some(now);
            }
        }
    }

    /// The listing is complete. `folder` is what the other side calls it.
    pub fn listed(&mut self, ticket: Ticket, folder: Place, doubt: Option<Doubt>, now: OffsetDateTime) {
        let Some(arrival) = self.arrival.as_mut().filter(|arrival| arrival.ticket == ticket) else {
            return;
        };
        arrival.complete = true;
        self.listed_at = Some(now);
        self.doubt = doubt;
        self.sheet.stale = false;
        self.sheet.has_up = folder.parent().is_some();
        self.place = Some(folder);
        if self.sheet.naming.is_none() || self.arrival.as_ref().is_some_and(|arrival| arrival.again.is_none()) {
            self.settle();
        }
    }

    /// The listing failed. A folder that was shown before stays as it was.
    pub fn failed(&mut self, ticket: Ticket) {
        if self.arrival.take_if(|arrival| arrival.ticket == ticket).is_some() && self.sheet.leaving {
            self.sheet.leaving = false;
            self.sheet.listing = self.sheet.listing.empty_like();
        }
    }

    /// The answer to a rename, a new folder or a new file. After `Ok` the tab lists the folder again.
    pub fn named(&mut self, result: Result<(), Fault>) -> Action {
        match (result, &mut self.sheet.naming) {
            (Ok(()), _) => {
                self.reload_wanted = false;
                self.end_naming();
                Action::Reload
            }
            (Err(fault), Some(naming)) => {
                naming.refused(fault);
                self.type_name()
            }
            (Err(_), None) => Action::None,
        }
    }

    /// The cursor goes to this name as soon as it is there.
    pub fn expect(&mut self, name: RemoteName) {
        self.cursor.wanted = Some(name);
        self.cursor.chosen = true;
    }

    /// How much can still be written here.
    pub fn set_free(&mut self, bytes: Option<u64>) {
        self.free = bytes;
    }

    /// The connection is gone: what is shown may have changed since.
    pub fn set_stale(&mut self, stale: bool) {
        self.sheet.stale = stale && self.listed_at.is_some();
    }

    /// The server speaks FTP, which cannot name files with line breaks.
    pub fn speak_ftp(&mut self, ftp: bool) {
        self.sheet.listing.speak_ftp(ftp);
    }

    /// Where "home" leads, once it is known.
    pub fn set_home(&mut self, home: Place) {
        self.home = home;
    }

    /// The folder that is shown or being opened.
    pub fn place(&self) -> Option<&Place> {
        self.place.as_ref()
    }

    /// Whether there is a list to show, be it an old one.
    pub fn has_list(&self) -> bool {
        self.listed_at.is_some()
    }

    /// Which side it is.
    pub fn side(&self) -> Side {
        self.side
    }

    /// A listing is under way: the root redraws from time to time, so that a long wait is told.
    pub fn is_loading(&self) -> bool {
        self.arrival.as_ref().is_some_and(|arrival| !arrival.complete)
    }

    /// Names with a leading dot are shown.
    #[cfg(test)]
    pub fn shows_hidden(&self) -> bool {
        self.sheet.listing.shows_hidden()
    }

    /// Shows names with a leading dot, or not.
    pub fn show_hidden(&mut self, shown: bool) {
        self.sheet.listing.show_hidden(shown);
        self.keep_cursor();
    }

    /// The list may lack something: what is known of the folder is no base for what cannot be undone.
    pub fn is_doubted(&self) -> bool {
        matches!(self.doubt, Some(Doubt::NoGoodbye | Doubt::UnknownLines))
    }

    /// What is selected, in the order in which it is shown.
    pub fn selected(&self) -> Vec<Entry> {
        self.sheet.listing.selected().map(listing::Item::entry).collect()
    }

    /// A field of this pane has the keyboard: letters are not for the list.
    pub fn is_typing(&self) -> bool {
        self.path.is_some() || self.sheet.naming.is_some()
    }

    /// How it looks, to be remembered.
    pub fn look(&self) -> PaneLook {
        let sort = self.sheet.listing.sort();
        PaneLook {
            sort: sort.by.tag().to_owned(),
            descending: sort.descending,
            hidden: self.sheet.listing.shows_hidden(),
            tree: self.tree.is_shown(),
            tree_width: self.tree.width,
            columns: self.sheet.columns.kept(),
        }
    }

    /// Looks as it was remembered.
    pub fn set_look(&mut self, look: &PaneLook) {
        self.sheet.listing.sort_by(Sort {
            by: Column::of_tag(&look.sort).unwrap_or(Column::Name),
            descending: look.descending,
        });
        self.sheet.listing.show_hidden(look.hidden);
        self.sheet.columns = Columns::of(&look.columns);
        if look.tree_width.is_finite() {
            self.tree.width = look.tree_width;
        }
        if self.tree.is_shown() != look.tree {
            self.tree.show(look.tree);
            self.grow_tree();
        }
    }

    /// The local pane stands at the right, and the remote one at the left.
    pub fn set_swapped(&mut self, swapped: bool) {
        self.swapped = swapped;
    }

    fn leave_for(&mut self, place: &Place) {
        self.sheet.leaving = self.listed_at.is_some();
        self.sheet.naming = None;
        self.sheet.dragging = false;
        self.tree.carry(Vec::new());
        self.listed_at = None;
        self.doubt = None;
        self.free = None;
        self.filtering = false;
        self.path = None;
        self.menu = None;
        self.preview_names();
        let Some(left) = self.place.take() else {
            return;
        };
        let step = place.step_towards(&left);
        let visit = Visit {
            place: left,
            cursor: self.cursor.name.take(),
        };
        self.cursor.wanted = self.history.arrived(place, visit).or(step);
    }

    /// The first rows of another folder: the old ones go.
    fn arrive(&mut self) {
        let first = self.arrival.as_ref().is_some_and(|arrival| arrival.placed.is_none());
        if !first {
            return;
        }
        self.sheet.leaving = false;
        self.sheet.listing = self.sheet.listing.empty_like();
        self.sheet.listing.filter_by("");
        self.cursor.name = None;
        self.show_row(0);
    }

    /// The rows of a complete listing take their places.
    fn settle(&mut self) {
        if !self.arrival.as_ref().is_some_and(|arrival| arrival.complete) {
            return;
        }
        match self.arrival.take().map(|arrival| (arrival.again, arrival.placed)) {
            Some((Some(mut fresh), _)) => {
                fresh.replace(&self.sheet.listing);
                self.sheet.listing = fresh;
            }
            Some((None, None)) => {
                self.sheet.leaving = false;
                self.sheet.listing = self.sheet.listing.empty_like();
                self.sheet.listing.filter_by("");
                self.cursor.name = None;
                self.show_row(0);
            }
            _ => self.sheet.listing.place(),
        }
        self.grow_tree();
        self.keep_cursor();
        self.cursor.wanted = None;
        self.cursor.chosen = false;
    }

    /// After rows have moved: the cursor follows its name, or goes where it is wanted.
    fn keep_cursor(&mut self) {
        let wanted = self.cursor.wanted.as_ref().and_then(|name| self.sheet.row_of(name));
        if let Some(row) = wanted {
            self.cursor.name = self.cursor.wanted.take();
            if std::mem::take(&mut self.cursor.chosen) {
                self.sheet.select(&Select::Only(row));
            }
            return self.show_row(row);
        }
        let Some(name) = &self.cursor.name else {
            return;
        };
        match self.sheet.row_of(name) {
            Some(row) if row != self.cursor.row => self.show_row(row),
            Some(_) => {}
            None => self.cursor.name = self.sheet.item(self.cursor.row).map(|item| item.name.clone()),
        }
    }

    fn show_row(&mut self, row: usize) {
        self.reveal = (self.reveal.0 + 1, row);
        self.cursor.row = row;
        if self.cursor.name.is_none()
            && let Spot::Item(at) = self.sheet.spot(row)
        {
            self.cursor.name = self.sheet.listing.get(at).map(|item| item.name.clone());
        }
    }

    fn end_naming(&mut self) {
        self.sheet.naming = None;
        self.settle();
    }
}
