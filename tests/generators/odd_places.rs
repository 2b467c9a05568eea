//! Machines do what the same body does in which `yield_!` is a call: bodies that went wrong once, with yields where hardly anybody
//! writes them.

use crate::harness::{begin_plain, compare, compare_taken, drive_plain, drive_stream, ended, noisy, resume};
use coro::yield_;

twins! {
    /// A reference to a constant was taken for one into the machine, which may be moved.
    references_to_constants() -> usize {
        #[derive(Debug)]
        struct Unit;
        struct Point { x: usize, name: &'static str }
        let unit = &Unit;
        let ref number = 5;
        let Point { ref x, ref name } = Point { x: 3, name: "point" };
        let Some(ref some) = Some(7) else { return };
        let all = (&Unit, Some(&Point { x: 4, name: "other" }));
        yield_!(*number + effect(name, *x));
        let dropped = &noisy("dropped");
        effect(&format!("{unit:?} {:?}", all.0), ());
        for unit in [Unit, Unit].iter() { yield_!(format!("{unit:?}").len()); }
        yield_!(*some + all.1.map_or(0, |point| point.x));
    }
    /// What a call is made on was asked for while its arguments were made, though the call had it already.
    consumed_while_its_arguments_yield(list: Vec<Noisy> = vec![noisy("a"), noisy("b")], pair: (Noisy, Noisy) = (noisy("l"), noisy("r"))) -> usize {
        trait Ends: Sized {
            fn ends(self, n: usize) -> usize { effect("ends", n) }
            fn looks(&self, n: usize) -> usize { effect("looks", n) }
            fn shows(self, shown: Box<dyn Fn() -> usize>, _: &[usize]) -> usize { effect("shows", shown()) }
        }
        impl<T> Ends for T {}
        yield_!(list.ends({ yield_!(1); effect("argument", 2) }));
        yield_!(pair.0.ends({ yield_!(3); effect("argument", 4) }));
        yield_!(pair.1.looks({ yield_!(5); effect("argument", 6) }));
        let name = noisy("name");
        yield_!(name.shows({ yield_!(7); Box::new(|| effect("shown", 8)) }, &[9]));
    }
    /// What a forgotten reference to a reference led to could not be moved.
    references_to_references(name: Noisy = noisy("name")) -> usize {
        let twice = &&name;
        let len = twice.len();
        yield_!(1);
        yield_!(name.len() + len);
    }
    /// A part that a link of a chain may move away was taken for one that is moved by the whole condition.
    parts_matched_in_a_chain(pair: (Noisy, Option<(Noisy, Noisy)>) = (noisy("a"), Some((noisy("b"), noisy("c")))), n: usize = 3) -> usize {
        if let Some((_, c)) = pair.1 && effect("asked", n) > 2 && { if let a = &pair.0 && a.len() > 0 { true } else { false } } {
            effect("then", c.len());
        } else {
            effect("else", ());
        }
        yield_!(pair.0.len());
        let mut rest = (noisy("d"), vec![Some(noisy("e")), None]);
        while let Some(next) = rest.1.pop() && effect("on", n) > 0 { effect("next", next.is_some()); }
        let other = (noisy("f"), Some(noisy("g")));
        while effect("once", n) > 5 && let Some(g) = other.1 { effect("never", g.len()); break; }
        yield_!(rest.0.len() + other.0.len());
    }
    /// What a pattern without names did not match was dropped before what it is a part of.
    parts_that_no_name_is_given() -> usize {
        if let Some(Ok(1)) = (noisy("first"), Some(Err::<u32, Noisy>(noisy("second"))), yield_!(1)).1 { yield_!(2); }
        if let None | Some(Ok(3)) = ({ yield_!(3); noisy("first") }, Some(Err::<u32, Noisy>(noisy("second")))).1 { yield_!(4); }
    }
    /// The address of an array that is written there was taken, to copy out of it (E0745).
    elements_of_written_arrays(n: usize = 1) -> usize {
        fn three(first: Noisy, n: usize, _: (), m: usize) -> usize { effect("three", first.len() + n + m) }
        yield_!(three(noisy("first"), [2, 3][{ effect("index", 0); n }], yield_!(1), ([7; 2])[{ effect("index", 0); n }]));
        yield_!(three(noisy("second"), ([7; 2])[effect("index", n)], yield_!(2), 4));
    }
    /// What did not match was taken for moved where the `else` of a `let` yields (E0382).
    unmatched_in_an_else(n: usize = 1) -> usize {
        let left = [Ok::<_, Noisy>((noisy("a"), noisy("b"))), Err(noisy("c"))];
        for result in left {
            let pair = (noisy("kept"), result);
            drop(pair.0);
            let Ok((a, b)) = pair.1 else {
                yield_!(n);
                effect("unmatched", pair.1.unwrap_err().len());
                yield_!(n + 1);
                continue;
            };
            yield_!(a.len() + 10);
            effect("b", b.len());
        }
    }
    /// The place was borrowed while the value was made, in case the operator was somebody's own.
    places_of_compound_assignments() -> usize {
        struct Sum(usize);
        impl std::ops::AddAssign<usize> for Sum { fn add_assign(&mut self, n: usize) { self.0 += effect("add", n); } }
        let (mut numbers, mut sums) = ((1, vec![1, 2]), [Sum(1), Sum(2)]);
        numbers.1[effect("index", 1)] += { yield_!(1); effect("value", 3) };
        numbers.1[{ yield_!(2); effect("index", 0) }] *= { yield_!(3); effect("value", 4) };
        sums[effect("index", 0)] += { yield_!(4); effect("value", 5) };
        sums[{ yield_!(5); effect("index", 1) }] += { yield_!(6); effect("value", 6) };
        yield_!(numbers.1[0] * 10 + numbers.1[1]);
        yield_!(sums[0].0 * 10 + sums[1].0);
    }
    /// The temporaries of a condition lived as long as what was yielded.
    conditions_in_what_is_yielded() -> usize {
        yield_!(if (1, yield_!(1), noisy("t")).0 == 1 { effect("then", 2) } else { 3 });
        yield_!(if noisy("t").len() == { yield_!(4); 1 } && noisy("u").len() == 1 { effect("then", 5) } else { 6 });
        yield_!(if let (1, ()) = (noisy("t").len(), yield_!(7)) { effect("then", 8) } else { 9 });
        let all = (noisy("first"), if (noisy("t"), { yield_!(10); 1 }).1 == 2 { 11 } else { effect("else", 12) }, yield_!(13));
        yield_!(all.1);
    }
    /// The type of what a part is taken of was asked of the call around it.
    parts_of_what_waits() -> usize {
        let name = noisy("name");
        drop((Some(name), yield_!(1)).0.unwrap());
        let name = noisy("again");
        let len = (Some(name), yield_!(2)).0.unwrap().len();
        let name = noisy("last");
        yield_!(vec![Some(name), { yield_!(3); None }].remove(0).unwrap().len() + len);
    }
    /// What is behind a statement that leaves within another one could be gone on from: so the block had a value.
    behind_what_leaves() -> usize {
        let mut all = [1, 2].into_iter();
        let _guard = noisy("guard");
        loop {
            let Some(n) = all.next() else { { let it; it = break; yield_!(9); it }; };
            let n: usize = if n == 2 { { { let it = return; yield_!(8); it }; } } else { effect("else", n) };
            yield_!(n);
        }
    }
    /// There was no type without values that nothing has to be dropped of.
    values_that_never_are(n: usize = 1) -> usize {
        let _guard = noisy("guard");
        for i in 0.. {
            if i == n {
                vec![return yield_!(7), { yield_!(8); return yield_!(9) }].remove(0);
            }
            yield_!(i);
        }
    }
    /// A closure that takes one variable and refers to others.
    closures_that_take_and_refer() -> usize {
        let (n, name) = (5, noisy("name"));
        let (mut seen, mut count, below) = (Vec::new(), [0; 3], vec![1, 2]);
        let mut add = || {
            for n in below { seen.push(noisy("seen")); count[n] += 1; }
            drop(name);
            seen.len() + n
        };
        let len = effect("call", add());
        yield_!(len + n);
        yield_!(seen.len());
        yield_!(count[1]);
    }
    /// A closure that comes to another one, which refers to what this one uses as a value.
    closures_that_come_to_closures() -> usize {
        let (n, all) = (5, vec![1, 2]);
        let numbers = || all.iter().map(|i| i + n);
        yield_!(effect("sum", numbers().sum()));
        yield_!(n);
    }
}

resumed_twins! {
    /// What is handed on stands in `pin!`, in which no yields were read.
    yields_in_what_is_handed_on() -> usize, Noisy {
        let first = yield_from!(asking({ drop(yield_!(7)); 2 }));
        match yield_from!({ let kept = yield_!(8).len(); asking(kept) }) { last if last.len() > 4 => last, _ => first }
    }
}

stream_twins! {
    /// The same in a call of `pin!` that was written.
    yields_in_what_is_pinned() -> usize {
        async fn lengths(of: &Noisy, more: usize) -> usize { of.len() + more }
        let of = noisy("of");
        let sum = std::pin::pin!(lengths(&of, { yield_!(4); pause("more").await }));
        yield_!(sum.await);
    }
}

/// Closures had the addresses of what they use as values, and dangled when the machine was moved.
#[test]
fn closures_in_what_is_moved() {
    #[coro::coroutine]
    fn counted(from: u8) -> impl Iterator<Item = u64> {
        let mut base = 40_u64;
        let given = u64::from(from);
        loop {
            let taken = vec![1, 2];
            let plain = |more: u64| (0..base).map(|n| n + more).sum::<u64>() + base;
            let all = || taken.into_iter().sum::<u64>() + base + given;
            yield_!(plain(0));
            yield_!(plain(1) + all() + given);
            base += 1;
        }
    }
    #[coro::coroutine]
    fn blocks(list: Vec<u64>) -> impl Iterator<Item = u64> {
        for n in list {
            for i in coro::co!(iter { for i in 0..n { yield_!(i); } }) {
                yield_!(n * 100 + i);
            }
        }
    }
    fn moved(mut machine: impl Iterator<Item = u64>, items: usize) -> Vec<u64> {
        let mut all = Vec::new();
        for _ in 0..items {
            let mut elsewhere = Box::new(machine);
            all.extend(elsewhere.next());
            machine = *elsewhere;
        }
        all
    }
    assert_eq!(moved(counted(3), 4), [820, 860 + 46 + 3, 861, 902 + 47 + 3]);
    assert_eq!(moved(blocks(vec![1, 2]), 3), [100, 200, 201]);
}

/// What is copied from is there still: in a loop nobody knew whether it was, and copies had nothing.
#[test]
fn what_was_copied_from() {
    #[coro::coroutine]
    fn halves() -> impl Iterator<Item = (u32, u32)> + Clone {
        for (at, mut left) in [(7, 10), (8, 3)] {
            while left != 0 {
                let before = {
                    let before;
                    {
                        let _kept = String::from("kept");
                        before = left;
                        yield_!((0, 0));
                    }
                    before
                };
                left /= 2;
                yield_!((at, before));
            }
        }
    }
    let mut machine = halves();
    let mut all = Vec::new();
    while let Some(item) = machine.next() {
        all.push(item);
        machine = machine.clone();
    }
    assert_eq!(all, halves().collect::<Vec<_>>());
    assert_eq!(all[1..6], [(7, 10), (0, 0), (7, 5), (0, 0), (7, 2)]);
}
