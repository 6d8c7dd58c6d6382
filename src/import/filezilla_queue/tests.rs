use super::*;
use crate::import::{Format, Reader, Unreadable, Why};
use crate::secret::Secret;

fn read(text: &str, there: &Book) -> Result<Preview, Unreadable> {
    let reader = Reader {
        local_user: "",
        home: None,
    };
    let text = format!("<FileZilla3><Queue>{text}</Queue></FileZilla3>");
    crate::import::read(Format::FileZilla, &text, reader, there)
}

const SERVER: &str = "<Host>h</Host><Port>21</Port><Protocol>4</Protocol><User>u</User><Logontype>1</Logontype>\
                      <Pass encoding=\"base64\">cHc=</Pass>";

fn file(local: &str, folder: &str, name: &str, more: &str) -> String {
    format!(
        "<File><LocalFile>{local}</LocalFile><RemoteFile>{name}</RemoteFile><RemotePath>{folder}</RemotePath>{more}</File>"
    )
}

fn down(local: &str, folder: &str, name: &str) -> String {
    file(
        local,
        folder,
        name,
        "<Download>1</Download><Size>7</Size><DataType>1</DataType>",
    )
}

fn up(local: &str, folder: &str, name: &str) -> String {
    file(local, folder, name, "<Download>0</Download><Size>5</Size>")
}

fn only(text: &str, there: &Book) -> QueuedServer {
    let mut queue = read(text, there).unwrap().queue;
    assert_eq!(queue.len(), 1);
    queue.remove(0)
}

#[test]
fn files_come_by_server_and_accounts_that_stand_there_twice_are_one() {
    let first = [down("/l/a", "1 0 3 srv", "a"), up("/l/b", "1 0", "b c")].concat();
    let text = format!(
        "<Server>{SERVER}{first}</Server>\
         <Server><Host>nowhere</Host><Protocol>7</Protocol>{}</Server>\
         <Server><Host>two words</Host><Protocol>4</Protocol><User>u</User>{}</Server>\
         <Server>{}{}</Server>",
        down("/x", "1 0", "x"),
        down("/y", "1 0", "y"),
        SERVER.replace("<Host>h<", "<Host>H<"),
        down("/l/d", "1 0 1 r", "d"),
    );
    let preview = read(&text, &Book::default()).unwrap();
    assert!(preview.items.is_empty(), "servers of a queue are no saved sites");
    let refused: Vec<&Why> = preview.refused.iter().map(|refused| &refused.why).collect();
    assert!(matches!(refused[..], [Why::Protocol(_), Why::Misfit(_)]), "{refused:?}");
    let queued = &preview.queue[0];
    assert_eq!(preview.queue.len(), 1);
    let files: Vec<_> = queued.files.iter().map(|file| file.remote.visible()).collect();
    assert_eq!(files, ["/srv/a", "/b c", "/r/d"]);
    assert_eq!(queued.totals(Direction::Download), (2, 14));
    assert_eq!(queued.totals(Direction::Upload), (1, 5));
}

#[test]
fn what_cannot_be_moved_from_here_is_told() {
    let files = [
        down("C:\\Users\\me\\a", "1 0 1 w", "a"),
        down("/l/b", "2 0 1 w", "vms"),
        down("/l/c", "1 0", "../c"),
        "<File><RemoteFile>no local</RemoteFile></File>".to_owned(),
        "<Folder><LocalFile>/l/empty</LocalFile><Download>1</Download></Folder>".to_owned(),
        down("/l/d", "1 0", "d"),
    ];
    let queued = only(
        &format!("<Server>{SERVER}{}</Server>", files.concat()),
        &Book::default(),
    );
    assert_eq!(queued.unusable, ["C:\\Users\\me\\a", "/l/b", "/l/c", "no local"]);
    assert_eq!((queued.files.len(), queued.folders), (1, 1));
}

#[test]
fn files_between_the_same_folders_are_one_order_and_a_new_name_is_one_of_its_own() {
    let high = file("/l/c", "1 0 1 w", "c", "<Download>0</Download><Priority>4</Priority>");
    let files = [
        down("/l/a", "1 0 1 w", "a"),
        up("/l/u", "1 0 1 w", "u"),
        down("/l/b", "1 0 1 w", "b"),
        down("/l/other", "1 0 1 w", "name"),
        down("/l/deep/d", "1 0 1 w", "d"),
        high,
        up("/l/here", "1 0 1 w", "there"),
    ];
    let queued = only(
        &format!("<Server>{SERVER}{}</Server>", files.concat()),
        &Book::default(),
    );
    let orders = queued.orders(Charset::Utf8);
    let fetch = |names: &[&str], to: &str, landing| QueuedOrder {
        errand: Errand::Download {
            sources: names
                .iter()
                .map(|name| Selected::whole(RemotePath::new(name)))
                .collect(),
            destination: LocalEnd::Path(to.into()),
        },
        landing,
        priority: 0,
    };
    let send = |name: &str, to: &str, landing, priority| QueuedOrder {
        errand: Errand::Upload {
            sources: vec![Selected::whole(LocalEnd::Path(name.into()))],
            destination: RemotePath::new(to),
        },
        landing,
        priority,
    };
    assert_eq!(
        orders,
        [
            fetch(&["/w/a", "/w/b"], "/l", Landing::Into),
            send("/l/u", "/w", Landing::Into, 0),
            fetch(&["/w/name"], "/l/other", Landing::Decide),
            fetch(&["/w/d"], "/l/deep", Landing::Into),
            send("/l/c", "/w", Landing::Into, 2),
            send("/l/here", "/w/there", Landing::Decide, 0),
        ]
    );
}

#[test]
fn a_saved_site_is_used_unless_it_would_take_the_encryption_away() {
    let text = format!("<Server>{SERVER}{}</Server>", down("/l/a", "1 0", "a"));
    let unsaved = only(&text, &Book::default());
    let site = unsaved.site(&Book::default());
    assert_eq!(site.terms.kept_as, None);
    let password = Secret::new("pw");
    assert_eq!(
        site.logon,
        Logon::Password {
            user: "u".into(),
            password
        }
    );
    let saved = |security| {
        let mut saved = unsaved.item.site.clone();
        saved.id = SiteId::new(7);
        if let Protocol::Ftp(options) = &mut saved.protocol {
            options.security = security;
        }
        Book {
            sites: vec![saved],
            ..Book::default()
        }
    };
    for (security, known) in [
        (Security::Explicit, true),
        (Security::Implicit, true),
        (Security::Plain, false),
    ] {
        let there = saved(security);
        let queued = only(&text, &there);
        assert_eq!(queued.known.is_some(), known, "{security:?}");
        assert_eq!(queued.site(&there).terms.kept_as.is_some(), known, "{security:?}");
    }
    // Removed since.
    let queued = only(&text, &saved(Security::Explicit));
    assert_eq!(queued.site(&Book::default()).terms.kept_as, None);
}
