//! References to constants, which rustc makes statics of.

/// A value that rustc makes no static of.
#[inline(always)]
pub fn made<T>(value: T) -> T {
    value
}

/// What `&value` leads to, of a value that is made of constants only: to a static, as natively, unless what it is part of has
/// something to drop; then to the value that is held until the end of its scope, where it is dropped.
#[inline]
pub fn lasting<'a, T: ?Sized, Whole>(held: &'a T, constant: &'a T, _: &Whole) -> &'a T {
    if core::mem::needs_drop::<Whole>() { held } else { constant }
}
