//! Methods that use their receiver up, or borrow it: only types tell.
#[allow(
    clippy::double_must_use,
    clippy::large_types_passed_by_value,
    clippy::must_use_candidate
)]
fn finish(client: Client) -> impl ::coro::__private::Future<Output = Summary> {
    #[allow(clippy::pedantic)]
    use ::coro::__private as __coro;
    /// The body as it was written, for rustc to check. It is never run.
    #[allow(unused_doc_comments)]
    if false {
        let _ = __coro::check::<
            Summary,
        >(move || {
            let client = client;
            let writer = __coro::awaiting(client.open()).r#await();
            __coro::awaiting(writer.finish()).r#await().summary()
        });
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
    /// Where in `FinishFrame` it lies.
    struct FinishSlots<Client, OpenFuture, Writer, FinishFuture> {
        client: *mut Client,
        open_future: *mut OpenFuture,
        writer: *mut Writer,
        finish_future: *mut FinishFuture,
    }
    unsafe impl<
        Client: __coro::Send,
        OpenFuture: __coro::Send,
        Writer: __coro::Send,
        FinishFuture: __coro::Send,
    > __coro::Send for FinishFrame<Client, OpenFuture, Writer, FinishFuture> {}
    unsafe impl<
        Client: __coro::Sync,
        OpenFuture: __coro::Sync,
        Writer: __coro::Sync,
        FinishFuture: __coro::Sync,
    > __coro::Sync for FinishFrame<Client, OpenFuture, Writer, FinishFuture> {}
    impl<
        Client,
        OpenFuture,
        Writer,
        FinishFuture,
    > FinishFrame<Client, OpenFuture, Writer, FinishFuture> {
        /// Where each slot is.
        #[inline(always)]
        unsafe fn slots(
            frame: *mut Self,
        ) -> FinishSlots<Client, OpenFuture, Writer, FinishFuture> {
            unsafe {
                FinishSlots {
                    client: __coro::room(&raw mut (*frame).client),
                    open_future: __coro::shared(&raw mut (*frame).shared_1.open_future),
                    writer: __coro::shared(&raw mut (*frame).shared_1.shared_1.0),
                    finish_future: __coro::shared(&raw mut (*frame).shared_1.shared_1.1),
                }
            }
        }
    }
    let mut start: __coro::MaybeUninit<FinishFrame<_, _, _, _>> = __coro::MaybeUninit::uninit();
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
        let client = __coro::room(&raw mut (*frame).client);
        (*frame).state = __coro::UNRESUMED;
        (*frame).flags = __coro::Flags::none();
        __coro::write(client, client);
        __coro::machine(
            __coro::within::<()>(),
            start,
            |raw, mut cx| -> __coro::Resumed<_, Summary> {
                unsafe {
                    let frame = raw.cast();
                    if false {
                        loop {}
                        return __coro::tied(frame);
                    }
                    let poll = 'resume: {
                        let FinishSlots { client, open_future, writer, finish_future } = FinishFrame::slots(
                            frame,
                        );
                        let client_2 = client;
                        let (running, mut at) = match __coro::Running::enter(
                            &raw mut (*frame).state,
                            cx.is_some(),
                        ) {
                            __coro::Entered::Running(running, at) => (running, at),
                            __coro::Entered::Dropped => {
                                __coro::drop((__coro::Live::held(client),));
                                break 'resume (__coro::Poll::Pending);
                            }
                            __coro::Entered::Over => {
                                break 'resume (__coro::Poll::Pending);
                            }
                        };
                        let output: Summary = 'body: {
                            let (mut client_2_live, mut open_future_live) = if at == 0 {
                                let mut client_2_live = __coro::Live::held(client_2);
                                let mut open_future_live = __coro::Live::init(
                                    open_future,
                                    __coro::awaiting({
                                            let usage = __coro::Usage::unknown();
                                            let args = usage.with(());
                                            if false {
                                                loop {}
                                                let mut probe = __coro::probe_of(client_2);
                                                __coro::usage_of(
                                                    &usage,
                                                    |()| {
                                                        let _ = &probe;
                                                        probe.t.open()
                                                    },
                                                );
                                            }
                                            __coro::use_place(usage, client_2, &mut client_2_live, args)
                                        })
                                        .into_future(),
                                );
                                (client_2_live, open_future_live)
                            } else {
                                (
                                    __coro::Live::held_if(client_2, (*frame).flags.get(0)),
                                    __coro::Live::held_if(
                                        open_future,
                                        ::core::matches!(at, AT_OPEN),
                                    ),
                                )
                            };
                            let (mut writer_live, mut finish_future_live) = if at
                                <= AT_OPEN
                            {
                                let mut writer_live = __coro::Live::init(
                                    writer,
                                    (
                                        {
                                            at = 0;
                                            match __coro::Live::poll(&mut open_future_live, &mut cx) {
                                                __coro::Polled::Ready(value) => {
                                                    open_future_live.ready(value)
                                                }
                                                __coro::Polled::Pending => {
                                                    (*frame).flags = __coro::Flags::none()
                                                        .with(0, client_2_live.armed());
                                                    break 'resume (__coro::suspend(
                                                        running,
                                                        AT_OPEN,
                                                        (client_2_live, open_future_live),
                                                    ));
                                                }
                                                __coro::Polled::Cancelled => {
                                                    break 'resume (__coro::Poll::Pending);
                                                }
                                            }
                                        },
                                    )
                                        .0,
                                );
                                let mut finish_future_live = __coro::Live::init(
                                    finish_future,
                                    __coro::awaiting({
                                            let usage = __coro::Usage::unknown();
                                            let args = usage.with(());
                                            if false {
                                                loop {}
                                                let mut probe = __coro::probe_of(writer);
                                                __coro::usage_of(
                                                    &usage,
                                                    |()| {
                                                        let _ = &probe;
                                                        probe.t.finish()
                                                    },
                                                );
                                            }
                                            __coro::use_place(usage, writer, &mut writer_live, args)
                                        })
                                        .into_future(),
                                );
                                (writer_live, finish_future_live)
                            } else {
                                (
                                    __coro::Live::held_if(writer, (*frame).flags.get(1)),
                                    __coro::Live::held(finish_future),
                                )
                            };
                            ((
                                {
                                    at = 0;
                                    match __coro::Live::poll(&mut finish_future_live, &mut cx) {
                                        __coro::Polled::Ready(value) => {
                                            finish_future_live.ready(value)
                                        }
                                        __coro::Polled::Pending => {
                                            (*frame).flags = __coro::Flags::none()
                                                .with(0, client_2_live.armed())
                                                .with(1, writer_live.armed());
                                            break 'resume (__coro::suspend(
                                                running,
                                                AT_FINISH,
                                                (
                                                    client_2_live,
                                                    open_future_live,
                                                    writer_live,
                                                    finish_future_live,
                                                ),
                                            ));
                                        }
                                        __coro::Polled::Cancelled => {
                                            break 'resume (__coro::Poll::Pending);
                                        }
                                    }
                                },
                            )
                                .0)
                                .summary()
                        };
                        running.finish(output)
                    };
                    __coro::Resumed::of(poll)
                }
            },
        )
    };
    machine
}
