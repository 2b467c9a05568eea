//! Fields of what is evaluated: of a value, and of what a reference leads to, with suspensions behind them.

twins! {
    /// A reference to a field of a field took the field out of what another reference leads to.
    referred_to: |run| { run.drive(f(shop())); };
    plain {
        #[derive(Debug)]
        pub(super) struct Inner { n: u32, noisy: Noisy, boxed: Box<Noisy>, list: Vec<u32>, pair: (Noisy, Noisy) }
        #[derive(Debug)]
        pub(super) struct Shop { inner: Inner, boxed: Box<Inner> }
        fn inner() -> Inner {
            let pair = (noisy("first"), noisy("second"));
            Inner { n: 1, noisy: noisy("noisy"), boxed: Box::new(noisy("boxed")), list: vec![1, 2], pair }
        }
        pub(super) fn shop() -> Shop {
            Shop { inner: inner(), boxed: Box::new(inner()) }
        }
        async fn lend<T>(value: &mut T) -> &mut T {
            wait("lend").await;
            value
        }
        fn set(target: &mut u32, by: u32) -> u32 {
            *target += by;
            *target
        }
    }
    machine {
        async fn f(mut shop: Shop) -> u32 {
            let mut sum = set(&mut lend(&mut shop).await.inner.n, give("a", 2).await);
            sum += set(&mut lend(&mut shop).await.boxed.list[give("index", 1).await], give("b", 2).await);
            sum += set(&mut (*lend(&mut shop).await).boxed.n, give("c", 2).await);
            note("names", (&lend(&mut shop).await.boxed.boxed, give("d", 1).await));
            note("numbers", (lend(&mut shop).await.inner.n, lend(&mut shop).await.boxed.n, give("e", 1).await));
            note("same", lend(&mut shop).await.inner.noisy.name() == lend(&mut shop).await.boxed.noisy.name());
            let equal = lend(&mut shop).await.boxed.pair.0 == *give("f", noisy("first")).await.same();
            lend(&mut shop).await.boxed.n += give("g", 3).await;
            lend(&mut shop).await.boxed.pair = (noisy("left"), noisy("right"));
            let [.., last] = &lend(&mut shop).await.boxed.list[..] else { return 0 };
            wait("last").await;
            sum + *last + u32::from(equal) + shop.boxed.n
        }
    }
}

twins! {
    /// And so did a match, by `ref`.
    matched: |run| { run.drive(f(Shop { parts: Box::new((Some(noisy("one")), (noisy("two"), 2))) })); };
    plain {
        #[derive(Debug)]
        pub(super) struct Shop { pub(super) parts: Box<(Option<Noisy>, (Noisy, u32))> }
        async fn lend(shop: &mut Shop) -> &mut Shop {
            wait("lend").await;
            shop
        }
    }
    machine {
        async fn f(mut shop: Shop) -> u32 {
            match lend(&mut shop).await.parts.1 {
                (ref mut noisy, n) => {
                    wait("arm").await;
                    *noisy = give("new", crate::harness::noisy("new")).await;
                }
            }
            if let Some(ref noisy) = lend(&mut shop).await.parts.0 && give("and", true).await {
                wait("then").await;
                note("name", noisy.name());
            }
            match lend(&mut shop).await.parts.0 {
                Some(ref noisy) if give("guard", noisy.name()).await == "one" => give("taken", 1).await,
                _ => 2,
            }
        }
    }
}

twins! {
    /// What is moved out of fields of values is moved out once, and the rest dropped with the statement.
    moved_out_of: |run| { run.drive(f()); };
    plain {
        pub(super) struct Inner { noisy: Noisy, boxed: Box<Noisy>, pair: (Noisy, Noisy) }
        pub(super) struct Shop { inner: Inner, other: Noisy }
        async fn open() -> Shop {
            wait("open").await;
            let pair = (noisy("first"), noisy("second"));
            Shop { inner: Inner { noisy: noisy("noisy"), boxed: Box::new(noisy("boxed")), pair }, other: noisy("other") }
        }
    }
    machine {
        async fn f() -> (Noisy, Noisy) {
            note("moved", (open().await.inner.noisy, give("a", 1).await));
            note("opened", (*open().await.inner.boxed, give("b", 1).await));
            note("second", (open().await.inner.pair.1, give("c", 1).await));
            match open().await.inner.pair {
                (first, _) => {
                    wait("arm").await;
                    drop(first);
                }
            }
            open().await.inner.pair
        }
    }
}
