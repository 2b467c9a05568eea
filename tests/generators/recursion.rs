//! Recursion through boxes, and by steps: each item of a deep tree costs the same.

use coro::recursive::{Step, flatten};
use coro::{yield_, yield_from};
use std::cell::Cell;

struct Tree {
    value: u32,
    left: Option<Box<Tree>>,
    right: Option<Box<Tree>>,
}

impl Tree {
    /// A balanced tree of the numbers from `low` on.
    fn of(low: u32, count: u32) -> Option<Box<Tree>> {
        let left = count.checked_sub(1)? / 2;
        Some(Box::new(Tree {
            value: low + left,
            left: Tree::of(low, left),
            right: Tree::of(low + left + 1, count - 1 - left),
        }))
    }
}

thread_local! {
    static RESUMES: Cell<u64> = const { Cell::new(0) };
}

#[coro::coroutine]
fn steps(tree: &Tree) -> impl Iterator<Item = Step<'_, u32>> {
    let counted = |inner| inspect(inner);
    if let Some(left) = &tree.left {
        yield_!(Step::into(counted(left)));
    }
    yield_!(Step::Item(tree.value));
    if let Some(right) = &tree.right {
        yield_!(Step::into(counted(right)));
    }
}

/// Counts how often the levels are resumed.
fn inspect(tree: &Tree) -> Box<dyn Iterator<Item = Step<'_, u32>> + '_> {
    Box::new(steps(tree).inspect(|_| RESUMES.set(RESUMES.get() + 1)))
}

#[test]
fn a_million_nodes() {
    let count = 1_000_000;
    let tree = Tree::of(0, count).expect("there is one");
    assert!(flatten(inspect(&tree)).eq(0..count));
    // Each node is stepped into once, and yields once.
    assert_eq!(RESUMES.get(), u64::from(2 * count - 1));
}

#[test]
fn a_chain_as_deep_as_you_like() {
    let depth = 100_000;
    let mut tree = Box::new(Tree { value: 0, left: None, right: None });
    for value in 1..depth {
        tree = Box::new(Tree { value, left: Some(tree), right: None });
    }
    assert_eq!(flatten(inspect(&tree)).map(u64::from).sum::<u64>(), 4_999_950_000);
    // Not one level inside of the other either, when it goes.
    let mut rest = Some(tree);
    while let Some(mut tree) = rest {
        rest = tree.left.take();
    }
}

#[test]
fn through_boxes() {
    #[coro::coroutine]
    fn values(tree: &Tree) -> impl Iterator<Item = u32> {
        for (before, child) in [(true, &tree.left), (false, &tree.right)] {
            if !before {
                yield_!(tree.value);
            }
            if let Some(child) = child {
                let inner: Box<dyn Iterator<Item = u32>> = Box::new(values(child));
                yield_from!(inner);
            }
        }
    }
    let tree = Tree::of(0, 100).expect("there is one");
    assert!(values(&tree).eq(0..100));
}
