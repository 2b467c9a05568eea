//! Which task it is.
//!
//! Takes: the address of a task. Gives: a number for users to compare. Invariant: two tasks that are both referred to by some
//! handle have different ones.

use std::fmt;
use std::num::NonZeroUsize;
use std::ptr::NonNull;

use super::cell::Header;

/// What distinguishes a task from all others of the process, as long as it runs or somebody has its
/// [`JoinHandle`](super::JoinHandle) or an [`AbortHandle`](super::AbortHandle). After that another may have its id.
///
/// # Examples
///
/// ```
/// coro_runtime::block_on(async {
///     let [one, two] = [(); 2].map(|()| coro_runtime::spawn(async {}));
///     assert_ne!(one.id(), two.id());
///     assert_eq!(one.id(), one.abort_handle().id());
/// });
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Id(NonZeroUsize);

impl Id {
    pub(super) fn of(header: NonNull<Header>) -> Id {
        Id(header.addr())
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:x}", self.0)
    }
}
