//! Streams: `yield_!` and `.await` in one body.

use crate::harness::{Noisy, logged, note};
use coro::{Stream, yield_, yield_from};
use std::future::{poll_fn, ready};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

fn poll<S: Stream>(stream: Pin<&mut S>) -> Poll<Option<S::Item>> {
    stream.poll_next(&mut Context::from_waker(Waker::noop()))
}

/// Pending once.
async fn pause(name: &str) {
    let mut waited = false;
    note(format!("wait for {name}"));
    poll_fn(|_| if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

fn all<S: Stream>(stream: S) -> Vec<S::Item> {
    let mut stream = pin!(stream);
    let mut items = Vec::new();
    loop {
        match poll(stream.as_mut()) {
            Poll::Ready(Some(item)) => items.push(item),
            Poll::Ready(None) => return items,
            Poll::Pending => {}
        }
    }
}

#[coro::coroutine]
fn squares(of: &[u64]) -> impl Stream<Item = u64> {
    let list: Vec<u64> = of.to_vec();
    // Held across both.
    for n in &list {
        pause("the next one").await;
        yield_!(n * n);
    }
}

#[test]
fn yields_and_waits() {
    let mut stream = pin!(squares(&[2, 3]));
    assert_eq!(poll(stream.as_mut()), Poll::Pending);
    assert_eq!(poll(stream.as_mut()), Poll::Ready(Some(4)));
    assert_eq!(poll(stream.as_mut()), Poll::Pending);
    assert_eq!(poll(stream.as_mut()), Poll::Ready(Some(9)));
    assert_eq!(stream.size_hint(), (0, None));
    assert_eq!(poll(stream.as_mut()), Poll::Ready(None));
    assert_eq!((poll(stream.as_mut()), stream.size_hint()), (Poll::Ready(None), (0, Some(0))));
}

#[test]
fn dropped_anywhere() {
    #[coro::coroutine]
    fn noisy() -> impl Stream<Item = Noisy> {
        let _kept = Noisy("kept");
        pause("first").await;
        yield_!(Noisy("item"));
        let _later = Noisy("later");
        pause("second").await;
    }
    let run = |polls: usize| {
        logged(|| {
            let mut stream = pin!(noisy());
            for _ in 0..polls {
                let _ = poll(stream.as_mut());
            }
            note("end");
        })
    };
    assert_eq!(run(0), ["end"]);
    assert_eq!(run(1), ["wait for first", "end", "drop kept"]);
    assert_eq!(run(2), ["wait for first", "drop item", "end", "drop kept"]);
    assert_eq!(run(3), ["wait for first", "drop item", "wait for second", "end", "drop later", "drop kept"]);
    assert_eq!(run(4), ["wait for first", "drop item", "wait for second", "drop later", "drop kept", "end"]);
}

#[test]
fn errors_end_it() {
    #[coro::coroutine]
    fn parsed(list: Vec<&'static str>) -> impl Stream<Item = Result<u8, std::num::ParseIntError>> + Send {
        for text in list {
            ready(()).await;
            let n = text.parse::<u8>()?;
            yield_!(Ok(n));
        }
    }
    let items = all(parsed(vec!["1", "x", "2"]));
    assert!(matches!(items.as_slice(), [Ok(1), Err(_)]));
}

#[test]
fn streams_of_streams() {
    #[coro::coroutine]
    fn both() -> impl Stream<Item = u64> {
        yield_from!(squares(&[1, 2]));
        yield_!(0);
        yield_from!(squares(&[3]));
    }
    assert_eq!(all(both()), [1, 4, 0, 9]);
}

/// What borrows a temporary of its own could not be handed on (E0716).
#[test]
fn streams_that_borrow_temporaries() {
    #[coro::coroutine]
    fn letters(of: &str) -> impl Stream<Item = char> {
        for letter in of.chars() {
            pause("letter").await;
            yield_!(letter);
        }
    }
    #[coro::coroutine]
    fn number(n: u32) -> impl Stream<Item = char> {
        yield_from!(letters(&n.to_string()));
        yield_!('.');
    }
    assert_eq!(all(number(42)).into_iter().collect::<String>(), "42.");
}
