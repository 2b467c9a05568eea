//! What a block has borrowed is borrowed as long as the machine lives.

use coro::co;

fn main() {
    let mut list = vec![1, 2];
    let mut items = co!(iter {
        for n in &list {
            yield *n;
        }
    });
    list.push(3); //~ ERROR cannot borrow `list` as mutable because it is also borrowed as immutable
    items.next();
    let mut sum = 0;
    let mut sums = co!(iter {
        loop {
            sum += 1;
            yield sum;
        }
    });
    assert_eq!(sum, 0); //~ ERROR cannot borrow `sum` as immutable because it is also borrowed as mutable
    sums.next();
}
