//! What is known of the bodies: where each local lives, and what each suspension point holds.

use super::{Stages, bodies};
use expect_test::{Expect, expect};

fn check(source: &str, expected: Expect) {
    let stages = Stages::of(source);
    expected.assert_eq(&stages.facts.dump(&stages.body));
}

#[test]
fn straight_line() {
    check(
        bodies::STRAIGHT_LINE,
        expect![[r#"
            class
              _0 n: frame
              _1 n: native
              _2 doubled: frame
              _3 sleep_future: frame, ends alive
            held
              p0: _2 bytes, _3 owned
            used again after u1
            in use together
              _1 with _2
              _2 with _3
        "#]],
    );
}

#[test]
fn await_in_for() {
    check(
        bodies::AWAIT_IN_FOR,
        expect![[r#"
        class
          _0 list: frame
          _1 list: stack
          _2 iter: frame, ends alive
          _3 n: native
          _4 send_future: frame, ends alive
        held
          p0: _2 owned, _4 owned
        used again after u2
        in use together
          _2 with _3 _4
    "#]],
    );
}

#[test]
fn match_with_bindings() {
    check(
        bodies::MATCH_WITH_BINDINGS,
        expect![[r#"
        class
          _0 message: frame
          _1 message: frame, parted, ends alive
          _2 time: stack
          _3 time: native
          _4 sleep_future: frame, ends alive
          _5 text: stack
          _6 text: native, ends alive
        held
          p0: _1 owned, _4 owned
        used again after u4
        in use together
          _1 with _2 _3 _4 _5 _6
          _5 with _6
    "#]],
    );
}

#[test]
fn temporary_receiver() {
    check(
        bodies::TEMPORARY_RECEIVER,
        expect![[r#"
        class
          _0 mutex: frame
          _1 mutex: frame, ends alive
          _2 lock_future: frame, ends alive
          _3 receiver3: frame, ends alive
          _4 recv_future: frame, ends alive
          _5 tail: native
        held
          p0: _1 maybe, _2 owned
          p1: _1 maybe, _3 maybe, _4 owned
        used again after 
        in use together
          _1 with _2 _3 _4 _5
          _3 with _4 _5
    "#]],
    );
}

#[test]
fn move_in_one_branch() {
    check(
        bodies::MOVE_IN_ONE_BRANCH,
        expect![[r#"
        class
          _0 flag: frame
          _1 flag: native
          _2 value: frame, ends alive
          _3 sleep_future: frame, ends alive
        held
          p0: _2 maybe, _3 owned
        used again after 
        in use together
          _1 with _2
          _2 with _3
    "#]],
    );
}

#[test]
fn question() {
    check(
        bodies::QUESTION,
        expect![[r#"
        class
          _0 stream: frame
          _1 stream: frame, ends alive
          _2 read_future: frame, ends alive
          _3 read: native
        held
          p0: _1 maybe, _2 owned
        used again after 
        in use together
          _1 with _2 _3
    "#]],
    );
}

#[test]
fn nested_operands() {
    check(
        bodies::NESTED_OPERANDS,
        expect![[r#"
        class
          _0 operand0: frame
          _1 three_future: frame, ends alive
          _2 two_future: frame, ends alive
          _3 value3: native
          _4 tail: native
        held
          p0: _0 owned, _1 owned
          p1: _0 owned, _2 owned
        used again after 
        in use together
          _0 with _1 _2 _3
    "#]],
    );
}

#[test]
fn let_chain() {
    check(
        bodies::LET_CHAIN,
        expect![[r#"
            class
              _0 option: frame
              _1 option: stack
              _2 n: frame
              _3 next_future: frame, ends alive
              _4 m: native
            held
              p0: _2 bytes, _3 owned
            used again after u4 u5
            in use together
              _1 with _2
              _2 with _3 _4
        "#]],
    );
}

#[test]
fn closure_capture() {
    check(
        bodies::CLOSURE_CAPTURE,
        expect![[r#"
        class
          _0 list: frame
          _1 list: frame, ends alive
          _2 limit: frame, ends alive
          _3 sleep_future: frame, ends alive
        held
          p0: _1 owned, _2 bytes, _3 owned
        used again after 
        in use together
          _1 with _2 _3
          _2 with _3
    "#]],
    );
}

#[test]
fn overlapping_slots() {
    check(
        bodies::OVERLAPPING_SLOTS,
        expect![[r#"
        class
          _0 first: frame, ends alive
          _1 sleep_future: frame, ends alive
          _2 second: frame, ends alive
          _3 sleep_future: frame, ends alive
        held
          p0: _0 owned, _1 owned
          p1: _2 owned, _3 owned
        used again after 
        in use together
          _0 with _1
          _2 with _3
    "#]],
    );
}

#[test]
fn argument_patterns() {
    check(
        bodies::ARGUMENT_PATTERNS,
        expect![[r#"
            class
              _0 argument0: frame
              _1 argument1: frame
              _2 argument0: native
              _3 a: frame
              _4 b: native
              _5 argument1: frame, ends alive
              _6 sleep_future: frame, ends alive
            held
              p0: _3 owned, _5 owned, _6 owned
            used again after 
            in use together
              _0 with _1
              _1 with _2 _3 _4
              _2 with _3 _4
              _3 with _4 _5 _6
              _4 with _5
              _5 with _6
        "#]],
    );
}

#[test]
fn parts() {
    check(
        bodies::PARTS,
        expect![[r#"
        class
          _0 pair: frame
          _1 pair: frame, parted, ends alive
          _2 sleep_future: frame, ends alive
          _3 sleep_future: frame, ends alive
        held
          p0: _1 owned, _2 owned
          p1: _1 owned, _3 owned
        used again after u1
        in use together
          _1 with _2 _3
    "#]],
    );
}

/// Loops that nobody but the first resume runs; those that are gone on with are everybody's.
#[test]
fn loops_before_the_first_point() {
    let loops_first = |before: &str, inside: &str| {
        let source = format!(
            "async fn f(mut n: u32) {{ {before} loop {{ {inside} if done(&n) {{ break }} sleep(n).await; n += 1; }} }}"
        );
        Stages::of(&source).facts.loops_first
    };
    let counting = "while n < 9 { n += 1; }";
    assert!(loops_first(counting, ""));
    assert!(loops_first("for i in list() { n += i; }", counting));
    assert!(!loops_first("n = 7;", ""));
    assert!(!loops_first("n = 7;", counting), "every resume comes to it");
    assert!(!loops_first("loop { sleep(n).await; break; }", ""));
}

/// The one point in a loop is where a machine with others is most of the time.
#[test]
fn the_point_of_the_only_loop() {
    let often = |content: &str| {
        let source = format!("fn f(mut n: u32) -> impl Iterator<Item = u32> {{ {content} }}");
        Stages::of(&source).facts.often.map(crate::index::Id::index)
    };
    assert_eq!(often("yield_!(1); while n > 0 { yield_!(n); n -= 1; } yield_!(0);"), Some(1));
    assert_eq!(often("while n > 0 { yield_!(n); n -= 1; }"), None, "there is no other");
    assert_eq!(often("yield_!(1); yield_!(n);"), None, "there is no loop");
    assert_eq!(often("while n > 0 { yield_!(n); yield_!(n); n -= 1; }"), None, "there are two");
}
