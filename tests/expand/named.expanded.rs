//! A machine with a name: a struct beside the function, and the types of the slots.
/// The machine that [`words`] returns.
#[must_use = "a machine does nothing unless it is resumed"]
pub struct Words<'arg0> {
    machine: ::coro::__private::Generator<__WordsBody<'arg0>, __WordsBody<'arg0>>,
}
#[doc(hidden)]
struct __WordsBody<'arg0>(::coro::__private::PhantomData<(fn(&'arg0 str), &'arg0 ())>);
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
const _: () = {
    impl<'arg0> ::coro::__private::Iterator for Words<'arg0> {
        type Item = &'arg0 str;
        #[inline]
        fn next(&mut self) -> ::coro::__private::Option<&'arg0 str> {
            ::coro::__private::Iterator::next(&mut self.machine)
        }
        #[inline]
        fn size_hint(
            &self,
        ) -> (
            ::coro::__private::usize,
            ::coro::__private::Option<::coro::__private::usize>,
        ) {
            ::coro::__private::Iterator::size_hint(&self.machine)
        }
        #[inline]
        fn fold<__B, __F: FnMut(__B, &'arg0 str) -> __B>(
            self,
            __init: __B,
            __f: __F,
        ) -> __B {
            ::coro::__private::folded(self, __init, __f)
        }
    }
    impl<'arg0> ::coro::__private::FusedIterator for Words<'arg0> {}
    impl<'arg0> ::coro::__private::Stated for Words<'arg0> {
        fn state(&self) -> ::coro::__private::State {
            ::coro::__private::Stated::state(&self.machine)
        }
    }
    impl<'arg0> ::coro::__private::Debug for Words<'arg0> {
        fn fmt(
            &self,
            __f: &mut ::coro::__private::Formatter<'_>,
        ) -> ::coro::__private::Formatted {
            ::coro::__private::describe(&self.machine, "Words", __f)
        }
    }
    impl<'arg0> ::coro::__private::Clone for Words<'arg0> {
        fn clone(&self) -> Self {
            Words {
                machine: ::coro::__private::Clone::clone(&self.machine),
            }
        }
    }
    impl<'arg0> ::coro::__private::Clone for __WordsBody<'arg0> {
        fn clone(&self) -> Self {
            *self
        }
    }
    impl<'arg0> ::coro::__private::Copy for __WordsBody<'arg0> {}
};
#[allow(
    clippy::double_must_use,
    clippy::large_types_passed_by_value,
    clippy::must_use_candidate
)]
#[allow(clippy::implied_bounds_in_impls)]
pub fn words<'arg0>(text: &'arg0 str) -> Words<'arg0> {
    #[allow(clippy::pedantic)]
    use ::coro::__private as __coro;
    #[allow(unused, refining_impl_trait, clippy::all, clippy::pedantic)]
    fn promised<'arg0>(
        __machine: Words<'arg0>,
    ) -> impl Iterator<Item = &'arg0 str> + Clone {
        __machine
    }
    let declared = __coro::Declared::result();
    /// The body as it was written, for rustc to check. It is never run.
    #[allow(arithmetic_overflow, unconditional_panic)]
    if false {
        let value = __coro::check_yields::<
            &'arg0 str,
            (),
            &'arg0 str,
        >(move |yields| {
            let (): () = {
                for word in text.split_whitespace() {
                    yield_!(
                        @ { let value : & 'arg0 str = word; (& yields).give(value) }
                    );
                }
            };
            #[allow(unreachable_code)] return (&yields).end();
        });
        __coro::declare(&declared, value);
        loop {}
    }
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
            __coro::Option<&'arg0 str>,
        >(move || unsafe {
            'body: {
                let mut text: &'arg0 str = text;
                let _ = {
                    let mut text: &'arg0 str = text;
                    {
                        let mut iter: <::core::str::SplitWhitespace<
                            'arg0,
                        > as __coro::IntoIterator>::IntoIter = __coro::asked(
                                text.split_whitespace(),
                            )
                            .into_iter();
                        'loop3: loop {
                            let mut word: &'arg0 str = match __coro::Iterator::next(
                                &mut iter,
                            ) {
                                __coro::Option::Some(item) => item,
                                __coro::Option::None => break,
                            };
                            {
                                let value: &'_ str = word;
                                __coro::dispose(value);
                            }
                            match __coro::relocated::<__coro::usize>() {
                                0 => {
                                    text = ::coro::__private::relocated();
                                }
                                1 => {
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
    /// Suspended in line 6: yields `word`.
    const AT_YIELD: __coro::u8 = 3;
    /// One at a time: `text`, `iter`.
    union WordsShared0<Text, Iter> {
        text: __coro::ManuallyDrop<Text>,
        iter: __coro::ManuallyDrop<Iter>,
    }
    /// What `words` keeps while it is suspended.
    struct WordsFrame<Text, Iter> {
        state: __coro::u8,
        shared_0: WordsShared0<Text, Iter>,
    }
    unsafe impl<Text, Iter> __coro::Frame for WordsFrame<Text, Iter> {
        type Holds = (Text, Iter);
        type Arguments = (Text,);
        type Slots = (*mut Text, *mut Iter);
        #[inline(always)]
        unsafe fn slots(
            frame: *mut Self,
        ) -> (*mut __coro::u8, __coro::Points, Self::Slots) {
            unsafe {
                (
                    &raw mut (*frame).state,
                    (::core::file!(), "6:9 yield_!(word)"),
                    (
                        &raw mut (*frame).shared_0.text as *mut Text,
                        &raw mut (*frame).shared_0.iter as *mut Iter,
                    ),
                )
            }
        }
        #[inline(always)]
        unsafe fn begin(frame: *mut Self, (text,): Self::Arguments) {
            unsafe {
                (*frame).state = __coro::UNRESUMED;
                __coro::write(&raw mut (*frame).shared_0.text as *mut Text, text);
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
    #[allow(non_local_definitions)]
    impl<'arg0> __coro::GeneratorBody for __WordsBody<'arg0> {
        type Frame = WordsFrame<
            &'arg0 str,
            <::core::str::SplitWhitespace<'arg0> as __coro::IntoIterator>::IntoIter,
        >;
        type Item = &'arg0 str;
        #[inline(always)]
        unsafe fn resume(
            &mut self,
            raw: *mut (),
            mut cx: __coro::Option<__coro::Share>,
        ) -> __coro::Option<&'arg0 str> {
            unsafe {
                let frame: *mut WordsFrame<
                    &'arg0 str,
                    <::core::str::SplitWhitespace<
                        'arg0,
                    > as __coro::IntoIterator>::IntoIter,
                > = raw.cast();
                let (state, _, (text, iter)): (*mut __coro::u8, _, (*mut _, *mut _)) = __coro::Frame::slots(
                    frame,
                );
                let poll: __coro::Option<&'arg0 str> = 'resume: {
                    let __coro::Entered::Running(running, mut at) = __coro::Running::enter_iterator(
                        state,
                        cx,
                        __coro::Course {
                            last: 3,
                            often: __coro::Option::None,
                            ends: true,
                            loops_first: false,
                        },
                    ) else {
                        break 'resume (__coro::Option::None);
                    };
                    let mut text_2_room = __coro::MaybeUninit::uninit();
                    let text_2 = __coro::slot(&mut text_2_room);
                    let output: __coro::Option<&'arg0 str> = 'body: {
                        let _ = {
                            if at == 0 {
                                __coro::write(text_2, (*text,).0);
                            }
                            {
                                let mut iter_live = if at == 0 {
                                    let mut iter_live = __coro::Live::init(
                                        iter,
                                        __coro::asked((*(text_2)).split_whitespace()).into_iter(),
                                    );
                                    iter_live
                                } else {
                                    __coro::Live::held(iter)
                                };
                                'loop3: loop {
                                    if at == 0 {
                                        let word = match __coro::Iterator::next(&mut (*(iter))) {
                                            __coro::Option::Some(item) => item,
                                            __coro::Option::None => break,
                                        };
                                        let value: &'arg0 str = word;
                                        break 'resume (__coro::yielded_again(
                                            running,
                                            (iter_live,),
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
                poll
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
    #[allow(non_local_definitions)]
    impl<'arg0> __coro::Describe for __WordsBody<'arg0> {
        unsafe fn describe(raw: *const (), out: &mut __coro::DebugStruct<'_, '_>) {
            unsafe {
                use __coro::{Hide as _, Show as _};
                let frame: *mut WordsFrame<
                    &'arg0 str,
                    <::core::str::SplitWhitespace<
                        'arg0,
                    > as __coro::IntoIterator>::IntoIter,
                > = raw.cast_mut().cast();
                let (_, _, (text_from, iter_from)) = __coro::Frame::slots(frame);
                match (*frame).state {
                    __coro::UNRESUMED => {
                        (&mut *out).field("text", (&&__coro::held(text_from)).__shown());
                    }
                    AT_YIELD => {}
                    _ => {}
                }
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
    #[allow(non_local_definitions)]
    impl<'arg0> __coro::CloneBody for __WordsBody<'arg0> {
        unsafe fn clone_frame<Any>(&self, raw: *const Any) -> __coro::MaybeUninit<Any> {
            unsafe {
                let mut into = __coro::MaybeUninit::<Any>::uninit();
                let frame: *mut WordsFrame<
                    &'arg0 str,
                    <::core::str::SplitWhitespace<
                        'arg0,
                    > as __coro::IntoIterator>::IntoIter,
                > = raw.cast_mut().cast();
                let copy: *mut WordsFrame<
                    &'arg0 str,
                    <::core::str::SplitWhitespace<
                        'arg0,
                    > as __coro::IntoIterator>::IntoIter,
                > = (&mut into).as_mut_ptr().cast();
                let (_, _, (text_from, iter_from)) = __coro::Frame::slots(frame);
                let (_, _, (text_to, iter_to)) = __coro::Frame::slots(copy);
                let state = (*frame).state;
                match state {
                    __coro::UNRESUMED => {
                        __coro::copied(text_from, text_to);
                        __coro::forget(());
                    }
                    AT_YIELD => {
                        let iter_live = __coro::cloned(iter_from, iter_to);
                        __coro::forget((iter_live,));
                    }
                    _ => {}
                }
                (*copy).state = state;
                into
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
        let resume = __WordsBody(__coro::PhantomData);
        __coro::one_result(declared, __coro::items_of_generator(&resume));
        __coro::generator_cloned(resume, (text,), resume)
    };
    Words { machine: machine }
}
