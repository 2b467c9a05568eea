//! Without `move`, a block borrows what it does not consume: it cannot outlive that.

use coro::co;

fn squares(list: Vec<u32>) -> impl Iterator<Item = u32> {
    co!(iter {
        for n in &list { //~ ERROR `list` does not live long enough
            yield n * n;
        }
    })
}

fn main() {
    let _ = squares(Vec::new());
}
