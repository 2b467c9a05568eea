//! What `co!` is given.

use coro::co;

fn main() {
    co!({ 1 }); //~ ERROR expected `async`, `iter`, `stream` or `coroutine`
    co!(generator { yield 1 });
    co!(iter yield 1);
    co!(iter { yield 1 } 2); //~ ERROR expected nothing behind the block
    co!();
    co!(async { yield 1 }); //~ ERROR `yield` cannot stand in an `async fn`
    co!(iter { coro::yield_now().await }); //~ ERROR `.await` cannot stand in an `impl Iterator`
    co!(iter { [1].map(|n| yield n) }); //~ ERROR `yield` cannot stand in a closure
    co!(iter { move || { yield 1 } });
    let _ = co!(iter {
        yield 1;
        return 2; //~ ERROR mismatched types
    });
    'outer: loop {
        let _ = co!(iter {
            yield 1;
            break 'outer; //~ ERROR `break` inside of a closure
        });
    }
}
