//! `demo --check`: the main job against every server, by the very commands that people type.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Instant;

use clap::Parser;
use serde_json::json;
use tokio::runtime::Handle;

use crate::cli::answers::Given;
use crate::cli::arguments::{Arguments, Options};
use crate::cli::bar::Bar;
use crate::cli::exit::FAILED;
use crate::cli::printer::Printer;
use crate::cli::{Stage, work};
use crate::demo::{Demo, Server};
use crate::engine::SshConfig;

/// Checks every server; one line each. 0 if all of it worked, else 1.
pub fn all(demo: &Demo, runtime: &Handle, options: &Options) -> u8 {
    let mut printer = Printer::standard(options.json);
    let mut failed = false;
    for server in &demo.servers {
        let begun = Instant::now();
        let result = Check::new(server, runtime).and_then(|check| check.run());
        failed |= result.is_err();
        let milliseconds = begun.elapsed().as_millis();
        let (files, bytes) = result.as_ref().copied().unwrap_or_default();
        if options.json {
            printer.object(&json!({
                "protocol": server.protocol,
                "status": if result.is_ok() { "done" } else { "failed" },
                "files": files,
                "bytes": bytes,
                "milliseconds": u64::try_from(milliseconds).unwrap_or(u64::MAX),
                "why": result.as_ref().err(),
            }));
        } else {
            printer.result(&match &result {
                Ok(_) => format!(
                    "{:<5} listed, uploaded and downloaded {files} files, {bytes} bytes, in {milliseconds} ms: every byte is equal",
                    server.protocol
                ),
                Err(why) => format!("{:<5} FAILED: {why}", server.protocol),
            });
        }
        printer.flush();
    }
    if failed { FAILED } else { 0 }
}

/// One server's check.
struct Check<'a> {
    server: &'a Server,
    runtime: &'a Handle,
    folder: tempfile::TempDir,
}

impl<'a> Check<'a> {
    fn new(server: &'a Server, runtime: &'a Handle) -> Result<Self, String> {
        let folder = tempfile::tempdir().map_err(|error| error.to_string())?;
        Ok(Self {
            server,
            runtime,
            folder,
        })
    }

    /// Lists, uploads, replaces a file, downloads, compares. The number of files and their bytes.
    fn run(&self) -> Result<(usize, usize), String> {
        let (tree, back) = (self.path("tree"), self.path("back"));
        let text = |error: io::Error| error.to_string();
        plant(&tree).map_err(text)?;
        let root = self.server.url.expose();
        let there = format!("{root}check-{}", self.server.protocol);
        let listing = self.command(&["--json", "ls", root])?;
        if !listing.contains("\"README.txt\"") {
            return Err("the listing does not show README.txt".to_owned());
        }
        self.command(&["put", path_text(&tree)?, &there])?;
        let (small, over) = (tree.join("deep/001.bin"), format!("{there}/deep/001.bin"));
        self.command(&["put", "--on-conflict", "overwrite", path_text(&small)?, &over])?;
        self.command(&["get", &there, path_text(&back)?])?;
        let (sent, received) = (read(&tree).map_err(text)?, read(&back).map_err(text)?);
        if sent != received {
            return Err(difference(&sent, &received));
        }
        self.command(&["rm", "--recursive", &there])?;
        let listing = self.command(&["--json", "ls", root])?;
        if listing.contains(&format!("\"check-{}\"", self.server.protocol)) {
            return Err("what was removed is still listed".to_owned());
        }
        let files = received.values().flatten().count();
        let bytes = received.values().flatten().map(Vec::len).sum();
        Ok((files, bytes))
    }

    /// Runs a command line to its end; what it prints. What it says on standard error, if it fails.
    fn command(&self, line: &[&str]) -> Result<String, String> {
        let mut words: Vec<OsString> = vec!["packetboat-cli".into()];
        if let Some(certificate) = self.server.certificate {
            words.push(format!("--accept-certificate={certificate}").into());
        }
        if let Some(key) = self.server.host_key {
            words.push(format!("--accept-host-key={key}").into());
        }
        words.extend(line.iter().map(OsString::from));
        let Arguments { options, task } =
            Arguments::try_parse_from(words).map_err(|error| error.render().to_string())?;
        work::fits(&options, &task).map_err(|misuse| misuse.0)?;
        let nobody = SshConfig::new(None, None, "demo");
        let (work, _) = work::prepare(&options, task, None, &nobody).map_err(|misuse| misuse.0)?;
        let (results, remarks) = (Kept::default(), Kept::default());
        let stage = Stage {
            runtime: self.runtime.clone(),
            profile: self.path("profile"),
            printer: Printer::new(Box::new(results.clone()), Box::new(remarks.clone()), options.json),
            bar: Bar::hidden(),
            terminal: None,
            log: None,
            given: Given::default(),
            signals: false,
        };
        match stage.play(&options, work).status() {
            0 => Ok(results.text()),
            status => Err(format!(
                "{} ended with status {status}\n{}",
                line.iter().find(|word| !word.starts_with('-')).unwrap_or(&""),
                remarks.text()
            )),
        }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }
}

/// A tree with what tends to go wrong: nothing in a file, nothing in a folder, odd names, some megabytes, line ends.
fn plant(tree: &Path) -> io::Result<()> {
    fs::create_dir_all(tree.join("deep/er/still"))?;
    fs::create_dir_all(tree.join("nothing in here"))?;
    fs::write(tree.join("empty"), "")?;
    fs::write(tree.join("line ends.txt"), "unix\nwindows\r\nmac\r\0\x1a")?;
    fs::write(tree.join("Räksmörgås 你好 [1] *.txt"), "an odd name\n")?;
    fs::write(tree.join("deep/er/still/noise.bin"), noise(5 * 1024 * 1024 + 7))?;
    for number in 0..40 {
        fs::write(tree.join(format!("deep/{number:03}.bin")), noise(number * 37))?;
    }
    Ok(())
}

/// Bytes that do not repeat soon.
fn noise(length: usize) -> Vec<u8> {
    let mut state: u64 = 0x9e37_79b9_7f4a_7c15;
    let next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    std::iter::repeat_with(next).take(length).collect()
}

/// Everything below a folder: the bytes of files, nothing for folders.
fn read(folder: &Path) -> io::Result<BTreeMap<PathBuf, Option<Vec<u8>>>> {
    let mut found = BTreeMap::new();
    let mut left = vec![PathBuf::new()];
    while let Some(inside) = left.pop() {
        for entry in fs::read_dir(folder.join(&inside))? {
            let entry = entry?;
            let path = inside.join(entry.file_name());
            if entry.file_type()?.is_dir() {
                left.push(path.clone());
                found.insert(path, None);
            } else {
                found.insert(path, Some(fs::read(entry.path())?));
            }
        }
    }
    Ok(found)
}

fn difference(sent: &BTreeMap<PathBuf, Option<Vec<u8>>>, received: &BTreeMap<PathBuf, Option<Vec<u8>>>) -> String {
    let paths = sent.keys().chain(received.keys());
    let different: Vec<String> = paths
        .filter(|path| sent.get(*path) != received.get(*path))
        .map(|path| path.display().to_string())
        .collect();
    format!("not the same after upload and download: {}", different.join(", "))
}

fn path_text(path: &Path) -> Result<&str, String> {
    path.to_str()
        .ok_or_else(|| "the temporary folder has a name that is not UTF-8".to_owned())
}

/// What was printed.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<u8>>>);

impl Kept {
    fn text(&self) -> String {
        let bytes = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&bytes).into_owned()
    }
}

impl Write for Kept {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
