//! `let` in all its forms.

twins! {
    /// The temporaries of the initialiser end before the else block.
    else_after_temporaries: |run| { for n in 0..3 { run.drive(f(n)); } };
    machine {
        async fn f(n: u32) -> usize {
            let lock = Lock::new(Some(3));
            let Some(mut got) = (*lock.lock().await).filter(|_| n == 0) else {
                note("else", n);
                let guard = lock.lock().await;
                wait("held").await;
                return 1;
            };
            got += 1;
            wait("went on").await;
            let Some(2 | 4) = Some(got + *lock.lock().await.as_ref().unwrap() - 3) else { return lock.lock().await.unwrap() };
            let (4, held) = (got, give("held", noisy("held")).await) else { return 7 };
            wait("end").await;
            held.name().len()
        }
    }
}

twins! {
    patterns_without_values: |run| { for n in 0..2 { run.drive(f(n)); } };
    machine {
        async fn f(n: u32) -> usize {
            let (x, y);
            if n == 0 {
                x = noisy("x");
                y = give("y", noisy("y")).await;
            } else {
                y = noisy("y1");
                x = noisy("x1");
            }
            wait("p").await;
            let (mut q, mut s);
            (q, s) = give("pair", (noisy("q"), noisy("s"))).await;
            (q, _) = (give("q2", noisy("q2")).await, noisy("gone"));
            q.name().len() + s.name().len() + x.name().len() + y.name().len()
        }
    }
}

twins! {
    underscore_moves_nothing: f(Pair { left: noisy("l"), right: noisy("r") });
    async fn f(pair: Pair) -> usize {
        wait("r").await;
        _ = pair.left;
        let _ = pair.right;
        wait("s").await;
        _ = give("value", noisy("value")).await;
        pair.left.name().len()
    }
}

twins! {
    /// They lived until the end of the block, as those of a pattern that matches do.
    extended_temporaries_end_before_else: |run| { (0..4).for_each(|n| drop(run.drive(f(n)))); };
    machine {
        async fn f(n: u32) -> usize {
            wait("start").await;
            let (Noisy("a"), Noisy(name)) = (&noisy("a"), &noisy("b")) else { unreachable!() };
            wait("matched").await;
            if n == 0 {
                let &None = &Some(noisy("plain")) else { note("else", ()); return name.len() };
            }
            let ((&Noisy("a"), _) | (_, &Noisy("a"))) = (&noisy("one"), &noisy(if n == 1 { "a" } else { "two" })) else {
                note("else", ());
                wait("else").await;
                if n == 2 { panic!("in else") }
                return 1;
            };
            wait("end").await;
            2
        }
    }
}
