//! A match whose arms have variables of their own, that lie over each other.
#[allow(
    clippy::double_must_use,
    clippy::large_types_passed_by_value,
    clippy::must_use_candidate
)]
#[allow(refining_impl_trait)]
fn handle(
    request: Request,
) -> impl ::coro::__private::Future<Output = Response> + ::coro::__private::Stated {
    #[allow(clippy::pedantic)]
    use ::coro::__private as __coro;
    let __declared = __coro::Declared::result();
    /// The body as it was written, for rustc to check. It is never run.
    if false {
        let __value = __coro::check::<
            Response,
        >(move || {
            let request = request;
            match request {
                Request::Get { key } => {
                    let value = __coro::awaiting(load(&key)).r#await();
                    Response::Found(key, value)
                }
                Request::Put { key, value } => {
                    let size = value.len();
                    __coro::awaiting(store(key, value)).r#await();
                    Response::Stored(size)
                }
                Request::Ping => Response::Pong,
            }
        });
        __coro::declare(&__declared, __value);
        loop {}
    }
    /// Suspended in line 7: waits for `load(&key)`.
    const AT_LOAD: u8 = 3;
    /// Suspended in line 12: waits for `store(key , value)`.
    const AT_STORE: u8 = 4;
    /// One at a time: several, several.
    union HandleShared0<Key2, LoadFuture, Value3, Size, StoreFuture> {
        shared_0: (__coro::ManuallyDrop<Key2>, __coro::ManuallyDrop<LoadFuture>),
        shared_1: (
            __coro::ManuallyDrop<Value3>,
            __coro::ManuallyDrop<Size>,
            __coro::ManuallyDrop<StoreFuture>,
        ),
    }
    /// What `handle` keeps while it is suspended.
    struct HandleFrame<Request, Key2, LoadFuture, Value3, Size, StoreFuture> {
        state: u8,
        /// In this order: 3 parts of `request` are gone.
        flags: __coro::Flags<1>,
        request: __coro::MaybeUninit<Request>,
        shared_1: HandleShared0<Key2, LoadFuture, Value3, Size, StoreFuture>,
    }
    unsafe impl<Request, Key2, LoadFuture, Value3, Size, StoreFuture> __coro::Frame
    for HandleFrame<Request, Key2, LoadFuture, Value3, Size, StoreFuture> {
        type Holds = (Request, Key2, LoadFuture, Value3, Size, StoreFuture);
        type Arguments = (Request,);
        type Slots = (
            *mut __coro::Flags<1>,
            *mut Request,
            *mut Key2,
            *mut LoadFuture,
            *mut Value3,
            *mut Size,
            *mut StoreFuture,
        );
        #[inline(always)]
        unsafe fn slots(__frame: *mut Self) -> (*mut u8, __coro::Points, Self::Slots) {
            unsafe {
                (
                    &raw mut (*__frame).state,
                    (
                        ::core::file!(),
                        "7:25 load(&key).await\n12:13 store(key , value).await",
                    ),
                    (
                        &raw mut (*__frame).flags,
                        &raw mut (*__frame).request as *mut Request,
                        &raw mut (*__frame).shared_1.shared_0.0 as *mut Key2,
                        &raw mut (*__frame).shared_1.shared_0.1 as *mut LoadFuture,
                        &raw mut (*__frame).shared_1.shared_1.0 as *mut Value3,
                        &raw mut (*__frame).shared_1.shared_1.1 as *mut Size,
                        &raw mut (*__frame).shared_1.shared_1.2 as *mut StoreFuture,
                    ),
                )
            }
        }
        #[inline(always)]
        unsafe fn begin(__frame: *mut Self, (request,): Self::Arguments) {
            unsafe {
                (*__frame).state = __coro::UNRESUMED;
                (*__frame).flags = __coro::Flags::none();
                __coro::write(&raw mut (*__frame).request as *mut Request, request);
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
        let __arguments = (__coro::argument(&request),);
        let __resume = move |
            __raw: *mut (),
            mut __cx: __coro::Option<&mut __coro::Context<'_>>,
        | -> __coro::Resumed<_, Response> {
            unsafe {
                let __frame = __raw.cast();
                let (
                    __state,
                    _,
                    (
                        __flags,
                        request,
                        __key_2,
                        __load_future,
                        __value_3,
                        size,
                        __store_future,
                    ),
                ): (
                    *mut u8,
                    _,
                    (
                        *mut __coro::Flags<1>,
                        *mut _,
                        *mut _,
                        *mut _,
                        *mut _,
                        *mut _,
                        *mut _,
                    ),
                ) = __coro::Frame::slots(__frame);
                let __request_2 = request;
                if false {
                    loop {}
                    __coro::typed(__arguments.0, request);
                }
                let __poll = 'resume: {
                    let (__running, mut __at) = match __coro::Running::enter(
                        __state,
                        __cx.is_some(),
                    ) {
                        __coro::Entered::Running(__running, __at) => (__running, __at),
                        __coro::Entered::Dropped => {
                            __coro::drop((__coro::Live::held(request),));
                            break 'resume (__coro::Poll::Pending);
                        }
                        __coro::Entered::Over => break 'resume (__coro::Poll::Pending),
                    };
                    let mut __key_room = __coro::MaybeUninit::uninit();
                    let __key = __coro::slot(&mut __key_room);
                    let mut __key_3_room = __coro::MaybeUninit::uninit();
                    let __key_3 = __coro::slot(&mut __key_3_room);
                    let mut __value_2_room = __coro::MaybeUninit::uninit();
                    let __value_2 = __coro::slot(&mut __value_2_room);
                    let __output: Response = 'body: {
                        let mut __request_2_live = if __at == 0 {
                            let mut __request_2_live = __coro::Parts::whole(
                                __request_2,
                                true,
                                move |mut __value, __moved: [bool; 3]| {
                                    if __moved[0] {
                                        match __value {
                                            Request::Get { key: key } => {
                                                __coro::gone(key);
                                            }
                                            _ => {}
                                        }
                                    } else {
                                        if __moved[1] || __moved[2] {
                                            match __value {
                                                Request::Put { key: key, value: value } => {
                                                    __coro::gone(key);
                                                    __coro::gone(value);
                                                }
                                                _ => {}
                                            }
                                        }
                                    }
                                },
                            );
                            __request_2_live
                        } else {
                            __coro::Parts::held_if(
                                __request_2,
                                true,
                                (*__flags).get_all(0),
                            )
                        };
                        {
                            let __arm = if __at == 0 {
                                {
                                    let mut __gone = false;
                                    match (*__request_2) {
                                        Request::Get { key: _ } => {
                                            {
                                                let __usage = __coro::Usage::unknown();
                                                __usage.with(__key);
                                                if false {
                                                    loop {}
                                                    let mut __probe = __coro::probe_of(__request_2);
                                                    __coro::usage_of(
                                                        &__usage,
                                                        |__to| {
                                                            let _ = &__probe;
                                                            match __probe.t {
                                                                Request::Get { key: key } => __coro::write(__to, key),
                                                                _ => {}
                                                            }
                                                        },
                                                    );
                                                }
                                                if __coro::binds_by_place(
                                                    __usage,
                                                    __request_2,
                                                    __key,
                                                    &mut __gone,
                                                ) {
                                                    match &(*__request_2) {
                                                        Request::Get { key: key } => __coro::transfer(__key, key),
                                                        _ => {}
                                                    }
                                                }
                                            }
                                            __request_2_live.moved[0] |= __coro::owns(__key);
                                            0
                                        }
                                        Request::Put { key: _, value: _ } => {
                                            {
                                                let __usage = __coro::Usage::unknown();
                                                __usage.with(__key_3);
                                                if false {
                                                    loop {}
                                                    let mut __probe = __coro::probe_of(__request_2);
                                                    __coro::usage_of(
                                                        &__usage,
                                                        |__to| {
                                                            let _ = &__probe;
                                                            match __probe.t {
                                                                Request::Put { key: key, value: _ } => {
                                                                    __coro::write(__to, key)
                                                                }
                                                                _ => {}
                                                            }
                                                        },
                                                    );
                                                }
                                                if __coro::binds_by_place(
                                                    __usage,
                                                    __request_2,
                                                    __key_3,
                                                    &mut __gone,
                                                ) {
                                                    match &(*__request_2) {
                                                        Request::Put { key: key, value: _ } => {
                                                            __coro::transfer(__key_3, key)
                                                        }
                                                        _ => {}
                                                    }
                                                }
                                            }
                                            {
                                                let __usage = __coro::Usage::unknown();
                                                __usage.with(__value_2);
                                                if false {
                                                    loop {}
                                                    let mut __probe = __coro::probe_of(__request_2);
                                                    __coro::usage_of(
                                                        &__usage,
                                                        |__to| {
                                                            let _ = &__probe;
                                                            match __probe.t {
                                                                Request::Put { key: _, value: value } => {
                                                                    __coro::write(__to, value)
                                                                }
                                                                _ => {}
                                                            }
                                                        },
                                                    );
                                                }
                                                if __coro::binds_by_place(
                                                    __usage,
                                                    __request_2,
                                                    __value_2,
                                                    &mut __gone,
                                                ) {
                                                    match &(*__request_2) {
                                                        Request::Put { key: _, value: value } => {
                                                            __coro::transfer(__value_2, value)
                                                        }
                                                        _ => {}
                                                    }
                                                }
                                            }
                                            __request_2_live.moved[1] |= __coro::owns(__key_3);
                                            __request_2_live.moved[2] |= __coro::owns(__value_2);
                                            1
                                        }
                                        Request::Ping => 2,
                                    }
                                }
                            } else {
                                { if __at <= AT_LOAD { 0 } else { 1 } }
                            };
                            match __arm {
                                0 => {
                                    let (mut __key_2_live, mut __load_future_live) = if __at
                                        == 0
                                    {
                                        let mut __key_2_live = __coro::Live::init(
                                            __key_2,
                                            (__coro::read(__key),).0,
                                        );
                                        let mut __load_future_live = __coro::Live::init(
                                            __load_future,
                                            __coro::awaiting(load(&(*__key_2))).into_future(),
                                        );
                                        (__key_2_live, __load_future_live)
                                    } else {
                                        (
                                            __coro::Live::held(__key_2),
                                            __coro::Live::held(__load_future),
                                        )
                                    };
                                    let value = (
                                        {
                                            __at = 0;
                                            match __coro::Live::poll(
                                                &mut __load_future_live,
                                                &mut __cx,
                                            ) {
                                                __coro::Poll::Ready(__value) => {
                                                    __load_future_live.ready(__value)
                                                }
                                                __coro::Poll::Pending => {
                                                    if __coro::any_matters_1(__request_2) {
                                                        *__flags = __coro::Flags::of([
                                                            __request_2_live.moved[0],
                                                            __request_2_live.moved[1],
                                                            __request_2_live.moved[2],
                                                        ]);
                                                    }
                                                    break 'resume (__coro::suspend(
                                                        __running,
                                                        AT_LOAD,
                                                        (__load_future_live, __key_2_live, __request_2_live),
                                                    ));
                                                }
                                            }
                                        },
                                    )
                                        .0;
                                    Response::Found((__key_2_live).take(), value)
                                }
                                1 => {
                                    let (
                                        mut __value_3_live,
                                        mut __size_live,
                                        mut __store_future_live,
                                    ) = if __at == 0 {
                                        let key = ((__coro::read(__key_3),).0) else {
                                            ::core::unreachable!()
                                        };
                                        let mut __value_3_live = __coro::Live::init(
                                            __value_3,
                                            (__coro::read(__value_2),).0,
                                        );
                                        let mut __size_live = __coro::Live::init(
                                            size,
                                            (*__value_3).len(),
                                        );
                                        let mut __store_future_live = __coro::Live::init(
                                            __store_future,
                                            __coro::awaiting(store(key, (__value_3_live).take()))
                                                .into_future(),
                                        );
                                        (__value_3_live, __size_live, __store_future_live)
                                    } else {
                                        (
                                            __coro::Live::empty(__value_3),
                                            __coro::Live::held(size),
                                            __coro::Live::held(__store_future),
                                        )
                                    };
                                    {
                                        __at = 0;
                                        match __coro::Live::poll(
                                            &mut __store_future_live,
                                            &mut __cx,
                                        ) {
                                            __coro::Poll::Ready(__value) => {
                                                __store_future_live.ready(__value)
                                            }
                                            __coro::Poll::Pending => {
                                                if __coro::any_matters_1(__request_2) {
                                                    *__flags = __coro::Flags::of([
                                                        __request_2_live.moved[0],
                                                        __request_2_live.moved[1],
                                                        __request_2_live.moved[2],
                                                    ]);
                                                }
                                                break 'resume (__coro::suspend(
                                                    __running,
                                                    AT_STORE,
                                                    (
                                                        __store_future_live,
                                                        __size_live,
                                                        __value_3_live,
                                                        __request_2_live,
                                                    ),
                                                ));
                                            }
                                        }
                                    };
                                    Response::Stored((__size_live).take())
                                }
                                _ => Response::Pong,
                            }
                        }
                    };
                    __running.finish(__output)
                };
                if false {
                    loop {}
                    let __frame: *mut HandleFrame<_, _, _, _, _, _> = __frame;
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
                __coro::Frame::begin(__frame, (request,))
            },
            __resume,
        )
    };
    __machine
}
