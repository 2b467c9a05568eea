//! The resume closures of the bodies.

use super::{Stages, bodies};
use expect_test::{Expect, expect};
use quote::quote;
use syn::visit::{self, Visit};

fn check(source: &str, expected: Expect) {
    let Stages { coroutine, body, facts, frame } = Stages::of(source);
    let emitted = crate::codegen::emit(&coroutine, &body, &facts, &frame);
    let function: syn::ItemFn = syn::parse2(emitted).expect("a function");
    let mut finder = Resume(None);
    finder.visit_item_fn(&function);
    let resume = finder.0.expect("a resume closure");
    expected.assert_eq(&super::pretty(&quote!(fn f() { let resume = #resume; })));
}

/// Finds the closure that takes the raw frame and a context.
struct Resume(Option<syn::ExprClosure>);

impl Visit<'_> for Resume {
    fn visit_expr_closure(&mut self, closure: &syn::ExprClosure) {
        if closure.inputs.len() == 2 {
            self.0.get_or_insert_with(|| closure.clone());
        }
        visit::visit_expr_closure(self, closure);
    }
}

#[test]
fn straight_line() {
    check(
        bodies::STRAIGHT_LINE,
        expect![[r#"
            fn f() {
                let resume = move |raw: *mut (), cx: PollContext| -> Resumed<_, u32> {
                    unsafe {
                        let frame = raw.cast();
                        let (
                            state,
                            _,
                            (sleep_future, n, doubled),
                        ): (*mut u8, _, (*mut _, *mut _, *mut _)) = Frame::slots(frame);
                        if false {
                            loop {}
                            let _: (*mut u32,) = (n,);
                        }
                        let poll: Poll<u32> = 'resume: {
                            let Entered::Running(running, mut at) = Running::enter_alone(
                                state,
                                cx.is_poll(),
                            ) else {
                                break 'resume (Poll::Pending);
                            };
                            let output: u32 = 'body: {
                                let mut sleep_future_live = if at == 0 {
                                    let n = (*n,).0;
                                    write(doubled, n * 2);
                                    let mut sleep_future_live = Live::init(
                                        sleep_future,
                                        awaiting(sleep(n)).into_future(),
                                    );
                                    sleep_future_live
                                } else {
                                    Live::held(sleep_future)
                                };
                                {
                                    at = 0;
                                    let Poll::Ready(value) = Live::poll(&mut sleep_future_live, cx)
                                    else {
                                        break 'resume (suspend_again(running, (sleep_future_live,)));
                                    };
                                    (&mut sleep_future_live).ready(value)
                                };
                                Told::<_, u32>((*doubled,).0, PhantomData).value()
                            };
                            running.finish(output)
                        };
                        if false {
                            loop {}
                            let frame: *mut FFrame<_, _, _> = frame;
                            return tied(frame);
                        }
                        Resumed::of(poll)
                    }
                };
            }
        "#]],
    );
}

#[test]
fn await_in_for() {
    check(
        bodies::AWAIT_IN_FOR,
        expect![[r#"
            fn f() {
                let resume = move |raw: *mut (), cx: PollContext| -> Resumed<_, ()> {
                    unsafe {
                        let frame = raw.cast();
                        let (
                            state,
                            _,
                            (list, send_future, iter),
                        ): (*mut u8, _, (*mut _, *mut _, *mut _)) = Frame::slots(frame);
                        if false {
                            loop {}
                            let _: (*mut Vec<u32>,) = (list,);
                        }
                        let poll: Poll<()> = 'resume: {
                            let (running, mut at) = match Running::enter_alone(state, cx.is_poll()) {
                                Entered::Running(running, at) => (running, at),
                                Entered::Dropped => {
                                    drop((Live::held(list),));
                                    break 'resume (Poll::Pending);
                                }
                                Entered::Over => break 'resume (Poll::Pending),
                            };
                            let mut list_2_room = MaybeUninit::uninit();
                            let list_2 = slot(&mut list_2_room);
                            let output: () = 'body: {
                                let mut list_2_live = if at == 0 {
                                    let mut list_2_live = Live::init(list_2, (read(list),).0);
                                    list_2_live
                                } else {
                                    Live::empty(list_2)
                                };
                                {
                                    let mut iter_live = if at == 0 {
                                        let mut iter_live = Live::init(
                                            iter,
                                            asked((&mut list_2_live).take()).into_iter(),
                                        );
                                        iter_live
                                    } else {
                                        Live::held(iter)
                                    };
                                    'loop3: loop {
                                        let mut send_future_live = if at == 0 {
                                            let n = match Iterator::next(&mut (*(iter))) {
                                                Option::Some(item) => item,
                                                Option::None => break,
                                            };
                                            let mut send_future_live = Live::init(
                                                send_future,
                                                awaiting(send(n)).into_future(),
                                            );
                                            send_future_live
                                        } else {
                                            Live::held(send_future)
                                        };
                                        {
                                            at = 0;
                                            let Poll::Ready(value) = Live::poll(
                                                &mut send_future_live,
                                                cx,
                                            ) else {
                                                forget((list_2_live,));
                                                break 'resume (suspend_again(
                                                    running,
                                                    (send_future_live, iter_live),
                                                ));
                                            };
                                            (&mut send_future_live).ready(value)
                                        };
                                    };
                                }
                            };
                            running.finish(output)
                        };
                        if false {
                            loop {}
                            let frame: *mut FFrame<_, _, _> = frame;
                            return tied(frame);
                        }
                        Resumed::of(poll)
                    }
                };
            }
        "#]],
    );
}

#[test]
fn match_with_bindings() {
    check(
        bodies::MATCH_WITH_BINDINGS,
        expect![[r#"
            fn f() {
                let resume = move |raw: *mut (), cx: PollContext| -> Resumed<_, u32> {
                    unsafe {
                        let frame = raw.cast();
                        let (
                            state,
                            _,
                            (flags, message, sleep_future),
                        ): (*mut u8, _, (*mut Flags<1>, *mut _, *mut _)) = Frame::slots(frame);
                        let message_2 = message;
                        if false {
                            loop {}
                            let _: (*mut Message,) = (message,);
                        }
                        let poll: Poll<u32> = 'resume: {
                            let (running, mut at) = match Running::enter_alone(state, cx.is_poll()) {
                                Entered::Running(running, at) => (running, at),
                                Entered::Dropped => {
                                    drop((Live::held(message),));
                                    break 'resume (Poll::Pending);
                                }
                                Entered::Over => break 'resume (Poll::Pending),
                            };
                            let mut time_room = MaybeUninit::uninit();
                            let time_place = slot(&mut time_room);
                            let mut text_room = MaybeUninit::uninit();
                            let text_place = slot(&mut text_room);
                            let output: u32 = 'body: {
                                let mut message_2_live = if at == 0 {
                                    let mut message_2_live = Parts::whole(
                                        message_2,
                                        true,
                                        move |mut value, moved: [bool; 2]| {
                                            let mut value = (value,);
                                            if moved[0] {
                                                match (value).0 {
                                                    Message::Wait(time) => {
                                                        gone(time);
                                                    }
                                                    _ => {}
                                                }
                                            } else {
                                                if moved[1] {
                                                    match (value).0 {
                                                        Message::Say { text: text, .. } => {
                                                            gone(text);
                                                        }
                                                        _ => {}
                                                    }
                                                }
                                            }
                                        },
                                    );
                                    message_2_live
                                } else {
                                    Parts::held_if(message_2, true, (&*flags).get_all(0))
                                };
                                {
                                    let arm = if at == 0 {
                                        {
                                            let mut gone = false;
                                            let mut text_lent = text_place;
                                            match (*(message_2)) {
                                                Message::Wait(_) => {
                                                    {
                                                        let usage = Usage::unknown();
                                                        with(&usage, time_place);
                                                        if false {
                                                            loop {}
                                                            let mut probe = probe_of(message_2);
                                                            usage_of(
                                                                &usage,
                                                                |to| {
                                                                    let _ = &probe;
                                                                    match (probe).t {
                                                                        Message::Wait(time) => write(to, time),
                                                                        _ => {}
                                                                    }
                                                                },
                                                            );
                                                        }
                                                        if binds_by_place(usage, message_2, time_place, &mut gone) {
                                                            match Beside(&(*(message_2)), time_place).seen() {
                                                                Message::Wait(time) => transfer(time_place, time),
                                                                _ => {}
                                                            }
                                                        }
                                                    }
                                                    message_2_live.moved[0] |= owns(time_place);
                                                    0
                                                }
                                                Message::Say {
                                                    text: _,
                                                    ..
                                                } if {
                                                    {
                                                        let usage = Usage::unknown();
                                                        with(&usage, text_place);
                                                        if false {
                                                            loop {}
                                                            let mut probe = probe_of(message_2);
                                                            usage_of(
                                                                &usage,
                                                                |to| {
                                                                    let _ = &probe;
                                                                    match (probe).t {
                                                                        Message::Say { text: text, .. } => write(to, text),
                                                                        _ => {}
                                                                    }
                                                                },
                                                            );
                                                        }
                                                        if (binds_by_place(
                                                            usage,
                                                            message_2,
                                                            text_place,
                                                            &mut gone,
                                                        )) {
                                                            match Beside(&(*(message_2)), text_place).seen() {
                                                                Message::Say { text: text, .. } => {
                                                                    text_lent = left_in_place(text_place, text);
                                                                }
                                                                _ => {}
                                                            }
                                                        }
                                                    }
                                                    let text_place = text_lent;
                                                    (*(text_place)).len() > 3
                                                } => {
                                                    settle(text_place, text_lent);
                                                    message_2_live.moved[1] |= owns(text_place);
                                                    1
                                                }
                                                _ => 2,
                                            }
                                        }
                                    } else {
                                        { 0 }
                                    };
                                    match { arm } {
                                        0 => {
                                            let mut sleep_future_live = if at == 0 {
                                                let time = ((read(time_place),).0) else {
                                                    ::core::unreachable!()
                                                };
                                                let mut sleep_future_live = Live::init(
                                                    sleep_future,
                                                    awaiting(sleep(time)).into_future(),
                                                );
                                                sleep_future_live
                                            } else {
                                                Live::held(sleep_future)
                                            };
                                            (
                                                {
                                                    at = 0;
                                                    let Poll::Ready(value) = Live::poll(
                                                        &mut sleep_future_live,
                                                        cx,
                                                    ) else {
                                                        if any_matters_1(message_2) {
                                                            *flags = Flags::of([
                                                                message_2_live.moved[0],
                                                                message_2_live.moved[1],
                                                            ]);
                                                        }
                                                        break 'resume (suspend_again(
                                                            running,
                                                            (sleep_future_live, message_2_live),
                                                        ));
                                                    };
                                                    (&mut sleep_future_live).ready(value)
                                                },
                                            )
                                                .0
                                        }
                                        1 => {
                                            let text = ((read(text_place),).0) else {
                                                ::core::unreachable!()
                                            };
                                            text.len()
                                        }
                                        _ => 0,
                                    }
                                }
                            };
                            running.finish(output)
                        };
                        if false {
                            loop {}
                            let frame: *mut FFrame<_, _> = frame;
                            return tied(frame);
                        }
                        Resumed::of(poll)
                    }
                };
            }
        "#]],
    );
}

#[test]
fn temporary_receiver() {
    check(
        bodies::TEMPORARY_RECEIVER,
        expect![[r#"
            fn f() {
                let resume = move |raw: *mut (), cx: PollContext| -> Resumed<_, u32> {
                    unsafe {
                        let frame = raw.cast();
                        let (
                            state,
                            _,
                            (flags, mutex, lock_future, recv_future, receiver3_slot),
                        ): (*mut u8, _, (*mut Flags<1>, *mut _, *mut _, *mut _, *mut _)) = Frame::slots(
                            frame,
                        );
                        let mutex_2 = mutex;
                        if false {
                            loop {}
                            let _: (*mut Mutex,) = (mutex,);
                        }
                        let poll: Poll<u32> = 'resume: {
                            let (running, mut at) = match Running::enter(state, cx.is_poll()) {
                                Entered::Running(running, at) => (running, at),
                                Entered::Dropped => {
                                    drop((Live::held(mutex),));
                                    break 'resume (Poll::Pending);
                                }
                                Entered::Over => break 'resume (Poll::Pending),
                            };
                            let mut receiver3_room = MaybeUninit::uninit();
                            let receiver3 = place_or_room(receiver3_slot, &mut receiver3_room);
                            let output: u32 = 'body: {
                                let (mut mutex_2_live, mut lock_future_live) = if at == 0 {
                                    let mut mutex_2_live = Live::held(mutex_2);
                                    let mut lock_future_live = Live::init(
                                        lock_future,
                                        awaiting(
                                                (
                                                    {
                                                        let usage = Usage::unknown();
                                                        if false {
                                                            loop {}
                                                            let mut probe = probe_of(mutex_2);
                                                            usage_of(
                                                                &usage,
                                                                |()| {
                                                                    let _ = &probe;
                                                                    ((probe).t).lock()
                                                                },
                                                            );
                                                        }
                                                        use_place(usage, mutex_2, &mut mutex_2_live, ())
                                                    },
                                                )
                                                    .0,
                                            )
                                            .into_future(),
                                    );
                                    (mutex_2_live, lock_future_live)
                                } else {
                                    (
                                        Live::held_if(mutex_2, (&*flags).get(0)),
                                        Live::held_if(lock_future, ::core::matches!(at, AT_LOCK)),
                                    )
                                };
                                let (mut receiver3_live, mut recv_future_live) = if at == 0
                                    || at == AT_LOCK
                                {
                                    let mut receiver3_live = Live::init(
                                        receiver3,
                                        (
                                            {
                                                at = 0;
                                                let Poll::Ready(value) = Live::poll(
                                                    &mut lock_future_live,
                                                    cx,
                                                ) else {
                                                    if any_matters_1(mutex_2) {
                                                        *flags = Flags::of([mutex_2_live.armed]);
                                                    }
                                                    break 'resume (suspend(
                                                        running,
                                                        AT_LOCK,
                                                        (lock_future_live, mutex_2_live),
                                                    ));
                                                };
                                                (&mut lock_future_live).ready(value)
                                            },
                                        )
                                            .0,
                                    );
                                    let mut recv_future_live = Live::init(
                                        recv_future,
                                        awaiting(
                                                (
                                                    {
                                                        let usage = Usage::unknown();
                                                        if false {
                                                            loop {}
                                                            let mut probe = probe_of(receiver3);
                                                            usage_of(
                                                                &usage,
                                                                |()| {
                                                                    let _ = &probe;
                                                                    ((probe).t).recv(1)
                                                                },
                                                            );
                                                            let waiting = waiting(receiver3_slot);
                                                            leaves(
                                                                receiver3_slot,
                                                                &usage,
                                                                move |()| {
                                                                    loop {}
                                                                    unsafe { (*(waiting.below.receiver)).recv(1) }
                                                                },
                                                            );
                                                        }
                                                        leaves_nothing(receiver3_slot, &usage);
                                                        use_place(usage, receiver3, &mut receiver3_live, ())
                                                    },
                                                )
                                                    .0,
                                            )
                                            .into_future(),
                                    );
                                    (receiver3_live, recv_future_live)
                                } else {
                                    (
                                        Live::held_if(receiver3, (&*flags).get(1)),
                                        Live::held(recv_future),
                                    )
                                };
                                let tail: u32 = (
                                    {
                                        at = 0;
                                        let Poll::Ready(value) = Live::poll(
                                            &mut recv_future_live,
                                            cx,
                                        ) else {
                                            if any_matters_2(mutex_2, receiver3) {
                                                *flags = Flags::of([
                                                    mutex_2_live.armed,
                                                    receiver3_live.armed,
                                                ]);
                                            }
                                            forget((lock_future_live,));
                                            break 'resume (suspend(
                                                running,
                                                AT_RECV,
                                                (recv_future_live, receiver3_live, mutex_2_live),
                                            ));
                                        };
                                        (&mut recv_future_live).ready(value)
                                    },
                                )
                                    .0;
                                (&mut receiver3_live).end();
                                Told::<_, u32>(tail, PhantomData).value()
                            };
                            running.finish(output)
                        };
                        if false {
                            loop {}
                            let frame: *mut FFrame<_, _, _, _, _> = frame;
                            return tied(frame);
                        }
                        Resumed::of(poll)
                    }
                };
            }
        "#]],
    );
}

#[test]
fn move_in_one_branch() {
    check(
        bodies::MOVE_IN_ONE_BRANCH,
        expect![[r#"
            fn f() {
                let resume = move |raw: *mut (), cx: PollContext| -> Resumed<_, ()> {
                    unsafe {
                        let frame = raw.cast();
                        let (
                            state,
                            _,
                            (flags, value_2_slot, sleep_future, flag),
                        ): (*mut u8, _, (*mut Flags<1>, *mut _, *mut _, *mut _)) = Frame::slots(
                            frame,
                        );
                        if false {
                            loop {}
                            let _: (*mut bool,) = (flag,);
                        }
                        let poll: Poll<()> = 'resume: {
                            let Entered::Running(running, mut at) = Running::enter_alone(
                                state,
                                cx.is_poll(),
                            ) else {
                                break 'resume (Poll::Pending);
                            };
                            let mut value_2_room = MaybeUninit::uninit();
                            let value_2 = slot_or_room(value_2_slot, &mut value_2_room);
                            let output: () = 'body: {
                                let (mut value_2_live, mut sleep_future_live) = if at == 0 {
                                    let flag = (*flag,).0;
                                    let mut value_2_live = Live::init(value_2, String::new());
                                    if flag {
                                        consume((&mut value_2_live).take());
                                    }
                                    let mut sleep_future_live = Live::init(
                                        sleep_future,
                                        awaiting(sleep(1)).into_future(),
                                    );
                                    (value_2_live, sleep_future_live)
                                } else {
                                    (
                                        Live::held_if(value_2, (&*flags).get(0)),
                                        Live::held(sleep_future),
                                    )
                                };
                                {
                                    at = 0;
                                    let Poll::Ready(value) = Live::poll(&mut sleep_future_live, cx)
                                    else {
                                        if any_matters_1(value_2) {
                                            *flags = Flags::of([value_2_live.armed]);
                                        }
                                        break 'resume (suspend_again(
                                            running,
                                            (sleep_future_live, value_2_live),
                                        ));
                                    };
                                    (&mut sleep_future_live).ready(value)
                                };
                            };
                            if false {
                                loop {}
                                use choice::*;
                                (&&Looked::<_, Rests>::of(value_2)).__choose(value_2_slot);
                            }
                            running.finish(output)
                        };
                        if false {
                            loop {}
                            let frame: *mut FFrame<_, _, _> = frame;
                            return tied(frame);
                        }
                        Resumed::of(poll)
                    }
                };
            }
        "#]],
    );
}

#[test]
fn question() {
    check(
        bodies::QUESTION,
        expect![[r#"
            fn f() {
                let resume = move |raw: *mut (), cx: PollContext| -> Resumed<_, Result<u32, Error>> {
                    unsafe {
                        let frame = raw.cast();
                        let (
                            state,
                            _,
                            (flags, stream, read_future),
                        ): (*mut u8, _, (*mut Flags<1>, *mut _, *mut _)) = Frame::slots(frame);
                        let stream_2 = stream;
                        if false {
                            loop {}
                            let _: (*mut Stream,) = (stream,);
                        }
                        let poll: Poll<Result<u32, Error>> = 'resume: {
                            let (running, mut at) = match Running::enter_alone(state, cx.is_poll()) {
                                Entered::Running(running, at) => (running, at),
                                Entered::Dropped => {
                                    drop((Live::held(stream),));
                                    break 'resume (Poll::Pending);
                                }
                                Entered::Over => break 'resume (Poll::Pending),
                            };
                            let output: Result<u32, Error> = 'body: {
                                let (mut stream_2_live, mut read_future_live) = if at == 0 {
                                    let mut stream_2_live = Live::held(stream_2);
                                    let mut read_future_live = Live::init(
                                        read_future,
                                        awaiting(
                                                (
                                                    {
                                                        let usage = Usage::unknown();
                                                        if false {
                                                            loop {}
                                                            let mut probe = probe_of(stream_2);
                                                            usage_of(
                                                                &usage,
                                                                |()| {
                                                                    let _ = &probe;
                                                                    ((probe).t).read()
                                                                },
                                                            );
                                                        }
                                                        use_place(usage, stream_2, &mut stream_2_live, ())
                                                    },
                                                )
                                                    .0,
                                            )
                                            .into_future(),
                                    );
                                    (stream_2_live, read_future_live)
                                } else {
                                    (
                                        Live::held_if(stream_2, (&*flags).get(0)),
                                        Live::held(read_future),
                                    )
                                };
                                let read = match asked(
                                        (
                                            {
                                                at = 0;
                                                let Poll::Ready(value) = Live::poll(
                                                    &mut read_future_live,
                                                    cx,
                                                ) else {
                                                    if any_matters_1(stream_2) {
                                                        *flags = Flags::of([stream_2_live.armed]);
                                                    }
                                                    break 'resume (suspend_again(
                                                        running,
                                                        (read_future_live, stream_2_live),
                                                    ));
                                                };
                                                (&mut read_future_live).ready(value)
                                            },
                                        )
                                            .0,
                                    )
                                    .question()
                                {
                                    Result::Ok(value) => value,
                                    Result::Err(residual) => {
                                        break 'body (move || -> Result<u32, Error> {
                                            match (residual)? {}
                                        })();
                                    }
                                };
                                Ok(
                                    Told::<
                                        _,
                                        u32,
                                    >(
                                            match asked(parse(read)).question() {
                                                Result::Ok(value) => value,
                                                Result::Err(residual) => {
                                                    break 'body (move || -> Result<u32, Error> {
                                                        match (residual)? {}
                                                    })();
                                                }
                                            },
                                            PhantomData,
                                        )
                                        .value(),
                                )
                            };
                            running.finish(output)
                        };
                        if false {
                            loop {}
                            let frame: *mut FFrame<_, _> = frame;
                            return tied(frame);
                        }
                        Resumed::of(poll)
                    }
                };
            }
        "#]],
    );
}

#[test]
fn nested_operands() {
    check(
        bodies::NESTED_OPERANDS,
        expect![[r#"
            fn f() {
                let resume = move |raw: *mut (), cx: PollContext| -> Resumed<_, u32> {
                    unsafe {
                        let frame = raw.cast();
                        let (
                            state,
                            _,
                            (operand0, three_future, two_future),
                        ): (*mut u8, _, (*mut _, *mut _, *mut _)) = Frame::slots(frame);
                        let poll: Poll<u32> = 'resume: {
                            let Entered::Running(running, mut at) = Running::enter(
                                state,
                                cx.is_poll(),
                            ) else {
                                break 'resume (Poll::Pending);
                            };
                            let output: u32 = 'body: {
                                let (mut operand0_live, mut three_future_live) = if at == 0 {
                                    let mut operand0_live = Live::init(operand0, one());
                                    let mut three_future_live = Live::init(
                                        three_future,
                                        awaiting(three()).into_future(),
                                    );
                                    (operand0_live, three_future_live)
                                } else {
                                    (
                                        Live::held(operand0),
                                        Live::held_if(three_future, ::core::matches!(at, AT_THREE)),
                                    )
                                };
                                let mut two_future_live = if at == 0 || at == AT_THREE {
                                    let mut two_future_live = Live::init(
                                        two_future,
                                        awaiting(
                                                two(
                                                    (
                                                        {
                                                            at = 0;
                                                            let Poll::Ready(value) = Live::poll(
                                                                &mut three_future_live,
                                                                cx,
                                                            ) else {
                                                                break 'resume (suspend(
                                                                    running,
                                                                    AT_THREE,
                                                                    (three_future_live, operand0_live),
                                                                ));
                                                            };
                                                            (&mut three_future_live).ready(value)
                                                        },
                                                    )
                                                        .0,
                                                    four(),
                                                ),
                                            )
                                            .into_future(),
                                    );
                                    two_future_live
                                } else {
                                    Live::held(two_future)
                                };
                                let mut value3 = (
                                    {
                                        at = 0;
                                        let Poll::Ready(value) = Live::poll(&mut two_future_live, cx)
                                        else {
                                            forget((three_future_live,));
                                            break 'resume (suspend(
                                                running,
                                                AT_TWO,
                                                (two_future_live, operand0_live),
                                            ));
                                        };
                                        (&mut two_future_live).ready(value)
                                    },
                                )
                                    .0;
                                let tail: u32 = ((&mut operand0_live).take()) + ((value3,).0);
                                Told::<_, u32>(tail, PhantomData).value()
                            };
                            running.finish(output)
                        };
                        if false {
                            loop {}
                            let frame: *mut FFrame<_, _, _> = frame;
                            return tied(frame);
                        }
                        Resumed::of(poll)
                    }
                };
            }
        "#]],
    );
}

#[test]
fn let_chain() {
    check(
        bodies::LET_CHAIN,
        expect![[r#"
            fn f() {
                let resume = move |raw: *mut (), cx: PollContext| -> Resumed<_, u32> {
                    unsafe {
                        let frame = raw.cast();
                        let (
                            state,
                            _,
                            (option, next_future, n_place),
                        ): (*mut u8, _, (*mut _, *mut _, *mut _)) = Frame::slots(frame);
                        if false {
                            loop {}
                            let _: (*mut Option<u32>,) = (option,);
                        }
                        let poll: Poll<u32> = 'resume: {
                            let (running, mut at) = match Running::enter_alone(state, cx.is_poll()) {
                                Entered::Running(running, at) => (running, at),
                                Entered::Dropped => {
                                    drop((Live::held(option),));
                                    break 'resume (Poll::Pending);
                                }
                                Entered::Over => break 'resume (Poll::Pending),
                            };
                            let mut option_2_room = MaybeUninit::uninit();
                            let option_2 = slot(&mut option_2_room);
                            let output: u32 = 'body: {
                                let mut option_2_live = if at == 0 {
                                    let mut option_2_live = Parts::init(
                                        option_2,
                                        (read(option),).0,
                                        move |mut value, moved: [bool; 1]| {
                                            let mut value = (value,);
                                            if moved[0] {
                                                match (value).0 {
                                                    Some(n) => {
                                                        gone(n);
                                                    }
                                                    _ => {}
                                                }
                                            }
                                        },
                                    );
                                    option_2_live
                                } else {
                                    Parts::held_if(option_2, false, [false])
                                };
                                match () {
                                    () => 'chain2: {
                                        'fails2: {
                                            let (mut n_live, mut next_future_live) = if at == 0 {
                                                if !(::core::matches!((* (option_2)), Some(_))) {
                                                    let _: *mut ::core::option::Option<
                                                        ::core::primitive::u32,
                                                    > = option_2;
                                                    (&mut option_2_live).disarm();
                                                    { break 'fails2 }
                                                }
                                                {
                                                    let usage = Usage::unknown();
                                                    with(&usage, n_place);
                                                    if false {
                                                        loop {}
                                                        let mut probe = probe_of(option_2);
                                                        usage_of(
                                                            &usage,
                                                            |to| {
                                                                let _ = &probe;
                                                                match (probe).t {
                                                                    Some(n) => write(to, n),
                                                                    _ => {}
                                                                }
                                                            },
                                                        );
                                                    }
                                                    if binds_by_place(
                                                        usage,
                                                        option_2,
                                                        n_place,
                                                        &mut option_2_live.moved[0],
                                                    ) {
                                                        match Beside(&(*(option_2)), n_place).seen() {
                                                            Some(n) => transfer(n_place, n),
                                                            _ => {}
                                                        }
                                                    }
                                                }
                                                let mut n_live = Live::held(n_place);
                                                (&mut option_2_live).disarm();
                                                if !((*(n_place)) > 1) {
                                                    break 'fails2;
                                                }
                                                let mut next_future_live = Live::init(
                                                    next_future,
                                                    awaiting(next((&mut n_live).take())).into_future(),
                                                );
                                                (n_live, next_future_live)
                                            } else {
                                                (Live::empty(n_place), Live::held(next_future))
                                            };
                                            let Some(m) = ((
                                                {
                                                    at = 0;
                                                    let Poll::Ready(value) = Live::poll(
                                                        &mut next_future_live,
                                                        cx,
                                                    ) else {
                                                        forget((option_2_live,));
                                                        break 'resume (suspend_again(
                                                            running,
                                                            (next_future_live, n_live),
                                                        ));
                                                    };
                                                    (&mut next_future_live).ready(value)
                                                },
                                            )
                                                .0) else { break 'fails2 };
                                            break 'chain2 (&mut n_live).take() + m;
                                        };
                                        { 0 }
                                    }
                                }
                            };
                            running.finish(output)
                        };
                        if false {
                            loop {}
                            let frame: *mut FFrame<_, _, _> = frame;
                            return tied(frame);
                        }
                        Resumed::of(poll)
                    }
                };
            }
        "#]],
    );
}

#[test]
fn closure_capture() {
    check(
        bodies::CLOSURE_CAPTURE,
        expect![[r#"
            fn f() {
                let resume = move |raw: *mut (), cx: PollContext| -> Resumed<_, usize> {
                    unsafe {
                        let frame = raw.cast();
                        let (
                            state,
                            _,
                            (list, limit, sleep_future),
                        ): (*mut u8, _, (*mut _, *mut _, *mut _)) = Frame::slots(frame);
                        let list_2 = list;
                        if false {
                            loop {}
                            let _: (*mut Vec<u32>,) = (list,);
                        }
                        let poll: Poll<usize> = 'resume: {
                            let (running, mut at) = match Running::enter_alone(state, cx.is_poll()) {
                                Entered::Running(running, at) => (running, at),
                                Entered::Dropped => {
                                    drop((Live::held(list),));
                                    break 'resume (Poll::Pending);
                                }
                                Entered::Over => break 'resume (Poll::Pending),
                            };
                            let output: usize = 'body: {
                                let (mut list_2_live, mut sleep_future_live) = if at == 0 {
                                    let mut list_2_live = Live::held(list_2);
                                    write(limit, 3);
                                    let mut sleep_future_live = Live::init(
                                        sleep_future,
                                        awaiting(sleep(1)).into_future(),
                                    );
                                    (list_2_live, sleep_future_live)
                                } else {
                                    (Live::held(list_2), Live::held(sleep_future))
                                };
                                {
                                    at = 0;
                                    let Poll::Ready(value) = Live::poll(&mut sleep_future_live, cx)
                                    else {
                                        break 'resume (suspend_again(
                                            running,
                                            (sleep_future_live, list_2_live),
                                        ));
                                    };
                                    (&mut sleep_future_live).ready(value)
                                };
                                (*(list_2))
                                    .iter()
                                    .filter({
                                        let mut limit = &*limit;
                                        |n| **n > (*(limit))
                                    })
                                    .count()
                            };
                            running.finish(output)
                        };
                        if false {
                            loop {}
                            let frame: *mut FFrame<_, _, _> = frame;
                            return tied(frame);
                        }
                        Resumed::of(poll)
                    }
                };
            }
        "#]],
    );
}

#[test]
fn overlapping_slots() {
    check(
        bodies::OVERLAPPING_SLOTS,
        expect![[r#"
            fn f() {
                let resume = move |raw: *mut (), cx: PollContext| -> Resumed<_, ()> {
                    unsafe {
                        let frame = raw.cast();
                        let (
                            state,
                            _,
                            (sleep_future, first, sleep_future_2, second),
                        ): (*mut u8, _, (*mut _, *mut _, *mut _, *mut _)) = Frame::slots(frame);
                        let poll: Poll<()> = 'resume: {
                            let Entered::Running(running, mut at) = Running::enter(
                                state,
                                cx.is_poll(),
                            ) else {
                                break 'resume (Poll::Pending);
                            };
                            let output: () = 'body: {
                                if at == 0 || at == AT_SLEEP {
                                    {
                                        let (mut first_live, mut sleep_future_live) = if at == 0 {
                                            let mut first_live = Live::init(first, String::new());
                                            let mut sleep_future_live = Live::init(
                                                sleep_future,
                                                awaiting(sleep(1)).into_future(),
                                            );
                                            (first_live, sleep_future_live)
                                        } else {
                                            (Live::held(first), Live::held(sleep_future))
                                        };
                                        {
                                            at = 0;
                                            let Poll::Ready(value) = Live::poll(
                                                &mut sleep_future_live,
                                                cx,
                                            ) else {
                                                break 'resume (suspend(
                                                    running,
                                                    AT_SLEEP,
                                                    (sleep_future_live, first_live),
                                                ));
                                            };
                                            (&mut sleep_future_live).ready(value)
                                        };
                                        show(&(*(first)));
                                    };
                                }
                                {
                                    let (mut second_live, mut sleep_future_2_live) = if at == 0 {
                                        let mut second_live = Live::init(second, String::new());
                                        let mut sleep_future_2_live = Live::init(
                                            sleep_future_2,
                                            awaiting(sleep(2)).into_future(),
                                        );
                                        (second_live, sleep_future_2_live)
                                    } else {
                                        (Live::held(second), Live::held(sleep_future_2))
                                    };
                                    {
                                        at = 0;
                                        let Poll::Ready(value) = Live::poll(
                                            &mut sleep_future_2_live,
                                            cx,
                                        ) else {
                                            break 'resume (suspend(
                                                running,
                                                AT_SLEEP_2,
                                                (sleep_future_2_live, second_live),
                                            ));
                                        };
                                        (&mut sleep_future_2_live).ready(value)
                                    };
                                    show(&(*(second)));
                                }
                            };
                            running.finish(output)
                        };
                        if false {
                            loop {}
                            let frame: *mut FFrame<_, _, _, _> = frame;
                            return tied(frame);
                        }
                        Resumed::of(poll)
                    }
                };
            }
        "#]],
    );
}

#[test]
fn argument_patterns() {
    check(
        bodies::ARGUMENT_PATTERNS,
        expect![[r#"
            fn f() {
                let resume = move |raw: *mut (), cx: PollContext| -> Resumed<_, String> {
                    unsafe {
                        let frame = raw.cast();
                        let (
                            state,
                            _,
                            (argument1, argument0, sleep_future, a),
                        ): (*mut u8, _, (*mut _, *mut _, *mut _, *mut _)) = Frame::slots(frame);
                        let argument1_2 = argument1;
                        if false {
                            loop {}
                            let _: (*mut (String, u32), *mut String) = (argument0, argument1);
                        }
                        let poll: Poll<String> = 'resume: {
                            let (running, mut at) = match Running::enter_alone(state, cx.is_poll()) {
                                Entered::Running(running, at) => (running, at),
                                Entered::Dropped => {
                                    drop((Live::held(argument0), Live::held(argument1)));
                                    break 'resume (Poll::Pending);
                                }
                                Entered::Over => break 'resume (Poll::Pending),
                            };
                            let output: String = 'body: {
                                let (mut a_live, mut argument1_2_live, mut sleep_future_live) = if at
                                    == 0
                                {
                                    let mut __given0 = (read(argument0),).0;
                                    let (a, b) = __given0;
                                    let mut a_live = Live::init(a, a);
                                    let b = b;
                                    let mut argument1_2_live = Live::held(argument1_2);
                                    let mut sleep_future_live = Live::init(
                                        sleep_future,
                                        awaiting(sleep(b)).into_future(),
                                    );
                                    (a_live, argument1_2_live, sleep_future_live)
                                } else {
                                    (
                                        Live::held(a),
                                        Live::held(argument1_2),
                                        Live::held(sleep_future),
                                    )
                                };
                                {
                                    at = 0;
                                    let Poll::Ready(value) = Live::poll(&mut sleep_future_live, cx)
                                    else {
                                        break 'resume (suspend_again(
                                            running,
                                            (sleep_future_live, argument1_2_live, a_live),
                                        ));
                                    };
                                    (&mut sleep_future_live).ready(value)
                                };
                                Told::<_, String>((&mut a_live).take(), PhantomData).value()
                            };
                            running.finish(output)
                        };
                        if false {
                            loop {}
                            let frame: *mut FFrame<_, _, _, _> = frame;
                            return tied(frame);
                        }
                        Resumed::of(poll)
                    }
                };
            }
        "#]],
    );
}

#[test]
fn parts() {
    check(
        bodies::PARTS,
        expect![[r#"
            fn f() {
                let resume = move |raw: *mut (), cx: PollContext| -> Resumed<_, ()> {
                    unsafe {
                        let frame = raw.cast();
                        let (
                            state,
                            _,
                            (flags, pair, sleep_future, sleep_future_2),
                        ): (*mut u8, _, (*mut Flags<1>, *mut _, *mut _, *mut _)) = Frame::slots(
                            frame,
                        );
                        let pair_2 = pair;
                        if false {
                            loop {}
                            let _: (*mut Pair,) = (pair,);
                        }
                        let poll: Poll<()> = 'resume: {
                            let (running, mut at) = match Running::enter(state, cx.is_poll()) {
                                Entered::Running(running, at) => (running, at),
                                Entered::Dropped => {
                                    drop((Live::held(pair),));
                                    break 'resume (Poll::Pending);
                                }
                                Entered::Over => break 'resume (Poll::Pending),
                            };
                            let output: () = 'body: {
                                let (mut pair_2_live, mut sleep_future_live) = if at == 0 {
                                    let mut pair_2_live = Parts::whole(
                                        pair_2,
                                        true,
                                        move |mut value, moved: [bool; 1]| {
                                            use {
                                                BoxHolder as _, Leads as _, LeadsBox as _,
                                                LeadsNowhere as _, PlainHolder as _, SplitParts as _,
                                                SplitPointer as _, SplitWhole as _,
                                            };
                                            let holder_0_0 = Holder::unknown();
                                            if false {
                                                loop {}
                                                (&holder_0_0).tell(&value);
                                            }
                                            if moved[0] {
                                                (&&&holder_0_0).__splits();
                                                if (&holder_0_0).__is_box() {
                                                    (&holder_0_0).__opens();
                                                    gone((value).left);
                                                } else {
                                                    (&holder_0_0).__is_plain();
                                                    gone(move || {
                                                        loop {}
                                                        drop((value).left)
                                                    });
                                                }
                                            }
                                        },
                                    );
                                    let mut sleep_future_live = Live::init(
                                        sleep_future,
                                        awaiting(sleep(1)).into_future(),
                                    );
                                    (pair_2_live, sleep_future_live)
                                } else {
                                    (
                                        Parts::held_if(pair_2, true, (&*flags).get_all(0)),
                                        Live::held_if(sleep_future, ::core::matches!(at, AT_SLEEP)),
                                    )
                                };
                                let mut sleep_future_2_live = if at == 0 || at == AT_SLEEP {
                                    {
                                        at = 0;
                                        let Poll::Ready(value) = Live::poll(
                                            &mut sleep_future_live,
                                            cx,
                                        ) else {
                                            if any_matters_1(pair_2) {
                                                *flags = Flags::of([pair_2_live.moved[0]]);
                                            }
                                            break 'resume (suspend(
                                                running,
                                                AT_SLEEP,
                                                (sleep_future_live, pair_2_live),
                                            ));
                                        };
                                        (&mut sleep_future_live).ready(value)
                                    };
                                    consume(
                                        (
                                            {
                                                let value = take_part(
                                                    &raw const (*(pair_2)).left,
                                                    &mut pair_2_live.moved[0],
                                                );
                                                value
                                            },
                                        )
                                            .0,
                                    );
                                    let mut sleep_future_2_live = Live::init(
                                        sleep_future_2,
                                        awaiting(sleep(2)).into_future(),
                                    );
                                    sleep_future_2_live
                                } else {
                                    Live::held(sleep_future_2)
                                };
                                {
                                    at = 0;
                                    let Poll::Ready(value) = Live::poll(&mut sleep_future_2_live, cx)
                                    else {
                                        if any_matters_1(pair_2) {
                                            *flags = Flags::of([pair_2_live.moved[0]]);
                                        }
                                        forget((sleep_future_live,));
                                        break 'resume (suspend(
                                            running,
                                            AT_SLEEP_2,
                                            (sleep_future_2_live, pair_2_live),
                                        ));
                                    };
                                    (&mut sleep_future_2_live).ready(value)
                                };
                                show(&(*(pair_2)).right);
                            };
                            running.finish(output)
                        };
                        if false {
                            loop {}
                            let frame: *mut FFrame<_, _, _> = frame;
                            return tied(frame);
                        }
                        Resumed::of(poll)
                    }
                };
            }
        "#]],
    );
}
