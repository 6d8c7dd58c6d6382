//! Transfers that wait for another one, because both write the same target.

use super::Actor;
use crate::engine::command::TransferId;
use crate::engine::queue::ServerId;

impl Actor {
    /// Whether a transfer whose turn has come waits instead, because one that runs writes its target.
    pub(super) fn stays_behind(&mut self, id: TransferId) -> bool {
        let address = |id: ServerId| self.servers.get(id.0 as usize).map(|server| &server.address);
        // One server may be in use under several profiles.
        let is_one = |one: ServerId, other: ServerId| one == other || address(one) == address(other);
        let mut running = self.running.keys().copied();
        let Some(first) = running.find(|other| self.queue.have_one_target(id, *other, is_one)) else {
            return false;
        };
        self.queue.keep_behind(id);
        self.behind.entry(first).or_default().push(id);
        true
    }

    /// A transfer has ended. Those that waited for that meet what is there now.
    pub(super) fn let_meet(&mut self, ended: TransferId) {
        let waited = self.behind.remove(&ended).unwrap_or_default();
        for job in self.queue.let_meet(&waited) {
            if self.look_at(job) {
                self.go_on_planning(job);
            }
        }
    }
}
