//! A machine allocates nothing of its own: not when it is made, not when it waits, not when it is dropped.

use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;
use std::future::poll_fn;
use std::pin::pin;
use std::task::{Context, Poll, Waker};

struct Counting;

thread_local! {
    static ALLOCATIONS: Cell<usize> = const { Cell::new(0) };
}

// SAFETY: all the work is the system allocator's; counting touches a thread-local without a destructor only.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        ALLOCATIONS.set(ALLOCATIONS.get() + 1);
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, ptr: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(ptr, layout) }
    }
}

#[global_allocator]
static COUNTING: Counting = Counting;

/// How often `work` allocates.
fn allocations<T>(work: impl FnOnce() -> T) -> (usize, T) {
    let before = ALLOCATIONS.get();
    let output = work();
    (ALLOCATIONS.get() - before, output)
}

/// Pending once.
async fn tick() {
    let mut waited = false;
    poll_fn(|_| if std::mem::replace(&mut waited, true) { Poll::Ready(()) } else { Poll::Pending }).await;
}

fn poll_all<F: Future>(future: F) -> (usize, F::Output) {
    let mut future = pin!(future);
    let mut cx = Context::from_waker(Waker::noop());
    for polls in 1.. {
        if let Poll::Ready(output) = future.as_mut().poll(&mut cx) {
            return (polls, output);
        }
    }
    unreachable!("the loop has no end")
}

#[coro::coroutine]
async fn leaf(numbers: &mut [u32; 8], at: usize) -> u32 {
    tick().await;
    numbers[at] += 1;
    numbers[at]
}

#[coro::coroutine]
async fn tree(rounds: usize) -> Result<u32, &'static str> {
    let mut numbers = [0; 8];
    let mut sum = 0;
    'rounds: for round in 0..rounds {
        for at in 0..numbers.len() {
            if at > round {
                continue 'rounds;
            }
            sum += leaf(&mut numbers, at).await + leaf(&mut numbers, at).await;
        }
    }
    let text = match sum {
        0 => return Err("nothing"),
        sum => (sum, "something"),
    };
    tick().await;
    Ok(text.0)
}

#[test]
fn to_the_end() {
    let (count, (polls, sum)) = allocations(|| poll_all(tree(4)));
    assert_eq!(count, 0);
    assert_eq!((polls, sum), (22, Ok(70)));
    assert_eq!(allocations(|| poll_all(tree(0))), (0, (1, Err("nothing"))));
}

#[test]
fn dropped_half_way() {
    let half_way = || {
        let mut future = pin!(tree(3));
        let mut cx = Context::from_waker(Waker::noop());
        (0..5).filter(|_| future.as_mut().poll(&mut cx).is_pending()).count()
    };
    assert_eq!(allocations(half_way), (0, 5));
    assert_eq!(allocations(|| drop(tree(3))).0, 0);
}

/// The counter itself counts.
#[test]
fn boxes_are_counted() {
    assert_eq!(allocations(|| poll_all(Box::pin(tree(1)))).0, 1);
}
