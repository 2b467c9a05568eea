//! Two waits, one after the other; a value is kept across the second.
#[allow(
    clippy::double_must_use,
    clippy::large_types_passed_by_value,
    clippy::must_use_candidate
)]
#[allow(refining_impl_trait)]
/// Fetches two values, one after the other.
fn total(
    client: Client,
    first: u32,
) -> impl ::coro::__private::Future<Output = u32> + ::coro::__private::Stated {
    #[allow(clippy::pedantic)]
    use ::coro::__private as __coro;
    let declared = __coro::Declared::result();
    /// The body as it was written, for rustc to check. It is never run.
    #[allow(arithmetic_overflow, unconditional_panic)]
    if false {
        let value = __coro::check::<
            u32,
        >(move || -> u32 {
            let client = client;
            let first = first;
            let value: u32 = {
                #[allow(clippy::let_unit_value)]
                let one = __coro::awaiting(client.fetch(first)).r#await();
                #[allow(clippy::let_unit_value)]
                let two = __coro::awaiting(client.fetch(one + 1)).r#await();
                one + two
            };
            #[allow(unreachable_code)] return value;
        });
        __coro::declare(&declared, value);
        loop {}
    }
    /// Suspended in line 6: waits for `client.fetch(first)`.
    const AT_FETCH: __coro::u8 = 3;
    /// Suspended in line 7: waits for `client.fetch(one + 1)`.
    const AT_FETCH_2: __coro::u8 = 4;
    /// One at a time: `fetch_future`, several.
    union TotalShared0<FetchFuture, One, FetchFuture2> {
        fetch_future: __coro::ManuallyDrop<FetchFuture>,
        shared_1: (__coro::ManuallyDrop<One>, __coro::ManuallyDrop<FetchFuture2>),
    }
    /// What `total` keeps while it is suspended.
    struct TotalFrame<Client, First, FetchFuture, One, FetchFuture2> {
        state: __coro::u8,
        /// In this order: `client` is there.
        flags: __coro::Flags<1>,
        client: __coro::MaybeUninit<Client>,
        shared_1: TotalShared0<FetchFuture, One, FetchFuture2>,
        first: __coro::MaybeUninit<First>,
    }
    unsafe impl<Client, First, FetchFuture, One, FetchFuture2> __coro::Frame
    for TotalFrame<Client, First, FetchFuture, One, FetchFuture2> {
        type Holds = (Client, First, FetchFuture, One, FetchFuture2);
        type Arguments = (Client, First);
        type Slots = (
            *mut __coro::Flags<1>,
            *mut Client,
            *mut FetchFuture,
            *mut One,
            *mut FetchFuture2,
            *mut First,
        );
        #[inline(always)]
        unsafe fn slots(
            frame: *mut Self,
        ) -> (*mut __coro::u8, __coro::Points, Self::Slots) {
            unsafe {
                (
                    &raw mut (*frame).state,
                    (
                        ::core::file!(),
                        "6:15 client.fetch(first).await\n7:15 client.fetch(one + 1).await",
                    ),
                    (
                        &raw mut (*frame).flags,
                        &raw mut (*frame).client as *mut Client,
                        &raw mut (*frame).shared_1.fetch_future as *mut FetchFuture,
                        &raw mut (*frame).shared_1.shared_1.0 as *mut One,
                        &raw mut (*frame).shared_1.shared_1.1 as *mut FetchFuture2,
                        &raw mut (*frame).first as *mut First,
                    ),
                )
            }
        }
        #[inline(always)]
        unsafe fn begin(frame: *mut Self, (client, first): Self::Arguments) {
            unsafe {
                (*frame).state = __coro::UNRESUMED;
                (*frame).flags = __coro::Flags::none();
                __coro::write(&raw mut (*frame).client as *mut Client, client);
                __coro::write(&raw mut (*frame).first as *mut First, first);
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
        | -> __coro::Resumed<_, u32> {
            unsafe {
                let frame = raw.cast();
                let (
                    state,
                    _,
                    (flags, client, fetch_future, one, fetch_future_2, first),
                ): (
                    *mut __coro::u8,
                    _,
                    (*mut __coro::Flags<1>, *mut _, *mut _, *mut _, *mut _, *mut _),
                ) = __coro::Frame::slots(frame);
                let client_2 = client;
                if false {
                    loop {}
                    let _: (*mut Client, *mut u32) = (client, first);
                }
                let poll: __coro::Poll<u32> = 'resume: {
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
                    let output: u32 = 'body: {
                        let (mut client_2_live, mut fetch_future_live) = if at == 0 {
                            let mut client_2_live = __coro::Live::held(client_2);
                            let first = (*first,).0;
                            let mut fetch_future_live = __coro::Live::init(
                                fetch_future,
                                __coro::awaiting((*(client_2)).fetch(first)).into_future(),
                            );
                            (client_2_live, fetch_future_live)
                        } else {
                            (
                                __coro::Live::held_if(client_2, (&*flags).get(0)),
                                __coro::Live::held_if(
                                    fetch_future,
                                    ::core::matches!(at, AT_FETCH),
                                ),
                            )
                        };
                        let (mut one_live, mut fetch_future_2_live) = if at == 0
                            || at == AT_FETCH
                        {
                            let mut one_live = __coro::Live::init(
                                one,
                                (
                                    {
                                        at = 0;
                                        let __coro::Poll::Ready(value) = __coro::Live::poll(
                                            &mut fetch_future_live,
                                            cx,
                                        ) else {
                                            if __coro::any_matters_1(client_2) {
                                                *flags = __coro::Flags::of([true]);
                                            }
                                            break 'resume (__coro::suspend(
                                                running,
                                                AT_FETCH,
                                                (fetch_future_live, client_2_live),
                                            ));
                                        };
                                        (&mut fetch_future_live).ready(value)
                                    },
                                )
                                    .0,
                            );
                            let mut fetch_future_2_live = __coro::Live::init(
                                fetch_future_2,
                                __coro::awaiting(
                                        (
                                            match (
                                                __coro::receive(client_2, &mut client_2_live),
                                                ((&mut one_live).take() + 1,),
                                            ) {
                                                (mut receiver, args) => {
                                                    let usage = (&receiver).usage();
                                                    let args = __coro::with(&usage, args);
                                                    if false {
                                                        loop {}
                                                        let mut probe = __coro::probe_of(client_2);
                                                        __coro::usage_of(
                                                            &usage,
                                                            |(mut arg0,)| {
                                                                let _ = &probe;
                                                                ((probe).t).fetch((arg0,).0)
                                                            },
                                                        );
                                                    }
                                                    __coro::use_place(
                                                        usage,
                                                        client_2,
                                                        (&mut receiver).guard(),
                                                        args,
                                                    )
                                                }
                                            },
                                        )
                                            .0,
                                    )
                                    .into_future(),
                            );
                            (one_live, fetch_future_2_live)
                        } else {
                            (
                                __coro::Live::empty(one),
                                __coro::Live::held(fetch_future_2),
                            )
                        };
                        let two = (
                            {
                                at = 0;
                                let __coro::Poll::Ready(value) = __coro::Live::poll(
                                    &mut fetch_future_2_live,
                                    cx,
                                ) else {
                                    if __coro::any_matters_1(client_2) {
                                        *flags = __coro::Flags::of([client_2_live.armed]);
                                    }
                                    __coro::forget((fetch_future_live,));
                                    break 'resume (__coro::suspend(
                                        running,
                                        AT_FETCH_2,
                                        (fetch_future_2_live, one_live, client_2_live),
                                    ));
                                };
                                (&mut fetch_future_2_live).ready(value)
                            },
                        )
                            .0;
                        (&mut one_live).take() + two
                    };
                    running.finish(output)
                };
                if false {
                    loop {}
                    let frame: *mut TotalFrame<_, _, _, _, _> = frame;
                    return __coro::tied(frame);
                }
                __coro::Resumed::of(poll)
            }
        };
        __coro::one_result(declared, __coro::output_of(&resume));
        __coro::machine(resume, (client, first))
    };
    machine
}
