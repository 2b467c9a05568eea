//! Results, in the check.
//!
//! What `return` is given is a variable of the declared type before, in the check and in the machine: what is wrong with it is said once,
//! with the type that is declared.
//!
//! A closure's result is what it returns, and rustc says of a borrow that is returned that it cannot be (E0515). Of one that comes
//! out of `.await`, natively, it says what does not live long enough (E0597, E0716): to it the awaited value is not what is returned. So
//! such a result is handed over: `tell(declared, { f(&x).await })`, for `f(&x).await` where the body ends, or behind `return`.

use super::Cx;
use super::check::borrows;
use super::names::{located, ours};
use super::output::imports_apart;
use crate::syntax::Coroutine;
use crate::syntax::awaiting::ends;
use crate::syntax::face::Face;
use crate::syntax::lifetimes;
use crate::syntax::suspends::is_constructor;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote, quote_spanned};
use std::collections::HashSet;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ReturnType, Stmt, Type};

/// Hands over the results of the body that are awaited, if they may borrow.
pub(super) fn hand_over(cx: &Cx<'_>, body: &mut Block) {
    let coroutine = cx.coroutine;
    let ReturnType::Type(_, ty) = &coroutine.sig.output else { return };
    if matches!(coroutine.face, Face::Future)
        && coroutine.gives_known_type()
        && !coroutine.expands
        && !coroutine.never_returns()
        && !imports_apart(coroutine)
        && borrows(ty)
    {
        let (private, output, declared) = (&cx.private, coroutine.output_in_body(), ours("declared"));
        // What its lifetimes are called is said by their names, if they have any.
        let declared = if lifetimes::elides(ty) {
            declared.into_token_stream()
        } else {
            quote!(#private::Declared::<#output>::result())
        };
        let mut teller = Teller { tell: quote!(#private::tell::<#output>), declared };
        teller.tail(body);
        teller.visit_block_mut(body);
    }
}

/// Which `return`s are given a variable of the declared type.
pub(super) struct Returned {
    ty: Option<Type>,
    /// Where they are. Not where the function ends: lints look at those, and at what is made of what was found.
    at: HashSet<String>,
}

impl Returned {
    /// Those of a body.
    pub(super) fn of(coroutine: &Coroutine) -> Self {
        let mut finder = Returns { at: HashSet::new(), ends: HashSet::new() };
        let ty = declared(coroutine).cloned();
        if ty.is_some() {
            finder.end(&coroutine.body);
            finder.visit_block(&coroutine.body);
        }
        Returned { ty, at: finder.at }
    }

    /// What the `return` at a place is given.
    pub(super) fn value(&self, span: Span, value: impl ToTokens) -> TokenStream {
        let ty = self.ty.as_ref().filter(|_| self.at.contains(&place(span)));
        let Some(ty) = ty else { return value.into_token_stream() };
        let (name, here) = (ours("value"), Span::mixed_site().located_at(span));
        quote_spanned!(here=> ({ let #name: #ty = #value; #name }))
    }
}

/// The declared type of the result, if nothing of it is left to inference. (What borrows is no variable before: rustc says other things of
/// those.)
fn declared(coroutine: &Coroutine) -> Option<&Type> {
    struct Inferred(bool);
    impl Visit<'_> for Inferred {
        fn visit_type_infer(&mut self, _: &syn::TypeInfer) {
            self.0 = true;
        }
        fn visit_type_impl_trait(&mut self, _: &syn::TypeImplTrait) {
            self.0 = true;
        }
    }
    let ty = match (&coroutine.face, &coroutine.sig.output) {
        (Face::Future, ReturnType::Type(_, ty)) => &**ty,
        (Face::Coroutine { returns, .. }, _) => returns,
        (Face::Future | Face::Iterator { .. } | Face::Stream { .. }, _) => return None,
    };
    let mut inferred =
        Inferred(coroutine.captures.is_some() || coroutine.expands || imports_apart(coroutine));
    inferred.visit_type(ty);
    (!inferred.0 && !borrows(ty) && !matches!(ty, Type::Never(_))).then_some(ty)
}

/// Finds them.
struct Returns {
    at: HashSet<String>,
    ends: HashSet<String>,
}

impl Returns {
    /// Where the block ends.
    fn end(&mut self, block: &Block) {
        if let Some(Stmt::Expr(last, _)) = block.stmts.last() {
            self.end_of(last);
        }
    }

    fn end_of(&mut self, expr: &Expr) {
        match expr {
            Expr::Return(leave) => {
                self.ends.insert(place(leave.return_token.span));
            }
            Expr::Block(block) => self.end(&block.block),
            Expr::Unsafe(block) => self.end(&block.block),
            Expr::If(branch) => {
                self.end(&branch.then_branch);
                branch.else_branch.iter().for_each(|(_, otherwise)| self.end_of(otherwise));
            }
            Expr::Match(choice) => choice.arms.iter().for_each(|arm| self.end_of(&arm.body)),
            _ => {}
        }
    }
}

impl Visit<'_> for Returns {
    fn visit_expr_return(&mut self, leave: &syn::ExprReturn) {
        visit::visit_expr_return(self, leave);
        let plain = match leave.expr.as_deref() {
            Some(Expr::Lit(literal)) => matches!(literal.lit, syn::Lit::Bool(_)),
            Some(Expr::Call(call)) => is_constructor(&call.func),
            Some(value) => is_constructor(value),
            None => true,
        };
        let at = place(leave.return_token.span);
        if !plain && !self.ends.contains(&at) {
            self.at.insert(at);
        }
    }

    // What they return is their own.
    fn visit_expr_closure(&mut self, _: &syn::ExprClosure) {}
    fn visit_expr_async(&mut self, _: &syn::ExprAsync) {}
    fn visit_item(&mut self, _: &syn::Item) {}
}

/// A place, to be compared.
fn place(span: Span) -> String {
    format!("{span:?}")
}

struct Teller {
    tell: TokenStream,
    declared: TokenStream,
}

impl Teller {
    /// Hands over what the block comes to.
    fn tail(&self, block: &mut Block) {
        if let Some(Stmt::Expr(expr, None)) = block.stmts.last_mut() {
            self.value(expr);
        }
    }

    /// The same of what an expression comes to.
    fn value(&self, expr: &mut Expr) {
        match expr {
            Expr::Await(_) => *expr = self.told(expr),
            Expr::Block(block) if block.label.is_none() => self.tail(&mut block.block),
            Expr::Unsafe(block) => self.tail(&mut block.block),
            Expr::If(branch) => {
                self.tail(&mut branch.then_branch);
                if let Some((_, otherwise)) = &mut branch.else_branch {
                    self.value(otherwise);
                }
            }
            Expr::Match(choice) => choice.arms.iter_mut().for_each(|arm| self.value(&mut arm.body)),
            _ => {}
        }
    }

    fn told(&self, value: &Expr) -> Expr {
        let (first, last) = ends(value.to_token_stream()).unwrap_or((Span::call_site(), Span::call_site()));
        let last = Span::mixed_site().located_at(last);
        let (tell, declared) = (located(self.tell.clone(), first), located(self.declared.clone(), first));
        // A block comes to a value of the type that is expected, or rustc says so of the value.
        let value = Expr::Block(syn::ExprBlock {
            attrs: Vec::new(),
            label: None,
            block: Block {
                brace_token: syn::token::Brace(last),
                stmts: vec![Stmt::Expr(value.clone(), None)],
            },
        });
        Expr::Call(syn::ExprCall {
            attrs: Vec::new(),
            func: Box::new(Expr::Verbatim(tell)),
            paren_token: syn::token::Paren(last),
            args: [Expr::Verbatim(declared), value].into_iter().collect(),
        })
    }
}

impl VisitMut for Teller {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        match expr {
            Expr::Return(leave) if matches!(leave.expr.as_deref(), Some(Expr::Await(_))) => {
                if let Some(value) = leave.expr.take() {
                    *expr = self.told(&value);
                }
            }
            // What they return is their own.
            Expr::Closure(_) | Expr::Async(_) | Expr::Const(_) => {}
            _ => visit_mut::visit_expr_mut(self, expr),
        }
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}
