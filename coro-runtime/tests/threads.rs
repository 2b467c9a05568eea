//! Other threads: spawning from them, being woken by them, and their parking.

use std::future::poll_fn;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, mpsc};
use std::task::{Poll, Waker};
use std::thread;
use std::time::Duration;

use coro_runtime::runtime::{Handle, Runtime};
use coro_runtime::time::sleep;
use coro_runtime::{block_on, join_all, spawn};

#[test]
fn a_spawn_from_another_thread_wakes_the_runtime() {
    block_on(async {
        for _ in 0..if cfg!(miri) { 5 } else { 100 } {
            let handle = Handle::current();
            let (sender, receiver) = mpsc::channel();
            thread::spawn(move || sender.send(handle.spawn(async { thread::current().id() })).unwrap());
            let task = poll_fn(|cx| {
                let task = receiver.try_recv();
                if task.is_err() {
                    cx.waker().wake_by_ref();
                }
                task.map_or(Poll::Pending, Poll::Ready)
            });
            assert_eq!(task.await.await.unwrap(), thread::current().id());
        }
    });
}

#[test]
fn a_sleeping_runtime_is_woken_by_spawns_only() {
    // The root waits for tasks that other threads spawn; nothing else would end its sleep.
    let runtime = Runtime::new().unwrap();
    let (done, count) = (Arc::new(Mutex::new(None::<Waker>)), Arc::new(AtomicUsize::new(0)));
    let threads: Vec<_> = (0..4)
        .map(|_| {
            let (handle, done, count) = (runtime.handle().clone(), done.clone(), count.clone());
            thread::spawn(move || {
                for _ in 0..250 {
                    let (done, count) = (done.clone(), count.clone());
                    drop(handle.spawn(async move {
                        count.fetch_add(1, Ordering::SeqCst);
                        if let Some(waker) = &*done.lock().unwrap() {
                            waker.wake_by_ref();
                        }
                    }));
                    thread::yield_now();
                }
            })
        })
        .collect();
    runtime.block_on(poll_fn(|cx| {
        *done.lock().unwrap() = Some(cx.waker().clone());
        if count.load(Ordering::SeqCst) == 1000 { Poll::Ready(()) } else { Poll::Pending }
    }));
    for thread in threads {
        thread.join().unwrap();
    }
}

#[test]
fn a_future_that_waits_for_another_thread_is_polled_twice() {
    let polls = AtomicUsize::new(0);
    let slot = Arc::new((AtomicBool::new(false), Mutex::new(None::<Waker>)));
    let remote = thread::spawn({
        let slot = slot.clone();
        move || {
            let waker = loop {
                if let Some(waker) = slot.1.lock().unwrap().take() {
                    break waker;
                }
                thread::yield_now();
            };
            slot.0.store(true, Ordering::SeqCst);
            waker.wake();
        }
    });
    block_on(poll_fn(|cx| {
        if polls.fetch_add(1, Ordering::SeqCst) == 0 {
            *slot.1.lock().unwrap() = Some(cx.waker().clone());
            return Poll::Pending;
        }
        assert!(slot.0.load(Ordering::SeqCst));
        Poll::Ready(())
    }));
    remote.join().unwrap();
    assert_eq!(polls.load(Ordering::SeqCst), 2);
}

#[test]
fn parking_by_user_code_does_not_matter() {
    let stop = Arc::new(AtomicBool::new(false));
    let me = thread::current();
    let noise = thread::spawn({
        let stop = stop.clone();
        move || {
            while !stop.load(Ordering::SeqCst) {
                me.unpark();
                thread::yield_now();
            }
        }
    });
    block_on(async {
        let tasks = (0..20_u64).map(|n| {
            spawn(async move {
                for _ in 0..5 {
                    thread::current().unpark();
                    thread::park();
                    sleep(Duration::from_millis(n % 3)).await;
                    thread::park_timeout(Duration::from_micros(10));
                }
            })
        });
        for output in join_all(tasks).await {
            output.unwrap();
        }
    });
    stop.store(true, Ordering::SeqCst);
    noise.join().unwrap();
}

#[test]
fn wakers_outlive_task_and_runtime() {
    let (sender, receiver) = mpsc::channel::<Waker>();
    let runtime = Runtime::new().unwrap();
    let send_twice = |sender: mpsc::Sender<Waker>| {
        let mut polls = 0;
        poll_fn(move |cx| {
            polls += 1;
            sender.send(cx.waker().clone()).unwrap();
            cx.waker().wake_by_ref();
            if polls == 2 { Poll::Ready(()) } else { Poll::Pending }
        })
    };
    let ends = runtime.handle().spawn(send_twice(sender.clone()));
    let stays = runtime.handle().spawn({
        let sender = sender.clone();
        poll_fn(move |cx| {
            sender.send(cx.waker().clone()).unwrap();
            Poll::<()>::Pending
        })
    });
    runtime.block_on(send_twice(sender));
    runtime.block_on(ends).unwrap();
    drop(runtime);
    let wakers: Vec<Waker> = receiver.try_iter().collect();
    assert_eq!(wakers.len(), 5);
    let threads: Vec<_> = wakers
        .into_iter()
        .map(|waker| {
            thread::spawn(move || {
                waker.wake_by_ref();
                let clone = waker.clone();
                waker.wake();
                assert!(clone.will_wake(&clone.clone()));
            })
        })
        .collect();
    for thread in threads {
        thread.join().unwrap();
    }
    assert!(block_on(stays).unwrap_err().is_cancelled());
}

#[test]
fn aborts_race_with_wake_ups_and_ends() {
    let runtime = Runtime::new().unwrap();
    for round in 0..if cfg!(miri) { 10 } else { 300 } {
        let (sender, receiver) = mpsc::channel::<Waker>();
        let mut polls = 0;
        let task = runtime.handle().spawn(poll_fn(move |cx| {
            polls += 1;
            let _ = sender.send(cx.waker().clone());
            if polls > 3 { Poll::Ready(round) } else { Poll::Pending }
        }));
        thread::scope(|scope| {
            scope.spawn(move || receiver.iter().for_each(Waker::wake));
            let aborting = Arc::new(Mutex::new(task));
            scope.spawn({
                let aborting = aborting.clone();
                move || {
                    if round % 3 != 0 {
                        aborting.lock().unwrap().abort();
                    }
                }
            });
            let output = runtime.block_on(poll_fn(|cx| {
                // The other thread holds the lock for a moment only.
                std::pin::Pin::new(&mut *aborting.lock().unwrap()).poll(cx)
            }));
            match output {
                Ok(output) => assert_eq!(output, round),
                Err(error) => assert!(error.is_cancelled() && round % 3 != 0),
            }
        });
    }
}
