//! `if let` in the guard of an arm: what it binds has to get from the guard to the arm.
//!
//! ```text
//!   let found;                                                          before the match
//!   Some(n) if let Some(m) = ask(n) && m > n => n + m
//!   Some(n) if { if let Some(m) = ask(n) && m > n { found = m; true } else { false } } => { let m = found; n + m }
//! ```
//!
//! In a match of which the guards are asked one by one, the temporaries of such a guard belong to a block around all of it: they
//! end with the arm that is taken, or when the guard fails.

use super::control::{conjuncts, contains_let, label_of, lifetime_of};
use super::pattern::{bindings, mentions, mutable_names};
use super::{Builder, ours};
use crate::ir::{Block, Code, FlowId, Node, Step};
use crate::syntax::ours::are_apart;
use crate::syntax::parens;
use proc_macro2::{Ident, TokenStream};
use quote::{ToTokens, quote};
use syn::visit_mut::{self, VisitMut};
use syn::{Arm, Expr, Pat};

/// What is around what is handed on, where it is found and where it is taken.
#[derive(Default)]
pub(super) struct Handed {
    found: TokenStream,
    taken: TokenStream,
}

impl Builder<'_> {
    /// Makes conditions of such guards; what they hand on has to be declared before the match.
    pub(super) fn without_let_guards(&self, arms: &mut [Arm], handed: &Handed) -> Vec<Ident> {
        let mut found = Vec::new();
        for arm in arms {
            if let Some((_, guard)) = &mut arm.guard
                && contains_let(guard)
            {
                let name = format!("found{}_{}", self.locals.len(), found.len());
                let (asked, names) = hand_on(guard, &mut arm.body, &name, handed);
                **guard = syn::parse_quote!({ #asked });
                found.extend(names);
            }
        }
        found
    }

    /// Makes such a guard an `if` that is asked by [`let_guard`](Self::let_guard); what it hands on is declared here.
    pub(super) fn asked_let_guard(&mut self, arm: &mut Arm) -> bool {
        let Some((_, guard)) = arm.guard.as_mut().filter(|(_, guard)| contains_let(guard)) else {
            return false;
        };
        let name = format!("found{}", self.locals.len());
        let (asked, found) = hand_on(guard, &mut arm.body, &name, &Handed::default());
        **guard = Expr::If(asked);
        found.iter().for_each(|found| self.declare(&syn::parse_quote!(#found), None));
        true
    }

    /// Asks it. If it fails, its temporaries end, and the flow goes on with the next arm; from the second result with this one.
    ///
    /// ```text
    /// 'passes: {
    ///     'fails: {
    ///         let Some(m) = ask(n) else { break 'fails };
    ///         found = m;
    ///         break 'passes true
    ///     }
    ///     false
    /// }
    /// ```
    pub(super) fn let_guard(&mut self, guard: syn::ExprIf) -> (Block, FlowId) {
        let number = self.n_segments;
        let (passes, fails) = (format!("passes{number}"), format!("fails{number}"));
        let (links, then) = (conjuncts(*guard.cond), guard.then_branch.stmts);
        let (block, passed) = self.labelled_apart(&passes, |this| {
            this.nested_block(|this| {
                let first = this.n_temporaries();
                let inner = this.labelled(&fails, |this| {
                    this.nested_block(|this| {
                        this.links(links, &then, &fails);
                        let value = this.statements(then);
                        let leave = lifetime_of(&passes);
                        let mut code = this.finish_tokens(quote!(break #leave));
                        code.pieces.extend(value.into_iter().flat_map(|value| value.pieces));
                        this.step(Step::Do(code, this.words));
                        this.break_to(Some(&passes));
                        None
                    })
                });
                let piece = this.nest(Node::Block(Block { label: Some(label_of(&fails)), ..inner }));
                this.step(Step::Do(Code { pieces: vec![piece], inner: false }, this.words));
                this.end_temporaries_since(first);
                Some(this.finish_tokens(quote!(false)))
            })
        });
        (Block { label: Some(label_of(&passes)), ..block }, passed)
    }

    /// The same for a match that does not suspend, in a block of its own.
    pub(super) fn let_guards_around(&self, mut branch: syn::ExprMatch) -> Expr {
        let private = &self.private;
        // Here rustc sees to it that they have values.
        let handed =
            Handed { found: quote!(#private::Option::Some), taken: quote!(#private::Option::unwrap) };
        let found = self.without_let_guards(&mut branch.arms, &handed);
        syn::parse_quote!({ #(let mut #found = #private::Option::None;)* #branch })
    }
}

/// Whether an arm has such a guard.
pub(super) fn has_let_guard(branch: &syn::ExprMatch) -> bool {
    branch.arms.iter().any(|arm| arm.guard.as_ref().is_some_and(|(_, guard)| contains_let(guard)))
}

/// Puts yields in parentheses: before a block, what they give would be read as a struct's name.
struct InParentheses;

impl VisitMut for InParentheses {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        if let Expr::Yield(_) = expr {
            *expr = syn::parse_quote!((#expr));
        }
    }

    fn visit_expr_paren_mut(&mut self, paren: &mut syn::ExprParen) {
        if let Expr::Yield(inner) = &mut *paren.expr {
            visit_mut::visit_expr_yield_mut(self, inner);
        } else {
            visit_mut::visit_expr_paren_mut(self, paren);
        }
    }
}

/// The `if` that a guard becomes, and the variables, of the given name and a number, by which it hands on what it binds; the body
/// takes it from there.
fn hand_on(guard: &mut Expr, body: &mut Expr, name: &str, handed: &Handed) -> (syn::ExprIf, Vec<Ident>) {
    let Handed { found: some, taken: unwrap } = handed;
    InParentheses.visit_expr_mut(guard);
    let (mut pats, mut code) = (Vec::new(), body.to_token_stream());
    for link in conjuncts(guard.clone()) {
        match link {
            Expr::Let(condition) => {
                pats.push(*condition.pat);
                condition.expr.to_tokens(&mut code);
            }
            other => other.to_tokens(&mut code),
        }
    }
    let mutable: Vec<String> = pats.iter().flat_map(mutable_names).collect();
    let (mut names, mut kept, mut found) = (Vec::<Ident>::new(), Vec::new(), Vec::new());
    for bound in pats.iter().flat_map(bindings) {
        let is_used = mentions(code.clone(), &bound);
        // What nobody uses may be a constant's, in a file that has such constants.
        if names.contains(&bound) || !is_used && are_apart() && !bound.to_string().starts_with('_') {
            continue;
        }
        let number = names.len();
        let mutable = (is_used && mutable.contains(&bound.to_string())).then(|| quote!(mut));
        let own = Ident::new(&format!("__kept{number}"), bound.span());
        let own = if is_used { &bound } else { &own };
        kept.push(quote!(#mutable #own));
        found.push(ours(&format!("{name}_{number}"), bound.span()));
        names.push(bound);
    }
    let condition = parens::before_block(guard);
    if !names.is_empty() {
        *body = syn::parse_quote!({ #(let #kept = #unwrap(#found);)* #body });
    }
    (syn::parse_quote!(if #condition { #(#found = #some(#names);)* true } else { false }), found)
}

/// Leaves out the references that the arm's pattern binds and nobody uses: nothing is borrowed then while the guard waits.
pub(super) fn without_unused_references(arm: &mut syn::Arm) {
    struct Unused(TokenStream);
    impl VisitMut for Unused {
        fn visit_field_pat_mut(&mut self, field: &mut syn::FieldPat) {
            field.colon_token.get_or_insert_default();
            visit_mut::visit_field_pat_mut(self, field);
        }
        fn visit_pat_mut(&mut self, pat: &mut Pat) {
            visit_mut::visit_pat_mut(self, pat);
            match pat {
                Pat::Ident(name) if name.by_ref.is_some() && !mentions(self.0.clone(), &name.ident) => {
                    *pat = name.subpat.take().map_or_else(|| syn::parse_quote!(_), |(_, sub)| *sub);
                }
                _ => {}
            }
        }
    }
    let (guard, body) = (arm.guard.as_ref().map(|(_, guard)| guard), &arm.body);
    Unused(quote!(#guard #body)).visit_pat_mut(&mut arm.pat);
}
