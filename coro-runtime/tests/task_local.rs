//! Task-local values: where they are seen, and where not.

use std::cell::Cell;
use std::future::pending;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Waker};

use coro_runtime::{block_on, join, join_all, spawn, task_local, yield_now};

task_local! {
    static NUMBER: u32;
    static NAME: &'static str;
    static COUNTER: Cell<u32>;
}

/// Notes the number that it sees when it is dropped.
struct Witness(Arc<Mutex<Vec<Option<u32>>>>);

impl Drop for Witness {
    fn drop(&mut self) {
        self.0.lock().unwrap().push(NUMBER.try_with(|number| *number).ok());
    }
}

#[test]
fn each_task_has_its_own() {
    block_on(async {
        let tasks: Vec<_> = (0..100)
            .map(|number| {
                spawn(NUMBER.scope(number, async move {
                    for _ in 0..5 {
                        assert_eq!(NUMBER.get(), number);
                        yield_now().await;
                    }
                }))
            })
            .collect();
        for result in join_all(tasks).await {
            result.unwrap();
        }
        assert!(NUMBER.try_with(|_| ()).is_err());
    });
}

#[test]
fn scopes_nest_and_are_not_inherited() {
    block_on(NUMBER.scope(1, async {
        let (inner, other) = join!(
            NUMBER.scope(2, async {
                yield_now().await;
                NUMBER.get()
            }),
            NAME.scope("other", async {
                yield_now().await;
                (NUMBER.get(), NAME.get())
            })
        )
        .await;
        assert_eq!((inner, other), (2, (1, "other")));
        assert!(NAME.try_with(|_| ()).is_err());
        let spawned = spawn(async { NUMBER.try_with(|number| *number) });
        assert!(spawned.await.unwrap().is_err());
        assert_eq!(NUMBER.sync_scope(3, || NUMBER.get()), 3);
        assert_eq!(NUMBER.get(), 1);
    }));
}

#[test]
fn a_value_may_change_inside() {
    let total = block_on(COUNTER.scope(Cell::new(0), async {
        for _ in 0..10 {
            COUNTER.with(|counter| counter.set(counter.get() + 1));
            yield_now().await;
        }
        COUNTER.with(Cell::get)
    }));
    assert_eq!(total, 10);
}

#[test]
fn destructors_see_the_value() {
    let seen = Arc::new(Mutex::new(Vec::new()));
    let mut cx = Context::from_waker(Waker::noop());
    // Run to its end; dropped in mid-run; dropped before the first poll.
    let ends = Witness(Arc::clone(&seen));
    block_on(NUMBER.scope(1, async move { drop(ends) }));
    for polls in 0..2 {
        let witness = Witness(Arc::clone(&seen));
        let mut future = Box::pin(NUMBER.scope(2, async move {
            let _witness = witness;
            pending::<()>().await;
        }));
        for _ in 0..polls {
            assert!(future.as_mut().poll(&mut cx).is_pending());
        }
    }
    assert_eq!(*seen.lock().unwrap(), [Some(1), Some(2), Some(2)]);
    assert!(NUMBER.try_with(|_| ()).is_err());
}

#[test]
fn a_panic_leaves_the_scope() {
    let mut cx = Context::from_waker(Waker::noop());
    NUMBER.sync_scope(1, || {
        let mut future = pin!(NUMBER.scope(2, async { panic!("on purpose") }));
        let poll = || future.as_mut().poll(&mut cx).is_ready();
        assert!(catch_unwind(AssertUnwindSafe(poll)).is_err());
        assert_eq!(NUMBER.get(), 1);
    });
    let panicking = || NUMBER.sync_scope(1, || panic!("on purpose"));
    assert!(catch_unwind(panicking).is_err());
    assert!(NUMBER.try_with(|_| ()).is_err());
}

#[test]
#[should_panic = "outside of a `scope`"]
fn without_a_scope_there_is_no_value() {
    NUMBER.get();
}

#[test]
#[should_panic = "inside of `with`"]
fn a_scope_inside_of_with_is_refused() {
    NUMBER.sync_scope(1, || NUMBER.with(|_| NUMBER.sync_scope(2, || ())));
}
