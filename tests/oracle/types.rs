//! Types that nobody writes down: inferred from later statements, coerced, erased, never.

twins! {
    from_later_statements: f();
    async fn f() -> (Vec<u8>, Option<u16>, f32) {
        let mut list = Vec::new();
        let mut slot = None;
        let mut factor = 1.5;
        wait("unknown").await;
        list.push(give("byte", 1).await);
        factor *= 2.0;
        wait("still").await;
        if list.is_empty() { slot = Some(2); }
        (list, slot, factor)
    }
}

twins! {
    results_of_unknown_kind: |run| { run.drive(f(true)); run.drive(f(false)); };
    machine {
        async fn f(fine: bool) -> Result<Vec<u64>, Oops> {
            let parsed = if fine { Ok(3_u32) } else { Err("bad") };
            wait("held").await;
            let collected = (0..parsed.map_err(Oops)?).map(Into::into).collect();
            let empty = Default::default();
            wait("collected").await;
            let _: &String = &empty;
            Ok(collected)
        }
    }
}

twins! {
    literals: f();
    async fn f() -> (u8, i64, [u16; 2], f64) {
        let (a, b, c, d) = (1, -2, [3; 2], 4.);
        wait("held").await;
        (a, b, c, d)
    }
}

twins! {
    written_in_odd_ways: f();
    async fn f() -> usize {
        let list: Vec<_> = (0..3).collect();
        let mut total: <Vec<u8> as IntoIterator>::Item = 0;
        let function: fn(_) -> _ = |n: u8| n + 1;
        let text: &(dyn std::fmt::Debug + Send) = &"dyn";
        let (first, ..): (Option<&'static str>, u8) = (None, 1);
        wait("held").await;
        total += function(list[1]);
        note("text", text);
        let counted = list.iter().copied().map(usize::from).sum::<usize>();
        wait("counted").await;
        counted + total as usize + first.map_or(0, str::len)
    }
}

twins! {
    coercions: |run| { run.drive(f(true)); run.drive(f(false)); };
    machine {
        async fn f(flag: bool) -> Box<dyn std::fmt::Debug> {
            let slice: &[u32] = &[1, 2, 3];
            let text: &str = &String::from("text");
            let function: fn(&str) -> usize = str::len;
            wait("held").await;
            if flag { return Box::new(give("n", slice.len()).await); }
            let choice: Box<dyn Fn() -> usize> = if flag { Box::new(|| 1) } else { Box::new(move || text.len()) };
            wait("chosen").await;
            Box::new((choice(), function("four")))
        }
    }
}

twins! {
    returned_as_trait_object: f("a");
    async fn f(text: &str) -> Result<Box<dyn std::fmt::Debug + '_>, Box<dyn std::error::Error>> {
        let n: u32 = give("number", "12").await.parse()?;
        wait("parsed").await;
        if n > 20 { Err(format!("{text}{n}"))?; }
        Ok(Box::new((text, n)))
    }
}

twins! {
    never: |run| { run.drive(f(1)); run.drive(f(0)); };
    machine {
        async fn f(n: u32) -> u32 {
            let value = if n == 0 { panic!("zero") } else { give("n", n).await };
            let Some(other) = give("other", Some(value)).await else { unreachable!() };
            match other { 0 => loop { wait("never").await }, _ => {} }
            other
        }
    }
}

twins! {
    /// A function that never returns, ended by a drop or a panic.
    declared_as_never: |run| { run.drive(around(1)); run.drive(around(0)); };
    machine {
        async fn forever(n: u32) -> ! {
            let held = noisy("held");
            loop {
                wait("for ever").await;
                if n == 0 { panic!("enough") }
            }
        }
    }
    machine { async fn around(n: u32) -> u32 { if n == 0 { forever(n).await } else { give("n", n).await } } }
}

twins! {
    uninhabited: |run| { run.drive(f()); };
    machine {
        async fn f() -> Result<u32, std::convert::Infallible> {
            let Ok(n) = give("fine", Ok::<u32, std::convert::Infallible>(1)).await;
            wait("held").await;
            Ok(n)
        }
    }
}

twins! {
    zero_sized_and_aligned: f();
    async fn f() -> usize {
        #[derive(Clone, Copy)]
        #[repr(align(64))]
        struct Aligned(u8);
        struct Nothing;
        impl Drop for Nothing { fn drop(&mut self) { note("nothing", 0); } }
        let (aligned, nothing, unit) = (Aligned(1), Nothing, ());
        wait("held").await;
        let after = std::ptr::from_ref(&aligned).addr() % 64;
        wait("again").await;
        unit;
        after + usize::from(aligned.0)
    }
}

twins! {
    large_values: f();
    async fn f() -> u64 {
        let mut big = [0_u64; 300];
        for i in 0..3 { big[i * 100] = give("cell", i as u64).await; }
        let copy = big;
        wait("held").await;
        big[0] = 5;
        big.iter().chain(&copy).sum()
    }
}
