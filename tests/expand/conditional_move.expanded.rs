//! A value that is moved away in one branch: its drop flag is kept across the wait.
#[allow(
    clippy::double_must_use,
    clippy::large_types_passed_by_value,
    clippy::must_use_candidate
)]
#[allow(refining_impl_trait)]
fn deliver(
    parcel: Parcel,
    now: bool,
) -> impl ::coro::__private::Future<Output = ()> + ::coro::__private::Stated {
    #[allow(clippy::pedantic)]
    use ::coro::__private as __coro;
    let __declared = __coro::Declared::result();
    /// The body as it was written, for rustc to check. It is never run.
    if false {
        let __value = __coro::check::<
            (),
        >(move || {
            let parcel = parcel;
            let now = now;
            if now {
                __coro::awaiting(send(parcel)).r#await();
            }
            __coro::awaiting(pause()).r#await();
        });
        __coro::declare(&__declared, __value);
        loop {}
    }
    /// Suspended in line 6: waits for `send(parcel)`.
    const AT_SEND: u8 = 3;
    /// Suspended in line 8: waits for `pause()`.
    const AT_PAUSE: u8 = 4;
    /// One at a time: several, `send_future`.
    union DeliverShared0<Parcel, PauseFuture, SendFuture> {
        shared_0: (__coro::ManuallyDrop<Parcel>, __coro::ManuallyDrop<PauseFuture>),
        send_future: __coro::ManuallyDrop<SendFuture>,
    }
    /// What `deliver` keeps while it is suspended.
    struct DeliverFrame<Parcel, Now, SendFuture, PauseFuture> {
        state: u8,
        /// In this order: `parcel` is there.
        flags: __coro::Flags<1>,
        shared_0: DeliverShared0<Parcel, PauseFuture, SendFuture>,
        now: __coro::MaybeUninit<Now>,
    }
    unsafe impl<Parcel, Now, SendFuture, PauseFuture> __coro::Frame
    for DeliverFrame<Parcel, Now, SendFuture, PauseFuture> {
        type Holds = (Parcel, Now, SendFuture, PauseFuture);
        type Arguments = (Parcel, Now);
        type Slots = (
            *mut __coro::Flags<1>,
            *mut Parcel,
            *mut PauseFuture,
            *mut SendFuture,
            *mut Now,
        );
        #[inline(always)]
        unsafe fn slots(__frame: *mut Self) -> (*mut u8, __coro::Points, Self::Slots) {
            unsafe {
                (
                    &raw mut (*__frame).state,
                    (::core::file!(), "6:9 send(parcel).await\n8:5 pause().await"),
                    (
                        &raw mut (*__frame).flags,
                        &raw mut (*__frame).shared_0.shared_0.0 as *mut Parcel,
                        &raw mut (*__frame).shared_0.shared_0.1 as *mut PauseFuture,
                        &raw mut (*__frame).shared_0.send_future as *mut SendFuture,
                        &raw mut (*__frame).now as *mut Now,
                    ),
                )
            }
        }
        #[inline(always)]
        unsafe fn begin(__frame: *mut Self, (parcel, now): Self::Arguments) {
            unsafe {
                (*__frame).state = __coro::UNRESUMED;
                (*__frame).flags = __coro::Flags::none();
                __coro::write(
                    &raw mut (*__frame).shared_0.shared_0.0 as *mut Parcel,
                    parcel,
                );
                __coro::write(&raw mut (*__frame).now as *mut Now, now);
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
        let __arguments = (__coro::argument(&parcel), __coro::argument(&now));
        let __resume = move |
            __raw: *mut (),
            mut __cx: __coro::Option<&mut __coro::Context<'_>>,
        | -> __coro::Resumed<_, ()> {
            unsafe {
                let __frame = __raw.cast();
                let (
                    __state,
                    _,
                    (__flags, parcel, __pause_future, __send_future, now),
                ): (
                    *mut u8,
                    _,
                    (*mut __coro::Flags<1>, *mut _, *mut _, *mut _, *mut _),
                ) = __coro::Frame::slots(__frame);
                let __parcel_2 = parcel;
                if false {
                    loop {}
                    __coro::typed(__arguments.0, parcel);
                    __coro::typed(__arguments.1, now);
                }
                let __poll = 'resume: {
                    let (__running, mut __at) = match __coro::Running::enter(
                        __state,
                        __cx.is_some(),
                    ) {
                        __coro::Entered::Running(__running, __at) => (__running, __at),
                        __coro::Entered::Dropped => {
                            __coro::drop((__coro::Live::held(parcel),));
                            break 'resume (__coro::Poll::Pending);
                        }
                        __coro::Entered::Over => break 'resume (__coro::Poll::Pending),
                    };
                    let mut __now_2_room = __coro::MaybeUninit::uninit();
                    let __now_2 = __coro::slot(&mut __now_2_room);
                    let __output: () = 'body: {
                        let mut __parcel_2_live = if __at == 0 {
                            let mut __parcel_2_live = __coro::Live::held(__parcel_2);
                            __coro::write(__now_2, (__coro::read(now),).0);
                            __parcel_2_live
                        } else {
                            __coro::Live::held_if(__parcel_2, (*__flags).get(0))
                        };
                        let mut __pause_future_live = if __at <= AT_SEND {
                            if (if __at == 0 {
                                (__coro::read(__now_2),).0
                            } else {
                                true
                            }) {
                                let mut __send_future_live = if __at == 0 {
                                    let mut __send_future_live = __coro::Live::init(
                                        __send_future,
                                        __coro::awaiting(send((__parcel_2_live).take()))
                                            .into_future(),
                                    );
                                    __send_future_live
                                } else {
                                    __coro::Live::held(__send_future)
                                };
                                {
                                    __at = 0;
                                    match __coro::Live::poll(
                                        &mut __send_future_live,
                                        &mut __cx,
                                    ) {
                                        __coro::Poll::Ready(__value) => {
                                            __send_future_live.ready(__value)
                                        }
                                        __coro::Poll::Pending => {
                                            if __coro::any_matters_1(__parcel_2) {
                                                *__flags = __coro::Flags::of([__parcel_2_live.armed]);
                                            }
                                            break 'resume (__coro::suspend(
                                                __running,
                                                AT_SEND,
                                                (__send_future_live, __parcel_2_live),
                                            ));
                                        }
                                    }
                                };
                            }
                            let mut __pause_future_live = __coro::Live::init(
                                __pause_future,
                                __coro::awaiting(pause()).into_future(),
                            );
                            __pause_future_live
                        } else {
                            __coro::Live::held(__pause_future)
                        };
                        {
                            __at = 0;
                            match __coro::Live::poll(
                                &mut __pause_future_live,
                                &mut __cx,
                            ) {
                                __coro::Poll::Ready(__value) => {
                                    __pause_future_live.ready(__value)
                                }
                                __coro::Poll::Pending => {
                                    if __coro::any_matters_1(__parcel_2) {
                                        *__flags = __coro::Flags::of([__parcel_2_live.armed]);
                                    }
                                    break 'resume (__coro::suspend(
                                        __running,
                                        AT_PAUSE,
                                        (__pause_future_live, __parcel_2_live),
                                    ));
                                }
                            }
                        };
                    };
                    __running.finish(__output)
                };
                if false {
                    loop {}
                    let __frame: *mut DeliverFrame<_, _, _, _> = __frame;
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
                __coro::Frame::begin(__frame, (parcel, now))
            },
            __resume,
        )
    };
    __machine
}
