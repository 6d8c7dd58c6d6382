//! Steps of a plan as bytes, for the journal: local paths and remote names need not be text.

use std::path::PathBuf;

use crate::engine::plan::Step;
use crate::path::RemotePath;
use crate::store::{local_bytes, local_path};
use crate::transfer::{Landing, LocalEnd, Selected, Source};

/// A step as bytes. `None` for one that is found out anew after a start.
pub fn packed(step: &Step) -> Option<Vec<u8>> {
    let mut out = Vec::new();
    match step {
        Step::Locate {
            source,
            destination,
            landing,
            afterwards,
        } => {
            out.push(1);
            put_flags(&mut out, source.contents, *landing, *afterwards);
            put(&mut out, source.path.as_bytes());
            put_maybe(&mut out, source.pattern.as_deref());
            put_end(&mut out, destination)?;
        }
        Step::ReadRemote {
            remote,
            local,
            depth,
            whole,
        } => {
            out.push(if *whole { 5 } else { 2 });
            out.extend(depth.to_le_bytes());
            put(&mut out, remote.as_bytes());
            put(&mut out, &local_bytes(local));
        }
        Step::Aim {
            sources,
            destination,
            landing,
            afterwards,
        } => {
            out.push(3);
            put_flags(&mut out, false, *landing, *afterwards);
            put(&mut out, destination.as_bytes());
            for source in sources {
                put_flags(&mut out, source.contents, *landing, *afterwards);
                put_end(&mut out, &source.path)?;
            }
        }
        Step::ReadLocal {
            local,
            remote,
            fresh,
            depth,
            whole,
        } => {
            out.push(if *whole { 6 } else { 4 });
            out.push(u8::from(*fresh));
            out.extend(depth.to_le_bytes());
            put(&mut out, &local_bytes(local));
            put(&mut out, remote.as_bytes());
        }
        Step::Look(_) => return None,
    }
    Some(out)
}

/// The step of these bytes; `None` if they are none.
pub fn unpacked(bytes: &[u8]) -> Option<Step> {
    let mut rest = Rest(bytes);
    let step = match rest.byte()? {
        1 => {
            let (contents, landing, afterwards) = rest.flags()?;
            Step::Locate {
                source: Selected {
                    path: rest.remote()?,
                    contents,
                    pattern: rest.maybe()?.map(<[u8]>::to_vec),
                },
                destination: LocalEnd::Path(rest.local()?),
                landing,
                afterwards,
            }
        }
        tag @ (2 | 5) => {
            let depth = rest.depth()?;
            Step::ReadRemote {
                remote: rest.remote()?,
                local: rest.local()?,
                depth,
                whole: tag == 5,
            }
        }
        3 => {
            let (_, landing, afterwards) = rest.flags()?;
            let destination = rest.remote()?;
            let mut sources = Vec::new();
            while !rest.0.is_empty() {
                let (contents, ..) = rest.flags()?;
                sources.push(Selected {
                    contents,
                    ..Selected::whole(LocalEnd::Path(rest.local()?))
                });
            }
            Step::Aim {
                sources,
                destination,
                landing,
                afterwards,
            }
        }
        tag @ (4 | 6) => {
            // What was about to be made may be there by now.
            let _fresh = rest.byte()?;
            let depth = rest.depth()?;
            Step::ReadLocal {
                local: rest.local()?,
                remote: rest.remote()?,
                fresh: false,
                depth,
                whole: tag == 6,
            }
        }
        _ => return None,
    };
    rest.0.is_empty().then_some(step)
}

fn put(out: &mut Vec<u8>, bytes: &[u8]) {
    out.extend((bytes.len() as u64).to_le_bytes());
    out.extend(bytes);
}

fn put_maybe(out: &mut Vec<u8>, bytes: Option<&[u8]>) {
    out.push(u8::from(bytes.is_some()));
    put(out, bytes.unwrap_or_default());
}

/// `None` for standard input and output: no other process has them.
fn put_end(out: &mut Vec<u8>, end: &LocalEnd) -> Option<()> {
    match end {
        LocalEnd::Path(path) => put(out, &local_bytes(path)),
        LocalEnd::Standard => return None,
    }
    Some(())
}

fn put_flags(out: &mut Vec<u8>, contents: bool, landing: Landing, afterwards: Source) {
    let (into, remove) = (landing == Landing::Into, afterwards == Source::Remove);
    out.push(u8::from(contents) | u8::from(into) << 1 | u8::from(remove) << 2);
}

/// What is left to read.
struct Rest<'a>(&'a [u8]);

impl<'a> Rest<'a> {
    fn take(&mut self, count: usize) -> Option<&'a [u8]> {
        let (taken, rest) = self.0.split_at_checked(count)?;
        self.0 = rest;
        Some(taken)
    }

    fn byte(&mut self) -> Option<u8> {
        self.take(1).map(|bytes| bytes[0])
    }

    fn depth(&mut self) -> Option<u16> {
        self.take(2)
            .and_then(|bytes| bytes.try_into().ok())
            .map(u16::from_le_bytes)
    }

    fn bytes(&mut self) -> Option<&'a [u8]> {
        let length = self.take(8)?.try_into().ok().map(u64::from_le_bytes)?;
        self.take(usize::try_from(length).ok()?)
    }

    fn maybe(&mut self) -> Option<Option<&'a [u8]>> {
        let is_some = self.byte()? == 1;
        let bytes = self.bytes()?;
        Some(is_some.then_some(bytes))
    }

    fn remote(&mut self) -> Option<RemotePath> {
        self.bytes().map(RemotePath::new)
    }

    fn local(&mut self) -> Option<PathBuf> {
        self.bytes().map(local_path)
    }

    fn flags(&mut self) -> Option<(bool, Landing, Source)> {
        let flags = self.byte()?;
        let landing = if flags & 2 == 2 { Landing::Into } else { Landing::Decide };
        let afterwards = if flags & 4 == 4 { Source::Remove } else { Source::Keep };
        Some((flags & 1 == 1, landing, afterwards))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn steps() -> Vec<Step> {
        let odd = local_path(b"/tmp/\xff odd");
        vec![
            Step::Locate {
                source: Selected {
                    path: RemotePath::new(b"/a/\xfe"),
                    contents: true,
                    pattern: Some(b"*.[ch]".to_vec()),
                },
                destination: LocalEnd::Path(odd.clone()),
                landing: Landing::Into,
                afterwards: Source::Keep,
            },
            Step::Locate {
                source: Selected::whole("x".into()),
                destination: LocalEnd::Path("/y".into()),
                landing: Landing::Decide,
                afterwards: Source::Remove,
            },
            Step::ReadRemote {
                remote: "/r".into(),
                local: odd.clone(),
                depth: 513,
                whole: false,
            },
            Step::ReadRemote {
                remote: "/r".into(),
                local: odd.clone(),
                depth: 1,
                whole: true,
            },
            Step::Aim {
                sources: vec![
                    Selected::whole(LocalEnd::Path(odd.clone())),
                    Selected {
                        contents: true,
                        ..Selected::whole(LocalEnd::Path("/b".into()))
                    },
                ],
                destination: RemotePath::home(),
                landing: Landing::Into,
                afterwards: Source::Remove,
            },
            Step::ReadLocal {
                local: odd.clone(),
                remote: "/w".into(),
                fresh: false,
                depth: 3,
                whole: false,
            },
            Step::ReadLocal {
                local: odd,
                remote: "/w".into(),
                fresh: false,
                depth: 0,
                whole: true,
            },
        ]
    }

    #[test]
    fn steps_come_back_as_they_were() {
        for step in steps() {
            let bytes = packed(&step).unwrap();
            let back = unpacked(&bytes).unwrap();
            assert_eq!(format!("{back:?}"), format!("{step:?}"));
            for cut in 0..bytes.len() {
                // Cut anywhere, it is no step, or a shorter list of sources; never a panic.
                let _ = unpacked(&bytes[..cut]);
            }
        }
        assert!(unpacked(b"\x09").is_none() && unpacked(b"").is_none());
    }

    #[test]
    fn a_path_from_here_is_one_from_anywhere() {
        let step = Step::ReadLocal {
            local: "a/b".into(),
            remote: "/w".into(),
            fresh: true,
            depth: 3,
            whole: true,
        };
        let Some(Step::ReadLocal { local, .. }) = packed(&step).and_then(|bytes| unpacked(&bytes)) else {
            panic!("a step");
        };
        assert_eq!(local, std::env::current_dir().unwrap().join("a/b"));
    }

    #[test]
    fn what_only_this_process_has_is_not_written() {
        let step = Step::Aim {
            sources: vec![Selected::whole(LocalEnd::Standard)],
            destination: RemotePath::home(),
            landing: Landing::Decide,
            afterwards: Source::Keep,
        };
        assert_eq!(packed(&step), None);
    }
}
