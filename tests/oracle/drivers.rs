//! What drivers and protocols of published crates do: buffers and buses behind references, handed on from call to call.

twins! {
    /// ekv's file: a reference behind `self` is given to a call on what was waited for, and used again.
    operands_behind_references: |run| {
        let (mut meta, mut bytes) = (Meta { n: 1, name: noisy("meta") }, [1, 2, 3]);
        run.drive(async { File { meta: &mut meta, bytes: &mut bytes }.truncate().await });
    };
    plain {
        pub(super) struct Meta { pub(super) n: u32, pub(super) name: Noisy }
        pub(super) struct File<'a> { pub(super) meta: &'a mut Meta, pub(super) bytes: &'a mut [u32; 3] }
        struct Page(Noisy);
        struct Write<'a> { meta: &'a mut Meta, n: u32 }
        async fn page(meta: &mut Meta, n: u32) -> Result<Option<Page>, Oops> {
            meta.n += n;
            wait(meta.name.name()).await;
            Ok(Some(Page(noisy("page"))))
        }
        impl Page {
            async fn before(self, meta: &mut Meta, n: u32) -> Result<u32, Oops> {
                wait(self.0.name()).await;
                meta.n += n;
                Ok(meta.n)
            }
        }
        async fn write(write: Write<'_>) -> u32 {
            wait("write").await;
            write.meta.n += write.n;
            write.meta.n
        }
        async fn fill(bytes: &mut [u32], n: u32) {
            wait("fill").await;
            bytes.fill(n);
        }
    }
    machine {
        impl File<'_> {
            async fn truncate(&mut self) -> Result<u32, Oops> {
                let at = page(self.meta, give("page", 2).await).await?.unwrap().before(self.meta, 3).await?;
                let written = write(Write { meta: self.meta, n: give("n", at).await }).await;
                let meta: &mut Meta = self.meta;
                let again = write(Write { meta, n: give("again", 1).await }).await + write(Write { meta, n: 2 }).await;
                meta.n += page(meta, 1).await?.map_or(0, |page| page.0.name().len() as u32);
                fill(self.bytes, give("byte", 7).await).await;
                Ok(written + again + self.meta.n + self.bytes[0])
            }
        }
    }
}

twins! {
    /// cyw43's buffer, seen as one of others: what was made of it has nothing to drop, and is not in the way.
    buffers_seen_twice: |run| { run.drive(async { send(&mut [0; 3], 2).await }); };
    plain {
        fn seen(words: &mut [u32]) -> &mut [u32] { words }
        fn looked_at(words: &[u32]) -> &[u32] { words }
        async fn write(words: &[u32]) -> u32 {
            wait("write").await;
            words.iter().sum()
        }
    }
    machine {
        async fn send(words: &mut [u32; 3], n: usize) -> u32 {
            let head = seen(words);
            head[0] = note("head", 1);
            let all = seen(words);
            all[1] = note("all", 2);
            write(&looked_at(words)[..n]).await
        }
    }
}

twins! {
    /// rust-mqtt's properties: several are taken out of a message by methods that are given functions.
    fields_are_mapped: |run| { run.drive(f()); };
    plain {
        pub(super) struct Message { topic: Option<Noisy>, kind: Option<Noisy>, list: Vec<Noisy>, rest: Noisy }
        fn name(value: Noisy) -> usize { value.name().len() }
        async fn receive<T>(value: T) -> Result<T, Oops> {
            wait("receive").await;
            Ok(value)
        }
    }
    machine {
        async fn f() -> Result<usize, Oops> {
            let list = vec![noisy("a"), noisy("b")];
            let message = Message { topic: Some(noisy("topic")), kind: Some(noisy("kind")), list, rest: noisy("rest") };
            let message = receive(message).await?;
            let topic = message.topic.map(name);
            let kind = message.kind.map(self::name);
            wait("between").await;
            let list: Vec<usize> = message.list.into_iter().map(name).collect();
            Ok(topic.unwrap_or(0) + kind.unwrap_or(0) + list.len())
        }
    }
}

twins! {
    /// sqlx's callback, device-driver's registers and axum's handlers: what a block takes and calls may be used up by that.
    called_once_by_a_block: |run| {
        run.drive(modify(|list| list.push(note("modify", 3))));
        let held = noisy("held");
        run.drive((move || { let name = held.name(); async move { wait(name).await; 4 } }).call());
        let mut n = noisy("state").name().len();
        run.drive(twice(move |more| { n += more; n }));
    };
    plain {
        use std::pin::Pin;
        trait Handler<T> {
            fn call(self) -> Pin<Box<dyn Future<Output = T>>>;
        }
    }
    machine {
        #[deny(unused_mut)]
        fn modify(f: impl FnOnce(&mut Vec<usize>)) -> impl Future<Output = usize> {
            let mut list = vec![1];
            async move {
                wait("before").await;
                f(&mut list);
                wait("after").await;
                list.len() + list.iter().count()
            }
        }
        #[deny(unused_mut)]
        fn twice(mut f: impl FnMut(usize) -> usize) -> impl Future<Output = usize> {
            async move {
                let first = f(give("first", 1).await);
                first + f(give("second", 2).await)
            }
        }
        impl<F, R, T> Handler<T> for F
        where
            F: FnOnce() -> R + 'static,
            R: Future<Output = T>,
        {
            fn call(self) -> Pin<Box<dyn Future<Output = T>>> {
                Box::pin(async move { self().await })
            }
        }
    }
}

twins! {
    /// The listing of `object_store`: what a function is called with in a closure refers to the closure's own.
    functions_in_closures_of_a_block: |run| { run.drive(list(noisy("a"))); };
    plain {
        use std::pin::Pin;
        fn first<'a>(list: &'a [Noisy], _: &'a Noisy) -> impl Iterator<Item = &'a Noisy> { list.iter() }
        fn blocking<T>(f: impl FnOnce() -> T + 'static) -> impl Future<Output = T> { async move { wait("pool").await; f() } }
    }
    machine {
        fn list(prefix: Noisy) -> Pin<Box<dyn Future<Output = usize>>> {
            let list = vec![noisy("b"), noisy("c")];
            Box::pin(async move {
                wait("before").await;
                blocking(move || {
                    let mut names = 0;
                    for own in [noisy("d"), noisy("e")] {
                        let mut parts = first(&list, &own);
                        let part = parts.next().map_or(0, |part| part.name().len());
                        drop(parts);
                        drop(own);
                        names += part + prefix.name().len();
                    }
                    names
                })
                .await
            })
        }
    }
}

macro_rules! reply {
    ($id:expr, $handler:expr, $request:ident; $($part:ident),*) => {
        match $handler.$request($($request.$part),*).await {
            Err(error) => {
                let Failure { code, text } = error;
                Reply { id: $id, code, text: text.unwrap_or(noisy("text")) }
            }
            Ok(reply) => reply,
        }
    };
}

twins! {
    /// russh-sftp's requests: a name is a method's and a variable's, and what the macro binds is a field's as well.
    named_as_the_method: |run| {
        run.drive(async { answer(Request::Read(Read { at: 2, name: noisy("read") }), &mut Handler).await });
        run.drive(async { answer(Request::Write(Write { data: noisy("write") }), &mut Handler).await });
    };
    plain {
        pub(super) enum Request { Read(Read), Write(Write) }
        pub(super) struct Read { at: usize, name: Noisy }
        pub(super) struct Write { data: Noisy }
        struct Reply { id: usize, code: usize, text: Noisy }
        struct Failure { code: usize, text: Option<Noisy> }
        pub(super) struct Handler;
        impl Handler {
            async fn read(&mut self, code: usize, text: Noisy) -> Result<Reply, Failure> {
                wait(text.name()).await;
                Ok(Reply { id: 0, code, text })
            }
            async fn write(&mut self, data: Noisy) -> Result<Reply, Failure> {
                wait("write").await;
                Err(Failure { code: 7, text: Some(data).filter(|data| data.name().len() > 9) })
            }
        }
    }
    machine {
        async fn answer(request: Request, handler: &mut Handler) -> usize {
            let (id, code) = (3, 4);
            let reply = match request {
                Request::Read(read) => reply!(id, handler, read; at, name),
                Request::Write(write) => reply!(id + code, handler, write; data),
            };
            wait(reply.text.name()).await;
            reply.id + reply.code
        }
    }
}
