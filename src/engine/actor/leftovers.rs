//! Removing the parts of transfers that were given up.

use super::Actor;
use crate::engine::pool::Work;
use crate::engine::queue::Left;
use crate::local::OpenFolder;

impl Actor {
    /// Removes what nobody will go on with: here at once, on servers when a connection is free.
    /// Returns whether there was something.
    pub(super) fn clear_up(&mut self) -> bool {
        let left = self.queue.take_left();
        let has_some = !left.is_empty();
        for part in left {
            match part {
                Left::There(server, part, replaced) => self.work(server, Work::RemovePart(part, replaced)),
                Left::Here(path, below) => {
                    let disk = self.disk.clone();
                    self.tasks.spawn(async move {
                        // A part that cannot be removed says by its name whose it is.
                        let _ = disk
                            .visit(move || {
                                let (Some(folder), Some(name)) = (path.parent(), path.file_name()) else {
                                    return Ok(());
                                };
                                let chosen = folder.ancestors().nth(usize::from(below)).unwrap_or(folder);
                                OpenFolder::open(folder, chosen)?.remove(name)
                            })
                            .await;
                    });
                }
            }
        }
        has_some
    }
}
