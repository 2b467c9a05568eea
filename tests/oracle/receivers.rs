//! Methods: every form of `self`.

twins! {
    shared_and_exclusive: |run| {
        let mut counter = Counter { n: 1 };
        run.drive(counter.get());
        run.drive(counter.add(5));
        run.drive(counter.add_twice(7));
        note("after", counter.n);
    };
    plain { #[derive(Debug)] struct Counter { n: u32 } }
    machine {
        impl Counter {
            async fn get(&self) -> u32 { wait("get").await; self.n }
            async fn add(&mut self, n: u32) -> &mut Self {
                self.n += give("n", n).await;
                wait("added").await;
                self
            }
            async fn add_twice(&mut self, n: u32) -> u32 {
                self.add(n).await.add(n).await;
                self.get().await + self.n
            }
        }
    }
}

twins! {
    by_value: |run| { run.drive(Owner { part: noisy("part"), rest: noisy("rest") }.split()); };
    plain { struct Owner { part: Noisy, rest: Noisy } }
    machine {
        impl Owner {
            async fn split(mut self) -> Noisy {
                wait("one").await;
                let part = self.part;
                wait("two").await;
                self.rest = noisy("new rest");
                wait("three").await;
                part
            }
        }
    }
}

twins! {
    pointers: |run| {
        run.drive(Box::new(Name(noisy("box"))).by_box());
        run.drive(Rc::new(Name(noisy("rc"))).by_rc());
        run.drive(Arc::new(Name(noisy("arc"))).by_arc());
        let mut place = Box::pin(Name(noisy("pin")));
        run.drive(place.as_mut().by_pin());
        run.drive(place.as_ref().by_shared_pin());
    };
    plain { use std::{pin::Pin, rc::Rc, sync::Arc}; struct Name(Noisy); }
    machine {
        impl Name {
            async fn by_box(self: Box<Self>) -> Noisy { wait("box").await; self.0 }
            async fn by_rc(self: Rc<Self>) -> usize { wait("rc").await; Rc::strong_count(&self) + self.0.name().len() }
            async fn by_arc(self: Arc<Self>) -> Arc<Self> where Self: std::fmt::Debug { wait("arc").await; self }
            async fn by_pin(self: Pin<&mut Self>) -> usize { wait("pin").await; self.0.name().len() }
            async fn by_shared_pin(self: Pin<&Self>) -> &Noisy { wait("pin").await; &self.get_ref().0 }
        }
    }
    plain { impl std::fmt::Debug for Name { fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result { self.0.fmt(f) } } }
}

twins! {
    written_out: |run| {
        let mut number = Number(1);
        run.drive((&number).shared());
        run.drive((&mut number).exclusive());
        run.drive(number.owned(2));
    };
    plain { #[derive(Debug)] struct Number(u32); }
    machine {
        impl Number {
            async fn shared(self: &Self) -> u32 { wait("shared").await; self.0 }
            async fn exclusive(self: &mut Self) -> u32 { wait("exclusive").await; self.0 += 1; self.0 }
            async fn owned(self: Self, n: u32) -> Self { wait("owned").await; Self(self.0 + n) }
        }
    }
}

twins! {
    /// Methods that get the attribute one by one, not through their impl.
    one_by_one: |run| {
        let mut list = List { items: vec![1, 2] };
        run.drive(list.sum());
        run.drive(list.last());
        run.drive(list.into_items());
        run.drive(List::made_of(3));
    };
    plain {
        #[derive(Debug)]
        struct List { items: Vec<u32> }
        impl List {
            co! {
                async fn sum(&self) -> u32 {
                    let mut sum = 0;
                    for item in &self.items { sum += give("item", *item).await; }
                    sum
                }
            }
            co! { async fn last(&mut self) -> Option<&mut u32> { wait("last").await; self.items.last_mut() } }
            co! {
                async fn into_items(mut self) -> Vec<u32> { self.items.push(give("one more", 3).await); self.items }
            }
            co! { async fn made_of(n: u32) -> Self { Self { items: vec![give("n", n).await] } } }
        }
    }
}

twins! {
    self_in_paths: |run| { run.drive(Temperature::boiling()); };
    plain { #[derive(Debug, PartialEq)] enum Temperature { Cold, Warm(u32) } }
    machine {
        impl Temperature {
            const BOILING: u32 = 100;
            fn plain(&self) -> bool { matches!(self, Self::Cold) }
            async fn boiling() -> (Self, bool) {
                let hot = Self::Warm(give("degrees", Self::BOILING).await);
                let Self::Warm(n) = hot else { unreachable!() };
                wait("held").await;
                match hot {
                    Self::Cold => (Self::Cold, true),
                    Self::Warm(m) if m == n => (hot.warmer().await, Self::plain(&Self::Cold)),
                    Self::Warm(_) => (Self::Cold, false),
                }
            }
            async fn warmer(self) -> Self { wait("warmer").await; if let Self::Warm(n) = self { Self::Warm(n + 1) } else { self } }
        }
    }
}

twins! {
    /// A call that consumes a field of a value whose type nobody wrote down: the rest of it lives on.
    consumed_fields: |run| { for n in 0..6 { run.drive(f(n)); } };
    machine {
        async fn f(n: u32) -> usize {
            let request = give("request", request()).await;
            if n == 0 {
                let sent = request.reply.send(vec![1, 2]);
                wait("sent").await;
                note("left", request.id.name());
                return sent;
            }
            if n == 1 {
                let other = give("other", self::request()).await;
                drop(other.body);
                wait("body gone").await;
                let list = vec![give("item", 3).await];
                let sent = other.reply.send(list);
                wait("sent").await;
                return sent + other.id.name().len();
            }
            if n == 2 {
                let boxed = give("boxed", Box::new(self::request())).await;
                let length = boxed.list.into_iter().map(|noisy| noisy.name().len()).sum::<usize>();
                wait("list gone").await;
                let body = boxed.body;
                wait("body out").await;
                return length + body.name().len();
            }
            if n == 3 {
                let tuple = give("tuple", (noisy("0"), Some(noisy("1")), vec![noisy("2")])).await;
                let length = tuple.2.into_iter().map(|noisy| noisy.name().len()).sum::<usize>();
                wait("2 gone").await;
                let one = tuple.1.unwrap();
                wait("1 gone").await;
                return length + tuple.0.name().len() + one.name().len();
            }
            if n == 4 {
                let later;
                if n > 3 { later = give("later", self::request()).await; } else { return 0; }
                wait("given").await;
                return later.reply.send(vec![n]);
            }
            wait("end").await;
            0
        }
    }
    plain {
        #[derive(Debug)]
        struct Request { body: Noisy, reply: Reply, id: Noisy, list: Vec<Noisy> }
        #[derive(Debug)]
        struct Reply(Noisy);
        impl Reply { fn send(self, list: Vec<u32>) -> usize { note("send", list.len()) } }
        fn request() -> Request {
            Request { body: noisy("body"), reply: Reply(noisy("reply")), id: noisy("id"), list: vec![noisy("item")] }
        }
    }
}

twins! {
    /// The same words where a field is only reached, and nothing can be consumed.
    fields_behind_smart_pointers: f();
    async fn f() -> usize {
        let counted = std::rc::Rc::new((noisy("counted"), std::cell::RefCell::new(vec![1])));
        let lock = Lock::new((noisy("locked"), 1));
        let mut guard = lock.lock().await;
        let n = guard.1;
        let length = counted.1.borrow().len();
        wait("held").await;
        let name = guard.0.name();
        guard.1 += n;
        wait("changed").await;
        return name.len() + length + guard.1 as usize;
    }
}

twins! {
    /// Chains of which nothing is left but their result, with what they borrow alive.
    chains_used_up: |run| { for n in 0..3 { run.drive(f(n)); } };
    machine {
        async fn f(n: usize) -> usize {
            let text = format!("some words{n}");
            let list = vec![noisy("first"), noisy("second"), noisy("third")];
            let word = give("word", text.as_str().trim().split(' ').nth(1).unwrap_or("none")).await;
            let names = give("names", list.iter().map(Noisy::name).rev().collect::<Vec<_>>()).await;
            let last = give("last", list.into_iter().skip(n).last().map(|last| last.name())).await;
            note("last", last);
            let owned: String = give("into", word.trim_end_matches('s').to_owned()).await.into();
            give("option", Some(noisy("option")).filter(|_| n > 0).ok_or("none").map_err(|oops| note("oops", oops))).await.is_ok();
            names.len() + owned.len() + give("first", names.first().map_or(0, |first| first.len())).await
        }
    }
}

twins! {
    /// Methods that are called as those of the standard library, and borrow.
    methods_of_known_names: |run| { run.drive(f()); };
    machine {
        async fn f() -> usize {
            let n = give("len", *odd("len").len()).await;
            let m = give("map", odd("map").map(|name| name.len())).await;
            let x = give("unwrap", *odd("unwrap").unwrap()).await;
            let held = give("into_iter", 1).await + held(odd("held").into_iter()).await;
            let more = held_back(Copied(2).map(|n| n)).await + held_back(&mut Copied(3).take(1)).await;
            let option = optional(Some(4).filter_all()).await + *Some(5).count();
            let converted = give("into", *odd("into").into_inner()).await;
            n + m + x + held + more as usize + option + converted
        }
    }
    plain {
        struct Odd(Noisy, usize);
        fn odd(name: &'static str) -> Odd { Odd(noisy(name), name.len()) }
        impl Odd {
            fn len(&self) -> &usize { &self.1 }
            fn map<R>(&self, f: impl FnOnce(&'static str) -> R) -> R { f(self.0.name()) }
            fn unwrap(&self) -> &usize { &self.1 }
            fn into_iter(&self) -> &usize { &self.1 }
            fn into_inner(&self) -> &usize { &self.1 }
        }
        async fn held(n: &usize) -> usize { wait("held").await; *n }
        async fn held_back(items: impl Iterator<Item = u32>) -> u32 { wait("items").await; items.sum() }
        async fn optional(option: &Option<usize>) -> usize { wait("optional").await; option.unwrap_or(0) }
        #[derive(Clone, Copy)]
        struct Copied(u32);
        impl Iterator for Copied {
            type Item = u32;
            fn next(&mut self) -> Option<u32> { self.0 = self.0.checked_sub(1)?; Some(self.0) }
        }
        trait Odder { fn filter_all(&self) -> &Self { self } fn count(&self) -> &usize; }
        impl Odder for Option<usize> { fn count(&self) -> &usize { self.as_ref().unwrap_or(&0) } }
    }
}

twins! {
    /// What would be used up is there still where a branch was not taken.
    used_up_in_a_branch: |run| { for n in 0..3 { run.drive(f(n)); } };
    machine {
        async fn f(n: usize) -> usize {
            let option = Some(noisy("option"));
            let list = vec![noisy("a"), noisy("b")];
            let mut length = 0;
            if n == 1 { length += option.map_or(0, |object| object.name().len()); }
            wait("first").await;
            if n == 2 { length += list.into_iter().map(|item| item.name().len()).sum::<usize>(); }
            let result = Ok::<_, u32>(noisy("result"));
            let more = n > 0 && result.is_ok_and(|object| object.name().len() > 1);
            wait("second").await;
            length + more as usize
        }
    }
}

twins! {
    /// A call that is matched, while what it is made on and its first argument wait for what is temporary in the statement: async-nats'
    /// `match context.request(subject, &json!({})).await? { .. }`, hickory's `if let Some(..) = policy.select(.., &*state().await)`.
    waiting_for_temporaries: |run| {
        for ends in [false, true] { run.drive(matched(Client(noisy("client")), noisy("subject"), ends)); }
        run.drive(chosen(Client(noisy("client")), noisy("subject")));
    };
    plain {
        struct Client(Noisy);
        impl Client {
            async fn request(&self, subject: Noisy, text: &Noisy) -> Result<usize, Oops> {
                Ok(give("requested", self.0.name().len() + subject.name().len()).await + text.name().len())
            }
            fn select(self, subject: Noisy, text: &Noisy) -> Option<(Noisy, usize)> { Some((self.0, subject.name().len() + text.name().len())) }
        }
        async fn text() -> Noisy { wait("text").await; noisy("text") }
    }
    machine {
        async fn matched(client: Client, subject: Noisy, ends: bool) -> Result<usize, Oops> {
            let other = noisy("other");
            match client.request(subject, &text().await).await? {
                _ if ends => Err(Oops("ends")),
                n => { wait("in the arm").await; Ok(n + other.name().len()) }
            }
        }
        async fn chosen(client: Client, subject: Noisy) -> usize {
            {
                let other = noisy("other");
                if let Some((kept, n)) = client.select(subject, &text().await) {
                    wait("chosen").await;
                    return n + kept.name().len() + other.name().len();
                }
            }
            wait("behind").await;
            0
        }
    }
}

twins! {
    /// Temporaries that a call consumes go before operands that are older, and before what is temporary in the arguments; what it borrows
    /// goes behind them.
    temporaries_that_are_consumed: |run| {
        run.drive(operands());
        run.drive(arguments(noisy("argument")));
        run.drive(panics(noisy("argument")));
    };
    plain {
        struct Bag(Noisy);
        fn bag(name: &'static str) -> Bag { Bag(noisy(name)) }
        impl Bag {
            fn with(self, other: Noisy) -> Bag { note("with", other.name()); self }
            fn look(&self, other: Noisy) -> usize { self.0.name().len() + other.name().len() }
        }
        fn copy(of: &Noisy) -> Noisy { noisy(of.name()) }
    }
    machine {
        async fn operands() -> usize {
            let (first, second) = (bag("first"), bag("second").with(give("with", noisy("with")).await));
            let (third, n) = (bag("third"), bag("fourth").look(give("look", noisy("look")).await));
            first.0.name().len() + second.0.name().len() + third.0.name().len() + n
        }
        async fn arguments(argument: Noisy) -> usize {
            let older = noisy("older");
            let kept = bag("bag").with(copy(borrow(&noisy("temporary")).await));
            let n = bag("looked at").look(copy(borrow(&noisy("also temporary")).await));
            let variable = Bag(argument);
            let variable = variable.with(copy(borrow(&noisy("the last")).await));
            older.name().len() + kept.0.name().len() + variable.0.name().len() + n
        }
        async fn panics(argument: Noisy) -> usize {
            give("argument", Bag(argument)).await.with(copy(&noisy("temporary"))).look(copy(&noisy("also")))
        }
    }
}

twins! {
    /// At the end of a block what is temporary in the arguments waits with what the call consumes: the younger goes first.
    at_the_end_of_blocks: f(noisy("argument"));
    async fn f(argument: Noisy) -> usize {
        let n = { note("block", ()); noisy("consumed").eat(copy(borrow(&noisy("temporary")).await)) };
        let more = if argument.eat(copy(borrow(&noisy("asked")).await)) > 3 { 1 } else { 2 };
        n + more
    }
    fn copy(of: &Noisy) -> Noisy { noisy(of.name()) }
    trait Eat: Sized { fn eat(self, other: Noisy) -> usize; }
    impl Eat for Noisy {
        fn eat(self, other: Noisy) -> usize { note("eaten", (self.name(), other.name())); 3 }
    }
}

twins! {
    /// A field is lent to a method with a closure, and what is awaited holds that: it was asked for in two closures of ours, with a closure of
    /// the user's own in each, of two types.
    fields_lent_to_methods_with_closures: |run| { run.drive(f(Service { cache: Cache(vec![1]), name: noisy("name") })); };
    machine {
        async fn f(mut service: Service) -> usize {
            let name = String::from("text");
            let sum = service.cache.cached(|list| { list.push(2); list.iter().sum() }).await;
            note("sum", sum);
            let n = service.cache.cached_by(|| named(&service.name, &name)).await;
            wait("cached").await;
            n + sum
        }

        async fn named(noisy: &Noisy, name: &str) -> usize {
            wait("named").await;
            noisy.name().len() + name.len()
        }
    }
    plain {
        struct Service {
            cache: Cache,
            name: Noisy,
        }

        struct Cache(Vec<usize>);

        impl Cache {
            async fn cached<F: FnOnce(&mut Vec<usize>) -> usize>(&mut self, make: F) -> usize {
                wait("cache").await;
                make(&mut self.0)
            }

            async fn cached_by<F: FnOnce() -> R, R: Future<Output = usize>>(&self, make: F) -> usize {
                wait("cache").await;
                make().await + self.0.len()
            }
        }
    }
}

twins! {
    /// A call that consumes a field which it looks at before, of a type from another file.
    consumed_field_looked_at: |run| { (0..4).for_each(|n| drop(run.drive(looked_at(parcel(), n)))); };
    machine {
        async fn looked_at(parcel: Parcel, n: u32) -> usize {
            let sum = parcel.list.len() + parcel.list.looks();
            if n == 0 && parcel.note.is_some() { return sum; }
            wait("looked at").await;
            let list = parcel.list.into_iter();
            wait("list gone").await;
            if n == 1 { return list.count(); }
            let note = parcel.note.unwrap();
            wait("note gone").await;
            sum + note.name().len() + parcel.name.name().len()
        }
    }
}

twins! {
    /// A call that consumes a field which other branches consume otherwise, of a type from another file.
    consumed_field_in_branches: |run| { (0..4).for_each(|n| drop(run.drive(in_branches(n)))); };
    machine {
        async fn in_branches(n: u32) -> usize {
            let parcel = give("parcel", parcel()).await;
            match n {
                0 => { note("list", parcel.list.into_iter().count()); }
                1 => { drop(parcel.list); wait("dropped").await; }
                2 => { let list = parcel.list.into_boxed_slice(); wait("boxed").await; note("boxed", list.len()); }
                _ => { note("looks", parcel.list.looks()); }
            }
            wait("between").await;
            let taken = if n > 1 { parcel.name.takes() } else { parcel.pair.left.looks() };
            wait("end").await;
            taken + parcel.note.map_or(0, |noisy| noisy.name().len())
        }
    }
}

twins! {
    /// A call that consumes a field which gets a new value, of a type from another file.
    consumed_field_refilled: |run| { (0..4).for_each(|n| drop(run.drive(refilled(n)))); };
    machine {
        async fn refilled(n: u32) -> usize {
            let mut parcel = give("parcel", parcel()).await;
            if n > 0 {
                note("list", parcel.list.takes());
                wait("gone").await;
                if n > 1 { parcel.list = vec![give("new", noisy("new")).await]; } else { return parcel.name.looks(); }
            }
            wait("there").await;
            if n == 3 { parcel.list.push(noisy("pushed")); }
            let list = parcel.list.into_iter();
            wait("end").await;
            list.count() + parcel.name.name().len()
        }
    }
}

twins! {
    /// A call that consumes a field which lies behind a pointer, or may, of a type from another file.
    consumed_field_behind: |run| { (0..4).for_each(|n| drop(run.drive(behind(n)))); };
    machine {
        async fn behind(n: u32) -> usize {
            let mut parcel = Box::new(give("parcel", parcel()).await);
            let lent = &parcel;
            let sum = lent.list.looks() + lent.name.looks();
            wait("lent").await;
            let counted = std::rc::Rc::new((noisy("counted"), vec![n]));
            let sum = sum + counted.0.looks() + counted.1.len() + counted.1.iter().count();
            note("note", parcel.note.is_none());
            if n > 1 { let note = parcel.note.unwrap(); wait("note").await; drop(note); parcel.note = None; }
            wait("between").await;
            sum + parcel.list.looks() + parcel.list.into_iter().count() + parcel.note.iter().count()
        }
    }
}

twins! {
    /// A call that consumes a field which is consumed with others of its struct, of a type from another file.
    consumed_field_parts: |run| { (0..4).for_each(|n| drop(run.drive(parts(n)))); };
    machine {
        async fn parts(n: u32) -> usize {
            let parcel = give("parcel", parcel()).await;
            let sum = parcel.pair.looks() + parcel.pair.left.name().len();
            if n == 0 { return sum + parcel.pair.takes(); }
            wait("between").await;
            let taken = parcel.pair.left.takes();
            wait("left gone").await;
            if n == 1 { return taken; }
            taken + parcel.pair.right.looks() + if n == 2 { parcel.pair.right.takes() } else { wait("right").await; 0 }
        }
    }
}

twins! {
    /// A call that consumes a field which a closure is given, in two branches, of a type from another file.
    consumed_field_typed: |run| { (0..4).for_each(|n| drop(run.drive(typed(n)))); };
    machine {
        async fn typed(n: u32) -> usize {
            let parcel = give("parcel", parcel()).await;
            wait("made").await;
            let found = match n {
                0 => parcel.note.map(|noisy| noisy.name()),
                1 => parcel.note.as_ref().map(|noisy| noisy.name()),
                2 => parcel.note.and_then(|noisy| { note("then", &noisy); None }),
                _ => None,
            };
            wait("found").await;
            let sum: usize = parcel.list.iter().map(|noisy| noisy.name().len()).sum();
            let sum = sum + parcel.list.into_iter().map(|noisy| noisy.name().len()).sum::<usize>();
            wait("summed").await;
            found.map_or(sum, str::len) + parcel.name.name().len()
        }
    }
}

twins! {
    /// A call that consumes a field which patterns take elsewhere, of a type from another file.
    consumed_field_mixed: |run| { (0..4).for_each(|n| drop(run.drive(mixed(n)))); };
    machine {
        async fn mixed(n: u32) -> usize {
            let parcel = give("parcel", parcel()).await;
            match n {
                0 => if let Some(noisy) = parcel.note { wait("some").await; drop(noisy); }
                1 => { let found = parcel.note.unwrap(); wait("unwrapped").await; note("found", &found); }
                2 => { let moved = parcel.note; wait("moved").await; note("moved", moved.is_some()); }
                _ => { note("looked", parcel.note.is_some()); }
            }
            wait("between").await;
            let sum = match n {
                0 => { let Pair { left, .. } = parcel.pair; wait("left").await; left.takes() }
                1 => parcel.pair.takes(),
                2 => { let sum = parcel.pair.right.takes(); wait("right").await; sum + parcel.pair.left.looks() }
                _ => parcel.pair.looks() + parcel.pair.left.looks(),
            };
            wait("end").await;
            sum + parcel.list.into_iter().count() + parcel.name.looks()
        }
    }
}

twins! {
    /// A call that consumes a field which gets its parts back, of a type from another file.
    consumed_field_refilled_parts: |run| { (0..4).for_each(|n| drop(run.drive(refilled_parts(n)))); };
    machine {
        async fn refilled_parts(n: u32) -> usize {
            let mut parcel = give("parcel", parcel()).await;
            let mut sum = parcel.pair.left.takes();
            wait("left gone").await;
            if n == 0 { return sum + parcel.pair.right.looks(); }
            parcel.pair.left = give("left", noisy("left again")).await;
            sum += parcel.pair.looks();
            if n == 1 { sum += parcel.pair.takes(); wait("pair gone").await; return sum + parcel.name.looks(); }
            sum += parcel.pair.right.takes() + parcel.pair.left.takes();
            wait("both gone").await;
            parcel.pair.left = noisy("3");
            parcel.pair.right = noisy("4");
            if n == 2 { wait("refilled").await; return sum + parcel.pair.left.looks(); }
            let right = parcel.pair.right.takes();
            wait("end").await;
            sum + right + parcel.list.takes()
        }
    }
}

twins! {
    /// A call that consumes a field which closures borrow before, of a type from another file.
    consumed_field_captured: |run| { (0..4).for_each(|n| drop(run.drive(captured(n)))); };
    machine {
        async fn captured(n: u32) -> usize {
            let parcel = give("parcel", parcel()).await;
            let count = || parcel.list.len() + parcel.name.looks();
            let sum = count();
            wait("counted").await;
            let sum = sum + count();
            if n == 0 { return sum; }
            let total = parcel.list.into_iter().map(|noisy| noisy.name().len() + n as usize).sum::<usize>();
            wait("total").await;
            if n == 1 { return total + sum; }
            let name = parcel.name.takes();
            wait("end").await;
            name + total + parcel.pair.looks() + parcel.note.map_or(0, |noisy| { note("last", &noisy); noisy.name().len() })
        }
    }
}

twins! {
    /// A call that consumes a field which a loop goes through, of a type from another file.
    consumed_field_in_a_loop: |run| { (0..4).for_each(|n| drop(run.drive(in_a_loop(n)))); };
    machine {
        async fn in_a_loop(n: u32) -> usize {
            let mut sum = 0;
            for k in 0..n {
                let mut parcel = give("parcel", parcel()).await;
                if parcel.list.len() > 5 { continue; }
                if k == 1 { parcel.list.clear(); }
                while parcel.list.len() < 3 { parcel.list.push(give("more", noisy("more")).await); }
                for one in parcel.list.into_iter() { wait("one").await; sum += one.name().len(); if k == 2 { break; } }
                if k == 0 { continue; }
                sum += parcel.name.name().len();
            }
            sum
        }
    }
}
