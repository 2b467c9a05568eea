//! Recursive iterators whose items cost the same however deep they lie.
//!
//! An iterator that hands on what another one of its kind yields, and that one the same, passes each item up through all
//! levels. Here a level yields a step instead: an item, or the level below it. [`flatten`] keeps the levels on a stack, and
//! resumes the innermost one only.
//!
//! ```
//! use coro_runtime::recursive::{Step, flatten};
//!
//! struct Tree {
//!     value: u32,
//!     children: Vec<Tree>,
//! }
//!
//! fn steps(tree: &Tree) -> impl Iterator<Item = Step<'_, u32>> {
//!     let children = tree.children.iter().map(|child| Step::into(steps(child)));
//!     [Step::Item(tree.value)].into_iter().chain(children)
//! }
//!
//! let leaf = |value| Tree { value, children: Vec::new() };
//! let tree = Tree { value: 1, children: vec![leaf(2), Tree { value: 3, children: vec![leaf(4)] }] };
//! assert_eq!(flatten(steps(&tree)).collect::<Vec<_>>(), [1, 2, 3, 4]);
//! ```

use alloc::boxed::Box;
use alloc::vec::Vec;
use core::fmt;
use core::iter::FusedIterator;

/// A level of a recursion.
type Level<'a, T> = Box<dyn Iterator<Item = Step<'a, T>> + 'a>;

/// What a level of a recursion yields.
pub enum Step<'a, T> {
    /// An item.
    Item(T),
    /// The level below, which is run to its end before this one goes on.
    Into(Level<'a, T>),
}

impl<'a, T> Step<'a, T> {
    /// The level below.
    #[allow(clippy::should_implement_trait)] // it is said of a value, not of a type
    pub fn into(level: impl Iterator<Item = Step<'a, T>> + 'a) -> Self {
        Step::Into(Box::new(level))
    }
}

impl<T: fmt::Debug> fmt::Debug for Step<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Step::Item(item) => f.debug_tuple("Item").field(item).finish(),
            Step::Into(_) => f.debug_tuple("Into").finish_non_exhaustive(),
        }
    }
}

/// The items of a recursion, in the order in which its levels yield them.
pub fn flatten<'a, T>(level: impl Iterator<Item = Step<'a, T>> + 'a) -> Flatten<'a, T> {
    Flatten { levels: Vec::from([Box::new(level) as Level<'a, T>]) }
}

/// See [`flatten`].
pub struct Flatten<'a, T> {
    /// Innermost last.
    levels: Vec<Level<'a, T>>,
}

impl<T> fmt::Debug for Flatten<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Flatten").field("depth", &self.levels.len()).finish_non_exhaustive()
    }
}

impl<T> Iterator for Flatten<'_, T> {
    type Item = T;

    fn next(&mut self) -> Option<T> {
        while let Some(level) = self.levels.last_mut() {
            match level.next() {
                Some(Step::Item(item)) => return Some(item),
                Some(Step::Into(below)) => self.levels.push(below),
                None => drop(self.levels.pop()),
            }
        }
        None
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, self.levels.is_empty().then_some(0))
    }
}

impl<T> FusedIterator for Flatten<'_, T> {}
