//! The pane as a whole.

use iced::widget::{column, container, responsive, space};
use iced::{Element, Fill};

use super::menu::{Anchor, Menu};
use super::{Message, Pane};
use crate::ui::context::Context;
use crate::ui::widget::table::Drag;

/// What the tab says about one frame of a pane.
pub struct Frame<'a, M> {
    /// It has the keyboard.
    pub focused: bool,
    /// A drag is under way somewhere in the window, as far as it concerns this pane.
    pub drag: Option<Drag>,
    /// What stands in place of the list: a failure, the fields of a connection.
    pub body: Option<Element<'a, M>>,
}

impl Pane {
    /// Draws it. `map` makes a message of the root's out of one of its own.
    pub fn view<'a, M: 'a>(
        &'a self,
        context: &Context<'a>,
        frame: Frame<'a, M>,
        map: impl Fn(Message) -> M + Clone + 'a,
    ) -> Element<'a, M> {
        let Frame { focused, drag, body } = frame;
        let listed = body.is_none();
        let head = self.head(context, focused, drag.is_some());
        let status = self.status(context, listed).map(map.clone());
        let body = match body {
            Some(body) => container(body).width(Fill).height(Fill).into(),
            None => {
                // The list keeps its place among its neighbours, and with it where it is scrolled to.
                let menu = self.menu_at(|anchor| matches!(anchor, Anchor::Pointer(_)));
                let context = *context;
                let filter = self.filter(&context, focused).unwrap_or_else(|| space().into());
                let offer = self.offer(&context).unwrap_or_else(|| space().into());
                let lists = responsive(move |size| {
                    let list = self.list(&context, focused && !self.tree.focused, drag.clone());
                    self.beside_tree(&context, list, (focused, drag.clone(), size.width))
                });
                Menu::over(menu, column![filter, offer, lists].into(), self, &context).map(map.clone())
            }
        };
        column![head.map(map), body, status].into()
    }
}
