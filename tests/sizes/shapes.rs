//! Functions of the shapes that async code has, each compiled natively and as a machine, and the sizes of both.

#![allow(clippy::large_types_passed_by_value, clippy::needless_pass_by_value)] // that is what is measured

use std::pin::Pin;
use std::task::{Context, Poll};

/// Pending once; one byte.
pub(crate) struct Tick(bool);

impl Future for Tick {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}

pub(crate) fn tick() -> Tick {
    Tick(false)
}

/// Pending once, then gives what it was made with.
pub(crate) struct After<T>(Option<T>, Tick);

impl<T: Unpin> Future for After<T> {
    type Output = T;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        match Pin::new(&mut self.1).poll(cx) {
            Poll::Ready(()) => Poll::Ready(self.0.take().expect("polled after it was ready")),
            Poll::Pending => Poll::Pending,
        }
    }
}

pub(crate) fn after<T>(value: T) -> After<T> {
    After(Some(value), tick())
}

/// A size natively and as a machine.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    pub(crate) native: usize,
    pub(crate) machine: usize,
}

pub(crate) struct Client {
    base: String,
}

/// A request that is being written, as a client's builder.
pub(crate) struct Draft {
    url: String,
    head: Vec<(String, String)>,
}

impl Draft {
    fn of(url: &str) -> Draft {
        Draft { url: String::from(url), head: Vec::new() }
    }

    fn header(mut self, name: &str, value: &str) -> Draft {
        self.head.push((String::from(name), String::from(value)));
        self
    }

    fn send(self) -> After<Response> {
        after(Response { status: 200, _head: self.head, body: self.url.into_bytes() })
    }
}

/// What comes back: the body is read by using it up.
pub(crate) struct Response {
    status: u16,
    _head: Vec<(String, String)>,
    body: Vec<u8>,
}

impl Response {
    fn body(self) -> After<Vec<u8>> {
        after(self.body)
    }
}

#[derive(Default)]
pub(crate) struct Request {
    path: String,
    head: Vec<(String, String)>,
    body: Vec<u8>,
}

fn checksum(block: &[u8]) -> usize {
    block.iter().map(|byte| usize::from(*byte)).sum()
}

fn refine(raw: [u8; 512]) -> [u8; 512] {
    raw.map(|byte| byte ^ 1)
}

#[allow(dead_code)] // what a server would be sent
pub(crate) enum Message {
    Text(String),
    Data(Vec<u8>),
    Number(u64),
}

macro_rules! shapes {
    (items { $($item:item)* } sizes { $($name:literal: $call:expr;)* }) => {
        mod native {
            use super::*;
            $($item)*
            pub(super) fn sizes() -> Vec<usize> {
                vec![$(size_of_val(&$call)),*]
            }
        }
        mod machine {
            use super::*;
            $(#[coro::coroutine] $item)*
            pub(super) fn sizes() -> Vec<usize> {
                vec![$(size_of_val(&$call)),*]
            }
        }
        /// Each shape.
        pub(crate) fn rows() -> Vec<Row> {
            let names = [$($name),*];
            let sizes = native::sizes().into_iter().zip(machine::sizes());
            names.into_iter().zip(sizes).map(|(name, (native, machine))| Row { name, native, machine }).collect()
        }
    };
}

shapes! {
    items {
        async fn argument(list: Vec<u8>) -> usize {
            tick().await;
            list.len()
        }
        async fn arguments(name: String, list: Vec<u32>, limit: u64) -> usize {
            tick().await;
            let taken = list.iter().take(usize::try_from(limit).unwrap_or(0)).count();
            tick().await;
            name.len() + taken
        }
        async fn kept(big: [u8; 1024]) -> usize {
            tick().await;
            big.len()
        }
        async fn forward_1(big: [u8; 1024]) -> usize {
            kept(big).await
        }
        async fn forward_2(big: [u8; 1024]) -> usize {
            forward_1(big).await
        }
        async fn forward_3(big: [u8; 1024]) -> usize {
            forward_2(big).await
        }
        async fn forward_4(big: [u8; 1024]) -> usize {
            forward_3(big).await
        }
        async fn only_awaits<F: Future>(future: F) -> F::Output {
            future.await
        }
        async fn mapped<F: Future, T>(future: F, map: impl FnOnce(F::Output) -> T) -> T {
            let value = future.await;
            map(value)
        }
        async fn handed_on() -> usize {
            let raw = [1_u8; 512];
            tick().await;
            tick().await;
            let refined = refine(raw);
            tick().await;
            tick().await;
            refined.len()
        }
        async fn disjoint() -> usize {
            let one = {
                let buffer = [1_u8; 256];
                tick().await;
                let sum = after(buffer.len()).await;
                tick().await;
                sum + usize::from(buffer[0])
            };
            let two = {
                let buffer = [2_u16; 128];
                tick().await;
                let sum = after(buffer.len()).await;
                tick().await;
                sum + usize::from(buffer[0])
            };
            one + two
        }
        async fn arms(message: Message) -> usize {
            match message {
                Message::Text(text) => {
                    let words: Vec<String> = text.split(' ').map(String::from).collect();
                    tick().await;
                    let extra = after(words.len()).await;
                    words.len() + extra
                }
                Message::Data(data) => {
                    let copy = [0_u8; 64];
                    tick().await;
                    let extra = after(data.len()).await;
                    data.len() + copy.len() + extra
                }
                Message::Number(number) => {
                    tick().await;
                    usize::try_from(number).unwrap_or(0)
                }
            }
        }
        async fn branches(flag: bool) -> usize {
            if flag {
                let buffer = [1_u8; 128];
                tick().await;
                tick().await;
                buffer.len()
            } else {
                let list = vec![String::from("a")];
                let other = [0_u64; 16];
                tick().await;
                tick().await;
                list.len() + other.len()
            }
        }
        async fn looped(list: Vec<String>) -> usize {
            let mut total = 0;
            for item in list {
                let length = after(item.len()).await;
                tick().await;
                total += length + item.len();
            }
            total
        }
        async fn buffered(rounds: u32) -> u64 {
            let mut sum = 0;
            for _ in 0..rounds {
                let mut buffer = [0_u8; 256];
                fill(&mut buffer).await;
                sum += u64::from(buffer[0]);
            }
            sum
        }
        async fn fill(buffer: &mut [u8]) {
            tick().await;
            buffer.fill(1);
        }
        async fn consume(list: Vec<u64>) -> u64 {
            tick().await;
            list.iter().sum()
        }
        async fn moved_on(count: u64) -> u64 {
            let list: Vec<u64> = (0..count).collect();
            tick().await;
            let first = consume(list).await;
            let again: Vec<u64> = (0..first).collect();
            tick().await;
            consume(again).await
        }
        async fn moved_argument(list: Vec<u64>, name: String) -> u64 {
            let sum = consume(list).await;
            tick().await;
            sum + u64::from(!name.is_empty())
        }
        async fn question(text: String) -> Result<u32, std::num::ParseIntError> {
            let n: u32 = text.parse()?;
            tick().await;
            let m: u32 = after(text).await.parse()?;
            tick().await;
            Ok(n + m)
        }
        async fn checked(n: u32) -> Result<[u8; 64], u32> {
            tick().await;
            if n == 0 { Err(n) } else { Ok([1; 64]) }
        }
        async fn question_twice(n: u32) -> Result<usize, u32> {
            let first = checked(n).await?;
            let second = checked(n + 1).await?;
            tick().await;
            Ok(first.len() + second.len())
        }
        async fn generic<T: Clone + AsRef<str>>(value: T, times: u32) -> usize {
            let mut length = 0;
            for _ in 0..times {
                let copy = value.clone();
                tick().await;
                length += copy.as_ref().len();
            }
            length
        }
        async fn borrows(text: String) -> usize {
            let words: Vec<&str> = text.split(' ').collect();
            tick().await;
            let longest = words.iter().max_by_key(|word| word.len());
            tick().await;
            longest.map_or(0, |word| word.len()) + words.len()
        }
        async fn used_up(list: Vec<[u8; 32]>, block: [u8; 256]) -> usize {
            let length = list.len() + checksum(&block);
            drop(list);
            tick().await;
            after(length).await
        }
        async fn handle(request: Request) -> usize {
            tick().await;
            request.path.len() + request.body.len() + request.head.len()
        }
        async fn authorised(request: Request) -> usize {
            tick().await;
            handle(request).await
        }
        async fn logged(request: Request) -> usize {
            let length = authorised(request).await;
            tick().await;
            length
        }
        async fn limited(request: Request) -> usize {
            let allowed = after(request.body.len() < 1 << 20).await;
            if allowed { logged(request).await } else { 0 }
        }
        async fn attempt(address: String, number: u32) -> Result<Vec<u8>, u32> {
            tick().await;
            if number < 2 { Err(number) } else { Ok(address.into_bytes()) }
        }
        async fn retry(address: String) -> Result<Vec<u8>, u32> {
            let mut number = 0;
            loop {
                match attempt(address.clone(), number).await {
                    Ok(data) => return Ok(data),
                    Err(error) if number == 3 => return Err(error),
                    Err(_) => {
                        number += 1;
                        after(u64::from(number)).await;
                    }
                }
            }
        }
        async fn optional(name: Option<String>) -> usize {
            if let Some(name) = name {
                tick().await;
                let length = after(name.len()).await;
                name.len() + length
            } else {
                tick().await;
                0
            }
        }
        async fn boxed(list: Vec<u8>) -> usize {
            let inner: Pin<Box<dyn Future<Output = usize>>> = Box::pin(argument(list));
            inner.await
        }
        async fn request(client: &Client, path: String, body: Vec<u8>) -> Result<Vec<u8>, u32> {
            let url = format!("{}/{path}", client.base);
            let head = send(url, body).await?;
            tick().await;
            Ok(head)
        }
        async fn send(url: String, body: Vec<u8>) -> Result<Vec<u8>, u32> {
            tick().await;
            let mut sent = url.into_bytes();
            sent.extend(body);
            tick().await;
            Ok(sent)
        }
        async fn pipeline(client: Client) -> Result<usize, u32> {
            let page = request(&client, String::from("a"), Vec::new()).await?;
            let next = request(&client, String::from("b"), page).await?;
            let last = request(&client, String::from("c"), next).await?;
            Ok(last.len())
        }
        async fn receive(queue: &mut Vec<Message>) -> Option<Message> {
            tick().await;
            queue.pop()
        }
        async fn serve(mut queue: Vec<Message>) -> usize {
            let mut served = 0;
            while let Some(message) = receive(&mut queue).await {
                served += arms(message).await;
            }
            served
        }
        async fn straight(n: u64) -> u64 {
            let a = after(n).await;
            let b = after(a + 1).await;
            let c = after(a + b).await;
            after(b + c).await
        }

        /// What receivers are left is for rustc to say: methods of one's own take them.
        async fn fetch(url: String) -> usize {
            let response = Draft::of(&url).header("accept", "*/*").send().await;
            after(usize::from(response.status)).await;
            let body = response.body().await;
            let length = after(body.len()).await;
            let retried = Draft::of("http://other").header("retry", "1").send().await;
            length + retried.body().await.len()
        }

        /// What is left of the receivers of a chain of calls is their results.
        pub(crate) async fn used_at_once(text: String, list: Vec<String>) -> usize {
            let length = after(text.as_str().trim().len()).await;
            let sum = after(list.iter().map(String::len).filter(|n| n % 2 == 0).sum::<usize>()).await;
            let all = after(list.into_iter().rev().collect::<Vec<_>>().len()).await;
            let first = after(text.split_once(' ').map_or(text.as_str(), |(first, _)| first)).await;
            length + sum + all + first.len()
        }
    }
    sizes {
        "argument across an await": argument(Vec::new());
        "three arguments": arguments(String::new(), Vec::new(), 1);
        "1 KiB kept": kept([0; 1024]);
        "1 KiB through 2 levels": forward_1([0; 1024]);
        "1 KiB through 5 levels": forward_4([0; 1024]);
        "only awaits its argument": only_awaits(after([0_u64; 8]));
        "the same, three deep": only_awaits(only_awaits(only_awaits(after([0_u64; 8]))));
        "awaits, then maps": mapped(after([0_u64; 8]), |value| value.len());
        "big value handed on": handed_on();
        "disjoint scopes": disjoint();
        "match arms": arms(Message::Number(1));
        "branches": branches(true);
        "loop over owned items": looped(Vec::new());
        "borrowed buffer in a loop": buffered(1);
        "locals moved into calls": moved_on(1);
        "arguments moved into calls": moved_argument(Vec::new(), String::new());
        "`?`": question(String::new());
        "`?` on big results": question_twice(1);
        "generic": generic(String::new(), 1);
        "borrow of an argument": borrows(String::new());
        "arguments used up": used_up(Vec::new(), [0; 256]);
        "request through a stack": limited(Request::default());
        "retry": retry(String::new());
        "if let": optional(None);
        "boxed call": boxed(Vec::new());
        "request": request(&Client { base: String::new() }, String::new(), Vec::new());
        "pipeline": pipeline(Client { base: String::new() });
        "server loop": serve(Vec::new());
        "straight line": straight(1);
        "receivers used up": fetch(String::new());
        "views and iterators used up": used_at_once(String::new(), vec![String::new()]);
    }
}

/// The geometric mean of machine over native.
pub(crate) fn geometric_mean(rows: &[Row]) -> f64 {
    #[allow(clippy::cast_precision_loss)] // sizes of some kilobytes
    let logarithms = rows.iter().map(|row| (row.machine as f64 / row.native as f64).ln());
    #[allow(clippy::cast_precision_loss)]
    let count = rows.len() as f64;
    (logarithms.sum::<f64>() / count).exp()
}
