//! Models of the queues: loom goes through every order of their atomic accesses.

use std::ptr::NonNull;
use std::sync::Arc as StdArc;

use loom::sync::Arc;
use loom::thread;

use super::super::{Inject, Slot, ThinOwner, ring};

/// Counts what comes out.
fn sum(taken: impl IntoIterator<Item = usize>) -> usize {
    taken.into_iter().map(|n| 1 << n).sum()
}

#[test]
fn owner_and_thief_share_the_items() {
    loom::model(|| {
        let (owner, thief) = ring();
        owner.push(0).unwrap();
        owner.push(1).unwrap();
        let other = thread::spawn(move || {
            let (into, _) = ring();
            let mut taken = Vec::new();
            for _ in 0..2 {
                taken.extend(thief.steal_into(&into).map(|(last, _)| last));
                taken.extend(std::iter::from_fn(|| into.pop()));
            }
            taken
        });
        let mut taken = Vec::new();
        taken.extend(owner.pop());
        owner.push(2).unwrap();
        taken.extend(owner.pop());
        taken.extend(other.join().unwrap());
        taken.extend(std::iter::from_fn(|| owner.pop()));
        taken.sort_unstable();
        assert_eq!(taken, [0, 1, 2]);
    });
}

#[test]
fn a_full_ring_overflows_while_it_is_stolen_from() {
    loom::model(|| {
        let (owner, thief) = ring();
        (0..4).for_each(|n| owner.push(n).unwrap());
        let other = thread::spawn(move || {
            let (into, _) = ring();
            let mut taken: Vec<usize> = thief.steal_into(&into).map(|(last, _)| last).into_iter().collect();
            taken.extend(std::iter::from_fn(|| into.pop()));
            taken
        });
        let mut taken = Vec::new();
        // The scheduler's way: half to elsewhere, or the item itself.
        if let Err(item) = owner.push(4) {
            taken.extend(owner.take_half());
            taken.push(item);
        }
        taken.extend(other.join().unwrap());
        taken.extend(std::iter::from_fn(|| owner.pop()));
        assert_eq!((taken.len(), sum(taken)), (5, 0b1_1111));
    });
}

#[test]
fn two_thieves_share_the_items() {
    loom::model(|| {
        let (owner, thief) = ring();
        (0..3).for_each(|n| owner.push(n).unwrap());
        let thief = Arc::new(thief);
        let steal = |thief: Arc<super::super::Thief<usize>>| {
            let (into, _) = ring();
            let mut taken: Vec<usize> = thief.steal_into(&into).map(|(last, _)| last).into_iter().collect();
            taken.extend(std::iter::from_fn(|| into.pop()));
            taken
        };
        let other = thread::spawn({
            let thief = thief.clone();
            move || steal(thief)
        });
        let mut taken = steal(thief);
        taken.extend(other.join().unwrap());
        taken.extend(std::iter::from_fn(|| owner.pop()));
        assert_eq!((taken.len(), sum(taken)), (3, 0b111));
    });
}

struct Token(usize);

// SAFETY: numbers, made pointers by an offset that keeps them from being null.
unsafe impl ThinOwner for Token {
    fn into_raw(self) -> NonNull<()> {
        NonNull::new(std::ptr::without_provenance_mut(self.0 + 1)).unwrap()
    }

    unsafe fn from_raw(raw: NonNull<()>) -> Token {
        Token(raw.as_ptr().addr() - 1)
    }
}

#[test]
fn a_slot_gives_each_item_once() {
    loom::model(|| {
        let slot = Arc::new(Slot::new());
        let thief = thread::spawn({
            let slot = slot.clone();
            move || slot.take()
        });
        let mut taken: Vec<Token> = slot.replace(Token(0)).into_iter().collect();
        taken.extend(slot.replace(Token(1)));
        taken.extend(thief.join().unwrap());
        taken.extend(slot.take());
        assert_eq!((taken.len(), sum(taken.iter().map(|token| token.0))), (2, 0b11));
    });
}

#[test]
fn closing_loses_nothing() {
    loom::model(|| {
        let inject = Arc::new(Inject::new(2));
        let counted = StdArc::new(());
        let pushes = thread::spawn({
            let (inject, counted) = (inject.clone(), counted.clone());
            move || {
                // Given back or put in: somebody has it.
                let refused = inject.push(0, [counted.clone()]).is_err();
                usize::from(refused) + usize::from(inject.push(1, [counted]).is_err())
            }
        });
        let taken = inject.take(0, 1, 0, |_: StdArc<()>| unreachable!());
        let left = inject.close();
        let refused = pushes.join().unwrap();
        assert_eq!(usize::from(taken.is_some()) + left.len() + refused, 2);
        assert!(inject.take(0, 1, 9, |_| unreachable!()).is_none());
    });
}
