//! What the bodies are taken apart into: the tree, and the flow.

use super::{Stages, bodies};
use expect_test::{Expect, expect};

fn check(source: &str, expected: Expect) {
    expected.assert_eq(&Stages::of(source).body.dump());
}

#[test]
fn straight_line() {
    check(
        bodies::STRAIGHT_LINE,
        expect![[r#"
            locals
              _0 n: argument, inert, crosses
              _1 n: variable of _0, inert, aggregate
              _2 doubled: variable, inert, crosses
              _3 sleep_future: future, crosses
            points
              p0 sleep: sleep(n) awaits _3
            tree
              let _1 = move _0
              let _2 = move _1 * 2
              let _3 = __coro::awaiting(sleep(move _1)).into_future()
              do await p0
              value move _2
            flow
              bb0: init _0, move _0/u0, init _1, move _1/u1, init _2, move _1/u2, init _3, suspend p0, end _3, move _2/u3, end _1, end _2, end _3 end
        "#]],
    );
}

#[test]
fn await_in_for() {
    check(
        bodies::AWAIT_IN_FOR,
        expect![[r#"
            locals
              _0 list: argument, crosses
              _1 list: variable of _0, crosses, aggregate
              _2 iter: temporary, crosses, borrowed
              _3 n: variable
              _4 send_future: future, crosses
            points
              p0 send: send(n) awaits _4
            tree
              let _1 = move _0
              value #1
                #1 = block
                  let mut _2 = __coro::asked(move _1).into_iter()
                  do #1
                    #1 = loop 'loop3:
                      let _3 = match __coro::Iterator::next(&mut _2) { __coro::Option::Some(item) => item, __coro::Option::None => break, }
                      let _4 = __coro::awaiting(send(move _3)).into_future()
                      do await p0
            flow
              bb0: init _0, move _0/u0, init _1, move _1/u1, init _2 -> bb1
              bb1: touch _2/u2 -> bb3 bb4
              bb2: end _2, end _1 end
              bb3: -> bb2
              bb4: init _3, move _3/u3, init _4, suspend p0, end _4, end _3, end _4 -> bb1
              bb5: -> bb4
        "#]],
    );
}

#[test]
fn match_with_bindings() {
    check(
        bodies::MATCH_WITH_BINDINGS,
        expect![[r#"
            locals
              _0 message: argument, crosses
              _1 message: variable of _0, crosses, aggregate, part 0 `Message::Wait(time)` of `it`, part 1 `Message::Say { text: text,.. }` of `it`
              _2 time: carrier, inert, crosses
              _3 time: variable
              _4 sleep_future: future, crosses
              _5 text: carrier, inert, crosses, borrowed, by usage
              _6 text: variable, borrowed, by usage
            points
              p0 sleep: sleep(time) awaits _4
            tree
              let _1 = move _0
              value #1
                #1 = match _1 (place of _1)
                arm Message::Wait(time) [time=_2] parts [Some(0)]
                  let _3 = move _2
                  let _4 = __coro::awaiting(sleep(move _3)).into_future()
                  value await p0
                arm Message::Say { text,.. } [text=_5] parts [Some(1)]
                  guard usage _5.len() > 3
                  let _6 = move _5
                  value usage _6.len()
                arm _ []
                  value 0
            flow
              bb0: init _0, move _0/u0, init _1, touch _1/u1 -> bb2 bb3 bb4
              bb1: end _1 end
              bb2: init _2, part _1, move _2/u2, init _3, leave _2, move _3/u3, init _4, suspend p0, end _4, end _3, end _4 -> bb1
              bb3: init _5, usage _5/u4, part _1, move _5/u5, init _6, leave _5, usage _6/u6, end _6 -> bb1
              bb4: -> bb1
        "#]],
    );
}

#[test]
fn temporary_receiver() {
    check(
        bodies::TEMPORARY_RECEIVER,
        expect![[r#"
            locals
              _0 mutex: argument, crosses
              _1 mutex: variable of _0, borrowed, aggregate, by usage
              _2 lock_future: future, crosses
              _3 receiver3: temporary, borrowed, by usage
              _4 recv_future: future, crosses
              _5 tail: temporary
            points
              p0 lock: mutex.lock() awaits _2
              p1 recv: mutex.lock().await.recv(1) awaits _4
            tree
              let _1 = move _0
              let _2 = __coro::awaiting(usage _1.lock()).into_future()
              let mut _3 = await p0
              let _4 = __coro::awaiting(usage _3.recv(1)).into_future()
              let _5: u32 = await p1
              end _3
              value move _5
            flow
              bb0: init _0, move _0/u0, init _1, usage _1/u1, init _2, suspend p0, end _2, init _3, usage _3/u2, init _4, suspend p1, end _4, init _5, end _3, move _5/u3, end _1, end _2, end _3, end _4, end _5 end
        "#]],
    );
}

#[test]
fn move_in_one_branch() {
    check(
        bodies::MOVE_IN_ONE_BRANCH,
        expect![[r#"
            locals
              _0 flag: argument, inert, crosses
              _1 flag: variable of _0, inert, aggregate
              _2 value: variable
              _3 sleep_future: future, crosses
            points
              p0 sleep: sleep(1) awaits _3
            tree
              let _1 = move _0
              let _2 = String::new()
              do if move _1 { consume(move _2); }
              let _3 = __coro::awaiting(sleep(1)).into_future()
              do await p0
            flow
              bb0: init _0, move _0/u0, init _1, init _2, move _1/u1 -> bb1 bb2
              bb1: move _2/u2 -> bb2
              bb2: init _3, suspend p0, end _3, end _1, end _2, end _3 end
        "#]],
    );
}

#[test]
fn question() {
    check(
        bodies::QUESTION,
        expect![[r#"
            locals
              _0 stream: argument, crosses
              _1 stream: variable of _0, borrowed, aggregate, by usage
              _2 read_future: future, crosses
              _3 read: variable
            points
              p0 read: stream.read() awaits _2
            tree
              let _1 = move _0
              let _2 = __coro::awaiting(usage _1.read()).into_future()
              let _3 = (await p0)?
              value Ok((parse(move _3))?)
            flow
              bb0: init _0, move _0/u0, init _1, usage _1/u1, init _2, suspend p0, end _2, init _3, move _3/u2, end _1, end _2, end _3 end
        "#]],
    );
}

#[test]
fn nested_operands() {
    check(
        bodies::NESTED_OPERANDS,
        expect![[r#"
            locals
              _0 operand0: temporary, crosses
              _1 three_future: future, crosses
              _2 two_future: future, crosses
              _3 value3: temporary
              _4 tail: temporary
            points
              p0 three: three() awaits _1
              p1 two: two(three().await, four()) awaits _2
            tree
              let mut _0 = one()
              let _1 = __coro::awaiting(three()).into_future()
              let _2 = __coro::awaiting(two(await p0, four())).into_future()
              let mut _3 = await p1
              let _4: u32 = (move _0) + (move _3)
              end _3
              end _0
              value move _4
            flow
              bb0: init _0, init _1, suspend p0, end _1, init _2, suspend p1, end _2, init _3, move _3/u0, move _0/u1, init _4, end _3, end _0, move _4/u2, end _0, end _1, end _2, end _3, end _4 end
        "#]],
    );
}

#[test]
fn let_chain() {
    check(
        bodies::LET_CHAIN,
        expect![[r#"
            locals
              _0 option: argument, crosses
              _1 option: variable of _0, crosses, aggregate, part 0 `Some(n)` of `it`
              _2 n: variable, crosses
              _3 next_future: future, crosses
              _4 m: variable
            points
              p0 next: next(n) awaits _3
            tree
              let _1 = move _0
              value #1
                #1 = block 'chain2:
                  do #1
                    #1 = block 'fails2:
                      unpack Some(n) [n=_2] = _1 (parts [Some(0)] of _1, `it`)
                        else { break 'fails2 }
                      do if!(_2 > 1) { break 'fails2 }
                      let _3 = __coro::awaiting(next(move _2)).into_future()
                      unpack Some(m) [m=_4] = await p0
                        else { break 'fails2 }
                      do break 'chain2 move _2 + move _4
                  value { 0 }
            flow
              bb0: init _0, move _0/u0, init _1, part _1, touch _1/u1 -> bb3 bb4
              bb1: end _1 end
              bb2: -> bb1
              bb3: taken _1/u2 -> bb2
              bb4: init _2, taken _1/u3, touch _2/u4 -> bb6 bb7
              bb5: -> bb4
              bb6: leave _2 -> bb2
              bb7: move _2/u5, init _3, suspend p0, end _3 -> bb9 bb10
              bb8: -> bb7
              bb9: leave _3, leave _2 -> bb2
              bb10: init _4, move _2/u6, move _4/u7, leave _4, leave _3, leave _2 -> bb1
              bb11: -> bb10
              bb12: end _2, end _3, end _4 -> bb2
        "#]],
    );
}

#[test]
fn closure_capture() {
    check(
        bodies::CLOSURE_CAPTURE,
        expect![[r#"
            locals
              _0 list: argument, crosses
              _1 list: variable of _0, crosses, borrowed, aggregate
              _2 limit: variable, inert, crosses, borrowed
              _3 sleep_future: future, crosses
            points
              p0 sleep: sleep(1) awaits _3
            tree
              let _1 = move _0
              let _2 = 3
              let _3 = __coro::awaiting(sleep(1)).into_future()
              do await p0
              value _1.iter().filter([&_2] | n | * * n > captured _2).count()
            flow
              bb0: init _0, move _0/u0, init _1, init _2, init _3, suspend p0, end _3, touch _1/u1, touch _2/u3, end _1, end _2, end _3 end
              bb1: end
        "#]],
    );
}

#[test]
fn overlapping_slots() {
    check(
        bodies::OVERLAPPING_SLOTS,
        expect![[r#"
            locals
              _0 first: variable, crosses, borrowed
              _1 sleep_future: future, crosses
              _2 second: variable, crosses, borrowed
              _3 sleep_future: future, crosses
            points
              p0 sleep: sleep(1) awaits _1
              p1 sleep: sleep(2) awaits _3
            tree
              do #1
                #1 = block
                  let _0 = String::new()
                  let _1 = __coro::awaiting(sleep(1)).into_future()
                  do await p0
                  do show(&_0)
              value #1
                #1 = block
                  let _2 = String::new()
                  let _3 = __coro::awaiting(sleep(2)).into_future()
                  do await p1
                  do show(&_2)
            flow
              bb0: init _0, init _1, suspend p0, end _1, touch _0/u0, end _0, end _1, init _2, init _3, suspend p1, end _3, touch _2/u1, end _2, end _3 end
        "#]],
    );
}

#[test]
fn argument_patterns() {
    check(
        bodies::ARGUMENT_PATTERNS,
        expect![[r#"
            locals
              _0 argument0: argument, crosses
              _1 argument1: argument, crosses
              _2 argument0: variable of _0, part 0 `(a, _)` of `it`, part 1 `(_, b)` of `it`
              _3 a: variable, crosses
              _4 b: variable
              _5 argument1: variable of _1
              _6 sleep_future: future, crosses
            points
              p0 sleep: sleep(b) awaits _6
            tree
              let mut _2 = move _0
              unpack (a, b) [a=_3 b=_4] = _2 (parts [Some(0), Some(1)] of _2, `it`)
              let mut _5 = move _1
              let _6 = __coro::awaiting(sleep(move _4)).into_future()
              do await p0
              value move _3
            flow
              bb0: init _0, init _1, move _0/u0, init _2, part _2, part _2, touch _2/u1, init _3, init _4, taken _2/u2, move _1/u3, init _5, move _4/u4, init _6, suspend p0, end _6, move _3/u5, end _2, end _3, end _4, end _5, end _6 end
        "#]],
    );
}

#[test]
fn parts() {
    check(
        bodies::PARTS,
        expect![[r#"
            locals
              _0 pair: argument, crosses
              _1 pair: variable of _0, crosses, borrowed, aggregate, part 0 `it.left`
              _2 sleep_future: future, crosses
              _3 sleep_future: future, crosses
            points
              p0 sleep: sleep(1) awaits _2
              p1 sleep: sleep(2) awaits _3
            tree
              let _1 = move _0
              let _2 = __coro::awaiting(sleep(1)).into_future()
              do await p0
              do consume(part 0 _1.left)
              let _3 = __coro::awaiting(sleep(2)).into_future()
              do await p1
              do show(&_1.right)
            flow
              bb0: init _0, move _0/u0, init _1, init _2, suspend p0, end _2, touch _1/u1, part _1, init _3, suspend p1, end _3, touch _1/u2, end _1, end _2, end _3 end
        "#]],
    );
}

/// What methods of numbers, and `len` of a container, give has nothing to drop; of other methods nobody knows.
#[test]
fn numbers_methods() {
    let body = Stages::of(
        "async fn f(n: u32, list: Vec<u8>) {
            let low = n.min(3);
            let turned = low.rotate_left(n);
            let count = list.len();
            let other = n.half();
            sleep(n).await;
            show(low, turned, count, other);
        }",
    )
    .body;
    let inert = ["low", "turned", "count", "other"].map(|name| {
        let local = body.locals.iter().find(|(_, local)| local.name == name);
        local.expect("a variable of the body").1.inert
    });
    assert_eq!(inert, [true, true, true, false]);
}
