//! Stage 1: from tokens to [`Coroutine`]: what the user wrote, checked.
//!
//! Takes the attribute's arguments and the function, gives its signature, its arguments and its body. Whatever is wrong
//! with them is reported here, at the smallest span that has to change.

pub(crate) mod attribute;
pub(crate) mod awaiting;
pub(crate) mod conditional;
pub(crate) mod edition;
pub(crate) mod expansion;
pub(crate) mod header;
pub(crate) mod lifetimes;
pub(crate) mod macros;
pub(crate) mod order;
mod recursion;
pub(crate) mod suspends;

use crate::diagnostics::Diagnostics;
use attribute::{Arguments, Boxed};
use edition::Edition;
use header::Header;
use proc_macro2::{Ident, Span, TokenStream};
use quote::quote;
use std::rc::Rc;
use syn::spanned::Spanned;
use syn::{Attribute, FnArg, Pat, Signature, Type, Visibility};

/// A function to be made into a machine.
pub(crate) struct Coroutine {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) defaultness: Option<syn::Token![default]>,
    /// As the user wrote it.
    pub(crate) sig: Signature,
    pub(crate) params: Vec<Param>,
    /// The declared result.
    pub(crate) output: TokenStream,
    /// As the user wrote it.
    pub(crate) body: syn::Block,
    /// The same, with the macros that may suspend or leave marked (see [`expansion`]), and recursion made possible (see
    /// [`recursion`]).
    pub(crate) marked: syn::Block,
    /// Whether there are any.
    pub(crate) expands: bool,
    pub(crate) edition: Edition,
    /// Where `coro` is.
    pub(crate) krate: syn::Path,
    /// Whether the machine is returned in a box.
    pub(crate) boxed: Option<Boxed>,
    /// The header of the impl block, if the attribute stands on it.
    pub(crate) header: Option<Rc<Header>>,
}

/// An argument of the function.
pub(crate) struct Param {
    /// What the argument is called in the machine's maker.
    pub(crate) ident: Ident,
    /// What it is called in the machine.
    pub(crate) name: String,
    /// What the body takes it apart with.
    pub(crate) pat: Pat,
    pub(crate) ty: Type,
    pub(crate) is_receiver: bool,
}

impl Coroutine {
    /// The path of the support library.
    pub(crate) fn library(&self) -> TokenStream {
        let krate = &self.krate;
        quote!(#krate::__private)
    }

    /// The support library, as the function's body calls it.
    pub(crate) fn private(&self) -> TokenStream {
        if self.imports() { quote!(__coro) } else { self.library() }
    }

    /// The import that the body begins with.
    pub(crate) fn import(&self) -> Option<TokenStream> {
        let library = self.library();
        self.imports().then(|| quote!(#[allow(clippy::pedantic)] use #library as __coro;))
    }

    /// Whether the short name is free: items have no hygiene.
    fn imports(&self) -> bool {
        fn is_free(tokens: TokenStream) -> bool {
            tokens.into_iter().all(|token| match token {
                proc_macro2::TokenTree::Ident(ident) => ident != "__coro",
                proc_macro2::TokenTree::Group(group) => is_free(group.stream()),
                proc_macro2::TokenTree::Punct(_) | proc_macro2::TokenTree::Literal(_) => true,
            })
        }
        let (sig, body) = (&self.sig, &self.body);
        is_free(quote!(#sig #body))
    }

    /// The declared result, as one of the signatures that are made of the function's own has it.
    pub(crate) fn output_of(&self, sig: &Signature) -> TokenStream {
        match &sig.output {
            syn::ReturnType::Type(_, ty) if !matches!(**ty, Type::Never(_)) => quote!(#ty),
            _ => self.output.clone(),
        }
    }

    /// The declared result as it can be written inside of the body: `impl Trait` is left to inference there, and `!` is
    /// no type on stable unless a function's type says it.
    pub(crate) fn output_in_body(&self) -> TokenStream {
        let private = self.private();
        match &self.sig.output {
            syn::ReturnType::Default => quote!(()),
            syn::ReturnType::Type(_, ty) if matches!(**ty, Type::Never(_)) => {
                quote!(<fn() -> ! as #private::Ret>::Out)
            }
            syn::ReturnType::Type(_, ty) => {
                let mut ty = ty.clone();
                syn::visit_mut::VisitMut::visit_type_mut(&mut Infer, &mut ty);
                quote!(#ty)
            }
        }
    }

    /// Whether the result is `!`.
    pub(crate) fn never_returns(&self) -> bool {
        matches!(&self.sig.output, syn::ReturnType::Type(_, ty) if matches!(**ty, Type::Never(_)))
    }

    pub(crate) fn has_receiver(&self) -> bool {
        self.params.iter().any(|param| param.is_receiver)
    }
}

/// Leaves `impl Trait` to inference.
struct Infer;

impl syn::visit_mut::VisitMut for Infer {
    fn visit_type_mut(&mut self, ty: &mut Type) {
        if let Type::ImplTrait(imp) = ty {
            *ty = Type::Infer(syn::TypeInfer { underscore_token: syn::Token![_](imp.impl_token.span) });
        } else {
            syn::visit_mut::visit_type_mut(self, ty);
        }
    }
}

/// A function as it may stand in a module, an impl block or a trait.
#[derive(Clone)]
pub(crate) struct Function {
    pub(crate) attrs: Vec<Attribute>,
    pub(crate) vis: Visibility,
    pub(crate) defaultness: Option<syn::Token![default]>,
    pub(crate) sig: Signature,
    pub(crate) body: syn::Block,
    /// The header of the impl block, if it is known.
    pub(crate) header: Option<Rc<Header>>,
}

impl syn::parse::Parse for Function {
    fn parse(input: syn::parse::ParseStream<'_>) -> syn::Result<Self> {
        let mut attrs = input.call(Attribute::parse_outer)?;
        let vis = input.parse()?;
        let defaultness = input.parse()?;
        let sig = input.parse()?;
        let content;
        let brace_token = syn::braced!(content in input);
        let inner = content.call(Attribute::parse_inner)?;
        attrs.extend(inner.into_iter().map(|attr| Attribute { style: syn::AttrStyle::Outer, ..attr }));
        let body = syn::Block { brace_token, stmts: content.call(syn::Block::parse_within)? };
        Ok(Function { attrs, vis, defaultness, sig, body, header: None })
    }
}

impl quote::ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Function { attrs, vis, defaultness, sig, body, header: _ } = self;
        tokens.extend(quote!(#(#attrs)* #vis #defaultness #sig #body));
    }
}

/// Checks a function.
pub(crate) fn check(
    function: Function,
    arguments: &Arguments,
    diagnostics: &mut Diagnostics,
) -> Option<Coroutine> {
    check_signature(&function.sig, diagnostics);
    check_body(&function.body, diagnostics);
    diagnostics.barrier().ok()?;
    let Function { attrs, vis, defaultness, sig, body, header } = function;
    let params: Vec<Param> =
        sig.inputs.iter().enumerate().map(|(number, input)| param(number, input)).collect();
    let (mut marked, expands) =
        expansion::mark(&body, &params.iter().map(|param| &param.pat).collect::<Vec<_>>());
    if arguments.boxed.is_none() {
        recursion::erase(&mut marked, &sig, header.as_deref(), &arguments.krate);
    }
    let output = match &sig.output {
        syn::ReturnType::Default => quote!(()),
        syn::ReturnType::Type(_, ty) if matches!(**ty, Type::Never(_)) => {
            let krate = &arguments.krate;
            quote!(<fn() -> ! as #krate::__private::Ret>::Out)
        }
        syn::ReturnType::Type(_, ty) => quote!(#ty),
    };
    let (krate, boxed) = (arguments.krate.clone(), arguments.boxed);
    Some(Coroutine {
        attrs,
        vis,
        defaultness,
        sig,
        params,
        output,
        body,
        marked,
        expands,
        edition: Edition::of_this_crate(),
        krate,
        boxed,
        header,
    })
}

fn check_signature(sig: &Signature, diagnostics: &mut Diagnostics) {
    if let Some(token) = &sig.constness {
        diagnostics.error(
            token.span,
            "a coroutine cannot be `const`: its machine runs when it is polled; remove `const`",
        );
    }
    if let Some(variadic) = &sig.variadic {
        diagnostics.error(
            variadic.span(),
            "a coroutine cannot take C-variadic arguments: a machine must hold its arguments; take a slice: \
             `arguments: &[i32]`",
        );
    }
    if let Some(abi) = &sig.abi {
        diagnostics.error(
            abi.span(),
            "a coroutine cannot have an ABI of its own: what it returns is a machine; remove `extern`",
        );
    }
    if sig.asyncness.is_none() && sig.constness.is_none() && sig.variadic.is_none() {
        diagnostics.error(
            sig.fn_token.span,
            format!(
                "`#[coro::coroutine]` has nothing to make a state machine of: the function is not `async`; write \
                 `async fn {0}`, or, if another attribute takes the `async` away, as `#[tokio::main]` does, let `{0}` await a \
                 function with this one",
                sig.ident
            ),
        );
    }
}

fn check_body(body: &syn::Block, diagnostics: &mut Diagnostics) {
    use syn::visit::{self, Visit};
    struct Yields<'a>(&'a mut Diagnostics);
    impl Visit<'_> for Yields<'_> {
        fn visit_expr_yield(&mut self, expr: &syn::ExprYield) {
            self.0.error(
                expr.yield_token.span,
                "`yield` cannot stand in an `async fn`: it has one result and no items; return the value, or send it \
                 through a channel",
            );
            visit::visit_expr_yield(self, expr);
        }

        fn visit_item(&mut self, _: &syn::Item) {}
    }
    Yields(diagnostics).visit_block(body);
}

fn param(number: usize, input: &FnArg) -> Param {
    match input {
        FnArg::Receiver(receiver) => {
            let ident = Ident::new("self", receiver.self_token.span);
            let mutability = receiver.reference.is_none().then_some(receiver.mutability).flatten();
            let pat = Pat::Ident(syn::PatIdent {
                attrs: Vec::new(),
                by_ref: None,
                mutability,
                ident: ident.clone(),
                subpat: None,
            });
            Param { ident, name: String::from("self"), pat, ty: (*receiver.ty).clone(), is_receiver: true }
        }
        FnArg::Typed(typed) => {
            let ident = match &*typed.pat {
                Pat::Ident(pat) if pat.by_ref.is_none() && pat.subpat.is_none() => pat.ident.clone(),
                pat => Ident::new(&format!("given{number}"), Span::mixed_site().located_at(pat.span())),
            };
            let name = match &*typed.pat {
                Pat::Ident(pat) => pat.ident.to_string(),
                _ => format!("argument{number}"),
            };
            Param { ident, name, pat: (*typed.pat).clone(), ty: (*typed.ty).clone(), is_receiver: false }
        }
    }
}
