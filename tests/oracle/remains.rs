//! Calls that may consume what they are called on, with awaits behind them: what they leave is kept, where it is, and what they take
//! is not.

twins! {
    /// Values wait for the call; what comes behind lies where they were.
    in_turn: |run| { run.drive(f()); };
    plain { struct Sender(Noisy); }
    machine {
        impl Sender {
            fn send(self, text: &str) -> usize { note("send", 0); self.0.name().len() + text.len() }
            async fn close(self, text: String) -> usize { wait("close").await; self.0.name().len() + text.len() }
            fn length(&self) -> usize { self.0.name().len() }
        }
        async fn f() -> usize {
            let first = Sender(noisy("first"));
            wait("one").await;
            let mut sum = first.send("text");
            let reply = noisy("reply");
            wait("two").await;
            let second = Sender(noisy("second"));
            wait("three").await;
            sum += second.close(String::from("closing")).await;
            let third = Sender(noisy("third"));
            wait("four").await;
            sum += third.length();
            let last = [noisy("x"), noisy("y")];
            wait("five").await;
            sum + reply.name().len() + last.len()
        }
    }
}

twins! {
    /// What is borrowed of a value that is left stays where it is.
    left_and_lent: |run| { run.drive(f()); };
    plain {
        struct Text(String, Noisy);
        impl Text {
            fn word(&self, from: usize) -> &str { &self.0[from..] }
            fn change(&mut self, with: &str) -> &mut String { self.0.push_str(with); &mut self.0 }
        }
    }
    machine {
        async fn f() -> String {
            let shared = Text(String::from("some words"), noisy("shared"));
            wait("one").await;
            let word = shared.word(5);
            let big = [String::from("a"), String::from("b"), String::from("c")];
            wait("two").await;
            let mut exclusive = Text(String::from("changed"), noisy("exclusive"));
            wait("three").await;
            let changed = exclusive.change("!");
            let more = (noisy("more"), [7_u64; 9]);
            wait("four").await;
            changed.push_str(word);
            wait("five").await;
            format!("{changed} {big:?} {} {:?}", more.0.name(), more.1)
        }
    }
}

twins! {
    /// The same method takes one type and borrows another.
    by_type: |run| {
        run.drive(f(noisy("owned")));
        run.drive(f(Keeper(noisy("kept"))));
        run.drive(f(7_u8));
        run.drive(f(&Keeper(noisy("behind"))));
        run.drive(f(Aligned([3; 64], noisy("aligned"))));
        run.drive(f(()));
    };
    plain {
        trait End: Sized { type Of; fn end(self) -> Self::Of; fn look(&self) -> usize { size_of::<Self>() % 2 } }
        #[derive(Debug)]
        struct Keeper(Noisy);
        #[repr(align(64))]
        struct Aligned([u8; 64], Noisy);
        impl End for Noisy { type Of = usize; fn end(self) -> usize { self.name().len() } }
        impl End for Keeper { type Of = Self; fn end(self) -> Self { self } }
        impl End for u8 { type Of = u16; fn end(self) -> u16 { self.into() } }
        impl End for () { type Of = (); fn end(self) { note("nothing", ()) } }
        impl<'a> End for &'a Keeper { type Of = &'a Noisy; fn end(self) -> &'a Noisy { &self.0 } }
        impl End for Aligned { type Of = Noisy; fn end(self) -> Noisy { assert_eq!(self.0, [3; 64]); self.1 } }
    }
    machine {
        async fn f<T: End>(given: T) -> (usize, T::Of) {
            let value = Some(given).unwrap();
            wait("waits").await;
            let seen = value.look();
            let of = value.end();
            let beside = [noisy("beside"), noisy("beside it")];
            wait("behind").await;
            (seen + beside[0].name().len(), of)
        }
    }
}

twins! {
    /// A receiver that is made in the statement, and taken by what is awaited.
    made_at_once: |run| { run.drive(f("abc")); };
    plain {
        struct Builder { parts: Vec<Noisy> }
        impl Builder {
            fn new() -> Self { Builder { parts: vec![noisy("first part")] } }
            fn with(mut self, part: Noisy) -> Self { self.parts.push(part); self }
            fn also(&mut self, part: Noisy) -> &mut Self { self.parts.push(part); self }
        }
    }
    machine {
        impl Builder {
            async fn send(self, n: usize) -> Result<usize, Oops> {
                wait("sent").await;
                if n > 2 { Ok(self.parts.len()) } else { Err(Oops("short")) }
            }
            async fn count(&self) -> usize { wait("count").await; self.parts.len() }
        }
        async fn f(text: &str) -> Result<usize, Oops> {
            let a = Builder::new().with(noisy("a")).send(text.len()).await?;
            let b = Builder::new().also(noisy("b")).also(noisy("c")).count().await;
            let c = Builder::new().with(noisy("d")).also(noisy("e")).count().await;
            let mut kept = Builder::new();
            let d = kept.also(noisy("f")).count().await;
            Builder::new().with(noisy("g")).send(text.len() - 1).await?;
            Ok(a + b + c + d + kept.parts.len())
        }
    }
}

twins! {
    /// Consumed on one way, alive on the other; and given a new value in a loop.
    on_some_ways: |run| { for n in 0..4 { run.drive(f(n)); } };
    plain { struct Job(Noisy); impl Job { fn finish(self) -> &'static str { note("finish", 0); self.0.name() } } }
    machine {
        async fn f(n: usize) -> usize {
            let job = Job(noisy("job"));
            wait("made").await;
            let mut sum = 0;
            if n > 1 {
                sum += job.finish().len();
                let other = noisy("other");
                wait("other").await;
                sum += other.name().len();
            } else {
                wait("alive").await;
            }
            let mut again = Job(noisy("again"));
            for round in 0..n {
                wait("round").await;
                sum += again.finish().len();
                let between = noisy("between");
                wait("between").await;
                again = Job(noisy("new"));
                sum += between.name().len() * round;
            }
            wait("end").await;
            sum
        }
    }
}

twins! {
    /// Two of them wait at once; one is used up while the other waits.
    crossed: |run| { run.drive(f()); };
    plain { struct End(Noisy); impl End { fn close(self) -> usize { note("close", 0); self.0.name().len() } fn ask(&self) -> usize { 1 } } }
    machine {
        async fn f() -> usize {
            let (left, right) = (End(noisy("left")), End(noisy("right")));
            wait("both").await;
            let mut sum = left.close();
            wait("right").await;
            let third = End(noisy("third"));
            wait("right and third").await;
            sum += right.close();
            let big = [noisy("p"), noisy("q"), noisy("r")];
            wait("third and more").await;
            sum += third.ask();
            wait("all").await;
            sum + big.len()
        }
    }
}

twins! {
    /// What the call gives is inferred from what is done with it, or has a closure in it.
    inferred: |run| { run.drive(f(vec![3, 1, 2])); };
    machine {
        async fn f(list: Vec<u32>) -> (Vec<String>, u64, String) {
            let texts = list.clone().into_iter().map(|n| n.to_string());
            wait("texts").await;
            let texts: Vec<String> = texts.collect();
            let owned = noisy("owned");
            wait("collected").await;
            let sums = list.into_iter();
            wait("sums").await;
            let sums = sums.map(|n| u64::from(n) + owned.name().len() as u64);
            wait("mapped").await;
            let sum: u64 = sums.sum();
            let text = String::from("12");
            wait("summed").await;
            let number: u64 = text.parse().unwrap();
            wait("parsed").await;
            (texts, sum + number, text)
        }
    }
}

twins! {
    /// Texts and slices of which something of its own is made; of a reference to one, what is given may borrow.
    made_ones_own: |run| { run.drive(f(String::from("GET /path 1.1"))); };
    plain {
        trait Lend { fn to_vec(&self) -> &Self { self } }
        impl Lend for usize {}
        fn words(line: &str) -> (Option<&str>, Option<&str>, Option<&[u8]>) {
            let (first, rest) = line.split_once(' ').unzip();
            (first, rest, rest.map(str::as_bytes))
        }
    }
    machine {
        async fn f(line: String) -> (Vec<String>, Vec<u8>, Box<[u8]>, usize) {
            let (Some(method), Some(rest), Some(bytes)) = words(&line) else { return Default::default() };
            let mut list = vec![method.to_owned()];
            wait("method").await;
            list.push(rest.into());
            wait("rest").await;
            let bytes = bytes.to_vec();
            let (Some(method), Some(rest), Some(boxed)) = words(&line) else { return Default::default() };
            let boxed = boxed.into();
            list.push(method.to_lowercase());
            wait("lower case").await;
            list.push(rest.replace('/', &list[0]));
            let (length,) = (line.len(),);
            let lent = length.to_vec();
            wait("lent").await;
            (list, bytes, boxed, *lent)
        }
    }
}

twins! {
    /// A panic in the call, and in what drops behind it.
    panics: |run| { for n in 0..3 { run.drive(f(n)); } };
    plain { struct Fuse(Noisy); impl Fuse { fn light(self, n: usize) -> Bomb { if n == 1 { panic!("early") } Bomb(self.0.name()) } } }
    machine {
        async fn f(n: usize) -> usize {
            let fuse = Fuse(noisy("fuse"));
            wait("fuse").await;
            let bomb = fuse.light(n);
            let near = noisy("near");
            wait("lit").await;
            if n == 2 { drop(bomb); }
            wait("out").await;
            near.name().len()
        }
    }
}

/// What a call takes does not keep a machine from being sent, as natively.
#[test]
fn what_is_taken_is_not_held() {
    use std::rc::Rc;
    struct Local(Rc<u8>);
    impl Local {
        fn end(self) -> u8 {
            *self.0
        }
    }
    #[coro::coroutine]
    async fn f() -> u8 {
        let local = Local(Rc::new(7));
        let n = local.end();
        coro::yield_now().await;
        n + Local(Rc::new(1)).end()
    }
    fn is_send<T: Send>(value: T) -> T {
        value
    }
    assert_eq!(coro::block_on(is_send(f())), 8);
}
