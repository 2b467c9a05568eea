//! Sockets of this machine: streams, listeners and datagrams, by paths, by abstract names, in pairs.

use std::future::poll_fn;
use std::io::{ErrorKind, IoSlice, IoSliceMut};
use std::net::Shutdown;
use std::os::linux::net::SocketAddrExt;
use std::os::unix::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use coro_runtime::net::{DatagramSocket, Datagrams, Listen, Listener, TcpListener, UdpSocket};
use coro_runtime::net::{UnixDatagram, UnixListener, UnixStream};
use coro_runtime::runtime::{Handle, Runtime};
use coro_runtime::time::{sleep, timeout};
use coro_runtime::{block_on, join, join_all, race, spawn};

const MS: Duration = Duration::from_millis(1);

/// A path in the folder for temporary files, removed on drop.
struct TempPath(PathBuf);

impl TempPath {
    fn new(name: &str) -> TempPath {
        TempPath(std::env::temp_dir().join(format!("coro {name} {}", std::process::id())))
    }
}

impl AsRef<Path> for TempPath {
    fn as_ref(&self) -> &Path {
        &self.0
    }
}

impl Drop for TempPath {
    fn drop(&mut self) {
        // The test may not have come so far as to make it.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// The system chooses an abstract name.
fn any() -> SocketAddr {
    SocketAddr::from_pathname("").unwrap()
}

fn on_each_runtime(test: impl AsyncFn()) {
    for builder in [Runtime::builder(), Runtime::builder().workers(2)] {
        builder.build().unwrap().block_on(test());
    }
}

#[test]
fn paths_lead_to_who_listens() {
    block_on(async {
        let path = TempPath::new("listens");
        let error = UnixStream::connect(&path).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::NotFound);
        let listener = UnixListener::bind(&path).unwrap();
        assert_eq!(UnixListener::bind(&path).unwrap_err().kind(), ErrorKind::AddrInUse);
        assert_eq!(listener.local_addr().unwrap().as_pathname(), Some(path.as_ref()));
        let (accepted, client) = join!(listener.accept(), UnixStream::connect(&path)).await;
        let ((server, peer), client) = (accepted.unwrap(), client.unwrap());
        assert!(peer.is_unnamed() && server.peer_addr().unwrap().is_unnamed());
        assert_eq!(server.local_addr().unwrap().as_pathname(), Some(path.as_ref()));
        assert_eq!(client.peer_addr().unwrap().as_pathname(), Some(path.as_ref()));
        assert!(client.local_addr().unwrap().is_unnamed());
        client.write_all(b"ping").await.unwrap();
        let mut buf = [0; 4];
        server.read_exact(&mut buf).await.unwrap();
        assert_eq!(&buf, b"ping");
        // The path stays, and nobody is there.
        drop(listener);
        assert_eq!(UnixStream::connect(&path).await.unwrap_err().kind(), ErrorKind::ConnectionRefused);
        let long = "x".repeat(200);
        assert_eq!(UnixStream::connect(&long).await.unwrap_err().kind(), ErrorKind::InvalidInput);
        assert_eq!(UnixListener::bind("with\0zero").unwrap_err().kind(), ErrorKind::InvalidInput);
    });
}

#[test]
fn a_name_that_is_no_path_ends_with_its_socket() {
    block_on(async {
        let name = format!("coro\0abstract {}", std::process::id());
        let addr = SocketAddr::from_abstract_name(&name).unwrap();
        for _ in 0..2 {
            let listener = UnixListener::bind_addr(&addr).unwrap();
            let (accepted, client) = join!(listener.accept(), UnixStream::connect_addr(&addr)).await;
            let found = client.unwrap().peer_addr().unwrap();
            assert_eq!(found.as_abstract_name(), Some(name.as_bytes()));
            assert_eq!(accepted.unwrap().0.local_addr().unwrap().as_abstract_name(), Some(name.as_bytes()));
        }
        assert_eq!(UnixStream::connect_addr(&addr).await.unwrap_err().kind(), ErrorKind::ConnectionRefused);
        let chosen = UnixListener::bind_addr(&any()).unwrap().local_addr().unwrap();
        assert!(chosen.as_abstract_name().is_some_and(|name| !name.is_empty()));
    });
}

/// The peer's address is the bound one: of a socket of the standard library, since ours have none before they connect.
#[test]
fn who_connects_may_have_a_name() {
    block_on(async {
        let (mine, theirs) = (UnixDatagram::bind_addr(&any()).unwrap(), UnixDatagram::unbound().unwrap());
        let name = mine.local_addr().unwrap();
        theirs.connect_addr(&name).unwrap();
        assert_eq!(theirs.peer_addr().unwrap().as_abstract_name(), name.as_abstract_name());
        assert_eq!(mine.peer_addr().unwrap_err().kind(), ErrorKind::NotConnected);
    });
}

#[test]
fn much_goes_through_a_pair_both_ways() {
    on_each_runtime(async || {
        const BYTES: usize = 2 << 20;
        let (one, other) = UnixStream::pair().unwrap();
        let send = |stream: Arc<UnixStream>| async move {
            stream.write_all(&vec![7; BYTES]).await.unwrap();
            stream.shutdown(Shutdown::Write).unwrap();
        };
        let receive = |stream: Arc<UnixStream>| async move {
            let (mut total, mut buf) = (0, vec![0; 5000]);
            while let count @ 1.. = stream.read(&mut buf).await.unwrap() {
                assert!(buf[..count].iter().all(|byte| *byte == 7));
                total += count;
            }
            assert_eq!(total, BYTES);
        };
        let (one, other) = (Arc::new(one), Arc::new(other));
        let tasks = [&one, &other]
            .map(|stream| (spawn(send(Arc::clone(stream))), spawn(receive(Arc::clone(stream)))));
        for (sender, receiver) in tasks {
            sender.await.unwrap();
            receiver.await.unwrap();
        }
    });
}

#[test]
fn a_pair_does_what_connections_do() {
    block_on(async {
        let (one, other) = UnixStream::pair().unwrap();
        let mut buf = [0; 8];
        assert_eq!(one.try_read(&mut buf).unwrap_err().kind(), ErrorKind::WouldBlock);
        assert!(timeout(5 * MS, one.readable()).await.is_err());
        let bufs = [IoSlice::new(b"he"), IoSlice::new(b"llo")];
        assert_eq!(other.write_vectored(&bufs).await.unwrap(), 5);
        assert_eq!(one.peek(&mut buf).await.unwrap(), 5);
        let (mut head, mut tail) = ([0; 1], [0; 9]);
        let bufs = &mut [IoSliceMut::new(&mut head), IoSliceMut::new(&mut tail)];
        assert_eq!(one.read_vectored(bufs).await.unwrap(), 5);
        assert_eq!((&head, &tail[..4]), (b"h", &b"ello"[..]));
        assert!(one.take_error().unwrap().is_none());
        let mut written = 0;
        while let Ok(count) = one.try_write(&[1; 4096]) {
            written += count;
        }
        assert!(timeout(5 * MS, poll_fn(|cx| one.poll_write_ready(cx))).await.is_err());
        other.read_exact(&mut vec![0; written]).await.unwrap();
        one.writable().await.unwrap();
        // Halves.
        let (reader, writer) = one.into_split();
        drop(writer);
        assert_eq!(other.read(&mut buf).await.unwrap(), 0);
        other.write_all(b"still").await.unwrap();
        reader.read_exact(&mut buf[..5]).await.unwrap();
        drop(reader);
        assert_eq!(other.write(b"x").await.unwrap_err().kind(), ErrorKind::BrokenPipe);
        // The standard library's and back.
        let (one, other) = UnixStream::pair().unwrap();
        let (one, other) = (one.into_std(), other.into_split());
        let one = UnixStream::from_std(one).unwrap();
        let other = other.0.reunite(other.1).unwrap();
        one.write_all(b"x").await.unwrap();
        other.read_exact(&mut buf[..1]).await.unwrap();
    });
}

#[test]
fn the_system_vouches_for_the_other_end() {
    block_on(async {
        let path = TempPath::new("vouches");
        let listener = UnixListener::bind(&path).unwrap();
        let (accepted, client) = join!(listener.accept(), UnixStream::connect(&path)).await;
        let (server, client) =
            (accepted.unwrap().0.peer_cred().unwrap(), client.unwrap().peer_cred().unwrap());
        assert_eq!(server, client);
        assert_eq!(server.pid(), Some(std::process::id().cast_signed()));
        // SAFETY: the calls always succeed.
        let (uid, gid) = unsafe { (libc::geteuid(), libc::getegid()) };
        assert_eq!((server.uid(), server.gid()), (uid, gid));
    });
}

/// Written once, for connections of each kind.
#[test]
fn a_server_of_any_kind() {
    async fn echo_one<L: Listen>(listener: Listener<L>) {
        let (connection, _) = listener.accept().await.unwrap();
        let mut buf = [0; 4];
        connection.read_exact(&mut buf).await.unwrap();
        connection.write_all(&buf).await.unwrap();
    }

    block_on(async {
        let unix = UnixListener::bind_addr(&any()).unwrap();
        let addr = unix.local_addr().unwrap();
        let tcp = TcpListener::bind("127.0.0.1:0").unwrap();
        let tcp_addr = tcp.local_addr().unwrap();
        let servers = (spawn(echo_one(unix)), spawn(echo_one(tcp)));
        let mut buf = [0; 4];
        let client = UnixStream::connect_addr(&addr).await.unwrap();
        client.write_all(b"ping").await.unwrap();
        client.read_exact(&mut buf).await.unwrap();
        let client = coro_runtime::net::TcpStream::connect(tcp_addr).await.unwrap();
        client.write_all(&buf).await.unwrap();
        client.read_exact(&mut buf).await.unwrap();
        assert_eq!(&buf, b"ping");
        let (unix, tcp) = join!(servers.0, servers.1).await;
        unix.and(tcp).unwrap();
    });
}

#[test]
fn a_receiver_of_any_kind() {
    async fn names_of_two<S: Datagrams>(socket: &DatagramSocket<S>) -> (String, String) {
        let (_, one) = socket.recv_from(&mut [0; 8]).await.unwrap();
        let (_, other) = socket.recv_from(&mut [0; 8]).await.unwrap();
        (format!("{one:?}"), format!("{other:?}"))
    }

    block_on(async {
        let unix = UnixDatagram::bind_addr(&any()).unwrap();
        let name = unix.local_addr().unwrap();
        let udp = UdpSocket::bind("127.0.0.1:0").unwrap();
        let addr = udp.local_addr().unwrap();
        for _ in 0..2 {
            unix.send_to_addr(b"x", &name).await.unwrap();
            udp.send_to(b"x", addr).await.unwrap();
        }
        assert_eq!(names_of_two(&udp).await, (format!("{addr:?}"), format!("{addr:?}")));
        assert_eq!(names_of_two(&unix).await, (format!("{name:?}"), format!("{name:?}")));
    });
}

/// The kernel says "try again" to who connects when the queue is full, and never that there is room.
#[test]
fn who_connects_waits_for_room_in_the_queue() {
    block_on(async {
        // A queue of one, which our own listeners are not.
        let addr = SocketAddr::from_abstract_name(format!("coro queue {}", std::process::id())).unwrap();
        let listener = std::os::unix::net::UnixListener::bind_addr(&addr).unwrap();
        // SAFETY: the call takes no pointers; to listen anew changes the length of the queue.
        assert_eq!(unsafe { libc::listen(std::os::fd::AsRawFd::as_raw_fd(&listener), 0) }, 0);
        let listener = UnixListener::from_std(listener).unwrap();
        let connecting = (0..5).map(|_| UnixStream::connect_addr(&addr));
        let accepting = async {
            sleep(10 * MS).await;
            for _ in 0..5 {
                listener.accept().await.unwrap();
            }
        };
        let both = async { join!(join_all(connecting), accepting).await };
        let (connected, ()) = timeout(Duration::from_secs(20), both).await.expect("there is room in the end");
        assert!(connected.into_iter().all(|stream| stream.is_ok()));
        // Given up, it leaves nothing.
        let _one = UnixStream::connect_addr(&addr).await.unwrap();
        let before = Handle::current().metrics().sources;
        assert!(timeout(5 * MS, UnixStream::connect_addr(&addr)).await.is_err());
        assert_eq!((Handle::current().metrics().sources, Handle::current().metrics().timers), (before, 0));
    });
}

#[test]
fn datagrams_by_path_stay_whole() {
    block_on(async {
        let (path, other_path) = (TempPath::new("datagrams"), TempPath::new("other datagrams"));
        let (server, client) = (UnixDatagram::bind(&path).unwrap(), UnixDatagram::bind(&other_path).unwrap());
        assert_eq!(server.local_addr().unwrap().as_pathname(), Some(path.as_ref()));
        for datagram in [&b"one"[..], b"", b"three"] {
            assert_eq!(client.send_to(datagram, &path).await.unwrap(), datagram.len());
        }
        assert_eq!(client.try_send_to(b"four", &path).unwrap(), 4);
        let mut buf = [0; 8];
        let (count, sender) = server.recv_from(&mut buf).await.unwrap();
        assert_eq!((&buf[..count], sender.as_pathname()), (&b"one"[..], Some(other_path.as_ref())));
        assert_eq!(server.recv(&mut buf).await.unwrap(), 0);
        assert_eq!(server.peek_from(&mut buf).await.unwrap().0, 5);
        assert_eq!(server.try_peek_from(&mut buf).unwrap().0, 5);
        assert_eq!(server.try_recv_from(&mut buf[..2]).unwrap().0, 2);
        assert_eq!(server.recv_from(&mut buf).await.unwrap().0, 4);
        assert_eq!(server.try_recv_from(&mut buf).unwrap_err().kind(), ErrorKind::WouldBlock);
        // And back, to who has sent.
        server.connect(&other_path).unwrap();
        server.send(b"answer").await.unwrap();
        assert_eq!(client.recv(&mut buf).await.unwrap(), 6);
        assert_eq!(client.send_to(b"x", "/nobody/here").await.unwrap_err().kind(), ErrorKind::NotFound);
        let error = client.send_to(b"x", "x".repeat(200)).await.unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidInput);
        drop(server);
        assert_eq!(client.send_to(b"x", &path).await.unwrap_err().kind(), ErrorKind::ConnectionRefused);
    });
}

#[test]
fn a_pair_of_datagrams_waits_for_room_and_loses_nothing() {
    on_each_runtime(async || {
        const COUNT: u32 = 2000;
        let (one, other) = UnixDatagram::pair().unwrap();
        let sender = spawn(async move {
            for n in 0..COUNT {
                one.send(&n.to_le_bytes()).await.unwrap();
            }
            one.shutdown(Shutdown::Both).unwrap();
            one
        });
        // It has filled what room there is.
        sleep(5 * MS).await;
        assert!(!sender.is_finished());
        let mut buf = [0; 4];
        for n in 0..COUNT {
            assert_eq!(timeout(Duration::from_secs(20), other.recv(&mut buf)).await.unwrap().unwrap(), 4);
            assert_eq!(u32::from_le_bytes(buf), n);
        }
        let _one = sender.await.unwrap();
        // Datagrams have no end.
        assert!(timeout(5 * MS, other.recv(&mut buf)).await.is_err());
        assert_eq!(other.send(b"x").await.unwrap_err().kind(), ErrorKind::BrokenPipe);
    });
}

/// Those of one sender fill the queue. The kernel does not tell the other when they are taken, but of each attempt that has failed: it
/// tried all the time.
#[test]
fn who_finds_a_queue_filled_by_others_waits_until_there_is_room() {
    on_each_runtime(async || {
        for is_connected in [false, true] {
            let receiver = UnixDatagram::bind_addr(&any()).unwrap();
            let addr = receiver.local_addr().unwrap();
            let (greedy, modest) = (UnixDatagram::unbound().unwrap(), UnixDatagram::unbound().unwrap());
            let mut filled = 0;
            while greedy.try_send_to_addr(b"much", &addr).is_ok() {
                filled += 1;
            }
            if is_connected {
                modest.connect_addr(&addr).unwrap();
            }
            let sending = spawn(async move {
                if is_connected {
                    modest.send(b"one").await
                } else {
                    modest.send_to_addr(b"one", &addr).await
                }
            });
            let before = Handle::current().metrics().waits;
            sleep(20 * MS).await;
            assert!(!sending.is_finished());
            let waits = Handle::current().metrics().waits - before;
            assert!(waits < 200, "{waits} turns in 20 ms");
            let mut buf = [0; 8];
            for _ in 0..filled {
                assert_eq!(receiver.recv(&mut buf).await.unwrap(), 4);
            }
            let sent = timeout(Duration::from_secs(20), sending).await.expect("it goes on");
            assert_eq!(sent.unwrap().unwrap(), 3);
            assert_eq!(receiver.recv(&mut buf).await.unwrap(), 3);
        }
    });
}

#[test]
fn what_is_always_ready_lets_others_run() {
    block_on(async {
        let (one, other) = UnixDatagram::pair().unwrap();
        let named = UnixDatagram::bind_addr(&any()).unwrap();
        let addr = named.local_addr().unwrap();
        let task = spawn(async {});
        let mut buf = [0; 8];
        while !task.is_finished() {
            one.send(b"x").await.unwrap();
            other.recv(&mut buf).await.unwrap();
        }
        let task = spawn(async {});
        while !task.is_finished() {
            one.send_to_addr(b"x", &addr).await.unwrap();
            named.try_recv_from(&mut buf).unwrap();
        }
        let listener = UnixListener::bind_addr(&any()).unwrap();
        let addr = listener.local_addr().unwrap();
        let task = spawn(async {});
        let accepting = async {
            loop {
                listener.accept().await.unwrap();
            }
        };
        let connecting = async {
            while !task.is_finished() {
                UnixStream::connect_addr(&addr).await.unwrap();
            }
        };
        race!(accepting, connecting).await;
    });
}

#[test]
fn without_a_runtime_there_is_an_error() {
    assert!(UnixStream::pair().unwrap_err().to_string().contains("no runtime on this thread"));
    assert!(UnixDatagram::pair().is_err() && UnixDatagram::unbound().is_err());
    assert!(UnixListener::bind_addr(&any()).is_err());
    let (stream, datagram, listener) = block_on(async {
        let datagram = UnixDatagram::bind_addr(&any()).unwrap();
        (UnixStream::pair().unwrap(), datagram, UnixListener::bind_addr(&any()).unwrap())
    });
    block_on(async {
        let error = stream.0.read(&mut [0]).await.unwrap_err();
        assert!(error.to_string().contains("has been dropped"), "{error}");
        assert!(datagram.recv(&mut [0]).await.is_err());
        let addr = datagram.local_addr().unwrap();
        assert!(datagram.send_to_addr(b"x", &addr).await.is_err());
        assert!(listener.accept().await.is_err());
    });
}
