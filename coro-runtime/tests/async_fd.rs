//! Descriptors of users: waiting in both directions, trying, giving back.

use std::fs::File;
use std::io::{self, ErrorKind, Read, Write};
use std::net::UdpSocket;
use std::os::fd::{AsFd, OwnedFd};
use std::os::unix::net::UnixStream;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use coro_runtime::io::AsyncFd;
use coro_runtime::runtime::{Handle, Runtime};
use coro_runtime::time::{sleep, timeout};
use coro_runtime::{block_on, join, spawn};

fn pair() -> (AsyncFd<UnixStream>, AsyncFd<UnixStream>) {
    let (one, other) = UnixStream::pair().unwrap();
    let new = |stream: UnixStream| {
        stream.set_nonblocking(true).unwrap();
        AsyncFd::new(stream).unwrap()
    };
    (new(one), new(other))
}

#[test]
fn much_goes_through_a_pair_both_ways() {
    for builder in [Runtime::builder(), Runtime::builder().workers(2)] {
        builder.build().unwrap().block_on(async {
            let (one, other) = pair();
            let (one, other) = (Arc::new(one), Arc::new(other));
            let send = |stream: Arc<AsyncFd<UnixStream>>| async move {
                let mut left = 1 << 20;
                while left > 0 {
                    let buf = vec![1; left];
                    left -= stream.write_with(|mut stream| stream.write(&buf)).await.unwrap();
                }
            };
            let receive = |stream: Arc<AsyncFd<UnixStream>>| async move {
                let (mut left, mut buf) = (1 << 20, vec![0; 1 << 12]);
                while left > 0 {
                    left -= stream.read_with(|mut stream| stream.read(&mut buf)).await.unwrap();
                }
            };
            let senders = [&one, &other].map(|stream| spawn(send(Arc::clone(stream))));
            let receivers = [&one, &other].map(|stream| spawn(receive(Arc::clone(stream))));
            for task in senders.into_iter().chain(receivers) {
                task.await.unwrap();
            }
        });
    }
}

#[test]
fn a_call_is_not_made_before_the_kernel_says_so() {
    block_on(async {
        let (one, other) = pair();
        let calls = AtomicUsize::new(0);
        let read = one.read_with(|mut stream| {
            calls.fetch_add(1, Ordering::Relaxed);
            stream.read(&mut [0; 8])
        });
        let write = async {
            sleep(Duration::from_millis(5)).await;
            assert_eq!(calls.load(Ordering::Relaxed), 0);
            other.try_write_with(|mut stream| stream.write(b"abc")).unwrap();
        };
        assert_eq!(join!(read, write).await.0.unwrap(), 3);
        assert_eq!(calls.load(Ordering::Relaxed), 1);
    });
}

#[test]
fn readiness_is_given_up_by_a_try_that_would_block() {
    block_on(async {
        let (one, other) = pair();
        assert!(timeout(Duration::from_millis(5), one.readable()).await.is_err());
        one.writable().await.unwrap();
        other.try_write_with(|mut stream| stream.write(b"abc")).unwrap();
        one.readable().await.unwrap();
        let read = |mut stream: &UnixStream| stream.read(&mut [0; 8]);
        assert_eq!(one.try_read_with(read).unwrap(), 3);
        // A read does not tell whether it has taken all there was.
        one.readable().await.unwrap();
        assert_eq!(one.try_read_with(read).unwrap_err().kind(), ErrorKind::WouldBlock);
        assert!(timeout(Duration::from_millis(5), one.readable()).await.is_err());
        drop(other);
        one.readable().await.unwrap();
        assert_eq!(one.try_read_with(read).unwrap(), 0, "the end");
    });
}

#[test]
fn errors_of_calls_are_errors() {
    block_on(async {
        let (one, _other) = pair();
        let mut interrupted = false;
        let write = one.write_with(|_| {
            if std::mem::replace(&mut interrupted, true) {
                Err::<(), _>(io::Error::other("of the call"))
            } else {
                Err(ErrorKind::Interrupted.into())
            }
        });
        assert_eq!(write.await.unwrap_err().to_string(), "of the call");
        assert_eq!(
            one.try_write_with(|_| Err::<(), _>(io::Error::other("of a try"))).unwrap_err().to_string(),
            "of a try"
        );
    });
}

#[test]
fn what_is_given_back_is_not_registered() {
    block_on(async {
        let before = Handle::current().metrics().sources;
        let (reader, mut writer) = io::pipe().unwrap();
        let reader = AsyncFd::new(reader).unwrap();
        assert_eq!(Handle::current().metrics().sources, before + 1);
        let reader = reader.into_inner();
        assert_eq!(Handle::current().metrics().sources, before);
        // And can be registered again.
        let reader = AsyncFd::new(reader).unwrap();
        assert!(AsyncFd::new(reader.as_fd()).is_err(), "it is registered");
        writer.write_all(b"a").unwrap();
        reader.readable().await.unwrap();
        drop(reader);
        assert_eq!(Handle::current().metrics().sources, before);
    });
}

#[test]
fn what_epoll_does_not_know_is_refused() {
    let pipe = || io::pipe().unwrap().0;
    assert!(AsyncFd::new(pipe()).is_err(), "no runtime");
    block_on(async {
        let before = Handle::current().metrics().sources;
        assert!(AsyncFd::new(File::open("/proc/self/exe").unwrap()).is_err());
        assert_eq!(Handle::current().metrics().sources, before);
    });
}

#[test]
fn it_fails_once_its_runtime_is_gone() {
    let socket = block_on(async {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket.set_nonblocking(true).unwrap();
        AsyncFd::new(OwnedFd::from(socket)).unwrap()
    });
    block_on(async {
        assert!(socket.readable().await.is_err());
        assert!(socket.try_read_with(|_| Ok(())).is_err());
        assert!(socket.read_with(|_| Ok(())).await.is_err());
    });
    drop(socket.into_inner());
}
