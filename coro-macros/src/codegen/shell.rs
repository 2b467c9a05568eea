//! The function around the machine.
//!
//! Stored borrows have lifetimes of their own, which the function's result may not name. In the function itself no type names
//! them: the frame's type appears in the resume closure only, and there they are local. (rustc asks of a closure's type that what
//! it captures is well-formed, and this one captures nothing that is stored, so that it need not hold anywhere that a type
//! parameter outlives such a lifetime.) Whoever has the machine is held to the lifetimes of the arguments by the function's
//! opaque result, which captures all of its generics; see [`boxed`] for boxes.

use super::names::{call_at, located, ours};
use super::output::Tie;
use super::{Cx, arguments, block, boxed, check, clone, frame, named, output, relocate, resume};
use crate::syntax::Coroutine;
use crate::syntax::awaiting::ends;
use crate::syntax::face::Face;
use crate::syntax::ours::variable;
use crate::syntax::wrong::hidden;
use proc_macro2::{Delimiter, Group, Ident, Span, TokenStream};
use quote::{quote, quote_spanned};
use syn::spanned::Spanned;
use syn::{FnArg, Signature};

/// The whole function.
pub(super) fn emit(cx: &Cx<'_>) -> TokenStream {
    let coroutine = cx.coroutine;
    if let Some(captures) = &coroutine.captures {
        return block::emit(cx, captures);
    }
    if let Some(boxed) = coroutine.boxed {
        return boxed::emit(cx, boxed);
    }
    if let Some(name) = &coroutine.named {
        return named::emit(cx, name);
    }
    let (import, items) = (coroutine.import(), cx.shared_items());
    let (native, attrs) = (as_for_async(coroutine), coroutine.attrs.iter());
    let (vis, defaultness) = (&coroutine.vis, &coroutine.defaultness);
    let result = cx.result_type(&coroutine.sig);
    let future = result.unwrap_or_else(|| future_type(cx, &coroutine.output));
    let sig = signature(coroutine, &coroutine.sig, &future);
    let machine = Ident::new(&variable("machine"), Span::mixed_site().located_at(result_span(cx)));
    let private = &cx.private;
    // What does not live long enough for its box, or is not `Send`, is reported at the function's name.
    let result = match cx.container().maker(&quote!(#private)) {
        Some(maker) => located(quote!(#maker(#machine)), coroutine.sig.ident.span()),
        None => quote!(#machine),
    };
    let (content, question) = (content(cx), hidden::question(coroutine));
    let content = braced(coroutine, quote!(#import #question #items #content #result));
    quote!(#native #(#attrs)* #vis #defaultness #sig #content)
}

/// Where rustc says of the body's value that it does not live as long as the result is declared to.
pub(super) fn result_span(cx: &Cx<'_>) -> Span {
    let body = &cx.coroutine.body;
    match body.stmts.last() {
        Some(syn::Stmt::Expr(tail, None)) if !output::is_opaque(cx) => tail.span(),
        _ => body.brace_token.span.join(),
    }
}

/// Lints on signatures that are silent about an `async fn`: what it returns is known to matter, and holds what it is given. And
/// if it is a trait's after all, it may say more than the trait. What it is declared to be beside says that it is fused, and so that it
/// gives items.
pub(super) fn as_for_async(coroutine: &Coroutine) -> TokenStream {
    let refines = coroutine.may_refine().then(|| quote!(#[allow(refining_impl_trait)]));
    let implies = coroutine.face.has_items().then(|| quote!(#[allow(clippy::implied_bounds_in_impls)]));
    quote! {
        #[allow(clippy::double_must_use, clippy::large_types_passed_by_value, clippy::must_use_candidate)]
        #refines
        #implies
    }
}

/// In the braces of the user's body: so the function, and what stands for its body, lies where it did.
pub(super) fn braced(coroutine: &Coroutine, content: TokenStream) -> Group {
    let mut block = Group::new(Delimiter::Brace, content);
    block.set_span(coroutine.body.brace_token.span.join());
    block
}

/// The signature, with the machine as its result. What is left of it is the user's own.
pub(super) fn signature(coroutine: &Coroutine, sig: &Signature, future: &TokenStream) -> TokenStream {
    let mut sig = sig.clone();
    // It begins with the user's `fn`: of a function that begins otherwise than it is written, clippy says nothing.
    sig.asyncness = None;
    sig.output =
        syn::ReturnType::Type(<syn::Token![->]>::default(), Box::new(syn::Type::Verbatim(future.clone())));
    for (input, param) in sig.inputs.iter_mut().zip(&coroutine.params) {
        if let FnArg::Typed(typed) = input {
            let ident = &param.ident;
            *typed.pat = syn::parse_quote!(#ident);
        }
    }
    quote!(#sig)
}

/// `impl Future<Output = R>`; the span of `impl` makes it capture everything, whatever the user's edition.
pub(super) fn future_type(cx: &Cx<'_>, output: &TokenStream) -> TokenStream {
    let private = &cx.coroutine.library();
    // What is promised of the result, and does not hold, is reported at the declared result. The signature ends where it does
    // for the user: lints on functions are not for what macros write.
    let sig = &cx.coroutine.sig;
    let declared = match &sig.output {
        syn::ReturnType::Default => None,
        syn::ReturnType::Type(_, ty) => ends(quote!(#ty)),
    };
    let (span, end) = declared.unwrap_or((sig.ident.span(), sig.paren_token.span.close()));
    let (stated, end) = (cx.stated(end), syn::Token![>](end));
    let token = Ident::new("impl", Span::mixed_site().located_at(span));
    let future = located(quote!(#private::Future), span);
    quote_spanned!(Span::mixed_site().located_at(span)=> #token #future<Output = #output #end #stated)
}

impl Cx<'_> {
    /// What is said of the result beside its declared bounds, which end there: that it tells its state, and that it gives nothing
    /// after its end.
    pub(super) fn stated(&self, end: Span) -> Option<TokenStream> {
        let library = self.coroutine.library();
        let fused = match self.coroutine.face {
            Face::Future | Face::Coroutine { .. } => None,
            Face::Iterator { .. } => Some("FusedIterator"),
            Face::Stream { .. } => Some("FusedStream"),
        };
        let names = ["Stated"].into_iter().chain(fused).map(|name| Ident::new(name, end));
        self.coroutine.tells_state().then(|| quote!(#(+ #library::#names)*))
    }
}

/// The check, the frame, and the machine: all but its return.
pub(super) fn content(cx: &Cx<'_>) -> TokenStream {
    let private = &cx.private;
    let check = check::emit(cx);
    let relocate = relocate::emit(cx);
    let frame = frame::items(cx);
    let (body, resume) = match &cx.coroutine.named {
        Some(name) => named::body(cx, name),
        None => (None, cx.resumer(resume::closure(cx))),
    };
    let (resumes, machine, declared, allow) = (ours("resume"), ours("machine"), ours("declared"), cx.allow());
    let given = arguments::values(cx);
    let types = if body.is_none() { arguments::types(cx) } else { None };
    let clone = clone::argument(cx, &resumes).map(|clone| quote!(, #clone));
    // What does not live long enough is reported at the function's name.
    let make = call_at(cx.coroutine.sig.ident.span(), cx.maker(), quote!(#resumes, #given #clone));
    let output_of = cx.output_of();
    let tie = match output::tie(cx, &declared) {
        Tie::Exact => quote!(#private::one_result(#declared, #output_of(&#resumes));),
        Tie::Alike(_) => quote! {
            {
                use #private::Alike as _;
                #private::Results(#declared, #output_of(&#resumes)).__tie();
            }
        },
    };
    let items = quote!(#check #relocate #frame #body);
    let closed = cx.coroutine.captures.is_some().then(|| quote!(#private::captures_nothing(&#resumes);));
    // SAFETY: (of the generated code) `resume` treats its pointer as a pointer to the frame that it says it has, and what is left of
    // the body drops what the frame holds.
    quote! {
        #items
        #allow
        let #machine = unsafe {
            #types
            let #resumes = #resume;
            #tie
            #closed
            #make
        };
    }
}
