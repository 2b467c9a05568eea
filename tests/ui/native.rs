//! Diagnostics as natively: each program of `native/` is compiled with the attribute and without it, and rustc has to report
//! the same mistakes, under the same codes, at the same places, once.
//!
//! A line `//@ machine also: E0507` names the code of an error that the machine reports as well, beside the same mistake.

use serde_json::Value;
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A level, a code, and the places that the message points at.
type Report = (String, String, Vec<(u64, u64, u64, u64)>);

#[test]
fn mistakes_are_reported_as_natively() {
    compare("native", "check");
}

/// The same for the lints of rustc and of clippy, in `lints/`.
#[test]
fn lints_fire_as_natively() {
    compare("lints", "clippy");
}

/// Compares what a command of cargo's says of the programs in a folder.
fn compare(folder: &str, command: &str) {
    let cases = cases(folder);
    let (native, machine) = (reports(&cases, "native", command), reports(&cases, "machine", command));
    let mut wrong = String::new();
    for (name, source) in &cases {
        let none = Vec::new();
        let (native, machine) = (native.get(name).unwrap_or(&none), machine.get(name).unwrap_or(&none));
        assert!(!native.is_empty(), "{name}: natively nothing is wrong with it");
        let code = name.split('_').next().unwrap_or_default();
        assert!(
            !code.starts_with('E') || native.iter().any(|(_, c, _)| c == code),
            "{name}: natively not {code}"
        );
        let mut rest = machine.clone();
        for (_, code) in source.lines().filter_map(|line| line.split_once("//@ machine also: ")) {
            let at = rest.iter().rposition(|(_, c, _)| c == code);
            rest.remove(at.unwrap_or_else(|| panic!("{name}: there is no further {code} any more")));
        }
        if rest != *native {
            let _ = writeln!(wrong, "{name}:\n  natively {native:?}\n  machine  {machine:?}");
        }
    }
    assert!(wrong.is_empty(), "\n{wrong}");
}

/// The names and sources of the programs.
fn cases(folder: &str) -> BTreeMap<String, String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let files =
        fs::read_dir(folder).expect("the cases are there").map(|entry| entry.expect("an entry").path());
    let read = |path: PathBuf| {
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        (name, fs::read_to_string(path).expect("a readable case"))
    };
    files.map(read).collect()
}

/// What rustc reports of each program, with the attribute or without it.
fn reports(cases: &BTreeMap<String, String>, side: &str, command: &str) -> BTreeMap<String, Vec<Report>> {
    let package = Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{command}-{side}"));
    let bin = package.join("src/bin");
    let _ = fs::remove_dir_all(&bin);
    fs::create_dir_all(&bin).expect("a folder for the programs");
    let coro = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..").canonicalize().expect("the crate `coro`");
    let manifest = format!(
        "[package]\nname = \"coro-ui-{side}\"\nversion = \"0.0.0\"\nedition = \"2024\"\n\n[workspace]\n\n[dependencies]\n\
         coro = {{ path = \"{}\", default-features = false }}\n",
        coro.display()
    );
    fs::write(package.join("Cargo.toml"), manifest).expect("a manifest");
    for (name, source) in cases {
        let source = if side == "native" { source.replace("#[coro::coroutine]", "") } else { source.clone() };
        fs::write(bin.join(name).with_extension("rs"), source).expect("a program");
    }
    let output = Command::new(env!("CARGO"))
        .args([command, "--bins", "--keep-going", "--offline", "--message-format=json", "--manifest-path"])
        .arg(package.join("Cargo.toml"))
        .env("CARGO_TARGET_DIR", Path::new(env!("CARGO_TARGET_TMPDIR")).join(format!("{command}-target")))
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo runs");
    let mut found: BTreeMap<String, Vec<Report>> = BTreeMap::new();
    for line in String::from_utf8_lossy(&output.stdout).lines() {
        let message: Value = serde_json::from_str(line).expect("a message of cargo's");
        if message["reason"] != "compiler-message" || message["message"]["spans"] == Value::Array(Vec::new())
        {
            continue;
        }
        let name = message["target"]["name"].as_str().expect("a name").to_owned();
        found.entry(name).or_default().push(report(&message["message"]));
    }
    assert!(!found.is_empty(), "nothing was checked: {}", String::from_utf8_lossy(&output.stderr));
    found
}

fn report(message: &Value) -> Report {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let spans = message["spans"].as_array().expect("a list").iter();
    let place = |span: &Value| {
        let number = |name: &str| span[name].as_u64().expect("a number");
        (number("line_start"), number("column_start"), number("line_end"), number("column_end"))
    };
    let mut places: Vec<_> = spans.filter(|span| span["is_primary"] == true).map(place).collect();
    places.sort_unstable();
    (text(&message["level"]), text(&message["code"]["code"]), places)
}
