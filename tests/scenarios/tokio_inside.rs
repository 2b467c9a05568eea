//! Leaf futures of tokio within our executor: they work inside of an entered tokio context, and fail clearly without.

use crate::{Clock, server};
use std::net::{Ipv4Addr, SocketAddr};
use std::panic::catch_unwind;
use std::sync::mpsc;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

#[coro::coroutine]
async fn get_by_tokio(addr: SocketAddr) -> std::io::Result<String> {
    let mut stream = tokio::net::TcpStream::connect(addr).await?;
    stream.write_all(b"GET /50/tokio HTTP/1.1\r\nconnection: close\r\n\r\n").await?;
    let mut reply = String::new();
    stream.read_to_string(&mut reply).await?;
    Ok(reply.rsplit("\r\n\r\n").next().unwrap_or_default().to_owned())
}

/// A delay server on a thread of its own, for as long as the process runs.
fn server_elsewhere() -> SocketAddr {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        coro::block_on(async {
            let listener = server::listen(SocketAddr::from((Ipv4Addr::LOCALHOST, 0))).expect("a free port");
            send.send(listener.local_addr().expect("it listens")).expect("somebody waits for it");
            server::serve(listener, std::future::pending(), |_| ()).await
        })
    });
    receive.recv().expect("the server listens")
}

#[test]
fn twenty_inside_of_a_tokio_context() {
    let addr = server_elsewhere();
    let tokio =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_io().build().expect("a runtime");
    let _entered = tokio.enter();
    let clock = Clock::start();
    assert_eq!(coro::block_on(get_by_tokio(addr)).expect("a reply"), "tokio");
    clock.assert_about(50);
}

#[test]
fn twenty_without_a_tokio_context() {
    let addr = SocketAddr::from((Ipv4Addr::LOCALHOST, 1));
    let payload = catch_unwind(|| coro::block_on(get_by_tokio(addr)).is_ok()).expect_err("tokio panics");
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned()).unwrap_or_default();
    assert!(text.contains("no reactor running"), "{text}");
}

#[test]
fn twelve_a_machine_under_tokio_with_its_sockets() {
    let addr = server_elsewhere();
    let tokio = tokio::runtime::Builder::new_current_thread().enable_io().build().expect("a runtime");
    assert_eq!(tokio.block_on(get_by_tokio(addr)).expect("a reply"), "tokio");
    let spawned = tokio.spawn(get_by_tokio(addr));
    assert_eq!(tokio.block_on(spawned).expect("no panic").expect("a reply"), "tokio");
}
