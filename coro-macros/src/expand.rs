//! The driver: the stages in order, and a barrier for errors after each.

use crate::diagnostics::Diagnostics;
use crate::syntax::{self, Function, conditional};
use crate::{analysis, build, codegen, frame};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};

/// Expands `#[coroutine(arguments)] item`.
pub(crate) fn coroutine(arguments: TokenStream, item: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    match expand(arguments, item.clone(), &mut diagnostics) {
        Some(expanded) => expanded,
        None => {
            // The item as it was, so that its users and the editor still see it.
            let errors = diagnostics.into_compile_errors();
            quote!(#errors #item)
        }
    }
}

fn expand(arguments: TokenStream, item: TokenStream, diagnostics: &mut Diagnostics) -> Option<TokenStream> {
    let arguments = syntax::attribute::parse(arguments, diagnostics);
    diagnostics.barrier().ok()?;
    if let Ok(block) = syn::parse2::<syn::ItemImpl>(item.clone()) {
        return Some(expand_impl(block, &arguments, diagnostics));
    }
    let function = match syn::parse2::<Function>(item.clone()) {
        Ok(function) => function,
        Err(error) => {
            report_unparsed(&item, error, diagnostics);
            return None;
        }
    };
    expand_function(function, &arguments, diagnostics)
}

fn expand_function(
    function: Function,
    arguments: &syntax::attribute::Arguments,
    diagnostics: &mut Diagnostics,
) -> Option<TokenStream> {
    let variants = conditional::variants(&function, diagnostics);
    diagnostics.barrier().ok()?;
    let mut expanded = TokenStream::new();
    for (condition, function) in variants {
        let mut own = Diagnostics::default();
        let item = expand_variant(function, arguments, &mut own);
        match (item, &condition) {
            (Some(item), condition) => expanded.extend(conditional::under(condition.as_ref(), item)),
            (None, Some(_)) => {
                let errors = own.into_compile_errors();
                expanded.extend(conditional::under(condition.as_ref(), quote!(const _: () = { #errors };)));
            }
            (None, None) => {
                *diagnostics = own;
                return None;
            }
        }
    }
    Some(expanded)
}

fn expand_variant(
    function: Function,
    arguments: &syntax::attribute::Arguments,
    diagnostics: &mut Diagnostics,
) -> Option<TokenStream> {
    let coroutine = syntax::check(function, arguments, diagnostics)?;
    let body = build::build(&coroutine, diagnostics);
    diagnostics.barrier().ok()?;
    let facts = analysis::analyse(&body);
    let frame = frame::lay_out(&body, &facts);
    #[cfg(debug_assertions)]
    crate::validate::validate(&body, &facts, &frame);
    Some(codegen::emit(&coroutine, &body, &facts, &frame))
}

/// Every `async fn` of an impl block; the others stay as they are.
fn expand_impl(
    mut block: syn::ItemImpl,
    arguments: &syntax::attribute::Arguments,
    diagnostics: &mut Diagnostics,
) -> TokenStream {
    let mut errors = TokenStream::new();
    let mut any = false;
    for item in &mut block.items {
        let syn::ImplItem::Fn(method) = item else { continue };
        if method.sig.asyncness.is_none() {
            continue;
        }
        any = true;
        let function = Function {
            attrs: method.attrs.clone(),
            vis: method.vis.clone(),
            defaultness: method.defaultness,
            sig: method.sig.clone(),
            body: method.block.clone(),
        };
        let mut own = Diagnostics::default();
        match expand_function(function, arguments, &mut own) {
            Some(expanded) => *item = syn::ImplItem::Verbatim(expanded),
            None => errors.extend(own.into_compile_errors()),
        }
    }
    if !any {
        diagnostics.error(
            block.impl_token.span,
            "`#[coro::coroutine]` has nothing to make state machines of: no function in this block is `async`; remove \
             the attribute, or write `async fn`",
        );
        errors.extend(std::mem::take(diagnostics).into_compile_errors());
    }
    quote!(#errors #block)
}

fn report_unparsed(item: &TokenStream, error: syn::Error, diagnostics: &mut Diagnostics) {
    match syn::parse2::<syn::Item>(item.clone()) {
        Ok(syn::Item::Fn(_)) | Err(_) => diagnostics.push(error),
        Ok(other) => {
            let first = other.to_token_stream().into_iter().find(|token| {
                !matches!(token, proc_macro2::TokenTree::Punct(_) | proc_macro2::TokenTree::Group(_))
            });
            let span = first.map_or_else(proc_macro2::Span::call_site, |token| token.span());
            diagnostics.error(
                span,
                "`#[coro::coroutine]` makes state machines of functions; put it on an `async fn`, or on an impl block \
                 with `async fn`s in it",
            );
        }
    }
}
