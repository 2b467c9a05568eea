//! Signatures: results that cannot be named, functions that are handed on, everything that may stand on an argument.

twins! {
    never: |run| { run.drive(both(true)); run.drive(both(false)); };
    machine { async fn give_up(held: Noisy) -> ! { wait("up").await; panic!("{}", held.name()) } }
    machine { async fn both(first: bool) -> u32 { if first { wait("first").await; 1 } else { give_up(noisy("held")).await } } }
}

twins! {
    never_of_a_loop: |run| { run.drive(f(noisy("held"))); };
    plain { async fn forever(n: u32) -> Result<(), Oops> { for _ in 0..n { wait("round").await; } Err(Oops("enough")) } }
    machine {
        async fn f(held: Noisy) -> Result<std::convert::Infallible, Oops> {
            loop { forever(2).await?; note("never", held.name()); }
        }
    }
}

twins! {
    nested_impl_trait: |run| {
        run.drive(pair(2));
        run.drive(fallible(true));
        run.drive(fallible(false));
        run.drive(closures(3));
    };
    machine { async fn numbers(n: u32) -> (impl Iterator<Item = u32>, Vec<impl std::fmt::Display>) { wait("numbers").await; (0..n, vec![n; 2]) } }
    machine { async fn either(ok: bool) -> Result<impl Fn(u32) -> u32, Oops> { wait("either").await; if !ok { return Err(Oops("no")); } Ok(|n| n + 1) } }
    machine { async fn adder(by: u32) -> impl Fn(u32) -> u32 { let held = noisy("adder"); wait("adder").await; move |n| n + by + held.name().len() as u32 } }
    machine { async fn pair(n: u32) -> u32 { let (numbers, texts) = numbers(n).await; numbers.sum::<u32>() + texts.len() as u32 + texts[0].to_string().len() as u32 } }
    machine { async fn fallible(ok: bool) -> Result<u32, Oops> { Ok(either(ok).await?(1)) } }
    machine { async fn closures(n: u32) -> u32 { let add = adder(n).await; wait("added").await; add(1) + add(2) } }
}

twins! {
    /// What closures are lent: the types of their parameters were to be written (E0282).
    closures_that_are_lent_something: |run| { run.drive(f(noisy("held"))); };
    machine {
        async fn measures(least: usize) -> impl Fn(&str) -> usize { wait("measures").await; move |text| text.len().max(least) }
        async fn renames(to: &'static str) -> impl FnOnce(&mut Noisy, &Option<&str>) -> usize {
            wait("renames").await;
            move |noisy, other| { noisy.0 = to; other.map_or(0, str::len) }
        }
        async fn f(mut held: Noisy) -> usize {
            let (measure, rename) = (measures(3).await, renames("renamed").await);
            wait("made").await;
            measure(held.name()) + rename(&mut held, &Some("other")) + measure(held.name())
        }
    }
}

twins! {
    /// The `&` comes out of a macro's `$t:ty`: it cannot be seen, and has to be elided all the same.
    hidden_reference: |run| { run.drive(f(&noisy("one"), &mut 3)); };
    plain {
        macro_rules! define {
            ($name:ident($a:ident: $ta:ty, $b:ident: $tb:ty) -> $r:ty $body:block) => { co! { async fn $name($a: $ta, $b: $tb) -> $r $body } };
        }
        define! { f(a: &Noisy, b: &mut u32) -> usize { let name = a.name(); wait("f").await; *b += 1; name.len() + *b as usize } }
    }
}

twins! {
    handed_on: |run| {
        run.drive(with_async_fn(add));
        run.drive(with_fn(add));
        run.drive(with_borrow(length));
        run.drive(with_item(generic::<u8>));
        run.drive(mapped());
    };
    machine { async fn add(a: u32, b: u32) -> u32 { give("add", a + b).await } }
    machine { async fn length(text: &str) -> usize { wait("length").await; text.len() } }
    machine { async fn generic<T: Into<u32>>(value: T) -> u32 { give("generic", value.into()).await } }
    plain {
        async fn with_async_fn(f: impl AsyncFn(u32, u32) -> u32) -> u32 { f(1, 2).await + f(3, 4).await }
        async fn with_fn<Fut: Future<Output = u32>>(f: fn(u32, u32) -> Fut) -> u32 { f(1, 2).await }
        async fn with_borrow<F>(f: F) -> usize where F: for<'a> AsyncFn(&'a str) -> usize { let text = String::from("text"); f(&text).await }
        async fn with_item<F: Fn(u8) -> Fut, Fut: Future<Output = u32>>(f: F) -> u32 { f(7).await }
        async fn mapped() -> u32 { let mut sum = 0; for machine in [1, 2].map(|n| add(n, n)) { sum += machine.await; } sum }
    }
}

twins! {
    /// One type for each instance: they may stand in one list.
    one_type: |run| { run.drive(f()); };
    machine { async fn name<T>(value: T) -> usize { wait("name").await; size_of_val(&value) } }
    plain { async fn f() -> usize { let mut sum = 0; for machine in [name(1_u8), name(2_u8)] { sum += machine.await; } sum } }
}

twins! {
    in_traits: |run| { run.drive(both(Kelvin(300))); };
    plain {
        trait Sensor {
            async fn read(&mut self) -> u32;
            co! { async fn read_twice(&mut self) -> u32 { let first = self.read().await; first + self.read().await } }
            co! { async fn of(text: &str) -> usize where Self: Sized { wait("of").await; text.len() } }
        }
        struct Kelvin(u32);
        impl Sensor for Kelvin { co! { async fn read(&mut self) -> u32 { self.0 += give("one", 1).await; self.0 } } }
        async fn both(mut kelvin: Kelvin) -> u32 { kelvin.read_twice().await + Kelvin::of("text").await as u32 }
    }
}

twins! {
    a_whole_trait: |run| { run.drive(f(Counted(noisy("counted"), 1))); };
    machine {
        trait Count {
            async fn count(&self) -> u32;
            async fn twice(&self) -> u32 { let held = noisy("held"); self.count().await + self.count().await + held.name().len() as u32 }
            fn plain(&self) -> u32 { 1 }
        }
    }
    plain { struct Counted(Noisy, u32); }
    machine { impl Count for Counted { async fn count(&self) -> u32 { wait(self.0.name()).await; self.1 } } }
    plain { async fn f(counted: Counted) -> u32 { counted.twice().await + counted.plain() } }
}

twins! {
    attributes: |run| { run.drive(f(1, noisy("two"), noisy("three"))); run.drive(unsafe { g(&4) }); };
    machine {
        /// Documented.
        #[must_use = "or else"]
        #[inline]
        #[allow(unused_variables)]
        pub(crate) async fn f(#[allow(unused)] one: u32, #[cfg(all())] two: Noisy, #[cfg(any())] none: u32, three: Noisy) -> usize {
            wait("f").await;
            two.name().len()
        }
    }
    machine {
        #[deprecated]
        #[track_caller]
        async unsafe fn g(raw: *const u32) -> u32 { let n = unsafe { *raw }; give("g", n).await }
    }
}

twins! {
    generics: |run| {
        run.drive(array([1_u8, 2, 3], noisy("array")));
        run.drive(bounded::<Vec<u32>, 2>(&vec![1, 2, 3]));
        run.drive(called());
    };
    machine { async fn array<T: Copy + Into<u32>, const N: usize>(values: [T; N], held: Noisy) -> u32 { let mut sum = 0; for value in values { wait(held.name()).await; sum += value.into(); } sum + N as u32 } }
    machine {
        async fn bounded<'a, T, const N: usize>(of: &'a T) -> Option<&'a u32> where T: AsRef<[u32]> + ?Sized, for<'b> &'b T: Clone {
            let slice = of.as_ref();
            wait("bounded").await;
            slice.get(N)
        }
    }
    machine { async fn captured<'a, 'b: 'a>(one: &'a u32, other: &'b Noisy) -> impl Fn() -> u32 + use<'a, 'b> { wait("captured").await; move || *one + other.name().len() as u32 } }
    plain { async fn called() -> u32 { let (one, other) = (1, noisy("other")); (captured(&one, &other).await)() } }
}

twins! {
    /// Every parameter lives to the end, also one that is not used or not bound, and drops in the order of a plain function's.
    unused: |run| {
        run.drive(f(noisy("1"), noisy("2"), (noisy("3"), noisy("4")), Pair { left: noisy("5"), right: noisy("6") }, [noisy("7"), noisy("8")], noisy("9")));
    };
    machine {
        async fn f(_: Noisy, _unused: Noisy, (third, _): (Noisy, Noisy), Pair { right, .. }: Pair, [.., last]: [Noisy; 2], mut ninth: Noisy) -> usize {
            let held = noisy("held");
            wait("f").await;
            ninth = noisy("9 again");
            third.name().len() + right.name().len()
        }
    }
}

twins! {
    /// Bounds of what is returned that speak of the function's generics: a closure's arguments follow from them.
    bounds_of_generics: |run| { run.drive(called()); };
    plain { struct State(Noisy); }
    machine {
        async fn bound<T, U, A, B, F>(mut first: A, mut then: F) -> impl FnMut(&mut State) -> Result<U, ()>
        where A: FnMut(&mut State) -> Result<T, ()>, B: FnMut(&mut State) -> Result<U, ()>, F: FnMut(T) -> B
        {
            wait("bound").await;
            move |state| { let value = first(state)?; then(value)(state) }
        }
        async fn atom<T: 'static>(value: T) -> impl FnMut(&mut State) -> Result<T, ()> {
            wait("atom").await;
            let mut value = Some(value);
            move |state| { note("state", &state.0); value.take().ok_or(()) }
        }
        async fn item<I: Iterator<Item = Noisy>, const N: usize>(mut items: I) -> impl FnMut(&[I::Item; N]) -> Option<I::Item> {
            wait("item").await;
            move |others| { others.iter().for_each(|other| drop(note("other", other))); items.next() }
        }
    }
    plain {
        async fn called() -> bool {
            let mut state = State(noisy("state"));
            let second = noisy("second");
            let mut seconds = Some(atom(second).await);
            let mut both = bound(atom(noisy("first")).await, |_| seconds.take().expect("it is called once")).await;
            let done = both(&mut state).is_ok();
            let mut next = item([noisy("a")].into_iter()).await;
            done && next(&[noisy("b")]).is_some()
        }
    }
}
