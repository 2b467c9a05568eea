//! A borrow of a variable that is held across a wait.
#[allow(
    clippy::double_must_use,
    clippy::large_types_passed_by_value,
    clippy::must_use_candidate
)]
fn longest(words: Vec<String>) -> impl ::coro::__private::Future<Output = usize> {
    #[allow(clippy::pedantic)]
    use ::coro::__private as __coro;
    /// The body as it was written, for rustc to check. It is never run.
    #[allow(unused_doc_comments)]
    if false {
        let _ = __coro::check::<
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
    /// Where in `LongestFrame` it lies.
    struct LongestSlots<Words, Longest, Iter, Word, PauseFuture> {
        words: *mut Words,
        longest: *mut Longest,
        iter: *mut Iter,
        word: *mut Word,
        pause_future: *mut PauseFuture,
    }
    unsafe impl<
        Words: __coro::Send,
        Longest: __coro::Send,
        Iter: __coro::Send,
        Word: __coro::Send,
        PauseFuture: __coro::Send,
    > __coro::Send for LongestFrame<Words, Longest, Iter, Word, PauseFuture> {}
    unsafe impl<
        Words: __coro::Sync,
        Longest: __coro::Sync,
        Iter: __coro::Sync,
        Word: __coro::Sync,
        PauseFuture: __coro::Sync,
    > __coro::Sync for LongestFrame<Words, Longest, Iter, Word, PauseFuture> {}
    impl<
        Words,
        Longest,
        Iter,
        Word,
        PauseFuture,
    > LongestFrame<Words, Longest, Iter, Word, PauseFuture> {
        /// Where each slot is.
        #[inline(always)]
        unsafe fn slots(
            frame: *mut Self,
        ) -> LongestSlots<Words, Longest, Iter, Word, PauseFuture> {
            unsafe {
                LongestSlots {
                    words: __coro::room(&raw mut (*frame).words),
                    longest: __coro::room(&raw mut (*frame).longest),
                    iter: __coro::room(&raw mut (*frame).iter),
                    word: __coro::room(&raw mut (*frame).word),
                    pause_future: __coro::room(&raw mut (*frame).pause_future),
                }
            }
        }
    }
    let mut start: __coro::MaybeUninit<LongestFrame<_, _, _, _, _>> = __coro::MaybeUninit::uninit();
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
        let words = __coro::room(&raw mut (*frame).words);
        (*frame).state = __coro::UNRESUMED;
        __coro::write(words, words);
        __coro::machine(
            __coro::within::<()>(),
            start,
            |raw, mut cx| -> __coro::Resumed<_, usize> {
                unsafe {
                    let frame = raw.cast();
                    if false {
                        loop {}
                        return __coro::tied(frame);
                    }
                    let poll = 'resume: {
                        let LongestSlots { words, longest, iter, word, pause_future } = LongestFrame::slots(
                            frame,
                        );
                        let words_2 = words;
                        let (running, mut at) = match __coro::Running::enter(
                            &raw mut (*frame).state,
                            cx.is_some(),
                        ) {
                            __coro::Entered::Running(running, at) => (running, at),
                            __coro::Entered::Dropped => {
                                __coro::drop((__coro::Live::held(words),));
                                break 'resume (__coro::Poll::Pending);
                            }
                            __coro::Entered::Over => {
                                break 'resume (__coro::Poll::Pending);
                            }
                        };
                        let output: usize = 'body: {
                            let mut words_2_live = if at == 0 {
                                let mut words_2_live = __coro::Live::held(words_2);
                                __coro::write(longest, &(*words_2)[0]);
                                words_2_live
                            } else {
                                __coro::Live::held(words_2)
                            };
                            {
                                let mut iter_live = if at == 0 {
                                    let mut iter_live = __coro::Live::init(
                                        iter,
                                        __coro::IntoIterator::into_iter(&(*words_2)),
                                    );
                                    iter_live
                                } else {
                                    __coro::Live::held(iter)
                                };
                                'loop3: loop {
                                    let (mut word_live, mut pause_future_live) = if at == 0 {
                                        let mut word_live = __coro::Live::init(
                                            word,
                                            match __coro::Iterator::next(&mut (*iter)) {
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
                                        match __coro::Live::poll(&mut pause_future_live, &mut cx) {
                                            __coro::Polled::Ready(value) => {
                                                pause_future_live.ready(value)
                                            }
                                            __coro::Polled::Pending => {
                                                break 'resume (__coro::suspend(
                                                    running,
                                                    AT_PAUSE,
                                                    (words_2_live, iter_live, word_live, pause_future_live),
                                                ));
                                            }
                                            __coro::Polled::Cancelled => {
                                                break 'resume (__coro::Poll::Pending);
                                            }
                                        }
                                    };
                                    if (*word).len() > (*longest).len() {
                                        __coro::write(longest, (word_live).take());
                                    }
                                };
                            };
                            (*longest).len()
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
