//! The oracle over random programs, which `build/` writes: each natively and as a machine, event by event.
//!
//! `CORO_SEED=7 CORO_PROGRAMS=300 cargo test -p coro-random` tries others. A program that fails is in the file that the
//! failing test names, as `program_SEED`; make it small, and give it a name in `tests/oracle/`.

#![allow(break_with_label_and_loop, clippy::all, clippy::pedantic)] // nobody wrote the programs

#[macro_use]
#[path = "../../../oracle/harness/mod.rs"]
#[allow(dead_code, unused_imports, unused_macros, reason = "the programs use a part of it")]
mod harness;

#[path = "support/yields.rs"]
#[allow(dead_code, reason = "as above")]
mod yields;

include!(concat!(env!("OUT_DIR"), "/programs.rs"));
