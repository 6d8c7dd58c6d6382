//! What greets is not always an FTP server, and what talks does not always stop.

use std::time::{Duration, Instant};

use packetboat::error::{Kind, Speech, Stage};
use packetboat::site::{Logon, Security};

use crate::alone::{is_alone, peak_memory};
use crate::client_of;
use crate::ground::PASSWORD;
use crate::hostile::{Act, Script, say};

async fn greeted(acts: impl IntoIterator<Item = Act>) -> packetboat::error::Error {
    let server = Script::new().on("", acts).start();
    let error = client_of(&server).connect().await.unwrap_err();
    assert!(!server.has_heard(PASSWORD.as_bytes()), "it got the password");
    error
}

#[tokio::test]
async fn an_ssh_server_is_recognised() {
    let error = greeted([say("SSH-2.0-OpenSSH_9.2p1 Debian-2"), Act::Stall]).await;
    assert_eq!(
        (error.stage, error.kind),
        (Stage::Greeting, Kind::WrongProtocol(Speech::Ssh))
    );
}

#[tokio::test]
async fn a_web_server_is_recognised() {
    let answer = "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n";
    let error = greeted([Act::Say(answer.into()), Act::Close]).await;
    assert_eq!(
        (error.stage, error.kind),
        (Stage::Greeting, Kind::WrongProtocol(Speech::Http))
    );
}

#[tokio::test]
async fn silence_is_recognised() {
    let started = Instant::now();
    let error = greeted([Act::Stall]).await;
    assert_eq!(error.stage, Stage::Greeting);
    let kinds = [Kind::TimedOut, Kind::WrongProtocol(Speech::Silence)];
    assert!(kinds.contains(&error.kind), "{error:?}");
    assert!(started.elapsed() < Duration::from_secs(8));
}

#[tokio::test]
async fn nothing_at_all_is_a_closed_connection() {
    for end in [Act::Close, Act::Reset] {
        let error = greeted([end]).await;
        // A reset may arrive before the connection is known to be open.
        assert!(matches!(error.stage, Stage::Greeting | Stage::Connect), "{error:?}");
        assert!(matches!(error.kind, Kind::Closed | Kind::Reset), "{error:?}");
    }
}

#[tokio::test]
async fn nonsense_is_not_greeted_back() {
    for nonsense in [
        "hello there",
        "\u{0}\u{1}\u{2}\u{3}\u{4}\u{5}",
        "* OK IMAP4rev1 ready",
        "+OK POP3 ready",
    ] {
        let error = greeted([say(nonsense), Act::Stall]).await;
        assert_eq!(error.stage, Stage::Greeting, "{nonsense}: {error:?}");
    }
}

#[tokio::test]
async fn a_server_that_is_full_says_so() {
    for words in [
        "421 Too many connections (2) from this IP",
        "421 There are too many connected users, please try later.",
    ] {
        let error = greeted([say(words), Act::Close]).await;
        assert_eq!(error.kind, Kind::TooMany, "{error:?}");
        assert!(error.reply.unwrap().says("too many"));
        let server = Script::new().on("USER", [say(words), Act::Close]).start();
        assert_eq!(client_of(&server).connect().await.unwrap_err().kind, Kind::TooMany);
        let server = Script::new().on("PASS", [say(words), Act::Close]).start();
        assert_eq!(client_of(&server).connect().await.unwrap_err().kind, Kind::TooMany);
    }
    let words = "530 Sorry, the maximum number of clients (1) for this user are already connected.";
    let server = Script::new().on("PASS", [say(words)]).start();
    assert_eq!(client_of(&server).connect().await.unwrap_err().kind, Kind::TooMany);
}

#[tokio::test]
async fn a_refused_login_is_told_in_the_servers_words() {
    let server = Script::new().on("PASS", [say("530 Login incorrect, Anna.")]).start();
    let error = client_of(&server).connect().await.unwrap_err();
    assert_eq!((error.stage, error.kind), (Stage::Login, Kind::LoginRefused));
    assert!(error.reply.unwrap().says("Anna"));
    assert_eq!(server.lines_of("PASS").len(), 1);
}

#[tokio::test]
async fn an_unexpected_demand_for_a_password_is_a_question() {
    let server = Script::new().start();
    let mut client = client_of(&server);
    client.site.logon = Logon::Ask { user: "anna".into() };
    let error = client.connect().await.unwrap_err();
    assert_eq!(error.kind, Kind::NoPassword, "{error:?}");
    assert_eq!(client.answers.asked.lock().unwrap().len(), 1);
    assert!(server.lines_of("PASS").is_empty());
}

#[tokio::test]
async fn a_login_in_one_step_is_a_login() {
    let server = Script::new().file("a", "123").on("USER", [say("230 Come in.")]).start();
    let session = client_of(&server).connect().await.unwrap();
    assert_eq!(session.stat(&"a".into(), false).await.unwrap().size, Some(3));
    assert!(
        server.lines_of("PASS").is_empty(),
        "a password that nobody asked for was sent"
    );
}

#[tokio::test]
async fn a_long_greeting_is_read_to_its_end() {
    let greeting = "220-Welcome\r\n220-to\r\n 220 not the end\r\nthe\r\n220 ground\r\n";
    let server = Script::new()
        .file("a", "123")
        .on("", [Act::Say(greeting.into())])
        .start();
    let session = client_of(&server).connect().await.unwrap();
    assert_eq!(session.stat(&"a".into(), false).await.unwrap().size, Some(3));
    assert!(session.facts().greeting.contains("ground"));
}

#[test]
fn endless_words_take_no_memory_and_no_time() {
    if !is_alone("greeting::endless_words_take_no_memory_and_no_time") {
        return;
    }
    let lines = b"220-and so on\r\n".repeat(1000);
    let line = b"x".repeat(16_000);
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .unwrap();
    runtime.block_on(async {
        for (start, flood) in [(&b"220-Hello\r\n"[..], lines), (&b"220 Hello"[..], line)] {
            for command in ["", "FEAT", "PWD", "SITE"] {
                let acts = [Act::Say(start.to_vec()), Act::SayOften(flood.clone(), 6000)];
                let server = Script::new().on(command, acts).start();
                let client = client_of(&server);
                let work = async {
                    let session = client.connect().await?;
                    session.working_directory().await?;
                    session.raw(b"SITE HELP").await
                };
                let outcome = tokio::time::timeout(Duration::from_secs(10), work).await.unwrap();
                assert!(outcome.is_err(), "{command}");
            }
        }
    });
    let peak = peak_memory();
    assert!(peak < 100_000, "{peak} KiB");
}

#[tokio::test]
async fn a_plain_server_where_tls_was_expected_is_told() {
    let server = Script::new().start();
    let mut client = client_of(&server);
    client.options().security = Security::Implicit;
    let error = client.connect().await.unwrap_err();
    assert_eq!(error.kind, Kind::WrongProtocol(Speech::PlainText), "{error:?}");
    client.options().security = Security::Explicit;
    let error = client.connect().await.unwrap_err();
    assert_eq!(error.kind, Kind::NoEncryption, "{error:?}");
    assert!(!server.has_heard(PASSWORD.as_bytes()));
}
