//! Arguments: by pattern, unused, by reference, anonymous types.

twins! {
    moved_and_held: f(noisy("moved"), noisy("held"), noisy("last"));
    async fn f(moved: Noisy, held: Noisy, last: Noisy) -> &'static str {
        drop(moved);
        wait("one").await;
        let own = noisy("own");
        wait("two").await;
        last.name()
    }
}

twins! {
    unused: f(noisy("underscore"), noisy("named"), noisy("never"), noisy("after"));
    async fn f(_: Noisy, _named: Noisy, never: Noisy, after: Noisy) -> usize {
        wait("one").await;
        after.name().len()
    }
}

twins! {
    patterns: f((noisy("a"), 1), [noisy("b"), noisy("c")], Pair { left: noisy("l"), right: noisy("r") }, &(2, 3));
    async fn f((a, n): (Noisy, u32), [b, _]: [Noisy; 2], Pair { left, .. }: Pair, &(x, ref y): &(u32, u32)) -> u32 {
        wait("one").await;
        drop(b);
        wait("two").await;
        note(left.name(), a.name());
        n + x + *y
    }
}

twins! {
    pattern_with_parts_unbound: f((noisy("a"), noisy("b"), noisy("c")), noisy("z"));
    async fn f((_, b, ..): (Noisy, Noisy, Noisy), mut z: Noisy) -> usize {
        wait("one").await;
        z = b;
        wait("two").await;
        z.name().len()
    }
}

twins! {
    mutable: f(1, vec![2], Some(noisy("some")));
    async fn f(mut n: u32, mut list: Vec<u32>, mut option: Option<Noisy>) -> (u32, usize) {
        n += give("n", 10).await;
        list.push(n);
        let taken = option.take();
        wait("taken").await;
        option = Some(noisy("other"));
        wait("set").await;
        (list.iter().sum(), taken.map_or(0, |noisy| noisy.name().len()))
    }
}

twins! {
    references: |run| {
        let (mut n, text, mut list) = (1, String::from("text"), [1, 2, 3]);
        run.drive(f(&mut n, &text, &mut list, &noisy("temporary")));
        note("after", (n, list));
    };
    machine {
        async fn f(n: &mut u32, text: &String, list: &mut [u32], object: &Noisy) -> usize {
            *n += add(n, 5).await;
            list[0] = give("first", 9).await;
            borrow(object).await;
            list.reverse();
            wait("end").await;
            text.len() + list.len()
        }
    }
}

twins! {
    anonymous_types: f(|n| n + 1, [1, 2].into_iter(), "text", &mut |n| { note("called", n); });
    async fn f(
        up: impl Fn(u32) -> u32,
        numbers: impl Iterator<Item = u32>,
        text: impl AsRef<str> + std::fmt::Debug,
        tell: &mut (impl FnMut(u32) + ?Sized),
    ) -> usize {
        let mut sum = 0;
        for n in numbers {
            sum += give("n", up(n)).await;
            tell(sum);
        }
        wait("end").await;
        note("text", &text);
        text.as_ref().len() + sum as usize
    }
}

twins! {
    functions_and_futures: f(u32::is_power_of_two, note::<u32>, Box::new(|n| n * 2), now("future", 4));
    async fn f(
        test: fn(u32) -> bool,
        tell: fn(&'static str, u32) -> u32,
        change: Box<dyn Fn(u32) -> u32>,
        future: impl Future<Output = u32>,
    ) -> u32 {
        wait("first").await;
        let n = future.await;
        if test(n) { tell("power", change(n)) } else { give("other", 0).await }
    }
}

twins! {
    trait_objects: f(&1, &mut [3, 4].iter(), Box::new(noisy("boxed")));
    async fn f(shown: &dyn std::fmt::Debug, iter: &mut dyn Iterator<Item = &u32>, boxed: Box<dyn std::fmt::Debug>) -> String {
        let mut text = format!("{shown:?}");
        while let Some(n) = iter.next() {
            text += &give("n", n.to_string()).await;
        }
        wait("end").await;
        text + &format!("{boxed:?}")
    }
}

twins! {
    /// Dropped before the first poll: front to back. Once polled: back to front.
    order_of_drops: f(noisy("first"), (noisy("left"), noisy("right")), noisy("last"));
    async fn f(first: Noisy, (left, right): (Noisy, Noisy), _: Noisy) {
        wait("one").await;
        let local = noisy("local");
        drop(left);
        wait("two").await;
    }
}

twins! {
    /// hickory-server's answers: an argument is given a borrow of a variable of the body, whose value has temporaries (they end late in
    /// edition 2021, behind the variables).
    given_borrows: |run| { run.drive(f(&noisy("kept"), 3)); run.drive(f(&noisy("given"), 0)); };
    machine {
        async fn f(mut shown: &Noisy, n: usize) -> usize {
            let own: Noisy;
            if n > 0 {
                own = noisy("own");
                wait(shown.name()).await;
                shown = &own;
            }
            wait("shown").await;
            let length = shown.name().len();
            match noisy("tail").name().len() + give("more", n).await {
                0 => 1,
                sum => sum + length,
            }
        }
    }
}

twins! {
    /// What a variable is declared with was written over an argument that lay in the same bytes, if nobody reads it before the
    /// variable is assigned to.
    a_first_value_that_nobody_reads: |run| {
        let (a, b) = (noisy("long name"), noisy("short"));
        run.drive(numbers(1, 20, 300));
        run.drive(texts("long long", "b"));
        run.drive(places(&a, &b));
    };
    machine {
        async fn numbers(a: u64, b: u64, c: u64) -> u64 {
            let mut either = a;
            wait("one").await;
            either = b;
            wait("two").await;
            let r = either + 1;
            wait("three").await;
            r + c
        }
        async fn texts(a: &'static str, b: &'static str) -> usize {
            let mut either = a;
            wait("one").await;
            either = b;
            wait("two").await;
            let r = either;
            wait("three").await;
            r.len()
        }
        async fn places<'l>(a: &'l Noisy, b: &'l Noisy) -> (usize, usize) {
            let mut number = 7_usize;
            wait("one").await;
            let held = b;
            number = held.name().len();
            wait("two").await;
            let mut last = a;
            wait("three").await;
            last = held;
            wait("four").await;
            (number, last.name().len())
        }
    }
}
