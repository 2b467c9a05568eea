//! Macros of which nobody sees what they expand to, and that consume variables, or do not: rustc is asked.

use super::harness::Noisy;

// Under conditions that only rustc knows: calls are nested futures.
#[cfg(any(unix, windows))]
macro_rules! fine {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(error) => panic!("{error:?}"),
        }
    };
    ($result:expr, $($words:tt)+) => {
        match $result {
            Ok(value) => value,
            Err(_) => panic!($($words)+),
        }
    };
}
#[cfg(any(unix, windows))]
macro_rules! or_leave {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(error) => return Err(error),
        }
    };
}
#[cfg(any(unix, windows))]
macro_rules! set {
    ($place:expr, $value:expr) => {
        $place = $value
    };
}
#[cfg(any(unix, windows))]
macro_rules! same {
    ($($code:tt)*) => { $($code)* };
}
// By the names of well-known ones, that make a value of what they are given.
#[cfg(any(unix, windows))]
macro_rules! hashmap {
    ($($key:expr => $value:expr),* $(,)?) => {{
        let mut list = Vec::new();
        $(list.push(($key, $value));)*
        list
    }};
}
#[cfg(any(unix, windows))]
macro_rules! smallvec {
    ($($value:expr),* $(,)?) => { vec![$($value),*] };
}
#[cfg(any(unix, windows))]
macro_rules! assign {
    ($start:expr, { $($field:ident $(: $value:expr)?),* $(,)? }) => {{
        let mut whole = $start;
        $(assign!(@one whole $field $(: $value)?);)*
        whole
    }};
    (@one $whole:ident $field:ident : $value:expr) => { $whole.$field = $value; };
    (@one $whole:ident $field:ident) => { $whole.$field = $field; };
}
#[cfg(any(unix, windows))]
macro_rules! doc {
    ({ $($tokens:tt)* }) => { doc!($($tokens)*) };
    ([ $($value:tt),* ]) => {{ let mut all = Vec::new(); $(all.extend(doc!($value));)* all }};
    ($($key:literal : $value:tt),+ $(,)?) => {{
        let mut all = Vec::new();
        $(all.push(note("key", String::from($key))); all.extend(doc!($value));)*
        all
    }};
    ($value:expr) => {{ let value: Noisy = $value; vec![value.name().to_owned()] }};
}

/// What methods of all kinds of receivers are called on.
struct Given(Noisy);

#[allow(clippy::unnecessary_wraps, reason = "what the macros are given is a `Result`")]
impl Given {
    fn used_up(self) -> Result<usize, Noisy> {
        Ok(self.0.name().len())
    }
    fn shown(&self) -> Result<&str, ()> {
        Ok(self.0.name())
    }
    fn renamed(&mut self) -> Result<&mut Self, ()> {
        Ok(self)
    }
}

twins! {
    /// tokio's tests: `assert_ok!(tx.send(1))`, `assert_err!(permit)`. What a call consumed is gone, in its place of the order.
    by_methods_and_as_values: |run| { for fails in [false, true] { run.drive(f(noisy("argument"), fails)); } };
    plain { use super::super::Given; }
    machine {
        async fn f(argument: Noisy, fails: bool) -> usize {
            let before = noisy("before");
            let (used, kept) = (Given(argument), Given(noisy("kept")));
            let result = if fails { Err(Oops("fails")) } else { Ok(noisy("fine")) };
            wait("made").await;
            let mut sum = fine!(used.used_up());
            wait("used").await;
            sum += fine!(kept.shown()).len();
            let after = noisy("after");
            fine!(Given(after).used_up(), "{}", before.name());
            let late = fine!(result, "failed: {}", sum);
            wait("late").await;
            sum + late.name().len() + before.name().len()
        }
    }
}

twins! {
    /// As a statement, the call stays to the end of its block; what it has consumed does not.
    in_statements: |run| { run.drive(f(true)); run.drive(f(false)); };
    plain { use super::super::Given; }
    machine {
        async fn f(consumes: bool) -> usize {
            let (used, kept) = (Given(noisy("used")), noisy("kept"));
            {
                fine!(used.used_up());
                let inside = noisy("inside");
                wait("inside").await;
                if consumes { same!(drop(kept)) }
                wait("still inside").await;
            }
            wait("outside").await;
            7
        }
    }
}

twins! {
    /// What leads to a variable that is not consumed may leave the call.
    lent: |run| { run.drive(f()); };
    plain { use super::super::Given; }
    machine {
        async fn f() -> usize {
            let (shown, mut renamed) = (Given(noisy("shown")), Given(noisy("renamed")));
            wait("made").await;
            let text = fine!(shown.shown());
            let other = fine!(renamed.renamed());
            wait("held").await;
            other.0 = noisy("new");
            wait("assigned").await;
            text.len() + other.0.name().len()
        }
    }
}

twins! {
    /// In a block or a closure without `move`, also beside what it has references to.
    in_blocks_and_closures: |run| { run.drive(f(noisy("argument"))); };
    plain { use super::super::Given; }
    machine {
        async fn f(argument: Noisy) -> usize {
            let (used, mut kept) = (Given(argument), Given(noisy("kept")));
            let (late, named) = (Given(noisy("late")), noisy("named"));
            let block = async {
                fine!(kept.renamed()).0 = noisy("new");
                wait("inside").await;
                let sum = fine!(used.used_up(), "{named:?}");
                wait("used").await;
                sum + fine!(kept.renamed()).0.name().len()
            };
            wait("made").await;
            let sum = block.await;
            wait("awaited").await;
            let finish = || fine!(late.used_up(), "{named:?} {}", kept.0.name());
            note("closure", 0);
            let all = sum + finish();
            wait("called").await;
            all + kept.0.name().len() + named.name().len()
        }
    }
}

twins! {
    /// tokio's tests: `join!(call(1), call(2))`, where rustc is asked about a closure.
    called_closures: |run| { run.drive(f(noisy("argument"))); };
    plain {}
    machine {
        async fn f(argument: Noisy) -> usize {
            let twice = |n: usize| n * 2;
            let once = move |n: usize| argument.name().len() + n;
            wait("made").await;
            let sum = same!(twice(1)) + same!(twice(2));
            let called = same!(once(sum));
            wait("called").await;
            called
        }
    }
}

twins! {
    /// A call that waits for what a method by value gives.
    waiting: |run| { run.drive(f()); };
    plain {
        struct Late(Noisy);
        impl Late { async fn sent(self, n: u32) -> Result<Noisy, Oops> { give("sent", n).await; Ok(self.0) } }
    }
    machine {
        async fn f() -> Result<usize, Oops> {
            let (late, beside) = (Late(noisy("late")), noisy("beside"));
            let sent = or_leave!(late.sent(beside.name().len() as u32).await);
            wait("behind").await;
            let result: Result<Noisy, Oops> = Err(Oops("left"));
            let never = or_leave!(result);
            Ok(sent.name().len() + never.name().len())
        }
    }
}

twins! {
    /// async-graphql's tests: texts with braces that are no formats.
    texts_with_braces: |run| { run.drive(f()); };
    plain {}
    machine {
        async fn f() -> usize {
            let held = noisy("held");
            let text = same!(str::to_owned(r#"{ obj(n: 1) { a } 1x {a-b} }"#));
            wait("made").await;
            same!(drop("{ held(n: 1) } {n²}"));
            text.len() + held.name().len()
        }
    }
}

twins! {
    in_loops: |run| { run.drive(f()); };
    plain { use super::super::Given; }
    machine {
        async fn f() -> usize {
            let mut sum = 0;
            for n in 0..3 {
                let given = Given(noisy("round"));
                wait("made").await;
                if n == 1 {
                    fine!(given.used_up());
                    continue;
                }
                sum += n;
                wait("end").await;
            }
            sum
        }
    }
}

twins! {
    /// A variable that a call assigns to was not kept while the machine was suspended.
    given_its_value: |run| { run.drive(f(true)); run.drive(f(false)); };
    plain {}
    machine {
        async fn f(both: bool) -> u32 {
            let one;
            let other;
            let held = noisy("held");
            set!(one, 3);
            wait("set").await;
            if both {
                set!(other, 4);
                wait("set as well").await;
                return give("sum", one + other).await;
            }
            let moved = one;
            wait("moved").await;
            moved + held.name().len() as u32
        }
    }
}

#[test]
fn can_be_sent() {
    use super::harness::wait;
    use std::cell::Cell;

    #[coro::coroutine]
    async fn shows(cell: Cell<u32>, held: Cell<String>) -> u32 {
        let n = fine!(Ok::<_, ()>(cell.get()));
        wait("shown").await;
        drop(held);
        n
    }
    fn is_send(_: impl Send) {}
    is_send(shows(Cell::new(1), Cell::default()));
}

twins! {
    /// What a message is made of is there still if nothing fails; and what `debug_assert!` or a guard consumes, if nobody asks.
    unless_nothing_is_evaluated: |run| {
        for (at, what) in [(3, "a"), (4, "ab"), (5, "abc"), (6, "abcd")] {
            run.drive(f(noisy("first"), noisy("second"), noisy("third"), noisy(what), at));
        }
    };
    plain {
        fn used_up(noisy: Noisy) -> usize { note("used up", noisy.name()).len() }
    }
    machine {
        async fn f(first: Noisy, second: Noisy, third: Noisy, fourth: Noisy, at: usize) -> usize {
            wait("before").await;
            let local = noisy("local");
            assert!(at > 3, "message {}", used_up(first));
            wait("asserted").await;
            assert_eq!(at.max(5), 5, "message {} {}", used_up(local), used_up(second));
            let _ = give("filler", noisy("filler")).await;
            debug_assert_ne!(used_up(third), at);
            wait("debugged").await;
            let matched = matches!(at, 4 if used_up(fourth) == 2);
            wait("matched").await;
            usize::from(matched)
        }
    }
}

twins! {
    /// maplit's `hashmap!`, `smallvec!`: as many variables as there are, and fields of them.
    all_that_is_put_together: |run| {
        for fails in [false, true] { run.drive(f(noisy("first"), noisy("second"), fails)); }
    };
    plain { struct Both { left: Noisy, right: Noisy } }
    machine {
        async fn f(first: Noisy, second: Noisy, fails: bool) -> Result<usize, Oops> {
            let both = Both { left: noisy("left"), right: noisy("right") };
            wait("made").await;
            let map = hashmap! { note("one", 1) => first, note("two", 2) => both.left };
            let third = noisy("third");
            wait("a map").await;
            let list = smallvec![both.right, noisy("new"), third];
            wait("a list").await;
            let other = hashmap! { &map[0].0 => &second, &map[1].0 => &second };
            wait("references").await;
            let sum = other.len() + second.name().len();
            let may_fail = if fails { Err(Oops("fails")) } else { Ok(noisy("fine")) };
            let last = hashmap! { give("key", 7).await => noisy("late"), 8 => may_fail? };
            wait("waited").await;
            Ok(sum + map.len() + list.len() + last.len())
        }
    }
}

twins! {
    /// ruma's `assign!`, bson's `doc!`.
    all_that_is_filled_in: |run| { run.drive(f(noisy("left"), noisy("right"))); };
    plain { struct Pair { left: Noisy, right: Noisy, kept: Noisy } }
    machine {
        async fn f(left: Noisy, other: Noisy) -> usize {
            let empty = Pair { left: noisy("empty"), right: noisy("none"), kept: noisy("kept") };
            wait("made").await;
            let pair = assign!(empty, { left, right: other });
            wait("assigned").await;
            let Pair { left, right, kept } = pair;
            let inner = noisy("inner");
            let words = doc! { "left": left, "others": [right, { "inner": inner }], "kept": { "kept": kept } };
            wait("a document").await;
            words.len()
        }
    }
}

twins! {
    /// In blocks and closures.
    all_that_blocks_put_together: |run| { run.drive(f(noisy("first"), noisy("second"))); };
    plain {}
    machine {
        async fn f(first: Noisy, second: Noisy) -> usize {
            let (third, fourth) = (noisy("third"), noisy("fourth"));
            let block = async {
                let map = hashmap! { 1 => first, 2 => second };
                wait("inside").await;
                map.len()
            };
            wait("made").await;
            let sum = block.await;
            let make = || smallvec![third, fourth];
            wait("a closure").await;
            sum + make().len()
        }
    }
}

twins! {
    /// mongodb: a field that a guard has been lent, beside a call in a block that uses another one.
    another_field_is_lent: |run| { run.drive(f(noisy("left"), noisy("right"))); };
    plain {
        struct Both { left: Noisy, right: Noisy }
        struct Lent<'a>(&'a mut Noisy);
        impl Drop for Lent<'_> {
            fn drop(&mut self) { note("lent", self.0.name().len()); }
        }
    }
    machine {
        async fn f(left: Noisy, right: Noisy) -> usize {
            let mut both = Both { left, right };
            let block = async {
                let lent = Lent(&mut both.right);
                let mut sum = 0;
                while sum < 8 {
                    same!(wait(both.left.name()).await);
                    let shown = fine!(Ok::<_, ()>(both.left.name()));
                    sum += shown.len();
                    same! { sum += give("more", both.left.name().len()).await }
                }
                *lent.0 = noisy("new");
                sum + lent.0.name().len()
            };
            let sum = block.await;
            wait("behind").await;
            sum + both.right.name().len()
        }
    }
}
