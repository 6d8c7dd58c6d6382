//! Pictures of the screen: with `PACKETBOAT_PICTURES` set, they stay there.

use super::super::field::Field;
use super::*;
use crate::ui::screen::drop_down::Step;

const USUAL: iced::Size = iced::Size::new(1280.0, 800.0);
const SMALL: iced::Size = iced::Size::new(800.0, 560.0);

/// Draws in both shades; the pictures show something, and not the same.
fn draw(name: &str, size: iced::Size, language: Language, mut desk: Desk) {
    let kept = std::env::var_os("PACKETBOAT_PICTURES");
    let lost = tempfile::tempdir().unwrap();
    let folder = kept.as_deref().map_or(lost.path(), Path::new);
    desk.words = Words::of(language);
    desk.size = size;
    let pictures = [(Shade::Light, "light"), (Shade::Dark, "dark")].map(|(shade, suffix)| {
        desk.shade = shade;
        desk.draw(&folder.join(format!("{name}-{suffix}.png")))
    });
    assert!(pictures[0].len() > 20_000, "{name} is hardly drawn");
    assert_ne!(pictures[0], pictures[1], "{name} looks the same in both shades");
}

fn of(name: &str, section: Section) -> Desk {
    let mut desk = desk();
    desk.kept.push(SecretName::password(&SiteId::new(1)));
    desk.selects(name);
    desk.says(Message::Section(section));
    desk
}

#[test]
fn the_form_is_drawn_in_every_section() {
    for (section, name) in [
        (Section::General, "general"),
        (Section::Folders, "folders"),
        (Section::Connection, "connection"),
        (Section::Notes, "notes"),
        (Section::Learned, "learned"),
    ] {
        let filled = || {
            let mut desk = of("Harbour shop", section);
            desk.chooses(Edit::Keeps(true));
            if section == Section::Folders {
                desk.chooses(Edit::AddMark);
                desk.chooses(Edit::MarkName(0, "Theme".into()));
                desk.chooses(Edit::MarkRemote(0, "/www/theme".into()));
            }
            desk
        };
        draw(&format!("sites-{name}"), USUAL, Language::English, filled());
        draw(&format!("sites-{name}-chinese"), SMALL, Language::Chinese, filled());
    }
}

#[test]
fn other_states_are_drawn() {
    draw("sites-none", USUAL, Language::English, Desk::new(&[]));
    draw("sites-none-small", SMALL, Language::Chinese, Desk::new(&[]));
    draw("sites-nothing-chosen", USUAL, Language::Chinese, desk());
    let mut folder = desk();
    folder.selects("Customers");
    draw("sites-folder", USUAL, Language::English, folder);
    let mut keys = of("NAS", Section::General);
    keys.chooses(Edit::Who(Who::Key));
    keys.says(Message::KeyPath("/home/mei/.ssh/id_ed25519".into()));
    keys.chooses(Edit::AddKey);
    keys.says(Message::Choice(Which::Folder, Step::Toggle));
    draw("sites-keys", USUAL, Language::English, keys);
    let mut wrong = of("Harbour shop", Section::General);
    wrong.types(Field::Host, "a b");
    wrong.types(Field::Port, "x");
    wrong.types(Field::User, "");
    wrong.says(Message::Save);
    draw("sites-wrong", SMALL, Language::English, wrong);
    let mut unsaved = of("Harbour shop", Section::General);
    unsaved.types(Field::Host, "other.example.org");
    unsaved.says(Message::Close);
    draw("sites-unsaved", USUAL, Language::English, unsaved);
    let mut delete = desk();
    delete.selects("Customers");
    delete.says(Message::Delete);
    draw("sites-delete", USUAL, Language::Chinese, delete);
    let mut menu = desk();
    menu.selects("NAS");
    menu.says(Message::Tree(Happening::Menu {
        row: Some(4),
        at: iced::Point::new(250.0, 300.0),
    }));
    draw("sites-menu", USUAL, Language::English, menu);
    let mut faulty = of("Harbour shop", Section::General);
    let path = faulty.profile.sites_path().to_owned();
    let text = std::fs::read_to_string(&path).unwrap();
    let bad =
        "\n[[site]]\nname = \"Bad\"\nprotocol = \"ftp\"\nhost = \"h\"\nport = \"x\"\n[[site]]\nname = \"No host\"\n";
    std::fs::write(&path, format!("{text}{bad}")).unwrap();
    faulty.says(Message::ReadAgain);
    draw("sites-faults", USUAL, Language::English, faulty);
}
