//! rustc's own: a borrowed argument gets away into something that lives longer.

#[coro::coroutine]
async fn f<'a>(list: &mut Vec<&'a str>, text: &str) {
    std::future::ready(()).await;
    list.push(text); //~ ERROR E0621
}

fn main() {
    drop(f(&mut Vec::new(), ""));
}
