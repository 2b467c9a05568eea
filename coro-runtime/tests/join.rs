//! `join!`, `try_join!` and `join_all`: outputs in order, any types, only woken children polled, the rest dropped with the whole.

use std::cell::{Cell, RefCell};
use std::future::{pending, poll_fn, ready};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::time::{Duration, Instant};

use coro_runtime::future::catch_unwind as catch_unwind_future;
use coro_runtime::time::sleep;
use coro_runtime::{block_on, join, join_all, try_join, yield_now};

#[test]
fn outputs_are_in_the_order_of_the_arguments() {
    block_on(async {
        let text = String::from("borrowed");
        let late = async {
            sleep(Duration::from_millis(5)).await;
            &text
        };
        assert_eq!(join!(late, ready(2), async { Some('c') }).await, (&text, 2, Some('c')));
        assert_eq!(join!(ready(1),).await, (1,));
        let twelve = join!(
            ready(1),
            ready(2),
            ready(3),
            ready(4),
            ready(5),
            ready(6),
            ready(7),
            ready(8),
            ready(9),
            ready(10),
            ready(11),
            ready(12)
        );
        assert_eq!(twelve.await, (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12));
    });
}

#[test]
fn children_are_polled_in_order() {
    let log = RefCell::new(Vec::new());
    let child = |n: u32| {
        let log = &log;
        async move {
            for round in 0..2 {
                log.borrow_mut().push((round, n));
                yield_now().await;
            }
        }
    };
    let expected = [(0, 0), (0, 1), (0, 2), (1, 0), (1, 1), (1, 2)];
    block_on(join_all((0..3).map(child)));
    assert_eq!(log.take(), expected);
    block_on(join!(child(0), child(1), child(2)));
    assert_eq!(log.take(), expected);
}

#[test]
fn joined_waits_take_as_long_as_the_longest() {
    let start = Instant::now();
    block_on(async {
        let ms = |n| sleep(Duration::from_millis(n));
        join!(ms(0), ms(20), ms(40), join_all([10, 30, 50].map(ms))).await;
    });
    let elapsed = start.elapsed();
    assert!(Duration::from_millis(50) <= elapsed && elapsed < Duration::from_millis(300), "{elapsed:?}");
}

#[test]
fn no_futures_are_ready_at_once() {
    assert_eq!(block_on(join_all(Vec::<std::future::Ready<()>>::new())), []);
}

#[test]
fn only_the_child_that_was_woken_is_polled() {
    const CHILDREN: usize = 50;
    let polls: Vec<Cell<usize>> = (0..CHILDREN).map(|_| Cell::new(0)).collect();
    let wakers: Vec<RefCell<Option<Waker>>> = (0..CHILDREN).map(|_| RefCell::new(None)).collect();
    let mut joined = pin!(join_all((0..CHILDREN).map(|n| {
        let (polls, waker) = (&polls[n], &wakers[n]);
        poll_fn(move |cx| {
            polls.set(polls.get() + 1);
            *waker.borrow_mut() = Some(cx.waker().clone());
            if polls.get() == 3 { Poll::Ready(n) } else { Poll::Pending }
        })
    })));
    let mut cx = Context::from_waker(Waker::noop());
    assert!(joined.as_mut().poll(&mut cx).is_pending());
    for round in 2..=3 {
        for n in (0..CHILDREN).rev() {
            for _ in 0..10 {
                wakers[n].borrow().as_ref().unwrap().wake_by_ref();
            }
            let is_last = round == 3 && n == 0;
            match joined.as_mut().poll(&mut cx) {
                Poll::Pending => assert!(!is_last),
                Poll::Ready(outputs) => {
                    assert!(is_last);
                    assert_eq!(outputs, (0..CHILDREN).collect::<Vec<_>>());
                }
            }
            let expected = |other: usize| if other >= n { round } else { round - 1 };
            assert!((0..CHILDREN).all(|other| polls[other].get() == expected(other)));
        }
    }
    // Late wake-ups of ended children are harmless.
    for waker in &wakers {
        waker.borrow().as_ref().unwrap().wake_by_ref();
    }
    let again = catch_unwind(AssertUnwindSafe(|| joined.as_mut().poll(&mut cx)));
    assert!(again.is_err(), "polled after completion");
}

#[test]
fn each_poll_tells_the_waker_it_was_given() {
    struct Count(AtomicUsize);
    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::SeqCst);
        }
    }
    let counts = [(); 2].map(|()| Arc::new(Count(AtomicUsize::new(0))));
    let child = RefCell::new(None::<Waker>);
    let mut joined = pin!(join_all([poll_fn(|cx| {
        *child.borrow_mut() = Some(cx.waker().clone());
        Poll::<()>::Pending
    })]));
    for count in &counts {
        let waker = Waker::from(Arc::clone(count));
        assert!(joined.as_mut().poll(&mut Context::from_waker(&waker)).is_pending());
    }
    child.borrow().as_ref().unwrap().wake_by_ref();
    assert_eq!(counts.map(|count| count.0.load(Ordering::SeqCst)), [0, 1]);
}

#[test]
fn a_child_that_wakes_itself_leaves_room_for_others() {
    block_on(async {
        let turns = Rc::new(Cell::new(0));
        let theirs = Rc::clone(&turns);
        let task = coro_runtime::spawn_local(async move {
            for _ in 0..20 {
                theirs.set(theirs.get() + 1);
                yield_now().await;
            }
        });
        join_all((0..3).map(|_| async {
            for _ in 0..20 {
                yield_now().await;
            }
        }))
        .await;
        assert!(turns.get() >= 18, "{}", turns.get());
        task.await.unwrap();
    });
}

#[test]
fn dropping_the_whole_drops_the_rest() {
    let held = Rc::new(());
    let child = |ends: bool| {
        let held = Rc::clone(&held);
        async move {
            if !ends {
                pending::<()>().await;
            }
            held
        }
    };
    let mut cx = Context::from_waker(Waker::noop());
    {
        let mut all = pin!(join_all([child(true), child(false)]));
        assert!(all.as_mut().poll(&mut cx).is_pending());
        let mut tuple = pin!(join!(child(true), child(false)));
        assert!(tuple.as_mut().poll(&mut cx).is_pending());
        assert_eq!(Rc::strong_count(&held), 5);
    }
    assert_eq!(Rc::strong_count(&held), 1);
}

#[test]
fn the_first_error_ends_the_others() {
    let held = Rc::new(());
    let child = |ends: bool| {
        let held = Rc::clone(&held);
        async move {
            if !ends {
                pending::<()>().await;
            }
            drop(held);
            Ok::<_, &str>(1)
        }
    };
    let mut cx = Context::from_waker(Waker::noop());
    let fails = Cell::new(false);
    let failing = poll_fn(|_| if fails.get() { Poll::Ready(Err::<(), _>("no")) } else { Poll::Pending });
    let mut joined = pin!(try_join!(child(false), child(true), failing, child(false)));
    assert!(joined.as_mut().poll(&mut cx).is_pending());
    assert_eq!(Rc::strong_count(&held), 3);
    fails.set(true);
    assert_eq!(joined.as_mut().poll(&mut cx), Poll::Ready(Err("no")));
    assert_eq!(Rc::strong_count(&held), 1, "they are dropped with the error, not later");
    let again = catch_unwind(AssertUnwindSafe(|| joined.poll(&mut cx)));
    assert!(again.is_err(), "polled after completion");
}

#[test]
fn twelve_that_may_fail() {
    macro_rules! after {
        ($($n:literal)+) => {
            block_on(try_join!($(async {
                for _ in 0..12 - $n {
                    yield_now().await;
                }
                if $n == 13 { Err($n) } else { Ok($n) }
            }),+))
        };
    }
    assert_eq!(after!(0 1 2 3 4 5 6 7 8 9 10 11), Ok((0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11)));
    // Of two that fail in one poll, the first.
    let both = block_on(try_join((async { Err::<(), _>(1) }, async { Err::<(), _>(2) })));
    assert_eq!(both, Err(1));
    assert_eq!(block_on(try_join!(async { Ok::<_, ()>(1) })), Ok((1,)));
}

#[test]
fn a_panic_that_is_caught_drops_its_future_at_once() {
    let held = Rc::new(());
    let theirs = Rc::clone(&held);
    let mut caught = pin!(catch_unwind_future(async move {
        yield_now().await;
        std::hint::black_box(&theirs);
        panic!("caught");
    }));
    let mut cx = Context::from_waker(Waker::noop());
    assert!(caught.as_mut().poll(&mut cx).is_pending());
    let Poll::Ready(Err(payload)) = caught.as_mut().poll(&mut cx) else { panic!("it has panicked") };
    assert_eq!((payload.downcast_ref::<&str>(), Rc::strong_count(&held)), (Some(&"caught"), 1));
    assert!(catch_unwind(AssertUnwindSafe(|| caught.poll(&mut cx).is_ready())).is_err());
}
