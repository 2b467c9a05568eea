//! The standard macros with waits in their arguments.

twins! {
    format_family: f(3);
    async fn f(n: u32) -> String {
        let name = "x";
        let a = format!("{} {n} {name:?} {:>width$} {last:?}", give("a", 1).await, give("b", 2).await,
            width = give("width", 5).await, last = give("last", noisy("last")).await);
        let b = format!("{0}-{0}-{1}", give("zero", 0).await, n);
        let c = format!("{name}{{}}{}", format!("<{}>", give("nested", 9).await));
        format!("{a}{b}{c}") + &format!("no arguments")
    }
}

twins! {
    format_holds_its_arguments: f();
    async fn f() -> String {
        let lock = Lock::new(1);
        format!("{:?} {} {:?}", noisy("temporary"), give("waited", 2).await, lock.lock().await)
    }
}

twins! {
    captures_of_held_variables: f(noisy("argument"));
    async fn f(argument: Noisy) -> String {
        let count = give("count", 2_usize).await;
        let width = 6;
        let list = vec![1.25, 2.5];
        wait("held").await;
        let text = format!("{argument:?} {count:>width$} {count:#x} {list:.count$?} {0:1$}", 7, width);
        wait("after").await;
        text
    }
}

twins! {
    printing: f();
    async fn f() {
        let held = 3;
        println!("{} {held}", give("println", 1).await);
        print!("{}", give("print", "\n").await);
        eprintln!("{held:?} {:?}", give("eprintln", noisy("printed")).await);
        eprint!("{}", give("eprint", "\n").await);
    }
}

twins! {
    writing: f();
    async fn f() -> Result<String, std::fmt::Error> {
        use std::fmt::Write as _;
        let mut text = String::new();
        write!(text, "{}", give("write", 1).await)?;
        writeln!(text, "{text_len} {}", give("writeln", 2).await, text_len = 7)?;
        write!(&mut text, "{}", give("by reference", 3).await)?;
        Ok(text)
    }
}

twins! {
    assertions: |run| { run.drive(f(1)); run.drive(f(2)); run.drive(f(3)); run.drive(f(4)); };
    machine {
        async fn f(n: u32) -> u32 {
            let held = noisy("held");
            assert!(give("one", n != 1).await);
            assert!(give("two", n).await != 2, "{} was {n}", give("message", "it").await);
            assert_eq!(give("left", n).await, give("right", if n == 3 { 0 } else { n }).await);
            assert_ne!(n, give("not", 4).await, "with words {}", noisy("words").name());
            debug_assert!(give("debug", true).await);
            debug_assert_eq!(n, give("debug eq", n).await);
            n
        }
    }
}

twins! {
    vec_and_matches: f();
    async fn f() -> (Vec<Noisy>, Vec<u32>, bool, bool) {
        let list = vec![noisy("a"), give("b", noisy("b")).await, noisy("c")];
        let repeated = vec![give("element", 7).await; give("length", 2).await];
        let yes = matches!(give("some", Some(3)).await, Some(n) if n > 2);
        let no = matches!(list.len(), 0 | 1 if give("guard", true).await);
        (list, repeated, yes, no)
    }
}

twins! {
    dbg_gives_back: f();
    async fn f() -> (u32, Noisy) {
        let n = dbg!(give("n", 1).await + 1);
        let pair = dbg!(n, give("two", noisy("two")).await);
        wait("held").await;
        (n + pair.0, pair.1)
    }
}

twins! {
    panics: |run| { (0..6).for_each(|n| drop(run.drive(f(n)))); };
    machine {
        async fn f(n: u32) -> u32 {
            let held = noisy("held");
            match give("n", n).await {
                0 => panic!("zero {}", give("words", 0).await),
                1 => todo!("one {n} {}", give("words", 1).await),
                2 => unimplemented!("two {}", give("words", 2).await),
                3 => unreachable!("three {held:?} {}", give("words", 3).await),
                4 => panic!(),
                _ => n,
            }
        }
    }
}

twins! {
    nested_macros: f();
    async fn f() -> String {
        let list = vec![format!("{}", give("a", 1).await), format!("{:?}", vec![give("b", 2).await; 2])];
        assert!(matches!(give("c", list.len()).await, 2), "{}", format!("{list:?}"));
        concat!("a", 1, true).to_owned() + &list.join(stringify!(a b)) + &line!().min(0).to_string()
    }
}

twins! {
    ready_and_try: |run| { run.drive(f(Ok(1))); run.drive(f(Err(Oops("no")))); };
    machine {
        async fn f(first: Result<u32, Oops>) -> Result<String, Oops> {
            let text = format!("{}", give("first", first).await?);
            assert!(!text.is_empty(), "{}", give("never asked for", 1).await);
            let env = (option_env!("NOT_THERE_AT_ALL"), cfg!(any()), file!().len() > 1, module_path!().is_empty());
            wait("held").await;
            Ok(format!("{text}{}", env.1))
        }
    }
}

twins! {
    vec_allocates_once: f();
    async fn f() -> usize {
        let one = vec![give("x", noisy("x")).await];
        let many = vec![give("n", 3).await; give("count", 2).await];
        one.len() + many.len()
    }
}

twins! {
    write_to_temporaries: |run| { run.drive(f()); };
    plain {
        struct Out(Noisy);
        impl Out {
            fn write_fmt(&mut self, text: std::fmt::Arguments<'_>) -> impl Future<Output = usize> + use<'_> {
                let text = text.to_string();
                async move { wait("write").await; note("written", text).len() + self.0.name().len() }
            }
        }
    }
    machine {
        async fn f() -> usize {
            let first = write!(&mut Out(noisy("one")), "a {}", 5).await;
            first + writeln!(Out(noisy("two")), "b {first}").await
        }
    }
}

twins! {
    /// What `format_args!` refers to lives across a suspension: of what is awaited, among operands, and behind `let`.
    format_args_across: |run| {
        for n in 0..3 {
            run.drive(f(noisy("a"), n));
        }
    };
    plain {
        struct Log(Vec<String>);
        impl Log {
            async fn write_fmt(&mut self, text: std::fmt::Arguments<'_>) -> Result<usize, String> {
                wait("write").await;
                self.0.push(text.to_string());
                wait("written").await;
                if self.0.len() > 4 { Err(text.to_string()) } else { Ok(text.to_string().len()) }
            }
        }
        struct Shown(Noisy);
        impl std::fmt::Display for Shown {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                note("shown", ());
                f.write_str(self.0.name())
            }
        }
        async fn both(text: std::fmt::Arguments<'_>, n: u32) -> String {
            wait("both").await;
            format!("{text}{n}")
        }
        struct Reply<T>(T, u32);
        impl<T: std::fmt::Display> Reply<T> {
            async fn send(self, log: &mut Log) -> usize {
                wait("send").await;
                log.0.push(self.0.to_string());
                self.1 as usize
            }
        }
    }
    machine {
        async fn f(a: Noisy, n: u32) -> Result<usize, String> {
            let mut log = Log(Vec::new());
            let shown = Shown(a);
            let mut sum = write!(log, "{shown} {}", n + 1).await?;
            let text = format_args!("{n}-{}", noisy("made").name());
            sum += both(text, give("n", n).await).await.len();
            sum += both(format_args!("{shown}{:>3}", n), give("m", n).await).await.len();
            for round in 0..=n {
                sum += writeln!(&mut log, "{round}{}", Shown(noisy("temporary"))).await?;
            }
            sum += Reply(format_args!("{}\n", shown), n).send(&mut log).await;
            Ok(sum + log.0.concat().len())
        }
    }
}

twins! {
    /// The words were those that the machine evaluates.
    words_of_assertions: |run| { (0..6).for_each(|n| drop(run.drive(f(n, vec![noisy("element")])))); };
    machine {
        async fn f(n: u32, list: Vec<Noisy>) {
            let held = Some(noisy("held"));
            wait("held").await;
            assert!(n != 0);
            if n == 1 { assert!(list.is_empty()) }
            if n == 2 { assert!(list.into_iter().map(|one| one).count() == 0 && !matches!(held, None)); return; }
            assert!(n != 3 || held.as_ref().is_some_and(|held| held.name() == ""),);
            let check = |n: u32| assert!(n != 4);
            check(n);
            debug_assert!(n != 5 || list.len() > 1);
        }
    }
}

twins! {
    /// In closures: they show what they refer to, as often as one likes.
    in_closures: f(noisy("held"), 2);
    async fn f(held: Noisy, n: usize) -> (String, Vec<usize>) {
        wait("first").await;
        use std::fmt::Write as _;
        let (width, mut out) = (5, String::new());
        let show = |more: usize| format!("{:>width$}{more}{}", held.name(), n);
        let (twice, again) = (show, show);
        let shared: &dyn Fn(usize) -> String = &show;
        let is = |name: &str| matches!(held.name(), other if other == name) && { assert_eq!(n, 2, "{n}"); true };
        wait("between").await;
        let mut add = |more| write!(out, "{}{more}", held.name()).map(|()| out.len());
        let lengths = [add(1), add(22)];
        let boxed: Vec<Box<dyn Fn() -> usize>> = (0..n).map(|i| vec![i, n].len()).map(|i| Box::new(move || i) as _).collect();
        let adders = |by: usize| { let text = &format!("{n}{by}"); let all: Vec<Box<dyn Fn() -> usize>> = vec![Box::new(move || by), Box::new(|| 1)]; all.iter().map(|f| f()).sum::<usize>() + text.len() };
        wait("then").await;
        let sums = lengths.into_iter().map(Result::unwrap).chain(boxed.iter().map(|f| f())).chain([adders(3), usize::from(is("held"))]);
        (twice(1) + &again(2) + &shared(3) + &out, sums.collect())
    }
}

twins! {
    /// What is made of references in a closure may hold them, and temporaries.
    references_in_macros_of_closures: |run| { (0..3).for_each(|n| drop(run.drive(f(n, noisy("a"))))); };
    machine {
        async fn f(n: u32, a: Noisy) -> String {
            let (mut text, mut numbers, other) = (String::from("text"), vec![n], noisy("other"));
            wait("first").await;
            let shown = || {
                drop(other);
                let shown = format_args!("{} {}", a.name(), numbers.len() + 1);
                let shown = shown.to_string();
                let (mut own, mut more) = (String::from("own"), vec![1]);
                let texts = (&mut text, &mut own);
                let list = vec![texts.0, texts.1].into_iter();
                let lengths: usize = list.map(|text| { text.push('!'); text.len() }).sum();
                let both = vec![&numbers, &more];
                let n = both.len() + both[0].len() + lengths;
                numbers.push(n as u32);
                more.push(1);
                shown + &n.to_string()
            };
            let shown = shown();
            wait("second").await;
            format!("{shown} {text} {numbers:?}")
        }
    }
}

twins! {
    /// `format!` and `print!` are blocks: what is temporary in them was kept to the end of the statement around them, a lock's guard as well.
    formats_among_operands: f(noisy("argument"));
    async fn f(argument: Noisy) -> usize {
        let kept = |a: String, b: &str| note("kept", a.len() + b.len());
        let n = kept(
            format!("{}-{}", give("a", noisy("first")).await.name(), give("b", noisy("second")).await.name()),
            give("c", noisy("third")).await.name(),
        );
        match (
            print!("{}{}", give("d", "").await, { wait("e").await; noisy("unseen").name().trim_matches(char::is_alphabetic) }),
            format!("{:?}", give("f", noisy("fourth")).await),
            give("g", noisy("fifth")).await,
        ) {
            ((), text, fifth) => { note("arm", text.len()); drop(fifth); }
        }
        println!("{}{}", give("h", noisy("own")).await.name().len() - 3, give("i", noisy("other")).await.name().len() - 5);
        let text = format!("{}{}", give("j", noisy("sixth")).await.name(), { wait("k").await; argument.name() });
        wait("end").await;
        n + text.len()
    }
}

twins! {
    /// `format!` is a block: what is temporary in its only argument, which waits, ends before the rest of the statement.
    formatted_temporaries: f();
    async fn f() -> usize {
        let pair = (format!("{:?}", (noisy("temporary").same().name(), give("first", 1).await)), noisy("behind"));
        let n = format!("{}", text(&noisy("lent"), give("second", 2).await)).len() + noisy("also behind").name().len();
        n + pair.0.len()
    }
    fn text(of: &Noisy, n: u32) -> String { format!("{}{n}", of.name()) }
}

twins! {
    /// What `offset_of!` is given is the name of a field, also where a variable of a closure has it.
    a_field_of_offset_of_and_a_variable: |run| { run.drive(f(noisy("argument"))); };
    plain {
        #[repr(C)]
        struct Pair { first: u8, second: u32 }
    }
    machine {
        async fn f(second: Noisy) -> usize {
            let first = give("first", 1_usize).await;
            let offset = || std::mem::offset_of!(Pair, second) + std::mem::offset_of!(Pair, first);
            wait("second").await;
            offset() + first + second.name().len()
        }
    }
}
