//! The workloads. Each gives its figures in the order in which `main` names them.

use std::future::{pending, poll_fn};
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use crate::peers::Peer;

/// What the process has worked so far.
fn cpu() -> Duration {
    let mut time = libc::timespec { tv_sec: 0, tv_nsec: 0 };
    // SAFETY: `time` is a live `timespec`.
    assert_eq!(unsafe { libc::clock_gettime(libc::CLOCK_PROCESS_CPUTIME_ID, &raw mut time) }, 0);
    Duration::new(time.tv_sec.unsigned_abs(), u32::try_from(time.tv_nsec).expect("less than a second"))
}

async fn yield_once() {
    let mut has_yielded = false;
    poll_fn(|cx| {
        if has_yielded {
            return Poll::Ready(());
        }
        has_yielded = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
}

/// The same instants for everybody, all over the second.
fn scattered(n: u32) -> Duration {
    Duration::from_micros(u64::from(n.wrapping_mul(2_654_435_761) % 1_000_000))
}

/// A million timeouts of some seconds, each polled once and dropped.
pub fn timeouts<P: Peer>() -> Vec<f64> {
    const COUNT: u32 = 1_000_000;
    let used = P::block_on(async {
        let start = cpu();
        for n in 0..COUNT {
            let mut timeout = pin!(P::timeout(Duration::from_secs(5) + scattered(n), pending()));
            poll_fn(|cx| {
                assert!(timeout.as_mut().poll(cx).is_pending());
                Poll::Ready(())
            })
            .await;
        }
        cpu() - start
    });
    vec![used.as_secs_f64() * 1e9 / f64::from(COUNT)]
}

/// A thousand tasks, each of which makes timeouts that live until its next turn, a thousand times.
pub fn rearmed<P: Peer>() -> Vec<f64> {
    const TASKS: u32 = 1000;
    const TIMES: u32 = 500;
    let used = P::block_on(async {
        let start = cpu();
        let left = Arc::new(Mutex::new((TASKS, None::<Waker>)));
        for task in 0..TASKS {
            let left = Arc::clone(&left);
            P::spawn(Local(async move {
                for n in 0..TIMES {
                    P::timeout(Duration::from_secs(5) + scattered(task * TIMES + n), yield_once()).await;
                }
                let mut left = left.lock().expect("no panic");
                left.0 -= 1;
                if left.0 == 0 {
                    left.1.take().into_iter().for_each(Waker::wake);
                }
            }));
        }
        poll_fn(|cx| {
            let mut left = left.lock().expect("no panic");
            left.1 = Some(cx.waker().clone());
            if left.0 == 0 { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        cpu() - start
    });
    vec![used.as_secs_f64() * 1e9 / f64::from(TASKS * TIMES)]
}

/// Some peers' timeouts are not `Send`, and all workloads stay on one thread.
struct Local<F>(F);

// SAFETY: the peers run what they spawn on this thread.
unsafe impl<F> Send for Local<F> {}

impl<F: Future<Output = ()>> Future for Local<F> {
    type Output = ();

    fn poll(self: std::pin::Pin<&mut Self>, cx: &mut std::task::Context<'_>) -> Poll<()> {
        // SAFETY: the only field is pinned with the whole.
        unsafe { self.map_unchecked_mut(|this| &mut this.0) }.poll(cx)
    }
}

/// A hundred thousand tasks that sleep, and end all over one second.
pub fn sleeping<P: Peer>() -> Vec<f64> {
    const COUNT: usize = 100_000;
    let late = Arc::new(Mutex::new((Vec::with_capacity(COUNT), None::<Waker>)));
    let used = P::block_on(async {
        let start = cpu();
        for n in 0..COUNT {
            let late = Arc::clone(&late);
            let duration = Duration::from_millis(300) + scattered(u32::try_from(n).expect("few"));
            P::spawn(async move {
                let deadline = Instant::now() + duration;
                P::sleep(duration).await;
                let mut late = late.lock().expect("no panic");
                late.0.push(deadline.elapsed());
                if late.0.len() == COUNT {
                    late.1.take().into_iter().for_each(Waker::wake);
                }
            });
        }
        poll_fn(|cx| {
            let mut late = late.lock().expect("no panic");
            late.1 = Some(cx.waker().clone());
            if late.0.len() == COUNT { Poll::Ready(()) } else { Poll::Pending }
        })
        .await;
        cpu() - start
    });
    let mut late = late.lock().expect("no panic");
    let mut figures = vec![used.as_secs_f64() * 1e3];
    figures.extend(percentiles(&mut late.0));
    figures
}

/// Sleeps of a tenth of a millisecond, one after the other.
pub fn short<P: Peer>() -> Vec<f64> {
    let mut late = P::block_on(async {
        let mut late = Vec::new();
        for _ in 0..2000 {
            let deadline = Instant::now() + Duration::from_micros(100);
            P::sleep(Duration::from_micros(100)).await;
            late.push(deadline.elapsed());
        }
        late
    });
    percentiles(&mut late)
}

/// A thread wakes a runtime that has nothing to do: from the call to the poll.
pub fn idle<P: Peer>() -> Vec<f64> {
    const TIMES: usize = 3000;
    let slot = Arc::new(Mutex::new((None::<Instant>, None::<Waker>)));
    let theirs = Arc::clone(&slot);
    let waker = thread::spawn(move || {
        for _ in 0..TIMES {
            // Until it waits, and some time more, so that it sleeps.
            while theirs.lock().expect("no panic").1.is_none() {
                thread::sleep(Duration::from_micros(20));
            }
            thread::sleep(Duration::from_micros(100));
            let waker = {
                let mut slot = theirs.lock().expect("no panic");
                slot.0 = Some(Instant::now());
                slot.1.take().expect("it waits")
            };
            waker.wake();
        }
    });
    let mut late = P::block_on(async {
        let mut late = Vec::with_capacity(TIMES);
        while late.len() < TIMES {
            let woken = poll_fn(|cx| {
                let mut slot = slot.lock().expect("no panic");
                match slot.0.take() {
                    Some(woken) => Poll::Ready(woken),
                    None => {
                        slot.1 = Some(cx.waker().clone());
                        Poll::Pending
                    }
                }
            })
            .await;
            late.push(woken.elapsed());
        }
        late
    });
    waker.join().expect("no panic");
    percentiles(&mut late)
}

/// The median and the 99th percentile, in microseconds.
fn percentiles(late: &mut [Duration]) -> Vec<f64> {
    late.sort_unstable();
    [late.len() / 2, late.len() * 99 / 100].map(|index| late[index].as_secs_f64() * 1e6).to_vec()
}
