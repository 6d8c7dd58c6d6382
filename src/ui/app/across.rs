//! Moving to the other side: a question that says what, how much and where to, then a job that takes each source away once its
//! file has arrived.

use std::sync::Arc;

use iced::Task;

use super::amount::Amount;
use super::dialog::moving::names;
use super::dialog::{Message, act, way_out};
use super::{App, Dialog, Message as Root};
use crate::entry::Entry;
use crate::site::Site;
use crate::transfer::{Errand, Landing, Source};
use crate::ui::context::Context;
use crate::ui::look::icon;
use crate::ui::screen::modal::{self, FIRST};
use crate::ui::screen::pane::{Place, Side};
use crate::ui::screen::parts::{self, Weight};
use crate::ui::screen::tab::State;

/// What is to go to the other side.
#[derive(Debug, Clone)]
pub struct Across {
    pub(super) amount: Amount,
    site: Arc<Site>,
    errand: Errand,
    /// Where it is now.
    from: Place,
    /// Where it goes, for people.
    into: String,
}

impl Across {
    /// The card. Whoever asked for it may agree by Enter, once it has been seen.
    pub fn view(&self, context: &Context<'_>) -> modal::Dialog<'static, Message> {
        let (words, palette) = (context.words, context.palette);
        let amount = &self.amount;
        let values = [
            ("count", amount.entries.len().into()),
            ("folder", self.into.clone().into()),
        ];
        let explained = match amount.side {
            Side::Local => words.say("app-across-from-here"),
            Side::Remote => words.say("app-across-from-there"),
        };
        modal::Dialog::new(
            icon_of(amount.side),
            palette.muted,
            words.with("app-move-title", &values),
        )
        .push(names(context, &amount.entries, amount.charset))
        .push(parts::paragraph(amount.sum(context), palette.text))
        .push(parts::paragraph(explained, palette.muted))
        .button(way_out(words.say("app-cancel"), palette))
        .button(act(words.say("app-move"), Weight::Primary, palette).id(FIRST))
    }
}

/// The arrow away from a side.
fn icon_of(side: Side) -> char {
    match side {
        Side::Local => icon::UPLOAD,
        Side::Remote => icon::DOWNLOAD,
    }
}

impl App {
    /// Asks before something goes to the other side for good. What is in folders is counted meanwhile.
    pub(super) fn ask_across(&mut self, id: u64, side: Side, entries: Vec<Entry>) {
        let Some(tab) = self.tabs.iter().find(|tab| tab.id == id) else {
            return;
        };
        let other = match side {
            Side::Local => Side::Remote,
            Side::Remote => Side::Local,
        };
        let (from, into) = (tab.pane(side).place(), tab.pane(other).place());
        let (Some(site), Some(from), Some(into), State::Connected) = (&tab.site, from, into, &tab.state) else {
            self.said = Some(self.words.say("app-drag-connect-first"));
            return;
        };
        if tab.tells_failure(other) {
            self.said = Some(self.words.say("app-drag-no-folder"));
            return;
        }
        let Some(errand) = tab.errand(side, &entries) else {
            self.said = Some(self.words.say("app-drag-names"));
            return;
        };
        let folder = tab.pane(other).shown(into);
        let mut across = Across {
            amount: Amount::new(side, entries, tab.pane(side).charset()),
            site: site.clone(),
            errand,
            from: from.clone(),
            into: match other {
                Side::Local => folder,
                Side::Remote => format!("{}:{folder}", site.host),
            },
        };
        let command = across.amount.count(tab);
        self.close_dialog();
        self.dialog = Some(Dialog::Across(Box::new(across)));
        self.hand_over(command.into_iter().collect());
    }

    /// Agreed to: it goes.
    pub(super) fn across_agreed(&mut self, across: Across) -> Task<Root> {
        self.hand_over(across.amount.stop().into_iter().collect());
        let Across { site, errand, from, .. } = across;
        let job = self.start_as(site, errand, (Landing::Into, 0, Source::Remove), false);
        if let Some(target) = job.and_then(|job| self.targets.get_mut(&job)) {
            target.leaves = Some(from);
        }
        Task::none()
    }
}
