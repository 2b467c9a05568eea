//! The oracle of the crate `coro`, in edition 2021: natively, some temporaries live longer there.
//!
//! Without the modules that have let-chains, which this edition does not know.
//!
//! [`twins!`](twins) compiles every body twice. Both sides are driven to the end (and once more), dropped before the
//! first poll and at every suspension point, and made to panic at every leaf poll, every creation of a noisy value and
//! every noted effect. What they leave in the log has to be equal.

#[macro_use]
#[path = "../../../oracle/harness/mod.rs"]
mod harness;

#[path = "../../../oracle/arguments.rs"]
mod arguments;
#[path = "../../../oracle/borrows.rs"]
mod borrows;
#[path = "../../../oracle/closures.rs"]
mod closures;
#[path = "../../../oracle/drops.rs"]
mod drops;
#[path = "../../../oracle/file_macros.rs"]
mod file_macros;
#[path = "../../../oracle/generics.rs"]
mod generics;
#[path = "../../../oracle/impl_blocks.rs"]
mod impl_blocks;
#[path = "../../../oracle/jumps.rs"]
mod jumps;
#[path = "../../../oracle/matrix.rs"]
mod matrix;
#[path = "../../../oracle/operands.rs"]
mod operands;
#[path = "../../../oracle/panics.rs"]
mod panics;
#[path = "../../../oracle/places.rs"]
mod places;
#[path = "../../../oracle/receivers.rs"]
mod receivers;
#[path = "../../../oracle/std_macros.rs"]
mod std_macros;
#[path = "../../../oracle/straight.rs"]
mod straight;
#[path = "../../../oracle/temporaries.rs"]
mod temporaries;
#[path = "../../../oracle/traits.rs"]
mod traits;
#[path = "../../../oracle/types.rs"]
mod types;
#[macro_use]
#[path = "../../../oracle/foreign.rs"]
mod foreign;
#[path = "../../../oracle/user_macros.rs"]
mod user_macros;

#[path = "oracle/tails.rs"]
mod tails;
