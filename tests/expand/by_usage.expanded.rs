//! Methods that use their receiver up, or borrow it: only types tell.
#[allow(
    clippy::double_must_use,
    clippy::large_types_passed_by_value,
    clippy::must_use_candidate
)]
#[allow(refining_impl_trait)]
fn finish(
    client: Client,
) -> impl ::coro::__private::Future<Output = Summary> + ::coro::__private::Stated {
    #[allow(clippy::pedantic)]
    use ::coro::__private as __coro;
    let __declared = __coro::Declared::result();
    /// The body as it was written, for rustc to check. It is never run.
    if false {
        let __value = __coro::check::<
            Summary,
        >(move || {
            let client = client;
            let writer = __coro::awaiting(client.open()).r#await();
            __coro::awaiting(writer.finish()).r#await().summary()
        });
        __coro::declare(&__declared, __value);
        loop {}
    }
    /// Suspended in line 5: waits for `client.open()`.
    const AT_OPEN: u8 = 3;
    /// Suspended in line 6: waits for `writer.finish()`.
    const AT_FINISH: u8 = 4;
    /// One at a time: `open_future`, several.
    union FinishShared0<OpenFuture, Writer, FinishFuture> {
        open_future: __coro::ManuallyDrop<OpenFuture>,
        shared_1: (__coro::ManuallyDrop<Writer>, __coro::ManuallyDrop<FinishFuture>),
    }
    /// What `finish` keeps while it is suspended.
    struct FinishFrame<Client, OpenFuture, Writer, FinishFuture> {
        state: u8,
        /// In this order: `client` is there, `writer` is there.
        flags: __coro::Flags<1>,
        client: __coro::MaybeUninit<Client>,
        shared_1: FinishShared0<OpenFuture, Writer, FinishFuture>,
    }
    unsafe impl<Client, OpenFuture, Writer, FinishFuture> __coro::Frame
    for FinishFrame<Client, OpenFuture, Writer, FinishFuture> {
        type Holds = (Client, OpenFuture, Writer, FinishFuture);
        type Arguments = (Client,);
        type Slots = (
            *mut __coro::Flags<1>,
            *mut Client,
            *mut OpenFuture,
            *mut Writer,
            *mut FinishFuture,
        );
        #[inline(always)]
        unsafe fn slots(__frame: *mut Self) -> (*mut u8, __coro::Points, Self::Slots) {
            unsafe {
                (
                    &raw mut (*__frame).state,
                    (
                        ::core::file!(),
                        "5:18 client.open().await\n6:5 writer.finish().await",
                    ),
                    (
                        &raw mut (*__frame).flags,
                        &raw mut (*__frame).client as *mut Client,
                        &raw mut (*__frame).shared_1.open_future as *mut OpenFuture,
                        &raw mut (*__frame).shared_1.shared_1.0 as *mut Writer,
                        &raw mut (*__frame).shared_1.shared_1.1 as *mut FinishFuture,
                    ),
                )
            }
        }
        #[inline(always)]
        unsafe fn begin(__frame: *mut Self, (client,): Self::Arguments) {
            unsafe {
                (*__frame).state = __coro::UNRESUMED;
                (*__frame).flags = __coro::Flags::none();
                __coro::write(&raw mut (*__frame).client as *mut Client, client);
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
        let __arguments = (__coro::argument(&client),);
        let __resume = move |
            __raw: *mut (),
            mut __cx: __coro::Option<&mut __coro::Context<'_>>,
        | -> __coro::Resumed<_, Summary> {
            unsafe {
                let __frame = __raw.cast();
                let (
                    __state,
                    _,
                    (__flags, client, __open_future, writer, __finish_future),
                ): (
                    *mut u8,
                    _,
                    (*mut __coro::Flags<1>, *mut _, *mut _, *mut _, *mut _),
                ) = __coro::Frame::slots(__frame);
                let __client_2 = client;
                if false {
                    loop {}
                    __coro::typed(__arguments.0, client);
                }
                let __poll = 'resume: {
                    let (__running, mut __at) = match __coro::Running::enter(
                        __state,
                        __cx.is_some(),
                    ) {
                        __coro::Entered::Running(__running, __at) => (__running, __at),
                        __coro::Entered::Dropped => {
                            __coro::drop((__coro::Live::held(client),));
                            break 'resume (__coro::Poll::Pending);
                        }
                        __coro::Entered::Over => break 'resume (__coro::Poll::Pending),
                    };
                    let __output: Summary = 'body: {
                        let (mut __client_2_live, mut __open_future_live) = if __at == 0
                        {
                            let mut __client_2_live = __coro::Live::held(__client_2);
                            let mut __open_future_live = __coro::Live::init(
                                __open_future,
                                __coro::awaiting({
                                        let __usage = __coro::Usage::unknown();
                                        if false {
                                            loop {}
                                            let mut __probe = __coro::probe_of(__client_2);
                                            __coro::usage_of(
                                                &__usage,
                                                |()| {
                                                    let _ = &__probe;
                                                    __probe.t.open()
                                                },
                                            );
                                        }
                                        __coro::use_place(
                                            __usage,
                                            __client_2,
                                            &mut __client_2_live,
                                            (),
                                        )
                                    })
                                    .into_future(),
                            );
                            (__client_2_live, __open_future_live)
                        } else {
                            (
                                __coro::Live::held_if(__client_2, (*__flags).get(0)),
                                __coro::Live::held_if(
                                    __open_future,
                                    ::core::matches!(__at, AT_OPEN),
                                ),
                            )
                        };
                        let (mut __writer_live, mut __finish_future_live) = if __at
                            <= AT_OPEN
                        {
                            let mut __writer_live = __coro::Live::init(
                                writer,
                                (
                                    {
                                        __at = 0;
                                        match __coro::Live::poll(
                                            &mut __open_future_live,
                                            &mut __cx,
                                        ) {
                                            __coro::Poll::Ready(__value) => {
                                                __open_future_live.ready(__value)
                                            }
                                            __coro::Poll::Pending => {
                                                if __coro::any_matters_1(__client_2) {
                                                    *__flags = __coro::Flags::of([__client_2_live.armed]);
                                                }
                                                break 'resume (__coro::suspend(
                                                    __running,
                                                    AT_OPEN,
                                                    (__open_future_live, __client_2_live),
                                                ));
                                            }
                                        }
                                    },
                                )
                                    .0,
                            );
                            let mut __finish_future_live = __coro::Live::init(
                                __finish_future,
                                __coro::awaiting({
                                        let __usage = __coro::Usage::unknown();
                                        if false {
                                            loop {}
                                            let mut __probe = __coro::probe_of(writer);
                                            __coro::usage_of(
                                                &__usage,
                                                |()| {
                                                    let _ = &__probe;
                                                    __probe.t.finish()
                                                },
                                            );
                                        }
                                        __coro::use_place(__usage, writer, &mut __writer_live, ())
                                    })
                                    .into_future(),
                            );
                            (__writer_live, __finish_future_live)
                        } else {
                            (
                                __coro::Live::held_if(writer, (*__flags).get(1)),
                                __coro::Live::held(__finish_future),
                            )
                        };
                        ((
                            {
                                __at = 0;
                                match __coro::Live::poll(
                                    &mut __finish_future_live,
                                    &mut __cx,
                                ) {
                                    __coro::Poll::Ready(__value) => {
                                        __finish_future_live.ready(__value)
                                    }
                                    __coro::Poll::Pending => {
                                        if __coro::any_matters_2(__client_2, writer) {
                                            *__flags = __coro::Flags::of([
                                                __client_2_live.armed,
                                                __writer_live.armed,
                                            ]);
                                        }
                                        break 'resume (__coro::suspend(
                                            __running,
                                            AT_FINISH,
                                            (
                                                __finish_future_live,
                                                __writer_live,
                                                __open_future_live,
                                                __client_2_live,
                                            ),
                                        ));
                                    }
                                }
                            },
                        )
                            .0)
                            .summary()
                    };
                    __running.finish(__output)
                };
                if false {
                    loop {}
                    let __frame: *mut FinishFrame<_, _, _, _> = __frame;
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
                __coro::Frame::begin(__frame, (client,))
            },
            __resume,
        )
    };
    __machine
}
