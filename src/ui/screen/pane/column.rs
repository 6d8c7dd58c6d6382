//! The columns of a list of files: which, in which order, how wide, and which of them there is room for.

use crate::engine::ColumnLook;

/// A column.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Column {
    /// Icon and name.
    Name,
    /// Length of files.
    Size,
    /// Time of last change.
    Modified,
    /// `rwxr-xr-x`.
    Permissions,
    /// Owner, and group where there is one.
    Owner,
    /// What it is, told by kind and extension.
    Type,
}

impl Column {
    /// All of them, in their usual order.
    pub const ALL: [Self; 6] = [
        Self::Name,
        Self::Size,
        Self::Modified,
        Self::Permissions,
        Self::Owner,
        Self::Type,
    ];

    /// How it is called where it is remembered.
    pub fn tag(self) -> &'static str {
        match self {
            Self::Name => "name",
            Self::Size => "size",
            Self::Modified => "modified",
            Self::Permissions => "permissions",
            Self::Owner => "owner",
            Self::Type => "type",
        }
    }

    /// The column that is called so.
    pub fn of_tag(tag: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.tag() == tag)
    }

    /// Its width before anybody changed it. The name takes what is left.
    fn width(self) -> f32 {
        match self {
            Self::Name => 0.0,
            Self::Size => 92.0,
            Self::Modified => 140.0,
            Self::Permissions => 104.0,
            Self::Owner => 112.0,
            Self::Type => 88.0,
        }
    }
}

/// Which columns are chosen, in which order, and how wide each is. Worth remembering beyond a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    /// The name is the first, always: it carries the icon and what is dragged.
    order: [Column; Column::ALL.len()],
    chosen: [bool; Column::ALL.len()],
    widths: [f32; Column::ALL.len()],
}

impl Default for Columns {
    fn default() -> Self {
        Self {
            order: Column::ALL,
            chosen: [true, true, true, true, false, false],
            widths: Column::ALL.map(Column::width),
        }
    }
}

impl Columns {
    /// As they were remembered. What is not known, or was not remembered, stands as usual.
    pub fn of(kept: &[ColumnLook]) -> Self {
        let mut columns = Self::default();
        let known = kept.iter().filter_map(|look| Some((Column::of_tag(&look.name)?, look)));
        for (column, look) in known {
            columns.put_before(column, None);
            columns.resize(column, look.width);
            columns.chosen[column as usize] = look.shown || column == Column::Name;
        }
        columns
    }

    /// To be remembered.
    pub fn kept(&self) -> Vec<ColumnLook> {
        let look = |column: &Column| ColumnLook {
            name: column.tag().to_owned(),
            width: self.width(*column),
            shown: self.is_chosen(*column),
        };
        self.order.iter().map(look).collect()
    }

    /// Those that are chosen, from left to right.
    pub fn chosen(&self) -> impl Iterator<Item = Column> + '_ {
        self.order.into_iter().filter(|column| self.is_chosen(*column))
    }

    /// Whether it is chosen.
    pub fn is_chosen(&self, column: Column) -> bool {
        self.chosen[column as usize]
    }

    /// Shows it, or no longer. The name stays.
    pub fn toggle(&mut self, column: Column) {
        if column != Column::Name {
            self.chosen[column as usize] ^= true;
        }
    }

    /// Puts it to the left of another one, or at the end. The name stays where it is.
    pub fn put_before(&mut self, column: Column, before: Option<Column>) {
        if column == Column::Name || before == Some(column) {
            return;
        }
        let Some(from) = self.order.iter().position(|other| *other == column) else {
            return;
        };
        let to = before.and_then(|before| self.order.iter().position(|other| *other == before));
        match to.map(|to| to.max(1)).unwrap_or(self.order.len()) {
            to if to > from => self.order[from..to].rotate_left(1),
            to => self.order[to..=from].rotate_right(1),
        }
    }

    /// Its width.
    pub fn width(&self, column: Column) -> f32 {
        self.widths[column as usize]
    }

    /// Makes it this wide.
    pub fn resize(&mut self, column: Column, width: f32) {
        if width.is_finite() && column != Column::Name {
            self.widths[column as usize] = width.clamp(NARROWEST, WIDEST);
        }
    }

    /// Those of the chosen ones that fit beside a name that can be read. What the name tells too leaves first, size never.
    pub fn fitting(&self, width: f32) -> Vec<Column> {
        let mut fitting: Vec<Column> = self.chosen().collect();
        let others: f32 = fitting.iter().map(|column| self.width(*column)).sum();
        let mut left = width - NAME - others;
        for column in LEAVING {
            if left >= 0.0 {
                break;
            }
            if let Some(at) = fitting.iter().position(|other| *other == column) {
                fitting.remove(at);
                left += self.width(column);
            }
        }
        fitting
    }
}

/// In which order columns leave a narrow pane.
const LEAVING: [Column; 4] = [Column::Type, Column::Owner, Column::Permissions, Column::Modified];

/// A name needs this much.
const NAME: f32 = 180.0;
const NARROWEST: f32 = 40.0;
const WIDEST: f32 = 600.0;

#[cfg(test)]
mod tests {
    use super::*;

    use Column::{Modified, Name, Owner, Permissions, Size, Type};

    #[test]
    fn owner_permissions_and_modified_leave_as_the_width_shrinks_and_size_stays() {
        let mut columns = Columns::default();
        columns.toggle(Owner);
        // Where they stand makes no difference.
        columns.put_before(Owner, Some(Size));
        assert_eq!(columns.fitting(900.0), [Name, Owner, Size, Modified, Permissions]);
        assert_eq!(columns.fitting(600.0), [Name, Size, Modified, Permissions]);
        assert_eq!(columns.fitting(500.0), [Name, Size, Modified]);
        assert_eq!(columns.fitting(400.0), [Name, Size]);
        assert_eq!(columns.fitting(100.0), [Name, Size]);
    }

    #[test]
    fn the_name_cannot_be_hidden_or_moved_and_no_width_is_absurd() {
        let mut columns = Columns::default();
        columns.toggle(Name);
        assert!(columns.is_chosen(Name));
        columns.put_before(Name, None);
        columns.put_before(Modified, Some(Name));
        assert_eq!(
            columns.chosen().collect::<Vec<_>>(),
            [Name, Modified, Size, Permissions]
        );
        columns.resize(Size, f32::NAN);
        assert_eq!(columns.width(Size), 92.0);
        columns.resize(Size, 2.0);
        assert_eq!(columns.width(Size), NARROWEST);
    }

    #[test]
    fn columns_go_to_either_side() {
        let mut columns = Columns::default();
        columns.put_before(Size, Some(Permissions));
        assert_eq!(columns.order, [Name, Modified, Size, Permissions, Owner, Type]);
        columns.put_before(Size, None);
        assert_eq!(columns.order, [Name, Modified, Permissions, Owner, Type, Size]);
        columns.put_before(Type, Some(Modified));
        assert_eq!(columns.order, [Name, Type, Modified, Permissions, Owner, Size]);
        columns.put_before(Type, Some(Type));
        assert_eq!(columns.order, [Name, Type, Modified, Permissions, Owner, Size]);
    }

    #[test]
    fn what_was_remembered_comes_back_and_nonsense_does_no_harm() {
        let mut columns = Columns::default();
        columns.toggle(Type);
        columns.toggle(Modified);
        columns.put_before(Type, Some(Size));
        columns.resize(Size, 133.0);
        assert_eq!(Columns::of(&columns.kept()), columns);
        let look = |name: &str, width| ColumnLook {
            name: name.to_owned(),
            width,
            shown: false,
        };
        let odd = Columns::of(&[look("name", 7.0), look("colour", 9.0), look("size", f32::NAN)]);
        assert!(odd.is_chosen(Name) && !odd.is_chosen(Size));
        assert_eq!(odd.width(Size), 92.0);
        assert_eq!(odd.order[0], Name);
        assert_eq!(Columns::of(&[]), Columns::default());
    }
}
