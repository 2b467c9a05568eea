//! Values at stable places, found again by keys that are never valid twice.
//!
//! Takes: values. Gives: a [`Key`] for each. Invariant: each reuse of a place raises its generation, so a key of a
//! removed value finds nothing, whatever has taken its place since.

/// Where a value is, and which use of that place is meant.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    index: u32,
    generation: u32,
}

impl Key {
    /// The key as one number, for the kernel to carry.
    pub(crate) fn to_bits(self) -> u64 {
        u64::from(self.generation) << 32 | u64::from(self.index)
    }

    #[allow(clippy::cast_possible_truncation, reason = "the two halves are taken apart")]
    pub(crate) fn from_bits(bits: u64) -> Key {
        Key { index: bits as u32, generation: (bits >> 32) as u32 }
    }
}

/// A vector with holes.
#[derive(Debug)]
pub(crate) struct Slab<T> {
    entries: Vec<Entry<T>>,
    /// The first hole, or [`NONE`]; each hole names the next.
    free: u32,
    len: usize,
}

/// For a pointer, it is twice as large as that.
#[derive(Debug)]
struct Entry<T> {
    generation: u32,
    /// Of a hole: the next, or [`NONE`].
    next: u32,
    /// `None` in a hole.
    value: Option<T>,
}

/// No place: there are fewer.
const NONE: u32 = u32::MAX;

impl<T> Slab<T> {
    pub(crate) const fn new() -> Slab<T> {
        Slab { entries: Vec::new(), free: NONE, len: 0 }
    }

    pub(crate) fn len(&self) -> usize {
        self.len
    }

    /// Puts in the value that `make` builds, which learns its own key.
    #[inline]
    pub(crate) fn insert_with(&mut self, make: impl FnOnce(Key) -> T) -> Key {
        let index = if self.free == NONE { self.push_hole() } else { self.free };
        let entry = &mut self.entries[index as usize];
        let key = Key { index, generation: entry.generation };
        self.free = entry.next;
        entry.value = Some(make(key));
        self.len += 1;
        key
    }

    #[inline]
    pub(crate) fn get(&self, key: Key) -> Option<&T> {
        let entry =
            self.entries.get(key.index as usize).filter(|entry| entry.generation == key.generation)?;
        entry.value.as_ref()
    }

    #[inline]
    pub(crate) fn get_mut(&mut self, key: Key) -> Option<&mut T> {
        let entry = self.entries.get_mut(key.index as usize);
        entry.filter(|entry| entry.generation == key.generation)?.value.as_mut()
    }

    #[inline]
    pub(crate) fn remove(&mut self, key: Key) -> Option<T> {
        let entry = self.entries.get_mut(key.index as usize);
        let entry = entry.filter(|entry| entry.generation == key.generation)?;
        let value = entry.value.take()?;
        entry.generation = entry.generation.wrapping_add(1);
        entry.next = self.free;
        self.free = key.index;
        self.len -= 1;
        Some(value)
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &T> {
        self.entries.iter().filter_map(|entry| entry.value.as_ref())
    }

    /// Takes out the values that `is_meant` picks.
    pub(crate) fn take_where(&mut self, is_meant: impl Fn(&T) -> bool) -> Vec<T> {
        let keys: Vec<Key> = (0_u32..)
            .zip(&self.entries)
            .filter(|(_, entry)| entry.value.as_ref().is_some_and(&is_meant))
            .map(|(index, entry)| Key { index, generation: entry.generation })
            .collect();
        keys.into_iter().filter_map(|key| self.remove(key)).collect()
    }

    fn push_hole(&mut self) -> u32 {
        let index = u32::try_from(self.entries.len()).ok().filter(|index| *index != NONE);
        self.entries.push(Entry { generation: 0, next: NONE, value: None });
        index.expect("fewer than 2^32 values at a time")
    }
}

#[cfg(test)]
mod tests {
    use super::{Key, Slab};

    #[test]
    fn a_removed_key_finds_nothing_although_its_place_is_reused() {
        let mut slab = Slab::new();
        let first = slab.insert_with(|_| 'a');
        assert_eq!(slab.remove(first), Some('a'));
        let second = slab.insert_with(|_| 'b');
        assert_eq!(second.index, first.index);
        assert_eq!((slab.get(first), slab.get(second)), (None, Some(&'b')));
        assert_eq!(slab.remove(first), None);
        assert_eq!(slab.len(), 1);
    }

    #[test]
    fn places_are_small() {
        assert_eq!(size_of::<super::Entry<Box<u8>>>(), 16);
    }

    #[test]
    fn keys_survive_the_way_through_a_number() {
        let key = Key { index: 0xdead_beef, generation: 0x1234_5678 };
        assert_eq!(Key::from_bits(key.to_bits()), key);
    }

    #[test]
    fn holes_are_filled_last_first() {
        let mut slab = Slab::new();
        let keys: Vec<Key> = (0..4).map(|n| slab.insert_with(|_| n)).collect();
        slab.remove(keys[1]);
        slab.remove(keys[2]);
        assert_eq!(slab.insert_with(|_| 5).index, 2);
        assert_eq!(slab.insert_with(|_| 6).index, 1);
        assert_eq!(slab.insert_with(|_| 7).index, 4);
        assert_eq!(slab.iter().copied().collect::<Vec<_>>(), [0, 6, 5, 3, 7]);
        assert_eq!(slab.take_where(|n| n % 2 == 1), [5, 3, 7]);
        assert_eq!(slab.take_where(|_| true), [0, 6]);
        assert_eq!(slab.len(), 0);
    }
}
