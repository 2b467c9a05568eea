//! `co!(iter { .. })`: a machine as an expression, with what it captures for arguments.
//!
//! ```text
//!   co!(async move { .. })   co!(iter { .. })   co!(stream { .. })   co!(coroutine { .. })
//! ```
//!
//! It is read as the body of a function whose result is left to inference; [`captures`] finds its arguments.
//!
//! To what stands around it, `stream! { .. }` and `try_stream! { .. }` of the crate `async-stream`, and sqlx's in which `r#yield!(..)` yields,
//! are such blocks as well: each is an `async move` block, which takes what it mentions.

use super::attribute::Arguments;
use super::{Coroutine, Function, captures, rules};
use crate::diagnostics::Diagnostics;
use proc_macro2::{Ident, Span, TokenStream, TokenTree};
use quote::TokenStreamExt;
use syn::parse::{Parse, ParseStream};
use syn::visit::Visit;
use syn::{Block, Path, Signature, Token, Visibility};

/// `iter move { .. }`
pub(crate) struct CoBlock {
    pub(crate) krate: Path,
    /// Which machine; of `stream! { .. }` none of ours.
    kind: Option<Kind>,
    /// The word that says so.
    span: Span,
    pub(crate) moves: bool,
    /// The names that are variables, and no functions, if they are known.
    pub(crate) variables: Option<Vec<Ident>>,
    pub(crate) body: Block,
}

/// Which machine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Kind {
    Future,
    Iterator,
    Stream,
    Coroutine,
}

const EXPECTED: &str = "expected `async`, `iter`, `stream` or `coroutine`, and a block: `co!(iter { .. })`; with `move`, \
                        `co!(iter move { .. })`, it takes what it captures by value";

impl Kind {
    fn named(word: &Ident) -> Option<Self> {
        match word.to_string().as_str() {
            "async" => Some(Kind::Future),
            "iter" => Some(Kind::Iterator),
            "stream" => Some(Kind::Stream),
            "coroutine" => Some(Kind::Coroutine),
            _ => None,
        }
    }

    fn name(self) -> &'static str {
        match self {
            Kind::Future => "async",
            Kind::Iterator => "iter",
            Kind::Stream => "stream",
            Kind::Coroutine => "coroutine",
        }
    }
}

impl Parse for CoBlock {
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let krate = krate(input)?.unwrap_or_else(|| syn::parse_quote!(::coro));
        let variables = variables(input)?;
        let mut moves = input.parse::<Option<Token![move]>>()?.is_some();
        let expected = |span| syn::Error::new(span, EXPECTED);
        let word =
            input.call(<Ident as syn::ext::IdentExt>::parse_any).map_err(|error| expected(error.span()))?;
        let kind = Kind::named(&word).ok_or_else(|| expected(word.span()))?;
        moves |= input.parse::<Option<Token![move]>>()?.is_some();
        if !input.peek(syn::token::Brace) {
            return Err(expected(input.span()));
        }
        let body = input.parse()?;
        if !input.is_empty() {
            return Err(input.error("expected nothing behind the block"));
        }
        Ok(CoBlock { krate, kind: Some(kind), span: word.span(), moves, variables, body })
    }
}

/// `crate = path,`
fn krate(input: ParseStream<'_>) -> syn::Result<Option<Path>> {
    if !input.peek(Token![crate]) {
        return Ok(None);
    }
    input.parse::<Token![crate]>()?;
    input.parse::<Token![=]>()?;
    let path = input.call(Path::parse_mod_style)?;
    input.parse::<Token![,]>()?;
    Ok(Some(path))
}

/// `let (a, b),`, which the attribute writes.
fn variables(input: ParseStream<'_>) -> syn::Result<Option<Vec<Ident>>> {
    if !input.peek(Token![let]) {
        return Ok(None);
    }
    input.parse::<Token![let]>()?;
    let names;
    syn::parenthesized!(names in input);
    let names = names.parse_terminated(Ident::parse, Token![,])?;
    input.parse::<Token![,]>()?;
    Ok(Some(names.into_iter().collect()))
}

impl quote::ToTokens for CoBlock {
    fn to_tokens(&self, tokens: &mut proc_macro2::TokenStream) {
        let (krate, variables, body) = (&self.krate, &self.variables, &self.body);
        let Some(kind) = self.kind else { return tokens.append_all(&body.stmts) };
        let word = Ident::new(kind.name(), self.span);
        let moves = self.moves.then(|| quote::quote!(move));
        let variables = variables.as_ref().map(|variables| quote::quote!(let (#(#variables),*),));
        tokens.extend(quote::quote!(crate = #krate, #variables #word #moves #body));
    }
}

impl CoBlock {
    /// Reads a macro call that is one.
    pub(crate) fn of(mac: &syn::Macro) -> Option<Self> {
        let name = &mac.path.segments.last()?.ident;
        if name == "co" {
            return mac.parse_body().ok();
        }
        let is_stream = (name == "stream" || name == "try_stream") && has_yield(mac.tokens.clone());
        let stmts = is_stream.then(|| mac.parse_body_with(Block::parse_within).ok()).flatten()?;
        let (krate, body) = (mac.path.clone(), Block { brace_token: syn::token::Brace::default(), stmts });
        Some(CoBlock { krate, kind: None, span: name.span(), moves: true, variables: None, body })
    }

    /// The function that it would be the body of.
    pub(crate) fn function(&self) -> Function {
        let name = Ident::new("co", self.span);
        let sig: Signature = match self.kind.unwrap_or(Kind::Stream) {
            Kind::Future => syn::parse_quote!(async fn #name() -> _),
            Kind::Iterator => syn::parse_quote!(fn #name() -> impl Iterator<Item = _>),
            Kind::Stream => syn::parse_quote!(fn #name() -> impl Stream<Item = _>),
            Kind::Coroutine => syn::parse_quote!(fn #name() -> impl Coroutine<_, Yield = _, Return = _>),
        };
        let (attrs, vis) = (Vec::new(), Visibility::Inherited);
        Function {
            attrs,
            vis,
            defaultness: None,
            sig,
            body: self.body.clone(),
            header: None,
            in_trait: false,
        }
    }

    /// What `crate = ..` and the like are for a function.
    pub(crate) fn arguments(&self) -> Arguments {
        Arguments { krate: self.krate.clone(), boxed: None, named: None }
    }
}

/// Whether a function stands for a block: its result is left to inference.
pub(super) fn stands_for_one(sig: &Signature) -> bool {
    struct Infers(bool);
    impl Visit<'_> for Infers {
        fn visit_type_infer(&mut self, _: &syn::TypeInfer) {
            self.0 = true;
        }
    }
    let mut infers = Infers(false);
    infers.visit_return_type(&sig.output);
    infers.0
}

fn has_yield(tokens: TokenStream) -> bool {
    tokens.into_iter().any(|token| match token {
        TokenTree::Ident(word) => word == "yield" || word == "r#yield",
        TokenTree::Group(group) => has_yield(group.stream()),
        TokenTree::Punct(_) | TokenTree::Literal(_) => false,
    })
}

/// Checks a block, or one of the bodies that it is under different `#[cfg]`s.
pub(crate) fn check(
    mut function: Function,
    arguments: &Arguments,
    (moves, variables): (bool, Option<&[Ident]>),
    diagnostics: &mut Diagnostics,
) -> Option<Coroutine> {
    if variables.is_some() {
        rules::expand(&mut function.body, &function.sig, variables);
    }
    let mut coroutine = super::check(function, arguments, diagnostics)?;
    captures::find(&mut coroutine, moves, variables);
    Some(coroutine)
}
