//! Models of the workers' going to sleep: loom goes through every order of their accesses, and reports a deadlock where
//! all sleep although there is work.
//!
//! `RUSTFLAGS="--cfg loom" LOOM_MAX_PREEMPTIONS=3 cargo test --release -p coro-runtime --lib loom`

use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::sync::{Arc, Condvar, Mutex};
use loom::thread;

use super::super::idle::Idle;
use super::super::parker::Parker;

/// A runtime without tasks: what lies about is a number, and the reactor is a flag that a thread waits for.
struct World {
    idle: Idle,
    work: AtomicUsize,
    done: AtomicUsize,
    unpark: Mutex<bool>,
    is_unparked: Condvar,
}

impl World {
    fn new(workers: usize) -> Arc<World> {
        Arc::new(World {
            idle: Idle::new(workers),
            work: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            unpark: Mutex::new(false),
            is_unparked: Condvar::new(),
        })
    }

    fn add(&self) {
        // Relaxed: what orders it is the idling alone.
        self.work.fetch_add(1, Ordering::Relaxed);
        self.wake_if_needed();
    }

    fn wake_if_needed(&self) {
        if self.idle.new_work() {
            *self.unpark.lock().unwrap() = true;
            self.is_unparked.notify_one();
        }
    }

    /// The kernel reports what nobody has written.
    fn report_for_nothing(&self) {
        *self.unpark.lock().unwrap() = true;
        self.is_unparked.notify_one();
    }

    fn take(&self) -> bool {
        let take = |work: usize| work.checked_sub(1);
        self.work.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    fn has_work(&self) -> bool {
        self.work.load(Ordering::Relaxed) > 0
    }

    /// A worker, until `wanted` pieces are done.
    fn work_until(&self, wanted: usize) {
        let mut is_searching = false;
        while self.done.load(Ordering::Acquire) < wanted {
            if !is_searching {
                is_searching = self.idle.start_search();
            }
            if self.take() {
                if std::mem::take(&mut is_searching) && self.idle.end_search() && self.has_work() {
                    self.wake_if_needed();
                }
                if self.done.fetch_add(1, Ordering::AcqRel) + 1 == wanted {
                    // The end: everybody shall leave.
                    *self.unpark.lock().unwrap() = true;
                    self.is_unparked.notify_all();
                }
                continue;
            }
            is_searching = self.sleep(is_searching, wanted);
        }
    }

    fn sleep(&self, is_searching: bool, wanted: usize) -> bool {
        self.idle.start_sleep(is_searching);
        let mut unpark = self.unpark.lock().unwrap();
        if !self.has_work() {
            while !*unpark {
                unpark = self.is_unparked.wait(unpark).unwrap();
            }
        }
        let is_end = self.done.load(Ordering::Acquire) == wanted;
        let is_told = !is_end && std::mem::take(&mut *unpark);
        drop(unpark);
        self.idle.end_sleep(is_told)
    }
}

#[test]
fn work_of_another_thread_is_never_left_lying() {
    loom::model(|| {
        let world = World::new(1);
        let worker = thread::spawn({
            let world = world.clone();
            move || world.work_until(2)
        });
        world.add();
        world.add();
        worker.join().unwrap();
    });
}

#[test]
fn two_workers_leave_nothing_lying() {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(2);
    model.check(|| {
        let world = World::new(2);
        let workers = [(); 2].map(|()| {
            thread::spawn({
                let world = world.clone();
                move || world.work_until(1)
            })
        });
        world.add();
        for worker in workers {
            worker.join().unwrap();
        }
    });
}

/// An event for nothing is not taken for the unpark of one who has work: neither before that is sent, nor instead of it.
#[test]
fn an_event_for_nothing_leaves_nothing_lying() {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(2);
    model.check(|| {
        let world = World::new(2);
        let workers = [(); 2].map(|()| {
            thread::spawn({
                let world = world.clone();
                move || world.work_until(2)
            })
        });
        world.report_for_nothing();
        world.add();
        world.report_for_nothing();
        world.add();
        for worker in workers {
            worker.join().unwrap();
        }
    });
}

#[test]
fn an_unpark_is_never_lost() {
    loom::model(|| {
        let parker = Arc::new(Parker::new());
        let data = Arc::new(AtomicUsize::new(0));
        let other = thread::spawn({
            let (parker, data) = (parker.clone(), data.clone());
            move || {
                data.store(1, Ordering::Relaxed);
                parker.unpark();
            }
        });
        parker.park();
        // The unpark also orders what was done before it.
        assert_eq!(data.load(Ordering::Relaxed), 1);
        other.join().unwrap();
    });
}
