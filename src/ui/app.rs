//! The root: it alone holds the engine, and only dispatches.

mod dialog;
mod drags;
#[cfg(test)]
mod drawn;
mod events;
mod frame;
mod keys;
mod obey;
mod panes;
mod removal;
mod tickets;

use std::collections::HashMap;
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use iced::widget::pane_grid;
use iced::{Element, Subscription, Task, Theme, keyboard, window};
use time::{OffsetDateTime, UtcOffset};

pub use dialog::Dialog;
use tickets::job;
pub use tickets::ticket;

use super::context::Context;
use super::launch::Launch;
use super::look::{Palette, Shade};
use super::screen::log::{self, Log};
use super::screen::pane::Side;
use super::screen::question::{self, Desk};
use super::screen::queue::{self, Queue};
use super::screen::tab::{self, Tab};
use super::stream;
use super::words::{Language, Words};
use crate::engine::command::{Command, JobId, Watch};
use crate::engine::{Engine, SshConfig, WindowState};

/// The window.
pub struct App {
    launch: Launch,
    profile: PathBuf,
    state: WindowState,
    engine: Option<Engine>,
    words: Words,
    zone: UtcOffset,
    system: Shade,
    tabs: Vec<Tab>,
    active: usize,
    queue: Queue,
    log: Log,
    desk: Desk,
    grid: pane_grid::State<Area>,
    area: Area,
    /// Above the panels, between the panes, between the panels.
    splits: Vec<pane_grid::Split>,
    drag: Option<drags::Dragging>,
    /// Files of the desktop that were dropped a moment ago, one event each.
    dropped: Vec<drags::DesktopDrop>,
    dialog: Option<Dialog>,
    /// What moves to which folder, so that a pane that shows it can be refreshed.
    targets: HashMap<JobId, drags::Target>,
    /// Wishes from before the engine ran.
    waiting: Vec<Command>,
    launch_addresses: Vec<String>,
    /// What the engine was last told that the queue shows.
    watched: Watch,
    began: Instant,
    next_tab: u64,
    ssh: Arc<SshConfig>,
    /// Connections that somebody looks through, with their servers.
    browsing: HashMap<u64, String>,
    /// The last thing worth saying that is no page of its own.
    said: Option<String>,
    #[cfg(feature = "demo")]
    demo: Option<crate::demo::Demo>,
    leaving: bool,
}

/// A part of the window that can have the keyboard.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Area {
    /// The left pane.
    Local,
    /// The right pane.
    Remote,
    /// The queue.
    Queue,
    /// The connection log.
    Log,
    /// The address bar: no list has the keyboard.
    Address,
}

/// Everything that can happen to the window.
#[derive(Clone, Debug)]
pub enum Message {
    /// From the engine.
    Engine(stream::Message),
    /// About the tab with this number.
    Tab(u64, tab::Message),
    /// The queue panel.
    Queue(queue::Message),
    /// The log panel.
    Log(log::Message),
    /// The dialog with a question.
    Question(question::Message),
    /// Any other dialog.
    Dialog(dialog::Message),
    /// Open a tab.
    NewTab,
    /// Show the tab with this number.
    ChooseTab(u64),
    /// Close it.
    CloseTab(u64),
    /// A key that no field took.
    Key(keyboard::Key, keyboard::Modifiers),
    /// A splitter moved.
    Split(pane_grid::ResizeEvent),
    /// The system is light or dark.
    System(Shade),
    /// The other shade.
    ToggleShade,
    /// The other language.
    Speak(Language),
    /// The sheet of shortcuts.
    Sheet,
    /// A second went by.
    Tick,
    /// A long wait is told after a moment.
    Redraw,
    /// The drag is over, and whoever took it has heard of it.
    DragOver,
    /// No more files of one drop come.
    DropSettled,
    /// A file was chosen.
    Picked(Pick, Option<PathBuf>),
    /// A file was written, or not.
    Saved(Result<(), String>),
    /// The window has this size now.
    Sized(iced::Size),
    /// Somebody wants to close the window.
    CloseRequested(window::Id),
    /// An area was pressed somewhere.
    Touched(Area),
    /// The remark is read.
    Heard,
}

/// What a file was chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// A key for the form of this tab.
    Key(u64),
}

impl App {
    /// The window as it was left, with one empty tab or what it was started with.
    pub fn new(launch: Launch, zone: UtcOffset) -> (Self, Task<Message>) {
        let profile = launch.profile.clone().unwrap_or_default();
        let state = WindowState::load(&profile);
        let language = state.language.as_deref().map(Language::of_locale);
        let (grid, splits) = frame::grid(&state);
        let mut queue = Queue::new();
        let connections = NonZeroUsize::new(usize::from(state.connections)).unwrap_or(launch.connections);
        queue.set_pace(connections, state.limit_rate);
        let mut app = Self {
            profile,
            engine: None,
            words: Words::of(language.unwrap_or_else(Language::of_system)),
            zone,
            system: Shade::Light,
            tabs: Vec::new(),
            active: 0,
            queue,
            log: Log::new(),
            desk: Desk::default(),
            grid,
            area: Area::Remote,
            splits,
            drag: None,
            dropped: Vec::new(),
            dialog: None,
            targets: HashMap::new(),
            waiting: Vec::new(),
            launch_addresses: launch.addresses.clone(),
            watched: Watch::default(),
            began: Instant::now(),
            next_tab: 0,
            ssh: Arc::new(SshConfig::of_this_user()),
            browsing: HashMap::new(),
            said: None,
            #[cfg(feature = "demo")]
            demo: None,
            leaving: false,
            state,
            launch,
        };
        app.open_tab();
        let system = iced::system::theme().map(|mode| Message::System(shade_of(mode)));
        (app, system)
    }

    /// What stands in the title bar.
    pub fn title(&self) -> String {
        let name = self
            .tab()
            .and_then(|tab| tab.site.as_ref())
            .map(|site| site.host.clone());
        let progress = self.queue.percent().map(|percent| format!("{percent} % · "));
        match name {
            Some(name) => format!("{}{name} – Packetboat", progress.unwrap_or_default()),
            None => format!("{}Packetboat", progress.unwrap_or_default()),
        }
    }

    /// Dispatches.
    pub fn update(&mut self, message: Message) -> Task<Message> {
        let task = self.dispatch(message);
        self.dress();
        task
    }

    fn dispatch(&mut self, message: Message) -> Task<Message> {
        match message {
            Message::Engine(message) => self.engine(message),
            Message::Tab(id, message) => self.tab_said(id, message),
            Message::Queue(message) => self.queue_said(message),
            Message::Log(message) => self.log_said(message),
            Message::Question(message) => self.question_said(message),
            Message::Dialog(message) => self.dialog_said(message),
            Message::NewTab => {
                self.open_tab();
                Task::none()
            }
            Message::ChooseTab(id) => self.choose_tab(id),
            Message::CloseTab(id) => self.close_tab(id),
            Message::Key(key, modifiers) => self.key(&key, modifiers),
            Message::Split(event) => {
                self.grid.resize(event.split, event.ratio);
                self.remember_split(event);
                Task::none()
            }
            Message::System(shade) => {
                self.system = shade;
                Task::none()
            }
            Message::ToggleShade => {
                self.toggle_shade();
                Task::none()
            }
            Message::Speak(language) => {
                self.words = Words::of(language);
                self.state.language = Some(language.tag().to_owned());
                self.keep();
                Task::none()
            }
            Message::Sheet => {
                self.dialog = Some(Dialog::Sheet);
                Task::none()
            }
            Message::Tick => self.tick(),
            Message::Redraw => Task::none(),
            Message::DragOver => {
                self.drag = None;
                Task::none()
            }
            Message::DropSettled => self.take_desktop_drops(),
            Message::Picked(pick, path) => self.picked(pick, path),
            Message::Saved(result) => {
                if let Err(error) = result {
                    self.said = Some(error);
                }
                Task::none()
            }
            Message::Sized(size) => {
                self.state.size = (size.width, size.height);
                Task::none()
            }
            Message::CloseRequested(id) => self.close(id),
            Message::Touched(area) => {
                self.go_to_area(area);
                Task::none()
            }
            Message::Heard => {
                self.said = None;
                Task::none()
            }
        }
    }

    /// Panes keep what their cells say; it may have changed.
    fn dress(&mut self) {
        let context = Context {
            words: &self.words,
            palette: self.palette(),
            now: self.now(),
            zone: self.zone,
        };
        for tab in &mut self.tabs {
            for pane in [&mut tab.local, &mut tab.remote] {
                pane.set_swapped(self.state.swapped);
                pane.dress(&context);
            }
        }
    }

    /// What the window listens to. Nothing ticks while nothing happens.
    pub fn subscription(&self) -> Subscription<Message> {
        let mut all = vec![
            Subscription::run_with(self.launch.clone(), stream::run).map(Message::Engine),
            iced::event::listen_with(frame::heard),
            iced::system::theme_changes().map(|mode| Message::System(shade_of(mode))),
        ];
        if self.ticks() {
            all.push(iced::time::every(Duration::from_secs(1)).map(|_| Message::Tick));
        }
        let loading = |tab: &Tab| tab.local.is_loading() || tab.remote.is_loading();
        if self.tab().is_some_and(loading) {
            all.push(iced::time::every(Duration::from_millis(150)).map(|_| Message::Redraw));
        }
        if !self.dropped.is_empty() {
            all.push(iced::time::every(Duration::from_millis(120)).map(|_| Message::DropSettled));
        }
        Subscription::batch(all)
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

    /// Everything that is seen.
    pub fn view(&self) -> Element<'_, Message> {
        frame::view(self)
    }

    fn context(&self) -> Context<'_> {
        Context {
            words: &self.words,
            palette: self.palette(),
            now: self.now(),
            zone: self.zone,
        }
    }

    fn palette(&self) -> Palette {
        let chosen = match self.state.shade.as_deref() {
            Some("light") => Shade::Light,
            Some("dark") => Shade::Dark,
            _ => self.system,
        };
        Palette::of(chosen)
    }

    /// The time of day in the person's zone.
    fn now(&self) -> OffsetDateTime {
        OffsetDateTime::now_utc().to_offset(self.zone)
    }

    /// The time of the window's own clock.
    fn clock(&self) -> Duration {
        self.began.elapsed()
    }

    fn tab(&self) -> Option<&Tab> {
        self.tabs.get(self.active)
    }

    fn send(&self, command: Command) {
        if let Some(engine) = &self.engine {
            engine.send(command);
        }
    }

    /// Writes down how the window is. A disk that refuses is no reason to stop.
    fn keep(&mut self) {
        if let Err(error) = self.state.save(&self.profile) {
            self.said = Some(error.to_string());
        }
    }
}

fn shade_of(mode: iced::theme::Mode) -> Shade {
    match mode {
        iced::theme::Mode::Dark => Shade::Dark,
        iced::theme::Mode::Light | iced::theme::Mode::None => Shade::Light,
    }
}

/// The events of the engine as the toolkit carries them: shared, and ours alone by the time they arrive.
fn unshared<T: Clone>(shared: Arc<Vec<T>>) -> Vec<T> {
    Arc::try_unwrap(shared).unwrap_or_else(|shared| shared.as_ref().clone())
}

/// The side of the window that an area of the grid shows.
fn side_of(area: Area) -> Option<Side> {
    match area {
        Area::Local => Some(Side::Local),
        Area::Remote => Some(Side::Remote),
        Area::Queue | Area::Log | Area::Address => None,
    }
}
