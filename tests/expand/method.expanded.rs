//! A method.
impl Counter {
    #[allow(
        clippy::double_must_use,
        clippy::large_types_passed_by_value,
        clippy::must_use_candidate
    )]
    pub fn add(&mut self, amount: u32) -> impl ::coro::__private::Future<Output = u32> {
        #[allow(clippy::pedantic)]
        use ::coro::__private as __coro;
        /// The body as it was written, for rustc to check. It is never run.
        #[allow(unused_doc_comments)]
        if false {
            let _ = __coro::check::<
                u32,
            >(move || {
                let amount = amount;
                let before = self.count;
                __coro::awaiting(self.changed(amount)).r#await();
                self.count += amount;
                before
            });
            loop {}
        }
        /// Suspended in line 7: waits for `self.changed(amount)`.
        const AT_CHANGED: u8 = 3;
        /// What `add` keeps while it is suspended.
        struct AddFrame<This, Amount, Before, ChangedFuture> {
            state: u8,
            self_: __coro::MaybeUninit<This>,
            before: __coro::MaybeUninit<Before>,
            changed_future: __coro::MaybeUninit<ChangedFuture>,
            amount: __coro::MaybeUninit<Amount>,
        }
        /// Where in `AddFrame` it lies.
        struct AddSlots<This, Amount, Before, ChangedFuture> {
            self_: *mut This,
            amount: *mut Amount,
            before: *mut Before,
            changed_future: *mut ChangedFuture,
        }
        unsafe impl<
            This: __coro::Send,
            Amount: __coro::Send,
            Before: __coro::Send,
            ChangedFuture: __coro::Send,
        > __coro::Send for AddFrame<This, Amount, Before, ChangedFuture> {}
        unsafe impl<
            This: __coro::Sync,
            Amount: __coro::Sync,
            Before: __coro::Sync,
            ChangedFuture: __coro::Sync,
        > __coro::Sync for AddFrame<This, Amount, Before, ChangedFuture> {}
        impl<
            This,
            Amount,
            Before,
            ChangedFuture,
        > AddFrame<This, Amount, Before, ChangedFuture> {
            /// Where each slot is.
            #[inline(always)]
            unsafe fn slots(
                frame: *mut Self,
            ) -> AddSlots<This, Amount, Before, ChangedFuture> {
                unsafe {
                    AddSlots {
                        self_: __coro::room(&raw mut (*frame).self_),
                        before: __coro::room(&raw mut (*frame).before),
                        changed_future: __coro::room(&raw mut (*frame).changed_future),
                        amount: __coro::room(&raw mut (*frame).amount),
                    }
                }
            }
        }
        let mut start: __coro::MaybeUninit<AddFrame<_, _, _, _>> = __coro::MaybeUninit::uninit();
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
            let self_ = __coro::room(&raw mut (*frame).self_);
            let amount = __coro::room(&raw mut (*frame).amount);
            (*frame).state = __coro::UNRESUMED;
            __coro::write(self_, self);
            __coro::write(amount, amount);
            __coro::machine(
                __coro::within::<()>(),
                start,
                |raw, mut cx| -> __coro::Resumed<_, u32> {
                    unsafe {
                        let frame = raw.cast();
                        if false {
                            loop {}
                            return __coro::tied(frame);
                        }
                        let poll = 'resume: {
                            let AddSlots { self_, amount, before, changed_future } = AddFrame::slots(
                                frame,
                            );
                            let self__2 = self_;
                            let amount_2 = amount;
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
                            let output: u32 = 'body: {
                                let mut changed_future_live = if at == 0 {
                                    __coro::write(before, (*self__2).count);
                                    let mut changed_future_live = __coro::Live::init(
                                        changed_future,
                                        __coro::awaiting(
                                                (*self__2).changed((__coro::read(amount_2),).0),
                                            )
                                            .into_future(),
                                    );
                                    changed_future_live
                                } else {
                                    __coro::Live::held(changed_future)
                                };
                                {
                                    at = 0;
                                    match __coro::Live::poll(
                                        &mut changed_future_live,
                                        &mut cx,
                                    ) {
                                        __coro::Polled::Ready(value) => {
                                            changed_future_live.ready(value)
                                        }
                                        __coro::Polled::Pending => {
                                            break 'resume (__coro::suspend(
                                                running,
                                                AT_CHANGED,
                                                (changed_future_live,),
                                            ));
                                        }
                                        __coro::Polled::Cancelled => {
                                            break 'resume (__coro::Poll::Pending);
                                        }
                                    }
                                };
                                (*self__2).count += (__coro::read(amount_2),).0;
                                (__coro::read(before),).0
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
}
