//! Combinators that need no reactor: several futures at once, and a step back for the others.
//!
//! Takes: any futures. Gives: futures that any executor can run.

mod catch_unwind;
mod join;
mod join_all;
mod race;
mod try_join;
mod yield_now;

pub use catch_unwind::{CatchUnwind, catch_unwind};
pub use join::{Join, JoinTuple, join};
pub use join_all::{JoinAll, join_all};
pub use race::{Either, Race, RaceTuple, Select, race, select};
pub use try_join::{TryJoin, TryJoinTuple, try_join};
pub use yield_now::{YieldNow, yield_now};
