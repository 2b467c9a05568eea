//! Several futures of different types at once, until one of them fails.
//!
//! Takes: a tuple of up to twelve futures of results. Gives: a future of the tuple of what they come to, or of the first
//! error. As in `join`, the tuple is a list of pairs inside.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use crate::budget::Shares;
use crate::pin::{MaybeDone, halves, pin_field};

use super::join::nest;

/// Joins futures of results with one type of error: gives a **future** of `Ok` with the tuple of their values in the order
/// of the arguments, or of the first `Err`.
///
/// `try_join!(a, b)` is short for [`try_join((a, b))`](fn@try_join). As with [`join!`](macro@crate::join), the `.await` is
/// written outside: `try_join!(a, b).await?`.
///
/// # Examples
///
/// ```
/// use coro_runtime::{time::sleep, try_join};
/// use std::time::Duration;
///
/// async fn parse(text: &str) -> Result<u32, std::num::ParseIntError> {
///     sleep(Duration::from_millis(1)).await;
///     text.parse()
/// }
///
/// async fn sum(a: &str, b: &str) -> Result<u32, std::num::ParseIntError> {
///     let (a, b) = try_join!(parse(a), parse(b)).await?;
///     Ok(a + b)
/// }
///
/// assert_eq!(coro_runtime::block_on(sum("4", "5")), Ok(9));
/// assert!(coro_runtime::block_on(sum("4", "five")).is_err());
/// ```
#[macro_export]
macro_rules! try_join {
    ($($future:expr),+ $(,)?) => { $crate::try_join(($($future,)+)) };
}

/// Joins the futures of a tuple (of one to twelve) until one gives an error: see [`try_join!`](macro@crate::try_join).
///
/// The futures run on the task that awaits, all in turn, each with its part of the task's
/// [budget](crate::task::budget_is_spent). An error drops those that have not ended.
///
/// # Errors
///
/// The first error of one of the futures; of those that end in the same poll, the first in the order of the arguments.
///
/// # Panics
///
/// When one of the futures panics; and when polled again after its end.
///
/// # Examples
///
/// ```
/// let both = coro_runtime::try_join((async { Ok::<_, String>(1) }, async { Ok("two") }));
/// assert_eq!(coro_runtime::block_on(both), Ok((1, "two")));
///
/// let one_fails = coro_runtime::try_join((std::future::pending::<Result<(), &str>>(), async { Err::<(), _>("no") }));
/// assert_eq!(coro_runtime::block_on(one_fails), Err("no"));
/// ```
pub fn try_join<T: TryJoinTuple>(futures: T) -> TryJoin<T> {
    TryJoin { list: Some(futures.into_list()) }
}

/// The future of [`try_join`](fn@try_join) and [`try_join!`](macro@crate::try_join).
#[must_use = "futures do nothing unless they are awaited"]
pub struct TryJoin<T: TryJoinTuple> {
    /// Pinned with the whole. `None` after its end.
    list: Option<T::List>,
}

impl<T: TryJoinTuple> Future for TryJoin<T> {
    type Output = Result<T::Output, T::Error>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let mut place = pin_field!(self.as_mut(), list);
        let mut list = place.as_mut().as_pin_mut().expect("`try_join` polled after completion");
        let mut shares = Shares::new(<T::List as List<T::Error>>::LEN);
        let ended = ready!(list.as_mut().poll_all(cx, &mut shares));
        let values =
            ended.map(|()| list.take_all().expect("all have ended, and nobody has taken their values"));
        place.set(None);
        Poll::Ready(values.map(T::flatten))
    }
}

impl<T: TryJoinTuple> fmt::Debug for TryJoin<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TryJoin").finish_non_exhaustive()
    }
}

/// Tuples of futures of results with one type of error, of one to twelve. Implemented here only.
///
/// # Examples
///
/// ```
/// use coro_runtime::future::{TryJoinTuple, try_join};
///
/// async fn all<T: TryJoinTuple>(futures: T) -> Result<T::Output, T::Error> {
///     try_join(futures).await
/// }
///
/// assert_eq!(coro_runtime::block_on(all((async { Ok(1) }, async { Err::<u8, _>("no") }))), Err("no"));
/// ```
pub trait TryJoinTuple: sealed::Sealed {
    /// The tuple of the values.
    type Output;
    /// The error of each.
    type Error;
    #[doc(hidden)]
    type List: sealed::List<Self::Error>;
    #[doc(hidden)]
    fn into_list(self) -> Self::List;
    #[doc(hidden)]
    fn flatten(values: <Self::List as sealed::List<Self::Error>>::Values) -> Self::Output;
}

mod sealed {
    use super::{Context, MaybeDone, Pin, Poll, Shares, halves};

    pub trait Sealed {}

    /// Futures of results as nested pairs.
    pub trait List<E> {
        type Values;
        const LEN: u32;

        /// Polls those that have not ended, until one fails; ready if all have ended, or one has failed.
        fn poll_all(self: Pin<&mut Self>, cx: &mut Context<'_>, shares: &mut Shares) -> Poll<Result<(), E>>;

        /// The values of those that all have succeeded; `None` if they were taken.
        fn take_all(self: Pin<&mut Self>) -> Option<Self::Values>;
    }

    impl<E> List<E> for () {
        type Values = ();
        const LEN: u32 = 0;

        fn poll_all(
            self: Pin<&mut Self>,
            _cx: &mut Context<'_>,
            _shares: &mut Shares,
        ) -> Poll<Result<(), E>> {
            Poll::Ready(Ok(()))
        }

        fn take_all(self: Pin<&mut Self>) -> Option<()> {
            Some(())
        }
    }

    impl<E, V, F: Future<Output = Result<V, E>>, R: List<E>> List<E> for (MaybeDone<F>, R) {
        type Values = (V, R::Values);
        const LEN: u32 = 1 + R::LEN;

        fn poll_all(self: Pin<&mut Self>, cx: &mut Context<'_>, shares: &mut Shares) -> Poll<Result<(), E>> {
            let (mut first, rest) = halves(self);
            let has_ended = shares.poll(|| first.as_mut().poll(cx));
            if let Some(error) = first.take_error() {
                return Poll::Ready(Err(error));
            }
            match rest.poll_all(cx, shares) {
                Poll::Ready(Ok(())) if !has_ended => Poll::Pending,
                rest => rest,
            }
        }

        fn take_all(self: Pin<&mut Self>) -> Option<Self::Values> {
            let (first, rest) = halves(self);
            Some((first.take()?.ok()?, rest.take_all()?))
        }
    }
}

use self::sealed::List;

macro_rules! impl_try_join_tuple {
    ($($name:ident $value:ident)+) => {
        impl<E, $($value, $name: IntoFuture<Output = Result<$value, E>>),+> sealed::Sealed for ($($name,)+) {}

        #[allow(non_snake_case, reason = "the type parameters also name the values")]
        impl<E, $($value, $name: IntoFuture<Output = Result<$value, E>>),+> TryJoinTuple for ($($name,)+) {
            type Output = ($($value,)+);
            type Error = E;
            type List = nest!(type $($name)+);

            fn into_list(self) -> Self::List {
                let ($($name,)+) = self;
                nest!(value $($name)+)
            }

            fn flatten(values: <Self::List as List<E>>::Values) -> Self::Output {
                let nest!(pattern $($name)+) = values;
                ($($name,)+)
            }
        }
    };
}

impl_try_join_tuple!(A VA);
impl_try_join_tuple!(A VA B VB);
impl_try_join_tuple!(A VA B VB C VC);
impl_try_join_tuple!(A VA B VB C VC D VD);
impl_try_join_tuple!(A VA B VB C VC D VD E1 VE);
impl_try_join_tuple!(A VA B VB C VC D VD E1 VE F VF);
impl_try_join_tuple!(A VA B VB C VC D VD E1 VE F VF G VG);
impl_try_join_tuple!(A VA B VB C VC D VD E1 VE F VF G VG H VH);
impl_try_join_tuple!(A VA B VB C VC D VD E1 VE F VF G VG H VH I VI);
impl_try_join_tuple!(A VA B VB C VC D VD E1 VE F VF G VG H VH I VI J VJ);
impl_try_join_tuple!(A VA B VB C VC D VD E1 VE F VF G VG H VH I VI J VJ K VK);
impl_try_join_tuple!(A VA B VB C VC D VD E1 VE F VF G VG H VH I VI J VJ K VK L VL);
