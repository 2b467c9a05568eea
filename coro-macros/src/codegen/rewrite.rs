//! The body of the check: what the user wrote, with calls of the library for what only a machine can do.

use super::names::ours;
use super::pins::Pins;
use super::{Cx, block, face, statics, told};
use crate::syntax::Coroutine;
use crate::syntax::awaiting::{awaiting, call_around, converted, ends};
use crate::syntax::beside;
use crate::syntax::captures::Captures;
use crate::syntax::macros::{self, Known};
use crate::syntax::suspends::{
    assigned, borrows_array, is_constructor, is_field_of_self, is_place, suspends,
};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::spanned::Spanned;
use syn::visit_mut::{self, VisitMut};
use syn::{Expr, Pat, Stmt, UnOp};

/// The struct or the like, with all its parts, that the expression is (a field of).
fn made_of_parts(expr: &mut Expr) -> Option<&mut Expr> {
    match expr {
        Expr::Paren(paren) => made_of_parts(&mut paren.expr),
        Expr::Group(group) => made_of_parts(&mut group.expr),
        Expr::Field(field) => made_of_parts(&mut field.base),
        Expr::Index(index) => made_of_parts(&mut index.expr),
        Expr::Call(call) if is_constructor(&call.func) => Some(expr),
        Expr::Struct(_) | Expr::Tuple(_) | Expr::Array(_) | Expr::Repeat(_) => Some(expr),
        _ => None,
    }
}

/// Puts the standard library's macros in their place, and makes `awaiting(x).r#await()` of `x.await`, outside of closures and `async`
/// blocks.
pub(super) struct Rewrite<'a> {
    private: &'a syn::Path,
    awaits: bool,
    /// `return` gives no result.
    has_items: bool,
    /// What it is given.
    returned: &'a told::Returned,
    /// What is yielded.
    item: &'a TokenStream,
    pins: Pins,
    /// What stands for the macros that yield, where calls of others stand beside what they were expanded to.
    shadow: Option<TokenStream>,
    /// A statement around the code at hand suspends: the machine holds its temporaries.
    holds: bool,
    /// Or it is a `let`, of which temporaries may live on.
    extends: bool,
    /// There is a `mut self`, which the closure captures.
    owns_self: bool,
    captures: Option<&'a Captures>,
}

impl<'a> Rewrite<'a> {
    /// For a body of which this is what it yields.
    pub(super) fn of(cx: &'a Cx<'a>, item: &'a TokenStream) -> Self {
        let Coroutine { face, expands, sig, captures, .. } = &cx.coroutine;
        Rewrite {
            private: &cx.private,
            // Macros may expand to `.await`: then the check has to be a place where that is allowed.
            awaits: !expands,
            has_items: face.has_items(),
            returned: &cx.returned,
            item,
            pins: Pins::default(),
            shadow: face.yields().then(|| beside::shadow(&ours("yields"))),
            holds: false,
            extends: false,
            owns_self: sig
                .receiver()
                .is_some_and(|receiver| receiver.reference.is_none() && receiver.mutability.is_some()),
            captures: captures.as_ref(),
        }
    }
}

impl Rewrite<'_> {
    /// A field of a closure's `self`, which its destructor may read; or what a block has borrowed, and others see while it is suspended.
    fn may_be_read(&self, place: &Expr) -> bool {
        self.owns_self && is_field_of_self(place)
            || self.captures.is_some_and(|captures| block::borrows(captures, place))
    }

    /// A value of which rustc makes no static.
    fn make(&self, value: Option<&mut Expr>) {
        let Some(value) = value else { return };
        let private = self.private;
        let places = ends(value.to_token_stream()).unwrap_or((value.span(), value.span()));
        let made = call_around(quote!(#private::made), value, places);
        *value = syn::parse_quote!(#made);
    }

    /// clippy does not mind that an awaited value may be of no use, and takes a method's for one that is known to be.
    fn allow_unit(&self, local: &mut syn::Local) {
        let awaits = |init: &syn::LocalInit| init.diverge.is_none() && matches!(*init.expr, Expr::Await(_));
        if self.awaits
            && matches!(local.pat, Pat::Ident(_) | Pat::Wild(_))
            && local.init.as_ref().is_some_and(awaits)
        {
            local.attrs.push(syn::parse_quote!(#[allow(clippy::let_unit_value)]));
        }
    }
}

impl VisitMut for Rewrite<'_> {
    fn visit_stmt_mut(&mut self, stmt: &mut Stmt) {
        let holds = match stmt {
            Stmt::Local(local) => local.init.as_ref().is_some_and(|init| suspends(&init.expr)),
            Stmt::Expr(expr, _) => suspends(expr),
            Stmt::Macro(_) | Stmt::Item(_) => self.holds,
        };
        let around = (self.holds, self.extends);
        // What a block comes to is used by what is around it.
        let is_tail = matches!(stmt, Stmt::Expr(_, None));
        self.holds = holds || is_tail && self.holds;
        self.extends = matches!(stmt, Stmt::Local(_)) || is_tail && self.extends;
        if let Stmt::Local(local) = stmt {
            self.allow_unit(local);
            if let Some(init) = &mut local.init {
                self.make(statics::matched_unseen(&mut init.expr, [&local.pat]));
            }
        }
        if let Stmt::Expr(expr, semicolon) = stmt
            && let Some((place, attrs)) = assigned(expr)
            && self.may_be_read(place)
        {
            attrs.push(syn::parse_quote!(#[allow(unused_assignments)]));
            semicolon.get_or_insert_with(Default::default);
        }
        visit_mut::visit_stmt_mut(self, stmt);
        (self.holds, self.extends) = around;
    }

    fn visit_arm_mut(&mut self, arm: &mut syn::Arm) {
        if let Some((place, _)) = assigned(&mut arm.body)
            && self.may_be_read(place)
        {
            arm.attrs.push(syn::parse_quote!(#[allow(unused_assignments)]));
        }
        visit_mut::visit_arm_mut(self, arm);
    }

    /// Of a method that borrows a struct of constants, rustc may make a static of the struct, and the result may hold on to it for ever.
    /// The machine holds it as the temporary that it is otherwise, for nobody sees whether the method borrows.
    fn visit_expr_method_call_mut(&mut self, call: &mut syn::ExprMethodCall) {
        let may_be_static = self.holds && !borrows_array(call);
        let waits = may_be_static && call.args.iter().any(suspends);
        match statics::unseen_receiver(&mut call.receiver, waits) {
            Some(value) if self.holds => self.make(Some(value)),
            _ if may_be_static => self.make(made_of_parts(&mut call.receiver)),
            _ => {}
        }
        visit_mut::visit_expr_method_call_mut(self, call);
    }

    fn visit_block_mut(&mut self, block: &mut syn::Block) {
        beside::show_statements(block, self.private, self.shadow.as_ref());
        let around = std::mem::take(&mut self.pins);
        visit_mut::visit_block_mut(self, block);
        std::mem::replace(&mut self.pins, around).show(block);
    }

    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Some(shown) = beside::value(expr, self.private, self.shadow.as_ref()) {
            *expr = shown;
        }
        if self.holds || self.extends {
            match expr {
                Expr::Reference(reference) => {
                    statics::change_unseen(&mut reference.expr, &mut |value| self.make(Some(value)));
                }
                Expr::Match(branch) => {
                    let pats = branch.arms.iter().map(|arm| &arm.pat);
                    self.make(statics::matched_unseen(&mut branch.expr, pats));
                }
                Expr::Let(condition) => {
                    self.make(statics::matched_unseen(&mut condition.expr, [&*condition.pat]));
                }
                _ => {}
            }
        }
        match expr {
            Expr::Closure(_) | Expr::Async(_) => {
                beside::show_inside(expr, self.private, self.shadow.as_ref());
                self.pins.visit_expr_mut(expr);
            }
            Expr::Const(_) => {}
            Expr::Await(wait) if self.awaits => {
                self.visit_expr_mut(&mut wait.base);
                *expr = awaiting(self.private, wait, &wait.base, "await");
            }
            Expr::Reference(syn::ExprReference { expr: operand, .. })
            | Expr::Unary(syn::ExprUnary { op: UnOp::Not(_) | UnOp::Neg(_), expr: operand, .. })
                if self.awaits && matches!(**operand, Expr::Await(_)) =>
            {
                let places = ends(operand.to_token_stream());
                self.visit_expr_mut(operand);
                places.into_iter().for_each(|places| **operand = converted(operand, places));
            }
            Expr::Yield(wait) => {
                visit_mut::visit_expr_yield_mut(self, wait);
                *expr = face::check_yield(wait, self.item);
            }
            Expr::Return(leave) if self.has_items => {
                visit_mut::visit_expr_return_mut(self, leave);
                face::check_return(leave);
            }
            Expr::Return(leave) => {
                visit_mut::visit_expr_return_mut(self, leave);
                let span = leave.return_token.span;
                let given =
                    |value: &mut Box<Expr>| **value = Expr::Verbatim(self.returned.value(span, &**value));
                leave.expr.iter_mut().for_each(given);
            }
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    fn visit_stmt_macro_mut(&mut self, stmt: &mut syn::StmtMacro) {
        // As a statement it binds names, and is not the standard library's.
        if !(macros::is_pin(&stmt.mac) && stmt.semi_token.is_some()) {
            visit_mut::visit_stmt_macro_mut(self, stmt);
        }
    }

    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        if let Some(mut pinned) = self.pins.take(mac) {
            self.visit_expr_mut(&mut pinned);
            mac.tokens = pinned.into_token_stream();
            return;
        }
        macros::visit_arguments_and(mac, self, |call| {
            let by_value = call.name.arguments_by_value();
            for (number, argument) in call.arguments.iter_mut().enumerate() {
                let is_awaited = matches!(&argument.expr, Expr::MethodCall(call) if call.method == "r#await");
                if call.name == Known::Assert && number == 0 && is_awaited {
                    let places = ends(argument.expr.to_token_stream());
                    places.into_iter().for_each(|places| argument.expr = converted(&argument.expr, places));
                } else if by_value.contains(&number) && is_place(&argument.expr) {
                    // Moved, whatever the macro of that name does. A condition may be a reference before edition 2024: nothing says to it
                    // what is expected of it.
                    let expr = &argument.expr;
                    argument.expr = match call.name {
                        Known::Assert => syn::parse_quote!((#expr,).0),
                        Known::Format
                        | Known::Write
                        | Known::AssertTwo
                        | Known::Vec
                        | Known::VecRepeat
                        | Known::Dbg
                        | Known::Made => syn::parse_quote!({ #expr }),
                    };
                }
            }
        });
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}
