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
        _ => anywhere(case),
    }
}

/// A folder of this computer.
fn local(case: &Case<'_>) -> Diagnosis {
    let up = || vec![Act::GoUp, Act::TryAgain];
    match case.error.kind {
        Kind::NotFound => case.page("failure-here-missing", "failure-here-missing-text", up()),
        Kind::NotPermitted => case.page("failure-here-denied", "failure-here-denied-text", up()),
        Kind::WrongType => case.page("failure-not-a-folder", "failure-not-a-folder-text", vec![Act::GoUp]),
        Kind::NoSpace => case.page("failure-here-full", "failure-here-full-text", vec![Act::TryAgain]),
        _ => case.page("failure-here", "failure-here-text", up()),
    }
}
