//! Machines with `+ Clone` that hold values of which parts are gone.

use super::cloning::{Counted, cloned_everywhere};
use coro::yield_;
use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

#[derive(Clone)]
struct Wide {
    a: Counted,
    b: Counted,
    c: Inner,
    n: u32,
}

#[derive(Clone)]
struct Inner(Counted, Counted);

#[derive(Clone)]
struct Pair<A, B> {
    left: A,
    right: B,
}

#[derive(Clone)]
enum Shape {
    Square { side: Counted, name: Counted },
    Round(Counted, u32, Counted),
}

fn inner(new: &dyn Fn() -> Counted) -> Inner {
    Inner(new(), new())
}

fn wide(new: &dyn Fn() -> Counted) -> Wide {
    Wide { a: new(), b: new(), c: inner(new), n: 9 }
}

/// The fields that `..` leaves: the copies panicked.
#[test]
fn dots() {
    #[coro::coroutine]
    fn leaves(wide: Wide, tuple: (Counted, Counted, u32), shape: Shape) -> impl Iterator<Item = u32> + Clone {
        let Wide { a, n, .. } = wide;
        yield_!(n);
        drop(a);
        let (.., first, _, n) = ((), tuple.0, 1, 2);
        yield_!(n);
        drop(first);
        match shape {
            Shape::Square { side, .. } => {
                yield_!(3);
                drop(side);
            }
            Shape::Round(.., last) => {
                yield_!(4);
                drop(last);
            }
        }
        yield_!(5);
    }
    #[coro::coroutine]
    fn of_tuples(tuple: (Counted, (Counted, Counted), u32)) -> impl Iterator<Item = u32> + Clone {
        let (.., n) = tuple;
        yield_!(n);
        let (first, ..) = tuple;
        yield_!(1);
        drop(first);
        yield_!(2);
    }
    cloned_everywhere(|new| leaves(wide(new), (new(), new(), 1), Shape::Square { side: new(), name: new() }));
    cloned_everywhere(|new| leaves(wide(new), (new(), new(), 1), Shape::Round(new(), 1, new())));
    cloned_everywhere(|new| of_tuples((new(), (new(), new()), 7)));
}

/// Two patterns that take a part each, and fields by their names beside them.
#[test]
fn piece_by_piece() {
    #[coro::coroutine]
    fn pieces(
        wide: Wide,
        pair: Pair<Inner, Pair<(Counted, u32), Counted>>,
    ) -> impl Iterator<Item = u32> + Clone {
        let Wide { a, b: _, .. } = wide;
        yield_!(0);
        drop(a);
        let Wide { c: Inner(first, _), .. } = wide;
        yield_!(1);
        drop(first);
        drop(wide.b);
        yield_!(2);
        drop(wide.c.1);
        yield_!(3);
        drop(pair.left.1);
        yield_!(4);
        let Pair { left: Inner(left, _), right: Pair { left: (right, _), .. } } = pair;
        yield_!(5);
        drop((left, right));
        yield_!(6);
    }
    cloned_everywhere(|new| {
        pieces(wide(new), Pair { left: inner(new), right: Pair { left: (new(), 3), right: new() } })
    });
}

/// Fields of what is no argument.
#[test]
fn of_variables() {
    #[coro::coroutine]
    fn fields(list: Vec<Wide>, boxed: Box<Pair<Inner, u32>>) -> impl Iterator<Item = u32> + Clone {
        for wide in list {
            drop(wide.a);
            yield_!(0);
            let inner = wide.c;
            yield_!(wide.n);
            drop(inner.0);
            yield_!(1);
        }
        let both: Pair<Box<Pair<Inner, u32>>, u32> = Pair { left: boxed, right: 1 };
        yield_!(2);
        drop(both.left.left.1);
        yield_!(both.right);
        let made: Inner = both.left.left.0.clone().twice();
        drop(made.1);
        yield_!(both.left.right);
    }
    cloned_everywhere(|new| {
        let list = vec![wide(new), wide(new)];
        fields(list, Box::new(Pair { left: inner(new), right: 4 }))
    });
}

impl Counted {
    fn twice(self) -> Inner {
        Inner(self.clone(), self)
    }
}

/// A field that is given again, alone or not.
#[test]
fn given_again() {
    #[coro::coroutine]
    fn again(
        mut wide: Wide,
        mut pair: (Counted, Counted),
        more: Counted,
    ) -> impl Iterator<Item = u32> + Clone {
        let Wide { a, b, .. } = wide;
        yield_!(0);
        wide.a = b;
        yield_!(1);
        wide.b = a;
        yield_!(2);
        let (_, second) = pair;
        yield_!(3);
        pair.1 = more;
        drop(pair.0);
        yield_!(4);
        pair.0 = second;
        yield_!(5);
        drop((wide, pair));
        yield_!(6);
    }
    cloned_everywhere(|new| again(wide(new), (new(), new()), new()));
}

/// What `..place` takes.
#[test]
fn updates() {
    #[coro::coroutine]
    fn other(one: Wide, two: Wide, more: Counted) -> impl Iterator<Item = u32> + Clone {
        let mixed = Wide { a: more, ..one };
        yield_!(0);
        drop(mixed.c);
        yield_!(1);
        drop(two.b);
        yield_!(2);
        let three = Wide { b: one.a, c: Inner(mixed.a, mixed.b), ..two };
        yield_!(3);
        drop(three);
        yield_!(4);
    }
    cloned_everywhere(|new| other(wide(new), wide(new), new()));
}

/// Alternatives, each of which leaves something else.
#[test]
fn alternatives() {
    #[coro::coroutine]
    fn either(pair: (Shape, Counted, Shape)) -> impl Iterator<Item = u32> + Clone {
        let (Shape::Square { name: last, .. } | Shape::Round(last, ..), _, _) = pair;
        yield_!(0);
        drop(last);
        yield_!(1);
        drop(pair.1);
        yield_!(2);
        let (Shape::Square { side: first, name: _ } | Shape::Round(_, _, first)) = pair.2;
        yield_!(3);
        drop(first);
        yield_!(4);
    }
    for (one, two) in [(true, true), (true, false), (false, true), (false, false)] {
        cloned_everywhere(|new| {
            let shape = |square| {
                if square {
                    Shape::Square { side: new(), name: new() }
                } else {
                    Shape::Round(new(), 1, new())
                }
            };
            either((shape(one), new(), shape(two)))
        });
    }
}

/// Elements of arrays, and what they are made of.
#[test]
fn elements() {
    #[coro::coroutine]
    fn some(list: [Inner; 4], pairs: [(Counted, Counted); 2]) -> impl Iterator<Item = u32> + Clone {
        let [Inner(a, _), .., Inner(_, b)] = list;
        yield_!(0);
        drop(a);
        let [_, (c, _)] = pairs;
        yield_!(1);
        drop((b, c));
        let [(d, _), _] = pairs;
        yield_!(2);
        drop(d);
        yield_!(3);
    }
    cloned_everywhere(|new| {
        some([inner(new), inner(new), inner(new), inner(new)], [(new(), new()), (new(), new())])
    });
}

/// In boxes in boxes.
#[test]
fn boxes() {
    #[coro::coroutine]
    fn opens(
        boxed: Box<Pair<Box<Inner>, Counted>>,
        other: Box<(Counted, Box<(Counted, Counted)>)>,
        third: Pair<Box<Counted>, Box<Wide>>,
    ) -> impl Iterator<Item = u32> + Clone {
        drop(boxed.left.0);
        yield_!(0);
        drop(boxed.right);
        yield_!(1);
        let (first, pair) = *other;
        yield_!(2);
        let (second, _) = *pair;
        yield_!(3);
        drop((first, second));
        let one = *third.left;
        yield_!(4);
        let Wide { b, .. } = *third.right;
        yield_!(5);
        drop((one, b));
        drop(third.right.c.0);
        yield_!(6);
    }
    cloned_everywhere(|new| {
        opens(
            Box::new(Pair { left: Box::new(inner(new)), right: new() }),
            Box::new((new(), Box::new((new(), new())))),
            Pair { left: Box::new(new()), right: Box::new(wide(new)) },
        )
    });
}

/// Calls that may consume a field.
#[test]
fn calls() {
    #[coro::coroutine]
    fn called(wide: Wide, takes: bool) -> impl Iterator<Item = u32> + Clone {
        if takes {
            let inner: Inner = wide.a.twice();
            yield_!(0);
            drop(inner.1);
            yield_!(1);
        }
        yield_!(wide.b.count());
        drop(wide.b);
        yield_!(2);
    }
    trait Count {
        fn count(&self) -> u32 {
            5
        }
    }
    impl Count for Counted {}
    cloned_everywhere(|new| called(wide(new), true));
    cloned_everywhere(|new| called(wide(new), false));
}

#[test]
fn of_any_type() {
    #[coro::coroutine]
    fn halves<T: Clone, U: Clone>(list: Vec<Pair<T, U>>, end: Pair<T, U>) -> impl Iterator<Item = T> + Clone {
        for pair in list {
            yield_!(pair.left);
            let Pair { right, .. } = pair;
            yield_!(end.left.clone());
            drop(right);
        }
        let Pair { right, .. } = end;
        yield_!(end.left);
        drop(right);
    }
    let all = || {
        let pair = |n: u32| Pair { left: n.to_string(), right: Box::new(n) };
        halves(vec![pair(1), pair(2)], pair(3))
    };
    for items in 0..=5 {
        let mut machine = all();
        machine.by_ref().take(items).for_each(drop);
        let rest: Vec<String> = machine.clone().collect();
        assert_eq!(rest, ["1", "3", "2", "3", "3"][items..]);
        assert_eq!(machine.collect::<Vec<_>>(), rest);
    }
}

/// Has another field in another file.
#[derive(Clone)]
struct Both {
    a: Counted,
}

/// The fields were taken to be those of the file's own struct of that name: the other one was freed twice.
#[test]
fn a_type_of_another_file() {
    #[coro::coroutine]
    fn of_another_file(both: super::cloning::Both, own: Both) -> impl Iterator<Item = u32> + Clone {
        drop(own.a);
        yield_!(0);
        drop(both.a);
        yield_!(1);
    }
    let (alive, left) = (Rc::new(Cell::new(0)), Rc::new(Cell::new(usize::MAX)));
    let new = || Counted::new(&alive, &left);
    let both = super::cloning::Both { a: new(), b: (new(), 1) };
    let mut machine = of_another_file(both, Both { a: new() });
    assert_eq!(machine.next(), Some(0));
    drop(machine.clone());
    assert_eq!((machine.next(), alive.get()), (Some(1), 1));
    assert!(catch_unwind(AssertUnwindSafe(|| machine.clone())).is_err());
    drop(machine);
    assert_eq!(alive.get(), 0);
}
