//! The driver: the stages in order, and a barrier for errors after each.

use crate::diagnostics::Diagnostics;
use crate::syntax::attribute::Arguments;
use crate::syntax::block::CoBlock;
use crate::syntax::fragments::{self, Fragments};
use crate::syntax::header::Header;
use crate::syntax::outside::forbids;
use crate::syntax::{self, Coroutine, Function, conditional};
use crate::{analysis, build, codegen, frame};
use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::rc::Rc;
use syn::parse::discouraged::Speculative;
use syn::parse::{Parse, ParseStream};
use syn::visit::Visit;

/// Expands `#[coroutine(arguments)] item`.
pub(crate) fn coroutine(arguments: TokenStream, item: &TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    // Programs that are wrong in ways nobody thought of make syntax trees that cannot be printed and read again.
    let expanded = catch_unwind(AssertUnwindSafe(|| expand(arguments, item, &mut diagnostics)));
    match expanded {
        Ok(Some(expanded)) => return forbids::respect(expanded),
        Ok(None) => {}
        Err(_) => diagnostics.error(
            proc_macro2::Span::call_site(),
            "`#[coro::coroutine]` cannot expand this function; if rustc has nothing against it without the attribute, this is \
             a bug in coro-macros",
        ),
    }
    // The item as it was, so that its users and the editor still see it.
    let errors = diagnostics.into_compile_errors();
    let item = without_yields(item);
    quote!(#errors #item)
}

/// Expands `co!(block)`.
pub(crate) fn co(block: TokenStream) -> TokenStream {
    let mut diagnostics = Diagnostics::default();
    let expanded = catch_unwind(AssertUnwindSafe(|| expand_block(block, &mut diagnostics)));
    match expanded {
        Ok(Some(expanded)) => return forbids::respect(expanded),
        Ok(None) => {}
        Err(_) => diagnostics.error(
            proc_macro2::Span::call_site(),
            "`co!` cannot expand this block; if rustc has nothing against it, this is a bug in coro-macros",
        ),
    }
    let errors = diagnostics.into_compile_errors();
    quote!({ #errors })
}

fn expand_block(block: TokenStream, diagnostics: &mut Diagnostics) -> Option<TokenStream> {
    let look = |block: &CoBlock, fragments: &mut Fragments| fragments.visit_block(&block.body);
    let block = fragments::parse(block, look).map_err(|error| diagnostics.push(error)).ok()?;
    let arguments = block.arguments();
    let variants = conditional::variants(&block.function(), diagnostics);
    diagnostics.barrier().ok()?;
    let machine = proc_macro2::Ident::new("__machine", proc_macro2::Span::mixed_site());
    let mut expanded = TokenStream::new();
    for (condition, function) in variants {
        let coroutine = syntax::block::check(
            function,
            &arguments,
            (block.moves, block.variables.as_deref()),
            diagnostics,
        )?;
        let variant = lower(&coroutine, diagnostics)?;
        match condition {
            None => return Some(variant),
            Some(condition) => expanded.extend(quote!(#[cfg(#condition)] let #machine = #variant;)),
        }
    }
    Some(quote!({ #expanded #machine }))
}

/// The item without a body that rustc would report once more: it knows no yields.
fn without_yields(item: &TokenStream) -> TokenStream {
    match syn::parse2::<Function>(item.clone()) {
        Ok(Function { attrs, vis, defaultness, sig, body, .. }) if syntax::is_yielding(&sig, &body) => {
            let unmade = syntax::face::unmade(&sig);
            quote!(#[allow(unused)] #(#attrs)* #vis #defaultness #sig { #unmade })
        }
        Ok(_) | Err(_) => item.clone(),
    }
}

fn expand(arguments: TokenStream, item: &TokenStream, diagnostics: &mut Diagnostics) -> Option<TokenStream> {
    let arguments = syntax::attribute::parse(arguments, diagnostics);
    diagnostics.barrier().ok()?;
    match fragments::parse(item.clone(), Item::look) {
        Ok(Item::Impl(mut block)) => {
            let below = macros_below(&mut block.attrs, &arguments);
            Some(below.map_or_else(
                || expand_impl(block.clone(), &arguments, diagnostics),
                |macros| quote!(#macros #block),
            ))
        }
        Ok(Item::Trait(mut block)) => {
            let below = macros_below(&mut block.attrs, &arguments);
            Some(below.map_or_else(
                || expand_trait(block.clone(), &arguments, diagnostics),
                |macros| quote!(#macros #block),
            ))
        }
        Ok(Item::Declaration(method)) => expand_declaration(method, &arguments, diagnostics),
        Ok(Item::Function(function)) => expand_function(function, &arguments, diagnostics),
        Err(error) => {
            report_unparsed(item, error, diagnostics);
            None
        }
    }
}

/// What the attribute can stand on.
enum Item {
    Impl(syn::ItemImpl),
    Trait(syn::ItemTrait),
    Declaration(syn::TraitItemFn),
    Function(Function),
}

impl Item {
    fn look(&self, fragments: &mut Fragments) {
        match self {
            Item::Impl(block) => fragments.visit_item_impl(block),
            Item::Trait(block) => fragments.visit_item_trait(block),
            Item::Declaration(_) => {}
            Item::Function(function) => fragments.visit_block(&function.body),
        }
    }
}

impl Parse for Item {
    /// Reads the item once: which one it is shows at its start.
    fn parse(input: ParseStream<'_>) -> syn::Result<Self> {
        let ahead = input.fork();
        ahead.call(syn::Attribute::parse_outer)?;
        ahead.parse::<syn::Visibility>()?;
        ahead.parse::<Option<syn::Token![default]>>()?;
        ahead.parse::<Option<syn::Token![unsafe]>>()?;
        ahead.parse::<Option<syn::Token![auto]>>()?;
        if ahead.peek(syn::Token![impl]) {
            return input.parse().map(Item::Impl);
        }
        if ahead.peek(syn::Token![trait]) {
            return input.parse().map(Item::Trait);
        }
        let declaration = input.fork();
        match input.parse().map(Item::Function) {
            Ok(function) => Ok(function),
            Err(error) => match declaration.parse() {
                Ok(method @ syn::TraitItemFn { default: None, .. }) => {
                    input.advance_to(&declaration);
                    Ok(Item::Declaration(method))
                }
                _ => Err(error),
            },
        }
    }
}

/// The attribute macros that stand below this one, and this one, below them.
fn macros_below(attrs: &mut Vec<syn::Attribute>, arguments: &Arguments) -> Option<TokenStream> {
    let macros = syntax::order::take_macros(attrs);
    let again = arguments.to_attribute();
    (!macros.is_empty()).then(|| quote!(#(#macros)* #again))
}

fn expand_function(
    mut function: Function,
    arguments: &Arguments,
    diagnostics: &mut Diagnostics,
) -> Option<TokenStream> {
    if let Some(macros) = macros_below(&mut function.attrs, arguments) {
        return Some(quote!(#macros #function));
    }
    conditional::spread(&mut function);
    let decisions = conditional::decisions(&function, &arguments.krate);
    if !decisions.is_empty() {
        let again = arguments.to_attribute();
        return Some(quote!(#(#decisions)* #again #function));
    }
    if syntax::blocks::make_machine(&function.sig, &mut function.body, arguments) {
        return Some(function.into_token_stream());
    }
    expand_decided(function, arguments, diagnostics)
}

/// Takes what a `#[cfg]` decides out of a function.
pub(crate) fn decided(decision: TokenStream, item: TokenStream) -> TokenStream {
    match (syn::parse2(decision), syn::parse2::<Function>(item.clone())) {
        (Ok(decision), Ok(function)) => conditional::decide(&decision, function).into_token_stream(),
        (Err(_), _) | (_, Err(_)) => item,
    }
}

fn expand_decided(
    mut function: Function,
    arguments: &Arguments,
    diagnostics: &mut Diagnostics,
) -> Option<TokenStream> {
    let is_wrong = if arguments.is_plain() {
        syntax::wrong::is_certain(&function)
    } else {
        syntax::lifetimes::is_missing(&function.sig)
    };
    if syntax::wrong::ranges::restore(&mut function.body) || is_wrong {
        // An error, and one that should stand alone.
        return Some(without_yields(&function.into_token_stream()));
    }
    let coroutine = syntax::check(function, arguments, diagnostics)?;
    lower(&coroutine, diagnostics)
}

/// The stages behind the first one.
fn lower(coroutine: &Coroutine, diagnostics: &mut Diagnostics) -> Option<TokenStream> {
    let body = build::build(coroutine, diagnostics);
    diagnostics.barrier().ok()?;
    let facts = analysis::analyse(&body);
    let frame = frame::lay_out(&body, &facts, coroutine.asks());
    if let Some(name) = &coroutine.named {
        frame::named::check(name, &body, &frame, diagnostics);
        diagnostics.barrier().ok()?;
    }
    #[cfg(any(test, feature = "validate"))]
    crate::validate::validate(&body, &facts, &frame);
    Some(codegen::emit(coroutine, &body, &facts, &frame))
}

/// Every `async fn` of an impl block; the others stay as they are.
fn expand_impl(
    mut block: syn::ItemImpl,
    arguments: &Arguments,
    diagnostics: &mut Diagnostics,
) -> TokenStream {
    let mut errors = TokenStream::new();
    let header = Rc::new(Header::of(&block));
    let mut any = false;
    for item in &mut block.items {
        let syn::ImplItem::Fn(method) = item else { continue };
        if !syntax::is_machine(&method.sig, &method.block)
            && syntax::blocks::block_of(&method.sig, &mut method.block, arguments).is_none()
        {
            continue;
        }
        any = true;
        let mut own = Diagnostics::default();
        let function = Function {
            attrs: Vec::new(),
            vis: method.vis.clone(),
            defaultness: method.defaultness,
            sig: method.sig.clone(),
            body: method.block.clone(),
            header: Some(Rc::clone(&header)),
            in_trait: false,
        };
        match expand_method(&mut method.attrs, function, arguments, &mut own) {
            Some(expanded) => *item = syn::ImplItem::Verbatim(expanded),
            None => errors.extend(own.into_compile_errors()),
        }
    }
    if !any {
        diagnostics.error(
            block.impl_token.span,
            "`#[coro::coroutine]` has nothing to make state machines of: no function in this block is `async`, and \
             none yields; remove the attribute, or write `async fn`",
        );
        errors.extend(std::mem::take(diagnostics).into_compile_errors());
    }
    quote!(#errors #block)
}

/// Every `async fn` of a trait that has a body; with `boxed`, the declarations of those that have none as well.
fn expand_trait(
    mut block: syn::ItemTrait,
    arguments: &Arguments,
    diagnostics: &mut Diagnostics,
) -> TokenStream {
    let mut errors = TokenStream::new();
    let mut any = false;
    for item in &mut block.items {
        let syn::TraitItem::Fn(method) = item else { continue };
        let is_machine = match &mut method.default {
            Some(body) => {
                syntax::is_machine(&method.sig, body)
                    || syntax::blocks::block_of(&method.sig, body, arguments).is_some()
            }
            None => method.sig.asyncness.is_some() && arguments.boxed.is_some(),
        };
        if !is_machine {
            continue;
        }
        any = true;
        let mut own = Diagnostics::default();
        let expanded = match method.default.clone() {
            None => expand_declaration(method.clone(), arguments, &mut own),
            Some(body) => {
                let (attrs, vis, sig) = (Vec::new(), syn::Visibility::Inherited, method.sig.clone());
                let function =
                    Function { attrs, vis, defaultness: None, sig, body, header: None, in_trait: true };
                expand_method(&mut method.attrs, function, arguments, &mut own)
            }
        };
        match expanded {
            Some(expanded) => *item = syn::TraitItem::Verbatim(expanded),
            None => errors.extend(own.into_compile_errors()),
        }
    }
    if !any {
        diagnostics.error(
            block.trait_token.span,
            "`#[coro::coroutine]` has nothing to make state machines of: no function in this trait is `async` and has a \
             body; remove the attribute, or write `#[coro::coroutine(boxed)]` for `async fn`s that return boxes",
        );
        errors.extend(std::mem::take(diagnostics).into_compile_errors());
    }
    quote!(#errors #block)
}

/// A method of a block that has the attribute. If the method has it as well, this is the expansion of both.
fn expand_method(
    attrs: &mut Vec<syn::Attribute>,
    function: Function,
    arguments: &Arguments,
    diagnostics: &mut Diagnostics,
) -> Option<TokenStream> {
    let own = own_arguments(attrs, diagnostics);
    diagnostics.barrier().ok()?;
    let outer = attrs.iter().cloned().map(|attr| syn::Attribute { style: syn::AttrStyle::Outer, ..attr });
    let function = Function { attrs: outer.collect(), ..function };
    expand_function(function, own.as_ref().unwrap_or(arguments), diagnostics)
}

/// The arguments of the attribute on a method, which is taken away.
fn own_arguments(attrs: &mut Vec<syn::Attribute>, diagnostics: &mut Diagnostics) -> Option<Arguments> {
    let is_ours =
        |attr: &syn::Attribute| attr.path().segments.last().is_some_and(|name| name.ident == "coroutine");
    let own = attrs.iter().position(is_ours).map(|at| attrs.remove(at))?;
    match own.meta {
        syn::Meta::List(list) => Some(syntax::attribute::parse(list.tokens, diagnostics)),
        syn::Meta::Path(_) | syn::Meta::NameValue(_) => None,
    }
}

/// A function without a body: with `boxed`, its signature.
fn expand_declaration(
    mut method: syn::TraitItemFn,
    arguments: &Arguments,
    diagnostics: &mut Diagnostics,
) -> Option<TokenStream> {
    let own = own_arguments(&mut method.attrs, diagnostics);
    diagnostics.barrier().ok()?;
    let arguments = own.as_ref().unwrap_or(arguments);
    let (attrs, vis, body) = (method.attrs, syn::Visibility::Inherited, syn::parse_quote!({}));
    let sig = method.sig;
    let fn_token = sig.fn_token;
    let function = Function { attrs, vis, defaultness: None, sig, body, header: None, in_trait: true };
    let coroutine = syntax::check(function, arguments, diagnostics)?;
    let Some(boxed) = coroutine.boxed else {
        diagnostics.error(
            fn_token.span,
            "`#[coro::coroutine]` has nothing to make a state machine of: the function has no body; remove the attribute, \
             or write `#[coro::coroutine(boxed)]` for a function that returns a box",
        );
        return None;
    };
    Some(codegen::declare(&coroutine, boxed))
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
