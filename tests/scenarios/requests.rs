//! Requests in sequence and joined.

use crate::{Clock, get, start_server};
use std::io;
use std::net::SocketAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

/// Two requests one after the other, the first one's reply used after the second.
#[coro::coroutine]
async fn two_in_a_row(addr: SocketAddr) -> io::Result<String> {
    let first = get(addr, 120, "first").await?;
    let second = get(addr, 80, "second").await?;
    Ok(format!("{first}, {second}"))
}

#[test]
fn six_two_requests_in_a_row() {
    let (clock, both) = coro::block_on(async {
        let addr = start_server();
        (Clock::start(), two_in_a_row(addr).await)
    });
    clock.assert_about(200);
    assert_eq!(both.expect("two replies"), "first, second");
    clock.assert_hardly_worked();
}

#[test]
fn six_polled_after_completion() {
    let mut future = pin!(two_in_a_row(SocketAddr::from(([127, 0, 0, 1], 1))));
    assert!(coro::block_on(future.as_mut()).is_err());
    let again =
        catch_unwind(AssertUnwindSafe(|| future.poll(&mut Context::from_waker(Waker::noop())).is_ready()));
    let payload = again.expect_err("it must not be polled again");
    assert_eq!(payload.downcast_ref::<&str>(), Some(&"`async fn` resumed after completion"));
}

/// Long enough for the sum of the delays to stand out from the longest of them.
const UNIT: u64 = 100;

#[coro::coroutine]
async fn in_sequence(addr: SocketAddr) -> io::Result<Vec<String>> {
    let mut replies = Vec::new();
    for n in 0..5 {
        replies.push(get(addr, n * UNIT, &n.to_string()).await?);
    }
    Ok(replies)
}

#[coro::coroutine]
async fn joined(addr: SocketAddr) -> io::Result<Vec<String>> {
    let messages: Vec<_> = (0..5).map(|n: u64| n.to_string()).collect();
    let requests = messages.iter().zip(0..).map(|(message, n)| get(addr, n * UNIT, message));
    coro::join_all(requests).await.into_iter().collect()
}

#[test]
fn seven_in_sequence() {
    coro::block_on(async {
        let (addr, clock) = (start_server(), Clock::start());
        assert_eq!(in_sequence(addr).await.expect("five replies"), ["0", "1", "2", "3", "4"]);
        clock.assert_about(10 * UNIT);
    });
}

#[test]
fn seven_joined() {
    coro::block_on(async {
        let (addr, clock) = (start_server(), Clock::start());
        assert_eq!(joined(addr).await.expect("five replies"), ["0", "1", "2", "3", "4"]);
        clock.assert_about(4 * UNIT);
        clock.assert_hardly_worked();
    });
}

#[coro::coroutine]
async fn length(addr: SocketAddr, delay_ms: u64, message: &str) -> usize {
    get(addr, delay_ms, message).await.map_or(0, |reply| reply.len())
}

/// Outputs of different types, in the order of the arguments, not of the ends.
#[test]
fn seven_joined_as_a_tuple() {
    coro::block_on(async {
        let (addr, clock) = (start_server(), Clock::start());
        let (text, number, nothing, both) = coro::join!(
            get(addr, 90, "slow"),
            length(addr, 30, "number"),
            coro::time::sleep(Duration::from_millis(60)),
            two_in_a_row(addr),
        )
        .await;
        let () = nothing;
        assert_eq!((text.expect("a reply").as_str(), number), ("slow", 6));
        assert_eq!(both.expect("two replies"), "first, second");
        clock.assert_about(200);
    });
}

/// A reply each 4 ms.
#[test]
fn twenty_a_hundred_delays() {
    coro::block_on(async {
        let (addr, clock) = (start_server(), Clock::start());
        let tasks: Vec<_> =
            (0..100).map(|n| coro::spawn(async move { length(addr, n * 4, "task").await })).collect();
        let lengths = coro::join_all(tasks).await;
        assert!(lengths.into_iter().all(|length| length.is_ok_and(|length| length == 4)));
        clock.assert_about(99 * 4);
    });
}

#[test]
fn twenty_many_at_once() {
    coro::block_on(async {
        let (addr, clock) = (start_server(), Clock::start());
        let messages: Vec<_> = (0..250).map(|n: u32| n.to_string()).collect();
        let requests = messages.iter().map(|message| get(addr, 300, message));
        for (reply, message) in coro::join_all(requests).await.into_iter().zip(&messages) {
            assert_eq!(&reply.expect("a reply"), message);
        }
        assert!(clock.start.elapsed() < Duration::from_secs(2), "{:?}", clock.start.elapsed());
    });
}
