//! Several threads: every task runs, wherever it is spawned and woken; idle workers take what is there; a slow task keeps
//! nobody waiting.
#![allow(clippy::async_yields_async, reason = "tasks hand out the handles of other tasks")]

use std::collections::HashSet;
use std::future::{pending, poll_fn};
use std::io::{Read as _, Write as _};
use std::net::Shutdown;
use std::pin::pin;
use std::rc::Rc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Barrier, Mutex};
use std::task::{Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use coro_runtime::net::{TcpListener, TcpStream};
use coro_runtime::runtime::{Handle, Runtime};
use coro_runtime::time::{sleep, timeout};
use coro_runtime::{join, join_all, spawn, spawn_local, yield_now};

fn workers(count: usize) -> Runtime {
    Runtime::builder().workers(count).build().unwrap()
}

#[test]
fn outputs_come_back() {
    for count in [1, 2, 5] {
        let runtime = workers(count);
        let outputs = runtime.block_on(async {
            let tasks = (0..1000).map(|n| {
                spawn(async move {
                    yield_now().await;
                    spawn(async move { n }).await.unwrap()
                })
            });
            join_all(tasks).await
        });
        assert_eq!(
            outputs.into_iter().map(Result::unwrap).collect::<Vec<_>>(),
            (0..1000).collect::<Vec<_>>()
        );
    }
}

#[test]
fn tasks_run_without_block_on() {
    let runtime = workers(2);
    let (sender, receiver) = std::sync::mpsc::channel();
    runtime.handle().spawn(async move {
        sleep(Duration::from_millis(5)).await;
        sender.send(thread::current().id()).unwrap();
    });
    assert_ne!(receiver.recv_timeout(Duration::from_secs(5)), Ok(thread::current().id()));
}

#[test]
fn tasks_run_at_the_same_time() {
    let runtime = workers(3);
    let barrier = Arc::new(Barrier::new(3));
    let tasks = [(); 3].map(|()| {
        let barrier = Arc::clone(&barrier);
        runtime.handle().spawn(async move {
            barrier.wait();
            thread::current().id()
        })
    });
    let threads: HashSet<_> = runtime.block_on(join_all(tasks)).into_iter().map(Result::unwrap).collect();
    assert_eq!(threads.len(), 3);
}

/// What a task spawns is its worker's, and the others steal it.
#[test]
fn idle_workers_steal() {
    let runtime = workers(3);
    let threads = runtime.block_on(async {
        let barrier = Arc::new(Barrier::new(3));
        let task = spawn(async move {
            let tasks: Vec<_> = (0..3)
                .map(|_| {
                    let barrier = Arc::clone(&barrier);
                    spawn(async move {
                        barrier.wait();
                        thread::current().id()
                    })
                })
                .collect();
            join_all(tasks).await
        });
        task.await.unwrap()
    });
    assert_eq!(threads.into_iter().map(Result::unwrap).collect::<HashSet<_>>().len(), 3);
}

#[test]
fn every_worker_takes_what_threads_bring() {
    let runtime = workers(4);
    let sum = Arc::new(AtomicUsize::new(0));
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for n in 0..2000 {
                    let sum = Arc::clone(&sum);
                    runtime.handle().spawn(async move {
                        if n % 3 == 0 {
                            yield_now().await;
                        }
                        sum.fetch_add(1, Ordering::SeqCst);
                    });
                    if n % 500 == 0 {
                        thread::sleep(Duration::from_millis(1));
                    }
                }
            });
        }
    });
    let start = Instant::now();
    while sum.load(Ordering::SeqCst) < 8000 {
        assert!(start.elapsed() < Duration::from_secs(20), "{sum:?}");
        thread::yield_now();
    }
}

/// tokio#4730: the thread that waits for events runs a task, and nobody else looks.
#[test]
fn a_slow_task_stalls_neither_sockets_nor_timers_while_a_worker_is_idle() {
    let runtime = workers(2);
    runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let echo = spawn(async move {
            let (stream, _) = listener.accept().await.unwrap();
            let mut buf = [0; 16];
            while let Ok(count @ 1..) = stream.read(&mut buf).await {
                stream.write_all(&buf[..count]).await.unwrap();
            }
        });
        let is_over = Arc::new(AtomicBool::new(false));
        let slow = spawn({
            let is_over = Arc::clone(&is_over);
            async move {
                // So that it is a worker fresh from the reactor that becomes slow.
                sleep(Duration::from_millis(20)).await;
                thread::sleep(Duration::from_secs(1));
                is_over.store(true, Ordering::SeqCst);
            }
        });
        let others = spawn(async move {
            let stream = TcpStream::connect(addr).await.unwrap();
            let mut slowest = Duration::ZERO;
            let mut rounds = 0;
            while !is_over.load(Ordering::SeqCst) {
                let start = Instant::now();
                stream.write_all(b"ping").await.unwrap();
                stream.read_exact(&mut [0; 4]).await.unwrap();
                sleep(Duration::from_millis(5)).await;
                slowest = slowest.max(start.elapsed());
                rounds += 1;
            }
            stream.shutdown(Shutdown::Both).unwrap();
            (slowest, rounds)
        });
        let (slowest, rounds) = others.await.unwrap();
        slow.await.unwrap();
        echo.await.unwrap();
        assert!(slowest < Duration::from_millis(500), "{slowest:?}");
        assert!(rounds > 20, "{rounds}");
    });
}

/// After a lot of quick work nobody is woken at once to wait for events in place of the worker that does so; but soon, if its
/// next piece of work is slow.
#[test]
fn who_was_quick_so_far_is_replaced_when_it_is_slow() {
    let runtime = workers(2);
    let listener = runtime.block_on(async { TcpListener::bind("127.0.0.1:0") }).unwrap();
    let addr = listener.local_addr().unwrap();
    let is_over = Arc::new(AtomicBool::new(false));
    drop(runtime.handle().spawn({
        let is_over = Arc::clone(&is_over);
        async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                let is_over = Arc::clone(&is_over);
                drop(spawn(async move {
                    let mut byte = [0];
                    while stream.read_exact(&mut byte).await.is_ok() {
                        if byte == *b"s" {
                            thread::sleep(Duration::from_millis(500));
                            is_over.store(true, Ordering::SeqCst);
                        }
                        stream.write_all(&byte).await.unwrap();
                    }
                }));
            }
        }
    }));
    let connect = || std::net::TcpStream::connect(addr).unwrap();
    let echo = |mut stream: &std::net::TcpStream, byte: u8| {
        stream.write_all(&[byte]).unwrap();
        stream.read_exact(&mut [0]).unwrap();
    };
    let (first, second) = (connect(), connect());
    echo(&second, b'q');
    let mut slowest = Duration::ZERO;
    // Where it was that worker's turn to wait: the other one might have been there as well.
    for _ in 0..6 {
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(50) {
            echo(&first, b'q');
        }
        is_over.store(false, Ordering::SeqCst);
        thread::scope(|scope| {
            scope.spawn(|| echo(&first, b's'));
            while !is_over.load(Ordering::SeqCst) {
                let start = Instant::now();
                echo(&second, b'q');
                slowest = slowest.max(start.elapsed());
                thread::sleep(Duration::from_millis(1));
            }
        });
    }
    assert!(slowest < Duration::from_millis(300), "{slowest:?}");
}

/// Polls that are slow, but end between two looks of the monitor, were never noticed: whoever came during one waited for its end.
#[test]
fn who_is_slow_again_and_again_is_replaced_at_once() {
    const SLOW: Duration = Duration::from_micros(1800);
    let runtime = workers(2);
    let listener = runtime.block_on(async { TcpListener::bind("127.0.0.1:0") }).unwrap();
    let addr = listener.local_addr().unwrap();
    drop(runtime.handle().spawn(async move {
        loop {
            let (stream, _) = listener.accept().await.unwrap();
            drop(spawn(async move {
                let mut byte = [0];
                while stream.read_exact(&mut byte).await.is_ok() {
                    if byte == *b"s" {
                        thread::sleep(SLOW);
                    }
                    stream.write_all(&byte).await.unwrap();
                }
            }));
        }
    }));
    let connect = || std::net::TcpStream::connect(addr).unwrap();
    let (first, second) = (connect(), connect());
    let ask = |mut stream: &std::net::TcpStream, byte: u8| stream.write_all(&[byte]).unwrap();
    let hear = |mut stream: &std::net::TcpStream| stream.read_exact(&mut [0]).unwrap();
    let is_held_up = || {
        for _ in 0..30 {
            ask(&first, b'q');
            hear(&first);
        }
        ask(&first, b's');
        thread::sleep(Duration::from_micros(100));
        let start = Instant::now();
        ask(&second, b'q');
        hear(&second);
        let waited = start.elapsed();
        hear(&first);
        waited > SLOW / 2
    };
    // The machine may be busy with other tests for a while.
    let held_up = (0..5).map(|_| (0..100).filter(|_| is_held_up()).count()).find(|held_up| *held_up < 25);
    assert!(held_up.is_some());
}

/// A worker that has run many quick tasks keeps the next ones to itself; but if the first of them is slow, not for long.
#[test]
fn what_was_kept_by_one_who_was_quick_does_not_wait_for_what_is_slow() {
    let runtime = workers(2);
    let slowest = runtime.block_on(runtime.handle().spawn(async {
        let start = Instant::now();
        while start.elapsed() < Duration::from_millis(100) {
            for quick in [(); 1000].map(|()| spawn(async {})) {
                quick.await.unwrap();
            }
        }
        let start = Instant::now();
        let slow = spawn(async { thread::sleep(Duration::from_secs(1)) });
        let others = [(); 20].map(|()| spawn(async move { start.elapsed() }));
        let mut slowest = Duration::ZERO;
        for other in others {
            slowest = slowest.max(other.await.unwrap());
        }
        slow.await.unwrap();
        slowest
    }));
    assert!(slowest.unwrap() < Duration::from_millis(500));
}

#[test]
fn many_wake_ups_from_other_threads_arrive() {
    let runtime = workers(2);
    let rounds = 300;
    for _ in 0..rounds {
        let (slot, woken) = (Arc::new(Mutex::new(None::<Waker>)), Arc::new(AtomicBool::new(false)));
        let task = runtime.handle().spawn({
            let (slot, woken) = (Arc::clone(&slot), Arc::clone(&woken));
            poll_fn(move |cx| {
                if woken.load(Ordering::SeqCst) {
                    return Poll::Ready(());
                }
                *slot.lock().unwrap() = Some(cx.waker().clone());
                if woken.load(Ordering::SeqCst) { Poll::Ready(()) } else { Poll::Pending }
            })
        });
        thread::spawn(move || {
            woken.store(true, Ordering::SeqCst);
            let waker = slot.lock().unwrap().take();
            waker.into_iter().for_each(Waker::wake);
        });
        runtime.block_on(async { timeout(Duration::from_secs(10), task).await.unwrap().unwrap() });
    }
}

#[test]
fn sockets_and_timers_in_any_task() {
    let runtime = workers(2);
    let sum = runtime.block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let server = spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                spawn(async move {
                    let mut byte = [0];
                    while stream.read_exact(&mut byte).await.is_ok() {
                        sleep(Duration::from_micros(u64::from(byte[0]))).await;
                        stream.write_all(&byte).await.unwrap();
                    }
                });
            }
        });
        let clients = (0..50_u8).map(|n| {
            spawn(async move {
                let stream = TcpStream::connect(addr).await.unwrap();
                let mut sum = 0;
                for round in 0..20 {
                    stream.write_all(&[n.wrapping_add(round)]).await.unwrap();
                    let mut byte = [0];
                    stream.read_exact(&mut byte).await.unwrap();
                    sum += usize::from(byte[0]);
                }
                sum
            })
        });
        let sum: usize = join_all(clients).await.into_iter().map(Result::unwrap).sum();
        server.abort();
        sum
    });
    let expected: usize = (0..50_u8).flat_map(|n| (0..20).map(move |round| usize::from(n + round))).sum();
    assert_eq!(sum, expected);
}

#[test]
fn local_tasks_stay_on_their_thread() {
    let runtime = workers(2);
    runtime.block_on(async {
        // Of the thread inside `block_on`.
        let shared = Rc::new(1);
        let here = thread::current().id();
        let local = spawn_local({
            let shared = Rc::clone(&shared);
            async move {
                sleep(Duration::from_millis(2)).await;
                (*shared, thread::current().id())
            }
        });
        assert_eq!(local.await.unwrap(), (1, here));
        // Of a worker.
        let stayed = spawn(async {
            let here = thread::current().id();
            let tasks = (0..20).map(|n| {
                let shared = Rc::new(n);
                spawn_local(async move {
                    for _ in 0..5 {
                        sleep(Duration::from_micros(500)).await;
                        assert_eq!(thread::current().id(), here);
                    }
                    *shared
                })
            });
            // The handles may move with the task that awaits them.
            let tasks: Vec<_> = tasks.collect();
            tasks
        });
        let sum: i32 = join_all(stayed.await.unwrap()).await.into_iter().map(Result::unwrap).sum();
        assert_eq!(sum, (0..20).sum());
    });
}

#[test]
fn the_root_is_cancelled_with_its_local_tasks() {
    let runtime = workers(1);
    let held = Rc::new(());
    runtime.block_on(async {
        let held = Rc::clone(&held);
        drop(spawn_local(async move {
            pending::<()>().await;
            drop(held);
        }));
        yield_now().await;
    });
    assert_eq!(Rc::strong_count(&held), 1);
}

#[test]
fn dropping_the_runtime_drops_its_tasks() {
    let counted = Arc::new(());
    let runtime = workers(2);
    let handle = runtime.handle().clone();
    let mut tasks = Vec::new();
    for n in 0..100 {
        let held = Arc::clone(&counted);
        tasks.push(runtime.handle().spawn(async move {
            if n % 2 == 0 {
                sleep(Duration::from_hours(1)).await;
            } else {
                loop {
                    yield_now().await;
                }
            }
            drop(held);
        }));
    }
    let held = Arc::clone(&counted);
    let local = runtime.block_on(async {
        spawn(async move {
            spawn_local(async move {
                pending::<()>().await;
                drop(held);
            })
        })
        .await
        .unwrap()
    });
    drop(runtime);
    assert_eq!(Arc::strong_count(&counted), 1);
    let refused = handle.spawn(async {});
    Runtime::new().unwrap().block_on(async {
        assert!(local.await.unwrap_err().is_cancelled());
        assert!(refused.await.unwrap_err().is_cancelled());
        for task in tasks {
            assert!(task.await.unwrap_err().is_cancelled());
        }
    });
}

#[test]
fn runtimes_nest_and_mix() {
    let outer = workers(1);
    let inner = Arc::new(workers(1));
    let current = Runtime::new().unwrap();
    let sum = outer.block_on(async {
        let theirs = inner.handle().spawn(async { 1 });
        let ours = spawn(async { 2 });
        let nested = current.block_on(async {
            assert!(Handle::try_current().is_some());
            spawn(async { 4 }).await.unwrap()
        });
        let (a, b) = join!(theirs, ours).await;
        a.unwrap() + b.unwrap() + nested
    });
    assert_eq!(sum, 7);
}

#[test]
fn block_on_from_several_threads() {
    let runtime = workers(2);
    thread::scope(|scope| {
        for n in 0..8 {
            let runtime = &runtime;
            scope.spawn(move || {
                let output = runtime.block_on(async move {
                    sleep(Duration::from_millis(n)).await;
                    spawn(async move { n }).await.unwrap()
                });
                assert_eq!(output, n);
            });
        }
    });
}

#[test]
fn a_busy_runtime_looks_at_its_sockets() {
    let runtime = workers(2);
    runtime.block_on(async {
        let stop = Arc::new(AtomicBool::new(false));
        let busy = [(); 4].map(|()| {
            let stop = Arc::clone(&stop);
            spawn(async move {
                while !stop.load(Ordering::Relaxed) {
                    yield_now().await;
                }
            })
        });
        let waits = spawn(async {
            let start = Instant::now();
            for _ in 0..10 {
                sleep(Duration::from_millis(5)).await;
            }
            start.elapsed()
        });
        let elapsed = waits.await.unwrap();
        stop.store(true, Ordering::Relaxed);
        for task in busy {
            task.await.unwrap();
        }
        assert!(elapsed < Duration::from_millis(500), "{elapsed:?}");
    });
}

#[test]
fn polls_never_overlap() {
    let runtime = workers(4);
    let is_polled = Arc::new(AtomicBool::new(false));
    let wakers = Arc::new(Mutex::new(Vec::new()));
    let mut polls = 0;
    let task = runtime.handle().spawn({
        let (is_polled, wakers) = (Arc::clone(&is_polled), Arc::clone(&wakers));
        poll_fn(move |cx| {
            assert!(!is_polled.swap(true, Ordering::SeqCst));
            wakers.lock().unwrap().push(cx.waker().clone());
            polls += 1;
            is_polled.store(false, Ordering::SeqCst);
            if polls > 2000 { Poll::Ready(()) } else { Poll::Pending }
        })
    });
    let mut task = pin!(task);
    thread::scope(|scope| {
        for _ in 0..3 {
            scope.spawn(|| {
                let start = Instant::now();
                while start.elapsed() < Duration::from_secs(20) && !task.is_finished() {
                    let waker = wakers.lock().unwrap().last().cloned();
                    waker.iter().for_each(Waker::wake_by_ref);
                }
            });
        }
    });
    runtime.block_on(&mut task).unwrap();
}

/// Nobody is woken at once for the first few tasks that a poll makes ready: if it does not end, somebody is all the same.
#[test]
fn what_a_poll_makes_ready_does_not_wait_for_its_end() {
    let runtime = workers(2);
    for count in [1, 2, 3, 20] {
        let task = runtime.handle().spawn(async move {
            let (sender, receiver) = std::sync::mpsc::channel();
            for n in 0..count {
                let sender = sender.clone();
                drop(spawn(async move { sender.send(n).unwrap() }));
            }
            // Blocks its worker until the other one has run all.
            let mut ran: Vec<_> =
                (0..count).map(|_| receiver.recv_timeout(Duration::from_secs(10)).unwrap()).collect();
            ran.sort_unstable();
            ran
        });
        assert_eq!(runtime.block_on(task).unwrap(), (0..count).collect::<Vec<_>>());
    }
}

/// What lies alone in a worker's queue is taken by others if the worker does something else for long.
#[test]
fn a_local_task_that_blocks_keeps_no_common_task() {
    let runtime = workers(2);
    let (turns, stop) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicBool::new(false)));
    let busy = runtime.handle().spawn({
        let (turns, stop) = (Arc::clone(&turns), Arc::clone(&stop));
        async move {
            while !stop.load(Ordering::SeqCst) {
                turns.fetch_add(1, Ordering::SeqCst);
                yield_now().await;
            }
        }
    });
    for round in 0..20 {
        let turns = Arc::clone(&turns);
        let blocks = runtime.handle().spawn_pinned(round % 2, move || async move {
            yield_now().await;
            let (before, start) = (turns.load(Ordering::SeqCst), Instant::now());
            // Blocks until the other has had its turn on the other worker.
            while turns.load(Ordering::SeqCst) == before && start.elapsed() < Duration::from_secs(5) {
                thread::sleep(Duration::from_millis(1));
            }
            start.elapsed()
        });
        let blocked = runtime.block_on(blocks).unwrap();
        assert!(blocked < Duration::from_secs(5), "in round {round}");
    }
    stop.store(true, Ordering::SeqCst);
    runtime.block_on(busy).unwrap();
}
