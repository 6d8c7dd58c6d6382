//! What holds from the moment a setting is changed.

use super::App;
use crate::engine::command::Command;
use crate::site::FtpOptions;
use crate::transfer::{Errand, Policy, Verify};
use crate::ui::screen::settings::Setting;
use crate::ui::screen::tab::Tab;
use crate::ui::words::{Language, Words};

impl App {
    /// A setting has another value now.
    pub(super) fn adjust(&mut self, setting: Setting) {
        match setting {
            Setting::Connections | Setting::LimitRate => {
                self.queue.set_pace(self.connections(), self.state.limit_rate);
                self.tell_engine();
            }
            Setting::ConnectWait | Setting::ReplyWait | Setting::IdleWait => self.tell_engine(),
            Setting::ShowHidden => {
                for tab in &mut self.tabs {
                    tab.local.show_hidden(self.state.local.hidden);
                    tab.remote.show_hidden(self.state.remote.hidden);
                }
            }
            Setting::LogLines | Setting::LogCommands => self.set_log(),
            Setting::Language => self.say_anew(),
            // Asked for where they are needed; those of FTP by `use_ftp`, for a number that is being typed is none yet.
            Setting::DoubleClick
            | Setting::CompareHashes
            | Setting::Notify
            | Setting::FtpMode
            | Setting::ActivePorts
            | Setting::ActiveAddress
            | Setting::ExistingUploads
            | Setting::ExistingDownloads
            | Setting::Trash
            | Setting::Shade
            | Setting::Scale
            | Setting::KeyPreset => {}
        }
        self.keep();
    }

    /// The settings are closed: connections that stand take up what was set for FTP.
    pub(super) fn use_ftp(&mut self) {
        let (options, now) = (self.ftp_options(), self.now());
        let mut commands = Vec::new();
        for tab in &mut self.tabs {
            commands.extend(tab.use_ftp(options.clone(), now));
        }
        self.hand_over(commands);
    }

    /// What the engine has to know of the settings.
    pub(super) fn tell_engine(&self) {
        self.send(Command::Connections(self.connections()));
        self.send(Command::LimitRate(self.state.limit_rate));
        self.send(Command::Patience(self.state.patience()));
    }

    /// A new tab begins as the settings say.
    pub(super) fn accustom(&self, tab: &mut Tab) {
        tab.accustom(self.ftp_options());
    }

    /// The log keeps and shows what the settings say.
    pub(super) fn set_log(&mut self) {
        let lines = usize::try_from(self.state.log_lines).unwrap_or(usize::MAX);
        self.log.keep(lines, self.state.log_commands);
    }

    /// The words of the chosen language.
    pub(super) fn say_anew(&mut self) {
        let language = self.state.language.as_deref().map(Language::of_locale);
        self.words = Words::of(language.unwrap_or_else(Language::of_system));
    }

    /// What is done about existing targets, and how much is checked.
    pub(super) fn manner(&self, errand: &Errand) -> (Policy, Verify) {
        let existing = match errand {
            Errand::Upload { .. } => self.state.existing_uploads,
            Errand::Download { .. } => self.state.existing_downloads,
        };
        let verify = if self.state.compare_hashes {
            Verify::Hash
        } else {
            Verify::Size
        };
        (existing.policy(), verify)
    }

    fn ftp_options(&self) -> FtpOptions {
        FtpOptions {
            mode: self.state.ftp_mode,
            active_ports: self.state.active_ports.map(|(first, last)| first..=last),
            active_address: self.state.active_address,
            ..FtpOptions::default()
        }
    }

    fn connections(&self) -> std::num::NonZeroUsize {
        std::num::NonZeroUsize::new(usize::from(self.state.connections)).unwrap_or(self.launch.connections)
    }
}
