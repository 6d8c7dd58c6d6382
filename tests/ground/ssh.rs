//! What SSH servers have and FTP servers have not: host keys, keys of users, authorities that sign both.

use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use super::{Place, Server, USER};

/// What an SSH server can be asked for besides lines of configuration.
#[derive(Clone, Debug)]
pub struct Wishes {
    /// The kinds of its host keys, as `ssh-keygen -t` names them.
    pub host_keys: Vec<&'static str>,
    /// The account sees nothing but its own folder, as `/home`.
    pub jailed: bool,
    /// Nothing can be changed.
    pub read_only: bool,
    /// Its host keys are signed by an authority, whose public half is [`Ssh::host_authority`].
    pub certified: bool,
}

impl Default for Wishes {
    fn default() -> Self {
        Self {
            host_keys: vec!["ed25519"],
            jailed: false,
            read_only: false,
            certified: false,
        }
    }
}

/// The keys of a server that runs.
#[derive(Clone, Debug, Default)]
pub struct Ssh {
    /// Its host keys as lines of a `.pub` file.
    pub host_keys: Vec<String>,
    /// The key that signed its host keys, as a line of a `.pub` file.
    pub host_authority: Option<String>,
    folder: PathBuf,
}

impl Ssh {
    /// Makes the keys that a server needs before it starts.
    pub fn prepare(place: &Place, wishes: &Wishes) -> Result<Self, String> {
        if !has("ssh-keygen") {
            return Err("ssh-keygen is not there; run .ci/servers".into());
        }
        let folder = place.path("ssh");
        std::fs::create_dir(&folder).unwrap();
        std::fs::set_permissions(&folder, PermissionsExt::from_mode(0o755)).unwrap();
        for name in ["user-authority", "host-authority"] {
            generate(&folder.join(name), &["-t", "ed25519"], "");
        }
        let mut ssh = Self {
            folder,
            ..Self::default()
        };
        ssh.authorize("");
        for kind in &wishes.host_keys {
            let path = ssh.folder.join(format!("host-{kind}"));
            let size: &[&str] = if *kind == "rsa" { &["-b", "2048"] } else { &[] };
            generate(&path, &[&["-t", kind], size].concat(), "");
            ssh.host_keys.push(public(&path));
            if wishes.certified {
                let names = "127.0.0.1,localhost";
                sign(&ssh.folder.join("host-authority"), &path, &["-h", "-n", names]);
            }
        }
        ssh.host_authority = wishes.certified.then(|| public(&ssh.folder.join("host-authority")));
        Ok(ssh)
    }

    /// A file among the keys.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.join(name)
    }

    /// Lets the owner of this public key in.
    pub fn authorize(&self, public: &str) {
        let path = self.path("authorized_keys");
        let before = std::fs::read_to_string(&path).unwrap_or_default();
        std::fs::write(&path, format!("{before}{public}\n")).unwrap();
        std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
    }

    /// A new key of a user who is let in; `arguments` for `ssh-keygen`.
    pub fn key(&self, name: &str, arguments: &[&str], passphrase: &str) -> PathBuf {
        let path = self.path(name);
        generate(&path, arguments, passphrase);
        self.authorize(&public(&path));
        path
    }

    /// A new key that is let in by its certificate only, which lies beside it.
    pub fn certified_key(&self, name: &str, user: &str) -> PathBuf {
        let path = self.path(name);
        generate(&path, &["-t", "ed25519"], "");
        sign(&self.path("user-authority"), &path, &["-n", user]);
        path
    }
}

impl Server {
    /// The lines of a known_hosts file that make this server known.
    pub fn known_hosts(&self) -> String {
        let line = |key: &String| format!("[{}]:{} {key}\n", self.host, self.port);
        self.ssh.host_keys.iter().map(line).collect()
    }

    /// Whether anybody has begun to log in.
    pub fn saw_a_login(&self) -> bool {
        let logged = self.logged();
        // OpenSSH's words, then asyncssh's.
        ["userauth-request", "Beginning auth"]
            .iter()
            .any(|words| logged.contains(words))
    }
}

/// An ssh-agent that ends with the test.
pub struct Agent {
    pub socket: PathBuf,
    _folder: tempfile::TempDir,
    _running: super::process::Running,
}

impl Agent {
    /// Starts one that holds this key.
    pub fn holding(key: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let socket = folder.path().join("agent");
        let mut command = Command::new("ssh-agent");
        command.arg("-D").arg("-a").arg(&socket).stdout(Stdio::null());
        let running = super::process::Running::start(command);
        for _ in 0..500 {
            if socket.exists() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(10));
        }
        run(Command::new("ssh-add").arg("-q").arg(key).env("SSH_AUTH_SOCK", &socket));
        Self {
            socket,
            _folder: folder,
            _running: running,
        }
    }
}

/// The line of the `.pub` file beside a key.
pub fn public(path: &Path) -> String {
    let text = std::fs::read_to_string(format!("{}.pub", path.display())).unwrap();
    text.trim().to_owned()
}

/// A new key pair at `path` and `path.pub`.
pub fn generate(path: &Path, arguments: &[&str], passphrase: &str) {
    let mut command = Command::new("ssh-keygen");
    command
        .args(["-q", "-C", USER, "-N", passphrase, "-f"])
        .arg(path)
        .args(arguments);
    run(&mut command);
}

fn sign(authority: &Path, key: &Path, arguments: &[&str]) {
    let mut command = Command::new("ssh-keygen");
    command
        .args(["-q", "-I", "ground", "-s"])
        .arg(authority)
        .args(arguments);
    run(command.arg(format!("{}.pub", key.display())));
}

fn run(command: &mut Command) {
    let output = command.stdin(Stdio::null()).output();
    let output = output.unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(
        output.status.success(),
        "{command:?}: {}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn has(program: &str) -> bool {
    let path = std::env::var_os("PATH").unwrap_or_default();
    std::env::split_paths(&path).any(|folder| folder.join(program).is_file())
}
