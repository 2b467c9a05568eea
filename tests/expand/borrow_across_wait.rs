//! A borrow of a variable that is held across a wait.

#[coro::coroutine]
async fn longest(words: Vec<String>) -> usize {
    let mut longest = &words[0];
    for word in &words {
        pause().await;
        if word.len() > longest.len() {
            longest = word;
        }
    }
    longest.len()
}
