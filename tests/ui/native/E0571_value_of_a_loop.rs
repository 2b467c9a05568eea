//! A value for a loop that comes to none, and jumps out of what is no loop.

async fn wait() -> bool {
    true
}

#[coro::coroutine]
async fn value() -> u32 {
    let n = while wait().await {
        break 5;
    };
    drop(n);
    1
}

#[coro::coroutine]
async fn from_a_closure() {
    loop {
        let leave = || {
            break;
        };
        leave();
        wait().await;
    }
}

#[coro::coroutine]
async fn from_a_block() {
    loop {
        'once: {
            if wait().await {
                break;
            }
        }
    }
}

fn main() {}
