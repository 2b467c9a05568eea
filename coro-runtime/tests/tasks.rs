//! What a `JoinHandle` promises: output, abort, `is_finished`, the payload of a panic, detachment, one drop of each value.

use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use coro_runtime::runtime::Runtime;
use coro_runtime::task::JoinError;
use coro_runtime::time::{sleep, sleep_until, timeout};
use coro_runtime::{block_on, join_all, spawn, spawn_local, yield_now};

/// Counts its drops.
#[derive(Clone, Debug)]
struct Dropped(Arc<AtomicUsize>);

impl Drop for Dropped {
    fn drop(&mut self) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

fn counter() -> (Arc<AtomicUsize>, impl Fn() -> Dropped) {
    let count = Arc::new(AtomicUsize::new(0));
    (Arc::clone(&count), move || Dropped(Arc::clone(&count)))
}

/// Keeps `value` until it is dropped with it.
async fn hold<T>(value: T) {
    pending::<()>().await;
    drop(value);
}

/// Panics on drop.
struct Bomb;
impl Drop for Bomb {
    fn drop(&mut self) {
        panic!("on drop");
    }
}

/// Spawns on drop.
struct SpawnOnDrop(coro_runtime::runtime::Handle);
impl Drop for SpawnOnDrop {
    fn drop(&mut self) {
        drop(self.0.spawn(pending::<()>()));
    }
}

/// Spawns a local task on drop.
struct Respawn(Rc<()>);
impl Drop for Respawn {
    fn drop(&mut self) {
        let held = Rc::clone(&self.0);
        drop(spawn_local(hold(held)));
    }
}

#[test]
fn outputs_come_back() {
    let outputs = block_on(async {
        let tasks = (0..100).map(|n| {
            spawn(async move {
                yield_now().await;
                n
            })
        });
        join_all(tasks).await
    });
    assert_eq!(outputs.into_iter().map(Result::unwrap).collect::<Vec<_>>(), (0..100).collect::<Vec<_>>());
}

#[test]
fn sleeps_end_in_the_order_of_their_delays() {
    let order = Arc::new(std::sync::Mutex::new(Vec::new()));
    block_on(async {
        // Far enough away that all are armed before the first ends.
        let start = Instant::now() + Duration::from_millis(if cfg!(miri) { 1000 } else { 100 });
        let tasks = [40, 30, 20, 10, 0].map(|ms| {
            let order = Arc::clone(&order);
            spawn(async move {
                sleep_until(start + Duration::from_millis(ms)).await;
                order.lock().unwrap().push(ms);
            })
        });
        join_all(tasks).await;
    });
    assert_eq!(*order.lock().unwrap(), [0, 10, 20, 30, 40]);
}

#[test]
fn a_panic_keeps_its_payload_and_harms_nobody() {
    block_on(async {
        let other = spawn(async {
            yield_now().await;
            "other"
        });
        let error: JoinError = spawn(async { std::panic::panic_any(17_u8) }).await.unwrap_err();
        assert!(error.is_panic() && !error.is_cancelled());
        assert_eq!(*error.into_panic().downcast::<u8>().unwrap(), 17);

        let error = spawn(async { panic!("number {}", 1) }).await.unwrap_err();
        assert_eq!(error.to_string(), "the task panicked: number 1");
        let error: Box<dyn std::error::Error + Send + Sync> = error.into();
        assert!(error.downcast_ref::<JoinError>().is_some());
        assert_eq!(other.await.unwrap(), "other");
    });
}

#[test]
fn abort_cancels_wherever_the_task_is() {
    let (drops, value) = counter();
    block_on(async {
        // Never polled.
        let held = value();
        let queued = spawn(async move { drop(held) });
        queued.abort();
        assert!(queued.await.unwrap_err().is_cancelled());
        // Idle.
        let held = value();
        let idle = spawn(hold(held));
        yield_now().await;
        idle.abort();
        idle.abort();
        assert!(!idle.is_finished(), "the future is dropped by the thread that runs it");
        assert_eq!(idle.await.unwrap_err().to_string(), "the task was cancelled");
        // Ended.
        let ended = spawn(async { 5 });
        yield_now().await;
        assert!(ended.is_finished());
        ended.abort();
        assert_eq!(ended.await.unwrap(), 5);
    });
    assert_eq!(drops.load(Ordering::SeqCst), 2);
}

#[test]
fn a_task_can_be_aborted_while_it_runs() {
    let runtime = Runtime::new().unwrap();
    let slot = Arc::new(std::sync::Mutex::new(None::<coro_runtime::task::JoinHandle<()>>));
    let inner = Arc::clone(&slot);
    runtime.block_on(async {
        let task = spawn(async move {
            inner.lock().unwrap().as_ref().unwrap().abort();
            pending::<()>().await;
        });
        *slot.lock().unwrap() = Some(task);
        while !slot.lock().unwrap().as_ref().unwrap().is_finished() {
            yield_now().await;
        }
        let task = slot.lock().unwrap().take().unwrap();
        assert!(task.await.unwrap_err().is_cancelled());
    });
}

#[test]
fn a_dropped_handle_detaches() {
    let (drops, value) = counter();
    block_on(async {
        let output = value();
        let ran = Arc::new(AtomicUsize::new(0));
        let count = Arc::clone(&ran);
        drop(spawn(async move {
            yield_now().await;
            count.fetch_add(1, Ordering::SeqCst);
            output
        }));
        while ran.load(Ordering::SeqCst) == 0 {
            yield_now().await;
        }
        yield_now().await;
        assert_eq!(drops.load(Ordering::SeqCst), 1, "nobody takes the output, so it is dropped");
        // The handle goes after the task has ended.
        let output = value();
        let task = spawn(async move { output });
        yield_now().await;
        assert!(task.is_finished());
        assert_eq!(drops.load(Ordering::SeqCst), 1);
        drop(task);
        assert_eq!(drops.load(Ordering::SeqCst), 2);
    });
}

#[test]
fn a_handle_can_be_awaited_again_after_a_timeout() {
    block_on(async {
        let mut task = spawn(async {
            sleep(Duration::from_millis(30)).await;
            "late"
        });
        assert!(timeout(Duration::from_millis(1), &mut task).await.is_err());
        assert_eq!(task.await.unwrap(), "late");
    });
}

#[test]
fn a_future_that_panics_on_drop_is_an_error_of_its_task() {
    block_on(async {
        let task = spawn(hold(Bomb));
        yield_now().await;
        task.abort();
        assert!(task.await.unwrap_err().is_panic());
        // An output that nobody takes.
        drop(spawn(async { Bomb }));
        yield_now().await;
        let task = spawn(async { Bomb });
        yield_now().await;
        drop(task);
        assert_eq!(spawn(async { "fine" }).await.unwrap(), "fine");
    });
}

#[test]
fn dropping_the_runtime_drops_its_tasks() {
    let (drops, value) = counter();
    let runtime = Runtime::new().unwrap();
    let tasks = [(); 3].map(|()| {
        let held = value();
        runtime.handle().spawn(hold(held))
    });
    runtime.block_on(yield_now());
    let held = value();
    let never_polled = runtime.handle().spawn(async move { drop(held) });
    let handle = runtime.handle().clone();
    drop(runtime);
    assert_eq!(drops.load(Ordering::SeqCst), 4);
    block_on(async {
        for task in tasks {
            assert!(task.await.unwrap_err().is_cancelled());
        }
        assert!(never_polled.await.unwrap_err().is_cancelled());
        let held = value();
        let too_late = handle.spawn(async move { drop(held) });
        assert_eq!(drops.load(Ordering::SeqCst), 5, "dropped at once");
        assert!(too_late.await.unwrap_err().is_cancelled());
    });
}

#[test]
fn a_task_that_spawns_while_it_is_dropped() {
    let runtime = Runtime::new().unwrap();
    let guard = SpawnOnDrop(runtime.handle().clone());
    drop(runtime.handle().spawn(hold(guard)));
    runtime.block_on(yield_now());
    drop(runtime);
}

#[test]
fn spawning_without_a_runtime_says_what_is_missing() {
    let panicked = catch_unwind(AssertUnwindSafe(|| drop(spawn(async {})))).unwrap_err();
    let message = panicked.downcast_ref::<String>().map(String::as_str);
    let message = message.or(panicked.downcast_ref::<&str>().copied()).unwrap();
    assert!(message.contains("`block_on`") && message.contains("Handle::spawn"), "{message}");
}

#[test]
fn local_tasks_need_not_be_send() {
    block_on(async {
        let shared = Rc::new(std::cell::Cell::new(1));
        let theirs = Rc::clone(&shared);
        let task = spawn_local(async move {
            sleep(Duration::from_millis(1)).await;
            theirs.set(2);
            theirs
        });
        assert_eq!(task.await.unwrap().get(), 2);
        assert_eq!((shared.get(), Rc::strong_count(&shared)), (2, 1));
    });
}

#[test]
fn local_tasks_end_with_their_block_on() {
    let runtime = Runtime::new().unwrap();
    let shared = Rc::new(());
    let theirs = Rc::clone(&shared);
    let mut task = None;
    runtime.block_on(async {
        task = Some(spawn_local(hold(theirs)));
        yield_now().await;
    });
    assert_eq!(Rc::strong_count(&shared), 1);
    assert!(runtime.block_on(task.unwrap()).unwrap_err().is_cancelled());
    // And also when the root panics, and when a local task spawns another while it is dropped.
    let guard = Respawn(Rc::clone(&shared));
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        runtime.block_on(async move {
            drop(spawn_local(hold(guard)));
            yield_now().await;
            panic!("root");
        });
    }));
    assert!(panicked.is_err());
    assert_eq!(Rc::strong_count(&shared), 1);
}

#[test]
fn a_local_task_is_woken_and_aborted_from_other_threads() {
    block_on(async {
        let not_send = Rc::new(3);
        let (sender, receiver) = std::sync::mpsc::channel();
        let mut polls = 0;
        let task = spawn_local(std::future::poll_fn(move |cx| {
            polls += 1;
            let _ = sender.send(cx.waker().clone());
            if polls == 3 { std::task::Poll::Ready(*not_send) } else { std::task::Poll::Pending }
        }));
        let waking = std::thread::spawn(move || {
            for waker in receiver.iter().take(2) {
                waker.wake();
            }
            // The last waker of the task may well be dropped here.
            drop(receiver);
        });
        assert_eq!(task.await.unwrap(), 3);
        waking.join().unwrap();

        let not_send = Rc::new(());
        let theirs = Rc::clone(&not_send);
        let task = spawn_local(hold(theirs));
        yield_now().await;
        let task = std::thread::spawn(move || {
            task.abort();
            task
        });
        let task = task.join().unwrap();
        assert!(task.await.unwrap_err().is_cancelled());
        assert_eq!(Rc::strong_count(&not_send), 1);
    });
}

/// What a runtime consists of is freed with the runtime and the last waker of its tasks, whichever threads its tasks come from
/// and end on, and which runtimes are nested.
#[test]
fn a_runtime_is_freed() {
    async fn many_tasks() {
        for _ in 0..3 {
            // More than a thread keeps references for.
            join_all((0..3000).map(|n| spawn(async move { n }))).await;
        }
    }
    for workers in [0, 1, 3] {
        let held = Arc::new(());
        let builder = match workers {
            0 => Runtime::builder(),
            _ => Runtime::builder().workers(workers),
        };
        let theirs = Arc::clone(&held);
        let runtime = builder.on_shutdown(move || drop(Arc::clone(&theirs))).build().unwrap();
        runtime.block_on(async {
            many_tasks().await;
            block_on(many_tasks());
            many_tasks().await;
        });
        let from_elsewhere: Vec<_> = (0..10).map(|n| runtime.handle().spawn(async move { n })).collect();
        let (sender, receiver) = std::sync::mpsc::channel();
        let task = runtime.handle().spawn(std::future::poll_fn(move |cx| {
            sender.send(cx.waker().clone()).unwrap();
            std::task::Poll::Ready(())
        }));
        runtime.block_on(async {
            join_all(from_elsewhere).await;
            task.await.unwrap();
        });
        let waker = receiver.recv().unwrap();
        drop(runtime);
        assert_eq!(Arc::strong_count(&held), 2, "{workers} workers: the waker's");
        // Its functions may be called yet.
        waker.wake();
        assert_eq!(Arc::strong_count(&held), 1, "{workers} workers");
    }
}
