//! Several futures of different types at once.
//!
//! Takes: a tuple of up to twelve futures. Gives: a future of the tuple of their outputs. Inside, the tuple is a list of
//! pairs, `(a, (b, (c, ())))`, so that the polling is written once for all lengths.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::budget::Shares;
use crate::pin::{MaybeDone, halves, pin_field};

/// Joins futures of any types: gives a **future** of the tuple of their outputs, in the order of the arguments.
///
/// Unlike tokio's macro of that name, this one does not contain the `.await`: write `join!(a, b).await`. So it is an
/// ordinary expression, also for the `#[coroutine]` attribute, which sees macros before they are expanded.
///
/// The futures run on the task that awaits, all in turn: they may borrow, and need be neither `Send` nor `'static`.
/// `join!(a, b)` is short for [`join((a, b))`](fn@join).
///
/// # Examples
///
/// ```
/// use coro_runtime::{join, time::sleep};
/// use std::time::Duration;
///
/// async fn after(ms: u64, what: &str) -> &str {
///     sleep(Duration::from_millis(ms)).await;
///     what
/// }
///
/// coro_runtime::block_on(async {
///     let (a, b, c) = join!(after(20, "slow"), async { 7 }, after(10, "quick")).await;
///     assert_eq!((a, b, c), ("slow", 7, "quick"));
/// });
/// ```
#[macro_export]
macro_rules! join {
    ($($future:expr),+ $(,)?) => { $crate::join(($($future,)+)) };
}

/// Joins the futures of a tuple (of one to twelve): see [`join!`](macro@crate::join).
///
/// Dropping the joined future drops those that have not ended. For futures that may fail there is
/// [`try_join`](fn@crate::try_join). When it is woken it polls those again; for many futures
/// take [`join_all`](crate::join_all), which polls only those that were woken.
///
/// # Panics
///
/// When one of the futures panics; and when polled again after its end.
///
/// # Examples
///
/// ```
/// let joined = coro_runtime::join((async { 1 }, async { "two" }));
/// assert_eq!(coro_runtime::block_on(joined), (1, "two"));
/// ```
pub fn join<T: JoinTuple>(futures: T) -> Join<T> {
    Join { list: futures.into_list() }
}

/// The future of [`join`](fn@join) and [`join!`](macro@crate::join).
#[must_use = "futures do nothing unless they are awaited"]
pub struct Join<T: JoinTuple> {
    /// Pinned with the whole.
    list: T::List,
}

impl<T: JoinTuple> Future for Join<T> {
    type Output = T::Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T::Output> {
        let mut list = pin_field!(self, list);
        let mut shares = Shares::new(<T::List as List>::LEN);
        if !list.as_mut().poll_all(cx, &mut shares) {
            return Poll::Pending;
        }
        let outputs = list.take_all().expect("`join` polled after completion");
        Poll::Ready(T::flatten(outputs))
    }
}

impl<T: JoinTuple> fmt::Debug for Join<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Join").finish_non_exhaustive()
    }
}

/// Tuples of futures, of one to twelve. Implemented here only.
///
/// # Examples
///
/// ```
/// use coro_runtime::future::{JoinTuple, join};
///
/// async fn all<T: JoinTuple>(futures: T) -> T::Output {
///     join(futures).await
/// }
///
/// assert_eq!(coro_runtime::block_on(all((async { 1 }, async { "two" }))), (1, "two"));
/// ```
pub trait JoinTuple: sealed::Sealed {
    /// The tuple of the outputs.
    type Output;
    #[doc(hidden)]
    type List: sealed::List;
    #[doc(hidden)]
    fn into_list(self) -> Self::List;
    #[doc(hidden)]
    fn flatten(outputs: <Self::List as sealed::List>::Outputs) -> Self::Output;
}

mod sealed {
    use super::{Context, MaybeDone, Pin, Shares, halves};

    pub trait Sealed {}

    /// Futures as nested pairs.
    pub trait List {
        type Outputs;
        const LEN: u32;

        /// Polls those that have not ended; true if all have.
        fn poll_all(self: Pin<&mut Self>, cx: &mut Context<'_>, shares: &mut Shares) -> bool;

        /// The outputs; `None` if they were taken.
        fn take_all(self: Pin<&mut Self>) -> Option<Self::Outputs>;
    }

    impl List for () {
        type Outputs = ();
        const LEN: u32 = 0;

        fn poll_all(self: Pin<&mut Self>, _cx: &mut Context<'_>, _shares: &mut Shares) -> bool {
            true
        }

        fn take_all(self: Pin<&mut Self>) -> Option<()> {
            Some(())
        }
    }

    impl<F: Future, R: List> List for (MaybeDone<F>, R) {
        type Outputs = (F::Output, R::Outputs);
        const LEN: u32 = 1 + R::LEN;

        fn poll_all(self: Pin<&mut Self>, cx: &mut Context<'_>, shares: &mut Shares) -> bool {
            let (first, rest) = halves(self);
            // Both are polled in any case.
            let first = shares.poll(|| first.poll(cx));
            let rest = rest.poll_all(cx, shares);
            first && rest
        }

        fn take_all(self: Pin<&mut Self>) -> Option<Self::Outputs> {
            let (first, rest) = halves(self);
            Some((first.take()?, rest.take_all()?))
        }
    }
}

use self::sealed::List;

/// `nest!(A B ..)` with the way to write one item: the nested pairs.
macro_rules! nest {
    (type) => { () };
    (type $first:ident $($rest:ident)*) => { (MaybeDone<$first::IntoFuture>, nest!(type $($rest)*)) };
    (value) => { () };
    (value $first:ident $($rest:ident)*) => {
        (MaybeDone::Running($first.into_future()), nest!(value $($rest)*))
    };
    (pattern) => { () };
    (pattern $first:ident $($rest:ident)*) => { ($first, nest!(pattern $($rest)*)) };
}
pub(super) use nest;

macro_rules! impl_join_tuple {
    ($($name:ident)+) => {
        impl<$($name: IntoFuture),+> sealed::Sealed for ($($name,)+) {}

        #[allow(non_snake_case, reason = "the type parameters also name the values")]
        impl<$($name: IntoFuture),+> JoinTuple for ($($name,)+) {
            type Output = ($($name::Output,)+);
            type List = nest!(type $($name)+);

            fn into_list(self) -> Self::List {
                let ($($name,)+) = self;
                nest!(value $($name)+)
            }

            fn flatten(outputs: <Self::List as List>::Outputs) -> Self::Output {
                let nest!(pattern $($name)+) = outputs;
                ($($name,)+)
            }
        }
    };
}

impl_join_tuple!(A);
impl_join_tuple!(A B);
impl_join_tuple!(A B C);
impl_join_tuple!(A B C D);
impl_join_tuple!(A B C D E);
impl_join_tuple!(A B C D E F);
impl_join_tuple!(A B C D E F G);
impl_join_tuple!(A B C D E F G H);
impl_join_tuple!(A B C D E F G H I);
impl_join_tuple!(A B C D E F G H I J);
impl_join_tuple!(A B C D E F G H I J K);
impl_join_tuple!(A B C D E F G H I J K L);
