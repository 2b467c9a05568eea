//! The context of a poll, on its way to the futures that a machine awaits.

use core::ptr;
use core::task::Context;

/// What a machine is resumed with: the context of a poll, or none when it is being dropped.
///
/// Without a lifetime: for a closure that takes any of them, rustc would ask each time again, and for each by itself, what it returns.
#[derive(Clone, Copy)]
pub struct PollContext(*mut Context<'static>);

impl PollContext {
    /// The machine is being dropped.
    pub(super) const DROPPED: Self = PollContext(ptr::null_mut());

    /// The machine is polled. The result is good for as long as the context.
    #[inline(always)]
    pub(super) fn with(cx: &mut Context<'_>) -> Self {
        PollContext((&raw mut *cx).cast())
    }

    /// Whether the machine is polled.
    #[inline(always)]
    pub fn is_poll(self) -> bool {
        !self.0.is_null()
    }

    /// The context of the poll, if it is one.
    ///
    /// # Safety
    ///
    /// The context is there as long as `'a`, and nobody else uses it meanwhile.
    #[inline(always)]
    pub(super) unsafe fn context<'a>(self) -> Option<&'a mut Context<'a>> {
        // SAFETY: by contract; null or a context. That its own lifetime is taken for a shorter one is what any poll does that hands its
        // context on.
        unsafe { self.0.cast::<Context<'a>>().as_mut() }
    }
}
