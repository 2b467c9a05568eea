//! Recursion: a machine that holds, in a box, a machine that leads back to its own function.
//!
//! A function's result may not be of a type that contains itself, and a machine's type is made of what it holds. Natively a
//! future's type is a name, behind which rustc finds what it holds. The name here is the called function's, which is a type of
//! its own: what the function gives is not a part of it.
//!
//! A method that is called on something else than `self`, `child.walk()` in `walk`, may be another type's. The receiver's type
//! tells (`CallOn`).

use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll};

#[cfg(feature = "alloc")]
use alloc::{boxed::Box, rc::Rc, sync::Arc};
#[cfg(feature = "alloc")]
use core::marker::PhantomData;

use super::state::{State, Stated};

/// A function, and the types of its arguments: what it gives.
pub trait Callee<A> {
    /// What it gives.
    type Output;
}

macro_rules! callee {
    ($($argument:ident)*) => {
        impl<F: Fn($($argument),*) -> T, T, $($argument),*> Callee<($($argument,)*)> for F {
            type Output = T;
        }
    };
}

callee! {}
callee! { A }
callee! { A B }
callee! { A B C }
callee! { A B C D }
callee! { A B C D E }
callee! { A B C D E G }
callee! { A B C D E G H }
callee! { A B C D E G H I }
callee! { A B C D E G H I J }
callee! { A B C D E G H I J K }
callee! { A B C D E G H I J K L }
callee! { A B C D E G H I J K L M }

/// What a function has given, by the function's name.
pub struct Call<F: Callee<A>, A>(F::Output);

/// Names what the function has given after the function.
#[inline(always)]
pub fn call<F: Callee<A>, A>(output: F::Output, _function: F) -> Call<F, A> {
    Call(output)
}

impl<F: Callee<A, Output: Future>, A> Future for Call<F, A> {
    type Output = <F::Output as Future>::Output;

    #[inline(always)]
    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: the field is pinned if the whole is: nothing else gives it out, the whole is `Unpin` only if the field is, has no
        // destructor of its own, and is not packed.
        unsafe { self.map_unchecked_mut(|call| &mut call.0) }.poll(cx)
    }
}

impl<F: Callee<A, Output: Stated>, A> Stated for Call<F, A> {
    fn state(&self) -> State {
        self.0.state()
    }
}

/// A boxed call of a function of the same name, whose own name is not known: it is not `Send`.
#[cfg(feature = "alloc")]
pub struct ErasedCall<'a, T>(Pin<Box<dyn Future<Output = T> + 'a>>);

/// Erases the type of a call.
#[cfg(feature = "alloc")]
#[inline(always)]
pub fn erased_call<'a, F: Future + 'a>(call: Pin<Box<F>>) -> ErasedCall<'a, F::Output> {
    ErasedCall(call)
}

#[cfg(feature = "alloc")]
impl<T> Future for ErasedCall<'_, T> {
    type Output = T;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        self.0.as_mut().poll(cx)
    }
}

/// A boxed call of a function, by the function's name.
#[cfg(feature = "alloc")]
pub struct BoxedCall<F: Callee<A>, A>(Pin<Box<F::Output>>);

#[cfg(feature = "alloc")]
impl<F: Callee<A, Output: Future>, A> Future for BoxedCall<F, A> {
    type Output = <F::Output as Future>::Output;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        // SAFETY: the box is moved nowhere, and what is in it is pinned by itself.
        unsafe { self.as_mut().get_unchecked_mut() }.0.as_mut().poll(cx)
    }
}

/// Where a method is called on `R`, in a method of `S`, of which a method has the same name: it is that one, if `R` leads to an `S`.
#[cfg(feature = "alloc")]
pub struct CallOn<R: ?Sized, S: ?Sized, O>(O, PhantomData<fn(&R, &S)>);

/// Where a method is called on something else.
#[cfg(feature = "alloc")]
#[derive(Clone, Copy)]
pub struct CallOnOther;

/// Where a method of another name is called on something else, which does not lead back.
#[cfg(feature = "alloc")]
#[derive(Clone, Copy)]
pub struct CallAway;

/// Looks at what a method is called on, that has the name of the one which calls it.
#[cfg(feature = "alloc")]
#[inline(always)]
pub fn call_on<S: ?Sized, R: ?Sized>(_: &R) -> CallOn<R, S, CallOnOther> {
    CallOn(CallOnOther, PhantomData)
}

/// The same, of a method of another name.
#[cfg(feature = "alloc")]
#[inline(always)]
pub fn call_beside<S: ?Sized, R: ?Sized>(_: &R) -> CallOn<R, S, CallAway> {
    CallOn(CallAway, PhantomData)
}

#[cfg(feature = "alloc")]
macro_rules! leads_to_self {
    ($($receiver:ty),*) => {
        $(impl<S: ?Sized, O> CallOn<$receiver, S, O> {
            /// Names the call after the function.
            #[inline(always)]
            pub fn __made<F: Callee<A>, A>(self, call: Pin<Box<F::Output>>, _function: F) -> BoxedCall<F, A> {
                BoxedCall(call)
            }
        })*
    };
}

#[cfg(feature = "alloc")]
leads_to_self!(S, &S, &mut S, &&S, Box<S>, &Box<S>, &mut Box<S>, Rc<S>, &Rc<S>, Arc<S>, &Arc<S>);

#[cfg(feature = "alloc")]
impl<R: ?Sized, S: ?Sized, O> core::ops::Deref for CallOn<R, S, O> {
    type Target = O;

    fn deref(&self) -> &O {
        &self.0
    }
}

#[cfg(feature = "alloc")]
impl CallOnOther {
    /// Erases the call's type.
    #[inline(always)]
    pub fn __made<'a, C: Future + 'a, F>(self, call: Pin<Box<C>>, _function: F) -> ErasedCall<'a, C::Output> {
        ErasedCall(call)
    }
}

#[cfg(feature = "alloc")]
impl CallAway {
    /// The call as it is.
    #[expect(clippy::unused_self, reason = "the receiver selects the method")]
    #[inline(always)]
    pub fn __made<C, F>(self, call: Pin<Box<C>>, _function: F) -> Pin<Box<C>> {
        call
    }
}
