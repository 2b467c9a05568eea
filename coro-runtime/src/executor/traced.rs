//! Where the tasks of a runtime are suspended, for those who ask.
//!
//! Takes: futures that are about to be run. Gives: futures that do the same, and note after each poll where their machines are
//! suspended; and what all of them have noted, to any thread. In debug builds and with the feature `trace` only: otherwise the futures are
//! what they were, and nobody knows of them.

#![cfg_attr(not(any(debug_assertions, feature = "trace")), allow(dead_code, reason = "nobody is told then"))]

use std::sync::Arc;

use crate::machine::{IS_TRACED, Path};
use crate::mutex::Mutex;
use crate::slab::Slab;
use crate::task::TaskInfo;

/// The futures of a runtime that have not ended.
#[derive(Debug)]
pub(super) struct Traces(Arc<Mutex<Slab<Arc<Entry>>>>);

/// What is known of one of them.
#[derive(Debug)]
struct Entry {
    task: TaskInfo,
    /// Whether it is a task, and not what was given to `block_on`.
    is_task: bool,
    /// As the last poll has left it.
    path: Mutex<Path>,
}

impl Entry {
    fn info(&self) -> TaskInfo {
        self.task.clone().suspended_at_points(self.path.lock().points())
    }
}

impl Traces {
    pub(super) fn new() -> Traces {
        Traces(Arc::new(Mutex::new(Slab::new())))
    }

    /// All, in no order; `None` if they are not known.
    pub(super) fn all(&self) -> Option<Vec<TaskInfo>> {
        self.infos(|_| true)
    }

    /// The same without what was given to `block_on`.
    pub(super) fn tasks(&self) -> Option<Vec<TaskInfo>> {
        self.infos(|entry| entry.is_task)
    }

    fn infos(&self, is_meant: impl Fn(&Entry) -> bool) -> Option<Vec<TaskInfo>> {
        if !IS_TRACED {
            return None;
        }
        let entries: Vec<_> = self.0.lock().iter().filter(|entry| is_meant(entry)).cloned().collect();
        Some(entries.iter().map(|entry| entry.info()).collect())
    }

    /// A task that was spawned where this was called. To be followed by [`Ticket::trace`].
    #[track_caller]
    pub(super) fn task(&self, name: Option<&str>) -> Ticket {
        self.ticket(name, true)
    }

    /// What was given to a `block_on` that was called where this was.
    #[track_caller]
    pub(super) fn root(&self) -> Ticket {
        self.ticket(Some("block_on"), false)
    }
}

#[cfg(any(debug_assertions, feature = "trace"))]
mod told {
    use std::mem;
    use std::panic::Location;
    use std::pin::Pin;
    use std::task::{Context, Poll};

    use super::{Arc, Entry, Mutex, Path, Slab, TaskInfo, Traces};
    use crate::pin::pin_field;
    use crate::slab::Key;

    impl Traces {
        #[track_caller]
        pub(super) fn ticket(&self, name: Option<&str>, is_task: bool) -> Ticket {
            let task = TaskInfo::new(name, Location::caller());
            let entry = Arc::new(Entry { task, is_task, path: Mutex::default() });
            let key = self.0.lock().insert_with(|_| Arc::clone(&entry));
            Ticket { traces: Arc::clone(&self.0), key, entry }
        }
    }

    /// The place of a future among those of its runtime, as long as it lives.
    pub(in crate::executor) struct Ticket {
        traces: Arc<Mutex<Slab<Arc<Entry>>>>,
        key: Key,
        entry: Arc<Entry>,
    }

    impl Ticket {
        /// The future, which tells from now on.
        pub(in crate::executor) fn trace<F>(self, future: F) -> Traced<F> {
            Traced { future, spare: Path::default(), ticket: self }
        }
    }

    impl Drop for Ticket {
        fn drop(&mut self) {
            let entry = self.traces.lock().remove(self.key);
            drop(entry);
        }
    }

    /// A future that tells where its machines are suspended.
    pub(in crate::executor) struct Traced<F> {
        future: F,
        /// What is noted during a poll, so that what was noted before is told of until then.
        spare: Path,
        ticket: Ticket,
    }

    impl<F: Future> Future for Traced<F> {
        type Output = F::Output;

        fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> {
            // SAFETY: this field is not pinned, and nothing else is moved.
            let spare = mem::take(unsafe { &mut self.as_mut().get_unchecked_mut().spare });
            let (poll, path) = spare.record(|| pin_field!(self.as_mut(), future).poll(cx));
            let before = mem::replace(&mut *self.ticket.entry.path.lock(), path);
            // SAFETY: as above.
            unsafe { self.get_unchecked_mut().spare = before };
            poll
        }
    }
}

#[cfg(not(any(debug_assertions, feature = "trace")))]
#[allow(clippy::unused_self, reason = "as above, where there is something to tell")]
mod told {
    use super::Traces;

    impl Traces {
        #[inline]
        pub(super) fn ticket(&self, _name: Option<&str>, _is_task: bool) -> Ticket {
            Ticket
        }
    }

    /// Nothing is told.
    pub(in crate::executor) struct Ticket;

    impl Ticket {
        /// The future, as it is.
        #[inline]
        pub(in crate::executor) fn trace<F>(self, future: F) -> F {
            future
        }
    }
}

pub(super) use told::Ticket;
