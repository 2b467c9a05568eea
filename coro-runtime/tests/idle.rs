//! Waiting costs nothing: an idle runtime makes no system calls, and a busy one few.

use std::sync::Arc;
use std::thread;
use std::time::Duration;

use coro_runtime::net::{TcpListener, TcpStream};
use coro_runtime::runtime::{Handle, Runtime};
use coro_runtime::time::sleep;
use coro_runtime::{block_on, join_all, spawn};

/// The context switches of a thread: each sleep is one.
fn voluntary_switches(thread: libc::pid_t) -> u64 {
    let status = std::fs::read_to_string(format!("/proc/self/task/{thread}/status")).unwrap();
    let line = status.lines().find(|line| line.starts_with("voluntary_ctxt_switches")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

#[test]
fn an_idle_runtime_sleeps_through() {
    let runtime = Runtime::new().unwrap();
    let handle = runtime.handle().clone();
    let (sender, receiver) = std::sync::mpsc::channel();
    let idle = thread::spawn(move || {
        // SAFETY: always allowed.
        sender.send(unsafe { libc::gettid() }).unwrap();
        runtime.block_on(async {
            let listener = TcpListener::bind("127.0.0.1:0").unwrap();
            spawn(sleep(Duration::from_hours(1)));
            spawn(async move { drop(listener.accept().await) });
            sleep(Duration::from_millis(600)).await;
        });
    });
    let idle_thread = receiver.recv().unwrap();
    // Until it has gone to sleep.
    while handle.metrics().timers < 2 {
        thread::sleep(Duration::from_millis(1));
    }
    thread::sleep(Duration::from_millis(100));
    let before = (handle.metrics().waits, voluntary_switches(idle_thread));
    thread::sleep(Duration::from_millis(300));
    let after = (handle.metrics().waits, voluntary_switches(idle_thread));
    assert_eq!(after, before);
    idle.join().unwrap();
}

/// Of all threads whose name begins so.
fn voluntary_switches_of(name: &str) -> u64 {
    let threads = std::fs::read_dir("/proc/self/task").unwrap().map(|task| task.unwrap());
    let named = threads.filter(|task| {
        // Other tests' threads may end meanwhile.
        std::fs::read_to_string(task.path().join("comm")).is_ok_and(|comm| comm.starts_with(name))
    });
    named.map(|task| voluntary_switches(task.file_name().to_str().unwrap().parse().unwrap())).sum()
}

/// How often the threads of a runtime with two workers sleep for each answer to a client that pauses in between.
fn sleeps_of_an_answer(name: &'static str, round_trips: u32, pauses: &[Duration]) -> f64 {
    use std::io::{Read, Write};
    let builder = Runtime::builder().workers(2).no_watchdog().thread_name(name);
    let runtime = builder.build().unwrap();
    let listener = runtime.block_on(async { TcpListener::bind("127.0.0.1:0") }).unwrap();
    let addr = listener.local_addr().unwrap();
    drop(runtime.handle().spawn(async move {
        let (stream, _) = listener.accept().await.unwrap();
        let mut buf = [0; 100];
        while stream.read_exact(&mut buf).await.is_ok() {
            stream.write_all(&buf).await.unwrap();
        }
    }));
    let mut stream = std::net::TcpStream::connect(addr).unwrap();
    let mut pauses = pauses.iter().cycle();
    let mut ask = |times: u32| {
        for pause in pauses.by_ref().take(times as usize) {
            thread::sleep(*pause);
            stream.write_all(&[1; 100]).unwrap();
            stream.read_exact(&mut [0; 100]).unwrap();
        }
    };
    ask(round_trips / 2);
    let before = voluntary_switches_of(name);
    ask(round_trips);
    let switches = u32::try_from(voluntary_switches_of(name) - before).unwrap();
    f64::from(switches) / f64::from(round_trips)
}

/// Where little happens, nobody is woken to stand by.
#[test]
fn an_event_wakes_one_worker() {
    let sleeps = sleeps_of_an_answer("alone", 100, &[Duration::from_millis(2)]);
    assert!(sleeps < 1.5, "{sleeps}");
}

/// Nor where events come some thousand times a second, now sooner and now later: each had woken another worker, since that was
/// neither seldom enough for two to wait, nor so often that the reactor was left alone.
#[test]
fn an_event_wakes_one_worker_also_where_they_come_at_odd_times() {
    let pauses = [0, 0, 0, 600].map(Duration::from_micros);
    // The machine may be busy with other tests for a while.
    let few = (0..5).map(|_| sleeps_of_an_answer("odd", 2000, &pauses)).find(|sleeps| *sleeps < 1.2);
    assert!(few.is_some());
}

#[test]
fn five_requests_need_few_waits() {
    block_on(async {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let addr = listener.local_addr().unwrap();
        drop(spawn(async move {
            loop {
                let (stream, _) = listener.accept().await.unwrap();
                spawn(async move {
                    let mut delay = [0];
                    stream.read_exact(&mut delay).await.unwrap();
                    sleep(Duration::from_millis(delay[0].into())).await;
                    stream.write_all(&delay).await.unwrap();
                });
            }
        }));
        let finished = Arc::new(std::sync::Mutex::new(Vec::new()));
        let requests = [200, 150, 100, 50, 0].map(|delay| {
            let finished = Arc::clone(&finished);
            spawn(async move {
                let stream = TcpStream::connect(addr).await.unwrap();
                stream.write_all(&[delay]).await.unwrap();
                stream.read_exact(&mut [0]).await.unwrap();
                finished.lock().unwrap().push(delay);
            })
        });
        join_all(requests).await;
        assert_eq!(*finished.lock().unwrap(), [0, 50, 100, 150, 200]);
        let waits = Handle::current().metrics().waits;
        assert!(waits < 100, "{waits}");
    });
}

#[test]
fn an_echo_needs_one_wait_per_turn() {
    const ROUND_TRIPS: u64 = 500;
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    let client = thread::spawn(move || {
        use std::io::{Read, Write};
        let (mut stream, _) = listener.accept().unwrap();
        for _ in 0..ROUND_TRIPS {
            stream.write_all(&[1; 100]).unwrap();
            stream.read_exact(&mut [0; 100]).unwrap();
        }
    });
    block_on(async {
        let stream = TcpStream::connect(addr).await.unwrap();
        let before = Handle::current().metrics().waits;
        let mut buf = [0; 1000];
        while let count @ 1.. = stream.read(&mut buf).await.unwrap() {
            stream.write_all(&buf[..count]).await.unwrap();
        }
        let waits = Handle::current().metrics().waits - before;
        // One for each message, and some for the first and the last.
        assert!(waits <= ROUND_TRIPS + 5, "{waits}");
    });
    client.join().unwrap();
}
