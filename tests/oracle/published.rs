//! More of what published crates write: each of these did not compile, or not alike, when the attribute was put on their functions.

/// As tower-http has one.
macro_rules! since {
    ($last:expr, $does:expr) => {{
        let now = Clock::now();
        let last = self::Clock::last();
        if now > $last + last {
            $does;
        }
        now
    }};
}

twins! {
    /// `object_store`'s prefixes: what a method that consumes is given lives to the end of the statement.
    borrowed_temporaries: |run| { run.drive(f(Some(&noisy("a")))); run.drive(f(None)); };
    plain {
        fn shown(noisy: &Noisy) -> String { note("shown", noisy.name()).to_owned() }
        fn made(name: &'static str) -> Noisy { noisy(name) }
        async fn waits(what: &str) { note("waits", what); wait("it").await }
        struct Pair { left: Option<&'static str>, right: Noisy }
    }
    machine {
        async fn f(prefix: Option<&Noisy>) -> usize {
            let first = shown(prefix.unwrap_or(&made("first")));
            waits(&first).await;
            let second = prefix;
            let second = shown(second.or(Some(&made("second"))).unwrap_or(&made("unused")));
            waits(&second).await;
            let text = prefix.map(Noisy::name);
            let third = text.unwrap_or(noisy("third").name()).len();
            let pair = Pair { left: text.map(|_| "left"), right: noisy("right") };
            let fourth = pair.left.unwrap_or(&String::from("none")).len();
            wait("fourth").await;
            let fifth = text.unwrap_or(&give("fifth", noisy("given")).await.name().replace('g', "h")).len();
            first.len() + second.len() + third + fourth + fifth + pair.right.name().len()
        }
    }
}

twins! {
    /// hickory's queries: in a loop, a closure copies a reference to what ends with the loop's body.
    references_in_loops: |run| { run.drive(f(3)); };
    machine {
        async fn f(rounds: u32) -> usize {
            let mut round = 0;
            let mut count = 0;
            loop {
                wait("first").await;
                let list = vec![noisy("one"), noisy("two")];
                let queries = &list;
                let matches = ["one"].iter().all(|name| queries.iter().any(|query| query.name() == *name));
                round += 1;
                if !matches || round == rounds { return count + queries.len(); }
                for name in ["one", "three"] {
                    let known = give("known", name).await;
                    let text = format!("{known}{round}");
                    let shown = &text;
                    count += list.iter().filter(|query| shown.starts_with(query.name())).count();
                    if count > 9 { continue; }
                    while count > 0 && wait("inner").await == () {
                        let more = String::from(known);
                        let borrowed = &more;
                        if Some(1).is_some_and(|n| borrowed.len() > n) { break; }
                    }
                }
            }
        }
    }
}

twins! {
    /// scylla's rows: what a closure gives has its type from what is done with the result of the call.
    closures_typed_later: |run| { run.drive(f(vec!["1", "2"], Some(3))); run.drive(f(vec!["1", "x"], None)); };
    plain {
        #[derive(Debug)] struct Failed;
        impl From<std::num::ParseIntError> for Failed { fn from(_: std::num::ParseIntError) -> Self { Failed } }
    }
    machine {
        async fn f(rows: Vec<&'static str>, more: Option<u32>) -> Result<Vec<(usize, Result<u64, bool>)>, Failed> {
            let (held, rows, more) = (noisy("held"), rows.into_iter(), more.into_iter());
            wait("before").await;
            let wide: Vec<u64> = more.map(|n| n.into()).collect();
            wait("between").await;
            rows.map(|row| {
                let n: u64 = row.parse()?;
                if n > 1 { return Ok((held.name().len(), Err(wide.is_empty()))); }
                Ok((row.len(), Ok(n)))
            })
            .collect()
        }
    }
}

twins! {
    /// A function that is called like a variable of the macro's own is none.
    functions_called_like_variables: |run| { run.drive(f(3, noisy("held"))); run.drive(f(9, noisy("held"))); };
    plain {
        struct Clock;
        impl Clock {
            fn now() -> usize { note("now", 5) }
            fn last() -> usize { note("last", 1) }
        }
    }
    machine {
        async fn f(last: usize, held: Noisy) -> usize {
            wait("before").await;
            let then = since!(last, wait(held.name()).await);
            then + last
        }
    }
}

twins! {
    /// jsonrpsee's client, russh's handler: a function comes to a block without `move`, which refers to what its arguments lead to, and
    /// takes what it uses up.
    blocks_that_functions_come_to: |run| {
        let mut client = Client { list: vec![noisy("a"), noisy("b")], n: 1, name: noisy("name") };
        run.drive(client.request("method", noisy("params")));
        run.drive(client.count(&Client { list: Vec::new(), n: 5, name: noisy("limit") }));
        run.drive(client.on_disconnect("reason"));
        run.drive(client.apply(&|n| n + 1));
        run.drive(client.into_list());
        run.drive(boxed(noisy("whole"), &noisy("led to")));
    };
    plain {
        use std::pin::Pin;
        struct Client { list: Vec<Noisy>, n: usize, name: Noisy }
    }
    machine {
        impl Client {
            fn request<P: Into<Option<Noisy>> + Send>(&self, method: &str, params: P) -> impl Future<Output = Result<usize, ()>> {
                async {
                    let params = params.into().ok_or(())?;
                    wait("request").await;
                    Ok(self.list.len() + params.name().len() + method.len())
                }
            }
            fn count(&mut self, limit: &Client) -> impl Future<Output = usize> {
                async {
                    while self.n < limit.n {
                        self.n += give("step", 1).await;
                        self.list.push(noisy("step"));
                    }
                    self.list.len()
                }
            }
            fn on_disconnect(&self, reason: &str) -> impl Future<Output = String> {
                async {
                    if self.list.is_empty() { return reason.to_owned(); }
                    wait("closed").await;
                    reason.to_string()
                }
            }
            fn apply<'a, F: Fn(usize) -> usize>(&self, f: &'a F) -> impl Future<Output = usize> {
                async { let n = f(self.n); f(give("more", n).await) }
            }
            fn into_list(self) -> impl Future<Output = usize> {
                async { let list = self.list.into_iter(); wait("list").await; list.count() }
            }
        }
        fn boxed<'a>(whole: Noisy, leads: &'a Noisy) -> Pin<Box<dyn Future<Output = usize> + 'a>> {
            Box::pin(async { wait(leads.name()).await; drop(whole); wait("gone").await; 2 })
        }
    }
}

twins! {
    /// tor-proto: a variant that an import in the body brings is called as the result's type is.
    imports_that_hide_the_result: |run| { for at in 0..4 { run.drive(f(noisy("held"), at)); run.drive(Resolved(at).again()); } };
    plain {
        #[derive(Debug)]
        struct Resolved(usize);
        enum Message { Resolved(usize), Other(Noisy) }
        mod other { pub type String = usize; }
    }
    machine {
        async fn f(held: Noisy, at: usize) -> Result<Resolved, String> {
            use Message::*;
            use other::String as Text;
            let message = if at == 0 { Other(noisy("other")) } else { Resolved(at) };
            wait("made").await;
            if at == 1 {
                return Err(held.name().to_owned());
            }
            let length: Text = give("length", 2).await;
            match message {
                Resolved(n) if n == length => Err("two".to_owned()),
                Resolved(n) => Ok(made(n).await?),
                Other(noisy) => Err(noisy.name().to_owned()),
            }
        }
        async fn made(n: usize) -> Result<Resolved, String> {
            wait("made").await;
            Ok(Resolved(n))
        }
        impl Resolved {
            async fn again(&self) -> Option<Resolved> {
                use Message::{Other, Resolved};
                let is_other = |message: &Message| matches!(message, Other(_));
                let message = Resolved(give("again", self.0).await);
                wait("again").await;
                let known = !is_other(&message);
                match message { Resolved(1) => None, _ => known.then_some(Self(9)) }
            }
        }
    }
}

twins! {
    /// async-nats: what is left of `..Default::default()` is known by its path first, where a call chooses the argument's type.
    rests_that_only_their_path_tells: |run| { for fails in [false, true] { run.drive(f(noisy("service"), fails)); } };
    plain {
        #[derive(Default)]
        struct Config { name: String, limit: Option<u32>, of: Option<Noisy>, rest: Vec<String> }
    }
    machine {
        async fn f(service: Noisy, fails: bool) -> Result<usize, Oops> {
            let config = Config { of: Some(noisy("of")), limit: fails.then_some(1), ..Default::default() };
            let name = service.name().to_owned();
            let length = create(Config {
                name,
                #[cfg(any(unix, windows))]
                limit: if config.limit.is_some() { Some(1) } else { None },
                of: config.of,
                ..Default::default()
            })
            .await
            .map_err(|error| error)?;
            Ok(length + config.rest.len())
        }
        async fn create<T: Into<Config>>(config: T) -> Result<usize, Oops> {
            let config = config.into();
            wait("created").await;
            if config.limit.is_some() { Err(Oops("fails")) } else { Ok(config.name.len() + config.rest.len()) }
        }
    }
}

twins! {
    /// picoserve: of the variables of a block without `move`, rustc is asked about the one with the field.
    fields_beside_what_is_flushed: |run| { for fails in [false, true] { run.drive(Body { inside: Given(noisy("inside")) }.write(noisy("to"), fails)); } };
    plain {
        struct Body { inside: Given }
        struct Given(Noisy);
        impl Given {
            async fn put_into(self, to: &mut To) -> Result<usize, Oops> {
                wait("put").await;
                to.all.push(self.0);
                Ok(to.all.len())
            }
        }
        struct To { all: Vec<Noisy>, fails: bool }
        impl To {
            async fn flush(&mut self) -> Result<usize, Oops> {
                wait("flush").await;
                if self.fails { Err(Oops("fails")) } else { Ok(self.all.len()) }
            }
        }
    }
    machine {
        impl Body {
            async fn write(self, first: Noisy, fails: bool) -> Result<usize, Oops> {
                let mut to = To { all: vec![first], fails };
                wait("before").await;
                let written = async {
                    self.inside.put_into(&mut to).await?;
                    to.flush().await
                }
                .await;
                wait("written").await;
                Ok(written? + to.all.len())
            }
        }
    }
}

twins! {
    /// aws-config's and slatedb's loaders: closures of which methods take fields, beside others that they look at.
    fields_that_methods_take: |run| {
        run.drive(f(loader(None, Err(1), Some(noisy("c")))));
        run.drive(f(loader(Some(noisy("d")), Ok(noisy("e")), None)));
        run.drive(on_some_ways(loader(Some(noisy("d")), Err(1), None), true));
        run.drive(on_some_ways(loader(Some(noisy("d")), Err(1), None), false));
    };
    plain {
        mod elsewhere { pub(super) struct Settings { pub(super) kept: Option<super::Noisy>, pub(super) level: usize } }
        struct Loader {
            first: Option<Noisy>, second: Result<Noisy, u8>, number: Option<usize>, settings: elsewhere::Settings,
            shared: std::rc::Rc<elsewhere::Settings>, rest: Noisy,
        }
        fn loader(first: Option<Noisy>, second: Result<Noisy, u8>, kept: Option<Noisy>) -> Loader {
            let shared = elsewhere::Settings { kept: Some(noisy("shared")), level: 7 };
            let settings = elsewhere::Settings { kept, level: 3 };
            Loader { first, second, number: Some(5), settings, shared: shared.into(), rest: noisy("rest") }
        }
    }
    machine {
        async fn f(mut loader: Loader) -> usize {
            let name = loader.first.unwrap_or_else(|| {
                wait_for_nothing(&loader.rest);
                loader.second.unwrap_or_else(|_| noisy("default"))
            });
            wait(name.name()).await;
            let kept = give("none", None::<Noisy>).await.or_else(|| {
                loader.settings.kept.filter(|kept| !kept.name().is_empty()).inspect(|_| wait_for_nothing(&loader.rest))
            });
            let number = || loader.number.map(|n| n + 1).unwrap_or_default() + loader.number.unwrap_or(1);
            let mut sum = number() + number();
            loader.number = None;
            wait("assigned").await;
            let shared = || loader.shared.kept.as_ref().map_or(0, |kept| kept.name().len()) + loader.shared.level;
            sum += shared() + loader.number.unwrap_or(2);
            wait(loader.rest.name()).await;
            sum + kept.map_or(0, |kept| kept.name().len()) + loader.settings.level
        }
        async fn on_some_ways(loader: Loader, takes: bool) -> usize {
            let length = || if takes { loader.first.map_or(0, |first| first.name().len()) } else { 1 };
            wait("between").await;
            length() + loader.rest.name().len()
        }
    }
    plain { fn wait_for_nothing(noisy: &Noisy) { note("looks", noisy.name()); } }
}
