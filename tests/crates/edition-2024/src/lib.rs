//! A user's crate of edition 2024: machines beside native functions, and what is new in this edition.
#![forbid(unsafe_code)]

use std::cell::RefCell;

/// Says when it is dropped.
#[derive(Debug)]
pub struct Noisy<'l> {
    name: &'static str,
    log: &'l RefCell<Vec<&'static str>>,
}

impl<'l> Noisy<'l> {
    /// Logs `name` when it is dropped.
    pub fn new(name: &'static str, log: &'l RefCell<Vec<&'static str>>) -> Self {
        Noisy { name, log }
    }

    /// Its name.
    pub fn name(&self) -> &'static str {
        self.name
    }
}

impl Drop for Noisy<'_> {
    fn drop(&mut self) {
        self.log.borrow_mut().push(self.name);
    }
}

/// Pending once.
pub async fn tick() {
    let mut waited = false;
    std::future::poll_fn(|_| {
        if std::mem::replace(&mut waited, true) {
            std::task::Poll::Ready(())
        } else {
            std::task::Poll::Pending
        }
    })
    .await;
}

/// Some functions, once as written and once as machines.
macro_rules! twice {
    ($($function:item)*) => {
        /// As written.
        pub mod native {
            use super::{tick, Noisy, RefCell};
            $($function)*
        }
        /// With the attribute.
        pub mod machine {
            use super::{tick, Noisy, RefCell};
            $(#[coro::coroutine] $function)*
        }
    };
}

twice! {
    /// In this edition the temporaries of the tail are dropped before the locals.
    pub async fn tail(log: &RefCell<Vec<&'static str>>) -> usize {
        let _local = Noisy::new("local", log);
        tick().await;
        Noisy::new("tail", log).name().len() + { tick().await; 1 }
    }

    /// In this edition the temporaries of `if let` are dropped before `else`.
    pub async fn if_let(log: &RefCell<Vec<&'static str>>) -> usize {
        if let "other" = Noisy::new("scrutinee", log).name() {
            0
        } else {
            let _in_else = Noisy::new("in else", log);
            tick().await;
            1
        }
    }

    /// Let chains are new in this edition.
    pub async fn chain(text: Option<&str>) -> usize {
        if let Some(text) = text && { tick().await; !text.is_empty() } && let Ok(n) = text.parse() { n } else { 0 }
    }
}

/// Calls an asynchronous closure, with a borrow of its own.
#[coro::coroutine]
pub async fn with_closure(function: impl AsyncFn(&str) -> usize) -> usize {
    let text = String::from("text");
    tick().await;
    function(&text).await
}
