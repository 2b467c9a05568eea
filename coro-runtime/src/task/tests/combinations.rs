//! Every combination of: how the future behaves in each of its polls, whether its drop or its output's drop panics, when
//! it is aborted, when its join handle is polled and dropped, when its owner gives it up.
//!
//! What must hold in all: the future and the output are dropped once, never two queue entries, the join handle resolves
//! exactly as the course of things says, and nothing is leaked.

use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::task::{Context, Poll, Waker};

use crate::mutex::Mutex;

use super::super::{JoinError, JoinHandle, Owned, Ran, Runnable, Schedule, new};

/// A queue that its test empties.
#[derive(Clone, Default)]
struct Queue(Arc<Mutex<VecDeque<Runnable>>>);

impl Queue {
    fn pop(&self) -> Option<Runnable> {
        self.0.lock().pop_front()
    }
}

impl Schedule for Queue {
    fn schedule(&self, task: Runnable) {
        self.0.lock().push_back(task);
    }
}

/// What a poll does.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Step {
    Pend,
    PendWoken,
    Panic,
    Finish,
}

/// What happens to the task from outside, between two runs.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Act {
    Nothing,
    Wake,
    Abort,
    PollJoin,
    DropJoin,
    GiveUp,
}

#[derive(Clone, Copy, Debug)]
struct Course {
    steps: [Step; 2],
    acts: [Act; 3],
    future_panics_on_drop: bool,
    output_panics_on_drop: bool,
}

impl Course {
    /// Whether a `JoinError` may say that the task panicked. The output is inside the future until it is given out.
    fn may_panic(self) -> bool {
        self.steps.contains(&Step::Panic) || self.future_panics_on_drop || self.output_panics_on_drop
    }
}

/// Counts its drop, and panics in it if it is told to.
struct Loud {
    drops: Arc<AtomicUsize>,
    panics: bool,
}

impl Drop for Loud {
    fn drop(&mut self) {
        self.drops.fetch_add(1, Ordering::SeqCst);
        assert!(!self.panics, "a drop panics");
    }
}

struct Scripted {
    steps: std::array::IntoIter<Step, 2>,
    output: Option<Loud>,
    /// Only dropped; the last field, so that the output goes first.
    _future: Loud,
}

impl Future for Scripted {
    type Output = Loud;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Loud> {
        match self.steps.next().unwrap_or(Step::Finish) {
            Step::Pend => Poll::Pending,
            Step::PendWoken => {
                let waker = cx.waker().clone();
                waker.wake_by_ref();
                waker.wake();
                Poll::Pending
            }
            Step::Panic => panic!("a poll panics"),
            Step::Finish => Poll::Ready(self.output.take().expect("polled after completion")),
        }
    }
}

/// A task under test, and what is expected of it.
struct World {
    queue: Queue,
    owned: Option<Owned>,
    join: Option<JoinHandle<Loud>>,
    waker: Option<Waker>,
    result: Option<Result<Loud, JoinError>>,
    woken: Arc<AtomicUsize>,
}

impl World {
    /// Runs what is queued, once; there must not be two entries.
    fn run(&mut self) {
        let Some(task) = self.queue.pop() else { return };
        assert!(self.queue.pop().is_none(), "two entries in the queue");
        match task.run() {
            Ran::Idle => {}
            Ran::Requeue(task) => self.queue.schedule(task),
            Ran::Complete(completed) => completed.finish(self.owned.take()),
        }
    }

    fn act(&mut self, act: Act) {
        match act {
            Act::Nothing => {}
            Act::Wake => self.waker.iter().for_each(Waker::wake_by_ref),
            Act::Abort => self.join.iter().for_each(JoinHandle::abort),
            Act::PollJoin => self.poll_join(),
            Act::DropJoin => self.join = None,
            Act::GiveUp => self.owned = None,
        }
    }

    fn poll_join(&mut self) {
        if let (Some(join), None) = (&mut self.join, &self.result) {
            let waker = Waker::from(Arc::new(CountWakes(Arc::clone(&self.woken))));
            match pin!(join).poll(&mut Context::from_waker(&waker)) {
                Poll::Ready(result) => self.result = Some(result),
                Poll::Pending => {}
            }
        }
    }
}

struct CountWakes(Arc<AtomicUsize>);

impl std::task::Wake for CountWakes {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Ordering::SeqCst);
    }
}

fn play(course: Course) {
    let [futures, outputs] = [(); 2].map(|()| Arc::new(AtomicUsize::new(0)));
    let future = Scripted {
        steps: course.steps.into_iter(),
        output: Some(Loud { drops: Arc::clone(&outputs), panics: course.output_panics_on_drop }),
        _future: Loud { drops: Arc::clone(&futures), panics: course.future_panics_on_drop },
    };
    let queue = Queue::default();
    // Each poll leaves its waker here.
    let slot = Arc::new(Mutex::new(None));
    let stored = Arc::clone(&slot);
    let mut future = future;
    let spy = std::future::poll_fn(move |cx| {
        *stored.lock() = Some(cx.waker().clone());
        Pin::new(&mut future).poll(cx)
    });
    let spawned = new(spy, queue.clone());
    queue.schedule(spawned.runnable);
    let woken = Arc::new(AtomicUsize::new(0));
    let mut world = World {
        queue,
        owned: Some(spawned.owned),
        join: Some(spawned.join),
        waker: None,
        result: None,
        woken: Arc::clone(&woken),
    };
    for act in course.acts {
        world.act(act);
        world.run();
        world.waker.clone_from(&slot.lock());
    }
    finish(world, course);
    drop(slot.lock().take());
    assert_eq!((futures.load(Ordering::SeqCst), outputs.load(Ordering::SeqCst)), (1, 1), "{course:?}");
    // The queue, the futures' counters: only ours are left if the task was freed.
    assert_eq!((Arc::strong_count(&futures), Arc::strong_count(&outputs)), (1, 1), "leaked: {course:?}");
    assert_eq!(Arc::strong_count(&woken), 1, "the join waker leaked: {course:?}");
}

fn finish(mut world: World, course: Course) {
    // Whatever is still going on ends now.
    world.owned = None;
    world.run();
    assert!(world.queue.pop().is_none());
    world.poll_join();
    let result = world.result.take();
    assert!(result.is_some() || world.join.is_none(), "a task without an owner is complete: {course:?}");
    match result {
        None => {}
        Some(Ok(output)) => drop(catch_unwind(AssertUnwindSafe(|| drop(output)))),
        Some(Err(error)) if error.is_panic() => assert!(course.may_panic(), "{course:?}"),
        Some(Err(error)) => assert!(error.is_cancelled()),
    }
    drop(world.waker.take());
}

#[test]
fn every_course_of_things() {
    const STEPS: [Step; 4] = [Step::Pend, Step::PendWoken, Step::Panic, Step::Finish];
    const ACTS: [Act; 6] = [Act::Nothing, Act::Wake, Act::Abort, Act::PollJoin, Act::DropJoin, Act::GiveUp];
    // Both would end the process: the output is inside the future, and a panic while unwinding aborts.
    const PANICS: [(bool, bool); 3] = [(false, false), (true, false), (false, true)];
    const ALL: usize = STEPS.len().pow(2) * ACTS.len().pow(3) * PANICS.len();
    // Miri takes its time: a sample is enough there. The stride shares no factor with the numbers of choices.
    const STRIDE: usize = if cfg!(miri) { 53 } else { 1 };
    let quiet = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let mut courses = 0;
    let played = catch_unwind(AssertUnwindSafe(|| {
        for n in (0..ALL).step_by(STRIDE) {
            let mut n = n;
            let mut next = |len: usize| {
                let choice = n % len;
                n /= len;
                choice
            };
            let steps = [(); 2].map(|()| STEPS[next(STEPS.len())]);
            let acts = [(); 3].map(|()| ACTS[next(ACTS.len())]);
            let (future_panics_on_drop, output_panics_on_drop) = PANICS[next(PANICS.len())];
            play(Course { steps, acts, future_panics_on_drop, output_panics_on_drop });
            courses += 1;
        }
    }));
    std::panic::set_hook(quiet);
    if let Err(payload) = played {
        let message = payload.downcast_ref::<String>().cloned();
        panic!("course {courses}: {}", message.as_deref().unwrap_or("a panic without text"));
    }
    assert_eq!(courses, ALL.div_ceil(STRIDE));
}

#[test]
fn the_join_waker_is_woken_once() {
    let queue = Queue::default();
    let spawned = new(async { 1 }, queue);
    let woken = Arc::new(AtomicUsize::new(0));
    let waker = Waker::from(Arc::new(CountWakes(Arc::clone(&woken))));
    let mut cx = Context::from_waker(&waker);
    let mut join = spawned.join;
    for _ in 0..3 {
        assert!(pin!(&mut join).poll(&mut cx).is_pending());
    }
    assert!(matches!(spawned.runnable.run(), Ran::Complete(_)));
    assert_eq!(woken.load(Ordering::SeqCst), 1);
    assert!(matches!(pin!(&mut join).poll(&mut cx), Poll::Ready(Ok(1))));
}

#[test]
fn a_task_is_small() {
    struct Runtime {
        _of: usize,
    }
    impl Schedule for Runtime {
        fn schedule(&self, _: Runnable) {}
    }
    assert_eq!(size_of::<super::super::cell::Header>(), 32);
    // And eight bytes each for the scheduler, for the future or what became of it, and for who joins.
    assert_eq!(size_of::<super::super::cell::Cell<std::future::Ready<()>, Runtime>>(), 56);
    assert_eq!(size_of::<JoinHandle<[u8; 100]>>(), 8);
    assert_eq!(size_of::<Option<Runnable>>(), 8);
}
