//! `#[coro::test]` with its settings, and `#[coro::main]` as a function like any other.

use std::io;
use std::time::Duration;

use coro::runtime::Handle;

#[coro::test]
async fn on_this_thread() {
    assert_eq!(Handle::current().workers(), 0);
    let held = std::rc::Rc::new(1);
    assert_eq!(coro::spawn_local(async move { *held }).await.unwrap(), 1);
}

#[coro::test(workers = 2, thread_name = "entry", max_blocking_threads = 1)]
async fn on_workers() {
    assert_eq!(Handle::current().workers(), 2);
    let name = coro::spawn(async { std::thread::current().name().map(String::from) });
    assert!(name.await.unwrap().unwrap().starts_with("entry-"));
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

#[coro::main(current_thread, no_watchdog)]
async fn run_here() -> usize {
    Handle::current().workers()
}

#[test]
fn a_main_is_a_function() {
    assert_eq!(run().unwrap(), 2);
    assert_eq!(run_here(), 0);
}
