//! A function of a trait that has no body.

trait Step {
    #[coro::coroutine]
    async fn step(&self) -> u32; //~ ERROR the function has no body
}

#[coro::coroutine]
trait Steps { //~ ERROR no function in this trait is `async` and has a body
    async fn steps(&self) -> u32;
}

fn main() {}
