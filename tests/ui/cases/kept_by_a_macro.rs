//! Macros that are called like those of the standard library, or name variables in a literal, and keep what they are given.

mod macros {
    macro_rules! format {
        ($value:expr) => {
            Box::new(move || $value.to_string()) as Box<dyn Fn() -> String>
        };
    }
    macro_rules! lazily {
        ($text:literal) => {
            Box::new(move || std::format!($text)) as Box<dyn Fn() -> String>
        };
    }
    macro_rules! vec {
        ($value:expr) => {
            Box::new(move || $value) as Box<dyn Fn() -> String>
        };
    }
    macro_rules! format_args {
        ($value:expr) => {
            Box::new(move || $value) as Box<dyn Fn() -> String>
        };
    }
    pub(crate) use {format, format_args, lazily, vec};
}
use macros::{format, format_args, lazily, vec};

#[coro::coroutine] //~ ERROR use of moved value
async fn by_value(name: String) -> Box<dyn Fn() -> String> {
    let shown = format!(name);
    std::future::ready(()).await;
    shown
}

#[coro::coroutine] //~ ERROR use of moved value
async fn a_number(n: usize) -> Box<dyn Fn() -> String> {
    std::future::ready(()).await;
    let shown = format!(n);
    std::future::ready(()).await;
    shown
}

#[coro::coroutine] //~ ERROR temporary value dropped
async fn in_a_closure(n: usize) -> Box<dyn Fn() -> String> {
    std::future::ready(()).await;
    let make = || format!(n); //~ ERROR borrow of moved value
    make()
}

#[coro::coroutine]
async fn in_a_literal(name: String) -> Box<dyn Fn() -> String> {
    std::future::ready(()).await;
    lazily!("{name}") //~ ERROR borrow of moved value
}

#[coro::coroutine]
async fn in_a_literal_of_a_closure(name: String) -> Box<dyn Fn() -> String> {
    std::future::ready(()).await;
    let make = || lazily!("{name}"); //~ ERROR borrow of moved value
    make()
}

#[coro::coroutine]
async fn like_a_list(name: String, other: String) -> Box<dyn Fn() -> String> {
    std::future::ready(()).await;
    let make = || {
        drop(other);
        vec!(name.clone()) //~ ERROR borrow of moved value
    };
    make()
}

#[coro::coroutine]
async fn like_a_text(name: String, other: String) -> Box<dyn Fn() -> String> {
    std::future::ready(()).await;
    let make = || {
        drop(other);
        let text = format_args!(name.clone()); //~ ERROR borrow of moved value
        text
    };
    make()
}

fn main() {}
