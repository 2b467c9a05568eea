//! The README's first program is `examples/hello.rs`, and prints what the README says.

use std::fs;
use std::path::Path;
use std::process::Command;

fn read(path: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// The first block of the README that is marked as `language`.
fn block(language: &str) -> String {
    let readme = read("README.md");
    let (_, after) = readme.split_once(&format!("```{language}\n")).expect("there is one");
    after.split_once("```").expect("it ends").0.to_owned()
}

#[test]
fn program_is_the_example() {
    let example = read("examples/hello.rs");
    let (first_line, program) = example.split_once("\n\n").expect("a first line");
    assert!(first_line.starts_with("//!"));
    assert_eq!(block("rust"), program);
}

#[test]
fn program_prints_what_is_said() {
    let test = std::env::current_exe().expect("this test is a program");
    let example = test.parent().and_then(Path::parent).expect("the build folder").join("examples/hello");
    if !example.exists() {
        println!(
            "skipped: the example is not built, which `cargo test` does and `cargo test --test readme` does not"
        );
        return;
    }
    let output = Command::new(example).output().expect("it runs");
    assert_eq!(String::from_utf8_lossy(&output.stdout), block("text"));
}

#[test]
fn the_name_comes_first() {
    let readme = read("README.md");
    let warning = readme.find("E0659").expect("it warns of the bare attribute");
    assert!(warning < readme.find("```").expect("a program"), "before the first program");
}
