//! The columns of a list of files, and which of them there is room for.

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
    /// All of them, from left to right.
    pub const ALL: [Self; 6] = [
        Self::Name,
        Self::Size,
        Self::Modified,
        Self::Permissions,
        Self::Owner,
        Self::Type,
    ];

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

/// Which columns are chosen, and how wide each is. Worth remembering beyond a run.
#[derive(Clone, Debug, PartialEq)]
pub struct Columns {
    chosen: [bool; Column::ALL.len()],
    widths: [f32; Column::ALL.len()],
}

impl Default for Columns {
    fn default() -> Self {
        Self {
            chosen: [true, true, true, true, false, false],
            widths: Column::ALL.map(Column::width),
        }
    }
}

impl Columns {
    /// Those that are chosen, from left to right.
    pub fn chosen(&self) -> impl Iterator<Item = Column> + '_ {
        Column::ALL.into_iter().filter(|column| self.is_chosen(*column))
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

    /// Its width.
    pub fn width(&self, column: Column) -> f32 {
        self.widths[column as usize]
    }

    /// Makes it this wide.
    pub fn resize(&mut self, column: Column, width: f32) {
        if width.is_finite() {
            self.widths[column as usize] = width.clamp(NARROWEST, WIDEST);
        }
    }

    /// How many of the chosen ones fit beside a name that can be read. The last ones leave first; size stays.
    pub fn fitting(&self, width: f32) -> usize {
        let mut left = width - NAME;
        let mut count = 0;
        for column in self.chosen() {
            left -= if column == Column::Name {
                0.0
            } else {
                self.width(column)
            };
            if left < 0.0 && !matches!(column, Column::Name | Column::Size) {
                break;
            }
            count += 1;
        }
        count
    }
}

/// A name needs this much.
const NAME: f32 = 180.0;
const NARROWEST: f32 = 40.0;
const WIDEST: f32 = 600.0;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_leave_from_the_right_as_the_width_shrinks_and_size_stays() {
        let mut columns = Columns::default();
        columns.toggle(Column::Owner);
        assert_eq!(columns.fitting(900.0), 5);
        assert_eq!(columns.fitting(600.0), 4);
        assert_eq!(columns.fitting(500.0), 3);
        assert_eq!(columns.fitting(400.0), 2);
        assert_eq!(columns.fitting(100.0), 2);
    }

    #[test]
    fn the_name_cannot_be_hidden_and_no_width_is_absurd() {
        let mut columns = Columns::default();
        columns.toggle(Column::Name);
        assert!(columns.is_chosen(Column::Name));
        columns.resize(Column::Size, f32::NAN);
        assert_eq!(columns.width(Column::Size), 92.0);
        columns.resize(Column::Size, 2.0);
        assert_eq!(columns.width(Column::Size), NARROWEST);
    }
}
