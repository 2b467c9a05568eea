//! What a block gives lives no longer than what it is taken from.

use coro::{block_on, co};

fn main() {
    let kept: &String;
    {
        let text = String::new();
        kept = block_on(co!(async { &text })); //~ ERROR `text` does not live long enough
    }
    let closure;
    {
        let text = String::new();
        closure = block_on(co!(async { text.as_str() })); //~ ERROR `text` does not live long enough
    }
    let own = block_on(co!(async {
        let text = String::new();
        coro::yield_now().await;
        text.as_str() //~ ERROR cannot return value referencing local variable `text`
    }));
    let taken = String::new();
    let items = co!(iter move {
        yield taken.as_str(); //~ ERROR `taken` does not live long enough
    });
    assert_eq!((kept, closure, own), (&String::new(), "", ""));
    drop(items);
}
