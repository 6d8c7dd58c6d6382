use iced::keyboard::key::Named;
use iced_test::Simulator;
use time::{OffsetDateTime, UtcOffset};

use super::*;
use crate::ui::look::{Palette, Shade};
use crate::ui::words::{Language, Words};

fn command(title: &str, english: &str, deed: u32) -> Command<u32> {
    Command {
        title: title.into(),
        english: english.into(),
        keys: Some("F5"),
        deed,
    }
}

fn palette() -> Commands<u32> {
    let mut all = vec![
        command("重新读取文件夹", "Read the folder again", 0),
        command("新建文件夹", "New folder", 1),
    ];
    all.extend((2..30).map(|at| command(&format!("命令 {at}"), "", at)));
    Commands::new(all)
}

/// A person does something with the palette.
fn act(commands: &mut Commands<u32>, hand: impl FnOnce(&mut Simulator<'_, Message>)) -> Vec<Action<u32>> {
    let words = Words::of(Language::Chinese);
    let context = Context {
        words: &words,
        palette: Palette::of(Shade::Light),
        now: OffsetDateTime::UNIX_EPOCH,
        zone: UtcOffset::UTC,
        keys: crate::settings::KeyPreset::Standard,
    };
    let size = iced::Size::new(1000.0, 700.0);
    let mut simulator = Simulator::with_size(iced::Settings::default(), size, commands.view(&context, 1));
    hand(&mut simulator);
    let messages: Vec<Message> = simulator.into_messages().collect();
    let actions = messages.into_iter().map(|message| commands.update(message));
    actions.filter(|action| *action != Action::None).collect()
}

#[test]
fn words_of_this_language_or_of_english_and_enter() {
    for typed in ["新建", "new fol"] {
        let mut palette = palette();
        palette.update(Message::Typed(typed.into()));
        let done = act(&mut palette, |hand| {
            let _ = hand.tap_key(Named::Enter);
        });
        assert_eq!(done, [Action::Run(1)], "{typed}");
    }
    let mut palette = palette();
    palette.update(Message::Typed("zz".into()));
    let done = act(&mut palette, |hand| {
        let _ = hand.tap_key(Named::Enter);
    });
    assert!(done.is_empty(), "nothing fits, so nothing is done");
    act(&mut palette, |hand| assert!(hand.find("没有符合的命令").is_ok()));
}

#[test]
fn arrows_choose_and_the_list_follows() {
    let mut palette = palette();
    let down = |palette: &mut Commands<u32>, times| {
        for _ in 0..times {
            act(palette, |hand| {
                let _ = hand.tap_key(Named::ArrowDown);
            });
        }
    };
    down(&mut palette, LINES);
    assert_eq!((palette.chosen, palette.first), (LINES, 1));
    act(&mut palette, |hand| assert!(hand.find("重新读取文件夹").is_err()));
    act(&mut palette, |hand| {
        let _ = hand.tap_key(Named::PageUp);
        let _ = hand.tap_key(Named::PageUp);
        let _ = hand.tap_key(Named::ArrowUp);
    });
    assert_eq!(palette.chosen, 29, "round the end");
    let done = act(&mut palette, |hand| {
        let _ = hand.tap_key(Named::Enter);
    });
    assert_eq!(done, [Action::Run(29)]);
}

#[test]
fn a_click_runs_and_escape_closes() {
    let mut palette = palette();
    let done = act(&mut palette, |hand| {
        hand.click("新建文件夹").unwrap();
    });
    assert_eq!(done, [Action::Run(1)]);
    let done = act(&mut palette, |hand| {
        let _ = hand.tap_key(Named::Escape);
    });
    assert_eq!(done, [Action::Close]);
    let done = act(&mut palette, |hand| {
        hand.point_at(iced::Point::new(5.0, 600.0));
        let _ = hand.simulate(iced_test::simulator::click());
    });
    assert_eq!(done, [Action::Close], "a press beside it");
}

#[test]
fn typing_goes_to_the_field() {
    let mut palette = palette();
    act(&mut palette, |hand| {
        let _ = hand.typewrite("f");
    });
    assert_eq!(palette.typed, "f");
    assert_eq!(palette.found, [0, 1], "by their English words");
}

#[test]
fn a_resting_pointer_chooses_nothing_and_a_moving_one_does() {
    let mut palette = palette();
    let over = iced::Point::new(500.0, 300.0);
    act(&mut palette, |hand| {
        hand.point_at(over);
        let _ = hand.tap_key(Named::F1);
    });
    assert_eq!(palette.chosen, 0);
    act(&mut palette, |hand| {
        hand.point_at(iced::Point::new(500.0, 340.0));
        let _ = hand.tap_key(Named::F1);
    });
    assert!(palette.chosen > 1, "{}", palette.chosen);
}
