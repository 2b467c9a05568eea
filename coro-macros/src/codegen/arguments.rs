//! The arguments: handed to the frame, of types that the machine is told, and dropped if it is never resumed.

use super::Cx;
use super::names::ours;
use super::resume::resume_label;
use crate::syntax::Coroutine;
use crate::syntax::face::Face;
use proc_macro2::{Ident, Literal, TokenStream};
use quote::quote;
use syn::visit::{self, Visit};
use syn::{Expr, Lifetime, Pat, Type};

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
    let captured = !cx.coroutine.params.is_empty() && !are_written(cx);
    captured.then(|| quote!(let #types = (#(#private::argument(&#idents),)*);))
}

/// Says of which types the slots of the arguments are, before the body is inferred. (It is said in dead code, which is not
/// borrow-checked: it says nothing of lifetimes.)
pub(super) fn typed(cx: &Cx<'_>) -> Option<TokenStream> {
    let (private, types) = (&cx.private, ours("arguments"));
    let places: Vec<_> = cx.body.params.iter().map(|param| cx.names.place(*param)).collect();
    let said = if are_written(cx) {
        let written = cx.coroutine.params.iter().map(|param| &param.ty);
        quote!(let _: (#(*mut #written,)*) = (#(#places,)*);)
    } else {
        let numbers = (0..places.len()).map(Literal::usize_unsuffixed);
        quote!(#(#private::typed(#types.#numbers, #places);)*)
    };
    (!places.is_empty()).then(|| quote!(if false { loop {} #said }))
}

/// Whether the types are said in the words of the signature, which is less work for rustc. They mean the same in the body if it has no
/// items of its own; and nobody has the machine but as the opaque result, which captures the lifetimes of the arguments.
fn are_written(cx: &Cx<'_>) -> bool {
    let Coroutine { face, boxed, named, captures, params, .. } = cx.coroutine;
    let is_opaque = matches!(face, Face::Future) && boxed.is_none() && named.is_none() && captures.is_none();
    is_opaque && cx.body.root.items.is_empty() && params.iter().all(|param| is_plain(&param.ty))
}

/// Whether a type can be written where no signature is.
fn is_plain(ty: &Type) -> bool {
    struct Plain(bool);
    impl Visit<'_> for Plain {
        fn visit_type(&mut self, ty: &Type) {
            self.0 &= !matches!(ty, Type::ImplTrait(_) | Type::Macro(_) | Type::Infer(_) | Type::Verbatim(_));
            visit::visit_type(self, ty);
        }

        fn visit_lifetime(&mut self, _: &Lifetime) {
            self.0 = false;
        }

        fn visit_expr(&mut self, expr: &Expr) {
            self.0 &= matches!(expr, Expr::Lit(_) | Expr::Path(_));
        }
    }
    let mut plain = Plain(true);
    plain.visit_type(ty);
    plain.0
}

/// Whether a `let _: T = argument;` asks for the argument's type: that alone is no reason for a closure to capture it.
pub(super) fn is_left_in_place(cx: &Cx<'_>, argument: &Ident) -> bool {
    struct Left<'a>(&'a Ident, bool);
    impl Visit<'_> for Left<'_> {
        fn visit_local(&mut self, local: &syn::Local) {
            if let (Pat::Type(typed), Some(init)) = (&local.pat, &local.init) {
                self.1 |= matches!(*typed.pat, Pat::Wild(_))
                    && matches!(&*init.expr, Expr::Path(path) if path.path.is_ident(self.0));
            }
            visit::visit_local(self, local);
        }
    }
    let mut left = Left(argument, false);
    left.visit_block(&cx.coroutine.body);
    left.1
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
