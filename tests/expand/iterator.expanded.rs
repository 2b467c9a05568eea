//! An iterator: no context, items, and a check that nothing that is held is borrowed.
#[allow(
    clippy::double_must_use,
    clippy::large_types_passed_by_value,
    clippy::must_use_candidate
)]
#[allow(refining_impl_trait)]
#[allow(clippy::implied_bounds_in_impls)]
fn countdown(
    from: u32,
) -> impl Iterator<
    Item = u32,
> + ::coro::__private::Stated + ::coro::__private::FusedIterator {
    #[allow(clippy::pedantic)]
    use ::coro::__private as __coro;
    let declared = __coro::Declared::result();
    /// The body as it was written, for rustc to check. It is never run.
    #[allow(arithmetic_overflow, unconditional_panic)]
    if false {
        let value = __coro::check_yields::<
            u32,
            (),
            u32,
        >(move |yields| {
            let (): () = {
                let from = from;
                let mut n = from;
                while n > 0 {
                    yield_!(@ { let value : u32 = n; (& yields).give(value) });
                    n -= 1;
                }
            };
            #[allow(unreachable_code)] return (&yields).end();
        });
        __coro::declare(&declared, value);
        loop {}
    }
    /// The body as it is lowered: nothing that is borrowed may be moved, and every suspension moves all that is held.
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
    if false {
        let _ = __coro::check::<
            __coro::Option<u32>,
        >(move || unsafe {
            'body: {
                let mut from = from;
                let _ = {
                    let mut from = from;
                    let mut n = from;
                    'loop2: loop {
                        if { n > 0 } {
                            {
                                let value: u32 = (__coro::value_of(&n),).0;
                                __coro::dispose(value);
                            }
                            match __coro::relocated::<__coro::usize>() {
                                0 => {
                                    let asked = __coro::value_of(&n);
                                    n = ::coro::__private::relocated();
                                    __coro::dispose(asked);
                                }
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
    const AT_YIELD: __coro::u8 = 3;
    /// One at a time: `from`, `n`.
    union CountdownShared0<From, N> {
        from: __coro::ManuallyDrop<From>,
        n: __coro::ManuallyDrop<N>,
    }
    /// What `countdown` keeps while it is suspended.
    struct CountdownFrame<From, N> {
        state: __coro::u8,
        shared_0: CountdownShared0<From, N>,
    }
    unsafe impl<From, N> __coro::Frame for CountdownFrame<From, N> {
        type Holds = (From, N);
        type Arguments = (From,);
        type Slots = (*mut From, *mut N);
        #[inline(always)]
        unsafe fn slots(
            frame: *mut Self,
        ) -> (*mut __coro::u8, __coro::Points, Self::Slots) {
            unsafe {
                (
                    &raw mut (*frame).state,
                    (::core::file!(), "6:9 yield_!(n)"),
                    (
                        &raw mut (*frame).shared_0.from as *mut From,
                        &raw mut (*frame).shared_0.n as *mut N,
                    ),
                )
            }
        }
        #[inline(always)]
        unsafe fn begin(frame: *mut Self, (from,): Self::Arguments) {
            unsafe {
                (*frame).state = __coro::UNRESUMED;
                __coro::write(&raw mut (*frame).shared_0.from as *mut From, from);
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
    let machine = unsafe {
        let arguments = (__coro::argument(&from),);
        let resume = __coro::generator_resumer(
            #[inline(always)]
            move |
                raw: *mut (),
                mut cx: __coro::Option<__coro::Share>,
            | -> __coro::Turn<_, __coro::Option<u32>> {
                unsafe {
                    let frame = raw.cast();
                    let (state, _, (from, n)): (*mut __coro::u8, _, (*mut _, *mut _)) = __coro::Frame::slots(
                        frame,
                    );
                    if false {
                        loop {}
                        __coro::typed(arguments.0, from);
                    }
                    let poll: __coro::Option<u32> = 'resume: {
                        let __coro::Entered::Running(running, mut at) = __coro::Running::enter_iterator(
                            state,
                            cx,
                            __coro::Course {
                                last: 3,
                                often: __coro::Option::None,
                                ends: true,
                                loops_first: false,
                            },
                        ) else {
                            break 'resume (__coro::Option::None);
                        };
                        let output: __coro::Option<u32> = 'body: {
                            let _ = {
                                if at == 0 {
                                    let from = (*from,).0;
                                    __coro::write(n, from);
                                }
                                'loop2: loop {
                                    if (if at == 0 { (*(n)) > 0 } else { true }) {
                                        if at == 0 {
                                            let value: u32 = (*n,).0;
                                            break 'resume (__coro::yielded_again(
                                                running,
                                                (),
                                                __coro::Option::Some(value),
                                            ));
                                        }
                                        {
                                            at = 0;
                                            match __coro::Resumption::resumed(&mut cx) {
                                                __coro::Poll::Ready(value) => value,
                                                __coro::Poll::Pending => {
                                                    break 'resume (__coro::Option::None);
                                                }
                                            }
                                        };
                                        (*(n)) -= 1;
                                    } else {
                                        break 'loop2
                                    };
                                }
                            };
                            __coro::Option::None
                        };
                        running.finish_with(output)
                    };
                    if false {
                        loop {}
                        let frame: *mut CountdownFrame<_, _> = frame;
                        return __coro::turn_of(frame);
                    }
                    __coro::Turn::of(poll)
                }
            },
        );
        __coro::one_result(declared, __coro::items_of_generator(&resume));
        __coro::generator(resume, (from,))
    };
    machine
}
