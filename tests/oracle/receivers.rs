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
