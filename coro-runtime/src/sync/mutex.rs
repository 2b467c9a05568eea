//! A lock that is waited for without blocking the thread.
//!
//! Takes: those who want the lock, one after the other. Gives: it to one at a time, in the order in which they came.
//!
//! Invariants: the lock is free only while nobody waits; who lets go of it hands it to the next in the queue, who has it
//! from then on, and hands it on when it is dropped instead of polled. No waker is cloned, woken or dropped under the lock
//! of the queue.

use std::cell::UnsafeCell;
use std::collections::BTreeMap;
use std::fmt;
use std::ops::{Deref, DerefMut};
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use crate::budget;
use crate::contain::contain_panic;
use crate::mutex;

/// A mutex whose guard may be held across an `.await`. Who waits for it lets other tasks run, and is woken once, when it has
/// the lock: first come, first served.
///
/// For a short change without an `.await` in it, [`std::sync::Mutex`] is cheaper. Unlike that one, this is not poisoned by a
/// panic: the next who locks it finds the value as the panic has left it.
///
/// # Examples
///
/// ```
/// use coro_runtime::{join_all, spawn, sync::Mutex, yield_now};
/// use std::sync::Arc;
///
/// let sum = coro_runtime::block_on(async {
///     let sum = Arc::new(Mutex::new(0));
///     let tasks = (1..=10).map(|n| {
///         let sum = Arc::clone(&sum);
///         spawn(async move {
///             let mut sum = sum.lock().await;
///             let before = *sum;
///             yield_now().await;
///             *sum = before + n;
///         })
///     });
///     join_all(tasks).await;
///     *sum.lock().await
/// });
/// assert_eq!(sum, 55);
/// ```
#[derive(Default)]
pub struct Mutex<T: ?Sized> {
    turns: Turns,
    value: UnsafeCell<T>,
}

// SAFETY: the value is reached through a guard only, or exclusively; there is one guard at a time, so to share the mutex is to
// send the value around.
unsafe impl<T: ?Sized + Send> Sync for Mutex<T> {}

impl<T> Mutex<T> {
    /// A mutex that is not locked.
    ///
    /// ```
    /// assert!(coro_runtime::sync::Mutex::new(5).try_lock().is_some());
    /// ```
    pub fn new(value: T) -> Mutex<T> {
        Mutex { turns: Turns::default(), value: UnsafeCell::new(value) }
    }

    /// Ends the mutex, and gives the value.
    ///
    /// ```
    /// assert_eq!(coro_runtime::sync::Mutex::new(5).into_inner(), 5);
    /// ```
    pub fn into_inner(self) -> T {
        self.value.into_inner()
    }
}

impl<T: ?Sized> Mutex<T> {
    /// Waits for the lock, and gives a guard that unlocks when it is dropped.
    ///
    /// Cancel safe; who drops the future loses the place in the queue. A task that locks a mutex twice waits for itself, for
    /// ever.
    ///
    /// # Panics
    ///
    /// When it is polled again after it has given the guard.
    ///
    /// ```
    /// use coro_runtime::sync::Mutex;
    ///
    /// coro_runtime::block_on(async {
    ///     let list = Mutex::new(vec![1]);
    ///     list.lock().await.push(2);
    ///     assert_eq!(*list.lock().await, [1, 2]);
    /// });
    /// ```
    pub fn lock(&self) -> Lock<'_, T> {
        Lock { mutex: self, place: Place::New }
    }

    /// The guard, if nobody has it at the moment and nobody waits for it.
    ///
    /// ```
    /// use coro_runtime::sync::Mutex;
    ///
    /// let mutex = Mutex::new(1);
    /// let guard = mutex.try_lock();
    /// assert!(guard.is_some() && mutex.try_lock().is_none());
    /// ```
    pub fn try_lock(&self) -> Option<MutexGuard<'_, T>> {
        // Lazily: a guard that is made and dropped unlocks.
        self.turns.try_take().then(|| MutexGuard { mutex: self })
    }

    /// The value, without locking: the exclusive reference says that nobody else is there.
    ///
    /// ```
    /// let mut mutex = coro_runtime::sync::Mutex::new(1);
    /// *mutex.get_mut() += 1;
    /// assert_eq!(mutex.into_inner(), 2);
    /// ```
    pub fn get_mut(&mut self) -> &mut T {
        self.value.get_mut()
    }
}

impl<T> From<T> for Mutex<T> {
    fn from(value: T) -> Mutex<T> {
        Mutex::new(value)
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for Mutex<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut debug = f.debug_struct("Mutex");
        match self.try_lock() {
            Some(guard) => debug.field("value", &&*guard),
            None => debug.field("value", &format_args!("<locked>")),
        };
        debug.finish()
    }
}

/// The right to the value of a [`Mutex`], from [`Mutex::lock`]: unlocks on drop.
///
/// # Examples
///
/// ```
/// let mutex = coro_runtime::sync::Mutex::new(String::from("a"));
/// if let Some(mut text) = mutex.try_lock() {
///     text.push('b');
/// }
/// assert_eq!(mutex.into_inner(), "ab");
/// ```
#[must_use = "the mutex is unlocked when the guard is dropped"]
pub struct MutexGuard<'a, T: ?Sized> {
    mutex: &'a Mutex<T>,
}

// SAFETY: a shared guard gives shared references to the value, and nothing else.
unsafe impl<T: ?Sized + Sync> Sync for MutexGuard<'_, T> {}

impl<T: ?Sized> Deref for MutexGuard<'_, T> {
    type Target = T;

    fn deref(&self) -> &T {
        // SAFETY: there is one guard at a time, and it is borrowed.
        unsafe { &*self.mutex.value.get() }
    }
}

impl<T: ?Sized> DerefMut for MutexGuard<'_, T> {
    fn deref_mut(&mut self) -> &mut T {
        // SAFETY: there is one guard at a time, and it is borrowed exclusively.
        unsafe { &mut *self.mutex.value.get() }
    }
}

impl<T: ?Sized> Drop for MutexGuard<'_, T> {
    fn drop(&mut self) {
        self.mutex.turns.hand_on();
    }
}

impl<T: ?Sized + fmt::Debug> fmt::Debug for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

impl<T: ?Sized + fmt::Display> fmt::Display for MutexGuard<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (**self).fmt(f)
    }
}

/// The future of [`Mutex::lock`].
#[must_use = "a future does nothing unless it is awaited"]
pub struct Lock<'a, T: ?Sized> {
    mutex: &'a Mutex<T>,
    place: Place,
}

#[derive(Clone, Copy, Debug)]
enum Place {
    New,
    /// In the queue, under this number; or already at the front of it, with the lock.
    Waits(u64),
    HasEnded,
}

impl<'a, T: ?Sized> Future for Lock<'a, T> {
    type Output = MutexGuard<'a, T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<MutexGuard<'a, T>> {
        ready!(budget::poll_left(cx));
        let Lock { mutex, place } = &mut *self;
        ready!(mutex.turns.poll(place, cx));
        budget::spend_one();
        Poll::Ready(MutexGuard { mutex })
    }
}

impl<T: ?Sized> Drop for Lock<'_, T> {
    fn drop(&mut self) {
        if let Place::Waits(number) = self.place {
            self.mutex.turns.withdraw(number);
        }
    }
}

impl<T: ?Sized> fmt::Debug for Lock<'_, T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lock").field("place", &self.place).finish_non_exhaustive()
    }
}

/// Whose turn it is.
#[derive(Debug, Default)]
struct Turns {
    state: mutex::Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    is_locked: bool,
    /// Who has the lock, and has not been polled since.
    next: Option<u64>,
    /// Who waits, in the order of arrival, which is their number.
    waiting: BTreeMap<u64, Waker>,
    arrived: u64,
}

impl State {
    fn try_take(&mut self) -> bool {
        !std::mem::replace(&mut self.is_locked, true)
    }
}

impl Turns {
    fn try_take(&self) -> bool {
        self.state.lock().try_take()
    }

    fn poll(&self, place: &mut Place, cx: &Context<'_>) -> Poll<()> {
        if matches!(place, Place::New) && self.try_take() {
            *place = Place::HasEnded;
            return Poll::Ready(());
        }
        let waker = cx.waker().clone();
        let mut state = self.state.lock();
        let is_mine = match *place {
            Place::New => state.try_take(),
            Place::Waits(number) => state.next.take_if(|next| *next == number).is_some(),
            Place::HasEnded => {
                drop(state);
                panic!("`Mutex::lock` polled after completion");
            }
        };
        if is_mine {
            drop(state);
            *place = Place::HasEnded;
            return Poll::Ready(());
        }
        let number = if let Place::Waits(number) = *place {
            number
        } else {
            state.arrived += 1;
            state.arrived
        };
        let replaced = state.waiting.insert(number, waker);
        drop(state);
        drop(replaced);
        *place = Place::Waits(number);
        Poll::Pending
    }

    /// Who has the lock lets go of it.
    fn hand_on(&self) {
        let next = {
            let mut state = self.state.lock();
            let first = state.waiting.pop_first();
            state.next = first.as_ref().map(|(number, _)| *number);
            state.is_locked = first.is_some();
            first
        };
        if let Some((_, waker)) = next {
            contain_panic(move || waker.wake());
        }
    }

    /// Who waits goes away.
    fn withdraw(&self, number: u64) {
        let (waker, had_lock) = {
            let mut state = self.state.lock();
            (state.waiting.remove(&number), state.next == Some(number))
        };
        drop(waker);
        if had_lock {
            self.hand_on();
        }
    }
}
