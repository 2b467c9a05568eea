//! Items that borrow exclusively what a block has borrowed keep it borrowed after the machine is gone.

use coro::co;

fn main() {
    let mut list = vec![1, 2];
    let first = {
        let mut items = co!(iter {
            for n in list.iter_mut() {
                yield n;
            }
        });
        items.next()
    };
    list.push(3); //~ ERROR cannot borrow `list` as mutable more than once at a time
    assert_eq!(first, Some(&mut 1));
}
