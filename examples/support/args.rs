//! The command lines of the delay server and the delay client.

use std::ffi::OsString;
use std::net::{SocketAddr, ToSocketAddrs};
use std::time::Duration;

/// What a command line asks for.
#[derive(Debug, PartialEq)]
pub(crate) enum Asked {
    ForHelp,
    ToRun(Options),
}

#[derive(Debug, PartialEq)]
pub(crate) struct Options {
    pub(crate) addr: Option<SocketAddr>,
    pub(crate) unit: Duration,
}

/// Which arguments a program takes.
#[derive(Clone, Copy, PartialEq)]
#[allow(dead_code, reason = "each program is one of the two")]
pub(crate) enum Takes {
    AddressOnly,
    AddressAndUnit,
}

/// No unit is longer than a minute: the longest delay stays under five.
const MAX_UNIT_MS: u64 = 60_000;

/// The error is one line for the user.
pub(crate) fn parse(args: impl IntoIterator<Item = OsString>, takes: Takes) -> Result<Asked, String> {
    let mut options = Options { addr: None, unit: Duration::from_millis(100) };
    let mut args = args.into_iter().map(|arg| arg.to_string_lossy().into_owned());
    while let Some(arg) = args.next() {
        match arg.as_str() {
            "-h" | "--help" => return Ok(Asked::ForHelp),
            "--unit" if takes == Takes::AddressAndUnit => {
                options.unit = unit(&args.next().ok_or("--unit needs a number of milliseconds")?)?;
            }
            flag if flag.starts_with('-') => return Err(format!("unknown option `{flag}`, see --help")),
            more if options.addr.is_some() => {
                return Err(format!("one address is enough, `{more}` is too many"));
            }
            address => options.addr = Some(resolve(address)?),
        }
    }
    Ok(Asked::ToRun(options))
}

fn unit(text: &str) -> Result<Duration, String> {
    let millis = text.parse::<u64>().ok().filter(|millis| *millis <= MAX_UNIT_MS);
    let millis =
        millis.ok_or_else(|| format!("`{text}` is not a number of milliseconds from 0 to {MAX_UNIT_MS}"))?;
    Ok(Duration::from_millis(millis))
}

fn resolve(text: &str) -> Result<SocketAddr, String> {
    let found = text.to_socket_addrs().ok().and_then(|mut found| found.next());
    found.ok_or_else(|| format!("`{text}` is not an address: host:port is wanted, such as 127.0.0.1:8080"))
}
