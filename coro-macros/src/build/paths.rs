//! The fields of variables that a closure uses, and which of them it takes.

use super::{known, pattern};
use crate::ir::Projection;
use proc_macro2::{Ident, TokenStream};
use std::collections::HashSet;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{BinOp, Expr, Member, Pat};

/// `x.a.b`: a variable, and fields of fields of it.
pub(super) struct FieldPath {
    pub(super) root: String,
    pub(super) members: Vec<String>,
    /// Used as a value: moved, or copied.
    value: bool,
    /// It is changed in place. What is used as a value beside that is a number most often, and copied.
    changed: bool,
}

/// The paths in a closure, by the names of their variables.
pub(super) fn of(closure: &Expr) -> Vec<FieldPath> {
    let mut finder = Finder { found: Vec::new(), moves: false };
    finder.visit_expr(closure);
    finder.found
}

/// The path that an expression is.
pub(super) fn field_path(expr: &Expr) -> Option<FieldPath> {
    match expr {
        Expr::Field(field) => {
            let mut path = match &*field.base {
                Expr::Path(root) => FieldPath {
                    root: root.path.get_ident()?.to_string(),
                    members: Vec::new(),
                    value: true,
                    changed: false,
                },
                base => field_path(base)?,
            };
            path.members.push(match &field.member {
                Member::Named(name) => name.to_string(),
                Member::Unnamed(index) => index.index.to_string(),
            });
            Some(path)
        }
        Expr::Paren(paren) => field_path(&paren.expr),
        _ => None,
    }
}

/// The part of a path that a closure takes: the shortest path that leads there and is taken; a `move` closure takes all.
pub(super) fn taken(paths: &[FieldPath], path: &FieldPath, moves: bool) -> Option<Vec<String>> {
    let leads_there =
        paths.iter().filter(|known| known.root == path.root && path.members.starts_with(&known.members));
    let is_changed = |taken: &FieldPath| {
        let overlap = |one: &[String], other: &[String]| one.starts_with(other) || other.starts_with(one);
        let of_it = |known: &FieldPath| known.root == taken.root && overlap(&known.members, &taken.members);
        paths.iter().any(|known| known.changed && of_it(known))
    };
    let taken =
        leads_there.filter(|known| moves || known.value && !is_changed(known)).map(|known| &known.members);
    taken.min_by_key(|members| members.len()).cloned()
}

/// Makes `let Pair { left, .. } = x` in a closure `let (left,) = (x.left,)`: it takes no more of a variable that holds its
/// fields itself.
pub(super) fn take_apart(closure: &mut Expr, is_aggregate: &dyn Fn(&Ident) -> bool) {
    TakeApart { own: own_names(closure), is_aggregate }.visit_expr_mut(closure);
}

/// The names that a closure's own patterns bind.
pub(super) fn own_names(closure: &Expr) -> HashSet<String> {
    let mut own = Own(HashSet::new());
    own.visit_expr(closure);
    own.0
}

struct Own(HashSet<String>);

impl Visit<'_> for Own {
    fn visit_pat(&mut self, pat: &Pat) {
        self.0.extend(pattern::bindings(pat).iter().map(Ident::to_string));
    }
}

struct TakeApart<'a> {
    own: HashSet<String>,
    is_aggregate: &'a dyn Fn(&Ident) -> bool,
}

impl VisitMut for TakeApart<'_> {
    fn visit_local_mut(&mut self, local: &mut syn::Local) {
        visit_mut::visit_local_mut(self, local);
        let Some(syn::LocalInit { expr, diverge: None, .. }) = &mut local.init else { return };
        let Expr::Path(root) = &**expr else { return };
        let Some(name) = root.path.get_ident() else { return };
        if self.own.contains(&name.to_string()) || !(self.is_aggregate)(name) {
            return;
        }
        if let Some(fields) = fields_of(&local.pat) {
            let (pats, members): (Vec<_>, Vec<_>) = fields.into_iter().unzip();
            **expr = syn::parse_quote!((#(#root.#members,)*));
            let elems = pats.into_iter().collect();
            local.pat = Pat::Tuple(syn::PatTuple {
                attrs: Vec::new(),
                paren_token: syn::token::Paren::default(),
                elems,
            });
        }
    }
}

/// The names that a pattern of fields binds by value, and their fields, if it does no more than that.
fn fields_of(pat: &Pat) -> Option<Vec<(Pat, Member)>> {
    let plain = |pat: &Pat, member: Member| match pat {
        Pat::Wild(_) => Some(None),
        pat => pattern::simple_name(pat).map(|_| Some((pat.clone(), member))),
    };
    let numbered = |pats: &mut dyn Iterator<Item = &Pat>, len: usize| {
        let fields = pats.enumerate().filter_map(|(number, pat)| match pat {
            Pat::Rest(_) if number + 1 == len => None,
            pat => Some(plain(pat, Member::from(number))),
        });
        fields.collect::<Option<Vec<_>>>()
    };
    let fields = match pat {
        Pat::Struct(pat) => {
            pat.fields.iter().map(|field| plain(&field.pat, field.member.clone())).collect::<Option<Vec<_>>>()
        }
        Pat::Tuple(pat) => numbered(&mut pat.elems.iter(), pat.elems.len()),
        Pat::TupleStruct(pat) => numbered(&mut pat.elems.iter(), pat.elems.len()),
        _ => None,
    };
    fields.map(|fields| fields.into_iter().flatten().collect())
}

struct Finder {
    found: Vec<FieldPath>,
    /// In a closure or a block that takes what it uses.
    moves: bool,
}

impl Finder {
    /// A path that is used as a place.
    fn place(&mut self, expr: &Expr) {
        match field_path(expr) {
            Some(path) => self.found.push(FieldPath { value: self.moves, ..path }),
            None => self.visit_expr(expr),
        }
    }

    /// A path that is changed in place.
    fn changes(&mut self, expr: &Expr) {
        if let Some(path) = field_path(expr) {
            self.found.push(FieldPath { value: false, changed: !self.moves, ..path });
        }
    }
}

impl Visit<'_> for Finder {
    fn visit_expr(&mut self, expr: &Expr) {
        if let Some(path) = field_path(expr) {
            self.found.push(path);
            return;
        }
        match expr {
            Expr::Reference(reference) => {
                self.place(&reference.expr);
                if reference.mutability.is_some() {
                    self.changes(&reference.expr);
                }
            }
            Expr::RawAddr(raw) => self.place(&raw.expr),
            Expr::Field(field) => self.place(&field.base),
            Expr::MethodCall(call) => {
                self.place(&call.receiver);
                call.args.iter().for_each(|argument| self.visit_expr(argument));
            }
            Expr::Call(call) => {
                self.place(&call.func);
                call.args.iter().for_each(|argument| self.visit_expr(argument));
            }
            Expr::Index(index) => {
                self.place(&index.expr);
                self.visit_expr(&index.index);
            }
            Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => self.place(&unary.expr),
            Expr::Assign(assign) => {
                self.place(&assign.left);
                if !known::makes_container(&assign.right) {
                    self.changes(&assign.left);
                }
                self.visit_expr(&assign.right);
            }
            Expr::Binary(binary) if is_by_place(&binary.op) => {
                self.place(&binary.left);
                if counts(binary) {
                    self.changes(&binary.left);
                }
                self.visit_expr(&binary.right);
            }
            Expr::Match(branch) => {
                self.place(&branch.expr);
                branch.arms.iter().for_each(|arm| self.visit_arm(arm));
            }
            Expr::Let(condition) => self.place(&condition.expr),
            _ if super::closures::moves(expr) => {
                let around = std::mem::replace(&mut self.moves, true);
                visit::visit_expr(self, expr);
                self.moves = around;
            }
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_macro(&mut self, mac: &syn::Macro) {
        use crate::syntax::macros::{MacroCall, parse};
        match parse(mac) {
            MacroCall::Known(call) => {
                let by_value = call.name.arguments_by_value();
                for (number, argument) in call.arguments.iter().enumerate() {
                    if by_value.contains(&number) {
                        self.visit_expr(&argument.expr);
                    } else {
                        self.place(&argument.expr);
                    }
                }
            }
            MacroCall::Matches { scrutinee, .. } => self.place(&scrutinee),
            MacroCall::Expressions { list, .. } => list.iter().for_each(|expr| self.place(expr)),
            MacroCall::Select(_) | MacroCall::Fields(_) | MacroCall::Constant | MacroCall::Soup => {}
        }
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}

/// Whether it is `place += value`, not of a text.
fn counts(binary: &syn::ExprBinary) -> bool {
    let is_text =
        matches!(&*binary.right, Expr::Reference(_) | Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(_), .. }));
    crate::syntax::suspends::is_compound(&binary.op) && !is_text
}

/// Operators that look at their left operand, or change it.
fn is_by_place(op: &BinOp) -> bool {
    crate::syntax::suspends::is_comparison(op) || crate::syntax::suspends::is_compound(op)
}

/// `x.a.b` without its last fields, as a way from the local.
pub(super) fn shortened(expr: &Expr, beyond: usize, projection: &Projection) -> Projection {
    let mut tokens: Vec<_> = projection.0.clone().into_iter().collect();
    let mut expr = expr;
    for _ in 0..beyond {
        let Expr::Field(field) = expr else { break };
        // The dot, and the name behind it.
        tokens.truncate(tokens.len().saturating_sub(2));
        expr = &field.base;
    }
    Projection(tokens.into_iter().collect::<TokenStream>())
}

/// The last fields of `x.a.b`, of another name.
pub(super) fn behind(expr: &Expr, beyond: usize, name: &Ident) -> Expr {
    match expr {
        Expr::Field(field) if beyond > 0 => {
            let mut field = field.clone();
            field.base = Box::new(behind(&field.base, beyond - 1, name));
            Expr::Field(field)
        }
        Expr::Paren(paren) => behind(&paren.expr, beyond, name),
        _ => syn::parse_quote!(#name),
    }
}
