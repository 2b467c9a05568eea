//! `?` on what was awaited, and on what was not.
#[allow(
    clippy::double_must_use,
    clippy::large_types_passed_by_value,
    clippy::must_use_candidate
)]
fn login(user: &str) -> impl ::coro::__private::Future<Output = Result<Session, Error>> {
    #[allow(clippy::pedantic)]
    use ::coro::__private as __coro;
    /// The body as it was written, for rustc to check. It is never run.
    #[allow(unused_doc_comments)]
    if false {
        let _ = __coro::check::<
            Result<Session, Error>,
        >(move || {
            let account = __coro::awaiting(find(user)).r#await()?;
            let token = sign(&account)?;
            Ok(__coro::awaiting(open(account, token)).r#await()?)
        });
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
    /// Where in `LoginFrame` it lies.
    struct LoginSlots<User, FindFuture, Account, OpenFuture> {
        user: *mut User,
        find_future: *mut FindFuture,
        account: *mut Account,
        open_future: *mut OpenFuture,
    }
    unsafe impl<
        User: __coro::Send,
        FindFuture: __coro::Send,
        Account: __coro::Send,
        OpenFuture: __coro::Send,
    > __coro::Send for LoginFrame<User, FindFuture, Account, OpenFuture> {}
    unsafe impl<
        User: __coro::Sync,
        FindFuture: __coro::Sync,
        Account: __coro::Sync,
        OpenFuture: __coro::Sync,
    > __coro::Sync for LoginFrame<User, FindFuture, Account, OpenFuture> {}
    impl<
        User,
        FindFuture,
        Account,
        OpenFuture,
    > LoginFrame<User, FindFuture, Account, OpenFuture> {
        /// Where each slot is.
        #[inline(always)]
        unsafe fn slots(
            frame: *mut Self,
        ) -> LoginSlots<User, FindFuture, Account, OpenFuture> {
            unsafe {
                LoginSlots {
                    user: __coro::shared(&raw mut (*frame).shared_0.user),
                    find_future: __coro::shared(&raw mut (*frame).shared_0.find_future),
                    account: __coro::shared(&raw mut (*frame).shared_0.shared_2.0),
                    open_future: __coro::shared(&raw mut (*frame).shared_0.shared_2.1),
                }
            }
        }
    }
    let mut start: __coro::MaybeUninit<LoginFrame<_, _, _, _>> = __coro::MaybeUninit::uninit();
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
        let user = __coro::shared(&raw mut (*frame).shared_0.user);
        (*frame).state = __coro::UNRESUMED;
        __coro::write(user, user);
        __coro::machine(
            __coro::within::<()>(),
            start,
            |raw, mut cx| -> __coro::Resumed<_, Result<Session, Error>> {
                unsafe {
                    let frame = raw.cast();
                    if false {
                        loop {}
                        return __coro::tied(frame);
                    }
                    let poll = 'resume: {
                        let LoginSlots { user, find_future, account, open_future } = LoginFrame::slots(
                            frame,
                        );
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
                        let output: Result<Session, Error> = 'body: {
                            let mut find_future_live = if at == 0 {
                                let user = (__coro::read(user),).0;
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
                            let (mut account_live, mut open_future_live) = if at
                                <= AT_FIND
                            {
                                let mut account_live = __coro::Live::init(
                                    account,
                                    match __coro::Question::question(
                                        (
                                            {
                                                at = 0;
                                                match __coro::Live::poll(&mut find_future_live, &mut cx) {
                                                    __coro::Polled::Ready(value) => {
                                                        find_future_live.ready(value)
                                                    }
                                                    __coro::Polled::Pending => {
                                                        break 'resume (__coro::suspend(
                                                            running,
                                                            AT_FIND,
                                                            (find_future_live,),
                                                        ));
                                                    }
                                                    __coro::Polled::Cancelled => {
                                                        break 'resume (__coro::Poll::Pending);
                                                    }
                                                }
                                            },
                                        )
                                            .0,
                                    ) {
                                        __coro::Result::Ok(value) => value,
                                        __coro::Result::Err(residual) => {
                                            break 'body (move || -> Result<Session, Error> {
                                                match (residual)? {}
                                            })();
                                        }
                                    },
                                );
                                let token = match __coro::Question::question(
                                    sign(&(*account)),
                                ) {
                                    __coro::Result::Ok(value) => value,
                                    __coro::Result::Err(residual) => {
                                        break 'body (move || -> Result<Session, Error> {
                                            match (residual)? {}
                                        })();
                                    }
                                };
                                let mut open_future_live = __coro::Live::init(
                                    open_future,
                                    __coro::awaiting(open((account_live).take(), token))
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
                                match __coro::Question::question(
                                    (
                                        {
                                            at = 0;
                                            match __coro::Live::poll(&mut open_future_live, &mut cx) {
                                                __coro::Polled::Ready(value) => {
                                                    open_future_live.ready(value)
                                                }
                                                __coro::Polled::Pending => {
                                                    break 'resume (__coro::suspend(
                                                        running,
                                                        AT_OPEN,
                                                        (find_future_live, account_live, open_future_live),
                                                    ));
                                                }
                                                __coro::Polled::Cancelled => {
                                                    break 'resume (__coro::Poll::Pending);
                                                }
                                            }
                                        },
                                    )
                                        .0,
                                ) {
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
                    __coro::Resumed::of(poll)
                }
            },
        )
    };
    machine
}
