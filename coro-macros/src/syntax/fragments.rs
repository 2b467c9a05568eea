//! What a `macro_rules!` macro was given, in the function that it makes: `2 * $n` is `2 * (a + b)`, whatever `$n` stands for.
//!
//! rustc hands a fragment to a macro of ours between delimiters that nobody sees, and takes no notice of them in what it gets back.
//! So they become parentheses where what stands beside them would be read with what is between them. A fragment that has an argument,
//! an initializer or the like to itself stays as it is: there parentheses change nothing, and macros may look at what they are given.

use proc_macro2::{Delimiter, Group, Spacing, Span, TokenStream, TokenTree};
use syn::parse::Parse;
use syn::visit::{self, Visit};
use syn::{Expr, ExprGroup, Macro};

/// Reads what may have fragments in it. `look` shows where they may be.
pub(crate) fn parse<T: Parse>(tokens: TokenStream, look: impl FnOnce(&T, &mut Fragments)) -> syn::Result<T> {
    let (tokens, read) = match syn::parse2(tokens.clone()) {
        Ok(read) => (tokens, read),
        Err(error) => {
            let tokens = opened(tokens);
            let read = syn::parse2(tokens.clone()).map_err(|_| error)?;
            (tokens, read)
        }
    };
    let mut fragments = Fragments(false);
    look(&read, &mut fragments);
    if fragments.0 { syn::parse2(delimited(tokens)) } else { Ok(read) }
}

/// Whether there are any.
pub(crate) struct Fragments(bool);

impl Visit<'_> for Fragments {
    fn visit_expr_group(&mut self, _: &ExprGroup) {
        self.0 = true;
    }

    fn visit_macro(&mut self, mac: &Macro) {
        self.0 |= has_any(mac.tokens.clone());
        visit::visit_macro(self, mac);
    }
}

fn has_any(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Group(group) => group.delimiter() == Delimiter::None || has_any(group.stream()),
        TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// The tokens with statements that are a fragment as if they were written: a block needs no semicolon there.
fn opened(tokens: TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let at = |at: usize| match &tokens[at] {
        TokenTree::Group(group) => {
            let inner = opened(group.stream());
            let is_fragment = group.delimiter() == Delimiter::None;
            if is_fragment && is_statement(&tokens[..at], &tokens[at + 1..]) && is_block(&inner) {
                return inner.into_iter().map(unlinted).collect::<TokenStream>();
            }
            let mut made = Group::new(group.delimiter(), inner);
            made.set_span(group.span());
            TokenTree::Group(made).into()
        }
        token @ (TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_)) => token.clone().into(),
    };
    (0..tokens.len()).map(at).collect()
}

/// With delimiters of a place that no lint takes for the user's: these are not superfluous.
fn unlinted(mut token: TokenTree) -> TokenTree {
    if let TokenTree::Group(group) = &mut token {
        group.set_span(Span::mixed_site().located_at(group.span()));
    }
    token
}

/// Whether what is between the two stands alone among statements.
fn is_statement(before: &[TokenTree], behind: &[TokenTree]) -> bool {
    let begins = match before.last() {
        None => true,
        Some(TokenTree::Punct(sign)) => sign.as_char() == ';',
        Some(TokenTree::Group(group)) => matches!(group.delimiter(), Delimiter::Brace | Delimiter::None),
        Some(TokenTree::Ident(_) | TokenTree::Literal(_)) => false,
    };
    begins && !matches!(behind, [TokenTree::Punct(_), ..])
}

/// Whether it is an expression that ends a statement by itself.
fn is_block(fragment: &TokenStream) -> bool {
    matches!(
        syn::parse2(fragment.clone()),
        Ok(Expr::Block(_)
            | Expr::Const(_)
            | Expr::ForLoop(_)
            | Expr::If(_)
            | Expr::Loop(_)
            | Expr::Match(_)
            | Expr::Unsafe(_)
            | Expr::While(_))
    )
}

/// The tokens with parentheses around fragments that need them.
fn delimited(tokens: TokenStream) -> TokenStream {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let at = |at: usize| match &tokens[at] {
        TokenTree::Group(group) if is_text(&tokens[..at]) => TokenTree::Group(group.clone()),
        TokenTree::Group(group) => {
            let (before, behind) = (&tokens[..at], &tokens[at + 1..]);
            let is_fragment = group.delimiter() == Delimiter::None;
            let needs = is_fragment && needs_parentheses(group.stream(), before, behind);
            let delimiter = if needs { Delimiter::Parenthesis } else { group.delimiter() };
            let mut made = Group::new(delimiter, delimited(group.stream()));
            made.set_span(group.span());
            if needs { unlinted(TokenTree::Group(made)) } else { TokenTree::Group(made) }
        }
        token @ (TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_)) => token.clone(),
    };
    (0..tokens.len()).map(at).collect()
}

/// Whether what follows is the argument of `stringify!`.
fn is_text(before: &[TokenTree]) -> bool {
    matches!(before, [.., TokenTree::Ident(name), TokenTree::Punct(not)] if not.as_char() == '!' && name == "stringify")
}

/// A type or a pattern that is read as an expression here may have parentheses as well.
fn needs_parentheses(fragment: TokenStream, before: &[TokenTree], behind: &[TokenTree]) -> bool {
    let Ok(mut expr) = syn::parse2::<Expr>(fragment) else { return false };
    while let Expr::Group(group) = expr {
        expr = *group.expr;
    }
    match expr {
        Expr::Assign(_)
        | Expr::Binary(_)
        | Expr::Break(_)
        | Expr::Cast(_)
        | Expr::Closure(_)
        | Expr::Range(_)
        | Expr::Return(_)
        | Expr::Struct(_)
        | Expr::Yield(_) => !(begins(before) && ends(behind)),
        Expr::RawAddr(_) | Expr::Reference(_) | Expr::Unary(_) => is_postfix(behind),
        Expr::Field(_) => {
            matches!(behind, [TokenTree::Group(called), ..] if called.delimiter() == Delimiter::Parenthesis)
        }
        _ => false,
    }
}

/// Whether what follows is an expression of its own, as far as what is before it goes.
fn begins(before: &[TokenTree]) -> bool {
    match before {
        [] => true,
        [.., TokenTree::Ident(word)] => word == "let" || word == "return",
        [.., TokenTree::Punct(first), TokenTree::Punct(last)] if first.spacing() == Spacing::Joint => {
            matches!((first.as_char(), last.as_char()), ('=', '>'))
        }
        [.., TokenTree::Punct(last)] => matches!(last.as_char(), ',' | ';' | '='),
        [.., TokenTree::Group(_) | TokenTree::Literal(_)] => false,
    }
}

/// Whether what precedes is an expression of its own, as far as what is behind it goes.
fn ends(behind: &[TokenTree]) -> bool {
    match behind {
        [] => true,
        [TokenTree::Punct(first), TokenTree::Punct(second), ..] if first.spacing() == Spacing::Joint => {
            matches!((first.as_char(), second.as_char()), ('=', '>'))
        }
        [TokenTree::Punct(first), ..] => matches!(first.as_char(), ',' | ';' | '='),
        [TokenTree::Ident(_) | TokenTree::Group(_) | TokenTree::Literal(_), ..] => false,
    }
}

/// Whether a method, a field, `?`, an index or a call follows.
fn is_postfix(behind: &[TokenTree]) -> bool {
    match behind {
        [TokenTree::Punct(dot), ..] => match dot.as_char() {
            '.' => dot.spacing() == Spacing::Alone,
            '?' => true,
            _ => false,
        },
        [TokenTree::Group(group), ..] => {
            matches!(group.delimiter(), Delimiter::Parenthesis | Delimiter::Bracket)
        }
        [] | [TokenTree::Ident(_) | TokenTree::Literal(_), ..] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::delimited;
    use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
    use std::str::FromStr as _;

    /// Text in which `$` stands for the fragment.
    fn with(fragment: &str, text: &str) -> String {
        fn put(tokens: TokenStream, fragment: &TokenStream) -> TokenStream {
            let each = |token| match token {
                TokenTree::Punct(sign) if sign.as_char() == '$' => {
                    TokenTree::Group(Group::new(Delimiter::None, fragment.clone()))
                }
                TokenTree::Group(group) => {
                    TokenTree::Group(Group::new(group.delimiter(), put(group.stream(), fragment)))
                }
                token => token,
            };
            tokens.into_iter().map(each).collect()
        }
        let tokens = |text| TokenStream::from_str(text).expect("tokens");
        let tokens = put(tokens(text), &tokens(fragment));
        delimited(tokens).to_string().replace(' ', "")
    }

    #[test]
    fn operands() {
        assert_eq!(with("a + b", "2 * $"), "2*(a+b)");
        assert_eq!(with("a + b", "$.f($, c)"), "(a+b).f(a+b,c)");
        assert_eq!(with("a == b", "x == $ && !$"), "x==(a==b)&&!(a==b)");
        assert_eq!(with("|n| n", "$(1)"), "(|n|n)(1)");
        assert_eq!(with("self.call", "$(1) + $"), "(self.call)(1)+self.call");
        assert_eq!(with("S { n: 1 }", "if $ == $ { }"), "if(S{n:1})==(S{n:1}){}");
        assert_eq!(with("a as u8", "$ < b"), "(aasu8)<b");
    }

    #[test]
    fn what_stands_alone() {
        for text in ["f($)", "let x = $;", "[$, $]", "match a { _ => $, }", "return $;", "{ $ }"] {
            let compact = text.replace(' ', "");
            assert_eq!(with("a + b", text).replace("a+b", "$"), compact);
        }
        assert_eq!(with("a | b", "match x { $ => 1 }"), "matchx{a|b=>1}");
    }

    #[test]
    fn signs_before_an_operand() {
        assert_eq!(with("-1", "$.abs() - $"), "(-1).abs()--1");
        assert_eq!(with("-1", "$..=1"), "-1..=1");
        assert_eq!(with("&a", "f::<$>($[0])"), "f::<&a>((&a)[0])");
    }

    #[test]
    fn what_is_shown_as_it_is() {
        assert_eq!(with("a + b", "stringify!(2 * $)"), "stringify!(2*a+b)");
        assert_eq!(with("a", "2 * $"), "2*a");
        assert_eq!(with("dyn A + B", "&$"), "&dynA+B");
    }
}
