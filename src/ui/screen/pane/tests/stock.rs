//! Panes with something in them.

use time::macros::{datetime, offset};
use time::{OffsetDateTime, UtcOffset};

use super::super::*;
use crate::entry::{Kind, Modified, Permissions, Precision, Zone};
use crate::ui::look::{Palette, Shade};
use crate::ui::words::{Language, Words};

/// What a context is made of.
pub struct Stock {
    pub words: Words,
    pub now: OffsetDateTime,
    pub zone: UtcOffset,
    pub shade: Shade,
}

impl Stock {
    pub fn new() -> Self {
        Self::of(Shade::Light, Language::English)
    }

    pub fn of(shade: Shade, language: Language) -> Self {
        Self {
            words: Words::of(language),
            now: datetime!(2026-11-23 13:40 UTC),
            zone: offset!(+1),
            shade,
        }
    }

    pub fn context(&self) -> Context<'_> {
        Context {
            words: &self.words,
            palette: Palette::of(self.shade),
            now: self.now,
            zone: self.zone,
            keys: crate::settings::KeyPreset::Standard,
        }
    }
}

pub fn entry(name: &str, kind: Kind) -> Entry {
    Entry::new(name.into(), kind)
}

pub fn file(name: &str) -> Entry {
    entry(name, Kind::File)
}

pub fn folder(name: &str) -> Entry {
    entry(name, Kind::Directory)
}

pub fn remote(path: &str) -> Place {
    Place::Remote(path.into())
}

/// A pane of a server that shows these.
pub fn pane(stock: &Stock, path: &str, entries: Vec<Entry>) -> Pane {
    let mut pane = Pane::new(Side::Remote, remote("/home/mei"));
    pane.dress(&stock.context());
    list(&mut pane, stock, remote(path), entries);
    pane
}

/// Lists a folder.
pub fn list(pane: &mut Pane, stock: &Stock, place: Place, entries: Vec<Entry>) {
    pane.begin(place.clone(), Ticket(1), stock.now);
    pane.page(Ticket(1), entries, stock.now);
    pane.listed(Ticket(1), place, None, stock.now);
}

/// The names that are shown.
pub fn names(pane: &Pane) -> Vec<String> {
    let listing = &pane.sheet.listing;
    (0..listing.len())
        .filter_map(|row| listing.get(row))
        .map(|item| item.shown().to_owned())
        .collect()
}

fn known(name: &str, kind: Kind, size: Option<u64>, time: OffsetDateTime, mode: u32) -> Entry {
    let mut entry = entry(name, kind);
    entry.size = size;
    entry.modified = Some(Modified {
        seconds: time.unix_timestamp(),
        precision: Precision::Second,
        zone: Zone::Utc,
    });
    entry.permissions = Some(Permissions::new(mode));
    entry.owner = Some("mei".into());
    entry.group = Some("www-data".into());
    entry
}

/// A folder as one meets it.
pub fn site() -> Vec<Entry> {
    let mut latest = known("latest", Kind::Link, None, datetime!(2026-11-23 12:58 UTC), 0o777);
    latest.target = Some(b"release-4.2".as_slice().into());
    let at =
        |time: OffsetDateTime| move |name: &str, size: u64, mode: u32| known(name, Kind::File, Some(size), time, mode);
    let today = at(datetime!(2026-11-23 13:31 UTC));
    let autumn = at(datetime!(2026-10-02 07:15 UTC));
    vec![
        known("assets", Kind::Directory, None, datetime!(2026-11-23 08:12 UTC), 0o755),
        known("dist", Kind::Directory, None, datetime!(2026-11-23 13:31 UTC), 0o755),
        known(
            "\u{56fe}\u{7247}",
            Kind::Directory,
            None,
            datetime!(2026-11-12 17:02 UTC),
            0o750,
        ),
        today("index.html", 14_200, 0o644),
        today("main.css", 38_900, 0o644),
        at(datetime!(2026-11-03 09:44 UTC))("hero@2x.png", 2_400_000, 0o644),
        today("release-4.2.tar.zst", 1_310_000_000, 0o644),
        latest,
        at(datetime!(2026-11-22 16:20 UTC))("CHANGELOG.md", 21_700, 0o644),
        at(datetime!(2024-03-04 16:20 UTC))("talk.mp4", 431_000_000, 0o600),
        at(datetime!(2025-03-04 16:20 UTC))("jingle.ogg", 3_120_000, 0o600),
        autumn("na\u{ef}ve r\u{e9}sum\u{e9}.txt", 1100, 0o644),
        autumn("../evil", 67, 0o644),
        autumn(".htaccess", 67, 0o644),
    ]
}
