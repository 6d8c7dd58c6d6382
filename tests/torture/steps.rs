//! FTP, step by step: every refusal, end, silence and word too many at every command, in clear text and in TLS.

use std::time::Duration;

use crate::haul::{Haul, LARGE, SMALL};
use crate::hostile::{Act, Script, say};
use crate::some;
use crate::trial::{Trial, many, noise};

const CODES: [&str; 10] = ["421", "425", "426", "450", "451", "452", "530", "550", "552", "553"];

/// Every command of a session; the first is the greeting.
const STEPS: [&str; 30] = [
    "", "AUTH", "PBSZ", "PROT", "USER", "PASS", "FEAT", "OPTS", "SYST", "TYPE", "PWD", "CWD", "EPSV", "PASV", "SIZE",
    "MDTM", "MLST", "MLSD", "LIST", "REST", "RETR", "STOR", "APPE", "RNFR", "RNTO", "DELE", "MKD", "MFMT", "NOOP",
    "SITE",
];

/// What kind of server it is: each meets commands that the others do not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Usual,
    /// It knows nothing of the last thirty years.
    Old,
    /// Its first transfer breaks, so that the next one goes on.
    Breaking,
    /// It refuses to replace anything by renaming.
    Careful,
}

impl Kind {
    const ALL: [Self; 4] = [Self::Usual, Self::Old, Self::Breaking, Self::Careful];

    fn script(self, tls: bool) -> Script {
        let script = match self {
            Self::Usual => Script::new().feature("MFMT"),
            Self::Old => Script::new().without("EPSV").without("MLST").without("MDTM"),
            Self::Breaking => {
                let broken = |data| vec![say("150 Go."), Act::Open, data, Act::Cut, say("426 Cut.")];
                Script::new()
                    .on_each("RETR", [broken(Act::Part(400_000)), vec![Act::Honest]])
                    .on_each("STOR", [broken(Act::Keep(400_000)), vec![Act::Honest]])
            }
            Self::Careful => Script::new().on_each("RNTO", [vec![say("553 File exists.")], vec![Act::Honest]]),
        };
        if tls { script.tls() } else { script }
    }
}

/// Does these once or for ever at this step of this server, and sees what comes of every haul.
async fn none_is_wrong(acts: Vec<Vec<Act>>, (most, most_long): (usize, usize)) {
    let mut plans = Vec::new();
    for acts in acts {
        for step in STEPS {
            for kind in Kind::ALL {
                for haul in Haul::ALL {
                    for (forever, tls) in [(false, false), (true, false), (false, true), (true, true)] {
                        plans.push((acts.clone(), step, kind, haul, forever, tls));
                    }
                }
            }
        }
    }
    let is_met = |step: &str, kind: Kind, tls: bool| match step {
        "AUTH" | "PBSZ" | "PROT" => tls,
        "PASV" | "LIST" => kind == Kind::Old,
        "REST" | "APPE" => kind == Kind::Breaking,
        "EPSV" | "MLST" | "MLSD" => kind != Kind::Old,
        "MFMT" => kind == Kind::Usual,
        // Those that the script of the kind is about already.
        "RETR" | "STOR" => kind != Kind::Breaking,
        "RNTO" => kind != Kind::Careful,
        _ => true,
    };
    plans.retain(|(_, step, kind, _, _, tls)| is_met(step, *kind, *tls));
    let count = plans.len();
    let plans = thinned(plans, most_long);
    let done = many(
        some(plans, most)
            .into_iter()
            .map(|(acts, step, kind, haul, forever, tls)| async move {
                let what = format!("{step:?} meets {acts:?}, for ever {forever}, {kind:?}, tls {tls}");
                let length = if kind == Kind::Breaking || forever {
                    LARGE
                } else {
                    SMALL
                };
                let script = match forever {
                    true => kind.script(tls).on(step, acts),
                    false => kind.script(tls).on_each(step, [acts, vec![Act::Honest]]),
                };
                haul.run(haul.server(script, length), length, None, &what).await
            }),
    )
    .await;
    assert!(done > 0, "of {count}");
}

/// At most so many of them, evenly spread, whatever the form.
fn thinned<T>(all: Vec<T>, most: usize) -> Vec<T> {
    let step = all.len().div_ceil(most);
    // No number of choices above divides it, so that all of them come up.
    let step = [1, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47]
        .into_iter()
        .find(|prime| *prime >= step);
    all.into_iter().step_by(step.unwrap_or(53)).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_refusal_of_any_command_makes_a_wrong_success() {
    let refusals = CODES.map(|code| vec![say(&format!("{code} Not now."))]);
    none_is_wrong(refusals.to_vec(), (150, 2000)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_end_at_any_command_makes_a_wrong_success() {
    let ends = [
        vec![Act::Reset],
        vec![Act::Close],
        vec![Act::Honest, Act::Reset],
        vec![Act::Honest, Act::Close],
        // It is done, and nobody is told.
        vec![Act::Hold, Act::Honest, Act::Reset],
        vec![say("421 Go away."), Act::Close],
    ];
    none_is_wrong(ends.to_vec(), (120, 1500)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_silence_at_any_command_makes_a_wrong_success() {
    let silences = [
        vec![Act::Stall],
        vec![Act::Pause(Duration::from_millis(2500)), Act::Honest],
        vec![Act::Honest, Act::Stall],
        // A byte a second, and then the rest.
        vec![Act::Hold, Act::Honest, Act::Trickle(4, Duration::from_secs(1))],
        vec![Act::Hold, Act::Honest, Act::Trickle(6, Duration::from_millis(250))],
    ];
    none_is_wrong(silences.to_vec(), (60, 700)).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn no_word_too_many_at_any_command_makes_a_wrong_success() {
    let words = [
        vec![Act::Honest, say("226 Done.")],
        vec![Act::Honest, say("250 Fine.")],
        vec![Act::Honest, say("213 300000")],
        vec![Act::Honest, say("550 No.")],
        vec![Act::Honest, say("421 Go away.")],
        vec![say("120 In a moment."), Act::Honest],
        // It is done, and said not to be.
        vec![Act::Hold, Act::Honest, Act::Forget, say("550 No.")],
    ];
    none_is_wrong(words.to_vec(), (100, 1500)).await;
}

/// Data a byte a second for a while, and then all the rest.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn data_byte_by_byte_and_all_the_rest_later_is_whole() {
    let second = Duration::from_secs(1);
    many([false, true].map(|tls| async move {
        let whole = noise(SMALL, 7);
        let acts = vec![
            say("150 Go."),
            Act::Open,
            Act::Drip(whole[..6].to_vec(), 1, second),
            Act::Send(whole[6..].to_vec()),
            Act::Goodbye,
            say("226 Done."),
        ];
        let script = Script::new().on("RETR", acts);
        let script = if tls { script.tls() } else { script };
        let server = Haul::Get.server(script, SMALL);
        assert!(Haul::Get.run(server, SMALL, None, "byte by byte").await);
        true
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_folder_whose_making_was_not_answered_is_found() {
    for at in 0..3 {
        let mut lists = vec![vec![Act::Honest]; at];
        lists.extend([vec![Act::Hold, Act::Honest, Act::Reset], vec![Act::Honest]]);
        let server = Script::new().on_each("MKD", lists).start();
        let mut trial = Trial::new(&server);
        std::fs::create_dir_all(trial.local("d/s/t")).unwrap();
        for path in ["d/1", "d/s/2", "d/s/t/3"] {
            trial.write(path, path.as_bytes());
        }
        let totals = trial.put("d", "/d").await;
        assert_eq!((totals.done, totals.problems.len()), (3, 0), "{at}: {totals:?}");
        for path in ["d/1", "d/s/2", "d/s/t/3"] {
            assert_eq!(server.file(path).as_deref(), Some(path.as_bytes()), "{at}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_listing_that_was_cut_is_read_again_and_nothing_is_missed() {
    for end in [vec![Act::Cut, say("426 Cut.")], vec![Act::ResetData, say("451 Reset.")]] {
        let cut = [vec![say("150 Go."), Act::Open, Act::Part(120)], end].concat();
        let mut script = Script::new().on_each("MLSD", [cut, vec![Act::Honest]]);
        for number in 0..5 {
            script = script.file(&format!("d/{number}"), noise(1000, number));
        }
        let server = script.start();
        let mut trial = Trial::new(&server);
        let totals = trial.get("/d", "d").await;
        assert_eq!(
            (totals.done, totals.files, totals.problems.len()),
            (5, 5, 0),
            "{totals:?}"
        );
    }
}

/// What was renamed is in place, whether the server says so, says nothing, or says that it is not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_renaming_whose_reply_is_lost_or_wrong_is_found_out() {
    let lost = vec![Act::Hold, Act::Honest, Act::Reset];
    let wrong = vec![Act::Hold, Act::Honest, Act::Forget, say("550 No.")];
    for acts in [lost, wrong] {
        let script = || Script::new().on_each("RNTO", [acts.clone(), vec![Act::Honest]]);
        Haul::Put.comes_whole(script, &format!("{acts:?}")).await;
    }
}

/// Between its two renamings an old file has no name that anybody would look for.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_old_file_that_was_moved_aside_does_not_stay_there() {
    for length in [LARGE, SMALL] {
        for cut in [vec![Act::Reset], vec![Act::Hold, Act::Honest, Act::Reset]] {
            let lists = [vec![say("553 File exists.")], vec![Act::Honest], cut, vec![Act::Honest]];
            let server = Haul::PutOver.server(Script::new().on_each("RNTO", lists), length);
            assert!(
                Haul::PutOver
                    .run(server, length, None, "cut between two renamings")
                    .await
            );
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_server_that_does_not_tell_where_it_is_serves_whole_paths() {
    for haul in Haul::ALL {
        let server = haul.server(Script::new().on("PWD", [say("550 No.")]), SMALL);
        assert!(haul.run(server, SMALL, None, "no PWD").await, "{haul:?}");
    }
}

/// 350, and then from somewhere else. Nothing that came then is in what comes next.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_rest_that_leads_elsewhere_splices_nothing() {
    let places = [
        0,
        1,
        100_000,
        334_464,
        399_999,
        400_001,
        465_536,
        LARGE as u64 - 1,
        LARGE as u64,
        2_000_000,
    ];
    let mut plans = Vec::new();
    for at in places {
        for haul in [Haul::Get, Haul::GetOver, Haul::Put, Haul::PutOver] {
            plans.extend([(at, haul, false), (at, haul, true)]);
        }
    }
    many(plans.into_iter().map(|(at, haul, tls)| async move {
        let script = Kind::Breaking.script(tls).on_each(
            "REST",
            [vec![say("350 Of course."), Act::Restart(at)], vec![Act::Honest]],
        );
        let done = haul
            .run(haul.server(script, LARGE), LARGE, None, &format!("REST leads to {at}"))
            .await;
        assert!(
            done || haul.is_put(),
            "REST leads to {at}, {haul:?}: it can be fetched from its first byte on"
        );
        done
    }))
    .await;
}
