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
    let __declared = __coro::Declared::result();
    /// The body as it was written, for rustc to check. It is never run.
    if false {
        let __value = __coro::check::<
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
        __coro::declare(&__declared, __value);
        loop {}
    }
    /// Suspended in line 6: waits for `shout(name)`.
    const AT_SHOUT: u8 = 3;
    /// Suspended in line 8: waits for `whisper(name)`.
    const AT_WHISPER: u8 = 4;
    /// One at a time: `shout_future`, `whisper_future`.
    union GreetShared0<ShoutFuture, WhisperFuture> {
        shout_future: __coro::ManuallyDrop<ShoutFuture>,
        whisper_future: __coro::ManuallyDrop<WhisperFuture>,
    }
    /// What `greet` keeps while it is suspended.
    struct GreetFrame<Name, Loudly, ShoutFuture, WhisperFuture> {
        state: u8,
        name: __coro::MaybeUninit<Name>,
        shared_1: GreetShared0<ShoutFuture, WhisperFuture>,
        loudly: __coro::MaybeUninit<Loudly>,
    }
    unsafe impl<Name, Loudly, ShoutFuture, WhisperFuture> __coro::Frame
    for GreetFrame<Name, Loudly, ShoutFuture, WhisperFuture> {
        type Holds = (Name, Loudly, ShoutFuture, WhisperFuture);
        type Arguments = (Name, Loudly);
        type Slots = (*mut Name, *mut ShoutFuture, *mut WhisperFuture, *mut Loudly);
        #[inline(always)]
        unsafe fn slots(__frame: *mut Self) -> (*mut u8, __coro::Points, Self::Slots) {
            unsafe {
                (
                    &raw mut (*__frame).state,
                    (::core::file!(), "6:9 shout(name).await\n8:9 whisper(name).await"),
                    (
                        &raw mut (*__frame).name as *mut Name,
                        &raw mut (*__frame).shared_1.shout_future as *mut ShoutFuture,
                        &raw mut (*__frame).shared_1.whisper_future
                            as *mut WhisperFuture,
                        &raw mut (*__frame).loudly as *mut Loudly,
                    ),
                )
            }
        }
        #[inline(always)]
        unsafe fn begin(__frame: *mut Self, (name, loudly): Self::Arguments) {
            unsafe {
                (*__frame).state = __coro::UNRESUMED;
                __coro::write(&raw mut (*__frame).name as *mut Name, name);
                __coro::write(&raw mut (*__frame).loudly as *mut Loudly, loudly);
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
        let __arguments = (__coro::argument(&name), __coro::argument(&loudly));
        let __resume = move |
            __raw: *mut (),
            mut __cx: __coro::Option<&mut __coro::Context<'_>>,
        | -> __coro::Resumed<_, usize> {
            unsafe {
                let __frame = __raw.cast();
                let (
                    __state,
                    _,
                    (name, __shout_future, __whisper_future, loudly),
                ): (*mut u8, _, (*mut _, *mut _, *mut _, *mut _)) = __coro::Frame::slots(
                    __frame,
                );
                let __name_2 = name;
                if false {
                    loop {}
                    __coro::typed(__arguments.0, name);
                    __coro::typed(__arguments.1, loudly);
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
                    let mut __loudly_2_room = __coro::MaybeUninit::uninit();
                    let __loudly_2 = __coro::slot(&mut __loudly_2_room);
                    let __output: usize = 'body: {
                        if __at == 0 {
                            __coro::write(__loudly_2, (__coro::read(loudly),).0);
                        }
                        if (if __at == 0 {
                            (__coro::read(__loudly_2),).0
                        } else {
                            __at <= AT_SHOUT
                        }) {
                            let mut __shout_future_live = if __at == 0 {
                                let mut __shout_future_live = __coro::Live::init(
                                    __shout_future,
                                    __coro::awaiting(shout((__coro::read(__name_2),).0))
                                        .into_future(),
                                );
                                __shout_future_live
                            } else {
                                __coro::Live::held(__shout_future)
                            };
                            (
                                {
                                    __at = 0;
                                    match __coro::Live::poll(
                                        &mut __shout_future_live,
                                        &mut __cx,
                                    ) {
                                        __coro::Poll::Ready(__value) => {
                                            __shout_future_live.ready(__value)
                                        }
                                        __coro::Poll::Pending => {
                                            break 'resume (__coro::suspend(
                                                __running,
                                                AT_SHOUT,
                                                (__shout_future_live,),
                                            ));
                                        }
                                    }
                                },
                            )
                                .0
                        } else {
                            let mut __whisper_future_live = if __at == 0 {
                                let mut __whisper_future_live = __coro::Live::init(
                                    __whisper_future,
                                    __coro::awaiting(whisper((__coro::read(__name_2),).0))
                                        .into_future(),
                                );
                                __whisper_future_live
                            } else {
                                __coro::Live::held(__whisper_future)
                            };
                            {
                                __at = 0;
                                match __coro::Live::poll(
                                    &mut __whisper_future_live,
                                    &mut __cx,
                                ) {
                                    __coro::Poll::Ready(__value) => {
                                        __whisper_future_live.ready(__value)
                                    }
                                    __coro::Poll::Pending => {
                                        break 'resume (__coro::suspend(
                                            __running,
                                            AT_WHISPER,
                                            (__whisper_future_live,),
                                        ));
                                    }
                                }
                            };
                            (*__name_2).len()
                        }
                    };
                    __running.finish(__output)
                };
                if false {
                    loop {}
                    let __frame: *mut GreetFrame<_, _, _, _> = __frame;
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
                __coro::Frame::begin(__frame, (name, loudly))
            },
            __resume,
        )
    };
    __machine
}
