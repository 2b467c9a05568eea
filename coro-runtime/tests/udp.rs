//! UDP: datagrams stay whole, waiting and trying, errors of the other end, options.

use std::future::poll_fn;
use std::io::ErrorKind;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use coro_runtime::net::UdpSocket;
use coro_runtime::runtime::{Handle, Runtime};
use coro_runtime::time::{sleep, timeout};
use coro_runtime::{block_on, join_all, spawn};

fn bound() -> (UdpSocket, SocketAddr) {
    let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
    let addr = socket.local_addr().unwrap();
    (socket, addr)
}

async fn connected() -> (UdpSocket, UdpSocket) {
    let ((one, one_addr), (other, other_addr)) = (bound(), bound());
    one.connect(other_addr).await.unwrap();
    other.connect(one_addr).await.unwrap();
    (one, other)
}

#[test]
fn datagrams_stay_whole() {
    block_on(async {
        let ((here, here_addr), (there, there_addr)) = (bound(), bound());
        for datagram in [&b"one"[..], b"", b"three", b"too long for the buffer"] {
            assert_eq!(here.send_to(datagram, there_addr).await.unwrap(), datagram.len());
        }
        let mut buf = [0; 8];
        assert_eq!(there.recv_from(&mut buf).await.unwrap(), (3, here_addr));
        assert_eq!(&buf[..3], b"one");
        assert_eq!(there.recv_from(&mut buf).await.unwrap(), (0, here_addr));
        assert_eq!(there.peek_from(&mut buf).await.unwrap(), (5, here_addr));
        assert_eq!(there.try_peek_from(&mut buf).unwrap(), (5, here_addr));
        assert_eq!(there.recv(&mut buf).await.unwrap(), 5);
        assert_eq!(&buf[..5], b"three");
        // What has no room is lost, and nothing of it comes later.
        assert_eq!(there.recv_from(&mut buf).await.unwrap(), (8, here_addr));
        assert_eq!(&buf, b"too long");
        assert_eq!(there.try_recv_from(&mut buf).unwrap_err().kind(), ErrorKind::WouldBlock);
        assert_eq!(there.try_peek_from(&mut buf).unwrap_err().kind(), ErrorKind::WouldBlock);
        assert!(timeout(Duration::from_millis(5), there.recv_from(&mut buf)).await.is_err());
        // Larger than any.
        assert_eq!(
            here.send_to(&vec![0; 70_000], there_addr).await.unwrap_err().raw_os_error(),
            Some(libc::EMSGSIZE)
        );
    });
}

#[test]
fn many_go_to_and_fro() {
    for builder in [Runtime::builder(), Runtime::builder().workers(2)] {
        builder.build().unwrap().block_on(async {
            let (server, addr) = bound();
            let server = spawn(async move {
                let mut buf = [0; 100];
                loop {
                    let (count, peer) = server.recv_from(&mut buf).await.unwrap();
                    server.send_to(&buf[..count], peer).await.unwrap();
                }
            });
            let clients = (0..10_u8).map(|n| {
                spawn(async move {
                    let (client, _) = bound();
                    client.connect(addr).await.unwrap();
                    for round in 0..100 {
                        client.send(&[n, round]).await.unwrap();
                        let mut buf = [0; 100];
                        assert_eq!(client.recv(&mut buf).await.unwrap(), 2);
                        assert_eq!(buf[..2], [n, round]);
                    }
                })
            });
            for client in clients.collect::<Vec<_>>() {
                timeout(Duration::from_secs(20), client).await.expect("none is lost").unwrap();
            }
            server.abort();
        });
    }
}

#[test]
fn who_is_connected_hears_one_peer() {
    block_on(async {
        let (one, other) = connected().await;
        assert_eq!(one.peer_addr().unwrap(), other.local_addr().unwrap());
        let (stranger, _) = bound();
        stranger.send_to(b"psst", one.local_addr().unwrap()).await.unwrap();
        other.send(b"hello").await.unwrap();
        let mut buf = [0; 8];
        assert_eq!(one.peek(&mut buf).await.unwrap(), 5);
        assert_eq!(one.recv(&mut buf).await.unwrap(), 5);
        assert_eq!(one.try_recv(&mut buf).unwrap_err().kind(), ErrorKind::WouldBlock);
        // Who is not connected has nobody to send to.
        assert_eq!(stranger.peer_addr().unwrap_err().kind(), ErrorKind::NotConnected);
        assert_eq!(stranger.send(b"x").await.unwrap_err().raw_os_error(), Some(libc::EDESTADDRREQ));
        assert_eq!(stranger.try_send(b"x").unwrap_err().raw_os_error(), Some(libc::EDESTADDRREQ));
        assert_eq!(stranger.connect(&[][..]).await.unwrap_err().kind(), ErrorKind::InvalidInput);
        assert_eq!(stranger.send_to(b"x", &[][..]).await.unwrap_err().kind(), ErrorKind::InvalidInput);
    });
}

/// That a datagram was refused is told by a later operation; then the socket goes on.
#[test]
fn a_peer_that_is_gone_is_an_error_and_not_the_end() {
    block_on(async {
        let (one, other) = connected().await;
        let addr = other.local_addr().unwrap();
        drop(other);
        one.send(b"x").await.unwrap();
        let refused = timeout(Duration::from_secs(5), one.recv(&mut [0])).await.unwrap().unwrap_err();
        assert_eq!(refused.kind(), ErrorKind::ConnectionRefused);
        one.send(b"x").await.unwrap();
        one.readable().await.unwrap();
        assert_eq!(one.take_error().unwrap().unwrap().kind(), ErrorKind::ConnectionRefused);
        assert!(one.take_error().unwrap().is_none());
        let other = UdpSocket::bind(addr).unwrap();
        one.send(b"again").await.unwrap();
        assert_eq!(other.recv(&mut [0; 8]).await.unwrap(), 5);
    });
}

#[test]
fn each_datagram_goes_to_one_of_several() {
    block_on(async {
        let ((here, _), (there, addr)) = (bound(), bound());
        let receivers = join_all((0..5).map(|_| async {
            let mut buf = [0; 8];
            assert_eq!(there.recv(&mut buf).await.unwrap(), 1);
            buf[0]
        }));
        let sending = spawn(async move {
            for byte in b"abcde" {
                sleep(Duration::from_millis(1)).await;
                here.send_to(&[*byte], addr).await.unwrap();
            }
        });
        let mut received = timeout(Duration::from_secs(20), receivers).await.unwrap();
        received.sort_unstable();
        assert_eq!(received, b"abcde");
        sending.await.unwrap();
    });
}

#[test]
fn readiness_waits_for_news_after_a_try_that_would_block() {
    block_on(async {
        let (one, other) = connected().await;
        let mut buf = [0; 8];
        assert_eq!(one.try_recv(&mut buf).unwrap_err().kind(), ErrorKind::WouldBlock);
        assert!(timeout(Duration::from_millis(5), one.readable()).await.is_err());
        other.try_send(b"a").unwrap();
        other.try_send_to(b"b", one.local_addr().unwrap()).unwrap();
        one.readable().await.unwrap();
        assert_eq!(one.try_recv(&mut buf).unwrap(), 1);
        // There is one more: a datagram smaller than the buffer says nothing of others.
        poll_fn(|cx| one.poll_read_ready(cx)).await.unwrap();
        assert_eq!(one.try_recv_from(&mut buf).unwrap(), (1, other.local_addr().unwrap()));
        assert!(one.try_recv(&mut buf).is_err());
        assert!(timeout(Duration::from_millis(5), poll_fn(|cx| one.poll_read_ready(cx))).await.is_err());
        poll_fn(|cx| one.poll_write_ready(cx)).await.unwrap();
        one.writable().await.unwrap();
    });
}

#[test]
fn names_are_looked_up_and_numbers_are_not() {
    block_on(async {
        let ((here, here_addr), (there, there_addr)) = (bound(), bound());
        let port = there_addr.port();
        here.send_to(b"1", there_addr).await.unwrap();
        here.send_to(b"2", (Ipv4Addr::LOCALHOST, port)).await.unwrap();
        here.send_to(b"3", there_addr.to_string()).await.unwrap();
        here.send_to(b"4", &[there_addr, here_addr][..]).await.unwrap();
        assert_eq!(Handle::current().metrics().blocking_threads, 0);
        // The first may be of the other family.
        if here.send_to(b"5", ("localhost", port)).await.is_err() {
            here.send_to(b"5", there_addr).await.unwrap();
        }
        let mut buf = [0];
        for expected in b"12345" {
            assert_eq!(there.recv_from(&mut buf).await.unwrap(), (1, here_addr));
            assert_eq!(buf[0], *expected);
        }
        assert!(here.send_to(b"x", "no port").await.is_err());
        here.connect(("localhost", port)).await.unwrap();
        assert_eq!(here.peer_addr().unwrap(), there_addr);
    });
}

#[test]
fn ipv6_works_where_the_system_has_it() {
    block_on(async {
        let Ok(socket) = UdpSocket::bind((Ipv6Addr::LOCALHOST, 0)) else { return };
        let addr = socket.local_addr().unwrap();
        socket.send_to(b"six", addr).await.unwrap();
        assert_eq!(socket.recv_from(&mut [0; 8]).await.unwrap(), (3, addr));
        socket.set_multicast_loop_v6(false).unwrap();
        assert!(!socket.multicast_loop_v6().unwrap());
        let group = "ff02::123".parse().unwrap();
        // Without an interface for it there is an error, with one there is none when it is left.
        if socket.join_multicast_v6(&group, 0).is_ok() {
            socket.leave_multicast_v6(&group, 0).unwrap();
        }
        assert!(socket.leave_multicast_v6(&group, 0).is_err());
        let (four, _) = bound();
        assert!(four.send_to(b"x", addr).await.is_err(), "of another family");
    });
}

#[test]
fn options_are_the_systems() {
    block_on(async {
        let (socket, _) = bound();
        assert!(!socket.broadcast().unwrap());
        socket.set_broadcast(true).unwrap();
        assert!(socket.broadcast().unwrap());
        socket.set_ttl(9).unwrap();
        socket.set_multicast_ttl_v4(5).unwrap();
        socket.set_multicast_loop_v4(false).unwrap();
        assert_eq!((socket.ttl().unwrap(), socket.multicast_ttl_v4().unwrap()), (9, 5));
        assert!(!socket.multicast_loop_v4().unwrap());
        // They are of the socket, whoever asks.
        let before = Handle::current().metrics().sources;
        let std = socket.into_std();
        assert_eq!(Handle::current().metrics().sources, before - 1);
        assert_eq!(std.ttl().unwrap(), 9);
        assert_eq!(UdpSocket::from_std(std).unwrap().ttl().unwrap(), 9);
    });
}

/// Of the standard library, it blocks: a runtime that took it as it is stood still.
#[test]
fn a_socket_of_the_standard_library_waits_without_blocking() {
    block_on(async {
        let socket = UdpSocket::from_std(std::net::UdpSocket::bind("127.0.0.1:0").unwrap()).unwrap();
        assert!(timeout(Duration::from_millis(5), socket.recv(&mut [0])).await.is_err());
    });
    let error = UdpSocket::from_std(std::net::UdpSocket::bind("127.0.0.1:0").unwrap()).unwrap_err();
    assert!(error.to_string().contains("no runtime on this thread"), "{error}");
    assert!(UdpSocket::bind("127.0.0.1:0").is_err());
}

#[test]
fn a_socket_that_is_always_ready_lets_others_run() {
    block_on(async {
        let (one, _other) = connected().await;
        let other = spawn(async {});
        while !other.is_finished() {
            one.send(b"x").await.unwrap();
        }
        let one = Arc::new(one);
        let other = spawn(async {});
        while !other.is_finished() {
            one.writable().await.unwrap();
        }
    });
}

#[test]
fn a_socket_that_outlives_its_runtime_fails() {
    let (one, _other) = block_on(connected());
    block_on(async {
        assert!(one.recv(&mut [0]).await.unwrap_err().to_string().contains("has been dropped"));
        assert!(one.send(b"x").await.is_err() && one.try_send(b"x").is_err());
        assert!(one.readable().await.is_err());
    });
}
