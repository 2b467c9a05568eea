//! What the arguments of a macro call are, as far as its name tells.
//!
//! An attribute sees macro calls unexpanded. The standard library's macros are known by name; of any other, arguments
//! that parse as expressions are treated as such.

mod known;
mod made;

use super::formats::{FORMATS, LOGS, WRITES};
use super::outside;
pub(crate) use known::{Argument, Known, KnownCall};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::quote;
use syn::parse::{ParseStream, Parser};
use syn::punctuated::Punctuated;
use syn::visit_mut::VisitMut;
use syn::{Expr, Lit, Pat, Token};

/// A macro call, understood.
pub(crate) enum MacroCall {
    /// One of the standard library's, or one that is known as well, with its arguments.
    Known(KnownCall),
    /// `matches!`
    Matches { scrutinee: Box<Expr>, pattern: Box<Pat>, guard: Option<Box<Expr>> },
    /// Another macro, whose arguments parse as expressions; those that are places are moved in, if it is known.
    Expressions { list: Vec<Expr>, by_value: bool },
    /// `select!`, of any crate.
    Select(Vec<SelectArm>),
    /// A macro that logs.
    Fields(Fields),
    /// A macro of the standard library that evaluates nothing.
    Constant,
    /// Another macro: tokens.
    Soup,
}

/// What a macro that logs is given, beside `name: value`: fields, a format and its arguments.
#[derive(Clone, Copy)]
pub(crate) struct Fields {
    /// A span has no format.
    pub(crate) is_span: bool,
    /// The first one is a level, and no field.
    pub(crate) has_level: bool,
}

/// A part of a `select!`.
pub(crate) enum SelectArm {
    /// `biased;`
    Word(TokenStream),
    Future {
        pat: Pat,
        future: Expr,
        condition: Option<Expr>,
        body: Expr,
    },
    /// `else`, `default`, `complete`
    Otherwise {
        word: Ident,
        body: Expr,
    },
}

/// Visits the arguments of a macro of the standard library as the expressions that they are.
pub(crate) fn visit_arguments(mac: &mut syn::Macro, visitor: &mut impl VisitMut) {
    visit_arguments_and(mac, visitor, |_| {});
}

/// The same; then changes the call, if it has arguments of its own.
pub(crate) fn visit_arguments_and(
    mac: &mut syn::Macro,
    visitor: &mut impl VisitMut,
    change: impl FnOnce(&mut KnownCall),
) {
    match parse(mac) {
        MacroCall::Known(mut call) => {
            call.say_condition(mac);
            call.arguments.iter_mut().for_each(|argument| visitor.visit_expr_mut(&mut argument.expr));
            change(&mut call);
            mac.tokens = call.tokens();
        }
        MacroCall::Matches { mut scrutinee, pattern, mut guard } => {
            visitor.visit_expr_mut(&mut scrutinee);
            guard.iter_mut().for_each(|guard| visitor.visit_expr_mut(guard));
            let guard = guard.map(|guard| quote!(if #guard));
            mac.tokens = quote!(#scrutinee, #pattern #guard);
        }
        MacroCall::Expressions { .. }
        | MacroCall::Select(_)
        | MacroCall::Fields(_)
        | MacroCall::Constant
        | MacroCall::Soup => {}
    }
}

/// Understands a macro call.
pub(crate) fn parse(mac: &syn::Macro) -> MacroCall {
    let Some(name) = mac.path.segments.last().map(|segment| segment.ident.to_string()) else {
        return MacroCall::Soup;
    };
    let known = match name.as_str() {
        name if FORMATS.contains(&name) => Known::Format,
        name if WRITES.contains(&name) => Known::Write,
        "assert" | "debug_assert" => Known::Assert,
        "assert_eq" | "assert_ne" | "debug_assert_eq" | "debug_assert_ne" => Known::AssertTwo,
        "vec" if has_semicolon(&mac.tokens) => Known::VecRepeat,
        "vec" => Known::Vec,
        "dbg" => Known::Dbg,
        "matches" => return parse_matches.parse2(mac.tokens.clone()).unwrap_or(MacroCall::Soup),
        "concat" | "stringify" | "line" | "column" | "file" | "cfg" | "env" | "option_env"
        | "module_path" | "include_str" | "include_bytes" | "include" | "compile_error" | "offset_of" => {
            return MacroCall::Constant;
        }
        "select" | "select_biased" => {
            return parse_select.parse2(mac.tokens.clone()).unwrap_or_else(|_| parse_expressions(mac, false));
        }
        name if LOGS.contains(&name) => {
            return MacroCall::Fields(Fields { is_span: false, has_level: false });
        }
        "log" | "event" | "enabled" | "log_enabled" => {
            return MacroCall::Fields(Fields { is_span: false, has_level: true });
        }
        "trace_span" | "debug_span" | "info_span" | "warn_span" | "error_span" => {
            return MacroCall::Fields(Fields { is_span: true, has_level: false });
        }
        "span" => return MacroCall::Fields(Fields { is_span: true, has_level: true }),
        "join" | "try_join" | "anyhow" | "eyre" | "format_err" | "bail" => {
            return parse_expressions(mac, true);
        }
        name => {
            return made::parse(name, &mac.tokens)
                .map_or_else(|| parse_expressions(mac, false), MacroCall::Known);
        }
    };
    match KnownCall::parse(known, mac.tokens.clone()) {
        Ok(call) => MacroCall::Known(call),
        Err(_) => MacroCall::Soup,
    }
}

/// Whether a macro with the name of one of the standard library's may be another crate's, which evaluates its arguments or not: by its
/// path, or since the file imports something of that name.
pub(crate) fn may_be_foreign(mac: &syn::Macro) -> bool {
    match mac.path.get_ident() {
        Some(name) => outside::is_imported(name),
        None => !outside::is_of_std(&mac.path),
    }
}

fn parse_expressions(mac: &syn::Macro, by_value: bool) -> MacroCall {
    match Punctuated::<Expr, Token![,]>::parse_terminated.parse2(mac.tokens.clone()) {
        Ok(list) => {
            let list: Vec<Expr> = list.into_iter().collect();
            // With a format, the others are its arguments.
            let formats = matches!(list.first(), Some(Expr::Lit(_)));
            MacroCall::Expressions { list, by_value: by_value && !formats }
        }
        Err(_) => MacroCall::Soup,
    }
}

/// Walks what the arguments of a macro are: behind a format, `name = value` names an argument.
pub(crate) fn visit_values(list: &mut [Expr], mut visit: impl FnMut(&mut Expr)) {
    let mut formatted = false;
    for argument in list {
        let is_text = matches!(argument, Expr::Lit(syn::ExprLit { lit: Lit::Str(_), .. }));
        match argument {
            Expr::Assign(named) if formatted && matches!(*named.left, Expr::Path(_)) => {
                visit(&mut named.right);
            }
            value => visit(value),
        }
        formatted |= is_text;
    }
}

/// `biased; pattern = future, if condition => body, else => body`
fn parse_select(input: ParseStream<'_>) -> syn::Result<MacroCall> {
    use syn::ext::IdentExt;
    let mut arms = Vec::new();
    if input.peek(syn::Ident) && input.peek2(Token![;]) {
        let (word, semicolon): (Ident, Token![;]) = (input.parse()?, input.parse()?);
        arms.push(SelectArm::Word(quote!(#word #semicolon)));
    }
    while !input.is_empty() {
        if input.peek(Ident::peek_any) && input.peek2(Token![=>]) {
            let word = input.call(Ident::parse_any)?;
            input.parse::<Token![=>]>()?;
            arms.push(SelectArm::Otherwise { word, body: select_body(input)? });
            continue;
        }
        let pat = Pat::parse_multi_with_leading_vert(input)?;
        input.parse::<Token![=]>()?;
        let future = input.parse()?;
        let condition = if input.peek(Token![,]) && input.peek2(Token![if]) {
            input.parse::<Token![,]>()?;
            input.parse::<Token![if]>()?;
            Some(input.parse()?)
        } else {
            None
        };
        input.parse::<Token![=>]>()?;
        arms.push(SelectArm::Future { pat, future, condition, body: select_body(input)? });
    }
    Ok(MacroCall::Select(arms))
}

fn select_body(input: ParseStream<'_>) -> syn::Result<Expr> {
    let body = if input.peek(syn::token::Brace) {
        let block: syn::Block = input.parse()?;
        syn::parse_quote!(#block)
    } else {
        input.parse()?
    };
    input.parse::<Option<Token![,]>>()?;
    Ok(body)
}

fn parse_matches(input: ParseStream<'_>) -> syn::Result<MacroCall> {
    let scrutinee = input.parse()?;
    input.parse::<Token![,]>()?;
    let pattern = Pat::parse_multi_with_leading_vert(input)?;
    let guard = if input.peek(Token![if]) {
        input.parse::<Token![if]>()?;
        Some(input.parse()?)
    } else {
        None
    };
    input.parse::<Option<Token![,]>>()?;
    if !input.is_empty() {
        return Err(input.error("expected nothing"));
    }
    Ok(MacroCall::Matches { scrutinee, pattern: Box::new(pattern), guard })
}

fn has_semicolon(tokens: &TokenStream) -> bool {
    tokens.clone().into_iter().any(|token| matches!(token, TokenTree::Punct(punct) if punct.as_char() == ';'))
}

/// A macro call with other arguments.
pub(crate) fn with_tokens(mac: &syn::Macro, tokens: TokenStream) -> syn::Macro {
    syn::Macro { tokens, ..mac.clone() }
}

/// `writeln!` ends what it writes.
pub(crate) fn add_newline(call: &mut KnownCall) {
    let empty: Expr = syn::parse_quote!("\n");
    match call.arguments.first_mut() {
        None => call.arguments.push(Argument { name: None, expr: empty }),
        Some(first) => {
            let format = &first.expr;
            if let Expr::Lit(syn::ExprLit { lit: syn::Lit::Str(text), .. }) = format {
                let text = syn::LitStr::new(&format!("{}\n", text.value()), text.span());
                first.expr = syn::parse_quote!(#text);
            }
        }
    }
}

/// What `write!` and `writeln!` write to.
pub(crate) fn written_to(mac: &syn::Macro) -> Option<Expr> {
    match parse(mac) {
        MacroCall::Known(KnownCall { name: Known::Write, arguments, .. }) => {
            arguments.into_iter().next().map(|target| target.expr)
        }
        _ => None,
    }
}

/// `pin!`, also by a path (`std::pin::pin!`, `pin::pin!`): its value lives as long as a temporary that `let` extends.
pub(crate) fn is_pin(mac: &syn::Macro) -> bool {
    let is_pin = |segment: &syn::PathSegment| segment.ident == "pin";
    mac.path.segments.iter().rev().take(2).all(is_pin)
}

/// What `pin!` is given, as an expression.
pub(crate) fn pinned(mac: &syn::Macro) -> Option<Expr> {
    let value = |input: syn::parse::ParseStream| {
        let value = input.parse()?;
        let _: Option<syn::Token![,]> = input.parse()?;
        Ok(value)
    };
    is_pin(mac).then(|| mac.parse_body_with(value).ok()).flatten()
}

/// What `pin!` is given, as an expression; the call is made that of the standard library, and what it was called is told.
pub(crate) fn take_pinned(mac: &mut syn::Macro) -> Option<(syn::Path, Expr)> {
    let pinned = pinned(mac)?;
    Some((std::mem::replace(&mut mac.path, syn::parse_quote!(::core::pin::pin)), pinned))
}

/// `vec![a, b]`: its elements; of anything else, none.
pub(crate) fn elements_of_vec(mac: &syn::Macro) -> Vec<Expr> {
    match parse(mac) {
        MacroCall::Known(call) if call.name == Known::Vec => {
            call.arguments.into_iter().map(|argument| argument.expr).collect()
        }
        MacroCall::Known(_)
        | MacroCall::Matches { .. }
        | MacroCall::Expressions { .. }
        | MacroCall::Select(_)
        | MacroCall::Fields(_)
        | MacroCall::Constant
        | MacroCall::Soup => Vec::new(),
    }
}
