//! The free variables of a body, use by use, by Rust's rules of scope; each use may get another name.
//!
//! What a name means cannot be known from tokens. A single word in lower case that the body does not bind is taken for a
//! variable; constants and unit structs are written otherwise, functions are called.

mod calls;

use super::mentions::{names_of, names_of_items};
use super::suspends::{is_comparison, is_compound, is_place};
use proc_macro2::Ident;
use std::collections::HashSet;
use syn::visit::Visit;
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Pat, Stmt, UnOp};

/// A use of a free variable, or of a field of it.
#[derive(Clone)]
pub(crate) struct Found {
    pub(crate) root: Ident,
    pub(crate) fields: Vec<String>,
    pub(crate) kind: Kind,
}

/// What it is used for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Kind {
    /// Its value: it is moved or copied.
    Value,
    /// Its place.
    Place,
    /// A method of it is called: it may be borrowed exclusively.
    Method,
    /// It is assigned to, or borrowed exclusively.
    Write,
    /// It is called.
    Call,
}

/// What a use is called instead, and how many of its fields that name stands for.
type Rename<'a> = dyn FnMut(&Found) -> Option<(Ident, usize)> + 'a;

/// Tells each use, in the order of the source.
pub(crate) fn walk(body: &mut Block, tell: &mut Rename<'_>) {
    let mut walker = Walker { scopes: vec![HashSet::new()], moves: false, tell };
    walker.block(body);
}

struct Walker<'a, 'b> {
    scopes: Vec<HashSet<String>>,
    /// In a `move` closure: it takes what it mentions.
    moves: bool,
    tell: &'a mut Rename<'b>,
}

impl Walker<'_, '_> {
    fn scope(&mut self, walk: impl FnOnce(&mut Self)) {
        self.scopes.push(HashSet::new());
        walk(self);
        self.scopes.pop();
    }

    /// In what may be a `move` closure.
    fn moving(&mut self, moves: bool, walk: impl FnOnce(&mut Self)) {
        let before = self.moves;
        self.moves |= moves;
        walk(self);
        self.moves = before;
    }

    fn bind(&mut self, name: &Ident) {
        if let Some(scope) = self.scopes.last_mut() {
            scope.insert(name.to_string());
        }
    }

    fn bind_pattern(&mut self, pat: &Pat) {
        names_of(pat).iter().for_each(|name| self.bind(name));
    }

    fn is_free(&self, name: &Ident) -> bool {
        let text = name.to_string();
        let small = text.chars().next().is_some_and(|first| first == '_' || first.is_lowercase());
        let word = !matches!(text.as_str(), "_" | "crate" | "super") && !text.starts_with("__coro");
        small && word && !self.scopes.iter().any(|scope| scope.contains(&text))
    }

    /// A use of a name; what it is called instead, and how many fields that stands for.
    fn name(&mut self, root: &Ident, fields: Vec<String>, kind: Kind) -> Option<(Ident, usize)> {
        if !self.is_free(root) {
            return None;
        }
        let found = if self.moves {
            Found { root: root.clone(), fields: Vec::new(), kind: Kind::Value }
        } else {
            Found { root: root.clone(), fields, kind }
        };
        (self.tell)(&found)
    }

    /// A variable, or a field of one.
    fn path(&mut self, expr: &mut Expr, kind: Kind) -> bool {
        let Some((root, fields)) = field_path(expr) else { return false };
        let n_fields = fields.len();
        if let Some((name, stands_for)) = self.name(&root, fields, kind) {
            *expr = renamed(expr, n_fields - stands_for.min(n_fields), &name);
        }
        true
    }

    fn expr(&mut self, expr: &mut Expr, kind: Kind) {
        if self.path(expr, kind) {
            return;
        }
        match expr {
            Expr::Paren(paren) => self.expr(&mut paren.expr, kind),
            Expr::Group(group) => self.expr(&mut group.expr, kind),
            Expr::Field(field) => self.expr(&mut field.base, place_of(kind)),
            Expr::Index(index) => {
                let base = if matches!(*index.expr, Expr::Path(_)) { indexed(kind) } else { place_of(kind) };
                self.expr(&mut index.expr, base);
                self.expr(&mut index.index, Kind::Value);
            }
            Expr::Unary(unary) => {
                let kind = if matches!(unary.op, UnOp::Deref(_)) { place_of(kind) } else { Kind::Value };
                self.expr(&mut unary.expr, kind);
            }
            Expr::Reference(reference) => {
                let kind = if reference.mutability.is_some() { Kind::Write } else { Kind::Place };
                self.expr(&mut reference.expr, kind);
            }
            Expr::RawAddr(raw) => self.expr(&mut raw.expr, Kind::Write),
            Expr::Assign(assign) => {
                self.expr(&mut assign.right, Kind::Value);
                self.assigned(&mut assign.left);
            }
            Expr::Binary(binary) => {
                let (left, right) = match binary.op {
                    op if is_compound(&op) => (Kind::Write, Kind::Value),
                    op if is_comparison(&op) => (Kind::Place, Kind::Place),
                    _ => (Kind::Value, Kind::Value),
                };
                self.expr(&mut binary.left, left);
                // `a && let b = c`: what a condition binds is in scope behind it.
                self.expr(&mut binary.right, right);
            }
            Expr::MethodCall(call) => {
                let kind = if consumes(&call.method.to_string()) { Kind::Value } else { Kind::Method };
                self.expr(&mut call.receiver, kind);
                call.args.iter_mut().for_each(|argument| self.expr(argument, Kind::Value));
            }
            Expr::Call(call) => {
                self.callee(&mut call.func);
                call.args.iter_mut().for_each(|argument| self.expr(argument, Kind::Value));
            }
            _ => self.construct(expr),
        }
    }

    /// What is used as a value, whatever it stands in: most of them are scopes.
    fn construct(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Let(condition) => {
                let kind = matched(&condition.expr, [&*condition.pat]);
                self.expr(&mut condition.expr, kind);
                self.bind_pattern(&condition.pat);
            }
            Expr::Match(branch) => {
                let kind = matched(&branch.expr, branch.arms.iter().map(|arm| &arm.pat));
                self.expr(&mut branch.expr, kind);
                for arm in &mut branch.arms {
                    self.scope(|this| {
                        this.bind_pattern(&arm.pat);
                        arm.guard.iter_mut().for_each(|(_, guard)| this.expr(guard, Kind::Value));
                        this.expr(&mut arm.body, Kind::Value);
                    });
                }
            }
            Expr::If(branch) => {
                self.scope(|this| {
                    this.expr(&mut branch.cond, Kind::Value);
                    this.block(&mut branch.then_branch);
                });
                branch.else_branch.iter_mut().for_each(|(_, other)| self.expr(other, Kind::Value));
            }
            Expr::While(repeat) => self.scope(|this| {
                this.expr(&mut repeat.cond, Kind::Value);
                this.block(&mut repeat.body);
            }),
            Expr::ForLoop(repeat) => {
                self.expr(&mut repeat.expr, Kind::Value);
                self.scope(|this| {
                    this.bind_pattern(&repeat.pat);
                    this.block(&mut repeat.body);
                });
            }
            Expr::Closure(closure) => {
                self.scope(|this| {
                    closure.inputs.iter().for_each(|input| this.bind_pattern(input));
                    this.moving(closure.capture.is_some(), |this| this.expr(&mut closure.body, Kind::Value));
                });
            }
            Expr::Async(block) => {
                self.moving(block.capture.is_some(), |this| this.block(&mut block.block));
            }
            Expr::Struct(literal) => {
                for field in &mut literal.fields {
                    field.colon_token.get_or_insert_default();
                    self.expr(&mut field.expr, Kind::Value);
                }
                literal.rest.iter_mut().for_each(|rest| self.expr(rest, Kind::Value));
            }
            Expr::Macro(mac) => self.call(&mut mac.mac),
            Expr::Block(block) => self.block(&mut block.block),
            Expr::Unsafe(block) => self.block(&mut block.block),
            Expr::Loop(repeat) => self.block(&mut repeat.body),
            // Its own body, that captures nothing.
            Expr::Const(_) => {}
            // Only expressions used as values are below.
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    /// What is called: a variable, or a function.
    fn callee(&mut self, func: &mut Expr) {
        match func {
            Expr::Path(_) => {
                self.path(func, Kind::Call);
            }
            _ => self.expr(func, Kind::Place),
        }
    }

    /// The left side of an assignment.
    fn assigned(&mut self, left: &mut Expr) {
        match left {
            Expr::Tuple(tuple) => tuple.elems.iter_mut().for_each(|elem| self.assigned(elem)),
            Expr::Array(array) => array.elems.iter_mut().for_each(|elem| self.assigned(elem)),
            Expr::Call(call) => call.args.iter_mut().for_each(|elem| self.assigned(elem)),
            Expr::Struct(literal) => {
                for field in &mut literal.fields {
                    field.colon_token.get_or_insert_default();
                    self.assigned(&mut field.expr);
                }
            }
            _ => self.expr(left, Kind::Write),
        }
    }

    fn block(&mut self, block: &mut Block) {
        self.scope(|this| {
            names_of_items(block).iter().for_each(|name| this.bind(name));
            block.stmts.iter_mut().for_each(|stmt| this.stmt(stmt));
        });
    }

    fn stmt(&mut self, stmt: &mut Stmt) {
        match stmt {
            Stmt::Local(local) => {
                if let Some(init) = &mut local.init {
                    let kind = matched(&init.expr, [&local.pat]);
                    self.expr(&mut init.expr, kind);
                    init.diverge.iter_mut().for_each(|(_, diverge)| self.expr(diverge, Kind::Value));
                }
                self.bind_pattern(&local.pat);
            }
            Stmt::Expr(expr, _) => self.expr(expr, Kind::Value),
            Stmt::Macro(mac) => self.call(&mut mac.mac),
            Stmt::Item(_) => {}
        }
    }
}

/// Expressions that are used as values, below those that [`Walker::expr`] knows.
impl VisitMut for Walker<'_, '_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        self.expr(expr, Kind::Value);
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        self.block(block);
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
    fn visit_type_mut(&mut self, _: &mut syn::Type) {}
    fn visit_pat_mut(&mut self, _: &mut Pat) {}
    fn visit_path_mut(&mut self, _: &mut syn::Path) {}
}

/// What the base of a part is used for.
fn place_of(kind: Kind) -> Kind {
    match kind {
        Kind::Write | Kind::Method => kind,
        Kind::Value | Kind::Place | Kind::Call => Kind::Place,
    }
}

/// What a variable is used for of which an element is: it may be a reference, and what that leads to is borrowed exclusively.
fn indexed(kind: Kind) -> Kind {
    match kind {
        Kind::Write => Kind::Method,
        kind => place_of(kind),
    }
}

/// What is matched is moved or copied, as a whole, if the pattern binds names; of a field, a part may be.
fn matched<'a>(expr: &Expr, pats: impl IntoIterator<Item = &'a Pat>) -> Kind {
    struct Finder {
        by_value: bool,
        exclusive: bool,
    }
    impl Visit<'_> for Finder {
        fn visit_pat_ident(&mut self, pat: &syn::PatIdent) {
            let name = pat.ident.to_string();
            self.by_value |=
                pat.by_ref.is_none() && name.chars().next().is_some_and(|c| c == '_' || c.is_lowercase());
            self.exclusive |= pat.by_ref.is_some() && pat.mutability.is_some();
            syn::visit::visit_pat_ident(self, pat);
        }
    }
    let (mut binds, mut all) = (Finder { by_value: false, exclusive: false }, true);
    for pat in pats {
        all &= matches!(pat, Pat::Ident(_) | Pat::Type(_));
        binds.visit_pat(pat);
    }
    let part = matches!(expr, Expr::Field(_)) && !all;
    match (binds.by_value && !part || !is_place(expr), binds.exclusive) {
        (true, _) => Kind::Value,
        (false, true) => Kind::Write,
        (false, false) => Kind::Place,
    }
}

/// Whether a method takes its receiver by value, as far as its name tells.
pub(crate) fn consumes(method: &str) -> bool {
    const ADAPTERS: [&str; 26] = [
        "and_then",
        "chain",
        "cloned",
        "collect",
        "copied",
        "cycle",
        "enumerate",
        "filter",
        "filter_map",
        "flat_map",
        "flatten",
        "fold",
        "for_each",
        "fuse",
        "inspect",
        "map",
        "map_while",
        "ok",
        "ok_or",
        "or_else",
        "peekable",
        "rev",
        "scan",
        "skip_while",
        "take_while",
        "zip",
    ];
    ["into_", "unwrap", "expect"].iter().any(|prefix| method.starts_with(prefix))
        || matches!(method, "into" | "try_into")
        || ADAPTERS.contains(&method)
}

/// `x.a.b`: the variable, and the fields; what `x` leads to, `*x`, is written as one.
fn field_path(expr: &Expr) -> Option<(Ident, Vec<String>)> {
    match expr {
        Expr::Path(path) if path.qself.is_none() => Some((path.path.get_ident()?.clone(), Vec::new())),
        Expr::Field(field) => {
            let (root, mut fields) = field_path(&field.base)?;
            fields.push(match &field.member {
                syn::Member::Named(name) => name.to_string(),
                syn::Member::Unnamed(index) => index.index.to_string(),
            });
            Some((root, fields))
        }
        Expr::Unary(unary) if matches!(unary.op, UnOp::Deref(_)) => {
            let (root, mut fields) = field_path(&unary.expr)?;
            fields.push(String::from("*"));
            Some((root, fields))
        }
        Expr::Paren(paren) => field_path(&paren.expr),
        Expr::Group(group) => field_path(&group.expr),
        _ => None,
    }
}

/// The last fields of `x.a.b`, of another variable.
fn renamed(expr: &Expr, beyond: usize, name: &Ident) -> Expr {
    match expr {
        Expr::Field(field) if beyond > 0 => {
            let base = Box::new(renamed(&field.base, beyond - 1, name));
            Expr::Field(syn::ExprField { base, ..field.clone() })
        }
        Expr::Unary(unary) if beyond > 0 => {
            let expr = Box::new(renamed(&unary.expr, beyond - 1, name));
            Expr::Unary(syn::ExprUnary { expr, ..unary.clone() })
        }
        Expr::Paren(paren) => match renamed(&paren.expr, beyond, name) {
            expr @ Expr::Unary(_) => Expr::Paren(syn::ExprParen { expr: Box::new(expr), ..paren.clone() }),
            expr => expr,
        },
        Expr::Group(group) => renamed(&group.expr, beyond, name),
        _ => Expr::Path(syn::ExprPath { attrs: Vec::new(), qself: None, path: name.clone().into() }),
    }
}
