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
    let __declared = __coro::Declared::result();
    /// The body as it was written, for rustc to check. It is never run.
    if false {
        let __value = __coro::check::<
            usize,
        >(move || {
            let words = words;
            let mut longest = &words[0];
            for word in &words {
                __coro::awaiting(pause()).r#await();
                if word.len() > longest.len() {
                    longest = word;
                }
            }
            longest.len()
        });
        __coro::declare(&__declared, __value);
        loop {}
    }
    /// Suspended in line 7: waits for `pause()`.
    const AT_PAUSE: u8 = 3;
    /// What `longest` keeps while it is suspended.
    struct LongestFrame<Words, Longest, Iter, Word, PauseFuture> {
        state: u8,
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
        unsafe fn slots(__frame: *mut Self) -> (*mut u8, __coro::Points, Self::Slots) {
            unsafe {
                (
                    &raw mut (*__frame).state,
                    (::core::file!(), "7:9 pause().await"),
                    (
                        &raw mut (*__frame).words as *mut Words,
                        &raw mut (*__frame).longest as *mut Longest,
                        &raw mut (*__frame).iter as *mut Iter,
                        &raw mut (*__frame).word as *mut Word,
                        &raw mut (*__frame).pause_future as *mut PauseFuture,
                    ),
                )
            }
        }
        #[inline(always)]
        unsafe fn begin(__frame: *mut Self, (words,): Self::Arguments) {
            unsafe {
                (*__frame).state = __coro::UNRESUMED;
                __coro::write(&raw mut (*__frame).words as *mut Words, words);
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
        let __arguments = (__coro::argument(&words),);
        let __resume = move |
            __raw: *mut (),
            mut __cx: __coro::Option<&mut __coro::Context<'_>>,
        | -> __coro::Resumed<_, usize> {
            unsafe {
                let __frame = __raw.cast();
                let (
                    __state,
                    _,
                    (words, longest, __iter, word, __pause_future),
                ): (*mut u8, _, (*mut _, *mut _, *mut _, *mut _, *mut _)) = __coro::Frame::slots(
                    __frame,
                );
                let __words_2 = words;
                if false {
                    loop {}
                    __coro::typed(__arguments.0, words);
                }
                let __poll = 'resume: {
                    let (__running, mut __at) = match __coro::Running::enter(
                        __state,
                        __cx.is_some(),
                    ) {
                        __coro::Entered::Running(__running, __at) => (__running, __at),
                        __coro::Entered::Dropped => {
                            __coro::drop((__coro::Live::held(words),));
                            break 'resume (__coro::Poll::Pending);
                        }
                        __coro::Entered::Over => break 'resume (__coro::Poll::Pending),
                    };
                    let __output: usize = 'body: {
                        let mut __words_2_live = if __at == 0 {
                            let mut __words_2_live = __coro::Live::held(__words_2);
                            __coro::write(longest, &(*__words_2)[0]);
                            __words_2_live
                        } else {
                            __coro::Live::held(__words_2)
                        };
                        {
                            let mut __iter_live = if __at == 0 {
                                let mut __iter_live = __coro::Live::init(
                                    __iter,
                                    __coro::IntoIterator::into_iter(&(*__words_2)),
                                );
                                __iter_live
                            } else {
                                __coro::Live::held(__iter)
                            };
                            'loop3: loop {
                                let (mut __word_live, mut __pause_future_live) = if __at
                                    == 0
                                {
                                    let mut __word_live = __coro::Live::init(
                                        word,
                                        match __coro::Iterator::next(&mut (*__iter)) {
                                            __coro::Option::Some(__item) => __item,
                                            __coro::Option::None => break,
                                        },
                                    );
                                    let mut __pause_future_live = __coro::Live::init(
                                        __pause_future,
                                        __coro::awaiting(pause()).into_future(),
                                    );
                                    (__word_live, __pause_future_live)
                                } else {
                                    (
                                        __coro::Live::held(word),
                                        __coro::Live::held(__pause_future),
                                    )
                                };
                                {
                                    __at = 0;
                                    match __coro::Live::poll(
                                        &mut __pause_future_live,
                                        &mut __cx,
                                    ) {
                                        __coro::Poll::Ready(__value) => {
                                            __pause_future_live.ready(__value)
                                        }
                                        __coro::Poll::Pending => {
                                            break 'resume (__coro::suspend(
                                                __running,
                                                AT_PAUSE,
                                                (
                                                    __pause_future_live,
                                                    __word_live,
                                                    __iter_live,
                                                    __words_2_live,
                                                ),
                                            ));
                                        }
                                    }
                                };
                                if (*word).len() > (*longest).len() {
                                    __coro::write(longest, (__word_live).take());
                                }
                            };
                        };
                        (*longest).len()
                    };
                    __running.finish(__output)
                };
                if false {
                    loop {}
                    let __frame: *mut LongestFrame<_, _, _, _, _> = __frame;
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
                __coro::Frame::begin(__frame, (words,))
            },
            __resume,
        )
    };
    __machine
}
