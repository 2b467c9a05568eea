//! Asking tasks to stop, and those that they have started.
//!
//! Tokens form a tree. Each holds its parent, and is known to it by a weak reference. Invariant: a token that is cancelled
//! has no children that are not, once the call that cancelled it has returned.

use std::collections::BTreeMap;
use std::fmt;
use std::mem;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::pin::Pin;
use std::sync::{Arc, Weak};
use std::task::{Context, Poll};

use crate::loom::{AtomicUsize, Ordering};
use crate::mutex::Mutex;
use crate::pin::{halves, pin_field};
use crate::wait_list::{WaitList, Waiter};

/// Says to any number of tasks that they shall stop. Clones are the same token; a [child](CancellationToken::child_token)
/// is cancelled with its parent, and can be cancelled without.
///
/// A task that is asked this way stops where it chooses to look, and can clean up; a task that is
/// [aborted](crate::task::JoinHandle::abort) is dropped where it is.
///
/// # Examples
///
/// ```
/// use coro_runtime::{spawn, sync::CancellationToken, time::sleep};
/// use std::time::Duration;
///
/// coro_runtime::block_on(async {
///     let token = CancellationToken::new();
///     let theirs = token.clone();
///     let worker = spawn(async move {
///         let mut rounds = 0;
///         while theirs.run_until_cancelled(sleep(Duration::from_millis(1))).await.is_some() {
///             rounds += 1;
///         }
///         rounds
///     });
///     sleep(Duration::from_millis(20)).await;
///     token.cancel();
///     assert!(worker.await.unwrap() > 0);
/// });
/// ```
#[derive(Clone)]
pub struct CancellationToken {
    node: Arc<Node>,
}

struct Node {
    /// 1 once it is cancelled.
    cancelled: AtomicUsize,
    waiters: WaitList,
    children: Mutex<Children>,
    /// The parent, and the number that this has there.
    parent: Option<(Arc<Node>, u64)>,
}

#[derive(Default)]
struct Children {
    by_number: BTreeMap<u64, Weak<Node>>,
    born: u64,
}

/// It is cancelled or not, and nothing between.
impl UnwindSafe for CancellationToken {}
impl RefUnwindSafe for CancellationToken {}

impl CancellationToken {
    /// A token that is not cancelled and has no parent.
    ///
    /// ```
    /// assert!(!coro_runtime::sync::CancellationToken::new().is_cancelled());
    /// ```
    pub fn new() -> CancellationToken {
        CancellationToken { node: Arc::new(Node::new(None)) }
    }

    /// A token that is cancelled when this one is. Cancelling the child leaves this one as it is.
    ///
    /// ```
    /// use coro_runtime::sync::CancellationToken;
    ///
    /// let parent = CancellationToken::new();
    /// let (first, second) = (parent.child_token(), parent.child_token());
    /// first.cancel();
    /// assert!(!parent.is_cancelled() && !second.is_cancelled());
    /// parent.cancel();
    /// assert!(second.is_cancelled() && parent.child_token().is_cancelled());
    /// ```
    #[must_use = "the token is what a task is told by"]
    pub fn child_token(&self) -> CancellationToken {
        let mut children = self.node.children.lock();
        if self.is_cancelled() {
            let child = Node::new(None);
            child.cancelled.store(1, Ordering::Release);
            return CancellationToken { node: Arc::new(child) };
        }
        let number = children.born;
        children.born += 1;
        let node = Arc::new(Node::new(Some((Arc::clone(&self.node), number))));
        children.by_number.insert(number, Arc::downgrade(&node));
        CancellationToken { node }
    }

    /// Cancels this token and those below it, and wakes all that wait for it. Only the first call has an effect.
    ///
    /// ```
    /// use coro_runtime::sync::CancellationToken;
    ///
    /// let token = CancellationToken::new();
    /// let clone = token.clone();
    /// token.cancel();
    /// assert!(clone.is_cancelled());
    /// ```
    pub fn cancel(&self) {
        let mut below = vec![Arc::clone(&self.node)];
        while let Some(node) = below.pop() {
            let children = {
                let mut children = node.children.lock();
                node.cancelled.store(1, Ordering::Release);
                mem::take(&mut children.by_number)
            };
            below.extend(children.values().filter_map(Weak::upgrade));
            node.waiters.wake_all();
        }
    }

    /// Whether this token, or one above it, was cancelled.
    ///
    /// ```
    /// use coro_runtime::sync::CancellationToken;
    ///
    /// let parent = CancellationToken::new();
    /// let child = parent.child_token();
    /// parent.cancel();
    /// assert!(parent.is_cancelled() && child.is_cancelled());
    /// ```
    pub fn is_cancelled(&self) -> bool {
        self.node.is_cancelled()
    }

    /// Ends when the token is cancelled. Cancel safe.
    ///
    /// ```
    /// use coro_runtime::{join, sync::CancellationToken};
    ///
    /// coro_runtime::block_on(async {
    ///     let token = CancellationToken::new();
    ///     join!(token.cancelled(), async { token.cancel() }).await;
    /// });
    /// ```
    pub fn cancelled(&self) -> Cancelled<'_> {
        Cancelled { token: self, waiter: Waiter::default() }
    }

    /// Like [`cancelled`](CancellationToken::cancelled), and holds the token itself.
    ///
    /// ```
    /// use coro_runtime::{spawn, sync::CancellationToken};
    ///
    /// coro_runtime::block_on(async {
    ///     let token = CancellationToken::new();
    ///     let told = spawn(token.clone().cancelled_owned());
    ///     token.cancel();
    ///     told.await.unwrap();
    /// });
    /// ```
    pub fn cancelled_owned(self) -> CancelledOwned {
        CancelledOwned { token: self, waiter: Waiter::default() }
    }

    /// Runs `future` until it ends or the token is cancelled: then the output is `None`. If both are so at once, the
    /// output wins.
    ///
    /// When the token is cancelled the future is not polled any more; it is dropped with the whole, so whether something of
    /// it is lost is up to its own cancel safety.
    ///
    /// ```
    /// use coro_runtime::sync::CancellationToken;
    /// use std::future;
    ///
    /// coro_runtime::block_on(async {
    ///     let token = CancellationToken::new();
    ///     assert_eq!(token.run_until_cancelled(async { 5 }).await, Some(5));
    ///     token.cancel();
    ///     assert_eq!(token.run_until_cancelled(future::pending::<()>()).await, None);
    /// });
    /// ```
    pub fn run_until_cancelled<F: IntoFuture>(&self, future: F) -> RunUntilCancelled<'_, F::IntoFuture> {
        RunUntilCancelled { parts: (future.into_future(), self.cancelled()) }
    }

    /// The same as a future that owns the token, for a task of its own.
    ///
    /// ```
    /// use coro_runtime::{spawn, sync::CancellationToken};
    /// use std::future;
    ///
    /// coro_runtime::block_on(async {
    ///     let token = CancellationToken::new();
    ///     let task = spawn(token.clone().run_until_cancelled_owned(future::pending::<()>()));
    ///     token.cancel();
    ///     assert_eq!(task.await.unwrap(), None);
    /// });
    /// ```
    pub fn run_until_cancelled_owned<F: IntoFuture>(
        self,
        future: F,
    ) -> RunUntilCancelledOwned<F::IntoFuture> {
        RunUntilCancelledOwned { parts: (future.into_future(), self.cancelled_owned()) }
    }

    /// A guard that cancels the token when it is dropped, for who keeps the token.
    ///
    /// ```
    /// use coro_runtime::sync::CancellationToken;
    ///
    /// let token = CancellationToken::new();
    /// let guard = token.drop_guard_ref();
    /// assert!(!token.is_cancelled());
    /// drop(guard);
    /// assert!(token.is_cancelled());
    /// ```
    pub fn drop_guard_ref(&self) -> DropGuardRef<'_> {
        DropGuardRef { token: self, is_armed: true }
    }

    /// A guard that cancels the token when it is dropped: what a function has started does not outlive it, however it ends.
    ///
    /// ```
    /// use coro_runtime::sync::CancellationToken;
    ///
    /// let token = CancellationToken::new();
    /// let guard = token.clone().drop_guard();
    /// assert!(!token.is_cancelled());
    /// drop(guard);
    /// assert!(token.is_cancelled());
    /// ```
    pub fn drop_guard(self) -> DropGuard {
        DropGuard { token: self, is_armed: true }
    }
}

impl Node {
    fn new(parent: Option<(Arc<Node>, u64)>) -> Node {
        Node {
            cancelled: AtomicUsize::new(0),
            waiters: WaitList::default(),
            children: Mutex::default(),
            parent,
        }
    }

    fn is_cancelled(&self) -> bool {
        self.cancelled.load(Ordering::Acquire) != 0
    }
}

/// Leaves the parent, and lets go of it; not by recursion, since families may have any number of generations.
impl Drop for Node {
    fn drop(&mut self) {
        let mut parent = self.parent.take();
        while let Some((node, number)) = parent {
            let child = node.children.lock().by_number.remove(&number);
            drop(child);
            // If this was the last that knew it, it has none left to do this for it.
            parent = Arc::into_inner(node).and_then(|mut node| node.parent.take());
        }
    }
}

impl Default for CancellationToken {
    fn default() -> CancellationToken {
        CancellationToken::new()
    }
}

impl fmt::Debug for CancellationToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CancellationToken").field("is_cancelled", &self.is_cancelled()).finish()
    }
}

/// The future of [`CancellationToken::cancelled`].
#[derive(Debug)]
#[must_use = "a future does nothing unless it is awaited"]
pub struct Cancelled<'a> {
    token: &'a CancellationToken,
    waiter: Waiter,
}

impl Future for Cancelled<'_> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let Cancelled { token, waiter } = &mut *self;
        token.node.waiters.poll(waiter, cx, || token.is_cancelled())
    }
}

impl Drop for Cancelled<'_> {
    fn drop(&mut self) {
        self.token.node.waiters.withdraw(&self.waiter);
    }
}

/// The future of [`CancellationToken::cancelled_owned`].
#[derive(Debug)]
#[must_use = "a future does nothing unless it is awaited"]
pub struct CancelledOwned {
    token: CancellationToken,
    waiter: Waiter,
}

impl Future for CancelledOwned {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let CancelledOwned { token, waiter } = &mut *self;
        token.node.waiters.poll(waiter, cx, || token.is_cancelled())
    }
}

impl Drop for CancelledOwned {
    fn drop(&mut self) {
        self.token.node.waiters.withdraw(&self.waiter);
    }
}

/// The future of [`CancellationToken::run_until_cancelled`].
#[derive(Debug)]
#[must_use = "a future does nothing unless it is awaited"]
pub struct RunUntilCancelled<'a, F> {
    /// Pinned with the whole.
    parts: (F, Cancelled<'a>),
}

impl<F: Future> Future for RunUntilCancelled<'_, F> {
    type Output = Option<F::Output>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<F::Output>> {
        poll_until(pin_field!(self, parts), cx)
    }
}

/// The future of [`CancellationToken::run_until_cancelled_owned`].
#[derive(Debug)]
#[must_use = "a future does nothing unless it is awaited"]
pub struct RunUntilCancelledOwned<F> {
    /// Pinned with the whole.
    parts: (F, CancelledOwned),
}

impl<F: Future> Future for RunUntilCancelledOwned<F> {
    type Output = Option<F::Output>;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<F::Output>> {
        poll_until(pin_field!(self, parts), cx)
    }
}

/// The future first: what is ready is not thrown away.
fn poll_until<F: Future, C: Future<Output = ()>>(
    parts: Pin<&mut (F, C)>,
    cx: &mut Context<'_>,
) -> Poll<Option<F::Output>> {
    let (future, cancelled) = halves(parts);
    if let Poll::Ready(output) = future.poll(cx) {
        return Poll::Ready(Some(output));
    }
    cancelled.poll(cx).map(|()| None)
}

/// Cancels the token that it refers to on drop: see [`CancellationToken::drop_guard_ref`].
#[derive(Debug)]
#[must_use = "the token is cancelled when the guard is dropped"]
pub struct DropGuardRef<'a> {
    token: &'a CancellationToken,
    is_armed: bool,
}

impl<'a> DropGuardRef<'a> {
    /// Gives the token back without cancelling it.
    ///
    /// ```
    /// use coro_runtime::sync::CancellationToken;
    ///
    /// let token = CancellationToken::new();
    /// assert!(!token.drop_guard_ref().disarm().is_cancelled());
    /// ```
    pub fn disarm(mut self) -> &'a CancellationToken {
        self.is_armed = false;
        self.token
    }
}

impl Drop for DropGuardRef<'_> {
    fn drop(&mut self) {
        if self.is_armed {
            self.token.cancel();
        }
    }
}

/// Cancels its token on drop: see [`CancellationToken::drop_guard`].
///
/// # Examples
///
/// ```
/// use coro_runtime::sync::CancellationToken;
///
/// let token = CancellationToken::new();
/// {
///     let _guard = token.clone().drop_guard();
///     assert!(!token.is_cancelled());
/// }
/// assert!(token.is_cancelled());
/// ```
#[derive(Debug)]
#[must_use = "the token is cancelled when the guard is dropped"]
pub struct DropGuard {
    token: CancellationToken,
    is_armed: bool,
}

impl DropGuard {
    /// Gives the token back without cancelling it.
    ///
    /// ```
    /// use coro_runtime::sync::CancellationToken;
    ///
    /// let guard = CancellationToken::new().drop_guard();
    /// assert!(!guard.disarm().is_cancelled());
    /// ```
    pub fn disarm(mut self) -> CancellationToken {
        self.is_armed = false;
        self.token.clone()
    }
}

impl Drop for DropGuard {
    fn drop(&mut self) {
        if self.is_armed {
            self.token.cancel();
        }
    }
}
