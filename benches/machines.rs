//! Machines beside native futures, in one run: the size of the frame, and the time of a resume.
//!
//! `cargo bench --bench machines` prints a table; the last column is machine over native. Times are medians of
//! interleaved rounds: compare the ratios, not the nanoseconds.

#![allow(clippy::large_types_passed_by_value)] // that is what is measured

use std::future::poll_fn;
use std::hint::black_box;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};
use std::time::Instant;

/// Pending once.
async fn tick() {
    let mut waited = false;
    poll_fn(|_| if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

macro_rules! both {
    ($($item:item)*) => {
        mod native {
            use super::tick;
            $($item)*
        }
        mod machine {
            use super::tick;
            $(#[coro::coroutine] $item)*
        }
    };
}

both! {
    pub(crate) async fn one_leaf(n: u64) -> u64 {
        let mut sum = 0;
        for i in 0..n {
            tick().await;
            sum += i;
        }
        sum
    }
    pub(crate) async fn in_a_row(n: u64) -> u64 {
        let mut sum = 0;
        for i in 0..n / 4 {
            tick().await;
            sum += i;
            tick().await;
            sum ^= i;
            tick().await;
            sum += i;
            tick().await;
        }
        sum
    }
    pub(crate) async fn forwarded(big: [u8; 1024]) -> usize {
        kept(big).await
    }
    pub(crate) async fn kept(big: [u8; 1024]) -> usize {
        tick().await;
        big.len()
    }
    pub(crate) async fn borrows(text: String) -> usize {
        let words: Vec<&str> = text.split(' ').collect();
        tick().await;
        words.len()
    }
    pub(crate) async fn disjoint(flag: bool) -> usize {
        if flag {
            let a = [1_u8; 64];
            tick().await;
            a.len()
        } else {
            let b = [2_u16; 64];
            tick().await;
            b.len()
        }
    }
    pub(crate) async fn question(text: &str) -> Result<u32, std::num::ParseIntError> {
        let n: u32 = text.parse()?;
        tick().await;
        let m: u32 = text.parse()?;
        tick().await;
        Ok(n + m)
    }
}

fn run<F: Future>(mut future: Pin<&mut F>) -> F::Output {
    let mut cx = Context::from_waker(Waker::noop());
    loop {
        if let Poll::Ready(output) = black_box(future.as_mut()).poll(&mut cx) {
            return output;
        }
    }
}

/// Nanoseconds for each of `n` resumes.
fn time<F: Future>(future: F, n: u64) -> u64 {
    let future = pin!(future);
    let start = Instant::now();
    black_box(run(future));
    u64::try_from(start.elapsed().as_nanos()).unwrap_or(u64::MAX) * 100 / n
}

fn median(mut times: Vec<u64>) -> u64 {
    times.sort_unstable();
    times[times.len() / 2]
}

fn size_row<N, M>(name: &str, native: &N, machine: &M) {
    let (native, machine) = (size_of_val(native), size_of_val(machine));
    let ratio = machine * 100 / native;
    println!("{name:<12} {native:>8} B {machine:>8} B {:>5}.{:02}", ratio / 100, ratio % 100);
}

fn time_row<N: Future, M: Future>(name: &str, native: impl Fn(u64) -> N, machine: impl Fn(u64) -> M) {
    const N: u64 = 200_000;
    let rounds: Vec<(u64, u64)> = (0..15).map(|_| (time(native(N), N), time(machine(N), N))).collect();
    let (native, machine): (Vec<u64>, Vec<u64>) = rounds.into_iter().unzip();
    let (native, machine) = (median(native).max(1), median(machine));
    let ratio = machine * 100 / native;
    let ns = |hundredths: u64| format!("{}.{:02} ns", hundredths / 100, hundredths % 100);
    println!("{name:<12} {:>10} {:>10} {:>5}.{:02}", ns(native), ns(machine), ratio / 100, ratio % 100);
}

fn main() {
    println!("{:<12} {:>10} {:>10} {:>8}", "frame", "native", "machine", "ratio");
    size_row("one leaf", &native::one_leaf(1), &machine::one_leaf(1));
    size_row("in a row", &native::in_a_row(1), &machine::in_a_row(1));
    size_row("forwarded", &native::forwarded([0; 1024]), &machine::forwarded([0; 1024]));
    size_row("borrows", &native::borrows(String::new()), &machine::borrows(String::new()));
    size_row("disjoint", &native::disjoint(true), &machine::disjoint(true));
    size_row("question", &native::question(""), &machine::question(""));
    println!("{:<12} {:>10} {:>10} {:>8}", "resume", "native", "machine", "ratio");
    time_row("one leaf", native::one_leaf, machine::one_leaf);
    time_row("in a row", native::in_a_row, machine::in_a_row);
}
