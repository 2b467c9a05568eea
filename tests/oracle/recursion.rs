//! Functions that await themselves, in a box.

twins! {
    direct: f(4, noisy("outermost"));
    async fn f(n: u32, held: Noisy) -> u32 {
        if n == 0 {
            wait("innermost").await;
            return held.name().len() as u32;
        }
        let below = Box::pin(f(n - 1, noisy("held"))).await;
        wait(held.name()).await;
        below * 2 + n
    }
}

twins! {
    borrowing: |run| { let list = [3, 1, 2]; run.drive(sum(&list)); };
    machine {
        async fn sum(list: &[u32]) -> u32 {
            match list {
                [] => give("end", 0).await,
                [first, rest @ ..] => first + Box::pin(sum(rest)).await,
            }
        }
    }
}

twins! {
    of_methods: |run| {
        let tree = Tree { value: 1, below: vec![Tree { value: 2, below: vec![] }, Tree { value: 3, below: vec![] }] };
        run.drive(tree.total());
        run.drive(tree.largest(0));
    };
    plain {
        struct Tree { value: u32, below: Vec<Tree> }
    }
    machine {
        impl Tree {
            async fn total(&self) -> u32 {
                let mut total = give("value", self.value).await;
                for tree in &self.below {
                    total += Box::pin(tree.total()).await;
                }
                total
            }

            async fn largest(&self, from: usize) -> u32 {
                match self.below.get(from) {
                    Some(tree) => Box::pin(Self::largest(tree, 0)).await.max(Box::pin(self.largest(from + 1)).await),
                    None => give("own", self.value).await,
                }
            }
        }
    }
}

twins! {
    generic: f(vec![1, 2, 3]);
    async fn f<T: Clone + std::fmt::Debug>(mut items: Vec<T>) -> Vec<T> {
        let Some(last) = items.pop() else { return items };
        let mut rest = Box::pin(f(items)).await;
        wait("back").await;
        rest.insert(0, last);
        rest
    }
}

twins! {
    bound_first: f(5);
    async fn f(n: u32) -> u32 {
        let held = noisy("held");
        if n < 2 { return give("end", n).await; }
        let (one, two) = (Box::pin(f(n - 1)), Box::pin(f(n - 2)));
        wait("made").await;
        one.await + two.await
    }
}

twins! {
    collected: |run| {
        let tree = Tree { name: "root", below: vec![Tree { name: "left", below: vec![] }, Tree { name: "right", below: vec![] }] };
        run.drive(names(&tree));
    };
    plain { struct Tree { name: &'static str, below: Vec<Tree> } }
    machine {
        async fn names(tree: &Tree) -> String {
            let below: Vec<_> = tree.below.iter().map(|tree| Box::pin(names(tree))).collect();
            let mut all = give("name", tree.name).await.to_owned();
            for name in below { all += &name.await; }
            all
        }
    }
}

twins! {
    circle: |run| {
        let mut seen = Vec::new();
        run.drive(even(3, &noisy("word"), &mut seen));
        note("seen", seen);
    };
    machine {
        async fn even(n: u32, word: &Noisy, seen: &mut Vec<u32>) -> bool {
            let held = noisy("held");
            seen.push(n);
            n == 0 || Box::pin(odd(give("less", n - 1).await, word, seen)).await
        }

        async fn odd<'a>(n: u32, word: &Noisy, seen: &'a mut Vec<u32>) -> bool {
            let held = noisy(word.name());
            n != 0 && even(n - 1, word, seen).await
        }
    }
}

twins! {
    circle_of_methods: |run| { run.drive(Counter(noisy("self"), 3).up(1)); };
    plain { struct Counter(Noisy, u32); }
    machine {
        impl Counter {
            async fn up(&self, n: u32) -> u32 {
                if n > self.1 { give(self.0.name(), n).await } else { Box::pin(self.further(n + 1)).await + 1 }
            }

            async fn further(&self, n: u32) -> u32 {
                wait("further").await;
                self.up(n).await + Box::pin(Self::up(self, n + 2)).await
            }
        }
    }
}

twins! {
    /// Boxes of its own calls that macros are given.
    boxes_in_macros: f(3);
    async fn f(n: u32) -> u32 {
        let held = noisy("held");
        if n == 0 { return give("end", 1).await; }
        let first = std::pin::pin!(Box::pin(f(n - 1))).await;
        let mut sum = give("first", first).await;
        for next in vec![Box::pin(f(n - 1)), Box::pin(f(0))] { sum += next.await; }
        sum
    }
}

twins! {
    /// Methods of the same names in two blocks, each a circle of its own.
    circles_of_namesakes: |run| { run.drive(Counter(3).up(1)); run.drive(Doubler(noisy("doubler")).up(1)); };
    plain { struct Counter(u32); struct Doubler(Noisy); }
    machine {
        impl Counter {
            async fn up(&self, n: u32) -> u32 {
                if n > self.0 { give("end", n).await } else { Box::pin(self.further(n + 1)).await + 1 }
            }

            async fn further(&self, n: u32) -> u32 { wait("further").await; self.up(n).await }
        }
        impl Doubler {
            async fn up(&self, n: u32) -> u32 {
                if n > 9 { give(self.0.name(), n).await } else { Box::pin(self.further(n * 2)).await + 1 }
            }

            async fn further(&self, n: u32) -> u32 { wait("doubled").await; self.up(n).await }
        }
    }
}

/// What is called is a variable of the same name.
#[test]
fn a_variable_of_that_name() {
    #[coro::coroutine]
    async fn f(f: fn(u32) -> std::pin::Pin<Box<dyn Future<Output = u32>>>) -> u32 {
        Box::pin(f(2)).await + f(3).await
    }
    assert_eq!(coro::block_on(f(|n| Box::pin(async move { n * 2 }))), 10);
}

/// As natively: what calls itself is `Send` if all the rest of it is.
#[test]
fn recursion_is_send() {
    #[coro::coroutine]
    async fn f(n: u32) -> u32 {
        if n == 0 { 0 } else { Box::pin(f(n - 1)).await + 1 }
    }
    #[coro::coroutine]
    async fn g<T: Send, const N: usize>(items: [T; N], n: u32) -> [T; N] {
        if n == 0 { items } else { Box::pin(g(items, n - 1)).await }
    }
    #[coro::coroutine]
    async fn even(n: u32) -> bool {
        n == 0 || Box::pin(odd(n - 1)).await
    }
    #[coro::coroutine]
    async fn odd(n: u32) -> bool {
        n != 0 && even(n - 1).await
    }
    struct Count(u32);
    impl Count {
        #[coro::coroutine]
        async fn down(&self, n: u32) -> u32 {
            if n == 0 { self.0 } else { Box::pin(self.down(n - 1)).await }
        }
        #[coro::coroutine]
        async fn up(&self, n: u32) -> u32 {
            if n == self.0 { n } else { Box::pin(Self::up(self, n + 1)).await }
        }
    }
    fn is_send<T: Send>(future: T) -> T {
        future
    }
    assert_eq!(coro::block_on(is_send(f(1))), 1);
    assert_eq!(coro::block_on(is_send(g([String::new()], 3))), [""]);
    assert!(!coro::block_on(is_send(even(3))));
    assert_eq!(coro::block_on(is_send(Count(3).down(2))), 3);
    assert_eq!(coro::block_on(is_send(Count(3).up(0))), 3);
}

twins! {
    /// What a method is called on in a box may be of the method's own type, or have a namesake.
    of_namesakes: |run| {
        let leaf = |value| Tree { value, inner: Inner(value), left: None, below: vec![] };
        let tree = Tree { left: Some(Box::new(leaf(3))), below: vec![leaf(4), leaf(5)], ..leaf(2) };
        run.drive(tree.total(1));
        run.drive(total(2));
    };
    plain {
        struct Tree { value: u32, inner: Inner, left: Option<Box<Tree>>, below: Vec<Tree> }
        struct Inner(u32);
    }
    machine {
        impl Inner {
            async fn total(&self, times: u32) -> u32 {
                give("inner", self.0 * times).await
            }
        }

        impl Tree {
            async fn total(&self, times: u32) -> u32 {
                let mut total = give("value", self.value).await + Box::pin(self.inner.total(times)).await;
                for tree in &self.below {
                    total += Box::pin(tree.total(times + 1)).await;
                }
                match &self.left {
                    Some(left) => total + Box::pin(left.total(times)).await,
                    None => total,
                }
            }
        }

        async fn total(n: u32) -> u32 {
            if n == 0 {
                return 0;
            }
            let total = { let held = noisy("held"); Box::pin(total(n - 1)).await + held.name().len() as u32 };
            if let Some(total) = give("more", Some(total)).await { total } else { Box::pin(total_of(total)).await }
        }

        async fn total_of(n: u32) -> u32 {
            n + 1
        }
    }
}

twins! {
    /// A function inside of it that has its name: its calls were taken for the outer one's (E0614).
    namesakes_inside: |run| { run.drive(f(noisy("argument"))); };
    machine {
        async fn f(argument: Noisy) -> usize {
            fn f(argument: &Noisy) -> &Noisy { note("called", argument); argument }
            let len = f(&argument).name().len();
            wait("between").await;
            let name = f(&argument).name().to_owned();
            { use std::convert::identity as f; f(len) + give("name", name.len()).await }
        }
    }
}

twins! {
    /// trillium-http: a circle that is closed by another method of the same type, on a variable.
    circles_through_variables: |run| { for at in 0..6 { run.drive(Head { name: noisy("head"), at }.sends(6)); } };
    plain {
        struct Head { name: Noisy, at: usize }
        impl Head {
            fn parsed(self) -> Parsed {
                match self.at { 3 => Parsed::Good(self), 5 => Parsed::Fatal, _ => Parsed::Bad(self) }
            }
        }
        enum Parsed { Good(Head), Bad(Head), Fatal }
        struct Other(Noisy);
        impl Other {
            async fn turns(&self) -> usize { wait("other").await; self.0.name().len() }
            async fn shows<T>(&self, n: T) -> T { wait("shows").await; n }
        }
    }
    machine {
        impl Head {
            async fn sends(self, most: usize) -> Result<usize, Oops> {
                wait("send").await;
                self.finishes(most).await
            }
            async fn finishes(self, most: usize) -> Result<usize, Oops> {
                if self.at >= most { return Ok(self.name.name().len()); }
                self.turns(most).await
            }
            async fn turns(mut self, most: usize) -> Result<usize, Oops> {
                self.at += 1;
                wait("next").await;
                let other = Other(noisy("other"));
                let beside = Box::pin(other.turns()).await + Box::pin(other.shows(1)).await;
                match self.parsed() {
                    Parsed::Good(head) => Ok(head.at + beside),
                    Parsed::Bad(bad) => Box::pin(bad.sends(most)).await,
                    Parsed::Fatal => Err(Oops("fatal")),
                }
            }
            async fn shows(&self) -> usize { self.at }
        }
    }
}
