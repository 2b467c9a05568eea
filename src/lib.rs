//! Async functions as explicit state machines on stable Rust.
#![no_std]

#[doc(hidden)]
pub use coro_macros::__decided;
/// # Examples
///
/// An iterator that borrows, with the word `yield`:
///
/// ```
/// use coro::co;
///
/// let (lines, mut seen) = (["one", "", "three"], 0);
/// let lengths = co!(iter {
///     for line in &lines {
///         seen += 1;
///         if line.is_empty() {
///             continue;
///         }
///         yield line.len();
///     }
/// });
/// assert_eq!(lengths.collect::<Vec<_>>(), [3, 5]);
/// assert_eq!(seen, 3);
/// ```
///
/// One that takes what it captures, to be returned:
///
/// ```
/// use coro::co;
///
/// fn pairs<T: Clone>(list: Vec<T>) -> impl Iterator<Item = (T, T)> {
///     co!(iter move {
///         for (number, left) in list.iter().cloned().enumerate().collect::<Vec<_>>() {
///             for right in list[number + 1..].to_vec() {
///                 yield (left.clone(), right);
///             }
///         }
///     })
/// }
///
/// assert_eq!(pairs(vec!['a', 'b', 'c']).collect::<Vec<_>>(), [('a', 'b'), ('a', 'c'), ('b', 'c')]);
/// ```
///
/// A future, a stream and a coroutine:
///
/// ```
/// # #[cfg(all(feature = "runtime", feature = "stream"))] {
/// use coro::{Coroutine, CoroutineState, co};
/// use std::num::ParseIntError;
/// use std::pin::pin;
///
/// let text = String::from("12");
/// let parsed = coro::block_on(co!(async {
///     coro::yield_now().await;
///     let number: u32 = text.parse()?;
///     Ok::<_, ParseIntError>(number + 1)
/// }));
/// assert_eq!(parsed, Ok(13));
///
/// let ticks = co!(stream {
///     for n in 0..3 {
///         coro::yield_now().await;
///         yield n;
///     }
/// });
/// # let _ = ticks;
///
/// let mut sum = pin!(co!(coroutine {
///     let mut sum = 0;
///     while sum < 10 {
///         let more: u32 = yield sum;
///         sum += more;
///     }
///     text
/// }));
/// assert_eq!(sum.as_mut().start(), CoroutineState::Yielded(0));
/// assert_eq!(sum.as_mut().resume(7), CoroutineState::Yielded(7));
/// assert_eq!(sum.as_mut().resume(7), CoroutineState::Complete(String::from("12")));
/// # }
/// ```
pub use coro_macros::co;
/// # Examples
///
/// A machine is a future, for any executor:
///
/// ```
/// # #[cfg(feature = "runtime")] {
/// #[coro::coroutine]
/// async fn total(list: &[u32]) -> u32 {
///     let mut sum = 0;
///     for n in list {
///         coro::yield_now().await;
///         sum += n;
///     }
///     sum
/// }
///
/// assert_eq!(coro::block_on(total(&[1, 2, 3])), 6);
/// # }
/// ```
///
/// In a box, for a trait that is used as `dyn`, and for a function that awaits itself:
///
/// ```
/// # #[cfg(feature = "runtime")] {
/// use std::pin::Pin;
///
/// trait Size {
///     fn size(&self) -> Pin<Box<dyn Future<Output = usize> + Send + '_>>;
/// }
///
/// struct Folder(Vec<Box<dyn Size + Sync>>);
///
/// impl Size for Folder {
///     #[coro::coroutine(boxed)]
///     async fn size(&self) -> usize {
///         let mut sum = 0;
///         for entry in &self.0 {
///             sum += entry.size().await;
///         }
///         sum
///     }
/// }
///
/// #[coro::coroutine(boxed)]
/// async fn depth(folder: &str, at: usize) -> usize {
///     match folder[at..].find('/') {
///         Some(next) => 1 + depth(folder, at + next + 1).await,
///         None => 1,
///     }
/// }
///
/// assert_eq!(coro::block_on(Folder(Vec::new()).size()), 0);
/// assert_eq!(coro::block_on(depth("usr/local/bin", 0)), 3);
/// # }
/// ```
///
/// With a name for its type, as the field of a struct:
///
/// ```
/// use coro::yield_;
///
/// #[coro::coroutine(type = Countdown)]
/// fn countdown(from: u32) -> impl Iterator<Item = u32> {
///     let mut n = from;
///     while n > 0 {
///         yield_!(n);
///         n -= 1;
///     }
/// }
///
/// struct Rocket {
///     left: Countdown,
/// }
///
/// let mut rocket = Rocket { left: countdown(3) };
/// assert_eq!(rocket.left.next(), Some(3));
/// println!("{:?}", rocket.left); // Countdown { state: Suspended(src/main.rs:7:9: yield_!(n)), n: 3 }
/// assert_eq!(rocket.left.sum::<u32>(), 3);
/// ```
///
/// It tells where it is:
///
/// ```
/// use coro::{State, Stated, yield_};
///
/// #[coro::coroutine]
/// fn evens(to: u32) -> impl Iterator<Item = u32> {
///     for n in 0..to {
///         yield_!(n * 2);
///     }
/// }
///
/// let mut machine = evens(1);
/// assert_eq!(machine.state(), State::Unresumed);
/// machine.next();
/// let point = machine.state().point().unwrap();
/// assert_eq!((point.index(), point.name(), point.column()), (0, "yield_!(n * 2)", 9));
/// println!("{}", machine.state()); // suspended at src/main.rs:6:9: yield_!(n * 2)
/// machine.next();
/// assert!(machine.state().is_returned());
/// ```
pub use coro_macros::coroutine;
/// # Examples
///
/// ```
/// #[coro::main(workers = 2)]
/// async fn main() -> std::io::Result<()> {
///     let task = coro::spawn(async { 42 });
///     assert_eq!(task.await.unwrap(), 42);
///     Ok(())
/// }
/// ```
#[cfg(feature = "runtime")]
pub use coro_macros::main;
/// # Examples
///
/// ```
/// #[coro::test(auto_advance)]
/// async fn a_long_night() {
///     coro::time::sleep(std::time::Duration::from_secs(8 * 3600)).await;
/// }
/// ```
#[cfg(feature = "runtime")]
pub use coro_macros::test;
#[cfg(all(feature = "stream", not(feature = "runtime")))]
pub use coro_runtime::Stream;
#[doc(hidden)]
pub use coro_runtime::machine as __private;
#[cfg(all(feature = "alloc", not(feature = "runtime")))]
pub use coro_runtime::recursive;
#[cfg(feature = "runtime")]
pub use coro_runtime::*;

/// Spawned tasks, alone and in groups: the module of `coro_runtime`, and what spawns them.
#[cfg(feature = "runtime")]
pub mod task {
    pub use coro_runtime::task::*;
    pub use coro_runtime::{spawn, spawn_blocking, spawn_local, yield_now};
}
#[cfg(not(feature = "runtime"))]
pub use coro_runtime::{Coroutine, CoroutineState, Point, State, Stated};

/// Suspends the coroutine that it stands in, and yields a value.
///
/// It is part of the body of a `#[coro::coroutine]` function that returns `impl Iterator`, `impl Stream` or `impl Coroutine`, and
/// read by the attribute; anywhere else it is an error.
#[macro_export]
macro_rules! yield_ {
    (@ $($given:tt)*) => { $($given)* };
    ($($value:tt)*) => {
        ::core::compile_error!(
            "`yield_!` stands outside of a coroutine: it belongs into the body of a `#[coro::coroutine]` function, and not into a \
             closure or a macro in it"
        )
    };
}

/// Hands on all that another coroutine, iterator or stream yields.
///
/// In an iterator it takes anything that can be iterated over, in a stream any stream, in a coroutine another one with the same
/// resume and yield types: that one gets the resume values, and its result is what this evaluates to.
#[macro_export]
macro_rules! yield_from {
    (@ $($given:tt)*) => { $($given)* };
    ($($value:tt)*) => {
        ::core::compile_error!(
            "`yield_from!` stands outside of a coroutine: it belongs into the body of a `#[coro::coroutine]` function, and not \
             into a closure or a macro in it"
        )
    };
}
