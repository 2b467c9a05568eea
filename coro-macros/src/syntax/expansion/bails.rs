//! `bail!(error)` and `ensure!(condition, error)` of the crates `anyhow` and `eyre`, which say how they leave: `return Err(anyhow!(error))`.
//!
//! So what they are given is an operand of the body's, which may move away any variables. rustc sees the calls themselves in the check.

use crate::syntax::beside::has_word;
use crate::syntax::outside::is_imported_from;
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::parse::Parser;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Macro, Path, Stmt, Token};

/// Writes those that stand in a body as what they come to.
pub(super) fn expand(body: &mut Block) {
    struct Expander;
    impl VisitMut for Expander {
        fn visit_expr_mut(&mut self, expr: &mut Expr) {
            if let Expr::Macro(mac) = expr
                && let Some(left) = expanded(&mac.mac)
            {
                *expr = left;
            }
            visit_mut::visit_expr_mut(self, expr);
        }

        fn visit_stmt_mut(&mut self, stmt: &mut Stmt) {
            if let Stmt::Macro(mac) = stmt
                && let Some(left) = expanded(&mac.mac)
            {
                *stmt = Stmt::Expr(left, mac.semi_token);
            }
            visit_mut::visit_stmt_mut(self, stmt);
        }

        fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    }
    Expander.visit_block_mut(body);
}

fn expanded(mac: &Macro) -> Option<Expr> {
    let name = &mac.path.segments.last()?.ident;
    // What waits is left to rustc, as the other macros are: so the check is one that may wait.
    if has_word(&mac.tokens, "await") {
        return None;
    }
    if name == "bail" {
        let (error, tokens) = (error_of(&mac.path)?, &mac.tokens);
        return syn::parse2(quote!(return ::core::result::Result::Err(#error!(#tokens)))).ok();
    }
    if name != "ensure" {
        return None;
    }
    let error = error_of(&mac.path)?;
    let given = Punctuated::<Expr, Token![,]>::parse_terminated.parse2(mac.tokens.clone()).ok()?;
    let mut given = given.into_iter();
    let condition = given.next()?;
    let rest: Vec<Expr> = given.collect();
    // Without a message, it is made of the condition.
    (!rest.is_empty()).then(
        || syn::parse_quote!(if !(#condition) { return ::core::result::Result::Err(#error!(#(#rest),*)); }),
    )
}

/// The macro that makes an error, of the same crate.
fn error_of(path: &Path) -> Option<TokenStream> {
    let segments: Vec<String> = path.segments.iter().map(|segment| segment.ident.to_string()).collect();
    let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
    let name = &path.segments.last()?.ident;
    let imported = |from: &str| is_imported_from(name, from);
    match segments.as_slice() {
        ["anyhow" | "eyre", _] | ["color_eyre", "eyre", _] => {
            let mut error = path.clone();
            let maker = segments[segments.len() - 2];
            error.segments.last_mut()?.ident = proc_macro2::Ident::new(maker, name.span());
            Some(error.to_token_stream())
        }
        [_] if imported("anyhow::") => Some(quote!(::anyhow::anyhow)),
        [_] if imported("eyre::") => Some(quote!(::eyre::eyre)),
        [_] if imported("color_eyre::eyre::") => Some(quote!(::color_eyre::eyre::eyre)),
        _ => None,
    }
}
