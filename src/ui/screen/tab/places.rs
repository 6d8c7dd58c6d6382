//! Places to go to at once, and the trees of folders.

use super::{Action, Asked, Tab};
use crate::engine::command::{Command, LocalRequest, Request};
use crate::error::Error;
use crate::path::RemotePath;
use crate::ui::app::ticket;
use crate::ui::screen::address;
use crate::ui::screen::pane::{Place, Side};

impl Tab {
    /// Under which name the favourites of this tab's server are kept: its scheme, user, host and port.
    pub fn server(&self) -> Option<String> {
        let site = self.site.as_ref()?;
        let scheme = address::name(address::scheme_of(site));
        Some(format!("{scheme}://{}", address::write(site, &RemotePath::home())))
    }

    /// Everything that the menu of places needs.
    pub(super) fn ask_places(&mut self, side: Side) -> Vec<Action> {
        let mut actions = vec![Action::AskPlaces(side)];
        if side == Side::Local {
            let ticket = ticket();
            self.asked.insert(ticket, Asked::Landmarks);
            let request = LocalRequest::Landmarks;
            actions.push(Action::Send(vec![Command::Local { ticket, request }]));
        }
        actions
    }

    /// The tree of a side wants to know what is in these folders.
    pub(super) fn read_branches(&mut self, side: Side, places: Vec<Place>) -> Vec<Action> {
        let mut commands = Vec::new();
        for place in places {
            let ticket = ticket();
            commands.push(match (&place, &self.site) {
                (Place::Local(folder), _) => Command::Local {
                    ticket,
                    request: LocalRequest::List { folder: folder.clone() },
                },
                (Place::Remote(folder), Some(site)) => Command::Browse {
                    ticket,
                    site: site.clone(),
                    request: Request::List { folder: folder.clone() },
                },
                (Place::Remote(_), None) => continue,
            });
            self.asked.insert(ticket, Asked::Branch(side, place));
        }
        vec![Action::Send(commands)]
    }

    /// A folder of a tree has been read, or not.
    pub(super) fn branch_answered(&mut self, side: Side, place: &Place, failed: Option<Error>) -> Vec<Action> {
        self.pane_mut(side).branch_read(place, failed.is_none());
        failed
            .map(|error| Action::Failed(Box::new(error)))
            .into_iter()
            .collect()
    }
}
