//! Connections that are cut: at every 4 KiB of data, at every byte of the replies.

use crate::hostile::{Act, Hostile, Script, say};
use crate::is_long;
use crate::trial::{Trial, many, noise};

/// More than is sent in one piece, and no multiple of anything.
const LENGTH: usize = 600_001;

/// How a data connection is cut, and what is said about it.
#[derive(Clone, Copy, Debug)]
enum End {
    /// A proper end, and the server says that all is well.
    Lie,
    /// A bare FIN and 426.
    Fin,
    /// A reset and 451.
    Reset,
    /// Both connections end.
    Both,
}

impl End {
    const ALL: [Self; 4] = [Self::Lie, Self::Fin, Self::Reset, Self::Both];

    fn acts(self) -> Vec<Act> {
        match self {
            Self::Lie => vec![Act::Goodbye, say("226 Done.")],
            Self::Fin => vec![Act::Cut, say("426 Cut.")],
            Self::Reset => vec![Act::ResetData, say("451 Reset.")],
            Self::Both => vec![Act::ResetData, Act::Reset],
        }
    }
}

fn places() -> impl Iterator<Item = usize> {
    let step = if is_long() { 4096 } else { 41 * 1024 };
    (0..LENGTH).step_by(step).chain([1, LENGTH - 1, LENGTH])
}

fn plans() -> Vec<(usize, End)> {
    let ends = |at| End::ALL.into_iter().map(move |end| (at, end));
    places().flat_map(ends).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_download_cut_anywhere_comes_whole_in_the_end() {
    let plans = plans();
    let count = plans.len();
    let done = many(plans.into_iter().map(|(at, end)| async move {
        let whole = noise(LENGTH, 1);
        let start = vec![say("150 Go."), Act::Open, Act::Send(whole[..at].to_vec())];
        let once = [start, end.acts()].concat();
        let server = Script::new()
            .file("a", whole.clone())
            .on_each("RETR", [once, vec![Act::Honest]])
            .start();
        let mut trial = Trial::new(&server);
        trial.get("/a", "a").await;
        trial.judge(&whole, trial.read("a"), &format!("cut at {at} by {end:?}"))
    }))
    .await;
    assert_eq!(done, count, "a cut that happens once is no failure");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_upload_cut_anywhere_comes_whole_in_the_end() {
    let plans = plans();
    let count = plans.len();
    let done = many(plans.into_iter().map(|(at, end)| async move {
        let whole = noise(LENGTH, 2);
        let start = vec![say("150 Go."), Act::Open, Act::Keep(at as u64)];
        let once = [start, end.acts()].concat();
        let server = Script::new().on_each("STOR", [once, vec![Act::Honest]]).start();
        let mut trial = Trial::new(&server);
        trial.write("a", &whole);
        trial.put("a", "/a").await;
        let what = format!("cut at {at} by {end:?}");
        assert!(only_whole(&server, trial.rows.len()), "{what}: {:?}", server.paths());
        trial.judge(&whole, server.file("a"), &what)
    }))
    .await;
    assert_eq!(done, count, "a cut that happens once is no failure");
}

/// Nothing but the file is there.
fn only_whole(server: &Hostile, _rows: usize) -> bool {
    server.paths() == [b"a".to_vec()]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn replies_cut_at_any_byte_never_make_a_wrong_success() {
    // What an honest conversation comes to, and how much of it is the login.
    let honest = 1400;
    let step = if is_long() { 1 } else { 23 };
    let plans = (0..honest).step_by(step).flat_map(|at| [(at, false), (at, true)]);
    let done = many(plans.collect::<Vec<_>>().into_iter().map(|(at, put)| async move {
        let whole = noise(300_000, 3);
        let script = Script::new().cut_replies_after(at);
        let server = if put { script } else { script.file("a", whole.clone()) }.start();
        let mut trial = Trial::new(&server);
        let what = format!("replies cut at {at}, {}", if put { "put" } else { "get" });
        if put {
            trial.write("a", &whole);
            trial.put("a", "/a").await;
            trial.judge(&whole, server.file("a"), &what)
        } else {
            trial.get("/a", "a").await;
            trial.judge(&whole, trial.read("a"), &what)
        }
    }))
    .await;
    assert!(done > 0);
}
