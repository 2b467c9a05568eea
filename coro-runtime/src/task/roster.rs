//! The tasks that somebody owns.
//!
//! Takes: owners' handles. Gives: each back when its task has ended, or all that are left. Invariant: a task's header says at
//! which place of which roster its handle is; whether it still is there is told by the handle itself.

use std::mem;

use super::TaskInfo;
use super::owned::{Completed, Owned};
use super::raw::RawTask;

/// Where a roster has a task.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    pub(super) index: u32,
    /// Which of several rosters it is.
    pub(super) tag: u16,
}

/// By how much a roster grows at least.
const LEAST_GROWTH: usize = 64;

/// A vector with holes: a pointer for each task, and for each hole its index.
pub(crate) struct Roster {
    tag: u16,
    places: Vec<Option<Owned>>,
    holes: Vec<u32>,
}

impl Roster {
    pub(crate) const fn new() -> Roster {
        Roster::with_tag(0)
    }

    /// A roster whose tasks [know](Completed::tag) that they are in this one.
    pub(crate) const fn with_tag(tag: u16) -> Roster {
        Roster { tag, places: Vec::new(), holes: Vec::new() }
    }

    /// How many tasks are here.
    pub(crate) fn len(&self) -> usize {
        self.places.len() - self.holes.len()
    }

    /// Keeps a new task.
    #[inline]
    pub(crate) fn adopt(&mut self, owned: Owned) {
        let Some(index) = self.holes.pop() else { return self.adopt_last(owned) };
        owned.set_place(Place { tag: self.tag, index });
        let hole = self.places[index as usize].replace(owned);
        debug_assert!(hole.is_none());
        // So that nothing is to be dropped.
        mem::forget(hole);
    }

    /// Gives back the handle of a task that has ended, for [`Completed::finish`]; `None` if it was taken out before.
    #[inline]
    pub(crate) fn let_go(&mut self, completed: &Completed) -> Option<Owned> {
        self.remove(completed.task())
    }

    /// Gives back the handle of a task; `None` if it was taken out before.
    #[inline]
    pub(super) fn remove(&mut self, task: &RawTask) -> Option<Owned> {
        let index = task.index();
        // Another task may have its place since.
        let owned = self.places.get_mut(index as usize)?.take_if(|owned| owned.is_of(task))?;
        self.holes.push(index);
        Some(owned)
    }

    /// What to say about each of the tasks that have not ended.
    pub(crate) fn infos(&self) -> impl Iterator<Item = TaskInfo> {
        self.places.iter().flatten().filter(|owned| !owned.is_complete()).map(Owned::info)
    }

    /// Takes out all. Dropping them runs foreign code.
    #[must_use = "dropping the handles cancels the tasks"]
    pub(crate) fn take_all(&mut self) -> Vec<Option<Owned>> {
        self.holes.clear();
        mem::take(&mut self.places)
    }

    #[cold]
    fn adopt_last(&mut self, owned: Owned) {
        let index = u32::try_from(self.places.len()).expect("fewer than 2^32 tasks at a time");
        owned.set_place(Place { tag: self.tag, index });
        if self.places.len() == self.places.capacity() {
            // A vector grows to the double by itself, so that half of it may stay empty; a large one is not moved to grow.
            self.places.reserve_exact((self.places.len() / 8).max(LEAST_GROWTH));
        }
        self.places.push(Some(owned));
    }
}
