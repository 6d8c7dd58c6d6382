//! Requests about a server, one after the other: `ls`, `stat`, `rm`, `mkdir`, `mv`, `chmod`, `raw`.

use std::borrow::Cow;

use super::entries::{line, reason_name};
use super::json::{ChangedObject, EntryObject, ErrorObject, Failure, ItemObject, ReplyObject};
use super::run::Run;
use super::work::{Inquiry, Show};
use crate::engine::command::{Request, Ticket};
use crate::engine::event::{Doubt, Listing, Outcome};
use crate::engine::{Command, Event};
use crate::entry::Entry;
use crate::error::{Error, Kind, Stage};
use crate::path::Charset;
use crate::site::Site;

/// Carries out all requests. One that fails does not keep the next from being tried.
pub fn ask(run: &mut Run, inquiries: Vec<Inquiry>) {
    for (number, inquiry) in inquiries.into_iter().enumerate() {
        let ticket = Ticket(number as u64 + 1);
        let raw = matches!(inquiry.request, Request::Raw { .. });
        let mut answer = Answer::new(ticket, inquiry.show, &inquiry.site);
        run.send(Command::Browse {
            ticket,
            site: inquiry.site,
            request: inquiry.request,
        });
        while !answer.ended {
            let Some(events) = run.next() else { return };
            for event in events {
                answer.take(run, event, raw);
            }
        }
    }
    run.end();
    while run.next().is_some() {}
}

/// What has come of one request.
struct Answer {
    ticket: Ticket,
    show: Show,
    /// Names are held to FTP's rule of one line; SFTP can name every file.
    one_line: bool,
    charset: Charset,
    shown: u64,
    blocked: u64,
    ended: bool,
}

impl Answer {
    fn new(ticket: Ticket, show: Show, site: &Site) -> Self {
        Self {
            ticket,
            show,
            one_line: site.sftp().is_none(),
            charset: site.terms.charset,
            shown: 0,
            blocked: 0,
            ended: false,
        }
    }

    fn take(&mut self, run: &mut Run, event: Event, raw: bool) {
        match event {
            Event::Page { ticket, entries } if ticket == self.ticket => {
                for entry in entries {
                    self.entry(run, &entry);
                }
                // Rows are wanted as they come, not when a buffer happens to be full. Whether anybody reads them is
                // looked at before the next wait.
                run.printer.flush();
            }
            Event::ItemFailed { ticket, path, error } if ticket == self.ticket => {
                let path = self.charset.visible_path(&path);
                if run.printer.is_json() {
                    run.printer.object(&ItemObject {
                        path: path.clone(),
                        status: "failed",
                        error: ErrorObject::from(&*error),
                    });
                }
                run.fail(Some(&path), &error, false);
            }
            Event::Answered { ticket, result } if ticket == self.ticket => {
                self.ended = true;
                match result {
                    Ok(outcome) => self.outcome(run, outcome, raw),
                    Err(error) => failed(run, &error),
                }
            }
            _ => {}
        }
    }

    fn entry(&mut self, run: &mut Run, entry: &Entry) {
        if let Show::Entries(Some(pattern)) = &self.show
            && !self.charset.selects(pattern, &entry.name)
        {
            return;
        }
        let blocked = if self.one_line {
            entry.name.blocked_on_ftp()
        } else {
            entry.name.blocked()
        };
        self.shown += 1;
        self.blocked += u64::from(blocked.is_some());
        let entry = &*read_as(self.charset, entry);
        if run.printer.is_json() {
            run.printer.object(&EntryObject::new(entry, blocked.map(reason_name)));
        } else {
            run.printer.result(&line(entry, blocked));
        }
    }

    fn outcome(&mut self, run: &mut Run, outcome: Outcome, raw: bool) {
        match outcome {
            Outcome::Listed { folder, listing } => {
                self.listed(run, &listing);
                if matches!(self.show, Show::Entries(Some(_))) && self.shown == 0 {
                    let attempted = format!("{}: nothing is selected", self.charset.visible_path(&folder));
                    failed(run, &Error::new(Stage::Plan, Kind::NotFound, attempted));
                }
                run.tally.done += 1;
            }
            Outcome::Found(entry) => {
                self.entry(run, &entry);
                run.tally.done += 1;
            }
            Outcome::Changed { done, failed } => {
                run.tally.done += done;
                // Each was also reported by itself; this only makes sure that the status says so.
                run.tally.other += failed;
                if run.printer.is_json() {
                    let status = if failed == 0 { "done" } else { "failed" };
                    run.printer.object(&ChangedObject { status, done, failed });
                } else if self.show == Show::Count {
                    let failures = if failed == 0 {
                        String::new()
                    } else {
                        format!(", {failed} failed")
                    };
                    run.printer.result(&format!("{done} done{failures}"));
                }
            }
            Outcome::Said(reply) => {
                if run.printer.is_json() {
                    let text = String::from_utf8(reply.text.clone()).unwrap_or_else(|_| reply.to_string());
                    run.printer.object(&ReplyObject {
                        code: reply.code,
                        reply: text,
                    });
                } else {
                    run.printer.result(&reply.to_string());
                }
                if raw && !(100..400).contains(&reply.code) {
                    run.tally.other += 1;
                }
            }
            // Nothing that this asks for.
            _ => {}
        }
    }

    /// Says what a listing does not show.
    fn listed(&self, run: &mut Run, listing: &Listing) {
        if self.blocked > 0 {
            let text = format!(
                "note: {} names are blocked: they are shown, and never used",
                self.blocked
            );
            run.printer.remark(&text);
        }
        if listing.unknown > 0 {
            let text = format!("note: {} lines of the listing were not understood:", listing.unknown);
            run.printer.remark(&text);
            for line in listing.unknown_lines.iter().take(5) {
                let text = format!("  {}", crate::path::visible(line));
                run.printer.remark(&text);
            }
        }
        if listing.doubt == Some(Doubt::NoGoodbye) {
            run.printer.remark(
                "note: the listing ended without the server's goodbye (TLS close_notify); there may be more than it shows",
            );
        }
    }
}

/// An entry with its name, and what it leads to, as they read in a charset.
fn read_as(charset: Charset, entry: &Entry) -> Cow<'_, Entry> {
    if charset == Charset::Utf8 {
        return Cow::Borrowed(entry);
    }
    let target = entry.target.as_deref().and_then(|target| charset.text(target));
    Cow::Owned(Entry {
        name: charset.here(&entry.name).unwrap_or_else(|| entry.name.clone()),
        target: target.map_or_else(|| entry.target.clone(), |text| Some(text.as_bytes().into())),
        ..entry.clone()
    })
}

/// A request that did not work at all. Asking for a folder without `--recursive` is wrong usage.
fn failed(run: &mut Run, error: &Error) {
    if run.printer.is_json() {
        run.printer.object(&Failure {
            error: ErrorObject::from(error),
        });
    }
    run.fail(None, error, true);
    if error.stage == Stage::Plan && error.kind == Kind::WrongType {
        run.tally.misused = true;
    }
}

#[cfg(test)]
mod tests;
