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

twins! {
    /// Closures and blocks without `move` that use a variable up: by what they call, or by what they match it with.
    closures_that_use_up: |run| { for n in 0..2 { run.drive(f(n)); } };
    machine {
        async fn f(n: u32) -> usize {
            let (schema, data, limited, pair) = (Some(noisy("schema")), Some(noisy("data")), noisy("limited"), (noisy("left"), 7));
            let (result, kept) = (if n == 0 { Ok(noisy("ok")) } else { Err(noisy("err")) }, noisy("kept"));
            wait("first").await;
            let used = data.map(|data| {
                let schema = if let Some(schema) = schema { schema.name().len() } else { 0 };
                note("mapped", data.name());
                schema
            });
            wait("mapped").await;
            let stream = once(|| async { let stream = Stream::from(limited.into_inner()); wait("stream").await; stream.0.len() + kept.name().len() }).await;
            let request = async { let (left, n) = pair; wait("in request").await; left.name().len() + n };
            wait("made").await;
            let first = request.await;
            let matched = once(|| async { match result { Ok(object) => object.name().len(), Err(object) => object.name().len() * 100 } }).await;
            wait("last").await;
            first + used.unwrap_or(0) + stream + matched
        }
    }
    plain {
        struct Stream(&'static str);
        impl From<&'static str> for Stream { fn from(name: &'static str) -> Self { Stream(name) } }
        trait IntoInner: Sized { fn into_inner(self) -> &'static str; }
        impl IntoInner for Noisy { fn into_inner(self) -> &'static str { self.name() } }
        async fn once<F: Future<Output = usize>>(f: impl FnOnce() -> F) -> usize { f().await }
    }
}

twins! {
    /// A closure that is called again and again shares what it only looks at.
    closures_that_look: |run| { run.drive(f()); };
    machine {
        async fn f() -> usize {
            let client = &Client;
            let config = String::from("config");
            wait("first").await;
            let get = || async { client.get(&config).await };
            let sum = twice(get).await;
            wait("second").await;
            sum + config.len()
        }
    }
    plain {
        struct Client;
        impl Client { async fn get(&self, config: &String) -> usize { wait("get").await; config.len() } }
        async fn twice<F: Future<Output = usize>>(f: impl Fn() -> F) -> usize { f().await + f().await }
    }
}

twins! {
    /// Closures that mention the body's own constants may stand in calls that use a variable up.
    constants_in_closures: |run| { run.drive(f(vec![noisy("a"), noisy("b")])); };
    machine {
        async fn f(list: Vec<Noisy>) -> usize {
            const SKIPPED: &str = "a";
            static LENGTH: usize = 10;
            fn add(n: usize) -> usize { n + LENGTH }
            wait("first").await;
            let list = list.into_iter();
            wait("second").await;
            let sum = list.map(|item| if item.name() == SKIPPED { 0 } else { add(item.name().len()) }).sum::<usize>();
            wait("third").await;
            sum
        }
    }
}

twins! {
    /// A name in a macro's text does not hide the variable from the statements behind the call.
    names_in_texts: |run| { run.drive(f(String::from("x"), noisy("y"))); };
    machine {
        async fn f(x: String, y: Noisy) -> String {
            let block = async move {
                said!("{x} {}", y.name());
                let own: String = x;
                wait("block").await;
                own
            };
            wait("first").await;
            let mut own = block.await;
            let z = String::from("z");
            {
                said!("in a block: {z}");
                let moved: String = z;
                own.push_str(&moved);
            }
            wait("last").await;
            own
        }
    }
    plain {
        macro_rules! said { ($($token:tt)*) => { note("said", format!($($token)*)) }; }
        use said;
    }
}

twins! {
    /// What a block in a macro's tokens binds is not the name that is used after the call.
    names_in_blocks: |run| { for n in 0..3 { run.drive(f(n)); } };
    machine {
        async fn f(n: u32) -> Result<u32, Oops> {
            let mut state = Some((n, noisy("state")));
            let mut rounds = 0;
            while rounds < 2 {
                rounds += 1;
                run! {
                    give("run", n).await => {
                        fail::<u32>("no").await.ok();
                        if let Some(inner) = state.as_mut() { inner.0 += 1; }
                        if n == 2 && rounds == 2 { break }
                    }
                };
                wait("between").await;
                if let Some(ref mut inner) = state && let 2 = inner.0 {
                    inner.0 = 7;
                    note("inner", inner.1.name());
                }
            }
            Ok(state.map_or(0, |state| state.0) + rounds)
        }
    }
    plain {
        macro_rules! run { ($wait:expr => $body:block) => { if $wait < 3 { $body } }; }
        use run;
    }
}

twins! {
    /// A state of a state machine of the user's, taken apart, and put together again before the whole is given away.
    states_taken_apart: |run| { for n in 0..4 { run.drive(f(n)); } };
    machine {
        async fn f(n: u32) -> Result<Kex, Oops> {
            let mut kex = kex(n);
            match kex.state {
                State::Created => {
                    kex.state = State::Group { names: noisy("new names"), key: vec![give("key", 1).await] };
                    Ok(kex)
                }
                State::Group { names, mut key } => {
                    wait("group").await;
                    key.push(n);
                    kex.state = State::Init { names, key };
                    Ok(kex)
                }
                State::Init { names, key } => {
                    note("names", names.name());
                    if n == 2 { kex.state = State::Group { names, key }; return Ok(kex); }
                    note("left", kex.exchange.name());
                    fail::<u32>("init").await?;
                    Err(Oops::from(fail::<u32>("again").await.unwrap_err()))
                }
            }
        }
    }
    plain {
        #[derive(Debug)]
        struct Kex { state: State, exchange: Noisy }
        #[derive(Debug)]
        enum State { Created, Group { names: Noisy, key: Vec<u32> }, Init { names: Noisy, key: Vec<u32> } }
        fn kex(n: u32) -> Kex {
            let (names, key) = (|| noisy("names"), vec![n]);
            let state = match n {
                0 => State::Created,
                1 => State::Group { names: names(), key },
                _ => State::Init { names: names(), key },
            };
            Kex { state, exchange: noisy("exchange") }
        }
    }
}

twins! {
    /// A field is given a new value while parts of the old one are gone, and what is left of that goes.
    fields_set_around_parts: |run| { for n in 0..5 { run.drive(f(n)); } };
    machine {
        async fn f(n: u32) -> usize {
            let mut whole = Whole { pair: Pair { left: noisy("left"), right: noisy("right") }, deep: Some((noisy("a"), noisy("b"))), last: noisy("last") };
            wait("first").await;
            if n == 1 { drop(whole.pair.left); }
            if n == 2 { drop(whole.pair.right); wait("in a branch").await; }
            if n > 2 && let Some((a, b)) = whole.deep {
                wait("taken").await;
                note("a", a.name());
                whole.deep = if n == 4 { Some((b, noisy("new a"))) } else { None };
            }
            wait("second").await;
            whole.pair = Pair { left: give("new left", noisy("new left")).await, right: noisy("new right") };
            wait("third").await;
            whole.pair.left.name().len() + whole.last.name().len() + given(whole).await
        }
    }
    plain {
        struct Whole { pair: Pair, deep: Option<(Noisy, Noisy)>, last: Noisy }
        async fn given(whole: Whole) -> usize { wait("given").await; whole.deep.map_or(0, |deep| deep.0.name().len()) }
    }
}

twins! {
    /// Fields in a macro's tokens that are called as variables, and calls in them that use variables up.
    fields_in_tokens: |run| { run.drive(f(Some(String::from("levels")), String::from("name"))); };
    plain {
        #[derive(Debug, Default)]
        struct Room { id: String, levels: Option<Box<str>>, n: usize }
        macro_rules! assign {
            ($value:expr, { $($field:ident: $given:expr),* $(,)? }) => {{ let mut item = $value; $(item.$field = $given;)* item }};
        }
        use assign;
    }
    machine {
        async fn f(levels: Option<String>, id: String) -> Room {
            let n = give("n", 2).await;
            assign!(Room { n, ..Room::default() }, { levels: levels.map(Into::into), id: id.clone(), })
        }
    }
}

twins! {
    /// What is used up before a macro call that might go on with the loop, and given anew behind it.
    used_up_before_macros: |run| { for n in 0..3 { run.drive(f(n, noisy("data"))); } };
    plain {
        macro_rules! said { ($($token:tt)*) => { note("said", format!($($token)*)) }; }
        macro_rules! skip { ($($token:tt)*) => { if $($token)* { continue } }; }
        use {said, skip};
        async fn handle<F: Future<Output = Result<usize, Noisy>>>(run: impl FnOnce() -> F) -> Result<usize, Noisy> { wait("handle").await; run().await }
        async fn forward(data: Noisy, n: u32) -> Result<usize, Noisy> { wait("forward").await; if n > 1 { Ok(data.name().len()) } else { Err(data) } }
        trait Spent: Sized { fn spent(self) -> Noisy; fn seen(&self) -> usize; }
        impl Spent for Noisy { fn spent(self) -> Noisy { self } fn seen(&self) -> usize { self.name().len() } }
    }
    machine {
        async fn f(n: u32, mut data: Noisy) -> usize {
            let (mut status, key) = (404, 7_u32);
            for round in 0..3 {
                said!("round {round}: {}", status);
                let outcome = handle(|| forward(data, n + round)).await;
                said!("came {}", outcome.is_ok());
                match outcome {
                    Ok(length) => return length,
                    Err(again) => (data, status) = (again, status + 1),
                }
                let spent = data.spent();
                said!("spent");
                wait("spent").await;
                data = spent;
                data.seen();
                let look = || key + round;
                let seen = look();
                skip!(seen == 8);
                wait("seen").await;
            }
            said!("no {}", status);
            data.name().len()
        }
    }
}

twins! {
    /// The copied fields of what a reference leads to, taken for another value that is put in its place.
    updated_behind_references: |run| { run.drive(f()); };
    plain {
        struct Row { name: Noisy, n: u32, m: u32 }
    }
    machine {
        async fn f() -> u32 {
            let mut row = Row { name: noisy("old"), n: 1, m: 2 };
            let (a, b) = {
                let r = &mut row;
                let next = Row { name: noisy("next"), ..*r };
                wait("first").await;
                *r = next;
                wait("second").await;
                let other = Row { name: give("other", noisy("other")).await, n: 7, ..*r };
                *r = other;
                (r.n, r.m)
            };
            let last = Row { name: noisy("last"), ..row };
            row = last;
            wait("third").await;
            a + b + row.n
        }
    }
}

twins! {
    /// `into` tells as well that a closure uses a variable up.
    closures_that_convert: |run| { run.drive(f(noisy("held"), noisy("other"))); };
    machine {
        async fn f(held: Noisy, other: Noisy) -> (usize, usize) {
            let length = request(|| {
                let list = if held.name().is_empty() { vec![] } else { vec![held.into()] };
                Ok(list)
            })
            .await;
            wait("between").await;
            (length, request(|| Ok(vec![Some(other.try_into().unwrap()).unwrap()])).await)
        }
    }
    plain {
        async fn request(make: impl FnOnce() -> Result<Vec<Noisy>, Oops>) -> usize {
            wait("before").await;
            let list = make().unwrap_or_default();
            wait("behind").await;
            list.len()
        }
    }
}

twins! {
    /// ntex's `std::pin` as a module, and `pin!` by it.
    pinned_by_path: |run| { run.drive(f(noisy("a"))); };
    plain { use std::pin; }
    machine {
        async fn f(a: Noisy) -> usize {
            let mut first = pin::pin!(give("first", a.name().len()));
            let mut second = std::pin::pin!(Some(wait("second")));
            std::future::poll_fn(|cx| second.as_mut().as_pin_mut().map_or(std::task::Poll::Ready(()), |wait| wait.poll(cx))).await;
            second.set(None);
            first.as_mut().await
        }
    }
}

twins! {
    /// trillium's future of a future that is pinned where it is given.
    pinned_operands: |run| { run.drive(f(noisy("a"), give("given", 2))); };
    plain {
        use std::pin::{Pin, pin};
        use std::task::{Context, Poll};
        struct Or<'a, F>(&'a mut u32, Pin<&'a mut F>);
        impl<F: Future> Future for Or<'_, F> {
            type Output = Option<F::Output>;
            fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
                *self.0 += 1;
                self.1.as_mut().poll(cx).map(Some)
            }
        }
    }
    machine {
        async fn f<F: Future<Output = u32>>(a: Noisy, future: F) -> u32 {
            let mut polls = 0;
            let first = Or(&mut polls, pin!(future)).await.unwrap_or_default();
            let second = Or(&mut polls, pin!(give("second", noisy("inside")))).await.map_or(0, |inside| inside.name().len());
            wait(a.name()).await;
            first + second as u32 + Or(&mut polls, pin!(async { wait("block").await; 3 })).await.unwrap_or(1) + polls
        }
    }
}

twins! {
    /// Tests of stores of objects: a method uses up a field of each of several variables of one name, whose type is defined elsewhere.
    fields_of_variables_of_one_name: |run| { drop(run.drive(f(Store))); };
    plain {
        mod elsewhere {
            use super::*;
            pub(super) struct Meta { pub(super) tag: Option<Noisy>, pub(super) version: Option<Noisy>, pub(super) size: usize }
            pub(super) struct Store;
            impl Store {
                pub(super) async fn head(&self, tag: &'static str) -> Meta {
                    wait("head").await;
                    Meta { tag: Some(noisy(tag)), version: Some(noisy("version")), size: tag.len() }
                }
            }
        }
        use elsewhere::Store;
    }
    machine {
        async fn f(store: Store) -> usize {
            let meta = store.head("first").await;
            let tag = meta.tag.unwrap();
            wait("the first is there").await;
            let meta = store.head(if meta.size > 3 { "second" } else { "small" }).await;
            assert_eq!(meta.tag.unwrap().name().len(), 6);
            wait("the second is there").await;
            if let Some(version) = meta.version {
                note("version", store.head(version.name()).await.size);
            }
            let meta = store.head(tag.name()).await.tag.unwrap();
            wait("the last is there").await;
            meta.name().len() + tag.name().len()
        }
    }
}
