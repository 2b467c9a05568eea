//! Control flow and blocks inside of code that does not suspend: they stay as they are; the flow learns their edges.

use super::Builder;
use super::Want;
use super::guards::has_let_guard;
use super::macros::expanded_dbg;
use super::names::Meaning;
use super::pattern;
use super::statement::macro_expression;
use crate::ir::Node;
use crate::syntax::formats;
use crate::syntax::mentions::names_of;
use crate::syntax::uses;
use proc_macro2::Ident;
use syn::visit::{self, Visit};
use syn::{BinOp, Block, Expr, Stmt};

impl Builder<'_> {
    pub(super) fn opaque_control(&mut self, expr: &mut Expr) {
        match expr {
            Expr::If(_) => self.opaque_if(expr),
            Expr::Match(branch) if self.selects(branch) && has_let_guard(branch) => {
                *expr = self.let_guards_around(branch.clone());
                self.opaque(expr, Want::Value);
            }
            Expr::Match(branch) if self.selects(branch) => {
                let span = syn::spanned::Spanned::span(branch);
                if let Some(piece) = self.opaque_select(branch.clone()) {
                    *expr = self.hole(piece, span);
                }
            }
            Expr::Match(branch) => {
                self.without_unlooked(&mut branch.expr, branch.arms.iter().map(|arm| &arm.pat));
                self.note_taken(&branch.expr, branch.arms.iter().map(|arm| &arm.pat));
                let want = self.want_of_matched(&branch.expr, branch.arms.iter().map(|arm| &arm.pat));
                self.opaque(&mut branch.expr, want);
                self.opaque_arms(&mut branch.arms);
            }
            Expr::While(repeat) if self.takes_by_condition(&repeat.cond) => {
                *expr = as_loop(repeat);
                self.opaque_control(expr);
            }
            Expr::While(repeat) => {
                self.label_of_loop(&mut repeat.label, &repeat.body);
                let (label, cond, body) = (repeat.label.clone(), &mut repeat.cond, &mut repeat.body);
                self.looped(label.as_ref(), |this| {
                    this.names.enter();
                    this.opaque(cond, Want::Value);
                    this.maybe(|this| this.break_to(None));
                    this.opaque_block(body);
                    this.names.leave();
                });
            }
            Expr::ForLoop(repeat) => {
                self.opaque(&mut repeat.expr, Want::Value);
                self.label_of_loop(&mut repeat.label, &repeat.body);
                let (label, pat, body) = (repeat.label.clone(), &repeat.pat, &mut repeat.body);
                self.looped(label.as_ref(), |this| {
                    this.maybe(|this| this.break_to(None));
                    this.names.enter();
                    this.declare_inner(pat);
                    this.opaque_block(body);
                    this.names.leave();
                });
            }
            Expr::Loop(repeat) => {
                self.label_of_loop(&mut repeat.label, &repeat.body);
                let (label, body) = (repeat.label.clone(), &mut repeat.body);
                self.looped(label.as_ref(), |this| this.opaque_block(body));
            }
            Expr::Let(condition) => {
                self.note_taken(&condition.expr, [&*condition.pat]);
                let want = self.want_of_matched(&condition.expr, [&*condition.pat]);
                self.opaque(&mut condition.expr, want);
                self.declare_inner(&condition.pat);
            }
            _ => {}
        }
    }

    /// Whether a match may move parts of a local's value away.
    fn selects(&self, branch: &syn::ExprMatch) -> bool {
        let binds = branch.arms.iter().any(|arm| !pattern::bindings(&arm.pat).is_empty());
        binds && self.matched_place(&branch.expr).is_some()
    }

    /// The same for `let pattern = place`, as a condition or one of several.
    fn takes_by_condition(&self, condition: &Expr) -> bool {
        match condition {
            Expr::Let(condition) => {
                !pattern::bindings(&condition.pat).is_empty() && self.matched_place(&condition.expr).is_some()
            }
            Expr::Binary(chain) if matches!(chain.op, BinOp::And(_)) => {
                self.takes_by_condition(&chain.left) || self.takes_by_condition(&chain.right)
            }
            _ => false,
        }
    }

    fn opaque_if(&mut self, expr: &mut Expr) {
        let Expr::If(branch) = expr else { return };
        if let Expr::Let(condition) = &*branch.cond
            && self.takes_by_condition(&branch.cond)
        {
            *expr = as_match(branch, condition);
            self.opaque_control(expr);
            return;
        }
        if self.takes_by_condition(&branch.cond) {
            let span = syn::spanned::Spanned::span(branch);
            let node = self.chain_node(branch.clone(), &self.number_here());
            let piece = self.nest(node);
            *expr = self.hole(piece, span);
            return;
        }
        self.names.enter();
        self.opaque(&mut branch.cond, Want::Value);
        self.opaque_branches(branch);
    }

    /// What tells a label of ours in code that does not wait from others.
    fn number_here(&self) -> String {
        format!("{}_{}", self.n_segments, self.n_uses)
    }

    /// A loop that may be left from within a chain of conditions, which is a labelled block, has a label.
    fn label_of_loop(&self, label: &mut Option<syn::Label>, body: &Block) {
        if label.is_none() && has_chain(body) {
            let name = super::control::lifetime_of(&format!("loop{}", self.number_here()));
            *label = Some(syn::Label { name, colon_token: syn::Token![:](proc_macro2::Span::mixed_site()) });
        }
    }

    pub(super) fn opaque_arms(&mut self, arms: &mut [syn::Arm]) {
        self.branches(arms, |this, arm| {
            this.names.enter();
            this.declare_inner(&arm.pat);
            if let Some((_, guard)) = &mut arm.guard {
                this.opaque(guard, Want::Value);
            }
            this.opaque(&mut arm.body, Want::Value);
            this.names.leave();
        });
    }

    /// The branches of an `if` whose condition's names are still in scope.
    pub(super) fn opaque_branches(&mut self, branch: &mut syn::ExprIf) {
        let before = self.current;
        self.current = self.new_flow();
        let head = self.current;
        self.edge(before, head);
        self.opaque_block(&mut branch.then_branch);
        self.names.leave();
        let then_end = self.current;
        let after = self.new_flow();
        self.edge(then_end, after);
        match &mut branch.else_branch {
            Some((_, otherwise)) => {
                self.current = self.new_flow();
                let head = self.current;
                self.edge(before, head);
                self.opaque(otherwise, Want::Value);
                let otherwise_end = self.current;
                self.edge(otherwise_end, after);
            }
            None => self.edge(before, after),
        }
        self.current = after;
    }

    pub(super) fn opaque_labelled_block(&mut self, label: Option<&syn::Label>, block: &mut Block) {
        match label {
            Some(label) if self.capture.is_none() => {
                let name = label.name.ident.to_string();
                self.labelled(&name, |this| this.opaque_block(block));
            }
            _ => self.opaque_block(block),
        }
    }

    pub(super) fn opaque_block(&mut self, block: &mut Block) {
        let is_tree = |this: &Self| {
            block.stmts.iter().any(|stmt| this.takes_apart(stmt)) || this.gives_to_closure(block)
        };
        if self.capture.is_none() && is_tree(self) {
            let stmts = std::mem::take(&mut block.stmts);
            let built = self.nested_block(|this| this.statements(stmts));
            let piece = self.nest(Node::Block(built));
            let value = self.hole(piece, block.brace_token.span.join());
            block.stmts.push(Stmt::Expr(value, None));
            return;
        }
        self.names.enter();
        let stmts = std::mem::take(&mut block.stmts);
        let last = stmts.len().saturating_sub(1);
        for (number, stmt) in stmts.into_iter().enumerate() {
            let mut stmt = match stmt {
                Stmt::Macro(mac) if number == last && mac.semi_token.is_none() => {
                    Stmt::Expr(macro_expression(mac), None)
                }
                stmt => stmt,
            };
            let reached = self.opaque_statement(&mut stmt, &mut block.stmts);
            if let Stmt::Expr(Expr::Verbatim(_), semicolon @ None) = &mut stmt
                && number != last
            {
                // What began with a keyword does so no more, and would go on with the next statement.
                *semicolon = Some(syn::token::Semi::default());
            }
            block.stmts.push(stmt);
            block.stmts.extend(reached);
        }
        self.names.leave();
    }

    /// Whether a statement's pattern may move parts of a local's value away: then its block is no plain code.
    fn takes_apart(&self, stmt: &Stmt) -> bool {
        let Stmt::Local(local) = stmt else { return false };
        let is_plain = pattern::simple_name(&local.pat).is_some() || pattern::bindings(&local.pat).is_empty();
        local.init.as_ref().is_some_and(|init| !is_plain && self.matched_place(&init.expr).is_some())
    }

    /// Whether a closure takes the value of a local beside a variable of the block: then its block is no plain code. A `move` would take
    /// that variable as well, of which nobody knew how it is used.
    fn gives_to_closure(&self, block: &Block) -> bool {
        let lets = block.stmts.iter().filter_map(|stmt| match stmt {
            Stmt::Local(local) => Some(names_of(&local.pat)),
            Stmt::Expr(..) | Stmt::Macro(_) | Stmt::Item(_) => None,
        });
        let own: Vec<Ident> = lets.flatten().collect();
        if own.is_empty() {
            return false;
        }
        let mut finder = Giving { own: &own, is_local: &|name| self.names.get(name).is_some(), found: false };
        finder.visit_block(block);
        finder.found
    }

    /// Walks a statement. What has to be declared before it is put there; gives what has to be said behind it.
    fn opaque_statement(&mut self, stmt: &mut Stmt, before: &mut Vec<Stmt>) -> Option<Stmt> {
        match stmt {
            Stmt::Local(local) => {
                let mut behind = None;
                if let Some(init) = &mut local.init {
                    match &mut *init.expr {
                        Expr::Macro(mac) if formats::lends_temporaries(&mac.mac) => {
                            behind = self.opaque_macro(&mut mac.mac).witnessed_behind(&self.private);
                        }
                        value => {
                            self.without_unlooked(value, [&local.pat]);
                            self.note_taken(value, [&local.pat]);
                            let want = self.want_of(&local.pat, value);
                            self.opaque(value, want);
                        }
                    }
                    if let Some((_, diverge)) = &mut init.diverge {
                        self.maybe(|this| {
                            this.opaque(diverge, Want::Value);
                            this.diverge();
                        });
                    }
                }
                self.declare_inner(&local.pat);
                return behind;
            }
            Stmt::Expr(expr, _) => self.opaque(expr, Want::Value),
            Stmt::Macro(mac) => {
                if let Some(mut expanded) = expanded_dbg(&mac.mac) {
                    self.opaque(&mut expanded, Want::Value);
                    *stmt = Stmt::Expr(expanded, mac.semi_token);
                    return None;
                }
                let mut called = syn::ExprMacro { attrs: mac.attrs.clone(), mac: mac.mac.clone() };
                let (call, around) = self.opaque_macro_call(&mut called);
                mac.mac = called.mac;
                if !matches!(call, Expr::Macro(_)) {
                    *stmt = Stmt::Expr(call, Some(syn::token::Semi::default()));
                }
                let behind = around.behind(&self.private);
                before.extend(around.before);
                return behind;
            }
            Stmt::Item(item) => self.declare_item(item),
        }
        None
    }

    /// A constant or static hides a local of the same name.
    pub(super) fn declare_item(&mut self, item: &syn::Item) {
        let ident = match item {
            syn::Item::Const(item) => &item.ident,
            syn::Item::Static(item) => &item.ident,
            syn::Item::Fn(item) => &item.sig.ident,
            _ => return,
        };
        self.names.declare(ident, Meaning::Item);
    }
}

/// Looks for closures that mention a name of the block's own, and take a local's value.
struct Giving<'a> {
    own: &'a [Ident],
    is_local: &'a dyn Fn(&Ident) -> bool,
    found: bool,
}

impl Visit<'_> for Giving<'_> {
    fn visit_expr(&mut self, expr: &Expr) {
        if !matches!(expr, Expr::Closure(_) | Expr::Async(_)) {
            return visit::visit_expr(self, expr);
        }
        let (mut mentions, mut takes) = (false, false);
        let mut body = syn::parse_quote!({ #expr });
        uses::walk(&mut body, &mut |found| {
            let is_own = self.own.contains(&found.root);
            mentions |= is_own;
            takes |= !is_own
                && found.kind == uses::Kind::Value
                && found.fields.is_empty()
                && (self.is_local)(&found.root);
            None
        });
        self.found |= mentions && takes && !super::closures::moves(expr);
    }

    fn visit_item(&mut self, _: &syn::Item) {}
}

/// Whether an `if let .. && ..` stands in the block.
fn has_chain(block: &Block) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_expr_if(&mut self, branch: &syn::ExprIf) {
            self.0 |= !matches!(*branch.cond, Expr::Let(_)) && super::control::contains_let(&branch.cond);
            visit::visit_expr_if(self, branch);
        }

        fn visit_item(&mut self, _: &syn::Item) {}
    }
    let mut finder = Finder(false);
    finder.visit_block(block);
    finder.0
}

/// `if let pattern = place { then } else { otherwise }` is a match with two arms.
fn as_match(branch: &syn::ExprIf, condition: &syn::ExprLet) -> Expr {
    let (pat, place, then) = (&condition.pat, &condition.expr, &branch.then_branch);
    match &branch.else_branch {
        Some((_, otherwise)) => syn::parse_quote!(match #place { #pat => #then _ => #otherwise }),
        None => syn::parse_quote!(match #place { #pat => #then _ => {} }),
    }
}

/// `while condition { body }` is a loop with a branch.
fn as_loop(repeat: &syn::ExprWhile) -> Expr {
    let syn::ExprWhile { label, cond, body, .. } = repeat;
    let span = repeat.while_token.span;
    syn::parse_quote_spanned!(span=> #label loop { if #cond #body else { break } })
}
