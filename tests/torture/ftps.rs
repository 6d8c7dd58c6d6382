//! FTP in TLS: data cut without a goodbye, handshakes that fail, control connections cut at any byte.

use std::time::Duration;

use crate::cable::{Cable, Cut, End as CableEnd, Way};
use crate::haul::{Haul, LARGE, SMALL};
use crate::hostile::{Act, Script, say};
use crate::some;
use crate::trial::many;

/// How a data connection is cut, and what is said about it.
#[derive(Clone, Copy, Debug)]
enum End {
    /// A proper end, and the server says that all is well.
    Lie,
    /// A FIN without close_notify, and the server says that all is well.
    Silent,
    /// The same, and 426.
    Fin,
    /// A reset and 451.
    Reset,
    /// Both connections end.
    Both,
}

impl End {
    const ALL: [Self; 5] = [Self::Lie, Self::Silent, Self::Fin, Self::Reset, Self::Both];

    fn acts(self) -> Vec<Act> {
        match self {
            Self::Lie => vec![Act::Goodbye, say("226 Done.")],
            Self::Silent => vec![Act::Cut, say("226 Done.")],
            Self::Fin => vec![Act::Cut, say("426 Cut.")],
            Self::Reset => vec![Act::ResetData, say("451 Reset.")],
            Self::Both => vec![Act::ResetData, Act::Reset],
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_tls_data_that_is_cut_anywhere_comes_whole_in_the_end() {
    let mut plans = Vec::new();
    for haul in [Haul::Get, Haul::Put, Haul::PutOver] {
        for length in [LARGE, SMALL] {
            for at in (0..length).step_by(4096).chain([1, length - 1, length]) {
                plans.extend(End::ALL.map(|end| (haul, length, at, end)));
            }
        }
    }
    many(some(plans, 100).into_iter().map(|(haul, length, at, end)| async move {
        let data = match haul.is_put() {
            true => Act::Keep(at as u64),
            false => Act::Part(at),
        };
        let once = [vec![say("150 Go."), Act::Open, data], end.acts()].concat();
        let verb = if haul.is_put() { "STOR" } else { "RETR" };
        let script = Script::new().on_each(verb, [once, vec![Act::Honest]]).tls();
        let what = format!("over TLS cut at {at} by {end:?}");
        let done = haul.run(haul.server(script, length), length, None, &what).await;
        assert!(done, "{what}: a cut that happens once is no failure");
        done
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_tls_a_control_connection_cut_at_any_byte_makes_no_wrong_success() {
    let mut plans = Vec::new();
    for haul in [Haul::Get, Haul::Put, Haul::PutOver] {
        // Handshake, login and one file come to less than this.
        for (way, most) in [(Way::Down, 6000), (Way::Up, 3000)] {
            for at in (1..most).step_by(7) {
                let end = if at % 2 == 0 { CableEnd::Fin } else { CableEnd::Reset };
                plans.push((haul, Cut { way, at, end }));
            }
        }
    }
    let slow = CableEnd::Trickle(5, Duration::from_secs(1));
    plans.extend([(Haul::Get, 300), (Haul::Put, 4200)].map(|(haul, at)| {
        (
            haul,
            Cut {
                way: Way::Down,
                at,
                end: slow,
            },
        )
    }));
    let done = many(some(plans, 80).into_iter().map(|(haul, cut)| async move {
        let server = haul.server(Script::new().tls(), LARGE);
        let cable = Cable::new(server.address, cut);
        haul.run(server, LARGE, Some(cable.address), &format!("over TLS {cut:?}"))
            .await
    }))
    .await;
    assert!(done > 0);
}

/// Data connections on which no TLS begins.
fn handshakes() -> Vec<Vec<Act>> {
    let alert = b"\x15\x03\x03\x00\x02\x02\x28".to_vec();
    let half_hello = b"\x16\x03\x03\x00\x7a\x02\x00\x00\x76\x03\x03".to_vec();
    vec![
        vec![Act::OpenClear, Act::Cut, say("425 No.")],
        vec![Act::OpenClear, Act::Cut, say("226 Done.")],
        vec![Act::OpenClear, Act::ResetData, say("425 No.")],
        vec![Act::OpenClear, Act::ResetData, Act::Reset],
        vec![
            Act::OpenClear,
            Act::Send(alert.clone()),
            Act::Cut,
            say("522 Session reuse required."),
        ],
        vec![Act::OpenClear, Act::Send(alert), Act::Cut, say("226 Done.")],
        vec![Act::OpenClear, Act::Send(half_hello.clone()), Act::Cut, say("426 No.")],
        vec![Act::OpenClear, Act::Send(half_hello), Act::ResetData, say("226 Done.")],
        vec![
            Act::OpenClear,
            Act::Send(vec![b'x'; 5000]),
            Act::Goodbye,
            say("226 Done."),
        ],
        vec![
            Act::OpenClear,
            Act::Pause(Duration::from_secs(5)),
            Act::ResetData,
            say("426 No."),
        ],
        vec![say("425 Not now.")],
        vec![say("522 Session reuse required.")],
        vec![say("534 No.")],
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_tls_a_handshake_that_fails_makes_no_wrong_success() {
    let mut plans = Vec::new();
    for acts in handshakes() {
        for forever in [false, true] {
            for (verb, haul) in [
                ("RETR", Haul::Get),
                ("RETR", Haul::GetOver),
                ("STOR", Haul::Put),
                ("STOR", Haul::PutOver),
                ("MLSD", Haul::GetFolder),
            ] {
                plans.push((acts.clone(), forever, verb, haul));
            }
        }
    }
    many(
        some(plans, 50)
            .into_iter()
            .map(|(acts, forever, verb, haul)| async move {
                let opens = matches!(acts[0], Act::OpenClear);
                let acts = [if opens { vec![say("150 Go.")] } else { Vec::new() }, acts].concat();
                let what = format!("{verb}: {acts:.200?}, for ever {forever}");
                let script = match forever {
                    true => Script::new().on(verb, acts),
                    false => Script::new().on_each(verb, [acts, vec![Act::Honest]]),
                };
                haul.run(haul.server(script.tls(), LARGE), LARGE, None, &what).await
            }),
    )
    .await;
}
