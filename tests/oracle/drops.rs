//! The order of drops: locals, temporaries, awaited futures, what is half taken apart.

twins! {
    locals_in_reverse: f();
    async fn f() {
        let a = noisy("a");
        wait("one").await;
        let (b, c) = (noisy("b"), noisy("c"));
        let _ = noisy("at once");
        let _d = noisy("d");
        wait("two").await;
        let e = noisy("e");
    }
}

twins! {
    nested_scopes: f();
    async fn f() {
        let outer = noisy("outer");
        {
            let first = noisy("first");
            wait("in first").await;
            { let second = noisy("second"); wait("in second").await; }
            let third = noisy("third");
            wait("in third").await;
        }
        wait("outside").await;
    }
}

twins! {
    /// The future goes as soon as it is ready, before its value is used.
    awaited_future: f();
    async fn f() -> u32 {
        let value = note("value", give("one", 1).await) + note("value", now("two", 2).await);
        let future = give("three", noisy("carried"));
        wait("before").await;
        note("carried", future.await);
        value
    }
}

twins! {
    temporaries_of_statements: f();
    async fn f() -> usize {
        noisy("statement").same();
        noisy("before the wait").same().name().len() + give("in between", noisy("after")).await.name().len();
        wait("next").await;
        let length = noisy("in a let").same().name().len() + { wait("still there").await; 1 };
        match noisy("scrutinee").same().name() { name => { wait("in the arm").await; name.len() + length } }
    }
}

twins! {
    extended_temporaries: f();
    async fn f() -> usize {
        let reference = &noisy("extended");
        let pair = (&noisy("in a tuple"), noisy("beside"));
        let Pair { left, right } = &Pair { left: noisy("left"), right: noisy("right") };
        wait("held").await;
        reference.name().len() + pair.0.name().len() + left.name().len() + right.name().len()
    }
}

twins! {
    /// Edition 2024: temporaries of the tail go before the locals.
    tail_temporaries: f();
    async fn f() -> usize {
        let local = noisy("local");
        wait("one").await;
        noisy("tail").same().name().len() + give("in the tail", local.name().len()).await
    }
}

twins! {
    explicit: f();
    async fn f() {
        let a = noisy("a");
        let b = noisy("b");
        let forgotten = noisy("forgotten");
        let kept = std::mem::ManuallyDrop::new(noisy("kept"));
        wait("one").await;
        drop(a);
        std::mem::forget(forgotten);
        wait("two").await;
        drop((b, noisy("c")));
        wait("three").await;
    }
}

twins! {
    half_taken_apart: f((noisy("a"), Pair { left: noisy("l"), right: noisy("r") }, (noisy("x"), noisy("y"))));
    async fn f(whole: (Noisy, Pair, (Noisy, Noisy))) {
        let local = noisy("local");
        drop(whole.1.left);
        wait("one").await;
        let (x, y) = whole.2;
        wait("two").await;
        drop(x);
        wait("three").await;
    }
}

twins! {
    taken_in_one_branch: |run| { (0..3).for_each(|n| drop(run.drive(f(n)))); };
    machine {
        async fn f(n: u32) -> Option<Noisy> {
            let pair = Pair { left: noisy("l"), right: noisy("r") };
            let single = Some(noisy("single"));
            wait("one").await;
            let taken = match n {
                0 => { drop(pair.left); None }
                1 => Some(pair.right),
                _ => single,
            };
            wait("two").await;
            taken
        }
    }
}

twins! {
    futures_as_values: |run| { run.drive(f(true)); run.drive(f(false)); };
    machine {
        async fn f(wanted: bool) -> u32 {
            let first = give("first", 1);
            let second = give("second", noisy("in second"));
            let list = vec![give("never", 1), give("never either", 2)];
            wait("before").await;
            let mut n = first.await;
            if wanted { n += second.await.name().len() as u32; }
            drop(list);
            wait("after").await;
            n
        }
    }
}

twins! {
    arms_and_bindings: |run| { run.drive(f(Some(noisy("some")))); run.drive(f(None)); };
    machine {
        async fn f(option: Option<Noisy>) -> usize {
            let length = match option {
                Some(inner) if give("guard", inner.name().len() > 9).await => 1,
                Some(inner) => { let own = noisy("own"); wait("arm").await; inner.name().len() }
                None => { wait("none").await; 0 }
            };
            wait("after").await;
            length
        }
    }
}

twins! {
    machines_in_machines: |run| { run.drive(outer()); };
    machine { async fn inner(argument: Noisy) -> Noisy { let own = noisy("inner"); wait("deep").await; argument } }
    machine { async fn middle() -> Noisy { let own = noisy("middle"); inner(noisy("argument")).await } }
    machine {
        async fn outer() -> usize {
            let own = noisy("outer");
            let (a, b) = both(middle(), inner(noisy("second"))).await;
            wait("after").await;
            a.name().len() + b.name().len()
        }
    }
}

twins! {
    /// On a way out, operands that wait are dropped before what the statement's references refer to.
    waiting_operands_before_temporaries: f();
    async fn f() -> usize {
        fn three(a: Noisy, b: usize, c: Noisy) -> usize { a.name().len() + b + c.name().len() }
        let tuple = (
            noisy("operand1"),
            noisy("temporary1").same().name().len(),
            noisy("operand2"),
            give("temporary2", noisy("temporary2")).await.same().name().len(),
            give("operand3", noisy("operand3")).await,
        );
        let lock = Lock::new(5);
        let n = three(noisy("operand4"), *lock.lock().await + give("more", 1).await, give("operand5", noisy("operand5")).await);
        let m = three(
            noisy("operand6"),
            match noisy("scrutinee").same().name().len() { 0 => 1, k => give("arm", k).await },
            give("operand7", noisy("operand7")).await,
        );
        tuple.1 + n + m
    }
}

twins! {
    /// The operands of a tail's own expression are dropped in turn with its temporaries.
    waiting_operands_of_a_tail: |run| { run.drive(f(true)); run.drive(f(false)); };
    machine {
        async fn f(early: bool) -> usize {
            fn three(a: Noisy, b: usize, c: Noisy) -> usize { a.name().len() + b + c.name().len() }
            three(
                noisy("outer1"),
                three(noisy("inner1"), noisy("temporary1").same().name().len(), give("inner2", noisy("inner2")).await),
                if early { return noisy("leaving").same().name().len() + give("early", 1).await } else { give("outer2", noisy("outer2")).await },
            )
        }
    }
}

twins! {
    /// Fields that closures with `move` copy: the variable stays where it is, and is dropped at the end of its scope, with what its own
    /// destructor does.
    copied_fields: |run| { run.drive(f(Named("argument"))); run.drive(g()); };
    plain {
        struct Named(&'static str);
        impl Drop for Named { fn drop(&mut self) { note("dropped", self.0); } }
        struct Held { guard: Noisy, n: u32 }
    }
    machine {
        async fn f(argument: Named) -> usize {
            let first = move || argument.0.len();
            first();
            wait("first").await;
            let own = Named("own");
            let second = async move { wait("in the block").await; own.0.len() };
            wait("second").await;
            note("still there", first()) + second.await
        }
    }
    machine {
        async fn g() -> u32 {
            let pair = Held { guard: noisy("guard"), n: 1 };
            let wrapped = (Named("wrapped"), pair);
            let ask = move || wrapped.1.n;
            wait("made").await;
            let inner = Named("inner");
            let show = move |more: &Named| { note("shown", inner.0); more.0.len() as u32 };
            wait("between").await;
            let n = show(&Named("argument"));
            wait("asked").await;
            n + ask()
        }
    }
}
