//! A mix of everything, for as long as is wanted, in half of the rounds under faults: nothing hangs, nothing is left.
//!
//! `CORO_SOAK=600 cargo test --release -p coro-faults --test soak -- --nocapture` runs for ten minutes; without the
//! variable it is two seconds.

use std::io;
use std::net::Shutdown;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use coro_runtime::faults::Faults;
use coro_runtime::net::{TcpListener, TcpStream};
use coro_runtime::runtime::{Handle, Runtime};
use coro_runtime::sync::CancellationToken;
use coro_runtime::task::{JoinSet, TaskTracker};
use coro_runtime::time::{interval, sleep, timeout};
use coro_runtime::{join, race, yield_now};

const MS: Duration = Duration::from_millis(1);

/// How often each thing has been done.
#[derive(Default)]
struct Done {
    echoes: AtomicU64,
    given_up: AtomicU64,
    ticks: AtomicU64,
    aborts: AtomicU64,
    panics: AtomicU64,
    remote: AtomicU64,
}

fn one(counter: &AtomicU64) {
    counter.fetch_add(1, Ordering::Relaxed);
}

/// A number that looks random, of each other number.
fn scatter(n: u64) -> u64 {
    (n ^ (n >> 29)).wrapping_mul(0xbf58_476d_1ce4_e5b9).rotate_left(23)
}

async fn serve(listener: TcpListener, stop: CancellationToken, tracker: TaskTracker) {
    loop {
        match stop.run_until_cancelled(listener.accept()).await {
            None => return,
            Some(Ok((stream, _))) => {
                let stop = stop.child_token();
                tracker.spawn(async move { stop.run_until_cancelled(echo(stream)).await });
            }
            Some(Err(_)) => sleep(MS / 10).await,
        }
    }
}

async fn echo(stream: TcpStream) -> io::Result<()> {
    let mut buf = [0; 2000];
    loop {
        match timeout(Duration::from_secs(5), stream.read(&mut buf)).await?? {
            0 => return Ok(()),
            count => stream.write_all(&buf[..count]).await?,
        }
    }
}

/// Talks to the server; gives up in the middle now and then.
async fn talk(addr: std::net::SocketAddr, number: u64, done: Arc<Done>) -> io::Result<()> {
    let stream = TcpStream::connect(addr).await?;
    for round in 0..10 {
        let random = scatter(number * 100 + round);
        let length = usize::try_from(random % 5000).unwrap_or(0) + 1;
        let (sent, mut received) = (vec![random.to_le_bytes()[0]; length], vec![0; length]);
        let exchange = async {
            let write = async {
                // Nothing comes back of what was not sent.
                stream.write_all(&sent).await.inspect_err(|_| drop(stream.shutdown(Shutdown::Both)))
            };
            join!(write, stream.read_exact(&mut received)).await
        };
        let limit = if random.is_multiple_of(7) { MS / 20 } else { Duration::from_secs(20) };
        let Ok((written, read)) = timeout(limit, exchange).await else {
            one(&done.given_up);
            return Ok(());
        };
        written?;
        read?;
        assert!(sent == received, "bytes were lost or mixed up");
        one(&done.echoes);
    }
    Ok(())
}

/// Timers that fire, are dropped, and tick.
async fn keep_time(done: Arc<Done>, number: u64) {
    let mut ticks = interval(MS);
    for n in 0..20 {
        let nap = Duration::from_micros(scatter(number * 50 + n) % 2000);
        race!(
            async {
                ticks.tick().await;
            },
            sleep(nap)
        )
        .await;
        one(&done.ticks);
    }
}

/// Tasks that are aborted, and that panic.
async fn abandon(done: Arc<Done>) {
    let mut set = JoinSet::new();
    for n in 0..20_u32 {
        let abort = set.spawn(async move {
            sleep(n * MS / 5).await;
            assert!(n % 5 != 3, "on purpose");
        });
        if n % 3 == 0 {
            abort.abort();
        }
    }
    while let Some(result) = set.join_next().await {
        match result {
            Err(error) if error.is_panic() => one(&done.panics),
            Err(_) => one(&done.aborts),
            Ok(()) => {}
        }
    }
}

/// Another thread spawns, and waits for what it gets.
async fn from_elsewhere(done: Arc<Done>) {
    let handle = Handle::current();
    let thread = thread::spawn(move || {
        let tasks: Vec<_> = (0..50_u32).map(|n| handle.spawn(async move { n })).collect();
        coro_runtime::block_on(async {
            for (n, task) in (0..).zip(tasks) {
                assert_eq!(task.await.unwrap(), n);
            }
        });
    });
    while !thread.is_finished() {
        sleep(MS / 2).await;
    }
    thread.join().unwrap();
    one(&done.remote);
}

async fn round(number: u64, done: Arc<Done>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let addr = listener.local_addr().unwrap();
    let (stop, tracker) = (CancellationToken::new(), TaskTracker::new());
    tracker.spawn(serve(listener, stop.clone(), tracker.clone()));
    let mut work = JoinSet::new();
    for client in 0..10 {
        let done = Arc::clone(&done);
        work.spawn(async move {
            // Under faults a connection may fail, and that is all that may happen.
            let _ = talk(addr, number * 10 + client, done).await;
        });
        yield_now().await;
    }
    work.spawn(keep_time(Arc::clone(&done), number));
    work.spawn(abandon(Arc::clone(&done)));
    work.spawn(from_elsewhere(Arc::clone(&done)));
    timeout(Duration::from_mins(1), work.join_all()).await.expect("nobody hangs");
    stop.cancel();
    tracker.close();
    timeout(Duration::from_secs(20), tracker.wait()).await.expect("all is drained");
    let left = Handle::current().metrics();
    assert_eq!((left.sources, left.waiters, left.timers), (0, 0, 0));
}

fn faults(seed: u64) -> Faults {
    let calls = ["recv", "send", "accept4", "write", "read", "syscall"];
    let interrupted =
        calls.into_iter().fold(Faults::seeded(seed), |faults, call| faults.error(call, libc::EINTR, 7));
    let faults = interrupted.would_block(5).short(4).late(6).spurious(4);
    faults.error("send", libc::ENOBUFS, 300).error("recv", libc::ENOMEM, 300).error(
        "accept4",
        libc::EMFILE,
        20,
    )
}

/// Resident memory, open descriptors and threads.
fn holdings() -> [u64; 3] {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let of = |key: &str| -> u64 {
        let line = status.lines().find(|line| line.starts_with(key)).unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    };
    [of("VmRSS:"), std::fs::read_dir("/proc/self/fd").unwrap().count() as u64, of("Threads:")]
}

#[test]
fn everything_at_once() {
    std::panic::set_hook(Box::new(|info| {
        if !info.to_string().contains("on purpose") {
            eprintln!("{info}");
        }
    }));
    let seconds =
        std::env::var("CORO_SOAK").map_or(2, |seconds| seconds.parse().expect("a number of seconds"));
    let end = Instant::now() + Duration::from_secs(seconds);
    let done = Arc::new(Done::default());
    let mut injected = 0;
    let mut settled = None;
    for number in 0.. {
        let plan = (number % 2 == 1).then(|| faults(number).inject());
        let runtime = loop {
            let builder = Runtime::builder();
            let on_two = number % 4 > 1;
            let builder = if on_two { builder.multi_thread().workers(2) } else { builder.current_thread() };
            if let Ok(runtime) = builder.build() {
                break runtime;
            }
        };
        runtime.block_on(round(number, Arc::clone(&done)));
        drop(runtime);
        injected += plan.map_or(0, |plan| plan.count());
        if number == 7 {
            settled = Some(holdings());
        }
        if settled.is_some() && Instant::now() > end {
            println!("{number} rounds, {injected} faults");
            break;
        }
    }
    let [memory_before, descriptors_before, threads_before] = settled.expect("the rounds end later");
    // Nobody waits for a thread of the blocking pool: the last one may be on its way out, now as it may have been then.
    let is_no_more = |now: &[u64; 3]| now[1] <= descriptors_before && now[2] <= threads_before;
    let until = Instant::now() + Duration::from_secs(20);
    let now = loop {
        let now = holdings();
        if is_no_more(&now) || Instant::now() > until {
            break now;
        }
        thread::sleep(Duration::from_millis(10));
    };
    let [memory, descriptors, threads] = now;
    assert!(
        is_no_more(&now),
        "{descriptors_before} descriptors and {threads_before} threads have become {descriptors} and {threads}"
    );
    assert!(memory < memory_before + 20_000, "{memory_before} KiB have become {memory}");
    let Done { echoes, given_up, ticks, aborts, panics, remote } = &*done;
    for (name, counter) in [
        ("echoes", echoes),
        ("given up", given_up),
        ("ticks", ticks),
        ("aborts", aborts),
        ("panics", panics),
        ("threads", remote),
    ] {
        let count = counter.load(Ordering::Relaxed);
        println!("{count} {name}");
        assert!(count > 0, "{name}");
    }
}
