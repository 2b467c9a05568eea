//! An iterator: no context, items, and a check that nothing that is held is borrowed.
#[allow(
    clippy::double_must_use,
    clippy::large_types_passed_by_value,
    clippy::must_use_candidate
)]
fn countdown(from: u32) -> impl Iterator<Item = u32> {
    #[allow(clippy::pedantic)]
    use ::coro::__private as __coro;
    /// The body as it was written, for rustc to check. It is never run.
    #[allow(unused_doc_comments)]
    if false {
        let _ = __coro::check_yields::<
            u32,
            (),
            u32,
        >(move |yields| {
            let () = {
                let from = from;
                let mut n = from;
                while n > 0 {
                    yield_!(@ { let value : u32 = n; yields.give(value) });
                    n -= 1;
                }
            };
            #[allow(unreachable_code)] return yields.end();
        });
        loop {}
    }
    /// The body as it is lowered: nothing that is borrowed may be moved, and every suspension moves all that is held.
    #[allow(unused_doc_comments)]
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
    if false {
        let _ = __coro::check::<
            __coro::Option<u32>,
        >(move || unsafe {
            'body: {
                let mut from = from;
                let () = {
                    let mut from = from;
                    let mut n = from;
                    'loop2: loop {
                        if { n > 0 } {
                            {
                                let value: u32 = (__coro::value_of(&n),).0;
                                __coro::dispose(value);
                            }
                            match __coro::relocated::<usize>() {
                                0 => n = __coro::relocated(),
                                _ => {}
                            }
                            __coro::relocated::<()>();
                            n -= 1;
                        } else {
                            break 'loop2
                        };
                    }
                };
                __coro::Option::None
            }
        });
        loop {}
    }
    /// Suspended in line 6: yields `n`.
    const AT_YIELD: u8 = 3;
    /// One at a time: `from`, `n`.
    union CountdownShared0<From, N> {
        from: __coro::ManuallyDrop<From>,
        n: __coro::ManuallyDrop<N>,
    }
    /// What `countdown` keeps while it is suspended.
    struct CountdownFrame<From, N> {
        state: u8,
        shared_0: CountdownShared0<From, N>,
    }
    /// Where in `CountdownFrame` it lies.
    struct CountdownSlots<From, N> {
        from: *mut From,
        n: *mut N,
    }
    unsafe impl<From: __coro::Send, N: __coro::Send> __coro::Send
    for CountdownFrame<From, N> {}
    unsafe impl<From: __coro::Sync, N: __coro::Sync> __coro::Sync
    for CountdownFrame<From, N> {}
    impl<From, N> CountdownFrame<From, N> {
        /// Where each slot is.
        #[inline(always)]
        unsafe fn slots(frame: *mut Self) -> CountdownSlots<From, N> {
            unsafe {
                CountdownSlots {
                    from: __coro::shared(&raw mut (*frame).shared_0.from),
                    n: __coro::shared(&raw mut (*frame).shared_0.n),
                }
            }
        }
    }
    unsafe impl<From, N> __coro::StatedFrame for CountdownFrame<From, N> {
        #[inline(always)]
        unsafe fn state(frame: *const Self) -> u8 {
            unsafe { (*frame).state }
        }
    }
    let mut start: __coro::MaybeUninit<CountdownFrame<_, _>> = __coro::MaybeUninit::uninit();
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
        let from = __coro::shared(&raw mut (*frame).shared_0.from);
        (*frame).state = __coro::UNRESUMED;
        __coro::write(from, from);
        __coro::generator(
            __coro::within::<()>(),
            start,
            |raw, mut cx| -> __coro::Turn<_, __coro::Option<u32>> {
                unsafe {
                    let frame = raw.cast();
                    if false {
                        loop {}
                        return __coro::turn_of(frame);
                    }
                    let poll = 'resume: {
                        let CountdownSlots { from, n } = CountdownFrame::slots(frame);
                        let (running, mut at) = match __coro::Running::enter_fused(
                            &raw mut (*frame).state,
                            cx.is_some(),
                            3,
                        ) {
                            __coro::Entered::Running(running, at) => (running, at),
                            __coro::Entered::Dropped => {
                                __coro::drop(());
                                break 'resume (__coro::Option::None);
                            }
                            __coro::Entered::Over => break 'resume (__coro::Option::None),
                        };
                        let entered = at;
                        let output: __coro::Option<u32> = 'body: {
                            let () = {
                                if at == 0 {
                                    let from = (__coro::read(from),).0;
                                    __coro::write(n, from);
                                }
                                'loop2: loop {
                                    if (if at == 0 { (*n) > 0 } else { true }) {
                                        if at == 0 {
                                            let value: u32 = (__coro::read(n),).0;
                                            break 'resume (__coro::yielded_again(
                                                running,
                                                entered,
                                                AT_YIELD,
                                                (),
                                                __coro::Option::Some(value),
                                            ));
                                        }
                                        {
                                            at = 0;
                                            match __coro::Resumption::resumed(&mut cx) {
                                                __coro::Polled::Ready(value) => value,
                                                __coro::Polled::Pending | __coro::Polled::Cancelled => {
                                                    break 'resume (__coro::Option::None);
                                                }
                                            }
                                        };
                                        (*n) -= 1;
                                    } else {
                                        break 'loop2
                                    };
                                }
                            };
                            __coro::Option::None
                        };
                        running.finish_with(output)
                    };
                    __coro::Turn::of(poll)
                }
            },
        )
    };
    machine
}
