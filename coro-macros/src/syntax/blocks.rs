//! Functions that are not `async` but come to an `async` block, alone or in a pinned box, as `#[async_trait]` leaves them, or run the
//! only one that they have, as `#[tokio::test]` leaves them:
//!
//! ```text
//!   fn f(&self) -> Pin<Box<dyn Future<Output = T> + '_>> { Box::pin(async move { .. }) }
//!   fn f(&self) -> Pin<Box<dyn Future<Output = T> + '_>> { Box::pin(co!(async move { .. })) }
//!
//!   fn f() { let body = async { .. }; runtime().block_on(body) }
//!   fn f() { let body = co!(async { .. }); runtime().block_on(body) }
//! ```

use super::attribute::Arguments;
use super::face::Face;
use super::mentions::{Mentions, names_in_block, names_of, names_of_argument};
use proc_macro2::Ident;
use quote::{ToTokens, quote};
use std::collections::HashSet;
use syn::punctuated::Punctuated;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Item, Macro, Signature, Stmt};

/// The block that the function comes to, if it comes to one.
pub(crate) fn block_of<'a>(
    sig: &Signature,
    body: &'a mut Block,
    arguments: &Arguments,
) -> Option<&'a mut Expr> {
    let plain = is_plain(sig, arguments);
    result_of(body).filter(|result| plain && matches!(result, Expr::Async(_)))
}

/// Not `async`, and no function that is to return a box or a named machine.
fn is_plain(sig: &Signature, arguments: &Arguments) -> bool {
    sig.asyncness.is_none() && arguments.boxed.is_none() && arguments.named.is_none()
}

/// Makes a machine of the block that the function comes to, or of the only one that it has.
pub(crate) fn make_machine(sig: &Signature, body: &mut Block, arguments: &Arguments) -> bool {
    let variables = variables(sig, body);
    if let Some(block) = block_of(sig, body, arguments) {
        replace(block, variables.as_deref(), arguments);
        return true;
    }
    if !is_plain(sig, arguments) || Face::of(sig).is_some() {
        return false;
    }
    // `block_on!(async { .. })`, if there is none elsewhere.
    for in_macros in [false, true] {
        let (mut blocks, mut rest) = (Vec::new(), body.clone());
        let take = |block: &mut Expr| blocks.push(std::mem::replace(block, Expr::PLACEHOLDER));
        EachBlock { in_macros, each: take }.visit_block_mut(&mut rest);
        match &blocks[..] {
            [] => {}
            [block] => {
                let variables = arguments_alone(sig, &rest, block);
                let each = |block: &mut Expr| replace(block, variables.as_deref(), arguments);
                EachBlock { in_macros, each }.visit_block_mut(body);
                return true;
            }
            _ => return false,
        }
    }
    false
}

/// The function's arguments, if its block alone has to do with them, and with no other variable: then it may take them.
fn arguments_alone(sig: &Signature, rest: &Block, block: &Expr) -> Option<Vec<Ident>> {
    let arguments: Vec<Ident> = sig.inputs.iter().flat_map(names_of_argument).collect();
    let (beside, inside) = (Mentions::of(quote!(#rest)).words, Mentions::of(quote!(#block)).words);
    let mentions =
        |words: &HashSet<String>, names: &[Ident]| names.iter().any(|name| words.contains(&name.to_string()));
    // What is not in scope in the block: what is bound by the `let` whose value it is, or behind that; and in what is called last.
    let is_block = |expr: &Expr| matches!(expr, Expr::Path(path) if path.path.segments.is_empty());
    let has_block = |stmt: &Stmt| matches!(stmt, Stmt::Local(syn::Local { init: Some(init), .. }) if is_block(&init.expr));
    let (at, n) = (rest.stmts.iter().position(has_block), rest.stmts.len());
    let (mut around, calls) = (rest.clone(), &rest.stmts[..at.unwrap_or(n.saturating_sub(1))]);
    around.stmts.truncate(at.unwrap_or(n));
    let apart = !mentions(&beside, &arguments) && !mentions(&inside, &names_in_block(&around));
    (apart && !calls.iter().any(may_bind)).then_some(arguments)
}

/// Whether the statement is a macro's call, which may bind a name that is not written there.
fn may_bind(stmt: &Stmt) -> bool {
    match stmt {
        Stmt::Macro(call) => call.mac.path.segments.last().is_none_or(|name| name.ident != "pin"),
        Stmt::Local(_) | Stmt::Item(_) | Stmt::Expr(..) => false,
    }
}

fn replace(block: &mut Expr, variables: Option<&[Ident]>, arguments: &Arguments) {
    let Expr::Async(syn::ExprAsync { async_token, capture, block: content, .. }) = &*block else { return };
    let krate = &arguments.krate;
    let variables = variables.map(|variables| quote!(let (#(#variables),*),));
    *block = Expr::Verbatim(quote!(#krate::co!(crate = #krate, #variables #async_token #capture #content)));
}

/// The function's variables, by name: its arguments, and what its own statements bind, if no macro binds any.
fn variables(sig: &Signature, body: &Block) -> Option<Vec<Ident>> {
    let mut names = sig.inputs.iter().flat_map(names_of_argument).collect::<Vec<_>>();
    for stmt in &body.stmts {
        match stmt {
            Stmt::Local(local) => names.extend(names_of(&local.pat)),
            Stmt::Macro(_) => return None,
            Stmt::Item(_) | Stmt::Expr(..) => {}
        }
    }
    Some(names)
}

/// The last expression of a body, out of its box.
fn result_of(body: &mut Block) -> Option<&mut Expr> {
    let Some(Stmt::Expr(result, None)) = body.stmts.last_mut() else { return None };
    if !is_pinned(result) {
        return Some(result);
    }
    match result {
        Expr::Call(call) => call.args.first_mut(),
        _ => None,
    }
}

/// `Box::pin(..)`, by any path.
fn is_pinned(expr: &Expr) -> bool {
    let Expr::Call(call) = expr else { return false };
    match &*call.func {
        Expr::Path(path) => {
            call.args.len() == 1 && path.path.segments.last().is_some_and(|last| last.ident == "pin")
        }
        _ => false,
    }
}

/// Does something with each `async` block that is the function's own: not in another block, in a closure or an item.
struct EachBlock<F> {
    in_macros: bool,
    each: F,
}

impl<F: FnMut(&mut Expr)> VisitMut for EachBlock<F> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Async(_) => (self.each)(expr),
            Expr::Closure(_) => {}
            other => visit_mut::visit_expr_mut(self, other),
        }
    }

    fn visit_macro_mut(&mut self, mac: &mut Macro) {
        let list = Punctuated::<Expr, syn::Token![,]>::parse_terminated;
        if let (true, Ok(mut list)) = (self.in_macros, mac.parse_body_with(list)) {
            list.iter_mut().for_each(|expr| self.visit_expr_mut(expr));
            mac.tokens = list.to_token_stream();
        }
    }

    fn visit_item_mut(&mut self, _: &mut Item) {}
}
