//! Which bytes of a file somebody has claimed, which are done, and which are left. A plain value.

use std::collections::BTreeMap;
use std::ops::Range;

/// The smallest and the largest claim, in bytes. A small one comes back soon when its connection fails; a large one costs fewer
/// pauses between claims.
const CLAIMS: (u64, u64) = (8 << 20, 32 << 20);

/// The bytes of one file, cut into claims as they are asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Ranges {
    size: u64,
    claim: u64,
    /// What nobody has claimed yet, or what came back: by its first byte, each with its end.
    left: BTreeMap<u64, u64>,
    /// What somebody works on.
    claimed: BTreeMap<u64, u64>,
}

/// What there is to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// These bytes; they are claimed now.
    Move(Range<u64>),
    /// Nothing, unless a claim comes back.
    Wait,
    /// Nothing more: every byte is there.
    Done,
}

impl Ranges {
    /// All bytes of a file of this size are left.
    pub fn new(size: u64) -> Self {
        Self::with_claims(size, (size / 32).clamp(CLAIMS.0, CLAIMS.1))
    }

    /// Of a file of this size these bytes are there already, in order and apart from each other.
    pub fn resuming(size: u64, have: &[Range<u64>]) -> Self {
        let mut ranges = Self::new(size);
        ranges.left.clear();
        let mut at = 0;
        for range in have {
            if at < range.start.min(size) {
                ranges.left.insert(at, range.start.min(size));
            }
            at = at.max(range.end);
        }
        if at < size {
            ranges.left.insert(at, size);
        }
        ranges
    }

    /// The bytes that are done, in order; at least one range, which may be an empty one.
    pub fn have(&self) -> Vec<Range<u64>> {
        let mut missing: Vec<(u64, u64)> = self.left.iter().chain(&self.claimed).map(|(a, b)| (*a, *b)).collect();
        missing.sort_unstable();
        let (mut have, mut at) = (Vec::new(), 0);
        for (start, end) in missing {
            if at < start {
                have.push(at..start);
            }
            at = end;
        }
        if at < self.size {
            have.push(at..self.size);
        }
        if have.is_empty() {
            have.push(0..0);
        }
        have
    }

    /// The same with claims of at most `claim` bytes.
    pub fn with_claims(size: u64, claim: u64) -> Self {
        Self {
            size,
            claim: claim.max(1),
            left: (size > 0).then_some((0, size)).into_iter().collect(),
            claimed: BTreeMap::new(),
        }
    }

    /// Claims the first bytes that are left.
    pub fn claim(&mut self) -> Next {
        let Some((start, end)) = self.left.pop_first() else {
            return if self.claimed.is_empty() {
                Next::Done
            } else {
                Next::Wait
            };
        };
        let cut = end.min(start.saturating_add(self.claim));
        if cut < end {
            self.left.insert(cut, end);
        }
        self.claimed.insert(start, cut);
        Next::Move(start..cut)
    }

    /// A claim is done.
    pub fn done(&mut self, range: &Range<u64>) {
        self.claimed.remove(&range.start);
    }

    /// A claim was given up: none of its bytes counts.
    pub fn give_back(&mut self, range: &Range<u64>) {
        if let Some(end) = self.claimed.remove(&range.start) {
            self.left.insert(range.start, end);
        }
    }

    /// Whether something is left to claim.
    pub fn has_left(&self) -> bool {
        !self.left.is_empty()
    }

    /// Bytes of the whole.
    pub fn size(&self) -> u64 {
        self.size
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn claims_grow_with_the_file() {
        let first = |size| match Ranges::new(size).claim() {
            Next::Move(range) => range.end,
            _ => 0,
        };
        assert_eq!((first(1 << 20), first(64 << 20)), (1 << 20, 8 << 20));
        assert_eq!((first(512 << 20), first(1 << 40)), (16 << 20, 32 << 20));
        assert_eq!(Ranges::new(0).claim(), Next::Done);
    }

    proptest! {
        /// What is there and what is left make the whole, whatever was done before.
        #[test]
        fn what_is_there_is_not_moved_again(
            size in 1u64..5_000, cuts in proptest::collection::btree_set(0u64..5_000, 0..12), done in 0usize..9,
        ) {
            let cuts: Vec<u64> = cuts.into_iter().filter(|cut| *cut <= size).collect();
            let have: Vec<Range<u64>> = cuts.chunks_exact(2).map(|pair| pair[0]..pair[1]).collect();
            let mut ranges = Ranges::resuming(size, &have);
            let mut there = vec![false; size as usize];
            have.iter().for_each(|range| there[range.start as usize..range.end as usize].fill(true));
            for _ in 0..done {
                let Next::Move(range) = ranges.claim() else { break };
                let claimed = &mut there[range.start as usize..range.end as usize];
                prop_assert!(claimed.iter().all(|there| !there));
                claimed.fill(true);
                ranges.done(&range);
            }
            let mut told = vec![false; size as usize];
            ranges.have().iter().for_each(|range| told[range.start as usize..range.end as usize].fill(true));
            prop_assert_eq!(told, there);
        }

        /// Several workers, any order of ends, any failures: every byte is done exactly once.
        #[test]
        fn every_byte_is_moved_once(
            size in 0u64..5_000, claim in 1u64..700,
            events in proptest::collection::vec((any::<bool>(), 0usize..6, any::<bool>()), 0..300),
        ) {
            let mut ranges = Ranges::with_claims(size, claim);
            let (mut working, mut counts) = (Vec::new(), vec![0u8; size as usize]);
            let mut end = |ranges: &mut Ranges, range: Range<u64>, works: bool| {
                if works {
                    ranges.done(&range);
                    counts[range.start as usize..range.end as usize].iter_mut().for_each(|count| *count += 1);
                } else {
                    ranges.give_back(&range);
                }
            };
            for (claims, at, works) in events {
                if claims {
                    match ranges.claim() {
                        Next::Move(range) => {
                            prop_assert!(range.end - range.start <= claim && range.end > range.start);
                            working.push(range);
                        }
                        Next::Wait => prop_assert!(!working.is_empty()),
                        Next::Done => prop_assert!(working.is_empty() && !ranges.has_left()),
                    }
                } else if at < working.len() {
                    end(&mut ranges, working.remove(at), works);
                }
            }
            for range in working { end(&mut ranges, range, true); }
            while let Next::Move(range) = ranges.claim() { end(&mut ranges, range, true); }
            prop_assert_eq!(ranges.claim(), Next::Done);
            prop_assert!(counts.iter().all(|count| *count == 1));
        }
    }
}
