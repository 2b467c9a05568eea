//! Machines in boxes: `#[coroutine(boxed)]` against functions that return `Box::pin(..)` of a native future.

twins! {
    dyn_trait: |run| {
        let steps: Vec<Box<dyn Step>> = vec![Box::new(Plus(2)), Box::new(Times(noisy("times"), 5))];
        run.drive(through(&steps, 1));
    };
    plain {
        use std::pin::Pin;
        trait Step { fn step<'a>(&'a self, n: u32) -> Pin<Box<dyn Future<Output = u32> + Send + 'a>>; }
        struct Plus(u32);
        struct Times(Noisy, u32);
        impl Plus { async fn run(&self, n: u32) -> u32 { give("plus", n + self.0).await } }
        impl Times { async fn run(&self, n: u32) -> u32 { let name = &self.0; wait(name.name()).await; n * self.1 } }
    }
    only_native {
        impl Step for Plus { fn step<'a>(&'a self, n: u32) -> Pin<Box<dyn Future<Output = u32> + Send + 'a>> { Box::pin(self.run(n)) } }
        impl Step for Times { fn step<'a>(&'a self, n: u32) -> Pin<Box<dyn Future<Output = u32> + Send + 'a>> { Box::pin(self.run(n)) } }
    }
    only_machine {
        impl Step for Plus {
            #[coro::coroutine(boxed)]
            async fn step(&self, n: u32) -> u32 { give("plus", n + self.0).await }
        }
        #[coro::coroutine(boxed)]
        impl Step for Times {
            async fn step<'a>(&'a self, n: u32) -> u32 { let name = &self.0; wait(name.name()).await; n * self.1 }
        }
    }
    machine {
        async fn through(steps: &[Box<dyn Step>], mut n: u32) -> u32 {
            for step in steps { n = step.step(n).await; }
            n
        }
    }
}

twins! {
    /// The trait elides the lifetime, and has a default body.
    elided_and_default: |run| {
        run.drive(whole(Box::new(Chatty(noisy("chatty")))));
    };
    plain {
        use std::pin::Pin;
        struct Chatty(Noisy);
        fn whole(mut service: Box<dyn Service>) -> impl Future<Output = usize> {
            async move { service.call(3).await + service.twice(4).await }
        }
    }
    only_native {
        trait Service: Send {
            fn call(&mut self, n: usize) -> Pin<Box<dyn Future<Output = usize> + Send + '_>>;
            fn twice(&mut self, n: usize) -> Pin<Box<dyn Future<Output = usize> + Send + '_>> {
                Box::pin(async move { let held = noisy("held"); self.call(n).await + self.call(held.name().len()).await })
            }
        }
        impl Service for Chatty {
            fn call(&mut self, n: usize) -> Pin<Box<dyn Future<Output = usize> + Send + '_>> {
                Box::pin(async move { wait("call").await; self.0.name().len() + n })
            }
        }
    }
    only_machine {
        trait Service: Send {
            fn call(&mut self, n: usize) -> Pin<Box<dyn Future<Output = usize> + Send + '_>>;
            #[coro::coroutine(boxed)]
            async fn twice(&mut self, n: usize) -> usize {
                let held = noisy("held"); self.call(n).await + self.call(held.name().len()).await
            }
        }
        impl Service for Chatty {
            #[coro::coroutine(boxed)]
            async fn call(&mut self, n: usize) -> usize { wait("call").await; self.0.name().len() + n }
        }
    }
}

twins! {
    /// A trait that the attribute declares: its bodiless functions return boxes as well.
    declared: |run| {
        run.drive(asked(Box::new(Fixed(noisy("fixed"), 4)), "text"));
    };
    plain {
        use std::pin::Pin;
        struct Fixed(Noisy, u32);
        fn asked(store: Box<dyn Store>, key: &str) -> impl Future<Output = u32> {
            async move { store.get(key).await + store.all().await }
        }
    }
    only_native {
        trait Store {
            fn get<'a>(&'a self, key: &'a str) -> Pin<Box<dyn Future<Output = u32> + 'a>>;
            fn all(&self) -> Pin<Box<dyn Future<Output = u32> + '_>> {
                Box::pin(async move { self.get("a").await + self.get("b").await })
            }
        }
        impl Store for Fixed {
            fn get<'a>(&'a self, key: &'a str) -> Pin<Box<dyn Future<Output = u32> + 'a>> {
                Box::pin(async move { wait("get").await; self.1 + key.len() as u32 })
            }
        }
    }
    only_machine {
        #[coro::coroutine(boxed_local)]
        trait Store {
            async fn get(&self, key: &str) -> u32;
            async fn all(&self) -> u32 { self.get("a").await + self.get("b").await }
        }
        #[coro::coroutine(boxed_local)]
        impl Store for Fixed {
            async fn get(&self, key: &str) -> u32 { wait("get").await; self.1 + key.len() as u32 }
        }
    }
}

twins! {
    recursion: |run| { run.drive(f(4)); };
    only_native {
        fn f(n: u32) -> std::pin::Pin<Box<dyn Future<Output = u32> + Send>> {
            Box::pin(async move {
                let held = noisy("held");
                if n < 2 { return give("end", n).await; }
                f(n - 1).await + f(n - 2).await
            })
        }
    }
    only_machine {
        #[coro::coroutine(boxed)]
        async fn f(n: u32) -> u32 {
            let held = noisy("held");
            if n < 2 { return give("end", n).await; }
            f(n - 1).await + f(n - 2).await
        }
    }
}

twins! {
    /// A tree is visited by two functions in turn; the visitor is borrowed through all of it.
    mutual_recursion: |run| {
        let tree = Tree("root", vec![Tree("left", vec![Tree("leaf", vec![])]), Tree("right", vec![])]);
        let mut seen = Vec::new();
        run.drive(visit(&tree, &mut seen));
        note("seen", seen);
    };
    plain { struct Tree(&'static str, Vec<Tree>); }
    only_native {
        use std::pin::Pin;
        fn visit<'a>(tree: &'a Tree, seen: &'a mut Vec<&'static str>) -> Pin<Box<dyn Future<Output = usize> + Send + 'a>> {
            Box::pin(async move { wait(tree.0).await; seen.push(tree.0); 1 + children(&tree.1, seen).await })
        }
        async fn children(trees: &[Tree], seen: &mut Vec<&'static str>) -> usize {
            let mut sum = 0;
            for tree in trees { let held = noisy(tree.0); sum += visit(tree, seen).await; }
            sum
        }
    }
    only_machine {
        #[coro::coroutine(boxed)]
        async fn visit(tree: &Tree, seen: &mut Vec<&'static str>) -> usize {
            wait(tree.0).await; seen.push(tree.0); 1 + children(&tree.1, seen).await
        }
        #[coro::coroutine]
        async fn children(trees: &[Tree], seen: &mut Vec<&'static str>) -> usize {
            let mut sum = 0;
            for tree in trees { let held = noisy(tree.0); sum += visit(tree, seen).await; }
            sum
        }
    }
}

twins! {
    /// Generic values and several borrows; what is left unpolled drops its arguments front to back.
    generics: |run| {
        let (one, two) = (String::from("one"), String::from("two"));
        run.drive(f(&one, &two, noisy("value"), Some("x")));
    };
    only_native {
        use std::pin::Pin;
        fn f<'a, T: Send + 'a>(one: &'a str, two: &'a str, value: T, other: impl std::fmt::Debug + Send + 'a) -> Pin<Box<dyn Future<Output = (String, T)> + Send + 'a>> {
            async fn g<T>(one: &str, two: &str, value: T, other: impl std::fmt::Debug) -> (String, T) {
                let mut longest = one;
                wait("one").await;
                if two.len() >= longest.len() { longest = two; }
                wait("two").await;
                (format!("{longest}{other:?}"), value)
            }
            Box::pin(g(one, two, value, other))
        }
    }
    only_machine {
        #[coro::coroutine(boxed)]
        async fn f<T: Send>(one: &str, two: &str, value: T, other: impl std::fmt::Debug + Send) -> (String, T) {
            let mut longest = one;
            wait("one").await;
            if two.len() >= longest.len() { longest = two; }
            wait("two").await;
            (format!("{longest}{other:?}"), value)
        }
    }
}
