//! A borrow of a variable that is held across a wait.
#[allow(
    clippy::double_must_use,
    clippy::large_types_passed_by_value,
    clippy::must_use_candidate
)]
#[allow(refining_impl_trait)]
fn longest(
    words: Vec<String>,
) -> impl ::coro::__private::Future<Output = usize> + ::coro::__private::Stated {
    #[allow(clippy::pedantic)]
    use ::coro::__private as __coro;
    let declared = __coro::Declared::result();
    /// The body as it was written, for rustc to check. It is never run.
    #[allow(arithmetic_overflow, unconditional_panic)]
    if false {
        let value = __coro::check::<
            usize,
        >(move || -> usize {
            let words = words;
            let value: usize = {
                let mut longest = &words[0];
                for word in &words {
                    __coro::awaiting(pause()).r#await();
                    if word.len() > longest.len() {
                        longest = word;
                    }
                }
                longest.len()
            };
            #[allow(unreachable_code)] return value;
        });
        __coro::declare(&declared, value);
        loop {}
    }
    /// Suspended in line 7: waits for `pause()`.
    const AT_PAUSE: __coro::u8 = 3;
    /// What `longest` keeps while it is suspended.
    struct LongestFrame<Words, Longest, Iter, Word, PauseFuture> {
        state: __coro::u8,
        words: __coro::MaybeUninit<Words>,
        longest: __coro::MaybeUninit<Longest>,
        iter: __coro::MaybeUninit<Iter>,
        word: __coro::MaybeUninit<Word>,
        pause_future: __coro::MaybeUninit<PauseFuture>,
    }
    unsafe impl<Words, Longest, Iter, Word, PauseFuture> __coro::Frame
    for LongestFrame<Words, Longest, Iter, Word, PauseFuture> {
        type Holds = (Words, Longest, Iter, Word, PauseFuture);
        type Arguments = (Words,);
        type Slots = (*mut Words, *mut Longest, *mut Iter, *mut Word, *mut PauseFuture);
        #[inline(always)]
        unsafe fn slots(
            frame: *mut Self,
        ) -> (*mut __coro::u8, __coro::Points, Self::Slots) {
            unsafe {
                (
                    &raw mut (*frame).state,
                    (::core::file!(), "7:9 pause().await"),
                    (
                        &raw mut (*frame).words as *mut Words,
                        &raw mut (*frame).longest as *mut Longest,
                        &raw mut (*frame).iter as *mut Iter,
                        &raw mut (*frame).word as *mut Word,
                        &raw mut (*frame).pause_future as *mut PauseFuture,
                    ),
                )
            }
        }
        #[inline(always)]
        unsafe fn begin(frame: *mut Self, (words,): Self::Arguments) {
            unsafe {
                (*frame).state = __coro::UNRESUMED;
                __coro::write(&raw mut (*frame).words as *mut Words, words);
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
        | -> __coro::Resumed<_, usize> {
            unsafe {
                let frame = raw.cast();
                let (
                    state,
                    _,
                    (words, longest, iter, word, pause_future),
                ): (*mut __coro::u8, _, (*mut _, *mut _, *mut _, *mut _, *mut _)) = __coro::Frame::slots(
                    frame,
                );
                let words_2 = words;
                if false {
                    loop {}
                    let _: (*mut Vec<String>,) = (words,);
                }
                let poll: __coro::Poll<usize> = 'resume: {
                    let (running, mut at) = match __coro::Running::enter_alone(
                        state,
                        cx.is_poll(),
                    ) {
                        __coro::Entered::Running(running, at) => (running, at),
                        __coro::Entered::Dropped => {
                            __coro::drop((__coro::Live::held(words),));
                            break 'resume (__coro::Poll::Pending);
                        }
                        __coro::Entered::Over => break 'resume (__coro::Poll::Pending),
                    };
                    let output: usize = 'body: {
                        let mut words_2_live = if at == 0 {
                            let mut words_2_live = __coro::Live::held(words_2);
                            __coro::write(longest, &(*(words_2))[0]);
                            words_2_live
                        } else {
                            __coro::Live::held(words_2)
                        };
                        {
                            let mut iter_live = if at == 0 {
                                let mut iter_live = __coro::Live::init(
                                    iter,
                                    __coro::asked(&(*(words_2))).into_iter(),
                                );
                                iter_live
                            } else {
                                __coro::Live::held(iter)
                            };
                            'loop3: loop {
                                let (mut word_live, mut pause_future_live) = if at == 0 {
                                    let mut word_live = __coro::Live::init(
                                        word,
                                        match __coro::Iterator::next(&mut (*(iter))) {
                                            __coro::Option::Some(item) => item,
                                            __coro::Option::None => break,
                                        },
                                    );
                                    let mut pause_future_live = __coro::Live::init(
                                        pause_future,
                                        __coro::awaiting(pause()).into_future(),
                                    );
                                    (word_live, pause_future_live)
                                } else {
                                    (__coro::Live::held(word), __coro::Live::held(pause_future))
                                };
                                {
                                    at = 0;
                                    let __coro::Poll::Ready(value) = __coro::Live::poll(
                                        &mut pause_future_live,
                                        cx,
                                    ) else {
                                        break 'resume (__coro::suspend_again(
                                            running,
                                            (pause_future_live, word_live, iter_live, words_2_live),
                                        ));
                                    };
                                    (&mut pause_future_live).ready(value)
                                };
                                if (*(word)).len() > (*(longest)).len() {
                                    __coro::write(longest, (&mut word_live).take());
                                }
                            };
                        };
                        (*(longest)).len()
                    };
                    running.finish(output)
                };
                if false {
                    loop {}
                    let frame: *mut LongestFrame<_, _, _, _, _> = frame;
                    return __coro::tied(frame);
                }
                __coro::Resumed::of(poll)
            }
        };
        __coro::one_result(declared, __coro::output_of(&resume));
        __coro::machine(resume, (words,))
    };
    machine
}
