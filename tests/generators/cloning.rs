//! Machines with `+ Clone`: a copy in mid-run goes on by itself.

use coro::CoroutineState::{Complete, Yielded};
use coro::{Coroutine, yield_};
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::Pin;
use std::rc::Rc;

#[coro::coroutine]
fn words(prefix: String, list: Vec<&'static str>) -> impl Iterator<Item = String> + Clone {
    let mut count = 0;
    for word in list {
        count += 1;
        let line = format!("{prefix}{count} {word}");
        yield_!(line.clone());
        if word.len() > 3 {
            yield_!(line.to_uppercase());
        }
    }
    drop(prefix);
    yield_!(count.to_string());
}

#[test]
fn copies_go_on_by_themselves() {
    let all: Vec<String> = words(String::from("#"), vec!["a", "long", "b"]).collect();
    for taken in 0..=all.len() + 1 {
        let mut machine = words(String::from("#"), vec!["a", "long", "b"]);
        let before: Vec<String> = machine.by_ref().take(taken).collect();
        let copy = machine.clone();
        assert_eq!(machine.collect::<Vec<_>>(), all[before.len()..]);
        assert_eq!(copy.clone().collect::<Vec<_>>(), all[before.len()..]);
        drop(copy);
    }
}

#[test]
fn in_other_iterators() {
    #[coro::coroutine]
    fn ages() -> impl Iterator<Item = u32> + Clone {
        let mut n = 1;
        while n < 20 {
            yield_!(n);
            n *= 3;
        }
    }
    assert_eq!(ages().cycle().take(7).collect::<Vec<_>>(), [1, 3, 9, 1, 3, 9, 1]);
}

/// Counts what is alive, and panics in a clone when it is told to.
struct Counted {
    alive: Rc<Cell<usize>>,
    clones: Rc<Cell<usize>>,
}

impl Counted {
    fn new(alive: &Rc<Cell<usize>>, clones: &Rc<Cell<usize>>) -> Self {
        alive.set(alive.get() + 1);
        Counted { alive: Rc::clone(alive), clones: Rc::clone(clones) }
    }
}

impl Clone for Counted {
    fn clone(&self) -> Self {
        match self.clones.get() {
            0 => resume_unwind(Box::new("quiet")),
            left => self.clones.set(left - 1),
        }
        Counted::new(&self.alive, &self.clones)
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        self.alive.set(self.alive.get() - 1);
    }
}

#[test]
fn a_clone_that_panics_leaves_nothing() {
    #[coro::coroutine]
    fn holds(a: Counted, b: Option<Counted>) -> impl Iterator<Item = ()> + Clone {
        yield_!();
        let c = a.clone();
        if let Some(b) = b {
            yield_!();
            drop(b);
        }
        yield_!();
        drop(c);
    }
    for items in 0..4 {
        for clones in 0..4 {
            let (alive, left) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(100)));
            let mut machine = holds(Counted::new(&alive, &left), Some(Counted::new(&alive, &left)));
            machine.by_ref().take(items).for_each(drop);
            let held = alive.get();
            left.set(clones);
            match catch_unwind(AssertUnwindSafe(|| machine.clone())) {
                Ok(copy) => {
                    assert_eq!(alive.get(), 2 * held);
                    drop(copy);
                }
                Err(_) => assert!(clones < held),
            }
            assert_eq!(alive.get(), held);
            drop(machine);
            assert_eq!(alive.get(), 0);
        }
    }
}

/// Of a tuple or an array that a pattern took apart nothing is left to be cloned: the copies panicked.
#[test]
fn what_was_taken_apart() {
    #[coro::coroutine]
    fn apart(pair: (Counted, (Counted, u32)), list: [Counted; 2]) -> impl Iterator<Item = u32> + Clone {
        yield_!(0);
        let (first, (second, n)) = pair;
        yield_!(n);
        drop(first);
        match (second, n) {
            (kept, 0) => drop(kept),
            (kept, m) => {
                yield_!(m + 1);
                drop(kept);
            }
        }
        let [left, right] = list;
        drop(left);
        yield_!(n + 2);
        drop(right);
    }
    let (alive, left) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(1000)));
    let new = || Counted::new(&alive, &left);
    for items in 0..=4 {
        let mut machine = apart((new(), (new(), 5)), [new(), new()]);
        assert_eq!(machine.by_ref().take(items).count(), items);
        let held = alive.get();
        let copy = machine.clone();
        assert_eq!(alive.get(), 2 * held);
        assert_eq!(machine.collect::<Vec<_>>(), [0, 5, 6, 7][items..]);
        assert_eq!(alive.get(), held);
        assert_eq!(copy.collect::<Vec<_>>(), [0, 5, 6, 7][items..]);
        assert_eq!(alive.get(), 0);
    }
}

#[test]
fn coroutines() {
    #[coro::coroutine]
    fn collect(mut all: Vec<u32>) -> impl Coroutine<u32, Yield = usize, Return = Vec<u32>> + Unpin + Clone {
        while all.len() < 4 {
            let given = yield_!(all.len());
            all.push(given);
        }
        all
    }
    let mut machine = collect(vec![1]);
    assert_eq!(Pin::new(&mut machine).start(), Yielded(1));
    assert_eq!(Pin::new(&mut machine).resume(2), Yielded(2));
    let mut copy = machine.clone();
    assert_eq!(Pin::new(&mut machine).resume(3), Yielded(3));
    assert_eq!(Pin::new(&mut machine).resume(4), Complete(vec![1, 2, 3, 4]));
    assert_eq!(Pin::new(&mut copy).resume(5), Yielded(3));
    assert_eq!(Pin::new(&mut copy).resume(6), Complete(vec![1, 2, 5, 6]));
}
