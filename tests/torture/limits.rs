//! Servers that let few connections in: five hundred files come through all the same.

use packetboat::transfer::{Policy, Resolution, State};

use crate::ground::client::Client;
use crate::ground::{Brand, Recipe, Tls};
use crate::trial::{Trial, noise};

const FILES: u64 = 500;

fn content(number: u64) -> Vec<u8> {
    noise(number as usize * 17, number)
}

async fn both_ways(brand: Brand, tls: Tls) {
    let Some(server) = Recipe::new(brand).tls(tls).sessions(2).start() else {
        return;
    };
    let site = Client::of(&server).site;
    let mut trial = Trial::knowing(site, &server);
    trial.policy = Policy::Always(Resolution::Overwrite);
    std::fs::create_dir(trial.local("d")).unwrap();
    for number in 0..FILES {
        trial.write(&format!("d/{number}"), &content(number));
    }
    let totals = trial.put("d", "d").await;
    let what = format!("{brand:?} {tls:?}");
    assert_eq!((totals.done, totals.failed), (FILES, 0), "{what}: {totals:?}");
    let totals = trial.get("d", "back").await;
    assert_eq!((totals.done, totals.failed), (FILES, 0), "{what}: {totals:?}");
    for number in 0..FILES {
        assert!(
            trial.read(&format!("back/{number}")) == Some(content(number)),
            "{what}: {number}"
        );
    }
    let done = trial
        .rows
        .iter()
        .filter(|row| matches!(row.state, State::Done(_)))
        .count();
    assert_eq!(done as u64, 2 * FILES, "{what}: no row twice");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_files_come_through_two_connections_of_vsftpd() {
    both_ways(Brand::Vsftpd, Tls::Plain).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn five_hundred_files_come_through_two_connections_of_proftpd() {
    both_ways(Brand::Proftpd, Tls::Explicit).await;
}
