//! The tasks of a multi-thread runtime.
//!
//! Takes: new tasks, from any thread. Gives: them back when they are complete, or all when the runtime ends. Each worker has
//! a part of its own, so that a task that is spawned and ends on one worker meets no other; [`Ends`] is for those that end elsewhere.
//!
//! Invariants: a task knows which part has it; once this is closed it takes nothing and has nothing. A worker that sleeps or leaves
//! has told of every task that has ended there, and those have no memory any more.

use std::cell::{Cell, RefCell};
use std::mem;
use std::sync::Arc;

use crate::mutex::Mutex;
use crate::task::{Completed, Ended, Owned, Roster, TaskInfo};

use super::super::stats::Stats;

/// More parts help nobody.
const MOST_PARTS: usize = 256;

pub(in crate::executor) struct Tasks {
    parts: Box<[Part]>,
}

/// On cache lines of its own.
#[repr(align(128))]
struct Part {
    /// `None` once closed.
    tasks: Mutex<Option<Kept>>,
}

struct Kept {
    roster: Roster,
    /// Those that have ended on other workers. Their memory goes back where it came from, to the next tasks of this part.
    ended: Vec<Ended>,
}

impl Kept {
    fn len(&self) -> usize {
        self.roster.len() - self.ended.len()
    }

    /// Takes out those that have ended, to be dropped outside of the lock.
    fn take_ended(&mut self) -> Vec<Ended> {
        let mut ended = mem::take(&mut self.ended);
        for ended in &mut ended {
            ended.take_from(&mut self.roster);
        }
        ended
    }
}

impl Tasks {
    pub(super) fn new(parts: usize) -> Tasks {
        let parts = parts.clamp(1, MOST_PARTS);
        let kept = |tag| Kept { roster: Roster::with_tag(tag), ended: Vec::new() };
        let part = |tag| Part { tasks: Mutex::new(Some(kept(tag))) };
        Tasks { parts: (0..).take(parts).map(part).collect() }
    }

    /// Keeps a new task. Gives it back if this is closed; then dropping it drops the future.
    #[must_use = "where foreign code must not run, the refused must not be dropped"]
    pub(super) fn adopt(&self, part: usize, owned: Owned) -> Option<Owned> {
        let part = &self.parts[part % self.parts.len()];
        let has_many_ended = match &mut *part.tasks.lock() {
            Some(kept) => {
                kept.roster.adopt(owned);
                kept.ended.len() >= MOST_UNTOLD
            }
            None => return Some(owned),
        };
        if has_many_ended {
            part.let_go_of_ended();
        }
        None
    }

    /// Lets go of a task that has ended, and completes it.
    fn let_go(&self, completed: Completed) {
        let part = &self.parts[usize::from(completed.tag())];
        let owned = part.tasks.lock().as_mut().and_then(|kept| kept.roster.let_go(&completed));
        completed.finish(owned);
    }

    /// Lets go of tasks that have ended elsewhere, now or when it is convenient.
    fn hear(&self, ended: &mut Vec<Ended>) {
        ended.sort_unstable_by_key(Ended::tag);
        while let Some(tag) = ended.last().map(Ended::tag) {
            let first = ended.partition_point(|ended| ended.tag() < tag);
            let part = &self.parts[usize::from(tag)];
            let has_many_ended = part.tasks.lock().as_mut().is_some_and(|kept| {
                kept.ended.extend(ended.drain(first..));
                kept.ended.len() >= MOST_ENDED
            });
            // If it is closed they are still here.
            ended.truncate(first);
            if has_many_ended {
                part.let_go_of_ended();
            }
        }
    }

    /// How many tasks there are, with those whose end some worker has not told yet.
    pub(super) fn len(&self) -> usize {
        self.parts.iter().map(|part| part.tasks.lock().as_ref().map_or(0, Kept::len)).sum()
    }

    /// What to say about each of them.
    pub(super) fn infos(&self) -> Vec<TaskInfo> {
        let mut infos = Vec::new();
        for part in &self.parts {
            if let Some(tasks) = &*part.tasks.lock() {
                infos.extend(tasks.roster.infos());
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

impl Part {
    #[cold]
    fn let_go_of_ended(&self) {
        let ended = self.tasks.lock().as_mut().map(Kept::take_ended);
        // Outside of the lock. This runs no foreign code: futures and outputs are gone, or the join handles'.
        drop(ended);
    }
}

/// So many that have ended on one worker are told together.
const MOST_UNTOLD: usize = 32;
/// More of those that were told do not wait for the worker of their part.
const MOST_ENDED: usize = 256;

/// Tasks that have ended on one worker. Those that are in its own part go at once. The others are complete at once, but their
/// parts learn of them together: if one worker spawns, and another one goes for the same lock at the end of each task, both wait
/// for each other most of the time.
pub(super) struct Ends {
    part: usize,
    untold: RefCell<Vec<Ended>>,
    /// Some that were told may still have their memory.
    has_told: Cell<bool>,
    stats: Arc<Stats>,
}

impl Ends {
    /// Of the worker that spawns into this part.
    pub(super) fn new(part: usize, stats: Arc<Stats>) -> Ends {
        Ends { part, untold: RefCell::default(), has_told: Cell::new(false), stats }
    }

    /// Completes a task that has ended here.
    pub(super) fn let_go(&self, tasks: &Tasks, completed: Completed) {
        if usize::from(completed.tag()) == self.part % tasks.parts.len() {
            return tasks.let_go(completed);
        }
        // Before the task is complete: who has joined it does not find it among those that live.
        self.stats.set_untold(self.untold.borrow().len() + 1);
        // Not under the borrow: this wakes who has joined.
        let ended = completed.end();
        self.untold.borrow_mut().push(ended);
        if self.untold.borrow().len() >= MOST_UNTOLD {
            self.tell(tasks);
        }
    }

    /// Tells the parts what they do not know yet.
    pub(super) fn tell(&self, tasks: &Tasks) {
        if self.stats.untold() > 0 {
            tasks.hear(&mut self.untold.borrow_mut());
            self.stats.set_untold(0);
            self.has_told.set(true);
        }
    }

    /// The same before a sleep, or at the end. Nothing waits for the workers of the parts any more, since they may sleep too.
    pub(super) fn tell_at_last(&self, tasks: &Tasks) {
        self.tell(tasks);
        if self.has_told.take() {
            tasks.parts.iter().for_each(Part::let_go_of_ended);
        }
    }
}

#[cfg(all(test, not(loom)))]
mod tests {
    use crate::task::{self, Ran, Runnable, Schedule, Spawned};

    use super::*;

    /// Queues nothing. There is one more reference for each task that has its memory.
    struct Nowhere {
        _kept: Arc<()>,
    }

    impl Schedule for Nowhere {
        fn schedule(&self, task: Runnable) {
            drop(task);
        }
    }

    /// Two parts, and a task of the first that the second worker has run; it keeps what is given.
    fn run_away(tasks: &Tasks, ends: &Ends, kept: &Arc<()>) -> task::JoinHandle<u8> {
        let Spawned { owned, runnable, join } = task::new(async { 1 }, Nowhere { _kept: Arc::clone(kept) });
        assert!(tasks.adopt(0, owned).is_none());
        let Ran::Complete(completed) = runnable.run() else { panic!("it has ended") };
        ends.let_go(tasks, completed);
        join
    }

    #[test]
    fn a_task_that_ends_away_is_complete_at_once() {
        let (tasks, stats, kept) = (Tasks::new(2), Arc::<Stats>::default(), Arc::new(()));
        let ends = Ends::new(1, Arc::clone(&stats));
        let join = run_away(&tasks, &ends, &kept);
        assert!(join.is_finished() && tasks.infos().is_empty());
        assert_eq!((tasks.len(), stats.untold()), (1, 1));
        ends.tell(&tasks);
        assert_eq!((tasks.len(), stats.untold()), (0, 0));
    }

    #[test]
    fn what_has_ended_away_is_freed_sooner_or_later() {
        let (tasks, kept) = (Tasks::new(2), Arc::new(()));
        let ends = Ends::new(1, Arc::default());
        for _ in 0..10 * MOST_ENDED {
            drop(run_away(&tasks, &ends, &kept));
            assert!(Arc::strong_count(&kept) <= 1 + 2 * MOST_UNTOLD);
        }
        // Its own worker may sleep for ever.
        ends.tell_at_last(&tasks);
        assert_eq!((Arc::strong_count(&kept), tasks.len()), (1, 0));
        let join = run_away(&tasks, &ends, &kept);
        ends.tell(&tasks);
        tasks.close();
        drop(join);
        assert_eq!(Arc::strong_count(&kept), 1);
    }

    #[test]
    fn what_ends_away_after_the_end_is_freed() {
        let (tasks, kept) = (Tasks::new(2), Arc::new(()));
        let ends = Ends::new(1, Arc::default());
        let join = run_away(&tasks, &ends, &kept);
        tasks.close();
        ends.tell(&tasks);
        drop(join);
        assert_eq!(Arc::strong_count(&kept), 1);
    }
}
