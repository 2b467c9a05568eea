//! Methods of generic impl blocks: parameters, lifetimes and receivers of every kind, in blocks with and without a trait.

twins! {
    by_value: |run| {
        run.drive(Queue { items: vec![noisy("a"), noisy("b")] }.last(noisy("other")));
        run.drive(Queue { items: Vec::<u8>::new() }.last(7));
        run.drive(Queue::collect(vec!["x", "y"].into_iter()));
    };
    plain { #[derive(Debug)] struct Queue<T> { items: Vec<T> } }
    machine {
        impl<T: std::fmt::Debug> Queue<T> {
            async fn last(mut self, other: T) -> T {
                let shown = &other;
                wait("last").await;
                note("shown", shown);
                let last = self.items.pop();
                wait("popped").await;
                last.unwrap_or(other)
            }

            async fn collect(from: impl Iterator<Item = T>) -> Self {
                let mut made = Self { items: vec![] };
                for item in from {
                    wait("item").await;
                    made.items.push(item);
                }
                made
            }
        }
    }
}

twins! {
    parameters_of_the_method: |run| {
        let names = Names { first: noisy("first"), rest: [noisy("rest"), noisy("more")] };
        run.drive(names.find::<_, 3>(&["x", "rest", "z"], |a, b| a.name() == *b));
        run.drive(names.show(&noisy("shown"), vec![1_u8, 2]));
        run.drive(names.map(|name| name.name().len()));
    };
    plain { struct Names<T, const N: usize> { first: T, rest: [T; N] } }
    machine {
        impl<T, const N: usize> Names<T, N> {
            async fn find<'w, U, const M: usize>(
                &self,
                words: &'w [U; M],
                test: impl Fn(&T, &U) -> bool,
            ) -> Option<(usize, &'w U)>
            where
                U: std::fmt::Debug + ?Sized + Sized,
            {
                let all = std::iter::once(&self.first).chain(&self.rest);
                for (number, item) in all.enumerate() {
                    for word in words {
                        note("word", word);
                        wait("word").await;
                        if test(item, word) { return Some((number + N + M, word)); }
                    }
                }
                None
            }

            async fn show(&self, value: &impl std::fmt::Debug, list: impl IntoIterator<Item = impl Into<u64>>) -> u64 {
                let mut sum = 0;
                for item in list {
                    note("value", value);
                    sum += give("item", item).await.into();
                }
                sum
            }

            async fn map<U>(&self, map: impl Fn(&T) -> U) -> Vec<U> {
                let mut mapped = vec![map(&self.first)];
                for item in &self.rest {
                    wait("map").await;
                    mapped.push(map(item));
                }
                mapped
            }
        }
    }
}

twins! {
    elided_header: |run| {
        let text = String::from("some text");
        let mut words = Words { text: &text, seen: vec![] };
        run.drive(words.next_of("text"));
        run.drive(words.text_or(&String::from("x")));
        run.drive(Words { text: &text, seen: vec!["seen"] }.into_seen("y"));
        run.drive((&words).count("e"));
    };
    plain {
        struct Words<'t> { text: &'t str, seen: Vec<&'t str> }
        trait Count { fn count(self, of: &str) -> impl Future<Output = usize>; }
    }
    machine {
        impl Words<'_> {
            async fn next_of(&mut self, wanted: &str) -> Option<&str> {
                let mut best = wanted;
                for word in self.text.split(' ') {
                    wait("word").await;
                    if word == wanted { self.seen.push(word); best = word; }
                }
                note("best", best);
                self.seen.last().copied()
            }

            async fn text_or<'o>(&'o self, other: &'o str) -> &'o str {
                let mut chosen = other;
                wait("choose").await;
                if chosen.len() < 5 { chosen = self.text; }
                chosen
            }

            async fn into_seen(mut self, other: &str) -> usize {
                let held = other;
                wait("held").await;
                self.seen.push(self.text);
                self.seen.len() + held.len()
            }
        }
    }
    machine {
        impl Count for &Words<'_> {
            async fn count(self, of: &str) -> usize {
                let mut n = 0;
                for c in self.text.chars() {
                    wait("char").await;
                    n += usize::from(of.contains(c));
                }
                n
            }
        }
    }
}

twins! {
    receivers: |run| {
        use std::{pin::pin, rc::Rc, sync::Arc};
        let make = || Cell { value: noisy("cell"), names: ["a", "bc"] };
        run.drive(Box::new(make()).boxed("x"));
        run.drive(Rc::new(make()).counted("b"));
        run.drive(Arc::new(make()).shared(noisy("arc")));
        run.drive(pin!(make()).pinned("bc"));
        run.drive(make().explicit(&"y"));
    };
    plain { struct Cell<'n, T> { value: T, names: [&'n str; 2] } }
    machine {
        impl<'n, T: std::fmt::Debug> Cell<'n, T> {
            async fn boxed(self: Box<Self>, other: &str) -> (T, String) {
                wait("boxed").await;
                let name = self.names[0];
                let own = format!("{name}{other}");
                (self.value, own)
            }

            async fn counted(self: &std::rc::Rc<Self>, wanted: &str) -> usize {
                let names = &self.names;
                wait("counted").await;
                names.iter().position(|name| name.starts_with(wanted)).unwrap_or(9)
            }

            async fn shared(self: std::sync::Arc<Self>, mut other: T) -> T {
                let value = &self.value;
                wait("shared").await;
                note("value", value);
                let held = &mut other;
                wait("held").await;
                note("held", held);
                other
            }

            async fn pinned(self: std::pin::Pin<&mut Self>, other: &str) -> &'n str {
                wait("pinned").await;
                let names = self.names;
                let mut found = names[0];
                for name in names { if give("same", name == other).await { found = name; } }
                found
            }

            async fn explicit(self: &Self, other: &&'n str) -> (&T, &'n str) {
                let held = &self.value;
                wait("explicit").await;
                (held, *other)
            }
        }
    }
}

twins! {
    associated_items: |run| {
        let mut list = List(vec![noisy("a"), noisy("b"), noisy("c")]);
        run.drive(list.step(1));
        run.drive(list.rest(&mut vec![]));
        run.drive(List(vec![1_u8, 2]).fixed(&[0; 2]));
    };
    plain {
        trait Base { type Item; type Pair<'a, U> where Self: 'a, U: 'a; const WIDTH: usize; }
        trait Walk: Base {
            type Step;
            const LIMIT: usize;
            fn step(&mut self, n: usize) -> impl Future<Output = Option<Self::Step>>;
            fn rest(&mut self, into: &mut Vec<Self::Item>) -> impl Future<Output = (usize, Self::Pair<'_, u8>)>;
            fn fixed(self, other: &[u8; 2]) -> impl Future<Output = (Self::Item, Self::Step)> where Self: Sized;
        }
        struct List<T>(Vec<T>);
        impl<T> Base for List<T> {
            type Item = T;
            type Pair<'a, U> = (&'a [T], U) where Self: 'a, U: 'a;
            const WIDTH: usize = 2;
        }
    }
    machine {
        impl<T: std::fmt::Debug> Walk for List<T>
        where
            Self: Sized,
            Vec<Self>: Sized,
        {
            type Step = (usize, Self::Item);
            const LIMIT: usize = 5;

            async fn step(&mut self, n: usize) -> Option<Self::Step> {
                if n > Self::LIMIT { return None; }
                let first: Self::Item = give("first", self.0.remove(0)).await;
                wait("step").await;
                let step: Self::Step = (n + Self::WIDTH, first);
                Some(step)
            }

            async fn rest(&mut self, into: &mut Vec<Self::Item>) -> (usize, Self::Pair<'_, u8>) {
                while let Some(item) = self.0.pop() {
                    into.push(item);
                    wait("popped").await;
                }
                (into.len(), (&self.0, 1))
            }

            async fn fixed(mut self, other: &[u8; 2]) -> (T, (usize, T)) {
                let held = other;
                wait("fixed").await;
                let Self(items) = &mut self;
                (items.remove(0), (held.len(), items.remove(0)))
            }
        }
    }
}

twins! {
    blanket: |run| {
        run.drive(noisy("blanket").describe("a", &String::from("b")));
        run.drive("text".describe("a", "b"));
        run.drive(<[u8] as Describe<str>>::describe(&[1], "x", "y"));
    };
    plain {
        trait Describe<W: ?Sized> {
            fn describe(&self, a: &W, b: &W) -> impl Future<Output = String>;
        }
    }
    machine {
        impl<W, T> Describe<W> for T
        where
            W: std::fmt::Debug + ?Sized,
            T: std::fmt::Debug + ?Sized,
        {
            async fn describe(&self, a: &W, b: &W) -> String {
                let mut best = (self, a);
                wait("a").await;
                note("first", best);
                best.1 = b;
                wait("b").await;
                format!("{best:?}")
            }
        }
    }
}

twins! {
    /// Types for which a trait is implemented that are no names.
    odd_self_types: |run| {
        run.drive((&mut 3_u32).join(&String::from("a"), "b"));
        run.drive([1_u8, 2].join("a", "b"));
        run.drive(("x", noisy("y")).join("a", "b"));
        let shown: &(dyn std::fmt::Debug + Send) = &5;
        run.drive(shown.show_with(&6));
    };
    plain {
        trait Join { fn join(self, a: &str, b: &str) -> impl Future<Output = usize>; }
        trait ShowWith { fn show_with(&self, other: &Self) -> impl Future<Output = String>; }
    }
    machine { impl Join for &mut u32 {
        async fn join(self, a: &str, b: &str) -> usize {
            let mut held = a;
            wait("one").await;
            *self += held.len() as u32;
            held = b;
            wait("two").await;
            *self as usize + held.len()
        }
    } }
    machine { impl<T: Copy + Into<usize>, const N: usize> Join for [T; N] {
        async fn join(self, a: &str, b: &str) -> usize {
            let mut sum = 0;
            for item in self.iter() { wait("item").await; sum += (*item).into(); }
            sum + N + a.len() + b.len()
        }
    } }
    machine { impl<A: AsRef<str>, B: std::fmt::Debug> Join for (A, B) {
        async fn join(self, a: &str, b: &str) -> usize {
            let (text, shown) = (&self.0, &self.1);
            wait("pair").await;
            note("shown", shown);
            text.as_ref().len() + a.len() + b.len()
        }
    } }
    machine { impl ShowWith for dyn std::fmt::Debug + Send {
        async fn show_with(&self, other: &Self) -> String {
            let held = other;
            wait("shown").await;
            format!("{self:?} {held:?}")
        }
    } }
}

twins! {
    /// Names in the block that the inner functions might take, and items in the body that hide what the header says.
    names: |run| {
        let mut machine = CallMachine { value: noisy("v"), call_machine: "field" };
        run.drive(machine.call(1, "a"));
        run.drive(machine.call_machine("b"));
        run.drive(machine.twice());
    };
    plain { struct CallMachine<Within> { value: Within, call_machine: &'static str } }
    machine {
        impl<Within: std::fmt::Debug> CallMachine<Within> {
            async fn call(&mut self, within: usize, co: &str) -> usize {
                struct Within;
                impl Within { const N: usize = 3; }
                #[derive(Debug)]
                enum CallMachine { One }
                let (start, machine, ty) = (1, CallMachine::One, co);
                wait("call").await;
                note(ty, (&self.value, machine));
                within + start + Within::N
            }

            async fn call_machine(&self, co: &str) -> (&'static str, usize) {
                let held = &self.value;
                wait("machine").await;
                note("held", held);
                (self.call_machine, co.len())
            }

            async fn twice(&mut self) -> usize {
                let one = self.call(1, "x").await;
                one + self.call_machine("y").await.1
            }
        }
    }
}

twins! {
    unsafe_and_never: |run| {
        let (value, raw);
        value = noisy("raw");
        raw = Raw(&value);
        run.drive(unsafe { raw.get("a") });
        run.drive(never(noisy("never")));
    };
    plain { struct Raw<T>(*const T); }
    machine {
        impl<T: std::fmt::Debug> Raw<T> {
            /// Reads through the pointer.
            pub(crate) async unsafe fn get(&self, name: &str) -> String {
                let held = unsafe { &*self.0 };
                wait("raw").await;
                format!("{name} {held:?}")
            }

            async fn end(self, why: &str) -> ! {
                let held = &self.0;
                wait("end").await;
                note(why, held.is_null());
                panic!("the end")
            }
        }
    }
    machine { async fn never<T: std::fmt::Debug>(value: T) -> u8 { Raw(&value).end("end").await } }
}

twins! {
    /// Bounds that name lifetimes, on the block and on the method.
    bounds_on_lifetimes: |run| {
        let (byte, text) = (1, String::from("text"));
        run.drive(Bound(&byte, noisy("a")).both(&text, &byte));
        run.drive(Bound(&byte, noisy("b")).consumed(&text));
        run.drive(early(&byte, &noisy("c"), &text));
    };
    plain {
        mod far {
            pub(super) trait Consumed<'a, T> {
                const N: usize;
                fn more(&self) -> usize { Self::N }
                fn consumed<U: ?Sized>(self, other: &U) -> impl Future<Output = (&'a u8, T, usize)>;
            }
        }
        struct Bound<'a, T: 'a>(&'a u8, T);
    }
    machine {
        impl<'a, T: 'a + std::fmt::Debug> Bound<'a, T> {
            async fn both<'b, U: 'b>(&'b self, name: &str, other: &'b U) -> (&'b T, &'b U, &'a u8)
            where
                'a: 'b,
            {
                let (value, held): (&T, &'b u8) = (&self.1, self.0);
                wait(if name.is_empty() { "empty" } else { "both" }).await;
                note("held", held);
                (value, other, self.0)
            }
        }
    }
    machine {
        impl<'a, T: std::fmt::Debug> far::Consumed<'a, T> for Bound<'a, T> {
            const N: usize = 3;
            async fn consumed<U: ?Sized>(self, other: &U) -> (&'a u8, T, usize) {
                let held = (other, &self.1);
                wait("consumed").await;
                note("held", held.1);
                let more = self.more() + Self::N;
                (self.0, self.1, more)
            }
        }
    }
    plain { use far::Consumed as Renamed; }
    machine {
        async fn early<'a, 'b: 'a, U: 'b + std::fmt::Debug>(y: &'a u8, x: &'b U, name: &str) -> (&'b U, &'a u8) {
            let (held, mut shorter) = (x, y);
            wait("early").await;
            note(if name.is_empty() { "empty" } else { "held" }, held);
            shorter = y;
            (held, shorter)
        }
    }
}

twins! {
    /// The attribute stands on the methods: it does not see the header.
    on_methods: |run| {
        let held = Held(noisy("held"));
        run.drive(held.by_reference(Oops("k")));
        run.drive(Held(noisy("by value")).by_value(1, &2));
        run.drive(Held::made(noisy("made"), "arg"));
        run.drive(Held(noisy("words")).words("one", &String::from("two")));
        let mut sum = 1;
        run.drive(held.exclusive(&mut sum, &3));
    };
    plain { struct Held<T>(T); }
    plain {
        impl<T: std::fmt::Debug> Held<T> {
            co! { async fn by_reference<K: std::fmt::Debug>(&self, key: K) -> String {
                borrow(&key).await;
                borrow(&self.0).await;
                format!("{key:?} {:?}", self.0)
            } }
            co! { async fn by_value<K: std::fmt::Debug>(self, key: K, other: &K) -> String {
                borrow(&(&self.0, &key, other)).await;
                format!("{key:?} {other:?} {:?}", self.0)
            } }
            co! { async fn made<K: std::fmt::Debug>(value: T, key: K) -> usize {
                let both = (&value, &key);
                borrow(&both).await;
                format!("{both:?}").len()
            } }
            co! { async fn words<'a>(self, one: &'a str, two: &str) -> &'a str {
                borrow(&one).await;
                borrow(&two).await;
                one
            } }
            co! { async fn exclusive<'a>(&self, sum: &'a mut u32, by: &u32) -> &'a mut u32 {
                add(sum, *by).await;
                borrow(by).await;
                sum
            } }
        }
    }
}
