//! What rustc has to say of the text of the user, beyond what it says by itself.
#![warn(let_underscore_lock, noop_method_call)]
#![warn(
    unused,
    let_underscore_drop,
    missing_docs,
    rust_2018_idioms,
    single_use_lifetimes,
    trivial_casts,
    unreachable_pub,
    unsafe_code,
    unsafe_op_in_unsafe_fn,
    unused_lifetimes,
    unused_qualifications,
    unused_results
)]

use std::future::ready;

pub struct Guard<'a>(&'a str);

impl Drop for Guard<'_> {
    fn drop(&mut self) {}
}

#[coro::coroutine]
pub async fn dropped(text: &str) {
    let _ = Guard(text);
    ready(()).await;
}

#[coro::coroutine]
async fn hidden(guard: &Guard<'_>) -> usize {
    ready(()).await;
    guard.0.len()
}

#[coro::coroutine]
async fn once<'a>(text: &'a str) -> usize {
    ready(text).await.len()
}

#[coro::coroutine]
async fn braces(n: u32) -> u32 {
    let sum = { n + 1 };
    if (sum > 1) {
        ready(()).await;
    }
    sum
}

#[coro::coroutine]
async fn raw(n: u32) -> u32 {
    let raw = &raw const n;
    ready(unsafe { *raw }).await
}

#[coro::coroutine]
pub async unsafe fn deref(raw: *const u32) -> u32 {
    *raw
}

#[coro::coroutine]
async fn unreachable(n: u32) -> u32 {
    ready(()).await;
    loop {
        if n > 1 {
            panic!("large");
            ready(n).await;
        }
    }
}

#[coro::coroutine]
async fn assigned(mut n: u32) -> u32 {
    let mut last = 1;
    last = 2;
    n += 1;
    let unused = std::vec::Vec::<u32>::new();
    ready(last).await
}

pub struct Pair {
    left: String,
    right: String,
}

#[coro::coroutine]
pub async fn taken_apart(pair: Pair) -> usize {
    let Pair { left, right } = pair;
    ready(()).await;
    left.len() + right.len()
}

#[coro::coroutine]
pub async fn by_types(lock: &std::sync::Mutex<u32>, x: f32, f: fn(), g: fn(), pair: &Pair) -> bool {
    let _ = lock.lock();
    ready(()).await;
    let same = pair.clone();
    /// Of a statement.
    ready(same.left.len()).await;
    x == f32::NAN || f == ready(g).await || f == g
}

#[coro::coroutine]
pub async fn allowed(#[allow(unused_mut)] mut first: u32, #[allow(unused_variables)] second: u32) -> u32 {
    ready(first).await
}

#[coro::coroutine]
pub async fn nested(name: &str) -> usize {
    fn inner(name: &str) -> usize {
        name.len()
    }
    ready(inner("")).await
}

pub struct Over(u32);

impl Over {
    // Parentheses that `.await` needs, and a `self` that is assigned to before it is looked at.
    #[coro::coroutine]
    pub async fn over(mut self) -> Self {
        self = Over(1);
        (&mut std::future::ready(())).await;
        self
    }

    #[coro::coroutine]
    pub async fn not_over(mut self) -> Self {
        (self.over()).await
    }
}

#[deprecated]
pub struct Old {
    left: String,
    right: String,
}

#[allow(deprecated)]
pub type New = Old;

impl New {
    // Both fields are told of once: parts of `self`, of which one is taken.
    #[coro::coroutine]
    pub async fn part(mut self, at: usize) -> Option<String> {
        let first = self.left.chars().nth(at)?;
        ready(self.right.push(first)).await;
        Some(self.right)
    }
}

pub struct Order<'a> {
    pub text: &'a str,
}

impl Order<'_> {
    async fn send(&self) -> Result<usize, usize> {
        ready(Err(self.text.len())).await
    }
}

// A result that nobody looks at, of a method of a value that the statement begins with.
#[coro::coroutine]
pub async fn sent() {
    Order { text: "a" }.send().await;
    Order { text: "b" }
        .send()
        .await;
}

fn main() {
    drop((hidden(&Guard("")), once(""), braces(1), raw(1), unsafe { deref(&1) }, unreachable(1), assigned(1), dropped("")));
}
