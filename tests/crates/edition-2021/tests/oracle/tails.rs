//! Temporaries of last expressions and of `if let`: in this edition they live to the end of the statement around.

twins! {
    of_functions: f();
    async fn f() -> usize {
        let _local = noisy("local");
        wait("before").await;
        noisy("receiver").name().len() + give("value", noisy("value")).await.name().len()
    }
}

twins! {
    of_blocks: f();
    async fn f() -> usize {
        let _outer = noisy("outer");
        let n = {
            let _inner = noisy("inner");
            noisy("receiver").name().len() + give("value", 1).await
        } + noisy("later").name().len();
        wait("between").await;
        let lock = Lock::new(1);
        let m = { let _inner = noisy("inner"); *lock.lock().await };
        n + m
    }
}

twins! {
    of_branches: |run| { for flag in [true, false] { run.drive(f(flag)); } };
    machine {
        async fn f(flag: bool) -> usize {
            let lock = Lock::new(3);
            let n = if flag {
                let _local = noisy("then");
                noisy("tail").name().len() + *lock.lock().await
            } else {
                let _local = noisy("else");
                *lock.lock().await + noisy("tail").name().len()
            };
            wait("between").await;
            n + match flag {
                true => { let _local = noisy("arm"); *lock.lock().await }
                false => *lock.lock().await + 1,
            }
        }
    }
}

twins! {
    of_loops: f();
    async fn f() -> usize {
        let lock = Lock::new(0);
        for n in 0..2 {
            let _local = noisy("round");
            note("got", *lock.lock().await + n);
            note("last", (*lock.lock().await + n, noisy("tail").name()).0);
        }
        let mut rounds = 0;
        while rounds < 2 {
            rounds += 1;
            let _local = noisy("round");
            { wait("tail").await; noisy("tail") }.name();
        }
        rounds
    }
}

twins! {
    of_if_let: |run| { for n in 0..3 { run.drive(f(n)); } };
    machine {
        async fn f(n: usize) -> usize {
            let (lock, other) = (Lock::new(n), Lock::new(7));
            let got = if let 1 = *lock.lock().await {
                wait("then").await;
                *other.lock().await
            } else if let Some(m) = give("second", noisy("scrutinee").name().len().checked_sub(8)).await {
                wait("else").await;
                m + *other.lock().await
            } else {
                100
            };
            wait("after").await;
            if let "x" = give("name", noisy("last")).await.name() { return 5 }
            while let Some(k) = give("next", noisy("loop").name().len().checked_sub(4 + n)).await {
                wait("body").await;
                if k < 10 { break }
            }
            got
        }
    }
}

twins! {
    of_let_else: |run| { for n in 0..2 { run.drive(f(n)); } };
    machine {
        async fn f(n: usize) -> usize {
            let lock = Lock::new(n);
            let 1 = *lock.lock().await else {
                let _local = noisy("else");
                wait("else").await;
                return *lock.lock().await;
            };
            let squared = lock.lock().await.pow(2);
            squared
        }
    }
}

twins! {
    of_while_let: f(3);
    async fn f(last: u32) -> u32 {
        let mut numbers = stream(last);
        let mut sum = 0;
        while let Some(n) = numbers.next().await {
            let _round = noisy("round");
            sum += give("weight", n).await;
            if n == 1 { continue }
            noisy("tail").name();
        }
        sum
    }
}

twins! {
    /// Temporaries that hold on to an argument, which is there until they have ended.
    of_arguments: f(std::cell::RefCell::new(noisy("text")), Lock::new(2), (noisy("other"), 3));
    async fn f(text: std::cell::RefCell<Noisy>, mut lock: Lock<u32>, (other, n): (Noisy, u32)) -> (String, u32) {
        wait("first").await;
        lock = Lock::new(n + u32::from(other.name().is_empty()));
        (text.borrow().name().to_owned(), *lock.lock().await)
    }
}

twins! {
    /// What a call at the end of a body consumes, while its arguments wait, goes before the variables; what is borrowed there behind them.
    consumed_at_the_end: |run| { run.drive(consumed()); run.drive(borrowed()); };
    machine {
        async fn consumed() -> usize {
            let variable = noisy("variable");
            noisy("consumed").renamed(give("renamed", noisy("name")).await.name()).name().len()
        }
        async fn borrowed() -> bool {
            let variable = noisy("variable");
            noisy("borrowed").eq(&give("other", noisy("other")).await)
        }
    }
}
