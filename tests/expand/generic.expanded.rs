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
    let __declared = __coro::Declared::result();
    /// The body as it was written, for rustc to check. It is never run.
    if false {
        let __value = __coro::check::<
            &'a T,
        >(move || {
            let best = if __coro::awaiting(judge.prefers(one)).r#await() {
                one
            } else {
                other
            };
            best
        });
        __coro::declare(&__declared, __value);
        loop {}
    }
    /// Suspended in line 5: waits for `judge.prefers(one)`.
    const AT_PREFERS: u8 = 3;
    /// What `pick` keeps while it is suspended.
    struct PickFrame<One, Other, Judge, PrefersFuture> {
        state: u8,
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
        unsafe fn slots(__frame: *mut Self) -> (*mut u8, __coro::Points, Self::Slots) {
            unsafe {
                (
                    &raw mut (*__frame).state,
                    (::core::file!(), "5:19 judge.prefers(one).await"),
                    (
                        &raw mut (*__frame).one as *mut One,
                        &raw mut (*__frame).other as *mut Other,
                        &raw mut (*__frame).judge as *mut Judge,
                        &raw mut (*__frame).prefers_future as *mut PrefersFuture,
                    ),
                )
            }
        }
        #[inline(always)]
        unsafe fn begin(__frame: *mut Self, (one, other, judge): Self::Arguments) {
            unsafe {
                (*__frame).state = __coro::UNRESUMED;
                __coro::write(&raw mut (*__frame).one as *mut One, one);
                __coro::write(&raw mut (*__frame).other as *mut Other, other);
                __coro::write(&raw mut (*__frame).judge as *mut Judge, judge);
            }
        }
    }
    #[allow(
        unused,
        unreachable_code,
        unused_unsafe,
        dangerous_implicit_autorefs,
        irrefutable_let_patterns,
        redundant_semicolons,
        non_shorthand_field_patterns,
        let_underscore_lock,
        noop_method_call,
        invalid_nan_comparisons,
        unpredictable_function_pointer_comparisons,
        ambiguous_wide_pointer_comparisons,
        clippy::all,
        clippy::pedantic,
        clippy::restriction
    )]
    let __machine = unsafe {
        let __arguments = (
            __coro::argument(&one),
            __coro::argument(&other),
            __coro::argument(&judge),
        );
        let __resume = move |
            __raw: *mut (),
            mut __cx: __coro::Option<&mut __coro::Context<'_>>,
        | -> __coro::Resumed<_, &'a T> {
            unsafe {
                let __frame = __raw.cast();
                let (
                    __state,
                    _,
                    (one, other, judge, __prefers_future),
                ): (*mut u8, _, (*mut _, *mut _, *mut _, *mut _)) = __coro::Frame::slots(
                    __frame,
                );
                let __one_2 = one;
                let __other_2 = other;
                let __judge_2 = judge;
                if false {
                    loop {}
                    __coro::typed(__arguments.0, one);
                    __coro::typed(__arguments.1, other);
                    __coro::typed(__arguments.2, judge);
                }
                let __poll = 'resume: {
                    let (__running, mut __at) = match __coro::Running::enter(
                        __state,
                        __cx.is_some(),
                    ) {
                        __coro::Entered::Running(__running, __at) => (__running, __at),
                        __coro::Entered::Dropped => {
                            __coro::drop(());
                            break 'resume (__coro::Poll::Pending);
                        }
                        __coro::Entered::Over => break 'resume (__coro::Poll::Pending),
                    };
                    let __output: &'a T = 'body: {
                        let mut __prefers_future_live = if __at == 0 {
                            let mut __prefers_future_live = __coro::Live::init(
                                __prefers_future,
                                __coro::awaiting(
                                        (*__judge_2).prefers((__coro::read(__one_2),).0),
                                    )
                                    .into_future(),
                            );
                            __prefers_future_live
                        } else {
                            __coro::Live::held(__prefers_future)
                        };
                        let best = if ((
                            {
                                __at = 0;
                                match __coro::Live::poll(
                                    &mut __prefers_future_live,
                                    &mut __cx,
                                ) {
                                    __coro::Poll::Ready(__value) => {
                                        __prefers_future_live.ready(__value)
                                    }
                                    __coro::Poll::Pending => {
                                        break 'resume (__coro::suspend(
                                            __running,
                                            AT_PREFERS,
                                            (__prefers_future_live,),
                                        ));
                                    }
                                }
                            },
                        )
                            .0)
                        {
                            (__coro::read(__one_2),).0
                        } else {
                            (__coro::read(__other_2),).0
                        };
                        best
                    };
                    __running.finish(__output)
                };
                if false {
                    loop {}
                    let __frame: *mut PickFrame<_, _, _, _> = __frame;
                    return __coro::tied(__frame);
                }
                __coro::Resumed::of(__poll)
            }
        };
        __coro::one_result(__declared, __coro::output_of(&__resume));
        __coro::machine(
            move |__raw: *mut ()| {
                let __frame = __raw.cast();
                if false {
                    loop {}
                    __coro::frame_of(&__resume, __frame)
                }
                __coro::Frame::begin(__frame, (one, other, judge))
            },
            __resume,
        )
    };
    __machine
}
