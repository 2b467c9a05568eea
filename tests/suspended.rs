//! What a runtime tells of its tasks: where their machines are suspended, one within the other.

use std::future::pending;
use std::rc::Rc;
use std::sync::mpsc;
use std::thread;
use std::time::Duration;

use coro::runtime::{Handle, Runtime};
use coro::task::{Builder, JoinSet, TaskInfo};
use coro::{Stream, join, spawn, spawn_local, spawn_named, yield_, yield_now};

/// What is known, if anything is: in release builds without the feature `trace` nothing is.
fn tasks() -> Option<Vec<TaskInfo>> {
    let tasks = Handle::current().tasks();
    assert_eq!(tasks.is_some(), cfg!(any(debug_assertions, feature = "trace")));
    tasks
}

/// The machines of the task of that name: how deep each is, and what it waits for.
fn of(name: &str) -> Option<Vec<(usize, &'static str)>> {
    let all = tasks()?;
    let task = all.iter().find(|task| task.name() == Some(name)).expect("there is such a task");
    Some(task.suspended_at().iter().map(|at| (at.depth(), at.point().name())).collect())
}

macro_rules! assert_waits {
    ($name:expr, $points:expr) => {
        if let Some(points) = of($name) {
            assert_eq!(points, $points);
        }
    };
}

#[coro::coroutine]
async fn read() {
    yield_now().await;
    pending::<()>().await;
}

#[coro::coroutine]
async fn session() {
    prepare().await;
    read().await;
}

#[coro::coroutine]
async fn prepare() {
    yield_now().await;
}

#[coro::coroutine]
async fn both() {
    join!(prepare(), session(), read()).await;
}

async fn turns(count: usize) {
    for _ in 0..count {
        yield_now().await;
    }
}

fn on_both(check: fn() -> std::pin::Pin<Box<dyn Future<Output = ()> + Send>>) {
    Runtime::new().unwrap().block_on(check());
    Runtime::builder().workers(2).build().unwrap().block_on(async { spawn(check()).await.unwrap() });
}

/// The number of the line of this file that reads so, from 1.
fn line_of(text: &str) -> usize {
    include_str!("suspended.rs").lines().position(|line| line == text).expect("it is there") + 1
}

/// Lets the tasks of the runtime run until `is_so`.
async fn until(is_so: impl Fn() -> bool) {
    for _ in 0..2000 {
        if is_so() {
            return;
        }
        coro::time::sleep(Duration::from_millis(1)).await;
    }
    panic!("it never was so: {:?}", Handle::current().tasks());
}

#[test]
fn each_machine_before_the_one_it_waits_for() {
    on_both(|| {
        Box::pin(async {
            let task = spawn_named("session", session());
            let last = [(0, "read().await"), (1, "pending::<()>().await")];
            until(|| of("session").is_none_or(|points| points == last)).await;
            task.abort();
            assert!(task.await.unwrap_err().is_cancelled());
            let is_there = |task: &TaskInfo| task.name() == Some("session");
            assert!(!tasks().unwrap_or_default().iter().any(is_there), "it has ended");
        })
    });
}

#[test]
fn step_by_step() {
    Runtime::new().unwrap().block_on(async {
        drop(spawn_named("session", session()));
        assert_waits!("session", []);
        turns(1).await;
        assert_waits!("session", [(0, "prepare().await"), (1, "yield_now().await")]);
        turns(1).await;
        assert_waits!("session", [(0, "read().await"), (1, "yield_now().await")]);
        turns(1).await;
        assert_waits!("session", [(0, "read().await"), (1, "pending::<()>().await")]);
    });
}

#[test]
fn those_that_wait_beside_each_other() {
    Runtime::new().unwrap().block_on(async {
        drop(spawn_named("both", both()));
        turns(1).await;
        let join = "join!(prepare(), session(), read()).await";
        let first = [
            (0, join),
            (1, "yield_now().await"),
            (1, "prepare().await"),
            (2, "yield_now().await"),
            (1, "yield_now().await"),
        ];
        assert_waits!("both", first);
        turns(3).await;
        // The first has ended.
        assert_waits!(
            "both",
            [(0, join), (1, "read().await"), (2, "pending::<()>().await"), (1, "pending::<()>().await")]
        );
    });
}

#[coro::coroutine]
fn numbers() -> impl Stream<Item = u8> {
    prepare().await;
    yield_!(1);
    read().await;
}

#[coro::coroutine(boxed)]
async fn sums() -> u8 {
    let mut numbers = std::pin::pin!(numbers());
    let mut sum = 0;
    while let Some(number) = std::future::poll_fn(|cx| numbers.as_mut().poll_next(cx)).await {
        sum += number;
    }
    sum
}

#[test]
fn streams_and_boxes_are_no_obstacle() {
    Runtime::new().unwrap().block_on(async {
        let task = spawn_named("sums", sums());
        turns(3).await;
        if let Some(points) = of("sums") {
            let names: Vec<_> =
                points.iter().map(|(depth, name)| (*depth, name.split('(').next().unwrap())).collect();
            assert_eq!(names, [(0, "std::future::poll_fn"), (1, "read"), (2, "pending::<")]);
        }
        assert!(!task.is_finished());
    });
}

#[test]
fn of_what_is_no_machine_only_what_is_within() {
    async fn native() {
        session().await;
    }
    Runtime::new().unwrap().block_on(async {
        drop(spawn_named("native", native()));
        drop(spawn_named("nothing", pending::<()>()));
        turns(1).await;
        assert_waits!("native", [(0, "prepare().await"), (1, "yield_now().await")]);
        assert_waits!("nothing", []);
    });
}

/// Its machines are not told of among those of the task that runs it.
#[test]
fn a_runtime_within_a_poll_has_its_own() {
    #[coro::coroutine]
    async fn nests() {
        let inner = Runtime::new().unwrap();
        inner.block_on(async {
            drop(spawn_named("inner", session()));
            turns(1).await;
            assert_waits!("inner", [(0, "prepare().await"), (1, "yield_now().await")]);
        });
        pending::<()>().await;
    }
    Runtime::new().unwrap().block_on(async {
        drop(spawn_named("outer", nests()));
        turns(1).await;
        assert_waits!("outer", [(0, "pending::<()>().await")]);
    });
}

#[test]
fn every_way_to_spawn() {
    let runtime = Runtime::builder().workers(2).build().unwrap();
    let pinned = runtime.spawn_pinned(1, session);
    let handed = runtime.handle().spawn(session());
    let built = Builder::new().name("built").spawn_on(runtime.handle(), session());
    let mut set = JoinSet::new();
    set.spawn_on(session(), runtime.handle());
    let locals = runtime.spawn(async {
        let shared = Rc::new(());
        let theirs = Rc::clone(&shared);
        drop(shared);
        let local = spawn_local(async move {
            session().await;
            drop(theirs);
        });
        drop(Builder::new().name("local").spawn_local(session()));
        drop(local);
    });
    runtime.block_on(async {
        // Six calls in six lines of this file.
        let places = || {
            let tasks = tasks()?.into_iter().filter(|task| task.suspended_at().len() == 2);
            let mut places: Vec<_> = tasks.map(|task| task.spawned_at()).collect();
            places.sort_unstable();
            places.dedup();
            Some(places.iter().filter(|place| place.file() == file!()).count())
        };
        until(|| places().is_none_or(|places| places == 6)).await;
    });
    drop((pinned, handed, built, locals));
}

#[test]
fn what_is_given_to_block_on_is_told_of_on_other_threads() {
    let runtime = Runtime::new().unwrap();
    let handle = runtime.handle().clone();
    let (sender, end) = mpsc::channel();
    let other = thread::spawn(move || {
        let look = || {
            let tasks = handle.tasks()?;
            let main = tasks.iter().find(|task| task.name() == Some("block_on"))?;
            Some(main.suspended_at().last()?.point().name())
        };
        for _ in 0..2000 {
            if handle.tasks().is_none() || look() == Some("pending::<()>().await") {
                break;
            }
            thread::sleep(Duration::from_millis(1));
        }
        sender.send(look()).unwrap();
    });
    let asked =
        if cfg!(any(debug_assertions, feature = "trace")) { Some("pending::<()>().await") } else { None };
    runtime.block_on(async {
        let end = async {
            loop {
                if let Ok(told) = end.try_recv() {
                    break told;
                }
                coro::time::sleep(Duration::from_millis(1)).await;
            }
        };
        match coro::select(end, session()).await {
            coro::future::Either::Left(told) => assert_eq!(told, asked),
            coro::future::Either::Right(()) => unreachable!("it is pending for ever"),
        }
    });
    other.join().unwrap();
}

#[test]
fn a_shutdown_says_where_the_unfinished_were() {
    for runtime in [Runtime::new().unwrap(), Runtime::builder().workers(1).build().unwrap()] {
        let line = line!() + 1;
        runtime.block_on(async { drop(spawn_named("stuck", session())) });
        let report = runtime.shutdown(Duration::from_millis(50));
        assert_eq!(report.unfinished().len(), 1);
        let text = report.to_string();
        let file = file!();
        let lines: Vec<_> = text.lines().skip(1).collect();
        let all = [
            format!("  task `stuck` spawned at {file}:{line}:39"),
            format!("    {file}:{}:5: read().await", line_of("    read().await;")),
            format!("      {file}:{}:5: pending::<()>().await", line_of("    pending::<()>().await;")),
        ];
        let told = if cfg!(any(debug_assertions, feature = "trace")) { 3 } else { 1 };
        assert_eq!(lines, all[..told]);
    }
}

/// What panics is not suspended any more; what it has left to run is told of as before.
#[test]
fn a_panic_leaves_nothing() {
    #[coro::coroutine]
    async fn fails() {
        yield_now().await;
        panic!("on purpose");
    }
    #[coro::coroutine]
    async fn tries() {
        let result = coro::future::catch_unwind(fails()).await;
        assert!(result.is_err());
        read().await;
    }
    Runtime::new().unwrap().block_on(async {
        drop(spawn_named("tries", tries()));
        turns(1).await;
        if let Some(points) = of("tries") {
            assert_eq!(points[1..], [(1, "yield_now().await")]);
        }
        turns(1).await;
        assert_waits!("tries", [(0, "read().await"), (1, "yield_now().await")]);
    });
}
