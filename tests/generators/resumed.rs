//! Coroutines do what the same body does in which `yield_!` is a call that gives a value: what it is resumed with, held by whatever a
//! value can be held by.

use crate::harness::{begin_plain, compare_taken, ended, noisy, resume};

resumed_twins! {
    /// What is temporary in what is handed on was dropped before that was.
    temporaries_of_what_is_handed_on(n: usize = 3) -> usize, usize {
        let last = yield_from!(asking(noisy("ab").len() + match (noisy("left"), noisy("right")) { (_, right) if n == 3 => right.len() - 4, _ => 0 }));
        yield_from!(asking(yield_!(noisy("c").len()).len() - 1)).len() + last.len()
    }
    kept_and_given_back(first: Noisy = noisy("argument")) -> usize, (Noisy, Noisy) {
        let a = yield_!(first.len());
        let b = yield_!(a.len());
        drop(first);
        (b, a)
    }
    let_go_at_once() -> usize, usize {
        yield_!(1);
        let _ = yield_!(2);
        _ = yield_!(3);
        let _kept = yield_!(4);
        let (_, n) = (yield_!(5), 6);
        n
    }
    temporaries_of_statements() -> usize, usize {
        let sum = yield_!(1).len() + yield_!(2).len() + effect("sum", 10);
        let name = yield_!(sum).into_name();
        effect(name, ());
        yield_!(3).len() + { yield_!(4).len() }
    }
    conditions() -> usize, usize {
        if yield_!(1).len() == 2 { effect("then", ()); yield_!(2); } else { yield_!(3); }
        if let "r2--" = yield_!(4).0 { effect("matches", ()); yield_!(5); }
        let mut n = 0;
        while yield_!(6).len() != 3 && n < 2 { n += 1; yield_!(7); }
        n
    }
    scrutinees() -> usize, usize {
        match yield_!(1) { value if value.len() == yield_!(2).len() => 1, ref value => { yield_!(value.len()); value.len() } }
    }
    names_in_patterns() -> &'static str, usize {
        let Noisy(ref name) = yield_!("first");
        yield_!(name);
        match (yield_!("left"), yield_!("right")) {
            (Noisy("no"), _) => 0,
            (left, Noisy(right)) if right.len() == { yield_!("guard"); 2 } => { yield_!(left.0); left.len() }
            (_, right) => right.len(),
        }
    }
    operands() -> usize, usize {
        fn three(a: Noisy, b: &Noisy, c: Noisy) -> usize { effect("three", a.len() * 100 + b.len() * 10 + c.len()) }
        let n = three(yield_!(1), &yield_!(2), yield_!(3));
        three(noisy("a"), &noisy("bc"), yield_!(n))
    }
    parts_of_literals() -> usize, usize {
        struct Pair { a: Noisy, b: Noisy }
        let pair = Pair { b: yield_!(1), a: yield_!(2) };
        let list = [noisy("first"), yield_!(3), yield_!(4)];
        let vector = vec![yield_!(5), pair.a];
        yield_!(list.len() + vector.len());
        drop(pair.b);
        list.into_iter().nth(1).map_or(0, |middle| middle.len())
    }
    formats() -> usize, String {
        let text = format!("{} and {}", yield_!(1).0, yield_!(2).0);
        assert_eq!(text.len(), 4 + { yield_!(3); 0 } + text.len() - 4, "{}", text);
        text
    }
    assignments() -> usize, Noisy {
        let mut a = yield_!(1);
        a = yield_!(2);
        let mut pair = (a, noisy("right"));
        pair.1 = yield_!(3);
        let mut list = [noisy("x"), noisy("y")];
        list[1] = yield_!(4);
        (a, list[0]) = (yield_!(5), yield_!(6));
        pair.0 = a;
        let mut n = 1;
        n += yield_!(n).len();
        n *= { let m = yield_!(n).len(); m };
        yield_!(n);
        pair.0
    }
    indexed_by_it() -> usize, usize {
        let mut pair = (1, vec![2, 3, 4, 5]);
        pair.1[yield_!(1).len()] *= { yield_!(2); 4 };
        pair.1[{ drop(yield_!(3)); 1 }] += yield_!(pair.1.len()).len();
        pair.0 += pair.1[yield_!(pair.1[1]).len()];
        pair.0 + pair.1[2]
    }
    borrowed_meanwhile() -> usize, usize {
        let value = noisy("value");
        let shared = &value;
        let first = yield_!(shared.len());
        let mut list = vec![first];
        let exclusive = &mut list;
        exclusive.push(yield_!(1));
        exclusive.push(noisy("own"));
        list.push(yield_!(list.len()));
        list.iter().map(|each| each.len()).sum::<usize>() + shared.len()
    }
    borrows_that_last() -> usize, usize {
        let kept = &yield_!(1);
        let pair = &(noisy("left"), yield_!(2));
        let inner = { yield_!(3); &pair.1 };
        yield_!(kept.len());
        let Some(part) = &Some(yield_!(4)) else { return 0 };
        let text = match &yield_!(5) { Noisy(text) => *text };
        yield_!(text.len());
        part.len() + inner.len() + kept.len()
    }
    nested() -> usize, Noisy {
        let a = yield_!(yield_!(yield_!(1).len()).len());
        let b = yield_!({ let inner = yield_!(2); inner.len() + yield_!(3).len() });
        yield_!(a.len() + b.len())
    }
    leaves_with_it(n: usize = 2) -> usize, Noisy {
        let kept = noisy("kept");
        for i in 0..5 {
            let each = noisy("each");
            let given = yield_!(i);
            if i == n { return yield_!(100); }
            let found = loop { let inner = noisy("inner"); break yield_!(200); };
            drop(found);
        }
        unreachable!()
    }
    labels() -> usize, usize {
        let mut n = 0;
        let last = 'outer: loop {
            let outer = yield_!(n);
            for i in 0..3 {
                let inner = yield_!(10 + i);
                if inner.len() == 3 { continue 'outer; }
                n += 1;
                if n > 3 { break 'outer inner; }
            }
        };
        yield_!(last.len());
        'block: { let a = yield_!(20); if a.len() > 1 { break 'block 1; } yield_!(21).len() }
    }
    questions(fails: usize = 3) -> usize, Result<usize, Noisy> {
        fn check(value: Noisy, n: usize, fails: usize) -> Result<usize, Noisy> {
            if n == fails { Err(value) } else { Ok(effect("checked", value.len())) }
        }
        let kept = noisy("kept");
        let mut sum = check(yield_!(1), 1, fails)? + check(yield_!(2), 2, fails)?;
        for n in 3..5 { let each = noisy("each"); sum += check(yield_!(n), n, fails)?; }
        Ok(sum)
    }
    questions_of_options() -> usize, Option<Noisy> {
        let some = Some(yield_!(1))?;
        let text = some.0.strip_prefix('r')?;
        let list = [noisy("in the array"), Some(yield_!(text.len()))?, { yield_!(2).0.strip_prefix('x')?; noisy("never") }];
        let [first, ..] = list;
        Some(first)
    }
    closures() -> usize, usize {
        let add = { let given = yield_!(1); move |n: usize| given.len() + n };
        let mut list = Vec::new();
        let mut keep = |value: Noisy| { list.push(value); list.len() };
        let n = keep(noisy("own")) + keep(yield_!(add(1)));
        let once = { let moved = yield_!(n); move || moved };
        yield_!(add(2));
        let given = once();
        drop(list);
        given.len()
    }
    conditional_moves() -> usize, usize {
        let a = yield_!(1);
        let b = yield_!(2);
        let c;
        if b.len() == 3 { drop(a); c = yield_!(3); } else { c = a; }
        yield_!(4);
        match c.len() { 4 => drop(b), _ => {} }
        yield_!(5);
        c.len()
    }
    late_values() -> usize, Noisy {
        let value;
        let never: Noisy;
        loop {
            let next = yield_!(1);
            if next.len() > 3 { value = next; break; }
            yield_!(2);
        }
        yield_!(value.len());
        value
    }
    short_circuits() -> usize, bool {
        let first = yield_!(1).len() == 3 || yield_!(2).len() == 3 && yield_!(3).len() == 5;
        let second = first && if let Noisy("r3---") = yield_!(4) && let n @ 2.. = yield_!(5).len() { yield_!(n); true } else { false };
        yield_!(6);
        second
    }
    handed_on() -> usize, usize {
        let kept = noisy("kept");
        let a = yield_from!(asking(2));
        let n = yield_from!(asking(1)).len() + yield_from!(asking(2)).len();
        yield_!(n);
        if yield_from!(asking(0)).len() == 4 { drop(yield_from!(asking(1))); }
        let list = [noisy("list"), yield_from!(asking(1)), yield_!(10)];
        match yield_from!(asking(1)) { value if value.len() == 2 => { yield_!(11); value.len() + list.len() } _ => 0 }
    }
    handed_on_in_loops() -> usize, Noisy {
        let mut last = noisy("first");
        'all: for n in 1..4 {
            let each = noisy("each");
            last = yield_from!(asking(n));
            if last.len() > 4 { break 'all; }
        }
        yield_from!(asking(1)).len();
        last
    }
    never_yields(argument: Noisy = noisy("argument")) -> usize, Noisy {
        if argument.len() == 0 { drop(yield_!(1)); }
        effect("on", ());
        argument
    }
    nothing_but_units() -> (), () {
        yield_!();
        let a = yield_!(());
        { yield_!() };
        yield_!();
    }
    owned_items() -> Noisy, Noisy {
        let echo = yield_!(noisy("hello"));
        let echo = yield_!(echo);
        let pair = (yield_!(echo), noisy("own"));
        yield_!(pair.1);
        pair.0
    }
}
