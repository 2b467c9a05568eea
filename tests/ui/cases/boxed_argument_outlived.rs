//! rustc's own: what a machine in a box borrows has to live as long as the box.

use std::pin::Pin;

#[coro::coroutine(boxed)]
async fn f(one: &str, two: &str) -> usize {
    std::future::ready(()).await;
    one.len() + two.len()
}

struct Owner<T>(T);

impl<T: Send> Owner<T> {
    #[coro::coroutine(boxed)]
    async fn into_inner(self) -> T { //~ ERROR the parameter type `T` may not live long enough
        std::future::ready(()).await;
        self.0
    }
}

fn escapes<'a>(one: &'a str) -> Pin<Box<dyn Future<Output = usize> + Send + 'a>> {
    let two = String::from("short-lived");
    f(one, &two) //~ ERROR cannot return value referencing local variable `two`
}

fn main() {
    drop((escapes("one"), Owner(1).into_inner()));
}
