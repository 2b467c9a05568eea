//! Generic, with lifetimes: an inner function gives the machine a lifetime that outlives all it borrows.
#[allow(
    clippy::double_must_use,
    clippy::large_types_passed_by_value,
    clippy::must_use_candidate
)]
fn pick<'a, T: Rank>(
    one: &'a T,
    other: &'a T,
    judge: &impl Judge,
) -> impl ::coro::__private::Future<Output = &'a T> {
    #[allow(clippy::pedantic)]
    use ::coro::__private as __coro;
    #[allow(clippy::future_not_send)]
    fn pick_machine<'co, 'arg0, 'a, T: Rank, ImplArgument0: Judge>(
        one: &'a T,
        other: &'a T,
        judge: &'arg0 ImplArgument0,
        within: __coro::Within<
            'co,
            (
                &'arg0 (),
                &'a (),
                __coro::PhantomData<T>,
                __coro::PhantomData<ImplArgument0>,
            ),
        >,
    ) -> impl ::coro::__private::Future<Output = &'a T> {
        /// The body as it was written, for rustc to check. It is never run.
        #[allow(unused_doc_comments)]
        if false {
            let _ = __coro::check::<
                &'a T,
            >(move || {
                let best = if __coro::awaiting(judge.prefers(one)).r#await() {
                    one
                } else {
                    other
                };
                best
            });
            loop {}
        }
        /// Suspended in line 5: waits for `judge.prefers(one)`.
        const AT_PREFERS: u8 = 3;
        /// What `pick` keeps while it is suspended.
        struct PickFrame<One, Other, Judge, PrefersFuture> {
            state: u8,
            one: __coro::MaybeUninit<One>,
            other: __coro::MaybeUninit<Other>,
            judge: __coro::MaybeUninit<Judge>,
            prefers_future: __coro::MaybeUninit<PrefersFuture>,
        }
        /// Where in `PickFrame` it lies.
        struct PickSlots<One, Other, Judge, PrefersFuture> {
            one: *mut One,
            other: *mut Other,
            judge: *mut Judge,
            prefers_future: *mut PrefersFuture,
        }
        unsafe impl<
            One: __coro::Send,
            Other: __coro::Send,
            Judge: __coro::Send,
            PrefersFuture: __coro::Send,
        > __coro::Send for PickFrame<One, Other, Judge, PrefersFuture> {}
        unsafe impl<
            One: __coro::Sync,
            Other: __coro::Sync,
            Judge: __coro::Sync,
            PrefersFuture: __coro::Sync,
        > __coro::Sync for PickFrame<One, Other, Judge, PrefersFuture> {}
        impl<
            One,
            Other,
            Judge,
            PrefersFuture,
        > PickFrame<One, Other, Judge, PrefersFuture> {
            /// Where each slot is.
            #[inline(always)]
            unsafe fn slots(
                frame: *mut Self,
            ) -> PickSlots<One, Other, Judge, PrefersFuture> {
                unsafe {
                    PickSlots {
                        one: __coro::room(&raw mut (*frame).one),
                        other: __coro::room(&raw mut (*frame).other),
                        judge: __coro::room(&raw mut (*frame).judge),
                        prefers_future: __coro::room(&raw mut (*frame).prefers_future),
                    }
                }
            }
        }
        let mut start: __coro::MaybeUninit<PickFrame<_, _, _, _>> = __coro::MaybeUninit::uninit();
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
            let one = __coro::room(&raw mut (*frame).one);
            let other = __coro::room(&raw mut (*frame).other);
            let judge = __coro::room(&raw mut (*frame).judge);
            (*frame).state = __coro::UNRESUMED;
            __coro::write(one, one);
            __coro::write(other, other);
            __coro::write(judge, judge);
            __coro::machine(
                within,
                start,
                |raw, mut cx| -> __coro::Resumed<_, &'a T> {
                    unsafe {
                        let frame = raw.cast();
                        if false {
                            loop {}
                            return __coro::tied(frame);
                        }
                        let poll = 'resume: {
                            let PickSlots { one, other, judge, prefers_future } = PickFrame::slots(
                                frame,
                            );
                            let one_2 = one;
                            let other_2 = other;
                            let judge_2 = judge;
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
                            let output: &'a T = 'body: {
                                let mut prefers_future_live = if at == 0 {
                                    let mut prefers_future_live = __coro::Live::init(
                                        prefers_future,
                                        __coro::awaiting(
                                                (*judge_2).prefers((__coro::read(one_2),).0),
                                            )
                                            .into_future(),
                                    );
                                    prefers_future_live
                                } else {
                                    __coro::Live::held(prefers_future)
                                };
                                let best = if ((
                                    {
                                        at = 0;
                                        match __coro::Live::poll(
                                            &mut prefers_future_live,
                                            &mut cx,
                                        ) {
                                            __coro::Polled::Ready(value) => {
                                                prefers_future_live.ready(value)
                                            }
                                            __coro::Polled::Pending => {
                                                break 'resume (__coro::suspend(
                                                    running,
                                                    AT_PREFERS,
                                                    (prefers_future_live,),
                                                ));
                                            }
                                            __coro::Polled::Cancelled => {
                                                break 'resume (__coro::Poll::Pending);
                                            }
                                        }
                                    },
                                )
                                    .0)
                                {
                                    (__coro::read(one_2),).0
                                } else {
                                    (__coro::read(other_2),).0
                                };
                                best
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
    let machine = {
        let machine = pick_machine::<T, _>(one, other, judge, __coro::PhantomData);
        let ty = __coro::PhantomData;
        if false {
            loop {}
            __coro::same(ty, machine)
        }
        unsafe { __coro::relabel(machine, ty) }
    };
    machine
}
