//! Sockets: both directions at once, ends and errors, large transfers.

use std::future::poll_fn;
use std::io::{ErrorKind, IoSlice, IoSliceMut};
use std::net::{Ipv6Addr, Shutdown, SocketAddr};
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use coro_runtime::net::{TcpListener, TcpStream};
use coro_runtime::runtime::{Handle, Runtime};
use coro_runtime::time::{auto_advance, pause, sleep, timeout};
use coro_runtime::{Stream, block_on, join, join_all, spawn};

async fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let connecting = TcpStream::connect(listener.local_addr().unwrap());
    let (accepted, connected) = join!(listener.accept(), connecting).await;
    let (server, peer) = accepted.unwrap();
    let client = connected.unwrap();
    assert_eq!(client.local_addr().unwrap(), peer);
    assert_eq!(client.peer_addr().unwrap(), server.local_addr().unwrap());
    (client, server)
}

#[test]
fn reader_and_writer_of_one_socket_wait_at_once() {
    block_on(async {
        let (client, server) = pair().await;
        let client = Arc::new(client);
        // Nothing comes for the reader, and the writer soon finds no room: both wait.
        let reader = spawn({
            let client = Arc::clone(&client);
            async move {
                let mut buf = [0; 4];
                client.read_exact(&mut buf).await.unwrap();
                buf
            }
        });
        let writer = spawn({
            let client = Arc::clone(&client);
            async move { client.write_all(&vec![7; 16 << 20]).await }
        });
        while Handle::current().metrics().waiters < 2 {
            sleep(Duration::from_millis(1)).await;
        }
        // The reader is served while the writer still waits.
        server.write_all(b"ping").await.unwrap();
        assert_eq!(reader.await.unwrap(), *b"ping");
        assert!(!writer.is_finished());
        let mut buf = vec![0; 16 << 20];
        server.read_exact(&mut buf).await.unwrap();
        assert!(buf.iter().all(|byte| *byte == 7));
        writer.await.unwrap().unwrap();
    });
}

#[test]
fn several_readers_of_one_socket_wait_at_once() {
    block_on(async {
        let (client, server) = pair().await;
        let readers = join_all((0..5).map(|_| async {
            let mut buf = [0; 1];
            client.read_exact(&mut buf).await.unwrap();
            buf[0]
        }));
        let write = async {
            for byte in b"abcde" {
                server.write_all(&[*byte]).await.unwrap();
                sleep(Duration::from_millis(2)).await;
            }
        };
        let (mut read, ()) = join!(readers, write).await;
        read.sort_unstable();
        assert_eq!(read, b"abcde");
    });
}

#[test]
fn a_body_in_small_reads_ends_once() {
    block_on(async {
        let (client, server) = pair().await;
        let sender = spawn(async move {
            server.write_all(&vec![1; 1 << 20]).await.unwrap();
            server.shutdown(Shutdown::Write).unwrap();
            // Stays open, so that the end is the shutdown's.
            server.read(&mut [0]).await
        });
        let mut total = 0;
        let mut buf = [0; 150];
        loop {
            match client.read(&mut buf).await.unwrap() {
                0 => break,
                count => total += count,
            }
        }
        assert_eq!(total, 1 << 20);
        assert_eq!(client.read(&mut buf).await.unwrap(), 0, "the end stays the end");
        drop(client);
        assert_eq!(sender.await.unwrap().unwrap(), 0);
    });
}

#[test]
fn peek_leaves_the_bytes() {
    block_on(async {
        let (client, server) = pair().await;
        server.write_all(b"abc").await.unwrap();
        let mut buf = [0; 8];
        assert_eq!(client.peek(&mut buf).await.unwrap(), 3);
        assert_eq!(client.peek(&mut buf).await.unwrap(), 3);
        assert_eq!(client.read(&mut buf).await.unwrap(), 3);
        assert_eq!(&buf[..3], b"abc");
        assert!(timeout(Duration::from_millis(5), client.peek(&mut buf)).await.is_err());
    });
}

#[test]
fn an_early_end_is_an_error_of_read_exact() {
    block_on(async {
        let (client, server) = pair().await;
        server.write_all(b"ab").await.unwrap();
        drop(server);
        let mut buf = [0; 3];
        assert_eq!(client.read_exact(&mut buf).await.unwrap_err().kind(), ErrorKind::UnexpectedEof);
    });
}

#[test]
fn writing_to_a_closed_peer_is_an_error_and_no_signal() {
    block_on(async {
        let (client, server) = pair().await;
        drop(server);
        let error = loop {
            if let Err(error) = client.write_all(&[0; 1024]).await {
                break error;
            }
        };
        assert!(matches!(error.kind(), ErrorKind::BrokenPipe | ErrorKind::ConnectionReset), "{error}");
    });
}

#[test]
fn a_refused_connection_is_an_error() {
    block_on(async {
        // The port was free a moment ago, and nobody listens on it.
        let port = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        let error = TcpStream::connect(port).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionRefused);
        // The next address of a list is tried.
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addrs: [SocketAddr; 2] = [port, listener.local_addr().unwrap()];
        let stream = TcpStream::connect(&addrs[..]).await.unwrap();
        assert_eq!(stream.peer_addr().unwrap(), addrs[1]);
        assert_eq!(TcpStream::connect(&[][..]).await.unwrap_err().kind(), ErrorKind::InvalidInput);
    });
}

#[test]
fn ipv6_works_where_the_system_has_it() {
    block_on(async {
        let Ok(listener) = TcpListener::bind((Ipv6Addr::LOCALHOST, 0)) else { return };
        let addr = listener.local_addr().unwrap();
        let (accepted, connected) = join!(listener.accept(), TcpStream::connect(addr)).await;
        let (server, peer) = accepted.unwrap();
        let client = connected.unwrap();
        assert_eq!((peer, server.local_addr().unwrap()), (client.local_addr().unwrap(), addr));
    });
}

#[test]
fn incoming_connections_are_a_stream_without_end() {
    block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let mut incoming = listener.incoming();
        let clients = spawn(async move {
            let mut clients = Vec::new();
            for n in 0..10 {
                let client = TcpStream::connect(addr).await.unwrap();
                client.write_all(&[n]).await.unwrap();
                clients.push(client);
            }
            clients
        });
        for expected in 0..10 {
            let next = poll_fn(|cx| Pin::new(&mut incoming).poll_next(cx)).await;
            let (server, _) = next.unwrap().unwrap();
            let mut byte = [0];
            server.read_exact(&mut byte).await.unwrap();
            assert_eq!(byte[0], expected);
        }
        let clients = clients.await.unwrap();
        let next = timeout(Duration::from_millis(5), poll_fn(|cx| Pin::new(&mut incoming).poll_next(cx)));
        assert!(next.await.is_err());
        // Another may accept meanwhile, from the same listener.
        let (accepted, client) = join!(listener.accept(), TcpStream::connect(addr)).await;
        assert_eq!(accepted.unwrap().1, client.unwrap().local_addr().unwrap());
        drop((clients, incoming));
        assert_eq!(Handle::current().metrics().waiters, 0);
    });
}

/// Of the standard library, it blocks: a runtime that took it as it is stood still.
#[test]
fn a_listener_of_the_standard_library_waits_without_blocking() {
    block_on(async {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let listener = TcpListener::from_std(listener).unwrap();
        assert!(timeout(Duration::from_millis(5), listener.accept()).await.is_err());
        let (accepted, connected) =
            join!(listener.accept(), TcpStream::connect(listener.local_addr().unwrap())).await;
        assert_eq!(accepted.unwrap().1, connected.unwrap().local_addr().unwrap());
    });
    let without = TcpListener::from_std(std::net::TcpListener::bind("127.0.0.1:0").unwrap());
    assert!(without.unwrap_err().to_string().contains("no runtime on this thread"));
}

#[test]
fn without_a_runtime_there_is_an_error() {
    let error = TcpListener::bind("127.0.0.1:0").unwrap_err();
    assert!(error.to_string().contains("no runtime on this thread"), "{error}");
}

#[test]
fn a_socket_that_outlives_its_runtime_fails() {
    let (client, server) = block_on(pair());
    let read = block_on(async { client.read(&mut [0; 1]).await });
    assert!(read.unwrap_err().to_string().contains("has been dropped"));
    assert!(block_on(server.write(b"x")).is_err());
}

#[test]
fn hundreds_of_connections_at_once() {
    const CONNECTIONS: u8 = 200;
    let start = std::time::Instant::now();
    block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let server = spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                spawn(async move {
                    let mut byte = [0];
                    stream.read_exact(&mut byte).await.unwrap();
                    sleep(Duration::from_millis(300)).await;
                    stream.write_all(&byte).await.unwrap();
                });
            }
        });
        let clients = (0..CONNECTIONS).map(|n| async move {
            let stream = TcpStream::connect(addr).await.unwrap();
            stream.write_all(&[n]).await.unwrap();
            let mut byte = [0];
            stream.read_exact(&mut byte).await.unwrap();
            byte[0]
        });
        assert_eq!(join_all(clients).await, (0..CONNECTIONS).collect::<Vec<_>>());
        server.abort();
    });
    let elapsed = start.elapsed();
    assert!(elapsed >= Duration::from_millis(300) && elapsed < Duration::from_secs(3), "{elapsed:?}");
}

/// That there is no thread for it is an error like another, and leaves nothing behind.
#[test]
fn a_name_that_no_thread_can_look_up_is_an_error() {
    let runtime = Runtime::builder().thread_stack_size(1 << 60).build().unwrap();
    runtime.block_on(async {
        let error = TcpStream::connect("localhost:1").await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::WouldBlock, "{error}");
        let metrics = Handle::current().metrics();
        assert_eq!((metrics.blocking, metrics.blocking_threads), (0, 0));
        // A clock waits for blocking work, of which there is none.
        pause();
        auto_advance();
        sleep(Duration::from_hours(1)).await;
    });
}

/// A name server that does not answer must not keep a thread that polls; what is a number needs no other thread.
#[test]
fn names_are_looked_up_on_another_thread() {
    block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let (host, port) = (addr.ip(), addr.port());
        TcpStream::connect(addr).await.unwrap();
        TcpStream::connect(&[addr][..]).await.unwrap();
        TcpStream::connect((host, port)).await.unwrap();
        TcpStream::connect(("127.0.0.1", port)).await.unwrap();
        TcpStream::connect(addr.to_string()).await.unwrap();
        TcpStream::connect(&*addr.to_string()).await.unwrap();
        let looked_up = || Handle::current().metrics().blocking_threads;
        assert_eq!(looked_up(), 0);
        TcpStream::connect(("localhost", port)).await.unwrap();
        TcpStream::connect(format!("localhost:{port}")).await.unwrap();
        // The second name may come before the first thread has gone back to wait.
        assert!((1..=2).contains(&looked_up()), "{}", looked_up());
        for wrong in ["localhost", "localhost:http:80", "localhost:99999", "[::1]", ""] {
            let (ours, std) = (TcpStream::connect(wrong).await, std::net::TcpStream::connect(wrong));
            let (ours, std) = (ours.unwrap_err(), std.unwrap_err());
            assert_eq!((ours.kind(), ours.to_string()), (std.kind(), std.to_string()), "{wrong}");
        }
        assert_eq!(TcpStream::connect(&[][..]).await.unwrap_err().kind(), ErrorKind::InvalidInput);
    });
}

#[test]
fn readiness_waits_for_news_after_a_try_that_would_block() {
    block_on(async {
        let (client, server) = pair().await;
        let mut buf = [0; 8];
        assert_eq!(client.try_read(&mut buf).unwrap_err().kind(), ErrorKind::WouldBlock);
        assert!(timeout(Duration::from_millis(5), client.readable()).await.is_err());
        // In the kernel before the reactor knows of it.
        server.write_all(b"abc").await.unwrap();
        assert_eq!(client.try_read(&mut buf).unwrap(), 3);
        server.write_all(b"defg").await.unwrap();
        client.readable().await.unwrap();
        assert_eq!((client.read(&mut buf[..2]).await.unwrap(), &buf[..2]), (2, &b"de"[..]));
        // Not all of it has been taken.
        client.readable().await.unwrap();
        assert_eq!(client.try_read(&mut buf).unwrap(), 2);
        drop(server);
        client.readable().await.unwrap();
        assert_eq!(client.try_read(&mut buf).unwrap(), 0, "the end");
        client.readable().await.unwrap();
    });
}

#[test]
fn several_buffers_are_filled_one_after_the_other() {
    block_on(async {
        let (client, server) = pair().await;
        let (mut one, mut none, mut other) = ([0; 2], [0; 0], [0; 5]);
        let mut bufs = [IoSliceMut::new(&mut one), IoSliceMut::new(&mut none), IoSliceMut::new(&mut other)];
        assert_eq!(client.try_read_vectored(&mut bufs).unwrap_err().kind(), ErrorKind::WouldBlock);
        assert_eq!(server.try_write_vectored(&[IoSlice::new(b"ab"), IoSlice::new(b"cdef")]).unwrap(), 6);
        assert_eq!(client.read_vectored(&mut bufs).await.unwrap(), 6);
        server.write_all(b"ghi").await.unwrap();
        // More of them than the system takes in one call.
        let mut many = vec![0; 3000];
        let mut many: Vec<_> = many.chunks_mut(1).map(IoSliceMut::new).collect();
        let read = client.read_vectored(&mut many).await.unwrap();
        assert!((1..=3).contains(&read), "{read}");
        assert_eq!(&*many[0], b"g");
        drop(server);
        let mut bufs = [IoSliceMut::new(&mut none)];
        assert_eq!(client.read_vectored(&mut bufs).await.unwrap(), 0, "no room");
        assert_eq!((&one, &other[..4]), (b"ab", &b"cdef"[..]));
        while client.read_vectored(&mut many).await.unwrap() > 0 {}
    });
}

/// Those that are polled have one place for a waker: the one that was there would have waited for ever.
#[test]
fn several_that_poll_one_connection_all_go_on() {
    for builder in [Runtime::builder(), Runtime::builder().workers(2)] {
        builder.build().unwrap().block_on(async {
            let (client, server) = pair().await;
            let client = Arc::new(client);
            let polling = [(); 3].map(|()| {
                let client = Arc::clone(&client);
                spawn(async move { poll_fn(|cx| client.poll_read_ready(cx)).await })
            });
            poll_fn(|cx| client.poll_write_ready(cx)).await.unwrap();
            sleep(Duration::from_millis(5)).await;
            assert!(polling.iter().all(|task| !task.is_finished()));
            server.write_all(b"a").await.unwrap();
            for task in polling {
                timeout(Duration::from_secs(20), task).await.expect("it is woken").unwrap().unwrap();
            }
        });
    }
}

#[test]
fn room_to_write_comes_when_the_other_end_reads() {
    block_on(async {
        let (client, server) = pair().await;
        let mut written = 0;
        while let Ok(count) = client.try_write(&[1; 4096]) {
            written += count;
        }
        assert!(timeout(Duration::from_millis(5), client.writable()).await.is_err());
        let reader = spawn(async move {
            let mut buf = vec![0; written];
            server.read_exact(&mut buf).await.map(|()| server)
        });
        client.writable().await.unwrap();
        assert!(client.try_write(&[1]).is_ok());
        reader.await.unwrap().unwrap();
    });
}

#[test]
fn a_socket_that_is_always_ready_lets_others_run() {
    block_on(async {
        let (client, _server) = pair().await;
        let other = spawn(async {});
        while !other.is_finished() {
            client.writable().await.unwrap();
        }
    });
}

#[test]
fn halves_end_their_direction() {
    let runtime = Runtime::builder().workers(2).build().unwrap();
    runtime.block_on(async {
        let (client, server) = pair().await;
        let (reader, writer) = client.into_split();
        let addr = reader.as_ref().local_addr().unwrap();
        let reading = spawn(async move {
            let mut buf = [0; 4];
            reader.read_exact(&mut buf).await.map(|()| (buf, reader))
        });
        let writing = spawn(async move { writer.write_all(b"ping").await });
        let mut buf = [0; 4];
        server.read_exact(&mut buf).await.unwrap();
        writing.await.unwrap().unwrap();
        // The writer is gone, and the reader is not.
        assert_eq!(server.read(&mut [0]).await.unwrap(), 0);
        server.write_all(b"pong").await.unwrap();
        let (read, reader) = reading.await.unwrap().unwrap();
        assert_eq!((&buf, &read), (b"ping", b"pong"));
        assert_eq!(reader.as_ref().local_addr().unwrap(), addr);
        let sources = Handle::current().metrics().sources;
        drop(reader);
        assert_eq!(Handle::current().metrics().sources, sources - 1);
    });
}

#[test]
fn halves_of_one_connection_make_it_whole() {
    block_on(async {
        let (client, server) = pair().await;
        let (reader, writer) = client.into_split();
        let (other_reader, other_writer) = server.into_split();
        let error = reader.reunite(other_writer).unwrap_err();
        assert_eq!(error.to_string(), "the halves are of two connections");
        let client = error.0.reunite(writer).unwrap();
        let server = other_reader.reunite(error.1).unwrap();
        client.write_all(b"a").await.unwrap();
        server.read_exact(&mut [0]).await.unwrap();
    });
}

#[test]
fn the_standard_library_gets_sockets_back() {
    block_on(async {
        let before = Handle::current().metrics().sources;
        let (client, server) = pair().await;
        let client = client.into_std();
        drop(server);
        assert_eq!(Handle::current().metrics().sources, before);
        let client = TcpStream::from_std(client).unwrap();
        assert_eq!(client.read(&mut [0]).await.unwrap(), 0);
        client.set_linger(Some(Duration::from_millis(2500))).unwrap();
        assert_eq!(client.linger().unwrap(), Some(Duration::from_secs(2)));
        client.set_linger(None).unwrap();
        assert_eq!(client.linger().unwrap(), None);
    });
}

#[test]
fn many_buffers_arrive_in_order() {
    block_on(async {
        let (client, server) = pair().await;
        // More than the kernel takes at once, of all lengths, and more than there is room for.
        let sent: Vec<u8> = (0..6 << 20).map(|n: u32| n.to_le_bytes()[1] ^ n.to_le_bytes()[2]).collect();
        let (mut rest, mut bufs) = (&sent[..], Vec::new());
        for n in 0.. {
            let (buf, others) = rest.split_at((n % 5000).min(rest.len()));
            bufs.push(IoSlice::new(buf));
            rest = others;
            if rest.is_empty() {
                break;
            }
        }
        assert!(bufs.len() > 1024);
        let write = async {
            let mut bufs = &mut bufs[..];
            while !bufs.is_empty() {
                let count = client.write_vectored(bufs).await.unwrap();
                IoSlice::advance_slices(&mut bufs, count);
            }
        };
        let mut received = vec![0; sent.len()];
        let (read, ()) = join!(server.read_exact(&mut received), write).await;
        read.unwrap();
        assert!(received == sent);
        assert_eq!(client.write_vectored(&[]).await.unwrap(), 0);
        assert_eq!(client.write_vectored(&[IoSlice::new(b"")]).await.unwrap(), 0);
        drop(server);
        while client.write_vectored(&[IoSlice::new(&sent)]).await.is_ok() {}
    });
}
