//! Threads for work that blocks.
//!
//! Takes: closures. Gives: their results, by task handles. A thread is started when none is idle and there are fewer than the
//! builder allows; one that has been idle for long ends.
//!
//! Invariants:
//! - A closure that has not begun when the runtime ends is dropped, and its handle resolves to a cancelled error.
//! - Nobody waits for a closure that has begun: its thread is left alone, and ends with it.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::thread;
use std::time::{Duration, Instant};

use crate::mutex::{Condition, Mutex, MutexGuard};
use crate::reactor::Reactor;
use crate::task::{self, JoinHandle, Owned, Ran, Roster, Runnable, Schedule, Spawned, TaskInfo};

use super::context::{self, Scope};
use super::settings::call;
use super::shared::{Named, Shared};

pub(super) struct Pool {
    state: Mutex<State>,
    /// There is work, or no more work will come.
    work: Condition,
    /// An idle thread has ended.
    ended: Condition,
}

struct State {
    queue: VecDeque<Runnable>,
    tasks: Roster,
    threads: usize,
    idle: usize,
    /// How many threads there ever were, for their names.
    started: usize,
    is_closed: bool,
    /// The threads by their numbers.
    handles: Vec<(usize, thread::JoinHandle<()>)>,
    /// Threads that have ended before their handle was here.
    gone: Vec<usize>,
    /// Those that ended because this was closed.
    leaving: Vec<thread::JoinHandle<()>>,
}

impl Pool {
    pub(super) fn new() -> Pool {
        let state = State {
            queue: VecDeque::new(),
            tasks: Roster::new(),
            threads: 0,
            idle: 0,
            started: 0,
            is_closed: false,
            handles: Vec::new(),
            gone: Vec::new(),
            leaving: Vec::new(),
        };
        Pool { state: Mutex::new(state), work: Condition::default(), ended: Condition::default() }
    }

    /// How many closures wait or run.
    pub(super) fn len(&self) -> usize {
        self.state.lock().tasks.len()
    }

    pub(super) fn threads(&self) -> usize {
        self.state.lock().threads
    }

    pub(super) fn infos(&self) -> Vec<TaskInfo> {
        self.state.lock().tasks.infos().collect()
    }

    /// Drops what has not begun, refuses more, and waits for the threads that are idle.
    pub(super) fn close(&self) {
        let left = {
            let mut state = self.state.lock();
            state.is_closed = true;
            (std::mem::take(&mut state.queue), state.tasks.take_all())
        };
        self.work.notify_all();
        // Outside of the lock: this drops closures. Those that run go on, and are told that nobody waits for them.
        drop(left);
        let mut state = self.state.lock();
        while state.idle > 0 {
            state = self.ended.wait(state);
        }
        let leaving = std::mem::take(&mut state.leaving);
        drop(state);
        for thread in leaving {
            // Its panic has been reported by the panic hook.
            let _ = thread.join();
        }
    }

    /// Waits for the next work; `None` if there will be none, or none has come for `keep_alive`. The thread counts as idle
    /// meanwhile, and is forgotten in the latter case.
    fn next(&self, number: usize, keep_alive: Duration) -> Option<Runnable> {
        let mut state = self.state.lock();
        let deadline = Instant::now().checked_add(keep_alive);
        state.idle += 1;
        loop {
            if let Some(task) = state.queue.pop_front() {
                state.idle -= 1;
                return Some(task);
            }
            let left =
                deadline.map_or(Duration::MAX, |deadline| deadline.saturating_duration_since(Instant::now()));
            if state.is_closed || left.is_zero() {
                self.end_thread(number, state);
                return None;
            }
            state = self.work.wait_for(state, left);
        }
    }

    /// The thread leaves: whoever closes the pool joins it, otherwise nobody does.
    fn end_thread(&self, number: usize, mut state: MutexGuard<'_, State>) {
        state.idle -= 1;
        state.threads -= 1;
        if let Some(at) = state.handles.iter().position(|(other, _)| *other == number) {
            let (_, handle) = state.handles.swap_remove(at);
            if state.is_closed {
                state.leaving.push(handle);
            }
        } else {
            state.gone.push(number);
        }
        drop(state);
        self.ended.notify_all();
    }

    /// Keeps the handle of a thread that was started, as long as the thread is there: what is left of one that nobody joins is
    /// freed with its handle.
    fn keep(&self, number: usize, handle: thread::JoinHandle<()>) {
        let mut state = self.state.lock();
        match state.gone.iter().position(|gone| *gone == number) {
            Some(at) => {
                state.gone.swap_remove(at);
            }
            None => state.handles.push((number, handle)),
        }
    }

    /// A thread that was counted could not be started. True if there is none at all: then nobody would get to what waits, and it is
    /// cancelled.
    fn thread_is_missing(&self, reactor: &Reactor) -> bool {
        let mut state = self.state.lock();
        state.threads -= 1;
        if state.threads > 0 {
            return false;
        }
        let left = (std::mem::take(&mut state.queue), state.tasks.take_all());
        drop(state);
        left.0.iter().for_each(|_| reactor.end_work());
        drop(left);
        true
    }

    fn after(&self, ran: Ran, reactor: &Reactor) {
        if let Ran::Complete(completed) = ran {
            let owned = self.state.lock().tasks.let_go(&completed);
            completed.finish(owned);
            reactor.end_work();
        }
    }
}

/// Puts a closure into the queue, and starts a thread for it if none is idle. Panics if there is none, and can be none.
#[track_caller]
pub(super) fn spawn<F, T>(shared: &Arc<Shared>, name: Option<Box<str>>, work: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    match try_spawn(shared, name, work) {
        Ok(join) => join,
        Err(error) => panic!("the system refuses the first thread for blocking work: {error}"),
    }
}

/// The same, with an error in place of the panic.
#[track_caller]
pub(super) fn try_spawn<F, T>(
    shared: &Arc<Shared>,
    name: Option<Box<str>>,
    work: F,
) -> io::Result<JoinHandle<T>>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let (future, scheduler) = (Once(Some(work)), Detached(Arc::clone(shared)));
    let spawned = match name {
        Some(name) => task::new(future, Named { scheduler, name }),
        None => task::new(future, scheduler),
    };
    let Spawned { owned, runnable, join } = spawned;
    enqueue(shared, owned, runnable).map(|()| join)
}

fn enqueue(shared: &Arc<Shared>, owned: Owned, runnable: Runnable) -> io::Result<()> {
    let pool = shared.blocking();
    let mut state = pool.state.lock();
    if state.is_closed {
        drop(state);
        // This drops the closure.
        drop((owned, runnable));
        return Ok(());
    }
    state.tasks.adopt(owned);
    state.queue.push_back(runnable);
    shared.reactor().start_work();
    // Each idle thread takes one of those that wait.
    let needs_thread = state.queue.len() > state.idle && state.threads < shared.settings().blocking_threads;
    if !needs_thread {
        drop(state);
        pool.work.notify_one();
        return Ok(());
    }
    state.threads += 1;
    state.started += 1;
    let number = state.started - 1;
    drop(state);
    match start_thread(shared, number) {
        Ok(handle) => pool.keep(number, handle),
        Err(error) if pool.thread_is_missing(shared.reactor()) => return Err(error),
        // Others will get to it.
        Err(_) => {}
    }
    Ok(())
}

fn start_thread(shared: &Arc<Shared>, number: usize) -> io::Result<thread::JoinHandle<()>> {
    let settings = shared.settings();
    let mut thread = thread::Builder::new().name((settings.thread_name)(settings.workers + number));
    if let Some(size) = settings.thread_stack_size {
        thread = thread.stack_size(size);
    }
    let shared = Arc::clone(shared);
    thread.spawn(move || run_thread(&shared, number))
}

fn run_thread(shared: &Arc<Shared>, number: usize) {
    let _executor = context::enter(Scope::Entered(Arc::clone(shared)));
    let (pool, settings) = (shared.blocking(), shared.settings());
    call(settings.hooks.thread_start.as_ref());
    while let Some(task) = pool.next(number, settings.blocking_keep_alive) {
        pool.after(task.run(), shared.reactor());
    }
    call(settings.hooks.thread_stop.as_ref());
}

/// A future that calls a closure.
struct Once<F>(Option<F>);

/// The closure is not pinned.
impl<F> Unpin for Once<F> {}

impl<F: FnOnce() -> T, T> Future for Once<F> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<T> {
        let work = self.0.take().expect("a task is polled once after it is ready");
        Poll::Ready(work())
    }
}

/// The scheduler of tasks that are never woken: they are ready at their first poll.
struct Detached(Arc<Shared>);

impl Schedule for Detached {
    fn schedule(&self, task: Runnable) {
        drop(task);
    }

    fn unobserved_panic(&self, task: &TaskInfo) {
        self.0.task_has_panicked(task);
    }
}

/// Runs a closure that blocks on a thread for that purpose, so that it keeps no other task waiting. There are at most as many
/// such threads as [`max_blocking_threads`](crate::runtime::Builder::max_blocking_threads) allows; further closures wait.
///
/// A closure that has begun cannot be stopped: [`abort`](JoinHandle::abort) has no effect then, and a runtime that is dropped
/// does not wait for it. One that has not begun is dropped.
///
/// # Panics
///
/// When no runtime runs on this thread ([`Handle::spawn_blocking`](crate::runtime::Handle::spawn_blocking) works
/// everywhere), and when the system refuses the very first thread.
///
/// # Examples
///
/// ```
/// let sum = coro_runtime::block_on(async {
///     coro_runtime::spawn_blocking(|| (1..=100).sum::<u32>()).await.unwrap()
/// });
/// assert_eq!(sum, 5050);
/// ```
#[track_caller]
pub fn spawn_blocking<F, T>(work: F) -> JoinHandle<T>
where
    F: FnOnce() -> T + Send + 'static,
    T: Send + 'static,
{
    let scope = context::current().expect(
        "no runtime on this thread: `spawn_blocking` works inside `block_on` and in tasks; elsewhere, use \
         `Handle::spawn_blocking`",
    );
    spawn(scope.shared(), None, work)
}

#[cfg(all(test, not(loom)))]
mod tests {
    use std::thread;
    use std::time::Duration;

    use super::Pool;

    /// The handle of one that ended before it was there stayed for ever, and the thread's stack with it.
    #[test]
    fn no_handle_is_kept_of_a_thread_that_has_ended() {
        for ends_first in [true, false] {
            let pool = Pool::new();
            pool.state.lock().threads = 1;
            let end = || assert!(pool.next(3, Duration::ZERO).is_none());
            let keep = || pool.keep(3, thread::spawn(|| ()));
            let steps: [&dyn Fn(); 2] = if ends_first { [&end, &keep] } else { [&keep, &end] };
            for step in steps {
                step();
            }
            let state = pool.state.lock();
            assert_eq!((state.handles.len(), state.gone.len(), state.threads), (0, 0, 0));
        }
    }
}
