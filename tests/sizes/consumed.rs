//! Values that are used up before the machine suspends: by a call, or in parts.

use crate::shapes::{After, after, tick};
use std::pin::Pin;
use std::task::{Context, Poll};

pub(crate) struct Client([u64; 4]);

pub(crate) struct Request {
    fields: [u64; 16],
    body: Vec<u8>,
}

pub(crate) struct Answer {
    status: u16,
    body: Vec<u8>,
}

impl Client {
    pub(crate) fn new() -> Self {
        Client([0; 4])
    }

    fn get(&self, path: &str) -> Request {
        Request { fields: [self.0[0]; 16], body: path.into() }
    }
}

impl Request {
    fn field(mut self, name: &str) -> Self {
        self.fields[name.len() % 16] += 1;
        self
    }

    fn changed(mut self, change: impl Fn(u64) -> u64) -> Self {
        self.fields.iter_mut().for_each(|field| *field = change(*field));
        self
    }

    fn send(self) -> Sent {
        Sent(after(self))
    }
}

/// A request on its way.
pub(crate) struct Sent(After<Request>);

impl Future for Sent {
    type Output = Result<Answer, String>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        Pin::new(&mut self.0).poll(cx).map(|request| Ok(Answer { status: 200, body: request.body }))
    }
}

/// What holds what it awaits.
async fn both<A: Future, B: Future>(a: A, b: B) -> (A::Output, B::Output) {
    (a.await, b.await)
}

#[allow(clippy::ptr_arg, reason = "what is lent is a `String`")]
async fn lent(text: &String) -> usize {
    tick().await;
    text.len()
}

#[derive(Default)]
pub(crate) struct Settings {
    name: String,
    parts: Vec<String>,
    retries: u32,
}

impl Settings {
    fn parts(&self) -> &Vec<String> {
        &self.parts
    }

    async fn reloaded(self, retries: u32) -> Self {
        tick().await;
        Settings { retries, ..self }
    }
}

async fn configured(settings: Settings) -> usize {
    tick().await;
    settings.name.len() + settings.parts.len() + usize::try_from(settings.retries).unwrap_or(0)
}

macro_rules! both {
    ($($item:item)*) => {
        pub(crate) mod native { use super::*; $($item)* }
        pub(crate) mod machine { use super::*; $(#[coro::coroutine] $item)* }
    };
}

both! {
    pub(crate) async fn told(client: Client) -> Result<Answer, String> {
        let mut last = None;
        for attempt in 0..3 {
            match client.get("x").field(&attempt.to_string()).send().await {
                Ok(answer) if answer.status < 500 => return Ok(answer),
                Ok(answer) => last = Some(answer.status.to_string()),
                Err(error) => last = Some(error),
            }
        }
        Err(last.unwrap_or_default())
    }
    pub(crate) async fn looked_through(client: Client) -> Result<Vec<u8>, String> {
        let answer = client.get("x").send().await?;
        let (status, body) = (answer.status, answer.body);
        if status != 200 {
            tick().await;
            return Err(String::new());
        }
        let body = after(body).await;
        Ok(body)
    }
    pub(crate) async fn taken_apart(client: Client) -> usize {
        let request = client.get("x");
        let Request { fields, body } = request;
        let first = fields[0];
        let body = after(body).await;
        body.len() + usize::try_from(first).unwrap_or(0)
    }
    pub(crate) async fn told_closures(client: Client, n: u64) -> u16 {
        let request = client.get("x").changed(|field| field + n).changed(|field| field * 2);
        request.changed(move |field| field - n).send().await.map_or(0, |answer| answer.status)
    }
    pub(crate) async fn operand() -> usize {
        both(after([1_u64; 9]), lent(&after(String::new()).await)).await.1
    }
    pub(crate) async fn updated(retries: u32) -> usize {
        configured(Settings { retries, ..Default::default() }).await
            + configured(Settings { retries: 3, ..after(Settings::default()).await }).await
    }
    pub(crate) async fn measured() -> usize {
        Settings::default().parts().len() + after(String::new()).await.len()
    }
    pub(crate) async fn loaded_again() -> usize {
        let settings = Settings::default().reloaded(2).await;
        let Settings { name, parts, retries } = settings;
        lent(&name).await + parts.len() + retries as usize
    }
    pub(crate) async fn loaded_and_looked_at() -> usize {
        let settings = Settings::default().reloaded(2).await;
        let Settings { name, parts, retries } = settings;
        let length = lent(&name).await;
        tick().await;
        length + parts.len() + retries as usize
    }
    pub(crate) async fn loaded_in_turn() -> usize {
        let mut name = Box::new(String::new());
        let settings = Settings::default().reloaded(2).await;
        for _ in 0..settings.retries {
            *name = after(String::new()).await;
        }
        name.len() + settings.name.len()
    }
    pub(crate) async fn copied(list: Vec<u64>) -> u64 {
        let (first, text) = (list.first().copied(), after(String::new()).await);
        first.unwrap_or(0) + list.len() as u64 + text.len() as u64
    }
    pub(crate) async fn or_panics(n: u64, text: String) -> usize {
        let lent = String::from("lent");
        let length = match after(n).await {
            0 => lent_for_good(text).await,
            1 => lent_for_good(lent).await,
            _ => unreachable!("{n}"),
        };
        tick().await;
        length
    }
    pub(crate) async fn lent_for_good(text: String) -> usize {
        tick().await;
        text.len()
    }
}
