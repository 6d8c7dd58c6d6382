//! A password that is used for everything is found nowhere but in the keychain, and no file is open to others.

use std::fmt::Write;
use std::os::unix::fs::PermissionsExt;
use std::os::unix::process::ExitStatusExt;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Output, Stdio};
use std::time::Duration;

use super::service::Service;
use super::{files, text};
use crate::ground::{Brand, PASSWORD, Recipe, Server};

/// Runs the program as somebody with no mask and no limit on core dumps, in a home of their own.
struct Day {
    service: Service,
    /// The program's arguments and environment while it ran, as others could see them.
    seen: Vec<(PathBuf, Vec<u8>)>,
}

impl Day {
    fn begin() -> Option<Self> {
        let mut service = Service::bus()?;
        service.unlock();
        for name in ["tmp", "work"] {
            std::fs::create_dir(service.home().join(name)).unwrap();
        }
        Some(Self {
            service,
            seen: Vec::new(),
        })
    }

    fn home(&self) -> PathBuf {
        self.service.home()
    }

    fn start(&mut self, line: &[&str], input: &str) -> Child {
        use std::io::Write;
        let home = self.home();
        let mut child = Command::new("sh")
            .args(["-c", "umask 000; ulimit -c unlimited; exec \"$@\"", "sh"])
            .arg(env!("CARGO_BIN_EXE_packetboat-cli"))
            .args(line)
            .env("HOME", &home)
            .env("TMPDIR", home.join("tmp"))
            .env("DBUS_SESSION_BUS_ADDRESS", self.service.address())
            .env_remove("XDG_CONFIG_HOME")
            .env_remove("XDG_DATA_HOME")
            .current_dir(home.join("work"))
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        for name in ["cmdline", "environ"] {
            let path = PathBuf::from(format!("/proc/{}/{name}", child.id()));
            let content = std::fs::read(&path).unwrap_or_default();
            self.seen.push((path, content));
        }
        child
    }

    fn run(&mut self, line: &[&str], input: &str) -> Output {
        let output = self.start(line, input).wait_with_output().unwrap();
        assert!(!text(&output).contains(PASSWORD), "{line:?} says it");
        output
    }

    /// Everything that must work.
    fn done(&mut self, line: &[&str], input: &str) {
        let output = self.run(line, input);
        assert_eq!(output.status.code(), Some(0), "{line:?}: {}", text(&output));
    }

    fn save(&mut self, name: &str, url: &str) {
        let input = format!("{PASSWORD}\n");
        self.done(&["--password-stdin", "sites", "add", name, url], &input);
    }

    /// Kills it in the middle of a slow transfer.
    fn killed(&mut self, site: &str, signal: &str) {
        let name = format!("site:{site}/~/killed-{signal}");
        let mut child = self.start(&["--limit-rate", "1k", "--log", "log", "put", "big", &name], "");
        // The log says when the login is over; a core must not appear whenever it is.
        std::thread::sleep(Duration::from_millis(1500));
        let id = child.id().to_string();
        assert!(child.try_wait().unwrap().is_none(), "it ended by itself");
        assert!(Command::new("kill").args([signal, &id]).status().unwrap().success());
        assert!(child.wait().unwrap().signal().is_some());
    }
}

#[test]
fn a_password_is_found_nowhere() {
    let Some(mut day) = Day::begin() else { return };
    let servers: Vec<(&str, Server)> = [
        ("ftps", Recipe::guide(false)),
        ("sftp", Recipe::new(Brand::OpenSsh).with_password()),
    ]
    .into_iter()
    .filter_map(|(scheme, recipe)| Some((scheme, recipe.start()?)))
    .collect();
    std::fs::write(day.home().join("work/small"), "small").unwrap();
    std::fs::write(day.home().join("work/big"), vec![7; 500_000]).unwrap();
    for (name, server) in &servers {
        let scheme = if server.brand.is_ssh() { "sftp" } else { "ftp" };
        let url = format!("{scheme}://{}@{}/", server.user, server.address());
        day.save(name, &url);
        let at = |path: &str| format!("site:{name}/~/{path}");
        day.done(&["--accept-new", "--log", "log", "ls", &at("")], "");
        day.done(&["--log", "log", "put", "small", &at("small")], "");
        let back = format!("back-{name}");
        day.done(&["--json", "--log", "log", "get", &at("small"), &back], "");
        assert_eq!(std::fs::read(day.home().join("work").join(back)).unwrap(), b"small");
        assert_eq!(
            day.run(&["--log", "log", "stat", &at("nowhere")], "").status.code(),
            Some(1)
        );
        // Refused, and not reached.
        let wrong = format!("wrong-{name}");
        day.save(&wrong, &format!("{scheme}://nobody-here@{}/", server.address()));
        assert_eq!(day.run(&["ls", &format!("site:{wrong}")], "").status.code(), Some(6));
        let gone = format!("gone-{name}");
        day.save(&gone, &format!("{scheme}://me@127.0.0.1:1/"));
        assert_eq!(day.run(&["ls", &format!("site:{gone}")], "").status.code(), Some(4));
        for signal in ["-KILL", "-ABRT"] {
            day.killed(name, signal);
        }
    }
    day.done(&["sites", "export", "mine.toml"], "");
    day.done(&["sites", "export", "--for", "filezilla", "mine.xml"], "");
    day.done(&["sites", "import", "--dry-run", "mine.xml"], "");
    day.done(&["trust", "list"], "");
    day.done(&["sites", "list"], "");
    let mut found = std::mem::take(&mut day.seen);
    files(&day.home(), &mut found);
    let places = found.iter().map(|(path, content)| (path.as_path(), content.as_slice()));
    let hits = hits(places);
    assert!(hits.is_empty(), "{hits:?}");
    assert!(
        !servers.is_empty() && found.iter().any(|(path, _)| path.ends_with("work/log")),
        "nothing was looked at"
    );
    private(&day.home());
}

/// Nothing that the program made is open to anybody else, whatever the mask was.
fn private(home: &Path) {
    let mode = |path: &Path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    let mut found = Vec::new();
    for folder in [".config/packetboat", ".local/share/packetboat"] {
        let folder = home.join(folder);
        assert_eq!(mode(&folder), 0o700, "{}", folder.display());
        files(&folder, &mut found);
    }
    found.extend(["log", "mine.toml", "mine.xml"].map(|name| (home.join("work").join(name), Vec::new())));
    assert!(found.len() >= 5, "{found:?}");
    for (path, _) in found {
        assert_eq!(mode(&path), 0o600, "{}", path.display());
    }
}

/// The password in all the forms in which it might be written.
fn needles() -> Vec<Vec<u8>> {
    use base64ct::{Base64Unpadded, Base64UrlUnpadded, Encoding};
    let bytes = PASSWORD.as_bytes();
    let mut needles = vec![bytes.to_vec()];
    let mut hex = String::new();
    let mut url = String::new();
    for byte in bytes {
        let _ = write!(hex, "{byte:02x}");
        let _ = write!(url, "%{byte:02X}");
    }
    needles.push(hex.to_uppercase().into_bytes());
    needles.push(hex.into_bytes());
    needles.push(url.to_lowercase().into_bytes());
    needles.push(url.into_bytes());
    needles.push(PASSWORD.replace('-', "%2D").into_bytes());
    needles.push(PASSWORD.encode_utf16().flat_map(u16::to_le_bytes).collect());
    needles.push(PASSWORD.encode_utf16().flat_map(u16::to_be_bytes).collect());
    // What stands before it shifts base64; the letters at the edges depend on the neighbours.
    for shift in 0..3 {
        let whole = [&[b'x'; 2][..shift], bytes].concat();
        for text in [
            Base64Unpadded::encode_string(&whole),
            Base64UrlUnpadded::encode_string(&whole),
        ] {
            let middle = &text[(shift * 8).div_ceil(6)..whole.len() / 3 * 4 - 1];
            needles.push(middle.as_bytes().to_vec());
        }
    }
    needles
}

fn hits<'a>(places: impl Iterator<Item = (&'a Path, &'a [u8])>) -> Vec<PathBuf> {
    let needles = needles();
    let holds = |content: &[u8], needle: &[u8]| content.windows(needle.len()).any(|part| part == needle);
    places
        .filter(|(_, content)| needles.iter().any(|needle| holds(content, needle)))
        .map(|(path, _)| path.to_owned())
        .collect()
}

#[test]
fn the_search_finds_what_it_looks_for() {
    use base64ct::{Base64, Encoding};
    let forms: Vec<Vec<u8>> = vec![
        format!("pass = \"{PASSWORD}\"").into_bytes(),
        Base64::encode_string(PASSWORD.as_bytes()).into_bytes(),
        Base64::encode_string(format!("user:{PASSWORD}!").as_bytes()).into_bytes(),
        Base64::encode_string(format!("me:{PASSWORD}\n").as_bytes()).into_bytes(),
        PASSWORD
            .bytes()
            .map(|byte| format!("{byte:02X}"))
            .collect::<String>()
            .into_bytes(),
        PASSWORD
            .bytes()
            .map(|byte| format!("%{byte:02x}"))
            .collect::<String>()
            .into_bytes(),
        format!("x{PASSWORD}")
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect(),
    ];
    for form in &forms {
        assert_eq!(
            hits([(Path::new("x"), form.as_slice())].into_iter()).len(),
            1,
            "{}",
            String::from_utf8_lossy(form)
        );
    }
    assert!(hits([(Path::new("x"), &b"canary-Zb7-wor"[..])].into_iter()).is_empty());
}
