//! The SSH servers, by the hand of OpenSSH's own client.

use std::io::Write;
use std::net::TcpStream;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::{Command, Stdio};

use crate::ground::ssh::{Agent, generate, public};
use crate::ground::{Brand, PASSWORD, Recipe, Server, is_root};

/// What a run of `sftp` came to.
struct Ran {
    code: i32,
    text: String,
}

/// OpenSSH's `sftp` with its own folder, which knows the server and whatever `settings` say.
struct Stock {
    folder: tempfile::TempDir,
    settings: Vec<String>,
}

impl Stock {
    fn new(server: &Server, settings: &[&str]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("known_hosts"), server.known_hosts()).unwrap();
        Self {
            folder,
            settings: settings.iter().map(|line| (*line).to_owned()).collect(),
        }
    }

    /// Logs in by key.
    fn by_key(server: &Server, key: &Path) -> Self {
        Self::new(
            server,
            &["IdentitiesOnly=yes", &format!("IdentityFile={}", key.display())],
        )
    }

    /// Logs in by these answers, the first prompt first.
    fn by_answers(server: &Server, answers: &[&str]) -> Self {
        let stock = Self::new(server, &["PubkeyAuthentication=no", "NumberOfPasswordPrompts=1"]);
        std::fs::write(stock.folder.path().join("answers"), answers.join("\n") + "\n").unwrap();
        stock
    }

    /// Gives the server these commands; nothing goes on behind one that failed.
    fn run(&self, server: &Server, commands: &str) -> Ran {
        let folder = self.folder.path();
        let ask = folder.join("ask");
        // Each call takes one line.
        let script = format!(
            "#!/bin/sh\nhead -n1 {0}/answers\nsed -i 1d {0}/answers\n",
            folder.display()
        );
        std::fs::write(&ask, script).unwrap();
        std::fs::set_permissions(&ask, PermissionsExt::from_mode(0o755)).unwrap();
        let mut command = Command::new("sftp");
        command.args([
            "-q",
            "-F",
            "none",
            "-o",
            "BatchMode=no",
            "-o",
            "StrictHostKeyChecking=yes",
        ]);
        command.arg(format!("-oUserKnownHostsFile={}/known_hosts", folder.display()));
        for setting in &self.settings {
            command.arg(format!("-o{setting}"));
        }
        command.arg("-P").arg(server.port.to_string()).args(["-b", "-"]);
        let host = if server.host.is_ipv6() {
            format!("[{}]", server.host)
        } else {
            server.host.to_string()
        };
        command.arg(format!("{}@{host}", server.user));
        command.env("SSH_ASKPASS", ask).env("SSH_ASKPASS_REQUIRE", "force");
        command
            .current_dir(folder)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().unwrap();
        child.stdin.take().unwrap().write_all(commands.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        Ran {
            code: output.status.code().unwrap_or(-1),
            text: String::from_utf8_lossy(&[output.stdout, output.stderr].concat()).into_owned(),
        }
    }

    /// Fetches a file that was put there past the server, which proves that the login lands in the right folder.
    #[track_caller]
    fn fetches(&self, server: &Server) {
        server.put("known", b"123");
        let ran = self.run(server, "get known fetched\nput fetched sent\n");
        assert_eq!(ran.code, 0, "{}\n{}", ran.text, server.logged());
        assert_eq!(std::fs::read(self.folder.path().join("fetched")).unwrap(), b"123");
        assert_eq!(std::fs::read(server.home.join("sent")).unwrap(), b"123");
    }
}

#[test]
fn every_ssh_server_lets_the_account_in_and_is_gone_afterwards() {
    for brand in Brand::SFTP {
        for recipe in [Recipe::new(brand), Recipe::new(brand).on_v6()] {
            let Some(server) = recipe.start() else { continue };
            assert!(!server.saw_a_login(), "being started is no login");
            Stock::by_key(&server, &server.key).fetches(&server);
            assert!(server.saw_a_login());
            let (address, home) = (server.address(), server.home.clone());
            drop(server);
            assert!(TcpStream::connect(address).is_err(), "it still listens");
            assert!(!home.exists(), "its folder is still there");
        }
    }
}

#[test]
fn passwords_are_taken_both_ways_and_wrong_ones_are_not() {
    for brand in Brand::SFTP {
        let Some(server) = Recipe::new(brand).with_password().start() else {
            continue;
        };
        for way in ["password", "keyboard-interactive"] {
            for (word, code) in [(PASSWORD, 0), ("wrong", 255)] {
                let mut stock = Stock::by_answers(&server, &[word]);
                stock.settings.push(format!("PreferredAuthentications={way}"));
                let ran = stock.run(&server, "pwd\n");
                assert_eq!(ran.code, code, "{brand:?} {way} {word}: {}", ran.text);
            }
        }
    }
}

#[test]
fn a_server_that_is_not_known_sees_no_login() {
    for brand in Brand::SFTP {
        let Some(server) = Recipe::new(brand).start() else {
            continue;
        };
        let stock = Stock::by_key(&server, &server.key);
        std::fs::write(stock.folder.path().join("known_hosts"), "").unwrap();
        assert_eq!(stock.run(&server, "pwd\n").code, 255);
        assert!(!server.saw_a_login(), "{}", server.logged());
    }
}

#[test]
fn openssh_takes_every_kind_of_key_and_certificates_and_agents() {
    let Some(server) = Recipe::new(Brand::OpenSsh).start() else {
        return;
    };
    for (name, arguments) in [
        ("rsa", &["-t", "rsa", "-b", "2048"][..]),
        ("ecdsa", &["-t", "ecdsa", "-b", "521"]),
        ("pem", &["-t", "rsa", "-b", "2048", "-m", "PEM"]),
    ] {
        let key = server.ssh.key(name, arguments, "");
        Stock::by_key(&server, &key).fetches(&server);
    }
    let certified = server.ssh.certified_key("certified", &server.user);
    Stock::by_key(&server, &certified).fetches(&server);
    let other = server.ssh.certified_key("other", "somebody-else");
    assert_eq!(Stock::by_key(&server, &other).run(&server, "pwd\n").code, 255);
    let stranger = server.ssh.path("stranger");
    generate(&stranger, &["-t", "ed25519"], "");
    assert_eq!(Stock::by_key(&server, &stranger).run(&server, "pwd\n").code, 255);
    let agent = Agent::holding(&server.key);
    Stock::new(&server, &[&format!("IdentityAgent={}", agent.socket.display())]).fetches(&server);
}

#[test]
fn openssh_shows_the_host_keys_that_it_was_given() {
    let kinds = ["ed25519", "rsa", "ecdsa"];
    let Some(server) = Recipe::new(Brand::OpenSsh).host_keys(&kinds).start() else {
        return;
    };
    assert_eq!(server.known_hosts().lines().count(), 3);
    for algorithm in ["ssh-ed25519", "rsa-sha2-512", "ecdsa-sha2-nistp256"] {
        let mut stock = Stock::by_key(&server, &server.key);
        stock.settings.push(format!("HostKeyAlgorithms={algorithm}"));
        stock.fetches(&server);
    }
}

#[test]
fn openssh_shows_host_certificates() {
    let Some(server) = Recipe::new(Brand::OpenSsh).certified().start() else {
        return;
    };
    let stock = Stock::by_key(&server, &server.key);
    let authority = server.ssh.host_authority.clone().unwrap();
    let line = format!("@cert-authority * {authority}\n");
    std::fs::write(stock.folder.path().join("known_hosts"), line).unwrap();
    stock.fetches(&server);
}

#[test]
fn openssh_keeps_to_its_configuration() {
    for line in ["Ciphers aes256-gcm@openssh.com", "RekeyLimit 32M"] {
        let Some(server) = Recipe::new(Brand::OpenSsh).line(line).start() else {
            return;
        };
        Stock::by_key(&server, &server.key).fetches(&server);
    }
    let Some(server) = Recipe::new(Brand::OpenSsh).read_only().start() else {
        return;
    };
    server.put("known", b"123");
    let stock = Stock::by_key(&server, &server.key);
    assert_eq!(stock.run(&server, "get known\n").code, 0);
    assert_ne!(stock.run(&server, "put known sent\n").code, 0);
    assert!(!server.home.join("sent").exists());
}

#[test]
fn openssh_can_be_a_jail() {
    let Some(server) = Recipe::new(Brand::OpenSsh).jailed().start() else {
        return;
    };
    let stock = Stock::by_key(&server, &server.key);
    stock.fetches(&server);
    let ran = stock.run(&server, "pwd\nls /\n");
    assert!(ran.text.contains("/home") && !ran.text.contains("etc"), "{}", ran.text);
}

#[test]
fn openssh_can_ask_for_a_key_and_a_password() {
    let both = "AuthenticationMethods publickey,keyboard-interactive";
    let Some(server) = Recipe::new(Brand::OpenSsh).with_password().line(both).start() else {
        return;
    };
    assert_eq!(Stock::by_answers(&server, &[PASSWORD]).run(&server, "pwd\n").code, 255);
    let stock = Stock::by_key(&server, &server.key);
    std::fs::write(stock.folder.path().join("answers"), format!("{PASSWORD}\n")).unwrap();
    stock.fetches(&server);
}

#[test]
fn asyncssh_asks_for_a_code_that_is_good_for_one_login() {
    let recipe = Recipe::new(Brand::AsyncSsh).line("--one-time-code").line("135790");
    let Some(server) = recipe.start() else { return };
    let answers = [PASSWORD, "135790"];
    assert_eq!(
        Stock::by_answers(&server, &[PASSWORD, "1"]).run(&server, "pwd\n").code,
        255
    );
    Stock::by_answers(&server, &answers).fetches(&server);
    assert_eq!(Stock::by_answers(&server, &answers).run(&server, "pwd\n").code, 255);
}

#[test]
fn asyncssh_reads_short_and_lets_one_in() {
    let recipe = Recipe::new(Brand::AsyncSsh)
        .line("--short-reads")
        .line("16000")
        .sessions(1);
    let Some(server) = recipe.start() else { return };
    let stock = Stock::by_key(&server, &server.key);
    server.put("large", &crate::ground::client::binary(1_000_000));
    assert_eq!(stock.run(&server, "get large\n").code, 0);
    let fetched = std::fs::read(stock.folder.path().join("large")).unwrap();
    assert!(fetched == crate::ground::client::binary(1_000_000));
    // A first login that stays while the second one is tried.
    let ran = stock.run(&server, &format!("!{}\n", second(&server, &stock)));
    assert!(ran.text.contains("the second ended with 255"), "{}", ran.text);
}

/// A line of shell that tries another login and prints how that ended.
fn second(server: &Server, stock: &Stock) -> String {
    let settings: String = stock.settings.iter().map(|setting| format!(" -o{setting}")).collect();
    let hosts = stock.folder.path().join("known_hosts");
    format!(
        "sftp -q -F none -oBatchMode=yes -oUserKnownHostsFile={}{settings} -P {} {}@{} </dev/null; echo the second ended with $?",
        hosts.display(),
        server.port,
        server.user,
        server.host
    )
}

#[test]
fn the_public_half_is_what_the_server_shows() {
    let Some(server) = Recipe::new(Brand::OpenSsh).start() else {
        return;
    };
    assert_eq!(server.ssh.host_keys, [public(&server.ssh.path("host-ed25519"))]);
    // Whoever is not root has no password there, and the account's key works all the same.
    assert!(is_root() || server.user != crate::ground::USER);
}
