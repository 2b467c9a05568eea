//! Closures, async blocks, nested functions and items inside the body.

twins! {
    borrowing: f(noisy("captured"));
    async fn f(captured: Noisy) -> usize {
        let mut count = 0;
        let mut up = || { count += captured.name().len(); count };
        up();
        wait("held").await;
        up();
        wait("again").await;
        count
    }
}

twins! {
    moving: f(noisy("moved"), noisy("stays"));
    async fn f(moved: Noisy, stays: Noisy) -> usize {
        let taken = move || moved.name().len();
        wait("held").await;
        let once = move || stays;
        wait("both").await;
        taken() + once().name().len()
    }
}

twins! {
    single_fields: f(Pair { left: noisy("l"), right: noisy("r") });
    async fn f(mut pair: Pair) -> usize {
        let read = || pair.left.name().len();
        pair.right = noisy("new");
        wait("held").await;
        let length = read();
        let Pair { left, right } = pair;
        let take = move || drop(left);
        wait("taken").await;
        take();
        wait("gone").await;
        length + right.name().len()
    }
}

twins! {
    in_adaptors: f(vec![3, 1, 2]);
    async fn f(mut list: Vec<u32>) -> Vec<String> {
        let least = give("least", 2).await;
        list.retain(|n| *n >= least);
        list.sort_by_key(|n| std::cmp::Reverse(*n));
        wait("sorted").await;
        list.iter().map(|n| format!("{n}{least}")).collect()
    }
}

twins! {
    /// The word inside a closure is no suspension of the function around it.
    await_in_closures: f();
    async fn f() -> u32 {
        let make = |n: u32| async move { give("in a closure", n).await };
        let asynchronous = async |n: u32| give("in an async closure", n * 2).await;
        let sum = make(1).await + asynchronous(2).await;
        wait("between").await;
        sum + make(3).await
    }
}

twins! {
    async_blocks: |run| { run.drive(f(true)); run.drive(f(false)); };
    machine {
        async fn f(fine: bool) -> u32 {
            let held = noisy("held");
            let borrowing = async { wait("inside").await; held.name().len() as u32 };
            let first = borrowing.await;
            let trying = async {
                let n: u32 = if fine { Ok(5) } else { fail("inside").await }?;
                Ok::<_, Oops>(n + give("more", 1).await)
            };
            wait("before").await;
            let second = trying.await.unwrap_or(0);
            let moving = async move { wait("moved").await; held };
            first + second + moving.await.name().len() as u32
        }
    }
}

twins! {
    side_by_side: f();
    async fn f() -> (u32, usize) {
        let mut sum = 0;
        let text = noisy("text");
        let (n, m) = both(
            async { for i in 1..3 { sum += give("number", i).await; } sum },
            async { wait("other").await; borrow(&text).await.name().len() },
        ).await;
        (n + sum, m)
    }
}

twins! {
    shadowing_parameters: f(1);
    async fn f(n: u32) -> u32 {
        let m = give("m", 10).await;
        let add = |n: u32| { let m = n + 1; [m].map(|n| n * 2)[0] + m };
        wait("held").await;
        add(n) + m + n
    }
}

twins! {
    stored: f();
    async fn f() -> u32 {
        let base = give("base", 5).await;
        let mut steps: Vec<Box<dyn FnMut(u32) -> u32 + '_>> = vec![Box::new(|n| n + base)];
        wait("one").await;
        let mut calls = 0;
        steps.push(Box::new(move |n| { calls += 1; n * calls }));
        let mut n = 1;
        for step in &mut steps { n = step(n); wait("step").await; }
        n
    }
}

twins! {
    nested_items: f(2);
    async fn f(n: u32) -> u32 {
        const FACTOR: u32 = 3;
        static NAME: &str = "static";
        use std::fmt::Debug as Shown;
        trait Area { fn area(&self) -> u32; }
        impl Area for Square { fn area(&self) -> u32 { self.side * self.side } }
        #[derive(Debug)]
        struct Square { side: u32 }
        fn show(shown: &impl Shown) -> usize { format!("{shown:?}").len() }
        async fn nested(n: u32) -> u32 { give("nested", n).await }
        macro_rules! twice { ($e:expr) => { $e * 2 }; }
        let square = Square { side: n };
        wait("held").await;
        twice!(square.area()) * FACTOR + show(&square) as u32 + NAME.len() as u32 + nested(1).await
    }
}

twins! {
    unsafe_blocks: |run| { let mut n = 1; run.drive(unsafe { f(&mut n) }); note("after", n); };
    machine {
        async unsafe fn f(n: *mut u32) -> u32 {
            let before = unsafe { *n };
            wait("held").await;
            unsafe {
                *n += give("inside", 5).await;
                before + *n
            }
        }
    }
}

twins! {
    poll_by_hand: f();
    async fn f() -> u32 {
        use std::{future::poll_fn, pin::pin, task::Poll};
        let mut future = pin!(give("pinned", 3));
        let mut polls = 0;
        let value = poll_fn(|cx| { polls += 1; future.as_mut().poll(cx) }).await;
        wait("between").await;
        let mut boxed = Box::pin(give("boxed", 4));
        (&mut boxed).await + boxed_twice(&mut polls).await + value + polls
    }
    async fn boxed_twice(polls: &mut u32) -> u32 { *polls += 1; *polls }
}

twins! {
    /// tokio-util's tests: a block that asserts something of a variable borrows it, once and twice.
    asserted_in_blocks: |run| { run.drive(f()); };
    plain {
        struct Tracker(Noisy);
        impl Tracker {
            fn is_over(&self) -> bool { self.0.name().len() > 2 }
            fn rests(&self) -> bool { true }
        }
    }
    machine {
        async fn f() {
            let (once, twice) = (Tracker(noisy("once")), Tracker(noisy("twice")));
            let third = Tracker(noisy("third"));
            wait("made").await;
            let block = async { assert!(once.rests()); wait("once").await };
            block.await;
            wait("between").await;
            let block = async { assert!(twice.is_over()); assert!(twice.rests()); wait("twice").await };
            block.await;
            let closure = || assert!(third.is_over() && third.rests(), "third");
            closure();
            wait("behind").await;
        }
    }
}

twins! {
    /// hyper-util's tests: a method that may consume its receiver is given a block that takes a variable which nothing keeps.
    blocks_for_methods: f(noisy("sent"));
    async fn f(sent: Noisy) -> usize {
        struct Executor(Noisy);
        impl Executor {
            fn execute(&self, task: impl Future<Output = usize>) -> usize { drop(task); self.0.name().len() }
            fn run_last(self, task: impl Future<Output = usize>) -> impl Future<Output = usize> { task }
        }
        let (local, other) = (noisy("local"), noisy("other"));
        let executor = Executor(noisy("executor"));
        let length = executor.execute(async move { drop(local); 1 });
        wait("executed").await;
        let last = executor.run_last(async move {
            wait(sent.name()).await;
            other.name().len()
        });
        length + last.await
    }
}

twins! {
    /// tokio-stream's tests: what `pin!` has pinned in a closure refers to what the closure has captured. The macro is imported in blocks.
    pinned_in_closures: f(noisy("kept"));
    async fn f(kept: Noisy) -> usize {
        use std::{future::poll_fn, task::Poll};
        async fn push(list: &mut Vec<usize>, more: &Noisy) -> usize {
            list.push(give(more.name(), 2).await);
            list.len()
        }
        let mut list = vec![1];
        let first = {
            use std::pin::pin;
            poll_fn(|cx| Poll::Ready(pin!(push(&mut list, &kept)).poll(cx).is_pending())).await
        };
        let second = poll_fn(|cx| {
            use std::pin;
            let polled = pin::pin!(push(&mut list, &noisy("temporary"))).poll(cx).is_ready();
            list.push(3);
            Poll::Ready(polled)
        }).await;
        wait("held").await;
        let third = {
            use std::pin::pin;
            let pinned = pin!(push(&mut list, &kept));
            pinned.await
        };
        list.len() + third + usize::from(first) + usize::from(second)
    }
}

twins! {
    /// Without `move`: what is used up in the closure is captured by value, the rest by reference.
    by_usage: f(noisy("used up"), noisy("looked at"), 3);
    async fn f(used: Noisy, looked: Noisy, mut n: u32) -> usize {
        let factor = give("factor", 2).await;
        let once = (|| { let length = looked.name().len() + used.name().len(); drop(used); length })();
        wait("held").await;
        let mut count = || { n += factor; n };
        let sum = count() + count();
        wait("counted").await;
        let changed = || { let mut list = vec![looked]; list.push(noisy("more")); list };
        wait("taken").await;
        sum as usize + n as usize + once + changed().len()
    }
}

twins! {
    used_up_later: f(noisy("captured"));
    async fn f(captured: Noisy) -> Noisy {
        wait("before").await;
        let give_back = || captured;
        wait("after").await;
        give_back()
    }
}

twins! {
    copies_by_usage: f(7, "text");
    async fn f(n: u32, text: &str) -> (u32, usize, u32) {
        wait("before").await;
        let scaled: Vec<u32> = (0..3).map(|k| k * n).collect();
        let least = scaled.iter().filter(|k| **k >= n).map(|k| k + n).min().unwrap();
        let longer = |other: &str| other.len() > text.len();
        wait("between").await;
        let twice = |f: &dyn Fn(u32) -> u32| f(f(n));
        let a = twice(&|k| k + n);
        wait("after").await;
        (least, usize::from(longer("longer text")), a)
    }
}

twins! {
    fields_by_move: f((noisy("a"), 1), Pair { left: noisy("l"), right: noisy("r") });
    async fn f(mut tuple: (Noisy, usize), pair: Pair) -> usize {
        wait("before").await;
        let take = move || tuple.0.name().len();
        tuple.1 += 10;
        wait("one").await;
        let right = move || { let right = pair.right; right.name().len() };
        wait("two").await;
        let left = || drop(pair.left);
        wait("three").await;
        left();
        take() + right() + tuple.1
    }
}

twins! {
    in_loops: f(vec![noisy("a"), noisy("b")]);
    async fn f(list: Vec<Noisy>) -> usize {
        let mut made: Vec<Box<dyn Fn() -> usize>> = Vec::new();
        let mut total = 0;
        for item in list {
            let weight = give("weight", 2).await;
            made.push(Box::new(move || item.name().len() * weight));
            let mut add = |n: usize| total += n;
            add(weight);
            wait("round").await;
        }
        wait("made").await;
        made.iter().map(|f| f()).sum::<usize>() + total
    }
}

twins! {
    blocks_by_usage: f(noisy("a"), noisy("b"));
    async fn f(a: Noisy, b: Noisy) -> usize {
        let first = async { wait(a.name()).await; drop(a); 1 };
        let second = async { wait(b.name()).await; b.name().len() };
        wait("both made").await;
        let n = second.await + first.await;
        wait(b.name()).await;
        n
    }
}

twins! {
    nested: f(noisy("outer"), 5);
    async fn f(outer: Noisy, n: usize) -> usize {
        wait("before").await;
        let make = |k: usize| move |j: usize| k * j + n;
        let inner = make(2);
        let deep = || { let again = || outer.name().len() + n; again() };
        wait("held").await;
        let a = inner(3) + deep();
        let consumes = || { let inside = || outer; inside().name().len() };
        wait("last").await;
        a + consumes()
    }
}

twins! {
    /// An item of the body does not make a variable of what a literal captures.
    literals_and_items: |run| { run.drive(f()); };
    machine {
        async fn f() -> usize {
            let x = noisy("x");
            let look = async || { note("look", format!("{x:?}")); drop(x); };
            look().await;
            item();
            fn item() {}
            wait("end").await;
            1
        }
    }
}

twins! {
    /// What a `move` block in a closure without `move` copies is its own: it outlives the variable, and does not change with it.
    copies_that_escape: |run| {
        let made = Made::default();
        run.drive(of_a_variable(&made, 1));
        run.drive(of_what_changes(&made, 1));
        run.drive(of_a_field(&made, 1));
        let other = vec![[7_u8; 200]; 3];
        for future in made.into_inner() {
            run.drive(future);
        }
        drop(other);
    };
    plain {
        type Made = std::cell::RefCell<Vec<std::pin::Pin<Box<dyn Future<Output = u32>>>>>;
        fn same<T>(value: T) -> T { value }
    }
    machine {
        async fn of_a_variable(made: &Made, n: u32) -> u32 {
            let k = same(n + 5);
            let add = move |i: u32| i + k;
            let make = |i: u32| async move { wait("inside").await; add(i) + k };
            made.borrow_mut().push(Box::pin(make(1)));
            made.borrow_mut().push(Box::pin(make(2)));
            wait("made").await;
            add(k)
        }
    }
    machine {
        async fn of_what_changes(made: &Made, n: u32) -> u32 {
            let mut k = same(n + 5);
            let mut make = |i: u32| { k += i; async move { wait("inside").await; k + i } };
            made.borrow_mut().push(Box::pin(make(1)));
            made.borrow_mut().push(Box::pin(make(10)));
            wait("made").await;
            k + 1
        }
    }
    machine {
        async fn of_a_field(made: &Made, n: u32) -> u32 {
            let (pair, named) = (same((n, n + 1)), (n, noisy("named")));
            let make = |i: u32| async move { wait("inside").await; format!("{i}{}", pair.1).len() as u32 + named.0 };
            made.borrow_mut().push(Box::pin(make(1)));
            wait(named.1.name()).await;
            made.borrow_mut().push(Box::pin(make(2)));
            let later = async { wait("later").await; let get = move || pair.0; Box::pin(async move { get() }) };
            made.borrow_mut().push(later.await);
            wait("end").await;
            pair.0 + pair.1
        }
    }
}

twins! {
    /// What can be copied is used by as many `move` blocks as a closure makes.
    copies_in_a_closure: |run| { run.drive(Item { n: 2, name: noisy("item") }.sums()); };
    plain {
        struct Item { n: u32, name: Noisy }
        fn same<T>(value: T) -> T { value }
    }
    plain {
        impl Item {
            co! {
                async fn sums(&self) -> u32 {
                    let (k, convert) = (same(3), |n: u32| n + self.n);
                    let made: Vec<_> = (0..3).map(|i| async move { wait(self.name.name()).await; convert(i) + k }).collect();
                    wait("made").await;
                    let mut sum = convert(k);
                    for future in made {
                        sum += future.await;
                    }
                    sum
                }
            }
        }
    }
}

twins! {
    /// A closure without `move` that calls an argument which can be called once takes it.
    called_once_inside: |run| {
        let owned = noisy("f");
        run.drive(f(move |n| n + owned.name().len(), noisy("a")));
        run.drive(g(|| noisy("made")));
    };
    plain {
        fn call<T>(f: impl FnOnce() -> T) -> T { f() }
    }
    machine {
        async fn f<F>(f: F, a: Noisy) -> usize where F: FnOnce(usize) -> usize {
            wait("first").await;
            let n = call(|| f(a.name().len()));
            wait("second").await;
            n + a.name().len()
        }
        async fn g(f: impl FnOnce() -> Noisy) -> Noisy {
            wait("first").await;
            let made = call(|| f());
            wait("second").await;
            made
        }
    }
}

twins! {
    /// Of methods whose names do not tell, rustc says what the closure captures.
    asked_how_they_capture: |run| { run.drive(f(Some(3))); run.drive(f(None)); };
    plain {
        struct Reply(Noisy);
        impl Reply {
            fn body(self, n: u32) -> usize { note("body", n as usize); self.0.name().len() }
            fn look(&self, n: u32) -> usize { self.0.name().len() + n as usize }
            fn more(&mut self, n: u32) -> usize { note("more", n as usize); self.0.name().len() * 2 }
        }
        fn made(name: &'static str) -> Option<Noisy> { Some(noisy(name)) }
    }
    machine {
        async fn f(n: Option<u32>) -> usize {
            let (by_value, by_reference, mut exclusive) = (Reply(noisy("v")), Reply(noisy("ref")), Reply(noisy("mut")));
            let (kept, chained, last) = (Reply(noisy("kept")), Reply(noisy("chained")), Reply(noisy("last")));
            wait("first").await;
            let a = n.map(|n| by_value.body(n));
            note("a", 0);
            wait("second").await;
            let b = n.map(|n| by_reference.look(n));
            let mut c = |n| exclusive.more(n);
            c(1);
            let held = |n: u32| kept.body(n);
            wait("third").await;
            let c = c(2);
            let made = made("made").map_or(0, |made| chained.body(made.name().len() as u32));
            wait("fourth").await;
            let held = held(4);
            let inner = || { let call = |n| last.body(n); call(5) };
            wait("fifth").await;
            a.unwrap_or(1) + b.unwrap_or(2) + c + made + held + inner()
        }
    }
}

twins! {
    /// The same beside other captures, and in `async` blocks.
    asked_beside_others: |run| { run.drive(f("name", 3)); };
    plain {
        struct Client(Noisy);
        impl Client {
            async fn send(self, to: &mut String, n: usize) -> usize {
                wait("sends").await;
                to.push_str(self.0.name());
                n + to.len()
            }
            async fn look(&self) -> usize { wait("looks").await; self.0.name().len() }
            async fn more(&mut self, n: usize) -> usize { wait("more").await; self.0.name().len() + n }
            fn done(self, n: usize, text: &str) -> usize { note("done", n); self.0.name().len() + text.len() }
        }
    }
    machine {
        async fn f(name: &str, m: usize) -> usize {
            let (a, b, mut c, d, e) = (Client(noisy("a")), Client(noisy("b")), Client(noisy("c")), Client(noisy("d")), Client(noisy("e")));
            let mut text = String::from(name);
            wait("made").await;
            let sends = async { let n = b.look().await; a.send(&mut text, n).await };
            wait("not begun").await;
            let n: usize = sends.await;
            note("sent", n);
            let more = async { c.more(n + m).await + text.len() };
            wait("more is not begun").await;
            let n: usize = more.await;
            let done = || d.done(n, &text) + name.len() + m;
            wait("not done").await;
            let n: usize = done();
            note("done", n);
            let done = |k: usize| e.done(n, &text[k..]);
            wait("the last is not done").await;
            Some(1).map(done).unwrap_or(0) + b.look().await
        }
    }
}

// A closure that goes on from a `&mut` in a variable without `mut`, again and again, was given a shared reference to it.
twins! {
    exclusive_references_as_values: f(noisy("held"));
    async fn f(held: Noisy) -> (usize, Vec<usize>) {
        fn step(bytes: &mut &[u8], times: usize, seen: &mut Vec<usize>) -> bool {
            *bytes = &bytes[1..];
            seen.push(times);
            bytes.is_empty()
        }
        let bytes = &mut held.name().as_bytes();
        let (times, mut seen) = (3, Vec::new());
        let seen = &mut seen;
        loop {
            let ended = now("step", (|| step(bytes, times, seen))()).await;
            wait("between").await;
            if ended {
                break;
            }
        }
        (bytes.len(), std::mem::take(seen))
    }
}

twins! {
    /// `let _ = x` in a closure does not capture it (since edition 2021): it lives on, and is still there.
    unlooked_at: f();
    async fn f() -> usize {
        let (x, y, z, w) = (noisy("x"), noisy("y"), noisy("z"), noisy("w"));
        let pair = (noisy("left"), noisy("right"));
        let idle = move || { _ = x; let _ = pair.0; match y { _ => 2 } };
        wait("idle").await;
        let block = async move { let _ = z; wait("in the block").await; 3 };
        let looks = move || if let _ = w { 1 } else { 2 };
        wait("made").await;
        let n = block.await + idle() + looks();
        drop(looks);
        wait("called").await;
        drop(y);
        n + x.name().len()
    }
}

twins! {
    /// A closure takes a variable from which it takes the other fields of a struct, and a box whose content it takes apart.
    taking_fields_and_boxes: |run| { run.drive(f()); };
    plain { struct Three { a: Noisy, b: Noisy, n: u32 } }
    machine {
        async fn f() -> usize {
            let three = Three { a: noisy("a"), b: noisy("b"), n: 1 };
            let make = || Three { n: 2, ..three };
            wait("make").await;
            let made = make();
            wait("made").await;
            let list = Box::new([noisy("x"), noisy("y"), noisy("z")]);
            let split = || { let [first, rest @ ..] = *list; (first, rest) };
            wait("split").await;
            let (first, rest) = split();
            wait("apart").await;
            let copied = Box::new([1usize, 2]);
            let sum = || { let [a, b] = *copied; a + b };
            wait("sum").await;
            sum() + copied[0] + made.b.name().len() + rest.len()
        }
    }
}

twins! {
    /// jsonrpsee's subscriptions, alloy's blocks of hashes: a closure takes a variable beside one of a block that does not suspend; a
    /// closure gives out another one, which refers to a number of the function.
    beside_what_a_block_binds: |run| { run.drive(close(Some(noisy("id")))); run.drive(hashes(vec![1, 2], true)); };
    plain {
        struct Manager(usize);
        struct Mapped<F>(F);
        fn build(manager: &mut Manager, n: usize, id: Noisy) -> Option<Noisy> { manager.0 += n; Some(id) }
        fn look(manager: &Manager, id: &Noisy) -> Option<usize> { Some(manager.0 + id.name().len()) }
        fn all<F: Fn(u8) -> u8>(list: Vec<Mapped<F>>) -> u8 { list.into_iter().map(|mapped| mapped.0(2)).sum() }
    }
    machine {
        async fn close(message: Option<Noisy>) -> usize {
            match message {
                Some(id) => {
                    let built = {
                        let mut managed = Manager(1);
                        let manager = &mut managed;
                        look(manager, &id).and_then(|n| build(manager, n, id))
                    };
                    wait("built").await;
                    built.map_or(0, |id| id.name().len())
                }
                None => 0,
            }
        }
    }
    machine {
        async fn hashes(hashes: Vec<u8>, full: bool) -> u8 {
            let (names, add) = (noisy("names"), 3);
            wait("hashes").await;
            let mapped = hashes.into_iter().map(|hash| {
                let hash = if full { hash } else { hash + 1 };
                Mapped(|n: u8| if full { n + add } else { names.name().len() as u8 + add })
            });
            let sum = all(mapped.collect());
            wait("mapped").await;
            sum + u8::from(full)
        }
    }
}

twins! {
    /// Whether the closure has the value or refers to it is asked of rustc; what its parameters are, it learns from the box or the call.
    parameters_told_by_a_box: |run| {
        run.drive(in_a_box());
        run.drive(by_a_bound(noisy("y")));
        run.drive(used_up(noisy("y")));
    };
    plain {
        fn given<T>(f: impl Fn(&str) -> T) -> impl Fn(&str) -> T { f }
        fn eat(noisy: Noisy) -> usize { noisy.name().len() }
    }
    machine {
        async fn in_a_box() -> usize {
            let y = noisy("y");
            wait("before").await;
            let many: Box<dyn Fn(&str) -> usize + '_> = Box::new(|s| s.len() + y.name().len());
            wait("held").await;
            many("x")
        }
    }
    machine {
        async fn by_a_bound(y: Noisy) -> usize {
            let many = given(|s| s.len() + y.name().len());
            wait("held").await;
            many("x")
        }
    }
    machine {
        async fn used_up(y: Noisy) -> usize {
            let once: Box<dyn FnOnce(&str) -> usize> = Box::new(|s| s.len() + eat(y));
            wait("held").await;
            once("x")
        }
    }
}

twins! {
    /// A field that a closure counts up, and gives the value of, is the variable's: the closure had a copy.
    fields_that_are_counted: f();
    async fn f() -> u32 {
        let mut pair = (0, String::new());
        let mut step = || { pair.0 += 1; pair.1.push('s'); (0..pair.0).sum::<u32>() + pair.0 };
        let first = step() + { wait("one").await; step() };
        note("text", &pair.1);
        wait("two").await;
        first * 100 + pair.0
    }
}

twins! {
    /// Changed in place, by other means.
    fields_that_are_changed: f();
    async fn f() -> (i32, i32, i32, u8, bool) {
        let mut pair = (0, 0);
        let mut step = || { pair.0 = pair.0 + 1; };
        step();
        wait("one").await;
        step();
        let mut two = (0, 5);
        let mut next = || { let old = two.0; two.0 = old + 1; old };
        next();
        wait("two").await;
        let last = next();
        let mut three = (false, 3_u8, String::new());
        let mut toggle = || { three.0 = !three.0; std::mem::swap(&mut three.1, &mut 7); three.1 };
        toggle();
        wait("three").await;
        toggle();
        wait("end").await;
        let taken = move || three.2.len();
        let mut four = ((0, 1), 2);
        let mut inner = || { four.0.0 += 1; four.0 };
        inner();
        wait("four").await;
        note("four", inner());
        note("pair", four.0);
        (pair.0, two.0, last + taken() as i32, three.1, three.0)
    }
}

twins! {
    /// The closure has the value from where it is made, on this way only; elsewhere the variable is dropped as ever.
    used_up_on_one_way: |run| {
        for once in [true, false] {
            run.drive(f(once));
        }
    };
    plain {
        fn eat(noisy: Noisy) -> usize { noisy.name().len() }
    }
    machine {
        async fn f(once: bool) -> usize {
            let a = noisy("a");
            let b = noisy("b");
            let mut length = 0;
            if once {
                let eats = || eat(a);
                let c = noisy("c");
                wait("made").await;
                length += eats();
                wait("called").await;
                drop(c);
            }
            wait("after").await;
            length + b.name().len()
        }
    }
}

twins! {
    /// What is given a value again, a closure has used up before.
    used_up_in_a_loop: f();
    async fn f() -> usize {
        let mut a = noisy("a");
        let mut length = 0;
        for name in ["b", "c"] {
            let eats = || { let moved = a; moved.name().len() };
            wait("made").await;
            length += eats();
            a = noisy(name);
            wait("again").await;
        }
        length
    }
}

twins! {
    /// What a closure moves out of a box, and a call that consumes though its name says nothing: it has the variable.
    boxes_that_closures_take: |run| { for k in 0..2 { drop(run.drive(f(k, Box::new(Pair(noisy("a"), 1)), Box::new(noisy("b")), Box::new(Pair(noisy("c"), 2))))); } };
    plain {
        struct Pair(Noisy, u32);
        impl Pair { fn with(mut self, n: u32) -> Self { self.1 += n; self } }
        fn made(name: &'static str) -> Box<Pair> { Box::new(Pair(noisy(name), 3)) }
    }
    machine {
        async fn f(k: u32, field: Box<Pair>, whole: Box<Noisy>, count: Box<Pair>) -> usize {
            let (of_call, with) = (made("d"), made("e"));
            let first = || field.0;
            wait("first").await;
            let second = || *whole;
            wait("second").await;
            let third = || of_call.0;
            let fourth = || with.with(k);
            let counts = || count.1 + k;
            wait("third").await;
            let n = counts();
            if k == 1 { return n as usize; }
            let taken = (first(), second());
            wait("taken").await;
            let block = async { wait("block").await; count.0 };
            n as usize + taken.0.name().len() + taken.1.name().len() + third().name().len() + fourth().1 as usize + block.await.name().len()
        }
    }
}

twins! {
    /// A closure gives what refers to a variable, beside what is copied.
    closures_that_lend: |run| { run.drive(f("text".to_string(), "static", 3)); };
    machine {
        async fn f(text: String, shown: &'static str, n: usize) -> usize {
            let later = async { wait("later").await; |m: usize| m + n };
            let inner = async { wait("inner").await; async { wait("own").await; shown.len() + n } };
            let all = || [text.as_str(), shown];
            let both = || (text.as_str(), n);
            let mut list = vec![1];
            let mut add = || { list.push(n); list.len() };
            wait("first").await;
            note("all", (all(), both(), add()));
            wait("second").await;
            add() + all().len() + both().1 + later.await(1) + inner.await.await
        }
    }
}

twins! {
    /// An async closure that consumes what it captures.
    async_closures_that_consume: |run| { run.drive(f(Box::new((noisy("a"), 1)), vec![noisy("b")].into_iter(), "text".to_string())); };
    machine {
        async fn f(pair: Box<(Noisy, u32)>, items: impl Iterator<Item = Noisy>, text: String) -> usize {
            let count = async || { wait("count").await; items.count() };
            let first = async || { wait("pair").await; pair.0 };
            let shown = async || { wait("shown").await; vec![text.as_str(), "more"] };
            wait("made").await;
            let n = count().await + shown().await.len();
            wait("counted").await;
            n + first().await.name().len()
        }
    }
}

twins! {
    /// What a condition in a closure or a block takes, by a name or out of a box.
    conditions_that_take: |run| { run.drive(f((noisy("a"), noisy("b")), Box::new((noisy("c"), 1)), Box::new(Some(noisy("d"))))); };
    machine {
        async fn f(pair: (Noisy, Noisy), first: Box<(Noisy, usize)>, second: Box<Option<Noisy>>) -> usize {
            let part = || { if let one = pair.0 { one.name().len() } else { 0 } };
            let boxed = || { if let (noisy, 1) = *first { noisy.name().len() } else { 0 } };
            wait("first").await;
            let n = part() + boxed();
            let block = async { if let Some(noisy) = *second { wait("block").await; noisy.name().len() } else { 0 } };
            wait("second").await;
            n + block.await + pair.1.name().len()
        }
    }
}

twins! {
    /// Patterns that take a part and refer to another one, in closures and blocks that end with their functions: errors (E0507).
    patterns_that_take_and_refer: |run| {
        run.drive(f((noisy("a"), noisy("b"))));
        run.drive(g([noisy("a"), noisy("b"), noisy("c")]));
        run.drive(h(Some((noisy("l"), noisy("r")))));
        run.drive(h(None));
        run.drive(i(Ok(noisy("fine"))));
    };
    machine {
        async fn f(t: (Noisy, Noisy)) -> usize {
            wait("w").await;
            let block = async { let (ref a, b) = t; wait(a.name()).await; drop(b); wait("x").await; a.name().len() };
            let n = block.await;
            n
        }
        async fn g(t: [Noisy; 3]) -> usize {
            wait("w").await;
            let c = || { let [ref a, b, ..] = t; note("a", a); b.name().len() };
            let n = c();
            n
        }
        async fn h(t: Option<(Noisy, Noisy)>) -> usize {
            wait("w").await;
            let c = || match t { Some((l, ref r)) => { note("r", r); l.name().len() } None => 7 };
            let n = c();
            n
        }
        async fn i(result: Result<Noisy, std::convert::Infallible>) -> usize {
            wait("w").await;
            let c = || { let Ok(x) = result; x.name().len() };
            let n = c();
            wait("behind").await;
            n
        }
    }
}

twins! {
    /// What closures give may refer to arrays and tuples that they use: they have no copies of them.
    results_that_refer_to_copies: f([1, 2], (3, "four"));
    async fn f(array: [usize; 2], pair: (usize, &str)) -> usize {
        let row = [array[0], 5];
        wait("w").await;
        let all = [1, 2].iter().flat_map(|_| array.iter().chain(&row));
        let sum: usize = all.sum();
        let firsts: Vec<&usize> = [1].iter().map(|_| &pair.0).collect();
        let parts = [1, 2].iter().flat_map(|n| [3, 4].iter().map(move |m| n + m).chain([5].iter().map(|m| m + pair.0)));
        let parts: usize = parts.sum();
        wait("between").await;
        let mut texts = [0, 1].iter().map(|n| &pair.1[*n..]);
        sum + firsts.len() + parts + texts.next().map_or(0, str::len) + pair.0 + row[1]
    }
}

twins! {
    /// Methods of names that mostly consume, and of the file's own: a closure or a block that called one by reference had the variable's
    /// value, and dropped it.
    methods_that_only_seem_to_consume: |run| { run.drive(f()); run.drive(beside_others()); run.drive(in_blocks()); };
    plain {
        struct Owner(Noisy);
        impl Owner {
            fn map<R>(&self, with: impl FnOnce(&Noisy) -> R) -> R { with(&self.0) }
            fn unwrap_all(&mut self) -> usize { self.0 = noisy("another"); 3 }
            fn into_length(&self) -> usize { self.0.name().len() }
        }
        fn owner(name: &'static str) -> Owner { Owner(noisy(name)) }
    }
    machine {
        async fn f() -> usize {
            let (a, mut b, c) = (owner("a"), owner("b"), owner("c"));
            let of_a = || a.map(|name| name.name().len());
            let mut of_b = || b.unwrap_all();
            let of_c = || c.into_length() + c.0.name().len();
            wait("made").await;
            let sum = of_a() + of_b() + of_c();
            drop((of_a, of_b, of_c));
            wait("dropped").await;
            sum
        }
        async fn beside_others() -> usize {
            let (a, some, moved) = (owner("a"), Some(noisy("some")), noisy("moved"));
            let of_some = || some.map(|name| name.name().len() + a.0.name().len());
            wait("made").await;
            let n = of_some();
            wait("called").await;
            let all = || { drop(moved); a.0.name().len() };
            let k = all();
            wait("dropped").await;
            n.unwrap_or(0) + k
        }
        async fn in_blocks() -> usize {
            let (a, some) = (owner("a"), Some(noisy("some")));
            let of_a = async { let n = a.into_length(); wait("inside").await; n + a.map(|name| name.name().len()) };
            let n = of_a.await;
            wait("between").await;
            let of_some = async { let n = some.map(|name| name.name().len()); wait("inside").await; n };
            let m = of_some.await;
            wait("end").await;
            n + m.unwrap_or(0)
        }
    }
}

twins! {
    /// What a closure gives refers to a reference that it uses, and not to a copy of its own.
    results_refer_to_references: |run| { for n in 0..2 { run.drive(f("text", n)); } };
    machine {
        async fn f(text: &str, n: usize) -> usize {
            let owned = noisy("owned");
            let by_reference = &owned;
            wait("begin").await;
            let again = (|| &by_reference)();
            let list: Vec<(&&str, bool)> = (0..2).map(|k| (&text, owned.name().len() > k + n)).collect();
            wait("made").await;
            let numbers: Vec<&usize> = list.iter().map(|_| &n).collect();
            let last = list.last().map(|last| last.0.len());
            wait("end").await;
            again.name().len() + numbers.into_iter().sum::<usize>() + last.unwrap_or(0)
        }
    }
}
