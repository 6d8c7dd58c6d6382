//! Folders and files, on the server and here.

use super::diagnosis::{Act, Case, Diagnosis, anywhere};
use super::login;
use crate::error::{Kind, Stage};

pub fn page(case: &Case<'_>) -> Diagnosis {
    if case.error.stage == Stage::LocalDisk {
        return local(case);
    }
    let code = case.error.reply.as_ref().map_or(0, |reply| reply.code);
    let up = || vec![Act::GoUp, Act::TryAgain];
    match case.error.kind {
        _ if login::is_oops(case) => login::oops(case),
        Kind::LoginRefused | Kind::NoPassword => login::page(case),
        Kind::NotFound if case.scene.listing => case.page("failure-no-folder", "failure-no-folder-text", up()),
        Kind::NotFound => case.page("failure-not-found", "failure-not-found-text", up()),
        Kind::Rejected | Kind::NotPermitted if case.scene.listing && case.error.stage != Stage::LocalDisk => {
            Diagnosis {
                for_the_server: case.advice("failure-list-refused-server", ["ls -ld FOLDER", "namei -l FOLDER"]),
                ..case.page("failure-list-refused", "failure-list-refused-text", up())
            }
        }
        Kind::Rejected if matches!(code, 550 | 553) => Diagnosis {
            for_the_server: case.advice("failure-denied-server", ["write_enable=YES", "ls -ld FOLDER"]),
            ..case.page("failure-denied", "failure-denied-text", vec![Act::TryAgain])
        },
        Kind::NotPermitted => case.page("failure-denied", "failure-denied-text", vec![Act::TryAgain]),
        Kind::NoSpace => case.page("failure-full", "failure-full-text", vec![Act::TryAgain]),
        Kind::WrongType if case.scene.listing => {
            case.page("failure-not-a-folder", "failure-not-a-folder-text", vec![Act::GoUp])
        }
        Kind::Truncated if case.error.stage == Stage::Listing => {
            case.page("failure-list-cut", "failure-list-cut-text", vec![Act::TryAgain])
        }
        Kind::TooLarge if case.error.stage == Stage::Listing => {
            case.page("failure-list-long", "failure-list-long-text", vec![Act::GoUp])
        }
        _ => moved(case).unwrap_or_else(|| anywhere(case)),
    }
}

/// A file that did not get to where it was to go.
fn moved(case: &Case<'_>) -> Option<Diagnosis> {
    let again = vec![Act::TryAgain];
    Some(match case.error.kind {
        Kind::Exists => case.page("failure-taken", "failure-taken-text", again),
        Kind::WrongType => case.page("failure-other-kind", "failure-other-kind-text", again),
        Kind::SizeDiffers { .. } => case.page("failure-size", "failure-size-text", again),
        Kind::HashDiffers => case.page("failure-hash", "failure-hash-text", again),
        Kind::SourceChanged => case.page("failure-source-changed", "failure-source-changed-text", again),
        Kind::Truncated => case.page("failure-cut", "failure-cut-text", again),
        Kind::BlockedName(_) => case.page("failure-bad-name", "failure-bad-name-text", vec![Act::ShowLog]),
        _ => return None,
    })
}

/// A folder of this computer.
fn local(case: &Case<'_>) -> Diagnosis {
    let up = || vec![Act::GoUp, Act::TryAgain];
    match case.error.kind {
        Kind::NotFound => case.page("failure-here-missing", "failure-here-missing-text", up()),
        Kind::NotPermitted => case.page("failure-here-denied", "failure-here-denied-text", up()),
        Kind::WrongType if case.scene.listing => {
            case.page("failure-not-a-folder", "failure-not-a-folder-text", vec![Act::GoUp])
        }
        Kind::WrongType => case.page("failure-other-kind", "failure-other-kind-text", vec![Act::TryAgain]),
        Kind::NoSpace => case.page("failure-here-full", "failure-here-full-text", vec![Act::TryAgain]),
        Kind::ReadOnly => case.page(
            "failure-here-read-only",
            "failure-here-read-only-text",
            vec![Act::TryAgain],
        ),
        Kind::DiskFault => case.page("failure-here-faulty", "failure-here-faulty-text", vec![Act::TryAgain]),
        Kind::Exists | Kind::SourceChanged | Kind::BlockedName(_) => {
            moved(case).unwrap_or_else(|| case.page("failure-here", "failure-here-text", up()))
        }
        _ => case.page("failure-here", "failure-here-text", up()),
    }
}

#[cfg(test)]
mod tests {
    use crate::error::{Error, Kind, Stage};
    use crate::ui::screen::failure::cause;
    use crate::ui::words::{Language, Words};

    #[test]
    fn a_file_that_failed_has_a_cause_of_its_own() {
        let kinds = [
            Kind::Exists,
            Kind::WrongType,
            Kind::SizeDiffers { expected: 2, actual: 1 },
            Kind::HashDiffers,
            Kind::SourceChanged,
            Kind::Truncated,
            Kind::BlockedName(crate::path::Blocked::Empty),
        ];
        for language in Language::ALL {
            let words = Words::of(language);
            let other = words.say("failure-other");
            for stage in [Stage::Transfer, Stage::Check, Stage::Plan] {
                let causes = kinds
                    .clone()
                    .map(|kind| cause(&words, &Error::new(stage, kind, "STOR a")));
                let mut known: Vec<&String> = causes.iter().collect();
                known.sort();
                known.dedup();
                assert_eq!(known.len(), kinds.len(), "{causes:?}");
                assert!(!causes.contains(&other), "{causes:?}");
            }
        }
    }
}
