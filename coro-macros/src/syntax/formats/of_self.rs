//! `"{self}"` in the formats of well-known macros of other crates.
//!
//! What a format captures by its name, the call's own code can have under that name, but for `self`: nothing can be called so. But it may be
//! said: `info!("{self}")` is `info!("{self}", self = self)`.

use super::super::macros;
use super::{LOGS, inline_captures};
use proc_macro2::{Ident, Spacing, Span, TokenStream, TokenTree};
use quote::quote;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Macro};

/// Macros, beside those of logs, that end with a format and what it shows.
const FORMATTING: [&str; 8] = ["anyhow", "bail", "ensure", "event", "eyre", "format_err", "log", "report"];

/// Says so in a body.
pub(in crate::syntax) fn tell(body: &mut Block) {
    struct Teller;
    impl VisitMut for Teller {
        fn visit_macro_mut(&mut self, mac: &mut Macro) {
            macros::visit_arguments(mac, self);
            let name = mac.path.segments.last().map(|last| last.ident.to_string()).unwrap_or_default();
            if (LOGS.contains(&name.as_str()) || FORMATTING.contains(&name.as_str()))
                && let Some(span) = captures_self(&mac.tokens)
            {
                let (tokens, this) = (&mac.tokens, Ident::new("self", span));
                let comma = (!ends_with_comma(tokens)).then(|| quote!(,));
                mac.tokens = quote!(#tokens #comma #this = #this);
            }
        }

        fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    }
    visit_mut::visit_block_mut(&mut Teller, body);
}

/// Whether it is said in a call, or in what is given to one.
pub(crate) fn is_told(tokens: TokenStream) -> bool {
    let tokens: Vec<TokenTree> = tokens.into_iter().collect();
    let is_name = |pair: &[TokenTree]| match pair {
        [TokenTree::Ident(word), TokenTree::Punct(sign)] => {
            word == "self" && sign.as_char() == '=' && sign.spacing() == Spacing::Alone
        }
        _ => false,
    };
    tokens.windows(2).any(is_name)
        || tokens.into_iter().any(|token| match token {
            TokenTree::Group(group) => is_told(group.stream()),
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => false,
        })
}

/// Where the format is, if it captures `self`, and nobody said what that is.
fn captures_self(tokens: &TokenStream) -> Option<Span> {
    if is_told(tokens.clone()) {
        return None;
    }
    let tokens: Vec<TokenTree> = tokens.clone().into_iter().collect();
    let mut entries = tokens.split(|token| matches!(token, TokenTree::Punct(sign) if sign.as_char() == ','));
    entries.find_map(format_of)
}

fn format_of(entry: &[TokenTree]) -> Option<Span> {
    let [TokenTree::Literal(literal)] = entry else { return None };
    let text: Expr = syn::parse2(TokenTree::Literal(literal.clone()).into()).ok()?;
    inline_captures(&text).iter().any(|name| name == "self").then(|| literal.span())
}

fn ends_with_comma(tokens: &TokenStream) -> bool {
    matches!(tokens.clone().into_iter().last(), Some(TokenTree::Punct(sign)) if sign.as_char() == ',')
}
