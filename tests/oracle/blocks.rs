//! `co!(async { .. })` against the native block: what is captured, how, and when it is dropped.

/// What is set up, and a block that is driven.
macro_rules! blocks {
    ($($(#[doc = $doc:literal])* $name:ident { $($setup:tt)* } ($($block:tt)*) $({ $($after:tt)* })?)*) => {
        $(
            $(#[doc = $doc])*
            mod $name {
                #[allow(warnings, clippy::all, clippy::pedantic, reason = "the bodies are odd on purpose")]
                mod native {
                    use crate::harness::*;
                    pub(super) fn scenario(run: &mut Run) {
                        $($setup)*
                        run.drive(async $($block)*);
                        $($($after)*)?
                    }
                }
                #[allow(warnings, clippy::all, clippy::pedantic, reason = "the bodies are odd on purpose")]
                mod machine {
                    use crate::harness::*;
                    pub(super) fn scenario(run: &mut Run) {
                        $($setup)*
                        run.drive(coro::co!(async $($block)*));
                        $($($after)*)?
                    }
                }
                #[test]
                fn alike() {
                    use crate::harness::{AfterBadDrop, compare};
                    compare(AfterBadDrop::AsNative, native::scenario, machine::scenario);
                }
            }
        )*
    };
}

blocks! {
    nothing {} ({
        wait("held").await;
        give("a number", 3).await + 1
    })

    by_reference { let list = vec![noisy("a"), noisy("b")]; } ({
        for item in &list {
            wait("each").await;
            note("item", item.name());
        }
        list.len()
    }) { note("after", format!("{}", list.len())); }

    elements_behind_references_that_are_not_mutable {
        let (mut bytes, mut list) = ([1, 2, 3], vec![4, 5]);
        let (buffer, elements) = (&mut bytes, &mut list);
    } ({
        buffer[0] = 7;
        wait("between").await;
        elements[1] += buffer.len();
        let part = &mut buffer[1..];
        wait("lent").await;
        part[0] += 1;
    }) {
        buffer[2] = 9;
        note("after", format!("{bytes:?} {list:?}"));
    }

    the_function_that_drops { let list = vec![Err::<u32, Noisy>(noisy("error")), Ok(3)]; } (move {
        wait("before").await;
        let mut sum = 0;
        for result in list {
            sum += give("result", result).await.map_err(drop).unwrap_or(1);
        }
        sum
    })

    exclusively { let mut list = vec![1, 2]; let mut count = 0; } ({
        list.push(give("one more", 3).await);
        for item in list.iter_mut() {
            *item += 1;
            count += 1;
            wait("each").await;
        }
        count
    }) { note("after", format!("{list:?} {count}")); }

    /// What is used as a value is taken, and dropped where it goes.
    by_value { let a = noisy("a"); let b = noisy("b"); let list = vec![noisy("c"), noisy("d")]; } ({
        wait("first").await;
        drop(b);
        for item in list {
            wait("each").await;
        }
        let kept = a;
        wait("last").await;
        kept.name().len()
    })

    /// What a block with `move` calls may be called once only.
    called_once { let (a, b) = (noisy("a"), noisy("b")); let make = || { note("made", a.name()); a }; let task = |n: usize| async move { wait("task").await; drop(b); n }; let boxed: Box<dyn FnOnce() -> usize> = Box::new(|| 5); } (move {
        let held = noisy("held");
        let made = make();
        wait("made").await;
        let n = task(made.name().len()).await;
        wait("between").await;
        n + boxed() + held.name().len()
    })

    /// Also if it is never called: it is dropped with the block; and one that may be called again is kept.
    called_or_not { let (a, b) = (noisy("a"), noisy("b")); let skip = a.name().len() == 1; let once = || a; let again = move |n: usize| { note("again", b.name()); n }; } (move {
        if !skip { drop(once()); }
        let mut sum = 0;
        for n in 0..2 { sum += again(n); wait("called").await; }
        sum
    })

    /// What is left of it is dropped in the order of its first mention, after the block's own variables.
    moved_in { let a = noisy("a"); let b = noisy("b"); let c = noisy("c"); } (move {
        let own = noisy("own");
        wait(b.name()).await;
        drop(c);
        wait(a.name()).await;
    })

    moved_and_never_used_up { let a = noisy("a"); let b = noisy("b"); } (move {
        let (second, first) = (&b, &a);
        wait("held").await;
        (first.name().len(), second.name().len())
    })

    consumed_by_a_name { let list = vec![noisy("a"), noisy("b")]; let last = Some(noisy("last")); } ({
        let mut names = Vec::new();
        for item in list.into_iter().rev() {
            wait("each").await;
            names.push(item.name());
        }
        names.push(last.unwrap().name());
        names
    })

    assigned { let mut kept = noisy("old"); let mut number = 1; } ({
        wait("before").await;
        kept = noisy("new");
        number = number + kept.name().len();
        wait("after").await;
        number
    }) { note("kept", kept.name()); note("number", number); }

    fields { let pair = Pair { left: noisy("l"), right: noisy("r") }; } ({
        wait(pair.left.name()).await;
        pair.right.name().len()
    }) { drop(pair.left); note("left", "is gone"); }

    fields_apart { let mut pair = (1, noisy("second"), vec![noisy("third")]); } ({
        pair.0 += 1;
        wait("counted").await;
        for item in pair.2 {
            wait(item.name()).await;
        }
        pair.0
    }) { note("after", format!("{}", pair.0)); drop(pair.1); }

    through_a_reference { let mut total = 5; let place = &mut total; let text = String::from("text"); let text = &text; } ({
        *place += 1;
        wait("held").await;
        *place += text.len();
        *place
    }) { *place += 1; note("after", format!("{total}")); }

    calls {
        let mut count = 0;
        let mut up = |by: usize| { count += by; count };
        fn twice<T: Clone>(value: T) -> (T, T) { (value.clone(), value) }
    } ({
        let first = up(1);
        wait("between").await;
        let second = up(twice(2).0);
        (first, twice("text"), second)
    }) { note("after", format!("{}", up(1))); }

    calls_of_what_it_takes { let seen = noisy("seen"); let look = move |with: &str| seen.name().len() + with.len(); } (move {
        let first = look("a");
        wait("between").await;
        first + look("bc")
    })

    questions { let text = "12x"; } ({
        let good: u32 = text[..2].parse()?;
        wait("good").await;
        let bad: u32 = text.parse()?;
        Ok::<u32, std::num::ParseIntError>(good + bad)
    })

    returns { let list = vec![noisy("a"), noisy("b")]; } (move {
        for (number, item) in list.iter().enumerate() {
            if number == 1 {
                return item.name();
            }
            wait("each").await;
        }
        "none"
    })

    shadows { let x = noisy("outer"); let n = 2; } ({
        let n = n + x.name().len();
        { let x = noisy("inner"); wait(x.name()).await; }
        let x = x;
        let x = x.renamed("taken");
        if let Some(n) = Some(n + 1) { wait("in a condition").await; note("after", format!("{n}")); }
        (n, x.name())
    })

    closures_inside { let list = vec![3, 1, 2]; let least = 2; let name = String::from("n"); } ({
        let many = list.iter().filter(|n| **n >= least).count();
        wait("filtered").await;
        let say = move || name.len() + many;
        wait("said").await;
        say()
    }) { note("after", format!("{list:?}")); }

    macros { let list = vec![noisy("a")]; let width = 5; } ({
        assert!(list.len() == 1, "{list:?}");
        wait("asserted").await;
        let text = format!("{:>width$} {list:?}", list.len());
        assert_eq!(text, format!("    1 {:?}", list), "{width}");
        text
    })

    blocks_in_blocks { let outer = noisy("outer"); let n = 3; } ({
        let inner = async { wait(outer.name()).await; n + 1 };
        let m = inner.await;
        let taken = async move { wait("moved").await; outer.name().len() + m };
        taken.await
    })

    patterns { let mut slot = Some(noisy("slot")); let pair = (noisy("a"), 7); } ({
        if let Some(value) = slot.take() { wait(value.name()).await; }
        let (a, n) = pair;
        wait(a.name()).await;
        match slot { None => n, Some(_) => 0 }
    }) { note("after", format!("{slot:?}")); }
}

twins! {
    /// picoserve's connections: a block without `move` uses up one variable by a method whose name does not tell that, and moves others, or
    /// copies them. It was an error (E0507).
    blocks_that_use_up_one_and_move_others: |run| {
        run.drive(f(Link(noisy("link")), noisy("first"), Some(noisy("second")), false));
        run.drive(f(Link(noisy("link")), noisy("first"), None, false));
        run.drive(f(Link(noisy("link")), noisy("first"), Some(noisy("second")), true));
        run.drive(kept(Link(noisy("link")), noisy("moved")));
        run.drive(among(noisy("first"), Link(noisy("link")), noisy("last"), true));
        run.drive(among(noisy("first"), Link(noisy("link")), noisy("last"), false));
    };
    machine {
        async fn f(link: Link, first: Noisy, second: Option<Noisy>, early: bool) -> Option<usize> {
            let copied = place();
            let mut n = 1;
            wait("begun").await;
            let block = async {
                wait("block").await;
                if early { return None; }
                n += link.closed().await;
                let taken = second?;
                wait("second").await;
                note("inline", format!("{first:?}"));
                let moved = first;
                let at = copied;
                Some(taken.name().len() + moved.name().len() + at.0 + at.1)
            };
            let sum = together(block).await;
            sum.map(|sum| sum + n)
        }

        async fn kept(link: Link, moved: Noisy) -> usize {
            let at = place();
            let block = async { let n = link.open().await; let other = moved; let at = at; n + other.name().len() + at.1 };
            let n = block.await;
            wait("behind").await;
            n + link.0.name().len()
        }

        async fn among(first: Noisy, link: Link, last: Noisy, through: bool) -> usize {
            let block = async {
                wait("block").await;
                if through { drop(first); }
                wait("through").await;
                let n = if through { link.closed().await } else { 0 };
                if through { drop(last); }
                wait("end").await;
                n
            };
            block.await
        }
    }
    plain {
        struct Link(Noisy);

        impl Link {
            async fn closed(self) -> usize { wait("closed").await; self.0.name().len() }
            async fn open(&self) -> usize { wait("open").await; self.0.name().len() }
        }

        #[derive(Clone, Copy)]
        struct Place(usize, usize);

        fn place() -> Place { Place(3, 4) }

        async fn together<T>(future: impl Future<Output = T>) -> T { future.await }
    }
}

twins! {
    /// picoserve's requests: a method that a block or a closure without `move` calls on a field uses that up. It was an error (E0507).
    blocks_that_use_up_fields: |run| {
        run.drive(async { request().written(false).await });
        run.drive(async { request().written(true).await });
        run.drive(async { request().waited(noisy("default")).await });
        run.drive(f(request()));
    };
    plain {
        struct Body(Noisy);
        struct Request { head: Noisy, body: Body }

        fn request() -> Request { Request { head: noisy("head"), body: Body(noisy("body")) } }

        impl Body {
            async fn write(self, n: &mut usize, fails: bool) -> Result<usize, Noisy> {
                wait("write").await;
                *n += self.0.name().len();
                if fails { Err(noisy("error")) } else { Ok(1) }
            }
            fn size(self) -> usize { self.0.name().len() }
        }

        impl Request {
            async fn wait(self) -> Result<usize, Noisy> { wait("wait").await; Ok(self.head.name().len()) }
        }

        fn called(n: impl FnOnce() -> usize) -> usize { n() }
    }
    machine {
        impl Request {
            async fn written(self, fails: bool) -> Result<usize, Noisy> {
                let mut n = 0;
                wait("first").await;
                let block = async { self.body.write(&mut n, fails).await?; Ok::<usize, Noisy>(n) };
                block.await
            }

            async fn waited(self, default: Noisy) -> Result<Noisy, Noisy> {
                wait("first").await;
                let block = async { self.wait().await?; Ok::<_, Noisy>(default) };
                block.await
            }
        }

        async fn f(request: Request) -> usize {
            wait("first").await;
            let once = || request.body.size();
            let twice = || once();
            let n = called(twice);
            n
        }
    }
}
