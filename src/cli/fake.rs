//! An engine that plays a script, for tests of what the command line makes of it.

use std::sync::{Arc, Mutex};

use tokio::runtime::Runtime;
use tokio::sync::mpsc;

use super::answers::{Answers, Given, Rules};
use super::bar::Bar;
use super::exit::Tally;
use super::printer::Printer;
use super::printer::tests::Kept;
use super::run::Run;
use crate::engine::{Batch, Command, Event};

/// What a run printed and sent.
pub struct Played {
    pub results: String,
    pub remarks: String,
    pub commands: Vec<String>,
    pub tally: Tally,
}

/// Lets `work` talk to an engine that sends these events, one batch each, and ends when it is told to.
pub fn play(json: bool, rules: Rules, script: Vec<Event>, work: impl FnOnce(&mut Run)) -> Played {
    let runtime = Runtime::new().unwrap();
    let (batches, receiver) = mpsc::channel(script.len() + 1);
    for event in script {
        batches.try_send(Batch { events: vec![event] }).unwrap();
    }
    let open = Mutex::new(Some(batches));
    let commands: Arc<Mutex<Vec<String>>> = Arc::default();
    let sent = commands.clone();
    let (results, remarks) = (Kept::default(), Kept::default());
    let mut run = Run {
        door: Arc::new(move |command| {
            if matches!(command, Command::Shutdown) {
                open.lock().unwrap().take();
            }
            sent.lock().unwrap().push(format!("{command:?}"));
        }),
        batches: receiver,
        runtime: runtime.handle().clone(),
        printer: Printer::new(Box::new(results.clone()), Box::new(remarks.clone()), json),
        bar: Bar::hidden(),
        answers: Answers {
            rules,
            given: Given::default(),
            terminal: None,
        },
        log: None,
        tally: Tally::default(),
        deadline: None,
        unread: false,
    };
    work(&mut run);
    run.finish();
    let tally = run.tally;
    drop(run);
    let commands = commands.lock().unwrap().clone();
    Played {
        results: results.text(),
        remarks: remarks.text(),
        commands,
        tally,
    }
}
