//! Values that are lent, and then moved away: something else may lie where they were, unless they were copied.

twins! {
    /// Of the standard library's types and those of the file it is known that they are moved.
    lent_and_moved: |run| { run.drive(f(String::from("12"), vec![1, 2])); };
    plain { struct Holder { first: Noisy, list: Vec<u8> } }
    machine {
        async fn eat(holder: Holder, text: String) -> usize {
            wait("eat").await;
            holder.first.name().len() + holder.list.len() + text.len()
        }
        async fn f(text: String, list: Vec<u8>) -> usize {
            let number: usize = text.parse().unwrap_or(0);
            let holder = Holder { first: noisy("held"), list };
            let (lent, length) = (&holder.list, holder.first.name().len());
            wait("lent").await;
            let mut sum = number + lent.len() + length;
            sum += eat(holder, text).await;
            let (big, last) = ([sum; 9], noisy("last"));
            wait("behind").await;
            sum + big.len() + last.name().len()
        }
    }
}

twins! {
    /// What comes behind a move is lent as well, and what is moved on some way only is dropped on the others.
    on_some_way: |run| { for n in 0..3 { run.drive(f(n)); } };
    machine {
        async fn f(n: usize) -> usize {
            let mut sum = 0;
            let held: (Noisy, Vec<usize>) = (noisy("held"), vec![n]);
            for round in 0..2 {
                let text: Vec<Noisy> = vec![noisy("element")];
                let lent = text.first();
                wait("lent").await;
                sum += lent.map_or(0, |element| element.name().len());
                if round == n {
                    drop(text);
                    let others = [noisy("a"), noisy("b"), noisy("c")];
                    wait("others").await;
                    sum += others.len();
                    continue;
                }
                wait("not moved").await;
            }
            let shown = &held.1;
            wait("shown").await;
            sum += shown.len();
            if n > 0 {
                let taken = held;
                wait("taken").await;
                return sum + taken.1.len();
            }
            wait("left").await;
            sum
        }
    }
}

twins! {
    /// One that gets a value again is lent again.
    given_again: |run| { run.drive(f()); };
    machine {
        async fn f() -> usize {
            let mut list: Vec<Noisy> = vec![noisy("first")];
            let lent = list.as_slice();
            wait("first").await;
            let mut sum = lent[0].name().len();
            drop(list);
            let between = [noisy("one"), noisy("two"), noisy("three")];
            wait("between").await;
            sum += between.len();
            drop(between);
            list = vec![noisy("second")];
            let again = list.as_slice();
            wait("again").await;
            sum + again[0].name().len()
        }
    }
}

twins! {
    /// A copy leaves the variable where it is, and what refers to it.
    copied: |run| { run.drive(f(Point { x: 1, y: 2 })); };
    plain {
        #[derive(Clone, Copy)]
        struct Point { x: usize, y: usize }
        fn sum(point: Point) -> usize { point.x + point.y }
        fn corner() -> Option<Point> { Some(Point { x: 5, y: 6 }) }
    }
    machine {
        async fn f(point: Point) -> usize {
            let (other, found) = (Point { x: 3, y: 4 }, corner());
            let (x, y, z) = (&point.x, &other, found.as_ref());
            wait("lent").await;
            let moved = sum(point) + sum(other) + found.map_or(0, sum);
            let big = [moved; 12];
            wait("copied").await;
            *x + y.y + z.map_or(0, |point| point.x) + big.len()
        }
    }
}

twins! {
    /// Methods that take a container.
    taken_by_methods: |run| { run.drive(f(String::from("some text"), vec![String::from("a")])); };
    machine {
        async fn f(text: String, list: Vec<String>) -> usize {
            let words = text.split(' ').count();
            wait("words").await;
            let bytes = text.into_bytes();
            let held = noisy("held");
            wait("bytes").await;
            let mut sum = words + bytes.len();
            for item in list.into_iter().rev() {
                wait("item").await;
                let boxed = item.into_boxed_str();
                wait("boxed").await;
                sum += boxed.len();
            }
            sum + held.name().len()
        }
    }
}

twins! {
    /// What a part of what a reference leads to is borrowed from is not the reference.
    behind_references: |run| { let holder = Holder(noisy("a"), String::from("b")); run.drive(holder.f(&holder)); };
    plain { struct Holder(Noisy, String); }
    machine {
        impl Holder {
            async fn f(&self, other: &Holder) -> String {
                let (name, text) = (&other.0, &(*self).1);
                wait("one").await;
                let shown = format!("{} {}", self.1, other.0.name());
                let big = [noisy("x"), noisy("y"), noisy("z")];
                wait("two").await;
                format!("{shown} {} {text} {}", name.name(), big.len())
            }
        }
    }
}

twins! {
    /// What a pattern leaves of an enum of the standard library, or is left where it does not match.
    left_by_patterns: |run| { for n in 0..4 { run.drive(f(n, Some(noisy("given")))); run.drive(f(n, None)); } };
    machine {
        async fn made(n: usize) -> Result<Noisy, usize> {
            wait("made").await;
            if n > 1 { Ok(noisy("made")) } else { Err(n) }
        }
        async fn failed(n: usize) -> Result<usize, Noisy> {
            wait("failed").await;
            if n > 2 { Ok(n) } else { Err(noisy("error")) }
        }
        async fn f(n: usize, given: Option<Noisy>) -> usize {
            let mut sum = if let Some(given) = given {
                wait("given").await;
                given.name().len()
            } else {
                let big = [n; 7];
                wait("nothing given").await;
                big.len()
            };
            match made(n).await {
                Ok(made) if made.name().is_empty() => return 0,
                Ok(_) => {
                    wait("ok").await;
                    sum += 1;
                }
                Err(_) => {
                    let held = [noisy("held"), noisy("beside")];
                    wait("error").await;
                    sum += held.len();
                }
            }
            match failed(n).await {
                Ok(_) => wait("no error").await,
                Err(_) => wait("some error").await,
            }
            match made(n).await {
                Err(error) => {
                    wait("number").await;
                    sum += error;
                }
                _ => wait("any").await,
            }
            if let Ok(made) = made(n).await {
                wait("good").await;
                sum += made.name().len();
            } else {
                wait("bad").await;
            }
            let other: Result<Noisy, Noisy> = if n > 1 { Ok(noisy("right")) } else { Err(noisy("wrong")) };
            if let Ok(right) = other {
                wait("right").await;
                sum + right.name().len()
            } else {
                wait("wrong").await;
                sum
            }
        }
    }
}

twins! {
    /// A field gets another value as a whole, of which patterns moved parts, matched against it or against what has it.
    assigned_where_patterns_took_parts: |run| {
        for n in 0..4 { run.drive(in_a_box(n)); run.drive(of_fields(n)); run.drive(of_variants(n)); run.drive(in_turns(n)); }
        run.drive(with_a_destructor());
    };
    plain {
        enum Kind { Both(Noisy, Option<Noisy>), One(Option<Noisy>), None }
        fn kind(n: u32) -> Kind {
            match n {
                0 => Kind::Both(noisy("both"), Some(noisy("other"))),
                1 => Kind::One(Some(noisy("one"))),
                2 => Kind::One(None),
                _ => Kind::None,
            }
        }
        struct Loud { own: Noisy, counted: (Noisy, u32) }
        impl Drop for Loud { fn drop(&mut self) { note("loud", ()); } }
    }
    machine {
        async fn in_a_box(n: u32) -> u32 {
            let mut b = Box::new((noisy("first"), Some(noisy("second")), n));
            wait("made").await;
            if let Some(y) = b.1 { wait("taken").await; b.1 = None; drop(y); }
            wait("behind").await;
            match *b {
                (x, Some(y), 1) => { wait("both").await; 1 }
                (x, None, k) => { wait("one").await; k }
                _ => 4,
            }
        }
        async fn of_fields(n: u32) -> u32 {
            let mut t = (noisy("a"), ((n > 0).then(|| noisy("b")), noisy("c")), n);
            wait("made").await;
            if let (Some(y), _) = t.1 { wait("taken").await; t.1 = (None, noisy("another")); drop(y); }
            wait("behind").await;
            match t {
                (x, (Some(y), z), 1) => { wait("both").await; 1 }
                (x, (None, _), k) => { wait("one").await; k }
                _ => 4,
            }
        }
        async fn of_variants(n: u32) -> u32 {
            let mut t = (noisy("held"), kind(n));
            wait("made").await;
            if let Kind::Both(x, Some(_)) = t.1 { wait("taken").await; t.1 = Kind::One(Some(x)); }
            wait("again").await;
            match t.1 {
                Kind::One(Some(y)) if y.name() == "both" => { wait("none").await; t.1 = Kind::None; }
                Kind::One(Some(y)) => { t.1 = Kind::Both(y, None); wait("both").await }
                Kind::One(None) => {}
                Kind::Both(x, o) => { t.1 = Kind::Both(noisy("new"), o); drop(x); wait("new").await; }
                Kind::None => t.1 = Kind::One(None),
            }
            wait("behind").await;
            match t {
                (h, Kind::Both(x, _)) => { wait("last both").await; drop(h); 1 }
                (_, Kind::One(o)) => { wait("last one").await; 2 }
                (h, Kind::None) => { wait("last none").await; 3 }
            }
        }
        async fn in_turns(n: u32) -> u32 {
            let mut t = ((noisy("a"), noisy("b")), noisy("c"));
            for turn in 0..3 {
                let ((a, _), _) = t;
                wait("a").await;
                if turn == n { drop(a); t.0 = (noisy("a again"), noisy("b again")); continue; }
                t.0.0 = a;
                let ((_, b), c) = t;
                wait("b").await;
                t.0 = (noisy("another a"), b);
                t.1 = c;
            }
            n
        }
        async fn with_a_destructor() -> u32 {
            let mut loud = Loud { own: noisy("own"), counted: (noisy("counted"), 1) };
            let Loud { counted: (_, n), .. } = loud;
            wait("copied").await;
            loud.counted = (noisy("again"), give("three", 3).await);
            let Loud { counted: (_, m), .. } = loud;
            n + m
        }
    }
}

twins! {
    /// A field behind a pointer, of a variable of which others are moved: what is left was not dropped.
    fields_behind_pointers_beside: |run| {
        let settings = Settings { level: 1, own: noisy("behind a reference") };
        run.drive(f(server(&settings), true));
        run.drive(f(server(&settings), false));
        run.drive(with_a_guard(server(&settings)));
    };
    plain {
        struct Settings { level: usize, own: Noisy }
        struct Guarded(Settings, Noisy);
        impl std::ops::Deref for Guarded {
            type Target = Settings;
            fn deref(&self) -> &Settings { &self.0 }
        }
        struct Server<'a> {
            first: Noisy, second: Option<Noisy>, third: Noisy, lent: &'a Settings, shared: std::rc::Rc<Settings>, sent: std::sync::Arc<Settings>,
            guarded: Guarded, last: Noisy,
        }
        fn server(lent: &Settings) -> Server<'_> {
            let settings = |name| Settings { level: 2, own: noisy(name) };
            Server {
                first: noisy("first"), second: Some(noisy("second")), third: noisy("third"), lent, shared: settings("shared").into(),
                sent: settings("sent").into(), guarded: Guarded(settings("guarded"), noisy("beside")), last: noisy("last"),
            }
        }
    }
    machine {
        async fn f(server: Server<'_>, takes: bool) -> usize {
            let first = server.first;
            wait(first.name()).await;
            if takes {
                let second = server.second;
                wait("second").await;
            }
            let sum = server.shared.level + server.lent.level;
            wait("between").await;
            let third = server.third;
            let level = server.sent.level;
            wait(third.name()).await;
            sum + level + server.shared.level + server.guarded.level + server.last.name().len()
        }
        async fn with_a_guard(server: Server<'_>) -> usize {
            let beside = server.guarded.1;
            wait(beside.name()).await;
            let first = server.first;
            wait("first").await;
            let second = server.second;
            let level = server.sent.level;
            wait("last").await;
            level + server.last.name().len() + server.lent.level
        }
    }
}
