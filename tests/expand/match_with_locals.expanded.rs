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
    let declared = __coro::Declared::result();
    /// The body as it was written, for rustc to check. It is never run.
    #[allow(arithmetic_overflow, unconditional_panic)]
    if false {
        let value = __coro::check::<
            Response,
        >(move || {
            let request = request;
            match request {
                Request::Get { key } => {
                    #[allow(clippy::let_unit_value)]
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
        __coro::declare(&declared, value);
        loop {}
    }
    /// Suspended in line 7: waits for `load(&key)`.
    const AT_LOAD: __coro::u8 = 3;
    /// Suspended in line 12: waits for `store(key, value)`.
    const AT_STORE: __coro::u8 = 4;
    /// What each part of the frame begins with.
    struct HandleHead {
        state: __coro::u8,
        /// In this order: 3 parts of `request` are gone.
        flags: __coro::Flags<1>,
    }
    /// What `handle` keeps while it is suspended.
    union HandleFrame<Request, Key2, LoadFuture, Value4, Size, StoreFuture> {
        /// `request`, `load_future`, `key`.
        part_0: __coro::ManuallyDrop<
            __coro::Fronted<Request, HandleHead, LoadFuture, Key2>,
        >,
        /// `request`, `store_future`, `value`, `size`.
        part_1: __coro::ManuallyDrop<
            __coro::Fronted<Request, HandleHead, StoreFuture, (Value4, Size)>,
        >,
    }
    unsafe impl<Request, Key2, LoadFuture, Value4, Size, StoreFuture> __coro::Frame
    for HandleFrame<Request, Key2, LoadFuture, Value4, Size, StoreFuture> {
        type Holds = (Request, Key2, LoadFuture, Value4, Size, StoreFuture);
        type Arguments = (Request,);
        type Slots = (
            *mut __coro::Flags<1>,
            *mut Request,
            *mut LoadFuture,
            *mut Key2,
            *mut StoreFuture,
            *mut Value4,
            *mut Size,
        );
        #[inline(always)]
        unsafe fn slots(
            frame: *mut Self,
        ) -> (*mut __coro::u8, __coro::Points, Self::Slots) {
            unsafe {
                let head = &raw mut (*frame
                    .cast::<__coro::Fronted<Request, HandleHead, (), ()>>())
                    .base;
                (
                    &raw mut (*head).state,
                    (
                        ::core::file!(),
                        "7:25 load(&key).await\n12:13 store(key, value).await",
                    ),
                    (
                        &raw mut (*head).flags,
                        &raw mut (*frame.cast::<Request>()) as *mut Request,
                        &raw mut (*__coro::shared(&raw mut (*frame).part_0)).future
                            as *mut LoadFuture,
                        &raw mut (*__coro::shared(&raw mut (*frame).part_0)).rest
                            as *mut Key2,
                        &raw mut (*__coro::shared(&raw mut (*frame).part_1)).future
                            as *mut StoreFuture,
                        &raw mut (*__coro::shared(&raw mut (*frame).part_1)).rest.0
                            as *mut Value4,
                        &raw mut (*__coro::shared(&raw mut (*frame).part_1)).rest.1
                            as *mut Size,
                    ),
                )
            }
        }
        #[inline(always)]
        unsafe fn begin(frame: *mut Self, (request,): Self::Arguments) {
            unsafe {
                let head = &raw mut (*frame
                    .cast::<__coro::Fronted<Request, HandleHead, (), ()>>())
                    .base;
                (*head).state = __coro::UNRESUMED;
                (*head).flags = __coro::Flags::none();
                __coro::write(
                    &raw mut (*frame.cast::<Request>()) as *mut Request,
                    request,
                );
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
        | -> __coro::Resumed<_, Response> {
            unsafe {
                let frame = raw.cast();
                let (
                    state,
                    _,
                    (
                        flags,
                        request,
                        load_future,
                        key_2_place,
                        store_future,
                        value_4_slot,
                        size,
                    ),
                ): (
                    *mut __coro::u8,
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
                ) = __coro::Frame::slots(frame);
                let request_2 = request;
                if false {
                    loop {}
                    let _: (*mut Request,) = (request,);
                }
                let poll: __coro::Poll<Response> = 'resume: {
                    let (running, mut at) = match __coro::Running::enter(
                        state,
                        cx.is_poll(),
                    ) {
                        __coro::Entered::Running(running, at) => (running, at),
                        __coro::Entered::Dropped => {
                            __coro::drop((__coro::Live::held(request),));
                            break 'resume (__coro::Poll::Pending);
                        }
                        __coro::Entered::Over => break 'resume (__coro::Poll::Pending),
                    };
                    let mut key_room = __coro::MaybeUninit::uninit();
                    let key_place = __coro::slot(&mut key_room);
                    let mut key_3_room = __coro::MaybeUninit::uninit();
                    let key_3_place = __coro::slot(&mut key_3_room);
                    let mut value_3_room = __coro::MaybeUninit::uninit();
                    let value_3_place = __coro::slot(&mut value_3_room);
                    let mut value_4_room = __coro::MaybeUninit::uninit();
                    let value_4_place = __coro::slot_or_room(
                        value_4_slot,
                        &mut value_4_room,
                    );
                    let output: Response = 'body: {
                        let mut request_2_live = if at == 0 {
                            let mut request_2_live = __coro::Parts::whole(
                                request_2,
                                true,
                                move |mut value, moved: [__coro::bool; 3]| {
                                    let mut value = (value,);
                                    if moved[0] {
                                        match (value).0 {
                                            Request::Get { key: key } => {
                                                __coro::gone(key);
                                            }
                                            _ => {}
                                        }
                                    } else {
                                        if moved[1] || moved[2] {
                                            match (value).0 {
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
                            request_2_live
                        } else {
                            __coro::Parts::held_if(request_2, true, (&*flags).get_all(0))
                        };
                        {
                            let arm = if at == 0 {
                                {
                                    let mut gone = false;
                                    match (*(request_2)) {
                                        Request::Get { key: _ } => {
                                            {
                                                let usage = __coro::Usage::unknown();
                                                __coro::with(&usage, key_place);
                                                if false {
                                                    loop {}
                                                    let mut probe = __coro::probe_of(request_2);
                                                    __coro::usage_of(
                                                        &usage,
                                                        |to| {
                                                            let _ = &probe;
                                                            match (probe).t {
                                                                Request::Get { key: key } => __coro::write(to, key),
                                                                _ => {}
                                                            }
                                                        },
                                                    );
                                                }
                                                if __coro::binds_by_place(
                                                    usage,
                                                    request_2,
                                                    key_place,
                                                    &mut gone,
                                                ) {
                                                    match __coro::Beside(&(*(request_2)), key_place).seen() {
                                                        Request::Get { key: key } => {
                                                            __coro::transfer(key_place, key)
                                                        }
                                                        _ => {}
                                                    }
                                                }
                                            }
                                            request_2_live.moved[0] |= __coro::owns(key_place);
                                            0
                                        }
                                        Request::Put { key: _, value: _ } => {
                                            {
                                                let usage = __coro::Usage::unknown();
                                                __coro::with(&usage, key_3_place);
                                                if false {
                                                    loop {}
                                                    let mut probe = __coro::probe_of(request_2);
                                                    __coro::usage_of(
                                                        &usage,
                                                        |to| {
                                                            let _ = &probe;
                                                            match (probe).t {
                                                                Request::Put { key: key, value: _ } => {
                                                                    __coro::write(to, key)
                                                                }
                                                                _ => {}
                                                            }
                                                        },
                                                    );
                                                }
                                                if __coro::binds_by_place(
                                                    usage,
                                                    request_2,
                                                    key_3_place,
                                                    &mut gone,
                                                ) {
                                                    match __coro::Beside(&(*(request_2)), key_3_place).seen() {
                                                        Request::Put { key: key, value: _ } => {
                                                            __coro::transfer(key_3_place, key)
                                                        }
                                                        _ => {}
                                                    }
                                                }
                                            }
                                            {
                                                let usage = __coro::Usage::unknown();
                                                __coro::with(&usage, value_3_place);
                                                if false {
                                                    loop {}
                                                    let mut probe = __coro::probe_of(request_2);
                                                    __coro::usage_of(
                                                        &usage,
                                                        |to| {
                                                            let _ = &probe;
                                                            match (probe).t {
                                                                Request::Put { key: _, value: value } => {
                                                                    __coro::write(to, value)
                                                                }
                                                                _ => {}
                                                            }
                                                        },
                                                    );
                                                }
                                                if __coro::binds_by_place(
                                                    usage,
                                                    request_2,
                                                    value_3_place,
                                                    &mut gone,
                                                ) {
                                                    match __coro::Beside(&(*(request_2)), value_3_place).seen()
                                                    {
                                                        Request::Put { key: _, value: value } => {
                                                            __coro::transfer(value_3_place, value)
                                                        }
                                                        _ => {}
                                                    }
                                                }
                                            }
                                            request_2_live.moved[1] |= __coro::owns(key_3_place);
                                            request_2_live.moved[2] |= __coro::owns(value_3_place);
                                            1
                                        }
                                        Request::Ping => 2,
                                    }
                                }
                            } else {
                                { if at <= AT_LOAD { 0 } else { 1 } }
                            };
                            match { arm } {
                                0 => {
                                    let (mut key_2_live, mut load_future_live) = if at == 0 {
                                        let mut key_2_live = __coro::Live::init(
                                            key_2_place,
                                            (__coro::read(key_place),).0,
                                        );
                                        let mut load_future_live = __coro::Live::init(
                                            load_future,
                                            __coro::awaiting(load(&(*(key_2_place)))).into_future(),
                                        );
                                        (key_2_live, load_future_live)
                                    } else {
                                        (
                                            __coro::Live::held(key_2_place),
                                            __coro::Live::held(load_future),
                                        )
                                    };
                                    let value = (
                                        {
                                            at = 0;
                                            let __coro::Poll::Ready(value) = __coro::Live::poll(
                                                &mut load_future_live,
                                                cx,
                                            ) else {
                                                if __coro::any_matters_1(request_2) {
                                                    *flags = __coro::Flags::of([
                                                        request_2_live.moved[0],
                                                        request_2_live.moved[1],
                                                        request_2_live.moved[2],
                                                    ]);
                                                }
                                                break 'resume (__coro::suspend(
                                                    running,
                                                    AT_LOAD,
                                                    (load_future_live, key_2_live, request_2_live),
                                                ));
                                            };
                                            (&mut load_future_live).ready(value)
                                        },
                                    )
                                        .0;
                                    Response::Found((&mut key_2_live).take(), value)
                                }
                                1 => {
                                    let (
                                        mut value_4_live,
                                        mut size_live,
                                        mut store_future_live,
                                    ) = if at == 0 {
                                        let key = ((__coro::read(key_3_place),).0) else {
                                            ::core::unreachable!()
                                        };
                                        let mut value_4_live = __coro::Live::init(
                                            value_4_place,
                                            (__coro::read(value_3_place),).0,
                                        );
                                        let mut size_live = __coro::Live::init(
                                            size,
                                            (*(value_4_place)).len(),
                                        );
                                        let mut store_future_live = __coro::Live::init(
                                            store_future,
                                            __coro::awaiting(store(key, (&mut value_4_live).take()))
                                                .into_future(),
                                        );
                                        (value_4_live, size_live, store_future_live)
                                    } else {
                                        (
                                            __coro::Live::empty(value_4_place),
                                            __coro::Live::held(size),
                                            __coro::Live::held(store_future),
                                        )
                                    };
                                    {
                                        at = 0;
                                        let __coro::Poll::Ready(value) = __coro::Live::poll(
                                            &mut store_future_live,
                                            cx,
                                        ) else {
                                            if __coro::any_matters_1(request_2) {
                                                *flags = __coro::Flags::of([
                                                    request_2_live.moved[0],
                                                    request_2_live.moved[1],
                                                    request_2_live.moved[2],
                                                ]);
                                            }
                                            break 'resume (__coro::suspend(
                                                running,
                                                AT_STORE,
                                                (store_future_live, size_live, value_4_live, request_2_live),
                                            ));
                                        };
                                        (&mut store_future_live).ready(value)
                                    };
                                    Response::Stored((&mut size_live).take())
                                }
                                _ => Response::Pong,
                            }
                        }
                    };
                    if false {
                        loop {}
                        use __coro::choice::*;
                        (&&Looked::<
                            _,
                            Looks<true, true, false, false, false, false, true, false>,
                        >::of(value_4_place))
                            .__choose(value_4_slot);
                    }
                    running.finish(output)
                };
                if false {
                    loop {}
                    let frame: *mut HandleFrame<_, _, _, _, _, _> = frame;
                    return __coro::tied(frame);
                }
                __coro::Resumed::of(poll)
            }
        };
        __coro::one_result(declared, __coro::output_of(&resume));
        __coro::machine(resume, (request,))
    };
    machine
}
