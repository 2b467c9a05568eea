//! Panics: in the body, in destructors, contained ones. (Every other test has them in its leaves.)

twins! {
    in_the_body: |run| { (0..4).for_each(|n| drop(run.drive(f(n)))); };
    machine {
        async fn f(n: usize) -> u32 {
            let first = noisy("first");
            let list = [10_u32, 20];
            wait("one").await;
            let second = noisy("second");
            let value = list[give("index", n).await];
            let Some(left) = value.checked_sub(15) else { panic!("too small") };
            left
        }
    }
}

twins! {
    destructor_at_scope_end: f();
    async fn f() {
        let a = noisy("a");
        {
            let b = noisy("b");
            let bomb = Bomb("bomb");
            let c = noisy("c");
            wait("in").await;
        }
        wait("never").await;
    }
}

twins! {
    defused: |run| { run.drive(f(false)); run.drive(f(true)); };
    machine {
        async fn f(armed: bool) -> u32 {
            let before = noisy("before");
            let bomb = Bomb("bomb");
            let after = noisy("after");
            wait("one").await;
            if !armed { std::mem::forget(bomb); return 1; }
            wait("two").await;
            2
        }
    }
}

twins! {
    destructor_at_assignment: |run| { run.drive(f(false)); run.drive(f(true)); };
    machine {
        async fn f(armed: bool) -> u32 {
            let held = noisy("held");
            let mut slot = armed.then_some(Bomb("old"));
            wait("one").await;
            slot = None;
            wait("two").await;
            3
        }
    }
}

twins! {
    destructor_of_an_argument: |run| { run.drive(f(None, noisy("a"))); run.drive(f(Some(Bomb("argument")), noisy("b"))); };
    machine {
        async fn f(bomb: Option<Bomb>, other: Noisy) -> u32 {
            let local = noisy("local");
            wait("one").await;
            4
        }
    }
}

twins! {
    destructor_of_a_future: |run| { run.drive(f(false)); run.drive(f(true)); };
    machine {
        async fn f(armed: bool) -> u32 {
            let held = noisy("held");
            Explosive { wait: Box::pin(wait("inside")), armed }.await;
            wait("after").await;
            5
        }
    }
    plain {
        use std::{pin::Pin, task::{Context, Poll}};
        struct Explosive<F> { wait: Pin<Box<F>>, armed: bool }
        impl<F: Future> Future for Explosive<F> {
            type Output = F::Output;
            fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<F::Output> { self.wait.as_mut().poll(cx) }
        }
        impl<F> Drop for Explosive<F> { fn drop(&mut self) { if self.armed { drop(Bomb("future")) } } }
    }
}

twins! {
    destructor_of_a_temporary: |run| { run.drive(f(false)); run.drive(f(true)); };
    machine {
        async fn f(armed: bool) -> u32 {
            let held = noisy("held");
            let n = (armed.then_some(Bomb("temporary")), noisy("beside")).1.name().len() as u32 + give("n", 1).await;
            wait("after").await;
            n
        }
    }
}

twins! {
    contained: f();
    async fn f() -> Result<u32, &'static str> {
        use std::panic::{AssertUnwindSafe, catch_unwind};
        let held = noisy("held");
        let caught = catch_unwind(AssertUnwindSafe(|| { let inner = noisy("inner"); if held.name() == "held" { panic!("caught") } 1 }));
        wait("after").await;
        caught.map_err(|payload| payload.downcast_ref::<&str>().copied().unwrap_or("?"))
    }
}

twins! {
    /// Calls that user code does not write: operators, `Deref`, `IntoFuture`, `Iterator::next`.
    in_calls_not_written: |run| { (0..5).for_each(|n| drop(run.drive(f(n)))); };
    machine {
        async fn f(n: u32) -> u32 {
            let held = noisy("held");
            let touchy = Touchy(n);
            wait("one").await;
            let mut sum = *touchy;
            let beside = noisy("beside");
            sum += touchy + give("operand", 1).await;
            for item in touchy { sum += give("item", item).await; }
            sum + touchy.await
        }
    }
    plain {
        #[derive(Clone, Copy)]
        struct Touchy(u32);
        impl Touchy { fn touch(self, which: u32) -> u32 { if self.0 == which { panic!("touched {which}") } which } }
        impl std::ops::Deref for Touchy { type Target = u32; fn deref(&self) -> &u32 { self.touch(0); &self.0 } }
        impl std::ops::Add<u32> for Touchy { type Output = u32; fn add(self, n: u32) -> u32 { self.touch(1) + n } }
        impl Iterator for Touchy { type Item = u32; fn next(&mut self) -> Option<u32> { self.0 += 3; (self.touch(5) > 0 && self.0 < 9).then_some(self.0) } }
        impl IntoFuture for Touchy {
            type Output = u32;
            type IntoFuture = std::future::Ready<u32>;
            fn into_future(self) -> Self::IntoFuture { self.touch(4); std::future::ready(1) }
        }
    }
}

twins! {
    /// What is consumed before control ends is there on the other ways.
    consumed_before_the_end: |run| { for n in 0..4 { run.drive(f(n)); } };
    plain { struct Sender(Noisy); impl Sender { fn send(self, n: usize) -> usize { n + self.0.name().len() } } }
    machine {
        async fn f(n: usize) -> usize {
            let (first, second, third) = (Sender(noisy("first")), Sender(noisy("second")), Sender(noisy("third")));
            wait("made").await;
            let n = match n { 0 => { let sent = first.send(1); std::panic::resume_unwind(Box::new(sent)) } n => n };
            if n == 1 {
                let sent = second.send(2);
                panic!("sent {sent}");
            }
            if n == 2 {
                let sent = if n == 2 { third.send(5) } else { 2 };
                wait("behind it").await;
                unreachable!("sent {sent}");
            }
            wait("not sent").await;
            first.send(n) + second.send(n) + third.send(n)
        }
    }
}

twins! {
    /// The old value's destructor panics where a variable that loses parts elsewhere is assigned to, or a part of it: the new value is
    /// there, and is dropped once. (It was dropped twice.)
    destructor_of_what_parts_are_moved_of: |run| { for n in 0..3 { run.drive(f(Pair { left: noisy("left"), right: noisy("right") }, n)); } };
    machine {
        async fn f(mut pair: Pair, n: u32) -> usize {
            let other = noisy("other");
            pair.left = give("left", noisy("new left")).await;
            wait("one").await;
            if n == 1 { drop(pair.right); pair.right = noisy("refilled"); }
            pair = Pair { left: noisy("left of new"), right: give("right", noisy("right of new")).await };
            wait("two").await;
            let left = pair.left;
            if n == 2 { pair.left = give("again", noisy("again")).await; wait("three").await; pair = Pair { left: noisy("l"), right: noisy("r") }; }
            wait("four").await;
            left.name().len() + other.name().len() + pair.right.name().len()
        }
    }
}
