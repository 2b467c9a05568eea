//! Which name means which local, by Rust's rules of scope and shadowing.

use crate::ir::LocalId;
use crate::syntax::formats::inline_captures;
use crate::syntax::mentions::names_of;
use proc_macro2::{Ident, Literal, Span, TokenStream, TokenTree};
use quote::ToTokens;
use std::collections::HashMap;
use syn::Expr;

/// What a name means.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Meaning {
    /// A local of the body.
    Local(LocalId),
    /// A variable of code that stays as it is: a closure's parameter, a binding inside of an expression.
    Inner,
    /// A constant, which hides what has its name.
    Item,
}

/// A name's declaration, and what it means from there.
struct Declared {
    span: Span,
    meaning: Meaning,
}

/// The names in scope.
#[derive(Default)]
pub(super) struct Names {
    /// Of each scope, the declarations of each name, the last one last.
    scopes: Vec<HashMap<String, Vec<Declared>>>,
}

impl Names {
    pub(super) fn enter(&mut self) {
        self.scopes.push(HashMap::new());
    }

    pub(super) fn leave(&mut self) {
        self.scopes.pop();
    }

    pub(super) fn declare(&mut self, name: &Ident, meaning: Meaning) {
        if let Some(scope) = self.scopes.last_mut() {
            let declared = Declared { span: name.span(), meaning };
            scope.entry(plain(&name.to_string()).to_owned()).or_default().push(declared);
        }
    }

    pub(super) fn get(&self, name: &Ident) -> Option<LocalId> {
        match self.meaning(name)? {
            Meaning::Local(local) => Some(local),
            Meaning::Inner | Meaning::Item => None,
        }
    }

    /// Whether it is a variable, of the function or of a closure in it.
    pub(super) fn is_variable(&self, name: &Ident) -> bool {
        matches!(self.meaning(name), Some(Meaning::Local(_) | Meaning::Inner))
    }

    /// The innermost declaration of the name. Two variables may have one name, if the function comes from a macro: one is the
    /// macro's, the other was given to it. Then the one that comes from the same expansion is meant.
    fn meaning(&self, name: &Ident) -> Option<Meaning> {
        let text = name.to_string();
        let scopes = self.scopes.iter().rev();
        let mut known =
            scopes.filter_map(|scope| scope.get(plain(&text))).flat_map(|known| known.iter().rev());
        let innermost = known.next()?;
        let mut others = known.peekable();
        if others.peek().is_none() {
            return Some(innermost.meaning);
        }
        let origin = origin(name.span());
        let same =
            [innermost].into_iter().chain(others).find(|declared| self::origin(declared.span) == origin);
        Some(same.unwrap_or(innermost).meaning)
    }

    /// Whether an expression may use a variable of the code at hand.
    pub(super) fn mentions_inner(&self, expr: &Expr) -> bool {
        match expr {
            // Whatever has the name of a parameter is that.
            Expr::Closure(closure) => {
                let own: Vec<Ident> = closure.inputs.iter().flat_map(names_of).collect();
                self.have_inner(closure.body.to_token_stream(), &own)
            }
            expr => self.have_inner(expr.to_token_stream(), &[]),
        }
    }

    /// Whether tokens have such a name, other than those.
    fn have_inner(&self, tokens: TokenStream, own: &[Ident]) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Ident(ident) => {
                matches!(self.meaning(&ident), Some(Meaning::Inner)) && !own.contains(&ident)
            }
            TokenTree::Group(group) => self.have_inner(group.stream(), own),
            TokenTree::Literal(literal) => self.captures_inner(&literal, own),
            TokenTree::Punct(_) => false,
        })
    }

    /// A format string may capture them.
    fn captures_inner(&self, literal: &Literal, own: &[Ident]) -> bool {
        if !literal.to_string().contains('{') {
            return false;
        }
        let captured = inline_captures(&syn::parse_quote!(#literal));
        captured.iter().any(|name| {
            let name = super::code::named(name, literal.span());
            matches!(self.meaning(&name), Some(Meaning::Inner)) && !own.contains(&name)
        })
    }
}

/// The macro expansion that a token comes from, as far as a procedural macro can tell: a span says so in its debug format only
/// (`#3 bytes(..)`). Nothing but names that shadow each other depends on it.
fn origin(span: Span) -> Option<String> {
    let text = format!("{span:?}");
    Some(text.strip_prefix('#')?.split(' ').next()?.to_owned())
}

/// `r#type` and `type` are the same name.
pub(super) fn plain(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}
