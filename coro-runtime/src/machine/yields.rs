//! What checks of bodies that yield call: nothing of it is ever run.

use super::coroutine::{Coroutine, CoroutineState};
use super::run::Declared;
use core::marker::PhantomData;
use core::pin::Pin;

/// The check of a body that yields `Y` and is resumed with `R`: what is given to it stands for the machine's caller.
pub struct Yields<Y, R>(PhantomData<fn(Y) -> R>);

impl<Y, R> Yields<Y, R> {
    /// A yield.
    pub fn give(&self, _: Y) -> R {
        unreachable!("the borrow check never runs")
    }

    /// The end of an iterator or a stream. Its closure has the type of an item, for `?` to give.
    pub fn end(&self) -> Y {
        unreachable!("the borrow check never runs")
    }
}

/// The check of a body that yields: a closure that is type-checked and borrow-checked, and never called. What it yields, what it
/// is resumed with, and its result.
pub fn check_yields<Y, R, T>(_: impl FnOnce(Yields<Y, R>) -> T) -> (Y, R, T) {
    unreachable!("the borrow check never runs")
}

/// The same for one that awaits.
pub fn check_yields_async<Y, R, T>(_: impl AsyncFnOnce(Yields<Y, R>) -> T) -> (Y, R, T) {
    unreachable!("the borrow check never runs")
}

/// The same for one that gives items, of a type that is left to inference: what `?` gives is an item as well.
pub fn check_items<Y, R>(_: impl FnOnce(Yields<Y, R>) -> Y) -> (Y, R, Y) {
    unreachable!("the borrow check never runs")
}

/// The same for one that awaits.
pub fn check_items_async<Y, R>(_: impl AsyncFnOnce(Yields<Y, R>) -> Y) -> (Y, R, Y) {
    unreachable!("the borrow check never runs")
}

/// Says what an item is.
pub fn item_is<Y, R, T>(_: &Declared<(Y, R, T)>, _: &Y) {}

/// The last item.
pub fn item_of<Y, R, T>(_: &Declared<(Y, R, T)>) -> Option<Y> {
    unreachable!("the borrow check never runs")
}

/// A value of a slot's type, for the check of what may be moved: all that its type borrows, and nothing of the slot.
pub fn value_of<T>(_: &T) -> T {
    unreachable!("the borrow check never runs")
}

/// The same, where the variable itself cannot be read.
pub fn value_as<T>(_: &Declared<T>) -> T {
    unreachable!("the borrow check never runs")
}

/// What a slot holds after the machine was moved.
pub fn relocated<T>() -> T {
    unreachable!("the borrow check never runs")
}

/// What stands for a machine that is not made, for there is an error in its body.
pub struct Unmade<Y, R, T>(PhantomData<fn(R) -> (Y, T)>);

impl<Y, R, T> Unmade<Y, R, T> {
    /// It is never run.
    #[allow(clippy::new_without_default)]
    pub fn new() -> Self {
        Unmade(PhantomData)
    }
}

impl<Y, R, T> Coroutine<R> for Unmade<Y, R, T> {
    type Yield = Y;
    type Return = T;

    fn start(self: Pin<&mut Self>) -> CoroutineState<Y, T> {
        unreachable!("there is an error in the body")
    }

    fn resume(self: Pin<&mut Self>, _: R) -> CoroutineState<Y, T> {
        unreachable!("there is an error in the body")
    }
}

#[cfg(feature = "stream")]
impl<Y, R, T> futures_core::Stream for Unmade<Y, R, T> {
    type Item = Y;

    fn poll_next(self: Pin<&mut Self>, _: &mut core::task::Context<'_>) -> core::task::Poll<Option<Y>> {
        unreachable!("there is an error in the body")
    }
}

impl<Y, R, T> Clone for Unmade<Y, R, T> {
    fn clone(&self) -> Self {
        Unmade(PhantomData)
    }
}
