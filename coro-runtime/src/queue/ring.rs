//! A bounded queue with one owner and many thieves.
//!
//! Takes: items from its owner. Gives: them to the owner, one by one, or to a thief, half of them at a time.
//!
//! ```text
//!        head.steal     head.real          tail
//!            v              v               v
//!   [  free  | being copied |  to be taken  |  free  ]       positions count up for ever; a slot is position % CAPACITY
//!              by a thief
//! ```
//!
//! Invariants:
//! - `steal <= real <= tail <= steal + CAPACITY`, as differences of wrapping numbers.
//! - Only the owner moves `tail`, so it writes slots without a lock: those from `tail` to `steal + CAPACITY` are free.
//! - Whoever moves `real` from a to b owns the items between. The owner moves it by one; a thief by half, and leaves `steal`
//!   behind to keep the slots from being written until it has copied them. While `steal != real` no other thief starts.
//! - A position is never used twice while it matters: the numbers have 32 bits, and both halves of `head` change in one
//!   compare-and-swap.

use std::mem::MaybeUninit;
use std::sync::Arc;

use crate::loom::{AtomicU32, AtomicU64, Ordering, UnsafeCell};

/// A power of two. Small under loom, so that its models get to a full queue.
const CAPACITY: u32 = if cfg!(loom) { 4 } else { 256 };

/// The two halves of `head`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Head {
    steal: u32,
    real: u32,
}

impl Head {
    #[allow(clippy::cast_possible_truncation, reason = "the two halves are taken apart")]
    fn from_bits(bits: u64) -> Head {
        Head { steal: (bits >> 32) as u32, real: bits as u32 }
    }

    fn to_bits(self) -> u64 {
        u64::from(self.steal) << 32 | u64::from(self.real)
    }

    /// With `count` items more taken; a thief that copies keeps its claim.
    fn take(self, count: u32) -> Head {
        let real = self.real.wrapping_add(count);
        let steal = if self.is_being_stolen() { self.steal } else { real };
        Head { steal, real }
    }

    fn is_being_stolen(self) -> bool {
        self.steal != self.real
    }
}

struct Shared<T> {
    head: AtomicU64,
    tail: AtomicU32,
    slots: Box<[UnsafeCell<MaybeUninit<T>>]>,
}

// SAFETY: a slot is written by the owner only while it is free, and read only by whoever has claimed its position by
// moving `real`; both are ordered by `tail` and `head`. So items move between threads, and are never shared.
unsafe impl<T: Send> Send for Shared<T> {}
// SAFETY: as above.
unsafe impl<T: Send> Sync for Shared<T> {}

impl<T> Shared<T> {
    fn head(&self) -> Head {
        Head::from_bits(self.head.load(Ordering::Acquire))
    }

    /// Moves `head`; `Err` tells where it is by now.
    fn move_head(&self, from: Head, to: Head) -> Result<(), Head> {
        self.head
            .compare_exchange(from.to_bits(), to.to_bits(), Ordering::AcqRel, Ordering::Acquire)
            .map(drop)
            .map_err(Head::from_bits)
    }

    fn slot(&self, position: u32) -> &UnsafeCell<MaybeUninit<T>> {
        &self.slots[(position % CAPACITY) as usize]
    }

    /// # Safety
    ///
    /// The caller has claimed `position`, and reads it once.
    unsafe fn read(&self, position: u32) -> T {
        // SAFETY: a claimed position lies before `tail`, so its slot was written, and `tail` or `head` was read since.
        self.slot(position).with(|slot| unsafe { (*slot).assume_init_read() })
    }

    /// # Safety
    ///
    /// The caller is the owner, and `position` is free.
    unsafe fn write(&self, position: u32, item: T) {
        // SAFETY: the caller's promise: nobody reads the slot before `tail` is moved beyond it.
        self.slot(position).with_mut(|slot| unsafe { (*slot).write(item) });
    }

    fn len(&self) -> u32 {
        // In this order: `tail` is never behind a `real` that was read before.
        let real = self.head().real;
        self.tail.load(Ordering::Acquire).wrapping_sub(real)
    }
}

/// The owner's end.
pub(crate) struct Ring<T> {
    shared: Arc<Shared<T>>,
    /// One thread at a time.
    _not_sync: std::marker::PhantomData<std::cell::Cell<()>>,
}

/// An end to steal at.
pub(crate) struct Thief<T> {
    shared: Arc<Shared<T>>,
}

/// An empty queue: the end of its owner, and that of thieves.
pub(crate) fn ring<T: Send>() -> (Ring<T>, Thief<T>) {
    let slots = (0..CAPACITY).map(|_| UnsafeCell::new(MaybeUninit::uninit())).collect();
    let shared = Arc::new(Shared { head: AtomicU64::new(0), tail: AtomicU32::new(0), slots });
    (Ring { shared: Arc::clone(&shared), _not_sync: std::marker::PhantomData }, Thief { shared })
}

impl<T: Send> Ring<T> {
    /// Puts an item at the end, or gives it back if there is no room.
    pub(crate) fn push(&self, item: T) -> Result<(), T> {
        let tail = self.tail();
        if tail.wrapping_sub(self.shared.head().steal) == CAPACITY {
            return Err(item);
        }
        // SAFETY: we are the owner, and `steal` has not come round to this slot; it only moves on.
        unsafe { self.shared.write(tail, item) };
        self.shared.tail.store(tail.wrapping_add(1), Ordering::Release);
        Ok(())
    }

    /// Takes the item that is longest here.
    pub(crate) fn pop(&self) -> Option<T> {
        let mut head = self.shared.head();
        loop {
            if head.real == self.tail() {
                return None;
            }
            match self.shared.move_head(head, head.take(1)) {
                // SAFETY: moving `real` has claimed the position.
                Ok(()) => return Some(unsafe { self.shared.read(head.real) }),
                Err(now) => head = now,
            }
        }
    }

    /// Takes half of a full queue, the older half. Nothing if a thief is at work, who makes room soon.
    pub(crate) fn take_half(&self) -> Vec<T> {
        let head = self.shared.head();
        let count = self.tail().wrapping_sub(head.real) / 2;
        if head.is_being_stolen() || self.shared.move_head(head, head.take(count)).is_err() {
            return Vec::new();
        }
        // SAFETY: moving `real` has claimed these positions.
        (0..count).map(|n| unsafe { self.shared.read(head.real.wrapping_add(n)) }).collect()
    }

    /// How many more items have room at least.
    pub(crate) fn room(&self) -> usize {
        (CAPACITY - self.tail().wrapping_sub(self.shared.head().steal)) as usize
    }

    pub(crate) fn len(&self) -> usize {
        self.shared.len() as usize
    }

    /// Only the owner writes it, so it needs no order to read its own.
    fn tail(&self) -> u32 {
        self.shared.tail.load(Ordering::Relaxed)
    }
}

impl<T> Drop for Ring<T> {
    fn drop(&mut self) {
        // What is left is dropped with the queue; the owner has emptied it unless it panicked.
        let mut head = self.shared.head();
        while head.real != self.shared.tail.load(Ordering::Relaxed) {
            if self.shared.move_head(head, head.take(1)).is_ok() {
                // SAFETY: moving `real` has claimed the position.
                drop(unsafe { self.shared.read(head.real) });
            }
            head = self.shared.head();
        }
    }
}

impl<T: Send> Thief<T> {
    /// How many items are there, about.
    pub(crate) fn len(&self) -> usize {
        self.shared.len() as usize
    }

    /// Takes half of the items (one at least): gives the last of them, and puts the others into `into`. Also how many.
    pub(crate) fn steal_into(&self, into: &Ring<T>) -> Option<(T, usize)> {
        // With half the room free, what we take always fits.
        if into.room() < (CAPACITY / 2) as usize {
            return None;
        }
        let (first, count) = self.claim_half()?;
        let tail = into.tail();
        for n in 0..count - 1 {
            // SAFETY: the positions are claimed, each is read once.
            let item = unsafe { self.shared.read(first.wrapping_add(n)) };
            // SAFETY: we own `into`, and it has this much room.
            unsafe { into.shared.write(tail.wrapping_add(n), item) };
        }
        // SAFETY: as above; the last of the claimed.
        let last = unsafe { self.shared.read(first.wrapping_add(count - 1)) };
        self.release();
        into.shared.tail.store(tail.wrapping_add(count - 1), Ordering::Release);
        Some((last, count as usize))
    }

    /// Claims half of the items for copying: the first position, and how many, at least one.
    fn claim_half(&self) -> Option<(u32, u32)> {
        let mut head = self.shared.head();
        loop {
            let len = self.shared.tail.load(Ordering::Acquire).wrapping_sub(head.real);
            // A `head` that is older than the `tail` may make for more than there can be: it fails below.
            let count = (len - len / 2).min(CAPACITY / 2);
            if count == 0 || head.is_being_stolen() {
                return None;
            }
            let claimed = Head { steal: head.steal, real: head.real.wrapping_add(count) };
            match self.shared.move_head(head, claimed) {
                Ok(()) => return Some((head.real, count)),
                Err(now) => head = now,
            }
        }
    }

    /// The claimed items are copied: their slots are free.
    fn release(&self) {
        let mut head = self.shared.head();
        loop {
            match self.shared.move_head(head, Head { steal: head.real, real: head.real }) {
                Ok(()) => return,
                Err(now) => head = now,
            }
        }
    }
}
