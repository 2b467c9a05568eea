//! rustc's own: two exclusive borrows are alive across a wait.

#[coro::coroutine]
async fn f(mut list: Vec<u32>) {
    let one = &mut list;
    let two = &mut list; //~ ERROR cannot borrow `list` as mutable more than once at a time
    std::future::ready(()).await;
    one.push(1);
    two.push(2);
}

fn main() {
    drop(f(Vec::new()));
}
