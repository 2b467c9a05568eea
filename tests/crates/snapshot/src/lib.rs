//! Machines that are written out, and read back in another process.
//!
//! One that is pinned cannot be:
//!
//! ```compile_fail,E0277
//! #[coro::coroutine(type = Waits)]
//! async fn waits(wait: std::future::Ready<u32>) -> u32 {
//!     wait.await
//! }
//!
//! let _ = serde_json::to_string(&waits(std::future::ready(1)));
//! ```
//!
//! Nor can one that keeps what is not `Serialize`:
//!
//! ```compile_fail,E0277
//! #[coro::coroutine(type = Shows)]
//! fn shows(show: fn() -> u32) -> impl Iterator<Item = u32> {
//!     coro::yield_!(show());
//! }
//!
//! let _ = serde_json::to_string(&shows(|| 1));
//! ```
//!
//! With `unsafe` in its body it is not read back, for that may rely on what it has looked at before:
//!
//! ```
//! # use coro::yield_;
//! #[coro::coroutine(type = Picks)]
//! fn picks(list: Vec<u32>, at: usize) -> impl Iterator<Item = u32> {
//!     assert!(at < list.len());
//!     yield_!(0);
//!     // SAFETY: `at` was compared.
//!     yield_!(unsafe { *list.get_unchecked(at) });
//! }
//!
//! assert!(serde_json::to_string(&picks(vec![1], 0)).is_ok());
//! ```
//!
//! ```compile_fail,E0277
//! # use coro::yield_;
//! #[coro::coroutine(type = Picks)]
//! fn picks(list: Vec<u32>, at: usize) -> impl Iterator<Item = u32> {
//!     assert!(at < list.len());
//!     yield_!(0);
//!     // SAFETY: `at` was compared.
//!     yield_!(unsafe { *list.get_unchecked(at) });
//! }
//!
//! let _ = serde_json::from_str::<Picks>("{}");
//! ```
//!
//! What is lent to whoever has an item is not looked at meanwhile:
//!
//! ```compile_fail,E0277
//! # use coro::yield_;
//! #[derive(serde::Serialize)]
//! struct Lent(&'static mut [u32]);
//!
//! #[coro::coroutine(type = Lends)]
//! fn lends(lent: Lent) -> impl Iterator<Item = &'static mut u32> {
//!     for item in lent.0 {
//!         yield_!(item);
//!     }
//! }
//!
//! let _ = serde_json::to_string(&lends(Lent(Box::leak(Box::new([1])))));
//! ```
#![forbid(unsafe_code)]

use coro::{Coroutine, yield_};
use serde::{Deserialize, Serialize};

/// An order, step by step: what a workflow that outlives its process would do.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Order {
    /// What was ordered.
    pub items: Vec<String>,
    /// What it costs, in cents.
    pub cents: u64,
}

/// The steps of an order: each is done by whoever resumes the machine, maybe another one than the last time.
#[coro::coroutine(type = Steps)]
pub fn steps(order: Order, express: bool) -> impl Iterator<Item = String> + Clone {
    let mut left = order.items.len();
    yield_!(format!("charge {}", order.cents));
    let note: Option<String> = express.then(|| String::from("express"));
    for number in 0..order.items.len() {
        let item: String = order.items[number].clone();
        yield_!(format!("pack {item}"));
        left -= 1;
        yield_!(format!("{left} left after {item}"));
    }
    if let Some(note) = note {
        yield_!(format!("send {note}"));
    } else {
        yield_!(String::from("send"));
    }
}

/// It is given numbers, and yields their sum.
#[coro::coroutine(type = Sums)]
pub fn sums(from: i64) -> impl Coroutine<i64, Yield = i64, Return = String> + Unpin {
    let mut sum = from;
    let mut seen: Vec<i64> = Vec::new();
    while seen.len() < 3 {
        let given: i64 = yield_!(sum);
        sum += given;
        seen.push(given);
    }
    format!("{seen:?} from {from}: {sum}")
}

/// Something is held on one way only, and a part of something is gone.
#[coro::coroutine(type = Ways)]
pub fn ways(keep: bool, text: String, pair: (String, String)) -> impl Iterator<Item = usize> {
    if !keep {
        drop(text);
        yield_!(0);
        let text: String = pair.0;
        yield_!(text.len());
        return;
    }
    let mut kept: String = text;
    let gone = pair.1.len() > 3;
    if gone {
        drop(kept);
        kept = String::new();
        drop(kept);
    } else {
        yield_!(kept.len());
    }
    yield_!(pair.0.len());
    drop(pair);
}

/// A value that is dropped or not, as the machine's flags say.
#[coro::coroutine(type = Maybe)]
pub fn maybe(text: String, many: u32) -> impl Iterator<Item = u32> {
    let held: String = text;
    if many > 1 {
        drop(held);
    }
    for n in 0..many {
        yield_!(n);
    }
}

/// Of whatever can be written.
#[coro::coroutine(type = Twice)]
pub fn twice<T: Clone>(value: T) -> impl Iterator<Item = T> {
    yield_!(value.clone());
    yield_!(value);
}
