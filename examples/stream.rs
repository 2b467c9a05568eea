//! A stream, written as a function that waits and yields: lines of text that come in pieces, in their own time.

#[path = "support/texts.rs"]
mod texts;

use coro::{Stream, yield_};
use std::pin::Pin;
use std::time::{Duration, Instant};

/// Pieces of a text, as a network would deliver them.
#[coro::coroutine]
fn pieces(text: &str, size: usize) -> impl Stream<Item = String> {
    let letters: Vec<char> = text.chars().collect();
    // The borrow of `letters` is held across both suspensions: a stream is pinned.
    for piece in letters.chunks(size) {
        coro::time::sleep(Duration::from_millis(10)).await;
        yield_!(piece.iter().collect());
    }
}

/// Lines, put together of the pieces.
#[coro::coroutine]
fn lines(pieces: impl Stream<Item = String>) -> impl Stream<Item = String> {
    let mut pieces = std::pin::pin!(pieces);
    let mut line = String::new();
    while let Some(piece) = next(&mut pieces).await {
        line.push_str(&piece);
        while let Some(end) = line.find('\n') {
            let rest = line.split_off(end + 1);
            line.truncate(end);
            yield_!(std::mem::replace(&mut line, rest));
        }
    }
    if !line.is_empty() {
        yield_!(line);
    }
}

async fn next<S: Stream>(stream: &mut Pin<&mut S>) -> Option<S::Item> {
    std::future::poll_fn(|cx| stream.as_mut().poll_next(cx)).await
}

#[coro::coroutine]
async fn print_all(text: &str) -> usize {
    let mut lines = std::pin::pin!(lines(pieces(text, 7)));
    let mut count = 0;
    while let Some(line) = next(&mut lines).await {
        println!("{line}");
        count += 1;
    }
    count
}

const HELP: &str = "\
Puts lines together of pieces that come one after the other, each some time after the last.

usage: stream [LINE]..

  LINE      what comes in pieces
  --help    prints this
";

fn main() {
    let text = texts::given_or(&["a stream waits", "and it yields", "in one body"], HELP).join("\n");
    let start = Instant::now();
    let count = coro::block_on(print_all(&text));
    assert!(start.elapsed() >= Duration::from_millis(text.chars().count() as u64));
    println!("{count} lines");
}
