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
                let resume = move |
                    __raw: *mut (),
                    mut __cx: Option<&mut Context<'_>>,
                | -> Resumed<_, u32> {
                    unsafe {
                        let __frame = __raw.cast();
                        let (
                            __state,
                            _,
                            (__sleep_future, n, doubled),
                        ): (*mut u8, _, (*mut _, *mut _, *mut _)) = Frame::slots(__frame);
                        if false {
                            loop {}
                            typed(__arguments.0, n);
                        }
                        let __poll = 'resume: {
                            let (__running, mut __at) = match Running::enter(
                                __state,
                                __cx.is_some(),
                            ) {
                                Entered::Running(__running, __at) => (__running, __at),
                                Entered::Dropped => {
                                    drop(());
                                    break 'resume (Poll::Pending);
                                }
                                Entered::Over => break 'resume (Poll::Pending),
                            };
                            let __output: u32 = 'body: {
                                let mut __sleep_future_live = if __at == 0 {
                                    let n = (read(n),).0;
                                    write(doubled, n * 2);
                                    let mut __sleep_future_live = Live::init(
                                        __sleep_future,
                                        awaiting(sleep(n)).into_future(),
                                    );
                                    __sleep_future_live
                                } else {
                                    Live::held(__sleep_future)
                                };
                                {
                                    __at = 0;
                                    match Live::poll(&mut __sleep_future_live, &mut __cx) {
                                        Poll::Ready(__value) => __sleep_future_live.ready(__value),
                                        Poll::Pending => {
                                            break 'resume (suspend(
                                                __running,
                                                AT_SLEEP,
                                                (__sleep_future_live,),
                                            ));
                                        }
                                    }
                                };
                                (read(doubled),).0
                            };
                            __running.finish(__output)
                        };
                        if false {
                            loop {}
                            let __frame: *mut FFrame<_, _, _> = __frame;
                            return tied(__frame);
                        }
                        Resumed::of(__poll)
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
                let resume = move |
                    __raw: *mut (),
                    mut __cx: Option<&mut Context<'_>>,
                | -> Resumed<_, ()> {
                    unsafe {
                        let __frame = __raw.cast();
                        let (
                            __state,
                            _,
                            (list, __iter, __send_future),
                        ): (*mut u8, _, (*mut _, *mut _, *mut _)) = Frame::slots(__frame);
                        if false {
                            loop {}
                            typed(__arguments.0, list);
                        }
                        let __poll = 'resume: {
                            let (__running, mut __at) = match Running::enter(
                                __state,
                                __cx.is_some(),
                            ) {
                                Entered::Running(__running, __at) => (__running, __at),
                                Entered::Dropped => {
                                    drop((Live::held(list),));
                                    break 'resume (Poll::Pending);
                                }
                                Entered::Over => break 'resume (Poll::Pending),
                            };
                            let mut __list_2_room = MaybeUninit::uninit();
                            let __list_2 = slot(&mut __list_2_room);
                            let __output: () = 'body: {
                                let mut __list_2_live = if __at == 0 {
                                    let mut __list_2_live = Live::init(__list_2, (read(list),).0);
                                    __list_2_live
                                } else {
                                    Live::empty(__list_2)
                                };
                                {
                                    let mut __iter_live = if __at == 0 {
                                        let mut __iter_live = Live::init(
                                            __iter,
                                            IntoIterator::into_iter((__list_2_live).take()),
                                        );
                                        __iter_live
                                    } else {
                                        Live::held(__iter)
                                    };
                                    'loop3: loop {
                                        let mut __send_future_live = if __at == 0 {
                                            let n = match Iterator::next(&mut (*__iter)) {
                                                Option::Some(__item) => __item,
                                                Option::None => break,
                                            };
                                            let mut __send_future_live = Live::init(
                                                __send_future,
                                                awaiting(send(n)).into_future(),
                                            );
                                            __send_future_live
                                        } else {
                                            Live::held(__send_future)
                                        };
                                        {
                                            __at = 0;
                                            match Live::poll(&mut __send_future_live, &mut __cx) {
                                                Poll::Ready(__value) => __send_future_live.ready(__value),
                                                Poll::Pending => {
                                                    break 'resume (suspend(
                                                        __running,
                                                        AT_SEND,
                                                        (__send_future_live, __iter_live, __list_2_live),
                                                    ));
                                                }
                                            }
                                        };
                                    };
                                }
                            };
                            __running.finish(__output)
                        };
                        if false {
                            loop {}
                            let __frame: *mut FFrame<_, _, _> = __frame;
                            return tied(__frame);
                        }
                        Resumed::of(__poll)
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
                let resume = move |
                    __raw: *mut (),
                    mut __cx: Option<&mut Context<'_>>,
                | -> Resumed<_, u32> {
                    unsafe {
                        let __frame = __raw.cast();
                        let (
                            __state,
                            _,
                            (__flags, message, __sleep_future),
                        ): (*mut u8, _, (*mut Flags<1>, *mut _, *mut _)) = Frame::slots(__frame);
                        let __message_2 = message;
                        if false {
                            loop {}
                            typed(__arguments.0, message);
                        }
                        let __poll = 'resume: {
                            let (__running, mut __at) = match Running::enter(
                                __state,
                                __cx.is_some(),
                            ) {
                                Entered::Running(__running, __at) => (__running, __at),
                                Entered::Dropped => {
                                    drop((Live::held(message),));
                                    break 'resume (Poll::Pending);
                                }
                                Entered::Over => break 'resume (Poll::Pending),
                            };
                            let mut __time_room = MaybeUninit::uninit();
                            let __time = slot(&mut __time_room);
                            let mut __text_room = MaybeUninit::uninit();
                            let __text = slot(&mut __text_room);
                            let __output: u32 = 'body: {
                                let mut __message_2_live = if __at == 0 {
                                    let mut __message_2_live = Parts::whole(
                                        __message_2,
                                        true,
                                        move |mut __value, __moved: [bool; 2]| {
                                            if __moved[0] {
                                                match __value {
                                                    Message::Wait(time) => {
                                                        gone(time);
                                                    }
                                                    _ => {}
                                                }
                                            } else {
                                                if __moved[1] {
                                                    match __value {
                                                        Message::Say { text: text, .. } => {
                                                            gone(text);
                                                        }
                                                        _ => {}
                                                    }
                                                }
                                            }
                                        },
                                    );
                                    __message_2_live
                                } else {
                                    Parts::held_if(__message_2, true, (*__flags).get_all(0))
                                };
                                {
                                    let __arm = if __at == 0 {
                                        {
                                            let mut __gone = false;
                                            match (*__message_2) {
                                                Message::Wait(_) => {
                                                    {
                                                        let __usage = Usage::unknown();
                                                        __usage.with(__time);
                                                        if false {
                                                            loop {}
                                                            let mut __probe = probe_of(__message_2);
                                                            usage_of(
                                                                &__usage,
                                                                |__to| {
                                                                    let _ = &__probe;
                                                                    match __probe.t {
                                                                        Message::Wait(time) => write(__to, time),
                                                                        _ => {}
                                                                    }
                                                                },
                                                            );
                                                        }
                                                        if binds_by_place(
                                                            __usage,
                                                            __message_2,
                                                            __time,
                                                            &mut __gone,
                                                        ) {
                                                            match &(*__message_2) {
                                                                Message::Wait(time) => transfer(__time, time),
                                                                _ => {}
                                                            }
                                                        }
                                                    }
                                                    __message_2_live.moved[0] |= owns(__time);
                                                    0
                                                }
                                                Message::Say {
                                                    text: _,
                                                    ..
                                                } if {
                                                    {
                                                        let __usage = Usage::unknown();
                                                        __usage.with(__text);
                                                        if false {
                                                            loop {}
                                                            let mut __probe = probe_of(__message_2);
                                                            usage_of(
                                                                &__usage,
                                                                |__to| {
                                                                    let _ = &__probe;
                                                                    match __probe.t {
                                                                        Message::Say { text: text, .. } => write(__to, text),
                                                                        _ => {}
                                                                    }
                                                                },
                                                            );
                                                        }
                                                        if binds_by_place(
                                                            __usage,
                                                            __message_2,
                                                            __text,
                                                            &mut __gone,
                                                        ) {
                                                            match &(*__message_2) {
                                                                Message::Say { text: text, .. } => transfer(__text, text),
                                                                _ => {}
                                                            }
                                                        }
                                                    }
                                                    (*__text).len() > 3
                                                } => {
                                                    __message_2_live.moved[1] |= owns(__text);
                                                    1
                                                }
                                                _ => 2,
                                            }
                                        }
                                    } else {
                                        { 0 }
                                    };
                                    match __arm {
                                        0 => {
                                            let mut __sleep_future_live = if __at == 0 {
                                                let time = ((read(__time),).0) else {
                                                    ::core::unreachable!()
                                                };
                                                let mut __sleep_future_live = Live::init(
                                                    __sleep_future,
                                                    awaiting(sleep(time)).into_future(),
                                                );
                                                __sleep_future_live
                                            } else {
                                                Live::held(__sleep_future)
                                            };
                                            (
                                                {
                                                    __at = 0;
                                                    match Live::poll(&mut __sleep_future_live, &mut __cx) {
                                                        Poll::Ready(__value) => __sleep_future_live.ready(__value),
                                                        Poll::Pending => {
                                                            if any_matters_1(__message_2) {
                                                                *__flags = Flags::of([
                                                                    __message_2_live.moved[0],
                                                                    __message_2_live.moved[1],
                                                                ]);
                                                            }
                                                            break 'resume (suspend(
                                                                __running,
                                                                AT_SLEEP,
                                                                (__sleep_future_live, __message_2_live),
                                                            ));
                                                        }
                                                    }
                                                },
                                            )
                                                .0
                                        }
                                        1 => {
                                            let text = ((read(__text),).0) else {
                                                ::core::unreachable!()
                                            };
                                            text.len()
                                        }
                                        _ => 0,
                                    }
                                }
                            };
                            __running.finish(__output)
                        };
                        if false {
                            loop {}
                            let __frame: *mut FFrame<_, _> = __frame;
                            return tied(__frame);
                        }
                        Resumed::of(__poll)
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
                let resume = move |
                    __raw: *mut (),
                    mut __cx: Option<&mut Context<'_>>,
                | -> Resumed<_, u32> {
                    unsafe {
                        let __frame = __raw.cast();
                        let (
                            __state,
                            _,
                            (__flags, mutex, __lock_future, __receiver3, __recv_future),
                        ): (*mut u8, _, (*mut Flags<1>, *mut _, *mut _, *mut _, *mut _)) = Frame::slots(
                            __frame,
                        );
                        let __mutex_2 = mutex;
                        if false {
                            loop {}
                            typed(__arguments.0, mutex);
                        }
                        let __poll = 'resume: {
                            let (__running, mut __at) = match Running::enter(
                                __state,
                                __cx.is_some(),
                            ) {
                                Entered::Running(__running, __at) => (__running, __at),
                                Entered::Dropped => {
                                    drop((Live::held(mutex),));
                                    break 'resume (Poll::Pending);
                                }
                                Entered::Over => break 'resume (Poll::Pending),
                            };
                            let __output: u32 = 'body: {
                                let (mut __mutex_2_live, mut __lock_future_live) = if __at == 0 {
                                    let mut __mutex_2_live = Live::held(__mutex_2);
                                    let mut __lock_future_live = Live::init(
                                        __lock_future,
                                        awaiting({
                                                let __usage = Usage::unknown();
                                                if false {
                                                    loop {}
                                                    let mut __probe = probe_of(__mutex_2);
                                                    usage_of(
                                                        &__usage,
                                                        |()| {
                                                            let _ = &__probe;
                                                            __probe.t.lock()
                                                        },
                                                    );
                                                }
                                                use_place(__usage, __mutex_2, &mut __mutex_2_live, ())
                                            })
                                            .into_future(),
                                    );
                                    (__mutex_2_live, __lock_future_live)
                                } else {
                                    (
                                        Live::held_if(__mutex_2, (*__flags).get(0)),
                                        Live::held_if(__lock_future, ::core::matches!(__at, AT_LOCK)),
                                    )
                                };
                                let (mut __receiver3_live, mut __recv_future_live) = if __at
                                    <= AT_LOCK
                                {
                                    let mut __receiver3_live = Live::init(
                                        __receiver3,
                                        (
                                            {
                                                __at = 0;
                                                match Live::poll(&mut __lock_future_live, &mut __cx) {
                                                    Poll::Ready(__value) => __lock_future_live.ready(__value),
                                                    Poll::Pending => {
                                                        if any_matters_1(__mutex_2) {
                                                            *__flags = Flags::of([__mutex_2_live.armed]);
                                                        }
                                                        break 'resume (suspend(
                                                            __running,
                                                            AT_LOCK,
                                                            (__lock_future_live, __mutex_2_live),
                                                        ));
                                                    }
                                                }
                                            },
                                        )
                                            .0,
                                    );
                                    let mut __recv_future_live = Live::init(
                                        __recv_future,
                                        awaiting({
                                                let __usage = Usage::unknown();
                                                if false {
                                                    loop {}
                                                    let mut __probe = probe_of(__receiver3);
                                                    usage_of(
                                                        &__usage,
                                                        |()| {
                                                            let _ = &__probe;
                                                            __probe.t.recv(1)
                                                        },
                                                    );
                                                }
                                                use_place(__usage, __receiver3, &mut __receiver3_live, ())
                                            })
                                            .into_future(),
                                    );
                                    (__receiver3_live, __recv_future_live)
                                } else {
                                    (
                                        Live::held_if(__receiver3, (*__flags).get(1)),
                                        Live::held(__recv_future),
                                    )
                                };
                                let __tail: u32 = (
                                    {
                                        __at = 0;
                                        match Live::poll(&mut __recv_future_live, &mut __cx) {
                                            Poll::Ready(__value) => __recv_future_live.ready(__value),
                                            Poll::Pending => {
                                                if any_matters_2(__mutex_2, __receiver3) {
                                                    *__flags = Flags::of([
                                                        __mutex_2_live.armed,
                                                        __receiver3_live.armed,
                                                    ]);
                                                }
                                                break 'resume (suspend(
                                                    __running,
                                                    AT_RECV,
                                                    (
                                                        __recv_future_live,
                                                        __receiver3_live,
                                                        __lock_future_live,
                                                        __mutex_2_live,
                                                    ),
                                                ));
                                            }
                                        }
                                    },
                                )
                                    .0;
                                __receiver3_live.end();
                                __tail
                            };
                            __running.finish(__output)
                        };
                        if false {
                            loop {}
                            let __frame: *mut FFrame<_, _, _, _> = __frame;
                            return tied(__frame);
                        }
                        Resumed::of(__poll)
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
                let resume = move |
                    __raw: *mut (),
                    mut __cx: Option<&mut Context<'_>>,
                | -> Resumed<_, ()> {
                    unsafe {
                        let __frame = __raw.cast();
                        let (
                            __state,
                            _,
                            (__flags, value, __sleep_future, flag),
                        ): (*mut u8, _, (*mut Flags<1>, *mut _, *mut _, *mut _)) = Frame::slots(
                            __frame,
                        );
                        if false {
                            loop {}
                            typed(__arguments.0, flag);
                        }
                        let __poll = 'resume: {
                            let (__running, mut __at) = match Running::enter(
                                __state,
                                __cx.is_some(),
                            ) {
                                Entered::Running(__running, __at) => (__running, __at),
                                Entered::Dropped => {
                                    drop(());
                                    break 'resume (Poll::Pending);
                                }
                                Entered::Over => break 'resume (Poll::Pending),
                            };
                            let __output: () = 'body: {
                                let (mut __value_live, mut __sleep_future_live) = if __at == 0 {
                                    let flag = (read(flag),).0;
                                    let mut __value_live = Live::init(value, String::new());
                                    if flag {
                                        consume((__value_live).take());
                                    }
                                    let mut __sleep_future_live = Live::init(
                                        __sleep_future,
                                        awaiting(sleep(1)).into_future(),
                                    );
                                    (__value_live, __sleep_future_live)
                                } else {
                                    (
                                        Live::held_if(value, (*__flags).get(0)),
                                        Live::held(__sleep_future),
                                    )
                                };
                                {
                                    __at = 0;
                                    match Live::poll(&mut __sleep_future_live, &mut __cx) {
                                        Poll::Ready(__value) => __sleep_future_live.ready(__value),
                                        Poll::Pending => {
                                            if any_matters_1(value) {
                                                *__flags = Flags::of([__value_live.armed]);
                                            }
                                            break 'resume (suspend(
                                                __running,
                                                AT_SLEEP,
                                                (__sleep_future_live, __value_live),
                                            ));
                                        }
                                    }
                                };
                            };
                            __running.finish(__output)
                        };
                        if false {
                            loop {}
                            let __frame: *mut FFrame<_, _, _> = __frame;
                            return tied(__frame);
                        }
                        Resumed::of(__poll)
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
                let resume = move |
                    __raw: *mut (),
                    mut __cx: Option<&mut Context<'_>>,
                | -> Resumed<_, Result<u32, Error>> {
                    unsafe {
                        let __frame = __raw.cast();
                        let (
                            __state,
                            _,
                            (__flags, stream, __read_future),
                        ): (*mut u8, _, (*mut Flags<1>, *mut _, *mut _)) = Frame::slots(__frame);
                        let __stream_2 = stream;
                        if false {
                            loop {}
                            typed(__arguments.0, stream);
                        }
                        let __poll = 'resume: {
                            let (__running, mut __at) = match Running::enter(
                                __state,
                                __cx.is_some(),
                            ) {
                                Entered::Running(__running, __at) => (__running, __at),
                                Entered::Dropped => {
                                    drop((Live::held(stream),));
                                    break 'resume (Poll::Pending);
                                }
                                Entered::Over => break 'resume (Poll::Pending),
                            };
                            let __output: Result<u32, Error> = 'body: {
                                let (mut __stream_2_live, mut __read_future_live) = if __at == 0 {
                                    let mut __stream_2_live = Live::held(__stream_2);
                                    let mut __read_future_live = Live::init(
                                        __read_future,
                                        awaiting({
                                                let __usage = Usage::unknown();
                                                if false {
                                                    loop {}
                                                    let mut __probe = probe_of(__stream_2);
                                                    usage_of(
                                                        &__usage,
                                                        |()| {
                                                            let _ = &__probe;
                                                            __probe.t.read()
                                                        },
                                                    );
                                                }
                                                use_place(__usage, __stream_2, &mut __stream_2_live, ())
                                            })
                                            .into_future(),
                                    );
                                    (__stream_2_live, __read_future_live)
                                } else {
                                    (
                                        Live::held_if(__stream_2, (*__flags).get(0)),
                                        Live::held(__read_future),
                                    )
                                };
                                let read = match Question::question(
                                    (
                                        {
                                            __at = 0;
                                            match Live::poll(&mut __read_future_live, &mut __cx) {
                                                Poll::Ready(__value) => __read_future_live.ready(__value),
                                                Poll::Pending => {
                                                    if any_matters_1(__stream_2) {
                                                        *__flags = Flags::of([__stream_2_live.armed]);
                                                    }
                                                    break 'resume (suspend(
                                                        __running,
                                                        AT_READ,
                                                        (__read_future_live, __stream_2_live),
                                                    ));
                                                }
                                            }
                                        },
                                    )
                                        .0,
                                ) {
                                    Result::Ok(__value) => __value,
                                    Result::Err(__residual) => {
                                        break 'body (move || -> Result<u32, Error> {
                                            match (__residual)? {}
                                        })();
                                    }
                                };
                                Ok(
                                    match Question::question(parse(read)) {
                                        Result::Ok(__value) => __value,
                                        Result::Err(__residual) => {
                                            break 'body (move || -> Result<u32, Error> {
                                                match (__residual)? {}
                                            })();
                                        }
                                    },
                                )
                            };
                            __running.finish(__output)
                        };
                        if false {
                            loop {}
                            let __frame: *mut FFrame<_, _> = __frame;
                            return tied(__frame);
                        }
                        Resumed::of(__poll)
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
                let resume = move |
                    __raw: *mut (),
                    mut __cx: Option<&mut Context<'_>>,
                | -> Resumed<_, u32> {
                    unsafe {
                        let __frame = __raw.cast();
                        let (
                            __state,
                            _,
                            (__operand0, __three_future, __two_future),
                        ): (*mut u8, _, (*mut _, *mut _, *mut _)) = Frame::slots(__frame);
                        let __poll = 'resume: {
                            let (__running, mut __at) = match Running::enter(
                                __state,
                                __cx.is_some(),
                            ) {
                                Entered::Running(__running, __at) => (__running, __at),
                                Entered::Dropped => {
                                    drop(());
                                    break 'resume (Poll::Pending);
                                }
                                Entered::Over => break 'resume (Poll::Pending),
                            };
                            let __output: u32 = 'body: {
                                let (mut __operand0_live, mut __three_future_live) = if __at == 0 {
                                    let mut __operand0_live = Live::init(__operand0, one());
                                    let mut __three_future_live = Live::init(
                                        __three_future,
                                        awaiting(three()).into_future(),
                                    );
                                    (__operand0_live, __three_future_live)
                                } else {
                                    (
                                        Live::held(__operand0),
                                        Live::held_if(
                                            __three_future,
                                            ::core::matches!(__at, AT_THREE),
                                        ),
                                    )
                                };
                                let mut __two_future_live = if __at <= AT_THREE {
                                    let mut __two_future_live = Live::init(
                                        __two_future,
                                        awaiting(
                                                two(
                                                    ((
                                                        {
                                                            __at = 0;
                                                            match Live::poll(&mut __three_future_live, &mut __cx) {
                                                                Poll::Ready(__value) => __three_future_live.ready(__value),
                                                                Poll::Pending => {
                                                                    break 'resume (suspend(
                                                                        __running,
                                                                        AT_THREE,
                                                                        (__three_future_live, __operand0_live),
                                                                    ));
                                                                }
                                                            }
                                                        },
                                                    )
                                                        .0),
                                                    four(),
                                                ),
                                            )
                                            .into_future(),
                                    );
                                    __two_future_live
                                } else {
                                    Live::held(__two_future)
                                };
                                let mut __value3 = (
                                    {
                                        __at = 0;
                                        match Live::poll(&mut __two_future_live, &mut __cx) {
                                            Poll::Ready(__value) => __two_future_live.ready(__value),
                                            Poll::Pending => {
                                                break 'resume (suspend(
                                                    __running,
                                                    AT_TWO,
                                                    (__two_future_live, __three_future_live, __operand0_live),
                                                ));
                                            }
                                        }
                                    },
                                )
                                    .0;
                                let __tail: u32 = ((__operand0_live).take()) + (__value3);
                                __tail
                            };
                            __running.finish(__output)
                        };
                        if false {
                            loop {}
                            let __frame: *mut FFrame<_, _, _> = __frame;
                            return tied(__frame);
                        }
                        Resumed::of(__poll)
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
                let resume = move |
                    __raw: *mut (),
                    mut __cx: Option<&mut Context<'_>>,
                | -> Resumed<_, u32> {
                    unsafe {
                        let __frame = __raw.cast();
                        let (
                            __state,
                            _,
                            (__flags, option, __n_place, __next_future),
                        ): (*mut u8, _, (*mut Flags<1>, *mut _, *mut _, *mut _)) = Frame::slots(
                            __frame,
                        );
                        let __option_2 = option;
                        if false {
                            loop {}
                            typed(__arguments.0, option);
                        }
                        let __poll = 'resume: {
                            let (__running, mut __at) = match Running::enter(
                                __state,
                                __cx.is_some(),
                            ) {
                                Entered::Running(__running, __at) => (__running, __at),
                                Entered::Dropped => {
                                    drop((Live::held(option),));
                                    break 'resume (Poll::Pending);
                                }
                                Entered::Over => break 'resume (Poll::Pending),
                            };
                            let __output: u32 = 'body: {
                                let mut __option_2_live = if __at == 0 {
                                    let mut __option_2_live = Parts::whole(
                                        __option_2,
                                        true,
                                        move |mut __value, __moved: [bool; 1]| {
                                            if __moved[0] {
                                                match __value {
                                                    Some(n) => {
                                                        gone(n);
                                                    }
                                                    _ => {}
                                                }
                                            }
                                        },
                                    );
                                    __option_2_live
                                } else {
                                    Parts::held_if(__option_2, true, (*__flags).get_all(0))
                                };
                                'chain2: {
                                    'fails2: {
                                        let (mut __n_live, mut __next_future_live) = if __at == 0 {
                                            if !(::core::matches!((* __option_2), Some(_))) {
                                                break 'fails2;
                                            }
                                            {
                                                let __usage = Usage::unknown();
                                                __usage.with(__n_place);
                                                if false {
                                                    loop {}
                                                    let mut __probe = probe_of(__option_2);
                                                    usage_of(
                                                        &__usage,
                                                        |__to| {
                                                            let _ = &__probe;
                                                            match __probe.t {
                                                                Some(n) => write(__to, n),
                                                                _ => {}
                                                            }
                                                        },
                                                    );
                                                }
                                                if binds_by_place(
                                                    __usage,
                                                    __option_2,
                                                    __n_place,
                                                    &mut __option_2_live.moved[0],
                                                ) {
                                                    match &(*__option_2) {
                                                        Some(n) => transfer(__n_place, n),
                                                        _ => {}
                                                    }
                                                }
                                            }
                                            let mut __n_live = Live::held(__n_place);
                                            if !((*__n_place) > 1) {
                                                break 'fails2;
                                            }
                                            let mut __next_future_live = Live::init(
                                                __next_future,
                                                awaiting(next((__n_live).take())).into_future(),
                                            );
                                            (__n_live, __next_future_live)
                                        } else {
                                            (Live::empty(__n_place), Live::held(__next_future))
                                        };
                                        let Some(m) = ((
                                            {
                                                __at = 0;
                                                match Live::poll(&mut __next_future_live, &mut __cx) {
                                                    Poll::Ready(__value) => __next_future_live.ready(__value),
                                                    Poll::Pending => {
                                                        if any_matters_1(__option_2) {
                                                            *__flags = Flags::of([__option_2_live.moved[0]]);
                                                        }
                                                        break 'resume (suspend(
                                                            __running,
                                                            AT_NEXT,
                                                            (__next_future_live, __n_live, __option_2_live),
                                                        ));
                                                    }
                                                }
                                            },
                                        )
                                            .0) else { break 'fails2 };
                                        break 'chain2 (__n_live).take() + m;
                                    };
                                    { 0 }
                                }
                            };
                            __running.finish(__output)
                        };
                        if false {
                            loop {}
                            let __frame: *mut FFrame<_, _, _> = __frame;
                            return tied(__frame);
                        }
                        Resumed::of(__poll)
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
                let resume = move |
                    __raw: *mut (),
                    mut __cx: Option<&mut Context<'_>>,
                | -> Resumed<_, usize> {
                    unsafe {
                        let __frame = __raw.cast();
                        let (
                            __state,
                            _,
                            (list, limit, __sleep_future),
                        ): (*mut u8, _, (*mut _, *mut _, *mut _)) = Frame::slots(__frame);
                        let __list_2 = list;
                        if false {
                            loop {}
                            typed(__arguments.0, list);
                        }
                        let __poll = 'resume: {
                            let (__running, mut __at) = match Running::enter(
                                __state,
                                __cx.is_some(),
                            ) {
                                Entered::Running(__running, __at) => (__running, __at),
                                Entered::Dropped => {
                                    drop((Live::held(list),));
                                    break 'resume (Poll::Pending);
                                }
                                Entered::Over => break 'resume (Poll::Pending),
                            };
                            let __output: usize = 'body: {
                                let (mut __list_2_live, mut __sleep_future_live) = if __at == 0 {
                                    let mut __list_2_live = Live::held(__list_2);
                                    write(limit, 3);
                                    let mut __sleep_future_live = Live::init(
                                        __sleep_future,
                                        awaiting(sleep(1)).into_future(),
                                    );
                                    (__list_2_live, __sleep_future_live)
                                } else {
                                    (Live::held(__list_2), Live::held(__sleep_future))
                                };
                                {
                                    __at = 0;
                                    match Live::poll(&mut __sleep_future_live, &mut __cx) {
                                        Poll::Ready(__value) => __sleep_future_live.ready(__value),
                                        Poll::Pending => {
                                            break 'resume (suspend(
                                                __running,
                                                AT_SLEEP,
                                                (__sleep_future_live, __list_2_live),
                                            ));
                                        }
                                    }
                                };
                                (*__list_2)
                                    .iter()
                                    .filter({
                                        let mut limit = &*limit;
                                        |n| **n > (*limit)
                                    })
                                    .count()
                            };
                            __running.finish(__output)
                        };
                        if false {
                            loop {}
                            let __frame: *mut FFrame<_, _, _> = __frame;
                            return tied(__frame);
                        }
                        Resumed::of(__poll)
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
                let resume = move |
                    __raw: *mut (),
                    mut __cx: Option<&mut Context<'_>>,
                | -> Resumed<_, ()> {
                    unsafe {
                        let __frame = __raw.cast();
                        let (
                            __state,
                            _,
                            (first, __sleep_future, second, __sleep_future_2),
                        ): (*mut u8, _, (*mut _, *mut _, *mut _, *mut _)) = Frame::slots(__frame);
                        let __poll = 'resume: {
                            let (__running, mut __at) = match Running::enter(
                                __state,
                                __cx.is_some(),
                            ) {
                                Entered::Running(__running, __at) => (__running, __at),
                                Entered::Dropped => {
                                    drop(());
                                    break 'resume (Poll::Pending);
                                }
                                Entered::Over => break 'resume (Poll::Pending),
                            };
                            let __output: () = 'body: {
                                if __at <= AT_SLEEP {
                                    {
                                        let (mut __first_live, mut __sleep_future_live) = if __at
                                            == 0
                                        {
                                            let mut __first_live = Live::init(first, String::new());
                                            let mut __sleep_future_live = Live::init(
                                                __sleep_future,
                                                awaiting(sleep(1)).into_future(),
                                            );
                                            (__first_live, __sleep_future_live)
                                        } else {
                                            (Live::held(first), Live::held(__sleep_future))
                                        };
                                        {
                                            __at = 0;
                                            match Live::poll(&mut __sleep_future_live, &mut __cx) {
                                                Poll::Ready(__value) => __sleep_future_live.ready(__value),
                                                Poll::Pending => {
                                                    break 'resume (suspend(
                                                        __running,
                                                        AT_SLEEP,
                                                        (__sleep_future_live, __first_live),
                                                    ));
                                                }
                                            }
                                        };
                                        show(&(*first));
                                    };
                                }
                                {
                                    let (mut __second_live, mut __sleep_future_2_live) = if __at == 0
                                    {
                                        let mut __second_live = Live::init(second, String::new());
                                        let mut __sleep_future_2_live = Live::init(
                                            __sleep_future_2,
                                            awaiting(sleep(2)).into_future(),
                                        );
                                        (__second_live, __sleep_future_2_live)
                                    } else {
                                        (Live::held(second), Live::held(__sleep_future_2))
                                    };
                                    {
                                        __at = 0;
                                        match Live::poll(&mut __sleep_future_2_live, &mut __cx) {
                                            Poll::Ready(__value) => __sleep_future_2_live.ready(__value),
                                            Poll::Pending => {
                                                break 'resume (suspend(
                                                    __running,
                                                    AT_SLEEP_2,
                                                    (__sleep_future_2_live, __second_live),
                                                ));
                                            }
                                        }
                                    };
                                    show(&(*second));
                                }
                            };
                            __running.finish(__output)
                        };
                        if false {
                            loop {}
                            let __frame: *mut FFrame<_, _, _, _> = __frame;
                            return tied(__frame);
                        }
                        Resumed::of(__poll)
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
                let resume = move |
                    __raw: *mut (),
                    mut __cx: Option<&mut Context<'_>>,
                | -> Resumed<_, String> {
                    unsafe {
                        let __frame = __raw.cast();
                        let (
                            __state,
                            _,
                            (__flags, argument0, argument1, a, __sleep_future),
                        ): (*mut u8, _, (*mut Flags<1>, *mut _, *mut _, *mut _, *mut _)) = Frame::slots(
                            __frame,
                        );
                        let __argument0_2 = argument0;
                        let __argument1_2 = argument1;
                        if false {
                            loop {}
                            typed(__arguments.0, argument0);
                            typed(__arguments.1, argument1);
                        }
                        let __poll = 'resume: {
                            let (__running, mut __at) = match Running::enter(
                                __state,
                                __cx.is_some(),
                            ) {
                                Entered::Running(__running, __at) => (__running, __at),
                                Entered::Dropped => {
                                    drop((Live::held(argument0), Live::held(argument1)));
                                    break 'resume (Poll::Pending);
                                }
                                Entered::Over => break 'resume (Poll::Pending),
                            };
                            let __output: String = 'body: {
                                let (
                                    mut __argument0_2_live,
                                    mut __a_live,
                                    mut __argument1_2_live,
                                    mut __sleep_future_live,
                                ) = if __at == 0 {
                                    let mut __argument0_2_live = Parts::whole(
                                        __argument0_2,
                                        true,
                                        move |mut __value, __moved: [bool; 2]| {
                                            if __moved[0] || __moved[1] {
                                                match __value {
                                                    (a, b) => {
                                                        gone(a);
                                                        gone(b);
                                                    }
                                                    _ => {}
                                                }
                                            }
                                        },
                                    );
                                    {
                                        let __usage = Usage::unknown();
                                        __usage.with(a);
                                        if false {
                                            loop {}
                                            let mut __probe = probe_of(__argument0_2);
                                            usage_of(
                                                &__usage,
                                                |__to| {
                                                    let _ = &__probe;
                                                    match __probe.t {
                                                        (a, _) => write(__to, a),
                                                        _ => {}
                                                    }
                                                },
                                            );
                                        }
                                        if binds_by_place(
                                            __usage,
                                            __argument0_2,
                                            a,
                                            &mut __argument0_2_live.moved[0],
                                        ) {
                                            match &(*__argument0_2) {
                                                (a, _) => transfer(a, a),
                                                _ => {}
                                            }
                                        }
                                    }
                                    let mut __a_live = Live::held(a);
                                    let mut __b_room = MaybeUninit::uninit();
                                    let b = slot(&mut __b_room);
                                    {
                                        let __usage = Usage::unknown();
                                        __usage.with(b);
                                        if false {
                                            loop {}
                                            let mut __probe = probe_of(__argument0_2);
                                            usage_of(
                                                &__usage,
                                                |__to| {
                                                    let _ = &__probe;
                                                    match __probe.t {
                                                        (_, b) => write(__to, b),
                                                        _ => {}
                                                    }
                                                },
                                            );
                                        }
                                        if binds_by_place(
                                            __usage,
                                            __argument0_2,
                                            b,
                                            &mut __argument0_2_live.moved[1],
                                        ) {
                                            match &(*__argument0_2) {
                                                (_, b) => transfer(b, b),
                                                _ => {}
                                            }
                                        }
                                    }
                                    let b = read(b);
                                    let mut __argument1_2_live = Live::held(__argument1_2);
                                    let mut __sleep_future_live = Live::init(
                                        __sleep_future,
                                        awaiting(sleep(b)).into_future(),
                                    );
                                    (
                                        __argument0_2_live,
                                        __a_live,
                                        __argument1_2_live,
                                        __sleep_future_live,
                                    )
                                } else {
                                    (
                                        Parts::held_if(__argument0_2, true, (*__flags).get_all(0)),
                                        Live::held(a),
                                        Live::held(__argument1_2),
                                        Live::held(__sleep_future),
                                    )
                                };
                                {
                                    __at = 0;
                                    match Live::poll(&mut __sleep_future_live, &mut __cx) {
                                        Poll::Ready(__value) => __sleep_future_live.ready(__value),
                                        Poll::Pending => {
                                            if any_matters_1(__argument0_2) {
                                                *__flags = Flags::of([
                                                    __argument0_2_live.moved[0],
                                                    __argument0_2_live.moved[1],
                                                ]);
                                            }
                                            break 'resume (suspend(
                                                __running,
                                                AT_SLEEP,
                                                (
                                                    __sleep_future_live,
                                                    __argument1_2_live,
                                                    __a_live,
                                                    __argument0_2_live,
                                                ),
                                            ));
                                        }
                                    }
                                };
                                (__a_live).take()
                            };
                            __running.finish(__output)
                        };
                        if false {
                            loop {}
                            let __frame: *mut FFrame<_, _, _, _> = __frame;
                            return tied(__frame);
                        }
                        Resumed::of(__poll)
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
                let resume = move |
                    __raw: *mut (),
                    mut __cx: Option<&mut Context<'_>>,
                | -> Resumed<_, ()> {
                    unsafe {
                        let __frame = __raw.cast();
                        let (
                            __state,
                            _,
                            (__flags, pair, __sleep_future, __sleep_future_2),
                        ): (*mut u8, _, (*mut Flags<1>, *mut _, *mut _, *mut _)) = Frame::slots(
                            __frame,
                        );
                        let __pair_2 = pair;
                        if false {
                            loop {}
                            typed(__arguments.0, pair);
                        }
                        let __poll = 'resume: {
                            let (__running, mut __at) = match Running::enter(
                                __state,
                                __cx.is_some(),
                            ) {
                                Entered::Running(__running, __at) => (__running, __at),
                                Entered::Dropped => {
                                    drop((Live::held(pair),));
                                    break 'resume (Poll::Pending);
                                }
                                Entered::Over => break 'resume (Poll::Pending),
                            };
                            let __output: () = 'body: {
                                let (mut __pair_2_live, mut __sleep_future_live) = if __at == 0 {
                                    let mut __pair_2_live = Parts::whole(
                                        __pair_2,
                                        true,
                                        move |mut __value, __moved: [bool; 1]| {
                                            use {
                                                BoxHolder as _, Leads as _, LeadsBox as _,
                                                LeadsNowhere as _, PlainHolder as _, SplitParts as _,
                                                SplitPointer as _, SplitWhole as _,
                                            };
                                            let __holder_0_0 = Holder::unknown();
                                            if false {
                                                loop {}
                                                __holder_0_0.tell(&__value);
                                            }
                                            if __moved[0] {
                                                (&&&__holder_0_0).splits();
                                                if (&__holder_0_0).is_box() {
                                                    (&__holder_0_0).opens();
                                                    gone(__value.left);
                                                } else {
                                                    (&__holder_0_0).is_plain();
                                                    gone(move || {
                                                        let _ = &__value.left;
                                                    });
                                                }
                                            }
                                        },
                                    );
                                    let mut __sleep_future_live = Live::init(
                                        __sleep_future,
                                        awaiting(sleep(1)).into_future(),
                                    );
                                    (__pair_2_live, __sleep_future_live)
                                } else {
                                    (
                                        Parts::held_if(__pair_2, true, (*__flags).get_all(0)),
                                        Live::held_if(
                                            __sleep_future,
                                            ::core::matches!(__at, AT_SLEEP),
                                        ),
                                    )
                                };
                                let mut __sleep_future_2_live = if __at <= AT_SLEEP {
                                    {
                                        __at = 0;
                                        match Live::poll(&mut __sleep_future_live, &mut __cx) {
                                            Poll::Ready(__value) => __sleep_future_live.ready(__value),
                                            Poll::Pending => {
                                                if any_matters_1(__pair_2) {
                                                    *__flags = Flags::of([__pair_2_live.moved[0]]);
                                                }
                                                break 'resume (suspend(
                                                    __running,
                                                    AT_SLEEP,
                                                    (__sleep_future_live, __pair_2_live),
                                                ));
                                            }
                                        }
                                    };
                                    consume({
                                        let __value = take_part(
                                            &raw const (*__pair_2).left,
                                            &mut __pair_2_live.moved[0],
                                        );
                                        __value
                                    });
                                    let mut __sleep_future_2_live = Live::init(
                                        __sleep_future_2,
                                        awaiting(sleep(2)).into_future(),
                                    );
                                    __sleep_future_2_live
                                } else {
                                    Live::held(__sleep_future_2)
                                };
                                {
                                    __at = 0;
                                    match Live::poll(&mut __sleep_future_2_live, &mut __cx) {
                                        Poll::Ready(__value) => __sleep_future_2_live.ready(__value),
                                        Poll::Pending => {
                                            if any_matters_1(__pair_2) {
                                                *__flags = Flags::of([__pair_2_live.moved[0]]);
                                            }
                                            break 'resume (suspend(
                                                __running,
                                                AT_SLEEP_2,
                                                (__sleep_future_2_live, __sleep_future_live, __pair_2_live),
                                            ));
                                        }
                                    }
                                };
                                show(&(*__pair_2).right);
                            };
                            __running.finish(__output)
                        };
                        if false {
                            loop {}
                            let __frame: *mut FFrame<_, _, _> = __frame;
                            return tied(__frame);
                        }
                        Resumed::of(__poll)
                    }
                };
            }
        "#]],
    );
}
