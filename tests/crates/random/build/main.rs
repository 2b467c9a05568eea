//! Writes random programs for the oracle into the build folder: `CORO_PROGRAMS` of them, the first one from `CORO_SEED`.

mod expressions;
mod moves;
mod program;
mod rng;

use std::path::PathBuf;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build");
    let (seed, programs) = (number("CORO_SEED", 1), number("CORO_PROGRAMS", 200));
    let text: String = (seed..seed + programs).map(program::write).collect();
    let folder = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(folder.join("programs.rs"), text).expect("the build folder can be written to");
}

fn number(variable: &str, otherwise: u64) -> u64 {
    println!("cargo::rerun-if-env-changed={variable}");
    let Ok(text) = env::var(variable) else { return otherwise };
    text.parse().unwrap_or_else(|_| panic!("{variable} is not a number: {text}"))
}
