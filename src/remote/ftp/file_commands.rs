//! Folders, removal, renaming, modes and times.

use time::OffsetDateTime;

use super::connection::Connection;
use super::reply::says_exists;
use crate::error::{Error, Kind, Reply, Result, Stage};
use crate::path::RemotePath;

/// The commands that set a file's time, in the order in which they are tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum SetTime {
    /// `MFMT` (draft-somers-ftp-mfxx), where offered.
    Mfmt,
    /// `MDTM` with a time before the name, as vsftpd takes it. Others take both for a name and say 550.
    Mdtm,
    /// `SITE UTIME`.
    Utime,
}

impl Connection {
    pub(super) async fn make_directory(&mut self, path: &RemotePath) -> Result<()> {
        let line = self.line("MKD", path)?;
        // Often it is there already; whoever wanted it is told if it neither is nor can be made.
        let reply = self.control.ask(&line).await?;
        if reply.is_done() {
            return Ok(());
        }
        // Not every server says why; whether one can go in there tells.
        let there = says_exists(&reply) || (reply.code == 550 && self.is_directory(path).await?);
        let error = self.control.refused(Stage::Command, &line, reply);
        Err(if there {
            Error {
                kind: Kind::Exists,
                ..error
            }
        } else {
            error
        })
    }

    /// Whether one can go in there; `false` where that must not be tried.
    pub(super) async fn is_directory(&mut self, path: &RemotePath) -> Result<bool> {
        // Where the login folder is not known, relative paths mean what they mean only as long as nobody leaves it.
        let Some(home) = self.home.clone() else {
            return Ok(false);
        };
        let line = self.line("CWD", path)?;
        if !self.control.ask(&line).await?.is_done() {
            return Ok(false);
        }
        self.directory = Some(path.within(&home));
        // A reply too many that came late would have been taken for the answer; then the real one comes now.
        let reply = self.control.command(b"PWD").await?;
        if reply.code != 257 {
            return Err(self
                .control
                .broken(Kind::Protocol, b"PWD")
                .with_reply(reply)
                .with_cause("the server seems to answer something else"));
        }
        Ok(true)
    }

    pub(super) async fn remove_directory(&mut self, path: &RemotePath) -> Result<()> {
        self.leave(path).await?;
        let line = self.line("RMD", path)?;
        self.control.done(&line).await.map(drop)
    }

    pub(super) async fn remove_file(&mut self, path: &RemotePath) -> Result<()> {
        let line = self.line("DELE", path)?;
        self.control.done(&line).await.map(drop)
    }

    pub(super) async fn rename(&mut self, from: &RemotePath, to: &RemotePath) -> Result<()> {
        let (first, second) = (self.line("RNFR", from)?, self.line("RNTO", to)?);
        self.leave(from).await?;
        let reply = self.control.command(&first).await?;
        if reply.code != 350 && !reply.is_done() {
            return Err(self.control.refused(Stage::Command, &first, reply));
        }
        let reply = self.control.command(&second).await?;
        if reply.is_done() {
            return Ok(());
        }
        let exists = says_exists(&reply);
        let error = self.control.refused(Stage::Command, &second, reply);
        Err(if exists {
            Error {
                kind: Kind::Exists,
                ..error
            }
        } else {
            error
        })
    }

    /// Goes home if the server is in or under this folder: some refuse to touch the folder that they are in.
    async fn leave(&mut self, path: &RemotePath) -> Result<()> {
        let Some(home) = self.home.clone() else {
            return Ok(());
        };
        let (path, inside) = (path.within(&home), self.directory.take());
        let is_in = inside.as_ref().is_none_or(|inside| {
            inside
                .as_bytes()
                .strip_prefix(path.as_bytes())
                .is_some_and(|rest| matches!(rest.first(), None | Some(b'/')))
        });
        if !is_in || inside.as_ref() == Some(&home) {
            self.directory = inside;
            return Ok(());
        }
        let line = self.line("CWD", &home)?;
        if self.control.command(&line).await?.is_done() {
            self.directory = Some(home);
        }
        Ok(())
    }

    pub(super) async fn set_permissions(&mut self, path: &RemotePath, mode: u32) -> Result<()> {
        let line = self.line(&format!("SITE CHMOD {:03o}", mode & 0o7777), path)?;
        self.control.done(&line).await.map(drop)
    }

    pub(super) async fn set_modified(&mut self, path: &RemotePath, seconds: i64) -> Result<()> {
        let time = stamp(seconds).ok_or_else(|| {
            Error::new(Stage::Command, Kind::Unsupported, "set time").with_cause("the year has no four digits")
        })?;
        if let Some(way) = self.sets_time {
            let (line, reply) = self.try_time(way, path, &time).await?;
            return match way.worked(&reply) {
                true => Ok(()),
                false => Err(self.control.refused(Stage::Command, &line, reply)),
            };
        }
        let mut last = None;
        for way in [SetTime::Mfmt, SetTime::Mdtm, SetTime::Utime] {
            let offered = match way {
                SetTime::Mfmt => self.features.has("MFMT"),
                SetTime::Mdtm => self.features.has("MDTM") && !self.features.has("MFMT"),
                SetTime::Utime => true,
            };
            if !offered {
                continue;
            }
            let (line, reply) = self.try_time(way, path, &time).await?;
            if way.worked(&reply) {
                self.sets_time = Some(way);
                return Ok(());
            }
            let refusal = self.control.refused(Stage::Command, &line, reply);
            if refusal.broken {
                return Err(refusal);
            }
            last.get_or_insert(refusal);
        }
        Err(last.unwrap_or_else(|| Error::new(Stage::Command, Kind::Unsupported, "set time")))
    }

    async fn try_time(&mut self, way: SetTime, path: &RemotePath, time: &str) -> Result<(Vec<u8>, Reply)> {
        let verb = match way {
            SetTime::Mfmt => format!("MFMT {time}"),
            SetTime::Mdtm => format!("MDTM {time}"),
            SetTime::Utime => format!("SITE UTIME {time}"),
        };
        let line = self.line(&verb, path)?;
        // Which way a server knows is found out by asking; where it knows none, the row of the file says so.
        let reply = self.control.ask(&line).await?;
        Ok((line, reply))
    }
}

impl SetTime {
    fn worked(self, reply: &Reply) -> bool {
        match self {
            Self::Mdtm => matches!(reply.code, 213 | 253),
            Self::Mfmt | Self::Utime => reply.is_done(),
        }
    }
}

/// A time as FTP writes it, in UTC.
fn stamp(seconds: i64) -> Option<String> {
    let time = OffsetDateTime::from_unix_timestamp(seconds).ok()?;
    (0..=9999).contains(&time.year()).then(|| {
        let (date, clock) = (time.date(), time.time());
        format!(
            "{:04}{:02}{:02}{:02}{:02}{:02}",
            date.year(),
            u8::from(date.month()),
            date.day(),
            clock.hour(),
            clock.minute(),
            clock.second()
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_written() {
        assert_eq!(stamp(0).as_deref(), Some("19700101000000"));
        assert_eq!(stamp(1_767_323_045).as_deref(), Some("20260102030405"));
        assert_eq!(stamp(-1).as_deref(), Some("19691231235959"));
        assert_eq!(stamp(i64::MAX), None);
    }
}
