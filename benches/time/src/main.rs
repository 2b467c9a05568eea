//! Timers beside those of other runtimes, in one run, on one thread each.
//!
//! `cargo run --release --manifest-path benches/time/Cargo.toml` prints a table: for each workload the median of several
//! runs of each peer, and how many times coro's figure that is. Each run is a process of its own, and the peers take turns,
//! so what else the machine does hits all alike. With arguments, `<peer> <workload>`, it is such a process.

mod peers;
mod work;

use std::process::Command;

use peers::{Coro, Monoio, Peer, Smol, Tokio};

const ROUNDS: usize = 5;

const PEERS: [&str; 4] = ["coro", "tokio", "smol", "monoio"];

/// A process prints one line: its figures, as the names say.
const WORKLOADS: [(&str, &[&str]); 5] = [
    ("timeouts", &["made and dropped, CPU ns"]),
    ("rearmed", &["kept over a turn, CPU ns"]),
    ("sleeping", &["100,000 sleeping: CPU ms", "  late by, p50 µs", "  late by, p99 µs"]),
    ("short", &["sleep of 100 µs: late by, p50 µs", "  p99 µs"]),
    ("idle", &["woken from idle: p50 µs", "  p99 µs"]),
];

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    match &arguments[..] {
        [] => table(),
        [help] if help == "--help" || help == "-h" => print!("{USAGE}"),
        [peer, workload] if is_known(peer, workload) => {
            let figures = match peer.as_str() {
                "coro" => run::<Coro>(workload),
                "tokio" => run::<Tokio>(workload),
                "smol" => run::<Smol>(workload),
                "monoio" => run::<Monoio>(workload),
                _ => panic!("no peer {peer}"),
            };
            let figures: Vec<_> = figures.iter().map(f64::to_string).collect();
            println!("{}", figures.join(" "));
        }
        _ => {
            eprint!("coro-bench-time: no arguments, or a peer and a workload\n\n{USAGE}");
            std::process::exit(2);
        }
    }
}

fn is_known(peer: &str, workload: &str) -> bool {
    PEERS.contains(&peer) && WORKLOADS.iter().any(|(name, _)| *name == workload)
}

const USAGE: &str = "\
Measures timers beside those of other runtimes, and prints a table.

usage: cargo run --release --manifest-path benches/time/Cargo.toml [-- PEER WORKLOAD]

  PEER WORKLOAD     one run of coro, tokio, smol or monoio: the figures alone, of timeouts, rearmed, sleeping, short or idle
";

fn run<P: Peer>(workload: &str) -> Vec<f64> {
    match workload {
        "timeouts" => work::timeouts::<P>(),
        "rearmed" => work::rearmed::<P>(),
        "sleeping" => work::sleeping::<P>(),
        "short" => work::short::<P>(),
        "idle" => work::idle::<P>(),
        _ => panic!("no workload {workload}"),
    }
}

fn table() {
    print!("{:36}", "median of 5 runs (times coro's)");
    PEERS.iter().for_each(|peer| print!("{peer:>18}"));
    println!();
    for (workload, names) in WORKLOADS {
        let mut runs = vec![vec![Vec::new(); PEERS.len()]; names.len()];
        for _ in 0..ROUNDS {
            for (index, peer) in PEERS.iter().enumerate() {
                for (figures, figure) in runs.iter_mut().zip(measure(peer, workload)) {
                    figures[index].push(figure);
                }
            }
        }
        for (name, figures) in names.iter().zip(&mut runs) {
            let medians: Vec<f64> = figures.iter_mut().map(|figures| median(figures)).collect();
            print!("{name:36}");
            medians.iter().for_each(|figure| print!("{:>10.1} ({:4.2})", figure, figure / medians[0]));
            println!();
        }
    }
}

fn measure(peer: &str, workload: &str) -> Vec<f64> {
    let program = std::env::current_exe().expect("this program has a path");
    let output = Command::new(program).args([peer, workload]).output().expect("this program runs");
    assert!(output.status.success(), "{peer} {workload}: {}", String::from_utf8_lossy(&output.stderr));
    let line = String::from_utf8(output.stdout).expect("it prints text");
    line.split_whitespace().map(|figure| figure.parse().expect("a number")).collect()
}

fn median(figures: &mut [f64]) -> f64 {
    figures.sort_by(f64::total_cmp);
    figures[figures.len() / 2]
}
