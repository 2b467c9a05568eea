//! Values that are copied, bit by bit, from where they are matched or captured.

use core::marker::PhantomData;

/// Copies a value, bit by bit, from behind a reference. `Z` is `Y`, where this is run.
///
/// # Safety
///
/// `to` is good for a `Y`, and `from` refers to one; only one of the two is used as a value afterwards.
#[inline(always)]
pub unsafe fn transfer<Y, Z: ?Sized>(to: *mut Y, from: &Z) {
    // SAFETY: by contract.
    unsafe { to.write((&raw const *from).cast::<Y>().read()) }
}

/// A reference to what a pattern is matched against, beside where a name of it is bound.
pub struct Beside<T, Y>(pub T, pub *mut Y);

/// What is seen of a reference, beside something of a type.
pub trait Seen<T> {
    /// The reference. Of a type that rustc does not know, since the pattern is not one of the value, it does not know this either: it has
    /// said what is wrong with the pattern, and does not say it again.
    type Reference;
}

impl<T, Y> Seen<T> for PhantomData<Y> {
    type Reference = T;
}

impl<T, Y> Beside<T, Y> {
    /// The reference.
    #[inline(always)]
    pub fn seen(self) -> <PhantomData<Y> as Seen<T>>::Reference {
        self.0
    }
}

/// Where a value is that a name will be bound to, if the guard of its arm passes. `Z` is `Y`, where this is run.
#[inline(always)]
pub fn left_in_place<Y, Z: ?Sized>(_: *mut Y, from: &Z) -> *mut Y {
    (&raw const *from).cast_mut().cast()
}

/// The guard has passed: copies the value, bit by bit, from where it was, unless it is there already.
///
/// # Safety
///
/// `to` is good for a `Y`, and `from` is the same or points to a `Y` that is not used as a value afterwards.
#[inline(always)]
pub unsafe fn settle<Y>(to: *mut Y, from: *mut Y) {
    if to != from {
        // SAFETY: by contract.
        unsafe { to.write(from.read()) }
    }
}

/// What a name of a pattern is while the guard of its arm waits, found by matching a reference to the place: a reference to a part of it, which
/// stays there, or what has to be kept meanwhile: what the name was bound to behind a reference, or a constant.
pub trait LentName<Y> {
    /// What is kept.
    type Room;

    /// Where the value is that the name stands for. It is put into the room the `first` time.
    ///
    /// # Safety
    ///
    /// The room is good for writing the first time; later it is what it was left as.
    unsafe fn lend(self, room: *mut Self::Room, first: bool) -> *mut Y;
}

impl<Y> LentName<Y> for &Y {
    type Room = ();

    #[inline(always)]
    unsafe fn lend(self, _: *mut (), _: bool) -> *mut Y {
        (&raw const *self).cast_mut()
    }
}

impl<Y> LentName<Y> for Y {
    type Room = Y;

    #[inline(always)]
    unsafe fn lend(self, room: *mut Y, first: bool) -> *mut Y {
        if first {
            // SAFETY: by contract.
            unsafe { room.write(self) }
        }
        room
    }
}

/// An exclusive reference, through which a guard only looks.
impl<'a, Z: ?Sized> LentName<&'a mut Z> for &'a Z {
    type Room = &'a Z;

    #[inline(always)]
    unsafe fn lend(self, room: *mut &'a Z, first: bool) -> *mut &'a mut Z {
        if first {
            // SAFETY: by contract.
            unsafe { room.write(self) }
        }
        // Both references are laid out alike.
        room.cast()
    }
}

/// Nothing yet: what it says is the type of what a name stands for.
pub fn unbound<Y>() -> *mut Y {
    core::ptr::dangling_mut()
}

/// Where the value is that a name stands for while a guard waits.
///
/// # Safety
///
/// As for [`LentName::lend`]. Nothing is written through the pointer, and no exclusive reference is made of what it leads to.
#[inline(always)]
pub unsafe fn stands_for<Y, X: LentName<Y>>(_: *mut Y, room: *mut X::Room, from: X, first: bool) -> *mut Y {
    // SAFETY: by contract.
    unsafe { from.lend(room, first) }
}

/// What a name of a pattern is that may be a constant's: where it is the pattern's, a reference to the value.
///
/// # Safety
///
/// [`transfer`](Self::transfer) writes the value that the name stands for.
pub unsafe trait Named<Y> {
    /// Copies the value, bit by bit.
    ///
    /// # Safety
    ///
    /// As for the function [`transfer`].
    unsafe fn transfer(self, to: *mut Y);
}

// SAFETY: it refers to the value.
unsafe impl<Y> Named<Y> for &Y {
    #[inline(always)]
    unsafe fn transfer(self, to: *mut Y) {
        // SAFETY: by contract.
        unsafe { to.write(core::ptr::read(self)) }
    }
}

// SAFETY: it is the value: a constant's, or a reference that the pattern has gone through.
unsafe impl<Y> Named<Y> for Y {
    #[inline(always)]
    unsafe fn transfer(self, to: *mut Y) {
        // SAFETY: by contract.
        unsafe { to.write(self) }
    }
}

// SAFETY: it is never run: behind an exclusive reference nothing is moved.
unsafe impl<'a, Z: ?Sized> Named<&'a mut Z> for &Z {
    unsafe fn transfer(self, _: *mut &'a mut Z) {
        unreachable!("nothing is moved out from behind a reference")
    }
}

/// The same for a name that may be a constant's, which nobody moves.
///
/// # Safety
///
/// As for [`transfer`].
#[inline(always)]
pub unsafe fn transfer_of_name<Y, X: Named<Y>>(to: *mut Y, from: X) {
    // SAFETY: by contract.
    unsafe { from.transfer(to) }
}

/// A slot with a value that is to be copied: a `move` closure uses fields of it while others are used again.
///
/// What is no copy cannot be handed out twice: of a `&mut` there would be two. That is found out when the machine is compiled, not
/// when its types are checked: a field that two closures take is an error of the body's own, which is reported first.
pub struct CopyOf<T>(pub *mut T);

impl<T: Copy> CopyOf<T> {
    /// The value.
    ///
    /// # Safety
    ///
    /// The slot holds a value.
    #[inline(always)]
    pub unsafe fn __value(self) -> T {
        // SAFETY: by contract.
        unsafe { self.0.read() }
    }
}

/// What is called if the type is no `Copy`: the type's own methods go before those of traits.
pub trait NoCopy<T>: Sized {
    /// There is none.
    ///
    /// # Safety
    ///
    /// It does not compile.
    unsafe fn __value(self) -> T {
        const {
            panic!(
                "a `move` closure in a coroutine uses fields of a variable of which others are used later: write the variable's type, \
                 or take it apart first, `let (a, b) = pair;`"
            )
        }
    }
}

impl<T> NoCopy<T> for CopyOf<T> {}

/// A slot that a closure uses as a value, or of which it uses values, and that is used again: the closure has copies of them, or `&mut`s from
/// which it goes on.
pub struct LentTo<T, V>(pub *mut T, pub super::Uses<V>);

impl<T, V: Copy> LentTo<T, V> {
    /// A reference for copying.
    ///
    /// # Safety
    ///
    /// The slot holds a value, and nobody writes to it as long as the reference is used.
    #[inline(always)]
    pub unsafe fn __closure<'a>(self) -> &'a T {
        // SAFETY: by contract.
        unsafe { &*self.0 }
    }
}

/// What is called if the type is no `Copy`: the type's own methods go before those of traits.
pub trait Exclusive<T>: Sized {
    /// A reference to go on from.
    ///
    /// # Safety
    ///
    /// The slot holds a value, that nobody else uses as long as the reference is used.
    unsafe fn __closure<'a>(self) -> &'a mut T;
}

impl<T, V> Exclusive<T> for LentTo<T, V> {
    #[inline(always)]
    unsafe fn __closure<'a>(self) -> &'a mut T {
        // SAFETY: by contract.
        unsafe { &mut *self.0 }
    }
}
