//! Borrows held across waits.

twins! {
    shared: f(noisy("owner"));
    async fn f(owner: Noisy) -> usize {
        let one = &owner;
        let two = one.same();
        wait("held").await;
        borrow(one).await;
        one.name().len() + two.name().len()
    }
}

twins! {
    exclusive: f();
    async fn f() -> (u32, u32) {
        let mut sum = 1;
        let handle = &mut sum;
        *handle += 1;
        let first = add(handle, 10).await;
        wait("held").await;
        *handle += 100;
        let second = add(handle, 1000).await;
        (first, sum + second)
    }
}

twins! {
    buffer: f();
    async fn f() -> Vec<u8> {
        let mut buffer = [0_u8; 8];
        let (front, back) = buffer.split_at_mut(4);
        front[0] = give("front", 1).await;
        back[0] = give("back", 2).await;
        front.swap(0, 1);
        wait("both").await;
        back[3] = front[1];
        let slice = &buffer[1..];
        wait("slice").await;
        slice.to_vec()
    }
}

twins! {
    reborrowed: f(&mut vec![1]);
    async fn f(list: &mut Vec<u32>) -> &mut u32 {
        let again = &mut *list;
        again.push(give("two", 2).await);
        list.push(give("three", 3).await);
        wait("held").await;
        list.last_mut().unwrap()
    }
}

twins! {
    iterators: f("one two three");
    async fn f(text: &str) -> Option<&str> {
        let mut words = text.split(' ');
        let mut longest = words.next()?;
        while let Some(word) = words.next() {
            if give("longer", word.len() > longest.len()).await { longest = word; }
        }
        let mut letters = longest.chars().rev().peekable();
        wait("letters").await;
        note("letter", letters.peek().copied());
        Some(longest)
    }
}

twins! {
    guard_across_waits: f();
    async fn f() -> u32 {
        let lock = Lock::new(1);
        {
            let mut guard = lock.lock().await;
            *guard += give("locked", 1).await;
            wait("still locked").await;
            *guard *= 10;
        }
        wait("unlocked").await;
        let n = *lock.lock().await;
        n
    }
}

twins! {
    borrowed_by_struct: f(vec![noisy("a"), noisy("b")]);
    async fn f(list: Vec<Noisy>) -> usize {
        struct Cursor<'a> { list: &'a [Noisy], at: usize }
        impl<'a> Cursor<'a> {
            fn step(&mut self) -> Option<&'a Noisy> { self.at += 1; self.list.get(self.at - 1) }
        }
        let mut cursor = Cursor { list: &list, at: 0 };
        let first = cursor.step();
        wait("first").await;
        let second = cursor.step();
        wait("second").await;
        note("first", first);
        note("second", second);
        cursor.at + cursor.list.len()
    }
}

twins! {
    borrow_of_an_earlier_result: f();
    async fn f() -> String {
        let owner = give("owner", String::from("some text")).await;
        let word = owner.split(' ').next().unwrap();
        let letter = &word[give("from", 1).await..2];
        wait("held").await;
        format!("{owner}{word}{letter}")
    }
}

twins! {
    two_phase: f();
    async fn f() -> Vec<usize> {
        let mut list = vec![1];
        list.push(list.len());
        wait("one").await;
        list.push(list.len() + list[0]);
        list.reserve(give("more", 4).await);
        list
    }
}

twins! {
    pattern_borrows: f(Some(noisy("inside")), (1, 2));
    async fn f(mut option: Option<Noisy>, mut pair: (u32, u32)) -> u32 {
        if let Some(inside) = &mut option {
            wait("if let").await;
            inside.0 = "changed";
        }
        let (ref mut a, ref b) = pair;
        *a += add(&mut *a, *b).await;
        wait("let").await;
        let Some(Noisy(name)) = &option else { return 0 };
        wait("let else").await;
        pair.0 + name.len() as u32
    }
}

twins! {
    arguments_of_different_lifetimes: |run| {
        let (a, b) = (String::from("left"), String::from("right"));
        { let c = String::from("short"); run.drive(f(&a, &b, &c)); }
        run.drive(f(&b, &a, &a));
    };
    machine {
        async fn f<'a>(a: &'a str, b: &'a str, c: &str) -> &'a str {
            let mut local = a;
            wait("one").await;
            let inner = if c.len() > 4 { c } else { local };
            wait("two").await;
            if inner.len() < 5 { local = b; }
            local
        }
    }
}

twins! {
    /// Of a struct the text does not tell whether it has something to drop: if it has not, rustc makes a static of it.
    references_to_constants: |run| { run.drive(f(true)); run.drive(f(false)); };
    plain {
        struct Loud(&'static str);
        impl Drop for Loud {
            fn drop(&mut self) { note("gone", self.0); }
        }
        struct Pair { loud: Loud, quiet: Quiet }
        #[derive(Debug)]
        struct Quiet(u32);
        async fn length(loud: &Loud) -> usize { wait("length").await; loud.0.len() }
    }
    machine {
        async fn f(first: bool) -> (usize, &'static Quiet, &'static Quiet) {
            let loud = &Loud("extended");
            let pair = &Pair { loud: Loud("part"), quiet: Quiet(1) };
            wait("one").await;
            let chosen = if first { &Loud("first") } else { &Loud("second") };
            wait("two").await;
            let quiet = &Quiet(2);
            let sum = length(&Loud("temporary")).await + length(&Pair { loud: Loud("of a part"), quiet: Quiet(3) }.loud).await;
            for loud in [Loud("a"), Loud("b")].iter() {
                wait(loud.0).await;
            }
            let given = match &Quiet(pair.quiet.0) { quiet => quiet.0 } as usize;
            let both = 1 < 2 && first;
            wait("three").await;
            (sum + given + loud.0.len() + chosen.0.len(), quiet, { wait("four").await; &Quiet(6 / 2) })
        }
    }
}

twins! {
    /// What patterns refer to in constants is there for ever.
    parts_of_constants: |run| { run.drive(f(noisy("other"))); };
    machine {
        async fn f(other: Noisy) -> (&'static u32, &'static str, &'static u8) {
            let number = match (5, "five") {
                (ref number, ref text) if text.len() == 4 => { wait("first").await; number }
                _ => &0,
            };
            let text = if let Some(ref text) = Some("text") { wait("second").await; *text } else { "" };
            let last = match [1, 2, 3] { [.., ref last] => { wait(other.name()).await; last } };
            while let Err(ref never) = Ok::<u32, u32>(1) { wait("never").await; drop(*never); }
            (number, text, last)
        }
    }
}

twins! {
    /// A value may have nothing to drop though its type may, and closures that capture nothing have nothing either.
    references_to_constants_of_types_that_drop: |run| { (0..2).for_each(|n| drop(run.drive(g(n, noisy("argument"))))); };
    plain {
        #[derive(Debug)]
        struct Named { text: &'static str, more: Option<String>, list: [Option<String>; 2] }
        struct Found { named: &'static Named, twice: &'static dyn Fn(u32) -> u32, shown: &'static dyn Fn(&Named) -> String }
        async fn overwritten(n: u64) -> u64 {
            let filled = [n | 0xEEEE_EEEE_EEEE_EEEE; 32];
            wait("overwritten").await;
            filled.iter().fold(0, |sum, n| sum ^ n)
        }
    }
    machine {
        async fn f(n: u32, text: Noisy) -> Found {
            let (named, _, twice) = (
                &Named { text: "named", more: None, list: [None, None] },
                wait("first").await,
                &|n: u32| { let text = n; text * 2 },
            );
            let called = Some((&|more: u32| more + n, wait("captures").await)).map_or(0, |(add, ())| add(1));
            if called > 1 { wait(text.name()).await; }
            let (shown, ()) = (&|named: &Named| format!("{} {text}", named.text, text = 1), wait("second").await);
            Found { named, twice, shown }
        }
        async fn g(n: u32, text: Noisy) -> String {
            let Found { named, twice, shown } = f(n, text).await;
            let zero = overwritten(n.into()).await;
            format!("{named:?} {} {} {zero}", twice(4), shown(named))
        }
    }
}

twins! {
    /// A closure without `move` goes on from a `&mut` behind a reference, and copies what can be copied.
    captured_behind_a_reference: |run| {
        let (mut meta, mut inner) = (Meta(1, noisy("meta")), Meta(2, noisy("inner")));
        let mut page = Page { meta: &mut meta, inner: Box::new(Inner { meta: &mut inner, n: 4 }), list: vec![1], n: 3, name: "page" };
        run.drive(page.closures());
        run.drive(page.blocks());
        run.drive(page.looks());
        note("after", (&page.list, page.n, page.meta.0, page.inner.meta.0));
    };
    plain {
        pub struct Meta(u32, Noisy);
        pub struct Inner<'a> { meta: &'a mut Meta, n: u32 }
        pub struct Page<'a> { meta: &'a mut Meta, inner: Box<Inner<'a>>, list: Vec<u32>, n: u32, name: &'a str }
        pub fn bump(meta: &mut Meta) -> u32 { meta.0 += 1; note(meta.1.name(), meta.0); meta.0 }
        pub async fn turn(meta: &mut Meta, n: u32) -> u32 { wait("turn").await; meta.0 += n; bump(meta) }
    }
    machine {
        impl Page<'_> {
            async fn closures(&mut self) -> u32 {
                let first = || self.n + self.name.len() as u32;
                wait("one").await;
                let n = first() + self.n;
                let mut second = |n: u32| { bump(self.meta); bump(self.inner.meta); self.list.push(n + self.inner.n); };
                second(1);
                wait("two").await;
                second(n);
                wait("three").await;
                bump(self.meta) + n
            }
            async fn blocks(&mut self) -> u32 {
                let n = async { turn(self.meta, give("n", 2).await).await }.await;
                let m = async { let meta = &mut *self.inner.meta; turn(meta, self.n).await + turn(self.inner.meta, 1).await }.await;
                wait("end").await;
                n + m + self.meta.0
            }
            async fn looks(&self) -> u32 {
                let (one, two) = (|| self.n + self.name.len() as u32, || self.n + self.inner.n);
                wait("one").await;
                one() + two() + self.n
            }
        }
    }
}

twins! {
    /// What comes out of blocks, branches and macros behind `&` is a temporary, though rustc could make a static of it: the check takes none for
    /// one, and what refers to it lives as long as the machine.
    references_to_what_blocks_come_to: |run| { for n in 0..2 { run.drive(f(n)); } };
    plain {
        pub struct Named { name: &'static str, list: [Option<u8>; 2] }
        pub trait Lend { fn lend(&self, _: ()) -> &Self { self } }
        impl Lend for usize {}
    }
    machine {
        async fn f(n: usize) -> usize {
            let (named, _) = (
                &Named { name: "named", list: { wait("list").await; [None, Some(1)] } },
                wait("beside").await,
            );
            let one = &{ note("one", n); 1_usize };
            let two = &(if n > 1 { unreachable!() } else { 2_usize });
            let line = &line!();
            wait("made").await;
            let three = *3_usize.lend(wait("argument").await) + one;
            let ref four = { note("four", n); 4_usize };
            let some = match { note("some", n); Some(5_usize) } { Some(ref some) => { wait("arm").await; *some } None => 0 };
            wait("end").await;
            three + one + two + four + some + named.name.len() + named.list.iter().flatten().count() + usize::from(*line > 0)
        }
    }
}
