//! Bodies that rustc's own coroutines get wrong, and machines get right. No oracle helps here: the values are written down.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

async fn tick<T>(value: T) -> T {
    let mut waited = false;
    std::future::poll_fn(
        |_| if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending },
    )
    .await;
    value
}

/// Runs a machine. Where the attribute has left the function to rustc there is nothing to test, and it might crash.
fn run<F: Future>(future: F) -> Option<F::Output> {
    if std::any::type_name::<F>().ends_with("{{closure}}") {
        println!("skipped: this is one of rustc's coroutines");
        return None;
    }
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return Some(output);
        }
    }
}

/// Natively (seen with 1.95) the first index is not kept across the second wait: the access is out of bounds, in safe code.
#[coro::coroutine]
async fn nested_index() -> u32 {
    let grid = [[1, 2], [3, 4]];
    grid[tick(1).await][tick(0).await]
}

#[coro::coroutine]
async fn nested_index_assigned(n: u32) -> [[u32; 2]; 2] {
    let mut grid = [[1, 2], [3, 4]];
    grid[tick(1).await][tick(0).await] = tick(n).await;
    grid
}

#[test]
fn nested_indices() {
    assert!(matches!(run(nested_index()), None | Some(3)));
    assert!(matches!(run(nested_index_assigned(9)), None | Some([[1, 2], [9, 4]])));
}
