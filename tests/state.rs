//! `state()`: what a machine tells of itself.

use coro::{Coroutine, State, Stated, Stream, yield_, yield_from, yield_now};
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

/// Polls once; whether it is ready.
fn poll(machine: Pin<&mut impl Future>) -> bool {
    machine.poll(&mut Context::from_waker(Waker::noop())).is_ready()
}

const TWICE: u32 = line!() + 3;
#[coro::coroutine]
async fn twice(n: u32) -> u32 {
    yield_now().await;
    let doubled = n * 2;
    yield_now().await;
    doubled
}

#[test]
fn a_future_tells_where_it_waits() {
    let mut machine = pin!(twice(4));
    assert_eq!(machine.state(), State::Unresumed);
    assert!(!poll(machine.as_mut()));
    let State::Suspended(point) = machine.state() else { panic!("{}", machine.state()) };
    assert_eq!((point.index(), point.name()), (0, "yield_now().await"));
    assert_eq!((point.file(), point.line(), point.column()), (file!(), TWICE, 5));
    assert!(!poll(machine.as_mut()));
    let point = machine.state().point().expect("suspended");
    assert_eq!((point.index(), point.line()), (1, TWICE + 2));
    assert!(poll(machine.as_mut()));
    assert_eq!(machine.state(), State::Returned);
}

const COUNT: u32 = line!() + 4;
#[coro::coroutine]
fn count(to: u32) -> impl Iterator<Item = u32> {
    for n in 0..to {
        yield_!(n * 10);
        assert!(n < 1, "enough");
    }
}

#[test]
fn an_iterator_tells_where_it_yields() {
    let mut machine = count(1);
    assert!(machine.state().is_unresumed());
    assert_eq!(machine.next(), Some(0));
    let point = machine.state().point().expect("suspended");
    assert_eq!((point.name(), point.line(), point.column()), ("yield_!(n * 10)", COUNT, 9));
    assert_eq!(machine.next(), None);
    assert!(machine.state().is_returned());
}

#[test]
fn a_panic_shows() {
    let mut machine = count(2);
    assert_eq!(machine.by_ref().take(2).count(), 2);
    let unwound = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| machine.next()));
    assert!(unwound.is_err());
    assert!(machine.state().is_panicked());
}

#[test]
fn it_reads_well() {
    let mut machine = count(1);
    assert_eq!(machine.state().to_string(), "unresumed");
    machine.next();
    let at = format!("{}:{COUNT}:9: yield_!(n * 10)", file!());
    assert_eq!(machine.state().to_string(), format!("suspended at {at}"));
    assert_eq!(format!("{:?}", machine.state()), format!("Suspended({at})"));
    machine.next();
    assert_eq!(format!("{} {:?}", machine.state(), machine.state()), "returned Returned");
}

#[coro::coroutine]
fn ticks() -> impl Stream<Item = u32> {
    yield_now().await;
    yield_!(1);
}

#[test]
fn a_stream_tells_what_it_waits_for_and_what_it_yields() {
    let mut machine = Box::pin(ticks());
    let mut cx = Context::from_waker(Waker::noop());
    assert!(machine.as_mut().poll_next(&mut cx).is_pending());
    assert_eq!(machine.state().point().map(|point| point.name()), Some("yield_now().await"));
    assert_eq!(machine.as_mut().poll_next(&mut cx), Poll::Ready(Some(1)));
    assert_eq!(machine.state().point().map(|point| point.name()), Some("yield_!(1)"));
    assert_eq!(machine.as_mut().poll_next(&mut cx), Poll::Ready(None));
    assert!(machine.state().is_returned());
}

#[coro::coroutine]
fn adder() -> impl Coroutine<u32, Yield = u32, Return = u32> {
    let first = yield_!(0);
    let second = yield_!(first);
    first + second
}

#[coro::coroutine]
fn movable() -> impl Coroutine<(), Yield = u32, Return = ()> + Unpin {
    yield_!(1);
}

#[test]
fn a_coroutine_tells_at_which_yield_it_is() {
    let mut machine = pin!(adder());
    assert!(machine.state().is_unresumed());
    machine.as_mut().start();
    assert_eq!(machine.state().point().map(|point| point.name()), Some("yield_!(0)"));
    machine.as_mut().resume(3);
    assert_eq!(machine.state().point().map(|point| point.index()), Some(1));
    machine.as_mut().resume(4);
    assert!(machine.state().is_returned());
    let mut machine = movable();
    Pin::new(&mut machine).start();
    assert_eq!(machine.state().point().map(|point| point.name()), Some("yield_!(1)"));
}

/// A machine without a name is shown with its state, if its result is declared to be `Debug`.
#[test]
fn machines_without_a_name_are_shown() {
    #[coro::coroutine]
    fn shown() -> impl Iterator<Item = u32> + std::fmt::Debug + Clone {
        yield_!(1);
    }
    let mut machine = shown();
    assert_eq!(format!("{machine:?}"), "Iterator { state: Unresumed, .. }");
    assert_eq!(machine.next(), Some(1));
    let text = format!("{machine:?}");
    assert!(text.starts_with("Iterator { state: Suspended(tests/state.rs:"), "{text}");
    assert!(text.ends_with(":9: yield_!(1)), .. }"), "{text}");
    assert_eq!(format!("{:?}", coro::co!(coroutine { yield 1 })), "Coroutine { state: Unresumed, .. }");
    assert_eq!(format!("{:?}", coro::co!(stream { yield 1 })), "Stream { state: Unresumed, .. }");
}

/// The state, however it is asked for.
fn state_of(machine: impl Stated) -> State {
    machine.state()
}

#[test]
fn references_and_boxes_tell_it_as_well() {
    let mut machine = Box::pin(twice(1));
    assert!(!poll(machine.as_mut()));
    let state = machine.state();
    assert!(state.is_suspended());
    assert_eq!(state_of(&machine), state);
    assert_eq!(state_of(machine.as_mut()), state);
    assert_eq!(state_of(&*machine), state);
    let shown: Pin<&dyn Stated> = machine.as_ref();
    assert_eq!(shown.state(), state);
    assert_eq!(state_of(machine), state);
}

struct Pair(u32, u32);

#[coro::coroutine]
impl Pair {
    async fn sum(&self) -> u32 {
        yield_now().await;
        self.0 + self.1
    }
}

impl Pair {
    #[coro::coroutine]
    pub(crate) async fn product(&self) -> u32 {
        yield_now().await;
        self.0 * self.1
    }

    #[coro::coroutine]
    fn each(&self) -> impl Iterator<Item = u32> {
        yield_!(self.0);
        yield_!(self.1);
    }

    #[coro::coroutine]
    async fn difference(self) -> u32 {
        yield_now().await;
        self.1 - self.0
    }
}

/// They were taken for methods of a trait, perhaps, of which nothing more may be said than the trait does.
#[test]
fn methods_that_are_not_public_do() {
    let pair = Pair(2, 3);
    let mut each = pair.each();
    assert_eq!(each.next(), Some(2));
    assert_eq!(each.state().point().map(|point| point.name()), Some("yield_!(self.0)"));
    let mut difference = pin!(Pair(2, 3).difference());
    assert!(!poll(difference.as_mut()));
    assert!(difference.state().is_suspended());
}

#[test]
fn methods_do() {
    let pair = Pair(2, 3);
    let (mut sum, mut product) = (pin!(pair.sum()), pin!(pair.product()));
    assert!(!poll(sum.as_mut()) && !poll(product.as_mut()));
    assert!(sum.state().is_suspended() && product.state().is_suspended());
}

/// A trait with machines for its methods, as others implement it too.
trait Shape {
    fn corners(&self) -> impl Iterator<Item = u32>;
    fn area(&self) -> impl Future<Output = u32> + Send;
    async fn name(&self, of: &str) -> String;
}

#[coro::coroutine]
impl Shape for Pair {
    fn corners(&self) -> impl Iterator<Item = u32> {
        yield_!(self.0);
        yield_!(self.1);
    }
    async fn area(&self) -> u32 {
        yield_now().await;
        self.0 * self.1
    }
    async fn name(&self, of: &str) -> String {
        yield_now().await;
        format!("{of} {}", self.0)
    }
}

/// An impl block of a trait says more than the trait, to who knows the type.
#[test]
fn methods_of_traits_do() {
    #![deny(refining_impl_trait)]
    let pair = Pair(2, 3);
    let mut corners = pair.corners();
    assert_eq!(corners.next(), Some(2));
    assert_eq!(corners.state().point().map(|point| point.name()), Some("yield_!(self.0)"));
    let (mut area, mut name) = (pin!(pair.area()), pin!(pair.name("pair")));
    assert!(!poll(area.as_mut()) && !poll(name.as_mut()));
    assert!(area.state().is_suspended() && name.state().is_suspended());
    assert_eq!(coro::block_on(name), "pair 2");
}

/// Others that implement a trait owe nothing to the attribute on one of them, or on a method of the trait.
mod traits {
    #![deny(refining_impl_trait)]
    use coro::yield_now;

    pub(super) trait Ask {
        #[coro::coroutine]
        async fn ask(&self) -> u32 {
            yield_now().await;
            1
        }
        async fn make() -> u32;
    }

    pub(super) struct Machine;
    pub(super) struct Native;

    impl Ask for Machine {
        #[coro::coroutine]
        async fn ask(&self) -> u32 {
            yield_now().await;
            2
        }
        #[coro::coroutine]
        async fn make() -> u32 {
            yield_now().await;
            3
        }
    }

    impl Ask for Native {
        async fn ask(&self) -> u32 {
            4
        }
        async fn make() -> u32 {
            5
        }
    }
}

#[test]
fn traits_are_left_alone() {
    use traits::{Ask, Machine, Native};
    coro::block_on(async {
        assert_eq!((Machine.ask().await, Machine::make().await), (2, 3));
        assert_eq!((Native.ask().await, Native::make().await), (4, 5));
    });
}

/// It told the name of a variable of its own.
#[test]
fn what_is_handed_on_is_told_as_it_was_written() {
    #[coro::coroutine]
    fn both(list: Vec<u32>) -> impl Iterator<Item = u32> {
        yield_from!(count(1).chain([1]));
        yield_from!(list);
    }
    let mut machine = both(vec![2]);
    let mut names = Vec::new();
    while machine.next().is_some() {
        names.extend(machine.state().point().map(|point| point.name()));
    }
    let first = "yield_from!(count(1).chain([1]))";
    assert_eq!(names, [first, first, "yield_from!(list)"]);
}

/// What is yielded is told in the words and with the space of the source: `all [0]` was read there, and `at : 1`.
#[test]
fn points_are_named_as_they_are_written() {
    struct Place {
        at: usize,
    }

    #[coro::coroutine]
    fn places(all: Vec<usize>, first: &usize, by: fn(usize) -> usize) -> impl Iterator<Item = Place> {
        yield_!(Place { at: all[all.len() - 1] });
        yield_!(Place { at: by(!all[0] & *first) });
        let other = vec![Place { at: 1 }];
        for place in other {
            yield_!(place);
        }
    }

    let mut machine = places(vec![1], &2, |n| n);
    let mut names = Vec::new();
    while let Some(Place { at: 0.. }) = machine.next() {
        names.extend(machine.state().point().map(|point| point.name()));
    }
    assert_eq!(
        names,
        [
            "yield_!(Place { at: all[all.len() - 1] })",
            "yield_!(Place { at: by(!all[0] & *first) })",
            "yield_!(place)",
        ]
    );
}
