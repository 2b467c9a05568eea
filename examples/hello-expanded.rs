//! What `#[coro::coroutine]` makes of `hello`: the real expansion, told step by step.
//!
//! A test keeps it equal to the expansion, but for comments, and for the name of one pointer: `name_slot` and the argument
//! `name` have the same name in the expansion, where hygiene keeps them apart.
#![allow(dropping_copy_types, clippy::all, clippy::pedantic, clippy::undocumented_unsafe_blocks)] // not told of a macro's text

use std::time::Duration;

// The function: no longer `async`; what it returns is the machine.
fn greet(name: &str) -> impl ::coro::__private::Future<Output = usize> {
    // The check: the body as it was written, in a closure that is never called. rustc type-checks and borrow-checks it,
    // so that every error in the body is reported here, at its own place and in its own words.
    if false {
        let _ = ::coro::__private::check(move || -> usize {
            println!("hello, {name}");
            ::coro::__private::awaited(coro::time::sleep(Duration::from_millis(10)));
            name.len()
        });
        loop {}
    }
    /// Suspended: waits for `coro::time::sleep(Duration::from_millis(10))`.
    const AT_SLEEP: u8 = 3;
    // The frame: what is kept while the machine is suspended. One type parameter for each slot; inference fills them in.
    // An argument and its variable share a slot: `name` lives here once.
    struct GreetFrame<Name, SleepFuture> {
        state: u8,
        name: ::coro::__private::MaybeUninit<Name>,
        sleep_future: ::coro::__private::MaybeUninit<SleepFuture>,
    }
    // Pointers to the slots, by name.
    struct GreetSlots<Name, SleepFuture> {
        name: *mut Name,
        sleep_future: *mut SleepFuture,
    }
    // SAFETY (both): a frame is its slots and plain numbers. Said in one step, so that machines may call machines as deep
    // as native ones do.
    unsafe impl<Name: ::coro::__private::Send, SleepFuture: ::coro::__private::Send> ::coro::__private::Send
        for GreetFrame<Name, SleepFuture>
    {
    }
    // SAFETY: as above.
    unsafe impl<Name: ::coro::__private::Sync, SleepFuture: ::coro::__private::Sync> ::coro::__private::Sync
        for GreetFrame<Name, SleepFuture>
    {
    }
    // The projection from the frame to its slots, without a reference to any of them: slots may borrow from each other.
    impl<Name, SleepFuture> GreetFrame<Name, SleepFuture> {
        /// Where each slot is.
        #[inline(always)]
        unsafe fn slots(frame: *mut Self) -> GreetSlots<Name, SleepFuture> {
            // SAFETY: `frame` points to a frame; only addresses are computed.
            unsafe {
                GreetSlots {
                    name: ::coro::__private::room(&raw mut (*frame).name),
                    sleep_future: ::coro::__private::room(&raw mut (*frame).sleep_future),
                }
            }
        }
    }
    // The frame of the machine, before it is first resumed: the state, and the arguments in their slots.
    let mut start: ::coro::__private::MaybeUninit<GreetFrame<_, _>> =
        ::coro::__private::MaybeUninit::uninit();
    #[allow(
        unused,
        unreachable_code,
        unused_unsafe,
        dangerous_implicit_autorefs,
        irrefutable_let_patterns,
        redundant_semicolons,
        clippy::all,
        clippy::pedantic
    )]
    // SAFETY: the frame is initialised for the state `UNRESUMED`, and the closure is made for this frame.
    let machine = unsafe {
        let raw: *mut () = (&raw mut start).cast();
        let frame = raw.cast();
        // `start` has the type that `frame` has in here: type-checked, never run.
        if false {
            loop {}
            ::coro::__private::tie_frame(&start, frame)
        }
        let name_slot = ::coro::__private::room(&raw mut (*frame).name);
        (*frame).state = ::coro::__private::UNRESUMED;
        ::coro::__private::write(name_slot, name);
        // The machine: the frame, and the closure that resumes it. The closure captures nothing, and is given the frame. With a
        // context it polls; without one it drops.
        // SAFETY: `raw` points to the frame that the machine owns, pinned, in the state that `state` tells; a slot is read
        // only where its guard says that it holds a value, and the body was borrow-checked above.
        ::coro::__private::machine(::coro::__private::within::<()>(), start, |raw, mut cx| unsafe {
            let frame = raw.cast();
            // The frame's type in here and in the machine's type are one, up to lifetimes.
            if false {
                loop {}
                return ::coro::__private::tied(frame);
            }
            // Suspending, and dropping, leave from here.
            let poll = 'resume: {
                let GreetSlots { name, sleep_future } = GreetFrame::slots(frame);
                let name_2 = name;
                // `at` is the point to go on from. Left by a panic, `running` poisons the machine; nothing is resumed after the end.
                let ::coro::__private::Some((running, mut at)) =
                    ::coro::__private::Running::enter(&raw mut (*frame).state, cx.is_some())
                else {
                    break 'resume (::coro::__private::Poll::Pending);
                };
                // Dropped before the first poll: the arguments go, front to back. This one has nothing to drop.
                if at == ::coro::__private::UNRESUMED && cx.is_none() {
                    ::coro::__private::drop(());
                    break 'resume (::coro::__private::Poll::Pending);
                }
                // The body. Its scopes are still scopes: a guard (`.._live`) owns each value that lives in a slot, and drops it when
                // its scope is left, by whatever way.
                let output: usize = 'body: {
                    // The first segment is run if the machine is not suspended beyond it; otherwise its guards are made for what the
                    // frame holds.
                    let mut sleep_future_live = if at == 0 {
                        println!("hello, {name}", name = (*name_2));
                        let mut sleep_future_live = ::coro::__private::Live::init(
                            sleep_future,
                            ::coro::__private::IntoFuture::into_future(coro::time::sleep(
                                Duration::from_millis(10),
                            )),
                        );
                        sleep_future_live
                    } else {
                        ::coro::__private::Live::held(sleep_future)
                    };
                    // State 3: suspended at `coro::time::sleep(Duration::from_millis(10)).await`.
                    {
                        at = 0;
                        match ::coro::__private::poll_slot(sleep_future, &mut cx) {
                            // The future is dropped as soon as it is ready.
                            ::coro::__private::Polled::Ready(value) => sleep_future_live.ready(value),
                            ::coro::__private::Polled::Pending => {
                                // Remembers the point, and forgets the guards: what they own stays in the frame.
                                break 'resume (::coro::__private::suspend(
                                    running,
                                    AT_SLEEP,
                                    (sleep_future_live,),
                                ));
                            }
                            // The machine is being dropped: leaving from here drops what is alive.
                            ::coro::__private::Polled::Cancelled => {
                                break 'resume (::coro::__private::Poll::Pending);
                            }
                        }
                    };
                    // The last segment, and the result.
                    (*name_2).len()
                };
                running.finish(output)
            };
            ::coro::__private::Resumed::of(poll)
        })
    };
    machine
}

fn main() {
    let letters = coro::block_on(greet("machine"));
    println!("{letters} letters, 10 ms later");
}
