//! `--report`: what became of every file, in a file.

use crate::hand::{Hand, hostile_url, noise};
use crate::hostile::{Script, say};

#[test]
fn a_report_says_of_every_file_what_became_of_it_and_how_it_was_checked() {
    let server = Script::new()
        .file("d/a", noise(1, 1000))
        .file("d/b", noise(2, 2000))
        .on("RETR /D/B", [say("550 Not for you, \"Anna\".")])
        .start();
    let hand = Hand::new();
    let get = hand.run(&["get", &hostile_url(&server, "d"), "d", "--report", "out.json"]);
    assert_eq!(get.code, 1, "{get}");
    let text = std::fs::read_to_string(hand.local("out.json")).unwrap();
    let report: serde_json::Value = serde_json::from_str(&text).unwrap();
    assert_eq!(report["jobs"][0]["done"], 1);
    let files = report["files"].as_array().unwrap();
    let of = |name: &str| {
        let found = files
            .iter()
            .find(|file| file["source"].as_str().unwrap().ends_with(name));
        found.unwrap().clone()
    };
    let (a, b) = (of("/a"), of("/b"));
    assert_eq!((&a["status"], &a["verified"]), (&"done".into(), &"size".into()));
    assert_eq!(b["status"], "failed");
    assert!(b["reply"].as_str().unwrap().contains("Not for you"), "{b}");

    let hand = Hand::new();
    let get = hand.run(&["get", &hostile_url(&server, "d"), "d", "--report", "out.csv"]);
    assert_eq!(get.code, 1, "{get}");
    let text = std::fs::read_to_string(hand.local("out.csv")).unwrap();
    assert_eq!(text.lines().count(), 3, "{text}");
    assert!(text.contains("\"550 Not for you, \"\"Anna\"\".\""), "{text}");
    let refused = hand.run(&["ls", &hostile_url(&server, "d"), "--report", "out.csv"]);
    assert_eq!(refused.code, 2, "{refused}");
}
