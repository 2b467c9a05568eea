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
    let __declared = __coro::Declared::result();
    /// The body as it was written, for rustc to check. It is never run.
    if false {
        let __value = __coro::check::<
            u32,
        >(move || {
            let client = client;
            let first = first;
            let one = __coro::awaiting(client.fetch(first)).r#await();
            let two = __coro::awaiting(client.fetch(one + 1)).r#await();
            one + two
        });
        __coro::declare(&__declared, __value);
        loop {}
    }
    /// Suspended in line 6: waits for `client.fetch(first)`.
    const AT_FETCH: u8 = 3;
    /// Suspended in line 7: waits for `client.fetch(one + 1)`.
    const AT_FETCH_2: u8 = 4;
    /// One at a time: `fetch_future`, several.
    union TotalShared0<FetchFuture, One, FetchFuture2> {
        fetch_future: __coro::ManuallyDrop<FetchFuture>,
        shared_1: (__coro::ManuallyDrop<One>, __coro::ManuallyDrop<FetchFuture2>),
    }
    /// What `total` keeps while it is suspended.
    struct TotalFrame<Client, First, FetchFuture, One, FetchFuture2> {
        state: u8,
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
        unsafe fn slots(__frame: *mut Self) -> (*mut u8, __coro::Points, Self::Slots) {
            unsafe {
                (
                    &raw mut (*__frame).state,
                    (
                        ::core::file!(),
                        "6:15 client.fetch(first).await\n7:15 client.fetch(one + 1).await",
                    ),
                    (
                        &raw mut (*__frame).flags,
                        &raw mut (*__frame).client as *mut Client,
                        &raw mut (*__frame).shared_1.fetch_future as *mut FetchFuture,
                        &raw mut (*__frame).shared_1.shared_1.0 as *mut One,
                        &raw mut (*__frame).shared_1.shared_1.1 as *mut FetchFuture2,
                        &raw mut (*__frame).first as *mut First,
                    ),
                )
            }
        }
        #[inline(always)]
        unsafe fn begin(__frame: *mut Self, (client, first): Self::Arguments) {
            unsafe {
                (*__frame).state = __coro::UNRESUMED;
                (*__frame).flags = __coro::Flags::none();
                __coro::write(&raw mut (*__frame).client as *mut Client, client);
                __coro::write(&raw mut (*__frame).first as *mut First, first);
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
        let __arguments = (__coro::argument(&client), __coro::argument(&first));
        let __resume = move |
            __raw: *mut (),
            mut __cx: __coro::Option<&mut __coro::Context<'_>>,
        | -> __coro::Resumed<_, u32> {
            unsafe {
                let __frame = __raw.cast();
                let (
                    __state,
                    _,
                    (__flags, client, __fetch_future, one, __fetch_future_2, first),
                ): (
                    *mut u8,
                    _,
                    (*mut __coro::Flags<1>, *mut _, *mut _, *mut _, *mut _, *mut _),
                ) = __coro::Frame::slots(__frame);
                let __client_2 = client;
                if false {
                    loop {}
                    __coro::typed(__arguments.0, client);
                    __coro::typed(__arguments.1, first);
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
                    let __output: u32 = 'body: {
                        let (mut __client_2_live, mut __fetch_future_live) = if __at == 0
                        {
                            let mut __client_2_live = __coro::Live::held(__client_2);
                            let first = (__coro::read(first),).0;
                            let mut __fetch_future_live = __coro::Live::init(
                                __fetch_future,
                                __coro::awaiting((*__client_2).fetch(first)).into_future(),
                            );
                            (__client_2_live, __fetch_future_live)
                        } else {
                            (
                                __coro::Live::held_if(__client_2, (*__flags).get(0)),
                                __coro::Live::held_if(
                                    __fetch_future,
                                    ::core::matches!(__at, AT_FETCH),
                                ),
                            )
                        };
                        let (mut __one_live, mut __fetch_future_2_live) = if __at
                            <= AT_FETCH
                        {
                            let mut __one_live = __coro::Live::init(
                                one,
                                (
                                    {
                                        __at = 0;
                                        match __coro::Live::poll(
                                            &mut __fetch_future_live,
                                            &mut __cx,
                                        ) {
                                            __coro::Poll::Ready(__value) => {
                                                __fetch_future_live.ready(__value)
                                            }
                                            __coro::Poll::Pending => {
                                                if __coro::any_matters_1(__client_2) {
                                                    *__flags = __coro::Flags::of([__client_2_live.armed]);
                                                }
                                                break 'resume (__coro::suspend(
                                                    __running,
                                                    AT_FETCH,
                                                    (__fetch_future_live, __client_2_live),
                                                ));
                                            }
                                        }
                                    },
                                )
                                    .0,
                            );
                            let mut __fetch_future_2_live = __coro::Live::init(
                                __fetch_future_2,
                                __coro::awaiting(
                                        match (
                                            __coro::Usage::unknown(),
                                            ((__one_live).take() + 1,),
                                        ) {
                                            (__usage, __args) => {
                                                let __args = __usage.with(__args);
                                                if false {
                                                    loop {}
                                                    let mut __probe = __coro::probe_of(__client_2);
                                                    __coro::usage_of(
                                                        &__usage,
                                                        |(mut __arg0,)| {
                                                            let _ = &__probe;
                                                            __probe.t.fetch(__arg0)
                                                        },
                                                    );
                                                }
                                                __coro::use_place(
                                                    __usage,
                                                    __client_2,
                                                    &mut __client_2_live,
                                                    __args,
                                                )
                                            }
                                        },
                                    )
                                    .into_future(),
                            );
                            (__one_live, __fetch_future_2_live)
                        } else {
                            (
                                __coro::Live::empty(one),
                                __coro::Live::held(__fetch_future_2),
                            )
                        };
                        let two = (
                            {
                                __at = 0;
                                match __coro::Live::poll(
                                    &mut __fetch_future_2_live,
                                    &mut __cx,
                                ) {
                                    __coro::Poll::Ready(__value) => {
                                        __fetch_future_2_live.ready(__value)
                                    }
                                    __coro::Poll::Pending => {
                                        if __coro::any_matters_1(__client_2) {
                                            *__flags = __coro::Flags::of([__client_2_live.armed]);
                                        }
                                        break 'resume (__coro::suspend(
                                            __running,
                                            AT_FETCH_2,
                                            (
                                                __fetch_future_2_live,
                                                __one_live,
                                                __fetch_future_live,
                                                __client_2_live,
                                            ),
                                        ));
                                    }
                                }
                            },
                        )
                            .0;
                        (__one_live).take() + two
                    };
                    __running.finish(__output)
                };
                if false {
                    loop {}
                    let __frame: *mut TotalFrame<_, _, _, _, _> = __frame;
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
                __coro::Frame::begin(__frame, (client, first))
            },
            __resume,
        )
    };
    __machine
}
