//! Writes random programs for the oracle into the build folder: `CORO_PROGRAMS` of them, the first one from `CORO_SEED`.

mod expressions;
mod face;
mod moves;
mod program;
mod rng;

use face::Face;
use std::path::PathBuf;
use std::{env, fs};

fn main() {
    println!("cargo::rerun-if-changed=build");
    let (seed, programs) = (number("CORO_SEED", 1), number("CORO_PROGRAMS", 200));
    // A twelfth each of machines that yield.
    let yielding = programs.div_ceil(12);
    let futures = seed..seed + programs - 3 * yielding;
    let mut text: String = futures.map(|seed| program::write(Face::Future, seed)).collect();
    for face in Face::YIELDING {
        text.extend((seed..seed + yielding).map(|seed| program::write(face, seed)));
    }
    let folder = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(folder.join("programs.rs"), text).expect("the build folder can be written to");
}

fn number(variable: &str, otherwise: u64) -> u64 {
    println!("cargo::rerun-if-env-changed={variable}");
    let Ok(text) = env::var(variable) else { return otherwise };
    text.parse().unwrap_or_else(|_| panic!("{variable} is not a number: {text}"))
}
