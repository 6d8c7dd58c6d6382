//! "Names look wrong?": the charset of a server's names, tried out before it is chosen.

use super::menu::{Item, Menu};
use super::{Action, Message, Pane, Place, Side};
use crate::path::{Charset, RemotePath};

/// A sample of a name is cut after so many characters.
const SAMPLE: usize = 22;

impl Pane {
    /// The server writes names in this charset.
    pub fn set_charset(&mut self, charset: Charset) {
        self.charset = charset;
        self.sheet.listing.read_as(charset);
        if let Some(fresh) = self.arrival.as_mut().and_then(|arrival| arrival.again.as_mut()) {
            fresh.read_as(charset);
        }
        self.keep_cursor();
    }

    /// The charset of the server's names.
    pub fn charset(&self) -> Charset {
        self.charset
    }

    /// A place for people, in the charset of this side.
    pub fn shown(&self, place: &Place) -> String {
        match place {
            Place::Remote(path) => self.charset.visible_path(path),
            Place::Local(_) => place.visible(),
        }
    }

    /// A name of the list as it would read.
    pub(super) fn sample(&self, charset: Charset) -> String {
        let Some(name) = self.sheet.listing.telling() else {
            return String::new();
        };
        let shown = charset.visible(name.as_bytes());
        if shown.chars().count() <= SAMPLE {
            return shown;
        }
        let mut cut: String = shown.chars().take(SAMPLE - 1).collect();
        cut.push('\u{2026}');
        cut
    }

    /// Names look wrong, and GB18030 would make them right: worth a bar.
    pub(super) fn offers_chinese(&self) -> bool {
        let listing = &self.sheet.listing;
        self.side == Side::Remote
            && self.charset == Charset::Utf8
            && !self.keeps_names
            && !self.sheet.leaving
            && listing.looks_chinese()
    }

    pub(super) fn names_used(&mut self, message: Message) -> Action {
        match message {
            Message::NamesMenu => self.menu = Some(Menu::of_charsets(self.charset)),
            Message::Charset(charset) => {
                self.keeps_names = true;
                self.set_charset(charset);
                return Action::Charset(charset);
            }
            Message::KeepNames => self.keeps_names = true,
            _ => {}
        }
        Action::None
    }

    /// While charsets are looked through, the list behind them is seen in the one that is pointed at.
    pub(super) fn preview_names(&mut self) {
        let tried = match self.menu.as_ref().and_then(Menu::chosen) {
            Some(Item::Charset(charset)) => charset,
            _ => self.charset,
        };
        if self.sheet.listing.charset() != tried {
            self.sheet.listing.read_as(tried);
            self.keep_cursor();
        }
    }

    /// Where a typed path leads. What was left as it is shown stays what it is, also where it could not be typed.
    pub(super) fn typed(&self, place: &Place, text: &str) -> Place {
        let text = text.trim();
        let (Place::Remote(here), true) = (place, text.starts_with('/')) else {
            return match (place.typed(text, &self.home), self.charset.bytes(text)) {
                (Place::Remote(_), Some(bytes)) if !text.starts_with('~') => {
                    let home = match place {
                        Place::Remote(here) => here.clone(),
                        Place::Local(_) => RemotePath::home(),
                    };
                    Place::Remote(RemotePath::new(bytes).within(&home))
                }
                (typed, _) => typed,
            };
        };
        let mut known = here.segments();
        let mut same = true;
        let mut bytes = vec![b'/'];
        for name in text.split('/').filter(|name| !name.is_empty()) {
            let old = known.next().filter(|old| self.charset.visible(old) == name);
            same &= old.is_some();
            match old.filter(|_| same) {
                Some(old) => bytes.extend(old),
                None => bytes.extend(self.charset.bytes(name).unwrap_or_else(|| name.as_bytes().to_vec())),
            }
            bytes.push(b'/');
        }
        Place::Remote(RemotePath::new(bytes))
    }
}
