//! The proving ground itself: every server starts, greets, and is gone afterwards.
#![cfg(target_os = "linux")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "test code"
)]

#[allow(dead_code, reason = "shared by several test programs")]
#[path = "ground/ground.rs"]
mod ground;
#[path = "proving_ground/ssh.rs"]
mod ssh;

use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

use ground::{Brand, PASSWORD, Recipe, Server, Tls};

/// Says one line and returns the last line of the reply.
fn say(stream: &mut BufReader<TcpStream>, line: &str) -> String {
    stream.get_mut().write_all(format!("{line}\r\n").as_bytes()).unwrap();
    reply(stream)
}

fn reply(stream: &mut BufReader<TcpStream>) -> String {
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).unwrap_or(0) == 0 {
            return line;
        }
        if line.as_bytes().get(3) == Some(&b' ') {
            return line;
        }
    }
}

fn greeted(server: &Server) -> (BufReader<TcpStream>, String) {
    let stream = TcpStream::connect(server.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(10))).unwrap();
    let mut stream = BufReader::new(stream);
    let greeting = reply(&mut stream);
    (stream, greeting)
}

fn logs_in(recipe: &Recipe) {
    let Some(server) = recipe.start() else { return };
    let (mut stream, greeting) = greeted(&server);
    assert!(greeting.starts_with("220"), "{greeting}");
    assert!(say(&mut stream, &format!("USER {}", server.user)).starts_with(['2', '3']));
    let answer = say(&mut stream, &format!("PASS {PASSWORD}"));
    assert!(answer.starts_with("230"), "{answer}");
    server.put("here/now", b"x");
    let answer = say(&mut stream, "TYPE I");
    assert!(answer.starts_with("200"), "{answer}");
    let answer = say(&mut stream, "SIZE here/now");
    assert_eq!(answer.trim_end(), "213 1");
    let address = server.address();
    let home = server.home.clone();
    drop(server);
    assert!(TcpStream::connect(address).is_err(), "it still listens");
    assert!(!home.exists(), "its folder is still there");
}

#[test]
fn every_server_logs_the_account_in_and_is_gone_afterwards() {
    for brand in Brand::FTP {
        logs_in(&Recipe::new(brand));
        logs_in(&Recipe::new(brand).on_v6());
    }
}

#[test]
fn every_server_starts_with_every_encryption() {
    for brand in Brand::FTP {
        for tls in [Tls::Explicit12, Tls::Explicit13, Tls::Explicit, Tls::Implicit] {
            if brand == Brand::Pureftpd && tls == Tls::Implicit {
                continue;
            }
            let Some(server) = Recipe::new(brand).tls(tls).start() else {
                continue;
            };
            if tls == Tls::Implicit {
                continue;
            }
            let (mut stream, _) = greeted(&server);
            assert!(say(&mut stream, "USER pbftp").starts_with(['3', '4', '5']));
            assert!(
                !say(&mut stream, "PASS canary-Zb7-word").starts_with('2'),
                "{brand:?} takes a password in clear"
            );
            // Some hang up after a refused login.
            drop(stream);
            let (mut stream, _) = greeted(&server);
            let answer = say(&mut stream, "AUTH TLS");
            assert!(answer.starts_with("234"), "{brand:?} {tls:?}: {answer}");
        }
    }
}

#[test]
fn a_limit_of_sessions_holds() {
    for brand in Brand::FTP {
        let Some(server) = Recipe::new(brand).sessions(1).start() else {
            continue;
        };
        let (mut first, greeting) = greeted(&server);
        assert!(greeting.starts_with("220"), "{brand:?}: {greeting}");
        // Anonymous needs no password with vsftpd.
        if !say(&mut first, &format!("USER {}", server.user)).starts_with("230") {
            assert!(say(&mut first, &format!("PASS {PASSWORD}")).starts_with("230"));
        }
        let (mut second, greeting) = greeted(&server);
        let refused = if greeting.starts_with("220") {
            say(&mut second, &format!("USER {}", server.user));
            say(&mut second, &format!("PASS {PASSWORD}"))
        } else {
            greeting
        };
        assert!(refused.starts_with(['4', '5']), "{brand:?}: {refused}");
    }
}

/// Not a test: keeps every server running, for a look at it with another client. Set `PACKETBOAT_HOLD` to the seconds.
#[test]
#[ignore = "for people: cargo test --test proving_ground hold -- --ignored --nocapture"]
fn hold() {
    let mut servers = Vec::new();
    for brand in Brand::FTP {
        for tls in [Tls::Plain, Tls::Explicit12, Tls::Explicit13, Tls::Implicit] {
            if brand == Brand::Pureftpd && tls == Tls::Implicit {
                continue;
            }
            servers.extend(Recipe::new(brand).tls(tls).start());
            servers.extend(Recipe::new(brand).tls(tls).on_v6().start());
        }
    }
    servers.extend(Recipe::guide(false).start());
    servers.extend(Recipe::guide(true).start());
    for brand in Brand::SFTP {
        servers.extend(Recipe::new(brand).start());
        servers.extend(Recipe::new(brand).on_v6().start());
    }
    for server in &servers {
        eprintln!(
            "{:?} {:?} {} {}",
            server.brand,
            server.tls,
            server.address(),
            server.home.display()
        );
    }
    let seconds = std::env::var("PACKETBOAT_HOLD").map_or(60, |text| text.parse().unwrap());
    std::thread::sleep(Duration::from_secs(seconds));
}
