//! Folders of this computer that people go to: desktop, documents, downloads, and what is mounted.

use std::path::{Path, PathBuf};

use directories::UserDirs;

/// A folder that people know by what it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Landmark {
    /// What it is.
    pub kind: LandmarkKind,
    /// Where it is.
    pub path: PathBuf,
}

/// What a landmark is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LandmarkKind {
    /// What lies on the desktop.
    Desktop,
    /// Documents.
    Documents,
    /// Where browsers put what they fetch.
    Downloads,
    /// A drive, a stick, a share of the network.
    Drive,
}

/// Those that are there now. Folders first, then drives in the order of the system.
pub fn landmarks() -> Vec<Landmark> {
    let mut found = Vec::new();
    if let Some(folders) = UserDirs::new() {
        let mut add = |kind, path: Option<&Path>| {
            // Where a system knows no such folder it may name the home folder, which needs no second line.
            if let Some(path) = path.filter(|path| *path != folders.home_dir() && path.is_dir()) {
                found.push(Landmark {
                    kind,
                    path: path.to_owned(),
                });
            }
        };
        add(LandmarkKind::Desktop, folders.desktop_dir());
        add(LandmarkKind::Documents, folders.document_dir());
        add(LandmarkKind::Downloads, folders.download_dir());
    }
    let drive = |path| Landmark {
        kind: LandmarkKind::Drive,
        path,
    };
    found.extend(drives().into_iter().map(drive));
    found
}

#[cfg(target_os = "linux")]
fn drives() -> Vec<PathBuf> {
    mounted(&std::fs::read("/proc/self/mounts").unwrap_or_default())
}

#[cfg(target_os = "macos")]
fn drives() -> Vec<PathBuf> {
    let Ok(volumes) = std::fs::read_dir("/Volumes") else {
        return Vec::new();
    };
    let mut found: Vec<PathBuf> = volumes.flatten().map(|volume| volume.path()).collect();
    found.sort();
    found
}

#[cfg(windows)]
fn drives() -> Vec<PathBuf> {
    ('A'..='Z')
        .map(|letter| PathBuf::from(format!("{letter}:\\")))
        .filter(|drive| drive.is_dir())
        .collect()
}

#[cfg(not(any(target_os = "linux", target_os = "macos", windows)))]
fn drives() -> Vec<PathBuf> {
    Vec::new()
}

/// The mount points that hold somebody's files, of a table as Linux writes it.
///
/// What the system mounts for itself is left out by its type and by its place; the root is one of the folders above, not of the
/// drives. A share that does not answer is not touched.
#[cfg_attr(not(target_os = "linux"), allow(dead_code, reason = "its tests run on every system"))]
fn mounted(table: &[u8]) -> Vec<PathBuf> {
    const TYPES: [&str; 26] = [
        "apfs", "bcachefs", "btrfs", "cifs", "davfs", "exfat", "ext2", "ext3", "ext4", "f2fs", "fuseblk", "hfsplus",
        "iso9660", "jfs", "msdos", "nfs", "nfs4", "ntfs", "ntfs3", "reiserfs", "smb3", "udf", "ufs", "vfat", "xfs",
        "zfs",
    ];
    const SYSTEM: [&str; 8] = ["/boot", "/dev", "/etc", "/proc", "/snap", "/sys", "/usr", "/var"];
    let mut found = Vec::new();
    for line in table.split(|byte| *byte == b'\n') {
        let mut fields = line.split(|byte| *byte == b' ');
        let (Some(_), Some(point), Some(kind)) = (fields.next(), fields.next(), fields.next()) else {
            continue;
        };
        let kind = String::from_utf8_lossy(kind);
        let shares = kind.strip_prefix("fuse.").is_some_and(|name| {
            [
                "sshfs",
                "rclone",
                "s3fs",
                "curlftpfs",
                "gocryptfs",
                "encfs",
                "mergerfs",
                "glusterfs",
            ]
            .contains(&name)
        });
        if !shares && !TYPES.contains(&kind.as_ref()) {
            continue;
        }
        let path = path_of(unescaped(point));
        if path.is_absolute() && path.parent().is_some() && !SYSTEM.iter().any(|folder| path.starts_with(folder)) {
            found.push(path);
        }
    }
    found.sort();
    found.dedup();
    found
}

/// Blanks, tabs, line ends and backslashes stand as three octal digits in the table.
fn unescaped(field: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(field.len());
    let mut rest = field;
    while let Some((first, after)) = rest.split_first() {
        let digits = after.get(..3).filter(|_| *first == b'\\');
        let octal = digits
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 8).ok());
        match octal {
            Some(byte) => {
                bytes.push(byte);
                rest = &after[3..];
            }
            None => {
                bytes.push(*first);
                rest = after;
            }
        }
    }
    bytes
}

#[cfg(unix)]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(<std::ffi::OsString as std::os::unix::ffi::OsStringExt>::from_vec(bytes))
}

#[cfg(not(unix))]
fn path_of(bytes: Vec<u8>) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(&bytes).into_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[cfg(unix)]
    #[test]
    fn what_people_mounted_is_found_and_what_the_system_needs_is_not() {
        let table = b"sysfs /sys sysfs rw 0 0
/dev/nvme0n1p2 / ext4 rw,relatime 0 0
tmpfs /run/user/1000 tmpfs rw 0 0
/dev/nvme0n1p1 /boot/efi vfat rw 0 0
/dev/loop3 /snap/core/1 squashfs ro 0 0
/dev/sda1 /media/mei/USB\\040STICK vfat rw 0 0
/dev/sda1 /media/mei/USB\\040STICK vfat rw 0 0
/dev/sdb1 /mnt/back\\134slash ext4 rw 0 0
nas:/export /srv/nas nfs4 rw 0 0
mei@host:/ /home/mei/there fuse.sshfs rw 0 0
portal /run/user/1000/doc fuse.portal rw 0 0
/dev/nvme0n1p3 /home ext4 rw 0 0
broken line
";
        let paths = [
            "/home",
            "/home/mei/there",
            "/media/mei/USB STICK",
            "/mnt/back\\slash",
            "/srv/nas",
        ];
        assert_eq!(mounted(table), paths.map(PathBuf::from));
        assert_eq!(mounted(b""), [] as [PathBuf; 0]);
    }

    #[test]
    fn an_escape_that_is_none_stays() {
        assert_eq!(unescaped(b"a\\040b"), b"a b");
        assert_eq!(unescaped(b"a\\9"), b"a\\9");
        assert_eq!(unescaped(b"\\"), b"\\");
        assert_eq!(unescaped(b"\\777x"), b"\\777x");
    }

    #[test]
    fn what_is_found_is_there() {
        let found = landmarks();
        assert!(found.iter().all(|landmark| landmark.path.is_absolute()), "{found:?}");
    }
}
