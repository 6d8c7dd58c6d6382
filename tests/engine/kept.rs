//! Saved sites: secrets that come from the keychain, and settings that a site has to itself.

use std::num::NonZeroUsize;
use std::sync::Arc;
use std::time::{Duration, Instant};

use packetboat::ask::Answer;
use packetboat::credential::Vault;
use packetboat::engine::command::{Command, ProfileRequest, Request, Ticket};
use packetboat::engine::event::{Event, Outcome};
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

/// What a person does with the next question: ticks that the keychain keeps it, if asked to, and answers.
async fn answered(rig: &mut Rig, secret: &str, keep: bool) {
    let event = rig.until(|event| matches!(event, Event::MayKeep(_))).await;
    let Event::MayKeep(question) = event else {
        unreachable!()
    };
    if keep {
        rig.engine.send(Command::KeepAnswer(question));
    }
    let answer = Answer::Password(Secret::new(secret));
    rig.engine.send(Command::Answer { question, answer });
}

/// The password in the keychain, after the last listing came to its end.
async fn in_keychain(rig: &mut Rig, ticket: Ticket) -> Option<String> {
    rig.until(move |event| matches!(event, Event::Answered { ticket: of, .. } if *of == ticket))
        .await;
    // It is kept beside everything else.
    for _ in 0..40 {
        let kept = rig.vault.get(&SecretName::password(&id())).unwrap_or_default();
        if let Some(kept) = kept {
            return Some(kept.expose().to_owned());
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    None
}

#[tokio::test]
async fn what_is_typed_is_kept_once_the_server_has_accepted_it_and_not_before() {
    let mut rig = rig("kept-typed");
    rig.unanswered = Some(Vec::new());
    let ticket = rig.start_browse(list());
    answered(&mut rig, "wrong", true).await;
    assert_eq!(in_keychain(&mut rig, ticket).await, None, "it was refused");
    let ticket = rig.start_browse(list());
    answered(&mut rig, RIGHT, true).await;
    assert_eq!(in_keychain(&mut rig, ticket).await.as_deref(), Some(RIGHT));
    // The next run would not ask; nor does this one, for another connection.
    rig.write("b", b"b");
    rig.put("b", "/b").await;
    assert_eq!(rig.asked.len(), 2);

    let mut rig = self::rig("kept-not-ticked");
    rig.unanswered = Some(Vec::new());
    let ticket = rig.start_browse(list());
    answered(&mut rig, RIGHT, false).await;
    assert_eq!(in_keychain(&mut rig, ticket).await, None);
}

#[tokio::test]
async fn a_better_password_takes_the_place_of_a_wrong_one() {
    let mut rig = rig("kept-better");
    keep(&rig, "wrong");
    assert_eq!(rig.browse(list()).await.unwrap_err().kind, Kind::LoginRefused);
    rig.unanswered = Some(Vec::new());
    let ticket = rig.start_browse(list());
    answered(&mut rig, RIGHT, true).await;
    let is_end = move |event: &Event| matches!(event, Event::Answered { ticket: of, .. } if *of == ticket);
    rig.until(is_end).await;
    let name = SecretName::password(&id());
    for _ in 0..100 {
        if rig.vault.get(&name).unwrap() == Some(Secret::new(RIGHT)) {
            return;
        }
        tokio::time::sleep(Duration::from_millis(10)).await;
    }
    panic!("the wrong one is still there");
}

#[tokio::test]
async fn without_a_keychain_it_is_not_offered_and_one_that_appears_is_used_at_once() {
    let mut rig = rig("kept-appears");
    rig.vault.fail(Some(Trouble::NoService));
    rig.answers = vec![Answer::No];
    let ticket = rig.start_browse(list());
    let about = move |event: &Event| match event {
        Event::MayKeep(_) => true,
        Event::Answered { ticket: of, .. } => *of == ticket,
        _ => false,
    };
    let first = rig.until(about).await;
    assert!(
        matches!(first, Event::Answered { .. }),
        "there is nothing that could keep it"
    );
    assert_eq!(rig.troubles, [Trouble::NoService]);
    // It appears, with the password, and nobody starts anything anew.
    rig.vault.fail(None);
    keep(&rig, RIGHT);
    rig.browse(list()).await.unwrap();
    assert_eq!((rig.asked.len(), rig.troubles.len()), (1, 1));
}

#[tokio::test]
async fn a_keychain_that_goes_away_meanwhile_is_told_and_the_login_stands() {
    let mut rig = rig("kept-gone");
    rig.unanswered = Some(Vec::new());
    let ticket = rig.start_browse(list());
    let event = rig.until(|event| matches!(event, Event::MayKeep(_))).await;
    let Event::MayKeep(question) = event else {
        unreachable!()
    };
    rig.vault.fail(Some(Trouble::Locked));
    rig.engine.send(Command::KeepAnswer(question));
    let answer = Answer::Password(Secret::new(RIGHT));
    rig.engine.send(Command::Answer { question, answer });
    let (mut told, mut listed) = (false, false);
    while !(told && listed) {
        let about = move |event: &Event| matches!(event, Event::NotKept { .. } | Event::Answered { .. });
        match rig.until(about).await {
            Event::NotKept { trouble, .. } => told = trouble == Trouble::Locked,
            Event::Answered { ticket: of, result } if of == ticket => listed = result.is_ok(),
            _ => {}
        }
    }
}

#[tokio::test]
async fn what_was_given_in_this_run_can_be_kept_for_a_site_that_is_made_of_it() {
    let mut rig = rig("kept-given");
    rig.site = Arc::new(Site {
        terms: Terms::default(),
        ..(*rig.site).clone()
    });
    rig.answers = vec![Answer::Password(Secret::new(RIGHT))];
    rig.browse(list()).await.unwrap();
    let given = |user: &str, site: &Site| ProfileRequest::KeepGiven {
        name: SecretName::password(&id()),
        server: site.address(),
        user: user.to_owned(),
    };
    let site = rig.site.clone();
    let nothing = rig.profile(given("bert", &site)).await;
    assert!(matches!(nothing, Ok(Outcome::Secrets(Ok(names))) if names.is_empty()));
    let kept = rig.profile(given("anna", &site)).await;
    assert!(matches!(kept, Ok(Outcome::Secrets(Ok(names))) if names.len() == 1));
    let secret = rig.vault.get(&SecretName::password(&id())).unwrap();
    assert_eq!(secret, Some(Secret::new(RIGHT)));
}
