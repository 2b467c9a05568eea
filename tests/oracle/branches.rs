//! Branches: `if`, `if let`, let chains, `match` with guards and bindings, `let else`.

twins! {
    if_else: |run| { run.drive(f(1)); run.drive(f(5)); run.drive(f(50)); };
    machine {
        async fn f(n: u32) -> &'static str {
            let held = noisy("held");
            if n < 3 {
                wait("small").await;
                "small"
            } else if give("ask", n).await < 10 {
                let own = noisy("own");
                wait("medium").await;
                "medium"
            } else {
                "large"
            }
        }
    }
}

twins! {
    if_without_else: |run| { run.drive(f(true)); run.drive(f(false)); };
    machine {
        async fn f(flag: bool) -> u32 {
            let mut n = 0;
            if flag && give("and", true).await {
                n += give("one", 1).await;
            }
            if flag || give("or", true).await {
                n += 10;
            }
            if !(give("not", flag).await) { n += 100 }
            n
        }
    }
}

twins! {
    if_let: |run| {
        run.drive(f(Some(noisy("a")), Ok(1)));
        run.drive(f(None, Ok(2)));
        run.drive(f(None, Err(Oops("none"))));
    };
    machine {
        async fn f(first: Option<Noisy>, second: Result<u32, Oops>) -> u32 {
            if let Some(noisy) = first {
                wait("in first").await;
                noisy.name().len() as u32
            } else if let Ok(n @ 1..=9) = give("second", second).await {
                wait("in second").await;
                n
            } else {
                wait("in neither").await;
                0
            }
        }
    }
}

twins! {
    /// The scrutinee's temporary lives through the body, and not through `else` (edition 2024).
    if_let_temporary: |run| { run.drive(f(1)); run.drive(f(9)); };
    machine {
        async fn f(n: u32) -> u32 {
            let lock = Lock::new(Some(n));
            if let Some(1) = *lock.lock().await {
                wait("locked").await;
                1
            } else {
                wait("unlocked").await;
                2
            }
        }
    }
}

twins! {
    let_chains: |run| {
        run.drive(f(Some(3), true));
        run.drive(f(Some(30), true));
        run.drive(f(None, true));
        run.drive(f(Some(3), false));
    };
    machine {
        async fn f(n: Option<u32>, go: bool) -> u32 {
            if go
                && let Some(n) = give("n", n).await
                && let held = noisy("held")
                && n < 10
                && let Some(m) = give("m", Some(n * 2)).await
            {
                wait("in").await;
                n + m
            } else {
                wait("out").await;
                0
            }
        }
    }
}

twins! {
    match_arms: |run| { (0..5).for_each(|n| drop(run.drive(f(n)))); };
    machine {
        async fn f(n: u32) -> String {
            match give("n", n).await {
                0 => "zero".to_owned(),
                1 | 2 => {
                    let inner = noisy("inner");
                    wait("one or two").await;
                    inner.name().to_owned()
                }
                3.. if n > 3 => give("more", format!("{n}")).await,
                other => note("other", format!("{other}")),
            }
        }
    }
}

twins! {
    match_by_reference: f(Pair { left: noisy("l"), right: noisy("r") });
    async fn f(mut pair: Pair) -> usize {
        let n = match &pair {
            Pair { left, .. } if left.name() == "none" => 0,
            Pair { left, right } => {
                borrow(left).await;
                left.name().len() + borrow(right).await.name().len()
            }
        };
        match &mut pair.left {
            Noisy(name) => {
                wait("change").await;
                *name = "changed";
            }
        }
        n
    }
}

twins! {
    match_by_move: |run| {
        run.drive(f(Some(noisy("a")), Some(noisy("b"))));
        run.drive(f(Some(noisy("a")), None));
        run.drive(f(None, None));
    };
    machine {
        async fn f(a: Option<Noisy>, b: Option<Noisy>) -> &'static str {
            match (a, b) {
                (Some(a), Some(_)) => { wait("both").await; drop(a); wait("dropped").await; "both" }
                (Some(a), None) => { wait("first").await; a.name() }
                (None, Some(b)) => { wait("second").await; b.name() }
                (None, None) => "none",
            }
        }
    }
}

twins! {
    guards_that_wait: |run| { (0..4).for_each(|n| drop(run.drive(f(n)))); };
    machine {
        async fn f(n: u32) -> u32 {
            match Some(n) {
                Some(x) if give("guard one", x == 1).await => 100,
                Some(ref x) if { wait("guard two").await; *x == 2 } => x + give("two", 200).await,
                Some(x) => x,
                None => 0,
            }
        }
    }
}

twins! {
    bindings: |run| { run.drive(f(vec![1, 2, 3, 4])); run.drive(f(vec![1])); run.drive(f(vec![])); };
    machine {
        async fn f(list: Vec<u32>) -> u32 {
            match list.as_slice() {
                [] => 0,
                whole @ [first, rest @ ..] if whole.len() > 2 => {
                    wait("long").await;
                    let [second, ..] = rest else { return 99 };
                    first + second + whole.len() as u32
                }
                &[only] | &[only, _] => give("short", only).await,
                [..] => 98,
            }
        }
    }
}

twins! {
    let_else: |run| { run.drive(f(Some("7"))); run.drive(f(Some("x"))); run.drive(f(None)); };
    machine {
        async fn f(text: Option<&str>) -> Result<u32, Oops> {
            let before = noisy("before");
            let Some(text) = give("text", text).await else {
                wait("else").await;
                return Err(Oops("none"));
            };
            let after = noisy("after");
            let Ok(n) = text.parse::<u32>() else { return fail("not a number").await };
            wait("end").await;
            Ok(n)
        }
    }
}

twins! {
    branches_as_operands: |run| { run.drive(f(true)); run.drive(f(false)); };
    machine {
        async fn f(flag: bool) -> u32 {
            (if flag { give("a", 1).await } else { 2 })
                + match flag { true => 10, false => give("b", 20).await }
                + { wait("block").await; 100 }
        }
    }
}

twins! {
    /// A pattern that binds nothing, or only a reference, leaves the matched value where it is: it lasts as long as the match.
    matched_and_left: |run| { for flag in [true, false] { run.drive(f(flag)); } };
    machine {
        async fn f(flag: bool) -> usize {
            match give("first", noisy("first")).await {
                _ => wait("in the only arm").await,
            }
            match give("second", noisy("second")).await {
                _ if flag => wait("it was left").await,
                second => wait(second.name()).await,
            }
            match give("third", noisy("third")).await {
                ref third if flag => wait(third.name()).await,
                third => wait(third.name()).await,
            }
            if let _ = give("fourth", noisy("fourth")).await { wait("always").await; }
            while let _ = give("fifth", noisy("fifth")).await { wait("once").await; break; }
            let n = match noisy("sixth") { ref mut sixth => { wait("in the arm").await; sixth.name().len() } };
            n + match give("number", 3).await { 0 => 0, 1..=2 => { wait("few").await; 1 }, _ => { wait("many").await; 2 } }
        }
    }
}

twins! {
    /// Guards that wait, of matches on what is not the function's: nothing of it is evaluated, or moved.
    guards_on_statics: |run| { for n in 0..4 { run.drive(f(n)); } };
    plain {
        static NUMBERS: [u32; 3] = [1, 2, 3];
        static mut PAIR: (u32, u32) = (1, 2);
        const MAYBE: Option<u32> = Some(3);
    }
    machine {
        async fn f(n: u32) -> u32 {
            let first = match NUMBERS {
                [a, ..] if give("first", a == n).await => a,
                [_, ref b, _] if { wait("second").await; *b == n } => { wait("in it").await; b * 10 }
                _ => 0,
            };
            let pair = unsafe { match PAIR { all if give("pair", all.0 > n).await => 100, (_, b) => { wait("rest").await; b * 100 } } };
            let maybe = match MAYBE { Some(x) if give("maybe", x == n).await => 1000, _ => 2000 };
            first + pair + maybe
        }
    }
}

twins! {
    /// A guard that waits is asked for each alternative of the pattern that matches.
    alternatives_with_a_waiting_guard: |run| {
        for want in 1..4 { run.drive(f((1, 2), want)); }
        for want in ["a", "b", "c"] {
            run.drive(g((Some(noisy("a")), Some(noisy("b"))), want));
            run.drive(g((None, Some(noisy("b"))), want));
        }
    };
    plain {
        async fn is(n: u32, want: u32) -> bool { wait("is").await; note("asked", n) == want }
        async fn is_called(noisy: &Noisy, want: &str) -> bool { wait("is called").await; note("asked", noisy.name()) == want }
    }
    machine {
        async fn f(pair: (u32, u32), want: u32) -> u32 {
            match pair {
                (n, _) | (_, n) if is(n, want).await => n * 10,
                (n, m) => n + m,
            }
        }
    }
    machine {
        async fn g(pair: (Option<Noisy>, Option<Noisy>), want: &'static str) -> usize {
            match pair {
                ((Some(x), _) | (_, Some(x))) if is_called(&x, want).await => { wait("taken").await; x.name().len() }
                (Some(ref x), None) | (None, Some(ref x)) if is_called(x, "b").await => { wait("by ref").await; 10 }
                (first, second) => { wait("neither").await; drop(first); wait("second").await; 5 }
            }
        }
    }
}

twins! {
    /// A place behind an own `Deref` is reached once by a pattern that only refers to it.
    referring_behind_own_deref: |run| { run.drive(f(Pointer((noisy("first"), 1)))); };
    plain {
        struct Pointer((Noisy, u32));
        impl std::ops::Deref for Pointer {
            type Target = (Noisy, u32);
            fn deref(&self) -> &(Noisy, u32) { note("deref", ()); &self.0 }
        }
        impl std::ops::DerefMut for Pointer {
            fn deref_mut(&mut self) -> &mut (Noisy, u32) { note("deref_mut", ()); &mut self.0 }
        }
    }
    machine {
        async fn f(mut pointer: Pointer) -> u32 {
            match *pointer { (ref noisy, _) => { wait("arm").await; note("name", noisy.name()); } }
            match *pointer { (ref mut noisy, ref mut n) => { *noisy = give("new", Noisy("new")).await; *n += 1; } }
            let (ref noisy, ref n) = *pointer;
            wait("let").await;
            note("n", *n);
            if let (ref noisy, 1..) = *pointer { wait("if").await; note("name", noisy.name()); }
            match pointer.0.0 { Noisy(ref name) => wait(name).await }
            pointer.1
        }
    }
}

twins! {
    /// Branches of which the first one leaves a block early agree on a type as those of an `if` do.
    common_types_of_branches: |run| { for k in 0..4 { drop(run.drive(f(k, Some(k)))); } };
    plain {
        fn one(n: u32) -> u32 { n + 1 }
        fn two(n: u32) -> u32 { n + 2 }
    }
    machine {
        async fn f(k: u32, mut given: Option<u32>) -> u32 {
            let call = if let Some(0) = given { wait("first").await; one } else { two };
            let other = if let Some(n) = given && n > 1 { wait("second").await; one } else if let Some(1) = given { two } else { |n| n };
            let base = 7;
            let number = if let Some(n) = &mut given { *n += k; wait("third").await; n } else { &base };
            let sum = call(*number) + other(k);
            let _ = if let Some(n) = &mut given { *n = give("set", 3).await; n } else { &base };
            sum + given.unwrap_or(0)
        }
    }
}

twins! {
    /// Chains of conditions that do not wait: what `let` moves out of a variable was left where it is, which does not compile (E0507).
    chains_that_take: |run| { for n in 0..6 { run.drive(f(n, Some(noisy("first")), Some(noisy("second")), Some(noisy("third")))); } };
    machine {
        async fn f(n: usize, first: Option<Noisy>, mut second: Option<Noisy>, third: Option<Noisy>) -> usize {
            wait("begin").await;
            if n == 0 && let Some(taken) = first {
                note("taken", taken.name());
                return 0;
            }
            wait("behind the first").await;
            let mut rounds = 0;
            while rounds < n && let Some(taken) = second && taken.name().len() > 2 {
                rounds += 1;
                second = None;
                if n == 2 {
                    second = Some(noisy("again"));
                    continue;
                }
                if n == 3 {
                    break;
                }
                note("round", taken.name());
            }
            wait("behind the second").await;
            let name = if n > 3 && let Some(taken) = third && noisy("asked").name() == "asked" && n > 4 {
                taken.name().len()
            } else if let Some(first) = &first && n == 4 {
                first.name().len()
            } else {
                0
            };
            wait("behind the third").await;
            loop {
                rounds += 1;
                if rounds > 4 && let Some(taken) = first {
                    note("at last", taken.name());
                    break;
                }
            }
            wait("end").await;
            name + rounds
        }
    }
}

twins! {
    /// `pin!` with a comma behind its value.
    pinned_with_a_comma: f();
    async fn f() -> usize {
        let mut first = std::pin::pin!(give("first", 1),);
        wait("pinned").await;
        first.as_mut().await + std::pin::pin!(give("second", 2),).await
    }
}

// What is temporary in a condition that waits was dropped behind the `else`, which did not wait.
twins! {
    temporaries_of_conditions_end_before_else: |run| { run.drive(f(0)); run.drive(f(1)); };
    machine {
        async fn f(n: u32) -> usize {
            if let Some(1) = give("g", Some(len(&noisy("t")))).await && n == 1 { note("then", 1); } else { note("else", 1); }
            if let None = give("g", Some(len(&noisy("t")))).await { note("then", 2); } else { note("else", 2); }
            if let None = give("g", Some(noisy("m"))).await.as_ref() { note("then", 3); } else { note("else", 3); }
            if let (1, _) = &(give("g", len(&noisy("t"))).await, noisy("u")) && n == 1 { note("then", 4); } else { note("else", 4); }
            let all = (noisy("a"), if let None = give("g", Some(noisy("m"))).await.as_ref() { 5 } else { note("else", 6) });
            all.1
        }
    }
    plain { fn len(of: &Noisy) -> usize { of.name().len() } }
}
