//! Futures that are smaller than a word, beside values that are not.

use crate::shapes::{after, tick};

macro_rules! both {
    ($($item:item)*) => {
        pub(crate) mod native { use super::*; $($item)* }
        pub(crate) mod machine { use super::*; $(#[coro::coroutine] $item)* }
    };
}

both! {
    pub(crate) async fn ask() -> bool {
        tick().await;
        true
    }
    pub(crate) async fn in_a_branch(n: u64) -> u64 {
        if ask().await {
            let list = vec![n];
            tick().await;
            list.len() as u64
        } else {
            after(n).await
        }
    }
    pub(crate) async fn beside_arguments(name: String, list: Vec<u64>, limit: u64) -> u64 {
        tick().await;
        let more = limit + name.len() as u64;
        tick().await;
        more + list.len() as u64
    }
    pub(crate) async fn in_turn(name: &str) -> usize {
        let first = {
            let text = String::from(name);
            tick().await;
            text.len()
        };
        let list: Vec<u8> = name.bytes().collect();
        ask().await;
        first + list.len()
    }
    pub(crate) async fn beside_a_buffer() -> usize {
        let buffer = [0_u8; 64];
        tick().await;
        let mut sum = 0;
        let mut at = 0;
        while at < buffer.len() {
            tick().await;
            sum += usize::from(buffer[at]);
            at += 1;
        }
        sum
    }
    pub(crate) async fn beside_an_answer(name: &str) -> usize {
        let good = ask().await;
        let text = std::rc::Rc::new(after(String::from(name)).await);
        let more = after(2_usize).await;
        if good { text.len() + more } else { 0 }
    }
    pub(crate) async fn beside_an_argument<T: Into<u64>>(value: T) -> u64 {
        let first = {
            let list = vec![1_u64];
            tick().await;
            list.len() as u64
        };
        let text = String::from("text");
        ask().await;
        first + text.len() as u64 + value.into()
    }
}
