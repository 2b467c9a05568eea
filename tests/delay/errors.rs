//! What goes wrong on the client's side is an error that says so, and a wrong command line likewise.

use crate::args::{Asked, Options, Takes, parse};
use crate::{LIMIT, client};
use std::ffi::OsString;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::os::unix::ffi::OsStringExt;
use std::thread;
use std::time::Duration;

/// A peer that reads the request, says `reply`, and closes the connection.
pub(crate) fn peer(reply: &'static [u8]) -> SocketAddr {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let addr = listener.local_addr().expect("it listens");
    thread::spawn(move || {
        let (mut stream, _) = listener.accept()?;
        stream.read(&mut [0; 1024]).and_then(|_| stream.write_all(reply))
    });
    addr
}

fn get(addr: SocketAddr) -> io::Result<client::Reply> {
    coro::block_on(client::get(addr, "/0/x", LIMIT))
}

/// The error's text without the address in front.
fn error(reply: &'static [u8]) -> String {
    let addr = peer(reply);
    let error = get(addr).expect_err("no good reply").to_string();
    assert!(!error.contains('\n'), "{error:?} is one line");
    error.strip_prefix(&format!("{addr}: ")).expect("the address comes first").to_owned()
}

#[test]
fn good_replies() {
    let body = |reply| get(peer(reply)).expect("a good reply").body;
    assert_eq!(body(b"HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabc and more"), "abc");
    assert_eq!(body(b"HTTP/1.0 200 OK\r\n\r\nto the end"), "to the end");
    assert_eq!(body(b"HTTP/1.1 200\r\ncontent-length:0\r\n\r\n"), "");
}

#[test]
fn peers_that_do_not_speak_http() {
    assert_eq!(error(b"SSH-2.0-other\r\n\r\n"), "this is not HTTP as expected: no status line");
    assert_eq!(error(b"HTTP/1.1 two hundred\r\n\r\n"), "this is not HTTP as expected: no status line");
    assert_eq!(error(b"\xff\xfe\r\n\r\n"), "this is not HTTP as expected: the head is not text");
    let no_colon = b"HTTP/1.1 200 OK\r\nnothing\r\n\r\n";
    assert_eq!(error(no_colon), "this is not HTTP as expected: a header without a colon");
    let no_number = b"HTTP/1.1 200 OK\r\ncontent-length: many\r\n\r\n";
    assert_eq!(error(no_number), "this is not HTTP as expected: the content-length is no number");
    assert_eq!(error(b"x".repeat(40_000).leak()), "this is not HTTP as expected: the head does not end");
    let chunked = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n";
    assert_eq!(error(chunked), "this is not HTTP as expected: bodies in chunks are not understood here");
}

#[test]
fn replies_that_are_cut_off() {
    assert_eq!(error(b""), "the connection was closed without a reply");
    assert_eq!(error(b"HTTP/1.1 200 OK\r\ncont"), "the connection was closed in the middle of a message");
    let short = b"HTTP/1.1 200 OK\r\ncontent-length: 10\r\n\r\nshort";
    assert_eq!(error(short), "the connection was closed in the middle of a message");
    let huge = b"HTTP/1.1 200 OK\r\ncontent-length: 18446744073709551615\r\n\r\n";
    assert_eq!(error(huge), "the connection was closed in the middle of a message");
}

#[test]
fn other_statuses() {
    assert_eq!(error(b"HTTP/1.1 404 Not Found\r\n\r\n"), "/0/x is answered with status 404");
}

#[test]
fn nobody_there() {
    let addr =
        TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a free port");
    let error = get(addr).expect_err("nobody listens");
    assert_eq!(error.kind(), io::ErrorKind::ConnectionRefused);
    assert_eq!(error.to_string(), format!("{addr}: Connection refused (os error 111)"));
}

#[test]
fn peers_that_say_nothing() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let addr = listener.local_addr().expect("it listens");
    let error = coro::block_on(client::get(addr, "/0/x", Duration::from_millis(50))).expect_err("no reply");
    assert_eq!(error.to_string(), format!("{addr}: no reply in time"));
}

fn asked(takes: Takes, args: &[&str]) -> Result<Asked, String> {
    parse(args.iter().map(OsString::from), takes)
}

#[test]
fn good_command_lines() {
    let options = |unit, addr: Option<&str>| {
        let addr = addr.map(|addr| addr.parse().expect("an address"));
        Ok(Asked::ToRun(Options { addr, unit: Duration::from_millis(unit) }))
    };
    assert_eq!(asked(Takes::AddressAndUnit, &[]), options(100, None));
    assert_eq!(
        asked(Takes::AddressAndUnit, &["--unit", "5", "127.0.0.1:80"]),
        options(5, Some("127.0.0.1:80"))
    );
    assert_eq!(asked(Takes::AddressAndUnit, &["[::1]:80", "--unit", "0"]), options(0, Some("[::1]:80")));
    assert_eq!(asked(Takes::AddressOnly, &["127.0.0.1:0"]), options(100, Some("127.0.0.1:0")));
    assert_eq!(asked(Takes::AddressOnly, &["127.0.0.1:0", "--help"]), Ok(Asked::ForHelp));
}

#[test]
fn wrong_command_lines() {
    let complaint = |args| asked(Takes::AddressAndUnit, args).expect_err("it is wrong");
    assert_eq!(complaint(&["--unit"]), "--unit needs a number of milliseconds");
    assert_eq!(complaint(&["--unit", "1.5"]), "`1.5` is not a number of milliseconds from 0 to 60000");
    assert_eq!(complaint(&["--unit", "99999999999999999999"])[..23], *"`99999999999999999999` ");
    assert_eq!(complaint(&["--fast"]), "unknown option `--fast`, see --help");
    assert_eq!(complaint(&["127.0.0.1:1", "x"]), "one address is enough, `x` is too many");
    assert!(complaint(&["nonsense"]).starts_with("`nonsense` is not an address"));
    assert_eq!(
        asked(Takes::AddressOnly, &["--unit", "5"]),
        Err("unknown option `--unit`, see --help".to_owned())
    );
    let not_text = parse([OsString::from_vec(vec![0xff])], Takes::AddressOnly);
    assert!(not_text.is_err_and(|complaint| complaint.contains("is not an address")));
}
