//! Finds the structs and enums of a file: what the fields of an argument are.

use super::lexer::{Lexer, Token};
use super::{File, file_of, place_of};
use proc_macro2::{Span, TokenStream};
use std::collections::HashMap;
use std::str::FromStr;

/// The definition of the struct or the enum that a name means at a place, if its file has one of that name, in a module or a block that the
/// place is in as well.
pub(crate) fn definition_of_type(name: &str, at: Span) -> Option<syn::Item> {
    let (file, place) = place_of(at)?;
    let from = file.groups().meant(&starts_of(&file, name, &["struct ", "enum "]), place)?;
    let tokens = TokenStream::from_str(&file.text[from..end_of(&file.text, from)?]).ok()?;
    syn::parse2(tokens).ok()
}

/// Whether the file of a place defines only one type of that name, by an item without attributes that may make another one of it.
pub(crate) fn is_kept_as_written(name: &str, at: Span) -> bool {
    const KNOWN: [&str; 14] = [
        "derive",
        "doc",
        "allow",
        "expect",
        "warn",
        "deny",
        "must_use",
        "repr",
        "non_exhaustive",
        "deprecated",
        "serde",
        "error",
        "cfg(",
        "cfg_attr",
    ];
    let Some(file) = file_of(at) else { return false };
    let Some(from) = start_of(&file, name, &["struct ", "enum ", "union ", "type "]) else { return false };
    let before = &file.text[..from];
    let start = before.rfind(['}', ';', '{']).unwrap_or(0);
    let mut attributes = before[start..].split("#[").skip(1);
    attributes.all(|attribute| KNOWN.iter().any(|known| attribute.trim_start().starts_with(known)))
}

/// Whether the file of a place says of its only type of that name that it is `Copy`.
pub(crate) fn is_copy(name: &str, at: Span) -> bool {
    let Some(file) = file_of(at) else { return false };
    let Some(start) = start_of(&file, name, &["struct ", "enum ", "union "]) else { return false };
    let before = &file.text[..start];
    let attributes = &before[before.rfind([';', '}']).map_or(0, |end| end + 1)..];
    attributes.contains("Copy") || file.copied_types().contains(name)
}

/// The same for what a type is called beside its name, unless that is a type of an impl block's.
pub(crate) fn definition_of_alias(name: &str, at: Span) -> Option<syn::ItemType> {
    let (file, place) = place_of(at)?;
    let is_meant = |from: &usize| file.groups().hold_both(*from, place) && !file.groups().are_impl(*from);
    let from = start_of(&file, name, &["type "]).filter(is_meant)?;
    syn::parse_str(&file.text[from..end_of(&file.text, from)?]).ok()
}

/// Where the only definition of that name begins.
fn start_of(file: &File, name: &str, words: &[&str]) -> Option<usize> {
    let starts = starts_of(file, name, words);
    if let [only] = *starts { Some(only) } else { None }
}

/// Where the definitions of that name begin.
fn starts_of(file: &File, name: &str, words: &[&str]) -> Vec<usize> {
    let is_definition = |at: &usize| {
        let before = &file.text[..*at];
        let is_fresh = before.ends_with(|c: char| c.is_whitespace() || c == '}' || c == ')');
        (is_fresh || *at == 0) && !is_comment(before)
    };
    let named = file.defined_types().get(name).into_iter().flatten();
    let starts = named.filter(|(word, _)| words.contains(word)).map(|(_, at)| *at);
    starts.filter(is_definition).collect()
}

/// The words `struct`, `enum`, `union` and `type` of a file, and where they are, by the names behind them.
pub(super) type Defined = HashMap<String, Vec<(&'static str, usize)>>;

/// They are asked for with each type that a function mentions: the text is looked through once.
pub(super) fn defined(text: &str) -> Defined {
    let mut defined = Defined::new();
    for word in ["struct ", "enum ", "union ", "type "] {
        for (at, _) in text.match_indices(word) {
            let name = &text[at + word.len()..];
            let raw = if name.starts_with("r#") { 2 } else { 0 };
            let end = name[raw..].find(|c: char| c != '_' && !c.is_alphanumeric());
            let name = &name[..end.map_or(name.len(), |end| raw + end)];
            defined.entry(name.to_owned()).or_default().push((word, at));
        }
    }
    defined
}

/// Whether what follows is in a comment that ends with its line.
fn is_comment(before: &str) -> bool {
    before[before.rfind('\n').map_or(0, |end| end + 1)..].contains("//")
}

/// Behind the definition: `;`, or the end of its braces.
pub(super) fn end_of(text: &str, from: usize) -> Option<usize> {
    let mut lexer = Lexer::new(&text[from..]);
    let mut depth = 0;
    let mut braces = false;
    while let Some(token) = lexer.next() {
        match token {
            Token::Open => {
                braces |= depth == 0 && text[..from + lexer.at].ends_with('{');
                depth += 1;
            }
            Token::Close => {
                depth -= 1;
                if depth == 0 && braces {
                    return Some(from + lexer.at);
                }
            }
            Token::Sign(';') if depth == 0 => return Some(from + lexer.at),
            Token::Sign(_) | Token::Word(_) | Token::Other => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::{end_of, start_of, starts_of};
    use crate::syntax::outside::File;

    fn definition(text: &str, name: &str) -> Option<String> {
        let file = File::of(None, text.to_owned());
        let from = start_of(&file, name, &["struct ", "enum "])?;
        Some(text[from..end_of(text, from)?].to_owned())
    }

    #[test]
    fn names_of_primitives() {
        let defined = |text| super::defined(text).contains_key("u64");
        assert!(defined("mod m { pub(crate) struct u64(String); }") && defined("type u64 = Box<u8>;"));
        assert!(!defined(
            "struct A { u64: u64 }\nstruct u64s; type A = u64; fn f(x: u8) -> u64 { x as u64 }"
        ));
    }

    #[test]
    fn definitions_of_one_name() {
        let text = "struct S { outer: u8 }\nmod m { struct S { of_m: u8 } fn f() { struct S { of_f: u8 } F } mod n { N } fn g() { G } }\n\
                    #[cfg(x)] pub(crate) mod o { struct S; struct S; O } R";
        let file = File::of(None, text.to_owned());
        let meant = |place: &str| {
            let place = text.find(place).expect("a place");
            let from = file.groups().meant(&starts_of(&file, "S", &["struct "]), place)?;
            Some(&text[from..end_of(text, from)?])
        };
        assert_eq!(meant("F }").unwrap(), "struct S { of_f: u8 }");
        assert_eq!(meant("G }").unwrap(), "struct S { of_m: u8 }");
        assert_eq!(meant("R").unwrap(), "struct S { outer: u8 }");
        assert_eq!((meant("N }"), meant("O }")), (None, None));
    }

    #[test]
    fn definitions() {
        let text = "use x; // struct B;\n/// A struct Tree<T> of a kind.\npub(crate) struct Tree<T> { left: Option<Box<Self>>, value: [T; 2] }\n\
                    struct Trees(u8, Vec<u8>);\nmod m { pub enum E { A { x: u8 }, B } } struct B;\nstruct Twice; mod n { struct Twice; }";
        let found = |name| definition(text, name);
        assert_eq!(found("Tree").unwrap(), "struct Tree<T> { left: Option<Box<Self>>, value: [T; 2] }");
        assert_eq!(found("Trees").unwrap(), "struct Trees(u8, Vec<u8>);");
        assert_eq!(found("E").unwrap(), "enum E { A { x: u8 }, B }");
        assert_eq!(found("B").unwrap(), "struct B;");
        assert_eq!((found("Twice"), found("C")), (None, None));
    }
}
