//! The support library of the machines, and the reactor-executor that runs them.
//!
//! [`machine`] is what generated code calls: `no_std`, no dependencies. Everything else is the runtime (feature
//! `runtime`, on by default; Linux): an executor on the calling thread and a reactor over epoll, for any
//! [`Future`].
#![cfg_attr(not(feature = "runtime"), no_std)]

#[cfg(all(feature = "runtime", not(target_os = "linux")))]
compile_error!(
    "the feature `runtime` needs Linux (epoll); without default features the machines run anywhere"
);

pub mod machine;

#[cfg(feature = "runtime")]
mod mutex;
#[cfg(feature = "runtime")]
mod reactor;
#[cfg(feature = "runtime")]
mod slab;
#[cfg(feature = "runtime")]
mod sys;
