//! Generics: type and const parameters, bounds, lifetimes, borrows of generic values held across waits.

twins! {
    type_parameters: |run| {
        run.drive(f(noisy("a"), 1_u8));
        run.drive(f("b", String::from("text")));
    };
    machine {
        async fn f<A: std::fmt::Debug, B>(a: A, b: B) -> (B, A)
        where
            B: Clone + Into<Anything>,
        {
            let copy = b.clone();
            wait("one").await;
            let any: Anything = copy.into();
            wait("two").await;
            note("any", any);
            (b, a)
        }
    }
    plain {
        #[derive(Debug)]
        enum Anything { Number(u8), Text(String) }
        impl From<u8> for Anything { fn from(n: u8) -> Self { Self::Number(n) } }
        impl From<String> for Anything { fn from(text: String) -> Self { Self::Text(text) } }
    }
}

twins! {
    const_parameters: |run| { run.drive(f([1, 2, 3])); run.drive(f::<0>([])); };
    machine {
        async fn f<const N: usize>(list: [u32; N]) -> [u32; N] {
            let mut sums = [0; N];
            for i in 0..N {
                sums[i] = give("item", list[i]).await + N as u32;
            }
            sums
        }
    }
}

twins! {
    only_by_turbofish: |run| { run.drive(f::<u16, 3>()); run.drive(f::<Vec<u8>, 0>()); };
    machine {
        async fn f<T: Default + std::fmt::Debug, const N: usize>() -> (T, usize) {
            let made = T::default();
            wait("held").await;
            (made, N + size_of::<T>())
        }
    }
}

twins! {
    /// A borrow of something generic lives across the wait.
    generic_borrows: |run| { run.drive(f(vec![1, 2], noisy("x"))); run.drive(f(vec!["a"], 5)); };
    machine {
        async fn f<T: std::fmt::Debug, U: std::fmt::Debug>(list: Vec<T>, other: U) -> usize {
            let mut seen = 0;
            let borrowed = &other;
            for item in list.iter() {
                wait("item").await;
                note("item", item);
                seen += 1;
            }
            let again = borrow(borrowed).await;
            note("other", again);
            seen
        }
    }
}

twins! {
    generic_borrows_exclusive: |run| { run.drive(f(vec![noisy("b"), noisy("a")], Ord::cmp)); };
    machine {
        async fn f<T: Ord, F>(mut list: Vec<T>, compare: F) -> Vec<T>
        where
            F: Fn(&T, &T) -> std::cmp::Ordering,
        {
            let slice = list.as_mut_slice();
            wait("held").await;
            let (first, rest) = slice.split_first_mut().unwrap();
            if give("compare", compare(first, &rest[0]).is_gt()).await {
                std::mem::swap(first, &mut rest[0]);
            }
            list
        }
    }
}

twins! {
    /// Several argument lifetimes meet in one local.
    lifetimes_meet: |run| {
        let (a, b) = (noisy("long name"), noisy("short"));
        run.drive(f(&a, &b, &[3]));
        { let c = [1, 2]; run.drive(f(&b, &a, &c)); }
    };
    machine {
        async fn f(a: &Noisy, b: &Noisy, list: &[u32]) -> usize {
            let mut either = a;
            wait("one").await;
            either = b;
            wait("two").await;
            let mut pair = (either, list);
            pair.0 = a;
            wait("three").await;
            pair.0.name().len() + either.name().len() + pair.1.len()
        }
    }
}

twins! {
    named_lifetimes: |run| {
        let (key, map) = (String::from("k"), vec![(String::from("k"), noisy("value"))]);
        run.drive(f(&key, &map));
        run.drive(longest("ab", "abc"));
    };
    machine {
        async fn f<'k, 'm>(key: &'k str, map: &'m [(String, Noisy)]) -> Option<(&'k str, &'m Noisy)> {
            for (name, value) in map {
                if give("same", name == key).await { return Some((key, value)); }
            }
            None
        }
    }
    machine {
        async fn longest<'a, 'b: 'a>(a: &'a str, b: &'b str) -> &'a str {
            let mut best = a;
            wait("held").await;
            if b.len() > best.len() { best = b; }
            best
        }
    }
}

twins! {
    lifetime_parameters_of_types: |run| {
        let text = String::from("one two");
        let mut words = Words { rest: &text };
        run.drive(f(&mut words));
        run.drive(words.next_word());
    };
    plain { #[derive(Debug)] struct Words<'t> { rest: &'t str } }
    machine {
        impl<'t> Words<'t> {
            async fn next_word(&mut self) -> Option<&'t str> {
                let (word, rest) = self.rest.split_once(' ').unwrap_or((self.rest, ""));
                wait("word").await;
                self.rest = rest;
                Some(word)
            }
        }
    }
    machine { async fn f<'t>(words: &mut Words<'t>) -> (&'t str, usize) { (words.next_word().await.unwrap(), words.rest.len()) } }
}

twins! {
    bounds_on_associated_types: |run| { run.drive(f(vec![1_u8, 2], [now("x", 3_u64)])); };
    machine {
        async fn f<I, J>(items: I, futures: J) -> u64
        where
            I: IntoIterator<Item: Into<u64> + std::fmt::Debug>,
            J: IntoIterator,
            J::Item: Future<Output = u64>,
        {
            let mut sum = 0;
            for item in items { sum += give("item", item).await.into(); }
            for future in futures { sum += future.await; }
            sum
        }
    }
}

twins! {
    higher_ranked_bounds: |run| { run.drive(f(|text: &str| text.len(), Box::new(|n: &mut u32| *n += 1))); };
    machine {
        async fn f<F>(measure: F, mut change: Box<dyn for<'a> FnMut(&'a mut u32) + '_>) -> usize
        where
            F: for<'a> Fn(&'a str) -> usize,
        {
            let text = give("text", String::from("text")).await;
            let mut n = 1;
            change(&mut n);
            let length = measure(&text);
            wait("held").await;
            change(&mut n);
            length + measure(&text[..n as usize])
        }
    }
}

twins! {
    async_functions_as_arguments: |run| {
        run.drive(f(async |n: &mut u32| { wait("closure").await; *n += 1; *n }, 1));
        run.drive(f(async |n| add(n, 10).await, 2));
    };
    machine {
        async fn f(change: impl AsyncFn(&mut u32) -> u32, mut n: u32) -> u32 {
            let first = change(&mut n).await;
            wait("between").await;
            first + change(&mut n).await
        }
    }
}

twins! {
    unsized_parameters: |run| { run.drive(f::<str>("text", Box::new([1, 2, 3]))); run.drive(f::<[u8]>(&[1, 2], Box::new([]))); };
    machine {
        async fn f<T: ?Sized + std::fmt::Debug>(value: &T, list: Box<[u32]>) -> usize {
            wait("held").await;
            note("value", value);
            size_of_val(value) + list.len()
        }
    }
}
