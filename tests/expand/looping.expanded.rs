//! A loop that waits at its head, with `continue` and `break`.
#[allow(
    clippy::double_must_use,
    clippy::large_types_passed_by_value,
    clippy::must_use_candidate
)]
fn drain(
    queue: Queue,
    limit: usize,
) -> impl ::coro::__private::Future<Output = Vec<Job>> {
    #[allow(clippy::pedantic)]
    use ::coro::__private as __coro;
    /// The body as it was written, for rustc to check. It is never run.
    #[allow(unused_doc_comments)]
    if false {
        let _ = __coro::check::<
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
    /// Where in `DrainFrame` it lies.
    struct DrainSlots<Queue, Limit, Done, NextFuture> {
        queue: *mut Queue,
        limit: *mut Limit,
        done: *mut Done,
        next_future: *mut NextFuture,
    }
    unsafe impl<
        Queue: __coro::Send,
        Limit: __coro::Send,
        Done: __coro::Send,
        NextFuture: __coro::Send,
    > __coro::Send for DrainFrame<Queue, Limit, Done, NextFuture> {}
    unsafe impl<
        Queue: __coro::Sync,
        Limit: __coro::Sync,
        Done: __coro::Sync,
        NextFuture: __coro::Sync,
    > __coro::Sync for DrainFrame<Queue, Limit, Done, NextFuture> {}
    impl<Queue, Limit, Done, NextFuture> DrainFrame<Queue, Limit, Done, NextFuture> {
        /// Where each slot is.
        #[inline(always)]
        unsafe fn slots(frame: *mut Self) -> DrainSlots<Queue, Limit, Done, NextFuture> {
            unsafe {
                DrainSlots {
                    queue: __coro::room(&raw mut (*frame).queue),
                    limit: __coro::room(&raw mut (*frame).limit),
                    done: __coro::room(&raw mut (*frame).done),
                    next_future: __coro::room(&raw mut (*frame).next_future),
                }
            }
        }
    }
    let mut start: __coro::MaybeUninit<DrainFrame<_, _, _, _>> = __coro::MaybeUninit::uninit();
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
        let queue = __coro::room(&raw mut (*frame).queue);
        let limit = __coro::room(&raw mut (*frame).limit);
        (*frame).state = __coro::UNRESUMED;
        __coro::write(queue, queue);
        __coro::write(limit, limit);
        __coro::machine(
            __coro::within::<()>(),
            start,
            |raw, mut cx| -> __coro::Resumed<_, Vec<Job>> {
                unsafe {
                    let frame = raw.cast();
                    if false {
                        loop {}
                        return __coro::tied(frame);
                    }
                    let poll = 'resume: {
                        let DrainSlots { queue, limit, done, next_future } = DrainFrame::slots(
                            frame,
                        );
                        let queue_2 = queue;
                        let limit_2 = limit;
                        let (running, mut at) = match __coro::Running::enter(
                            &raw mut (*frame).state,
                            cx.is_some(),
                        ) {
                            __coro::Entered::Running(running, at) => (running, at),
                            __coro::Entered::Dropped => {
                                __coro::drop((__coro::Live::held(queue),));
                                break 'resume (__coro::Poll::Pending);
                            }
                            __coro::Entered::Over => {
                                break 'resume (__coro::Poll::Pending);
                            }
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
                                        __coro::awaiting((*queue_2).next()).into_future(),
                                    );
                                    next_future_live
                                } else {
                                    __coro::Live::held(next_future)
                                };
                                if let Some(job) = ((
                                    {
                                        at = 0;
                                        match __coro::Live::poll(&mut next_future_live, &mut cx) {
                                            __coro::Polled::Ready(value) => {
                                                next_future_live.ready(value)
                                            }
                                            __coro::Polled::Pending => {
                                                break 'resume (__coro::suspend(
                                                    running,
                                                    AT_NEXT,
                                                    (queue_2_live, done_live, next_future_live),
                                                ));
                                            }
                                            __coro::Polled::Cancelled => {
                                                break 'resume (__coro::Poll::Pending);
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
                                    if (*done).len() == (*limit_2) {
                                        break 'loop2;
                                    }
                                } else {
                                    break 'loop2
                                };
                            };
                            (done_live).take()
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
