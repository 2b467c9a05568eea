//! Lifetimes: a machine's function can be used wherever the native `async fn` can: where functions over all lifetimes are
//! wanted, with borrows that come back, and by callers that want `'static`.

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

#[coro::coroutine]
async fn length(text: &str) -> usize {
    tick().await;
    text.len()
}

#[coro::coroutine]
async fn first_word(text: &str) -> &str {
    let word = text.split(' ').next();
    tick().await;
    word.unwrap_or(text)
}

#[coro::coroutine]
async fn push(list: &mut Vec<u32>, n: u32) -> &mut u32 {
    list.push(n);
    tick().await;
    list.last_mut().expect("it is not empty")
}

#[coro::coroutine]
async fn longest<'a>(a: &'a str, b: &'a str) -> &'a str {
    let mut best = a;
    tick().await;
    if b.len() > best.len() {
        best = b;
    }
    best
}

#[coro::coroutine]
async fn count<T: PartialEq>(list: &[T], wanted: &T) -> usize {
    let mut n = 0;
    for item in list {
        tick().await;
        n += usize::from(item == wanted);
    }
    n
}

/// An asynchronous function of a borrow, whatever the borrow's lifetime.
trait OfStr<'a> {
    type Output;
    type Future: Future<Output = Self::Output>;
    fn call(&self, text: &'a str) -> Self::Future;
}

impl<'a, F, R> OfStr<'a> for F
where
    F: Fn(&'a str) -> R,
    R: Future,
{
    type Output = R::Output;
    type Future = R;

    fn call(&self, text: &'a str) -> R {
        self(text)
    }
}

async fn for_local<F>(function: F) -> usize
where
    F: for<'a> OfStr<'a, Output = usize>,
{
    let text = String::from("local");
    function.call(&text).await
}

#[test]
fn through_a_helper_trait() {
    assert_eq!(run(for_local(length)), 5);
}

#[test]
fn as_async_function() {
    async fn of_str(function: impl AsyncFn(&str) -> usize) -> usize {
        let (one, two) = (String::from("one"), String::from("three"));
        function(&one).await + function(&two).await
    }
    async fn of_list(function: impl for<'a> AsyncFn(&'a mut Vec<u32>, u32) -> &'a mut u32) -> Vec<u32> {
        let mut list = vec![1];
        *function(&mut list, 2).await += 10;
        *function(&mut list, 3).await += 20;
        list
    }
    assert_eq!(run(of_str(length)), 8);
    assert_eq!(run(of_list(push)), [1, 12, 23]);
    assert_eq!(run(of_str(async |text: &str| first_word(text).await.len())), 8);
}

#[test]
fn as_values() {
    fn same<'a, R: Future>(function: impl Fn(&'a str) -> R) -> impl Fn(&'a str) -> R {
        function
    }
    let functions = [same(length), same(length)];
    assert_eq!(functions.iter().map(|function| run(function("abc"))).sum::<usize>(), 6);
    let of_numbers = count::<u8>;
    assert_eq!(run(of_numbers(&[1, 2, 1], &1)), 2);
}

#[test]
fn borrows_come_back() {
    let text = String::from("two words");
    let word = {
        let machine = first_word(&text);
        run(machine)
    };
    assert_eq!(word, "two");
    let mut numbers = vec![];
    let last = run(push(&mut numbers, 1));
    *last = 5;
    assert_eq!(numbers, [5]);
}

#[test]
fn shorter_of_two() {
    let long = String::from("a longer text");
    let length = {
        let short = String::from("short");
        run(longest(&long, &short)).len()
    };
    assert_eq!(length, 13);
}

#[test]
fn static_callers() {
    fn boxed<F: Future + 'static>(future: F) -> std::pin::Pin<Box<dyn Future<Output = F::Output>>> {
        Box::pin(future)
    }
    assert_eq!(run(boxed(length("static"))), 6);
    assert_eq!(run(boxed(longest("a", "bb"))), "bb");
    assert_eq!(run(boxed(count(&["x"], &"x"))), 1);
}

/// A machine that borrows can be kept beside what it borrows from, and dropped before.
#[test]
fn kept_and_dropped() {
    let mut list = vec![1];
    {
        let mut machine = Box::pin(push(&mut list, 2));
        assert!(machine.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    list.push(3);
    assert_eq!(list, [1, 2, 3]);
}

struct Parser<'t> {
    rest: &'t str,
}

#[coro::coroutine]
impl<'t> Parser<'t> {
    /// The text outlives the parser.
    async fn word(&mut self) -> Option<&'t str> {
        let (word, rest) = self.rest.split_once(' ').unwrap_or((self.rest, ""));
        tick().await;
        self.rest = rest;
        Some(word).filter(|word| !word.is_empty())
    }

    async fn all<'o>(&mut self, out: &'o mut Vec<&'t str>) -> &'o [&'t str] {
        while let Some(word) = self.word().await {
            out.push(word);
        }
        out
    }
}

#[test]
fn of_a_type_with_lifetimes() {
    let text = String::from("one two three");
    let (mut words, last);
    {
        let mut parser = Parser { rest: &text };
        words = vec![run(parser.word()).expect("a word")];
        last = run(parser.all(&mut words)).len();
    }
    assert_eq!((words, last), (vec!["one", "two", "three"], 3));
}

struct Point(u32, u32);

struct Entry {
    name: &'static str,
    run: fn(u32) -> u32,
}

const ORIGIN: Point = Point(0, 0);

#[coro::coroutine]
async fn constant() -> &'static Point {
    let point = &Point(1, 2);
    tick().await;
    point
}

#[coro::coroutine]
async fn part_of_a_constant() -> &'static u32 {
    let parts = (&Point(1, 2).1, &[Point(3, 4), ORIGIN][0].1, &[5; 3][1], &const { 6 });
    tick().await;
    match &Point(*parts.0, 8) {
        Point(2, 8) => {}
        _ => tick().await,
    }
    parts.1
}

#[coro::coroutine]
async fn constants_in_branches(which: bool) -> (&'static std::ops::Range<u32>, &'static Point) {
    let range = if which { &(1..2) } else { &(3..4) };
    tick().await;
    (range, same(&Point(6 / 2, 4)).await)
}

#[coro::coroutine]
async fn same<T>(value: T) -> T {
    tick().await;
    value
}

#[coro::coroutine]
async fn constants_with_functions() -> &'static [Entry] {
    fn double(n: u32) -> u32 {
        n * 2
    }
    let entries = &[Entry { name: "abs_diff", run: double }, Entry { name: "double", run: double }];
    tick().await;
    let mut all = same(entries.iter()).await;
    let mut seconds = same([Point(1, 1), Point(2, 2)].iter()).await;
    tick().await;
    assert_eq!(seconds.next_back().map(|point| point.1), Some(2));
    all.next();
    all.as_slice()
}

/// Runs a machine; what it gives must not lie in it.
fn outlives<T, F: Future<Output = &'static T>>(future: F) -> &'static T
where
    T: ?Sized,
{
    let mut future = Box::pin(future);
    let start = (&raw const *future).addr();
    let inside = start..start + size_of_val(&*future);
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
            assert!(
                !inside.contains(&(&raw const *output).cast::<()>().addr()),
                "a reference into the machine"
            );
            return output;
        }
    }
}

/// They were in the machine, and the references led into its memory when it was gone.
#[test]
fn references_to_constants_outlive_machines() {
    assert_eq!(outlives(constant()).1, 2);
    assert_eq!(*outlives(part_of_a_constant()), 4);
    assert_eq!(outlives(async { constants_in_branches(true).await.0 }), &(1..2));
    assert_eq!(outlives(async { constants_in_branches(false).await.1 }).0, 3);
    let [entry] = outlives(constants_with_functions()) else { panic!("one is left") };
    assert_eq!((entry.name, (entry.run)(4)), ("double", 8));
}
