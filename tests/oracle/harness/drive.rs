//! Drives a scenario in every way there is, on both sides, and compares the logs.

use super::log::{self, SWITCHED, record};
use std::any::Any;
use std::cell::Cell;
use std::fmt::Debug;
use std::future::Future;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::{Arc, Once};
use std::task::{Context, Poll, Wake, Waker};

/// How a run ends.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Ending {
    /// Every future is polled until it is ready, and once more.
    Complete,
    /// The future that is running is dropped after this many `Pending`s of the whole run.
    DropAfter(usize),
    /// The panic point with this number panics; the future is then polled again, and dropped.
    PanicAt(usize),
    /// The future that is running is dropped after so many `Pending`s, and the panic point with this number panics.
    DropAndPanic(usize, usize),
}

impl Ending {
    fn drops_after(self) -> Option<usize> {
        match self {
            Ending::DropAfter(pendings) | Ending::DropAndPanic(pendings, _) => Some(pendings),
            Ending::Complete | Ending::PanicAt(_) => None,
        }
    }

    fn panics_at(self) -> Option<usize> {
        match self {
            Ending::PanicAt(point) | Ending::DropAndPanic(_, point) => Some(point),
            Ending::Complete | Ending::DropAfter(_) => None,
        }
    }
}

/// One run of a scenario on one side.
pub(crate) struct Run {
    ending: Ending,
    pendings: usize,
    dropped: bool,
    /// How many panic points there were before the drop.
    before_drop: usize,
}

/// Miri is slow: it sees fewer panics.
const PANIC_EVERY: usize = if cfg!(miri) { 41 } else { 1 };

/// Polls per future; for loops that would never end.
const PATIENCE: usize = 200;

impl Run {
    /// Drives a future to the end of this run; its output if it got that far.
    pub(crate) fn drive<F>(&mut self, future: F) -> Option<F::Output>
    where
        F: Future,
        F::Output: Debug,
    {
        let mut place = pin!(Some(future));
        let output = self.poll_to_end(place.as_mut());
        record("== drop".to_owned());
        if let Err(payload) = log::driven(|| place.set(None)) {
            record(format!("== drop panicked: {}", words(&*payload)));
        }
        record("== gone".to_owned());
        output
    }

    fn poll_to_end<F>(&mut self, mut place: Pin<&mut Option<F>>) -> Option<F::Output>
    where
        F: Future,
        F::Output: Debug,
    {
        for poll in 1..=PATIENCE {
            if self.ending.drops_after() == Some(self.pendings) && !self.dropped {
                self.dropped = true;
                self.before_drop = log::passed();
                return None;
            }
            record(format!("== poll {poll}"));
            match poll_once(place.as_mut(), poll) {
                Ok(Poll::Pending) => self.pendings += 1,
                Ok(Poll::Ready(output)) => {
                    record(format!("== ready: {output:?}"));
                    if self.ending == Ending::Complete {
                        poll_too_often(place, poll + 1);
                    }
                    return Some(output);
                }
                Err(payload) => {
                    record(format!("== panicked: {}", words(&*payload)));
                    drop(payload);
                    poll_too_often(place, poll + 1);
                    return None;
                }
            }
        }
        record("== out of patience".to_owned());
        None
    }
}

/// A waker that records which poll it was made for.
struct Numbered(usize);

impl Wake for Numbered {
    fn wake(self: Arc<Self>) {
        record(format!("== wake of poll {}", self.0));
    }
}

type Caught<T> = Result<Poll<T>, Box<dyn Any + Send>>;

fn poll_once<F: Future>(place: Pin<&mut Option<F>>, number: usize) -> Caught<F::Output> {
    let waker = Waker::from(Arc::new(Numbered(number)));
    let future = place.as_pin_mut().expect("the future is there until the end");
    log::driven(|| future.poll(&mut Context::from_waker(&waker)))
}

fn poll_too_often<F: Future>(place: Pin<&mut Option<F>>, number: usize) {
    match poll_once(place, number) {
        Ok(Poll::Pending) => record("== polled again: pending".to_owned()),
        Ok(Poll::Ready(_)) => record("== polled again: ready".to_owned()),
        Err(payload) => record(format!("== polled again: panicked: {}", words(&*payload))),
    }
}

fn words(payload: &(dyn Any + Send)) -> &str {
    let fixed = payload.downcast_ref::<&str>().copied();
    fixed.or_else(|| payload.downcast_ref::<String>().map(String::as_str)).unwrap_or("no words")
}

/// In what order a destructor's panic leaves the others to be dropped.
#[derive(Clone, Copy, PartialEq)]
pub(crate) enum AfterBadDrop {
    AsNative,
    /// The value of a statement goes before temporaries that it still has; all are dropped, once.
    AnyOrder,
}

/// Runs both sides in every way. Panics with both logs at the first difference.
pub(crate) fn compare(order: AfterBadDrop, native: fn(&mut Run), machine: fn(&mut Run)) {
    silence_expected_panics();
    QUIET.set(true);
    let verdict = compare_all(order, native, machine);
    QUIET.set(false);
    if let Err(difference) = verdict {
        panic!("{}", difference);
    }
}

pub(super) fn compare_all(
    order: AfterBadDrop,
    native: fn(&mut Run),
    machine: fn(&mut Run),
) -> Result<(), String> {
    let alike = |ending| {
        let (mut native, mut machine) = (trace(ending, native), trace(ending, machine));
        if order == AfterBadDrop::AnyOrder {
            native.forget_order();
            machine.forget_order();
        }
        if native.events == machine.events { Ok(native) } else { Err(difference(ending, &native, &machine)) }
    };
    let complete = alike(Ending::Complete)?;
    for pendings in 0..=complete.pendings {
        let dropped = alike(Ending::DropAfter(pendings))?;
        for point in (dropped.before_drop..dropped.points).step_by(PANIC_EVERY) {
            alike(Ending::DropAndPanic(pendings, point))?;
        }
    }
    for point in (0..complete.points).step_by(PANIC_EVERY) {
        alike(Ending::PanicAt(point))?;
    }
    let driven = complete.events.iter().any(|event| event.starts_with("== poll"));
    driven.then_some(()).ok_or_else(|| "the scenario drives nothing".to_owned())
}

struct Trace {
    events: Vec<String>,
    pendings: usize,
    before_drop: usize,
    points: usize,
}

impl Trace {
    /// Sorts what is dropped after a drop has panicked.
    fn forget_order(&mut self) {
        let bad = self
            .events
            .windows(2)
            .position(|pair| pair[0].contains(": dropped") && pair[1].ends_with(": panics"));
        let after = bad.map_or(self.events.len(), |at| at + 2);
        let end = self.events[after..]
            .iter()
            .position(|event| event.starts_with("=="))
            .map_or(self.events.len(), |n| after + n);
        self.events[after..end].sort();
    }
}

fn trace(ending: Ending, scenario: fn(&mut Run)) -> Trace {
    drop(log::take());
    let mut run = Run { ending, pendings: 0, dropped: false, before_drop: usize::MAX };
    log::arm(ending.panics_at());
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| scenario(&mut run))) {
        record(format!("== the scenario panicked: {}", words(&*payload)));
    }
    let points = log::passed();
    log::arm(None);
    Trace { events: log::take(), pendings: run.pendings, before_drop: run.before_drop, points }
}

/// What both logs have in common, and then the rest of either.
fn difference(ending: Ending, native: &Trace, machine: &Trace) -> String {
    let (native, machine) = (&native.events, &machine.events);
    let same = native.iter().zip(machine).take_while(|(n, m)| n == m).count();
    let mut text = format!("{ending:?}: the logs differ (- native, + machine)\n");
    for (sign, events) in [(' ', &native[..same]), ('-', &native[same..]), ('+', &machine[same..])] {
        for event in events {
            text.push(sign);
            text.extend([" ", event.as_str(), "\n"]);
        }
    }
    text
}

thread_local! {
    static QUIET: Cell<bool> = const { Cell::new(false) };
}

/// Panics are raised by the hundred here: say nothing about them unless `ORACLE_LOUD` is set.
fn silence_expected_panics() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = std::panic::take_hook();
        let loud = std::env::var_os("ORACLE_LOUD").is_some();
        std::panic::set_hook(Box::new(move |info| {
            let expected = QUIET.try_with(Cell::get).unwrap_or(false);
            let switched = info.payload().downcast_ref::<&str>() == Some(&SWITCHED);
            if loud || !(expected || switched) {
                before(info);
            }
        }));
    });
}
