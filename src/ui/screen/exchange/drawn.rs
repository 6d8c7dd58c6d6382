//! Every page of an import and an export, drawn.

use iced::Size;

use super::*;
use crate::error::{Kind, Stage};
use crate::ui::screen::drawn::{Folder, over};
use crate::ui::words::{Language, Words};

const WINDOW: Size = Size::new(1280.0, 800.0);
const SMALL: Size = Size::new(800.0, 560.0);

fn draw(name: &str, screen: Exchange) {
    let folder = Folder::new();
    let screen: &'static Exchange = Box::leak(Box::new(screen));
    let book: &'static Book = Box::leak(Box::new(samples::book()));
    for (language, tag) in [(Language::English, ""), (Language::Chinese, "-zh")] {
        let words: &'static Words = Box::leak(Box::new(Words::of(language)));
        for (size, small) in [(WINDOW, ""), (SMALL, "-small")] {
            folder.draw(&format!("{name}{tag}{small}"), size, words, |context| {
                let context: &'static Context<'static> = Box::leak(Box::new(Context { words, ..*context }));
                over(screen.view(context, book, 1))
            });
        }
    }
}

fn begun() -> Exchange {
    let (mut screen, _) = Exchange::import();
    screen.answered(Ok(Outcome::Sources(samples::sources())));
    screen
}

fn previewed() -> Exchange {
    let mut screen = begun();
    screen.update(Message::Read("/home/mei/.config/filezilla/sitemanager.xml".into()));
    screen.answered(Ok(Outcome::Preview(Box::new(samples::preview()))));
    screen.update(Message::Table(Happening::Cursor(4)));
    screen
}

#[test]
fn where_sites_are() {
    draw("exchange-begin", begun());
    let mut failed = begun();
    failed.update(Message::Read("/x".into()));
    let error = Error::new(Stage::LocalDisk, Kind::Unsupported, "import /x");
    failed.answered(Err(error.with_cause("it is encrypted; write it out unencrypted first")));
    draw("exchange-begin-failed", failed);
}

#[test]
fn what_would_be_taken_over() {
    draw("exchange-preview", previewed());
    let mut nothing = begun();
    nothing.update(Message::Read("/x".into()));
    let empty = crate::import::Preview {
        items: Vec::new(),
        queue: Vec::new(),
        refused: Vec::new(),
        ..samples::preview()
    };
    nothing.answered(Ok(Outcome::Preview(Box::new(empty))));
    draw("exchange-preview-empty", nothing);
}

#[test]
fn while_and_after() {
    let mut screen = previewed();
    screen.update(Message::Import);
    screen.progressed(2, 4);
    draw("exchange-working", screen.clone());
    screen.answered(Ok(Outcome::Imported(Box::new(samples::imported()))));
    draw("exchange-ended", screen);
}

#[test]
fn an_export() {
    let mut screen = Exchange::export();
    draw("exchange-export", screen.clone());
    screen.target(Format::FileZilla, "/home/mei/sites.xml".into());
    screen.answered(Err(Error::new(Stage::LocalDisk, Kind::Exists, "write")));
    draw("exchange-export-exists", screen);
}
