//! Reading and writing at an offset, without a position that several hands would fight over.

use std::fs::File;
use std::io::{self, Read};
use std::ops::Range;
use std::sync::Arc;

/// Writes all of `bytes` from byte `at` of the file on.
///
/// # Errors
/// If the disk refuses them.
pub fn write_all_at(file: &File, mut bytes: &[u8], mut at: u64) -> io::Result<()> {
    while !bytes.is_empty() {
        match write_at(file, bytes, at) {
            Ok(0) => return Err(io::ErrorKind::WriteZero.into()),
            Ok(count) => {
                bytes = &bytes[count..];
                at += count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(())
}

#[cfg(unix)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::write_at(file, bytes, at)
}

#[cfg(windows)]
fn write_at(file: &File, bytes: &[u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_write(file, bytes, at)
}

#[cfg(unix)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::unix::fs::FileExt::read_at(file, bytes, at)
}

#[cfg(windows)]
fn read_at(file: &File, bytes: &mut [u8], at: u64) -> io::Result<usize> {
    std::os::windows::fs::FileExt::seek_read(file, bytes, at)
}

/// Reads all bytes of a range.
///
/// # Errors
/// `UnexpectedEof` if the file ends before, and whatever the disk says.
pub fn read_range(file: &File, range: Range<u64>) -> io::Result<Vec<u8>> {
    let mut bytes = vec![0; usize::try_from(range.end.saturating_sub(range.start)).unwrap_or(0)];
    let mut filled = 0;
    while filled < bytes.len() {
        match read_at(file, &mut bytes[filled..], range.start + filled as u64) {
            Ok(0) => return Err(io::ErrorKind::UnexpectedEof.into()),
            Ok(count) => filled += count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    Ok(bytes)
}

/// Reads a range of a file that others read, too.
#[derive(Debug)]
pub struct RangeReader {
    file: Arc<File>,
    rest: Range<u64>,
}

impl RangeReader {
    /// Reads the bytes of `range`, or fewer if the file ends before.
    pub fn new(file: Arc<File>, range: Range<u64>) -> Self {
        Self { file, rest: range }
    }
}

impl Read for RangeReader {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = usize::try_from(self.rest.end.saturating_sub(self.rest.start)).unwrap_or(usize::MAX);
        let room = into.len().min(left);
        if room == 0 {
            return Ok(0);
        }
        let count = read_at(&self.file, &mut into[..room], self.rest.start)?;
        self.rest.start += count as u64;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use std::fs::OpenOptions;

    use super::*;

    #[test]
    fn pieces_land_where_they_belong_and_come_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a");
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create_new(true)
            .open(&path)
            .unwrap();
        write_all_at(&file, b"56789", 5).unwrap();
        write_all_at(&file, b"01234", 0).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"0123456789");
        let file = Arc::new(file);
        for (range, expected) in [(3..6, &b"345"[..]), (8..20, b"89"), (20..21, b"")] {
            let mut read = Vec::new();
            RangeReader::new(file.clone(), range).read_to_end(&mut read).unwrap();
            assert_eq!(read, expected);
        }
    }
}
