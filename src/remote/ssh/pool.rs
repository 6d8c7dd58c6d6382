//! Buffers for what comes in, used again as soon as nobody looks at their bytes any more.

use std::collections::VecDeque;

use bytes::{Bytes, BytesMut};

/// The size of a buffer.
const SIZE: usize = 256 * 1024;

/// Fewer bytes than this are copied, so that they do not keep a whole buffer.
const WORTH: usize = 64 * 1024;

/// Buffers that are remembered.
const MOST: usize = 64;

/// Buffers that were handed out.
#[derive(Debug, Default)]
pub(super) struct Pool {
    out: VecDeque<Bytes>,
    ready: Option<BytesMut>,
}

impl Pool {
    /// A buffer to read into; always the same one until [`Pool::take`].
    pub(super) fn buffer(&mut self) -> &mut [u8] {
        let Self { out, ready } = self;
        ready.get_or_insert_with(|| {
            // The oldest is the likeliest to be free. Its bytes were written once: no need to clear them.
            let oldest = out.pop_front().map(Bytes::try_into_mut);
            match oldest {
                Some(Ok(buffer)) => buffer,
                Some(Err(busy)) => {
                    if out.len() < MOST {
                        out.push_front(busy);
                    }
                    BytesMut::zeroed(SIZE)
                }
                None => BytesMut::zeroed(SIZE),
            }
        })
    }

    /// The first `length` bytes of the buffer.
    pub(super) fn take(&mut self, length: usize) -> Bytes {
        let Some(buffer) = self.ready.take() else {
            return Bytes::new();
        };
        if length < WORTH {
            let copy = Bytes::copy_from_slice(&buffer[..length]);
            self.ready = Some(buffer);
            return copy;
        }
        let whole = buffer.freeze();
        let part = whole.slice(..length);
        self.out.push_back(whole);
        part
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_buffer_is_used_again_only_when_nobody_has_it() {
        let mut pool = Pool::default();
        pool.buffer()[0] = 1;
        let first = pool.take(SIZE);
        pool.buffer()[0] = 2;
        let second = pool.take(WORTH);
        assert_eq!((first[0], second[0]), (1, 2));
        let at = first.as_ptr();
        drop(first);
        assert_eq!(pool.buffer().as_ptr(), at);
        assert_eq!(second[0], 2);
    }

    #[test]
    fn little_is_copied() {
        let mut pool = Pool::default();
        pool.buffer()[..2].copy_from_slice(b"ok");
        let at = pool.buffer().as_ptr();
        assert_eq!(pool.take(2), "ok");
        assert_eq!(pool.buffer().as_ptr(), at);
    }
}
