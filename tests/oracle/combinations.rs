//! Features that meet: patterns in patterns, temporaries of temporaries, parts of parts.

twins! {
    /// Each name of `all @ [first, ..]` has all that it says, also in an arm whose guard waits.
    names_around_names: |run| {
        for list in [vec![], vec![1, 5, 6], vec![2, 3], vec![4, 4, 4], vec![9, 8]] { run.drive(f(list, Some((noisy("x"), 3)))); }
        run.drive(f(vec![1, 2], None));
    };
    machine {
        async fn f(list: Vec<u32>, pair: Option<(Noisy, u32)>) -> usize {
            let a = match list.as_slice() {
                [] => 0,
                all @ [first @ (1 | 2), .., last] if give("len", all.len()).await > 2 => {
                    wait("three").await;
                    (first + last) as usize + all.len()
                }
                all @ ([_] | [_, _]) => { wait("two").await; all.len() }
                [.., last] => { wait("last").await; *last as usize }
            };
            let b = match pair {
                ref whole @ Some((ref x, n @ 1..)) if give("n", n).await as usize == a => { note("whole", whole); borrow(x).await; n }
                Some((x, n)) => { wait("moved").await; drop(x); n }
                None => 0,
            };
            a + b as usize
        }
    }
}

twins! {
    /// What a `let` refers to lives as long as it does, in whatever words of whatever branch it is said.
    extended_in_branches: |run| { for n in 0..4 { run.drive(f(n)); } };
    plain {
        use std::fmt::Debug;
        struct Holder<'a>(&'a Noisy, Option<&'a Noisy>);
        struct Named<'a> { first: &'a Noisy, second: u32 }
    }
    machine {
        async fn f(n: u32) -> usize {
            let (text, value): (&str, &dyn Debug) = match n {
                0 => ("zero", &noisy("temporary")),
                1 => ("one", &give("late", noisy("late")).await),
                _ => ("more", &n),
            };
            wait(text).await;
            note("value", value);
            let holder = if n == 0 {
                Holder(&noisy("of zero"), None)
            } else if n == 1 {
                Holder(&Pair { left: noisy("left"), right: noisy("right") }.left, Some(&give("some", noisy("some")).await))
            } else {
                let _noise = noisy("noise");
                wait("in the branch").await;
                Holder(&[noisy("0"), noisy("1")][1], Some(&noisy("last")))
            };
            wait("holder").await;
            let named = match n { 2 => Named { second: give("n", n).await, first: &noisy("named") }, _ => Named { first: &{ noisy("other") }, second: 1 } };
            let list: [&Noisy; 2] = { wait("before the list").await; [&noisy("a"), &noisy("b")] };
            wait("list").await;
            let future = if n == 3 { std::pin::pin!(give("three", 3)) } else { std::pin::pin!(give("any", 0)) };
            wait("future").await;
            holder.0.name().len() + holder.1.is_some() as usize + named.first.name().len() + named.second as usize + list[1].name().len() + future.await
        }
    }
}

twins! {
    /// `ref` extends the life of the whole value that it refers to a part of.
    extended_by_ref: f();
    async fn f() -> usize {
        let ref left = Pair { left: noisy("left"), right: give("right", noisy("right")).await }.left;
        wait("left").await;
        let ref mut third = (noisy("0"), noisy("1"), 2).2;
        *third += give("one", 1).await;
        let ref element = vec![noisy("a"), noisy("b")][give("index", 1).await];
        wait("element").await;
        left.name().len() + *third + element.name().len()
    }
}

twins! {
    /// The value of a unit struct may have something to drop.
    unit_structs_as_operands: |run| { run.drive(f()); };
    plain {
        #[derive(Debug)]
        struct Unit;
        impl Drop for Unit { fn drop(&mut self) { record("unit: dropped".to_owned()); } }
        struct Holder { unit: Unit, n: u32 }
        use crate::harness::record;
        fn take(_: Unit, n: u32) -> u32 { n }
    }
    machine {
        async fn f() -> u32 {
            let pair = (Unit, give("late", Unit).await);
            let list = vec![Unit, { wait("list").await; Unit }];
            let n = take(Unit, give("n", 1).await);
            let holder = Holder { unit: Unit, n: give("two", 2).await };
            n + holder.n
        }
    }
}

twins! {
    /// Closures without `move` take what they take apart, or consume by a method.
    closures_that_consume: |run| { run.drive(f(Some(noisy("o")), Shape::Line(noisy("line"), 2), vec![noisy("v")])); run.drive(f(None, Shape::Dot, vec![])); };
    plain { pub(super) enum Shape { Dot, Line(Noisy, usize) } }
    machine {
        async fn f(option: Option<Noisy>, shape: Shape, list: Vec<Noisy>) -> usize {
            let n = give("n", 1).await;
            let name = || if let Some(x) = option { x.name().len() } else { 0 };
            let line = || match shape { Shape::Dot => n, Shape::Line(x, len) => x.name().len() + len };
            let count = || list.into_iter().map(|x| x.name().len()).sum::<usize>();
            wait("made").await;
            let a = line();
            wait("one called").await;
            a + name() + count()
        }
    }
}

twins! {
    /// A pattern in a closure takes the fields it names.
    closures_that_take_apart: f(Pair { left: noisy("l"), right: noisy("r") }, (noisy("a"), noisy("b"), 3));
    async fn f(pair: Pair, triple: (Noisy, Noisy, usize)) -> usize {
        let left = move || { let Pair { left, .. } = pair; left };
        let first = || { let (a, _, n) = triple; a.name().len() + n };
        wait("made").await;
        drop(left());
        wait("left gone").await;
        first() + triple.1.name().len()
    }
}

twins! {
    /// Fields of what a struct update takes are given again, or taken by another one.
    updates_and_fields: |run| { for n in 0..3 { run.drive(f(n)); } };
    plain {
        #[derive(Debug)]
        struct Four { a: Noisy, b: Noisy, c: Option<Noisy>, n: u32 }
    }
    machine {
        async fn f(n: u32) -> usize {
            let mut pair = Pair { left: noisy("l"), right: noisy("r") };
            drop(pair.right);
            pair.right = give("right", noisy("new right")).await;
            let other = Pair { left: noisy("other"), ..pair };
            wait("other").await;
            if n == 1 { pair.right = other.left; wait("right").await; }
            let third = Pair { right: noisy("third"), ..pair };
            wait("third").await;
            let mut four = Four { a: third.left, b: noisy("b"), c: Some(noisy("c")), n };
            let x = Four { a: noisy("x.a"), b: give("x.b", noisy("x.b")).await, ..four };
            if n == 2 { four.c = None; wait("none").await; }
            let y = Four { c: Some(noisy("y.c")), n: 9, ..four };
            wait("y").await;
            x.a.name().len() + y.b.name().len()
        }
    }
}

twins! {
    /// A field of which parts are gone is assigned to as a whole: what is left of it is dropped.
    parts_of_parts_given_again: |run| { for n in 0..8 { run.drive(f(n)); } };
    machine {
        async fn f(n: u32) -> usize {
            let mut all = (Pair { left: noisy("l"), right: noisy("r") }, (noisy("1.0"), Some(noisy("1.1"))), Box::new(Pair { left: noisy("bl"), right: noisy("br") }));
            if n & 1 == 1 { drop(all.0.left); wait("left").await; }
            if n & 2 == 2 { drop(all.1.1); } else if n == 4 { drop(all.1); wait("1").await; }
            if n & 4 == 4 { drop(all.2.right); wait("boxed right").await; }
            all.0 = Pair { left: noisy("l2"), right: give("r2", noisy("r2")).await };
            all.1 = (noisy("1.0 again"), None);
            all.2 = Box::new(Pair { left: noisy("bl2"), right: give("br2", noisy("br2")).await });
            wait("whole").await;
            all.0.left.name().len() + all.1.0.name().len() + all.2.left.name().len()
        }
    }
}

twins! {
    /// Constants with lower-case names, in arms that wait, beside names that nobody uses.
    constants_in_lower_case: |run| { for n in [3, 4, 9, 1] { for text in ["name", "other"] { run.drive(f(n, text, (noisy("x"), n))); } } };
    plain {
        const low: u32 = 3;
        const name: &str = "name";
    }
    machine {
        async fn f(n: u32, text: &str, pair: (Noisy, u32)) -> u32 {
            let a = match text { name => { wait("name").await; 10 } _ => 20 };
            let b = if let low = n { give("low", 100).await } else { 200 };
            let c = match (n, text) {
                (low, name) => 1000,
                (low, _) => { wait("low").await; 2000 }
                (x, name) if x == give("nine", 9).await => 3000,
                _ => 4000,
            };
            let d = match pair {
                (x, low) => { wait("three").await; 1 }
                (x, 4) if n == give("four", 4).await => 2,
                (unused, other) => { wait("other").await; other }
            };
            a + b + c + d
        }
    }
}

twins! {
    /// Macros of the body itself mention its variables, wait and leave.
    rules_of_the_body: |run| { for n in 0..6 { run.drive(f(n)); } };
    machine {
        async fn f(n: u32) -> Result<u32, Wrapped> {
            let mut total = 0;
            let held = noisy("held");
            macro_rules! add { ($value:expr) => {{ let v = $value.await; total += v; v }}; ($value:expr; $($then:tt)*) => {{ let v = add!($value); $($then)*; v }}; }
            macro_rules! sum { () => { 0 }; ($first:expr) => { give("sum", $first).await }; ($first:expr, $($rest:expr),+ $(,)?) => { sum!($first) + sum!($($rest),+) }; }
            macro_rules! check { ($holds:expr, $($why:tt)+) => { if !$holds { return Err(Wrapped(Oops(concat!($($why)+)))) } }; }
            macro_rules! bind { ($name:ident, $value:expr) => { let $name = give(stringify!($name), $value).await + held.name().len() as u32; }; }
            let v = 10;
            let a = add!(give("a", v + n));
            let b = add!(async { wait("block").await; v }; wait("then").await);
            check!(sum!(1, 2, n) < 8, "too ", "much");
            macro_rules! each { ($($name:ident => $value:expr),* $(,)?) => { [$((stringify!($name), give("each", $value).await)),*] }; }
            for (name, value) in each! { one => 1, two => sum!(2, 2) } { wait(name).await; total += value; }
            macro_rules! or { ($value:expr, $otherwise:block) => { match $value { Ok(value) => value, Err(oops) if n > 3 => return Err(Wrapped(oops)), Err(_) => $otherwise } }; }
            let c = or!(if n % 2 == 0 { Ok(n) } else { fail("odd").await }, { wait("otherwise").await; 7 });
            bind!(x, a);
            bind!(y, x + b);
            let mut i = 0;
            macro_rules! step { ($label:lifetime, $leave:expr) => { if $leave { break $label } else { wait("step").await } }; }
            'out: loop { 'inner: loop { i += 1; step!('inner, i % 2 == 0); step!('out, i > n); } wait("round").await; }
            macro_rules! function { ($name:ident, $($arg:ident: $ty:ty),* => $value:expr) => { async fn $name($($arg: $ty),*) -> u32 { wait(stringify!($name)).await; $value } }; }
            function!(product, a: u32, b: u32 => a * b);
            Ok(total + c + product(x, y).await + sum!())
        }
    }
}

twins! {
    /// In patterns that match whatever they are given, names in capitals are names.
    names_in_capitals: f(3, (noisy("a"), 2));
    async fn f(K: u32, (A, B): (Noisy, u32)) -> u32 {
        let N = give("n", K).await;
        let (C, D) = give("pair", (noisy("c"), 4)).await;
        for I in 0..N { wait("round").await; note("i", I); }
        wait("end").await;
        note("names", (&A, &C));
        N + B + D + K
    }
}

twins! {
    /// Closures whose parameters have their types from the call that they are given to, before operands that wait.
    closures_before_waits: |run| { run.drive(f(String::from("hello"))); };
    plain {
        fn apply(f: impl Fn(&str) -> usize, text: &str) -> usize { f(text) }
        fn in_boxes<'a>(f: Box<dyn Fn(&str) -> usize + 'a>, n: usize, g: &dyn Fn(usize) -> usize) -> usize { g(f("abc") + n) }
        struct Holder<'a> { f: Box<dyn Fn(u32) -> u32 + 'a>, n: u32 }
    }
    machine {
        async fn f(text: String) -> usize {
            let a = apply(|x| x.len(), give("text", &text).await);
            let b = apply(|x| x.chars().filter(|c| *c != 'a').count(), &give("owned", String::from("abc")).await);
            let c = in_boxes(Box::new(|x| x.len() + a), give("one", 1).await, &|n| n + b);
            let d = in_boxes(Box::new(move |x| x.len() + c), give("two", 2).await, if b > 1 { &|n| n } else { &|n| n * 2 });
            let holder = Holder { f: Box::new(|n| n + 1), n: give("three", 3).await };
            wait("held").await;
            a + b + c + d + (holder.f)(holder.n) as usize
        }
    }
}
