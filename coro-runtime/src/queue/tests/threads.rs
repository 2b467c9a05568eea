//! The ring with real threads: each item comes out once.

use std::collections::HashSet;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread;

use super::super::ring;

#[test]
fn each_item_comes_out_once() {
    const ITEMS: u32 = if cfg!(miri) { 300 } else { 100_000 };
    let (ring, thief) = ring();
    let is_done = AtomicBool::new(false);
    let taken = thread::scope(|scope| {
        let (thief, is_done) = (&thief, &is_done);
        let thieves = [(); 2].map(|()| {
            scope.spawn(move || {
                let (into, _) = super::super::ring();
                let mut taken = Vec::new();
                while !is_done.load(Ordering::Acquire) || thief.len() > 0 {
                    match thief.steal_into(&into) {
                        Some((last, _)) => taken.push(last),
                        None => thread::yield_now(),
                    }
                    taken.extend(std::iter::from_fn(|| into.pop()));
                }
                taken
            })
        });
        let mut taken = Vec::new();
        for n in 0..ITEMS {
            let mut item = n;
            while let Err(back) = ring.push(item) {
                item = back;
                taken.extend(ring.take_half());
            }
            if n % 3 == 0 {
                taken.extend(ring.pop());
            }
        }
        is_done.store(true, Ordering::Release);
        taken.extend(std::iter::from_fn(|| ring.pop()));
        for thief in thieves {
            taken.extend(thief.join().unwrap());
        }
        taken
    });
    assert_eq!(taken.len(), ITEMS as usize);
    assert_eq!(taken.into_iter().collect::<HashSet<_>>().len(), ITEMS as usize);
}
