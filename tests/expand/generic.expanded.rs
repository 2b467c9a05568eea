//! Generic, with lifetimes: no type of the function itself names what the frame borrows.
#[allow(
    clippy::double_must_use,
    clippy::large_types_passed_by_value,
    clippy::must_use_candidate
)]
#[allow(refining_impl_trait)]
fn pick<'a, T: Rank>(
    one: &'a T,
    other: &'a T,
    judge: &impl Judge,
) -> impl ::coro::__private::Future<Output = &'a T> + ::coro::__private::Stated {
    #[allow(clippy::pedantic)]
    use ::coro::__private as __coro;
    let declared = __coro::Declared::result();
    /// The body as it was written, for rustc to check. It is never run.
    #[allow(arithmetic_overflow, unconditional_panic)]
    if false {
        let value = __coro::check::<
            &'a T,
        >(move || {
            {
                let best = if __coro::awaiting(judge.prefers(one)).r#await() {
                    one
                } else {
                    other
                };
                best
            }
        });
        __coro::declare(&declared, value);
        loop {}
    }
    /// Suspended in line 5: waits for `judge.prefers(one)`.
    const AT_PREFERS: __coro::u8 = 3;
    /// What `pick` keeps while it is suspended.
    struct PickFrame<One, Other, Judge, PrefersFuture> {
        state: __coro::u8,
        one: __coro::MaybeUninit<One>,
        other: __coro::MaybeUninit<Other>,
        judge: __coro::MaybeUninit<Judge>,
        prefers_future: __coro::MaybeUninit<PrefersFuture>,
    }
    unsafe impl<One, Other, Judge, PrefersFuture> __coro::Frame
    for PickFrame<One, Other, Judge, PrefersFuture> {
        type Holds = (One, Other, Judge, PrefersFuture);
        type Arguments = (One, Other, Judge);
        type Slots = (*mut One, *mut Other, *mut Judge, *mut PrefersFuture);
        #[inline(always)]
        unsafe fn slots(
            frame: *mut Self,
        ) -> (*mut __coro::u8, __coro::Points, Self::Slots) {
            unsafe {
                (
                    &raw mut (*frame).state,
                    (::core::file!(), "5:19 judge.prefers(one).await"),
                    (
                        &raw mut (*frame).one as *mut One,
                        &raw mut (*frame).other as *mut Other,
                        &raw mut (*frame).judge as *mut Judge,
                        &raw mut (*frame).prefers_future as *mut PrefersFuture,
                    ),
                )
            }
        }
        #[inline(always)]
        unsafe fn begin(frame: *mut Self, (one, other, judge): Self::Arguments) {
            unsafe {
                (*frame).state = __coro::UNRESUMED;
                __coro::write(&raw mut (*frame).one as *mut One, one);
                __coro::write(&raw mut (*frame).other as *mut Other, other);
                __coro::write(&raw mut (*frame).judge as *mut Judge, judge);
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
        let arguments = (
            __coro::argument(&one),
            __coro::argument(&other),
            __coro::argument(&judge),
        );
        let resume = move |
            raw: *mut (),
            cx: __coro::PollContext,
        | -> __coro::Resumed<_, &'a T> {
            unsafe {
                let frame = raw.cast();
                let (
                    state,
                    _,
                    (one, other, judge, prefers_future),
                ): (*mut __coro::u8, _, (*mut _, *mut _, *mut _, *mut _)) = __coro::Frame::slots(
                    frame,
                );
                let one_2 = one;
                let other_2 = other;
                let judge_2 = judge;
                if false {
                    loop {}
                    __coro::typed(arguments.0, one);
                    __coro::typed(arguments.1, other);
                    __coro::typed(arguments.2, judge);
                }
                let poll: __coro::Poll<&'a T> = 'resume: {
                    let __coro::Entered::Running(running, mut at) = __coro::Running::enter_alone(
                        state,
                        cx.is_poll(),
                    ) else {
                        break 'resume (__coro::Poll::Pending);
                    };
                    let output: &'a T = 'body: {
                        let mut prefers_future_live = if at == 0 {
                            let mut prefers_future_live = __coro::Live::init(
                                prefers_future,
                                __coro::awaiting((*(judge_2)).prefers((*one_2,).0))
                                    .into_future(),
                            );
                            prefers_future_live
                        } else {
                            __coro::Live::held(prefers_future)
                        };
                        let best = if (
                            {
                                at = 0;
                                let __coro::Poll::Ready(value) = __coro::Live::poll(
                                    &mut prefers_future_live,
                                    cx,
                                ) else {
                                    break 'resume (__coro::suspend_again(
                                        running,
                                        (prefers_future_live,),
                                    ));
                                };
                                (&mut prefers_future_live).ready(value)
                            },
                        )
                            .0
                        {
                            (*one_2,).0
                        } else {
                            (*other_2,).0
                        };
                        best
                    };
                    running.finish(output)
                };
                if false {
                    loop {}
                    let frame: *mut PickFrame<_, _, _, _> = frame;
                    return __coro::tied(frame);
                }
                __coro::Resumed::of(poll)
            }
        };
        __coro::one_result(declared, __coro::output_of(&resume));
        __coro::machine(resume, (one, other, judge))
    };
    machine
}
