//! Running users' wakers and destructors where their panic has nobody to go to.

use std::mem;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Calls `f` and stops its panic here: the panic hook has reported it. Not in loom's models, where a panic is loom's
/// finding.
pub(crate) fn contain_panic(f: impl FnOnce()) {
    if cfg!(loom) {
        return f();
    }
    if let Err(payload) = catch_unwind(AssertUnwindSafe(f)) {
        // The payload is the user's too. One whose drop panics is leaked rather than dropped once more.
        let dropped = catch_unwind(AssertUnwindSafe(|| drop(payload)));
        dropped.unwrap_or_else(mem::forget);
    }
}
