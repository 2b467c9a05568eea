//! The attribute on a whole impl block: it takes every `async fn` in it, and leaves the rest as it is.

twins! {
    inherent: |run| {
        let mut shop = Shop::open("shop");
        run.drive(shop.sell(2));
        run.drive(shop.sell(Shop::STOCK + 1));
        run.drive(shop.close());
    };
    plain { #[derive(Debug)] struct Shop { name: Noisy, stock: u32 } }
    machine {
        impl Shop {
            const STOCK: u32 = 5;

            /// Not async: stays what it is.
            fn open(name: &'static str) -> Self { Self { name: noisy(name), stock: Self::STOCK } }

            async fn sell(&mut self, n: u32) -> Result<u32, Oops> {
                self.check(n).await?;
                self.stock -= n;
                wait("sold").await;
                Ok(self.stock)
            }

            #[allow(clippy::unused_async)]
            pub(crate) async fn check(&self, n: u32) -> Result<(), Oops> {
                wait("check").await;
                if n > self.left() { Err(Oops("sold out")) } else { Ok(()) }
            }

            fn left(&self) -> u32 { self.stock }

            async fn close(self) -> &'static str { wait("close").await; self.name.name() }
        }
    }
}

twins! {
    generic_header: |run| {
        let mut stack = Stack::<_, 3> { items: vec![noisy("a"), noisy("b")], limit: PhantomData };
        run.drive(stack.push_slowly(noisy("c")));
        run.drive(stack.all(|item| item.name().len() == 1));
        run.drive(stack.peek());
        run.drive(Stack::<u8, 1> { items: vec![], limit: PhantomData }.push_slowly(1));
    };
    plain {
        use std::marker::PhantomData;
        struct Stack<T, const LIMIT: usize> { items: Vec<T>, limit: PhantomData<[T; LIMIT]> }
    }
    machine {
        impl<T, const LIMIT: usize> Stack<T, LIMIT>
        where
            T: std::fmt::Debug,
        {
            async fn push_slowly(&mut self, item: T) -> Option<T> {
                let items = &mut self.items;
                wait("push").await;
                if items.len() == LIMIT { return Some(item); }
                items.push(item);
                None
            }

            async fn all(&self, test: impl Fn(&T) -> bool) -> bool {
                for item in self.items.iter() {
                    wait("item").await;
                    if !test(item) { return false; }
                }
                true
            }

            async fn peek(&self) -> Option<&T> { borrow(&self.items).await.last() }
        }
    }
}

twins! {
    /// A borrow of something generic and borrows of other arguments meet.
    generic_borrow_and_arguments: |run| {
        let holder = Holder { value: noisy("held"), names: vec!["x", "y"] };
        let extra = String::from("extra");
        run.drive(holder.find("y", &extra));
        run.drive(holder.find("z", &extra));
    };
    plain { struct Holder<'n, T> { value: T, names: Vec<&'n str> } }
    machine {
        impl<'n, T: std::fmt::Debug> Holder<'n, T> {
            async fn find<'s>(&'s self, name: &str, other: &'s str) -> (&'s T, &'s str) {
                let value = &self.value;
                let mut best = other;
                for candidate in self.names.iter() {
                    if give("same", *candidate == name).await { best = candidate; }
                    note("value", value);
                }
                (value, best)
            }
        }
    }
}

twins! {
    of_a_trait: |run| {
        run.drive(Dog { name: noisy("dog") }.greet("you"));
        run.drive(twice(&Dog { name: noisy("other") }));
    };
    plain {
        trait Greet {
            const WORD: &'static str;
            type Sound: std::fmt::Debug;
            fn greet(&self, whom: &str) -> impl Future<Output = String>;
            fn sound(&mut self) -> impl Future<Output = Self::Sound>;
        }
        struct Dog { name: Noisy }
    }
    machine {
        impl Greet for Dog {
            const WORD: &'static str = "woof";
            type Sound = (u8, &'static str);
            async fn greet(&self, whom: &str) -> String {
                wait("greet").await;
                format!("{} {whom} {:?}", Self::WORD, self.name)
            }
            async fn sound(&mut self) -> Self::Sound { (give("loud", 9).await, Self::WORD) }
        }
    }
    machine { async fn twice(greeter: &impl Greet) -> String { greeter.greet("a").await + &greeter.greet("b").await } }
}

twins! {
    /// sea-orm's transactions: a method that comes to a block has as many conditions in it as it likes.
    conditions_in_blocks: |run| { for kind in 1..7 { run.drive(Database(kind, noisy("name")).begin(&noisy("held"))); } };
    plain {
        use std::pin::Pin;
        struct Database(u8, Noisy);
    }
    machine {
        impl Database {
            fn begin<'a>(self, held: &'a Noisy) -> Pin<Box<dyn Future<Output = usize> + 'a>> {
                Box::pin(async move {
                    match self.0 {
                        #[cfg(all(all(), all()))]
                        1 => give("one", held.name().len()).await,
                        #[cfg(any())]
                        2 => missing().await,
                        #[cfg(not(any()))]
                        3 => { wait(self.1.name()).await; 3 }
                        #[cfg(not(all()))]
                        4 => missing(self).await,
                        #[cfg(any(any(), all()))]
                        5 => give("five", 5).await,
                        _ => 0,
                    }
                })
            }
        }
    }
}
