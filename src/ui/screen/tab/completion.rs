//! What may be meant by what is being typed into the address bar: addresses from before, names that OpenSSH knows.

use std::sync::Arc;

use time::OffsetDateTime;

use super::{Action, Tab};
use crate::site::Book;
use crate::ui::widget::completed::Stroke;

/// So many are offered at once.
const MOST: usize = 8;

/// What the window knows about addresses and saved sites.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Those that worked, the newest first.
    pub recent: Vec<String>,
    /// Names of hosts in `~/.ssh/config`.
    pub aliases: Vec<String>,
    /// Servers (`host:port`) that somebody agreed to speak to without encryption.
    pub in_clear: Vec<String>,
    /// The saved sites.
    pub book: Arc<Book>,
}

/// One address of the list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offer {
    /// As it is shown, and gone to.
    pub address: String,
    /// It was used before; otherwise it is a name of `~/.ssh/config`.
    pub recent: bool,
}

/// The list.
#[derive(Clone, Debug, Default)]
pub struct Completion {
    offers: Vec<Offer>,
    chosen: Option<usize>,
}

impl Completion {
    /// Somebody typed.
    pub fn typed(&mut self, text: &str, known: &Known) {
        self.chosen = None;
        self.offers = if text.trim().is_empty() {
            Vec::new()
        } else {
            matching(text, known)
        };
    }

    /// Nothing is offered any more.
    pub fn close(&mut self) {
        *self = Self::default();
    }

    /// What is offered.
    pub fn offers(&self) -> &[Offer] {
        &self.offers
    }

    /// Which of them the keys are at.
    pub fn chosen(&self) -> Option<usize> {
        self.chosen
    }

    fn step(&mut self, by: isize) {
        let count = self.offers.len() as isize;
        let at = self.chosen.map_or(-1, |at| at as isize) + by;
        // Above the first and below the last is what was typed.
        self.chosen = usize::try_from(if at < -1 { count - 1 } else { at })
            .ok()
            .filter(|at| *at < self.offers.len());
    }

    fn address(&self) -> Option<String> {
        self.chosen
            .and_then(|at| self.offers.get(at))
            .map(|offer| offer.address.clone())
    }
}

impl Tab {
    /// Takes what the window knows.
    pub fn know(&mut self, known: Arc<Known>) {
        self.known = known;
    }

    /// A key in the address bar.
    pub(super) fn struck(&mut self, stroke: Stroke, now: OffsetDateTime) -> Vec<Action> {
        match stroke {
            Stroke::Down if self.completion.offers.is_empty() => {
                // Everything from before, as in a drop-down.
                self.completion.offers = matching("", &self.known);
                Vec::new()
            }
            Stroke::Down => {
                self.completion.step(1);
                Vec::new()
            }
            Stroke::Up => {
                self.completion.step(-1);
                Vec::new()
            }
            Stroke::Leave => {
                self.close_lists();
                Vec::new()
            }
            Stroke::Close => {
                let hung = !self.completion.offers.is_empty() || self.mistake.is_some();
                self.close_lists();
                if !hung && self.site.is_some() {
                    self.show_place();
                }
                Vec::new()
            }
            Stroke::Enter | Stroke::CtrlEnter => {
                if let Some(address) = self.completion.address() {
                    self.address = address;
                }
                self.go(stroke == Stroke::CtrlEnter, now)
            }
        }
    }

    /// One of the list was pressed.
    pub(super) fn complete(&mut self, address: String, now: OffsetDateTime) -> Vec<Action> {
        self.address = address;
        self.go(false, now)
    }
}

/// What fits to `text`, whatever its case: first what begins with it, be it after the scheme or after the user.
fn matching(text: &str, known: &Known) -> Vec<Offer> {
    let text = text.trim().to_lowercase();
    let recent = known.recent.iter().map(|address| (address, true));
    let aliases = known.aliases.iter().map(|alias| (alias, false));
    let mut found: Vec<(bool, Offer)> = Vec::new();
    for (address, recent) in recent.chain(aliases) {
        let lower = address.to_lowercase();
        let place = lower.split_once("://").map_or(&*lower, |(_, place)| place);
        let host = place.split_once('@').map_or(place, |(_, host)| host);
        let begins = [&*lower, place, host].iter().any(|part| part.starts_with(&text));
        let is_it = place == text || lower == text;
        if (begins || lower.contains(&text)) && !is_it {
            let offer = Offer {
                address: address.clone(),
                recent,
            };
            found.push((!begins, offer));
        }
    }
    found.sort_by_key(|(later, _)| *later);
    found.into_iter().map(|(_, offer)| offer).take(MOST).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn known() -> Known {
        Known {
            recent: vec![
                "ftp://deploy@shop.example.org:2221".into(),
                "sftp://mei@backup-nas".into(),
            ],
            aliases: vec!["nas".into(), "shop-staging".into()],
            ..Known::default()
        }
    }

    fn offered(text: &str) -> Vec<String> {
        let mut completion = Completion::default();
        completion.typed(text, &known());
        completion.offers.into_iter().map(|offer| offer.address).collect()
    }

    #[test]
    fn what_begins_so_comes_first() {
        assert_eq!(offered("SHOP"), ["ftp://deploy@shop.example.org:2221", "shop-staging"]);
        assert_eq!(
            offered("nas"),
            ["sftp://mei@backup-nas"],
            "what is typed already is no offer"
        );
        assert_eq!(offered("na"), ["nas", "sftp://mei@backup-nas"]);
        assert_eq!(offered("mei@"), ["sftp://mei@backup-nas"]);
        assert!(offered("").is_empty() && offered("elsewhere").is_empty());
    }

    #[test]
    fn keys_go_round_through_what_was_typed() {
        let mut completion = Completion::default();
        completion.typed("s", &known());
        assert_eq!(completion.offers().len(), 4);
        let mut at = Vec::new();
        for step in [1, 1, -1, -1, -1, 1] {
            completion.step(step);
            at.push(completion.chosen());
        }
        assert_eq!(at, [Some(0), Some(1), Some(0), None, Some(3), None]);
    }
}
