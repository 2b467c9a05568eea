//! Machines with `+ Clone`: a copy in mid-run goes on by itself.

use coro::CoroutineState::{Complete, Yielded};
use coro::{Coroutine, yield_};
use std::cell::Cell;
use std::mem::ManuallyDrop;
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
pub(super) struct Counted {
    alive: Rc<Cell<usize>>,
    clones: Rc<Cell<usize>>,
}

impl Counted {
    pub(super) fn new(alive: &Rc<Cell<usize>>, clones: &Rc<Cell<usize>>) -> Self {
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

/// What a machine gives, taken to each of its items and cloned there: both copies have to give the rest, and to own the same.
pub(super) fn cloned_everywhere<I: Iterator<Item = u32> + Clone>(make: impl Fn(&dyn Fn() -> Counted) -> I) {
    let (alive, left) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(usize::MAX)));
    let new = || Counted::new(&alive, &left);
    let all: Vec<u32> = make(&new).collect();
    assert_eq!(alive.get(), 0);
    for items in 0..=all.len() {
        let mut machine = make(&new);
        machine.by_ref().take(items).for_each(drop);
        let held = alive.get();
        for clones in 0..held {
            left.set(clones);
            assert!(catch_unwind(AssertUnwindSafe(|| machine.clone())).is_err());
            assert_eq!(alive.get(), held, "a clone that panics leaves nothing, after {items} items");
        }
        left.set(usize::MAX);
        let copy = machine.clone();
        assert_eq!(alive.get(), 2 * held, "after {items} items");
        assert_eq!(machine.collect::<Vec<_>>(), all[items..]);
        assert_eq!(alive.get(), held);
        assert_eq!(copy.clone().collect::<Vec<_>>(), all[items..]);
        drop(copy);
        assert_eq!(alive.get(), 0);
    }
}

#[derive(Clone)]
pub(super) struct Both {
    pub(super) a: Counted,
    pub(super) b: (Counted, u32),
}

#[derive(Clone)]
enum Kind {
    One(Counted),
    Two { left: Counted, right: Counted },
    None,
}

/// Structs and variants that a pattern took apart: the copies panicked.
#[test]
fn structs_that_were_taken_apart() {
    #[coro::coroutine]
    fn apart(both: Both, kind: Kind) -> impl Iterator<Item = u32> + Clone {
        yield_!(0);
        let Both { a, b } = both;
        yield_!(1);
        drop(a);
        match kind {
            Kind::One(one) => {
                yield_!(2);
                drop(one);
            }
            Kind::Two { left, right: _ } => {
                yield_!(3);
                drop(left);
                yield_!(4);
            }
            Kind::None => yield_!(5),
        }
        yield_!(b.1);
    }
    for number in 0..3 {
        cloned_everywhere(|new| {
            let kind = match number {
                0 => Kind::One(new()),
                1 => Kind::Two { left: new(), right: new() },
                _ => Kind::None,
            };
            apart(Both { a: new(), b: (new(), 7) }, kind)
        });
    }
}

/// What a pattern leaves where it is is cloned with the machine, and so is the box that something was taken out of.
#[test]
fn what_is_left_of_a_value() {
    #[coro::coroutine]
    fn leaves(
        boxed: Box<(Counted, Counted)>,
        other: Box<Both>,
        list: [Counted; 3],
        result: Result<Counted, (Counted, u32)>,
    ) -> impl Iterator<Item = u32> + Clone {
        let (first, _) = *boxed;
        yield_!(0);
        drop(first);
        let other = *other;
        yield_!(1);
        let Both { a: _, b: (second, n) } = other;
        yield_!(n);
        let [_, third, ..] = list;
        yield_!(2);
        drop((second, third));
        match result {
            Ok(one) | Err((one, _)) => {
                yield_!(3);
                drop(one);
            }
        }
        yield_!(4);
    }
    for is_ok in [false, true] {
        cloned_everywhere(|new| {
            let result = if is_ok { Ok(new()) } else { Err((new(), 1)) };
            let both = Both { a: new(), b: (new(), 5) };
            leaves(Box::new((new(), new())), Box::new(both), [new(), new(), new()], result)
        });
    }
}

/// Fields that were moved by their names: the copies panicked.
#[test]
fn fields_that_were_moved() {
    #[coro::coroutine]
    fn fields(both: Both, pair: (Counted, Counted, u32), range: Spans) -> impl Iterator<Item = u32> + Clone {
        drop(pair.1);
        yield_!(0);
        let a = both.a;
        yield_!(1);
        drop(pair.0);
        yield_!(2);
        drop((a, both.b));
        yield_!(pair.2);
        for n in range.span {
            yield_!(n);
        }
        drop(range.name);
        yield_!(3);
    }
    cloned_everywhere(|new| {
        let both = Both { a: new(), b: (new(), 5) };
        fields(both, (new(), new(), 7), Spans { span: 10..13, name: new() })
    });
}

#[derive(Clone)]
struct Spans {
    span: std::ops::Range<u32>,
    name: Counted,
}

/// Values that are there on some ways only, and lose their parts on some of these.
#[test]
fn what_may_be_left() {
    #[coro::coroutine]
    fn sometimes(both: Both, takes: bool, leaves: bool) -> impl Iterator<Item = u32> + Clone {
        if takes {
            let Both { a, b: _ } = both;
            yield_!(0);
            drop(a);
        } else if leaves {
            drop(both);
        }
        yield_!(1);
    }
    for (takes, leaves) in [(false, false), (false, true), (true, false)] {
        cloned_everywhere(|new| sometimes(Both { a: new(), b: (new(), 1) }, takes, leaves));
    }
}

/// Behind a reference nothing is moved, and so nothing is cloned there.
#[test]
fn what_a_reference_leads_to() {
    #[coro::coroutine]
    fn behind(pair: (&(Counted, Counted), Counted), list: &[Counted]) -> impl Iterator<Item = u32> + Clone {
        let ((one, _), two) = pair;
        yield_!(0);
        let [first, ..] = list else { return };
        yield_!(1);
        let _ = (one.clone(), first.clone());
        drop(two);
        yield_!(2);
    }
    let (alive, clones) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(usize::MAX)));
    let new = || Counted::new(&alive, &clones);
    let (pair, list) = ((new(), new()), [new()]);
    for items in 0..4 {
        let mut machine = behind((&pair, new()), &list);
        machine.by_ref().take(items).for_each(drop);
        let held = alive.get() - 3;
        let copy = machine.clone();
        assert_eq!((alive.get(), held), (3 + 2 * held, usize::from(items < 3)));
        drop(machine);
        assert_eq!(copy.count(), 3 - items);
        assert_eq!(alive.get(), 3);
    }
}

/// What has nothing to drop, and may not be used twice all the same, was cloned after it was moved away: the box was freed then.
#[test]
fn moved_without_a_destructor() {
    #[coro::coroutine]
    fn frees(
        pair: (ManuallyDrop<Box<u32>>, u32),
        held: Manual,
        other: Option<ManuallyDrop<Box<u32>>>,
    ) -> impl Iterator<Item = u32> + Clone {
        let (first, n) = pair;
        yield_!(*ManuallyDrop::into_inner(first));
        yield_!(n);
        let second = held.value;
        yield_!(*ManuallyDrop::into_inner(second));
        if let Some(third) = other {
            yield_!(*ManuallyDrop::into_inner(third));
        }
        yield_!(n);
    }
    let boxed = |n| ManuallyDrop::new(Box::new(n));
    for items in 0..=5 {
        let make = || frees((boxed(1), 2), Manual { value: boxed(3) }, Some(boxed(4)));
        let mut machine = make();
        machine.by_ref().take(items).for_each(drop);
        assert_eq!(machine.clone().collect::<Vec<_>>(), [1, 2, 3, 4, 2][items..]);
        assert_eq!(machine.collect::<Vec<_>>(), [1, 2, 3, 4, 2][items..]);
    }
}

#[derive(Clone)]
struct Manual {
    value: ManuallyDrop<Box<u32>>,
}

/// What a guard that yields binds is a part of the value that is asked about, and the copy's of the copy.
#[test]
fn in_guards() {
    #[coro::coroutine]
    fn asks(kind: Kind, text: Option<&str>) -> impl Iterator<Item = u32> + Clone {
        match kind {
            Kind::One(one)
                if {
                    yield_!(0);
                    Rc::strong_count(&one.alive) == 0
                } =>
            {
                drop(one);
            }
            Kind::One(one)
                if {
                    yield_!(1);
                    Rc::strong_count(&one.alive) > 0
                } =>
            {
                yield_!(2);
                drop(one);
            }
            Kind::Two { left, right }
                if {
                    yield_!(3);
                    left.clones.get() > right.clones.get()
                } => {}
            _ => yield_!(4),
        }
        match text {
            Some(text)
                if {
                    yield_!(5);
                    text.len() == 2
                } =>
            {
                yield_!(6)
            }
            _ => yield_!(7),
        }
    }
    cloned_everywhere(|new| asks(Kind::One(new()), Some("ab")));
    cloned_everywhere(|new| asks(Kind::Two { left: new(), right: new() }, None));
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

/// Iterators that cannot be cloned, and are used up before a yield by a method that is known to do so.
#[test]
fn iterators_that_are_used_up() {
    #[coro::coroutine]
    fn used_up(mut list: Vec<usize>, text: String) -> impl Iterator<Item = usize> + Clone {
        let each = list.iter_mut().map(|n| *n + 1);
        yield_!(each.count());
        let large = list.drain(..).filter(|n| *n > 1);
        let sum = large.sum::<usize>();
        yield_!(sum);
        let mut back = text.chars().rev();
        back.next();
        let two = back.take(2);
        let taken: String = two.collect();
        yield_!(taken.len());
        for n in 0..3 {
            let twice = (0..n).map(|x| x * 2);
            if n == 1 {
                continue;
            }
            let most = twice.max();
            yield_!(most.unwrap_or(100));
        }
    }
    let mut machine = used_up(vec![1, 2, 3], String::from("abcd"));
    assert_eq!(machine.clone().collect::<Vec<_>>(), [3, 5, 2, 100, 2]);
    assert_eq!(machine.next(), Some(3));
    assert_eq!(machine.clone().collect::<Vec<_>>(), [5, 2, 100, 2]);
    assert_eq!(machine.collect::<Vec<_>>(), [5, 2, 100, 2]);
}
