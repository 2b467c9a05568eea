//! Odd corners of the language: what an attribute sees before names are resolved and `cfg`s are gone.

twins! {
    /// A name in a pattern may be a constant, a unit struct or a variant: then it binds nothing.
    names_in_patterns: |run| { (0..5).for_each(|n| drop(run.drive(f(n, Color::Green)))); };
    plain {
        #[derive(Debug, PartialEq, Clone, Copy)]
        enum Color { Red, Green }
        use Color::*;
        const LIMIT: u32 = 3;
        struct Unit;
    }
    machine {
        async fn f(n: u32, color: Color) -> &'static str {
            let Unit = give("unit", Unit).await;
            let red = match color { Red => 1, Green => 2 };
            wait("held").await;
            match give("n", n).await {
                LIMIT => { wait("limit").await; "limit" }
                2 => "two",
                0 | 1 if color == Red => "red",
                std::u32::MIN..=1 => give("small", "small").await,
                other => { wait("other").await; if let Green = color && other > red { "green" } else { "other" } }
            }
        }
    }
}

twins! {
    cfg_everywhere: f(1);
    async fn f(#[cfg(all())] n: u32, #[cfg(any())] gone: Missing) -> u32 {
        #[derive(Debug, Default)]
        struct Settings { #[cfg(all())] kept: u32, #[cfg(any())] gone: Missing }
        let settings = Settings { #[cfg(all())] kept: give("field", n).await, #[cfg(any())] gone: missing().await };
        let Settings { #[cfg(all())] kept, #[cfg(any())] gone } = settings;
        wait("held").await;
        let list = [#[cfg(all())] give("element", 1).await, #[cfg(any())] missing().await];
        match kept {
            #[cfg(any())]
            1 => missing().await,
            #[cfg(all())]
            1 => give("arm", list[0]).await,
            #[allow(unreachable_patterns)]
            _ => 0,
        }
    }
}

twins! {
    spellings_of_macros: f();
    async fn f() -> String {
        let a = std::format!("{}", give("path", 1).await);
        let b = ::std::format!["{:>3}", give("brackets", 2).await];
        let c = std::fmt::format(format_args!("{a}{}", give("arguments", 3).await));
        let empty: Vec<u8> = vec![];
        println!();
        print! { "{}", give("braces", "\n").await }
        assert!(give("comma", true).await,);
        debug_assert_ne!(give("left", 1).await, give("right", 2).await,);
        let held = matches! { give("braces", 5).await, 1..=9 };
        let escaped = format!("{{}} {} {0:?}", give("position", "x").await);
        format!("{a}{b}{c}{empty:?}{held}{escaped}{}{:?}", line!() / line!(), std::any::type_name::<u8>())
    }
}

twins! {
    /// These leave the closure or the block, not the function.
    returns_in_closures: f(3);
    async fn f(n: u32) -> Result<u32, Oops> {
        let held = noisy("held");
        let small = |n: u32| { if n > 2 { return Err(Oops("big")); } Ok(n) };
        wait("closure").await;
        let question = || -> Option<u32> { let n = small(n).ok()?; loop { break Some(n); } };
        let block = async { if n > 2 { return 5; } give("never", 6).await };
        let outcome = question().unwrap_or(block.await);
        let inner: Result<u32, Oops> = async { fail::<u32>("inside").await?; Ok(1) }.await;
        wait("end").await;
        note("inner", inner.is_err());
        Ok(outcome + small(1)?)
    }
}

twins! {
    set_in_a_loop: f();
    async fn f() -> (u32, Noisy) {
        let number;
        let object: Noisy;
        let mut n = 0;
        loop {
            n += give("n", 1).await;
            if n == 2 {
                object = noisy("late");
                number = give("number", n).await;
                break;
            }
        }
        wait("held").await;
        (number, object)
    }
}

twins! {
    results_without_a_name: |run| { run.drive(iterate(3)); run.drive(Holder(vec![1, 2]).total()); };
    plain { struct Holder(Vec<u32>); }
    machine {
        async fn numbers(n: u32) -> impl Iterator<Item = u32> + std::fmt::Debug {
            let n = give("n", n).await;
            (0..n).rev()
        }
    }
    machine {
        async fn iterate(n: u32) -> Vec<u32> {
            let mut list = Vec::new();
            for item in numbers(n).await { list.push(give("item", item).await); }
            list
        }
    }
    machine {
        impl Holder {
            async fn items(&self) -> impl Iterator<Item = &u32> { wait("items").await; self.0.iter() }
            async fn total(&self) -> u32 { self.items().await.sum::<u32>() + give("one", 1).await }
        }
    }
}

twins! {
    odd_impl_headers: |run| {
        run.drive("text".slow());
        run.drive([1_u8, 2].slow());
        run.drive((&5_u32).slow());
        let shape: &dyn Shape = &Square;
        run.drive(shape.area_slowly());
    };
    plain {
        trait Slow { fn slow(&self) -> impl Future<Output = usize>; }
        trait Shape { fn side(&self) -> u32; }
        struct Square;
        impl Shape for Square { fn side(&self) -> u32 { 3 } }
    }
    machine { impl Slow for str { async fn slow(&self) -> usize { wait("str").await; self.len() } } }
    machine { impl<T, const N: usize> Slow for [T; N] { async fn slow(&self) -> usize { wait("array").await; N } } }
    machine { impl<T: Copy + Into<u64>> Slow for &T { async fn slow(&self) -> usize { let own = **self; wait("ref").await; own.into() as usize } } }
    machine { impl dyn Shape + '_ { async fn area_slowly(&self) -> u32 { wait("area").await; self.side() * self.side() } } }
}

twins! {
    impl_with_everything_in_it: |run| { let mut all = Everything { n: 1 }; run.drive(all.go(2)); run.drive(Everything::new(5)); };
    plain {
        #[derive(Debug)]
        struct Everything { n: u32 }
        macro_rules! getter { ($name:ident) => { fn $name(&self) -> u32 { self.$name } }; }
    }
    machine {
        #[allow(clippy::all)]
        impl Everything {
            #![allow(unused)]
            //! Documented inside.
            getter!(n);
            const fn constant() -> u32 { 4 }
            #[cfg(any())]
            async fn gone(&self) -> Missing { missing().await }
            #[cfg(all())]
            async fn new(n: u32) -> Self { wait("new").await; Self { n } }
            fn future(&self) -> impl Future<Output = u32> { give("future", self.n) }
            /// Documented.
            #[inline(always)]
            pub(super) async fn go(&mut self, by: u32) -> u32 {
                self.n += by + Self::constant();
                self.future().await + self.n()
            }
        }
    }
}

twins! {
    raw_identifiers: f(1, 2);
    async fn f(r#match: u32, r#type: u32) -> u32 {
        struct Struct { r#fn: u32 }
        let r#loop = give("one", r#match).await;
        let taken = Struct { r#fn: r#type };
        wait("held").await;
        'r#while: loop { if r#loop > 0 { break 'r#while r#loop + taken.r#fn; } }
    }
}

twins! {
    blocks_of_every_kind: f(&mut 1);
    async fn f(n: &mut u32) -> u32 {
        let a = const { 1 + 2 };
        let b = unsafe { let raw: *mut u32 = n; wait("in unsafe").await; *raw += a; *raw };
        let c = 'named: { if give("c", b > 3).await { break 'named 10 } 20 };
        let d = if let 10 = c { async { give("d", 5).await }.await } else { 0 };
        { wait("statement").await }
        (({ a })) + b + c + d
    }
}

twins! {
    /// What is borrowed on one side of an operator, what is moved on the other.
    overlapping_operands: f(String::from("text"), vec![1, 2, 3]);
    async fn f(text: String, mut list: Vec<usize>) -> (usize, String, Vec<usize>) {
        let length = text.len() + give("n", 1).await;
        let at = list[0];
        list[at] += list.len() + give("more", 10).await;
        let (first, rest) = (list.remove(give("index", 0).await), list.clone());
        let moved = give("moved", text).await + &rest.len().to_string();
        (length + first, moved, rest)
    }
}

twins! {
    statements_of_every_kind: f();
    async fn f() -> u32 {
        ;
        let _ = give("ignored", noisy("at once")).await;
        let _unused = give("kept", noisy("kept")).await;
        _ = give("assigned", noisy("assigned")).await;
        give("discarded", noisy("discarded")).await;
        (give("in parentheses", 1).await);
        give("negated", 1_i32).await.abs();
        if true { wait("if").await } else { };
        match () { () => wait("match").await }
        fn item() -> u32 { 7 }
        use std::convert::identity as same;
        same(item())
    }
}
