//! What the builder is told: threads and their names, hooks, processors, limits; and how a runtime ends.

use std::fs;
use std::future::pending;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use coro_runtime::runtime::{Builder, Handle, Runtime, UnhandledPanic};
use coro_runtime::task::{self, Priority};
use coro_runtime::time::sleep;
use coro_runtime::{block_on, join_all, spawn, spawn_blocking, spawn_local, spawn_named, yield_now};

/// The names that the system knows.
fn thread_names() -> Vec<String> {
    let threads = fs::read_dir("/proc/self/task").unwrap();
    let name =
        |entry: std::io::Result<fs::DirEntry>| fs::read_to_string(entry.ok()?.path().join("comm")).ok();
    threads.filter_map(name).map(|name| name.trim().to_owned()).collect()
}

#[test]
fn threads_have_their_names() {
    let runtime = Runtime::builder().workers(3).thread_name(|n| format!("named-{n}")).build().unwrap();
    runtime.block_on(async {
        // A thread names itself when it starts.
        let started = (0..3).map(|worker| Handle::current().spawn_pinned(worker, || async {}));
        join_all(started).await;
        spawn_blocking(|| {}).await.unwrap();
        let names = thread_names();
        for name in ["named-0", "named-1", "named-2", "named-3"] {
            assert!(names.iter().any(|known| known == name), "{names:?}");
        }
    });
    drop(runtime);
    assert!(!thread_names().iter().any(|name| name.starts_with("named-")));
}

#[test]
fn as_many_workers_as_can_run() {
    let runtime = Runtime::builder().multi_thread().build().unwrap();
    assert_eq!(runtime.handle().workers(), thread::available_parallelism().unwrap().get());
    assert_eq!(Runtime::builder().multi_thread().current_thread().build().unwrap().handle().workers(), 0);
}

#[test]
fn hooks_are_called() {
    let counts: Arc<[AtomicUsize; 5]> = Arc::default();
    let count = |n: usize| {
        let counts = Arc::clone(&counts);
        move || {
            counts[n].fetch_add(1, Ordering::SeqCst);
        }
    };
    let builder = |builder: Builder| {
        builder
            .on_thread_start(count(0))
            .on_thread_stop(count(1))
            .on_thread_park(count(2))
            .on_thread_unpark(count(3))
            .on_shutdown(count(4))
    };
    let runtime = builder(Runtime::builder().workers(2)).build().unwrap();
    runtime.block_on(async {
        sleep(Duration::from_millis(5)).await;
        spawn_blocking(|| {}).await.unwrap();
    });
    assert!(runtime.shutdown(Duration::from_secs(5)).is_clean());
    let seen = counts.each_ref().map(|count| count.swap(0, Ordering::SeqCst));
    assert_eq!((seen[0], seen[1], seen[4]), (3, 3, 1));
    assert!(seen[2] >= 2, "{seen:?}");
    assert_eq!(seen[2], seen[3]);

    let runtime = builder(Runtime::builder()).build().unwrap();
    runtime.block_on(sleep(Duration::from_millis(5)));
    assert!(runtime.shutdown(Duration::from_secs(5)).is_clean());
    let seen = counts.each_ref().map(|count| count.swap(0, Ordering::SeqCst));
    assert_eq!((seen[0], seen[1], seen[4]), (0, 0, 1));
    assert!(seen[2] >= 1 && seen[2] == seen[3], "{seen:?}");
    // A runtime that is dropped ends as well.
    drop(builder(Runtime::builder().workers(2)).build().unwrap());
    drop(builder(Runtime::builder()).build().unwrap());
    assert_eq!(counts[4].load(Ordering::SeqCst), 2);
}

#[test]
fn pinned_workers_keep_their_processor() {
    let runtime = Runtime::builder().workers(3).pin_workers().build().unwrap();
    let tasks = (0..3).map(|worker| {
        runtime.handle().spawn_pinned(worker, || async {
            let mut processors = Vec::new();
            for _ in 0..50 {
                // SAFETY: always allowed.
                processors.push(unsafe { libc::sched_getcpu() });
                sleep(Duration::from_micros(300)).await;
            }
            processors.dedup();
            processors
        })
    });
    for processors in runtime.block_on(join_all(tasks)) {
        assert_eq!(processors.unwrap().len(), 1);
    }
}

#[test]
fn a_thread_with_a_large_stack() {
    fn deep(n: usize) -> usize {
        let large = std::hint::black_box([n; 1024]);
        if n == 0 { 0 } else { deep(n - 1) + large[n % 1024] }
    }
    let runtime = Runtime::builder().workers(1).thread_stack_size(64 << 20).build().unwrap();
    // 16 MiB in optimised builds.
    assert!(runtime.block_on(runtime.handle().spawn(async { deep(2048) })).unwrap() > 0);
}

#[test]
fn blocking_work_runs_beside_on_few_threads() {
    let runtime = Runtime::builder()
        .max_blocking_threads(3)
        .blocking_keep_alive(Duration::from_millis(20))
        .build()
        .unwrap();
    let (running, most) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
    runtime.block_on(async {
        let start = Instant::now();
        let tasks = (0..9).map(|n| {
            let (running, most) = (Arc::clone(&running), Arc::clone(&most));
            spawn_blocking(move || {
                most.fetch_max(running.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                thread::sleep(Duration::from_millis(60));
                running.fetch_sub(1, Ordering::SeqCst);
                n
            })
        });
        let tasks: Vec<_> = tasks.collect();
        // Nobody waits for them here.
        sleep(Duration::from_millis(1)).await;
        assert!(start.elapsed() < Duration::from_millis(150), "{:?}", start.elapsed());
        let outputs: Vec<_> = join_all(tasks).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(outputs, (0..9).collect::<Vec<_>>());
        assert!(start.elapsed() >= Duration::from_millis(180));
    });
    assert_eq!(most.load(Ordering::SeqCst), 3);
    let start = Instant::now();
    while runtime.handle().metrics().blocking_threads > 0 {
        assert!(start.elapsed() < Duration::from_secs(5));
        thread::sleep(Duration::from_millis(5));
    }
}

#[test]
fn blocking_work_gives_panics_back_and_can_use_the_runtime() {
    let runtime = Runtime::builder().workers(1).build().unwrap();
    runtime.block_on(async {
        let error = spawn_blocking(|| panic!("no")).await.unwrap_err();
        assert_eq!(error.to_string(), "the task panicked: no");
        let nested = spawn_blocking(|| Handle::current().spawn(async { 5 })).await.unwrap();
        assert_eq!(nested.await.unwrap(), 5);
        let inner = spawn_blocking(|| block_on(async { sleep(Duration::from_millis(1)).await })).await;
        inner.unwrap();
    });
}

#[test]
fn a_runtime_ends_although_blocking_work_goes_on() {
    for workers in [0, 2] {
        let (release, wait) = mpsc::channel::<()>();
        let builder = Runtime::builder().max_blocking_threads(1);
        let builder = if workers == 0 { builder } else { builder.workers(workers) };
        let runtime = builder.build().unwrap();
        let begun = Arc::new(AtomicUsize::new(0));
        let running = runtime.handle().spawn_blocking({
            let begun = Arc::clone(&begun);
            move || {
                begun.store(1, Ordering::SeqCst);
                wait.recv().unwrap_err();
                "ended"
            }
        });
        let queued = runtime.handle().spawn_blocking(|| "never");
        while begun.load(Ordering::SeqCst) == 0 {
            thread::yield_now();
        }
        let start = Instant::now();
        drop(runtime);
        assert!(start.elapsed() < Duration::from_secs(1));
        drop(release);
        let outputs = block_on(async { (running.await, queued.await) });
        assert_eq!(outputs.0.unwrap(), "ended");
        assert!(outputs.1.unwrap_err().is_cancelled());
    }
}

#[test]
fn a_shutdown_drains_cancels_and_reports() {
    for workers in [0, 2] {
        let builder = Runtime::builder();
        let builder = if workers == 0 { builder } else { builder.workers(workers) };
        let runtime = builder.build().unwrap();
        let handle = runtime.handle().clone();
        let drained = Arc::new(AtomicUsize::new(0));
        let counted = Arc::new(());
        let line = line!() + 3;
        runtime.block_on(async {
            let held = Arc::clone(&counted);
            drop(spawn_named("stuck", async move {
                pending::<()>().await;
                drop(held);
            }));
            for _ in 0..10 {
                let drained = Arc::clone(&drained);
                spawn(async move {
                    sleep(Duration::from_millis(30)).await;
                    // The runtime's own tasks may still spawn.
                    spawn(async move { drained.fetch_add(1, Ordering::SeqCst) }).await.unwrap();
                });
            }
            drop(spawn_blocking(|| thread::sleep(Duration::from_millis(20))));
        });
        let start = Instant::now();
        let report = runtime.shutdown(Duration::from_millis(150));
        assert!((150..1000).contains(&start.elapsed().as_millis()), "{:?}", start.elapsed());
        assert_eq!(drained.load(Ordering::SeqCst), 10);
        assert_eq!(Arc::strong_count(&counted), 1);
        let [task] = report.unfinished() else { panic!("{report}") };
        assert_eq!((task.name(), task.spawned_at().line()), (Some("stuck"), line));
        let text = report.to_string();
        assert!(text.contains(&format!("task `stuck` spawned at {}:{line}:", file!())), "{text}");
        assert!(block_on(handle.spawn(async {})).unwrap_err().is_cancelled());
        assert!(block_on(handle.spawn_blocking(|| ())).unwrap_err().is_cancelled());
        if handle.workers() > 0 {
            assert!(block_on(handle.spawn_pinned(0, || async {})).unwrap_err().is_cancelled());
        }
    }
}

/// With workers it did not: the pool was closed, and its list empty, before the report was written.
#[test]
fn a_shutdown_reports_blocking_work_that_it_leaves_alone() {
    for builder in [Runtime::builder(), Runtime::builder().workers(2)] {
        let runtime = builder.build().unwrap();
        let (release, wait) = mpsc::channel::<()>();
        runtime.block_on(async move {
            drop(task::Builder::new().name("disk").spawn_blocking(move || wait.recv().is_err()));
            while Handle::current().metrics().blocking_threads == 0 {
                yield_now().await;
            }
        });
        let report = runtime.shutdown(Duration::from_millis(20));
        let [left] = report.unfinished() else { panic!("{report}") };
        assert_eq!((left.name(), left.spawned_at().file()), (Some("disk"), file!()));
        drop(release);
    }
}

#[test]
fn a_shutdown_leaves_a_worker_alone_that_is_stuck() {
    let runtime = Runtime::builder().workers(2).build().unwrap();
    let (release, wait) = mpsc::channel::<()>();
    let task = runtime.handle().spawn(async move {
        wait.recv().unwrap_err();
        pending::<()>().await;
    });
    thread::sleep(Duration::from_millis(20));
    let start = Instant::now();
    let report = runtime.shutdown(Duration::from_millis(20));
    assert!(start.elapsed() < Duration::from_secs(1), "{:?}", start.elapsed());
    assert_eq!(report.unfinished().len(), 1);
    drop(release);
    assert!(block_on(task).unwrap_err().is_cancelled());
}

/// The future was dropped while the thread's context was borrowed: its destructor could enter no runtime.
#[test]
fn what_a_worker_spawns_that_was_left_alone_is_dropped_like_anything_else() {
    struct Blocks(mpsc::Sender<i32>);
    impl Drop for Blocks {
        fn drop(&mut self) {
            self.0.send(block_on(async { 5 })).unwrap();
        }
    }
    let runtime = Runtime::builder().workers(1).build().unwrap();
    let (release, wait) = mpsc::channel::<()>();
    let (sender, receiver) = mpsc::channel();
    drop(runtime.handle().spawn(async move {
        wait.recv().unwrap_err();
        let blocks = Blocks(sender);
        drop(Handle::current().spawn(async move { drop(blocks) }));
    }));
    thread::sleep(Duration::from_millis(20));
    assert_eq!(runtime.shutdown(Duration::from_millis(20)).unfinished().len(), 1);
    drop(release);
    assert_eq!(receiver.recv_timeout(Duration::from_secs(10)), Ok(5));
}

#[test]
fn new_tasks_of_other_threads_are_refused_once_the_shutdown_begins() {
    let runtime = Runtime::builder().workers(1).build().unwrap();
    let handle = runtime.handle().clone();
    let (sender, receiver) = mpsc::channel();
    drop(runtime.handle().spawn(async move {
        Handle::current().shutdown_begins().await;
        sender.send(()).unwrap();
        sleep(Duration::from_millis(100)).await;
    }));
    let other = thread::spawn(move || {
        receiver.recv().unwrap();
        block_on(handle.spawn(async {})).unwrap_err().is_cancelled()
    });
    assert!(runtime.shutdown(Duration::from_secs(5)).is_clean());
    assert!(other.join().unwrap());
}

#[test]
fn a_panic_that_nobody_sees_ends_the_runtime_if_it_shall() {
    for workers in [0, 2] {
        let builder = Runtime::builder().unhandled_panic(UnhandledPanic::ShutDown);
        let builder = if workers == 0 { builder } else { builder.workers(workers) };
        let runtime = builder.build().unwrap();
        let ended = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
            runtime.block_on(async {
                // One whose handle is asked is no reason.
                assert!(spawn(async { panic!("seen") }).await.unwrap_err().is_panic());
                drop(spawn_named("bad", async { panic!("unseen") }));
                pending::<()>().await;
            });
        }));
        let payload = ended.unwrap_err();
        let text = payload.downcast_ref::<String>().unwrap();
        assert!(text.starts_with(&format!("task `bad` spawned at {}", file!())), "{text}");
    }
}

#[test]
fn high_goes_first_and_low_is_never_starved() {
    for workers in [0, 1] {
        let builder = Runtime::builder().low_priority_delay(Duration::from_millis(30));
        let builder = if workers == 0 { builder } else { builder.workers(workers) };
        let runtime = builder.build().unwrap();
        let order = Arc::new(Mutex::new(String::new()));
        let log = {
            let order = Arc::clone(&order);
            move |letter: char| {
                let order = Arc::clone(&order);
                async move { order.lock().unwrap().push(letter) }
            }
        };
        let all = async move {
            let low = (0..10).map(|_| task::Builder::new().priority(Priority::Low).spawn(log('l')));
            let mut tasks: Vec<_> = low.collect();
            tasks.extend((0..2).map(|_| spawn(log('n'))));
            tasks.push(task::Builder::new().priority(Priority::High).spawn(log('h')));
            tasks
        };
        runtime.block_on(async {
            let all = spawn(all).await.unwrap();
            join_all(all).await;
        });
        let order = order.lock().unwrap().clone();
        // One turn in eight goes past the high ones.
        assert!(order.find('h').unwrap() <= 1, "{order}");
        assert!(order.ends_with("llllllllll"), "{order}");

        // Constant load of high priority, more than one task at a time.
        let waited = runtime.block_on(async {
            let busy = (0..3).map(|_| {
                task::Builder::new().priority(Priority::High).spawn(async {
                    loop {
                        yield_now().await;
                    }
                })
            });
            let busy: Vec<_> = busy.collect();
            let start = Instant::now();
            let low = task::Builder::new().priority(Priority::Low);
            let waited = low.spawn(async move { start.elapsed() }).await.unwrap();
            let normal = Instant::now();
            spawn(async {}).await.unwrap();
            busy.iter().for_each(coro_runtime::task::JoinHandle::abort);
            (waited, normal.elapsed())
        });
        // Limits for a machine that is busy with other things: starved, they would wait for ever.
        assert!((30..5000).contains(&waited.0.as_millis()), "{waited:?}");
        assert!(waited.1.as_millis() < 5000, "{waited:?}");
    }
}

#[test]
fn equal_tasks_of_one_priority_use_all_workers() {
    let runtime = Runtime::builder().workers(3).build().unwrap();
    let threads = runtime.block_on(async {
        let tasks = (0..9).map(|_| {
            task::Builder::new().priority(Priority::High).spawn(async {
                thread::sleep(Duration::from_millis(20));
                thread::current().id()
            })
        });
        join_all(tasks.collect::<Vec<_>>()).await
    });
    let threads: std::collections::HashSet<_> = threads.into_iter().map(Result::unwrap).collect();
    assert_eq!(threads.len(), 3);
}

#[test]
fn local_tasks_can_have_names() {
    for workers in [0, 1] {
        let builder = Runtime::builder();
        let builder = if workers == 0 { builder } else { builder.workers(workers) };
        let runtime = builder.build().unwrap();
        runtime.block_on(async {
            let held = std::rc::Rc::new(1);
            let task = task::Builder::new().name("local").spawn_local(async move {
                yield_now().await;
                *held
            });
            assert_eq!(task.await.unwrap(), 1);
            assert_eq!(spawn_local(async { 2 }).await.unwrap(), 2);
        });
    }
}

#[test]
fn metrics_count() {
    for workers in [0, 2] {
        let builder = Runtime::builder();
        let builder = if workers == 0 { builder } else { builder.workers(workers) };
        let runtime = builder.build().unwrap();
        runtime.block_on(async {
            let tasks: Vec<_> = (0..100)
                .map(|_| {
                    spawn(async {
                        for _ in 0..9 {
                            yield_now().await;
                        }
                        pending::<()>().await;
                    })
                })
                .collect();
            // All get to where they stay; on a busy machine that takes a while.
            let start = Instant::now();
            while Handle::current().metrics().polls() < 1000 {
                assert!(start.elapsed() < Duration::from_secs(10), "{:?}", Handle::current().metrics());
                sleep(Duration::from_millis(5)).await;
            }
            sleep(Duration::from_millis(20)).await;
            let metrics = Handle::current().metrics();
            assert_eq!(metrics.tasks, 100, "{metrics:?}");
            assert_eq!(metrics.workers.len(), workers.max(1));
            assert!(metrics.waits > 0, "{metrics:?}");
            assert!(metrics.workers.iter().any(|worker| worker.parks > 0 && worker.elapsed > worker.busy));
            drop(tasks);
        });
    }
}

/// A worker that a hook's panic had ended ran no tasks any more, and its runtime stood still.
#[test]
fn hooks_that_panic_end_no_thread() {
    fn fail() {
        panic!("a hook, on purpose");
    }
    for workers in [0, 1, 2] {
        let builder = match workers {
            0 => Runtime::builder(),
            _ => Runtime::builder().workers(workers),
        };
        let runtime = builder
            .on_thread_start(fail)
            .on_thread_stop(fail)
            .on_thread_park(fail)
            .on_thread_unpark(fail)
            .on_shutdown(fail)
            .watchdog(Duration::from_millis(5))
            .on_slow_poll(|_| fail())
            .build()
            .unwrap();
        let output = runtime.block_on(async {
            // Twice: also the thread that has reported the first goes on.
            for _ in 0..2 {
                spawn(async { thread::sleep(Duration::from_millis(30)) }).await.unwrap();
                sleep(Duration::from_millis(5)).await;
            }
            spawn_blocking(|| 7).await.unwrap()
        });
        assert_eq!(output, 7);
        assert!(runtime.shutdown(Duration::from_secs(5)).is_clean());
    }
}
