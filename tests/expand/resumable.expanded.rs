//! A coroutine: what it is resumed with is what a yield evaluates to.
#[allow(
    clippy::double_must_use,
    clippy::large_types_passed_by_value,
    clippy::must_use_candidate
)]
fn total(name: String) -> impl Coroutine<u32, Yield = String, Return = u32> {
    #[allow(clippy::pedantic)]
    use ::coro::__private as __coro;
    /// The body as it was written, for rustc to check. It is never run.
    #[allow(unused_doc_comments)]
    if false {
        let _ = __coro::check_yields::<
            String,
            u32,
            u32,
        >(move |yields| {
            let name = name;
            let mut sum = 0;
            while sum < 10 {
                sum
                    += yield_!(
                        @ { let value : String = format!("{name}: {sum}"); yields
                        .give(value) }
                    );
            }
            sum
        });
        loop {}
    }
    /// Suspended in line 6: yields `format !("{name}: {sum}")`.
    const AT_YIELD: u8 = 3;
    /// What `total` keeps while it is suspended.
    struct TotalFrame<Name, Sum> {
        state: u8,
        name: __coro::MaybeUninit<Name>,
        sum: __coro::MaybeUninit<Sum>,
    }
    /// Where in `TotalFrame` it lies.
    struct TotalSlots<Name, Sum> {
        name: *mut Name,
        sum: *mut Sum,
    }
    unsafe impl<Name: __coro::Send, Sum: __coro::Send> __coro::Send
    for TotalFrame<Name, Sum> {}
    unsafe impl<Name: __coro::Sync, Sum: __coro::Sync> __coro::Sync
    for TotalFrame<Name, Sum> {}
    impl<Name, Sum> TotalFrame<Name, Sum> {
        /// Where each slot is.
        #[inline(always)]
        unsafe fn slots(frame: *mut Self) -> TotalSlots<Name, Sum> {
            unsafe {
                TotalSlots {
                    name: __coro::room(&raw mut (*frame).name),
                    sum: __coro::room(&raw mut (*frame).sum),
                }
            }
        }
    }
    let mut start: __coro::MaybeUninit<TotalFrame<_, _>> = __coro::MaybeUninit::uninit();
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
    let machine = unsafe {
        let raw: *mut () = (&raw mut start).cast();
        let frame = raw.cast();
        if false {
            loop {}
            __coro::tie_frame(&start, frame)
        }
        let name = __coro::room(&raw mut (*frame).name);
        (*frame).state = __coro::UNRESUMED;
        __coro::write(name, name);
        __coro::resumable(
            __coro::within::<()>(),
            start,
            |
                raw,
                mut cx: __coro::Given<u32>,
            | -> __coro::Turn<_, __coro::Poll<__coro::CoroutineState<String, u32>>> {
                unsafe {
                    let frame = raw.cast();
                    if false {
                        loop {}
                        return __coro::turn_of(frame);
                    }
                    let poll = 'resume: {
                        let TotalSlots { name, sum } = TotalFrame::slots(frame);
                        let name_2 = name;
                        let (running, mut at) = match __coro::Running::enter_with(
                            &raw mut (*frame).state,
                            &cx,
                        ) {
                            __coro::Entered::Running(running, at) => (running, at),
                            __coro::Entered::Dropped => {
                                __coro::drop((__coro::Live::held(name),));
                                break 'resume (__coro::Poll::Pending);
                            }
                            __coro::Entered::Over => {
                                break 'resume (__coro::Poll::Pending);
                            }
                        };
                        let entered = at;
                        let output: u32 = 'body: {
                            let mut name_2_live = if at == 0 {
                                let mut name_2_live = __coro::Live::held(name_2);
                                __coro::write(sum, 0);
                                name_2_live
                            } else {
                                __coro::Live::held(name_2)
                            };
                            'loop2: loop {
                                if (if at == 0 { (*sum) < 10 } else { true }) {
                                    if at == 0 {
                                        let value: String = format!(
                                            "{name}: {sum}", name = (* name_2), sum = (* sum)
                                        );
                                        break 'resume (__coro::yielded_again(
                                            running,
                                            entered,
                                            AT_YIELD,
                                            (name_2_live,),
                                            __coro::Poll::Ready(__coro::CoroutineState::Yielded(value)),
                                        ));
                                    }
                                    ((*sum))
                                        += ({
                                            at = 0;
                                            match __coro::Resumption::resumed(&mut cx) {
                                                __coro::Polled::Ready(value) => value,
                                                __coro::Polled::Pending | __coro::Polled::Cancelled => {
                                                    break 'resume (__coro::Poll::Pending);
                                                }
                                            }
                                        });
                                } else {
                                    break 'loop2
                                };
                            };
                            (__coro::read(sum),).0
                        };
                        running
                            .finish_with(
                                __coro::Poll::Ready(
                                    __coro::CoroutineState::Complete(output),
                                ),
                            )
                    };
                    __coro::Turn::of(poll)
                }
            },
        )
    };
    machine
}
