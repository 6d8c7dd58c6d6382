//! Whether options, servers and saved sites fit a command, before anything else is done.

use super::Misuse;
use crate::cli::address::Address;
use crate::cli::arguments::{Conflict, ModeName, Options, QueueTask, SitesTask, Task};
use crate::site::Book;
use crate::url::Scheme;

/// Checks that every option that was given has a meaning for this command.
///
/// # Errors
/// Names the first that has none.
pub fn fits(options: &Options, task: &Task) -> Result<(), Misuse> {
    let moves = matches!(task, Task::Get { .. } | Task::Put { .. });
    let renames = matches!(task, Task::Mv { .. });
    let saves = matches!(
        task,
        Task::Sites {
            task: SitesTask::Add { .. }
        }
    );
    let runs = matches!(
        task,
        Task::Queue {
            task: QueueTask::Run { .. }
        }
    );
    let walks = moves || matches!(task, Task::Rm { .. } | Task::Chmod { .. });
    let without_use = [
        ("--jobs", options.jobs.is_some() && !moves && !saves && !runs),
        ("--verify", options.verify.is_some() && !moves),
        ("--limit-rate", options.limit_rate.is_some() && !moves && !runs),
        ("--report", options.report.is_some() && !moves),
        ("--move", options.moves && !moves),
        (
            "--on-conflict",
            options.on_conflict.is_some() && !moves && !renames && !saves,
        ),
        ("--recursive", options.recursive && !walks),
    ];
    if let Some((name, _)) = without_use.iter().find(|(_, given)| *given) {
        return Misuse::says(format!("{name} means nothing for this command"));
    }
    if renames
        && options
            .on_conflict
            .is_some_and(|conflict| conflict != Conflict::Overwrite)
    {
        return Misuse::says("mv knows only --on-conflict overwrite; without it an existing target is an error");
    }
    speaks(options, task)?;
    let active = options.active_ports.is_some() || options.active_address.is_some();
    if active && options.mode == Some(ModeName::Passive) {
        return Misuse::says("--active-ports and --active-address mean nothing with --mode passive");
    }
    Ok(())
}

/// An option of one protocol needs a server that speaks it.
fn speaks(options: &Options, task: &Task) -> Result<(), Misuse> {
    let urls = urls(task);
    let is_sftp = |url: &&Address| url.scheme == Scheme::Sftp;
    let (sftp, ftp) = (urls.iter().any(is_sftp), !urls.iter().all(is_sftp));
    let of_ftp = [
        ("--mode", options.mode.is_some()),
        ("--active-ports", options.active_ports.is_some()),
        ("--active-address", options.active_address.is_some()),
        ("--accept-certificate", options.accept_certificate.is_some()),
    ];
    let of_sftp = [
        ("--identity", !options.identity.is_empty()),
        ("--agent", options.agent),
        ("--old-algorithms", options.old_algorithms),
        ("--accept-host-key", !options.accept_host_key.is_empty()),
        ("--passphrase-stdin", options.passphrase_stdin),
    ];
    for (options, spoken, protocol) in [(&of_ftp[..], ftp, "sftp"), (&of_sftp[..], sftp, "ftp")] {
        if let Some((name, _)) = options.iter().find(|(_, given)| *given)
            && !spoken
            && !urls.is_empty()
        {
            return Misuse::says(format!("{name} means nothing for {protocol}://"));
        }
    }
    Ok(())
}

/// Checks that a password from standard input has one account to belong to.
///
/// # Errors
/// If no user is named (for SFTP ssh's configuration may name it), or one with a password, or more than one account.
pub fn account(task: &Task) -> Result<(), Misuse> {
    let urls = urls(task);
    let key = |url: &Address| (url.scheme, url.host.clone(), url.port, url.user.clone());
    let mut accounts: Vec<_> = urls.iter().map(|url| key(url)).collect();
    accounts.dedup();
    match accounts.as_slice() {
        [(Scheme::Sftp, ..) | (_, _, _, Some(_))] if urls.iter().all(|url| url.password.is_none()) => Ok(()),
        [_] => Misuse::says("--password-stdin needs a user, and no password, in the URL: ftp://user@host/"),
        _ => Misuse::says("--password-stdin is for one account in a run"),
    }
}

/// Looks up the saved sites of a command.
///
/// # Errors
/// If one is not there; what cannot be read of the file only where it matters.
pub fn look_up(task: &mut Task, book: impl FnOnce() -> Result<Book, Misuse>) -> Result<(), Misuse> {
    if !urls(task).iter().any(|url| url.is_open()) {
        return Ok(());
    }
    let book = book()?;
    match task {
        Task::Get { urls, .. } | Task::Rm { urls } => urls.iter_mut().try_for_each(|url| url.look_up(&book)),
        Task::Ls { url }
        | Task::Put { url, .. }
        | Task::Mkdir { url, .. }
        | Task::Mv { url, .. }
        | Task::Chmod { url, .. }
        | Task::Stat { url }
        | Task::Test { url }
        | Task::Raw { url, .. }
        | Task::Sites {
            task: SitesTask::Add { url, .. },
        } => url.look_up(&book),
        _ => Ok(()),
    }
}

/// The servers of a command.
fn urls(task: &Task) -> Vec<&Address> {
    match task {
        Task::Get { urls, .. } | Task::Rm { urls } => urls.iter().collect(),
        Task::Ls { url }
        | Task::Put { url, .. }
        | Task::Mkdir { url, .. }
        | Task::Mv { url, .. }
        | Task::Chmod { url, .. }
        | Task::Stat { url }
        | Task::Test { url }
        | Task::Raw { url, .. } => vec![url],
        Task::Sites {
            task: SitesTask::Add { url, .. },
        } => vec![url],
        Task::Queue { .. } | Task::Sites { .. } | Task::Trust { .. } | Task::Clear { .. } => Vec::new(),
        Task::Demo { .. } | Task::Completions { .. } | Task::Man => Vec::new(),
    }
}
