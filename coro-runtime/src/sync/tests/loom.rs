//! Models of waiting on one thread for what happens on another.
//!
//! `RUSTFLAGS="--cfg loom" LOOM_MAX_PREEMPTIONS=4 cargo test --release -p coro-runtime --lib loom`

use std::pin::pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use loom::cell::UnsafeCell;
use loom::sync::atomic::{AtomicUsize, Ordering};
use loom::thread;

use super::super::{CancellationToken, Mutex};
use crate::task::TaskTracker;

/// Counts its wake-ups.
struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

/// Polls `future` once beside `other`. Afterwards it is ready, or was woken, once.
fn ready_or_woken(future: impl Future<Output = ()>, other: impl FnOnce() + 'static) {
    let count = Arc::new(Count(AtomicUsize::new(0)));
    let waker = Waker::from(Arc::clone(&count));
    let other = thread::spawn(other);
    let mut future = pin!(future);
    let is_ready = future.as_mut().poll(&mut Context::from_waker(&waker)).is_ready();
    other.join().unwrap();
    assert_eq!(count.0.load(Ordering::SeqCst), usize::from(!is_ready));
    assert!(future.poll(&mut Context::from_waker(Waker::noop())).is_ready());
}

#[test]
fn who_waits_for_a_token_is_told() {
    loom::model(|| {
        let token = CancellationToken::new();
        let theirs = token.clone();
        ready_or_woken(token.cancelled(), move || theirs.cancel());
    });
}

#[test]
fn a_child_that_is_born_meanwhile_is_told() {
    loom::model(|| {
        let token = CancellationToken::new();
        let theirs = token.clone();
        let cancelling = thread::spawn(move || theirs.cancel());
        let child = token.child_token();
        let gone = token.child_token();
        drop(gone);
        cancelling.join().unwrap();
        assert!(child.is_cancelled());
    });
}

#[test]
fn who_waits_for_the_last_task_is_told() {
    loom::model(|| {
        let tracker = TaskTracker::new();
        let token = tracker.token();
        tracker.close();
        ready_or_woken(tracker.wait(), move || drop(token));
    });
}

#[test]
fn who_waits_for_a_tracker_to_close_is_told() {
    loom::model(|| {
        let tracker = TaskTracker::new();
        let theirs = tracker.clone();
        ready_or_woken(tracker.wait(), move || theirs.close());
    });
}

#[test]
fn two_ends_wake_once() {
    loom::model(|| {
        let tracker = TaskTracker::new();
        let tokens = [tracker.token(), tracker.token()];
        tracker.close();
        let [first, second] = tokens;
        let ending = thread::spawn(move || drop(first));
        ready_or_woken(tracker.wait(), move || {
            drop(second);
            ending.join().unwrap();
        });
    });
}

/// Ends the sleep of one thread.
struct Unpark(loom::sync::Notify);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.notify();
    }
}

fn block_on<F: Future>(future: F) -> F::Output {
    let unpark = Arc::new(Unpark(loom::sync::Notify::new()));
    let waker = Waker::from(Arc::clone(&unpark));
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        unpark.0.wait();
    }
}

/// The value is loom's, which reports two that reach it at once.
#[test]
fn a_mutex_is_had_by_one_at_a_time_and_by_all_in_turn() {
    fn add(mutex: &Mutex<UnsafeCell<u32>>) {
        let guard = block_on(mutex.lock());
        // SAFETY: the guard.
        guard.with_mut(|value| unsafe { *value += 1 });
    }
    loom::model(|| {
        let mutex = Arc::new(Mutex::new(UnsafeCell::new(0)));
        let theirs = Arc::clone(&mutex);
        let other = thread::spawn(move || add(&theirs));
        add(&mutex);
        other.join().unwrap();
        let guard = mutex.try_lock().expect("nobody has it any more");
        // SAFETY: the guard.
        guard.with(|value| assert_eq!(unsafe { *value }, 2));
    });
}

/// One who waits goes away while the lock is handed on: the next has it.
#[test]
fn a_mutex_is_not_lost_with_one_who_waits() {
    loom::model(|| {
        let mutex: &'static Mutex<()> = Box::leak(Box::new(Mutex::new(())));
        let count = Arc::new(Count(AtomicUsize::new(0)));
        let waker = Waker::from(Arc::clone(&count));
        let guard = mutex.try_lock().expect("nobody has it");
        let (mut first, mut second) = (Box::pin(mutex.lock()), Box::pin(mutex.lock()));
        assert!(first.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
        assert!(second.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
        let unlocking = thread::spawn(move || drop(guard));
        drop(first);
        unlocking.join().unwrap();
        assert_eq!(count.0.load(Ordering::SeqCst), 1);
        assert!(second.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_ready());
    });
}
