//! Servers that refuse, and what may be sent to them.

use crate::hand::{Hand, at, hostile_url, noise};
use crate::hostile::{Act, Script, say};

#[test]
fn without_encryption_nothing_secret_and_no_file_is_sent() {
    let refusing = [
        ("AUTH", "502 No TLS here."),
        ("AUTH", "534 Policy."),
        ("PBSZ", "503 No."),
        ("PROT", "534 Not that level."),
        ("PROT", "536 No."),
        ("PROT", "504 No."),
    ];
    for (command, reply) in refusing {
        let server = Script::new().tls().on(command, [say(reply)]).start();
        let hand = Hand::new();
        std::fs::write(hand.local("a"), noise(1, 1000)).unwrap();
        let put = hand.run(&["put", "a", &hostile_url(&server, "a"), "--accept-new"]);
        assert_eq!(put.code, 4, "{command} {reply}: {put}");
        assert!(put.err.contains(&reply[4..]), "the server's own words are told: {put}");
        assert!(
            !server.has_heard(b"PASS") && !server.has_heard(b"hunter2"),
            "{command} {reply}"
        );
        assert_eq!(server.heard().data, b"");
    }
}

#[test]
fn what_is_injected_behind_the_234_leads_to_no_password() {
    for pause in [0, 200] {
        let inject = [
            Act::Hold,
            say("234 Go ahead."),
            say("331 Password, please."),
            say("230 Welcome."),
            Act::Release,
            Act::Pause(std::time::Duration::from_millis(pause)),
            Act::StartTls,
        ];
        let server = Script::new().tls().on("AUTH", inject).start();
        let hand = Hand::new();
        let list = hand.run(&["ls", &hostile_url(&server, ""), "--accept-new"]);
        let clear = server.heard().clear;
        assert!(
            !clear.windows(4).any(|window| window == b"PASS" || window == b"USER"),
            "{list}"
        );
    }
}

#[test]
fn a_passive_answer_that_leads_elsewhere_contacts_nobody_there() {
    let elsewhere = std::net::TcpListener::bind("127.0.0.2:0").unwrap();
    elsewhere.set_nonblocking(true).unwrap();
    let port = elsewhere.local_addr().unwrap().port();
    let pasv = format!("227 Entering Passive Mode (127,0,0,2,{},{}).", port >> 8, port & 255);
    let server = Script::new()
        .file("a", b"x".to_vec())
        .on("EPSV", [say("500 What?")])
        .on("PASV", [say(&pasv)])
        .start();
    let get = Hand::new().run(&[
        "get",
        &hostile_url(&server, "a"),
        "a",
        "--mode",
        "passive",
        "--timeout",
        "2",
    ]);
    assert_eq!(
        get.code, 1,
        "a data connection that never opens is a failed transfer: {get}"
    );
    assert!(elsewhere.accept().is_err(), "somebody knocked");
}

#[test]
fn exit_codes_tell_what_kind_of_failure_it_was() {
    let hand = Hand::new();
    let refused = Script::new().on("PASS", [say("530 Login incorrect.")]).start();
    assert_eq!(hand.run(&["ls", &hostile_url(&refused, "")]).code, 6);
    let unknown = Script::new().tls().start();
    assert_eq!(hand.run(&["ls", &hostile_url(&unknown, "")]).code, 5);
    assert!(!unknown.has_heard(b"PASS"));
    let nobody = std::net::TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap();
    assert_eq!(hand.run(&["ls", &at("ftp+plain", nobody, "")]).code, 4);
    let honest = Script::new().file("a", b"x".to_vec()).start();
    assert_eq!(hand.run(&["get", &hostile_url(&honest, "nothing"), "b"]).code, 1);
    assert_eq!(hand.run(&["get", &hostile_url(&honest, "a"), "a"]).code, 0);
    assert_eq!(
        hand.run(&["get", &hostile_url(&honest, "a"), "a"]).code,
        3,
        "the default policy left it"
    );
    assert_eq!(
        hand.run(&["get", &hostile_url(&honest, "a"), "a", "--on-conflict", "skip"])
            .code,
        0
    );
    assert_eq!(hand.run(&["get", &hostile_url(&honest, "a")]).code, 2);
}

#[test]
fn a_changed_certificate_stops_everything() {
    let hand = Hand::new();
    let first = Script::new().tls().start();
    assert_eq!(hand.run(&["ls", &hostile_url(&first, ""), "--accept-new"]).code, 0);
    // The same host and port with another certificate: as if somebody had put himself in between.
    let profile = hand.work().parent().unwrap().join("profile/trust.toml");
    let kept = std::fs::read_to_string(&profile).unwrap();
    let second = Script::new().tls().start();
    let port = |server: &crate::hostile::Hostile| server.address.port().to_string();
    std::fs::write(&profile, kept.replace(&port(&first), &port(&second))).unwrap();
    for flags in [&[][..], &["--accept-new"]] {
        let url = hostile_url(&second, "");
        let list = hand.run(&[&["ls", url.as_str()], flags].concat());
        assert_eq!(list.code, 5, "{list}");
        assert!(!second.has_heard(b"USER"));
    }
}

#[test]
fn a_silent_data_port_is_named_within_six_seconds() {
    let server = Script::new()
        .on("EPSV", [Act::SaySilentPort("229 Extended (|||{port}|)\r\n")])
        .start();
    let hand = Hand::new();
    let list = hand.run(&["ls", &hostile_url(&server, ""), "--mode", "passive", "--log", "-"]);
    assert_eq!(list.code, 1, "{list}");
    let port = list
        .err
        .split("(|||")
        .nth(1)
        .unwrap()
        .split('|')
        .next()
        .unwrap()
        .to_owned();
    let named = list.err.lines().filter(|line| line.contains(&port)).count();
    assert!(named >= 2, "the port is named beyond the server's own line: {list}");
}
