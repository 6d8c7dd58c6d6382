//! Names in another charset, from one side to the other.

use std::sync::Arc;
use std::time::Duration;

use super::*;
use crate::ask::{Answer, Answering, Ask, Question};
use crate::path::RemoteName;
use crate::remote::Dial;
use crate::remote::memory::Tree;
use crate::settings::Patience;
use crate::site::{Learned, Logon, Protocol, Site, Terms};
use crate::trust::{HostKeys, Known};
use crate::wire::Tap;

/// "图片" and "说明.txt" in GB18030.
const PICTURES: &[u8] = b"\xcd\xbc\xc6\xac";
const NOTES: &[u8] = b"\xcb\xb5\xc3\xf7.txt";

struct Nobody;

impl Ask for Nobody {
    fn ask(&self, _: Question) -> Answering<'_> {
        Box::pin(async { Answer::No })
    }
}

async fn open(tree: &Arc<Tree>) -> Session {
    let site = Site {
        host: tree.name().into(),
        port: 1,
        protocol: Protocol::Memory,
        logon: Logon::Anonymous,
        terms: Terms {
            charset: Charset::Gb18030,
            ..Terms::default()
        },
    };
    let dial = Dial {
        site: &site,
        known: Known::default(),
        keys: &HostKeys::default(),
        learned: &Learned::default(),
        ask: &Nobody,
        tap: &Tap::silent(),
        patience: Patience::of(Duration::from_secs(5)),
    };
    Session::connect(dial).await.unwrap()
}

/// Makes all steps of an errand: the folders with their files.
async fn walk(session: &Session, errand: Errand) -> Vec<(Folder, Vec<NewFile>)> {
    let mut plan = Plan::new(errand, Landing::Into, Source::Keep);
    let mut folders = Vec::new();
    while let Some(step) = plan.steps.pop() {
        let findings = step.make(session, Charset::Gb18030).await.unwrap();
        assert!(findings.problems.is_empty() && findings.blocked == 0);
        folders.extend(findings.folders);
        plan.add(findings.steps);
    }
    folders
}

fn targets(files: &[NewFile]) -> Vec<Option<RemoteName>> {
    files.iter().map(|file| file.target.clone()).collect()
}

#[tokio::test]
async fn what_goes_up_gets_names_in_the_servers_charset() {
    let here = tempfile::tempdir().unwrap();
    let pictures = here.path().join("\u{56fe}\u{7247}");
    std::fs::create_dir(&pictures).unwrap();
    std::fs::write(pictures.join("\u{8bf4}\u{660e}.txt"), b"x").unwrap();
    std::fs::write(here.path().join("plain.txt"), b"x").unwrap();
    let tree = Tree::create("plan-up");
    tree.folder("/www");
    let session = open(&tree).await;
    let whole = |path: PathBuf| Selected::whole(LocalEnd::Path(path));
    let sources = vec![
        whole(pictures.clone()),
        whole(here.path().join("plain.txt")),
        whole(pictures.join("\u{8bf4}\u{660e}.txt")),
    ];
    let destination = RemotePath::from("/www");
    let folders = walk(&session, Errand::Upload { sources, destination }).await;
    let there = RemotePath::from("/www").join(&RemoteName::new(PICTURES));
    let below = folders.iter().find(|(folder, _)| folder.remote == there).unwrap();
    assert_eq!(targets(&below.1), [Some(RemoteName::new(NOTES))]);
    let single: Vec<_> = folders
        .iter()
        .filter(|(folder, _)| folder.remote == "/www".into())
        .flat_map(|(_, files)| targets(files))
        .collect();
    assert_eq!(single, [None, Some(RemoteName::new(NOTES))]);
    assert!(tree.entry(there).is_some());
}

#[tokio::test]
async fn what_comes_down_gets_names_that_can_be_read() {
    let tree = Tree::create("plan-down");
    let folder = RemotePath::root().join(&RemoteName::new(PICTURES));
    tree.folder(folder.clone());
    tree.file(folder.join(&RemoteName::new(NOTES)), b"x".to_vec());
    let session = open(&tree).await;
    let here = tempfile::tempdir().unwrap();
    let destination = LocalEnd::Path(here.path().to_path_buf());
    let sources = vec![
        Selected::whole(folder.clone()),
        Selected::whole(folder.join(&RemoteName::new(NOTES))),
    ];
    let folders = walk(&session, Errand::Download { sources, destination }).await;
    let pictures = here.path().join("\u{56fe}\u{7247}");
    assert!(pictures.is_dir());
    let all: Vec<_> = folders.iter().flat_map(|(_, files)| targets(files)).collect();
    let notes = Some(RemoteName::from("\u{8bf4}\u{660e}.txt"));
    assert_eq!(all, [notes.clone(), notes]);
}

#[test]
fn what_a_step_is_about_reads_in_the_servers_charset() {
    let step = Step::ReadRemote {
        remote: RemotePath::new(b"/www/\xd6\xd0".as_slice()),
        local: "/tmp".into(),
        depth: 0,
        whole: true,
    };
    assert_eq!(step.subject(Charset::Gb18030), "/www/\u{4e2d}");
    assert_eq!(step.subject(Charset::Utf8), "/www/\\xd6\\xd0");
}
