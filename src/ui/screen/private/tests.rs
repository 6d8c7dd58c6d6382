use super::*;
use crate::error::{Kind as Fault, Stage};
use crate::secret::Trouble;

fn tidied(kind: Private, count: usize) -> Tidied {
    Tidied {
        kind,
        count,
        trouble: None,
    }
}

fn counted() -> PrivateData {
    let (mut screen, first) = PrivateData::new(2, 7);
    assert!(matches!(first, ProfileRequest::CountPrivate));
    let counts = [
        tidied(Private::Recent, 3),
        tidied(Private::Learned, 0),
        tidied(Private::Trust, 2),
        tidied(Private::Secrets, 4),
    ];
    screen.answered(Ok(Outcome::Private(counts.into())));
    screen
}

#[test]
fn nothing_goes_that_was_not_ticked_and_agreed_to() {
    let mut screen = counted();
    assert!(matches!(screen.update(Message::Remove), Action::None));
    assert!(
        matches!(screen.update(Message::Confirm), Action::None),
        "nothing is ticked"
    );
    screen.update(Message::Tick(Kind::Kept(Private::Learned)));
    assert_eq!(screen.ticked().count(), 0, "there is nothing of it");
    let kinds = [
        Kind::Kept(Private::Secrets),
        Kind::Log,
        Kind::Finished,
        Kind::Kept(Private::Recent),
    ];
    for kind in kinds {
        screen.update(Message::Tick(kind));
    }
    screen.update(Message::Tick(Kind::Kept(Private::Recent)));
    assert!(
        matches!(screen.update(Message::Confirm), Action::None),
        "nobody was asked"
    );
    screen.update(Message::Remove);
    screen.update(Message::Back);
    assert!(
        matches!(screen.update(Message::Confirm), Action::None),
        "it was taken back"
    );
    screen.update(Message::Remove);
    let Action::Remove(kinds) = screen.update(Message::Confirm) else {
        panic!("nothing is removed");
    };
    assert_eq!(kinds, [Kind::Kept(Private::Secrets), Kind::Finished, Kind::Log]);
    assert!(matches!(screen.update(Message::Close), Action::None), "it is under way");
    assert!(
        matches!(screen.update(Message::Confirm), Action::None),
        "once is enough"
    );
}

#[test]
fn what_was_removed_is_told_and_what_was_not_too() {
    let mut screen = counted();
    screen.update(Message::Tick(Kind::Kept(Private::Secrets)));
    screen.update(Message::Remove);
    screen.update(Message::Confirm);
    let removed = Tidied {
        trouble: Some(Trouble::Locked),
        ..tidied(Private::Secrets, 1)
    };
    screen.answered(Ok(Outcome::Private(vec![removed])));
    let secrets: Vec<_> = screen
        .ticked()
        .map(|counted| (counted.count, counted.trouble.clone()))
        .collect();
    assert_eq!(secrets, [(1, Some(Trouble::Locked))]);
    assert_eq!(screen.step, Step::Done);
    assert!(matches!(screen.update(Message::Close), Action::Close));
}

#[test]
fn a_disk_that_refuses_is_told() {
    let mut screen = counted();
    screen.update(Message::Tick(Kind::Kept(Private::Trust)));
    screen.update(Message::Remove);
    screen.update(Message::Confirm);
    screen.answered(Err(Error::new(Stage::LocalDisk, Fault::System, "write trust.toml")));
    assert_eq!(screen.step, Step::Choosing);
    assert!(screen.trouble.is_some());
}
