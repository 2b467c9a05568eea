//! What is asked of a type, and was reported by the check if the type does not have it.
//!
//! A method of [`Asked`] is there for the types that have what it asks for. Of all others rustc finds the one of [`Unasked`], which
//! asks for nothing, and gives whatever is wanted: so the machine does not report it again. It has a type parameter that nothing
//! ever tells, which is an error of its own, but one that rustc keeps to itself where it has reported another.

use super::elements::{Array, Elements};
use super::question::Question;
use core::fmt::{Debug, Display};
use core::marker::PhantomData;
use core::ops::{Deref, Not};

/// A value that something is asked of.
pub struct Asked<T>(T);

/// Stands for a value that does not have it.
pub struct Unasked<T>(PhantomData<T>);

/// The value, to ask something of it.
#[inline(always)]
pub fn asked<T>(value: T) -> Asked<T> {
    Asked(value)
}

impl<T> Asked<T> {
    /// The value: nothing is asked of it, and nothing is expected of it but what the call gives.
    #[inline(always)]
    pub fn value(self) -> T {
        self.0
    }
}

impl<T: Question> Asked<T> {
    /// What `?` decides.
    ///
    /// # Errors
    ///
    /// The residue, if the function is to be left.
    #[inline(always)]
    pub fn question(self) -> Result<T::Output, T::Residual> {
        self.0.question()
    }
}

impl<T: IntoIterator> Asked<T> {
    /// What `for` goes through.
    #[allow(clippy::should_implement_trait)]
    #[inline(always)]
    pub fn into_iter(self) -> T::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T: Display + ?Sized> Asked<&'a T> {
    /// What `{}` shows.
    #[inline(always)]
    pub fn display(self) -> &'a T {
        self.0
    }
}

impl<'a, T: Debug + ?Sized> Asked<&'a T> {
    /// What `{:?}` shows.
    #[inline(always)]
    pub fn debug(self) -> &'a T {
        self.0
    }
}

impl<T: Not<Output = bool>> Asked<T> {
    /// Whether `assert!` holds.
    #[inline(always)]
    pub fn holds(self) -> bool {
        let fails = !self.0;
        !fails
    }
}

impl<T: Array> Asked<T> {
    /// What is left when elements were moved away.
    #[inline(always)]
    pub fn drop_rest(self, parts: &[(Elements, bool)]) {
        self.0.drop_rest(parts);
    }
}

impl<T> Unasked<T> {
    /// In a function that is wrong: see the module.
    ///
    /// # Errors
    ///
    /// It never runs.
    #[allow(clippy::extra_unused_type_parameters)]
    pub fn question<Output, Residual, Untold>(&self) -> Result<Output, Residual> {
        unreachable!("nobody tells the last type")
    }

    /// In a function that is wrong: see the module.
    #[allow(clippy::extra_unused_type_parameters)]
    pub fn holds<Untold>(&self) -> bool {
        unreachable!("nobody tells the last type")
    }

    /// In a function that is wrong: see the module.
    #[allow(clippy::extra_unused_type_parameters)]
    pub fn drop_rest<Untold>(&self, _: &[(Elements, bool)]) {
        unreachable!("nobody tells the last type")
    }

    /// In a function that is wrong: see the module.
    #[allow(clippy::extra_unused_type_parameters, clippy::should_implement_trait)]
    pub fn into_iter<Iter, Untold>(&self) -> Iter {
        unreachable!("nobody tells the last type")
    }
}

impl<T> Unasked<&T>
where
    T: ?Sized,
{
    /// In a function that is wrong: see the module.
    #[allow(clippy::extra_unused_type_parameters)]
    pub fn display<Any, Untold>(&self) -> Any {
        unreachable!("nobody tells the last type")
    }

    /// In a function that is wrong: see the module.
    #[allow(clippy::extra_unused_type_parameters)]
    pub fn debug<Any, Untold>(&self) -> Any {
        unreachable!("nobody tells the last type")
    }
}

impl<T> Deref for Asked<T> {
    type Target = Unasked<T>;

    fn deref(&self) -> &Unasked<T> {
        unreachable!("nobody tells the last type")
    }
}

/// A value beside the type that is declared for it. If they are one, this is the value; of others the check has reported it.
pub struct Told<Value, Declared>(pub Value, pub PhantomData<Declared>);

/// One that never comes may stand for any.
pub struct Diverges<T, R>(PhantomData<(T, R)>);

/// What a function gives: the type of what never comes has no name.
pub trait Gives {
    /// Its result.
    type Given;
}

impl<R> Gives for fn() -> R {
    type Given = R;
}

impl<T> Told<T, T> {
    /// The value.
    #[inline(always)]
    pub fn value(self) -> T {
        self.0
    }
}

impl<Value, Declared> Deref for Told<Value, Declared> {
    type Target = Diverges<Value, Declared>;

    fn deref(&self) -> &Diverges<Value, Declared> {
        unreachable!("the value is not of this type, or never comes")
    }
}

impl<R> Diverges<<fn() -> ! as Gives>::Given, R> {
    /// What never comes.
    pub fn value(&self) -> R {
        unreachable!("it never comes")
    }
}

impl<T, R> Deref for Diverges<T, R> {
    type Target = Unasked<(T, R)>;

    fn deref(&self) -> &Unasked<(T, R)> {
        unreachable!("nobody tells the last type")
    }
}

impl<T> Unasked<T> {
    /// In a function that is wrong: see the module.
    #[allow(clippy::extra_unused_type_parameters)]
    pub fn value<Any, Untold>(&self) -> Any {
        unreachable!("nobody tells the last type")
    }
}
