//! Signals: a storm of them surfaces nowhere, and SIGINT, SIGTERM and SIGHUP are futures.
//!
//! One test, since signal handlers are of the whole process.

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use coro_runtime::net::{TcpListener, TcpStream};
use coro_runtime::signal::{ctrl_c, hangup, terminate};
use coro_runtime::time::{sleep, timeout};
use coro_runtime::{block_on, join, spawn};

static SIGNALS: AtomicUsize = AtomicUsize::new(0);

extern "C" fn count(_: libc::c_int) {
    SIGNALS.fetch_add(1, Ordering::Relaxed);
}

#[test]
fn signals() {
    a_storm_of_signals_surfaces_nowhere();
    a_signal_ends_all_that_wait(libc::SIGINT, ctrl_c);
    a_signal_ends_all_that_wait(libc::SIGTERM, terminate);
    a_signal_ends_all_that_wait(libc::SIGHUP, hangup);
    signals_are_told_apart();
}

fn raise(signal: libc::c_int) {
    // SAFETY: the handler of the signal was installed by a call of its function before.
    assert_eq!(unsafe { libc::raise(signal) }, 0);
}

fn signals_are_told_apart() {
    block_on(async {
        let (interrupt, reload, end) = (ctrl_c(), hangup(), terminate());
        raise(libc::SIGHUP);
        reload.await.unwrap();
        let (interrupt, end) = (spawn(interrupt), spawn(end));
        sleep(Duration::from_millis(5)).await;
        assert!(!interrupt.is_finished() && !end.is_finished());
        raise(libc::SIGTERM);
        end.await.unwrap().unwrap();
        assert!(!interrupt.is_finished());
        raise(libc::SIGINT);
        interrupt.await.unwrap().unwrap();
    });
}

fn a_storm_of_signals_surfaces_nowhere() {
    // SAFETY: all-zero bytes are a valid `sigaction`: no flags (so calls are interrupted) and an empty mask.
    let mut action: libc::sigaction = unsafe { std::mem::zeroed() };
    let handler: extern "C" fn(libc::c_int) = count;
    action.sa_sigaction = handler as libc::sighandler_t;
    // SAFETY: the handler only adds to an atomic.
    assert_eq!(unsafe { libc::sigaction(libc::SIGUSR1, &raw const action, std::ptr::null_mut()) }, 0);
    // SAFETY: always allowed.
    let runner = unsafe { libc::pthread_self() };
    let stop = AtomicBool::new(false);
    thread::scope(|scope| {
        scope.spawn(|| {
            while !stop.load(Ordering::SeqCst) {
                // SAFETY: the thread that runs the runtime outlives this scope.
                unsafe { libc::pthread_kill(runner, libc::SIGUSR1) };
                thread::sleep(Duration::from_micros(50));
            }
        });
        block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            let addr = listener.local_addr().unwrap();
            let echo = spawn(async move {
                let (stream, _) = listener.accept().await.unwrap();
                stream.set_nodelay(true).unwrap();
                let mut buf = [0; 1000];
                while let count @ 1.. = stream.read(&mut buf).await.unwrap() {
                    stream.write_all(&buf[..count]).await.unwrap();
                }
            });
            let client = TcpStream::connect(addr).await.unwrap();
            client.set_nodelay(true).unwrap();
            for _ in 0..100 {
                let start = Instant::now();
                sleep(Duration::from_millis(3)).await;
                assert!(start.elapsed() >= Duration::from_millis(3));
                client.write_all(&[5; 5000]).await.unwrap();
                client.read_exact(&mut [0; 5000]).await.unwrap();
            }
            drop(client);
            echo.await.unwrap();
        });
        stop.store(true, Ordering::SeqCst);
    });
    assert!(SIGNALS.load(Ordering::Relaxed) > 100);
}

fn a_signal_ends_all_that_wait<F>(number: libc::c_int, signal: fn() -> F)
where
    F: Future<Output = std::io::Result<()>> + Send + 'static,
{
    let raise = || raise(number);
    block_on(async {
        assert!(timeout(Duration::from_millis(5), signal()).await.is_err());
        for _ in 0..3 {
            let early = signal();
            let waiting = spawn(signal());
            // Before any of them was polled.
            raise();
            let late = signal();
            early.await.unwrap();
            waiting.await.unwrap().unwrap();
            assert!(timeout(Duration::from_millis(5), late).await.is_err(), "a signal of before the call");
        }
        let other = thread::spawn(move || block_on(signal()));
        let (here, ()) = join!(signal(), async {
            while !other.is_finished() {
                raise();
                sleep(Duration::from_millis(1)).await;
            }
        })
        .await;
        here.unwrap();
        other.join().unwrap().unwrap();
    });
}
