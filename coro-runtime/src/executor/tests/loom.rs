//! Models of the workers' going to sleep: loom goes through every order of their accesses, and reports a deadlock where
//! all sleep although there is work.
//!
//! `RUSTFLAGS="--cfg loom" LOOM_MAX_PREEMPTIONS=3 cargo test --release -p coro-runtime --lib loom`

use loom::sync::atomic::{AtomicBool, AtomicUsize, Ordering, fence};
use loom::sync::{Arc, Condvar, Mutex};
use loom::thread;

use super::super::idle::{Idle, Place};
use super::super::monitor::Monitor;
use super::super::parker::Parker;
use super::super::shared::{Entry, Remote, Single};
use crate::loom::between_store_and_load;

/// A runtime without tasks: what lies about is a number, and the reactor is a flag that a thread waits for.
struct World {
    idle: Idle,
    work: AtomicUsize,
    done: AtomicUsize,
    parkers: Vec<Parker>,
    news: Mutex<bool>,
    has_news: Condvar,
}

impl World {
    fn new(workers: usize) -> Arc<World> {
        Arc::new(World {
            idle: Idle::new(workers),
            work: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            parkers: (0..workers).map(|_| Parker::new()).collect(),
            news: Mutex::new(false),
            has_news: Condvar::new(),
        })
    }

    fn add(&self) {
        // Relaxed: what orders it is the idling alone.
        self.work.fetch_add(1, Ordering::Relaxed);
        self.wake_if_needed();
    }

    fn wake_if_needed(&self) {
        if let Some(worker) = self.idle.new_work() {
            self.wake(worker);
        }
    }

    fn wake(&self, worker: usize) {
        if self.parkers[worker].unpark() {
            self.report();
        }
    }

    /// The kernel reports something.
    fn report(&self) {
        *self.news.lock().unwrap() = true;
        self.has_news.notify_one();
    }

    fn wait_for_news(&self) {
        let mut news = self.news.lock().unwrap();
        while !*news {
            news = self.has_news.wait(news).unwrap();
        }
        *news = false;
    }

    fn take(&self) -> bool {
        let take = |work: usize| work.checked_sub(1);
        self.work.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok()
    }

    fn has_work(&self) -> bool {
        self.work.load(Ordering::Relaxed) > 0
    }

    /// A worker, until `wanted` pieces are done.
    fn work_until(&self, worker: usize, wanted: usize) {
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
                    (0..self.parkers.len()).for_each(|worker| self.wake(worker));
                }
                continue;
            }
            is_searching = self.sleep(worker, is_searching);
        }
    }

    fn sleep(&self, worker: usize, is_searching: bool) -> bool {
        let place = self.idle.start_sleep(worker, is_searching);
        if !self.has_work() {
            match place {
                Place::Reactor => drop(self.parkers[worker].sleep_elsewhere(|| self.wait_for_news())),
                Place::Parker => self.parkers[worker].park(),
            }
        }
        self.idle.end_sleep(worker)
    }
}

/// Runs a worker on a thread of its own.
fn start(world: &Arc<World>, worker: usize, wanted: usize) -> thread::JoinHandle<()> {
    let world = Arc::clone(world);
    thread::spawn(move || world.work_until(worker, wanted))
}

#[test]
fn work_of_another_thread_is_never_left_lying() {
    loom::model(|| {
        let world = World::new(1);
        let worker = start(&world, 0, 2);
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
        let workers = [0, 1].map(|worker| start(&world, worker, 1));
        world.add();
        for worker in workers {
            worker.join().unwrap();
        }
    });
}

/// An event wakes the one that watches, who is not taken for one that was woken for work: neither before that has happened,
/// nor instead of it.
#[test]
fn an_event_beside_work_leaves_nothing_lying() {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(2);
    model.check(|| {
        let world = World::new(2);
        let workers = [0, 1].map(|worker| start(&world, worker, 2));
        world.report();
        world.add();
        world.report();
        world.add();
        for worker in workers {
            worker.join().unwrap();
        }
    });
}

/// Whoever is parked is found by the one that leaves the reactor, or will be there itself: somebody watches in the end.
#[test]
fn the_reactor_is_never_left_while_one_is_parked() {
    loom::model(|| {
        let world = World::new(2);
        let other = start(&world, 1, 1);
        world.idle.start_sleep(0, false);
        assert!(!world.idle.end_sleep(0), "nobody has work for it");
        // This worker is in a poll that does not end.
        if let Some(worker) = world.idle.new_watcher() {
            world.wake(worker);
        }
        // An event: it has to find the other, wherever that was when this one left.
        world.work.fetch_add(1, Ordering::Relaxed);
        world.report();
        other.join().unwrap();
    });
}

/// Who leaves the reactor and counts on the monitor, for another is parked, is seen by it: also if that goes to sleep meanwhile.
#[test]
fn the_monitor_does_not_sleep_while_nobody_is_in_the_reactor() {
    loom::model(|| {
        let (world, monitor) = (World::new(2), Arc::new(Monitor::new()));
        assert_eq!(world.idle.start_sleep(0, false), Place::Reactor);
        assert_eq!(world.idle.start_sleep(1, false), Place::Parker);
        let parked = thread::spawn({
            let world = world.clone();
            move || world.parkers[1].park()
        });
        let looking = thread::spawn({
            let (world, monitor) = (world.clone(), monitor.clone());
            move || {
                assert!(monitor.sleep_unless(|| world.idle.needs_watcher()));
                if let Some(worker) = world.idle.new_watcher() {
                    world.wake(worker);
                }
            }
        });
        assert!(!world.idle.end_sleep(0));
        fence(Ordering::SeqCst);
        monitor.want();
        parked.join().unwrap();
        looking.join().unwrap();
    });
}

/// The thread of a runtime without workers, which has said that it will sleep, and one that brings it something.
#[test]
fn a_thread_does_not_sleep_beside_what_others_have_brought() {
    loom::model(|| {
        let (single, parked) = (Arc::new(Single::new()), Arc::new(AtomicBool::new(false)));
        let bringing = thread::spawn({
            let (single, parked) = (single.clone(), parked.clone());
            move || {
                assert!(single.push(Remote::Entry(Entry::Root)).is_none());
                between_store_and_load();
                // As `Reactor::unpark` looks; the rest of it is a descriptor.
                parked.load(Ordering::SeqCst)
            }
        });
        parked.store(true, Ordering::SeqCst);
        let sleeps = single.is_empty();
        let is_woken = bringing.join().unwrap();
        assert!(!sleeps || is_woken);
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
                assert!(!parker.unpark());
            }
        });
        parker.park();
        // The unpark also orders what was done before it.
        assert_eq!(data.load(Ordering::Relaxed), 1);
        other.join().unwrap();
    });
}

#[test]
fn a_sleep_elsewhere_is_ended_by_who_unparks() {
    loom::model(|| {
        let world = World::new(1);
        let other = thread::spawn({
            let world = world.clone();
            move || world.wake(0)
        });
        // Either it does not sleep, or what it sleeps by is ended.
        world.parkers[0].sleep_elsewhere(|| world.wait_for_news());
        other.join().unwrap();
    });
}
