//! The tasks of a multi-thread runtime.
//!
//! Takes: new tasks, from any thread. Gives: them back when they are complete, or all when the runtime ends. Each worker has
//! a part of its own, so that a task that is spawned and ends on one worker meets no other.
//!
//! Invariants: a task's key says which part has it; once this is closed it takes nothing and has nothing.

use crate::mutex::Mutex;
use crate::slab::Slab;
use crate::task::{Completed, Owned, TaskInfo};

/// As many parts as tags of keys.
const MOST_PARTS: usize = 256;

pub(in crate::executor) struct Tasks {
    parts: Box<[Part]>,
}

/// On cache lines of its own.
#[repr(align(128))]
struct Part {
    /// `None` once closed.
    tasks: Mutex<Option<Slab<Owned>>>,
}

impl Tasks {
    pub(super) fn new(parts: usize) -> Tasks {
        let parts = u8::try_from(parts.clamp(1, MOST_PARTS) - 1).expect("at most 256 parts");
        let part = |tag| Part { tasks: Mutex::new(Some(Slab::with_tag(tag))) };
        Tasks { parts: (0..=parts).map(part).collect() }
    }

    /// Keeps a new task. False if it was dropped instead.
    pub(super) fn adopt(&self, part: usize, owned: Owned) -> bool {
        let refused = {
            let mut tasks = self.parts[part % self.parts.len()].tasks.lock();
            match &mut *tasks {
                Some(tasks) => {
                    tasks.insert_with(|key| {
                        owned.set_key(key);
                        owned
                    });
                    return true;
                }
                None => owned,
            }
        };
        // Outside of the lock: this drops the future.
        drop(refused);
        false
    }

    /// Lets go of a task that is complete.
    pub(super) fn let_go(&self, completed: Completed) {
        let key = completed.key();
        let owned = self.parts[key.tag()].tasks.lock().as_mut().and_then(|tasks| tasks.remove(key));
        if let Some(owned) = owned {
            completed.let_go(owned);
        }
    }

    /// How many tasks there are.
    pub(super) fn len(&self) -> usize {
        self.parts.iter().map(|part| part.tasks.lock().as_ref().map_or(0, Slab::len)).sum()
    }

    /// What to say about each of them.
    pub(super) fn infos(&self) -> Vec<TaskInfo> {
        let mut infos = Vec::new();
        for part in &self.parts {
            if let Some(tasks) = &*part.tasks.lock() {
                infos.extend(tasks.iter().map(Owned::info));
            }
        }
        infos
    }

    /// Cancels all tasks, and every new one.
    pub(super) fn close(&self) {
        for part in &self.parts {
            let tasks = part.tasks.lock().take();
            drop(tasks);
        }
    }
}
