//! The connection log.
use iced::Element;

use crate::engine::Event;
use crate::ui::context::Context;

/// Log.
#[derive(Debug, Default)]
pub struct Log;
/// Message.
#[derive(Debug, Clone)]
pub enum Message {}
/// Action.
pub enum Action {
    /// None.
    None,
    /// Focus.
    Focus,
    /// Copy.
    Copy(String),
    /// Save.
    Save(String),
    /// Raw.
    Raw(String),
}
impl Log {
    /// New.
    pub fn new() -> Self {
        Self
    }
    /// Takes.
    pub fn happened(&mut self, _event: Event) {}
    /// Shows.
    pub fn show(&mut self, _server: Option<String>, _ftp: bool) {}
    /// Finds.
    pub fn find(&mut self, _text: &str) {}
    /// Does.
    pub fn update(&mut self, message: Message) -> Action {
        match message {}
    }
    /// Draws.
    pub fn view<'a>(&'a self, _context: &Context<'a>, _focused: bool) -> Element<'a, Message> {
        iced::widget::space().into()
    }
}
