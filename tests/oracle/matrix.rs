//! What an earlier generator of this kind could not take: every row of its list of failures, small.

twins! {
    copied_arguments: f(1, 2);
    async fn f(a: u32, b: u32) -> u32 {
        let sum = note("before", a + b);
        wait("one").await;
        sum + a
    }
}

twins! {
    result_used_after_the_next_wait: f();
    async fn f() -> String {
        let first = give("first", "one").await;
        let second = give("second", "two").await;
        format!("{first}{second}")
    }
}

twins! {
    owned_argument: f(String::from("owned"), std::collections::HashMap::from([(1, 2)]));
    async fn f(text: String, map: std::collections::HashMap<u8, u8>) -> usize {
        wait("one").await;
        wait("two").await;
        text.len() + map.len()
    }
}

twins! {
    counter_over_two_waits: f();
    async fn f() -> u32 {
        let mut counter = 0;
        wait("one").await;
        counter += 1;
        wait("two").await;
        counter += 1;
        counter
    }
}

twins! {
    exclusive_local: f();
    async fn f() -> Vec<&'static str> {
        let mut buffer = Vec::new();
        let writer = &mut buffer;
        writer.push(give("first", "a").await);
        writer.push(give("second", "b").await);
        buffer
    }
}

twins! {
    waits_in_bodies: f(true);
    async fn f(flag: bool) -> u32 {
        let mut sum = 0;
        for n in 0..2 { sum += give("for", n).await; }
        while sum < 3 { sum += give("while", 1).await; }
        if flag { wait("if").await; }
        match sum { 3 => give("match", 30).await, _ => 0 }
    }
}

twins! {
    two_waits_on_one_line: f();
    async fn f() -> u32 {
        give("outer", give("inner", 1).await).await + { wait("statement").await; wait("another").await; 1 }
    }
}

twins! {
    written_type_and_question_mark: |run| { run.drive(f(Ok(String::from("7")))); run.drive(f(Err(Oops("no")))); };
    machine {
        async fn f(from: Result<String, Oops>) -> Result<usize, Oops> {
            let a: String = give("a", from).await?;
            let b : Vec < String > = vec![ a ]; // odd spacing
            wait("end").await; // comment after
            Ok(b.len())
        }
    }
}

twins! {
    tail_without_semicolon: f();
    async fn f() { wait("tail").await }
}

twins! {
    words_in_strings_and_names: f();
    async fn f() -> usize {
        let coroutine_wait = "coroutine fn wait.await; }";
        let close = ['}', '{', '"', '\''];
        let await_count = "日本 .await ".matches(".await").count();
        wait("}").await;
        coroutine_wait.len() + close.len() + await_count
    }
}

twins! {
    chain_over_lines: f();
    async fn f() -> usize {
        give("text", "a,b")
            .await
            .split(',')
            // between
            .map(str::len)
            .sum::<usize>()
            + give("path", "/1?x=1").await.len()
    }
}

twins! {
    header_over_lines: f(1_u8, "x",);
    async fn f<
        T,
    >(
        first: T,
        /* in between */ second: &str,
    ) -> (T, usize)
    where
        T: Copy,
    {
        wait("one").await;
        (first, second.len())
    }
}

twins! {
    recursion_by_box: |run| { run.drive(f(3)); };
    plain {
        fn boxed(n: u32) -> std::pin::Pin<Box<dyn Future<Output = u32>>> { Box::pin(f(n)) }
    }
    machine {
        async fn f(n: u32) -> u32 {
            if n == 0 { return 0; }
            let below = boxed(n - 1).await;
            give("n", n).await + below
        }
    }
}
