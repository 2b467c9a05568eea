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

/// As natively: what calls itself is `Send` if all the rest of it is.
#[test]
fn recursion_is_send() {
    use crate::harness::wait;
    #[coro::coroutine]
    async fn f(n: u32) -> u32 {
        wait("step").await;
        if n == 0 { 0 } else { Box::pin(f(n - 1)).await + 1 }
    }
    #[coro::coroutine]
    async fn g<T: Send, const N: usize>(items: [T; N], n: u32) -> [T; N] {
        wait("step").await;
        if n == 0 { items } else { Box::pin(g(items, n - 1)).await }
    }
    fn is_send(_: impl Send) {}
    is_send(f(3));
    is_send(g([String::new()], 3));
}
