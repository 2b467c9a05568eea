//! Blocks that do not suspend, and are taken apart as if they did.
//!
//! Whether `x.run(|n| n + y)` consumes `x` is asked of a closure of ours around the call, which is made of what it captures of `x` and
//! nothing else. What the user's closure captures of the machine's own variables it reaches where they live; a variable of a block that
//! stays as it is written lives nowhere that the machine knows of. So such a block gets a mark, and its variables become the machine's.

use super::passing::chance;
use super::pattern::mentions_word;
use crate::ir::Chance;
use crate::syntax::mentions::names_of;
use crate::syntax::suspends::{APART, statements_suspend};
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use std::collections::HashSet;
use syn::punctuated::Punctuated;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, Stmt, Token};

/// A body in which such blocks are marked.
pub(super) fn marked(body: &Block) -> Block {
    let mut marked = body.clone();
    if !may_have_any(body) {
        return marked;
    }
    Marker { scopes: Vec::new(), introduced: Vec::new(), calls: Vec::new() }.visit_block_mut(&mut marked);
    marked
}

/// Whether a call that is made on a variable is given a closure somewhere: in most bodies, none is.
fn may_have_any(body: &Block) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_expr(&mut self, expr: &Expr) {
            if let Some((receiver, arguments)) = call_of(expr) {
                self.0 |=
                    variable_of(receiver).is_some() && arguments.iter().any(|one| closure_in(one).is_some());
            }
            visit::visit_expr(self, expr);
        }
    }
    let mut finder = Finder(false);
    finder.visit_block(body);
    finder.0
}

/// What a call is made on, and its arguments, if it may consume that.
fn call_of(expr: &Expr) -> Option<(&Expr, &Punctuated<Expr, Token![,]>)> {
    match expr {
        Expr::MethodCall(call) => {
            let method = &call.method;
            (chance(&quote!(.#method)) != Chance::None).then_some((&*call.receiver, &call.args))
        }
        Expr::Call(call) => Some((&*call.func, &call.args)),
        _ => None,
    }
}

/// A block that is being looked into.
struct Scope {
    /// What was bound in it so far.
    names: HashSet<String>,
    /// Whether it stays as it is written.
    stays: bool,
}

/// A call that may consume a variable, and is given a closure.
struct Call {
    variable: String,
    /// The innermost of the blocks whose variables the closure mentions.
    scope: usize,
}

struct Marker {
    scopes: Vec<Scope>,
    /// What the pattern before the next block binds.
    introduced: Vec<Ident>,
    calls: Vec<Call>,
}

impl Marker {
    fn call(&mut self, receiver: &Expr, arguments: &Punctuated<Expr, Token![,]>) {
        let Some(variable) = variable_of(receiver) else { return };
        let is_inner = |scope: &Scope| scope.stays && scope.names.contains(&variable);
        if self.scopes.iter().any(is_inner) {
            return;
        }
        let closures = arguments.iter().filter_map(closure_in);
        if let Some(scope) = closures.filter_map(|closure| self.scope_of(closure)).max() {
            self.calls.push(Call { variable, scope });
        }
    }

    /// The innermost block that stays as it is, and of which a closure mentions a variable.
    fn scope_of(&self, closure: &syn::ExprClosure) -> Option<usize> {
        let own: HashSet<String> =
            closure.inputs.iter().flat_map(names_of).map(|name| name.to_string()).collect();
        let body = closure.body.to_token_stream();
        let mentioned =
            |scope: &Scope| scope.names.difference(&own).any(|name| mentions_word(body.clone(), name));
        self.scopes.iter().rposition(|scope| scope.stays && mentioned(scope))
    }

    /// Looks into what is a block of its own, with the names that are bound before it.
    fn scope(&mut self, stmts: &mut Vec<Stmt>) {
        let names = std::mem::take(&mut self.introduced).iter().map(Ident::to_string).collect();
        let stays = !self.scopes.is_empty() && !statements_suspend(stmts);
        let at = self.scopes.len();
        self.scopes.push(Scope { names, stays });
        for number in 0..stmts.len() {
            let before = self.calls.len();
            self.visit_stmt_mut(&mut stmts[number]);
            if self.calls.len() > before {
                // What is used behind a call was not consumed by it.
                let rest: TokenStream = stmts[number + 1..].iter().map(|stmt| quote!(#stmt)).collect();
                let stmt = &stmts[number];
                self.forget(before, |call| {
                    mentions_word(rest.clone(), &call.variable)
                        && !assigns(&call.variable, |finder| finder.visit_stmt(stmt))
                });
            }
            if let (Stmt::Local(local), Some(scope)) = (&stmts[number], self.scopes.last_mut()) {
                scope.names.extend(names_of(&local.pat).iter().map(Ident::to_string));
            }
        }
        self.scopes.pop();
        if self.calls.iter().any(|call| call.scope == at) {
            self.calls.retain(|call| call.scope != at);
            let apart = Ident::new(APART, Span::mixed_site());
            stmts.insert(0, syn::parse_quote!(#apart!();));
        }
    }

    fn repeat(&mut self, expr: &mut Expr) {
        let before = self.calls.len();
        let (once, body) = match expr {
            Expr::While(repeat) => {
                self.visit_expr_mut(&mut repeat.cond);
                self.introduced = names_in_condition(&repeat.cond);
                (before, &mut repeat.body)
            }
            Expr::ForLoop(repeat) => {
                self.visit_expr_mut(&mut repeat.expr);
                self.introduced = names_of(&repeat.pat);
                (self.calls.len(), &mut repeat.body)
            }
            Expr::Loop(repeat) => (before, &mut repeat.body),
            _ => return,
        };
        self.visit_block_mut(body);
        if self.calls.len() > once && !leaves(expr) {
            // What is called again was not consumed, if it was not given another value.
            self.forget(once, |call| !assigns(&call.variable, |finder| finder.visit_expr(expr)));
        }
    }

    /// Forgets those calls since the one of that number.
    fn forget(&mut self, before: usize, is_harmless: impl Fn(&Call) -> bool) {
        let since = self.calls.split_off(before.min(self.calls.len()));
        self.calls.extend(since.into_iter().filter(|call| !is_harmless(call)));
    }
}

impl VisitMut for Marker {
    fn visit_block_mut(&mut self, block: &mut Block) {
        self.scope(&mut block.stmts);
    }

    fn visit_arm_mut(&mut self, arm: &mut syn::Arm) {
        if let Some((_, guard)) = &mut arm.guard {
            self.visit_expr_mut(guard);
        }
        self.introduced = names_of(&arm.pat);
        if let Expr::Block(block) = &mut *arm.body
            && block.label.is_none()
        {
            return self.visit_block_mut(&mut block.block);
        }
        let mut stmts = vec![Stmt::Expr((*arm.body).clone(), None)];
        self.scope(&mut stmts);
        match stmts.as_mut_slice() {
            [Stmt::Expr(body, None)] => *arm.body = body.clone(),
            stmts => *arm.body = syn::parse_quote!({ #(#stmts)* }),
        }
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Closure(_) | Expr::Async(_) | Expr::Const(_) => {}
            Expr::If(branch) => {
                self.visit_expr_mut(&mut branch.cond);
                self.introduced = names_in_condition(&branch.cond);
                self.visit_block_mut(&mut branch.then_branch);
                if let Some((_, otherwise)) = &mut branch.else_branch {
                    self.visit_expr_mut(otherwise);
                }
            }
            Expr::While(_) | Expr::ForLoop(_) | Expr::Loop(_) => self.repeat(expr),
            _ => {
                if let Some((receiver, arguments)) = call_of(expr) {
                    self.call(receiver, arguments);
                }
                visit_mut::visit_expr_mut(self, expr);
            }
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// The variable that is called, or a field of which.
fn variable_of(receiver: &Expr) -> Option<String> {
    match receiver {
        Expr::Path(path) => path.path.get_ident().map(Ident::to_string),
        Expr::Field(field) => variable_of(&field.base),
        Expr::Paren(paren) => variable_of(&paren.expr),
        _ => None,
    }
}

fn closure_in(argument: &Expr) -> Option<&syn::ExprClosure> {
    match argument {
        Expr::Closure(closure) => Some(closure),
        Expr::Paren(paren) => closure_in(&paren.expr),
        Expr::Reference(reference) => closure_in(&reference.expr),
        _ => None,
    }
}

fn names_in_condition(cond: &Expr) -> Vec<Ident> {
    match cond {
        Expr::Let(condition) => names_of(&condition.pat),
        Expr::Binary(chain) => {
            let mut names = names_in_condition(&chain.left);
            names.extend(names_in_condition(&chain.right));
            names
        }
        _ => Vec::new(),
    }
}

/// Whether there is something in a loop that may leave it.
fn leaves(repeat: &Expr) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_expr(&mut self, expr: &Expr) {
            self.0 |= matches!(expr, Expr::Break(_) | Expr::Return(_) | Expr::Try(_) | Expr::Macro(_));
            visit::visit_expr(self, expr);
        }

        fn visit_stmt_macro(&mut self, mac: &syn::StmtMacro) {
            self.0 |= !mac.mac.path.is_ident(APART);
        }
    }
    let mut finder = Finder(false);
    finder.visit_expr(repeat);
    finder.0
}

/// Whether a variable is given a value somewhere.
fn assigns(variable: &str, look: impl FnOnce(&mut Assigned<'_>)) -> bool {
    let mut assigned = Assigned { variable, found: false };
    look(&mut assigned);
    assigned.found
}

struct Assigned<'a> {
    variable: &'a str,
    found: bool,
}

impl Visit<'_> for Assigned<'_> {
    fn visit_expr_assign(&mut self, assign: &syn::ExprAssign) {
        self.found |= variable_of(&assign.left).is_some_and(|assigned| assigned == self.variable);
        visit::visit_expr_assign(self, assign);
    }
}
