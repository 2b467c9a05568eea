//! Races: the first wins, the others are dropped, nobody is missed.

use std::future::{pending, ready};
use std::sync::Arc;
use std::time::Duration;

use coro_runtime::future::Either;
use coro_runtime::time::{auto_advance, sleep};
use coro_runtime::{block_on, race, select, yield_now};

const MS: Duration = Duration::from_millis(1);

async fn after(ms: u32, name: &str) -> &str {
    sleep(ms * MS).await;
    name
}

#[test]
fn the_first_to_end_wins_wherever_it_stands() {
    block_on(async {
        auto_advance();
        assert_eq!(race!(after(1, "a"), after(2, "b"), after(3, "c")).await, "a");
        assert_eq!(race!(after(2, "a"), after(1, "b"), after(3, "c")).await, "b");
        assert_eq!(race!(after(2, "a"), after(3, "b"), after(1, "c")).await, "c");
        assert_eq!(race((after(1, "alone"),)).await, "alone");
    });
}

#[test]
fn the_first_argument_wins_a_tie() {
    assert_eq!(block_on(race!(pending(), ready(1), ready(2))), 1);
    assert_eq!(block_on(select(ready('a'), ready(1))), Either::Left('a'));
}

#[test]
fn those_who_lose_are_dropped_or_go_on() {
    block_on(async {
        auto_advance();
        let held = Arc::new(());
        let loser = {
            let held = Arc::clone(&held);
            async move {
                pending::<()>().await;
                drop(held);
            }
        };
        race!(loser, yield_now()).await;
        assert_eq!(Arc::strong_count(&held), 1);

        let mut slow = Box::pin(after(5, "slow"));
        let mut rounds = 0;
        let name = loop {
            match select(slow.as_mut(), sleep(MS)).await {
                Either::Left(name) => break name,
                Either::Right(()) => rounds += 1,
            }
        };
        assert_eq!((name, rounds), ("slow", 4));
    });
}
