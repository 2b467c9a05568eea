//! The queues on one thread.

use std::ptr::NonNull;

use super::super::{Inject, Slot, ThinOwner, ring};

#[test]
fn a_ring_is_first_in_first_out_and_bounded() {
    let (ring, thief) = ring();
    for n in 0..256 {
        ring.push(n).unwrap();
    }
    assert_eq!(ring.push(256), Err(256));
    assert_eq!((ring.len(), thief.len(), ring.room()), (256, 256, 0));
    assert_eq!(ring.pop(), Some(0));
    ring.push(256).unwrap();
    assert_eq!((1..=256).collect::<Vec<_>>(), std::iter::from_fn(|| ring.pop()).collect::<Vec<_>>());
    assert_eq!((ring.len(), ring.room()), (0, 256));
}

#[test]
fn positions_wrap() {
    let (ring, thief) = ring();
    let (into, _) = super::super::ring();
    for n in 0..10_000 {
        ring.push(n).unwrap();
        ring.push(n).unwrap();
        assert_eq!(thief.steal_into(&into), Some((n, 1)));
        assert_eq!(ring.pop(), Some(n));
    }
}

#[test]
fn a_thief_takes_half_of_the_older() {
    let (ring, thief) = ring();
    let (into, _) = super::super::ring();
    (0..7).for_each(|n| ring.push(n).unwrap());
    assert_eq!(thief.steal_into(&into), Some((3, 4)));
    assert_eq!(std::iter::from_fn(|| into.pop()).collect::<Vec<_>>(), [0, 1, 2]);
    assert_eq!(std::iter::from_fn(|| ring.pop()).collect::<Vec<_>>(), [4, 5, 6]);
    assert_eq!(thief.steal_into(&into), None);
}

#[test]
fn a_thief_without_room_takes_nothing() {
    let (ring, thief) = ring();
    let (into, _) = super::super::ring();
    ring.push(1).unwrap();
    (0..129).for_each(|n| into.push(n).unwrap());
    assert_eq!(thief.steal_into(&into), None);
    into.pop();
    assert_eq!(thief.steal_into(&into), Some((1, 1)));
}

#[test]
fn a_full_ring_gives_its_older_half() {
    let (ring, _) = ring();
    (0..256).for_each(|n| ring.push(n).unwrap());
    assert_eq!(ring.take_half(), (0..128).collect::<Vec<_>>());
    assert_eq!(ring.pop(), Some(128));
}

#[test]
fn what_is_left_is_dropped_once() {
    let counted = std::sync::Arc::new(());
    let (ring, thief) = ring();
    (0..10).for_each(|_| ring.push(counted.clone()).unwrap());
    drop(ring.pop());
    drop(ring);
    assert_eq!(std::sync::Arc::strong_count(&counted), 1);
    drop(thief);
}

#[test]
fn items_are_injected_in_order_and_taken_in_shares() {
    let inject = Inject::new(2);
    assert!(inject.push(0, 0..9).is_ok());
    assert!(inject.push(1, [100]).is_ok());
    let mut more = Vec::new();
    assert_eq!(inject.take(0, 2, 99, |item| more.push(item)), Some(0));
    assert_eq!(more, [1, 2, 3, 4]);
    more.clear();
    assert_eq!(inject.take(0, 1, 2, |item| more.push(item)), Some(5));
    assert_eq!((more, inject.len()), (vec![6, 7], 2));
    assert_eq!(inject.take(1, 1, 0, |_| unreachable!()), Some(100));
    assert_eq!(inject.close(), [8]);
    assert!(inject.push(0, 1..2).is_err());
    assert_eq!(inject.take(0, 1, 9, |_| unreachable!()), None);
}

// SAFETY: boxes are such owners.
unsafe impl<T: Send> ThinOwner for Box<T> {
    fn into_raw(self) -> NonNull<()> {
        NonNull::from(Box::leak(self)).cast()
    }

    unsafe fn from_raw(raw: NonNull<()>) -> Box<T> {
        // SAFETY: the caller's promise.
        unsafe { Box::from_raw(raw.cast().as_ptr()) }
    }
}

#[test]
fn a_slot_holds_one() {
    let slot = Slot::new();
    assert!(slot.take().is_none());
    assert!(slot.replace(Box::new(1)).is_none());
    assert_eq!(slot.replace(Box::new(2)), Some(Box::new(1)));
    assert_eq!(slot.take(), Some(Box::new(2)));
    assert!(slot.is_empty());
    slot.replace(Box::new(3));
}
