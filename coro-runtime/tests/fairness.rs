//! Nobody starves: what always yields delays neither sockets nor timers, and wake-ups do not pile up.

use std::cell::Cell;
use std::future::poll_fn;
use std::task::Poll;
use std::time::{Duration, Instant};

use coro_runtime::future::Either;
use coro_runtime::net::{TcpListener, TcpStream};
use coro_runtime::sync::Mutex;
use coro_runtime::task::consume_budget;
use coro_runtime::time::{interval_at, sleep, timeout};
use coro_runtime::{block_on, join, join_all, race, select, spawn, spawn_local, try_join, yield_now};

/// Runs `n` requests of `delay` each against a server in the same runtime, and gives the time of the slowest.
async fn slowest_request(n: u32, delay: Duration) -> Duration {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    let server = spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            spawn(async move {
                stream.read_exact(&mut [0; 4]).await.unwrap();
                sleep(delay).await;
                stream.write_all(b"pong").await.unwrap();
            });
        }
    });
    let mut slowest = Duration::ZERO;
    for _ in 0..n {
        let start = Instant::now();
        let stream = TcpStream::connect(addr).await.unwrap();
        stream.write_all(b"ping").await.unwrap();
        stream.read_exact(&mut [0; 4]).await.unwrap();
        slowest = slowest.max(start.elapsed());
    }
    server.abort();
    slowest
}

#[test]
fn a_task_that_always_yields_delays_neither_sockets_nor_timers() {
    let slowest = block_on(async {
        spawn(async {
            loop {
                yield_now().await;
            }
        });
        slowest_request(3, Duration::from_millis(100)).await
    });
    assert!(slowest >= Duration::from_millis(100));
    // Before the task ends, which it never does; how much before is the machine's to say.
    assert!(slowest < Duration::from_secs(3), "{slowest:?}");
}

#[test]
fn slow_polls_make_the_reactor_be_asked_more_often() {
    let slowest = block_on(async {
        spawn(async {
            loop {
                let start = Instant::now();
                while start.elapsed() < Duration::from_millis(2) {}
                yield_now().await;
            }
        });
        // The first request pays for the finding out.
        slowest_request(1, Duration::ZERO).await;
        slowest_request(3, Duration::from_millis(50)).await
    });
    // With a look each 61 polls it would be half a second.
    assert!(slowest < Duration::from_millis(250), "{slowest:?}");
}

#[test]
fn tasks_take_turns() {
    let log = std::sync::Arc::new(std::sync::Mutex::new(String::new()));
    block_on(async {
        let tasks = ['a', 'b', 'c'].map(|name| {
            let log = log.clone();
            spawn(async move {
                for _ in 0..3 {
                    log.lock().unwrap().push(name);
                    yield_now().await;
                }
            })
        });
        for task in tasks {
            task.await.unwrap();
        }
    });
    assert_eq!(*log.lock().unwrap(), "abcabcabc");
}

#[test]
fn a_thousand_wake_ups_are_one_poll() {
    block_on(async {
        let (sender, receiver) = std::sync::mpsc::channel();
        let mut polls = 0;
        let task = spawn(poll_fn(move |cx| {
            polls += 1;
            if polls == 1 {
                // Wake-ups while it runs count too.
                for _ in 0..1000 {
                    cx.waker().wake_by_ref();
                }
            } else if polls == 2 {
                sender.send(cx.waker().clone()).unwrap();
            }
            if polls == 3 { Poll::Ready(()) } else { Poll::Pending }
        }));
        yield_now().await;
        yield_now().await;
        let waker = receiver.recv().unwrap();
        assert!(!task.is_finished());
        for _ in 0..1000 {
            waker.wake_by_ref();
        }
        task.await.unwrap();
        waker.wake();
    });
}

#[test]
fn the_root_takes_turns_like_a_task() {
    block_on(async {
        let polls = Cell::new(0);
        let root = poll_fn(|cx| {
            polls.set(polls.get() + 1);
            cx.waker().wake_by_ref();
            if polls.get() == 100 { Poll::Ready(()) } else { Poll::Pending }
        });
        let task = spawn(async {
            for _ in 0..50 {
                yield_now().await;
            }
        });
        join!(root, async {
            task.await.unwrap();
            assert!(polls.get() < 60, "{}", polls.get());
        })
        .await;
    });
}

/// A socket that always has something to read: its task is told to wait although it could go on.
#[test]
fn a_socket_that_is_always_ready_lets_others_go_on() {
    block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let flood = std::thread::spawn(move || {
            use std::io::Write;
            let mut stream = std::net::TcpStream::connect(addr).unwrap();
            // Ends when the reader has gone.
            while stream.write_all(&[0; 1 << 13]).is_ok() {}
        });
        let (stream, _) = listener.accept().await.unwrap();
        let reads = std::sync::Arc::new(std::sync::atomic::AtomicUsize::new(0));
        let reader = spawn({
            let reads = reads.clone();
            async move {
                let mut byte = [0];
                loop {
                    stream.read_exact(&mut byte).await.unwrap();
                    reads.fetch_add(1, std::sync::atomic::Ordering::Relaxed);
                }
            }
        });
        while reads.load(std::sync::atomic::Ordering::Relaxed) == 0 {
            sleep(Duration::from_millis(1)).await;
        }
        let mut most = 0;
        for _ in 0..50 {
            let before = reads.load(std::sync::atomic::Ordering::Relaxed);
            yield_now().await;
            most = most.max(reads.load(std::sync::atomic::Ordering::Relaxed) - before);
        }
        reader.abort();
        assert!((1..=128).contains(&most), "{most} reads in one poll");
        drop(reader.await);
        flood.join().unwrap();
    });
}

/// Always finds something to do, and counts it.
async fn insatiable(count: &Cell<u32>) {
    loop {
        consume_budget().await;
        count.set(count.get() + 1);
    }
}

async fn modest(steps: u32) -> u32 {
    for _ in 0..steps {
        consume_budget().await;
    }
    steps
}

/// Of futures on one task, one that spends all it is given leaves the others their part.
#[test]
fn a_future_that_spends_everything_starves_none_beside_it() {
    block_on(async {
        let count = Cell::new(0);
        let never = || async {
            insatiable(&count).await;
            unreachable!("it goes on for ever")
        };
        assert_eq!(race!(never(), modest(1000)).await, 1000);
        assert_eq!(race!(never(), never(), race!(never(), never()), modest(100)).await, 100);
        assert!(matches!(select(insatiable(&count), modest(1000)).await, Either::Right(1000)));
        let done = Cell::new(false);
        let until_done = async {
            while !done.get() {
                consume_budget().await;
            }
            Ok(())
        };
        let ends = async {
            modest(1000).await;
            done.set(true);
            Err::<(), _>("ended")
        };
        assert_eq!(try_join!(until_done, ends).await, Err("ended"));
        // The others had their turn meanwhile.
        assert!(count.get() > 1000, "{}", count.get());
    });
}

/// More futures than a poll's budget has operations.
#[test]
fn a_crowd_on_one_task_starves_none_of_it() {
    block_on(async {
        let ended = Cell::new(0);
        let ended = &ended;
        let polls = Cell::new(0);
        let crowd = (0..500).map(|n| {
            let mut future = Box::pin(async move {
                if n < 10 {
                    // These go on until all others have ended.
                    while ended.get() < 490 {
                        consume_budget().await;
                    }
                } else {
                    modest(3).await;
                    ended.set(ended.get() + 1);
                }
            });
            let polls = &polls;
            poll_fn(move |cx| {
                polls.set(polls.get() + 1);
                future.as_mut().poll(cx)
            })
        });
        join_all(crowd).await;
        // With all of them polled in each turn it would be a hundred times as many.
        assert!(polls.get() < 5000, "{} polls", polls.get());
    });
}

#[test]
fn a_limit_of_time_holds_for_who_always_has_something_to_do() {
    block_on(async {
        let (count, start) = (Cell::new(0), Instant::now());
        assert!(timeout(Duration::from_millis(20), insatiable(&count)).await.is_err());
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
        let start = Instant::now();
        race!(insatiable(&count), sleep(Duration::from_millis(20))).await;
        assert!(start.elapsed() < Duration::from_secs(5), "{:?}", start.elapsed());
    });
}

/// What is ready at once, again and again, is no way to keep a thread.
#[test]
fn operations_that_never_wait_let_others_go_on() {
    type Make = fn() -> std::pin::Pin<Box<dyn Future<Output = ()>>>;
    let loops: [(&str, Make); 3] = [
        ("sleeps of nothing", || {
            Box::pin(async {
                loop {
                    sleep(Duration::ZERO).await;
                }
            })
        }),
        ("ticks that were missed", || {
            Box::pin(async {
                let mut ticks = interval_at(coro_runtime::time::Instant::now(), Duration::from_nanos(1));
                loop {
                    ticks.tick().await;
                }
            })
        }),
        ("a lock that nobody else wants", || {
            Box::pin(async {
                let mutex = Mutex::new(());
                loop {
                    drop(mutex.lock().await);
                }
            })
        }),
    ];
    for (name, forever) in loops {
        let start = Instant::now();
        block_on(async {
            let busy = spawn_local(forever());
            for _ in 0..100 {
                yield_now().await;
            }
            assert!(!busy.is_finished());
        });
        assert!(start.elapsed() < Duration::from_secs(5), "{name}: {:?}", start.elapsed());
    }
}
