//! Connections that carry several operations at once: who goes where, and when another connection is worth its login.
//!
//! Small files fill the lanes of every connection; one lane of each is left for whoever looks at the server. A large file wants a
//! connection of its own: it fills it alone. So at most as many large files run as connections are wanted, spread over those
//! that are open; they share only where no more connections are to be had.

use super::{Server, Slot};
use crate::engine::queue::Moment;

/// Another connection is opened for small files once so many turns of all its lanes wait: a login costs as much as some.
const TURNS: usize = 4;

/// Where the next transfer can run, by the number of the connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Places {
    /// If it is small.
    pub small: u64,
    /// If it is not; `None` while every place for large files is taken.
    pub large: Option<u64>,
}

/// The best places for one more transfer; `None` if all lanes are taken.
pub fn places(server: &Server, wanted: usize, now: Moment) -> Option<Places> {
    let with_room = || server.slots.iter().filter(|slot| room(slot) > 0);
    let small = with_room().min_by_key(|slot| (slot.busy, slot.large))?;
    let running: usize = server.slots.iter().map(|slot| slot.large).sum();
    let may_share = server.opening == 0 && (server.slots.len() >= server.most(wanted) || now < server.not_before);
    let large = with_room()
        .min_by_key(|slot| (slot.large, slot.helps, slot.busy))
        .filter(|slot| running < wanted && (slot.large == 0 || may_share));
    Some(Places {
        small: small.number,
        large: large.map(|slot| slot.number),
    })
}

/// How many connections to open for what waits: small files, and others.
pub fn to_open(server: &Server, (small, large): (usize, usize), wanted: usize) -> usize {
    let (open, most) = (server.slots.len(), server.most(wanted));
    if open == 0 {
        // Whatever it was that several connections were worth, one goes ahead.
        let waits = small + large > 0 || !server.work.is_empty();
        return usize::from(waits).saturating_sub(server.opening);
    }
    let running: usize = server.slots.iter().map(|slot| slot.large).sum();
    let for_large = if large > 0 { running + large } else { 0 };
    let for_small = if server.slots.iter().all(|slot| room(slot) == 0) {
        open + small / (TURNS * server.lanes)
    } else {
        0
    };
    for_large.max(for_small).min(most).saturating_sub(open + server.opening)
}

/// A connection that could help with a large file which runs on `owner`: it moves no file itself.
pub fn idle(server: &Server, owner: u64) -> Option<u64> {
    let idle = |slot: &&Slot| slot.number != owner && slot.transfers == 0 && slot.helps == 0 && room(slot) > 0;
    server.slots.iter().find(idle).map(|slot| slot.number)
}

/// How many more transfers a connection can take.
fn room(slot: &Slot) -> usize {
    slot.lanes.saturating_sub(1).max(1).saturating_sub(slot.busy)
}
