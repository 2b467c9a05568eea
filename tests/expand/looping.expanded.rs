//! A loop that waits at its head, with `continue` and `break`.
#[allow(
    clippy::double_must_use,
    clippy::large_types_passed_by_value,
    clippy::must_use_candidate
)]
#[allow(refining_impl_trait)]
fn drain(
    queue: Queue,
    limit: usize,
) -> impl ::coro::__private::Future<Output = Vec<Job>> + ::coro::__private::Stated {
    #[allow(clippy::pedantic)]
    use ::coro::__private as __coro;
    let __declared = __coro::Declared::result();
    /// The body as it was written, for rustc to check. It is never run.
    if false {
        let __value = __coro::check::<
            Vec<Job>,
        >(move || {
            let mut queue = queue;
            let limit = limit;
            let mut done = Vec::new();
            while let Some(job) = __coro::awaiting(queue.next()).r#await() {
                if job.is_urgent() {
                    continue;
                }
                done.push(job);
                if done.len() == limit {
                    break;
                }
            }
            done
        });
        __coro::declare(&__declared, __value);
        loop {}
    }
    /// Suspended in line 6: waits for `queue.next()`.
    const AT_NEXT: u8 = 3;
    /// What `drain` keeps while it is suspended.
    struct DrainFrame<Queue, Limit, Done, NextFuture> {
        state: u8,
        queue: __coro::MaybeUninit<Queue>,
        limit: __coro::MaybeUninit<Limit>,
        done: __coro::MaybeUninit<Done>,
        next_future: __coro::MaybeUninit<NextFuture>,
    }
    unsafe impl<Queue, Limit, Done, NextFuture> __coro::Frame
    for DrainFrame<Queue, Limit, Done, NextFuture> {
        type Holds = (Queue, Limit, Done, NextFuture);
        type Arguments = (Queue, Limit);
        type Slots = (*mut Queue, *mut Limit, *mut Done, *mut NextFuture);
        #[inline(always)]
        unsafe fn slots(__frame: *mut Self) -> (*mut u8, __coro::Points, Self::Slots) {
            unsafe {
                (
                    &raw mut (*__frame).state,
                    (::core::file!(), "6:27 queue.next().await"),
                    (
                        &raw mut (*__frame).queue as *mut Queue,
                        &raw mut (*__frame).limit as *mut Limit,
                        &raw mut (*__frame).done as *mut Done,
                        &raw mut (*__frame).next_future as *mut NextFuture,
                    ),
                )
            }
        }
        #[inline(always)]
        unsafe fn begin(__frame: *mut Self, (queue, limit): Self::Arguments) {
            unsafe {
                (*__frame).state = __coro::UNRESUMED;
                __coro::write(&raw mut (*__frame).queue as *mut Queue, queue);
                __coro::write(&raw mut (*__frame).limit as *mut Limit, limit);
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
        let __arguments = (__coro::argument(&queue), __coro::argument(&limit));
        let __resume = move |
            __raw: *mut (),
            mut __cx: __coro::Option<&mut __coro::Context<'_>>,
        | -> __coro::Resumed<_, Vec<Job>> {
            unsafe {
                let __frame = __raw.cast();
                let (
                    __state,
                    _,
                    (queue, limit, done, __next_future),
                ): (*mut u8, _, (*mut _, *mut _, *mut _, *mut _)) = __coro::Frame::slots(
                    __frame,
                );
                let __queue_2 = queue;
                let __limit_2 = limit;
                if false {
                    loop {}
                    __coro::typed(__arguments.0, queue);
                    __coro::typed(__arguments.1, limit);
                }
                let __poll = 'resume: {
                    let (__running, mut __at) = match __coro::Running::enter(
                        __state,
                        __cx.is_some(),
                    ) {
                        __coro::Entered::Running(__running, __at) => (__running, __at),
                        __coro::Entered::Dropped => {
                            __coro::drop((__coro::Live::held(queue),));
                            break 'resume (__coro::Poll::Pending);
                        }
                        __coro::Entered::Over => break 'resume (__coro::Poll::Pending),
                    };
                    let __output: Vec<Job> = 'body: {
                        let (mut __queue_2_live, mut __done_live) = if __at == 0 {
                            let mut __queue_2_live = __coro::Live::held(__queue_2);
                            let mut __done_live = __coro::Live::init(done, Vec::new());
                            (__queue_2_live, __done_live)
                        } else {
                            (__coro::Live::held(__queue_2), __coro::Live::held(done))
                        };
                        'loop2: loop {
                            let mut __next_future_live = if __at == 0 {
                                let mut __next_future_live = __coro::Live::init(
                                    __next_future,
                                    __coro::awaiting((*__queue_2).next()).into_future(),
                                );
                                __next_future_live
                            } else {
                                __coro::Live::held(__next_future)
                            };
                            if let Some(job) = ((
                                {
                                    __at = 0;
                                    match __coro::Live::poll(
                                        &mut __next_future_live,
                                        &mut __cx,
                                    ) {
                                        __coro::Poll::Ready(__value) => {
                                            __next_future_live.ready(__value)
                                        }
                                        __coro::Poll::Pending => {
                                            break 'resume (__coro::suspend(
                                                __running,
                                                AT_NEXT,
                                                (__next_future_live, __done_live, __queue_2_live),
                                            ));
                                        }
                                    }
                                },
                            )
                                .0)
                            {
                                if job.is_urgent() {
                                    continue 'loop2;
                                }
                                (*done).push(job);
                                if (*done).len() == (*__limit_2) {
                                    break 'loop2;
                                }
                            } else {
                                break 'loop2
                            };
                        };
                        (__done_live).take()
                    };
                    __running.finish(__output)
                };
                if false {
                    loop {}
                    let __frame: *mut DrainFrame<_, _, _, _> = __frame;
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
                __coro::Frame::begin(__frame, (queue, limit))
            },
            __resume,
        )
    };
    __machine
}
