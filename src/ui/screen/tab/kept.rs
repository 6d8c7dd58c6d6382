//! What of a tab outlives the window, and how it comes back: unconnected, without a password.

use std::path::PathBuf;
use std::sync::Arc;

use iced::widget::{column, container, row, space};
use iced::{Element, Length, Padding};
use time::OffsetDateTime;

use super::{Goal, Message, State, Tab};
use crate::engine::TabState;
use crate::engine::command::Command;
use crate::path::RemotePath;
use crate::site::{Logon, Mode, Protocol, Site, SiteId};
use crate::ui::context::Context;
use crate::ui::look::{icon, measure, style};
use crate::ui::screen::address::{self, Destination};
use crate::ui::screen::failure;
use crate::ui::screen::pane::Place;
use crate::ui::screen::parts::{self, Weight};
use crate::url::Url;

/// The widest that the card gets.
const CARD: f32 = 420.0;

impl Tab {
    /// What is to be kept; nothing of a tab without a server.
    pub fn to_keep(&self) -> Option<TabState> {
        let site = self.named.as_ref()?;
        let (folder, mode) = match self.local.place() {
            Some(Place::Local(folder)) => (folder.to_str().unwrap_or_default().to_owned(), self.mode),
            _ => (String::new(), self.mode),
        };
        let key = site.sftp().and_then(|options| options.identities.first());
        Some(TabState {
            address: url(site, &self.wanted, self.goal.is_some()),
            folder,
            mode: match mode {
                Mode::Auto => None,
                Mode::Passive => Some("passive".to_owned()),
                Mode::Active => Some("active".to_owned()),
            },
            site: self.saved.as_ref().map(|id| id.as_str().to_owned()),
            key: key.and_then(|key| key.to_str()).map(str::to_owned),
        })
    }

    /// Takes up what was kept. It connects when it is looked at.
    pub fn restore(&mut self, kept: &TabState) {
        let mode = match kept.mode.as_deref() {
            Some("passive") => Mode::Passive,
            Some("active") => Mode::Active,
            _ => Mode::Auto,
        };
        let Ok(goal) = Goal::read(&kept.address, None, mode) else {
            return;
        };
        let Destination { mut site, folder } = goal.destination.clone();
        if let (Protocol::Sftp(options), Some(key)) = (&mut site.protocol, &kept.key) {
            options.identities.push(PathBuf::from(key));
        }
        self.saved = kept.site.as_deref().and_then(SiteId::parse);
        self.mode = mode;
        self.scheme = address::scheme_of(&site);
        self.auto = goal.recognise.is_some();
        self.goal = goal.recognise.is_some().then_some(goal);
        self.address = address::write(&site, &folder);
        self.named = Some(site.clone());
        self.site = Some(Arc::new(site));
        self.wanted = folder;
        self.state = State::Kept;
    }

    /// Connects, if it was kept and not looked at since.
    pub fn wake(&mut self, now: OffsetDateTime) -> Vec<Command> {
        if self.state == State::Kept
            && let Some(commands) = self.visit_again(self.wanted.clone(), now)
        {
            return commands;
        }
        if self.state == State::Kept {
            // The site is gone: this is an address like any other.
            self.saved = None;
        }
        match (self.state, self.goal.clone(), self.named.clone()) {
            (State::Kept, Some(goal), _) => self.set_out(goal, now),
            (State::Kept, None, Some(site)) => {
                let folder = self.wanted.clone();
                self.connect(Destination { site, folder }, now)
            }
            _ => Vec::new(),
        }
    }

    /// The server hung up, and nobody had asked for anything: what is shown stays, and is as old as it is.
    pub fn fall_asleep(&mut self) {
        if self.state == State::Connected && !self.remote.is_loading() && self.failed.is_none() {
            self.asleep = true;
            self.remote.set_stale(true);
        }
    }

    /// What stands where the list would be, while there is no connection and nothing to show of an older one.
    pub(super) fn unconnected<'a>(&self, site: &Site, context: &Context<'_>) -> Element<'a, Message> {
        let (words, palette) = (context.words, context.palette);
        let place = address::write(site, &self.wanted);
        let scheme = address::name(address::scheme_of(site));
        let place = if self.goal.is_some() {
            place
        } else {
            format!("{scheme}://{place}")
        };
        let connect = parts::press(
            words.say("app-connect"),
            Weight::Primary,
            Some(Message::Reconnect),
            palette,
        );
        let edit = Message::Failure(failure::Message::Act(failure::Act::EditSite));
        let edit = parts::press(words.say("failure-act-edit"), Weight::Plain, Some(edit), palette);
        let card = column![
            parts::title(icon::UNPLUG, words.say("app-not-connected"), palette.text, palette),
            parts::mono(crate::path::visible(place.as_bytes()), palette.muted),
            space().height(2),
            row![connect, edit].spacing(measure::GAP),
        ]
        .spacing(measure::PAD);
        let card = container(card).max_width(CARD).padding(20).style(style::card(palette));
        container(card)
            .center_x(Length::Fill)
            .height(Length::Fill)
            .padding(Padding::from([18.0, 16.0]))
            .into()
    }
}

/// A folder of a site as a URL without a password; without a scheme where it is not clear what speaks there.
fn url(site: &Site, folder: &RemotePath, unclear: bool) -> String {
    let scheme = address::scheme_of(site);
    let user = match &site.logon {
        Logon::Anonymous => None,
        logon => Some(logon.user().to_owned()).filter(|user| !user.is_empty()),
    };
    let url = Url {
        scheme,
        host: site.host.clone(),
        port: (site.port != scheme.usual_port()).then_some(site.port),
        user,
        password: None,
        path: folder.clone(),
        folder: true,
        pattern: None,
    };
    let text = url.to_string();
    match text.split_once("://") {
        Some((_, rest)) if unclear => rest.to_owned(),
        _ => text,
    }
}
