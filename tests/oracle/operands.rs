//! Waits in the middle of expressions: the operands before them are evaluated before, those after them after.

twins! {
    binary: f();
    async fn f() -> i64 {
        let a = note("a", 1) + give("b", 2).await * note("c", 3) - give("d", 4).await;
        let b = (give("e", 5).await - note("f", 6)) << give("g", 2).await;
        -a + b % 7
    }
}

twins! {
    lazy_operators: |run| { run.drive(f(true)); run.drive(f(false)); };
    machine {
        async fn f(x: bool) -> (bool, bool, bool) {
            (
                x && give("and", true).await && note("after and", true),
                x || give("or", false).await || note("after or", true),
                !x & give("not lazy", true).await,
            )
        }
    }
}

twins! {
    call_arguments: f();
    async fn f() -> String {
        fn three(a: Noisy, b: u32, c: &str) -> String { format!("{a:?} {b} {c}") }
        three(noisy("first"), give("second", 2).await, &give("third", String::from("3")).await)
    }
}

twins! {
    /// The function is evaluated before its arguments.
    callee_first: f();
    async fn f() -> u32 {
        fn double(n: u32) -> u32 { n * 2 }
        fn pick(which: &'static str) -> fn(u32) -> u32 { note("pick", which); double }
        pick("double")(give("argument", 4).await) + give("callee", double as fn(u32) -> u32).await(give("then", 5).await)
    }
}

twins! {
    method_arguments: f(noisy("receiver"));
    async fn f(receiver: Noisy) -> Vec<usize> {
        let mut list = vec![1];
        list.push(give("element", receiver.name().len()).await);
        list.extend([give("more", 7).await, 8]);
        list.insert(give("place", 0).await, give("value", 9).await);
        let renamed = receiver.renamed(give("name", "renamed").await);
        list.push(renamed.same().name().len());
        list
    }
}

twins! {
    chains: f();
    async fn f() -> Option<String> {
        give("text", "a b c")
            .await
            .split(give("separator", ' ').await)
            .map(str::to_owned)
            .nth(give("index", 1).await)
            .map(|word| word.to_uppercase())
    }
}

twins! {
    waits_within_waits: f();
    async fn f() -> u32 {
        give("outer", give("middle", give("inner", 1).await + 1).await + give("second", 10).await).await
    }
}

twins! {
    temporaries_in_a_chain: f();
    async fn f() -> u32 {
        let lock = Lock::new(5);
        let n = *lock.lock().await + give("while locked", 1).await;
        let m = { *lock.lock().await += n; *lock.lock().await };
        wait("unlocked").await;
        m
    }
}

twins! {
    tuples_and_arrays: f();
    async fn f() -> (Noisy, [u32; 3], (u8,), [Noisy; 2]) {
        let tuple = (noisy("a"), [give("x", 1).await, 2, give("y", 3).await], (give("one", 4).await,));
        (tuple.0, tuple.1, tuple.2, [noisy("b"), give("c", noisy("c")).await])
    }
}

twins! {
    array_repeat: f();
    async fn f() -> [u32; 4] {
        [give("element", 6).await; 2 + 2]
    }
}

twins! {
    /// The fields are evaluated in the order in which they are written, not declared.
    struct_literals: f();
    async fn f() -> u32 {
        #[derive(Debug)]
        struct Point { x: u32, y: u32, tag: Noisy, z: u32 }
        let base = Point { x: 1, y: 2, tag: noisy("base"), z: 3 };
        let z = 9;
        let point = Point { tag: noisy("literal"), y: give("y", 20).await, x: give("x", 10).await, z };
        let mixed = Point { tag: give("tag", noisy("mixed")).await, ..base };
        let last = Point { x: 5, ..give("rest", point).await };
        wait("held").await;
        last.x + last.y + last.z + mixed.z
    }
}

twins! {
    enum_values: f();
    async fn f() -> (Option<Noisy>, Result<u32, Oops>) {
        (Some(give("some", noisy("some")).await), Ok(give("ok", 1).await))
    }
}

twins! {
    comparisons: f();
    async fn f() -> Vec<bool> {
        vec![
            note("a", 1) < give("b", 2).await,
            give("c", "x").await == note("d", "x"),
            give("e", noisy("e")).await == noisy("f"),
            give("g", 1.5).await >= give("h", 2.5).await,
        ]
    }
}

twins! {
    ranges: f();
    async fn f() -> Vec<usize> {
        let text = "0123456789";
        let mut found = vec![(give("a", 1).await..give("b", 4).await).len()];
        found.push(text[give("from", 3).await..].len());
        found.push(text[..=give("to", 3).await].len());
        found.extend(give("low", 0).await..=note("high", 2));
        found
    }
}

twins! {
    casts: f();
    async fn f() -> (u8, i64, f64) {
        (give("a", 300_u32).await as u8, give("b", -1_i8).await as i64, give("c", 7_u8).await as f64 / 2.0)
    }
}

twins! {
    unary: f();
    async fn f() -> (i32, bool, u8) {
        let boxed = Box::new(give("boxed", 3).await);
        (-give("minus", 1).await, !give("not", true).await, *give("deref", boxed).await)
    }
}

twins! {
    references: f();
    async fn f() -> usize {
        let short = &give("short", noisy("temporary")).await;
        let list = &mut vec![give("item", 1).await];
        wait("extended").await;
        list.push(2);
        let raw = &raw const *list;
        borrow(&give("argument", noisy("argument")).await).await.name().len() + short.name().len() + list.len()
    }
}

twins! {
    operands_held: |run| { run.drive(f(noisy("x"), noisy("y"))); };
    machine {
        async fn f(x: Noisy, y: Noisy) -> usize {
            fn lengths(a: Noisy, b: &Noisy, c: usize, d: Noisy) -> usize { a.name().len() + b.name().len() + c + d.name().len() }
            lengths(x, &y, give("c", 100).await, give("d", noisy("d")).await)
        }
    }
}

twins! {
    overloaded_operators: f();
    async fn f() -> Name {
        let mut sum = Name("a".into()) + give("b", Name("b".into())).await;
        sum = sum + Name("c".into());
        sum += give("d", Name("d".into())).await;
        sum
    }
    #[derive(Debug, Clone)]
    struct Name(String);
    impl std::ops::Add for Name {
        type Output = Name;
        fn add(self, other: Name) -> Name { note("add", Name(self.0 + &other.0)) }
    }
    impl std::ops::AddAssign for Name {
        fn add_assign(&mut self, other: Name) { self.0 += &note("add to", other).0; }
    }
}

twins! {
    /// The operands of a place are evaluated when it is their turn, though the place is looked at later.
    operands_of_a_place: f();
    async fn f() -> u32 {
        let list = vec![vec![1, 2], vec![3, 4]];
        let mut i = 0;
        let a = list[{ i += 1; note("first", i) }][give("second", { i = 0; 1 }).await];
        let b = list[i][give("then", { i = 1; 1 }).await];
        let c = list[noisy("ab").same().name().len() - 1][give("last", 1).await];
        let mut lists = vec![vec![0]; 2];
        lists[i].push(give("pushed", { i = 0; 5 }).await);
        a * 100 + b * 10 + c + lists[1][1] + i as u32
    }
}

twins! {
    /// The place of an overloaded operator is evaluated first, that of a number last.
    compound_assignments: |run| { run.drive(f(Rows(vec![Total(1), Total(2)]), vec![1, 2])); };
    plain {
        #[derive(Debug)]
        struct Total(u32);
        impl std::ops::AddAssign<u32> for Total {
            fn add_assign(&mut self, other: u32) { self.0 += note("added", other); }
        }
        #[derive(Debug)]
        struct Rows(Vec<Total>);
        impl std::ops::Index<usize> for Rows {
            type Output = Total;
            fn index(&self, n: usize) -> &Total { &self.0[note("index", n)] }
        }
        impl std::ops::IndexMut<usize> for Rows {
            fn index_mut(&mut self, n: usize) -> &mut Total { &mut self.0[note("index_mut", n)] }
        }
    }
    machine {
        async fn f(mut rows: Rows, mut numbers: Vec<u32>) -> (Rows, Vec<u32>) {
            rows[note("left", 0)] += give("right", note("right", 5)).await;
            rows[give("left", 1).await] += note("right", 6);
            rows[give("left", 1).await] += give("right", 7).await;
            numbers[note("left", 0)] += give("right", note("right", 5)).await;
            numbers[give("left", 1).await] *= give("right", 2).await + numbers[0];
            rows.0[note("vec", 1)] += give("right", 1).await;
            let mut n = 1;
            n += give("n", 2).await + n;
            numbers.push(n);
            (rows, numbers)
        }
    }
}

twins! {
    /// What rustc makes a static of behind `&`, and what is a temporary with a destructor.
    behind_references: |run| { run.drive(f()); };
    plain {
        struct Loud;
        impl Drop for Loud { fn drop(&mut self) { note("loud", "dropped"); } }
        async fn add(to: &mut u32, _: &mut ()) -> u32 { *to += 1; wait("add").await; *to }
        async fn keep(of: &'static u32) -> &'static u32 { wait("keep").await; of }
    }
    machine {
        async fn f() -> u32 {
            borrow(&Noisy("tuple struct")).await;
            note("after", 1);
            borrow(&Loud).await;
            let held = &Noisy("extended");
            let sum = add(&mut 1, &mut ()).await;
            let more = &mut 0;
            *more += sum;
            let kept: &'static u32 = keep(&(1 + 2)).await;
            wait("end").await;
            *more + kept + held.name().len() as u32
        }
    }
}

twins! {
    /// What is expected of the function's result is nothing to the operands of its conditions.
    conditions_that_wait: |run| { for n in 0..4 { run.drive(f(n, noisy("a"))); } };
    machine { async fn f(n: u32, a: Noisy) -> Result<u32, Oops> {
        let some = if give("first", n).await + a.name().len() as u32 > 3 || same(a.name().len() as u32 + give("second", 1).await) > n { Some(n) } else { None };
        if same(give("third", n).await) > 1 && same(a.name().len() as u32 + give("fourth", 1).await) % 2 == 0 { Ok(n) } else { some.ok_or(Oops("none")) }
    } }
    plain { fn same(n: u32) -> u32 { n } }
}

twins! {
    /// Blocks that expressions begin with, and struct literals before blocks: what is made of them is no other expression.
    leading_blocks: |run| {
        for n in 0..4 {
            run.drive(f(n, Some(n)));
        }
    };
    plain {
        #[derive(PartialEq, Debug)]
        struct S { n: u32 }
        impl S { fn same(self) -> S { self } }
    }
    machine {
        async fn f(n: u32, some: Option<u32>) -> u32 {
            let equal = S { n } == S { n: give("s", 1).await } && give("and", true).await
                || S { n } == S { n: 2 } && { n } > give("or", 1).await;
            let known = dbg!(S { n: give("dbg", n).await });
            assert_eq!(known.n + give("left", 1).await, n + 1, "{}", give("message", "text").await);
            let S { n: 0..3 } = S { n: give("else", n).await }.same() else { return give("three", 3).await };
            let matched = match some {
                Some(n) if S { n } == S { n: give("guard", 0).await } => 1,
                Some(n) if let S { n: m } = S { n: give("let guard", n).await }.same() && m == 1 => m,
                _ if matches!(S { n: give("matches", n).await }, S { n: 2 }) => 2,
                _ => unreachable!(),
            };
            if { n } == 0 && { known.n } < give("if", 1).await {
                wait("zero").await;
            }
            for _ in { 0 }..give("range", n).await {
                wait("round").await;
            }
            let sum = match some { None => 0, Some(n) => n } + give("sum", matched).await;
            sum + u32::from(equal) + if equal { 1 } else { 2 } * give("factor", 2).await
        }
    }
}

twins! {
    /// Also behind what is evaluated; and temporaries of both sides live to the end of the statement.
    compound_behind_temporaries: |run| { run.drive(f(Grid(vec![Sum(1), Sum(2)]), vec![1, 2])); };
    plain {
        #[derive(Clone, Copy, Debug)]
        pub(super) struct Sum(pub(super) usize);
        impl std::ops::AddAssign<usize> for Sum {
            fn add_assign(&mut self, other: usize) {
                note("add", (self.0, other));
                self.0 += other;
            }
        }
        pub(super) struct Grid(pub(super) Vec<Sum>);
        impl std::ops::Index<usize> for Grid {
            type Output = Sum;
            fn index(&self, at: usize) -> &Sum {
                &self.0[at]
            }
        }
        impl std::ops::IndexMut<usize> for Grid {
            fn index_mut(&mut self, at: usize) -> &mut Sum {
                &mut self.0[note("at", at)]
            }
        }
        async fn lend<'a, T>(name: &'static str, value: &'a mut T) -> &'a mut T {
            wait(name).await;
            value
        }
    }
    machine {
        async fn f(mut grid: Grid, mut list: Vec<usize>) -> usize {
            let (sums, numbers) = (Lock::new(Sum(1)), Lock::new(1));
            *sums.lock().await += *numbers.lock().await;
            *numbers.lock().await += sums.lock().await.0;
            grid[give("index", 1).await] += *Lock::new(give("lock", 2).await).lock().await;
            grid[*Lock::new(1).lock().await] += give("by", 2).await;
            list[*Lock::new(0).lock().await] += give("by", 2).await;
            list[give("index", 1).await] += *Lock::new(2).lock().await;
            *lend("sum", &mut grid.0[0]).await += *lend("number", &mut list[0]).await;
            *lend("number", &mut list[0]).await += give("by", 3).await;
            lend("field", &mut grid.0[0]).await.0 += give("by", 4).await;
            lend("list", &mut list).await[give("index", 0).await] += give("by", 5).await;
            *{ wait("block").await; &mut grid.0[1] } += give("by", 6).await;
            grid.0[0].0 + grid.0[1].0 + list[0] + list[1]
        }
    }
}

twins! {
    /// What is behind an index is a `&mut` that an argument goes on from, where another argument waits.
    exclusive_references_behind_an_index: |run| { let (mut a, mut b) = (1, 2); run.drive(f(&mut a, &mut b)); note("both", (a, b)); };
    plain {
        struct Held<'a> { part: &'a mut u32 }
        async fn grow(n: &mut u32, by: u32) -> u32 { wait("grow").await; *n += by; *n }
    }
    machine {
        async fn f(a: &mut u32, b: &mut u32) -> u32 {
            let mut list = vec![a, b];
            let n = grow(list[0], give("one", 1).await).await;
            let m = grow(list[1], 2).await + grow(list[0], give("three", 3).await).await;
            let mut held = [Held { part: list.remove(0) }];
            n + m + grow(held[0].part, give("four", 4).await).await + *list[0]
        }
    }
}

twins! {
    /// What a struct literal leaves of the value that it takes its other fields from lives until the end of the statement.
    rest_of_an_awaited_value: |run| { for n in 0..3 { run.drive(f(n)); } };
    plain {
        struct Three { a: Noisy, b: Noisy, n: u32 }
        impl Default for Three { fn default() -> Three { Three { a: noisy("own a"), b: noisy("own b"), n: 5 } } }
        fn both(first: Noisy, three: Three, last: Noisy) -> u32 { note("taken", three.a.name()); three.n }
        async fn three(n: u32) -> Result<Three, Oops> { wait("three").await; if n == 2 { Err(Oops("2")) } else { Ok(Three::default()) } }
    }
    machine {
        async fn f(n: u32) -> Result<u32, Oops> {
            let one = both(noisy("x"), Three { a: noisy("a"), ..three(n).await? }, give("y", noisy("y")).await);
            let two = both(noisy("x"), Three { a: give("a", noisy("a")).await, ..Three::default() }, noisy("y"));
            let list = [
                Three { b: noisy("b"), ..if n == 0 { give("own", Three::default()).await } else { return Ok(one) } },
                Three { n: 1, ..{ let local = noisy("local"); wait("block").await; Three::default() } },
            ];
            wait("list").await;
            Ok(one + two + list[0].n)
        }
    }
}

twins! {
    /// It was dropped right after the call.
    what_a_call_leaves_of_a_temporary_lasts: |run| { run.drive(f()); };
    plain {
        struct Inner { eaten: Eaten, left: Noisy }
        struct Outer { inner: Inner, beside: Noisy }
        struct Eaten(Noisy);
        impl Eaten { fn eat(self) -> usize { note("eaten", self.0.name()); 1 } }
        fn outer() -> Outer {
            Outer { inner: Inner { eaten: Eaten(noisy("eaten")), left: noisy("left") }, beside: noisy("beside") }
        }
    }
    machine {
        async fn f() -> usize {
            let waited = give("outer", outer()).await.inner.eaten.eat() + give("one", 1).await;
            note("waited", waited);
            let made = outer().inner.eaten.eat() + give("two", 2).await;
            note("made", made);
            let Outer { inner, beside } = outer();
            waited + made + inner.left.name().len() + beside.name().len() + inner.eaten.0.name().len()
        }
    }
}

twins! {
    /// What a box holds that is temporary itself: moved out of it, or a part of it.
    out_of_temporary_boxes: f();
    async fn f() -> (String, usize) {
        let whole = give("whole", *Box::new(noisy("moved"))).await;
        let later = give("later", (*give("box", Box::new(noisy("waited"))).await)).await;
        (*Box::new(wait("boxed"))).await;
        let part = pair((*Box::new(("left", noisy("kept"), noisy("part")))).2, give("beside", 1).await);
        let deep = pair((*give("boxes", (Box::new(noisy("deep")), noisy("rest"))).await.0), give("more", 2).await);
        let copied = *give("guard", &7).await + give("copied", 1).await;
        (format!("{whole:?} {later:?} {part:?} {deep:?}"), copied)
    }
    fn pair(value: Noisy, n: usize) -> (Noisy, usize) { (value, n) }
}

twins! {
    /// Fields of literals lead to what is behind a reference.
    through_fields_of_literals: f(&(noisy("first"), 1));
    async fn f(pair: &(Noisy, u32)) -> usize {
        let tuple = give("tuple", (pair, 1).0.0.name().len()).await;
        let waits = give("waits", (pair, give("number", 2).await).0.0.name().len()).await;
        let list = give("list", [pair, pair][1].0.name().len()).await;
        tuple + waits + list + give("literal", Holds { pair, n: 1 }.pair.0.name().len()).await
    }
    struct Holds<'a> { pair: &'a (Noisy, u32), n: u32 }
}

twins! {
    /// Parts of parts that methods consume, of a value of which nothing is known, while others beside them are used.
    parts_of_parts: |run| { for n in 0..3 { run.drive(f(n)); } };
    plain {
        struct State { config: Config, kept: Noisy }
        struct Config { name: Noisy, port: u32, key: Option<Noisy>, rest: Noisy }
        fn state() -> State {
            let config = Config { name: noisy("name"), port: 7, key: Some(noisy("key")), rest: noisy("rest") };
            State { config, kept: noisy("kept") }
        }
    }
    machine {
        async fn f(n: u32) -> usize {
            let state = give("state", state()).await;
            let name = state.config.name.renamed("renamed");
            let port = give("port", state.config.port).await;
            if n == 1 {
                let key = state.config.key.unwrap();
                wait("key").await;
                note("unwrapped", key.name());
            }
            if n == 2 { return port as usize; }
            wait("end").await;
            name.name().len() + state.config.rest.name().len() + state.kept.name().len()
        }
    }
}

twins! {
    /// Elements of constants before an operand that waits.
    elements_of_constants: f(1);
    async fn f(at: usize) -> (String, u32) {
        const NAMES: [&str; 2] = ["zero", "one"];
        static NUMBERS: [[u32; 2]; 2] = [[1, 2], [3, 4]];
        let name = said(NAMES[at], give("at", 1).await);
        let sum = NUMBERS[at][0] + Held::LIST[at].0 + give("sum", 1).await;
        (name, (NUMBERS[0][at], give("last", sum).await).1)
    }
    fn said(name: &str, n: u32) -> String { format!("{name}{n}") }
    struct Held;
    impl Held { const LIST: [(u32, u8); 2] = [(5, 0), (6, 0)]; }
}

twins! {
    /// What is called with a closure is called before operands that wait; only closures in boxes and variants are made behind them.
    calls_with_closures_before_waits: f(noisy("argument"));
    async fn f(argument: Noisy) -> (u32, u32) {
        let mut list = [1, 2];
        let mut sum = 0;
        list[give("index", 1).await] = call(|n| { sum += n; note("called", n); n + 1 });
        let lent = (call(|n| argument.name().len() as u32 + n), give("second", list[1]).await);
        let boxed = both_of(Box::new(|n| n + 1), give("boxed", 2).await, Some(|n| n * 2));
        (lent.0 + lent.1 + boxed, sum)
    }
    fn call<T>(f: impl FnOnce(u32) -> T) -> T { note("calls", ()); f(2) }
    fn both_of<F: Fn(u32) -> u32>(f: Box<dyn Fn(u32) -> u32>, n: u32, g: Option<F>) -> u32 { f(n) + g.map_or(0, |g| g(n)) }
}

twins! {
    /// Whether there is an element is seen before the operands behind its index are made.
    indices_before_operands: |run| { for n in 0..3 { run.drive(f(n)); } };
    machine {
        async fn f(n: usize) -> usize {
            let (mut rows, pair) = (vec![vec![noisy("row")], vec![]], [noisy("one"), noisy("two")]);
            let list = std::rc::Rc::new(vec![(noisy("left"), 1), (noisy("right"), 2)]);
            rows[n].push(give("pushed", noisy("pushed")).await);
            let same = pair[1 - n].name() == give("name", "two").await;
            let known = list[n * 2].0.name().get(give("from", n).await..).is_some();
            let boxed: Box<[Vec<Noisy>]> = rows.into();
            let more = boxed[0][{ note("index", n); n }].name().len().max(give("more", 1).await);
            usize::from(same) + usize::from(known) + more
        }
    }
}

twins! {
    /// An array of nothing, of a type that is not `Copy`.
    arrays_of_nothing: |run| { drop(run.drive(f::<Noisy>(noisy("value")))); };
    machine {
        async fn f<T>(value: T) -> (&'static str, [T; 0], T) {
            let name = "name";
            wait("begin").await;
            (give("name", name).await, [], if give("value", true).await { value } else { panic!() })
        }
    }
}
