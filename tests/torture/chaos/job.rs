//! One job of several files, made up by chance: what is there before, and what there is to be in the end.

use packetboat::path::RemotePath;
use packetboat::transfer::{Errand, LocalEnd, Policy, Resolution, Selected};

use super::dice::Dice;
use crate::scripted::Furnish;
use crate::trial::{Trial, noise};

const SIZES: [usize; 10] = [0, 1, 1000, 30_000, 65_536, 200_003, 262_144, 262_145, 300_001, 700_007];

/// What stands at the target of a file before.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Before {
    Nothing,
    /// A file with other bytes.
    Other,
    /// The beginning of the same.
    Beginning,
}

/// One file.
#[derive(Clone, Debug)]
pub struct Planned {
    /// From the root of both sides.
    pub path: String,
    pub whole: Vec<u8>,
    pub before: Before,
    pub old: Option<Vec<u8>>,
}

/// The whole job.
#[derive(Clone, Debug)]
pub struct Job {
    pub is_put: bool,
    pub policy: Policy,
    pub files: Vec<Planned>,
}

impl Job {
    pub fn new(dice: &mut Dice) -> Self {
        let policies = [
            Policy::Always(Resolution::Overwrite),
            Policy::Always(Resolution::Overwrite),
            Policy::Always(Resolution::Resume),
            Policy::Always(Resolution::Resume),
            Policy::Always(Resolution::Rename),
            Policy::Leave,
        ];
        let (is_put, policy) = (dice.chance(50), dice.one_of(&policies));
        let nested = dice.chance(30);
        let count = 2 + dice.below(6);
        let files = (0..count).map(|number| planned(dice, number, nested)).collect();
        Self { is_put, policy, files }
    }

    /// The folders of the job, from the root.
    fn folders(&self) -> Vec<String> {
        let mut folders: Vec<String> = Vec::new();
        for file in &self.files {
            for (at, _) in file.path.match_indices('/') {
                folders.push(file.path[..at].to_owned());
            }
        }
        folders.sort();
        folders.dedup();
        folders
    }

    /// Furnishes a server.
    pub fn furnish<S: Furnish>(&self, mut script: S) -> S {
        let stands = |file: &Planned| match self.is_put {
            true => file.old.clone(),
            false => Some(file.whole.clone()),
        };
        if !self.is_put || self.files.iter().any(|file| file.old.is_some()) {
            for folder in self.folders() {
                script = script.with_folder(&folder);
            }
        }
        for file in &self.files {
            if let Some(content) = stands(file) {
                script = script.with_file(&file.path, content);
            }
        }
        script
    }

    /// Writes what is here before.
    pub fn write(&self, trial: &Trial) {
        let has_old = self.files.iter().any(|file| file.old.is_some());
        if self.is_put || has_old {
            for folder in self.folders() {
                std::fs::create_dir_all(trial.local(&folder)).unwrap();
            }
        }
        for file in &self.files {
            let content = if self.is_put {
                Some(&file.whole)
            } else {
                file.old.as_ref()
            };
            if let Some(content) = content {
                trial.write(&file.path, content);
            }
        }
    }

    pub fn errand(&self, trial: &Trial) -> Errand {
        match self.is_put {
            true => Errand::Upload {
                sources: vec![Selected::whole(LocalEnd::Path(trial.local("d")))],
                destination: RemotePath::root(),
            },
            false => Errand::Download {
                sources: vec![Selected::whole("/d".into())],
                destination: LocalEnd::Path(trial.local("")),
            },
        }
    }
}

fn planned(dice: &mut Dice, number: usize, nested: bool) -> Planned {
    let folder = if nested && number % 2 == 1 { "d/s" } else { "d" };
    let whole = noise(dice.one_of(&SIZES), dice.next());
    let before = dice.one_of(&[Before::Nothing, Before::Nothing, Before::Other, Before::Beginning]);
    let old = match before {
        Before::Nothing => None,
        Before::Other => {
            let sizes = [whole.len(), whole.len() / 2, whole.len() + 10_000, 400_000];
            Some(noise(dice.one_of(&sizes), dice.next()))
        }
        Before::Beginning => Some(whole[..dice.below(whole.len() + 1)].to_vec()),
    };
    Planned {
        path: format!("{folder}/f{number}"),
        whole,
        before,
        old,
    }
}
