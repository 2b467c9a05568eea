//! Structs and tuples of which fields are moved away: nothing is kept of what has nothing to drop.

use crate::shapes::tick;

pub(crate) struct Reply {
    status: u16,
    body: String,
    headers: Vec<(String, String)>,
    version: Version,
}

#[derive(PartialEq)]
enum Version {
    Old,
    New(u8),
}

#[allow(clippy::unnecessary_wraps, reason = "what is in it is not to be known")]
fn made(status: u16) -> Result<Reply, u16> {
    let version = if status == 0 { Version::Old } else { Version::New(1) };
    Ok(Reply { status, body: String::from("body"), headers: Vec::new(), version })
}

async fn sent(text: &str) -> usize {
    tick().await;
    text.len()
}

pub(crate) struct Call {
    url: String,
    retries: u16,
}

impl Call {
    fn new(url: &str) -> Self {
        Call { url: url.to_uppercase(), retries: 3 }
    }

    fn retries(mut self, retries: u16) -> Self {
        self.retries = retries;
        self
    }

    async fn send(self, body: &str) -> Result<Reply, u16> {
        tick().await;
        let status = self.retries + u16::from(self.url == body);
        made(status)
    }

    async fn is_due(&self) -> bool {
        tick().await;
        self.retries > 0
    }
}

macro_rules! both {
    ($($item:item)*) => {
        pub(crate) mod native { use super::*; $($item)* }
        pub(crate) mod machine { use super::*; $(#[coro::coroutine] $item)* }
    };
}

both! {
    async fn asked(status: u16) -> Result<Reply, u16> {
        tick().await;
        made(status)
    }
    pub(crate) async fn of_a_tuple() -> usize {
        let pair = (String::new(), 1_u64);
        let text = pair.0;
        sent(&text).await
    }
    pub(crate) async fn one_by_one() -> Result<usize, u16> {
        let reply = asked(1).await?;
        if reply.status != 1 {
            return Err(reply.status);
        }
        let body = reply.body;
        let headers = reply.headers;
        let is_old = reply.version == Version::Old;
        let length = sent(&body).await + usize::from(is_old);
        Ok(length + headers.len() + sent(&body).await)
    }
    pub(crate) async fn by_patterns() -> Result<usize, u16> {
        let reply = asked(1).await?;
        let Reply { body, headers, .. } = reply;
        let length = sent(&body).await + headers.len();
        Ok(length + sent(&body).await)
    }
    pub(crate) async fn by_a_match() -> Result<usize, u16> {
        match asked(1).await? {
            Reply { status: 2, .. } => Err(2),
            Reply { body, headers, .. } => Ok(sent(&body).await + headers.len()),
        }
    }
    pub(crate) async fn of_the_rest() -> Result<usize, u16> {
        let reply = made(1)?;
        let reply = Reply { status: 2, version: Version::Old, ..reply };
        Ok(sent(&reply.body).await + reply.headers.len())
    }
    pub(crate) async fn own_methods() -> Result<usize, u16> {
        let call = Call::new("url");
        let due = call.is_due().await;
        let reply = call.retries(5).send("body").await?;
        let body = reply.body;
        let length = sent(&body).await + usize::from(due) + reply.headers.len();
        let next = Call::new("next").retries(1).send(&body).await?;
        tick().await;
        Ok(length + next.headers.len())
    }
    pub(crate) async fn of_containers() -> usize {
        let (words, text) = (vec![String::from("a")], String::from("text"));
        let joined = words.concat();
        let large = text.to_uppercase();
        tick().await;
        joined.len() + large.len()
    }
}
