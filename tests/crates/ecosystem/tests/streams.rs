//! Streams under the combinators of `futures`.

use coro::{Stream, yield_};
use futures::stream::FusedStream;
use futures::{FutureExt as _, StreamExt as _};
use std::pin::pin;

#[coro::coroutine]
fn upto(n: u32) -> impl Stream<Item = u32> {
    for i in 0..n {
        yield_!(i);
    }
}

/// It says so itself: `select!` asks for that.
#[test]
fn a_stream_is_fused() {
    fn is_over(stream: &impl FusedStream) -> bool {
        stream.is_terminated()
    }
    let all = async {
        let (mut left, mut right) = (pin!(upto(2)), pin!(upto(3)));
        let mut sum = 0;
        loop {
            futures::select! {
                n = left.select_next_some() => sum += n,
                n = right.select_next_some() => sum += 10 * n,
                complete => return (sum, is_over(&left), is_over(&right)),
            }
        }
    };
    // `select!` wakes itself when one of them ends.
    let mut all = pin!(all);
    let done = (0..5).find_map(|_| all.as_mut().now_or_never());
    assert_eq!(done, Some((31, true, true)));
    assert!(!is_over(&upto(1)));
}
