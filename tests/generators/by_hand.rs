//! The bodies of the benchmark: machines give what the structs give that are written by hand, and are as large, but for the state.

#[allow(dead_code, reason = "the benchmark uses more of it")]
#[path = "../../benches/generators/bodies.rs"]
mod bodies;

use bodies::{Count, Csv, Fibonacci, Permutations, Tree, Walk, count, csv, fibonacci, permutations, walk};
use bodies::{Writer, steps, writer};
use coro::recursive::flatten;
use coro::{Coroutine, CoroutineState};
use std::pin::Pin;

/// The same items; and no more bytes than the struct has, and its alignment for the state.
fn alike<M: Iterator<Item = u64>, S: Iterator<Item = u64>>(machine: M, by_hand: S, items: usize) {
    assert!(size_of::<M>() <= size_of::<S>() + align_of::<S>(), "{} bytes", size_of::<M>());
    assert!(machine.take(items).eq(by_hand.take(items)));
}

#[test]
fn iterators() {
    alike(count(5), Count::new(5), 9);
    alike(fibonacci(), Fibonacci::new(), 50);
    let text = b"some,text\nin,,a\n,file\n";
    alike(csv(text), Csv::new(text), 20);
    alike(permutations(5), Permutations::new(5), 200);
    let tree = Tree::balanced(0, 100);
    alike(walk(tree.as_deref()), Walk::new(tree.as_deref()), 200);
    assert!(tree.iter().flat_map(|tree| flatten(steps(tree))).eq(0..100));
}

/// More than is written at once.
const LONG: &str = match str::from_utf8(&[b'x'; 25_000]) {
    Ok(line) => line,
    Err(_) => "",
};

#[test]
fn a_coroutine() {
    fn size<R>(_: impl Fn(Vec<u8>) -> R) -> usize {
        size_of::<R>()
    }
    assert!(size(writer::<Vec<u8>>) <= size_of::<Writer<Vec<u8>>>() + align_of::<usize>());
    let (mut machine, mut by_hand) = (writer(Vec::new()), Writer::new(Vec::new()));
    assert!(matches!(Pin::new(&mut machine).start(), CoroutineState::Yielded(0)));
    for line in ["one", "two", LONG] {
        let taken = by_hand.line(line).expect("it can be written");
        assert!(matches!(Pin::new(&mut machine).resume(line), CoroutineState::Yielded(n) if n == taken));
    }
    let CoroutineState::Complete(Ok(file)) = Pin::new(&mut machine).resume("") else { panic!("it ends") };
    assert_eq!(file.len(), 25_009);
}
