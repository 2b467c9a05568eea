//! Coroutines: a file that is written by one (28), pipelines, and control from outside (11, 29).

use coro::CoroutineState::{Complete, Yielded};
use coro::{Coroutine, CoroutineState, Stream, yield_, yield_from};
use std::fs::{self, File, OpenOptions};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::pin::{Pin, pin};
use std::sync::mpsc;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// A file of its own for each test.
fn temporary(name: &str) -> PathBuf {
    std::env::temp_dir().join(format!("coro-{}-{name}", std::process::id()))
}

/// Writes what it is resumed with, a number a line, until it is given none; then tells how many.
#[coro::coroutine]
fn writer(path: PathBuf) -> impl Coroutine<Option<u64>, Yield = (), Return = io::Result<usize>> {
    let mut file = BufWriter::new(File::create(&path)?);
    let mut lines = 0;
    // A borrow that is held across the yields.
    let out = &mut file;
    while let Some(number) = yield_!() {
        writeln!(out, "{number}")?;
        lines += 1;
    }
    file.flush()?;
    Ok(lines)
}

/// The numbers in a file; a line that is none, or an error of reading, is the last item.
#[coro::coroutine]
fn reader(path: &Path) -> impl Iterator<Item = io::Result<u64>> {
    for line in BufReader::new(File::open(path)?).lines() {
        let number = line?.parse().map_err(io::Error::other)?;
        yield_!(Ok(number));
    }
}

#[test]
fn a_file_is_written_by_a_coroutine() {
    const LINES: u64 = 20_000;
    let (kept, reopened) = (temporary("kept"), temporary("reopened"));
    let start = Instant::now();
    let mut machine = pin!(writer(kept.clone()));
    assert_eq!(machine.as_mut().start().yielded(), Some(()));
    for number in 0..LINES {
        assert_eq!(machine.as_mut().resume(Some(number)).yielded(), Some(()));
    }
    let Complete(Ok(lines)) = machine.as_mut().resume(None) else { panic!("it ends") };
    let by_coroutine = start.elapsed();
    assert_eq!((lines as u64, fs::read_to_string(&kept).expect("a file").lines().count()), (LINES, lines));

    let start = Instant::now();
    for number in 0..LINES {
        let mut file = OpenOptions::new().create(true).append(true).open(&reopened).expect("a file");
        writeln!(file, "{number}").expect("it is written");
    }
    assert!(by_coroutine < start.elapsed());
    assert!(reader(&kept).map(|number| number.expect("a number")).eq(0..LINES));
    fs::remove_file(kept).and(fs::remove_file(reopened)).expect("they are there");
}

#[test]
fn a_generator_over_a_file() {
    let path = temporary("numbers");
    fs::write(&path, "1\n2\n3\n4\n5\n").expect("it is written");
    assert_eq!(reader(&path).map(|number| number.expect("a number")).collect::<Vec<_>>(), [1, 2, 3, 4, 5]);
    fs::write(&path, "1\ntwo\n3\n").expect("it is written");
    let mut numbers = reader(&path);
    assert!(matches!(numbers.next(), Some(Ok(1))));
    assert!(matches!(numbers.next(), Some(Err(_))));
    assert!(numbers.next().is_none());
    fs::remove_file(&path).expect("it is there");
    assert!(reader(&path).next().is_some_and(|first| first.is_err()));
}

trait YieldedExt<Y> {
    fn yielded(self) -> Option<Y>;
}

impl<Y, R> YieldedExt<Y> for CoroutineState<Y, R> {
    fn yielded(self) -> Option<Y> {
        match self {
            Yielded(value) => Some(value),
            Complete(_) => None,
        }
    }
}

/// The writer's yields are handed on; its result is the whole's.
#[coro::coroutine]
fn titled(path: PathBuf) -> impl Coroutine<Option<u64>, Yield = (), Return = String> {
    let lines = yield_from!(writer(path));
    format!("{} lines", lines.unwrap_or(0))
}

/// Reader to writer: by a manager that resumes both, and by one coroutine that is made of the other.
#[test]
fn pipelines() {
    let (from, to) = (temporary("from"), temporary("to"));
    fs::write(&from, "3\n1\n4\n1\n5\n").expect("it is written");

    let mut sink = pin!(writer(to.clone()));
    let _ = sink.as_mut().start();
    for number in reader(&from) {
        let _ = sink.as_mut().resume(Some(number.expect("a number")));
    }
    assert!(matches!(sink.as_mut().resume(None), Complete(Ok(5))));
    assert_eq!(fs::read(&from).expect("a file"), fs::read(&to).expect("a file"));

    let mut sink = pin!(titled(to.clone()));
    let mut state = sink.as_mut().start();
    let mut source = reader(&from);
    let title = loop {
        match state {
            Yielded(()) => state = sink.as_mut().resume(source.next().and_then(Result::ok)),
            Complete(title) => break title,
        }
    };
    assert_eq!(title, "5 lines");
    assert_eq!(fs::read(&from).expect("a file"), fs::read(&to).expect("a file"));
    fs::remove_file(&from).and(fs::remove_file(&to)).expect("they are there");
}

/// Yields when it wants to be resumed.
#[coro::coroutine]
fn sleeps(until: Instant) -> impl Coroutine<Yield = Instant, Return = Duration> {
    while Instant::now() < until {
        yield_!(until);
    }
    until.elapsed()
}

#[test]
fn three_sleep_at_once() {
    let nap = Duration::from_millis(100);
    let start = Instant::now();
    let mut waiting: Vec<_> = (0..3).map(|_| (Box::pin(sleeps(start + nap)), start, 0)).collect();
    let mut resumes = Vec::new();
    while let Some(next) = waiting.iter().map(|(_, until, _)| *until).min() {
        std::thread::sleep(next.saturating_duration_since(Instant::now()));
        waiting.retain_mut(|(machine, until, count)| {
            *count += 1;
            match machine.as_mut().resume(()) {
                Yielded(later) => *until = later,
                Complete(late) => {
                    assert!(late < nap);
                    resumes.push(*count);
                    return false;
                }
            }
            true
        });
    }
    assert!(start.elapsed() >= nap && start.elapsed() < 2 * nap);
    assert!(resumes.len() == 3 && resumes.iter().all(|count| *count < 10));
}

#[test]
fn goes_on_in_another_thread() {
    #[coro::coroutine]
    fn numbers(from: u32) -> impl Iterator<Item = u32> + Send {
        let mut n = from;
        loop {
            yield_!(n);
            n *= 2;
        }
    }
    let (send, receive) = mpsc::channel();
    let there = std::thread::spawn(move || {
        receive
            .iter()
            .map(|mut machine: Box<dyn Iterator<Item = u32> + Send>| machine.next())
            .collect::<Vec<_>>()
    });
    for from in [1, 10] {
        let mut machine = numbers(from);
        assert_eq!((machine.next(), machine.next()), (Some(from), Some(2 * from)));
        send.send(Box::new(machine)).expect("somebody listens");
    }
    drop(send);
    assert_eq!(there.join().expect("no panic"), [Some(4), Some(40)]);
}

/// What it is after each single step.
#[test]
fn step_by_step() {
    #[coro::coroutine]
    fn counts(handle: Arc<Mutex<u8>>, threshold: u8) -> impl Coroutine<Yield = Option<u8>, Return = u8> {
        loop {
            let count = handle.try_lock().ok().map(|mut count| {
                *count += 1;
                *count
            });
            if count.is_some_and(|count| count >= threshold) {
                return threshold;
            }
            yield_!(count);
        }
    }
    let handle = Arc::new(Mutex::new(0));
    let mut machine = pin!(counts(Arc::clone(&handle), 4));
    let locked = handle.lock().expect("no panic");
    for _ in 0..3 {
        assert_eq!((machine.as_mut().resume(()), *locked), (Yielded(None), 0));
    }
    drop(locked);
    for count in 1..=3 {
        assert_eq!(machine.as_mut().resume(()), Yielded(Some(count)));
        assert_eq!(*handle.lock().expect("no panic"), count);
    }
    assert_eq!(machine.as_mut().resume(()), Complete(4));
}

/// A reference to a variable of the machine's own, across its suspensions of both kinds.
#[test]
fn borrows_of_itself() {
    #[coro::coroutine]
    fn lines() -> impl Stream<Item = usize> {
        let mut buffer = String::from("BUFFER:");
        let out = &mut buffer;
        for part in ["a", "bc"] {
            coro::yield_now().await;
            out.push_str(part);
            yield_!(out.len());
        }
    }
    fn all<S: Stream<Item = usize>>(stream: S) -> Vec<usize> {
        coro::block_on(async {
            let mut stream = pin!(stream);
            let mut items = Vec::new();
            while let Some(item) = std::future::poll_fn(|cx| Pin::as_mut(&mut stream).poll_next(cx)).await {
                items.push(item);
            }
            items
        })
    }
    assert_eq!(all(lines()), [8, 10]);
}
