//! Async functions as explicit state machines on stable Rust.
#![no_std]

pub use coro_macros::coroutine;
#[doc(hidden)]
pub use coro_runtime::machine as __private;
#[cfg(feature = "runtime")]
pub use coro_runtime::*;
