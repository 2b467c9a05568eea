//! Several threads: scenarios 19, 21, 22, 32 and 33.

use std::cell::{Cell, RefCell};
use std::collections::HashMap;
use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, AtomicI64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use coro::runtime::{Handle, Runtime};
use coro::task::{Builder, Priority};
use coro::{join_all, spawn};

use crate::{Clock, get, start_server};

#[coro::coroutine]
async fn lengths(addr: std::net::SocketAddr) -> usize {
    let requests = (0..5).map(|n| async move { get(addr, n * 100, &format!("r-{n}")).await.unwrap().len() });
    join_all(requests).await.into_iter().sum()
}

/// Twelve threads with a runtime each, and five requests on each: as long as the longest of them.
#[test]
fn nineteen_twelve_executors() {
    let server = Runtime::builder().workers(1).build().unwrap();
    let addr = server.block_on(async { start_server() });
    let clock = Clock::start();
    let threads = [(); 12].map(|()| thread::spawn(move || coro::block_on(lengths(addr))));
    let replies: usize = threads.map(|thread| thread.join().unwrap()).iter().sum();
    assert_eq!(replies, 12 * 5 * "r-0".len());
    clock.assert_about(400);
}

/// What one worker spawns, all of them do.
#[test]
fn nineteen_stealing() {
    let runtime = Runtime::builder().workers(4).build().unwrap();
    let start = Instant::now();
    runtime.block_on(async {
        let spawner = spawn(async {
            // Asleep, not computing: so it holds on a machine with few processors too.
            join_all((0..8).map(|_| spawn(async { thread::sleep(Duration::from_millis(100)) }))).await
        });
        spawner.await.unwrap().into_iter().for_each(Result::unwrap);
    });
    let elapsed = start.elapsed().as_millis();
    assert!((200..700).contains(&elapsed), "{elapsed} ms");
}

/// A future that waits for another thread is polled twice: to leave its waker, and to take the data.
#[test]
fn twenty_one_a_remote_wake_up_is_one_poll() {
    let runtime = Runtime::builder().workers(2).build().unwrap();
    let polls = runtime.block_on(async {
        let data = Arc::new((AtomicBool::new(false), Mutex::new(None::<Waker>)));
        let polls = Arc::new(AtomicUsize::new(0));
        let waits = {
            let (data, polls) = (Arc::clone(&data), Arc::clone(&polls));
            poll_fn(move |cx| {
                polls.fetch_add(1, Ordering::SeqCst);
                *data.1.lock().unwrap() = Some(cx.waker().clone());
                if data.0.load(Ordering::SeqCst) { Poll::Ready(()) } else { Poll::Pending }
            })
        };
        let task = spawn(waits);
        thread::spawn(move || {
            thread::sleep(Duration::from_millis(50));
            data.0.store(true, Ordering::SeqCst);
            data.1.lock().unwrap().take().unwrap().wake();
        });
        task.await.unwrap();
        polls.load(Ordering::SeqCst)
    });
    assert_eq!(polls, 2);
}

/// Three tasks that wait and block by turns: one after the other on one thread, beside each other on three.
#[test]
fn twenty_one_blocking_parts() {
    async fn work(wait: u64, block: u64) {
        coro::time::sleep(Duration::from_millis(wait)).await;
        thread::sleep(Duration::from_millis(block));
    }
    for (workers, range) in [(1, 180..400), (3, 150..175)] {
        let runtime = Runtime::builder().workers(workers).no_watchdog().build().unwrap();
        let start = Instant::now();
        runtime.block_on(async {
            let tasks = [(1, 60), (100, 30), (100, 50)].map(|(wait, block)| spawn(work(wait, block)));
            join_all(tasks).await.into_iter().for_each(Result::unwrap);
        });
        let elapsed = start.elapsed().as_millis();
        // The upper bounds are what an idle machine does.
        assert!(elapsed >= range.start - 2 && elapsed < range.end + 300, "{workers}: {elapsed} ms");
    }
}

/// Ten low tasks, then a high one: it is next.
#[test]
fn twenty_two_priorities() {
    let runtime = Runtime::builder().workers(3).build().unwrap();
    let order = Arc::new(Mutex::new(Vec::new()));
    runtime.block_on(async {
        let task = |priority, name: &'static str| {
            let order = Arc::clone(&order);
            Builder::new().priority(priority).spawn(async move {
                order.lock().unwrap().push(name);
                thread::sleep(Duration::from_millis(10));
            })
        };
        // Keeps all three workers until everything is spawned.
        let barrier = Arc::new(std::sync::Barrier::new(4));
        let keepers: Vec<_> = (0..3)
            .map(|_| {
                let barrier = Arc::clone(&barrier);
                spawn(async move {
                    barrier.wait();
                })
            })
            .collect();
        let mut tasks: Vec<_> = (0..10).map(|_| task(Priority::Low, "low")).collect();
        tasks.push(task(Priority::High, "high"));
        barrier.wait();
        join_all(tasks).await.into_iter().for_each(Result::unwrap);
        join_all(keepers).await.into_iter().for_each(Result::unwrap);
    });
    let order = order.lock().unwrap();
    let high = order.iter().position(|name| *name == "high").unwrap();
    // In its turn of eight, each of the three workers may be at the one that is not for high tasks.
    assert!(high <= 3, "{order:?}");
}

/// From a spawn on an idle runtime to the run.
#[test]
fn twenty_two_latency() {
    let runtime = Runtime::builder().workers(2).build().unwrap();
    let median = || {
        let mut waited: Vec<_> = (0..200)
            .map(|_| {
                let start = Instant::now();
                let task = runtime.handle().spawn(async move { start.elapsed() });
                let waited = runtime.block_on(task).unwrap();
                thread::sleep(Duration::from_micros(200));
                waited
            })
            .collect();
        waited.sort_unstable();
        waited[100]
    };
    // The machine may be busy with other tests for a while.
    let quickest = (0..5).map(|_| median()).find(|waited| *waited < Duration::from_millis(1));
    assert!(quickest.is_some());
}

/// Without work, a runtime sleeps, all of its threads.
#[test]
fn twenty_two_an_idle_runtime_sleeps() {
    let runtime = Runtime::builder().workers(3).build().unwrap();
    runtime.block_on(async { spawn(coro::time::sleep(Duration::from_millis(5))).await.unwrap() });
    // Until all have noticed.
    thread::sleep(Duration::from_millis(200));
    let before = runtime.handle().metrics();
    thread::sleep(Duration::from_millis(500));
    let after = runtime.handle().metrics();
    assert_eq!(after.waits, before.waits);
    let busy =
        |workers: &[coro::runtime::WorkerMetrics]| workers.iter().map(|worker| worker.busy).sum::<Duration>();
    let worked = busy(&after.workers).saturating_sub(busy(&before.workers));
    assert!(worked < Duration::from_millis(5), "{worked:?}");
}

thread_local! {
    static COUNTS: RefCell<HashMap<u32, u64>> = RefCell::default();
    static COUNTER: Cell<u32> = const { Cell::new(1) };
}

/// Three tasks on one worker: they wait beside each other, and block one after the other. They share what the thread has.
#[test]
fn thirty_two_pinned_tasks() {
    let runtime = Runtime::builder().workers(3).no_watchdog().build().unwrap();
    let run = |workers: [usize; 3], blocks: bool| {
        let start = Instant::now();
        let tasks = workers.map(|worker| {
            runtime.handle().spawn_pinned(worker, move || async move {
                if blocks {
                    thread::sleep(Duration::from_millis(150));
                } else {
                    coro::time::sleep(Duration::from_millis(150)).await;
                }
                COUNTER.set(COUNTER.get() + 1);
                COUNTER.get()
            })
        });
        let mut counts: Vec<_> = runtime.block_on(join_all(tasks)).into_iter().map(Result::unwrap).collect();
        counts.sort_unstable();
        (counts, start.elapsed().as_millis())
    };
    let (counts, elapsed) = run([0; 3], false);
    assert_eq!(counts, [2, 3, 4]);
    assert!((150..440).contains(&elapsed), "{elapsed} ms");
    let (counts, elapsed) = run([0; 3], true);
    assert_eq!(counts, [5, 6, 7]);
    assert!((450..2000).contains(&elapsed), "{elapsed} ms");
    let (counts, elapsed) = run([0, 1, 2], true);
    assert_eq!(counts, [2, 2, 8]);
    assert!((150..440).contains(&elapsed), "{elapsed} ms");
}

/// Many pinned tasks count in what their thread has for itself: without a lock, and nothing is lost.
#[test]
fn thirty_two_counts_without_locks() {
    const TASKS: u64 = 20_000;
    let runtime = Runtime::builder().workers(4).build().unwrap();
    let tasks: Vec<_> = (0..TASKS)
        .map(|n| {
            let key = u32::try_from(n % 5).unwrap() + 1;
            runtime.handle().spawn_pinned(usize::try_from(n % 4).unwrap(), move || async move {
                for _ in 0..2 {
                    coro::time::sleep(Duration::from_micros(u64::from(key) * 100)).await;
                    COUNTS.with_borrow_mut(|counts| *counts.entry(key).or_default() += 1);
                }
            })
        })
        .collect();
    runtime.block_on(join_all(tasks)).into_iter().for_each(Result::unwrap);
    let counts = (0..4).map(|worker| {
        let collect = runtime.handle().spawn_pinned(worker, || async { COUNTS.take() });
        runtime.block_on(collect).unwrap()
    });
    let mut total = HashMap::<u32, u64>::new();
    for (key, count) in counts.flatten() {
        *total.entry(key).or_default() += count;
    }
    assert_eq!(total, (1..=5).map(|key| (key, 2 * TASKS / 5)).collect());
}

/// A server that is asked to end: it stops to accept, answers those that wait, and runs its hook; what does not end in time is
/// cancelled and named.
#[test]
fn thirty_three_a_server_drains() {
    let cleaned = Arc::new(AtomicI64::new(0));
    let runtime = Runtime::builder()
        .workers(2)
        .on_shutdown({
            let cleaned = Arc::clone(&cleaned);
            move || cleaned.store(1, Ordering::SeqCst)
        })
        .build()
        .unwrap();
    let addr = runtime.block_on(async {
        let listener = crate::server::listen("127.0.0.1:0".parse().unwrap()).unwrap();
        let addr = listener.local_addr().unwrap();
        let begins = Handle::current().shutdown_begins();
        let stop = async {
            begins.await;
            Ok(())
        };
        drop(coro::spawn_named("server", async { drop(crate::server::serve(listener, stop, |_| ()).await) }));
        drop(coro::spawn_named("stuck", std::future::pending::<()>()));
        addr
    });
    let clients = [(); 10].map(|()| thread::spawn(move || coro::block_on(get(addr, 150, "late"))));
    thread::sleep(Duration::from_millis(60));
    let report = runtime.shutdown(Duration::from_millis(600));
    for client in clients {
        assert_eq!(client.join().unwrap().unwrap(), "late");
    }
    let names: Vec<_> = report.unfinished().iter().filter_map(coro::task::TaskInfo::name).collect();
    assert_eq!(names, ["stuck"], "{report}");
    assert_eq!(cleaned.load(Ordering::SeqCst), 1);
    assert!(coro::block_on(get(addr, 0, "too late")).is_err());
}
