//! A place for one item.
//!
//! Takes: an item. Gives: the one that was there before. Invariant: each swap is one atomic exchange, so each item is
//! given out once, to whoever asks first.

use std::marker::PhantomData;
use std::ptr::{self, NonNull};

use crate::loom::{AtomicPtr, Ordering};

/// What owns something through one pointer, like a box.
///
/// # Safety
///
/// `from_raw` of what `into_raw` gave makes an equal value; the pointer may be used on every thread.
pub(crate) unsafe trait ThinOwner: Send {
    fn into_raw(self) -> NonNull<()>;

    /// # Safety
    ///
    /// `raw` is from `into_raw`, and is used once.
    unsafe fn from_raw(raw: NonNull<()>) -> Self;
}

/// See the module.
pub(crate) struct Slot<T: ThinOwner> {
    raw: AtomicPtr<()>,
    item: PhantomData<T>,
}

// SAFETY: an item goes in and out by exchanges, so it moves between threads and is never shared; and it is `Send`.
unsafe impl<T: ThinOwner> Sync for Slot<T> {}

impl<T: ThinOwner> Slot<T> {
    pub(crate) fn new() -> Slot<T> {
        Slot { raw: AtomicPtr::new(ptr::null_mut()), item: PhantomData }
    }

    /// Puts `item` in, and gives what it displaces.
    pub(crate) fn replace(&self, item: T) -> Option<T> {
        self.swap(item.into_raw().as_ptr())
    }

    pub(crate) fn take(&self) -> Option<T> {
        // Looking is cheaper than an exchange.
        if self.is_empty() { None } else { self.swap(ptr::null_mut()) }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.raw.load(Ordering::Relaxed).is_null()
    }

    /// Whether it is empty: in one order with all exchanges, and with what else is sequentially consistent.
    pub(crate) fn is_empty_for_all(&self) -> bool {
        self.raw.load(Ordering::SeqCst).is_null()
    }

    fn swap(&self, raw: *mut ()) -> Option<T> {
        // Sequentially consistent, for those who look whether there is something after they have said something.
        let raw = NonNull::new(self.raw.swap(raw, Ordering::SeqCst))?;
        // SAFETY: all that is ever put in is from `into_raw`, and the exchange has given it to us alone.
        Some(unsafe { T::from_raw(raw) })
    }
}

impl<T: ThinOwner> Drop for Slot<T> {
    fn drop(&mut self) {
        drop(self.swap(ptr::null_mut()));
    }
}
