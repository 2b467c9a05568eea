//! The event log and the panic switch; both are the running thread's own.

use std::cell::{Cell, RefCell};
use std::fmt::Debug;
use std::sync::LazyLock;

thread_local! {
    static EVENTS: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    static PASSED: Cell<usize> = const { Cell::new(0) };
    static PANIC_AT: Cell<Option<usize>> = const { Cell::new(None) };
    static DRIVEN: Cell<bool> = const { Cell::new(false) };
}

/// What a switched panic is raised with.
pub(super) const SWITCHED: &str = "switched";

pub(crate) fn record(event: String) {
    // During the thread's own end there is nobody left to read it.
    let _ = EVENTS.try_with(|events| events.borrow_mut().push(event));
}

pub(super) fn take() -> Vec<String> {
    EVENTS.take()
}

/// Counts panic points from zero again; number `panic_at` will panic.
pub(super) fn arm(panic_at: Option<usize>) {
    PASSED.set(0);
    PANIC_AT.set(panic_at);
}

/// How many panic points were passed since [`arm`].
pub(super) fn passed() -> usize {
    PASSED.get()
}

/// A place that panics when the switch says so.
pub(crate) fn point(place: &str) {
    let number = PASSED.replace(PASSED.get() + 1);
    if PANIC_AT.get() == Some(number) {
        PANIC_AT.set(None);
        record(format!("{place}: panics"));
        std::panic::panic_any(SWITCHED);
    }
}

/// No destructor panics: rustc leaks the result of a function at whose end one does, and a search for leaks would find that.
static NO_BAD_DROPS: LazyLock<bool> = LazyLock::new(|| std::env::var_os("CORO_NO_BAD_DROPS").is_some());

/// The end of a value's drop, which panics when the switch says so: if a future is being driven, and no panic is on its way.
pub(super) fn point_of_drop(what: &str) {
    let driven = DRIVEN.try_with(Cell::get).unwrap_or(false);
    if driven && !std::thread::panicking() && !*NO_BAD_DROPS {
        point(what);
    }
}

/// Polls or drops a future: what is dropped meanwhile may panic.
pub(super) fn driven<T>(f: impl FnOnce() -> T) -> std::thread::Result<T> {
    let before = DRIVEN.replace(true);
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(f));
    DRIVEN.set(before);
    result
}

/// Records an effect with a value, and gives the value back.
pub(crate) fn note<T: Debug>(what: &str, value: T) -> T {
    point(what);
    record(format!("{what}: {value:?}"));
    value
}
