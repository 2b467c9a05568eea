//! Functions that are not `async` but come to an `async` block, alone or in a pinned box, as `#[async_trait]` leaves them:
//!
//! ```text
//!   fn f(&self) -> Pin<Box<dyn Future<Output = T> + '_>> { Box::pin(async move { .. }) }
//!   fn f(&self) -> Pin<Box<dyn Future<Output = T> + '_>> { Box::pin(co!(async move { .. })) }
//! ```

use super::attribute::Arguments;
use super::mentions::names_of;
use proc_macro2::Ident;
use quote::quote;
use syn::{Block, Expr, Signature, Stmt};

/// The block that the function comes to, if it comes to one.
pub(crate) fn block_of<'a>(
    sig: &Signature,
    body: &'a mut Block,
    arguments: &Arguments,
) -> Option<&'a mut Expr> {
    let plain = sig.asyncness.is_none() && arguments.boxed.is_none() && arguments.named.is_none();
    result_of(body).filter(|result| plain && matches!(result, Expr::Async(_)))
}

/// Makes a machine of the block that the function comes to, if it comes to one.
pub(crate) fn make_machine(sig: &Signature, body: &mut Block, arguments: &Arguments) -> bool {
    let variables = variables(sig, body);
    let Some(block) = block_of(sig, body, arguments) else { return false };
    let Expr::Async(syn::ExprAsync { async_token, capture, block: content, .. }) = &*block else {
        return false;
    };
    let krate = &arguments.krate;
    let variables = variables.map(|variables| quote!(let (#(#variables),*),));
    let machine = quote!(#krate::co!(crate = #krate, #variables #async_token #capture #content));
    *block = Expr::Verbatim(machine);
    true
}

/// The function's variables, by name: its arguments, and what its own statements bind, if no macro binds any.
fn variables(sig: &Signature, body: &Block) -> Option<Vec<Ident>> {
    let mut names = Vec::new();
    for input in &sig.inputs {
        match input {
            syn::FnArg::Typed(input) => names.extend(names_of(&input.pat)),
            syn::FnArg::Receiver(_) => {}
        }
    }
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
