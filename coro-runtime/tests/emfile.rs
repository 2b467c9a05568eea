//! A process without descriptors left: an error for the task concerned, and the runtime goes on.
//!
//! One test, since the limit is of the whole process.

use std::fs::File;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use coro_runtime::net::{TcpListener, TcpStream};
use coro_runtime::runtime::Runtime;
use coro_runtime::time::sleep;
use coro_runtime::{block_on, spawn};

fn limit_descriptors(limit: libc::rlim_t) {
    let limit = libc::rlimit { rlim_cur: limit, rlim_max: limit };
    // SAFETY: `limit` is initialised and outlives the call.
    assert_eq!(unsafe { libc::setrlimit(libc::RLIMIT_NOFILE, &raw const limit) }, 0);
}

#[test]
fn no_descriptors_are_an_error_of_the_task_concerned() {
    limit_descriptors(64);
    block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        let client = TcpStream::connect(addr).await.unwrap();
        let other = spawn(async {
            sleep(Duration::from_millis(20)).await;
            "other"
        });
        let mut files = Vec::new();
        while let Ok(file) = File::open("/dev/null") {
            files.push(file);
        }

        let accepting = spawn(async move {
            let error = listener.accept().await.unwrap_err();
            (listener, error)
        });
        let (listener, error) = accepting.await.unwrap();
        assert_eq!(error.raw_os_error(), Some(libc::EMFILE));
        let connecting = spawn(async move { TcpStream::connect(addr).await.map(drop) });
        assert_eq!(connecting.await.unwrap().unwrap_err().raw_os_error(), Some(libc::EMFILE));
        assert_eq!(Runtime::new().unwrap_err().raw_os_error(), Some(libc::EMFILE));
        assert_eq!(other.await.unwrap(), "other");

        // The connection has waited.
        files.clear();
        let (server, _) = listener.accept().await.unwrap();
        server.write_all(b"late").await.unwrap();
        let mut buf = [0; 4];
        client.read_exact(&mut buf).await.unwrap();
        assert_eq!(&buf, b"late");

        // A server that goes on at once, whatever the error. It kept the thread for itself.
        let errors = Arc::new(AtomicUsize::new(0));
        let seen = Arc::clone(&errors);
        let serving = spawn(async move {
            loop {
                match listener.accept().await {
                    Ok((stream, _)) => return stream,
                    Err(_) => seen.fetch_add(1, Ordering::Relaxed),
                };
            }
        });
        // Already in the queue of the listener, before the server first runs.
        let _client = std::net::TcpStream::connect(addr).unwrap();
        while let Ok(file) = File::open("/dev/null") {
            files.push(file);
        }
        sleep(Duration::from_millis(100)).await;
        assert!((1..30).contains(&errors.load(Ordering::Relaxed)), "{errors:?}");
        files.clear();
        serving.await.unwrap();
    });
}
