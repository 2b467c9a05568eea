//! A user's crate of edition 2021: machines beside native functions, and what is different in this edition.
#![forbid(unsafe_code)]

use std::cell::RefCell;
use std::future::Future;

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
    /// In this edition the temporaries of the tail are dropped after the locals.
    pub async fn tail(log: &RefCell<Vec<&'static str>>) -> usize {
        let _local = Noisy::new("local", log);
        tick().await;
        Noisy::new("tail", log).name().len() + { tick().await; 1 }
    }

    /// In this edition the temporaries of `if let` are dropped after `else`.
    pub async fn if_let(log: &RefCell<Vec<&'static str>>) -> usize {
        if let "other" = Noisy::new("scrutinee", log).name() {
            0
        } else {
            let _in_else = Noisy::new("in else", log);
            tick().await;
            1
        }
    }

    /// In this edition a condition that is asserted may be a reference.
    ///
    /// # Panics
    ///
    /// If it does not hold.
    pub async fn asserted(holds: &bool) -> bool {
        assert!(holds);
        let no = &!holds;
        tick().await;
        debug_assert!(holds, "{no}");
        assert!(!no && { tick().await; true });
        *no
    }

    /// In this edition `gen` is a name like any other.
    pub async fn names(gen: u32) -> u32 {
        let gen = gen + 1;
        tick().await;
        gen
    }

    /// The result captures every lifetime all the same.
    pub async fn captures<'a>(a: &'a str, b: &str, list: &mut Vec<&'a str>) -> &'a str {
        let mut best = a;
        tick().await;
        if b.len() > best.len() { best = "longer"; }
        list.push(best);
        tick().await;
        best
    }
}

/// A service as a trait without `async fn`.
pub trait Service {
    /// One reply.
    fn call(&mut self, request: &str) -> impl Future<Output = String> + Send;
}

/// Repeats.
#[derive(Debug)]
pub struct Echo<T>(pub T);

#[coro::coroutine]
impl<T: AsRef<str> + Send> Service for Echo<T> {
    async fn call(&mut self, request: &str) -> String {
        let prefix = self.0.as_ref();
        let mut reply = String::from(prefix);
        for word in request.split(' ') {
            tick().await;
            reply = format!("{reply}{word}");
        }
        reply
    }
}

/// An `impl Trait` captures the lifetimes that it names, and a machine holds its arguments. As the documentation says:
///
/// ```compile_fail,E0700
/// #[coro::coroutine]
/// fn lengths(words: &[String]) -> impl Iterator<Item = usize> {
///     for word in words {
///         coro::yield_!(word.len());
///     }
/// }
/// ```
#[coro::coroutine]
pub fn lengths(words: &[String]) -> impl Iterator<Item = usize> + use<'_> {
    for word in words {
        coro::yield_!(word.len());
    }
}

/// The same with the lifetime as a bound, and a type that is captured without a word.
#[coro::coroutine]
pub fn clones<T: Clone>(list: &[T]) -> impl Iterator<Item = T> + '_ {
    for item in list {
        coro::yield_!(item.clone());
    }
}

/// A source with carriage returns; in a file that rustfmt does not follow, for it would take them out.
pub mod crlf {
    include!("crlf.in");
}

/// trouble's requests: a field that only the destructor reads, of a `self` that the result's expression uses as well.
#[deny(unused)]
pub mod answered {
    use super::tick;

    /// To be answered.
    pub struct Request {
        /// Whether it was.
        pub answered: bool,
        /// What it is called.
        pub number: u32,
    }

    impl Drop for Request {
        fn drop(&mut self) {
            assert!(self.answered, "no answer to {}", self.number);
        }
    }

    async fn given(number: u32, sum: &u32) -> u32 {
        tick().await;
        number + sum
    }

    impl Request {
        /// Answers it.
        #[coro::coroutine]
        pub async fn answer(mut self) -> u32 {
            self.answered = true;
            let sum = 1;
            given(self.number, &sum).await
        }
    }
}
