//! Structs and tuples of which fields are moved away: where nothing of the rest may be dropped, something else lies there.

use crate::harness::{Noisy, noisy, note};

pub(crate) struct Reply {
    status: usize,
    body: Noisy,
    at: (u8, char),
}

pub(crate) struct Split {
    head: Noisy,
    tail: Noisy,
    kind: Kind,
}

#[derive(Debug)]
pub(crate) enum Kind {
    First,
    Other(usize),
}

pub(crate) struct Numbered(Noisy, Option<usize>);

pub(crate) struct Of<T> {
    item: T,
    number: usize,
}

fn new_reply(name: &'static str) -> Reply {
    Reply { status: name.len(), body: noisy(name), at: (1, 'x') }
}

fn new_split(n: usize) -> Split {
    let kind = if n == 0 { Kind::First } else { Kind::Other(n) };
    Split { head: noisy("head"), tail: noisy("tail"), kind }
}

fn new_result(good: bool) -> Result<Reply, usize> {
    if good { Ok(new_reply("good")) } else { Err(3) }
}

twins! {
    /// What is `Copy` of the rest is used later on, or not at all.
    field: |run| { run.drive(f()); };
    plain { use super::super::*; }
    machine {
        async fn got() -> Reply {
            wait("got").await;
            new_reply("got")
        }
        async fn f() -> usize {
            let reply = got().await;
            let body = reply.body;
            let filler = [reply.status; 9];
            wait("body").await;
            let other = got().await;
            let (text, others) = (other.body, [noisy("other")]);
            wait("other").await;
            let pair = (noisy("left"), 7_usize);
            let left = pair.0;
            let last = [noisy("last"), noisy("end")];
            wait("left").await;
            filler[0] + body.name().len() + text.name().len() + others.len() + pair.1 + left.name().len() + last.len()
                + usize::from(other.at.0)
        }
    }
}

twins! {
    /// Fields that are moved one after the other, on some ways only.
    one_by_one: |run| { for n in 0..5 { run.drive(f(n)); } };
    plain { use super::super::*; }
    machine {
        async fn f(n: usize) -> usize {
            let mut sum = 0;
            for round in 0..2 {
                let split = new_split(n);
                wait("split").await;
                if n == round {
                    let head = split.head;
                    let filler = [noisy("a"), noisy("b")];
                    wait("head").await;
                    sum += head.name().len() + filler.len();
                } else if n == 3 {
                    let tail = split.tail;
                    wait("tail").await;
                    sum += tail.name().len();
                    continue;
                } else if n > 1 {
                    let (head, tail) = (split.head, split.tail);
                    let filler = [[n; 4]; 3];
                    wait("both").await;
                    sum += head.name().len() + tail.name().len() + filler[0][0];
                }
                wait("behind").await;
                sum += match split.kind { Kind::First => 1, Kind::Other(n) => n };
            }
            sum
        }
    }
}

twins! {
    /// What is moved away is given another value, which is dropped as well.
    given_again: |run| { for n in 0..3 { run.drive(f(n)); } };
    plain { use super::super::*; }
    machine {
        async fn f(n: usize) -> usize {
            let mut reply = new_reply("first");
            let mut sum = reply.status;
            for round in 0..2 {
                let body = reply.body;
                wait("moved").await;
                sum += body.name().len();
                reply.body = noisy("again");
                if round == n {
                    break;
                }
                wait("again").await;
            }
            let mut split = new_split(n);
            drop(split.head);
            wait("head").await;
            if n > 0 {
                split = new_split(n);
            }
            drop(split.tail);
            let filler = [noisy("filler"), noisy("other")];
            wait("tail").await;
            sum + filler.len()
        }
    }
}

twins! {
    /// Patterns, and structs that are made of the rest of others.
    by_patterns: |run| { for n in 0..3 { run.drive(f(n)); } };
    plain { use super::super::*; }
    machine {
        async fn f(n: usize) -> usize {
            let first = new_reply("first");
            let Reply { body, .. } = first;
            let filler = [noisy("filler"), noisy("other")];
            wait("body").await;
            let second = new_split(n);
            let mut sum = body.name().len() + filler.len();
            sum += match second {
                Split { head, kind: Kind::First, .. } => {
                    wait("first").await;
                    head.name().len()
                }
                Split { tail, head, .. } if n > 1 => {
                    let more = [[noisy("more"), noisy("still")], [noisy("more"), noisy("still")]];
                    wait("both").await;
                    head.name().len() + tail.name().len() + more.len()
                }
                Split { ref tail, head, kind: _ } => {
                    wait("one").await;
                    head.name().len() + tail.name().len()
                }
            };
            let third = Numbered(noisy("third"), Some(n));
            let Numbered(inner, ref number) = third;
            wait("inner").await;
            sum += inner.name().len() + number.unwrap_or(0);
            let fourth = new_reply("fourth");
            let fifth = Reply { status: n, at: (3, 'y'), ..fourth };
            let filler = [noisy("filler"), noisy("other"), noisy("third")];
            wait("fifth").await;
            sum += fifth.status + fourth.status + filler.len();
            let sixth = new_split(n);
            let seventh = Split { head: noisy("new"), ..sixth };
            wait("seventh").await;
            sum + seventh.tail.name().len()
        }
    }
}

twins! {
    /// What a question, an argument and an annotation tell.
    told: |run| { for good in [true, false] { run.drive(f(good, new_reply("given"))); } };
    plain { use super::super::*; }
    machine {
        async fn asked(good: bool) -> Result<Reply, usize> {
            wait("asked").await;
            new_result(good)
        }
        async fn f(good: bool, given: Reply) -> Result<usize, usize> {
            let body = given.body;
            let filler = [noisy("filler"), noisy("other"), noisy("third")];
            wait("given").await;
            let mut sum = body.name().len() + given.status + filler.len();
            let reply = asked(good).await?;
            sum += wait_with(reply.body).await;
            let text = asked(good).await.unwrap();
            if text.status > 1 {
                let body = text.body;
                wait("in a branch").await;
                sum += body.name().len();
            }
            let wrapped: Numbered = Numbered(noisy("wrapped"), None);
            let inner = wrapped.0;
            let filler = [noisy("filler"), noisy("other")];
            wait("wrapped").await;
            sum += inner.name().len() + filler.len();
            let of = Of { item: noisy("item"), number: sum };
            let item = of.item;
            let filler = [noisy("filler"), noisy("other")];
            wait("of").await;
            Ok(of.number + item.name().len() + filler.len())
        }
        async fn wait_with(noisy: Noisy) -> usize {
            wait("with").await;
            noisy.name().len()
        }
    }
}

twins! {
    /// What a macro is given.
    in_macros: |run| { for n in 0..2 { run.drive(f(n)); } };
    plain {
        use super::super::*;
    }
    machine {
        async fn f(n: usize) -> usize {
            let first = new_reply("first");
            if n == 1 {
                drop(first.body);
            }
            let filler = [noisy("filler"), noisy("other")];
            wait("dropped").await;
            let second = new_reply("second");
            let list = vec![second.body];
            let others = [noisy("a"), noisy("b")];
            wait("list").await;
            let split = new_split(n);
            assert!(n < 5, "{}", split.head.name());
            let list = [vec![split.head], list];
            drop(split.tail);
            let more = [noisy("more"), noisy("still")];
            wait("both").await;
            filler.len() + others.len() + list.len() + more.len()
        }
    }
}

impl Reply {
    fn of(name: &'static str) -> Self {
        new_reply(name)
    }

    fn with(mut self, status: usize) -> Self {
        note("with", status);
        self.status = status;
        self
    }

    fn beside(self, _other: &Noisy) -> Self {
        self
    }

    fn tried(self, n: usize) -> Result<Self, usize> {
        if n == 2 { Err(self.status) } else { Ok(self) }
    }

    fn count(&self) -> usize {
        self.status
    }
}

twins! {
    /// Methods of the file's own that take their receiver: it goes with the arguments, and on every way out.
    own_methods: |run| { for n in 0..4 { run.drive(f(n)); } };
    plain { use super::super::*; }
    machine {
        async fn counted(n: usize) -> usize {
            wait("counted").await;
            n + 1
        }
        async fn f(n: usize) -> Result<usize, usize> {
            let many = counted(n).await;
            let first = Reply::of("first").with(counted(n).await).with(many).tried(n)?;
            wait("first").await;
            let second = Reply::of("second");
            let sum = second.count() + second.with({ wait("status").await; if n == 1 { return Ok(first.count()) } 4 }).count();
            let third = Reply::of("third").beside(&noisy("temporary")).with(counted(sum).await);
            let pair = (third, counted(n).await);
            let body = pair.0.with(3).beside(&lent_noisy().await).body;
            let filler = [noisy("filler"), noisy("other")];
            wait("body").await;
            Ok(body.name().len() + filler.len() + pair.1 + many)
        }
        async fn lent_noisy() -> Noisy {
            wait("borrowed").await;
            noisy("borrowed")
        }
    }
}
