use super::*;
use crate::ui::screen::exchange::samples;

fn names(choice: &Choice) -> Vec<String> {
    let indent = |depth: usize| " ".repeat(depth);
    let lines = choice.lines().iter().map(|line| match line {
        Line::Folder(at) => {
            let (name, depth, _, count) = choice.folder(*at).unwrap();
            format!("{}{name}/ {count}", indent(depth))
        }
        Line::Item(at) => {
            let site = &choice.preview.items[*at].site;
            format!("{}{}", indent(site.folder.len()), site.name)
        }
        Line::Queue => "queue".to_owned(),
        Line::Queued(at) => format!(" {}", choice.preview.queue[*at].item.site.host),
        Line::RefusedHead => "refused".to_owned(),
        Line::Refused(at) => format!(" {}", choice.preview.refused[*at].name),
    });
    lines.collect()
}

fn chosen(choice: &Choice) -> Vec<&str> {
    choice.chosen().map(|item| item.site.name.as_str()).collect()
}

fn at(choice: &Choice, name: &str) -> usize {
    names(choice)
        .iter()
        .position(|line| line.trim().starts_with(name))
        .unwrap()
}

fn press(choice: &mut Choice, name: &str) {
    let line = at(choice, name);
    choice.table_said(&Happening::Open(line));
}

#[test]
fn it_is_a_tree_with_what_waits_and_what_cannot_be_taken_at_its_end() {
    let choice = Choice::new(samples::preview());
    assert_eq!(
        names(&choice),
        [
            "Kunden/ 4",
            " Müller & Söhne/ 2",
            "  shop",
            "  shop old",
            " intranet",
            " nas",
            "backup",
            "mirror",
            "queue",
            " ftp.shop.example.org",
            " 203.0.113.9",
            "refused",
            " cloud",
            " nameless",
        ]
    );
}

#[test]
fn what_is_there_already_is_not_ticked() {
    let mut choice = Choice::new(samples::preview());
    assert_eq!(chosen(&choice), ["shop", "intranet", "nas", "backup", "mirror"]);
    assert_eq!((choice.secrets(), choice.files()), (4, 5));
    assert_eq!(choice.many(), Some(Many::New));
    press(&mut choice, "shop old");
    assert_eq!(choice.many(), Some(Many::All));
    press(&mut choice, "backup");
    assert_eq!(choice.many(), None);
    choice.tick_many(Many::Nothing);
    assert_eq!((choice.chosen().count(), choice.files()), (0, 0));
}

#[test]
fn a_folder_takes_what_is_new_in_it_then_nothing() {
    let mut choice = Choice::new(samples::preview());
    let tick = |choice: &Choice, name: &str| choice.tick(choice.lines()[at(choice, name)]).unwrap();
    assert_eq!(tick(&choice, "Kunden"), Tick::Part, "one of it is there already");
    press(&mut choice, "Kunden");
    assert_eq!(chosen(&choice), ["backup", "mirror"]);
    assert_eq!(tick(&choice, "Kunden"), Tick::Off);
    press(&mut choice, "Müller");
    assert_eq!(chosen(&choice), ["shop", "backup", "mirror"]);
    press(&mut choice, "Kunden");
    assert_eq!(chosen(&choice), ["shop", "intranet", "nas", "backup", "mirror"]);
    // A folder of which everything is there can be taken again.
    let mut preview = samples::preview();
    for item in &mut preview.items {
        item.twin = Some("there".to_owned());
    }
    let mut choice = Choice::new(preview);
    assert_eq!(choice.chosen().count(), 0);
    press(&mut choice, "Kunden");
    assert_eq!((choice.chosen().count(), tick(&choice, "Kunden")), (4, Tick::On));
}

#[test]
fn folders_close_and_keep_their_ticks() {
    let mut choice = Choice::new(samples::preview());
    let line = at(&choice, "Kunden");
    choice.unfold(line);
    assert_eq!(names(&choice)[..3], ["Kunden/ 4", "backup", "mirror"]);
    assert_eq!(choice.chosen().count(), 5);
    choice.unfold(line);
    assert_eq!(names(&choice).len(), 14);
}

#[test]
fn a_server_whose_files_cannot_be_moved_has_no_box() {
    let choice = Choice::new(samples::preview());
    let tick = |name: &str| choice.tick(choice.lines()[at(&choice, name)]);
    assert_eq!(tick("ftp.shop"), Some(Tick::On));
    assert_eq!(tick("203.0.113.9"), None);
    assert_eq!((tick("queue"), tick("cloud")), (None, None));
}
