//! The runtime, as users hold it.

use std::cell::RefCell;
use std::fmt;
use std::io;
use std::pin::pin;

use crate::reactor::Driver;

use super::handle::Handle;
use super::run::{self, Core};
use super::shared::Shared;

/// An executor and its reactor, on the thread that calls [`block_on`](Runtime::block_on).
///
/// Sockets and timers belong to the runtime in whose `block_on` they were made. There may be any number of runtimes in a
/// process, also several on one thread, one in the `block_on` of another.
///
/// Between two calls of `block_on` nothing runs, but tasks stay. Dropping the runtime drops its tasks; their
/// [`JoinHandle`](crate::task::JoinHandle)s resolve to a cancelled error, and sockets that live on fail with an error.
///
/// # Examples
///
/// ```
/// let runtime = coro_runtime::runtime::Runtime::new()?;
/// let task = runtime.handle().spawn(async { "done" });
/// assert_eq!(runtime.block_on(task).unwrap(), "done");
/// # std::io::Result::Ok(())
/// ```
pub struct Runtime {
    handle: Handle,
    /// `None` while `block_on` runs.
    core: RefCell<Option<Core>>,
}

impl Runtime {
    /// Makes a runtime. It starts no thread and opens two file descriptors.
    ///
    /// # Errors
    ///
    /// When the system has no file descriptors left for the process.
    pub fn new() -> io::Result<Runtime> {
        let driver = Driver::new()?;
        let handle = Handle::new(Shared::new(driver.reactor().clone()));
        Ok(Runtime { handle, core: RefCell::new(Some(Core::new(driver))) })
    }

    /// Runs `future` on this thread, and the runtime's tasks beside it, until `future` ends. Tasks that have not ended
    /// by then stay in the runtime and go on in the next `block_on`; those of
    /// [`spawn_local`](crate::spawn_local) are cancelled.
    ///
    /// # Panics
    ///
    /// When `future` panics (tasks keep their panics for their handles), and when it is called inside of `block_on` of
    /// the same runtime: await the future instead, or [`spawn`](crate::spawn) it.
    #[track_caller]
    pub fn block_on<F: Future>(&self, future: F) -> F::Output {
        let core = self.core.borrow_mut().take();
        let core = core.expect(
            "`block_on` of a runtime inside of its own `block_on`: await the future, or give it to `spawn`",
        );
        run::run(&self.core, core, self.handle.shared(), pin!(future))
    }

    /// A handle by which other threads can spawn tasks here.
    pub fn handle(&self) -> &Handle {
        &self.handle
    }
}

impl Drop for Runtime {
    fn drop(&mut self) {
        if let Some(core) = self.core.take() {
            core.shut_down(self.handle.shared());
        }
    }
}

impl fmt::Debug for Runtime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Runtime").finish_non_exhaustive()
    }
}

/// Runs `future` on a runtime of its own and returns its output as soon as it ends; tasks that it has spawned and that
/// have not ended are dropped then.
///
/// # Panics
///
/// When `future` panics, and when the system has no file descriptors left for a runtime: [`Runtime::new`] gives that as
/// an error.
///
/// # Examples
///
/// ```
/// assert_eq!(coro_runtime::block_on(async { 1 + 1 }), 2);
/// ```
#[track_caller]
pub fn block_on<F: Future>(future: F) -> F::Output {
    let runtime = Runtime::new().expect("a runtime needs two file descriptors");
    runtime.block_on(future)
}
