//! `.await`, said with a method: by the check and by the machine at the same places, so that rustc reports what is wrong
//! with an awaited value once, and where it would for `.await`.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::ToTokens;
use syn::{Expr, ExprAwait};

/// `awaiting(value).method()` for `value.await`.
pub(crate) fn awaiting(private: &syn::Path, wait: &ExprAwait, value: &Expr, method: &str) -> Expr {
    let span = wait.await_token.span;
    let (first, last) = ends(wait.base.to_token_stream()).unwrap_or((span, span));
    // Those of a call are enough.
    let value = if let Expr::Paren(paren) = value { &paren.expr } else { value };
    let call = call_around(quote::quote!(#private::awaiting), value, (first, last));
    let method = if method == "await" { Ident::new_raw(method, span) } else { Ident::new(method, span) };
    Expr::MethodCall(syn::ExprMethodCall {
        attrs: wait.attrs.clone(),
        receiver: Box::new(Expr::Verbatim(call)),
        dot_token: wait.dot_token,
        method,
        turbofish: None,
        paren_token: syn::token::Paren(span),
        args: syn::punctuated::Punctuated::new(),
    })
}

/// `match value { value => value }`, for an awaited value that an operator is applied to: to rustc `.await` is a `match`, whose value may
/// become what is expected there; what a call gives may not.
pub(crate) fn converted(value: &Expr, (first, last): (Span, Span)) -> Expr {
    let name = Ident::new("value", Span::mixed_site());
    let mut whole = Group::new(Delimiter::Parenthesis, quote::quote!(#name,));
    whole.set_span(first);
    let (mut dot, mut field) = (Punct::new('.', Spacing::Alone), Literal::usize_unsuffixed(0));
    dot.set_span(last);
    field.set_span(last);
    // All of it stands where the user's value does: what is wrong with the operator is said of both.
    let keyword = Ident::new("match", first);
    let mut arms = Group::new(Delimiter::Brace, quote::quote!(#name => #whole #dot #field));
    arms.set_span(last);
    Expr::Verbatim(quote::quote!(#keyword #value #arms))
}

/// `function(value)`, which begins and ends where something does that the user wrote: so lints of the whole are told of there.
pub(crate) fn call_around(function: TokenStream, value: &Expr, (first, last): (Span, Span)) -> TokenStream {
    // So does its path: what is wrong with the value's type is wrong with the function that is given it.
    let mut function: Vec<TokenTree> = function.into_iter().collect();
    function.iter_mut().for_each(|token| token.set_span(first));
    function.iter_mut().next_back().into_iter().for_each(|token| token.set_span(last));
    let mut argument = Group::new(Delimiter::Parenthesis, value.to_token_stream());
    argument.set_span(last);
    function.into_iter().chain([TokenTree::Group(argument)]).collect()
}

/// Where the user's braces are, if it is a block.
pub(crate) fn braces(expr: &Expr) -> Option<Span> {
    match expr {
        Expr::Block(block) => Some(block.block.brace_token.span.join()),
        _ => None,
    }
}

/// The places of the first and the last token.
pub(crate) fn ends(tokens: TokenStream) -> Option<(Span, Span)> {
    let mut tokens = tokens.into_iter();
    let first = tokens.next()?;
    let last = tokens.last().unwrap_or_else(|| first.clone());
    Some((open(&first), close(&last)))
}

fn open(token: &TokenTree) -> Span {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            group.stream().into_iter().next().map_or(group.span(), |first| open(&first))
        }
        TokenTree::Group(group) => group.span_open(),
        TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => token.span(),
    }
}

fn close(token: &TokenTree) -> Span {
    match token {
        TokenTree::Group(group) if group.delimiter() == Delimiter::None => {
            group.stream().into_iter().last().map_or(group.span(), |last| close(&last))
        }
        TokenTree::Group(group) => group.span_close(),
        TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => token.span(),
    }
}
