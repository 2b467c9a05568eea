//! A variable that borrows from itself cannot be moved while the iterator is suspended, also where a part of it is gone.

use coro::yield_;

struct Text<'a> {
    whole: String,
    word: Option<&'a str>,
    title: String,
}

#[coro::coroutine]
fn words(whole: String) -> impl Iterator<Item = usize> {
    let mut text = Text { whole, word: None, title: String::new() };
    text.word = Some(text.whole.as_str());
    drop(text.title);
    yield_!(1); //~ ERROR cannot assign to `text` because it is borrowed
    yield_!(text.word.map_or(0, str::len));
}

fn main() {
    words(String::new()).for_each(drop);
}
