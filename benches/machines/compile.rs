//! How long rustc takes for machines, and for native futures: crates that are written, built and timed here.

use crate::generated::{self, SIDES};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

/// How a crate is built.
struct Build {
    name: &'static str,
    arguments: &'static [&'static str],
    settings: &'static [(&'static str, &'static str)],
}

const CHECK: Build = Build { name: "check", arguments: &["check"], settings: &[] };
/// Cargo builds macros without optimisation, unless it is told otherwise.
const CHECK_OPTIMISED: Build = Build {
    name: "check, macros optimised",
    arguments: &["check"],
    settings: &[("CARGO_PROFILE_DEV_BUILD_OVERRIDE_OPT_LEVEL", "3")],
};
const RELEASE: Build = Build { name: "release", arguments: &["build", "--release"], settings: &[] };
const LINE_TABLES: Build = Build {
    name: "line tables",
    arguments: &["build"],
    settings: &[("CARGO_PROFILE_DEV_DEBUG", "line-tables-only")],
};
const FULL_DEBUG: Build =
    Build { name: "full debug", arguments: &["build"], settings: &[("CARGO_PROFILE_DEV_DEBUG", "full")] };

/// The tables of seconds.
pub(crate) fn print() {
    println!("{:<44} {:>9} {:>9} {:>7}", "seconds of rustc", "native", "machine", "ratio");
    let functions = SIDES.map(|attribute| generated::functions(300, attribute));
    row("300 functions", "lib", &functions, &[CHECK, CHECK_OPTIMISED, RELEASE]);
    for depth in [8, 10] {
        let tree = SIDES.map(|attribute| generated::call_tree(depth, 4, attribute));
        row(&format!("call tree {depth} x 4"), "main", &tree, &[RELEASE, LINE_TABLES, FULL_DEBUG]);
    }
    let chain = SIDES.map(|attribute| generated::call_tree(40, 1, attribute));
    row("40 calls deep, and Send", "main", &chain, &[CHECK, RELEASE]);
}

fn row(name: &str, root: &str, texts: &[String; 2], builds: &[Build]) {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("compile");
    for build in builds {
        let seconds = [0, 1].map(|side| {
            let package = write(&folder.join(["native", "machine"][side]), root, &texts[side]);
            time(&package, build).map(|time| time.as_secs_f64())
        });
        let title = format!("{name}: {}", build.name);
        match seconds {
            [Some(native), Some(machine)] => {
                println!("{title:<44} {native:>9.2} {machine:>9.2} {:>7.2}", machine / native);
            }
            [native, machine] => println!(
                "{title:<44} does not compile: native {}, machine {}",
                native.is_some(),
                machine.is_some()
            ),
        }
    }
}

/// A package with one source file; gives that file.
fn write(package: &Path, root: &str, text: &str) -> PathBuf {
    let source = package.join("src");
    let _ = fs::remove_dir_all(&source);
    fs::create_dir_all(&source).expect("a folder for the crate");
    let manifest = format!(
        "[package]\nname = \"generated\"\nversion = \"0.0.0\"\nedition = \"2024\"\n[workspace]\n[dependencies]\ncoro = \
         {{ path = {:?}, default-features = false }}\n",
        env!("CARGO_MANIFEST_DIR")
    );
    fs::write(package.join("Cargo.toml"), manifest).expect("a manifest");
    let file = source.join(root).with_extension("rs");
    fs::write(&file, text).expect("a source file");
    file
}

/// The shorter of two builds of a crate, all else being built; `None` if it does not compile.
fn time(file: &Path, build: &Build) -> Option<Duration> {
    let package = file.parent().and_then(Path::parent)?;
    let once = || {
        let mut cargo = Command::new(env!("CARGO"));
        cargo.args(build.arguments).arg("--quiet").current_dir(package);
        cargo.env("CARGO_TARGET_DIR", package.join("target")).env("CARGO_INCREMENTAL", "0");
        cargo.envs(build.settings.iter().copied()).stderr(Stdio::null());
        let start = Instant::now();
        cargo.status().ok()?.success().then(|| start.elapsed())
    };
    once()?;
    let times: Option<Vec<Duration>> = (0..2)
        .map(|_| {
            let text = fs::read(file).ok()?;
            fs::write(file, text).ok()?;
            once()
        })
        .collect();
    times?.into_iter().min()
}
