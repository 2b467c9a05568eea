//! Patterns that take values apart: what they move is gone, what they leave is dropped as natively.

twins! {
    both_fields_of_a_variant: |run| {
        run.drive(f(Message::Two { left: noisy("left"), right: noisy("right") }));
        run.drive(f(Message::One(noisy("one"))));
    };
    machine {
        async fn f(message: Message) -> usize {
            match message {
                Message::Two { left, right } => {
                    wait("two").await;
                    drop(left);
                    wait("left gone").await;
                    right.name().len()
                }
                Message::One(only) => { wait("one").await; only.name().len() }
            }
        }
    }
    plain { #[derive(Debug)] enum Message { One(Noisy), Two { left: Noisy, right: Noisy } } }
}

twins! {
    one_field_or_the_other: |run| { run.drive(f(0)); run.drive(f(1)); };
    machine {
        async fn f(n: u32) -> usize {
            let pair = Some((noisy("left"), noisy("right")));
            wait("made").await;
            match pair {
                Some((left, _)) if n == 0 => { wait("a").await; drop(left); wait("b").await; 1 }
                Some((_, right)) => { wait("c").await; drop(right); wait("d").await; 2 }
                None => 3,
            }
        }
    }
}

twins! {
    let_else_takes_two: |run| { run.drive(f(Some((noisy("a"), noisy("b"))))); run.drive(f(None)); };
    machine {
        async fn f(pair: Option<(Noisy, Noisy)>) -> usize {
            let Some((a, b)) = pair else { wait("else").await; return 0 };
            wait("held").await;
            drop(a);
            wait("one left").await;
            b.name().len()
        }
    }
}

twins! {
    /// The guard looks at what the arm then moves.
    guards_that_wait: |run| { run.drive(f("b")); run.drive(f("c")); };
    machine {
        async fn f(name: &str) -> usize {
            match give("scrutinee", Some((noisy("a"), noisy("b")))).await {
                Some((x, _)) if give("first", x.name() == name).await => 1,
                Some((x, y)) if give("second", y.name() == name).await => { drop(x); wait("x gone").await; y.name().len() }
                _ => 2,
            }
        }
    }
}

twins! {
    alternatives_in_different_variants: |run| {
        run.drive(f((Err(noisy("e")), Some(noisy("w")))));
        run.drive(f((Ok((noisy("x"), noisy("y"))), None)));
    };
    machine {
        async fn f(pair: (Result<(Noisy, Noisy), Noisy>, Option<Noisy>)) -> usize {
            match pair {
                (Err(v) | Ok((_, v)), w) => { wait("in").await; drop(w); wait("w gone").await; v.name().len() }
            }
        }
    }
}

twins! {
    chain_that_takes_two: |run| {
        run.drive(f(Some(Pair { left: noisy("l"), right: noisy("r") })));
        run.drive(f(Some(Pair { left: noisy("k"), right: noisy("r") })));
        run.drive(f(None));
    };
    machine {
        async fn f(pair: Option<Pair>) -> usize {
            let mut n = 0;
            if let Some(Pair { left, right }) = pair && give("is l", left.name() == "l").await {
                drop(left);
                wait("then").await;
                n += right.name().len();
            } else {
                wait("else").await;
            }
            wait("after").await;
            n
        }
    }
}

twins! {
    fields_put_back: |run| {
        run.drive(f(Pair { left: noisy("l"), right: noisy("r") }));
    };
    machine {
        async fn f(mut pair: Pair) -> usize {
            let Pair { left, right } = pair;
            wait("taken").await;
            pair.left = noisy("l2");
            wait("one back").await;
            drop(right);
            pair.right = give("r2", noisy("r2")).await;
            let Pair { left: l2, .. } = pair;
            wait("taken again").await;
            pair.left = left;
            wait("whole").await;
            drop(pair);
            l2.name().len()
        }
    }
}

twins! {
    fields_put_back_in_a_loop: |run| { run.drive(f(1)); run.drive(f(2)); run.drive(f(3)); };
    machine {
        async fn f(n: u32) -> u32 {
            let mut pair = Pair { left: noisy("l"), right: noisy("r") };
            for k in 0..n {
                match pair {
                    Pair { left, .. } if k % 2 == 0 => { wait("left").await; drop(left); pair.left = noisy("l+"); }
                    Pair { right, .. } => { drop(right); wait("right").await; pair.right = noisy("r+"); }
                }
            }
            if n == 2 { drop(pair.left); wait("dropped").await; }
            n
        }
    }
}

twins! {
    /// An array of which elements are moved is dropped from its end, even where none is gone yet.
    elements: f([noisy("0"), noisy("1"), noisy("2"), noisy("3")]);
    async fn f(array: [Noisy; 4]) -> Noisy {
        wait("whole").await;
        let [_, second, _, ref last] = array;
        wait("taken").await;
        note("last", last.name());
        second
    }
}

twins! {
    rest_of_an_array: f([noisy("0"), noisy("1"), noisy("2"), noisy("3"), noisy("4")]);
    async fn f(array: [Noisy; 5]) -> usize {
        let [first, rest @ .., last] = array;
        wait("taken").await;
        drop(last);
        wait("last gone").await;
        let [a, b, c] = rest;
        drop(b);
        wait("b gone").await;
        a.name().len() + c.name().len() + first.name().len()
    }
}

twins! {
    rest_of_a_slice: f();
    async fn f() -> Vec<u32> {
        let mut list = vec![1, 2, 3];
        if let [first, rest @ ..] = &mut list[..] {
            *first += give("five", 5).await;
            for n in rest.iter_mut() { *n *= 2; wait("next").await; }
        }
        list
    }
}

twins! {
    /// A name in another arm moves the reference itself.
    reference_as_a_whole: |run| {
        let mut some = Some(noisy("some"));
        run.drive(f(&mut some));
        run.drive(f(&mut None));
    };
    machine {
        async fn f(place: &mut Option<Noisy>) -> usize {
            match place {
                Some(noisy) if noisy.name() == "other" => 1,
                Some(noisy) => { *noisy = give("new", noisy_of("new")).await; 2 }
                none @ None => { wait("none").await; *none = Some(noisy_of("filled")); 3 }
            }
        }
    }
    plain { fn noisy_of(name: &'static str) -> Noisy { noisy(name) } }
}

twins! {
    reference_as_a_whole_behind_let: |run| {
        let mut some = Some(noisy("some"));
        run.drive(f(&mut some));
        run.drive(f(&mut None));
    };
    machine {
        async fn f(place: &mut Option<Noisy>) -> usize {
            if let some @ Some(_) = place { drop(some.take()); wait("taken").await; 1 } else { wait("none").await; 2 }
        }
    }
}

twins! {
    /// Elements that different patterns name, one of which may be another's.
    elements_in_branches: |run| { for n in 0..4 { run.drive(f(n)); } };
    machine {
        async fn f(n: u32) {
            let array = [noisy("0"), noisy("1"), give("2", noisy("2")).await, noisy("3")];
            if n == 0 {
                let [first, ..] = array;
                wait("first").await;
                let [.., last] = array;
                wait("last").await;
            } else if n == 1 {
                let [_, middle @ .., _] = array;
                wait("middle").await;
                let [.., last] = array;
                wait("last").await;
            } else if n == 2 {
                let [_, rest @ ..] = array;
                wait("rest").await;
            }
            wait("end").await;
        }
    }
}

twins! {
    element_of_each_arm: |run| { for n in 0..5 { run.drive(f(n)); } };
    machine {
        async fn f(n: usize) {
            let array = [noisy("0"), noisy("1"), noisy("2"), noisy("3")];
            let _taken = match n {
                0 => { let [a, ..] = array; a }
                1 => { let [_, a, ..] = array; a }
                2 => { let [_, _, a, _] = array; a }
                3 => { let [_, _, _, a] = array; a }
                _ => panic!("unmatched"),
            };
            wait("taken").await;
        }
    }
}

twins! {
    array_given_again: f();
    async fn f() {
        let mut array = [noisy("1"), noisy("2"), give("3", noisy("3")).await];
        let [_, _, _last] = array;
        array = [noisy("4"), give("5", noisy("5")).await, noisy("6")];
        let [_, _rest @ ..] = array;
        wait("end").await;
    }
}

twins! {
    /// A block that does not wait takes apart what is kept while others do.
    taken_apart_in_a_block: |run| { run.drive(f(0, (noisy("a"), noisy("b")))); run.drive(f(1, (noisy("a"), noisy("b")))); };
    machine {
        async fn f(n: u32, pair: (Noisy, Noisy)) -> usize {
            wait("before").await;
            if n == 0 {
                let (a, _) = pair;
                return a.name().len();
            }
            let length = {
                let (_, ref b) = pair;
                b.name().len()
            };
            wait("after").await;
            length
        }
    }
}

twins! {
    /// What is left of a value is said where its type is known.
    given_later_and_taken_apart: |run| { run.drive(f(true)); run.drive(f(false)); };
    machine {
        async fn f(now: bool) {
            for i in 0..2 {
                let parts;
                let pair;
                if now == (i == 0) {
                    parts = (give("0", noisy("0")).await, noisy("1"), noisy("2"));
                    drop(parts.1);
                    pair = Pair { left: give("l", noisy("l")).await, right: noisy("r") };
                    wait("whole").await;
                    drop(pair.left);
                    wait("half").await;
                }
            }
        }
    }
}

twins! {
    /// Commands that are taken apart in several ways by the arms of one match.
    commands: |run| {
        let put = |key: &str, value| Command::Put { key: key.to_owned(), value: noisy(value) };
        run.drive(f(vec![put("k", "first"), put("k", "second"), put("", "empty"), Command::Get("k".into()), Command::Get("z".into())]));
        run.drive(f(vec![put("k", "only"), Command::Delete("k".into()), Command::Delete("k".into())]));
    };
    machine {
        async fn f(commands: Vec<Command>) -> Result<Vec<String>, Oops> {
            let mut store = std::collections::BTreeMap::new();
            let mut said = Vec::new();
            for command in commands {
                match command {
                    Command::Put { key, value } if !key.is_empty() => {
                        wait("put").await;
                        if let Some(old) = store.insert(key, value) { wait("old").await; said.push(old.name().to_owned()); }
                    }
                    Command::Put { value, .. } => { wait("empty").await; drop(value); }
                    Command::Get(ref key) if store.contains_key(key) => {
                        let value: &Noisy = &store[key];
                        wait("get").await;
                        said.push(format!("{key}={}", value.name()));
                    }
                    Command::Get(key) => { wait("miss").await; said.push(key); }
                    Command::Delete(key) => {
                        let gone = store.remove(&key).ok_or(Oops("no such key"))?;
                        wait("delete").await;
                        drop(gone);
                    }
                }
            }
            Ok(said)
        }
    }
    plain { #[derive(Debug)] enum Command { Put { key: String, value: Noisy }, Get(String), Delete(String) } }
}

twins! {
    /// Constants and unit variants in lower case, in the pattern of a `let .. else` whose value is taken apart.
    constants_in_let_else: |run| {
        for k in [None, Some(0), Some(1)] {
            run.drive(f((k, noisy("x")), (zero_kind, noisy("one"))));
            run.drive(f((k, noisy("x")), (other_kind(noisy("kind")), noisy("one"))));
            run.drive(g(k, (other_kind(noisy("kind")), 0)));
            run.drive(g(k, (other_kind(noisy("kind")), 1)));
        }
    };
    plain {
        pub const zero: u32 = 0;
        pub const none: Option<u32> = None;
        pub enum Kind { zero_kind, other_kind(Noisy) }
        use Kind::*;
    }
    machine {
        async fn f(k: (Option<u32>, Noisy), of: (Kind, Noisy)) -> u32 {
            let (none, x) = k else { wait("not none").await; return 1 };
            wait("none").await;
            let (zero_kind, one) = of else { wait("not zero").await; return 2 };
            wait("zero").await;
            drop((x, one));
            3
        }
    }
    machine {
        async fn g(k: Option<u32>, of: (Kind, u32)) -> u32 {
            let Some(zero) = k else { return 1 };
            wait("zero").await;
            if let (other_kind(x), zero) = of { wait("zero again").await; drop(x); return 2 }
            wait("other").await;
            3
        }
    }
}

twins! {
    /// `if let` in guards: of matches that suspend in an arm, in a guard, and not at all.
    let_guards: |run| {
        for k in [None, Some(0), Some(1), Some(2), Some(3), Some(7)] {
            run.drive(f(k, Kind::One(Some(noisy("one")))));
            run.drive(f(k, Kind::Two(noisy("two"), k.unwrap_or(2))));
            run.drive(f(k, Kind::One(None)));
            run.drive(g(k));
        }
    };
    plain {
        #[derive(Debug)]
        pub enum Kind { One(Option<Noisy>), Two(Noisy, u32) }
        fn even(n: u32) -> Option<Noisy> { (n % 2 == 0).then(|| noisy("even")) }
    }
    machine {
        async fn f(k: Option<u32>, kind: Kind) -> u32 {
            let r = match k {
                Some(n) if let Some(x) = even(n) && n > 1 => { wait("even").await; drop(x); n }
                Some(n) if let Some(x) = give("later", even(n)).await => { wait("zero").await; x.name().len() as u32 }
                Some(n) if let 3 | 5 = n => { wait("three").await; 8 }
                Some(mut n) if let Some(mut m) = n.checked_sub(6) && let Some(z) = m.checked_add(1) => { m += z; n += m; wait("seven").await; n }
                _ => 9,
            };
            wait("between").await;
            let r = match kind {
                Kind::Two(x, n) if let Some(y) = even(n) => { wait("two").await; drop(y); drop(x); r }
                Kind::One(Some(ref x)) if let Some(y) = give("asked", even(r)).await && y.name() != x.name() => { wait("one").await; r + x.name().len() as u32 }
                Kind::One(Some(x)) if let (p, _q) = (noisy("p"), noisy("q")) => { wait("p").await; drop(p); drop(x); r + 2 }
                other => { drop(other); r }
            };
            let kinds = [Kind::Two(noisy("x"), r), Kind::One(Some(noisy("y")))];
            wait("kinds").await;
            let [first, second] = kinds;
            let n = match first {
                Kind::Two(x, n) if let Some(y) = even(n) => { drop(y); drop(x); 1 }
                Kind::Two(x, _) if let Some("x") = Some(x.name()) => 2,
                _ => 3,
            };
            wait("end").await;
            drop(second);
            r + n
        }
    }
    machine {
        async fn g(k: Option<u32>) -> u32 {
            let (mut list, mut sum) = (vec![1, 2], 0);
            while sum < 20 {
                sum += match list.pop() {
                    Some(n) if let Some(m) = k && m == n => { wait("equal").await; continue }
                    Some(n) if let Some(m) = list.first().copied() => { wait("first").await; n + m }
                    Some(n) if let Ok(x) = give("small", u8::try_from(n)).await => u32::from(x),
                    None if let Some(m) = k => return m,
                    _ => 10,
                };
            }
            sum
        }
    }
}

twins! {
    /// Alternatives that refer to a temporary: it lives as long as the match.
    alternatives_by_reference: |run| {
        for n in 0..3 {
            run.drive(f(n));
        }
    };
    plain {
        enum Either { A(Noisy, Noisy), B(Noisy, Noisy), C }
        fn either(n: u32) -> Either {
            match n {
                0 => Either::A(noisy("a0"), noisy("a1")),
                1 => Either::B(noisy("b0"), noisy("b1")),
                _ => Either::C,
            }
        }
    }
    machine {
        async fn f(n: u32) -> u32 {
            use Either::*;
            match give("both", either(n)).await {
                A(ref x, ref y) | B(ref y, ref x) => { wait(x.name()).await; wait(y.name()).await; }
                C => {}
            }
            match give("one of each", either(n)).await {
                A(ref x, y) | B(y, ref x) => { wait(x.name()).await; drop(y); wait("y is gone").await; }
                C => {}
            }
            if let A(ref x, _) | B(_, ref x) = give("first", either(n)).await {
                wait(x.name()).await;
            }
            while let A(ref mut x, _) | B(_, ref mut x) = give("changed", either(n)).await {
                x.0 = "other";
                wait(x.name()).await;
                break;
            }
            let (A(x, _) | B(_, x)) = give("moved", either(n)).await else { return 0 };
            wait(x.name()).await;
            1
        }
    }
}

twins! {
    /// The guard was asked once for all alternatives inside of a pattern.
    alternatives_inside_of_a_pattern_with_a_guard_that_waits: |run| {
        for numbers in [(1, 5), (5, 1), (1, 2), (2, 1), (3, 2), (9, 9), (0, 7)] {
            for is_there in [true, false] {
                run.drive(f((is_there.then(|| noisy("x")), numbers)));
            }
        }
    };
    plain { async fn large(n: u32) -> bool { give("large", n > 2).await } }
    machine {
        async fn f(value: (Option<Noisy>, (u32, u32))) -> u32 {
            match value {
                (x, (1, n) | (n, 1)) if large(n).await => { drop(x); n }
                (None, (n, _) | (_, n)) if large(n).await => 100 + n,
                (Some(x), (a @ 2, b) | (b, a)) if large(a).await && large(b).await => { wait("b").await; drop(x); a * 10 + b }
                _ => 7,
            }
        }
    }
}

twins! {
    /// What `if let` in a guard left of its value, and the temporaries that it referred to, were gone before the arm was run.
    let_guards_last: |run| { (0..5).for_each(|n| drop(run.drive(f(n)))); };
    plain {
        struct Holder(Noisy);
        impl Holder {
            async fn get(&self, n: u32) -> Option<&Noisy> { give("got", (n > 0).then_some(&self.0)).await }
        }
        fn holder() -> Holder { Holder(noisy("held")) }
    }
    machine {
        async fn f(n: u32) -> usize {
            let r = match n {
                0 if let (_unused, used) = (noisy("t"), give("u", noisy("u")).await) => { wait("a").await; used.name().len() }
                1 if let Some(_) = Some(give("left", noisy("left")).await) => { wait("b").await; 2 }
                k if let Some(x) = holder().get(k - 2).await && give("asked", true).await => { wait("c").await; x.name().len() }
                k if let Pair { left, .. } = (Pair { left: noisy("l"), right: give("r", noisy("r")).await }) && k == 2 => { wait("d").await; left.name().len() }
                k if let Some(x) = holder().get(k).await => { note("x", x); 3 }
                _ => 8,
            };
            note("r", r);
            r
        }
    }
}

twins! {
    /// What a temporary box holds, or a temporary tuple, taken apart by patterns.
    matched_in_temporaries: |run| { for n in 0..4 { run.drive(f(n)); } };
    plain {
        enum Tree { Leaf(Noisy), Fork(Box<Tree>, Box<Tree>), Empty }
        fn tree(n: u32) -> Box<Tree> {
            let leaf = |name| Box::new(Tree::Leaf(noisy(name)));
            match n {
                0 => Box::new(Tree::Empty),
                1 => leaf("leaf"),
                _ => Box::new(Tree::Fork(leaf("left"), leaf("right"))),
            }
        }
    }
    machine {
        async fn f(n: u32) -> usize {
            match *give("tree", tree(n)).await {
                Tree::Leaf(leaf) => { wait("leaf").await; note("leaf", leaf.name()); }
                Tree::Fork(left, _) => { wait("fork").await; drop(left); wait("dropped").await; }
                Tree::Empty => wait("empty").await,
            }
            if let Tree::Leaf(leaf) = *give("again", tree(n)).await { wait("bound").await; note("bound", leaf.name()); }
            let mut names = vec!["two", "one"];
            while let (Some(name), beside) = (noisy("before"), (names.pop(), give("beside", noisy("beside")).await)).1 {
                wait(name).await;
                drop(beside);
            }
            let Tree::Fork(left, right) = *give("forked", tree(n)).await else { return give("no fork", 1).await };
            let found = match *give("inside", left).await {
                Tree::Leaf(leaf) if give("asked", n > 2).await => give("found", leaf).await,
                Tree::Leaf(other) => { wait("other").await; other }
                _ => return 0,
            };
            let length = if let Tree::Leaf(leaf) = *give("last", right).await { leaf.name().len() } else { 0 };
            wait("end").await;
            length + found.name().len()
        }
    }
}

twins! {
    /// What a name takes is one part of a variable or another.
    one_part_or_another: |run| {
        let pairs = || [
            (Some(noisy("a")), Some(noisy("b"))), (None, Some(noisy("only b"))), (Some(noisy("only a")), None), (None, None),
        ];
        for pair in pairs() { run.drive(condition(pair)); }
        for pair in pairs() { run.drive(at_once(pair)); }
        for pair in pairs() { run.drive(arms(pair)); }
        for pair in pairs() { run.drive(guarded(pair)); }
        for pair in pairs() { run.drive(again(pair)); }
        for either in [Either::Left(noisy("left"), 1), Either::Right(2, noisy("right"))] { run.drive(variants(either)); }
    };
    plain {
        pub type Pair = (Option<Noisy>, Option<Noisy>);
        pub enum Either { Left(Noisy, usize), Right(usize, Noisy) }
    }
    machine {
        async fn condition(pair: Pair) -> usize {
            wait("begin").await;
            if let (Some(x), _) | (_, Some(x)) = pair { wait("in").await; return x.name().len(); }
            wait("end").await;
            0
        }
        async fn at_once(pair: Pair) -> usize {
            wait("begin").await;
            let n = if let (Some(x), _) | (_, Some(x)) = pair { x.name().len() } else { 7 };
            wait("end").await;
            n
        }
        async fn arms(pair: Pair) -> usize {
            wait("begin").await;
            let n = match pair { (Some(mut x), _) | (_, Some(mut x)) => { wait("in").await; x.name().len() } _ => 7 };
            wait("end").await;
            n
        }
        async fn guarded(pair: Pair) -> usize {
            wait("begin").await;
            let n = match pair {
                (Some(x), _) | (_, Some(x)) if x.name().len() < 5 => { wait("in").await; x.name().len() }
                (Some(x), None) => x.name().len(),
                _ => 7,
            };
            wait("end").await;
            n
        }
        async fn again(mut pair: Pair) -> usize {
            let mut sum = 0;
            while let (Some(x), _) | (_, Some(x)) = pair {
                wait("in").await;
                sum += x.name().len();
                pair = (None, None);
                wait("set").await;
            }
            sum
        }
        async fn variants(either: Either) -> usize {
            wait("begin").await;
            let n = match either { Either::Left(x, n) | Either::Right(n, x) => { wait("in").await; n + x.name().len() } };
            wait("end").await;
            n
        }
    }
}

twins! {
    /// Patterns that take all of a variable: nothing of it is left to drop, and its room may be another's; what is `Copy` may be
    /// used again, and what has a destructor has it run.
    taken_by_patterns: |run| {
        for n in 0..4 {
            run.drive(condition(n));
            run.drive(arms(n));
            run.drive(joined(n));
            run.drive(again(n));
            run.drive(refilled(n));
            run.drive(whole(n));
            run.drive(guarded(n));
            run.drive(nested(n));
            run.drive(partly(n));
        }
    };
    plain {
        #[derive(Clone, Copy)]
        pub struct At { x: u32, y: u32 }
        /// It has a destructor, though all that is in it is `Copy`.
        pub struct Loud { n: u32 }
        impl Drop for Loud { fn drop(&mut self) { note("loud", self.n); } }
        pub enum Shout { Once(u32), Never }
        impl Drop for Shout { fn drop(&mut self) { note("shout", matches!(self, Shout::Once(_))); } }
        pub enum Message { Text(Noisy), Both { left: Noisy, right: Noisy, n: u32 }, End }
        fn some(n: u32) -> Option<Noisy> { (n > 0).then(|| noisy("some")) }
        fn good(n: u32) -> Result<Noisy, (Noisy, u32)> { if n % 2 == 0 { Ok(noisy("good")) } else { Err((noisy("bad"), n)) } }
        fn message(n: u32) -> Message {
            match n { 0 => Message::Text(noisy("text")), 3 => Message::End, n => Message::Both { left: noisy("left"), right: noisy("right"), n } }
        }
    }
    machine {
        async fn condition(n: u32) -> usize {
            let found = some(n);
            let other = noisy("other");
            if let Some(x) = found { wait("in").await; let list = [noisy("big"), noisy("bigger")]; wait("filled").await; return x.name().len() + list.len(); }
            wait("out").await;
            other.name().len()
        }
        async fn arms(n: u32) -> usize {
            let message = message(n);
            let len = match message {
                Message::Text(text) => { wait("text").await; text.name().len() }
                Message::Both { left, right, n: 1 } => { wait("one").await; drop(right); wait("left").await; left.name().len() }
                Message::Both { left, n, right: _ } => { wait("both").await; left.name().len() + n as usize }
                Message::End => { wait("end").await; 0 }
            };
            wait("after").await;
            len
        }
        async fn joined(n: u32) -> usize {
            let result = good(n);
            let kept = noisy("kept");
            let mut len = 0;
            if n < 2 {
                if let Ok(x) = result { wait("good").await; len += x.name().len(); } else { wait("not").await; }
            } else {
                wait("neither").await;
            }
            wait("joined").await;
            len + kept.name().len()
        }
        async fn again(n: u32) -> u32 {
            let at = Some(At { x: n, y: 2 });
            let mut sum = 0;
            if let Some(At { x, y }) = at { wait("first").await; sum += x * y; }
            wait("between").await;
            while let Some(at) = at { wait("again").await; sum += at.x; if sum > 3 || n == 0 { break; } }
            sum
        }
        async fn refilled(n: u32) -> usize {
            let mut left = some(n);
            let mut turns = 0;
            while let Some(x) = left {
                wait("in").await;
                turns += x.name().len();
                left = if turns < 9 { some(n) } else { None };
                wait("set").await;
                if n == 3 { left = some(1); break; }
            }
            let mut pair = (noisy("a"), noisy("b"));
            let (a, b) = pair;
            wait("taken").await;
            pair = (b, a);
            wait("swapped").await;
            turns + pair.0.name().len()
        }
        async fn partly(n: u32) -> usize {
            let mut pair = (noisy("a"), noisy("b"));
            let (a, b) = pair;
            wait("taken").await;
            if n > 1 { pair.0 = a; wait("one").await; }
            pair.1 = noisy("c");
            wait("other").await;
            let mut found = good(n);
            if let Ok(x) = found { wait("good").await; if n == 2 { found = Ok(x); } } else { wait("not").await; }
            wait("end").await;
            b.name().len()
        }
        async fn whole(n: u32) -> u32 {
            let loud = Loud { n };
            let Loud { n: m } = loud;
            wait("loud").await;
            let shout = if n > 1 { Shout::Once(n) } else { Shout::Never };
            match shout { Shout::Once(k) => { wait("once").await; k + m } Shout::Never => { wait("never").await; m } }
        }
        async fn guarded(n: u32) -> usize {
            let result = good(n);
            match result {
                Ok(x) if give("asked", n > 0).await => { wait("yes").await; x.name().len() }
                Err((x, 3)) => { wait("three").await; x.name().len() }
                Err((x, k)) if k > 5 => x.name().len(),
                Ok(x) => { wait("ok").await; drop(x); wait("gone").await; 1 }
                Err(pair) => { wait("err").await; pair.0.name().len() }
            }
        }
        async fn nested(n: u32) -> usize {
            let outer = (some(n), good(n), 'c');
            wait("outer").await;
            let (first, second, letter) = outer;
            wait("inner").await;
            match (first, second) {
                (Some(a), Ok(b)) => { wait("both").await; a.name().len() + b.name().len() }
                (None, Err((b, _))) => { wait("second").await; b.name().len() }
                (a, _) => { wait("first").await; a.map_or(letter.len_utf8(), |a| a.name().len()) }
            }
        }
    }
}

twins! {
    /// A guard looks at the value itself, in its place: what it changes there stays changed, whether it passes or not.
    changed_in_guards: |run| {
        for n in 0..4 {
            run.drive(awaited(n, Some(counter("argument"))));
            run.drive(plain(n));
            run.drive(lent(n));
            run.drive(boxed(n));
            run.drive(exclusive(n));
        }
    };
    plain {
        use std::cell::Cell;
        pub struct Counter { count: Cell<u32>, name: Noisy }
        fn counter(name: &'static str) -> Counter { Counter { count: Cell::new(0), name: noisy(name) } }
        impl Counter {
            fn up(&self) -> u32 { self.count.set(self.count.get() + 1); self.count.get() }
            async fn later(&self, enough: u32) -> bool { self.up(); wait("later").await; self.up() > enough }
        }
    }
    machine {
        async fn awaited(n: u32, own: Option<Counter>) -> u32 {
            match own {
                Some(counter) if n == 0 && counter.later(7).await => { wait("never").await; counter.count.get() }
                Some(counter) if counter.up() + n < give("two", 3).await => { wait("first").await; counter.up() }
                Some(counter) if { counter.up(); wait("asked").await; counter.up() > 1 } => { wait("second").await; drop(counter.name); counter.count.get() }
                Some(counter) => counter.up(),
                None => 0,
            }
        }
        async fn plain(n: u32) -> u32 {
            let pair = (counter("one"), n, counter("two"));
            wait("made").await;
            match pair {
                (one, 0, _) if one.up() > 1 => { wait("never").await; one.count.get() }
                (one, 1, two) if two.up() + one.up() > 2 => { wait("never").await; one.count.get() }
                (one, k, two) if one.up() + two.up() > 2 => { wait("third").await; drop(two); wait("gone").await; one.up() + k }
                (one, _, _) => { wait("last").await; one.up() }
            }
        }
        async fn lent(n: u32) -> u32 {
            let found: Result<Counter, u32> = if n < 3 { Ok(counter("lent")) } else { Err(n) };
            match found {
                Ok(ref counter) if counter.later(9).await => 1,
                Ok(counter) if { let lent = &counter; let up = || lent.up(); wait("held").await; up() + lent.up() > n + 2 } => { wait("in").await; counter.up() }
                Ok(mut counter) => { counter.count = Cell::new(counter.up() + 10); wait("own").await; counter.up() }
                Err(k) if give("number", k).await > 5 => 0,
                Err(k) => k,
            }
        }
        async fn exclusive(n: u32) -> u32 {
            let mut own = counter("exclusive");
            match &mut own {
                counter if counter.later(n + 1).await => { wait("first").await; counter.count.set(9); let moved = counter; wait("moved").await; moved.up() }
                _unused if n == 7 => 0,
                counter => { wait("second").await; counter.count = Cell::new(4); counter.up() }
            }
        }
        async fn boxed(n: u32) -> u32 {
            let own = Box::new(Some(counter("boxed")));
            match *own {
                Some(counter) if counter.up() > n + 1 || counter.later(9).await => { wait("never").await; counter.count.get() }
                Some(counter) if counter.up() > n => { wait("boxed").await; counter.up() }
                Some(_) => { wait("left").await; 5 }
                None => 0,
            }
        }
    }
}

twins! {
    /// Names that a `let` binds go in the reverse of their order, also those that are not held, behind one that is.
    names_held_and_not: f();
    async fn f() -> (usize, usize) {
        let (held, mut passed) = (noisy("held"), give("passed", noisy("passed")).await);
        note("bound", passed.name());
        let pair = (passed, give("other", noisy("other")).await);
        (held.name().len() + pair.0.name().len(), pair.1.name().len())
    }
}

// Parts that a link of a chain moves away, of variables that are held, where the chain does not wait: there was E0507.
twins! {
    chains_that_take_parts: |run| { for n in 0..4 { run.drive(f(n, (noisy("own"), Some((noisy("first"), noisy("second")))))); } };
    machine {
        pub async fn f(n: u32, pair: (Noisy, Option<(Noisy, Noisy)>)) -> usize {
            let mut all = vec![(noisy("x"), Some(noisy("y"))), (noisy("z"), None)];
            let given = give("given", Some(noisy("given"))).await;
            if let Some((_, second)) = pair.1 && note("asked", n) > 1 {
                note("second", second.name());
            } else {
                wait("otherwise").await;
            }
            let mut turns = 0;
            'all: while let Some(next) = all.pop() && turns < 5 {
                turns += 1;
                for at in 0..2 {
                    if n > 0 && let Some(name) = next.1 && at == 0 {
                        note("taken", name.name());
                        if n == 1 { continue 'all; }
                        break;
                    }
                    if turns == 2 { break 'all; }
                    break;
                }
            }
            wait("between").await;
            if let Some(name) = given && note("again", n) == 3 { note("given", name.name()); }
            wait("last").await;
            pair.0.name().len() + turns
        }
    }
}

twins! {
    /// An array is dropped from its end by a panic, if a pattern moves elements away later on.
    elements_that_are_moved_after_a_panic: |run| { run.drive(f()); run.drive(g(2)); };
    machine {
        async fn f() -> usize {
            let array = [noisy("a"), noisy("b")];
            wait("whole").await;
            let last = { let [_, last] = array; last };
            wait("apart").await;
            last.name().len()
        }
    }
    machine {
        async fn g(n: usize) -> usize {
            let array = [noisy("a"), give("b", noisy("b")).await, noisy("c")];
            note("made", n);
            wait("whole").await;
            let [first, .., last] = array;
            if n > 2 { return first.name().len() }
            last.name().len()
        }
    }
}

twins! {
    /// What one pattern copies, and another one behind it moves: an enum is not matched again of which something is gone.
    taken_again_in_an_arm: |run| {
        for n in 0..3 { run.drive(f(Event::Move(noisy("who"), (n, 1)))); }
        run.drive(f(Event::Quit));
    };
    plain {
        enum Event { Move(Noisy, (u32, u32)), Quit }
    }
    machine {
        async fn f(event: Event) -> u32 {
            match event {
                Event::Move(ref who, (x, y)) if x > give(who.name(), y).await => {
                    let Event::Move(who, _) = event else { return 0 };
                    wait("taken again").await;
                    x + y + who.name().len() as u32
                }
                Event::Move(who, (x, _)) => { wait("taken").await; drop(who); x }
                Event::Quit => 7,
            }
        }
    }
}

twins! {
    /// What a guard looks at while it waits: what would be moved or copied where it is, what a reference leads to, and constants.
    looked_at_in_guards: |run| {
        for n in 0..5 {
            run.drive(copied((n, Some(n + 1), 'c')));
            run.drive(lent(&(n, Some(noisy("behind"))), n));
            run.drive(exclusive(&mut (n, Some(noisy("exclusive"))), n));
            run.drive(generic([n, 3, 3], noisy("generic")));
            run.drive(some_looked_at((noisy("one"), noisy("two"), n)));
            run.drive(several(n));
            run.drive(raw(n));
        }
    };
    machine {
        async fn above<T: PartialOrd>(one: &T, two: &T) -> bool { wait("above").await; one > two }
        async fn copied(all: (u32, Option<u32>, char)) -> u32 {
            match all {
                (0, mut k, _) if { wait("k").await; k == Some(1) } => { k = None; wait("zero").await; k.unwrap_or(7) }
                (n @ 1..=2, Some(k), 'a'..='z') if above(&k, &n).await && above(&n, &1).await => { wait("two").await; n + k }
                (n, Some(k), _) if n > give("three", 2).await => n * k,
                (n, _, c) => { wait("rest").await; n + c as u32 }
            }
        }
        async fn lent(all: &(u32, Option<Noisy>), wanted: u32) -> usize {
            match all {
                (n, Some(name)) if above(n, &3).await || name.name() == give("name", "other").await => name.name().len(),
                (n, _) if above(n, &wanted).await => 90,
                (n, None) if *n == wanted => 91,
                (n, name) if { let held = &name; wait("held").await; held.is_some() && *n > 1 } => { wait("some").await; name.iter().count() }
                _ => 0,
            }
        }
        async fn exclusive(all: &mut (u32, Option<Noisy>), wanted: u32) -> u32 {
            match all {
                (n, Some(name)) if above(&*n, &3).await => { *n += 1; drop(name); wait("first").await; *n }
                (n, name) if name.as_ref().is_some_and(|name| name.name().len() > 3) && *n == give("n", 2).await => {
                    wait("second").await;
                    *name = None;
                    wait("dropped").await;
                    *n = wanted;
                    *n
                }
                (n, _) => { *n += 10; wait("last").await; *n }
            }
        }
        async fn generic<T: PartialEq + Copy>(list: [T; 3], name: Noisy) -> usize {
            match (list, name) {
                ([first, .., last], name) if first == { wait("compared").await; last } => { wait("same").await; name.name().len() }
                (list, name) if { wait("looked").await; list.len() == 3 } => { drop(name); wait("gone").await; 3 }
                _ => 0,
            }
        }
        async fn some_looked_at(all: (Noisy, Noisy, u32)) -> u32 {
            match all {
                (one, two, n) if two.name().len() > give("length", 3).await => { drop(two); wait("never").await; one.name().len() as u32 + n }
                (one, _, n) if n < give("n", 2).await => { wait("left").await; drop(one); wait("gone").await; n }
                (one, two, _) => { wait("both").await; drop((two, one)); 5 }
            }
        }
        async fn raw(n: u32) -> String {
            match (n, noisy("raw")) {
                (r#type, _) if { wait("named in a format").await; format!("{type}") == "1" } => { wait("one").await; format!("{type}") }
                (_, r#loop) => { wait("other").await; format!("{loop:?}") }
            }
        }
        async fn several(n: u32) -> u32 {
            let found = if n < 2 { Ok(noisy("found")) } else { Err((n, noisy("error"))) };
            match found {
                Ok(name) if let Some(k) = give("some", Some(n)).await && k == 1 => { wait("one").await; drop(name); k }
                Ok(name) | Err((2, name)) if { wait("either").await; name.name() == "error" } => { wait("two").await; drop(name); 2 }
                Err((k, _)) if k == give("k", 3).await => { wait("three").await; k }
                Err(other) if other.0 > 3 && { wait("four").await; other.1.name() == "error" } => { let (k, name) = other; drop(name); wait("end").await; k }
                _ => 0,
            }
        }
    }
}

twins! {
    /// A name that one alternative takes from one part of a value, and another from another: of a value, by a match or a condition, with a
    /// guard that waits or without; what the names have is dropped in the order of the first.
    taken_from_one_part_or_another: |run| {
        for n in 0..4 { run.drive(f(n)); run.drive(in_conditions(n)); run.drive(without_waits(n)); }
    };
    plain {
        fn two(n: u32) -> (Option<Noisy>, Option<Noisy>) {
            ((n % 2 == 1).then(|| noisy("left")), (n > 1).then(|| noisy("right")))
        }
        enum Event { Both(Noisy, Noisy), Named { first: Noisy, second: Noisy }, None }
        fn event(n: u32) -> Option<Event> {
            match n {
                0 => Some(Event::Both(noisy("a"), noisy("b"))),
                1 => Some(Event::Named { first: noisy("c"), second: noisy("d") }),
                2 => Some(Event::None),
                _ => None,
            }
        }
    }
    machine {
        async fn f(n: u32) -> usize {
            let one = match two(n) {
                (Some(x), _) | (None, Some(x)) => { wait("one").await; x.name().len() }
                _ => 0,
            };
            let both = match two(n) {
                (Some(x), y) | (y, Some(x)) if give("guard", x.name() == "right").await => { wait("both").await; x.name().len() }
                (Some(x), y) | (y, Some(x)) if note("guard", x.name() == "left") => { wait("both").await; x.name().len() }
                (_, x) => { wait("none").await; 2 }
            };
            let event = match event(n) {
                Some(Event::Both(x, _) | Event::Named { second: x, .. }) => { wait("event").await; x.name().len() }
                Some(Event::None) | None => 1,
            };
            one + both + event
        }
        async fn in_conditions(n: u32) -> usize {
            let lock = Lock::new(n);
            let a = if let (Some(x), _) | (None, Some(x)) = two(*lock.lock().await) { wait("if").await; x } else { wait("else").await; noisy("no") };
            let mut turns = n;
            while let (Some(mut x), _) | (None, Some(mut x)) = two(turns) {
                x = x.renamed("again");
                wait("while").await;
                turns = match turns { 3 => 2, _ => 0 };
            }
            let pair = two(n);
            let ((Some(x), _) | (None, Some(x))) = pair else { wait("neither").await; return turns as usize };
            wait("let").await;
            a.name().len() + x.name().len()
        }
        async fn without_waits(n: u32) -> usize {
            let (pair, same) = (two(n), two(n));
            wait("made").await;
            let a = match pair { (Some(x), y) | (y, Some(x)) if x.name() == "right" => note("in", x.name().len()), _ => 2 };
            wait("between").await;
            let ((Some(x), _) | (_, Some(x))) = same else { return a };
            wait("let").await;
            a + x.name().len()
        }
    }
}

twins! {
    /// A name for all of a value that is moved, beside names for what is copied out of it.
    wholes_and_copies: |run| { run.drive(f(tagged("value", 2))); };
    plain {
        struct Tagged { noisy: Noisy, n: usize }
        fn tagged(name: &'static str, n: usize) -> Tagged { Tagged { noisy: noisy(name), n } }
    }
    machine {
        async fn f(mut value: Tagged) -> usize {
            wait("begin").await;
            let whole @ Tagged { n, .. } = value;
            wait("between").await;
            value = tagged("other", n + 1);
            let mut made @ Tagged { n: of_made, .. } = tagged("made", give("four", 4).await);
            made.n = 5;
            let lent @ Tagged { n: of_lent, .. } = &value;
            wait("end").await;
            whole.noisy.name().len() + made.n + of_made + lent.n + of_lent + n
        }
    }
}

twins! {
    /// A name from one part or another of an argument, of a `let`, and of a loop's items: a part could not be moved out of its place.
    taken_from_one_part_or_another_of_any_value: |run| {
        for n in 0..2 {
            run.drive(f(triple(n)));
            run.drive(behind_a_reference(&triple(n)));
            run.drive(of_lets(n));
        }
        run.drive(of_items());
    };
    plain {
        fn triple(n: u8) -> (Noisy, Noisy, u8) {
            (noisy("left"), noisy("right"), n)
        }
    }
    machine {
        async fn f(((x, _, 0) | (_, x, _)): (Noisy, Noisy, u8)) -> usize {
            wait("argument").await;
            x.name().len()
        }
        async fn behind_a_reference<'a>(((x, _, 0) | (_, x, _)): &'a (Noisy, Noisy, u8)) -> &'a Noisy {
            wait("reference").await;
            x
        }
        async fn of_lets(n: u8) -> usize {
            let ((x, _, 0) | (_, x, _)) = triple(n);
            wait("called").await;
            let ((mut y, z, 0) | (z, mut y, _)) = give("given", triple(n)).await;
            y = noisy("another");
            wait("both").await;
            let kept = triple(n);
            let ((p, _, 0) | (_, p, _)) = kept;
            let ((q, _, 0) | (_, q, _)) = &triple(n);
            wait("end").await;
            x.name().len() + y.name().len() + z.name().len() + p.name().len() + q.name().len()
        }
        async fn of_items() -> usize {
            let mut sum = 0;
            for (x, _, 0) | (_, x, _) in [triple(0), triple(1)] {
                wait("owned").await;
                sum += x.name().len();
            }
            for (x, _, 0) | (_, x, _) in &[triple(1)] {
                wait("lent").await;
                sum += x.name().len();
            }
            sum
        }
    }
}

twins! {
    /// Only the second alternative says what there may be: the type was not known.
    the_type_of_what_a_later_alternative_takes: |run| {
        for n in 0..3 { run.drive(f(n)); run.drive(without_waits(n)); }
    };
    plain {
        fn some(n: u32) -> Option<Noisy> {
            (n > 0).then(|| noisy("some"))
        }
    }
    machine {
        async fn f(n: u32) -> usize {
            if let (Some(x), _) | (None, Some(x)) = (None, some(n)) {
                wait("if").await;
                if n == 1 { return x.name().len() }
            }
            let ((Some(y), _) | (None, Some(y))) = (None, some(n)) else { return 7 };
            wait("let").await;
            match (None, some(n)) {
                (Some(x), _) | (None, Some(x)) => { wait("match").await; x.name().len() + y.name().len() }
                _ => 1,
            }
        }
        async fn without_waits(n: u32) -> usize {
            let pair = (None, some(n));
            wait("made").await;
            match pair { (Some(x), _) | (None, Some(x)) => x.name().len(), _ => 1 }
        }
    }
}

// A name for all of a value beside names for copies of its parts, in an arm: nothing was moved out of the place for the former (E0507).
twins! {
    names_for_all_beside_names_for_copies_of_parts: |run| {
        for n in [0, 1, 2, 5] {
            run.drive(arms(n));
            run.drive(conditions(n));
        }
        run.drive(copies([1, 2, 3]));
        run.drive(copies([4, 5, 6]));
    };
    plain {
        pub struct Point { x: usize, name: Noisy }
        pub fn point(x: usize) -> Option<Point> {
            (x > 0).then(|| Point { x, name: noisy("point") })
        }
    }
    machine {
        async fn arms(n: usize) -> usize {
            let held = point(n);
            wait("first").await;
            match held {
                Some(all @ Point { x: 1, .. }) => {
                    wait("one").await;
                    all.name.name().len()
                }
                Some(all @ Point { x, .. }) if give("guard", x).await > 2 => {
                    wait("many").await;
                    drop(all);
                    wait("gone").await;
                    x
                }
                Some(ref all @ Point { x, .. }) => {
                    wait("two").await;
                    all.name.name().len() + x
                }
                None => 0,
            }
        }
        async fn conditions(n: usize) -> usize {
            let held = give("held", point(n)).await;
            wait("first").await;
            let mut sum = 0;
            if let Some(all @ Point { x, .. }) = held {
                wait("taken").await;
                sum += x;
                drop(all);
            }
            let Some(again @ Point { x, .. }) = give("again", point(n)).await else { return sum };
            wait("second").await;
            let Point { name, .. } = again;
            sum + x + name.name().len()
        }
        async fn copies(list: [usize; 3]) -> usize {
            wait("first").await;
            match list {
                all @ [1, second, ..] => {
                    wait("one").await;
                    second + all[2]
                }
                all @ [first, ..] => {
                    wait("others").await;
                    first + all[1] + list[2]
                }
            }
        }
    }
}
