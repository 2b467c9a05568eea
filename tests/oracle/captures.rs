//! Closures that use a variable, or a field, in more than one way: they have it as natively.

twins! {
    /// A closure looked at a struct and took a field of it: the field was dropped twice.
    a_field_is_taken_of_what_is_looked_at: |run| {
        run.drive(looked(state()));
        run.drive(changed(state()));
        run.drive(assigned(state()));
        run.drive(moved(state()));
        run.drive(of_a_field((state(), noisy("beside"))));
        run.drive(block(state()));
    };
    machine {
        async fn looked(state: State) -> usize {
            wait("first").await;
            let take = || {
                note("look", &state);
                state.left
            };
            wait("second").await;
            let left = take();
            wait("third").await;
            left.name().len()
        }
        async fn changed(mut state: State) -> usize {
            wait("first").await;
            let take = || {
                state.reset();
                state.left
            };
            wait("second").await;
            let left = take();
            wait("third").await;
            left.name().len()
        }
        async fn assigned(mut state: State) -> usize {
            wait("first").await;
            let take = || {
                state = State { left: noisy("new left"), right: noisy("new right"), count: 2 };
                state.left
            };
            wait("second").await;
            let left = take();
            wait("third").await;
            left.name().len()
        }
        async fn moved(state: State) -> usize {
            wait("first").await;
            let take = move || {
                note("look", &state);
                state.left
            };
            wait("second").await;
            let left = take();
            wait("third").await;
            left.name().len()
        }
        async fn of_a_field(mut pair: (State, Noisy)) -> usize {
            wait("first").await;
            let take = || {
                pair.0.reset();
                pair.0
            };
            wait("second").await;
            let state = take();
            wait("third").await;
            state.left.name().len()
        }
        async fn block(state: State) {
            wait("first").await;
            let taking = async {
                note("look", &state);
                wait("inside").await;
                drop(state.left);
                wait("still inside").await;
            };
            wait("second").await;
            taking.await;
            wait("third").await;
        }
    }
    plain {
        #[derive(Debug)]
        struct State {
            left: Noisy,
            right: Noisy,
            count: u32,
        }
        impl State {
            fn reset(&mut self) {
                self.left = noisy("reset");
            }
        }
        fn state() -> State {
            State { left: noisy("left"), right: noisy("right"), count: 1 }
        }
    }
}

twins! {
    /// A closure had a copy of a field that it changed, also by its variable: the variable stayed as it was, or the copy did.
    a_copy_is_changed_where_it_is: |run| {
        run.drive(by_method(state()));
        run.drive(by_method_of_all(state()));
        run.drive(by_reference(state()));
        run.drive(by_reference_to_all(state()));
        run.drive(by_replacing_all(state()));
        run.drive(by_part(state()));
        run.drive(in_block(state()));
        run.drive(options((Some(1), noisy("beside"))));
    };
    machine {
        async fn by_method(mut state: State) -> u32 {
            let mut next = || {
                state.count.bump();
                state.count
            };
            note("first", next());
            note("second", next());
            wait("called").await;
            note("behind", state.count).0
        }
        async fn by_method_of_all(mut state: State) -> u32 {
            wait("before").await;
            let mut next = || {
                state.bump();
                state.count
            };
            note("first", next());
            note("second", next());
            wait("called").await;
            note("behind", state.count).0
        }
        async fn by_reference(mut state: State) -> u32 {
            wait("before").await;
            let mut next = || {
                let before = state.count;
                change(&mut state.count);
                (before, state.count)
            };
            note("first", next());
            note("second", next());
            wait("called").await;
            note("behind", state.count).0
        }
        async fn by_reference_to_all(mut state: State) -> u32 {
            wait("before").await;
            let mut next = || {
                let before = state.count;
                change_all(&mut state);
                (before, state.count)
            };
            note("first", next());
            note("second", next());
            wait("called").await;
            note("behind", state.count).0
        }
        async fn by_replacing_all(mut state: State) -> u32 {
            wait("before").await;
            let mut next = || {
                let before = state.count;
                state = State { count: Count(before.0 + 5), noisy: noisy("next") };
                state.count
            };
            note("first", next());
            note("second", next());
            wait("called").await;
            note("behind", state.count).0
        }
        async fn by_part(mut state: State) -> u32 {
            wait("before").await;
            let mut next = || {
                let inner = &mut state.count.0;
                *inner += 3;
                state.count
            };
            note("first", next());
            note("second", next());
            wait("called").await;
            note("behind", state.count).0
        }
        async fn in_block(mut state: State) -> u32 {
            wait("before").await;
            let counting = async {
                state.count.bump();
                wait("inside").await;
                note("inside", state.count);
            };
            counting.await;
            wait("called").await;
            note("behind", state.count).0
        }
        async fn options(pair: (Option<u32>, Noisy)) -> u32 {
            let mut pair = pair;
            wait("before").await;
            let mut take = || {
                let taken = pair.0.take();
                (taken, pair.0)
            };
            note("first", take());
            note("second", take());
            wait("called").await;
            pair.0.unwrap_or(7)
        }
    }
    plain {
        #[derive(Clone, Copy, Debug)]
        struct Count(u32);
        impl Count {
            fn bump(&mut self) {
                self.0 += 1;
            }
        }
        struct State {
            count: Count,
            noisy: Noisy,
        }
        impl State {
            fn bump(&mut self) {
                self.count.bump();
            }
        }
        fn change(count: &mut Count) {
            count.0 *= 10;
        }
        fn change_all(state: &mut State) {
            state.count.0 *= 10;
        }
        fn state() -> State {
            State { count: Count(1), noisy: noisy("noisy") }
        }
    }
}

twins! {
    /// What is no copy, it takes: changed before, by whatever means.
    what_is_no_copy_is_changed_and_taken: |run| {
        run.drive(by_method(state(), 1));
        run.drive(by_reference(state(), 1));
        run.drive(both(state(), state()));
    };
    machine {
        async fn by_method(mut state: State, n: u32) -> usize {
            wait("before").await;
            let take = || {
                state.list.push(n);
                if state.list.len() > 5 { Vec::new() } else { state.list }
            };
            wait("made").await;
            let list = take();
            wait("called").await;
            note(state.noisy.name(), list).len()
        }
        async fn by_reference(mut state: State, n: u32) -> usize {
            wait("before").await;
            let take = || {
                fill(&mut state.list, n);
                state.list
            };
            wait("made").await;
            let list = take();
            wait("called").await;
            drop(state.noisy);
            wait("dropped").await;
            list.len()
        }
        async fn both(mut one: State, mut other: State) -> usize {
            wait("before").await;
            let take = || {
                one.list.push(4);
                other.list.push(5);
                (one.noisy, other.list)
            };
            wait("made").await;
            let (noisy, list) = take();
            wait("called").await;
            list.len() + one.list.len() + other.noisy.name().len() + noisy.name().len()
        }
    }
    plain {
        struct State {
            list: Vec<u32>,
            noisy: Noisy,
        }
        fn state() -> State {
            State { list: vec![3], noisy: noisy("noisy") }
        }
        fn fill(list: &mut Vec<u32>, n: u32) {
            list.push(n);
        }
    }
}

twins! {
    /// A closure used a part of a field as a value, and the field otherwise: it was called on without that part.
    parts_of_a_field_that_is_used: |run| {
        run.drive(copies(outer()));
        run.drive(takes(outer()));
        run.drive(swaps(outer()));
        run.drive(block(outer()));
        run.drive(counts(((noisy("one"), 1), (noisy("other"), 2))));
    };
    machine {
        async fn copies(mut outer: Outer) -> u32 {
            let mut count = || {
                outer.left.touch();
                outer.left.count
            };
            note("counted", count() + count());
            wait("counted").await;
            note("behind", outer.left.count) + outer.right.count
        }
        async fn takes(mut outer: Outer) -> usize {
            let take = || {
                outer.left.touch();
                outer.left.name
            };
            wait("made").await;
            let name = take();
            wait("called").await;
            name.name().len() + outer.right.count as usize
        }
        async fn swaps(mut outer: Outer) -> usize {
            wait("before").await;
            let take = || {
                std::mem::swap(&mut outer.left, &mut outer.right);
                outer.left.name
            };
            wait("made").await;
            let name = take();
            wait("called").await;
            name.name().len()
        }
        async fn block(mut outer: Outer) -> usize {
            let taking = async {
                outer.left.touch();
                wait("inside").await;
                let name = outer.left.name;
                wait("taken").await;
                note(name.name(), outer.left.count)
            };
            wait("made").await;
            let count = taking.await;
            wait("called").await;
            outer.right.name.name().len() + count as usize
        }
        async fn counts(pair: ((Noisy, u32), (Noisy, u32))) -> u32 {
            let mut pair = pair;
            wait("before").await;
            let count = || {
                pair.0.1 += 1;
                pair.1.1 += pair.0.1;
                (pair.1, pair.0.1)
            };
            wait("made").await;
            let ((other, n), m) = count();
            wait("called").await;
            note(other.name(), n + m) + pair.0.1
        }
    }
    plain {
        struct Inner {
            name: Noisy,
            count: u32,
        }
        impl Inner {
            fn touch(&mut self) {
                self.count += 1;
                note("touched", self.name.name());
            }
        }
        struct Outer {
            left: Inner,
            right: Inner,
        }
        fn outer() -> Outer {
            Outer {
                left: Inner { name: noisy("left"), count: 1 },
                right: Inner { name: noisy("right"), count: 2 },
            }
        }
    }
}

twins! {
    /// A closure with `move` that used a field of what a function gives dropped the other ones, and one without was an error.
    fields_of_what_a_function_of_the_file_gives: |run| {
        run.drive(by_call());
        run.drive(by_future());
        run.drive(by_name((noisy("a"), noisy("b"))));
    };
    machine {
        async fn by_call() -> usize {
            let pair = two_that_are_noisy();
            wait("first").await;
            let take = || pair.0;
            let beside = noisy("beside");
            wait("second").await;
            take().name().len()
        }
        async fn by_future() -> usize {
            let pair = two_that_come_later().await;
            wait("first").await;
            let take = move || note("right", pair.right.name());
            let beside = noisy("beside");
            wait("second").await;
            take().len()
        }
        async fn by_name(given: (Noisy, Noisy)) -> usize {
            let pair = given;
            wait("first").await;
            let take = move || note("right", pair.1.name());
            let beside = noisy("beside");
            wait("second").await;
            take().len()
        }
    }
    plain {
        fn two_that_are_noisy() -> (Noisy, Noisy) {
            (noisy("one"), noisy("other"))
        }
        async fn two_that_come_later() -> Pair {
            wait("coming").await;
            Pair { left: noisy("left"), right: noisy("right") }
        }
    }
}

twins! {
    /// The same of functions of a type, of which others have some of that name as well, of what comes out of a `Result`, and of functions
    /// and types that other modules of the file have of these names: that closure was an error.
    fields_of_what_one_of_several_functions_gives: |run| {
        run.drive(by_type());
        run.drive(by_success(true));
        run.drive(by_success(false));
        run.drive(by_name());
    };
    machine {
        async fn by_type() -> usize {
            let bag = Bag::new();
            let name = move || bag.name.name().len() + bag.both.0.name().len();
            wait("first").await;
            note("left", bag.left.name());
            let n = name();
            drop(name);
            wait("second").await;
            let other = OtherBag::new();
            let of_other = async move { wait("inside").await; other.0.name().len() };
            wait("third").await;
            n + of_other.await + other.1.name().len()
        }
        async fn by_success(is_there: bool) -> Result<usize, Oops> {
            let bag = Bag::open(is_there)?;
            let name = move || bag.name.name().len();
            wait("first").await;
            let n = name() + bag.left.name().len();
            drop(name);
            wait("second").await;
            let later = Bag::open_later(is_there).await.unwrap();
            let taking = async move { wait("inside").await; later.left.name().len() };
            Ok(n + taking.await + later.name.name().len())
        }
        async fn by_name() -> usize {
            let bag = a_bag();
            let name = move || bag.name.name().len();
            wait("first").await;
            let n = name() + bag.left.name().len();
            drop(name);
            wait("second").await;
            n
        }
    }
    plain {
        struct Bag { name: Noisy, left: Noisy, both: (Noisy, u8) }
        impl Bag {
            fn new() -> Self {
                Bag { name: noisy("name"), left: noisy("left"), both: (noisy("both"), 1) }
            }
            fn open(is_there: bool) -> Result<Bag, Oops> {
                if is_there { Ok(Bag::new()) } else { Err(Oops("none")) }
            }
            async fn open_later(is_there: bool) -> Result<Self, Oops> {
                wait("later").await;
                Bag::open(is_there)
            }
        }
        fn a_bag() -> Bag {
            Bag::new()
        }
        struct OtherBag(Noisy, Noisy);
        impl OtherBag {
            fn new() -> OtherBag {
                OtherBag(noisy("first"), noisy("second"))
            }
        }
    }
}

twins! {
    /// A closure that refers to one field and takes another, by one pattern; and the only variant of an enum.
    patterns_that_refer_and_take: |run| { run.drive(f(Three(noisy("a"), noisy("b"), 3), Three(noisy("d"), noisy("e"), 5), Only::One { first: noisy("c"), second: 4 })); };
    plain {
        struct Three(Noisy, Noisy, usize);
        enum Only { One { first: Noisy, second: usize } }
    }
    machine {
        async fn f(three: Three, mut more: Three, only: Only) -> usize {
            let count = || { let Three(ref a, b, _) = three; a.name().len() + b.name().len() };
            wait("made").await;
            let n = count();
            wait("called").await;
            let mut rename = || { let Three(ref mut a, b, n) = more; *a = noisy("new"); drop(b); n };
            wait("second").await;
            let m = rename();
            let second = || { let Only::One { second, .. } = only; second };
            wait("third").await;
            let k = second();
            let first = || { let Only::One { first, .. } = only; first.name().len() };
            wait("fourth").await;
            n + m + k + first() + three.0.name().len() + more.0.name().len()
        }
    }
}

twins! {
    /// Of a value with a destructor a `move` closure has all, where it uses a field that is not copied: the field was taken out of it, and
    /// its destructor ran over what was gone.
    fields_of_what_has_a_destructor: |run| {
        run.drive(closures(ringing("a", 1), ringing("b", 2), Around { ringing: ringing("c", 3), other: noisy("other") }));
        run.drive(blocks(ringing("a", 1), Around { ringing: ringing("c", 3), other: noisy("other") }));
        run.drive(ringing("this", 1).by_itself());
    };
    plain {
        struct Ringing { name: Noisy, n: u32 }
        impl Drop for Ringing { fn drop(&mut self) { note("ringing", self.n); } }
        struct Around { ringing: Ringing, other: Noisy }
        fn ringing(name: &'static str, n: u32) -> Ringing { Ringing { name: noisy(name), n } }
        co! { async fn closures(a: Ringing, b: Ringing, around: Around) -> u32 {
            let name = move || a.name.name().len();
            let n = move || b.n;
            wait("made").await;
            let len = name();
            drop(name);
            wait("gone").await;
            let inner = move || around.ringing.name.name().len();
            wait("inner").await;
            drop(around.other);
            wait("other gone").await;
            let both = Ringing { name: noisy("both"), n: 4 };
            let take = move || { let held = &both; held.n + both.name.name().len() as u32 };
            wait("last").await;
            b.n + n() + len as u32 + inner() as u32 + take()
        } }
        co! { async fn blocks(a: Ringing, around: Around) -> usize {
            let block = async move { wait("inside").await; a.name.name().len() };
            wait("made").await;
            let len = block.await;
            wait("gone").await;
            let block = async move { wait("within").await; around.ringing.name.name().len() };
            drop(around.other);
            wait("other gone").await;
            len + block.await
        } }
        impl Ringing {
            co! { async fn by_itself(self) -> u32 {
                let name = move || self.name.name().len() as u32;
                wait("made").await;
                let len = name();
                drop(name);
                wait("gone").await;
                len
            } }
        }
    }
}

twins! {
    /// A `move` closure that uses a field behind a pointer has the pointer: it had what was behind it, or a copy of that.
    fields_behind_pointers: |run| {
        run.drive(shared(Client { state: state(), own: noisy("own"), n: 3 }));
        run.drive(by_another_name(state()));
        run.drive(boxed(Boxes { state: Box::new(Parted { left: noisy("left"), right: noisy("right") }), own: noisy("own") }));
        let (state, count) = (state(), Cell::new(3));
        run.drive(viewed(View { state: &state, inner: Inner { count: &count, name: noisy("inner") } }));
        run.drive(within(View { state: &state, inner: Inner { count: &count, name: noisy("inner") } }));
        note("counted", (state.count.get(), count.get()));
    };
    plain {
        use std::{cell::Cell, rc::Rc};
        struct State { count: Cell<u32>, name: Noisy }
        type Handle = Rc<State>;
        struct Client { state: Rc<State>, own: Noisy, n: u32 }
        struct Parted { left: Noisy, right: Noisy }
        struct Boxes { state: Box<Parted>, own: Noisy }
        struct View<'a> { state: &'a State, inner: Inner<'a> }
        struct Inner<'a> { count: &'a Cell<u32>, name: Noisy }
        fn state() -> Rc<State> { Rc::new(State { count: Cell::new(1), name: noisy("state") }) }
        co! { async fn shared(client: Client) -> u32 {
            let count = move || { let n = client.state.count.get(); client.state.count.set(n + 1); n };
            count();
            wait("counted").await;
            count();
            note("own", client.own.name());
            let name = async move { wait("inside").await; client.own.name().len() as u32 };
            count() + client.n + name.await
        } }
        co! { async fn by_another_name(handle: Handle) -> u32 {
            let count = move || { let n = handle.count.get(); handle.count.set(n + 1); n };
            count();
            wait("counted").await;
            count()
        } }
        co! { async fn boxed(boxes: Boxes) -> usize {
            let left = move || boxes.state.left.name().len();
            wait("made").await;
            drop(boxes.own);
            wait("own is gone").await;
            left()
        } }
        co! { async fn within(view: View<'_>) -> u32 {
            let name = || { let name = move || view.state.name.name().len() as u32; name() };
            let count = || async move { wait("inside").await; view.inner.count.set(view.inner.count.get() + 1) };
            wait("made").await;
            count().await;
            note("inner", view.inner.name.name());
            name()
        } }
        co! { async fn viewed(view: View<'_>) -> u32 {
            let set = move |n| view.state.count.set(n);
            set(4);
            wait("set").await;
            let get = move || view.state.name.name().len() as u32 + view.state.count.get() + view.inner.count.get();
            set(6);
            view.inner.count.set(7);
            wait("set again").await;
            note("inner", view.inner.name.name());
            get() + view.state.count.get()
        } }
    }
}

twins! {
    /// Of a struct that the text around a function does not show, a `move` closure has a field that may be a pointer, if nothing else uses
    /// what is in it.
    pointers_that_the_text_does_not_show: |run| {
        run.drive(shared(state()));
        run.drive(boxed(state()));
        run.drive(copied(state()));
    };
    plain {
        use std::rc::Rc;
        struct Pool { name: Noisy, n: u32 }
        struct State { shared: Rc<Pool>, boxed: Box<Pool>, own: Pool, other: Noisy }
        fn state() -> State {
            let pool = |name| Pool { name: noisy(name), n: 1 };
            State { shared: Rc::new(pool("shared")), boxed: Box::new(pool("boxed")), own: pool("own"), other: noisy("other") }
        }
    }
    machine {
        async fn shared(state: State) -> usize {
            wait("first").await;
            let block = async move {
                wait("inside").await;
                state.shared.name.name().len() + state.boxed.name.name().len()
            };
            wait("between").await;
            note("other", state.other.name());
            block.await
        }
        async fn boxed(state: State) -> u32 {
            let name = move || {
                note("name", state.boxed.name.name());
                state.boxed.n
            };
            wait("made").await;
            drop(state.other);
            wait("other is gone").await;
            name() + name()
        }
        async fn copied(state: State) -> u32 {
            let mut sum = 0;
            for n in 0..2 {
                let count = move || state.own.n + n;
                wait("made in a loop").await;
                sum += count();
            }
            let count = move || state.own.n;
            wait("made").await;
            drop(state.own.name);
            sum + count()
        }
    }
}

// A closure without `move` that uses two fields as values, `|| Pair(x.a, x.b)`, of a variable whose type nothing tells, while others are
// used elsewhere: it could not move them out of what it had a reference to (E0507).
twins! {
    closures_take_fields_of_variables_of_unknown_types: |run| {
        run.drive(later(false));
        run.drive(later(true));
        run.drive(before());
        run.drive(beside(1));
        run.drive(of_two());
        run.drive(in_a_box());
        run.drive(in_a_block());
        let (mut first, mut second) = (String::new(), String::new());
        run.drive(exclusive(&mut first));
        run.drive(given(&mut second));
        run.drive(copied(&std::cell::RefCell::new((1, 2, String::from("three")))));
    };
    plain {
        pub struct Parts<T> {
            pub a: T,
            pub b: Noisy,
            pub c: Noisy,
        }
        pub fn parts<T>(a: T) -> impl Future<Output = Parts<T>> {
            async { Parts { a, b: noisy("b"), c: noisy("c") } }
        }
        pub fn push(list: &mut String, letter: char) {
            list.push(letter);
        }
    }
    machine {
        async fn later(leaves: bool) -> usize {
            let x = parts(noisy("a")).await;
            wait("first").await;
            let take = || (x.a, x.b);
            wait("made").await;
            if leaves {
                return 0;
            }
            let taken = take();
            wait("taken").await;
            taken.0.name().len() + taken.1.name().len() + x.c.name().len()
        }
        async fn before() -> usize {
            let x = parts(noisy("a")).await;
            wait("first").await;
            drop(x.c);
            let take = || x.a;
            wait("made").await;
            take().name().len()
        }
        async fn beside(n: u32) -> Result<u32, (u32, Noisy)> {
            let x = parts(n).await;
            wait("first").await;
            note("c", x.c.name());
            let n = Err::<u32, u32>(n).map_err(|n| (n + x.a, x.b))?;
            wait("second").await;
            Ok(n + x.a)
        }
        async fn of_two() -> usize {
            let (x, y) = (parts(noisy("a")).await, parts(noisy("a of y")).await);
            wait("first").await;
            let take = || (x.a, y.b);
            note("others", x.c.name());
            note("others", y.c.name());
            wait("made").await;
            let (a, b) = take();
            wait("taken").await;
            a.name().len() + b.name().len()
        }
        async fn in_a_box() -> usize {
            let x = async { Box::new((noisy("a"), noisy("b"), String::from("c"))) }.await;
            note("c", &x.2);
            wait("first").await;
            let taken = Some(()).map(|()| (x.0, x.1)).unwrap();
            taken.0.name().len() + taken.1.name().len()
        }
        async fn in_a_block() -> usize {
            let x = parts(noisy("a")).await;
            wait("first").await;
            let block = async {
                wait("inside").await;
                (x.a, x.b)
            };
            wait("made").await;
            note("c", x.c.name());
            let taken = block.await;
            taken.0.name().len()
        }
        async fn exclusive(list: &mut String) -> usize {
            let x = parts(list).await;
            wait("first").await;
            note("c", x.c.name());
            ['a', 'b'].into_iter().for_each(|letter| push(x.a, letter));
            wait("second").await;
            x.a.len()
        }
        async fn given(list: &mut String) -> usize {
            let x = parts(list).await;
            wait("first").await;
            note("c", x.c.name());
            let list = Some('a').map(|_| x.a).unwrap();
            wait("second").await;
            push(list, 'c');
            list.len()
        }
        async fn copied(cell: &std::cell::RefCell<(u32, u32, String)>) -> u32 {
            let cell = cell;
            let x = cell.borrow_mut();
            wait("first").await;
            note("text", &x.2);
            let add = |n: u32| n + x.0 + x.1;
            wait("made").await;
            add(3) + x.0
        }
    }
}
