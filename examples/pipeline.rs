//! A file is copied by two coroutines, reader to writer: line by line by a manager, by delegation, and handed over between the two.

#[path = "support/texts.rs"]
mod texts;

use coro::{Coroutine, CoroutineState::Complete, CoroutineState::Yielded, yield_, yield_from};
use std::io::{self, BufRead, BufReader, BufWriter, Write};
use std::{fs, fs::File, path::Path, pin::Pin, pin::pin};

/// Yields the lines of a file; `?` ends it with an error.
#[coro::coroutine]
fn reader(path: &Path) -> impl Coroutine<Yield = String, Return = io::Result<usize>> {
    let mut count = 0;
    for line in BufReader::new(File::open(path)?).lines() {
        yield_!(line?);
        count += 1;
    }
    Ok(count)
}

/// Is resumed with lines, and writes them, until there is no more.
#[coro::coroutine]
fn writer(path: &Path) -> impl Coroutine<Option<String>, Yield = (), Return = io::Result<usize>> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut count = 0;
    while let Some(line) = yield_!(()) {
        writeln!(file, "{line}")?;
        count += 1;
    }
    file.flush()?;
    Ok(count)
}

/// Stacked: a manager resumes the one, and gives what it yields to the other.
fn copy(
    mut reader: Pin<&mut impl Coroutine<Yield = String, Return = io::Result<usize>>>,
    mut writer: Pin<&mut impl Coroutine<Option<String>, Yield = (), Return = io::Result<usize>>>,
) -> io::Result<usize> {
    if let Complete(result) = writer.as_mut().start() {
        return result;
    }
    let mut read = reader.as_mut().start();
    loop {
        let line = match read {
            Yielded(line) => Some(line),
            Complete(result) => result.map(|_| None)?,
        };
        match writer.as_mut().resume(line) {
            Yielded(()) => read = reader.as_mut().resume(()),
            Complete(result) => return result,
        }
    }
}

/// Delegated: all that the reader yields is handed on, and its result is what `yield_from!` evaluates to.
#[coro::coroutine]
fn titled(title: &str, path: &Path) -> impl Coroutine<Yield = String, Return = io::Result<usize>> {
    yield_!(title.to_owned());
    Ok(yield_from!(reader(path))? + 1)
}

/// Tells the other one each line, and that there is no more. It is resumed when that one wants the next.
#[coro::coroutine]
fn source(path: &Path) -> impl Coroutine<Option<String>, Yield = Option<String>, Return = io::Result<usize>> {
    for line in BufReader::new(File::open(path)?).lines() {
        yield_!(Some(line?));
    }
    yield_!(None);
    Err(io::Error::other("nobody asks after the end"))
}

/// Asks the other one for lines, and writes them.
#[coro::coroutine]
fn sink(path: &Path) -> impl Coroutine<Option<String>, Yield = Option<String>, Return = io::Result<usize>> {
    let mut file = BufWriter::new(File::create(path)?);
    let mut count = 0;
    while let Some(line) = yield_!(None) {
        writeln!(file, "{line}")?;
        count += 1;
    }
    file.flush()?;
    Ok(count)
}

type Partner<'a> = dyn Coroutine<Option<String>, Yield = Option<String>, Return = io::Result<usize>> + 'a;

/// Symmetric: what one of them yields, the other one is resumed with, until one comes to its end. No one is above the other.
fn hand_over<'a>(
    mut now: Pin<&'a mut Partner<'a>>,
    mut other: Pin<&'a mut Partner<'a>>,
) -> io::Result<usize> {
    if let Complete(result) = other.as_mut().start() {
        return result;
    }
    let mut step = now.as_mut().start();
    loop {
        match step {
            Yielded(message) => step = other.as_mut().resume(message),
            Complete(result) => return result,
        }
        std::mem::swap(&mut now, &mut other);
    }
}

const HELP: &str = "Has two coroutines copy lines from file to file.\n\nusage: pipeline [--help] [LINE]..\n";

fn main() -> io::Result<()> {
    let folder = std::env::temp_dir().join(format!("coro-pipeline-{}", std::process::id()));
    let (from, to) = (folder.join("from.txt"), folder.join("to.txt"));
    let text = texts::given_or(&["one", "two", "three"], HELP).join("\n");
    fs::create_dir_all(&folder)?;
    fs::write(&from, text + "\n")?;
    let lines = copy(pin!(reader(&from)), pin!(writer(&to)))?;
    println!("stacked: {lines} lines, {:?}", fs::read_to_string(&to)?);
    let lines = copy(pin!(titled("numbers", &from)), pin!(writer(&to)))?;
    println!("delegated: {lines} lines, {:?}", fs::read_to_string(&to)?);
    let lines = hand_over(pin!(source(&from)), pin!(sink(&to)))?;
    println!("handed over: {lines} lines, {:?}", fs::read_to_string(&to)?);
    fs::remove_dir_all(&folder)
}
