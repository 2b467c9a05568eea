//! Auto traits: a machine is `Send` and `Sync` where the native future is, `'static` where its arguments are, and never
//! `Unpin`.

use std::cell::{Cell, RefCell};
use std::marker::PhantomData;
use std::panic::{RefUnwindSafe, UnwindSafe};
use std::pin::Pin;
use std::rc::Rc;
use std::sync::{Arc, Mutex};

// Under conditions that only rustc knows: calls are nested futures.
#[cfg(any(unix, windows))]
macro_rules! value {
    ($value:expr) => {
        $value
    };
}
#[cfg(any(unix, windows))]
macro_rules! waits {
    () => {
        tick().await
    };
}

/// What a type has of the auto traits that matter to executors.
#[derive(Debug, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is an answer of rustc's")]
struct Autos {
    send: bool,
    sync: bool,
    unpin: bool,
    unwind_safe: bool,
    ref_unwind_safe: bool,
}

struct Probe<T>(PhantomData<T>);

/// The answer for types without the trait: found by method lookup one reference later than the inherent methods.
trait Otherwise {
    fn send(&self) -> bool {
        false
    }

    fn sync(&self) -> bool {
        false
    }

    fn unpin(&self) -> bool {
        false
    }

    fn unwind_safe(&self) -> bool {
        false
    }

    fn ref_unwind_safe(&self) -> bool {
        false
    }
}

impl<T> Otherwise for &Probe<T> {}

struct SendProbe<'p, T>(&'p Probe<T>);
struct SyncProbe<'p, T>(&'p Probe<T>);
struct UnpinProbe<'p, T>(&'p Probe<T>);
struct UnwindSafeProbe<'p, T>(&'p Probe<T>);
struct RefUnwindSafeProbe<'p, T>(&'p Probe<T>);

macro_rules! answers_yes {
    ($($probe:ident: $auto:ident, $method:ident;)*) => {
        $(
            impl<T: $auto> $probe<'_, T> {
                #[allow(clippy::unused_self, reason = "the receiver selects the method")]
                fn $method(&self) -> bool {
                    true
                }
            }

            impl<'p, T> std::ops::Deref for $probe<'p, T> {
                type Target = &'p Probe<T>;

                fn deref(&self) -> &&'p Probe<T> {
                    &self.0
                }
            }
        )*
    };
}

answers_yes! {
    SendProbe: Send, send;
    SyncProbe: Sync, sync;
    UnpinProbe: Unpin, unpin;
    UnwindSafeProbe: UnwindSafe, unwind_safe;
    RefUnwindSafeProbe: RefUnwindSafe, ref_unwind_safe;
}

fn probe<T>(_value: &T) -> Probe<T> {
    Probe(PhantomData)
}

macro_rules! autos {
    ($future:expr) => {
        // A match, so that what the arguments borrow lives on.
        match probe(&$future) {
            probe => Autos {
                send: SendProbe(&probe).send(),
                sync: SyncProbe(&probe).sync(),
                unpin: UnpinProbe(&probe).unpin(),
                unwind_safe: UnwindSafeProbe(&probe).unwind_safe(),
                ref_unwind_safe: RefUnwindSafeProbe(&probe).ref_unwind_safe(),
            },
        }
    };
}

/// Promises `Send` of a type that holds its own promise.
#[coro::coroutine(boxed)]
async fn recursive(n: u32) -> u32 {
    let held = vec![n];
    if n == 0 { 0 } else { recursive(n - 1).await + held[0] }
}

/// Its methods call themselves on others of its type.
struct Node<T> {
    below: Vec<Node<T>>,
    only: Option<Box<Node<T>>>,
    value: T,
}

#[coro::coroutine]
impl<T: Clone + Send + Sync> Node<T> {
    async fn values(&self, list: &mut Vec<T>) {
        list.push(self.value.clone());
        for child in &self.below {
            Box::pin(child.values(list)).await;
        }
        let Some(only) = &self.only else { return };
        Box::pin(only.values(list)).await;
    }

    async fn set(&mut self, value: T) {
        for child in &mut self.below {
            Box::pin(child.set(value.clone())).await;
        }
        tick().await;
        self.value = value;
    }
}

async fn tick() {
    std::future::ready(()).await;
}

/// Defines each function natively and as a machine, and a test that compares their traits with each other and with the
/// expectation.
type Local = Pin<Box<dyn Future<Output = u32>>>;

macro_rules! same_autos {
    ($($name:ident($($argument:expr),*), send $send:literal, { $($function:tt)* })*) => {
        mod native {
            #![allow(unused, clippy::all, clippy::pedantic, reason = "what matters is what is held")]
            use super::*;
            $($($function)*)*
        }
        mod machine {
            #![allow(unused, clippy::all, clippy::pedantic, reason = "what matters is what is held")]
            use super::*;
            $(#[coro::coroutine] $($function)*)*
        }
        $(
            #[test]
            fn $name() {
                let (native, machine) = (autos!(native::$name($($argument),*)), autos!(machine::$name($($argument),*)));
                assert_eq!(native.send, $send, "what rustc says");
                assert_eq!(machine, native);
                assert!(!machine.unpin);
            }
        )*
    };
}

same_autos! {
    nothing_held(), send true, { pub(super) async fn nothing_held() { tick().await; } }
    no_wait(1), send true, { pub(super) async fn no_wait(n: u32) -> u32 { n } }
    rc_argument(Rc::new(1)), send false, { pub(super) async fn rc_argument(rc: Rc<u32>) { tick().await; } }
    rc_held(), send false, {
        pub(super) async fn rc_held() -> u32 { let rc = Rc::new(1); tick().await; *rc }
    }
    rc_gone_before(), send true, {
        pub(super) async fn rc_gone_before() -> u32 { let n = { let rc = Rc::new(1); *rc }; tick().await; n }
    }
    rc_only_mentioned(), send true, {
        pub(super) async fn rc_only_mentioned() -> u32 { let n = *Rc::new(1); tick().await; n + *Rc::new(2) }
    }
    rc_after_the_last_wait(), send true, {
        pub(super) async fn rc_after_the_last_wait() -> u32 { tick().await; let rc = Rc::new(1); *rc }
    }
    temporary_across(), send false, {
        pub(super) async fn temporary_across() -> u32 { take(&Rc::new(1), tick().await) }
    }
    guard_held(&Mutex::new(1)), send false, {
        pub(super) async fn guard_held(lock: &Mutex<u32>) -> u32 {
            let guard = lock.lock().unwrap_or_else(|poisoned| poisoned.into_inner());
            tick().await;
            *guard
        }
    }
    guard_in_a_block(&Mutex::new(1)), send true, {
        pub(super) async fn guard_in_a_block(lock: &Mutex<u32>) -> u32 {
            let n = { *lock.lock().unwrap_or_else(|poisoned| poisoned.into_inner()) };
            tick().await;
            n
        }
    }
    borrow_of_a_local(), send true, {
        pub(super) async fn borrow_of_a_local() -> usize {
            let mut list = vec![1, 2];
            let slice = &mut list[..];
            tick().await;
            slice.len()
        }
    }
    shared_borrow_of_a_cell(&Cell::new(1)), send false, {
        pub(super) async fn shared_borrow_of_a_cell(cell: &Cell<u32>) -> u32 { tick().await; cell.get() }
    }
    exclusive_borrow_of_a_cell(&mut RefCell::new(1)), send true, {
        pub(super) async fn exclusive_borrow_of_a_cell(cell: &mut RefCell<u32>) -> u32 { tick().await; *cell.get_mut() }
    }
    generic_send(Arc::new(1)), send true, { pub(super) async fn generic_send<T: Clone>(t: T) -> T { tick().await; t.clone() } }
    generic_not_send(Rc::new(1)), send false, {
        pub(super) async fn generic_not_send<T: Clone>(t: T) -> T { tick().await; t.clone() }
    }
    generic_borrow(vec![1]), send true, {
        pub(super) async fn generic_borrow<T>(list: Vec<T>) -> usize {
            let mut n = 0;
            for item in list.iter() { tick().await; n += size_of_val(item); }
            n
        }
    }
    nested_send(), send true, { pub(super) async fn nested_send() { nothing_held().await; borrow_of_a_local().await; } }
    nested_not_send(), send false, { pub(super) async fn nested_not_send() -> u32 { rc_held().await } }
    boxed_send(), send true, {
        pub(super) async fn boxed_send() -> u32 {
            let boxed: std::pin::Pin<Box<dyn Future<Output = u32> + Send>> = Box::pin(rc_gone_before());
            boxed.await
        }
    }
    boxed_recursion(3), send true, {
        pub(super) async fn boxed_recursion(n: u32) -> u32 { let held = String::new(); recursive(n).await + held.len() as u32 }
    }
    named_as_its_argument(|_| Box::pin(std::future::ready(1))), send false, {
        pub(super) async fn named_as_its_argument(named_as_its_argument: fn(u32) -> Local) -> u32 { Box::pin(named_as_its_argument(1)).await }
    }
    own_recursion(3), send true, {
        pub(super) async fn own_recursion(n: u32) -> u32 { if n == 0 { 0 } else { Box::pin(own_recursion(n - 1)).await } }
    }
    beside_a_namesake(3), send true, {
        pub(super) async fn beside_a_namesake(n: u32) -> u32 {
            if n == 0 { return 0; }
            let beside_a_namesake = Box::pin(beside_a_namesake(n - 1)).await;
            tick().await;
            beside_a_namesake
        }
    }
    of_children(3), send true, {
        pub(super) async fn of_children(n: u32) -> usize {
            let mut node = Node { below: vec![], only: None, value: n };
            node.set(4).await;
            let mut list = vec![];
            node.values(&mut list).await;
            list.len()
        }
    }
    own_recursion_with_rc(3), send false, {
        pub(super) async fn own_recursion_with_rc(n: u32) -> u32 {
            let held = Rc::new(n);
            if n == 0 { *held } else { Box::pin(own_recursion_with_rc(n - 1)).await + *held }
        }
    }
    one_of_a_circle(3), send true, {
        pub(super) async fn one_of_a_circle(n: u32) -> u32 { if n == 0 { 0 } else { Box::pin(other_of_a_circle(n - 1)).await } }
        pub(super) async fn other_of_a_circle(n: u32) -> u32 { one_of_a_circle(n).await }
    }
    one_with_rc(3), send false, {
        pub(super) async fn one_with_rc(n: u32) -> u32 { if n == 0 { 0 } else { Box::pin(other_with_rc(n - 1)).await } }
        pub(super) async fn other_with_rc(n: u32) -> u32 { let held = Rc::new(n); one_with_rc(n).await + *held }
    }
    raw_pointer(), send false, {
        pub(super) async fn raw_pointer() -> bool { let raw: *const u8 = std::ptr::null(); tick().await; raw.is_null() }
    }
    not_sync_but_send(), send true, {
        pub(super) async fn not_sync_but_send() -> u32 { let cell = Cell::new(1); tick().await; cell.replace(2) }
    }
    used_up_by_an_iterator(), send true, {
        pub(super) async fn used_up_by_an_iterator() -> u32 {
            let list = vec![Rc::new(1)];
            let sum = list.into_iter().map(|rc| *rc).sum::<u32>();
            tick().await;
            sum
        }
    }
    used_up_by_an_option(), send true, {
        pub(super) async fn used_up_by_an_option() -> u32 {
            let option = Some(Rc::new(1));
            let n = option.map_or(0, |rc| *rc) + Some(Rc::new(2)).map(|rc| *rc).unwrap_or_default();
            tick().await;
            n
        }
    }
    given_again_on_one_way(true), send true, {
        pub(super) async fn given_again_on_one_way(again: bool) -> u32 {
            let mut rc = Rc::new(1);
            drop(rc);
            if again {
                rc = Rc::new(2);
                take(&rc, ())
            } else {
                tick().await;
                3
            }
        }
    }
    dropped_or_used_up(true), send true, {
        pub(super) async fn dropped_or_used_up(drops: bool) -> u32 {
            let kept = Kept(Rc::new(1));
            let n = if drops { drop(kept); 0 } else { kept.used_up() };
            tick().await;
            n
        }
    }
    beside_a_macro(&Mutex::new(1)), send true, {
        pub(super) async fn beside_a_macro(mutex: &Mutex<u32>) -> u32 {
            let n = {
                let guard = mutex.lock().unwrap();
                let n = value!(1);
                value!(2);
                *guard + n
            };
            tick().await;
            n
        }
    }
    beside_a_macro_that_consumes(), send true, {
        pub(super) async fn beside_a_macro_that_consumes() -> usize {
            let (rc, text) = (Rc::new(1), String::from("text"));
            let text = value!(text);
            drop(rc);
            tick().await;
            text.len()
        }
    }
    beside_a_macro_that_waits(), send false, {
        pub(super) async fn beside_a_macro_that_waits() -> u32 { let rc = Rc::new(1); waits!(); drop(rc); 1 }
    }
    beside_a_macro_that_waits_and_consumes(), send false, {
        pub(super) async fn beside_a_macro_that_waits_and_consumes() -> usize {
            let (rc, text) = (Rc::new(1), String::from("text"));
            let text = value!({ waits!(); text });
            drop(rc);
            text.len()
        }
    }
    beside_a_macro_that_waits_for_ever(), send false, {
        pub(super) async fn beside_a_macro_that_waits_for_ever() -> u32 { let _rc = Rc::new(1); value!(loop { waits!() }) }
    }
    beside_a_macro_that_waits_and_leaves(), send false, {
        pub(super) async fn beside_a_macro_that_waits_and_leaves() -> u32 {
            let _rc = Rc::new(1);
            value!(if true { waits!(); return 2 });
            1
        }
    }
    beside_one_that_waits(true), send false, {
        pub(super) async fn beside_one_that_waits(first: bool) -> u32 {
            let rc = Rc::new(1);
            if first { value!(1); } else { waits!(); }
            drop(rc);
            tick().await;
            2
        }
    }
    beside_a_macro_that_waits_in_a_loop(), send false, {
        pub(super) async fn beside_a_macro_that_waits_in_a_loop() -> u32 {
            for n in 0..2 {
                let shared = Rc::new(n);
                value!(if n == 1 { waits!(); break });
                drop(shared);
            }
            1
        }
    }
    result_not_send(), send true, { pub(super) async fn result_not_send() -> Rc<u32> { tick().await; Rc::new(1) } }
}

struct Kept(Rc<u32>);

impl Kept {
    fn used_up(self) -> u32 {
        *self.0
    }
}

fn take(rc: &Rc<u32>, _unit: ()) -> u32 {
    **rc
}

/// Where the arguments are `'static`, so is the machine; where they are owned, it may cross threads.
#[test]
fn crosses_threads() {
    fn spawnable<F: Future<Output: Send> + Send + 'static>(future: F) -> F {
        future
    }
    let machine = spawnable(machine::generic_borrow(vec![String::new()]));
    let other = std::thread::spawn(move || drop(machine));
    other.join().expect("dropped elsewhere");
    drop(spawnable(self::machine::no_wait(1)));
}

/// The probe itself sees what is there and what is not.
#[test]
fn of_plain_values() {
    let all = Autos { send: true, sync: true, unpin: true, unwind_safe: true, ref_unwind_safe: true };
    assert_eq!(autos!(0_u8), all);
    assert_eq!(autos!(&mut 0_u8), Autos { unwind_safe: false, ..all });
    assert_eq!(autos!(Cell::new(0)), Autos { sync: false, ref_unwind_safe: false, ..all });
    assert_eq!(autos!(std::marker::PhantomPinned), Autos { unpin: false, ..all });
}
