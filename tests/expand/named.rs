//! A machine with a name: a struct beside the function, and the types of the slots.

#[coro::coroutine(type = Words)]
pub fn words(text: &str) -> impl Iterator<Item = &str> + Clone {
    for word in text.split_whitespace() {
        yield_!(word);
    }
}
