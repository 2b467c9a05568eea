//! A machine that may be moved holds a closure that takes one of its variables, and refers to others.

use coro::yield_;

#[coro::coroutine]
fn number() -> impl Iterator<Item = usize> {
    let mut count = [0; 3];
    let below = vec![1, 2];
    let counted = || {
        for n in below {
            count[n] += 1;
        }
        count[1]
    };
    yield_!(1); //~ ERROR cannot borrow `count` as mutable because it is also borrowed as immutable
    yield_!(counted());
}

#[coro::coroutine]
fn container() -> impl Iterator<Item = usize> {
    let mut seen = Vec::new();
    let below = vec![1, 2];
    let counted = || {
        for n in below {
            seen.push(n);
        }
        seen.len()
    };
    yield_!(1); //~ ERROR cannot move out of `seen` because it is borrowed
    yield_!(counted());
}

#[coro::coroutine]
fn used_again<T: PartialEq>(item: T, items: Vec<T>) -> impl Iterator<Item = usize> {
    let counted = || items.into_iter().filter(|other| *other == item).count();
    yield_!(1); //~ ERROR cannot assign to `item` because it is borrowed
    yield_!(counted());
    drop(item);
}

fn main() {}
