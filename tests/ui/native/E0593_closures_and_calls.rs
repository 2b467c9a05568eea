//! Closures that are not as what they are given to expects them, and calls of what cannot be called so.

struct Lamp;

impl Drop for Lamp {
    fn drop(&mut self) {}
}

impl Lamp {
    fn light(self) {}
}

fn again(_: impl Fn()) {}

#[coro::coroutine]
async fn another_number_of_arguments() {
    again(|_: u32| ());
    async {}.await;
}

#[coro::coroutine]
async fn callable_once(name: String) {
    let gone = || drop(name);
    again(gone);
}

#[coro::coroutine]
async fn no_function() {
    let number: u32 = 3;
    number();
}

#[coro::coroutine]
async fn too_many_arguments(lamp: Lamp) {
    async {}.await;
    lamp.light(3);
}

#[coro::coroutine]
async fn dropped_by_name() {
    let mut lamp = Lamp;
    lamp.drop();
}

fn main() {}
