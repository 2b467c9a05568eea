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
        let declared = __coro::Declared::result();
        /// The body as it was written, for rustc to check. It is never run.
        #[allow(arithmetic_overflow, unconditional_panic)]
        if false {
            let value = __coro::check::<
                u32,
            >(move || -> u32 {
                let amount = amount;
                let value: u32 = {
                    let before = self.count;
                    __coro::awaiting(self.changed(amount)).r#await();
                    self.count += amount;
                    before
                };
                #[allow(unreachable_code)] return value;
            });
            __coro::declare(&declared, value);
            loop {}
        }
        /// Suspended in line 7: waits for `self.changed(amount)`.
        const AT_CHANGED: __coro::u8 = 3;
        /// What `add` keeps while it is suspended.
        struct AddFrame<This, Amount, Before, ChangedFuture> {
            state: __coro::u8,
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
                frame: *mut Self,
            ) -> (*mut __coro::u8, __coro::Points, Self::Slots) {
                unsafe {
                    (
                        &raw mut (*frame).state,
                        (::core::file!(), "7:9 self.changed(amount).await"),
                        (
                            &raw mut (*frame).self_ as *mut This,
                            &raw mut (*frame).before as *mut Before,
                            &raw mut (*frame).changed_future as *mut ChangedFuture,
                            &raw mut (*frame).amount as *mut Amount,
                        ),
                    )
                }
            }
            #[inline(always)]
            unsafe fn begin(frame: *mut Self, (self_, amount): Self::Arguments) {
                unsafe {
                    (*frame).state = __coro::UNRESUMED;
                    __coro::write(&raw mut (*frame).self_ as *mut This, self_);
                    __coro::write(&raw mut (*frame).amount as *mut Amount, amount);
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
                        (self_, before, changed_future, amount),
                    ): (*mut __coro::u8, _, (*mut _, *mut _, *mut _, *mut _)) = __coro::Frame::slots(
                        frame,
                    );
                    let self__2 = self_;
                    let amount_2 = amount;
                    if false {
                        loop {}
                        let _: (*mut &mut Self, *mut u32) = (self_, amount);
                    }
                    let poll: __coro::Poll<u32> = 'resume: {
                        let __coro::Entered::Running(running, mut at) = __coro::Running::enter_alone(
                            state,
                            cx.is_poll(),
                        ) else {
                            break 'resume (__coro::Poll::Pending);
                        };
                        let output: u32 = 'body: {
                            let mut changed_future_live = if at == 0 {
                                __coro::write(
                                    before,
                                    (__coro::copy_of(&raw const (*(self__2)).count),).0,
                                );
                                let mut changed_future_live = __coro::Live::init(
                                    changed_future,
                                    __coro::awaiting((*(self__2)).changed((*amount_2,).0))
                                        .into_future(),
                                );
                                changed_future_live
                            } else {
                                __coro::Live::held(changed_future)
                            };
                            {
                                at = 0;
                                let __coro::Poll::Ready(value) = __coro::Live::poll(
                                    &mut changed_future_live,
                                    cx,
                                ) else {
                                    break 'resume (__coro::suspend_again(
                                        running,
                                        (changed_future_live,),
                                    ));
                                };
                                (&mut changed_future_live).ready(value)
                            };
                            (*(self__2)).count += (*amount_2,).0;
                            __coro::Told::<
                                _,
                                u32,
                            >((__coro::read(before),).0, __coro::PhantomData)
                                .value()
                        };
                        running.finish(output)
                    };
                    if false {
                        loop {}
                        let frame: *mut AddFrame<_, _, _, _> = frame;
                        return __coro::tied(frame);
                    }
                    __coro::Resumed::of(poll)
                }
            };
            __coro::one_result(declared, __coro::output_of(&resume));
            __coro::machine(resume, (self, amount))
        };
        machine
    }
}
