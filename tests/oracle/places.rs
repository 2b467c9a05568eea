//! Places: fields, indices, dereferences, assignments of every kind.

twins! {
    assignments: f();
    async fn f() -> (u32, Option<Noisy>) {
        let mut n = 1;
        let mut slot = Some(noisy("old"));
        n = give("n", n + 1).await;
        slot = Some(give("slot", noisy("new")).await);
        wait("held").await;
        slot = None;
        slot = Some(noisy("last"));
        (n, slot)
    }
}

twins! {
    fields: f(Pair { left: noisy("l"), right: noisy("r") });
    async fn f(mut pair: Pair) -> &'static str {
        pair.left = give("left", noisy("new left")).await;
        wait("held").await;
        let Pair { left, .. } = pair;
        wait("taken").await;
        drop(pair.right);
        wait("empty").await;
        left.name()
    }
}

twins! {
    fields_set_again: f(Pair { left: noisy("l"), right: noisy("r") });
    async fn f(mut pair: Pair) -> Pair {
        drop(pair.left);
        wait("half").await;
        pair.left = noisy("again");
        wait("whole").await;
        pair
    }
}

twins! {
    indices: f(vec![1, 2, 3]);
    async fn f(mut list: Vec<u32>) -> u32 {
        list[give("index", 1).await] = give("value", 20).await;
        let picked = list[note("two", 2)] + list[give("zero", 0).await];
        let grid = vec![[1, 2], [3, 4]];
        picked + grid[give("row", 1).await][give("column", 0).await]
    }
}

twins! {
    index_by_range: f();
    async fn f() -> Vec<u8> {
        let mut bytes = *b"hello";
        bytes[1..give("end", 3).await].copy_from_slice(&give("bytes", *b"EL").await);
        bytes[give("from", 3).await..].reverse();
        bytes.to_vec()
    }
}

twins! {
    dereferences: f(&mut 3, Box::new(noisy("box")));
    async fn f(number: &mut u32, mut held: Box<Noisy>) -> u32 {
        *number = give("number", *number * 2).await;
        *held = give("content", noisy("new content")).await;
        wait("between").await;
        let inner = *held;
        wait("moved out").await;
        *number + inner.name().len() as u32
    }
}

twins! {
    compound_assignment: f(&mut 1);
    async fn f(total: &mut u32) -> u32 {
        let mut n = 10;
        n += give("plus", 5).await;
        n -= note("minus", 1);
        n <<= give("shift", 1).await;
        *total += n + give("total", 1).await;
        let mut list = [1, 2];
        list[give("index", 1).await] += give("element", 40).await;
        let mut text = String::from("a");
        text += &give("text", String::from("b")).await;
        *total + list[1] + text.len() as u32
    }
}

twins! {
    /// Of a primitive's compound assignment the right side is evaluated first, so the wait's effect on it is seen.
    compound_assignment_order: f();
    async fn f() -> (u32, u32) {
        let cell = std::cell::Cell::new(1);
        let mut n = 1;
        n += { n = 100; give("right", 1).await };
        let place = |which| { note("place", which); &cell };
        place("first").set(place("second").get() + give("value", 2).await);
        (n, cell.get())
    }
}

twins! {
    destructuring_assignment: f();
    async fn f() -> (u32, u32, u32) {
        let (mut a, mut b) = (1, 2);
        let mut list = [0; 2];
        (a, b) = (b, give("a", a + 10).await);
        wait("swapped").await;
        [list[0], _] = give("list", [7, 8]).await;
        (_, b) = (noisy("ignored"), give("b", b + 1).await);
        ((a, .., b), .., (..)) = ((a + b, 1, give("rest", b).await), noisy("left"), (noisy("out"), 2));
        (..) = (noisy("nothing of it"), give("all", 3).await);
        (a, b, list[0])
    }
}

twins! {
    places_through_references: f(vec![noisy("a"), noisy("b")]);
    async fn f(mut list: Vec<Noisy>) -> usize {
        let last = list.last_mut().unwrap();
        wait("borrowed").await;
        *last = noisy("c");
        let first = &mut list[0];
        first.0 = give("name", "renamed").await;
        wait("still").await;
        std::mem::replace(first, noisy("d")).name().len() + list.len()
    }
}

twins! {
    assignment_drops_the_old: |run| { run.drive(f(true)); run.drive(f(false)); };
    machine {
        async fn f(moved: bool) -> u32 {
            let mut value = noisy("first");
            if moved { drop(value); }
            wait("maybe empty").await;
            value = noisy("second");
            wait("full").await;
            value = give("third", noisy("third")).await;
            3
        }
    }
}

twins! {
    unions_and_statics: f();
    async fn f() -> u32 {
        static COUNT: std::sync::atomic::AtomicU32 = std::sync::atomic::AtomicU32::new(5);
        const STEP: u32 = 2;
        union Bits { whole: u32, bytes: [u8; 4] }
        let bits = Bits { whole: give("whole", 0x0101_0101).await };
        wait("held").await;
        let byte = unsafe { bits.bytes }[give("index", 1).await];
        COUNT.load(std::sync::atomic::Ordering::Relaxed) + STEP + u32::from(byte)
    }
}

twins! {
    /// What a struct takes of another is gone from it; what it is given instead is left there.
    struct_update: |run| {
        for n in 0..4 { run.drive(f(Parts { a: noisy("a"), b: noisy("b"), n }, n)); }
    };
    machine {
        async fn f(parts: Parts, n: u32) -> u32 {
            wait("before").await;
            if n == 0 {
                let other = Parts { n: 7, ..parts };
                wait("all but n").await;
                return other.n;
            }
            if n == 1 {
                let other = Parts { b: give("b", noisy("b2")).await, a: noisy("a2"), ..parts };
                wait("only n").await;
                drop(other);
            } else if n == 2 {
                let other = Parts { a: give("a", noisy("a2")).await, ..parts };
                wait("b and n").await;
                note("left", parts.a.name());
                drop(other);
            }
            wait("end").await;
            parts.n
        }
    }
    plain { #[derive(Debug)] struct Parts { a: Noisy, b: Noisy, n: u32 } }
}

twins! {
    struct_update_of_parts: |run| {
        let pair = |l, r| Pair { left: noisy(l), right: noisy(r) };
        run.drive(f((pair("a", "b"), noisy("c")), Box::new(pair("d", "e")), &noisy("f")));
    };
    machine {
        async fn f(first: (Pair, Noisy), second: Box<Pair>, _third: &Noisy) -> Noisy {
            wait("before").await;
            let one = Pair { left: give("left", noisy("g")).await, ..first.0 };
            wait("one").await;
            let two = Pair { right: noisy("h"), ..*second };
            wait("two").await;
            drop(one);
            drop(two);
            first.1
        }
    }
}

twins! {
    /// The rest of a type with a destructor is copied.
    struct_update_with_a_destructor: |run| { run.drive(f(Loud { name: noisy("a"), n: 2 })); };
    machine {
        async fn f(loud: Loud) -> u32 {
            wait("before").await;
            let other = Loud { name: give("b", noisy("b")).await, ..loud };
            wait("both").await;
            other.n + loud.n
        }
    }
    plain {
        #[derive(Debug)]
        struct Loud { name: Noisy, n: u32 }
        impl Drop for Loud { fn drop(&mut self) { note("loud", self.name.name()); } }
    }
}

twins! {
    struct_update_over_and_over: f();
    async fn f() -> u32 {
        let mut state = State { name: noisy("state"), list: vec![noisy("first")], n: 0 };
        for i in 0..3 {
            state = State { n: state.n + give("n", i).await, ..state };
            wait("next").await;
            state = State { list: vec![noisy("new")], ..state };
        }
        return state.n;
        struct State { name: Noisy, list: Vec<Noisy>, n: u32 }
    }
}

twins! {
    struct_update_from_later_on: f();
    async fn f() -> usize {
        let base = Default::default();
        wait("of a type that is not known").await;
        let options = Options { a: give("a", 3).await, ..base };
        wait("but now it is").await;
        return options.c.len() + options.a as usize;
        #[derive(Default)] struct Options { a: u32, b: String, c: Vec<Noisy> }
    }
}

twins! {
    raw_addresses: f([1, 2, 3]);
    async fn f(mut list: [u32; 3]) -> u32 {
        let first = &raw const list[give("first", 0).await];
        let second = &raw mut list[give("second", 1).await];
        wait("taken").await;
        unsafe { *second += *first };
        let mut pair = (1, [2_u32, 3]);
        let same = std::ptr::eq(&raw const pair.1[give("of a field", 1).await], &raw const pair.1[1]);
        let through = &raw mut (*give("through", &mut pair).await).0;
        unsafe { through.write(5) };
        wait("end").await;
        list[1] + pair.0 + u32::from(same)
    }
}

twins! {
    /// Fields of a packed struct are used as values only: nothing may refer to one.
    packed_fields: |run| { run.drive(f(Packed { small: 1, number: 2 }, Named { small: 3, name: noisy("name") })); };
    plain {
        #[repr(C, packed)]
        #[derive(Clone, Copy)]
        struct Packed { small: u8, number: u32 }
        #[repr(C, packed)]
        struct Named { small: u8, name: Noisy }
    }
    machine {
        async fn f(mut packed: Packed, named: Named) -> u32 {
            wait("first").await;
            packed.number += 1;
            packed.number += give("more", u32::from(packed.small)).await;
            let number = packed.number;
            let sum = number + give("sum", packed.number).await;
            let name = named.name;
            wait(name.name()).await;
            match packed.small { 1 => sum + give("one", packed.number).await, _ => packed.number }
        }
    }
}

twins! {
    /// What a destructuring assignment leaves of its value is dropped before the places are evaluated.
    destructured_into_places: |run| { run.drive(f(&mut vec![noisy("old")])); };
    machine {
        async fn f(list: &mut Vec<Noisy>) -> Noisy {
            (list[give("index", 0).await], _) = (noisy("new"), noisy("left"));
            let (mut a, b);
            (a, b) = (noisy("a"), give("b", noisy("b")).await);
            [a, ..] = [noisy("first"), noisy("second"), give("third", noisy("third")).await];
            (a, (list[give("index", 0).await], ..)) = (noisy("a"), (b, noisy("rest")));
            wait("held").await;
            a
        }
    }
}

twins! {
    /// The parts of a tuple wait by themselves for the place that they are assigned to.
    aggregates_into_places: |run| { run.drive(f(&mut vec![(noisy("a"), noisy("b"))], &mut vec![[noisy("c"), noisy("d")]])); };
    machine {
        async fn f(pairs: &mut Vec<(Noisy, Noisy)>, arrays: &mut Vec<[Noisy; 2]>) {
            pairs[give("index", 0).await] = (noisy("left"), noisy("right"));
            arrays[give("index", 0).await] = [noisy("first"), give("second", noisy("second")).await];
        }
    }
}

twins! {
    /// What is copied from behind a `Deref`, beside what patterns take of the same variable.
    copied_behind_deref: |run| {
        for way in 0..3 {
            run.drive(f(Own(State { count: 1, limit: Some(2), noisy: noisy("noisy") }, noisy("own")), way));
        }
    };
    plain {
        pub(super) struct State { pub(super) count: u32, pub(super) limit: Option<u32>, pub(super) noisy: Noisy }
        pub(super) struct Own(pub(super) State, pub(super) Noisy);
        impl std::ops::Deref for Own {
            type Target = State;
            fn deref(&self) -> &State {
                &self.0
            }
        }
    }
    machine {
        async fn f(own: Own, way: u32) -> u32 {
            let count = own.count + give("count", 1).await;
            let limit = match own.limit {
                Some(limit) => give("limit", limit).await,
                None => 0,
            };
            if way == 1 {
                drop(own.1);
                wait("one").await;
            } else if way == 2 {
                let Own(State { noisy, .. }, _) = own;
                wait("two").await;
                drop(noisy);
            }
            wait("end").await;
            count + limit
        }
    }
}

twins! {
    /// Each name was bound by itself, and the pointer asked anew for it.
    patterns_behind_an_own_deref_ask_it_once: |run| { for n in 0..3 { run.drive(f(pointer(n), pointer(n + 1))); run.drive(g(pointer(n))); } };
    plain {
        struct Pointer(Behind);
        struct Behind(Noisy, u32, Option<(u64, u32)>);
        impl std::ops::Deref for Pointer {
            type Target = Behind;
            fn deref(&self) -> &Behind { note("deref", self.0.1); &self.0 }
        }
        impl std::ops::DerefMut for Pointer {
            fn deref_mut(&mut self) -> &mut Behind { note("deref_mut", self.0.1); &mut self.0 }
        }
        fn pointer(n: u32) -> Pointer { Pointer(Behind(noisy("behind"), n, (n > 0).then_some((7, n)))) }
    }
    machine {
        async fn f(shared: Pointer, mut exclusive: Pointer) -> usize {
            let Behind(ref noisy_one, n, _) = *shared;
            wait("shared").await;
            note("is", (noisy_one, n));
            let Behind(ref mut changed, m, _) = *exclusive;
            wait("exclusive").await;
            *changed = noisy("new");
            (n + m) as usize + exclusive.0.0.name().len()
        }
        async fn g(pointer: Pointer) -> u64 {
            let r = match *pointer {
                Behind(_, 1, Some((a, b))) if a > 3 => { wait("one").await; a + u64::from(b) }
                Behind(ref x, n, _) => { wait("two").await; note("x", (x, n)); 2 }
            };
            let Behind(_, n, Some((a, b))) = *pointer else { return r };
            wait("three").await;
            r + a + u64::from(b + n)
        }
    }
}

twins! {
    /// What the value leaves of a temporary goes at the end of the statement, after what it replaces; a variable that nothing is made of
    /// may be gone.
    assigned_parts_of_temporaries: |run| {
        run.drive(fields());
        run.drive(variables());
        run.drive(gone(|noisy| noisy.name().len()));
    };
    machine {
        async fn fields() -> usize {
            let mut pair = Pair { left: noisy("left"), right: noisy("right") };
            wait("one").await;
            drop(pair.left);
            pair.left = (noisy("new"), noisy("rest")).0;
            wait("two").await;
            pair.left = (give("newer", noisy("newer")).await, noisy("other rest")).0;
            wait("three").await;
            pair.left.name().len() + pair.right.name().len()
        }
        async fn variables() -> usize {
            let mut one = noisy("one");
            let mut list = vec![noisy("in list")];
            wait("one").await;
            one = (give("new", noisy("new")).await, noisy("rest")).0;
            list[0] = (give("newer", noisy("newer")).await, noisy("other rest")).0;
            wait("two").await;
            one.name().len() + list.len()
        }
        async fn gone(once: impl FnOnce(Noisy) -> usize) -> usize {
            let n = once(noisy("given"));
            wait("one").await;
            let _ = once;
            n
        }
    }
}

twins! {
    /// Places of an assignment that takes a value apart, some of which wait.
    waiting_places_of_parts: |run| { run.drive(f(vec![1, 2, 3], 4)); };
    machine {
        async fn f(mut list: Vec<u32>, mut n: u8) -> u32 {
            (list[give("first", 0_usize).await], n) = (5, 6);
            (n, list[give("second", 1_usize).await]) = (n + 1, 8);
            wait("set").await;
            list.iter().sum::<u32>() + u32::from(n)
        }
    }
}

twins! {
    /// What is copied and reborrowed from behind a `Deref`, beside what may be consumed of the variable by calls.
    parts_beside_what_is_behind_deref: |run| {
        let mut number = 7;
        for way in 0..4 {
            run.drive(f(request(&mut number), way));
        }
    };
    plain {
        #[derive(Clone, Copy)]
        pub(super) struct Meta { pub(super) id: u32 }
        pub(super) struct Message<'n> { pub(super) meta: Meta, pub(super) text: Option<Noisy>, pub(super) number: &'n mut u32 }
        pub(super) struct Request<'n> { pub(super) message: Message<'n>, pub(super) left: Noisy, pub(super) right: Option<Noisy>, pub(super) last: Noisy }
        impl<'n> std::ops::Deref for Request<'n> {
            type Target = Message<'n>;
            fn deref(&self) -> &Message<'n> {
                &self.message
            }
        }
        impl std::ops::DerefMut for Request<'_> {
            fn deref_mut(&mut self) -> &mut Self::Target {
                &mut self.message
            }
        }
        pub(super) fn request(number: &mut u32) -> Request<'_> {
            let message = Message { meta: Meta { id: 1 }, text: Some(noisy("text")), number };
            Request { message, left: noisy("left"), right: Some(noisy("right")), last: noisy("last") }
        }
    }
    machine {
        async fn f(mut request: Request<'_>, way: u32) -> u32 {
            let id = request.message.meta.id;
            let has_text = request.message.text.as_ref().is_some_and(|text| text.name().len() == 4);
            let meta = request.meta;
            let number: &mut u32 = request.number;
            *number += give("number", 1).await;
            if way == 1 {
                drop(request.left);
                wait("left").await;
            } else if way == 2 {
                drop(request.right.unwrap());
                wait("right").await;
            } else if way == 3 {
                drop(request.message.text.unwrap().name().len());
                wait("text").await;
            }
            wait("end").await;
            id + meta.id + u32::from(has_text)
        }
    }
}

twins! {
    /// What is temporary in the fields of a struct that takes the others from a variable is dropped behind what the struct is assigned to.
    temporaries_in_updates: |run| { drop(run.drive(f(pair("argument")))); };
    plain {
        #[derive(Debug)]
        struct Pair { left: Noisy, right: Noisy }
        fn copy(of: &Noisy) -> Noisy { noisy(of.name()) }
        fn pair(name: &'static str) -> Pair { Pair { left: noisy(name), right: noisy(name) } }
    }
    machine {
        async fn f(argument: Pair) -> usize {
            let mut first = argument;
            wait("first").await;
            first = Pair { left: (noisy("left"), noisy("beside")).0, ..first };
            wait("second").await;
            first = Pair { left: copy(&give("waited", noisy("waited")).await), ..first };
            let mut second = Pair { right: give("pair", pair("made")).await.right, ..pair("rest") };
            second = Pair { right: copy(&noisy("temporary")), left: copy(&first.left), ..second };
            first.left.name().len() + second.right.name().len()
        }
    }
}

twins! {
    /// Of a value with a `Deref` that lost more than one part of its own, the rest was not dropped.
    parts_of_what_leads_elsewhere: |run| { for n in 0..8 { run.drive(f(n)); run.drive(g(n)); } };
    plain {
        struct Leading { a: Noisy, b: Noisy, c: Box<(Noisy, Noisy)>, d: Noisy, list: Vec<u32> }
        impl std::ops::Deref for Leading { type Target = Vec<u32>; fn deref(&self) -> &Vec<u32> { &self.list } }
        struct Held { leading: Leading, a: Noisy }
        fn leading() -> Leading {
            let c = Box::new((noisy("c"), noisy("e")));
            Leading { a: noisy("a"), b: noisy("b"), c, d: noisy("d"), list: vec![1] }
        }
    }
    machine {
        async fn f(n: u32) -> usize {
            let it = leading();
            wait("there").await;
            if n & 1 == 1 { drop(it.a); }
            wait("first").await;
            if n & 2 == 2 { drop(it.b); }
            wait("second").await;
            if n & 4 == 4 { drop(it.c); }
            wait("third").await;
            n as usize
        }
        async fn g(n: u32) -> usize {
            let it = Held { leading: leading(), a: noisy("held") };
            wait("there").await;
            if n & 1 == 1 { drop(it.leading.a); }
            wait("first").await;
            if n & 2 == 2 { drop(it.leading.b); }
            wait("second").await;
            if n & 4 == 4 { drop(it.a); }
            wait("third").await;
            n as usize
        }
    }
}

twins! {
    /// librespot's dealer: fields of a variable that the branches of an `if` make, one of which was mentioned before. It was not known to hold
    /// them itself (E0507).
    branches_make_a_value_with_fields: |run| {
        run.drive(f(Some((noisy("a"), noisy("b"))), true));
        run.drive(f(Some((noisy("a"), noisy("b"))), false));
        run.drive(f(None, true));
    };
    machine {
        async fn f(given: Option<(Noisy, Noisy)>, takes: bool) -> usize {
            let mut tasks = if let Some((a, b)) = given { (Some(a), Some(b)) } else { (None, None) };
            wait("begin").await;
            if takes {
                drop(tasks.0.take());
            }
            wait("taken").await;
            let tasks = tasks.0.into_iter().chain(tasks.1);
            wait("chained").await;
            let number = tasks.map(|task| task.name().len()).sum();
            let pair = match number {
                0 => (noisy("none"), noisy("left")),
                _ => (noisy("some"), noisy("right")),
            };
            wait(pair.0.name()).await;
            drop(pair.0);
            wait("end").await;
            number
        }
    }
}

twins! {
    /// The rest of what is waited for, beside what is told its type by the struct.
    in_any_order struct_update_of_what_waits: |run| { run.drive(f(noisy("x"), noisy("y"))); run.drive(optional(Some((noisy("x"), noisy("y"))))); };
    plain {
        #[derive(Debug)] struct Options { a: Noisy, b: (Noisy, u32), c: Option<Noisy> }
        #[derive(Clone, Copy)] struct Flags { a: u32, b: (u8, u32), c: Option<u8> }
        fn options() -> Options { Options { a: noisy("a"), b: (noisy("b"), 1), c: Some(noisy("c")) } }
    }
    machine {
        async fn f(x: Noisy, y: Noisy) -> u32 {
            let options = Options { a: y, b: (x, 3), ..give("made", options()).await };
            wait("first").await;
            let options = Options { c: Some(noisy("new")), b: (give("b", noisy("newer")).await, 5), ..give("again", options).await };
            let flags = Flags { b: (1, 2), c: None, ..give("flags", Flags { a: 1, b: (3, 4), c: Some(5) }).await };
            flags.a + flags.b.1 + flags.c.map_or(7, u32::from) + options.b.1
        }
    }
    machine {
        async fn optional(pair: Option<(Noisy, Noisy)>) -> Option<Noisy> {
            if let Some((x, y)) = pair {
                let Options { c, .. } = Options { a: y, b: (x, 3), ..give("made", options()).await };
                wait("taken apart").await;
                return c;
            }
            None
        }
    }
}
