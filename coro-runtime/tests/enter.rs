//! Being in a runtime without running it: `enter`, and `block_on` of a handle.

use std::future::{pending, poll_fn};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use coro_runtime::net::{TcpListener, TcpStream};
use coro_runtime::runtime::{Handle, Runtime, UnhandledPanic};
use coro_runtime::time::{sleep, timeout};
use coro_runtime::{spawn, spawn_blocking, spawn_local, yield_now};

const MS: Duration = Duration::from_millis(1);

/// Without workers, with one, with two.
fn runtimes() -> [Runtime; 3] {
    let with = |workers| Runtime::builder().workers(workers).build().unwrap();
    [Runtime::new().unwrap(), with(1), with(2)]
}

/// Whether two handles are of one runtime: what is spawned there is a task of it.
fn is_current(runtime: &Runtime) -> bool {
    let task = Handle::current().spawn(pending::<()>());
    runtime.block_on(yield_now());
    let tasks = runtime.metrics().tasks;
    task.abort();
    drop(runtime.block_on(task));
    tasks == 1
}

/// What a panic says.
fn message(f: impl FnOnce()) -> String {
    let payload = catch_unwind(AssertUnwindSafe(f)).unwrap_err();
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap()
}

#[test]
fn what_is_spawned_inside_of_enter_runs() {
    for runtime in runtimes() {
        let tasks = {
            let _guard = runtime.enter();
            (spawn(async { 1 }), spawn_blocking(|| 2), spawn(sleep(MS)))
        };
        assert!(Handle::try_current().is_none());
        runtime.block_on(async {
            assert_eq!(tasks.0.await.unwrap() + tasks.1.await.unwrap(), 3);
            tasks.2.await.unwrap();
        });
    }
}

#[test]
fn sockets_that_are_made_inside_of_enter_belong_to_the_runtime() {
    for runtime in runtimes() {
        let listener = {
            let _guard = runtime.handle().enter();
            TcpListener::bind("127.0.0.1:0").unwrap()
        };
        let addr = listener.local_addr().unwrap();
        runtime.block_on(async {
            let task = spawn(async move { listener.accept().await.map(|(_, peer)| peer) });
            let stream = TcpStream::connect(addr).await.unwrap();
            assert_eq!(task.await.unwrap().unwrap(), stream.local_addr().unwrap());
        });
    }
}

#[test]
fn block_on_is_possible_inside_of_enter() {
    for runtime in runtimes() {
        let _guard = runtime.enter();
        assert_eq!(runtime.block_on(async { spawn(async { 5 }).await.unwrap() }), 5);
        assert!(is_current(&runtime));
    }
}

#[test]
fn nobody_runs_local_tasks_inside_of_enter() {
    let runtime = Runtime::new().unwrap();
    let _guard = runtime.enter();
    let text = message(|| drop(spawn_local(async {})));
    assert!(text.contains("no runtime runs tasks on this thread"), "{text}");
}

#[test]
fn guards_nest() {
    let [outer, inner, _] = runtimes();
    let guard = outer.enter();
    {
        let _inner = inner.enter();
        assert!(is_current(&inner));
    }
    assert!(is_current(&outer));
    drop(guard);
    assert!(Handle::try_current().is_none());
}

#[test]
fn leaving_one_leaves_what_was_entered_within() {
    let [one, two, three] = runtimes();
    let first = one.enter();
    let second = two.enter();
    drop(first);
    assert!(Handle::try_current().is_none());
    let third = three.enter();
    drop(second);
    assert!(is_current(&three), "a guard that was left before leaves nothing");
    drop(third);
    assert!(Handle::try_current().is_none());
}

/// It would have put its `block_on` back, which was over.
#[test]
fn a_guard_in_a_future_outlives_its_block_on() {
    let [_, other, _] = runtimes();
    for runtime in runtimes() {
        let mut future = Box::pin(async {
            let _guard = other.enter();
            pending::<()>().await;
        });
        runtime.block_on(async {
            poll_fn(|cx| {
                assert!(future.as_mut().poll(cx).is_pending());
                Poll::Ready(())
            })
            .await;
            // The guard is there while the runtime goes on.
            assert!(is_current(&other));
            timeout(Duration::from_secs(9), runtime.spawn(sleep(MS))).await.unwrap().unwrap();
        });
        assert!(Handle::try_current().is_none());
        drop(future);
        assert!(Handle::try_current().is_none());
        assert_eq!(runtime.block_on(async { spawn(async { 1 }).await.unwrap() }), 1);
    }
}

#[test]
fn a_thread_with_a_guard_that_is_forgotten_ends() {
    for runtime in runtimes() {
        let handle = runtime.handle().clone();
        thread::spawn(move || {
            std::mem::forget(handle.enter());
            spawn(async {});
        })
        .join()
        .unwrap();
        runtime.block_on(yield_now());
        assert!(runtime.shutdown(Duration::from_secs(9)).is_clean());
    }
}

/// Runs `f` on a thread of its own, and the runtime meanwhile.
fn beside<T: Send>(runtime: &Runtime, f: impl FnOnce(&Handle) -> T + Send) -> T {
    let (sender, done) = mpsc::channel();
    thread::scope(|scope| {
        scope.spawn(|| sender.send(f(runtime.handle())).unwrap());
        runtime.block_on(async {
            loop {
                match done.try_recv() {
                    Ok(value) => break value,
                    Err(_) => sleep(MS).await,
                }
            }
        })
    })
}

#[test]
fn a_handle_blocks_on_a_future_beside_the_runtime() {
    for runtime in runtimes() {
        let sum = beside(&runtime, |handle| {
            let text = String::from("borrowed");
            handle.block_on(async {
                sleep(MS).await;
                let local = std::rc::Rc::new(1);
                let tasks = (spawn(async { 10 }), spawn_local(async move { *local }), spawn_blocking(|| 100));
                yield_now().await;
                tasks.0.await.unwrap() + tasks.1.await.unwrap() + tasks.2.await.unwrap() + text.len()
            })
        });
        assert_eq!(sum, 119);
    }
}

#[test]
fn a_handle_runs_a_runtime_that_nobody_runs() {
    for runtime in runtimes() {
        let handle = runtime.handle().clone();
        let task = runtime.spawn(async { 1 });
        let sum = thread::spawn(move || {
            handle.block_on(async {
                sleep(MS).await;
                spawn(sleep(MS)).await.unwrap();
                task.await.unwrap() + spawn(async { 2 }).await.unwrap()
            })
        });
        assert_eq!(sum.join().unwrap(), 3);
        assert_eq!(runtime.block_on(async { spawn(async { 4 }).await.unwrap() }), 4);
    }
}

#[test]
fn who_waits_beside_a_runtime_runs_it_when_the_other_leaves() {
    let runtime = Runtime::new().unwrap();
    let (sender, entered) = mpsc::channel();
    thread::scope(|scope| {
        let handle = runtime.handle().clone();
        let other = runtime.block_on(async {
            let other = scope.spawn(move || {
                handle.block_on(async {
                    sender.send(()).unwrap();
                    sleep(50 * MS).await;
                    spawn(sleep(MS)).await.unwrap();
                    9
                })
            });
            entered.recv().unwrap();
            other
        });
        assert_eq!(other.join().unwrap(), 9);
    });
}

async fn tick(times: u32) -> u32 {
    for _ in 0..times {
        sleep(MS).await;
        yield_now().await;
    }
    times
}

/// Its local tasks stay with it, and are woken from there and from other threads as before.
#[test]
fn who_has_local_tasks_beside_a_runtime_runs_it_when_the_other_leaves() {
    let runtime = Runtime::new().unwrap();
    let ((sender, entered), (done, output)) = (mpsc::channel(), mpsc::channel());
    let handle = runtime.handle().clone();
    let ours = async move {
        let alone = spawn_local(tick(60));
        let with_others = spawn_local(async { spawn_blocking(|| thread::sleep(40 * MS)).await.unwrap() });
        yield_now().await;
        sender.send(()).unwrap();
        let spawned = spawn(tick(30));
        let nested =
            spawn_local(async { spawn_local(async { spawn(sleep(40 * MS)).await.unwrap() }).await.unwrap() });
        with_others.await.unwrap();
        nested.await.unwrap();
        alone.await.unwrap() + spawned.await.unwrap()
    };
    thread::spawn(move || done.send(handle.block_on(ours)).unwrap());
    runtime.block_on(async {
        // The first that comes runs the runtime; this may be the other.
        while entered.try_recv().is_err() {
            sleep(MS).await;
        }
        sleep(5 * MS).await;
    });
    assert_eq!(output.recv_timeout(Duration::from_secs(10)), Ok(90));
    assert_eq!(runtime.block_on(async { 1 }), 1);
}

/// A thread that runs the runtime by a handle, and goes on with what it is given when it is told to.
fn run_elsewhere<F: Future<Output: Send + 'static>>(
    runtime: &Runtime,
    then: impl FnOnce() -> F + Send + 'static,
) -> (thread::JoinHandle<F::Output>, mpsc::Sender<()>) {
    let (handle, (sender, entered), (go, gone)) =
        (runtime.handle().clone(), mpsc::channel(), mpsc::channel());
    let other = thread::spawn(move || {
        handle.block_on(async {
            sender.send(()).unwrap();
            gone.recv().unwrap();
            then().await
        })
    });
    entered.recv().unwrap();
    (other, go)
}

/// It ends with the call that runs it.
#[test]
fn a_runtime_is_dropped_while_a_handle_runs_it() {
    let runtime = Runtime::new().unwrap();
    let dropped = std::sync::Arc::new(());
    let theirs = std::sync::Arc::clone(&dropped);
    let forever = runtime.spawn(async move {
        pending::<()>().await;
        drop(theirs);
    });
    let (other, go) = run_elsewhere(&runtime, || async { spawn(async { 5 }).await.unwrap() });
    drop(runtime);
    go.send(()).unwrap();
    assert_eq!(other.join().unwrap(), 5);
    assert_eq!(std::sync::Arc::strong_count(&dropped), 1);
    assert!(coro_runtime::block_on(forever).unwrap_err().is_cancelled());
}

#[test]
fn a_shutdown_says_who_runs_the_runtime() {
    let runtime = Runtime::new().unwrap();
    let (other, go) = run_elsewhere(&runtime, || async {});
    let report = runtime.shutdown(5 * MS);
    assert_eq!(report.unfinished().len(), 1);
    assert!(report.to_string().contains("enter.rs"), "{report}");
    go.send(()).unwrap();
    other.join().unwrap();
}

#[test]
fn a_handle_blocks_on_a_future_in_blocking_work() {
    for runtime in runtimes() {
        let answer = runtime.block_on(async {
            let handle = Handle::current();
            let work = spawn_blocking(move || handle.block_on(async { spawn(sleep(MS)).await.map(|()| 7) }));
            work.await.unwrap().unwrap()
        });
        assert_eq!(answer, 7);
    }
}

#[test]
fn a_handle_does_not_block_a_thread_that_polls() {
    for runtime in runtimes() {
        let handle = runtime.handle().clone();
        let own = message(|| runtime.block_on(async { handle.block_on(async {}) }));
        assert!(own.contains("inside of its own `block_on`"), "{own}");
        let error = runtime.block_on(runtime.spawn(async move { handle.block_on(async {}) }));
        assert!(error.is_err_and(|error| error.to_string().contains("inside of its own `block_on`")));
        assert_eq!(runtime.block_on(async { 3 }), 3);
    }
}

#[test]
fn a_handle_of_a_dropped_runtime_gives_errors_and_does_not_hang() {
    for runtime in runtimes() {
        let handle = runtime.handle().clone();
        drop(runtime);
        assert_eq!(handle.block_on(async { 1 }), 1);
        assert!(handle.block_on(async { spawn(async {}).await }).unwrap_err().is_cancelled());
        assert!(handle.block_on(async { spawn_blocking(|| ()).await }).unwrap_err().is_cancelled());
        assert_eq!(handle.block_on(async { spawn_local(async { 2 }).await }).unwrap(), 2);
        assert!(handle.block_on(TcpStream::connect("127.0.0.1:1")).is_err());
        let text = message(|| handle.block_on(sleep(Duration::from_hours(1))));
        assert!(text.contains("has been dropped"), "{text}");
    }
}

#[test]
fn a_panic_that_ends_the_runtime_ends_a_handles_block_on() {
    for workers in [0, 2] {
        let builder = Runtime::builder().unhandled_panic(UnhandledPanic::ShutDown);
        let builder = if workers == 0 { builder } else { builder.workers(workers) };
        let runtime = builder.build().unwrap();
        let text = thread::scope(|scope| {
            let (sender, entered) = mpsc::channel();
            let handle = runtime.handle().clone();
            let guest = scope.spawn(move || {
                message(|| {
                    handle.block_on(async {
                        sender.send(()).unwrap();
                        pending::<()>().await;
                    });
                })
            });
            entered.recv().unwrap();
            let own = message(|| {
                runtime.block_on(async {
                    drop(spawn(async { panic!("of the task") }));
                    pending::<()>().await;
                });
            });
            assert!(own.contains("this ends its runtime"), "{own}");
            guest.join().unwrap()
        });
        assert!(text.contains("this ends its runtime"), "{text}");
    }
}
