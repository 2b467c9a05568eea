//! An HTTP server that answers `GET /{delay_ms}/{message}` with the message, after the delay.

#[path = "support/args.rs"]
mod args;
#[path = "support/http.rs"]
mod http;
#[path = "support/server.rs"]
mod server;

use args::Asked;
use std::io::{self, Write};
use std::net::{Ipv4Addr, SocketAddr};
use std::process::ExitCode;

const HELP: &str = "\
Answers GET /{delay_ms}/{message} with the message, after the delay.

usage: delay_server [ADDR]

  ADDR      where to listen: host:port (default 127.0.0.1:0, any free port)
  --help    prints this

SIGINT (Ctrl-C) stops it: no new connections, and what is pending is answered.
";

fn main() -> ExitCode {
    let addr = match args::parse(std::env::args_os().skip(1), args::Takes::AddressOnly) {
        Ok(Asked::ForHelp) => {
            say(HELP.trim_end());
            return ExitCode::SUCCESS;
        }
        Ok(Asked::ToRun(options)) => options.addr.unwrap_or(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))),
        Err(wrong) => return complain(&wrong, 2),
    };
    match coro::block_on(run(addr)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => complain(&error.to_string(), 1),
    }
}

#[coro::coroutine]
async fn run(addr: SocketAddr) -> io::Result<()> {
    let interrupted = coro::signal::ctrl_c();
    let listener = server::listen(addr)?;
    say(&format!("listening on {}", listener.local_addr()?));
    server::serve(listener, interrupted, say).await
}

/// One line on standard output. That nobody reads it any more is no reason to stop serving.
fn say(line: &str) {
    let mut out = io::stdout().lock();
    let _ = writeln!(out, "{line}").and_then(|()| out.flush());
}

fn complain(what: &str, code: u8) -> ExitCode {
    eprintln!("delay_server: {what}");
    ExitCode::from(code)
}
