//! Matches whose guards yield, in machines that may be moved.

use coro::{Coroutine, CoroutineState, yield_};
use std::pin::Pin;

/// Resumes it with these values, at another place each time.
fn run<Y, T>(
    mut machine: impl Coroutine<u32, Yield = Y, Return = T> + Unpin,
    with: &[u32],
) -> (Vec<Y>, Option<T>) {
    let mut yielded = Vec::new();
    let mut with = with.iter();
    let mut state = Pin::new(&mut machine).start();
    loop {
        match (state, with.next()) {
            (CoroutineState::Complete(result), _) => return (yielded, Some(result)),
            (CoroutineState::Yielded(value), None) => {
                yielded.push(value);
                return (yielded, None);
            }
            (CoroutineState::Yielded(value), Some(with)) => {
                yielded.push(value);
                let mut moved = Box::new(machine);
                state = Pin::new(&mut *moved).resume(*with);
                machine = *moved;
            }
        }
    }
}

/// A second check took the name of what a pattern binds for a variable that is there in its guard.
#[test]
fn that_look_at_what_is_bound() {
    #[coro::coroutine]
    fn alike() -> impl Coroutine<u32, Yield = u32, Return = u32> + Unpin {
        match yield_!(1) {
            0 => 10,
            n if n == yield_!(2) => 20,
            n => n,
        }
    }
    assert_eq!(run(alike(), &[0]), (vec![1], Some(10)));
    assert_eq!(run(alike(), &[5, 5]), (vec![1, 2], Some(20)));
    assert_eq!(run(alike(), &[5, 6]), (vec![1, 2], Some(5)));
    assert_eq!(run(alike(), &[5]), (vec![1, 2], None));
}

/// What is matched is kept by the machine meanwhile, and moves with it.
#[test]
fn that_keep_what_is_matched() {
    #[coro::coroutine]
    fn longest(text: Option<String>) -> impl Coroutine<u32, Yield = usize, Return = String> + Unpin {
        match text {
            Some(text) if yield_!(text.len()) > 3 => text,
            Some(text) if text.len() > 2 => format!("{text}, of three or more"),
            Some(text) if yield_!(text.len() + 1) > 3 => text,
            _ => String::from("none"),
        }
    }
    let of = |text: &str, with: &[u32]| run(longest(Some(text.to_owned())), with);
    assert_eq!(of("ab", &[4]), (vec![2], Some("ab".to_owned())));
    assert_eq!(of("abc", &[3]), (vec![3], Some("abc, of three or more".to_owned())));
    assert_eq!(of("ab", &[3, 4]), (vec![2, 3], Some("ab".to_owned())));
    assert_eq!(of("ab", &[3, 3]), (vec![2, 3], Some("none".to_owned())));
    assert_eq!(run(longest(None), &[]), (vec![], Some("none".to_owned())));
}

/// What is behind a reference stays where it is, so that the guard may borrow it.
#[test]
fn of_what_is_behind_a_reference() {
    #[coro::coroutine]
    fn lengths(text: &Result<String, ()>) -> impl Iterator<Item = usize> {
        match text {
            Ok(text)
                if {
                    yield_!(text.len());
                    text.len() > 3
                } =>
            {
                yield_!(1);
            }
            Ok(text) => yield_!(text.len() + 2),
            Err(()) => {}
        }
    }
    assert_eq!(lengths(&Ok("abcd".to_owned())).collect::<Vec<_>>(), [4, 1]);
    assert_eq!(lengths(&Ok("abc".to_owned())).collect::<Vec<_>>(), [3, 5]);
    assert_eq!(lengths(&Err(())).count(), 0);
}

/// What a guard's own pattern binds was taken for uninitialised in the arm; and a yield at the end of such a guard, for the name
/// of a struct.
#[test]
fn with_patterns_of_their_own() {
    #[coro::coroutine]
    fn found(text: Option<String>) -> impl Coroutine<u32, Yield = usize, Return = usize> + Unpin {
        match text {
            Some(text) if let Some(at) = text.find('x') => {
                yield_!(at);
                at + text.len()
            }
            Some(text) if yield_!(100) == 1 => text.len(),
            Some(text)
                if let Some(at) = text.find('y')
                    && yield_!(at) == 2 =>
            {
                at + 10
            }
            _ => 0,
        }
    }
    let of = |text: &str, with: &[u32]| run(found(Some(text.to_owned())), with);
    assert_eq!(of("ax", &[0]), (vec![1], Some(3)));
    assert_eq!(of("ab", &[1]), (vec![100], Some(2)));
    assert_eq!(of("ay", &[0, 2]), (vec![100, 1], Some(11)));
    assert_eq!(of("ay", &[0, 3]), (vec![100, 1], Some(0)));
}

/// A reference that a pattern binds, and nobody uses, is not there while the guard waits.
#[test]
fn references_that_nobody_uses() {
    struct Pair {
        text: String,
        number: u32,
    }
    #[coro::coroutine]
    fn matched(mut pair: Pair) -> impl Coroutine<u32, Yield = u32, Return = String> + Unpin {
        match pair {
            Pair { ref text, ref mut number } if yield_!(1) == 1 => String::from("first"),
            Pair { text: ref _text, number: 2 } if yield_!(2) == 1 => String::from("second"),
            Pair { text, ref number } if yield_!(3) == 1 => text,
            _ => String::from("none"),
        }
    }
    let of = |number, with: &[u32]| run(matched(Pair { text: "text".to_owned(), number }), with);
    assert_eq!(of(2, &[0, 1]), (vec![1, 2], Some("second".to_owned())));
    assert_eq!(of(1, &[0, 1]), (vec![1, 3], Some("text".to_owned())));
    assert_eq!(of(1, &[0, 0]), (vec![1, 3], Some("none".to_owned())));
    assert_eq!(of(1, &[1]), (vec![1], Some("first".to_owned())));
}
