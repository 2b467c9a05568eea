//! Straight-line code: waits in a row, blocks, locals, shadowing, results.

twins! {
    three_in_a_row: f(1);
    async fn f(start: u32) -> u32 {
        let a = give("a", start + 1).await;
        note("a", a);
        let b = give("b", a * 10).await;
        note("b", b);
        let c = now("c", a + b).await;
        note("c", c)
    }
}

twins! {
    /// The values are used after later waits, not only after their own.
    used_later: f();
    async fn f() -> (u32, &'static str, Noisy) {
        let number = give("number", 7).await;
        let text = give("text", "seven").await;
        let object = give("object", noisy("object")).await;
        wait("last").await;
        (number, text, object)
    }
}

twins! {
    /// Nothing runs before the first poll, also where nothing waits.
    no_wait: f(noisy("argument"));
    async fn f(argument: Noisy) -> usize {
        note("in the body", ());
        argument.name().len()
    }
}

twins! {
    empty: f();
    async fn f() {}
}

twins! {
    tail_without_semicolon: f();
    async fn f() -> u32 {
        wait("first").await;
        give("tail", 3).await
    }
}

twins! {
    blocks_as_values: f();
    async fn f() -> u32 {
        let outer = noisy("outer");
        let sum = {
            let inner = noisy("inner");
            let n = give("n", 4).await;
            let m = {
                let innermost = noisy("innermost");
                wait("deep").await;
                innermost.name().len() as u32
            };
            note("inner block", n + m)
        };
        wait("after").await;
        note(outer.name(), sum)
    }
}

twins! {
    shadowing: f(noisy("x"));
    async fn f(x: Noisy) -> String {
        let x = (x, noisy("second"));
        wait("one").await;
        let x = format!("{x:?}");
        wait("two").await;
        let x = { let x = x.len(); wait("three").await; format!("{x}") };
        x
    }
}

twins! {
    destructuring: f();
    async fn f() -> u32 {
        let (a, [b, .., c], Pair { left, .. }) =
            give("all", (noisy("a"), [1, 2, 3], Pair { left: noisy("left"), right: noisy("right") })).await;
        wait("held").await;
        note(left.name(), b);
        drop(a);
        wait("still").await;
        b + c
    }
}

twins! {
    declared_and_set_later: f(true);
    async fn f(flag: bool) -> u32 {
        let value;
        let mut changed = 1;
        wait("before").await;
        if flag {
            value = give("set", 5).await;
        } else {
            value = 6;
        }
        changed += value;
        wait("between").await;
        changed = changed * 2 + value;
        changed
    }
}

twins! {
    /// Words that a generator might take for its own, comments, odd literals, text that is not ASCII.
    words_in_text: f();
    async fn f() -> String {
        let coroutine_of_await = "x.await; yield_!(y) }"; // .await;
        let brace = '}';
        /* wait("no").await; */
        let größe = give("größe", "日本語 — ünï".len()).await;
        let r#await_ = give(r#"raw " text"#, b'\'').await ; // comment after
        wait("line")
            // in the middle of a chain
            .await;
        format!("{coroutine_of_await}{brace}{größe}{await_}")
    }
}

twins! {
    statements_under_cfg: f();
    async fn f() -> u32 {
        let mut sum = 0;
        #[cfg(all())]
        wait("there").await;
        #[cfg(any())]
        compile_error!("not there");
        #[cfg(any())]
        wait("not there").await;
        #[cfg(all())]
        let step = 2;
        #[cfg(any())]
        let step = "not there";
        sum += step + give("n", 1).await;
        #[allow(unused_variables)]
        let unused = 1;
        sum
    }
}

twins! {
    attributes_and_docs: f(2);
    /// Documented.
    #[inline]
    #[must_use = "it is lazy"]
    #[allow(clippy::needless_pass_by_value)]
    async fn f(#[allow(unused_mut)] mut n: u32) -> u32 {
        //! Documented inside.
        n += 1;
        wait("once").await;
        n
    }
}
