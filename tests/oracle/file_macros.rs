//! Macros that the file of a function defines: the machine has what they expand to.

use super::harness::{Future as _, wait};

macro_rules! wait_for {
    ($name:expr) => {
        wait($name).await
    };
}

macro_rules! ensure {
    ($condition:expr, $error:expr) => {
        if !$condition {
            return Err($error);
        }
    };
}

macro_rules! in_other_order {
    ($a:expr, $b:expr) => {{
        let b = $b;
        let a = $a;
        (a, b)
    }};
}

macro_rules! bind {
    ($name:ident = $value:expr) => {
        let $name = $value;
    };
}

macro_rules! next_if {
    ($condition:expr) => {
        if $condition {
            continue;
        }
    };
}

macro_rules! leave_if {
    ($condition:expr) => {
        if $condition {
            break;
        }
    };
    ($condition:expr, $label:lifetime, $value:expr) => {
        if $condition {
            break $label $value;
        }
    };
}

const LIMIT: u32 = 2;

fn limit() -> u32 {
    7
}

/// Calls a function that has the name of a variable.
macro_rules! above {
    ($n:expr) => {
        $n > limit() && $n > LIMIT
    };
}

/// Binds names in patterns of all kinds.
macro_rules! sum_of {
    ($first:expr, $($rest:expr),*) => {{
        let mut value = $first;
        $( if let Some(other) = Some($rest) { value += other; } )*
        match value {
            0 => 0,
            n => n + give("sum", n).await,
        }
    }};
}

macro_rules! or_return {
    ($result:expr) => {
        match $result {
            Ok(value) => value,
            Err(error) => return Err(From::from(error)),
        }
    };
}

macro_rules! parsed {
    ($text:expr) => {
        $text.parse().map_err(|error| {
            let _: &std::num::ParseIntError = &error;
            String::from("no number")
        })?
    };
}

macro_rules! empty {
    () => {
        Default::default()
    };
}

macro_rules! declare {
    ($($name:ident),*) => {
        $( let mut $name = Vec::new(); )*
    };
}

macro_rules! shorter {
    ($a:expr, $b:expr) => {
        if $a.len() < $b.len() { &*$a } else { &*$b }
    };
}

macro_rules! part {
    ($of:expr) => {
        $of.0
    };
}

macro_rules! counted {
    ($($token:tt)*) => {{
        let mut count = 0;
        while count < 3 {
            count += 1;
            $($token)*
        }
        count
    }};
}

macro_rules! twice {
    ($body:block) => {{
        let mut rounds = 0;
        'rounds: loop {
            rounds += 1;
            if rounds > 2 {
                break 'rounds;
            }
            $body
        }
        rounds
    }};
}

macro_rules! shown {
    ($value:expr) => {{
        let text = $value;
        note("shown", format!("{text}"));
    }};
}

macro_rules! nested {
    ($n:expr) => {{
        ensure!($n != 3, String::from("three"));
        let n = sum_of!($n, 1, 2);
        wait_for!("nested");
        n
    }};
}

macro_rules! closed {
    ($by:expr) => {
        |n: u32| n + $by
    };
}

macro_rules! async_of {
    ($value:expr) => {
        async move { $value }
    };
}

/// Another module's macro of the name.
mod other {
    macro_rules! wait_for {
        ($name:expr) => {
            $name
        };
    }

    pub(super) fn f() -> u32 {
        wait_for!(1)
    }
}

twins! {
    in_the_expansion: f(noisy("held"));
    async fn f(held: Noisy) -> usize {
        wait_for!("first");
        let length = held.name().len();
        if length > 2 {
            wait_for!(held.name());
        }
        length
    }
}

twins! {
    in_the_arguments: f(noisy("held"), 1);
    async fn f(held: Noisy, n: u32) -> (u32, u32) {
        let sum = in_other_order!(give("a", n).await, give("b", 2).await);
        note("between", sum);
        in_other_order!(sum.0 + n, give(held.name(), sum.1).await)
    }
}

twins! {
    returning: |run| { for n in 1..4 { run.drive(f(noisy("held"), n)); } };
    machine { async fn f(held: Noisy, n: u32) -> Result<u32, String> {
        ensure!(n != 1, String::from("one"));
        wait("between").await;
        let local = noisy("local");
        ensure!(give("asked", n).await != 2, format!("{} {}", held.name(), local.name()));
        Ok(n)
    } }
}

twins! {
    binding: f(noisy("held"));
    async fn f(held: Noisy) -> usize {
        bind!(a = noisy("a"));
        wait("one").await;
        bind!(b = give("b", noisy("b")).await);
        wait("two").await;
        held.name().len() + a.name().len() + b.name().len()
    }
}

twins! {
    leaving_loops: f();
    async fn f() -> u32 {
        let mut sum = 0;
        for n in 0..10 {
            let _round = noisy("round");
            next_if!(n % 2 == 0);
            leave_if!(give("asked", n).await > 6);
            sum += n;
        }
        let found = 'outer: loop {
            let _round = noisy("outer");
            while sum < 100 {
                sum += give("more", 10).await;
                leave_if!(sum > 50, 'outer, sum * 2);
                next_if!(sum < 40);
                wait("inner").await;
            }
        };
        found + sum
    }
}

twins! {
    changing_variables: f(vec![1]);
    async fn f(mut list: Vec<u32>) -> Vec<u32> {
        macro_rules! add {
            ($list:expr, $value:expr) => {
                $list.push($value)
            };
        }
        let mut count = 0;
        for _ in 0..2 {
            add!(list, give("pushed", count).await);
            wait("between").await;
            in_other_order!(count += 1, list.push(9));
        }
        list.push(count);
        list
    }
}

twins! {
    as_operands: f(noisy("held"));
    async fn f(held: Noisy) -> (Noisy, u32, Noisy) {
        macro_rules! made {
            ($name:expr) => {
                give($name, noisy($name)).await
            };
        }
        (made!("left"), { wait_for!("middle"); give("n", 1).await }, if held.name().len() > 3 { made!("right") } else { held })
    }
}

twins! {
    functions_that_are_named_like_variables: |run| { for n in [1, 5, 9] { run.drive(f(n)); } };
    machine { async fn f(limit: u32) -> (bool, bool) {
        wait("before").await;
        let above_it = above!(limit);
        wait("after").await;
        (above_it, above!(give("n", 8).await))
    } }
    plain { use super::super::{LIMIT, limit}; }
}

twins! {
    names_of_the_macro_are_its_own: |run| { run.drive(f(noisy("held"), 3)); };
    machine { async fn f(held: Noisy, value: u32) -> u32 {
        let other = 10;
        let n = sum_of!(value, other, give("third", other + value).await);
        wait("between").await;
        let rounds = counted!(note("round", value); if give("asked", other).await == 0 { break });
        n + rounds + sum_of!(1, value) + held.name().len() as u32 + of_another_module()
    } }
    plain { use super::super::other::f as of_another_module; }
}

twins! {
    errors_are_converted: |run| { for text in ["1", "x", "300", "7"] { run.drive(f(noisy("held"), text)); } };
    machine { async fn f(held: Noisy, text: &'static str) -> Result<(u8, u32), Box<dyn std::error::Error>> {
        let small: u8 = or_return!(give("text", text).await.parse::<u8>());
        let local = noisy("local");
        wait("between").await;
        ensure!(small != 7, Box::from(local.name()));
        let value: Result<u32, std::fmt::Error> = Ok(u32::from(small));
        Ok((small, or_return!(value)))
    } }
}

twins! {
    types_come_from_later_use: |run| { for text in ["1", "x"] { run.drive(f(text)); } };
    machine { async fn f(text: &str) -> Result<(u16, Vec<u8>, String, Option<u8>), String> {
        let number: u16 = parsed!(text);
        wait("one").await;
        declare!(list, texts);
        list.push(give("pushed", 1).await);
        texts.push("a");
        let other: Option<u8> = empty!();
        wait("two").await;
        list.extend(texts.iter().map(|text| text.len() as u8));
        let (long, short) = (String::from("longer"), vec!["x"].concat());
        let text = shorter!(long, short).to_owned();
        Ok((number, list, text, other))
    } }
}

twins! {
    places: f((noisy("a"), 1));
    async fn f(mut pair: (Noisy, u32)) -> (u32, Noisy) {
        let mut count = (1, 2);
        part!(count) += give("added", 5).await;
        let borrowed = &mut part!(count);
        *borrowed += 1;
        wait("between").await;
        let a = part!(pair);
        (count.0 + pair.1, a)
    }
}

twins! {
    labels_and_loops: f(3);
    async fn f(n: u32) -> u32 {
        let mut sum = 0;
        'rounds: for round in 0..n {
            sum += twice!({
                let _held = noisy("held");
                wait("inner").await;
                if round == 1 { continue 'rounds; }
                sum += 100;
            });
        }
        sum
    }
}

twins! {
    macros_that_call_others: |run| { for n in 0..4 { run.drive(f(noisy("held"), n)); } };
    machine { async fn f(held: Noisy, n: u32) -> Result<u32, String> {
        shown!(give("n", n).await);
        let first = nested!(n);
        let moved = noisy("moved");
        shown!({ let name = moved.name(); wait("shown").await; drop(moved); name });
        Ok(first + nested!(n + 1) + held.name().len() as u32)
    } }
}

twins! {
    closures_and_blocks: f(2, vec![3]);
    async fn f(n: u32, list: Vec<u32>) -> u32 {
        let add = closed!(list[0]);
        wait("between").await;
        let later = async_of!(give("later", n).await);
        add(1) + later.await + [1, 2].into_iter().map(closed!(list.len() as u32)).sum::<u32>()
    }
}

macro_rules! or_none {
    ($option:expr) => {
        match $option {
            Some(value) => value,
            None => return 0,
        }
    };
}

/// Gives what is borrowed from a temporary of the caller's statement.
macro_rules! longest {
    ($a:expr, $b:expr) => {
        std::cmp::max_by_key($a, $b, |text: &&str| text.len())
    };
}

twins! {
    temporaries: f();
    async fn f() -> usize {
        let length = longest!(give("a", noisy("first")).await.name(), give("b", noisy("second!")).await.name()).len();
        wait("after").await;
        let name = &or_none!(give("some", Some(noisy("kept"))).await);
        wait("held").await;
        length + name.name().len()
    }
}

twins! {
    what_is_moved_is_moved: |run| { for n in 0..3 { run.drive(f(noisy("held"), n)); } };
    machine { async fn f(held: Noisy, n: u32) -> Result<Noisy, Noisy> {
        ensure!(n != 0, held);
        wait("between").await;
        ensure!(n != 1, { wait("leaving").await; held });
        wait("end").await;
        Ok(held)
    } }
}

/// Nobody else calls it: it is used, even so.
#[deny(unused_macros)]
mod used {
    macro_rules! once {
        ($value:expr) => {
            $value + 1
        };
    }

    macro_rules! once_as_statement {
        ($name:ident) => {
            let $name = 1;
        };
    }

    #[coro::coroutine]
    pub(super) async fn f(n: u32) -> u32 {
        once_as_statement!(one);
        once!(n) + one
    }
}

#[test]
fn macros_that_only_machines_call_are_used() {
    let mut cx = std::task::Context::from_waker(std::task::Waker::noop());
    assert_eq!(std::pin::pin!(used::f(1)).poll(&mut cx), std::task::Poll::Ready(3));
}

/// A call of such a macro is no future of rustc's.
#[test]
fn machines_are_as_small_as_if_it_were_written_out() {
    #[coro::coroutine]
    async fn called(n: u32) -> Result<u32, String> {
        ensure!(n > 1, String::from("small"));
        wait_for!("between");
        Ok(n)
    }
    #[coro::coroutine]
    async fn written(n: u32) -> Result<u32, String> {
        if n <= 1 {
            return Err(String::from("small"));
        }
        wait("between").await;
        Ok(n)
    }
    assert_eq!(size_of_val(&called(1)), size_of_val(&written(1)));
}

twins! {
    /// In closures and blocks, and in the arguments of other macros there.
    in_closures: f(noisy("a"));
    async fn f(a: Noisy) -> usize {
        let make = move || {
            let mut list = vec![in_other_order!(a.name().len(), 1)];
            bind!(second = (a.name().len(), 2));
            list.push(second);
            list
        };
        wait("made").await;
        let list = make();
        let block = async move {
            wait_for!("in the block");
            ensure!(list.len() > 1, "short");
            Ok::<usize, &str>(format!("{:?}", in_other_order!(list[0], list[1])).len())
        };
        wait("between").await;
        block.await.unwrap_or(0)
    }
}

/// As mail clients have it: the connection is given back with the error.
macro_rules! or_give_back {
    ($result:expr, $given:expr) => {
        match $result {
            Ok(value) => value,
            Err(e) => return Err((e, $given)),
        }
    };
}

macro_rules! binds_twice {
    ($name:ident, $value:expr) => {{
        let x = 10;
        let $name = $value + x;
        $name + x
    }};
}

twins! {
    /// A closure in an argument that is no part of the value leaves the call expanded: it may move `given` away.
    closures_in_arguments: |run| {
        for text in ["1", "x", ""] {
            drop(run.drive(f(noisy("given"), text)));
        }
    };
    plain {}
    machine {
        async fn f(given: Noisy, text: &str) -> Result<u32, (usize, Noisy)> {
        loop {
            let known = or_give_back!(give("known", (!text.is_empty()).then_some(text)).await.ok_or_else(|| 0), given);
            if let Some(text) = Some(known) {
                let n = or_give_back!(text.parse::<u32>().map_err(|_| text.len()), given);
                let sum = or_give_back!(Ok(text.chars().map(|c| c as u32).sum::<u32>()), given);
                wait("parsed").await;
                return Ok(n + sum);
            }
        }
        }
    }
}

twins! {
    /// The number of what a macro binds is no other variable's: `x_1` and `x_2` are, beside the `x` of the argument.
    numbers: f(3);
    async fn f(x: u32) -> u32 {
        let y = binds_twice!(z, give("y", x).await);
        let z = binds_twice!(x, x);
        let x_2 = give("x_2", y).await;
        y + binds_twice!(x, x_2) + z + x
    }
}

macro_rules! sent_and_received {
    ($value:expr) => {
        let (sent, received) = (noisy("sent"), noisy("received"));
        for (number, _) in [($value, ()), ($value + 1, ())] {
            wait(sent.name()).await;
            note(received.name(), number);
        }
    };
}

// Names that an expansion binds in patterns were those of slots as well.
twins! {
    patterns_of_the_expansion: f(2);
    async fn f(n: u32) -> u32 {
        sent_and_received!(n);
        sent_and_received!(n + 2);
        n
    }
}

macro_rules! with_underscore {
    ($value:expr) => {
        match 9 {
            _x => $value + _x,
        }
    };
}

macro_rules! labelled {
    ($name:expr, $leave:expr) => {
        'x: loop {
            wait($name).await;
            if $name == "never" {
                break 'x;
            }
            $leave;
        }
    };
}

twins! {
    /// Labels were the caller's, and so were names that begin with `_`.
    hygiene_of_labels_and_underscores: f(3);
    async fn f(n: u32) -> u32 {
        let mut rounds = 0;
        'x: for _x in 0..n {
            rounds += with_underscore!(_x);
            'y: loop {
                labelled!("inner", break 'y);
            }
            labelled!("outer", continue 'x);
            rounds += 100;
        }
        rounds
    }
}

macro_rules! told {
    ($error:expr) => {
        match $error {
            Told::Io { error, .. } => {
                format!("{error:?} {{error}} {:>width$}", 1, width = error.name().len())
            }
            Told::Parse(error) => {
                let error = Some(error)
                    .map(|range| format!("{range:?}: {}", range.name(),))
                    .unwrap_or_default()
                    .to_string();
                error
            }
        }
    };
}

twins! {
    /// redis' errors: a macro takes a variable apart, and its formats tell names of its own.
    formats_of_own_names: |run| {
        run.drive(f(Err(Told::Io { error: noisy("io"), _n: 1 })));
        run.drive(f(Err(Told::Parse(noisy("parse")))));
        run.drive(f(Ok(1)));
    };
    plain { enum Told { Io { error: Noisy, _n: u8 }, Parse(Noisy) } }
    machine {
        async fn f(result: Result<usize, Told>) -> Result<usize, String> {
            let result = { wait("decode").await; result };
            match result { Err(err) => Err(told!(err)), Ok(n) => Ok(n) }
        }
    }
}

macro_rules! pin {
    ($pinned:ident) => {
        std::pin::Pin::new(&mut $pinned)
    };
}

twins! {
    /// tokio-util: a macro of the file that is called like the standard library's, and takes a name. It was called with `()`.
    called_like_pin: |run| { run.drive(f()); };
    plain {
        struct Reader(usize);
        impl Reader {
            fn next(mut self: std::pin::Pin<&mut Self>, by: usize) -> usize { self.0 += by; self.0 }
        }
    }
    machine {
        async fn f() -> usize {
            let mut reader = Reader(1);
            wait("begin").await;
            note("first", pin!(reader).next(1));
            let mut next = |by: usize| { assert!(pin!(reader).next(by) > 2); pin!(reader).next(by) };
            let sum = next(3) + next(give("by", 2).await);
            wait("end").await;
            assert_eq!(pin!(reader).next(0), 12);
            sum + pin!(reader).next(1)
        }
    }
}

macro_rules! parts {
    (@one $_one:tt $one:expr) => {
        $one
    };
    (@count $($part:expr),*) => {
        0 $(+ parts!(@one $part 1))*
    };
    ($($part:expr),*) => {{
        let count = parts!(@count $($part),*);
        let mut parts = Vec::with_capacity(count);
        $(parts.push($part);)*
        (count, parts)
    }};
}

twins! {
    /// twitch-irc: a macro that gives what it is given to itself, where an expression counts as one token.
    expressions_are_single_tokens: |run| { run.drive(f(noisy("given"))); };
    plain {}
    machine {
        async fn f(given: Noisy) -> usize {
            wait("begin").await;
            let (count, parts) = parts![noisy("made"), given, noisy(concat!("a", "b")), std::convert::identity(noisy("last"))];
            let (two, texts) = parts![format!("#{}", count), std::string::String::new()];
            let (none, _) = parts![std::option::Option::<u8>::None];
            wait("end").await;
            note("texts", texts);
            count + two + none + parts.len()
        }
    }
}

macro_rules! delegate {
    ($to:expr, $name:ident, $then:block) => {{
        match $to {
            #[cfg(any(test, feature = "serde"))]
            Kind::One($name) => $then,

            #[cfg(all(not(test), feature = "serde"))]
            Kind::Missing($name) => $then,

            #[cfg(not(all(not(test), feature = "serde")))]
            Kind::Other($name) => $then,
        }
    }};
}

twins! {
    /// openssh: arms of a macro that are there with a feature.
    conditions_in_expansions: |run| {
        run.drive(f(Session { kind: Kind::One(noisy("one")), name: noisy("name") }));
        run.drive(f(Session { kind: Kind::Other(noisy("other")), name: noisy("name") }));
    };
    plain {
        enum Kind { One(Noisy), Other(Noisy) }
        struct Session { kind: Kind, name: Noisy }
        impl Session { fn name(&mut self) -> &mut Noisy { &mut self.name } }
        async fn close(noisy: Noisy) -> usize { wait("close").await; noisy.name().len() }
    }
    machine {
        async fn f(mut session: Session) -> usize {
            note("name", session.name().name());
            let closed: usize = delegate!(session.kind, inner, { close(inner).await });
            wait("end").await;
            closed
        }
    }
}

macro_rules! listed {
    ($($item:expr),* $(,)?) => ({
        let mut list = ::std::vec::Vec::new();
        $(list.push($item);)*
        list
    });
}

macro_rules! unit_types {
    ($($name:ident),*) => { $(struct $name;)* };
}

macro_rules! types {
    () => {
        unit_types!(One, Two);
        struct Three;
    };
}

twins! {
    /// A name of the macro's own right behind a repetition.
    names_behind_repetitions: f(noisy("first"));
    async fn f(first: Noisy) -> usize {
        let list = listed![first, give("second", noisy("second")).await];
        wait("between").await;
        list.iter().map(|noisy| noisy.name().len()).sum()
    }
}

twins! {
    /// Items that are made by a macro that a macro calls.
    items_of_calls_in_expansions: f();
    async fn f() -> usize {
        types!();
        let held = noisy("held");
        wait("w").await;
        let (_one, _two, _three) = (One, Two, Three);
        size_of::<(One, Two, Three)>() + held.name().len()
    }
}
