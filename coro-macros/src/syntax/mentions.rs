//! What code mentions: found in one walk over its tokens, for all who ask.

use proc_macro2::{Ident, TokenStream, TokenTree};
use std::collections::{HashMap, HashSet};
use syn::visit::{self, Visit};

/// The words of some code.
#[derive(Default)]
pub(crate) struct Mentions {
    /// Each identifier.
    pub(crate) words: HashSet<String>,
    /// How often each field of each variable: `("x", "a")` for `x.a`.
    fields: HashMap<(String, String), usize>,
}

impl Mentions {
    pub(crate) fn of(code: TokenStream) -> Self {
        let mut mentions = Mentions::default();
        mentions.walk(code);
        mentions
    }

    /// How often a field of a variable is mentioned.
    pub(crate) fn of_field(&self, variable: &str, field: &str) -> usize {
        self.fields.get(&(variable.to_owned(), field.to_owned())).copied().unwrap_or(0)
    }

    fn walk(&mut self, code: TokenStream) {
        let mut before = Before::Other;
        for token in code {
            before = match (token, before) {
                (TokenTree::Ident(ident), before) => {
                    let word = ident.to_string();
                    if let Before::Dot(variable) = before {
                        self.field(variable, word.clone());
                    }
                    self.words.insert(word.clone());
                    Before::Name(word)
                }
                (TokenTree::Literal(literal), Before::Dot(variable)) => {
                    // `x.0.1` may be one token behind the dot.
                    let field = literal.to_string();
                    self.field(variable, field.split('.').next().unwrap_or_default().to_owned());
                    Before::Other
                }
                (TokenTree::Punct(dot), Before::Name(variable)) if dot.as_char() == '.' => {
                    Before::Dot(variable)
                }
                (TokenTree::Group(group), _) => {
                    self.walk(group.stream());
                    Before::Other
                }
                (TokenTree::Punct(_) | TokenTree::Literal(_), _) => Before::Other,
            };
        }
    }

    fn field(&mut self, variable: String, field: String) {
        *self.fields.entry((variable, field)).or_default() += 1;
    }
}

/// What stands before a token.
enum Before {
    Name(String),
    /// A name and a dot.
    Dot(String),
    Other,
}

/// The names that a pattern binds, as they are written.
pub(crate) fn names_of(pat: &syn::Pat) -> Vec<Ident> {
    let mut names = Names(Vec::new());
    names.visit_pat(pat);
    names.0
}

/// The names that an argument of a function binds, but for `self`.
pub(crate) fn names_of_argument(input: &syn::FnArg) -> Vec<Ident> {
    match input {
        syn::FnArg::Typed(input) => names_of(&input.pat),
        syn::FnArg::Receiver(_) => Vec::new(),
    }
}

/// The names that patterns anywhere in an expression bind.
pub(crate) fn names_in(expr: &syn::Expr) -> Vec<Ident> {
    let mut names = Names(Vec::new());
    names.visit_expr(expr);
    names.0
}

/// The names that patterns anywhere in a block bind.
pub(crate) fn names_in_block(block: &syn::Block) -> Vec<Ident> {
    let mut names = Names(Vec::new());
    names.visit_block(block);
    names.0
}

struct Names(Vec<Ident>);

impl Visit<'_> for Names {
    fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
        self.0.push(pat.ident.clone());
        visit::visit_pat_ident(self, pat);
    }
}
