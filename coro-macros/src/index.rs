//! Numberings: newtype ids, vectors that only their id can index, and sets of ids.

use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// A number that stands for one thing of one kind.
pub(crate) trait Id: Copy + Eq {
    fn new(index: usize) -> Self;
    fn index(self) -> usize;
}

/// Defines an id type; `$prefix` is how it prints.
macro_rules! define_id {
    ($(#[$doc:meta])* $name:ident, $prefix:literal) => {
        $(#[$doc])*
        #[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub(crate) struct $name(u32);

        impl $crate::index::Id for $name {
            fn new(index: usize) -> Self {
                $name(u32::try_from(index).unwrap_or(u32::MAX))
            }

            fn index(self) -> usize {
                self.0 as usize
            }
        }

        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, concat!($prefix, "{}"), self.0)
            }
        }
    };
}
pub(crate) use define_id;

/// A vector with a numbering of its own.
#[derive(Clone, Debug)]
pub(crate) struct IndexVec<I, T> {
    items: Vec<T>,
    id: PhantomData<fn(I)>,
}

impl<I: Id, T> IndexVec<I, T> {
    pub(crate) fn new() -> Self {
        IndexVec { items: Vec::new(), id: PhantomData }
    }

    pub(crate) fn filled(len: usize, item: T) -> Self
    where
        T: Clone,
    {
        IndexVec { items: vec![item; len], id: PhantomData }
    }

    pub(crate) fn push(&mut self, item: T) -> I {
        self.items.push(item);
        I::new(self.items.len() - 1)
    }

    pub(crate) fn len(&self) -> usize {
        self.items.len()
    }

    pub(crate) fn ids(&self) -> impl DoubleEndedIterator<Item = I> + use<I, T> {
        (0..self.items.len()).map(I::new)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = (I, &T)> {
        self.items.iter().enumerate().map(|(index, item)| (I::new(index), item))
    }
}

impl<I: Id, T> Index<I> for IndexVec<I, T> {
    type Output = T;

    fn index(&self, id: I) -> &T {
        &self.items[id.index()]
    }
}

impl<I: Id, T> IndexMut<I> for IndexVec<I, T> {
    fn index_mut(&mut self, id: I) -> &mut T {
        &mut self.items[id.index()]
    }
}

/// A set of ids, one bit each.
pub(crate) struct BitSet<I> {
    words: Vec<u64>,
    id: PhantomData<fn(I)>,
}

impl<I> Clone for BitSet<I> {
    fn clone(&self) -> Self {
        BitSet { words: self.words.clone(), id: PhantomData }
    }
}

impl<I> PartialEq for BitSet<I> {
    fn eq(&self, other: &Self) -> bool {
        self.words == other.words
    }
}

impl<I: Id> BitSet<I> {
    /// A set with room for `len` ids, all out or all in.
    pub(crate) fn new(len: usize, full: bool) -> Self {
        BitSet { words: vec![if full { u64::MAX } else { 0 }; len.div_ceil(64)], id: PhantomData }
    }

    pub(crate) fn insert(&mut self, id: I) {
        self.words[id.index() / 64] |= 1 << (id.index() % 64);
    }

    pub(crate) fn remove(&mut self, id: I) {
        self.words[id.index() / 64] &= !(1 << (id.index() % 64));
    }

    pub(crate) fn contains(&self, id: I) -> bool {
        self.words[id.index() / 64] >> (id.index() % 64) & 1 == 1
    }

    /// Takes in what another set has; tells whether there was anything new.
    pub(crate) fn union(&mut self, other: &Self) -> bool {
        self.combine(other, |a, b| a | b)
    }

    /// Leaves out what another set has not; tells whether there was any such.
    pub(crate) fn intersect(&mut self, other: &Self) -> bool {
        self.combine(other, |a, b| a & b)
    }

    /// Leaves out what another set has.
    pub(crate) fn subtract(&mut self, other: &Self) {
        let _ = self.combine(other, |a, b| a & !b);
    }

    /// Macros are not optimised, and the sets are what the analyses spend their time on: a loop, and no iterators.
    fn combine(&mut self, other: &Self, with: fn(u64, u64) -> u64) -> bool {
        let (mut at, mut changed) = (0, false);
        while at < self.words.len() {
            let (old, new) = (self.words[at], with(self.words[at], other.words[at]));
            self.words[at] = new;
            changed |= old != new;
            at += 1;
        }
        changed
    }

    /// What is in the set, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = I> {
        self.words.iter().enumerate().flat_map(|(number, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = (rest != 0).then(|| rest.trailing_zeros() as usize)?;
                rest &= rest - 1;
                Some(I::new(number * 64 + bit))
            })
        })
    }
}
