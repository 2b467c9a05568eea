//! Generic, with lifetimes: an inner function gives the machine a lifetime that outlives all it borrows.

#[coro::coroutine]
async fn pick<'a, T: Rank>(one: &'a T, other: &'a T, judge: &impl Judge) -> &'a T {
    let best = if judge.prefers(one).await { one } else { other };
    best
}
