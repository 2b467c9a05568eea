//! `let` in all its forms.

twins! {
    /// The temporaries of the initialiser end before the else block.
    else_after_temporaries: |run| { for n in 0..3 { run.drive(f(n)); } };
    machine {
        async fn f(n: u32) -> usize {
            let lock = Lock::new(Some(3));
            let Some(mut got) = (*lock.lock().await).filter(|_| n == 0) else {
                note("else", n);
                let guard = lock.lock().await;
                wait("held").await;
                return 1;
            };
            got += 1;
            wait("went on").await;
            let Some(2 | 4) = Some(got + *lock.lock().await.as_ref().unwrap() - 3) else { return lock.lock().await.unwrap() };
            let (4, held) = (got, give("held", noisy("held")).await) else { return 7 };
            wait("end").await;
            held.name().len()
        }
    }
}

twins! {
    patterns_without_values: |run| { for n in 0..2 { run.drive(f(n)); } };
    machine {
        async fn f(n: u32) -> usize {
            let (x, y);
            if n == 0 {
                x = noisy("x");
                y = give("y", noisy("y")).await;
            } else {
                y = noisy("y1");
                x = noisy("x1");
            }
            wait("p").await;
            let (mut q, mut s);
            (q, s) = give("pair", (noisy("q"), noisy("s"))).await;
            (q, _) = (give("q2", noisy("q2")).await, noisy("gone"));
            q.name().len() + s.name().len() + x.name().len() + y.name().len()
        }
    }
}

twins! {
    underscore_moves_nothing: f(Pair { left: noisy("l"), right: noisy("r") });
    async fn f(pair: Pair) -> usize {
        wait("r").await;
        _ = pair.left;
        let _ = pair.right;
        wait("s").await;
        _ = give("value", noisy("value")).await;
        pair.left.name().len()
    }
}

twins! {
    /// They lived until the end of the block, as those of a pattern that matches do.
    extended_temporaries_end_before_else: |run| { (0..4).for_each(|n| drop(run.drive(f(n)))); };
    machine {
        async fn f(n: u32) -> usize {
            wait("start").await;
            let (Noisy("a"), Noisy(name)) = (&noisy("a"), &noisy("b")) else { unreachable!() };
            wait("matched").await;
            if n == 0 {
                let &None = &Some(noisy("plain")) else { note("else", ()); return name.len() };
            }
            let ((&Noisy("a"), _) | (_, &Noisy("a"))) = (&noisy("one"), &noisy(if n == 1 { "a" } else { "two" })) else {
                note("else", ());
                wait("else").await;
                if n == 2 { panic!("in else") }
                return 1;
            };
            wait("end").await;
            2
        }
    }
}

twins! {
    /// A variable that a pattern takes apart, and leaves nothing of, is given up as a whole: what it was taken into is dropped where that
    /// ends, and what is copied or borrowed out of it may be used again.
    taken_apart_altogether: |run| { (0..9).for_each(|n| drop(run.drive(f(n)))); };
    machine {
        async fn f(n: u32) -> usize {
            struct Whole { left: Noisy, inner: (Noisy, u32), right: Noisy }
            struct Numbers { one: u32, two: u32 }
            struct Dropped { one: u32 }
            impl Drop for Dropped { fn drop(&mut self) { note("dropped", self.one); } }
            fn whole() -> Whole { Whole { left: noisy("left"), inner: (noisy("inner"), 3), right: noisy("right") } }
            match n {
                0 => {
                    let whole = whole();
                    let Whole { right, inner: (inner, three), left } = whole;
                    wait("a").await;
                    drop(inner);
                    let large = [noisy("x"), noisy("y"), noisy("z")];
                    wait("b").await;
                    left.name().len() + three as usize + large.len()
                }
                1 => {
                    let numbers = Numbers { one: n, two: 2 };
                    let Numbers { one, two } = numbers;
                    wait("a").await;
                    let again = numbers;
                    wait("b").await;
                    (again.one + two + one) as usize
                }
                2 => {
                    let kept = Dropped { one: n };
                    let Dropped { one } = kept;
                    wait("a").await;
                    note("one", one);
                    1
                }
                3 => {
                    let (mut a, b) = (whole(), whole());
                    let by_reference = &mut a;
                    let Whole { left, inner, .. } = by_reference;
                    wait("a").await;
                    inner.1 += left.name().len() as u32;
                    let shared = &*by_reference;
                    let Whole { left, inner: (_, m), right } = shared;
                    wait("b").await;
                    (left.name().len(), *m as usize, right.name().len(), b).1
                }
                4 => {
                    let mut own = whole();
                    let by_reference = &mut own;
                    let Whole { left, inner: (inner, m), right } = by_reference;
                    wait("a").await;
                    (*m, *left) = (7, noisy("new"));
                    by_reference.inner.1 += 1;
                    wait("b").await;
                    own.inner.1 as usize
                }
                5 => {
                    let array = [noisy("first"), give("second", noisy("second")).await, noisy("third")];
                    let [first, second, third] = array;
                    wait("a").await;
                    drop((third, first));
                    wait("b").await;
                    second.name().len()
                }
                6 => {
                    let triple = (noisy("a"), noisy("b"), whole());
                    for _ in 0..2 {
                        let own = (noisy("own"), n);
                        let (name, n) = own;
                        wait(name.name()).await;
                    }
                    let (a, b, c) = triple;
                    if give("b", b.name() == "b").await { drop(b); }
                    wait("c").await;
                    let Whole { inner, .. } = c;
                    wait("d").await;
                    inner.1 as usize
                }
                7 => {
                    let mut filled = whole();
                    wait("a").await;
                    let Whole { left, right, inner } = filled;
                    wait("b").await;
                    filled.left = noisy("left again");
                    filled.right = right;
                    wait("c").await;
                    filled.inner = inner;
                    wait("d").await;
                    let again = filled;
                    again.inner.1 as usize
                }
                _ => {
                    let pair = (noisy("unused"), noisy("used"));
                    let closure = move || { let (unused, used) = pair; used.name().len() };
                    wait("a").await;
                    closure()
                }
            }
        }
    }
}

twins! {
    /// The type that stands beside a name says what it is that `ref` refers to.
    types_behind_ref: |run| { run.drive(f()); };
    machine {
        async fn f() -> usize {
            let ref result: Result<_, ()> = Ok(noisy("result"));
            let ref mut list: Vec<_> = Vec::new();
            let ref first: u8 = vec![4, 5][0];
            wait("first").await;
            list.push(7_u16);
            note("all", (&list, first));
            wait("second").await;
            result.as_ref().map_or(0, |noisy| noisy.name().len()) + list.len()
        }
    }
}

twins! {
    /// A block with a label extends lives as others do.
    lives_extended_out_of_labelled_blocks: |run| { for k in 0..3 { drop(run.drive(f(k))); } };
    machine {
        async fn f(k: usize) -> usize {
            let list = 'found: {
                if k > 1 { break 'found None; }
                wait("searched").await;
                Some(&[noisy("one"), give("other", noisy("two")).await])
            };
            wait("behind").await;
            let name = 'name: { if k == 0 { break 'name "none"; } &give("made", noisy("name")).await.name().to_owned() };
            wait("end").await;
            list.map_or(0, |list| list[1].name().len()) + name.len()
        }
    }
}
