//! The value of every setting in what the window remembers.

use std::net::IpAddr;

use super::setting::Setting;
use crate::engine::{DoubleClick, WindowState};
use crate::settings::{Existing, KeyPreset};
use crate::site::Mode;

/// What a setting is, in the form in which it is edited.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// On or off.
    Flag(bool),
    /// The place in the list of choices.
    Choice(usize),
    /// As it is typed.
    Text(String),
}

const POLICIES: [Existing; 7] = [
    Existing::Ask,
    Existing::Overwrite,
    Existing::OverwriteIfNewer,
    Existing::OverwriteIfSizeDiffers,
    Existing::Resume,
    Existing::Rename,
    Existing::Skip,
];

const CLICKS: [DoubleClick; 4] = [
    DoubleClick::Transfer,
    DoubleClick::Queue,
    DoubleClick::View,
    DoubleClick::Nothing,
];

const MODES: [Mode; 3] = [Mode::Auto, Mode::Passive, Mode::Active];
const PRESETS: [KeyPreset; 2] = [KeyPreset::Standard, KeyPreset::Commander];
const SHADES: [Option<&str>; 3] = [None, Some("light"), Some("dark")];
const LANGUAGES: [Option<&str>; 3] = [None, Some("en"), Some("zh-CN")];

impl Setting {
    /// What it is.
    pub fn value(self, state: &WindowState) -> Value {
        match self {
            Self::Connections => text(state.connections),
            Self::LimitRate => Value::Text(optional(state.limit_rate.map(|rate| rate.div_ceil(1000)))),
            Self::DoubleClick => place(&CLICKS, &state.double_click),
            Self::CompareHashes => Value::Flag(state.compare_hashes),
            Self::Notify => Value::Flag(state.notify),
            Self::ConnectWait => text(state.connect_wait),
            Self::ReplyWait => text(state.reply_wait),
            Self::IdleWait => text(state.idle_wait),
            Self::FtpMode => place(&MODES, &state.ftp_mode),
            Self::ActivePorts => Value::Text(optional(
                state.active_ports.map(|(first, last)| format!("{first}-{last}")),
            )),
            Self::ActiveAddress => Value::Text(optional(state.active_address)),
            Self::ExistingUploads => place(&POLICIES, &state.existing_uploads),
            Self::ExistingDownloads => place(&POLICIES, &state.existing_downloads),
            Self::ShowHidden => Value::Flag(state.local.hidden && state.remote.hidden),
            Self::Trash => Value::Flag(state.trash),
            Self::Shade => place(&SHADES, &state.shade.as_deref()),
            #[expect(clippy::cast_possible_truncation, reason = "75 to 300")]
            Self::Scale => text((state.scale * 100.0).round() as i32),
            Self::Language => place(&LANGUAGES, &state.language.as_deref()),
            Self::LogLines => text(state.log_lines),
            Self::LogCommands => Value::Flag(state.log_commands),
            Self::KeyPreset => place(&PRESETS, &state.keys),
        }
    }

    /// Makes it another; `None` if that cannot be.
    pub fn set(self, state: &mut WindowState, value: &Value) -> Option<()> {
        match value {
            Value::Flag(on) => self.switch(state, *on),
            Value::Choice(at) => self.choose(state, *at),
            Value::Text(typed) => self.write(state, typed.trim()),
        }
    }

    /// What it is where nobody has changed it.
    pub fn usual(self) -> Value {
        self.value(&WindowState::default())
    }

    fn switch(self, state: &mut WindowState, on: bool) -> Option<()> {
        match self {
            Self::CompareHashes => state.compare_hashes = on,
            Self::Notify => state.notify = on,
            Self::ShowHidden => (state.local.hidden, state.remote.hidden) = (on, on),
            Self::Trash => state.trash = on,
            Self::LogCommands => state.log_commands = on,
            _ => return None,
        }
        Some(())
    }

    fn choose(self, state: &mut WindowState, at: usize) -> Option<()> {
        match self {
            Self::DoubleClick => state.double_click = *CLICKS.get(at)?,
            Self::FtpMode => state.ftp_mode = *MODES.get(at)?,
            Self::ExistingUploads => state.existing_uploads = *POLICIES.get(at)?,
            Self::ExistingDownloads => state.existing_downloads = *POLICIES.get(at)?,
            Self::Shade => state.shade = SHADES.get(at)?.map(str::to_owned),
            Self::Language => state.language = LANGUAGES.get(at)?.map(str::to_owned),
            Self::KeyPreset => state.keys = *PRESETS.get(at)?,
            _ => return None,
        }
        Some(())
    }

    fn write(self, state: &mut WindowState, typed: &str) -> Option<()> {
        let seconds = || typed.parse().ok().filter(|count| (1..=600).contains(count));
        match self {
            Self::Connections => state.connections = typed.parse().ok().filter(|count| (1..=64).contains(count))?,
            Self::LimitRate if typed.is_empty() => state.limit_rate = None,
            Self::LimitRate => {
                let kilobytes: u64 = typed.parse().ok().filter(|rate| (1..1_000_000_000).contains(rate))?;
                state.limit_rate = Some(kilobytes * 1000);
            }
            Self::ConnectWait => state.connect_wait = seconds()?,
            Self::ReplyWait => state.reply_wait = seconds()?,
            Self::IdleWait => state.idle_wait = seconds()?,
            Self::ActivePorts if typed.is_empty() => state.active_ports = None,
            Self::ActivePorts => state.active_ports = Some(ports(typed)?),
            Self::ActiveAddress if typed.is_empty() => state.active_address = None,
            Self::ActiveAddress => state.active_address = Some(typed.parse::<IpAddr>().ok()?),
            Self::Scale => {
                let percent: u16 = typed.parse().ok().filter(|percent| (75..=300).contains(percent))?;
                state.scale = f32::from(percent) / 100.0;
            }
            Self::LogLines => {
                state.log_lines = typed.parse().ok().filter(|lines| (1_000..=1_000_000).contains(lines))?;
            }
            _ => return None,
        }
        Some(())
    }
}

/// `50000-50100`, or one port alone.
fn ports(typed: &str) -> Option<(u16, u16)> {
    let (first, last) = typed.split_once(['-', '–', ':']).unwrap_or((typed, typed));
    let port = |text: &str| text.trim().parse::<u16>().ok().filter(|port| *port > 0);
    Some((port(first)?, port(last)?)).filter(|(first, last)| first <= last)
}

fn text(value: impl ToString) -> Value {
    Value::Text(value.to_string())
}

fn optional(value: Option<impl ToString>) -> String {
    value.map(|value| value.to_string()).unwrap_or_default()
}

fn place<T: PartialEq>(all: &[T], value: &T) -> Value {
    Value::Choice(all.iter().position(|other| other == value).unwrap_or(0))
}

#[cfg(test)]
mod tests {
    use super::super::setting::{Control, Section};
    use super::*;

    /// A value that is not the usual one.
    fn another(setting: Setting) -> Value {
        match (setting.control(), setting) {
            (Control::Switch, _) => Value::Flag(setting.usual() == Value::Flag(false)),
            (Control::Choice(names), _) => Value::Choice(names.len() - 1),
            (Control::Steps(steps, _), _) => Value::Text(steps[5].to_string()),
            (Control::Field(..), Setting::ActivePorts) => Value::Text("50000-50100".into()),
            (Control::Field(..), Setting::ActiveAddress) => Value::Text("2001:db8::7".into()),
            (Control::Field(..), Setting::LogLines) => Value::Text("5000".into()),
            (Control::Field(..), _) => Value::Text("7".into()),
        }
    }

    #[test]
    fn every_setting_can_be_changed_and_reset_and_touches_no_other() {
        for setting in Setting::ALL {
            let mut state = WindowState::default();
            let value = another(setting);
            assert_eq!(setting.set(&mut state, &value), Some(()), "{setting:?}");
            assert_eq!(setting.value(&state), value);
            for other in Setting::ALL.into_iter().filter(|other| *other != setting) {
                assert_eq!(other.value(&state), other.usual(), "{setting:?} changed {other:?}");
            }
            assert_eq!(setting.set(&mut state, &setting.usual()), Some(()));
            assert_eq!(state, WindowState::default());
        }
    }

    #[test]
    fn every_choice_has_a_value_of_its_own() {
        for setting in Setting::ALL {
            if let Control::Choice(names) = setting.control() {
                for at in 0..names.len() {
                    let mut state = WindowState::default();
                    assert_eq!(setting.set(&mut state, &Value::Choice(at)), Some(()));
                    assert_eq!(setting.value(&state), Value::Choice(at), "{setting:?}");
                }
                let too_far = Value::Choice(names.len());
                assert_eq!(setting.set(&mut WindowState::default(), &too_far), None);
            }
        }
    }

    #[test]
    fn what_cannot_be_changes_nothing() {
        for (setting, typed) in [
            (Setting::Connections, "0"),
            (Setting::Connections, "65"),
            (Setting::Connections, ""),
            (Setting::LimitRate, "fast"),
            (Setting::ReplyWait, "601"),
            (Setting::ActivePorts, "9-2"),
            (Setting::ActivePorts, "0-70000"),
            (Setting::ActiveAddress, "example.org"),
            (Setting::Scale, "50"),
            (Setting::LogLines, "999"),
        ] {
            let mut state = WindowState::default();
            assert_eq!(setting.set(&mut state, &Value::Text(typed.into())), None, "{typed}");
            assert_eq!(state, WindowState::default());
        }
        let mut state = WindowState::default();
        assert_eq!(
            Setting::ActivePorts.set(&mut state, &Value::Text(" 5000 ".into())),
            Some(())
        );
        assert_eq!(state.active_ports, Some((5000, 5000)));
    }

    #[test]
    fn every_setting_stands_in_one_section() {
        let all: Vec<Setting> = Section::ALL.into_iter().flat_map(Section::settings).collect();
        assert_eq!(all, Setting::ALL);
    }
}
