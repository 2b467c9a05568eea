//! What blocks capture, and how.

use crate::diagnostics::Diagnostics;
use crate::syntax::block::{self, CoBlock};
use crate::syntax::captures::Means;
use expect_test::{Expect, expect};
use quote::{ToTokens, quote};
use std::fmt::Write;

/// The arguments and the places outside of the machine, one on a line; then what is done first.
fn check(source: &str, expected: Expect) {
    let block: CoBlock = syn::parse_str(source).expect("a block");
    let mut diagnostics = Diagnostics::default();
    let captured = (block.moves, block.variables.as_deref());
    let coroutine = block::check(block.function(), &block.arguments(), captured, &mut diagnostics);
    let coroutine = coroutine.unwrap_or_else(|| panic!("{}", diagnostics.into_compile_errors()));
    let captures = coroutine.captures.expect("captures");
    let mut text = String::new();
    let taken = coroutine.params.iter().filter(|param| Some(&param.ident) != captures.holder.as_ref());
    for param in taken {
        writeln!(text, "{} is taken", param.ident).expect("a string");
    }
    for outer in &captures.outer {
        let means = match outer.means {
            Means::Shared => "is borrowed",
            Means::Exclusive => "is borrowed exclusively",
            Means::Called => "is called",
        };
        let place = outer.place.to_string().replace(" . ", ".").replace("* ", "*");
        let behind =
            outer.behind.as_ref().map(|root| format!(", if `{root}` leads to it")).unwrap_or_default();
        writeln!(text, "{place} {means}, as {}{behind}", outer.name).expect("a string");
    }
    if !captures.bindings.is_empty() {
        writeln!(text, "first {}", captures.bindings).expect("a string");
    }
    expected.assert_eq(&text);
}

#[test]
fn by_their_use() {
    check(
        "iter { for n in list { yield n * factor; out.push(n); seen += 1; look(&text, other[i]); } }",
        expect![[r#"
            list is taken
            factor is taken
            i is taken
            out is borrowed, as out
            seen is borrowed exclusively, as seen
            look is called, as look_1
            text is borrowed, as text
            other is borrowed, as other
        "#]],
    );
}

#[test]
fn with_move() {
    check(
        "async move { for n in list.iter() { f(n).await; pair.0 += g(Some(n), LIMIT); } }",
        expect![[r#"
            list is taken
            pair is taken
            f is called, as f_1
            g is called, as g_1
        "#]],
    );
}

#[test]
fn fields_and_what_is_behind_references() {
    check(
        "iter { for n in &self.list { yield n + self.base; } self.seen += 1; *total += pair.0; (*log).push(pair.1.len()); }",
        expect![[r#"
            self_base is taken
            self.list is borrowed, as self_list
            self.seen is borrowed exclusively, as self_seen
            (*total) is borrowed exclusively, as total_target
            pair is borrowed, as pair
            (*log) is borrowed, as log_target, if `log` leads to it
            first let self_base = self . base ;
        "#]],
    );
    check(
        "iter { yield self.name(); yield self.n; }",
        expect![[r#"
            this is taken
            first let this = self ;
        "#]],
    );
    check(
        "iter { yield x.a.b; yield x.a; yield y.list.len(); yield y.n; }",
        expect![[r#"
            x_a is taken
            y is borrowed, as y
            first let x_a = x . a ;
        "#]],
    );
}

#[test]
fn what_is_bound_is_not_captured() {
    check(
        "iter { let a = a + 1; if let Some(b) = b { yield b; } match c { d if d > e => yield d, _ => {} } \
         for f in g { yield f; } let h = |i| i + j; fn k() {} k(); use m::n; n(); const O: u8 = p; yield h(O); }",
        expect![[r#"
            a is taken
            b is taken
            c is taken
            g is taken
            j is taken
            e is borrowed, as e
        "#]],
    );
}

#[test]
fn macros() {
    check(
        "stream { assert!(a == b, \"{c} {d}\", d = e); write!(f, \"{:g$}\", h)?; vec![i; 2]; foreign!(j, k(l), m.n); \
         info!(o = p, ?q, \"{r}\"); yield matches!(s, Some(t) if t > u); }",
        expect![[r#"
            i is taken
            l is taken
            a is borrowed, as a
            b is borrowed, as b
            e is borrowed, as e
            c is borrowed, as c
            f is borrowed, as f
            h is borrowed, as h
            g is borrowed, as g
            j is borrowed, as j
            m is borrowed, as m
            r is borrowed, as r
            p is borrowed, as p
            q is borrowed, as q
            s is borrowed, as s
            u is borrowed, as u
        "#]],
    );
    check(
        "iter { for i in co!(iter move { for j in a { yield j + b; } }) { yield i; } }",
        expect![[r#"
        a is taken
        b is taken
    "#]],
    );
}

#[test]
fn names_that_the_body_has_already() {
    check(
        "iter { let x_a = 1; yield x.a + x_a; captured.push(1); }",
        expect![[r#"
            x_a_ is taken
            captured is borrowed, as captured
            first let x_a_ = x . a ;
        "#]],
    );
}

#[test]
fn a_block_is_written_as_it_was_read() {
    let block: CoBlock = syn::parse2(quote!(crate = a::b, iter move { yield 1; })).expect("a block");
    assert_eq!(block.to_token_stream().to_string(), "crate = a :: b , iter move { yield 1 ; }");
}
