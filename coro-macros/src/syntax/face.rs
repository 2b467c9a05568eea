//! Which machine a function becomes: its signature says so.
//!
//! | written | the machine |
//! |---|---|
//! | `async fn f(..) -> T` | a future |
//! | `fn f(..) -> impl Iterator<Item = T>` | an iterator |
//! | `fn f(..) -> impl Stream<Item = T>` | a stream |
//! | `fn f(..) -> impl Coroutine<R, Yield = Y, Return = T>` | a coroutine; with `+ Unpin`, one that may be moved |
//! | `fn f(..) -> Box<dyn Iterator<Item = T>>` | the same in a box; so with `Pin<Box<dyn Stream<Item = T>>>`, and `BoxStream<T>` |

use crate::diagnostics::Diagnostics;
use proc_macro2::TokenStream;
use quote::quote;
use syn::punctuated::Punctuated;
use syn::spanned::Spanned;
use syn::{GenericArgument, PathArguments, ReturnType, Signature, Token, Type, TypeParamBound};

/// Which machine a function becomes.
#[derive(Clone)]
pub(crate) enum Face {
    /// It is polled to its result.
    Future,
    /// It gives items.
    Iterator {
        /// What it gives.
        item: Type,
        /// It can be cloned.
        clone: bool,
    },
    /// It is polled for items.
    Stream {
        /// What it gives.
        item: Type,
    },
    /// It yields and is resumed with values.
    Coroutine {
        /// What a yield evaluates to.
        resume: Type,
        /// What it yields.
        yields: Type,
        /// Its result.
        returns: Type,
        /// It may be moved while it is suspended.
        movable: bool,
        /// It can be cloned.
        clone: bool,
    },
}

impl Face {
    /// What the signature says; nothing, if it is no machine's.
    pub(crate) fn of(sig: &Signature) -> Option<Face> {
        if sig.asyncness.is_some() {
            return Some(Face::Future);
        }
        let says = |word: &str| bounds_of(&sig.output).any(|(name, _)| name == word);
        let (movable, clone) = (says("Unpin"), says("Clone"));
        // rustc itself rejects `dyn Iterator` that does not say what it gives.
        let unsaid = (Container::of(&sig.output) != Container::Nothing).then(|| syn::parse_quote!(_));
        let declared = bounds_of(&sig.output)
            .find_map(|(name, arguments)| Face::named(&name, arguments, movable, clone, unsaid.as_ref()));
        declared.or_else(|| Some(Face::Stream { item: boxed_stream(&sig.output)?.clone() }))
    }

    fn named(
        name: &str,
        arguments: &PathArguments,
        movable: bool,
        clone: bool,
        unsaid: Option<&Type>,
    ) -> Option<Face> {
        let unit = || syn::parse_quote!(());
        let item = || associated(arguments, "Item").or_else(|| unsaid.cloned());
        Some(match name {
            "Iterator" | "FusedIterator" => Face::Iterator { item: item()?, clone },
            "Stream" | "FusedStream" => Face::Stream { item: item()? },
            "Coroutine" => Face::Coroutine {
                resume: first_type(arguments).cloned().unwrap_or_else(unit),
                yields: associated(arguments, "Yield").unwrap_or_else(unit),
                returns: associated(arguments, "Return").unwrap_or_else(unit),
                movable,
                clone: clone && movable,
            },
            _ => return None,
        })
    }

    /// Whether it awaits futures.
    pub(crate) fn awaits(&self) -> bool {
        matches!(self, Face::Future | Face::Stream { .. })
    }

    /// Whether it yields values.
    pub(crate) fn yields(&self) -> bool {
        !matches!(self, Face::Future)
    }

    /// Whether it gives items until it ends, without a result of its own.
    pub(crate) fn has_items(&self) -> bool {
        matches!(self, Face::Iterator { .. } | Face::Stream { .. })
    }

    /// Whether it may be moved while it is suspended.
    pub(crate) fn is_movable(&self) -> bool {
        matches!(self, Face::Iterator { .. } | Face::Coroutine { movable: true, .. })
    }

    /// Whether it can be cloned.
    pub(crate) fn is_clone(&self) -> bool {
        matches!(self, Face::Iterator { clone: true, .. } | Face::Coroutine { clone: true, .. })
    }

    /// What it yields.
    pub(crate) fn yielded(&self) -> Option<&Type> {
        match self {
            Face::Future => None,
            Face::Iterator { item, .. } | Face::Stream { item } => Some(item),
            Face::Coroutine { yields, .. } => Some(yields),
        }
    }
}

/// What a result is declared to be: a type that implements the bounds, or a box of one.
pub(crate) struct Declared<'a> {
    pub(crate) bounds: &'a Bounds,
    pub(crate) container: Container,
}

type Bounds = Punctuated<TypeParamBound, Token![+]>;

/// What the result is declared to be in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Container {
    /// `impl Trait`
    Nothing,
    /// `Box<dyn Trait>`
    Box,
    /// `Pin<Box<dyn Trait>>`
    PinnedBox,
}

impl Container {
    /// What the result says.
    pub(crate) fn of(output: &ReturnType) -> Self {
        match Declared::of(output) {
            Some(declared) => declared.container,
            None if boxed_stream(output).is_some() => Container::PinnedBox,
            None => Container::Nothing,
        }
    }

    /// The function that puts a machine into it; none if it is in nothing.
    pub(crate) fn maker(self, library: &TokenStream) -> Option<TokenStream> {
        match self {
            Container::Nothing => None,
            Container::Box => Some(quote!(#library::Box::new)),
            Container::PinnedBox => Some(quote!(#library::Box::pin)),
        }
    }
}

impl<'a> Declared<'a> {
    /// What the result says, if it speaks of traits.
    pub(crate) fn of(output: &'a ReturnType) -> Option<Self> {
        let ReturnType::Type(_, ty) = output else { return None };
        Declared::in_container(ty, Container::Nothing)
    }

    fn in_container(ty: &'a Type, container: Container) -> Option<Self> {
        match (ty, container) {
            (Type::ImplTrait(result), Container::Nothing) => {
                Some(Declared { bounds: &result.bounds, container })
            }
            (Type::TraitObject(result), Container::Box | Container::PinnedBox) => {
                Some(Declared { bounds: &result.bounds, container })
            }
            (Type::Path(path), _) => {
                let last = path.path.segments.last()?;
                let inner = first_type(&last.arguments)?;
                match (last.ident.to_string().as_str(), container) {
                    ("Pin", Container::Nothing) => Declared::in_container(inner, Container::PinnedBox),
                    ("Box", Container::Nothing) => Declared::in_container(inner, Container::Box),
                    ("Box", Container::PinnedBox) => Declared::in_container(inner, container),
                    _ => None,
                }
            }
            _ => None,
        }
    }
}

/// The items of the crate `futures`' names for a stream in a box: `BoxStream<'a, T>`, `LocalBoxStream<'a, T>`.
fn boxed_stream(output: &ReturnType) -> Option<&Type> {
    let ReturnType::Type(_, ty) = output else { return None };
    let Type::Path(path) = &**ty else { return None };
    let last = path.path.segments.last()?;
    let is_stream = last.ident == "BoxStream" || last.ident == "LocalBoxStream";
    first_type(&last.arguments).filter(|_| is_stream)
}

/// The traits that a result is declared to implement.
fn bounds_of(output: &ReturnType) -> impl Iterator<Item = (String, &PathArguments)> {
    Declared::of(output).into_iter().flat_map(|declared| declared.bounds).filter_map(trait_name)
}

/// The last word of a bound's path, and what it is given.
fn trait_name(bound: &TypeParamBound) -> Option<(String, &PathArguments)> {
    let TypeParamBound::Trait(bound) = bound else { return None };
    let last = bound.path.segments.last()?;
    Some((last.ident.to_string(), &last.arguments))
}

fn arguments(arguments: &PathArguments) -> impl Iterator<Item = &GenericArgument> {
    let list = match arguments {
        PathArguments::AngleBracketed(list) => Some(&list.args),
        PathArguments::None | PathArguments::Parenthesized(_) => None,
    };
    list.into_iter().flatten()
}

fn associated(of: &PathArguments, name: &str) -> Option<Type> {
    arguments(of).find_map(|argument| match argument {
        GenericArgument::AssocType(given) if given.ident == name => Some(given.ty.clone()),
        // `Item: Trait`
        GenericArgument::Constraint(given) if given.ident == name => {
            let bounds = &given.bounds;
            Some(syn::parse_quote!(impl #bounds))
        }
        _ => None,
    })
}

fn first_type(of: &PathArguments) -> Option<&Type> {
    arguments(of).find_map(|argument| match argument {
        GenericArgument::Type(ty) => Some(ty),
        _ => None,
    })
}

/// The items of what is declared to be an iterator of some kind, whether a machine can be that or not.
fn iterated(sig: &Signature) -> Option<Type> {
    bounds_of(&sig.output).find_map(|(name, arguments)| {
        let item = || associated(arguments, "Item").unwrap_or_else(|| syn::parse_quote!(()));
        name.ends_with("Iterator").then(item)
    })
}

/// Reports a function that is no machine's.
pub(super) fn report_none(sig: &Signature, diagnostics: &mut Diagnostics) {
    if let Some(Declared { bounds, .. }) = Declared::of(&sig.output)
        && let Some((bound, (name, _))) = bounds.iter().find_map(|bound| Some((bound, trait_name(bound)?)))
        && (name == "Iterator" || name == "Stream")
    {
        diagnostics.error(
            bound.span(),
            format!("`impl {name}` does not say what it gives; write `impl {name}<Item = ..>`"),
        );
        return;
    }
    if bounds_of(&sig.output).any(|(name, _)| name == "DoubleEndedIterator" || name == "ExactSizeIterator") {
        diagnostics.error(
            sig.output.span(),
            "a machine gives its items from the first to the last, and does not know how many there will be; write `impl \
             Iterator<Item = ..>`",
        );
        return;
    }
    let name = &sig.ident;
    diagnostics.error(
        sig.fn_token.span,
        format!(
            "`#[coro::coroutine]` has nothing to make a state machine of: the function is not `async`; write `async fn \
             {name}`, or let its result say which machine it is: `impl Iterator<Item = T>`, `impl Stream<Item = T>` or `impl \
             Coroutine<R, Yield = Y, Return = T>`; if another attribute takes the `async` away and leaves none, or several `async` \
             blocks, let `{name}` await a function with this one"
        ),
    );
}

/// Reports bounds that a machine cannot have, and arguments that are not for it.
pub(super) fn check(sig: &Signature, face: &Face, is_boxed: bool, diagnostics: &mut Diagnostics) {
    if !face.yields() {
        return;
    }
    let in_box = Container::of(&sig.output) != Container::Nothing;
    if is_boxed && in_box {
        diagnostics.error(
            sig.output.span(),
            "the result is in a box already; remove `boxed`, or declare what is in the box: `impl Trait`",
        );
        return;
    }
    let clone = bounds_of(&sig.output).any(|(name, _)| name == "Clone");
    if clone && (is_boxed || in_box) {
        diagnostics.error(
            sig.output.span(),
            "a machine in a box cannot be `Clone`: nobody knows its type; return `impl Trait + Clone`, and put it in a box where it \
             is used",
        );
    } else if clone && !face.is_movable() {
        diagnostics.error(
            sig.output.span(),
            "this machine cannot be `Clone`: it is pinned, and what it holds may be borrowed by other things that it holds; an \
             iterator can be, and so can a coroutine with `+ Unpin`",
        );
    }
    let unpin = bounds_of(&sig.output).any(|(name, _)| name == "Unpin");
    if unpin && matches!(face, Face::Stream { .. }) && !is_boxed && !in_box {
        diagnostics.error(
            sig.output.span(),
            "a stream cannot be `Unpin`: what it awaits may be borrowed from what it holds; remove `Unpin`, and pin it where it is \
             used: `std::pin::pin!(stream)`, or `Box::pin(stream)`",
        );
    }
}

/// What stands for the body of a function that is no machine because something is wrong with it.
pub(crate) fn unmade(sig: &Signature) -> TokenStream {
    let unmade = unmade_itself(sig);
    match Container::of(&sig.output).maker(&quote!(::coro::__private)) {
        Some(maker) => quote!(#maker(#unmade)),
        None => unmade,
    }
}

fn unmade_itself(sig: &Signature) -> TokenStream {
    match Face::of(sig) {
        Some(Face::Iterator { item, .. }) => quote!(::core::iter::empty::<#item>()),
        Some(Face::Stream { item }) => quote!(::coro::__private::Unmade::<#item, (), ()>::new()),
        Some(Face::Coroutine { resume, yields, returns, .. }) => {
            quote!(::coro::__private::Unmade::<#yields, #resume, #returns>::new())
        }
        Some(Face::Future) | None => match iterated(sig) {
            Some(item) => quote!(::core::iter::empty::<#item>()),
            None => quote!(::core::unreachable!()),
        },
    }
}
