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
    let declared = __coro::Declared::result();
    /// The body as it was written, for rustc to check. It is never run.
    #[allow(arithmetic_overflow, unconditional_panic)]
    if false {
        let value = __coro::check::<
            (),
        >(move || -> () {
            let parcel = parcel;
            let now = now;
            let value: () = {
                if now {
                    __coro::awaiting(send(parcel)).r#await();
                }
                __coro::awaiting(pause()).r#await();
            };
            #[allow(unreachable_code)] return value;
        });
        __coro::declare(&declared, value);
        loop {}
    }
    /// Suspended in line 6: waits for `send(parcel)`.
    const AT_SEND: __coro::u8 = 3;
    /// Suspended in line 8: waits for `pause()`.
    const AT_PAUSE: __coro::u8 = 4;
    /// One at a time: several, `send_future`.
    union DeliverShared0<Parcel, PauseFuture, SendFuture> {
        shared_0: (__coro::ManuallyDrop<Parcel>, __coro::ManuallyDrop<PauseFuture>),
        send_future: __coro::ManuallyDrop<SendFuture>,
    }
    /// What `deliver` keeps while it is suspended.
    struct DeliverFrame<Parcel, Now, SendFuture, PauseFuture> {
        state: __coro::u8,
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
        unsafe fn slots(
            frame: *mut Self,
        ) -> (*mut __coro::u8, __coro::Points, Self::Slots) {
            unsafe {
                (
                    &raw mut (*frame).state,
                    (::core::file!(), "6:9 send(parcel).await\n8:5 pause().await"),
                    (
                        &raw mut (*frame).flags,
                        &raw mut (*frame).shared_0.shared_0.0 as *mut Parcel,
                        &raw mut (*frame).shared_0.shared_0.1 as *mut PauseFuture,
                        &raw mut (*frame).shared_0.send_future as *mut SendFuture,
                        &raw mut (*frame).now as *mut Now,
                    ),
                )
            }
        }
        #[inline(always)]
        unsafe fn begin(frame: *mut Self, (parcel, now): Self::Arguments) {
            unsafe {
                (*frame).state = __coro::UNRESUMED;
                (*frame).flags = __coro::Flags::none();
                __coro::write(
                    &raw mut (*frame).shared_0.shared_0.0 as *mut Parcel,
                    parcel,
                );
                __coro::write(&raw mut (*frame).now as *mut Now, now);
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
        | -> __coro::Resumed<_, ()> {
            unsafe {
                let frame = raw.cast();
                let (
                    state,
                    _,
                    (flags, parcel, pause_future, send_future, now),
                ): (
                    *mut __coro::u8,
                    _,
                    (*mut __coro::Flags<1>, *mut _, *mut _, *mut _, *mut _),
                ) = __coro::Frame::slots(frame);
                let parcel_2 = parcel;
                if false {
                    loop {}
                    let _: (*mut Parcel, *mut bool) = (parcel, now);
                }
                let poll: __coro::Poll<()> = 'resume: {
                    let (running, mut at) = match __coro::Running::enter(
                        state,
                        cx.is_poll(),
                    ) {
                        __coro::Entered::Running(running, at) => (running, at),
                        __coro::Entered::Dropped => {
                            __coro::drop((__coro::Live::held(parcel),));
                            break 'resume (__coro::Poll::Pending);
                        }
                        __coro::Entered::Over => break 'resume (__coro::Poll::Pending),
                    };
                    let mut now_2_room = __coro::MaybeUninit::uninit();
                    let now_2 = __coro::slot(&mut now_2_room);
                    let output: () = 'body: {
                        let mut parcel_2_live = if at == 0 {
                            let mut parcel_2_live = __coro::Live::held(parcel_2);
                            __coro::write(now_2, (*now,).0);
                            parcel_2_live
                        } else {
                            __coro::Live::held_if(parcel_2, (&*flags).get(0))
                        };
                        let mut pause_future_live = if at == 0 || at == AT_SEND {
                            if (if at == 0 { (*now_2,).0 } else { true }) {
                                let mut send_future_live = if at == 0 {
                                    let mut send_future_live = __coro::Live::init(
                                        send_future,
                                        __coro::awaiting(send((&mut parcel_2_live).take()))
                                            .into_future(),
                                    );
                                    send_future_live
                                } else {
                                    __coro::Live::held(send_future)
                                };
                                {
                                    at = 0;
                                    let __coro::Poll::Ready(value) = __coro::Live::poll(
                                        &mut send_future_live,
                                        cx,
                                    ) else {
                                        if __coro::any_matters_1(parcel_2) {
                                            *flags = __coro::Flags::of([false]);
                                        }
                                        __coro::forget((parcel_2_live,));
                                        break 'resume (__coro::suspend(
                                            running,
                                            AT_SEND,
                                            (send_future_live,),
                                        ));
                                    };
                                    (&mut send_future_live).ready(value)
                                };
                            }
                            let mut pause_future_live = __coro::Live::init(
                                pause_future,
                                __coro::awaiting(pause()).into_future(),
                            );
                            pause_future_live
                        } else {
                            __coro::Live::held(pause_future)
                        };
                        {
                            at = 0;
                            let __coro::Poll::Ready(value) = __coro::Live::poll(
                                &mut pause_future_live,
                                cx,
                            ) else {
                                if __coro::any_matters_1(parcel_2) {
                                    *flags = __coro::Flags::of([parcel_2_live.armed]);
                                }
                                break 'resume (__coro::suspend(
                                    running,
                                    AT_PAUSE,
                                    (pause_future_live, parcel_2_live),
                                ));
                            };
                            (&mut pause_future_live).ready(value)
                        };
                    };
                    running.finish(output)
                };
                if false {
                    loop {}
                    let frame: *mut DeliverFrame<_, _, _, _> = frame;
                    return __coro::tied(frame);
                }
                __coro::Resumed::of(poll)
            }
        };
        __coro::one_result(declared, __coro::output_of(&resume));
        __coro::machine(resume, (parcel, now))
    };
    machine
}
