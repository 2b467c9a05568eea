//! A hierarchical timing wheel: values that wait for a tick.
//!
//! Takes: values with the tick at which each is due. Gives: those that are due, in order of tick, then of insertion.
//!
//! ```text
//!   tick, in base 64:   d10 .. d3  d2  d1  d0         `elapsed` is the tick up to which all has been given out
//!
//!   level 0   the ticks that differ from `elapsed` in d0 only:     a slot for each d0
//!   level 1   those whose highest difference is in d1:             a slot for each d1, 64 ticks wide
//!   level 2   those whose highest difference is in d2:             a slot for each d2, 64² ticks wide
//!   ..
//! ```
//!
//! A tick has eleven such digits, so no tick is beyond the wheel, and no level ever wraps. Inserting and removing take
//! constant time; a value that comes to its turn has been moved to a lower level ten times at most, and only when the
//! wheel was advanced into the middle of its slot.
//!
//! Invariants:
//! - Every value's tick is after `elapsed`, and the value is in the slot that the picture says for the present `elapsed`.
//!   So all of a level come before all of the next, and a level's slots are in order.
//! - `occupied` has a bit for each slot that is not empty; a slot's `earliest` is not after any of its values (it may be
//!   before all of them, when the earliest was removed).
//! - A key is valid from its insertion until the value is removed or given out, and never again.

use std::num::NonZeroU32;

const DIGIT_BITS: u32 = 6;
const SLOTS: usize = 1 << DIGIT_BITS;
const LEVELS: usize = u64::BITS.div_ceil(DIGIT_BITS) as usize;
/// Slots that have room for no more than this keep it when they are emptied.
const KEPT_CAPACITY: usize = 64;

/// Names one insertion.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct TimerKey {
    place: Place,
    /// Which insertion of the wheel it was: places are used again, numbers are not.
    number: u64,
}

/// An index into the nodes, plus one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Place(NonZeroU32);

impl Place {
    fn new(index: usize) -> Place {
        let place = u32::try_from(index + 1).ok().and_then(NonZeroU32::new);
        Place(place.expect("fewer than 2^32 timers at a time"))
    }

    fn index(self) -> usize {
        self.0.get() as usize - 1
    }
}

#[derive(Debug)]
pub(super) struct Wheel<T> {
    elapsed: u64,
    /// Of each level, which slots are not empty.
    occupied: [u64; LEVELS],
    /// Those that were ever used.
    levels: [Option<Box<Level>>; LEVELS],
    nodes: Vec<Node<T>>,
    /// The first node without a value; each names the next.
    free: Option<Place>,
    len: usize,
    inserted: u64,
}

type Level = [Slot; SLOTS];

/// The places of nodes, in no order: to move them all, one after the other, is quicker along a vector than along a list.
#[derive(Debug, Default)]
struct Slot {
    places: Vec<Place>,
    /// Means nothing while the slot is empty.
    earliest: u64,
}

#[derive(Debug)]
struct Node<T> {
    tick: u64,
    number: u64,
    /// Where the slot names this place; if there is no value, the next such place.
    link: Link,
    value: Option<T>,
}

#[derive(Clone, Copy, Debug)]
enum Link {
    InSlot { position: u32 },
    Free { next: Option<Place> },
}

/// A value that was given out.
#[derive(Debug)]
pub(super) struct Due<T> {
    tick: u64,
    number: u64,
    pub(super) value: T,
}

impl<T> Wheel<T> {
    pub(super) fn new() -> Wheel<T> {
        Wheel {
            elapsed: 0,
            occupied: [0; LEVELS],
            levels: Default::default(),
            nodes: Vec::new(),
            free: None,
            len: 0,
            inserted: 0,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.len
    }

    /// Puts a value in, or gives it back if its tick is not after the one that the wheel was advanced to.
    pub(super) fn insert(&mut self, tick: u64, value: T) -> Result<TimerKey, T> {
        if tick <= self.elapsed {
            return Err(value);
        }
        let number = self.inserted;
        self.inserted += 1;
        let node = Node { tick, number, link: Link::Free { next: None }, value: Some(value) };
        let place = self.take_place(node);
        self.link(place, tick);
        self.len += 1;
        Ok(TimerKey { place, number })
    }

    /// The value of a key, while it is valid.
    pub(super) fn get(&mut self, key: TimerKey) -> Option<&mut T> {
        let node = self.nodes.get_mut(key.place.index()).filter(|node| node.number == key.number)?;
        node.value.as_mut()
    }

    pub(super) fn remove(&mut self, key: TimerKey) -> Option<T> {
        self.get(key)?;
        self.unlink(key.place);
        self.free_place(key.place)
    }

    /// A tick before which no value is due. Where it is not exact, advancing the wheel to it makes it so.
    pub(super) fn next(&self) -> Option<u64> {
        let level = self.occupied.iter().position(|&occupied| occupied != 0)?;
        let slots = self.levels[level].as_deref()?;
        Some(slots[self.occupied[level].trailing_zeros() as usize].earliest)
    }

    /// Moves all values that are due at `now` to `due`, in order. A `now` that is past already gives nothing.
    pub(super) fn advance(&mut self, now: u64, due: &mut Vec<Due<T>>) {
        if now <= self.elapsed {
            return;
        }
        let before = std::mem::replace(&mut self.elapsed, now);
        // Below the highest digit that has changed, every slot is of a range that is over.
        let highest = level_of(before, now);
        for level in 0..highest {
            self.take_slots(level, u64::MAX, due);
        }
        // In that digit, those before the new one are over, and that of the new one has begun.
        self.take_slots(highest, u64::MAX >> (SLOTS - 1 - digit(now, highest)), due);
        due.sort_unstable_by_key(|due| (due.tick, due.number));
    }

    /// Removes all values, in no order.
    pub(super) fn drain(&mut self) -> impl Iterator<Item = T> {
        (self.occupied, self.levels) = ([0; LEVELS], Default::default());
        (self.len, self.free) = (0, None);
        std::mem::take(&mut self.nodes).into_iter().filter_map(|node| node.value)
    }

    /// Empties those of a level's slots that have a bit in `mask`: what is due goes to `due`, the rest to lower levels.
    fn take_slots(&mut self, level: usize, mask: u64, due: &mut Vec<Due<T>>) {
        let mut slots = self.occupied[level] & mask;
        self.occupied[level] &= !mask;
        while slots != 0 {
            let index = slots.trailing_zeros() as usize;
            let mut places = std::mem::take(&mut self.slot(level, index).places);
            for &place in &places {
                self.give_out_or_link(place, due);
            }
            // The next timers here are spared an allocation; but a crowd leaves no empty halls.
            if places.capacity() <= KEPT_CAPACITY {
                places.clear();
                self.slot(level, index).places = places;
            }
            slots &= slots - 1;
        }
    }

    fn give_out_or_link(&mut self, place: Place, due: &mut Vec<Due<T>>) {
        let Node { tick, number, .. } = self.nodes[place.index()];
        if tick > self.elapsed {
            self.link(place, tick);
        } else if let Some(value) = self.free_place(place) {
            due.push(Due { tick, number, value });
        }
    }

    /// Puts a node that is in no slot into its slot.
    fn link(&mut self, place: Place, tick: u64) {
        let (level, index) = self.slot_of(tick);
        self.occupied[level] |= 1 << index;
        let slot = self.slot(level, index);
        slot.earliest = if slot.places.is_empty() { tick } else { slot.earliest.min(tick) };
        let position = u32::try_from(slot.places.len()).expect("as many as there are places at most");
        slot.places.push(place);
        self.nodes[place.index()].link = Link::InSlot { position };
    }

    fn unlink(&mut self, place: Place) {
        let Node { tick, link: Link::InSlot { position }, .. } = self.nodes[place.index()] else { return };
        let (level, index) = self.slot_of(tick);
        let places = &mut self.slot(level, index).places;
        places.swap_remove(position as usize);
        let is_empty = places.is_empty();
        // The last has taken its position.
        if let Some(moved) = places.get(position as usize).copied() {
            self.nodes[moved.index()].link = Link::InSlot { position };
        } else if is_empty {
            self.occupied[level] &= !(1 << index);
        }
    }

    fn slot(&mut self, level: usize, index: usize) -> &mut Slot {
        let level =
            self.levels[level].get_or_insert_with(|| Box::new(std::array::from_fn(|_| Slot::default())));
        &mut level[index]
    }

    /// The level and the slot of a tick that is after `elapsed`.
    fn slot_of(&self, tick: u64) -> (usize, usize) {
        let level = level_of(self.elapsed, tick);
        (level, digit(tick, level))
    }

    fn take_place(&mut self, node: Node<T>) -> Place {
        let Some(place) = self.free else {
            self.nodes.push(node);
            return Place::new(self.nodes.len() - 1);
        };
        let free = std::mem::replace(&mut self.nodes[place.index()], node);
        if let Link::Free { next } = free.link {
            self.free = next;
        }
        place
    }

    /// Takes the value of a node that is in no slot any more.
    fn free_place(&mut self, place: Place) -> Option<T> {
        let node = &mut self.nodes[place.index()];
        node.link = Link::Free { next: self.free.replace(place) };
        self.len -= 1;
        node.value.take()
    }
}

/// The highest digit in which two different ticks differ.
fn level_of(a: u64, b: u64) -> usize {
    ((a ^ b).ilog2() / DIGIT_BITS) as usize
}

#[allow(clippy::cast_possible_truncation, reason = "masked: a digit is less than 64")]
fn digit(tick: u64, level: usize) -> usize {
    (tick >> (level as u32 * DIGIT_BITS)) as usize % SLOTS
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// A small generator of numbers that look random (splitmix64).
    struct Random(u64);

    impl Random {
        fn next(&mut self) -> u64 {
            self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (self.0 ^ self.0 >> 30).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ mixed >> 27).wrapping_mul(0x94d0_49bb_1331_11eb);
            mixed ^ mixed >> 31
        }

        fn below(&mut self, limit: u64) -> u64 {
            self.next() % limit
        }

        fn index(&mut self, limit: usize) -> usize {
            usize::try_from(self.below(limit as u64)).expect("an index is below a limit that is one")
        }

        /// A distance of any order of magnitude.
        fn distance(&mut self) -> u64 {
            let bits = self.below(64);
            self.next() >> bits
        }
    }

    /// What a wheel promises, without a wheel: values by tick and number.
    #[derive(Default)]
    struct Model {
        values: BTreeMap<(u64, u64), TimerKey>,
        inserted: u64,
        now: u64,
    }

    struct Pair {
        wheel: Wheel<u64>,
        model: Model,
        gone: Vec<TimerKey>,
    }

    impl Pair {
        fn insert(&mut self, tick: u64) {
            match self.wheel.insert(tick, self.model.inserted) {
                Ok(key) => {
                    assert!(tick > self.model.now);
                    self.model.values.insert((tick, self.model.inserted), key);
                    self.model.inserted += 1;
                }
                Err(_) => assert!(tick <= self.model.now),
            }
        }

        fn remove(&mut self, nth: usize) {
            let Some((&(tick, number), &key)) = self.model.values.iter().nth(nth) else { return };
            assert_eq!(self.wheel.get(key), Some(&mut number.clone()));
            assert_eq!(self.wheel.remove(key), Some(number));
            self.model.values.remove(&(tick, number));
            self.gone.push(key);
        }

        fn advance(&mut self, now: u64) {
            let mut due = Vec::new();
            self.wheel.advance(now, &mut due);
            self.model.now = self.model.now.max(now);
            let later = self.model.values.split_off(&(self.model.now, u64::MAX));
            let expected = std::mem::replace(&mut self.model.values, later);
            let due: Vec<_> = due.iter().map(|due| (due.tick, due.value)).collect();
            assert_eq!(due, expected.keys().copied().collect::<Vec<_>>());
            self.gone.extend(expected.into_values());
        }

        /// Advances to what the wheel names as next: exact after a few steps at most, and never late.
        fn advance_to_next(&mut self) {
            let before = self.model.values.len();
            for _ in 0..=LEVELS {
                let Some(next) = self.wheel.next() else { break };
                assert!(next <= self.model.values.keys().next().expect("one is left").0);
                self.advance(next);
                if self.model.values.len() < before {
                    return;
                }
            }
            assert_eq!(before, 0, "the wheel does not get to its next value");
        }

        fn check(&mut self) {
            assert_eq!(self.wheel.len(), self.model.values.len());
            assert_eq!(self.wheel.next().is_some(), self.wheel.len() > 0);
            for key in self.gone.drain(..) {
                assert_eq!(self.wheel.get(key), None);
            }
        }
    }

    #[test]
    fn a_wheel_gives_what_a_sorted_map_gives() {
        for seed in 0..200 {
            let mut random = Random(seed);
            // Also wheels that have been running for long.
            let start = if seed % 2 == 0 { 0 } else { random.distance() };
            let mut pair = Pair { wheel: Wheel::new(), model: Model::default(), gone: Vec::new() };
            pair.advance(start);
            // Few distances, so that ticks meet; or any.
            let span = [3, 70, 5000, 1 << 30, u64::MAX][random.index(5)];
            for _ in 0..300 {
                let distance = random.distance() % span;
                match random.below(10) {
                    0..5 => pair.insert(pair.model.now.saturating_add(distance)),
                    5..7 => pair.remove(random.index(20)),
                    7 => pair.advance(pair.model.now.saturating_add(distance)),
                    8 => pair.advance_to_next(),
                    _ => pair.advance(pair.model.now.saturating_sub(distance)),
                }
                pair.check();
            }
            pair.advance(u64::MAX);
            assert_eq!(pair.wheel.len(), 0);
        }
    }

    #[test]
    fn drained_wheels_are_empty_and_their_keys_invalid() {
        let mut wheel = Wheel::new();
        let keys = [5, 70, 70, u64::MAX].map(|tick| wheel.insert(tick, tick).unwrap());
        assert_eq!(wheel.drain().count(), 4);
        assert_eq!((wheel.len(), wheel.next()), (0, None));
        assert_eq!(keys.map(|key| wheel.remove(key)), [None; 4]);
    }
}
