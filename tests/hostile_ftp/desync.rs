//! Replies that come too often, never, or not at all: never a wrong success.

use std::time::Duration;

use packetboat::error::Result;
use packetboat::path::RemotePath;
use packetboat::remote::{Session, Start};

use packetboat::wire::Speaker;
use tokio::task::JoinSet;
use tokio::time::Instant;

use crate::client_of;
use crate::ground::client::{Client, binary, fetch, list, upload};
use crate::hostile::{Act, Hostile, Script, say};

/// Every command of a session.
const VERBS: [&str; 29] = [
    "USER", "PASS", "SYST", "FEAT", "OPTS", "TYPE", "PWD", "CWD", "NOOP", "EPSV", "PASV", "PORT", "EPRT", "LIST",
    "MLSD", "MLST", "SIZE", "MDTM", "RETR", "STOR", "APPE", "REST", "RNFR", "RNTO", "DELE", "MKD", "RMD", "MFMT",
    "SITE",
];

fn script() -> Script {
    Script::new()
        .file("known", binary(1000))
        .file("old", "old")
        .file("folder/inside", "1")
        .feature("MFMT")
}

/// How long a client stays silent between two operations.
#[derive(Clone, Copy, PartialEq)]
enum Rest {
    /// Not at all.
    None,
    /// Until the server has said everything that it has to say on the commands so far, however late it says it.
    UntilAllIsSaid,
}

/// A session with what it was made from.
struct Visit<'a> {
    client: &'a Client,
    server: &'a Hostile,
    session: &'a Session,
    rest: Rest,
}

impl Visit<'_> {
    async fn rest(&self) {
        if self.rest == Rest::None || self.session.is_broken() {
            return;
        }
        let log = &self.client.log;
        // The greeting is one more.
        let all = log.said(Speaker::Client).len() + 1;
        let limit = Instant::now() + Duration::from_secs(30);
        while self
            .server
            .heard()
            .finished
            .last()
            .is_none_or(|finished| *finished < all)
        {
            assert!(Instant::now() < limit, "the server comes to no end:\n{}", log.tail());
            tokio::time::sleep(Duration::from_millis(2)).await;
        }
        // It is on its way.
        tokio::time::sleep(Duration::from_millis(20)).await;
    }
}

/// One operation. The outcome is what was wrongly called a success; `Err` is never wrong.
async fn step(visit: &Visit<'_>, number: usize) -> Result<Option<String>> {
    let (session, server) = (visit.session, visit.server);
    let wrong = |is_right: bool, what: String| (!is_right).then_some(what);
    Ok(match number {
        0 => session.keep_alive().await.map(|()| None)?,
        1 => {
            let home = session.working_directory().await?;
            wrong(home == RemotePath::root(), format!("home is {home}"))
        }
        2 => {
            let entry = session.stat(&"known".into(), false).await?;
            wrong(entry.size == Some(1000), format!("{entry:?}"))
        }
        3 => {
            let (entries, listing) = list(session, &"folder".into()).await?;
            wrong(entries.len() == 1 && listing.unknown == 0, format!("{entries:?}"))
        }
        4 => {
            let bytes = fetch(session, &"known".into()).await?;
            wrong(bytes == binary(1000), format!("{} bytes of known", bytes.len()))
        }
        5 => {
            upload(session, b"new", &"new".into(), Start::Beginning, None).await?;
            visit.rest().await;
            wrong(server.file("new").as_deref() == Some(b"new"), "an upload".into())
        }
        6 => {
            upload(session, b"er", &"old".into(), Start::At(2), None).await?;
            visit.rest().await;
            wrong(
                server.file("old").as_deref() == Some(b"oler"),
                format!("{:?}", server.file("old")),
            )
        }
        7 => {
            session.rename(&"new".into(), &"newer".into(), false).await?;
            visit.rest().await;
            wrong(
                server.file("newer").is_some() && server.file("new").is_none(),
                "a rename".into(),
            )
        }
        8 => {
            session.make_directory(&"made".into()).await?;
            visit.rest().await;
            wrong(server.paths().contains(&b"made".to_vec()), "a new folder".into())
        }
        9 => {
            session.remove_directory(&"made".into()).await?;
            visit.rest().await;
            wrong(!server.paths().contains(&b"made".to_vec()), "a removed folder".into())
        }
        10 => {
            session.remove_file(&"newer".into()).await?;
            visit.rest().await;
            wrong(server.file("newer").is_none(), "a removed file".into())
        }
        _ => in_vain(session, number).await?,
    })
}

/// The operations that an honest server refuses.
async fn in_vain(session: &Session, number: usize) -> Result<Option<String>> {
    let missing: RemotePath = "missing".into();
    Ok(match number {
        11 => session
            .remove_file(&missing)
            .await
            .map(|()| Some("removed what is not there".into()))?,
        12 => session
            .rename(&missing, &"x".into(), false)
            .await
            .map(|()| Some("renamed what is not there".into()))?,
        13 => session
            .remove_directory(&missing)
            .await
            .map(|()| Some("removed no folder".into()))?,
        14 => session
            .stat(&missing, false)
            .await
            .map(|entry| Some(format!("found {entry:?}")))?,
        15 => fetch(session, &missing)
            .await
            .map(|_| Some("fetched what is not there".into()))?,
        16 => session
            .make_directory(&"folder".into())
            .await
            .map(|()| Some("made what is there".into()))?,
        _ => list(session, &missing)
            .await
            .map(|(entries, _)| Some(format!("listed nothing: {entries:?}")))?,
    })
}

const STEPS: usize = 18;

/// Runs every step, each also followed by one that must fail, on sessions that are opened anew when they break.
/// Returns the wrong successes and the number of failures of steps that an honest server lets succeed.
async fn run(server: &Hostile, rest: Rest, title: &str) -> (Vec<String>, usize) {
    let client = client_of(server).waiting_at_most(match rest {
        Rest::None => Duration::from_millis(400),
        // Nobody stalls there; a machine that does is no finding.
        Rest::UntilAllIsSaid => Duration::from_secs(10),
    });
    let mut opened: Option<Session> = None;
    let (mut wrong, mut failures) = (Vec::new(), 0);
    for number in 0..STEPS {
        for number in [number, 11 + number % 7] {
            let is_new = opened.as_ref().is_none_or(Session::is_broken);
            if is_new {
                client.log.clear();
                opened = client.connect().await.ok();
            }
            let Some(session) = &opened else {
                return (wrong, failures + 1);
            };
            let visit = Visit {
                client: &client,
                server,
                session,
                rest,
            };
            if is_new {
                visit.rest().await;
            }
            match step(&visit, number).await {
                Ok(Some(what)) => wrong.push(format!("{title}: step {number}: {what}")),
                Ok(None) => {}
                Err(_) => failures += usize::from(number < 11),
            }
            visit.rest().await;
        }
    }
    (wrong, failures)
}

#[tokio::test]
async fn an_honest_server_gives_no_failure_at_all() {
    for script in [script(), script().without("MLST")] {
        let server = script.start();
        let (wrong, failures) = run(&server, Rest::None, "honest").await;
        assert_eq!((wrong, failures), (Vec::new(), 0));
    }
}

/// For every command a server that does this on it, with machine-readable listings and with LIST alone.
fn for_each_verb(acts: &[Act]) -> Vec<(String, Script)> {
    let of = |verb: &str, title: String, script: Script| (title, script.on(verb, acts.iter().cloned()));
    let both = |verb: &&str| {
        [
            of(verb, (*verb).to_owned(), script()),
            of(verb, format!("{verb} beside LIST"), script().without("MLST")),
        ]
    };
    VERBS.iter().flat_map(both).collect()
}

/// Runs these servers side by side: most of the time is spent waiting.
async fn run_each(scripts: impl IntoIterator<Item = (String, Script)>, rest: Rest) -> Vec<(String, Outcome)> {
    let mut tasks = JoinSet::new();
    for (title, script) in scripts {
        tasks.spawn(async move {
            let server = script.start();
            let (wrong, failures) = run(&server, rest, &title).await;
            let outcome = Outcome {
                wrong,
                failures,
                heard: server.lines(),
            };
            (title, outcome)
        });
    }
    tasks.join_all().await
}

struct Outcome {
    wrong: Vec<String>,
    failures: usize,
    heard: Vec<Vec<u8>>,
}

fn wrongs(outcomes: Vec<(String, Outcome)>) -> String {
    outcomes
        .into_iter()
        .flat_map(|(_, outcome)| outcome.wrong)
        .collect::<Vec<_>>()
        .join("\n")
}

#[tokio::test]
async fn an_extra_reply_in_the_same_piece_is_never_an_answer() {
    for extra in ["226 Extra.", "250 Extra.", "200 Extra.", "550 Extra."] {
        let acts = [Act::Hold, Act::Honest, say(extra), Act::Release];
        let wrong = wrongs(run_each(for_each_verb(&acts), Rest::None).await);
        assert!(wrong.is_empty(), "{extra}\n{wrong}");
    }
}

#[tokio::test]
async fn an_extra_reply_a_little_later_is_never_an_answer() {
    let acts = [Act::Honest, Act::Pause(Duration::from_millis(10)), say("250 Extra.")];
    let wrong = wrongs(run_each(for_each_verb(&acts), Rest::UntilAllIsSaid).await);
    assert!(wrong.is_empty(), "{wrong}");
}

/// Every command answered in this way: a failure for every command that is used, and never a wrong success.
async fn broken_off(acts: &[Act]) {
    let mut all = Vec::new();
    for (title, outcome) in run_each(for_each_verb(acts), Rest::None).await {
        all.extend(outcome.wrong);
        let verb = title.split(' ').next().unwrap();
        // Nothing depends on what these tell, or there is another way, or only a step that has to fail needs them.
        let optional = [
            "SYST", "FEAT", "OPTS", "CWD", "EPSV", "MLST", "SIZE", "MDTM", "MFMT", "SITE",
        ]
        .contains(&verb);
        let used = outcome.heard.iter().any(|line| line.starts_with(verb.as_bytes()));
        if used && !optional && outcome.failures == 0 {
            all.push(format!("{title}: nothing failed"));
        }
    }
    assert!(all.is_empty(), "{acts:?}\n{}", all.join("\n"));
}

#[tokio::test]
async fn a_connection_that_ends_at_any_command_is_never_a_success() {
    broken_off(&[Act::Close]).await;
}

#[tokio::test]
async fn a_connection_that_is_reset_at_any_command_is_never_a_success() {
    broken_off(&[Act::Reset]).await;
}

#[tokio::test]
async fn a_reply_that_is_cut_in_the_middle_is_never_a_success() {
    broken_off(&[Act::Say(b"25".to_vec()), Act::Close]).await;
    broken_off(&[Act::Say(b"250 Fi".to_vec()), Act::Close]).await;
    broken_off(&[Act::Say(b"250-Fine\r\n".to_vec()), Act::Close]).await;
}

#[tokio::test]
async fn a_421_at_any_command_is_never_a_success() {
    broken_off(&[say("421 Too busy."), Act::Close]).await;
}

#[tokio::test]
async fn silence_at_any_command_ends_and_is_never_a_success() {
    broken_off(&[Act::Stall]).await;
}

#[tokio::test]
async fn nonsense_at_any_command_is_never_a_success() {
    for nonsense in ["hello", "999 What?", "2x0 Fine.", "", "100 Wait.", "-250 Fine."] {
        broken_off(&[say(nonsense)]).await;
    }
}
