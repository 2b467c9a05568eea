//! The frames of the bodies: slots, how they lie, flags.

use super::{Stages, bodies};
use expect_test::{Expect, expect};

fn check(source: &str, expected: Expect) {
    let stages = Stages::of(source);
    expected.assert_eq(&stages.frame.dump(&stages.body));
}

#[test]
fn straight_line() {
    check(
        bodies::STRAIGHT_LINE,
        expect![[r#"
            slots
              slot0: _0 n
              slot1: _2 doubled
              slot2: _3 sleep_future
            layout slot2 either(slot0 slot1)
            flags none
        "#]],
    );
}

#[test]
fn await_in_for() {
    check(
        bodies::AWAIT_IN_FOR,
        expect![[r#"
            slots
              slot0: _0 list
              slot1: _2 iter
              slot2: _4 send_future
            layout nothing
            head nothing
            part head beside slot0
            part head, slot2 beside slot1
            flags none
        "#]],
    );
}

#[test]
fn match_with_bindings() {
    check(
        bodies::MATCH_WITH_BINDINGS,
        expect![[r#"
            slots
              slot0: _0 message, _1 message
              slot1: _4 sleep_future
            layout slot0 slot1
            flags none
        "#]],
    );
}

#[test]
fn temporary_receiver() {
    check(
        bodies::TEMPORARY_RECEIVER,
        expect![[r#"
            slots
              slot0: _0 mutex, _1 mutex
              slot1: _2 lock_future
              slot2: _3 receiver3
              slot3: _4 recv_future
            layout nothing
            head slot0
            part head, slot1
            part (slot2 if left) over head, slot3
            flags _1 mutex, _3 receiver3
        "#]],
    );
}

#[test]
fn move_in_one_branch() {
    check(
        bodies::MOVE_IN_ONE_BRANCH,
        expect![[r#"
            slots
              slot0: _0 flag
              slot1: _2 value
              slot2: _3 sleep_future
            layout slot1 slot2 slot0
            flags _2 value
        "#]],
    );
}

#[test]
fn question() {
    check(
        bodies::QUESTION,
        expect![[r#"
            slots
              slot0: _0 stream, _1 stream
              slot1: _2 read_future
            layout slot0 slot1
            flags _1 stream
        "#]],
    );
}

#[test]
fn nested_operands() {
    check(
        bodies::NESTED_OPERANDS,
        expect![[r#"
            slots
              slot0: _0 operand0
              slot1: _1 three_future
              slot2: _2 two_future
            layout slot0 either(slot1 slot2)
            flags none
        "#]],
    );
}

#[test]
fn let_chain() {
    check(
        bodies::LET_CHAIN,
        expect![[r#"
            slots
              slot0: _0 option
              slot1: _2 n
              slot2: _3 next_future
            layout nothing
            head nothing
            part head beside slot0
            part head, slot2 beside slot1
            flags none
        "#]],
    );
}

#[test]
fn closure_capture() {
    check(
        bodies::CLOSURE_CAPTURE,
        expect![[r#"
            slots
              slot0: _0 list, _1 list
              slot1: _2 limit
              slot2: _3 sleep_future
            layout slot0 slot1 slot2
            flags none
        "#]],
    );
}

#[test]
fn overlapping_slots() {
    check(
        bodies::OVERLAPPING_SLOTS,
        expect![[r#"
            slots
              slot0: _0 first
              slot1: _1 sleep_future
              slot2: _2 second
              slot3: _3 sleep_future
            layout nothing
            head nothing
            part head, slot1 beside slot0
            part head, slot3 beside slot2
            flags none
        "#]],
    );
}

#[test]
fn slots_in_front() {
    check(
        bodies::SLOTS_IN_FRONT,
        expect![[r#"
            slots
              slot0: _0 buffer
              slot1: _1 first
              slot2: _2 sleep_future
              slot3: _3 second
              slot4: _4 sleep_future
            layout nothing
            head nothing
            part slot0 head, slot2 beside slot1
            part slot0 head, slot4 beside slot3
            flags none
        "#]],
    );
}

#[test]
fn argument_patterns() {
    check(
        bodies::ARGUMENT_PATTERNS,
        expect![[r#"
            slots
              slot0: _0 argument0
              slot1: _1 argument1, _5 argument1
              slot2: _3 a
              slot3: _6 sleep_future
            layout slot1
            head nothing
            part head beside slot0
            part head, slot3 beside slot2
            flags none
        "#]],
    );
}

#[test]
fn parts() {
    check(
        bodies::PARTS,
        expect![[r#"
            slots
              slot0: _0 pair, _1 pair
              slot1: _2 sleep_future
              slot2: _3 sleep_future
            layout slot0 either(slot1 slot2)
            flags none
        "#]],
    );
}
