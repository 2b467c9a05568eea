//! `select!`, of any crate: what its arms do is taken out of the call, and becomes code of the body.
//!
//! ```text
//!   select! {                         {
//!       Some(a) = x() => f(a),            let mut selected = select! {
//!       b = y(), if c => g(b).await,          value @ Some(_) = x() => Ok(value),
//!       else => return,                       value = y(), if c => Err(Ok(value)),
//!   }                                 →       else => Err(Err(())),
//!                                         };
//!                                         match selected {
//!                                             Ok(Some(a)) => f(a),
//!                                             Err(Ok(b)) => g(b).await,
//!                                             Err(Err(())) => return,
//!                                             _ => unreachable!(),
//!                                         }
//!                                     }
//! ```
//!
//! These macros do the same: the futures are gone when an arm is chosen, and what came of it lives to the end of the call. But
//! they are opaque. So the arms may now move variables, and they wait in states of the machine. Whether a pattern fits is still
//! asked by the macro, of the same pattern without its names.
//!
//! The `futures` crate borrows futures that are given by their names, tokio moves them in.

use super::macros::{self, MacroCall, SelectArm};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Macro, Pat, Stmt};

/// Takes the arms out of each call.
pub(super) fn lower(body: &mut Block) {
    Lower.visit_block_mut(body);
}

struct Lower;

impl VisitMut for Lower {
    fn visit_stmt_mut(&mut self, stmt: &mut Stmt) {
        if let Stmt::Macro(mac) = stmt
            && mac.attrs.is_empty()
            && let Some(lowered) = lowered(&mac.mac)
        {
            *stmt = Stmt::Expr(lowered, mac.semi_token);
            return;
        }
        visit_mut::visit_stmt_mut(self, stmt);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Macro(mac) if mac.attrs.is_empty() => {
                if let Some(lowered) = lowered(&mac.mac) {
                    *expr = lowered;
                }
            }
            Expr::Closure(_) | Expr::Async(_) | Expr::Const(_) => {}
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

fn lowered(mac: &Macro) -> Option<Expr> {
    let MacroCall::Select(arms) = macros::parse(mac) else { return None };
    let last = arms.iter().filter(|arm| !matches!(arm, SelectArm::Word(_))).count().checked_sub(1)?;
    let span = Span::mixed_site();
    let [value, selected] = ["value", "selected"].map(|name| Ident::new(name, span));
    let borrows = borrows_names(mac, &arms);
    let (mut asked, mut done, mut number) = (TokenStream::new(), TokenStream::new(), 0);
    let mut may_fail = false;
    for arm in arms {
        let (pat, mut body) = match arm {
            SelectArm::Word(word) => {
                asked.extend(word);
                continue;
            }
            SelectArm::Future { pat, future, condition, body } => {
                let borrow = (borrows && matches!(future, Expr::Path(_))).then(|| quote!(&mut));
                let fits = fitting(&pat, &value);
                let condition = condition.map(|condition| quote!(, if #condition));
                let gives = variant(number, last, &quote!(#value));
                asked.extend(quote!(#fits = #borrow #future #condition => #gives,));
                may_fail |= !always_fits(&pat);
                (quote!(#pat), body)
            }
            SelectArm::Otherwise { word, body } => {
                let gives = variant(number, last, &quote!(()));
                asked.extend(quote!(#word => #gives,));
                (quote!(()), body)
            }
        };
        Lower.visit_expr_mut(&mut body);
        let pat = variant(number, last, &pat);
        done.extend(quote!(#pat => #body,));
        number += 1;
    }
    // Whether it fits was asked.
    let otherwise =
        may_fail.then(|| quote_spanned!(span=> #[allow(unreachable_patterns)] _ => ::core::unreachable!(),));
    let path = &mac.path;
    let bang = &mac.bang_token;
    Some(syn::parse_quote_spanned! {span=>
        { let mut #selected = #path #bang { #asked }; match #selected { #done #otherwise } }
    })
}

/// An arm, as it stands in a call.
pub(super) fn written(arm: &SelectArm) -> TokenStream {
    match arm {
        SelectArm::Word(word) => word.clone(),
        SelectArm::Future { pat, future, condition, body } => {
            let condition = condition.as_ref().map(|condition| quote!(, if #condition));
            quote!(#pat = #future #condition => #body,)
        }
        SelectArm::Otherwise { word, body } => quote!(#word => #body,),
    }
}

/// Whether it is the macro of the crate `futures`, as its path, its name, its arms or the imports of its file tell.
fn borrows_names(mac: &Macro, arms: &[SelectArm]) -> bool {
    let word = |words: &[&str]| {
        let named = |arm: &SelectArm| match arm {
            SelectArm::Otherwise { word, .. } => words.iter().any(|name| word == name),
            SelectArm::Word(_) | SelectArm::Future { .. } => false,
        };
        arms.iter().any(named)
    };
    let path = &mac.path.segments;
    if path.len() > 1 {
        return path[0].ident.to_string().starts_with("futures");
    }
    path[0].ident == "select_biased"
        || word(&["complete", "default"])
        || super::outside::is_imported_from(&path[0].ident, "futures")
}

/// One of nested results: `Ok(x)`, `Err(Ok(x))`, and without `Ok` the last.
fn variant(number: usize, last: usize, inner: &TokenStream) -> TokenStream {
    let span = Span::mixed_site();
    let first = match number {
        _ if number == last => quote!(#inner),
        _ => quote_spanned!(span=> ::core::result::Result::Ok(#inner)),
    };
    (0..number).fold(first, |inner, _| quote_spanned!(span=> ::core::result::Result::Err(#inner)))
}

/// `name @ pattern`, without the pattern's own names.
fn fitting(pat: &Pat, name: &Ident) -> TokenStream {
    let mut pat = pat.clone();
    NoNames.visit_pat_mut(&mut pat);
    match pat {
        Pat::Wild(_) => quote!(#name),
        pat => quote!(#name @ (#pat)),
    }
}

struct NoNames;

impl NoNames {
    fn wild(span: Span) -> Pat {
        Pat::Wild(syn::PatWild { attrs: Vec::new(), underscore_token: syn::Token![_](span) })
    }
}

impl VisitMut for NoNames {
    fn visit_pat_mut(&mut self, pat: &mut Pat) {
        if let Pat::Ident(name) = pat {
            match name.subpat.take() {
                Some((_, inner)) => *pat = *inner,
                None if is_constant(&name.ident) => return,
                None => *pat = NoNames::wild(name.ident.span()),
            }
        }
        visit_mut::visit_pat_mut(self, pat);
    }

    fn visit_field_pat_mut(&mut self, field: &mut syn::FieldPat) {
        field.colon_token.get_or_insert_with(Default::default);
        self.visit_pat_mut(&mut field.pat);
    }
}

/// What is written like a constant is one.
fn is_constant(ident: &Ident) -> bool {
    super::suspends::is_constant_name(ident)
}

/// Whether a pattern fits any value, as far as its form tells.
fn always_fits(pat: &Pat) -> bool {
    match pat {
        Pat::Wild(_) | Pat::Rest(_) => true,
        Pat::Ident(name) => match &name.subpat {
            Some((_, inner)) => always_fits(inner),
            None => !is_constant(&name.ident),
        },
        Pat::Tuple(tuple) => tuple.elems.iter().all(always_fits),
        Pat::Paren(inner) => always_fits(&inner.pat),
        Pat::Reference(inner) => always_fits(&inner.pat),
        Pat::Type(typed) => always_fits(&typed.pat),
        _ => false,
    }
}
