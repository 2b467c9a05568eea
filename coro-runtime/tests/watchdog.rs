//! Polls that do not end: they are reported, and what waits behind them is taken by others.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::thread;
use std::time::{Duration, Instant};

use coro_runtime::runtime::{self, Runtime};
use coro_runtime::task::Builder;
use coro_runtime::time::sleep;
use coro_runtime::{spawn, spawn_named, yield_now};

fn block(time: Duration) {
    thread::sleep(time);
}

/// The name of a task, and the line where it was spawned.
type Report = (Option<String>, u32);

#[derive(Clone, Default)]
struct Reports(Arc<Mutex<Vec<Report>>>);

impl Reports {
    fn watch(&self, builder: runtime::Builder) -> Runtime {
        let reports = self.clone();
        builder
            .watchdog(Duration::from_millis(100))
            .on_slow_poll(move |poll| {
                assert!(poll.blocked() >= Duration::from_millis(100));
                assert!(poll.to_string().contains("spawned at"), "{poll}");
                let task = poll.task();
                reports.0.lock().unwrap().push((task.name().map(String::from), task.spawned_at().line()));
            })
            .build()
            .unwrap()
    }

    fn take(&self) -> Vec<Report> {
        std::mem::take(&mut self.0.lock().unwrap())
    }
}

/// A runtime with so many workers, or none.
fn with_workers(workers: usize) -> runtime::Builder {
    let builder = Runtime::builder();
    if workers == 0 { builder } else { builder.workers(workers) }
}

#[test]
fn a_poll_that_blocks_is_reported_once() {
    for workers in [0, 2] {
        let reports = Reports::default();
        let runtime = reports.watch(with_workers(workers));
        let line = line!() + 3;
        runtime.block_on(async {
            sleep(Duration::from_millis(50)).await;
            let slow = spawn_named("slow", async { block(Duration::from_millis(400)) });
            slow.await.unwrap();
            for _ in 0..20 {
                spawn(async { block(Duration::from_millis(1)) }).await.unwrap();
                yield_now().await;
            }
            spawn(async { block(Duration::from_millis(400)) }).await.unwrap();
        });
        assert_eq!(reports.take(), [(Some("slow".to_owned()), line), (None, line + 6)]);
    }
}

#[test]
fn the_root_and_its_local_tasks_are_watched_as_well() {
    for workers in [0, 2] {
        let reports = Reports::default();
        let runtime = reports.watch(with_workers(workers));
        // After a time in which the watchdog has gone to sleep.
        runtime.block_on(sleep(Duration::from_millis(150)));
        let line = line!() + 1;
        runtime.block_on(async {
            block(Duration::from_millis(400));
            let local = Builder::new().name("local").spawn_local(async { block(Duration::from_millis(400)) });
            local.await.unwrap();
        });
        assert_eq!(reports.take(), [(None, line), (Some("local".to_owned()), line + 2)]);
        // It looks again, also after a root that has panicked, and at two of them at once.
        // (Without the panic hook, whose backtrace may take longer than the limit.)
        let panics = || runtime.block_on(async { resume_unwind(Box::new("a root panics")) });
        assert!(catch_unwind(AssertUnwindSafe(panics)).is_err());
        block(Duration::from_millis(150));
        assert_eq!(reports.take(), []);
    }
}

#[test]
fn each_of_several_roots_is_watched() {
    let reports = Reports::default();
    let runtime = reports.watch(Runtime::builder().workers(1));
    let line = line!() + 3;
    thread::scope(|scope| {
        let runtime = &runtime;
        scope.spawn(|| runtime.block_on(async { block(Duration::from_millis(400)) }));
        scope.spawn(|| runtime.block_on(async { block(Duration::from_millis(400)) }));
        runtime.block_on(sleep(Duration::from_millis(300)));
    });
    let mut seen = reports.take();
    seen.sort();
    assert_eq!(seen, [(None, line), (None, line + 1)]);
}

/// Also where no `block_on` of the runtime itself has started the watchdog.
#[test]
fn who_is_in_the_block_on_of_a_handle_is_watched() {
    for workers in [0, 1] {
        let reports = Reports::default();
        let runtime = reports.watch(with_workers(workers));
        let handle = runtime.handle().clone();
        let line = line!() + 1;
        handle.block_on(async {
            block(Duration::from_millis(400));
            spawn_named("slow", async { block(Duration::from_millis(400)) }).await.unwrap();
        });
        assert_eq!(reports.take(), [(None, line), (Some("slow".to_owned()), line + 2)]);
    }
}

/// It is reported once, as what it is by then.
#[test]
fn who_takes_a_runtime_over_is_watched() {
    let reports = Reports::default();
    let runtime = reports.watch(Runtime::builder());
    let (sender, entered) = std::sync::mpsc::channel();
    thread::scope(|scope| {
        let other = runtime.block_on(async {
            let handle = runtime.handle().clone();
            let other = scope.spawn(move || {
                let line = line!() + 1;
                handle.block_on(async {
                    sender.send(()).unwrap();
                    sleep(Duration::from_millis(60)).await;
                    block(Duration::from_millis(400));
                    spawn_named("slow", async { block(Duration::from_millis(400)) }).await.unwrap();
                });
                line
            });
            entered.recv().unwrap();
            other
        });
        let line = other.join().unwrap();
        assert_eq!(reports.take(), [(None, line), (Some("slow".to_owned()), line + 4)]);
    });
}

/// The slot of a worker keeps the task that it has woken last for itself, unless it does not get to it.
#[test]
fn a_task_behind_a_poll_that_blocks_is_taken_by_others() {
    for watchdog in [true, false] {
        let builder = Runtime::builder().workers(2);
        let builder = if watchdog { builder.watchdog(Duration::from_secs(9)) } else { builder.no_watchdog() };
        let runtime = builder.build().unwrap();
        for round in 0..3 {
            let waited = runtime.block_on(async {
                spawn(async {
                    let (start, has_run) = (Instant::now(), Arc::new(AtomicBool::new(false)));
                    let next = spawn({
                        let has_run = Arc::clone(&has_run);
                        async move {
                            has_run.store(true, Ordering::SeqCst);
                            start.elapsed()
                        }
                    });
                    while !has_run.load(Ordering::SeqCst) && start.elapsed() < Duration::from_secs(5) {
                        thread::yield_now();
                    }
                    next.await.unwrap()
                })
                .await
                .unwrap()
            });
            assert!(waited < Duration::from_millis(500), "{waited:?} in round {round}");
            // So that the monitor sleeps in some of the rounds.
            block(Duration::from_millis(60 * round));
        }
    }
}

#[test]
fn nothing_is_reported_of_an_idle_runtime() {
    let reports = Reports::default();
    let runtime = reports.watch(Runtime::builder().workers(2));
    let mut polls = 0;
    runtime.block_on(async {
        let waits = poll_fn(move |cx| {
            polls += 1;
            let waker = cx.waker().clone();
            thread::spawn(move || {
                block(Duration::from_millis(60));
                waker.wake();
            });
            if polls == 3 { Poll::Ready(()) } else { Poll::Pending }
        });
        spawn(waits).await.unwrap();
    });
    assert_eq!(reports.take(), []);
}
