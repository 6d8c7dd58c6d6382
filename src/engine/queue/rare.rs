//! What few rows have. There may be a million of them, and most must not pay for it.

use super::Transfer;
use crate::engine::event::Remark;
use crate::path::RemoteName;

/// What few rows have.
#[derive(Clone, Debug, Default)]
pub struct Rare {
    target: Option<RemoteName>,
    remarks: Vec<Remark>,
}

impl Rare {
    /// That, or nothing where there is none of it.
    pub fn of(target: Option<RemoteName>, remarks: Vec<Remark>) -> Option<Box<Self>> {
        let is_some = target.is_some() || !remarks.is_empty();
        is_some.then(|| Box::new(Self { target, remarks }))
    }
}

impl Transfer {
    /// Its name at the target.
    pub fn target(&self) -> &RemoteName {
        self.other_target().unwrap_or(&self.name)
    }

    /// The same, where it differs from the name of the source.
    pub fn other_target(&self) -> Option<&RemoteName> {
        self.rare.as_ref()?.target.as_ref()
    }

    /// It gets another name at the target, if one is given.
    pub fn lands_as(&mut self, target: Option<RemoteName>) {
        if target.is_some() {
            self.rare.get_or_insert_default().target = target;
        }
    }

    /// What is worth knowing about it.
    pub fn remarks(&self) -> &[Remark] {
        self.rare.as_ref().map_or(&[], |rare| &rare.remarks)
    }

    /// The same, of which nothing stays.
    pub fn take_remarks(&mut self) -> Vec<Remark> {
        let rare = self.rare.as_mut();
        rare.map(|rare| std::mem::take(&mut rare.remarks)).unwrap_or_default()
    }

    /// From now on this is worth knowing, and nothing else.
    pub fn put_remarks(&mut self, remarks: Vec<Remark>) {
        match &mut self.rare {
            Some(rare) => rare.remarks = remarks,
            None => self.rare = Rare::of(None, remarks),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// There may be a million of these.
    #[test]
    fn a_row_is_small() {
        assert!(size_of::<Transfer>() <= 136, "{}", size_of::<Transfer>());
    }
}
