//! Tasks in groups: results as they come, aborts, shutdowns that wait for all.

use std::future::{pending, poll_fn};
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use coro_runtime::runtime::{Handle, Runtime};
use coro_runtime::sync::CancellationToken;
use coro_runtime::task::{JoinSet, TaskTracker};
use coro_runtime::time::{auto_advance, sleep, timeout};
use coro_runtime::{block_on, join, spawn, yield_now};

const MS: Duration = Duration::from_millis(1);

/// Counts how many of it live.
struct Alive(Arc<AtomicUsize>);

impl Alive {
    fn new(count: &Arc<AtomicUsize>) -> Alive {
        count.fetch_add(1, Ordering::SeqCst);
        Alive(Arc::clone(count))
    }
}

impl Drop for Alive {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::SeqCst);
    }
}

#[test]
fn results_come_in_the_order_of_the_ends() {
    block_on(async {
        auto_advance();
        let mut set = JoinSet::new();
        for n in [5, 3, 8, 1, 9] {
            set.spawn(async move {
                sleep(n * MS).await;
                n
            });
        }
        assert!(set.try_join_next().is_none());
        let mut ended = Vec::new();
        while let Some(result) = set.join_next().await {
            ended.push(result.unwrap());
            // One that is added while others run.
            if ended.len() == 2 {
                set.spawn(async { 0 });
            }
        }
        assert_eq!(ended, [1, 3, 0, 5, 8, 9]);
        assert!(set.join_next().await.is_none());
    });
}

#[test]
fn each_wake_up_polls_one_handle_only() {
    const TASKS: usize = 1000;
    block_on(async {
        let mut set = JoinSet::new();
        for _ in 0..TASKS {
            set.spawn(yield_now());
        }
        let mut polls = 0;
        for _ in 0..TASKS {
            poll_fn(|cx| {
                polls += 1;
                set.poll_join_next(cx)
            })
            .await
            .unwrap()
            .unwrap();
        }
        assert!(polls <= TASKS + 2, "{polls}");
    });
}

#[test]
fn panics_and_aborts_are_results() {
    block_on(async {
        let mut set = JoinSet::new();
        set.spawn(async { panic!("on purpose") });
        let abort = set.spawn(pending::<()>());
        assert!(set.join_next().await.unwrap().unwrap_err().is_panic());
        assert!(!abort.is_finished());
        abort.abort();
        assert!(set.join_next().await.unwrap().unwrap_err().is_cancelled());
        assert!(abort.is_finished());
        assert!(set.join_next().await.is_none());
    });
}

#[test]
#[should_panic = "on purpose"]
fn joining_all_passes_a_panic_on() {
    block_on(async {
        let mut set = JoinSet::new();
        set.spawn(async { panic!("on purpose") });
        set.spawn(pending::<()>());
        set.join_all().await;
    });
}

#[test]
fn dropping_the_set_drops_its_tasks_and_detaching_keeps_them() {
    block_on(async {
        auto_advance();
        let alive = Arc::new(AtomicUsize::new(0));
        let mut dropped = JoinSet::new();
        let mut detached = JoinSet::new();
        for _ in 0..10 {
            for set in [&mut dropped, &mut detached] {
                let alive = Alive::new(&alive);
                set.spawn(async move {
                    sleep(20 * MS).await;
                    drop(alive);
                });
            }
        }
        yield_now().await;
        drop(dropped);
        detached.detach_all();
        assert!(detached.is_empty());
        yield_now().await;
        assert_eq!(alive.load(Ordering::SeqCst), 10);
        sleep(50 * MS).await;
        assert_eq!(alive.load(Ordering::SeqCst), 0);
    });
}

#[test]
fn a_set_is_joined_from_another_thread_than_its_tasks_run_on() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let (stop, stopped) = std::sync::mpsc::channel::<()>();
    let worker = thread::spawn(move || {
        let runtime = Runtime::new().unwrap();
        sender.send(runtime.handle().clone()).unwrap();
        runtime.block_on(async {
            while stopped.try_recv().is_err() {
                sleep(MS).await;
            }
        });
    });
    let handle: Handle = receiver.recv().unwrap();
    let mut set = JoinSet::new();
    for n in 0..500_u64 {
        set.spawn_on(
            async move {
                sleep(Duration::from_micros(n % 7 * 300)).await;
                n
            },
            &handle,
        );
    }
    let mut numbers = block_on(set.join_all());
    numbers.sort_unstable();
    assert!(numbers.into_iter().eq(0..500));
    stop.send(()).unwrap();
    worker.join().unwrap();
}

#[test]
fn a_tracker_waits_until_it_is_closed_and_empty() {
    block_on(async {
        let tracker = TaskTracker::new();
        let mut wait = pin!(tracker.wait());
        assert!(timeout(MS, wait.as_mut()).await.is_err(), "it is open");
        let stop = CancellationToken::new();
        for _ in 0..100 {
            tracker.spawn(stop.clone().cancelled_owned());
        }
        tracker.close();
        assert!(timeout(MS, wait.as_mut()).await.is_err(), "it has tasks");
        assert_eq!(tracker.len(), 100);
        stop.cancel();
        wait.await;
        assert!(tracker.is_empty());
        tracker.reopen();
        assert!(timeout(MS, tracker.wait()).await.is_err());
    });
}

#[test]
fn a_tracker_counts_tasks_that_are_aborted_or_panic() {
    block_on(async {
        let tracker = TaskTracker::new();
        let aborted = tracker.spawn(pending::<()>());
        let panicking = tracker.spawn(async { panic!("on purpose") });
        tracker.spawn_local(async { yield_now().await });
        tracker.close();
        aborted.abort();
        tracker.wait().await;
        assert!(panicking.await.unwrap_err().is_panic());
    });
}

#[test]
fn tasks_end_on_other_threads_while_somebody_waits() {
    for _ in 0..200 {
        let tracker = TaskTracker::new();
        let tokens = [(); 2].map(|()| tracker.token());
        thread::scope(|scope| {
            for token in tokens {
                scope.spawn(|| drop(token));
            }
            scope.spawn(|| tracker.close());
            block_on(tracker.wait());
        });
    }
}

#[test]
fn a_future_that_is_dropped_leaves_no_waker() {
    let tracker = TaskTracker::new();
    let waker = Arc::new(Noop);
    let as_waker = Waker::from(Arc::clone(&waker));
    let mut cx = Context::from_waker(&as_waker);
    for _ in 0..10 {
        let mut wait = tracker.wait();
        assert!(pin!(&mut wait).poll(&mut cx).is_pending());
        assert!(pin!(&mut wait).poll(&mut cx).is_pending());
        assert_eq!(Arc::strong_count(&waker), 3);
    }
    assert_eq!(Arc::strong_count(&waker), 2);
}

struct Noop;

impl std::task::Wake for Noop {
    fn wake(self: Arc<Self>) {}
}

#[test]
fn a_handle_aborts_what_somebody_else_awaits() {
    block_on(async {
        let task = spawn(pending::<()>());
        let abort = task.abort_handle();
        let (result, ()) = join!(task, async { abort.clone().abort() }).await;
        assert!(result.unwrap_err().is_cancelled());
        assert!(abort.is_finished());
        // Also when the task is long gone.
        abort.abort();
    });
}

#[test]
fn a_set_may_be_left_and_come_back_to() {
    block_on(async {
        auto_advance();
        let mut set = JoinSet::new();
        set.spawn(sleep(20 * MS));
        for _ in 0..3 {
            assert!(timeout(MS, set.join_next()).await.is_err());
        }
        assert!(matches!(set.join_next().await, Some(Ok(()))));
        let mut cx = Context::from_waker(Waker::noop());
        assert!(matches!(set.poll_join_next(&mut cx), Poll::Ready(None)));
    });
}

/// Those of `spawn_on` were said to be spawned in this crate's sources.
#[test]
fn tasks_of_groups_know_who_has_spawned_them() {
    let runtime = Runtime::new().unwrap();
    let (mut set, tracker) = (JoinSet::new(), TaskTracker::new());
    set.spawn_on(pending::<()>(), runtime.handle());
    drop(tracker.spawn_on(pending::<()>(), runtime.handle()));
    {
        let _entered = runtime.enter();
        set.spawn(pending::<()>());
        drop(tracker.spawn(pending::<()>()));
    }
    set.detach_all();
    let report = runtime.shutdown(Duration::ZERO);
    let files: Vec<_> = report.unfinished().iter().map(|task| task.spawned_at().file()).collect();
    assert_eq!(files, [file!(); 4]);
}
