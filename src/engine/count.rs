//! Counting what is in folders of a server, before something is done to all of it.

use super::browse::Teller;
use super::event::{Doubt, Outcome};
use super::plan;
use super::report::Report;
use crate::entry::{Count, Kind};
use crate::error::Result;
use crate::path::RemotePath;
use crate::remote::Session;

/// Deeper folders are not looked into.
const DEEPEST: u16 = 64;

/// Counts everything below these folders. A list that may lack something counts as one that could not be read.
///
/// # Errors
/// If the connection is gone.
pub async fn count(session: &Session, folders: Vec<RemotePath>, teller: &Teller) -> Result<Outcome> {
    let mut count = Count::default();
    let mut left: Vec<(RemotePath, u16)> = folders.into_iter().map(|folder| (folder, 0)).collect();
    while let Some((folder, depth)) = left.pop() {
        let (entries, listing) = plan::list(session, &folder).await;
        match listing {
            Err(error) if error.broken => return Err(error),
            Err(_) => count.unread += 1,
            Ok(listing) => {
                let lacks = matches!(listing.doubt, Some(Doubt::NoGoodbye | Doubt::UnknownLines));
                count.unread += u64::from(lacks);
            }
        }
        for entry in entries {
            count.add(&entry);
            if entry.kind != Kind::Directory {
                continue;
            }
            if depth < DEEPEST && entry.name.blocked().is_none() {
                left.push((folder.join(&entry.name), depth + 1));
            } else {
                count.unread += 1;
            }
        }
        let ticket = teller.ticket;
        let _ = teller.reports.send(Report::Counted { ticket, count });
    }
    Ok(Outcome::Counted(count))
}
