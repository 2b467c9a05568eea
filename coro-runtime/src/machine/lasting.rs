//! References to constants, which rustc makes statics of.

/// A value that rustc makes no static of.
#[inline(always)]
pub fn made<T>(value: T) -> T {
    value
}

/// What `&value` leads to, of a value that is made of constants only: to a constant, as natively, if rustc makes a static of it.
/// It does so unless there is something to drop in the value, which its type does not tell (`None` has nothing). Then what is held
/// is dropped at the end of its scope, and the reference is used no longer, as the check has it; that it leads to another value, which
/// nothing can change, nobody sees. Nor does it lead to the machine: one that may be moved keeps it.
#[inline(always)]
pub const fn lasting<'a, T: ?Sized>(_held: &T, constant: &'a T) -> &'a T {
    constant
}
