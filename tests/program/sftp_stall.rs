//! A server that stands still in mid-transfer.

use crate::ground::{Brand, Recipe, Server};
use crate::hand::{Hand, Ran, noise, url};

const BYTES: usize = 20_000_000;

fn stalling(seconds: &str) -> Option<Server> {
    let words = ["--stall-after", "5000000", "--stall-seconds", seconds];
    words
        .iter()
        .fold(Recipe::new(Brand::AsyncSsh), |recipe, word| recipe.line(*word))
        .start()
}

/// Fetches and compares.
fn get(server: &Server) -> Ran {
    let hand = Hand::who_knows(server);
    let content = noise(3, BYTES);
    server.put("large", &content);
    let (there, key) = (url(server, "large"), server.key.to_str().unwrap());
    let ran = hand.run(&["get", &there, "back", "--identity", key, "--timeout", "3", "--json"]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(std::fs::read(hand.local("back")).unwrap() == content, "{ran}");
    ran
}

#[test]
fn a_download_goes_on_afterwards() {
    let Some(server) = stalling("10") else { return };
    let ran = get(&server);
    assert!(ran.took.as_secs() >= 10, "it did not stall: {ran}");
    assert_eq!(ran.out.matches("attempts").count(), 0, "{ran}");
}

/// However short the other limits are, data may pause for 30 seconds.
#[test]
fn a_download_is_taken_up_again_where_the_server_is_silent_for_too_long() {
    let Some(server) = stalling("100") else { return };
    let ran = get(&server);
    assert!((30..60).contains(&ran.took.as_secs()), "{ran}");
    assert!(ran.out.contains("took 2 attempts"), "{ran}");
}

#[test]
fn an_upload_goes_on_afterwards() {
    let Some(server) = stalling("10") else { return };
    let hand = Hand::who_knows(&server);
    let content = noise(4, BYTES);
    std::fs::write(hand.local("large"), &content).unwrap();
    let (there, key) = (url(&server, "sent"), server.key.to_str().unwrap());
    let ran = hand.run(&["put", "large", &there, "--identity", key]);
    assert_eq!(ran.code, 0, "{ran}");
    assert!(ran.took.as_secs() >= 10, "it did not stall: {ran}");
    assert!(std::fs::read(server.home.join("sent")).unwrap() == content, "{ran}");
}
