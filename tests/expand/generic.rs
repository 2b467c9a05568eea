//! Generic, with lifetimes: no type of the function itself names what the frame borrows.

#[coro::coroutine]
async fn pick<'a, T: Rank>(one: &'a T, other: &'a T, judge: &impl Judge) -> &'a T {
    let best = if judge.prefers(one).await { one } else { other };
    best
}
