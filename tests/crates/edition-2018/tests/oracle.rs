//! The oracle of the crate `coro`, in edition 2018: natively, closures capture whole variables there.
//!
//! Some themes of it, and what is different in this edition.

#[macro_use]
#[path = "../../../oracle/harness/mod.rs"]
#[allow(unused, reason = "not all themes are here")]
mod harness;

#[path = "../../../oracle/borrows.rs"]
mod borrows;
#[path = "../../../oracle/drops.rs"]
mod drops;
#[path = "../../../oracle/receivers.rs"]
mod receivers;
#[path = "../../../oracle/straight.rs"]
mod straight;

#[path = "oracle/captures.rs"]
mod captures;
