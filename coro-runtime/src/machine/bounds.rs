//! `list[i].push(value().await)`: natively the index is looked at before the value is made, and the element borrowed. The machine looks at
//! it behind the value; so it asks before whether there is such an element, where asking shows in nothing else.

#[cfg(feature = "alloc")]
use alloc::{boxed::Box, collections::VecDeque, rc::Rc, sync::Arc, vec::Vec};
use core::cell::{Ref, RefMut};
use core::ops::Deref;

/// What is indexed, and the index.
pub struct Bounds<'a, L: ?Sized, I> {
    list: &'a L,
    index: &'a I,
    otherwise: Unbounded,
}

/// Stands for what does not tell whether there is such an element.
pub struct Unbounded;

/// A place behind an index, to ask whether it is there.
#[inline(always)]
pub fn bounds<'a, L: ?Sized, I>(list: &'a L, index: &'a I) -> Bounds<'a, L, I> {
    Bounds { list, index, otherwise: Unbounded }
}

impl<L: List + ?Sized> Bounds<'_, L, usize> {
    /// # Panics
    ///
    /// As the index does, if there is no such element.
    #[inline(always)]
    #[track_caller]
    pub fn __check(&self) {
        self.list.look(*self.index);
    }
}

impl Unbounded {
    /// An index into something else may do anything: it waits.
    #[inline(always)]
    pub fn __check(&self) {}
}

impl<L: ?Sized, I> Deref for Bounds<'_, L, I> {
    type Target = Unbounded;

    #[inline(always)]
    fn deref(&self) -> &Unbounded {
        &self.otherwise
    }
}

/// A list of the language's or the standard library's, or what leads to one.
pub trait List {
    /// Panics if there is no such element.
    #[track_caller]
    fn look(&self, index: usize);
}

impl<T> List for [T] {
    #[inline(always)]
    #[track_caller]
    fn look(&self, index: usize) {
        let len = self.len();
        assert!(index < len, "index out of bounds: the len is {len} but the index is {index}");
    }
}

impl<T, const N: usize> List for [T; N] {
    #[inline(always)]
    #[track_caller]
    fn look(&self, index: usize) {
        self.as_slice().look(index);
    }
}

#[cfg(feature = "alloc")]
impl<T> List for Vec<T> {
    #[inline(always)]
    #[track_caller]
    fn look(&self, index: usize) {
        self.as_slice().look(index);
    }
}

#[cfg(feature = "alloc")]
impl<T> List for VecDeque<T> {
    #[inline(always)]
    #[track_caller]
    fn look(&self, index: usize) {
        let _ = &self[index];
    }
}

/// What leads to a list, and shows nothing of being asked.
macro_rules! pointers {
    ($($(#[$attribute:meta])* $pointer:ty,)*) => {$(
        $(#[$attribute])*
        impl<L: List + ?Sized> List for $pointer {
            #[inline(always)]
            #[track_caller]
            fn look(&self, index: usize) {
                (**self).look(index);
            }
        }
    )*};
}

pointers! {
    &L,
    &mut L,
    Ref<'_, L>,
    RefMut<'_, L>,
    #[cfg(feature = "alloc")]
    Box<L>,
    #[cfg(feature = "alloc")]
    Rc<L>,
    #[cfg(feature = "alloc")]
    Arc<L>,
}
