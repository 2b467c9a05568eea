//! What may be moved keeps no variable for its borrows: nothing can be borrowed where it yields. So it is no larger than what a
//! person would keep in a struct.

use crate::harness::{compare, noisy};
use coro::{Coroutine as _, yield_};
use std::pin::Pin;

type Row = [u64; 4];

fn is_one(row: &Row) -> bool {
    row[0] == 1
}

/// What is borrowed between yields, in every way, is not in the frame.
#[test]
fn they_are_not_kept() {
    macro_rules! all {
        ($($name:ident: |$at:ident, $row:ident| $body:block)*) => {$({
            #[coro::coroutine]
            fn $name(rows: &[Row]) -> impl Iterator<Item = usize> {
                let mut $at = 0;
                while $at < rows.len() {
                    let $row = rows[$at];
                    $body
                    $at += 1;
                }
            }
            let machine = $name(&[[1; 4], [2; 4], [1; 4]]);
            assert_eq!(size_of_val(&machine), 4 * size_of::<usize>(), stringify!($name));
            assert_eq!(machine.collect::<Vec<_>>(), [0, 2], stringify!($name));
        })*};
    }
    all! {
        matched: |at, row| { if matches!(row, [1, ..]) { yield_!(at); } }
        given: |at, row| { if is_one(&row) { yield_!(at); } }
        called: |at, row| { if row.first() == Some(&1) { yield_!(at); } }
        formatted: |at, row| { let text = format!("{row:?}"); drop(text); if row[1] == 1 { yield_!(at); } }
        iterated: |at, row| { let sum = row.iter().sum::<u64>(); if sum == 4 { yield_!(at); } }
        referred: |at, row| { let first = &row; if first[0] == 1 { yield_!(at); } }
        asserted: |at, row| { assert!(row.len() == 4); if row[1] == 1 { yield_!(at); } }
    }
}

/// Neither is an argument that is used up before, nor what gets another value behind the yield.
#[test]
fn room_is_shared() {
    #[coro::coroutine]
    fn words(text: &str) -> impl Iterator<Item = &str> {
        for word in text.split_whitespace() {
            yield_!(word);
        }
    }
    #[coro::coroutine]
    fn anew(mut row: Row) -> impl Iterator<Item = u64> {
        let lent = &mut row;
        lent[0] += 1;
        yield_!(lent[0]);
        row = [7; 4];
        let lent = &row;
        yield_!(lent.iter().sum());
    }
    #[coro::coroutine]
    fn sums(rows: [Row; 3]) -> impl coro::Coroutine<usize, Yield = u64, Return = ()> + Unpin {
        let mut at = 0;
        loop {
            let row = rows[at];
            at = yield_!(row.iter().sum()) % rows.len();
        }
    }
    let word = size_of::<usize>();
    assert!(size_of_val(&words("")) <= size_of_val(&"".split_whitespace()) + word);
    assert!(words("a bc d").eq(["a", "bc", "d"]));
    assert_eq!(size_of_val(&anew([1; 4])), size_of::<Row>() + word);
    let mut moved = Box::new(anew([1; 4]));
    assert_eq!(moved.next(), Some(2));
    let mut again = *moved;
    assert_eq!((again.next(), again.next()), (Some(28), None));
    let mut machine = sums([[1; 4], [2; 4], [3; 4]]);
    assert!(size_of_val(&machine) <= 3 * size_of::<Row>() + 2 * word);
    let _ = Pin::new(&mut machine).start();
    let mut machine = Box::new(machine);
    assert_eq!(Pin::new(&mut *machine).resume(5), coro::CoroutineState::Yielded(12));
}

twins! {
    /// What holds a borrow that is over, and has a destructor or may have one, lies in the frame.
    borrows_that_are_over(n: usize = 3) -> usize {
        struct Shows<'a>(&'a [usize]);
        impl Shows<'_> { fn sum(&self) -> usize { self.0.iter().sum() } }
        for i in 0..n {
            let list = [i, i + 1];
            let shows = Shows(&list);
            let by = |n: &usize| n * list[1];
            effect("shown", shows.sum());
            let name = noisy("name");
            let len = { let lent = &name; lent.len() + by(&2) };
            yield_!(len);
            effect("name", name.len());
        }
    }
    /// A variable that is lent, and assigned to behind the yield.
    lent_and_assigned(name: Noisy = noisy("first")) -> usize {
        let mut name = name;
        let lent = &name;
        effect("lent", lent.len());
        yield_!(1);
        name = noisy("second");
        let lent = &mut name;
        yield_!(lent.len());
        let mut late;
        for n in 0..2 {
            late = [n, 2];
            let both = late.iter().sum();
            effect("late", both);
            yield_!(both);
        }
    }
    /// Conditions and matches whose values are lent.
    lent_in_conditions(list: Vec<[usize; 3]> = vec![[1, 2, 3], [0, 2, 3], [4, 5, 6]]) -> usize {
        for row in list {
            let lent = &row;
            match lent { [0, rest @ ..] => effect("rest", rest.len()), [one, ..] if effect("asked", *one) > 3 => return, _ => 0 };
            yield_!(row.len());
            if let [a, b, _] = &row.map(|n| n + 1) && effect("sum", a + b) > 2 { yield_!(*a); }
        }
    }
}
