//! Timers, cancellation and limits.

use crate::{Clock, get, start_server, worked};
use coro::sync::CancellationToken;
use coro::task::{JoinSet, TaskTracker};
use coro::time::{Instant, MissedTickBehavior, auto_advance, interval, sleep, timeout};
use std::future::poll_fn;
use std::net::SocketAddr;
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::thread;
use std::time::Duration;

const MS: Duration = Duration::from_millis(1);

/// Data from another thread, and who waits for it.
#[derive(Default)]
struct Mailbox(Mutex<(Option<&'static str>, Option<Waker>)>);

impl Mailbox {
    fn put(&self, text: &'static str) {
        let waker = {
            let mut state = self.0.lock().expect("no panic");
            state.0 = Some(text);
            state.1.take()
        };
        waker.into_iter().for_each(Waker::wake);
    }
}

#[test]
fn twenty_one_a_remote_wake_up_is_one_more_poll() {
    let mailbox = Arc::new(Mailbox::default());
    let theirs = Arc::clone(&mailbox);
    let sender = thread::spawn(move || {
        thread::sleep(30 * MS);
        theirs.put("data");
    });
    let mut polls = 0;
    let text = coro::block_on(poll_fn(|cx| {
        polls += 1;
        let mut state = mailbox.0.lock().expect("no panic");
        let text = state.0.take();
        if text.is_none() {
            state.1 = Some(cx.waker().clone());
        }
        text.map_or(Poll::Pending, Poll::Ready)
    }));
    assert_eq!((text, polls), ("data", 2));
    sender.join().expect("no panic");
}

#[coro::coroutine]
async fn impatient(addr: SocketAddr) -> Result<String, &'static str> {
    match timeout(60 * MS, get(addr, 5_000, "too-late")).await {
        Ok(reply) => Ok(reply.expect("a reply")),
        Err(_) => Err("gave up"),
    }
}

#[test]
fn twenty_one_a_limit_ends_a_request() {
    coro::block_on(async {
        let addr = start_server();
        let clock = Clock::start();
        assert_eq!(impatient(addr).await, Err("gave up"));
        clock.assert_about(60);
        clock.assert_hardly_worked();
    });
}

/// Blocks its thread for a while, waits, and blocks again.
#[coro::coroutine]
async fn blocks(before: u32, waits: u32, after: u32) {
    thread::sleep(before * MS);
    sleep(waits * MS).await;
    thread::sleep(after * MS);
}

/// On one thread what blocks is done one after the other, and the waiting beside it.
#[test]
fn twenty_one_blocking_adds_up_and_waiting_does_not() {
    coro::block_on(async {
        let clock = Clock::start();
        coro::join!(blocks(30, 1, 30), blocks(15, 100, 15), blocks(25, 100, 25)).await;
        // The last begins to wait at 70, and goes on at 170; the one before has blocked by then.
        clock.assert_about(195);
    });
}

#[test]
fn twenty_two_an_idle_runtime_starts_a_task_at_once() {
    let runtime = coro::runtime::Runtime::new().expect("a runtime");
    let handle = runtime.handle().clone();
    let stop = CancellationToken::new();
    let stopped = stop.clone();
    let idle = thread::spawn(move || runtime.block_on(stopped.cancelled()));
    let mut latencies: Vec<_> = (0..200)
        .map(|_| {
            thread::sleep(MS / 5);
            let (sender, receiver) = mpsc::channel();
            let start = std::time::Instant::now();
            handle.spawn(async move { sender.send(start.elapsed()).expect("somebody waits") });
            receiver.recv().expect("it runs")
        })
        .collect();
    latencies.sort_unstable();
    // A quarter of them: a busy machine delays the others.
    assert!(latencies[50] < 2 * MS, "{:?}", latencies[50]);
    stop.cancel();
    idle.join().expect("no panic");
}

/// Ticks each 10 ms, and notes when.
#[coro::coroutine]
async fn heartbeat(ticks: mpsc::Sender<Instant>) {
    let mut every = interval(10 * MS);
    every.set_missed_tick_behavior(MissedTickBehavior::Skip);
    loop {
        every.tick().await;
        if ticks.send(Instant::now()).is_err() {
            return;
        }
    }
}

#[test]
fn twenty_five_a_heartbeat_beside_other_work() {
    coro::block_on(async {
        let addr = start_server();
        let (sender, ticks) = mpsc::channel();
        let start = Instant::now();
        let before = worked();
        let beating = coro::spawn(heartbeat(sender));
        for _ in 0..3 {
            get(addr, 100, "work").await.expect("a reply");
        }
        beating.abort();
        assert!(beating.await.expect_err("it was aborted").is_cancelled());
        let work = worked().saturating_sub(before);
        // How far each is from the time that it was due at.
        let late: Vec<Duration> =
            (0..).zip(ticks.try_iter()).map(|(n, tick)| tick - (start + n * 10 * MS)).collect();
        // The bounds are for a machine that does much else.
        let mut sorted = late.clone();
        sorted.sort_unstable();
        assert!((5..=32).contains(&late.len()), "{} ticks", late.len());
        assert!(sorted[late.len() / 4] < 20 * MS, "{late:?}");
        assert!(work < 100 * MS, "{work:?} of work");
    });
}

#[test]
fn twenty_five_minutes_of_heartbeats_under_a_test_clock() {
    coro::block_on(async {
        auto_advance();
        let (sender, ticks) = mpsc::channel();
        let start = Instant::now();
        let beating = coro::spawn(heartbeat(sender));
        sleep(Duration::from_secs(299)).await;
        beating.abort();
        let ticks: Vec<_> = ticks.try_iter().collect();
        assert!(ticks.iter().zip(0..).all(|(&tick, n)| tick == start + n * 10 * MS));
        assert_eq!(ticks.len(), 29_900);
    });
}

/// Serves until it is told to stop, and then finishes what it has begun.
#[test]
fn thirty_three_drain_up_to_a_deadline() {
    coro::block_on(async {
        let (stop, tracker) = (CancellationToken::new(), TaskTracker::new());
        let finished = Arc::new(Mutex::new(Vec::new()));
        for n in [10_u32, 60, 10_000] {
            let finished = Arc::clone(&finished);
            let stop = stop.child_token();
            tracker.spawn(async move {
                let request = async {
                    sleep(n * MS).await;
                    finished.lock().expect("no panic").push(n);
                };
                request.await;
                // Between two requests: the place to stop at.
                stop.cancelled().await;
            });
        }
        sleep(5 * MS).await;
        let clock = Clock::start();
        stop.cancel();
        tracker.close();
        assert!(timeout(150 * MS, tracker.wait()).await.is_err());
        clock.assert_about(150);
        assert_eq!((tracker.len(), finished.lock().expect("no panic").as_slice()), (1, &[10, 60][..]));
    });
}

#[test]
fn thirty_nine_a_retry_backs_off() {
    #[coro::coroutine]
    async fn attempt(times: &Mutex<Vec<u64>>, start: Instant) -> Result<(), &'static str> {
        times.lock().expect("no panic").push(start.elapsed().as_secs());
        sleep(Duration::ZERO).await;
        Err("refused")
    }

    #[coro::coroutine]
    async fn retry(times: &Mutex<Vec<u64>>) -> Result<(), &'static str> {
        let start = Instant::now();
        let mut pause = Duration::from_secs(1);
        for _ in 0..4 {
            if attempt(times, start).await.is_ok() {
                return Ok(());
            }
            sleep(pause).await;
            pause *= 2;
        }
        attempt(times, start).await
    }

    let times = Mutex::new(Vec::new());
    let result = coro::block_on(async {
        auto_advance();
        retry(&times).await
    });
    assert_eq!(result, Err("refused"));
    assert_eq!(*times.lock().expect("no panic"), [0, 1, 3, 7, 15]);
}

#[test]
fn twenty_nine_three_sleeping_machines() {
    #[coro::coroutine]
    async fn sleeper(polls: Arc<Mutex<u32>>) {
        let mut sleep = std::pin::pin!(sleep(50 * MS));
        poll_fn(|cx| {
            *polls.lock().expect("no panic") += 1;
            sleep.as_mut().poll(cx)
        })
        .await;
    }
    coro::block_on(async {
        let clock = Clock::start();
        let polls: Vec<_> = (0..3).map(|_| Arc::new(Mutex::new(0))).collect();
        let mut set = JoinSet::new();
        for polls in &polls {
            set.spawn(sleeper(Arc::clone(polls)));
        }
        set.join_all().await;
        clock.assert_about(50);
        clock.assert_hardly_worked();
        assert!(polls.iter().all(|polls| *polls.lock().expect("no panic") == 2));
    });
}
