//! Machines with a name: `#[coroutine(type = Name)]`.

use coro::{Coroutine, CoroutineState, Stated, Stream, yield_, yield_from};
use std::future::{Ready, ready};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

#[coro::coroutine(type = Countdown)]
fn countdown(from: u32) -> impl Iterator<Item = u32> {
    let mut n = from;
    while n > 0 {
        yield_!(n);
        n -= 1;
    }
}

struct Rocket {
    left: Countdown,
}

#[test]
fn a_field_of_a_struct() {
    let mut rocket = Rocket { left: countdown(3) };
    assert_eq!(rocket.left.next(), Some(3));
    assert_eq!(rocket.left.collect::<Vec<_>>(), [2, 1]);
}

#[coro::coroutine(type = Words)]
pub(crate) fn words(text: &str) -> impl Iterator<Item = &str> + Clone + Send {
    for word in text.split_whitespace() {
        yield_!(word);
    }
}

#[test]
fn it_borrows_and_is_cloned() {
    let mut all: Words<'_> = words("one two three");
    assert_eq!(all.next(), Some("one"));
    let copy = all.clone();
    assert_eq!(all.collect::<Vec<_>>(), ["two", "three"]);
    assert_eq!(copy.collect::<Vec<_>>(), ["two", "three"]);
}

struct Tree {
    left: Option<Box<Tree>>,
    value: u32,
    right: Option<Box<Tree>>,
}

impl Tree {
    fn new(left: Option<Tree>, value: u32, right: Option<Tree>) -> Self {
        Tree { left: left.map(Box::new), value, right: right.map(Box::new) }
    }
}

#[coro::coroutine(type = Walk)]
fn walk<'t>(tree: &'t Tree) -> impl Iterator<Item = &'t u32> {
    let mut stack: Vec<&'t Tree> = Vec::new();
    let mut next: Option<&'t Tree> = Some(tree);
    loop {
        while let Some(node) = next {
            stack.push(node);
            next = node.left.as_deref();
        }
        let Some(node) = stack.pop() else { return };
        let node: &'t Tree = node;
        yield_!(&node.value);
        next = node.right.as_deref();
    }
}

impl<'t> IntoIterator for &'t Tree {
    type Item = &'t u32;
    type IntoIter = Walk<'t>;

    fn into_iter(self) -> Walk<'t> {
        walk(self)
    }
}

#[test]
fn an_associated_type() {
    let tree = Tree::new(
        Some(Tree::new(None, 1, Some(Tree::new(None, 2, None)))),
        3,
        Some(Tree::new(None, 4, None)),
    );
    let mut sum = 0;
    for value in &tree {
        sum += value;
    }
    assert_eq!(sum, 10);
    assert_eq!(tree.into_iter().copied().collect::<Vec<_>>(), [1, 2, 3, 4]);
}

#[coro::coroutine(type = Fibonacci)]
fn fibonacci() -> impl Iterator<Item = u64> {
    let (mut a, mut b) = (0, 1);
    loop {
        yield_!(a);
        (a, b) = (b, a + b);
    }
}

#[coro::coroutine(type = Chained)]
fn chained<A: Iterator, B>(first: A, second: B) -> impl Iterator<Item = A::Item>
where
    B: IntoIterator<Item = A::Item>,
{
    yield_from!(first);
    for item in second {
        yield_!(item);
    }
}

#[coro::coroutine(type = Squares)]
fn squares(to: u32) -> impl Iterator<Item = u32> {
    for n in 0..to {
        yield_!(n * n);
    }
}

#[coro::coroutine(type = Blocks)]
fn blocks<'a, T, const N: usize>(list: &'a [T]) -> impl Iterator<Item = &'a [T]> {
    let mut at = 0;
    while at + N <= list.len() {
        yield_!(&list[at..at + N]);
        at += N;
    }
}

#[coro::coroutine(type = Numbered)]
fn numbered<'a>(list: &'a [&'static str], by: usize) -> impl Iterator<Item = (usize, &'a str)> {
    for (number, text) in list.iter().enumerate().skip(1).step_by(by) {
        yield_!((number, *text));
        yield_!((number, &text[1..]));
    }
    for c in "ab".chars().rev() {
        yield_!((c as usize, "c"));
        yield_!((c.len_utf8(), "length"));
    }
}

#[coro::coroutine(type = Depths)]
fn depths(tree: &Tree) -> impl Iterator<Item = (u32, usize)> {
    let mut stack: Vec<(&Tree, usize)> = vec![(tree, 0)];
    while let Some((tree, depth)) = stack.pop() {
        yield_!((tree.value, depth));
        for next in [&tree.right, &tree.left].into_iter().flatten() {
            stack.push((next, depth + 1));
        }
    }
}

#[coro::coroutine(type = Pairs)]
fn pairs<T: Copy>(list: Vec<T>) -> impl Iterator<Item = (T, T)> {
    let mut at = 0;
    while at < list.len() {
        let first = list[at];
        let rest: Vec<T> = list[at + 1..].to_vec();
        for other in rest {
            yield_!((first, other));
        }
        at += 1;
    }
}

#[test]
fn types_follow_from_the_standard_library() {
    let all: Numbered<'_> = numbered(&["zero", "one", "two", "three"], 2);
    let wanted = [(1, "one"), (1, "ne"), (3, "three"), (3, "hree")];
    let rest = [(98, "c"), (1, "length"), (97, "c"), (1, "length")];
    assert!(all.eq(wanted.into_iter().chain(rest)));
    let leaf = |value| Some(Tree::new(None, value, None));
    let tree = Tree::new(leaf(1), 2, leaf(3));
    let all: Depths<'_> = depths(&tree);
    assert_eq!(all.collect::<Vec<_>>(), [(2, 0), (1, 1), (3, 1)]);
    let all: Pairs<char> = pairs(vec!['a', 'b', 'c']);
    assert_eq!(all.collect::<Vec<_>>(), [('a', 'b'), ('a', 'c'), ('b', 'c')]);
}

#[test]
fn types_follow() {
    assert_eq!(fibonacci().take(8).collect::<Vec<_>>(), [0, 1, 1, 2, 3, 5, 8, 13]);
    assert_eq!(squares(4).collect::<Vec<_>>(), [0, 1, 4, 9]);
    let both: Chained<Countdown, [u32; 2]> = chained(countdown(2), [7, 8]);
    assert_eq!(both.collect::<Vec<_>>(), [2, 1, 7, 8]);
    let list = [1, 2, 3, 4, 5];
    let two: Blocks<'_, i32, 2> = blocks(&list);
    assert_eq!(two.collect::<Vec<_>>(), [[1, 2], [3, 4]]);
}

#[coro::coroutine(type = Thrice)]
fn thrice<T: Clone>(value: T) -> impl Iterator<Item = T> {
    let mut given = 0;
    let (share, mut left) = (0.5, 2.0);
    for _ in 0..3 {
        yield_!(value.clone());
        given += 1;
        left = left * share - 1e-3;
        match given % 3 {
            0 | 1 => assert_ne!(given, 0, "after {}", given + 1),
            _ => assert!(left < 2.5),
        }
    }
}

#[coro::coroutine(type = Sieve)]
fn sieve(limit: usize) -> impl Iterator<Item = usize> {
    let mut composite = vec![false; limit + 1];
    let mut found = vec![0; limit];
    for n in 2..=limit {
        if !composite[n] {
            found[n - 2] = n;
            yield_!(found[n - 2]);
            let mut multiple = n.max(2) * n;
            while multiple <= limit {
                composite[multiple] = true;
                multiple += n;
            }
        }
    }
}

#[coro::coroutine(type = Numbered2)]
fn numbered_lines(text: String) -> impl Iterator<Item = Result<(u16, String), String>> {
    let (mut at, mut number) = (0, 0);
    while let Some(end) = text[at..].find('\n') {
        let line = text[at..at + end].to_uppercase();
        yield_!(Ok((number, line.clone())));
        at += end + 1;
        number += 1;
        assert_eq!(line.is_empty(), end == 0);
    }
}

/// Nothing tells their types: they are what rustc takes plain numbers for.
#[test]
fn numbers_among_themselves_have_the_types_of_numbers() {
    let three: Thrice<&str> = thrice("a");
    assert_eq!(three.collect::<Vec<_>>(), ["a", "a", "a"]);
}

#[test]
fn types_follow_from_lists_and_what_is_made_of_numbers() {
    let primes: Sieve = sieve(12);
    assert_eq!(primes.collect::<Vec<_>>(), [2, 3, 5, 7, 11]);
    let lines: Numbered2 = numbered_lines("a\nb\n".into());
    assert!(lines.eq([Ok((0, "A".into())), Ok((1, "B".into()))]));
}

/// Pending once.
#[derive(Default)]
struct Pause(bool);

impl Future for Pause {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        cx.waker().wake_by_ref();
        if std::mem::replace(&mut self.0, true) { Poll::Ready(()) } else { Poll::Pending }
    }
}

#[coro::coroutine(type = Sum)]
async fn sum(list: Vec<u32>) -> u32 {
    let mut sum = 0;
    for n in list {
        let doubled: Ready<u32> = ready(n * 2);
        sum += doubled.await;
        let pause: Pause = Pause::default();
        pause.await;
    }
    sum
}

struct Job {
    work: Pin<Box<Sum>>,
}

#[test]
fn a_future() {
    let mut job = Job { work: Box::pin(sum(vec![1, 2, 3])) };
    assert!(job.work.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    assert!(job.work.state().is_suspended());
    assert_eq!(coro::block_on(job.work), 12);
}

#[coro::coroutine(type = Ticks)]
fn ticks(to: u32) -> impl Stream<Item = u32> {
    for n in 0..to {
        let pause: Pause = Pause::default();
        pause.await;
        yield_!(n);
    }
}

#[test]
fn a_stream() {
    let mut machine: Pin<&mut Ticks> = pin!(ticks(2));
    let mut cx = Context::from_waker(Waker::noop());
    let mut items = Vec::new();
    loop {
        match machine.as_mut().poll_next(&mut cx) {
            Poll::Pending => assert!(machine.state().point().is_some()),
            Poll::Ready(Some(item)) => items.push(item),
            Poll::Ready(None) => break,
        }
    }
    assert_eq!(items, [0, 1]);
}

#[coro::coroutine(type = Adder)]
fn adder(start: u32) -> impl Coroutine<u32, Yield = u32, Return = String> + Unpin {
    let mut sum: u32 = start;
    while sum < 10 {
        sum += yield_!(sum);
    }
    sum.to_string()
}

#[coro::coroutine(type = Parrot)]
fn parrot() -> impl Coroutine<String, Yield = usize, Return = ()> {
    let mut said: String = String::new();
    loop {
        said = yield_!(said.len());
    }
}

#[test]
fn coroutines() {
    let mut machine: Adder = adder(1);
    assert_eq!(Pin::new(&mut machine).start(), CoroutineState::Yielded(1));
    let mut machine = Box::new(machine);
    assert_eq!(Pin::new(&mut machine).resume(4), CoroutineState::Yielded(5));
    assert_eq!(Pin::new(&mut machine).resume(5), CoroutineState::Complete("10".into()));
    let mut machine: Pin<Box<Parrot>> = Box::pin(parrot());
    assert_eq!(machine.as_mut().start(), CoroutineState::Yielded(0));
    assert_eq!(machine.as_mut().resume("four".into()), CoroutineState::Yielded(4));
}

#[test]
fn it_is_as_large_as_one_without_a_name() {
    #[coro::coroutine]
    fn unnamed(from: u32) -> impl Iterator<Item = u32> {
        let mut n = from;
        while n > 0 {
            yield_!(n);
            n -= 1;
        }
    }
    assert_eq!(size_of::<Countdown>(), size_of_val(&unnamed(1)));
}

/// Those of its subtrees are machines of the same type.
#[coro::coroutine(type = Deep)]
fn deep(tree: &Tree) -> impl Iterator<Item = &u32> + Send {
    if let Some(left) = &tree.left {
        let inner: Box<Deep<'_>> = Box::new(deep(left));
        yield_from!(inner);
    }
    yield_!(&tree.value);
    let right: Option<&Tree> = tree.right.as_deref();
    if let Some(right) = right {
        yield_from!(Box::<Deep<'_>>::new(deep(right)));
    }
}

#[test]
fn it_holds_itself_in_a_box() {
    let tree = Tree::new(
        Some(Tree::new(None, 1, None)),
        2,
        Some(Tree::new(Some(Tree::new(None, 3, None)), 4, None)),
    );
    let sent: Deep<'_> = deep(&tree);
    let values = std::thread::scope(|scope| scope.spawn(|| sent.copied().collect::<Vec<_>>()).join());
    assert_eq!(values.expect("no panic"), [1, 2, 3, 4]);
}

mod away {
    #![forbid(unsafe_code)]
    #![deny(missing_docs, clippy::pedantic, unused)]
    //! A module of its own, with everything that a function may have.
    use coro::yield_;

    /// An end.
    pub(super) trait End {
        /// Whether it is one.
        fn is_end(&self) -> bool;
    }

    impl End for u8 {
        fn is_end(&self) -> bool {
            *self == 0
        }
    }

    /// What is before the end.
    #[coro::coroutine(type = Until)]
    #[cfg(test)]
    #[inline]
    pub(super) fn until<'a, T>(
        list: &'a [T],
        most: usize,
    ) -> impl Iterator<Item = Result<&'a T, String>> + use<'a, T>
    where
        T: End + 'a,
    {
        use std::collections::HashMap;
        const FIRST: usize = 1;
        struct Seen(usize);
        let mut seen: HashMap<usize, &'a T> = HashMap::new();
        let mut before = Seen(0);
        let items: Vec<(usize, &'a T)> = list.iter().enumerate().collect();
        for (at, item) in items {
            if at >= most {
                let _ = Err(format!("more than {most}, after {}", before.0 + FIRST))?;
            }
            if item.is_end() {
                return;
            }
            seen.insert(at, item);
            yield_!(Ok(seen[&at]));
            #[cfg(test)]
            {
                before = Seen(at);
            }
            #[cfg(not(test))]
            {
                before = Seen(usize::MAX);
            }
        }
    }
}

#[test]
fn items_conditions_and_errors() {
    let all: away::Until<'_, u8> = away::until(&[7, 8, 0, 9], 9);
    assert_eq!(all.collect::<Vec<_>>(), [Ok(&7), Ok(&8)]);
    let all: Vec<_> = away::until(&[7, 8, 9], 2).collect();
    assert_eq!(all, [Ok(&7), Ok(&8), Err("more than 2, after 2".into())]);
}

#[test]
fn what_is_kept_is_dropped_once() {
    use std::rc::Rc;
    #[coro::coroutine(type = Holding)]
    fn holding(first: Rc<()>, second: Rc<()>) -> impl Iterator<Item = usize> + Clone {
        let kept: Rc<()> = first.clone();
        yield_!(Rc::strong_count(&kept));
        drop(kept);
        let pair: (Rc<()>, Rc<()>) = (first, second);
        yield_!(Rc::strong_count(&pair.0));
        drop(pair.0);
        yield_!(Rc::strong_count(&pair.1));
    }
    let (a, b) = (Rc::new(()), Rc::new(()));
    for n in 0..5 {
        let mut machine: Holding = holding(a.clone(), b.clone());
        assert_eq!(machine.by_ref().take(n).count(), n.min(3));
        // The third item is given when a part of what it holds is gone.
        let copy = (n < 3).then(|| machine.clone());
        drop(machine);
        assert_eq!(copy.map_or(0, Iterator::count), 3_usize.saturating_sub(n));
        assert_eq!((Rc::strong_count(&a), Rc::strong_count(&b)), (1, 1), "after {n}");
    }
}

/// That one is not if a thing that it keeps is not, `tests/ui/cases/named_not_send.rs` shows.
#[test]
fn it_is_send_if_what_it_keeps_is() {
    fn sent<T: Send + Sync + 'static>(machine: T) -> T {
        std::thread::spawn(|| machine).join().expect("no panic")
    }
    assert_eq!(sent(countdown(2)).sum::<u32>(), 3);
    assert_eq!(coro::block_on(sent(sum(vec![4]))), 8);
}

/// It cannot be shown.
struct Secret(u8);

#[coro::coroutine(type = Shown)]
fn shown(from: u32, secret: Secret, words: Vec<String>) -> impl Iterator<Item = usize> {
    let kept: Secret = secret;
    let mut longest: Option<String> = None;
    for word in words {
        yield_!(word.len() + from as usize);
        let longer: String = word;
        if longer.len() > 3 {
            longest = Some(longer);
        }
    }
    if let Some(longest) = longest {
        yield_!(longest.len());
    }
    assert_eq!(kept.0, 1);
}

#[test]
fn debug_tells_the_state_and_the_variables() {
    let mut machine = shown(7, Secret(1), vec!["one".into(), "three".into()]);
    let text = format!("{machine:?}");
    assert_eq!(text, r#"Shown { state: Unresumed, from: 7, secret: _, words: ["one", "three"] }"#);
    machine.next();
    let point = machine.state().point().expect("suspended");
    assert_eq!(
        format!("{machine:?}"),
        format!(r#"Shown {{ state: Suspended({point}), from: 7, kept: _, longest: None, word: "one" }}"#)
    );
    assert_eq!(machine.by_ref().nth(1), Some(5));
    let text = format!("{machine:#?}");
    assert!(text.contains("yield_!(longest.len())") && text.contains("kept: _,"), "{text}");
    assert_eq!(machine.next(), None);
    assert_eq!(format!("{machine:?}"), "Shown { state: Returned }");
}

#[coro::coroutine(type = Parts)]
fn parts<'a, T>(list: &'a mut Vec<T>, from: T) -> impl Iterator<Item = &'a mut T> {
    let first: T = from;
    list.push(first);
    for item in list {
        yield_!(item);
    }
}

#[test]
fn debug_looks_at_nothing_that_is_borrowed() {
    let mut list = vec![1, 2];
    let mut machine = parts(&mut list, 3);
    // Whether a type parameter can be shown is not known.
    assert_eq!(format!("{machine:?}"), "Parts { state: Unresumed, list: _, from: _ }");
    let first = machine.next().expect("an item");
    let text = std::thread::scope(|scope| {
        let asked = scope.spawn(|| format!("{machine:?}"));
        *first += 1;
        asked.join()
    });
    let text = text.expect("no panic");
    assert!(text.starts_with("Parts { state: Suspended(") && text.ends_with("yield_!(item)) }"), "{text}");
}

#[coro::coroutine(type = Lent)]
async fn lent() -> u32 {
    let mut count: u32 = 1;
    let step: u32 = 2;
    let pause: Pause = Pause::default();
    pause.await;
    count += step;
    let other = &mut count;
    *other += 1;
    count
}

#[test]
fn debug_of_a_future_shows_what_is_never_borrowed() {
    let mut machine = pin!(lent());
    assert!(machine.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    let point = machine.state().point().expect("suspended");
    assert_eq!(format!("{machine:?}"), format!("Lent {{ state: Suspended({point}), step: 2 }}"));
    assert_eq!(coro::block_on(machine), 4);
}

/// The end of a range was asked for, though its items tell.
#[test]
fn the_items_of_a_range_tell_of_its_end() {
    #[coro::coroutine(type = Growing)]
    fn growing() -> impl Iterator<Item = u64> {
        let mut n = 3;
        for i in 0..n {
            yield_!(i);
        }
        n += 1;
        yield_!(n);
    }
    assert_eq!(growing().collect::<Vec<_>>(), [0, 1, 2, 4]);
}

/// What the inner one comes to was a variable that was held, of a type that nothing tells.
#[test]
fn hands_on_to_a_coroutine() {
    type Inner = Pin<Box<dyn Coroutine<u8, Yield = u8, Return = u8>>>;
    #[coro::coroutine(type = HandsOn)]
    fn hands_on(inner: Inner) -> impl Coroutine<u8, Yield = u8, Return = u8> + Unpin {
        let result: u8 = yield_from!(inner);
        result + 1
    }
    #[coro::coroutine]
    fn inner() -> impl Coroutine<u8, Yield = u8, Return = u8> {
        let first = yield_!(1);
        first + yield_!(2)
    }
    let mut machine: HandsOn = hands_on(Box::pin(inner()));
    let mut machine = Pin::new(&mut machine);
    assert_eq!(machine.as_mut().start(), CoroutineState::Yielded(1));
    assert_eq!(machine.as_mut().resume(5), CoroutineState::Yielded(2));
    assert_eq!(machine.as_mut().resume(6), CoroutineState::Complete(12));
}

struct Pair {
    a: String,
    b: String,
}

/// A variable that gets its value later, and loses a part of it, was read whole in the second check (E0382).
#[test]
#[expect(clippy::needless_late_init, reason = "that is what is tested")]
fn a_variable_that_is_initialised_late_loses_a_part() {
    #[coro::coroutine(type = Late)]
    fn late(early: bool) -> impl Iterator<Item = usize> {
        let pair: Pair;
        if early {
            pair = Pair { a: String::from("a"), b: String::from("bb") };
        } else {
            yield_!(0);
            pair = Pair { a: String::new(), b: String::from("bbb") };
        }
        drop(pair.a);
        yield_!(9);
        yield_!(pair.b.len());
    }
    assert_eq!(late(true).collect::<Vec<_>>(), [9, 2]);
    assert_eq!(late(false).collect::<Vec<_>>(), [0, 9, 3]);
}

/// What was moved away is not shown, though it has nothing to drop: what it leads to may be gone.
#[test]
fn debug_does_not_show_what_was_moved_away() {
    #[coro::coroutine(type = Freed)]
    fn freed(pair: (std::mem::ManuallyDrop<Box<u32>>, u32)) -> impl Iterator<Item = u32> {
        let first: std::mem::ManuallyDrop<Box<u32>> = pair.0;
        let n: u32 = *std::mem::ManuallyDrop::into_inner(first);
        yield_!(n);
        yield_!(pair.1);
    }
    let mut machine = freed((std::mem::ManuallyDrop::new(Box::new(1)), 2));
    assert!(format!("{machine:?}").contains("pair: (ManuallyDrop"), "{machine:?}");
    assert_eq!(machine.next(), Some(1));
    assert!(!format!("{machine:?}").contains("pair"), "{machine:?}");
    assert_eq!(machine.next(), Some(2));
}
