//! Models of the task on several threads: loom goes through every order of their atomic accesses.
//!
//! `RUSTFLAGS="--cfg loom" LOOM_MAX_PREEMPTIONS=4 cargo test --release -p coro-runtime --lib loom`

use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

use loom::sync::Arc;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;

use super::super::{Owned, Ran, Roster, Runnable, Schedule, Spawned, new};

/// One place for an entry: a second one is the error that the models look for.
#[derive(Clone)]
struct Slot(Arc<loom::sync::Mutex<Option<Runnable>>>);

impl Slot {
    fn new() -> Slot {
        Slot(Arc::new(loom::sync::Mutex::new(None)))
    }

    fn take(&self) -> Option<Runnable> {
        self.0.lock().unwrap().take()
    }
}

impl Schedule for Slot {
    fn schedule(&self, task: Runnable) {
        let previous = self.0.lock().unwrap().replace(task);
        assert!(previous.is_none(), "two entries in the queue");
    }
}

/// The same, from which only one thread takes.
#[derive(Clone)]
struct OwnSlot {
    slot: Slot,
    of: thread::ThreadId,
}

impl Schedule for OwnSlot {
    fn schedule(&self, task: Runnable) {
        self.slot.schedule(task);
    }

    fn schedule_here(&self, entry: impl FnOnce() -> Option<Runnable>) {
        if thread::current().id() == self.of
            && let Some(task) = entry()
        {
            self.slot.schedule(task);
        }
    }
}

/// Runs what is queued until nothing is.
fn run_all(first: Option<Runnable>, slot: &Slot, owned: &mut Option<Owned>) {
    let mut next = first;
    while let Some(task) = next.or_else(|| slot.take()) {
        next = match task.run() {
            Ran::Idle => None,
            Ran::Requeue(task) => Some(task),
            Ran::Complete(completed) => {
                completed.finish(owned.take());
                None
            }
        };
    }
}

fn poll_join<T>(join: &mut super::super::JoinHandle<T>) -> Poll<Result<T, super::super::JoinError>> {
    pin!(join).poll(&mut Context::from_waker(Waker::noop()))
}

/// A future that ends once `ready` is set, and gives its waker to `wakers` at its first poll.
fn waiting(
    ready: Arc<AtomicUsize>,
    wakers: Arc<loom::sync::Mutex<Option<Waker>>>,
) -> impl Future<Output = usize> + Send {
    let mut wakers = Some(wakers);
    poll_fn(move |cx| {
        // At the first poll only: the lock would order what the wake-up shall order.
        if let Some(wakers) = wakers.take() {
            *wakers.lock().unwrap() = Some(cx.waker().clone());
        }
        // Relaxed: what orders the load after the store is the wake-up alone.
        match ready.load(Ordering::Relaxed) {
            0 => Poll::Pending,
            value => Poll::Ready(value),
        }
    })
}

#[test]
fn a_wake_up_is_never_lost() {
    loom::model(|| {
        let (ready, wakers) = (Arc::new(AtomicUsize::new(0)), Arc::new(loom::sync::Mutex::new(None)));
        let slot = Slot::new();
        let Spawned { owned, runnable, mut join } = new(waiting(ready.clone(), wakers.clone()), slot.clone());
        let mut owned = Some(owned);
        // The first poll leaves a waker.
        run_all(Some(runnable), &slot, &mut owned);
        let wake: Waker = wakers.lock().unwrap().take().unwrap();
        // It is queued again, so that the other thread's wake-up finds it queued, running or idle.
        wake.wake_by_ref();
        let remote = thread::spawn(move || {
            ready.store(7, Ordering::Relaxed);
            wake.wake();
        });
        run_all(None, &slot, &mut owned);
        remote.join().unwrap();
        run_all(None, &slot, &mut owned);
        assert!(matches!(poll_join(&mut join), Poll::Ready(Ok(7))));
        drop(wakers.lock().unwrap().take());
    });
}

#[test]
fn a_task_that_has_ended_goes_before_or_after_its_roster_and_its_handle() {
    loom::model(|| {
        let Spawned { owned, runnable, mut join } = new(async { 7 }, Slot::new());
        let mut roster = Roster::new();
        roster.adopt(owned);
        let roster = Arc::new(loom::sync::Mutex::new(roster));
        let Ran::Complete(completed) = runnable.run() else { panic!("it has ended") };
        let theirs = roster.clone();
        let closing = thread::spawn(move || {
            let left = theirs.lock().unwrap().take_all();
            drop(left);
        });
        let joining = thread::spawn(move || {
            let has_ended = poll_join(&mut join).is_ready();
            drop(join);
            has_ended
        });
        let mut ended = completed.end();
        ended.take_from(&mut roster.lock().unwrap());
        drop(ended);
        closing.join().unwrap();
        joining.join().unwrap();
        assert_eq!(roster.lock().unwrap().len(), 0);
    });
}

#[test]
fn two_wakers_make_one_entry() {
    loom::model(|| {
        let (ready, wakers) = (Arc::new(AtomicUsize::new(0)), Arc::new(loom::sync::Mutex::new(None)));
        let slot = Slot::new();
        let Spawned { owned, runnable, join } = new(waiting(ready.clone(), wakers.clone()), slot.clone());
        let mut owned = Some(owned);
        run_all(Some(runnable), &slot, &mut owned);
        let wake: Waker = wakers.lock().unwrap().take().unwrap();
        let threads = [wake.clone(), wake].map(|wake| thread::spawn(move || wake.wake_by_ref()));
        run_all(None, &slot, &mut owned);
        for thread in threads {
            thread.join().unwrap();
        }
        run_all(None, &slot, &mut owned);
        drop((owned, join));
        drop(wakers.lock().unwrap().take());
    });
}

#[test]
fn a_waker_that_is_used_up_gives_its_reference_to_the_entry() {
    loom::model(|| {
        let (ready, wakers) = (Arc::new(AtomicUsize::new(0)), Arc::new(loom::sync::Mutex::new(None)));
        let slot = Slot::new();
        let own = OwnSlot { slot: slot.clone(), of: thread::current().id() };
        let Spawned { owned, runnable, mut join } = new(waiting(ready.clone(), wakers.clone()), own);
        let mut owned = Some(owned);
        run_all(Some(runnable), &slot, &mut owned);
        let here: Waker = wakers.lock().unwrap().take().unwrap();
        let there = here.clone();
        let remote = thread::spawn(move || {
            ready.store(7, Ordering::Relaxed);
            there.wake();
        });
        // It finds the task idle, queued or complete; loom would tell if the allocation stayed, or went too soon.
        here.wake();
        run_all(None, &slot, &mut owned);
        remote.join().unwrap();
        run_all(None, &slot, &mut owned);
        assert!(matches!(poll_join(&mut join), Poll::Ready(Ok(7))));
    });
}

#[test]
fn a_wake_up_of_its_own_thread_races_with_the_end_of_the_others() {
    loom::model(|| {
        let (ready, wakers) = (Arc::new(AtomicUsize::new(1)), Arc::new(loom::sync::Mutex::new(None)));
        let slot = Slot::new();
        let own = OwnSlot { slot: slot.clone(), of: thread::current().id() };
        let Spawned { owned, runnable, join } = new(waiting(ready, wakers.clone()), own);
        run_all(Some(runnable), &slot, &mut Some(owned));
        let here: Waker = wakers.lock().unwrap().take().unwrap();
        let there = here.clone();
        let remote = thread::spawn(move || drop((there, join)));
        // The task is complete: this may be the last reference.
        here.wake();
        remote.join().unwrap();
        assert!(slot.take().is_none());
    });
}

#[test]
fn the_output_is_taken_or_dropped_while_the_task_ends() {
    loom::model(|| {
        let counted = Arc::new(());
        let output = counted.clone();
        let slot = Slot::new();
        let Spawned { owned, runnable, mut join } = new(async move { output }, slot.clone());
        let remote = thread::spawn(move || match poll_join(&mut join) {
            Poll::Ready(output) => drop(output.unwrap()),
            Poll::Pending => {
                // With another waker: the first is taken back.
                let waker = Waker::from(std::sync::Arc::new(Ignore));
                let _ = pin!(&mut join).poll(&mut Context::from_waker(&waker));
            }
        });
        run_all(Some(runnable), &slot, &mut Some(owned));
        remote.join().unwrap();
        assert_eq!(Arc::strong_count(&counted), 1);
    });
}

struct Ignore;

impl std::task::Wake for Ignore {
    fn wake(self: std::sync::Arc<Self>) {}
}

#[test]
fn a_join_handle_that_waits_is_woken() {
    loom::model(|| {
        let slot = Slot::new();
        let Spawned { owned, runnable, mut join } = new(async { 3 }, slot.clone());
        let remote = thread::spawn(move || {
            let count = std::sync::Arc::new(Count::default());
            let waker = Waker::from(count.clone());
            let poll = pin!(&mut join).poll(&mut Context::from_waker(&waker));
            (poll.is_pending(), count, join)
        });
        run_all(Some(runnable), &slot, &mut Some(owned));
        let (is_pending, count, mut join) = remote.join().unwrap();
        assert_eq!(count.0.load(Ordering::SeqCst) > 0, is_pending);
        assert!(!is_pending || matches!(poll_join(&mut join), Poll::Ready(Ok(3))));
    });
}

/// Counts its wake-ups; not an atomic of loom's, since it is no part of what is modelled.
#[derive(Default)]
struct Count(std::sync::atomic::AtomicUsize);

impl std::task::Wake for Count {
    fn wake(self: std::sync::Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn an_abort_races_with_a_run() {
    loom::model(|| {
        let counted = Arc::new(());
        let held = counted.clone();
        let slot = Slot::new();
        let mut polls = 0;
        let future = poll_fn(move |cx| {
            let _held = &held;
            polls += 1;
            cx.waker().wake_by_ref();
            if polls == 2 { Poll::Ready(polls) } else { Poll::Pending }
        });
        let Spawned { owned, runnable, mut join } = new(future, slot.clone());
        let remote = thread::spawn(move || {
            join.abort();
            join
        });
        let mut owned = Some(owned);
        run_all(Some(runnable), &slot, &mut owned);
        join = remote.join().unwrap();
        run_all(None, &slot, &mut owned);
        assert!(owned.is_none());
        match poll_join(&mut join) {
            Poll::Ready(Ok(output)) => assert_eq!(output, 2),
            Poll::Ready(Err(error)) => assert!(error.is_cancelled()),
            Poll::Pending => panic!("the task is complete"),
        }
        assert_eq!(Arc::strong_count(&counted), 1);
    });
}

#[test]
fn the_owner_gives_up_while_the_task_is_woken() {
    loom::model(|| {
        let (ready, wakers) = (Arc::new(AtomicUsize::new(0)), Arc::new(loom::sync::Mutex::new(None)));
        let slot = Slot::new();
        let Spawned { owned, runnable, mut join } = new(waiting(ready.clone(), wakers.clone()), slot.clone());
        let mut owned = Some(owned);
        run_all(Some(runnable), &slot, &mut owned);
        let wake: Waker = wakers.lock().unwrap().take().unwrap();
        let remote = thread::spawn(move || wake.wake());
        drop(owned);
        remote.join().unwrap();
        drop(slot.take());
        assert!(matches!(poll_join(&mut join), Poll::Ready(Err(_))));
        drop(wakers.lock().unwrap().take());
    });
}

#[test]
fn the_last_reference_frees_the_task() {
    loom::model(|| {
        let (ready, wakers) = (Arc::new(AtomicUsize::new(1)), Arc::new(loom::sync::Mutex::new(None)));
        let slot = Slot::new();
        let Spawned { owned, runnable, join } = new(waiting(ready, wakers.clone()), slot.clone());
        let mut owned = Some(owned);
        run_all(Some(runnable), &slot, &mut owned);
        // The task is complete. A waker and the join handle are left, and go away at once.
        let wake: Waker = wakers.lock().unwrap().take().unwrap();
        let remote = thread::spawn(move || drop(wake));
        drop(join);
        remote.join().unwrap();
        assert_eq!(Arc::strong_count(&slot.0), 1, "the task's scheduler is gone with it");
    });
}

#[test]
fn a_new_task_is_detached_while_it_is_run() {
    loom::model(|| {
        let counted = Arc::new(());
        let output = counted.clone();
        let slot = Slot::new();
        let Spawned { owned, runnable, join } = new(async move { output }, slot.clone());
        let remote = thread::spawn(move || drop(join));
        run_all(Some(runnable), &slot, &mut Some(owned));
        remote.join().unwrap();
        assert_eq!((Arc::strong_count(&counted), Arc::strong_count(&slot.0)), (1, 1));
    });
}

#[test]
fn the_owner_gives_up_while_the_task_ends() {
    loom::model(|| {
        let slot = Slot::new();
        let Spawned { owned, runnable, mut join } = new(async { 5 }, slot.clone());
        let owner = thread::spawn(move || drop(owned));
        run_all(Some(runnable), &slot, &mut None);
        owner.join().unwrap();
        match poll_join(&mut join) {
            Poll::Ready(Ok(output)) => assert_eq!(output, 5),
            Poll::Ready(Err(error)) => assert!(error.is_cancelled()),
            Poll::Pending => panic!("the task is complete"),
        }
        drop(join);
        assert_eq!(Arc::strong_count(&slot.0), 1);
    });
}
