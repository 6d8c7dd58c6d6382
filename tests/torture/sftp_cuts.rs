//! SFTP over connections that are cut: at every 4 KiB of the stream, and around every packet.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use crate::cable::{Cable, Cut, End, Way};
use crate::haul::{Haul, LARGE, SMALL};
use crate::hostile_sftp::{Act, Script};
use crate::some;
use crate::trial::many;

/// What the greeting and the login come to, at the most. What breaks before a server was ever reached is not tried again.
const LOGIN: usize = 8 << 10;

/// Behind the last byte, so that a cut there meets what is said at the end.
const TAIL: usize = 8 << 10;

/// All places at which the stream that carries the file is cut, and every so many bytes of the other one.
fn plans(end: End) -> Vec<(Haul, usize, Cut)> {
    let mut plans = Vec::new();
    for haul in [Haul::Get, Haul::Put, Haul::PutOver] {
        let (with, against) = match haul.is_put() {
            true => (Way::Up, Way::Down),
            false => (Way::Down, Way::Up),
        };
        for length in [LARGE, SMALL] {
            let cut = |way| move |at| (haul, length, Cut { way, at, end });
            plans.extend((1..length + LOGIN + TAIL).step_by(4096).map(cut(with)));
            plans.extend((1..LOGIN).step_by(256).map(cut(against)));
        }
    }
    plans
}

async fn all_come_whole(plans: Vec<(Haul, usize, Cut)>) {
    let done = many(plans.into_iter().map(|(haul, length, cut)| async move {
        let server = haul.server(Script::new(), length);
        let cable = Cable::new(server.address, cut);
        let what = format!("{cut:?}");
        let done = haul.run(server, length, Some(cable.address), &what).await;
        let is_late = cut.at > LOGIN || !cable.is_cut();
        assert!(done || !is_late, "{what}: a cut that happens once is no failure");
        done
    }))
    .await;
    assert!(done > 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_sftp_a_connection_that_ends_anywhere_costs_no_byte() {
    all_come_whole(some(plans(End::Fin), 40)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_sftp_a_connection_that_is_reset_anywhere_costs_no_byte() {
    all_come_whole(some(plans(End::Reset), 40)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_sftp_a_connection_that_falls_silent_anywhere_costs_no_byte() {
    let every = plans(End::Silence).into_iter().step_by(4).collect();
    all_come_whole(some(every, 20)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_sftp_a_byte_now_and_then_and_all_the_rest_later_is_whole() {
    let slow = End::Trickle(6, Duration::from_secs(1));
    let every = plans(slow).into_iter().step_by(12).collect();
    all_come_whole(some(every, 12)).await;
}

/// What happens to a packet before the connection goes.
#[derive(Clone, Copy, Debug)]
enum Last {
    /// It is not looked at.
    Unheard,
    /// What it asks for is done, and nobody is told.
    Unanswered,
    /// It is answered.
    Answered,
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_sftp_no_packet_is_one_too_many() {
    let mut plans = Vec::new();
    for haul in Haul::ALL {
        for packet in 1..60 {
            for last in [Last::Unheard, Last::Unanswered, Last::Answered] {
                for end in [Act::Cut, Act::Reset, Act::Close] {
                    plans.push((haul, packet, last, end));
                }
            }
        }
    }
    let done = many(
        some(plans, 160)
            .into_iter()
            .map(|(haul, packet, last, end)| async move {
                let (what, count) = (format!("{end:?} at packet {packet}, {last:?}"), AtomicUsize::new(0));
                let whim = move |_: u8, _: &[u8]| {
                    let before = match last {
                        Last::Unheard => None,
                        Last::Unanswered => Some(Act::Mute),
                        Last::Answered => Some(Act::Honest),
                    };
                    let acts = before.into_iter().chain([end.clone()]).collect();
                    (count.fetch_add(1, Ordering::SeqCst) + 1 == packet).then_some(acts)
                };
                let server = haul.server(Script::new().whim(Arc::new(whim)), LARGE);
                haul.run(server, LARGE, None, &what).await
            }),
    )
    .await;
    assert!(done > 0);
}
