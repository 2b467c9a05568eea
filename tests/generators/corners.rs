//! Iterators do what the same body does in which `yield_!` is a call: yields where they are rarely written.

use crate::harness::{compare, noisy};

twins! {
    parts_of_literals() -> usize {
        struct Parts { a: Noisy, b: Noisy, c: usize, d: Noisy }
        fn rest() -> Parts { Parts { a: noisy("rest a"), b: noisy("rest b"), c: 7, d: noisy("rest d") } }
        let parts = Parts { b: noisy("b"), a: { yield_!(1); noisy("a") }, ..rest() };
        yield_!(parts.c);
        let tuple = (noisy("x"), { yield_!(2); noisy("y") }, { yield_!(3); noisy("z") });
        drop(tuple.1);
        yield_!(parts.d.len());
    }
    half_built_arrays() -> usize {
        let list = [noisy("a"), { yield_!(1); noisy("b") }, noisy("c"), { yield_!(2); noisy("d") }];
        yield_!(list.len());
        let nested = [[noisy("e"), { yield_!(3); noisy("f") }], { yield_!(4); [noisy("g"), noisy("h")] }];
        for [first, second] in nested { yield_!(first.len()); drop(second); yield_!(5); }
        let vector = vec![noisy("i"), { yield_!(6); noisy("j") }];
        yield_!(vector.len());
        let repeated = [{ yield_!(7); 5 }; 3];
        yield_!(repeated.iter().sum::<usize>());
    }
    bounds_and_indices() -> usize {
        let list = [1, 2, 3, 4];
        for i in ({ yield_!(10); 0 }..{ yield_!(11); 3 }) { yield_!(list[{ yield_!(12); i }]); }
        for i in ({ yield_!(13); 1 }..=2).rev() { yield_!(i); }
        let part = list[{ yield_!(14); 1 }..{ yield_!(15); 3 }].len();
        yield_!(part);
    }
    compound_assignments() -> usize {
        let mut pair = (1, [2, 3]);
        pair.0 += { yield_!(1); 2 };
        let at = { yield_!(2); 1 };
        pair.1[at] *= { yield_!(3); 4 };
        yield_!(pair.0 + pair.1[1]);
        let mut n = 5;
        n <<= { n -= { yield_!(4); 1 }; yield_!(n); 2 };
        yield_!(n);
    }
    short_circuits(n: usize = 2) -> usize {
        for i in 0..4 {
            let all = i > 0 && { yield_!(i); i > 1 } || { yield_!(10 + i); effect("or", i == 0) };
            if !{ yield_!(20); all } && i % 2 == { yield_!(21); 1 } { yield_!(30 + i); }
        }
    }
    conditions_of_loops() -> usize {
        let mut n = 0;
        while { let guard = noisy("guard"); yield_!(n); n < 2 } { n += 1; let inside = noisy("inside"); yield_!(10 + n); }
        while let Some(m) = { yield_!(20); n.checked_sub(1) } && m != { yield_!(21); 9 } { n = m; }
        yield_!(n);
    }
    scrutinees_keep_temporaries() -> usize {
        match noisy("first").len() { n => { yield_!(n); effect("arm", ()); } }
        match (noisy("second"), { yield_!(1); 2 }) { (_, n) => yield_!(n) }
        match { let inner = noisy("third"); yield_!(3); inner.len() } { n if n > 3 => yield_!(n), _ => {} }
        if let Some(n) = Some(noisy("fourth")).map(|value| value.len()) { yield_!(n); }
        if let 9 = noisy("fifth").len() { yield_!(4); } else { yield_!(5); effect("else", ()); }
    }
    tails_of_blocks() -> usize {
        let n = { let kept = noisy("kept"); yield_!(1); noisy("tail").len() + kept.len() };
        yield_!(n);
        let m = match n { 0 => 1, _ => { let a = noisy("a"); { let b = noisy("b"); yield_!(2); b.len() + noisy("c").len() } } };
        yield_!(m)
    }
    let_else_that_yields(list: Vec<Option<Noisy>> = vec![Some(noisy("a")), None, Some(noisy("b"))]) -> usize {
        for entry in list {
            let Some(value) = ({ yield_!(1); entry }) else { let left = noisy("left"); yield_!(2); continue };
            yield_!(value.len());
        }
        let ((Some(n), _) | (None, n)) = (None, { yield_!(3); 4 });
        yield_!(n);
    }
    breaks_with_values() -> usize {
        let value = 'outer: {
            let kept = noisy("kept");
            for i in 0..3 {
                let each = noisy("each");
                if i == 1 { break 'outer ({ yield_!(i); noisy("found") }); }
                yield_!(10 + i);
            }
            noisy("nothing")
        };
        yield_!(value.len());
        let n = loop { let kept = noisy("again"); break loop { yield_!(20); break { yield_!(21); 22 }; }; };
        yield_!(n);
    }
    the_same_label_again() -> usize {
        'a: for i in 0..3 {
            let outer = noisy("outer");
            'b: for j in 0..3 {
                let inner = noisy("inner");
                match (i, j) {
                    (0, 1) => continue 'a,
                    (1, 0) => { let bound = noisy("bound"); yield_!(5); continue 'b }
                    (2, _) if { yield_!(6); j == 1 } => break 'a,
                    _ => {}
                }
                'c: { let block = noisy("block"); if j == 2 { break 'c; } yield_!(i * 10 + j); }
            }
        }
        'a: loop { yield_!(7); break 'a; }
    }
    patterns_with_alternatives(list: Vec<(Option<Noisy>, u8)> = vec![(Some(noisy("a")), 0), (None, 1), (Some(noisy("bc")), 7), (None, 9)]) -> usize {
        for entry in list {
            match entry {
                (Some(value), 0 | 1) => { yield_!(value.len()); drop(value); yield_!(100); }
                (None, n @ (1 | 2 | 3)) => yield_!(n as usize),
                (rest @ Some(_), n @ 5..=8) if { yield_!(200); n == 7 } => { yield_!(300); drop(rest); yield_!(301); }
                (_, n) => yield_!(n as usize),
            }
        }
    }
    alternatives_that_bind(list: Vec<Result<Noisy, (u8, Noisy)>> = vec![Ok(noisy("a")), Err((1, noisy("b"))), Err((2, noisy("c")))]) -> usize {
        for entry in list {
            let kept = match entry {
                Ok(value) | Err((1, value)) => { yield_!(1); value }
                Err((_, value)) => { drop(value); yield_!(2); noisy("other") }
            };
            yield_!(kept.len());
        }
    }
    slices_and_rest() -> usize {
        let [first, .., last] = [noisy("a"), noisy("b"), { yield_!(1); noisy("c") }];
        yield_!(first.len());
        drop(last);
        let list = [1, 2, 3, 4];
        match list { [a, rest @ ..] if { yield_!(a); rest.len() == 3 } => yield_!(rest[2]), _ => {} }
        if let [a, b, ..] = list[{ yield_!(5); 2 }..] { yield_!(a * b); }
    }
    assignments_that_take_apart() -> usize {
        let (mut a, mut b) = (noisy("a"), noisy("b"));
        yield_!(1);
        (a, b) = (b, { yield_!(2); noisy("c") });
        yield_!(a.len());
        [a, _] = [{ yield_!(3); noisy("d") }, noisy("e")];
        _ = { yield_!(4); noisy("f") };
        (b, ..) = (noisy("g"), { yield_!(5); noisy("h") }, noisy("i"));
        yield_!(a.len() + b.len());
    }
    fields_that_go_and_come() -> usize {
        struct Pair { left: Noisy, right: Noisy }
        let mut pair = Pair { left: noisy("left"), right: noisy("right") };
        yield_!(1);
        drop(pair.left);
        yield_!(2);
        pair.left = { yield_!(3); noisy("new") };
        yield_!(pair.left.len());
        let Pair { right, .. } = pair;
        yield_!(right.len());
    }
    boxes_that_are_emptied(flag: bool = true) -> usize {
        let boxed = Box::new((noisy("a"), noisy("b")));
        yield_!(boxed.0.len());
        let (a, b) = *boxed;
        if flag { drop(a); }
        yield_!(b.len());
        let boxed = Box::new(Box::new(noisy("c")));
        let inner = *boxed;
        yield_!(inner.len());
        yield_!((*inner).len());
    }
    operators_and_casts() -> i64 {
        yield_!(-{ yield_!(1); 2 });
        yield_!(!{ yield_!(3); 4 });
        yield_!({ yield_!(5); 300_u32 } as u8 as i64);
        yield_!(*Box::new({ yield_!(6); 7 }));
        yield_!(i64::abs({ yield_!(8); -9 }) - { yield_!(10); 1 } * { yield_!(11); 2 });
        let less = { yield_!(12); 1 } < { yield_!(13); 2 };
        yield_!(i64::from(less));
    }
    yields_of_yields() -> usize {
        yield_!({ yield_!({ yield_!(1); let kept = noisy("kept"); 2 }); 3 });
        let () = yield_!({ let () = yield_!(4); 5 });
        (yield_!(6), yield_!(7));
        { { yield_!(8) } };
        match yield_!(9) { () => yield_!(10) }
    }
    arguments_of_calls() -> usize {
        let join = |a: Noisy, b: Noisy, n: usize| effect("join", a.len() + b.len() + n);
        yield_!(join(noisy("a"), { yield_!(1); noisy("b") }, { yield_!(2); 3 }));
        yield_!((|a: Noisy, n: usize| a.len() + n)(noisy("c"), { yield_!(3); 4 }));
        let list = vec![1, 2, 3];
        yield_!(list.iter().take({ let kept = noisy("kept"); 2 }).sum::<usize>() + { yield_!(4); 5 });
        yield_!(Option::unwrap_or(None, { yield_!(6); noisy("last").len() }));
        yield_!(String::from("text").replace("t", { effect("replaced", "tt") }).len());
    }
    closures_between_yields(n: usize = 3) -> usize {
        let mut list = vec![noisy("a")];
        for i in 0..n {
            let mut push = |name| { list.push(noisy(name)); list.len() };
            let length = push("b") + push("c");
            yield_!(length);
        }
        let owned = noisy("owned");
        let mut calls = 0;
        let mut count = move || { calls += 1; owned.len() + calls };
        yield_!(count());
        yield_!(count());
        let once = { let moved = noisy("moved"); move || moved.into_name() };
        yield_!(1);
        yield_!(once().len());
    }
    closures_that_are_yielded_to() -> usize {
        let steps: Vec<Box<dyn Fn(usize) -> usize>> = vec![Box::new(|n| n + 1), { let kept = noisy("kept"); yield_!(0); Box::new(move |n| n * kept.len()) }];
        let mut n = 1;
        for step in steps { n = step(n); yield_!(n); }
    }
    late_in_loops() -> usize {
        for i in 0..3 {
            let value;
            let other: Noisy;
            if i == 1 { yield_!(1); value = noisy("one"); yield_!(2); } else { value = { yield_!(3); noisy("other") }; }
            yield_!(value.len());
            if i == 2 { other = value; yield_!(4); }
        }
    }
    nothing_returns() -> usize {
        let n: usize = if effect("condition", true) { let a = noisy("a"); yield_!(1); 2 } else { yield_!(3); return };
        for i in 0.. {
            let b = noisy("b");
            let m: usize = match i { 0 => { yield_!(n); 5 } 1 => { yield_!(6); continue } 2 => { yield_!(7); break } _ => unreachable!() };
            yield_!(m);
        }
        let c = noisy("c");
        if n == 2 { return { yield_!(8); } }
        yield_!(9);
    }
    delegated_everywhere(list: Vec<usize> = vec![1, 2]) -> usize {
        let () = yield_from!(list.clone());
        if { yield_from!([3]); true } { yield_from!(list.iter().copied().map(|n| n + 3).collect::<Vec<_>>()); }
        let kept = noisy("kept");
        match kept.len() { 4 => yield_from!((0..2).map(|n| effect("mapped", n))), _ => yield_from!(None) }
        'all: loop {
            for n in 0..3 { let each = noisy("each"); yield_from!(vec![n; n]); if n == 2 { break 'all; } }
        }
        yield_!({ yield_from!(list); 9 });
        yield_from!({ let block = noisy("block"); yield_!(10); vec![block.len()] })
    }
    delegated_values_own(names: [&'static str; 2] = ["a", "b"]) -> Noisy {
        yield_from!(names.map(noisy));
        yield_from!([noisy("c"), { yield_!(noisy("d")); noisy("e") }]);
        yield_from!(Some(noisy("f")).into_iter().chain([noisy("g")]));
    }
    rules_that_yield() -> usize {
        macro_rules! twice { ($value:expr) => { yield_!($value); yield_!($value + 1); }; }
        macro_rules! guarded { ($name:literal, $body:block) => {{ let guard = noisy($name); yield_!(guard.len()); $body }}; }
        twice!(effect("first", 1));
        guarded!("guard", { twice!(10); });
        let n = guarded!("value", { 5 });
        yield_!(n);
    }
    items_in_the_body() -> usize {
        const STEP: usize = 3;
        static NAMES: [&str; 2] = ["static", "names"];
        enum Kind { Small(Noisy), Large { name: Noisy, size: usize } }
        impl Kind { fn size(&self) -> usize { match self { Kind::Small(name) => name.len(), Kind::Large { size, .. } => *size } } }
        use Kind::*;
        for kind in [Small(noisy("s")), Large { name: noisy("l"), size: { yield_!(STEP); 9 } }] {
            yield_!(kind.size());
            match kind { Small(name) => { drop(name); yield_!(1) } Large { name, size: size @ 5.. } => yield_!(size + name.len()), _ => {} }
        }
        yield_!(NAMES[1].len());
    }
    blocks_of_all_kinds() -> usize {
        // SAFETY: there is nothing in it that has to be.
        unsafe { let kept = noisy("unsafe"); yield_!(1); }
        let n = const { 3 + 4 };
        yield_!(n);
        { let a = noisy("a"); { let b = noisy("b"); { yield_!(2) } drop(a); yield_!(3) } }
        let _ = noisy("ignored");
        let _kept = noisy("kept");
        noisy("statement");
        yield_!(4);
    }
    variables_that_are_emptied(values: Vec<Noisy> = vec![noisy("a"), noisy("b")]) -> usize {
        let mut current = None;
        for value in values {
            if let Some(before) = current.replace(value) { yield_!(before.len()); }
            yield_!(10);
        }
        let taken = std::mem::take(&mut current);
        yield_!(20);
        if let Some(value) = taken { let name = value.into_name(); yield_!(name.len()); }
        yield_!(usize::from(current.is_none()));
    }
    moved_on_some_ways(which: [u8; 4] = [0, 1, 2, 3]) -> usize {
        for n in which {
            let (a, b) = (noisy("a"), noisy("b"));
            match n {
                0 => drop(a),
                1 => { yield_!(1); drop((b, a)); yield_!(2); continue }
                2 => { let c = a; yield_!(3); yield_!(c.len()); }
                _ => { yield_!(4); if b.len() == 1 { drop(b); } }
            }
            yield_!(10 + n as usize);
        }
    }
    of_no_size() -> usize {
        struct Unit;
        impl Drop for Unit { fn drop(&mut self) { note("drop unit"); } }
        let units = [Unit, { yield_!(1); Unit }];
        let [first, second] = units;
        yield_!(size_of_val(&first));
        drop(second);
        let wrapped = Some(Unit);
        yield_!(2);
        if let Some(Unit) = wrapped { yield_!(3); }
    }
    large_and_aligned() -> usize {
        #[repr(align(64))]
        #[derive(Clone, Copy)]
        struct Aligned([u8; 64]);
        let large = [3_u8; 1000];
        yield_!(large.len());
        let aligned = Aligned([large[999]; 64]);
        yield_!((&raw const aligned).addr() % 64 + aligned.0[63] as usize);
        let copies = [aligned; 3];
        yield_!(copies.iter().map(|copy| copy.0[0] as usize).sum());
    }
}
