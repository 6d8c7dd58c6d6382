use super::*;
use crate::error::{Kind, Stage};
use crate::import::Preview;

fn shown(preview: Preview) -> Exchange {
    let (mut screen, first) = Exchange::import();
    assert!(matches!(first, ProfileRequest::Sources));
    screen.answered(Ok(Outcome::Sources(samples::sources())));
    let action = screen.update(Message::Read("/f.xml".into()));
    assert!(
        matches!(action, Action::Ask(ProfileRequest::Preview(path, None)) if path == std::path::Path::new("/f.xml"))
    );
    screen.answered(Ok(Outcome::Preview(Box::new(preview))));
    screen
}

fn exists() -> Error {
    Error::new(Stage::LocalDisk, Kind::Exists, "write /x")
}

#[test]
fn an_import_goes_from_a_file_to_what_came_of_it() {
    let mut screen = shown(samples::preview());
    let Action::Ask(ProfileRequest::Import(items)) = screen.update(Message::Import) else {
        panic!("nothing is asked for");
    };
    let names: Vec<&str> = items.iter().map(|item| item.site.name.as_str()).collect();
    assert_eq!(names, ["shop", "intranet", "nas", "backup", "mirror"]);
    screen.progressed(1, 4);
    assert!(matches!(screen.step, Step::Working(_, 1, 4)));
    // What is half done is not left, nor begun again.
    assert!(matches!(screen.update(Message::Close), Action::None));
    assert!(matches!(screen.update(Message::Back), Action::None));
    assert!(matches!(screen.update(Message::Read("/other".into())), Action::None));
    // The files go into the queue only when their sites are there.
    let action = screen.answered(Ok(Outcome::Imported(Box::new(samples::imported()))));
    assert!(matches!(action, Action::Queue(servers) if servers.len() == 1 && servers[0].files.len() == 5));
    assert!(matches!(screen.step, Step::Ended(_)));
    assert!(matches!(screen.update(Message::ShowQueue), Action::ShowQueue));
    assert!(matches!(screen.update(Message::Close), Action::Close));
}

#[test]
fn a_queue_alone_needs_no_import() {
    let mut screen = shown(Preview {
        items: Vec::new(),
        ..samples::preview()
    });
    let action = screen.update(Message::Import);
    assert!(matches!(action, Action::Queue(servers) if servers.len() == 1));
    assert!(matches!(screen.step, Step::Ended(_)));
}

#[test]
fn nothing_ticked_does_nothing() {
    let mut screen = shown(samples::preview());
    screen.update(Message::Many(Many::Nothing));
    assert!(matches!(screen.update(Message::Import), Action::None));
    assert!(matches!(screen.step, Step::Preview(..)));
}

#[test]
fn a_file_that_cannot_be_read_leads_back_with_the_cause() {
    let (mut screen, _) = Exchange::import();
    screen.update(Message::Typed(" /x ".into()));
    assert!(
        matches!(screen.update(Message::ReadTyped), Action::Ask(ProfileRequest::Preview(path, _)) if path == std::path::Path::new("/x"))
    );
    screen.answered(Err(exists()));
    assert!(matches!(&screen.step, Step::Begin(Some(error)) if error.kind == Kind::Exists));
    // An answer that nobody waits for any more changes nothing.
    screen.answered(Ok(Outcome::Preview(Box::new(samples::preview()))));
    assert!(matches!(screen.step, Step::Begin(_)));
    screen.update(Message::Typed("  ".into()));
    assert!(matches!(screen.update(Message::ReadTyped), Action::None));
}

#[test]
fn an_export_replaces_only_what_it_was_told_to() {
    let mut screen = Exchange::export();
    screen.update(Message::Export(export::Message::Format(1)));
    let action = screen.update(Message::Export(export::Message::Browse));
    let Action::PickTarget(format, name) = action else {
        panic!("nobody is asked where it goes");
    };
    assert_eq!((format, name), (Format::FileZilla, "packetboat-sites.xml"));
    let written = |action: Action| match action {
        Action::Ask(ProfileRequest::Export(path, format, replace)) => Some((path, format, replace)),
        _ => None,
    };
    let path = PathBuf::from("/x.xml");
    let first = screen.target(format, path.clone());
    assert_eq!(written(first), Some((path.clone(), Format::FileZilla, false)));
    screen.answered(Err(exists()));
    let again = screen.update(Message::Export(export::Message::Replace));
    assert_eq!(written(again), Some((path.clone(), Format::FileZilla, true)));
    screen.answered(Ok(Outcome::Exported(path)));
    assert_eq!(
        written(screen.update(Message::Export(export::Message::Replace))),
        None,
        "only what was asked about is replaced"
    );
    assert!(matches!(screen.update(Message::Close), Action::Close));
}
