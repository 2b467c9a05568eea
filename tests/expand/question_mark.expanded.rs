//! `?` on what was awaited, and on what was not.
#[allow(
    clippy::double_must_use,
    clippy::large_types_passed_by_value,
    clippy::must_use_candidate
)]
#[allow(refining_impl_trait)]
fn login(
    user: &str,
) -> impl ::coro::__private::Future<
    Output = Result<Session, Error>,
> + ::coro::__private::Stated {
    #[allow(clippy::pedantic)]
    use ::coro::__private as __coro;
    let __declared = __coro::Declared::result();
    /// The body as it was written, for rustc to check. It is never run.
    if false {
        let __value = __coro::check::<
            Result<Session, Error>,
        >(move || {
            let account = __coro::awaiting(find(user)).r#await()?;
            let token = sign(&account)?;
            Ok(__coro::awaiting(open(account, token)).r#await()?)
        });
        __coro::declare(&__declared, __value);
        loop {}
    }
    /// Suspended in line 5: waits for `find(user)`.
    const AT_FIND: u8 = 3;
    /// Suspended in line 7: waits for `open(account , token)`.
    const AT_OPEN: u8 = 4;
    /// One at a time: `user`, `find_future`, several.
    union LoginShared0<User, FindFuture, Account, OpenFuture> {
        user: __coro::ManuallyDrop<User>,
        find_future: __coro::ManuallyDrop<FindFuture>,
        shared_2: (__coro::ManuallyDrop<Account>, __coro::ManuallyDrop<OpenFuture>),
    }
    /// What `login` keeps while it is suspended.
    struct LoginFrame<User, FindFuture, Account, OpenFuture> {
        state: u8,
        shared_0: LoginShared0<User, FindFuture, Account, OpenFuture>,
    }
    unsafe impl<User, FindFuture, Account, OpenFuture> __coro::Frame
    for LoginFrame<User, FindFuture, Account, OpenFuture> {
        type Holds = (User, FindFuture, Account, OpenFuture);
        type Arguments = (User,);
        type Slots = (*mut User, *mut FindFuture, *mut Account, *mut OpenFuture);
        #[inline(always)]
        unsafe fn slots(__frame: *mut Self) -> (*mut u8, __coro::Points, Self::Slots) {
            unsafe {
                (
                    &raw mut (*__frame).state,
                    (
                        ::core::file!(),
                        "5:19 find(user).await\n7:8 open(account , token).await",
                    ),
                    (
                        &raw mut (*__frame).shared_0.user as *mut User,
                        &raw mut (*__frame).shared_0.find_future as *mut FindFuture,
                        &raw mut (*__frame).shared_0.shared_2.0 as *mut Account,
                        &raw mut (*__frame).shared_0.shared_2.1 as *mut OpenFuture,
                    ),
                )
            }
        }
        #[inline(always)]
        unsafe fn begin(__frame: *mut Self, (user,): Self::Arguments) {
            unsafe {
                (*__frame).state = __coro::UNRESUMED;
                __coro::write(&raw mut (*__frame).shared_0.user as *mut User, user);
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
        let __arguments = (__coro::argument(&user),);
        let __resume = move |
            __raw: *mut (),
            mut __cx: __coro::Option<&mut __coro::Context<'_>>,
        | -> __coro::Resumed<_, Result<Session, Error>> {
            unsafe {
                let __frame = __raw.cast();
                let (
                    __state,
                    _,
                    (user, __find_future, account, __open_future),
                ): (*mut u8, _, (*mut _, *mut _, *mut _, *mut _)) = __coro::Frame::slots(
                    __frame,
                );
                if false {
                    loop {}
                    __coro::typed(__arguments.0, user);
                }
                let __poll = 'resume: {
                    let (__running, mut __at) = match __coro::Running::enter(
                        __state,
                        __cx.is_some(),
                    ) {
                        __coro::Entered::Running(__running, __at) => (__running, __at),
                        __coro::Entered::Dropped => {
                            __coro::drop(());
                            break 'resume (__coro::Poll::Pending);
                        }
                        __coro::Entered::Over => break 'resume (__coro::Poll::Pending),
                    };
                    let __output: Result<Session, Error> = 'body: {
                        let mut __find_future_live = if __at == 0 {
                            let user = (__coro::read(user),).0;
                            let mut __find_future_live = __coro::Live::init(
                                __find_future,
                                __coro::awaiting(find(user)).into_future(),
                            );
                            __find_future_live
                        } else {
                            __coro::Live::held_if(
                                __find_future,
                                ::core::matches!(__at, AT_FIND),
                            )
                        };
                        let (mut __account_live, mut __open_future_live) = if __at
                            <= AT_FIND
                        {
                            let mut __account_live = __coro::Live::init(
                                account,
                                match __coro::Question::question(
                                    (
                                        {
                                            __at = 0;
                                            match __coro::Live::poll(
                                                &mut __find_future_live,
                                                &mut __cx,
                                            ) {
                                                __coro::Poll::Ready(__value) => {
                                                    __find_future_live.ready(__value)
                                                }
                                                __coro::Poll::Pending => {
                                                    break 'resume (__coro::suspend(
                                                        __running,
                                                        AT_FIND,
                                                        (__find_future_live,),
                                                    ));
                                                }
                                            }
                                        },
                                    )
                                        .0,
                                ) {
                                    __coro::Result::Ok(__value) => __value,
                                    __coro::Result::Err(__residual) => {
                                        break 'body (move || -> Result<Session, Error> {
                                            match (__residual)? {}
                                        })();
                                    }
                                },
                            );
                            let token = match __coro::Question::question(
                                sign(&(*account)),
                            ) {
                                __coro::Result::Ok(__value) => __value,
                                __coro::Result::Err(__residual) => {
                                    break 'body (move || -> Result<Session, Error> {
                                        match (__residual)? {}
                                    })();
                                }
                            };
                            let mut __open_future_live = __coro::Live::init(
                                __open_future,
                                __coro::awaiting(open((__account_live).take(), token))
                                    .into_future(),
                            );
                            (__account_live, __open_future_live)
                        } else {
                            (
                                __coro::Live::empty(account),
                                __coro::Live::held(__open_future),
                            )
                        };
                        Ok(
                            match __coro::Question::question(
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
                                                break 'resume (__coro::suspend(
                                                    __running,
                                                    AT_OPEN,
                                                    (__open_future_live, __account_live, __find_future_live),
                                                ));
                                            }
                                        }
                                    },
                                )
                                    .0,
                            ) {
                                __coro::Result::Ok(__value) => __value,
                                __coro::Result::Err(__residual) => {
                                    break 'body (move || -> Result<Session, Error> {
                                        match (__residual)? {}
                                    })();
                                }
                            },
                        )
                    };
                    __running.finish(__output)
                };
                if false {
                    loop {}
                    let __frame: *mut LoginFrame<_, _, _, _> = __frame;
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
                __coro::Frame::begin(__frame, (user,))
            },
            __resume,
        )
    };
    __machine
}
