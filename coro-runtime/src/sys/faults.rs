//! A kernel that has bad days: system calls that fail, move less than they could, and events that come too late or for
//! nothing.
//!
//! Takes: a plan ([`Faults`]). Gives: the failures that `sys` pretends to have met. Only with the feature `faults`, which is
//! for tests; without, `sys` has a module of the same functions that do nothing, and are nothing in the program.
//!
//! Invariant: nothing happens that a kernel might not do. Above all, edges: whoever is told that a call would block, or is
//! given less than there is, will be told by an event that there is more. So after such a lie the descriptor is registered
//! anew with its epoll, and the kernel reports it once more if it is ready. An event that is withheld comes later.

use std::io;
use std::os::fd::RawFd;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError, TryLockError};
use std::time::Duration;

/// Whether there is a plan: what everybody looks at first.
static ACTIVE: AtomicBool = AtomicBool::new(false);
/// How many faults the present plan has injected.
static INJECTED: AtomicU64 = AtomicU64::new(0);
static STATE: Mutex<State> =
    Mutex::new(State { plan: None, random: 0, registered: Vec::new(), withheld: Vec::new() });
static EXCLUSIVE: Mutex<()> = Mutex::new(());

struct State {
    plan: Option<Faults>,
    random: u64,
    /// What is watched; kept also while there is no plan.
    registered: Vec<Registered>,
    withheld: Vec<Registered>,
}

#[derive(Clone, Copy)]
struct Registered {
    epoll: RawFd,
    fd: RawFd,
    event: libc::epoll_event,
}

/// A plan of what goes wrong, and how often. Each `one_in` is a chance: 1 is always, 2 is every other time.
#[derive(Clone, Debug, Default)]
pub struct Faults {
    seed: u64,
    errors: Vec<(&'static str, i32, u64)>,
    would_block: Option<u64>,
    short: Option<u64>,
    late: Option<u64>,
    spurious: Option<u64>,
}

impl Faults {
    /// No faults yet. The same seed gives the same faults to the same calls.
    pub fn seeded(seed: u64) -> Faults {
        Faults { seed, ..Faults::default() }
    }

    /// The libc function of this name fails with an `errno`.
    #[must_use]
    pub fn error(mut self, call: &'static str, errno: i32, one_in: u64) -> Faults {
        self.errors.push((call, errno, one_in));
        self
    }

    /// `recv`, `send` and `accept` say that they would block.
    #[must_use]
    pub fn would_block(mut self, one_in: u64) -> Faults {
        self.would_block = Some(one_in);
        self
    }

    /// `recv` and `send` move a part of what they could.
    #[must_use]
    pub fn short(mut self, one_in: u64) -> Faults {
        self.short = Some(one_in);
        self
    }

    /// An event comes some waits later.
    #[must_use]
    pub fn late(mut self, one_in: u64) -> Faults {
        self.late = Some(one_in);
        self
    }

    /// A wait gives an event of which nothing is true, of anything that is watched.
    #[must_use]
    pub fn spurious(mut self, one_in: u64) -> Faults {
        self.spurious = Some(one_in);
        self
    }

    /// Puts the plan into force for the whole process, until the guard is dropped. Plans wait for each other.
    pub fn inject(self) -> Injected {
        let exclusive = EXCLUSIVE.lock().unwrap_or_else(PoisonError::into_inner);
        INJECTED.store(0, Ordering::Relaxed);
        let mut state = lock();
        state.random = self.seed;
        state.plan = Some(self);
        ACTIVE.store(true, Ordering::SeqCst);
        Injected { _exclusive: exclusive }
    }
}

/// A plan that is in force: see [`Faults::inject`].
#[must_use = "the faults end when the guard is dropped"]
pub struct Injected {
    _exclusive: MutexGuard<'static, ()>,
}

impl Injected {
    /// How many faults there have been.
    pub fn count(&self) -> u64 {
        INJECTED.load(Ordering::Relaxed)
    }
}

impl Drop for Injected {
    fn drop(&mut self) {
        ACTIVE.store(false, Ordering::SeqCst);
        let mut state = lock();
        state.plan = None;
        for late in std::mem::take(&mut state.withheld) {
            late.report_again();
        }
    }
}

/// The error that the call of this name shall fail with.
pub(super) fn error(call: &str) -> Option<io::Error> {
    let mut state = active_in_handlers()?;
    let errors = state.plan.as_ref()?.errors.clone();
    let mut meant = errors.into_iter().filter(|(name, ..)| *name == call);
    let (_, errno, _) = meant.find(|(_, _, one_in)| state.happens(Some(*one_in)))?;
    Some(io::Error::from_raw_os_error(errno))
}

/// The error of a call that would block.
pub(super) fn would_block(fd: RawFd) -> Option<io::Error> {
    let mut state = active()?;
    let one_in = state.plan.as_ref()?.would_block;
    state.happens(one_in).then(|| {
        state.report_again(fd);
        io::ErrorKind::WouldBlock.into()
    })
}

/// How many of `len` bytes a call shall move.
pub(super) fn shorten(len: usize) -> usize {
    let Some(mut state) = active() else { return len };
    let one_in = state.plan.as_ref().and_then(|plan| plan.short);
    if len < 2 || !state.happens(one_in) {
        return len;
    }
    let most = u64::try_from(len - 1).unwrap_or(u64::MAX);
    usize::try_from(1 + state.random() % most).unwrap_or(1)
}

/// A call was shortened, and has been made.
pub(super) fn shortened(fd: RawFd) {
    if let Some(state) = active() {
        state.report_again(fd);
    }
}

/// `fd` is watched from now on.
pub(super) fn added(epoll: RawFd, fd: RawFd, event: libc::epoll_event) {
    let mut state = lock();
    state.registered.retain(|other| (other.epoll, other.fd) != (epoll, fd));
    state.registered.push(Registered { epoll, fd, event });
}

/// `fd` is watched no more.
pub(super) fn deleted(epoll: RawFd, fd: RawFd) {
    let mut state = lock();
    state.registered.retain(|other| (other.epoll, other.fd) != (epoll, fd));
    state.withheld.retain(|other| (other.epoll, other.fd) != (epoll, fd));
}

/// `epoll` is about to be closed: from now on nobody tries to have it report anything.
pub(super) fn closed(epoll: RawFd) {
    let mut state = lock();
    state.registered.retain(|other| other.epoll != epoll && other.fd != epoll);
    state.withheld.retain(|other| other.epoll != epoll && other.fd != epoll);
}

/// A wait must not be longer while an event may be withheld: it is this that brings it, also if another thread was to get it, which
/// waits for something else now.
pub(super) fn limit(epoll: RawFd, timeout: Option<Duration>) -> Option<Duration> {
    const WITHHELD: Duration = Duration::from_millis(1);
    match active() {
        Some(state) if state.withholds() && state.registered.iter().any(|event| event.epoll == epoll) => {
            Some(timeout.map_or(WITHHELD, |time| time.min(WITHHELD)))
        }
        _ => timeout,
    }
}

/// A wait has given these events: withholds some, brings some that were withheld, makes some up.
pub(super) fn events(epoll: RawFd, events: &mut Vec<libc::epoll_event>) {
    let Some(mut state) = active() else { return };
    let Some(Faults { late, spurious, .. }) = state.plan.clone() else { return };
    for event in std::mem::take(&mut state.withheld) {
        if event.epoll == epoll && state.random().is_multiple_of(2) {
            event.report_again();
        } else {
            state.withheld.push(event);
        }
    }
    events.retain(|event| {
        let token = event.u64;
        let watched =
            state.registered.iter().find(|other| other.epoll == epoll && { other.event.u64 } == token);
        let Some(watched) = watched.copied() else { return true };
        let is_late = state.happens(late);
        if is_late {
            state.withheld.push(watched);
        }
        !is_late
    });
    if events.len() < events.capacity() && state.happens(spurious) {
        let here: Vec<_> = state.registered.iter().filter(|other| other.epoll == epoll).copied().collect();
        let index = usize::try_from(state.random()).unwrap_or(0) % here.len().max(1);
        let wanted = (libc::EPOLLIN | libc::EPOLLOUT).cast_unsigned();
        events.extend(here.get(index).map(|any| {
            let events = { any.event.events } & wanted;
            libc::epoll_event { events, u64: any.event.u64 }
        }));
    }
}

/// The state, if a plan is in force.
fn active() -> Option<MutexGuard<'static, State>> {
    ACTIVE.load(Ordering::Relaxed).then(lock)
}

/// The same for calls that signal handlers make too: one that finds the lock taken, perhaps by the very code that it has
/// interrupted, meets no fault.
fn active_in_handlers() -> Option<MutexGuard<'static, State>> {
    if !ACTIVE.load(Ordering::Relaxed) {
        return None;
    }
    match STATE.try_lock() {
        Ok(state) => Some(state),
        Err(TryLockError::Poisoned(poisoned)) => Some(poisoned.into_inner()),
        Err(TryLockError::WouldBlock) => None,
    }
}

fn lock() -> MutexGuard<'static, State> {
    STATE.lock().unwrap_or_else(PoisonError::into_inner)
}

impl State {
    /// splitmix64.
    fn random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.random ^ (self.random >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    fn happens(&mut self, one_in: Option<u64>) -> bool {
        let happens = one_in.is_some_and(|one_in| self.random().is_multiple_of(one_in));
        INJECTED.fetch_add(u64::from(happens), Ordering::Relaxed);
        happens
    }

    /// Whether events come late.
    fn withholds(&self) -> bool {
        self.plan.as_ref().is_some_and(|plan| plan.late.is_some())
    }

    /// Has the kernel report `fd` once more to all who watch it.
    fn report_again(&self, fd: RawFd) {
        self.registered.iter().filter(|other| other.fd == fd).for_each(|other| other.report_again());
    }
}

impl Registered {
    fn report_again(mut self) {
        // SAFETY: the event is initialised and outlives the call. Of descriptors that are closed nothing is kept; and if one
        // were, the kernel would refuse, or there would be an event that nobody has asked for.
        unsafe { libc::epoll_ctl(self.epoll, libc::EPOLL_CTL_MOD, self.fd, &raw mut self.event) };
    }
}
