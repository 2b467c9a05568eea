//! Stage 1: from tokens to [`Coroutine`]: what the user wrote, checked.
//!
//! Takes the attribute's arguments and the function, gives its signature, its arguments and its body. Whatever is wrong
//! with them is reported here, at the smallest span that has to change.

pub(crate) mod alternatives;
pub(crate) mod attribute;
pub(crate) mod awaiting;
pub(crate) mod beside;
pub(crate) mod block;
pub(crate) mod blocks;
pub(crate) mod captures;
pub(crate) mod conditional;
mod constants;
mod early;
pub(crate) mod edition;
pub(crate) mod expansion;
pub(crate) mod face;
pub(crate) mod formats;
pub(crate) mod fragments;
pub(crate) mod header;
pub(crate) mod lifetimes;
pub(crate) mod macros;
mod matcher;
pub(crate) mod mentions;
pub(crate) mod named;
pub(crate) mod order;
pub(crate) mod ours;
pub(crate) mod outside;
pub(crate) mod parens;
mod recursion;
mod rules;
mod select;
pub(crate) mod suspends;
mod template;
pub(crate) mod uses;
pub(crate) mod words;
pub(crate) mod wrong;
pub(crate) mod yields;

use crate::diagnostics::Diagnostics;
use attribute::{Arguments, Boxed};
use captures::Captures;
use edition::Edition;
use face::Face;
use header::Header;
use mentions::Mentions;
use proc_macro2::{Ident, Span, TokenStream};
use quote::{ToTokens, quote};
use std::collections::HashSet;
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
    /// Which machine it becomes.
    pub(crate) face: Face,
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
    /// The support library, as the function's body calls it.
    pub(crate) private: syn::Path,
    /// The words that the function uses: no item of ours may have one of them for a name.
    pub(crate) words: HashSet<String>,
    /// What its body mentions.
    pub(crate) mentions: Mentions,
    /// Whether the machine is returned in a box.
    pub(crate) boxed: Option<Boxed>,
    /// The header of the impl block, if the attribute stands on it.
    pub(crate) header: Option<Rc<Header>>,
    /// The attribute stands on the trait that the function is declared in.
    pub(crate) in_trait: bool,
    /// What the machine's type is called, if it has a name.
    pub(crate) named: Option<Ident>,
    /// What it captures, if it is no function but a block.
    pub(crate) captures: Option<Captures>,
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
    pub(crate) fn library(&self) -> syn::Path {
        library(&self.krate)
    }

    /// Whether the frame's type may say what calls leave: not where types have to be named, values are cloned, or a second check
    /// has a variable for each slot; nor where a call may give the machine's own type, or one that has it in a box: the type would
    /// be named by itself.
    pub(crate) fn asks(&self) -> bool {
        let mentions = |word: &str| self.mentions.words.contains(word);
        let may_recur = mentions(&self.sig.ident.to_string())
            || mentions("Box") && mentions("pin")
            || mentions("boxed")
            || mentions("boxed_local");
        self.named.is_none() && !self.face.is_clone() && !self.face.is_movable() && !may_recur
    }

    /// The import that the body begins with.
    pub(crate) fn import(&self) -> Option<TokenStream> {
        let (library, private) = (self.library(), &self.private);
        (library != *private).then(|| quote!(#[allow(clippy::pedantic)] use #library as #private;))
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
    ///
    /// A machine that gives items comes to the last one: the one that `?` leaves with, if there is such.
    pub(crate) fn output_in_body(&self) -> TokenStream {
        let private = &self.private;
        if self.face.has_items() {
            let item = self.yielded_in_body();
            return quote!(#private::Option<#item>);
        }
        self.returned_in_body()
    }

    /// What the machine yields, as it can be written inside of the body.
    pub(crate) fn yielded_in_body(&self) -> TokenStream {
        self.face.yielded().map(inferred).unwrap_or_default()
    }

    /// Whether it is `async`, and a result is declared of which no part is left to inference.
    pub(crate) fn gives_known_type(&self) -> bool {
        fn is_known(tokens: TokenStream) -> bool {
            tokens.into_iter().all(|token| match token {
                proc_macro2::TokenTree::Group(group) => is_known(group.stream()),
                token => token.to_string() != "_",
            })
        }
        let declared = matches!(self.sig.output, syn::ReturnType::Type(..)) && self.captures.is_none();
        declared && matches!(self.face, Face::Future) && is_known(self.returned_in_body())
    }

    /// What `return` and `?` are typed by, as it can be written inside of the body.
    pub(crate) fn returned_in_body(&self) -> TokenStream {
        let private = &self.private;
        match &self.face {
            Face::Future => {}
            Face::Iterator { item, .. } | Face::Stream { item } => return inferred(item),
            Face::Coroutine { returns, .. } => return inferred(returns),
        }
        match &self.sig.output {
            syn::ReturnType::Default => quote!(()),
            syn::ReturnType::Type(_, ty) if matches!(**ty, Type::Never(_)) => {
                quote!(<fn() -> ! as #private::Ret>::Out)
            }
            syn::ReturnType::Type(_, ty) => inferred(ty),
        }
    }

    /// Whether the result is declared to tell its state. A method of a trait with the attribute is not: others that implement the
    /// trait would have to keep to it. An impl of a trait may say more than the trait; but where it is not known what the
    /// function stands in, it may be such a trait, and methods are left alone: unless the file shows an impl block around them.
    pub(crate) fn tells_state(&self) -> bool {
        if self.header.is_some() {
            return true;
        }
        let is_free = || self.sig.receiver().is_none() && !self.words.contains("Self");
        !self.in_trait && (self.is_public() || is_free() || outside::is_in_impl(&self.sig.ident))
    }

    /// Whether it is, or may be, a function of an impl of a trait, and says more than that.
    pub(crate) fn may_refine(&self) -> bool {
        let may_be_of_trait = self.header.as_ref().is_none_or(|header| header.trait_path.is_some());
        self.tells_state() && may_be_of_trait && !self.is_public()
    }

    /// Functions of traits, and of impls of traits, have no visibility of their own.
    fn is_public(&self) -> bool {
        !matches!(self.vis, Visibility::Inherited)
    }

    /// Whether the result is `!`.
    pub(crate) fn never_returns(&self) -> bool {
        matches!(&self.sig.output, syn::ReturnType::Type(_, ty) if matches!(**ty, Type::Never(_)))
    }
}

/// A type in which `impl Trait` is left to inference.
fn inferred(ty: &Type) -> TokenStream {
    let mut ty = ty.clone();
    syn::visit_mut::VisitMut::visit_type_mut(&mut Infer, &mut ty);
    quote!(#ty)
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
    /// It is known to stand in a trait.
    pub(crate) in_trait: bool,
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
        Ok(Function { attrs, vis, defaultness, sig, body, header: None, in_trait: false })
    }
}

impl quote::ToTokens for Function {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Function { attrs, vis, defaultness, sig, body, header: _, in_trait: _ } = self;
        tokens.extend(quote!(#(#attrs)* #vis #defaultness #sig #body));
    }
}

/// Whether a function of a block that has the attribute is to become a machine: others may return an iterator as well.
pub(crate) fn is_machine(sig: &Signature, body: &syn::Block) -> bool {
    match Face::of(sig) {
        Some(Face::Future) => true,
        Some(Face::Iterator { .. } | Face::Stream { .. } | Face::Coroutine { .. }) => {
            yields::mentions_yield(quote!(#body))
        }
        None => false,
    }
}

/// Whether rustc cannot make anything of the function by itself.
pub(crate) fn is_yielding(sig: &Signature, body: &syn::Block) -> bool {
    yields::mentions_yield(quote!(#body)) || Face::of(sig).is_some_and(|face| face.yields())
}

/// Checks a function.
pub(crate) fn check(
    function: Function,
    arguments: &Arguments,
    diagnostics: &mut Diagnostics,
) -> Option<Coroutine> {
    check_signature(&function, arguments, diagnostics);
    let face = Face::of(&function.sig);
    let Function { attrs, vis, defaultness, mut sig, mut body, header, in_trait } = function;
    let face = face.unwrap_or(Face::Future);
    let library = library(&arguments.krate).to_token_stream();
    outside::begin(&sig, &body);
    rules::expand(&mut body, &sig, None);
    early::lower(&mut body, &sig);
    select::lower(&mut body);
    if diagnostics.barrier().is_ok() || sig.asyncness.is_some() {
        yields::read(&mut body, &face, &library, diagnostics);
        yields::check(&body, &face, diagnostics);
    }
    diagnostics.barrier().ok()?;
    lifetimes::name_in_bounds(&mut sig);
    if face.yields() || arguments.named.is_some() {
        // What is yielded is held to the lifetimes of the signature, in the check as well: each has to have a name.
        sig = lifetimes::name(&sig).sig;
    }
    let face = Face::of(&sig).unwrap_or(face);
    let params: Vec<Param> =
        sig.inputs.iter().enumerate().map(|(number, input)| param(number, input)).collect();
    let mentions = Mentions::of(quote!(#body));
    let patterns: Vec<&Pat> = params.iter().map(|param| &param.pat).collect();
    let (mut marked, expands) = expansion::mark(&body, &mentions, &patterns, face.awaits());
    parens::around_leading_blocks(&mut marked);
    constants::copy(&mut marked, &sig);
    if arguments.boxed.is_none() && arguments.named.is_none() && sig.asyncness.is_some() {
        recursion::name_calls(&mut marked, &mentions, &sig, header.as_deref(), &arguments.krate);
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
    let words = words(&sig, &mentions, header.as_deref());
    let private = private(&krate, &words);
    if face.awaits() {
        formats::keep(&mut marked, &private);
    }
    Some(Coroutine {
        attrs,
        vis,
        defaultness,
        sig,
        face,
        params,
        output,
        body,
        marked,
        expands,
        edition: Edition::of_this_crate(),
        krate,
        private,
        words,
        mentions,
        boxed,
        header,
        in_trait,
        named: arguments.named.clone(),
        captures: None,
    })
}

/// A field's name as an identifier.
fn field_name(name: &str, span: Span) -> Ident {
    match name.strip_prefix("r#") {
        Some(plain) => Ident::new_raw(plain, span),
        None => Ident::new(name, span),
    }
}

fn library(krate: &syn::Path) -> syn::Path {
    let mut path = krate.clone();
    path.segments.push(Ident::new("__private", Span::call_site()).into());
    path
}

/// The words in a function, and in the header of its block.
fn words(sig: &Signature, body: &Mentions, header: Option<&Header>) -> HashSet<String> {
    let mut words = Mentions::of(quote!(#sig)).words;
    words.extend(body.words.iter().cloned());
    if let Some(header) = header {
        let (generics, path, ty) = (&header.generics, &header.trait_path, &header.self_type);
        let bounds = &generics.where_clause;
        words.extend(Mentions::of(quote!(#generics #path #ty #bounds)).words);
    }
    words
}

/// The support library's name in a function: a short one if it is free, for items have no hygiene.
fn private(krate: &syn::Path, words: &HashSet<String>) -> syn::Path {
    if words.contains("__coro") { library(krate) } else { syn::parse_quote!(__coro) }
}

fn check_signature(function: &Function, arguments: &Arguments, diagnostics: &mut Diagnostics) {
    let sig = &function.sig;
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
    match Face::of(sig) {
        Some(face) => {
            face::check(sig, &face, arguments.boxed.is_some(), diagnostics);
            if let Some(name) = &arguments.named {
                named::check(name, function, &face, diagnostics);
            }
        }
        None if sig.constness.is_none() && sig.variadic.is_none() => face::report_none(sig, diagnostics),
        None => {}
    }
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
                pat => Ident::new(&format!("__given{number}"), Span::mixed_site().located_at(pat.span())),
            };
            let name = match &*typed.pat {
                Pat::Ident(pat) => pat.ident.to_string(),
                _ => format!("argument{number}"),
            };
            Param { ident, name, pat: (*typed.pat).clone(), ty: (*typed.ty).clone(), is_receiver: false }
        }
    }
}
