//! Values that say when they are made, converted, locked and dropped.

use super::leaf::leaf;
use super::log::{point, point_of_drop, record};
use std::cell::{RefCell, RefMut};
use std::fmt;
use std::future::Future;
use std::ops::{Deref, DerefMut};

/// Says its name when it is dropped.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Noisy(pub(crate) &'static str);

/// Makes a [`Noisy`], and says so.
pub(crate) fn noisy(name: &'static str) -> Noisy {
    point(name);
    record(format!("{name}: made"));
    Noisy(name)
}

impl Noisy {
    pub(crate) fn name(&self) -> &'static str {
        self.0
    }

    pub(crate) fn same(&self) -> &Self {
        self
    }

    pub(crate) fn renamed(mut self, name: &'static str) -> Self {
        record(format!("{}: now {name}", self.0));
        self.0 = name;
        self
    }
}

impl fmt::Debug for Noisy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl Drop for Noisy {
    fn drop(&mut self) {
        record(format!("{}: dropped", self.0));
        point_of_drop(self.0);
    }
}

/// Two of them, to be taken apart.
#[derive(Debug)]
pub(crate) struct Pair {
    pub(crate) left: Noisy,
    pub(crate) right: Noisy,
}

/// What the file of a test does not say the fields of.
#[derive(Debug)]
pub(crate) struct Parcel {
    pub(crate) name: Noisy,
    pub(crate) list: Vec<Noisy>,
    pub(crate) note: Option<Noisy>,
    pub(crate) pair: Pair,
}

pub(crate) fn parcel() -> Parcel {
    Parcel {
        name: noisy("name"),
        list: vec![noisy("first"), noisy("second")],
        note: Some(noisy("note")),
        pair: Pair { left: noisy("left"), right: noisy("right") },
    }
}

/// Methods of which the names do not tell whether they consume.
pub(crate) trait Looks {
    fn looks(&self) -> usize {
        1
    }

    fn takes(self) -> usize
    where
        Self: Sized,
    {
        2
    }
}

impl Looks for Vec<Noisy> {}
impl Looks for Noisy {}
impl Looks for Pair {}

/// Panics when it is dropped, except while another panic unwinds.
#[derive(Debug)]
pub(crate) struct Bomb(pub(crate) &'static str);

impl Drop for Bomb {
    fn drop(&mut self) {
        record(format!("{}: goes off", self.0));
        if !std::thread::panicking() {
            std::panic::panic_any(self.0);
        }
    }
}

/// An error.
#[derive(Debug, PartialEq)]
pub(crate) struct Oops(pub(crate) &'static str);

/// What `?` makes of an [`Oops`].
#[derive(Debug, PartialEq)]
pub(crate) struct Wrapped(pub(crate) Oops);

impl From<Oops> for Wrapped {
    fn from(oops: Oops) -> Self {
        record(format!("{}: wrapped", oops.0));
        Wrapped(oops)
    }
}

/// A mutex for one thread, whose guard says when it unlocks.
#[derive(Debug)]
pub(crate) struct Lock<T>(RefCell<T>);

impl<T> Lock<T> {
    pub(crate) fn new(value: T) -> Self {
        Lock(RefCell::new(value))
    }

    /// Pending once, then a guard.
    pub(crate) fn lock(&self) -> impl Future<Output = Guard<'_, T>> {
        leaf("lock", 1, move || Guard(self.0.borrow_mut()))
    }
}

/// Unlocks when it is dropped.
#[derive(Debug)]
pub(crate) struct Guard<'a, T>(RefMut<'a, T>);

impl<T> Deref for Guard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T> DerefMut for Guard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        &mut self.0
    }
}

impl<T> Drop for Guard<'_, T> {
    fn drop(&mut self) {
        record("unlocked".to_owned());
        point_of_drop("unlock");
    }
}
