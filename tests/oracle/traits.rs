//! Traits: methods declared as `-> impl Future`, default bodies, dispatch, associated functions.

twins! {
    method_of_impl_future: |run| {
        run.drive(Fixed(noisy("fixed")).fetch(2));
        run.drive(total(&Fixed(noisy("generic")), &[1, 2]));
    };
    plain {
        trait Fetch { fn fetch(&self, key: u32) -> impl Future<Output = u32>; }
        struct Fixed(Noisy);
        impl Fetch for Fixed {
            co! {
                async fn fetch(&self, key: u32) -> u32 {
                    let name = self.0.name();
                    wait("fetch").await;
                    key * name.len() as u32
                }
            }
        }
    }
    machine {
        async fn total<F: Fetch>(from: &F, keys: &[u32]) -> u32 {
            let mut sum = 0;
            for key in keys { sum += from.fetch(*key).await; }
            sum
        }
    }
}

twins! {
    async_fn_in_trait: |run| { run.drive(Kelvin(300).read()); run.drive(Kelvin(1).read_twice()); };
    plain {
        trait Sensor {
            async fn read(&mut self) -> u32;
            async fn read_twice(&mut self) -> u32 { self.read().await + self.read().await }
        }
        struct Kelvin(u32);
        impl Sensor for Kelvin {
            co! { async fn read(&mut self) -> u32 { self.0 += give("one", 1).await; self.0 } }
        }
    }
}

twins! {
    default_body: |run| { run.drive(Quiet.shout("hey")); };
    plain {
        trait Shout {
            fn volume(&self) -> usize;
            co! {
                async fn shout(&self, text: &str) -> String where Self: Sized {
                    let mut shouted = text.to_uppercase();
                    for _ in 0..self.volume() { wait("breath").await; shouted.push('!'); }
                    shouted
                }
            }
        }
        struct Quiet;
        impl Shout for Quiet { fn volume(&self) -> usize { 2 } }
    }
}

twins! {
    associated_function: |run| { run.drive(make::<Meter>("3")); run.drive(make::<Meter>("x")); };
    plain {
        trait Make: Sized { type Error; fn make(from: &str) -> impl Future<Output = Result<Self, Self::Error>>; }
        #[derive(Debug)]
        struct Meter(u32);
        impl Make for Meter {
            type Error = Oops;
            co! {
                async fn make(from: &str) -> Result<Self, Self::Error> {
                    wait("make").await;
                    from.parse().map(Meter).map_err(|_| Oops("no number"))
                }
            }
        }
    }
    machine { async fn make<M: Make>(from: &str) -> Result<M, M::Error> { let made = M::make(from).await?; wait("made").await; Ok(made) } }
}

twins! {
    /// The trait promises `Send`.
    send_promised: |run| { run.drive(spawned(Cache { hits: vec![1] })); };
    plain {
        trait Lookup { fn look(&self, n: usize) -> impl Future<Output = Option<u32>> + Send; }
        struct Cache { hits: Vec<u32> }
        impl Lookup for Cache {
            co! { async fn look(&self, n: usize) -> Option<u32> { let hits = &self.hits; wait("look").await; hits.get(n).copied() } }
        }
        fn needs_send<F: Send>(future: F) -> F { future }
    }
    machine { async fn spawned<L: Lookup + Sync + Send>(lookup: L) -> Option<u32> { needs_send(lookup.look(0)).await } }
}

twins! {
    boxed_behind_dyn: |run| {
        let steps: Vec<Box<dyn Step>> = vec![Box::new(Plus(2)), Box::new(Times(noisy("times"), 5))];
        run.drive(through(&steps, 1));
    };
    plain {
        use std::pin::Pin;
        trait Step { fn step<'a>(&'a self, n: u32) -> Pin<Box<dyn Future<Output = u32> + 'a>>; }
        struct Plus(u32);
        struct Times(Noisy, u32);
        impl Plus { co! { async fn run(&self, n: u32) -> u32 { give("plus", n + self.0).await } } }
        impl Times { co! { async fn run(&self, n: u32) -> u32 { let name = &self.0; wait(name.name()).await; n * self.1 } } }
        impl Step for Plus { fn step<'a>(&'a self, n: u32) -> Pin<Box<dyn Future<Output = u32> + 'a>> { Box::pin(self.run(n)) } }
        impl Step for Times { fn step<'a>(&'a self, n: u32) -> Pin<Box<dyn Future<Output = u32> + 'a>> { Box::pin(self.run(n)) } }
    }
    machine {
        async fn through(steps: &[Box<dyn Step>], mut n: u32) -> u32 {
            for step in steps { n = step.step(n).await; }
            n
        }
    }
}

twins! {
    /// Recursion, the inner future erased.
    recursion: |run| { run.drive(f(4)); };
    machine {
        async fn f(n: u32) -> u32 {
            let held = noisy("held");
            if n < 2 { return give("end", n).await; }
            let one: std::pin::Pin<Box<dyn Future<Output = u32>>> = Box::pin(f(n - 1));
            let two = Box::pin(f(n - 2)) as std::pin::Pin<Box<dyn Future<Output = u32>>>;
            one.await + two.await
        }
    }
}
