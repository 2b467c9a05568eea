//! What futures share, and what becomes of the others when one fails: scenarios 21 and 23.

use crate::{Clock, get, start_server};
use coro::future::catch_unwind;
use coro::runtime::Runtime;
use coro::sync::Mutex;
use coro::time::sleep;
use coro::{join, join_all, spawn, try_join, yield_now};
use std::fs::{self, File};
use std::future::poll_fn;
use std::io::{self, Write};
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

const ROUNDS: u32 = 500;

/// Without workers, with one, and with two.
fn runtimes() -> impl Iterator<Item = Runtime> {
    let builders =
        [Runtime::builder(), Runtime::builder().workers(1), Runtime::builder().workers(2)].into_iter();
    builders.map(|builder| builder.build().expect("a runtime"))
}

/// A number, and who has changed it.
#[derive(Default)]
struct Account {
    balance: i32,
    changes: Vec<i32>,
}

/// Changes the account again and again, and holds it across a wait.
#[coro::coroutine]
async fn change(account: Arc<Mutex<Account>>, by: i32, polls: Arc<AtomicU32>) {
    for _ in 0..ROUNDS {
        let mut lock = pin!(account.lock());
        let mut account = poll_fn(|cx| {
            polls.fetch_add(1, Ordering::Relaxed);
            lock.as_mut().poll(cx)
        })
        .await;
        let before = account.balance;
        account.changes.push(by);
        yield_now().await;
        account.balance = before + by;
    }
}

/// One adds, one takes away, and they take turns: nobody asks twice for what the other has, and no change is lost.
#[test]
fn twenty_one_a_lock_is_waited_for() {
    for runtime in runtimes() {
        let account = Arc::new(Mutex::new(Account::default()));
        let polls = [(); 2].map(|()| Arc::new(AtomicU32::new(0)));
        runtime.block_on(async {
            let both = [1, -1].into_iter().zip(&polls);
            let both = both.map(|(by, polls)| spawn(change(Arc::clone(&account), by, Arc::clone(polls))));
            // So that none has ended before the other begins.
            let locked = account.lock().await;
            let both: Vec<_> = both.collect();
            while polls.iter().any(|polls| polls.load(Ordering::Relaxed) == 0) {
                sleep(Duration::from_millis(1)).await;
            }
            drop(locked);
            join_all(both).await.into_iter().for_each(|task| task.expect("no panic"));
        });
        let account = Arc::into_inner(account).expect("the tasks are gone").into_inner();
        assert_eq!((account.balance, account.changes.len()), (0, 2 * ROUNDS as usize));
        // Once to ask and once to be given it, and now and then since the budget of a poll was spent.
        let polls = polls.map(|polls| polls.load(Ordering::Relaxed));
        assert!(polls.iter().all(|polls| *polls <= 2 * ROUNDS + ROUNDS / 10), "{polls:?}");
        // Who unlocks and asks again stands behind the one who waits. On two workers, that one may not have asked again yet.
        let turns = account.changes.windows(2).filter(|two| two[0] != two[1]).count();
        assert!(runtime.handle().workers() == 2 || turns + 1 == 2 * ROUNDS as usize, "{turns} turns");
    }
}

/// Writes a line in two parts; others may write in between, but for the lock.
#[coro::coroutine]
async fn log(file: Arc<Mutex<File>>, name: &'static str) -> io::Result<()> {
    let mut file = file.lock().await;
    write!(file, "hello from ")?;
    yield_now().await;
    writeln!(file, "{name}")
}

#[test]
fn twenty_one_twelve_complete_lines() {
    const NAMES: [&str; 6] = ["ada", "barbara", "edsger", "grace", "leslie", "tony"];
    for (n, runtime) in runtimes().enumerate() {
        let paths = ["first", "second"]
            .map(|log| std::env::temp_dir().join(format!("coro-{}-{n}-{log}.log", std::process::id())));
        runtime.block_on(async {
            let files =
                paths.each_ref().map(|path| Arc::new(Mutex::new(File::create(path).expect("a new file"))));
            let lines = NAMES.iter().flat_map(|name| files.each_ref().map(|file| (Arc::clone(file), *name)));
            let tasks = lines.map(|(file, name)| spawn(log(file, name)));
            join_all(tasks)
                .await
                .into_iter()
                .for_each(|task| task.expect("no panic").expect("it is written"));
        });
        for path in paths {
            let text = fs::read_to_string(&path).expect("the log");
            let mut lines: Vec<_> = text.lines().map(|line| line.strip_prefix("hello from ")).collect();
            lines.sort_unstable();
            assert_eq!(lines, NAMES.map(Some), "{text}");
            fs::remove_file(path).expect("it is there");
        }
    }
}

#[coro::coroutine]
async fn refused() -> io::Result<()> {
    sleep(Duration::from_millis(20)).await;
    Err(io::ErrorKind::ConnectionRefused.into())
}

/// Outputs of different types, in the order of the arguments.
#[coro::coroutine]
async fn length(addr: SocketAddr, delay_ms: u64, message: &str) -> io::Result<usize> {
    Ok(get(addr, delay_ms, message).await?.len())
}

#[coro::coroutine]
async fn well_after(ms: u64) -> io::Result<()> {
    sleep(Duration::from_millis(ms)).await;
    Ok(())
}

#[coro::coroutine]
async fn all_or_nothing(addr: SocketAddr) -> io::Result<(String, usize, ())> {
    let (slow, number, ()) =
        try_join!(get(addr, 60, "slow"), length(addr, 10, "number"), well_after(30)).await?;
    Ok((slow, number, ()))
}

/// One worker is enough: nothing of it blocks.
#[test]
fn twenty_three_joined_inside_of_a_coroutine() {
    let runtime = Runtime::builder().workers(1).build().expect("a runtime");
    let elapsed = runtime.block_on(async {
        spawn(async {
            let addr = start_server();
            let clock = Clock::start();
            let all = all_or_nothing(addr).await.expect("all three");
            assert_eq!(all, ("slow".to_owned(), 6, ()));
            let (both, one) = join!(all_or_nothing(addr), get(addr, 60, "beside")).await;
            assert_eq!((both.expect("all three").1, one.expect("a reply").as_str()), (6, "beside"));
            clock.assert_about(120);
            // One that fails does not wait for the others.
            let start = Instant::now();
            let failed = try_join!(get(addr, 5_000, "never"), refused(), all_or_nothing(addr)).await;
            assert_eq!(failed.expect_err("one fails").kind(), io::ErrorKind::ConnectionRefused);
            start.elapsed()
        })
        .await
        .expect("no panic")
    });
    assert!(elapsed >= Duration::from_millis(20) && elapsed < Duration::from_secs(3), "{elapsed:?}");
}

#[coro::coroutine]
async fn panics_after(ms: u64) -> u64 {
    sleep(Duration::from_millis(ms)).await;
    panic!("after {ms} ms")
}

#[coro::coroutine]
async fn value_after(ms: u64) -> u64 {
    sleep(Duration::from_millis(ms)).await;
    ms
}

/// The payload in place of the one's value, and the others' values: of futures of one task, and of tasks.
#[test]
fn twenty_three_a_member_that_panics() {
    for runtime in runtimes() {
        runtime.block_on(async {
            let (quick, panicked, slow) =
                join!(value_after(1), catch_unwind(panics_after(10)), value_after(30)).await;
            assert_eq!((quick, slow), (1, 30));
            let payload = panicked.expect_err("it panics");
            assert_eq!(payload.downcast_ref::<String>().map(String::as_str), Some("after 10 ms"));

            let (quick, panicked, slow) =
                join!(spawn(value_after(1)), spawn(panics_after(10)), spawn(value_after(30))).await;
            assert_eq!((quick.expect("no panic"), slow.expect("no panic")), (1, 30));
            let payload = panicked.expect_err("it panics").into_panic();
            assert_eq!(payload.downcast_ref::<String>().map(String::as_str), Some("after 10 ms"));

            let failed = try_join!(catch_unwind(value_after(1)), catch_unwind(panics_after(10))).await;
            assert_eq!(failed.expect_err("one panics").downcast_ref::<String>().unwrap(), "after 10 ms");
        });
    }
}
