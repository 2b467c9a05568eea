//! Names that are in scope from elsewhere, and those that a header hides them by.

use super::lexer::{Lexer, Token};
use std::collections::HashSet;

/// The names that a file imports from elsewhere than the standard library. (In `use<..>` nothing is imported.)
pub(super) fn names(text: &str) -> HashSet<String> {
    let mut found = HashSet::new();
    let mut lexer = Lexer::new(text);
    while let Some(token) = lexer.next() {
        if matches!(token, Token::Word(word) if word == "use") && !lexer.rest().starts_with('<') {
            found.extend(import(&mut lexer).into_iter().map(str::to_owned));
        }
    }
    found
}

/// The standard library's macros that define nothing.
const DEFINE_NOTHING: [&str; 19] = [
    "assert",
    "assert_eq",
    "assert_ne",
    "dbg",
    "debug_assert",
    "debug_assert_eq",
    "debug_assert_ne",
    "eprint",
    "eprintln",
    "format",
    "format_args",
    "matches",
    "panic",
    "print",
    "println",
    "unreachable",
    "vec",
    "write",
    "writeln",
];

/// The names that a file may have a value of, and nothing if it imports what it does not name.
pub(super) fn values(text: &str) -> Option<HashSet<String>> {
    let mut found = HashSet::new();
    let mut lexer = Lexer::new(text);
    while let Some(token) = lexer.next() {
        let Token::Word(word) = token else { continue };
        match word {
            "use" if !lexer.rest().starts_with('<') => {
                let mut last = "";
                while let Some(token) = lexer.next() {
                    match token {
                        Token::Word(word) => {
                            found.insert(word.to_owned());
                            last = word;
                        }
                        Token::Sign('*') if last != "prelude" => return None,
                        Token::Sign(';') => break,
                        Token::Sign(_) | Token::Open | Token::Close | Token::Other => {}
                    }
                }
            }
            // Another macro may define what it is given.
            word if lexer.rest().starts_with('!') && !DEFINE_NOTHING.contains(&word) => {
                let mut depth = 0_usize;
                lexer.next();
                while let Some(token) = lexer.next() {
                    match token {
                        Token::Open => depth += 1,
                        Token::Close => depth = depth.saturating_sub(1),
                        Token::Word(word) => {
                            found.insert(word.to_owned());
                        }
                        Token::Sign('=') if depth == 0 => break,
                        Token::Sign(_) | Token::Other => {}
                    }
                    if depth == 0 && !matches!(token, Token::Word(_)) {
                        break;
                    }
                }
            }
            "fn" | "static" | "const" | "struct" | "mut" | "ref" => {
                let mut named = lexer.next();
                while matches!(named, Some(Token::Word("mut" | "ref"))) {
                    named = lexer.next();
                }
                if let Some(Token::Word(name)) = named {
                    found.insert(name.to_owned());
                }
            }
            _ => {}
        }
    }
    Some(found)
}

/// Reads an import to its end: of each path, the last word. `a::{self}` imports `a`.
fn import<'a>(lexer: &mut Lexer<'a>) -> Vec<&'a str> {
    let (mut first, mut last, mut around, mut found) = (None, None, Vec::new(), Vec::new());
    while let Some(token) = lexer.next() {
        match token {
            Token::Word(word) => {
                first.get_or_insert(word);
                let is_self = word == "self";
                last = around.last().filter(|_| is_self).copied().unwrap_or(Some(word));
            }
            Token::Open => around.push(last.take()),
            Token::Sign(sign @ (',' | ';')) => {
                found.extend(last.take());
                if sign == ';' {
                    break;
                }
            }
            Token::Close => {
                found.extend(last.take());
                around.pop();
            }
            Token::Sign('*') | Token::Other => last = None,
            Token::Sign(_) => {}
        }
    }
    let is_std = |first| ["std", "core", "alloc"].contains(&first);
    if first.is_some_and(is_std) { Vec::new() } else { found }
}

/// The words in the parameters of `impl<..> ..` and `trait Name<..> ..`, with those of their bounds.
pub(super) fn parameters(header: &str) -> HashSet<String> {
    let mut lexer = Lexer::new(header);
    while let Some(token) = lexer.next() {
        let Token::Word(word) = token else { continue };
        let begins = match word {
            "impl" => lexer.next(),
            "trait" => lexer.next().and_then(|_| lexer.next()),
            _ => continue,
        };
        return if let Some(Token::Sign('<')) = begins { within(&mut lexer) } else { HashSet::new() };
    }
    HashSet::new()
}

/// The words up to the end of what `<` began.
fn within(lexer: &mut Lexer<'_>) -> HashSet<String> {
    let (mut words, mut depth, mut is_arrow) = (HashSet::new(), 1_usize, false);
    while let Some(token) = lexer.next() {
        match &token {
            Token::Sign('<') => depth += 1,
            Token::Sign('>') if !is_arrow => depth -= 1,
            Token::Word(word) => {
                words.insert((*word).to_owned());
            }
            Token::Sign(_) | Token::Open | Token::Close | Token::Other => {}
        }
        if depth == 0 {
            break;
        }
        is_arrow = matches!(token, Token::Sign('-'));
    }
    words
}

#[cfg(test)]
mod tests {
    use super::{names, parameters, values};
    use std::collections::HashSet;

    fn sorted(words: HashSet<String>) -> Vec<String> {
        let mut words: Vec<_> = words.into_iter().collect();
        words.sort();
        words
    }

    #[test]
    fn imports_are_not_in_comments() {
        let text = "/// To use the `T`, call it.\nuse a::{b, C as D};\nfn f<E>() -> impl F + use<E> {}\n\
            pub use ::std::G; use crate::{H};";
        assert_eq!(sorted(names(text)), ["D", "H", "b"]);
    }

    #[test]
    fn imports_are_the_last_words() {
        let text =
            "use crate::format::{self, Format, write::{Write as _, *}};\nuse {vec::A, ::b::C::{self}};";
        assert_eq!(sorted(names(text)), ["A", "C", "Format", "_", "format"]);
    }

    #[test]
    fn values_of_a_file() {
        let text = "use a::{b, c as d}; use e::prelude::*; fn f(g: u8) { println!(\"{}\", h); let mut i = 3; if j != (k) {} }\n\
            make! { l(m) } make!(n); other! o { p } #![allow(q)] static r: u8 = 3; struct S; extern { static mut t: u8; }";
        let found = sorted(values(text).unwrap());
        assert_eq!(
            found,
            ["S", "a", "as", "b", "c", "d", "e", "f", "i", "l", "m", "n", "o", "p", "prelude", "r", "t"]
        );
        assert!(values("use a::*; fn f() {}").is_none());
    }

    #[test]
    fn parameters_of_headers() {
        for (header, words) in [
            ("impl<'a, T: Of<U>, const N: usize> X<Y> for Z ", &["N", "Of", "T", "U", "const", "usize"][..]),
            ("#[doc = \"impl<A>\"] unsafe impl<F: Fn() -> A, B> X ", &["A", "B", "F", "Fn"]),
            ("pub(crate) trait X<T>: Y<Z> ", &["T"]),
            ("impl X<Y> ", &[]),
            ("mod m ", &[]),
        ] {
            assert_eq!(sorted(parameters(header)), words, "{header}");
        }
    }
}
