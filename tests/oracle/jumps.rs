//! Jumps: labelled loops and blocks, early `return`, `?`.

twins! {
    labelled_loops: f();
    async fn f() -> Vec<(u32, u32)> {
        let mut seen = Vec::new();
        'outer: for i in 0..4 {
            let row = noisy("row");
            for j in 0..4 {
                let cell = noisy("cell");
                if give("i", i).await == 1 { continue 'outer; }
                if j == 2 { wait("leave row").await; break; }
                if i == 3 { break 'outer; }
                seen.push((i, j));
            }
        }
        seen
    }
}

twins! {
    labelled_values: f(2);
    async fn f(n: u32) -> u32 {
        let a = 'a: loop {
            loop {
                if give("n", n).await > 1 { break 'a give("value", 5).await; }
                break;
            }
            break 7;
        };
        a + 'b: {
            let held = noisy("held");
            if a == 5 { break 'b give("early", 10).await; }
            wait("late").await;
            20
        }
    }
}

twins! {
    /// The same label twice, one after the other.
    labels_reused: f();
    async fn f() -> u32 {
        let mut n = 0;
        'x: while n < 10 {
            n += 1;
            'y: {
                if give("inner", n == 2).await { break 'y; }
                n += 2;
            }
            if n > 4 { break 'x; }
        }
        'x: loop { wait("second").await; break 'x n; }
    }
}

twins! {
    early_return: |run| { (0..4).for_each(|n| drop(run.drive(f(n)))); };
    machine {
        async fn f(n: u32) -> &'static str {
            let first = noisy("first");
            if n == 0 { return "at once"; }
            wait("one").await;
            let second = noisy("second");
            for i in 0..2 {
                let third = noisy("third");
                match n {
                    1 => return give("from the loop", "loop").await,
                    2 if i == 1 => { drop(third); wait("two").await; return second.name() }
                    _ => wait("round").await,
                }
            }
            "end"
        }
    }
}

twins! {
    question_mark: |run| { run.drive(f(0)); run.drive(f(1)); run.drive(f(2)); };
    machine {
        async fn f(n: u32) -> Result<u32, Wrapped> {
            let held = noisy("held");
            let a: u32 = give("first", if n == 0 { Err(Oops("zero")) } else { Ok(n) }).await?;
            let inner = noisy("inner");
            if n == 1 { fail::<()>("one").await?; }
            let b = give("second", Ok::<_, Wrapped>(10)).await?;
            Ok(a + b + give("third", Ok::<u32, Oops>(100)).await?)
        }
    }
}

twins! {
    question_mark_on_options: |run| { run.drive(f(Some("12"))); run.drive(f(Some("a"))); run.drive(f(None)); };
    machine {
        async fn f(text: Option<&str>) -> Option<u32> {
            let held = noisy("held");
            let digit = give("text", text).await?.chars().next()?.to_digit(10)?;
            wait("digit").await;
            (give("tail", Some(digit)).await)
        }
    }
}

twins! {
    question_mark_in_operands: |run| { run.drive(f(true)); run.drive(f(false)); };
    machine {
        async fn f(fine: bool) -> Result<(Noisy, u32), Oops> {
            Ok((
                noisy("operand"),
                1 + give("n", if fine { Ok(1) } else { Err(Oops("in an operand")) }).await?,
            ))
        }
    }
}

twins! {
    return_in_odd_places: |run| { run.drive(f(1)); run.drive(f(2)); run.drive(f(3)); };
    machine {
        async fn f(n: u32) -> u32 {
            let list = [noisy("list").name().len() as u32, if n == 1 { return give("array", 1).await } else { 2 }];
            let sum = list[1] + (n > 2).then_some(5).unwrap_or(match n { 2 => return 22, _ => 7 });
            wait("end").await;
            return sum;
        }
    }
}

twins! {
    break_out_of_operands: f();
    async fn f() -> u32 {
        let mut n = 0;
        loop {
            n += 1;
            let pair = (noisy("operand"), give("n", n).await, if n == 2 { break } else { n });
            note("pair", pair.2);
        }
        n
    }
}

twins! {
    /// A value that is moved out on one way through the body only.
    moved_on_one_way: |run| { run.drive(f(0)); run.drive(f(1)); run.drive(f(2)); };
    machine {
        async fn f(n: u32) -> u32 {
            let value = noisy("value");
            let other = noisy("other");
            'block: {
                if n == 0 { break 'block; }
                drop(value);
                wait("moved").await;
                if n == 1 { break 'block; }
                drop(other);
            }
            wait("end").await;
            n
        }
    }
}

twins! {
    everything_diverges: |run| { run.drive(f(true)); run.drive(f(false)); };
    machine {
        async fn f(flag: bool) -> u32 {
            let held = noisy("held");
            if flag { return give("one", 1).await; } else { wait("other").await; return 2; }
        }
    }
}

twins! {
    /// What suspends behind a statement that leaves: nothing gets there, and nobody asks for the block's value.
    suspensions_behind_leaves: |run| { for n in 0..4 { run.drive(f(n)); } };
    machine {
        async fn f(n: u32) -> u32 {
            let held = noisy("held");
            if n == 0 { return give("one", 1).await; wait("behind").await; }
            if n == 1 { { return 5; } wait("behind").await; }
            let mut rounds = 0;
            loop {
                rounds += 1;
                let round = noisy("round");
                if rounds == n { break give("broken", rounds).await; wait("behind").await; }
                else { wait("on").await; continue; drop(give("behind", round).await); }
            }
        }
    }
}

twins! {
    /// The same behind macros that panic, and behind branches that all leave: the block's value is not `()`.
    suspensions_behind_ends: |run| { for n in 0..6 { run.drive(f(n)); } };
    machine {
        async fn f(n: u32) -> u32 {
            let held = noisy("held");
            let Some(some) = (n > 0).then_some(n) else { wait("none").await; panic!("none of {n}"); wait("behind").await; };
            let other = match some { 1 => give("other", 1).await, 2 => { if held.name().is_empty() { return 1; } else { return 2; } wait("behind").await; } n => n };
            let last = if other == 3 { panic!("{}", noisy("failing").name()); wait("behind").await; } else { other };
            if last == 4 { give("four", 4).await } else { unreachable!("{last}"); wait("behind").await; }
        }
    }
}
