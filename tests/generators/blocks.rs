//! `co!(iter { .. })`, `co!(stream { .. })`, `co!(coroutine { .. })`: machines as expressions, with the word `yield` itself.

use crate::harness::{Noisy, compare_taken, logged, note};
use coro::CoroutineState::{Complete, Yielded};
use coro::{Coroutine, Stream, co};
use std::cell::Cell;
use std::collections::BTreeMap;
use std::num::ParseIntError;
use std::pin::{Pin, pin};
use std::rc::Rc;
use std::task::{Context, Poll, Waker};

/// A block against the same body with calls that record, with what is set up before.
macro_rules! twins {
    ($($name:ident { $($setup:tt)* } ($($way:ident)?) $body:block)*) => {
        $(twin_test! {
            $name
            plain {
                macro_rules! yield_ { ($yielded:expr) => { record($yielded) }; }
                pub(super) fn f() { $($setup)* let mut run = $($way)? || $body; run(); }
            }
            machine {
                use coro::co;
                pub(super) fn f(items: usize) {
                    $($setup)*
                    take(co!(iter $($way)? $body), items);
                }
            }
            compare_taken(plain::f, machine::f)
        })*
    };
}

twins! {
    by_reference { let list = vec![noisy("a"), noisy("bc")]; let n = 3; } () {
        for item in &list {
            let guard = noisy("guard");
            yield_!(item.len() + n);
        }
    }
    by_value { let list = vec![noisy("a"), noisy("bc")]; let last = noisy("last"); } () {
        for item in list {
            yield_!(item.len());
        }
        let kept = last;
        yield_!(kept.len());
    }
    moved_in { let a = noisy("a"); let b = noisy("bc"); let n = 2; } (move) {
        let mut i = 0;
        while i < n {
            yield_!(b.len() * i);
            effect("again", ());
            i += 1;
        }
        drop(a);
        yield_!(n);
    }
    exclusively { let mut list = vec![noisy("a")]; let mut count = 0; } () {
        while count < 3 {
            list.push(noisy("more"));
            count += 1;
            yield_!(list.len());
        }
        list.clear();
        yield_!(count);
    }
}

#[test]
fn the_word_itself() {
    let items = co!(iter {
        yield 1;
        let () = yield 2;
        for n in [3, 4] {
            yield n
        }
        if let Some(n) = Some(5) { yield n } else { return }
        yield if true { 6 } else { 7 };
    });
    assert_eq!(items.collect::<Vec<_>>(), [1, 2, 3, 4, 5, 6]);
}

#[test]
fn variables_are_there_afterwards() {
    let (list, factor, mut out, mut total) = (vec![1, 2, 3], 10, Vec::new(), 0);
    let scaled = co!(iter {
        for n in list.iter() {
            out.push(*n);
            total += n * factor;
            yield total;
        }
    });
    assert_eq!(scaled.collect::<Vec<_>>(), [10, 30, 60]);
    assert_eq!((list.len(), out.len(), total), (3, 3, 60));
    let mut list = list;
    for n in co!(iter { for n in list.iter_mut() { yield n; } }) {
        *n += 1;
    }
    assert_eq!(list, [2, 3, 4]);
}

struct Shelf {
    books: Vec<String>,
    lent: BTreeMap<usize, u32>,
    visits: u32,
}

impl Shelf {
    /// Borrows two fields; `self` itself is only looked through.
    fn present(&self) -> impl Iterator<Item = &str> {
        co!(iter {
            for (number, book) in self.books.iter().enumerate() {
                if !self.lent.contains_key(&number) {
                    yield book.as_str();
                }
            }
        })
    }

    fn shout(&mut self) -> impl Iterator<Item = &mut String> {
        co!(iter { for book in &mut self.books { self.visits += 1; book.push('!'); yield book; } })
    }

    fn lend_all(&mut self) -> u32 {
        let mut last = 0;
        for number in co!(iter { while let Some(entry) = self.lent.pop_first() { yield entry.1; } }) {
            // What is not captured is free meanwhile.
            self.visits += 1;
            last = number;
        }
        self.visits + last
    }

    fn into_words(self) -> impl Iterator<Item = String> {
        co!(iter move {
            for book in self.books {
                yield book;
            }
        })
    }
}

#[test]
fn fields() {
    let books = vec![String::from("one"), String::from("two")];
    let mut shelf = Shelf { books, lent: BTreeMap::from([(0, 7)]), visits: 0 };
    assert_eq!(shelf.present().collect::<Vec<_>>(), ["two"]);
    assert_eq!(shelf.shout().map(|book| book.len()).sum::<usize>(), 8);
    assert_eq!(shelf.lend_all(), 10);
    assert_eq!(shelf.into_words().collect::<Vec<_>>(), ["one!", "two!"]);
}

#[test]
fn what_is_called() {
    fn twice<T: Clone>(value: &T) -> (T, T) {
        (value.clone(), value.clone())
    }
    fn mapped(list: impl Iterator<Item = u32>, mut f: impl FnMut(u32) -> u32) -> impl Iterator<Item = u32> {
        co!(iter move {
            for n in list {
                yield f(n);
                yield f(n + 1);
            }
        })
    }
    let mut calls = 0;
    let mut count = |n: u32| {
        calls += 1;
        n + calls
    };
    let items = co!(iter {
        let (a, b) = twice(&count(1));
        yield a + b;
        yield u32::from(twice(&'x').0 == 'x') + count(2);
    });
    assert_eq!(items.collect::<Vec<_>>(), [4, 5]);
    assert_eq!(calls, 2);
    let mut seen = Vec::new();
    assert_eq!(
        mapped([1, 5].into_iter(), |n| {
            seen.push(n);
            n * 2
        })
        .collect::<Vec<_>>(),
        [2, 4, 10, 12]
    );
    assert_eq!(seen, [1, 2, 5, 6]);
}

#[test]
fn questions_end_it() {
    let text = "1 x 2";
    let numbers =
        co!(iter { for word in text.split(' ') { yield Ok::<u32, ParseIntError>(word.parse()?); } });
    let numbers: Vec<_> = numbers.collect();
    assert!(matches!(numbers.as_slice(), [Ok(1), Err(_)]), "{numbers:?}");
}

#[test]
fn anywhere() {
    struct Held<I> {
        items: I,
    }
    fn boxed<'a>(list: &'a [u32]) -> Box<dyn Iterator<Item = &'a u32> + Send + 'a> {
        Box::new(co!(iter move { for n in list { yield n; } }))
    }
    let mut held = Held { items: co!(iter { yield 1; yield 2; }) };
    assert_eq!((held.items.next(), held.items.size_hint().1), (Some(1), held.items.size_hint().1));
    assert_eq!(boxed(&[1, 2]).count(), 2);
    let sums = [3, 4].iter().map(|n| co!(iter { for i in 0..*n { yield i; } }).sum::<u32>());
    assert_eq!(sums.collect::<Vec<_>>(), [3, 6]);
    let (left, right) = (co!(iter { yield 'a'; }), co!(iter { yield 'b'; }));
    assert_eq!(left.chain(right).collect::<String>(), "ab");
    assert_eq!(co!(iter { if false { yield 1u8; } }).next(), None);
}

#[test]
fn one_in_another() {
    let depth = 3;
    let nested = co!(iter {
        let list = vec![depth, 1];
        for n in list {
            for i in co!(iter { for i in 0..n { yield i; } }) {
                yield (n, i);
            }
        }
    });
    assert_eq!(nested.collect::<Vec<_>>(), [(3, 0), (3, 1), (3, 2), (1, 0)]);

    #[coro::coroutine]
    async fn sums(list: Vec<u32>) -> u32 {
        let factor = 2;
        std::future::ready(()).await;
        let sum: u32 = co!(iter { for n in &list { yield n * factor; } }).sum();
        let again: u32 = co!(iter move { for n in list { yield n; } }).sum();
        std::future::ready(()).await;
        sum + again + factor
    }
    let mut sums = pin!(sums(vec![1, 2]));
    assert_eq!(sums.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(11));
}

struct Words(String);

#[coro::coroutine]
impl Words {
    async fn number(&self) -> usize {
        std::future::ready(self.all().count()).await
    }

    // No machine by itself: only the block in it yields.
    fn all(&self) -> impl Iterator<Item = &str> {
        co!(iter { for word in self.0.split(' ') { yield word; } })
    }
}

#[test]
fn in_a_block_of_machines() {
    let words = Words(String::from("to be or not"));
    let mut number = pin!(words.number());
    assert_eq!(number.as_mut().poll(&mut Context::from_waker(Waker::noop())), Poll::Ready(4));
}

#[test]
fn threads() {
    let list = vec![1, 2, 3];
    let mut items = co!(iter { for n in &list { yield *n; } });
    assert_eq!(items.next(), Some(1));
    let rest = std::thread::scope(|scope| scope.spawn(move || items.sum::<u32>()).join().expect("no panic"));
    assert_eq!(rest, 5);
    let shared = Rc::new(5);
    assert_eq!(co!(iter move { yield *shared; yield *shared + 1; }).sum::<i32>(), 11);
}

#[test]
fn sizes() {
    let (list, large) = (vec![1_u8], [0_u8; 1000]);
    let items = co!(iter { for n in list.iter() { yield usize::from(*n) + large.len(); } });
    // Two addresses, an iterator, a state: nothing of an item that was yielded.
    assert_eq!(size_of_val(&items), 3 * size_of::<usize>() + size_of::<std::slice::Iter<u8>>());
    assert_eq!(items.sum::<usize>(), 1001);
}

#[test]
fn never_resumed() {
    let log = logged(|| {
        let (a, b, c) = (Noisy("a"), Noisy("b"), Noisy("c"));
        let items = co!(iter { yield b.len(); let taken = a; yield taken.len(); });
        drop(items);
        note("gone");
        drop(co!(iter move { yield c.len(); }));
        note("end");
        drop(b);
    });
    assert_eq!(log, ["drop a", "gone", "drop c", "end", "drop b"]);
}

#[test]
fn streams() {
    let (from, seen) = (2, Cell::new(0));
    let mut squares = pin!(co!(stream {
        for n in from..4 {
            std::future::poll_fn(|_| {
                seen.set(seen.get() + 1);
                if seen.get() % 2 == 1 { Poll::Pending } else { Poll::Ready(()) }
            })
            .await;
            yield n * n;
        }
    }));
    let mut poll = || squares.as_mut().poll_next(&mut Context::from_waker(Waker::noop()));
    assert_eq!([poll(), poll(), poll()], [Poll::Pending, Poll::Ready(Some(4)), Poll::Pending]);
    assert_eq!([poll(), poll(), poll()], [Poll::Ready(Some(9)), Poll::Ready(None), Poll::Ready(None)]);
    assert_eq!(seen.get(), 4);
}

/// A coroutine that takes what it mentions, and calls functions by their names.
#[test]
fn coroutines_that_call() {
    fn twice(n: u32) -> u32 {
        2 * n
    }
    let (given, types) = (4, 3);
    let add = |n: u32| n + types;
    let mut machine = pin!(co!(coroutine move {
        let got: u32 = yield twice(given);
        let more: u32 = yield add(got);
        twice(more + types)
    }));
    assert_eq!(machine.as_mut().start(), Yielded(8));
    assert_eq!(machine.as_mut().resume(7), Yielded(10));
    assert_eq!(machine.as_mut().resume(1), Complete(8));
}

#[test]
fn coroutines() {
    let name = String::from("n");
    let mut log = Vec::new();
    {
        let mut machine = pin!(co!(coroutine {
            let mut sum = 0;
            while sum < 10 {
                let given: i32 = yield format!("{name}{sum}");
                log.push(given);
                sum += given;
            }
            sum
        }));
        assert_eq!(machine.as_mut().start(), Yielded(String::from("n0")));
        assert_eq!(machine.as_mut().resume(4), Yielded(String::from("n4")));
        assert_eq!(Pin::as_mut(&mut machine).resume(7), Complete(11));
    }
    assert_eq!(log, [4, 7]);
}

#[test]
fn under_a_condition() {
    let n = 3;
    let items = co!(iter {
        #[cfg(test)]
        yield n;
        #[cfg(not(test))]
        yield not_there(n);
        yield 4;
    });
    assert_eq!(items.collect::<Vec<_>>(), [3, 4]);
}
