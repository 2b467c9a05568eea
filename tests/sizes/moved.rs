//! Values that are lent, and then moved away: something else lies where they were.

use crate::shapes::{after, tick};

pub(crate) struct Form {
    name: String,
    fields: Vec<(String, u64)>,
}

impl Form {
    pub(crate) fn new() -> Self {
        Form { name: String::new(), fields: vec![] }
    }
}

pub(crate) struct Client {
    base: String,
}

impl Client {
    pub(crate) fn new() -> Self {
        Client { base: String::new() }
    }
}

macro_rules! both {
    ($($item:item)*) => {
        pub(crate) mod native { use super::*; $($item)* }
        pub(crate) mod machine { use super::*; $(#[coro::coroutine] $item)* }
    };
}

both! {
    pub(crate) async fn referred() -> usize {
        let text = String::new();
        let lent = &text;
        let length = lent.len();
        tick().await;
        after(text).await.len() + length
    }
    pub(crate) async fn checked(form: Form) -> usize {
        let valid = form.fields.iter().all(|(name, _)| !name.is_empty());
        tick().await;
        let (sent, kept) = (after((form.name.is_empty(), valid)).await, after(form).await);
        kept.fields.len() + usize::from(sent.0 && sent.1)
    }
    pub(crate) async fn bytes(text: String) -> usize {
        let words = text.split(' ').count();
        tick().await;
        let list = text.into_bytes();
        tick().await;
        words + list.len()
    }
    pub(crate) async fn behind(client: &Client, path: String) -> usize {
        let url = format!("{}/{path}", client.base);
        after(url).await.len()
    }
    pub(crate) async fn looked_at(found: Option<String>) -> usize {
        match found {
            Some(text) if after(&text).await.len() > 3 => after(text).await.len(),
            Some(text) if text.len() > after(1).await => text.len(),
            _ => 0,
        }
    }
    pub(crate) async fn looked_at_in_turn(pair: (Option<String>, Option<String>)) -> usize {
        match pair {
            (Some(one), Some(two)) if after(&one).await.len() > 3 => after(one).await.len() + two.len(),
            (one, None) if after(&one).await.is_some() => after(one).await.iter().count(),
            _ => 0,
        }
    }
}
