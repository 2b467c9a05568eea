//! The only place that calls libc.
//!
//! Takes: plain Rust values and borrowed descriptors. Gives: owned descriptors, typed results and [`std::io::Error`]s.
//!
//! Invariants:
//! - Every system call goes through the [`syscall!`] macro, so that errors are made from `errno` in one place.
//! - Every descriptor made here is close-on-exec, and non-blocking where it can block.
//! - With the feature `faults`, which is for tests, the kernel can be made to have bad days (`faults.rs`).
//! - No function here blocks, except [`epoll::Epoll::wait`].

/// Calls a libc function and turns `-1` into the [`std::io::Error`] of `errno`.
///
/// With `retry` in front, the call is repeated for as long as a signal interrupts it (`EINTR`). With `as SYS_number`, the
/// kernel is called without the function: those of glibc that may wait look whether somebody cancels the thread before and
/// after, which takes longer than the rest of them. The macro holds no `unsafe` of its own: the caller writes the block
/// and argues for the arguments it passes.
macro_rules! syscall {
    (retry $name:ident $(as $number:ident)? ($($arg:expr),* $(,)?)) => {
        loop {
            match $crate::sys::syscall!($name $(as $number)? ($($arg),*)) {
                Err(error) if error.kind() == ::std::io::ErrorKind::Interrupted => {}
                result => break result,
            }
        }
    };
    ($name:ident($($arg:expr),* $(,)?)) => {
        $crate::sys::syscall!(@ $name, ::libc::$name($($arg),*))
    };
    ($name:ident as $number:ident($($arg:expr),* $(,)?)) => {
        $crate::sys::syscall!(@ $name, ::libc::syscall(::libc::$number, $($arg),*))
    };
    (@ $name:ident, $call:expr) => {
        match $crate::sys::faults::error(stringify!($name)) {
            Some(error) => Err(error),
            None => match $call {
                -1 => Err(::std::io::Error::last_os_error()),
                value => Ok(value),
            },
        }
    };
}
pub(crate) use syscall;

pub(crate) mod address;
pub(crate) mod datagram;
pub(crate) mod epoll;
pub(crate) mod eventfd;
#[cfg(feature = "faults")]
pub(crate) mod faults;
#[cfg(not(feature = "faults"))]
#[path = "no_faults.rs"]
mod faults;
pub(crate) mod options;
pub(crate) mod signal;
pub(crate) mod slack;
pub(crate) mod socket;
pub(crate) mod thread;
pub(crate) mod timerfd;
pub(crate) mod unix;

#[cfg(test)]
mod tests;
