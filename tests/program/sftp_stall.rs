//! A server that stands still for 10 seconds in mid-transfer.

use crate::ground::{Brand, Recipe, Server};
use crate::hand::{Hand, noise, url};

const BYTES: usize = 20_000_000;

fn stalling() -> Option<Server> {
    let recipe = Recipe::new(Brand::AsyncSsh).line("--stall-after").line("5000000");
    recipe.start()
}

/// Fetches and compares; what is wrong may not be there under the name of the file.
fn get(options: &[&str]) {
    let Some(server) = stalling() else { return };
    let hand = Hand::who_knows(&server);
    let content = noise(3, BYTES);
    server.put("large", &content);
    let (there, key) = (url(&server, "large"), server.key.to_str().unwrap());
    let ran = hand.run(&[&["get", &there, "back", "--identity", key], options].concat());
    assert_eq!(ran.code, 0, "{ran}");
    assert!(std::fs::read(hand.local("back")).unwrap() == content, "{ran}");
    assert!(
        ran.took.as_secs() >= if options.is_empty() { 10 } else { 3 },
        "it did not stall: {ran}"
    );
}

#[test]
fn a_patient_download_completes() {
    get(&[]);
}

#[test]
fn an_impatient_download_completes_at_another_attempt() {
    get(&["--timeout", "3"]);
}

#[test]
fn uploads_complete() {
    for options in [&[][..], &["--timeout", "3"]] {
        let Some(server) = stalling() else { return };
        let hand = Hand::who_knows(&server);
        let content = noise(4, BYTES);
        std::fs::write(hand.local("large"), &content).unwrap();
        let (there, key) = (url(&server, "sent"), server.key.to_str().unwrap());
        let ran = hand.run(&[&["put", "large", &there, "--identity", key], options].concat());
        assert_eq!(ran.code, 0, "{ran}");
        assert!(std::fs::read(server.home.join("sent")).unwrap() == content, "{ran}");
    }
}
