//! How the window looks at this moment: its title, its colours and size, the time and the words that its views are given.

use std::time::Duration;

use iced::Theme;
use time::OffsetDateTime;

use super::App;
use crate::ui::context::Context;
use crate::ui::look::{Palette, Shade};

impl App {
    /// What stands in the title bar.
    pub fn title(&self) -> String {
        let name = self
            .tab()
            .and_then(|tab| Some((tab.site.as_ref()?, self.site_of(tab))))
            .map(|(site, saved)| saved.map_or(&site.host, |saved| &saved.name))
            .map(|name| crate::path::visible(name.as_bytes()));
        let progress = self.queue.percent().map(|percent| format!("{percent} % · "));
        match name {
            Some(name) => format!("{}{name} – Packetboat", progress.unwrap_or_default()),
            None => format!("{}Packetboat", progress.unwrap_or_default()),
        }
    }

    /// Panes keep what their cells say; it may have changed.
    pub(super) fn dress(&mut self) {
        let context = Context {
            words: &self.words,
            palette: self.palette(),
            now: self.now(),
            zone: self.zone,
            keys: self.state.keys,
        };
        for tab in &mut self.tabs {
            for pane in [&mut tab.local, &mut tab.remote] {
                pane.set_swapped(self.state.swapped);
                pane.dress(&context);
            }
        }
    }

    /// The toolkit's own colours; ours are given to each widget.
    pub fn theme(&self) -> Theme {
        let palette = self.palette();
        Theme::custom(
            "Packetboat",
            iced::theme::Palette {
                background: palette.surface,
                text: palette.text,
                primary: palette.accent,
                success: palette.ok,
                warning: palette.warn,
                danger: palette.bad,
            },
        )
    }

    /// How large everything is.
    pub fn scale(&self) -> f32 {
        self.state.scale
    }

    pub(super) fn context(&self) -> Context<'_> {
        Context {
            words: &self.words,
            palette: self.palette(),
            now: self.now(),
            zone: self.zone,
            keys: self.state.keys,
        }
    }

    pub(super) fn palette(&self) -> Palette {
        let chosen = match self.state.shade.as_deref() {
            Some("light") => Shade::Light,
            Some("dark") => Shade::Dark,
            _ => self.system,
        };
        Palette::of(chosen)
    }

    /// The time of day in the person's zone.
    pub(super) fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc().to_offset(self.zone)
    }

    /// The time of the window's own clock.
    pub(super) fn clock(&self) -> Duration {
        self.began.elapsed()
    }
}
