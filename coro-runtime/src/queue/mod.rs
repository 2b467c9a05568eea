//! The queues of the multi-thread scheduler.
//!
//! Takes: items from one thread or many. Gives: each to one taker. [`Ring`] is a worker's own queue, from which others
//! steal; [`Slot`] holds the one item that its worker takes next; [`Inject`] is where everybody else puts things.
//!
//! They know nothing of tasks. `tests/loom.rs` explores every interleaving of their accesses.

mod inject;
mod ring;
mod slot;

#[cfg(test)]
mod tests;

pub(crate) use inject::Inject;
pub(crate) use ring::{Ring, Thief, ring};
pub(crate) use slot::{Slot, ThinOwner};
