//! Text snapshots of every stage, of the messages, and of the smallest expansion; and input that nobody would write.
//!
//! All of the compiler below `lib.rs` speaks `proc_macro2`, so that it runs here without rustc. The same small bodies
//! (`bodies`) go through each stage. `UPDATE_EXPECT=1 cargo test -p coro-macros` writes the snapshots anew.

// Snapshots are long, and written by `expect-test`; a test hands its own on.
#![allow(clippy::needless_raw_string_hashes, clippy::too_many_lines, clippy::needless_pass_by_value)]

mod analysis;
mod bodies;
mod build;
mod captures;
mod codegen;
mod expand;
mod frame;
mod hello;
mod never_panics;
mod syntax;

use crate::analysis::Facts;
use crate::diagnostics::Diagnostics;
use crate::frame::Frame;
use crate::ir::Body;
use crate::syntax::{Coroutine, Function, attribute};
use proc_macro2::TokenStream;

/// What the stages make of a function that has no errors.
struct Stages {
    coroutine: Coroutine,
    body: Body,
    facts: Facts,
    frame: Frame,
}

impl Stages {
    fn of(source: &str) -> Self {
        let mut diagnostics = Diagnostics::default();
        let function: Function = syn::parse_str(source).expect("a function");
        let arguments = attribute::parse(TokenStream::new(), &mut diagnostics);
        let coroutine = crate::syntax::check(function, &arguments, &mut diagnostics).expect("a coroutine");
        let body = crate::build::build(&coroutine, &mut diagnostics);
        assert!(diagnostics.barrier().is_ok(), "{}", diagnostics.into_compile_errors());
        let facts = crate::analysis::analyse(&body);
        let frame = crate::frame::lay_out(&body, &facts, coroutine.asks());
        crate::validate::validate(&body, &facts, &frame);
        Stages { coroutine, body, facts, frame }
    }
}

/// Tokens as a person would write them, with the support library's names alone.
fn pretty(tokens: &TokenStream) -> String {
    let text = tokens.to_string().replace("use :: coro :: __private as __coro ;", "");
    let text = text.replace(":: coro :: __private ::", "").replace("__coro :: ", "");
    let file = syn::parse_file(&text).unwrap_or_else(|error| panic!("{error}: {text}"));
    prettyplease::unparse(&file)
}
