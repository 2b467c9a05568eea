//! rustc is the oracle: the same bodies as native `async fn` and as machines, event by event.
//!
//! [`twins!`](twins) compiles every body twice. Both sides are driven to the end (and once more), dropped before the
//! first poll and at every suspension point, and made to panic at every leaf poll, every creation and drop of a noisy value
//! and every noted effect. What they leave in the log has to be equal.

#[macro_use]
#[path = "oracle/harness/mod.rs"]
mod harness;

#[macro_use]
#[path = "oracle/crate_macros/mod.rs"]
mod crate_macros;

#[path = "oracle/arguments.rs"]
mod arguments;
#[path = "oracle/blocks.rs"]
mod blocks;
#[path = "oracle/borrows.rs"]
mod borrows;
#[path = "oracle/boxed.rs"]
mod boxed;
#[path = "oracle/branches.rs"]
mod branches;
#[path = "oracle/captures.rs"]
mod captures;
#[path = "oracle/closures.rs"]
mod closures;
#[path = "oracle/combinations.rs"]
mod combinations;
#[path = "oracle/consumed.rs"]
mod consumed;
#[path = "oracle/consumed_in_macros.rs"]
mod consumed_in_macros;
#[path = "oracle/drivers.rs"]
mod drivers;
#[path = "oracle/drops.rs"]
mod drops;
#[path = "oracle/evaluated.rs"]
mod evaluated;
#[path = "oracle/expected.rs"]
mod expected;
#[path = "oracle/file_macros.rs"]
mod file_macros;
#[path = "oracle/generics.rs"]
mod generics;
#[path = "oracle/impl_blocks.rs"]
mod impl_blocks;
#[path = "oracle/impl_generics.rs"]
mod impl_generics;
#[path = "oracle/in_the_wild.rs"]
mod in_the_wild;
#[path = "oracle/jumps.rs"]
mod jumps;
#[path = "oracle/left.rs"]
mod left;
#[path = "oracle/lets.rs"]
mod lets;
#[path = "oracle/looks.rs"]
mod looks;
#[path = "oracle/loops.rs"]
mod loops;
#[path = "oracle/matrix.rs"]
mod matrix;
#[path = "oracle/moved.rs"]
mod moved;
#[path = "oracle/names.rs"]
mod names;
#[path = "oracle/odds.rs"]
mod odds;
#[path = "oracle/operands.rs"]
mod operands;
#[path = "oracle/own_types.rs"]
mod own_types;
#[path = "oracle/panics.rs"]
mod panics;
#[path = "oracle/patterns.rs"]
mod patterns;
#[path = "oracle/places.rs"]
mod places;
#[path = "oracle/programs.rs"]
mod programs;
#[path = "oracle/published.rs"]
mod published;
#[path = "oracle/receivers.rs"]
mod receivers;
#[path = "oracle/recursion.rs"]
mod recursion;
#[path = "oracle/remains.rs"]
mod remains;
#[path = "oracle/signatures.rs"]
mod signatures;
#[path = "oracle/std_macros.rs"]
mod std_macros;
#[path = "oracle/straight.rs"]
mod straight;
#[path = "oracle/temporaries.rs"]
mod temporaries;
#[path = "oracle/traits.rs"]
mod traits;
#[path = "oracle/types.rs"]
mod types;
// By a condition of which no one tells an attribute that it holds.
#[cfg_attr(all(), macro_use)]
#[path = "oracle/foreign.rs"]
mod foreign;
#[path = "oracle/fragments.rs"]
mod fragments;
#[path = "oracle/user_macros.rs"]
mod user_macros;
