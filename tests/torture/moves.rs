//! Moves against refusals, cuts and silence at every step: whatever happens, the file is whole on one side at least, and where it
//! was called moved, on the target alone.

use std::time::Duration;

use packetboat::engine::Keeping;
use packetboat::engine::event::Remark;
use packetboat::transfer::{Source, State};

use crate::hostile::{Act, Script, say};
use crate::is_long;
use crate::scripted::Scripted;
use crate::trial::{Trial, many, noise};

/// The steps of a transfer and of what comes after it.
const STEPS: [&str; 12] = [
    "EPSV", "SIZE", "MDTM", "MLST", "MLSD", "RETR", "STOR", "RNFR", "RNTO", "DELE", "RMD", "CWD",
];

#[derive(Clone, Copy, Debug)]
enum Trouble {
    Says(&'static str),
    Closes,
    LosesReply,
    IsSilent,
}

fn troubles() -> Vec<Trouble> {
    let codes = ["421", "450", "451", "500", "502", "530", "550", "553", "250"];
    let step = if is_long() { 1 } else { 4 };
    let codes = codes.into_iter().step_by(step).map(Trouble::Says);
    codes
        .chain([Trouble::Closes, Trouble::LosesReply, Trouble::IsSilent])
        .collect()
}

fn plans() -> Vec<(&'static str, Trouble, bool, bool)> {
    let mut plans = Vec::new();
    for step in STEPS {
        for trouble in troubles() {
            for put in [false, true] {
                plans.push((step, trouble, put, false));
                // Silence for ever takes its time, and comes to the same.
                if is_long() || matches!(trouble, Trouble::Says(_)) {
                    plans.push((step, trouble, put, true));
                }
            }
        }
    }
    plans
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whatever_goes_wrong_a_moved_file_is_somewhere() {
    let moved = many(plans().into_iter().map(|(step, trouble, put, always)| async move {
        let whole = noise(300_000, 9);
        let acts = match trouble {
            Trouble::Says(code) => vec![say(&format!("{code} Not now."))],
            Trouble::Closes => vec![Act::Close],
            Trouble::LosesReply => vec![Act::Hold, Act::Honest, Act::Close],
            Trouble::IsSilent => vec![Act::Pause(Duration::from_secs(20))],
        };
        let script = Script::new().feature("MFMT").feature("MDTM").feature("SIZE");
        let script = match always {
            true => script.on(step, acts),
            false => script.on_each(step, [acts, vec![Act::Honest]]),
        };
        let server = if put { script } else { script.file("d/a", whole.clone()) }.start();
        let mut trial = Trial::impatient(server.site(), Keeping::Own);
        trial.afterwards = Source::Remove;
        let what = format!("{step}: {trouble:?}, always {always}, put {put}");
        std::fs::create_dir(trial.local("d")).unwrap();
        let (source, target) = if put {
            trial.write("d/a", &whole);
            trial.put("d", "/up").await;
            (trial.read("d/a"), server.file("up/a"))
        } else {
            trial.get("/d", "here").await;
            (server.file("d/a"), trial.read("here/a"))
        };
        let at = |side: &Option<Vec<u8>>| side.as_ref() == Some(&whole);
        assert!(at(&source) || at(&target), "{what}: it is lost ({:?})", trial.rows);
        assert!(source.is_none() || at(&source), "{what}: its source is not what it was");
        let done = trial.rows.iter().any(|row| matches!(row.state, State::Done(_)));
        let stays = |remark: &Remark| matches!(remark, Remark::StillThere(_));
        let stayed = trial.remarks().iter().any(stays);
        // A server that says yes to what it does not do is believed: nothing is lost by that.
        let lies = matches!((step, trouble), ("DELE", Trouble::Says("250")));
        assert!(
            lies || source.is_none() == (done && !stayed),
            "{what}: {:?}",
            trial.rows
        );
        assert!(at(&target) || !done, "{what}: called done, and is not there");
        source.is_none()
    }))
    .await;
    assert!(moved > plans().len() / 4, "only {moved} moved");
}
