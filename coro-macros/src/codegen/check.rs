//! The check: the user's body, verbatim, in a closure that is never called. rustc type-checks and borrow-checks it, so
//! that what is wrong in the body is reported at its own place, in its own words.

use super::arguments::is_left_in_place;
use super::bounded::Bounded;
use super::names::{located, ours};
use super::output::Tie;
use super::rewrite::Rewrite;
use super::shell::braced;
use super::told::borrows;
use super::{Cx, block, face, output, told};
use crate::syntax::Param;
use crate::syntax::captures::Takes;
use crate::syntax::edition::Edition;
use crate::syntax::expansion;
use crate::syntax::mentions::{Mentions, names_of};
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::visit::{self, Visit};
use syn::visit_mut::VisitMut;
use syn::{Attribute, Expr, FnArg, Pat, Stmt};

/// `if false { check(move || -> R { body }) }`
pub(super) fn emit(cx: &Cx<'_>) -> TokenStream {
    let private = &cx.private;
    let (outside, inside) = match late_temporaries(cx) {
        Some(tail) => {
            // Of `self` no variable is made; but the closure has to have all of it.
            let is_inside =
                |param: &Param| param.is_receiver || takes_borrows(cx, param) && !is_named(param, &tail);
            (Some(params(cx, |param| !is_inside(param))), Some(params(cx, is_inside)))
        }
        None => (None, Some(params(cx, |_| true))),
    };
    let captures = cx.coroutine.captures.as_ref();
    if let Some(captures) = captures.filter(|captures| captures.takes == Takes::Last) {
        return cx.kept_check(captures, &closure(cx, None));
    }
    let check = check_of(cx, &closure(cx, inside));
    let [declared, value] = ["declared", "value"].map(ours);
    let types = block::known();
    // A check of a result that never comes diverges by itself.
    let checked = if cx.coroutine.never_returns() {
        quote!(#check;)
    } else {
        let bounds = match output::tie(cx, &value) {
            Tie::Exact => TokenStream::new(),
            Tie::Alike(bounds) => bounds,
        };
        let declared = if captures.is_some() { quote!(#types.0) } else { quote!(#declared) };
        quote!(let #value = #check; #bounds #private::declare(&#declared, #value); loop {})
    };
    let check = quote! {
        #[doc = " The body as it was written, for rustc to check. It is never run."]
        #[allow(arithmetic_overflow, unconditional_panic)]
        if false {
            #outside
            #checked
        }
    };
    match captures {
        Some(captures) => {
            let held = cx.held_check(captures, &check);
            quote!(#held let #declared = #types.0;)
        }
        None => {
            let items = Bounded::of(cx.coroutine).map(|bounded| bounded.items(cx));
            quote!(#items let #declared = #private::Declared::result(); #check)
        }
    }
}

/// The closure that is checked, with the body in it.
fn closure(cx: &Cx<'_>, params: Option<TokenStream>) -> TokenStream {
    let mut body = cx.coroutine.body.clone();
    let imports_apart = output::imports_apart(cx.coroutine);
    body.stmts.retain(|stmt| match stmt {
        Stmt::Item(_) => imports_apart,
        Stmt::Macro(mac) => !expansion::is_item(&mac.mac),
        Stmt::Local(_) | Stmt::Expr(..) => true,
    });
    told::hand_over(cx, &mut body);
    let has_items = cx.coroutine.face.has_items();
    let item = cx.coroutine.yielded_in_body();
    Rewrite::of(cx, &item).visit_block_mut(&mut body);
    let stmts = &body.stmts;
    let returned = returned_by_async(cx);
    // Statements stand in a block of their own, as in the machine: rustc suggests other things where a function begins.
    let is_one_value = matches!(stmts.as_slice(), [Stmt::Expr(_, None)]);
    let stmts = if is_one_value || has_items || cx.coroutine.captures.is_some() {
        quote!(#(#stmts)*)
    } else {
        braced(cx.coroutine, quote!(#(#stmts)*)).into_token_stream()
    };
    let (result, stmts) = cx.returned.of_body(stmts, told::places_of_value(&cx.coroutine.body));
    let block = braced(cx.coroutine, face::check_value(cx, quote!(#returned #params #stmts)));
    let yields = face::check_parameter(cx);
    let is_block = cx.coroutine.captures.is_some();
    // A block's is captured as natively.
    let moves = cx
        .coroutine
        .captures
        .as_ref()
        .is_none_or(|captures| captures.takes == Takes::All)
        .then(|| quote!(move));
    // So is all of the closure, to lints. A value that is missing at its end is reported where `|` ends: not behind the body of a
    // function.
    let (all, open) = (body.brace_token.span.join(), body.brace_token.span.open());
    let begin = if is_block { all } else { open };
    let placed = |mut token: TokenTree| {
        match &token {
            TokenTree::Ident(ident) if *ident != "move" => {}
            TokenTree::Group(_) => token.set_span(all),
            TokenTree::Ident(_) | TokenTree::Punct(_) | TokenTree::Literal(_) => token.set_span(begin),
        }
        token
    };
    let head: TokenStream = quote!(#moves |#yields|).into_iter().map(placed).collect();
    quote!(#head #result #block)
}

/// Of an `async` closure rustc does not take the type of the result from where it stands: it has to be said before there is one, so that
/// a result may become what is declared (`Box<T>` a `Box<dyn Trait>`).
fn returned_by_async(cx: &Cx<'_>) -> Option<TokenStream> {
    let (private, output) = (&cx.private, cx.coroutine.output_in_body());
    let says = cx.coroutine.expands && cx.coroutine.gives_known_type() && !cx.coroutine.never_returns();
    says.then(|| quote!(if false { return #private::unreachable::<#output>(); }))
}

/// The closure, given to what says its type. The result's type is not said by the closure: a message about a `return` would name
/// its place, and that of the machine could not; and rustc reports once what is the same in all words.
fn check_of(cx: &Cx<'_>, closure: &TokenStream) -> TokenStream {
    let (private, output) = (&cx.private, cx.coroutine.output_in_body());
    if cx.coroutine.face.yields() {
        face::check(cx, quote!(#closure), cx.coroutine.expands)
    } else if cx.coroutine.expands {
        quote!(#private::check_async::<#output>(async #closure))
    } else if let Some(bounded) = Bounded::of(cx.coroutine) {
        // What is promised of the value, and does not hold, is reported at the body.
        let checked = located(bounded.called(&cx.names.checked), cx.coroutine.body.brace_token.span.join());
        quote!(#checked(#closure))
    } else {
        quote!(#private::check::<#output>(#closure))
    }
}

/// What the body's value mentions, if its temporaries may end behind the body's own variables, as they do before edition 2024: then they
/// end before the arguments, which must not be variables of the same block.
fn late_temporaries(cx: &Cx<'_>) -> Option<Mentions> {
    struct Calls(bool);
    impl Visit<'_> for Calls {
        fn visit_expr(&mut self, expr: &Expr) {
            self.0 |= matches!(expr, Expr::Call(_) | Expr::MethodCall(_) | Expr::Macro(_));
            visit::visit_expr(self, expr);
        }
    }
    if cx.coroutine.edition == Edition::Since2024 || cx.coroutine.captures.is_some() {
        return None;
    }
    let Some(Stmt::Expr(tail, None)) = cx.coroutine.body.stmts.last() else { return None };
    // The last call itself leaves nothing but the value.
    let mut calls_inside = Calls(false);
    visit::visit_expr(&mut calls_inside, tail);
    calls_inside.0.then(|| Mentions::of(tail.to_token_stream()))
}

/// Whether an argument is one that may be given a borrow of a variable of the body: what a closure captures may not.
fn takes_borrows(cx: &Cx<'_>, param: &Param) -> bool {
    struct Assigned(Vec<Ident>, bool);
    impl Visit<'_> for Assigned {
        fn visit_expr_assign(&mut self, assign: &syn::ExprAssign) {
            self.1 |= matches!(&*assign.left, Expr::Path(left) if self.0.iter().any(|name| left.path.is_ident(name)));
            visit::visit_expr_assign(self, assign);
        }
    }
    let mut assigned = Assigned(names_of(&param.pat), false);
    if borrows(&param.ty) {
        assigned.visit_block(&cx.coroutine.body);
    }
    assigned.1
}

fn is_named(param: &Param, code: &Mentions) -> bool {
    names_of(&param.pat).iter().any(|name| code.words.contains(&name.to_string()))
}

/// Each argument is a local of the closure, as it is one of the function: messages call it by its name, and tell if it is not
/// used. But a borrow is captured: of one that escapes, a message would tell that it is assigned here.
fn params(cx: &Cx<'_>, which: impl Fn(&Param) -> bool) -> TokenStream {
    if let Some(taken) = cx.taken_in_check() {
        return taken;
    }
    let outside = outside_of_items(&cx.coroutine.body);
    let mentions = outside.as_ref().unwrap_or(&cx.coroutine.mentions);
    let is_mentioned = |pat: &syn::PatIdent| mentions.words.contains(&pat.ident.to_string());
    let params = cx.coroutine.params.iter().enumerate().filter(|(_, param)| which(param));
    let params = params.map(|(number, param)| {
        let (ident, pat, levels) = (&param.ident, &param.pat, lint_levels(cx, number));
        let looked_at = || quote!(#[allow(clippy::all, clippy::restriction)] let _ = &#ident;);
        match pat {
            // Nobody is told of a `self` that is assigned to before it is looked at; of a captured variable, one is.
            Pat::Ident(pat) if param.is_receiver => {
                pat.mutability.is_some().then(looked_at).unwrap_or_default()
            }
            Pat::Ident(pat) if pat.mutability.is_none() && borrows(&param.ty) && is_mentioned(pat) => {
                is_left_in_place(cx, ident).then(looked_at).unwrap_or_default()
            }
            Pat::Ident(pat) if pat.by_ref.is_none() => {
                let allow =
                    pat.ident.to_string().starts_with('_').then(|| quote!(#[allow(clippy::pedantic)]));
                quote!(#levels #allow let #pat = #ident;)
            }
            // As a value: a pattern may bind by `ref mut`.
            _ => quote!(#levels let #pat = { #ident };),
        }
    });
    params.collect()
}

/// What the body mentions, but for functions and other items in it, if it has any: their names are their own.
fn outside_of_items(body: &syn::Block) -> Option<Mentions> {
    let is_item = |stmt: &&Stmt| matches!(stmt, Stmt::Item(item) if !matches!(item, syn::Item::Macro(_)));
    body.stmts.iter().any(|stmt| is_item(&stmt)).then(|| {
        let others = body.stmts.iter().filter(|stmt| !is_item(stmt));
        Mentions::of(others.map(ToTokens::to_token_stream).collect())
    })
}

/// What an argument says of lints.
fn lint_levels(cx: &Cx<'_>, number: usize) -> TokenStream {
    const LEVELS: [&str; 5] = ["allow", "deny", "expect", "forbid", "warn"];
    let Some(FnArg::Typed(typed)) = cx.coroutine.sig.inputs.get(number) else { return TokenStream::new() };
    let is_level = |attr: &&Attribute| LEVELS.iter().any(|level| attr.path().is_ident(level));
    typed.attrs.iter().filter(is_level).map(ToTokens::to_token_stream).collect()
}
