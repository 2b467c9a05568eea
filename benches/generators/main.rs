//! `cargo bench --bench generators`: instructions of an item, for machines that yield, for structs written by hand, and for what
//! else there is on stable Rust.
//!
//! The structs "by hand" have no states. Those "late" do what the functions do: they begin at the first item.
//! They are counted by callgrind (`apt-get install valgrind`): this program runs itself under it with two lengths, and divides
//! the difference. An item is asked for through a `next` that is not inlined, but for the rows `.. in a loop`.

mod bodies;
mod late;
mod peers;

use bodies::{
    Count, Csv, Fibonacci, Permutations, Tree, Walk, Writer, count, csv, fibonacci, permutations, steps,
    walk, writer,
};
use coro::recursive::flatten;
use coro::{Coroutine, CoroutineState};
use std::hint::black_box;
use std::pin::Pin;
use std::process::Command;

const SIDES: [&str; 7] = ["by hand", "machine", "late", "closure", "diapause", "genawaiter", "async-stream"];
const SHAPES: [&str; 10] = [
    "counter",
    "counter in a loop",
    "Fibonacci",
    "CSV",
    "CSV in a loop",
    "CSV, `sum`",
    "permutations",
    "tree of 1 M nodes",
    "tree, recursive",
    "file writer, 200,000 lines",
];

/// A run: so many items of a shape on a side. Nothing if there is no such.
fn run(shape: usize, side: usize, items: u64) -> Option<u64> {
    let text: Vec<u8> = if SHAPES[shape].starts_with("CSV") {
        b"some,text,in,a\n".iter().copied().cycle().take(1 << 16).collect()
    } else {
        Vec::new()
    };
    Some(match (SHAPES[shape], SIDES[side]) {
        ("counter", "by hand") => drive(Count::new(u64::MAX), items),
        ("counter", "late") => drive(late::Count::new(u64::MAX), items),
        ("counter", "machine") => drive(count(u64::MAX), items),
        ("counter", "closure") => drive(peers::boxed(Count::new(u64::MAX)), items),
        ("counter", "diapause") => drive(peers::diapause_count(u64::MAX), items),
        ("counter", "genawaiter") => drive(peers::genawaiter_count(u64::MAX), items),
        ("counter", "async-stream") => drive(peers::async_stream_count(u64::MAX), items),
        ("counter in a loop", "by hand") => sum(Count::new(items)),
        ("counter in a loop", "late") => sum(late::Count::new(items)),
        ("counter in a loop", "machine") => sum(count(items)),
        ("counter in a loop", "closure") => sum(peers::boxed(Count::new(items))),
        ("counter in a loop", "diapause") => sum(peers::diapause_count(items)),
        ("counter in a loop", "genawaiter") => sum(peers::genawaiter_count(items)),
        ("counter in a loop", "async-stream") => sum(peers::async_stream_count(items)),
        ("Fibonacci", "by hand") => drive(Fibonacci::new(), items),
        ("Fibonacci", "late") => drive(late::Fibonacci::new(), items),
        ("Fibonacci", "machine") => drive(fibonacci(), items),
        ("Fibonacci", "closure") => drive(peers::boxed(Fibonacci::new()), items),
        ("Fibonacci", "diapause") => drive(peers::diapause_fibonacci(), items),
        ("Fibonacci", "genawaiter") => drive(peers::genawaiter_fibonacci(), items),
        ("Fibonacci", "async-stream") => drive(peers::async_stream_fibonacci(), items),
        ("CSV", "by hand") => drive(Csv::new(&text), items),
        ("CSV", "late") => drive(late::Csv::new(&text), items),
        ("CSV", "machine") => drive(csv(&text), items),
        ("CSV", "closure") => drive(peers::boxed(Csv::new(&text)), items),
        ("CSV", "genawaiter") => drive(peers::genawaiter_csv(&text), items),
        ("CSV", "async-stream") => drive(peers::async_stream_csv(&text), items),
        ("CSV in a loop", "by hand") => sum(Csv::new(&text).take(usize::try_from(items).ok()?)),
        ("CSV in a loop", "late") => sum(late::Csv::new(&text).take(usize::try_from(items).ok()?)),
        ("CSV in a loop", "machine") => sum(csv(&text).take(usize::try_from(items).ok()?)),
        ("CSV, `sum`", "by hand") => fold(Csv::new(&cut(&text, items))),
        ("CSV, `sum`", "late") => fold(late::Csv::new(&cut(&text, items))),
        ("CSV, `sum`", "machine") => fold(csv(&cut(&text, items))),
        ("permutations", "by hand") => drive(Permutations::new(10), items),
        ("permutations", "machine") => drive(permutations(10), items),
        ("tree of 1 M nodes", "by hand") => drive(Walk::new(Tree::balanced(0, NODES).as_deref()), items),
        ("tree of 1 M nodes", "machine") => drive(walk(Tree::balanced(0, NODES).as_deref()), items),
        ("tree of 1 M nodes", "closure") => {
            drive(peers::boxed(Walk::new(Tree::balanced(0, NODES).as_deref())), items)
        }
        ("tree, recursive", "machine") => drive(flatten(steps(&*Tree::balanced(0, NODES)?)), items),
        ("file writer, 200,000 lines", "by hand") => write_by_hand(items),
        ("file writer, 200,000 lines", "machine") => write_lines(items),
        ("permutations", "closure") => drive(peers::boxed(Permutations::new(10)), items),
        _ => return None,
    })
}

/// The nodes of the tree.
const NODES: u64 = 1_000_000;

const LINE: &str = "a line of a file, of a length as lines have it";

fn write_by_hand(lines: u64) -> u64 {
    #[inline(never)]
    fn line(writer: &mut Writer<std::io::Sink>, line: &str) -> u64 {
        writer.line(line).unwrap_or_default()
    }
    let mut writer = Writer::new(std::io::sink());
    for _ in 0..lines {
        line(&mut writer, black_box(LINE));
    }
    line(&mut writer, "")
}

fn write_lines(lines: u64) -> u64 {
    #[inline(never)]
    fn line<C: Coroutine<&'static str, Yield = u64> + Unpin>(machine: &mut C, line: &'static str) -> u64 {
        match Pin::new(machine).resume(line) {
            CoroutineState::Yielded(taken) => taken,
            CoroutineState::Complete(_) => 0,
        }
    }
    let mut machine = writer(std::io::sink());
    let _ = Pin::new(&mut machine).start();
    for _ in 0..lines {
        line(&mut machine, black_box(LINE));
    }
    line(&mut machine, "")
}

/// Asks for each item through a call.
#[inline(never)]
fn drive<I: Iterator<Item = u64>>(mut iterator: I, items: u64) -> u64 {
    let mut sum = 0_u64;
    for _ in 0..items {
        let Some(item) = next(&mut iterator) else { break };
        sum = sum.wrapping_add(item);
    }
    sum
}

#[inline(never)]
fn next<I: Iterator>(iterator: &mut I) -> Option<I::Item> {
    iterator.next()
}

/// A loop in which everything may be inlined.
#[inline(never)]
fn sum<I: Iterator<Item = u64>>(iterator: I) -> u64 {
    let mut sum = 0_u64;
    for item in iterator {
        sum = sum.wrapping_add(black_box(item));
    }
    sum
}

/// The same by the iterator's own `sum`.
#[inline(never)]
fn fold<I: Iterator<Item = u64>>(iterator: I) -> u64 {
    iterator.map(black_box).sum()
}

/// So many fields of a text, four of which are in fifteen bytes.
fn cut(text: &[u8], fields: u64) -> Vec<u8> {
    let bytes = usize::try_from(fields).unwrap_or(0) / 4 * 15;
    text[..bytes.min(text.len())].to_vec()
}

fn size_of_result<A, R>(_: impl Fn(A) -> R) -> usize {
    size_of::<R>()
}

/// What each takes up while it is suspended.
fn print_bytes() {
    let (tree, text) = (Tree::balanced(0, 1), []);
    let bytes = [
        ("counter", size_of::<Count>(), size_of_val(&count(1))),
        ("Fibonacci", size_of::<Fibonacci>(), size_of_val(&fibonacci())),
        ("CSV", size_of::<Csv<'_>>(), size_of_val(&csv(&text))),
        ("permutations", size_of::<Permutations>(), size_of_val(&permutations(1))),
        ("tree, with a stack", size_of::<Walk<'_>>(), size_of_val(&walk(tree.as_deref()))),
        ("file writer", size_of::<Writer<std::fs::File>>(), size_of_result(writer::<std::fs::File>)),
    ];
    println!("\n| bytes | by hand | machine |\n|---|---|---|");
    for (name, by_hand, machine) in bytes {
        println!("| {name} | {by_hand} | {machine} |");
    }
}

/// The instructions of this program when it runs a shape, as callgrind counts them.
fn instructions(shape: usize, side: usize, items: u64) -> Option<u64> {
    let program = std::env::current_exe().ok()?;
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program);
    command.args(["run".to_owned(), shape.to_string(), side.to_string(), items.to_string()]);
    let output = command.output().ok()?;
    let text = String::from_utf8_lossy(&output.stderr);
    let (_, count) = text.rsplit_once("Collected : ")?;
    count.split_whitespace().next()?.parse().ok()
}

#[allow(clippy::cast_precision_loss, reason = "the counts are small")]
fn instructions_per_item(shape: usize, side: usize) -> Option<f64> {
    run(shape, side, 0)?;
    // All of the file; as much of the rest as tells.
    let items = if SHAPES[shape].starts_with("file") { 199_000 } else { 10_000 };
    let (few, many) = (instructions(shape, side, 1_000)?, instructions(shape, side, 1_000 + items)?);
    Some((many - few) as f64 / items as f64)
}

const USAGE: &str = "\
Counts the instructions of an item by valgrind, and prints a table of machines, of structs written by hand, and of other crates.

usage: cargo bench --bench generators
";

fn main() {
    let arguments: Vec<String> = std::env::args().collect();
    if let [_, run_word, shape, side, items] = arguments.as_slice()
        && run_word == "run"
    {
        let number = |text: &String| text.parse::<usize>().unwrap_or(0);
        black_box(run(number(shape), number(side), number(items) as u64));
        return;
    }
    match arguments.get(1).map(String::as_str) {
        // Cargo says `--bench` to a benchmark.
        None | Some("--bench") if arguments.len() <= 2 => {}
        Some("--help" | "-h") => return print!("{USAGE}"),
        _ => {
            eprint!("generators: it takes no arguments\n\n{USAGE}");
            std::process::exit(2);
        }
    }
    println!("| instructions of an item | {} | machine : by hand | machine : late |", SIDES.join(" | "));
    println!("|{}", "---|".repeat(SIDES.len() + 3));
    for (shape, name) in SHAPES.iter().enumerate() {
        let counts: Vec<Option<f64>> =
            (0..SIDES.len()).map(|side| instructions_per_item(shape, side)).collect();
        let cells =
            counts.iter().map(|count| count.map_or_else(|| String::from("-"), |count| format!("{count:.1}")));
        let ratio = |other: usize| match (counts[1], counts[other]) {
            (Some(machine), Some(other)) => format!("{:.2}", machine / other),
            _ => String::from("-"),
        };
        let (by_hand, late) = (ratio(0), ratio(2));
        println!("| {name} | {} | {by_hand} | {late} |", cells.collect::<Vec<_>>().join(" | "));
    }
    print_bytes();
}
