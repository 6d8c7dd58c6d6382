//! What may be meant by what is being typed into the address bar: addresses from before, names that OpenSSH knows.

use std::sync::Arc;

use time::OffsetDateTime;

use super::{Action, Tab};
use crate::path::RemotePath;
use crate::site::{Book, Colour, Nowhere, Saved};
use crate::ui::screen::address::{self, Mistake};
use crate::ui::widget::completed::Stroke;
use crate::url::SavedUrl;

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
    /// As it is gone to; what is shown, but of a saved site.
    pub address: String,
    /// Where it comes from.
    pub origin: Origin,
}

/// Where an address of the list comes from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Origin {
    /// It is a saved site.
    Site {
        /// Its name.
        name: String,
        /// Who logs in where, and in which folder of the site tree it is.
        place: String,
        /// The colour that marks it.
        colour: Colour,
    },
    /// It was used before.
    Recent,
    /// It is a name of `~/.ssh/config`.
    Alias,
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
                // What is meant by a name that several have; else everything from before, as in a drop-down.
                let several = matches!(self.mistake, Some(Mistake::Site(Nowhere::Several(_))));
                let text = if several { self.address.as_str() } else { "" };
                self.completion.offers = matching(text, &self.known);
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
    let recent = known.recent.iter().map(|address| (address, Origin::Recent));
    let aliases = known.aliases.iter().map(|alias| (alias, Origin::Alias));
    let mut found: Vec<(bool, Offer)> = Vec::new();
    for (address, origin) in recent.chain(aliases) {
        let lower = address.to_lowercase();
        let place = lower.split_once("://").map_or(&*lower, |(_, place)| place);
        let host = place.split_once('@').map_or(place, |(_, host)| host);
        let begins = [&*lower, place, host].iter().any(|part| part.starts_with(&text));
        let is_it = place == text || lower == text;
        if (begins || lower.contains(&text)) && !is_it {
            let address = address.clone();
            found.push((!begins, Offer { address, origin }));
        }
    }
    found.sort_by_key(|(later, _)| *later);
    let others = found.into_iter().map(|(_, offer)| offer);
    sites(&text, &known.book).into_iter().chain(others).take(MOST).collect()
}

/// Saved sites of which the text is a part of the name, the host or a folder: first those whose name or host begins with it.
fn sites(text: &str, book: &Book) -> Vec<Offer> {
    let text = text.strip_prefix("site:").unwrap_or(text);
    let mut found: Vec<(bool, &Saved)> = Vec::new();
    for saved in &book.sites {
        let (name, host) = (saved.name.to_lowercase(), saved.host.to_lowercase());
        let begins = name.starts_with(text) || host.starts_with(text);
        let within = || name.contains(text) || host.contains(text) || folders(saved).to_lowercase().contains(text);
        if begins || within() {
            found.push((!begins, saved));
        }
    }
    found.sort_by_key(|(later, _)| *later);
    found
        .into_iter()
        .map(|(_, saved)| offer(saved))
        .take(MOST - 2)
        .collect()
}

fn offer(saved: &Saved) -> Offer {
    let account = crate::path::visible(address::write(&saved.site(), &RemotePath::home()).as_bytes());
    let folders = folders(saved);
    let place = if folders.is_empty() {
        account
    } else {
        format!("{account}  ·  {folders}")
    };
    Offer {
        address: SavedUrl::written(saved.place()),
        origin: Origin::Site {
            name: saved.name.clone(),
            place,
            colour: saved.colour,
        },
    }
}

/// The folders of the site tree that a site is in.
fn folders(saved: &Saved) -> String {
    saved.folder.join(" / ")
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

    fn with_sites() -> Known {
        let saved = |number, name: &str, url: &str, folder: &[&str]| {
            let site = crate::url::Url::parse(url)
                .unwrap()
                .site(crate::site::FtpOptions::default());
            let mut saved = Saved::new(crate::site::SiteId::new(number), name, &site);
            saved.folder = folder.iter().map(|&name| name.to_owned()).collect();
            saved
        };
        Known {
            book: Arc::new(Book {
                sites: vec![
                    saved(1, "Big shop", "ftp://deploy@shop.example.org", &["Work"]),
                    saved(2, "shop", "sftp://mei@10.0.0.7", &[]),
                    saved(3, "Printer", "ftp://10.0.0.9", &["Home"]),
                ],
                ..Book::default()
            }),
            ..known()
        }
    }

    #[test]
    fn saved_sites_come_before_history() {
        let offered = |text: &str| {
            let mut completion = Completion::default();
            completion.typed(text, &with_sites());
            let of = |offer: Offer| match offer.origin {
                Origin::Site { name, place, .. } => format!("{name}: {place}"),
                _ => offer.address,
            };
            completion.offers.into_iter().map(of).collect::<Vec<_>>()
        };
        let big = "Big shop: deploy@shop.example.org  ·  Work";
        let small = "shop: mei@10.0.0.7";
        assert_eq!(offered("shop")[..2], [big, small], "by host and by name");
        assert_eq!(offered("site:sho"), [big, small]);
        assert_eq!(offered("work"), [big], "by folder");
        assert_eq!(offered("10.0.0.9"), ["Printer: 10.0.0.9  ·  Home"]);
        let mut completion = Completion::default();
        completion.typed("big", &with_sites());
        completion.step(1);
        assert_eq!(completion.address().as_deref(), Some("site:Work%2FBig%20shop"));
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
