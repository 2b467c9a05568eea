//! The value of `format_args!`, kept while the machine is suspended.
//!
//! It refers to temporaries that cannot be named, and so can be in no slot. A coroutine of rustc's holds them: it is polled once, hands
//! the value out, and never goes on.

use core::convert::Infallible;
use core::fmt::Arguments;
use core::future::Future;
use core::pin::Pin;
use core::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};

/// What holds the temporaries.
pub struct Formatting<F>(F);

/// What will hold the temporaries of the call in `holder`.
pub fn formatting<F: Future<Output = Infallible>>(holder: F) -> Formatting<F> {
    Formatting(holder)
}

/// What a holder waits for, with the value.
pub struct Kept<'a>(Arguments<'a>);

/// Keeps the value.
pub fn kept(value: Arguments<'_>) -> Kept<'_> {
    Kept(value)
}

/// The waker that [`formatted`] makes: its data is where the value goes.
static OUT: RawWakerVTable = RawWakerVTable::new(|data| RawWaker::new(data, &OUT), |_| {}, |_| {}, |_| {});

impl Future for Kept<'_> {
    type Output = Infallible;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Infallible> {
        if core::ptr::eq(cx.waker().vtable(), &raw const OUT) {
            let out = cx.waker().data().cast::<Option<Arguments<'_>>>().cast_mut();
            // SAFETY: `formatted` alone has this table, and waits for what is written there; its caller has the value no longer than
            // the holder.
            unsafe { out.write(Some(self.0)) }
        }
        Poll::Pending
    }
}

/// The value.
///
/// # Safety
///
/// The holder stays where it is until it is dropped.
#[inline(always)]
pub unsafe fn formatted<'a, F: Future<Output = Infallible>>(holder: &'a mut Formatting<F>) -> Arguments<'a> {
    let mut out: Option<Arguments<'a>> = None;
    // SAFETY: the table's functions do nothing; the data is used while `out` is there, by `Kept` alone.
    let waker = unsafe { Waker::new((&raw mut out).cast::<()>().cast_const(), &OUT) };
    // SAFETY: by contract.
    let future = unsafe { Pin::new_unchecked(&mut holder.0) };
    match future.poll(&mut Context::from_waker(&waker)) {
        Poll::Ready(never) => match never {},
        Poll::Pending => out.unwrap_or_else(|| unreachable!("the holder has the value when it is polled")),
    }
}
