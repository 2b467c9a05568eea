//! Tasks of one type that are awaited in the order in which they end.
//!
//! Takes: join handles. Gives: their results. Invariant: a handle is polled once when it comes in, and again when its task
//! has ended; so the cost of a result does not grow with the number of tasks.

use std::collections::VecDeque;
use std::fmt;
use std::future::poll_fn;
use std::panic::resume_unwind;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Wake, Waker};

use crate::mutex::Mutex;
use crate::slab::{Key, Slab};

use super::abort::AbortHandle;
use super::error::JoinError;
use super::id::Id;
use super::join::JoinHandle;

/// A set of tasks: spawn them with [`spawn`](JoinSet::spawn), and take their results as they come with
/// [`join_next`](JoinSet::join_next). Dropping the set aborts those that have not ended.
///
/// # Examples
///
/// ```
/// use coro_runtime::{task::JoinSet, time::sleep};
/// use std::time::Duration;
///
/// coro_runtime::block_on(async {
///     let mut set = JoinSet::new();
///     for ms in [30, 10, 20] {
///         set.spawn(async move {
///             sleep(Duration::from_millis(ms)).await;
///             ms
///         });
///     }
///     let mut ended = Vec::new();
///     while let Some(result) = set.join_next().await {
///         ended.push(result.unwrap());
///     }
///     assert_eq!(ended, [10, 20, 30]);
/// });
/// ```
pub struct JoinSet<T> {
    members: Slab<Member<T>>,
    noted: Arc<Noted>,
}

struct Member<T> {
    handle: JoinHandle<T>,
    waker: Waker,
}

/// The members to poll, and whom to tell.
struct Noted {
    state: Mutex<State>,
}

struct State {
    keys: VecDeque<Key>,
    waiter: Option<Waker>,
}

/// The waker of one member.
struct MemberWaker {
    noted: Arc<Noted>,
    key: Key,
}

impl<T> JoinSet<T> {
    /// An empty set.
    ///
    /// ```
    /// let set = coro_runtime::task::JoinSet::<u32>::new();
    /// assert!(set.is_empty());
    /// ```
    pub fn new() -> JoinSet<T> {
        let state = State { keys: VecDeque::new(), waiter: None };
        JoinSet { members: Slab::new(), noted: Arc::new(Noted { state: Mutex::new(state) }) }
    }

    /// How many tasks are in the set: those that run, and those whose result was not taken.
    ///
    /// ```
    /// use coro_runtime::task::JoinSet;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut set = JoinSet::new();
    ///     set.spawn(async {});
    ///     set.spawn(async {});
    ///     assert_eq!(set.len(), 2);
    /// });
    /// ```
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether no task is in the set.
    ///
    /// ```
    /// use coro_runtime::task::JoinSet;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut set = JoinSet::new();
    ///     assert!(set.is_empty());
    ///     set.spawn(async {});
    ///     assert!(!set.is_empty());
    /// });
    /// ```
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Takes in a task that was spawned elsewhere: with another handle, or as a
    /// [local](crate::spawn_local) one.
    ///
    /// ```
    /// use coro_runtime::{spawn_local, task::JoinSet};
    /// use std::rc::Rc;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut set = JoinSet::new();
    ///     let not_send = Rc::new(5);
    ///     set.insert(spawn_local(async move { *not_send }));
    ///     assert_eq!(set.join_all().await, [5]);
    /// });
    /// ```
    pub fn insert(&mut self, handle: JoinHandle<T>) -> AbortHandle {
        let abort = handle.abort_handle();
        let noted = Arc::clone(&self.noted);
        let key = self.members.insert_with(|key| {
            let waker = Waker::from(Arc::new(MemberWaker { noted, key }));
            Member { handle, waker }
        });
        // To be polled by whoever waits for the set, also if somebody does so now.
        self.noted.note(key);
        abort
    }

    /// Waits until one of the tasks has ended, and gives its result; `None` if the set is empty.
    ///
    /// Cancel safe: a result is taken only when the future ends with it.
    ///
    /// ```
    /// use coro_runtime::task::JoinSet;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut set = JoinSet::new();
    ///     set.spawn(async { 1 });
    ///     set.spawn(async { 2 });
    ///     let mut sum = 0;
    ///     while let Some(result) = set.join_next().await {
    ///         sum += result.unwrap();
    ///     }
    ///     assert_eq!(sum, 3);
    /// });
    /// ```
    pub async fn join_next(&mut self) -> Option<Result<T, JoinError>> {
        poll_fn(|cx| self.poll_join_next(cx)).await
    }

    /// As [`join_next`](JoinSet::join_next), and says which task it was. An error says so itself.
    ///
    /// ```
    /// use coro_runtime::task::JoinSet;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut set = JoinSet::new();
    ///     let id = set.spawn(async { "output" }).id();
    ///     assert_eq!(set.join_next_with_id().await.unwrap().unwrap(), (id, "output"));
    /// });
    /// ```
    pub async fn join_next_with_id(&mut self) -> Option<Result<(Id, T), JoinError>> {
        poll_fn(|cx| self.poll_next(cx)).await
    }

    /// The result of a task that has ended already, if there is one.
    ///
    /// ```
    /// use coro_runtime::task::JoinSet;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut set = JoinSet::new();
    ///     set.spawn(async { 1 });
    ///     assert!(set.try_join_next().is_none());
    ///     coro_runtime::yield_now().await;
    ///     assert_eq!(set.try_join_next().unwrap().unwrap(), 1);
    /// });
    /// ```
    pub fn try_join_next(&mut self) -> Option<Result<T, JoinError>> {
        Some(self.take_next()?.map(|(_, output)| output))
    }

    /// As [`try_join_next`](JoinSet::try_join_next), and says which task it was. An error says so itself.
    ///
    /// ```
    /// use coro_runtime::task::JoinSet;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut set = JoinSet::new();
    ///     let id = set.spawn(async { 1 }).id();
    ///     coro_runtime::yield_now().await;
    ///     assert_eq!(set.try_join_next_with_id().unwrap().unwrap(), (id, 1));
    /// });
    /// ```
    pub fn try_join_next_with_id(&mut self) -> Option<Result<(Id, T), JoinError>> {
        self.take_next()
    }

    /// [`join_next`](JoinSet::join_next), for futures that are written by hand.
    ///
    /// ```
    /// use coro_runtime::task::JoinSet;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut set = JoinSet::new();
    ///     set.spawn(async { 1 });
    ///     let next = std::future::poll_fn(|cx| set.poll_join_next(cx)).await;
    ///     assert_eq!(next.unwrap().unwrap(), 1);
    /// });
    /// ```
    pub fn poll_join_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<T, JoinError>>> {
        self.poll_next(cx).map(|next| Some(next?.map(|(_, output)| output)))
    }

    /// Waits for all tasks, and gives their outputs in the order in which they have ended.
    ///
    /// # Panics
    ///
    /// When one of the tasks has panicked, with its payload, or was aborted. The others are aborted then.
    ///
    /// # Examples
    ///
    /// ```
    /// use coro_runtime::task::JoinSet;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut set = JoinSet::new();
    ///     set.spawn(async { 1 });
    ///     set.spawn(async { 2 });
    ///     assert_eq!(set.join_all().await.into_iter().sum::<i32>(), 3);
    /// });
    /// ```
    pub async fn join_all(mut self) -> Vec<T> {
        let mut outputs = Vec::with_capacity(self.len());
        while let Some(result) = self.join_next().await {
            match result {
                Ok(output) => outputs.push(output),
                Err(error) if error.is_panic() => resume_unwind(error.into_panic()),
                Err(error) => panic!("`JoinSet::join_all`: {error}"),
            }
        }
        outputs
    }

    /// Asks the runtime to drop all tasks that have not ended. They stay in the set until their results are taken.
    ///
    /// ```
    /// use coro_runtime::task::JoinSet;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut set = JoinSet::new();
    ///     set.spawn(std::future::pending::<()>());
    ///     set.abort_all();
    ///     assert!(set.join_next().await.unwrap().unwrap_err().is_cancelled());
    /// });
    /// ```
    pub fn abort_all(&self) {
        self.members.iter().for_each(|member| member.handle.abort());
    }

    /// Aborts all tasks, and waits until each has been dropped.
    ///
    /// ```
    /// use coro_runtime::task::JoinSet;
    /// use std::{future, sync::Arc};
    ///
    /// coro_runtime::block_on(async {
    ///     let shared = Arc::new(());
    ///     let mut set = JoinSet::new();
    ///     let theirs = Arc::clone(&shared);
    ///     set.spawn(async move {
    ///         future::pending::<()>().await;
    ///         drop(theirs);
    ///     });
    ///     set.shutdown().await;
    ///     assert!(set.is_empty() && Arc::strong_count(&shared) == 1);
    /// });
    /// ```
    pub async fn shutdown(&mut self) {
        self.abort_all();
        while self.join_next().await.is_some() {}
    }

    /// Lets the tasks go on by themselves. The set is empty afterwards.
    ///
    /// ```
    /// use coro_runtime::task::JoinSet;
    ///
    /// coro_runtime::block_on(async {
    ///     let mut set = JoinSet::new();
    ///     set.spawn(std::future::pending::<()>());
    ///     set.detach_all();
    ///     assert!(set.is_empty());
    ///     assert_eq!(coro_runtime::runtime::Handle::current().metrics().tasks, 1);
    /// });
    /// ```
    pub fn detach_all(&mut self) {
        drop(self.members.take_where(|_| true));
    }

    fn poll_next(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<(Id, T), JoinError>>> {
        if self.is_empty() {
            return Poll::Ready(None);
        }
        // First the waker, then the look: what ends in between is seen or wakes us.
        self.noted.set_waiter(cx.waker().clone());
        match self.take_next() {
            Some(result) => Poll::Ready(Some(result)),
            None => Poll::Pending,
        }
    }

    fn take_next(&mut self) -> Option<Result<(Id, T), JoinError>> {
        while let Some(key) = self.noted.next() {
            if let Poll::Ready(result) = self.poll_member(key) {
                return Some(result);
            }
        }
        None
    }

    /// Polls a member, and removes it if its task has ended.
    fn poll_member(&mut self, key: Key) -> Poll<Result<(Id, T), JoinError>> {
        let Some(Member { handle, waker }) = self.members.get_mut(key) else { return Poll::Pending };
        let id = handle.id();
        let result = Pin::new(handle).poll(&mut Context::from_waker(waker)).map_ok(|output| (id, output));
        if result.is_ready() {
            drop(self.members.remove(key));
        }
        result
    }
}

impl Noted {
    fn next(&self) -> Option<Key> {
        self.state.lock().keys.pop_front()
    }

    fn note(&self, key: Key) {
        let waiter = {
            let mut state = self.state.lock();
            state.keys.push_back(key);
            state.waiter.take()
        };
        if let Some(waiter) = waiter {
            waiter.wake();
        }
    }

    fn set_waiter(&self, waker: Waker) {
        let replaced = self.state.lock().waiter.replace(waker);
        drop(replaced);
    }
}

impl Wake for MemberWaker {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        self.noted.note(self.key);
    }
}

impl<T> Drop for JoinSet<T> {
    fn drop(&mut self) {
        self.abort_all();
    }
}

impl<T> Default for JoinSet<T> {
    fn default() -> JoinSet<T> {
        JoinSet::new()
    }
}

impl<T> fmt::Debug for JoinSet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("JoinSet").field("len", &self.len()).finish_non_exhaustive()
    }
}
