//! Names of a server that does not speak UTF-8, and counting before something is done to many.

use std::sync::Arc;

use packetboat::engine::command::Request;
use packetboat::engine::event::{Event, Outcome};
use packetboat::entry::Count;
use packetboat::path::{Charset, RemoteName, RemotePath};
use packetboat::site::{Site, Terms};

use super::rig::Rig;

/// "图片" and "说明.txt" in GB18030.
const PICTURES: &[u8] = b"\xcd\xbc\xc6\xac";
const NOTES: &[u8] = b"\xcb\xb5\xc3\xf7.txt";

fn chinese(name: &str) -> Rig {
    let mut rig = Rig::new(name);
    rig.site = Arc::new(Site {
        terms: Terms {
            charset: Charset::Gb18030,
            ..Terms::default()
        },
        ..rig.site.as_ref().clone()
    });
    rig
}

fn there() -> RemotePath {
    let pictures = RemotePath::root().join(&RemoteName::new(PICTURES));
    pictures.join(&RemoteName::new(NOTES))
}

#[tokio::test]
async fn names_are_read_and_written_in_the_servers_charset() {
    let mut rig = chinese("names");
    rig.tree.file(there(), b"notes".to_vec());
    let folder = RemotePath::root().join(&RemoteName::new(PICTURES));
    assert_eq!(rig.get("/", "down").await.failed, 0);
    assert_eq!(rig.read("down/\u{56fe}\u{7247}/\u{8bf4}\u{660e}.txt"), b"notes");
    rig.tree.remove(there());
    assert!(rig.tree.entry(folder).is_some());
    // Back again: the same bytes, into the folder that is there.
    rig.put("down", "/").await;
    let down = RemotePath::from("/down");
    let back = down.join(&RemoteName::new(PICTURES)).join(&RemoteName::new(NOTES));
    assert_eq!(rig.tree.read(back).as_deref(), Some(&b"notes"[..]));
    // What is there already is seen as what it is.
    let again = rig.put("down", "/").await;
    assert_eq!((again.done, again.skipped), (0, 1));
}

#[tokio::test]
async fn everything_below_folders_is_counted_and_links_are_not_followed() {
    let mut rig = Rig::new("count");
    rig.tree.file("/srv/a", vec![0; 10]);
    rig.tree.file("/srv/d/e/f", vec![0; 5]);
    rig.tree.file("/keep/x", vec![0; 7]);
    rig.tree.link("/srv/d/link", "/keep");
    let count = |folders: &[&str]| Request::Count {
        folders: folders.iter().map(|folder| (*folder).into()).collect(),
    };
    let ticket = rig.start_browse(count(&["/srv", "/nothing"]));
    let told = rig
        .until(|event| matches!(event, Event::Counted { .. } | Event::Answered { .. }))
        .await;
    assert!(
        matches!(told, Event::Counted { ticket: of, .. } if of == ticket),
        "{told:?}"
    );
    let outcome = rig.browse(count(&["/srv", "/nothing"])).await.unwrap();
    let expected = Count {
        files: 3,
        folders: 2,
        bytes: 15,
        unread: 1,
    };
    assert!(
        matches!(outcome, Outcome::Counted(count) if count == expected),
        "{outcome:?}"
    );
}
