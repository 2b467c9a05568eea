//! What `co!` is given.

use coro::co;

fn main() {
    co!({ 1 });
    co!(generator { yield 1 });
    co!(iter yield 1);
    co!(iter { yield 1 } 2);
    co!();
    co!(async { yield 1 });
    co!(iter { coro::yield_now().await });
    co!(iter { [1].map(|n| yield n) });
    co!(iter { move || { yield 1 } });
    let _ = co!(iter {
        yield 1;
        return 2;
    });
    'outer: loop {
        let _ = co!(iter {
            yield 1;
            break 'outer;
        });
    }
}
