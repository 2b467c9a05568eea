//! What a format is given cannot be shown: `Debug` is not derived, a type parameter is not bound by `Display`.

use std::fmt::Write;
use std::future::ready;

struct Point {
    inner: Inner,
}

struct Inner;

#[coro::coroutine]
async fn printed(point: Point) {
    ready(()).await;
    println!("{:?} and {}", point, 3);
    println!("{point:?}");
}

#[coro::coroutine]
async fn of_any_type<T>(value: T, point: &Point) -> String {
    let text = format!("{value}");
    ready(()).await;
    let mut other = String::new();
    write!(other, "{:>5}", point.inner).unwrap();
    text + &other
}

#[coro::coroutine]
async fn that_waits<T>(value: T) {
    println!("{} {}", value, ready(3).await);
}

fn main() {}
