//! The arguments: handed to the frame, of types that the machine is told, and dropped if it is never resumed.

use super::Cx;
use super::names::ours;
use super::resume::resume_label;
use proc_macro2::{Literal, TokenStream};
use quote::quote;

/// What the frame begins with.
pub(super) fn values(cx: &Cx<'_>) -> TokenStream {
    let idents = cx.coroutine.params.iter().map(|param| &param.ident);
    quote!((#(#idents,)*))
}

/// What the arguments' types are: for the resume closure, which sees the frame only. That it captures them (they have no size)
/// makes it live no longer than they do.
pub(super) fn types(cx: &Cx<'_>) -> Option<TokenStream> {
    let (private, types) = (&cx.private, ours("arguments"));
    let idents = cx.coroutine.params.iter().map(|param| &param.ident);
    (!cx.coroutine.params.is_empty()).then(|| quote!(let #types = (#(#private::argument(&#idents),)*);))
}

/// Says of which types the slots of the arguments are, before the body is inferred. (It is said in dead code, which is not
/// borrow-checked: it says nothing of lifetimes.)
pub(super) fn typed(cx: &Cx<'_>) -> Option<TokenStream> {
    let (private, types) = (&cx.private, ours("arguments"));
    let typed = cx.body.params.iter().enumerate().map(|(number, param)| {
        let (place, number) = (cx.names.place(*param), Literal::usize_unsuffixed(number));
        quote!(#private::typed(#types.#number, #place);)
    });
    (!cx.body.params.is_empty()).then(|| quote!(if false { loop {} #(#typed)* }))
}

/// How the body is come to: a machine that is over, or dropped before its first resume, is left at once.
pub(super) fn entry(cx: &Cx<'_>) -> TokenStream {
    let private = &cx.private;
    let [at, running] = ["at", "running"].map(ours);
    let (enter, resume, over) = (cx.enter(), resume_label(), cx.over());
    // They drop front to back, as a closure's captures do.
    let arguments = cx.body.params.iter().filter(|param| !cx.body.locals[**param].inert);
    let held = arguments.map(|param| {
        let place = cx.names.place(*param);
        quote!(#private::Live::held(#place))
    });
    let held: Vec<TokenStream> = held.collect();
    if held.is_empty() {
        return quote! {
            let #private::Entered::Running(#running, mut #at) = #enter else { break #resume (#over); };
        };
    }
    let cancelled = cx.cancelled();
    quote! {
        let (#running, mut #at) = match #enter {
            #private::Entered::Running(#running, #at) => (#running, #at),
            #private::Entered::Dropped => {
                #private::drop((#(#held,)*));
                break #resume (#cancelled);
            }
            #private::Entered::Over => break #resume (#over),
        };
    }
}
