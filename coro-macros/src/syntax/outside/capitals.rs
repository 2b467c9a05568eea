//! Variables with names that begin with capital letters, like those of constants and variants.

use super::file_of;
use crate::syntax::block;
use proc_macro2::{Ident, LineColumn};
use std::cell::RefCell;
use std::collections::HashMap;
use std::ops::Range;
use syn::spanned::Spanned;

thread_local! {
    /// The function that is being expanded, and what is known of names in it.
    static FUNCTION: RefCell<Function> = RefCell::default();
}

#[derive(Default)]
struct Function {
    place: Option<Range<LineColumn>>,
    known: HashMap<String, bool>,
}

/// Begins with a function.
pub(super) fn begin(sig: &syn::Signature, body: &syn::Block) {
    let start = if block::stands_for_one(sig) { body.span() } else { sig.fn_token.span };
    let place = Some(start.start()..body.brace_token.span.close().end());
    FUNCTION.set(Function { place, known: HashMap::new() });
}

/// Whether a name can be that of a variable only: its file mentions it in the function alone, where no item is called so, and imports
/// nothing by `*`.
pub(crate) fn is_variable_in_capitals(name: &Ident) -> bool {
    let text = name.to_string();
    if matches!(&*text, "None" | "Self") || !text.starts_with(char::is_uppercase) {
        return false;
    }
    if let Some(known) = FUNCTION.with_borrow(|function| function.known.get(&text).copied()) {
        return known;
    }
    let is_variable = is_mentioned_inside_only(name, &text).unwrap_or(false);
    FUNCTION.with_borrow_mut(|function| function.known.insert(text, is_variable));
    is_variable
}

fn is_mentioned_inside_only(name: &Ident, word: &str) -> Option<bool> {
    let file = file_of(name.span())?;
    let place = FUNCTION.with_borrow(|function| function.place.clone())?;
    let start = file.offset(place.start.line, place.start.column)?;
    let end = file.offset(place.end.line, place.end.column)?;
    Some(start < end && is_variable_in(&file.text, start..end, word))
}

fn is_variable_in(text: &str, function: Range<usize>, word: &str) -> bool {
    let is_part = |c: char| c == '_' || c.is_alphanumeric();
    let mut mentions = text
        .match_indices(word)
        .filter(|(at, _)| !text[..*at].ends_with(is_part) && !text[at + word.len()..].starts_with(is_part));
    let is_declared = |at: usize| {
        let before = text[..at].trim_end();
        ["const", "static", "struct", "mut", "::", ",", "{"].iter().any(|word| before.ends_with(word))
            && ["const ", "static ", "struct ", "use "].iter().any(|word| declares(before, word))
    };
    !text.contains("::*")
        && !text.contains("::{*")
        && mentions.all(|(at, _)| function.contains(&at) && !is_declared(at))
}

/// Whether the statement or the item that a text ends in begins with a word.
fn declares(before: &str, word: &str) -> bool {
    let start = before.rfind([';', '}']).map_or(0, |end| end + 1);
    before[start..].contains(word) || before.ends_with(word.trim_end())
}

#[cfg(test)]
mod tests {
    use super::is_variable_in;

    #[test]
    fn names_of_variables() {
        let inside = |text: &str, word: &str| {
            let start = text.find("fn ").expect("there is a function");
            let end = text.rfind('}').expect("it has a body") + 1;
            is_variable_in(text, start..end, word)
        };
        assert!(inside("use x::Y; fn f() { let (N, M) = g(); }", "N"));
        assert!(inside("fn f() { match g() { Some(Value) => Value } }", "Value"));
        assert!(inside("const MAX: u8 = 1; fn f() { let X = 1; }", "X"));
        for text in [
            "const N: u8 = 1; fn f() { match g() { N => 1 } }",
            "use x::N; fn f() { match g() { N => 1 } }",
            "use x::*; fn f() { match g() { N => 1 } }",
            "use x::{*, Y}; fn f() { match g() { N => 1 } }",
            "fn f() { const N: u8 = 1; match g() { N => 1 } }",
            "fn f() { struct N; match g() { N => 1 } }",
            "fn f() { use x::{M, N}; match g() { N => 1 } }",
            "fn f() { use x::N; match g() { N => 1 } }",
            "define!(N); fn f() { match g() { N => 1 } }",
        ] {
            assert!(!inside(text, "N"), "{text}");
        }
    }
}
