//! The delay server's part: connections, requests, and a stop that answers what is pending.

use crate::http::{Connection, Head};
use coro::net::{TcpListener, TcpStream};
use coro::task::JoinHandle;
use std::io;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

/// Nobody means a longer delay than this.
const MAX_DELAY_MS: u64 = 3_600_000;
/// A longer body of a request is not read; the connection is closed instead.
const MAX_BODY: usize = 64 * 1024;

pub(crate) fn listen(addr: SocketAddr) -> io::Result<TcpListener> {
    TcpListener::bind(addr)
        .map_err(|error| io::Error::new(error.kind(), format!("cannot listen on {addr}: {error}")))
}

/// What all connections share.
struct Shared<L> {
    log: L,
    requests: AtomicU64,
    stopping: AtomicBool,
    open: Mutex<Vec<Open>>,
}

/// A connection that is being served.
struct Open {
    task: JoinHandle<()>,
    /// Whether it owes an answer.
    busy: Arc<AtomicBool>,
}

/// Serves until `stop` is ready, and then answers the requests that have come in. `log` gets a line for each.
#[coro::coroutine]
pub(crate) async fn serve<S, L>(listener: TcpListener, stop: S, log: L) -> io::Result<()>
where
    S: Future<Output = io::Result<()>>,
    L: Fn(&str) + Send + Sync + 'static,
{
    let (requests, stopping) = (AtomicU64::new(0), AtomicBool::new(false));
    let shared = Arc::new(Shared { log, requests, stopping, open: Mutex::default() });
    let accepting = coro::spawn(accept(listener, Arc::clone(&shared)));
    let stopped = stop.await;
    accepting.abort();
    shared.stopping.store(true, Ordering::Relaxed);
    let open = std::mem::take(&mut *shared.open.lock().unwrap_or_else(PoisonError::into_inner));
    for connection in &open {
        if !connection.busy.load(Ordering::Relaxed) {
            connection.task.abort();
        }
    }
    coro::join_all(open.into_iter().map(|connection| connection.task)).await;
    stopped
}

#[coro::coroutine]
async fn accept<L: Fn(&str) + Send + Sync + 'static>(listener: TcpListener, shared: Arc<Shared<L>>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let busy = Arc::new(AtomicBool::new(false));
                let task = coro::spawn(converse(stream, Arc::clone(&shared), Arc::clone(&busy)));
                let mut open = shared.open.lock().unwrap_or_else(PoisonError::into_inner);
                open.retain(|connection| !connection.task.is_finished());
                open.push(Open { task, busy });
            }
            Err(error) => {
                // Out of descriptors, most likely: some connection will end and give one back.
                eprintln!("cannot accept: {error}");
                coro::time::sleep(Duration::from_millis(50)).await;
            }
        }
    }
}

/// One connection, request by request. Its errors are the client's, who is gone by then.
#[coro::coroutine]
async fn converse<L: Fn(&str)>(stream: TcpStream, shared: Arc<Shared<L>>, busy: Arc<AtomicBool>) {
    let mut connection = Connection::new(stream);
    loop {
        let head = match connection.head().await {
            Ok(Some(head)) => head,
            Ok(None) => return,
            Err(_) => {
                let _ = connection.send(&reply("400 Bad Request", "this is not HTTP/1.1\n", true)).await;
                return;
            }
        };
        busy.store(true, Ordering::Relaxed);
        let Ok(answered) = answer(&mut connection, &head, &shared).await else { return };
        busy.store(false, Ordering::Relaxed);
        if !answered.keep || shared.stopping.load(Ordering::Relaxed) {
            return;
        }
    }
}

/// What became of a request.
struct Answered {
    keep: bool,
}

#[coro::coroutine]
async fn answer<L: Fn(&str)>(
    connection: &mut Connection,
    head: &Head,
    shared: &Shared<L>,
) -> io::Result<Answered> {
    let length = head.content_length()?.unwrap_or(0);
    if length <= MAX_BODY {
        connection.body(Some(length)).await?;
    }
    let (status, body) = match asked(&head.first) {
        Some((delay, message)) => {
            let number = shared.requests.fetch_add(1, Ordering::Relaxed) + 1;
            (shared.log)(&format!("#{number} - {delay}ms: {message}"));
            coro::time::sleep(Duration::from_millis(delay)).await;
            ("200 OK", message)
        }
        None => ("404 Not Found", "try GET /{delay_ms}/{message}\n".to_owned()),
    };
    let last = head.first.ends_with("/1.0") || head.closes() || length > MAX_BODY;
    let last = last || shared.stopping.load(Ordering::Relaxed);
    connection.send(&reply(status, &body, last)).await?;
    Ok(Answered { keep: !last })
}

/// Delay and message, if that is what the request line asks for.
fn asked(request_line: &str) -> Option<(u64, String)> {
    let mut words = request_line.split(' ');
    let ("GET", target, version) = (words.next()?, words.next()?, words.next()?) else { return None };
    let path = target.split(['?', '#']).next()?;
    let (delay, message) = path.strip_prefix('/')?.split_once('/')?;
    let delay = delay.parse().ok().filter(|delay| *delay <= MAX_DELAY_MS)?;
    let fine = version.starts_with("HTTP/1.") && !message.is_empty() && !message.contains('/');
    fine.then(|| (delay, percent_decoded(message)))
}

/// `%20` becomes a space; what is no escape stays as it is.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        let code = after.get(..2).filter(|_| *first == b'%').and_then(|hex| std::str::from_utf8(hex).ok());
        let byte = code.filter(|hex| !hex.starts_with('+')).and_then(|hex| u8::from_str_radix(hex, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn reply(status: &str, body: &str, last: bool) -> Vec<u8> {
    let close = if last { "connection: close\r\n" } else { "" };
    let length = body.len();
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/plain; charset=utf-8\r\ncontent-length: {length}\r\n{close}\r\n"
    );
    (head + body).into_bytes()
}
