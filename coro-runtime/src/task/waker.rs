//! The wakers of a task.
//!
//! Takes: a task's header. Gives: a `Waker` whose data pointer is that header. Invariant: each counted waker holds one
//! reference; the borrowed one is never dropped.

use std::mem::ManuallyDrop;
use std::ptr::NonNull;
use std::task::{RawWaker, RawWakerVTable, Waker};

use super::cell::Header;
use super::raw::RawTask;

pub(super) static VTABLE: RawWakerVTable = RawWakerVTable::new(clone, wake, wake_by_ref, drop_waker);

/// Makes a waker that borrows the reference of whoever runs the task, and must not be dropped.
///
/// # Safety
///
/// `header` comes from [`Cell::allocate`](super::cell::Cell::allocate), and the task lives as long as the waker is used.
pub(super) unsafe fn borrow_waker(header: NonNull<Header>) -> ManuallyDrop<Waker> {
    let data = header.as_ptr().cast_const().cast();
    // SAFETY: the vtable's functions keep the contract of `RawWaker`: they are thread-safe, and each waker that they
    // make holds a reference. This one holds none, and is not dropped.
    ManuallyDrop::new(unsafe { Waker::from_raw(RawWaker::new(data, &VTABLE)) })
}

/// The task behind a waker, without taking over the waker's reference.
///
/// # Safety
///
/// `data` is the data of a waker made here, which lives until the result is gone.
unsafe fn task(data: *const ()) -> ManuallyDrop<RawTask> {
    // SAFETY: the caller's promise: the data is a pointer to a header, never null.
    let header = unsafe { NonNull::new_unchecked(data.cast_mut().cast()) };
    // SAFETY: the reference is the waker's; it is not dropped with the result.
    ManuallyDrop::new(unsafe { RawTask::from_raw(header) })
}

unsafe fn clone(data: *const ()) -> RawWaker {
    // SAFETY: the contract of `RawWakerVTable`: `data` is of a live waker.
    let counted = ManuallyDrop::new(RawTask::clone(&*unsafe { task(data) }));
    RawWaker::new(counted.as_ptr().as_ptr().cast_const().cast(), &VTABLE)
}

unsafe fn wake(data: *const ()) {
    // SAFETY: as in `clone`; the waker is used up.
    ManuallyDrop::into_inner(unsafe { task(data) }).notify_at_last();
}

unsafe fn wake_by_ref(data: *const ()) {
    // SAFETY: as in `clone`.
    unsafe { task(data) }.notify();
}

unsafe fn drop_waker(data: *const ()) {
    // SAFETY: as in `clone`; the waker is used up.
    drop(ManuallyDrop::into_inner(unsafe { task(data) }));
}
