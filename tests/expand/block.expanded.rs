//! A machine as an expression: what it borrows and what it takes.
fn scaled(list: &[u32], factor: u32) -> u32 {
    let mut seen = 0;
    let items = {
        #[allow(clippy::pedantic)]
        use ::coro::__private as __coro;
        let types = (
            __coro::Declared::result(),
            __coro::argument(&list),
            __coro::argument(&factor),
        );
        let captured = __coro::lent(
            types,
            |types| {
                /// The body as it was written, for rustc to check. It is never run.
                #[allow(arithmetic_overflow, unconditional_panic)]
                if false {
                    let value = __coro::check_items(|yields| {
                        let (): () = {
                            #[allow(unused_mut)]
                            let mut list = __coro::taken(types.1);
                            #[allow(unused_mut)]
                            let mut factor = __coro::taken(types.2);
                            for n in list {
                                #[allow(unused_assignments)] (seen += 1);
                                {
                                    let value: _ = n * factor;
                                    (&yields).give(value)
                                };
                            }
                        };
                        #[allow(unreachable_code)] return (&yields).end();
                    });
                    __coro::declare(&types.0, value);
                    loop {}
                }
                if false {
                    return __coro::stay((&seen,));
                }
                __coro::lend((&raw mut seen,))
            },
        );
        let declared = types.0;
        /// The body as it is lowered: nothing that is borrowed may be moved, and every suspension moves all that is held.
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
        if false {
            let _ = __coro::check::<
                __coro::Option<_>,
            >(move || unsafe {
                let items = types.0;
                if false {
                    loop {}
                    return __coro::item_of(&items);
                }
                'body: {
                    let mut captured = captured;
                    let mut list = list;
                    let mut factor = factor;
                    let (seen,) = __coro::Lent::places(&captured);
                    let _ = {
                        let mut factor = factor;
                        let mut list = list;
                        let mut captured = captured;
                        {
                            let mut iter = __coro::asked(list).into_iter();
                            'loop3: loop {
                                let mut n = match __coro::Iterator::next(&mut iter) {
                                    __coro::Option::Some(item) => item,
                                    __coro::Option::None => break,
                                };
                                (*seen) += 1;
                                {
                                    let value: _ = n * (__coro::value_of(&factor),).0;
                                    if false {
                                        loop {}
                                        __coro::item_is(&items, &value);
                                    }
                                    __coro::dispose(value);
                                }
                                match __coro::relocated::<__coro::usize>() {
                                    0 => {
                                        let asked = __coro::value_of(&factor);
                                        factor = ::coro::__private::relocated();
                                        __coro::dispose(asked);
                                    }
                                    1 => {
                                        captured = ::coro::__private::relocated();
                                    }
                                    2 => {
                                        let asked = __coro::value_of(&iter);
                                        iter = ::coro::__private::relocated();
                                        __coro::dispose(asked);
                                    }
                                    _ => {}
                                }
                                __coro::relocated::<()>();
                            };
                        }
                    };
                    __coro::Option::None
                }
            });
            loop {}
        }
        /// Suspended in line 8: yields `n * factor`.
        const AT_YIELD: __coro::u8 = 3;
        /// One at a time: `list`, `iter`.
        union CoShared0<List, Iter> {
            list: __coro::ManuallyDrop<List>,
            iter: __coro::ManuallyDrop<Iter>,
        }
        /// What `co` keeps while it is suspended.
        struct CoFrame<Captured, List, Factor, Iter> {
            state: __coro::u8,
            captured: __coro::MaybeUninit<Captured>,
            factor: __coro::MaybeUninit<Factor>,
            shared_2: CoShared0<List, Iter>,
        }
        unsafe impl<Captured, List, Factor, Iter> __coro::Frame
        for CoFrame<Captured, List, Factor, Iter> {
            type Holds = (Captured, List, Factor, Iter);
            type Arguments = (Captured, List, Factor);
            type Slots = (*mut Captured, *mut Factor, *mut List, *mut Iter);
            #[inline(always)]
            unsafe fn slots(
                frame: *mut Self,
            ) -> (*mut __coro::u8, __coro::Points, Self::Slots) {
                unsafe {
                    (
                        &raw mut (*frame).state,
                        (::core::file!(), "8:13 yield_!(n * factor)"),
                        (
                            &raw mut (*frame).captured as *mut Captured,
                            &raw mut (*frame).factor as *mut Factor,
                            &raw mut (*frame).shared_2.list as *mut List,
                            &raw mut (*frame).shared_2.iter as *mut Iter,
                        ),
                    )
                }
            }
            #[inline(always)]
            unsafe fn begin(
                frame: *mut Self,
                (captured, list, factor): Self::Arguments,
            ) {
                unsafe {
                    (*frame).state = __coro::UNRESUMED;
                    __coro::write(&raw mut (*frame).captured as *mut Captured, captured);
                    __coro::write(&raw mut (*frame).shared_2.list as *mut List, list);
                    __coro::write(&raw mut (*frame).factor as *mut Factor, factor);
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
            let arguments = (
                __coro::argument(&captured),
                __coro::argument(&list),
                __coro::argument(&factor),
            );
            let resume = __coro::generator_resumer(
                #[inline(always)]
                move |
                    raw: *mut (),
                    mut cx: __coro::Option<__coro::Share>,
                | -> __coro::Turn<_, __coro::Option<_>> {
                    unsafe {
                        let frame = raw.cast();
                        let (
                            state,
                            _,
                            (captured, factor, list, iter),
                        ): (*mut __coro::u8, _, (*mut _, *mut _, *mut _, *mut _)) = __coro::Frame::slots(
                            frame,
                        );
                        let captured_2 = captured;
                        let factor_2 = factor;
                        if false {
                            loop {}
                            __coro::typed(arguments.0, captured);
                            __coro::typed(arguments.1, list);
                            __coro::typed(arguments.2, factor);
                        }
                        let poll: __coro::Option<_> = 'resume: {
                            let (running, mut at) = match __coro::Running::enter_iterator(
                                state,
                                cx,
                                __coro::Course {
                                    last: 3,
                                    often: __coro::Option::None,
                                    ends: true,
                                    loops_first: false,
                                },
                            ) {
                                __coro::Entered::Running(running, at) => (running, at),
                                __coro::Entered::Dropped => {
                                    __coro::drop((
                                        __coro::Live::held(captured),
                                        __coro::Live::held(list),
                                        __coro::Live::held(factor),
                                    ));
                                    break 'resume (__coro::Option::None);
                                }
                                __coro::Entered::Over => {
                                    break 'resume (__coro::Option::None);
                                }
                            };
                            let (seen,) = __coro::Lent::places(&*captured);
                            let mut list_2_room = __coro::MaybeUninit::uninit();
                            let list_2 = __coro::slot(&mut list_2_room);
                            let output: __coro::Option<_> = 'body: {
                                let _ = {
                                    let (
                                        mut factor_2_live,
                                        mut list_2_live,
                                        mut captured_2_live,
                                    ) = if at == 0 {
                                        let mut factor_2_live = __coro::Live::held(factor_2);
                                        let mut list_2_live = __coro::Live::init(
                                            list_2,
                                            (__coro::read(list),).0,
                                        );
                                        let mut captured_2_live = __coro::Live::held(captured_2);
                                        (factor_2_live, list_2_live, captured_2_live)
                                    } else {
                                        (
                                            __coro::Live::empty(factor_2),
                                            __coro::Live::empty(list_2),
                                            __coro::Live::held(captured_2),
                                        )
                                    };
                                    {
                                        let mut iter_live = if at == 0 {
                                            let mut iter_live = __coro::Live::init(
                                                iter,
                                                __coro::asked((&mut list_2_live).take()).into_iter(),
                                            );
                                            iter_live
                                        } else {
                                            __coro::Live::held(iter)
                                        };
                                        'loop3: loop {
                                            if at == 0 {
                                                let n = match __coro::Iterator::next(&mut (*(iter))) {
                                                    __coro::Option::Some(item) => item,
                                                    __coro::Option::None => break,
                                                };
                                                (*(seen)) += 1;
                                                let value: _ = n * (&mut factor_2_live).take();
                                                break 'resume (__coro::yielded_again(
                                                    running,
                                                    (factor_2_live, list_2_live, captured_2_live, iter_live),
                                                    __coro::Option::Some(value),
                                                ));
                                            }
                                            {
                                                at = 0;
                                                match __coro::Resumption::resumed(&mut cx) {
                                                    __coro::Poll::Ready(value) => value,
                                                    __coro::Poll::Pending => {
                                                        break 'resume (__coro::Option::None);
                                                    }
                                                }
                                            };
                                        };
                                    }
                                };
                                __coro::Option::None
                            };
                            running.finish_with(output)
                        };
                        if false {
                            loop {}
                            let frame: *mut CoFrame<_, _, _, _> = frame;
                            return __coro::turn_of(frame);
                        }
                        __coro::Turn::of(poll)
                    }
                },
            );
            __coro::one_result(declared, __coro::items_of_generator(&resume));
            __coro::captures_nothing(&resume);
            __coro::generator(resume, (captured, list, factor))
        };
        machine
    };
    items.sum::<u32>() + seen
}
