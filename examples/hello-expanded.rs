//! What `#[coro::coroutine]` makes of `hello`: the real expansion, told step by step.
//!
//! A test keeps it equal to the expansion, but for comments.
// Not told of a macro's text:
#![allow(dead_code, dropping_copy_types, unused_doc_comments)]
#![allow(clippy::all, clippy::pedantic, clippy::undocumented_unsafe_blocks)]

use std::time::Duration;

// The function: no longer `async`; what it returns is the machine, which tells where it is.
#[allow(clippy::double_must_use, clippy::large_types_passed_by_value, clippy::must_use_candidate)]
#[allow(refining_impl_trait)]
fn greet(name: &str) -> impl ::coro::__private::Future<Output = usize> + ::coro::__private::Stated {
    #[allow(clippy::pedantic)]
    use ::coro::__private as __coro;
    // The result's type, as the check and the machine have it: with all its lifetimes.
    let declared = __coro::Declared::result();
    // The check: the body as it was written, in a closure that is never called. rustc type-checks and borrow-checks it,
    // so that every error in the body is reported here, at its own place and in its own words.
    /// The body as it was written, for rustc to check. It is never run.
    #[allow(arithmetic_overflow, unconditional_panic)]
    if false {
        let value = __coro::check::<usize>(move || -> usize {
            let value: usize = {
                println!("hello, {name}");
                __coro::awaiting(coro::time::sleep(Duration::from_millis(10))).r#await();
                name.len()
            };
            #[allow(unreachable_code)]
            return value;
        });
        __coro::declare(&declared, value);
        loop {}
    }
    /// Suspended in line 8: waits for `coro::time::sleep(Duration::from_millis(10))`.
    const AT_SLEEP: __coro::u8 = 3;
    // The frame. One type parameter for each slot; inference fills them in. An argument and its variable share a slot: `name`
    // lives here once.
    /// What `greet` keeps while it is suspended.
    struct GreetFrame<Name, SleepFuture> {
        state: __coro::u8,
        name: __coro::MaybeUninit<Name>,
        sleep_future: __coro::MaybeUninit<SleepFuture>,
    }
    // SAFETY: the types are those of the slots, the pointers lead to them, and all else is initialised.
    unsafe impl<Name, SleepFuture> __coro::Frame for GreetFrame<Name, SleepFuture> {
        // The machine is `Send` if these are.
        type Holds = (Name, SleepFuture);
        type Arguments = (Name,);
        type Slots = (*mut Name, *mut SleepFuture);
        // Where everything is, without a reference to any of it: slots may borrow from each other. And where the machine can be
        // suspended, for `state()`: what is awaited there, the line and the column.
        #[inline(always)]
        unsafe fn slots(frame: *mut Self) -> (*mut __coro::u8, __coro::Points, Self::Slots) {
            // SAFETY: `frame` points to a frame; only addresses are computed.
            unsafe {
                (
                    &raw mut (*frame).state,
                    (::core::file!(), "8:5 coro::time::sleep(Duration::from_millis(10)).await"),
                    (&raw mut (*frame).name as *mut Name, &raw mut (*frame).sleep_future as *mut SleepFuture),
                )
            }
        }
        // The frame of the machine, before it is first resumed: the state, and the arguments in their slots.
        #[inline(always)]
        unsafe fn begin(frame: *mut Self, (name,): Self::Arguments) {
            // SAFETY: `frame` points to room for a frame.
            unsafe {
                (*frame).state = __coro::UNRESUMED;
                __coro::write(&raw mut (*frame).name as *mut Name, name);
            }
        }
    }
    #[allow(
        unused,
        deprecated,
        dangerous_implicit_autorefs,
        static_mut_refs,
        irrefutable_let_patterns,
        non_shorthand_field_patterns,
        let_underscore_lock,
        noop_method_call,
        invalid_nan_comparisons,
        unpredictable_function_pointer_comparisons,
        ambiguous_wide_pointer_comparisons,
        unused_qualifications,
        arithmetic_overflow,
        unconditional_panic,
        clippy::all,
        clippy::pedantic,
        clippy::nursery,
        clippy::restriction
    )]
    // SAFETY: the closure is made for this frame.
    let machine = unsafe {
        // The closure that resumes the machine. It captures nothing, and is given the frame. With a context it polls; without one
        // it drops.
        let resume = move |raw: *mut (), cx: __coro::PollContext| -> __coro::Resumed<_, usize> {
            // SAFETY: `raw` points to the frame that the machine owns, pinned, in the state that `state` tells; a slot is read
            // only where its guard says that it holds a value, and the body was borrow-checked above.
            unsafe {
                // Which frame it is, is said at the end: by then rustc knows what is in the slots.
                let frame = raw.cast();
                let (state, _, (name, sleep_future)): (*mut __coro::u8, _, (*mut _, *mut _)) =
                    __coro::Frame::slots(frame);
                let name_2 = name;
                // What the slots of the arguments hold: type-checked, never run.
                if false {
                    loop {}
                    let _: (*mut &str,) = (name,);
                }
                let poll: __coro::Poll<usize> = 'resume: {
                    // `at` is the point to go on from. There is only one: from the first poll on, the state says that the machine is
                    // there. Left by a panic, `running` poisons the machine; nothing is resumed after the end. Dropped before the
                    // first poll, the arguments would go, front to back; this one has nothing to drop.
                    let __coro::Entered::Running(running, mut at) =
                        __coro::Running::enter_alone(state, cx.is_poll())
                    else {
                        break 'resume (__coro::Poll::Pending);
                    };
                    // The body. Its scopes are still scopes: a guard (`.._live`) owns each value that lives in a slot, and
                    // drops it when its scope is left, by whatever way.
                    let output: usize = 'body: {
                        // The first segment is run if the machine is not suspended beyond it; otherwise its guards are made for
                        // what the frame holds.
                        let mut sleep_future_live = if at == 0 {
                            // A macro may be anybody's: one that kept the slot's address in a closure of its own would move
                            // `running` there with it, which is an error.
                            println!("hello, {name}", name = (*((&running, name_2).1)));
                            let mut sleep_future_live = __coro::Live::init(
                                sleep_future,
                                __coro::awaiting(coro::time::sleep(Duration::from_millis(10))).into_future(),
                            );
                            sleep_future_live
                        } else {
                            __coro::Live::held(sleep_future)
                        };
                        // State 3: suspended at `coro::time::sleep(Duration::from_millis(10)).await`.
                        {
                            at = 0;
                            let __coro::Poll::Ready(value) = __coro::Live::poll(&mut sleep_future_live, cx)
                            else {
                                // Forgets the guards: what they own stays in the frame. If the machine is being dropped, drops
                                // them instead.
                                break 'resume (__coro::suspend_again(running, (sleep_future_live,)));
                            };
                            // The future is dropped as soon as it is ready.
                            (&mut sleep_future_live).ready(value)
                        };
                        // The last segment, and the result.
                        (*(name_2)).len()
                    };
                    running.finish(output)
                };
                // The frame's type in here and in the machine's type are one, up to lifetimes.
                if false {
                    loop {}
                    let frame: *mut GreetFrame<_, _> = frame;
                    return __coro::tied(frame);
                }
                __coro::Resumed::of(poll)
            }
        };
        // What the machine gives is what the check came to, with all its lifetimes.
        __coro::one_result(declared, __coro::output_of(&resume));
        // The machine: that closure, and a frame that begins with the arguments.
        __coro::machine(resume, (name,))
    };
    machine
}

fn main() {
    let letters = coro::block_on(greet("machine"));
    println!("{letters} letters, 10 ms later");
}
