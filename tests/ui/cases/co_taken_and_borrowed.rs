//! An iterator may be moved: what it has taken cannot be borrowed across a yield.

use coro::co;

fn words(text: String) -> impl Iterator<Item = String> {
    co!(iter move {
        for word in text.split(' ') {
            yield word.to_owned(); //~ ERROR cannot assign to `text` because it is borrowed
        }
    })
}

fn main() {
    let _ = words(String::new());
}
