//! A pipeline of coroutines: a source of lines, a filter that is resumed with them, and a sink that it hands over to.
//!
//! First a manager moves each line from one to the next; then the filter delegates to the sink, and there is one coroutine.

use coro::CoroutineState::{Complete, Yielded};
use coro::{Coroutine, yield_, yield_from};
use std::pin::{Pin, pin};

const TEXT: &str =
    "warn: low on memory\ninfo: started\nwarn: lower still\nerror: out of memory\ninfo: never seen\n";

#[coro::coroutine]
fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut rest = text;
    while let Some((line, after)) = rest.split_once('\n') {
        yield_!(line);
        rest = after;
    }
}

/// Is resumed with lines, and yields what is to be kept of them; ends at the first error.
#[coro::coroutine]
fn filter<'a>() -> impl Coroutine<&'a str, Yield = Option<&'a str>, Return = &'a str> + Unpin {
    let mut kept = None;
    loop {
        let line = yield_!(kept);
        let (level, message) = line.split_once(": ").unwrap_or(("", line));
        match level {
            "error" => return message,
            "warn" => kept = Some(message),
            _ => kept = None,
        }
    }
}

/// Collects what it is resumed with, until there is no more.
#[coro::coroutine]
fn sink() -> impl Coroutine<Option<String>, Yield = usize, Return = Vec<String>> {
    let mut all = Vec::new();
    // Held across the yields: this one is pinned.
    let list = &mut all;
    while let Some(entry) = yield_!(list.len()) {
        list.push(entry);
    }
    all
}

/// The sink with a heading: what it yields and is resumed with is handed on both ways.
#[coro::coroutine]
fn report(title: &str) -> impl Coroutine<Option<String>, Yield = usize, Return = String> {
    let entries = yield_from!(sink());
    format!("{title} ({}): {}", entries.len(), entries.join("; "))
}

fn main() {
    let mut filter = filter();
    let mut report = pin!(report("warnings"));
    let (_, mut count) = (Pin::new(&mut filter).start(), report.as_mut().start());
    for line in lines(TEXT) {
        match Pin::new(&mut filter).resume(line) {
            Yielded(Some(kept)) => count = report.as_mut().resume(Some(kept.to_owned())),
            Yielded(None) => println!("passed over: {line}"),
            Complete(error) => {
                println!("stopped by: {error}");
                break;
            }
        }
        if let Yielded(count) = &count {
            println!("kept so far: {count}");
        }
    }
    if let Complete(text) = report.as_mut().resume(None) {
        println!("{text}");
    }
}
