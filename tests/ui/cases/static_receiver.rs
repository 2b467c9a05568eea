//! rustc makes a static of a receiver that is made of constants; the machine holds it, and what leads to it must not outlive it.

struct Pair(u32, u32);

impl Pair {
    fn part(&self, second: bool) -> &u32 {
        if second { &self.1 } else { &self.0 }
    }
}

#[coro::coroutine]
async fn f() -> &'static u32 {
    let part = Pair(1, 2).part(std::future::ready(true).await);
    std::future::ready(()).await;
    part //~ ERROR cannot return value referencing temporary value
}

#[coro::coroutine]
async fn in_time() -> u32 {
    let first = *Pair(1, 2).part(std::future::ready(true).await);
    let (kept, other) = (&Pair(3, 4), Pair(5, 6));
    let part = kept.part(std::future::ready(false).await);
    let more = (&Pair(7, 8)).part(std::future::ready(true).await);
    std::future::ready(()).await;
    first + part + more + other.part(true)
}

fn main() {
    drop((f(), in_time()));
}
