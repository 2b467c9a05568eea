//! What holds a machine in a box to the lifetimes of its arguments.
//!
//! A machine that is returned as `impl Future` captures all of its function's generics, whatever its own type says. One
//! that is returned as `dyn Future + 'co` has nothing of the kind: every argument is shown to outlive `'co` instead.

use super::run::Within;
use core::marker::PhantomData;

/// The type of an argument.
#[inline(always)]
pub fn argument<T>(_: &T) -> PhantomData<T> {
    PhantomData
}

/// A witness for a lifetime that all arguments outlive: `T` is a tuple of what [`argument`] says of each.
#[inline(always)]
pub fn within_arguments<'co, T: 'co>(_: T) -> Within<'co, ()> {
    PhantomData
}
