//! What a try collects on its way.

use std::ffi::OsString;
use std::ops::Range;
use std::sync::Arc;

use super::{Crew, Means, SABOTAGE, Spec};
use crate::engine::event::Remark;
use crate::entry::{Entry, Modified};
use crate::local::departure::Mark;
use crate::local::part::{part_name, part_name_local};
use crate::path::{RemoteName, RemotePath};
use crate::remote::Session;
use crate::transfer::{Anew, Begun, LocalEnd};

/// What is collected on the way.
#[derive(Debug)]
pub struct Notes {
    /// The part: of an upload, where it is; of a download, its name beside the target.
    pub part: (RemotePath, OsString),
    pub remarks: Vec<Remark>,
    pub orphan: Option<RemotePath>,
    pub begun: Option<Begun>,
    /// Those who move the file in ranges: they know what is there.
    pub crew: Option<Arc<Crew>>,
    /// What the local source was when it was opened.
    pub read: Option<Mark>,
    /// Size and time of the remote source, looked at before it was read.
    pub found: Option<(u64, Modified)>,
    /// The next try goes another way, so this one does not count.
    pub learned: bool,
    /// The disk did not take the bytes of the part for good: what reads well now may be gone later.
    pub unsound: bool,
}

impl Notes {
    /// The names of the part come from the target as it was meant: what it is called in the end may differ from try to try.
    pub fn new(spec: &Spec) -> Self {
        let id = spec.begun.as_ref().map_or(&spec.part_id, |begun| &begun.part);
        let remote = RemoteName::new(part_name(spec.target.as_bytes(), id));
        let remote = if SABOTAGE == Some(b"part") {
            spec.target.clone()
        } else {
            remote
        };
        let local = match &spec.local {
            LocalEnd::Path(path) if SABOTAGE == Some(b"part") => path.file_name().unwrap_or_default().to_os_string(),
            LocalEnd::Path(path) => part_name_local(path.file_name().unwrap_or_default(), id),
            LocalEnd::Standard => OsString::new(),
        };
        Self {
            part: (spec.remote.parent().unwrap_or_default().join(&remote), local),
            remarks: Vec::new(),
            orphan: None,
            // Until something else is known, what was there is there.
            begun: spec.begun.clone(),
            crew: None,
            read: None,
            found: None,
            learned: false,
            unsound: false,
        }
    }

    /// A part of `source` begins, or goes on with what it has.
    pub fn begins(&mut self, spec: &Spec, source: &Entry, have: Vec<Range<u64>>, means: &Means) {
        let begun = Begun {
            part: spec.begun.as_ref().map_or(&spec.part_id, |begun| &begun.part).clone(),
            size: source.size,
            modified: source.modified,
            have,
            in_place: false,
        };
        if let Some(marks) = &means.marks {
            marks.note(begun.clone());
        }
        self.begun = Some(begun);
    }

    /// A file that nobody had before is written under its final name. Should it be cut off, the next try has to know whose it is.
    pub fn writes_in_place(&mut self, spec: &Spec, means: &Means) {
        self.begins(spec, &spec.source, super::resume::marked(&[]), means);
        if let Some(begun) = &mut self.begun {
            begun.in_place = true;
            if let Some(marks) = &means.marks {
                marks.note(begun.clone());
            }
        }
    }

    /// What was there cannot be gone on with.
    pub async fn anew(&mut self, session: &Session, spec: &Spec, why: Anew) {
        let name = &spec.source.name;
        session
            .note(format!("{name} is moved from its first byte: {why}"))
            .await;
        self.remarks.push(Remark::BegunAnew(why));
    }

    /// An earlier try is gone on with.
    pub async fn resumed(&mut self, session: &Session, spec: &Spec, at: u64) {
        let name = &spec.source.name;
        session
            .note(format!("{name} goes on at byte {at}: the end of the part is equal"))
            .await;
        self.remarks.push(Remark::Resumed(at));
    }

    pub fn was_resumed(&self) -> bool {
        self.remarks.iter().any(|remark| matches!(remark, Remark::Resumed(_)))
    }
}
