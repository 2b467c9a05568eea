//! Every combination of: who runs a task, what its polls do, whether its drop or its output's drop panics, when it is aborted
//! and by which handle, what becomes of its join handle and when; eleven thousand cases on runtimes of their own.
//!
//! What must hold in all of them: the future is dropped once, and so is the output if there was one; the join handle says
//! what has happened; no panic gets out of its task; and nothing is left when the runtime is gone.

use std::future::poll_fn;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::{Pin, pin};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, Once};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::{Duration, Instant};

use coro_runtime::runtime::{Handle, Runtime, UnhandledPanic};
use coro_runtime::task::{Builder, JoinError, JoinHandle, Priority};
use coro_runtime::{block_on, spawn, spawn_local, yield_now};

#[derive(Clone, Copy, Debug, PartialEq)]
enum Scheduler {
    Current,
    CurrentFromOutside,
    CurrentPrioritised,
    CurrentLocal,
    OneWorker,
    TwoWorkers,
    TwoWorkersFromOutside,
    TwoWorkersPrioritised,
    FromWorker,
    Pinned,
    LocalOfRoot,
    LocalOfWorker,
}

/// What the polls of the future do.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Life {
    Ends,
    /// After it has woken itself.
    EndsLater,
    /// After it was woken by the test.
    EndsWhenTold,
    Panics,
    PanicsLater,
    NeverEnds,
}

/// Whose drop panics.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Drops {
    Well,
    FuturePanics,
    OutputPanics,
    BothPanic,
}

#[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
enum Time {
    AtOnce,
    AfterFirstPoll,
    AfterEnd,
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Abort {
    Never,
    ByJoinHandle(Time),
    ByAbortHandle(Time),
}

#[derive(Clone, Copy, Debug, PartialEq)]
enum Join {
    Dropped(Time),
    /// Polled at once, and again after the end.
    AwaitedAllAlong,
    AwaitedAfterEnd,
    AwaitedAfterRuntime,
}

#[derive(Clone, Copy, Debug)]
struct Case {
    scheduler: Scheduler,
    life: Life,
    drops: Drops,
    abort: Abort,
    join: Join,
}

/// What the test sees of a task.
#[derive(Default)]
struct Seen {
    polls: AtomicUsize,
    futures_dropped: AtomicUsize,
    outputs_made: AtomicUsize,
    outputs_dropped: AtomicUsize,
    is_told: AtomicUsize,
    waker: Mutex<Option<Waker>>,
}

struct Actor {
    seen: Arc<Seen>,
    life: Life,
    drops: Drops,
}

struct Output {
    seen: Arc<Seen>,
    panics: bool,
}

impl Drop for Actor {
    fn drop(&mut self) {
        self.seen.futures_dropped.fetch_add(1, Ordering::SeqCst);
        assert!(!matches!(self.drops, Drops::FuturePanics | Drops::BothPanic), "the future's drop panics");
    }
}

impl Drop for Output {
    fn drop(&mut self) {
        self.seen.outputs_dropped.fetch_add(1, Ordering::SeqCst);
        assert!(!self.panics, "the output's drop panics");
    }
}

impl Future for Actor {
    type Output = Output;

    fn poll(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Output> {
        let seen = &self.seen;
        *seen.waker.lock().unwrap() = Some(cx.waker().clone());
        let is_first = seen.polls.fetch_add(1, Ordering::SeqCst) == 0;
        let is_told = seen.is_told.load(Ordering::SeqCst) > 0;
        match self.life {
            Life::EndsLater | Life::PanicsLater if is_first => cx.waker().wake_by_ref(),
            Life::Panics | Life::PanicsLater => panic!("a poll panics"),
            Life::EndsWhenTold if !is_told => {}
            Life::NeverEnds => {}
            Life::Ends | Life::EndsLater | Life::EndsWhenTold => {
                seen.outputs_made.fetch_add(1, Ordering::SeqCst);
                let panics = matches!(self.drops, Drops::OutputPanics | Drops::BothPanic);
                return Poll::Ready(Output { seen: Arc::clone(seen), panics });
            }
        }
        Poll::Pending
    }
}

impl Scheduler {
    fn runtime(self) -> Runtime {
        let builder = Runtime::builder().no_watchdog().unhandled_panic(UnhandledPanic::Ignore);
        let builder = match self {
            Scheduler::Current
            | Scheduler::CurrentFromOutside
            | Scheduler::CurrentPrioritised
            | Scheduler::CurrentLocal => builder,
            Scheduler::OneWorker => builder.workers(1),
            Scheduler::TwoWorkers
            | Scheduler::TwoWorkersFromOutside
            | Scheduler::TwoWorkersPrioritised
            | Scheduler::FromWorker
            | Scheduler::Pinned
            | Scheduler::LocalOfRoot
            | Scheduler::LocalOfWorker => builder.workers(2),
        };
        builder.build().unwrap()
    }

    /// Whether nothing runs while the root does.
    fn is_this_thread(self) -> bool {
        match self {
            Scheduler::Current
            | Scheduler::CurrentFromOutside
            | Scheduler::CurrentPrioritised
            | Scheduler::CurrentLocal
            | Scheduler::LocalOfRoot => true,
            Scheduler::OneWorker
            | Scheduler::TwoWorkers
            | Scheduler::TwoWorkersFromOutside
            | Scheduler::TwoWorkersPrioritised
            | Scheduler::FromWorker
            | Scheduler::Pinned
            | Scheduler::LocalOfWorker => false,
        }
    }

    #[expect(clippy::async_yields_async, reason = "the handle is what is wanted")]
    async fn spawn(self, future: Actor) -> JoinHandle<Output> {
        let builder = Builder::new().name("prioritised");
        let runtime = Handle::current();
        match self {
            Scheduler::Current | Scheduler::OneWorker | Scheduler::TwoWorkers => spawn(future),
            Scheduler::CurrentFromOutside | Scheduler::TwoWorkersFromOutside => {
                thread::spawn(move || runtime.spawn(future)).join().unwrap()
            }
            Scheduler::CurrentPrioritised => builder.priority(Priority::High).spawn(future),
            Scheduler::TwoWorkersPrioritised => builder.priority(Priority::Low).spawn(future),
            Scheduler::CurrentLocal | Scheduler::LocalOfRoot => spawn_local(future),
            Scheduler::FromWorker => spawn(async { spawn(future) }).await.unwrap(),
            Scheduler::LocalOfWorker => spawn(async { spawn_local(future) }).await.unwrap(),
            Scheduler::Pinned => runtime.spawn_pinned(1, || future),
        }
    }
}

/// A case at work.
struct Play {
    case: Case,
    seen: Arc<Seen>,
    join: Option<JoinHandle<Output>>,
    result: Option<Result<Output, JoinError>>,
}

impl Play {
    fn has_ended(&self) -> bool {
        self.seen.futures_dropped.load(Ordering::SeqCst) > 0
            && self.join.as_ref().is_none_or(JoinHandle::is_finished)
    }

    /// Whether it will end before its runtime does.
    fn ends(&self) -> bool {
        // Who drops the join handle cannot abort by it any more.
        let is_aborted = match (self.case.abort, self.case.join) {
            (
                Abort::Never | Abort::ByJoinHandle(Time::AfterEnd) | Abort::ByAbortHandle(Time::AfterEnd),
                _,
            ) => false,
            (Abort::ByJoinHandle(abort), Join::Dropped(drop)) => abort <= drop,
            (Abort::ByJoinHandle(_) | Abort::ByAbortHandle(_), _) => true,
        };
        self.case.life != Life::NeverEnds || is_aborted
    }

    async fn wait_until(&self, what: &str, is_so: impl Fn(&Play) -> bool) {
        let start = Instant::now();
        while !is_so(self) {
            assert!(start.elapsed() < Duration::from_secs(20), "{what} does not happen: {:?}", self.case);
            yield_now().await;
            thread::yield_now();
        }
    }

    async fn poll_join(&mut self) {
        if let (Some(join), None) = (&mut self.join, &self.result) {
            let result = poll_fn(|cx| Poll::Ready(pin!(&mut *join).poll(cx))).await;
            self.result = match result {
                Poll::Ready(result) => Some(result),
                Poll::Pending => None,
            };
        }
    }

    fn drop_join(&mut self) {
        let join = self.join.take();
        // It may be the drop of an output that nobody has taken.
        assert!(catch_unwind(AssertUnwindSafe(|| drop(join))).is_ok(), "{:?}", self.case);
    }

    fn at(&mut self, time: Time, abort_handle: &coro_runtime::task::AbortHandle) {
        match self.case.abort {
            Abort::ByJoinHandle(at) if at == time => self.join.iter().for_each(JoinHandle::abort),
            Abort::ByAbortHandle(at) if at == time => abort_handle.abort(),
            Abort::Never | Abort::ByJoinHandle(_) | Abort::ByAbortHandle(_) => {}
        }
        if self.case.join == Join::Dropped(time) {
            self.drop_join();
        }
    }

    async fn run(&mut self) {
        let Case { scheduler, life, drops, join, .. } = self.case;
        let future = Actor { seen: Arc::clone(&self.seen), life, drops };
        let handle = scheduler.spawn(future).await;
        let abort_handle = handle.abort_handle();
        self.join = Some(handle);
        if join == Join::AwaitedAllAlong {
            self.poll_join().await;
        }
        self.at(Time::AtOnce, &abort_handle);
        self.wait_until("the first poll", |this| {
            this.seen.polls.load(Ordering::SeqCst) > 0 || this.has_ended()
        })
        .await;
        self.at(Time::AfterFirstPoll, &abort_handle);
        self.seen.is_told.store(1, Ordering::SeqCst);
        let waker = self.seen.waker.lock().unwrap().clone();
        waker.into_iter().for_each(Waker::wake);
        if self.ends() {
            self.wait_until("the end", Play::has_ended).await;
        }
        self.at(Time::AfterEnd, &abort_handle);
        if matches!(join, Join::AwaitedAllAlong | Join::AwaitedAfterEnd) {
            self.poll_join().await;
            assert!(self.result.is_some() || !self.ends(), "{:?}", self.case);
        }
    }

    /// What the join handle says is what has happened.
    fn check_result(&self) {
        let Case { scheduler, life, drops, abort, .. } = self.case;
        let Some(result) = &self.result else { return };
        let was_polled = self.seen.polls.load(Ordering::SeqCst) > 0;
        let future_panics = matches!(drops, Drops::FuturePanics | Drops::BothPanic);
        let may_be_cancelled = abort != Abort::Never || life == Life::NeverEnds;
        match result {
            Ok(_) => {
                let ends = matches!(life, Life::Ends | Life::EndsLater | Life::EndsWhenTold);
                assert!(ends, "{:?}", self.case);
            }
            Err(error) if error.is_panic() => {
                let panics = was_polled && matches!(life, Life::Panics | Life::PanicsLater);
                // The future's drop is in the place of what it would have given; after an output it is of no account.
                assert!(panics || future_panics && may_be_cancelled, "{:?}", self.case);
            }
            Err(error) => assert!(error.is_cancelled() && may_be_cancelled, "{:?}", self.case),
        }
        // Where nothing runs meanwhile, what happens at once happens before the first poll.
        let at_once = matches!(abort, Abort::ByJoinHandle(Time::AtOnce) | Abort::ByAbortHandle(Time::AtOnce));
        if scheduler.is_this_thread() && at_once {
            assert!(!was_polled && result.is_err(), "{:?}", self.case);
        }
        if abort == Abort::Never && drops == Drops::Well {
            let is_right = match life {
                Life::Ends | Life::EndsLater | Life::EndsWhenTold => result.is_ok(),
                Life::Panics | Life::PanicsLater => result.as_ref().is_err_and(JoinError::is_panic),
                Life::NeverEnds => result.as_ref().is_err_and(JoinError::is_cancelled),
            };
            assert!(is_right, "{:?}", self.case);
        }
    }
}

fn play(case: Case) {
    let seen = Arc::new(Seen::default());
    let mut play = Play { case, seen: Arc::clone(&seen), join: None, result: None };
    let runtime = case.scheduler.runtime();
    runtime.block_on(play.run());
    drop(runtime);
    if case.join == Join::AwaitedAfterRuntime || play.join.is_some() && play.result.is_none() {
        let join = play.join.as_mut().unwrap();
        play.result = Some(block_on(join));
    }
    play.check_result();
    let result = play.result.take();
    let dropped = catch_unwind(AssertUnwindSafe(|| drop(result)));
    assert!(dropped.is_ok() || matches!(case.drops, Drops::OutputPanics | Drops::BothPanic), "{case:?}");
    play.drop_join();
    drop(play);
    drop(seen.waker.lock().unwrap().take());
    let count = |count: &AtomicUsize| count.load(Ordering::SeqCst);
    assert_eq!(count(&seen.futures_dropped), 1, "{case:?}");
    assert_eq!(count(&seen.outputs_dropped), count(&seen.outputs_made), "{case:?}");
    assert!(count(&seen.outputs_made) <= 1, "{case:?}");
    assert_eq!(Arc::strong_count(&seen), 1, "something is left: {case:?}");
}

const TIMES: [Time; 3] = [Time::AtOnce, Time::AfterFirstPoll, Time::AfterEnd];

/// All cases of one scheduler.
fn all_of(scheduler: Scheduler) {
    static QUIET: Once = Once::new();
    QUIET.call_once(|| {
        let loud = std::panic::take_hook();
        std::panic::set_hook(Box::new(move |info| {
            let text = info.payload_as_str().unwrap_or_default();
            // Those of the cases are meant.
            if !["a poll panics", "the future's drop panics", "the output's drop panics"].contains(&text) {
                loud(info);
            }
        }));
    });
    let lives =
        [Life::Ends, Life::EndsLater, Life::EndsWhenTold, Life::Panics, Life::PanicsLater, Life::NeverEnds];
    let mut aborts = vec![Abort::Never];
    aborts.extend(TIMES.map(Abort::ByJoinHandle));
    aborts.extend(TIMES.map(Abort::ByAbortHandle));
    let mut joins = vec![Join::AwaitedAllAlong, Join::AwaitedAfterEnd, Join::AwaitedAfterRuntime];
    joins.extend(TIMES.map(Join::Dropped));
    let mut cases = 0;
    for life in lives {
        for drops in [Drops::Well, Drops::FuturePanics, Drops::OutputPanics, Drops::BothPanic] {
            for &abort in &aborts {
                for &join in &joins {
                    play(Case { scheduler, life, drops, abort, join });
                    cases += 1;
                }
            }
        }
    }
    assert_eq!(cases, 6 * 4 * 7 * 6);
}

macro_rules! schedulers {
    ($($test:ident: $scheduler:ident,)+) => {
        $(#[test]
        fn $test() {
            all_of(Scheduler::$scheduler);
        })+
    };
}

schedulers! {
    current: Current,
    current_from_outside: CurrentFromOutside,
    current_prioritised: CurrentPrioritised,
    current_local: CurrentLocal,
    one_worker: OneWorker,
    two_workers: TwoWorkers,
    two_workers_from_outside: TwoWorkersFromOutside,
    two_workers_prioritised: TwoWorkersPrioritised,
    from_worker: FromWorker,
    pinned: Pinned,
    local_of_root: LocalOfRoot,
    local_of_worker: LocalOfWorker,
}
