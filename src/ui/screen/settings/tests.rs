use iced::keyboard::key::Named;
use iced_test::Simulator;
use time::{OffsetDateTime, UtcOffset};

use super::*;
use crate::settings::{Existing, KeyPreset};
use crate::ui::look::{Palette, Shade};
use crate::ui::words::Language;

/// The screen with what it changes.
struct Scene {
    words: Words,
    settings: Settings,
    state: WindowState,
    changed: Vec<Setting>,
    closed: bool,
    opened: Option<Shortcut>,
}

impl Scene {
    fn new(language: Language) -> Self {
        Self {
            words: Words::of(language),
            settings: Settings::default(),
            state: WindowState::default(),
            changed: Vec::new(),
            closed: false,
            opened: None,
        }
    }

    /// A person does something, and the screen hears of it.
    fn act(&mut self, hand: impl FnOnce(&mut Simulator<'_, Message>)) {
        let context = Context {
            words: &self.words,
            palette: Palette::of(Shade::Light),
            now: OffsetDateTime::UNIX_EPOCH,
            zone: UtcOffset::UTC,
            keys: crate::settings::KeyPreset::Standard,
        };
        let size = iced::Size::new(1000.0, 700.0);
        let mut simulator = Simulator::with_size(
            iced::Settings::default(),
            size,
            self.settings.view(&context, &self.state, 1),
        );
        hand(&mut simulator);
        let messages: Vec<Message> = simulator.into_messages().collect();
        for message in messages {
            match self.settings.update(message, &mut self.state) {
                Action::None => {}
                Action::Changed(setting) => self.changed.push(setting),
                Action::Open(shortcut) => self.opened = Some(shortcut),
                Action::Close => self.closed = true,
            }
        }
    }

    fn click(&mut self, words: &str) {
        self.act(|hand| {
            hand.click(words).unwrap_or_else(|_| panic!("{words} is not there"));
        });
    }

    fn sees(&mut self, words: &str) -> bool {
        let mut seen = false;
        self.act(|hand| seen = hand.find(words).is_ok());
        seen
    }
}

#[test]
fn a_click_changes_a_setting_and_another_gives_it_back() {
    let mut scene = Scene::new(Language::English);
    scene.click("Files");
    scene.click("Show hidden files");
    assert!(scene.changed.is_empty(), "the words are no switch");
    scene.settings.update(Message::Section(Section::Keys), &mut scene.state);
    scene.click("Commander");
    assert_eq!(
        (scene.state.keys, &scene.changed[..]),
        (KeyPreset::Commander, &[Setting::KeyPreset][..])
    );
    let back = Message::Reset(Setting::KeyPreset);
    assert_eq!(
        scene.settings.update(back.clone(), &mut scene.state),
        Action::Changed(Setting::KeyPreset)
    );
    assert_eq!(scene.state, WindowState::default());
    assert_eq!(
        scene.settings.update(back, &mut scene.state),
        Action::None,
        "it is back already"
    );
}

#[test]
fn the_search_finds_settings_by_their_words_in_every_section() {
    let mut scene = Scene::new(Language::English);
    assert!(scene.sees("Connections per site") && !scene.sees("Delete to the trash"));
    scene.settings.update(Message::Search("trash".into()), &mut scene.state);
    assert!(scene.sees("Delete to the trash") && !scene.sees("Connections per site"));
    scene
        .settings
        .update(Message::Search("dark SYSTEM".into()), &mut scene.state);
    assert!(scene.sees("Colours"), "a choice is found, in any order and size");
    scene.settings.update(Message::Search("xyzzy".into()), &mut scene.state);
    assert!(scene.sees("No setting fits"));
    let mut scene = Scene::new(Language::Chinese);
    scene
        .settings
        .update(Message::Search("回收站".into()), &mut scene.state);
    assert!(scene.sees("删除到回收站"));
}

#[test]
fn what_is_typed_holds_as_soon_as_it_can_be_a_value() {
    let mut scene = Scene::new(Language::English);
    scene
        .settings
        .update(Message::Section(Section::Connection), &mut scene.state);
    let type_in = |scene: &mut Scene, typed: &str| {
        let value = Value::Text(typed.into());
        scene
            .settings
            .update(Message::Set(Setting::ReplyWait, value), &mut scene.state)
    };
    assert_eq!(type_in(&mut scene, ""), Action::None);
    assert_eq!(scene.state.reply_wait, 20, "nothing is no number of seconds");
    assert!(scene.sees("This cannot be used. The value before it still holds."));
    assert_eq!(type_in(&mut scene, "45"), Action::Changed(Setting::ReplyWait));
    assert_eq!(scene.state.reply_wait, 45);
    assert!(!scene.sees("This cannot be used. The value before it still holds."));
}

#[test]
fn everything_can_be_done_with_keys() {
    use Named::{Escape, Space, Tab};
    let mut scene = Scene::new(Language::English);
    scene
        .settings
        .update(Message::Section(Section::Files), &mut scene.state);
    // The field, the way out, seven sections, four other screens, then the first setting's choices.
    scene.act(|hand| {
        for _ in 0..1 + Section::ALL.len() + 4 + 2 {
            let _ = hand.tap_key(Tab);
        }
        let _ = hand.tap_key(Space);
    });
    assert_eq!(scene.changed, [Setting::ExistingUploads]);
    assert_eq!(scene.state.existing_uploads, Existing::Overwrite);
    scene.act(|hand| {
        let _ = hand.typewrite("log");
    });
    assert_eq!(scene.settings.typed, "log", "the search has the keyboard first");
    scene.act(|hand| {
        let _ = hand.tap_key(Escape);
    });
    assert!(scene.closed);
}

#[test]
fn the_size_goes_in_steps_and_not_past_the_ends() {
    let mut scene = Scene::new(Language::English);
    scene
        .settings
        .update(Message::Section(Section::Looks), &mut scene.state);
    let plus = String::from(crate::ui::look::icon::PLUS);
    scene.click(&plus);
    assert_eq!(scene.state.scale, 1.1);
    scene.state.scale = 3.0;
    assert!(!scene.sees(&plus));
    assert!(scene.sees("300 %"));
}

#[test]
fn what_has_the_focus_is_in_view() {
    let mut scene = Scene::new(Language::English);
    scene.settings.update(Message::Search("e".into()), &mut scene.state);
    let context = Context {
        words: &scene.words,
        palette: Palette::of(Shade::Light),
        now: OffsetDateTime::UNIX_EPOCH,
        zone: UtcOffset::UTC,
        keys: crate::settings::KeyPreset::Standard,
    };
    let size = iced::Size::new(1000.0, 500.0);
    let view = scene.settings.view(&context, &scene.state, 1);
    let mut simulator = Simulator::with_size(iced::Settings::default(), size, view);
    let last = "Keys";
    let _ = simulator.tap_key(Named::F1);
    assert!(
        simulator.find(last).unwrap().visible_bounds().is_none(),
        "it is far below"
    );
    // Back from the first goes to the last.
    let shift = iced::keyboard::Modifiers::SHIFT;
    let _ = simulator.simulate([iced::Event::Keyboard(iced::keyboard::Event::KeyPressed {
        key: Named::Tab.into(),
        modified_key: Named::Tab.into(),
        physical_key: iced::keyboard::key::Physical::Unidentified(iced::keyboard::key::NativeCode::Unidentified),
        location: iced::keyboard::Location::Standard,
        modifiers: shift,
        text: None,
        repeat: false,
    })]);
    assert!(simulator.find(last).unwrap().visible_bounds().is_some());
}

#[test]
fn screens_that_belong_to_them_are_beside_the_sections() {
    let mut scene = Scene::new(Language::English);
    scene.click("Clear private data…");
    assert_eq!(scene.opened, Some(Shortcut::Private));
}
