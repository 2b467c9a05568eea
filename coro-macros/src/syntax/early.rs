//! Futures that are made before the `join!` or `select!` that is given them.
//!
//! ```text
//!   join!(run(x.list), y.finish())    →    { let a = run(x.list); let b = y.finish(); join!(a, b) }
//! ```
//!
//! These macros begin so themselves. But they are opaque: from within a call nothing can be moved out of a field, and no method
//! consume a variable. So futures for which that may happen are made outside, and those before them: of what is used as a value in a
//! field, also by a block, or of a method of a variable that is not mentioned afterwards. Others stay where they are, for the call
//! holds them anyway.

use super::expansion::words;
use super::macros::{self, MacroCall, SelectArm};
use super::mentions::{names_in, names_of};
use super::{outside, select, uses};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use std::collections::HashSet;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, FnArg, Macro, Signature, Stmt};

/// Methods that borrow, and give futures or what futures are made of.
#[rustfmt::skip]
const BORROW: [&str; 36] = [
    "accept", "acquire", "as_mut", "as_ref", "borrow", "borrow_mut", "by_ref", "cancelled", "changed", "clone", "closed", "flush",
    "get", "get_mut", "iter", "lock", "next", "next_line", "notified", "read", "read_buf", "read_exact", "read_line", "read_to_end",
    "readable", "recv", "recv_from", "recv_many", "select_next_some", "tick", "try_next", "wait", "wait_for", "writable", "write",
    "write_all",
];

/// Makes them before each call.
pub(super) fn lower(body: &mut Block, sig: &Signature) {
    let mut calls = Calls(false);
    calls.visit_block(body);
    if calls.0 {
        let references = sig.inputs.iter().flat_map(references).collect();
        Lower { later: Vec::new(), references }.visit_block_mut(body);
    }
}

/// Whether there are calls of such a name.
struct Calls(bool);

impl Visit<'_> for Calls {
    fn visit_macro(&mut self, mac: &Macro) {
        let name = mac.path.segments.last().map(|last| &last.ident);
        self.0 |=
            name.is_some_and(|name| ["join", "try_join", "select"].iter().any(|of_these| name == of_these));
    }
}

/// The names of arguments that are references: nothing is moved out of them, and no method consumes them but by a copy.
fn references(input: &FnArg) -> Vec<String> {
    match input {
        FnArg::Receiver(receiver) if matches!(*receiver.ty, syn::Type::Reference(_)) => {
            vec!["self".to_owned()]
        }
        FnArg::Typed(typed) if matches!(*typed.ty, syn::Type::Reference(_)) => {
            names_of(&typed.pat).iter().map(Ident::to_string).collect()
        }
        FnArg::Receiver(_) | FnArg::Typed(_) => Vec::new(),
    }
}

struct Lower {
    /// What is mentioned behind the statement at hand, and in the loops around it.
    later: Vec<HashSet<String>>,
    references: HashSet<String>,
}

impl Lower {
    fn lowered(&mut self, mac: &Macro) -> Option<Expr> {
        match macros::parse(mac) {
            MacroCall::Expressions { list, .. } if is_join(mac) => self.join(mac, list),
            MacroCall::Select(arms) => self.select(mac, arms),
            _ => None,
        }
    }

    fn join(&mut self, mac: &Macro, mut list: Vec<Expr>) -> Option<Expr> {
        let last = list.iter().rposition(|future| self.is_early(future))?;
        let mut made = Vec::new();
        for future in &mut list[..=last] {
            self.make(future, &mut made);
        }
        let call = macros::with_tokens(mac, quote!(#(#list),*));
        Some(before(&made, &call))
    }

    fn select(&mut self, mac: &Macro, mut arms: Vec<SelectArm>) -> Option<Expr> {
        let mut behind = HashSet::new();
        for arm in &arms {
            if let SelectArm::Future { body, .. } | SelectArm::Otherwise { body, .. } = arm {
                words(body.to_token_stream(), &mut behind);
            }
        }
        self.later.push(behind);
        let last = arms.iter().rposition(|arm| match arm {
            SelectArm::Future { future, .. } => self.is_early(future),
            SelectArm::Word(_) | SelectArm::Otherwise { .. } => false,
        });
        self.later.pop();
        let (last, mut made) = (last?, Vec::new());
        // Whether a future is looked at is asked before any of them is made.
        for arm in &mut arms {
            if let SelectArm::Future { condition: Some(condition), .. } = arm {
                self.make(condition, &mut made);
            }
        }
        for arm in &mut arms[..=last] {
            if let SelectArm::Future { future, .. } = arm
                && self.make(future, &mut made)
            {
                // Some borrow what has a name.
                *future = syn::parse_quote!({ #future });
            }
        }
        let arms: TokenStream = arms.iter().map(select::written).collect();
        Some(before(&made, &macros::with_tokens(mac, arms)))
    }

    /// Whether a future has to be made outside of the call.
    fn is_early(&self, future: &Expr) -> bool {
        let mut finder = Finder { lower: self, found: false };
        finder.visit_expr(future);
        finder.found
    }

    /// Has a value made before, unless nothing happens when it is; whether it is now.
    fn make(&self, value: &mut Expr, made: &mut Vec<Stmt>) -> bool {
        let is_made = match &*value {
            Expr::Path(_) | Expr::Lit(_) | Expr::Closure(_) => false,
            Expr::Async(block) => self.takes_fields(&block.block),
            _ => true,
        };
        if is_made {
            let name = Ident::new(&format!("early{}", made.len()), Span::mixed_site());
            let value = std::mem::replace(value, syn::parse_quote!(#name));
            made.push(syn::parse_quote!(let #name = #value;));
        }
        is_made
    }

    /// Whether a block takes the value of a field, of a variable that nothing after it mentions.
    fn takes_fields(&self, block: &Block) -> bool {
        let mut takes = false;
        uses::walk(&mut block.clone(), &mut |found| {
            let is_field = found.kind == uses::Kind::Value && !found.fields.is_empty();
            takes |= is_field && self.may_be_consumed(&found.root);
            None
        });
        takes
    }

    fn may_be_consumed(&self, variable: &Ident) -> bool {
        let name = variable.to_string();
        let is_small = name.starts_with(|first: char| first == '_' || first.is_lowercase());
        is_small && !self.references.contains(&name) && !self.later.iter().any(|later| later.contains(&name))
    }
}

impl VisitMut for Lower {
    fn visit_block_mut(&mut self, block: &mut Block) {
        self.later.push(HashSet::new());
        for stmt in block.stmts.iter_mut().rev() {
            let mentioned = stmt.to_token_stream();
            self.visit_stmt_mut(stmt);
            if let Some(later) = self.later.last_mut() {
                words(mentioned, later);
            }
        }
        self.later.pop();
    }

    fn visit_stmt_mut(&mut self, stmt: &mut Stmt) {
        if let Stmt::Macro(mac) = stmt
            && mac.attrs.is_empty()
            && let Some(lowered) = self.lowered(&mac.mac)
        {
            *stmt = Stmt::Expr(lowered, mac.semi_token);
            return;
        }
        visit_mut::visit_stmt_mut(self, stmt);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Macro(mac) if mac.attrs.is_empty() => {
                if let Some(lowered) = self.lowered(&mac.mac) {
                    *expr = lowered;
                }
            }
            Expr::Closure(_) | Expr::Async(_) | Expr::Const(_) => {}
            Expr::While(_) | Expr::ForLoop(_) | Expr::Loop(_) => {
                let mut again = HashSet::new();
                words(expr.to_token_stream(), &mut again);
                // What is bound in the loop is another each time.
                let bound = names_in(expr);
                again.retain(|name| !bound.iter().any(|bound| bound == name));
                self.later.push(again);
                visit_mut::visit_expr_mut(self, expr);
                self.later.pop();
            }
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// Looks for fields that are used as values, and for methods that may consume a variable.
struct Finder<'a> {
    lower: &'a Lower,
    found: bool,
}

impl Finder<'_> {
    /// A place that is looked at; of one that is reached by calls, how.
    fn place(&mut self, place: &Expr) {
        match place {
            Expr::Path(_) => {}
            Expr::Field(field) => self.place(&field.base),
            Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => self.place(&unary.expr),
            place => self.visit_expr(place),
        }
    }
}

impl Visit<'_> for Finder<'_> {
    fn visit_expr(&mut self, expr: &Expr) {
        match expr {
            Expr::Async(block) => self.found |= self.lower.takes_fields(&block.block),
            Expr::Closure(_) | Expr::Const(_) | Expr::Block(_) => {}
            Expr::Reference(reference) => self.place(&reference.expr),
            Expr::Index(index) => {
                self.place(&index.expr);
                self.visit_expr(&index.index);
            }
            Expr::Field(field) => match root(expr) {
                Some(variable) => self.found |= !self.lower.references.contains(&variable.to_string()),
                None => self.visit_expr(&field.base),
            },
            Expr::MethodCall(call) => {
                match root(&call.receiver) {
                    Some(variable) => {
                        let borrows = BORROW.iter().any(|name| call.method == name);
                        self.found |= !borrows && self.lower.may_be_consumed(&variable);
                    }
                    None => self.place(&call.receiver),
                }
                call.args.iter().for_each(|argument| self.visit_expr(argument));
            }
            _ => visit::visit_expr(self, expr),
        }
    }
}

/// The variable that a place is, or is a field of.
fn root(place: &Expr) -> Option<Ident> {
    match place {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident().cloned(),
        Expr::Field(field) => root(&field.base),
        Expr::Paren(paren) => root(&paren.expr),
        _ => None,
    }
}

/// `join!` and `try_join!` of the crates that have them.
fn is_join(mac: &Macro) -> bool {
    const CRATES: [&str; 2] = ["futures", "tokio"];
    let path = &mac.path.segments;
    let named = path.last().is_some_and(|last| last.ident == "join" || last.ident == "try_join");
    named
        && match path.len() {
            1 => CRATES.iter().any(|krate| outside::is_imported_from(&path[0].ident, krate)),
            _ => CRATES.iter().any(|krate| path[0].ident.to_string().starts_with(krate)),
        }
}

fn before(made: &[Stmt], call: &Macro) -> Expr {
    syn::parse_quote!({ #(#made)* #call })
}
