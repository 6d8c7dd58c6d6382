//! Parts that tries have left: kept for the next try, and given up with the transfer that they belong to.

use std::path::PathBuf;

use super::{Queue, ServerId, parts};
use crate::engine::command::TransferId;
use crate::local::part::{part_name, part_name_local};
use crate::path::{RemoteName, RemotePath};
use crate::transfer::{Begun, Direction, LocalEnd};

/// A part that nobody will go on with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Left {
    /// On the disk here: its path, and how many folders above it somebody chose one.
    Here(PathBuf, u16),
    /// On a server. The second path is of the file that it was to replace, which may have had to get out of its way.
    There(ServerId, RemotePath, Option<RemotePath>),
}

impl Queue {
    /// Takes note of the part that a try has left, or that it has left none.
    pub fn keep_part(&mut self, id: TransferId, begun: Option<Begun>) {
        let (serial, index) = parts(id);
        let job = self.jobs.get_mut(&serial);
        let Some(job) = job.filter(|job| (index as usize) < job.transfers.len()) else {
            return;
        };
        let transfer = &mut job.transfers[index as usize];
        if transfer.begun.as_deref() != begun.as_ref() {
            transfer.begun = begun.map(Box::new);
            job.touch(index);
            self.changed.insert(serial);
        }
    }

    /// A transfer is given up: its part is to be removed.
    pub(super) fn give_part_up(&mut self, serial: u32, index: u32) {
        let Some(job) = self.jobs.get_mut(&serial) else { return };
        let Some(begun) = job
            .transfers
            .get_mut(index as usize)
            .and_then(|transfer| transfer.begun.take())
        else {
            return;
        };
        job.touch(index);
        let transfer = &job.transfers[index as usize];
        let name = transfer.target();
        let part = match (job.direction, job.local(transfer)) {
            (Direction::Download, LocalEnd::Path(path)) => {
                let below = job.folders[transfer.folder.0 as usize].below;
                let name = part_name_local(path.file_name().unwrap_or_default(), &begun.part);
                Left::Here(path.with_file_name(name), below)
            }
            (Direction::Download, LocalEnd::Standard) => return,
            (Direction::Upload, _) => {
                let folder = job.remote(transfer).parent().unwrap_or_default();
                let part = RemoteName::new(part_name(name.as_bytes(), &begun.part));
                let replaced = transfer.was_there.then(|| folder.join(name));
                Left::There(job.server, folder.join(&part), replaced)
            }
        };
        self.left.push(part);
    }

    /// The same for every transfer of a job that leaves the queue.
    pub(super) fn give_parts_up(&mut self, serial: u32) {
        let count = self.jobs.get(&serial).map_or(0, |job| job.transfers.len() as u32);
        (0..count).for_each(|index| self.give_part_up(serial, index));
    }

    /// The parts that were given up since the last call.
    pub fn take_left(&mut self) -> Vec<Left> {
        std::mem::take(&mut self.left)
    }
}
