//! Machines that yield, in boxes: by their declared results, and by `boxed`.

use coro::CoroutineState::{Complete, Yielded};
use coro::{Coroutine, Stream, yield_, yield_from};
use std::num::ParseIntError;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

enum Tree<T> {
    Leaf,
    Fork(Box<Tree<T>>, T, Box<Tree<T>>),
}

use Tree::{Fork, Leaf};

impl<T> Tree<T> {
    #[coro::coroutine]
    fn declared(&self) -> Box<dyn Iterator<Item = &T> + '_> {
        if let Fork(left, value, right) = self {
            yield_from!(left.declared());
            yield_!(value);
            yield_from!(right.declared());
        }
    }

    #[coro::coroutine]
    fn sent<'a>(&'a self) -> Box<dyn Iterator<Item = &'a T> + Send + 'a>
    where
        T: Sync,
    {
        if let Fork(left, value, right) = self {
            yield_from!(left.sent());
            yield_!(value);
            yield_from!(right.sent());
        }
    }

    #[coro::coroutine(boxed_local)]
    fn boxed(&self) -> impl Iterator<Item = &T> {
        if let Fork(left, value, right) = self {
            for item in left.boxed() {
                yield_!(item);
            }
            yield_!(value);
            yield_from!(right.boxed());
        }
    }

    #[coro::coroutine]
    fn own(self) -> Box<dyn Iterator<Item = T>>
    where
        T: 'static,
    {
        if let Fork(left, value, right) = self {
            yield_from!(left.own());
            yield_!(value);
            yield_from!(right.own());
        }
    }
}

#[coro::coroutine]
impl<T> Tree<T> {
    fn in_a_block(&self) -> Box<dyn Iterator<Item = &T> + '_> {
        if let Fork(left, value, right) = self {
            yield_from!(left.in_a_block());
            yield_!(value);
            yield_from!(right.in_a_block());
        }
    }

    fn yields_nothing(&self) -> Box<dyn Iterator<Item = &T> + '_> {
        Box::new(self.declared().take(0))
    }
}

#[test]
fn recursion_through_boxes() {
    let leaf = || Box::new(Leaf);
    let tree = Fork(Box::new(Fork(leaf(), 1, leaf())), 2, Box::new(Fork(leaf(), 3, leaf())));
    assert!(tree.declared().eq(&[1, 2, 3]));
    assert!(tree.boxed().eq(&[1, 2, 3]));
    assert!(tree.in_a_block().eq(&[1, 2, 3]));
    assert_eq!(tree.yields_nothing().count(), 0);
    std::thread::scope(|scope| {
        let items = tree.sent();
        assert_eq!(scope.spawn(move || items.count()).join().unwrap(), 3);
    });
    assert!(tree.own().eq([1, 2, 3]));
}

trait Source {
    fn items(&self) -> Box<dyn Iterator<Item = u8> + '_>;
    fn stream(&self) -> Pin<Box<dyn Stream<Item = u8> + Send + '_>>;
}

impl Source for Vec<u8> {
    #[coro::coroutine]
    fn items(&self) -> Box<dyn Iterator<Item = u8> + '_> {
        for item in self {
            yield_!(*item);
        }
    }

    #[coro::coroutine]
    fn stream(&self) -> Pin<Box<dyn Stream<Item = u8> + Send + '_>> {
        let copy = self.clone();
        for item in &copy {
            std::future::ready(()).await;
            yield_!(*item);
        }
    }
}

fn all<T>(mut stream: Pin<Box<dyn Stream<Item = T> + '_>>) -> Vec<T> {
    let mut items = Vec::new();
    let mut cx = Context::from_waker(Waker::noop());
    while let Poll::Ready(Some(item)) = stream.as_mut().poll_next(&mut cx) {
        items.push(item);
    }
    items
}

#[test]
fn methods_of_a_trait() {
    let source: &dyn Source = &vec![1, 2];
    assert_eq!(source.items().collect::<Vec<_>>(), [1, 2]);
    assert_eq!(all(source.stream()), [1, 2]);
}

#[coro::coroutine(boxed)]
fn parsed(list: &[&'static str], bonus: &u8) -> impl Stream<Item = Result<u8, ParseIntError>> {
    for text in list {
        std::future::ready(()).await;
        let number: u8 = text.parse()?;
        yield_!(Ok(number + *bonus));
    }
}

#[test]
fn a_stream_that_fails() {
    assert_eq!(all(parsed(&["1", "2"], &10)), [Ok(11), Ok(12)]);
    assert_eq!(all(parsed(&["1", "x", "2"], &10)).len(), 2);
}

/// What the crate `futures` calls it.
type BoxStream<'a, T> = Pin<Box<dyn Stream<Item = T> + Send + 'a>>;

#[coro::coroutine]
fn by_an_alias(list: &[u8]) -> BoxStream<'_, u8> {
    for item in list {
        yield_!(*item);
    }
    if let Some((_, rest)) = list.split_first() {
        yield_from!(by_an_alias(rest));
    }
}

#[test]
fn an_alias() {
    assert_eq!(all(by_an_alias(&[1, 2])), [1, 2, 2]);
}

#[coro::coroutine(boxed)]
fn movable(depth: u8) -> impl Coroutine<u8, Yield = u8, Return = u8> + Unpin {
    if depth == 0 {
        return 0;
    }
    let given = yield_!(depth);
    given + yield_from!(movable(depth - 1))
}

#[coro::coroutine(boxed)]
fn pinned<T: Clone + Send + Sync>(value: T) -> impl Coroutine<u8, Yield = T, Return = u8> {
    let kept = &value;
    let first = yield_!(kept.clone());
    first + yield_!(kept.clone())
}

#[coro::coroutine]
#[allow(clippy::type_complexity)]
fn declared(depth: u8) -> Pin<Box<dyn Coroutine<u8, Yield = u8, Return = Result<u8, String>>>> {
    if depth == 0 {
        Err("too deep")?;
    }
    let given = yield_!(depth);
    Ok(given + yield_from!(declared(depth - 1))?)
}

#[test]
fn coroutines() {
    let mut machine = std::thread::spawn(|| movable(2)).join().unwrap();
    let mut machine = Pin::new(&mut machine);
    assert_eq!(machine.as_mut().start(), Yielded(2));
    assert_eq!(machine.as_mut().resume(5), Yielded(1));
    assert_eq!(machine.as_mut().resume(6), Complete(11));

    let mut machine = pinned("x");
    assert_eq!(machine.as_mut().start(), Yielded("x"));
    assert_eq!(machine.as_mut().resume(5), Yielded("x"));
    assert_eq!(machine.as_mut().resume(6), Complete(11));

    let mut machine = declared(1);
    assert_eq!(machine.as_mut().start(), Yielded(1));
    assert_eq!(machine.as_mut().resume(5), Complete(Err(String::from("too deep"))));
}

/// The result of an `async fn` may be such a box: that is no machine that yields.
#[test]
fn a_future_of_a_box() {
    #[coro::coroutine]
    async fn items() -> Box<dyn Iterator<Item = u8>> {
        std::future::ready(()).await;
        Box::new(0..3)
    }
    assert_eq!(coro::block_on(items()).count(), 3);
}
