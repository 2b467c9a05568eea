//! What is left of `faults` without its feature: nothing.

use std::io;
use std::os::fd::RawFd;
use std::time::Duration;

#[inline]
pub(super) const fn error(_call: &str) -> Option<io::Error> {
    None
}

#[inline]
pub(super) const fn would_block(_fd: RawFd) -> Option<io::Error> {
    None
}

#[inline]
pub(super) const fn shorten(len: usize) -> usize {
    len
}

#[inline]
pub(super) const fn shortened(_fd: RawFd) {}

#[inline]
pub(super) const fn added(_epoll: RawFd, _fd: RawFd, _event: libc::epoll_event) {}

#[inline]
pub(super) const fn deleted(_epoll: RawFd, _fd: RawFd) {}

#[inline]
pub(super) const fn closed(_epoll: RawFd) {}

#[inline]
pub(super) const fn limit(_epoll: RawFd, timeout: Option<Duration>) -> Option<Duration> {
    timeout
}

#[inline]
pub(super) const fn events(_epoll: RawFd, _events: &mut Vec<libc::epoll_event>) {}
