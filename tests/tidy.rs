//! The repository's own rules: who imports whom, how long files are, what every file must say.

use std::fs;
use std::path::{Path, PathBuf};

/// Which modules of `coro-macros` may import which (see ARCHITECTURE.md); `*` is all of them.
const MACROS: &[(&str, &[&str])] = &[
    ("index", &[]),
    ("diagnostics", &[]),
    ("syntax", &["diagnostics"]),
    ("ir", &["index"]),
    ("build", &["syntax", "ir", "index", "diagnostics"]),
    ("analysis", &["ir", "index"]),
    ("validate", &["ir", "index", "analysis", "frame"]),
    ("frame", &["ir", "index", "analysis", "diagnostics"]),
    ("codegen", &["syntax", "ir", "analysis", "frame", "index"]),
    ("expand", &["*"]),
    ("entry", &["diagnostics"]),
    ("lib", &["entry", "expand"]),
];

/// The same for `coro-runtime`.
const RUNTIME: &[(&str, &[&str])] = &[
    ("machine", &[]),
    // Leaves.
    ("budget", &["pin"]),
    ("contain", &[]),
    ("loom", &[]),
    ("mutex", &["loom"]),
    ("queue", &["loom", "mutex"]),
    ("pin", &[]),
    ("recursive", &[]),
    ("slab", &[]),
    ("sys", &[]),
    ("wait_list", &["contain", "mutex"]),
    // From below to above.
    ("reactor", &["sys", "contain", "loom", "mutex", "slab"]),
    ("sync", &["budget", "contain", "loom", "mutex", "pin", "wait_list"]),
    ("task", &["budget", "contain", "loom", "machine", "mutex", "pin", "queue", "slab", "wait_list"]),
    ("future", &["budget", "mutex", "pin"]),
    (
        "executor",
        &["budget", "machine", "reactor", "task", "sys", "contain", "loom", "mutex", "pin", "queue", "slab"],
    ),
    ("io", &["budget", "reactor"]),
    ("time", &["budget", "reactor", "pin"]),
    ("net", &["executor", "io", "sys", "time"]),
    ("fs", &["io", "sys"]),
    ("signal", &["io", "sys"]),
    ("process", &["io", "signal", "sys"]),
    ("lib", &["*"]),
];

const MAX_LINES: usize = 450;
const MAX_EXAMPLE_LINES: usize = 120;

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(path: &Path) -> String {
    fs::read_to_string(path).unwrap_or_else(|error| panic!("{}: {error}", path.display()))
}

/// A source file, its path relative to the repository.
struct Source {
    path: PathBuf,
    text: String,
}

impl Source {
    /// Whether it holds nothing but tests.
    fn is_test(&self) -> bool {
        self.path.iter().any(|part| part == "tests" || part == "tests.rs")
    }

    /// The lines of code, numbered, without comments and without the tests at the end.
    fn code(&self) -> impl Iterator<Item = (usize, &str)> {
        let lines = self.text.lines().map(|line| line.split("//").next().unwrap_or_default());
        (1..).zip(lines.take_while(|line| !line.starts_with("mod tests {")))
    }
}

/// All Rust files below some folders of the repository.
fn sources(folders: &[&str]) -> Vec<Source> {
    let mut found = Vec::new();
    let mut folders: Vec<_> = folders.iter().map(|folder| root().join(folder)).collect();
    while let Some(folder) = folders.pop() {
        let Ok(entries) = fs::read_dir(&folder) else { continue };
        for entry in entries {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|kind| kind == "rs") {
                let text = read(&path);
                found.push(Source {
                    path: path.strip_prefix(root()).expect("below the root").to_owned(),
                    text,
                });
            }
        }
    }
    found.sort_by(|a, b| a.path.cmp(&b.path));
    found
}

const ALL: &[&str] = &["src", "coro-macros/src", "coro-runtime/src", "examples", "tests", "benches"];

fn assert_none(wrong: &[String]) {
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

#[test]
fn macros_import_along_the_table() {
    assert_none(&forbidden_imports("coro-macros/src", MACROS));
}

#[test]
fn runtime_imports_along_the_table() {
    assert_none(&forbidden_imports("coro-runtime/src", RUNTIME));
}

fn forbidden_imports(folder: &str, table: &[(&str, &[&str])]) -> Vec<String> {
    let mut wrong = Vec::new();
    for source in sources(&[folder]).iter().filter(|source| !source.is_test()) {
        let module =
            source.path.strip_prefix(folder).expect("below the folder").iter().next().expect("a name");
        let module = module.to_string_lossy().trim_end_matches(".rs").to_owned();
        let Some((_, allowed)) = table.iter().find(|(name, _)| *name == module) else {
            wrong.push(format!("{}: the module `{module}` is not in the table", source.path.display()));
            continue;
        };
        for (line, imported) in imports(source) {
            if imported != module && !allowed.contains(&"*") && !allowed.contains(&imported.as_str()) {
                wrong.push(format!(
                    "{}:{line}: `{module}` may not import `{imported}`",
                    source.path.display()
                ));
            }
        }
    }
    wrong
}

/// The modules that a file names by `crate::`, also within braces. (`$crate::` is for macros, and names public paths.)
fn imports(source: &Source) -> Vec<(usize, String)> {
    let mut found = Vec::new();
    for (number, line) in source.code() {
        for rest in line.replace("$crate::", "").split("crate::").skip(1) {
            let names = match rest.strip_prefix('{') {
                Some(list) => list.split('}').next().unwrap_or_default().split(',').collect(),
                None => vec![rest],
            };
            for name in names {
                let name = name.trim();
                let end = name.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(name.len());
                // Items of the crate's root and macros are no modules.
                if end > 0 && name.starts_with(char::is_lowercase) && !name[end..].starts_with('!') {
                    found.push((number, name[..end].to_owned()));
                }
            }
        }
    }
    found
}

#[test]
fn files_are_short() {
    let mut wrong = Vec::new();
    for source in sources(ALL) {
        let lines = source.text.lines().count();
        // An expansion is as long as it is.
        let is_example = source.path.parent().is_some_and(|folder| folder == Path::new("examples"))
            && source.path != Path::new("examples/hello-expanded.rs");
        let most = if is_example { MAX_EXAMPLE_LINES } else { MAX_LINES };
        if lines > most && !source.is_test() {
            wrong.push(format!("{}: {lines} lines, {most} are enough", source.path.display()));
        }
    }
    assert_none(&wrong);
}

#[test]
fn every_module_says_what_it_is() {
    let undocumented = |source: &&Source| !source.text.trim_start_matches("#![no_std]\n").starts_with("//!");
    let wrong = sources(ALL);
    let wrong: Vec<_> =
        wrong.iter().filter(undocumented).map(|source| format!("{}", source.path.display())).collect();
    assert_none(&wrong);
}

#[test]
fn only_the_shims_name_proc_macro() {
    let mut wrong = Vec::new();
    for source in sources(&["coro-macros/src"]) {
        if source.path == Path::new("coro-macros/src/lib.rs") {
            continue;
        }
        for (line, _) in source.code().filter(|(_, line)| line.contains("proc_macro::")) {
            wrong.push(format!("{}:{line}: `proc_macro` outside of lib.rs", source.path.display()));
        }
    }
    assert_none(&wrong);
}

/// clippy checks the blocks; this also holds `unsafe impl`s and what stands in `quote!`s to it.
#[test]
fn unsafe_code_argues_why_it_is_sound() {
    const ABOVE: usize = 8;
    let mut wrong = Vec::new();
    for source in sources(&["src", "coro-macros/src", "coro-runtime/src", "examples"]) {
        let lines: Vec<_> = source.text.lines().collect();
        for (number, line) in source.code() {
            let starts = line.contains("unsafe {") || line.contains("unsafe impl");
            let near = &lines[number.saturating_sub(ABOVE)..number];
            if starts && !source.is_test() && !near.iter().any(|line| line.contains("SAFETY")) {
                wrong
                    .push(format!("{}:{number}: `unsafe` without a `SAFETY` comment", source.path.display()));
            }
        }
    }
    assert_none(&wrong);
}

/// The value of `key = "value"` where it first occurs.
fn value_of<'t>(text: &'t str, key: &str) -> &'t str {
    let line = text.lines().find(|line| line.starts_with(key)).unwrap_or_else(|| panic!("no `{key}`"));
    line.split('"').nth(1).unwrap_or_else(|| panic!("no text after `{key}`"))
}

#[test]
fn versions_agree() {
    let manifest = read(&root().join("Cargo.toml"));
    let (version, rust) = (env!("CARGO_PKG_VERSION"), value_of(&manifest, "rust-version"));
    for name in ["coro-macros", "coro-runtime"] {
        let wanted = format!("{name} = {{ version = \"={version}\"");
        assert!(manifest.contains(&wanted), "Cargo.toml has no `{wanted}`");
        let own = read(&root().join(name).join("Cargo.toml"));
        assert!(own.contains("version.workspace = true"), "{name} has a version of its own");
    }
    assert_eq!(value_of(&read(&root().join("clippy.toml")), "msrv"), rust);
    assert!(
        read(&root().join("README.md")).contains(&format!("Rust {rust}")),
        "README.md names another Rust"
    );
    let changelog = read(&root().join("CHANGELOG.md"));
    assert!(changelog.contains(&format!("## [{version}]")), "CHANGELOG.md knows nothing of {version}");
}

#[test]
fn readme_has_the_two_commands() {
    let readme = read(&root().join("README.md"));
    for command in ["cargo run --release --example delay_client", "cargo test --workspace"] {
        assert!(readme.contains(command), "README.md does not say `{command}`");
    }
}

#[test]
fn every_example_is_listed() {
    let list = read(&root().join("examples/README.md"));
    for source in sources(&["examples"]) {
        let name = source.path.file_stem().expect("a name").to_string_lossy().into_owned();
        let is_example = source.path.parent() == Some(Path::new("examples"));
        assert!(
            !is_example || list.contains(&format!("`{name}`")),
            "examples/README.md does not list `{name}`"
        );
    }
}

/// Tests that nobody runs are no tests.
#[test]
fn no_test_is_ignored() {
    let ignored = concat!("#[", "ignore");
    let wrong = sources(ALL);
    let wrong: Vec<_> = wrong.iter().filter(|source| source.text.contains(ignored)).collect();
    assert_none(&wrong.iter().map(|source| source.path.display().to_string()).collect::<Vec<_>>());
}
