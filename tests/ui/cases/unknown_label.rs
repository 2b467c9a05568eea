//! rustc's own: a break to a label that is not there.

#[coro::coroutine]
async fn f() {
    'here: loop {
        std::future::ready(()).await;
        break 'there; //~ ERROR use of undeclared label `'there`
    }
}

fn main() {
    drop(f());
}
