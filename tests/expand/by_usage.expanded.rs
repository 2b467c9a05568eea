//! Methods that use their receiver up, or borrow it: only types tell.
#[allow(
    clippy::double_must_use,
    clippy::large_types_passed_by_value,
    clippy::must_use_candidate
)]
#[allow(refining_impl_trait)]
fn summary_of(
    client: Client,
) -> impl ::coro::__private::Future<Output = Summary> + ::coro::__private::Stated {
    #[allow(clippy::pedantic)]
    use ::coro::__private as __coro;
    let declared = __coro::Declared::result();
    /// The body as it was written, for rustc to check. It is never run.
    #[allow(arithmetic_overflow, unconditional_panic)]
    if false {
        let value = __coro::check::<
            Summary,
        >(move || -> Summary {
            let client = client;
            let value: Summary = {
                #[allow(clippy::let_unit_value)]
                let writer = __coro::awaiting(client.open()).r#await();
                __coro::awaiting(writer.finish()).r#await().summary()
            };
            #[allow(unreachable_code)] return value;
        });
        __coro::declare(&declared, value);
        loop {}
    }
    /// Suspended in line 5: waits for `client.open()`.
    const AT_OPEN: __coro::u8 = 3;
    /// Suspended in line 6: waits for `writer.finish()`.
    const AT_FINISH: __coro::u8 = 4;
    /// What each part of the frame begins with.
    struct SummaryOfHead<Client> {
        state: __coro::u8,
        /// In this order: `client` is there, `writer` is there.
        flags: __coro::Flags<1>,
        client: __coro::MaybeUninit<Client>,
    }
    /// One at a time.
    union SummaryOfParts<Client, OpenFuture, FinishFuture, SummaryOfLeft0> {
        /// `open_future`.
        part_0: __coro::ManuallyDrop<__coro::Over<SummaryOfHead<Client>, OpenFuture>>,
        /// What its call left of `writer`, `finish_future`.
        part_1: __coro::ManuallyDrop<
            __coro::Over<__coro::Room<SummaryOfLeft0>, FinishFuture>,
        >,
    }
    /// What `summary_of` keeps while it is suspended.
    struct SummaryOfFrame<Client, OpenFuture, Writer, FinishFuture, SummaryOfLeft0> {
        parts: SummaryOfParts<Client, OpenFuture, FinishFuture, SummaryOfLeft0>,
        calls: ::core::marker::PhantomData<fn() -> (Client, Writer, SummaryOfLeft0)>,
    }
    unsafe impl<Client, OpenFuture, Writer, FinishFuture, SummaryOfLeft0> __coro::Frame
    for SummaryOfFrame<Client, OpenFuture, Writer, FinishFuture, SummaryOfLeft0> {
        type Holds = (Client, OpenFuture, FinishFuture, SummaryOfLeft0);
        type Arguments = (Client,);
        type Slots = (
            *mut __coro::Flags<1>,
            *mut Client,
            *mut OpenFuture,
            *mut FinishFuture,
            *mut __coro::Called<SummaryOfLeft0, Writer, SummaryOfHead<Client>>,
        );
        #[inline(always)]
        unsafe fn slots(
            frame: *mut Self,
        ) -> (*mut __coro::u8, __coro::Points, Self::Slots) {
            unsafe {
                let head = (&raw mut (*frame).parts).cast::<SummaryOfHead<Client>>();
                (
                    &raw mut (*head).state,
                    (
                        ::core::file!(),
                        "5:18 client.open().await\n6:5 writer.finish().await",
                    ),
                    (
                        &raw mut (*head).flags,
                        &raw mut (*head).client as *mut Client,
                        &raw mut (*__coro::shared(&raw mut (*frame).parts.part_0)).rest
                            as *mut OpenFuture,
                        &raw mut (*__coro::shared(&raw mut (*frame).parts.part_1)).rest
                            as *mut FinishFuture,
                        __coro::remains(head.cast::<SummaryOfHead<Client>>()),
                    ),
                )
            }
        }
        #[inline(always)]
        unsafe fn begin(frame: *mut Self, (client,): Self::Arguments) {
            unsafe {
                let head = (&raw mut (*frame).parts).cast::<SummaryOfHead<Client>>();
                (*head).state = __coro::UNRESUMED;
                (*head).flags = __coro::Flags::none();
                __coro::write(&raw mut (*head).client as *mut Client, client);
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
        | -> __coro::Resumed<_, Summary> {
            unsafe {
                let frame = raw.cast();
                let (
                    state,
                    _,
                    (flags, client, open_future, finish_future, writer_slot),
                ): (
                    *mut __coro::u8,
                    _,
                    (*mut __coro::Flags<1>, *mut _, *mut _, *mut _, *mut _),
                ) = __coro::Frame::slots(frame);
                let client_2 = client;
                if false {
                    loop {}
                    let _: (*mut Client,) = (client,);
                }
                let poll: __coro::Poll<Summary> = 'resume: {
                    let (running, mut at) = match __coro::Running::enter(
                        state,
                        cx.is_poll(),
                    ) {
                        __coro::Entered::Running(running, at) => (running, at),
                        __coro::Entered::Dropped => {
                            __coro::drop((__coro::Live::held(client),));
                            break 'resume (__coro::Poll::Pending);
                        }
                        __coro::Entered::Over => break 'resume (__coro::Poll::Pending),
                    };
                    let mut writer_room = __coro::MaybeUninit::uninit();
                    let writer = __coro::place_or_room(writer_slot, &mut writer_room);
                    let output: Summary = 'body: {
                        let (mut client_2_live, mut open_future_live) = if at == 0 {
                            let mut client_2_live = __coro::Live::held(client_2);
                            let mut open_future_live = __coro::Live::init(
                                open_future,
                                __coro::awaiting(
                                        (
                                            {
                                                let usage = __coro::Usage::unknown();
                                                if false {
                                                    loop {}
                                                    let mut probe = __coro::probe_of(client_2);
                                                    __coro::usage_of(
                                                        &usage,
                                                        |()| {
                                                            let _ = &probe;
                                                            ((probe).t).open()
                                                        },
                                                    );
                                                }
                                                __coro::use_place(usage, client_2, &mut client_2_live, ())
                                            },
                                        )
                                            .0,
                                    )
                                    .into_future(),
                            );
                            (client_2_live, open_future_live)
                        } else {
                            (
                                __coro::Live::held_if(client_2, (&*flags).get(0)),
                                __coro::Live::held_if(
                                    open_future,
                                    ::core::matches!(at, AT_OPEN),
                                ),
                            )
                        };
                        let (mut writer_live, mut finish_future_live) = if at == 0
                            || at == AT_OPEN
                        {
                            let mut writer_live = __coro::Live::init(
                                writer,
                                (
                                    {
                                        at = 0;
                                        let __coro::Poll::Ready(value) = __coro::Live::poll(
                                            &mut open_future_live,
                                            cx,
                                        ) else {
                                            if __coro::any_matters_1(client_2) {
                                                *flags = __coro::Flags::of([client_2_live.armed]);
                                            }
                                            break 'resume (__coro::suspend(
                                                running,
                                                AT_OPEN,
                                                (open_future_live, client_2_live),
                                            ));
                                        };
                                        (&mut open_future_live).ready(value)
                                    },
                                )
                                    .0,
                            );
                            let mut finish_future_live = __coro::Live::init(
                                finish_future,
                                __coro::awaiting(
                                        (
                                            {
                                                let usage = __coro::Usage::unknown();
                                                if false {
                                                    loop {}
                                                    let mut probe = __coro::probe_of(writer);
                                                    __coro::usage_of(
                                                        &usage,
                                                        |()| {
                                                            let _ = &probe;
                                                            ((probe).t).finish()
                                                        },
                                                    );
                                                    let waiting = __coro::waiting(writer_slot);
                                                    __coro::leaves(
                                                        writer_slot,
                                                        &usage,
                                                        move |()| {
                                                            loop {}
                                                            unsafe { (*(waiting.below.receiver)).finish() }
                                                        },
                                                    );
                                                }
                                                __coro::leaves_nothing(writer_slot, &usage);
                                                __coro::use_place(usage, writer, &mut writer_live, ())
                                            },
                                        )
                                            .0,
                                    )
                                    .into_future(),
                            );
                            (writer_live, finish_future_live)
                        } else {
                            (
                                __coro::Live::held_if(writer, (&*flags).get(1)),
                                __coro::Live::held(finish_future),
                            )
                        };
                        (
                            {
                                at = 0;
                                let __coro::Poll::Ready(value) = __coro::Live::poll(
                                    &mut finish_future_live,
                                    cx,
                                ) else {
                                    if __coro::any_matters_2(client_2, writer) {
                                        *flags = __coro::Flags::of([
                                            client_2_live.armed,
                                            writer_live.armed,
                                        ]);
                                    }
                                    __coro::forget((open_future_live,));
                                    break 'resume (__coro::suspend(
                                        running,
                                        AT_FINISH,
                                        (finish_future_live, writer_live, client_2_live),
                                    ));
                                };
                                (&mut finish_future_live).ready(value)
                            },
                        )
                            .0
                            .summary()
                    };
                    running.finish(output)
                };
                if false {
                    loop {}
                    let frame: *mut SummaryOfFrame<_, _, _, _, _> = frame;
                    return __coro::tied(frame);
                }
                __coro::Resumed::of(poll)
            }
        };
        __coro::one_result(declared, __coro::output_of(&resume));
        __coro::machine(resume, (client,))
    };
    machine
}
