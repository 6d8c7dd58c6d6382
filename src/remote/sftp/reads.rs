//! The reads of one file that are under way: asked for in order, answered in any, taken in order.

use std::collections::VecDeque;

use bytes::Bytes;
use tokio::sync::OwnedSemaphorePermit;

use super::flow::Share;
use super::link::{Arrived, Handle, Link, Owed, refused};
use super::packet::Request;
use super::status;
use crate::error::{Error, Kind, Result, Stage};

/// Reads under way, in the order of their places in the file.
#[derive(Debug)]
pub(super) struct Reads<'a> {
    link: &'a Link,
    handle: &'a Handle,
    blocks: VecDeque<Block>,
    /// Bytes that the blocks are to hold.
    share: Share<'a>,
    /// The longest read that the server answers in full.
    most: u64,
    times: u64,
    size: Option<u64>,
}

/// What was taken.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Taken {
    Bytes(Bytes),
    /// The file ends here.
    End,
}

#[derive(Debug)]
struct Block {
    offset: u64,
    length: u64,
    answer: Answer,
    room: Option<OwnedSemaphorePermit>,
}

#[derive(Debug)]
enum Answer {
    Owed(Owed),
    Bytes(Bytes),
    End,
    Failed(Error),
}

impl<'a> Reads<'a> {
    /// None yet. One read is never longer than `most`.
    pub(super) fn new(link: &'a Link, handle: &'a Handle, most: u64) -> Self {
        Self {
            link,
            handle,
            blocks: VecDeque::new(),
            share: Share::of(link.reads()),
            most,
            times: 0,
            size: None,
        }
    }

    pub(super) fn is_empty(&self) -> bool {
        self.blocks.is_empty()
    }

    /// Whether the window has no place for another read.
    pub(super) fn is_full(&self) -> bool {
        self.share.is_full()
    }

    /// How long the next read should be.
    pub(super) fn request(&self) -> u64 {
        self.share.request(self.most)
    }

    pub(super) fn most(&self) -> u64 {
        self.most
    }

    /// How many requests there were.
    pub(super) fn times(&self) -> u64 {
        self.times
    }

    /// The file is so long, as far as the server says.
    pub(super) fn known(&mut self, size: Option<u64>) {
        self.size = size;
    }

    /// Asks for `length` bytes at `offset`, which is behind everything that was asked for before. `false` if there is no
    /// room for it now: whoever holds bytes must hand them on and not wait for room.
    pub(super) async fn ask(&mut self, offset: u64, length: u64) -> Result<bool> {
        let room = match self.blocks.is_empty() {
            true => Some(self.link.room(length).await?),
            false => self.link.room_now(length),
        };
        if room.is_none() {
            return Ok(false);
        }
        let answer = Answer::Owed(self.send(offset, length).await?);
        self.share.add(length);
        self.blocks.push_back(Block {
            offset,
            length,
            answer,
            room,
        });
        Ok(true)
    }

    /// The next bytes in order. A cancelled call loses nothing.
    pub(super) async fn take(&mut self, attempted: &str) -> Result<Taken> {
        loop {
            let Some(first) = self.blocks.front_mut() else {
                return Ok(Taken::End);
            };
            match &mut first.answer {
                Answer::Owed(owed) => {
                    let arrived = owed.answer().await?;
                    if self.settle(0, arrived, attempted).await? {
                        self.sweep(attempted).await?;
                    }
                }
                Answer::Bytes(bytes) => {
                    let bytes = std::mem::take(bytes);
                    self.share.remove(bytes.len() as u64);
                    self.blocks.pop_front();
                    return Ok(Taken::Bytes(bytes));
                }
                Answer::End => return Ok(Taken::End),
                Answer::Failed(error) => return Err(error.clone()),
            }
        }
    }

    /// `count` bytes have gone on; `waited` for whoever takes them.
    pub(super) fn took(&mut self, count: u64, waited: bool) {
        if waited {
            self.share.paused();
        } else {
            self.share.answered(count, self.link.round_trip());
        }
    }

    /// What is still under way is of no interest.
    pub(super) fn forget(&mut self) {
        self.blocks.clear();
        self.share.clear();
    }

    async fn send(&mut self, offset: u64, length: u64) -> Result<Owed> {
        self.times += 1;
        // Requests are never longer than 255 KiB.
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        self.link.begin(Request::read(&self.handle.bytes, offset, length)).await
    }

    /// Looks at the answers that are there already, so that all their gaps are asked for in one flight.
    async fn sweep(&mut self, attempted: &str) -> Result<()> {
        let mut at = 0;
        while let Some(block) = self.blocks.get_mut(at) {
            if let Answer::Owed(owed) = &mut block.answer
                && let Some(arrived) = owed.now()
            {
                self.settle(at, arrived?, attempted).await?;
            }
            at += 1;
        }
        Ok(())
    }

    /// Puts an answer in its place. Where fewer bytes came than were asked for, the rest is asked for again: some servers
    /// give little at a time. `true` if it was so.
    async fn settle(&mut self, at: usize, arrived: Arrived, attempted: &str) -> Result<bool> {
        let Some(block) = self.blocks.get_mut(at) else {
            return Ok(false);
        };
        let bytes = match arrived {
            // Neither bytes nor an end. Asked again it might go on like that for ever.
            Arrived::Data(bytes) if bytes.is_empty() => {
                let error = Error::new(Stage::Transfer, Kind::Protocol, attempted);
                block.answer = Answer::Failed(error.with_cause("the server answered a read with no bytes and no end"));
                return Ok(false);
            }
            Arrived::Data(bytes) => bytes,
            Arrived::Status(status) if status.code == status::EOF => {
                block.answer = Answer::End;
                return Ok(false);
            }
            Arrived::Status(status) if status.code == status::OK => {
                let error = Error::new(Stage::Transfer, Kind::Protocol, attempted);
                block.answer = Answer::Failed(error.with_cause("the server says that it is done, and gives no bytes"));
                return Ok(false);
            }
            other => {
                block.answer = Answer::Failed(refused(other, Stage::Transfer, attempted.to_owned()));
                return Ok(false);
            }
        };
        let came = bytes.len() as u64;
        let missing = block.length - came;
        let mut offset = block.offset + came;
        block.length = came;
        block.answer = Answer::Bytes(bytes);
        if missing == 0 || self.size == Some(offset) {
            self.share.remove(missing);
            return Ok(false);
        }
        // The room of the whole block goes on with the part that is still to come.
        let mut room = block.room.take();
        self.shorten(came);
        let (mut at, end) = (at + 1, offset + missing);
        while offset < end {
            let length = (end - offset).min(self.most);
            let answer = Answer::Owed(self.send(offset, length).await?);
            let block = Block {
                offset,
                length,
                answer,
                room: room.take(),
            };
            self.blocks.insert(at, block);
            at += 1;
            offset += length;
        }
        Ok(true)
    }

    /// The server gave `came` bytes where more were asked for. If that is its limit, longer requests cost a round trip
    /// each.
    fn shorten(&mut self, came: u64) {
        self.most = self.most.min(came.max(MIN_REQUEST));
    }
}

/// Servers with a limit of their own have one that is larger than this; a shorter answer is an accident.
const MIN_REQUEST: u64 = 4 << 10;
