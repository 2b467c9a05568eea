//! Futures that would contain themselves.

struct Tree(Vec<Tree>);

#[coro::coroutine]
async fn count(n: u32) -> u32 {
    if n == 0 { 0 } else { count(n - 1).await + 1 }
}

#[coro::coroutine]
async fn bound(n: u32) -> u32 {
    if n == 0 {
        return 0;
    }
    let less = bound(n - 1);
    less.await
}

impl Tree {
    #[coro::coroutine]
    async fn size(&self) -> usize {
        let mut size = 1;
        for tree in &self.0 {
            size += tree.size().await;
        }
        self.size().await + size
    }
}

#[coro::coroutine]
impl Tree {
    async fn depth(&self) -> usize {
        Self::depth(self).await + 1
    }
}

#[coro::coroutine]
async fn even(n: u32) -> bool {
    n == 0 || odd(n - 1).await
}

#[coro::coroutine]
async fn odd(n: u32) -> bool {
    if n == 0 { false } else { even(n - 1).await }
}

struct Parser(u32);

#[coro::coroutine]
impl Parser {
    async fn sum(&mut self) -> u32 {
        self.factor().await + 1
    }

    async fn factor(&mut self) -> u32 {
        self.0 -= 1;
        if self.0 == 0 { 1 } else { Self::sum(self).await }
    }
}

trait Count {
    fn count(&self, n: u32) -> impl Future<Output = u32>;
    fn down(&self, n: u32) -> impl Future<Output = u32>;
}

impl Count for Parser {
    #[coro::coroutine]
    async fn count(&self, n: u32) -> u32 {
        if n == 0 { 0 } else { self.count(n - 1).await + 1 }
    }

    #[coro::coroutine]
    async fn down(&self, n: u32) -> u32 {
        if n == 0 { 0 } else { self.count(n - 1).await }
    }
}

#[coro::coroutine]
impl Count for Tree {
    async fn count(&self, n: u32) -> u32 {
        Self::count(self, n).await
    }

    async fn down(&self, n: u32) -> u32 {
        self.count(n).await
    }
}

fn main() {
    drop(even(3));
    drop(Parser(3).sum());
    drop(count(3));
    drop(bound(3));
    drop(Tree(Vec::new()).size());
    drop(Tree(Vec::new()).depth());
}
