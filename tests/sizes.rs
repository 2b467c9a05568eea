//! A machine is never larger than the native future, and half of it over the shapes that async code has.

#[path = "sizes/consumed.rs"]
mod consumed;
#[path = "sizes/left.rs"]
mod left;
#[path = "sizes/moved.rs"]
mod moved;
#[path = "sizes/shapes.rs"]
mod shapes;
#[path = "sizes/small.rs"]
mod small;
#[path = "sizes/taken.rs"]
mod taken;

#[test]
fn never_larger_than_native() {
    for shapes::Row { name, native, machine } in shapes::rows() {
        assert!(machine <= native, "{name}: {machine} bytes, natively {native}");
    }
}

#[test]
fn half_on_the_geometric_mean() {
    let mean = shapes::geometric_mean(&shapes::rows());
    assert!(mean < 0.5, "{mean}");
}

/// What only awaits its argument is the argument and the state.
#[test]
fn wrapper_is_its_argument() {
    let rows = shapes::rows();
    let size = |name: &str| rows.iter().find(|row| row.name == name).expect("a shape").machine;
    let word = size_of::<usize>();
    assert_eq!(size("only awaits its argument"), size_of_val(&shapes::after([0_u64; 8])) + word);
    assert_eq!(size("1 KiB through 5 levels"), size("1 KiB kept") + 4);
}

mod looked_at {
    use crate::shapes::{after, tick};
    use std::cell::Cell;
    use std::pin::Pin;

    /// What is locked, as long as that lives.
    pub(crate) struct Kept(pub(crate) u32);

    pub(crate) struct Locked<'a>(pub(crate) u32, &'a Cell<Kept>);

    impl Drop for Locked<'_> {
        fn drop(&mut self) {
            self.1.set(Kept(self.0));
        }
    }

    fn eat(list: Vec<u32>) -> u32 {
        list.into_iter().sum()
    }

    #[derive(Default)]
    struct Pair {
        left: Vec<u8>,
        right: Vec<u8>,
    }

    #[derive(Default)]
    struct Config {
        name: String,
        retries: u32,
    }

    impl From<(Vec<u8>, Vec<u8>)> for Pair {
        fn from((left, right): (Vec<u8>, Vec<u8>)) -> Self {
            Pair { left, right }
        }
    }

    async fn locked(cell: &Cell<Kept>) -> Locked<'_> {
        tick().await;
        Locked(cell.replace(Kept(0)).0, cell)
    }

    macro_rules! both {
        ($($item:item)*) => {
            pub(crate) mod native { use super::*; $($item)* }
            pub(crate) mod machine { use super::*; $(#[coro::coroutine] $item)* }
        };
    }

    both! {
        pub(crate) async fn words(text: &str) -> usize {
            let mut most = 0;
            for line in text.lines() {
                let line = line.trim();
                if line.is_empty() {
                    continue;
                }
                for (at, letter) in line.char_indices() {
                    if letter == '-' || letter.is_ascii_digit() {
                        tick().await;
                        most = most.max(at);
                    }
                }
            }
            most
        }
        pub(crate) async fn halves(list: &mut [u64]) -> u64 {
            let (left, right) = list.split_at_mut(2);
            for item in left.iter_mut() {
                tick().await;
                *item += 1;
            }
            let sum = right.iter().sum();
            tick().await;
            sum
        }
        pub(crate) async fn added(left: &Cell<Kept>, right: &Cell<Kept>) {
            locked(left).await.0 += locked(right).await.0;
        }
        pub(crate) async fn returning(list: Option<Vec<u8>>) -> usize {
            let Some(list) = after(list).await else {
                let other = vec![1];
                tick().await;
                return other.len();
            };
            tick().await;
            list.len()
        }
        pub(crate) async fn breaking(mut lists: Vec<Option<Vec<u8>>>) -> usize {
            let mut sum = 0;
            loop {
                let Some(list) = after(lists.pop().flatten()).await else { break sum };
                tick().await;
                sum += list.len();
            }
        }
        pub(crate) async fn configured(n: u32) -> usize {
            let config = after(Config { retries: n, ..Default::default() }).await;
            config.name.len() + config.retries as usize
        }
        pub(crate) async fn negative() -> i32 {
            i32::max(-1, after(1).await)
        }
        pub(crate) async fn computed() -> usize {
            let sum = const { 3 + 4 } + after(1_usize).await;
            sum * 2
        }
        pub(crate) async fn consumed(n: u32) -> u32 {
            let list = after(vec![n]).await;
            let kept = || eat(list);
            tick().await;
            kept()
        }
        pub(crate) async fn consumed_within(n: u32) -> u32 {
            let (list, other) = (after(vec![n]).await, after(vec![n]).await);
            let kept = || {
                let inner = || drop(list);
                inner();
                eat(other)
            };
            tick().await;
            kept()
        }
        pub(crate) async fn updated(n: u8) -> usize {
            let (pair, list) = (after((vec![n], vec![n])).await, after(vec![n]).await);
            let kept = || Pair { left: list, ..Pair::from(pair) };
            tick().await;
            let pair = kept();
            tick().await;
            pair.right.len() + pair.left.len()
        }
        pub(crate) async fn never_dropped(n: u32) -> u32 {
            let _list = after(std::mem::ManuallyDrop::new(vec![n])).await;
            let _letters = after("abc".chars()).await;
            tick().await;
            n
        }
        pub(crate) async fn boxed_later(n: u64) -> u64 {
            let later: Pin<Box<dyn Future<Output = u64>>> = Box::pin(after(n));
            tick().await;
            later.await + 1
        }
        pub(crate) async fn stored(n: u32) -> u32 {
            let later = async move {
                let list = [n; 32];
                tick().await;
                list[3]
            };
            let first = after(n).await;
            later.await + first
        }
    }
}

/// What is not used again, and has nothing to drop, needs no room, though its type is not written.
#[test]
fn nothing_is_kept_of_what_was_looked_at() {
    use looked_at::{machine, native};
    assert!(size_of_val(&machine::words("")) <= size_of_val(&native::words("")));
    assert!(size_of_val(&machine::halves(&mut [])) <= size_of_val(&native::halves(&mut [])));
    assert!(size_of_val(&machine::never_dropped(1)) <= size_of_val(&native::never_dropped(1)));
}

/// What a pattern takes all of is what the pattern binds, or nothing that would have to be dropped.
#[test]
fn nothing_is_kept_of_what_a_pattern_takes() {
    use taken::{machine, native};
    assert!(size_of_val(&machine::condition()) <= size_of_val(&native::condition()));
    assert!(size_of_val(&machine::otherwise()) <= size_of_val(&native::otherwise()));
    assert!(size_of_val(&machine::down()) <= size_of_val(&native::down()));
    assert!(size_of_val(&machine::results(true)) < size_of_val(&native::results(true)));
    assert!(size_of_val(&machine::variants(0)) < size_of_val(&native::variants(0)));
    assert!(size_of_val(&machine::nothing_captured(1)) <= size_of_val(&native::nothing_captured(1)));
    assert!(size_of_val(&machine::before(true)) < size_of_val(&native::before(true)));
}

/// Of what is known to be moved, and not copied, nothing is left behind that, though it was lent before; and what is borrowed of what a
/// reference leads to is not borrowed of the reference.
#[test]
fn nothing_is_kept_of_what_was_lent_and_is_moved() {
    use moved::{Client, Form, machine, native};
    assert!(size_of_val(&machine::referred()) < size_of_val(&native::referred()));
    assert!(size_of_val(&machine::checked(Form::new())) < size_of_val(&native::checked(Form::new())));
    let text = String::new;
    assert!(size_of_val(&machine::bytes(text())) < size_of_val(&native::bytes(text())));
    assert!(
        size_of_val(&machine::behind(&Client::new(), text()))
            < size_of_val(&native::behind(&Client::new(), text()))
    );
}

/// Where fields are moved out of what certainly is a struct of the file or a tuple, nothing is kept of others that have nothing to drop.
#[test]
fn nothing_is_kept_of_fields_without_drops() {
    use left::{machine, native};
    assert!(size_of_val(&machine::of_a_tuple()) <= size_of_val(&native::of_a_tuple()));
    assert!(size_of_val(&machine::one_by_one()) <= size_of_val(&native::one_by_one()));
    assert!(size_of_val(&machine::by_patterns()) <= size_of_val(&native::by_patterns()));
    assert!(size_of_val(&machine::by_a_match()) <= size_of_val(&native::by_a_match()));
    assert!(size_of_val(&machine::of_the_rest()) <= size_of_val(&native::of_the_rest()));
}

/// What the file says of a struct's own methods, and what is known of containers' own, is known of their receivers as well.
#[test]
fn nothing_is_kept_of_receivers_that_are_taken() {
    use left::{machine, native};
    assert!(size_of_val(&machine::own_methods()) <= size_of_val(&native::own_methods()));
    assert!(size_of_val(&machine::of_containers()) <= size_of_val(&native::of_containers()));
}

/// What a guard looks at while it waits stays where it is matched.
#[test]
fn nothing_is_copied_for_a_guard() {
    use moved::{machine, native};
    assert!(size_of_val(&machine::looked_at(None)) < size_of_val(&native::looked_at(None)));
    let none = || (None, None);
    assert!(
        size_of_val(&machine::looked_at_in_turn(none())) < size_of_val(&native::looked_at_in_turn(none()))
    );
}

/// A small future stands beside the state, also where it lies over what is larger.
#[test]
fn small_futures_cost_no_word() {
    use small::{machine, native};
    let word = size_of::<usize>();
    assert!(size_of_val(&machine::in_a_branch(1)) <= size_of_val(&native::in_a_branch(1)));
    assert_eq!(size_of_val(&machine::in_a_branch(1)), size_of::<Vec<u64>>() + word);
    let machine = machine::beside_arguments(String::new(), Vec::new(), 1);
    assert!(size_of_val(&machine) <= size_of_val(&native::beside_arguments(String::new(), Vec::new(), 1)));
    assert_eq!(size_of_val(&machine), size_of::<String>() + size_of::<Vec<u64>>() + 2 * word);
    assert!(size_of_val(&machine::in_turn("")) <= size_of_val(&native::in_turn("")));
}

/// So it does behind a value of which nobody knows how it is aligned.
#[test]
fn small_futures_stand_behind_what_is_beside_all() {
    use small::{machine, native};
    assert!(size_of_val(&machine::beside_a_buffer()) <= size_of_val(&native::beside_a_buffer()));
    assert!(size_of_val(&machine::beside_an_answer("")) <= size_of_val(&native::beside_an_answer("")));
    let (machine, native) = (machine::beside_an_argument(1_u8), native::beside_an_argument(1_u8));
    assert!(size_of_val(&machine) <= size_of_val(&native));
}

/// What waits to be moved into a future lies under that, also beside what is lent to it.
#[test]
fn operands_lie_under_the_futures_that_they_become() {
    use consumed::{machine, native};
    assert!(size_of_val(&machine::operand()) <= size_of_val(&native::operand()));
}

/// Of the rest of a struct of which the literal has only numbers itself nothing is kept; nor is a reference of which only the length of
/// what it leads to was asked, or one in an option that was copied.
#[test]
fn nothing_is_kept_of_what_only_numbers_are_made_of() {
    use consumed::{machine, native};
    assert!(size_of_val(&machine::updated(1)) <= size_of_val(&native::updated(1)));
    assert!(size_of_val(&machine::measured()) <= size_of_val(&native::measured()));
    assert!(size_of_val(&machine::copied(vec![])) <= size_of_val(&native::copied(vec![])));
}

/// What each way uses up but those that panic is not kept behind them.
#[test]
fn ways_that_panic_keep_nothing() {
    use consumed::{machine, native};
    let (machine, native) = (machine::or_panics(0, String::new()), native::or_panics(0, String::new()));
    assert!(
        size_of_val(&machine) <= size_of_val(&native),
        "{} {}",
        size_of_val(&machine),
        size_of_val(&native)
    );
}

/// A future in a variable and the same while it is awaited lie over each other, whatever is kept beside both.
#[test]
fn awaited_variables_lie_over_their_futures() {
    use looked_at::{machine, native};
    assert!(size_of_val(&machine::stored(1)) <= size_of_val(&native::stored(1)));
    assert!(size_of_val(&machine::boxed_later(1)) <= size_of_val(&native::boxed_later(1)));
}

/// What a closure uses up is the closure's as soon as it is made, also if that does not say `move`.
#[test]
fn nothing_is_kept_of_what_a_closure_consumes() {
    use looked_at::{machine, native};
    assert!(size_of_val(&machine::consumed(1)) <= size_of_val(&native::consumed(1)));
    assert!(size_of_val(&machine::consumed_within(1)) <= size_of_val(&native::consumed_within(1)));
    assert!(size_of_val(&machine::updated(1)) <= size_of_val(&native::updated(1)));
}

/// What `let .. else` matched is gone in the block and behind its names, and a constant needs no room.
#[test]
fn nothing_is_kept_of_what_was_matched_or_is_constant() {
    use looked_at::{machine, native};
    assert!(size_of_val(&machine::returning(None)) <= size_of_val(&native::returning(None)));
    assert!(size_of_val(&machine::breaking(Vec::new())) <= size_of_val(&native::breaking(Vec::new())));
    assert!(size_of_val(&machine::computed()) <= size_of_val(&native::computed()));
    assert!(size_of_val(&machine::negative()) <= size_of_val(&native::negative()));
    assert!(size_of_val(&machine::configured(1)) <= size_of_val(&native::configured(1)));
}

/// The place of a compound assignment is written down in both orders, of which one is run.
#[test]
fn orders_lie_over_each_other() {
    use looked_at::{Kept, machine, native};
    let [left, right] = [1, 2].map(|n| std::cell::Cell::new(Kept(n)));
    assert!(size_of_val(&machine::added(&left, &right)) <= size_of_val(&native::added(&left, &right)));
}

/// What a call consumes is gone behind it, whatever else is held there, and however little is known of how large it is.
#[test]
fn nothing_is_kept_of_what_a_call_consumes() {
    use consumed::{Client, machine, native};
    let new = Client::new;
    assert!(size_of_val(&machine::looked_through(new())) <= size_of_val(&native::looked_through(new())));
    assert!(size_of_val(&machine::told(new())) <= size_of_val(&native::told(new())));
    assert!(size_of_val(&machine::told_closures(new(), 1)) <= size_of_val(&native::told_closures(new(), 1)));
}

/// So is what an awaited call consumes, also if what follows seems to be as large.
#[test]
fn nothing_is_kept_of_what_an_awaited_call_consumes() {
    use consumed::{machine, native};
    assert!(size_of_val(&machine::loaded_again()) <= size_of_val(&native::loaded_again()));
    let (machine, native) = (machine::loaded_and_looked_at(), native::loaded_and_looked_at());
    assert!(size_of_val(&machine) <= size_of_val(&native));
    assert!(size_of_val(&machine::loaded_in_turn()) <= size_of_val(&native::loaded_in_turn()));
}

/// What a pattern takes apart and leaves nothing of is gone.
#[test]
fn nothing_is_kept_of_what_is_matched_and_taken() {
    use consumed::{Client, machine, native};
    let new = Client::new;
    assert!(size_of_val(&machine::taken_apart(new())) <= size_of_val(&native::taken_apart(new())));
}
