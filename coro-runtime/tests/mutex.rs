//! The lock that tasks wait for: one at a time, in the order of their arrival, and never lost.

use std::future::poll_fn;
use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex as StdMutex};
use std::task::{Context, Poll, Wake, Waker};
use std::time::Duration;

use coro_runtime::runtime::Runtime;
use coro_runtime::sync::Mutex;
use coro_runtime::time::{sleep, timeout};
use coro_runtime::{block_on, join, join_all, spawn, yield_now};

/// Counts its wake-ups.
#[derive(Default)]
struct Count(AtomicUsize);

impl Wake for Count {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

#[test]
fn who_comes_first_is_served_first() {
    let mutex = Mutex::new(());
    let order = StdMutex::new(Vec::new());
    block_on(async {
        let one = |n: usize| {
            let (mutex, order) = (&mutex, &order);
            async move {
                let _guard = mutex.lock().await;
                yield_now().await;
                order.lock().unwrap().push(n);
            }
        };
        let guard = mutex.lock().await;
        join!(join_all((0..20).map(one)), async {
            yield_now().await;
            drop(guard);
        })
        .await;
    });
    assert!(order.into_inner().unwrap().into_iter().eq(0..20));
}

/// Woken once, with the lock in hand: nobody who comes meanwhile gets ahead.
#[test]
fn the_lock_is_handed_on() {
    let mutex = Mutex::new(1);
    let count = Arc::new(Count::default());
    let waker = Waker::from(Arc::clone(&count));
    let mut cx = Context::from_waker(&waker);
    let guard = mutex.try_lock().unwrap();
    let mut waiting = pin!(mutex.lock());
    for _ in 0..3 {
        assert!(waiting.as_mut().poll(&mut cx).is_pending());
    }
    drop(guard);
    assert_eq!(count.0.load(Ordering::SeqCst), 1);
    assert!(mutex.try_lock().is_none());
    assert!(pin!(mutex.lock()).poll(&mut cx).is_pending());
    let Poll::Ready(guard) = waiting.poll(&mut cx) else { panic!("it has the lock") };
    assert_eq!(*guard, 1);
    drop(guard);
    assert_eq!(count.0.load(Ordering::SeqCst), 1);
    assert!(mutex.try_lock().is_some());
    drop(waker);
    assert_eq!(Arc::strong_count(&count), 1, "no waker is left");
}

#[test]
fn who_gives_up_holds_nobody_up() {
    let mutex = Mutex::new(());
    let mut cx = Context::from_waker(Waker::noop());
    for gives_up_before in [true, false] {
        let guard = mutex.try_lock().unwrap();
        let mut first = Box::pin(mutex.lock());
        let mut second = Box::pin(mutex.lock());
        assert!(first.as_mut().poll(&mut cx).is_pending() && second.as_mut().poll(&mut cx).is_pending());
        let first = Some(first).filter(|_| !gives_up_before);
        drop(guard);
        assert_eq!(second.as_mut().poll(&mut cx).is_ready(), gives_up_before);
        drop(first);
        if !gives_up_before {
            assert!(second.as_mut().poll(&mut cx).is_ready());
        }
        drop(second);
    }
    assert!(mutex.try_lock().is_some());
    block_on(async {
        let guard = mutex.lock().await;
        assert!(timeout(Duration::from_millis(5), mutex.lock()).await.is_err());
        drop(guard);
        drop(mutex.lock().await);
    });
}

#[test]
fn a_panic_unlocks() {
    block_on(async {
        let mutex = Arc::new(Mutex::new(0));
        let theirs = Arc::clone(&mutex);
        let panics = spawn(async move {
            let mut guard = theirs.lock().await;
            *guard = 1;
            yield_now().await;
            panic!("with the lock");
        });
        yield_now().await;
        assert!(mutex.try_lock().is_none());
        let after = mutex.lock().await;
        assert_eq!(*after, 1);
        assert!(panics.await.unwrap_err().is_panic());
    });
}

#[test]
fn no_change_is_lost_between_threads() {
    const TASKS: usize = 40;
    const ROUNDS: usize = 200;
    let runtime = Runtime::builder().workers(3).build().unwrap();
    let total = runtime.block_on(async {
        let sum = Arc::new(Mutex::new(0));
        let tasks = (0..TASKS).map(|n| {
            let sum = Arc::clone(&sum);
            spawn(async move {
                for round in 0..ROUNDS {
                    if (n + round) % 7 == 0 {
                        // Given up in the middle of the queue, or with the lock handed over.
                        let mut given_up = pin!(sum.lock());
                        poll_fn(|cx| Poll::Ready(given_up.as_mut().poll(cx).is_ready())).await;
                        yield_now().await;
                    }
                    let mut sum = sum.lock().await;
                    let before = *sum;
                    if round % 10 == 0 {
                        sleep(Duration::from_micros(1)).await;
                    }
                    *sum = before + 1;
                }
            })
        });
        join_all(tasks.collect::<Vec<_>>()).await.into_iter().for_each(Result::unwrap);
        *sum.try_lock().expect("all have let go")
    });
    assert_eq!(total, TASKS * ROUNDS);
}

#[test]
fn what_it_shows() {
    let mutex = Mutex::from(5);
    assert_eq!(format!("{mutex:?}"), "Mutex { value: 5 }");
    let guard = mutex.try_lock().unwrap();
    assert_eq!(
        (format!("{mutex:?}"), format!("{guard} {guard:?}")),
        ("Mutex { value: <locked> }".into(), "5 5".into())
    );
    drop(guard);
    assert_eq!(format!("{:?}", mutex.lock()), "Lock { place: New, .. }");
    let unsized_value: &Mutex<[u8]> = &Mutex::new([1, 2]);
    assert_eq!(unsized_value.try_lock().unwrap().len(), 2);
}
