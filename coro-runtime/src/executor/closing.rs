//! That a runtime is about to end, for those who want to know.
//!
//! Takes: the end. Gives: it to the futures that wait for it. Invariant: a future that is dropped leaves no waker.

use std::fmt;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Waker};

use crate::contain::contain_panic;
use crate::mutex::Mutex;
use crate::slab::{Key, Slab};

use super::shared::Shared;

#[derive(Debug)]
pub(super) struct Closing {
    has_begun: AtomicBool,
    wakers: Mutex<Slab<Waker>>,
}

impl Closing {
    pub(super) fn new() -> Closing {
        Closing { has_begun: AtomicBool::new(false), wakers: Mutex::new(Slab::new()) }
    }

    pub(super) fn has_begun(&self) -> bool {
        self.has_begun.load(Ordering::Acquire)
    }

    pub(super) fn begin(&self) {
        self.has_begun.store(true, Ordering::Release);
        let wakers = self.wakers.lock().take_where(|_| true);
        for waker in wakers {
            contain_panic(move || waker.wake());
        }
    }
}

/// The future of [`Handle::shutdown_begins`](super::Handle::shutdown_begins).
#[must_use = "a future does nothing unless it is awaited"]
pub struct ShutdownBegins {
    shared: Arc<Shared>,
    key: Option<Key>,
}

impl ShutdownBegins {
    pub(super) fn new(shared: Arc<Shared>) -> ShutdownBegins {
        ShutdownBegins { shared, key: None }
    }

    fn forget_waker(&mut self) {
        if let Some(key) = self.key.take() {
            let waker = self.shared.closing().wakers.lock().remove(key);
            drop(waker);
        }
    }
}

impl Future for ShutdownBegins {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        self.forget_waker();
        let waker = cx.waker().clone();
        let closing = self.shared.closing();
        let mut wakers = closing.wakers.lock();
        // Looked at under the lock, which the end takes afterwards.
        if closing.has_begun() {
            drop(wakers);
            return Poll::Ready(());
        }
        let key = wakers.insert_with(|_| waker);
        drop(wakers);
        self.key = Some(key);
        Poll::Pending
    }
}

impl Drop for ShutdownBegins {
    fn drop(&mut self) {
        self.forget_waker();
    }
}

impl fmt::Debug for ShutdownBegins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ShutdownBegins").finish_non_exhaustive()
    }
}
