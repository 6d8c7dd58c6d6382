//! What the window remembers about its two panes, and does for both of them.

use std::collections::BTreeMap;
use std::sync::Arc;

use iced::Task;

use super::{App, Area, Message, side_of};
use crate::path::Charset;
use crate::ui::screen::pane::{self, Place, Side};
use crate::ui::screen::tab::{self, Charsets, Tab};

impl App {
    /// A new tab looks as the last one did.
    pub(super) fn furnish(&self, tab: &mut Tab) {
        tab.local.set_look(&self.state.local);
        tab.remote.set_look(&self.state.remote);
        // It has no site yet: nothing has to be done about a connection.
        tab.know_charsets(&self.charsets());
    }

    /// How a pane looks is what new tabs begin with, now and at the next start.
    pub(super) fn remember_look(&mut self, id: u64, side: Side) {
        let Some(look) = self
            .tabs
            .iter()
            .find(|tab| tab.id == id)
            .map(|tab| tab.pane(side).look())
        else {
            return;
        };
        match side {
            Side::Local => self.state.local = look,
            Side::Remote => self.state.remote = look,
        }
    }

    /// Opens the menu of places of a side.
    pub(super) fn show_places(&mut self, id: u64, side: Side) {
        let favourites = self.favourites(id, side);
        if let Some(tab) = self.tabs.iter_mut().find(|tab| tab.id == id) {
            let of_site = tab.saved.is_some();
            let marks = of_site.then(|| tab.marks().iter().map(|mark| mark.name.clone()).collect());
            tab.pane_mut(side).show_places(favourites, marks);
        }
    }

    /// The key of one side's places: the pane gets the keyboard, too.
    pub(super) fn places_of(&mut self, local: bool) -> Task<Message> {
        let (area, message): (_, fn(pane::Message) -> tab::Message) = if local {
            (Area::Local, tab::Message::Local)
        } else {
            (Area::Remote, tab::Message::Remote)
        };
        self.go_to_area(area);
        match self
            .tab()
            .filter(|tab| side_of(area).is_some_and(|side| tab.pane(side).place().is_some()))
        {
            Some(tab) => self.tab_said(tab.id, message(pane::Message::Places)),
            None => Task::none(),
        }
    }

    /// A folder becomes a favourite, or is one no longer.
    pub(super) fn favour(&mut self, id: u64, place: &Place, keep: bool) {
        let side = place.side();
        let server = self.server(id).filter(|_| side == Side::Remote);
        if side == Side::Remote && server.is_none() {
            return;
        }
        self.state.favourites.keep(server.as_deref(), &place.written(), keep);
        self.keep();
        let favourites = self.favourites(id, side);
        if let Some(tab) = self.tabs.iter_mut().find(|tab| tab.id == id) {
            tab.pane_mut(side).set_favourites(favourites);
        }
    }

    /// Left becomes right.
    pub(super) fn swap_panes(&mut self) {
        self.state.swapped ^= true;
        (self.grid, self.splits) = self.shape.grid(&self.state);
        self.keep();
    }

    /// A server writes names in this charset: every tab that shows it reads them so, and so will those to come.
    pub(super) fn choose_charset(&mut self, server: String, charset: Charset) {
        if charset == Charset::default() {
            self.state.charsets.remove(&server);
        } else {
            self.state.charsets.insert(server.clone(), charset.label().to_owned());
        }
        self.keep();
        let mut charsets = self.charsets().as_ref().clone();
        // What a site says about itself yields to what was chosen just now.
        charsets.insert(server, charset);
        let charsets = Arc::new(charsets);
        let mut commands = Vec::new();
        for tab in &mut self.tabs {
            commands.extend(tab.know_charsets(&charsets));
        }
        self.hand_over(commands);
    }

    fn charsets(&self) -> Charsets {
        let known = |(server, label): (&String, &String)| Some((server.clone(), Charset::named(label)?));
        let charsets: BTreeMap<_, _> = self.state.charsets.iter().filter_map(known).collect();
        Arc::new(charsets)
    }

    fn server(&self, id: u64) -> Option<String> {
        self.tabs.iter().find(|tab| tab.id == id)?.server()
    }

    fn favourites(&self, id: u64, side: Side) -> Vec<Place> {
        let server = self.server(id).filter(|_| side == Side::Remote);
        let written = match (side, &server) {
            (Side::Local, _) => self.state.favourites.of(None),
            (Side::Remote, Some(server)) => self.state.favourites.of(Some(server)),
            (Side::Remote, None) => &[],
        };
        written.iter().map(|written| Place::read(side, written)).collect()
    }
}
