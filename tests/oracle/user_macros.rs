//! Macros of the user's own that are defined in another file (`foreign.rs`): with waits in their arguments and in their
//! expansions, and ways out of them.

twins! {
    in_the_expansion: f(noisy("held"));
    async fn f(held: Noisy) -> usize {
        wait_for!("first");
        let length = held.name().len();
        if length > 2 {
            wait_for!(held.name());
        }
        length
    }
}

twins! {
    in_the_arguments: f(noisy("held"), 1);
    async fn f(held: Noisy, n: u32) -> (u32, u32) {
        let sum = in_other_order!(give("a", n).await, give("b", 2).await);
        note("between", sum);
        in_other_order!(sum.0 + n, give(held.name(), sum.1).await)
    }
}

twins! {
    returning: |run| { for n in 1..4 { run.drive(f(noisy("held"), n)); } };
    machine { async fn f(held: Noisy, n: u32) -> Result<u32, String> {
        ensure!(n != 1, String::from("one"));
        wait("between").await;
        let local = noisy("local");
        ensure!(give("asked", n).await != 2, format!("{} {}", held.name(), local.name()));
        Ok(n)
    } }
}

twins! {
    binding: f(noisy("held"));
    async fn f(held: Noisy) -> usize {
        bind!(a = noisy("a"));
        wait("one").await;
        bind!(b = give("b", noisy("b")).await);
        wait("two").await;
        held.name().len() + a.name().len() + b.name().len()
    }
}

twins! {
    leaving_loops: f();
    async fn f() -> u32 {
        let mut sum = 0;
        for n in 0..10 {
            let _round = noisy("round");
            next_if!(n % 2 == 0);
            leave_if!(give("asked", n).await > 6);
            sum += n;
        }
        let found = 'outer: loop {
            let _round = noisy("outer");
            while sum < 100 {
                sum += give("more", 10).await;
                leave_if!(sum > 50, 'outer, sum * 2);
                next_if!(sum < 40);
                wait("inner").await;
            }
        };
        found + sum
    }
}

twins! {
    changing_variables: f(vec![1]);
    async fn f(mut list: Vec<u32>) -> Vec<u32> {
        macro_rules! add {
            ($list:expr, $value:expr) => {
                $list.push($value)
            };
        }
        let mut count = 0;
        for _ in 0..2 {
            add!(list, give("pushed", count).await);
            wait("between").await;
            in_other_order!(count += 1, list.push(9));
        }
        list.push(count);
        list
    }
}

twins! {
    as_operands: f(noisy("held"));
    async fn f(held: Noisy) -> (Noisy, u32, Noisy) {
        macro_rules! made {
            ($name:expr) => {
                give($name, noisy($name)).await
            };
        }
        (made!("left"), { wait_for!("middle"); give("n", 1).await }, if held.name().len() > 3 { made!("right") } else { held })
    }
}

twins! {
    items_by_macros: f();
    async fn f() -> u32 {
        thread_local! {
            static COUNT: std::cell::Cell<u32> = const { std::cell::Cell::new(1) };
        }
        let before = COUNT.get();
        wait("held").await;
        COUNT.set(before + 1);
        COUNT.get() + before
    }
}

/// What is `Sync` or not does not matter to a call that borrows.
#[test]
fn calls_that_borrow_do_not_cost_send() {
    #[coro::coroutine]
    async fn f(cell: std::cell::Cell<u32>) -> u32 {
        wait_for!(if cell.get() > 1 { "many" } else { "few" });
        cell.get()
    }
    fn is_send(_: impl Send) {}
    use super::harness::wait;
    is_send(f(std::cell::Cell::new(1)));
}

twins! {
    /// Calls that stand for places, and are assigned to.
    calls_as_places: |run| { run.drive(f(Pair { left: noisy("left"), right: noisy("right") }, vec![1, 2])); };
    plain {
        macro_rules! left { ($value:expr) => { $value.left } }
        macro_rules! first { ($value:expr) => { $value[0] } }
        macro_rules! behind { ($value:expr) => { *$value } }
    }
    machine {
        async fn f(pair: Pair, mut list: Vec<u32>) -> u32 {
            let mut pair = pair;
            wait("given").await;
            left!(pair) = noisy("new");
            wait("new").await;
            first!(list) += 2;
            let last = &mut list[1];
            wait("last").await;
            behind!(last) += give("three", 3).await;
            left!(pair) = give("newer", noisy("newer")).await;
            first!(list) = give("seven", 7).await;
            list[0] + list[1]
        }
    }
}

/// Under conditions that only rustc knows: calls are nested futures.
#[cfg(any(unix, windows))]
macro_rules! where_known {
    ($($code:tt)*) => { $($code)* };
}
#[cfg(not(any(unix, windows)))]
macro_rules! where_known {
    ($($code:tt)*) => {};
}

twins! {
    /// What `if let`, `while let`, `for` and `match` bind in a call ends there: the next call has a name of its own.
    heads_in_calls: |run| {
        for n in 0..4 {
            run.drive(f(Some(n), Err(n)));
        }
    };
    plain {}
    machine {
        async fn f(one: Option<u32>, other: Result<u32, u32>) -> u32 {
            let mut sum = 0;
            where_known! {
                if let (Some(this), Err(0)) = (one, other) { return give("first", this).await; }
            }
            where_known! {
                if let (Some(1), Err(this)) = (one, other) { return give("second", this).await + 1; }
            }
            where_known! {
                for this in 0..2 { sum += give("round", this).await; }
                match one { Some(this) => sum += give("match", this).await, None => {} }
            }
            where_known! {
                while let Some(this) = one.filter(|this| sum < 2 * this) { sum += give("while", this).await; }
            }
            sum
        }
    }
}

// What a macro binds under names of its own was dropped right after the call (`scopeguard::defer!`), and could not be referred to
// (`event_listener::listener!`).
twins! {
    variables_of_its_own: |run| { for n in 0..3 { run.drive(f(noisy("held"), n)); } };
    machine { async fn f(held: Noisy, n: u32) -> Result<usize, u32> {
        let before = noisy("before");
        guarded!("guard");
        wait("one").await;
        let after = noisy("after");
        if n == 1 {
            guarded!("inner");
            wait("two").await;
            ensure!(n != 1, n);
        }
        guarded!(give("later", "later guard").await);
        note("no more waits", n);
        Ok(held.name().len() + before.name().len() + after.name().len())
    } }
}

twins! {
    referring_to_variables_of_its_own: f(noisy("held"));
    async fn f(held: Noisy) -> usize {
        let mut length = 0;
        for n in 0..2 {
            refer!(name = noisy(if n == 0 { "first" } else { "second" }));
            wait(name.name()).await;
            length += name.name().len();
        }
        refer!(name = (noisy("third"), &held));
        wait(name.0.name()).await;
        length + borrow(name.1).await.name().len()
    }
}

twins! {
    variables_of_its_own_in_loops: f();
    async fn f() -> u32 {
        let mut sum = 0;
        for n in 0..10 {
            guarded!("round");
            next_if!(n % 2 == 0);
            guarded!("odd");
            leave_if!(give("asked", n).await > 4);
            sum += give("more", n).await;
        }
        sum
    }
}

// The check of a body with such macros is an `async` closure, whose result rustc does not make what is declared.
twins! {
    a_result_that_becomes_what_is_declared: |run| {
        for n in 1..4 {
            run.drive(async move { f(n).await.map(|value| value.to_string()).map_err(|error| error.to_string()) });
        }
    };
    machine { async fn f(n: u32) -> Result<Box<dyn std::fmt::Display>, Box<dyn std::error::Error>> {
        wait_for!("first");
        ensure!(n != 1, "one".into());
        if n == 2 {
            let two = Box::new("two");
            return Ok(two);
        }
        let other = Box::new(n);
        Ok(other)
    } }
}

// The parameters of closures were taken for names that the macro may bind.
twins! {
    closures_of_the_call: f();
    async fn f() -> (u32, u32) {
        in_other_order!((|cx: u32, _: ()| cx + 1)(1, ()), ());
        wait("between").await;
        let (a, b) = in_other_order!((|cx: u32| cx + 2)(give("a", 1).await), 3);
        let cx = a + b;
        (cx, a)
    }
}

twins! {
    /// In closures and blocks, that refer to what the calls are given.
    in_closures: f(noisy("held"), 2);
    async fn f(held: Noisy, n: usize) -> (usize, Result<usize, String>) {
        wait("first").await;
        let (mut count, list) = (0, vec![noisy("a"), noisy("b")]);
        let length = |more: usize| { bind!(name = call!(held, name)); name.len() + call!(list, len) + more };
        let before = length(1);
        wait("between").await;
        let mut add = |more: usize| {
            *(&mut place!(count)) += more;
            place!(count) += call!(&place!(list)[0], name).len();
            call!(list, len)
        };
        let sum = add(n) + add(3);
        let result = list.iter().map(|item| { ensure!(item.name() != "b", String::from(held.name())); Ok(call!(item, name).len()) });
        let result = result.sum();
        let boxed: Box<dyn Fn() -> usize + '_> = Box::new(|| { let inner: &dyn Fn() -> usize = &|| call!(held, name).len(); inner() });
        wait("then").await;
        let last = boxed() + async { wait("block").await; call!(held, name).len() }.await;
        (before + length(sum) + last + count, result)
    }
}

twins! {
    /// Names that a rule binds in arms and loops were taken for those of the call.
    names_of_arms_and_loops: f(3);
    async fn f(x: u32) -> u32 {
        macro_rules! matched {
            ($pattern:pat, $value:expr) => {
                match Err::<u32, u32>(7) { $pattern => 0, Err(x) => $value + 10 * x }
            };
        }
        macro_rules! repeated {
            ($value:expr) => {{ let mut sum = 0; 'a: for n in 0..2 { sum += $value; if n == 9 { break 'a; } } sum }};
        }
        let n = give("n", 5).await;
        let mut all = 0;
        'a: loop {
            all += matched!(Ok(_), x + n) + repeated!(n);
            macro_rules! leave { () => { break 'a }; }
            wait("before").await;
            leave!();
        }
        all
    }
}

twins! {
    /// sqlx's `try_stream!`: what the statements that it is given bind is theirs; fields may be written in short.
    statements: |run| { run.drive(f(Some(noisy("format")), noisy("data"))); run.drive(f(None, noisy("data"))); };
    plain { struct Row { data: &'static str, format: usize } }
    machine {
        async fn f(format: Option<Noisy>, data: Noisy) -> usize {
            let format = format.as_ref().map(Noisy::name);
            wait("before").await;
            let row = in_block! {
                let format = if let Some(format) = format { note("format", format).len() } else { 0 };
                let data = data.name();
                Row { data, format }
            };
            let data = row.data;
            wait("between").await;
            let other = in_block!(Row { format: 7, data });
            let of = in_block!(if let Some(format) = format { wait(format).await; format.len() } else { other.format });
            wait(other.data).await;
            row.data.len() + row.format + of
        }
    }
}

twins! {
    /// sqlx's `try_stream!` takes what it mentions, and yields by a macro.
    streams_by_closures: |run| { run.drive(f(noisy("held"), Some(noisy("given")))); run.drive(f(noisy("held"), None)); };
    plain {
        struct Yielder(std::cell::Cell<usize>);
        impl Yielder {
            async fn put(&self, value: usize) { wait("put").await; self.0.set(self.0.get() + note("put", value)); }
        }
        async fn collect<F: Future<Output = Result<usize, Oops>>>(run: impl FnOnce(Yielder) -> F) -> Result<usize, Oops> {
            run(Yielder(std::cell::Cell::new(1))).await
        }
    }
    machine {
        async fn f(held: Noisy, given: Option<Noisy>) -> Result<usize, Oops> {
            let mut list = vec![held];
            wait("before").await;
            let stream = try_stream! {
                let mut count = 0;
                let text = if let Some(given) = given { given } else { list.push(noisy("own")); fail("none").await? };
                while let Some(held) = list.pop() {
                    r#yield!(held.name().len());
                    count += text.name().len();
                }
                Ok(count)
            };
            wait("between").await;
            stream.await
        }
    }
}

twins! {
    /// The name of a macro that a call is given was taken for a variable that it binds.
    names_of_macros: f(noisy("held"));
    async fn f(held: Noisy) -> usize {
        labelled!(wait_for: "first");
        wait_for!(held.name());
        labelled!(wait_for: "third");
        held.name().len()
    }
}

twins! {
    /// Raw identifiers are names of a macro's own like others.
    raw_names_of_macros: |run| { run.drive(f(noisy("given"), 3)); };
    machine {
        async fn f(r#type: Noisy, mut r#match: usize) -> usize {
            macro_rules! counted {
                ($value:expr, $at:ident) => {{
                    let r#type = $value;
                    let r#match = wait(r#type.name()).await;
                    for r#type in 0..2 { $at += r#type; }
                    (r#type, r#match)
                }};
            }
            let (given, ()) = counted!(r#type, r#match);
            wait("then").await;
            given.name().len() + r#match
        }
    }
}

twins! {
    /// Macros that come to nothing, by way of others, and a macro of the body that one of the file is given by name.
    macros_of_nothing: |run| { run.drive(f(noisy("held"), 3)); };
    plain {
        macro_rules! nothing { ($($any:tt)*) => {}; }
        macro_rules! no_word { ($said:expr) => { nothing!($said) }; }
        macro_rules! no_words { ($said:expr) => { nothing!($said); }; }
        macro_rules! with { ($called:ident, $($given:tt)*) => { 0 $(+ $called!($given))* }; }
    }
    machine {
        async fn f(held: Noisy, n: usize) -> usize {
            macro_rules! times { ($count:tt) => { n * $count }; }
            nothing!(held);
            no_word!(3);
            wait("first").await;
            if n > 2 { no_word!(4); }
            nothing! { wait }
            no_words!(5);
            wait("second").await;
            with!(times, 1 2 3) + with!(times, 4) + held.name().len()
        }
    }
}

twins! {
    /// What a rule in the body mentions is what was in scope where it is defined, whatever has the name where it is called.
    variables_of_a_name_that_a_rule_mentions: |run| {
        for n in 0..4 { run.drive(f(n)); run.drive(in_all_places(n)); }
        run.drive(of_a_macros_name());
    };
    plain {
        struct Named { y: Noisy, n: usize }
    }
    machine {
        async fn f(n: usize) -> usize {
            let y = noisy("first");
            macro_rules! with_y { ($e:expr) => { if n > 1 { $e + y.name().len() } else { return y.name().len() } } }
            let y = noisy("the second");
            let a = with_y!(give("two", 2).await);
            wait("between").await;
            a + with_y!(y.name().len()) + y.name().len()
        }
        async fn in_all_places(n: usize) -> usize {
            let y = noisy("first");
            let k = 10;
            macro_rules! first { () => { y.name().len() + k } }
            let mut total = 0;
            for y in 0..2 { total += first!() + y; wait("for").await; }
            total += match give("given", Named { y: noisy("in an arm"), n }).await {
                Named { y, n: 0 } => { wait("by value").await; first!() + y.name().len() }
                Named { ref y, n: 1 } if first!() > y.name().len() => { wait("by reference").await; first!() * y.name().len() }
                Named { y: z, .. } => { let y = z; wait("bound again").await; first!() + y.name().len() }
            };
            let f = |y: usize| y + first!();
            let g = |y, k: usize| { let z: usize = y; z + k + first!() };
            total += f(1) + g(2, 3);
            let Named { y, n: k } = Named { y: noisy("taken apart"), n: 3 };
            total += { let k = k + 1; wait("in a block").await; k + first!() };
            let named = Named { y, n: k };
            let y = format!("{k}{}", named.y.name());
            note("text", format!("{y} {}", first!()));
            total + async { let k = first!(); wait("in a future").await; k + y.len() }.await
        }
        async fn of_a_macros_name() -> u32 {
            let x = 1;
            macro_rules! x { () => { x } }
            let x = x!() + 1;
            wait("one").await;
            macro_rules! and { ($a:expr) => { x + $a } }
            let x = 10 * and!(x!()) + x;
            wait("two").await;
            x + { let x = 100; and!(x) + x!() + give("three", x).await }
        }
    }
}

twins! {
    /// twitch-irc's `irc!`: what stands behind a repetition, and what is bound in one.
    behind_repetitions: |run| { run.drive(f(noisy("a"), noisy("b"))); };
    plain { struct Both { first: Noisy, second: Noisy, count: usize } }
    machine {
        async fn f(a: Noisy, b: Noisy) -> usize {
            macro_rules! all {
                ($($value:expr),*) => {{ let mut all = Vec::new(); $(all.push($value);)* all }};
            }
            macro_rules! last {
                ($($value:expr),*) => {{ $(let name = $value);*; name }};
            }
            macro_rules! both {
                ($($field:ident: $value:expr),*) => {{ let count = give("both", 4).await; Both { $($field: $value,)* count } }};
            }
            let name = give("first", "name").await;
            let both = both!(first: a, second: b);
            let length = name.len() + last!(both.first.name(), both.second.name()).len();
            let Both { first, second, count } = both;
            let all = all!(second, first);
            wait(all[0].name()).await;
            length + count + all.len()
        }
    }
}

twins! {
    /// A rule means the variable that was in scope where it is defined, also in what `if let` or `while let` binds another one of that
    /// name for: it was taken for that.
    names_that_conditions_bind_again: |run| { for n in 0..4 { run.drive(f(n)); run.drive(of_another_type(n)); } };
    plain {
        struct Entry { item: Option<Noisy>, number: usize }
    }
    machine {
        async fn f(n: usize) -> usize {
            let mut item = n;
            let log = noisy("log");
            macro_rules! say {
                ($value:expr) => {{ note("item", item); wait(log.name()).await; $value }};
            }
            let entry = Entry { item: (n > 1).then(|| noisy("entry")), number: 1 };
            if let Entry { item: Some(item), ref number } = entry {
                let length = say!(item.name().len());
                return length + number;
            } else if let Some(item) = (n == 1).then(|| noisy("one")) {
                say!(());
                drop(say!(item));
            }
            let mut list = vec![noisy("a"), noisy("long one")];
            while let Some(item) = list.pop() {
                if say!(item.name().len()) > 5 { break }
            }
            item += 1;
            if let 0 | 1 = item { say!(item) } else { let item = say!(5); say!(item) }
        }
        async fn of_another_type(n: usize) -> usize {
            let found = (n > 0).then_some(n);
            macro_rules! is_found { () => { found.is_some() } }
            wait("before").await;
            if let Some(found) = found {
                wait("found").await;
                if is_found!() { return found; }
            }
            7
        }
    }
}
