//! One try of one transfer on one session: look at the target, move the bytes to a part, check, put in place.

mod adopt;
mod append;
mod check;
mod crew;
mod depart;
mod download;
mod feed;
mod left;
pub mod lost_reply;
mod notes;
pub mod placing;
mod ranges;
mod resume;
mod split;
mod spot;
mod upload;

use std::collections::HashMap;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use tokio::sync::mpsc;
use tokio_util::sync::CancellationToken;

pub use self::crew::Crew;
pub use self::depart::sweep;
use self::notes::Notes;
pub use self::placing::give_up;
pub use self::resume::LEAST;
use self::spot::Spot;
use super::command::TransferId;

use super::conflict::{self, Verdict};
use super::disk::Disk;
use super::doubt::Lost;
use super::durable::Groups;
use super::event::Remark;
use super::queue::{Ending, Finish};
use super::report::Used;
use super::throttle::Throttles;
use crate::entry::{Entry, Modified, Precision};
use crate::error::{Error, Kind, Result, Stage};
use crate::path::{RemoteName, RemotePath};
use crate::remote::Session;
use crate::transfer::{Anew, Arrival, Begun, Direction, LocalEnd, Policy, Skip, Source, Verify};

/// How long a broken-off transfer may take to leave its connection usable. With the rest of the way this keeps every
/// cancel under a second.
const FAREWELL: Duration = Duration::from_millis(800);

/// A build that is broken on purpose (`PACKETBOAT_SABOTAGE=size|tail|part cargo test`), to see that the tests notice. Never in a
/// release.
const SABOTAGE: Option<&[u8]> = match (cfg!(debug_assertions), option_env!("PACKETBOAT_SABOTAGE")) {
    (true, Some(what)) => Some(what.as_bytes()),
    _ => None,
};

/// What to move, from where to where.
#[derive(Debug)]
pub struct Spec {
    pub direction: Direction,
    /// The local file, or its folder where the name is not yet decided; see `target`.
    pub local: LocalEnd,
    /// How many folders above that of the local file is the one that somebody chose.
    pub below: u16,
    /// The remote file.
    pub remote: RemotePath,
    /// The name at the target.
    pub target: RemoteName,
    /// What the source was when it was found.
    pub source: Entry,
    /// What the target folder held when it was looked at.
    pub existing: Arc<HashMap<Vec<u8>, Entry>>,
    pub policy: Policy,
    pub verify: Verify,
    pub afterwards: Source,
    /// Goes into the name of the part; unique among all parts.
    pub part_id: String,
    /// The mode of a finished local file.
    pub mode: u32,
    /// What an earlier try has left.
    pub begun: Option<Begun>,
    /// The source is known to be no link.
    pub plain: bool,
    /// It is on its target: only its source is left to do.
    pub arrived: Option<Arrival>,
}

/// What a try needs besides the session.
#[derive(Clone)]
pub struct Means {
    pub throttle: Throttles,
    /// Bytes moved by this try, for whoever shows progress.
    pub moved: Arc<AtomicU64>,
    pub stop: CancellationToken,
    /// It was stopped for good: its part goes with it.
    pub given_up: Arc<AtomicBool>,
    /// Tells when the connection is lost.
    pub lost: Lost,
    /// The part is becoming the file: nobody can break that off any more, and it is soon over.
    pub settling: Arc<AtomicBool>,
    pub disk: Disk,
    /// Where finished parts become files.
    pub groups: Groups,
    /// Who is told that the connection is not needed any more.
    pub freed: Option<Freed>,
    /// Whom to call when the file is large enough for several connections; `None` if there is only one for it.
    pub help: Option<Help>,
    /// Who is told what is there, so that a crash does not cost it.
    pub marks: Option<Marks>,
}

/// Where it is written down how far a transfer is.
#[derive(Clone, Debug)]
pub struct Marks {
    pub id: TransferId,
    pub reports: mpsc::UnboundedSender<super::report::Report>,
}

impl Marks {
    fn note(&self, begun: Begun) {
        let _ = self
            .reports
            .send(super::report::Report::Checkpoint { id: self.id, begun });
    }
}

/// Says that the rest of a transfer is between it and the disk, so that its connection can go on with another one.
#[derive(Clone, Debug)]
pub struct Freed {
    pub id: TransferId,
    pub used: Used,
    pub reports: mpsc::UnboundedSender<super::report::Report>,
}

impl Freed {
    fn say(&self) {
        let (id, used) = (self.id, self.used);
        let _ = self.reports.send(super::report::Report::Freed { id, used });
    }
}

/// A call for further connections.
#[derive(Clone, Debug)]
pub struct Help {
    pub id: TransferId,
    pub reports: mpsc::UnboundedSender<super::report::Report>,
}

impl Help {
    /// Says that further connections would help.
    fn call(&self, crew: Arc<Crew>) {
        let _ = self
            .reports
            .send(super::report::Report::WantsHelp { id: self.id, crew });
    }
}

/// How the try ended, and what it left behind.
#[derive(Debug)]
pub struct Report {
    pub ending: Ending,
    /// A part that is still on the server because the connection broke before it could be removed.
    pub orphan: Option<RemotePath>,
    /// The part that stays, for the next try to go on with.
    pub begun: Option<Begun>,
}

impl Means {
    /// Whether nothing of what has arrived is of use after this failure.
    fn spoils(&self, error: &Error) -> bool {
        spoils(error) || self.given_up.load(Ordering::Relaxed)
    }
}

/// Runs one try.
pub async fn run(session: &Session, mut spec: Spec, means: &Means) -> Report {
    if let Some(arrival) = spec.arrived.take() {
        return depart::run(session, &spec, &arrival, means).await;
    }
    let before = session.learned();
    let mut notes = Notes::new(&spec);
    let result = tokio::select! {
        biased;
        result = decide_and_move(session, &mut spec, means, &mut notes) => result,
        () = stopped_for_long(means) => Err(dropped(session, stopped())),
        error = lost(means) => Err(error),
    };
    let result = match result {
        Ok(Finish::Done(verified, target)) if spec.afterwards == Source::Remove => {
            Ok(depart::arrived(&spec, verified, target, &mut notes))
        }
        other => other,
    };
    match &result {
        Err(error) => leave(&spec, error, means, &mut notes).await,
        Ok(Finish::Done(..) | Finish::Arrived(..)) => notes.begun = None,
        // Its part goes when the row does. What is missing is found out by departing.
        Ok(Finish::Skipped(_) | Finish::Missing(_)) => {}
    }
    let in_place = notes.begun.as_ref().is_some_and(|begun| begun.in_place);
    if in_place && result.is_err() && !notes.remarks.contains(&Remark::WrittenInPlace) {
        // What an earlier try has left under the final name is still there.
        notes.remarks.push(Remark::WrittenInPlace);
    }
    let learned = result.is_err() && (notes.learned || session.learned() != before);
    let moved = means.moved.load(Ordering::Relaxed);
    Report {
        ending: Ending {
            result,
            moved,
            remarks: notes.remarks,
            learned,
            excused: None,
        },
        orphan: notes.orphan,
        begun: notes.begun,
    }
}

/// Leaves what has arrived in order: it stays for another try where it is good.
async fn leave(spec: &Spec, error: &Error, means: &Means, notes: &mut Notes) {
    if spoils(error) && notes.was_resumed() {
        // Where the two halves did not fit, the whole may.
        notes.learned = true;
        notes.remarks.push(Remark::BegunAnew(Anew::NotRight));
    }
    if let (Some(begun), Some(crew)) = (&mut notes.begun, notes.crew.take()) {
        begun.have = crew.kept().await;
    }
    let is_upload = spec.direction == Direction::Upload;
    if is_upload && error.broken && (notes.begun.is_none() || means.spoils(error)) {
        notes.begun = None;
        notes.orphan.get_or_insert_with(|| notes.part.0.clone());
    }
    if is_upload || !(means.spoils(error) || notes.unsound) || notes.begun.take().is_none() {
        return;
    }
    let (place, part) = (Spot::of(spec), notes.part.1.clone());
    let _ = means.disk.visit(move || place?.folder()?.remove(&part)).await;
}

/// Whether a failure says that the bytes so far are of no use.
fn spoils(error: &Error) -> bool {
    matches!(
        error.kind,
        Kind::SizeDiffers { .. } | Kind::HashDiffers | Kind::SourceChanged | Kind::Exists
    )
}

async fn decide_and_move(session: &Session, spec: &mut Spec, means: &Means, notes: &mut Notes) -> Result<Finish> {
    if let Some(blocked) = spec.source.name.blocked() {
        return Err(Error::new(Stage::Plan, Kind::BlockedName(blocked), "transfer"));
    }
    let mut renamed = None;
    let (mut replace, mut adopt) = (false, false);
    if let Some(there) = spec.existing.get(spec.target.as_bytes()) {
        match conflict::decide(spec.policy, there, &spec.source) {
            Verdict::Replace => replace = true,
            Verdict::Resume => (replace, adopt) = (true, spec.begun.is_none()),
            Verdict::Rename => {
                let taken = |name: &RemoteName| spec.existing.contains_key(name.as_bytes());
                renamed = Some(conflict::free_name(&spec.target, taken));
                notes.remarks.push(Remark::Renamed);
            }
            Verdict::Skip(skip) => return Ok(Finish::Skipped(skip)),
            // Nobody was asked, so nobody has said that something may be lost.
            Verdict::Ask => return Ok(Finish::Skipped(Skip::ByDefault)),
            Verdict::Impossible => {
                return Err(Error::new(
                    Stage::Plan,
                    Kind::WrongType,
                    format!("replace the folder {}", spec.target),
                ));
            }
        }
    }
    if let Some(name) = &renamed {
        rename_target(spec, name);
    }
    if spec.afterwards == Source::Remove {
        depart::look_first(session, spec, notes).await?;
    }
    let verified = match spec.direction {
        Direction::Download => {
            if adopt {
                adopt::copy_target(spec, means, notes).await?;
            }
            download::run(session, spec, replace, means, notes).await?
        }
        Direction::Upload => {
            let went_on = match adopt {
                true => adopt::go_on_with_target(session, spec, means, notes).await?,
                false => None,
            };
            match went_on {
                Some(verified) => verified,
                None => upload::run(session, spec, replace, means, notes).await?,
            }
        }
    };
    Ok(Finish::Done(verified, renamed))
}

fn rename_target(spec: &mut Spec, name: &RemoteName) {
    spec.target = name.clone();
    match spec.direction {
        Direction::Upload => {
            spec.remote = spec.remote.parent().unwrap_or_default().join(name);
        }
        Direction::Download => {
            if let (LocalEnd::Path(path), Ok(name)) = (&mut spec.local, name.to_local()) {
                path.set_file_name(name);
            }
        }
    }
}

/// Whether a time is worth setting on the target: a day without an hour is not.
pub fn settable(modified: Option<Modified>) -> Option<i64> {
    modified
        .filter(|modified| modified.precision < Precision::Day)
        .map(|modified| modified.seconds)
}

/// Ready a while after the stop was wished: whatever did not end by itself until then is dropped.
async fn stopped_for_long(means: &Means) {
    means.stop.cancelled().await;
    tokio::time::sleep(FAREWELL).await;
    if means.settling.load(Ordering::Relaxed) {
        std::future::pending::<()>().await;
    }
}

/// The error of a call that was dropped in the middle: where a connection does one thing at a time, that breaks it.
pub fn dropped(session: &Session, error: Error) -> Error {
    if session.capabilities().lanes > 1 && !session.is_broken() {
        error
    } else {
        error.breaking()
    }
}

/// Ready once the connection is lost; what becomes of a file that is being put in place shows by itself.
async fn lost(means: &Means) -> Error {
    let error = means.lost.told(Stage::Transfer, "transfer").await;
    if means.settling.load(Ordering::Relaxed) {
        std::future::pending::<()>().await;
    }
    error
}

fn stopped() -> Error {
    Error::new(Stage::Transfer, Kind::Cancelled, "transfer")
}
