//! Iterators do what the same body does in which `yield_!` is a call.

use crate::harness::{compare, noisy};

twins! {
    straight() -> u32 {
        yield_!(1);
        yield_!(2);
        yield_!(3);
    }
    nothing() -> u32 {
        if false { yield_!(1); }
    }
    arguments(a: Noisy = noisy("a"), _: Noisy = noisy("b"), (c, _): (Noisy, Noisy) = (noisy("c"), noisy("d"))) -> usize {
        yield_!(c.len());
        drop(c);
        yield_!(2);
    }
    locals_drop_in_reverse() -> usize {
        let a = noisy("a");
        let b = noisy("b");
        yield_!(a.len());
        { let c = noisy("c"); yield_!(c.len()); }
        yield_!(b.len());
    }
    whiles(n: u32 = 4) -> u32 {
        let mut i = 0;
        while i < n { let guard = noisy("guard"); yield_!(i); i += 1; }
    }
    fors() -> u32 {
        for i in (0..3).rev() { for j in 0..i { effect("inner", ()); yield_!(i * 10 + j); } }
    }
    loops_with_labels() -> u32 {
        let mut n = 0;
        'outer: loop {
            let outer = noisy("outer");
            loop {
                n += 1;
                let inner = noisy("inner");
                if n % 3 == 0 { continue 'outer; }
                if n > 7 { break 'outer; }
                yield_!(n);
            }
        }
        yield_!(100 + n);
    }
    break_values() -> u32 {
        let mut n = 0;
        let found = loop { n += 1; yield_!(n); if n == 3 { break n * 100; } };
        yield_!(found);
        let block = 'block: { if found > 100 { yield_!(5); break 'block 1; } 2 };
        yield_!(block);
    }
    matches_and_guards(list: Vec<Option<u32>> = vec![Some(1), None, Some(20)]) -> u32 {
        for entry in list {
            match entry {
                Some(n) if n > 10 => { let kept = noisy("large"); yield_!(n); yield_!(n + 1); }
                Some(n) => yield_!(n),
                None => { effect("none", ()); }
            }
        }
    }
    if_let_chains(pair: (Option<u32>, Option<u32>) = (Some(1), Some(2))) -> u32 {
        if let Some(a) = pair.0 && a == 1 && let Some(b) = pair.1 { yield_!(a + b); } else { yield_!(0); }
        if let Some(a) = pair.0 { yield_!(a); }
        let Some(c) = pair.1 else { yield_!(9); return };
        yield_!(c);
    }
    returns(n: u32 = 2) -> u32 {
        let a = noisy("a");
        for i in 0..5 { let b = noisy("b"); yield_!(i); if i == n { return; } }
    }
    expression_positions() -> u32 {
        let unit: () = yield_!(1);
        let pair = (noisy("left"), yield_!(2), noisy("right"));
        let list = [yield_!(3), yield_!(4)];
        let closed = |(): ()| effect("called", 5);
        yield_!(closed(yield_!(6)));
        let n = if { yield_!(7); true } { 8 } else { 9 };
        yield_!(n + { yield_!(10); 11 });
        yield_!({ yield_!(12); noisy("value").len() as u32 });
    }
    operands_wait() -> usize {
        fn three(a: Noisy, _: (), b: Noisy) -> usize { effect("three", a.len() + b.len()) }
        yield_!(three(noisy("first"), yield_!(1), noisy("last")));
        let s = effect("s", 1) + { yield_!(2); effect("t", 2) };
        yield_!(s);
    }
    temporaries_of_the_value() -> usize {
        yield_!(noisy("temporary").len());
        yield_!(noisy("a").len() + noisy("bc").len());
        yield_!(noisy("consumed").into_name().len());
    }
    conditional_moves(flag: bool = true) -> usize {
        let a = noisy("a");
        let b = noisy("b");
        if flag { drop(a); } else { yield_!(a.len()); }
        yield_!(1);
        if !flag { drop(b); }
        yield_!(2);
    }
    moved_by_a_method() -> usize {
        let a = noisy("a");
        yield_!(1);
        let name = a.into_name();
        yield_!(name.len());
    }
    partly_moved() -> usize {
        let pair = (noisy("left"), noisy("right"));
        yield_!(1);
        drop(pair.0);
        yield_!(2);
    }
    reassigned() -> usize {
        let mut a = noisy("a");
        yield_!(1);
        a = noisy("b");
        yield_!(2);
        a = { yield_!(3); noisy("c") };
        yield_!(a.len());
    }
    deferred(flag: bool = true) -> usize {
        let a;
        yield_!(0);
        if flag { a = noisy("a"); yield_!(1); } else { a = noisy("b"); }
        yield_!(a.len());
    }
    owned_items() -> Noisy {
        yield_!(noisy("one"));
        let two = noisy("two");
        yield_!(two);
        for name in ["three", "four"] { yield_!(noisy(name)); }
    }
    shadowing() -> usize {
        let a = noisy("a");
        yield_!(a.len());
        let a = noisy("aa");
        yield_!(a.len());
        let a = a.len();
        yield_!(a);
    }
    closures(n: u32 = 3) -> u32 {
        let mut total = 0;
        let mut add = move |x: u32| { total += x; total };
        for i in 0..n { yield_!(add(i)); }
        let words: Vec<u32> = (0..n).map(|x| x * 2).filter(|x| x % 4 == 0).collect();
        for w in words { yield_!(w); }
    }
    delegated(list: Vec<u32> = vec![1, 2, 3]) -> u32 {
        yield_from!(list.into_iter().map(|x| effect("mapped", x)));
        yield_from!(Some(4));
        let guard = noisy("guard");
        yield_from!([5, 6]);
    }
    let_else_in_loop() -> u32 {
        let mut left = vec![Some(1), Some(2), None, Some(3)];
        left.reverse();
        while let Some(entry) = left.pop() {
            let guard = noisy("guard");
            let Some(n) = entry else { continue };
            yield_!(n);
        }
    }
    macros_of_std() -> usize {
        let a = noisy("a");
        assert!(a.len() == { yield_!(1); 1 });
        let text = format!("{}-{}", a.len(), { yield_!(2); effect("argument", 7) });
        yield_!(text.len());
        let list = vec![a.len(), 2];
        yield_!(list.len());
        yield_!(if matches!(list.first(), Some(1)) { 10 } else { 20 });
    }
    strings_and_boxes(words: &'static str = "to be or not") -> String {
        let mut line = String::new();
        for word in words.split(' ') {
            line.push_str(word);
            yield_!(line.clone());
        }
        let boxed: Box<dyn Fn(&str) -> String> = Box::new(|s| s.to_uppercase());
        yield_!(boxed(&line));
        yield_!(line);
    }
}
