//! A wait in each branch; the two futures lie over each other.
#[allow(
    clippy::double_must_use,
    clippy::large_types_passed_by_value,
    clippy::must_use_candidate
)]
#[allow(refining_impl_trait)]
fn greet(
    name: &str,
    loudly: bool,
) -> impl ::coro::__private::Future<Output = usize> + ::coro::__private::Stated {
    #[allow(clippy::pedantic)]
    use ::coro::__private as __coro;
    let declared = __coro::Declared::result();
    /// The body as it was written, for rustc to check. It is never run.
    #[allow(arithmetic_overflow, unconditional_panic)]
    if false {
        let value = __coro::check::<
            usize,
        >(move || {
            let loudly = loudly;
            if loudly {
                __coro::awaiting(shout(name)).r#await()
            } else {
                __coro::awaiting(whisper(name)).r#await();
                name.len()
            }
        });
        __coro::declare(&declared, value);
        loop {}
    }
    /// Suspended in line 6: waits for `shout(name)`.
    const AT_SHOUT: __coro::u8 = 3;
    /// Suspended in line 8: waits for `whisper(name)`.
    const AT_WHISPER: __coro::u8 = 4;
    /// What each part of the frame begins with.
    struct GreetHead<Loudly> {
        state: __coro::u8,
        loudly: __coro::MaybeUninit<Loudly>,
    }
    /// What `greet` keeps while it is suspended.
    union GreetFrame<Name, Loudly, ShoutFuture, WhisperFuture> {
        /// `whisper_future`, `name`.
        part_0: __coro::ManuallyDrop<
            __coro::Begun<GreetHead<Loudly>, WhisperFuture, Name>,
        >,
        /// `shout_future`.
        part_1: __coro::ManuallyDrop<__coro::Over<GreetHead<Loudly>, ShoutFuture>>,
    }
    unsafe impl<Name, Loudly, ShoutFuture, WhisperFuture> __coro::Frame
    for GreetFrame<Name, Loudly, ShoutFuture, WhisperFuture> {
        type Holds = (Name, Loudly, ShoutFuture, WhisperFuture);
        type Arguments = (Name, Loudly);
        type Slots = (*mut Loudly, *mut WhisperFuture, *mut Name, *mut ShoutFuture);
        #[inline(always)]
        unsafe fn slots(
            frame: *mut Self,
        ) -> (*mut __coro::u8, __coro::Points, Self::Slots) {
            unsafe {
                let head = frame.cast::<GreetHead<Loudly>>();
                (
                    &raw mut (*head).state,
                    (::core::file!(), "6:9 shout(name).await\n8:9 whisper(name).await"),
                    (
                        &raw mut (*head).loudly as *mut Loudly,
                        &raw mut (*__coro::shared(&raw mut (*frame).part_0)).future
                            as *mut WhisperFuture,
                        &raw mut (*__coro::shared(&raw mut (*frame).part_0)).rest
                            as *mut Name,
                        &raw mut (*__coro::shared(&raw mut (*frame).part_1)).rest
                            as *mut ShoutFuture,
                    ),
                )
            }
        }
        #[inline(always)]
        unsafe fn begin(frame: *mut Self, (name, loudly): Self::Arguments) {
            unsafe {
                let head = frame.cast::<GreetHead<Loudly>>();
                (*head).state = __coro::UNRESUMED;
                __coro::write(
                    &raw mut (*__coro::shared(&raw mut (*frame).part_0)).rest
                        as *mut Name,
                    name,
                );
                __coro::write(&raw mut (*head).loudly as *mut Loudly, loudly);
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
        let resume = move |
            raw: *mut (),
            cx: __coro::PollContext,
        | -> __coro::Resumed<_, usize> {
            unsafe {
                let frame = raw.cast();
                let (
                    state,
                    _,
                    (loudly, whisper_future, name, shout_future),
                ): (*mut __coro::u8, _, (*mut _, *mut _, *mut _, *mut _)) = __coro::Frame::slots(
                    frame,
                );
                let name_2 = name;
                if false {
                    loop {}
                    let _: (*mut &str, *mut bool) = (name, loudly);
                }
                let poll: __coro::Poll<usize> = 'resume: {
                    let __coro::Entered::Running(running, mut at) = __coro::Running::enter(
                        state,
                        cx.is_poll(),
                    ) else {
                        break 'resume (__coro::Poll::Pending);
                    };
                    let mut loudly_2_room = __coro::MaybeUninit::uninit();
                    let loudly_2 = __coro::slot(&mut loudly_2_room);
                    let output: usize = 'body: {
                        if at == 0 {
                            __coro::write(loudly_2, (*loudly,).0);
                        }
                        if (if at == 0 { (*loudly_2,).0 } else { at <= AT_SHOUT }) {
                            let mut shout_future_live = if at == 0 {
                                let mut shout_future_live = __coro::Live::init(
                                    shout_future,
                                    __coro::awaiting(shout((*name_2,).0)).into_future(),
                                );
                                shout_future_live
                            } else {
                                __coro::Live::held(shout_future)
                            };
                            (
                                {
                                    at = 0;
                                    let __coro::Poll::Ready(value) = __coro::Live::poll(
                                        &mut shout_future_live,
                                        cx,
                                    ) else {
                                        break 'resume (__coro::suspend(
                                            running,
                                            AT_SHOUT,
                                            (shout_future_live,),
                                        ));
                                    };
                                    (&mut shout_future_live).ready(value)
                                },
                            )
                                .0
                        } else {
                            let mut whisper_future_live = if at == 0 {
                                let mut whisper_future_live = __coro::Live::init(
                                    whisper_future,
                                    __coro::awaiting(whisper((*name_2,).0)).into_future(),
                                );
                                whisper_future_live
                            } else {
                                __coro::Live::held(whisper_future)
                            };
                            {
                                at = 0;
                                let __coro::Poll::Ready(value) = __coro::Live::poll(
                                    &mut whisper_future_live,
                                    cx,
                                ) else {
                                    break 'resume (__coro::suspend(
                                        running,
                                        AT_WHISPER,
                                        (whisper_future_live,),
                                    ));
                                };
                                (&mut whisper_future_live).ready(value)
                            };
                            (*(name_2)).len()
                        }
                    };
                    running.finish(output)
                };
                if false {
                    loop {}
                    let frame: *mut GreetFrame<_, _, _, _> = frame;
                    return __coro::tied(frame);
                }
                __coro::Resumed::of(poll)
            }
        };
        __coro::one_result(declared, __coro::output_of(&resume));
        __coro::machine(resume, (name, loudly))
    };
    machine
}
