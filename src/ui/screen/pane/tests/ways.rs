//! Ways for files beside the one to the other pane.

use super::super::*;
use super::stock::{Stock, file, folder, pane};
use crate::ui::widget::table::{Happening, Select};

#[test]
fn a_file_is_looked_at_and_a_folder_entered() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/www", vec![folder("dist"), file("a.txt")]);
    let choose = |pane: &mut Pane, row| {
        pane.update(Message::Table(Happening::Select(Select::Only(row))));
    };
    choose(&mut pane, 1);
    assert_eq!(pane.opening(), MenuItem::Open);
    assert_eq!(pane.update(Message::Way(Way::View)), Action::None);
    choose(&mut pane, 2);
    assert_eq!(pane.opening(), MenuItem::Way(Way::View));
    assert_eq!(
        pane.update(Message::Way(Way::View)),
        Action::Way(Way::View, vec![file("a.txt")])
    );
}

#[test]
fn what_is_copied_is_selected_and_what_is_pasted_needs_no_selection() {
    let stock = Stock::new();
    let mut pane = pane(&stock, "/www", vec![folder("dist"), file("a.txt")]);
    assert_eq!(pane.update(Message::Way(Way::Copy)), Action::None);
    assert_eq!(
        pane.update(Message::Way(Way::Paste)),
        Action::Way(Way::Paste, Vec::new())
    );
    pane.update(Message::Table(Happening::Select(Select::All)));
    assert_eq!(
        pane.update(Message::Way(Way::Copy)),
        Action::Way(Way::Copy, vec![folder("dist"), file("a.txt")])
    );
}
