//! Recursion: `Box::pin(f(..)).await` in `f`, or in what `f` awaits.
//!
//! The type of a function's result may not contain itself, and a machine's type is made of what it holds. So what is held in
//! a box is named after the function that gives it (`coro_runtime::machine::call`): by that name rustc finds whether it is
//! `Send`, as it does natively. Whether a method that is called on something else than `self`, on a variable or a field, is the same
//! one, the receiver's type tells. Others cannot be named: their type is erased, and nothing is said of `Send`.
//!
//! Without a box there is no such machine, nor is there a native future: rustc says so itself (E0733) of the function as it was
//! written, which takes its place.

use super::beside::has_word;
use super::header::Header;
use super::mentions::{Mentions, names_of, names_of_argument, names_of_items};
use super::{Function, macros, outside};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use std::collections::HashMap;
use syn::visit::{self, Visit};
use syn::visit_mut::{self, VisitMut};
use syn::{Block, Expr, GenericParam, Ident, Local, Pat, PathArguments, Signature};

/// How many arguments a function may have that calls are named after.
const MOST_ARGUMENTS: usize = 12;

/// How paths within the crate begin.
const CRATE: [&str; 3] = ["crate", "self", "super"];

/// Names calls after their functions: those that the function makes of itself, and others that are awaited in a box.
pub(super) fn name_calls(
    body: &mut Block,
    mentions: &Mentions,
    sig: &Signature,
    header: Option<&Header>,
    krate: &syn::Path,
) {
    if !mentions.words.contains("pin") && !mentions.words.contains(&sig.ident.to_string()) {
        return;
    }
    let params = sig.generics.params.iter().filter_map(|param| match param {
        GenericParam::Type(ty) => Some(ty.ident.to_token_stream()),
        GenericParam::Const(value) => Some(value.ident.to_token_stream()),
        GenericParam::Lifetime(_) => None,
    });
    let inputs = &sig.inputs;
    let says_all = !quote!(#inputs).to_string().contains("impl ");
    let is_method = sig.receiver().is_some();
    Namer {
        name: &sig.ident,
        params: params.filter(|_| says_all).collect(),
        is_method,
        is_free: is_free(sig, header),
        is_unsafe: sig.unsafety.is_some(),
        may_be_unsafe: sig.unsafety.is_some(),
        variables: sig.inputs.iter().flat_map(names_of_argument).collect(),
        krate,
    }
    .visit_block_mut(body);
}

/// Whether the function is no item of an impl block or a trait.
fn is_free(sig: &Signature, header: Option<&Header>) -> bool {
    header.is_none() && sig.receiver().is_none() && !outside::is_in_impl(&sig.ident)
}

struct Namer<'a> {
    name: &'a Ident,
    /// The function's type and const parameters, if no others are without a name.
    params: Vec<TokenStream>,
    is_method: bool,
    is_free: bool,
    is_unsafe: bool,
    /// Unsafe functions may be called: they are not what a call can be named after.
    may_be_unsafe: bool,
    /// The variables in scope, and the functions that the body has itself.
    variables: Vec<Ident>,
    krate: &'a syn::Path,
}

/// Which calls are named.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Which {
    /// Those of the function that the body is of.
    Own,
    /// Those as well of others that may lead back to it.
    All,
}

impl Namer<'_> {
    /// Visits what these variables are in scope of, and those that it binds itself.
    fn scope(&mut self, names: Vec<Ident>, visit: impl FnOnce(&mut Self)) {
        let outside = self.variables.len();
        self.variables.extend(names);
        visit(self);
        self.variables.truncate(outside);
    }

    /// The function that is called, if it has a name and calls can be named after it.
    fn callee(&self, call: &Expr, which: Which) -> Option<Expr> {
        let (mut function, is_own, n_arguments) = match call {
            Expr::Call(call) => {
                let Expr::Path(function) = &*call.func else { return None };
                (function.clone(), self.is_own(function, which)?, call.args.len())
            }
            Expr::MethodCall(call) if self.is_method => {
                let on_self = matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("self"));
                let (method, types) = (&call.method, &call.turbofish);
                let is_own = *method == *self.name;
                let may_lead_back = || which == Which::All && outside::is_async_beside(method, self.name);
                (on_self && (is_own || may_lead_back())).then_some(())?;
                (syn::parse_quote!(Self::#method #types), is_own, call.args.len() + 1)
            }
            _ => return None,
        };
        let is_unsafe = if is_own { self.is_unsafe } else { self.may_be_unsafe };
        if is_unsafe || n_arguments > MOST_ARGUMENTS {
            return None;
        }
        if is_own {
            self.say_types(&mut function);
        }
        Some(Expr::Path(function))
    }

    /// Whether a path is the function itself, or another one that may lead back to it; `None` if it is neither.
    fn is_own(&self, function: &syn::ExprPath, which: Which) -> Option<bool> {
        let names: Vec<&Ident> = function.path.segments.iter().map(|segment| &segment.ident).collect();
        let is_of_crate = |name: &Ident| CRATE.iter().any(|word| name == word);
        let is_imported = |name: &Ident| CRATE.iter().any(|word| outside::is_imported_from(name, word));
        match names.as_slice() {
            [name] if self.variables.contains(name) => None,
            [name] if *name == self.name && self.is_free => Some(true),
            [of, name] if *of == "Self" && *name == self.name && !self.is_free => Some(true),
            _ if which == Which::Own => None,
            [name] => (outside::is_async(name) || is_imported(name)).then_some(false),
            [of, .., name] => (outside::is_async(name) || is_of_crate(of)).then_some(false),
            [] => None,
        }
    }

    /// A call of itself is one of the same instance: natively, a result that contains itself through another one is an error.
    fn say_types(&self, function: &mut syn::ExprPath) {
        if let Some(last) = function.path.segments.last_mut()
            && last.arguments.is_empty()
            && !self.params.is_empty()
        {
            let params = &self.params;
            last.arguments = PathArguments::AngleBracketed(syn::parse_quote!(::<#(#params),*>));
        }
    }

    fn is_namesake(&self, call: &Expr) -> bool {
        match call {
            Expr::Call(call) => match &*call.func {
                Expr::Path(path) => path.path.segments.last().is_some_and(|last| last.ident == *self.name),
                _ => false,
            },
            Expr::MethodCall(call) => call.method == *self.name,
            _ => false,
        }
    }

    /// What the namesake of a method is called on, if it is a variable or a field of one.
    fn receiver(&self, call: &Expr) -> Option<Expr> {
        match call {
            Expr::MethodCall(call)
                if self.is_method && !self.is_unsafe && call.args.len() < MOST_ARGUMENTS =>
            {
                is_field(&call.receiver).then(|| (*call.receiver).clone())
            }
            _ => None,
        }
    }

    /// A boxed call on a variable of what may be another method of the block, if the receiver's type tells so: that may lead back.
    fn named_beside(&self, boxed: &mut Expr, call: &Expr) {
        let Expr::MethodCall(called) = call else { return };
        let (krate, method) = (self.krate, &called.method);
        let is_beside = !self.may_be_unsafe && outside::is_plain_async_beside(method, self.name);
        if let Some(receiver) = self.receiver(call).filter(|_| is_beside) {
            *boxed = syn::parse_quote! {
                #krate::__private::call_beside::<Self, _>(&#receiver).__made(#boxed, Self::#method)
            };
        }
    }

    /// A boxed call of a namesake, which is the function itself if the receiver's type tells so.
    fn named_or_erased(&self, boxed: &mut Expr, receiver: Option<Expr>) {
        let krate = self.krate;
        *boxed = match receiver {
            None => syn::parse_quote!(#krate::__private::erased_call(#boxed)),
            Some(receiver) => {
                let name = self.name;
                let mut function = syn::parse_quote!(Self::#name);
                self.say_types(&mut function);
                syn::parse_quote!(#krate::__private::call_on::<Self, _>(&#receiver).__made(#boxed, #function))
            }
        };
    }

    fn named(&self, call: &mut Expr, function: &Expr) {
        if let (Expr::Call(call), Expr::Path(_)) = (&mut *call, function) {
            *call.func = function.clone();
        }
        let krate = self.krate;
        *call = syn::parse_quote!(#krate::__private::call(#call, #function));
    }
}

impl VisitMut for Namer<'_> {
    fn visit_expr_mut(&mut self, expr: &mut Expr) {
        if let Expr::Await(wait) = expr
            && let Some(call) = boxed(&mut wait.base)
        {
            visit_mut::visit_expr_mut(self, call);
            if let Some(function) = self.callee(call, Which::All) {
                self.named(call, &function);
            } else if self.is_namesake(call) {
                let receiver = self.receiver(call);
                self.named_or_erased(&mut wait.base, receiver);
            } else {
                let call = call.clone();
                self.named_beside(&mut wait.base, &call);
            }
            return;
        }
        visit_mut::visit_expr_mut(self, expr);
        if let Some(function) = self.callee(expr, Which::Own) {
            self.named(expr, &function);
        }
    }

    fn visit_macro_mut(&mut self, mac: &mut syn::Macro) {
        if !has_word(&mac.tokens, &self.name.to_string()) {
            return;
        }
        if let Some(mut pinned) = macros::pinned(mac) {
            self.visit_expr_mut(&mut pinned);
            mac.tokens = pinned.into_token_stream();
        }
        macros::visit_arguments(mac, self);
    }

    fn visit_expr_unsafe_mut(&mut self, block: &mut syn::ExprUnsafe) {
        let outside = std::mem::replace(&mut self.may_be_unsafe, true);
        visit_mut::visit_expr_unsafe_mut(self, block);
        self.may_be_unsafe = outside;
    }

    fn visit_local_mut(&mut self, local: &mut Local) {
        visit_mut::visit_local_mut(self, local);
        self.variables.extend(names_of(&local.pat));
    }

    fn visit_expr_let_mut(&mut self, condition: &mut syn::ExprLet) {
        visit_mut::visit_expr_let_mut(self, condition);
        self.variables.extend(names_of(&condition.pat));
    }

    fn visit_block_mut(&mut self, block: &mut Block) {
        self.scope(names_of_items(block), |namer| visit_mut::visit_block_mut(namer, block));
    }

    fn visit_expr_if_mut(&mut self, branch: &mut syn::ExprIf) {
        self.scope(Vec::new(), |namer| {
            namer.visit_expr_mut(&mut branch.cond);
            namer.visit_block_mut(&mut branch.then_branch);
        });
        if let Some((_, otherwise)) = &mut branch.else_branch {
            self.visit_expr_mut(otherwise);
        }
    }

    fn visit_expr_while_mut(&mut self, turns: &mut syn::ExprWhile) {
        self.scope(Vec::new(), |namer| visit_mut::visit_expr_while_mut(namer, turns));
    }

    fn visit_expr_for_loop_mut(&mut self, turns: &mut syn::ExprForLoop) {
        self.visit_expr_mut(&mut turns.expr);
        self.scope(names_of(&turns.pat), |namer| namer.visit_block_mut(&mut turns.body));
    }

    fn visit_arm_mut(&mut self, arm: &mut syn::Arm) {
        self.scope(names_of(&arm.pat), |namer| visit_mut::visit_arm_mut(namer, arm));
    }

    fn visit_expr_closure_mut(&mut self, closure: &mut syn::ExprClosure) {
        let names = closure.inputs.iter().flat_map(names_of).collect();
        self.scope(names, |namer| visit_mut::visit_expr_closure_mut(namer, closure));
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

/// A variable, or a field of one.
fn is_field(expr: &Expr) -> bool {
    match expr {
        Expr::Path(path) => path.path.get_ident().is_some(),
        Expr::Field(field) => is_field(&field.base),
        _ => false,
    }
}

/// Whether an `async fn` awaits itself, so that its future would contain itself: `f(..).await`, `self.f(..).await`, or a variable that
/// was bound to such a call; or another function of its file that awaits it.
pub(crate) fn contains_itself(function: &Function) -> bool {
    let Function { sig, body, vis, header, .. } = function;
    let is_inherent = || match header {
        Some(header) => header.trait_path.is_none(),
        None => !matches!(vis, syn::Visibility::Inherited) || outside::is_inherent(&sig.ident),
    };
    let is_implemented = || {
        (header.is_some() || outside::is_in_impl(&sig.ident)) && !outside::is_inherent_somewhere(&sig.ident)
    };
    let is_method = || is_inherent() || is_implemented();
    let awaits = AwaitsItself::of(&sig.ident, sig, body);
    let leads_back = |(other, by_type): &(Ident, bool)| {
        outside::function_that_calls(other, &sig.ident, *by_type).is_some_and(|function| {
            let back = AwaitsItself::of(&sig.ident, &function.sig, &function.block);
            if *by_type { back.by_type } else { back.free && !back.shadowed }
        })
    };
    let (by_type, free): (Vec<_>, Vec<_>) = awaits.others.iter().cloned().partition(|(_, by_type)| *by_type);
    (awaits.free || free.iter().any(leads_back)) && !awaits.shadowed && is_free(sig, header.as_deref())
        || (awaits.by_type || by_type.iter().any(leads_back)) && is_method()
}

/// Looks for calls of a function that are awaited.
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
    /// The others of which calls are awaited, and whether they are methods.
    others: Vec<(Ident, bool)>,
}

impl<'a> AwaitsItself<'a> {
    fn of(name: &'a Ident, sig: &Signature, body: &Block) -> Self {
        let (bound, others) = (HashMap::new(), Vec::new());
        let mut awaits = AwaitsItself { name, bound, free: false, by_type: false, shadowed: false, others };
        sig.inputs.iter().for_each(|input| awaits.visit_fn_arg(input));
        awaits.visit_block(body);
        awaits
    }

    /// Whether it is a call of the function, and whether that is a method's.
    fn is_own(&self, call: &Expr) -> Option<bool> {
        let by_name = callee(call).filter(|(name, _)| *name == self.name).map(|(_, by_type)| by_type);
        by_name.or_else(|| self.is_own_of_self(call).then_some(true))
    }

    /// `Trait::f(self)`, where the function is one of that trait's, or of that type's.
    fn is_own_of_self(&self, call: &Expr) -> bool {
        let Expr::Call(call) = call else { return false };
        let (Expr::Path(path), Some(Expr::Path(this))) = (&*call.func, call.args.first()) else {
            return false;
        };
        let names: Vec<&Ident> = path.path.segments.iter().map(|segment| &segment.ident).collect();
        matches!(names.as_slice(), [of, name] if *name == self.name && outside::is_in_impl_of(self.name, of))
            && this.path.is_ident("self")
    }
}

/// What is called by `f(..)`, or by `Self::f(..)` or `self.f(..)`, and whether it is so.
fn callee(call: &Expr) -> Option<(&Ident, bool)> {
    match call {
        Expr::Paren(paren) => callee(&paren.expr),
        Expr::Call(call) => {
            let Expr::Path(path) = &*call.func else { return None };
            let names: Vec<&Ident> = path.path.segments.iter().map(|segment| &segment.ident).collect();
            match names.as_slice() {
                [name] => Some((name, false)),
                [of, name] if *of == "Self" => Some((name, true)),
                _ => None,
            }
        }
        Expr::MethodCall(call) => {
            let is_own = matches!(&*call.receiver, Expr::Path(path) if path.path.is_ident("self"));
            is_own.then_some((&call.method, true))
        }
        _ => None,
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
        if by_type.is_none() {
            self.others.extend(callee(&wait.base).map(|(name, by_type)| (name.clone(), by_type)));
        }
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
