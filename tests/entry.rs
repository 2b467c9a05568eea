//! `#[coro::test]` with its settings, and `#[coro::main]` as a function like any other.

use std::io;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use coro::runtime::Handle;

#[coro::test]
async fn on_this_thread() {
    assert_eq!(Handle::current().workers(), 0);
    let held = std::rc::Rc::new(1);
    assert_eq!(coro::spawn_local(async move { *held }).await.unwrap(), 1);
}

async fn name_of_a_worker() -> String {
    coro::spawn(async { std::thread::current().name().unwrap().to_owned() }).await.unwrap()
}

#[coro::test(workers = 2, thread_name = "entry", max_blocking_threads = 1)]
async fn on_workers() {
    assert_eq!(Handle::current().workers(), 2);
    assert_eq!(name_of_a_worker().await, "entry");
}

#[coro::test(worker_threads = 3, flavor = "multi_thread", thread_name = |n| format!("e-{n}"), unhandled_panic = "ignore")]
async fn in_the_words_of_others() {
    assert_eq!(Handle::current().workers(), 3);
    assert!(name_of_a_worker().await.starts_with("e-"));
}

#[coro::test(flavor = "current_thread", start_paused = true, crate = "coro")]
async fn on_one_thread_in_the_words_of_others() {
    assert_eq!(Handle::current().workers(), 0);
    let start = std::time::Instant::now();
    coro::time::sleep(Duration::from_hours(1)).await;
    assert!(start.elapsed() < Duration::from_mins(1));
}

#[coro::test]
#[should_panic(expected = "on purpose")]
async fn that_panics() {
    panic!("on purpose");
}

#[coro::test(unhandled_panic = shut_down)]
#[should_panic(expected = "panicked, and this ends its runtime")]
async fn that_ends_by_a_tasks_panic() {
    drop(coro::spawn(async { panic!() }));
    std::future::pending::<()>().await;
}

#[coro::test]
async fn with_a_result() -> io::Result<()> {
    let listener = coro::net::TcpListener::bind("127.0.0.1:0")?;
    listener.local_addr().map(drop)
}

#[coro::test(auto_advance)]
async fn on_a_clock_that_jumps() {
    let start = std::time::Instant::now();
    coro::time::sleep(Duration::from_hours(1)).await;
    assert!(start.elapsed() < Duration::from_mins(1));
}

#[coro::test]
#[coro::coroutine]
async fn as_a_machine() {
    let text = String::from("kept");
    coro::yield_now().await;
    assert_eq!(text.len(), 4);
}

#[coro::main(
    workers = 1 + 1,
    pin_workers,
    on_thread_start = || drop(std::thread::current()),
    blocking_keep_alive = Duration::from_millis(1),
    polls_per_turn = 31,
    low_priority_workers = 1,
    on_slow_poll = |poll| println!("{poll}"),
    crate = ::coro,
)]
async fn run() -> Result<usize, io::Error> {
    Ok(Handle::current().workers())
}

#[coro::main(current_thread, no_watchdog, thread_name = format!("c{}", 1))]
async fn run_here() -> usize {
    Handle::current().workers()
}

static CALLS: [AtomicUsize; 3] = [const { AtomicUsize::new(0) }; 3];

fn started() {
    CALLS[0].fetch_add(1, Ordering::SeqCst);
}

mod hooks {
    pub(super) fn stopped() {
        super::CALLS[1].fetch_add(1, super::Ordering::SeqCst);
    }
}

#[coro::main(
    workers = 1,
    on_thread_start = started,
    on_thread_stop = hooks::stopped,
    on_thread_park = || (),
    on_thread_unpark = || (),
    on_shutdown = || {
        // After the threads have stopped.
        assert_eq!(CALLS[1].load(Ordering::SeqCst), 1);
        CALLS[2].fetch_add(1, Ordering::SeqCst);
    },
)]
async fn run_with_hooks() -> usize {
    CALLS[2].load(Ordering::SeqCst)
}

#[test]
fn hooks_are_paths_or_closures() {
    assert_eq!(run_with_hooks(), 0, "called when the runtime ends, and not before");
    assert_eq!(CALLS.each_ref().map(|calls| calls.load(Ordering::SeqCst)), [1, 1, 1]);
}

#[coro::test(on_shutdown = || panic!("of the hook"))]
#[should_panic(expected = "of the test")]
async fn whose_panic_is_not_lost_behind_a_hook() {
    panic!("of the test");
}

#[test]
fn a_main_is_a_function() {
    assert_eq!(run().unwrap(), 2);
    assert_eq!(run_here(), 0);
}
