//! The same body twice: as an iterator, and as a plain function in which `yield_!` is a call that writes to the log.
//!
//! Both are run to the end, left at each yield (the plain one by a panic, the machine by being dropped), and left by a panic in
//! each effect; each time, effects, yields and drops have to come in the same order.

use coro::{Coroutine, CoroutineState, Stream};
use std::cell::{Cell, RefCell};
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::sync::LazyLock;
use std::task::{Context, Poll, Waker};

/// No destructor panics: rustc leaks the result of a function at whose end one does, and a search for leaks would find that.
static NO_BAD_DROPS: LazyLock<bool> = LazyLock::new(|| std::env::var_os("CORO_NO_BAD_DROPS").is_some());

thread_local! {
    static LOG: RefCell<Vec<String>> = const { RefCell::new(Vec::new()) };
    /// How many more yields are let through.
    static YIELDS: Cell<usize> = const { Cell::new(usize::MAX) };
    /// How many more effects there are before one panics.
    static EFFECTS: Cell<usize> = const { Cell::new(usize::MAX) };
}

/// Writes to the log.
pub(crate) fn note(text: impl Into<String>) {
    LOG.with_borrow_mut(|log| log.push(text.into()));
}

/// Runs on an empty log, and gives it.
pub(crate) fn logged(run: impl FnOnce()) -> Vec<String> {
    LOG.take();
    run();
    LOG.take()
}

/// A panic of ours: quiet.
struct Stop;

/// An effect: it is noted, and may panic.
pub(crate) fn effect<T>(name: &str, value: T) -> T {
    note(name);
    if is_last_effect() {
        drop(value);
        resume_unwind(Box::new(Stop));
    }
    value
}

/// Counts an effect.
fn is_last_effect() -> bool {
    let left = EFFECTS.get();
    EFFECTS.set(left.wrapping_sub(1));
    left == 0
}

/// What the plain function does at a yield.
pub(crate) fn record<T: std::fmt::Debug>(value: T) {
    note(format!("yield {value:?}"));
    drop(value);
    let left = YIELDS.get();
    YIELDS.set(left.wrapping_sub(1));
    if left == 0 {
        resume_unwind(Box::new(Stop));
    }
}

/// Tells when it is dropped.
#[derive(Debug, PartialEq)]
pub(crate) struct Noisy(pub(crate) &'static str);

impl Noisy {
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    pub(crate) fn into_name(self) -> &'static str {
        self.0
    }
}

impl Drop for Noisy {
    fn drop(&mut self) {
        note(format!("drop {}", self.0));
        // A destructor is an effect too; one that panics while another panic is on its way ends the process.
        if !std::thread::panicking() && !*NO_BAD_DROPS && is_last_effect() {
            resume_unwind(Box::new(Stop));
        }
    }
}

/// An effect that gives a noisy value.
pub(crate) fn noisy(name: &'static str) -> Noisy {
    effect(name, Noisy(name))
}

/// Takes what the machine gives, and leaves it after so many items. It is moved each time.
pub(crate) fn take<T: std::fmt::Debug>(machine: impl Iterator<Item = T>, items: usize) {
    let mut machine = Box::new(machine);
    for _ in 0..=items {
        let Some(item) = machine.next() else {
            return assert!(machine.next().is_none(), "an iterator gives nothing after its end");
        };
        record_item(item);
        relocate(&mut machine);
    }
}

/// Moves a value somewhere else; nothing is left of it where it was.
fn relocate<T>(place: &mut Box<T>) {
    // SAFETY: the value is read once: its old place is forgotten to hold one before it is freed.
    unsafe {
        let moved = Box::new(std::ptr::read(&raw const **place));
        let old = Box::into_raw(std::mem::replace(place, moved)).cast::<std::mem::MaybeUninit<T>>();
        old.cast::<u8>().write_bytes(0xa5, size_of::<T>());
        drop(Box::from_raw(old));
    }
}

fn run(yields: usize, effects: usize, run: impl FnOnce()) -> (Vec<String>, bool) {
    YIELDS.set(yields);
    EFFECTS.set(effects);
    let mut panicked = false;
    let log = logged(|| {
        panicked = catch_unwind(AssertUnwindSafe(run)).is_err();
    });
    (log, panicked)
}

/// Compares the two for every way in which they can be left.
pub(crate) fn compare<T: std::fmt::Debug, I: Iterator<Item = T>>(plain: impl Fn(), machine: impl Fn() -> I) {
    EFFECTS.set(usize::MAX);
    assert!(logged(|| drop(machine())).iter().all(|line| !line.starts_with("yield")), "never resumed");
    compare_taken(plain, |items| take(machine(), items));
}

/// The same, for a machine that `take` makes, and takes so many items of.
pub(crate) fn compare_taken(plain: impl Fn(), take: impl Fn(usize)) {
    let all = usize::MAX;
    let (whole, _) = run(all, all, &plain);
    let (ours, _) = run(all, all, || take(all));
    assert_eq!(ours, whole, "run to the end");
    let n_yields = whole.iter().filter(|line| line.starts_with("yield")).count();
    for yields in 0..n_yields {
        let (native, stopped) = run(yields, all, &plain);
        let (ours, _) = run(all, all, || take(yields));
        assert!(stopped);
        assert_eq!(ours, native, "dropped at yield {yields}");
    }
    for effects in 0.. {
        let (native, panicked) = run(all, effects, &plain);
        let (ours, ours_panicked) = run(all, effects, || take(all));
        assert_eq!((ours, ours_panicked), (native, panicked), "a panic in effect {effects}");
        if !panicked {
            return;
        }
    }
}

/// The test of one pair: what stands in both modules, and how they are compared.
macro_rules! twin_test {
    ($(#[doc = $doc:literal])* $name:ident plain { $($plain:tt)* } machine { $($machine:tt)* } $compare:expr) => {
        $(#[doc = $doc])*
        #[test]
        #[allow(unused, clippy::all, clippy::pedantic, reason = "the bodies are odd on purpose")]
        fn $name() {
            mod plain {
                use crate::harness::*;
                $($plain)*
            }
            mod machine {
                use crate::harness::*;
                use coro::{Coroutine, Stream, yield_, yield_from};
                $($machine)*
            }
            $compare;
        }
    };
}

/// `twins! { name(arguments: Type = value, ..) -> Item { body } }`
macro_rules! twins {
    ($($(#[doc = $doc:literal])* $name:ident($($argument:tt: $ty:ty = $value:expr),*) -> $item:ty $body:block)*) => {
        $(twin_test! {
            $(#[doc = $doc])* $name
            plain {
                macro_rules! yield_ {
                    () => { record(()) };
                    ($yielded:expr) => { record::<$item>($yielded) };
                }
                macro_rules! yield_from {
                    ($inner:expr) => { for item in IntoIterator::into_iter($inner) { record::<$item>(item) } };
                }
                pub(super) fn f($($argument: $ty),*) $body
            }
            machine {
                #[coro::coroutine]
                pub(super) fn f($($argument: $ty),*) -> impl Iterator<Item = $item> $body
            }
            compare(|| plain::f($($value),*), || machine::f($($value),*))
        })*
    };
}

/// What a coroutine is resumed with, one after the other.
const GIVEN: [&str; 12] = ["r0", "r1-", "r2--", "r3---", "r4", "r5", "r6", "r7", "r8", "r9", "r10", "r11"];

thread_local! {
    /// How many of them were given.
    static N_GIVEN: Cell<usize> = const { Cell::new(0) };
}

/// The next of what it is resumed with: of the driver, and of the plain function where it yields.
pub(crate) fn given() -> Noisy {
    Noisy(GIVEN[N_GIVEN.replace(N_GIVEN.get() + 1)])
}

/// Resumes a coroutine to its end, or leaves it after so many yields; tells the result.
pub(crate) fn resume<Y: std::fmt::Debug, T: std::fmt::Debug>(
    machine: impl Coroutine<Noisy, Yield = Y, Return = T>,
    yields: usize,
) {
    N_GIVEN.set(0);
    let mut machine = std::pin::pin!(machine);
    for resumes in 0..=yields {
        let state = match resumes {
            0 => machine.as_mut().start(),
            _ => machine.as_mut().resume(given()),
        };
        match state {
            CoroutineState::Yielded(value) => record_item(value),
            CoroutineState::Complete(result) => return ended(result),
        }
    }
}

fn record_item<T: std::fmt::Debug>(item: T) {
    note(format!("yield {item:?}"));
}

/// Notes and drops the result.
pub(crate) fn ended<T: std::fmt::Debug>(result: T) {
    note(format!("ends with {result:?}"));
}

/// Begins the plain function of a coroutine.
pub(crate) fn begin_plain() {
    N_GIVEN.set(0);
}

/// `resumed_twins! { name(arguments: Type = value, ..) -> Yield, Return { body } }`, resumed with noisy values. `asking(n)` is a coroutine
/// to hand on to: it yields so many numbers, and its result is what it is resumed with last.
macro_rules! resumed_twins {
    ($($(#[doc = $doc:literal])* $name:ident($($argument:tt: $ty:ty = $value:expr),*) -> $item:ty, $result:ty $body:block)*) => {
        $(twin_test! {
            $(#[doc = $doc])* $name
            plain {
                macro_rules! yield_ {
                    () => { yield_!(()) };
                    ($yielded:expr) => { (record::<$item>($yielded), given()).1 };
                }
                macro_rules! yield_from { ($inner:expr) => { $inner }; }
                fn asking(to: usize) -> Noisy {
                    let mut last = noisy("none");
                    for n in 0..to { record(n); last = given(); }
                    last
                }
                pub(super) fn f($($argument: $ty),*) -> $result $body
            }
            machine {
                #[coro::coroutine]
                fn asking(to: usize) -> impl Coroutine<Noisy, Yield = usize, Return = Noisy> {
                    let mut last = noisy("none");
                    for n in 0..to { last = yield_!(n); }
                    last
                }
                #[coro::coroutine]
                pub(super) fn f($($argument: $ty),*) -> impl Coroutine<Noisy, Yield = $item, Return = $result> $body
            }
            compare_taken(
                || { begin_plain(); ended(plain::f($($value),*)) },
                |yields| resume(machine::f($($value),*), yields),
            )
        })*
    };
}

/// Pending once. The twin of a stream is a native future, that waits alike.
pub(crate) async fn pause(name: &str) -> usize {
    let mut waited = false;
    note(format!("wait for {name}"));
    std::future::poll_fn(
        |_| if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending },
    )
    .await;
    effect(name, name.len())
}

/// Goes on until it is pending or through, unless that is once too often.
fn waits(is_pending: bool) -> bool {
    if is_pending {
        note("yield to the executor");
        return YIELDS.replace(YIELDS.get().wrapping_sub(1)) == 0;
    }
    true
}

/// Drives the native twin of a stream: where it waits counts as a yield.
pub(crate) fn drive_plain(future: impl Future<Output = ()>) {
    let mut future = std::pin::pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    while !waits(future.as_mut().poll(&mut cx).is_pending()) {}
    // It is left as by a panic in a yield.
    if YIELDS.get() == usize::MAX {
        resume_unwind(Box::new(Stop));
    }
}

/// Drives a stream, or leaves it after so many items and waits.
pub(crate) fn drive_stream<T: std::fmt::Debug>(stream: impl Stream<Item = T>, yields: usize) {
    let mut stream = std::pin::pin!(stream);
    let mut cx = Context::from_waker(Waker::noop());
    for _ in 0..=yields {
        match stream.as_mut().poll_next(&mut cx) {
            Poll::Ready(Some(item)) => record_item(item),
            Poll::Ready(None) => return,
            Poll::Pending => note("yield to the executor"),
        }
    }
}

/// `stream_twins! { name(arguments: Type = value, ..) -> Item { body } }`: an `async fn` that records what it yields, and a stream.
macro_rules! stream_twins {
    ($($(#[doc = $doc:literal])* $name:ident($($argument:tt: $ty:ty = $value:expr),*) -> $item:ty $body:block)*) => {
        $(twin_test! {
            $(#[doc = $doc])* $name
            plain {
                macro_rules! yield_ {
                    ($yielded:expr) => { record::<$item>($yielded) };
                }
                pub(super) async fn f($($argument: $ty),*) $body
            }
            machine {
                #[coro::coroutine]
                pub(super) fn f($($argument: $ty),*) -> impl Stream<Item = $item> $body
            }
            compare_taken(|| drive_plain(plain::f($($value),*)), |yields| drive_stream(machine::f($($value),*), yields))
        })*
    };
}
