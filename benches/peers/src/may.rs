//! The workloads of tasks for may, whose coroutines have stacks and are no futures.

use std::sync::{Arc, Mutex, mpsc};
use std::time::{Duration, Instant};

use ::may::coroutine::{self, Coroutine, JoinHandle};

fn spawn<T: Send + 'static>(f: impl FnOnce() -> T + Send + 'static) -> JoinHandle<T> {
    // SAFETY: the workloads use no thread-local values and little stack.
    unsafe { coroutine::spawn(f) }
}

/// The workload of this name as a coroutine, on two workers.
pub fn run(workload: &str, n: usize) {
    ::may::config().set_workers(2);
    let root: fn(usize) = match workload {
        "spawn" => spawn_join,
        "yield" => yields,
        "chained" => chained,
        "pingpong" => ping_pong,
        "wake" => |n| println!("{}", wake(n)),
        _ => panic!("no workload {workload} for may"),
    };
    spawn(move || root(n)).join().unwrap();
}

fn spawn_join(n: usize) {
    let mut handles = Vec::with_capacity(1000);
    for _ in 0..n / 1000 {
        handles.extend((0..1000).map(|i| spawn(move || i)));
        for handle in handles.drain(..) {
            std::hint::black_box(handle.join().unwrap());
        }
    }
}

fn yields(n: usize) {
    let work = move || (0..n / 100).for_each(|_| coroutine::yield_now());
    let tasks: Vec<_> = (0..100).map(|_| spawn(work)).collect();
    tasks.into_iter().for_each(|task| task.join().unwrap());
}

fn chained(n: usize) {
    fn link(left: usize, done: Coroutine) {
        if left == 0 {
            done.unpark();
        } else {
            drop(spawn(move || link(left - 1, done)));
        }
    }
    let done = coroutine::current();
    drop(spawn(move || link(n, done)));
    coroutine::park();
}

/// Whose turn it is, and who waits for it.
type Table = Mutex<(usize, Option<Coroutine>)>;

fn ping_pong(n: usize) {
    fn turn(table: &Table, me: usize) {
        loop {
            let mut state = table.lock().unwrap();
            if state.0 % 2 == me {
                state.0 += 1;
                let other = state.1.take();
                drop(state);
                return other.iter().for_each(Coroutine::unpark);
            }
            state.1 = Some(coroutine::current());
            drop(state);
            coroutine::park();
        }
    }
    let table = Arc::new(Table::default());
    let play = |me| {
        let table = Arc::clone(&table);
        spawn(move || (0..n / 2).for_each(|_| turn(&table, me)))
    };
    let players = [play(0), play(1)];
    players.into_iter().for_each(|player| player.join().unwrap());
}

/// Nanoseconds from the wake-up by another thread to the run, the median of `n`.
fn wake(n: usize) -> u64 {
    let rung = Arc::new(Mutex::new(Instant::now()));
    let (sender, receiver) = mpsc::channel::<Coroutine>();
    let ringing = Arc::clone(&rung);
    std::thread::spawn(move || {
        for sleeper in receiver {
            // Long enough for everybody to have gone to sleep.
            std::thread::sleep(Duration::from_micros(300));
            *ringing.lock().unwrap() = Instant::now();
            sleeper.unpark();
        }
    });
    let mut late: Vec<_> = (0..n)
        .map(|_| {
            sender.send(coroutine::current()).unwrap();
            coroutine::park();
            rung.lock().unwrap().elapsed()
        })
        .collect();
    late.sort_unstable();
    late[n / 2].as_nanos() as u64
}
