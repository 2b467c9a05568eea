//! What published crates write: each of these did not compile, or not alike, when the attribute was put on their functions.

twins! {
    /// Database clients take `&[&dyn ToSql]`.
    converted_elements: |run| { drop(run.drive(f(3))); };
    plain {
        trait ToSql { fn show(&self) -> String; }
        impl ToSql for u32 { fn show(&self) -> String { format!("u{self}") } }
        impl ToSql for &str { fn show(&self) -> String { format!("s{self}") } }
        impl ToSql for String { fn show(&self) -> String { format!("S{self}") } }
        struct Client(Noisy);
        fn shown(list: &[&(dyn ToSql + Sync)]) -> String {
            list.iter().map(|element| element.show()).collect::<Vec<_>>().join(",")
        }
        impl Client {
            async fn query<T: ?Sized + AsRef<str>>(&self, text: &T, list: &[&(dyn ToSql + Sync)]) -> String {
                wait("query").await;
                format!("{}{}", text.as_ref(), shown(list))
            }
            async fn all(&self, list: &[&(dyn ToSql + Sync)], text: &str, boxes: &mut [Box<dyn ToSql>], f: &[fn(u8) -> u8]) -> String {
                wait("all").await;
                format!("{text}{}{}{}", shown(list), boxes[0].show(), f[0](1))
            }
        }
        fn one(n: u8) -> u8 { n }
        fn two(n: u8) -> u8 { n + 1 }
        struct Params<'a> { list: &'a [&'a (dyn ToSql + Sync)] }
        async fn given(params: Params<'_>) -> String { wait("given").await; shown(params.list) }
        async fn get<T: From<String>>(list: &[&(dyn ToSql + Sync)]) -> Option<T> { wait("get").await; Some(shown(list).into()) }
        async fn mapped<T>(list: &[&(dyn ToSql + Sync)], map: impl FnOnce(String) -> T) -> T { wait("mapped").await; map(shown(list)) }
        async fn taken(list: Vec<String>) -> usize { wait("taken").await; list.len() }
        async fn first<T: Clone>(list: &[T]) -> T { wait("first").await; list[0].clone() }
    }
    machine {
        async fn f(id: u32) -> String {
            let (name, owned) = ("name", String::from("owned"));
            let client = Client(noisy("client"));
            let mut all = client.query("one", &[&id]).await;
            all += &client.query(&format!("four{id}"), &[&id, &name, &owned, &format!("made")]).await;
            all += &give("client", Client(noisy("other"))).await.query(&owned, &[&id, &owned]).await;
            all += &given(Params { list: &[&id, &name] }).await;
            let got: Option<Box<str>> = get(&[&id, &name]).await;
            all += &got.unwrap_or_default();
            all += &mapped(&[&id, &name], |text| format!("<{text}>")).await;
            all += &taken((&[owned.clone()]).into()).await.to_string();
            all += &first(&[owned.clone(), owned]).await;
            all + &client.all(&[&id, &name], &format!("{id}"), &mut [Box::new(name), Box::new(id)], &[one, two]).await
        }
    }
}

twins! {
    /// Fields of a value with a destructor, and what its pointers lead to, are lent by calls, never moved.
    fields_of_what_has_a_destructor: |run| {
        let (mut line, shared) = (String::from("line"), std::sync::Arc::new(Shared { lock: noisy("lock") }));
        drop(run.drive(f(Transaction { client: &mut line, point: Some(noisy("point")), done: false, shared })));
    };
    plain {
        struct Shared { lock: Noisy }
        struct Transaction<'a> { client: &'a mut String, point: Option<Noisy>, done: bool, shared: std::sync::Arc<Shared> }
        impl Drop for Transaction<'_> {
            fn drop(&mut self) { note("done", self.done); }
        }
        trait Execute { fn execute(&mut self, text: &str) -> impl Future<Output = usize>; }
        impl Execute for String {
            async fn execute(&mut self, text: &str) -> usize { wait("execute").await; self.push_str(text); self.len() }
        }
    }
    machine {
        async fn f(mut transaction: Transaction<'_>) -> usize {
            transaction.done = true;
            let text = if let Some(point) = transaction.point.as_ref() { format!("release {}", point.name()) } else { String::new() };
            wait("held").await;
            let n = transaction.shared.lock.name().len();
            transaction.client.execute(&text).await + n
        }
    }
}

twins! {
    /// A macro that leaves, as the last statement of an arm that has to have a value.
    arms_that_leave: |run| { (0..3).for_each(|n| drop(run.drive(f(n)))); };
    plain {
        macro_rules! fail { ($error:expr) => { return Err(From::from($error)) } }
        macro_rules! maybe { ($condition:expr, $error:expr) => { if $condition { return Err(From::from($error)); } } }
    }
    machine {
        async fn f(n: u32) -> Result<String, String> {
            let _held = noisy("held");
            let name = match n {
                0 => give("name", String::from("zero")).await,
                1 => { fail!("one"); }
                _ => { note("other", 1); String::from("other") }
            };
            if n == 2 { maybe!(name.is_empty(), "empty"); }
            Ok(name)
        }
    }
}

twins! {
    /// Macros that ask for a name, or for a name and a field.
    macros_that_ask_for_names: |run| { drop(run.drive(f(&Inner { n: 2 }, &mut Router { n: 1, sent: Vec::new() }, "command"))); };
    plain {
        struct Inner { n: usize }
        struct Router { n: usize, sent: Vec<String> }
        impl Router {
            async fn push(&mut self, text: String) -> Result<usize, String> { wait("push").await; self.sent.push(text); Ok(self.sent.len()) }
        }
        macro_rules! tell { ($inner:ident, $($format:tt)*) => { if $inner.n > 0 { note("logged", 1); let _ = format!($($format)*); } } }
        macro_rules! send { ($inner:ident, $router:ident, $text:expr) => {{ $router.n += $inner.n; $router.push($text).await }} }
        macro_rules! each { ($of:ident . $field:ident) => { $of.$field.iter().map(|text| text.len()) } }
    }
    machine {
        async fn f(inner: &Inner, router: &mut Router, command: &str) -> Result<usize, String> {
            tell!(inner, "sending {}", command);
            let sent = send!(inner, router, command.to_owned())?;
            let list = Router { n: 1, sent: vec![String::from("ab"), String::from("c")] };
            let mut sum = 0;
            for n in each!(list.sent) { wait("round").await; sum += n; }
            Ok(sent + router.n + sum)
        }
    }
}

twins! {
    /// `if let` as a statement, in a block that does not suspend and goes on with a value.
    statements_before_a_value: |run| { (0..2).for_each(|n| drop(run.drive(f(n, Some(noisy("sender")))))); };
    machine {
        async fn f(n: u32, sender: Option<Noisy>) -> Result<u32, &'static str> {
            wait("held").await;
            if n == 0 {
                if let Some(sender) = sender { drop(sender); }
                Err("zero")
            } else {
                if let Some(sender) = sender { note(sender.name(), 1); }
                (Ok)(n)
            }
        }
    }
}

twins! {
    pinned_after_a_question: f();
    async fn f() -> Result<usize, &'static str> {
        use std::pin::pin;
        let name = pin!(give("name", Ok::<_, &'static str>("abc")).await?);
        wait("held").await;
        let future = pin!(give("future", name.len()));
        Ok(future.await)
    }
}

twins! {
    /// An elided lifetime in an argument's `impl Trait`; a nested one that captures nothing.
    elided_in_bounds: |run| { drop(run.drive(f("text", &1))); };
    machine {
        async fn numbers(_: &str, n: u32) -> Option<impl Iterator<Item = u32> + use<>> { wait("numbers").await; Some(0..n) }
        async fn f(text: impl Into<&str>, n: &u32) -> (usize, Vec<u32>) {
            wait("held").await;
            (text.into().len(), numbers("x", *n).await.map(Iterator::collect).unwrap_or_default())
        }
    }
}

twins! {
    /// A `#[cfg]` on the last field before `..`.
    cfg_before_the_rest: |run| { drop(run.drive(f())); };
    plain { #[derive(Debug, Default)] struct Config { a: u32, b: u32, c: u32 } }
    machine {
        async fn f() -> Config {
            Config { a: give("a", 1).await, #[cfg(all())] b: if give("b", true).await { 2 } else { 3 }, ..Default::default() }
        }
    }
}

twins! {
    /// More conditions than anybody would want every combination of.
    many_conditions: f(1);
    async fn f(#[cfg(not(any()))] n: u32, #[cfg(any(any(), any()))] gone: Missing) -> u32 {
        #[cfg(all())]
        let a = give("a", n).await;
        #[cfg(any())]
        let a = missing().await;
        let b = match a {
            #[cfg(all(all()))]
            1 => give("b", 2).await,
            #[cfg(not(all()))]
            1 => missing().await,
            _ => 3,
        };
        #[cfg(all(all(), all()))]
        wait("once").await;
        #[cfg(any(any()))]
        missing().await;
        let list = (b, #[cfg(any())] missing().await);
        #[cfg(not(not(all())))]
        { a + list.0 }
    }
}

twins! {
    /// `cfg_if!`, and a macro that declares an item.
    branches_of_conditions: |run| { drop(run.drive(f(1))); };
    plain {
        // As the crate of that name has it.
        macro_rules! cfg_if {
            (if #[cfg($condition:meta)] { $($yes:tt)* } else { $($no:tt)* }) => {
                cfg_if! { @one $condition { $($yes)* } }
                cfg_if! { @one not($condition) { $($no)* } }
            };
            (@one $condition:meta { $($tokens:tt)* }) => { #[cfg($condition)] cfg_if! { @same $($tokens)* } };
            (@same $($tokens:tt)*) => { $($tokens)* };
        }
        macro_rules! declare { ($($item:tt)*) => { $($item)* } }
    }
    machine {
        async fn f(n: u32) -> u32 {
            declare! { struct Half { n: u32 } }
            impl Half { fn whole(&self) -> u32 { self.n * 2 } }
            cfg_if! {
                if #[cfg(any())] { let n = missing().await; } else { let n = give("n", n).await; }
            }
            let half = give("half", Half { n }).await;
            cfg_if! {
                if #[cfg(all())] { wait("tail").await; half.whole() } else { missing().await }
            }
        }
    }
}

twins! {
    /// Fields of what is reached by `Deref`, and of a value with a `Deref` itself.
    fields_behind_a_deref: |run| { drop(run.drive(f(Rocket { phase: Phase { name: noisy("name"), list: vec![noisy("first"), noisy("second")] } }))); };
    plain {
        struct Phase { name: Noisy, list: Vec<Noisy> }
        struct Rocket { phase: Phase }
        impl std::ops::Deref for Rocket { type Target = Phase; fn deref(&self) -> &Phase { &self.phase } }
        impl std::ops::DerefMut for Rocket { fn deref_mut(&mut self) -> &mut Phase { &mut self.phase } }
    }
    machine {
        async fn f(mut rocket: Rocket) -> usize {
            let n = rocket.list.iter().map(|each| each.name().len()).sum::<usize>();
            wait("one").await;
            rocket.name = noisy("other");
            let m = rocket.name.name().len() + rocket.list.len();
            wait("two").await;
            let rest = rocket.phase.list.into_iter().map(|each| each.name().len()).sum::<usize>();
            wait("three").await;
            n + m + rest
        }
    }
}

twins! {
    /// `async move` blocks in closures that are called again and again: each takes a copy of `self`.
    references_in_closures: |run| { drop(run.drive(Server { n: 1, list: vec![4, 5] }.all(vec![1, 2]))); };
    plain { struct Server { n: usize, list: Vec<usize> } impl Server { async fn one(&self, x: usize) -> usize { give("one", self.n + x).await } } }
    machine {
        impl Server {
            async fn all(&self, list: Vec<usize>) -> usize {
                let _held = noisy("held");
                let futures: Vec<_> = list.into_iter().map(|x| async move { self.one(x).await }).collect();
                let mut sum = 0;
                for future in futures { sum += future.await; }
                let own = &self.list;
                let more: Vec<_> = (0..2).map(|at| async move { give("own", own[at]).await }).collect();
                for future in more { sum += future.await; }
                sum + self.list.iter().filter(|x| **x > self.n).count()
            }
        }
    }
}

twins! {
    /// Blocks that capture, given to a macro whose value is awaited.
    joined_blocks: |run| { drop(run.drive(f(1, noisy("joined")))); };
    plain { macro_rules! join { ($($future:expr),*) => { both($($future),*) } } }
    machine {
        async fn f(x: u32, name: Noisy) -> u32 {
            let (a, b) = join!(async { give("a", x + 1).await }, async { wait("b").await; name.name().len() }).await;
            a + b as u32 + x
        }
    }
}

twins! {
    /// Builders that are given references to temporaries, and hand on what they were given.
    temporaries_for_builders: |run| { (0..2).for_each(|n| drop(run.drive(f(n, String::from("path"))))); };
    plain {
        struct Request<'a> { list: Vec<(&'a str, &'a str)>, own: Vec<String>, _held: Noisy }
        impl<'a> Request<'a> {
            fn header(mut self, name: &str, value: &str) -> Self { self.own.push(format!("{name}{value}")); self }
            fn lend(mut self, name: &'a str, value: &'a str) -> Self { self.list.push((name, value)); self }
            fn count(&self, of: &Noisy) -> usize { self.list.len() + self.own.len() + of.name().len() }
        }
    }
    machine {
        async fn f(n: u32, path: String) -> usize {
            let mut request = Request { list: Vec::new(), own: Vec::new(), _held: noisy("request") };
            wait("held").await;
            request = match n {
                0 => request.header("source", &format!("{n}/{path}")),
                _ => request.lend("path", &path),
            };
            let count = request.count(&noisy("temporary")) + request.lend("a", &format!("{path}")).count(&noisy("other"));
            wait("end").await;
            count
        }
    }
}

twins! {
    /// Parts that calls consume whose results only their context tells.
    results_that_context_tells: |run| { drop(run.drive(f(owner("a"), Some(owner("b")), Box::new(owner("c"))))); };
    plain {
        struct Owner { name: String, list: Vec<Noisy>, rest: Noisy }
        fn owner(name: &'static str) -> Owner { Owner { name: name.into(), list: vec![noisy(name)], rest: noisy("rest") } }
        trait Post { fn post<P, R: Default>(&self, text: String, with: P) -> impl Future<Output = R>; }
        impl Post for Noisy { async fn post<P, R: Default>(&self, _text: String, _with: P) -> R { wait("post").await; R::default() } }
    }
    machine {
        async fn f(a: Owner, b: Option<Owner>, c: Box<Owner>) -> usize {
            wait("held").await;
            let name: Box<str> = a.name.into();
            wait("one").await;
            let list: Vec<Noisy> = a.list.into_iter().collect();
            let posted: u8 = a.rest.post(name.to_string(), &list).await;
            let Some(b) = b else { return 0 };
            let other: std::rc::Rc<str> = b.name.into();
            wait("two").await;
            let boxed: Vec<u8> = c.name.into();
            wait("three").await;
            name.len() + other.len() + boxed.len() + list.len() + posted as usize
        }
    }
}
