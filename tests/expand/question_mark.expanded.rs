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
    let declared = __coro::Declared::result();
    /// The body as it was written, for rustc to check. It is never run.
    #[allow(arithmetic_overflow, unconditional_panic)]
    if false {
        let value = __coro::check::<
            Result<Session, Error>,
        >(move || -> Result<Session, Error> {
            let value: Result<Session, Error> = {
                let account = __coro::awaiting(find(user)).r#await()?;
                let token = sign(&account)?;
                Ok(__coro::awaiting(open(account, token)).r#await()?)
            };
            #[allow(unreachable_code)] return value;
        });
        __coro::declare(&declared, value);
        loop {}
    }
    /// Suspended in line 5: waits for `find(user)`.
    const AT_FIND: __coro::u8 = 3;
    /// Suspended in line 7: waits for `open(account, token)`.
    const AT_OPEN: __coro::u8 = 4;
    /// What each part of the frame begins with.
    struct LoginHead {
        state: __coro::u8,
    }
    /// What `login` keeps while it is suspended.
    union LoginFrame<User, FindFuture, Account, OpenFuture> {
        /// `user`.
        part_0: __coro::ManuallyDrop<__coro::Over<LoginHead, User>>,
        /// `find_future`.
        part_1: __coro::ManuallyDrop<__coro::Over<LoginHead, FindFuture>>,
        /// `open_future`, `account`.
        part_2: __coro::ManuallyDrop<__coro::Begun<LoginHead, OpenFuture, Account>>,
    }
    unsafe impl<User, FindFuture, Account, OpenFuture> __coro::Frame
    for LoginFrame<User, FindFuture, Account, OpenFuture> {
        type Holds = (User, FindFuture, Account, OpenFuture);
        type Arguments = (User,);
        type Slots = (*mut User, *mut FindFuture, *mut OpenFuture, *mut Account);
        #[inline(always)]
        unsafe fn slots(
            frame: *mut Self,
        ) -> (*mut __coro::u8, __coro::Points, Self::Slots) {
            unsafe {
                let head = frame.cast::<LoginHead>();
                (
                    &raw mut (*head).state,
                    (
                        ::core::file!(),
                        "5:19 find(user).await\n7:8 open(account, token).await",
                    ),
                    (
                        &raw mut (*__coro::shared(&raw mut (*frame).part_0)).rest
                            as *mut User,
                        &raw mut (*__coro::shared(&raw mut (*frame).part_1)).rest
                            as *mut FindFuture,
                        &raw mut (*__coro::shared(&raw mut (*frame).part_2)).future
                            as *mut OpenFuture,
                        &raw mut (*__coro::shared(&raw mut (*frame).part_2)).rest
                            as *mut Account,
                    ),
                )
            }
        }
        #[inline(always)]
        unsafe fn begin(frame: *mut Self, (user,): Self::Arguments) {
            unsafe {
                let head = frame.cast::<LoginHead>();
                (*head).state = __coro::UNRESUMED;
                __coro::write(
                    &raw mut (*__coro::shared(&raw mut (*frame).part_0)).rest
                        as *mut User,
                    user,
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
        | -> __coro::Resumed<_, Result<Session, Error>> {
            unsafe {
                let frame = raw.cast();
                let (
                    state,
                    _,
                    (user, find_future, open_future, account),
                ): (*mut __coro::u8, _, (*mut _, *mut _, *mut _, *mut _)) = __coro::Frame::slots(
                    frame,
                );
                if false {
                    loop {}
                    let _: (*mut &str,) = (user,);
                }
                let poll: __coro::Poll<Result<Session, Error>> = 'resume: {
                    let __coro::Entered::Running(running, mut at) = __coro::Running::enter(
                        state,
                        cx.is_poll(),
                    ) else {
                        break 'resume (__coro::Poll::Pending);
                    };
                    let output: Result<Session, Error> = 'body: {
                        let mut find_future_live = if at == 0 {
                            let user = (*user,).0;
                            let mut find_future_live = __coro::Live::init(
                                find_future,
                                __coro::awaiting(find(user)).into_future(),
                            );
                            find_future_live
                        } else {
                            __coro::Live::held_if(
                                find_future,
                                ::core::matches!(at, AT_FIND),
                            )
                        };
                        let (mut account_live, mut open_future_live) = if at == 0
                            || at == AT_FIND
                        {
                            let mut account_live = __coro::Live::init(
                                account,
                                match __coro::asked(
                                        (
                                            {
                                                at = 0;
                                                let __coro::Poll::Ready(value) = __coro::Live::poll(
                                                    &mut find_future_live,
                                                    cx,
                                                ) else {
                                                    break 'resume (__coro::suspend(
                                                        running,
                                                        AT_FIND,
                                                        (find_future_live,),
                                                    ));
                                                };
                                                (&mut find_future_live).ready(value)
                                            },
                                        )
                                            .0,
                                    )
                                    .question()
                                {
                                    __coro::Result::Ok(value) => value,
                                    __coro::Result::Err(residual) => {
                                        break 'body (move || -> Result<Session, Error> {
                                            match (residual)? {}
                                        })();
                                    }
                                },
                            );
                            let token = match __coro::asked(sign(&(*(account))))
                                .question()
                            {
                                __coro::Result::Ok(value) => value,
                                __coro::Result::Err(residual) => {
                                    break 'body (move || -> Result<Session, Error> {
                                        match (residual)? {}
                                    })();
                                }
                            };
                            let mut open_future_live = __coro::Live::init(
                                open_future,
                                __coro::awaiting(open((&mut account_live).take(), token))
                                    .into_future(),
                            );
                            (account_live, open_future_live)
                        } else {
                            (
                                __coro::Live::empty(account),
                                __coro::Live::held(open_future),
                            )
                        };
                        Ok(
                            match __coro::asked(
                                    (
                                        {
                                            at = 0;
                                            let __coro::Poll::Ready(value) = __coro::Live::poll(
                                                &mut open_future_live,
                                                cx,
                                            ) else {
                                                __coro::forget((find_future_live,));
                                                break 'resume (__coro::suspend(
                                                    running,
                                                    AT_OPEN,
                                                    (open_future_live, account_live),
                                                ));
                                            };
                                            (&mut open_future_live).ready(value)
                                        },
                                    )
                                        .0,
                                )
                                .question()
                            {
                                __coro::Result::Ok(value) => value,
                                __coro::Result::Err(residual) => {
                                    break 'body (move || -> Result<Session, Error> {
                                        match (residual)? {}
                                    })();
                                }
                            },
                        )
                    };
                    running.finish(output)
                };
                if false {
                    loop {}
                    let frame: *mut LoginFrame<_, _, _, _> = frame;
                    return __coro::tied(frame);
                }
                __coro::Resumed::of(poll)
            }
        };
        __coro::one_result(declared, __coro::output_of(&resume));
        __coro::machine(resume, (user,))
    };
    machine
}
