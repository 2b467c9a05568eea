//! The workloads that need no sockets.

use std::future::poll_fn;
use std::marker::PhantomData;
use std::pin::Pin;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::{Duration, Instant};

use crate::peers::Peer;

/// Goes to the end of the queue, the same way for everybody.
pub async fn yield_once() {
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

/// `n` tasks, a thousand at a time, each joined.
pub fn spawn_join<P: Peer>(n: usize) {
    P::block_on(root::<P>(async move {
        let mut handles = Vec::with_capacity(1000);
        for _ in 0..n / 1000 {
            handles.extend((0..1000).map(|i| P::spawn(async move { i })));
            for handle in handles.drain(..) {
                std::hint::black_box(handle.await);
            }
        }
    }));
}

/// A hundred tasks that yield, `n` times in all.
pub fn yields<P: Peer>(n: usize) {
    P::block_on(root::<P>(async move {
        let tasks: Vec<_> = (0..100)
            .map(|_| {
                P::spawn(async move {
                    for _ in 0..n / 100 {
                        yield_once().await;
                    }
                })
            })
            .collect();
        for task in tasks {
            task.await;
        }
    }));
}

/// Each task spawns the next, `n` of them; nobody joins them.
pub fn chained<P: Peer>(n: usize) {
    struct Link<P> {
        left: usize,
        done: Option<Arc<Gate>>,
        peer: PhantomData<fn() -> P>,
    }
    impl<P: Peer> Future for Link<P> {
        type Output = ();

        fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
            let done = self.done.take().expect("polled once");
            if self.left == 0 {
                done.open();
            } else {
                let next = Link::<P> { left: self.left - 1, done: Some(done), peer: PhantomData };
                P::detach(P::spawn(next));
            }
            Poll::Ready(())
        }
    }
    P::block_on(root::<P>(async move {
        let done = Arc::new(Gate::default());
        P::detach(P::spawn(Link::<P> { left: n, done: Some(Arc::clone(&done)), peer: PhantomData }));
        done.wait().await;
    }));
}

/// Bytes of the heap for each of `n` tasks that wait.
pub fn idle<P: Peer>(n: usize) -> usize {
    let bytes = Arc::new(AtomicUsize::new(0));
    let result = Arc::clone(&bytes);
    P::block_on(root::<P>(async move {
        let before = heap_bytes();
        for _ in 0..n {
            P::detach(P::spawn(async {
                std::future::pending::<()>().await;
            }));
        }
        for _ in 0..100 {
            yield_once().await;
        }
        result.store((heap_bytes() - before) / n, Ordering::SeqCst);
    }));
    bytes.load(Ordering::SeqCst)
}

fn heap_bytes() -> usize {
    // SAFETY: always allowed.
    let info = unsafe { libc::mallinfo2() };
    info.uordblks + info.hblkhd
}

/// Nanoseconds from the wake-up by another thread to the poll on an idle runtime, the median of `n`.
pub fn wake<P: Peer>(n: usize) -> u64 {
    let bell = Arc::new(Bell::default());
    let ringing = Arc::clone(&bell);
    let ringer = std::thread::spawn(move || {
        for _ in 0..n {
            // Long enough for everybody to have gone to sleep.
            std::thread::sleep(Duration::from_micros(300));
            let waker = loop {
                if let Some(waker) = ringing.state.lock().unwrap().1.take() {
                    break waker;
                }
                std::thread::yield_now();
            };
            ringing.state.lock().unwrap().0 = Some(Instant::now());
            waker.wake();
        }
    });
    let median = Arc::new(AtomicU64::new(0));
    let result = Arc::clone(&median);
    P::block_on(root::<P>(async move {
        let mut late = Vec::with_capacity(n);
        for _ in 0..n {
            late.push(poll_fn(|cx| bell.poll(cx)).await);
        }
        late.sort_unstable();
        result.store(late[n / 2].as_nanos() as u64, Ordering::SeqCst);
    }));
    ringer.join().unwrap();
    median.load(Ordering::SeqCst)
}

/// When it was rung, and who waits for it.
#[derive(Default)]
struct Bell {
    state: Mutex<(Option<Instant>, Option<Waker>)>,
}

impl Bell {
    fn poll(&self, cx: &mut Context<'_>) -> Poll<Duration> {
        let mut state = self.state.lock().unwrap();
        if let Some(rung) = state.0.take() {
            return Poll::Ready(rung.elapsed());
        }
        state.1 = Some(cx.waker().clone());
        Poll::Pending
    }
}

/// Two tasks that wake each other by turns, `n` times.
pub fn ping_pong<P: Peer>(n: usize) {
    P::block_on(root::<P>(async move {
        let table = Arc::new(Table::default());
        let players: Vec<_> = (0..2)
            .map(|me| {
                let table = Arc::clone(&table);
                P::spawn(async move {
                    for _ in 0..n / 2 {
                        table.turn(me).await;
                    }
                })
            })
            .collect();
        for player in players {
            player.await;
        }
    }));
}

/// Whose turn it is, and who waits for it.
#[derive(Default)]
struct Table {
    state: Mutex<(usize, Option<Waker>)>,
}

impl Table {
    /// Waits for the turn of `me`, and gives it to the other.
    async fn turn(&self, me: usize) {
        poll_fn(|cx| {
            let mut state = self.state.lock().unwrap();
            if state.0 % 2 != me {
                state.1 = Some(cx.waker().clone());
                return Poll::Pending;
            }
            state.0 += 1;
            if let Some(other) = state.1.take() {
                drop(state);
                other.wake();
            }
            Poll::Ready(())
        })
        .await;
    }
}

#[derive(Default)]
struct Gate {
    state: Mutex<(bool, Option<Waker>)>,
}

impl Gate {
    fn open(&self) {
        let mut state = self.state.lock().unwrap();
        state.0 = true;
        if let Some(waker) = state.1.take() {
            waker.wake();
        }
    }

    async fn wait(&self) {
        poll_fn(|cx| {
            let mut state = self.state.lock().unwrap();
            if state.0 {
                return Poll::Ready(());
            }
            state.1 = Some(cx.waker().clone());
            Poll::Pending
        })
        .await;
    }
}

/// The workload as a task: on several threads the root is polled elsewhere.
async fn root<P: Peer>(future: impl Future<Output = ()> + Send + 'static) {
    P::spawn(future).await;
}
