//! Machines beside native futures, in one run: the size of the frame, the instructions of a resume, and the time that rustc takes.
//!
//! `cargo bench --bench machines` prints all tables, in a few minutes; `cargo bench --bench machines -- sizes` (or `instructions`,
//! `compile`) prints one. Sizes are of the shapes in `tests/sizes/shapes.rs`. Instructions are
//! counted by callgrind (`apt-get install valgrind`): this program runs itself under it with two lengths, and divides the
//! difference by the resumes between them; the last column is a machine written by hand. For the time, crates are written into the
//! target folder and built.

mod by_hand;
mod compile;
mod generated;
#[path = "../../tests/sizes/shapes.rs"]
mod shapes;

use std::hint::black_box;
use std::pin::{Pin, pin};
use std::process::Command;
use std::task::{Context, Poll, Waker};

/// Pending at every other poll.
#[derive(Default)]
pub(crate) struct Leaf(bool);

impl Future for Leaf {
    type Output = u64;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<u64> {
        self.0 = !self.0;
        if self.0 { Poll::Pending } else { Poll::Ready(1) }
    }
}

pub(crate) fn leaf() -> Leaf {
    Leaf::default()
}

/// Pending once, then fills the buffer.
pub(crate) struct Fill<'a>(pub(crate) &'a mut [u8], pub(crate) Leaf);

impl Future for Fill<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        match Pin::new(&mut self.1).poll(cx) {
            Poll::Ready(_) => {
                self.0[0] = self.0[0].wrapping_add(1);
                Poll::Ready(())
            }
            Poll::Pending => Poll::Pending,
        }
    }
}

macro_rules! both {
    ($($item:item)*) => {
        mod native {
            use super::*;
            $($item)*
        }
        mod machine {
            use super::*;
            $(#[coro::coroutine] $item)*
        }
    };
}

both! {
    pub(crate) async fn one_leaf(rounds: u64) -> u64 {
        let mut sum = 0;
        for round in 0..rounds {
            sum += leaf().await + round;
        }
        sum
    }
    pub(crate) async fn level_1(rounds: u64) -> u64 {
        let below = one_leaf(rounds).await;
        below ^ rounds
    }
    pub(crate) async fn level_2(rounds: u64) -> u64 {
        let below = level_1(rounds).await;
        below ^ rounds
    }
    pub(crate) async fn level_3(rounds: u64) -> u64 {
        let below = level_2(rounds).await;
        below ^ rounds
    }
    pub(crate) async fn five_levels(rounds: u64) -> u64 {
        let below = level_3(rounds).await;
        below ^ rounds
    }
    pub(crate) async fn eight(seed: u64) -> u64 {
        let sum = leaf().await + seed;
        let sum = leaf().await + sum;
        let sum = leaf().await ^ sum;
        let sum = leaf().await + sum;
        let sum = leaf().await ^ sum;
        let sum = leaf().await + sum;
        let sum = leaf().await ^ sum;
        leaf().await + sum
    }
    pub(crate) async fn straight_line(rounds: u64) -> u64 {
        let mut sum = 0;
        for round in 0..rounds / 8 {
            sum += eight(round).await;
        }
        sum
    }
    pub(crate) async fn boxed_level(inner: Pin<Box<dyn Future<Output = u64>>>) -> u64 {
        inner.await + 1
    }
    pub(crate) async fn boxed_chain(rounds: u64) -> u64 {
        let first = Box::pin(one_leaf(rounds));
        let second = Box::pin(boxed_level(first));
        let third = Box::pin(boxed_level(second));
        boxed_level(third).await
    }
    pub(crate) async fn borrowed_buffer(rounds: u64) -> u64 {
        let mut buffer = [0_u8; 64];
        let mut sum = 0;
        for _ in 0..rounds {
            Fill(&mut buffer, leaf()).await;
            sum += u64::from(buffer[0]);
        }
        sum
    }
}

const SHAPES: [&str; 5] =
    ["a loop with one leaf", "five levels", "a straight line of eight", "a boxed chain", "a borrowed buffer"];
const SIDES: [&str; 3] = ["native", "machine", "by hand"];

/// Runs a shape, so many times.
fn run_shape(side: usize, shape: usize, rounds: u64) -> u64 {
    macro_rules! run {
        ($($name:ident),*) => {{
            let runs: [[fn(u64) -> u64; 3]; 5] = [$([
                |rounds| run(native::$name(rounds)),
                |rounds| run(machine::$name(rounds)),
                |rounds| run(by_hand::$name(rounds)),
            ]),*];
            runs[shape][side](rounds)
        }};
    }
    run!(one_leaf, five_levels, straight_line, boxed_chain, borrowed_buffer)
}

#[inline(never)]
fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = black_box(future.as_mut()).poll(&mut cx) {
            return output;
        }
    }
}

/// The instructions of this program when it runs a shape, as callgrind counts them.
fn instructions(side: usize, shape: usize, rounds: u64) -> Option<u64> {
    let program = std::env::current_exe().ok()?;
    let mut command = Command::new("valgrind");
    command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program);
    let output = command.args(["--run", &side.to_string(), &shape.to_string(), &rounds.to_string()]).output();
    let text = String::from_utf8(output.ok()?.stderr).ok()?;
    let line = text.lines().find(|line| line.contains("Collected"))?;
    line.rsplit(' ').next()?.parse().ok()
}

fn instructions_per_resume(side: usize, shape: usize) -> Option<f64> {
    const SHORT: u64 = 1_000;
    const LONG: u64 = 9_000;
    let more = instructions(side, shape, LONG)?.checked_sub(instructions(side, shape, SHORT)?)?;
    // Every round is one resume more.
    #[allow(clippy::cast_precision_loss)]
    let (more, rounds) = (more as f64, (LONG - SHORT) as f64);
    Some(more / rounds)
}

fn print_sizes() {
    let rows = shapes::rows();
    println!("{:<28} {:>9} {:>9} {:>7}", "bytes", SIDES[0], SIDES[1], "ratio");
    for shapes::Row { name, native, machine } in &rows {
        #[allow(clippy::cast_precision_loss)]
        let ratio = *machine as f64 / *native as f64;
        println!("{name:<28} {native:>9} {machine:>9} {ratio:>7.2}");
    }
    println!("{:<48} {:>7.2}", "geometric mean", shapes::geometric_mean(&rows));
}

fn print_instructions() {
    println!("{:<28} {:>9} {:>9} {:>7} {:>9}", "instructions", SIDES[0], SIDES[1], "ratio", SIDES[2]);
    for (shape, name) in SHAPES.iter().enumerate() {
        let counted: Option<Vec<f64>> = (0..3).map(|side| instructions_per_resume(side, shape)).collect();
        match counted.as_deref() {
            Some([native, machine, by_hand]) => {
                println!("{name:<28} {native:>9.1} {machine:>9.1} {:>7.2} {by_hand:>9.1}", machine / native);
            }
            _ => println!("{name:<28} not counted: valgrind cannot be run"),
        }
    }
}

const USAGE: &str = "\
Measures machines beside native futures, and prints a table each of sizes, of instructions, and of the time to compile.

usage: cargo bench --bench machines [-- TABLE..]

  TABLE     sizes, instructions (by valgrind), compile. Without one, all of them, in some minutes.
";

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [run, side, shape, rounds] = arguments.as_slice()
        && run == "--run"
    {
        let number = |text: &String| text.parse::<usize>().expect("a number");
        black_box(run_shape(number(side), number(shape), number(rounds) as u64));
        return;
    }
    let tables: [(&str, fn()); 3] =
        [("sizes", print_sizes), ("instructions", print_instructions), ("compile", compile::print)];
    // Cargo says `--bench` to a benchmark.
    let named = arguments.iter().filter(|argument| *argument != "--bench");
    if arguments.iter().any(|argument| argument == "--help" || argument == "-h") {
        print!("{USAGE}");
        return;
    }
    if let Some(unknown) = named.clone().find(|name| tables.iter().all(|(table, _)| table != name)) {
        eprint!("machines: there is no table `{unknown}`\n\n{USAGE}");
        std::process::exit(2);
    }
    let is_all = named.clone().next().is_none();
    let is_wanted = |table: &str| is_all || named.clone().any(|name| name == table);
    for (_, print) in tables.iter().filter(|(table, _)| is_wanted(table)) {
        print();
        println!();
    }
}
