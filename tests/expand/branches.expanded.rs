//! A wait in each branch; the two futures lie over each other.
#[allow(
    clippy::double_must_use,
    clippy::large_types_passed_by_value,
    clippy::must_use_candidate
)]
fn greet(name: &str, loudly: bool) -> impl ::coro::__private::Future<Output = usize> {
    #[allow(clippy::pedantic)]
    use ::coro::__private as __coro;
    /// The body as it was written, for rustc to check. It is never run.
    #[allow(unused_doc_comments)]
    if false {
        let _ = __coro::check::<
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
    /// Where in `GreetFrame` it lies.
    struct GreetSlots<Name, Loudly, ShoutFuture, WhisperFuture> {
        name: *mut Name,
        loudly: *mut Loudly,
        shout_future: *mut ShoutFuture,
        whisper_future: *mut WhisperFuture,
    }
    unsafe impl<
        Name: __coro::Send,
        Loudly: __coro::Send,
        ShoutFuture: __coro::Send,
        WhisperFuture: __coro::Send,
    > __coro::Send for GreetFrame<Name, Loudly, ShoutFuture, WhisperFuture> {}
    unsafe impl<
        Name: __coro::Sync,
        Loudly: __coro::Sync,
        ShoutFuture: __coro::Sync,
        WhisperFuture: __coro::Sync,
    > __coro::Sync for GreetFrame<Name, Loudly, ShoutFuture, WhisperFuture> {}
    impl<
        Name,
        Loudly,
        ShoutFuture,
        WhisperFuture,
    > GreetFrame<Name, Loudly, ShoutFuture, WhisperFuture> {
        /// Where each slot is.
        #[inline(always)]
        unsafe fn slots(
            frame: *mut Self,
        ) -> GreetSlots<Name, Loudly, ShoutFuture, WhisperFuture> {
            unsafe {
                GreetSlots {
                    name: __coro::room(&raw mut (*frame).name),
                    shout_future: __coro::shared(
                        &raw mut (*frame).shared_1.shout_future,
                    ),
                    whisper_future: __coro::shared(
                        &raw mut (*frame).shared_1.whisper_future,
                    ),
                    loudly: __coro::room(&raw mut (*frame).loudly),
                }
            }
        }
    }
    let mut start: __coro::MaybeUninit<GreetFrame<_, _, _, _>> = __coro::MaybeUninit::uninit();
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
        let name = __coro::room(&raw mut (*frame).name);
        let loudly = __coro::room(&raw mut (*frame).loudly);
        (*frame).state = __coro::UNRESUMED;
        __coro::write(name, name);
        __coro::write(loudly, loudly);
        __coro::machine(
            __coro::within::<()>(),
            start,
            |raw, mut cx| -> __coro::Resumed<_, usize> {
                unsafe {
                    let frame = raw.cast();
                    if false {
                        loop {}
                        return __coro::tied(frame);
                    }
                    let poll = 'resume: {
                        let GreetSlots { name, loudly, shout_future, whisper_future } = GreetFrame::slots(
                            frame,
                        );
                        let name_2 = name;
                        let (running, mut at) = match __coro::Running::enter(
                            &raw mut (*frame).state,
                            cx.is_some(),
                        ) {
                            __coro::Entered::Running(running, at) => (running, at),
                            __coro::Entered::Dropped => {
                                __coro::drop(());
                                break 'resume (__coro::Poll::Pending);
                            }
                            __coro::Entered::Over => {
                                break 'resume (__coro::Poll::Pending);
                            }
                        };
                        let mut loudly_2_room = __coro::MaybeUninit::uninit();
                        let loudly_2 = __coro::slot(&mut loudly_2_room);
                        let output: usize = 'body: {
                            if at == 0 {
                                __coro::write(loudly_2, (__coro::read(loudly),).0);
                            }
                            if (if at == 0 {
                                (__coro::read(loudly_2),).0
                            } else {
                                at <= AT_SHOUT
                            }) {
                                let mut shout_future_live = if at == 0 {
                                    let mut shout_future_live = __coro::Live::init(
                                        shout_future,
                                        __coro::awaiting(shout((__coro::read(name_2),).0))
                                            .into_future(),
                                    );
                                    shout_future_live
                                } else {
                                    __coro::Live::held(shout_future)
                                };
                                (
                                    {
                                        at = 0;
                                        match __coro::Live::poll(&mut shout_future_live, &mut cx) {
                                            __coro::Polled::Ready(value) => {
                                                shout_future_live.ready(value)
                                            }
                                            __coro::Polled::Pending => {
                                                break 'resume (__coro::suspend(
                                                    running,
                                                    AT_SHOUT,
                                                    (shout_future_live,),
                                                ));
                                            }
                                            __coro::Polled::Cancelled => {
                                                break 'resume (__coro::Poll::Pending);
                                            }
                                        }
                                    },
                                )
                                    .0
                            } else {
                                let mut whisper_future_live = if at == 0 {
                                    let mut whisper_future_live = __coro::Live::init(
                                        whisper_future,
                                        __coro::awaiting(whisper((__coro::read(name_2),).0))
                                            .into_future(),
                                    );
                                    whisper_future_live
                                } else {
                                    __coro::Live::held(whisper_future)
                                };
                                {
                                    at = 0;
                                    match __coro::Live::poll(
                                        &mut whisper_future_live,
                                        &mut cx,
                                    ) {
                                        __coro::Polled::Ready(value) => {
                                            whisper_future_live.ready(value)
                                        }
                                        __coro::Polled::Pending => {
                                            break 'resume (__coro::suspend(
                                                running,
                                                AT_WHISPER,
                                                (whisper_future_live,),
                                            ));
                                        }
                                        __coro::Polled::Cancelled => {
                                            break 'resume (__coro::Poll::Pending);
                                        }
                                    }
                                };
                                (*name_2).len()
                            }
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
