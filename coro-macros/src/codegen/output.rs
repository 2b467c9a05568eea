//! The declared result: what of it holds for the values of both copies of the body.

use super::Cx;
use super::names::ours;
use crate::syntax::Coroutine;
use crate::syntax::expansion::is_item;
use crate::syntax::face::Container;
use crate::syntax::mentions::Mentions;
use proc_macro2::{Ident, TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::visit::Visit;
use syn::{Item, ReturnType, Stmt, Token, Type, TypeParamBound, UseTree};

/// Whether there is an `impl Trait` in the declared result.
pub(super) fn is_opaque(cx: &Cx<'_>) -> bool {
    !anonymous(cx).is_empty()
}

fn anonymous(cx: &Cx<'_>) -> Vec<Punctuated<TypeParamBound, Token![+]>> {
    struct Finder(Vec<Punctuated<TypeParamBound, Token![+]>>);
    impl Visit<'_> for Finder {
        fn visit_type_impl_trait(&mut self, imp: &syn::TypeImplTrait) {
            self.0.push(imp.bounds.clone());
            syn::visit::visit_type_impl_trait(self, imp);
        }
    }
    let mut finder = Finder(Vec::new());
    finder.visit_return_type(&cx.coroutine.sig.output);
    // The outermost one is the machine itself, if it is not in a box.
    let skip = usize::from(cx.coroutine.face.yields() && cx.container() == Container::Nothing);
    finder.0.split_off(skip)
}

/// How the result of the check and that of the machine are held together. The machine is not borrow-checked: what the signature
/// says of the lifetimes in the result has to hold in the check.
pub(super) enum Tie {
    /// They are one type, with all its lifetimes.
    Exact,
    /// They may be two closures of one text, or hold such. Where they are one type, they are tied; and the value of the check
    /// has what the bounds say of lifetimes.
    Alike(TokenStream),
}

pub(super) fn tie(cx: &Cx<'_>, value: &Ident) -> Tie {
    let opaque = anonymous(cx);
    match (opaque.as_slice(), &cx.coroutine.sig.output) {
        ([], _) => Tie::Exact,
        ([bounds], ReturnType::Type(_, ty))
            if matches!(**ty, Type::ImplTrait(_)) && !cx.coroutine.face.yields() =>
        {
            let checks = bounds.iter().map(|bound| check_of(cx, bound, value));
            checks.collect::<Option<TokenStream>>().map_or(Tie::Exact, Tie::Alike)
        }
        (all, _) if all.iter().flatten().any(says_lifetimes) => Tie::Exact,
        _ => Tie::Alike(TokenStream::new()),
    }
}

/// Traits of which unnamed types are often returned, and that are known to have objects.
const WITH_OBJECTS: [&str; 8] =
    ["Fn", "FnMut", "FnOnce", "Future", "Iterator", "DoubleEndedIterator", "ExactSizeIterator", "Debug"];

/// What holds the value to a bound, as far as that is about lifetimes; none if nothing can.
fn check_of(cx: &Cx<'_>, bound: &TypeParamBound, value: &Ident) -> Option<TokenStream> {
    let private = &cx.private;
    match bound {
        TypeParamBound::Lifetime(lifetime) => {
            Some(quote!(#private::outlives::<#lifetime, _>(#private::argument(&#value));))
        }
        TypeParamBound::Trait(of) if says_lifetimes(bound) => {
            let name = of.path.segments.last()?.ident.to_string();
            WITH_OBJECTS.contains(&&*name).then(|| quote!(let _: &(dyn #of + '_) = &#value;))
        }
        _ => Some(TokenStream::new()),
    }
}

fn says_lifetimes(bound: &TypeParamBound) -> bool {
    fn any(tokens: TokenStream) -> bool {
        tokens.into_iter().any(|token| match token {
            TokenTree::Punct(punct) => matches!(punct.as_char(), '\'' | '&'),
            TokenTree::Group(group) => any(group.stream()),
            TokenTree::Ident(_) | TokenTree::Literal(_) => false,
        })
    }
    matches!(bound, TypeParamBound::Lifetime(_) | TypeParamBound::Trait(_)) && any(bound.to_token_stream())
}

impl Cx<'_> {
    /// The items of the body that stand outside of both of its copies.
    pub(super) fn shared_items(&self) -> Option<&TokenStream> {
        (!imports_apart(self.coroutine)).then_some(&self.body.root.items)
    }

    /// The declared result, for a body that cannot write it.
    pub(super) fn result_outside(&self) -> Option<TokenStream> {
        let (private, result, output) = (&self.private, ours("result"), self.coroutine.output_in_body());
        imports_apart(self.coroutine).then(|| quote!(let #result = #private::Declared::<#output>::result();))
    }
}

/// Whether both copies of the body have its items, which are imports, and may give a name in the declared result to something else:
/// natively the result stands outside of them.
pub(super) fn imports_apart(coroutine: &Coroutine) -> bool {
    let plain = !coroutine.face.yields() && coroutine.named.is_none() && coroutine.captures.is_none();
    let ReturnType::Type(_, ty) = &coroutine.sig.output else { return false };
    let items: Vec<&Item> = (coroutine.body.stmts.iter())
        .filter_map(|stmt| match stmt {
            Stmt::Item(item) => Some(item),
            Stmt::Local(_) | Stmt::Expr(..) | Stmt::Macro(_) => None,
        })
        .collect();
    let makes_items = |stmt: &Stmt| matches!(stmt, Stmt::Macro(mac) if is_item(&mac.mac));
    if !plain || items.is_empty() || coroutine.body.stmts.iter().any(makes_items) {
        return false;
    }
    let declared = Mentions::of(ty.to_token_stream());
    let hides = |item: &&Item| matches!(item, Item::Use(import) if may_name(&import.tree, &declared));
    items.iter().all(|item| matches!(item, Item::Use(_))) && items.iter().any(hides)
}

/// Whether an import gives one of these names to something.
fn may_name(tree: &UseTree, names: &Mentions) -> bool {
    let is_named = |ident: &Ident| names.words.contains(&ident.to_string());
    match tree {
        UseTree::Path(path) => may_name(&path.tree, names),
        UseTree::Group(group) => group.items.iter().any(|tree| may_name(tree, names)),
        UseTree::Name(name) => is_named(&name.ident),
        UseTree::Rename(rename) => is_named(&rename.rename),
        UseTree::Glob(_) => true,
    }
}

/// The end of a body that has a result and comes to none: where it is reached, the check has an error, and this has none.
pub(super) fn end(cx: &Cx<'_>) -> Option<TokenStream> {
    let (private, output) = (&cx.private, cx.coroutine.output_in_body());
    let known = cx.coroutine.gives_known_type() && !imports_apart(cx.coroutine);
    let ends = cx.body.root.value.is_none() && known;
    ends.then(|| {
        quote! {{
            use #private::{EndsNever as _, EndsWithUnit as _};
            (&#private::End::<#output>::here()).__end()
        }}
    })
}
