//! Every public future, dropped before its first poll and after each of the others: nothing of it stays behind, and those
//! that are cancel safe have lost nothing. On a runtime without workers, and on one with two.

use std::fs;
use std::future::{pending, poll_fn};
use std::io::{IoSliceMut, Read, Write};
use std::os::unix::net::SocketAddr;
use std::path::Path;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread;
use std::time::Duration;

use coro_runtime::future::catch_unwind;
use coro_runtime::io::AsyncFd;
use coro_runtime::net::{
    TcpListener, TcpStream, UdpSocket, UnixDatagram, UnixListener, UnixStream, lookup_host,
};
use coro_runtime::runtime::{Handle, Runtime};
use coro_runtime::signal::{ctrl_c, hangup, terminate};
use coro_runtime::sync::{CancellationToken, Mutex};
use coro_runtime::task::{JoinSet, TaskTracker, consume_budget, unconstrained};
use coro_runtime::time::{
    Instant, advance, interval, pause, resume, sleep, sleep_until, timeout, timeout_at,
};
use coro_runtime::{
    Stream, block_on, join, join_all, race, select, spawn, spawn_blocking, spawn_local, task_local, try_join,
    yield_now,
};

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
        // Each poll has the budget of a poll of the task.
        yield_now().await;
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
    settle(|| format!("a waker is left after {polls} polls"), || Arc::strong_count(&witness) == 1).await;
    has_ended
}

/// Other threads may have what they woke it by for a moment longer.
async fn settle(what: impl Fn() -> String, is_so: impl Fn() -> bool) {
    let start = std::time::Instant::now();
    let runtime = Handle::current();
    let has_others = runtime.workers() > 0 || runtime.metrics().blocking_threads > 0;
    while !is_so() {
        assert!(has_others && start.elapsed() < Duration::from_secs(10), "{}", what());
        yield_now().await;
    }
}

/// Drops what `make` makes at each of its polls, and runs it to its end once.
async fn drop_at_every_await<'f, F: Future<Output = ()> + 'f>(name: &str, make: impl Fn() -> F) {
    let before = Handle::current().metrics();
    for polls in 0.. {
        let future = make();
        let has_ended = drop_after(polls, Box::pin(future)).await;
        let left = || {
            let after = Handle::current().metrics();
            (after.timers, after.waiters, after.sources)
        };
        let before = (before.timers, before.waiters, before.sources);
        settle(|| format!("{name} after {polls} polls: {:?}, {before:?}", left()), || left() == before).await;
        if has_ended {
            assert!(polls > 0, "{name}");
            return;
        }
        assert!(polls < 1000, "{name} does not end");
    }
}

fn on_each_runtime(test: impl AsyncFn()) {
    for builder in [Runtime::builder(), Runtime::builder().workers(2)] {
        builder.build().unwrap().block_on(test());
    }
}

#[test]
fn timers() {
    on_each_runtime(async || {
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
    on_each_runtime(async || {
        drop_at_every_await("yield_now", yield_now).await;
        drop_at_every_await("a budget that is spent", || async {
            for _ in 0..300 {
                consume_budget().await;
            }
        })
        .await;
        drop_at_every_await("without a budget", || {
            unconstrained(async {
                for _ in 0..300 {
                    consume_budget().await;
                }
                yield_now().await;
            })
        })
        .await;
        drop_at_every_await("try_join", || async {
            let late = async {
                sleep(MS).await;
                Ok::<_, ()>(1)
            };
            let quick = async {
                yield_now().await;
                Ok(2)
            };
            assert_eq!(try_join!(late, quick).await, Ok((1, 2)));
        })
        .await;
        drop_at_every_await("try_join that fails", || async {
            let fails = async {
                sleep(MS).await;
                Err::<(), _>("no")
            };
            try_join!(fails, pending::<Result<(), _>>()).await.unwrap_err();
        })
        .await;
        drop_at_every_await("catch_unwind", || async {
            catch_unwind(sleep(MS)).await.unwrap();
        })
        .await;
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
    on_each_runtime(async || {
        drop_at_every_await("a task's handle", || async { spawn(yield_now()).await.unwrap() }).await;
        drop_at_every_await("a local task's handle", || async { spawn_local(yield_now()).await.unwrap() })
            .await;
        drop_at_every_await("the handle of work that blocks", || async {
            spawn_blocking(|| thread::sleep(MS)).await.unwrap();
        })
        .await;
        if Handle::current().workers() > 0 {
            drop_at_every_await("a pinned task's handle", || async {
                Handle::current().spawn_pinned(1, || sleep(MS / 10)).await.unwrap();
                // The worker's timer goes with the task, which ends a moment after it has said so.
                sleep(MS).await;
            })
            .await;
        }
        drop_at_every_await("all of a set", || async {
            let mut set = JoinSet::new();
            set.spawn(yield_now());
            set.spawn(yield_now());
            set.join_all().await;
        })
        .await;
        drop_at_every_await("a set's next", || async {
            let mut set = JoinSet::new();
            set.spawn(yield_now());
            set.spawn(yield_now());
            while let Some(result) = set.join_next().await {
                result.unwrap();
            }
        })
        .await;
        drop_at_every_await("a set's next, and which it is", || async {
            let mut set = JoinSet::new();
            let id = set.spawn(yield_now()).id();
            assert_eq!(set.join_next_with_id().await.unwrap().unwrap(), (id, ()));
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
fn locks() {
    on_each_runtime(async || {
        let mutex = Arc::new(Mutex::new(0));
        drop_at_every_await("lock", || async {
            let theirs = Arc::clone(&mutex);
            let holds = spawn(async move {
                let _guard = theirs.lock().await;
                yield_now().await;
            });
            yield_now().await;
            *mutex.lock().await += 1;
            holds.await.unwrap();
        })
        .await;
        // However many have gone away, the others get it.
        *mutex.lock().await += 1;
    });
}

#[test]
fn signals() {
    on_each_runtime(async || {
        type Arrives = fn() -> Pin<Box<dyn Future<Output = ()>>>;
        // The handlers are there from the first call on.
        let calls: [(&str, libc::c_int, Arrives); 3] = [
            ("ctrl_c", libc::SIGINT, || Box::pin(async { ctrl_c().await.unwrap() })),
            ("terminate", libc::SIGTERM, || Box::pin(async { terminate().await.unwrap() })),
            ("hangup", libc::SIGHUP, || Box::pin(async { hangup().await.unwrap() })),
        ];
        for (name, signal, arrives) in calls {
            assert!(poll_fn(|cx| Poll::Ready(arrives().as_mut().poll(cx))).await.is_pending());
            drop_at_every_await(name, || async {
                join!(arrives(), async {
                    sleep(MS).await;
                    // SAFETY: the signal is caught.
                    assert_eq!(unsafe { libc::raise(signal) }, 0);
                })
                .await;
            })
            .await;
        }
    });
}

#[test]
fn the_beginning_of_the_end() {
    for workers in [0, 2] {
        let builder = Runtime::builder();
        let builder = if workers == 0 { builder } else { builder.workers(workers) };
        let runtime = builder.build().unwrap();
        let begins = runtime.handle().spawn(runtime.handle().shutdown_begins());
        runtime.block_on(async {
            for polls in 0..2 {
                let begins = Handle::current().shutdown_begins();
                let wakes = async {
                    // Woken by something else, since it does not begin yet.
                    join!(begins, yield_now()).await;
                };
                assert!(!drop_after(polls, Box::pin(wakes)).await);
            }
        });
        assert!(runtime.shutdown(Duration::from_secs(9)).is_clean());
        block_on(begins).unwrap();
    }
}

#[test]
fn tokens() {
    on_each_runtime(async || {
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
        drop_at_every_await("run_until_cancelled_owned", || {
            let ended = cancelled_soon().run_until_cancelled_owned(pending::<()>());
            async move { assert!(ended.await.is_none()) }
        })
        .await;
    });
}

#[test]
fn sockets() {
    on_each_runtime(async || {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        // The other end of all connections: sends back what it is sent.
        drop(spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                spawn(async move {
                    let mut buf = [0; 1000];
                    while let Ok(count @ 1..) = stream.read(&mut buf).await {
                        // The other end may be gone by now.
                        if stream.write_all(&buf[..count]).await.is_err() {
                            break;
                        }
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

/// Each operation by itself: what is given up in its middle leaves nothing in the reactor.
#[test]
fn operations_of_sockets() {
    on_each_runtime(async || {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        drop_at_every_await("accept", || async {
            join!(async { drop(listener.accept().await.unwrap()) }, async {
                sleep(MS).await;
                drop(TcpStream::connect(addr).await.unwrap());
            })
            .await;
        })
        .await;
        drop_at_every_await("incoming", || async {
            let mut incoming = listener.incoming();
            join!(
                async { drop(poll_fn(|cx| Pin::new(&mut incoming).poll_next(cx)).await.unwrap().unwrap()) },
                async {
                    sleep(MS).await;
                    drop(TcpStream::connect(addr).await.unwrap());
                }
            )
            .await;
        })
        .await;
        // Another, since connections that were given up may wait in the queue of that one.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let (accepted, here) = join!(listener.accept(), TcpStream::connect(addr)).await;
        let (there, here) = (accepted.unwrap().0, here.unwrap());
        let soon = |bytes: &'static [u8]| {
            let there = &there;
            async move {
                sleep(MS).await;
                there.write_all(bytes).await.unwrap();
            }
        };
        drop_at_every_await("peek and read", || async {
            join!(soon(b"ab"), async {
                let mut buf = [0; 2];
                here.peek(&mut buf).await.unwrap();
                here.read(&mut buf).await.unwrap();
            })
            .await;
        })
        .await;
        drop_at_every_await("read_exact", || async {
            join!(soon(b"abcd"), async { here.read_exact(&mut [0; 4]).await.unwrap() }).await;
        })
        .await;
        drop_at_every_await("read_vectored", || async {
            let mut buf = [0; 2];
            join!(soon(b"ab"), async {
                here.read_vectored(&mut [IoSliceMut::new(&mut buf)]).await.unwrap();
            })
            .await;
        })
        .await;
        drop_at_every_await("lookup_host", || async {
            assert!(lookup_host("localhost:1").await.unwrap().next().is_some());
        })
        .await;
        drop_at_every_await("readable", || async {
            // So that it waits.
            let _ = here.try_read(&mut [0; 8]);
            join!(soon(b"e"), async { here.readable().await.unwrap() }).await;
        })
        .await;
        let (reader, mut other_end) = std::io::pipe().unwrap();
        let reader = AsyncFd::new(reader).unwrap();
        drop_at_every_await("read_with", || async {
            let read = |mut pipe: &std::io::PipeReader| pipe.read(&mut [0; 8]);
            join!(async { other_end.try_clone().unwrap().write_all(b"a").unwrap() }, async {
                reader.read_with(read).await.unwrap();
            })
            .await;
        })
        .await;
        other_end.write_all(b"a").unwrap();
        let much = vec![1; 1 << 22];
        drop_at_every_await("write", || async {
            let writes = async {
                let mut there_is_room = true;
                while there_is_room {
                    there_is_room = here.write(&much).await.unwrap() == much.len();
                }
                // Waits until the other end has read something.
                here.write(&much).await.unwrap();
            };
            let reads = async {
                let mut buf = vec![0; 1 << 20];
                loop {
                    sleep(MS).await;
                    there.read(&mut buf).await.unwrap();
                }
            };
            race!(writes, reads).await;
        })
        .await;
    });
}

#[test]
fn operations_of_datagrams() {
    on_each_runtime(async || {
        let (here, there) =
            (UdpSocket::bind("127.0.0.1:0").unwrap(), UdpSocket::bind("127.0.0.1:0").unwrap());
        let addr = here.local_addr().unwrap();
        drop_at_every_await("connect of datagrams", || async { there.connect(addr).await.unwrap() }).await;
        drop_at_every_await("send", || async {
            there.send(b"ab").await.unwrap();
        })
        .await;
        drop_at_every_await("send_to a name", || async {
            let _ = there.send_to(b"ab", ("localhost", addr.port())).await;
        })
        .await;
        let soon = || async {
            sleep(MS).await;
            there.send(b"ab").await.unwrap();
        };
        drop_at_every_await("recv_from", || async {
            // So that it waits.
            while here.try_recv(&mut [0; 2]).is_ok() {}
            join!(soon(), async {
                here.peek_from(&mut [0; 2]).await.unwrap();
                here.recv_from(&mut [0; 2]).await.unwrap();
            })
            .await;
        })
        .await;
        drop_at_every_await("recv", || async {
            while here.try_recv(&mut [0; 2]).is_ok() {}
            join!(soon(), async {
                here.readable().await.unwrap();
                here.peek(&mut [0; 2]).await.unwrap();
                here.recv(&mut [0; 2]).await.unwrap();
            })
            .await;
        })
        .await;
        drop_at_every_await("writable", || async { there.writable().await.unwrap() }).await;
    });
}

#[test]
fn operations_within_this_machine() {
    on_each_runtime(async || {
        // The system chooses names.
        let any = SocketAddr::from_pathname("").unwrap();
        let listener = UnixListener::bind_addr(&any).unwrap();
        let addr = listener.local_addr().unwrap();
        drop_at_every_await("connect_addr", || async {
            join!(async { drop(listener.accept().await.unwrap()) }, async {
                drop(UnixStream::connect_addr(&addr).await.unwrap());
            })
            .await;
        })
        .await;
        drop_at_every_await("connect", || async {
            UnixStream::connect("/nobody/here").await.unwrap_err();
        })
        .await;
        let receiver = UnixDatagram::bind_addr(&any).unwrap();
        let addr = receiver.local_addr().unwrap();
        let (one, other) = (UnixDatagram::unbound().unwrap(), UnixDatagram::unbound().unwrap());
        drop_at_every_await("send_to_addr", || async {
            // So that it waits, for what it is not told of.
            while one.try_send_to_addr(b"x", &addr).is_ok() {}
            join!(async { other.send_to_addr(b"y", &addr).await.unwrap() }, async {
                sleep(2 * MS).await;
                while receiver.try_recv(&mut [0]).is_ok() {}
            })
            .await;
        })
        .await;
        drop_at_every_await("send_to", || async {
            other.send_to(b"y", "/nobody/here").await.unwrap_err();
        })
        .await;
    });
}

#[test]
fn no_datagram_is_lost_by_who_gives_up() {
    block_on(async {
        let (here, there) =
            (UdpSocket::bind("127.0.0.1:0").unwrap(), UdpSocket::bind("127.0.0.1:0").unwrap());
        let addr = here.local_addr().unwrap();
        let sender = spawn(async move {
            for n in 0..100_u8 {
                there.send_to(&[n], addr).await.unwrap();
                sleep(MS / 5).await;
            }
        });
        let (mut received, mut buf) = (Vec::new(), [0; 10]);
        while received.len() < 100 {
            if let Ok(count) = timeout(MS / 10, here.recv(&mut buf)).await {
                assert_eq!(count.unwrap(), 1);
                received.push(buf[0]);
            }
        }
        assert!(received.into_iter().eq(0..100));
        sender.await.unwrap();
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

/// The public types that are futures, and the call by which they are made in this file.
const FUTURES: &[(&str, &str)] = &[
    ("Advance", "advance("),
    ("Cancelled", ".cancelled()"),
    ("CancelledOwned", ".cancelled_owned()"),
    ("CatchUnwind", "catch_unwind("),
    ("ConsumeBudget", "consume_budget("),
    ("Join", "join!("),
    ("JoinAll", "join_all("),
    ("JoinHandle", "spawn("),
    ("Lock", ".lock()"),
    ("Race", "race!("),
    ("RunUntilCancelled", ".run_until_cancelled("),
    ("RunUntilCancelledOwned", ".run_until_cancelled_owned("),
    ("Select", "select("),
    ("ShutdownBegins", ".shutdown_begins()"),
    ("Sleep", "sleep("),
    ("TaskLocalFuture", ".scope("),
    ("Timeout", "timeout("),
    ("TrackedFuture", ".track_future("),
    ("TrackerWait", ".wait()"),
    ("TryJoin", "try_join!("),
    ("Unconstrained", "unconstrained("),
    ("YieldNow", "yield_now"),
];

/// What the sources have, this file has: types, and functions that are `async`.
#[test]
fn every_public_future_is_here() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let (mut folders, mut text) = (vec![src], String::new());
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            // The machines are the oracle's, and tests are nobody's.
            if path.is_dir() && !path.ends_with("machine") && !path.ends_with("tests") {
                folders.push(path);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                text += &fs::read_to_string(path).unwrap();
            }
        }
    }
    let here = include_str!("dropping.rs");
    let name = |rest: &str| rest.split(|c: char| !c.is_alphanumeric() && c != '_').next().unwrap().to_owned();
    let after = |start: &'static str| text.split(start).skip(1).map(name);

    let public: Vec<_> = after("\npub struct ").collect();
    let mut futures: Vec<_> = after(" Future for ").filter(|name| public.contains(name)).collect();
    futures.sort();
    assert!(futures.iter().eq(FUTURES.iter().map(|(name, _)| name)), "{futures:?}");
    for (_, call) in FUTURES {
        // The table has it too.
        assert!(here.matches(call).count() > 1, "`{call}` is not dropped");
    }
    let mut functions: Vec<_> = after("    pub async fn ").map(|name| format!(".{name}(")).collect();
    let lines = text.lines().filter(|line| line.starts_with("pub fn ") && line.contains("-> impl Future"));
    functions.extend(lines.map(|line| format!("{}(", name(&line["pub fn ".len()..]))));
    assert!(functions.len() > 10, "{functions:?}");
    for call in functions {
        let as_path = call.replacen('.', "::", 1);
        assert!(here.contains(&call) || here.contains(&as_path), "`{call}` is not dropped");
    }
}
