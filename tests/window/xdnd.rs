//! A desktop's file manager, as far as it drags files: the source of the XDND protocol, version 5.

use std::os::unix::ffi::OsStrExt;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use x11rb::connection::Connection;
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    AtomEnum, ClientMessageEvent, ConnectionExt, CreateWindowAux, EventMask, GrabMode, PropMode,
    SELECTION_NOTIFY_EVENT, SelectionNotifyEvent, SelectionRequestEvent, Window, WindowClass,
};
use x11rb::wrapper::ConnectionExt as _;
use x11rb::{COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT, CURRENT_TIME};

use super::display::Display;

const VERSION: u32 = 5;

/// How long the other side may take for an answer.
const PATIENCE: Duration = Duration::from_secs(30);

/// Files under the pointer.
pub struct Files<'d> {
    display: &'d Display,
    window: Window,
    uris: Vec<u8>,
    over: Option<Window>,
}

/// How a drop ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dropped {
    /// The window took it.
    Taken,
    /// The window did not want it.
    Refused,
}

impl<'d> Files<'d> {
    /// Takes files where the pointer is.
    pub fn take(display: &'d Display, paths: &[PathBuf]) -> Self {
        let connection = display.connection();
        let window = connection.generate_id().expect("a number");
        let (depth, visual) = (COPY_DEPTH_FROM_PARENT, COPY_FROM_PARENT);
        let aux = CreateWindowAux::new().override_redirect(1);
        connection
            .create_window(
                depth,
                window,
                display.root(),
                0,
                0,
                1,
                1,
                0,
                WindowClass::INPUT_OUTPUT,
                visual,
                &aux,
            )
            .expect("sent");
        let selection = display.atom("XdndSelection");
        connection
            .set_selection_owner(window, selection, CURRENT_TIME)
            .expect("sent");
        // As long as somebody drags, the windows below hear nothing of the pointer, nor of the press that began it.
        let grabbed = connection.grab_pointer(
            false,
            display.root(),
            EventMask::BUTTON_RELEASE | EventMask::POINTER_MOTION,
            GrabMode::ASYNC,
            GrabMode::ASYNC,
            x11rb::NONE,
            x11rb::NONE,
            CURRENT_TIME,
        );
        grabbed.expect("sent").reply().expect("a grab");
        display.button(1, true);
        Self {
            display,
            window,
            uris: paths.iter().flat_map(|path| uri(path)).collect(),
            over: None,
        }
    }

    /// Moves over a place, on the way from another, and waits for what is below to say whether it takes files.
    pub fn carry(&mut self, from: (i32, i32), to: (i32, i32)) -> Dropped {
        const STEPS: i32 = 8;
        let mut said = Dropped::Refused;
        for step in 1..=STEPS {
            let between = |a: i32, b: i32| a + (b - a) * step / STEPS;
            let at = (between(from.0, to.0), between(from.1, to.1));
            self.display.move_to(at);
            std::thread::sleep(Duration::from_millis(20));
            said = self.hover(at);
        }
        said
    }

    /// Lets go, and waits until the files were taken.
    pub fn let_go(mut self) -> Dropped {
        let connection = self.display.connection();
        self.display.button(1, false);
        connection.ungrab_pointer(CURRENT_TIME).expect("sent");
        let Some(target) = self.over.take() else {
            return Dropped::Refused;
        };
        // Time for the window to hear where the pointer is.
        connection.flush().expect("sent");
        self.tell(target, "XdndDrop", [self.window, 0, CURRENT_TIME, 0, 0]);
        self.answer("XdndFinished")
    }

    fn hover(&mut self, at: (i32, i32)) -> Dropped {
        let below = self.display.taker(at);
        if below != self.over {
            if let Some(left) = self.over {
                self.tell(left, "XdndLeave", [self.window, 0, 0, 0, 0]);
            }
            if let Some(entered) = below {
                let kind = self.display.atom("text/uri-list");
                self.tell(entered, "XdndEnter", [self.window, VERSION << 24, kind, 0, 0]);
            }
            self.over = below;
        }
        let Some(target) = below else {
            return Dropped::Refused;
        };
        let place = (at.0 as u32) << 16 | at.1 as u32;
        let copy = self.display.atom("XdndActionCopy");
        self.tell(target, "XdndPosition", [self.window, 0, place, CURRENT_TIME, copy]);
        self.answer("XdndStatus")
    }

    fn tell(&self, target: Window, what: &str, words: [u32; 5]) {
        let message = ClientMessageEvent::new(32, target, self.display.atom(what), words);
        let connection = self.display.connection();
        connection
            .send_event(false, target, EventMask::NO_EVENT, message)
            .expect("sent");
        connection.flush().expect("sent");
    }

    /// Waits for an answer, and hands the list over meanwhile if it is asked for.
    fn answer(&self, what: &str) -> Dropped {
        let (kind, connection) = (self.display.atom(what), self.display.connection());
        let end = Instant::now() + PATIENCE;
        loop {
            match connection.poll_for_event().expect("a connection") {
                Some(Event::ClientMessage(message)) if message.type_ == kind => {
                    let accepted = message.data.as_data32()[1] & 1 == 1;
                    return if accepted { Dropped::Taken } else { Dropped::Refused };
                }
                Some(Event::SelectionRequest(request)) => self.hand_over(&request),
                Some(_) => {}
                None => std::thread::sleep(Duration::from_millis(1)),
            }
            assert!(Instant::now() < end, "no {what} within {PATIENCE:?}");
        }
    }

    fn hand_over(&self, request: &SelectionRequestEvent) {
        let connection = self.display.connection();
        let list = self.display.atom("text/uri-list");
        let property = match request.target {
            target if target == list => {
                connection
                    .change_property8(PropMode::REPLACE, request.requestor, request.property, list, &self.uris)
                    .expect("sent");
                request.property
            }
            target if target == self.display.atom("TARGETS") => {
                connection
                    .change_property32(
                        PropMode::REPLACE,
                        request.requestor,
                        request.property,
                        AtomEnum::ATOM,
                        &[list],
                    )
                    .expect("sent");
                request.property
            }
            _ => x11rb::NONE,
        };
        let notice = SelectionNotifyEvent {
            response_type: SELECTION_NOTIFY_EVENT,
            sequence: 0,
            time: request.time,
            requestor: request.requestor,
            selection: request.selection,
            target: request.target,
            property,
        };
        connection
            .send_event(false, request.requestor, EventMask::NO_EVENT, notice)
            .expect("sent");
        connection.flush().expect("sent");
    }
}

/// Drags files from one place of the screen to another.
pub fn drag(display: &Display, paths: &[PathBuf], from: (i32, i32), to: (i32, i32)) -> Dropped {
    display.move_to(from);
    let mut files = Files::take(display, paths);
    files.carry(from, to);
    files.let_go()
}

/// A line of `text/uri-list`.
fn uri(path: &Path) -> Vec<u8> {
    let mut line = b"file://".to_vec();
    for byte in path.as_os_str().as_bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'-' | b'_' | b'.' | b'~' => line.push(*byte),
            _ => line.extend(format!("%{byte:02X}").bytes()),
        }
    }
    line.extend(b"\r\n");
    line
}
