//! Machines are plain `std` futures: they run under any executor, and ours runs any future.

use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::rc::Rc;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};
use std::time::Duration;

struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// The whole of a small executor.
fn ten_lines<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut cx = Context::from_waker(&waker);
    loop {
        match future.as_mut().poll(&mut cx) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}

/// Pending until a thread of its own wakes it, so that the waker really has to travel.
async fn from_elsewhere(n: u32) -> u32 {
    let started = Cell::new(false);
    let (send, receive) = std::sync::mpsc::channel();
    poll_fn(move |cx| {
        if let Ok(n) = receive.try_recv() {
            return Poll::Ready(n);
        }
        if !started.replace(true) {
            let (waker, send) = (cx.waker().clone(), send.clone());
            thread::spawn(move || {
                thread::sleep(Duration::from_millis(5));
                send.send(n).expect("the future waits for it");
                waker.wake();
            });
        }
        Poll::Pending
    })
    .await
}

#[coro::coroutine]
async fn machine(list: &[u32]) -> String {
    let mut text = String::new();
    for n in list {
        text += &from_elsewhere(*n).await.to_string();
    }
    text
}

/// A native function that awaits machines.
async fn native(list: &[u32]) -> String {
    let first = machine(list).await;
    first + &machine(&list[1..]).await
}

/// A machine that awaits a native function and keeps something that is not `Send`.
#[coro::coroutine]
async fn around(list: &[u32]) -> (String, usize) {
    let counted = Rc::new(list.len());
    let text = native(list).await;
    (text, *counted)
}

const EXPECTED: &str = "12323";

#[test]
fn under_ten_lines() {
    assert_eq!(ten_lines(native(&[1, 2, 3])), EXPECTED);
    assert_eq!(ten_lines(around(&[1, 2, 3])), (EXPECTED.to_owned(), 3));
}

#[test]
fn under_tokio() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().expect("a runtime");
    assert_eq!(runtime.block_on(native(&[1, 2, 3])), EXPECTED);
    assert_eq!(runtime.block_on(around(&[1, 2, 3])), (EXPECTED.to_owned(), 3));
    let spawned = runtime.spawn(machine(&[4, 5]));
    assert_eq!(runtime.block_on(spawned).expect("no panic"), "45");
}

#[test]
fn under_ours() {
    assert_eq!(coro::block_on(native(&[1, 2, 3])), EXPECTED);
    assert_eq!(coro::block_on(around(&[1, 2, 3])), (EXPECTED.to_owned(), 3));
    let spawned = coro::block_on(async {
        let (one, two) = (coro::spawn(machine(&[4, 5])), coro::spawn(from_elsewhere(6)));
        (one.await.expect("no panic"), two.await.expect("no panic"))
    });
    assert_eq!(spawned, ("45".to_owned(), 6));
}
