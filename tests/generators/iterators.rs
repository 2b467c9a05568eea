//! What iterators promise beside what their bodies do.

use coro::{yield_, yield_from};
use std::cell::Cell;
use std::iter::FusedIterator;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;

#[coro::coroutine]
fn count(to: u32) -> impl Iterator<Item = u32> {
    let mut n = 0;
    while n < to {
        yield_!(n);
        n += 1;
    }
}

#[test]
fn nothing_after_the_end() {
    fn fused<I: FusedIterator>(iterator: I) -> I {
        iterator
    }
    #[coro::coroutine]
    fn two() -> impl FusedIterator<Item = u32> {
        yield_!(1);
        yield_!(2);
    }
    assert_eq!(fused(count(2)).count(), 2);
    let mut two = fused(two());
    assert_eq!(two.by_ref().collect::<Vec<_>>(), [1, 2]);
    assert_eq!((two.next(), two.next()), (None, None));
}

#[test]
fn size_hint_after_the_end() {
    let mut one = count(1);
    assert_eq!(one.size_hint(), (0, None));
    assert_eq!((one.next(), one.size_hint()), (Some(0), (0, None)));
    assert_eq!((one.next(), one.size_hint()), (None, (0, Some(0))));
}

/// What is held refers to a type parameter, for a lifetime that nobody names.
#[test]
fn what_is_peeked_at_may_be_of_any_type() {
    #[coro::coroutine]
    fn merged<T: Ord>(
        left: impl IntoIterator<Item = T>,
        right: impl IntoIterator<Item = T>,
    ) -> impl Iterator<Item = T> {
        let (mut left, mut right) = (left.into_iter().peekable(), right.into_iter().peekable());
        loop {
            match (left.peek(), right.peek()) {
                (Some(a), Some(b)) if a <= b => yield_!(left.next().unwrap()),
                (_, Some(_)) => yield_!(right.next().unwrap()),
                (Some(_), None) => yield_!(left.next().unwrap()),
                (None, None) => break,
            }
        }
    }
    let (one, two) = (String::from("b"), String::from("c"));
    assert_eq!(merged([one.as_str(), "d"], vec!["a", &two]).collect::<String>(), "abcd");
}

#[test]
fn moves_between_items() {
    let mut here = count(3);
    assert_eq!(here.next(), Some(0));
    let mut there = Box::new(here);
    assert_eq!(there.next(), Some(1));
    let mut back = [*there];
    assert_eq!(back[0].next(), Some(2));
}

#[test]
fn starts_when_it_is_asked() {
    #[coro::coroutine]
    fn tell(told: Rc<Cell<bool>>) -> impl Iterator<Item = ()> {
        told.set(true);
        yield_!();
    }
    let told = Rc::new(Cell::new(false));
    let mut iterator = tell(Rc::clone(&told));
    assert!(!told.get());
    assert_eq!(iterator.next(), Some(()));
    assert!(told.get());
    drop(iterator);
    assert_eq!(Rc::strong_count(&told), 1);
}

/// `?` gives the error as the last item.
#[test]
fn question_mark() {
    #[coro::coroutine]
    fn numbers<'a>(
        list: &'a [&'a str],
    ) -> impl Iterator<Item = Result<u32, Box<dyn std::error::Error>>> + use<'a> {
        for text in list {
            let number: u32 = text.parse()?;
            if number > 100 {
                let () = Err(format!("{number} is too much"))?;
            }
            yield_!(Ok(number));
        }
    }
    #[coro::coroutine]
    fn until(list: Vec<Option<u8>>) -> impl Iterator<Item = Option<u8>> {
        for entry in list {
            let n = entry?;
            yield_!(Some(n * 2));
        }
    }
    let text = |list| {
        numbers(list)
            .map(|entry| entry.map_or_else(|error| error.to_string(), |n| n.to_string()))
            .collect::<Vec<_>>()
    };
    assert_eq!(text(&["1", "22"]), ["1", "22"]);
    assert_eq!(text(&["1", "x", "3"]), ["1", "invalid digit found in string"]);
    assert_eq!(text(&["200", "3"]), ["200 is too much"]);
    assert_eq!(until(vec![Some(1), None, Some(2)]).collect::<Vec<_>>(), [Some(2), None]);
}

#[test]
fn a_panic_poisons() {
    #[coro::coroutine]
    fn fails(token: Rc<()>) -> impl Iterator<Item = usize> {
        yield_!(Rc::strong_count(&token));
        std::panic::resume_unwind(Box::new("quiet"));
    }
    let token = Rc::new(());
    let mut machine = fails(Rc::clone(&token));
    assert_eq!(machine.next(), Some(2));
    assert!(catch_unwind(AssertUnwindSafe(|| machine.next())).is_err());
    assert_eq!(Rc::strong_count(&token), 1);
    let again = catch_unwind(AssertUnwindSafe(|| machine.next())).expect_err("poisoned");
    assert_eq!(again.downcast_ref::<&str>(), Some(&"generator resumed after panicking"));
}

#[test]
fn items_that_borrow() {
    #[coro::coroutine]
    fn words(text: &str) -> impl Iterator<Item = &str> {
        let mut rest = text;
        while let Some((word, after)) = rest.split_once(' ') {
            yield_!(word);
            rest = after;
        }
        yield_!(rest);
    }
    struct Line(String);
    impl Line {
        #[coro::coroutine]
        fn words<'a>(&'a self, not: &str) -> impl Iterator<Item = &'a str> {
            let not = not.to_owned();
            for word in self.0.split(' ') {
                if word != not {
                    yield_!(word);
                }
            }
        }
    }
    let text = String::from("one two three");
    assert_eq!(words(&text).collect::<Vec<_>>(), ["one", "two", "three"]);
    let line = Line(text);
    let kept: Vec<&str> = line.words(&String::from("two")).collect();
    assert_eq!(kept, ["one", "three"]);
}

/// What an argument leads to may be borrowed across yields: it stays where it is.
#[test]
fn reborrows() {
    #[coro::coroutine]
    fn twice(list: &mut Vec<u32>) -> impl Iterator<Item = u32> {
        for n in list.iter_mut() {
            *n += 1;
            yield_!(*n);
        }
        let first = &mut list[0];
        yield_!(*first);
        *first = 50;
        for n in &*list {
            yield_!(*n);
        }
        list.push(7);
    }
    let mut list = vec![1, 2];
    assert_eq!(twice(&mut list).collect::<Vec<_>>(), [2, 3, 2, 50, 3]);
    assert_eq!(list, [50, 3, 7]);
}

#[test]
fn generic_and_with_bounds() {
    #[coro::coroutine]
    fn pairs<T: Clone + Send, I>(items: I) -> impl Iterator<Item = (T, T)> + Send
    where
        I: IntoIterator<Item = T> + Send,
        I::IntoIter: Send,
    {
        let mut last: Option<T> = None;
        for item in items {
            if let Some(before) = last.replace(item.clone()) {
                yield_!((before, item));
            }
        }
    }
    #[coro::coroutine]
    fn chunks<T, const N: usize>(list: &[T]) -> impl Iterator<Item = &[T; N]> + '_ {
        let mut rest = list;
        while let Some((head, tail)) = rest.split_first_chunk::<N>() {
            yield_!(head);
            rest = tail;
        }
    }
    #[coro::coroutine]
    fn mapped<A, B>(list: Vec<A>, f: impl Fn(A) -> B) -> impl Iterator<Item = B> {
        for a in list {
            yield_!(f(a));
        }
    }
    fn sendable<T: Send>(value: T) -> T {
        value
    }
    assert_eq!(sendable(pairs([1, 2, 3])).collect::<Vec<_>>(), [(1, 2), (2, 3)]);
    assert_eq!(chunks::<_, 2>(&[1, 2, 3, 4, 5]).collect::<Vec<_>>(), [&[1, 2], &[3, 4]]);
    assert_eq!(mapped(vec![1, 2], |n| n.to_string()).collect::<Vec<_>>(), ["1", "2"]);
    let moved = sendable(count(3));
    let sum = std::thread::spawn(move || moved.sum::<u32>()).join().expect("no panic");
    assert_eq!(sum, 3);
}

#[test]
fn in_traits_and_impl_blocks() {
    struct Tree {
        value: u32,
        children: Vec<Tree>,
    }
    #[coro::coroutine]
    impl Tree {
        fn leaf(value: u32) -> Self {
            Tree { value, children: Vec::new() }
        }

        fn values(&self) -> impl Iterator<Item = u32> {
            yield_!(self.value);
            for child in &self.children {
                let inner: Box<dyn Iterator<Item = u32>> = Box::new(child.values());
                yield_from!(inner);
            }
        }

        /// Not one of ours.
        fn plain(&self) -> impl Iterator<Item = u32> {
            self.children.iter().map(|child| child.value)
        }
    }
    let tree =
        Tree { value: 1, children: vec![Tree::leaf(2), Tree { value: 3, children: vec![Tree::leaf(4)] }] };
    assert_eq!(tree.values().collect::<Vec<_>>(), [1, 2, 3, 4]);
    assert_eq!(tree.plain().collect::<Vec<_>>(), [2, 3]);
}

/// Macros that nobody knows may leave the body, or what is in it.
#[test]
fn macros_of_the_users_own() {
    macro_rules! stop_at {
        ($n:expr, $stop:expr) => {
            if $n == $stop {
                break;
            }
        };
    }
    macro_rules! double {
        ($n:expr) => {
            $n * 2
        };
    }
    #[coro::coroutine]
    fn until(stop: u32) -> impl Iterator<Item = u32> {
        let mut n = 0;
        let text = String::from("kept");
        loop {
            stop_at!(n, stop);
            yield_!(double!(n));
            n += 1;
        }
        yield_!(u32::try_from(text.len()).unwrap_or(0));
    }
    assert_eq!(until(3).collect::<Vec<_>>(), [0, 2, 4, 4]);
}

/// The machine is as large as what it keeps, and the state.
#[test]
fn sizes() {
    #[coro::coroutine]
    fn fibonacci() -> impl Iterator<Item = u64> {
        let (mut a, mut b) = (0, 1);
        loop {
            yield_!(a);
            (a, b) = (b, a + b);
        }
    }
    assert_eq!(size_of_val(&count(3)), 12);
    assert_eq!(fibonacci().take(7).collect::<Vec<_>>(), [0, 1, 1, 2, 3, 5, 8]);
    assert_eq!(size_of_val(&fibonacci()), 24);
}

/// Of a variable that is partly gone there is no value that the check of what may be moved could read.
#[test]
fn parts_that_are_gone_across_a_yield() {
    #[coro::coroutine]
    fn parts(early: bool) -> impl Iterator<Item = usize> {
        let pair = (String::from("left"), String::from("r"));
        if early {
            let (_, right) = pair;
            yield_!(right.len());
        }
        yield_!(7);
        let (left, _) = pair;
        yield_!(left.len());
    }
    assert_eq!(parts(true).collect::<Vec<_>>(), [1, 7, 4]);
    assert_eq!(parts(false).collect::<Vec<_>>(), [7, 4]);
}

#[coro::coroutine]
fn steps(by: &u32) -> impl Iterator<Item = impl Fn(u32) -> u32> {
    let by = *by;
    for _ in 0..2 {
        yield_!(move |n: u32| n + by);
    }
}

#[coro::coroutine]
fn ranges(list: &[u32]) -> impl Iterator<Item = impl Iterator<Item = u32> + 'static> {
    for n in list {
        yield_!(0..*n);
    }
}

#[coro::coroutine]
fn shown(list: Vec<u32>) -> impl Iterator<Item = impl std::fmt::Display> {
    for n in list {
        yield_!(n);
    }
}

/// Items of a type without a name: nothing said what the last one is.
#[test]
fn items_that_have_no_name() {
    assert_eq!(steps(&3).fold(1, |n, step| step(n)), 7);
    assert_eq!(ranges(&[1, 2]).flatten().count(), 3);
    assert_eq!(shown(vec![1, 2]).map(|item| item.to_string()).collect::<String>(), "12");
}

/// `fold`, and so `sum`, takes the first item by itself.
#[test]
fn folding_is_a_loop_over_all_items() {
    #[coro::coroutine]
    fn holding(held: Rc<()>) -> impl Iterator<Item = usize> {
        loop {
            yield_!(Rc::strong_count(&held));
        }
    }
    assert_eq!(count(0).sum::<u32>(), 0);
    assert_eq!(count(1).fold(String::from(">"), |text, n| format!("{text}{n}")), ">0");
    assert_eq!(count(5).map(|n| n * n).sum::<u32>(), 30);
    let mut begun = count(5);
    assert_eq!((begun.next(), begun.next()), (Some(0), Some(1)));
    assert_eq!(begun.fold(0, |all, n| all * 10 + n), 234);
    let dropped = Rc::new(());
    let held = Rc::clone(&dropped);
    let left = catch_unwind(AssertUnwindSafe(|| {
        holding(held).fold(0, |n, count| if n == 2 { panic!("enough") } else { n + count / 2 })
    }));
    assert!(left.is_err());
    assert_eq!(Rc::strong_count(&dropped), 1, "what folding leaves drops the machine");
}

/// The first resume of such a machine is a function of its own.
#[test]
fn begins_with_values_that_are_dropped() {
    #[coro::coroutine]
    fn counted(token: Rc<()>, to: usize) -> impl Iterator<Item = usize> + Clone {
        let list: Vec<usize> = (0..to).collect();
        let mut at = 0;
        assert!(list.len() < 5, "quiet");
        while at < list.len() {
            yield_!(list[at] + Rc::strong_count(&token));
            at += 1;
        }
    }
    let token = Rc::new(());
    let machine = |to| counted(Rc::clone(&token), to);
    assert_eq!(machine(3).collect::<Vec<_>>(), [2, 3, 4]);
    let mut none = machine(0);
    assert_eq!((none.next(), none.next()), (None, None));
    drop(none);
    drop(machine(2));
    let mut two = machine(2);
    let before = two.clone();
    assert_eq!(two.next(), Some(3));
    let after = two.clone();
    assert_eq!((two.count(), after.count(), before.count()), (1, 1, 2));
    assert_eq!(Rc::strong_count(&token), 1);

    let mut fails = machine(5);
    for message in ["quiet", "generator resumed after panicking"] {
        let panic = catch_unwind(AssertUnwindSafe(|| fails.next())).expect_err("panics");
        assert_eq!(panic.downcast_ref::<&str>(), Some(&message));
    }
    assert_eq!(Rc::strong_count(&token), 1);
}
