//! Values that a pattern takes all of: nothing is kept of them.

use crate::shapes::{after, tick};

#[allow(clippy::unnecessary_wraps)] // what is in it is not to be known
fn number() -> Option<u64> {
    Some(3)
}

fn text(good: bool) -> Result<String, u64> {
    if good { Ok(String::from("good")) } else { Err(3) }
}

pub(crate) enum Message {
    Text(String),
    Place { x: u64, y: u8 },
    End,
}

fn message(kind: u8) -> Message {
    match kind {
        0 => Message::Text(String::from("text")),
        1 => Message::Place { x: 1, y: kind },
        _ => Message::End,
    }
}

macro_rules! both {
    ($($item:item)*) => {
        pub(crate) mod native { use super::*; $($item)* }
        pub(crate) mod machine { use super::*; $(#[coro::coroutine] $item)* }
    };
}

both! {
    pub(crate) async fn condition() -> u64 {
        let found = number();
        if let Some(n) = found {
            tick().await;
            return n;
        }
        0
    }
    pub(crate) async fn otherwise() -> u64 {
        let found = number();
        let Some(n) = found else { return 0 };
        tick().await;
        n
    }
    pub(crate) async fn down() -> u64 {
        let (mut left, mut sum) = (number(), 0);
        while let Some(n) = left {
            tick().await;
            sum += n;
            left = n.checked_sub(1);
        }
        sum
    }
    pub(crate) async fn results(good: bool) -> u64 {
        let text = text(good);
        match text {
            Ok(text) => {
                tick().await;
                text.len() as u64
            }
            Err(n) => {
                tick().await;
                n
            }
        }
    }
    pub(crate) async fn variants(kind: u8) -> u64 {
        let message = message(kind);
        match message {
            Message::Text(text) => {
                tick().await;
                text.len() as u64
            }
            Message::Place { x, y: 1 } => {
                tick().await;
                x
            }
            Message::Place { x, y } => {
                tick().await;
                x + u64::from(y)
            }
            Message::End => {
                tick().await;
                0
            }
        }
    }
    pub(crate) async fn nothing_captured(n: u64) -> u64 {
        let (double, later) = (n * 2, async || 1);
        let half = |n: u64| n / 2;
        tick().await;
        half(double) + later().await
    }
    pub(crate) async fn before(good: bool) -> u64 {
        let text = text(good);
        let n = match text {
            Ok(text) => text.len() as u64,
            Err(n) => n,
        };
        after(n).await
    }
}
