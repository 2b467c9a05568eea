//! Numbers of which nothing tells the type: variables that begin as plain numbers, `let mut n = 0`, and that the body compares,
//! assigns and calculates with such numbers only. Of them rustc says `i32`, or `f64`; so it can be said here.
//!
//! A value that goes anywhere else (to a call, into a list, out of the function) may get its type there, and is left alone. Names are
//! taken at their word, without scopes: one that is bound in any other way as well is left alone, too.

use super::types::{is_plain_number, unparenthesized};
use crate::syntax::macros::{self, Known, KnownCall, MacroCall};
use crate::syntax::suspends::is_comparison;
use proc_macro2::{Ident, TokenStream, TokenTree};
use std::collections::HashSet;
use syn::visit::{self, Visit};
use syn::{BinOp, Block, Expr, Lit, Pat, Type};

/// The names of these numbers, of those that are asked about.
pub(super) fn numbers(body: &Block, is_asked: impl Fn(&str) -> bool) -> HashSet<String> {
    let mut binds = Binders(HashSet::new());
    binds.visit_block(body);
    let mut names = binds.0;
    names.retain(|name| is_asked(name));
    loop {
        let mut reader = Reader { names: &names, open: HashSet::new() };
        reader.visit_block(body);
        let open = reader.open;
        if open.is_empty() {
            return names;
        }
        names.retain(|name| !open.contains(name));
    }
}

/// What rustc takes a plain number for.
pub(super) fn of_number(number: &Expr) -> Type {
    match unparenthesized(number) {
        Expr::Unary(unary) => of_number(&unary.expr),
        Expr::Lit(syn::ExprLit { lit: Lit::Float(_), .. }) => syn::parse_quote!(f64),
        _ => syn::parse_quote!(i32),
    }
}

/// The names that patterns bind.
struct Binders(HashSet<String>);

impl Visit<'_> for Binders {
    fn visit_pat_ident(&mut self, name: &syn::PatIdent) {
        self.0.insert(name.ident.to_string());
        visit::visit_pat_ident(self, name);
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}

/// Finds the names that are bound or used in any other way.
struct Reader<'a> {
    names: &'a HashSet<String>,
    open: HashSet<String>,
}

impl Reader<'_> {
    /// Whether it is a number whose type nothing tells.
    fn is_closed(&self, expr: &Expr) -> bool {
        match unparenthesized(expr) {
            Expr::Path(path) => {
                path.path.get_ident().is_some_and(|name| self.names.contains(&name.to_string()))
            }
            Expr::Unary(unary) => matches!(unary.op, syn::UnOp::Neg(_)) && self.is_closed(&unary.expr),
            Expr::Binary(binary) if calculates(&binary.op) => {
                self.is_closed(&binary.left) && self.is_closed(&binary.right)
            }
            other => is_plain_number(other),
        }
    }

    /// A value that tells nothing of its type where it is.
    fn shown(&mut self, expr: &Expr) {
        if !self.is_closed(expr) {
            self.visit_expr(expr);
        }
    }

    /// Two values of one type.
    fn alike(&mut self, left: &Expr, right: &Expr) {
        if !(self.is_closed(left) && self.is_closed(right)) {
            self.visit_expr(left);
            self.visit_expr(right);
        }
    }

    /// `pattern = value`, or an item of what the value goes through.
    fn bound(&mut self, pat: &Pat, values: &[&Expr]) {
        let takes = match pat {
            Pat::Ident(name) if name.by_ref.is_none() && name.subpat.is_none() => {
                self.names.contains(&name.ident.to_string())
            }
            Pat::Wild(_) => true,
            _ => false,
        };
        if !(takes && values.iter().all(|value| self.is_closed(value))) {
            self.visit_pat(pat);
            values.iter().for_each(|value| self.visit_expr(value));
        }
    }

    fn call(&mut self, call: &KnownCall) {
        let arguments: Vec<&Expr> = call.arguments.iter().map(|argument| &argument.expr).collect();
        let format_at = call.name.format_at().unwrap_or(arguments.len()).min(arguments.len());
        let (operands, shown) = arguments.split_at(format_at);
        match (call.name, operands) {
            (Known::AssertTwo, [left, right]) => self.alike(left, right),
            (_, operands) => operands.iter().for_each(|operand| self.visit_expr(operand)),
        }
        shown.iter().for_each(|expr| self.shown(expr));
    }

    fn words(&mut self, tokens: TokenStream) {
        for token in tokens {
            match token {
                TokenTree::Group(group) => self.words(group.stream()),
                TokenTree::Ident(word) => self.mention(&word),
                // A format may name variables, which is no more than showing them.
                TokenTree::Punct(_) | TokenTree::Literal(_) => {}
            }
        }
    }

    fn mention(&mut self, name: &Ident) {
        let name = name.to_string();
        if self.names.contains(&name) {
            self.open.insert(name);
        }
    }
}

impl Visit<'_> for Reader<'_> {
    fn visit_expr_path(&mut self, path: &syn::ExprPath) {
        path.path.get_ident().into_iter().for_each(|name| self.mention(name));
    }

    fn visit_pat_ident(&mut self, name: &syn::PatIdent) {
        self.mention(&name.ident);
        visit::visit_pat_ident(self, name);
    }

    fn visit_expr_binary(&mut self, binary: &syn::ExprBinary) {
        if is_comparison(&binary.op) || calculates_in_place(&binary.op) {
            self.alike(&binary.left, &binary.right);
        } else {
            visit::visit_expr_binary(self, binary);
        }
    }

    fn visit_expr_assign(&mut self, assign: &syn::ExprAssign) {
        self.alike(&assign.left, &assign.right);
    }

    fn visit_expr_cast(&mut self, cast: &syn::ExprCast) {
        self.shown(&cast.expr);
    }

    fn visit_local(&mut self, local: &syn::Local) {
        match (&local.pat, &local.init) {
            (Pat::Tuple(names), Some(init)) if init.diverge.is_none() => match &*init.expr {
                Expr::Tuple(values) if values.elems.len() == names.elems.len() => {
                    let pairs = names.elems.iter().zip(&values.elems);
                    pairs.for_each(|(pat, value)| self.bound(pat, &[value]));
                }
                value => self.bound(&local.pat, &[value]),
            },
            (pat, Some(init)) if init.diverge.is_none() => self.bound(pat, &[&init.expr]),
            _ => visit::visit_local(self, local),
        }
    }

    fn visit_expr_for_loop(&mut self, repeat: &syn::ExprForLoop) {
        match unparenthesized(&repeat.expr) {
            Expr::Range(range) => {
                let ends: Vec<&Expr> =
                    [&range.start, &range.end].into_iter().flatten().map(|end| &**end).collect();
                self.bound(&repeat.pat, &ends);
            }
            iterable => {
                self.visit_pat(&repeat.pat);
                self.visit_expr(iterable);
            }
        }
        self.visit_block(&repeat.body);
    }

    fn visit_expr_match(&mut self, question: &syn::ExprMatch) {
        if question.arms.iter().all(|arm| is_plain(&arm.pat)) {
            self.shown(&question.expr);
        } else {
            self.visit_expr(&question.expr);
        }
        question.arms.iter().for_each(|arm| self.visit_arm(arm));
    }

    fn visit_macro(&mut self, mac: &syn::Macro) {
        match macros::parse(mac) {
            MacroCall::Known(call) => self.call(&call),
            _ => self.words(mac.tokens.clone()),
        }
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}

/// A pattern that any number may be asked for.
fn is_plain(pat: &Pat) -> bool {
    match pat {
        Pat::Wild(_) => true,
        Pat::Lit(literal) => matches!(&literal.lit, Lit::Int(int) if int.suffix().is_empty()),
        Pat::Or(cases) => cases.cases.iter().all(is_plain),
        Pat::Range(range) => [&range.start, &range.end].into_iter().flatten().all(|end| is_plain_number(end)),
        _ => false,
    }
}

/// Whether the operator takes two numbers of one type, and gives one of that type.
fn calculates(op: &BinOp) -> bool {
    matches!(op, BinOp::Add(_) | BinOp::Sub(_) | BinOp::Mul(_) | BinOp::Div(_) | BinOp::Rem(_))
}

fn calculates_in_place(op: &BinOp) -> bool {
    matches!(
        op,
        BinOp::AddAssign(_)
            | BinOp::SubAssign(_)
            | BinOp::MulAssign(_)
            | BinOp::DivAssign(_)
            | BinOp::RemAssign(_)
    )
}
