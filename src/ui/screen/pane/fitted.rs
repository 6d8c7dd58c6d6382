//! The columns for which there is room. The table numbers those; everybody else numbers all that are chosen.

use std::borrow::Cow;

use super::sheet::Sheet;
use crate::ui::widget::table::{Cell, Column, Happening, Rows, Sorted};

/// A sheet with as many of its columns as fit.
pub struct Fitted<'a> {
    sheet: &'a Sheet,
    /// The numbers of the columns among those that are chosen.
    at: Vec<usize>,
}

impl<'a> Fitted<'a> {
    /// The sheet in a list of this width.
    pub fn new(sheet: &'a Sheet, width: f32) -> Self {
        Self {
            sheet,
            at: sheet.fitting(width),
        }
    }

    /// The heads of its columns.
    pub fn heads(&self) -> Vec<Column> {
        let heads = self.sheet.heads();
        self.at.iter().filter_map(|at| heads.get(*at).cloned()).collect()
    }

    /// How its heads show the order.
    pub fn sorted(&self) -> Option<Sorted> {
        let sorted = self.sheet.sorted()?;
        let column = self.at.iter().position(|at| *at == sorted.column)?;
        Some(Sorted { column, ..sorted })
    }

    /// What a happening of its table is among all columns.
    pub fn meaning(&self) -> impl Fn(Happening) -> Happening + use<> {
        let at = self.at.clone();
        let end = self.sheet.heads().len();
        let of = move |column: usize| at.get(column).copied().unwrap_or(end);
        move |happening| match happening {
            Happening::Sort(column) => Happening::Sort(of(column)),
            Happening::Resized { column, width } => Happening::Resized {
                column: of(column),
                width,
            },
            Happening::Moved { column, to } => Happening::Moved {
                column: of(column),
                to: of(to),
            },
            other => other,
        }
    }
}

impl Rows for Fitted<'_> {
    fn count(&self) -> usize {
        self.sheet.count()
    }

    fn cell(&self, row: usize, column: usize) -> Cell<'_> {
        self.at
            .get(column)
            .map_or_else(Cell::default, |at| self.sheet.cell(row, *at))
    }

    fn key(&self, row: usize) -> Cow<'_, str> {
        self.sheet.key(row)
    }

    fn is_selected(&self, row: usize) -> bool {
        self.sheet.is_selected(row)
    }

    fn is_selectable(&self, row: usize) -> bool {
        self.sheet.is_selectable(row)
    }

    fn takes_drops(&self, row: usize) -> bool {
        self.sheet.takes_drops(row)
    }

    fn tip(&self, row: usize, column: usize) -> Option<String> {
        self.sheet.tip(row, *self.at.get(column)?)
    }
}

#[cfg(test)]
mod tests {
    use super::super::speech::Speech;
    use super::*;

    #[test]
    fn a_narrow_table_counts_its_own_columns() {
        let mut sheet = Sheet::new();
        sheet.columns.toggle(super::super::Column::Owner);
        sheet
            .columns
            .put_before(super::super::Column::Owner, Some(super::super::Column::Size));
        sheet.dress(Speech::default());
        // Name, owner, size, modified, permissions: the owner leaves.
        let fitted = Fitted::new(&sheet, 560.0);
        assert_eq!(fitted.heads().len(), 4);
        let meaning = fitted.meaning();
        assert_eq!(meaning(Happening::Sort(1)), Happening::Sort(2));
        assert_eq!(
            meaning(Happening::Moved { column: 2, to: 4 }),
            Happening::Moved { column: 3, to: 5 }
        );
        assert_eq!(meaning(Happening::Open(1)), Happening::Open(1));
    }
}
