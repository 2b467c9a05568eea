//! Every public future, dropped before its first poll and after each of the others: nothing of it stays behind, and those
//! that are cancel safe have lost nothing.

use std::future::{pending, poll_fn};
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use coro_runtime::net::{TcpListener, TcpStream};
use coro_runtime::runtime::Handle;
use coro_runtime::sync::CancellationToken;
use coro_runtime::task::{JoinSet, TaskTracker};
use coro_runtime::time::{
    Instant, advance, interval, pause, resume, sleep, sleep_until, timeout, timeout_at,
};
use coro_runtime::{block_on, join, join_all, race, select, spawn, task_local, yield_now};

const MS: Duration = Duration::from_millis(1);

/// Counts its wake-ups and passes them on.
struct Witness {
    woken: AtomicUsize,
    outer: Waker,
}

impl Wake for Witness {
    fn wake(self: Arc<Self>) {
        self.woken.fetch_add(1, Ordering::SeqCst);
        self.outer.wake_by_ref();
    }
}

/// Polls `future` up to `polls` times, each but the first after a wake-up, drops it, and looks for what is left. True if it
/// has ended by itself.
async fn drop_after(polls: usize, future: Pin<Box<dyn Future<Output = ()> + '_>>) -> bool {
    let outer = poll_fn(|cx| Poll::Ready(cx.waker().clone())).await;
    let witness = Arc::new(Witness { woken: AtomicUsize::new(0), outer });
    let waker = Waker::from(Arc::clone(&witness));
    let mut future = Some(future);
    let mut has_ended = false;
    for _ in 0..polls {
        let seen = witness.woken.load(Ordering::SeqCst);
        let inner = future.as_mut().expect("polled until it ends").as_mut();
        if inner.poll(&mut Context::from_waker(&waker)).is_ready() {
            has_ended = true;
            break;
        }
        poll_fn(
            |_| if witness.woken.load(Ordering::SeqCst) > seen { Poll::Ready(()) } else { Poll::Pending },
        )
        .await;
    }
    drop(future.take());
    drop(waker);
    assert_eq!(Arc::strong_count(&witness), 1, "a waker is left after {polls} polls");
    has_ended
}

/// Drops what `make` makes at each of its polls, and runs it to its end once.
async fn drop_at_every_await<'f, F: Future<Output = ()> + 'f>(name: &str, make: impl Fn() -> F) {
    let before = Handle::current().metrics();
    for polls in 0.. {
        let future = make();
        let has_ended = drop_after(polls, Box::pin(future)).await;
        let after = Handle::current().metrics();
        assert_eq!(
            (after.timers, after.waiters, after.sources),
            (before.timers, before.waiters, before.sources),
            "{name} after {polls} polls"
        );
        if has_ended {
            assert!(polls > 0, "{name}");
            return;
        }
        assert!(polls < 1000, "{name} does not end");
    }
}

#[test]
fn timers() {
    block_on(async {
        drop_at_every_await("sleep", || sleep(MS)).await;
        drop_at_every_await("sleep of nothing", || sleep(Duration::ZERO)).await;
        drop_at_every_await("sleep_until", || sleep_until(Instant::now() + MS)).await;
        drop_at_every_await("timeout that ends", || async {
            timeout(20 * MS, sleep(MS)).await.unwrap();
        })
        .await;
        drop_at_every_await("timeout that elapses", || async {
            timeout(MS, pending::<()>()).await.unwrap_err();
        })
        .await;
        drop_at_every_await("timeout_at", || async {
            timeout_at(Instant::now() + MS, pending::<()>()).await.unwrap_err();
        })
        .await;
        drop_at_every_await("three ticks", || async {
            let mut ticks = interval(MS);
            for _ in 0..3 {
                ticks.tick().await;
            }
        })
        .await;
    });
}

#[test]
fn the_test_clock() {
    block_on(async {
        pause();
        drop_at_every_await("advance", || advance(MS)).await;
        drop_at_every_await("two at once", || async {
            join!(advance(MS), sleep(MS), advance(2 * MS)).await;
        })
        .await;
        resume();
    });
}

#[test]
fn combinators() {
    block_on(async {
        drop_at_every_await("yield_now", yield_now).await;
        drop_at_every_await("join", || async {
            join!(sleep(MS), yield_now(), sleep(2 * MS)).await;
        })
        .await;
        drop_at_every_await("join_all", || async {
            join_all((0..5).map(|n| sleep(n * MS / 2))).await;
        })
        .await;
        drop_at_every_await("race", || async {
            race!(sleep(20 * MS), sleep(MS), pending()).await;
        })
        .await;
        drop_at_every_await("select", || async {
            select(sleep(MS), pending::<u8>()).await;
        })
        .await;
    });
}

task_local!(static LEVEL: u32);

#[test]
fn tasks() {
    block_on(async {
        drop_at_every_await("a task's handle", || async { spawn(yield_now()).await.unwrap() }).await;
        drop_at_every_await("a set's next", || async {
            let mut set = JoinSet::new();
            set.spawn(yield_now());
            set.spawn(yield_now());
            while let Some(result) = set.join_next().await {
                result.unwrap();
            }
        })
        .await;
        drop_at_every_await("a set's shutdown", || async {
            let mut set = JoinSet::new();
            set.spawn(pending::<()>());
            set.spawn(pending::<()>());
            set.shutdown().await;
        })
        .await;
        drop_at_every_await("a tracker's wait", || async {
            let tracker = TaskTracker::new();
            tracker.spawn(yield_now());
            tracker.close();
            tracker.wait().await;
        })
        .await;
        drop_at_every_await("a tracked future", || TaskTracker::new().track_future(sleep(MS))).await;
        drop_at_every_await("a task-local scope", || LEVEL.scope(1, sleep(MS))).await;
    });
}

#[test]
fn tokens() {
    block_on(async {
        let cancelled_soon = || {
            let token = CancellationToken::new();
            let theirs = token.clone();
            spawn(async move { theirs.cancel() });
            token
        };
        drop_at_every_await("cancelled", || {
            let token = cancelled_soon();
            async move { token.cancelled().await }
        })
        .await;
        drop_at_every_await("cancelled_owned", || cancelled_soon().cancelled_owned()).await;
        drop_at_every_await("cancelled of a child", || cancelled_soon().child_token().cancelled_owned())
            .await;
        drop_at_every_await("run_until_cancelled", || {
            let token = cancelled_soon();
            async move { assert!(token.run_until_cancelled(pending::<()>()).await.is_none()) }
        })
        .await;
    });
}

#[test]
fn sockets() {
    block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        // The other end of all connections: sends back what it is sent.
        drop(spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                spawn(async move {
                    let mut buf = [0; 1000];
                    while let Ok(count @ 1..) = stream.read(&mut buf).await {
                        stream.write_all(&buf[..count]).await.unwrap();
                    }
                });
            }
        }));
        for (name, bytes) in [("connect", 0), ("echo of little", 10), ("echo of much", 300_000)] {
            for polls in 0.. {
                let future = Box::pin(async {
                    let stream = TcpStream::connect(addr).await.unwrap();
                    let (sent, mut received) = (vec![7; bytes], vec![0; bytes]);
                    let (written, read) =
                        join!(stream.write_all(&sent), stream.read_exact(&mut received)).await;
                    written.unwrap();
                    read.unwrap();
                });
                let has_ended = drop_after(polls, future).await;
                // The server has the listener, and perhaps its ends of connections that it has not seen close.
                let start = Instant::now();
                while Handle::current().metrics().sources > 1 {
                    assert!(start.elapsed() < Duration::from_secs(10), "{name}: a socket is left");
                    sleep(MS / 10).await;
                }
                if has_ended {
                    break;
                }
            }
        }
    });
}

#[test]
fn what_is_cancel_safe_loses_nothing() {
    block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let (accepted, client) = join!(
            async {
                // Given up again and again before the connection comes.
                let mut given_up = 0;
                loop {
                    match timeout(MS / 10, listener.accept()).await {
                        Ok(accepted) => break (accepted.unwrap().0, given_up),
                        Err(_) => given_up += 1,
                    }
                }
            },
            async {
                sleep(5 * MS).await;
                TcpStream::connect(addr).await.unwrap()
            }
        )
        .await;
        let (server, given_up) = accepted;
        assert!(given_up > 0);
        let sender = spawn(async move {
            for n in 0..100_u8 {
                client.write_all(&[n]).await.unwrap();
                sleep(MS / 5).await;
            }
        });
        let (mut received, mut buf) = (Vec::new(), [0; 10]);
        while received.len() < 100 {
            if let Ok(count) = timeout(MS / 10, server.read(&mut buf)).await {
                received.extend_from_slice(&buf[..count.unwrap()]);
            }
        }
        assert!(received.into_iter().eq(0..100));
        sender.await.unwrap();
    });
}
