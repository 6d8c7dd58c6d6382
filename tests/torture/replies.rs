//! Refusals at every step, once and always; silence; replies too many.

use std::time::Duration;

use crate::hostile::{Act, Script, say};
use crate::is_long;
use crate::trial::{Trial, many, noise};

const CODES: [&str; 10] = ["421", "425", "426", "450", "451", "452", "530", "550", "552", "553"];

/// The steps of a transfer.
const STEPS: [&str; 12] = [
    "EPSV", "TYPE", "SIZE", "MDTM", "MLST", "MLSD", "RETR", "STOR", "RNFR", "RNTO", "MFMT", "CWD",
];

fn codes() -> Vec<&'static str> {
    let step = if is_long() { 1 } else { 3 };
    CODES.into_iter().step_by(step).collect()
}

fn plans() -> Vec<(&'static str, &'static str, bool, bool)> {
    let mut plans = Vec::new();
    for step in STEPS {
        for code in codes() {
            for put in [false, true] {
                plans.extend([(step, code, put, false), (step, code, put, true)]);
            }
        }
    }
    plans
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_at_any_step_never_makes_a_wrong_success() {
    let done = many(plans().into_iter().map(|(step, code, put, always)| async move {
        let whole = noise(300_000, 4);
        let refused = vec![say(&format!("{code} Not now."))];
        let script = Script::new().feature("MFMT");
        let script = match always {
            true => script.on(step, refused),
            false => script.on_each(step, [refused, vec![Act::Honest]]),
        };
        let server = if put { script } else { script.file("a", whole.clone()) }.start();
        let mut trial = Trial::new(&server);
        let what = format!("{step} -> {code}, always {always}, put {put}");
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

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn silence_at_any_step_never_makes_a_wrong_success() {
    let plans = ["EPSV", "SIZE", "RETR", "STOR", "RNFR", "RNTO"];
    let plans = plans.into_iter().flat_map(|step| [(step, false), (step, true)]);
    many(plans.map(|(step, put)| async move {
        let whole = noise(300_000, 5);
        let script = Script::new().on_each(step, [vec![Act::Pause(Duration::from_secs(20))], vec![Act::Honest]]);
        let server = if put { script } else { script.file("a", whole.clone()) }.start();
        let mut trial = Trial::new(&server);
        let what = format!("{step} -> silence, put {put}");
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
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_too_many_never_makes_a_wrong_success() {
    let steps = ["EPSV", "SIZE", "MLST", "RETR", "STOR", "RNFR", "RNTO", "MFMT"];
    let plans = steps
        .into_iter()
        .flat_map(|step| ["226 Done.", "250 Fine.", "213 300000", "550 No."].map(|reply| (step, reply)));
    let plans: Vec<_> = plans
        .flat_map(|(step, reply)| [(step, reply, false), (step, reply, true)])
        .collect();
    many(plans.into_iter().map(|(step, reply, put)| async move {
        let whole = noise(300_000, 6);
        let script = Script::new().feature("MFMT").on(step, [Act::Honest, say(reply)]);
        let server = if put { script } else { script.file("a", whole.clone()) }.start();
        let mut trial = Trial::new(&server);
        let what = format!("{step} and then {reply}, put {put}");
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
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_files_come_through_two_connections() {
    let refused = vec![say("421 Too many connections."), Act::Close];
    let mut script = Script::new().on_each("", [vec![Act::Honest], vec![Act::Honest], refused]);
    for n in 0..500 {
        script = script.file(&format!("d/{n}"), noise(n * 13, n as u64));
    }
    let server = script.start();
    let mut trial = Trial::new(&server);
    let totals = trial.get("/d", "d").await;
    assert_eq!((totals.done, totals.failed), (500, 0), "{totals:?}");
    for n in 0..500 {
        assert!(trial.read(&format!("d/{n}")) == Some(noise(n * 13, n as u64)), "{n}");
    }
}
