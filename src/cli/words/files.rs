//! Files and folders, on the server and here.

use super::{Words, anywhere, cause, code, says};
use crate::cli::entries::reason;
use crate::error::{Error, Kind, Stage};

pub fn words(error: &Error) -> Words {
    let attempted = &error.attempted;
    match (&error.kind, error.stage) {
        (
            Kind::LoginRefused | Kind::NoPassword | Kind::NotTrusted { .. } | Kind::Changed { .. } | Kind::NoEncryption,
            _,
        ) => super::connection::words(error),
        (Kind::BlockedName(blocked), _) => Words::new(format!("{attempted}: {}", reason(*blocked)))
            .here("Such a name is never used: rename the file where it is."),
        (_, Stage::LocalDisk) => local(error),
        (Kind::WrongType, Stage::Plan) => {
            Words::new(format!("{attempted}: it is a folder")).here("Folders take --recursive.")
        }
        (Kind::Exists, _) if attempted.starts_with("MKD") => {
            Words::new(format!("{attempted}: something of that name exists"))
                .here("mkdir --parents accepts a folder that exists.")
        }
        (Kind::Exists, _) => {
            Words::new(format!("{attempted}: the target exists")).here("--on-conflict overwrite replaces it.")
        }
        (Kind::NotFound, _) => no_access(error, Words::new(format!("{attempted}: not found"))),
        (Kind::Rejected, _) => rejected(error),
        (Kind::Unsupported, _) => {
            Words::new(format!("{attempted}: this server cannot do that")).here("--log - shows what it says it can do.")
        }
        _ => anywhere(error),
    }
}

/// Advice for 550 and its like: the usual mistakes.
pub fn no_access(error: &Error, words: Words) -> Words {
    let permission = says(error, "permission") || says(error, "denied") || says(error, "not permitted");
    let words = if permission {
        words.there("The account may not do this there: check owner and mode of the folder; vsftpd also needs write_enable=YES.")
    } else {
        words
    };
    words.here(
        "Check the path: /x starts at the server's root, /~/x and no path at the login folder; ls shows what is there.",
    )
}

fn rejected(error: &Error) -> Words {
    let words = Words::new(format!("{}: the server refused", error.attempted));
    match code(error) {
        500 | 502 | 504 => {
            words.here("The server does not know this command; raw URL FEAT shows what it says it can do.")
        }
        452 | 552 => Words::new("the server has no space left for this, or a quota is used up")
            .there("Free some space, or raise the quota."),
        550 | 553 => no_access(error, words),
        _ => words,
    }
}

fn local(error: &Error) -> Words {
    let attempted = &error.attempted;
    match error.kind {
        Kind::NotFound => Words::new(format!("{attempted}: no such file or folder here")),
        Kind::NotPermitted => Words::new(format!("{attempted}: not permitted here{}", cause(error)))
            .here("Check owner and permissions of the file and its folder."),
        Kind::NoSpace => Words::new(format!("{attempted}: the disk here is full, or a quota is used up"))
            .here("Free some space and run the same command again."),
        Kind::ReadOnly => Words::new(format!("{attempted}: the disk here can only be read")),
        Kind::DiskFault => Words::new(format!("{attempted}: the disk here failed{}", cause(error)))
            .here("Look into the system's log before anything else is written there."),
        Kind::Exists => Words::new(format!("{attempted}: exists already")).here("--on-conflict says what to do then."),
        Kind::WrongType => Words::new(format!(
            "{attempted}: a file stands where a folder is needed, or the other way round"
        )),
        _ => anywhere(error),
    }
}
