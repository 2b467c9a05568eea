//! A coroutine: what it is resumed with is what a yield evaluates to.

fn total(name: String) -> impl Coroutine<u32, Yield = String, Return = u32> {
    let mut sum = 0;
    while sum < 10 {
        sum += yield_!(format!("{name}: {sum}"));
    }
    sum
}
