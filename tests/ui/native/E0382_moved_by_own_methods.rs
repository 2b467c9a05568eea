//! What a method of the file, or a call, used up is used again: the machine has no say in that.

use std::future::ready;

struct Connection {
    name: String,
}

impl Connection {
    async fn close(self) -> usize {
        self.name.len()
    }

    fn split(self) -> (String, String) {
        (self.name.clone(), self.name)
    }
}

#[coro::coroutine]
async fn by_an_awaited_method(connection: Connection) -> usize {
    let length = connection.close().await;
    ready(()).await;
    length + connection.name.len()
}

#[coro::coroutine]
async fn by_a_method(connection: Connection) -> usize {
    let (read, write) = connection.split();
    ready(()).await;
    read.len() + write.len() + connection.close().await
}

#[coro::coroutine]
async fn in_a_loop(connection: Connection) {
    for _ in 0..ready(3).await {
        connection.close().await;
    }
}

#[coro::coroutine]
async fn by_a_call(once: impl FnOnce(u32) -> u32) -> u32 {
    let one = once(ready(1).await);
    one + once(2)
}

#[coro::coroutine]
async fn by_a_closure(text: String) {
    let end = || drop(text);
    ready(()).await;
    end();
    end();
}

fn main() {}
