//! TCP servers of the peers, and one client for all.
//!
//! They echo what they are sent, or answer each request over HTTP that they are sent in one piece.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::Command;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::Sender;
use std::time::{Duration, Instant};

/// Starts a server that tells its address and never ends.
pub type Server = fn(Sender<SocketAddr>);

/// What the servers of this process answer with.
static SPEAKS_HTTP: AtomicBool = AtomicBool::new(false);

const RESPONSE: &[u8] =
    b"HTTP/1.1 200 OK\r\ncontent-type: text/plain\r\ncontent-length: 13\r\n\r\nHello, World!";

/// Makes the servers of this process answer requests.
pub fn speak_http() {
    SPEAKS_HTTP.store(true, Ordering::Relaxed);
}

/// The answer to a message. A request that is cut in two is answered when its end comes: requests have no bodies.
fn answer(message: &[u8]) -> &[u8] {
    if !SPEAKS_HTTP.load(Ordering::Relaxed) {
        return message;
    }
    if message.ends_with(b"\r\n\r\n") { RESPONSE } else { &[] }
}

/// How a run of `wrk` went.
pub struct Loaded {
    pub requests: f64,
    pub per_second: f64,
    pub p99_us: f64,
}

/// Loads a server over HTTP; `None` where `wrk` is not installed.
pub fn wrk(addr: SocketAddr, connections: usize, time: Duration) -> Option<Loaded> {
    let mut wrk = Command::new("wrk");
    wrk.args(["-t1", "--latency"]).arg(format!("-c{connections}"));
    let output =
        wrk.arg(format!("-d{}s", time.as_secs().max(1))).arg(format!("http://{addr}/")).output().ok()?;
    let text = String::from_utf8(output.stdout).ok()?;
    let after = |name: &str| text.lines().find_map(|line| line.trim().strip_prefix(name)).map(str::trim);
    let requests = text.lines().find_map(|line| line.trim().split_once(" requests in ")?.0.parse().ok())?;
    let per_second = after("Requests/sec:")?.parse().ok()?;
    assert!(!text.contains("Non-2xx"), "{text}");
    let p99 = after("99%")?;
    let number: f64 = p99.trim_end_matches(char::is_alphabetic).parse().ok()?;
    let unit = if p99.ends_with("us") {
        1.0
    } else if p99.ends_with("ms") {
        1e3
    } else {
        1e6
    };
    Some(Loaded { requests, per_second, p99_us: number * unit })
}

/// Connections that have been used once, and are idle.
pub fn idle_connections(addr: SocketAddr, connections: usize) -> Vec<TcpStream> {
    let connect = |_| {
        let mut stream = TcpStream::connect(addr).expect("the server accepts");
        let mut byte = [1];
        stream.write_all(&byte).unwrap();
        stream.read_exact(&mut byte).unwrap();
        stream
    };
    (0..connections).map(connect).collect()
}

/// How a run of the client went.
pub struct Echoed {
    pub round_trips: u64,
    pub elapsed: Duration,
    pub p99: Duration,
}

/// As many connections to a server.
pub fn connect(addr: SocketAddr, connections: usize) -> Vec<TcpStream> {
    let connect = |_| {
        let stream = TcpStream::connect(addr).expect("the server accepts");
        stream.set_nodelay(true).unwrap();
        stream
    };
    (0..connections).map(connect).collect()
}

/// One message to each, and back.
fn round(streams: &[TcpStream]) {
    let mut buf = [7_u8; 100];
    for mut stream in streams {
        stream.write_all(&buf).unwrap();
    }
    for mut stream in streams {
        stream.read_exact(&mut buf).unwrap();
    }
}

/// Makes so many round trips on each of `connections`.
pub fn rounds(addr: SocketAddr, connections: usize, rounds: usize) {
    let streams = connect(addr, connections);
    (0..rounds).for_each(|_| round(&streams));
}

/// Makes round trips for `time`: one message under way on each connection.
pub fn client(streams: &[TcpStream], time: Duration) -> Echoed {
    let mut late = Vec::new();
    let start = Instant::now();
    let mut round_trips = 0;
    while start.elapsed() < time {
        let sent = Instant::now();
        round(streams);
        late.push(sent.elapsed());
        round_trips += streams.len() as u64;
    }
    late.sort_unstable();
    Echoed { round_trips, elapsed: start.elapsed(), p99: late[late.len() * 99 / 100] }
}

fn tell(sender: &Sender<SocketAddr>, listener: &TcpListener) {
    sender.send(listener.local_addr().unwrap()).unwrap();
}

fn listen() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").unwrap()
}

async fn coro_accept(listener: coro::net::TcpListener) {
    loop {
        let (stream, _) = listener.accept().await.unwrap();
        drop(coro::spawn(async move {
            let mut buf = [0; 1024];
            while let Ok(count @ 1..) = stream.read(&mut buf).await {
                if stream.write_all(answer(&buf[..count])).await.is_err() {
                    return;
                }
            }
        }));
    }
}

async fn coro_server(sender: Sender<SocketAddr>) {
    let listener = coro::net::TcpListener::bind("127.0.0.1:0").unwrap();
    sender.send(listener.local_addr().unwrap()).unwrap();
    drop(sender);
    coro::spawn(coro_accept(listener)).await.unwrap();
}

pub fn coro(sender: Sender<SocketAddr>) {
    coro::block_on(coro_server(sender));
}

pub fn coro_multi(sender: Sender<SocketAddr>) {
    coro::runtime::Runtime::builder().workers(2).build().unwrap().block_on(coro_server(sender));
}

async fn tokio_server(sender: Sender<SocketAddr>) {
    use tokio::io::{AsyncReadExt, AsyncWriteExt};
    let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
    sender.send(listener.local_addr().unwrap()).unwrap();
    drop(sender);
    tokio::spawn(async move {
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            tokio::spawn(async move {
                let mut buf = [0; 1024];
                while let Ok(count @ 1..) = stream.read(&mut buf).await {
                    if stream.write_all(answer(&buf[..count])).await.is_err() {
                        return;
                    }
                }
            });
        }
    })
    .await
    .unwrap();
}

pub fn tokio(sender: Sender<SocketAddr>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(tokio_server(sender));
}

pub fn tokio_multi(sender: Sender<SocketAddr>) {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).enable_all().build().unwrap();
    runtime.block_on(tokio_server(sender));
}

pub fn smol(sender: Sender<SocketAddr>) {
    use smol::io::{AsyncReadExt, AsyncWriteExt};
    smol::block_on(async {
        let listener = smol::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
        sender.send(listener.local_addr().unwrap()).unwrap();
        drop(sender);
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            smol::spawn(async move {
                let mut buf = [0; 1024];
                while let Ok(count @ 1..) = stream.read(&mut buf).await {
                    if stream.write_all(answer(&buf[..count])).await.is_err() {
                        return;
                    }
                }
            })
            .detach();
        }
    });
}

pub fn monoio(sender: Sender<SocketAddr>) {
    use monoio::io::{AsyncReadRent, AsyncWriteRentExt};
    let mut runtime = monoio::RuntimeBuilder::<monoio::LegacyDriver>::new().enable_all().build().unwrap();
    runtime.block_on(async {
        let listener = monoio::net::TcpListener::bind("127.0.0.1:0").unwrap();
        sender.send(listener.local_addr().unwrap()).unwrap();
        drop(sender);
        loop {
            let (mut stream, _) = listener.accept().await.unwrap();
            monoio::spawn(async move {
                let mut buf = Vec::with_capacity(1024);
                loop {
                    let (read, mut filled) = stream.read(buf).await;
                    if !matches!(read, Ok(1..)) {
                        return;
                    }
                    // It writes what it owns.
                    let answer = answer(&filled);
                    if answer.as_ptr() != filled.as_ptr() {
                        filled = answer.to_vec();
                    }
                    let (written, emptied) = stream.write_all(filled).await;
                    if written.is_err() {
                        return;
                    }
                    buf = emptied;
                    buf.clear();
                }
            });
        }
    });
}

pub fn may(sender: Sender<SocketAddr>) {
    ::may::config().set_workers(2);
    let listener = ::may::net::TcpListener::bind("127.0.0.1:0").unwrap();
    sender.send(listener.local_addr().unwrap()).unwrap();
    drop(sender);
    for stream in listener.incoming() {
        let mut stream = stream.unwrap();
        // SAFETY: the coroutine uses no thread-local values and little stack.
        drop(unsafe {
            ::may::coroutine::spawn(move || {
                let mut buf = [0; 1024];
                while let Ok(count @ 1..) = stream.read(&mut buf) {
                    if stream.write_all(answer(&buf[..count])).is_err() {
                        return;
                    }
                }
            })
        });
    }
}

/// A loop over epoll by hand: what there is to reach. All connections have one buffer, unless each has its own, as it has where it
/// is served by code of its own.
pub fn raw<const OWN_BUFFERS: bool>(sender: Sender<SocketAddr>) {
    use std::collections::HashMap;
    use std::os::fd::{AsRawFd, RawFd};
    let listener = listen();
    listener.set_nonblocking(true).unwrap();
    // SAFETY: the call takes no pointers.
    let epoll = unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) };
    let add = |fd: RawFd| {
        let mut event = libc::epoll_event { events: (libc::EPOLLIN | libc::EPOLLET) as u32, u64: fd as u64 };
        // SAFETY: the event lives for the call.
        assert_eq!(unsafe { libc::epoll_ctl(epoll, libc::EPOLL_CTL_ADD, fd, &mut event) }, 0);
    };
    add(listener.as_raw_fd());
    tell(&sender, &listener);
    drop(sender);
    let mut streams = HashMap::new();
    let mut events = vec![libc::epoll_event { events: 0, u64: 0 }; 1024];
    let mut shared = [0; 1024];
    loop {
        // SAFETY: the buffer has room for 1024 events.
        let count = unsafe { libc::epoll_wait(epoll, events.as_mut_ptr(), 1024, -1) };
        for event in events.iter().take(count.max(0) as usize) {
            let fd = event.u64 as RawFd;
            if fd == listener.as_raw_fd() {
                while let Ok((stream, _)) = listener.accept() {
                    stream.set_nonblocking(true).unwrap();
                    add(stream.as_raw_fd());
                    streams.insert(stream.as_raw_fd(), (stream, OWN_BUFFERS.then(|| Box::new([0; 1024]))));
                }
                continue;
            }
            let Some((stream, own)) = streams.get_mut(&fd) else { continue };
            let buf = own.as_deref_mut().unwrap_or(&mut shared);
            match stream.read(buf) {
                Ok(count @ 1..) => stream.write_all(answer(&buf[..count])).unwrap(),
                Ok(0) => drop(streams.remove(&fd)),
                Err(_) => {}
            }
        }
    }
}
