//! A client of an X server: it moves the pointer, presses keys, looks at pixels, and asks windows whether they answer.

use std::cell::Cell;
use std::io::IoSlice;
use std::time::{Duration, Instant};

use x11rb::connection::{Connection, RequestConnection};
use x11rb::protocol::Event;
use x11rb::protocol::xproto::{
    AtomEnum, ChangeWindowAttributesAux, ClientMessageEvent, ConnectionExt, EventMask, ImageFormat, MapState, Window,
};
use x11rb::rust_connection::RustConnection;

/// Keys by the names that X has for them.
pub mod key {
    pub const BACKSPACE: u32 = 0xff08;
    pub const TAB: u32 = 0xff09;
    pub const ENTER: u32 = 0xff0d;
    pub const ESCAPE: u32 = 0xff1b;
    pub const HOME: u32 = 0xff50;
    pub const UP: u32 = 0xff52;
    pub const DOWN: u32 = 0xff54;
    pub const SHIFT: u32 = 0xffe1;
    pub const CONTROL: u32 = 0xffe3;
}

/// A part of the screen.
#[derive(Clone, Copy, Debug)]
pub struct Area {
    pub x: i16,
    pub y: i16,
    pub width: u16,
    pub height: u16,
}

impl Area {
    pub const fn new(x: i16, y: i16, width: u16, height: u16) -> Self {
        Self { x, y, width, height }
    }
}

/// What may be pressed: the numbers are those of XTEST.
#[derive(Clone, Copy)]
enum Fake {
    KeyDown = 2,
    KeyUp = 3,
    ButtonDown = 4,
    ButtonUp = 5,
    Motion = 6,
}

/// A connection to an X server.
pub struct Display {
    connection: RustConnection,
    root: Window,
    xtest: u8,
    pings: Cell<u32>,
}

impl Display {
    /// Connects, as `:7`.
    pub fn connect(name: &str) -> Self {
        let (connection, screen) = x11rb::connect(Some(name)).expect("an X server");
        let root = connection.setup().roots[screen].root;
        let xtest = connection
            .extension_information("XTEST")
            .expect("an answer")
            .expect("XTEST")
            .major_opcode;
        // Where windows answer when they are asked whether they are there.
        let listen = ChangeWindowAttributesAux::new().event_mask(EventMask::SUBSTRUCTURE_NOTIFY);
        connection.change_window_attributes(root, &listen).expect("sent");
        connection.flush().expect("sent");
        Self {
            connection,
            root,
            xtest,
            pings: Cell::new(0),
        }
    }

    /// Whether a window manager runs.
    pub fn is_managed(&self) -> bool {
        let atom = self.atom("_NET_SUPPORTING_WM_CHECK");
        let kind = AtomEnum::WINDOW;
        let property = self.connection.get_property(false, self.root, atom, kind, 0, 1);
        property.expect("sent").reply().is_ok_and(|reply| reply.value_len > 0)
    }

    pub fn move_to(&self, (x, y): (i32, i32)) {
        self.fake(Fake::Motion, 0, (x, y));
    }

    pub fn button(&self, number: u8, down: bool) {
        self.fake(if down { Fake::ButtonDown } else { Fake::ButtonUp }, number, (0, 0));
    }

    /// Presses and lets go.
    pub fn click(&self, at: (i32, i32)) {
        self.move_to(at);
        std::thread::sleep(Duration::from_millis(30));
        self.button(1, true);
        self.button(1, false);
    }

    /// One notch of the wheel: down, or up.
    pub fn notch(&self, down: bool) {
        let button = if down { 5 } else { 4 };
        self.button(button, true);
        self.button(button, false);
    }

    /// Presses keys together: the last one is struck while the others are held.
    pub fn press(&self, keys: &[u32]) {
        let codes: Vec<u8> = keys.iter().map(|key| self.code(*key)).collect();
        for code in &codes {
            self.fake(Fake::KeyDown, *code, (0, 0));
        }
        for code in codes.iter().rev() {
            self.fake(Fake::KeyUp, *code, (0, 0));
        }
    }

    /// The colours of a part of the screen, row by row.
    pub fn pixels(&self, area: Area) -> Vec<u32> {
        let Area { x, y, width, height } = area;
        let image = self
            .connection
            .get_image(ImageFormat::Z_PIXMAP, self.root, x, y, width, height, !0);
        let reply = image.expect("sent").reply().expect("an image");
        let pixel = |bytes: &[u8]| u32::from_le_bytes([bytes[0], bytes[1], bytes[2], 0]);
        reply.data.chunks_exact(4).map(pixel).collect()
    }

    /// The window of a program that is seen, by its class.
    pub fn window(&self, class: &str) -> Option<Window> {
        self.find(self.root, &|window| {
            let value = self.property(window, AtomEnum::WM_CLASS.into());
            String::from_utf8_lossy(&value).to_lowercase().contains(class)
        })
    }

    /// The window that has the keyboard, as the window manager tells.
    pub fn active(&self) -> Option<Window> {
        let value = self.property(self.root, self.atom("_NET_ACTIVE_WINDOW"));
        let bytes = value.get(..4)?.try_into().ok()?;
        Some(u32::from_ne_bytes(bytes)).filter(|window| *window != x11rb::NONE)
    }

    /// Asks the window manager to take a window from the screen.
    pub fn minimise(&self, window: Window) {
        const ICONIC: u32 = 3;
        let message = ClientMessageEvent::new(32, window, self.atom("WM_CHANGE_STATE"), [ICONIC, 0, 0, 0, 0]);
        let listeners = EventMask::SUBSTRUCTURE_REDIRECT | EventMask::SUBSTRUCTURE_NOTIFY;
        self.connection
            .send_event(false, self.root, listeners, message)
            .expect("sent");
        self.connection.flush().expect("sent");
    }

    /// The window at a place that takes what is dragged.
    pub fn taker(&self, at: (i32, i32)) -> Option<Window> {
        let aware = self.atom("XdndAware");
        let mut window = self.root;
        loop {
            let (x, y) = (at.0 as i16, at.1 as i16);
            let below = self.connection.translate_coordinates(self.root, window, x, y);
            window = below.expect("sent").reply().ok()?.child;
            if window == x11rb::NONE {
                return None;
            }
            if !self.property(window, aware).is_empty() {
                return Some(window);
            }
        }
    }

    /// How long a window takes to answer that it is there: it does so between two things that it does.
    pub fn ping(&self, window: Window, limit: Duration) -> Option<Duration> {
        let number = self.pings.get() + 1;
        self.pings.set(number);
        let (protocols, ping) = (self.atom("WM_PROTOCOLS"), self.atom("_NET_WM_PING"));
        while self.connection.poll_for_event().expect("a connection").is_some() {}
        let began = Instant::now();
        let message = ClientMessageEvent::new(32, window, protocols, [ping, number, window, 0, 0]);
        self.connection
            .send_event(false, window, EventMask::NO_EVENT, message)
            .expect("sent");
        self.connection.flush().expect("sent");
        while began.elapsed() < limit {
            match self.connection.poll_for_event().expect("a connection") {
                Some(Event::ClientMessage(answer)) => {
                    let told = answer.data.as_data32();
                    if answer.type_ == protocols && told[0] == ping && told[1] == number {
                        return Some(began.elapsed());
                    }
                }
                Some(_) => {}
                None => std::thread::sleep(Duration::from_micros(200)),
            }
        }
        None
    }

    /// What X calls a name.
    pub fn atom(&self, name: &str) -> u32 {
        let reply = self.connection.intern_atom(false, name.as_bytes());
        reply.expect("sent").reply().expect("an atom").atom
    }

    pub fn connection(&self) -> &RustConnection {
        &self.connection
    }

    pub fn root(&self) -> Window {
        self.root
    }

    fn find(&self, window: Window, is_it: &impl Fn(Window) -> bool) -> Option<Window> {
        let tree = self.connection.query_tree(window).expect("sent").reply().ok()?;
        // The topmost comes last.
        tree.children.into_iter().rev().find_map(|child| {
            let seen = self.connection.get_window_attributes(child).expect("sent").reply();
            if seen.ok()?.map_state != MapState::VIEWABLE {
                return None;
            }
            if is_it(child) {
                Some(child)
            } else {
                self.find(child, is_it)
            }
        })
    }

    fn property(&self, window: Window, name: u32) -> Vec<u8> {
        let property = self
            .connection
            .get_property(false, window, name, AtomEnum::ANY, 0, 1024);
        property
            .expect("sent")
            .reply()
            .map(|reply| reply.value)
            .unwrap_or_default()
    }

    /// Where a key is on this keyboard.
    fn code(&self, key: u32) -> u8 {
        let setup = self.connection.setup();
        let (first, last) = (setup.min_keycode, setup.max_keycode);
        let map = self.connection.get_keyboard_mapping(first, last - first + 1);
        let map = map.expect("sent").reply().expect("a keyboard");
        let width = usize::from(map.keysyms_per_keycode);
        let at = map
            .keysyms
            .chunks(width)
            .position(|column| column.first() == Some(&key));
        first + u8::try_from(at.expect("a key")).expect("a key")
    }

    /// The library has this extension only behind a switch that would build the whole window system anew.
    fn fake(&self, what: Fake, detail: u8, (x, y): (i32, i32)) {
        const LENGTH: u16 = 36;
        let mut request = vec![self.xtest, 2];
        request.extend((LENGTH / 4).to_ne_bytes());
        request.extend([what as u8, detail, 0, 0]);
        request.extend([0; 4]);
        request.extend(self.root.to_ne_bytes());
        request.extend([0; 8]);
        request.extend((x as i16).to_ne_bytes());
        request.extend((y as i16).to_ne_bytes());
        request.extend([0; 8]);
        assert_eq!(request.len(), usize::from(LENGTH));
        self.connection
            .send_request_without_reply(&[IoSlice::new(&request)], Vec::new())
            .expect("sent");
        self.connection.flush().expect("sent");
    }
}
