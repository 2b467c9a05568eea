//! Closures and blocks: in this edition they capture variables, not parts of them.

twins! {
    /// What a block in a closure captures, the closure captures.
    by_a_block_in_a_closure: f(noisy("argument"));
    async fn f(argument: Noisy) -> usize {
        let ask = || async { give(argument.name(), 1).await };
        let n = ask().await + ask().await;
        wait("between").await;
        n + (|| async { (|| async { argument.name().len() })().await })().await
    }
}

twins! {
    /// So it is with closures in closures, also where they write.
    by_closures_in_closures: f(noisy("a"), vec![1]);
    async fn f(argument: Noisy, mut list: Vec<usize>) -> usize {
        let mut pair = (noisy("left"), 1);
        {
            let mut grow = || {
                let mut push = |n| list.push(n + argument.name().len());
                push(1);
                push(2);
            };
            grow();
            grow();
        }
        wait("between").await;
        let mut count = || { let mut one = || pair.1 += pair.0.name().len(); one(); one(); };
        count();
        wait("after").await;
        pair.1 + list.iter().sum::<usize>()
    }
}

twins! {
    /// A variable of which a closure uses a field is captured as a whole with `move`, and so is one that is not even looked at.
    as_wholes: f((noisy("taken"), noisy("beside")), (noisy("read"), noisy("with it")));
    async fn f(pair: (Noisy, Noisy), other: (Noisy, Noisy)) -> usize {
        let unlooked = noisy("unlooked");
        let moved = move || pair.0.name().len();
        let reads = || other.0.name().len();
        let idle = move || { let _ = unlooked; 1 };
        wait("made").await;
        let n = moved() + idle();
        drop(moved);
        drop(idle);
        wait("dropped").await;
        n + reads()
    }
}
