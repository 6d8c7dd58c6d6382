//! Real servers: a transfer that was broken off goes on, in both directions.

use std::time::Duration;

use packetboat::engine::command::{Aim, Command, JobId};
use packetboat::engine::event::{Event, Remark};

use crate::ground::client::Client;
use crate::ground::{Brand, Recipe, Tls};
use crate::trial::{Trial, noise};

/// Pauses when it has moved a part of the file, and goes on. A limit of the speed makes that a moment that can be met.
async fn pause_and_go_on(trial: &mut Trial, past: u64) {
    trial
        .until(|event| matches!(event, Event::Job(totals) if totals.moved > past))
        .await;
    trial.engine.send(Command::Pause(Aim::Job(JobId(1))));
    trial
        .until(|event| matches!(event, Event::Job(totals) if totals.running == 0))
        .await;
    trial.engine.send(Command::LimitRate(None));
    tokio::time::sleep(Duration::from_millis(300)).await;
    trial.engine.send(Command::Resume(Aim::Job(JobId(1))));
}

async fn both_ways(brand: Brand, tls: Tls) {
    let Some(server) = Recipe::new(brand).tls(tls).start() else {
        return;
    };
    let whole = noise(6_000_000, 1);
    let client = Client::of(&server);
    let site = client.site.clone();
    let what = format!("{brand:?} {tls:?}");

    let mut trial = Trial::knowing(site.clone(), &server);
    trial.write("a", &whole);
    trial.engine.send(Command::LimitRate(Some(2_000_000)));
    trial.start_put("a", "a");
    pause_and_go_on(&mut trial, 2_500_000).await;
    let totals = trial.finish().await;
    assert_eq!((totals.done, totals.failed), (1, 0), "{what}: {:?}", trial.rows);
    assert!(
        trial
            .remarks()
            .iter()
            .any(|remark| matches!(remark, Remark::Resumed(1_000_000..))),
        "{what}: put: {:?}",
        trial.remarks()
    );

    let mut trial = Trial::knowing(site, &server);
    trial.engine.send(Command::LimitRate(Some(2_000_000)));
    trial.start_get("a", trial.local("back"));
    pause_and_go_on(&mut trial, 2_500_000).await;
    let totals = trial.finish().await;
    assert_eq!((totals.done, totals.failed), (1, 0), "{what}: {:?}", trial.rows);
    assert!(trial.read("back").unwrap() == whole, "{what}");
    assert!(
        trial
            .remarks()
            .iter()
            .any(|remark| matches!(remark, Remark::Resumed(1_000_000..))),
        "{what}: get: {:?}",
        trial.remarks()
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn vsftpd_goes_on_both_ways() {
    both_ways(Brand::Vsftpd, Tls::Plain).await;
    both_ways(Brand::Vsftpd, Tls::Explicit).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn proftpd_goes_on_both_ways() {
    both_ways(Brand::Proftpd, Tls::Plain).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn pureftpd_goes_on_both_ways() {
    both_ways(Brand::Pureftpd, Tls::Plain).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn openssh_goes_on_both_ways() {
    both_ways(Brand::OpenSsh, Tls::Plain).await;
}
