//! Results, in the check.
//!
//! What `return` is given is a variable of the declared type before, in the check and in the machine: what is wrong with it is said once,
//! with the type that is declared. What the body comes to is one in both as well: to a value where a function ends, rustc adds what was
//! returned before, and says of a borrow that the type hides (in a `Box<dyn Trait>`) that it is returned. Natively it says that of neither.
//!
//! A closure's result is what it returns, and rustc says of a borrow that is returned that it cannot be (E0515). Of one that comes
//! out of `.await`, natively, it says what does not live long enough (E0597, E0716): to it the awaited value is not what is returned. So
//! such a result is handed over: `tell(declared, { f(&x).await })`, for `f(&x).await` where the body ends, or behind `return`.

use super::Cx;
use super::names::{located, ours};
use super::output::imports_apart;
use crate::syntax::Coroutine;
use crate::syntax::awaiting::ends;
use crate::syntax::face::Face;
use crate::syntax::lifetimes;
use crate::syntax::outside;
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
    /// There are none where the function ends.
    by_body: bool,
}

impl Returned {
    /// Those of a body.
    pub(super) fn of(coroutine: &Coroutine) -> Self {
        let ty = declared(coroutine);
        let mut finder = Returns { ty: ty.as_ref(), at: HashSet::new(), ends: HashSet::new() };
        if ty.is_some() {
            finder.end(&coroutine.body);
            finder.visit_block(&coroutine.body);
        }
        let Returns { at, ends, .. } = finder;
        let may_hide = ty.as_ref().is_some_and(|ty| may_hide_lifetimes(coroutine, ty));
        // Of a single statement lints would say that it is what the variable is given.
        let statements = coroutine.body.stmts.iter().filter(|stmt| !matches!(stmt, Stmt::Item(_)));
        let is_future = matches!(coroutine.face, Face::Future);
        let by_body = is_future && ends.is_empty() && statements.count() > 1 && !may_hide;
        Returned { ty, at, by_body }
    }

    /// `-> R` for the check's closure, and the variable that has the value of the body in it, which stands between two places. Not if there is
    /// a `return` where the body ends.
    pub(super) fn of_body(
        &self,
        body: TokenStream,
        (from, to): (Span, Span),
    ) -> (Option<TokenStream>, TokenStream) {
        let Some(ty) = self.ty.as_ref().filter(|_| self.by_body) else { return (None, body) };
        // What does not live as long as the type says is the value.
        let bound = lasting(ty).map_or(ty.to_token_stream(), |ty| {
            let mut tokens: Vec<_> = located(ty.to_token_stream(), from).into_iter().collect();
            tokens
                .iter_mut()
                .next_back()
                .into_iter()
                .for_each(|last| last.set_span(last.span().located_at(to)));
            tokens.into_iter().collect()
        });
        let value = ours("value");
        (Some(quote!(-> #ty)), quote!(let #value: #bound = #body; #[allow(unreachable_code)] return #value;))
    }

    /// The declared type, if nothing of it is left to inference.
    pub(super) fn ty(&self) -> Option<&Type> {
        self.ty.as_ref()
    }

    /// What the `return` at a place is given.
    pub(super) fn value(&self, span: Span, value: impl ToTokens) -> TokenStream {
        let ty = self.ty.as_ref().filter(|_| self.at.contains(&place(span)));
        let Some(ty) = ty else { return value.into_token_stream() };
        let (name, here) = (ours("value"), Span::mixed_site().located_at(span));
        quote_spanned!(here=> ({ let #name: #ty = #value; #name }))
    }
}

/// Where the value of a body begins and ends.
pub(super) fn places_of_value(body: &Block) -> (Span, Span) {
    let places = match body.stmts.last() {
        Some(Stmt::Expr(tail, None)) => ends(tail.to_token_stream()),
        _ => None,
    };
    places.unwrap_or((body.brace_token.span.open(), body.brace_token.span.close()))
}

/// The declared type of the result, if nothing of it is left to inference. (What borrows is no variable before: rustc says other things of
/// those.)
fn declared(coroutine: &Coroutine) -> Option<Type> {
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
        (Face::Future, ReturnType::Type(_, ty)) => (**ty).clone(),
        (Face::Future, ReturnType::Default) => syn::parse_quote!(()),
        (Face::Coroutine { returns, .. }, _) => returns.clone(),
        (Face::Iterator { .. } | Face::Stream { .. }, _) => return None,
    };
    let mut inferred =
        Inferred(coroutine.captures.is_some() || coroutine.expands || imports_apart(coroutine));
    inferred.visit_type(&ty);
    (!inferred.0 && !borrows(&ty) && !matches!(ty, Type::Never(_))).then_some(ty)
}

/// Whether a type may stand for one with lifetimes: of what borrows, rustc says other things.
fn may_hide_lifetimes(coroutine: &Coroutine, ty: &Type) -> bool {
    struct Hidden<'a>(&'a Coroutine, bool);
    impl Visit<'_> for Hidden<'_> {
        fn visit_type_path(&mut self, ty: &syn::TypePath) {
            self.1 |= ty.qself.is_some()
                || match ty.path.get_ident() {
                    Some(name) if name == "Self" => {
                        let known = self.0.header.as_ref().map(|header| header.self_type.clone());
                        known
                            .or_else(|| outside::type_around(&self.0.sig.ident))
                            .is_none_or(|ty| borrows(&ty))
                    }
                    Some(name) => outside::alias(name).is_some_and(|ty| borrows(&ty)),
                    None => ty.path.segments.first().is_some_and(|first| first.ident == "Self"),
                };
            visit::visit_type_path(self, ty);
        }
    }
    let mut hidden = Hidden(coroutine, false);
    hidden.visit_type(ty);
    hidden.1
}

/// The type of the body's value in the machine, as the check has it.
pub(super) fn written(coroutine: &Coroutine, output: TokenStream) -> TokenStream {
    let bound = declared(coroutine).and_then(|ty| lasting(&ty));
    bound.map_or(output, ToTokens::into_token_stream)
}

/// A pointer to a `dyn Trait`, with the lifetime that the trait has in a signature: within a body it is left to inference. (Of what holds such a
/// pointer rustc says natively that it is returned.)
fn lasting(ty: &Type) -> Option<Type> {
    struct Lasting;
    impl VisitMut for Lasting {
        fn visit_type_trait_object_mut(&mut self, ty: &mut syn::TypeTraitObject) {
            if !ty.bounds.iter().any(|bound| matches!(bound, syn::TypeParamBound::Lifetime(_))) {
                ty.bounds.push(syn::parse_quote!('static));
            }
        }
    }
    let mut ty = ["Arc", "Box", "Pin", "Rc"].iter().any(|name| last_is(ty, name)).then(|| ty.clone());
    ty.iter_mut().for_each(|ty| Lasting.visit_type_mut(ty));
    ty
}

/// Whether a type says that it borrows.
pub(super) fn borrows(ty: &syn::Type) -> bool {
    struct Finder(bool);
    impl Visit<'_> for Finder {
        fn visit_type_reference(&mut self, _: &syn::TypeReference) {
            self.0 = true;
        }

        fn visit_lifetime(&mut self, _: &syn::Lifetime) {
            self.0 = true;
        }
    }
    let mut finder = Finder(false);
    finder.visit_type(ty);
    finder.0
}

pub(super) fn last_is(ty: &Type, name: &str) -> bool {
    matches!(ty, Type::Path(ty) if ty.path.segments.last().is_some_and(|last| last.ident == name))
}

/// Finds them.
struct Returns<'a> {
    ty: Option<&'a Type>,
    at: HashSet<String>,
    ends: HashSet<String>,
}

impl Returns<'_> {
    /// Whether a constructor is one of the declared type, and so what is wrong is told within.
    fn makes(&self, constructor: &Expr) -> bool {
        let Expr::Path(path) = constructor else { return false };
        let (Some(ty), Some(last)) = (self.ty, path.path.segments.last()) else { return false };
        is_constructor(constructor)
            && match last.ident.to_string().as_str() {
                "Ok" | "Err" => last_is(ty, "Result"),
                "Some" | "None" => last_is(ty, "Option"),
                _ => path
                    .path
                    .segments
                    .iter()
                    .any(|segment| segment.ident == "Self" || last_is(ty, &segment.ident.to_string())),
            }
    }

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

impl Visit<'_> for Returns<'_> {
    fn visit_expr_return(&mut self, leave: &syn::ExprReturn) {
        visit::visit_expr_return(self, leave);
        let plain = match leave.expr.as_deref() {
            Some(Expr::Lit(literal)) => matches!(literal.lit, syn::Lit::Bool(_)),
            Some(Expr::Call(call)) => self.makes(&call.func),
            Some(value) => self.makes(value),
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
