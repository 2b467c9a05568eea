//! What the crate `futures` makes of connections and descriptors, by its traits: lines, copies, buffers, both kinds of names.

use std::io::{self, ErrorKind, IoSlice, IoSliceMut};
use std::net::Shutdown;
use std::sync::Arc;
use std::task::{Context, Wake, Waker};
use std::time::Duration;

use coro::io::AsyncFd;
use coro::net::{TcpListener, TcpStream, UnixStream};
use coro::runtime::{Handle, Runtime};
use coro::time::{sleep, timeout};
use coro::{block_on, join, spawn};
use futures::io::{
    AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader, BufWriter, copy,
};
use futures::stream::{StreamExt, TryStreamExt};

async fn pair() -> (TcpStream, TcpStream) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (accepted, connected) =
        join!(listener.accept(), TcpStream::connect(listener.local_addr().unwrap())).await;
    (connected.unwrap(), accepted.unwrap().0)
}

fn text() -> String {
    (0..5_000).flat_map(|n| [format!("line {n}"), ".".repeat(n % 50), "\n".to_owned()]).collect()
}

/// Numbers the lines that come, until the end.
async fn number(connection: TcpStream) -> io::Result<usize> {
    let mut lines = BufReader::new(&connection).lines().enumerate();
    let mut writer = BufWriter::new(&connection);
    let mut count = 0;
    while let Some((number, line)) = lines.next().await {
        writer.write_all(format!("{number}: {}\n", line?).as_bytes()).await?;
        count += 1;
    }
    writer.close().await?;
    Ok(count)
}

#[test]
fn lines_go_through_buffers_and_come_back() {
    for builder in [Runtime::builder(), Runtime::builder().workers(2)] {
        builder.build().unwrap().block_on(async {
            let (client, server) = pair().await;
            let server = spawn(number(server));
            let (reader, mut writer) = client.into_split();
            let sender = spawn(async move {
                let copied = copy(text().as_bytes(), &mut writer).await.unwrap();
                writer.close().await.unwrap();
                copied
            });
            let received: Vec<_> = BufReader::new(reader).lines().try_collect().await.unwrap();
            let expected = text();
            let expected = expected.lines().enumerate().map(|(number, line)| format!("{number}: {line}"));
            assert!(received.iter().eq(&expected.collect::<Vec<_>>()));
            assert_eq!(sender.await.unwrap(), text().len() as u64);
            assert_eq!(server.await.unwrap().unwrap(), received.len());
        });
    }
}

#[test]
fn sockets_of_this_machine_have_lines_as_well() {
    block_on(async {
        let (here, there) = UnixStream::pair().unwrap();
        let sending = async {
            here.write_all(text().as_bytes()).await.unwrap();
            drop(here);
        };
        let ((), lines) = join!(sending, BufReader::new(there).lines().try_collect::<Vec<_>>()).await;
        assert!(lines.unwrap().iter().eq(text().lines().collect::<Vec<_>>()));
    });
}

#[test]
fn much_is_copied_in_both_directions_at_once() {
    block_on(async {
        let (client, server) = pair().await;
        let (near, far) = pair().await;
        // A proxy between two connections: what comes from one goes to the other.
        let proxy = spawn(async move {
            let there = async {
                let copied = copy(&server, &mut &near).await;
                (&near).close().await.and(copied)
            };
            let back = async {
                let copied = copy(&near, &mut &server).await;
                (&server).close().await.and(copied)
            };
            let (there, back) = join!(there, back).await;
            io::Result::Ok((there?, back?))
        });
        let echo = spawn(async move { copy(&far, &mut &far).await });
        let sent: Vec<_> = (0..3_000_000_u32).map(|n| (n % 251).to_le_bytes()[0]).collect();
        let mut received = Vec::new();
        let (written, read) = join!(
            async {
                client.write_all(&sent).await?;
                (&client).close().await
            },
            async {
                // The trait's: there is no inherent method of this name.
                (&client).read_to_end(&mut received).await
            }
        )
        .await;
        written.unwrap();
        // The far end is told of the end, and closes its connection when it has sent all back.
        assert_eq!(read.unwrap(), sent.len());
        assert!(received == sent);
        let all = sent.len() as u64;
        assert_eq!(echo.await.unwrap().unwrap(), all);
        assert_eq!(proxy.await.unwrap().unwrap(), (all, all));
    });
}

/// Inherent methods take `&self`, and come first; generic code has the traits' own.
#[test]
fn methods_of_both_kinds_live_together() {
    async fn by_trait(mut stream: impl AsyncRead + AsyncWrite + Unpin) -> [u8; 4] {
        let mut buf = [0; 4];
        stream.read_exact(&mut buf).await.unwrap();
        stream.write_all(b"pong").await.unwrap();
        stream.flush().await.unwrap();
        buf
    }

    block_on(async {
        let (mut client, server) = pair().await;
        let server = Arc::new(server);
        // Through an `Arc`, which the traits' methods could not be called by.
        assert_eq!(server.write(b"ping").await.unwrap(), 4);
        assert_eq!(by_trait(&client).await, *b"ping");
        let mut buf = [0; 4];
        server.read_exact(&mut buf).await.unwrap();
        assert_eq!(&buf, b"pong");
        server.write_all(b"ping").await.unwrap();
        // By their full names, of the connection itself.
        AsyncReadExt::read_exact(&mut client, &mut buf).await.unwrap();
        AsyncWriteExt::write_all(&mut client, b"pong").await.unwrap();
        assert_eq!(server.read(&mut [0; 8]).await.unwrap(), 4);
        server.write_all(b"ping").await.unwrap();
        assert_eq!(by_trait(client).await, *b"ping");
    });
}

#[test]
fn several_buffers_in_one_poll() {
    block_on(async {
        let (mut client, mut server) = pair().await;
        let bufs = [IoSlice::new(b"he"), IoSlice::new(b""), IoSlice::new(b"llo")];
        assert_eq!(AsyncWriteExt::write_vectored(&mut client, &bufs).await.unwrap(), 5);
        let (mut one, mut other) = ([0; 1], [0; 9]);
        let bufs = &mut [IoSliceMut::new(&mut one), IoSliceMut::new(&mut other)];
        assert_eq!(AsyncReadExt::read_vectored(&mut server, bufs).await.unwrap(), 5);
        assert_eq!((&one, &other[..4]), (b"h", &b"ello"[..]));
        let (mut reader, mut writer) = client.into_split();
        assert_eq!(AsyncWriteExt::write_vectored(&mut writer, &[IoSlice::new(b"x")]).await.unwrap(), 1);
        drop(server);
        let bufs = &mut [IoSliceMut::new(&mut other)];
        // What has come is not read by the other end: it resets.
        let error = AsyncReadExt::read_vectored(&mut reader, bufs).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset);
    });
}

#[test]
fn closing_ends_one_direction_and_may_be_repeated() {
    block_on(async {
        let (mut client, server) = pair().await;
        client.close().await.unwrap();
        client.close().await.unwrap();
        assert_eq!(server.read(&mut [0]).await.unwrap(), 0);
        server.write_all(b"still").await.unwrap();
        let mut buf = [0; 5];
        client.read_exact(&mut buf).await.unwrap();
        server.shutdown(Shutdown::Both).unwrap();
        assert_eq!(client.read(&mut buf).await.unwrap(), 0);
        drop(server);
        // The connection is at its end, which the system calls an error.
        assert_eq!(client.shutdown(Shutdown::Write).unwrap_err().kind(), ErrorKind::NotConnected);
        client.close().await.unwrap();
    });
}

/// They share a place for their wakers. Whoever was there before was never woken.
#[test]
fn two_tasks_that_poll_one_connection_both_go_on() {
    for builder in [Runtime::builder(), Runtime::builder().workers(2)] {
        builder.build().unwrap().block_on(async {
            let (client, server) = pair().await;
            let server = Arc::new(server);
            let read_one = |stream: Arc<TcpStream>| async move {
                let mut byte = [0];
                let mut stream = &*stream;
                AsyncReadExt::read_exact(&mut stream, &mut byte).await.map(|()| byte[0])
            };
            let readers: Vec<_> = (0..3).map(|_| spawn(read_one(Arc::clone(&server)))).collect();
            let by_future = spawn({
                let server = Arc::clone(&server);
                async move {
                    let mut byte = [0];
                    server.read_exact(&mut byte).await.map(|()| byte[0])
                }
            });
            sleep(Duration::from_millis(5)).await;
            let mut read = Vec::new();
            for byte in b"abcd" {
                client.write_all(&[*byte]).await.unwrap();
                sleep(Duration::from_millis(1)).await;
            }
            for task in readers.into_iter().chain([by_future]) {
                read.push(
                    timeout(Duration::from_secs(20), task).await.expect("it is woken").unwrap().unwrap(),
                );
            }
            read.sort_unstable();
            assert_eq!(read, b"abcd");
        });
    }
}

struct Silent;

impl Wake for Silent {
    fn wake(self: Arc<Self>) {}
}

#[test]
fn the_waker_of_a_poll_goes_with_the_connection_or_an_event() {
    block_on(async {
        let (client, server) = pair().await;
        let silent = Arc::new(Silent);
        let waker = Waker::from(Arc::clone(&silent));
        let before = Handle::current().metrics().waiters;
        let read = |stream: &TcpStream| {
            let mut stream = stream;
            let mut buf = [0; 8];
            let mut read = AsyncReadExt::read(&mut stream, &mut buf);
            std::pin::Pin::new(&mut read).poll(&mut Context::from_waker(&waker)).is_ready()
        };
        // Polled again and again, it is one.
        for _ in 0..3 {
            assert!(!read(&client));
            assert_eq!(Arc::strong_count(&silent), 3);
            assert_eq!(Handle::current().metrics().waiters, before + 1);
        }
        server.write_all(b"news").await.unwrap();
        client.readable().await.unwrap();
        assert_eq!(Arc::strong_count(&silent), 2);
        assert!(read(&client));
        assert!(!read(&client));
        assert_eq!(Arc::strong_count(&silent), 3);
        drop(client);
        assert_eq!((Arc::strong_count(&silent), Handle::current().metrics().waiters), (2, before));
    });
}

#[test]
fn a_connection_that_is_always_ready_lets_others_run() {
    block_on(async {
        let (client, _server) = pair().await;
        let other = spawn(async {});
        let mut client = &client;
        while !other.is_finished() {
            // Nothing is moved, and nobody waits.
            assert_eq!(AsyncWriteExt::write(&mut client, b"").await.unwrap(), 0);
        }
    });
}

#[test]
fn what_is_given_up_between_polls_has_taken_nothing() {
    block_on(async {
        let (mut client, server) = pair().await;
        let sender = spawn(async move {
            for n in 0..100_u8 {
                server.write_all(&[n]).await.unwrap();
                sleep(Duration::from_micros(200)).await;
            }
        });
        let (mut received, mut buf) = (Vec::new(), [0; 10]);
        while received.len() < 100 {
            let read = AsyncReadExt::read(&mut client, &mut buf);
            if let Ok(count) = timeout(Duration::from_micros(100), read).await {
                received.extend_from_slice(&buf[..count.unwrap()]);
            }
        }
        assert!(received.into_iter().eq(0..100));
        sender.await.unwrap();
    });
}

#[test]
fn a_pipe_is_read_and_written() {
    block_on(async {
        let (reader, writer) = io::pipe().unwrap();
        for fd in [std::os::fd::AsFd::as_fd(&reader), std::os::fd::AsFd::as_fd(&writer)] {
            set_nonblocking(fd);
        }
        let mut writer = AsyncFd::new(writer).unwrap();
        let reader = AsyncFd::new(reader).unwrap();
        let sent = text();
        let sending = async {
            writer.write_all(sent.as_bytes()).await.unwrap();
            writer.close().await.unwrap();
            drop(writer);
        };
        let lines = BufReader::new(reader).lines().try_collect::<Vec<_>>();
        let ((), lines) = join!(sending, lines).await;
        assert!(lines.unwrap().iter().eq(sent.lines().collect::<Vec<_>>()));
    });
}

fn set_nonblocking(fd: std::os::fd::BorrowedFd<'_>) {
    // What it is does not matter to the call that makes it non-blocking.
    let socket = std::os::unix::net::UnixStream::from(fd.try_clone_to_owned().unwrap());
    socket.set_nonblocking(true).unwrap();
}

#[test]
fn polls_fail_once_the_runtime_is_gone() {
    let (mut client, _server) = block_on(pair());
    block_on(async {
        let error = AsyncReadExt::read(&mut client, &mut [0]).await.unwrap_err();
        assert!(error.to_string().contains("has been dropped"), "{error}");
        assert!(AsyncWriteExt::write(&mut client, &[0]).await.is_err());
    });
}
