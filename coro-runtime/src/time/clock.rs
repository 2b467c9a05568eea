//! Time that stands still, for tests.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use crate::reactor::{self, Reactor, WishKey};

use super::instant::Instant;

/// Stops the clock of the runtime on this thread. It moves only by [`advance`] from now on: sleeps and timeouts wait for
/// that, and [`Instant::now`] stays the same.
///
/// Other runtimes, and threads without a runtime, keep the system's time.
///
/// # Panics
///
/// When no runtime runs on this thread, or one with workers.
///
/// # Examples
///
/// ```
/// use coro_runtime::{spawn, time::{Instant, advance, pause, sleep}};
/// use std::time::Duration;
///
/// const HOUR: Duration = Duration::from_secs(3600);
///
/// coro_runtime::block_on(async {
///     pause();
///     let start = Instant::now();
///     let task = spawn(async {
///         for _ in 0..3 {
///             sleep(HOUR).await;
///         }
///         Instant::now()
///     });
///     advance(2 * HOUR).await;
///     assert!(!task.is_finished());
///     advance(2 * HOUR).await;
///     assert_eq!(task.await.unwrap() - start, 3 * HOUR);
///     assert_eq!(start.elapsed(), 4 * HOUR);
/// });
/// ```
#[track_caller]
pub fn pause() {
    current().clock().pause(false);
}

/// Stops the clock of the runtime on this thread like [`pause`], and makes it jump to the next timer whenever the runtime
/// would sleep: a program that only waits for time runs as fast as it can compute.
///
/// Work that was given to [`spawn_blocking`](crate::spawn_blocking) and has not ended keeps it from jumping. Of other threads and
/// processes the runtime knows nothing: what they are about to send does not; where that matters, move the clock by hand.
///
/// # Panics
///
/// When no runtime runs on this thread, or one with workers.
///
/// # Examples
///
/// ```
/// use coro_runtime::time::{Instant, auto_advance, sleep};
/// use std::time::Duration;
///
/// coro_runtime::block_on(async {
///     auto_advance();
///     let start = Instant::now();
///     sleep(Duration::from_secs(1_000_000)).await;
///     assert_eq!(start.elapsed(), Duration::from_secs(1_000_000));
/// });
/// ```
#[track_caller]
pub fn auto_advance() {
    current().clock().pause(true);
}

/// Lets a stopped clock go on, from the time that it shows. Every [`advance`] under way ends. Has no effect on a clock that
/// was not stopped.
///
/// # Panics
///
/// When no runtime runs on this thread, or one with workers.
///
/// # Examples
///
/// ```
/// use coro_runtime::time::{Instant, advance, pause, resume, sleep};
/// use std::time::Duration;
///
/// coro_runtime::block_on(async {
///     let start = Instant::now();
///     pause();
///     advance(Duration::from_secs(60)).await;
///     resume();
///     sleep(Duration::from_millis(1)).await;
///     assert!(start.elapsed() > Duration::from_secs(60));
/// });
/// ```
#[track_caller]
pub fn resume() {
    current().clock().resume();
}

/// Moves a stopped clock on by `duration`, the way it would have gone by itself: from one timer to the next, each time
/// until no task can go on. The future ends when the clock shows `duration` more and all that is due by then was done; so
/// it does not end while a task is always ready to go on.
///
/// Dropping the future leaves the clock where it has got to.
///
/// # Panics
///
/// When no runtime runs on this thread, or one with workers, or its clock is not stopped.
///
/// # Examples
///
/// ```
/// use coro_runtime::time::{Instant, advance, pause, timeout};
/// use std::{future, time::Duration};
///
/// const MINUTE: Duration = Duration::from_secs(60);
///
/// coro_runtime::block_on(async {
///     pause();
///     let start = Instant::now();
///     let limited = coro_runtime::spawn(timeout(MINUTE, future::pending::<()>()));
///     advance(MINUTE / 2).await;
///     assert!(!limited.is_finished());
///     advance(MINUTE / 2).await;
///     assert!(limited.is_finished());
/// });
/// ```
#[track_caller]
pub fn advance(duration: Duration) -> Advance {
    let reactor = current();
    assert!(reactor.clock().is_paused(), "`advance` of a clock that is not stopped: call `pause` before");
    let target = Instant::from(reactor.clock().now()).add_or_far(duration);
    Advance { reactor, target, wish: None }
}

/// The future of [`advance`].
///
/// # Examples
///
/// ```
/// use coro_runtime::time::{Advance, advance, pause};
/// use std::time::Duration;
///
/// fn tomorrow() -> Advance {
///     advance(Duration::from_secs(24 * 3600))
/// }
///
/// coro_runtime::block_on(async {
///     pause();
///     tomorrow().await;
/// });
/// ```
#[derive(Debug)]
#[must_use = "the clock is moved only while the future is awaited"]
pub struct Advance {
    reactor: Arc<Reactor>,
    target: Instant,
    wish: Option<WishKey>,
}

impl Future for Advance {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        let clock = this.reactor.clock();
        let waker = cx.waker().clone();
        let unused = match &this.wish {
            None => clock.wish(this.target.into_std(), waker).map(|wish| {
                this.wish = Some(wish);
                None
            }),
            Some(wish) => clock.replace_waker(wish, waker).map(Some),
        };
        match unused {
            Ok(replaced) => {
                drop(replaced);
                Poll::Pending
            }
            // It has come true, or the clock goes on by itself.
            Err(waker) => {
                drop(waker);
                Poll::Ready(())
            }
        }
    }
}

impl Drop for Advance {
    fn drop(&mut self) {
        if let Some(wish) = &self.wish {
            let waker = self.reactor.clock().withdraw(wish);
            drop(waker);
        }
    }
}

#[track_caller]
fn current() -> Arc<Reactor> {
    let reactor =
        reactor::current().expect("no runtime on this thread: a test clock is moved inside of `block_on`");
    assert!(!reactor.has_stations(), "the clock of a runtime with workers cannot be stopped");
    reactor
}
