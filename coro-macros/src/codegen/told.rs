//! Results that are awaited, in the check.
//!
//! A closure's result is what it returns, and rustc says of a borrow that is returned that it cannot be (E0515). Of one that comes
//! out of `.await`, natively, it says what does not live long enough (E0597, E0716): to it the awaited value is not what is returned. So
//! such a result is handed over: `tell(declared, { f(&x).await })`, for `f(&x).await` where the body ends, or behind `return`.

use super::Cx;
use super::check::borrows;
use super::names::{located, ours};
use crate::syntax::awaiting::ends;
use crate::syntax::face::Face;
use crate::syntax::lifetimes;
use proc_macro2::{Span, TokenStream};
use quote::{ToTokens, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, ReturnType, Stmt};

/// Hands over the results of the body that are awaited, if they may borrow.
pub(super) fn hand_over(cx: &Cx<'_>, body: &mut Block) {
    let coroutine = cx.coroutine;
    let ReturnType::Type(_, ty) = &coroutine.sig.output else { return };
    if matches!(coroutine.face, Face::Future)
        && coroutine.gives_known_type()
        && !coroutine.expands
        && !coroutine.never_returns()
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
