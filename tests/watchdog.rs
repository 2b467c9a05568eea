//! What the watchdog says of a poll that does not end: which machine it is about, and where that was suspended.

use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use coro::runtime::{Runtime, SlowPoll};
use coro::{State, spawn, yield_now};

const BLOCK: Duration = Duration::from_millis(250);

#[coro::coroutine]
async fn inner() {
    yield_now().await;
    thread::sleep(BLOCK);
    yield_now().await;
}

#[coro::coroutine]
async fn outer() {
    inner().await;
    thread::sleep(BLOCK);
    yield_now().await;
}

#[coro::coroutine]
async fn at_once() {
    thread::sleep(BLOCK);
    yield_now().await;
}

/// What is reported while `future` runs on a worker, and while it is the root.
fn reports<F: Future<Output = ()> + Send + 'static>(make: fn() -> F) -> Vec<SlowPoll> {
    let reports = Arc::new(Mutex::new(Vec::new()));
    let theirs = Arc::clone(&reports);
    let runtime = Runtime::builder()
        .workers(2)
        .watchdog(Duration::from_millis(80))
        .on_slow_poll(move |poll| theirs.lock().unwrap().push(poll.clone()))
        .build()
        .unwrap();
    runtime.block_on(async { spawn(make()).await.unwrap() });
    runtime.block_on(make());
    drop(runtime);
    Arc::into_inner(reports).unwrap().into_inner().unwrap()
}

/// In release builds machines do not tell.
fn told<T>(value: T) -> Option<T> {
    cfg!(debug_assertions).then_some(value)
}

#[test]
fn the_innermost_machine_is_named() {
    let reports = reports(outer);
    let names: Vec<_> = reports
        .iter()
        .map(|poll| poll.state().and_then(|state| state.point()).map(|point| point.name()))
        .collect();
    // The inner one blocks after its first wait; the outer one when the inner one has ended.
    assert_eq!(names, [told("yield_now().await"), told("inner().await")].repeat(2));
    let texts: Vec<_> = reports.iter().map(ToString::to_string).collect();
    for (text, place) in texts.iter().zip(["14:5: yield_now().await", "21:5: inner().await"].repeat(2)) {
        let end = format!("in one poll, after {}:{place}", file!());
        assert!(!cfg!(debug_assertions) || text.ends_with(&end), "{text}");
    }
}

#[test]
fn a_machine_that_was_not_suspended_says_so() {
    let states: Vec<_> = reports(at_once).iter().map(SlowPoll::state).collect();
    assert_eq!(states, [told(State::Unresumed); 2]);
}

#[test]
fn what_is_no_machine_has_no_state() {
    let plain = || async {
        inner_ends().await;
        thread::sleep(BLOCK);
    };
    assert_eq!(reports(plain).iter().map(SlowPoll::state).collect::<Vec<_>>(), [None; 2]);
}

#[coro::coroutine]
async fn inner_ends() {
    yield_now().await;
}
