//! The first of several futures to end.
//!
//! Takes: a tuple of up to twelve futures. Gives: the output of the first that ends. As in `join`, the tuple is a list of
//! pairs inside.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::budget::Shares;
use crate::pin::{halves, pin_field};

/// Races futures with the same output: gives a **future** of the output of the first that ends.
///
/// `race!(a, b)` is short for [`race((a, b))`](fn@race). As with [`join!`](macro@crate::join), the `.await` is written
/// outside.
///
/// # Examples
///
/// ```
/// use coro_runtime::{race, time::sleep};
/// use std::time::Duration;
///
/// async fn after(ms: u64, what: &str) -> &str {
///     sleep(Duration::from_millis(ms)).await;
///     what
/// }
///
/// coro_runtime::block_on(async {
///     assert_eq!(race!(after(200, "slow"), after(5, "quick")).await, "quick");
/// });
/// ```
#[macro_export]
macro_rules! race {
    ($($future:expr),+ $(,)?) => { $crate::race(($($future,)+)) };
}

/// Races the futures of a tuple (of one to twelve) that have the same output; for two with different outputs there is
/// [`select`](crate::select).
///
/// They are polled in the order of the arguments, so the first of those that are ready at once wins: put what must not be
/// missed in front. The others are dropped with the race; to go on with one of them, pass `&mut future`.
///
/// # Panics
///
/// When one of the futures panics.
///
/// # Examples
///
/// ```
/// use std::future;
///
/// let race = coro_runtime::race((future::pending(), async { 1 }, async { 2 }));
/// assert_eq!(coro_runtime::block_on(race), 1);
/// ```
pub fn race<T: RaceTuple>(futures: T) -> Race<T> {
    Race { list: futures.into_list() }
}

/// The future of [`race`](fn@race) and [`race!`](macro@crate::race).
#[must_use = "futures do nothing unless they are awaited"]
pub struct Race<T: RaceTuple> {
    /// Pinned with the whole.
    list: T::List,
}

impl<T: RaceTuple> Future for Race<T> {
    type Output = T::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T::Output> {
        let mut shares = Shares::new(<T::List as sealed::List<_>>::LEN);
        pin_field!(self, list).poll_first(cx, &mut shares)
    }
}

impl<T: RaceTuple> fmt::Debug for Race<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Race").finish_non_exhaustive()
    }
}

/// Races two futures with outputs of different types. The first is polled first.
///
/// # Examples
///
/// ```
/// use coro_runtime::{future::Either, select, time::sleep};
/// use std::{future, time::Duration};
///
/// coro_runtime::block_on(async {
///     match select(sleep(Duration::from_millis(1)), future::pending::<u32>()).await {
///         Either::Left(()) => println!("the time is over"),
///         Either::Right(number) => println!("number {number}"),
///     }
/// });
/// ```
pub fn select<A: IntoFuture, B: IntoFuture>(a: A, b: B) -> Select<A::IntoFuture, B::IntoFuture> {
    Select { both: (a.into_future(), b.into_future()) }
}

/// The future of [`select`].
#[derive(Debug)]
#[must_use = "futures do nothing unless they are awaited"]
pub struct Select<A, B> {
    /// Pinned with the whole.
    both: (A, B),
}

/// Which of two it is.
///
/// ```
/// use coro_runtime::future::Either;
///
/// let number: Either<u8, u64> = Either::Right(7);
/// assert_eq!(number, Either::Right(7));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Either<A, B> {
    /// The first.
    Left(A),
    /// The second.
    Right(B),
}

impl<A: Future, B: Future> Future for Select<A, B> {
    type Output = Either<A::Output, B::Output>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let (a, b) = halves(pin_field!(self, both));
        let mut shares = Shares::new(2);
        if let Poll::Ready(output) = shares.poll(|| a.poll(cx)) {
            return Poll::Ready(Either::Left(output));
        }
        shares.poll(|| b.poll(cx)).map(Either::Right)
    }
}

/// Tuples of futures with the same output, of one to twelve. Implemented here only.
///
/// # Examples
///
/// ```
/// use coro_runtime::future::{RaceTuple, race};
///
/// async fn all<T: RaceTuple>(futures: T) -> T::Output {
///     race(futures).await
/// }
///
/// assert_eq!(coro_runtime::block_on(all((std::future::pending(), async { 2 }))), 2);
/// ```
pub trait RaceTuple: sealed::Sealed {
    /// The output of each.
    type Output;
    #[doc(hidden)]
    type List: sealed::List<Self::Output>;
    #[doc(hidden)]
    fn into_list(self) -> Self::List;
}

mod sealed {
    use super::{Context, Pin, Poll, Shares, halves};

    pub trait Sealed {}

    /// Futures as nested pairs.
    pub trait List<T> {
        const LEN: u32;

        fn poll_first(self: Pin<&mut Self>, cx: &mut Context<'_>, shares: &mut Shares) -> Poll<T>;
    }

    impl<T> List<T> for () {
        const LEN: u32 = 0;

        fn poll_first(self: Pin<&mut Self>, _cx: &mut Context<'_>, _shares: &mut Shares) -> Poll<T> {
            Poll::Pending
        }
    }

    impl<F: Future, R: List<F::Output>> List<F::Output> for (F, R) {
        const LEN: u32 = 1 + R::LEN;

        fn poll_first(self: Pin<&mut Self>, cx: &mut Context<'_>, shares: &mut Shares) -> Poll<F::Output> {
            let (first, rest) = halves(self);
            match shares.poll(|| first.poll(cx)) {
                Poll::Ready(output) => Poll::Ready(output),
                Poll::Pending => rest.poll_first(cx, shares),
            }
        }
    }
}

use self::sealed::List as _;

/// `nest!(A B ..)` with the way to write one item: the nested pairs.
macro_rules! nest {
    (type) => { () };
    (type $first:ident $($rest:ident)*) => { ($first::IntoFuture, nest!(type $($rest)*)) };
    (value) => { () };
    (value $first:ident $($rest:ident)*) => { ($first.into_future(), nest!(value $($rest)*)) };
}

macro_rules! impl_race_tuple {
    ($($name:ident)+) => {
        impl<T, $($name: IntoFuture<Output = T>),+> sealed::Sealed for ($($name,)+) {}

        #[allow(non_snake_case, reason = "the type parameters also name the values")]
        impl<T, $($name: IntoFuture<Output = T>),+> RaceTuple for ($($name,)+) {
            type Output = T;
            type List = nest!(type $($name)+);

            fn into_list(self) -> Self::List {
                let ($($name,)+) = self;
                nest!(value $($name)+)
            }
        }
    };
}

impl_race_tuple!(A);
impl_race_tuple!(A B);
impl_race_tuple!(A B C);
impl_race_tuple!(A B C D);
impl_race_tuple!(A B C D E);
impl_race_tuple!(A B C D E F);
impl_race_tuple!(A B C D E F G);
impl_race_tuple!(A B C D E F G H);
impl_race_tuple!(A B C D E F G H I);
impl_race_tuple!(A B C D E F G H I J);
impl_race_tuple!(A B C D E F G H I J K);
impl_race_tuple!(A B C D E F G H I J K L);
