//! Machines that yield: iterators against plain functions in which `yield_!` is a call that records, coroutines and streams
//! against what they are documented to do.

#[path = "generators/harness.rs"]
#[macro_use]
mod harness;

#[path = "generators/apart.rs"]
mod apart;
#[allow(clippy::pedantic, reason = "written as people write them")]
#[path = "generators/blocks.rs"]
mod blocks;
#[path = "generators/boxed.rs"]
mod boxed;
#[path = "generators/by_hand.rs"]
mod by_hand;
#[path = "generators/cloning.rs"]
mod cloning;
#[path = "generators/corners.rs"]
mod corners;
#[path = "generators/coroutines.rs"]
mod coroutines;
#[path = "generators/everyday.rs"]
mod everyday;
#[path = "generators/guards.rs"]
mod guards;
#[path = "generators/hints.rs"]
mod hints;
#[path = "generators/iterators.rs"]
mod iterators;
#[path = "generators/lent.rs"]
mod lent;
#[path = "generators/macros.rs"]
mod macros;
#[path = "generators/odd_places.rs"]
mod odd_places;
#[path = "generators/oracle.rs"]
mod oracle;
#[path = "generators/panics.rs"]
mod panics;
#[allow(clippy::all, clippy::pedantic, non_shorthand_field_patterns, reason = "written as people write them")]
#[path = "generators/programs.rs"]
mod programs;
#[path = "generators/recursion.rs"]
mod recursion;
#[path = "generators/resumed.rs"]
mod resumed;
#[allow(clippy::all, clippy::pedantic, reason = "odd on purpose")]
#[path = "generators/rules.rs"]
mod rules;
#[path = "generators/streamed.rs"]
mod streamed;
#[path = "generators/streams.rs"]
mod streams;
#[allow(clippy::all, clippy::pedantic, reason = "written as people write them")]
#[path = "generators/written.rs"]
mod written;
