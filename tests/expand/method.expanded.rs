//! A method.
impl Counter {
    #[allow(
        clippy::double_must_use,
        clippy::large_types_passed_by_value,
        clippy::must_use_candidate
    )]
    pub fn add(
        &mut self,
        amount: u32,
    ) -> impl ::coro::__private::Future<Output = u32> + ::coro::__private::Stated {
        #[allow(clippy::pedantic)]
        use ::coro::__private as __coro;
        let __declared = __coro::Declared::result();
        /// The body as it was written, for rustc to check. It is never run.
        if false {
            let __value = __coro::check::<
                u32,
            >(move || {
                let amount = amount;
                let before = self.count;
                __coro::awaiting(self.changed(amount)).r#await();
                self.count += amount;
                before
            });
            __coro::declare(&__declared, __value);
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
        unsafe impl<This, Amount, Before, ChangedFuture> __coro::Frame
        for AddFrame<This, Amount, Before, ChangedFuture> {
            type Holds = (This, Amount, Before, ChangedFuture);
            type Arguments = (This, Amount);
            type Slots = (*mut This, *mut Before, *mut ChangedFuture, *mut Amount);
            #[inline(always)]
            unsafe fn slots(
                __frame: *mut Self,
            ) -> (*mut u8, __coro::Points, Self::Slots) {
                unsafe {
                    (
                        &raw mut (*__frame).state,
                        (::core::file!(), "7:9 self.changed(amount).await"),
                        (
                            &raw mut (*__frame).self_ as *mut This,
                            &raw mut (*__frame).before as *mut Before,
                            &raw mut (*__frame).changed_future as *mut ChangedFuture,
                            &raw mut (*__frame).amount as *mut Amount,
                        ),
                    )
                }
            }
            #[inline(always)]
            unsafe fn begin(__frame: *mut Self, (self_, amount): Self::Arguments) {
                unsafe {
                    (*__frame).state = __coro::UNRESUMED;
                    __coro::write(&raw mut (*__frame).self_ as *mut This, self_);
                    __coro::write(&raw mut (*__frame).amount as *mut Amount, amount);
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
            let __arguments = (__coro::argument(&self), __coro::argument(&amount));
            let __resume = move |
                __raw: *mut (),
                mut __cx: __coro::Option<&mut __coro::Context<'_>>,
            | -> __coro::Resumed<_, u32> {
                unsafe {
                    let __frame = __raw.cast();
                    let (
                        __state,
                        _,
                        (self_, before, __changed_future, amount),
                    ): (*mut u8, _, (*mut _, *mut _, *mut _, *mut _)) = __coro::Frame::slots(
                        __frame,
                    );
                    let __self__2 = self_;
                    let __amount_2 = amount;
                    if false {
                        loop {}
                        __coro::typed(__arguments.0, self_);
                        __coro::typed(__arguments.1, amount);
                    }
                    let __poll = 'resume: {
                        let (__running, mut __at) = match __coro::Running::enter(
                            __state,
                            __cx.is_some(),
                        ) {
                            __coro::Entered::Running(__running, __at) => {
                                (__running, __at)
                            }
                            __coro::Entered::Dropped => {
                                __coro::drop(());
                                break 'resume (__coro::Poll::Pending);
                            }
                            __coro::Entered::Over => {
                                break 'resume (__coro::Poll::Pending);
                            }
                        };
                        let __output: u32 = 'body: {
                            let mut __changed_future_live = if __at == 0 {
                                __coro::write(before, (*__self__2).count);
                                let mut __changed_future_live = __coro::Live::init(
                                    __changed_future,
                                    __coro::awaiting(
                                            (*__self__2).changed((__coro::read(__amount_2),).0),
                                        )
                                        .into_future(),
                                );
                                __changed_future_live
                            } else {
                                __coro::Live::held(__changed_future)
                            };
                            {
                                __at = 0;
                                match __coro::Live::poll(
                                    &mut __changed_future_live,
                                    &mut __cx,
                                ) {
                                    __coro::Poll::Ready(__value) => {
                                        __changed_future_live.ready(__value)
                                    }
                                    __coro::Poll::Pending => {
                                        break 'resume (__coro::suspend(
                                            __running,
                                            AT_CHANGED,
                                            (__changed_future_live,),
                                        ));
                                    }
                                }
                            };
                            (*__self__2).count += (__coro::read(__amount_2),).0;
                            (__coro::read(before),).0
                        };
                        __running.finish(__output)
                    };
                    if false {
                        loop {}
                        let __frame: *mut AddFrame<_, _, _, _> = __frame;
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
                    __coro::Frame::begin(__frame, (self, amount))
                },
                __resume,
            )
        };
        __machine
    }
}
