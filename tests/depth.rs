//! Machines nest as deep as native futures do: calls of calls of calls, also where `Send` has to be proved through them all.

use std::pin::pin;
use std::task::{Context, Poll, Waker};

async fn tick() -> u32 {
    let mut waited = false;
    std::future::poll_fn(
        |_| if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending },
    )
    .await;
    1
}

fn run<F: Future + Send>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}

/// Functions, each of which holds something and awaits the one before it.
macro_rules! chain {
    ($first:ident, $($rest:ident),*) => {
        #[coro::coroutine]
        async fn $first(text: &str) -> u32 {
            tick().await + u32::from(!text.is_empty())
        }
        chain!(@ $first $($rest)*);
    };
    (@ $before:ident $this:ident $($rest:ident)*) => {
        #[coro::coroutine]
        async fn $this(text: &str) -> u32 {
            let held = vec![1];
            let below = $before(text).await;
            below + held[0]
        }
        chain!(@ $this $($rest)*);
    };
    (@ $last:ident) => {};
}

chain!(
    f00, f01, f02, f03, f04, f05, f06, f07, f08, f09, f10, f11, f12, f13, f14, f15, f16, f17, f18, f19, f20,
    f21, f22, f23, f24, f25, f26, f27, f28, f29, f30, f31, f32, f33, f34, f35, f36, f37, f38, f39
);

#[test]
fn forty_calls_deep() {
    assert_eq!(run(f39("x")), 41);
}

/// The same with the outermost first, of which rustc computes the layout before it has seen the others', and two awaits in each.
mod outermost_first {
    macro_rules! chain {
        ($first:ident $second:ident $third:ident $($rest:ident)*) => {
            #[coro::coroutine]
            pub(super) async fn $first() -> u32 {
                $second().await + $third().await
            }
            chain!($second $third $($rest)*);
        };
        ($one:ident $two:ident) => {
            #[coro::coroutine]
            async fn $one() -> u32 {
                $two().await
            }
            #[coro::coroutine]
            async fn $two() -> u32 {
                1
            }
        };
    }
    chain!(f00 f01 f02 f03 f04 f05 f06 f07 f08 f09 f10 f11 f12 f13 f14 f15 f16 f17 f18 f19);
}

#[test]
fn twenty_calls_deep_from_above() {
    assert_eq!(run(outermost_first::f00()), 6765);
}

/// Functions, each of which awaits three of the level below, one after the other and side by side.
mod tree {
    use super::tick;

    #[coro::coroutine]
    pub(super) async fn leaf(n: u32) -> u32 {
        n + tick().await
    }

    #[coro::coroutine]
    pub(super) async fn twigs(n: u32) -> u32 {
        let first = leaf(n).await;
        let (second, third) = coro::join!(leaf(first), leaf(n + 1)).await;
        first + second + third
    }

    #[coro::coroutine]
    pub(super) async fn branches(n: u32) -> u32 {
        let first = twigs(n).await;
        let (second, third) = coro::join!(twigs(first), twigs(n + 1)).await;
        first + second + third
    }

    #[coro::coroutine]
    pub(super) async fn trunk(n: u32) -> u32 {
        let first = branches(n).await;
        let (second, third) = coro::join!(branches(first), branches(n + 1)).await;
        first + second + third
    }
}

#[test]
fn a_tree_of_calls() {
    async fn leaf(n: u32) -> u32 {
        n + tick().await
    }
    async fn level<F: AsyncFn(u32) -> u32>(below: F, n: u32) -> u32 {
        let first = below(n).await;
        first + below(first).await + below(n + 1).await
    }
    let natively = level(async |n| level(async |n| level(leaf, n).await, n).await, 2);
    let mut natively = pin!(natively);
    let expected = loop {
        if let Poll::Ready(output) = natively.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            break output;
        }
    };
    assert_eq!(run(tree::trunk(2)), expected);
}

/// Boxes end the growth of types, and direct recursion needs them.
#[test]
fn a_hundred_boxes_deep() {
    type Boxed = std::pin::Pin<Box<dyn Future<Output = u32> + Send>>;

    fn boxed(n: u32) -> Boxed {
        Box::pin(count(n))
    }

    #[coro::coroutine]
    async fn count(n: u32) -> u32 {
        let held = [3, n];
        if n == 0 {
            return tick().await;
        }
        boxed(n - 1).await + held[0]
    }
    assert_eq!(run(count(100)), 301);
}
