//! Parts of the frame that lie over each other, and begin with its head: the state, the flags, and small numbers.
//!
//! ```text
//!   at the first point     head, tick, limit          rather than     head  ┬ tick, limit
//!   at the second          head, answer                                     └ answer
//! ```
//!
//! On the right all parts are aligned as the largest of them is, and a small future pays for that once more. On the left it stands beside
//! the state. But what is beside all parts is not beside the state then, where something small would cost nothing: so that has to be known to
//! be aligned as a word is, but for one value. That stands in front of the state in each part, if the head is padded to nothing:
//!
//! ```text
//!   buffer, head, tick, limit
//!   buffer, head, answer
//! ```
//!
//! The head is padded as the numbers in it: that is no loss if something in a part is aligned as a word.

use super::remains::{Base, Part};
use super::{Layout, SlotId};

/// A frame of parts that begin with its head.
pub(super) struct OverHead {
    pub(super) front: Option<SlotId>,
    /// Beside the parts.
    pub(super) layout: Vec<Layout>,
    pub(super) parts: Vec<Part>,
}

/// What is known of slots.
pub(super) struct Kinds<'a> {
    pub(super) is_future: &'a dyn Fn(SlotId) -> bool,
    /// Aligned as a word is.
    pub(super) is_word: &'a dyn Fn(SlotId) -> bool,
}

impl Kinds<'_> {
    /// The frame of these, if none becomes larger by that.
    pub(super) fn over_head(&self, layout: &[Layout], numbers: &[Layout]) -> Option<OverHead> {
        let (over, leaves): (Vec<&Layout>, Vec<&Layout>) =
            layout.iter().partition(|part| matches!(part, Layout::Either(_)));
        let [Layout::Either(over)] = over.as_slice() else { return None };
        let (known, unknown): (Vec<&Layout>, Vec<&Layout>) =
            leaves.into_iter().partition(|part| self.has_word(part));
        let front = match unknown.as_slice() {
            [] => None,
            [Layout::Leaf(front)] if numbers.is_empty() => Some(*front),
            _ => return None,
        };
        let is_padded = numbers.is_empty() || over.iter().any(|part| self.has_word(part));
        let is_of_use = over.iter().any(|part| self.has_future_beside(part));
        (is_padded && is_of_use).then(|| OverHead {
            front,
            layout: known.into_iter().cloned().collect(),
            parts: over.iter().map(|part| self.part_over_head(part.clone())).collect(),
        })
    }

    /// Whether there is a future for which there may be room beside the state.
    fn has_future_beside(&self, layout: &Layout) -> bool {
        match layout {
            Layout::Leaf(_) => false,
            Layout::Both(parts) | Layout::Either(parts) => {
                parts.iter().any(|part| self.is_future(part) || self.has_future_beside(part))
            }
        }
    }

    fn has_word(&self, layout: &Layout) -> bool {
        match layout {
            Layout::Leaf(slot) => (self.is_word)(*slot),
            Layout::Both(parts) | Layout::Either(parts) => parts.iter().any(|part| self.has_word(part)),
        }
    }

    fn part_over_head(&self, layout: Layout) -> Part {
        let parts = |parts: Vec<Layout>| {
            Base::Parts(parts.into_iter().map(|part| self.part_over_head(part)).collect())
        };
        match layout {
            Layout::Leaf(_) => Part::new(Base::Head, Some(layout)).with_future_first(self),
            Layout::Either(over) => Part::new(parts(over), None),
            Layout::Both(mut beside) => {
                let has_future = beside.iter().any(|part| self.is_future(part));
                let over = beside.iter().position(|part| matches!(part, Layout::Either(_)));
                match over.filter(|_| !has_future).map(|over| beside.remove(over)) {
                    Some(Layout::Either(over)) => Part::new(parts(over), super::one_or(Layout::Both, beside)),
                    _ => Part::new(Base::Head, Some(Layout::Both(beside))).with_future_first(self),
                }
            }
        }
    }

    fn is_future(&self, layout: &Layout) -> bool {
        matches!(layout, Layout::Leaf(slot) if (self.is_future)(*slot))
    }
}

impl Part {
    pub(super) fn new(base: Base, layout: Option<Layout>) -> Self {
        Part { base, future: None, layout }
    }

    /// A future of the part lies right behind what it begins with.
    pub(super) fn with_future_first(self, kinds: &Kinds<'_>) -> Self {
        let mut beside = match self.layout {
            None => Vec::new(),
            Some(Layout::Both(parts)) => parts,
            Some(part @ (Layout::Leaf(_) | Layout::Either(_))) => vec![part],
        };
        let future = beside.iter().position(|part| kinds.is_future(part)).map(|at| beside.remove(at));
        let future = future.and_then(|future| match future {
            Layout::Leaf(slot) => Some(slot),
            Layout::Both(_) | Layout::Either(_) => None,
        });
        Part { future, layout: super::one_or(Layout::Both, beside), ..self }
    }
}
