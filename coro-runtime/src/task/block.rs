//! The memory of tasks, which the next tasks get.
//!
//! Takes: layouts. Gives: blocks of memory for them. What is given back stays with the thread that did so, by sizes, for the
//! next task of that size there: the allocator of the system, which knows less, takes five times as long.
//!
//! Invariants: a block is either somebody's or in one thread's lists; a thread keeps 256 KiB at most, and nothing when it
//! has ended.
//!
//! Under a sanitizer, Miri or a model (`--cfg coro_sanitize`, `--cfg loom`) nothing is kept, so that they see each use after the
//! end.

use std::alloc::{Layout, alloc, dealloc, handle_alloc_error};
use std::cell::Cell;
use std::ptr::NonNull;

/// What a thread keeps at most.
const MOST_KEPT: usize = 256 << 10;

/// Sizes are rounded up to a multiple of this, less the word that allocators put in front of their blocks.
const STEP: usize = 16;
const WORD: usize = 8;
/// Larger blocks are not kept: what is put into them costs more than they do.
const CLASSES: usize = 64;

const KEEPS: bool = !cfg!(any(loom, miri, coro_sanitize));

thread_local! {
    static KEPT: Kept = const { Kept::new() };
}

/// Memory for this layout, with nothing in it.
#[inline]
pub(super) fn allocate(layout: Layout) -> NonNull<u8> {
    let Some(class) = Class::of(layout) else { return from_system(layout) };
    // A thread that ends has no list any more.
    let kept = KEPT.try_with(|kept| kept.take(class)).ok().flatten();
    kept.unwrap_or_else(|| from_system(class.layout()))
}

/// Gives memory back.
///
/// # Safety
///
/// `block` is from [`allocate`] of the same layout, on any thread, and is not used again.
#[inline]
pub(super) unsafe fn free(block: NonNull<u8>, layout: Layout) {
    let Some(class) = Class::of(layout) else {
        // SAFETY: the caller's promise; `allocate` came to the same branch.
        return unsafe { to_system(block, layout) };
    };
    // SAFETY: the caller's promise: the block is of this class, and now ours.
    let is_kept = KEPT.try_with(|kept| unsafe { kept.put(block, class) });
    if is_kept != Ok(true) {
        // SAFETY: the caller's promise; blocks of a class have its layout.
        unsafe { to_system(block, class.layout()) }
    }
}

#[cold]
fn from_system(layout: Layout) -> NonNull<u8> {
    // SAFETY: a cell has a header, and a class some bytes: the size is not zero.
    let block = unsafe { alloc(layout) };
    NonNull::new(block).unwrap_or_else(|| handle_alloc_error(layout))
}

/// # Safety
///
/// `block` is from [`from_system`] with the same layout, and is not used again.
#[cold]
unsafe fn to_system(block: NonNull<u8>, layout: Layout) {
    // SAFETY: the caller's promise.
    unsafe { dealloc(block.as_ptr(), layout) }
}

/// A size of blocks.
#[derive(Clone, Copy)]
struct Class(usize);

impl Class {
    /// The smallest that is large enough, if blocks of this layout are kept.
    #[inline]
    const fn of(layout: Layout) -> Option<Class> {
        let class = (layout.size() + WORD).div_ceil(STEP);
        // A class holds a link at least.
        let class = if class == 0 { 1 } else { class };
        if KEEPS && class < CLASSES && layout.align() <= STEP { Some(Class(class)) } else { None }
    }

    #[inline]
    const fn layout(self) -> Layout {
        match Layout::from_size_align(self.size(), STEP) {
            Ok(layout) => layout,
            Err(_) => panic!("a class is small"),
        }
    }

    #[inline]
    const fn size(self) -> usize {
        self.0 * STEP - WORD
    }
}

/// The blocks that a thread keeps.
struct Kept {
    /// The first of each class; each begins with a pointer to the next.
    first: [Cell<Option<NonNull<u8>>>; CLASSES],
    bytes: Cell<usize>,
}

impl Kept {
    const fn new() -> Kept {
        Kept { first: [const { Cell::new(None) }; CLASSES], bytes: Cell::new(0) }
    }

    #[inline]
    fn take(&self, class: Class) -> Option<NonNull<u8>> {
        let first = &self.first[class.0];
        let block = first.get()?;
        // SAFETY: the block is in the list, so it is ours, and begins with what `put` wrote.
        first.set(unsafe { block.cast::<Option<NonNull<u8>>>().read() });
        self.bytes.set(self.bytes.get() - class.size());
        Some(block)
    }

    /// False if there is enough already: then the block stays the caller's.
    ///
    /// # Safety
    ///
    /// `block` has the layout of `class`, is from the system's allocator, and the caller gives it up.
    #[inline]
    unsafe fn put(&self, block: NonNull<u8>, class: Class) -> bool {
        let bytes = self.bytes.get() + class.size();
        if bytes > MOST_KEPT {
            return false;
        }
        self.bytes.set(bytes);
        // SAFETY: the block is the caller's to give, has room for a pointer, and is aligned for one.
        unsafe { block.cast().write(self.first[class.0].replace(Some(block))) };
        true
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        for class in 1..CLASSES {
            while let Some(block) = self.take(Class(class)) {
                // SAFETY: what is in the lists is from the system, with its class's layout, and nobody else's.
                unsafe { to_system(block, Class(class).layout()) }
            }
        }
    }
}

#[cfg(all(test, not(any(loom, miri, coro_sanitize))))]
mod tests {
    use std::alloc::Layout;
    use std::ptr::NonNull;
    use std::thread;

    use super::{CLASSES, Class, KEPT, MOST_KEPT, allocate, free};

    fn kept() -> usize {
        KEPT.with(|kept| kept.bytes.get())
    }

    fn free_all(blocks: Vec<NonNull<u8>>, layout: Layout) {
        // SAFETY: the tests allocate them with this layout, and give each back once.
        blocks.into_iter().for_each(|block| unsafe { free(block, layout) });
    }

    #[test]
    fn classes_fit() {
        for size in 1..(CLASSES - 1) * 16 - 8 {
            let class = Class::of(Layout::from_size_align(size, 8).unwrap()).unwrap();
            assert!((size..size + 16).contains(&class.size()), "{size}");
        }
    }

    #[test]
    fn what_is_given_back_is_given_out_again() {
        let layout = Layout::new::<[usize; 9]>();
        let first = allocate(layout);
        free_all(vec![first], layout);
        assert_eq!(kept(), Class::of(layout).unwrap().size());
        let larger = Layout::new::<[usize; 11]>();
        let other = allocate(larger);
        assert_ne!(other, first);
        assert_eq!(allocate(layout), first);
        free_all(vec![first], layout);
        free_all(vec![other], larger);
    }

    #[test]
    fn a_thread_keeps_so_much_and_no_more() {
        let layout = Layout::new::<[usize; 20]>();
        let blocks: Vec<_> = (0..10_000).map(|_| allocate(layout)).collect();
        free_all(blocks, layout);
        assert!(kept() <= MOST_KEPT && kept() > MOST_KEPT / 2, "{}", kept());
    }

    #[test]
    fn large_and_aligned_ones_are_the_systems() {
        for layout in [Layout::from_size_align(64, 64).unwrap(), Layout::new::<[u8; 5000]>()] {
            let block = allocate(layout);
            assert!(block.addr().get().is_multiple_of(layout.align()));
            free_all(vec![block], layout);
            assert_eq!(kept(), 0);
        }
    }

    #[test]
    fn blocks_change_threads() {
        struct Sent(NonNull<u8>);
        // SAFETY: the pointer is all there is of the block, and goes with it.
        unsafe impl Send for Sent {}
        let layout = Layout::new::<[usize; 9]>();
        let sent = Sent(allocate(layout));
        let there = thread::spawn(move || {
            let sent = sent;
            free_all(vec![sent.0], layout);
            kept()
        });
        assert_eq!((there.join().unwrap(), kept()), (Class::of(layout).unwrap().size(), 0));
    }
}
