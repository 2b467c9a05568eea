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
    let declared = __coro::Declared::result();
    /// The body as it was written, for rustc to check. It is never run.
    #[allow(arithmetic_overflow, unconditional_panic)]
    if false {
        let value = __coro::check::<
            Vec<Job>,
        >(move || -> Vec<Job> {
            let mut queue = queue;
            let limit = limit;
            let value: Vec<Job> = {
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
            };
            #[allow(unreachable_code)] return value;
        });
        __coro::declare(&declared, value);
        loop {}
    }
    /// Suspended in line 6: waits for `queue.next()`.
    const AT_NEXT: __coro::u8 = 3;
    /// What `drain` keeps while it is suspended.
    struct DrainFrame<Queue, Limit, Done, NextFuture> {
        state: __coro::u8,
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
        unsafe fn slots(
            frame: *mut Self,
        ) -> (*mut __coro::u8, __coro::Points, Self::Slots) {
            __coro::owner::<Done>();
            unsafe {
                (
                    &raw mut (*frame).state,
                    (::core::file!(), "6:27 queue.next().await"),
                    (
                        &raw mut (*frame).queue as *mut Queue,
                        &raw mut (*frame).limit as *mut Limit,
                        &raw mut (*frame).done as *mut Done,
                        &raw mut (*frame).next_future as *mut NextFuture,
                    ),
                )
            }
        }
        #[inline(always)]
        unsafe fn begin(frame: *mut Self, (queue, limit): Self::Arguments) {
            unsafe {
                (*frame).state = __coro::UNRESUMED;
                __coro::write(&raw mut (*frame).queue as *mut Queue, queue);
                __coro::write(&raw mut (*frame).limit as *mut Limit, limit);
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
        | -> __coro::Resumed<_, Vec<Job>> {
            unsafe {
                let frame = raw.cast();
                let (
                    state,
                    _,
                    (queue, limit, done, next_future),
                ): (*mut __coro::u8, _, (*mut _, *mut _, *mut _, *mut _)) = __coro::Frame::slots(
                    frame,
                );
                let queue_2 = queue;
                let limit_2 = limit;
                if false {
                    loop {}
                    let _: (*mut Queue, *mut usize) = (queue, limit);
                }
                let poll: __coro::Poll<Vec<Job>> = 'resume: {
                    let (running, mut at) = match __coro::Running::enter_alone(
                        state,
                        cx.is_poll(),
                    ) {
                        __coro::Entered::Running(running, at) => (running, at),
                        __coro::Entered::Dropped => {
                            __coro::drop((__coro::Live::held(queue),));
                            break 'resume (__coro::Poll::Pending);
                        }
                        __coro::Entered::Over => break 'resume (__coro::Poll::Pending),
                    };
                    let output: Vec<Job> = 'body: {
                        let (mut queue_2_live, mut done_live) = if at == 0 {
                            let mut queue_2_live = __coro::Live::held(queue_2);
                            let mut done_live = __coro::Live::init(done, Vec::new());
                            (queue_2_live, done_live)
                        } else {
                            (__coro::Live::held(queue_2), __coro::Live::held(done))
                        };
                        'loop2: loop {
                            let mut next_future_live = if at == 0 {
                                let mut next_future_live = __coro::Live::init(
                                    next_future,
                                    __coro::awaiting((*(queue_2)).next()).into_future(),
                                );
                                next_future_live
                            } else {
                                __coro::Live::held(next_future)
                            };
                            if let Some(job) = (
                                {
                                    at = 0;
                                    let __coro::Poll::Ready(value) = __coro::Live::poll(
                                        &mut next_future_live,
                                        cx,
                                    ) else {
                                        break 'resume (__coro::suspend_again(
                                            running,
                                            (next_future_live, done_live, queue_2_live),
                                        ));
                                    };
                                    (&mut next_future_live).ready(value)
                                },
                            )
                                .0
                            {
                                if job.is_urgent() {
                                    continue 'loop2;
                                }
                                (*(done)).push(job);
                                if (*(done)).len() == (*(limit_2)) {
                                    break 'loop2;
                                }
                            } else {
                                break 'loop2
                            };
                        };
                        __coro::Told::<
                            _,
                            Vec<Job>,
                        >((&mut done_live).take(), __coro::PhantomData)
                            .value()
                    };
                    running.finish(output)
                };
                if false {
                    loop {}
                    let frame: *mut DrainFrame<_, _, _, _> = frame;
                    return __coro::tied(frame);
                }
                __coro::Resumed::of(poll)
            }
        };
        __coro::one_result(declared, __coro::output_of(&resume));
        __coro::machine(resume, (queue, limit))
    };
    machine
}
