//! Datagrams under each thing that a kernel may do: each arrives once and whole, and an error is told to whoever has made the call.

use std::io;
use std::net::SocketAddr;
use std::os::unix::net as unix;
use std::time::Duration;

use coro_runtime::faults::Faults;
use coro_runtime::net::{UdpSocket, UnixDatagram};
use coro_runtime::runtime::{Handle, Runtime};
use coro_runtime::spawn;
use coro_runtime::task::JoinSet;
use coro_runtime::time::{sleep, timeout};

const SEEDS: u64 = 6;
const CLIENTS: u8 = 6;
const ROUNDS: u8 = 40;

/// A moment later the system may have room.
async fn persist() {
    sleep(Duration::from_micros(100)).await;
}

async fn socket() -> UdpSocket {
    loop {
        match UdpSocket::bind("127.0.0.1:0") {
            Ok(socket) => return socket,
            Err(_) => persist().await,
        }
    }
}

/// Sends back what comes, for ever.
async fn echo(socket: UdpSocket) {
    let mut buf = [0; 2000];
    loop {
        if let Ok((count, peer)) = socket.recv_from(&mut buf).await {
            while socket.send_to(&buf[..count], peer).await.is_err() {
                persist().await;
            }
        }
    }
}

/// One datagram after the other, of many lengths, there and back; every other client is connected.
async fn talk(server: SocketAddr, client: u8) -> io::Result<()> {
    let socket = socket().await;
    let is_connected = client.is_multiple_of(2);
    if is_connected {
        socket.connect(server).await?;
    }
    let mut buf = [0; 2000];
    for round in 0..ROUNDS {
        let sent = vec![round ^ client; usize::from(round) * 31];
        let moved =
            if is_connected { socket.send(&sent).await? } else { socket.send_to(&sent, server).await? };
        assert_eq!(moved, sent.len());
        let count = match round % 4 {
            0 => socket.peek(&mut buf).await?.min(socket.recv(&mut buf).await?),
            1 => socket.peek_from(&mut buf).await?.0.min(socket.recv(&mut buf).await?),
            2 => socket.recv(&mut buf).await?,
            _ => socket.recv_from(&mut buf).await?.0,
        };
        assert!(buf[..count] == sent[..], "a datagram was lost, doubled or cut");
    }
    Ok(())
}

/// Made while no other test has a plan.
fn runtime(workers: usize) -> Runtime {
    let _none = Faults::seeded(0).inject();
    let builder = Runtime::builder();
    let builder =
        if workers == 1 { builder.current_thread() } else { builder.multi_thread().workers(workers) };
    builder.build().unwrap()
}

fn descriptors() -> usize {
    std::fs::read_dir("/proc/self/fd").unwrap().count()
}

/// Runs all clients under the faults, and gives what became of them, and how many faults there were.
fn run(faults: Faults, workers: usize) -> (Vec<io::Result<()>>, u64) {
    let runtime = runtime(workers);
    let injected = faults.inject();
    let results = runtime.block_on(async {
        let server = socket().await;
        let addr = server.local_addr().unwrap();
        let server = spawn(echo(server));
        let mut clients = JoinSet::new();
        for client in 0..CLIENTS {
            clients.spawn(talk(addr, client));
        }
        let results = timeout(Duration::from_mins(1), clients.join_all()).await.expect("nobody hangs");
        server.abort();
        assert!(server.await.unwrap_err().is_cancelled());
        let left = Handle::current().metrics();
        assert_eq!((left.sources, left.waiters, left.timers), (0, 0, 0));
        results
    });
    (results, injected.count())
}

/// Under faults that are nobody's error.
fn run_well(faults: impl Fn(Faults) -> Faults) {
    for seed in 0..SEEDS {
        let (results, injected) = run(faults(Faults::seeded(seed)), if seed % 2 == 0 { 1 } else { 2 });
        assert!(injected > 0, "nothing was injected");
        for result in results {
            result.unwrap_or_else(|error| panic!("seed {seed}: {error}"));
        }
    }
}

const CALLS: [&str; 5] = ["recv", "recvfrom", "send", "sendto", "connect"];

/// Several send to one socket of this machine, which has room for a few; each keeps its order.
#[test]
fn nothing_is_lost_where_there_is_little_room() {
    for seed in 0..SEEDS {
        let workers = if seed % 2 == 0 { 1 } else { 2 };
        let runtime = runtime(workers);
        let calls = ["recvfrom", "sendto"];
        let faults =
            calls.into_iter().fold(Faults::seeded(seed), |faults, call| faults.error(call, libc::EINTR, 3));
        let injected = faults.would_block(4).late(4).spurious(3).inject();
        runtime.block_on(async {
            let any = unix::SocketAddr::from_pathname("").unwrap();
            let receiver = UnixDatagram::bind_addr(&any).unwrap();
            let addr = receiver.local_addr().unwrap();
            let mut senders = JoinSet::new();
            for sender in 0..4_usize {
                let addr = addr.clone();
                senders.spawn(async move {
                    let socket = UnixDatagram::unbound().unwrap();
                    for n in 0..60 {
                        socket.send_to_addr(&[u8::try_from(sender).unwrap(), n], &addr).await.unwrap();
                    }
                });
            }
            let (mut next, mut buf) = ([0; 4], [0; 8]);
            while next != [60; 4] {
                let arrival = timeout(Duration::from_secs(20), receiver.recv_from(&mut buf)).await;
                let (count, sender) = arrival.expect("nobody hangs").unwrap();
                assert!(count == 2 && sender.is_unnamed());
                let expected = &mut next[usize::from(buf[0])];
                assert_eq!(buf[1], *expected);
                *expected += 1;
            }
            senders.join_all().await;
        });
        assert!(injected.count() > 0);
    }
}

#[test]
fn interrupted_calls_are_repeated() {
    run_well(|faults| CALLS.into_iter().fold(faults, |faults, call| faults.error(call, libc::EINTR, 2)));
}

#[test]
fn calls_that_would_block_are_waited_for() {
    run_well(|faults| faults.would_block(2));
}

/// To cut a datagram would be to lose a part of it: no kernel does that.
#[test]
fn short_calls_are_none_of_theirs() {
    let (results, _) = run(Faults::seeded(1).short(1), 1);
    assert!(results.into_iter().all(|result| result.is_ok()));
}

#[test]
fn events_that_are_late_or_for_nothing_harm_nobody() {
    run_well(|faults| faults.late(3).spurious(2));
}

#[test]
fn all_of_it_at_once() {
    run_well(|faults| {
        let faults = CALLS.into_iter().fold(faults, |faults, call| faults.error(call, libc::EINTR, 5));
        faults.would_block(5).late(5).spurious(3)
    });
}

#[test]
fn each_error_is_told_to_who_has_called() {
    let errors = [
        ("send", libc::ENOBUFS),
        ("sendto", libc::ENOBUFS),
        ("sendto", libc::ENETUNREACH),
        ("recv", libc::ENOMEM),
        ("recv", libc::ECONNREFUSED),
        ("recvfrom", libc::ENOMEM),
        ("connect", libc::ENETUNREACH),
    ];
    for (call, errno) in errors {
        let (mut well, mut told) = (0, 0);
        for seed in 0..SEEDS {
            let one_in = if call == "connect" { 2 } else { 90 };
            let faults = Faults::seeded(seed).error(call, errno, one_in);
            for result in run(faults, if seed % 2 == 0 { 1 } else { 2 }).0 {
                match result {
                    Ok(()) => well += 1,
                    Err(error) => {
                        assert_eq!(error.raw_os_error(), Some(errno), "{call}");
                        told += 1;
                    }
                }
            }
        }
        assert!(well > 0 && told > 0, "{call}, {errno}: well: {well}, told: {told}");
    }
}

#[test]
fn a_socket_that_cannot_be_made_is_an_error_and_leaves_nothing() {
    for (call, errno) in
        [("socket", libc::EMFILE), ("bind", libc::EADDRNOTAVAIL), ("epoll_ctl", libc::ENOSPC)]
    {
        let runtime = runtime(1);
        let injected = Faults::seeded(0).error(call, errno, 1).inject();
        runtime.block_on(async {
            let before = descriptors();
            let error = UdpSocket::bind("127.0.0.1:0").unwrap_err();
            assert_eq!(error.raw_os_error(), Some(errno), "{call}");
            // Other tests may be closing theirs.
            assert!(descriptors() <= before, "{call}");
            let pair = UnixDatagram::pair().map(drop);
            // A pair is made by another call, and bound to nothing.
            assert_eq!(
                pair.err().and_then(|error| error.raw_os_error()),
                (call == "epoll_ctl").then_some(errno)
            );
            assert!(descriptors() <= before, "{call}");
            assert_eq!(Handle::current().metrics().sources, 0);
        });
        drop(injected);
    }
}
