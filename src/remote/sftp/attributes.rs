//! What a server tells about a file (draft-ietf-secsh-filexfer-02, section 5).

use bytes::{BufMut, BytesMut};

use super::packet::{Malformed, Reader};
use crate::entry::{Kind, Modified, Permissions, Precision, Zone};

const SIZE: u32 = 0x1;
const OWNER: u32 = 0x2;
const PERMISSIONS: u32 = 0x4;
const TIMES: u32 = 0x8;
const EXTENDED: u32 = 0x8000_0000;

/// The attributes of a file, as far as they are told or to be set.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct Attributes {
    /// Length in bytes.
    pub size: Option<u64>,
    /// Numbers of user and group.
    pub owner: Option<(u32, u32)>,
    /// The whole mode, type included.
    pub mode: Option<u32>,
    /// When it was last read and last changed, Unix seconds.
    pub times: Option<(u32, u32)>,
}

impl Attributes {
    /// Reads attributes. Extended pairs are passed over. So are bits that nobody has defined: version 3 gives them no
    /// content.
    ///
    /// # Errors
    /// If the packet ends too early.
    pub(super) fn read(reader: &mut Reader) -> Result<Self, Malformed> {
        let flags = reader.u32()?;
        let mut attributes = Self::default();
        if flags & SIZE != 0 {
            attributes.size = Some(reader.u64()?);
        }
        if flags & OWNER != 0 {
            attributes.owner = Some((reader.u32()?, reader.u32()?));
        }
        if flags & PERMISSIONS != 0 {
            attributes.mode = Some(reader.u32()?);
        }
        if flags & TIMES != 0 {
            attributes.times = Some((reader.u32()?, reader.u32()?));
        }
        if flags & EXTENDED != 0 {
            for _ in 0..reader.u32()? {
                let (_, _) = (reader.string()?, reader.string()?);
            }
        }
        Ok(attributes)
    }

    /// Writes them as they are sent.
    pub(super) fn write(&self, packet: &mut BytesMut) {
        let flag = |told: bool, bit| if told { bit } else { 0 };
        packet.put_u32(
            flag(self.size.is_some(), SIZE)
                | flag(self.owner.is_some(), OWNER)
                | flag(self.mode.is_some(), PERMISSIONS)
                | flag(self.times.is_some(), TIMES),
        );
        if let Some(size) = self.size {
            packet.put_u64(size);
        }
        if let Some((user, group)) = self.owner {
            packet.put_u32(user);
            packet.put_u32(group);
        }
        if let Some(mode) = self.mode {
            packet.put_u32(mode);
        }
        if let Some((read, changed)) = self.times {
            packet.put_u32(read);
            packet.put_u32(changed);
        }
    }

    /// What kind of thing it is, where the mode tells.
    pub fn kind(&self) -> Option<Kind> {
        match self.mode? & 0o170_000 {
            0o100_000 => Some(Kind::File),
            0o040_000 => Some(Kind::Directory),
            0o120_000 => Some(Kind::Link),
            0o010_000 | 0o020_000 | 0o060_000 | 0o140_000 => Some(Kind::Other),
            _ => None,
        }
    }

    /// The lower twelve mode bits.
    pub fn permissions(&self) -> Option<Permissions> {
        self.mode.map(Permissions::new)
    }

    /// When it was last changed.
    pub fn modified(&self) -> Option<Modified> {
        self.times.map(|(_, changed)| Modified {
            seconds: i64::from(changed),
            precision: Precision::Second,
            zone: Zone::Utc,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn extended_pairs_and_unknown_bits_are_passed_over() {
        let mut bytes = BytesMut::new();
        bytes.put_u32(SIZE | EXTENDED | 0x40);
        bytes.put_u64(7);
        bytes.put_u32(1);
        for word in [&b"a@b"[..], b"xyz"] {
            bytes.put_u32(u32::try_from(word.len()).unwrap());
            bytes.put_slice(word);
        }
        bytes.put_u32(99);
        let mut reader = Reader::new(bytes.freeze());
        assert_eq!(Attributes::read(&mut reader).unwrap().size, Some(7));
        assert_eq!(reader.u32().unwrap(), 99);
    }

    #[test]
    fn endless_pairs_end_with_the_packet() {
        let mut bytes = BytesMut::new();
        bytes.put_u32(EXTENDED);
        bytes.put_u32(u32::MAX);
        assert!(Attributes::read(&mut Reader::new(bytes.freeze())).is_err());
    }

    proptest! {
        #[test]
        fn what_is_written_reads_back(
            size in any::<Option<u64>>(), owner in any::<Option<(u32, u32)>>(),
            mode in any::<Option<u32>>(), times in any::<Option<(u32, u32)>>(),
        ) {
            let attributes = Attributes { size, owner, mode, times };
            let mut bytes = BytesMut::new();
            attributes.write(&mut bytes);
            let mut reader = Reader::new(bytes.freeze());
            prop_assert_eq!(Attributes::read(&mut reader).unwrap(), attributes);
            prop_assert!(reader.is_over());
        }
    }
}
