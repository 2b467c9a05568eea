//! The tasks of a multi-thread runtime.
//!
//! Takes: new tasks, from any thread. Gives: them back when they are complete, or all when the runtime ends. Each worker has
//! a part of its own, so that a task that is spawned and ends on one worker meets no other.
//!
//! Invariants: a task knows which part has it; once this is closed it takes nothing and has nothing.

use crate::mutex::Mutex;
use crate::task::{Completed, Owned, Roster, TaskInfo};

/// More parts help nobody.
const MOST_PARTS: usize = 256;

pub(in crate::executor) struct Tasks {
    parts: Box<[Part]>,
}

/// On cache lines of its own.
#[repr(align(128))]
struct Part {
    /// `None` once closed.
    tasks: Mutex<Option<Roster>>,
}

impl Tasks {
    pub(super) fn new(parts: usize) -> Tasks {
        let parts = parts.clamp(1, MOST_PARTS);
        let part = |tag| Part { tasks: Mutex::new(Some(Roster::with_tag(tag))) };
        Tasks { parts: (0..).take(parts).map(part).collect() }
    }

    /// Keeps a new task. Gives it back if this is closed; then dropping it drops the future.
    #[must_use = "where foreign code must not run, the refused must not be dropped"]
    pub(super) fn adopt(&self, part: usize, owned: Owned) -> Option<Owned> {
        match &mut *self.parts[part % self.parts.len()].tasks.lock() {
            Some(tasks) => {
                tasks.adopt(owned);
                None
            }
            None => Some(owned),
        }
    }

    /// Lets go of a task that has ended, and completes it.
    pub(super) fn let_go(&self, completed: Completed) {
        let part = &self.parts[completed.tag() as usize];
        let owned = part.tasks.lock().as_mut().and_then(|tasks| tasks.remove(&completed));
        completed.finish(owned);
    }

    /// How many tasks there are.
    pub(super) fn len(&self) -> usize {
        self.parts.iter().map(|part| part.tasks.lock().as_ref().map_or(0, Roster::len)).sum()
    }

    /// What to say about each of them.
    pub(super) fn infos(&self) -> Vec<TaskInfo> {
        let mut infos = Vec::new();
        for part in &self.parts {
            if let Some(tasks) = &*part.tasks.lock() {
                infos.extend(tasks.infos());
            }
        }
        infos
    }

    /// Cancels all tasks, and every new one.
    pub(super) fn close(&self) {
        for part in &self.parts {
            let tasks = part.tasks.lock().take();
            // Outside of the lock: this drops the futures.
            drop(tasks);
        }
    }
}
