//! Saved sites: secrets that come from the keychain, and settings that a site has to itself.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::{Duration, Instant};

use packetboat::ask::Answer;
use packetboat::credential::Vault;
use packetboat::engine::command::{ProfileRequest, Request};
use packetboat::engine::event::Outcome;
use packetboat::error::Kind;
use packetboat::path::RemotePath;
use packetboat::secret::{Secret, SecretName, Trouble};
use packetboat::site::{Change, FtpOptions, Login, Logon, Saved, Site, SiteId, Terms};
use packetboat::url::Url;

use super::rig::Rig;

const RIGHT: &str = "right";

fn id() -> SiteId {
    SiteId::new(7)
}

fn keep(rig: &Rig, secret: &str) {
    rig.vault
        .set(&SecretName::password(&id()), "", &Secret::new(secret))
        .unwrap();
}

/// A server with a password, and a saved site for it.
fn rig(name: &str) -> Rig {
    let mut rig = Rig::new(name);
    rig.tree
        .behave(|behaviour| behaviour.login = Some(("anna".into(), Secret::new(RIGHT))));
    rig.tree.file("/a", *b"x");
    rig.site = Arc::new(Site {
        logon: Logon::Ask { user: "anna".into() },
        terms: Terms {
            kept_as: Some(id()),
            ..Terms::default()
        },
        ..(*rig.site).clone()
    });
    rig
}

fn list() -> Request {
    Request::List {
        folder: RemotePath::root(),
    }
}

#[tokio::test]
async fn a_password_of_the_keychain_is_not_asked_for() {
    let mut rig = rig("kept-found");
    keep(&rig, RIGHT);
    rig.browse(list()).await.unwrap();
    assert_eq!((rig.asked.len(), rig.troubles.len()), (0, 0));
    // One that is not kept there is asked for, once.
    let mut rig = self::rig("kept-nothing");
    rig.answers = vec![Answer::Password(Secret::new(RIGHT))];
    rig.browse(list()).await.unwrap();
    assert_eq!((rig.asked.len(), rig.troubles.len()), (1, 0));
}

#[tokio::test]
async fn why_the_keychain_gives_nothing_is_told_and_the_question_follows() {
    for (name, trouble) in [
        ("kept-none", Trouble::NoService),
        ("kept-locked", Trouble::Locked),
        ("kept-slow", Trouble::Slow),
    ] {
        let mut rig = rig(name);
        keep(&rig, RIGHT);
        rig.vault.fail(Some(trouble.clone()));
        rig.answers = vec![Answer::Password(Secret::new(RIGHT))];
        rig.browse(list()).await.unwrap();
        assert_eq!((rig.asked.len(), &rig.troubles), (1, &vec![trouble]));
        rig.write("b", b"b");
        rig.put("b", "/b").await;
        assert_eq!(rig.asked.len(), 1, "it is asked for once a run");
    }
}

#[tokio::test]
async fn a_wrong_one_is_not_tried_again_and_again() {
    let mut rig = rig("kept-wrong");
    keep(&rig, "wrong");
    assert_eq!(rig.browse(list()).await.unwrap_err().kind, Kind::LoginRefused);
    assert!(rig.asked.is_empty());
    rig.answers = vec![Answer::Password(Secret::new(RIGHT))];
    rig.browse(list()).await.unwrap();
    assert_eq!(rig.asked.len(), 1, "a person knows better");
}

#[tokio::test]
async fn another_secret_is_another_connection() {
    let mut rig = rig("kept-edited");
    keep(&rig, RIGHT);
    rig.browse(list()).await.unwrap();
    rig.browse(list()).await.unwrap();
    assert_eq!(rig.tree.sessions().opened, 1);
    let same = ProfileRequest::Keep(SecretName::password(&id()), Secret::new(RIGHT));
    assert!(matches!(rig.profile(same).await, Ok(Outcome::Secrets(Ok(names))) if names.len() == 1));
    rig.browse(list()).await.unwrap();
    assert_eq!(rig.tree.sessions().opened, 1, "nothing has changed");
    let other = ProfileRequest::Keep(SecretName::password(&id()), Secret::new("other"));
    rig.profile(other).await.unwrap();
    assert_eq!(
        rig.browse(list()).await.unwrap_err().kind,
        Kind::LoginRefused,
        "the old connection is not used"
    );
    rig.tree
        .behave(|behaviour| behaviour.login = Some(("anna".into(), Secret::new("third"))));
    let third = ProfileRequest::Keep(SecretName::password(&id()), Secret::new("third"));
    rig.profile(third).await.unwrap();
    rig.browse(list()).await.unwrap();
    assert_eq!(rig.asked.len(), 0);
    // The refused one counts.
    assert_eq!(rig.tree.sessions().opened, 3);
}

#[tokio::test]
async fn an_edited_site_gets_no_connection_of_its_former_self() {
    let mut rig = rig("kept-changed");
    keep(&rig, RIGHT);
    let there = Url::parse("ftp://anna@h/").unwrap().site(FtpOptions::default());
    let mut saved = Saved::new(id(), "shop", &there);
    saved.login = Login::Password { user: "anna".into() };
    let put = |saved: &Saved| ProfileRequest::ChangeSites(vec![Change::Put(Box::new(saved.clone()))]);
    rig.profile(put(&saved)).await.unwrap();
    rig.browse(list()).await.unwrap();
    saved.name = "another name".into();
    rig.profile(put(&saved)).await.unwrap();
    rig.browse(list()).await.unwrap();
    assert_eq!(rig.tree.sessions().opened, 1, "it is the same way to the same server");
    saved.port = 2121;
    let changed = rig.profile(put(&saved)).await;
    assert!(matches!(changed, Ok(Outcome::SitesChanged(changed)) if changed.touched == [id()]));
    rig.browse(list()).await.unwrap();
    assert_eq!(rig.tree.sessions().opened, 2);
    // Gone is changed, too; and with it goes its secret.
    rig.profile(ProfileRequest::ChangeSites(vec![Change::Remove(id())]))
        .await
        .unwrap();
    rig.answers = vec![Answer::Password(Secret::new(RIGHT))];
    rig.browse(list()).await.unwrap();
    assert_eq!((rig.tree.sessions().opened, rig.asked.len()), (3, 1));
}

#[tokio::test]
async fn a_site_has_connections_and_speed_to_itself() {
    let mut rig = Rig::new("kept-terms");
    let terms = Terms {
        connections: NonZeroUsize::new(1),
        upload_limit: Some(200_000),
        ..Terms::default()
    };
    rig.site = Arc::new(Site {
        terms,
        ..(*rig.site).clone()
    });
    rig.tree.behave(|behaviour| behaviour.pace = Duration::from_millis(5));
    for number in 0..8 {
        rig.write(&format!("many/{number}"), &[b'x'; 20_000]);
    }
    let begun = Instant::now();
    let totals = rig.put("many", "/many").await;
    assert_eq!(totals.done, 8);
    assert!(
        rig.tree.sessions().most <= 2,
        "one for transfers and one for whoever waits"
    );
    // 160 kB at 200 kB/s; the last piece need not be waited for. A limit cannot be shown without a clock.
    assert!(begun.elapsed() >= Duration::from_millis(500), "{:?}", begun.elapsed());
}
