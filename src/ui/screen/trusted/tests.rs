use super::*;
use crate::error::{Kind, Stage};
use crate::ui::words::Language;

fn shown() -> Trusted {
    let (mut screen, first) = Trusted::new(&samples::in_clear(), &samples::charsets());
    assert!(matches!(first, ProfileRequest::Trust));
    screen.answered(Ok(Outcome::Trust(Box::new(samples::trust()))));
    screen
}

fn servers(screen: &Trusted) -> Vec<String> {
    let words = Words::of(Language::English);
    screen.shown(&words).iter().map(|entry| entry.server()).collect()
}

fn choose(screen: &mut Trusted, section: Section) {
    screen.update(Message::Section(section));
    let words = Words::of(Language::English);
    let entry = screen.shown(&words)[0].clone();
    screen.update(Message::Choose(Box::new(entry)));
}

#[test]
fn everything_is_there_by_server_and_by_kind() {
    let mut screen = shown();
    assert_eq!(
        servers(&screen),
        [
            "10.1.4.20:21",
            "192.168.0.12:21",
            "backup-nas:22",
            "ftp.mirror.example.org:21",
            "ftp.shop.example.org:2221",
            "ftp.shop.example.org:2221",
            "old.example.cn:21",
            "shop.example.org:2222",
        ]
    );
    assert_eq!(Section::ALL.map(|section| screen.count(section)), [8, 3, 2, 1, 2]);
    screen.update(Message::Section(Section::Learned));
    assert_eq!(servers(&screen), ["ftp.shop.example.org:2221", "old.example.cn:21"]);
}

#[test]
fn it_is_searched_by_name_fingerprint_and_words() {
    let mut screen = shown();
    for (typed, found) in [
        ("SHOP 2221", 2),
        ("p2qamxnic", 2),
        ("gb18030", 1),
        ("not encrypted", 1),
        ("camera", 1),
        ("nothing like it", 0),
    ] {
        screen.update(Message::Search(typed.to_owned()));
        assert_eq!(servers(&screen).len(), found, "{typed}");
    }
}

#[test]
fn each_is_forgotten_where_it_is_kept_and_only_after_a_question() {
    let mut screen = shown();
    let mut forgotten = |section| {
        choose(&mut screen, section);
        assert!(
            matches!(screen.update(Message::Confirm), Action::None),
            "nobody was asked"
        );
        screen.update(Message::Forget);
        screen.update(Message::Keep);
        assert!(matches!(screen.update(Message::Confirm), Action::None), "it is kept");
        screen.update(Message::Forget);
        screen.update(Message::Confirm)
    };
    let action = forgotten(Section::Certificates);
    assert!(matches!(action, Action::Ask(ProfileRequest::ForgetCertificate(server)) if server == "10.1.4.20:21"));
    let action = forgotten(Section::HostKeys);
    assert!(matches!(action, Action::Ask(ProfileRequest::ForgetHostKey(key)) if key.host == "backup-nas"));
    assert!(matches!(forgotten(Section::InClear), Action::ForgetClear(server) if server == "192.168.0.12:21"));
    let action = forgotten(Section::Learned);
    assert!(matches!(action, Action::Ask(ProfileRequest::ForgetLearned(_))));
}

#[test]
fn a_question_does_not_go_over_to_another_row() {
    let mut screen = shown();
    choose(&mut screen, Section::Certificates);
    screen.update(Message::Forget);
    choose(&mut screen, Section::HostKeys);
    assert!(matches!(screen.update(Message::Confirm), Action::None));
}

#[test]
fn what_is_gone_is_not_chosen_any_more() {
    let mut screen = shown();
    choose(&mut screen, Section::InClear);
    screen.update(Message::Forget);
    screen.know(&[], &samples::charsets());
    assert!(screen.chosen.is_none() && !screen.asking);
    assert_eq!(screen.count(Section::InClear), 0);
    screen.answered(Err(Error::new(Stage::LocalDisk, Kind::System, "write trust.toml")));
    assert!(screen.trouble.is_some());
}
