//! The `?` operator, taken apart: its types are the standard library's, but `Try` is not stable.

use core::convert::Infallible;
use core::ops::ControlFlow;
use core::task::Poll;

/// What `?` can be applied to: goes on with `Ok`, or leaves with the residue that is in `Err`.
#[diagnostic::on_unimplemented(
    message = "the `?` operator can only be applied to values that implement `Try`",
    label = "the `?` operator cannot be applied to type `{Self}`"
)]
pub trait Question {
    /// What the expression evaluates to.
    type Output;
    /// What is left when it does not: `?` applied to it always leaves.
    type Residual;

    /// Decides.
    ///
    /// # Errors
    ///
    /// The residue, if the function is to be left.
    fn question(self) -> Result<Self::Output, Self::Residual>;
}

impl<T> Question for Option<T> {
    type Output = T;
    type Residual = Option<Infallible>;

    #[inline(always)]
    fn question(self) -> Result<T, Option<Infallible>> {
        match self {
            Some(value) => Ok(value),
            None => Err(None),
        }
    }
}

impl<T, E> Question for Result<T, E> {
    type Output = T;
    type Residual = Result<Infallible, E>;

    #[inline(always)]
    fn question(self) -> Result<T, Result<Infallible, E>> {
        match self {
            Ok(value) => Ok(value),
            Err(error) => Err(Err(error)),
        }
    }
}

impl<B, C> Question for ControlFlow<B, C> {
    type Output = C;
    type Residual = ControlFlow<B, Infallible>;

    #[inline(always)]
    fn question(self) -> Result<C, ControlFlow<B, Infallible>> {
        match self {
            ControlFlow::Continue(value) => Ok(value),
            ControlFlow::Break(value) => Err(ControlFlow::Break(value)),
        }
    }
}

impl<T, E> Question for Poll<Result<T, E>> {
    type Output = Poll<T>;
    type Residual = Result<Infallible, E>;

    #[inline(always)]
    fn question(self) -> Result<Poll<T>, Result<Infallible, E>> {
        match self {
            Poll::Ready(Ok(value)) => Ok(Poll::Ready(value)),
            Poll::Ready(Err(error)) => Err(Err(error)),
            Poll::Pending => Ok(Poll::Pending),
        }
    }
}

impl<T, E> Question for Poll<Option<Result<T, E>>> {
    type Output = Poll<Option<T>>;
    type Residual = Result<Infallible, E>;

    #[inline(always)]
    fn question(self) -> Result<Poll<Option<T>>, Result<Infallible, E>> {
        match self {
            Poll::Ready(Some(Ok(value))) => Ok(Poll::Ready(Some(value))),
            Poll::Ready(Some(Err(error))) => Err(Err(error)),
            Poll::Ready(None) => Ok(Poll::Ready(None)),
            Poll::Pending => Ok(Poll::Pending),
        }
    }
}

/// Names a function's return type through a function pointer, so that `!` can be named on stable.
pub trait Ret {
    /// The return type.
    type Out;
}

impl<O> Ret for fn() -> O {
    type Out = O;
}
