//! What can be said of a machine's name, and where.

use coro::yield_;

#[coro::coroutine(type)] //~ ERROR write `type = Name`
fn alone() -> impl Iterator<Item = u32> {
    yield_!(1);
}

#[coro::coroutine(type = Generic<T>)] //~ ERROR write `type = Name`, alone
fn generic<T>() -> impl Iterator<Item = u32> {
    yield_!(1);
}

#[coro::coroutine(type = One, type = Two)] //~ ERROR `type` is given twice
fn twice() -> impl Iterator<Item = u32> {
    yield_!(1);
}

#[coro::coroutine(boxed, type = Boxed)] //~ ERROR `type` contradicts `boxed`
async fn boxed() {}

struct Tree;

impl Tree {
    #[coro::coroutine(type = Walk)] //~ ERROR a named machine is a struct beside its function
    fn walk(&self) -> impl Iterator<Item = u32> {
        yield_!(1);
    }
}

#[coro::coroutine(type = Anonymous)]
fn anonymous(list: impl IntoIterator<Item = u32>) -> impl Iterator<Item = impl Sized> { //~ ERROR has to name the types of its arguments
    yield_!(list.into_iter().count()); //
}

fn main() {}
