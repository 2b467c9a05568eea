//! The words of a statement that the machine has in common with the user: `let`, `mut`, `=` and `;`.

use proc_macro2::{Span, TokenTree};
use quote::ToTokens;

/// `mut`, where the user has written it or it is ours.
pub(crate) type Mutable = Option<syn::Token![mut]>;

/// Of a variable that is ours.
pub(crate) fn mutable() -> syn::Token![mut] {
    <syn::Token![mut]>::default()
}

/// Where `let`, `=` and `;` of a statement stand: in the machine they stand there as well, so that rustc says the same of it.
#[derive(Clone, Copy)]
pub(crate) struct Words {
    pub(crate) keyword: Span,
    pub(crate) equals: Span,
    pub(crate) end: Span,
}

impl Words {
    /// Of a statement that nobody wrote.
    pub(crate) fn ours() -> Self {
        Words { keyword: Span::mixed_site(), equals: Span::mixed_site(), end: Span::mixed_site() }
    }
}

/// Where `match` and its braces stand, and where what is matched ends.
#[derive(Clone, Copy)]
pub(crate) struct MatchWords {
    pub(crate) keyword: Span,
    pub(crate) end: Span,
    pub(crate) braces: Span,
}

impl MatchWords {
    pub(crate) fn of(branch: &syn::ExprMatch) -> Self {
        let end = match branch.expr.to_token_stream().into_iter().last() {
            Some(TokenTree::Group(group)) => group.span_close(),
            Some(token) => token.span(),
            None => branch.match_token.span,
        };
        MatchWords { keyword: branch.match_token.span, end, braces: branch.brace_token.span.join() }
    }
}
