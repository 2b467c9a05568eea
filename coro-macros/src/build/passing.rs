//! Calls that leave nothing of their receiver but their result, known by what they are called.
//!
//! Whether `x.method()` consumes `x`, or borrows from it, depends on types; a value that may be there still is held while the
//! machine is suspended, for nothing if it is not. But what methods the standard library's types have is known: so such a
//! method's name is remembered, and generated code looks at the receiver's type (see the support library's `passing`).

use super::Builder;
use super::known::{borrows_container, makes_container};
use crate::ir::{Chance, Code, Families, Family, LocalId, Looks, Passing, UseId};
use crate::syntax::uses::consumes;
use proc_macro2::{Ident, TokenStream, TokenTree};
use syn::{Expr, ExprMethodCall};

/// Methods of any `str`, in `core`. Each takes `&self`: a reference is copied.
#[rustfmt::skip]
const TEXT: [&str; 39] = [
    "as_bytes", "as_ptr", "bytes", "char_indices", "chars", "contains", "encode_utf16", "ends_with", "eq_ignore_ascii_case",
    "find", "get", "is_ascii", "is_char_boundary", "lines", "match_indices", "matches", "parse", "rfind", "rmatches", "rsplit",
    "rsplit_once", "rsplitn", "split", "split_ascii_whitespace", "split_at", "split_inclusive", "split_once",
    "split_terminator", "split_whitespace", "splitn", "starts_with", "strip_prefix", "strip_suffix", "trim", "trim_end",
    "trim_end_matches", "trim_matches", "trim_start", "trim_start_matches",
];

/// Methods of any slice, in `core`. Each takes `&self`.
#[rustfmt::skip]
const SLICE: [&str; 23] = [
    "as_ptr", "binary_search", "binary_search_by", "binary_search_by_key", "chunks", "chunks_exact", "contains", "ends_with",
    "first", "get", "is_sorted", "iter", "last", "partition_point", "rchunks", "rsplit", "split", "split_at", "split_first",
    "split_last", "splitn", "starts_with", "windows",
];

/// Methods of any slice, in `core`, that take `&mut self`: a reference is reborrowed.
#[rustfmt::skip]
const SLICE_MUT: [&str; 23] = [
    "as_mut_ptr", "chunks_exact_mut", "chunks_mut", "clone_from_slice", "copy_from_slice", "copy_within", "fill", "fill_with",
    "first_mut", "get_mut", "iter_mut", "last_mut", "reverse", "rotate_left", "rotate_right", "sort_unstable",
    "sort_unstable_by", "sort_unstable_by_key", "split_at_mut", "split_first_mut", "split_last_mut", "swap",
    "swap_with_slice",
];

/// Methods of both `char` and `u8`.
#[rustfmt::skip]
const ASCII: [&str; 14] = [
    "eq_ignore_ascii_case", "is_ascii", "is_ascii_alphabetic", "is_ascii_alphanumeric", "is_ascii_control",
    "is_ascii_digit", "is_ascii_graphic", "is_ascii_hexdigit", "is_ascii_lowercase", "is_ascii_punctuation",
    "is_ascii_uppercase", "is_ascii_whitespace", "to_ascii_lowercase", "to_ascii_uppercase",
];

/// Methods of `char`.
#[rustfmt::skip]
const CHAR: [&str; 15] = [
    "encode_utf8", "escape_debug", "escape_default", "is_alphabetic", "is_alphanumeric", "is_control", "is_digit",
    "is_lowercase", "is_numeric", "is_uppercase", "is_whitespace", "len_utf8", "to_digit", "to_lowercase", "to_uppercase",
];

/// Methods of any integer.
#[rustfmt::skip]
const INT: [&str; 42] = [
    "abs_diff", "checked_add", "checked_div", "checked_mul", "checked_pow", "checked_rem", "checked_shl", "checked_shr",
    "checked_sub", "count_ones", "count_zeros", "div_euclid", "ilog10", "ilog2", "isqrt", "leading_ones", "leading_zeros",
    "overflowing_add", "overflowing_mul", "overflowing_sub", "pow", "rem_euclid", "reverse_bits", "rotate_left",
    "rotate_right", "saturating_add", "saturating_mul", "saturating_pow", "saturating_sub", "swap_bytes", "to_be_bytes",
    "to_le_bytes", "to_ne_bytes", "trailing_ones", "trailing_zeros", "wrapping_add", "wrapping_div", "wrapping_mul",
    "wrapping_neg", "wrapping_pow", "wrapping_shl", "wrapping_sub",
];

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
const ITERATOR: [&str; 35] = [
    "chain", "collect", "count", "cycle", "enumerate", "filter", "filter_map", "flat_map",
    "flatten", "fold", "for_each", "fuse", "inspect", "last", "map", "map_while", "max", "max_by", "max_by_key",
    "min", "min_by", "min_by_key", "partition", "peekable", "product", "reduce", "rev", "scan", "skip",
    "skip_while", "step_by", "sum", "take_while", "unzip", "zip",
];

/// Methods that borrow what they are called on, whatever it is.
#[rustfmt::skip]
const BORROWS: [&str; 35] = [
    "as_deref", "as_deref_mut", "as_mut", "as_ref", "borrow", "borrow_mut", "by_ref", "elapsed", "fetch_add", "fetch_sub", "flush",
    "is_err", "is_none", "is_ok", "is_some", "load", "lock", "next", "peek", "poll", "poll_next", "read", "read_exact",
    "read_line", "read_to_end", "read_to_string", "replace", "store", "to_owned", "to_vec", "try_lock", "try_recv", "wake_by_ref",
    "write", "write_all",
];

/// Methods that mostly take `self`, beside those that [`consumes`] knows.
#[rustfmt::skip]
const ENDS: [&str; 17] = [
    "abort", "build", "close", "commit", "complete", "consume", "count", "finalize", "finish", "join", "respond", "rollback",
    "send", "shutdown", "stop", "submit", "sum",
];

/// The method's name, behind the dot.
pub(super) fn name_of(method: &TokenStream) -> Option<Ident> {
    match method.clone().into_iter().nth(1) {
        Some(TokenTree::Ident(name)) => Some(name),
        _ => None,
    }
}

/// What the name of a call says of whether it consumes what it is called on.
pub(super) fn chance(method: &TokenStream) -> Chance {
    let Some(name) = name_of(method) else { return Chance::Even };
    let word = name.to_string();
    if borrows_container(&name) || BORROWS.contains(&word.as_str()) {
        return Chance::None;
    }
    let ends = ENDS.contains(&word.strip_prefix("try_").unwrap_or(&word));
    if ends || consumes(&word) { Chance::Good } else { Chance::Even }
}

/// Whether all methods of that name that `Option` or `Result` have take it.
pub(super) fn takes_option_or_result(method: &Ident) -> bool {
    OPTION.iter().chain(&RESULT).any(|name| method == name)
}

/// What a call may be: `.method`, perhaps with a turbofish, and its arguments.
pub(super) fn passing(method: &TokenStream, arguments: &[Code]) -> Option<Passing> {
    let name = name_of(method)?.to_string();
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
        "copied" | "cloned" => Some(Passing::Copies),
        _ => (takes != Passing::Takes { option: false, result: false, iterator: false }).then_some(takes),
    }
}

/// What a call may borrow from the variable that it is made on.
pub(super) fn looks(method: &TokenStream, plain: bool, id: UseId) -> Looks {
    let Some(name) = name_of(method) else { return Looks::LASTING };
    let name = name.to_string();
    let is = |names: &[&str]| names.contains(&name.as_str());
    // Those are methods of traits as well: rustc has to be asked.
    let owns = plain && is(&OWNS);
    let measures = matches!(name.as_str(), "is_empty" | "len");
    let families = Families::of(|family| match family {
        Family::Text => owns || measures || is(&TEXT),
        Family::Slice => owns || measures || is(&SLICE),
        Family::SliceMut => is(&SLICE_MUT),
        Family::Char => is(&ASCII) || is(&CHAR),
        Family::Byte => is(&ASCII) || is(&INT),
        Family::Int => is(&INT),
        Family::Measured => measures || name == "capacity",
    });
    Looks::Of(families, owns.then_some(id))
}

impl Builder<'_> {
    /// Whether the call consumes an iterator, as is known. Asked only where a value that may be there still has to be more than held: to be
    /// cloned, or to have a type.
    pub(super) fn consumes_iterator(&self, local: LocalId, call: &ExprMethodCall) -> bool {
        self.types.is_some() && self.locals[local].iterator && takes_iterator(call)
    }

    /// Whether the value is an iterator of the standard library: a container's, a range, or what one of the methods of these makes.
    pub(super) fn makes_iterator(&self, expr: &Expr) -> bool {
        #[rustfmt::skip]
        const ADAPTS: [&str; 23] = [
            "chain", "cloned", "copied", "cycle", "enumerate", "filter", "filter_map", "flat_map", "flatten", "fuse", "inspect",
            "into_iter", "map", "map_while", "peekable", "rev", "scan", "skip", "skip_while", "step_by", "take", "take_while", "zip",
        ];
        const GOES_THROUGH: [&str; 7] = ["iter", "iter_mut", "drain", "chars", "bytes", "lines", "keys"];
        let is = |names: &[&str], name: &Ident| names.iter().any(|known| name == known);
        match expr {
            Expr::Paren(paren) => self.makes_iterator(&paren.expr),
            Expr::Range(range) => range.start.is_some(),
            Expr::Path(_) => self.local_of(expr).is_some_and(|(local, _)| self.locals[local].iterator),
            Expr::MethodCall(call) if is(&GOES_THROUGH, &call.method) => {
                let of = self.local_of(&call.receiver);
                of.is_some_and(|(local, _)| self.is_known_container(local)) || makes_container(&call.receiver)
            }
            Expr::MethodCall(call) => is(&ADAPTS, &call.method) && self.makes_iterator(&call.receiver),
            _ => false,
        }
    }
}

/// Whether it is one of the methods that take an iterator.
fn takes_iterator(call: &ExprMethodCall) -> bool {
    let name = call.method.to_string();
    ITERATOR.contains(&name.as_str()) || name == "take" && call.args.len() == 1
}
