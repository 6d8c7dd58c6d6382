//! Keys that are pressed together, and how that is written.

use iced::keyboard::key::Named;
use iced::keyboard::{Key, Modifiers};

/// A key with what is held beside it.
pub struct Chord {
    /// As it is written on keyboards.
    pub written: &'static str,
    ctrl: bool,
    shift: bool,
    alt: bool,
    key: Press,
}

enum Press {
    Named(Named),
    /// A letter in lower case, a digit, or a sign.
    Letter(&'static str),
}

impl Chord {
    const fn new(written: &'static str, key: Press) -> Self {
        Self {
            written,
            ctrl: false,
            shift: false,
            alt: false,
            key,
        }
    }

    /// Whether this is what was pressed.
    pub fn fits(&self, key: &Key, modifiers: Modifiers) -> bool {
        if self.ctrl != modifiers.command() || self.alt != modifiers.alt() {
            return false;
        }
        match (&self.key, key) {
            (Press::Named(wanted), Key::Named(pressed)) => wanted == pressed && self.shift == modifiers.shift(),
            (Press::Letter(wanted), Key::Character(pressed)) => {
                // Signs may need Shift on one keyboard and not on another.
                let is_letter = wanted.chars().all(char::is_alphabetic);
                pressed.eq_ignore_ascii_case(wanted) && (!is_letter || self.shift == modifiers.shift())
            }
            _ => false,
        }
    }
}

pub const fn named(written: &'static str, key: Named) -> Chord {
    Chord::new(written, Press::Named(key))
}

pub const fn with_ctrl(written: &'static str, key: Named) -> Chord {
    Chord {
        ctrl: true,
        ..named(written, key)
    }
}

pub const fn with_ctrl_shift(written: &'static str, key: Named) -> Chord {
    Chord {
        shift: true,
        ..with_ctrl(written, key)
    }
}

pub const fn with_shift(written: &'static str, key: Named) -> Chord {
    Chord {
        shift: true,
        ..named(written, key)
    }
}

pub const fn alt(written: &'static str, key: Named) -> Chord {
    Chord {
        alt: true,
        ..named(written, key)
    }
}

pub const fn with_alt_shift(written: &'static str, key: Named) -> Chord {
    Chord {
        shift: true,
        ..alt(written, key)
    }
}

pub const fn ctrl(written: &'static str, letter: &'static str) -> Chord {
    Chord {
        ctrl: true,
        ..Chord::new(written, Press::Letter(letter))
    }
}

pub const fn ctrl_shift(written: &'static str, letter: &'static str) -> Chord {
    Chord {
        shift: true,
        ..ctrl(written, letter)
    }
}
