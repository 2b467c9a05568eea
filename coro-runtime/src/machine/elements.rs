//! What is left of an array of which elements were moved away.

use core::mem::{self, ManuallyDrop};

/// Which elements of an array a pattern names.
#[derive(Clone, Copy)]
pub enum Elements {
    /// The one with this number.
    First(usize),
    /// The one that is so far from the end, which is 1 for the last.
    Last(usize),
    /// All but so many at the start and so many at the end.
    Rest(usize, usize),
}

impl Elements {
    fn contains(self, index: usize, len: usize) -> bool {
        match self {
            Elements::First(number) => index == number,
            Elements::Last(distance) => index + distance == len,
            Elements::Rest(before, after) => before <= index && index + after < len,
        }
    }
}

/// What a pattern of elements can be matched against.
pub trait Array {
    /// Drops it but for the elements that are gone.
    fn drop_rest(self, parts: &[(Elements, bool)]);
}

impl<T, const N: usize> Array for [T; N] {
    /// As rustc does: from the end; elements that no pattern names, together, and in order.
    fn drop_rest(self, parts: &[(Elements, bool)]) {
        let mut left = Left { array: ManuallyDrop::new(self), len: N, parts };
        left.drop_on();
    }
}

/// Nothing is moved out from behind a reference.
impl<T: ?Sized> Array for &T {
    fn drop_rest(self, _: &[(Elements, bool)]) {}
}

impl<T: ?Sized> Array for &mut T {
    fn drop_rest(self, _: &[(Elements, bool)]) {}
}

struct Left<'a, T, const N: usize> {
    array: ManuallyDrop<[T; N]>,
    /// The elements that are not dealt with yet.
    len: usize,
    parts: &'a [(Elements, bool)],
}

impl<T, const N: usize> Left<'_, T, N> {
    fn named(&self, index: usize) -> impl Iterator<Item = bool> {
        self.parts.iter().filter(move |(part, _)| part.contains(index, N)).map(|(_, gone)| *gone)
    }

    fn drop_on(&mut self) {
        while self.len > 0 {
            let (last, end) = (self.len - 1, self.len);
            let is_named = |index: usize| self.named(index).next().is_some();
            let start = if is_named(last) {
                last
            } else {
                (0..last).rev().find(|i| is_named(*i)).map_or(0, |i| i + 1)
            };
            let gone = self.named(last).any(|gone| gone);
            self.len = start;
            if !gone {
                // If one of them panics, the others are dropped all the same.
                let onward = Onward(self);
                let elements: *mut [T] = &raw mut onward.0.array[start..end];
                // SAFETY: these are there, and are dealt with here only, since `len` is before them.
                unsafe { elements.drop_in_place() }
                mem::forget(onward);
            }
        }
    }
}

struct Onward<'a, 'b, T, const N: usize>(&'a mut Left<'b, T, N>);

impl<T, const N: usize> Drop for Onward<'_, '_, T, N> {
    fn drop(&mut self) {
        self.0.drop_on();
    }
}
