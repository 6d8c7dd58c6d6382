//! The shape of the house: who may import whom, how long a file may be, what it may be called, what may be shipped.
//!
//! The rules are a function over a map of paths and texts, so that it can also be shown that each of them bites.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "test code")]

#[path = "architecture/imports.rs"]
mod imports;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use imports::{Target, imports};

/// Paths inside the project, with `/`, and what is in the files.
type Tree = BTreeMap<String, String>;

/// Know only each other, and do no IO.
const VALUES: &[&str] = &[
    "ask", "entry", "error", "import", "path", "pipe", "secret", "settings", "site", "transfer", "trust", "url", "wire",
];

/// Which modules, besides values and itself, a module may import.
const EDGES: &[(&str, &[&str])] = &[
    ("remote", &[]),
    ("local", &[]),
    ("store", &[]),
    ("credential", &[]),
    ("engine", &["remote", "local", "store", "credential"]),
    ("demo", &[]),
    ("cli", &["engine", "demo"]),
    ("ui", &["engine", "demo"]),
    ("main", &["engine", "ui"]),
    ("bin", &["cli"]),
];

/// Crates that only one module may name.
const OWNERS: &[(&str, &str)] = &[
    ("clap", "cli"),
    ("iced", "ui"),
    ("keyring_core", "credential"),
    ("indicatif", "cli"),
    ("libunftp", "demo"),
    ("rusqlite", "store"),
    ("russh", "demo"),
    ("secret_service", "credential"),
    ("ssh2", "remote"),
    ("suppaftp", "remote"),
    ("zbus", "ui"),
];

/// Names that say nothing about what is in a file.
const EMPTY_NAMES: &[&str] = &[
    "common", "data", "handler", "handlers", "helper", "helpers", "manager", "misc", "mod", "types", "util", "utils",
];

const LONGEST_FILE: usize = 500;

/// Imports that must be caught: where, what, and what is said about it.
const PLANTED: &[(&str, &str, &str)] = &[
    (
        "src/wire.rs",
        "use crate::engine::Command;",
        "wire must not import engine",
    ),
    (
        "src/wire.rs",
        "use super::engine::Command;",
        "wire must not import engine",
    ),
    (
        "src/wire.rs",
        "use super :: engine::Command;",
        "wire must not import engine",
    ),
    (
        "src/wire.rs",
        "use crate::{path::visible, engine::{Command, Event}};",
        "wire must not import engine",
    ),
    (
        "src/wire.rs",
        "use crate::{\n    path,\n    engine,\n};",
        "wire.rs:3: wire must not import engine",
    ),
    (
        "src/wire.rs",
        "fn f(c: crate::engine::Command) {}",
        "wire must not import engine",
    ),
    (
        "src/wire.rs",
        "mod tests { use super::super::engine::Command; }",
        "wire must not import engine",
    ),
    (
        "src/wire.rs",
        "mod a { mod b { use super::super::super::{engine}; } }",
        "wire must not import engine",
    ),
    (
        "src/wire.rs",
        "fn f() { } mod a { fn g() { } use super::super::engine::X; }",
        "wire must not import engine",
    ),
    (
        "src/remote/ftp/login.rs",
        "use super::super::super::engine::Command;",
        "remote must not import engine",
    ),
    (
        "src/remote/ftp.rs",
        "use super::super::engine::Command;",
        "remote must not import engine",
    ),
    (
        "src/remote/ftp.rs",
        "use self::super::super::store;",
        "remote must not import store",
    ),
    ("src/wire.rs", "use crate as everything;", "under another name"),
    ("src/wire.rs", "use super::*;", "the whole crate"),
    ("src/wire.rs", "use crate::{self as all};", "under another name"),
    (
        "src/wire.rs",
        "use ::packetboat::engine;",
        "wire must not import engine",
    ),
    (
        "src/engine/actor.rs",
        "use crate::cli::main;",
        "engine must not import cli",
    ),
    (
        "src/store.rs",
        "use crate::remote::Session;",
        "store must not import remote",
    ),
    (
        "src/cli.rs",
        "use crate::remote::Session;",
        "cli must not import remote",
    ),
    (
        "src/main.rs",
        "use packetboat::remote::Session;",
        "main must not import remote",
    ),
    (
        "src/bin/packetboat-cli.rs",
        "use packetboat::engine::Engine;",
        "bin must not import engine",
    ),
    ("src/new.rs", "use crate::path::visible;", "new must not import path"),
    (
        "src/engine/actor.rs",
        "use iced::Task;",
        "engine must not name the crate iced",
    ),
    (
        "src/remote.rs",
        "fn f() { clap::f() }",
        "remote must not name the crate clap",
    ),
    ("src/path.rs", "fn f() { unsafe { g() } }", "unsafe"),
];

/// Everything that is wrong, one line each.
fn faults(tree: &Tree) -> Vec<String> {
    let mut faults = Vec::new();
    for (path, text) in tree {
        let lines = text.lines().count();
        if lines > LONGEST_FILE {
            faults.push(format!("{path}: {lines} lines, at most {LONGEST_FILE}"));
        }
        if let Some(name) = empty_name(path) {
            faults.push(format!("{path}: `{name}` says nothing about what is in it"));
        }
        if let Some(module) = module(path) {
            check_imports(path, module, text, &mut faults);
        }
    }
    faults
}

fn check_imports(path: &str, module: &str, text: &str, faults: &mut Vec<String>) {
    for import in imports(path, text) {
        let line = import.line;
        match import.target {
            Target::Module(target) if !may_import(module, &target) => {
                faults.push(format!("{path}:{line}: {module} must not import {target}"));
            }
            Target::Everything => faults.push(format!("{path}:{line}: the whole crate, or under another name")),
            Target::Crate(name) if OWNERS.iter().any(|(owned, owner)| *owned == name && *owner != module) => {
                faults.push(format!("{path}:{line}: {module} must not name the crate {name}"));
            }
            Target::Unsafe => faults.push(format!("{path}:{line}: unsafe")),
            _ => {}
        }
    }
}

/// The top-level module that a file below `src` belongs to; `None` for `lib.rs`, which declares them all.
fn module(path: &str) -> Option<&str> {
    let inside = path.strip_prefix("src/")?;
    let first = inside.split('/').next()?.trim_end_matches(".rs");
    (first != "lib").then_some(first)
}

fn may_import(from: &str, to: &str) -> bool {
    let edges = EDGES.iter().find(|(module, _)| *module == from);
    let known = edges.is_some() || VALUES.contains(&from);
    from == to || known && VALUES.contains(&to) || edges.is_some_and(|(_, targets)| targets.contains(&to))
}

/// `data` is what FTP calls its second connection, so below a folder of that name it does say something.
fn empty_name(path: &str) -> Option<&str> {
    let names = path.split('/').map(|name| name.trim_end_matches(".rs"));
    let about_ftp = path.contains("ftp/");
    names
        .into_iter()
        .find(|name| EMPTY_NAMES.contains(name) && !(about_ftp && *name == "data"))
}

#[test]
fn the_house_is_in_order() {
    let tree = sources();
    assert!(tree.len() > 50, "the sources were not found");
    let faults = faults(&tree);
    assert!(faults.is_empty(), "\n{}", faults.join("\n"));
}

#[test]
fn every_module_has_its_place() {
    let lib = fs::read_to_string(project().join("src/lib.rs")).unwrap();
    for line in lib.lines().filter_map(|line| line.strip_prefix("pub mod ")) {
        let name = line.trim_end_matches(';');
        let known = VALUES.contains(&name) || EDGES.iter().any(|(module, _)| *module == name);
        assert!(known, "{name} is neither a value nor in the table of edges");
    }
}

#[test]
fn a_planted_import_is_caught() {
    for (path, text, fault) in PLANTED {
        let found = faults(&Tree::from([((*path).to_owned(), (*text).to_owned())]));
        assert!(
            found.iter().any(|found| found.contains(fault)),
            "{path}: {text}\n{found:?}"
        );
    }
}

#[test]
fn what_is_allowed_is_not_caught() {
    let cases = [
        ("src/wire.rs", "use crate::path::visible; // not crate::engine"),
        (
            "src/wire.rs",
            "/// See [`crate::engine::Command`].\npub(crate) struct A;",
        ),
        (
            "src/wire.rs",
            "const A: &str = \"use crate::engine;\"; const B: char = '\"';",
        ),
        (
            "src/wire.rs",
            "const A: &str = r#\"\" use crate::engine;\"#; /* crate::engine /* */ */",
        ),
        ("src/wire.rs", "fn f<'a>(x: &'a str) -> &'a str { x }"),
        ("src/wire.rs", "mod tests { use super::*; }"),
        ("src/wire.rs", "mod tests;"),
        ("src/remote/ftp/login.rs", "use super::super::Session; use super::*;"),
        (
            "src/engine/actor.rs",
            "use crate::remote::{Session, ftp}; use crate::store;",
        ),
        (
            "src/cli/run.rs",
            "use crate::engine::Engine; use clap::Parser; use super::log::Log;",
        ),
        ("src/bin/packetboat-cli.rs", "use packetboat::cli;"),
        ("src/wire.rs", "struct S { iced: u8 } fn f(s: S) -> u8 { s.iced }"),
    ];
    for (path, text) in cases {
        let found = faults(&Tree::from([(path.to_owned(), text.to_owned())]));
        assert!(found.is_empty(), "{path}: {text}\n{found:?}");
    }
}

#[test]
fn a_planted_file_is_caught() {
    let cases = [
        ("src/engine/long.rs", "x\n".repeat(501), "501 lines"),
        ("src/engine/utils.rs", String::new(), "`utils`"),
        ("src/cli/types.rs", String::new(), "`types`"),
        ("src/cli/mod.rs", String::new(), "`mod`"),
        ("src/helpers/login.rs", String::new(), "`helpers`"),
        ("tests/common/server.rs", String::new(), "`common`"),
        ("src/data.rs", String::new(), "`data`"),
    ];
    for (path, text, fault) in cases {
        let found = faults(&Tree::from([(path.to_owned(), text)]));
        assert!(found.iter().any(|found| found.contains(fault)), "{path}: {found:?}");
    }
    let fine = Tree::from([("src/remote/ftp/data.rs".to_owned(), "x\n".repeat(500))]);
    assert_eq!(faults(&fine), Vec::<String>::new());
}

#[test]
fn one_tls_provider_and_no_rsa_crate() {
    let lock = fs::read_to_string(project().join("Cargo.lock")).unwrap();
    assert!(locked(&lock, "ring"), "Cargo.lock is not what it should be");
    for name in ["aws-lc-rs", "aws-lc-sys", "rsa", "native-tls"] {
        assert!(!locked(&lock, name), "{name} is in Cargo.lock");
    }
    assert!(locked("[[package]]\nname = \"rsa\"\n", "rsa"));
}

fn locked(lock: &str, name: &str) -> bool {
    lock.lines().any(|line| line == format!("name = \"{name}\""))
}

fn project() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All Rust files of the project, except what a fuzzer or a build left behind.
fn sources() -> Tree {
    let mut tree = Tree::new();
    for top in ["src", "tests", "benches"] {
        collect(&project().join(top), &mut tree);
    }
    tree
}

fn collect(folder: &Path, tree: &mut Tree) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, tree);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            let inside = path
                .strip_prefix(project())
                .unwrap()
                .to_string_lossy()
                .replace('\\', "/");
            tree.insert(inside, fs::read_to_string(&path).unwrap());
        }
    }
}
