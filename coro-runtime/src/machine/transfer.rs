//! Values that are copied, bit by bit, from where they are matched or captured.

use core::mem::needs_drop;

/// Copies a value, bit by bit, from behind a reference. `Z` is `Y`, where this is run.
///
/// # Safety
///
/// `to` is good for a `Y`, and `from` refers to one; only one of the two is used as a value afterwards.
#[inline(always)]
pub unsafe fn transfer<Y, Z: ?Sized>(to: *mut Y, from: &Z) {
    // SAFETY: by contract.
    unsafe { to.write((&raw const *from).cast::<Y>().read()) }
}

/// What a name of a pattern is that may be a constant's: where it is the pattern's, a reference to the value.
///
/// # Safety
///
/// [`transfer`](Self::transfer) writes the value that the name stands for.
pub unsafe trait Named<Y> {
    /// Copies the value, bit by bit.
    ///
    /// # Safety
    ///
    /// As for the function [`transfer`].
    unsafe fn transfer(self, to: *mut Y);
}

// SAFETY: it refers to the value.
unsafe impl<Y> Named<Y> for &Y {
    #[inline(always)]
    unsafe fn transfer(self, to: *mut Y) {
        // SAFETY: by contract.
        unsafe { to.write(core::ptr::read(self)) }
    }
}

// SAFETY: it is the value: a constant's, or a reference that the pattern has gone through.
unsafe impl<Y> Named<Y> for Y {
    #[inline(always)]
    unsafe fn transfer(self, to: *mut Y) {
        // SAFETY: by contract.
        unsafe { to.write(self) }
    }
}

// SAFETY: it is never run: behind an exclusive reference nothing is moved.
unsafe impl<'a, Z: ?Sized> Named<&'a mut Z> for &Z {
    unsafe fn transfer(self, _: *mut &'a mut Z) {
        unreachable!("nothing is moved out from behind a reference")
    }
}

/// The same for a name that may be a constant's, which nobody moves.
///
/// # Safety
///
/// As for [`transfer`].
#[inline(always)]
pub unsafe fn transfer_of_name<Y, X: Named<Y>>(to: *mut Y, from: X) {
    // SAFETY: by contract.
    unsafe { from.transfer(to) }
}

/// The value in a slot, for a `move` closure that uses fields of it while the rest is used again: a copy.
///
/// What has something to drop cannot be copied. That is found out when the machine is compiled, not when its types are checked: a field
/// that two closures take is an error of the body's own, which is reported first.
///
/// # Safety
///
/// The slot holds a value.
#[inline(always)]
pub unsafe fn copy_of<T>(slot: *mut T) -> T {
    const {
        assert!(
            !needs_drop::<T>(),
            "a `move` closure in a coroutine uses fields of a variable of which others are used later: write the variable's type, or \
             take it apart first, `let (a, b) = pair;`"
        );
    }
    // SAFETY: by contract; there is nothing to drop, and the body was borrow-checked: each of its fields is used once, or is `Copy`.
    unsafe { slot.read() }
}
