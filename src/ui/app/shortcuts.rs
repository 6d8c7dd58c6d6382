//! What keys and the palette do.

use iced::keyboard::key::Named;
use iced::{Element, Task, keyboard};

use super::obey::unfocus;
use super::{App, Area, Dialog, Message, side_of};
use crate::ui::keys::{self, Shortcut};
use crate::ui::look::Shade;
use crate::ui::screen::pane::{self, Side, Way};
use crate::ui::screen::queue::Deed;
use crate::ui::screen::{queue, tab};
use crate::ui::widget::early::Early;
use crate::ui::words::Language;

impl App {
    pub(super) fn key(&mut self, key: &keyboard::Key, modifiers: keyboard::Modifiers) -> Task<Message> {
        // A dialog has the keyboard to itself.
        if self.desk.is_shown() || self.dialog.is_some() || self.parting.is_some() {
            return Task::none();
        }
        if *key == keyboard::Key::Named(Named::Tab) && modifiers.shift() && !modifiers.command() {
            // From a list to what stands before it. Then no list has the keyboard, and Tab goes on from there.
            return match side_of(self.area) {
                Some(_) => self.step_focus(true).chain(Task::done(Message::Touched(Area::Address))),
                None => self.step_focus(true),
            };
        }
        let Some(shortcut) = keys::of(key, modifiers, self.state.keys) else {
            return Task::none();
        };
        self.shortcut(shortcut, side_of(self.area))
    }

    /// The window, which hears Ctrl with a digit or a sign before a field would write it, and the keys of tabs before a list.
    pub(super) fn hearing<'a>(&'a self, window: Element<'a, Message>) -> Element<'a, Message> {
        let free = !self.desk.is_shown() && self.dialog.is_none() && self.parting.is_none();
        let preset = self.state.keys;
        Early::new(window, move |key, modifiers| {
            let sign = matches!(key, keyboard::Key::Character(sign) if !sign.chars().any(char::is_alphabetic));
            let of_tabs = matches!(key, keyboard::Key::Named(Named::Tab | Named::PageUp | Named::PageDown));
            let means = free && (sign || of_tabs) && modifiers.command() && keys::of(key, modifiers, preset).is_some();
            means.then(|| Message::Key(key.clone(), modifiers))
        })
        .into()
    }

    /// Does it, in the pane of this side where it is about one.
    pub(super) fn shortcut(&mut self, shortcut: Shortcut, side: Option<Side>) -> Task<Message> {
        let Some(message) = to_pane(shortcut) else {
            return self.window_shortcut(shortcut);
        };
        match (side, self.tab().map(|tab| tab.id)) {
            (Some(Side::Local), Some(id)) => self.tab_said(id, tab::Message::Local(message)),
            (Some(Side::Remote), Some(id)) => self.tab_said(id, tab::Message::Remote(message)),
            _ => match shortcut {
                Shortcut::Delete if self.area == Area::Queue => self.queue_said(queue::Message::Remove),
                // From a button back to the list.
                Shortcut::Escape => unfocus(),
                _ => Task::none(),
            },
        }
    }

    fn window_shortcut(&mut self, shortcut: Shortcut) -> Task<Message> {
        let id = self.tab().map(|tab| tab.id);
        match shortcut {
            Shortcut::NewTab => return self.new_tab(),
            Shortcut::NextTab | Shortcut::PreviousTab => return self.next_tab(shortcut == Shortcut::NextTab),
            Shortcut::TabLeft | Shortcut::TabRight => return self.shift_tab(shortcut == Shortcut::TabRight),
            Shortcut::CloseTab => return id.map_or_else(Task::none, |id| self.leave_tab(id)),
            Shortcut::Address => {
                self.go_to_area(Area::Address);
                // What is typed then takes the place of what stands there.
                let focus = iced::widget::operation::focus(tab::ADDRESS);
                return Task::batch([focus, iced::widget::operation::select_all(tab::ADDRESS)]);
            }
            Shortcut::Reconnect => {
                return id.map_or_else(Task::none, |id| self.tab_said(id, tab::Message::Reconnect));
            }
            Shortcut::Disconnect => {
                return id.map_or_else(Task::none, |id| self.tab_said(id, tab::Message::Disconnect));
            }
            Shortcut::Queue => return self.queue_said(queue::Message::Toggle),
            Shortcut::QueueSelected => return self.queue_said(queue::Message::Do(Deed::Switch)),
            Shortcut::QueueUp => return self.queue_said(queue::Message::Do(Deed::Up)),
            Shortcut::QueueDown => return self.queue_said(queue::Message::Do(Deed::Down)),
            Shortcut::QueueFirst => return self.queue_said(queue::Message::Do(Deed::First)),
            // Between fields, where there are some; else between lists.
            Shortcut::OtherPane if matches!(self.area, Area::Queue | Area::Log) => return self.step_focus(false),
            Shortcut::OtherPane if self.area == Area::Address || self.tab().is_some_and(|tab| tab.site.is_none()) => {
                return iced::widget::operation::focus_next();
            }
            Shortcut::OtherPane => {
                let next = if self.area == Area::Local {
                    Area::Remote
                } else {
                    Area::Local
                };
                return self.call_area(next);
            }
            Shortcut::Local => return self.call_area(Area::Local),
            Shortcut::Remote => return self.call_area(Area::Remote),
            Shortcut::QueuePanel | Shortcut::LogPanel => {
                let queue = shortcut == Shortcut::QueuePanel;
                return self.call_area(if queue { Area::Queue } else { Area::Log });
            }
            Shortcut::LocalPlaces | Shortcut::RemotePlaces => return self.places_of(shortcut == Shortcut::LocalPlaces),
            Shortcut::SwapPanes => self.swap_panes(),
            Shortcut::Together => {
                if let Some((id, on)) = self.tab().map(|tab| (tab.id, !tab.is_together())) {
                    return self.tab_said(id, tab::Message::Together(on));
                }
            }
            Shortcut::Facts => self.dialog = id.and_then(|id| self.facts_of(id)),
            Shortcut::Keep => self.ask_to_keep(),
            Shortcut::Test => self.try_shown(),
            Shortcut::Sheet => self.dialog = Some(Dialog::Sheet),
            Shortcut::Sites => {
                let shown = self.tab().and_then(|tab| tab.saved.clone());
                return self.open_sites(shown.as_ref());
            }
            Shortcut::Settings => self.dialog = Some(Dialog::Settings(Box::default())),
            Shortcut::Import => self.open_import(),
            Shortcut::Export => self.open_export(),
            Shortcut::Trusted => self.open_trusted(),
            Shortcut::Private => self.open_private(),
            Shortcut::Commands => self.dialog = Some(self.palette_of_commands()),
            Shortcut::Demo => return self.start_demo(),
            Shortcut::Quit => return iced::window::latest().and_then(|id| Task::done(Message::CloseRequested(id))),
            other => self.look(other),
        }
        Task::none()
    }

    /// What changes how the window looks.
    fn look(&mut self, shortcut: Shortcut) {
        match shortcut {
            Shortcut::Shade => self.toggle_shade(),
            Shortcut::Light => self.shade(Some("light")),
            Shortcut::Dark => self.shade(Some("dark")),
            Shortcut::SystemShade => self.shade(None),
            Shortcut::English => self.speak(Some(Language::English)),
            Shortcut::Chinese => self.speak(Some(Language::Chinese)),
            Shortcut::Larger => self.rescale(self.state.scale * 1.1),
            Shortcut::Smaller => self.rescale(self.state.scale / 1.1),
            Shortcut::UsualSize => self.rescale(1.0),
            _ => {}
        }
    }

    /// To the next button or field, or back: within a panel, if that has the keyboard.
    fn step_focus(&self, back: bool) -> Task<Message> {
        use iced::advanced::widget::operation::{focusable, scope};
        let panel = match self.area {
            Area::Queue => Some(super::frame::QUEUE),
            Area::Log => Some(super::frame::LOG),
            Area::Local | Area::Remote | Area::Address => None,
        };
        match (panel, back) {
            (Some(panel), false) => iced::advanced::widget::operate(scope(panel.into(), focusable::focus_next())),
            (Some(panel), true) => iced::advanced::widget::operate(scope(panel.into(), focusable::focus_previous())),
            (None, false) => iced::widget::operation::focus_next(),
            (None, true) => iced::widget::operation::focus_previous(),
        }
    }

    fn rescale(&mut self, scale: f32) {
        self.state.scale = scale.clamp(0.75, 3.0);
        self.keep();
    }

    pub(super) fn toggle_shade(&mut self) {
        self.shade(Some(match self.palette().shade {
            Shade::Light => "dark",
            Shade::Dark => "light",
        }));
    }

    fn shade(&mut self, shade: Option<&str>) {
        self.state.shade = shade.map(str::to_owned);
        self.keep();
    }

    /// Speaks this language from now on; `None`: that of the system.
    pub(super) fn speak(&mut self, language: Option<Language>) {
        self.state.language = language.map(|language| language.tag().to_owned());
        self.say_anew();
        self.keep();
    }
}

/// What a pane is told for it.
fn to_pane(shortcut: Shortcut) -> Option<pane::Message> {
    Some(match shortcut {
        Shortcut::Refresh => pane::Message::Refresh,
        Shortcut::Rename => pane::Message::Rename,
        Shortcut::Delete => pane::Message::Delete { for_good: false },
        Shortcut::DeleteForGood => pane::Message::Delete { for_good: true },
        Shortcut::NewFolder => pane::Message::NewFolder,
        Shortcut::NewFile => pane::Message::NewFile,
        Shortcut::Permissions => pane::Message::Permissions,
        Shortcut::Properties => pane::Message::Properties,
        Shortcut::CopyPath => pane::Message::CopyPath,
        Shortcut::CopyUrl => pane::Message::CopyUrl,
        Shortcut::Up => pane::Message::Up,
        Shortcut::Back => pane::Message::Back,
        Shortcut::Forward => pane::Message::Forward,
        Shortcut::Home => pane::Message::Home,
        Shortcut::EditPath => pane::Message::EditPath,
        Shortcut::Transfer => pane::Message::Transfer,
        Shortcut::AddToQueue => pane::Message::AddToQueue,
        Shortcut::Move => pane::Message::Way(Way::Across),
        Shortcut::View => pane::Message::Way(Way::View),
        Shortcut::Copy => pane::Message::Way(Way::Copy),
        Shortcut::Paste => pane::Message::Way(Way::Paste),
        Shortcut::Places => pane::Message::Places,
        Shortcut::Tree => pane::Message::TreeKey,
        Shortcut::Filter => pane::Message::ToggleFilter,
        Shortcut::Hidden => pane::Message::ToggleHidden,
        Shortcut::Escape => pane::Message::MenuClosed,
        _ => return None,
    })
}
