//! MLSD and LIST: bytes in, pages of entries out while they arrive.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use bytes::Bytes;
use tokio::sync::mpsc;
use tokio::time::Instant;

use super::connection::Connection;
use super::download::{Refused, Taker};
use super::listing::{Format, Parser, Summary, TooLarge};
use super::reply;
use super::zone;
use crate::entry::Entry;
use crate::error::{Error, Kind, Result, Stage};
use crate::path::{RemoteName, RemotePath};
use crate::remote::{Doubt, Listing, Moved};

/// Entries go out in pages of about this many.
const PAGE: usize = 1000;

/// A page that is not full goes out after this long.
const SOON: Duration = Duration::from_millis(100);

/// Takes the bytes of a listing.
struct Pages {
    parser: Parser,
    entries: Vec<Entry>,
    out: mpsc::Sender<Vec<Entry>>,
    sent: u64,
    last: Instant,
    /// Keep a short listing back until the server's time zone is known.
    hold: bool,
    offset: Option<i32>,
}

impl Pages {
    async fn send(&mut self) -> Result<(), Refused> {
        if self.entries.is_empty() {
            return Ok(());
        }
        let mut page = std::mem::take(&mut self.entries);
        if let Some(offset) = self.offset {
            page.iter_mut().for_each(|entry| zone::bring_to_utc(entry, offset));
        }
        self.sent += page.len() as u64;
        self.last = Instant::now();
        self.out.send(page).await.map_err(|_| Refused::Gone)
    }
}

impl Taker for Pages {
    /// A listing is shown as it comes.
    const WORTH_TAKING: usize = 1;

    async fn take(&mut self, piece: Bytes) -> Result<(), Refused> {
        if let Err(TooLarge) = self.parser.push(&piece, &mut self.entries) {
            return Err(Refused::Bad(Error::new(Stage::Listing, Kind::TooLarge, "read listing")));
        }
        let first = self.sent == 0 && !self.hold;
        if first || self.entries.len() >= PAGE || self.last.elapsed() >= SOON {
            self.send().await?;
        }
        Ok(())
    }

    async fn pause(&mut self) -> Result<(), Refused> {
        self.send().await
    }

    async fn gone(&self) {
        self.out.closed().await;
    }
}

impl Connection {
    pub(super) async fn list(&mut self, folder: &RemotePath, pages: mpsc::Sender<Vec<Entry>>) -> Result<Listing> {
        if self.lists_exactly() {
            let line = self.line("MLSD", folder)?;
            match self.read_listing(&line, Format::Machine, folder, &pages).await {
                Err(error)
                    if !error.broken
                        && error
                            .reply
                            .as_ref()
                            .is_some_and(|reply| matches!(reply.code, 500 | 502)) =>
                {
                    self.control
                        .tap
                        .note("the server offers MLSD and then refuses it: LIST is used");
                    self.no_mlsd = true;
                }
                outcome => return outcome,
            }
        }
        self.list_lines(folder, pages).await
    }

    /// LIST, which shows links also where the machine-readable listing describes what they lead to.
    pub(super) async fn list_lines(&mut self, folder: &RemotePath, pages: mpsc::Sender<Vec<Entry>>) -> Result<Listing> {
        let argument = self.enter(folder).await?;
        let with = |option: &str| [b"LIST".as_slice(), option.as_bytes(), &argument].concat();
        if self.lists_all != Some(false) {
            // Names that begin with a dot are shown only to those who ask, and some servers take `-a` for a name.
            match self.read_listing(&with(" -a"), Format::Human, folder, &pages).await {
                Ok(listing) if listing.entries > 0 => {
                    self.lists_all = Some(true);
                    return Ok(listing);
                }
                Ok(listing) if self.lists_all == Some(true) => return Ok(listing),
                Ok(_) => {}
                Err(error)
                    if !error.broken
                        && self.lists_all.is_none()
                        && error.reply.as_ref().is_some_and(|reply| reply.code >= 500) =>
                {
                    self.lists_all = Some(false);
                }
                Err(error) => return Err(error),
            }
        }
        let listing = self.read_listing(&with(""), Format::Human, folder, &pages).await?;
        if listing.entries > 0 {
            self.lists_all = Some(false);
        }
        Ok(listing)
    }

    /// LIST of one name, which must be one that no server takes for an option or a pattern.
    pub(super) async fn list_one(
        &mut self,
        folder: &RemotePath,
        name: &RemoteName,
        pages: mpsc::Sender<Vec<Entry>>,
    ) -> Result<Listing> {
        self.enter(folder).await?;
        let line = [b"LIST ", name.as_bytes()].concat();
        self.read_listing(&line, Format::Human, folder, &pages).await
    }

    /// Whether listings are machine-readable here.
    pub(super) fn lists_exactly(&self) -> bool {
        !self.no_mlsd && (self.features.has("MLSD") || self.features.has("MLST"))
    }

    /// Goes into a folder, so that LIST needs no argument: in one, a dash, a blank or a star may mean something else.
    /// Returns the argument that is needed after all where the server has no paths to go by.
    async fn enter(&mut self, folder: &RemotePath) -> Result<Vec<u8>> {
        let Some(home) = &self.home else {
            let line = self.line("", folder)?;
            return Ok(line);
        };
        let target = folder.within(home);
        if self.directory.as_ref() == Some(&target) {
            return Ok(Vec::new());
        }
        let line = self.line("CWD", &target)?;
        self.directory = None;
        self.control.done(&line).await?;
        self.directory = Some(target);
        Ok(Vec::new())
    }

    async fn read_listing(
        &mut self,
        line: &[u8],
        format: Format,
        folder: &RemotePath,
        out: &mpsc::Sender<Vec<Entry>>,
    ) -> Result<Listing> {
        let now = SystemTime::now()
            .duration_since(UNIX_EPOCH)
            .map_or(0, |now| now.as_secs());
        let now = i64::try_from(now).unwrap_or(i64::MAX);
        let learned = self.control.shared.learned().list_offset;
        let told = self.options.time_offset.map(|minutes| minutes * 60);
        let offset = told.or(learned).filter(|_| format == Format::Human);
        let mut pages = Pages {
            parser: Parser::new(format, now),
            entries: Vec::new(),
            out: out.clone(),
            sent: 0,
            last: Instant::now(),
            hold: format == Format::Human && offset.is_none() && self.features.has("MDTM"),
            offset,
        };
        let moved = match self.begin(line, 0).await {
            Ok(transfer) => self.receive(transfer, &mut pages).await,
            Err(error) => Err(error),
        };
        let moved = match moved {
            Err(error) if !error.broken && error.reply.as_ref().is_some_and(reply::says_empty) => Moved {
                bytes: 0,
                reply: error.reply,
                no_goodbye: false,
                size: None,
                dressed: None,
            },
            outcome => {
                let moved = outcome.map_err(in_listing);
                if moved.is_err() {
                    let _ = pages.send().await;
                }
                moved?
            }
        };
        let summary = self.finish_listing(&mut pages, folder, now).await?;
        if pages.send().await.is_err() {
            return Err(Error::new(Stage::Listing, Kind::Cancelled, "read listing"));
        }
        Ok(self.proof(summary, &moved))
    }

    /// Takes the last line, and learns the time zone of LIST from a short listing that can wait for it. A long one has
    /// gone out already; the next one will profit.
    async fn finish_listing(&mut self, pages: &mut Pages, folder: &RemotePath, now: i64) -> Result<Summary> {
        let parser = std::mem::replace(&mut pages.parser, Parser::new(Format::Human, now));
        let summary = parser.finish(&mut pages.entries);
        if pages.hold
            && let Some((entry, listed)) = zone::witness(&pages.entries, now)
        {
            let line = self.line("MDTM", &folder.join(&entry.name))?;
            let reply = self.control.ask(&line).await?;
            if let Some(offset) = zone::stamp(&reply).and_then(|exact| zone::offset(listed, exact)) {
                self.control.shared.learned().list_offset = Some(offset);
                pages.offset = Some(offset);
            }
        }
        Ok(summary)
    }

    fn proof(&self, summary: Summary, moved: &Moved) -> Listing {
        let doubt = if moved.no_goodbye {
            Some(Doubt::NoGoodbye)
        } else if summary.unknown > 0 {
            Some(Doubt::UnknownLines)
        } else {
            self.tls.is_none().then_some(Doubt::PlainText)
        };
        Listing {
            entries: summary.entries,
            unknown: summary.unknown,
            unknown_lines: summary.unknown_lines,
            doubt,
        }
    }
}

/// A failure while the bytes came is one of the listing.
fn in_listing(error: Error) -> Error {
    match error.stage {
        Stage::Transfer => Error {
            stage: Stage::Listing,
            ..error
        },
        _ => error,
    }
}
