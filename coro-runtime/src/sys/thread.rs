//! What the kernel knows of threads: where they may run, and how long they have run.
//!
//! Takes: processors, threads. Gives: affinities and processor times.

use std::io;
use std::mem;
use std::time::Duration;

/// The processors that this thread may run on, in ascending order.
pub(crate) fn allowed_processors() -> io::Result<Vec<usize>> {
    // SAFETY: all-zero bytes are an empty `cpu_set_t`.
    let mut set: libc::cpu_set_t = unsafe { mem::zeroed() };
    // SAFETY: `set` is writable, and its size is told.
    unsafe { syscall!(sched_getaffinity(0, size_of_val(&set), &raw mut set)) }?;
    let highest = 8 * size_of_val(&set);
    // SAFETY: the numbers are below the size of the set.
    Ok((0..highest).filter(|&processor| unsafe { libc::CPU_ISSET(processor, &set) }).collect())
}

/// Lets this thread run on `processor` only.
pub(crate) fn run_only_on(processor: usize) -> io::Result<()> {
    // SAFETY: all-zero bytes are an empty `cpu_set_t`.
    let mut set: libc::cpu_set_t = unsafe { mem::zeroed() };
    if processor >= 8 * size_of_val(&set) {
        return Err(io::ErrorKind::InvalidInput.into());
    }
    // SAFETY: the number is below the size of the set.
    unsafe { libc::CPU_SET(processor, &mut set) };
    // SAFETY: `set` is initialised, and its size is told.
    unsafe { syscall!(sched_setaffinity(0, size_of_val(&set), &raw const set)) }?;
    Ok(())
}

/// The clock of one thread's processor time. Any thread may read it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CpuClock {
    id: libc::clockid_t,
}

impl CpuClock {
    /// Of the thread that calls.
    pub(crate) fn of_this_thread() -> Option<CpuClock> {
        let mut id = 0;
        // SAFETY: `pthread_self` is always valid for the calling thread, and `id` is writable.
        let error = unsafe { libc::pthread_getcpuclockid(libc::pthread_self(), &raw mut id) };
        (error == 0).then_some(CpuClock { id })
    }

    /// How long the thread has run on a processor; `None` once it has ended.
    pub(crate) fn elapsed(self) -> Option<Duration> {
        let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
        // SAFETY: `time` is writable; an unknown clock is an error.
        unsafe { syscall!(clock_gettime(self.id, &raw mut time)) }.ok()?;
        Some(Duration::new(time.tv_sec.try_into().ok()?, time.tv_nsec.try_into().ok()?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_thread_can_be_held_to_one_processor() {
        let last = *allowed_processors().unwrap().last().unwrap();
        std::thread::spawn(move || {
            run_only_on(last).unwrap();
            assert_eq!(allowed_processors().unwrap(), [last]);
        })
        .join()
        .unwrap();
        assert!(run_only_on(1 << 20).is_err());
    }

    #[test]
    fn processor_time_passes_for_those_who_work() {
        let clock = CpuClock::of_this_thread().unwrap();
        let before = clock.elapsed().unwrap();
        while clock.elapsed().unwrap() < before + Duration::from_millis(2) {}
    }
}
