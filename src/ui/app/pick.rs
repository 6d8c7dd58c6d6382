//! Choosing files and folders in the system's own dialog. A system that has none is said to have none.

use iced::Task;
use rfd::{AsyncFileDialog, FileHandle};

use super::{Message, Pick};
use crate::engine::command::JobId;
use crate::ui::desktop;

/// Asks for a dialog and hands on what was chosen in it.
pub(super) fn ask<T: Send + 'static>(
    dialog: impl Future<Output = T> + Send + 'static,
    chosen: impl FnOnce(T) -> Message + Send + 'static,
) -> Task<Message> {
    Task::future(async move {
        match desktop::has_picker().await {
            true => chosen(dialog.await),
            false => Message::NoPicker,
        }
    })
}

/// Lets somebody choose a file.
pub(super) fn file(pick: Pick, title: String) -> Task<Message> {
    let dialog = AsyncFileDialog::new().set_title(title).pick_file();
    ask(dialog, move |file| Message::Picked(pick, file.map(path)))
}

/// Lets somebody choose a folder.
pub(super) fn folder(pick: Pick, title: String) -> Task<Message> {
    let dialog = AsyncFileDialog::new().set_title(title).pick_folder();
    ask(dialog, move |folder| Message::Picked(pick, folder.map(path)))
}

/// Lets somebody choose where a file goes; under this name, unless they choose another.
pub(super) fn target(pick: Pick, title: String, name: &str) -> Task<Message> {
    let dialog = AsyncFileDialog::new().set_title(title).set_file_name(name);
    ask(dialog.save_file(), move |file| Message::Picked(pick, file.map(path)))
}

/// Lets somebody choose where the account of these jobs goes.
pub(super) fn account(title: String, jobs: Vec<JobId>) -> Task<Message> {
    let dialog = AsyncFileDialog::new()
        .set_title(title)
        .add_filter("CSV", &["csv"])
        .add_filter("JSON", &["json"])
        .set_file_name("packetboat.csv");
    ask(dialog.save_file(), move |file| Message::Account(jobs, file.map(path)))
}

/// Lets somebody choose where a text goes, and writes it there.
pub(super) fn save(title: String, text: String) -> Task<Message> {
    let dialog = AsyncFileDialog::new().set_title(title).set_file_name("packetboat.log");
    let saved = async move {
        match dialog.save_file().await {
            Some(file) => {
                let written = file.write(text.as_bytes()).await;
                written.map_err(|error| (file.path().to_owned(), error.to_string()))
            }
            None => Ok(()),
        }
    };
    ask(saved, Message::Saved)
}

#[expect(clippy::needless_pass_by_value, reason = "maps what a dialog gives")]
fn path(file: FileHandle) -> std::path::PathBuf {
    file.path().to_owned()
}
