//! `block_on` returns the root's output as soon as the root ends, and runs several runtimes in one process.

use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::{Duration, Instant};

use coro_runtime::runtime::Runtime;
use coro_runtime::time::sleep;
use coro_runtime::{block_on, spawn, yield_now};

#[test]
fn the_output_may_borrow() {
    let text = String::from("borrowed");
    assert_eq!(block_on(async { text.as_str() }), "borrowed");
}

#[test]
fn the_root_does_not_wait_for_other_tasks() {
    let start = Instant::now();
    let output = block_on(async {
        spawn(sleep(Duration::from_mins(1)));
        spawn(pending::<()>());
        spawn(async {
            loop {
                yield_now().await;
            }
        });
        sleep(Duration::from_millis(20)).await;
        "root"
    });
    assert_eq!(output, "root");
    assert!(start.elapsed() < Duration::from_secs(10));
}

#[test]
fn tasks_go_on_in_the_next_call() {
    let runtime = Runtime::new().unwrap();
    let task = runtime.handle().spawn(async {
        yield_now().await;
        sleep(Duration::from_millis(5)).await;
        11
    });
    runtime.block_on(yield_now());
    assert!(!task.is_finished());
    assert_eq!(runtime.block_on(task).unwrap(), 11);
}

#[test]
fn a_runtime_survives_the_panic_of_a_root() {
    let runtime = Runtime::new().unwrap();
    let task = runtime.handle().spawn(async { 5 });
    let panicked = catch_unwind(AssertUnwindSafe(|| runtime.block_on(async { panic!("root") })));
    assert_eq!(*panicked.unwrap_err().downcast::<&str>().unwrap(), "root");
    assert_eq!(runtime.block_on(task).unwrap(), 5);
}

#[test]
fn the_same_runtime_cannot_be_nested() {
    let runtime = Runtime::new().unwrap();
    let panicked = catch_unwind(AssertUnwindSafe(|| runtime.block_on(async { runtime.block_on(async {}) })));
    let message = *panicked.unwrap_err().downcast::<String>().unwrap_or_else(|payload| {
        Box::new(payload.downcast::<&str>().map_or_else(|_| String::new(), |text| (*text).to_string()))
    });
    assert!(message.contains("inside of its own `block_on`"), "{message}");
    assert_eq!(runtime.block_on(async { 3 }), 3);
}

#[test]
fn several_threads_run_their_futures_and_one_the_tasks() {
    let runtime = Runtime::new().unwrap();
    let sum: u32 = std::thread::scope(|scope| {
        let threads = [1, 2, 3, 4].map(|n| {
            let runtime = &runtime;
            scope.spawn(move || {
                runtime.block_on(async move {
                    // Each waits for a task, and they end one after the other.
                    spawn(sleep(Duration::from_millis(5 * u64::from(n)))).await.unwrap();
                    spawn(async move { n }).await.unwrap()
                })
            })
        });
        threads.into_iter().map(|thread| thread.join().unwrap()).sum()
    });
    assert_eq!(sum, 10);
}

/// It would have waited for itself.
#[test]
fn the_same_runtime_cannot_be_nested_in_another_that_is_nested_in_it() {
    let (outer, inner) = (Runtime::new().unwrap(), Runtime::new().unwrap());
    let nested = || outer.block_on(async { inner.block_on(async { outer.block_on(async {}) }) });
    let panicked = catch_unwind(AssertUnwindSafe(nested));
    assert!(panicked.is_err());
    assert_eq!(outer.block_on(async { inner.block_on(async { 3 }) }), 3);
}

#[test]
fn another_runtime_can_be_nested() {
    let outer = Runtime::new().unwrap();
    let output = outer.block_on(async {
        let first = spawn(async { 1 });
        let inner = block_on(async { spawn(async { 10 }).await.unwrap() });
        let second = spawn(async { 100 });
        first.await.unwrap() + inner + second.await.unwrap()
    });
    assert_eq!(output, 111);
}

#[test]
fn two_runtimes_on_two_threads_wake_each_other() {
    let one = Runtime::new().unwrap();
    let two = Runtime::new().unwrap();
    let task = one.handle().spawn(async {
        sleep(Duration::from_millis(10)).await;
        "from one"
    });
    std::thread::scope(|scope| {
        let waiting = scope.spawn(move || two.block_on(task).unwrap());
        one.block_on(async {
            while !waiting.is_finished() {
                sleep(Duration::from_millis(1)).await;
            }
        });
        assert_eq!(waiting.join().unwrap(), "from one");
    });
}
