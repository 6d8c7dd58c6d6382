//! What to do when the target of a transfer exists. Pure rules.

use crate::entry::{Entry, Kind, Modified, Precision, Zone};
use crate::path::RemoteName;
use crate::transfer::{Policy, Resolution, Skip};

/// What comes of an existing target.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Replace it.
    Replace,
    /// Go on with it if it is the beginning of what comes, else replace it.
    Resume,
    /// Keep both: give the new one another name.
    Rename,
    /// Leave it.
    Skip(Skip),
    /// Ask somebody.
    Ask,
    /// A file cannot take the place of a folder.
    Impossible,
}

/// Decides about one existing target.
pub fn decide(policy: Policy, there: &Entry, coming: &Entry) -> Verdict {
    if there.kind == Kind::Directory {
        return Verdict::Impossible;
    }
    match policy {
        Policy::Ask => Verdict::Ask,
        Policy::Leave => Verdict::Skip(Skip::ByDefault),
        Policy::Always(resolution) => resolve(resolution, there, coming),
    }
}

/// Applies one resolution.
pub fn resolve(resolution: Resolution, there: &Entry, coming: &Entry) -> Verdict {
    let replace_if = |condition: bool| {
        if condition {
            Verdict::Replace
        } else {
            Verdict::Skip(Skip::ByWish)
        }
    };
    match resolution {
        Resolution::Overwrite => Verdict::Replace,
        Resolution::OverwriteIfNewer => replace_if(is_newer(coming.modified, there.modified)),
        // An unknown size is not known to be equal.
        Resolution::OverwriteIfSizeDiffers => replace_if(coming.size.is_none() || coming.size != there.size),
        // What is longer than the source cannot be its beginning, and a link is not the file itself.
        Resolution::Resume => match there.size.zip(coming.size) {
            Some((there_now, whole)) if there.kind == Kind::File && there_now <= whole => Verdict::Resume,
            _ => Verdict::Replace,
        },
        Resolution::Rename => Verdict::Rename,
        Resolution::Skip => Verdict::Skip(Skip::ByWish),
    }
}

/// Whether `coming` is surely newer: by more than the coarser of the two clocks can tell, and, where a server's time zone
/// is not known, by more than any zone can make up.
fn is_newer(coming: Option<Modified>, there: Option<Modified>) -> bool {
    let (Some(coming), Some(there)) = (coming, there) else {
        return false;
    };
    let grain = match coming.precision.max(there.precision) {
        Precision::Second => 0,
        Precision::Minute => 59,
        Precision::Day => 86_399,
    };
    let zone = if coming.zone == Zone::Server || there.zone == Zone::Server {
        14 * 3600
    } else {
        0
    };
    coming.seconds > there.seconds.saturating_add(grain + zone)
}

/// The first name of the form `name (2).ending` for which `taken` says no.
pub fn free_name(name: &RemoteName, mut taken: impl FnMut(&RemoteName) -> bool) -> RemoteName {
    let bytes = name.as_bytes();
    // A dot at the front makes a hidden file, not an ending.
    let dot = bytes
        .iter()
        .skip(1)
        .rposition(|byte| *byte == b'.')
        .map_or(bytes.len(), |at| at + 1);
    let (stem, ending) = bytes.split_at(dot);
    let mut number = 2u64;
    loop {
        let candidate = RemoteName::new([stem, format!(" ({number})").as_bytes(), ending].concat());
        if !taken(&candidate) {
            return candidate;
        }
        number += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(size: u64, seconds: i64, zone: Zone) -> Entry {
        let modified = Some(Modified {
            seconds,
            precision: Precision::Second,
            zone,
        });
        Entry {
            size: Some(size),
            modified,
            ..Entry::new("a".into(), Kind::File)
        }
    }

    #[test]
    fn policies_decide_as_they_say() {
        let (old, new) = (file(1, 100, Zone::Utc), file(2, 200, Zone::Utc));
        let always = |resolution| Policy::Always(resolution);
        let cases = [
            (Policy::Leave, &old, &new, Verdict::Skip(Skip::ByDefault)),
            (Policy::Ask, &old, &new, Verdict::Ask),
            (always(Resolution::Overwrite), &new, &old, Verdict::Replace),
            (always(Resolution::OverwriteIfNewer), &old, &new, Verdict::Replace),
            (
                always(Resolution::OverwriteIfNewer),
                &new,
                &old,
                Verdict::Skip(Skip::ByWish),
            ),
            (
                always(Resolution::OverwriteIfNewer),
                &old,
                &old,
                Verdict::Skip(Skip::ByWish),
            ),
            (always(Resolution::OverwriteIfSizeDiffers), &old, &new, Verdict::Replace),
            (
                always(Resolution::OverwriteIfSizeDiffers),
                &old,
                &old,
                Verdict::Skip(Skip::ByWish),
            ),
            (always(Resolution::Resume), &old, &new, Verdict::Resume),
            (always(Resolution::Resume), &new, &new, Verdict::Resume),
            (always(Resolution::Resume), &new, &old, Verdict::Replace),
            (always(Resolution::Rename), &old, &new, Verdict::Rename),
            (always(Resolution::Skip), &old, &new, Verdict::Skip(Skip::ByWish)),
        ];
        for (policy, there, coming, verdict) in cases {
            assert_eq!(decide(policy, there, coming), verdict, "{policy:?}");
        }
        let folder = Entry::new("a".into(), Kind::Directory);
        assert_eq!(
            decide(always(Resolution::Overwrite), &folder, &new),
            Verdict::Impossible
        );
    }

    #[test]
    fn an_unsure_clock_never_makes_a_file_newer() {
        let there = file(1, 100_000, Zone::Server);
        assert!(!is_newer(file(1, 103_600, Zone::Utc).modified, there.modified));
        assert!(is_newer(file(1, 200_000, Zone::Utc).modified, there.modified));
        assert!(!is_newer(None, there.modified));
    }

    #[test]
    fn free_names_keep_their_ending() {
        let taken = [RemoteName::from("a (2).txt"), RemoteName::from("a (3).txt")];
        assert_eq!(
            free_name(&"a.txt".into(), |name| taken.contains(name)),
            "a (4).txt".into()
        );
        assert_eq!(free_name(&".profile".into(), |_| false), ".profile (2)".into());
        assert_eq!(free_name(&"README".into(), |_| false), "README (2)".into());
    }
}
