//! What an iterator, which may be moved, borrows from itself.

use coro::yield_;

#[coro::coroutine]
fn f() -> impl Iterator<Item = u32> {
    let list = vec![1, 2, 3];
    for n in list.iter() {
        yield_!(*n); //~ ERROR cannot move out of `list` because it is borrowed
    }
}

#[coro::coroutine]
fn shadowed() -> impl Iterator<Item = u32> {
    let n = 1;
    let first = &n;
    let n = 2;
    yield_!(n); //~ ERROR because it is also borrowed
    yield_!(*first);
}

#[coro::coroutine]
fn temporary() -> impl Iterator<Item = char> {
    for c in String::from("text").chars() {
        yield_!(c); //~ ERROR because it is borrowed
    }
}

#[coro::coroutine]
fn referred() -> impl Iterator<Item = usize> {
    let text = String::from("text");
    let start = &text[..1];
    yield_!(1); //~ ERROR cannot move out of `text` because it is borrowed
    yield_!(start.len());
}

struct Own<'a> {
    text: String,
    part: Option<&'a str>,
}

#[coro::coroutine]
fn of_itself() -> impl Iterator<Item = u32> {
    let mut own = Own { text: String::from("text"), part: None };
    own.part = Some(&own.text);
    yield_!(1); //~ ERROR cannot assign to `own` because it is borrowed
    println!("{:?}", own.part);
}

fn main() {
    f().chain(shadowed()).chain(of_itself()).for_each(drop);
    temporary().for_each(drop);
    referred().for_each(drop);
}
