//! Timers: never early, hardly late, in order, gone when dropped.

use std::future::pending;
use std::time::{Duration, Instant};

use coro_runtime::runtime::Handle;
use coro_runtime::time::{Elapsed, sleep, sleep_until, timeout};
use coro_runtime::{block_on, join, join_all, spawn};

const MS: Duration = Duration::from_millis(1);

#[test]
fn sleeps_are_never_early_and_hardly_late() {
    let mut late: Vec<Duration> = block_on(async {
        let mut late = Vec::new();
        for _ in 0..50 {
            let deadline = Instant::now() + MS / 10;
            sleep_until(deadline).await;
            late.push(Instant::now().checked_duration_since(deadline).expect("never early"));
        }
        late
    });
    late.sort_unstable();
    // A quarter of them: a busy machine delays the others. With millisecond resolution all would be late by 900 µs.
    assert!(late[12] < MS * 8 / 10, "{:?}", late[12]);
}

#[test]
fn sleeps_run_at_once() {
    let start = Instant::now();
    block_on(async {
        let tasks: Vec<_> = (0..100).map(|n| spawn(sleep(n * MS))).collect();
        join_all(tasks).await;
    });
    let elapsed = start.elapsed();
    assert!(99 * MS <= elapsed && elapsed < 400 * MS, "{elapsed:?}");
}

#[test]
fn chained_and_concurrent_timers_print_in_order() {
    let (sender, receiver) = std::sync::mpsc::channel();
    let say = |text: &'static str| sender.send(text).unwrap();
    block_on(async {
        let start = Instant::now();
        let at = |ms: u32| sleep_until(start + ms * MS);
        say("start");
        join!(
            async {
                at(100).await;
                say("chain");
                sleep(50 * MS).await;
                say("like this");
            },
            async {
                at(200).await;
                say("last");
            },
            async { say("concurrently") },
        )
        .await;
    });
    let said: Vec<_> = receiver.try_iter().collect();
    assert_eq!(said, ["start", "concurrently", "chain", "like this", "last"]);
}

#[test]
fn deadlines_that_no_clock_can_tell_are_far_away() {
    block_on(async {
        for duration in [Duration::MAX, Duration::from_secs(u64::MAX), Duration::from_hours(24 * 365 * 20)] {
            assert_eq!(timeout(5 * MS, sleep(duration)).await, Err(timeout_error().await));
            assert_eq!(timeout(duration, async { 1 }).await, Ok(1));
        }
        sleep(Duration::ZERO).await;
        sleep_until(Instant::now().checked_sub(MS).unwrap_or_else(Instant::now)).await;
    });
}

async fn timeout_error() -> Elapsed {
    timeout(Duration::ZERO, pending::<()>()).await.unwrap_err()
}

#[test]
fn a_timeout_ends_at_its_time() {
    let start = Instant::now();
    let result = block_on(timeout(30 * MS, sleep(1000 * MS)));
    assert_eq!(result.unwrap_err().to_string(), "the time was over before the future ended");
    let elapsed = start.elapsed();
    assert!(30 * MS <= elapsed && elapsed < 500 * MS, "{elapsed:?}");
    let error = std::io::Error::from(block_on(timeout_error()));
    assert_eq!(error.kind(), std::io::ErrorKind::TimedOut);
}

#[test]
fn dropped_timers_are_gone_at_once() {
    block_on(async {
        let handle = Handle::current();
        for _ in 0..1000 {
            // Ready before its limit, so the timer was never needed or is cancelled.
            assert_eq!(timeout(Duration::from_hours(1), async { 2 }).await, Ok(2));
        }
        let sleeps: Vec<_> = (0..100).map(|_| spawn(sleep(Duration::from_hours(1)))).collect();
        sleep(MS).await;
        assert_eq!(handle.metrics().timers, 100);
        sleeps.iter().for_each(coro_runtime::task::JoinHandle::abort);
        join_all(sleeps).await;
        assert_eq!(handle.metrics().timers, 0);
    });
}

#[test]
fn a_timer_goes_on_in_another_runtime() {
    let mut sleeping = Box::pin(sleep(20 * MS));
    block_on(async {
        assert!(timeout(MS, sleeping.as_mut()).await.is_err());
    });
    // The reactor that it was armed at is gone.
    block_on(sleeping);
}

#[test]
fn a_timer_without_a_runtime_says_what_is_missing() {
    let mut sleeping = std::pin::pin!(sleep(Duration::from_hours(1)));
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    let poll = || sleeping.as_mut().poll(&mut cx);
    let panicked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(poll)).unwrap_err();
    assert!(panicked.downcast_ref::<String>().map_or_else(
        || panicked.downcast_ref::<&str>().unwrap().contains("no runtime"),
        |message| message.contains("no runtime")
    ));
}

fn timer_slack() -> libc::c_int {
    // SAFETY: the call takes no pointers.
    unsafe { libc::prctl(libc::PR_GET_TIMERSLACK) }
}

#[test]
fn the_slack_of_the_thread_is_as_before_afterwards() {
    let before = timer_slack();
    block_on(async {
        sleep(MS).await;
        assert!(timer_slack() < before);
    });
    assert_eq!(timer_slack(), before);
    let panicking = || {
        block_on(async {
            sleep(MS).await;
            panic!("on purpose");
        })
    };
    assert!(std::panic::catch_unwind(panicking).is_err());
    assert_eq!(timer_slack(), before);
}

#[test]
fn a_crowd_of_timers_is_fired_in_few_turns_and_a_lonely_one_at_its_time() {
    block_on(async {
        let before = Handle::current().metrics().waits;
        let start = Instant::now();
        let tasks: Vec<_> =
            (0..10_000).map(|n| spawn(sleep_until(start + MS * 20 + Duration::from_micros(n * 2)))).collect();
        for (n, task) in (0..).zip(tasks) {
            task.await.unwrap();
            assert!(start.elapsed() >= MS * 20 + Duration::from_micros(n * 2));
        }
        // 20 ms with ten wake-ups at most in each, and the looks while all are spawned.
        let waits = Handle::current().metrics().waits - before;
        assert!(waits < 3000, "{waits}");
    });
}
