//! What clippy has to say of the text of the user.
#![warn(clippy::pedantic, clippy::nursery)]

use std::future::ready;

#[coro::coroutine]
async fn returned(n: u32) -> u32 {
    ready(()).await;
    return n;
}

#[coro::coroutine]
async fn question(n: Option<u32>) -> Option<u32> {
    ready(()).await;
    if n.is_none() {
        return None;
    }
    n
}

#[coro::coroutine]
async fn bound_and_returned(n: u32) -> u32 {
    ready(()).await;
    let sum = n + 1;
    sum
}

#[coro::coroutine]
async fn compared(list: Vec<u32>) -> bool {
    let empty = list.len() == 0;
    ready(empty).await
}

#[coro::coroutine]
async fn converted(n: u8) -> u64 {
    let wide = n as u64;
    ready(wide).await + 1000000
}

#[coro::coroutine]
async fn matched(n: Option<u32>) {
    match n {
        Some(n) => println!("{}", n),
        None => {}
    }
    ready(()).await;
}

#[coro::coroutine]
async fn borrowed(text: String) -> usize {
    let name = &text;
    ready(()).await;
    count(&name)
}

fn count(text: &str) -> usize {
    text.len()
}

#[coro::coroutine]
async fn looped(list: &[u32]) -> u32 {
    let mut sum = 0;
    for i in 0..list.len() {
        sum += list[i];
        ready(()).await;
    }
    sum
}

#[coro::coroutine]
async fn branches(flag: bool) -> bool {
    ready(()).await;
    if flag { true } else { false }
}

// Awaited, nothing may have a name; what a function gives, may not.
#[coro::coroutine]
async fn of_no_use() {
    let awaited = ready(()).await;
    let given = drop(awaited);
    ready(given).await;
}

// Of what is known to overflow or to panic, rustc says nothing in an `async fn`.
#[coro::coroutine]
async fn known() -> u8 {
    let most = u8::MAX;
    let none = most - u8::MAX;
    ready(none).await;
    let sum = most + 1;
    sum / none
}

fn main() {
    drop((returned(1), question(None), bound_and_returned(1), compared(Vec::new()), converted(1), matched(None)));
    drop((borrowed(String::new()), looped(&[]), branches(true), of_no_use(), known()));
}
