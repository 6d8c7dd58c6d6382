//! SFTP servers that refuse any request, lie, say things twice, or say nothing.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use packetboat::engine::Keeping;
use packetboat::engine::event::Remark;
use packetboat::transfer::{Anew, Policy, Resolution, State};

use crate::haul::{Haul, LARGE, SMALL};
use crate::hostile_sftp::packet::{
    ATTRS, CLOSE, DATA, EOF, EXTENDED, FAILURE, FSETSTAT, FSTAT, INIT, LSTAT, MKDIR, OPEN, OPENDIR, READ, READDIR,
    REALPATH, REMOVE, RENAME, SETSTAT, STAT, STATUS, WRITE, attributes, status, string,
};
use crate::hostile_sftp::{Act, Script};
use crate::scripted::Scripted;
use crate::some;
use crate::trial::{Trial, many, noise};

/// Every request that a transfer makes; the name is that of an extension.
const REQUESTS: [(u8, &str); 18] = [
    (OPEN, ""),
    (READ, ""),
    (WRITE, ""),
    (CLOSE, ""),
    (FSTAT, ""),
    (STAT, ""),
    (LSTAT, ""),
    (SETSTAT, ""),
    (FSETSTAT, ""),
    (RENAME, ""),
    (EXTENDED, "posix-rename@openssh.com"),
    (EXTENDED, "limits@openssh.com"),
    (REMOVE, ""),
    (MKDIR, ""),
    (OPENDIR, ""),
    (READDIR, ""),
    (REALPATH, ""),
    (INIT, ""),
];

/// From EOF to OP_UNSUPPORTED, and one that no draft knows.
const CODES: [u32; 9] = [1, 2, 3, 4, 5, 6, 7, 8, 99];

fn script(acts: Vec<Act>, (request, name): (u8, &'static str), forever: bool) -> Script {
    let script = Script::new().extension("limits@openssh.com", "1");
    let lists = match forever {
        true => vec![acts],
        false => vec![acts, vec![Act::Honest]],
    };
    match name {
        "" => script.on_each(request, lists),
        name => script.on_extension(name, lists),
    }
}

fn is_end(acts: &[Act]) -> bool {
    matches!(acts, [Act::Answer(STATUS, body)] if body.starts_with(&EOF.to_be_bytes()))
}

fn is_done(acts: &[Act]) -> bool {
    matches!(acts, [Act::Answer(STATUS, body)] if body.starts_with(&[0; 4]))
}

/// Does these to each request, once and for ever, and sees what comes of every haul.
async fn none_is_wrong(acts: Vec<Vec<Act>>, most: usize) {
    let mut plans = Vec::new();
    for acts in acts {
        for request in REQUESTS {
            // What says that a folder holds no more is believed, and what says that a thing is done.
            let is_word = !matches!(
                request.0,
                OPEN | READ | FSTAT | STAT | LSTAT | OPENDIR | READDIR | REALPATH | INIT
            );
            if request.0 == READDIR && is_end(&acts) || is_word && is_done(&acts) {
                continue;
            }
            for forever in [false, true] {
                // Nobody gets further than that.
                if forever && request.0 == INIT {
                    continue;
                }
                for haul in Haul::ALL {
                    for length in [LARGE, SMALL] {
                        plans.push((acts.clone(), request, forever, haul, length));
                    }
                }
            }
        }
    }
    let done = many(some(plans, most).into_iter().map(|plan| async move {
        let (acts, request, forever, haul, length) = plan;
        let what = format!("{acts:?} to {request:?}, for ever {forever}");
        let server = haul.server(script(acts, request, forever), length);
        let _named = Named(&what);
        haul.run(server, length, None, &what).await
    }))
    .await;
    assert!(done > 0);
}

/// Says at the end of a trial that panics which one it was.
struct Named<'w>(&'w str);

impl Drop for Named<'_> {
    fn drop(&mut self) {
        if std::thread::panicking() {
            eprintln!("the trial: {}", self.0);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_sftp_no_refusal_of_any_request_makes_a_wrong_success() {
    let refusals = CODES.map(|code| vec![Act::Answer(STATUS, status(code, "Not now"))]);
    none_is_wrong(refusals.to_vec(), 250).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_sftp_answers_twice_or_to_nobody_make_no_wrong_success() {
    let acts = [
        vec![Act::Honest, Act::Again],
        vec![Act::Honest, Act::Honest],
        vec![Act::WrongId],
        vec![Act::Honest, Act::WrongId],
        vec![Act::Answer(STATUS, status(0, "Done"))],
    ];
    // The first packet of a connection has no id that could be wrong.
    none_is_wrong(acts.to_vec(), 150).await;
}

/// The first request of a connection is answered so that the connection ends before anything was asked of it. Opening one after
/// the other would never end.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_sftp_a_server_that_breaks_each_connection_at_once_is_given_up() {
    for more in [Act::Again, Act::Honest, Act::WrongId] {
        let acts = vec![Act::Honest, more];
        let what = format!("{acts:?} to limits, for ever");
        let limits = (EXTENDED, "limits@openssh.com");
        let server = Haul::Get.server(script(acts, limits, true), SMALL);
        Haul::Get.run(server, SMALL, None, &what).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_sftp_silence_at_any_request_makes_no_wrong_success() {
    let acts = [vec![Act::Stall], vec![Act::Pause(Duration::from_secs(4)), Act::Honest]];
    none_is_wrong(acts.to_vec(), 40).await;
}

/// What READ may answer other than the bytes that were asked for.
fn odd_reads() -> Vec<Vec<Act>> {
    let data = |bytes: Vec<u8>| vec![Act::Answer(DATA, string(bytes))];
    vec![
        vec![Act::Partly(1)],
        vec![Act::Partly(4096)],
        vec![Act::Partly(10_007)],
        data(Vec::new()),
        // More than anybody asks for.
        data(vec![7; 300_000]),
        vec![Act::Answer(DATA, vec![0xff; 8])],
        vec![Act::Answer(STATUS, status(EOF, ""))],
        vec![Act::Pause(Duration::from_millis(200)), Act::Partly(100)],
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_sftp_reads_too_short_or_too_long_make_no_wrong_success() {
    let mut plans = Vec::new();
    for acts in odd_reads() {
        // Which of the reads it is.
        for at in 0..8 {
            for haul in [Haul::Get, Haul::GetOver] {
                for length in [LARGE, SMALL] {
                    plans.push((acts.clone(), at, haul, length));
                }
            }
        }
    }
    let done = many(some(plans, 60).into_iter().map(|(acts, at, haul, length)| async move {
        let what = format!("{acts:.100?} to read {at}");
        let mut lists = vec![vec![Act::Honest]; at];
        lists.extend([acts, vec![Act::Honest]]);
        let server = haul.server(Script::new().on_each(READ, lists), length);
        haul.run(server, length, None, &what).await
    }))
    .await;
    assert!(done > 0);
    for most in [1000, 4096, 50_000] {
        let server = Haul::Get.server(Script::new().short_reads(most), LARGE);
        assert!(Haul::Get.run(server, LARGE, None, "short reads").await, "{most}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_sftp_a_size_that_is_told_wrong_makes_no_wrong_success() {
    let sizes = [
        0,
        1,
        4096,
        65_536,
        262_144,
        300_000,
        LARGE as u64 - 1,
        LARGE as u64 + 1,
        u64::MAX,
    ];
    let mut acts: Vec<_> = sizes
        .map(|size| vec![Act::Answer(ATTRS, attributes(Some(size)))])
        .into();
    acts.push(vec![Act::Answer(ATTRS, 0_u32.to_be_bytes().to_vec())]);
    acts.push(vec![Act::Answer(ATTRS, attributes(None))]);
    let folder = acts.len() - 1;
    let mut plans = Vec::new();
    for (told, acts) in acts.into_iter().enumerate() {
        for request in [STAT, LSTAT, FSTAT] {
            // Whoever lies about every look at a file always, and in the same words, is believed.
            for at in 0..3 {
                for haul in Haul::ALL {
                    // What is sent to a folder lands in it, and whether it is one is told by the first look alone.
                    if haul.is_put() && (told, request, at) == (folder, STAT, 0) {
                        continue;
                    }
                    plans.push((acts.clone(), request, at, haul));
                }
            }
        }
    }
    let done = many(
        some(plans, 120)
            .into_iter()
            .map(|(acts, request, at, haul)| async move {
                let what = format!("{acts:?} to {request}, number {at}");
                let mut lists = vec![vec![Act::Honest]; at];
                lists.extend([acts, vec![Act::Honest]]);
                let server = haul.server(Script::new().on_each(request, lists), LARGE);
                haul.run(server, LARGE, None, &what).await
            }),
    )
    .await;
    assert!(done > 0);
}

/// A READ that ends too early beside an FSTAT that fits it: only the listing knows better.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_sftp_an_open_file_that_is_said_to_be_shorter_than_listed_is_looked_at_once_more() {
    let whole = noise(LARGE, 3);
    for told in [65_536_u64, 1000] {
        let server = Script::new()
            .file("a", whole.clone())
            .on(FSTAT, [Act::Answer(ATTRS, attributes(Some(told)))])
            .on_each(
                READ,
                [
                    vec![Act::Partly(told as usize)],
                    vec![Act::Answer(STATUS, status(EOF, ""))],
                ],
            )
            .start();
        let mut trial = Trial::at(server.site());
        let totals = trial.get("/a", "a").await;
        assert_eq!((totals.done, totals.failed), (0, 1), "{told}: {:?}", trial.rows);
        assert!(trial.read("a").is_none());
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_sftp_only_the_beginning_of_the_same_is_gone_on_with() {
    let whole = noise(2_000_000, 6);
    for (begun, is_beginning) in [(whole[..1_200_000].to_vec(), true), (noise(1_200_000, 7), false)] {
        let server = Script::new().file("a", whole.clone()).start();
        let mut trial = Trial::at(server.site());
        trial.policy = Policy::Always(Resolution::Resume);
        trial.write("a", &begun);
        trial.get("/a", "a").await;
        assert!(trial.judge(&whole, trial.read("a"), "get"));
        let expected = match is_beginning {
            true => Remark::Resumed(1_200_000),
            false => Remark::BegunAnew(Anew::Differs),
        };
        assert_eq!(trial.remarks(), [expected]);

        let server = Script::new().file("a", begun).start();
        let mut trial = Trial::at(server.site());
        trial.policy = Policy::Always(Resolution::Resume);
        trial.write("a", &whole);
        trial.put("a", "/a").await;
        assert!(trial.judge(&whole, server.file("a"), "put"));
        assert_eq!(server.paths(), [b"a".to_vec()]);
        let sent: usize = server.requests(WRITE).iter().map(Vec::len).sum();
        assert_eq!(sent < 900_000, is_beginning, "{sent} bytes");
    }
}

/// Where nobody may rename, a file is written under its final name. Cut off there, it does not stay as it is.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_sftp_what_is_cut_off_under_its_final_name_is_made_whole() {
    for end in [Act::Cut, Act::Reset] {
        let (renames, writes) = (AtomicUsize::new(0), AtomicUsize::new(0));
        let whim = move |kind: u8, _: &[u8]| match kind {
            RENAME => {
                renames.fetch_add(1, Ordering::SeqCst);
                Some(vec![Act::Answer(STATUS, status(FAILURE, "Nobody renames here"))])
            }
            // The third write of what follows the refusal.
            WRITE if renames.load(Ordering::SeqCst) > 0 && writes.fetch_add(1, Ordering::SeqCst) == 2 => {
                Some(vec![Act::Partly(1000), end.clone()])
            }
            _ => None,
        };
        let whole = noise(LARGE, 9);
        let server = Script::new().whim(Arc::new(whim)).start();
        let mut trial = Trial::at(server.site());
        trial.write("a", &whole);
        trial.put("a", "/a").await;
        assert!(trial.judge(&whole, server.file("a"), "put"), "{:?}", trial.rows);
        assert!(
            trial.remarks().contains(&Remark::WrittenInPlace),
            "{:?}",
            trial.remarks()
        );
    }
}

/// What was renamed is in place, whether the server says so, says nothing, or says that it is not.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_sftp_a_renaming_whose_answer_is_lost_or_wrong_is_found_out() {
    for last in [Act::Cut, Act::Reset, Act::Answer(STATUS, status(FAILURE, "No"))] {
        let script = || Script::new().on_each(RENAME, [vec![Act::Mute, last.clone()], vec![Act::Honest]]);
        Haul::Put.comes_whole(script, &format!("{last:?}")).await;
    }
}

/// The writes behind a refused one are carried out all the same. What stands there then has a hole.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_sftp_nothing_goes_on_behind_a_write_that_was_refused() {
    let whole = noise(900_000, 4);
    // On a new file, and on one that somebody has begun.
    for begun in [0, 300_000] {
        for at in 0..6 {
            let refused = vec![Act::Answer(STATUS, status(FAILURE, "Input/output error"))];
            let mut lists = vec![vec![Act::Honest]; at];
            lists.extend([refused, vec![Act::Honest]]);
            let mut script = Script::new().on_each(WRITE, lists);
            if begun > 0 {
                script = script.file("a", &whole[..begun]);
            }
            let server = script.start();
            let mut trial = Trial::at(server.site());
            trial.policy = Policy::Always(Resolution::Resume);
            trial.write("a", &whole);
            let totals = trial.put("a", "/a").await;
            assert_eq!((totals.done, totals.failed), (0, 1), "write {at}: {:?}", trial.rows);
            let totals = trial.retry().await;
            assert_eq!(totals.done, 1, "write {at}: {:?}", trial.rows);
            assert!(
                server.file("a").unwrap() == whole,
                "write {at}, {begun} begun: done, and differs"
            );
            assert_eq!(server.paths(), [b"a".to_vec()]);
        }
    }
}

/// The same where the server cannot be told to cut off what stands behind.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn over_sftp_a_part_with_a_hole_is_no_beginning_of_a_file() {
    let whole = noise(900_000, 5);
    let refused = vec![Act::Answer(STATUS, status(FAILURE, "Input/output error"))];
    let server = Script::new()
        .on(SETSTAT, [Act::Answer(STATUS, status(8, "What?"))])
        .on_each(
            WRITE,
            [vec![Act::Honest], vec![Act::Honest], refused, vec![Act::Honest]],
        )
        .start();
    let mut trial = Trial::impatient(server.site(), Keeping::Shared);
    trial.write("a", &whole);
    trial.put("a", "/a").await;
    assert!(matches!(trial.rows[0].state, State::Failed(_)), "{:?}", trial.rows);
    trial.retry().await;
    assert!(
        server.file("a").unwrap() == whole,
        "done, and differs: {:?}",
        trial.rows
    );
}
