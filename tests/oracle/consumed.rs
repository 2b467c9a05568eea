//! What a call consumes is moved before its arguments are made: it goes first where these panic, leave, or are never made.

twins! {
    while_arguments_wait: |run| {
        run.drive(once(own("own"), noisy("younger")));
        run.drive(chained());
        run.drive(inner(own("outer"), own("inner"), noisy("younger")));
        run.drive(borrows(own("shared"), own("exclusive"), noisy("younger")));
        run.drive(optional(Some(noisy("option")), noisy("younger")));
        run.drive(called(noisy("argument")));
    };
    plain {
        pub struct Own(Noisy);
        pub fn own(name: &'static str) -> Own { Own(noisy(name)) }
        impl Own {
            pub fn consume(self, n: usize) -> usize { n + self.0.name().len() }
            pub fn with(self, other: Noisy) -> Own { note("with", other.name()); self }
            pub async fn go(self, n: usize) -> usize { wait("go").await; n + self.0.name().len() }
            pub fn look(&self, n: usize) -> usize { n + self.0.name().len() }
            pub fn change(&mut self, other: Noisy) { self.0 = other; }
        }
    }
    machine {
        async fn once(own: Own, younger: Noisy) -> usize {
            let youngest = noisy("youngest");
            let n = own.consume(give("n", 3).await);
            wait("end").await;
            n
        }
        async fn chained() -> usize {
            let first = own("first");
            let younger = noisy("younger");
            let first = first.with(give("one", noisy("one")).await).with(give("two", noisy("two")).await);
            wait("end").await;
            first.look(1)
        }
        async fn inner(outer: Own, inner: Own, younger: Noisy) -> usize {
            let n = outer.go(inner.go(give("n", 3).await).await).await;
            wait("end").await;
            n
        }
        async fn borrows(shared: Own, mut exclusive: Own, younger: Noisy) -> usize {
            let n = shared.look(give("n", 1).await);
            exclusive.change(give("other", noisy("other")).await);
            wait("end").await;
            n
        }
        async fn optional(option: Option<Noisy>, younger: Noisy) -> Noisy {
            let one = option.unwrap_or(give("other", noisy("other")).await);
            wait("end").await;
            one
        }
        async fn called(argument: Noisy) -> usize {
            let owned = noisy("owned");
            let call = move |n: usize| { let owned = owned; n + owned.name().len() };
            let younger = noisy("younger");
            let n = call(give("n", 1).await);
            wait("end").await;
            n
        }
    }
}

twins! {
    where_arguments_leave: |run| {
        drop(run.drive(question(own("own"), noisy("younger"))));
        run.drive(breaks(own("own"), noisy("younger"), true));
        run.drive(breaks(own("own"), noisy("younger"), false));
        run.drive(breaks_at_once(own("own"), noisy("younger"), true));
        run.drive(breaks_at_once(own("own"), noisy("younger"), false));
        run.drive(goes_on(noisy("younger")));
    };
    plain {
        pub struct Own(Noisy);
        pub fn own(name: &'static str) -> Own { Own(noisy(name)) }
        impl Own {
            pub fn consume(self, n: usize) -> usize { n + self.0.name().len() }
            pub fn look(&self, n: usize) -> usize { n + self.0.name().len() }
        }
    }
    machine {
        async fn question(own: Own, younger: Noisy) -> Result<usize, Oops> {
            let n = own.consume(fail("why").await?);
            wait("never").await;
            Ok(n)
        }
        async fn breaks(own: Own, younger: Noisy, leaves: bool) -> usize {
            let n = loop {
                let n = own.consume({ let held = noisy("held"); if give("leaves", leaves).await { break 3 } 4 });
                break n;
            };
            wait("end").await;
            n
        }
        async fn breaks_at_once(own: Own, younger: Noisy, leaves: bool) -> usize {
            wait("begin").await;
            let n = 'block: { own.consume(if leaves { break 'block 3 } else { 4 }) };
            wait("end").await;
            n
        }
        async fn goes_on(younger: Noisy) -> usize {
            let mut sum = 0;
            for n in 0..3 {
                let own = own("own");
                let other = noisy("other");
                sum += own.look({ if give("odd", n == 1).await { continue } n });
                sum += own.consume({ if give("last", n == 2).await { break } n });
                wait("round").await;
            }
            wait("end").await;
            sum
        }
    }
}

twins! {
    where_arguments_panic: |run| { for n in 0..4 { run.drive(f(own("own"), noisy("younger"), n)); } };
    plain {
        pub struct Own(Noisy);
        pub fn own(name: &'static str) -> Own { Own(noisy(name)) }
        impl Own {
            pub fn consume(self, name: &str, n: usize) -> usize { n + name.len() + self.0.name().len() }
            pub fn look(&self, name: &str) -> usize { name.len() + self.0.name().len() }
        }
        pub fn named(noisy: &Noisy, panics: bool) -> &'static str {
            assert!(!panics, "not today");
            noisy.name()
        }
    }
    machine {
        async fn f(own: Own, younger: Noisy, n: usize) -> usize {
            wait("begin").await;
            let youngest = noisy("youngest");
            let looked = own.look(named(&younger, n == 1));
            wait("between").await;
            if n == 2 { return 2; }
            let sum = looked + own.consume(named(&youngest, n == 3), n);
            wait("end").await;
            sum
        }
    }
}

twins! {
    /// Whether a call consumes a variable is asked also where its closure has what the block around it binds.
    with_closures_of_blocks: |run| {
        for n in 0..3 {
            run.drive(folded(vec!["a", "bb", "cc"], n));
            run.drive(arms(Own(noisy("own")), [None, Some(noisy("some")), None][n].take(), n));
            run.drive(rounds(Own(noisy("own")), n));
            run.drive(looked_at(Own(noisy("own")), n));
            run.drive(fields(Own(noisy("own")), noisy("beside"), n));
            run.drive(panics(Own(noisy("own")), n));
        }
    };
    plain {
        pub struct Own(Noisy);
        impl Own {
            pub fn run(self, mut f: impl FnMut(&Noisy) -> usize) -> usize { f(&self.0) }
            pub fn with(self, f: impl FnOnce(Noisy) -> Noisy) -> Own { Own(f(self.0)) }
            pub fn look(&self, f: impl FnOnce(&Noisy) -> usize) -> usize { f(&self.0) }
        }
        pub struct Two { own: Own, beside: Noisy }
    }
    machine {
        async fn folded(list: Vec<&'static str>, n: usize) -> String {
            let mut text = String::new();
            let mut rest = list.iter();
            if let Some(first) = rest.next() && n > 0 {
                let s = first.to_string();
                let joined = rest.fold(s, |mut s, next| { s.push_str(next); s });
                text.push_str(&joined);
            }
            wait("end").await;
            text
        }
        async fn arms(own: Own, option: Option<Noisy>, n: usize) -> usize {
            let younger = noisy("younger");
            wait("begin").await;
            let sum = match option {
                Some(some) => own.run(|noisy| note("both", noisy.name().len() + some.name().len())),
                None if n == 0 => {
                    let (least, mut seen) = (noisy("least"), Vec::new());
                    let sum = own.run(|noisy| { seen.push(noisy.name()); least.name().len() });
                    sum + note("seen", seen).len()
                }
                None => n,
            };
            wait("end").await;
            sum
        }
        async fn rounds(mut own: Own, n: usize) -> usize {
            let mut sum = 0;
            for k in 0..n {
                let name = noisy(["first", "second"][k]);
                own = own.with(move |old| { note("instead of", old.name()); name });
                sum += own.look(|noisy| noisy.name().len() + k);
            }
            for name in ["a", "b", "c"] {
                if name == ["b", "x", "a"][n] { sum += own.run(|name| name.name().len()); break; }
            }
            wait("end").await;
            sum
        }
        async fn looked_at(own: Own, n: usize) -> usize {
            let mut sum = n;
            if n > 0 { let more = noisy("more"); sum += own.look(|noisy| noisy.name().len() + more.name().len()); }
            wait("end").await;
            sum
        }
        async fn fields(own: Own, beside: Noisy, n: usize) -> usize {
            let two = Two { own, beside };
            wait("begin").await;
            let mut sum = n;
            if n == 1 {
                let more = noisy("more");
                sum += two.own.run(|noisy| noisy.name().len() + more.name().len());
            }
            wait("end").await;
            sum + two.beside.name().len()
        }
        async fn panics(own: Own, n: usize) -> usize {
            let younger = noisy("younger");
            let sum = if n == 2 { let k = noisy("k"); own.run(|noisy| panic!("{} {}", noisy.name(), k.name())) } else { n };
            wait("end").await;
            sum
        }
    }
}

twins! {
    /// Where control ends in a macro that panics, nothing is left of what the other ways use up.
    where_others_panic: |run| { for n in 0..3 { run.drive(f(n)); run.drive(g(n)); } };
    machine {
        async fn f(n: usize) -> usize {
            let (first, second) = (noisy("first"), noisy("second"));
            let sum = match give("n", n).await {
                0 => taken(first).await,
                1 => { let k = n; taken((first, k).0).await + taken(second).await }
                _ => unreachable!("{n} of {}", second.name()),
            };
            wait("between").await;
            let more = if give("more", n).await == 0 { taken(noisy("more")).await } else { wait("else").await; std::panic!("else") };
            wait("end").await;
            sum + more
        }
        async fn g(n: usize) -> usize {
            let future = taken(noisy("future"));
            let some = if n < 2 { Some(noisy("some")) } else { None };
            let Some(some) = some else { note("none", ()); todo!() };
            let length = 'found: { if give("n", n).await > 0 { break 'found future.await } panic!() };
            wait("end").await;
            length + some.name().len()
        }
        async fn taken(name: Noisy) -> usize {
            wait("taken").await;
            name.name().len()
        }
    }
}
