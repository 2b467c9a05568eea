//! A field is assigned to of a variable that never had a value.

struct Point {
    x: u32,
    y: u32,
}

async fn wait() {}

#[coro::coroutine]
async fn f() -> u32 {
    let mut point: Point;
    point.x = 1;
    wait().await;
    point.x + point.y
}

fn main() {
    drop(f());
}
