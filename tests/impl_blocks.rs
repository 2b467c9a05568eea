//! The attribute on an impl block, seen from outside: its methods can be used wherever the native ones can, and nothing in
//! their expansion is anybody's business.

#![deny(warnings)]
#![warn(clippy::pedantic, unreachable_pub, unused_lifetimes, unused_qualifications)]
#![allow(
    clippy::must_use_candidate,
    clippy::needless_pass_by_value,
    clippy::new_without_default,
    clippy::mut_mut
)]

use std::fmt::Debug;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

async fn tick() {
    let mut waited = false;
    std::future::poll_fn(
        |_| if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending },
    )
    .await;
}

fn run<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            return output;
        }
    }
}

/// A service that can be called on any thread.
pub trait Service<Request> {
    /// What comes back.
    type Reply;
    /// What goes wrong.
    type Error: Debug;
    /// One reply.
    ///
    /// # Errors
    ///
    /// If there is none.
    fn call(&mut self, request: Request) -> impl Future<Output = Result<Self::Reply, Self::Error>> + Send;
    /// The request as the service sees it.
    fn peek<'a>(&'a self, request: &'a Request) -> impl Future<Output = (&'a Self, &'a Request)> + Send;
}

/// Gives the words back, each after the prefix.
#[derive(Debug)]
pub struct Echo<T> {
    prefix: T,
    count: usize,
}

#[coro::coroutine]
impl<T: AsRef<str> + Send + Sync, R> Service<R> for Echo<T>
where
    R: AsRef<str> + Send + Sync,
{
    type Error = std::fmt::Error;
    type Reply = Vec<String>;

    async fn call(&mut self, request: R) -> Result<Self::Reply, Self::Error> {
        let prefix = self.prefix.as_ref();
        let mut words = vec![];
        for word in request.as_ref().split(' ') {
            tick().await;
            if word.is_empty() {
                return Err(std::fmt::Error);
            }
            words.push(format!("{prefix}{word}"));
            self.count += 1;
        }
        Ok(words)
    }

    async fn peek<'a>(&'a self, request: &'a R) -> (&'a Self, &'a R) {
        let both = (self, request);
        tick().await;
        both
    }
}

fn send<T: Send>(value: T) -> T {
    value
}

fn outlives_everything<T: 'static>(value: T) -> T {
    value
}

async fn twice<S: Service<&'static str>>(mut service: S) -> Result<S::Reply, S::Error> {
    service.call("a").await?;
    service.call("b c").await
}

#[test]
fn send_leaks() {
    let mut echo = Echo { prefix: "p", count: 0 };
    assert_eq!(run(send(echo.call("a b"))), Ok(vec!["pa".to_owned(), "pb".to_owned()]));
    assert_eq!(run(send(echo.call(String::from("a  b")))), Err(std::fmt::Error));
    assert_eq!(run(send(echo.peek(&"x"))).1, &"x");
    assert_eq!(run(twice(&mut Through(echo))), Ok(vec!["pb".to_owned(), "pc".to_owned()]));
}

/// Passes calls on.
struct Through<S>(S);

#[coro::coroutine]
impl<R: Send + Sync + 'static, S> Service<R> for &mut Through<S>
where
    S: Service<R> + Send + Sync,
{
    type Error = S::Error;
    type Reply = S::Reply;

    async fn call(&mut self, request: R) -> Result<Self::Reply, Self::Error> {
        let inner = &mut self.0;
        tick().await;
        inner.call(request).await
    }

    async fn peek<'a>(&'a self, request: &'a R) -> (&'a Self, &'a R) {
        let _ = self.0.peek(request).await;
        (self, request)
    }
}

pub mod public {
    //! Lints look at what can be seen from outside.

    struct Hidden<T>(T);

    /// Can be seen.
    #[derive(Debug)]
    pub struct Seen<T> {
        items: Vec<T>,
    }

    /// What a user would never see, in a block where it may stand.
    #[coro::coroutine]
    impl<T: Clone> Hidden<T> {
        pub(super) async fn get(mut self, other: &T) -> (T, Hidden<T>) {
            super::tick().await;
            let old = std::mem::replace(&mut self.0, other.clone());
            (old, self)
        }
    }

    #[coro::coroutine]
    impl<T: Clone> Seen<T> {
        /// A few.
        pub const fn new() -> Self {
            Self { items: Vec::new() }
        }

        /// Seven arguments, which is as many as clippy likes.
        #[must_use]
        #[allow(clippy::many_single_char_names, reason = "their names do not matter")]
        pub async fn seven(mut self, a: &T, b: &T, c: &T, d: &T, e: &T, f: &T) -> Vec<T> {
            for item in [a, b, c, d, e, f] {
                super::tick().await;
                self.items.push(item.clone());
            }
            self.hidden(a).await
        }

        async fn hidden(self, a: &T) -> Vec<T> {
            let (old, Hidden(new)) = Hidden(a.clone()).get(a).await;
            self.items.into_iter().chain([old, new]).collect()
        }
    }
}

#[test]
fn lint_clean() {
    assert_eq!(run(public::Seen::new().seven(&1, &2, &3, &4, &5, &6)), [1, 2, 3, 4, 5, 6, 1, 1]);
}

struct Words<'t, T> {
    text: &'t str,
    extra: T,
}

#[coro::coroutine]
impl<'t, T: Debug> Words<'t, T> {
    async fn longest(&self, other: &str) -> &'t str {
        let mut best = self.text;
        for word in self.text.split(' ') {
            tick().await;
            if word.len() > other.len() {
                best = word;
            }
        }
        best
    }

    async fn extra(&mut self, other: &str) -> (&mut T, usize) {
        let extra = &mut self.extra;
        tick().await;
        (extra, other.len())
    }

    async fn into_text(self, _other: &str) -> &'t str {
        let held = (&self.extra, self.text);
        tick().await;
        held.1
    }
}

/// A function of two lifetimes, as an `async` closure's bound says it.
trait Finds<'w, 'o, 't: 'w, T: 'w> {
    type Found: Future<Output = &'t str>;
    fn find(&self, words: &'w Words<'t, T>, other: &'o str) -> Self::Found;
}

impl<'w, 'o, 't: 'w, T: 'w, F, Found> Finds<'w, 'o, 't, T> for F
where
    F: Fn(&'w Words<'t, T>, &'o str) -> Found,
    Found: Future<Output = &'t str>,
{
    type Found = Found;
    fn find(&self, words: &'w Words<'t, T>, other: &'o str) -> Found {
        self(words, other)
    }
}

fn find_with(find: impl for<'w, 'o> Finds<'w, 'o, 'static, u8>) -> &'static str {
    let words = Words { text: "a bcd", extra: 1 };
    let other = String::from("xy");
    run(find.find(&words, &other))
}

#[test]
fn for_all_lifetimes() {
    assert_eq!(find_with(Words::longest), "bcd");
}

#[test]
fn borrows_come_back() {
    let text = String::from("some text");
    let mut words = Words { text: &text, extra: vec![1] };
    {
        let other = String::from("x");
        let (extra, n) = run(words.extra(&other));
        extra.push(n);
    }
    assert_eq!(words.extra, [1, 1]);
    let found = {
        let words = Words { text: &text, extra: String::new() };
        run(words.longest("1234567"))
    };
    assert_eq!(found, "some text");
    assert_eq!(run(words.into_text("")), "some text");
    run(outlives_everything(Words { text: "static", extra: 1 }.into_text("")));
}

struct Twice<T>(T);

#[coro::coroutine]
impl<T: Clone> Twice<T> {
    /// It says so as well.
    #[coro::coroutine]
    async fn first(self) -> T {
        let held = &self.0;
        tick().await;
        held.clone()
    }

    #[coro::coroutine(crate = ::coro)]
    async fn second(self, other: &T) -> T {
        let held = (&self.0, other);
        tick().await;
        held.1.clone()
    }
}

#[test]
fn attribute_on_both() {
    assert_eq!(run(Twice("a").first()), "a");
    assert_eq!(run(Twice("a").second(&"b")), "b");
}

#[test]
fn in_a_function() {
    trait Greet {
        fn greet(&self, a: &str, b: &str) -> impl Future<Output = usize>;
    }
    struct Local<T>(T);

    #[coro::coroutine]
    impl<T: AsRef<str>> Greet for Local<T> {
        async fn greet(&self, a: &str, b: &str) -> usize {
            let mut held = a;
            tick().await;
            if held.is_empty() {
                held = b;
            }
            held.len() + self.0.as_ref().len()
        }
    }
    assert_eq!(run(Local("abc").greet("", "xy")), 5);
}
