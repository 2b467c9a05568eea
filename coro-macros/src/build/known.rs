//! What is known of a value from how it is written: whether there is anything to drop, and how large it is.
//!
//! Types are not known here, but many are written down, or follow: a literal, a cast, a comparison, a number added to a
//! number, what is behind an index. It decides what is held (a value with nothing to drop is gone after its last use) and
//! how slots are packed. Names are taken at their word: `u32` is the number.

use super::Builder;
use crate::ir::{LocalId, Number};
use crate::syntax::outside::primitives::primitive;
use crate::syntax::suspends::{is_comparison, is_constructor, is_place};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{BinOp, Expr, Lit, Pat, Type, UnOp};

/// What is known of a value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Known {
    Nothing,
    /// A reference of any kind, or something that is `Copy`.
    Inert,
    /// Something that is `Copy`.
    Copy,
    /// A shared reference.
    Shared,
    /// Copied out of what a reference or an index leads to: `Copy`, or the check rejects it.
    Part,
    /// A raw pointer.
    Pointer,
    /// A number, a `bool`, or a `char`.
    Number(Number),
}

impl Known {
    pub(super) const BOOL: Known = Known::Number(Number { size: Some(1) });

    /// What is known of a value of the type.
    pub(super) fn of_type(ty: &Type) -> Known {
        match ty {
            Type::Reference(reference) if reference.mutability.is_some() => Known::Inert,
            Type::Reference(_) => Known::Shared,
            Type::BareFn(_) => Known::Copy,
            Type::Ptr(_) => Known::Pointer,
            Type::Path(path) if path.qself.is_none() => {
                primitive(&path.path).map_or(Known::Nothing, |name| Known::of_name(&name))
            }
            Type::Tuple(tuple) => Known::all(tuple.elems.iter().map(Known::of_type)),
            Type::Array(array) => Known::all([Known::of_type(&array.elem)]),
            Type::Paren(paren) => Known::of_type(&paren.elem),
            Type::Group(group) => Known::of_type(&group.elem),
            _ => Known::Nothing,
        }
    }

    fn of_name(name: &str) -> Known {
        let size = match name {
            "bool" | "u8" | "i8" => 1,
            "u16" | "i16" => 2,
            "char" | "u32" | "i32" | "f32" => 4,
            "u64" | "i64" | "f64" => 8,
            "u128" | "i128" => 16,
            // As large as a pointer, which depends on the machine.
            "usize" | "isize" => return Known::Number(Number { size: None }),
            _ => return Known::Nothing,
        };
        Known::Number(Number { size: Some(size) })
    }

    /// What is known of a value that holds all of these.
    fn all(parts: impl IntoIterator<Item = Known>) -> Known {
        let copied = parts.into_iter().all(|part| !matches!(part, Known::Nothing | Known::Inert));
        if copied { Known::Copy } else { Known::Nothing }
    }

    /// What is known of a value that is copied out of this one, or out of what it refers to.
    fn part(self) -> Known {
        if self == Known::Nothing { Known::Nothing } else { Known::Part }
    }

    /// What is known of what a pattern binds in this value: a part of it, or a reference to one.
    pub(super) fn bound(self) -> Known {
        if self == Known::Nothing { Known::Nothing } else { Known::Inert }
    }

    /// What is known if both are true.
    pub(super) fn or(self, other: Known) -> Known {
        match (self, other) {
            (Known::Number(a), Known::Number(b)) => Known::Number(Number { size: a.size.or(b.size) }),
            (number @ Known::Number(_), _) | (_, number @ Known::Number(_)) => number,
            (Known::Pointer, _) | (_, Known::Pointer) => Known::Pointer,
            (Known::Shared, _) | (_, Known::Shared) => Known::Shared,
            (Known::Copy, _) | (_, Known::Copy) => Known::Copy,
            (Known::Part, _) | (_, Known::Part) => Known::Part,
            (Known::Inert, _) | (_, Known::Inert) => Known::Inert,
            (Known::Nothing, Known::Nothing) => Known::Nothing,
        }
    }
}

impl Builder<'_> {
    /// What is known of the expression's value.
    pub(super) fn known(&self, expr: &Expr) -> Known {
        match expr {
            Expr::Lit(literal) => of_literal(&literal.lit),
            Expr::Path(path) => match self.local_of(expr) {
                Some((local, _)) => self.known_local(local),
                None => of_associated(path),
            },
            Expr::Reference(reference) if reference.mutability.is_some() => Known::Inert,
            Expr::Reference(_) => Known::Shared,
            Expr::RawAddr(_) => Known::Pointer,
            Expr::Paren(paren) => self.known(&paren.expr),
            Expr::Group(group) => self.known(&group.expr),
            Expr::Binary(binary) => self.known_binary(binary),
            Expr::Unary(unary) => match (unary.op, self.known(&unary.expr)) {
                (UnOp::Deref(_), base) => base.part(),
                (_, number @ Known::Number(_)) => number,
                _ => Known::Nothing,
            },
            Expr::Cast(cast) => Known::of_type(&cast.ty),
            // Nothing can be moved out of an index.
            Expr::Index(_) => Known::Part,
            Expr::Field(field) => match &*field.base {
                Expr::Index(_) => Known::Part,
                base => self.known(base).part(),
            },
            Expr::Tuple(tuple) => Known::all(tuple.elems.iter().map(|elem| self.known(elem))),
            // Of an element type that may be any.
            Expr::Array(array) if array.elems.is_empty() => Known::Inert,
            Expr::Array(array) => Known::all(array.elems.iter().map(|elem| self.known(elem))),
            Expr::Repeat(repeat) => Known::all([self.known(&repeat.expr)]),
            Expr::Call(call) => match &*call.func {
                Expr::Path(path) if is_from(path) => of_associated(path),
                _ => Known::Nothing,
            },
            Expr::MethodCall(call) => self.known_call(call),
            // It captures nothing.
            Expr::Closure(_) if !self.may_capture(expr) => Known::Copy,
            _ => Known::Nothing,
        }
    }

    /// What is known of the value that waits to be given to something. What is behind a reference may be an exclusive one itself, that
    /// natively goes on where it is given to.
    pub(super) fn known_operand(&self, expr: &Expr) -> Known {
        match self.known(expr) {
            Known::Copy | Known::Shared | Known::Part if is_place(expr) && self.local_of(expr).is_none() => {
                Known::Inert
            }
            known => known,
        }
    }

    /// What is known of what a method gives: one of a number's own, or of a container's, of which nobody's trait has a better one.
    fn known_call(&self, call: &syn::ExprMethodCall) -> Known {
        let receiver = &*call.receiver;
        if let number @ Known::Number(_) = self.known(receiver) {
            return of_numbers_method(number, &call.method);
        }
        let measured = self.local_of(receiver).is_some_and(|(local, _)| self.is_known_container(local));
        if measured && call.method == "len" { Known::Number(Number { size: None }) } else { Known::Nothing }
    }

    fn known_binary(&self, binary: &syn::ExprBinary) -> Known {
        if is_comparison(&binary.op) || matches!(binary.op, BinOp::And(_) | BinOp::Or(_)) {
            return Known::BOOL;
        }
        // An operator of anything but numbers may give anything.
        match (self.known(&binary.left), self.known(&binary.right)) {
            (left @ Known::Number(_), Known::Number(_))
                if matches!(binary.op, BinOp::Shl(_) | BinOp::Shr(_)) =>
            {
                left
            }
            (left @ Known::Number(_), right @ Known::Number(_)) => left.or(right),
            _ => Known::Nothing,
        }
    }

    /// What is known of the items of what a `for` loop goes through.
    pub(super) fn known_item(&self, iterable: &Expr) -> Known {
        match iterable {
            Expr::Paren(paren) => self.known_item(&paren.expr),
            Expr::Range(range) => {
                let ends = [&range.start, &range.end].into_iter().flatten().map(|end| self.known(end));
                ends.reduce(
                    |a, b| if a == Known::Nothing || b == Known::Nothing { Known::Nothing } else { a.or(b) },
                )
                .unwrap_or(Known::Nothing)
            }
            _ => Known::Nothing,
        }
    }

    /// What is known of each name of `let (a, b) = (value, value)`.
    pub(super) fn known_parts(&self, pat: &Pat, init: &Expr) -> Vec<(Ident, Known)> {
        match (pat, init) {
            (Pat::Tuple(pat), Expr::Tuple(tuple)) if pat.elems.len() == tuple.elems.len() => {
                let parts = pat.elems.iter().zip(&tuple.elems);
                parts.flat_map(|(pat, elem)| self.known_parts(pat, elem)).collect()
            }
            (Pat::Ident(name), value) if name.by_ref.is_none() && name.subpat.is_none() => {
                vec![(name.ident.clone(), self.known(value))]
            }
            _ => Vec::new(),
        }
    }

    pub(super) fn known_local(&self, local: LocalId) -> Known {
        let local = &self.locals[local];
        match local.number {
            Some(number) => Known::Number(number),
            None if local.pointer => Known::Pointer,
            None if local.copied_out => Known::Part,
            None if local.shared => Known::Shared,
            None if local.copied => Known::Copy,
            None if local.inert => Known::Inert,
            None => Known::Nothing,
        }
    }

    /// Notes what is known of a local's value.
    pub(super) fn note(&mut self, local: LocalId, known: Known) {
        let local = &mut self.locals[local];
        local.inert = known != Known::Nothing;
        local.pointer = known == Known::Pointer;
        local.copied = matches!(known, Known::Copy | Known::Shared | Known::Part);
        local.shared = known == Known::Shared;
        local.copied_out = known == Known::Part;
        local.number = match known {
            Known::Number(number) => Some(number),
            Known::Nothing | Known::Inert | Known::Copy | Known::Shared | Known::Part | Known::Pointer => {
                None
            }
        };
    }
}

/// Whether a type is a container of the standard library, by its name.
pub(super) fn is_container(ty: &Type) -> bool {
    matches!(ty, Type::Path(path) if path.path.segments.last().is_some_and(|last| names_container(&last.ident)))
}

pub(super) fn names_container(name: &Ident) -> bool {
    const NAMES: [&str; 11] = [
        "String",
        "Vec",
        "VecDeque",
        "BTreeMap",
        "BTreeSet",
        "BinaryHeap",
        "HashMap",
        "HashSet",
        "LinkedList",
        "OsString",
        "PathBuf",
    ];
    NAMES.iter().any(|known| name == known)
}

/// `Type` in `Type::new(..)` and the like.
pub(super) fn made_by(call: &syn::ExprCall) -> Option<&Ident> {
    let Expr::Path(path) = &*call.func else { return None };
    let mut segments = path.path.segments.iter().rev().map(|segment| &segment.ident);
    let makes = |name: &&Ident| *name == "new" || *name == "from" || *name == "with_capacity";
    segments.next().filter(makes).filter(|_| path.qself.is_none())?;
    segments.next()
}

/// Whether containers' own methods of the name take the container, whichever it is.
pub(super) fn takes_container(method: &Ident) -> bool {
    let name = method.to_string();
    name == "into" || name == "leak" || name.starts_with("into_")
}

/// Whether no part of a value borrows anything, by the words of its type or of what makes it.
pub(super) fn owns_all(words: &impl ToTokens) -> bool {
    const MAKE: [&str; 7] = ["vec", "format", "from", "new", "with_capacity", "to_string", "str"];
    fn is_plain(name: &Ident) -> bool {
        let word = name.to_string();
        Known::of_name(&word) != Known::Nothing || MAKE.contains(&word.as_str()) || names_container(name)
    }
    fn all(tokens: TokenStream) -> bool {
        tokens.into_iter().all(|token| match token {
            TokenTree::Group(group) => all(group.stream()),
            TokenTree::Ident(name) => is_plain(&name),
            TokenTree::Punct(punct) => !matches!(punct.as_char(), '&' | '\''),
            TokenTree::Literal(_) => true,
        })
    }
    all(words.to_token_stream())
}

/// Whether the expression makes a container: `vec![1]`, `String::from("text")`, `"text".to_string()`.
pub(super) fn makes_container(expr: &Expr) -> bool {
    match expr {
        Expr::Paren(paren) => makes_container(&paren.expr),
        Expr::Group(group) => makes_container(&group.expr),
        Expr::Macro(call) => call.mac.path.is_ident("vec") || call.mac.path.is_ident("format"),
        Expr::MethodCall(call) if call.method == "to_string" || call.method == "to_vec" => true,
        Expr::MethodCall(call) if call.method == "collect" => {
            let types = call.turbofish.iter().flat_map(|turbofish| &turbofish.args);
            types.into_iter().any(|ty| matches!(ty, syn::GenericArgument::Type(ty) if is_container(ty)))
        }
        Expr::Call(call) => made_by(call).is_some_and(names_container),
        _ => false,
    }
}

/// Whether containers' own methods of the name borrow the container, whichever it is.
pub(super) fn borrows_container(method: &Ident) -> bool {
    #[rustfmt::skip]
    const METHODS: [&str; 142] = [
        "append", "as_bytes", "as_mut_slice", "as_mut_str", "as_mut_vec", "as_path", "as_slice", "as_str", "back",
        "binary_search", "binary_search_by", "binary_search_by_key", "bytes", "capacity", "char_indices", "chars",
        "chunks", "chunks_exact", "chunks_mut", "clear", "clone", "clone_from_slice", "concat", "contains",
        "contains_key", "copy_from_slice", "dedup", "dedup_by_key", "drain", "ends_with", "entry",
        "eq_ignore_ascii_case", "extend", "extend_from_slice", "extend_from_within", "extension", "file_name",
        "file_stem", "fill", "find", "first", "first_key_value", "first_mut", "front", "get", "get_key_value",
        "get_mut", "insert", "insert_str", "is_ascii", "is_char_boundary", "is_disjoint", "is_empty", "is_subset",
        "is_superset", "iter", "iter_mut", "join", "keys", "last", "last_key_value", "last_mut", "len", "lines",
        "make_ascii_lowercase", "make_ascii_uppercase", "match_indices", "matches", "parent", "parse", "peek", "pop",
        "pop_back", "pop_first", "pop_front", "pop_last", "push", "push_back", "push_front", "push_str", "range",
        "range_mut", "remove", "remove_entry", "repeat", "replace_range", "reserve", "reserve_exact", "resize",
        "resize_with", "retain", "retain_mut", "reverse", "rfind", "rotate_left", "rotate_right", "rsplit",
        "rsplit_once", "rsplitn", "shrink_to_fit", "sort", "sort_by", "sort_by_cached_key", "sort_by_key",
        "sort_unstable", "sort_unstable_by", "sort_unstable_by_key", "splice", "split", "split_ascii_whitespace",
        "split_at", "split_first", "split_inclusive", "split_last", "split_off", "split_once", "split_terminator",
        "split_whitespace", "splitn", "starts_with", "strip_prefix", "strip_suffix", "swap", "swap_remove",
        "to_ascii_lowercase", "to_ascii_uppercase", "to_lowercase", "to_str", "to_string", "to_string_lossy",
        "to_uppercase", "to_vec", "trim", "trim_end", "trim_end_matches", "trim_matches", "trim_start",
        "trim_start_matches", "truncate", "values", "values_mut", "windows",
    ];
    METHODS.contains(&method.to_string().as_str())
}

/// Whether a raw pointer's own method of the name takes the pointer itself, so that nothing borrows the variable it is in.
pub(super) fn takes_pointer(method: &Ident) -> bool {
    #[rustfmt::skip]
    const METHODS: [&str; 33] = [
        "add", "addr", "as_mut", "as_ref", "byte_add", "byte_offset", "byte_sub", "cast", "cast_const", "cast_mut",
        "copy_from", "copy_from_nonoverlapping", "copy_to", "copy_to_nonoverlapping", "drop_in_place",
        "expose_provenance", "is_aligned", "is_null", "map_addr", "offset", "offset_from", "read", "read_unaligned",
        "read_volatile", "replace", "sub", "swap", "with_addr", "wrapping_add", "wrapping_offset", "wrapping_sub", "write",
        "write_unaligned",
    ];
    METHODS.contains(&method.to_string().as_str())
}

/// Methods of numbers that give a number of the same type. They take `self`, and are inherent or a prelude trait's.
#[rustfmt::skip]
const NUMBER: [&str; 30] = [
    "abs", "abs_diff", "ceil", "clamp", "div_ceil", "div_euclid", "floor", "isqrt", "max", "min", "pow", "powi",
    "rem_euclid", "reverse_bits", "rotate_left", "rotate_right", "round", "saturating_add", "saturating_mul",
    "saturating_sub", "signum", "sqrt", "swap_bytes", "trunc", "wrapping_add", "wrapping_mul", "wrapping_neg",
    "wrapping_shl", "wrapping_shr", "wrapping_sub",
];

/// Methods of numbers that count bits.
const COUNTS: [&str; 4] = ["count_ones", "count_zeros", "leading_zeros", "trailing_zeros"];

/// Whether a number's own method of the name gives nothing that borrows the number.
pub(super) fn takes_number(method: &Ident) -> bool {
    let name = method.to_string();
    NUMBER.contains(&name.as_str()) || COUNTS.contains(&name.as_str())
}

/// What a method of numbers gives.
fn of_numbers_method(number: Known, method: &Ident) -> Known {
    let name = method.to_string();
    if NUMBER.contains(&name.as_str()) {
        number
    } else if COUNTS.contains(&name.as_str()) {
        Known::Number(Number { size: Some(4) })
    } else {
        Known::Nothing
    }
}

fn of_literal(literal: &Lit) -> Known {
    let suffix = match literal {
        Lit::Int(int) => int.suffix(),
        Lit::Float(float) => float.suffix(),
        Lit::Byte(_) => "u8",
        Lit::Bool(_) => "bool",
        Lit::Char(_) => "char",
        _ => return Known::Shared,
    };
    Known::Number(Number { size: None }).or(Known::of_name(suffix))
}

/// `u32::MAX`, or what `u32::from` gives.
fn of_associated(path: &syn::ExprPath) -> Known {
    let segments: Vec<&Ident> = path.path.segments.iter().map(|segment| &segment.ident).collect();
    match segments.as_slice() {
        [ty, name] if path.qself.is_none() && (is_constant(&name.to_string()) || *name == "from") => {
            primitive(&(*ty).clone().into()).map_or(Known::Nothing, |name| Known::of_name(&name))
        }
        _ => Known::Nothing,
    }
}

fn is_from(path: &syn::ExprPath) -> bool {
    path.path.segments.last().is_some_and(|last| last.ident == "from")
}

fn is_constant(name: &str) -> bool {
    name.chars().all(|c| c.is_uppercase() || c == '_')
}

/// Whether the value is a closure or a block, or holds one.
pub(super) fn makes_capture(expr: &Expr) -> bool {
    match expr {
        Expr::Closure(_) | Expr::Async(_) => true,
        Expr::Paren(paren) => makes_capture(&paren.expr),
        Expr::Group(group) => makes_capture(&group.expr),
        Expr::Tuple(tuple) => tuple.elems.iter().any(makes_capture),
        Expr::Array(array) => array.elems.iter().any(makes_capture),
        Expr::Call(call) => is_constructor(&call.func) && call.args.iter().any(makes_capture),
        _ => false,
    }
}
