//! Direct recursion: `Box::pin(f(..)).await` in `f`.
//!
//! The type of a function's result may not contain itself, and a machine's type is made of what it awaits. So the boxed
//! machine's type is erased. Natively the result is `Send` if all the rest of it is. The same is said of the erased type, if
//! it is sure that the call is one of the very function, with the same types; otherwise it is not `Send`.
//!
//! Without a box there is no such machine, nor is there a native future: rustc says so itself (E0733) of the function as it was
//! written, which takes its place.

use super::header::Header;
use super::mentions::Mentions;
use super::{Function, outside};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use std::collections::HashMap;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, GenericParam, Ident, Local, Pat, Path, Signature};

/// Erases the type of each boxed call of the function by itself.
pub(super) fn erase(body: &mut Block, sig: &Signature, header: Option<&Header>, krate: &Path) {
    let params = sig.generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(ty) => Some(ty.ident.to_token_stream()),
        GenericParam::Const(value) => Some(value.ident.to_token_stream()),
        GenericParam::Lifetime(_) => None,
    });
    let params: Vec<TokenStream> = params.collect();
    let inputs = &sig.inputs;
    let anonymous = quote!(#inputs).to_string().contains("impl ");
    let inherent = header.is_some_and(|header| header.trait_path.is_none());
    let is_method = sig.receiver().is_some();
    Eraser { name: &sig.ident, params, anonymous, inherent, is_method, header, krate }.visit_block_mut(body);
}

struct Eraser<'a> {
    name: &'a Ident,
    /// The function's type and const parameters.
    params: Vec<TokenStream>,
    /// It has others, that cannot be named.
    anonymous: bool,
    /// The function stands in a block without a trait.
    inherent: bool,
    is_method: bool,
    header: Option<&'a Header>,
    krate: &'a Path,
}

/// How a call names the function.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Call {
    /// This function, of these types.
    Own,
    /// A function of that name.
    Namesake,
}

impl Eraser<'_> {
    fn call(&self, call: &Expr) -> Option<Call> {
        let own = |sure: bool| if sure && !self.anonymous { Call::Own } else { Call::Namesake };
        match call {
            Expr::Call(call) => {
                let Expr::Path(path) = &*call.func else { return None };
                let names: Vec<&Ident> = path.path.segments.iter().map(|segment| &segment.ident).collect();
                match names.as_slice() {
                    [name] if *name == self.name => Some(own(!self.is_method
                        && self.header.is_none()
                        && self.is_same_instance(&path.path))),
                    [of, name] if *name == self.name => {
                        Some(own(*of == "Self" && self.inherent && self.is_same_instance(&path.path)))
                    }
                    [.., name] if *name == self.name => Some(Call::Namesake),
                    _ => None,
                }
            }
            Expr::MethodCall(call) if call.method == *self.name => {
                let on_self = matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("self"));
                Some(own(on_self && self.inherent && self.params.is_empty()))
            }
            _ => None,
        }
    }
}

impl Eraser<'_> {
    /// Whether a call says no other types than the function's own. If it says none, it is made to say those: see
    /// [`say_types`](Self::say_types).
    fn is_same_instance(&self, path: &Path) -> bool {
        let Some(last) = path.segments.last() else { return false };
        let params = &self.params;
        last.arguments.is_empty()
            || last.arguments.to_token_stream().to_string() == quote!(::<#(#params),*>).to_string()
    }

    /// What the call is inferred to be natively, for a result that contains itself through another instance of its function
    /// is an error there.
    fn say_types(&self, call: &mut Expr) {
        let Expr::Call(call) = call else { return };
        if let Expr::Path(path) = &mut *call.func
            && let Some(last) = path.path.segments.last_mut()
            && last.arguments.is_empty()
            && !self.params.is_empty()
        {
            let params = &self.params;
            last.arguments = syn::PathArguments::AngleBracketed(syn::parse_quote!(::<#(#params),*>));
        }
    }
}

impl VisitMut for Eraser<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        visit_mut::visit_expr_mut(self, expr);
        let Expr::Await(wait) = expr else { return };
        let Some(call) = boxed(&mut wait.base) else { return };
        let Some(kind) = self.call(call) else { return };
        if kind == Call::Own {
            self.say_types(call);
        }
        let (krate, base) = (self.krate, &wait.base);
        let erase = match kind {
            Call::Own => quote!(own_call),
            Call::Namesake => quote!(erased_call),
        };
        *wait.base = syn::parse_quote!(#krate::__private::#erase(#base));
    }

    fn visit_item_mut(&mut self, _: &mut syn::Item) {}
}

/// What `Box::pin(..)` is given.
fn boxed(expr: &mut Expr) -> Option<&mut Expr> {
    match expr {
        Expr::Call(call) => {
            let Expr::Path(path) = &*call.func else { return None };
            let mut names = path.path.segments.iter().rev().map(|segment| segment.ident.to_string());
            let is_pin = names.next().as_deref() == Some("pin") && names.next().as_deref() == Some("Box");
            call.args.first_mut().filter(|_| is_pin)
        }
        Expr::Paren(paren) => boxed(&mut paren.expr),
        _ => None,
    }
}

/// Whether an `async fn` awaits itself, so that its future would contain itself: `f(..).await`, `self.f(..).await`, or a variable that
/// was bound to such a call.
pub(crate) fn contains_itself(function: &Function) -> bool {
    let Function { sig, body, vis, header, .. } = function;
    let is_method = || match header {
        Some(header) => header.trait_path.is_none(),
        None => !matches!(vis, syn::Visibility::Inherited) || outside::is_inherent(&sig.ident),
    };
    let mut awaits = AwaitsItself {
        name: &sig.ident,
        bound: HashMap::new(),
        free: false,
        by_type: false,
        shadowed: false,
    };
    sig.inputs.iter().for_each(|input| awaits.visit_fn_arg(input));
    awaits.visit_block(body);
    let is_free = || header.is_none() && sig.receiver().is_none() && !outside::is_in_impl(&sig.ident);
    awaits.free && !awaits.shadowed && is_free() || awaits.by_type && is_method()
}

/// Looks for calls of the function that are awaited.
struct AwaitsItself<'a> {
    name: &'a Ident,
    /// The variables that are bound to calls of it, and whether those are a method's.
    bound: HashMap<Ident, bool>,
    /// `f(..)` is awaited.
    free: bool,
    /// `self.f(..)` or `Self::f(..)` is.
    by_type: bool,
    /// Something in the function has its name.
    shadowed: bool,
}

impl AwaitsItself<'_> {
    /// Whether it is a call of the function, and whether that is a method's.
    fn is_own(&self, call: &Expr) -> Option<bool> {
        match call {
            Expr::Paren(paren) => self.is_own(&paren.expr),
            Expr::Call(call) => {
                let Expr::Path(path) = &*call.func else { return None };
                let names: Vec<&Ident> = path.path.segments.iter().map(|segment| &segment.ident).collect();
                match names.as_slice() {
                    [name] if *name == self.name => Some(false),
                    [of, name] if *of == "Self" && *name == self.name => Some(true),
                    _ => None,
                }
            }
            Expr::MethodCall(call) if call.method == *self.name => {
                matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("self")).then_some(true)
            }
            _ => None,
        }
    }
}

impl<'ast> Visit<'ast> for AwaitsItself<'_> {
    fn visit_local(&mut self, local: &'ast Local) {
        visit::visit_local(self, local);
        if let (Pat::Ident(pat), Some(init)) = (&local.pat, &local.init)
            && let Some(by_type) = self.is_own(&init.expr)
        {
            self.bound.insert(pat.ident.clone(), by_type);
        }
    }

    fn visit_expr_await(&mut self, wait: &'ast syn::ExprAwait) {
        visit::visit_expr_await(self, wait);
        let by_type = match &*wait.base {
            Expr::Path(path) => path.path.get_ident().and_then(|name| self.bound.get(name)).copied(),
            base => self.is_own(base),
        };
        self.free |= by_type == Some(false);
        self.by_type |= by_type == Some(true);
    }

    fn visit_pat_ident(&mut self, pat: &'ast syn::PatIdent) {
        self.shadowed |= pat.ident == *self.name;
        visit::visit_pat_ident(self, pat);
    }

    // They have bodies of their own.
    fn visit_expr_closure(&mut self, _: &'ast syn::ExprClosure) {}

    fn visit_expr_async(&mut self, _: &'ast syn::ExprAsync) {}

    fn visit_item(&mut self, item: &'ast syn::Item) {
        self.shadowed |= Mentions::of(item.to_token_stream()).words.contains(&self.name.to_string());
    }
}
