//! The settings: sections at the left, what is in one at the right, and a field that finds a setting by its words.
//!
//! A change holds from the moment it is made. The root keeps the values; what is half typed is kept here.

mod line;
mod page;
mod setting;
mod value;

use std::collections::HashMap;

use iced::Element;

use crate::engine::WindowState;
use crate::ui::context::Context;
use crate::ui::keys::Shortcut;
use crate::ui::words::Words;

pub use setting::{Section, Setting};
pub use value::Value;

/// The screen.
#[derive(Clone, Debug)]
pub struct Settings {
    section: Section,
    typed: String,
    /// What stands in fields that a person has typed in.
    drafts: HashMap<Setting, String>,
}

/// What a person did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Message {
    /// Wants to see a section.
    Section(Section),
    /// Looks for something.
    Search(String),
    /// Chose or typed a value.
    Set(Setting, Value),
    /// Wants the usual value back.
    Reset(Setting),
    /// Is done with a field.
    Done(Setting),
    /// Wants another screen in this place.
    Open(Shortcut),
    /// Is done.
    Close,
}

/// What is asked of the root.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Action {
    /// Nothing.
    None,
    /// This setting has another value now.
    Changed(Setting),
    /// Do this in place of the screen.
    Open(Shortcut),
    /// Take the screen away.
    Close,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            section: Section::Transfers,
            typed: String::new(),
            drafts: HashMap::new(),
        }
    }
}

impl Settings {
    /// Takes what a person did; a change goes into `state`.
    pub fn update(&mut self, message: Message, state: &mut WindowState) -> Action {
        match message {
            Message::Section(section) => {
                self.section = section;
                self.typed.clear();
                self.drafts.clear();
            }
            Message::Search(typed) => self.typed = typed,
            Message::Set(setting, value) => {
                if let Value::Text(typed) = &value {
                    self.drafts.insert(setting, typed.clone());
                }
                return changed(setting, &value, state);
            }
            Message::Reset(setting) => {
                self.drafts.remove(&setting);
                return changed(setting, &setting.usual(), state);
            }
            Message::Done(setting) => {
                self.drafts.remove(&setting);
            }
            Message::Open(shortcut) => return Action::Open(shortcut),
            Message::Close => return Action::Close,
        }
        Action::None
    }

    /// The screen over the window. Its number tells it from other dialogs.
    pub fn view<'a>(&'a self, context: &Context<'a>, state: &'a WindowState, number: u64) -> Element<'a, Message> {
        page::view(self, context, state, number)
    }

    /// What stands in the field of a setting, and whether it can be its value.
    fn written(&self, setting: Setting, state: &WindowState) -> (String, bool) {
        let holds = match setting.value(state) {
            Value::Text(text) => text,
            Value::Flag(_) | Value::Choice(_) => String::new(),
        };
        match self.drafts.get(&setting) {
            Some(draft) => {
                let could_be = setting.set(&mut state.clone(), &Value::Text(draft.clone())).is_some();
                (draft.clone(), could_be)
            }
            None => (holds, true),
        }
    }

    /// The settings that are shown, by section: those of the chosen one, or all that fit what is looked for.
    fn shown(&self, words: &Words) -> Vec<(Section, Vec<Setting>)> {
        let looked_for = self.typed.trim().to_lowercase();
        if looked_for.is_empty() {
            return vec![(self.section, self.section.settings().collect())];
        }
        let fits = |setting: &Setting| {
            let text = spoken(*setting, words).to_lowercase();
            looked_for.split_whitespace().all(|word| text.contains(word))
        };
        let sections = Section::ALL.into_iter().map(|section| {
            let found: Vec<Setting> = section.settings().filter(fits).collect();
            (section, found)
        });
        sections.filter(|(_, found)| !found.is_empty()).collect()
    }
}

/// Everything that is written about a setting.
fn spoken(setting: Setting, words: &Words) -> String {
    let (name, explained) = setting.words();
    let mut text = [setting.section().words(), name, explained]
        .map(|key| words.say(key))
        .join(" ");
    if let setting::Control::Choice(choices) = setting.control() {
        for choice in choices {
            text.push(' ');
            text.push_str(&words.say(choice));
        }
    }
    text
}

fn changed(setting: Setting, value: &Value, state: &mut WindowState) -> Action {
    let before = setting.value(state);
    match setting.set(state, value) {
        Some(()) if setting.value(state) != before => Action::Changed(setting),
        _ => Action::None,
    }
}

#[cfg(test)]
mod tests;
