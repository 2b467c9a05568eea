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
