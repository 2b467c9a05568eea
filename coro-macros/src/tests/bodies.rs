//! The small bodies that go through each stage.

pub(super) const STRAIGHT_LINE: &str = "
    async fn f(n: u32) -> u32 {
        let doubled = n * 2;
        sleep(n).await;
        doubled
    }";

pub(super) const AWAIT_IN_FOR: &str = "
    async fn f(list: Vec<u32>) {
        for n in list {
            send(n).await;
        }
    }";

pub(super) const MATCH_WITH_BINDINGS: &str = "
    async fn f(message: Message) -> u32 {
        match message {
            Message::Wait(time) => sleep(time).await,
            Message::Say { text, .. } if text.len() > 3 => text.len(),
            _ => 0,
        }
    }";

pub(super) const TEMPORARY_RECEIVER: &str = "
    async fn f(mutex: Mutex) -> u32 {
        mutex.lock().await.recv(1).await
    }";

pub(super) const MOVE_IN_ONE_BRANCH: &str = "
    async fn f(flag: bool) {
        let value = String::new();
        if flag {
            consume(value);
        }
        sleep(1).await;
    }";

pub(super) const QUESTION: &str = "
    async fn f(stream: Stream) -> Result<u32, Error> {
        let read = stream.read().await?;
        Ok(parse(read)?)
    }";

pub(super) const NESTED_OPERANDS: &str = "
    async fn f() -> u32 {
        one() + two(three().await, four()).await
    }";

pub(super) const LET_CHAIN: &str = "
    async fn f(option: Option<u32>) -> u32 {
        if let Some(n) = option && n > 1 && let Some(m) = next(n).await { n + m } else { 0 }
    }";

pub(super) const CLOSURE_CAPTURE: &str = "
    async fn f(list: Vec<u32>) -> usize {
        let limit = 3;
        sleep(1).await;
        list.iter().filter(|n| **n > limit).count()
    }";

pub(super) const OVERLAPPING_SLOTS: &str = "
    async fn f() {
        {
            let first = String::new();
            sleep(1).await;
            show(&first);
        }
        {
            let second = String::new();
            sleep(2).await;
            show(&second);
        }
    }";

pub(super) const SLOTS_IN_FRONT: &str = "
    async fn f() {
        let buffer = [0; 9];
        {
            let first = String::new();
            sleep(buffer[0]).await;
            show(&first);
        }
        {
            let second = String::new();
            sleep(buffer[1]).await;
            show(&second);
        }
    }";

pub(super) const ARGUMENT_PATTERNS: &str = "
    async fn f((a, b): (String, u32), _: String) -> String {
        sleep(b).await;
        a
    }";

pub(super) const PARTS: &str = "
    async fn f(pair: Pair) {
        sleep(1).await;
        consume(pair.left);
        sleep(2).await;
        show(&pair.right);
    }";
