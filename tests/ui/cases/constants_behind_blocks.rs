//! rustc makes a static of what a block comes to; the machine holds it, and nothing may refer to it for longer.

async fn tick() {}

trait Lend {
    fn lend(&self, _: ()) -> &Self {
        self
    }
}

impl Lend for u32 {}

#[coro::coroutine]
async fn of_a_block() -> &'static u32 {
    let (number, ()) = (&{ println!(); 1 }, tick().await);
    number //~ ERROR cannot return value referencing temporary value
}

#[coro::coroutine]
async fn of_a_macro() -> &'static u32 {
    let line = &line!();
    tick().await;
    line //~ ERROR cannot return value referencing temporary value
}

#[coro::coroutine]
async fn of_a_receiver() -> &'static u32 {
    let number = 1_u32.lend(tick().await);
    number //~ ERROR cannot return value referencing temporary value
}

fn main() {}
