//! Names: constants in patterns, two variables of one name, and what a `let` keeps alive.

twins! {
    lower_case_constants: |run| { for n in [0, 5, 42] { run.drive(f(n, noisy("held"))); } };
    plain {
        const answer: u32 = 42;
        mod other { pub(super) const named: Option<u32> = Some(5); }
        use other::named;
    }
    machine {
        async fn f(n: u32, held: Noisy) -> u32 {
            let first = match give("first", n).await {
                answer => 1,
                other => { wait("other").await; other }
            };
            let second = match give("second", Some(n)).await {
                Some(answer) => { wait("answered").await; answer }
                named => 7,
                Some(n) => n,
                None => 0,
            };
            if let Some(answer) = give("third", Some(n)).await {
                wait(held.name()).await;
                return first + answer;
            }
            first + second
        }
    }
}

/// A function that a macro makes has variables of the macro's and of its caller's.
macro_rules! make {
    ($x:ident) => {
        twins! {
            two_of_one_name: f(noisy("argument"));
            async fn f($x: Noisy) -> (usize, usize, Noisy) {
                let x = noisy("the macro's");
                wait("one").await;
                let lengths = {
                    let x = give("inner", 5).await;
                    wait("two").await;
                    ($x.name().len(), x)
                };
                let joined = |n: usize| n + $x.name().len();
                wait("three").await;
                (joined(lengths.0), lengths.1, x)
            }
        }
    };
}
make!(x);

twins! {
    kept_by_let: f(true);
    async fn f(flag: bool) -> usize {
        let part = &give("tuple", (noisy("part"), noisy("beside"))).await.0;
        let slice = &give("array", [noisy("a"), noisy("b"), noisy("c")]).await[1..];
        let ref by_ref = give("by ref", noisy("by ref")).await;
        let (first, second) = (noisy("first"), &noisy("second"));
        let some = Some(&noisy("in some"));
        let chosen = if flag { &noisy("then") } else { &noisy("else") };
        let matched = match give("matched", 1).await { 1 => &noisy("one"), _ => part };
        wait("held").await;
        let lengths = [part, by_ref, &first, second, some.unwrap(), chosen, matched].map(|it| it.name().len());
        lengths.iter().sum::<usize>() + slice.len()
    }
}

twins! {
    /// What a box holds and its fields are the same parts, however they are named.
    boxes_refilled: |run| { for n in 0..3 { run.drive(f(n)); } };
    machine {
        async fn f(n: u32) -> usize {
            let mut boxed = Box::new((noisy("a"), noisy("b")));
            if n == 1 {
                drop(boxed.0);
                wait("moved out").await;
                boxed.0 = noisy("put back");
            }
            if n == 2 {
                drop((*boxed).1);
                wait("moved out").await;
                boxed.1 = noisy("put back");
            }
            let (left, right) = *boxed;
            wait("taken apart").await;
            left.name().len() + right.name().len()
        }
    }
}

twins! {
    /// `&mut` of a variable with a name as constants have them: it is the variable that changes.
    variables_called_like_constants: |run| { drop(run.drive(f(7))); };
    plain {
        const LIMIT: u32 = 5;
        async fn bump(n: &mut u32) { wait("bump").await; *n += 1; }
    }
    machine {
        async fn f(mut M: u32) -> [u32; 5] {
            let mut N = 3;
            wait("before").await;
            let n = &mut N;
            *n += 1;
            bump(&mut M).await;
            let mut LIST = [1, 2];
            bump(&mut LIST[1]).await;
            let limit = &mut LIMIT;
            bump(limit).await;
            let copied = *limit;
            for mut EACH in [1, 2] { bump(&mut EACH).await; note("each", EACH); }
            [N, M, LIST[1], copied, LIMIT]
        }
    }
}

/// Methods that a trait has for all types, with names of those that generated code calls on what is its own.
macro_rules! everybodys {
    ($name:ident, $($receiver:tt)*) => {
        twins! {
            $name: |run| {
                for n in 0..3 {
                    run.drive(f(n, noisy("argument"), noisy("kept")));
                    run.drive(parts((noisy("left"), Box::new(noisy("right"))), n));
                }
            };
            plain {
                trait Everybodys: Sized {
                    fn take($($receiver)*) -> u8 { panic!("take") }
                    fn end($($receiver)*) { panic!("end") }
                    fn ready<V>($($receiver)*, value: V) -> V { panic!("ready") }
                    fn set<V>($($receiver)*, value: V) { panic!("set") }
                    fn disarm($($receiver)*) { panic!("disarm") }
                    fn tell<V>($($receiver)*, value: V) { panic!("tell") }
                    fn probe($($receiver)*) {}
                    fn written<V>($($receiver)*, value: V) {}
                    fn usage($($receiver)*) {}
                    fn guard($($receiver)*) {}
                    fn closure($($receiver)*) {}
                    fn value($($receiver)*) {}
                    fn captured<V>($($receiver)*, value: V) {}
                    fn choose<V>($($receiver)*, value: V) {}
                    fn is_moved($($receiver)*) -> bool { panic!("is_moved") }
                    fn is_box($($receiver)*) -> bool { panic!("is_box") }
                    fn opens($($receiver)*) {}
                    fn splits($($receiver)*) {}
                    fn get_all<const N: usize>($($receiver)*, first: usize) -> [bool; N] { panic!("get_all") }
                    fn get($($receiver)*, flag: usize) -> bool { panic!("get") }
                    fn open($($receiver)*) {}
                    fn tie($($receiver)*) {}
                    fn check($($receiver)*) {}
                }
                impl<T> Everybodys for T {}
                trait Eaten { fn eaten(self) -> usize; }
                impl Eaten for Noisy { fn eaten(self) -> usize { 1 } }
            }
            machine {
                async fn f(n: usize, argument: Noisy, mut kept: Noisy) -> (Noisy, Noisy) {
                    let mut made = give("made", noisy("made")).await;
                    let later;
                    if n == 1 { drop(argument); } else { note("argument", argument.name()); }
                    later = kept;
                    wait("one").await;
                    kept = noisy("new");
                    made = noisy("new made");
                    let list = [noisy("a"), noisy("b"), noisy("c")];
                    wait(list[n % 3].name()).await;
                    let closure = || later.name().len() + later.eaten();
                    note("closure", closure());
                    wait("two").await;
                    (made, kept)
                }
                async fn parts(pair: (Noisy, Box<Noisy>), n: usize) -> usize {
                    wait("parts").await;
                    let mut pair = pair;
                    if n == 1 { drop(pair.0); }
                    if n == 2 { drop(*pair.1); pair.1 = Box::new(noisy("put back")); }
                    wait("gone").await;
                    pair.0 = noisy("new");
                    wait("there").await;
                    noisy("receiver").eaten() + { wait("argument").await; 1 }
                }
            }
        }
    };
}
everybodys!(everybodys_methods_by_value, self);
everybodys!(everybodys_methods_by_reference, &self);
everybodys!(everybodys_methods_by_exclusive_reference, &mut self);

twins! {
    /// A user's types with names of primitive ones were taken for numbers, which have nothing to drop: an error (E0507), or a leak.
    types_with_names_of_primitives: |run| { run.drive(f(u64(noisy("argument")), 3)); run.drive(g(noisy("own"))); run.drive(h(noisy("generic"), 1)); };
    plain {
        #[allow(non_camel_case_types)] struct u64(Noisy);
        #[allow(non_camel_case_types)] struct u8 { left: Noisy, right: Noisy }
        #[allow(non_camel_case_types)] struct bool;
    }
    machine {
        async fn f(first: u64, n: u32) -> usize {
            let moved: u64 = first;
            wait("moved").await;
            let second = moved;
            let unused: u64 = u64(noisy("unused"));
            wait("waiting").await;
            second.0.name().len()
        }
        async fn g(own: Noisy) -> usize {
            let first: u8 = u8 { left: noisy("left"), right: own };
            wait("first").await;
            if first.left.name() == "left" { drop(first.left); }
            wait("second").await;
            let last: u8 = u8 { left: noisy("left again"), right: noisy("right again") };
            wait("third").await;
            drop(last);
            3
        }
        async fn h<i64>(value: i64, n: i32) -> i64 {
            let held: i64 = value;
            wait("held").await;
            held
        }
    }
}

// Variables whose names begin with capital letters were taken for constants, which no segment has to keep (E0425).
twins! {
    variables_in_capitals: |run| {
        run.drive(bound(Some((noisy("held"), 3))));
        run.drive(bound(None));
        run.drive(shapes(noisy("argument")));
    };
    machine {
        async fn bound(option: Option<(Noisy, usize)>) -> usize {
            let Matrix = give("matrix", noisy("matrix")).await;
            wait("first").await;
            note("matrix", Matrix.name());
            if let Some((HELD, Width)) = option {
                wait(HELD.name()).await;
                drop(Matrix);
                wait("second").await;
                return HELD.name().len() + Width;
            }
            match give("second", Some(7)).await {
                Some(Rows) if Rows > 3 => {
                    wait("third").await;
                    Rows + Matrix.name().len()
                }
                _ => 0,
            }
        }
        async fn shapes(ARGUMENT: Noisy) -> usize {
            let (HEIGHT, DEPTH) = give("shape", (2, 3)).await;
            let reference = &ARGUMENT;
            let area = || HEIGHT * DEPTH;
            wait("first").await;
            let mut sum = area();
            for (Index, LETTER) in ["a", "b"].into_iter().enumerate() {
                wait(LETTER).await;
                sum += Index + Some(1).map(|Inner| Inner + LETTER.len()).unwrap();
            }
            sum + reference.name().len()
        }
    }
}
