//! What waits for a suspension is made what is expected of it: by the call that it is given to, by a declared type, by the result.

twins! {
    /// Elements, boxes in branches, what `Some(..)` holds: operands before one that waits.
    operands_of_calls: |run| { for k in 0..3 { drop(run.drive(f(k))); } };
    plain {
        use std::fmt::Debug;
        fn many(list: &[&dyn Debug], n: u32) -> String { format!("{list:?}{n}") }
        fn boxed(shown: Box<dyn Debug>, n: u32) -> String { format!("{shown:?}{n}") }
        fn slice(list: &[u8], n: u32) -> usize { list.len() + n as usize }
        fn maybe(shown: Option<&dyn Debug>, list: Option<&[u8]>, n: u32) -> String { format!("{shown:?}{list:?}{n}") }
        fn both(both: (&dyn Debug, &[u8]), n: u32) -> String { format!("{both:?}{n}") }
        fn generic<T: Debug, U>(one: T, other: U) -> U { note("generic", &one); other }
        struct Job { run: Box<dyn Fn(u32) -> u32>, n: u32 }
        struct Log(Vec<String>);
        impl Log {
            fn with(mut self, shown: Option<&dyn Debug>, n: u32) -> Self { self.0.push(format!("{shown:?}{n}")); self }
            fn add(&mut self, shown: [&dyn Debug; 2], n: u32) -> &mut Self { self.0.push(format!("{shown:?}{n}")); self }
            fn parsed<T: std::str::FromStr>(&self, _: Option<&T>, n: u32) -> Option<T> { n.to_string().parse().ok() }
        }
    }
    machine {
        async fn f(k: u32) -> String {
            let mut all = many(&[&k, &"in"], give("a", 1).await);
            let job = Job { run: if k == 0 { Box::new(move |n| n + k) } else { Box::new(|n| n * 2) }, n: give("b", 2).await };
            all += &boxed(match (job.run)(job.n) { 2 => Box::new("two"), 4 => Box::new(4_u8), _ => Box::new(noisy("box")) }, give("c", 3).await);
            let n = slice(if k == 0 { &[1, 2] } else { &[3] }, give("d", 4).await);
            all += &maybe(Some(&n), if k == 2 { None } else { Some(&[1, 2]) }, give("e", 5).await);
            all += &both(if k == 0 { (&k, &[1]) } else { (&"both", &[]) }, give("f", 6).await);
            let kept = generic(if k == 0 { Some(noisy("g")) } else { None }, give("g", noisy("kept")).await);
            let (_, seven) = generic([Some(1), None], generic((Some(&k), noisy("h")), give("h", (kept, 7)).await));
            let mut log = Log(vec![]).with(Some(&k), give("i", seven).await).with(if k == 1 { return all } else { Some(&"x") }, give("j", 8).await);
            log.add([&k, &"m"], give("k", 9).await).add([&noisy("one"), &noisy("two")], give("l", 10).await);
            let (byte, long) = (log.parsed(Some(&3_u8), give("m", 11).await), log.parsed::<i64>(None, give("n", 12).await));
            format!("{all}{:?}{byte:?}{long:?}", log.0)
        }
    }
}

twins! {
    /// A type that is written, and the declared result: at its end, by `return`, in branches.
    written_types: |run| { for k in 0..5 { drop(run.drive(f(k))); } };
    plain {
        use std::fmt::Debug;
        #[derive(Debug)]
        struct Two<T, U>(T, U);
        type Shown = Box<dyn Debug>;
    }
    machine {
        async fn f(k: u32) -> Result<Two<Shown, [Option<Shown>; 2]>, Box<dyn std::error::Error>> {
            let mut list: Vec<(Shown, u32)> = vec![(Box::new(1), give("a", 2).await)];
            list.push((Box::new("x"), give("b", 3).await));
            let runs: [Box<dyn Fn(u32) -> u32>; 2] = [Box::new(move |n| n + k), { wait("c").await; Box::new(|n| n * 2) }];
            let more: Vec<Box<dyn Fn() -> u32>> = vec![Box::new(|| 1), if give("d", k == 0).await { Box::new(|| 2) } else { Box::new(|| 3) }];
            let three: (Shown, u32, &[u8]) = (Box::new(noisy("three")), give("e", 4).await, &[1]);
            note("made", (&list, &three, runs[1](3), more[1]()));
            if k == 1 {
                return Ok(Two(Box::new(noisy("returned")), [Some(Box::new("first")), give("f", None).await]));
            }
            if k == 2 {
                (if list.is_empty() { Err("empty") } else { Err("full") }, wait("g").await).0?;
            }
            match give("h", k).await {
                0 => Ok(Two(if list.len() == 2 { Box::new(2) } else { Box::new("many") }, [None, give("i", None).await])),
                3 => {
                    let kept = noisy("kept");
                    Ok(Two(Box::new(kept.name().len()), [Some(Box::new(kept)), give("j", None).await]))
                }
                n => Ok(Two(Box::new(n), [Some(Box::new(borrow(&noisy("temporary")).await.name().len())), None])),
            }
        }
    }
}

twins! {
    /// The elements of an array that a `let` refers to are what its type says, also where one of them waits.
    elements_of_a_slice: f(noisy("argument"));
    async fn f(argument: Noisy) -> usize {
        let n = 5;
        let shown: &[&dyn std::fmt::Debug] = &[&n, { wait("element").await; &argument }, &7];
        wait("shown").await;
        note("shown", shown);
        let made: &mut [Box<dyn Fn() -> usize>; 2] = &mut [Box::new(|| 1), { wait("closure").await; Box::new(|| argument.name().len()) }];
        wait("made").await;
        made.swap(0, 1);
        made[0]() + shown.len()
    }
}

twins! {
    /// What is in an argument of a method that may consume its receiver.
    in_arguments_of_methods: |run| { for k in 0..3 { drop(run.drive(f(k, noisy("text")))); } };
    plain {
        use std::fmt::Debug;
        struct Sink(Noisy, Vec<String>);
        impl Sink {
            async fn sent(mut self, (data, to): (&[u8], u32)) -> Vec<String> {
                self.1.push(give("sent", format!("{data:?}{to}")).await);
                self.1
            }
            fn with(mut self, shown: (&dyn Debug, &str), list: [&[u8]; 2]) -> Self { self.1.push(format!("{shown:?}{list:?}")); self }
            fn boxed(mut self, shown: Option<Box<dyn Debug>>) -> Self { self.1.push(format!("{shown:?}")); self }
            async fn write(&mut self, bytes: &[u8]) { self.1.push(format!("{bytes:?}")); wait("written").await; }
            fn generic<T: Debug>(&mut self, both: (T, T)) -> T { note("generic", &both); both.0 }
        }
        struct Two { sink: Sink, own: Noisy }
    }
    machine {
        async fn f(k: u32, text: Noisy) -> String {
            let (list, name) = (vec![1, 2], String::from("name"));
            let mut two = Two { sink: Sink(noisy("sink"), vec![]), own: noisy("own") };
            wait("made").await;
            let first = two.sink.generic((noisy("a"), noisy("b")));
            two.sink.write(if k == 0 { b"none" } else { b"some" }).await;
            if k == 1 {
                let all = two.sink.sent((&list, k)).await;
                return all.join(two.own.name());
            }
            let sink = two.sink.with((&text, &name), [&list, &[3]]);
            wait("with").await;
            let sink = sink.boxed(if k == 0 { Some(Box::new(list.len())) } else { None });
            let again = sink.sent((&list.clone(), give("to", 5).await)).await;
            format!("{again:?}{first:?}")
        }
    }
}

twins! {
    /// A `format_args!` of a variable, given to a method that consumes its receiver, with a wait behind it.
    formats_given_to_builders: |run| { run.drive(f(Some("token"))); run.drive(f(None)); };
    plain {
        struct Request(Noisy, String);
        impl Request {
            fn header(mut self, name: &str, value: impl std::fmt::Display) -> Self {
                self.1 += &format!("{name}: {value};");
                self
            }
        }
    }
    machine {
        async fn f(token: Option<&str>) -> String {
            let mut request = Request(noisy("request"), String::new());
            if let Some(token) = token { request = request.header("auth", format_args!("Bearer {token}")); }
            wait("headers").await;
            let request = request.header("last", format_args!("{}", give("value", 7).await));
            wait("sent").await;
            request.1
        }
    }
}

twins! {
    /// redis' cluster client: what a closure is given is of the type that the first argument has.
    accumulated: |run| { run.drive(f(vec![noisy("a"), noisy("b")])); };
    plain {
        struct All(Vec<Noisy>);
        impl All {
            async fn fold<T>(self, first: T, mut each: impl FnMut(T, Noisy) -> T) -> T {
                let mut sum = first;
                for one in self.0 {
                    wait("one").await;
                    sum = each(sum, one);
                }
                sum
            }
        }
    }
    machine {
        async fn f(names: Vec<Noisy>) -> (usize, bool) {
            let none = 0;
            let (list, last) = All(names)
                .fold((Vec::new(), None), |(mut list, mut last), name| {
                    list.push(name.name().len());
                    last = last.or(Some(name)).filter(|name| name.name().len() > list.len());
                    (list, last)
                })
                .await;
            let more = All(vec![noisy("c")]).fold((none, list), |(n, list), name| (n + list.len() + name.name().len(), list)).await;
            (more.0, last.is_some())
        }
    }
}

twins! {
    /// An arm's value that waits, beside an element of what is made later: nothing is told of that before it is made.
    beside_later_elements: |run| { for n in 0..2 { run.drive(f(n)); } };
    machine {
        async fn f(n: u32) -> (usize, u32) {
            let first = pair(match give("first", n).await { 0 => noisy("zero"), _ => noisy("other") }, [1, give("element", n).await][1]);
            let second = pair(if give("second", n).await == 0 { noisy("if") } else { noisy("else") }, [noisy("name"), give("named", noisy("last")).await][1].name().len() as u32);
            (first.0.name().len() + second.0.name().len(), first.1 + second.1)
        }
    }
    plain {
        fn pair<A, B>(a: A, b: B) -> (A, B) { (a, b) }
    }
}

twins! {
    /// `!` has to know the type of its operand: where that was made behind what the call said of others, there was an error (E0282).
    operands_that_wait_behind_signs: |run| { for n in [0, 2] { run.drive(f(n)); } };
    plain {
        fn with<A, B>(a: A, b: B) -> Result<(A, B), String> { Ok((a, b)) }
    }
    machine {
        async fn f(n: u32) -> Result<u32, String> {
            let not = with(n, !match give("not", (n < 2).then_some(5)).await { Some(n) => n, None => return Ok(3) } & 7).ok();
            let minus = with(&n, n as i32 - (-match give("minus", Some(2)).await { Some(n) => n, None => return Ok(4) })).ok();
            let of = with(Some(Box::new(n)), *match give("of", Some(Box::new(4))).await { Some(n) => n, None => return Ok(5) }).ok();
            Ok(not.map_or(0, |(_, n)| n) + minus.map_or(0, |(_, n)| n as u32) + of.map_or(0, |(_, n)| n))
        }
    }
}

twins! {
    /// `.await` is a `match`: what it comes to is converted where a reference to it is expected, before there is the reference. A call's value
    /// is not (E0308).
    references_to_what_is_converted: |run| { run.drive(f()); };
    plain {
        trait Named { fn of(&self) -> usize; }
        impl Named for Noisy { fn of(&self) -> usize { self.name().len() } }
        fn boxed(named: &Box<dyn Named>) -> usize { named.of() }
        fn exclusive(named: &mut Box<dyn Named>) -> usize { named.of() }
        fn twice(named: &&dyn Named) -> usize { named.of() }
        fn text(text: &str) -> usize { text.len() }
    }
    machine {
        async fn f() -> usize {
            let one = boxed(&give("boxed", Box::new(noisy("one"))).await);
            let two = exclusive(&mut give("exclusive", Box::new(noisy("two"))).await);
            let borrowed = noisy("three");
            let three = twice(&give("twice", &borrowed).await);
            let four = text(&give("text", String::from("four")).await);
            let last: &Box<dyn Named> = &give("last", Box::new(noisy("five"))).await;
            wait("end").await;
            one + two + three + four + last.of()
        }
    }
}
