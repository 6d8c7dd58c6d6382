//! The screen, drawn.

use iced::Size;

use super::*;
use crate::ui::screen::drawn::{Folder, over};
use crate::ui::words::Language;

fn draw(name: &str, screen: Trusted) {
    let folder = Folder::new();
    let screen: &'static Trusted = Box::leak(Box::new(screen));
    for (language, tag) in [(Language::English, ""), (Language::Chinese, "-zh")] {
        let words: &'static Words = Box::leak(Box::new(Words::of(language)));
        for (size, small) in [(Size::new(1280.0, 800.0), ""), (Size::new(800.0, 560.0), "-small")] {
            folder.draw(&format!("{name}{tag}{small}"), size, words, |context| {
                let context: &'static Context<'static> = Box::leak(Box::new(Context { words, ..*context }));
                over(screen.view(context, 1))
            });
        }
    }
}

#[test]
fn what_is_known_about_servers() {
    let (mut screen, _) = Trusted::new(&samples::in_clear(), &samples::charsets());
    screen.answered(Ok(Outcome::Trust(Box::new(samples::trust()))));
    let expired = screen.entries[0].clone();
    screen.update(Message::Choose(Box::new(expired)));
    draw("trusted", screen.clone());
    let pinned = screen.entries[4].clone();
    screen.update(Message::Choose(Box::new(pinned)));
    screen.update(Message::Forget);
    draw("trusted-forget", screen);
    let (mut empty, _) = Trusted::new(&[], &BTreeMap::new());
    empty.answered(Ok(Outcome::Trust(Box::new(Trust {
        certificates: Vec::new(),
        host_keys: Vec::new(),
        learned: Vec::new(),
    }))));
    draw("trusted-empty", empty);
}
