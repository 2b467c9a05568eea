//! What a machine tells of itself: where it is suspended.

use core::fmt;
use core::ops::Deref;
use core::pin::Pin;

use super::coroutine::{Resumable, ResumableBody};
use super::generator::{Generator, GeneratorBody};
use super::run::{Body, FIRST_POINT, Frame, Machine, RETURNED, UNRESUMED};

/// A machine that tells where it is: what every function with `#[coro::coroutine]` returns, unless that is a box, or it is a
/// method of a trait.
///
/// It is implemented for references to machines and for boxes of them as well, pinned or not.
pub trait Stated {
    /// Where the machine is. It reads one byte; a machine that is never asked pays nothing for it.
    fn state(&self) -> State;
}

/// Where a machine is: see [`Stated`].
///
/// It is shown as `suspended at src/main.rs:12:9: fetch(url).await`, or as `unresumed`, `returned`, `panicked`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub enum State {
    /// It was not resumed yet, and holds its arguments.
    Unresumed,
    /// It is suspended there.
    Suspended(Point),
    /// It has come to its end, and holds nothing.
    Returned,
    /// A panic has left it, and it holds nothing.
    Panicked,
}

impl State {
    /// Where it is suspended, if it is.
    pub fn point(&self) -> Option<Point> {
        match self {
            State::Suspended(point) => Some(*point),
            State::Unresumed | State::Returned | State::Panicked => None,
        }
    }

    /// Whether it was not resumed yet.
    pub fn is_unresumed(&self) -> bool {
        matches!(self, State::Unresumed)
    }

    /// Whether it is suspended at an `.await` or a `yield_!`.
    pub fn is_suspended(&self) -> bool {
        matches!(self, State::Suspended(_))
    }

    /// Whether it has come to its end.
    pub fn is_returned(&self) -> bool {
        matches!(self, State::Returned)
    }

    /// Whether a panic has left it.
    pub fn is_panicked(&self) -> bool {
        matches!(self, State::Panicked)
    }
}

impl fmt::Display for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            State::Unresumed => f.pad("unresumed"),
            State::Suspended(point) => write!(f, "suspended at {point}"),
            State::Returned => f.pad("returned"),
            State::Panicked => f.pad("panicked"),
        }
    }
}

impl fmt::Debug for State {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            State::Unresumed => f.write_str("Unresumed"),
            State::Suspended(point) => write!(f, "Suspended({point})"),
            State::Returned => f.write_str("Returned"),
            State::Panicked => f.write_str("Panicked"),
        }
    }
}

/// A place in the source where a machine can be suspended: an `.await`, a `yield_!`.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Point {
    index: usize,
    name: &'static str,
    file: &'static str,
    line: u32,
    column: u32,
}

impl Point {
    /// Its number among the suspension points of the function, from 0, in the order of the source.
    pub fn index(&self) -> usize {
        self.index
    }

    /// What is awaited or yielded, as it is written: `fetch(url).await`, `yield_!(n)`. Long ones are cut short.
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The file, as [`file!`] gives it.
    pub fn file(&self) -> &'static str {
        self.file
    }

    /// The line in which the expression begins, from 1.
    pub fn line(&self) -> u32 {
        self.line
    }

    /// The column in which the expression begins, from 1.
    pub fn column(&self) -> u32 {
        self.column
    }
}

/// `src/main.rs:12:9: fetch(url).await`
impl fmt::Display for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Point { index: _, name, file, line, column } = self;
        write!(f, "{file}:{line}:{column}: {name}")
    }
}

impl fmt::Debug for Point {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// The suspension points of a function: its file; and a line `line:column name` for each.
pub type Points = (&'static str, &'static str);

/// What a frame's state says.
pub(super) fn state_of((state, (file, points)): (u8, Points)) -> State {
    match state {
        UNRESUMED => State::Unresumed,
        RETURNED => State::Returned,
        FIRST_POINT.. => {
            let index = usize::from(state - FIRST_POINT);
            let (at, name) =
                points.lines().nth(index).and_then(|point| point.split_once(' ')).unwrap_or_default();
            let (line, column) = at.split_once(':').unwrap_or_default();
            let number = |text: &str| text.parse().unwrap_or_default();
            State::Suspended(Point { index, name, file, line: number(line), column: number(column) })
        }
        _ => State::Panicked,
    }
}

impl<R: Body> Stated for Machine<R> {
    fn state(&self) -> State {
        // SAFETY: the state of a machine's frame is always initialised; nobody resumes the machine meanwhile, for that takes an
        // exclusive reference.
        state_of(unsafe { R::Frame::state(self.frame()) })
    }
}

impl<R: GeneratorBody, C> Stated for Generator<R, C> {
    fn state(&self) -> State {
        // SAFETY: as above.
        state_of(unsafe { R::Frame::state(self.frame()) })
    }
}

#[cfg(feature = "stream")]
impl<R: super::stream::StreamBody> Stated for super::stream::StreamOf<R> {
    fn state(&self) -> State {
        // SAFETY: as above.
        state_of(unsafe { R::Frame::state(self.frame()) })
    }
}

impl<R: ResumableBody, P, C> Stated for Resumable<R, P, C> {
    fn state(&self) -> State {
        // SAFETY: as above.
        state_of(unsafe { R::Frame::state(self.frame()) })
    }
}

impl<M: Stated + ?Sized> Stated for &M {
    fn state(&self) -> State {
        (**self).state()
    }
}

impl<M: Stated + ?Sized> Stated for &mut M {
    fn state(&self) -> State {
        (**self).state()
    }
}

impl<P: Deref<Target: Stated>> Stated for Pin<P> {
    fn state(&self) -> State {
        (**self).state()
    }
}

#[cfg(feature = "alloc")]
impl<M: Stated + ?Sized> Stated for alloc::boxed::Box<M> {
    fn state(&self) -> State {
        (**self).state()
    }
}
