//! Diagnostics: what a wrong use of the attribute says, and that rustc's own errors come through at the user's code.
//!
//! Each `cases/*.rs` must fail to compile with the text of the `.stderr` beside it; `TRYBUILD=overwrite` writes it
//! anew. The text holds for one compiler only, so with another one the test says so and is content. The comments
//! `//~ ERROR text` are checked with every compiler: what they say has to be in the `.stderr`, for their line.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The compiler that wrote the `.stderr` files.
const COMPILER: &str = "rustc 1.95.";

#[test]
fn messages() {
    let version = Command::new("rustc").arg("--version").output().expect("rustc runs");
    let version = String::from_utf8_lossy(&version.stdout).into_owned();
    if version.starts_with(COMPILER) {
        trybuild::TestCases::new().compile_fail("cases/*.rs");
    } else {
        println!("skipped: the texts are those of {COMPILER}x, this is {version}");
    }
}

/// Every expected error is in the recorded text, at the line of its comment.
#[test]
fn comments_agree_with_messages() {
    let mut wrong = Vec::new();
    for case in cases() {
        let Ok(recorded) = fs::read_to_string(case.with_extension("stderr")) else { continue };
        for (line, text) in expected(&case) {
            let at = format!("{}:{line}:", case.file_name().expect("a file").to_string_lossy());
            if !recorded.contains(&text) || !recorded.contains(&at) {
                wrong.push(format!("{}: nothing like `{text}` at line {line}", case.display()));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn each_case_expects_something() {
    for case in cases() {
        assert!(!expected(&case).is_empty(), "{} has no `//~ ERROR text`", case.display());
    }
}

fn cases() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("cases");
    let files =
        fs::read_dir(folder).expect("the cases are there").map(|entry| entry.expect("an entry").path());
    let mut cases: Vec<_> = files.filter(|path| path.extension().is_some_and(|kind| kind == "rs")).collect();
    cases.sort();
    cases
}

/// The lines with a `//~ ERROR text`, and the texts.
fn expected(case: &Path) -> Vec<(usize, String)> {
    let source = fs::read_to_string(case).expect("a readable case");
    let lines = source.lines().zip(1..);
    lines.filter_map(|(line, number)| Some((number, line.split_once("//~ ERROR ")?.1.to_owned()))).collect()
}
