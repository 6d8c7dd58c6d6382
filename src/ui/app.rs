//! The root: it alone holds the engine, and only dispatches.

mod across;
mod adjust;
mod amount;
mod answers;
mod arrivals;
mod book;
mod clearing;
mod clipboard;
mod copies;
mod dialog;
mod drags;
#[cfg(test)]
mod drawn;
mod dress;
mod events;
mod exchange;
mod frame;
mod jobs;
mod keeping;
mod links;
mod obey;
mod offers;
mod panes;
mod parting;
mod pick;
mod removal;
mod shape;
mod shortcuts;
mod site_menu;
mod sites;
mod strip;
mod tabs;
#[cfg(test)]
mod tests;
mod tickets;
#[cfg(feature = "tour")]
mod tour;
mod ways;

use std::collections::{HashMap, HashSet};
use std::num::NonZeroUsize;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::{Duration, Instant};

use iced::widget::pane_grid;
use iced::{Element, Subscription, Task, keyboard, window};
use time::UtcOffset;

pub use dialog::Dialog;
use parting::Parting;
use shape::{Divides, Shape};
use tickets::job;
pub use tickets::ticket;
#[cfg(feature = "tour")]
pub use tour::tour;

use super::desktop::Desktop;
use super::keys::Shortcut;
use super::launch::Launch;
use super::look::Shade;
use super::screen::log::{self, Log};
use super::screen::pane::Side;
use super::screen::question::{self, Desk};
use super::screen::queue::{self, Queue};
use super::screen::tab::{self, Known, Tab};
use super::stream;
use super::words::{Language, Words};
use crate::engine::command::{Command, JobId, Ticket, Watch};
use crate::engine::copies::Copies;
use crate::engine::{Engine, SshConfig, WindowState};
use crate::import::Format;

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
    /// What was said in this run about all existing targets on one way.
    always: answers::Always,
    desktop: Desktop,
    /// Somebody looks at the window.
    looked_at: bool,
    grid: pane_grid::State<Area>,
    area: Area,
    splits: Vec<(pane_grid::Split, Divides)>,
    shape: Shape,
    /// What had the keyboard before this message.
    area_before: Area,
    /// The pane and the panel that are shown where there is room for one.
    pane_shown: Area,
    panel_shown: Area,
    /// The panel is shown in place of the panes, where there is no room for both.
    panel_instead: bool,
    /// The list of all tabs is open.
    list_open: bool,
    /// The list of saved sites is open.
    menu: Option<site_menu::Menu>,
    /// A tab is to be left whose server is busy.
    parting: Option<Parting>,
    /// What tabs know about addresses and saved sites.
    known: Arc<Known>,
    /// Requests about what is kept beyond the run.
    kept: book::Kept,
    /// What becomes of connections that are saved as sites.
    links: links::Links,
    /// Every connection that is open or being opened, with its server.
    connections: HashMap<u64, String>,
    drag: Option<drags::Dragging>,
    /// Files of the desktop that were dropped a moment ago, one event each.
    arrivals: arrivals::Arrivals,
    clipboard: clipboard::Files,
    /// What was copied from a server, to be pasted here.
    copied: Option<ways::Copied>,
    /// Copies that somebody looks at; none before the first.
    copies: Option<Copies>,
    /// The jobs that fetch them.
    views: HashMap<JobId, copies::Viewed>,
    dialog: Option<Dialog>,
    /// Which dialog it is, and since when.
    opened: dialog::Opened,
    /// What moves to which folder, so that a pane that shows it can be refreshed.
    targets: HashMap<JobId, jobs::Target>,
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
    /// How the window is will be written down in a moment.
    unkept: bool,
    /// The last thing worth saying that is no page of its own.
    said: Option<String>,
    /// An account of jobs that is being written.
    account: Option<Ticket>,
    #[cfg(feature = "demo")]
    demo: Option<crate::demo::Demo>,
    leaving: bool,
    /// Tabs that do not come back at the next start: they were open when the history was cleared.
    forgotten: HashSet<u64>,
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
    /// Put it at this place among the others.
    MoveTab(u64, usize),
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
    /// What a key could do, by a button.
    Do(Shortcut),
    /// A second went by.
    Tick,
    /// A long wait is told after a moment.
    Redraw,
    /// Write down how the window is, if that has not been done.
    Keep,
    /// The drag is over, and whoever took it has heard of it.
    DragOver,
    /// A drag did something beside the lists.
    Drag(drags::Message),
    /// Perhaps no more files of one drop come.
    DropSettled,
    /// Another way for files than to the other pane.
    Way(ways::Message),
    /// A file was chosen.
    Picked(Pick, Option<PathBuf>),
    /// Where the account of these jobs goes was chosen.
    Account(Vec<JobId>, Option<PathBuf>),
    /// A file was written, or it was not, and why.
    Saved(Result<(), (PathBuf, String)>),
    /// The system has no dialog in which to choose a file.
    NoPicker,
    /// The window has this size now.
    Sized(iced::Size),
    /// Somebody looks at the window, or no longer.
    Looked(bool),
    /// Somebody wants to close the window.
    CloseRequested(window::Id),
    /// An area was pressed somewhere.
    Touched(Area),
    /// The remark is read.
    Heard,
    /// An area is to be shown, and gets the keyboard.
    Show(Area),
    /// The list of all tabs is opened or closed.
    ListTabs(bool),
    /// The list of saved sites beside the tabs.
    Sites(site_menu::Message),
    /// An answer about leaving a busy server.
    Parting(parting::Message),
}

/// What a file was chosen for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Pick {
    /// A key for the form of this tab.
    Key(u64),
    /// A key for the saved site that is shown.
    SiteKey,
    /// The first folder of this computer for the saved site that is shown.
    SiteFolder,
    /// Sites of another program.
    Source,
    /// Where the sites go, in this format.
    Target(Format),
}

impl App {
    /// The window as it was left, with one empty tab or what it was started with.
    pub fn new(launch: Launch, zone: UtcOffset) -> (Self, Task<Message>) {
        let profile = launch.profile.clone().unwrap_or_default();
        let state = WindowState::load(&profile);
        let language = state.language.as_deref().map(Language::of_locale);
        let (width, height) = state.size;
        let shape = Shape::of(iced::Size::new(width / state.scale, height / state.scale));
        let (grid, splits) = shape.grid(&state);
        let ssh = SshConfig::of_this_user();
        let known = Known {
            recent: state.recent.clone(),
            aliases: ssh.aliases(),
            in_clear: state.in_clear.clone(),
            ..Known::default()
        };
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
            always: answers::Always::default(),
            desktop: Desktop::default(),
            looked_at: true,
            grid,
            area: Area::Remote,
            splits,
            shape,
            area_before: Area::Remote,
            pane_shown: Area::Remote,
            panel_shown: Area::Queue,
            panel_instead: false,
            list_open: false,
            parting: None,
            known: Arc::new(known),
            kept: book::Kept::default(),
            links: links::Links::default(),
            menu: None,
            connections: HashMap::new(),
            drag: None,
            arrivals: arrivals::Arrivals::default(),
            clipboard: clipboard::Files::default(),
            copied: None,
            copies: None,
            views: HashMap::new(),
            dialog: None,
            opened: dialog::Opened::default(),
            targets: HashMap::new(),
            waiting: Vec::new(),
            launch_addresses: launch.addresses.clone(),
            watched: Watch::default(),
            began: Instant::now(),
            next_tab: 0,
            ssh: Arc::new(ssh),
            browsing: HashMap::new(),
            unkept: false,
            said: None,
            account: None,
            #[cfg(feature = "demo")]
            demo: None,
            leaving: false,
            forgotten: HashSet::new(),
            state,
            launch,
        };
        app.set_log();
        copies::sweep(&app.profile);
        app.bring_tabs_back();
        let system = iced::system::theme().map(|mode| Message::System(shade_of(mode)));
        (app, system)
    }

    /// Dispatches.
    pub fn update(&mut self, message: Message) -> Task<Message> {
        let task = self.dispatch(message);
        self.opened.note(self.dialog.is_some(), self.clock());
        self.arrange();
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
            Message::NewTab => self.new_tab(),
            Message::ChooseTab(id) => self.choose_tab(id),
            Message::CloseTab(id) => self.leave_tab(id),
            Message::MoveTab(id, to) => self.move_tab(id, to),
            Message::Key(key, modifiers) => self.key(&key, modifiers),
            Message::Split(event) => {
                self.split_moved(event);
                self.keep_soon()
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
                self.speak(Some(language));
                Task::none()
            }
            Message::Do(shortcut) => self.shortcut(shortcut, side_of(self.area)),
            Message::Tick => self.tick(),
            Message::Redraw => Task::none(),
            Message::Keep => self.keep_now(),
            Message::DragOver => {
                self.drag = None;
                Task::none()
            }
            Message::Drag(message) => self.drag_said(message),
            Message::DropSettled => {
                self.take_desktop_drops();
                Task::none()
            }
            Message::Way(message) => self.way_said(message),
            Message::Picked(pick, path) => self.picked(pick, path),
            Message::Account(jobs, path) => self.write_account(jobs, path),
            Message::Saved(result) => {
                if let Err((path, cause)) = result {
                    let values = [("path", path.display().to_string().into()), ("cause", cause.into())];
                    self.said = Some(self.words.with("app-not-saved", &values));
                }
                Task::none()
            }
            Message::NoPicker => {
                self.said = Some(self.words.say("app-no-picker"));
                Task::none()
            }
            Message::Sized(size) => self.sized(size),
            Message::Looked(at_it) => {
                self.looked_at = at_it;
                Task::none()
            }
            Message::CloseRequested(id) => self.close(id),
            Message::Touched(area) => {
                self.go_to_area(area);
                Task::none()
            }
            Message::Show(area) => {
                self.go_to_area(area);
                obey::unfocus()
            }
            Message::ListTabs(open) => {
                self.list_open = open;
                Task::none()
            }
            Message::Sites(message) => self.site_menu_said(message),
            Message::Parting(answer) => self.parting_said(answer),
            Message::Heard => {
                self.said = None;
                Task::none()
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
        let loading = |tab: &Tab| tab.local.is_loading() || tab.remote.is_loading() || tab.is_working();
        if self.tab().is_some_and(loading) {
            all.push(iced::time::every(Duration::from_millis(150)).map(|_| Message::Redraw));
        }
        if !self.arrivals.is_empty() {
            all.push(iced::time::every(Duration::from_millis(120)).map(|_| Message::DropSettled));
        }
        if self.drag.is_some() {
            all.push(iced::event::listen_with(drags::heard));
        }
        Subscription::batch(all)
    }

    /// Everything that is seen.
    pub fn view(&self) -> Element<'_, Message> {
        self.hearing(frame::view(self))
    }

    fn tab(&self) -> Option<&Tab> {
        self.tabs.get(self.active)
    }

    fn send(&self, command: Command) {
        if let Some(engine) = &self.engine {
            engine.send(command);
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
