//! A coroutine: what it is resumed with is what a yield evaluates to.
#[allow(
    clippy::double_must_use,
    clippy::large_types_passed_by_value,
    clippy::must_use_candidate
)]
#[allow(refining_impl_trait)]
fn total(
    name: String,
) -> impl Coroutine<u32, Yield = String, Return = u32> + ::coro::__private::Stated {
    #[allow(clippy::pedantic)]
    use ::coro::__private as __coro;
    let declared = __coro::Declared::result();
    /// The body as it was written, for rustc to check. It is never run.
    #[allow(arithmetic_overflow, unconditional_panic)]
    if false {
        let value = __coro::check_yields::<
            String,
            u32,
            u32,
        >(move |yields| {
            let name = name;
            {
                let mut sum = 0;
                while sum < 10 {
                    sum
                        += yield_!(
                            @ { let value : String = format!("{name}: {sum}"); (& yields)
                            .give(value) }
                        );
                }
                sum
            }
        });
        __coro::declare(&declared, value);
        loop {}
    }
    /// Suspended in line 6: yields `format!("{name}: {sum}")`.
    const AT_YIELD: __coro::u8 = 3;
    /// What `total` keeps while it is suspended.
    struct TotalFrame<Name, Sum> {
        state: __coro::u8,
        name: __coro::MaybeUninit<Name>,
        sum: __coro::MaybeUninit<Sum>,
    }
    unsafe impl<Name, Sum> __coro::Frame for TotalFrame<Name, Sum> {
        type Holds = (Name, Sum);
        type Arguments = (Name,);
        type Slots = (*mut Name, *mut Sum);
        #[inline(always)]
        unsafe fn slots(
            frame: *mut Self,
        ) -> (*mut __coro::u8, __coro::Points, Self::Slots) {
            unsafe {
                (
                    &raw mut (*frame).state,
                    (::core::file!(), "6:16 yield_!(format!(\"{name}: {sum}\"))"),
                    (
                        &raw mut (*frame).name as *mut Name,
                        &raw mut (*frame).sum as *mut Sum,
                    ),
                )
            }
        }
        #[inline(always)]
        unsafe fn begin(frame: *mut Self, (name,): Self::Arguments) {
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
    let machine = unsafe {
        let arguments = (__coro::argument(&name),);
        let resume = __coro::resumer::<
            u32,
            _,
        >(
            #[inline(always)]
            move |
                raw: *mut (),
                given: __coro::Given,
                mut cx: __coro::Sent<u32>,
            | -> __coro::Turn<_, __coro::Poll<__coro::CoroutineState<String, u32>>> {
                unsafe {
                    let frame = raw.cast();
                    let (
                        state,
                        _,
                        (name, sum),
                    ): (*mut __coro::u8, _, (*mut _, *mut _)) = __coro::Frame::slots(
                        frame,
                    );
                    let name_2 = name;
                    if false {
                        loop {}
                        __coro::typed(arguments.0, name);
                    }
                    let poll: __coro::Poll<__coro::CoroutineState<String, u32>> = 'resume: {
                        let (running, mut at) = match __coro::Running::enter_with(
                            state,
                            given,
                            &cx,
                            __coro::Course {
                                last: 3,
                                often: __coro::Option::None,
                                ends: true,
                                loops_first: false,
                            },
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
                        let output: u32 = 'body: {
                            let mut name_2_live = if at == 0 {
                                let mut name_2_live = __coro::Live::held(name_2);
                                __coro::write(sum, 0);
                                name_2_live
                            } else {
                                __coro::Live::held(name_2)
                            };
                            'loop2: loop {
                                if (if at == 0 { (*(sum)) < 10 } else { true }) {
                                    if at == 0 {
                                        let value: String = format!(
                                            "{name}: {sum}", name = (* ((& running, name_2).1)), sum =
                                            (* ((& running, sum).1))
                                        );
                                        break 'resume (__coro::yielded_again(
                                            running,
                                            (name_2_live,),
                                            __coro::Poll::Ready(__coro::CoroutineState::Yielded(value)),
                                        ));
                                    }
                                    ((*(sum)))
                                        += ({
                                            at = 0;
                                            match __coro::Resumption::resumed(&mut cx) {
                                                __coro::Poll::Ready(value) => value,
                                                __coro::Poll::Pending => {
                                                    break 'resume (__coro::Poll::Pending);
                                                }
                                            }
                                        });
                                } else {
                                    break 'loop2
                                };
                            };
                            (*sum,).0
                        };
                        running
                            .finish_with(
                                __coro::Poll::Ready(
                                    __coro::CoroutineState::Complete(output),
                                ),
                            )
                    };
                    if false {
                        loop {}
                        let frame: *mut TotalFrame<_, _> = frame;
                        return __coro::turn_of(frame);
                    }
                    __coro::Turn::of(poll)
                }
            },
        );
        __coro::one_result(declared, __coro::output_of_resumer(&resume));
        __coro::resumable(resume, (name,))
    };
    machine
}
