//! Macros of well-known crates that do nothing but make a value of their arguments, which they take by value.

use super::known::{Argument, Known, KnownCall};
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::ext::IdentExt;
use syn::parse::{ParseStream, Parser};
use syn::{Expr, Lit, Token};

/// Understands a call of the macro of that name, if it is one of these.
pub(super) fn parse(name: &str, tokens: &TokenStream) -> Option<KnownCall> {
    let grammar = match name {
        "hashmap" | "btreemap" | "indexmap" => pairs,
        "hashset" | "btreeset" | "indexset" | "smallvec" => elements,
        "assign" => assigned,
        "doc" => document,
        _ => return None,
    };
    let read = |input: ParseStream<'_>| {
        let mut call = KnownCall { name: Known::Made, arguments: Vec::new(), shape: TokenStream::new() };
        call.shape = grammar(input, &mut call.arguments)?;
        Ok(call)
    };
    read.parse2(tokens.clone()).ok()
}

/// A grammar: reads the arguments, and gives what stands around them.
type Shape = syn::Result<TokenStream>;

/// `a => b, c => d`
fn pairs(input: ParseStream<'_>, arguments: &mut Vec<Argument>) -> Shape {
    list(input, |input| {
        let key = argument(input, arguments)?;
        let arrow: Token![=>] = input.parse()?;
        let value = argument(input, arguments)?;
        Ok(quote!(#key #arrow #value))
    })
}

/// `a, b`
fn elements(input: ParseStream<'_>, arguments: &mut Vec<Argument>) -> Shape {
    list(input, |input| argument(input, arguments))
}

/// `a, { name: b, c }`
fn assigned(input: ParseStream<'_>, arguments: &mut Vec<Argument>) -> Shape {
    let value = argument(input, arguments)?;
    let comma: Token![,] = input.parse()?;
    let content;
    syn::braced!(content in input);
    let fields = list(&content, |input| {
        let name: Ident = input.parse()?;
        let value = if input.parse::<Option<Token![:]>>()?.is_some() {
            argument(input, arguments)?
        } else {
            arguments.push(Argument { name: None, expr: syn::parse_quote!(#name) });
            place()
        };
        Ok(quote!(#name: #value))
    })?;
    input.parse::<Option<Token![,]>>()?;
    Ok(quote!(#value #comma { #fields }))
}

/// `"key": value, "list": [a, b], "inner": { .. }`
fn document(input: ParseStream<'_>, arguments: &mut Vec<Argument>) -> Shape {
    list(input, |input| {
        let key = if input.peek2(Token![:]) && input.peek(Lit) {
            input.parse::<Lit>()?.into_token_stream()
        } else {
            apart(argument(input, arguments)?)
        };
        let colon: Token![:] = input.parse()?;
        let value = member(input, arguments)?;
        Ok(quote!(#key #colon #value))
    })
}

/// What a document has in it.
fn member(input: ParseStream<'_>, arguments: &mut Vec<Argument>) -> Shape {
    let content;
    if input.peek(syn::token::Brace) {
        syn::braced!(content in input);
        let inner = document(&content, arguments)?;
        Ok(quote!({ #inner }))
    } else if input.peek(syn::token::Bracket) {
        syn::bracketed!(content in input);
        let inner = list(&content, |input| member(input, arguments))?;
        Ok(quote!([ #inner ]))
    } else if input.peek(Ident::peek_any) && input.fork().call(Ident::parse_any)? == "null" {
        Ok(input.call(Ident::parse_any)?.into_token_stream())
    } else {
        Ok(apart(argument(input, arguments)?))
    }
}

/// Things with commas between them.
fn list(input: ParseStream<'_>, mut read: impl FnMut(ParseStream<'_>) -> Shape) -> Shape {
    let mut shape = TokenStream::new();
    while !input.is_empty() {
        shape.extend(read(input)?);
        if !input.is_empty() {
            input.parse::<Token![,]>()?.to_tokens(&mut shape);
        }
    }
    Ok(shape)
}

fn argument(input: ParseStream<'_>, arguments: &mut Vec<Argument>) -> Shape {
    let expr: Expr = input.parse()?;
    arguments.push(Argument { name: None, expr });
    Ok(place())
}

/// Where an argument stands.
fn place() -> TokenStream {
    TokenTree::Group(Group::new(Delimiter::None, TokenStream::new())).into()
}

/// Told from what the grammar has in braces and brackets.
fn apart(place: TokenStream) -> TokenStream {
    let mut group = Group::new(Delimiter::Parenthesis, place);
    group.set_span(Span::mixed_site());
    TokenTree::Group(group).into()
}

/// The call's tokens, with the arguments in their places.
pub(super) fn filled_in<'a>(
    shape: TokenStream,
    arguments: &mut impl Iterator<Item = &'a Argument>,
) -> TokenStream {
    let filled = |token| match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None && group.stream().is_empty() => {
            arguments.next().into_token_stream()
        }
        TokenTree::Group(group) => {
            let mut filled = Group::new(group.delimiter(), filled_in(group.stream(), arguments));
            filled.set_span(group.span());
            TokenTree::Group(filled).into()
        }
        token => token.into(),
    };
    shape.into_iter().flat_map(filled).collect()
}
