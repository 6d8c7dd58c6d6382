//! Rows of a job in the order of the job, a bit for each: a million that wait are 128 KiB, and a screenful of them is found by
//! counting words.

/// A set of rows.
#[derive(Debug, Default)]
pub struct RowSet {
    words: Vec<u64>,
    count: usize,
}

impl RowSet {
    /// Puts a row in.
    pub fn insert(&mut self, row: u32) {
        let (word, bit) = place(row);
        if word >= self.words.len() {
            self.words.resize(word + 1, 0);
        }
        if let Some(held) = self.words.get_mut(word)
            && *held & bit == 0
        {
            *held |= bit;
            self.count += 1;
        }
    }

    /// Takes a row out, if it is in.
    pub fn remove(&mut self, row: u32) {
        let (word, bit) = place(row);
        if let Some(held) = self.words.get_mut(word)
            && *held & bit != 0
        {
            *held &= !bit;
            self.count -= 1;
        }
    }

    /// Whether a row is in.
    pub fn contains(&self, row: u32) -> bool {
        let (word, bit) = place(row);
        self.words.get(word).is_some_and(|held| held & bit != 0)
    }

    /// How many rows are in.
    pub fn len(&self) -> usize {
        self.count
    }

    /// Some of the rows that are not among `others` as well: at most `count` from the `first` one on.
    pub fn window(&self, others: &Self, first: usize, count: usize) -> Vec<u32> {
        let mut rows = Vec::new();
        let mut skip = first;
        for (at, word) in (0u32..).zip(&self.words) {
            let mut left = word & !others.words.get(at as usize).copied().unwrap_or(0);
            let here = left.count_ones() as usize;
            if skip >= here {
                skip -= here;
                continue;
            }
            while left != 0 && rows.len() < count {
                if skip > 0 {
                    skip -= 1;
                } else {
                    rows.push(at * u64::BITS + left.trailing_zeros());
                }
                left &= left - 1;
            }
            if rows.len() >= count {
                break;
            }
        }
        rows
    }
}

fn place(row: u32) -> (usize, u64) {
    ((row / u64::BITS) as usize, 1 << (row % u64::BITS))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn it_is_a_set_and_every_window_of_it_is_in_order(
            steps in proptest::collection::vec((0u32..300, any::<bool>()), 0..200),
            others in proptest::collection::btree_set(0u32..300, 0..20), first in 0usize..50, count in 0usize..50,
        ) {
            let (mut rows, mut plain) = (RowSet::default(), BTreeSet::new());
            for (row, inside) in steps {
                match inside {
                    true => { rows.insert(row); plain.insert(row); }
                    false => { rows.remove(row); plain.remove(&row); }
                }
            }
            prop_assert_eq!(rows.len(), plain.len());
            prop_assert!((0..400).all(|row| rows.contains(row) == plain.contains(&row)));
            let mut without = RowSet::default();
            others.iter().for_each(|row| without.insert(*row));
            let left = plain.difference(&others).skip(first).take(count).copied();
            prop_assert_eq!(rows.window(&without, first, count), left.collect::<Vec<u32>>());
        }
    }
}
