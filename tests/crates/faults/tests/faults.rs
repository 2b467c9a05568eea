//! What the runtime promises, under each thing that a kernel may do.
//!
//! A server that echoes and its clients run on one runtime. Whatever happens to the calls, bytes arrive complete and in
//! order, timers are never early, an error is an error of the task concerned, and at the end nothing is left.

use std::io::{self, IoSlice, IoSliceMut};
use std::net::Shutdown;
use std::os::fd::AsFd;
use std::os::unix::net as unix;
use std::time::Duration;

use coro_runtime::faults::Faults;
use coro_runtime::net::{Connection, Listen, Listener, TcpListener, TcpStream, UnixListener, UnixStream};
use coro_runtime::runtime::{Handle, Runtime};
use coro_runtime::task::JoinSet;
use coro_runtime::time::{Instant, sleep, timeout};
use coro_runtime::{join, spawn};
use futures::io::{AsyncReadExt, AsyncWriteExt};

const SEEDS: u64 = 8;
const CLIENTS: u32 = 8;
const BYTES: usize = 30_000;

/// Bytes that tell if one is missing, doubled or misplaced.
fn pattern(client: u32) -> Vec<u8> {
    (0..BYTES)
        .map(|index| u8::try_from((index * 31 + index / 251 + client as usize) % 256).unwrap())
        .collect()
}

/// Accepts for ever; what goes wrong with one connection is of that alone.
async fn serve<L: Listen>(listener: Listener<L>) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => drop(spawn(echo(stream))),
            // No descriptors, for example: the connection has stayed in the queue.
            Err(_) => sleep(Duration::from_micros(100)).await,
        }
    }
}

async fn echo<S: AsFd>(stream: Connection<S>) -> io::Result<()> {
    let mut buf = [0; 3000];
    loop {
        let count = stream.read(&mut buf).await?;
        if count == 0 {
            return Ok(());
        }
        stream.write_all(&buf[..count]).await?;
    }
}

/// Some clients write all of it, some by the traits of `futures-io`, some from several buffers, after waiting for room.
async fn write<S: AsFd>(mut stream: &Connection<S>, client: u32, part: &[u8]) -> io::Result<()> {
    match client % 4 {
        0 => return stream.write_all(part).await,
        1 => return AsyncWriteExt::write_all(&mut stream, part).await,
        _ => {}
    }
    let mut bufs: Vec<_> = part.chunks(700).map(IoSlice::new).collect();
    let mut bufs = &mut bufs[..];
    while !bufs.is_empty() {
        stream.writable().await?;
        let count = stream.write_vectored(bufs).await?;
        IoSlice::advance_slices(&mut bufs, count);
    }
    Ok(())
}

/// As many read all of it, by the traits, or into several buffers.
async fn read<S: AsFd>(mut stream: &Connection<S>, client: u32, received: &mut [u8]) -> io::Result<()> {
    match client % 3 {
        0 => return stream.read_exact(received).await,
        1 => return AsyncReadExt::read_exact(&mut stream, received).await,
        _ => {}
    }
    let mut bufs: Vec<_> = received.chunks_mut(900).map(IoSliceMut::new).collect();
    let mut bufs = &mut bufs[..];
    while !bufs.is_empty() {
        match stream.read_vectored(bufs).await? {
            0 => return Err(io::ErrorKind::UnexpectedEof.into()),
            count => IoSliceMut::advance_slices(&mut bufs, count),
        }
    }
    Ok(())
}

/// Sends the pattern and reads it back, at once; in between it sleeps.
async fn talk<S: AsFd>(
    connecting: impl Future<Output = io::Result<Connection<S>>>,
    client: u32,
) -> io::Result<()> {
    let stream = connecting.await?;
    let (sent, mut received) = (pattern(client), vec![0; BYTES]);
    let (written, read) = join!(
        async {
            for part in sent.chunks(BYTES / 3) {
                if let Err(error) = write(&stream, client, part).await {
                    // Nothing more will come back. It may be closed already.
                    let _ = stream.shutdown(Shutdown::Both);
                    return Err(error);
                }
                let start = Instant::now();
                sleep(Duration::from_micros(200)).await;
                assert!(start.elapsed() >= Duration::from_micros(200), "a timer was early");
            }
            io::Result::Ok(())
        },
        read(&stream, client, &mut received)
    )
    .await;
    written?;
    read?;
    assert!(received == sent, "bytes were lost or mixed up");
    Ok(())
}

fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

/// How many threads have this name.
fn threads(name: &str) -> usize {
    let threads = std::fs::read_dir("/proc/self/task").unwrap();
    let names = threads.filter_map(|thread| std::fs::read_to_string(thread.ok()?.path().join("comm")).ok());
    names.filter(|other| other.trim_end() == name).count()
}

/// Others may open and close some meanwhile.
fn assert_no_more_than(before: usize) {
    let start = std::time::Instant::now();
    while descriptors() > before {
        assert!(start.elapsed() < Duration::from_secs(10), "a descriptor is left");
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// On one thread, and on two that steal from each other.
fn runtime(workers: usize) -> Runtime {
    loop {
        let builder = Runtime::builder();
        let builder =
            if workers == 1 { builder.current_thread() } else { builder.multi_thread().workers(workers) };
        // It may be what fails.
        if let Ok(runtime) = builder.build() {
            return runtime;
        }
    }
}

/// Runs all clients under the faults, and gives what became of them, and how many faults there were. Half of the seeds have a socket
/// of this machine.
fn run(faults: Faults, workers: usize, seed: u64) -> (Vec<io::Result<()>>, u64) {
    if seed % 4 < 2 {
        let connect = |listener: &TcpListener| TcpStream::connect(listener.local_addr().unwrap());
        return run_over(faults, workers, || TcpListener::bind("127.0.0.1:0"), connect);
    }
    // The system chooses a name.
    let any = unix::SocketAddr::from_pathname("").unwrap();
    let connect = |listener: &UnixListener| {
        let addr = listener.local_addr().unwrap();
        async move { UnixStream::connect_addr(&addr).await }
    };
    run_over(faults, workers, || UnixListener::bind_addr(&any), connect)
}

fn run_over<L: Listen, S: AsFd + Send + Sync + 'static, F>(
    faults: Faults,
    workers: usize,
    bind: impl Fn() -> io::Result<Listener<L>>,
    connect: impl Fn(&Listener<L>) -> F,
) -> (Vec<io::Result<()>>, u64)
where
    F: Future<Output = io::Result<Connection<S>>> + Send + 'static,
{
    // Threads of the test harness open no descriptors meanwhile; other tests wait for this one's plan.
    let injected = faults.inject();
    let before = descriptors();
    let results = runtime(workers).block_on(async {
        let listener = loop {
            match bind() {
                Ok(listener) => break listener,
                Err(_) => sleep(Duration::from_micros(100)).await,
            }
        };
        let mut clients = JoinSet::new();
        for client in 0..CLIENTS {
            clients.spawn(talk(connect(&listener), client));
        }
        let server = spawn(serve(listener));
        let results = timeout(Duration::from_mins(1), clients.join_all()).await.expect("nobody hangs");
        server.abort();
        assert!(server.await.unwrap_err().is_cancelled());
        // The clients are gone, so the server's side of each connection ends.
        let start = Instant::now();
        while Handle::current().metrics().sources > 0 {
            assert!(start.elapsed() < Duration::from_secs(10), "a connection is left");
            sleep(Duration::from_millis(1)).await;
        }
        assert_eq!((Handle::current().metrics().waiters, Handle::current().metrics().timers), (0, 0));
        results
    });
    assert_no_more_than(before);
    (results, injected.count())
}

/// Under faults that are nobody's error.
fn run_well(faults: impl Fn(Faults) -> Faults) {
    for seed in 0..SEEDS {
        let (results, injected) = run(faults(Faults::seeded(seed)), if seed % 2 == 0 { 1 } else { 2 }, seed);
        assert!(injected > 0, "nothing was injected");
        for result in results {
            result.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        }
    }
}

#[test]
fn interrupted_calls_are_repeated() {
    run_well(|faults| {
        let calls = ["recv", "send", "accept4", "write", "read", "syscall", "epoll_wait"];
        calls.into_iter().fold(faults, |faults, call| faults.error(call, libc::EINTR, 2))
    });
}

#[test]
fn calls_that_would_block_are_waited_for() {
    run_well(|faults| faults.would_block(2));
}

#[test]
fn short_calls_are_continued() {
    run_well(|faults| faults.short(2));
}

#[test]
fn every_call_is_short() {
    run_well(|faults| faults.short(1).would_block(3));
}

#[test]
fn late_events_are_waited_for() {
    run_well(|faults| faults.late(3));
}

#[test]
fn events_for_nothing_harm_nobody() {
    run_well(|faults| faults.spurious(2));
}

#[test]
fn all_of_it_at_once() {
    run_well(|faults| {
        let calls = ["recv", "send", "accept4", "write", "read", "syscall", "epoll_wait"];
        let faults = calls.into_iter().fold(faults, |faults, call| faults.error(call, libc::EINTR, 5));
        faults.would_block(5).short(3).late(5).spurious(3)
    });
}

#[test]
fn a_listener_survives_that_descriptors_run_out() {
    run_well(|faults| {
        faults.error("accept4", libc::EMFILE, 2).error("accept4", libc::ENFILE, 3).error(
            "accept4",
            libc::ECONNABORTED,
            3,
        )
    });
}

/// The other end has failed, and gone.
fn is_of_the_other_end(error: &io::Error) -> bool {
    use io::ErrorKind::{BrokenPipe, ConnectionReset, UnexpectedEof};
    matches!(error.kind(), UnexpectedEof | ConnectionReset | BrokenPipe)
}

/// Each error reaches the task whose call has failed, and the others go on: some clients succeed, some are told.
fn run_badly(errno: i32, faults: impl Fn(Faults) -> Faults) {
    let (mut well, mut told) = (0, 0);
    for seed in 0..SEEDS {
        for result in run(faults(Faults::seeded(seed)), if seed % 2 == 0 { 1 } else { 2 }, seed).0 {
            match result {
                Ok(()) => well += 1,
                Err(error) if error.raw_os_error() == Some(errno) => told += 1,
                Err(error) => assert!(is_of_the_other_end(&error), "{error}"),
            }
        }
    }
    assert!(well > 0 && told > 0, "well: {well}, told: {told}");
}

#[test]
fn no_buffers_are_an_error_of_the_writer() {
    run_badly(libc::ENOBUFS, |faults| faults.error("send", libc::ENOBUFS, 60));
}

#[test]
fn no_memory_is_an_error_of_the_reader() {
    run_badly(libc::ENOMEM, |faults| faults.error("recv", libc::ENOMEM, 20));
}

#[test]
fn a_socket_that_cannot_be_made_is_an_error_of_who_wants_it() {
    run_badly(libc::EMFILE, |faults| faults.error("socket", libc::EMFILE, 2));
}

#[test]
fn a_socket_that_cannot_be_watched_is_an_error_of_who_wants_it() {
    run_badly(libc::ENOSPC, |faults| faults.error("epoll_ctl", libc::ENOSPC, 12));
}

#[test]
fn a_connection_that_fails_is_an_error_of_who_wants_it() {
    run_badly(libc::ENETUNREACH, |faults| faults.error("connect", libc::ENETUNREACH, 2));
}

#[test]
fn a_runtime_that_cannot_be_made_is_an_error_and_leaves_nothing() {
    for (call, errno) in
        [("epoll_create1", libc::EMFILE), ("eventfd", libc::ENFILE), ("epoll_ctl", libc::ENOMEM)]
    {
        let injected = Faults::seeded(0).error(call, errno, 1).inject();
        let before = descriptors();
        assert_eq!(Runtime::new().unwrap_err().raw_os_error(), Some(errno), "{call}");
        assert_no_more_than(before);
        drop(injected);
    }
}

/// What each call of the runtime may fail with, by its manual page: at random, on one thread and on two. Whoever has made the call
/// is told the very error, or nobody, if it can be tried again.
#[test]
fn each_error_of_each_call_is_repeated_or_told() {
    use libc::{
        EADDRNOTAVAIL, EAGAIN, ECONNABORTED, ECONNREFUSED, ECONNRESET, EHOSTUNREACH, EINTR, EMFILE, ENFILE,
        ENOBUFS, ENOMEM, ENOSPC, EPERM, EPROTO, ETIMEDOUT,
    };
    const NOBODYS: &[(&str, &[i32])] = &[
        ("recv", &[EINTR]),
        ("send", &[EINTR]),
        ("sendmsg", &[EINTR]),
        ("recvmsg", &[EINTR]),
        ("accept4", &[EINTR, ECONNABORTED, EPROTO, EPERM, EMFILE, ENFILE, ENOBUFS, ENOMEM]),
        ("syscall", &[EINTR]),
        ("read", &[EINTR]),
        ("write", &[EINTR]),
    ];
    const TOLD: &[(&str, &[i32])] = &[
        ("recv", &[ENOMEM, ENOBUFS, ECONNRESET, ETIMEDOUT]),
        ("send", &[ENOMEM, ENOBUFS, ECONNRESET, ETIMEDOUT]),
        ("sendmsg", &[ENOMEM, ENOBUFS, ECONNRESET, ETIMEDOUT]),
        ("recvmsg", &[ENOMEM, ENOBUFS, ECONNRESET, ETIMEDOUT]),
        ("socket", &[EMFILE, ENFILE, ENOBUFS, ENOMEM]),
        ("connect", &[EAGAIN, EADDRNOTAVAIL, ECONNREFUSED, EHOSTUNREACH, ETIMEDOUT]),
        ("epoll_ctl", &[ENOMEM, ENOSPC]),
        ("setsockopt", &[ENOMEM, ENOBUFS]),
        ("bind", &[ENOMEM]),
        ("listen", &[ENOMEM]),
    ];
    for (call, errnos) in NOBODYS {
        for (seed, errno) in (0..).zip(*errnos) {
            for workers in [1, 2] {
                for result in run(Faults::seeded(seed).error(call, *errno, 3), workers, seed).0 {
                    result.unwrap_or_else(|error| panic!("{call}, {errno}, {workers} threads: {error}"));
                }
            }
        }
    }
    for (call, errnos) in TOLD {
        for (seed, errno) in (0..).zip(*errnos) {
            for workers in [1, 2] {
                for error in run(Faults::seeded(seed).error(call, *errno, 15), workers, seed)
                    .0
                    .into_iter()
                    .filter_map(Result::err)
                {
                    let is_meant = error.raw_os_error() == Some(*errno) || is_of_the_other_end(&error);
                    assert!(is_meant, "{call}, {errno}, {workers} threads: {error}");
                }
            }
        }
    }
}

/// A listener of this machine that has no room for one more is not told of by the reactor.
#[test]
fn a_full_queue_is_waited_for() {
    for seed in 0..SEEDS {
        let faults = Faults::seeded(4 * seed + 2).error("connect", libc::EAGAIN, 2);
        let (results, injected) = run(faults, 1, 2);
        assert!(injected > 0);
        for result in results {
            result.unwrap();
        }
    }
}

/// Two descriptors without workers, and more with: wherever that fails, it is an error, and nothing is left.
#[test]
fn a_runtime_with_workers_that_cannot_be_made_leaves_nothing() {
    let mut made = 0;
    for seed in 0..40 {
        let (call, errno) = [
            ("epoll_create1", libc::EMFILE),
            ("eventfd", libc::ENFILE),
            ("timerfd_create", libc::EMFILE),
            ("epoll_ctl", libc::ENOMEM),
        ][usize::try_from(seed % 4).unwrap()];
        let injected = Faults::seeded(seed).error(call, errno, 3).inject();
        let before = descriptors();
        match Runtime::builder().workers(2).thread_name("unlucky").build() {
            Ok(runtime) => {
                made += 1;
                runtime.block_on(async { spawn(sleep(Duration::from_micros(10))).await.unwrap() });
                assert!(threads("unlucky") > 0);
            }
            Err(error) => assert_eq!(error.raw_os_error(), Some(errno), "{call}"),
        }
        assert_no_more_than(before);
        let start = std::time::Instant::now();
        while threads("unlucky") > 0 {
            assert!(start.elapsed() < Duration::from_secs(10), "a thread is left");
            std::thread::sleep(Duration::from_millis(1));
        }
        drop(injected);
    }
    assert!((1..40).contains(&made), "{made} of 40");
}

#[test]
fn wake_ups_from_other_threads_arrive() {
    for seed in 0..SEEDS {
        let calls = ["write", "read", "syscall"];
        let faults =
            calls.into_iter().fold(Faults::seeded(seed), |faults, call| faults.error(call, libc::EINTR, 2));
        let injected = faults.late(2).spurious(2).inject();
        runtime(if seed % 2 == 0 { 1 } else { 2 }).block_on(async {
            let handle = Handle::current();
            for round in 0..20 {
                let handle = handle.clone();
                let (sender, receiver) = std::sync::mpsc::channel();
                let other = std::thread::spawn(move || {
                    std::thread::sleep(Duration::from_micros(100));
                    sender.send(handle.spawn(async move { round })).unwrap();
                });
                let task = loop {
                    match receiver.try_recv() {
                        Ok(task) => break task,
                        Err(_) => sleep(Duration::from_micros(50)).await,
                    }
                };
                assert_eq!(timeout(Duration::from_secs(10), task).await.unwrap().unwrap(), round);
                other.join().unwrap();
            }
        });
        assert!(injected.count() > 0);
    }
}
