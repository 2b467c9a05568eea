//! Numbers that look random: which worker a thief begins with.
//!
//! Takes: a seed. Gives: numbers below a limit. Invariant: the state is never zero, from where there is no way on.

use std::cell::Cell;

pub(super) struct Random(Cell<u32>);

impl Random {
    /// Another sequence for each number.
    pub(super) fn new(number: usize) -> Random {
        Random(Cell::new(u32::try_from(number).unwrap_or(0).wrapping_mul(0x9e37_79b9) | 1))
    }

    /// Xorshift: good enough to spread the thieves.
    pub(super) fn below(&self, limit: usize) -> usize {
        let mut n = self.0.get();
        n ^= n << 13;
        n ^= n >> 17;
        n ^= n << 5;
        self.0.set(n);
        // Without a division: the upper half of the product.
        ((u64::from(n) * limit as u64) >> u32::BITS) as usize
    }
}
