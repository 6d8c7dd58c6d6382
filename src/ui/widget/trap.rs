//! Keeps the keyboard inside a dialog: Tab goes round in it, Esc leaves it, and nothing behind it hears a key.

use iced::advanced::Shell;
use iced::advanced::widget::Operation;
use iced::advanced::widget::operation::{self, Outcome};
use iced::keyboard::{self, Key, Modifiers, key::Named};
use iced::widget::Id;
use iced::{Element, Event};

use super::around::{Around, Manner, Turn};

/// What a key means to a dialog as a whole, before anything in it hears it.
pub type Meaning<Message> = fn(&Key, Modifiers) -> Option<Message>;

/// A dialog with the keyboard to itself.
pub struct Trap<'a, Message> {
    dialog: Element<'a, Message>,
    manner: Trapping<Message>,
}

impl<'a, Message> Trap<'a, Message> {
    /// `first` gets the focus when a dialog with another number is shown; Esc sends `escape`.
    pub fn new(dialog: impl Into<Element<'a, Message>>, number: u64, first: impl Into<Id>, escape: Message) -> Self {
        Self {
            dialog: dialog.into(),
            manner: Trapping {
                number,
                first: first.into(),
                escape,
                keys: None,
            },
        }
    }

    /// Keys with a meaning of their own in this dialog.
    pub fn keys(mut self, keys: Meaning<Message>) -> Self {
        self.manner.keys = Some(keys);
        self
    }
}

struct Trapping<Message> {
    number: u64,
    first: Id,
    escape: Message,
    keys: Option<Meaning<Message>>,
}

#[derive(Debug, Default)]
struct State {
    shown: Option<u64>,
}

impl<Message: Clone> Manner<Message> for Trapping<Message> {
    type State = State;

    fn before(&mut self, state: &mut State, turn: &mut Turn<'_, '_, '_, Message>) -> bool {
        if state.shown != Some(self.number) {
            state.shown = Some(self.number);
            run(turn, Box::new(operation::focusable::focus(self.first.clone())));
            turn.shell.request_redraw();
        }
        let Event::Keyboard(keyboard::Event::KeyPressed { key, modifiers, .. }) = turn.event else {
            return false;
        };
        if *key != Key::Named(Named::Escape)
            && let Some(message) = self.keys.and_then(|keys| keys(key, *modifiers))
        {
            turn.shell.publish(message);
            turn.shell.capture_event();
            return true;
        }
        match key {
            Key::Named(Named::Escape) => turn.shell.publish(self.escape.clone()),
            Key::Named(Named::Tab) => {
                step(turn, modifiers.shift());
                // Behind the last one the toolkit leaves the focus nowhere: here it goes round.
                if is_lost(turn) {
                    step(turn, modifiers.shift());
                }
                run(turn, super::reveal::focus_into_view());
                turn.shell.request_redraw();
            }
            _ => return false,
        }
        turn.shell.capture_event();
        true
    }

    fn after(&mut self, _state: &mut State, event: &Event, _over: bool, shell: &mut Shell<'_, Message>) {
        if matches!(event, Event::Keyboard(_) | Event::InputMethod(_)) {
            shell.capture_event();
        }
    }
}

fn run<Message>(turn: &mut Turn<'_, '_, '_, Message>, operation: Box<dyn Operation>) {
    let mut next = Some(operation);
    while let Some(mut operation) = next.take() {
        let dialog = turn.content.as_widget_mut();
        dialog.operate(turn.tree, turn.layout, turn.renderer, operation.as_mut());
        if let Outcome::Chain(chained) = operation.finish() {
            next = Some(chained);
        }
    }
}

fn step<Message>(turn: &mut Turn<'_, '_, '_, Message>, back: bool) {
    let next: Box<dyn Operation> = if back {
        Box::new(operation::focusable::focus_previous())
    } else {
        Box::new(operation::focusable::focus_next())
    };
    run(turn, next);
}

/// Whether nothing in the dialog has the focus.
fn is_lost<Message>(turn: &mut Turn<'_, '_, '_, Message>) -> bool {
    let mut count = operation::focusable::count();
    let dialog = turn.content.as_widget_mut();
    let mut blind = operation::black_box(&mut count);
    dialog.operate(turn.tree, turn.layout, turn.renderer, &mut blind);
    drop(blind);
    matches!(count.finish(), Outcome::Some(count) if count.focused.is_none())
}

impl<'a, Message: Clone + 'a> From<Trap<'a, Message>> for Element<'a, Message> {
    fn from(trap: Trap<'a, Message>) -> Self {
        Around::new(trap.dialog, trap.manner).into()
    }
}
