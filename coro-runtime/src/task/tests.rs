//! The life of a task against a scheduler that only keeps what it is given.
//!
//! `combinations` goes through every order in which things can happen to one task on one thread; `loom` models the same
//! on several threads (run it as its module doc says).

#[cfg(not(loom))]
mod combinations;
#[cfg(loom)]
mod loom;
