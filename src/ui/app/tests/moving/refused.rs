//! A drop where no list is says why, whatever stands there instead.

use iced::{Point, Size};
use iced_test::Simulator;

use super::*;
use crate::error::{Error, Kind as Failure, Stage};

const CONNECT: &str = "Connect first";
const NO_FOLDER: &str = "No folder is shown there";

/// Somewhere in the middle of the remote pane, and of the local one.
const REMOTE: Point = Point::new(960.0, 300.0);
const LOCAL: Point = Point::new(320.0, 300.0);

impl Rig {
    /// What the window makes of these events, with the pointer at `at`.
    fn meets(&mut self, at: Point, events: Vec<iced::Event>) -> Option<String> {
        let mut simulator = Simulator::with_size(iced::Settings::default(), Size::new(1280.0, 800.0), self.app.view());
        simulator.point_at(at);
        let moved = iced::Event::Mouse(iced::mouse::Event::CursorMoved { position: at });
        let _ = simulator.simulate(std::iter::once(moved).chain(events));
        let messages: Vec<_> = simulator.into_messages().collect();
        for message in messages {
            let _ = self.app.update(message);
        }
        let _ = self.app.update(Message::DropSettled);
        self.app.said.take()
    }

    /// A file of the desktop is dropped there.
    fn desktop(&mut self, at: Point) -> Option<String> {
        let path = PathBuf::from("/home/mei/b.txt");
        let window = iced::window::Event::FileDropped(path);
        self.meets(at, vec![iced::Event::Window(window)])
    }

    /// The first file of the other pane is dropped there.
    fn across(&mut self, from: Side, at: Point) -> Option<String> {
        self.drag(from, 2);
        let released = iced::mouse::Event::ButtonReleased(iced::mouse::Button::Left);
        let said = self.meets(at, vec![iced::Event::Mouse(released)]);
        let _ = self.app.update(Message::DragOver);
        said
    }

    /// The folder that was asked for cannot be shown.
    fn refuses(&mut self, stage: Stage, kind: Failure) {
        let list = self.asked().into_iter().find_map(|command| match command {
            Command::Browse {
                ticket,
                request: Request::List { .. },
                ..
            } => Some(ticket),
            Command::Local {
                ticket,
                request: LocalRequest::List { .. },
            } => Some(ticket),
            _ => None,
        });
        let (ticket, result) = (list.unwrap(), Err(Error::new(stage, kind, "list")));
        self.happened(vec![Event::Answered { ticket, result }]);
    }

    fn goes(&mut self, place: Place) {
        let (now, active) = (self.app.now(), self.app.active);
        let commands = self.app.tabs[active].open(place, now);
        self.app.hand_over(commands);
    }
}

#[test]
fn a_drop_on_a_page_about_a_server_that_was_not_reached_says_to_connect() {
    let mut rig = Rig::new();
    rig.open(Place::Local("/home/mei".into()));
    let _ = rig.app.go_to("ftp+plain://mei:secret@shop.example.org/www");
    rig.refuses(Stage::Connect, Failure::Refused);
    assert!(rig.tab().failed.is_some());
    assert_eq!(rig.desktop(REMOTE).as_deref(), Some(CONNECT));
    assert_eq!(rig.across(Side::Local, REMOTE).as_deref(), Some(CONNECT));
    assert!(rig.started().is_empty());
}

#[test]
fn a_drop_on_a_page_about_a_folder_says_that_none_is_shown() {
    let mut rig = Rig::connected();
    rig.goes(Place::Remote("/secret".into()));
    rig.refuses(Stage::Command, Failure::Rejected);
    assert!(rig.tab().failed.is_some());
    assert_eq!(rig.desktop(REMOTE).as_deref(), Some(NO_FOLDER));
    assert_eq!(rig.across(Side::Local, REMOTE).as_deref(), Some(NO_FOLDER));
    assert!(rig.started().is_empty());
}

#[test]
fn a_drop_on_a_page_about_a_folder_here_says_the_same() {
    let mut rig = Rig::connected();
    rig.goes(Place::Local("/root".into()));
    rig.refuses(Stage::LocalDisk, Failure::NotPermitted);
    assert!(rig.tab().tells_failure(Side::Local));
    assert_eq!(rig.across(Side::Remote, LOCAL).as_deref(), Some(NO_FOLDER));
    assert!(rig.started().is_empty());
}
