//! What is temporary in an operand, while others wait: it lives to the end of the statement, or of a scope of its own.

twins! {
    /// What is matched is temporary as what is behind a dot is: it went before the operands that wait.
    matched_in_operands: f();
    async fn f() -> usize {
        let a = (match noisy("dot").name() { "dot" => 1, _ => 2 }, give("one", 1).await);
        wait("a").await;
        let b = (match noisy("by number") { Noisy(name) => name.len() }, give("two", 2).await);
        wait("b").await;
        let c = (match (noisy("taken"), noisy("left")) { (x, _) => x.name().len() }, give("three", 3).await);
        wait("c").await;
        let d = (if let "if" = noisy("if").name() { 1 } else { 2 }, give("four", 4).await);
        wait("d").await;
        let e = (matches!(noisy("matches").name(), "no" | "matches"), give("five", 5).await);
        wait("e").await;
        let f = (vec![noisy("in a vec").name()], dbg!(noisy("in a dbg").name()), give("six", 6).await);
        a.0 + b.0 + c.0 + d.0 + usize::from(e.0) + f.0.len()
    }
}

twins! {
    /// What waits in a block or a match, before operands that do not: what is temporary there ended with the block or the match.
    waiting_in_an_operand: f();
    async fn f() -> usize {
        let a = (noisy("x"), match give("one", noisy("matched")).await.name() { name => name.len() }, noisy("y"));
        wait("a").await;
        let b = (noisy("x"), { give("two", noisy("tail")).await.name().len() }, noisy("y"));
        wait("b").await;
        let c = (noisy("x"), if let "if" = give("three", noisy("if")).await.name() { 1 } else { 2 }, noisy("y"));
        wait("c").await;
        let d = (noisy("x"), match give("four", Pair { left: noisy("l"), right: noisy("r") }).await { Pair { ref left, .. } => left.name().len() }, noisy("y"));
        a.1 + b.1 + c.1 + d.1
    }
}

twins! {
    /// The operands of `&&` and `||` are scopes of their own: what is temporary there lasted to the end of the statement.
    lazy_operators_in_operands: |run| { for n in 0..3 { run.drive(f(n)); } };
    plain { fn told(name: &'static str, answer: bool) -> (Noisy, bool) { (noisy(name), answer) } }
    machine {
        async fn f(n: u32) -> u32 {
            let a = (told("a", n > 0).1 && noisy("b").name() == "b", give("one", 1).await);
            wait("one is there").await;
            let b = (told("c", n > 1).1 || told("d", false).1, give("two", told("e", true)).await.1 && told("g", n > 0).1);
            wait("two is there").await;
            let same = noisy("h").name() == give("three", noisy("h")).await.name() && told("i", n > 1).1;
            u32::from(a.0) + u32::from(b.0 ^ b.1) + u32::from(same)
        }
    }
}

twins! {
    /// What has a destructor is taken apart by copies, and goes where it is matched no longer: it went before the arm.
    taken_apart_by_copies: |run| { for n in 0..3 { run.drive(f(n)); } };
    plain {
        enum Kind { One(usize), Two { name: &'static str }, Three }
        impl Drop for Kind { fn drop(&mut self) { note("kind", ()); } }
        fn kind(n: u32) -> Kind { match n { 0 => Kind::One(1), 1 => Kind::Two { name: "two" }, _ => Kind::Three } }
    }
    machine {
        async fn f(n: u32) -> usize {
            let Noisy(first) = noisy("first");
            let a = match kind(n) {
                Kind::One(n) => { wait("one").await; n }
                Kind::Two { name } => { wait("two").await; name.len() }
                Kind::Three => { wait("three").await; 3 }
            };
            if let Noisy(name) = noisy("if") { wait("if").await; note("name", name); }
            while let Noisy(name) = noisy("while") { wait("while").await; note("name", name); break; }
            for Noisy(name) in [noisy("item one"), noisy("item two")] { wait("for").await; note("name", name); }
            match give("given", Some(noisy("given"))).await { Some(Noisy(name)) => wait(name).await, None => {} }
            a + first.len()
        }
    }
}

twins! {
    /// What a struct literal leaves of the value that it takes its other fields from: it went before the operands that wait.
    in_any_order rest_of_a_value_in_operands: f();
    async fn f() -> usize {
        let pairs = (Pair { left: noisy("left"), ..pair() }, give("one", 1).await, Pair { right: noisy("right"), ..pair() });
        wait("pairs").await;
        let list = vec![Pair { left: noisy("left"), ..pair() }, Pair { right: give("right", noisy("right")).await, ..pair() }];
        wait("list").await;
        list.len() + pairs.0.left.name().len()
    }
    fn pair() -> Pair { Pair { left: noisy("own left"), right: noisy("own right") } }
}

twins! {
    /// It did not compile (E0308): the call that says what the branches are to be stood twice, and said twice what it leaves.
    branches_for_a_method_that_consumes: |run| { for n in 0..2 { run.drive(f(Builder(noisy("builder")), n)); } };
    plain {
        struct Builder(Noisy);
        impl Builder {
            fn with(self, n: usize) -> Self { note("with", n); self }
            async fn build(self) -> Option<usize> { wait("build").await; Some(self.0.name().len()) }
        }
    }
    machine {
        async fn f(builder: Builder, n: usize) -> Option<usize> {
            let length = builder
                .with(give("one", 1).await)
                .with(match give("two", n.checked_sub(1)).await { Some(n) => n, None => return None })
                .build().await;
            length
        }
    }
}

twins! {
    /// It did not compile (E0080): closures captured what they are given by a call on a temporary, which was not handed to them.
    closures_for_calls_on_temporaries: f();
    async fn f() -> usize {
        let (n, s) = (give("one", 1).await, give("two", noisy("s")).await);
        let a = Client(1, noisy("client")).with(|x| x + n).with(|x| x + s.name().len()).send().await;
        let n = give("three", 3).await;
        let b = Client(2, noisy("client")).with(move |x| x + n).send().await;
        let n = give("four", 4).await;
        let c = Client(3, noisy("client")).when(async { wait("in").await; n }).await.send().await;
        a + b + c
    }
    struct Client(usize, Noisy);
    impl Client {
        fn with(mut self, change: impl Fn(usize) -> usize) -> Self { self.0 = change(self.0); self }
        async fn when(mut self, given: impl Future<Output = usize>) -> Self { self.0 += given.await; self }
        async fn send(self) -> usize { wait("send").await; self.0 }
    }
}

twins! {
    /// It did not compile (E0277): whether a block is `Copy` is not known where its methods are looked at.
    blocks_with_methods: f();
    async fn f() -> usize {
        let name = noisy("name");
        let n = async { wait("in").await; name.name() }.map(|name| name.len()).await;
        let closure = move || name.name();
        n + closure.map(|closure| give("closure", closure().len())).await
    }
    trait Maps: Sized { fn map<T>(self, change: impl FnOnce(Self) -> T) -> T { change(self) } }
    impl<F: FnOnce() -> &'static str> Maps for F {}
    trait MapsLater: Future + Sized {
        fn map<T>(self, change: impl FnOnce(Self::Output) -> T) -> impl Future<Output = T> { async { change(self.await) } }
    }
    impl<F: Future> MapsLater for F {}
}

twins! {
    /// A closure that is called where it stands is temporary there, if the call only borrows it.
    called_where_it_stands: |run| {
        run.drive(f(noisy("a"), noisy("b")));
        run.drive(consumes(noisy("a")));
        run.drive(made());
    };
    plain {
        pub fn made_of(noisy: Noisy) -> impl Fn(usize) -> usize { move |n| n + noisy.name().len() }
    }
    machine {
        async fn f(a: Noisy, b: Noisy) -> usize {
            let n = (move || give("one", a.name().len()))().await;
            let m = (move |n: usize| give("two", n + b.name().len()))(give("n", n).await).await;
            wait("end").await;
            n + m
        }
        async fn consumes(a: Noisy) -> usize {
            let n = (move || { drop(a); give("one", 1) })().await;
            wait("end").await;
            n
        }
        async fn made() -> usize {
            let n = give("one", made_of(noisy("made"))(2)).await;
            wait("end").await;
            n
        }
    }
}

twins! {
    /// `&mut None` is no constant that could be referred to.
    exclusive_variants: |run| { run.drive(f(2)); };
    plain {
        enum Step { First, Then(u32) }
        async fn fill(place: &mut Option<u32>, n: u32) -> u32 { *place = Some(n); wait("fill").await; place.take().unwrap_or(0) }
        async fn go(step: &mut Step) -> u32 {
            let n = match step { Step::First => 1, Step::Then(n) => *n };
            *step = Step::Then(give("go", n + 1).await);
            n
        }
        struct Unit;
        impl Unit { async fn go(&mut self) { wait("unit").await } }
    }
    machine {
        async fn f(k: u32) -> u32 {
            let mut sum = fill(&mut None, k).await + go(&mut Step::First).await;
            let kept = &mut None;
            sum += fill(kept, 3).await;
            *kept = Some(sum);
            let both = (&mut None, &mut Step::First);
            sum += fill(both.0, go(both.1).await).await + go(both.1).await;
            Unit.go().await;
            match &mut None { Some(n) => sum += *n, none => sum += fill(none, 5).await }
            sum + kept.unwrap_or(0)
        }
    }
}

twins! {
    /// What `..rest` leaves of a value that waits lives to the end of the statement: of an awaited one, of a field of one, behind fields
    /// that wait.
    rest_of_what_waits: f();
    async fn f() -> usize {
        let plain = Both { left: copy(&give("left", noisy("left")).await), ..give("rest", both("rest")).await };
        wait("plain").await;
        let of_field = Both { left: noisy("new"), ..(noisy("beside"), give("inner", both("inner")).await).1 };
        let n = look(&Both { left: copy(&noisy("copied")), ..give("looked at", both("looked at")).await }, noisy("behind"));
        wait("looked").await;
        plain.right.name().len() + of_field.left.name().len() + of_field.right.name().len() + n
    }
    struct Both { left: Noisy, right: Noisy }
    fn both(name: &'static str) -> Both { Both { left: noisy(name), right: noisy(name) } }
    fn copy(of: &Noisy) -> Noisy { noisy(of.name()) }
    fn look(both: &Both, other: Noisy) -> usize { both.left.name().len() + other.name().len() }
}

twins! {
    /// Temporaries beside others whose life a `let` extends live to the end of the statement, behind all that waits in it; those of which
    /// only a part is referred to extend nothing else.
    beside_extended_ones: |run| { for n in 0..3 { run.drive(f(n)); run.drive(or_else(n)); } };
    plain {
        fn copy(of: &Noisy) -> Noisy { noisy(of.name()) }
        fn some(n: u32, of: &Noisy) -> Option<Noisy> { (n < 2).then(|| copy(of)) }
        struct Both { left: Noisy, right: Noisy }
    }
    machine {
        async fn f(n: u32) -> usize {
            let list = [&copy(borrow(&noisy("first")).await), &copy(&give("second", noisy("second")).await)];
            wait("list").await;
            let element = &[copy(&noisy("zero")), copy(borrow(&noisy("one")).await)][give("index", n as usize % 2).await];
            wait("element").await;
            let (moved, extended) = (copy(&noisy("moved")), &copy(borrow(&noisy("extended")).await));
            wait("pair").await;
            let part = (&Both { left: copy(&noisy("left")), right: give("right", noisy("right")).await }.left, copy(&give("more", noisy("more")).await));
            wait("part").await;
            list[0].name().len() + element.name().len() + moved.name().len() + extended.name().len() + part.0.name().len() + part.1.name().len()
        }
        async fn or_else(n: u32) -> usize {
            let (Some(found), other) = (&some(n, &noisy("found")), &copy(borrow(&noisy("other")).await)) else {
                wait("else").await;
                return 0;
            };
            wait("found").await;
            let (Some(second), third) = (&some(n, &noisy("second")), &copy(&noisy("third"))) else { return 1 };
            wait("second").await;
            found.name().len() + other.name().len() + second.name().len() + third.name().len()
        }
    }
}

twins! {
    /// `&mut CONSTANT` refers to a copy that lasts as long as a temporary does; it was taken for a place, and did not last (E0716).
    exclusive_references_to_constants: |run| { drop(run.drive(f())); };
    plain {
        const START: [u8; 3] = [1, 2, 3];
        struct Kept { list: [u8; 2], nested: ([u8; 2], u8) }
        impl Kept { const EMPTY: Kept = Kept { list: [4, 4], nested: ([5, 5], 5) }; }
        async fn bump(list: &mut [u8], by: u8) -> u8 { wait("bump").await; list[0] += by; list[0] }
    }
    machine {
        async fn f() -> u8 {
            let kept = &mut START;
            kept[0] = 10;
            let a = bump(&mut START, give("by", 5).await).await;
            let b = bump(&mut (self::START), 6).await + bump(&mut Kept::EMPTY.list, give("field", 1).await).await;
            let (_, c) = (bump(&mut Kept::EMPTY.nested.0[1..], 7).await, &mut START[give("index", 1).await]);
            *c += 1;
            a + b + *c + kept[0]
        }
    }
}

twins! {
    /// What is temporary in the last expression of a block ends with the block or behind it, as its edition has it: the machine had it
    /// end as it does in the crate's own edition.
    last_expressions_of_async_blocks: |run| { run.drive(f(2)); };
    machine {
        async fn f(n: usize) -> usize {
            let first = async {
                let local = noisy("local");
                (noisy("temporary"), n).1.max(local.name().len())
            };
            wait("between").await;
            let second = async move {
                let _local = noisy("second local");
                give("given", noisy("second temporary")).await.name().len() + n
            };
            first.await + second.await
        }
    }
}
