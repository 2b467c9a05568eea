//! Many futures of one type at once.
//!
//! Takes: an iterator of futures. Gives: a future of the vector of their outputs.
//! Invariants: each child has a waker of its own, which notes the child; a poll of the whole polls the children noted
//! since the last one, each once. A child that is woken while it is polled is noted again and polled next time. When the
//! budget of the poll is spent, the children that are left have their turn in the next one, before all others.

use std::fmt;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};

use crate::budget::budget_is_spent;
use crate::mutex::Mutex;
use crate::pin::{MaybeDone, item};

/// Runs all futures of `futures` at once and gives their outputs, in the order of the futures.
///
/// They run on the task that awaits: they may borrow, and need be neither `Send` nor `'static`. Only those that were
/// woken are polled, so the cost of a wake-up does not grow with their number. Dropping the whole drops those that have
/// not ended.
///
/// # Panics
///
/// When one of the futures panics; and when polled again after its end.
///
/// # Examples
///
/// ```
/// use coro_runtime::{join_all, time::sleep};
/// use std::time::Duration;
///
/// let squares = coro_runtime::block_on(join_all((0..5_u64).map(|n| async move {
///     sleep(Duration::from_millis(5 - n)).await;
///     n * n
/// })));
/// assert_eq!(squares, [0, 1, 4, 9, 16]);
/// ```
pub fn join_all<I>(futures: I) -> JoinAll<<I::Item as IntoFuture>::IntoFuture>
where
    I: IntoIterator,
    I::Item: IntoFuture,
{
    let children: Box<[_]> =
        futures.into_iter().map(|future| MaybeDone::Running(future.into_future())).collect();
    let count = children.len();
    let noted = Arc::new(Noted { state: Mutex::new(State { indices: (0..count).collect(), parent: None }) });
    let wakers = (0..count)
        .map(|index| {
            Arc::new(ChildWaker { noted: Arc::clone(&noted), index, is_noted: AtomicBool::new(true) })
        })
        .collect();
    JoinAll { children: Box::into_pin(children), wakers, noted, pending: count, polling: Vec::new() }
}

/// The future of [`join_all`].
#[must_use = "futures do nothing unless they are awaited"]
pub struct JoinAll<F: Future> {
    children: Pin<Box<[MaybeDone<F>]>>,
    wakers: Box<[Arc<ChildWaker>]>,
    noted: Arc<Noted>,
    /// How many children have not ended.
    pending: usize,
    /// The children of this poll, and between two polls those that the last one did not get to.
    polling: Vec<usize>,
}

/// The children to poll, and whom to tell.
struct Noted {
    state: Mutex<State>,
}

struct State {
    indices: Vec<usize>,
    /// Taken by the first child that is woken: one wake-up makes the whole be polled, and that puts in a waker again.
    parent: Option<Waker>,
}

/// The waker of one child.
struct ChildWaker {
    noted: Arc<Noted>,
    index: usize,
    is_noted: AtomicBool,
}

impl Wake for ChildWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        if self.is_noted.swap(true, Ordering::AcqRel) {
            return;
        }
        let parent = {
            let mut state = self.noted.state.lock();
            state.indices.push(self.index);
            state.parent.take()
        };
        if let Some(parent) = parent {
            parent.wake();
        }
    }
}

impl<F: Future> JoinAll<F> {
    /// Makes `waker` the one to tell, and puts the noted children behind those in `self.polling`.
    fn take_noted(&mut self, waker: &Waker) {
        let waker = waker.clone();
        let replaced = {
            let mut state = self.noted.state.lock();
            if self.polling.is_empty() {
                mem::swap(&mut state.indices, &mut self.polling);
            } else {
                self.polling.append(&mut state.indices);
            }
            state.parent.replace(waker)
        };
        drop(replaced);
    }

    fn poll_child(&mut self, index: usize) {
        let waker = &self.wakers[index];
        // A swap, not a store: it must see what the threads whose wake-up found the flag set did before.
        waker.is_noted.swap(false, Ordering::AcqRel);
        let waker = Waker::from(Arc::clone(waker));
        let child = item(self.children.as_mut(), index);
        if matches!(*child, MaybeDone::Running(_)) && child.poll(&mut Context::from_waker(&waker)) {
            self.pending -= 1;
        }
    }

    fn take_outputs(&mut self) -> Vec<F::Output> {
        let mut outputs = Vec::with_capacity(self.children.len());
        for index in 0..self.children.len() {
            let output = item(self.children.as_mut(), index).take();
            outputs.push(output.expect("`join_all` polled after completion"));
        }
        outputs
    }
}

/// The children are pinned in their box.
impl<F: Future> Unpin for JoinAll<F> {}

impl<F: Future> Future for JoinAll<F> {
    type Output = Vec<F::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Vec<F::Output>> {
        let this = &mut *self;
        this.take_noted(cx.waker());
        let mut polled = 0;
        while polled < this.polling.len() && !budget_is_spent() {
            this.poll_child(this.polling[polled]);
            polled += 1;
        }
        this.polling.drain(..polled);
        if !this.polling.is_empty() {
            cx.waker().wake_by_ref();
        }
        if this.pending > 0 { Poll::Pending } else { Poll::Ready(this.take_outputs()) }
    }
}

impl<F: Future> fmt::Debug for JoinAll<F> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinAll").field("pending", &self.pending).finish_non_exhaustive()
    }
}
