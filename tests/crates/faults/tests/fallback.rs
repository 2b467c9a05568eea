//! A kernel without `epoll_pwait2`, or a filter that forbids it: timers have milliseconds then, and are never early.
//!
//! A program of its own, since a process asks once.

use std::time::Duration;

use coro_runtime::faults::Faults;
use coro_runtime::time::{Instant, sleep};
use coro_runtime::{block_on, spawn, yield_now};

#[test]
fn without_epoll_pwait2_all_goes_on() {
    let injected = Faults::seeded(1).error("syscall", libc::ENOSYS, 1).inject();
    block_on(async {
        for micros in [1, 300, 1_500, 5_000] {
            let start = Instant::now();
            sleep(Duration::from_micros(micros)).await;
            assert!(start.elapsed() >= Duration::from_micros(micros));
        }
        let handle = coro_runtime::runtime::Handle::current();
        let other = std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(5));
            handle.spawn(async { "from elsewhere" })
        });
        let waiting = spawn(async move {
            while !other.is_finished() {
                yield_now().await;
            }
            other.join().unwrap().await.unwrap()
        });
        assert_eq!(waiting.await.unwrap(), "from elsewhere");
    });
    assert_eq!(injected.count(), 1, "the missing call was tried once, and then no more");
}
