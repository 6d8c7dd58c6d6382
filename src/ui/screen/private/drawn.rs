//! The screen, drawn.

use iced::Size;

use super::*;
use crate::ui::screen::drawn::{Folder, over};
use crate::ui::words::{Language, Words};

fn draw(name: &str, screen: PrivateData) {
    let folder = Folder::new();
    let screen: &'static PrivateData = Box::leak(Box::new(screen));
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
fn from_counting_to_the_end() {
    let (mut screen, _) = PrivateData::new(14, 1_204);
    screen.answered(Ok(Outcome::Private(samples::counted())));
    for kind in [Private::Recent, Private::Trust, Private::Secrets] {
        screen.update(Message::Tick(Kind::Kept(kind)));
    }
    draw("private", screen.clone());
    screen.update(Message::Remove);
    draw("private-question", screen.clone());
    screen.update(Message::Confirm);
    screen.answered(Ok(Outcome::Private(samples::removed())));
    draw("private-done", screen);
}
