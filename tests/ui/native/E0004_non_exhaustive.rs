//! Matches that do not cover all of a variable, or of a value: in some arms something waits.

use std::future::ready;

enum Shape {
    Round(String),
    Flat { width: u32 },
    None,
}

#[coro::coroutine]
async fn of_a_number(n: Option<u32>) -> u32 {
    ready(()).await;
    match n {
        Some(n) => n,
    }
}

#[coro::coroutine]
async fn of_a_variable(shape: Shape) -> usize {
    match shape {
        Shape::Round(name) => {
            ready(()).await;
            name.len()
        }
        Shape::None => 0,
    }
}

#[coro::coroutine]
async fn behind_a_reference(shape: &mut Shape) -> u32 {
    match shape {
        Shape::Flat { width } if *width > ready(3).await => *width,
        Shape::Round(_) => ready(2).await,
    }
}

#[coro::coroutine]
async fn of_a_pair(a: bool, b: bool) -> u32 {
    match (a, b) {
        (true, _) => ready(1).await,
        (false, true) => 2,
    }
}

#[coro::coroutine]
async fn of_a_value() -> usize {
    match ready(Shape::None).await { Shape::Round(name) => name.len(), Shape::Flat { .. } => ready(1).await }
}

fn main() {}
