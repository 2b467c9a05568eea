//! The fields of variables that a closure uses, and which of them it takes.

use super::code::named;
use super::members::{bound_to, fields_of, members_of};
use super::passing::takes_option_or_result;
use super::{known, pattern};
use crate::ir::Projection;
use crate::syntax::mentions::Mentions;
use crate::syntax::suspends::{is_comparison, is_compound};
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::collections::HashSet;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{BinOp, Expr, Member, Pat};

/// `x.a.b`: a variable, and fields of fields of it; or the variable itself.
pub(super) struct FieldPath {
    pub(super) root: String,
    pub(super) members: Vec<String>,
    usage: Usage,
    /// By a pattern of the variable, which it stays in.
    in_place: bool,
    /// By a closure or a block that takes what it uses.
    pub(super) is_taken: bool,
}

/// What a path is used for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Usage {
    /// Its value is moved, or copied.
    Value,
    /// A method is called on it that takes an `Option` or a `Result`, if it is one.
    Receiver,
    /// It is looked at.
    Look,
    /// It may be changed in place.
    Change,
    /// It is changed in place, and is a number most likely: what is used as a value of it is copied.
    Count,
}

/// What a closure has of a field that it mentions.
pub(super) enum Taken {
    /// A reference, to it or to what it is in.
    Nothing,
    /// As much as of its variable: that is used as a whole. It has the variable if the field is not `Copy`.
    AsTheWhole,
    /// The part of the variable that these members lead to.
    Part {
        members: Vec<String>,
        /// What is used of it as a value, by the members that lead on from there, if it is used otherwise as well: the closure has
        /// a reference if all of that is `Copy`, and the value otherwise.
        unsure: Vec<Vec<String>>,
    },
}

/// The paths in a closure, by the names of their variables.
pub(super) fn of(closure: &Expr) -> Vec<FieldPath> {
    let mut finder = Finder { found: Vec::new(), moves: false };
    finder.visit_expr(closure);
    finder.found
}

impl FieldPath {
    fn whole(root: impl ToString) -> Self {
        let (usage, root) = (Usage::Value, root.to_string());
        FieldPath { root, members: Vec::new(), usage, in_place: false, is_taken: false }
    }

    fn used(self, usage: Usage) -> Self {
        FieldPath { usage, ..self }
    }

    /// Whether a method is called on it that takes an `Option` or a `Result`, if it is one.
    pub(super) fn is_receiver(&self) -> bool {
        self.usage == Usage::Receiver
    }

    /// Whether its value is moved, or copied.
    pub(super) fn is_value(&self) -> bool {
        self.usage == Usage::Value
    }

    /// Whether it is looked at only.
    pub(super) fn is_looked_at(&self) -> bool {
        self.usage == Usage::Look
    }

    /// Has it used as a value.
    pub(super) fn take(&mut self) {
        self.usage = Usage::Value;
    }

    /// Whether it is used as a value by what this expression is.
    pub(super) fn is_value_of(&self, expr: &Expr) -> bool {
        let is_same = |path: FieldPath| path.root == self.root && path.members == self.members;
        self.usage == Usage::Value && field_path(expr).is_some_and(is_same)
    }

    /// Whether what it leads to is (in) what the other one leads to.
    pub(super) fn is_in(&self, other: &FieldPath) -> bool {
        self.root == other.root && self.members.starts_with(&other.members)
    }
}

/// The path that an expression is.
pub(super) fn field_path(expr: &Expr) -> Option<FieldPath> {
    match expr {
        Expr::Field(field) => {
            let mut path = match &*field.base {
                Expr::Path(root) => FieldPath::whole(root.path.get_ident()?),
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

/// The path that an expression is, or the variable.
fn path_of(expr: &Expr) -> Option<FieldPath> {
    match expr {
        Expr::Path(path) if path.qself.is_none() => path.path.get_ident().map(FieldPath::whole),
        Expr::Paren(paren) => path_of(&paren.expr),
        expr => field_path(expr),
    }
}

/// What a closure takes of a path. All that is used of a part goes one way: the shortest path that leads there says which part it
/// is, and the closure has its value if it uses any of it as a value that is not `Copy`; a `move` closure has it in any case.
pub(super) fn taken(paths: &[FieldPath], path: &FieldPath, moves: bool) -> Taken {
    let leads_there = paths.iter().filter(|known| path.is_in(known));
    let Some(taken) = leads_there.min_by_key(|known| known.members.len()) else { return Taken::Nothing };
    let of_it = || paths.iter().filter(|known| known.is_in(taken));
    let values: Vec<&FieldPath> = of_it().filter(|known| known.usage == Usage::Value).collect();
    if !moves && values.is_empty() {
        return Taken::Nothing;
    }
    if taken.members.is_empty() || of_it().any(|known| known.in_place) {
        return Taken::AsTheWhole;
    }
    let n_members = taken.members.len();
    let is_all = |known: &FieldPath| known.members.len() == n_members;
    let is_counted = of_it().any(|known| is_all(known) && known.usage == Usage::Count);
    if !moves && is_counted && values.iter().all(|known| is_all(known)) {
        return Taken::Nothing;
    }
    let is = |usage: Usage| of_it().any(|known| known.usage == usage);
    let changes = is(Usage::Change) || is(Usage::Count) || is(Usage::Receiver);
    let looks_on = is(Usage::Look) && !values.iter().any(|known| is_all(known));
    let beyond = |known: &FieldPath| known.members[n_members..].to_vec();
    let unsure = !moves && (changes || looks_on);
    let unsure = if unsure { values.into_iter().map(beyond).collect() } else { Vec::new() };
    Taken::Part { members: taken.members.clone(), unsure }
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
            let (pats, values): (Vec<_>, Vec<Expr>) = fields
                .into_iter()
                .map(|(pat, member)| bound_to(pat, &syn::parse_quote!(#root.#member)))
                .unzip();
            **expr = syn::parse_quote!((#(#values,)*));
            let elems = pats.into_iter().collect();
            local.pat = Pat::Tuple(syn::PatTuple {
                attrs: Vec::new(),
                paren_token: syn::token::Paren::default(),
                elems,
            });
        }
    }
}

/// The fields of a struct or a tuple that a pattern refers to, if it does no more than that.
fn referred_fields(pat: &Pat) -> Option<Vec<(Member, Usage)>> {
    members_of(pat, &|pat, member| match pat {
        Pat::Wild(_) => Some(None),
        Pat::Ident(syn::PatIdent { by_ref: Some(_), mutability, subpat: None, .. }) => {
            Some(Some((member, if mutability.is_some() { Usage::Change } else { Usage::Look })))
        }
        _ => None,
    })
}

struct Finder {
    found: Vec<FieldPath>,
    /// In a closure or a block that takes what it uses.
    moves: bool,
}

impl Finder {
    fn uses(&mut self, path: FieldPath, usage: Usage) {
        let path = path.used(if self.moves { Usage::Value } else { usage });
        self.found.push(FieldPath { is_taken: self.moves, ..path });
    }

    /// A path that is used as a place.
    fn place(&mut self, expr: &Expr, usage: Usage) {
        match path_of(expr) {
            Some(path) => self.uses(path, usage),
            None => self.base(expr, usage),
        }
    }

    /// What a place is (in) that is no path from a variable.
    fn base(&mut self, expr: &Expr, usage: Usage) {
        match expr {
            Expr::Paren(paren) => self.base(&paren.expr, usage),
            Expr::Field(field) => self.place(&field.base, usage),
            Expr::Index(index) => {
                self.place(&index.expr, usage);
                self.visit_expr(&index.index);
            }
            Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => self.place(&unary.expr, usage),
            expr => self.visit_expr(expr),
        }
    }

    /// What is compared with patterns: a name takes all of it.
    fn matched<'a>(&mut self, expr: &Expr, pats: impl IntoIterator<Item = &'a Pat>) {
        if pats.into_iter().any(|pat| pattern::simple_name(pat).is_some()) {
            self.visit_expr(expr);
        } else {
            self.place(expr, Usage::Look);
        }
    }

    /// A variable of which a pattern refers to fields: it uses no more of it.
    fn referred(&mut self, expr: &Expr, pat: &Pat) -> bool {
        let Expr::Path(path) = expr else { return false };
        let Some((root, fields)) = path.path.get_ident().zip(referred_fields(pat)) else { return false };
        for (member, usage) in fields {
            let field = syn::parse_quote!(#root.#member);
            let path = field_path(&field).map(|path| FieldPath { in_place: true, ..path });
            path.into_iter().for_each(|path| self.uses(path, usage));
        }
        true
    }

    /// Variables that are mentioned, nobody knows for what.
    fn mentions(&mut self, words: impl IntoIterator<Item = String>) {
        let whole = |root| FieldPath { usage: Usage::Change, in_place: true, ..FieldPath::whole(root) };
        self.found.extend(words.into_iter().map(whole));
    }
}

impl Visit<'_> for Finder {
    fn visit_expr(&mut self, expr: &Expr) {
        if let Some(path) = path_of(expr) {
            self.uses(path, Usage::Value);
            return;
        }
        match expr {
            Expr::Reference(reference) if reference.mutability.is_some() => {
                self.place(&reference.expr, Usage::Change);
            }
            Expr::Reference(reference) => self.place(&reference.expr, Usage::Look),
            Expr::RawAddr(raw) => self.place(&raw.expr, Usage::Change),
            Expr::Field(_) | Expr::Index(_) => self.base(expr, Usage::Look),
            Expr::Unary(unary) if matches!(unary.op, syn::UnOp::Deref(_)) => self.base(expr, Usage::Look),
            Expr::MethodCall(call) => {
                let takes = takes_option_or_result(&call.method);
                self.place(&call.receiver, if takes { Usage::Receiver } else { Usage::Change });
                call.args.iter().for_each(|argument| self.visit_expr(argument));
            }
            Expr::Call(call) => {
                self.place(&call.func, Usage::Change);
                call.args.iter().for_each(|argument| self.visit_expr(argument));
            }
            Expr::Assign(assign) => {
                let is_made = known::makes_container(&assign.right);
                self.place(&assign.left, if is_made { Usage::Look } else { Usage::Change });
                self.visit_expr(&assign.right);
            }
            Expr::Binary(binary) if is_by_place(&binary.op) => {
                let is_compound = is_compound(&binary.op);
                let usage = match is_compound {
                    true if counts(binary) => Usage::Count,
                    true => Usage::Change,
                    false => Usage::Look,
                };
                self.place(&binary.left, usage);
                if is_compound {
                    self.visit_expr(&binary.right);
                } else {
                    self.place(&binary.right, Usage::Look);
                }
            }
            Expr::Match(branch) => {
                self.matched(&branch.expr, branch.arms.iter().map(|arm| &arm.pat));
                branch.arms.iter().for_each(|arm| self.visit_arm(arm));
            }
            Expr::Let(condition) => self.matched(&condition.expr, [&*condition.pat]),
            _ if super::closures::moves(expr) => {
                let around = std::mem::replace(&mut self.moves, true);
                visit::visit_expr(self, expr);
                self.moves = around;
            }
            _ => visit::visit_expr(self, expr),
        }
    }

    fn visit_local(&mut self, local: &syn::Local) {
        let Some(init) = &local.init else { return };
        if !self.referred(&init.expr, &local.pat) {
            self.visit_expr(&init.expr);
        }
        init.diverge.iter().for_each(|(_, diverge)| self.visit_expr(diverge));
    }

    fn visit_macro(&mut self, mac: &syn::Macro) {
        use crate::syntax::formats::inline_captures;
        use crate::syntax::macros::{MacroCall, parse};
        match parse(mac) {
            MacroCall::Known(call) => {
                let by_value = call.name.arguments_by_value();
                for (number, argument) in call.arguments.iter().enumerate() {
                    if by_value.contains(&number) {
                        self.visit_expr(&argument.expr);
                    } else {
                        self.place(&argument.expr, Usage::Look);
                    }
                    self.mentions(inline_captures(&argument.expr));
                }
            }
            MacroCall::Matches { scrutinee, guard, .. } => {
                self.place(&scrutinee, Usage::Look);
                guard.iter().for_each(|guard| self.visit_expr(guard));
            }
            MacroCall::Expressions { list, by_value } => {
                for expr in &list {
                    if by_value {
                        self.visit_expr(expr);
                    } else {
                        self.place(expr, Usage::Look);
                    }
                }
            }
            MacroCall::Constant => {}
            MacroCall::Select(_) | MacroCall::Fields(_) | MacroCall::Soup => {
                self.mentions(Mentions::of(mac.tokens.clone()).words);
            }
        }
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}

/// Whether what `place += value` or the like puts there is no text.
fn counts(binary: &syn::ExprBinary) -> bool {
    !matches!(&*binary.right, Expr::Reference(_) | Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(_), .. }))
}

/// Operators that look at their left operand, or change it.
fn is_by_place(op: &BinOp) -> bool {
    is_comparison(op) || is_compound(op)
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

/// A way from the local, and on by these members.
pub(super) fn lengthened(Projection(way): &Projection, members: &[String]) -> Projection {
    let members = members.iter().map(|member| match member.parse::<usize>() {
        Ok(number) => Member::from(number),
        Err(_) => Member::Named(named(member, Span::call_site())),
    });
    Projection(quote!(#way #(.#members)*))
}

/// The last fields of `x.a.b`, of what stands for the others.
pub(super) fn behind(expr: &Expr, beyond: usize, part: &Expr) -> Expr {
    match expr {
        Expr::Field(field) if beyond > 0 => {
            let mut field = field.clone();
            field.base = Box::new(behind(&field.base, beyond - 1, part));
            Expr::Field(field)
        }
        Expr::Paren(paren) => behind(&paren.expr, beyond, part),
        _ => part.clone(),
    }
}
