//! The clock of a reactor that several threads wait for.
//!
//! Takes: deadlines. Gives: an event at the earliest of them, to one of the threads that wait. So no thread has to keep
//! the time, and none that works keeps it from the others.
//!
//! Invariant: what the timer in the kernel is set to is not later than any deadline since the last expiry. It may be
//! earlier, for a deadline that nobody waits for any more: setting it again for each of those would cost more.

use std::io;
use std::os::fd::AsFd;
use std::time::{Duration, Instant};

use crate::mutex::Mutex;
use crate::sys::epoll::Epoll;
use crate::sys::timerfd::TimerFd;

#[derive(Debug)]
pub(super) struct Alarm {
    timer: TimerFd,
    /// When it will expire.
    set_to: Mutex<Option<Instant>>,
}

impl Alarm {
    pub(super) fn new(epoll: &Epoll, token: u64) -> io::Result<Alarm> {
        let timer = TimerFd::new()?;
        epoll.add_readable(timer.as_fd(), token)?;
        Ok(Alarm { timer, set_to: Mutex::new(None) })
    }

    /// Makes it expire at `deadline` or before.
    pub(super) fn ring_by(&self, deadline: Instant) {
        let mut set_to = self.set_to.lock();
        if set_to.is_none_or(|set_to| deadline < set_to) {
            let delay = deadline.saturating_duration_since(Instant::now());
            // The kernel's timers end with its 64 bits of nanoseconds. An earlier expiry does no harm.
            let delay = delay.min(Duration::from_hours(24 * 365));
            self.timer.set(delay).expect("a timer that is open can be set");
            *set_to = Some(deadline);
        }
    }

    /// It has expired: the next deadline sets it anew.
    pub(super) fn has_rung(&self) {
        *self.set_to.lock() = None;
    }
}
