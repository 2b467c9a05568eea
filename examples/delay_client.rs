//! Five HTTP requests to a delay server, first one after the other, then all at once; one thread, hardly any CPU.

#[path = "support/args.rs"]
mod args;
#[path = "support/client.rs"]
mod client;
#[path = "support/cpu.rs"]
mod cpu;
#[path = "support/http.rs"]
mod http;
#[path = "support/server.rs"]
mod server;

use args::{Asked, Options};
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;
use std::time::{Duration, Instant};

const HELP: &str = "\
Asks a delay server five times, with delays of 0 to 4 units: in sequence, and then joined.

usage: delay_client [--unit MS] [ADDR]

  ADDR         the server's host:port (default: a server within this process)
  --unit MS    the unit of the delays in milliseconds (default 100)
  --help       prints this
";

const REQUESTS: u32 = 5;
/// How much longer than its delay a reply may take.
const PATIENCE: Duration = Duration::from_secs(10);

fn main() -> ExitCode {
    let options = match args::parse(std::env::args_os().skip(1), args::Takes::AddressAndUnit) {
        Ok(Asked::ForHelp) => {
            let _ = io::stdout().write_all(HELP.as_bytes());
            return ExitCode::SUCCESS;
        }
        Ok(Asked::ToRun(options)) => options,
        Err(wrong) => return complain(&wrong, 2),
    };
    match coro::block_on(run(options)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&error.to_string(), 1),
    }
}

#[coro::coroutine]
async fn run(options: Options) -> io::Result<()> {
    let addr = match options.addr {
        Some(addr) => addr,
        None => start_server()?,
    };
    let cpu = cpu::seconds()?;
    writeln!(io::stdout(), "in sequence")?;
    let sequence = in_sequence(addr, options.unit).await?;
    writeln!(io::stdout(), "joined")?;
    let joined = joined(addr, options.unit).await?;
    let (sequence, joined) = (sequence.as_secs_f64(), joined.as_secs_f64());
    let cpu = cpu::seconds()? - cpu;
    writeln!(io::stdout(), "sequence: {sequence:.3} s, joined: {joined:.3} s, cpu: {cpu:.3} s")
}

/// A server within this process; it ends with it.
fn start_server() -> io::Result<SocketAddr> {
    let listener = server::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0)))?;
    let addr = listener.local_addr()?;
    coro::spawn(server::serve(listener, std::future::pending(), |_| ()));
    Ok(addr)
}

#[coro::coroutine]
async fn in_sequence(addr: SocketAddr, unit: Duration) -> io::Result<Duration> {
    let start = Instant::now();
    for n in 0..REQUESTS {
        request(addr, unit, n).await?;
    }
    Ok(start.elapsed())
}

#[coro::coroutine]
async fn joined(addr: SocketAddr, unit: Duration) -> io::Result<Duration> {
    let start = Instant::now();
    for reply in coro::join_all((0..REQUESTS).map(|n| request(addr, unit, n))).await {
        reply?;
    }
    Ok(start.elapsed())
}

/// Request number `n`: the server takes `n` units to answer it.
#[coro::coroutine]
async fn request(addr: SocketAddr, unit: Duration, n: u32) -> io::Result<()> {
    let delay = unit * n;
    let path = format!("/{}/request-{n}", delay.as_millis());
    let start = Instant::now();
    let reply = client::get(addr, &path, delay + PATIENCE).await?;
    let seconds = start.elapsed().as_secs_f64();
    writeln!(io::stdout(), "  {path}: {} {} after {seconds:.3} s", reply.status, reply.body)
}

fn complain(what: &str, code: u8) -> ExitCode {
    eprintln!("delay_client: {what}");
    ExitCode::from(code)
}
