//! Loops: `while`, `while let`, `for`, `loop` with values.

twins! {
    while_loop: f(3);
    async fn f(mut n: u32) -> u32 {
        let mut sum = 0;
        while n > 0 {
            let held = noisy("held");
            sum += give("n", n).await;
            n -= 1;
        }
        sum
    }
}

twins! {
    condition_that_waits: f(2);
    async fn f(last: u32) -> u32 {
        let mut n = 0;
        while give("condition", n < last).await {
            n += 1;
            if give("skip", n == 1).await { continue; }
            note("round", n);
        }
        n
    }
}

twins! {
    while_let: f();
    async fn f() -> u32 {
        let mut stream = stream(3);
        let mut product = 1;
        while let Some(n) = stream.next().await {
            let held = noisy("held");
            product *= n + give("one", 1).await;
        }
        product
    }
}

twins! {
    /// The guard is taken anew in each round, and lives through its body.
    while_let_temporary: f();
    async fn f() -> u32 {
        let lock = Lock::new(vec![1, 2]);
        let mut sum = 0;
        while let Some(n) = lock.lock().await.pop() {
            wait("locked").await;
            sum += n;
        }
        sum
    }
}

twins! {
    while_let_chain: f();
    async fn f() -> u32 {
        let mut stack = vec![noisy("c"), noisy("b"), noisy("a")];
        let mut n = 0;
        while n < 2 && let Some(top) = stack.pop() && give(top.name(), true).await {
            wait("round").await;
            n += 1;
        }
        n
    }
}

twins! {
    for_range: f(3);
    async fn f(n: u32) -> Vec<u32> {
        let mut list = Vec::new();
        for i in 0..n {
            list.push(give("item", i * i).await);
        }
        list
    }
}

twins! {
    for_by_value: f(vec![noisy("a"), noisy("b"), noisy("c")]);
    async fn f(list: Vec<Noisy>) -> usize {
        let mut seen = 0;
        for item in list {
            if item.name() == "b" { continue; }
            wait("item").await;
            seen += item.name().len();
        }
        seen
    }
}

twins! {
    for_by_reference: f(vec![1, 2], [noisy("x"), noisy("y")]);
    async fn f(mut list: Vec<u32>, pair: [Noisy; 2]) -> u32 {
        for n in &mut list {
            add(n, 10).await;
        }
        for (i, noisy) in pair.iter().enumerate() {
            list[i] += borrow(noisy).await.name().len() as u32;
        }
        list.iter().sum()
    }
}

twins! {
    iterator_that_waits: f();
    async fn f() -> u32 {
        let mut sum = 0;
        for &(n, ref name) in give("list", vec![(1, noisy("one")), (2, noisy("two"))]).await.iter() {
            wait("item").await;
            sum += n;
        }
        wait("after").await;
        sum
    }
}

twins! {
    loop_with_value: f();
    async fn f() -> u32 {
        let mut n = 0;
        let found = loop {
            n += 1;
            let held = noisy("held");
            if give("n", n).await > 2 {
                break give("value", n * 100).await;
            }
        };
        wait("after").await;
        found
    }
}

twins! {
    nested: f(2);
    async fn f(n: u32) -> u32 {
        let mut sum = 0;
        for i in 0..n {
            let outer = noisy("outer");
            let mut j = 0;
            while j <= i {
                sum += give("inner", i * 10 + j).await;
                j += 1;
                loop {
                    if now("leave", true).await { break; }
                }
            }
        }
        sum
    }
}

twins! {
    /// What the loop's body moves out is set again before the next round.
    moved_in_each_round: f();
    async fn f() -> &'static str {
        let mut current = noisy("first");
        for name in ["second", "third"] {
            wait("before").await;
            drop(current);
            wait("without").await;
            current = noisy(name);
        }
        current.name()
    }
}

twins! {
    never_ends: |run| { run.drive(f()); run.drive(g()); };
    machine {
        async fn f() -> u32 {
            let mut n = 0;
            loop {
                n = give("n", n + 1).await;
                if n == 2 { return n; }
            }
        }
    }
    machine {
        async fn g() {
            let held = noisy("held");
            for _ in 0.. {
                wait("for ever").await;
            }
        }
    }
}

twins! {
    /// What the pattern of a loop leaves of an item lives as long as the body: natively it is the value of a match.
    leftovers_of_items: f();
    async fn f() -> usize {
        for _ in vec![noisy("unbound"), noisy("the next")] { wait("body").await; }
        for (taken, _) in [(noisy("taken"), noisy("left")), (noisy("broken off"), noisy("left behind"))] {
            wait("both").await;
            if taken.name() == "broken off" { break; }
            drop(taken);
            wait("half").await;
        }
        'outer: for _ in [noisy("outer"), noisy("outer again")] {
            for Pair { left, .. } in Some(Pair { left: noisy("l"), right: noisy("r") }) {
                wait("inner").await;
                continue 'outer;
            }
        }
        for Noisy(_) in [noisy("returned"), noisy("never seen")] {
            let local = noisy("local");
            wait("return").await;
            return local.name().len();
        }
        0
    }
}

twins! {
    /// What a `while let` took out of a variable that is held was an error (E0507).
    while_let_takes_a_list_apart: f(2);
    async fn f(most: usize) -> usize {
        struct Link { noisy: Noisy, next: Option<Box<Link>> }
        let link = |name, next| Some(Box::new(Link { noisy: noisy(name), next }));
        let mut at = link("a", link("b", link("c", None)));
        let mut seen = Vec::new();
        'list: while let Some(mut link) = at {
            at = link.next.take();
            if seen.len() == most { break 'list; }
            note("seen", link.noisy.name());
            seen.push(link);
        }
        wait("between").await;
        let mut all = seen.into_iter();
        let mut next = all.next();
        while let Some(link) = next {
            next = if link.noisy.name() == "b" { None } else { all.next() };
        }
        wait("end").await;
        all.len()
    }
}

twins! {
    /// An alternative is not put into parentheses here.
    alternatives_of_items: f(vec![Ok(1), Err(2), Ok(3)]);
    async fn f(items: Vec<Result<u32, u32>>) -> u32 {
        let held = noisy("held");
        let mut sum = 0;
        for &(Ok(n) | Err(n)) in &items { sum += give("lent", n).await; }
        for Ok(n) | Err(n) in items { sum += give("owned", n).await; }
        sum
    }
}
