//! One suite over every kind of session: what `remote::Session` promises, checked on a tree in memory and on real servers
//! in every variant.
//!
//! Each variant starts one server and runs every check on a session of its own, in a folder of its own. What failed is
//! reported together at the end.
#![cfg(target_os = "linux")]
#![allow(
    missing_docs,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::print_stderr,
    reason = "test code"
)]

mod cancel;
mod commands;
mod files;
#[allow(dead_code, reason = "shared by several test programs")]
#[path = "../ground/ground.rs"]
mod ground;
mod names;
mod sftp;
mod stage;
mod tree;

use std::panic::AssertUnwindSafe;
use std::time::Duration;

use ground::client::Client;
use ground::{Brand, Recipe, Tls};
use packetboat::remote::memory::Tree;
use packetboat::site::{FtpOptions, Mode, Protocol};
use stage::Stage;

/// The ways to open a data connection.
#[derive(Clone, Copy, Debug)]
enum Way {
    Epsv,
    Pasv,
    Active,
}

/// Checks that open more data connections without a resumable session than ProFTPD grants tickets for on TLS 1.3: two
/// uploads for one connection. There the session ends, which `many_files_go_over_one_session` checks; to open another
/// one, with TLS 1.2, is the work of the engine.
const NEED_MANY_TICKETS: &[&str] = &[
    "a_download_that_is_dropped_leaves_no_wrong_answer",
    "a_download_that_nobody_takes_ends",
    "a_file_is_removed",
    "a_missing_folder_is_not_an_empty_one",
    "a_shorter_file_replaces_a_longer_one",
    "an_offset_is_forgotten_after_its_transfer",
    "an_upload_begins_at_an_offset",
    "an_upload_is_appended",
    "calls_side_by_side_get_their_own_answers",
    "names_at_the_top_are_not_options",
    "odd_folders_are_listed_themselves",
    "odd_names_survive_everything",
];

/// Runs every check on the stage that `make` sets for it, and reports those that failed.
fn run_all(title: &str, client: &Client, server: Option<&ground::Server>) -> Vec<String> {
    let mut failures = Vec::new();
    let checks = files::CHECKS
        .iter()
        .chain(tree::CHECKS)
        .chain(names::CHECKS)
        .chain(commands::CHECKS)
        .chain(cancel::CHECKS)
        .chain(sftp::CHECKS);
    let few_tickets = server.is_some_and(|server| server.brand == Brand::Proftpd && server.tls == Tls::Explicit13);
    for (name, check) in checks {
        if few_tickets && NEED_MANY_TICKETS.contains(name) {
            continue;
        }
        client.log.clear();
        let started = std::time::Instant::now();
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        let outcome = std::panic::catch_unwind(AssertUnwindSafe(|| {
            let limit = Duration::from_secs(20);
            let work = async {
                let stage = Stage::set(client, server, name).await;
                check(&stage).await;
            };
            runtime.block_on(async {
                tokio::time::timeout(limit, work)
                    .await
                    .expect("the check takes too long");
            });
        }));
        runtime.shutdown_background();
        if started.elapsed() > Duration::from_secs(5) {
            eprintln!("{title}: {name} took {:?}", started.elapsed());
        }
        if outcome.is_err() {
            failures.push(format!("{title}: {name}"));
            eprintln!("=== {title}: {name} failed; what was said:\n{}", client.log.tail());
        }
    }
    failures
}

#[track_caller]
fn assert_all(failures: &[String]) {
    let (count, list) = (failures.len(), failures.join("\n"));
    assert!(failures.is_empty(), "{count} checks failed:\n{list}");
}

/// A real server, in all ways to open a data connection that the address family has.
fn on_server(recipe: &Recipe) {
    let Some(server) = recipe.start() else { return };
    if server.brand.is_ssh() {
        assert_all(&run_all(&format!("{recipe:?}"), &Client::of(&server), Some(&server)));
        return;
    }
    let ways: &[Way] = if server.host.is_ipv6() {
        &[Way::Epsv, Way::Active]
    } else {
        &[Way::Epsv, Way::Pasv, Way::Active]
    };
    let mut failures = Vec::new();
    for way in ways {
        let mode = if matches!(way, Way::Active) {
            Mode::Active
        } else {
            Mode::Passive
        };
        let mut client = Client::of(&server).mode(mode);
        client.learned.no_epsv = matches!(way, Way::Pasv);
        failures.extend(run_all(
            &format!("{:?} {:?} {way:?}", server.brand, server.tls),
            &client,
            Some(&server),
        ));
    }
    assert_all(&failures);
}

#[test]
fn memory() {
    let tree = Tree::create("contract");
    let mut client = Client::new(std::net::Ipv4Addr::LOCALHOST.into(), 1, FtpOptions::default());
    client.site.protocol = Protocol::Memory;
    client.site.host = tree.name().to_owned();
    let failures = run_all("memory", &client, None);
    assert_all(&failures);
}

/// One test per variant, so that a failure names it and the harness runs them side by side.
macro_rules! variants {
    ($($name:ident: $brand:ident $tls:ident $($change:ident)*;)*) => {
        $(#[test]
        fn $name() {
            on_server(&Recipe::new(Brand::$brand).tls(Tls::$tls)$(.$change())*);
        })*
    };
}

variants! {
    vsftpd_plain: Vsftpd Plain;
    vsftpd_plain_v6: Vsftpd Plain on_v6;
    vsftpd_explicit_12: Vsftpd Explicit12;
    vsftpd_explicit_13: Vsftpd Explicit13;
    vsftpd_explicit_13_v6: Vsftpd Explicit13 on_v6;
    vsftpd_implicit: Vsftpd Implicit;
    proftpd_plain: Proftpd Plain;
    proftpd_plain_v6: Proftpd Plain on_v6;
    proftpd_explicit_12: Proftpd Explicit12;
    proftpd_explicit_13: Proftpd Explicit13;
    proftpd_explicit_12_v6: Proftpd Explicit12 on_v6;
    proftpd_implicit: Proftpd Implicit;
    pureftpd_plain: Pureftpd Plain;
    pureftpd_plain_v6: Pureftpd Plain on_v6;
    pureftpd_explicit_12: Pureftpd Explicit12;
    pureftpd_explicit_13: Pureftpd Explicit13;
    pureftpd_explicit_13_v6: Pureftpd Explicit13 on_v6;
    pyftpdlib_plain: Pyftpdlib Plain;
    pyftpdlib_plain_v6: Pyftpdlib Plain on_v6;
    pyftpdlib_explicit_12: Pyftpdlib Explicit12;
    pyftpdlib_explicit_13: Pyftpdlib Explicit13;
    pyftpdlib_explicit_13_v6: Pyftpdlib Explicit13 on_v6;
    pyftpdlib_implicit: Pyftpdlib Implicit;
}

#[test]
fn vsftpd_as_the_guides_set_it_up() {
    on_server(&Recipe::guide(false));
}

#[test]
fn vsftpd_as_the_guides_set_it_up_with_session_reuse_required() {
    on_server(&Recipe::guide(true));
}

#[test]
fn vsftpd_on_the_port_of_the_guides() {
    let port = 2221;
    if std::net::TcpListener::bind(("127.0.0.1", port)).is_err() {
        eprintln!("port {port} is taken; the same server was tested on another one");
        return;
    }
    on_server(&Recipe::guide(false).port(port));
}

/// SSH servers by a line of configuration or an argument.
macro_rules! ssh_variants {
    ($($name:ident: $brand:ident $($change:ident($($with:expr),*))*;)*) => {
        $(#[test]
        fn $name() {
            on_server(&Recipe::new(Brand::$brand)$(.$change($($with),*))*);
        })*
    };
}

ssh_variants! {
    openssh: OpenSsh;
    openssh_v6: OpenSsh on_v6();
    openssh_aes_gcm: OpenSsh line("Ciphers aes256-gcm@openssh.com");
    openssh_chacha: OpenSsh line("Ciphers chacha20-poly1305@openssh.com");
    openssh_aes_ctr: OpenSsh line("Ciphers aes256-ctr");
    openssh_that_renews_keys: OpenSsh line("RekeyLimit 4M");
    openssh_renewing_keys_and_counting: OpenSsh line("RekeyLimit 32M") line("Ciphers aes256-ctr");
    openssh_jail: OpenSsh jailed();
    openssh_with_one_channel: OpenSsh line("MaxSessions 1");
    openssh_rsa: OpenSsh host_keys(&["rsa"]);
    openssh_ecdsa: OpenSsh host_keys(&["ecdsa"]);
    asyncssh: AsyncSsh;
    asyncssh_that_reads_short: AsyncSsh line("--short-reads") line("16000");
}
