//! The messages: their text, and where they stand.

use expect_test::{Expect, expect};
use proc_macro2::{Delimiter, TokenStream, TokenTree};
use std::fmt::Write;

fn check(item: &str, expected: Expect) {
    check_with("", item, expected);
}

fn check_with(arguments: &str, item: &str, expected: Expect) {
    let arguments: TokenStream = arguments.parse().expect("tokens");
    let expanded = crate::expand::coroutine(arguments, &item.parse().expect("tokens"));
    let mut out = String::new();
    messages(expanded, &mut out);
    expected.assert_eq(&out);
}

/// Every `::core::compile_error! { "message" }`, with the source that it points at.
fn messages(tokens: TokenStream, out: &mut String) {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    for (at, token) in tokens.iter().enumerate() {
        let TokenTree::Group(group) = token else { continue };
        let is_error = at >= 2
            && matches!(&tokens[at - 2], TokenTree::Ident(name) if name == "compile_error")
            && group.delimiter() == Delimiter::Brace;
        if !is_error {
            messages(group.stream(), out);
            continue;
        }
        let (first, last) = (tokens[at - 2].span(), group.span());
        let place = first.join(last).and_then(|span| span.source_text()).unwrap_or_default();
        let place = if place.is_empty() { String::from("the attribute") } else { format!("`{place}`") };
        let text: syn::LitStr = syn::parse2(group.stream()).expect("a text");
        let _ = writeln!(out, "at {place}, line {}: {}", first.start().line, text.value());
    }
}

#[test]
fn nothing_is_wrong() {
    check("async fn f() { g().await }", expect![""]);
}

#[test]
fn not_async() {
    check(
        "fn f() {}",
        expect![[r#"
            at `fn`, line 1: `#[coro::coroutine]` has nothing to make a state machine of: the function is not `async`; write `async fn f`, or let its result say which machine it is: `impl Iterator<Item = T>`, `impl Stream<Item = T>` or `impl Coroutine<R, Yield = Y, Return = T>`; if another attribute takes the `async` away and leaves none, or several `async` blocks, let `f` await a function with this one
        "#]],
    );
}

#[test]
fn constant() {
    check(
        "const fn f() -> impl Iterator<Item = u32> { yield_!(1); }",
        expect![[r#"
        at `const`, line 1: a coroutine cannot be `const`: its machine runs when it is polled; remove `const`
    "#]],
    );
}

#[test]
fn variadic() {
    check(
        "unsafe fn f(n: u32, ...) -> impl Iterator<Item = u32> { yield_!(n); }",
        expect![[r#"
        at `...`, line 1: a coroutine cannot take C-variadic arguments: a machine must hold its arguments; take a slice: `arguments: &[i32]`
    "#]],
    );
}

#[test]
fn abi() {
    check(
        "async extern \"C\" fn f() {}",
        expect![[r#"
        at `extern "C"`, line 1: a coroutine cannot have an ABI of its own: what it returns is a machine; remove `extern`
    "#]],
    );
}

#[test]
fn several_at_once() {
    check(
        "async extern \"C\" fn f() { yield 1; yield 2; }",
        expect![[r#"
            at `extern "C"`, line 1: a coroutine cannot have an ABI of its own: what it returns is a machine; remove `extern`
            at `yield`, line 1: `yield` cannot stand in an `async fn`: it has one result and no items; return the value, or send it through a channel; a function that gives items returns `impl Stream<Item = T>`, and is not `async`
            at `yield`, line 1: `yield` cannot stand in an `async fn`: it has one result and no items; return the value, or send it through a channel; a function that gives items returns `impl Stream<Item = T>`, and is not `async`
        "#]],
    );
}

#[test]
fn yield_in_async() {
    check(
        "async fn f() {\n    let x = 1 + yield 2;\n}",
        expect![[r#"
            at `yield`, line 2: `yield` cannot stand in an `async fn`: it has one result and no items; return the value, or send it through a channel; a function that gives items returns `impl Stream<Item = T>`, and is not `async`
        "#]],
    );
}

#[test]
fn not_a_function() {
    check(
        "pub struct S;",
        expect![[r#"
        at `pub`, line 1: `#[coro::coroutine]` makes state machines of functions; put it on an `async fn`, or on an impl block with `async fn`s in it
    "#]],
    );
    check(
        "trait T { async fn f(); }",
        expect![[r#"
            at `trait`, line 1: `#[coro::coroutine]` has nothing to make state machines of: no function in this trait is `async` and has a body; remove the attribute, or write `#[coro::coroutine(boxed)]` for `async fn`s that return boxes
        "#]],
    );
}

#[test]
fn no_body() {
    check(
        "async fn f();",
        expect![[r#"
            at `fn`, line 1: `#[coro::coroutine]` has nothing to make a state machine of: the function has no body; remove the attribute, or write `#[coro::coroutine(boxed)]` for a function that returns a box
        "#]],
    );
}

#[test]
fn not_an_item() {
    check(
        "1 + 1",
        expect![[r#"
        at `1`, line 1: expected `fn`
    "#]],
    );
    check(
        "",
        expect![[r#"
        at the attribute, line 1: unexpected end of input, expected `fn`
    "#]],
    );
}

#[test]
fn impl_block_without_async() {
    check(
        "impl S { fn f() {} const N: u32 = 0; }",
        expect![[r#"
            at `impl`, line 1: `#[coro::coroutine]` has nothing to make state machines of: no function in this block is `async`, and none yields; remove the attribute, or write `async fn`
        "#]],
    );
}

#[test]
fn impl_block_with_one_wrong_method() {
    check(
        "impl S {\n    async fn f() {}\n    async extern \"C\" fn g() {}\n}",
        expect![[r#"
            at `extern "C"`, line 3: a coroutine cannot have an ABI of its own: what it returns is a machine; remove `extern`
        "#]],
    );
}

#[test]
fn unknown_argument() {
    check_with(
        "speed = 3",
        "async fn f() {}",
        expect![[r#"
            at `speed`, line 1: unknown argument `speed`; known arguments: `boxed`, `boxed_local`, `type = Name`, `crate = path::to::coro`
        "#]],
    );
    check_with(
        "crate",
        "async fn f() {}",
        expect![[r#"
        at the attribute, line 1: expected `=`
    "#]],
    );
    check_with(
        "crate = a::b, 1",
        "async fn f() {}",
        expect![[r#"
            at `1`, line 1: expected an argument; known arguments: `boxed`, `boxed_local`, `type = Name`, `crate = path::to::coro`
        "#]],
    );
}

#[test]
fn await_among_the_arguments_of_an_unknown_macro() {
    check("async fn f() {\n    log::info!(\"{}\", g().await);\n}", expect![""]);
    check("async fn f() { html!(<p>{ g().await }</p>); }", expect![""]);
}

#[test]
fn await_in_the_guard_of_a_place() {
    check(
        "async fn f() { match v[i()] { n if g(n).await => {} _ => {} } }",
        expect![[r#"
        at `v[i()]`, line 1: `.await` in a guard of a match on this place is not a suspension point: the place would be evaluated again for each arm; bind it first: `let matched = &mut place;`
    "#]],
    );
}
