//! rustc's own: a machine is kept longer than what it borrows.

#[coro::coroutine]
async fn f(text: &str) -> usize {
    std::future::ready(()).await;
    text.len()
}

fn main() {
    let machine = {
        let text = String::from("short-lived");
        f(&text) //~ ERROR `text` does not live long enough
    };
    drop(machine);
}
