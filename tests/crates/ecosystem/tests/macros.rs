//! The oracle over bodies that use the macros of well-known crates: an attribute sees them unexpanded.

#[macro_use]
#[path = "../../../oracle/harness/mod.rs"]
#[allow(dead_code, unused_imports, unused_macros, reason = "the bodies use a part of it")]
mod harness;

/// As sqlx has one.
macro_rules! dynamic_event {
    (target: $target:expr, $level:expr, $($arguments:tt)*) => {{
        use log::Level;
        match $level {
            Level::Warn => ::tracing::event!(target: $target, tracing::Level::WARN, $($arguments)*),
            _ => ::tracing::event!(target: $target, tracing::Level::INFO, $($arguments)*),
        }
    }};
}

twins! {
    tokio_select: |run| { run.drive(f(noisy("held"), 3)); };
    machine {
        async fn f(held: Noisy, rounds: u32) -> u32 {
            let mut sum = 0;
            for round in 0..rounds {
                tokio::select! {
                    biased;
                    () = wait("one") => sum += round,
                    two = give("two", 10) => sum += two,
                }
            }
            sum + held.name().len() as u32
        }
    }
}

twins! {
    tokio_select_with_conditions: |run| { run.drive(f(vec![1, 2], false)); run.drive(f(vec![1, 2], true)); };
    machine {
        async fn f(mut numbers: Vec<u32>, quick: bool) -> Vec<u32> {
            let mut seen = Vec::new();
            loop {
                tokio::select! {
                    biased;
                    Some(n) = now("pop", numbers.pop()) => {
                        seen.push(n);
                    }
                    () = wait("timer"), if quick => {
                        note("timer", seen.len());
                        return std::mem::take(&mut seen);
                    }
                    else => break,
                }
            }
            seen
        }
    }
}

twins! {
    /// tokio's tests: a pattern refers to what a future has given, exclusively.
    tokio_select_by_reference: |run| { run.drive(f()); };
    machine {
        async fn f() -> String {
            tokio::select! {
                Some(ref mut text) = give("text", Some("1".to_string())) => {
                    wait("bound").await;
                    text.push_str("2");
                }
            }
            tokio::select! {
                Some(ref text) = give("other", Some("3".to_string())) => { wait("seen").await; text.clone() }
                else => String::new(),
            }
        }
    }
}

twins! {
    tokio_join: |run| { run.drive(f(noisy("a"), noisy("b"))); };
    machine {
        async fn f(a: Noisy, b: Noisy) -> usize {
            let (one, (), two) = tokio::join!(give("one", a.name().len()), wait("between"), borrow(&b));
            one + two.name().len()
        }
    }
}

twins! {
    tokio_try_join: |run| { run.drive(f(1)); run.drive(f(0)); };
    plain { async fn checked(n: u32) -> Result<u32, Oops> { wait("checked").await; if n == 0 { Err(Oops("zero")) } else { Ok(n) } } }
    machine {
        async fn f(n: u32) -> Result<u32, Oops> {
            let held = noisy("held");
            let (one, two) = tokio::try_join!(checked(n), checked(n + 1))?;
            Ok(one + two + held.name().len() as u32)
        }
    }
}

twins! {
    tokio_pin: |run| { run.drive(f()); };
    machine {
        async fn f() -> u32 {
            let future = give("pinned", 4);
            tokio::pin!(future);
            let first = future.as_mut().await;
            first + 1
        }
    }
}

twins! {
    futures_join: |run| { run.drive(f(noisy("a"))); };
    machine {
        async fn f(a: Noisy) -> usize {
            let (one, two) = futures::join!(give("one", 1), async { wait("two").await; a.name().len() });
            one + two
        }
    }
}

twins! {
    futures_pin_mut: |run| { run.drive(f()); };
    machine {
        async fn f() -> u32 {
            let future = give("pinned", 4);
            futures::pin_mut!(future);
            (&mut future).await + 1
        }
    }
}

twins! {
    tracing_events: |run| { run.drive(f(noisy("held"), 3)); };
    plain { use tracing::{debug, info}; }
    machine {
        async fn f(held: Noisy, n: u32) -> u32 {
            info!("starts");
            wait("first").await;
            info!("goes on with {} and {n}", held.name());
            let result = give("second", n).await;
            debug!(target: "coro", "{result}");
            tracing::error!("{} {result:>4}", held.name());
            result
        }
    }
}

twins! {
    log_lines: |run| { run.drive(f(noisy("held"), 3)); };
    machine {
        async fn f(held: Noisy, n: u32) -> u32 {
            log::info!("starts with {}", held.name());
            wait("first").await;
            log::debug!(target: "coro", "goes on with {n}");
            log::log!(log::Level::Warn, "{} {n}", held.name());
            n
        }
    }
}

twins! {
    anyhow_ways_out: |run| { for n in 0..5 { run.drive(f(noisy("held"), n)); } };
    plain {
        use anyhow::{Context as _, anyhow, bail, ensure};
        fn text(result: anyhow::Result<u32>) -> String { format!("{result:?}").lines().take(1).collect() }
    }
    machine {
        async fn f(held: Noisy, n: u32) -> String { text(g(held, n).await) }
    }
    machine {
        async fn g(held: Noisy, n: u32) -> anyhow::Result<u32> {
            wait("first").await;
            if n == 0 { bail!("nothing of {} but {n}", held.name()); }
            ensure!(n != 1, "one");
            ensure!(give("second", n).await != 2, "two: {n}");
            if n == 3 { return Err(anyhow!("three {n}")); }
            fail::<u32>("always").await.map_err(|oops| anyhow!("{oops:?}")).context("at the end")
        }
    }
}

twins! {
    json: |run| { run.drive(f(noisy("held"), vec![1, 2])); };
    plain { use serde_json::json; }
    machine {
        async fn f(held: Noisy, list: Vec<u32>) -> String {
            wait("first").await;
            let value = json!({ "name": held.name(), "list": list, "nested": { "sum": list.iter().sum::<u32>(), "null": null } });
            wait("second").await;
            format!("{}", json!([value, list.len(), give("third", true).await]))
        }
    }
}

twins! {
    json_of_what_is_given_away: |run| { for n in 0..2 { run.drive(f(n, String::from("name"), vec![1, 2])); } };
    plain { use serde_json::{Value, json}; }
    machine {
        async fn f(n: u32, name: String, list: Vec<u32>) -> Value {
            wait("first").await;
            let key = String::from("key");
            if n == 0 {
                return json!({ "name": Value::from(name), key: list.into_iter().sum::<u32>(), "deep": [1, { "n": n }] });
            }
            wait("second").await;
            json!({ "all": list, (key): name })
        }
    }
}

/// Logs are traces as well: events of `tracing` come here too, without a subscriber of its own.
struct Recorder;

impl log::Log for Recorder {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        harness::note("log", format!("{}: {}", record.level(), record.args()));
    }

    fn flush(&self) {}
}

fn listen() {
    // The second test that asks finds it set.
    let _ = log::set_logger(&Recorder);
    log::set_max_level(log::LevelFilter::Trace);
}

twins! {
    what_logs_say: |run| { super::super::listen(); run.drive(f(noisy("held"), 3)); };
    plain { use tracing::{Level, event, info, warn}; }
    machine {
        async fn f(held: Noisy, n: u32) -> u32 {
            let name = held.name();
            wait("first").await;
            log::info!("{name} has {n:>3} of {}", held.name());
            log::warn!(target: "coro", "{name:?}");
            info!(count = n, of = held.name(), "goes on");
            info!(of = ?held, count = %n, "goes on with {n}");
            info!(n, %name, ?held, "shorthands of {name}");
            warn!(n, n.squared = n * n, "and dots");
            event!(Level::INFO, n, key = ?held, "an event of {n}");
            info!("only {name}");
            info!(name);
            note("n", n)
        }
    }
}

twins! {
    /// Formats that capture `self`: nothing can be called so, but by the call itself.
    formats_of_self: |run| {
        super::super::listen();
        for n in 0..4 { let mut told = Told(n); run.drive(told.by_reference(noisy("held"))); }
        run.drive(Told(5).by_value());
    };
    plain {
        use anyhow::{anyhow, bail, ensure};
        #[derive(Debug)]
        struct Told(u32);
        impl std::fmt::Display for Told {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { write!(f, "told {}", self.0) }
        }
    }
    machine {
        impl Told {
            async fn by_reference(&mut self, held: Noisy) -> Result<u32, String> {
                let result = self.inner(&held).await;
                note("result", result.map_err(|error| error.to_string()))
            }
            async fn inner(&mut self, held: &Noisy) -> anyhow::Result<u32> {
                log::info!("{self} begins");
                tracing::info!(n = self.0, ?held, "{self:?} is {}", self.0);
                tracing::event!(tracing::Level::WARN, "{self:>9}, {held:?}",);
                wait("first").await;
                self.0 += 1;
                if self.0 == 1 { return Err(anyhow!("{self} is small")); }
                ensure!(self.0 != 2, "{self} is {}, {}", self.0, held.name());
                let show = || { log::debug!("{self:?} in a closure"); anyhow!("{self}").to_string() };
                note("shown", show());
                let shown = async { wait("inner").await; log::warn!("{self} in a block"); self.0 }.await;
                if self.0 == 3 { bail!("{self:?}"); }
                Ok(shown + self.0)
            }
            async fn by_value(self) -> String {
                wait("first").await;
                log::error!("{self} ends");
                wait("last").await;
                anyhow!("{self}").to_string()
            }
        }
    }
}

twins! {
    /// What leaves with an error may make it of any variables, which are there on the other ways.
    errors_of_variables: |run| {
        for n in 0..7 { run.drive(shown(noisy("one"), Two { own: Failed(noisy("own"), noisy("own too")), other: noisy("other") }, n)); }
    };
    plain {
        use anyhow::{Result, bail, ensure};
        #[derive(Debug)]
        struct Failed(Noisy, Noisy);
        impl std::fmt::Display for Failed {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { write!(f, "{} {}", self.0.name(), self.1.name()) }
        }
        impl std::error::Error for Failed {}
        // Noises stay on their thread.
        fn error(failed: Failed) -> String { note("failed", &failed); failed.to_string() }
        struct Two { own: Failed, other: Noisy }
    }
    machine {
        async fn shown(one: Noisy, two: Two, n: u32) -> Result<u32, String> {
            f(one, two, n).await.map_err(|error| note("error", error.to_string()))
        }
        async fn f(one: Noisy, two: Two, n: u32) -> Result<u32> {
            wait("begin").await;
            let local = noisy("local");
            if n == 0 { bail!(error(Failed(one, local))); }
            wait("second").await;
            ensure!(n != 1, error(two.own));
            anyhow::ensure!(give("third", n).await != 2, "{n} {} {}", one.name(), give("fourth", local.name()).await);
            let three = match n { 3 => bail!("{} {:?}", n, two.other), n => { wait("match").await; n } };
            let Some(four) = (n != 4).then_some(4) else { anyhow::bail!(error(Failed(local, two.other))) };
            let closed = || -> Result<u32> { ensure!(n != 5, "{} in a closure", one.name()); Ok(n) };
            let five = closed()?;
            Ok(three + four + five)
        }
    }
}

twins! {
    /// Such a macro may write its arguments twice: calls on fields of what nobody knows the type of, among them.
    fields_that_logs_say: |run| { super::super::listen(); run.drive(f(3)); };
    plain { use tracing::warn; fn row(n: u32) -> (u32, String, Noisy) { (n, format!("row{n}"), noisy("row")) } }
    machine {
        async fn f(n: u32) -> u32 {
            let row = row(n);
            wait("first").await;
            warn!("{} {} {}", row.1.to_string(), row.2.name(), row.0.pow(2),);
            wait("second").await;
            n
        }
    }
}

twins! {
    tracing_spans: |run| { super::super::listen(); run.drive(f(noisy("held"), 3)); };
    plain { use tracing::{Instrument as _, info_span, info}; }
    machine {
        async fn f(held: Noisy, n: u32) -> u32 {
            let name = held.name();
            wait("first").await;
            let span = info_span!("inner", n, %name);
            give("second", n).instrument(span).await;
            let n = info_span!("scoped", ?held, twice = 2 * n).in_scope(|| { info!(n, "within"); n + 1 });
            wait("third").await;
            n
        }
    }
}

twins! {
    instrumented: |run| { super::super::listen(); run.drive(f(noisy("held"), 3)); };
    machine {
        #[tracing::instrument(skip(held))]
        async fn f(held: Noisy, n: u32) -> u32 {
            wait("first").await;
            tracing::info!(n, "within");
            held.name().len() as u32
        }
    }
}

twins! {
    select_consumes: |run| { run.drive(f(noisy("a"), 1)); run.drive(f(noisy("b"), 2)); };
    machine {
        async fn f(held: Noisy, n: u32) -> u32 {
            let first = Box::pin(give("first", 1));
            let second = Box::pin(give("second", 2));
            wait("before").await;
            let name = held.name();
            tokio::select! {
                biased;
                one = first, if n == 1 => { drop(held); one }
                two = second => two + name.len() as u32,
            }
        }
    }
}

twins! {
    select_by_reference: |run| { run.drive(f(vec![1, 2, 3])); };
    machine {
        async fn f(mut queue: Vec<u32>) -> u32 {
            let slow = wait("slow");
            tokio::pin!(slow);
            let mut sum = 0;
            loop {
                tokio::select! {
                    biased;
                    () = &mut slow => break sum,
                    Some(n) = now("pop", queue.pop()), if !queue.is_empty() => sum += n,
                    else => return 0,
                }
            }
        }
    }
}

twins! {
    errors_capture: |run| { for n in 0..3 { run.drive(f(noisy("held"), n)); } };
    plain {
        use anyhow::{anyhow, bail, ensure};
        fn text(result: anyhow::Result<u32>) -> String { format!("{result:?}").lines().take(1).collect() }
    }
    machine {
        async fn f(held: Noisy, n: u32) -> String { text(g(held, n).await) }
    }
    machine {
        async fn g(held: Noisy, n: u32) -> anyhow::Result<u32> {
            let name = held.name();
            wait("first").await;
            ensure!(n != 0, "none of {name}");
            if n == 1 { bail!("one of {name:?}"); }
            Err(anyhow!("{n} of {name}"))
        }
    }
}

twins! {
    /// What the arms do is code of the body: it moves variables, waits and leaves.
    select_arms_move: |run| { for n in 0..4 { run.drive(f(noisy("held"), noisy("error"), n)); } };
    machine {
        async fn f(held: Noisy, last: Noisy, n: u32) -> Result<(Noisy, u32), Noisy> {
            let mut pending = vec![noisy("a"), noisy("b")];
            let list = Some(pending.pop());
            let mut error = None;
            for round in 0..3 {
                tokio::select! {
                    biased;
                    Some(popped) = now("pop", pending.pop()), if n != 3 => {
                        let kept = give("kept", popped).await;
                        if n == 1 { return Err(kept); }
                        error = Some(kept);
                    }
                    number = give("number", round) => {
                        if number == n { break; }
                        if n == 3 { return error.map_or(Err(last), Err); }
                        wait("in the arm").await;
                        continue;
                    }
                    else => return Ok((held, 1)),
                }
                note("round", round);
            }
            let one = tokio::select! {
                biased;
                first = give("first", list) => first.flatten().ok_or(held)?,
                () = wait("second"), if n > 1 => held,
            };
            wait("end").await;
            Ok((one, n))
        }
    }
}

twins! {
    /// salvo's server: a macro of the body's own is called in arms, and mentions what was bound before it was defined.
    select_arms_call_macros: |run| { for n in 0..4 { run.drive(f(n)); } };
    machine {
        async fn f(n: u32) -> (usize, u32) {
            let mut count = 0;
            let names = vec![noisy("a"), noisy("b")];
            macro_rules! stop {
                ($n:expr) => {
                    match $n {
                        0 => count += 1,
                        n => {
                            wait("stop").await;
                            drop(names);
                            return (count, n);
                        }
                    }
                };
            }
            let mut rounds = 0;
            loop {
                rounds += 1;
                tokio::select! {
                    biased;
                    n = give("number", n), if rounds > 1 => { stop!(n); break; }
                    m = give("first", n / 2) => stop!(m),
                }
            }
            (names.len() + count, rounds)
        }
    }
}

twins! {
    /// What came of a future lives to the end of the call, also what no name is given.
    select_drops: |run| { for n in 0..3 { run.drive(f(n)); } };
    machine {
        async fn f(n: u32) -> usize {
            let length = tokio::select! {
                biased;
                _ = give("unnamed", noisy("unnamed")), if n == 0 => give("waited", 1).await,
                Pair { left, .. } = give("pair", Pair { left: noisy("left"), right: noisy("right") }), if n == 1 => { wait("with it").await; left.name().len() }
                ref held @ Noisy(name) = give("reference", noisy("reference")) => { wait("with it").await; held.name().len() + name.len() }
            };
            wait("after").await;
            length
        }
    }
}

twins! {
    futures_select_moves: |run| { for n in 0..3 { run.drive(f(noisy("held"), n)); } };
    machine {
        async fn f(held: Noisy, n: u32) -> Result<Noisy, u32> {
            use futures::FutureExt as _;
            let mut first = Box::pin(give("first", noisy("first")).fuse());
            let mut second = Box::pin(give("second", n).fuse());
            let mut total = 0;
            loop {
                futures::select_biased! {
                    value = first => if n == 0 { return Ok(value) } else { wait("dropped").await },
                    number = second => { total += number; if n == 1 { Err(total)?; } }
                    complete => break,
                }
                wait("round").await;
            }
            Ok(held)
        }
    }
}

mod imported {
    use crate::harness::{give, wait};
    use futures::{FutureExt as _, select};

    /// That this borrows the futures tells the import.
    #[coro::coroutine]
    pub(super) async fn f() -> u32 {
        let mut first = Box::pin(give("first", 1).fuse());
        let mut second = Box::pin(give("second", 2).fuse());
        let mut sum = 0;
        for _ in 0..2 {
            sum += select! {
                one = first => { wait("in the arm").await; one }
                two = second => two,
            };
        }
        sum
    }
}

#[test]
fn imports_tell_whose_select_it_is() {
    assert_eq!(futures::executor::block_on(imported::f()), 3);
}

/// A call with arms that wait: the arms are states of the machine.
#[test]
fn the_arms_of_a_select_are_states() {
    use harness::{give, wait};

    #[coro::coroutine]
    async fn f(n: u32) -> u32 {
        tokio::select! {
            biased;
            one = give("one", n) => { wait("in the arm").await; one }
        }
    }
    let mut machine = std::pin::pin!(f(1));
    let mut states = Vec::new();
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    while machine.as_mut().poll(&mut cx).is_pending() {
        states.extend(coro::Stated::state(&*machine).point().map(|point| point.name()));
    }
    assert!(states.iter().any(|name| name.contains("wait")), "{states:?}");
}

twins! {
    /// `#[async_trait]` makes functions of the methods that return an `async` block in a box: the blocks become machines.
    async_traits: |run| {
        super::super::listen();
        let service: Box<dyn Service> = Box::new(Echo(noisy("echo")));
        run.drive(async move { (service.call(noisy("request"), "text").await, service.twice(1).await, service.finish().await) });
    };
    plain {
        use async_trait::async_trait;
        struct Echo(Noisy);
    }
    machine {
        #[async_trait]
        trait Service: Send + Sync {
            async fn call(&self, request: Noisy, text: &str) -> usize;
            async fn twice(&self, n: u32) -> u32 {
                wait("twice").await;
                n * 2
            }
            async fn finish(self: Box<Self>) -> Result<String, String>;
        }
    }
    machine {
        #[async_trait]
        impl Service for Echo {
            async fn call(&self, request: Noisy, text: &str) -> usize {
                let held = noisy("held");
                wait("call").await;
                request.name().len() + text.len() + give("five", 5).await + held.name().len()
            }
            #[tracing::instrument(skip(self))]
            async fn finish(self: Box<Self>) -> Result<String, String> {
                let name = self.0.name().to_owned();
                wait("finish").await;
                tracing::info!(name, "within");
                let n = give("parsed", "12".parse::<u32>().map_err(|error| error.to_string())).await?;
                Ok(format!("{name}{n}"))
            }
        }
    }
}

twins! {
    /// The attribute below `#[async_trait]`, and on single methods.
    below_async_trait: |run| {
        let (mut whole, mut single) = (Whole(noisy("w")), Single(noisy("s")));
        run.drive(async move { (whole.call("abc").await, single.call("ab").await, whole.default().await) });
    };
    plain {
        use async_trait::async_trait;
        struct Whole(Noisy);
        struct Single(Noisy);
    }
    only_native {
        #[async_trait]
        trait Service {
            async fn call(&mut self, text: &str) -> usize;
            async fn default(&self) -> usize where Self: Sync { wait("default").await; 7 }
        }
        #[async_trait]
        impl Service for Whole {
            async fn call(&mut self, text: &str) -> usize { wait("whole").await; self.0.name().len() + text.len() }
        }
        #[async_trait]
        impl Service for Single {
            async fn call(&mut self, text: &str) -> usize { wait("single").await; self.0.name().len() * text.len() }
        }
    }
    only_machine {
        #[async_trait]
        trait Service {
            async fn call(&mut self, text: &str) -> usize;
            #[coro::coroutine]
            async fn default(&self) -> usize where Self: Sync { wait("default").await; 7 }
        }
        #[async_trait]
        #[coro::coroutine]
        impl Service for Whole {
            async fn call(&mut self, text: &str) -> usize { wait("whole").await; self.0.name().len() + text.len() }
        }
        #[async_trait]
        impl Service for Single {
            #[coro::coroutine]
            async fn call(&mut self, text: &str) -> usize { wait("single").await; self.0.name().len() * text.len() }
        }
    }
}

// The block takes what it mentions: it was given a reference to a variable of the machine, and outlived it.
twins! {
    async_stream_takes_what_it_mentions: |run| {
        run.drive(async {
            let mut stream = f(noisy("held"), noisy("other"), 2).await;
            let mut names = Vec::new();
            while let Some(name) = futures::StreamExt::next(&mut stream).await {
                names.push(name);
            }
            names
        });
    };
    machine {
        async fn f(held: Noisy, other: Noisy, n: u32) -> std::pin::Pin<Box<dyn futures::Stream<Item = String>>> {
            let held = vec![held];
            wait("before").await;
            let held = Box::pin(async_stream::stream! {
                for held in held {
                    wait("in the stream").await;
                    yield format!("{} {n}", held.name());
                }
            });
            wait("after").await;
            note("other", other.name());
            held
        }
    }
}

twins! {
    async_stream_with_questions: |run| {
        run.drive(async {
            let stream = f(vec![Ok(1), Err(2), Ok(3)]).await;
            futures::StreamExt::collect::<Vec<_>>(stream).await
        });
    };
    machine {
        async fn f(given: Vec<Result<u32, u32>>) -> impl futures::Stream<Item = Result<u32, u32>> {
            wait("before").await;
            async_stream::try_stream! {
                for one in given {
                    yield one?;
                }
            }
        }
    }
}

twins! {
    /// sqlx's: the level is no field, whatever it is called; and a name before `=` is not a variable's, in a macro that formats.
    levels_and_names: |run| { super::super::listen(); run.drive(async { f(log::Level::Warn, noisy("held")).await.map_err(|error| error.to_string()) }); };
    plain { use log::{log, log_enabled}; }
    machine {
        async fn f(level: log::Level, message: Noisy) -> anyhow::Result<usize> {
            wait("first").await;
            log!(level, "{}", message.name());
            log!(target: "coro", level, "{message:?}");
            let enabled = log_enabled!(level) && log_enabled!(target: "coro", level);
            tracing::info!(message = message.name().len(), "traced");
            dynamic_event!(target: "coro", level, message = message.name());
            wait("second").await;
            anyhow::ensure!(enabled, "{message} {}", message.name(), message = message.name().len());
            if level == log::Level::Warn {
                anyhow::bail!("{message} {level}", message = message.name());
            }
            Ok(1)
        }
    }
}

twins! {
    /// apalis' monitor, hyper-util's graceful shutdown: what is joined or selected from may take fields, and consume variables.
    operands_that_are_consumed: |run| {
        for first in [true, false] {
            run.drive(f(Monitor { workers: vec![noisy("worker")], name: noisy("monitor") }, Server(noisy("server")), Server(noisy("other")), first));
        }
    };
    plain {
        struct Monitor { workers: Vec<Noisy>, name: Noisy }
        struct Server(Noisy);
        impl Server {
            async fn run(self) -> usize { wait("run").await; self.0.name().len() }
            async fn serve(&mut self, n: usize) -> usize { wait("serve").await; self.0.name().len() + n }
        }
        async fn work(workers: Vec<Noisy>) -> usize { wait("work").await; workers.len() }
        fn told(what: &str) -> bool { note(what, true) }
    }
    machine {
        async fn f(monitor: Monitor, server: Server, mut other: Server, first: bool) -> usize {
            let (done, served, ready) =
                futures::join!(work(monitor.workers), other.serve(note("argument", 1)), async { wait("block").await; 1 });
            note("monitor", monitor.name.name());
            let last = Server(noisy("last"));
            let joined = tokio::try_join!(async { Ok::<_, Oops>(1) }, tried(last, 2)).unwrap_or_default();
            let selected = tokio::select! {
                biased;
                n = other.serve(note("later", 2)), if told("condition") && !first => n,
                n = server.run(), if told("second") => n + 10,
                else => 0,
            };
            let mut list = vec![Server(noisy("a")), Server(noisy("b"))];
            let mut sum = done + served + ready + selected + joined.1;
            while let Some(one) = list.pop() {
                tokio::select! {
                    biased;
                    n = one.run() => sum += n,
                    () = wait("never") => wait("arm").await,
                }
            }
            sum
        }
    }
    plain { async fn tried(server: Server, n: usize) -> Result<usize, Oops> { Ok(server.run().await + n) } }
}

twins! {
    /// rmcp's tests: blocks that are joined take fields, of a variable that is used elsewhere on another way.
    joined_blocks_take_fields: |run| { for joins in [true, false] { run.drive(f(noisy("version"), joins)); } };
    plain {
        struct Info { list: Vec<Noisy>, name: Noisy, n: usize }
        async fn all(names: Vec<Noisy>, list: Vec<Noisy>) -> usize { wait("all").await; names.len() + list.len() }
    }
    machine {
        async fn f(version: Noisy, joins: bool) -> usize {
            let info = Info { list: vec![noisy("item")], name: noisy("info"), n: 3 };
            let mut rounds = 0;
            if joins {
                let (n, m, ()) = futures::join!(
                    async { wait("before").await; all(vec![version], info.list).await },
                    async { wait("other").await; info.n + info.name.name().len() },
                    async { wait("last").await; rounds += 1; },
                );
                n + m + rounds
            } else {
                drop(info);
                rounds
            }
        }
    }
}

macro_rules! served {
    ($server:ident, $n:expr) => {
        $server.iter_mut().map(|one| one.serve($n)).next().unwrap()
    };
}

macro_rules! named {
    ($name:expr) => {
        std::future::ready($name.name())
    };
}

twins! {
    /// tokio-util's tests: a macro of the file's is given a variable by its name, in the call of a macro of others.
    names_in_calls_of_others: |run| { run.drive(f(noisy("server"))); };
    plain {
        struct Server(Noisy);
        impl Server {
            async fn serve(&mut self, n: usize) -> usize { wait("serve").await; self.0.name().len() + n }
        }
    }
    machine {
        async fn f(held: Noisy) -> usize {
            let mut servers = vec![Server(held), Server(noisy("other"))];
            let (mut others, other) = (vec![Server(noisy("third"))], noisy("named"));
            wait("before").await;
            let (n, name, m) = futures::join!(served!(servers, 1), named!(other), served!(others, note("two", 2)),);
            wait("behind").await;
            servers.len() + n + m + name.len()
        }
    }
}

twins! {
    /// iroh's relays: in the arms of a `select!` is what there is under a condition only.
    conditions_in_a_select: |run| { run.drive(f(noisy("held"), 4)); };
    plain {
        enum Message { Add(Noisy), #[cfg(any())] Test(Noisy), #[cfg(not(any()))] Real(usize) }
        async fn next(n: usize) -> Message {
            wait("next").await;
            if n % 2 == 0 { Message::Add(noisy("added")) } else { Message::Real(n) }
        }
    }
    machine {
        async fn f(held: Noisy, rounds: usize) -> usize {
            let mut sum = 0;
            for round in 0..rounds {
                tokio::select! {
                    biased;
                    message = next(round), if round != 2 => match message {
                        Message::Add(noisy) => {
                            #[cfg(any())]
                            noisy.missing();
                            sum += noisy.name().len();
                        }
                        #[cfg(any())]
                        Message::Test(noisy) => sum += noisy.missing().await,
                        #[cfg(not(any()))]
                        Message::Real(n) => {
                            wait("real").await;
                            sum += note("real", n);
                        }
                    },
                    else => {
                        #[cfg(any())]
                        missing();
                        sum += held.name().len();
                    }
                }
            }
            sum
        }
    }
}

/// Listens to everything.
struct All;
impl tracing::Subscriber for All {
    fn enabled(&self, _: &tracing::Metadata<'_>) -> bool {
        true
    }
    fn new_span(&self, _: &tracing::span::Attributes<'_>) -> tracing::Id {
        tracing::Id::from_u64(1)
    }
    fn record(&self, _: &tracing::Id, _: &tracing::span::Record<'_>) {}
    fn record_follows_from(&self, _: &tracing::Id, _: &tracing::Id) {}
    fn event(&self, _: &tracing::Event<'_>) {}
    fn enter(&self, _: &tracing::Id) {}
    fn exit(&self, _: &tracing::Id) {}
}

twins! {
    /// iroh's actors: a span takes its parent.
    parents_of_spans: |run| {
        run.drive(f(noisy("disabled")));
        tracing::subscriber::with_default(crate::All, || run.drive(f(noisy("enabled"))));
    };
    plain {
        struct Parent(Noisy);
        impl From<Parent> for Option<tracing::Id> {
            fn from(parent: Parent) -> Self { note("parent", parent.0.name()); None }
        }
    }
    machine {
        async fn f(held: Noisy) -> bool {
            let (parent, other, third) = (Parent(held), Parent(noisy("other")), Parent(noisy("third")));
            wait("before").await;
            let span = tracing::info_span!(parent: parent, "actor", n = 1);
            wait("between").await;
            let another = tracing::debug_span!(parent: other, "another", n = 2);
            let make = || tracing::warn_span!(parent: third, "in a closure");
            wait("behind").await;
            let inner = make();
            wait("at the end").await;
            span.is_disabled() && another.is_disabled() && inner.is_disabled()
        }
    }
}

twins! {
    /// Where nobody listens, fields and arguments are not evaluated: what they would consume is dropped at its end.
    consumed_if_anybody_listens: |run| {
        run.drive(f(noisy("first"), noisy("second"), noisy("third")));
        tracing::subscriber::with_default(crate::All, || run.drive(f(noisy("x"), noisy("y"), noisy("z"))));
    };
    plain {
        fn used_up(noisy: Noisy) -> usize { note("used up", noisy.name()).len() }
    }
    machine {
        async fn f(first: Noisy, second: Noisy, third: Noisy) -> usize {
            wait("before").await;
            tracing::debug!(n = used_up(first), "text");
            wait("between").await;
            let local = noisy("local");
            tracing::trace!("text {}", used_up(second));
            let length = give("given", "text").await.len();
            log::trace!("{} {length}", used_up(local));
            let span = tracing::trace_span!("a span", n = used_up(third));
            wait("behind").await;
            drop(span);
            length
        }
    }
}

twins! {
    /// Macros of another crate with names of the standard library's: nobody knows what they evaluate.
    called_like_the_standard_ones: |run| { for told in [false, true] { run.drive(f(told, noisy("x"), noisy("y"))); } };
    plain { fn used_up(noisy: Noisy) -> usize { note("used up", noisy.name()).len() } }
    machine {
        async fn f(told: bool, x: Noisy, y: Noisy) -> usize {
            wait("before").await;
            use coro_ecosystem::assert;
            coro_ecosystem::println!(told, "{}", used_up(x));
            let filled = [give("given", 7_usize).await; 9];
            wait("between").await;
            assert!(told, used_up(y) > 0, "{}", filled[0]);
            let again = [give("again", 7_usize).await; 9];
            wait("behind").await;
            filled[1] + again[2]
        }
    }
}

twins! {
    /// matrix-sdk: fields of which only the names are said, in the braces of a call. What stood for the variable was taken for a field's name.
    fields_in_braces: |run| { run.drive(f(3, Some("since"), String::from("a"))); };
    plain {
        #[derive(Default, Debug)]
        struct Request<'a> { limit: usize, since: Option<&'a str>, list: Vec<String>, name: String }
    }
    machine {
        async fn f(limit: usize, since: Option<&str>, name: String) -> usize {
            wait("begin").await;
            let first = coro_ecosystem::assign!(Request::default(), { limit, since, name: format!("{name}{limit}") });
            wait("the first is there").await;
            let list = vec![name];
            let second = coro_ecosystem::assign!(Request::default(), { list, });
            wait("the second is there").await;
            let third = coro_ecosystem::assign!(Request::default(), { since: first.since, limit });
            note("requests", format!("{first:?} {second:?} {third:?}"));
            limit
        }
    }
}

twins! {
    /// zenoh's `bail!`: a variable before `=>` stood in parentheses, for which there was another rule.
    a_source_before_an_arrow: |run| { run.drive(f("1", noisy("one"))); run.drive(f("x", noisy("other"))); };
    machine {
        async fn f(text: &str, noisy: Noisy) -> Result<u32, String> {
            use coro_ecosystem::fail;
            let parsed = text.parse::<u32>();
            wait("parsed").await;
            let number = match parsed {
                Err(error) => {
                    note("error", error.to_string());
                    fail!(error => "no number")
                }
                Ok(number) => number,
            };
            let error = give("error", format!("{number}")).await;
            wait("failed").await;
            if noisy.name() == "one" {
                fail!(error => "`{}`, {}", text, noisy.name());
            }
            Ok(number)
        }
    }
}

twins! {
    /// tarpc's tests: `assert_matches!(abortable(request.registration).await, ..)`. What a call was given of a variable by a field
    /// could not be moved away (E0507).
    fields_that_are_moved: |run| { run.drive(f(1)); run.drive(f(4)); };
    plain {
        struct Reply { body: Result<Noisy, u32>, number: u32 }
        fn reply(number: u32) -> Reply {
            let body = if number < 3 { Ok(noisy("body")) } else { Err(number) };
            Reply { body, number }
        }
        fn named(body: Result<Noisy, u32>) -> Result<usize, u32> {
            note("named", body.is_ok());
            body.map(|body| body.name().len())
        }
    }
    machine {
        async fn f(number: u32) -> Result<usize, u32> {
            use coro_ecosystem::attempt;
            let first = give("first", reply(number)).await;
            wait("a field").await;
            let seen = attempt!(Ok::<u32, u32>(first.number));
            wait("a field is copied").await;
            let mut length = attempt!(named(first.body));
            let second = give("second", reply(number)).await;
            wait("an operand").await;
            let body = attempt!(second.body.map_err(|error| error + 1));
            note("body", body.name());
            let third = give("third", reply(number)).await;
            wait("all of it").await;
            length += attempt!(Ok::<_, u32>(third.body?)).name().len();
            let fourth = give("fourth", reply(number + 2)).await;
            wait("one that leaves").await;
            length += attempt!(give("the last", fourth.body).await).name().len();
            Ok(length + seen as usize)
        }
    }
}

twins! {
    /// A field that a call only looks at stays where it is, with all the others.
    fields_that_stay: |run| { run.drive(f()); };
    plain { struct Pair { left: Noisy, right: Noisy } }
    machine {
        async fn f() -> Result<usize, u32> {
            let pair = give("pair", Pair { left: noisy("left"), right: noisy("right") }).await;
            let _after = noisy("after");
            wait("there").await;
            let name = coro_ecosystem::attempt!(Ok::<&str, u32>(pair.left.name()));
            wait("named").await;
            Ok(name.len())
        }
    }
}

/// sqlx's sockets: `cfg_if!` is taken apart, and its import is used all the same.
#[deny(unused_imports)]
mod conditional {
    use cfg_if::cfg_if;

    #[coro::coroutine]
    pub(super) async fn size(text: &str) -> usize {
        let text = std::future::ready(text).await;
        #[cfg(not(any()))]
        {
            if text.is_empty() {
                return 0;
            }
            cfg_if! {
                if #[cfg(not(any()))] {
                    std::future::ready(text.len()).await
                } else {
                    text.missing()
                }
            }
        }
    }
}

#[test]
fn conditions_are_imported() {
    assert_eq!(futures::executor::block_on(conditional::size("four")), 4);
}

twins! {
    /// A macro by a well-known name that does not evaluate its argument, which is dropped once then.
    argument_ignored: |run| { run.drive(f(true)); run.drive(f(false)); };
    machine {
        async fn f(looks: bool) -> usize {
            wait("first").await;
            let said = {
                let held = noisy("held");
                wait("held").await;
                if looks { note("name", held.name().len()); }
                coro_ecosystem::anyhow!(held)
            };
            let others = [noisy("a"), noisy("b")];
            wait("behind").await;
            said.len() + others.len()
        }
    }
}
