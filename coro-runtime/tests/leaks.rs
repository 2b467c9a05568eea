//! Nothing is left behind: descriptors, threads, registrations, waiters.
//!
//! One test, since it counts what belongs to the whole process.

use std::fs;
use std::future::poll_fn;
use std::net::SocketAddr;
use std::pin::pin;
use std::task::Poll;
use std::time::Duration;

use coro_runtime::net::{TcpListener, TcpStream};
use coro_runtime::runtime::{Handle, Runtime};
use coro_runtime::time::sleep;
use coro_runtime::{block_on, join, spawn, spawn_blocking};

fn descriptors() -> usize {
    fs::read_dir("/proc/self/fd").unwrap().count()
}

fn threads() -> usize {
    fs::read_dir("/proc/self/task").unwrap().count()
}

/// The kernel lists a thread a little longer than it runs.
fn assert_as_before(before: (usize, usize)) {
    let start = std::time::Instant::now();
    while (descriptors(), threads()) != before {
        assert!(start.elapsed() < Duration::from_secs(10), "{:?}, {before:?}", (descriptors(), threads()));
        std::thread::sleep(Duration::from_millis(1));
    }
}

/// Polls the future once and drops it.
async fn poll_once<F: Future>(future: F) -> bool {
    let mut future = pin!(future);
    poll_fn(|cx| Poll::Ready(future.as_mut().poll(cx).is_ready())).await
}

#[test]
fn nothing_is_left_behind() {
    a_thousand_runtimes();
    a_thousand_runtimes_with_workers();
    ten_thousand_cycles_of_create_poll_drop();
    ten_thousand_registrations_of_one_number();
}

fn a_thousand_runtimes() {
    let before = (descriptors(), threads());
    for n in 0..1000 {
        let runtime = Runtime::new().unwrap();
        runtime.block_on(async {
            drop(spawn(sleep(Duration::from_hours(1))));
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            if n % 2 == 0 {
                drop(spawn(async move { drop(listener.accept().await) }));
            }
            coro_runtime::yield_now().await;
        });
    }
    assert_as_before(before);
}

fn a_thousand_runtimes_with_workers() {
    let before = (descriptors(), threads());
    for n in 0..1000 {
        let runtime = Runtime::builder().workers(1 + n % 3).build().unwrap();
        runtime.block_on(async {
            drop(spawn(sleep(Duration::from_hours(1))));
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            drop(spawn(async move { drop(listener.accept().await) }));
            match n % 4 {
                0 => spawn_blocking(|| ()).await.unwrap(),
                1 => drop(Handle::current().spawn_pinned(0, || sleep(Duration::from_hours(1)))),
                _ => coro_runtime::yield_now().await,
            }
        });
        if n % 5 == 0 {
            assert!(!runtime.shutdown(Duration::ZERO).is_clean());
        }
    }
    assert_as_before(before);
}

fn ten_thousand_cycles_of_create_poll_drop() {
    block_on(async {
        let handle = Handle::current();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let (accepted, connected) = join!(listener.accept(), TcpStream::connect(addr)).await;
        let (server, client) = (accepted.unwrap().0, connected.unwrap());
        let megabyte = vec![0; 1 << 20];
        // So that the client has no room to write.
        while poll_once(client.write_all(&megabyte)).await {}
        let before = (descriptors(), handle.metrics());
        for _ in 0..10_000 {
            let mut buf = [0; 16];
            assert!(!poll_once(listener.accept()).await);
            assert!(!poll_once(client.read(&mut buf)).await);
            assert!(!poll_once(client.write_all(&megabyte)).await);
            assert!(!poll_once(sleep(Duration::from_hours(1))).await);
        }
        let after = handle.metrics();
        assert_eq!((after.waiters, after.timers, after.sources), (0, 0, before.1.sources));
        assert_eq!(descriptors(), before.0);
        drop(server);
    });
}

/// Connects, gives up and closes, so that descriptor numbers and places in the reactor are used again and again.
fn ten_thousand_registrations_of_one_number() {
    block_on(async {
        let handle = Handle::current();
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr: SocketAddr = listener.local_addr().unwrap();
        let before = (descriptors(), handle.metrics());
        for n in 0..10_000 {
            poll_once(TcpStream::connect(addr)).await;
            if n % 100 == 0 {
                // Some of the attempts have got through; the connections are closed already.
                while poll_once(listener.accept()).await {}
            }
        }
        while poll_once(listener.accept()).await {}
        let after = handle.metrics();
        assert_eq!((after.waiters, after.sources, descriptors()), (0, before.1.sources, before.0));
    });
}
