//! Functions and blocks that a macro makes around what it was given: a fragment is one operand, whatever it consists of.

use crate::harness::{AfterBadDrop, compare, give, note, wait};

/// A function that uses each of its fragments as an operand.
macro_rules! made {
    ([$(#[$machine:meta])?] $sum:expr, $same:expr, $call:expr, $negative:literal, $cast:expr, $range:expr, $held:expr) => {
        $(#[$machine])?
        async fn f(n: i32) -> String {
            wait("first").await;
            let product = n * $sum * give("factor", $sum).await;
            let (not, compared) = (!$same, $same == give("the same", true).await);
            let called = $call(give("argument", 4).await) + $call($sum);
            let absolute = -$negative.abs() + give("negative", $negative).await;
            let cast = $cast.pow(2) - $cast;
            let length = $range.len() + $held.name().len();
            if $held.name() == give("name", "held").await {
                wait("inside").await;
            }
            note("shown", format!("{} {}", 2 * $sum, stringify!(2 * $sum)));
            assert!($sum + $sum == 6 && 2 * $sum == 6);
            format!("{product} {not} {compared} {called} {absolute} {cast} {length}")
        }
    };
}

/// The same, of a block.
macro_rules! block {
    ($machine:ident, $sum:expr, $call:expr) => {
        $machine!(async move {
            let product = 2 * $sum;
            let called = $call(give("argument", product).await).await;
            (product, called)
        })
    };
}

/// The block as it is.
macro_rules! native_block {
    ($($block:tt)*) => { $($block)* };
}

#[allow(warnings, clippy::all, clippy::pedantic, reason = "the bodies are odd on purpose")]
mod native {
    use crate::harness::*;
    made!([] 1 + 2, true || false, |n: i32| n * 2, -3i32, 3.5 as u8 as u32, 0..3, noisy("held"));
    pub(super) fn scenario(run: &mut Run) {
        run.drive(f(5));
        run.drive(block!(native_block, 1 + 2, |n: i32| { give("called", n) }));
    }
}

#[allow(warnings, clippy::all, clippy::pedantic, reason = "the bodies are odd on purpose")]
mod machine {
    use crate::harness::*;
    use coro::co;
    made!(
        [#[coro::coroutine]] 1 + 2,
        true || false,
        |n: i32| n * 2,
        -3i32,
        3.5 as u8 as u32,
        0..3,
        noisy("held")
    );
    pub(super) fn scenario(run: &mut Run) {
        run.drive(f(5));
        run.drive(block!(co, 1 + 2, |n: i32| { give("called", n) }));
    }
}

#[test]
fn operands() {
    compare(AfterBadDrop::AsNative, native::scenario, machine::scenario);
}

/// Statements that are a fragment: a block, and what ends with one, needs no semicolon. It was asked for (`expected ;`).
macro_rules! statements {
    ($name:ident, [$(#[$machine:meta])?] $block:block, $choice:expr, $loop:expr) => {
        $(#[$machine])?
        async fn $name() -> usize {
            let mut all = Vec::new();
            $block
            all.push(give("first", 1).await);
            $choice
            $loop
            wait("last").await;
            all.len()
        }
    };
}

/// Both functions, of the same fragments.
macro_rules! twice {
    ($($given:tt)*) => {
        statements!(native_statements, [] $($given)*);
        statements!(machine_statements, [#[coro::coroutine]] $($given)*);
    };
}

twice!(
    {
        wait("block").await;
        note("in", "the block");
    },
    match give("chosen", 2).await {
        1 => {}
        2 => {
            note("chosen", "two");
        }
        _ => {
            note("chosen", "another");
        }
    },
    for n in 0..2 {
        wait(if n == 0 { "once" } else { "twice" }).await;
    }
);

#[test]
fn blocks_are_statements() {
    compare(
        AfterBadDrop::AsNative,
        |run| {
            run.drive(native_statements());
        },
        |run| {
            run.drive(machine_statements());
        },
    );
}
