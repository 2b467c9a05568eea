//! Spawned tasks beside the root.

use crate::{Clock, get, start_server};
use std::cell::RefCell;
use std::net::SocketAddr;
use std::rc::Rc;
use std::time::Duration;

#[test]
fn thirteen_the_root_decides() {
    let clock = Clock::start();
    let output = coro::block_on(async {
        drop(coro::spawn(std::future::pending::<()>()));
        coro::spawn(coro::time::sleep(Duration::from_mins(1)));
        get(start_server(), 50, "root").await.expect("a reply")
    });
    assert_eq!(output, "root");
    clock.assert_about(50);
}

#[coro::coroutine]
async fn note(addr: SocketAddr, n: u64, ended: Rc<RefCell<Vec<u64>>>) -> u64 {
    let reply = get(addr, n * 40, "task").await;
    ended.borrow_mut().push(n);
    reply.map_or(0, |reply| reply.len() as u64 + n)
}

#[test]
fn thirteen_tasks_end_in_the_order_of_their_delays() {
    let runtime = coro::runtime::Runtime::new().expect("a runtime");
    let ended = Rc::new(RefCell::new(Vec::new()));
    let outputs = runtime.block_on(async {
        let (addr, clock) = (start_server(), Clock::start());
        let spawn = |n| coro::spawn_local(note(addr, n, Rc::clone(&ended)));
        let tasks: Vec<_> = [4, 2, 0, 3, 1].into_iter().map(spawn).collect();
        assert!(!tasks[0].is_finished());
        let outputs = coro::join_all(tasks).await;
        clock.assert_about(160);
        outputs.into_iter().map(|output| output.expect("no panic")).collect::<Vec<_>>()
    });
    assert_eq!(outputs, [8, 6, 4, 7, 5]);
    assert_eq!(*ended.borrow(), [0, 1, 2, 3, 4]);
    let waits = runtime.handle().metrics().waits;
    assert!(waits < 100, "{waits} waits for events");
}

#[test]
fn thirteen_abort() {
    coro::block_on(async {
        let addr = start_server();
        let aborted = coro::spawn(async move { get(addr, 60_000, "never").await });
        coro::time::sleep(Duration::from_millis(20)).await;
        aborted.abort();
        assert!(aborted.await.expect_err("it was aborted").is_cancelled());
        assert_eq!(get(addr, 1, "goes-on").await.expect("a reply"), "goes-on");
    });
}

/// A machine that yields for ever holds nobody up.
#[test]
fn fourteen_no_starvation() {
    #[coro::coroutine]
    async fn busy() {
        loop {
            coro::yield_now().await;
        }
    }
    coro::block_on(async {
        let addr = start_server();
        let busy = coro::spawn(busy());
        let clock = Clock::start();
        assert_eq!(get(addr, 100, "in-time").await.expect("a reply"), "in-time");
        clock.assert_about(100);
        busy.abort();
    });
}

#[test]
fn fifteen_panics_stay_in_their_task() {
    #[coro::coroutine]
    async fn panics(addr: SocketAddr) -> usize {
        let reply = get(addr, 10, "before").await.unwrap_or_default();
        assert!(reply.is_empty(), "got {reply}");
        0
    }
    coro::block_on(async {
        let addr = start_server();
        let (panicking, other) =
            (coro::spawn(panics(addr)), coro::spawn(async move { get(addr, 30, "other").await }));
        let error = panicking.await.expect_err("it panics");
        assert!(error.is_panic());
        let payload = error.into_panic();
        assert_eq!(payload.downcast_ref::<String>().map(String::as_str), Some("got before"));
        assert_eq!(other.await.expect("no panic").expect("a reply"), "other");
    });
}
