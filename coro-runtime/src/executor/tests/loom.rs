//! Models of the workers' going to sleep: loom goes through every order of their accesses, and reports a deadlock where
//! all sleep although there is work.
//!
//! `RUSTFLAGS="--cfg loom" LOOM_MAX_PREEMPTIONS=3 cargo test --release -p coro-runtime --lib loom`

use loom::sync::atomic::{AtomicBool, AtomicUsize, Ordering, fence};
use loom::sync::{Arc, Condvar, Mutex, MutexGuard};
use loom::thread;

use super::super::idle::{Idle, Place};
use super::super::monitor::Monitor;
use super::super::parker::Parker;
use super::super::single::{Entry, Remote, Single};
use crate::loom::between_store_and_load;

/// A runtime without tasks: what lies about is a number, and the reactor is a flag that a thread waits for.
struct World {
    idle: Idle,
    work: AtomicUsize,
    done: AtomicUsize,
    parkers: Vec<Parker>,
    events_are_few: bool,
    news: Mutex<News>,
    has_news: Condvar,
}

/// What the kernel would report. It is told once, to whoever comes first, and twice the same is the same as once.
#[derive(Default)]
struct News {
    is_there: bool,
    has_unpark: bool,
}

impl World {
    fn new(workers: usize) -> Arc<World> {
        World::with(workers, false)
    }

    fn with(workers: usize, events_are_few: bool) -> Arc<World> {
        Arc::new(World {
            idle: Idle::new(workers),
            work: AtomicUsize::new(0),
            done: AtomicUsize::new(0),
            parkers: (0..workers).map(|_| Parker::new()).collect(),
            events_are_few,
            news: Mutex::default(),
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
            self.news.lock().unwrap().has_unpark = true;
            self.report();
        }
    }

    /// The kernel reports something.
    fn report(&self) {
        self.news.lock().unwrap().is_there = true;
        // The kernel wakes one: any of them.
        self.has_news.notify_all();
    }

    fn wait_for_news(&self) {
        let mut news = self.news.lock().unwrap();
        while !news.is_there {
            news = self.has_news.wait(news).unwrap();
        }
        self.take_news(news);
    }

    fn look(&self) {
        self.take_news(self.news.lock().unwrap());
    }

    fn take_news(&self, mut news: MutexGuard<'_, News>) {
        let taken = std::mem::take(&mut *news);
        drop(news);
        if taken.has_unpark && self.idle.any_watcher(|worker| self.parkers[worker].is_unparked()) {
            self.news.lock().unwrap().has_unpark = true;
            self.report();
        }
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
        let may_join = |other: usize| self.events_are_few && !self.parkers[other].is_unparked();
        let place = self.idle.start_sleep(worker, is_searching, may_join);
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

fn two_workers_leave_nothing_lying(events_are_few: bool) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(2);
    model.check(move || {
        let world = World::with(2, events_are_few);
        let workers = [0, 1].map(|worker| start(&world, worker, 1));
        world.add();
        for worker in workers {
            worker.join().unwrap();
        }
    });
}

#[test]
fn one_who_watches_and_one_parked_leave_nothing_lying() {
    two_workers_leave_nothing_lying(false);
}

/// Each of the wake-ups may find the other one.
#[test]
fn two_who_watch_leave_nothing_lying() {
    two_workers_leave_nothing_lying(true);
}

/// Who is unparked while it watches, or is about to, wakes up, although another takes what the kernel reports: one that watches as
/// well, or is at work and looks.
#[test]
fn an_unpark_that_another_sees_is_passed_on() {
    loom::model(|| {
        let world = World::with(2, true);
        let other = thread::spawn({
            let world = world.clone();
            move || {
                // As a task of its own that is brought to it: nobody else can do it.
                let place = world.idle.start_sleep(1, false, |_| false);
                assert_eq!(place, Place::Reactor);
                world.parkers[1].sleep_elsewhere(|| world.wait_for_news());
                assert!(!world.idle.end_sleep(1));
            }
        });
        let looking = thread::spawn({
            let world = world.clone();
            move || world.look()
        });
        world.wake(1);
        looking.join().unwrap();
        other.join().unwrap();
    });
}

/// An event wakes the one that watches, who is not taken for one that was woken for work: neither before that has happened,
/// nor instead of it.
fn an_event_beside_work_leaves_nothing_lying(events_are_few: bool) {
    let mut model = loom::model::Builder::new();
    model.preemption_bound = Some(2);
    model.check(move || {
        let world = World::with(2, events_are_few);
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

#[test]
fn an_event_beside_work_leaves_nothing_lying_with_one_who_watches() {
    an_event_beside_work_leaves_nothing_lying(false);
}

#[test]
fn an_event_beside_work_leaves_nothing_lying_with_two_who_watch() {
    an_event_beside_work_leaves_nothing_lying(true);
}

/// Whoever is parked is found by the one that leaves the reactor, or will be there itself: somebody watches in the end.
#[test]
fn the_reactor_is_never_left_while_one_is_parked() {
    loom::model(|| {
        let world = World::new(2);
        let other = start(&world, 1, 1);
        world.idle.start_sleep(0, false, |_| false);
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
        assert_eq!(world.idle.start_sleep(0, false, |_| false), Place::Reactor);
        assert_eq!(world.idle.start_sleep(1, false, |_| false), Place::Parker);
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
