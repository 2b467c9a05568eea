//! Calls that leave nothing of their receiver but their result, known by what they are called.
//!
//! Whether `x.method()` consumes `x`, or borrows from it, depends on types; a value that may be there still is held while the
//! machine is suspended, for nothing if it is not. But what methods the standard library's types have is known: so such a
//! method's name is remembered, and generated code looks at the receiver's type (see the support library's `passing`).

use super::code::plain_call;
use super::known::borrows_container;
use crate::ir::{Chance, Code, Passing};
use crate::syntax::uses::consumes;
use proc_macro2::{TokenStream, TokenTree};

/// Methods of any `str`. Each takes `&self`: a reference is copied.
#[rustfmt::skip]
const TEXT: [&str; 24] = [
    "as_bytes", "bytes", "char_indices", "chars", "contains", "ends_with", "find", "lines", "parse", "rfind",
    "rsplit", "rsplit_once", "split", "split_ascii_whitespace", "split_at", "split_once", "split_whitespace",
    "splitn", "starts_with", "strip_prefix", "strip_suffix", "trim", "trim_end", "trim_start",
];

/// Methods of any slice. Each takes `&self`.
const SLICE: [&str; 7] = ["chunks", "chunks_exact", "first", "get", "iter", "split_first", "windows"];

/// Methods of a `str` or a slice, their own or by traits, that give something of its own.
#[rustfmt::skip]
const OWNS: [&str; 10] = [
    "repeat", "replace", "replacen", "to_ascii_lowercase", "to_ascii_uppercase", "to_lowercase", "to_owned", "to_string",
    "to_uppercase", "to_vec",
];

/// Methods of any `Option`. Each takes `self`, as do those of `Result` and of iterators.
#[rustfmt::skip]
const OPTION: [&str; 20] = [
    "and", "and_then", "expect", "filter", "inspect", "is_none_or", "is_some_and", "map", "map_or", "map_or_else",
    "ok_or", "ok_or_else", "or", "or_else", "unwrap", "unwrap_or", "unwrap_or_default", "unwrap_or_else", "xor",
    "zip",
];

/// Methods of any `Result`.
#[rustfmt::skip]
const RESULT: [&str; 21] = [
    "and", "and_then", "err", "expect", "expect_err", "inspect", "inspect_err", "is_err_and", "is_ok_and", "map",
    "map_err", "map_or", "map_or_else", "ok", "or", "or_else", "unwrap", "unwrap_err", "unwrap_or",
    "unwrap_or_default", "unwrap_or_else",
];

/// Methods of iterators.
#[rustfmt::skip]
const ITERATOR: [&str; 37] = [
    "chain", "cloned", "collect", "copied", "count", "cycle", "enumerate", "filter", "filter_map", "flat_map",
    "flatten", "fold", "for_each", "fuse", "inspect", "last", "map", "map_while", "max", "max_by", "max_by_key",
    "min", "min_by", "min_by_key", "partition", "peekable", "product", "reduce", "rev", "scan", "skip",
    "skip_while", "step_by", "sum", "take_while", "unzip", "zip",
];

/// Methods that borrow what they are called on, whatever it is.
#[rustfmt::skip]
const BORROWS: [&str; 30] = [
    "as_deref", "as_deref_mut", "as_mut", "as_ref", "borrow", "borrow_mut", "by_ref", "elapsed", "fetch_add", "fetch_sub",
    "is_err", "is_none", "is_ok", "is_some", "load", "lock", "next", "peek", "poll", "poll_next", "read", "replace", "store",
    "to_owned", "to_vec", "try_lock", "try_recv", "wake_by_ref", "with", "write",
];

/// Methods that mostly take `self`, beside those that [`consumes`] knows.
#[rustfmt::skip]
const ENDS: [&str; 17] = [
    "abort", "build", "close", "commit", "complete", "consume", "count", "finalize", "finish", "join", "respond", "rollback",
    "send", "shutdown", "stop", "submit", "sum",
];

/// What the name of a call says of whether it consumes what it is called on.
pub(super) fn chance(method: &TokenStream) -> Chance {
    let Some(TokenTree::Ident(name)) = method.clone().into_iter().nth(1) else { return Chance::Even };
    let word = name.to_string();
    if borrows_container(&name) || BORROWS.contains(&word.as_str()) {
        return Chance::None;
    }
    let ends = ENDS.contains(&word.strip_prefix("try_").unwrap_or(&word));
    if ends || consumes(&word) { Chance::Good } else { Chance::Even }
}

/// What a call may be: `.method`, perhaps with a turbofish, and its arguments.
pub(super) fn passing(method: &TokenStream, arguments: &[Code]) -> Option<Passing> {
    let Some(TokenTree::Ident(name)) = method.clone().into_iter().nth(1) else { return None };
    let name = name.to_string();
    let is = |names: &[&str]| names.contains(&name.as_str());
    let takes = Passing::Takes {
        option: is(&OPTION),
        result: is(&RESULT),
        // `Option::take` borrows.
        iterator: is(&ITERATOR) || name == "take" && !arguments.is_empty(),
    };
    match name.as_str() {
        "into" => Some(Passing::Converts),
        "into_iter" => Some(Passing::Iterates),
        _ if takes != (Passing::Takes { option: false, result: false, iterator: false }) => Some(takes),
        // What an argument leads to might be lent to.
        _ if plain_call(method, arguments).is_none() => None,
        "len" | "is_empty" => Some(Passing::Measures),
        _ if is(&OWNS) => Some(Passing::Owns),
        _ if is(&TEXT) => Some(Passing::Reads),
        _ => is(&SLICE).then_some(Passing::Views),
    }
}
