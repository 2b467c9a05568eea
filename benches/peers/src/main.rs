//! The runtime beside its peers, in one run.
//!
//! `cargo run --release --manifest-path benches/peers/Cargo.toml` prints, for each workload, what an operation costs each
//! runtime, and how that compares with the best of the others:
//!
//! - processor time, the median of some interleaved runs, each in a process of its own, or of turns of servers beside each other;
//! - under `wrk` (`apt-get install wrk`), what a request over HTTP costs the server, on connections that are kept;
//! - instructions outside of the kernel, counted by callgrind (`apt-get install valgrind`) as the difference of two lengths,
//!   for the runtimes that run on one thread;
//! - system calls of a round trip, counted by `strace` (`apt-get install strace`), which may have to be root for it.
//!
//! With the names of workloads as arguments it runs those alone. `--quick` makes fewer and shorter runs.

mod may;
mod net;
mod peers;
mod work;

use std::env;
use std::io::{BufRead, BufReader, Read};
use std::net::SocketAddr;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use peers::*;

/// Runtimes that run on the thread that calls them, then those with two workers.
const ONE_THREAD: &[&str] = &["coro", "tokio", "smol-local", "monoio"];
const TWO_THREADS: &[&str] = &["coro-mt", "tokio-mt", "smol-mt", "may"];
const TASKS: &[&str] = &["spawn", "yield", "chained", "pingpong", "idle", "wake"];
const ECHOES: &[(&str, usize)] = &[("echo-1", 1), ("echo-50", 50), ("echo-1000", 1000)];
const HTTP: &[(&str, usize)] = &[("http-1", 1), ("http-64", 64)];
const ECHO_ONE: &[(&str, net::Server)] = &[
    ("coro", net::coro),
    ("tokio", net::tokio),
    ("smol", net::smol),
    ("monoio", net::monoio),
    ("raw epoll", net::raw::<false>),
    ("raw epoll, own buffers", net::raw::<true>),
];
const ECHO_TWO: &[(&str, net::Server)] = &[
    ("coro-mt", net::coro_multi),
    ("tokio-mt", net::tokio_multi),
    ("smol-mt", net::smol),
    ("may", net::may),
];

fn main() {
    let arguments: Vec<String> = env::args().skip(1).collect();
    match &arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["--work", peer, workload, n] => work(peer, workload, n.parse().unwrap()),
        ["--serve", peer] => serve(peer),
        ["--serve-http", peer] => {
            net::speak_http();
            serve(peer);
        }
        ["--help" | "-h", ..] => print!("{USAGE}"),
        names => match names.iter().find(|name| !is_known(name)) {
            Some(name) => {
                eprint!("coro-peers: nothing is called `{name}`\n\n{USAGE}");
                std::process::exit(2);
            }
            None => compare(names),
        },
    }
}

const USAGE: &str = "\
Measures the runtime beside its peers, and prints what an operation costs each.

usage: coro-peers [--quick] [WORKLOAD]..

  --quick     fewer and shorter runs: about five minutes instead of twenty
  WORKLOAD    spawn, yield, chained, pingpong, idle, wake; connection; echo-1, echo-50, echo-1000; http-1, http-64 (by wrk).
              Without one, all of them.
";

fn is_known(argument: &str) -> bool {
    let loads = ECHOES.iter().chain(HTTP).map(|(name, _)| *name);
    TASKS.iter().copied().chain(loads).chain(["--quick", "connection"]).any(|known| known == argument)
}

/// One run, in this process.
fn work(peer: &str, workload: &str, n: usize) {
    match peer {
        "coro" => run::<Coro>(workload, n),
        "coro-mt" => run::<CoroMulti>(workload, n),
        "tokio" => run::<Tokio>(workload, n),
        "tokio-mt" => run::<TokioMulti>(workload, n),
        "smol-local" => run::<SmolLocal>(workload, n),
        "smol-mt" => run::<Smol>(workload, n),
        "monoio" => run::<Monoio>(workload, n),
        "may" => may::run(workload, n),
        _ => panic!("no peer {peer}"),
    }
}

fn run<P: Peer>(workload: &str, n: usize) {
    match workload {
        "spawn" => work::spawn_join::<P>(n),
        "yield" => work::yields::<P>(n),
        "chained" => work::chained::<P>(n),
        "pingpong" => work::ping_pong::<P>(n),
        "idle" => println!("{}", work::idle::<P>(n)),
        "wake" => println!("{}", work::wake::<P>(n)),
        _ => panic!("no workload {workload}"),
    }
}

/// A server for the process that has started this one.
fn serve(peer: &str) {
    let (sender, receiver) = std::sync::mpsc::channel();
    let server = ECHO_ONE.iter().chain(ECHO_TWO).find(|(name, _)| *name == peer).expect("a known server").1;
    std::thread::spawn(move || println!("{}", receiver.recv().unwrap()));
    server(sender);
}

fn compare(names: &[&str]) {
    let is_quick = names.contains(&"--quick");
    let wanted = |name: &str| names.iter().all(|name| name.starts_with("--")) || names.contains(&name);
    let (runs, n) = if is_quick { (3, 100_000) } else { (5, 1_000_000) };
    for peers in [ONE_THREAD, TWO_THREADS] {
        for workload in TASKS.iter().filter(|name| wanted(name)) {
            if *workload == "idle" {
                // The stacks of may's coroutines are not on the heap, and so many are more than the system maps.
                let idle = |peer: &str| if peer == "may" { f64::NAN } else { told(peer, "idle", 100_000) };
                row(workload, "bytes", peers, &interleaved(peers, 1, idle));
                continue;
            }
            if *workload == "wake" {
                row(workload, "ns, p50", peers, &interleaved(peers, runs, |peer| told(peer, "wake", 1000)));
                continue;
            }
            let times = interleaved(peers, runs, |peer| task_nanoseconds(peer, workload, n));
            row(workload, "CPU ns", peers, &times);
            if peers == ONE_THREAD {
                let counts: Vec<_> = peers.iter().map(|peer| instructions(peer, workload)).collect();
                row(workload, "instructions", peers, &counts);
            }
        }
    }
    raise_descriptor_limit();
    for servers in [ECHO_ONE, ECHO_TWO] {
        let peers: Vec<_> = servers.iter().map(|(name, _)| *name).collect();
        for (workload, connections) in HTTP.iter().filter(|(name, _)| wanted(name)) {
            compare_http(workload, &peers, *connections, runs, if is_quick { 1 } else { 3 });
        }
        if wanted("connection") {
            let bytes = interleaved(&peers, runs, |peer| connection_bytes(peer, 4000));
            row("connection", "bytes", &peers, &bytes);
        }
        for (workload, connections) in ECHOES.iter().filter(|(name, _)| wanted(name)) {
            let turns = if is_quick { 7 } else { 21 };
            let columns = echoes(&peers, *connections, turns);
            for (unit, column) in ["server CPU ns", "p99 us", "round trips/s"].into_iter().zip(columns) {
                row(workload, unit, &peers, &column);
            }
            let calls: Vec<_> = peers.iter().map(|peer| echo_calls(peer, *connections)).collect();
            row(workload, "calls / 1000", &peers, &calls);
            // Elsewhere, how often they look for work depends on time, of which valgrind takes a lot.
            if servers == ECHO_ONE && *workload == "echo-50" {
                let counts: Vec<_> = peers.iter().map(|peer| echo_instructions(peer, *connections)).collect();
                row(workload, "instructions", &peers, &counts);
            }
        }
    }
}

fn compare_http(workload: &str, peers: &[&str], connections: usize, runs: usize, seconds: u64) {
    let mut columns = [(); 3].map(|()| vec![Vec::new(); peers.len()]);
    for _ in 0..runs {
        for (index, peer) in peers.iter().enumerate() {
            let Some((cost, rate, p99)) = http(peer, connections, Duration::from_secs(seconds)) else {
                return println!("{workload:10} skipped: there is no wrk");
            };
            for (column, number) in columns.iter_mut().zip([cost, p99, rate]) {
                column[index].push(number);
            }
        }
    }
    for (unit, column) in ["server CPU ns", "p99 us", "requests/s"].into_iter().zip(columns) {
        row(workload, unit, peers, &column.into_iter().map(median).collect::<Vec<_>>());
    }
}

/// The medians of some runs of each, by turns.
fn interleaved(peers: &[&str], runs: usize, mut measure: impl FnMut(&str) -> f64) -> Vec<f64> {
    let mut all = vec![Vec::new(); peers.len()];
    for _ in 0..runs {
        for (peer, times) in peers.iter().zip(&mut all) {
            times.push(measure(peer));
        }
    }
    all.into_iter().map(median).collect()
}

fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    numbers[numbers.len() / 2]
}

/// Prints the costs, and the ratio of the first to the best of the others: below 1, ours is the best.
fn row(workload: &str, unit: &str, peers: &[&str], costs: &[f64]) {
    let named: Vec<_> = peers.iter().zip(costs).map(|(peer, cost)| format!("{peer} {cost:.0}")).collect();
    let others =
        peers.iter().zip(costs).skip(1).filter(|(peer, _)| !peer.starts_with("raw")).map(|(_, cost)| *cost);
    let best =
        if unit.ends_with("/s") { others.fold(0.0, f64::max) } else { others.fold(f64::MAX, f64::min) };
    println!("{workload:10} {unit:14} {}  ratio {:.2}", named.join(", "), costs[0] / best);
}

fn this_program() -> Command {
    Command::new(env::current_exe().expect("this program is a file"))
}

/// Processor time of one operation, from the difference of two lengths.
fn task_nanoseconds(peer: &str, workload: &str, n: usize) -> f64 {
    let time = |n: usize| {
        let before = children_nanoseconds();
        let status = this_program()
            .args(["--work", peer, workload, &n.to_string()])
            .env("SMOL_THREADS", "2")
            .status()
            .expect("the program runs");
        assert!(status.success(), "{peer} {workload}");
        children_nanoseconds() - before
    };
    (time(n + n / 10) - time(n / 10)) / n as f64
}

/// The number that a run prints.
fn told(peer: &str, workload: &str, n: usize) -> f64 {
    let output =
        this_program().args(["--work", peer, workload, &n.to_string()]).env("SMOL_THREADS", "2").output();
    String::from_utf8(output.expect("the program runs").stdout).unwrap().trim().parse().expect("a number")
}

/// Counted by callgrind; not a number if it is not there.
fn instructions(peer: &str, workload: &str) -> f64 {
    let count = |n: usize| -> Option<f64> {
        let program = env::current_exe().ok()?;
        let mut valgrind = Command::new("valgrind");
        valgrind.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(program);
        let output = valgrind.args(["--work", peer, workload, &n.to_string()]).output().ok()?;
        let text = String::from_utf8(output.stderr).ok()?;
        text.lines().find_map(|line| line.split("Collected :").nth(1))?.trim().parse().ok()
    };
    match (count(20_000), count(60_000)) {
        (Some(short), Some(long)) => (long - short) / 40_000.0,
        _ => f64::NAN,
    }
}

/// Instructions of a server outside of the kernel for a round trip, counted by callgrind; not a number if it is not there.
fn echo_instructions(peer: &str, connections: usize) -> f64 {
    let count = |rounds: usize| -> Option<f64> {
        let mut command = Command::new("valgrind");
        command.args(["--tool=callgrind", "--callgrind-out-file=/dev/null"]).arg(env::current_exe().ok()?);
        let mut server = Serving::start_as(command.stderr(Stdio::piped()), "--serve", peer)?;
        net::rounds(server.addr, connections, rounds);
        let collected = server.end()?;
        collected.lines().find_map(|line| line.split("Collected :").nth(1))?.trim().parse().ok()
    };
    match (count(100), count(300)) {
        (Some(short), Some(long)) => (long - short) / (200 * connections) as f64,
        _ => f64::NAN,
    }
}

/// System calls of a server for a thousand round trips; not a number without `strace`, or if that is not allowed to look.
fn echo_calls(peer: &str, connections: usize) -> f64 {
    let server = Serving::start("--serve", peer);
    let count = |rounds: usize| -> Option<f64> {
        let mut strace = Command::new("strace");
        strace.args(["-f", "-c", "-U", "calls,name", "-p"]).arg(server.process.id().to_string());
        let mut strace = strace.stderr(Stdio::piped()).spawn().ok()?;
        std::thread::sleep(Duration::from_millis(300));
        net::rounds(server.addr, connections, rounds);
        // Until the server has closed its ends as well.
        std::thread::sleep(Duration::from_millis(500));
        let pid = strace.id().try_into().ok()?;
        // SAFETY: the call takes no pointers; the process is our child, and has not been waited for.
        assert_eq!(unsafe { libc::kill(pid, libc::SIGINT) }, 0);
        let mut text = String::new();
        strace.stderr.take()?.read_to_string(&mut text).ok()?;
        strace.wait().ok()?;
        let total = text.lines().find(|line| line.trim_end().ends_with(" total"))?;
        total.split_whitespace().next()?.parse().ok()
    };
    let rounds = 2000 / connections;
    match (count(rounds), count(3 * rounds)) {
        (Some(short), Some(long)) => (long - short) * 1000.0 / (2 * rounds * connections) as f64,
        _ => f64::NAN,
    }
}

/// A server in a process of its own, which ends with this.
struct Serving {
    process: Child,
    addr: SocketAddr,
}

impl Serving {
    fn start(how: &str, peer: &str) -> Serving {
        Serving::start_as(&mut this_program(), how, peer).expect("the program runs")
    }

    /// By a command that runs this program; `None` if there is no such command.
    fn start_as(command: &mut Command, how: &str, peer: &str) -> Option<Serving> {
        command.args([how, peer]).env("SMOL_THREADS", "2").stdout(Stdio::piped());
        let mut process = command.spawn().ok()?;
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap()).read_line(&mut line).unwrap();
        Some(Serving { process, addr: line.trim().parse().expect("an address") })
    }

    /// Asks it to end, and gives what it has to say on standard error.
    fn end(&mut self) -> Option<String> {
        let pid = self.process.id().try_into().ok()?;
        // SAFETY: the call takes no pointers; the process is our child, and has not been waited for.
        assert_eq!(unsafe { libc::kill(pid, libc::SIGTERM) }, 0);
        let mut text = String::new();
        self.process.stderr.take()?.read_to_string(&mut text).ok()?;
        Some(text)
    }

    fn nanoseconds(&self) -> f64 {
        process_nanoseconds(self.process.id())
    }

    /// The memory that is its own.
    fn resident_bytes(&self) -> f64 {
        let text = std::fs::read_to_string(format!("/proc/{}/statm", self.process.id())).unwrap();
        let pages: Vec<f64> = text.split(' ').map_while(|count| count.parse().ok()).collect();
        (pages[1] - pages[2]) * 4096.0
    }
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended before.
        let _ = self.process.kill();
        self.process.wait().unwrap();
    }
}

/// Starts all servers, and asks them by turns of a fifth of a second: of processes that run one after the other, one may have the
/// machine's better moments. Gives the medians: processor time per round trip in nanoseconds, the 99th percentile of the time for a
/// round over all connections in microseconds, and the round trips per second.
fn echoes(peers: &[&str], connections: usize, turns: usize) -> [Vec<f64>; 3] {
    let servers: Vec<_> = peers.iter().map(|peer| Serving::start("--serve", peer)).collect();
    let streams: Vec<_> = servers.iter().map(|server| net::connect(server.addr, connections)).collect();
    let mut columns = [(); 3].map(|()| vec![Vec::new(); peers.len()]);
    // The first turn warms up.
    for turn in 0..=turns {
        for (index, (server, streams)) in servers.iter().zip(&streams).enumerate() {
            let before = server.nanoseconds();
            let echoed = net::client(streams, Duration::from_millis(200));
            let cost = (server.nanoseconds() - before) / echoed.round_trips as f64;
            let rate = echoed.round_trips as f64 / echoed.elapsed.as_secs_f64();
            let numbers = [cost, echoed.p99.as_secs_f64() * 1e6, rate];
            if turn > 0 {
                columns.iter_mut().zip(numbers).for_each(|(column, number)| column[index].push(number));
            }
        }
    }
    columns.map(|column| column.into_iter().map(median).collect())
}

/// Starts a server, and gives its processor time per request over HTTP in nanoseconds, the requests per second, and the 99th
/// percentile of their times in microseconds; `None` without `wrk`.
fn http(peer: &str, connections: usize, time: Duration) -> Option<(f64, f64, f64)> {
    let server = Serving::start("--serve-http", peer);
    net::wrk(server.addr, connections, Duration::from_secs(1))?;
    let before = server.nanoseconds();
    let loaded = net::wrk(server.addr, connections, time)?;
    let used = server.nanoseconds() - before;
    Some((used / loaded.requests, loaded.per_second, loaded.p99_us))
}

/// How much more memory of its own a server has for each connection that is idle.
fn connection_bytes(peer: &str, connections: usize) -> f64 {
    let server = Serving::start("--serve", peer);
    drop(net::idle_connections(server.addr, 10));
    let before = server.resident_bytes();
    let idle = net::idle_connections(server.addr, connections);
    (server.resident_bytes() - before) / idle.len() as f64
}

/// As many descriptors as this process and its children may have.
fn raise_descriptor_limit() {
    // SAFETY: all-zero bytes are a valid `rlimit`, which the first call fills.
    unsafe {
        let mut limit: libc::rlimit = std::mem::zeroed();
        assert_eq!(libc::getrlimit(libc::RLIMIT_NOFILE, &mut limit), 0);
        limit.rlim_cur = limit.rlim_max;
        assert_eq!(libc::setrlimit(libc::RLIMIT_NOFILE, &limit), 0);
    }
}

/// The processor time of the threads of a process that live.
fn process_nanoseconds(pid: u32) -> f64 {
    let tasks = std::fs::read_dir(format!("/proc/{pid}/task")).expect("the server lives");
    let times = tasks.filter_map(|task| {
        let text = std::fs::read_to_string(task.ok()?.path().join("schedstat")).ok()?;
        text.split(' ').next()?.parse::<f64>().ok()
    });
    times.sum()
}

/// The processor time of all children that have ended.
fn children_nanoseconds() -> f64 {
    // SAFETY: all-zero bytes are a valid `rusage`, which the call fills.
    let usage = unsafe {
        let mut usage: libc::rusage = std::mem::zeroed();
        assert_eq!(libc::getrusage(libc::RUSAGE_CHILDREN, &mut usage), 0);
        usage
    };
    let nanoseconds = |time: libc::timeval| time.tv_sec as f64 * 1e9 + time.tv_usec as f64 * 1e3;
    nanoseconds(usage.ru_utime) + nanoseconds(usage.ru_stime)
}
