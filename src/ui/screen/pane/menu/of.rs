//! What stands in each menu.

use iced::Point;

use super::super::column::Column;
use super::super::goals::Goals;
use super::super::{Pane, Side, Way};
use super::{Anchor, Item, Menu};
use crate::path::Charset;

impl Menu {
    /// The menu of the list: of what is selected, or of the folder.
    pub fn of_list(pane: &Pane, on_row: bool, at: Point) -> Self {
        let anchor = Anchor::Pointer(at);
        let selected = pane.sheet.listing.chosen().count;
        let copies = copies(pane);
        if !on_row || selected == 0 {
            let making = &[Item::NewFolder, Item::NewFile];
            return Self::new(anchor, &[making, pane.arriving(), copies, &[Item::Refresh]]);
        }
        let one = selected == 1;
        let mut moving = vec![Item::Transfer, Item::Queue, Item::Way(Way::Across)];
        if pane.side == Side::Remote {
            moving.push(Item::Way(Way::DownloadTo));
        }
        if one {
            moving.push(pane.opening());
        }
        let changing: &[Item] = if one {
            &[Item::Rename, Item::Delete]
        } else {
            &[Item::Delete]
        };
        let about: &[Item] = if one {
            &[Item::Permissions, Item::Properties]
        } else {
            &[Item::Permissions]
        };
        let making = &[Item::NewFolder, Item::NewFile];
        let pasting = &[Item::Way(Way::Copy), Item::Way(Way::Paste)];
        Self::new(
            anchor,
            &[&moving, changing, pasting, making, copies, about, &[Item::Refresh]],
        )
    }

    /// The menu in the head.
    pub fn of_head(pane: &Pane) -> Self {
        let names: &[Item] = match pane.side {
            Side::Local => &[],
            Side::Remote => &[Item::Names],
        };
        Self::new(
            Anchor::Head,
            &[
                &[Item::NewFolder, Item::NewFile],
                pane.arriving(),
                &[Item::Home, Item::EditPath],
                copies(pane),
                &[Item::Hidden, Item::Tree],
                &[Item::Columns, Item::Swap],
                names,
            ],
        )
    }

    /// The menu of the columns.
    pub fn of_columns(anchor: Anchor) -> Self {
        let columns: Vec<Item> = Column::ALL
            .into_iter()
            .filter(|column| *column != Column::Name)
            .map(Item::Column)
            .collect();
        Self::new(anchor, &[&columns, &[Item::UsualColumns]])
    }

    /// In which charset the server's names may be written.
    pub fn of_charsets(current: Charset) -> Self {
        // A saved site may name one that is not offered.
        let other = Some(current).filter(|charset| !Charset::ALL.contains(charset));
        let charsets: Vec<Item> = Charset::ALL.into_iter().chain(other).map(Item::Charset).collect();
        Self::new(Anchor::Head, &[&charsets]).beginning_at(Item::Charset(current))
    }

    /// The places that the pane knows, in their groups.
    pub fn of_places(pane: &Pane) -> Self {
        let mut first = 0;
        let mut groups: Vec<Vec<Item>> = Vec::new();
        for group in pane.goals.groups() {
            groups.push((first..first + group).map(Item::Goal).collect());
            first += group;
        }
        if let Some(favourites) = groups.get_mut(Goals::FAVOURITES) {
            favourites.push(Item::Favour);
        }
        if let Some(marks) = groups.get_mut(Goals::MARKS).filter(|_| pane.has_marks()) {
            marks.push(Item::AddMark);
        }
        let groups: Vec<&[Item]> = groups.iter().map(Vec::as_slice).collect();
        Self::new(Anchor::Places, &groups)
    }

    /// The first `count` folders of the path, the nearest first.
    pub fn of_trail(count: usize) -> Self {
        let crumbs: Vec<Item> = (0..count).rev().map(Item::Crumb).collect();
        Self::new(Anchor::Trail, &[&crumbs])
    }
}

fn copies(pane: &Pane) -> &'static [Item] {
    match pane.side {
        Side::Local => &[Item::CopyPath],
        Side::Remote => &[Item::CopyPath, Item::CopyUrl],
    }
}
