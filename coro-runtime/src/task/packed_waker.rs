//! Wakers of one word.
//!
//! Takes: wakers. Gives: them back, from half of the room: each task has a place for one. A waker is two pointers, to data and
//! to functions. There are few different tables of functions in a program; which one it is goes into the lowest bits of the
//! pointer to the data. A waker for which that cannot be done is kept in a box.
//!
//! Invariant: a table that was noted stays where it is noted.

use std::mem::ManuallyDrop;
use std::ptr;
use std::sync::atomic::{AtomicPtr, Ordering};
use std::task::{RawWakerVTable, Waker};

use super::waker;

/// The bits of a pointer that say what it is to: data of a waker with one of the tables noted, or a [`BOXED`] waker.
const BITS: usize = 0b111;
const BOXED: usize = BITS;

/// The tables noted, from the first on, which is that of tasks.
static TABLES: [AtomicPtr<RawWakerVTable>; BOXED] = {
    let mut tables = [const { AtomicPtr::new(ptr::null_mut()) }; BOXED];
    tables[0] = AtomicPtr::new(ptr::from_ref(&waker::VTABLE).cast_mut());
    tables
};

/// A waker, or none.
pub(super) struct PackedWaker {
    /// Null for none.
    pointer: *mut (),
}

// SAFETY: it is a waker, in other words; and those are.
unsafe impl Send for PackedWaker {}
// SAFETY: as above.
unsafe impl Sync for PackedWaker {}

/// Boxes with a waker have their lowest bits free.
#[repr(align(8))]
struct Boxed(Waker);

impl PackedWaker {
    pub(super) const NONE: PackedWaker = PackedWaker { pointer: ptr::null_mut() };

    pub(super) fn new(waker: Waker) -> PackedWaker {
        let (data, table) = (waker.data().cast_mut(), waker.vtable());
        let is_free = !data.is_null() && data.addr() & BITS == 0;
        let pointer = match if is_free { number_of(table) } else { None } {
            Some(number) => {
                let _ = ManuallyDrop::new(waker);
                data.map_addr(|address| address | number)
            }
            None => Box::into_raw(Box::new(Boxed(waker))).cast::<()>().map_addr(|address| address | BOXED),
        };
        PackedWaker { pointer }
    }

    pub(super) fn is_none(&self) -> bool {
        self.pointer.is_null()
    }

    /// Calls `f` with the waker, if there is one.
    pub(super) fn with<R>(&self, f: impl FnOnce(&Waker) -> R) -> Option<R> {
        if self.is_none() {
            return None;
        }
        let number = self.pointer.addr() & BITS;
        let data = self.pointer.map_addr(|address| address & !BITS);
        if number == BOXED {
            // SAFETY: with this number the pointer is of a box, which is ours, and there until we are dropped.
            return Some(f(&unsafe { &*data.cast::<Boxed>() }.0));
        }
        // SAFETY: data and table are of a waker that was given to `new`, which is ours; it is not dropped here.
        let waker = ManuallyDrop::new(unsafe { Waker::new(data, table_of(number)) });
        Some(f(&waker))
    }
}

impl Drop for PackedWaker {
    fn drop(&mut self) {
        if self.is_none() {
            return;
        }
        let number = self.pointer.addr() & BITS;
        let data = self.pointer.map_addr(|address| address & !BITS);
        if number == BOXED {
            // SAFETY: as in `with`; this is the end of it.
            drop(unsafe { Box::from_raw(data.cast::<Boxed>()) });
        } else {
            // SAFETY: as in `with`; this is the end of it.
            drop(unsafe { Waker::new(data, table_of(number)) });
        }
    }
}

/// The number under which a table is noted; `None` if there are enough others.
fn number_of(table: &'static RawWakerVTable) -> Option<usize> {
    let wanted = ptr::from_ref(table).cast_mut();
    TABLES.iter().position(|place| {
        // Acquire, release: who finds a table in its place may have got it from another thread.
        let noted = place.load(Ordering::Acquire);
        if !noted.is_null() {
            return noted == wanted;
        }
        let put = place.compare_exchange(ptr::null_mut(), wanted, Ordering::AcqRel, Ordering::Acquire);
        // Somebody else may have noted the same.
        put.map_or_else(|noted| noted == wanted, |_| true)
    })
}

/// # Safety
///
/// `number` was given by [`number_of`].
unsafe fn table_of(number: usize) -> &'static RawWakerVTable {
    // SAFETY: that has put there a pointer to a table that lives for ever, and it is never changed.
    unsafe { &*TABLES[number].load(Ordering::Acquire) }
}

#[cfg(test)]
mod tests {
    use std::ptr;
    use std::sync::Arc;
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::task::{RawWaker, RawWakerVTable, Wake, Waker};

    use super::{BITS, BOXED, PackedWaker};

    #[derive(Default)]
    struct Count(AtomicUsize);

    impl Wake for Count {
        fn wake(self: Arc<Self>) {
            self.0.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn is_boxed(waker: &PackedWaker) -> bool {
        waker.pointer.addr() & BITS == BOXED
    }

    #[test]
    fn none_is_none() {
        assert!(PackedWaker::NONE.is_none() && PackedWaker::NONE.with(|_| ()).is_none());
        assert_eq!(size_of::<PackedWaker>(), size_of::<usize>());
    }

    #[test]
    fn is_the_waker_that_was_given_and_lets_go_of_it_once() {
        let count = Arc::new(Count::default());
        let waker = Waker::from(Arc::clone(&count));
        let parts = |waker: &Waker| (waker.data(), ptr::from_ref(waker.vtable()));
        let given = waker.clone();
        let expected = parts(&given);
        let packed = PackedWaker::new(given);
        assert_eq!(packed.with(parts), Some(expected));
        packed.with(Waker::wake_by_ref);
        assert_eq!((count.0.load(Ordering::Relaxed), Arc::strong_count(&count)), (1, 3));
        drop(packed);
        assert_eq!(Arc::strong_count(&count), 2);
    }

    /// More tables than there are numbers, and data that cannot take one.
    #[test]
    fn any_waker_can_be_packed() {
        const fn table() -> RawWakerVTable {
            RawWakerVTable::new(|data| RawWaker::new(data, &TABLE), wake, wake, drop_waker)
        }
        static TABLE: RawWakerVTable = table();
        static MANY: [RawWakerVTable; 10] = [const { table() }; 10];
        unsafe fn wake(data: *const ()) {
            // SAFETY: the data of each waker here is a counter that lives long enough; some are one byte beyond.
            unsafe { &*data.map_addr(|address| address & !1).cast::<AtomicUsize>() }
                .fetch_add(1, Ordering::Relaxed);
        }
        unsafe fn drop_waker(data: *const ()) {
            // SAFETY: as above.
            unsafe { &*data.map_addr(|address| address & !1).cast::<AtomicUsize>() }
                .fetch_add(100, Ordering::Relaxed);
        }
        let count = AtomicUsize::new(0);
        let data = (&raw const count).cast::<()>();
        // SAFETY: the functions keep the contract of wakers, for a counter.
        let mut packed: Vec<_> =
            MANY.iter().map(|table| PackedWaker::new(unsafe { Waker::new(data, table) })).collect();
        assert!(packed.iter().any(is_boxed) && packed.iter().any(|waker| !is_boxed(waker)));
        // SAFETY: as above.
        packed.push(PackedWaker::new(unsafe { Waker::new(data.wrapping_byte_add(1), &TABLE) }));
        assert!(is_boxed(&packed[10]));
        packed.push(PackedWaker::new(Waker::noop().clone()));
        for waker in &packed {
            waker.with(Waker::wake_by_ref).unwrap();
        }
        assert_eq!(count.load(Ordering::Relaxed), 11);
        drop(packed);
        assert_eq!(count.load(Ordering::Relaxed), 1111);
    }
}
